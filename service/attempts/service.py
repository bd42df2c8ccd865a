"""Attempts: started or resumed, saved, checked, handed in, marked.

What was typed is committed before anything is answered, and before a proof begins; no transaction is open while it is
judged. Every transaction that changes an attempt locks it first, so that two requests at once do what they would do one
after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, col, or_, select

from generators import answers
from schemas.attempt import (
    AttemptResult,
    AttemptStart,
    HintAsk,
    HintGiven,
    ItemCheck,
    ItemChecked,
    LearnerJudgedPart,
    ResponseSave,
    Saved,
    Submitted,
)
from schemas.base import Shape, Text
from schemas.check import Format
from schemas.exercise import DataTable, Exercise
from schemas.figure import Figure
from schemas.score import Tally
from schemas.verdict import Verdict
from service.attempts import frozen, marking, store, times, views
from service.attempts.draw import Drawn, Lots, draw
from service.attempts.models import Attempt as Attempt
from service.attempts.models import Hint, Item, Regrade, Response, Sent, Standing
from service.checking import Prove
from service.checks import service as checks
from service.errors import (
    AlreadyRunning,
    CheckerBusy,
    FeedbackNotYet,
    JudgementRunning,
    NoAttemptsLeft,
    NoHintsLeft,
    NotFound,
    NoTriesLeft,
    QuizNotOpen,
    ServiceError,
)
from service.etags import must_match
from service.events import service as events
from service.exercises.service import given, numbered, table_of
from service.idempotency import Once, Replay
from service.learners import grants
from service.learners import service as learners_of
from service.learners.grants import Grant
from service.learners.service import Accommodation
from service.logs import log
from service.quizzes import service as quizzes
from service.quizzes.service import Quiz, Taken
from service.render.prose import text
from service.scores.fold import Asked, Judged, is_try
from service.server import Server

LEASE = timedelta(seconds=60)
"""After this long a judgement that never ended no longer keeps the next one waiting: its process is gone. Nor does one
that began so long from now: the clock was put back."""
START_TRIES = 5
"""How often a start is tried again if the quiz or the learner's attempts changed while the items were made."""
SWEPT = 200
"""Attempts handed in or marked in one sweep."""


# Starting --------------------------------------------------------------------------------------------------------


class Started(Shape):
    """What is kept of a start: the attempt itself is read anew, for its token must not be stored."""

    id: UUID


def start(server: Server, quiz_id: UUID, asked: AttemptStart, once: Once) -> tuple[UUID, bool]:
    """The id of the learner's open attempt, and whether this request started it.

    Raises `QuizNotOpen` and `NoAttemptsLeft`. The items are made outside the transaction that stores them; if the quiz
    or the learner's attempts have changed by then, or somebody else in the class has got one of the questions, all of
    it is done again. A question is given a second time only if the bank gave nothing else.
    """
    others = _Others(server, quiz_id)
    for tries_left in reversed(range(START_TRIES)):
        try:
            found = _start(server, quiz_id, asked, once, others, may_share=not tries_left)
        except Replay as replay:
            return Started.model_validate_json(replay.body).id, True
        except IntegrityError:
            log.info("attempts started at the same time", quiz=str(quiz_id))
            continue
        if found is not None:
            return found
    raise AlreadyRunning(f"learner {asked.learner!r} is starting quiz {quiz_id} several times at once")


class _Others(Container[str]):
    """The questions that others at a quiz have; those that were met are remembered."""

    def __init__(self, server: Server, quiz_id: UUID) -> None:
        self._server, self._quiz_id = server, quiz_id
        self.met: set[str] = set()

    def __contains__(self, question: object) -> bool:
        if question in self.met:
            return True
        with self._server.database.read() as session:
            self.met |= store.asked(session, self._quiz_id, {str(question)})
        return question in self.met


def _start(
    server: Server, quiz_id: UUID, asked: AttemptStart, once: Once, others: _Others, *, may_share: bool
) -> tuple[UUID, bool] | None:
    """None if it has to be tried again. With `may_share` a question that somebody got in the meantime does not matter:
    in a large class that starts all at once there may be no end to it."""
    now = server.clock()
    with server.database.read() as session:
        once.look(session)
        quiz = quizzes.get(session, quiz_id)
        before = store.of_learner(session, quiz_id, asked.learner)
        granted = grants.grant(quiz, learners_of.find(session, asked.learner))
    running = before[-1] if before and before[-1].state == "open" else None
    if running is not None and times.is_over(running, quiz, now):
        hand_in(server, running.id)
        return None
    if running is not None:
        return running.id, False
    _may_start(quiz, granted, asked.learner, len(before), now)
    number = len(before) + 1
    drawn = draw(quizzes.blueprint(quiz), Lots(server.secret, quiz_id, asked.learner, number), others)
    own = {each.question for each in drawn if not each.pooled}
    with server.database.write() as session:
        current = quizzes.get(session, quiz_id, lock=True)
        if current.revision != quiz.revision or len(store.of_learner(session, quiz_id, asked.learner)) != len(before):
            return None
        if not may_share and (got := store.asked(session, quiz_id, own - others.met)):
            others.met |= got
            return None
        once.claim(session)
        attempt = _add(session, quiz, asked, number, drawn, granted, now)
        once.keep(session, 201, Started(id=attempt.id))
    return attempt.id, True


def _may_start(quiz: Quiz, granted: Grant, learner: str, attempts: int, now: datetime) -> None:
    if quiz.state == "draft":
        raise QuizNotOpen(f"quiz {quiz.id} is a draft: publish it first")
    if quiz.opens_at is not None and now < quiz.opens_at:
        raise QuizNotOpen(f"quiz {quiz.id} opens at {quiz.opens_at.isoformat()}")
    if quiz.state == "closed" or (granted.closes_at is not None and granted.closes_at < now):
        raise QuizNotOpen(f"quiz {quiz.id} closed at {granted.closes_at.isoformat() if granted.closes_at else 'once'}")
    if quiz.late == "refuse" and granted.due_at is not None and now > granted.due_at:
        raise QuizNotOpen(f"quiz {quiz.id} was due at {granted.due_at.isoformat()} and takes no late work")
    if granted.attempts_allowed is not None and attempts >= granted.attempts_allowed:
        raise NoAttemptsLeft(f"learner {learner!r} has had {attempts} of {granted.attempts_allowed} attempts")


def _add(
    session: Session,
    quiz: Quiz,
    asked: AttemptStart,
    number: int,
    drawn: Sequence[Drawn],
    granted: Grant,
    now: datetime,
) -> Attempt:
    attempt = Attempt(
        quiz_id=quiz.id,
        learner=asked.learner,
        name=asked.name,
        number=number,
        started_at=now,
        deadline=granted.deadline(now),
        extension_s=granted.extension_s,
        effective=store.traced(granted.effective),
    )
    session.add(attempt)
    session.flush()
    for n, each in enumerate(drawn, start=1):
        shares = [part.points_share for part in each.exercise.parts]
        exercise, question = each.exercise.model_dump_json(), "" if each.pooled else each.question
        session.add(
            Item(
                attempt_id=attempt.id,
                item=n,
                place=each.place,
                recipe=each.exercise.recipe,
                points=each.points,
                shares=shares,
                exercise=exercise,
                question=question,
            )
        )
    marking.tallied(session, attempt, quiz, now)
    events.emit(
        session, "attempt.started", now, quiz=quiz.id, attempt=attempt.id, learner=attempt.learner, number=number
    )
    return attempt


def lengthen(session: Session, given: Accommodation) -> None:
    """Give the learner's running attempts what they gain by new accommodations; no attempt loses time by them."""
    running = select(Attempt.id).where(Attempt.learner == given.learner, Attempt.state == "open")
    for attempt_id in session.exec(running.order_by(col(Attempt.id))).all():
        attempt, quiz = store.locked(session, attempt_id)
        granted = grants.grant(quiz, given)
        deadline = granted.deadline(attempt.started_at)
        if deadline is not None and attempt.deadline is not None:
            attempt.deadline = max(attempt.deadline, deadline)
        lasts = granted.extension_s >= attempt.extension_s and (deadline is None or deadline == attempt.deadline)
        attempt.extension_s = max(attempt.extension_s, granted.extension_s)
        if lasts:
            attempt.effective = store.traced(granted.effective)


# Reading ---------------------------------------------------------------------------------------------------------


def read(server: Server, attempt_id: UUID, token: str | None = None) -> bytes:
    """The JSON of the attempt as its learner sees it; handed in, if its time is over."""
    found = _shown_before(server, attempt_id) if token is None else None
    if found is None and (found := _read(server, attempt_id, token)) is None:
        hand_in(server, attempt_id)
        found = _read(server, attempt_id, token)
    assert found is not None, "an attempt that is over is handed in"
    return found


def _shown_before(server: Server, attempt_id: UUID) -> bytes | None:
    """What the learner was shown last, if nothing has changed since and the attempt is not over."""
    with server.database.glance() as connection:
        row, revision = store.read(connection, attempt_id)
    quiz = quizzes.remembered(row.quiz_id, revision)
    if quiz is None or (row.state == "open" and times.is_over(row, quiz, server.clock())):
        return None
    return frozen.page(attempt_id, (row.version, revision))


def _read(server: Server, attempt_id: UUID, token: str | None) -> bytes | None:
    """None if it is over, and has to be handed in first."""
    with server.database.read() as session:
        row, revision = store.read(session.connection(), attempt_id)
        quiz = quizzes.at_revision(session, row.quiz_id, revision)
        if row.state == "open" and times.is_over(row, quiz, server.clock()):
            return None
        items = frozen.shown(session, attempt_id)
        judged = store.judged_of(session, attempt_id) if _limit(quiz) is not None else ()
        left = _left(quiz, frozen.asked(session, attempt_id).values(), judged)
        given = None if quiz.hint_penalty is None else _hints_taken(session, attempt_id)
        saved = store.saved(session, attempt_id)
        made = views.attempt(row, items, saved, left, given, times.ends_at(row, quiz), token)
        return made if token is not None else frozen.keep_page(attempt_id, (row.version, revision), made)


def _hints_taken(session: Session, attempt_id: UUID) -> dict[tuple[int, int], list[Text]]:
    """Their texts, by item and part."""
    found: dict[tuple[int, int], list[Text]] = {}
    for (item, part), taken in store.hints(session.connection(), attempt_id).items():
        hints = frozen.exercise(session, attempt_id, item).parts[part - 1].hints
        found[item, part] = [text(each) for each in hints[: len(taken)]]
    return found


def figure(server: Server, attempt_id: UUID, item: int, n: int) -> Figure:
    """A figure of the question; those of the solution are not among them."""
    return numbered(_exercise(server, attempt_id, item).figures, n, f"item {item}")


def data(server: Server, attempt_id: UUID, item: int) -> DataTable:
    """The data table of the question. Raises `NoData` if it has none."""
    return table_of(_exercise(server, attempt_id, item), f"item {item}")


def _exercise(server: Server, attempt_id: UUID, item: int) -> Exercise:
    """As it was frozen."""
    with server.database.read() as session:
        store.get(session, attempt_id)
        return frozen.exercise(session, attempt_id, item)


def result(server: Server, attempt_id: UUID) -> AttemptResult:
    """As far as the feedback rule allows. Raises `FeedbackNotYet`, before anything is judged: in an exam the time that
    takes would tell what may not be told."""
    _hand_in_if_over(server, attempt_id)
    with server.database.read() as session:
        row = store.get(session, attempt_id)
        _may_see(session, row, quizzes.get(session, row.quiz_id), server.clock())
    mark(server, attempt_id)
    with server.database.read() as session:
        row = store.get(session, attempt_id)
        exercises = store.exercises(session, attempt_id)
        judged = {
            id: Verdict.model_validate_json(each.verdict) for id, each in store.verdicts(session, attempt_id).items()
        }
        tally = Tally.model_validate_json(row.tally)
        return views.result(row, exercises, tally, store.latest(session, attempt_id), judged)


def _may_see(session: Session, row: Attempt, quiz: Quiz, now: datetime) -> None:
    if quiz.feedback == "immediate":
        return
    if row.state == "open":
        raise FeedbackNotYet(f"attempt {row.id} is still open; its result is shown {_rule(quiz)}")
    if quiz.feedback == "after_close" and quizzes.state(quiz, now) != "closed":
        when = quiz.closes_at.isoformat() if quiz.closes_at else "a time not fixed yet"
        raise FeedbackNotYet(f"the result of attempt {row.id} is shown {_rule(quiz)}, at {when}")
    if quiz.feedback == "after_close" and taken(session, quiz.id).now:
        raise FeedbackNotYet(f"the result of attempt {row.id} is shown once learners with an extension have finished")


def _rule(quiz: Quiz) -> str:
    return {"after_submit": "after it is handed in", "after_close": "after the quiz closes"}[quiz.feedback]


class _Changed(Exception):
    """Something happened to the attempt, or to its quiz, in the meantime: look again."""


# Answering -------------------------------------------------------------------------------------------------------


def save(
    server: Server, attempt_id: UUID, item: int, part: int, asked: ResponseSave, if_match: str | None, once: Once
) -> Saved:
    """Store what was typed, as typed. What is there already is not stored again."""

    def stored(connection: Connection, at_revision: Callable[[int], Quiz | None]) -> Saved:
        now = server.clock()
        known = store.history(connection, attempt_id, item, asked.response)
        quiz = at_revision(known.revision)
        if quiz is None:
            raise _Changed
        late, counts = times.lateness(known.attempt, quiz, now)
        _known_part(row, part)
        last: store.Event | Sent | None = known.last.get(part)
        etag = None if last is None else store.etag(last, attempt_id)
        must_match(if_match, etag, f"the response to item {item}, part {part}")
        if not isinstance(last, store.Event) or (last.same, last.format, last.counts) != (True, asked.format, counts):
            _may_try(quiz, row, known.judged, [part])
            sent = Sent(0, attempt_id, item, part, asked.response, asked.format, now, "save", late, counts)
            last = store.add_saved(connection, known, sent)
        if last is None:
            raise _Changed
        once.headers["ETag"] = store.etag(last, attempt_id)
        return Saved(saved_at=last.at, late=last.late)

    with server.database.read() as session:
        quiz_id, row = frozen.quiz(session, attempt_id), frozen.item(session, attempt_id, item)
    if not once.asked:
        with suppress(_Changed), server.database.guarded() as connection:
            return stored(connection, lambda revision: quizzes.remembered(quiz_id, revision))
    with server.database.write() as session:
        once.claim(session)
        store.hold(session, attempt_id)
        saved = stored(session.connection(), lambda revision: quizzes.at_revision(session, quiz_id, revision))
        return once.keep(session, 200, saved)


def check_item(server: Server, attempt_id: UUID, item: int, asked: ItemCheck, once: Once) -> ItemChecked:
    """Judge some parts of an item at once, where the quiz allows it.

    What the fast tiers decide is stored together with its verdict; what needs a proof, which may take seconds, before
    it is judged.
    """
    found = _checked_fast(server, attempt_id, item, asked, once)
    return found if found is not None else _checked_by_steps(server, attempt_id, item, asked, once)


def _checked_fast(server: Server, attempt_id: UUID, item: int, asked: ItemCheck, once: Once) -> ItemChecked | None:
    """Read, judge with no transaction open, store everything. None if that is not enough, or if something that the
    verdict depends on has changed in the meantime; then nothing is stored."""
    with server.database.read() as session:
        once.look(session)
        quiz = quizzes.met(session, frozen.quiz(session, attempt_id))
        _gives_verdicts(quiz)
        row = frozen.item(session, attempt_id, item)
        wanted = given(asked, len(row.shares))
        exercise = frozen.exercise(session, attempt_id, item)
    texts = {part: Typed(text, asked.formats.get(str(part))) for part, text in wanted.items()}
    latest: dict[int, Sent] = {}
    try:
        verdicts = judge(server, exercise, texts, quiz.locale, checks.no_proof, wanted)
        wrong = any(each.outcome in ("incorrect", "partial") for each in verdicts.values())
        others = wrong and len(row.shares) > len(wanted) and answers.follows(exercise, wanted)
        if others:  # it may be right after what was answered before
            with server.database.read() as session:
                latest = store.last(session, attempt_id, item)
            verdicts = judge(server, exercise, typed(latest) | texts, quiz.locale, checks.no_proof, wanted)
    except Exception:  # a proof is needed, or nobody foresaw it: what was typed is stored first
        return None
    if any(each.outcome == "undecided" for each in verdicts.values()):  # there is more to store then
        return None

    def stored(connection: Connection) -> ItemChecked:
        now = server.clock()
        known = store.history(connection, attempt_id, item)
        beside = {part: each.id for part, each in known.last.items() if part not in wanted}
        moved = others and any(part not in latest or latest[part].id != id for part, id in beside.items())
        if known.revision != quiz.revision or known.attempt.judging is not None or moved:
            raise _Changed
        _may_check(known.attempt, quiz, now)
        _may_try(quiz, row, known.judged, wanted)
        late, counts = times.lateness(known.attempt, quiz, now)
        sent = {
            part: Sent(0, attempt_id, item, part, text, asked.formats.get(str(part)), now, "check", late, counts)
            for part, text in sorted(wanted.items())
        }
        new = [Judged(store.NEXT, item, part, each.outcome, each.score, counts) for part, each in verdicts.items()]
        judged = [*known.judged, *new]
        tally = store.refolded(known, quiz, row, judged)
        checked = _checked(quiz, row, judged, verdicts)
        if not store.add_judged(connection, known, sent, verdicts, beside.values(), tally):
            raise _Changed
        return checked

    with suppress(_Changed):
        if len(wanted) == 1 and not once.asked:
            with server.database.guarded() as connection:
                return stored(connection)
        with server.database.write() as session:
            once.claim(session)
            return once.keep(session, 200, stored(session.connection()))
    return None


def _checked_by_steps(server: Server, attempt_id: UUID, item: int, asked: ItemCheck, once: Once) -> ItemChecked:
    """Store the responses; judge with no transaction open; store the verdicts and the score. What was stored before a
    judgement that never ended, and is sent again, is not stored a second time."""
    lease = uuid4()
    with server.database.write() as session:
        once.claim(session)
        now = server.clock()
        store.hold(session, attempt_id)
        known = store.history(session.connection(), attempt_id, item)
        attempt = known.attempt
        quiz = quizzes.at_revision(session, frozen.quiz(session, attempt_id), known.revision)
        row = frozen.item(session, attempt_id, item)
        wanted = given(asked, len(row.shares))
        _may_check(attempt, quiz, now)
        _may_try(quiz, row, known.judged, wanted)
        late, counts = times.lateness(attempt, quiz, now)
        latest = store.last(session, attempt_id, item)
        left = {part for part, each in known.last.items() if each.cause == "check" and each.outcome is None}
        for part, text in sorted(wanted.items()):
            format = asked.formats.get(str(part))
            found = latest[part] if part in left and attempt.judging is not None else None
            if found is None or (found.text, found.format, found.counts) != (text, format, counts):
                sent = Sent(0, attempt_id, item, part, text, format, now, "check", late, counts)
                found = store.add_response(session.connection(), sent)
            latest[part] = found
        store.lease(session, attempt_id, lease, now)
        exercise = frozen.exercise(session, attempt_id, item)
    try:
        verdicts = judge(server, exercise, typed(latest), quiz.locale, wanted=wanted)
        with server.database.write() as session:
            store.hold(session, attempt_id)
            known = store.history(session.connection(), attempt_id, item)
            if known.attempt.judging != lease:
                raise JudgementRunning(f"judging item {item} took so long that another judgement was begun")
            return _recorded(
                session, quiz, row, exercise, latest, verdicts, known, once, server.clock()
            )  # by the rules of the quiz as they stood when the responses were stored: what counts never changes
    except Exception:
        _let_go(server, attempt_id, lease, once)
        raise


def _recorded(
    session: Session,
    quiz: Quiz,
    row: Asked,
    exercise: Exercise,
    together: Mapping[int, Sent],
    verdicts: dict[int, Verdict],
    known: store.History,
    once: Once,
    now: datetime,
) -> ItemChecked:
    """Verdicts on responses that are stored, `together` with those to the other parts, and what the attempt is worth
    with them."""
    new = []
    for part, verdict in sorted(verdicts.items()):
        sent = together[part]
        verdicts[part] = found = marking.record(session, quiz, exercise, sent, verdict, together, "check", now)
        new.append(Judged(sent.id, row.item, part, found.outcome, found.score, sent.counts))
    judged = [*known.judged, *new]
    if known.attempt.state == "open":
        store.end_judgement(session, known.attempt.id, store.refolded(known, quiz, row, judged))
    else:  # handed in while it was judged
        marking.tallied(session, store.get(session, known.attempt.id), quiz, now)
        store.lease(session, known.attempt.id, None, None)
    return once.keep(session, 200, _checked(quiz, row, judged, verdicts))


def _checked(quiz: Quiz, row: Asked, judged: Iterable[Judged], verdicts: Mapping[int, Verdict]) -> ItemChecked:
    left = _left(quiz, [row], judged)[row.item]
    parts = tuple(LearnerJudgedPart(part=part, verdict=views.verdict(each)) for part, each in sorted(verdicts.items()))
    return ItemChecked(tries_left=left, parts=parts)


def _let_go(server: Server, attempt_id: UUID, lease: UUID, once: Once) -> None:
    """After a judgement that failed: the responses stay, no try is used, and it may be sent again at once; whose it was
    stays noted, so that the next one looks for what it left."""
    with server.database.write() as session:
        attempt = store.get(session, attempt_id, lock=True)
        if attempt.judging == lease:
            attempt.judging_since = None
        once.release(session)


def _gives_verdicts(quiz: Quiz) -> None:
    """Else nothing may be judged: in an exam the time that takes would tell what may not be told."""
    if quiz.feedback != "immediate":
        raise FeedbackNotYet(f"quiz {quiz.id} shows verdicts {_rule(quiz)}; save the response instead")


def _may_check(attempt: Standing, quiz: Quiz, now: datetime) -> None:
    _gives_verdicts(quiz)
    if attempt.state != "open" or times.is_over(attempt, quiz, now):
        raise times.closed(attempt, quiz)
    if attempt.judging_since is not None and abs(now - attempt.judging_since) < LEASE:
        raise JudgementRunning(f"a response in attempt {attempt.id} is being judged; send this one when it is done")


def _may_try(quiz: Quiz, row: Asked, judged: Iterable[Judged], parts: Iterable[int]) -> None:
    """Raises `NoTriesLeft`."""
    left = _left(quiz, [row], judged)[row.item]
    if used_up := [part for part in parts if left[str(part)] == 0]:
        raise NoTriesLeft(f"item {row.item}, part {used_up[0]}: all {quiz.tries_per_part} tries are used")


class Typed(NamedTuple):
    """A response as it was typed."""

    text: str
    format: Format | None


def judge(
    server: Server,
    exercise: Exercise,
    typed: Mapping[int, Typed],
    locale: str,
    prove: Prove | None = None,
    wanted: Collection[int] | None = None,
) -> dict[int, Verdict]:
    """Verdicts on the responses to one item, or to the wanted parts of it. They are judged together for the sake of
    follow-through."""
    texts = {part: each.text for part, each in typed.items()}
    known = {part: each.format for part, each in typed.items() if each.format is not None}
    return checks.check_parts(server, exercise, texts, known, locale, prove, wanted)


def typed(latest: Mapping[int, Response] | Mapping[int, Sent]) -> dict[int, Typed]:
    return {part: Typed(each.text, _format(each)) for part, each in latest.items()}


def _format(row: Response | Sent) -> Format | None:
    return "latex" if row.format == "latex" else "text" if row.format == "text" else None


def _known_part(row: Asked, part: int) -> None:
    if not 1 <= part <= len(row.shares):
        raise NotFound(f"item {row.item} has no part {part}; parts are 1 to {len(row.shares)}")


def _left(quiz: Quiz, items: Iterable[Asked], judged: Iterable[Judged]) -> dict[int, dict[str, int | None]]:
    """Tries by item and part; null where there is no limit."""
    limit = _limit(quiz)
    used = Counter((each.item, each.part) for each in judged if is_try(each.outcome))
    return {
        row.item: {
            str(part): None if limit is None else max(0, limit - used[row.item, part])
            for part in range(1, len(row.shares) + 1)
        }
        for row in items
    }


def _limit(quiz: Quiz) -> int | None:
    """Only immediate feedback knows more than one try."""
    return quiz.tries_per_part if quiz.feedback == "immediate" else None


def hint(server: Server, attempt_id: UUID, item: int, asked: HintAsk, once: Once) -> HintGiven:
    """The next hint to a part. Raises `NoHintsLeft`, and `AttemptClosed` once the attempt is over."""
    with server.database.write() as session:
        once.claim(session)
        now = server.clock()
        attempt, quiz = store.locked(session, attempt_id)
        row = frozen.item(session, attempt_id, item)
        _known_part(row, asked.part)
        if quiz.hint_penalty is None:
            raise NoHintsLeft(f"quiz {quiz.id} gives no hints")
        if attempt.state != "open" or times.is_over(attempt, quiz, now):
            raise times.closed(attempt, quiz)
        times.lateness(attempt, quiz, now)  # no hints to what is no longer taken
        hints = frozen.exercise(session, attempt_id, item).parts[asked.part - 1].hints
        n = len(store.hints(session.connection(), attempt_id).get((item, asked.part), ())) + 1
        if n > len(hints):
            raise NoHintsLeft(f"item {item}, part {asked.part} has {len(hints)} hints, and all are taken")
        after = max((store.number(each) for each in store.latest(session, attempt_id).values()), default=0)
        session.add(Hint(attempt_id=attempt_id, item=item, part=asked.part, n=n, after=after, at=now))
        told = text(hints[n - 1])
        return once.keep(
            session, 200,
            HintGiven(part=asked.part, n=n, hint=told, left=len(hints) - n, cost=quiz.hint_penalty),
        )  # fmt: skip


# Handing in and marking ------------------------------------------------------------------------------------------


def submit(server: Server, attempt_id: UUID, once: Once) -> Submitted:
    """Hand the attempt in; doing so again changes nothing. Its result, if the feedback rule allows to see it."""
    hand_in(server, attempt_id, learner=True, once=once)
    if not once.asked:
        return _submitted(server, attempt_id)
    try:
        submitted = _submitted(server, attempt_id)
        with server.database.write() as session:
            return once.keep(session, 200, submitted)
    except Exception:
        with server.database.write() as session:
            once.release(session)
        raise


def _submitted(server: Server, attempt_id: UUID) -> Submitted:
    found: AttemptResult | None = None
    with suppress(FeedbackNotYet, CheckerBusy):  # what is not marked now, the sweeper marks later
        found = result(server, attempt_id)
    with server.database.read() as session:
        row = store.get(session, attempt_id)
    assert row.submitted_at is not None
    return Submitted(state="submitted", submitted_at=row.submitted_at, result=found)


def hand_in(server: Server, attempt_id: UUID, *, learner: bool = False, once: Once | None = None) -> None:
    """Close an attempt whose time is over; with `learner` also one that is still running. `once` is claimed with it."""
    with server.database.write() as session:
        if once is not None:
            once.claim(session)
        now = server.clock()
        attempt, quiz = store.locked(session, attempt_id)
        if attempt.state != "open":
            return
        if times.is_over(attempt, quiz, now):
            attempt.submitted_at = times.ends_at(attempt, quiz)
            attempt.submitted_by = "deadline" if attempt.submitted_at == attempt.deadline else "closing"
        elif learner:
            attempt.submitted_at, attempt.submitted_by = now, "learner"
        else:
            return
        attempt.state = "submitted"
        events.emit(
            session, "attempt.submitted", now, quiz=quiz.id, attempt=attempt.id, learner=attempt.learner,
            number=attempt.number, by=attempt.submitted_by,
        )  # fmt: skip


def mark(server: Server, attempt_id: UUID) -> None:
    """Judge what was handed in and has not been judged; once. Raises `CheckerBusy`."""
    with server.database.read() as session:
        attempt = store.get(session, attempt_id)
        if attempt.state == "open" or attempt.marked_at is not None:
            return
        latest = store.latest(session, attempt_id, counting=True)
        judged = store.verdicts(session, attempt_id)
        exercises = store.exercises(session, attempt_id)
        locale = quizzes.get(session, attempt.quiz_id).locale
    prove = server.prover.within(checks.BATCH * server.prover.seconds)
    found: list[tuple[Exercise, Response, Verdict, dict[int, Response]]] = []
    for item, exercise in exercises.items():
        mine = {part: each for (number, part), each in latest.items() if number == item}
        waiting = {part for part, each in mine.items() if each.id not in judged}
        verdicts = judge(server, exercise, typed(mine), locale, prove, waiting) if waiting else {}
        found += [(exercise, mine[part], verdicts[part], mine) for part in sorted(waiting)]
    with server.database.write() as session:
        attempt, quiz = store.locked(session, attempt_id)
        if attempt.marked_at is not None:
            return
        now = server.clock()
        for exercise, response, verdict, beside in found:
            marking.record(session, quiz, exercise, response, verdict, beside, "submit", now)
        marking.tallied(session, attempt, quiz, now)
        attempt.marked_at = now
        marking.announce(session, attempt, now)


def sweep(server: Server, quiz_id: UUID | None = None) -> int:
    """Hand in and mark what is due, at one quiz or at all; how many attempts were touched, at most `SWEPT` of each."""
    now = server.clock()
    with server.database.read() as session:
        mine = select(Attempt.id) if quiz_id is None else select(Attempt.id).where(Attempt.quiz_id == quiz_id)
        over = or_(col(Attempt.deadline) < now, col(Attempt.quiz_id).in_(quizzes.over(now)))
        still_open = mine.where(Attempt.state == "open", over)
        extended = session.exec(still_open.where(Attempt.extension_s > 0)).all()  # `hand_in` leaves those that go on
        due = [*session.exec(still_open.where(Attempt.extension_s == 0).limit(SWEPT)).all(), *extended]
    for attempt_id in due:
        _or_go_on(server, attempt_id, hand_in)
    with server.database.read() as session:
        unmarked = mine.where(Attempt.state == "submitted", col(Attempt.marked_at).is_(None))
        waiting = session.exec(unmarked.limit(SWEPT)).all()
    for attempt_id in waiting:
        _or_go_on(server, attempt_id, mark)
    return len({*due, *waiting})


def settle(server: Server, quiz_id: UUID) -> None:
    """Hand in and mark what is due at a quiz, before its scores are read. Raises `NotFound`."""
    with server.database.read() as session:
        quizzes.get(session, quiz_id)
    with suppress(CheckerBusy):  # what could not be marked now is shown as it stands; the sweeper comes back to it
        sweep(server, quiz_id)


def _or_go_on(server: Server, attempt_id: UUID, deed: Callable[[Server, UUID], None]) -> None:
    """One attempt that cannot be handled, for a reason nobody foresaw, must not keep all others waiting."""
    try:
        deed(server, attempt_id)
    except (ServiceError, DBAPIError):
        raise
    except Exception:
        log.exception("an attempt could not be handled", attempt=str(attempt_id))


def learners(session: Session, quiz_id: UUID, after: str | None, limit: int) -> Sequence[str]:
    """Who has attempted a quiz, in order, from behind `after` on."""
    found = select(Attempt.learner).where(Attempt.quiz_id == quiz_id).distinct().order_by(col(Attempt.learner))
    return session.exec((found if after is None else found.where(Attempt.learner > after)).limit(limit)).all()


def by_learner(session: Session, quiz_id: UUID, wanted: Sequence[str]) -> dict[str, list[Attempt]]:
    """The attempts of some learners, each one's in order."""
    found = select(Attempt).where(Attempt.quiz_id == quiz_id, col(Attempt.learner).in_(wanted))
    rows: dict[str, list[Attempt]] = {}
    for row in session.exec(found.order_by(col(Attempt.number))).all():
        rows.setdefault(row.learner, []).append(row)
    return rows


def taken(session: Session, quiz_id: UUID) -> Taken:
    """Whether a quiz has attempts or regrades."""
    states = session.exec(select(Attempt.state).where(Attempt.quiz_id == quiz_id).distinct()).all()
    regraded = session.exec(select(Regrade.id).where(Regrade.quiz_id == quiz_id).limit(1)).first() is not None
    return Taken(ever=bool(states), now="open" in states, regraded=regraded)


def recompute(session: Session, attempt_id: UUID) -> Tally:
    """The tally computed from responses and verdicts alone: always equal to the one that is stored."""
    attempt = store.get(session, attempt_id)
    return store.tally(session, attempt_id, quizzes.get(session, attempt.quiz_id))


def _hand_in_if_over(server: Server, attempt_id: UUID) -> None:
    with server.database.read() as session:
        row, revision = store.read(session.connection(), attempt_id)
        quiz = quizzes.at_revision(session, row.quiz_id, revision)
        due = row.state == "open" and times.is_over(row, quiz, server.clock())
    if due:
        hand_in(server, attempt_id)
