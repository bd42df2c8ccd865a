"""What the attempts at a quiz tell about its items."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import sqrt
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from generators.maths import figures
from generators.misconceptions import BELIEFS
from schemas.analysis import ItemAnalysis, MisconceptionRate, QuizAnalysis, SeedOutlier
from schemas.figure import Figure
from schemas.score import ItemTally, Tally
from service.analysis import statistics as st
from service.attempts import service as attempts
from service.attempts.models import Attempt, Item, Response, Verdict
from service.docs import PREFIX
from service.errors import NotFound
from service.quizzes import service as quizzes
from service.quizzes.service import Quiz
from service.scores.service import counted
from service.server import Server

T = TypeVar("T")
PLACES = 4
"""Decimals of shares and correlations."""
FAR = 2.0
"""Standard errors from which on an exercise is told as an outlier."""
FEWEST = 3
"""Learners with one exercise, and with others at its place, below which nothing is said about it."""
PICTURES = ("scores", "items")
CLASSES = 10
CHUNK = 500


@dataclass
class Place:
    """One learner's item, brought back to its place in the blueprint."""

    learner: int
    recipe: str
    points: float
    tally: ItemTally
    seconds: float | None = None
    mistakes: set[str] = field(default_factory=set)

    @property
    def share(self) -> float:
        return self.tally.score / self.points

    @property
    def answered(self) -> bool:
        return any(part.outcome is not None for part in self.tally.parts)


def analyse(server: Server, quiz_id: UUID) -> QuizAnalysis:
    """Over the attempts that count, one a learner. Raises `NotFound`."""
    attempts.settle(server, quiz_id)
    with server.database.read() as session:
        quiz = quizzes.get(session, quiz_id)
        rows = _counting(session, quiz)
        by_place = _places(session, rows)
    scores = [[found[learner].tally.score for found in by_place.values()] for learner in range(len(rows))]
    totals = [row.score for row in rows]
    reliability = st.alpha(scores)
    spread = st.deviation(totals)
    return QuizAnalysis(
        quiz=quiz_id,
        learners=len(rows),
        mean=round(st.mean(totals), PLACES) if rows else None,
        deviation=round(spread, PLACES) if rows else None,
        max_score=quizzes.worth(quiz),
        alpha=_rounded(reliability),
        standard_error=None if reliability is None else round(spread * sqrt(max(0.0, 1 - reliability)), PLACES),
        items=tuple(_item(place, found, scores, n) for n, (place, found) in enumerate(by_place.items())),
        misconceptions=_rates([each for found in by_place.values() for each in found]),
        outliers=tuple(sorted(_outliers(by_place), key=lambda each: -abs(each.z))),
        pictures={name: f"{PREFIX}/quizzes/{quiz_id}/analysis/{name}.svg" for name in PICTURES if rows},
    )


def picture(server: Server, quiz_id: UUID, name: str) -> Figure:
    """Raises `NotFound` for a quiz that nobody has finished."""
    if name == "items":
        found = analyse(server, quiz_id)
        return _items_picture(_finished(found.items, name, quiz_id))
    attempts.settle(server, quiz_id)
    with server.database.read() as session:
        quiz = quizzes.get(session, quiz_id)
        totals = [row.score for row in _finished(_counting(session, quiz), name, quiz_id)]
    return _scores_picture(totals, quizzes.worth(quiz))


def _finished(found: Sequence[T], name: str, quiz_id: UUID) -> Sequence[T]:
    """Raises `NotFound` if there is nothing to show."""
    if not found:
        raise NotFound(f"there is no picture {name!r}: nobody has finished quiz {quiz_id}")
    return found


# Collecting ------------------------------------------------------------------------------------------------------


def _counting(session: Session, quiz: Quiz) -> list[Attempt]:
    """The attempt of each learner that makes the score; with the policy `mean` the last one."""
    found = select(Attempt).where(Attempt.quiz_id == quiz.id, col(Attempt.marked_at).is_not(None))
    tried: dict[str, list[Attempt]] = defaultdict(list)
    for row in session.exec(found.order_by(col(Attempt.learner), col(Attempt.number))).all():
        tried[row.learner].append(row)
    return [counted(rows, quiz.policy)[-1] for rows in tried.values()]


def _places(session: Session, rows: Sequence[Attempt]) -> dict[int, list[Place]]:
    """By place in the blueprint, in order; each list has one entry a learner."""
    found: dict[int, list[Place]] = defaultdict(list)
    index = {row.id: n for n, row in enumerate(rows)}
    mine: dict[tuple[UUID, int], Place] = {}
    for row in rows:
        for tally in Tally.model_validate_json(row.tally).items:
            mine[row.id, tally.item] = Place(index[row.id], "", tally.points, tally)
    for ids in _chunks(list(index)):
        columns = select(Item.attempt_id, Item.item, Item.place, Item.recipe).where(col(Item.attempt_id).in_(ids))
        for attempt, item, place, recipe in session.exec(columns).all():
            mine[attempt, item].recipe = recipe
            found[place].append(mine[attempt, item])
        _add_times(session, ids, {row.id: row.started_at for row in rows}, mine)
        _add_mistakes(session, ids, mine)
    return {place: sorted(found[place], key=lambda each: each.learner) for place in sorted(found)}


def _add_times(
    session: Session, ids: Sequence[UUID], started: Mapping[UUID, datetime], mine: Mapping[tuple[UUID, int], Place]
) -> None:
    """Seconds between a response and the one before it belong to the item it answers."""
    last = dict(started)
    sent = select(Response.attempt_id, Response.item, Response.at).where(col(Response.attempt_id).in_(ids))
    for attempt, item, at in session.exec(sent.order_by(col(Response.id))).all():
        each = mine[attempt, item]
        each.seconds = (each.seconds or 0.0) + max(0.0, (at - last[attempt]).total_seconds())
        last[attempt] = at


def _add_mistakes(session: Session, ids: Sequence[UUID], mine: Mapping[tuple[UUID, int], Place]) -> None:
    wrong = (
        select(Response.attempt_id, Response.item, Verdict.verdict)
        .join(Verdict, col(Verdict.response_id) == Response.id)
        .where(col(Response.attempt_id).in_(ids), col(Verdict.outcome).in_(("incorrect", "partial")))
    )
    for attempt, item, verdict in session.exec(wrong).all():
        codes = {each["code"] for each in json.loads(verdict)["feedback"]}
        mine[attempt, item].mistakes |= codes & BELIEFS.keys()


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


# Computing -------------------------------------------------------------------------------------------------------


def _item(place: int, found: Sequence[Place], scores: st.Scores, column: int) -> ItemAnalysis:
    answered = [each for each in found if each.answered]
    parts = [part for each in found for part in each.tally.parts]
    shares = [each.share for each in found]
    return ItemAnalysis(
        place=place,
        generators=dict(sorted(Counter(each.recipe.partition("@")[0] for each in found).items())),
        points=found[0].points,
        answered=len(answered),
        facility=round(st.mean(shares), PLACES),
        deviation=round(st.deviation(shares), PLACES),
        discrimination=_rounded(st.discrimination(scores, column)),
        alpha_without=_rounded(st.alpha(st.without(scores, column))),
        mean_tries=_mean(max(part.tries for part in each.tally.parts) for each in answered),
        mean_hints=_mean(sum(part.hints for part in each.tally.parts) for each in answered),
        median_seconds=st.median([each.seconds for each in found if each.seconds is not None]),
        outcomes=dict(sorted(Counter(part.outcome for part in parts if part.outcome is not None).items())),
        misconceptions=_rates(found),
    )


def _rates(found: Sequence[Place]) -> tuple[MisconceptionRate, ...]:
    """The most frequent first."""
    answered = {each.learner for each in found if each.answered}
    shown: dict[str, set[int]] = defaultdict(set)
    for each in found:
        for id in each.mistakes:
            shown[id].add(each.learner)
    return tuple(
        MisconceptionRate(
            id=id, belief=BELIEFS[id], learners=len(who), rate=round(len(who) / max(1, len(answered)), PLACES)
        )
        for id, who in sorted(shown.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    )


def _outliers(by_place: Mapping[int, Sequence[Place]]) -> Iterator[SeedOutlier]:
    for place, found in by_place.items():
        by_recipe: dict[str, list[float]] = defaultdict(list)
        for each in found:
            by_recipe[each.recipe].append(each.share)
        for recipe, shares in by_recipe.items():
            others = [each.share for each in found if each.recipe != recipe]
            if len(shares) < FEWEST or len(others) < FEWEST:
                continue
            error = st.deviation([each.share for each in found]) * sqrt(1 / len(shares) + 1 / len(others))
            z = (st.mean(shares) - st.mean(others)) / error if error else 0.0
            if abs(z) >= FAR:
                yield SeedOutlier(
                    place=place,
                    recipe=recipe,
                    learners=len(shares),
                    facility=round(st.mean(shares), PLACES),
                    expected=round(st.mean(others), PLACES),
                    z=round(z, 2),
                )


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return round(st.mean(found), PLACES) if found else 0.0


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES)


# Pictures --------------------------------------------------------------------------------------------------------


def _scores_picture(totals: Sequence[float], best: float) -> Figure:
    edges = [round(best * n / CLASSES, 2) for n in range(CLASSES + 1)]
    heights = [0] * CLASSES
    for total in totals:
        heights[min(CLASSES - 1, int(total / best * CLASSES))] += 1
    return figures.histogram(edges, heights, x_label="points", y_label="learners")


def _items_picture(items: Sequence[ItemAnalysis]) -> Figure:
    return figures.bar_chart({item.place: item.facility for item in items}, x_label="item", y_label="facility")
