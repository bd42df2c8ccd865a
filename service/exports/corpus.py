"""Exercises as data: JSON lines, the same objects that `problembank generate` writes, with their place and points."""

from __future__ import annotations

import json

from schemas.exercise import Exercise
from schemas.export import ExportCreate
from service.exports.plan import Plan
from service.exports.report import Ledger


def jsonl(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """One exercise a line, with everything: keys, steps, mistakes, hints, figures."""
    return b"".join(
        line(exercise, item=place.number, points=place.points) for place in plan.places for exercise in place.exercises
    )


def line(exercise: Exercise, **beside: object) -> bytes:
    """One exercise as a line of JSON: its recipe, what else is told of it, and the exercise as it is frozen."""
    told = {"recipe": exercise.recipe, **beside, **exercise.model_dump(mode="json")}
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"
