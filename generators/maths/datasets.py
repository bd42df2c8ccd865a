"""Data sets of a known shape or known sums, and their summaries, exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement, pairwise

from generators.maths.decimals import Decimal, rounded
from generators.maths.rationals import Rational, rational
from generators.maths.reals import normal_quantile, power
from generators.maths.rng import Redraw, Rng

Shape = Callable[[Fraction, Fraction], Fraction]
ONE, HALF = Fraction(1), Fraction(1, 2)
STEPS = 200
"""After how many steps a search for sums gives up; five to twenty are usual."""


def _two_sided(u: Fraction, k: Fraction) -> Fraction:
    """1/2 plus or minus half of |2u - 1|^k."""
    away = power(abs(2 * u - 1), k) / 2 if u != HALF else Fraction(0)
    return HALF + (away if u > HALF else -away)


SHAPES: Mapping[str, Shape] = {
    "right-skewed": lambda u, k: power(u, k) if u else u,
    "left-skewed": lambda u, k: ONE - (power(ONE - u, k) if u != 1 else 0),
    "flat": lambda u, k: u,
    "peaked": lambda u, k: _two_sided(u, k + 1),
    "two-peaked": lambda u, k: _two_sided(u, 1 / (k + 1)),
}
"""Quantile functions on [0, 1] by name; the second argument, 1 or more, says how pronounced the shape is."""


def quantile_sample(
    shape: str, strength: Rational, n: int, low: Rational, width: Rational, places: int = 2
) -> list[Decimal]:
    """n values from `low` to `low + width`, both ends reached, ascending: the picture shows exactly what is meant."""
    quantile = SHAPES[shape]
    return [rounded(low + width * quantile(Fraction(i, n - 1), Fraction(strength)), places) for i in range(n)]


def mean(data: Sequence[Rational]) -> Rational:
    return rational(Fraction(sum(data)) / len(data))


def sum_of_squares(data: Sequence[Rational]) -> Rational:
    """The sum of squared deviations from the mean."""
    centre = mean(data)
    return rational(Fraction(sum((x - centre) ** 2 for x in data)))


def variance(data: Sequence[Rational], *, ddof: int = 1) -> Rational:
    """Divided by n - 1; by n with `ddof=0`."""
    return rational(Fraction(sum_of_squares(data)) / (len(data) - ddof))


def covariance(x: Sequence[Rational], y: Sequence[Rational], *, ddof: int = 1) -> Rational:
    """Of pairs; divided by n - 1, or by n with `ddof=0`."""
    a, b = mean(x), mean(y)
    total = sum((p - a) * (q - b) for p, q in zip(x, y, strict=True))
    return rational(Fraction(total) / (len(x) - ddof))


def median(data: Sequence[Rational]) -> Rational:
    """The middle value, or the mean of the two."""
    data, half = sorted(data), len(data) // 2
    return data[half] if len(data) % 2 else rational(Fraction(data[half - 1] + data[half]) / 2)


def five_numbers(data: Sequence[Rational]) -> tuple[Rational, Rational, Rational, Rational, Rational]:
    """Least, lower quartile, median, upper quartile, greatest; the halves leave the middle value out."""
    data, half = sorted(data), len(data) // 2
    return data[0], median(data[:half]), median(data), median(data[-half:]), data[-1]


def outliers(data: Sequence[Rational]) -> list[Rational]:
    """What lies more than one and a half box lengths beyond the box, ascending."""
    _, q1, _, q3, _ = five_numbers(data)
    reach = Fraction(3, 2) * (q3 - q1)
    return sorted(x for x in data if x < q1 - reach or x > q3 + reach)


def with_five_numbers(
    rng: Rng,
    n: int,
    whiskers: tuple[int, int],
    quartiles: tuple[int, int, int],
    below: Sequence[int] = (),
    above: Sequence[int] = (),
) -> list[int]:
    """n integers, ascending, with these quartiles by the halves without the middle value, and these outliers.

    `below` and `above` are all values beyond one and a half box lengths, ascending; `whiskers` are the last values
    within. Nothing is tried out: the values that the quartiles are made of are set, and the others are drawn between
    their neighbours. Raises ValueError if outliers and whiskers contradict the quartiles or n is too small.
    """
    first, middle, third = quartiles
    half, beyond = n // 2, len(above)
    room = min(2, *((b - a) // 2 for a, b in pairwise((whiskers[0], *quartiles, whiskers[1]))))
    pins = {i: x for i, x in enumerate([*below, whiskers[0]])}
    pins |= {n - 1 - beyond + i: x for i, x in enumerate([whiskers[1], *above])}
    for start, length, value in ((0, half, first), (0, n, middle), (n - half, half, third)):
        if length % 2:
            pins[start + length // 2] = value
        else:
            right = start + length // 2
            away = rng.integer(0, room)
            pins[right - 1], pins[right] = value - away, value + away
    places = sorted(pins)
    ends = pins[len(below)], pins[n - 1 - beyond]
    if any(pins[i] > pins[j] for i, j in pairwise(places)) or ends != whiskers:
        raise ValueError(f"no {n} values have whiskers {whiskers} and quartiles {quartiles}")
    data = [pins[0]]
    for i, j in pairwise(places):
        low, high = pins[i], pins[j]
        inner = range(low + 1, high) if high - low > j - i else range(low, high + 1)
        drawn = (
            rng.sample(inner, j - i - 1) if len(inner) >= j - i - 1 else [rng.choice(inner) for _ in range(i + 1, j)]
        )
        data += [*sorted(drawn), high]
    if five_numbers(data)[1:4] != quartiles or outliers(data) != [*below, *above]:
        raise ValueError(f"{below} and {above} are not the outliers of data with quartiles {quartiles}")
    return data


def with_sums(values: Sequence[int], total: int, squares: int, low: int, high: int) -> list[int]:
    """Integers from low..high near these, in this order, with exactly this sum and this sum of squares.

    One value is raised by 1 and another one lowered, again and again: where the raised one is d above the lowered one,
    that changes the sum of squares by 2*d + 2, so that every even gap can be closed. Raises ValueError if the gap is
    odd (a sum and a sum of squares of integers are both even or both odd) or the bounds leave no room.
    """
    x = [min(max(value, low), high) for value in values]
    step = 1 if sum(x) < total else -1
    while sum(x) != total:
        movable = [i for i, value in enumerate(x) if low <= value + step <= high]
        if not movable:
            raise ValueError(f"{len(x)} integers from {low}..{high} cannot add to {total}")
        for i in movable[: abs(total - sum(x))]:
            x[i] += step
    seen = {tuple(x)}
    while gap := squares - sum(value * value for value in x):
        pairs = ((i, j) for i in range(len(x)) for j in range(len(x)) if i != j and x[i] < high and x[j] > low)
        moves = {2 * (x[i] - x[j] + 1): (i, j) for i, j in pairs}
        for change in sorted(moves, key=lambda change: (abs(gap - change), change)):
            i, j = moves[change]
            moved = [value + (k == i) - (k == j) for k, value in enumerate(x)]
            if tuple(moved) not in seen:
                break
        else:
            moved = []
        if gap % 2 or not moved or len(seen) > STEPS:
            raise ValueError(f"no integers near {list(values)} have the sum {total} and the squares {squares}")
        x = moved
        seen.add(tuple(x))
    return x


def with_mean_and_deviation(values: Sequence[int], centre: int, deviation: int, low: int, high: int) -> list[int]:
    """Integers from low..high near these with exactly this mean and this sample standard deviation (over n - 1).

    With an even number of values the deviation is even. Decimals come from counting in units of the last place.
    """
    n = len(values)
    return with_sums(values, n * centre, (n - 1) * deviation**2 + n * centre**2, low, high)


@cache
def deviations(n: int, squares: int, bound: int) -> tuple[tuple[int, ...], ...]:
    """All ascending lists of n integers from -bound..bound with sum 0 and this sum of squares."""
    return tuple(
        d
        for d in combinations_with_replacement(range(-bound, bound + 1), n)
        if sum(d) == 0 and sum(x * x for x in d) == squares
    )


def with_mean_and_variance(rng: Rng, n: int, centre: int, variance: int, bound: int = 9) -> list[int]:
    """n integers with exactly this mean and sample variance (over n - 1), within `bound` of the mean, in random order.

    Meant for n up to 7. Raises ValueError if there are none.
    """
    found = deviations(n, variance * (n - 1), bound)
    if not found:
        raise ValueError(f"no {n} integers within {bound} of their mean have variance {variance}")
    return [centre + d for d in rng.shuffled(rng.choice(found))]


def normal_sample(rng: Rng, n: int, mu: Rational, sigma: Rational, places: int = 1) -> list[Decimal]:
    """n draws from a normal distribution, rounded."""
    return [rounded(rng.normal(mu, sigma), places) for _ in range(n)]


def counts(data: Sequence[Rational], edges: Sequence[Rational]) -> list[int]:
    """How many values lie in each class [edge, next edge); the last class is closed."""
    inside = [sum(a <= x < b for x in data) for a, b in pairwise(edges)]
    inside[-1] += sum(x == edges[-1] for x in data)
    return inside


COSINES: Mapping[Fraction, Fraction] = {
    Fraction(c, 100): Fraction(s, 100) for c, s in ((0, 100), (28, 96), (60, 80), (80, 60), (96, 28), (100, 0))
}
"""Correlations r >= 0 of two decimals, with the sqrt(1 - r^2) that has two decimals too."""


def uncorrelated(rng: Rng, x: Sequence[int], values: Sequence[int]) -> list[int]:
    """The values in an order in which their covariance with x is exactly 0.

    x must add up to 0. Each move exchanges the two values that bring the sum of products nearest to 0; where none
    helps, the order is drawn anew. For 15 or more values there is nearly always one; `Redraw` if 400 moves find none.
    """
    if sum(x):
        raise ValueError("the values of x must add up to 0")
    y = rng.shuffled(values)
    pairs = [(i, j) for j in range(len(x)) for i in range(j)]
    for _ in range(400):
        gap = sum(a * b for a, b in zip(x, y, strict=True))
        if not gap:
            return y
        after, i, j = min((abs(gap + (x[i] - x[j]) * (y[j] - y[i])), i, j) for i, j in pairs)
        if after < abs(gap):
            y[i], y[j] = y[j], y[i]
        else:
            y = rng.shuffled(values)
    raise Redraw("no order of the values is uncorrelated with x")


def bell(rng: Rng, n: int, scale: int = 20) -> list[int]:
    """n integers with sum 0, spread like a normal distribution with standard deviation `scale`, in random order.

    They are quantiles at equal steps, each moved a little; what is moved on one side is moved on the other.
    """
    half = [round(scale * normal_quantile(Fraction(2 * k + 1, 2 * n))) for k in range(n // 2)]
    moved = [x + rng.integer(-scale // 10, scale // 10) for x in half]
    return rng.shuffled([*moved, *(-x for x in moved), *[0] * (n % 2)])


def correlated(rng: Rng, n: int, r: Rational, scale: int = 20) -> list[tuple[int, int]]:
    """n points around (0, 0) whose correlation is exactly r, whose size is in `COSINES`; n >= 15.

    Across they are spread like a normal distribution with standard deviation 100*scale, up with exactly the same
    variance: y = r*x + sqrt(1 - r^2)*z with z the values of x in an order of covariance 0. Moving them and stretching
    either axis keeps the correlation.
    """
    c, s = Fraction(r), COSINES[abs(Fraction(r))]
    x = bell(rng, n, scale)
    z = uncorrelated(rng, x, x) if s else x
    return [(100 * a, int(100 * (c * a + s * b))) for a, b in zip(x, z, strict=True)]
