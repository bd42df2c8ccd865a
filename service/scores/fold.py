"""What an attempt is worth: a pure function of what was judged and the quiz's rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from schemas.score import ItemTally, PartTally, Tally
from schemas.verdict import Outcome

PLACES = 6
"""Decimals of a score: shares such as 1/3 add up to whole points."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One item: what it is worth and how its points are shared among its parts."""

    item: int
    points: float
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One response with its last verdict, and how many hints had been taken by then."""

    response: int
    item: int
    part: int
    outcome: Outcome
    score: float
    counts: bool = True
    """Whether it may be scored."""
    hints: int = 0


@dataclass(frozen=True, slots=True)
class Costs:
    """Shares of a part's points that each failed try and each hint before an answer cost it."""

    tries: float = 0.0
    hints: float = 0.0


def fold(
    asked: Iterable[Asked], judged: Iterable[Judged], costs: Costs, overrides: Mapping[int, float] | None = None
) -> Tally:
    """The tally of an attempt; `judged` are the responses that count, in any order, `overrides` points by item."""
    given = overrides or {}
    by_part: dict[tuple[int, int], list[Judged]] = defaultdict(list)
    for each in sorted(judged, key=lambda each: each.response):
        by_part[each.item, each.part].append(each)
    items = []
    for one in sorted(asked, key=lambda one: one.item):
        parts = tuple(_part(n, by_part[one.item, n], costs) for n in range(1, len(one.shares) + 1))
        if (points := given.get(one.item)) is None:
            share = fsum(share * part.score for share, part in zip(one.shares, parts, strict=True))
            points = min(share, 1.0) * one.points
        score = round(points, PLACES)
        items.append(
            ItemTally(item=one.item, score=score, points=one.points, overridden=one.item in given, parts=parts)
        )
    return total(items)


def total(items: Iterable[ItemTally]) -> Tally:
    """What the items are worth together; those whose points a person gave wait for nobody."""
    found = tuple(items)
    undecided = (
        part.outcome == "undecided" and part.score < 1 for item in found if not item.overridden for part in item.parts
    )
    return Tally(
        score=round(fsum(item.score for item in found), PLACES),
        max_score=round(fsum(item.points for item in found), PLACES),
        pending_review=sum(undecided),
        items=found,
    )


def _part(number: int, judged: Sequence[Judged], costs: Costs) -> PartTally:
    """The best try, each worth less for every failed one and every hint before it; what cost no try changes nothing."""
    best, failed, tries = 0.0, 0, 0
    for each in judged:
        if not is_try(each.outcome):
            continue
        best = max(best, each.score * max(0.0, 1 - costs.tries * failed - costs.hints * each.hints))
        failed += each.outcome != "correct"
        tries += 1
    last = judged[-1] if judged else None
    return PartTally(
        part=number,
        score=round(best, PLACES),
        tries=tries,
        hints=last.hints if last else 0,
        outcome=last.outcome if last else None,
    )


def is_try(outcome: Outcome) -> bool:
    """Whether it uses up a try: what could not be read or decided does not."""
    return outcome in ("correct", "partial", "incorrect")
