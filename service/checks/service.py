"""Judge responses: in this process by the fast tiers, in killable workers where a proof is needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape

from pydantic import TypeAdapter

from generators import answers
from generators.notation import NotationError
from schemas.answer import AnswerKey
from schemas.check import BatchedCheck, BatchedVerdict, CheckRequest, Format, Preview, PreviewRequest
from schemas.exercise import Exercise
from schemas.problem import FieldError
from schemas.verdict import Feedback, Verdict
from service.checking import Prove
from service.errors import BadKey
from service.render.prose import text
from service.server import Server

_KEY: TypeAdapter[AnswerKey] = TypeAdapter(AnswerKey)
CHECK, ITEM, BATCH = 2, 4, 10
"""How many times the longest proof all proofs of one response, of one exercise, of one batch or attempt may take."""


def check(server: Server, asked: CheckRequest) -> Verdict:
    """One verdict. Raises `BadKey` for a key that cannot be used."""
    _usable(asked, "body")
    return _judged(server, asked, server.prover.within(CHECK * server.prover.seconds))


def check_batch(server: Server, asked: Iterable[BatchedCheck]) -> tuple[BatchedVerdict, ...]:
    """Verdicts in the same order: all of them, or an error that says which one cannot be judged."""
    items = tuple(asked)
    for number, item in enumerate(items):
        _usable(item, f"body.items.{number}")
    prove = server.prover.within(BATCH * server.prover.seconds)
    return tuple(BatchedVerdict(id=item.id, verdict=_judged(server, item, prove)) for item in items)


def check_parts(
    server: Server,
    exercise: Exercise,
    responses: Mapping[int, str],
    formats: Mapping[int, Format],
    locale: str,
    prove: Prove | None = None,
) -> dict[int, Verdict]:
    """Verdicts by number of the part, with follow-through between them."""
    prove = prove or server.prover.within(ITEM * server.prover.seconds)
    found = answers.check_parts(exercise, responses, formats=formats, locale=locale, prove=prove)
    return {part: _told(server, verdict) for part, verdict in found.items()}


def preview(asked: PreviewRequest) -> Preview:
    """How the response is read, or where reading fails."""
    try:
        understood = answers.preview(asked.kind, asked.response, asked.symbols, asked.format, asked.locale)
        return Preview(understood=understood)
    except NotationError as error:
        hint = f" {error.suggestion}" if error.suggestion else ""
        return Preview(
            understood=None,
            feedback=(_typeset(Feedback(code="unreadable", text=error.message + hint, span=(error.at, error.end))),),
        )


def _judged(server: Server, asked: CheckRequest, prove: Prove) -> Verdict:
    verdict = answers.check(
        asked.answer,
        asked.response,
        format=asked.format,
        locale=asked.locale,
        mistakes=asked.mistakes,
        prove=prove,
    )
    return _told(server, verdict)


def _usable(asked: CheckRequest, where: str) -> None:
    """Raises `BadKey` unless the key, and those of the mistakes, can be read and have a value.

    A key that nobody could answer would make every response `invalid`, as if the learner had mistyped.
    """
    keys = [("answer", asked.answer), *((f"mistakes.{n}.answer", m.answer) for n, m in enumerate(asked.mistakes))]
    for name, key in keys:
        if complaint := _complaint(key.model_dump_json()):
            field = FieldError(field=f"{where}.{name}", message=complaint)
            raise BadKey(f"{where}.{name}: {complaint}", errors=[field])


@lru_cache(maxsize=4_096)
def _complaint(key_json: str) -> str | None:
    return answers.flaw(_KEY.validate_json(key_json))


def _told(server: Server, verdict: Verdict) -> Verdict:
    server.metrics.judged(verdict)
    return verdict.model_copy(update={"feedback": tuple(map(_typeset, verdict.feedback))})


def _typeset(remark: Feedback) -> Feedback:
    return remark.model_copy(update={"html": _html(remark.text)})


def _html(prose: str) -> str:
    try:
        return text(prose).html
    except NotationError:  # a remark may quote what was typed, dollars and all
        return escape(prose)
