"""Tiny generators for tests: a sound one, and a way to make others without touching the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generators.authoring import Mistake, Multipart, Part, Rng, number
from generators.authoring.registry import Generator
from generators.authoring.verify import Made
from schemas.exercise import LEVELS


def sound(rng: Rng) -> Part:
    """Add two numbers."""
    a, b = rng.distinct(11, 99, count=2)
    return Part(
        ask=f"Add ${a}$ and ${b}$.",
        answer=number(a + b),
        steps=[f"Adding gives ${a} + {b} = {a + b}$."],
        hints=["Add the tens and the units."],
        mistakes=[
            Mistake("sum-for-difference", number(a - b), "Add, do not subtract."),
            Mistake("product-for-composition", number(a * b), "Add, do not multiply."),
        ],
    )


def two_parts(rng: Rng) -> Multipart:
    """Add two numbers and double the sum."""
    a, b = rng.distinct(11, 99, count=2)
    return Multipart(
        f"Let $a = {a}$ and $b = {b}$.",
        given={"a": a, "b": b},
        parts=[
            Part(
                name="s",
                ask="Give the sum $s$.",
                answer=number(a + b),
                follows="a + b",
                steps=[f"$s = a + b = {a + b}$."],
                mistakes=[
                    Mistake("sum-for-difference", "a - b", "Add, do not subtract."),
                    Mistake("product-for-composition", "a*b", "Add, do not multiply."),
                ],
            ),
            Part(
                name="d",
                ask="Double it.",
                answer=number(2 * (a + b)),
                follows="2*s",
                steps=[f"$d = 2*s = {2 * (a + b)}$."],
            ),
        ],
    )


def generator_of(draft: Callable[..., Any], **fields: Any) -> Generator:
    """A generator outside the catalogue, without knobs unless `settings` are given."""
    settings: Mapping[Any, Any] = {level: {} for level in LEVELS}
    entry: dict[str, Any] = {
        "id": "linear_algebra.eigen.tiny",
        "version": 1,
        "title": "Tiny",
        "skill": "s.eig.values",
        "source": "a test",
        "tier": "core",
        "unchecked": 0,
        "settings": settings,
    }
    return Generator(draft=draft, **(entry | fields))


def made_of(draft: Callable[..., Any], seed: int = 0, **fields: Any) -> Made:
    """One exercise of such a generator."""
    generator = generator_of(draft, **fields)
    return Made(generator, "core", seed, *generator.attempt(seed, "core"))
