"""True or false, yes or no: in words of four languages, by a letter, a tick or a digit."""

from __future__ import annotations

import re

from generators.answers.compare import Comparison, Prove
from generators.answers.judging import Judgement, Kind, Reading, Response, right, wrong
from generators.answers.reading import refuse
from generators.answers.reading.wording import folded, unquoted, without_commands
from generators.notation.tree import Name
from schemas.answer import BooleanAnswer

TRUE = frozenset(
    {"true", "t", "yes", "y", "1", "correct", "right", "yep", "yeah", "⊤", r"\top", r"\checkmark", "✓", "✔", "☑", "✅",
     "wahr", "ja", "j", "richtig", "stimmt", "vrai", "oui", "juste", "verdadero", "cierto", "si", "correcto"}
)  # fmt: skip
FALSE = frozenset(
    {"false", "f", "no", "n", "0", "incorrect", "wrong", "untrue", "nope", "⊥", r"\bot", "✗", "✘", "❌", "☒",
     "falsch", "nein", "unwahr", "faux", "non", "falso", "incorrecto"}
)  # fmt: skip
LED = re.compile(r"(?:it is|it's|that is|that's|this is|the statement is|the answer is|answer:)\s+")
MAX_CHARACTERS = 60


def read(key: BooleanAnswer | None, response: Response) -> Reading:
    given = response.text
    value = _meaning(given) if len(given) <= MAX_CHARACTERS else None
    if value is None:
        raise refuse("Answer with true or false, or with yes or no.", response)
    return Reading(Name("true" if value else "false"))


def _meaning(given: str) -> bool | None:
    words = folded(without_commands(given).replace("\ufe0f", "").strip("$ "))
    words = LED.sub("", unquoted(words), count=1).rstrip(".!")
    turned = words.startswith("not ")
    words = words.removeprefix("not ")
    if words in TRUE:
        return not turned
    return turned if words in FALSE else None


def judge(key: BooleanAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    assert isinstance(reading.tree, Name)
    if (reading.tree.text == "true") is key.value:
        return right(Comparison(True, "exact"))
    return wrong(Comparison(False, "exact"))


def text(key: BooleanAnswer) -> str:
    return "true" if key.value else "false"


KIND = Kind(read, judge, text)
