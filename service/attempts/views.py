"""What learners see of an attempt: types without keys, steps and seeds until the result may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from generators.answers import shown_text
from schemas.attempt import (
    AttemptItem,
    AttemptRead,
    AttemptResult,
    ItemResult,
    LearnerEvidence,
    LearnerVerdict,
    PartResult,
    SavedResponse,
)
from schemas.exercise import Exercise
from schemas.score import ItemTally, Tally
from schemas.verdict import Verdict
from service.attempts import store
from service.attempts.models import Attempt, Hint, Item, Response
from service.docs import PREFIX
from service.render import views
from service.render.prose import text

Latest = Mapping[tuple[int, int], Response]
"""The last response to each part, by item and part."""
HintsTaken = Mapping[tuple[int, int], Sequence[Hint]]
"""By item and part."""
TriesLeft = Mapping[int, Mapping[str, int | None]]
"""By item, then by number of the part."""


def attempt(
    row: Attempt,
    items: Sequence[Item],
    latest: Latest,
    tries_left: TriesLeft,
    hints: HintsTaken | None,
    ends_at: datetime | None,
) -> AttemptRead:
    """`hints` are those that were taken; None where the quiz gives none."""
    return AttemptRead(
        id=row.id,
        quiz=row.quiz_id,
        learner=row.learner,
        name=row.name,
        state="open" if row.state == "open" else "submitted",
        number=row.number,
        started_at=row.started_at,
        deadline=ends_at,
        submitted_at=row.submitted_at,
        effective=store.effective(row),
        items=tuple(_item(each, latest, tries_left[each.item], hints) for each in items),
    )


def result(
    row: Attempt, exercises: Mapping[int, Exercise], tally: Tally, latest: Latest, verdicts: Mapping[int, Verdict]
) -> AttemptResult:
    """With right answers and worked steps if the attempt is handed in."""
    solved = row.state != "open"
    return AttemptResult(
        state="submitted" if solved else "open",
        score=tally.score,
        max_score=tally.max_score,
        pending_review=tally.pending_review,
        items=tuple(_result(each, exercises[each.item], latest, verdicts, solved) for each in tally.items),
    )


def verdict(full: Verdict) -> LearnerVerdict:
    return LearnerVerdict(
        outcome=full.outcome,
        score=full.score,
        understood=full.understood,
        feedback=full.feedback,
        evidence=LearnerEvidence(method=full.evidence.method),
    )


def _item(row: Item, latest: Latest, tries_left: Mapping[str, int | None], hints: HintsTaken | None) -> AttemptItem:
    exercise = Exercise.model_validate_json(row.exercise)
    taken = {n: len((hints or {}).get((row.item, n), ())) for n in range(1, len(exercise.parts) + 1)}
    return AttemptItem(
        item=row.item,
        points=row.points,
        exercise=views.item(exercise, f"{PREFIX}/attempts/{row.attempt_id}/figures/{row.item}/"),
        responses={str(part): _saved(latest.get((row.item, part))) for part in range(1, len(row.shares) + 1)},
        tries_left=dict(tries_left),
        hints={str(n): tuple(map(text, exercise.parts[n - 1].hints[:count])) for n, count in taken.items()},
        hints_left={
            str(n): 0 if hints is None else len(exercise.parts[n - 1].hints) - count for n, count in taken.items()
        },
    )


def _saved(row: Response | None) -> SavedResponse | None:
    if row is None:
        return None
    return SavedResponse.model_validate(
        {"response": row.text, "format": row.format, "saved_at": row.at, "late": row.late}
    )


def _result(
    tally: ItemTally, exercise: Exercise, latest: Latest, verdicts: Mapping[int, Verdict], solved: bool
) -> ItemResult:
    parts = []
    for part, asked in zip(tally.parts, exercise.parts, strict=True):
        row = latest.get((tally.item, part.part))
        judged = verdicts.get(row.id) if row is not None and row.id is not None else None
        parts.append(
            PartResult(
                part=part.part,
                score=part.score,
                response=None if row is None else row.text,
                late=row is not None and row.late,
                verdict=None if judged is None else verdict(judged),
                answer_text=shown_text(asked.answer) if solved else None,
                steps=tuple(map(text, asked.steps)) if solved else None,
            )
        )
    return ItemResult(
        item=tally.item, score=tally.score, points=tally.points, overridden=tally.overridden, parts=tuple(parts)
    )
