"""When an attempt ends, and which answers come too late. Whoever asks says what time it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from service.attempts.models import Attempt, Standing
from service.errors import AttemptClosed
from service.quizzes.service import Quiz


def later(moment: datetime | None, quiz: Quiz, extension_s: int) -> datetime | None:
    """A date of the quiz for a learner who has an extension; closing the quiz by hand ends it for everybody."""
    return moment if moment is None or quiz.state == "closed" else moment + timedelta(seconds=extension_s)


def ends_at(attempt: Attempt | Standing, quiz: Quiz) -> datetime | None:
    """When the attempt is handed in by itself: its time limit or the quiz's end, whichever comes first."""
    closes = later(quiz.closes_at, quiz, attempt.extension_s)
    return min((moment for moment in (attempt.deadline, closes) if moment is not None), default=None)


def is_over(attempt: Attempt | Standing, quiz: Quiz, now: datetime) -> bool:
    """An answer that arrives at the very moment of the end is in time."""
    end = ends_at(attempt, quiz)
    return end is not None and now > end


def lateness(attempt: Attempt | Standing, quiz: Quiz, now: datetime) -> tuple[bool, bool]:
    """Whether an answer that arrives now is late, and whether it counts. Raises `AttemptClosed`."""
    if attempt.submitted_by == "learner":
        raise closed(attempt, quiz)
    if attempt.state != "open" or is_over(attempt, quiz, now):
        if quiz.late == "refuse":
            raise closed(attempt, quiz)
        return True, False
    due = later(quiz.due_at, quiz, attempt.extension_s)
    if due is None or now <= due:
        return False, True
    if quiz.late == "refuse":
        raise AttemptClosed(f"quiz {quiz.id} was due at {due.isoformat()} and takes no late work")
    return True, quiz.late == "accept"


def closed(attempt: Attempt | Standing, quiz: Quiz) -> AttemptClosed:
    moment = attempt.submitted_at or ends_at(attempt, quiz)
    how = "was handed in" if attempt.submitted_by == "learner" else "ended"
    return AttemptClosed(f"attempt {attempt.id} {how} at {moment.isoformat() if moment else 'some time'}")
