"""Judge a learner's text against a key. A learner's error is a verdict, never an exception."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from time import perf_counter_ns
from typing import NamedTuple

from generators.answers.compare import CONSTANTS, Comparison, Prove
from generators.answers.follow import Own, earlier, loosened, reference, rekey, rounded_names
from generators.answers.judging import Judgement, Reading, Response
from generators.answers.kinds import KINDS
from generators.answers.reading import vocabulary
from generators.notation import NotationError, house, parse
from generators.notation.locales import decimal_comma
from generators.notation.tree import Node
from generators.notation.values import Imprecise, Undefined
from schemas.answer import AnswerKey, Assumption, NumberAnswer
from schemas.exercise import Exercise, Mistake, Part
from schemas.verdict import Evidence, Feedback, Understood, Verdict

CHECKER = "2"
"""Version of the checker: raised whenever a verdict may change."""
MAX_BYTES = 8_000
BUGS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a bug of the checker raises. The response is then undecided, a person looks at it, and tests see the code."""


def check(
    key: AnswerKey,
    response: str,
    *,
    format: str | None = None,
    locale: str = "en",
    mistakes: Sequence[Mistake] = (),
    prove: Prove | None = None,
) -> Verdict:
    """The verdict on one response; if it is wrong in a way that was foreseen, the feedback says which.

    `locale` is a BCP 47 tag: where it writes a decimal comma, one is read. ValueError for a tag that is not known.
    """
    return _checked(key, response, Typed(format, decimal_comma(locale)), mistakes, prove)[0]


class Typed(NamedTuple):
    """How responses are written: `format` is "text", "latex" or None (told from the text)."""

    format: str | None = None
    decimal_comma: bool = False


def _checked(
    key: AnswerKey, response: str, typed: Typed, mistakes: Sequence[Mistake], prove: Prove | None
) -> tuple[Verdict, Reading | None]:
    started = perf_counter_ns()
    reading: Reading | None = None
    try:
        reading = read(key, response, typed)
        judgement = KINDS[key.kind].judge(key, reading, prove)
        if judgement.outcome in ("incorrect", "partial"):
            judgement = _explained(judgement, mistakes, key, reading, response, typed)
    except NotationError as error:
        judgement = Judgement("invalid", 0.0, UNDECIDED, (_unreadable(error, response),))
    except Undefined as error:
        judgement = Judgement("invalid", 0.0, UNDECIDED, (_undefined(error),))
    except Imprecise:
        judgement = Judgement("undecided", 0.0, UNDECIDED)
    except BUGS as error:
        judgement = Judgement("undecided", 0.0, UNDECIDED, (_bug(error),))
    return _verdict(judgement, reading, started, _options(typed, prove)), reading


UNDECIDED = Comparison(None)


def read(key: AnswerKey, response: str, typed: Typed = Typed()) -> Reading:
    """How a response is read as an answer of the key's kind. NotationError says why not."""
    if len(response) > MAX_BYTES or len(response.encode("utf-8", "replace")) > MAX_BYTES:
        raise NotationError(f"This answer is too long: at most {MAX_BYTES:,} bytes can be read.")
    kind = KINDS[key.kind]
    mixed = isinstance(key, NumberAnswer) and key.mixed
    words = vocabulary(
        kind.formulas(key),
        frozenset(key.symbols.items()),
        key.functions,
        mixed,
        decimal_comma=typed.decimal_comma,
        lists=kind.lists,
    )
    return kind.read(key, Response(response, typed.format, words))


def _explained(
    judgement: Judgement,
    mistakes: Sequence[Mistake],
    key: AnswerKey,
    reading: Reading,
    response: str,
    typed: Typed,
) -> Judgement:
    """The judgement with the feedback of the foreseen mistake, if it is one, in place of the checker's own; else with
    what else can be said about it."""
    for mistake in mistakes:
        if _fits(mistake.answer, key, reading, response, typed):
            said = Feedback(code=mistake.misconception, text=mistake.feedback)
            return Judgement(judgement.outcome, judgement.score, judgement.evidence, (said,))
    try:
        slips = KINDS[key.kind].slips(key, reading, judgement)
    except (NotationError, Undefined, Imprecise):
        return judgement
    return Judgement(judgement.outcome, judgement.score, judgement.evidence, (*judgement.feedback, *slips))


def _fits(wrong: AnswerKey, key: AnswerKey, reading: Reading, response: str, typed: Typed) -> bool:
    """Whether a response is what a mistake leads to, in whatever form it is written."""
    if getattr(wrong, "form", None) is not None:
        wrong = wrong.model_copy(update={"form": None})
    try:
        if wrong.kind != key.kind:
            reading = read(wrong, response, typed)
        return KINDS[wrong.kind].judge(wrong, reading, None).outcome == "correct"
    except (NotationError, Undefined, Imprecise):
        return False


# Verdicts ----------------------------------------------------------------------------------------------------------


def _options(typed: Typed, prove: Prove | None) -> dict[str, str | bool]:
    """What else the verdict depends on: how the response was said to be written, and whether proofs were to be had."""
    return {"format": typed.format or "found out", "decimal_comma": typed.decimal_comma, "proofs": prove is not None}


def _verdict(judgement: Judgement, reading: Reading | None, started: int, options: dict[str, str | bool]) -> Verdict:
    shown = None if reading is None else understood(reading.tree)
    notes = () if reading is None else reading.notes
    evidence = judgement.evidence
    return Verdict(
        outcome=judgement.outcome,
        score=judgement.score,
        understood=shown,
        feedback=(*judgement.feedback, *notes),
        evidence=Evidence(
            method="none" if judgement.outcome in ("invalid", "undecided") else evidence.method,
            points=evidence.points,
            bits=evidence.bits,
            checker=CHECKER,
            options=options,
            elapsed_us=(perf_counter_ns() - started) // 1_000,
        ),
    )


@lru_cache(maxsize=512)  # MathML is long, and a class gives few different answers
def understood(tree: Node) -> Understood:
    """A tree as text, LaTeX and MathML."""
    from generators.notation.latex import latex
    from generators.notation.mathml import mathml

    return Understood(text=house(tree), latex=latex(tree), mathml=mathml(tree))


def _unreadable(error: NotationError, response: str) -> Feedback:
    hint = f" Did you mean {error.suggestion}?" if error.suggestion else ""
    start, end = min(error.at, len(response)), min(max(error.end, error.at), len(response))
    span = (start, end) if error.text == response else None  # else it is about a text made of the response
    return Feedback(code="unreadable", text=_prose(error.message + hint), span=span)


def _undefined(error: Undefined) -> Feedback:
    return Feedback(code="undefined", text=f"This has no value: {_prose(str(error))}.")


def _bug(error: BaseException) -> Feedback:
    text = "This answer could not be checked; a person will look at it."
    return Feedback(code="checker-error", text=f"{text} ({type(error).__name__})")


def _prose(message: str) -> str:
    """A message as prose: a dollar in it is a dollar."""
    return message.replace("$", "\\$")


# Several parts -----------------------------------------------------------------------------------------------------


def check_parts(
    exercise: Exercise,
    responses: Mapping[int, str],
    *,
    formats: Mapping[int, str] = {},
    locale: str = "en",
    prove: Prove | None = None,
    wanted: Collection[int] | None = None,
) -> dict[int, Verdict]:
    """The verdicts on the parts that have a response, by number from 1; with `wanted` on these parts only.

    A part that is wrong is judged again from the learner's own earlier answers by its rule; right then is `correct`
    with feedback code `followed`. An earlier answer that is missing or unreadable counts as the reference.
    `locale` is as in `check`.
    """
    if wanted is not None:
        needed = {*wanted, *_before(exercise, wanted)}
        found = check_parts(
            exercise,
            {n: text for n, text in responses.items() if n in needed},
            formats=formats,
            locale=locale,
            prove=prove,
        )
        return {n: verdict for n, verdict in found.items() if n in wanted}
    comma = decimal_comma(locale)
    own: dict[str, Node] = {name: parse(text) for name, text in exercise.given.items()}
    rounded: set[str] = set()
    verdicts: dict[int, Verdict] = {}
    for n, part in enumerate(exercise.parts, 1):
        reading: Reading | None = None
        if n in responses:
            verdict, reading = _checked(part.answer, responses[n], Typed(formats.get(n), comma), part.mistakes, prove)
            if reading is not None and part.follows and verdict.outcome in ("incorrect", "partial"):
                verdict = _followed(part, verdict, reading, own, rounded, prove) or verdict
            verdicts[n] = verdict
            if verdict.outcome == "invalid":
                reading = None
        if part.name:
            true = reference(part.answer)
            mine = true if reading is None else earlier(part.answer, reading)
            if mine is not None:
                own[part.name] = mine
                if mine != true and rounded_names({part.name: mine}):
                    rounded.add(part.name)
            elif true is not None:
                own[part.name] = true
    return verdicts


def follows(exercise: Exercise, wanted: Collection[int]) -> bool:
    """Whether verdicts on the wanted parts depend on the answers to others."""
    parts = [exercise.parts[n - 1] for n in wanted]
    return any(part.follows or any(mistake.follows for mistake in part.mistakes) for part in parts)


def _before(exercise: Exercise, wanted: Collection[int]) -> list[int]:
    """The parts whose answers those to the wanted parts may follow from."""
    following = (n for n in wanted if exercise.parts[n - 1].follows)
    return [n for n in range(1, max(following, default=0)) if exercise.parts[n - 1].name]


def _followed(
    part: Part, verdict: Verdict, reading: Reading, own: Own, rounded: set[str], prove: Prove | None
) -> Verdict | None:
    """The better verdict that the learner's own earlier answers give; None if they give none."""
    assert part.follows is not None
    started = perf_counter_ns()
    try:
        key = rekey(part.answer, part.follows, own)
        if key is not None:
            judgement = KINDS[key.kind].judge(loosened(key, part.follows, own, rounded), reading, prove)
            if judgement.score > verdict.score:
                said = Feedback(code="followed", text="This follows from your earlier answer.")
                kept = () if judgement.outcome == "correct" else judgement.feedback
                found = Judgement(judgement.outcome, judgement.score, judgement.evidence, (said, *kept))
                return _verdict(found, reading, started, verdict.evidence.options)
        for mistake in part.mistakes:
            slip = rekey(mistake.answer, mistake.follows, own) if mistake.follows else None
            if slip is not None and KINDS[slip.kind].judge(slip, reading, None).outcome == "correct":
                said = Feedback(code=mistake.misconception, text=mistake.feedback)
                return verdict.model_copy(update={"feedback": (said, *reading.notes)})
    except (NotationError, Undefined, Imprecise):
        return None
    except BUGS as error:
        return verdict.model_copy(update={"feedback": (*verdict.feedback, _bug(error))})
    return None


# Keys as text, previews --------------------------------------------------------------------------------------------


def agrees(key: AnswerKey, text: str) -> bool:
    """Whether the key accepts a text with full credit. NotationError if it cannot be read at all."""
    try:
        return KINDS[key.kind].judge(key, read(key, text), None).outcome == "correct"
    except (Undefined, Imprecise):
        return False


def flaw(key: AnswerKey) -> str | None:
    """Why nobody could answer a key: its own value cannot be read or has none; None if it is sound.

    A key need not be written in the form it asks for.
    """
    try:
        KINDS[key.kind].judge(key, read(key, key_text(key)), None)
    except NotationError as error:
        return _unreadable(error, "").text
    except Undefined as error:
        return _undefined(error).text
    except (Imprecise, *BUGS):
        return None  # sound, or for a person to look at
    return None


def key_text(key: AnswerKey) -> str:
    """The key as a learner would type it, with all its digits."""
    return KINDS[key.kind].text(key)


def shown_text(key: AnswerKey) -> str:
    """The key as people should see it: numbers that are marked by decimals or figures are rounded to these."""
    return key_text(KINDS[key.kind].rounded(key))


def preview(
    kind: str,
    response: str,
    symbols: Mapping[str, Assumption] = {},
    format: str | None = None,
    locale: str = "en",
) -> Understood:
    """How a response would be read as an answer of this kind; never whether it is right. NotationError if not at all.

    Without `symbols` any name may be a variable. `locale` is as in `check`.
    """
    if kind not in KINDS:
        raise NotationError(f"`{kind}` is no kind of answer: {', '.join(KINDS)}.")
    if len(response.encode("utf-8", "replace")) > MAX_BYTES:
        raise NotationError(f"This answer is too long: at most {MAX_BYTES:,} bytes can be read.")
    words = vocabulary((), frozenset(symbols.items()), None)
    words = replace(
        words,
        complex="i" not in symbols,
        open_names=not set(symbols) - CONSTANTS,
        decimal_comma=decimal_comma(locale),
        lists=KINDS[kind].lists,
    )
    try:
        return understood(KINDS[kind].read(None, Response(response, format, words)).tree)
    except Undefined as error:
        raise NotationError(f"This has no value: {error}.", response, 0, len(response)) from None
    except Imprecise:
        raise NotationError("It is not clear whether this has a value.", response, 0, len(response)) from None
