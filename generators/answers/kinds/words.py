"""Words: one of those that are accepted. Typographic signs are typewriter signs here; capitals and accents count only
where the key says so."""

from __future__ import annotations

from generators.answers.compare import Comparison, Prove
from generators.answers.judging import Judgement, Kind, Reading, Response, right, wrong
from generators.answers.reading import refuse
from generators.answers.reading.wording import (
    folded,
    one_slip_apart,
    plain,
    typewritten,
    unmarked,
    unquoted,
    without_commands,
)
from generators.notation.errors import NotationError
from generators.notation.tree import Text
from schemas.answer import TextAnswer
from schemas.verdict import Feedback

MAX_CHARACTERS = 1_000
LONG_ENOUGH = 4
"""Letters from which a word that is one slip off is taken for a misspelling and not for another word."""


def read(key: TextAnswer | None, response: Response) -> Reading:
    text = without_commands(response.text) if response.format != "text" else response.text
    if len(text) > MAX_CHARACTERS:
        raise refuse(f"This answer is too long: at most {MAX_CHARACTERS:,} characters can be read.", response)
    for at, sign in enumerate(text):
        if not sign.isprintable() and plain(sign):
            raise NotationError(f"The character U+{ord(sign):04X} cannot be read here.", text, at, at + 1)
    if not plain(text):
        raise refuse("Write your answer in words.", response)
    return Reading(Text(typewritten(text) if key is not None and key.whitespace == "exact" else plain(text)))


def judge(key: TextAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    assert isinstance(reading.tree, Text)
    given = reading.tree.text
    bare = (given, unquoted(given), without_stop(given), unquoted(without_stop(given)), without_stop(unquoted(given)))
    readings = {comparable(key, each) for each in bare}
    if any(comparable(key, wanted) in readings for wanted in key.value):
        return right(Comparison(True, "exact"))
    return wrong(Comparison(False, "exact"))


def comparable(key: TextAnswer, text: str) -> str:
    """The text without the differences that do not count."""
    written = typewritten(text) if key.case == "exact" else unmarked(typewritten(text))
    match key.whitespace:
        case "exact":
            return written
        case "collapse":
            return " ".join(written.split())
        case "ignore":
            return "".join(written.split())


def without_stop(text: str) -> str:
    """The text without the full stop of a sentence."""
    return text[:-1].rstrip() if text.endswith(".") and not text.endswith("..") else text


def slips(key: TextAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    """What a wrong word looks like, if it looks like one of the right ones."""
    assert isinstance(reading.tree, Text)
    given = reading.tree.text
    spaceless = key.model_copy(update={"whitespace": "ignore"})
    if any(comparable(spaceless, given) == comparable(spaceless, wanted) for wanted in key.value):
        return (Feedback(code="spaces", text="Check the spaces."),)
    bare, all_bare = letters(given), [letters(wanted) for wanted in key.value]
    if bare in all_bare:
        return (Feedback(code="capitals", text="Capital letters and accents count here: check them."),)
    if any(len(wanted) >= LONG_ENOUGH and one_slip_apart(wanted, bare) for wanted in all_bare):
        return (Feedback(code="spelling", text="Check the spelling."),)
    return ()


def letters(text: str) -> str:
    return folded(text).replace(" ", "")


def text(key: TextAnswer) -> str:
    return key.value[0]


KIND = Kind(read, judge, text, slips=slips)
