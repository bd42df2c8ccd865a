"""The rows of one attempt: found, locked, added."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from generators.answers import CHECKER
from schemas.attempt import EffectiveRule
from schemas.exercise import Exercise
from schemas.score import Tally
from schemas.verdict import Outcome
from schemas.verdict import Verdict as Judgement
from service.attempts.models import Attempt, Hint, Item, Override, Regrade, Rekeyed, Response, Verdict
from service.errors import NotFound
from service.etags import quoted
from service.quizzes.service import Quiz
from service.scores.fold import Asked, Costs, Judged, fold

_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)
_EFFECTIVE: TypeAdapter[tuple[EffectiveRule, ...]] = TypeAdapter(tuple[EffectiveRule, ...])


def get(session: Session, id: UUID, *, lock: bool = False) -> Attempt:
    """With `lock` nobody else changes it, or adds to it, before this transaction ends."""
    row = session.get(Attempt, id, with_for_update=lock or None)
    if row is None:
        raise NotFound(f"there is no attempt {id}")
    return row


def of_learner(session: Session, quiz: UUID, learner: str) -> Sequence[Attempt]:
    found = select(Attempt).where(Attempt.quiz_id == quiz, Attempt.learner == learner)
    return session.exec(found.order_by(col(Attempt.number))).all()


def items(session: Session, attempt: UUID) -> Sequence[Item]:
    return session.exec(select(Item).where(Item.attempt_id == attempt).order_by(col(Item.item))).all()


def asked(session: Session, quiz: UUID, questions: Collection[str]) -> set[str]:
    """Those of the questions that somebody at this quiz has."""
    if not questions:
        return set()
    found = select(Item.question).join(Attempt, col(Attempt.id) == Item.attempt_id).where(Attempt.quiz_id == quiz)
    return set(session.exec(found.where(col(Item.question).in_(questions)).distinct()).all())


def traced(effective: tuple[EffectiveRule, ...]) -> str:
    """As `attempt.effective` holds it."""
    return _EFFECTIVE.dump_json(effective).decode()


def effective(row: Attempt) -> tuple[EffectiveRule, ...]:
    return _EFFECTIVE.validate_json(row.effective)


def item(session: Session, attempt: UUID, number: int) -> Item:
    row = session.get(Item, (attempt, number))
    if row is None:
        last = session.exec(select(func.max(Item.item)).where(Item.attempt_id == attempt)).one()
        raise NotFound(f"there is no item {number}; items are 1 to {last}")
    return row


def latest(session: Session, attempt: UUID, *, counting: bool = False) -> dict[tuple[int, int], Response]:
    """The last response to each part, by item and part; with `counting` the last that may be scored."""
    last = (
        select(func.max(Response.id))
        .where(Response.attempt_id == attempt)
        .group_by(col(Response.item), col(Response.part))
    )
    if counting:
        last = last.where(col(Response.counts))
    rows = session.exec(select(Response).where(col(Response.id).in_(last))).all()
    return {(row.item, row.part): row for row in rows}


def exercises(session: Session, attempt: UUID) -> dict[int, Exercise]:
    """What was asked, with the keys it is marked against: the frozen ones, or those of the last regrade that stands."""
    found = {row.item: row.exercise for row in items(session, attempt)}
    stands = select(Regrade).where(col(Regrade.undone_at).is_(None)).subquery()
    rekeyed = (
        select(Rekeyed)
        .join(stands, stands.c.id == Rekeyed.regrade_id)
        .where(Rekeyed.attempt_id == attempt)
        .order_by(stands.c.applied_at)
    )
    found |= {row.item: row.exercise for row in session.exec(rekeyed).all()}
    return {item: Exercise.model_validate_json(text) for item, text in found.items()}


def verdicts(session: Session, attempt: UUID) -> dict[int, Verdict]:
    """The last verdict on each response that has one; those of a regrade that was undone count no more."""
    undone = select(Regrade.id).where(col(Regrade.undone_at).is_not(None))
    found = (
        select(Verdict)
        .join(Response, col(Response.id) == Verdict.response_id)
        .where(Response.attempt_id == attempt)
        .where(or_(col(Verdict.regrade_id).is_(None), col(Verdict.regrade_id).not_in(undone)))
    )
    return {row.response_id: row for row in session.exec(found.order_by(col(Verdict.id))).all()}


def outcomes(session: Session, attempt: UUID) -> list[tuple[Response, Verdict]]:
    """Every response that has a verdict, with the last one, in the order they were sent."""
    found = verdicts(session, attempt)
    rows = session.exec(select(Response).where(col(Response.id).in_(found)).order_by(col(Response.id))).all()
    return [(row, found[number(row)]) for row in rows]


def add_verdict(
    session: Session,
    response: Response,
    cause: str,
    judged: Judgement,
    beside: Mapping[Any, Response],
    now: datetime,
    *,
    equal: str | None = None,
    regrade: UUID | None = None,
) -> None:
    """`beside` are the responses to the same item that it was judged together with."""
    session.add(
        Verdict(
            response_id=number(response),
            cause=cause,
            outcome=judged.outcome,
            score=judged.score,
            verdict=judged.model_dump_json(),
            context=json.dumps(sorted(number(each) for each in beside.values())),
            checker=judged.evidence.checker or CHECKER,
            at=now,
            equal=equal,
            regrade_id=regrade,
        )
    )


def contexts(
    session: Session, attempt: UUID, judged: Iterable[tuple[Response, Verdict]]
) -> dict[int, dict[int, Response]]:
    """For each judged response of an attempt those it was judged together with, by number of the part."""
    rows = {number(row): row for row in session.exec(select(Response).where(Response.attempt_id == attempt)).all()}
    found = {number(response): [rows[id] for id in json.loads(verdict.context)] for response, verdict in judged}
    return {id: {row.part: row for row in beside} for id, beside in found.items()}


def hints(session: Session, attempt: UUID) -> dict[tuple[int, int], list[Hint]]:
    """The hints that were taken, in order, by item and part."""
    found = select(Hint).where(Hint.attempt_id == attempt).order_by(col(Hint.item), col(Hint.part), col(Hint.n))
    return {key: list(rows) for key, rows in groupby(session.exec(found), key=lambda row: (row.item, row.part))}


def overrides(session: Session, attempt: UUID) -> list[Override]:
    """What persons gave for items, in order."""
    return list(session.exec(select(Override).where(Override.attempt_id == attempt).order_by(col(Override.id))).all())


@dataclass(frozen=True, slots=True)
class Rows:
    """All that the worth of an attempt depends on, but for the quiz's rules."""

    asked: tuple[Asked, ...]
    judged: tuple[Judged, ...]
    overrides: dict[int, float]

    def fold(self, quiz: Quiz, judged: Iterable[Judged] | None = None) -> Tally:
        """With other judgements than those in the database, if they are given."""
        costs = Costs(quiz.penalty, quiz.hint_penalty or 0.0)
        return fold(self.asked, self.judged if judged is None else judged, costs, self.overrides)


def tally(session: Session, attempt: UUID, quiz: Quiz) -> Tally:
    """What the attempt is worth, computed from its rows and the quiz's rules alone."""
    return rows(session, attempt).fold(quiz)


def rows(session: Session, attempt: UUID) -> Rows:
    asked = tuple(Asked(row.item, row.points, tuple(row.shares)) for row in items(session, attempt))
    taken = hints(session, attempt)
    judged = tuple(
        Judged(
            number(response),
            response.item,
            response.part,
            outcome(verdict),
            verdict.score,
            sum(hint.after < number(response) for hint in taken.get((response.item, response.part), ())),
        )
        for response, verdict in outcomes(session, attempt)
        if response.counts
    )
    given = {row.item: row.points for row in overrides(session, attempt)}  # the last one of each item
    return Rows(asked, judged, {item: points for item, points in given.items() if points is not None})


def keep_tally(row: Attempt, found: Tally) -> None:
    row.score, row.max_score, row.pending_review = found.score, found.max_score, found.pending_review
    row.tally = found.model_dump_json()


def etag(row: Response) -> str:
    """Names this response to its part, and tells nothing else."""
    return quoted(sha256(f"{row.attempt_id} {row.id}".encode()).hexdigest()[:16])


def number(row: Response) -> int:
    assert row.id is not None, "a response has its number once it is flushed"
    return row.id


def outcome(row: Verdict) -> Outcome:
    return _OUTCOME.validate_python(row.outcome)
