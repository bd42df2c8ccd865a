"""Attempts that were made on paper: typed in by somebody else, handed in from the start, corrected as often as needed.

Responses and verdicts are only ever added to. A response that was typed in wrongly gets a further verdict, by a person,
that takes it out of the score, and the right one stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session

from generators import bank
from generators.answers import CHECKER
from schemas.exercise import Exercise
from schemas.verdict import Evidence, Feedback, Verdict
from schemas.worksheet import SheetItem
from service.attempts import marking, store
from service.attempts.models import Attempt, Item, Override, Response
from service.audit import service as audit
from service.checking import Prove
from service.checks import service as checks
from service.events import service as events
from service.quizzes.service import Quiz
from service.server import Server

PAPER = "paper"
REASON = "marked on paper"
REPLACED = Verdict(
    outcome="invalid",
    score=0,
    feedback=(Feedback(code="replaced", text="It was typed in anew."),),
    evidence=Evidence(method="person", checker=CHECKER),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a paper attempt before new marks come in."""

    learner: str
    score: float
    max_score: float
    pending_review: int
    texts: Mapping[tuple[int, int], str]
    """The last response to each part, by item and part."""
    points: Mapping[int, float]
    """Given by persons, by item."""
    last: int
    """Number of the last response; 0 if there is none."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is new about one sheet."""

    texts: Mapping[tuple[int, int], str]
    points: Mapping[int, float]
    verdicts: dict[int, dict[int, Verdict]] = field(default_factory=dict)
    """Of all responses to the items that have new ones, by item and part."""

    @property
    def empty(self) -> bool:
        return not self.texts and not self.points


def standing(session: Session, attempt_id: UUID) -> Standing:
    row = store.get(session, attempt_id)
    latest = store.latest(session, attempt_id)
    return Standing(
        learner=row.learner,
        score=row.score,
        max_score=row.max_score,
        pending_review=row.pending_review,
        texts={place: each.text for place, each in latest.items()},
        points=store.rows(session, attempt_id).overrides,
        last=max((store.number(each) for each in latest.values()), default=0),
    )


def judged(
    server: Server, items: Sequence[SheetItem], before: Standing | None, work: Work, locale: str, prove: Prove
) -> None:
    """Fill in the verdicts of a work: the checker's, with follow-through between the parts. No transaction is open."""
    texts = {**(before.texts if before is not None else {}), **work.texts}
    for n in sorted({item for item, _ in work.texts}):
        work.verdicts[n] = checks.check_parts(server, items[n - 1].exercise, dict(_of(texts, n)), {}, locale, prove)


def _of(texts: Mapping[tuple[int, int], str], item: int) -> list[tuple[int, str]]:
    return [(part, text) for (number, part), text in sorted(texts.items()) if number == item]


def open_for(
    session: Session, quiz: Quiz, learner: str, name: str | None, items: Sequence[SheetItem], now: datetime
) -> Attempt:
    """A new attempt with these frozen exercises, handed in already."""
    number = len(store.of_learner(session, quiz.id, learner)) + 1
    attempt = Attempt(
        quiz_id=quiz.id, learner=learner, name=name, number=number, state="submitted", started_at=now,
        submitted_at=now, submitted_by=PAPER, marked_at=now,
    )  # fmt: skip
    session.add(attempt)
    session.flush()
    for n, each in enumerate(items, start=1):
        exercise = each.exercise
        session.add(
            Item(
                attempt_id=attempt.id,
                item=n,
                place=n,
                recipe=exercise.recipe,
                points=each.points,
                shares=[part.points_share for part in exercise.parts],
                exercise=exercise.model_dump_json(),
                question=sha256(bank.question_of(exercise).encode()).hexdigest(),
            )
        )
    marking.tallied(session, attempt, quiz, now)
    events.emit(
        session, "attempt.submitted", now, quiz=quiz.id, attempt=attempt.id, learner=learner, number=number, by=PAPER
    )
    return attempt


def enter(session: Session, quiz: Quiz, attempt_id: UUID, work: Work, caller: str, now: datetime) -> None:
    """Write new responses with their verdicts, and new points; what they correct stays on record."""
    attempt = store.get(session, attempt_id, lock=True)
    before = attempt.score
    latest = store.latest(session, attempt.id)
    exercises = store.exercises(session, attempt.id)
    replaced: dict[str, str] = {}
    for item, verdicts in work.verdicts.items():
        mine = {part: row for (number, part), row in latest.items() if number == item}
        replaced |= {f"{item}.{part}": mine[part].text for part, _ in _of(work.texts, item) if part in mine}
        texts = {**{part: row.text for part, row in mine.items()}, **dict(_of(work.texts, item))}
        _answer(session, quiz, attempt.id, item, exercises[item], texts, verdicts, mine, now)
    overridden = store.rows(session, attempt.id).overrides
    for item, points in sorted(work.points.items()):
        if item in overridden:
            replaced[f"{item}"] = f"{overridden[item]:g}"
        session.add(Override(attempt_id=attempt.id, item=item, points=points, reason=REASON, caller=caller, at=now))
    marking.tallied(session, attempt, quiz, now)
    audit.note(
        session, caller, "marks.enter", f"/attempts/{attempt.id}/marks", now,
        points={str(item): points for item, points in sorted(work.points.items())}, responses=len(work.texts),
        replaced=replaced, before=before, after=attempt.score,
    )  # fmt: skip


def _answer(
    session: Session,
    quiz: Quiz,
    attempt_id: UUID,
    item: int,
    exercise: Exercise,
    texts: Mapping[int, str],
    verdicts: Mapping[int, Verdict],
    before: Mapping[int, Response],
    now: datetime,
) -> None:
    """All parts of an item are written anew, for what one part is worth may depend on what was written in another."""
    for row in before.values():
        store.add_verdict(session, row, "replaced", REPLACED, {}, now)
    rows = {
        part: Response(attempt_id=attempt_id, item=item, part=part, text=text, at=now, cause=PAPER)
        for part, text in sorted(texts.items())
    }
    session.add_all(rows.values())
    session.flush()
    for part, row in rows.items():
        marking.record(session, quiz, exercise, row, verdicts[part], rows, "submit", now)
