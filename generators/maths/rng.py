"""Reproducible draws.

The stream is BLAKE2b in counter mode, so a seed means the same exercise on every machine and every version of
Python. Nothing else in a generator may be random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from hashlib import blake2b
from typing import TypeVar

from generators.maths import reals

T = TypeVar("T")


class Redraw(Exception):
    """This draw makes a poor exercise; the framework tries the next one. The message says why, if the author did."""


def assume(condition: object, reason: str = "") -> None:
    """Give up on this draw unless `condition` holds. `reason` is what an author reads if no draw can be found."""
    if not condition:
        raise Redraw(reason)


def drawn(draw: Callable[[], T], fits: Callable[[T], object], tries: int = 60) -> T:
    """The first draw that fits. Gives up on the exercise if none of so many does."""
    for _ in range(tries):
        if fits(found := draw()):
            return found
    raise Redraw(f"none of {tries} draws fits")


class Rng:
    """A stream of draws named by a path, such as `Rng("linear_algebra.rank.rank", 1, "core", 42)`."""

    def __init__(self, *path: str | int) -> None:
        self._key = blake2b(repr(path).encode(), digest_size=32).digest()
        self._count = 0

    def bits(self) -> int:
        """64 fresh bits."""
        self._count += 1
        return int.from_bytes(blake2b(self._count.to_bytes(8, "big"), key=self._key, digest_size=8).digest(), "big")

    def integer(self, low: int, high: int) -> int:
        """Uniform on low..high, both ends included."""
        if low > high:
            raise ValueError(f"cannot draw from {low}..{high}: the range is empty")
        span = high - low + 1
        limit = 2**64 - 2**64 % span
        while (bits := self.bits()) >= limit:
            pass
        return low + bits % span

    def nonzero(self, low: int, high: int) -> int:
        """Uniform on low..high without 0, both ends included."""
        if not low <= 0 <= high:
            return self.integer(low, high)
        drawn = self.integer(low, high - 1)
        return drawn + (drawn >= 0)

    def fraction(self, low: int, high: int, denominators: Iterable[int]) -> Fraction:
        """A denominator first, then a multiple of its reciprocal on low..high; it may reduce, to an integer too."""
        q = self.choice(tuple(denominators))
        return Fraction(self.integer(low * q, high * q), q)

    def sign(self) -> int:
        """1 or -1."""
        return self.choice((1, -1))

    def chance(self, p: float | Fraction) -> bool:
        """True with probability `p`, to one part in 2^64."""
        return self.bits() < Fraction(p) * 2**64

    def choice(self, items: Sequence[T]) -> T:
        """One of `items`, each as likely."""
        return items[self.integer(0, len(items) - 1)]

    def sample(self, items: Iterable[T], count: int) -> list[T]:
        """`count` different places of `items`, in random order."""
        pool = list(items)
        if not 0 <= count <= len(pool):
            raise ValueError(f"cannot draw {count} of {len(pool)}")
        for i in range(count):
            j = self.integer(i, len(pool) - 1)
            pool[i], pool[j] = pool[j], pool[i]
        return pool[:count]

    def distinct(self, low: int, high: int, *, count: int) -> list[int]:
        """`count` different integers from low..high, in random order."""
        return self.sample(range(low, high + 1), count)

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """All of `items` in random order."""
        pool = list(items)
        return self.sample(pool, len(pool))

    def normal(self, mean: int | Fraction = 0, sd: float | Fraction = 1) -> Fraction:
        """From the normal distribution, by its inverse at 2^64 midpoints; the same everywhere. Round it before use."""
        return mean + Fraction(sd) * Fraction(reals.normal_of_bits(self.bits()), 2**48)
