"""What learners see of an attempt: types without keys, steps and seeds until the result may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic_core import to_json

from generators.answers import shown_text
from schemas.attempt import (
    AttemptResult,
    ItemResult,
    LearnerEvidence,
    LearnerVerdict,
    PartResult,
)
from schemas.base import Text
from schemas.exercise import Exercise
from schemas.score import ItemTally, Tally
from schemas.verdict import Verdict
from service.attempts import store
from service.attempts.frozen import Shown
from service.attempts.models import Attempt, Response
from service.attempts.store import SavedRow
from service.render.prose import text

Latest = Mapping[tuple[int, int], Response]
"""The last response to each part, by item and part."""
Saved = Mapping[tuple[int, int], SavedRow]
"""The same, as learners read it back."""
HintsTaken = Mapping[tuple[int, int], Sequence[Text]]
"""By item and part."""
TriesLeft = Mapping[int, Mapping[str, int | None]]
"""By item, then by number of the part."""


def attempt(
    row: Attempt,
    items: Sequence[Shown],
    latest: Saved,
    tries_left: TriesLeft,
    hints: HintsTaken | None,
    ends_at: datetime | None,
    token: str | None,
) -> bytes:
    """The JSON of an `AttemptRead`; most of it is there already. `hints` are the texts of those that were taken; None
    where the quiz gives none."""
    head = {
        "id": row.id,
        "quiz": row.quiz_id,
        "learner": row.learner,
        "name": row.name,
        "state": "open" if row.state == "open" else "submitted",
        "number": row.number,
        "started_at": row.started_at,
        "deadline": ends_at,
        "submitted_at": row.submitted_at,
        "effective": store.effective(row),
        "learner_token": token,
    }
    done = b",".join(_joined(each.json, _done(each, latest, tries_left[each.item], hints)) for each in items)
    return _joined(to_json(head), b'{"items":[' + done + b"]}")


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


def _done(shown: Shown, latest: Saved, tries_left: Mapping[str, int | None], hints: HintsTaken | None) -> bytes:
    """What the learner has done about an item."""
    parts = range(1, len(shown.hints) + 1)
    taken = {n: (hints or {}).get((shown.item, n), ()) for n in parts}
    return to_json(
        {
            "responses": {str(n): latest.get((shown.item, n)) for n in parts},
            "tries_left": tries_left,
            "hints": {str(n): taken[n] for n in parts},
            "hints_left": {str(n): 0 if hints is None else shown.hints[n - 1] - len(taken[n]) for n in parts},
        }
    )


def _joined(one: bytes, other: bytes) -> bytes:
    """One JSON object with the members of two that are not empty."""
    return one[:-1] + b"," + other[1:]


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
