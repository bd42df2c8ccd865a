"""Mark a quiz anew: say what would change, do it, take it back.

Verdicts are only ever added: those of a regrade count as long as it is not undone. What persons decided stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from generators import bank
from schemas.exercise import Exercise
from schemas.page import Page
from schemas.regrade import RegradeChange, RegradePlan, RegradeRead, RegradeReport
from schemas.score import Tally
from schemas.verdict import Verdict as Judgement
from service.attempts import marking, store
from service.attempts import service as attempts
from service.attempts.models import Attempt, Regrade, Rekeyed, Response, Verdict
from service.audit import service as audit
from service.checking import Prove
from service.checks import service as checks
from service.errors import Conflict, NotFound
from service.events import service as events
from service.idempotency import Once
from service.paging import Slice, page
from service.quizzes import service as quizzes
from service.quizzes.service import Quiz
from service.server import Server


@dataclass(frozen=True, slots=True)
class Anew:
    """A response judged anew that got another verdict, with those it was judged beside."""

    response: Response
    verdict: Judgement
    beside: dict[int, Response]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a regrade would make of one attempt."""

    attempt: Attempt
    seen: dict[int, int]
    """Ids of the verdicts it was computed from, by response."""
    exact: Tally
    after: Tally
    anew: tuple[Anew, ...]
    rekeyed: dict[int, Exercise]
    """Items whose keys are others now."""
    judged: int

    @property
    def differs(self) -> bool:
        return self.exact.score != self.attempt.score or self.exact.pending_review != self.attempt.pending_review

    @property
    def kept(self) -> bool:
        return self.after is not self.exact


def regrade(server: Server, quiz_id: UUID, plan: RegradePlan, caller: str, once: Once, *, dry: bool) -> RegradeRead:
    """Judge first, with no transaction open; then write, if nothing has changed in between.

    Raises `Conflict` if it has: the report would not be true.
    """
    attempts.settle(server, quiz_id)
    with server.database.read() as session:
        if not dry:
            once.look(session)
        quiz = quizzes.get(session, quiz_id)
        found = select(Attempt.id).where(Attempt.quiz_id == quiz_id, col(Attempt.marked_at).is_not(None))
        ids = session.exec(found.order_by(col(Attempt.learner), col(Attempt.number))).all()
    outlooks = [_outlook(server, quiz, id, plan) for id in ids]
    report = _report(outlooks)
    if dry:
        return RegradeRead(id=None, quiz=quiz_id, plan=plan, applied_at=None, undone_at=None, report=report)
    with server.database.write() as session:
        once.claim(session)
        return once.keep(session, 200, _apply(session, quiz_id, plan, report, outlooks, caller, server.clock()))


def listed(session: Session, quiz_id: UUID, part: Slice) -> Page[RegradeRead]:
    """Those of a quiz in the order they were applied."""
    quizzes.get(session, quiz_id)
    found = select(Regrade).where(Regrade.quiz_id == quiz_id).order_by(col(Regrade.applied_at), col(Regrade.id))
    return page(session, found, (Regrade.applied_at, Regrade.id), part, read)


def undo(session: Session, quiz_id: UUID, id: UUID, caller: str, now: datetime) -> RegradeRead:
    """Everything is as if it had not been; once. Raises `Conflict` while a later regrade of the quiz stands."""
    quiz = quizzes.get(session, quiz_id, lock=True)
    row = session.get(Regrade, id)
    if row is None or row.quiz_id != quiz_id:
        raise NotFound(f"quiz {quiz_id} has no regrade {id}")
    if row.undone_at is not None:
        return read(row)
    later = select(Regrade).where(
        Regrade.quiz_id == quiz_id, Regrade.applied_at > row.applied_at, col(Regrade.undone_at).is_(None)
    )
    if (other := session.exec(later).first()) is not None:
        raise Conflict(f"regrade {other.id} was applied after {id}: undo that one first")
    row.undone_at = now
    session.flush()
    for attempt in store.regraded(session, id):
        marking.tallied(session, store.get(session, attempt, lock=True), quiz, now)
    audit.note(session, caller, "regrade.undo", f"/quizzes/{quiz_id}/regrades/{id}", now)
    events.emit(session, "regrade.undone", now, quiz=quiz_id, regrade=id)
    return read(row)


def read(row: Regrade) -> RegradeRead:
    return RegradeRead(
        id=row.id,
        quiz=row.quiz_id,
        plan=RegradePlan.model_validate(row.plan),
        applied_at=row.applied_at,
        undone_at=row.undone_at,
        report=RegradeReport.model_validate_json(row.report),
    )


# Looking ahead ---------------------------------------------------------------------------------------------------


def _outlook(server: Server, quiz: Quiz, attempt_id: UUID, plan: RegradePlan) -> Outlook:
    with server.database.read() as session:
        attempt = store.get(session, attempt_id)
        exercises = store.exercises(session, attempt_id)
        judged = store.outcomes(session, attempt_id)
        contexts = store.contexts(session, attempt_id, judged)
        rows = store.rows(session, attempt_id)
    keyed = {item: _keyed(exercise, plan) for item, exercise in exercises.items()}
    prove = server.prover.within(checks.BATCH * server.prover.seconds)
    anew: list[Anew] = []
    for response, before in judged:
        beside = {**contexts[store.number(response)], response.part: response}
        verdict = _judged(server, keyed[response.item], response, beside, before, quiz, prove)
        if (verdict.outcome, verdict.score) != (before.outcome, before.score):
            anew.append(Anew(response, verdict, beside))
    other = {store.number(each.response): each.verdict for each in anew}
    changed = [
        replace(each, outcome=other[each.response].outcome, score=other[each.response].score)
        if each.response in other
        else each
        for each in rows.judged
    ]
    exact = rows.fold(quiz, changed)
    lost = exact.score < attempt.score and plan.policy == "never_lower"
    return Outlook(
        attempt=attempt,
        seen={store.number(response): verdict.id or 0 for response, verdict in judged},
        exact=exact,
        after=Tally.model_validate_json(attempt.tally) if lost else exact,
        anew=tuple(anew),
        rekeyed={item: exercise for item, exercise in keyed.items() if exercise != exercises[item]},
        judged=len(judged),
    )


def _judged(
    server: Server,
    exercise: Exercise,
    response: Response,
    beside: dict[int, Response],
    before: Verdict,
    quiz: Quiz,
    prove: Prove,
) -> Judgement:
    """The verdict of today; what a person decided stays."""
    held = Judgement.model_validate_json(before.verdict)
    if held.evidence.method == "person":
        return held
    found = attempts.judge(server, exercise, attempts.typed(beside), quiz.locale, prove, [response.part])
    return found[response.part]


def _keyed(exercise: Exercise, plan: RegradePlan) -> Exercise:
    """The exercise as it was asked, with the keys of today if these are wanted and the question is the same."""
    if plan.keys == "frozen":
        return exercise
    try:
        today = bank.draw(bank.get(exercise.generator), exercise.seed, exercise.level)
    except bank.BankError:
        return exercise
    if bank.question_of(today) != bank.question_of(exercise):
        return exercise
    return today.model_copy(update={"version": exercise.version})


def _report(outlooks: Sequence[Outlook]) -> RegradeReport:
    changes = tuple(
        RegradeChange(
            attempt=each.attempt.id,
            learner=each.attempt.learner,
            number=each.attempt.number,
            before=each.attempt.score,
            after=each.after.score,
            exact=each.exact.score,
            verdicts=len(each.anew),
            pending_review=each.after.pending_review,
        )
        for each in outlooks
        if each.differs
    )
    return RegradeReport(
        attempts=len(outlooks),
        responses=sum(each.judged for each in outlooks),
        changed=sum(change.after != change.before for change in changes),
        raised=sum(change.after > change.before for change in changes),
        lowered=sum(change.after < change.before for change in changes),
        kept=sum(each.kept for each in outlooks),
        keys_changed=sum(_parts_changed(each) for each in outlooks),
        changes=changes,
    )


def _parts_changed(outlook: Outlook) -> int:
    return sum(len(exercise.parts) for exercise in outlook.rekeyed.values())


# Doing it --------------------------------------------------------------------------------------------------------


def _apply(
    session: Session,
    quiz_id: UUID,
    plan: RegradePlan,
    report: RegradeReport,
    outlooks: Iterable[Outlook],
    caller: str,
    now: datetime,
) -> RegradeRead:
    quiz = quizzes.get(session, quiz_id, lock=True)
    row = Regrade(
        id=uuid4(),
        quiz_id=quiz_id,
        plan=plan.model_dump(),
        report=report.model_dump_json(),
        caller=caller,
        applied_at=now,
    )
    session.add(row)
    session.flush()
    for each in sorted(outlooks, key=lambda each: each.attempt.id):
        attempt = store.get(session, each.attempt.id, lock=True)
        seen = {store.number(response): verdict.id or 0 for response, verdict in store.outcomes(session, attempt.id)}
        if seen != each.seen or attempt.tally != each.attempt.tally:
            raise Conflict(f"attempt {attempt.id} was marked otherwise in the meantime: send the regrade again")
        if each.kept:
            continue
        _write(session, quiz, attempt, each, row.id, now)
    detail = report.model_dump(exclude={"changes"})
    audit.note(
        session, caller, "regrade.apply", f"/quizzes/{quiz_id}/regrades/{row.id}", now, **plan.model_dump(), **detail
    )
    events.emit(session, "regrade.applied", now, quiz=quiz_id, regrade=row.id, changed=report.changed)
    return read(row)


def _write(session: Session, quiz: Quiz, attempt: Attempt, outlook: Outlook, regrade: UUID, now: datetime) -> None:
    exercises = store.exercises(session, attempt.id) | outlook.rekeyed
    for item, exercise in outlook.rekeyed.items():
        session.add(Rekeyed(regrade_id=regrade, attempt_id=attempt.id, item=item, exercise=exercise.model_dump_json()))
    by_item: dict[int, list[Anew]] = defaultdict(list)
    for each in outlook.anew:
        by_item[each.response.item].append(each)
    for item, anew in by_item.items():
        for each in anew:
            response = session.get_one(Response, each.response.id)
            marking.record(
                session, quiz, exercises[item], response, each.verdict, each.beside, f"regrade:{regrade.hex}"[:40], now,
                regrade=regrade,
            )  # fmt: skip
    if outlook.anew:
        marking.tallied(session, attempt, quiz, now)
