"""Items in an order, all of them, by their ids, letters or texts: `b, a, c`, `b < a < c`, `b -> a -> c`.

Credit per pair of neighbours: of n items the key has n - 1, and those that stand one right behind the other in the
response count. One item moved costs little then, though it shifts the places of many; the reverse order earns nothing.
"""

from __future__ import annotations

import itertools
import re

from generators.answers.compare import Comparison, Prove
from generators.answers.judging import Judgement, Kind, Reading, Response, partly, right
from generators.answers.reading import meant, refuse
from generators.answers.reading.options import Named, listed, option_ids
from generators.notation.errors import NotationError
from generators.notation.tree import Name, Series
from schemas.answer import OrderAnswer
from schemas.verdict import Feedback

SEPARATORS = re.compile(r"-+>|=+>|<=|>=|[\s,;<>≤≥≺≻→⟶⇒=~≈]")
ARROWS = re.compile(r"-+>|=+>")
FILLERS = frozenset({"then", "and", "-", "–", "first", "last", "before"})


def read(key: OrderAnswer | None, response: Response) -> Reading:
    named = listed(None if key is None else key.items, response, SEPARATORS, FILLERS)
    if not named:
        raise refuse("Give the items in their order, separated by commas.", response)
    if key is not None:
        _complete(key, named, response)
    _one_direction(named, response)
    tree = Series(tuple(Name(each.id) for each in named))
    together = all(a.end == b.start for a, b in itertools.pairwise(named)) and len(named) > 1
    return Reading(tree, (meant(tree),) if together else ())


def _complete(key: OrderAnswer, named: list[Named], response: Response) -> None:
    """Every item once, else NotationError."""
    for i, each in enumerate(named):
        if each.id in (before.id for before in named[:i]):
            raise NotationError(
                f"`{each.id}` is there twice: name each item once.", response.text, each.start, each.end
            )
    missing = [id for id in option_ids(key.items) if id not in {each.id for each in named}]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise refuse(f"All items are to be ordered: {', '.join(missing)} {verb} missing.", response)


def _one_direction(named: list[Named], response: Response) -> None:
    """Signs between the items say the order they are written in, so they must point in one direction."""
    signs: set[str] = set()
    for a, b in itertools.pairwise(named):
        between = ARROWS.sub("→", response.text[a.end : b.start])
        if "=" in between.replace("<=", "<").replace(">=", ">") or set(between) & set("~≈"):
            raise NotationError("Every item has a place of its own.", response.text, a.end, b.start)
        signs |= {"<" if sign in "<≤≺" else ">" for sign in between if sign in "<≤≺>≥≻"}
    if len(signs) > 1:
        raise refuse("The signs point in both directions: write the items one after another.", response)


def judge(key: OrderAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    given = ordered(reading)
    if given == key.value:
        return right(Comparison(True, "exact"))
    return partly(neighbours(key, given) / (len(key.value) - 1), Comparison(False, "exact"))


def ordered(reading: Reading) -> tuple[str, ...]:
    """The ids in the order of a response."""
    assert isinstance(reading.tree, Series)
    return tuple(item.text for item in reading.tree.items if isinstance(item, Name))


def neighbours(key: OrderAnswer, given: tuple[str, ...]) -> int:
    """How many pairs of neighbours of the key stand one right behind the other."""
    wanted = set(itertools.pairwise(key.value))
    return sum(pair in wanted for pair in itertools.pairwise(given))


def slips(key: OrderAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    return (_told(key, ordered(reading)),)


def _told(key: OrderAnswer, given: tuple[str, ...]) -> Feedback:
    """What a wrong order looks like."""
    if given == key.value[::-1]:
        return Feedback(code="reversed", text="This is the right order backwards.")
    if sum(a != b for a, b in zip(given, key.value, strict=True)) == 2:
        return Feedback(code="two-exchanged", text="Two items are exchanged.")
    if any(_without(given, id) == _without(key.value, id) for id in given):
        return Feedback(code="one-moved", text="One item is out of place; the others are in the right order.")
    hits = neighbours(key, given)
    verb = "is" if hits == 1 else "are"
    return Feedback(code="some-neighbours", text=f"{hits} of {len(given) - 1} pairs of neighbours {verb} right.")


def _without(ids: tuple[str, ...], id: str) -> tuple[str, ...]:
    return tuple(each for each in ids if each != id)


def text(key: OrderAnswer) -> str:
    return ", ".join(key.value)


KIND = Kind(read, judge, text, slips=slips)
