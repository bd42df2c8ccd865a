"""Create, change, publish and delete quizzes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from math import fsum
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from generators import bank
from schemas.page import Page
from schemas.problem import FieldError
from schemas.quiz import QuizChange, QuizCreate, QuizRead, Section, State
from service.audit import service as audit
from service.errors import Conflict, EmptyPick, Invalid, NotFound, UnknownGeneratorGiven, from_validation
from service.etags import must_match, quoted
from service.events import service as events
from service.paging import Slice, page
from service.quizzes.models import Quiz as Quiz

MARKING = (
    "sections",
    "time_limit_s",
    "late",
    "feedback",
    "tries_per_part",
    "penalty",
    "hint_penalty",
    "shuffle",
    "locale",
)
"""What an attempt is drawn and marked by: fixed once there is one."""
FIELDS = (*QuizCreate.model_fields,)


MOST_KNOWN = 1_000
_KNOWN: dict[UUID, Quiz] = {}
"""Quizzes as they were when this process met them last."""
_REVISION = select(Quiz.revision).where(Quiz.id == bindparam("id"))


class Taken(NamedTuple):
    """Whether a quiz has attempts, whether some of them are running, and whether it was ever marked anew."""

    ever: bool
    now: bool
    regraded: bool


HowTaken = Callable[[], Taken]
"""Asked once the quiz is locked, so that no attempt starts in between."""


def create(session: Session, new: QuizCreate, now: datetime) -> Quiz:
    """A draft. Raises `UnknownGeneratorGiven` or `EmptyPick`, which name the section and close ids."""
    check_picks(new.sections)
    quiz = Quiz(created_at=now, **_columns(new))
    session.add(quiz)
    return quiz


def get(session: Session, id: UUID, *, lock: bool = False) -> Quiz:
    """With `lock` nobody else changes it before this transaction ends."""
    quiz = session.get(Quiz, id, with_for_update=lock or None)
    if quiz is None:
        raise NotFound(f"there is no quiz {id}")
    return quiz


def at_revision(session: Session, id: UUID, revision: int) -> Quiz:
    """A quiz that nobody may change here, remembered by its revision, which every change raises."""
    if (known := remembered(id, revision)) is not None:
        return known
    quiz = Quiz(**session.exec(select(Quiz).where(Quiz.id == id)).one().model_dump())
    if len(_KNOWN) >= MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN[id] = quiz
    return quiz


def remembered(id: UUID, revision: int) -> Quiz | None:
    """A quiz at this revision, if this process has met it."""
    known = _KNOWN.get(id)
    return known if known is not None and known.revision == revision else None


def met(session: Session, id: UUID) -> Quiz:
    """The same, at the revision it had when this process met it last: for what is looked at again before it counts."""
    return _KNOWN.get(id) or current(session, id)


def current(session: Session, id: UUID) -> Quiz:
    """The same, at the revision it has now."""
    (revision,) = session.connection().execute(_REVISION, {"id": id}).one()
    return at_revision(session, id, revision)


def listed(session: Session, part: Slice, now: datetime) -> Page[QuizRead]:
    """Quizzes in the order they were made."""
    found = select(Quiz).order_by(col(Quiz.created_at), col(Quiz.id))
    return page(session, found, (Quiz.created_at, Quiz.id), part, lambda quiz: read(quiz, now))


def change(
    session: Session, id: UUID, change: QuizChange, taken: HowTaken, if_match: str | None, caller: str, now: datetime
) -> Quiz:
    """Raises `Conflict` for what would alter attempts, `Stale` if it is not at `if_match`."""
    quiz = get(session, id, lock=True)
    must_match(if_match, etag(quiz), f"quiz {id}")
    wanted = {name: getattr(change, name) for name in change.model_fields_set if name != "state"}
    new = _changed(quiz, wanted)
    altered = {name for name in wanted if getattr(new, name) != getattr(blueprint(quiz), name)}
    _may_change(quiz, new, altered, taken())
    if "sections" in altered:
        check_picks(new.sections)
    if altered:
        before = quiz.model_dump(mode="json", include=altered)
        quiz.sqlmodel_update(_columns(new))
        audit.note(session, caller, "quiz.change", f"/quizzes/{id}", now, **_told(quiz, before, altered))
    if change.state == "closed" and quiz.state != "closed":
        _close(quiz, now)
        audit.note(session, caller, "quiz.close", f"/quizzes/{id}", now)
        events.emit(session, "quiz.closed", now, quiz=id)
    quiz.revision += 1
    return quiz


def copy(session: Session, id: UUID, title: str | None, now: datetime) -> Quiz:
    """A draft with the same blueprint and rules, whatever has become of the quiz it is taken from."""
    plan = blueprint(get(session, id))
    return create(session, plan if title is None else plan.model_copy(update={"title": title}), now)


def publish(session: Session, id: UUID, if_match: str | None, caller: str, now: datetime) -> Quiz:
    """From now on it may be attempted. Publishing again changes nothing."""
    quiz = get(session, id, lock=True)
    must_match(if_match, etag(quiz), f"quiz {id}")
    if quiz.state == "closed":
        raise Conflict(f"quiz {id} is closed and stays so")
    if quiz.closes_at is not None and quiz.closes_at < now:
        raise Conflict(f"quiz {id} would be closed already: closes_at is {quiz.closes_at.isoformat()}")
    if quiz.state == "draft":
        check_picks(blueprint(quiz).sections)
        quiz.state = "published"
        quiz.revision += 1
        audit.note(session, caller, "quiz.publish", f"/quizzes/{id}", now)
        events.emit(session, "quiz.published", now, quiz=id)
    return quiz


def close_unopened(session: Session, quiz: Quiz, caller: str, now: datetime) -> None:
    """A draft that nobody is to attempt here, for it was done on paper: closed, and ready for scores."""
    quiz.state, quiz.closes_at = "closed", now
    quiz.revision += 1
    audit.note(session, caller, "quiz.close", f"/quizzes/{quiz.id}", now)


def delete(session: Session, id: UUID, taken: HowTaken, if_match: str | None, caller: str, now: datetime) -> None:
    """Raises `Conflict` if somebody has attempted it or it was regraded: what was decided is not thrown away."""
    quiz = get(session, id, lock=True)
    must_match(if_match, etag(quiz), f"quiz {id}")
    held = taken()
    if held.ever or held.regraded:
        raise Conflict(f"quiz {id} has {'attempts' if held.ever else 'regrades'}; close it instead")
    session.delete(quiz)
    audit.note(session, caller, "quiz.delete", f"/quizzes/{id}", now, title=quiz.title)


def read(quiz: Quiz, now: datetime) -> QuizRead:
    plan = blueprint(quiz)
    return QuizRead(
        **plan.model_dump(),
        id=quiz.id,
        state=state(quiz, now),
        revision=quiz.revision,
        created_at=quiz.created_at,
        max_score=worth(quiz),
    )


def worth(quiz: Quiz) -> float:
    """Points of all items together."""
    return fsum(section["count"] * section["points"] for section in quiz.sections)


def blueprint(quiz: Quiz) -> QuizCreate:
    return QuizCreate.model_validate({name: getattr(quiz, name) for name in FIELDS})


def etag(quiz: Quiz) -> str:
    return quoted(quiz.revision)


def state(quiz: Quiz, now: datetime) -> State:
    """`closed` also when `closes_at` has passed."""
    if quiz.state == "draft":
        return "draft"
    over = quiz.state == "closed" or (quiz.closes_at is not None and quiz.closes_at < now)
    return "closed" if over else "published"


def over(now: datetime) -> SelectOfScalar[UUID]:
    """Selects the ids of quizzes that take no more answers."""
    return select(Quiz.id).where(or_(col(Quiz.state) == "closed", col(Quiz.closes_at) < now))


def check_picks(sections: tuple[Section, ...]) -> None:
    """Raises `UnknownGeneratorGiven` or `EmptyPick` for the first section that nothing can be drawn for."""
    for number, section in enumerate(sections):
        where = f"body.sections.{number}.pick"
        try:
            found = bank.pick(section.pick, section.level)
        except bank.UnknownGenerator as error:
            raise UnknownGeneratorGiven(f"{where}: {error}") from None
        except bank.BankError as error:
            raise EmptyPick(f"{where}: {error}") from None
        if not found:
            raise EmptyPick(f"{where}: nothing to draw from at level {section.level!r}")


def _columns(plan: QuizCreate) -> dict[str, Any]:
    return dict(plan) | {"sections": [section.model_dump(mode="json", exclude_none=True) for section in plan.sections]}


def _told(quiz: Quiz, before: dict[str, Any], altered: set[str]) -> dict[str, Any]:
    after = quiz.model_dump(mode="json", include=altered)
    return {name: {"before": before[name], "after": after[name]} for name in sorted(altered)}


def _changed(quiz: Quiz, wanted: dict[str, object]) -> QuizCreate:
    try:
        return QuizCreate.model_validate(dict(blueprint(quiz)) | wanted)
    except ValidationError as error:
        raise from_validation([{**each, "loc": ("body", *each["loc"])} for each in error.errors()]) from None


def _may_change(quiz: Quiz, new: QuizCreate, altered: set[str], taken: Taken) -> None:
    if quiz.state == "closed" and altered - {"title"}:
        raise Conflict(f"quiz {quiz.id} is closed: only its title may change, not {', '.join(sorted(altered))}")
    refused: list[FieldError] = []
    if taken.ever:
        refused += [
            FieldError(field=f"body.{name}", message="attempts were drawn and are marked by it")
            for name in sorted(altered & set(MARKING))
        ]
    for name in ("due_at", "closes_at"):
        before, after = getattr(quiz, name), getattr(new, name)
        if taken.now and after is not None and (before is None or after < before):
            held = before.isoformat() if before else "never"
            told = f"attempts are running: it may be moved later, but not from {held} to {after.isoformat()}"
            refused.append(FieldError(field=f"body.{name}", message=f'{told}; {{"state": "closed"}} ends them'))
    if refused:
        fields = "; ".join(f"{each.field.removeprefix('body.')}: {each.message}" for each in refused)
        raise Conflict(f"quiz {quiz.id} has attempts that this would alter: {fields}", errors=refused)


def _close(quiz: Quiz, now: datetime) -> None:
    if quiz.state == "draft":
        raise Conflict(f"quiz {quiz.id} is a draft: publish it before it can be closed")
    if quiz.opens_at is not None and quiz.opens_at >= now:
        raise Invalid(f"quiz {quiz.id} cannot be closed before it opens at {quiz.opens_at.isoformat()}")
    quiz.state = "closed"
    quiz.due_at = None if quiz.due_at is None else min(quiz.due_at, now)
    quiz.closes_at = now if quiz.closes_at is None else min(quiz.closes_at, now)
