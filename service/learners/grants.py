"""What accommodations make of a quiz's rules for one learner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from schemas.attempt import EffectiveRule
from service.attempts import times
from service.learners.models import Accommodation
from service.quizzes.service import Quiz


@dataclass(frozen=True, slots=True)
class Grant:
    """The rules that hold for one learner, and a trace of those that are not the quiz's."""

    time_limit_s: int | None
    extension_s: int
    attempts_allowed: int | None
    due_at: datetime | None
    closes_at: datetime | None
    effective: tuple[EffectiveRule, ...]

    def deadline(self, started_at: datetime) -> datetime | None:
        return None if self.time_limit_s is None else started_at + timedelta(seconds=self.time_limit_s)


def grant(quiz: Quiz, given: Accommodation | None) -> Grant:
    """A time limit is multiplied first and added to then, rounded up to whole seconds."""
    limit, attempts, extension = quiz.time_limit_s, quiz.attempts_allowed, 0
    if given is not None:
        extension = given.extension_s
        limit = None if limit is None else ceil(limit * given.time_factor) + given.extra_time_s
        attempts = None if attempts is None else attempts + given.extra_attempts
    due, closes = (times.later(moment, quiz, extension) for moment in (quiz.due_at, quiz.closes_at))
    effective = tuple(_traced(quiz, given, limit, attempts, due, closes)) if given is not None else ()
    return Grant(limit, extension, attempts, due, closes, effective)


def _traced(
    quiz: Quiz,
    given: Accommodation,
    limit: int | None,
    attempts: int | None,
    due: datetime | None,
    closes: datetime | None,
) -> Iterator[EffectiveRule]:
    factor = f"time_factor {given.time_factor:g}" if given.time_factor != 1 else ""
    seconds = f"extra_time_s {given.extra_time_s}" if given.extra_time_s else ""
    rules = (
        ("time_limit_s", quiz.time_limit_s, limit, " and ".join(filter(None, (factor, seconds)))),
        ("due_at", quiz.due_at, due, f"extension_s {given.extension_s}"),
        ("closes_at", quiz.closes_at, closes, f"extension_s {given.extension_s}"),
        ("attempts_allowed", quiz.attempts_allowed, attempts, f"extra_attempts {given.extra_attempts}"),
    )
    for rule, before, after, why in rules:
        if before != after:
            yield EffectiveRule.model_validate({"rule": rule, "quiz": before, "learner": after, "why": why})
