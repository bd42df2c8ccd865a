"""Judge responses: in this process by the fast tiers, in killable workers where a proof is needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import NamedTuple

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
SHARED = 128
"""Responses from which on a batch is shared among processes."""
CHECK, ITEM, BATCH = 2, 4, 10
"""How many times the longest proof all proofs of one response, of one exercise, of one batch or attempt may take."""


def check(server: Server, asked: CheckRequest) -> Verdict:
    """One verdict. Raises `BadKey` for a key that cannot be used."""
    _usable(asked, "body")
    return _judged(server, asked, server.prover.within(CHECK * server.prover.seconds))


def check_batch(server: Server, asked: Iterable[BatchedCheck]) -> tuple[BatchedVerdict, ...]:
    """Verdicts in the same order: all of them, or an error that says which one cannot be judged.

    Long batches are shared among processes; what needs a proof is judged here.
    """
    items = tuple(asked)
    if len(items) < SHARED or not server.judges.ready(fast):
        return _by_one(server, items)
    prove = server.prover.within(BATCH * server.prover.seconds)
    tasks = list(server.judges.map(fast, [item.model_dump_json() for item in items]))
    found: list[BatchedVerdict] = []
    for item, result in zip(items, (each for task in tasks for each in task.results()), strict=True):
        if isinstance(result, Flawed):
            raise _bad(f"body.items.{len(found)}.{result.field}", result.complaint)
        verdict = (
            _judged(server, item, prove)
            if result is None
            else _told(server, Verdict.model_validate_json(result), item.answer.kind)
        )
        found.append(BatchedVerdict(id=item.id, verdict=verdict))
    return tuple(found)


def _by_one(server: Server, items: tuple[BatchedCheck, ...]) -> tuple[BatchedVerdict, ...]:
    for number, item in enumerate(items):
        _usable(item, f"body.items.{number}")
    prove = server.prover.within(BATCH * server.prover.seconds)
    return tuple(BatchedVerdict(id=item.id, verdict=_judged(server, item, prove)) for item in items)


class ProofNeeded(Exception):
    """The fast tiers cannot decide."""


def no_proof(*_: object) -> bool | None:
    """Where proofs are to be had, but not now."""
    raise ProofNeeded


class Flawed(NamedTuple):
    """A key that cannot be used."""

    field: str
    complaint: str


def fast(item_json: str) -> str | Flawed | None:
    """The verdict of the fast tiers as JSON; None where a proof is needed."""
    item = BatchedCheck.model_validate_json(item_json)
    if flawed := _flawed(item):
        return flawed
    try:
        return _answered(item, no_proof).model_dump_json()
    except ProofNeeded:
        return None


def check_parts(
    server: Server,
    exercise: Exercise,
    responses: Mapping[int, str],
    formats: Mapping[int, Format],
    locale: str,
    prove: Prove | None = None,
    wanted: Collection[int] | None = None,
) -> dict[int, Verdict]:
    """Verdicts by number of the part, with follow-through between them; with `wanted` on these parts only."""
    prove = prove or server.prover.within(ITEM * server.prover.seconds)
    found = answers.check_parts(exercise, responses, formats=formats, locale=locale, prove=prove, wanted=wanted)
    return {part: _told(server, verdict, exercise.parts[part - 1].answer.kind) for part, verdict in found.items()}


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
    return _told(server, _answered(asked, prove), asked.answer.kind)


def _answered(asked: CheckRequest, prove: Prove) -> Verdict:
    return answers.check(
        asked.answer,
        asked.response,
        format=asked.format,
        locale=asked.locale,
        mistakes=asked.mistakes,
        prove=prove,
    )


def _usable(asked: CheckRequest, where: str) -> None:
    """Raises `BadKey` unless the key, and those of the mistakes, can be read and have a value.

    A key that nobody could answer would make every response `invalid`, as if the learner had mistyped.
    """
    if flawed := _flawed(asked):
        raise _bad(f"{where}.{flawed.field}", flawed.complaint)


def _flawed(asked: CheckRequest) -> Flawed | None:
    keys = [("answer", asked.answer), *((f"mistakes.{n}.answer", m.answer) for n, m in enumerate(asked.mistakes))]
    return next((Flawed(name, told) for name, key in keys if (told := _complaint(key.model_dump_json()))), None)


def _bad(field: str, complaint: str) -> BadKey:
    return BadKey(f"{field}: {complaint}", errors=[FieldError(field=field, message=complaint)])


@lru_cache(maxsize=4_096)
def _complaint(key_json: str) -> str | None:
    return answers.flaw(_KEY.validate_json(key_json))


def _told(server: Server, verdict: Verdict, kind: str) -> Verdict:
    server.metrics.judged(verdict, kind)
    return verdict.model_copy(update={"feedback": tuple(map(_typeset, verdict.feedback))})


def _typeset(remark: Feedback) -> Feedback:
    return remark.model_copy(update={"html": _html(remark.text)})


def _html(prose: str) -> str:
    try:
        return text(prose).html
    except NotationError:  # a remark may quote what was typed, dollars and all
        return escape(prose)
