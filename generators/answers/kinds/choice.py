"""One option out of several, by its id or its text."""

from __future__ import annotations

from generators.answers.compare import Comparison, Prove
from generators.answers.judging import Judgement, Kind, Reading, Response, right, wrong
from generators.answers.reading import refuse
from generators.notation.tree import Name
from schemas.answer import ChoiceAnswer

EXACT = Comparison(True, "exact")
MAX_ID = 40


def read(key: ChoiceAnswer | None, response: Response) -> Reading:
    given = response.text.strip()
    if key is None:
        if not given or len(given) > MAX_ID:
            raise refuse("Choose one of the options.", response)
        return Reading(Name(given))
    for option in key.options:
        if given in (option.id, option.text):
            return Reading(Name(option.id))
    bare = given.strip("().").lower()
    matches = [option.id for option in key.options if option.id.lower() == bare]
    if len(matches) == 1:
        return Reading(Name(matches[0]))
    raise refuse(f"Choose one of {', '.join(option.id for option in key.options)}.", response)


def judge(key: ChoiceAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    assert isinstance(reading.tree, Name)
    return right(EXACT) if reading.tree.text == key.value else wrong(Comparison(False, "exact"))


def text(key: ChoiceAnswer) -> str:
    return key.value


KIND = Kind(read, judge, text)
