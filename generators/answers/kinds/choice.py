"""One option out of several: by its id, by the letter of its place, or by its text."""

from __future__ import annotations

import re

from generators.answers.compare import Comparison, Prove
from generators.answers.judging import Judgement, Kind, Reading, Response, right, wrong
from generators.answers.reading import refuse
from generators.answers.reading.options import MAX_CHARACTERS, enumerated, known, listed
from generators.notation.errors import NotationError
from generators.notation.tree import Name
from schemas.answer import ChoiceAnswer

EXACT = Comparison(True, "exact")
MAX_ID = 40
BETWEEN = re.compile(r"[\s,;&]")
FILLERS = frozenset({"and", "or", "both", "+"})


def read(key: ChoiceAnswer | None, response: Response) -> Reading:
    given = response.text.strip()
    if key is None:
        if not given or len(given) > MAX_ID:
            raise refuse("Choose one of the options.", response)
        return Reading(Name(given))
    if len(given) <= MAX_CHARACTERS and (id := known(key.options, given)) is not None:
        return Reading(Name(id))
    if len(set(_several(key, response))) > 1:
        raise refuse("Only one option is asked for: decide which one.", response)
    raise refuse(f"Choose one of {enumerated(key.options)}.", response)


def _several(key: ChoiceAnswer, response: Response) -> list[str]:
    """The options of a response that names more than one."""
    try:
        return [each.id for each in listed(key.options, response, BETWEEN, FILLERS)]
    except NotationError:
        return []


def judge(key: ChoiceAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    assert isinstance(reading.tree, Name)
    return right(EXACT) if reading.tree.text == key.value else wrong(Comparison(False, "exact"))


def text(key: ChoiceAnswer) -> str:
    return key.value


KIND = Kind(read, judge, text)
