"""What wrong entries look like: one slip away from the right ones, if they are.

Told on numbers: where entries are formulas, on their values at one point of the domain. This makes feedback only, and
no verdict rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from flint import arb, fmpq, fmpq_mat

from generators.answers.compare import CONSTANTS, is_complex, plain
from generators.answers.entrywise import Symbols
from generators.answers.points import survey
from generators.answers.tolerance import decimals_of, slack
from generators.notation import house, parse
from generators.notation.balls import Evaluation
from generators.notation.errors import NotationError
from generators.notation.tree import Node
from generators.notation.values import SCALARS, ZERO, Imprecise, Scalar, Undefined, precision
from schemas.answer import Tolerance
from schemas.verdict import Feedback

BITS = 64
NEAR, ROUGHLY = fmpq(1, 2**40), fmpq(1, 2**20)
MAX_ROWS = 12
"""Most rows whose order is looked into."""

Place = Callable[[int], str]
"""How the i-th entry is called."""
Slips = tuple[Feedback, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """The entries that are right, how far from them others may be, and the entries that were given."""

    wanted: tuple[Scalar, ...]
    widths: tuple[Scalar, ...]
    given: tuple[Scalar, ...]
    texts: tuple[str, ...]
    nodes: tuple[Node, ...]
    tolerant: bool

    def fits(self, i: int, x: Scalar) -> bool:
        """Whether a number would be right as the i-th entry."""
        return near(self.wanted[i], x, self.widths[i])

    def all_fit(self, numbers: Iterable[Scalar]) -> bool:
        """Whether as many numbers as are wanted would be right, one after the other."""
        return all(self.fits(i, x) for i, x in enumerate(numbers))

    def astray(self) -> list[int]:
        """Which entries are not right."""
        return [i for i, x in enumerate(self.given) if not self.fits(i, x)]


def near(x: Scalar, y: Scalar, width: Scalar) -> bool:
    """Whether two numbers are as far from each other as is allowed, or what rounding at 40 bits makes of that."""
    gap = abs(x - y)
    if type(gap) is fmpq and type(width) is fmpq:
        return bool(gap <= width)
    return bool(arb(gap) - width < NEAR * (1 + arb(abs(x)).mid()))


def both_sides(
    texts: Sequence[str], given: Sequence[Node], tolerance: Tolerance | None, symbols: Symbols
) -> Sides | None:
    """Both sides as numbers; None where one of them is none, or not at the point that is looked at."""
    wanted = [parse(text) for text in texts]
    right, left = tuple(map(plain, wanted)), tuple(map(plain, given))
    if None in right or None in left:
        numbers = _at_a_point((*wanted, *given), symbols)
        if numbers is None:
            return None
        right, left = numbers[: len(wanted)], numbers[len(wanted) :]
    try:
        widths = tuple(slack(tolerance, x) for x in right)
    except (NotationError, Imprecise):
        return None
    return Sides(right, widths, left, tuple(texts), tuple(given), tolerance is not None)


def _at_a_point(nodes: Sequence[Node], symbols: Symbols) -> tuple[Scalar, ...] | None:
    """The values of some trees, where their names stand for some numbers of the domain."""
    used = frozenset[str]().union(*(survey(node).names for node in nodes))
    names = sorted(used - (CONSTANTS - symbols.keys()))
    at = {name: fmpq(17 + 6 * k, 1 if symbols.get(name) == "integer" else 7) for k, name in enumerate(names)}
    with precision(BITS):
        walk = Evaluation(at, is_complex(used, symbols))
        try:
            values = tuple(map(walk.value, nodes))
        except (NotationError, Undefined, Imprecise):
            return None
    return values if all(type(x) in SCALARS for x in values) else None


def remark(code: str, text: str) -> Slips:
    return (Feedback(code=code, text=text),)


# Entries in their places -------------------------------------------------------------------------------------------


def in_vector(sides: Sides, *, up_to_sign: bool = False) -> Slips:
    """What a vector of the right length looks like."""
    return (
        rounding(sides)
        or (() if up_to_sign else _opposite(sides, "vector"))
        or _doubled(sides)
        or _lengthened(sides)
        or _astray(sides, lambda i: f"entry {i + 1}")
        or _reversed(sides)
        or _signs(sides)
    )


def in_list(sides: Sides) -> Slips:
    """What a list of the right length looks like."""
    return (
        _reversed(sides) or _reordered(sides) or in_places(sides, lambda i: f"value {i + 1}", "list") or _signs(sides)
    )


def in_places(sides: Sides, place: Place, whole: str) -> Slips:
    """What entries of a matrix or a list look like: rounded, opposite, multiplied, one astray, two exchanged."""
    return rounding(sides) or _opposite(sides, whole) or _doubled(sides) or _multiplied(sides) or _astray(sides, place)


def _astray(sides: Sides, place: Place) -> Slips:
    return _one_astray(sides, place) or _exchanged(sides, place)


def rounding(sides: Sides) -> Slips:
    """Whether all that is not right is a right value, rounded."""
    astray = sides.astray()
    if not astray or not all(_rounds_to(sides, i, i) for i in astray):
        return ()
    if sides.tolerant:
        return remark("rounded-too-coarsely", "This is rounded too coarsely: give more digits.")
    return remark("rounded", "Give exact values, not rounded decimals.")


def _rounds_to(sides: Sides, i: int, j: int) -> bool:
    """Whether the j-th given number is the i-th wanted one, rounded to the decimals it has."""
    decimals = decimals_of(sides.nodes[j])
    if decimals is None or not sides.given[j] or not (sides.tolerant or (decimals and _endless(sides.wanted[i]))):
        return False
    return near(sides.wanted[i], sides.given[j], fmpq(1, 2 * 10**decimals))


def _endless(x: Scalar) -> bool:
    """Whether a number has no finite decimal expansion."""
    if type(x) is not fmpq:
        return True
    q = int(x.q)
    for prime in (2, 5):
        while q % prime == 0:
            q //= prime
    return q > 1


def _opposite(sides: Sides, whole: str) -> Slips:
    if any(sides.given) and sides.all_fit(-x for x in sides.given):
        return remark("sign", f"Check the signs: this is the opposite {whole}." if len(sides.given) > 1 else SIGN)
    return ()


SIGN = "Check the sign."


def _doubled(sides: Sides) -> Slips:
    for factor in (fmpq(2), fmpq(1, 2)):
        if sum(map(bool, sides.wanted)) > 1 and sides.all_fit(factor * x for x in sides.given):
            return remark("factor", "Check for a factor of 2: all entries are off by it.")
    return ()


def _multiplied(sides: Sides) -> Slips:
    """All entries off by one factor, rational and exactly."""
    i = next((i for i, w in enumerate(sides.wanted) if w), None)
    if i is None or sides.tolerant or sum(map(bool, sides.wanted)) < 2:
        return ()
    w, x = sides.wanted[i], sides.given[i]
    if type(w) is fmpq and type(x) is fmpq and x and abs(w) != abs(x) and sides.all_fit(w / x * y for y in sides.given):
        return remark("factor", "All entries are off by one and the same factor.")
    return ()


def _one_astray(sides: Sides, place: Place) -> Slips:
    """A single entry that is not right, and what it looks like."""
    astray = sides.astray()
    if len(astray) != 1 or len(sides.given) < 2:
        return ()
    (i,) = astray
    x, where = sides.given[i], place(i).capitalize()
    if x and sides.fits(i, -x):
        return remark("sign", f"{where}: check the sign.")
    if x and (sides.fits(i, 2 * x) or sides.fits(i, x / 2)):
        return remark("factor", f"{where}: check for a factor of 2.")
    if _one_digit(sides.texts[i], house(sides.nodes[i])):
        return remark("digit", f"{where}: check the digits.")
    others = "the other one is" if len(sides.given) == 2 else "the others are"
    return remark("one-entry", f"{where} is not right; {others}.")


def _one_digit(right: str, given: str) -> bool:
    """Whether two numerals of several digits differ in one digit, or in two neighbours that changed places."""
    if len(right) != len(given) or sum(map(str.isdigit, right)) < 2:
        return False
    astray = [i for i, (a, b) in enumerate(zip(right, given, strict=True)) if a != b]
    if not all(right[i].isdigit() and given[i].isdigit() for i in astray):
        return False
    if len(astray) == 2:
        i, j = astray
        return j == i + 1 and right[i] == given[j] and right[j] == given[i]
    return len(astray) == 1


def _exchanged(sides: Sides, place: Place) -> Slips:
    astray = sides.astray()
    if len(astray) != 2:
        return ()
    i, j = astray
    if sides.fits(i, sides.given[j]) and sides.fits(j, sides.given[i]):
        return remark("swapped", f"{place(i).capitalize()} and {place(j)} have changed places.")
    return ()


def _reversed(sides: Sides) -> Slips:
    if len(sides.given) > 2 and sides.astray() and sides.all_fit(reversed(sides.given)):
        return remark("reversed", "The order is reversed.")
    return ()


ANOTHER_ORDER = remark("order", "These are the right values, but in another order.")


def _reordered(sides: Sides) -> Slips:
    """The right values in another order."""
    if sides.astray() and paired(sides, sides.given) == len(sides.wanted):
        return ANOTHER_ORDER
    return ()


def _signs(sides: Sides) -> Slips:
    """All entries right but for their signs."""
    if all(sides.fits(i, x) or sides.fits(i, -x) for i, x in enumerate(sides.given)):
        return remark("sign", "Check the signs.")
    return ()


def _lengthened(sides: Sides) -> Slips:
    """The right direction, but another length: a unit vector where another one is asked for, or the other way round."""
    if sum(map(bool, sides.wanted)) < 2:
        return ()
    with precision(BITS):
        right, given = _length(sides.wanted), _length(sides.given)
        if right.contains(0) or given.contains(0):
            return ()
        ratio = right / given
        pairs = zip(sides.wanted, sides.given, strict=True)
        if not all(abs(w - ratio * x) < ROUGHLY * (1 + abs(w)) for w, x in pairs) or abs(ratio - 1) < ROUGHLY:
            return ()
        if abs(right - 1) < ROUGHLY:
            return remark("not-normalised", "The direction is right, but the length is not 1.")
        if abs(given - 1) < ROUGHLY:
            return remark("normalised", "The vector itself is asked for, not the unit vector in its direction.")
    return remark("factor", "The direction is right, but the length is not.")


def in_direction(sides: Sides) -> Slips:
    """What a vector looks like that should be a multiple of the right one."""
    size = len(sides.wanted)
    for i, x in enumerate(sides.given):
        if x and size > 1 and _parallel(sides, [-y if j == i else y for j, y in enumerate(sides.given)]):
            return remark("sign", "Check the signs of the entries against each other.")
    for i, j in combinations(range(size if size <= MAX_ROWS else 0), 2):
        exchanged = list(sides.given)
        exchanged[i], exchanged[j] = exchanged[j], exchanged[i]
        if _parallel(sides, exchanged):
            return remark("swapped", f"Entry {i + 1} and entry {j + 1} have changed places.")
    if size > 2:
        for i in range(size):
            rest = [j for j in range(size) if j != i]
            if any(sides.wanted[j] for j in rest) and _parallel(sides, sides.given, rest):
                return remark("one-entry", f"Entry {i + 1} does not fit the others, which are right.")
    return ()


def _parallel(sides: Sides, numbers: Sequence[Scalar], places: Sequence[int] | None = None) -> bool:
    """Whether numbers are a multiple of the wanted ones, not all zero, in some places or in all."""
    chosen = range(len(numbers)) if places is None else places
    i = max(chosen, key=lambda j: bool(sides.wanted[j]))
    if not numbers[i]:
        return False
    return all(near(sides.wanted[i] * numbers[j], sides.wanted[j] * numbers[i], ZERO) for j in chosen)


def _length(entries: Sequence[Scalar]) -> arb:
    total = arb(0)
    for x in entries:
        size = arb(abs(x))
        total += size * size
    return total.sqrt()


# Matrices ----------------------------------------------------------------------------------------------------------


def in_matrix(sides: Sides, m: int, n: int) -> Slips:
    """What a matrix of m rows and n columns looks like, in the right shape."""

    def place(i: int) -> str:
        return f"the entry in row {i // n + 1}, column {i % n + 1}"

    return (
        (_transposed(sides, n) if m == n else ())
        or in_places(sides, place, "matrix")
        or _lines(sides, m, n)
        or (_inverse(sides, n) if m == n else ())
        or _signs(sides)
    )


TRANSPOSED = remark("transposed", "This is the transpose: rows and columns have changed places.")


def _transposed(sides: Sides, n: int) -> Slips:
    if n > 1 and sides.astray() and sides.all_fit(sides.given[j * n + i] for i in range(n) for j in range(n)):
        return TRANSPOSED
    return ()


def _lines(sides: Sides, m: int, n: int) -> Slips:
    """Rows or columns exchanged, in another order, or a single one that is not right."""
    rows = [range(i * n, (i + 1) * n) for i in range(m)]
    columns = [range(j, m * n, n) for j in range(n)]
    return (
        _order_of("row", sides, rows)
        or _order_of("column", sides, columns)
        or _single("row", sides, rows)
        or _single("column", sides, columns)
    )


def _order_of(what: str, sides: Sides, lines: list[range]) -> Slips:
    count = len(lines)
    if not 1 < count <= MAX_ROWS:
        return ()

    def line_fits(i: int, j: int) -> bool:
        return all(sides.fits(a, sides.given[b]) for a, b in zip(lines[i], lines[j], strict=True))

    off = [i for i in range(count) if not line_fits(i, i)]
    if len(off) == 2 and line_fits(off[0], off[1]) and line_fits(off[1], off[0]):
        return remark(f"{what}s-swapped", f"{what.capitalize()}s {off[0] + 1} and {off[1] + 1} have changed places.")
    if len(off) > 2 and _perfect(off, line_fits):
        return remark(f"{what}s-order", f"These are the right {what}s, but in another order.")
    return ()


def _perfect(places: list[int], fits: Callable[[int, int], bool]) -> bool:
    """Whether each place can have one of the lines to itself; equal lines make no difference."""
    free = places.copy()
    for i in places:
        j = next((j for j in free if fits(i, j)), None)
        if j is None:
            return False
        free.remove(j)
    return True


def _single(what: str, sides: Sides, lines: list[range]) -> Slips:
    astray = set(sides.astray())
    off = [i for i, line in enumerate(lines) if astray.intersection(line)]
    if len(off) == 1 and len(lines) > 1:
        others = f"the other {what} is" if len(lines) == 2 else f"the other {what}s are"
        return remark(f"one-{what}", f"{what.capitalize()} {off[0] + 1} is not right; {others}.")
    return ()


def _inverse(sides: Sides, n: int) -> Slips:
    if n < 2 or sides.tolerant or any(type(x) is not fmpq for x in (*sides.wanted, *sides.given)):
        return ()
    wanted, given = fmpq_mat(n, n, list(sides.wanted)), fmpq_mat(n, n, list(sides.given))
    one = fmpq_mat(n, n, [fmpq(i == j) for i in range(n) for j in range(n)])
    if wanted * given == one:
        return remark("inverse", "This is the inverse of the right matrix.")
    if wanted * given.transpose() == one:
        return remark("inverse", "This is the inverse of the right matrix, transposed.")
    if wanted * given == -one:
        return remark("inverse", "This is the inverse of the right matrix, with the opposite sign.")
    return ()


# Sets --------------------------------------------------------------------------------------------------------------


def paired(sides: Sides, numbers: Sequence[Scalar]) -> int:
    """How many of the wanted numbers can have one of these to themselves."""
    holder: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j, x in enumerate(numbers):
            if j not in tried and sides.fits(i, x):
                tried.add(j)
                if j not in holder or place(holder[j], tried):
                    holder[j] = i
                    return True
        return False

    return sum(place(i, set()) for i in range(len(sides.wanted)))


def in_set(sides: Sides) -> Slips:
    """What a set of as many numbers as are wanted looks like."""
    size = len(sides.wanted)
    if size != len(sides.given):
        return ()
    if any(sides.given) and paired(sides, [-x for x in sides.given]) == size:
        return remark("sign", "Check the signs." if size > 1 else SIGN)
    for factor in (fmpq(2), fmpq(1, 2)):
        if any(sides.given) and paired(sides, [factor * x for x in sides.given]) == size:
            return remark("factor", "Check for a factor of 2.")
    for j, x in enumerate(sides.given) if paired(sides, sides.given) == size - 1 else ():
        if x and paired(sides, [*sides.given[:j], -x, *sides.given[j + 1 :]]) == size:
            return remark("sign", "Check the sign of one element.")
    if _rounded_set(sides):
        if sides.tolerant:
            return remark("rounded-too-coarsely", "This is rounded too coarsely: give more digits.")
        return remark("rounded", "Give exact values, not rounded decimals.")
    return ()


def _rounded_set(sides: Sides) -> bool:
    """Whether each element is a right one, or a right one rounded."""

    def fits(i: int, j: int) -> bool:
        return sides.fits(i, sides.given[j]) or _rounds_to(sides, i, j)

    return _perfect(list(range(len(sides.wanted))), fits)
