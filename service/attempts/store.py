"""The rows of one attempt: found, locked, added."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple, TypedDict, cast
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Connection, String, and_, bindparam, case, func, insert, update
from sqlalchemy import cast as sql_cast
from sqlalchemy import select as core_select
from sqlmodel import Session, col, or_, select

from generators.answers import CHECKER
from schemas.attempt import EffectiveRule
from schemas.exercise import Exercise
from schemas.score import Tally
from schemas.verdict import Outcome
from schemas.verdict import Verdict as Judgement
from service.attempts import frozen
from service.attempts.models import Attempt, Hint, Item, Override, Regrade, Rekeyed, Response, Sent, Standing, Verdict
from service.errors import NotFound
from service.etags import quoted
from service.quizzes import service as quizzes
from service.quizzes.service import Quiz
from service.scores.fold import Asked, Costs, Judged, fold, total


class Event(NamedTuple):
    """A response to one item with a verdict on it, if there is one."""

    id: int
    part: int
    format: str | None
    at: datetime
    cause: str
    late: bool
    counts: bool
    same: bool
    """Whether it is the text that was asked for."""
    outcome: str | None
    score: float | None


_TALLY = ("score", "max_score", "pending_review", "tally")
"""What an attempt is worth."""
_GIVEN = ("cause", "outcome", "score", "verdict", "checker", "at")
_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)
_EFFECTIVE: TypeAdapter[tuple[EffectiveRule, ...]] = TypeAdapter(tuple[EffectiveRule, ...])

_STANDING, _EVENT = len(Standing._fields) - 1, len(Event._fields)
_FIELDS = tuple(getattr(Attempt, name) for name in Attempt.model_fields)
_READ: Any = core_select(*_FIELDS).add_columns(col(Quiz.revision)).join(Quiz).where(col(Attempt.id) == bindparam("id"))
_HOLD = update(Attempt).where(col(Attempt.id) == bindparam("attempt")).values(version=col(Attempt.version) + 1)
_MINE = col(Response.attempt_id) == bindparam("attempt")
_OF_ITEM = col(Response.item) == bindparam("item")
_LAST = select(func.max(Response.id)).where(_MINE).group_by(col(Response.item), col(Response.part))
_SAVED: Any = select(
    *(col(each) for each in (Response.item, Response.part, Response.text, Response.format, Response.at, Response.late))
).where(col(Response.id).in_(_LAST))
_LAST_OF_ITEM: Any = core_select(*(getattr(Response, name) for name in Sent._fields)).where(
    col(Response.id).in_(_LAST.where(_OF_ITEM))
)
_UNDONE = select(Regrade.id).where(col(Regrade.undone_at).is_not(None))
_COUNTS = or_(col(Verdict.regrade_id).is_(None), col(Verdict.regrade_id).not_in(_UNDONE))
"""Verdicts of a regrade that was undone count no more."""
_JUDGED: Any = (
    select(
        *(col(each) for each in (Response.id, Response.item, Response.part, Response.counts)),
        *(col(each) for each in (Verdict.outcome, Verdict.score)),
    )
    .join(Verdict, col(Response.id) == Verdict.response_id)
    .where(_MINE, _COUNTS)
    .order_by(col(Verdict.id))
)
_TAKEN = core_select(func.count()).select_from(Hint).where(col(Hint.attempt_id) == bindparam("attempt"))
_ON_ITEM = col(Hint.item) == bindparam("item")
_IN_ORDER = col(Response.id), col(Verdict.id)
_HISTORY: Any = (
    core_select(*(getattr(Attempt, name) for name in Standing._fields[:-1]))
    .add_columns(*(getattr(Response, name).label(f"response_{name}") for name in Event._fields[:-3]))
    .add_columns((col(Response.text) == bindparam("text")).label("same"), col(Verdict.outcome), col(Verdict.score))
    .add_columns(
        case((func.row_number().over(order_by=_IN_ORDER) == 1, col(Attempt.tally))).label("tally"),
        col(Quiz.revision),
        _TAKEN.where(_ON_ITEM).scalar_subquery().label("hints"),
    )
    .select_from(Attempt)
    .join(Quiz)
    .outerjoin(Response, and_(_MINE, _OF_ITEM))
    .outerjoin(Verdict, and_(col(Response.id) == Verdict.response_id, _COUNTS))
    .where(col(Attempt.id) == bindparam("attempt"))
    .order_by(*_IN_ORDER)
)
"""The long text of the tally stands in the first row only."""
_HINTS = (
    select(Hint.item, Hint.part, Hint.after)
    .where(Hint.attempt_id == bindparam("attempt"))
    .order_by(col(Hint.item), col(Hint.part), col(Hint.n))
)
_ADD_RESPONSE = insert(Response)
_ADD_VERDICT = insert(Verdict)
_CHANGE = update(Attempt).where(col(Attempt.id) == bindparam("attempt"))
_CHANGE_SEEN = _HOLD.where(col(Attempt.version) == bindparam("seen"))
_TYPED = Sent._fields[2:]


def _values(table: type[Response | Verdict], prefix: str, names: Iterable[str]) -> list[Any]:
    """Parameters for columns of a table."""
    return [bindparam(f"{prefix}_{name}", type_=getattr(table, name).type) for name in names]


def _response_if(changed: Any) -> Any:
    """Insert a response to the attempt, if there was one to be changed."""
    seen = changed.returning(col(Attempt.id)).cte("seen")
    typed = core_select(seen.c.id, *_values(Response, "response", _TYPED))
    return insert(Response).from_select(["attempt_id", *_TYPED], typed).returning(col(Response.id))


def _judged_if(changed: Any) -> Any:
    """Insert a response with a verdict, and change the tally of the attempt."""
    tally = {name: bindparam(name, type_=getattr(Attempt, name).type) for name in _TALLY}
    added = _response_if(changed.values(tally)).cte("added")
    context = bindparam("before", type_=String) + sql_cast(added.c.id, String) + "]"
    verdict = core_select(added.c.id, context, *_values(Verdict, "verdict", _GIVEN))
    return insert(Verdict).from_select(["response_id", "context", *_GIVEN], verdict).returning(col(Verdict.id))


_RESPONSE_IF_SEEN, _JUDGED_IF_SEEN = _response_if(_CHANGE_SEEN), _judged_if(_CHANGE_SEEN)
"""For PostgreSQL: each way to the database and back takes as long as judging does."""
NEXT = sys.maxsize
"""The number of a response that the database has not given one yet, but that comes after all that it has."""


class SavedRow(TypedDict):
    """`schemas.attempt.SavedResponse`."""

    response: str
    format: str | None
    saved_at: datetime
    late: bool


def get(session: Session, id: UUID, *, lock: bool = False) -> Attempt:
    """With `lock` nobody else changes it, or adds to it, before this transaction ends."""
    if lock:
        hold(session, id)
    row = session.get(Attempt, id, populate_existing=lock)
    if row is None:
        raise NotFound(f"there is no attempt {id}")
    return row


def read(connection: Connection, id: UUID) -> tuple[Attempt, int]:
    """The attempt, only to be read, and the revision of its quiz."""
    row = connection.execute(_READ, {"id": id}).one_or_none()
    if row is None:
        raise NotFound(f"there is no attempt {id}")
    return cast(Attempt, row), row.revision


def hold(session: Session, id: UUID) -> None:
    """Nobody else changes the attempt, or adds to it, before this transaction ends; who read it before can tell."""
    if not session.connection().execute(_HOLD, {"attempt": id}).rowcount:
        raise NotFound(f"there is no attempt {id}")


def locked(session: Session, id: UUID) -> tuple[Attempt, Quiz]:
    """The attempt, to be changed by nobody else before this transaction ends, and its quiz."""
    row = get(session, id, lock=True)
    return row, quizzes.current(session, row.quiz_id)


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


def saved(session: Session, attempt: UUID) -> dict[tuple[int, int], SavedRow]:
    """What `latest` finds, as learners read it back."""
    rows = session.connection().execute(_SAVED, {"attempt": attempt})
    return {
        (item, part): {"response": text, "format": format, "saved_at": at, "late": late}
        for item, part, text, format, at, late in rows
    }


def last(session: Session, attempt: UUID, item: int) -> dict[int, Sent]:
    """The last response to each part of one item."""
    rows = session.connection().execute(_LAST_OF_ITEM, {"attempt": attempt, "item": item})
    return {row.part: Sent(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class History:
    """What has happened to one item of an attempt."""

    attempt: Standing
    revision: int
    """Of the quiz."""
    tally: str
    """`schemas.score.Tally`, of the whole attempt."""
    last: Mapping[int, Event]
    """The last response to each part."""
    judged: tuple[Judged, ...]
    """Responses that have a verdict, with the last one; without the hints before them."""
    hints: Mapping[tuple[int, int], Sequence[int]]
    """As `hints` gives them, if any were taken to this item."""


def history(connection: Connection, attempt: UUID, item: int, text: str = "") -> History:
    """`text` is for `Event.same`."""
    rows = connection.execute(_HISTORY, {"attempt": attempt, "item": item, "text": text}).all()
    if not rows:
        raise NotFound(f"there is no attempt {attempt}")
    last: dict[int, Event] = {}
    judged: dict[int, Judged] = {}
    for row in rows:
        if row.response_id is not None:
            event = Event(*row[_STANDING : _STANDING + _EVENT])
            last[event.part] = event
            if event.outcome is not None and event.score is not None:
                outcome = _OUTCOME.validate_python(event.outcome)
                judged[event.id] = Judged(event.id, item, event.part, outcome, event.score, event.counts)
    first = rows[0]
    taken = hints(connection, attempt) if first.hints else {}
    standing = Standing._make((*first[:_STANDING], attempt))
    return History(standing, first.revision, first.tally, last, tuple(judged.values()), taken)


def add_response(connection: Connection, made: Sent) -> Sent:
    """With the number that the database counts."""
    values = made._asdict()
    del values["id"]
    (id,) = connection.execute(_ADD_RESPONSE, values).inserted_primary_key or (0,)
    return made._replace(id=id)


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


def regraded(session: Session, regrade: UUID) -> Sequence[UUID]:
    """The attempts that it gave other verdicts to, in order."""
    found = select(Response.attempt_id).join(Verdict, col(Response.id) == Verdict.response_id)
    mine = found.where(Verdict.regrade_id == regrade).distinct()
    return session.exec(mine.order_by(col(Response.attempt_id))).all()


def verdicts(session: Session, attempt: UUID) -> dict[int, Verdict]:
    """The last verdict on each response that has one; those of a regrade that was undone count no more."""
    found = (
        select(Verdict)
        .join(Response, col(Response.id) == Verdict.response_id)
        .where(Response.attempt_id == attempt, _COUNTS)
    )
    return {row.response_id: row for row in session.exec(found.order_by(col(Verdict.id))).all()}


def outcomes(session: Session, attempt: UUID) -> list[tuple[Response, Verdict]]:
    """Every response that has a verdict, with the last one, in the order they were sent."""
    found = verdicts(session, attempt)
    rows = session.exec(select(Response).where(col(Response.id).in_(found)).order_by(col(Response.id))).all()
    return [(row, found[number(row)]) for row in rows]


def add_verdict(
    session: Session,
    response: Response | Sent | Event,
    cause: str,
    judged: Judgement,
    beside: Mapping[Any, Response | Sent | Event],
    now: datetime,
    *,
    equal: str | None = None,
    regrade: UUID | None = None,
) -> None:
    """`beside` are the responses to the same item that it was judged together with."""
    if session.new:
        session.flush()  # what this refers to may be among it
    context = json.dumps(sorted(number(each) for each in beside.values()))
    values = {"response_id": number(response), "context": context, "equal": equal, "regrade_id": regrade}
    session.connection().execute(_ADD_VERDICT, values | _given(cause, judged, now))


def _given(cause: str, judged: Judgement, now: datetime) -> dict[str, Any]:
    """What a row of `verdict` holds that no other row decides."""
    checker = judged.evidence.checker or CHECKER
    return dict(zip(_GIVEN, (cause, judged.outcome, judged.score, judged.model_dump_json(), checker, now), strict=True))


def add_saved(connection: Connection, known: History, sent: Sent) -> Sent | None:
    """A response that has no number yet, if the attempt is as it was `known` to be; on PostgreSQL in one statement."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(_RESPONSE_IF_SEEN, _seen(known) | _parameters("response", _TYPED, sent[2:])).first()
        return None if found is None else sent._replace(id=found.id)
    return add_response(connection, sent) if connection.execute(_CHANGE_SEEN, _seen(known)).rowcount else None


def add_judged(
    connection: Connection,
    known: History,
    sent: Mapping[int, Sent],
    verdicts: Mapping[int, Judgement],
    beside: Iterable[int],
    tally: Tally,
) -> bool:
    """Responses to parts of an item that have no numbers yet, with their verdicts and the tally of the attempt, if it
    is as it was `known` to be; on PostgreSQL, for one part, in one statement. They were judged together with those
    `beside`."""
    change = _seen(known) | _kept(tally)
    others = sorted(beside)
    if len(sent) == 1 and connection.dialect.name == "postgresql":
        ((part, response),) = sent.items()
        change |= _parameters("response", _TYPED, response[2:])
        change |= _parameters("verdict", _GIVEN, _given("check", verdicts[part], response.at).values())
        change["before"] = f"[{''.join(f'{each}, ' for each in others)}"
        return connection.execute(_JUDGED_IF_SEEN, change).first() is not None
    if not connection.execute(_CHANGE_SEEN, change).rowcount:
        return False
    numbered = {part: add_response(connection, each) for part, each in sent.items()}
    context = json.dumps(others + sorted(each.id for each in numbered.values()))
    for part, each in numbered.items():
        values = {"response_id": each.id, "context": context} | _given("check", verdicts[part], each.at)
        connection.execute(_ADD_VERDICT, values)
    return True


def _seen(known: History) -> dict[str, Any]:
    return {"attempt": known.attempt.id, "seen": known.attempt.version}


def _parameters(prefix: str, names: Iterable[str], values: Iterable[Any]) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in zip(names, values, strict=True)}


def contexts(
    session: Session, attempt: UUID, judged: Iterable[tuple[Response, Verdict]]
) -> dict[int, dict[int, Response]]:
    """For each judged response of an attempt those it was judged together with, by number of the part."""
    rows = {number(row): row for row in session.exec(select(Response).where(Response.attempt_id == attempt)).all()}
    found = {number(response): [rows[id] for id in json.loads(verdict.context)] for response, verdict in judged}
    return {id: {row.part: row for row in beside} for id, beside in found.items()}


def hints(connection: Connection, attempt: UUID) -> dict[tuple[int, int], list[int]]:
    """The hints that were taken, by item and part: for each, in order, the last response before it."""
    found: dict[tuple[int, int], list[int]] = {}
    for item, part, after in connection.execute(_HINTS, {"attempt": attempt}):
        found.setdefault((item, part), []).append(after)
    return found


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
        return fold(self.asked, self.judged if judged is None else judged, _costs(quiz), self.overrides)


def tally(session: Session, attempt: UUID, quiz: Quiz) -> Tally:
    """What the attempt is worth, computed from its rows and the quiz's rules alone."""
    return rows(session, attempt).fold(quiz)


def refolded(known: History, quiz: Quiz, asked: Asked, judged: Iterable[Judged]) -> Tally:
    """The tally of an open attempt in which nothing has happened but to one item: the others are not folded again.

    `judged` are the responses to this one, those that were `known` and new ones.
    """
    (one,) = fold((asked,), _scored(judged, known.hints), _costs(quiz)).items
    before = Tally.model_validate_json(known.tally)
    return total(one if each.item == asked.item else each for each in before.items)


def end_judgement(session: Session, attempt: UUID, tally: Tally) -> None:
    """Keep what the attempt is worth by it."""
    session.connection().execute(_CHANGE, {"attempt": attempt, **_kept(tally), "judging": None, "judging_since": None})


def lease(session: Session, attempt: UUID, judging: UUID | None, now: datetime | None) -> None:
    """Who is judging, from when on; None for nobody."""
    session.connection().execute(_CHANGE, {"attempt": attempt, "judging": judging, "judging_since": now})


def rows(session: Session, attempt: UUID) -> Rows:
    judged = _scored(judged_of(session, attempt), hints(session.connection(), attempt))
    given = {row.item: row.points for row in overrides(session, attempt)}  # the last one of each item
    asked = tuple(frozen.asked(session, attempt).values())
    return Rows(asked, judged, {item: points for item, points in given.items() if points is not None})


def _scored(judged: Iterable[Judged], taken: Mapping[tuple[int, int], Sequence[int]]) -> tuple[Judged, ...]:
    """Those that may be scored, with the hints that had been taken by then."""
    return tuple(_after(each, taken.get((each.item, each.part), ())) for each in judged if each.counts)


def _after(judged: Judged, taken: Sequence[int]) -> Judged:
    return replace(judged, hints=sum(after < judged.response for after in taken)) if taken else judged


def _costs(quiz: Quiz) -> Costs:
    return Costs(quiz.penalty, quiz.hint_penalty or 0.0)


def judged_of(session: Session, attempt: UUID) -> list[Judged]:
    """Responses that have a verdict, with the last one; without the hints before them."""
    found = session.connection().execute(_JUDGED, {"attempt": attempt})
    by_response = {
        id: Judged(id, number, part, _OUTCOME.validate_python(outcome), score, counts)
        for id, number, part, counts, outcome, score in found
    }
    return list(by_response.values())


def keep_tally(row: Attempt, found: Tally) -> None:
    for name, value in _kept(found).items():
        setattr(row, name, value)


def _kept(found: Tally) -> dict[str, Any]:
    return dict(zip(_TALLY, (found.score, found.max_score, found.pending_review, found.model_dump_json()), strict=True))


def etag(row: Sent | Event, attempt: UUID) -> str:
    """Names this response to its part, and tells nothing else."""
    return quoted(sha256(f"{attempt} {row.id}".encode()).hexdigest()[:16])


def number(row: Response | Sent | Event) -> int:
    assert row.id is not None, "a response has its number once it is flushed"
    return row.id


def outcome(row: Verdict) -> Outcome:
    return _OUTCOME.validate_python(row.outcome)
