"""Formulas over the signs of polynomials, and their truth values for all signs at once."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import lru_cache, reduce

from generators.answers.loci.line import TESTS


@dataclass(frozen=True, slots=True)
class SignIs:
    """That `constant` times a product of polynomials, by index and whether to an odd power, is `relation` 0."""

    constant: int
    factors: tuple[tuple[int, bool], ...]
    relation: str


@dataclass(frozen=True, slots=True)
class Every:
    items: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    items: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    item: Formula


Formula = bool | SignIs | Every | Some | Negation


def every(*items: Formula) -> Formula:
    if False in items:
        return False
    kept = tuple(item for item in items if item is not True)
    return kept[0] if len(kept) == 1 else Every(kept) if kept else True


def some(*items: Formula) -> Formula:
    if True in items:
        return True
    kept = tuple(item for item in items if item is not False)
    return kept[0] if len(kept) == 1 else Some(kept) if kept else False


def negation(item: Formula) -> Formula:
    return (not item) if isinstance(item, bool) else Negation(item)


# Truth for all signs -----------------------------------------------------------------------------------------------


class Masks:
    """Truth values for all sign vectors of n polynomials at once: bit sum(d[i]*3^i), d[i] = sign + 1, of an integer."""

    def __init__(self, n: int) -> None:
        self.n = n
        self.all: int = (1 << 3**n) - 1
        self.of: list[tuple[int, int, int]] = []
        for i in range(n):
            block, period = 3**i, 3 ** (i + 1)
            repeat = self.all // ((1 << period) - 1)
            negative = ((1 << block) - 1) * repeat
            self.of.append((negative, negative << block, negative << 2 * block))

    def truth(self, formula: Formula) -> int:
        match formula:
            case bool():
                return self.all if formula else 0
            case SignIs():
                return self.sign(formula)
            case Negation(item):
                return self.all ^ self.truth(item)
            case Every(items):
                return int(reduce(operator.and_, map(self.truth, items), self.all))
            case Some(items):
                return int(reduce(operator.or_, map(self.truth, items), 0))

    def sign(self, sign: SignIs) -> int:
        negative, zero, positive = (self.all, 0, 0) if sign.constant < 0 else (0, 0, self.all)
        for i, odd in sign.factors:
            n, z, p = self.of[i]
            if not odd:
                n, p = 0, n | p
            negative, zero, positive = negative & p | positive & n, zero | z, negative & n | positive & p
        found = 0
        for s, mask in ((-1, negative), (0, zero), (1, positive)):
            found |= mask if TESTS[sign.relation](s) else 0
        return found

    def allowed(self, signs: list[tuple[int, ...]]) -> int:
        found = self.all
        for i, possible in enumerate(signs):
            found &= int(reduce(operator.or_, (self.of[i][s + 1] for s in possible), 0))
        return found


masks = lru_cache(maxsize=16)(Masks)


def bit(vector: tuple[int, ...]) -> int:
    return sum((s + 1) * 3**i for i, s in enumerate(vector))
