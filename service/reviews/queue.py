"""What could not be decided is put into the queue, once for all equal responses."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from generators.answers import CHECKER, follows
from schemas.exercise import Exercise
from schemas.verdict import Evidence, Feedback, Outcome, Understood, Verdict
from service.attempts.models import Review
from service.events import service as events


def equal(exercise: Exercise, part: int, texts: dict[int, str], formats: dict[int, str], locale: str) -> str:
    """A digest that two responses share only if whatever decides about one decides about the other.

    The question, the key, the text and how it is read; where the key follows from earlier answers, these too.
    """
    asked = exercise.parts[part - 1]
    context = texts if follows(exercise, [part]) else {}
    words = [
        exercise.stem,
        exercise.model_dump_json(include={"given", "data"}),
        asked.model_dump_json(include={"ask", "answer", "follows"}),
        texts[part].strip(),
        formats.get(part, ""),
        locale,
        *(f"{number} {text.strip()}" for number, text in sorted(context.items())),
    ]
    return sha256("\x1f".join(words).encode("utf-8", "surrogatepass")).hexdigest()


def decided(row: Review, understood: Understood | None) -> Verdict:
    """The verdict of a person."""
    outcome: Outcome = Verdict.model_validate({"outcome": row.outcome, "score": row.score}).outcome
    said = (Feedback(code="reviewed", text=row.reason.replace("$", "\\$")),) if row.reason else ()
    return Verdict(
        outcome=outcome,
        score=row.score or 0.0,
        understood=understood,
        feedback=said,
        evidence=Evidence(method="person", checker=CHECKER),
    )


def put(session: Session, equal: str, quiz: UUID, response: int, now: datetime) -> Review:
    """The row of all responses that are equal to this one; made, and announced, if this is the first."""
    found = select(Review).where(Review.equal == equal)
    if (row := session.exec(found).one_or_none()) is not None:
        return row
    row = Review(equal=equal, quiz_id=quiz, response_id=response, created_at=now)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # an equal one came in at the same moment
        return session.exec(found).one()
    events.emit(session, "review.needed", now, quiz=quiz, review=row.id)
    return row
