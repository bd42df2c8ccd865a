"""Principal component analysis."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement, pairwise, permutations, product
from math import ceil, sqrt
from typing import Annotated, Literal

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Range,
    Rng,
    direction,
    exercise,
    finite_set,
    matching,
    matrix,
    number,
    rounded,
    terminating,
    vector,
)
from generators.maths import reals
from generators.maths.datasets import covariance
from generators.maths.designs import Design, dot, with_sum
from generators.maths.figures import at, axis, bar_chart, listed, scatter, spot
from generators.maths.matrices import Mat, column, eye, matrix_of
from generators.maths.rationals import surd
from generators.maths.rng import drawn
from generators.notation import text_of
from schemas.answer import ChoiceAnswer, MatchingAnswer, Option
from schemas.exercise import DataTable
from schemas.figure import Colour, Dots, Figure, Line, Point, Style

SETTINGS: tuple[tuple[str, tuple[str, str], bool], ...] = (
    ("Two critics gave points to {n} films.", ("critic 1", "critic 2"), True),
    ("Two short tests were taken by {n} students.", ("test 1", "test 2"), True),
    ("On two days {n} people counted their steps, in thousands.", ("Saturday", "Sunday"), True),
    ("Two sensors measured the temperature in degrees Celsius at {n} times.", ("sensor 1", "sensor 2"), False),
    ("The prices of {n} shares changed by these amounts in euros.", ("Monday", "Tuesday"), False),
    ("The weights of {n} parcels were estimated; these are the errors in grams.", ("Ada", "Ben"), False),
)
"""What was observed, the two columns, and whether negative values make no sense."""
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@exercise(
    "linear_algebra.pca.full_pca_by_hand",
    title="Full PCA by hand",
    skill="s.pca.full",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), sections 10.2 and 10.6",
    levels={
        "easy": {"points": 4, "axes": "diagonal", "exact": False},
        "core": {"points": 5, "axes": "steep", "exact": False},
        "hard": {"points": 6, "axes": "steep", "exact": True},
    },
)
def full_pca_by_hand(
    rng: Rng, *, points: Annotated[int, Range(4, 6)], axes: Literal["diagonal", "steep"], exact: bool
) -> Multipart:
    """Carry out a principal component analysis of a few points in the plane, from the mean to the scores."""
    n = rng.integer(5, 6) if points == 6 else points
    p, q = (1, 1) if axes == "diagonal" else rng.choice(((2, 1), (1, 2), (3, 1), (1, 3)))
    q *= rng.sign()
    a, b = _design(rng, n, p * p + q * q)
    Z = Mat([s * p - t * q, s * q + t * p] for s, t in zip(a, b, strict=True))
    story, names, positive = rng.choice(SETTINGS)
    m = column(*(-min(c) + rng.integer(0, 5) if positive else rng.nonzero(-4, 8) for c in Z.columns))
    X = Mat([z + m[j, 0] for j, z in enumerate(row)] for row in Z.rows)
    u, C = column(p, q), Z.T * Z / (n - 1)
    large, small = (dot(d, d) * (p * p + q * q) // (n - 1) for d in (a, b))
    assert C * u == large * u and C.trace() == large + small and C.det() == large * small
    assert all(sum(column) == n * mean for column, mean in zip(X.columns, m, strict=True))
    k = rng.choice([i for i in range(n) if a[i] * b[i]])
    y = X.row(k).T

    parts = [
        Part(
            name="m",
            ask="Give the mean vector $m$ of the points.",
            answer=vector(m),
            follows="mean(X)",
            steps=[f"Average each column: $m = mean(X) = 1/({n})*{m * n} = {m}$."],
        ),
        _covariance_part(Z, C, n),
        _eigenvalue_part(C, large, small),
        _direction_part(X, m, C, (p, q), large, small, names),
        _share_part(large, small),
        _scores_part(Z, u, a, exact),
    ]
    if exact:
        parts.append(_reconstruction_part(m, u, y, a[k], k))
    return Multipart(
        f"{story.format(n=n)} The rows of the table are points in the plane; $X$ is the matrix with these ${n}$ rows. "
        "Carry out a principal component analysis. Covariances divide by $n - 1$.",
        given={"X": X, "n": n} | ({"y": y} if exact else {}),
        data=DataTable(columns=names, rows=tuple(tuple(map(str, row)) for row in X.rows)),
        parts=parts,
    )


def _design(rng: Rng, n: int, scale: int) -> tuple[Design, Design]:
    """Coordinates of n points along two axes, in random order; times `scale`, their variances multiply to 3 digits."""
    a, b = rng.choice([(a, b) for a, b in _designs(n) if scale**2 * dot(a, a) * dot(b, b) < 1000 * (n - 1) ** 2])
    pairs, s, t = rng.shuffled(zip(a, b, strict=True)), rng.sign(), rng.sign()
    return tuple(s * x for x, _ in pairs), tuple(t * x for _, x in pairs)


@cache
def _designs(n: int) -> tuple[tuple[Design, Design], ...]:
    """Pairs (a, b) of n integers up to 3 (b up to 2 for n = 6) with sum 0 and a.b = 0; n - 1 divides a.a and b.b.

    Also 2*a.a >= 3*b.b > 0, so that one axis is clearly the longer one; some point lies off both axes; no two points
    are the same.
    """

    def centred(d: Design) -> bool:
        return sum(d) == 0 < dot(d, d) and dot(d, d) % (n - 1) == 0

    bound = 2 if n == 6 else 3
    long = [a for a in combinations_with_replacement(range(-3, 4), n) if centred(a)]
    short = [b for b in product(range(-bound, bound + 1), repeat=n) if centred(b)]
    return tuple(
        (a, b)
        for a in long
        for b in short
        if dot(a, b) == 0 and 2 * dot(a, a) >= 3 * dot(b, b)
        if len(set(zip(a, b, strict=True))) == n and any(x * y for x, y in zip(a, b, strict=True))
    )


def _covariance_part(Z: Mat, C: Mat, n: int) -> Part:
    return Part(
        name="C",
        ask="Give the covariance matrix $C$ of the points.",
        answer=matrix(C),
        follows="cov(X, m)",
        steps=[
            f"Subtract the mean from each row: $Z = centre(X, m) = {Z}$.",
            f"Then $C = Z^T*Z/(n - 1) = 1/({n - 1})*{Z.T * Z} = {C}$.",
        ],
        hints=[
            "Subtract the mean from every point first.",
            "With the centred points as the rows of $Z$, the covariance matrix is $Z^T*Z/(n - 1)$.",
        ],
        mistakes=[
            Mistake("divides-by-n", "cov(X, m)*(n - 1)/n", "A sample covariance divides by $n - 1$, not by $n$."),
            Mistake("not-centred", "X^T*X/(n - 1)", "Subtract the mean of each column before you multiply."),
            Mistake("products-not-divided", "cov(X, m)*(n - 1)", "Divide the sums of products by $n - 1$."),
        ],
    )


def _eigenvalue_part(C: Mat, large: int, small: int) -> Part:
    p = C.charpoly()
    return Part(
        name="L",
        ask="Give the set of eigenvalues of $C$.",
        answer=finite_set(large, small),
        follows="eigenvalues(C)",
        steps=[
            f"The characteristic polynomial is $det(C - lambda*I) = lambda^2 - tr(C)*lambda + det(C) = {p}$.",
            f"Since ${p} = {p.factored()}$, the eigenvalues are ${{{small}, {large}}}$.",
        ],
        hints=["The eigenvalues are the roots of $lambda^2 - tr(C)*lambda + det(C)$."],
        mistakes=[
            Mistake(
                "diagonal-is-spectrum",
                finite_set(C[0, 0], C[1, 1]),
                "These are the variances of the two columns. Only a diagonal matrix shows its eigenvalues like this.",
            ),
            Mistake(
                "trace-and-det",
                finite_set(C.trace(), C.det()),
                "These are the sum and the product of the eigenvalues, not the eigenvalues themselves.",
            ),
        ],
    )


def _direction_part(
    X: Mat, m: Mat, C: Mat, axis_of: tuple[int, int], large: int, small: int, names: tuple[str, str]
) -> Part:
    p, q = axis_of
    u, M = column(p, q), C - Mat([[large, 0], [0, large]])
    row, tilted = f"{M[0, 0]}*u_1 + {M[0, 1]}*u_2", "Put your vector into the equations: one sign is wrong."
    return Part(
        name="u",
        ask="Give the direction $u$ of the first principal component, as a vector of any length.",
        answer=direction(u),
        follows="eigenvector(C, max(L))",
        steps=[
            f"It is the direction of largest variance: an eigenvector for the larger eigenvalue, ${large}$. The system "
            f"is $(C - {large}*I)*u = [[0], [0]]$ with $C - {large}*I = {M}$.",
            f"Its first row says ${row} = 0$, which ${p}$ and ${q}$ solve. Check: $C*{u} = {C * u} = {large}*{u}$.",
            f"So $u = {u}$, or any multiple of it.",
        ],
        hints=["It is an eigenvector of $C$. For which of the two eigenvalues?"],
        figure=_points_with_axes(X, m, (p, q), (large, small), names),
        mistakes=[
            Mistake("smallest-component", direction(-q, p), "The first component belongs to the larger eigenvalue."),
            *([Mistake("sign-of-tilt", direction(p, -q), tilted)] if abs(p) != abs(q) else []),
        ],
    )


def _share_part(large: int, small: int) -> Part:
    share = Fraction(large, large + small)
    shown = f"= {terminating(share)}" if rounded(share, 3) == share else f"approx {rounded(share, 3)}"
    return Part(
        name="share",
        ask="Which share of the total variance does the first component explain? "
        "Give a fraction, or a decimal rounded to 3 places.",
        answer=number(share, places=3),
        follows="max(L)/tr(C)",
        steps=[
            "The variance along a component is its eigenvalue, and the total variance is their sum.",
            f"The share is ${large}/({large} + {small}) = {share} {shown}$.",
        ],
        hints=["Compare the larger eigenvalue with the sum of both."],
        mistakes=[
            Mistake(
                "ratio-of-eigenvalues",
                "(tr(C) - max(L))/max(L)",
                "Divide the larger eigenvalue by the sum of both, which is the total variance.",
            ),
            Mistake(
                "square-roots",
                "sqrt(max(L))/(sqrt(max(L)) + sqrt(tr(C) - max(L)))",
                "The share is one of variances, and these are the eigenvalues themselves, not their square roots.",
            ),
        ],
    )


def _scores_part(Z: Mat, u: Mat, a: Design, exact: bool) -> Part:
    squares = int(dot(tuple(map(int, u)), tuple(map(int, u))))
    length, scores = reals.sqrt(squares), [surd(0, s, squares) for s in a]
    places = 3 if exact else 2
    told = f"{'Give exact values, or round' if exact else 'Round'} to {places} decimals, in the end only"
    decimals = column(*(rounded(s * length, places) for s in a))
    exactly = f" = [{', '.join(f'[{score}]' for score in scores)}]" if exact else ""
    unit = [rounded(c / length, places + 2) for c in u]
    near = [rounded(sum(z * c for z, c in zip(row, unit, strict=True)), places) for row in Z.rows]
    return Part(
        name="t",
        ask=f"Give the scores of all points on the first component, in the order of the table. {told}; "
        "all signs may be reversed.",
        answer=vector(scores, places=places, up_to="sign"),
        honest=[vector(near, places=places, up_to="sign")],
        follows="centre(X, m)*u/norm(u)",
        steps=[
            "A score is the length of the projection of a centred point on $u$, with a sign. "
            f"Here $Z*u = {Z * u}$ and $norm(u) = sqrt({squares})$.",
            f"The scores are $Z*u/norm(u){exactly} approx {decimals}$.",
        ],
        hints=["Multiply the centred points by a vector of length 1 in the direction $u$."],
        mistakes=[
            Mistake(
                "not-unit", "centre(X, m)*u", "Divide by the length of $u$: scores are measured along a unit vector."
            ),
            Mistake("projects-without-centring", "X*u/norm(u)", "Subtract the mean before you project."),
        ],
    )


def _reconstruction_part(m: Mat, u: Mat, y: Mat, score: int, k: int) -> Part:
    squares = dot(tuple(map(int, u)), tuple(map(int, u)))
    near = m + u * score
    return Part(
        ask=f"Reconstruct the {ORDINALS[k]} point, $y = {y}$, from its score on the first component alone.",
        answer=vector(near),
        follows="m + u*u^T*(y - m)/norm(u)^2",
        steps=[
            "Go from the mean along $u$ as far as the score says: "
            "the reconstruction is the mean plus the projection of $y - m$ on $u$.",
            f"The dot product of $u = {u}$ with $y - m = {y - m}$ is ${squares * score}$, and $norm(u)^2 = {squares}$.",
            f"So the reconstruction is $m + {squares * score}/({squares})*u = {m} + {u * score} = {near}$.",
        ],
        hints=["Begin at the mean and go along $u$."],
        mistakes=[
            Mistake(
                "mean-not-added",
                "u*u^T*(y - m)/norm(u)^2",
                "The scores belong to the centred points: add the mean to come back.",
            ),
            Mistake(
                "projects-without-centring",
                "u*u^T*y/norm(u)^2",
                "The axis passes through the mean, not through the origin: project $y - m$ and add $m$ again.",
            ),
            Mistake(
                "not-unit",
                "m + u*u^T*(y - m)",
                "Divide by the squared length of $u$, or use a vector of length 1 in its direction.",
            ),
        ],
    )


def _points_with_axes(X: Mat, m: Mat, u: tuple[int, int], variances: tuple[int, int], names: tuple[str, str]) -> Figure:
    """The points, and from their mean both components, as long as their standard deviations."""
    (p, q), middle = u, (float(m[0, 0]), float(m[1, 0]))
    size = sqrt(p * p + q * q)
    large, small = (sqrt(v) / size for v in variances)
    arrows = {
        "PC1": (middle, (middle[0] + large * p, middle[1] + large * q)),
        "PC2": (middle, (middle[0] - small * q, middle[1] + small * p)),
    }
    points = [(row[0], row[1]) for row in X.rows]
    reached = [*points, *(head for _, head in arrows.values())]
    spans = [(min(r[j] for r in reached) - 1, max(r[j] for r in reached) + 1) for j in range(2)]
    figure = scatter(points, (names[0], spans[0]), (names[1], spans[1]), axes=arrows, equal=True)
    step = 2 if max(high - low for low, high in spans) < 16 else 5
    x, y = (each.model_copy(update={"step": step}) for each in (figure.x, figure.y))
    return figure.model_copy(update={"x": x, "y": y})


# Axes of a cloud -------------------------------------------------------------------------------------------------

LETTERS = "ABCD"
LOOKS: tuple[tuple[Style, Colour], ...] = (
    ("dashed", "orange"),
    ("solid", "green"),
    ("dotted", "purple"),
    ("dashed", "ink"),
)
TILTS = (20, 25, 30, 35, 55, 60, 65, 70)
"""Degrees against the nearer axis that can be told from it, from the diagonals and from each other's mirror images."""
BETWEEN_REGRESSIONS = ((30, 4), (35, 4), (55, 4), (60, 4), (25, 5), (65, 5), (20, 6), (25, 6), (65, 6), (70, 6))
"""Angles with the ratio of variances for which one regression line lies 20 to 25 degrees from the principal axis."""
WITHIN = 8
"""Degrees to which an angle is to be read."""


@exercise(
    "linear_algebra.pca.principal_axis_from_scatter",
    title="Principal axis from a scatter plot",
    skill="s.pca.picture",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 10.2",
    levels={"easy": {"task": "far apart"}, "core": {"task": "close together"}, "hard": {"task": "angle"}},
)
def principal_axis_from_scatter(rng: Rng, *, task: Literal["far apart", "close together", "angle"]) -> Multipart:
    """Find the first principal axis of a cloud of points by eye: among drawn lines, or as an angle."""
    if task == "close together":
        tilt, ratio = rng.choice(BETWEEN_REGRESSIONS)
    else:
        tilt = rng.choice((20, 25, 45, 65, 70) if task == "far apart" else TILTS)
        ratio = rng.choice((6, 8, 10))
    theta = tilt if rng.chance(Fraction(1, 2)) else 180 - tilt
    centre = rng.integer(-6, 12), rng.integer(-6, 12)
    cloud = _cloud(rng, theta, ratio, centre)
    if task == "angle":
        return _angle_question(cloud, theta, centre)
    wrong = _far_apart(theta) if task == "far apart" else _close_together(theta, ratio)
    return _choice_question(rng, cloud, theta, centre, wrong)


Candidates = dict[int, tuple[str, str]]
"""Wrong angles in degrees from 0 to 179, each with its misconception, if there is one, and what to say."""


def _far_apart(theta: int) -> Candidates:
    minor = "The first principal axis follows the largest spread of the cloud. Across it the spread is smallest."
    sides = {(theta + 45) % 180: ("", ""), (theta + 135) % 180: ("", ""), (theta + 90) % 180: ("minor-axis", minor)}
    for angle in sides:
        if angle % 90 == 0:
            sides[angle] = (
                "coordinate-axis",
                "The longest extent of a cloud may be tilted, whatever the variables are.",
            )
        elif _apart(angle, -theta) <= 5:
            sides[angle] = ("slope-mirrored", _tilt_told(theta))
    return sides


def _close_together(theta: int, ratio: int) -> Candidates:
    regression = _regression_angle(theta, ratio)
    flat = _apart(theta, 0) < 45
    return {
        regression: (
            "regression-line-for-axis",
            "This is a regression line: it makes distances along one of the variables small. The principal axis makes "
            "the distances at right angles to itself small.",
        ),
        180 - theta: ("slope-mirrored", _tilt_told(theta)),
        0 if flat else 90: (
            "coordinate-axis",
            f"The {'horizontal' if flat else 'vertical'} variable has the larger variance, but the cloud is tilted, "
            "and so is its longest extent.",
        ),
    }


def _tilt_told(theta: int) -> str:
    return f"The cloud {'rises' if theta < 90 else 'falls'} from left to right, and so does its principal axis."


def _choice_question(rng: Rng, cloud: list[Point], theta: int, centre: tuple[int, int], wrong: Candidates) -> Multipart:
    angles = rng.shuffled((theta, *wrong))
    lettered = dict(zip(LETTERS, angles, strict=True))
    right = LETTERS[angles.index(theta)]
    key = ChoiceAnswer(options=tuple(Option(id=x, text=f"Line {x}.") for x in LETTERS), value=right)
    variances = ", ".join(f"${rounded(_variance_along(cloud, angle), 1)}$ along {x}" for x, angle in lettered.items())
    return Multipart(
        "The figure shows a cloud of data points, with the same scale on both axes, "
        "and four straight lines through its mean.",
        parts=[
            Part(
                ask="Which line is the first principal axis of the cloud?",
                answer=key,
                steps=[
                    "The first principal axis passes through the mean in the direction in which the points vary most.",
                    f"Imagine each point projected on each line. The projections have these variances: {variances}.",
                    f"The largest belongs to line {right}: it runs along the longest extent of the cloud, "
                    "and the points are closest to it.",
                ],
                hints=[
                    "In which direction is the cloud longest?",
                    "Compare how far the points lie from each line, at right angles to it.",
                ],
                mistakes=[
                    Mistake(id, key.model_copy(update={"value": LETTERS[angles.index(angle)]}), told)
                    for angle, (id, told) in wrong.items()
                    if id
                ],
            )
        ],
        figures=[_picture(cloud, centre, lettered)],
    )


def _angle_question(cloud: list[Point], theta: int, centre: tuple[int, int]) -> Multipart:
    flat, up = _apart(theta, 0) < 45, theta < 90
    slope = rounded(abs(reals.tan(reals.PI * theta / 180)), 2)
    degrees = f"atan({slope})*180/pi"
    shown = degrees if up else f"180 - {degrees}"
    mistakes = [
        ("minor-axis", theta + 90, "This is the short axis. The first principal axis follows the largest spread."),
        ("slope-mirrored", -theta, _tilt_told(theta)),
        ("coordinate-axis", 0 if flat else 90, "The longest extent of the cloud is tilted against the axes."),
        ("angle-from-vertical", 90 - theta, "Measure the angle from the horizontal axis, counter-clockwise."),
    ]
    return Multipart(
        "The figure shows a cloud of data points, with the same scale on both axes.",
        parts=[
            Part(
                ask="At which angle does the first principal axis of the cloud run? Measure it in degrees, between 0 "
                f"and 180, counter-clockwise from the horizontal axis. Being right within {WITHIN} degrees is enough.",
                answer=number(theta, abs=WITHIN),
                steps=[
                    f"The first principal axis passes through the mean, which is near ${at(centre)}$, "
                    "along the longest extent of the cloud.",
                    f"In that direction it {'rises' if up else 'falls'} by about ${slope}$ for each unit to the right.",
                    f"The angle in degrees is ${shown} approx {theta}$.",
                ],
                hints=["Find the mean of the cloud first. In which direction from there does it reach farthest?"],
                mistakes=[Mistake(id, number(angle % 180, abs=WITHIN), told) for id, angle, told in mistakes],
                figure=_picture(cloud, centre, {"": theta}),
            )
        ],
        figures=[_picture(cloud, centre, {})],
    )


def _picture(cloud: list[Point], centre: tuple[int, int], lines: dict[str, int]) -> Figure:
    """The points, and straight lines through their mean at these angles in degrees."""
    reach = ceil(max(abs(p[j] - centre[j]) for p in cloud for j in range(2))) + 1
    told = [
        f"Scatter plot of {len(cloud)} points, x across and y up, with the same scale on both axes: "
        f"{listed(map(at, cloud))}."
    ]
    if lines:
        names = (f"{f'line {letter}' if letter else 'a line'} at {angle} degrees" for letter, angle in lines.items())
        told.append(f"Drawn through {at(centre)}, angles counter-clockwise from the horizontal: {listed(names)}.")
    drawn = []
    for (letter, angle), (style, colour) in zip(lines.items(), LOOKS, strict=False):
        (c, s), (x, y) = _unit(angle), centre
        drawn.append(Line(through=(spot(centre), spot((x + c, y + s))), style=style, colour=colour, label=letter))
    step = 1 if reach < 5 else 2
    return Figure(
        alt=" ".join(told),
        marks=(Dots(points=tuple(map(spot, cloud))), *drawn),
        x=axis((centre[0] - reach, centre[0] + reach), "x", step=step),
        y=axis((centre[1] - reach, centre[1] + reach), "y", step=step),
        equal=True,
        grid=True,
    )


def _cloud(rng: Rng, theta: int, ratio: int, centre: tuple[int, int]) -> list[Point]:
    """Points with 2 decimals around `centre` whose larger axis of variance is turned by `theta` degrees."""
    long = rng.choice((1.5, 2.0, 2.5, 3.0))
    short, side = long / sqrt(ratio), rng.sign()
    (cos_turn, sin_turn), (cos_theta, sin_theta) = _unit(rng.integer(0, 71) * 5), _unit(theta)
    points = []
    for u, v in _round_cloud(rng.choice((32, 40))):
        along = long * (u * cos_turn - v * sin_turn)
        across = short * side * (u * sin_turn + v * cos_turn)
        x = centre[0] + along * cos_theta - across * sin_theta
        y = centre[1] + along * sin_theta + across * cos_theta
        points.append((round(x, 2), round(y, 2)))
    return points


@cache
def _round_cloud(n: int) -> tuple[tuple[float, float], ...]:
    """n points of mean 0 and covariance I, spread like a normal distribution.

    Radii are quantiles of its distance from the centre, and each angle is the last plus the golden angle (Vogel 1979).
    Only sums, products and roots of floats follow, which IEEE arithmetic rounds alike everywhere.
    """
    golden = reals.PI * (3 - reals.sqrt(5))
    polar = [(reals.sqrt(-2 * reals.ln(1 - Fraction(2 * i + 1, 2 * n))), i * golden) for i in range(n)]
    points = [(float(r * reals.cos(phi)), float(r * reals.sin(phi))) for r, phi in polar]
    middle = [sum(p[j] for p in points) / n for j in range(2)]
    xs, ys = ([p[j] - middle[j] for p in points] for j in range(2))
    sd = sqrt(sum(x * x for x in xs) / (n - 1))
    slope = sum(x * y for x, y in zip(xs, ys, strict=True)) / sum(x * x for x in xs)
    rest = [y - slope * x for x, y in zip(xs, ys, strict=True)]
    spread = sqrt(sum(y * y for y in rest) / (n - 1))
    return tuple((x / sd, y / spread) for x, y in zip(xs, rest, strict=True))


def _variance_along(cloud: list[Point], angle: int) -> float:
    """The variance of the projections on a line at this angle."""
    c, s = _unit(angle)
    values = [c * x + s * y for x, y in cloud]
    middle = sum(values) / len(values)
    return sum((value - middle) * (value - middle) for value in values) / (len(values) - 1)


def _regression_angle(theta: int, ratio: int) -> int:
    """The angle, to a degree, of the regression line that lies farther from the principal axis."""
    c, s = _unit(theta)
    across, up, both = ratio * c * c + s * s, ratio * s * s + c * c, (ratio - 1) * s * c
    slope = up / both if _apart(theta, 0) < 45 else both / across
    return int(rounded(180 * reals.atan(slope) / reals.PI, 0)) % 180


def _apart(first: int, second: int) -> int:
    """The angle between two straight lines, from 0 to 90 degrees."""
    gap = (first - second) % 180
    return min(gap, 180 - gap)


@cache
def _unit(degrees: int) -> tuple[float, float]:
    """Cosine and sine."""
    angle = reals.PI * degrees / 180
    return float(reals.cos(angle)), float(reals.sin(angle))


# Covariance matrices ---------------------------------------------------------------------------------------------

TRIPLES_OF_COLUMNS: tuple[tuple[str, tuple[str, str, str], bool], ...] = (
    ("Three critics gave points to {n} films.", ("critic 1", "critic 2", "critic 3"), True),
    ("Three short tests were taken by {n} students.", ("test 1", "test 2", "test 3"), True),
    ("Three sensors measured the temperature in degrees Celsius at {n} times.", ("north", "middle", "south"), False),
    ("The prices of {n} shares changed by these amounts in euros.", ("Monday", "Tuesday", "Wednesday"), False),
)


@exercise(
    "linear_algebra.pca.covariance_matrix",
    title="Covariance matrix of a small data set",
    skill="s.pca.cov",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 6.4",
    levels={
        "easy": {"variables": 2, "sign": "plus"},
        "core": {"variables": 2, "sign": "minus"},
        "hard": {"variables": 3, "sign": "any"},
    },
)
def covariance_matrix(
    rng: Rng, *, variables: Annotated[int, Range(2, 3)], sign: Literal["plus", "minus", "any"]
) -> Multipart:
    """Centre a few data and compute their covariance matrix."""
    n = {"plus": rng.integer(4, 5), "minus": rng.integer(5, 6), "any": rng.integer(4, 5)}[sign]
    columns = _pleasant_columns(rng, n, variables)
    if (sign == "plus") != (dot(*columns[:2]) > 0) and sign != "any":
        columns = (tuple(-x for x in columns[0]), *columns[1:])
    story, names, positive = rng.choice(SETTINGS) if variables == 2 else rng.choice(TRIPLES_OF_COLUMNS)
    m = column(*(-min(c) + rng.integer(0, 6) if positive else rng.nonzero(-4, 8) for c in columns))
    Z = Mat(columns).T
    X = Mat([z + m[j, 0] for j, z in enumerate(row)] for row in Z.rows)
    S, C = Z.T * Z, Z.T * Z / (n - 1)
    assert all(covariance(x, y) == C[i, j] for i, x in enumerate(X.columns) for j, y in enumerate(X.columns))
    sums = [
        f"Products of columns {i + 1} and {j + 1} of $Z$ add to ${dot(columns[i], columns[j])}$."
        if i != j
        else f"Squares in column {i + 1} of $Z$ add to ${dot(columns[i], columns[i])}$."
        for i in range(variables)
        for j in range(i, variables)
    ]
    return Multipart(
        f"{story.format(n=n)} The matrix $X$ has a row for each observation and a column for "
        "each variable, in the order of the table. Covariances divide by $n - 1$.",
        given={"X": X, "n": n},
        data=DataTable(columns=names, rows=tuple(tuple(map(str, row)) for row in X.rows)),
        parts=[
            Part(
                name="m",
                ask="Give the vector $m$ of the means of the columns.",
                answer=vector(m),
                follows="mean(X)",
                steps=[f"The columns add to ${m * n}$. Divide by ${n}$: $m = {m}$."],
                hints=["Add each column. How many numbers are there?"],
                mistakes=[
                    Mistake("mean-divides-by-less-one", "mean(X)*n/(n - 1)", "A mean is the sum divided by $n$; it is "
                            "variances that divide by $n - 1$."),
                    Mistake("sum-for-mean", "mean(X)*n", "These are the sums: divide by $n$."),
                ],
            ),
            Part(
                name="Z",
                ask="Give the matrix $Z$ of the centred data.",
                answer=matrix(Z),
                follows="centre(X, m)",
                steps=[f"Subtract $m$ from each row: $Z = {Z}$. Each of its columns adds to $0$."],
                hints=["Subtract from each entry the mean of its column."],
                mistakes=[
                    Mistake("not-centred", "X", "These are the data themselves: subtract the mean of each column."),
                    Mistake("centred-reversed", "-centre(X, m)", "Subtract the mean from the data, not the data from "
                            "the mean."),
                ],
            ),
            Part(
                name="C",
                ask="Give the covariance matrix $C$.",
                answer=matrix(C),
                follows="Z^T*Z/(n - 1)",
                steps=[
                    " ".join(sums),
                    f"These are the entries of $Z^T*Z = {S}$, the same on both sides of the diagonal.",
                    f"Divide by $n - 1 = {n - 1}$: $C = {C}$.",
                ],
                hints=["The covariance matrix is $Z^T*Z/(n - 1)$.", "It is symmetric: work out one half."],
                mistakes=[
                    Mistake("divides-by-n", "Z^T*Z/n", "A sample covariance divides by $n - 1$, not by $n$."),
                    Mistake("not-centred", "X^T*X/(n - 1)", "Multiply the centred data, not the data themselves."),
                    Mistake("products-not-divided", "Z^T*Z", "These are sums of products: divide each by $n - 1$."),
                ],
            ),
        ],
    )  # fmt: skip


def _pleasant_columns(rng: Rng, n: int, count: int) -> tuple[Design, ...]:
    """Columns of n integers that add to 0 and whose products add to multiples of n - 1, not to 0; none is another's."""
    columns: list[Design] = []

    def fits(c: Design) -> bool:
        shared = [dot(c, other) for other in columns]
        whole = all(s % (n - 1) == 0 for s in (dot(c, c), *shared))
        return whole and 0 not in shared and dot(c, c) > 0 and c not in columns and tuple(-x for x in c) not in columns

    for _ in range(count):
        columns.append(drawn(lambda: tuple(with_sum(rng, n, 0, -4, 4)), fits, 2000))
    return tuple(columns)


# Principal directions --------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.pca.principal_direction",
    title="First principal component",
    skill="s.pca.direction",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 10.2",
    levels={"easy": {"matrix_kind": "equal"}, "core": {"matrix_kind": "tilted"}, "hard": {"matrix_kind": "block"}},
)
def principal_direction(rng: Rng, *, matrix_kind: Literal["equal", "tilted", "block"]) -> Multipart:
    """Give the direction of largest variance of a covariance matrix, and the variance along it."""
    axes = ((1, 1),) if matrix_kind == "equal" else ((2, 1), (1, 2), (3, 1), (1, 3), (3, 2), (2, 3))
    p, q = rng.choice(axes)
    q *= rng.sign()
    squares, most = p * p + q * q, 60 if matrix_kind == "equal" else 9
    if matrix_kind == "equal":
        large, small = drawn(lambda: rng.distinct(1, most, count=2), lambda ab: ab[0] > ab[1] and sum(ab) % 2 == 0)
    else:
        s, t = drawn(lambda: (rng.integer(1, most), rng.integer(0, most - 1)), lambda st: st[0] > st[1])
        large, small = s * squares, t * squares
    u, w = column(p, q), column(-q, p)
    B = (u * u.T * large + w * w.T * small) / squares
    assert B * u == u * large and B.trace() == large + small
    if matrix_kind != "block":
        return _principal_direction(B, u, w, large, small, [], [0, 1])
    apart = drawn(lambda: rng.integer(1, 2 * large), lambda x: x not in (large, small))
    order = rng.shuffled(range(3))
    whole = Mat([[B[0, 0], B[0, 1], 0], [B[1, 0], B[1, 1], 0], [0, 0, apart]])
    C = Mat([whole[i, j] for j in order] for i in order)
    placed = [column(*((*v, 0)[i] for i in order)) for v in (u, w)]
    alone = column(*(int(i == 2) for i in order))
    values = [(large, placed[0]), (small, placed[1]), (apart, alone)]
    values.sort(key=lambda pair: -pair[0])
    return _principal_direction(
        C, values[0][1], values[2][1], values[0][0], values[2][0], values[1:2], sorted(map(order.index, (0, 1)))
    )


def _principal_direction(
    C: Mat, u: Mat, w: Mat, large: int, small: int, middle: list[tuple[int, Mat]], coupled: list[int]
) -> Multipart:
    n, k = len(u), max(range(len(u)), key=lambda i: C[i, i])
    axis_k = column(*(int(i == k) for i in range(n)))
    i, j = coupled
    B = Mat([[C[i, i], C[i, j]], [C[j, i], C[j, j]]])
    p, values = B.charpoly(), sorted(int(x) for x in B.charpoly().roots())
    row = text_of(" + ".join(f"({x - large * (t == i)})*u_{t + 1}" for t, x in enumerate(C.rows[i])))
    steps = ["The direction is an eigenvector of $C$ for the largest eigenvalue."]
    if n == 3:
        (alone,) = {0, 1, 2} - {i, j}
        steps.append(
            f"Variable {alone + 1} has covariance 0 with the others, so its axis is an eigenvector with the eigenvalue "
            f"${C[alone, alone]}$. The others belong to the block ${B}$."
        )
    steps += [
        f"The eigenvalues {'of the block ' if n == 3 else ''}are the roots of ${p} = {p.factored()}$: "
        f"${values[0]}$ and ${values[1]}$.",
        f"The largest eigenvalue of all is ${large}$, and an eigenvector for it solves the system with the matrix "
        f"$C - {large}*I = {C - eye(n) * large}$.",
        f"Its {ORDINALS[i]} row says ${row} = 0$, and so on. It is solved by $u = {u}$; check that "
        f"$C*u = {C * u} = {large}*{u}$.",
    ]
    mirrored = column(*(-x if t == j else x for t, x in enumerate(u)))
    slips = [
        Mistake("smallest-component", direction(w), "Along this direction the variance is smallest: take the largest "
                "eigenvalue."),
        *([Mistake("axis-of-larger-variance", direction(axis_k), "With a covariance that is not 0 the direction of "
                   "largest variance is tilted against the axes.")] if u != axis_k else []),
        *([Mistake("sign-of-tilt", direction(mirrored), "Put your vector into $C*u$: one sign is wrong.")]
          if abs(u[i, 0]) != abs(u[j, 0]) and u[i, 0] * u[j, 0] else []),
        *(Mistake("second-component", direction(v), "This is the second component: another eigenvalue is larger.")
          for _, v in middle),
    ]  # fmt: skip
    return Multipart(
        f"A data set of {'two' if n == 2 else 'three'} variables has the covariance matrix $C = {C}$.",
        given={"C": C},
        parts=[
            Part(
                name="u",
                ask="In which direction $u$ is the variance largest? Give a vector of any length.",
                answer=direction(u),
                steps=steps,
                hints=["Which eigenvector of $C$ points where the variance is largest?"],
                mistakes=slips,
            ),
            Part(
                name="L",
                ask="What is the variance along this direction?",
                answer=number(large),
                follows="u^T*C*u/(u^T*u)",
                steps=[
                    "Along an eigenvector the variance is its eigenvalue. Along any $u$ it is "
                    f"$u^T*C*u/(u^T*u) = {(u.T * C * u)[0, 0]}/({(u.T * u)[0, 0]}) = {large}$.",
                ],
                hints=["How does the variance along an eigenvector follow from the eigenvalues?"],
                mistakes=[
                    Mistake("length-not-divided-out", "u^T*C*u", "Divide by the squared length of $u$: the variance "
                            "belongs to a direction, not to a length."),
                    Mistake("total-for-one", "tr(C)", "This is the total variance, the sum of all eigenvalues."),
                    Mistake("smallest-component", number(small), "This is the smallest variance along any direction."),
                ],
            ),
        ],
    )  # fmt: skip


# Explained variance ----------------------------------------------------------------------------------------------

TOTALS = (20, 25, 40, 50, 100)
TARGETS = (Fraction(4, 5), Fraction(9, 10), Fraction(19, 20))
VARIABLES = (
    "{m} measurements of many flowers",
    "the answers to {m} questions of a survey",
    "{m} test results of many students",
    "the prices of {m} shares on many days",
    "{m} sensor readings of a machine",
    "{m} properties of many wines",
)


@exercise(
    "linear_algebra.pca.explained_variance",
    title="Explained variance and number of components",
    skill="s.pca.variance",
    source="James, Witten, Hastie and Tibshirani, An Introduction to Statistical Learning (2021), section 12.2",
    levels={"easy": {"task": "share"}, "core": {"task": "how many"}, "hard": {"task": "scree plot"}},
)
def explained_variance(rng: Rng, *, task: Literal["share", "how many", "scree plot"]) -> Multipart:
    """Find which share of the variance components explain, and how many are needed for a target."""
    m = rng.integer(3, 5) if task == "share" else rng.integer(5, 7) if task == "scree plot" else rng.integer(4, 6)
    target = rng.choice(TARGETS)
    values = drawn(lambda: _falling(rng, m, 15 if task == "scree plot" else 60), lambda v: _clear(v, target), 300)
    about = rng.choice(VARIABLES).format(m=m)
    total = sum(values)
    listing = ", ".join(f"${v}$" for v in values)
    if task == "share":
        return Multipart(
            f"The covariance matrix of {about} has the eigenvalues {listing}.",
            given={"L_1": values[0], "L_2": values[1], "T": total},
            parts=[_first_share_part(values)],
        )
    shown = values if task == "how many" else values[: min(_needed(values, target) + 1, m - 1)]
    parts = [_cumulative_part(shown, total), _how_many_part(values, shown, target)]
    if task == "how many":
        return Multipart(
            f"The covariance matrix of {about} has the eigenvalues {listing}.",
            given={"l": column(*values), "T": total, "h": target},
            parts=parts,
        )
    variances = _levelled(rng, values)
    figure = bar_chart(dict(enumerate(shown, 1)), x_label="component", y_label="eigenvalue")
    y = figure.y.model_copy(update={"step": 1.0, "high": shown[0] + 1.0})
    return Multipart(
        f"The variances of {about} are {listed(f'${v}$' for v in variances)}. The figure shows the first "
        f"{len(shown)} eigenvalues of their covariance matrix; they are whole numbers.",
        given={"l": column(*shown), "h": target},
        parts=[_total_part(variances, shown), *parts],
        figures=[figure.model_copy(update={"grid": True, "y": y})],
    )


def _falling(rng: Rng, m: int, most: int) -> list[int]:
    """Different whole numbers of at most `most`, the largest first, that add to a pleasant total."""
    total = rng.choice([t for t in TOTALS if m * (m + 1) // 2 + 3 <= t <= m * most // 2])
    cuts = sorted(rng.distinct(1, total - 1, count=m - 1))
    return sorted((b - a for a, b in pairwise((0, *cuts, total))), reverse=True)


def _clear(values: Sequence[int], target: Fraction) -> bool:
    """Whether no share is near the target and some components, not all, are needed for it."""
    shares = [Fraction(sum(values[:k]), sum(values)) for k in range(1, len(values) + 1)]
    near = any(target - Fraction(1, 200) <= s <= target + Fraction(1, 200) for s in shares)
    return not near and len(set(values)) == len(values) and 2 <= _needed(values, target) < len(values)


def _needed(values: Sequence[int], target: Fraction) -> int:
    return next(k for k in range(1, len(values) + 1) if sum(values[:k]) >= target * sum(values))


def _levelled(rng: Rng, values: Sequence[int]) -> list[int]:
    """Variances that a covariance matrix with these eigenvalues may have: pairs are drawn together, their sum kept."""
    variances = rng.shuffled(values)
    for i, j in pairwise(range(len(variances))):
        low, high = sorted((variances[i], variances[j]))
        moved = rng.integer(low, high)
        variances[i], variances[j] = moved, low + high - moved
    return variances


def _first_share_part(values: Sequence[int]) -> Part:
    total, share = sum(values), Fraction(values[0], sum(values))
    return Part(
        ask="Which share of the total variance does the first component explain? Give it exactly.",
        answer=number(share),
        steps=[
            f"The total variance is the sum of the eigenvalues, ${' + '.join(map(str, values))} = {total}$.",
            f"The first component belongs to the largest of them: its share is ${values[0]}/({total}) = "
            f"{terminating(share)}$.",
        ],
        hints=["What is the total variance?"],
        mistakes=[
            Mistake("ratio-of-eigenvalues", "L_2/L_1", "Divide the largest eigenvalue by the sum of all."),
            Mistake("rest-for-share", "(T - L_1)/T", "That is the share of all other components."),
            Mistake("equal-shares", number(Fraction(1, len(values))), "Components explain what their eigenvalues say, "
                    "not equal shares."),
        ],
    )  # fmt: skip


def _total_part(variances: Sequence[int], shown: Sequence[int]) -> Part:
    total = sum(variances)
    return Part(
        name="T",
        ask="What is the total variance?",
        answer=number(total),
        steps=[
            "The trace of the covariance matrix, the sum of the variances, is also the sum of all its eigenvalues: "
            f"${' + '.join(map(str, variances))} = {total}$.",
        ],
        hints=["Not all eigenvalues are shown. Which other numbers add to the same sum?"],
        mistakes=[
            Mistake("shown-eigenvalues-only", number(sum(shown)), "The figure does not show all eigenvalues: take the "
                    "sum of the variances."),
            Mistake("mean-variance", number(Fraction(total, len(variances))), "The total is the sum of the variances, "
                    "not their mean."),
        ],
    )  # fmt: skip


def _cumulative_part(shown: Sequence[int], total: int) -> Part:
    n = len(shown)
    sums = [sum(shown[:k]) for k in range(1, n + 1)]
    shares = [terminating(Fraction(s, total)) for s in sums]
    adding = matrix_of(n, n, lambda i, j: int(j <= i))
    return Part(
        name="c",
        ask=f"Give the shares of the total variance that the first component explains, the first two together, and so "
        f"on up to the first ${n}$, as a vector $c$.",
        answer=vector(shares),
        follows=f"{adding}*l/T",
        steps=[
            f"The largest eigenvalues add up to {listed(f'${s}$' for s in sums)}.",
            f"Divide by the total variance, ${total}$: $c = {column(*shares)}$.",
        ],
        hints=["The total variance is the sum of all eigenvalues.", "Add up the eigenvalues from the largest on."],
        mistakes=[
            Mistake("shares-not-added", "l/T", "These are the shares of single components: add them up."),
            Mistake("ratio-of-eigenvalues", f"{adding}*l/entry(l, 1)", "Divide by the sum of all eigenvalues."),
        ],
    )


def _how_many_part(values: Sequence[int], shown: Sequence[int], target: Fraction) -> Part:
    k, m = _needed(values, target), len(values)
    before, after = (terminating(Fraction(sum(values[:i]), sum(values))) for i in (k - 1, k))
    return Part(
        ask=f"How many components are needed to explain at least ${100 * target}%$ of the variance?",
        answer=number(k),
        follows="1 + " + " + ".join(f"step(h - entry(c, {i}))" for i in range(1, len(shown) + 1)),
        steps=[
            f"The target is ${terminating(target)}$. The first ${k - 1}$ explain ${before} < {terminating(target)}$, "
            f"which is not enough, and the first ${k}$ explain ${after} > {terminating(target)}$.",
            f"So ${k}$ components are needed.",
        ],
        hints=["Which is the first of the shares in $c$ that reaches the target?"],
        mistakes=[
            Mistake("target-not-reached", number(k - 1), "With one component less the share is still below the "
                    "target."),
            Mistake("components-dropped", number(m - k), "That is how many components may be dropped, not how many "
                    "are kept."),
            Mistake("keeps-all-components", number(m), "Fewer components reach the target already."),
        ],
    )  # fmt: skip


# Scores and reconstruction ---------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.pca.project_and_reconstruct",
    title="Project on PC1 and reconstruct",
    skill="s.pca.project",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), sections 10.2 and 10.3",
    tier="standard",
    levels={"easy": {"data": "centred"}, "core": {"data": "point"}, "hard": {"data": "table"}},
)
def project_and_reconstruct(rng: Rng, *, data: Literal["centred", "point", "table"]) -> Multipart:
    """Compute scores on the first principal component, reconstructions and their squared errors."""
    if data == "table":
        return _all_points(rng)
    triples = ((3, 4, 5),) if data == "centred" else ((3, 4, 5), (5, 12, 13), (8, 15, 17))
    p, q, h = rng.choice(triples)
    p, q = rng.shuffled((p, q))
    q *= rng.sign()

    def fits(z: tuple[int, int]) -> bool:
        s, t = p * z[0] + q * z[1], p * z[1] - q * z[0]
        return s % h == 0 and t != 0 and 0 != abs(s) != abs(t)

    z = column(*drawn(lambda: (rng.integer(-20, 20), rng.integer(-20, 20)), fits, 2000))
    m = column(0, 0) if data == "centred" else column(rng.nonzero(-9, 9), rng.nonzero(-9, 9))
    x, v = m + z, column(p, q)
    t = (v.T * z)[0, 0] / Fraction(h)
    u = decimals_or_fractions(v / h)
    r = m + v * Fraction(t, h)
    error = sum(y * y for y in x - r)
    assert error + t * t == sum(y * y for y in z)
    zero = data == "centred"
    told = (
        f"The data have the mean $m = {m}$, and their first principal component runs along the unit vector $u = {u}$."
        if zero
        else f"The data have the mean $m = {m}$, and their first principal component runs along $v = {v}$, not a unit "
        "vector."
    )
    given = {"x": x, "m": m} | ({"u": u} if zero else {"v": v})
    unit = "u" if zero else "v/norm(v)"
    return Multipart(
        f"{told} A point of the data is $x = {x}$.",
        given=given,
        parts=[
            _score_part(x, m, v, h, t, zero),
            Part(
                name="r",
                ask="Reconstruct the point from its score alone: give $r$.",
                answer=vector(r),
                follows=f"m + t*{unit}",
                steps=[
                    "Go from the mean along the unit vector as far as the score says.",
                    f"$r = m + {t}*{u} = {m} + {decimals_or_fractions(r - m)} = {decimals_or_fractions(r)}$.",
                ],
                hints=["Start at the mean. In which direction and how far do you go?"],
                mistakes=[
                    *([Mistake("mean-not-added", f"t*{unit}", "Scores count from the mean: add it to come back.")]
                      if not zero else []),
                    Mistake("residual-for-reconstruction", f"x - m - t*{unit}", "This is what the reconstruction "
                            "misses, not the reconstruction."),
                    *([Mistake("not-unit", "m + t*v", "Go along a vector of length 1: divide $v$ by its length.")]
                      if not zero else [Mistake("reconstructs-backwards", "-t*u", "Mind the sign of the score.")]),
                ],
            ),
            Part(
                name="d",
                ask="What is the squared error, the squared distance from $x$ to $r$?",
                answer=number(error),
                follows="(x - r)^T*(x - r)",
                steps=[
                    f"The difference is $x - r = {decimals_or_fractions(x - r)}$.",
                    f"Its squared length is ${error}$. As a check, Pythagoras gives $norm(x - m)^2 - t^2 = "
                    f"{sum(y * y for y in z)} - {t * t} = {error}$.",
                ],
                hints=["Add the squares of the entries of $x - r$."],
                mistakes=[
                    Mistake("distance-not-squared", "norm(x - r)", "The squared error is asked for: do not take the "
                            "root."),
                    Mistake("score-squared-for-error", "t^2", "This is the part that the component explains; the "
                            "error is the rest."),
                ],
            ),
        ],
    )  # fmt: skip


def decimals_or_fractions(A: Mat) -> Mat:
    """In decimals if all entries have at most two, else as they are."""
    return A.map(terminating) if all(100 % Fraction(y).denominator == 0 for y in A) else A


def _score_part(x: Mat, m: Mat, v: Mat, h: int, t: Fraction, zero: bool) -> Part:
    z = x - m
    products = f"{v[0, 0]}*({z[0, 0]}) + ({v[1, 0]})*({z[1, 0]})"
    if zero:
        steps = [
            "The mean is zero, so the score is the dot product of the point with the unit vector.",
            f"$t = u^T*x = ({products})/({h}) = {t}$.",
        ]
        slips = [
            Mistake("length-for-score", number(surd(0, 1, sum(int(y) ** 2 for y in x))),
                    "The length of the point is not the length of its projection."),
            Mistake("score-on-second", number(Fraction(v[0, 0] * z[1, 0] - v[1, 0] * z[0, 0], h)), "That is the "
                    "score on the second component, at right angles to the first."),
        ]  # fmt: skip
    else:
        steps = [
            f"Centre the point: $x - m = {z}$. The length of $v$ is $norm(v) = {h}$.",
            f"The score is the dot product with $v/norm(v)$: $t = v^T*(x - m)/norm(v) = ({products})/({h}) = {t}$.",
        ]
        slips = [
            Mistake("projects-without-centring", "v^T*x/norm(v)", "Subtract the mean before you project."),
            Mistake("not-unit", "v^T*(x - m)", "Divide by the length of $v$: scores are measured along a unit "
                    "vector."),
            Mistake("divides-by-squared-length", "v^T*(x - m)/norm(v)^2", "That is how many times $v$ fits. The score "
                    "is a length: divide by the length of $v$ once."),
        ]  # fmt: skip
    return Part(
        name="t",
        ask="Give the score $t$ of the point on the first component.",
        answer=number(t),
        follows="u^T*(x - m)" if zero else "v^T*(x - m)/norm(v)",
        steps=steps,
        hints=["The score is the signed length of the projection of the centred point."],
        mistakes=slips,
    )


def _all_points(rng: Rng) -> Multipart:
    """All scores, the total squared error, and which eigenvalue it belongs to."""
    p, q = rng.choice(((1, 1), (2, 1), (1, 2), (3, 1), (1, 3)))
    q *= rng.sign()
    squares = p * p + q * q
    n = rng.integer(4, 5) if squares == 2 else 5
    a, b = _design(rng, n, squares)
    Z = Mat([s * p - t * q, s * q + t * p] for s, t in zip(a, b, strict=True))
    story, names, positive = rng.choice(SETTINGS)
    m = column(*(-min(c) + rng.integer(0, 5) if positive else rng.nonzero(-4, 8) for c in Z.columns))
    X = Mat([z + m[j, 0] for j, z in enumerate(row)] for row in Z.rows)
    v, whole = column(p, q), sum(y * y for y in Z)
    explained, error = squares * dot(a, a), squares * dot(b, b)
    assert explained + error == whole and all(sum(c) == 0 for c in Z.columns)
    scores = [surd(0, s, squares) for s in a]
    return Multipart(
        f"{story.format(n=n)} The pairs in the table are points, the rows of the matrix $X$. Their mean is $m = {m}$, "
        f"and the first principal component runs along $v = {v}$. Covariances divide by $n - 1$.",
        given={"X": X, "m": m, "v": v, "n": n},
        data=DataTable(columns=names, rows=tuple(tuple(map(str, row)) for row in X.rows)),
        parts=[
            Part(
                name="t",
                ask="Give the vector $t$ of the scores of all points on the first component, exactly.",
                answer=vector(scores),
                follows="centre(X, m)*v/norm(v)",
                steps=[
                    f"The centred points are the rows of $Z = {Z}$, and $norm(v) = sqrt({squares})$.",
                    f"The scores are $t = Z*v/norm(v) = 1/sqrt({squares})*{Z * v} = "
                    f"[{', '.join(f'[{score}]' for score in scores)}]$.",
                ],
                hints=["Centre the points first.", "Multiply by a vector of length 1 along $v$."],
                mistakes=[
                    Mistake("not-unit", "centre(X, m)*v", "Divide by the length of $v$."),
                    Mistake("projects-without-centring", "X*v/norm(v)", "Subtract the mean before you project."),
                ],
            ),
            Part(
                name="d",
                ask="Each point is replaced by its reconstruction from its score. What do the squared errors add to?",
                answer=number(error),
                follows="norm(centre(X, m))^2 - norm(t)^2",
                steps=[
                    "By Pythagoras the squared error of a point is the squared length of its row in $Z$ less the "
                    "square of its score.",
                    f"The squares of all entries of $Z$ add to ${whole}$ and those of the scores to ${explained}$.",
                    f"So the squared errors add to ${whole} - {explained} = {error}$.",
                ],
                hints=["For each point, how do its distance from the mean, its score and its error belong together?"],
                mistakes=[
                    Mistake("score-squared-for-error", "norm(t)^2", "This is what the component explains: the error "
                            "is the rest."),
                    Mistake("whole-for-error", "norm(centre(X, m))^2", "This is the sum of the squared distances from "
                            "the mean: part of it is explained."),
                ],
            ),
            Part(
                ask="The smaller eigenvalue of the covariance matrix follows from this sum. What is it?",
                answer=number(Fraction(error, n - 1)),
                follows="d/(n - 1)",
                steps=[
                    "The errors lie along the second component, so their squares add to $n - 1$ times the variance "
                    f"along it, which is the smaller eigenvalue: ${error}/({n - 1}) = {Fraction(error, n - 1)}$.",
                ],
                hints=["Along which direction do all the errors lie?"],
                mistakes=[
                    Mistake("divides-by-n", "d/n", "A sample variance divides by $n - 1$."),
                    Mistake("products-not-divided", "d", "This is a sum of squares: a variance divides it by $n - 1$."),
                ],
            ),
        ],
    )  # fmt: skip


# Clouds and covariance matrices ----------------------------------------------------------------------------------

Triple = tuple[int, int, int]
"""A covariance matrix of two variables: variance across, covariance, variance up."""
VARIANCES = (1, 2, 3, 4, 6, 8, 9, 12)


@exercise(
    "linear_algebra.pca.match_covariance_to_scatter",
    title="Match clouds and covariance matrices",
    skill="s.pca.picture",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 6.4",
    tier="standard",
    levels={"easy": {"differ": "signs"}, "core": {"differ": "strengths"}, "hard": {"differ": "special"}},
)
def match_covariance_to_scatter(rng: Rng, *, differ: Literal["signs", "strengths", "special"]) -> Multipart:
    """Match four clouds of points with their covariance matrices."""
    drawn_ones = {"signs": _by_sign, "strengths": _by_strength, "special": _special}[differ](rng)
    equal, chosen = drawn_ones[1], rng.shuffled(drawn_ones)
    shown = rng.shuffled(chosen)
    letters = dict(zip(LETTERS, chosen, strict=True))
    right = {str(k): _as_matrix(C) for k, C in enumerate(shown, 1)}
    key = matching(
        {letter: f"Cloud {letter}." for letter in LETTERS},
        {k: f"${C}$" for k, C in right.items()},
        {letter: str(shown.index(C) + 1) for letter, C in letters.items()},
    )

    def believing(pairs: Sequence[tuple[Triple, Triple]]) -> MatchingAnswer:
        told = dict(pairs)
        return key.model_copy(update={"value": {x: str(shown.index(told[C]) + 1) for x, C in letters.items()}})

    by_slope = sorted(chosen, key=lambda C: (abs(C[2] / C[0]), abs(C[1])))
    by_covariance = sorted(chosen, key=lambda C: abs(C[1]))
    slips = [
        Mistake("variances-swapped", believing(_nearest(chosen, lambda C: (C[2], C[1], C[0]))),
                "The first entry is the variance along the horizontal axis, the last one that along the vertical."),
        Mistake("covariance-sign", believing(_nearest(chosen, lambda C: (C[0], -C[1], C[2]))),
                "A cloud that rises from left to right has a positive covariance, one that falls a negative one.")
        if differ == "signs"
        else Mistake("slope-is-covariance", believing(list(zip(by_slope, by_covariance, strict=True))),
                     "A steep cloud need not have a large covariance: that depends on both spreads and on how narrow "
                     "the cloud is."),
    ]  # fmt: skip
    reach = 2.6 * sqrt(max(max(C[0], C[2]) for C in chosen)) + 0.5
    span = (-ceil(reach), ceil(reach))
    figures = [
        scatter(_cloud_of(rng, C), ("x", span), ("y", span), equal=True, label=letter) for letter, C in letters.items()
    ]
    step = 2 if reach < 7 else 4
    return Multipart(
        "The figures A to D show clouds of data points, all with the same scale, and all with the mean at the origin.",
        parts=[
            Part(
                ask="Which covariance matrix belongs to which cloud?",
                answer=key,
                steps=[
                    "The first diagonal entry is the variance across, the second the variance up, and most points lie "
                    "within two standard deviations of the mean. The other entry has the sign of the tilt, and the "
                    "closer the points lie to a line, the larger it is for these variances.",
                    *(f"Cloud {x} {_told(C)}. So its matrix is ${_as_matrix(C)}$." for x, C in letters.items()),
                ],
                hints=["Does the cloud rise or fall?", "Is it wider than it is tall?", "How close to a line is it?"],
                mistakes=slips,
            ),
            *(_equal_variances_part(x, C) for x, C in letters.items() if differ == "special" and equal == C),
        ],
        figures=[
            figure.model_copy(
                update={axis: getattr(figure, axis).model_copy(update={"step": float(step)}) for axis in ("x", "y")}
            )
            for figure in figures
        ],
    )


def _equal_variances_part(letter: str, C: Triple) -> Part:
    """The share of the first component where the eigenvalues are v + |b| and v - |b|."""
    v, b = C[0], abs(C[1])
    share = Fraction(v + b, 2 * v)
    return Part(
        ask=f"Which share of the variance of cloud {letter} does its first component explain?",
        answer=number(share),
        steps=[
            f"The eigenvalues of ${_as_matrix(C)}$ are ${v} + {b} = {v + b}$ and ${v} - {b} = {v - b}$, since the "
            f"eigenvectors lie along the diagonals. They add to the trace, ${2 * v}$.",
            f"The share is ${v + b}/({2 * v}) = {share}$.",
        ],
        hints=["Which eigenvalues has the matrix of this cloud?", "What is their sum?"],
        mistakes=[
            Mistake("ratio-of-eigenvalues", number(Fraction(v - b, v + b)),
                    "Divide the larger eigenvalue by the sum of both."),
            Mistake("diagonal-is-spectrum", number(Fraction(1, 2)), "The variances across and up are equal, but the "
                    "component lies along the tilt of the cloud."),
            Mistake("correlation-for-share", number(Fraction(b, v)), "This is how strongly the variables correlate; "
                    "the share compares eigenvalues."),
        ],
    )  # fmt: skip


def _as_matrix(C: Triple) -> Mat:
    return Mat([[C[0], C[1]], [C[1], C[2]]])


def _told(C: Triple) -> str:
    """What can be seen of a cloud, as a predicate."""
    a, b, c = C
    tilt = "rises" if b > 0 else "falls" if b < 0 else "neither rises nor falls"
    shape = "as wide as tall" if a == c else "wider than tall" if a > c else "taller than wide"
    closeness = b * b / (a * c)
    narrow = (
        ""
        if b == 0
        else ", with all points on a line"
        if closeness == 1
        else ", with its points close to a line"
        if closeness > 0.6
        else ", with its points far from any line"
    )
    across, up = (rounded(2 * reals.sqrt(v), 1) for v in (a, c))
    return f"{tilt}{narrow}. It is {shape}: most points lie within ${across}$ across and within ${up}$ up"


def _separate(first: Triple, second: Triple) -> bool:
    """Whether correlations differ by 0.35 or the ratio of variances by a factor of 2.5: one sees it."""
    r, s = (C[1] / sqrt(C[0] * C[2]) for C in (first, second))
    ratio = first[0] * second[2] / (first[2] * second[0])
    return abs(r - s) >= 0.35 or not 0.4 < ratio < 2.5


def _tilted(rng: Rng, low: float, high: float, sign: int) -> Triple:
    """A covariance matrix with its correlation, without sign, between these bounds."""

    def draw() -> Triple:
        a, c = rng.choice(VARIANCES), rng.choice(VARIANCES)
        return a, sign * rng.integer(0, max(a, c)), c

    return drawn(draw, lambda C: low <= abs(C[1]) / sqrt(C[0] * C[2]) <= high, 400)


def _apart_from(chosen: Sequence[Triple], draw: Callable[[], Triple]) -> Triple:
    return drawn(draw, lambda C: all(_separate(C, other) for other in chosen), 200)


def _by_sign(rng: Rng) -> list[Triple]:
    """One rises, one falls, two do neither."""
    wide, tall = ((rng.choice((6, 8, 9, 12)), rng.choice((1, 2))) for _ in range(2))
    return [
        _tilted(rng, 0.5, 0.9, 1),
        _tilted(rng, 0.5, 0.9, -1),
        (wide[0], 0, wide[1]),
        (tall[1], 0, tall[0]),
    ]


def _by_strength(rng: Rng) -> list[Triple]:
    """All rise, or all fall; one is clearly wide and one clearly tall."""
    sign = rng.sign()
    chosen = [drawn(lambda: _tilted(rng, 0.25, 0.95, sign), lambda C: C[0] > 2 * C[2])]
    chosen.append(drawn(lambda: _tilted(rng, 0.25, 0.95, sign), lambda C: C[2] > 2 * C[0]))
    for _ in range(2):
        chosen.append(_apart_from(chosen, lambda: _tilted(rng, 0.25, 0.95, sign)))
    return chosen


LINES = ((1, 2, 4), (4, 2, 1), (9, 3, 1), (1, 3, 9), (2, 4, 8), (8, 4, 2), (9, 6, 4), (4, 6, 9), (3, 6, 12), (12, 6, 3))


def _special(rng: Rng) -> list[Triple]:
    """One whose points lie on a line, one of equal variances, two more; all but one of the same sign."""
    sign = rng.sign()
    a, b, c = rng.choice(LINES)
    v = rng.choice((4, 6, 8, 9))
    chosen = [(a, sign * b, c), (v, sign * rng.integer(v // 3, v // 2), v)]
    chosen.append(_apart_from(chosen, lambda: _tilted(rng, 0.3, 0.8, sign)))
    chosen.append(_apart_from(chosen, lambda: _tilted(rng, 0.3, 0.9, -sign)))
    return chosen


def _nearest(chosen: Sequence[Triple], belief: Callable[[Triple], Triple]) -> list[tuple[Triple, Triple]]:
    """How the clouds are matched by someone who sees `belief(C)` where C is: with the least difference in all."""

    def cost(order: Iterable[Triple]) -> int:
        return sum((x - y) ** 2 for C, D in zip(chosen, order, strict=True) for x, y in zip(belief(C), D, strict=True))

    return list(zip(chosen, min(permutations(chosen), key=cost), strict=True))


def _cloud_of(rng: Rng, C: Triple) -> list[Point]:
    """Points with 2 decimals of mean 0 and this covariance matrix."""
    a, b, c = C
    along, shift, rest = sqrt(a), b / sqrt(a), sqrt((a * c - b * b) / a)
    cos_turn, sin_turn = _unit(rng.integer(0, 71) * 5)
    points = []
    for u, v in _round_cloud(32):
        x, y = u * cos_turn - v * sin_turn, u * sin_turn + v * cos_turn
        points.append((round(along * x, 2), round(shift * x + rest * y, 2)))
    return points
