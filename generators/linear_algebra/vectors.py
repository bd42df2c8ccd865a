"""Vectors: arithmetic, norms, dot products, angles, projections, distances."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement, product
from math import hypot, isqrt, sqrt
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    exercise,
    fill,
    number,
    rounded,
    vector,
)
from generators.maths import reals
from generators.maths.figures import arrows, at, labelled_points, listed
from generators.maths.matrices import Mat, beside, column, dot, integer_matrix
from generators.maths.rationals import Rational, size, square_part, surd
from generators.maths.rng import Redraw, drawn
from generators.maths.writing import dotted
from schemas.answer import ChoiceAnswer, Option
from schemas.exercise import DataTable
from schemas.figure import Figure

Point = tuple[int, ...]
Slip = tuple[str, Mat, str]
"""A misconception, the vector it leads to, and what to say."""

# Linear combinations ---------------------------------------------------------------------------------------------

HALF = Fraction(1, 2)
ALONE: tuple[Rational, ...] = (-3, -2, 2, 3, 4, HALF, -HALF)
FIRST: tuple[Rational, ...] = (2, 3, -2, -3, HALF)
SECOND = (2, -2, 3, -3, -1)
"""Factors of a single vector, and of the vectors of a combination."""
EVERY = "The factor applies to every coordinate."


@exercise(
    "linear_algebra.vectors.linear_combination",
    title="Linear combination of vectors",
    skill="s.vec.arith",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 2.4",
    levels={"easy": {"form": "one step"}, "core": {"form": "two vectors"}, "hard": {"form": "three vectors"}},
)
def linear_combination(rng: Rng, *, form: Literal["one step", "two vectors", "three vectors"]) -> Multipart:
    """Add, subtract and scale vectors, up to a combination of three or an equation for an unknown vector."""
    match form:
        case "one step":
            return rng.choice((one_sum, one_difference, one_multiple))(rng)
        case "two vectors":
            return two_vectors(rng)
        case "three vectors":
            return rng.choice((three_vectors, unknown_vector))(rng)


def one_sum(rng: Rng) -> Multipart:
    n = rng.integer(2, 3)
    u, v = mixed(rng, n, 9), mixed(rng, n, 9)
    told = "Add with signs: a negative coordinate makes the sum smaller."
    return combination({"u": u, "v": v}, {"u": 1, "v": 1}, [
        ("signs-lost-in-sums", u.map(size) + v.map(size), told),
        ("coordinates-multiplied", u.hadamard(v), "Add the coordinates; they are not multiplied."),
        ("difference-for-sum", u - v, "The second vector is added here, not subtracted."),
    ])  # fmt: skip


def one_difference(rng: Rng) -> Multipart:
    n = rng.integer(2, 3)
    u, v = mixed(rng, n, 9), mixed(rng, n, 9)
    return combination({"u": u, "v": v}, {"u": 1, "v": -1}, [
        ("sum-for-difference", u + v, "The second vector is subtracted: each of its coordinates changes its sign."),
        ("reversed-difference", v - u, "The first vector stands in front: subtract the second one from it."),
        ("minus-on-part-of-a-vector", first_of(u - v, u + v), "The minus applies to every coordinate of $v$."),
    ])  # fmt: skip


def one_multiple(rng: Rng) -> Multipart:
    k = rng.choice(ALONE)
    u = mixed(rng, rng.integer(2, 3), 9) if k != HALF and k != -HALF else 2 * mixed(rng, rng.integer(2, 3), 4)
    return combination({"u": u}, {"u": k}, [
        ("scalar-added", u.map(lambda x: x + k), "The factor multiplies the coordinates; it is not added to them."),
        ("first-only", first_of(u * k, u), EVERY),
        ("sign-of-factor-lost", u * size(k), "The factor is negative: every coordinate changes its sign."),
    ][: 3 if k < 0 else 2])  # fmt: skip


def two_vectors(rng: Rng) -> Multipart:
    n = rng.integer(2, 4)
    a, b = rng.choice(FIRST), rng.choice(SECOND)
    u = 2 * mixed(rng, n, 4) if a == HALF else mixed(rng, n, 9)
    v = mixed(rng, n, 9)
    return combination({"u": u, "v": v}, {"u": a, "v": b}, [
        ("scalar-added", (u + v).map(lambda x: x + a + b), "Factors multiply the coordinates; they are not added."),
        ("first-only", first_of(u * a + v * b, u + v), "Each factor applies to every coordinate of its vector."),
        ("minus-on-part-of-a-vector", first_of(u * a + v * b, u * a - v * b),
         "The minus applies to every coordinate of $v$."),
    ][: 3 if b < 0 else 2])  # fmt: skip


def three_vectors(rng: Rng) -> Multipart:
    n = rng.integer(3, 4)
    factors = {}
    vectors = {}
    for name, sign in zip("uvw", (1, rng.sign(), -1), strict=True):
        k = Fraction(*rng.choice(((1, 2), (1, 3), (2, 3), (3, 2), (3, 4), (2, 1), (3, 1))))
        factors[name] = sign * k
        vectors[name] = k.denominator * mixed(rng, n, 9 // k.denominator)
    u, v, w = vectors.values()
    a, b, c = factors.values()
    return combination(vectors, factors, [
        ("sum-for-difference", u * a + v * b - w * c, "The last vector is subtracted, not added."),
        ("minus-on-part-of-a-vector", first_of(u * a + v * b + w * c, u * a + v * b - w * c),
         "The minus applies to every coordinate of $w$."),
        ("first-only", first_of(u * a + v * b + w * c, u + v * b + w * c), EVERY),
    ])  # fmt: skip


def combination(vectors: Mapping[str, Mat], factors: Mapping[str, Rational], slips: Sequence[Slip]) -> Multipart:
    """The question for one combination of vectors."""
    formula = " + ".join(f"({factors[name]})*{name}" for name in vectors)
    result = beside(*vectors.values()) * column(*(factors[name] for name in vectors))
    scaled = {name: each * size(factors[name]) for name, each in vectors.items()}
    if len(vectors) == 1:
        (name,) = vectors
        rows = [f"({factors[name]})*({x})" for x in vectors[name]]
        steps = [f"Multiply every coordinate: ${formula} = {stacked(rows)} = {result}$."]
    else:
        signs = " ".join(f"{'-' if factors[name] < 0 else '+'} {name}" for name in vectors).removeprefix("+ ")
        rows = [fill(signs, **{name: each[i, 0] for name, each in scaled.items()}) for i in range(len(result))]
        stretched = [f"${size(factors[name])}*{name} = {scaled[name]}$" for name in vectors if size(factors[name]) != 1]
        steps = [
            *([f"First multiply every coordinate: {listed(stretched)}."] if stretched else []),
            f"{'Then go' if stretched else 'Go'} coordinate by coordinate: ${formula} = {stacked(rows)} = {result}$.",
        ]
    return Multipart(
        f"Let {listed(f'${name} = {each}$' for name, each in vectors.items())}.",
        given=vectors,
        parts=[
            Part(
                ask=f"Compute ${formula}$.",
                answer=vector(result),
                steps=steps,
                hints=[
                    "Factors and signs apply to every coordinate of their vector.",
                    *(["Multiply first, then go coordinate by coordinate."] if len(vectors) > 1 else []),
                ],
                mistakes=[Mistake(id, vector(wrong), told) for id, wrong, told in slips],
            )
        ],
    )


def unknown_vector(rng: Rng) -> Multipart:
    """An equation for a vector x; x is drawn first."""
    n = rng.integer(2, 3)
    p, q = rng.choice(((2, 1), (2, 3), (3, 1), (3, 2), (4, 1), (4, 3), (5, 2)))
    x, u, v = (integer_matrix(rng, n, 1, bound, zero=True) for bound in (6, 6, 5))
    kind = rng.choice(("sum", "bracket", "minus"))
    moved = "A term that changes sides changes its sign."
    last = f"In the end divide every coordinate by ${p}$."
    if kind == "sum":
        w = v * q - u - x * p
        asked, alone, rest = f"{p}*x + u = {q}*v - w", f"{p}*x = {q}*v - w - u", v * q - w - u
        slips = [("sign-kept-on-move", (v * q - w + u) / p, moved), ("factor-not-divided", rest, last)]
    elif kind == "bracket":
        w = (x - u) * p - v * q
        asked, alone, rest = f"{p}*(x - u) = {q}*v + w", f"{p}*x = {q}*v + w + {p}*u", v * q + w + u * p
        told = f"The factor ${p}$ applies to both terms in the bracket."
        slips = [
            ("factor-on-one-term", (v * q + w + u) / p, told),
            ("sign-kept-on-move", (v * q + w - u * p) / p, moved),
        ]
    else:
        w = u * q - x * p - v
        asked, alone, rest = f"{q}*u - {p}*x = v + w", f"{p}*x = {q}*u - v - w", u * q - v - w
        told = f"The term ${p}*x$ is subtracted: bring it to the other side first."
        slips = [("sign-of-unknown-lost", (v + w - u * q) / p, told), ("factor-not-divided", rest, last)]
    assume(all(size(entry) <= 30 for entry in w) and any(u) and any(v) and any(w) and any(x), "sizes of the vectors")
    assert rest / p == x
    return Multipart(
        f"Let $u = {u}$, $v = {v}$ and $w = {w}$.",
        given={"u": u, "v": v, "w": w},
        parts=[
            Part(
                ask=f"For which vector $x$ is ${asked}$?",
                answer=vector(x),
                steps=[
                    f"Solve for $x$ as with numbers. First ${alone}$.",
                    f"The right-hand side is ${alone.partition(' = ')[2]} = {rest}$.",
                    f"Divide every coordinate by ${p}$: $x = {x}$.",
                ],
                hints=["Treat the equation as one with numbers: bring $x$ to one side and all else to the other."],
                mistakes=[Mistake(id, vector(wrong), told) for id, wrong, told in slips],
            )
        ],
    )


def mixed(rng: Rng, n: int, bound: int) -> Mat:
    """A vector without zeros whose coordinates do not all have one sign."""
    signs = rng.choice([s for s in product((1, -1), repeat=n) if len(set(s)) > 1])
    return column(*(sign * rng.integer(1, bound) for sign in signs))


def first_of(scaled: Mat, others: Mat) -> Mat:
    """The first coordinate of one vector, the rest of the other."""
    return column(scaled[0, 0], *list(others)[1:])


# Arrows in pictures ----------------------------------------------------------------------------------------------

Step = tuple[int, int]
"""How far an arrow leads to the right and up."""
Ends = tuple[Step, Step]


class Wanted(NamedTuple):
    """The arrow a*u + b*v, how it is written, and wrong factors with their misconceptions and what to say."""

    text: str
    a: int
    b: int
    wrong: tuple[tuple[str, int, int, str], ...]


ADDED = "Here the second arrow is added: begin it where the first one ends."
BACKWARDS = "That is the opposite: it runs the other way."
STRETCHED = "Multiply both steps of the arrow by the factor."
SUBTRACTED = "Minus means that the arrow is turned round before it is added."
EASY = (
    Wanted("u + v", 1, 1, (("difference-for-sum", 1, -1, ADDED), ("difference-for-sum", -1, 1, ADDED))),
    Wanted("2*u", 2, 0, (("sign-of-factor-lost", -2, 0, BACKWARDS), ("factor-on-the-other-vector", 0, 2, STRETCHED))),
    Wanted("-2*u", -2, 0, (("sign-of-factor-lost", 2, 0, "The minus turns the arrow round."),
                           ("factor-on-the-other-vector", 0, -2, "The factor belongs to $u$."))),
    Wanted("3*v", 0, 3, (("sign-of-factor-lost", 0, -3, BACKWARDS), ("one-factor-short", 0, 2, STRETCHED))),
    Wanted("-v", 0, -1, (("sign-of-factor-lost", 0, 1, "The minus turns the arrow round."),
                         ("factor-on-the-other-vector", -1, 0, "The minus belongs to $v$."))),
)  # fmt: skip
REVERSED = "That arrow runs the other way: check from which tip to which."
CORE = (
    Wanted("u - v", 1, -1, (("reversed-difference", -1, 1, "$u - v$ runs from the tip of $v$ to the tip of $u$."),
                            ("sum-for-difference", 1, 1, SUBTRACTED))),
    Wanted("v - u", -1, 1, (("reversed-difference", 1, -1, "$v - u$ runs from the tip of $u$ to the tip of $v$."),
                            ("sum-for-difference", 1, 1, SUBTRACTED))),
    Wanted("u - 2*v", 1, -2, (("reversed-difference", -1, 2, REVERSED), ("sum-for-difference", 1, 2, SUBTRACTED),
                              ("factor-on-the-other-vector", 2, -1, "The factor 2 belongs to $v$."))),
    Wanted("2*u - v", 2, -1, (("reversed-difference", -2, 1, REVERSED), ("sum-for-difference", 2, 1, SUBTRACTED),
                              ("factor-on-the-other-vector", 1, -2, "The factor 2 belongs to $u$."))),
)  # fmt: skip
ACROSS, UP = 6, 5
"""Arrows reach so far from the origin, and the picture one unit farther."""
LETTERS = "ABCD"


@exercise(
    "linear_algebra.vectors.arrows_from_picture",
    title="Which arrow is u - 2v?",
    skill="s.vec.arith",
    source="Sanderson, Essence of Linear Algebra (2016), chapters 1 and 2",
    tier="standard",
    levels={"easy": {"form": "sum or multiple"}, "core": {"form": "difference"}, "hard": {"form": "factors"}},
)
def arrows_from_picture(rng: Rng, *, form: Literal["sum or multiple", "difference", "factors"]) -> Multipart:
    """Find the arrow of a combination of two drawn arrows, or the factors of a combination that is drawn."""
    if form == "factors":
        return factors_from_picture(rng)
    wanted = rng.choice(EASY if form == "sum or multiple" else CORE)
    slips = rng.sample(wanted.wrong, 2)
    for _ in range(100):
        u, v = ((rng.integer(-4, 4), rng.integer(-4, 4)) for _ in range(2))
        tail = rng.integer(-4, 4), rng.integer(-3, 3)
        right = made_of(wanted.a, u, wanted.b, v)
        by_tip = right[0] - tail[0], right[1] - tail[1]
        found = [right, by_tip, *(made_of(a, u, b, v) for _, a, b, _ in slips)]
        fits = all(abs(x) <= ACROSS and abs(y) <= UP for x, y in found) and len(set(found)) == 4 and right not in (u, v)
        if fits and any(tail) and any(by_tip) and abs(u[0] * v[1] - u[1] * v[0]) > 1:
            placed = arranged(rng, [u, v, right, *found[2:]], (tail, right))
            if placed:
                break
    else:
        raise Redraw("the arrows find no room")
    letters = rng.shuffled(LETTERS)
    lettered = dict(zip(letters, [placed[2], placed[5], *placed[3:5]], strict=True))
    steps_of = dict(zip(letters, found, strict=True))
    told = [
        ("arrow-by-its-tip", f"That arrow ends at the point ${at(right)}$, but it does not begin at the origin. Count "
         "its steps from the tail to the tip."),
        *((id, why) for id, _, _, why in slips),
    ]  # fmt: skip
    key = ChoiceAnswer(options=tuple(Option(id=x, text=f"Arrow {x}.") for x in LETTERS), value=letters[0])
    U, V = column(*u), column(*v)
    result = U * wanted.a + V * wanted.b
    rows = [fill(wanted.text, u=a, v=b) for a, b in zip(U, V, strict=True)]
    others = listed(f"{x} is ${column(*steps_of[x])}$" for x in LETTERS)
    used = [f"${name} = {arrow}$" for name, arrow in (("u", U), ("v", V)) if name in wanted.text]
    return Multipart(
        "The figure shows arrows on a grid; an arrow may begin anywhere.",
        figures=[picture({"u": placed[0], "v": placed[1], **{x: lettered[x] for x in LETTERS}})],
        parts=[
            Part(
                ask=f"Which of the arrows A to D is ${wanted.text}$?",
                answer=key,
                steps=[
                    f"Count the steps to the right and up from tail to tip: {listed(used)}.",
                    f"So ${wanted.text} = {stacked(rows)} = {result}$.",
                    f"Among the four, counted in the same way, {others}: it is arrow {letters[0]}, wherever it begins.",
                ],
                hints=[
                    "Write each arrow as a column: steps to the right, steps up.",
                    "Where an arrow begins does not matter, only how far it leads.",
                ],
                mistakes=[
                    Mistake(id, key.model_copy(update={"value": letter}), why)
                    for letter, (id, why) in zip(letters[1:], told, strict=True)
                ],
            )
        ],
    )


def factors_from_picture(rng: Rng) -> Multipart:
    """The factors of a combination of two drawn arrows that is drawn too."""
    for _ in range(100):
        u, v = ((rng.nonzero(-4, 4), rng.nonzero(-4, 4)) for _ in range(2))
        a, b = rng.nonzero(-3, 3), rng.nonzero(-3, 3)
        w, det = made_of(a, u, b, v), u[0] * v[1] - u[1] * v[0]
        if abs(det) > 1 and a != b and max(map(abs, w)) <= 8 and (placed := arranged(rng, [u, v, w])):
            break
    else:
        raise Redraw("the arrows find no room")
    first, second = (fill("p*a + q*b", p=p, q=q) for p, q in zip(u, v, strict=True))
    return Multipart(
        "The figure shows three arrows on a grid; an arrow may begin anywhere.",
        figures=[picture(dict(zip("uvw", placed, strict=True)))],
        parts=[
            Part(
                ask="Which numbers $(a, b)$ make $w = a*u + b*v$?",
                answer=vector(a, b),
                steps=[
                    f"Count the steps to the right and up from tail to tip: $u = {column(*u)}$, $v = {column(*v)}$ and "
                    f"$w = {column(*w)}$.",
                    f"So ${first} = {w[0]}$ and ${second} = {w[1]}$.",
                    f"Multiply the first equation by ${v[1]}$, the second by ${v[0]}$, and subtract: "
                    f"${det}*a = {det * a}$, so $a = {a}$.",
                    f"Then the first equation says $({v[0]})*b = {fill('r - p*a', r=w[0], p=u[0], a=a)} = "
                    f"{v[0] * b}$, so $b = {b}$. Together these are $({a}, {b})$.",
                ],
                hints=[
                    "Write each arrow as a column: steps to the right, steps up.",
                    "The steps to the right give one equation for $a$ and $b$, the steps up another.",
                ],
                mistakes=[
                    Mistake("coordinates-exchanged", vector(b, a), "The first number belongs to $u$, the second one to "
                            "$v$."),
                    Mistake("standard-coordinates", vector(*w), "These are the steps of $w$ on the grid. Asked is how "
                            "often $u$ and $v$ are needed."),
                    *([Mistake("sign-of-factor-lost", vector(abs(a), abs(b)), "A negative number turns its arrow "
                               "round: check the directions.")] if min(a, b) < 0 else []),
                ],
            )
        ],
    )  # fmt: skip


def made_of(a: int, u: Step, b: int, v: Step) -> Step:
    return a * u[0] + b * v[0], a * u[1] + b * v[1]


def picture(placed: Mapping[str, Ends]) -> Figure:
    return arrows(
        placed, (-ACROSS - 1, ACROSS + 1), (-UP - 1, UP + 1), colours={"u": "blue", "v": "orange", "w": "green"}
    )


def arranged(rng: Rng, steps: Sequence[Step], fixed: Ends | None = None) -> list[Ends] | None:
    """A place for each arrow, `fixed` last, so that no two come near each other; None if one finds no room."""
    placed: dict[int, Ends] = {len(steps): fixed} if fixed else {}
    for k in sorted(range(len(steps)), key=lambda k: -abs(steps[k][0]) - abs(steps[k][1])):
        x, y = steps[k]
        for _ in range(30):
            tail = (
                rng.integer(-ACROSS - min(x, 0), ACROSS - max(x, 0)),
                rng.integer(-UP - min(y, 0), UP - max(y, 0)),
            )
            ends = tail, (tail[0] + x, tail[1] + y)
            if all(gap(ends, other) >= 0.8 for other in placed.values()):
                placed[k] = ends
                break
        else:
            return None
    return [placed[k] for k in sorted(placed)]


def gap(one: Ends, other: Ends) -> float:
    """How near two segments come to each other."""
    (a, b), (c, d) = one, other
    if side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0:
        return 0.0
    return min(off(a, other), off(b, other), off(c, one), off(d, one))


def side(a: Step, b: Step, p: Step) -> int:
    """Positive where p lies left of the line from a to b, and negative right of it."""
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def off(p: Step, segment: Ends) -> float:
    """The distance of a point from a segment."""
    (ax, ay), (bx, by) = segment
    dx, dy = bx - ax, by - ay
    t = max(0.0, min(1.0, ((p[0] - ax) * dx + (p[1] - ay) * dy) / (dx * dx + dy * dy)))
    return hypot(p[0] - ax - t * dx, p[1] - ay - t * dy)


# Norms -----------------------------------------------------------------------------------------------------------

PAIRS = (
    (3, 4), (6, 8), (9, 12), (12, 16), (15, 20), (18, 24), (21, 28), (24, 32), (30, 40), (5, 12), (10, 24), (15, 36),
    (20, 48), (8, 15), (16, 30), (7, 24), (20, 21), (12, 35), (9, 40), (28, 45),
)  # fmt: skip
TRIPLES = ((1, 2, 2), (2, 4, 4), (2, 3, 6), (1, 4, 8), (4, 4, 7), (2, 6, 9), (6, 6, 7), (3, 4, 12), (2, 5, 14))
"""Sides of rectangles and boxes whose diagonal is a whole number."""
COMPARED = (
    "Two houses are described by the standardised features {u} and {v}.",
    "Two customers are described by the feature vectors {u} and {v}.",
    "Two songs are placed by their sound at the points {u} and {v}.",
    "Two sensors report the vectors {u} and {v}.",
    "Two words are embedded as the vectors {u} and {v}.",
    "The prediction of a model is {u}; the true values are {v}.",
)


@exercise(
    "linear_algebra.vectors.norms_and_distances",
    title="L1, L2 and max norm; distances",
    skill="s.vec.norm",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), sections 3.1 and 3.3",
    levels={"easy": {"of": "vector"}, "core": {"of": "difference"}, "hard": {"of": "unit vector"}},
)
def norms_and_distances(rng: Rng, *, of: Literal["vector", "difference", "unit vector"]) -> Multipart:
    """Measure a vector, or the distance of two, by absolute values, by squares, and by the largest coordinate."""
    if of == "vector":
        u = signed(rng, rng.choice(PAIRS))
        return Multipart(f"Let $u = {u}$.", given={"u": u}, parts=norm_parts(u, "u", "norm of $u$")[:2])
    if of == "difference":
        d = signed(rng, rng.choice(TRIPLES))
    else:
        d = integer_matrix(rng, 4, 1, 5, zero=True)
        assume(sum(map(bool, d)) >= 3 and len(set(map(size, d))) > 1, "a vector with too little in it")
        assume(square_part(int(dot(d, d)))[1] > 1, "the length is a whole number")
    v = integer_matrix(rng, len(d), 1, 9, zero=True)
    u = v + d
    pairs = [fill("a - b", a=a, b=b) for a, b in zip(u, v, strict=True)]
    parts = [
        Part(
            name="d",
            ask="Give the difference $d = u - v$.",
            answer=vector(d),
            steps=[f"Go coordinate by coordinate: $d = u - v = {stacked(pairs)} = {d}$."],
            mistakes=[
                Mistake("reversed-difference", vector(-d), "Begin with the coordinates of $u$."),
                Mistake("sum-for-difference", vector(u + v), "Subtract the coordinates of $v$."),
            ],
        ),
        *norm_parts(d, "d", "distance of $u$ and $v$", (u, v)),
        *([unit_part(d)] if of == "unit vector" else []),
    ]
    return Multipart(rng.choice(COMPARED).format(u=f"$u = {u}$", v=f"$v = {v}$"), given={"u": u, "v": v}, parts=parts)


def norm_parts(d: Mat, name: str, what: str, ends: tuple[Mat, Mat] | None = None) -> list[Part]:
    """The norms of the vector that formulas call `name`; `ends` are the vectors whose difference it is."""
    entries = [f"entry({name}, {i + 1})" for i in range(len(d))]
    sizes = [f"abs({entry})" for entry in entries]
    squares, ones, most = int(dot(d, d)), sum(size(x) for x in d), max(size(x) for x in d)
    root = surd(0, 1, squares)
    added, squared = " + ".join(f"abs({x})" for x in d), " + ".join(f"({x})^2" for x in d)
    absolute = [str(size(x)) for x in d]
    taxi_slips, euclid_slips = [], []
    if ends:
        told = "Subtract the vectors first, then take the norm: norms do not tell in which directions vectors point."
        ones_of = [sum(size(x) for x in end) for end in ends]
        lengths = [surd(0, 1, int(dot(end, end))) for end in ends]
        taxi_slips = [Mistake("sum-of-norms", number(size(ones_of[0] - ones_of[1])), told)]
        euclid_slips = [Mistake("sum-of-norms", number(f"abs({lengths[0]} - {lengths[1]})"), told)]
    signed_most = [] if max(d) == most else [
        Mistake("signed-maximum", f"max({', '.join(entries)})", "A negative coordinate counts with its absolute value.")
    ]  # fmt: skip
    return [
        Part(
            ask=f"Find the $L_1$ {what}.",
            answer=number(ones),
            follows=" + ".join(sizes) if ends else None,
            steps=[f"Add the absolute values of the coordinates: ${added} = {' + '.join(absolute)} = {ones}$."],
            hints=["How long is the way if you may only go along the axes?"],
            mistakes=[
                Mistake("signed-coordinates", " + ".join(entries), "Take the absolute value of each coordinate first: "
                        "ways back and forth do not cancel."),
                Mistake("l2-for-l1", number(root), "That is the length as the crow flies. The $L_1$ norm adds absolute "
                        "values."),
                *taxi_slips,
            ],
        ),
        Part(
            ask=f"Find the $L_2$ {what}{'' if root.isdigit() else ', exactly'}.",
            answer=number(root),
            follows=f"norm({name})" if ends else None,
            steps=[f"Add the squares of the coordinates and take the root: $sqrt({squared}) = sqrt({squares})"
                   f"{'' if root == f'sqrt({squares})' else f' = {root}'}$."],
            hints=["Pythagoras: square the coordinates, add the squares, and take the root."],
            mistakes=[
                Mistake("norm-without-root", f"{name}^T*{name}", "That is the square of the length: take the root."),
                Mistake("l1-for-l2", number(ones), "Square the coordinates before you add, and take the root of the "
                        "sum."),
                *euclid_slips,
            ],
        ),
        Part(
            ask=f"Find the {what} by the maximum norm.",
            answer=number(most),
            follows=f"max({', '.join(sizes)})" if ends else None,
            steps=[f"The absolute values of the coordinates are ${', '.join(absolute)}$; the largest is ${most}$."],
            hints=["Compare the absolute values of the coordinates."],
            mistakes=[
                *signed_most,
                Mistake("l1-for-max", number(ones), "Only the largest coordinate counts; the others are not added."),
            ],
        ),
    ]  # fmt: skip


def unit_part(d: Mat) -> Part:
    """The vector of length 1 in the direction of d."""
    squares, ones = int(dot(d, d)), sum(size(x) for x in d)
    root, entries = surd(0, 1, squares), [surd(0, Fraction(x, squares), squares) for x in d]
    return Part(
        ask="Give the vector of length 1 in the direction of $d$, with exact entries.",
        answer=vector(entries),
        follows="d/norm(d)",
        steps=[f"Divide $d$ by its length $norm(d) = {root}$: the vector is $1/({root})*d = {stacked(entries)}$."],
        hints=["By which number must $d$ be divided, so that its length becomes 1?"],
        mistakes=[
            Mistake("squared-norms", vector(d / squares), "Divide by the length, not by its square."),
            Mistake("unit-by-l1", vector(d / ones), "Length means the $L_2$ norm here: divide by that."),
        ],
    )


def signed(rng: Rng, sides: Sequence[int]) -> Mat:
    """These coordinates in any order and with signs of both kinds."""
    signs = rng.choice([s for s in product((1, -1), repeat=len(sides)) if len(set(s)) > 1])
    return column(*(sign * side for sign, side in zip(signs, rng.shuffled(sides), strict=True)))


# Dot products ----------------------------------------------------------------------------------------------------

TOTALS = (
    ("An investor holds shares of four companies; the vector $u = {u}$ tells how many of each. Today a share of each "
     "gained as many euros as $v = {v}$ tells, where a minus means a loss.",
     "By how many euros did the value of all these shares change?"),
    ("In a game four kinds of events give points, as the vector $v = {v}$ tells. In one round they happened as often "
     "as $u = {u}$ tells.",
     "How many points does this round give in total?"),
    ("A linear model has the weights $v = {v}$, and an example has the features $u = {u}$. The score of the example is "
     "the dot product of both.",
     "Find the score."),
    ("A lift makes four kinds of trips: $v = {v}$ tells by how many floors each of them leads up, where a minus means "
     "down, and $u = {u}$ how often each was made.",
     "By how many floors does the lift stand higher than at the start?"),
    ("Four pumps change the amount of water in a tank: $v = {v}$ tells by how many litres an hour each of them does, "
     "and $u = {u}$ for how many hours each was running.",
     "By how many litres did the amount change in total?"),
)  # fmt: skip
"""Scenes and what is asked."""


@exercise(
    "linear_algebra.vectors.dot_product",
    title="Dot product",
    skill="s.vec.dot",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 3.2.1",
    levels={"easy": {"form": "short"}, "core": {"form": "long"}, "hard": {"form": "unknown"}},
)
def dot_product(rng: Rng, *, form: Literal["short", "long", "unknown"]) -> Multipart:
    """Compute a dot product, also as a total, or find the coordinate that gives it a value."""
    if form == "unknown":
        return unknown_coordinate(rng)
    told = form == "long" and rng.chance(HALF)
    n = 4 if form == "long" else rng.integer(2, 3)
    u = column(*(rng.integer(1, 9) for _ in range(n))) if told else integer_matrix(rng, n, 1, 9)
    v = mixed(rng, n, 9)
    if rng.chance(Fraction(15, 100)):
        u, v = perpendicular(rng, u, v)
    products = [a * b for a, b in zip(u, v, strict=True)]
    value = sum(products)
    assume(size(value) <= 150 and min(products) < 0, "too large, or without a negative product")
    assert 4 * value == dot(u + v, u + v) - dot(u - v, u - v)
    written = "u dot v" if told else rng.choice(("u dot v", "u^T*v"))
    scene, ask = rng.choice(TOTALS) if told else ("Let $u = {u}$ and $v = {v}$.", f"Compute ${written}$.")
    return Multipart(
        scene.format(u=u, v=v),
        parts=[
            Part(
                ask=ask,
                answer=number(value),
                steps=[
                    f"{'The total is the dot product: m' if told else 'M'}ultiply coordinate by coordinate, and add: "
                    f"${written} = {dotted(u, v)} = {' + '.join(f'({p})' for p in products)} = {value}$.",
                ],
                hints=["Multiply coordinates in the same place, and add the products."],
                mistakes=[
                    Mistake("abs-products", number(sum(map(size, products))), "Keep the sign of each product."),
                    Mistake("sum-times-sum", number(sum(u) * sum(v)), "Multiply coordinate by coordinate, then add: "
                            "the sum of products is not the product of sums."),
                    Mistake("coordinates-added", number(sum(u) + sum(v)), "Coordinates in the same place are "
                            "multiplied, not added."),
                ],
            )
        ],
    )  # fmt: skip


def perpendicular(rng: Rng, u: Mat, v: Mat) -> tuple[Mat, Mat]:
    """The same vectors with one coordinate of each changed so that their dot product is 0."""
    rest = int(dot(list(u)[:-1], list(v)[:-1]))
    splits = [(a, rest // a) for a in range(1, 10) if rest % a == 0 and 0 < abs(rest // a) <= 9]
    assume(splits, "no last coordinates make the dot product 0")
    a, b = rng.choice(splits)
    return column(*list(u)[:-1], a), column(*list(v)[:-1], -b)


def unknown_coordinate(rng: Rng) -> Multipart:
    """The coordinate k, in one vector or in both, for which the dot product has a value."""
    n = rng.integer(3, 4)
    twice = rng.chance(HALF)
    i, j = rng.sample(range(n), 2)
    u, v = ([int(x) for x in drawn] for drawn in (mixed(rng, n, 7), integer_matrix(rng, n, 1, 7)))
    a, b = v[i], u[j] if twice else 0
    assume(abs(a + b) > 1, "the factor of k")
    rest = sum(x * y for at, (x, y) in enumerate(zip(u, v, strict=True)) if at != i and not (twice and at == j))
    k = Fraction(rng.nonzero(-20, 20), abs(a + b)) if rng.chance(Fraction(2, 3)) else Fraction(rng.nonzero(-6, 6))
    c = rest + (a + b) * k
    assume(c.denominator == 1 and abs(c) <= 60 and k.denominator <= 9, "too large")
    names = [[str(x) for x in vector] for vector in (u, v)]
    names[0][i] = "k"
    if twice:
        names[1][j] = "k"
    products = dotted(*names)
    where = "the equation for $k$"
    return Multipart(
        f"Let $u = {stacked(names[0])}$ and $v = {stacked(names[1])}$.",
        parts=[
            Part(
                ask=f"For which number $k$ is $u dot v = {c}$?",
                answer=number(k),
                steps=[
                    f"The dot product is ${products} = {fill('a*k + r', a=a + b, r=rest)}$.",
                    f"Set it equal to ${c}$: {where} is $({a + b})*k + ({rest}) = {c}$, that is "
                    f"$({a + b})*k = {c - rest}$.",
                    f"Hence $k = ({c - rest})/({a + b}) = {k}$.",
                ],
                hints=["Write the dot product as a sum in which $k$ stands, and set it equal to the given value."],
                mistakes=[
                    Mistake("sign-kept-on-move", number((c + rest) / Fraction(a + b)), "A number that changes sides "
                            "changes its sign."),
                    Mistake("value-set-to-zero", number(Fraction(-rest, a + b)), f"The dot product should be ${c}$. "
                            "It is 0 only for perpendicular vectors."),
                    *([Mistake("unknown-counted-once", number((c - rest) / Fraction(a)), "$k$ stands in both vectors: "
                               "two products contain it.")] if twice and a else []),
                ],
            )
        ],
    )  # fmt: skip


# Angles ----------------------------------------------------------------------------------------------------------


@exercise(
    "linear_algebra.vectors.cosine_and_angle",
    title="Cosine similarity and angle",
    skill="s.vec.angle",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 3.4",
    levels={"easy": {"ask": "right angle"}, "core": {"ask": "cosine"}, "hard": {"ask": "angle"}},
)
def cosine_and_angle(rng: Rng, *, ask: Literal["right angle", "cosine", "angle"]) -> Multipart:
    """Make two vectors perpendicular, or find the cosine of their angle and the angle itself."""
    match ask:
        case "right angle":
            return right_angle(rng)
        case "cosine":
            return cosine(rng)
        case "angle":
            return angle(rng)


def right_angle(rng: Rng) -> Multipart:
    """The coordinate k that makes two vectors perpendicular."""
    n = rng.integer(2, 3)
    i, last = rng.sample(range(n), 2)
    b, k = rng.choice((-1, 1)) * rng.integer(2, 6), rng.nonzero(-9, 9)
    u, v = ([rng.nonzero(-6, 6) for _ in range(n)] for _ in range(2))
    v[i] = b
    others = sum(u[j] * v[j] for j in range(n) if j not in (i, last))
    splits = [x for x in range(-9, 10) if x and (need := -b * k - others) and need % x == 0 and abs(need // x) <= 9]
    assume(splits, "no last coordinates make a right angle")
    u[last] = rng.choice(splits)
    v[last] = (-b * k - others) // u[last]
    assert sum(x * y for x, y in zip([*u[:i], k, *u[i + 1 :]], v, strict=True)) == 0
    shown = [str(x) for x in u]
    shown[i] = "k"
    rest = others + u[last] * v[last]
    products = dotted(shown, v)
    slips = [
        ("sign-kept-on-move", Fraction(rest, b), "A number that changes sides changes its sign."),
        ("one-for-zero", Fraction(1 - rest, b), "Perpendicular vectors have the dot product 0, not 1."),
    ]
    if n == 2:
        told = "That makes the vectors parallel. Perpendicular ones have the dot product 0."
        slips.append(("parallel-for-perpendicular", Fraction(u[last] * v[i], v[last]), told))
    return Multipart(
        f"Let $u = {stacked(shown)}$ and $v = {stacked(map(str, v))}$.",
        parts=[
            Part(
                ask="For which number $k$ are $u$ and $v$ perpendicular?",
                answer=number(k),
                steps=[
                    f"Perpendicular vectors have the dot product $0$: ${products} = 0$.",
                    f"This is $({b})*k + ({rest}) = 0$, so $k = ({-rest})/({b}) = {k}$.",
                ],
                hints=[
                    "What is the dot product of perpendicular vectors?",
                    "Write the dot product as a sum in which $k$ stands.",
                ],
                mistakes=[Mistake(id, number(value), told) for id, value, told in slips],
            )
        ],
    )


def cosine(rng: Rng) -> Multipart:
    """The exact cosine of the angle between vectors whose lengths are whole numbers."""
    sides = rng.choice((WHOLE_PLANE, WHOLE_SPACE))

    def fits(pair: tuple[Mat, Mat]) -> bool:
        u, v = pair
        c = Fraction(int(dot(u, v)), isqrt(int(dot(u, u) * dot(v, v))))
        return c != 0 and abs(c) != 1 and c.denominator <= 60

    u, v = drawn(lambda: (signed_any(rng, rng.choice(sides)), signed_any(rng, rng.choice(sides))), fits)
    a, b, uv = isqrt(int(dot(u, u))), isqrt(int(dot(v, v))), int(dot(u, v))
    c = Fraction(uv, a * b)
    setting = rng.choice(SETTINGS_OF_ANGLES).format(u=f"$u = {u}$", v=f"$v = {v}$")
    return Multipart(
        setting,
        parts=[
            Part(
                ask="Find their cosine similarity, the cosine of the angle between them, as a fraction.",
                answer=number(c),
                steps=[
                    f"The dot product is $u dot v = {dotted(u, v)} = "
                    f"{uv}$.",
                    f"The lengths are $norm(u) = {length(u)} = {a}$ and $norm(v) = {length(v)} = {b}$.",
                    f"The cosine is $(u dot v)/(norm(u)*norm(v)) = ({uv})/({a}*{b}) = {c}$.",
                ],
                hints=["Which three numbers do you need?", "Divide the dot product by both lengths."],
                mistakes=[
                    Mistake("squared-norms", number(Fraction(uv, a * a * b * b)), "Divide by the lengths, not by "
                            "their squares."),
                    Mistake("dot-product-for-cosine", number(uv), "A cosine lies between $-1$ and $1$: divide by "
                            "both lengths."),
                    Mistake("adds-the-norms", number(Fraction(uv, a + b)), "The lengths are multiplied, not "
                            "added."),
                ],
            )
        ],
    )  # fmt: skip


def angle(rng: Rng) -> Multipart:
    """An exact cosine with a root, and the angle in degrees."""
    standard = rng.chance(HALF)
    if standard:
        pair = rng.shuffled(rng.choice(standard_pairs(rng.integer(3, 4))))
        turn, flips = rng.shuffled(range(len(pair[0]))), [rng.sign() for _ in pair[0]]
        u, v = (column(*(flip * w[at] for flip, at in zip(flips, turn, strict=True))) for w in pair)
        v = v * rng.sign() * rng.integer(1, 2)
    else:
        n = rng.integer(2, 3)
        u, v = drawn(lambda: (integer_matrix(rng, n, 1, 5), integer_matrix(rng, n, 1, 5)), pleasant_cosine)
    a, b, uv = int(dot(u, u)), int(dot(v, v)), int(dot(u, v))
    c = surd(0, Fraction(uv, a * b), a * b)
    degrees = 180 * reals.acos(uv / reals.sqrt(a * b)) / reals.PI
    near = rounded(degrees, 0 if standard else 1)
    assert not standard or abs(degrees - near) < Fraction(1, 10**20)
    return Multipart(
        f"Let $u = {u}$ and $v = {v}$.",
        parts=[
            Part(
                name="c",
                ask="Find the cosine of the angle between them, exactly.",
                answer=number(c),
                steps=[
                    f"The dot product is $u dot v = {dotted(u, v)} = "
                    f"{uv}$.",
                    f"The lengths are $norm(u) = {length(u)} = sqrt({a})$ and $norm(v) = {length(v)} = sqrt({b})$.",
                    f"The cosine is $c = ({uv})/(sqrt({a})*sqrt({b})) = {c}$.",
                ],
                hints=["Divide the dot product by both lengths."],
                mistakes=[
                    Mistake("squared-norms", number(Fraction(uv, a * b)), "Divide by the lengths, not by their "
                            "squares."),
                    Mistake("dot-product-for-cosine", number(uv), "A cosine lies between $-1$ and $1$: divide by "
                            "both lengths."),
                ],
            ),
            Part(
                ask="Find the angle in degrees, to one decimal where it is not a whole number.",
                answer=number(near if standard else rounded(degrees, 9), places=1),
                follows="180/pi*acos(c)",
                steps=[f"The angle is $180/pi*acos({c}) {'=' if standard else 'approx'} {near}$ degrees."],
                hints=["Which function leads from the cosine back to the angle?"],
                mistakes=[
                    Mistake("radians-for-degrees", "acos(c)", "That is the angle in radians: multiply by $180/pi$."),
                    Mistake("arcsine-for-arccosine", "180/pi*asin(c)", "That angle has this sine. The dot product "
                            "belongs to the cosine."),
                ],
            ),
        ],
    )  # fmt: skip


def pleasant_cosine(pair: tuple[Mat, Mat]) -> bool:
    """Whether the cosine has a small root and a small denominator, and the angle is neither flat nor right."""
    u, v = pair
    squares, uv = int(dot(u, u) * dot(v, v)), int(dot(u, v))
    k, m = square_part(squares)
    return 1 < m <= 60 and uv != 0 and Fraction(uv * k, squares).denominator <= 60 and 20 * uv * uv < 19 * squares


SETTINGS_OF_ANGLES = (
    "Two documents are described by the vectors {u} and {v}.",
    "Two words are embedded as the vectors {u} and {v}.",
    "Two users rated films above or below average, as {u} and {v} tell.",
    "A feature vector and a weight vector are {u} and {v}.",
    "Consider the vectors {u} and {v}.",
)
WHOLE_PLANE = ((3, 4), (5, 12), (6, 8), (0, 1), (0, 2), (8, 15), (7, 24))
WHOLE_SPACE = (*TRIPLES[:7], (0, 3, 4), (0, 0, 1), (0, 6, 8), (0, 5, 12))


def signed_any(rng: Rng, sides: Sequence[int]) -> Mat:
    return column(*(rng.sign() * side for side in rng.shuffled(sides)))


@cache
def standard_pairs(n: int) -> tuple[tuple[Point, Point], ...]:
    """Pairs of short vectors of 3 or 4 coordinates at 30, 45 or 60 degrees, up to order and signs of coordinates."""
    top = 2 if n == 3 else 1
    found = []
    for u in combinations_with_replacement(range(top + 1), n):
        for v in product(range(-top, top + 1), repeat=n):
            uv, both = sum(a * b for a, b in zip(u, v, strict=True)), sum(a * a for a in u) * sum(b * b for b in v)
            if uv > 0 and 4 * uv * uv in (both, 2 * both, 3 * both):
                found.append((u, v))
    return tuple(found)


# Projections -----------------------------------------------------------------------------------------------------

SHORT = ((1, 1), (1, 2), (1, 3), (2, 3), (3, 4), (1, 2, 2), (0, 1, 2), (0, 1, 1))
SHORT_IN_SPACE = ((1, 2, 2), (1, 1, 1), (0, 1, 1), (1, 1, 2), (0, 1, 2))


@exercise(
    "linear_algebra.vectors.projection",
    title="Project u onto v",
    skill="s.vec.project",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 3.8.1",
    tier="standard",
    levels={"easy": {"form": "whole"}, "core": {"form": "fractions"}, "hard": {"form": "distance"}},
)
def projection(rng: Rng, *, form: Literal["whole", "fractions", "distance"]) -> Multipart:
    """Project a vector on the line of another; at the hard level find what is left, and how far away it ends."""
    u, v = drawn(lambda: to_project(rng, form), lambda pair: projects_well(*pair, exactly=form == "distance"))
    uv, vv, uu = int(dot(u, v)), int(dot(v, v)), int(dot(u, u))
    c = Fraction(uv, vv)
    p = v * c
    r = u - p
    assert dot(r, v) == 0
    once = [] if vv == 1 else [
        Mistake("norm-not-squared", vector([surd(0, Fraction(uv * x, vv), vv) for x in v]),
                "Divide by $v dot v$, the square of the length.")
    ]  # fmt: skip
    first = Part(
        name="p",
        ask="Project $u$ orthogonally on the line through the origin in the direction of $v$.",
        answer=vector(p),
        steps=[
            "The projection is the multiple $c*v$ of $v$ for which $u - c*v$ is perpendicular to $v$. So $c$ is "
            f"$u dot v = {dotted(u, v)} = {uv}$ divided by $v dot v = {dotted(v, v)} = {vv}$.",
            f"This gives $c = {quotient(uv, vv)}$ and the projection $p = c*v = ({c})*{v} = {p}$.",
            f"Check: $u - p = {r}$ is perpendicular to $v$, since ${dotted(r, v)} = 0$. So it is $p = {p}$.",
        ],
        hints=["The projection is a multiple of $v$. Which one?", "The factor is $u dot v$ divided by $v dot v$."],
        mistakes=[
            *once,
            Mistake("projects-the-other-way", vector(u * Fraction(uv, uu)), "That is a multiple of $u$. The projection "
                    "on the line of $v$ is a multiple of $v$."),
            Mistake("residual-for-projection", vector(r), "That is what is left, $u - p$. The projection lies on the "
                    "line of $v$."),
        ],
    )  # fmt: skip
    rest = [residual_part(r), distance_part(r, surd(0, Fraction(abs(uv), vv), vv))] if form == "distance" else []
    return Multipart(f"Let $u = {u}$ and $v = {v}$.", given={"u": u, "v": v}, parts=[first, *rest])


def to_project(rng: Rng, form: str) -> tuple[Mat, Mat]:
    """A vector u and a vector v to project it on."""
    if form == "whole":
        v = signed_any(rng, rng.choice(((3, 4), (3, 4), (0, rng.integer(1, 5)), (0, 0, rng.integer(1, 3)))))
        if all(v):
            return v * rng.nonzero(-3, 3) + column(-v[1, 0], v[0, 0]) * rng.nonzero(-2, 2), v
        return integer_matrix(rng, len(v), 1, 9), v
    v = signed_any(rng, rng.choice(SHORT if form == "fractions" else SHORT_IN_SPACE))
    return integer_matrix(rng, len(v), 1, 7, zero=True), v


def projects_well(u: Mat, v: Mat, *, exactly: bool) -> bool:
    """Whether u is neither perpendicular nor parallel to v; `exactly` wants a small root in its distance."""
    uv, vv, uu = int(dot(u, v)), int(dot(v, v)), int(dot(u, u))
    rest = uu * vv - uv * uv
    return uv != 0 and rest != 0 and rest != uv * uv and (not exactly or square_part(rest)[1] <= 60)


def residual_part(r: Mat) -> Part:
    return Part(
        name="r",
        ask="Give the residual, the part of $u$ that is perpendicular to $v$.",
        answer=vector(r),
        follows="u - p",
        steps=[f"It is what is left: $r = u - p = {r}$."],
        hints=["Together with the projection it makes $u$."],
        mistakes=[
            Mistake("reversed-difference", "p - u", "The residual leads from the projection to $u$: subtract the "
                    "projection from $u$."),
            Mistake("sum-for-difference", "u + p", "Subtract the projection from $u$."),
        ],
    )  # fmt: skip


def distance_part(r: Mat, along: str) -> Part:
    """The length of the residual; `along` is the length of the projection."""
    square = Fraction(dot(r, r))
    distance = surd(0, Fraction(1, square.denominator), square.numerator * square.denominator)
    return Part(
        ask="How far is the tip of $u$ from the line through the origin in the direction of $v$? Answer exactly.",
        answer=number(distance),
        follows="norm(r)",
        steps=[
            "The projection is the nearest point of the line, so the distance is the length of the residual.",
            f"It is ${length(r)} = sqrt({square}) = {distance}$.",
        ],
        hints=["Which point of the line is nearest?"],
        mistakes=[
            Mistake("norm-without-root", "r^T*r", "That is the square of the distance: take the root."),
            Mistake("projection-length-for-distance", number(along), "That is how far the projection lies from the "
                    "origin. The distance is the length of the residual."),
        ],
    )  # fmt: skip


def quotient(a: int, b: int) -> str:
    """`-6/9 = -2/3`, or `2/3` where it is in lowest terms."""
    lowest = Fraction(a, b)
    return f"({a})/({b})" if lowest.denominator == b else f"({a})/({b}) = {lowest}"


# Nearest neighbours ----------------------------------------------------------------------------------------------

WIDE, HIGH = 12, 10
"""Points of the picture lie between 0 and these."""
NEWS = (
    ("goal", "team", "coach", "vote"),
    ("planet", "star", "orbit", "engine"),
    ("flour", "sugar", "oven", "salt"),
    ("gene", "cell", "virus", "trial"),
    ("guitar", "chord", "concert", "stage"),
    ("price", "share", "bank", "profit"),
)
L1_TOLD = "This point is nearest as the crow flies. The $L_1$ distance adds the absolute differences."
L2_TOLD = "That point has the smallest sum of absolute differences. The $L_2$ distance squares the differences first."
COSINE_TOLD = "That is nearest by the $L_2$ distance. The cosine looks only at directions, not at lengths."
LARGEST_TOLD = "Near means a small cosine distance, that is a large cosine."
DOT_TOLD = "Long vectors win by the dot product: divide it by both lengths."


@exercise(
    "linear_algebra.vectors.nearest_by_metric",
    title="Nearest neighbour under different distances",
    skill="s.vec.metric",
    source="Mitchell, Machine Learning (1997), section 8.2; Manning, Raghavan and Schütze, Introduction to Information "
    "Retrieval (2008), section 6.3",
    levels={"easy": {"by": "L1 and L2"}, "core": {"by": "cosine too"}, "hard": {"by": "documents"}},
)
def nearest_by_metric(rng: Rng, *, by: Literal["L1 and L2", "cosine too", "documents"]) -> Multipart:
    """Find the nearest of four neighbours by several distances, each of which another one wins."""
    q, found = {"L1 and L2": two_winners, "cosine too": three_winners, "documents": documents}[by](rng)
    letters = rng.shuffled(LETTERS)
    points = {letter: found[letters.index(letter)] for letter in LETTERS}
    if by == "documents":
        words = rng.choice(NEWS)
        parts = [euclid_part(q, points, documents=True), cosine_part(q, points, "document")]
        rows = [("q", *map(str, q)), *((letter, *map(str, point)) for letter, point in points.items())]
        return Multipart(
            "The table tells how often four words occur in a query $q$ and in the documents A to D. Each of them is a "
            "vector of four counts.",
            data=DataTable(columns=("text", *words), rows=tuple(rows)),
            parts=parts,
        )
    figure = labelled_points(
        {name: (p[0], p[1]) for name, p in {"q": q, **points}.items()}, (0, WIDE), (0, HIGH), apart="q"
    )
    cosines = [cosine_part(q, points, "point")] if by == "cosine too" else []
    seen = " Take points as vectors from the origin." if cosines else ""
    return Multipart(
        f"The figure shows a query $q$ and the points A to D on a grid of unit squares.{seen}",
        figures=[figure],
        parts=[taxi_part(q, points), euclid_part(q, points), *cosines],
    )


def taxi_part(q: Point, points: Mapping[str, Point]) -> Part:
    far = {letter: taxi(q, p) for letter, p in points.items()}
    right = min(far, key=lambda letter: far[letter])
    nearest = min(points, key=lambda letter: squared(q, points[letter]))
    told = listed(
        f"for {letter} ${' + '.join(f'abs({x})' for x in away(q, p))} = {far[letter]}$" for letter, p in points.items()
    )
    slips = [
        ("always-euclid", nearest, L1_TOLD),
        ("largest-distance", max(far, key=lambda letter: far[letter]), "Near means a small distance."),
    ]
    return Part(
        ask="Which point is nearest to $q$ by the $L_1$ distance?",
        answer=lettered("Point", right),
        steps=[
            f"Subtract the coordinates of $q$; this gives {differences(q, points)}.",
            f"The $L_1$ distances are {told}.",
            f"The smallest of them belongs to {right}.",
        ],
        hints=["Add the absolute differences of the coordinates for each point."],
        mistakes=[Mistake(id, lettered("Point", letter), why) for id, letter, why in slips],
    )


def euclid_part(q: Point, points: Mapping[str, Point], *, documents: bool = False) -> Part:
    thing = "document" if documents else "point"
    far = {letter: squared(q, p) for letter, p in points.items()}
    right = min(far, key=lambda letter: far[letter])
    told = listed(
        f"for {letter} ${' + '.join(f'({x})^2' for x in away(q, p))} = {far[letter]}$" for letter, p in points.items()
    )
    slips = [
        ("cosine-for-euclid", max(points, key=lambda letter: cosine_of(q, points[letter])),
         "That one has the smallest angle with $q$. The $L_2$ distance also counts the lengths."),
        ("dot-not-cosine", max(points, key=lambda letter: dot(q, points[letter])),
         "A large dot product does not mean a small distance."),
    ] if documents else [
        ("l1-for-l2", min(points, key=lambda letter: taxi(q, points[letter])), L2_TOLD),
        ("largest-distance", max(far, key=lambda letter: far[letter]), "Near means a small distance."),
    ]  # fmt: skip
    return Part(
        ask=f"Which {thing} is nearest to $q$ by the $L_2$ distance?",
        answer=lettered(thing.capitalize(), right),
        steps=[
            *([f"Subtract the counts of $q$; this gives {differences(q, points)}."] if documents else []),
            f"Roots keep the order, so it is enough to compare the squares of the distances: {told}.",
            f"The smallest of them belongs to {right}.",
        ],
        hints=["Add the squares of the differences. Must you take the roots to compare?"],
        mistakes=[Mistake(id, lettered(thing.capitalize(), letter), why) for id, letter, why in slips],
    )


def cosine_part(q: Point, points: Mapping[str, Point], thing: str) -> Part:
    near = {letter: cosine_of(q, p) for letter, p in points.items()}
    right = max(near, key=lambda letter: near[letter])
    told = listed(
        f"for {letter} ${dot(q, p)}/sqrt({squared(p, (0,) * len(p))}*{squared(q, (0,) * len(q))}) approx "
        f"{rounded(dot(q, p) / reals.sqrt(int(dot(p, p) * dot(q, q))), 3)}$"
        for letter, p in points.items()
    )
    slips = {
        min(points, key=lambda letter: squared(q, points[letter])): ("always-euclid", COSINE_TOLD),
        max(points, key=lambda letter: dot(q, points[letter])): ("dot-not-cosine", DOT_TOLD),
    }
    slips.setdefault(min(near, key=lambda letter: near[letter]), ("largest-cosine-distance", LARGEST_TOLD))
    return Part(
        ask=f"Which {thing} is nearest to $q$ by the cosine distance, which is 1 less the cosine of the angle?",
        answer=lettered(thing.capitalize(), right),
        steps=[
            f"Divide the dot products with $q$ by both lengths. The cosines are {told}.",
            f"The largest cosine means the smallest cosine distance: it belongs to {right}.",
        ],
        hints=["The nearest is the one whose direction is most like that of $q$.", "Divide the dot product with $q$ by "
               "both lengths."],
        mistakes=[Mistake(id, lettered(thing.capitalize(), letter), why) for letter, (id, why) in slips.items()],
    )  # fmt: skip


def lettered(thing: str, letter: str) -> ChoiceAnswer:
    return ChoiceAnswer(options=tuple(Option(id=x, text=f"{thing} {x}.") for x in LETTERS), value=letter)


def differences(q: Point, points: Mapping[str, Point]) -> str:
    return listed(f"for {letter} $({', '.join(map(str, away(q, p)))})$" for letter, p in points.items())


def away(q: Point, p: Point) -> Point:
    return tuple(b - a for a, b in zip(q, p, strict=True))


def taxi(q: Point, p: Point) -> int:
    """The L1 distance."""
    return sum(map(abs, away(q, p)))


def squared(q: Point, p: Point) -> int:
    """The square of the L2 distance."""
    return sum(x * x for x in away(q, p))


def cosine_of(q: Point, p: Point) -> float:
    return int(dot(q, p)) / sqrt(int(dot(q, q) * dot(p, p)))


# Winners by one distance each ------------------------------------------------------------------------------------


@cache
def rivals() -> tuple[tuple[Point, Point], ...]:
    """Steps (p, s) up to 6 of which p is shorter by the L1 norm and s by the L2 norm, by a tenth at least."""
    steps = [(x, y) for x in range(7) for y in range(x + 1) if x]
    origin = (0, 0)
    return tuple(
        (p, s)
        for p, s in product(steps, repeat=2)
        if 11 * sum(p) <= 10 * sum(s) and 121 * squared(origin, s) <= 100 * squared(origin, p)
    )


def two_winners(rng: Rng) -> tuple[Point, list[Point]]:
    """A query and four points: the L1 winner, the L2 winner, two others."""
    for _ in range(60):
        q = rng.integer(4, 8), rng.integer(4, 6)
        first, second = rng.choice(rivals())
        a, b = moved(rng, q, first), moved(rng, q, second)
        others = [p for p in lattice() if beaten(q, p, a, b) and taxi(q, p) <= 2 * taxi(q, a)]
        if inside(a) and inside(b) and len(others) > 1:
            return q, [a, b, *rng.sample(others, 2)]
    raise Redraw("the points lie outside the picture")


def three_winners(rng: Rng) -> tuple[Point, list[Point]]:
    """A query and four points: the winners by L1, L2, cosine and dot product."""
    for _ in range(60):
        q = rng.integer(2, 6), rng.integer(2, 6)
        first, second = rng.choice(rivals())
        a, b = moved(rng, q, first), moved(rng, q, second)
        if not (inside(a) and inside(b)):
            continue
        wide = max(cosine_of(q, a), cosine_of(q, b))
        far = [p for p in lattice() if beaten(q, p, a, b)]
        if not (near := [p for p in far if nearer(cosine_of(q, p), wide)]):
            continue
        c = rng.choice(near)
        turn = cosine_of(q, c)
        if long := [p for p in far if nearer(turn, cosine_of(q, p)) and dot(q, p) > 1.05 * dot(q, c)]:
            return q, [a, b, c, rng.choice(long)]
    raise Redraw("no three distances have three winners")


def documents(rng: Rng) -> tuple[Point, list[Point]]:
    """A query and four documents: the winners by L2, by cosine and by dot product, and one that is most unlike it."""
    for _ in range(200):
        q = tuple(rng.integer(0, 4) for _ in range(4))
        k = rng.integer(2, 3)
        a = tuple(max(0, x + rng.integer(-1, 1)) for x in q)
        c = tuple(max(0, k * x + rng.integer(-1, 1)) for x in q)
        d = tuple(rng.integer(0, 9) for _ in range(4))
        e = tuple(rng.integer(0, 4) for _ in range(4))
        if min(map(sum, (a, c, d, e))) < 2 or not 5 <= sum(q) <= 12 or q in (a, c):
            continue
        near = {p: cosine_of(q, p) for p in (a, c, d, e)}
        apart = all(121 * squared(q, a) <= 100 * squared(q, p) for p in (c, d, e))
        longest = all(dot(q, d) > 1.05 * dot(q, p) for p in (a, c, e))
        if len(near) == 4 and apart and longest and nearer(near[c], max(near[a], near[d])) and nearer(near[d], near[e]):
            return q, [a, c, d, e]
    raise Redraw("no documents win by one distance each")


def nearer(cosine: float, other: float) -> bool:
    """Whether one cosine distance is clearly less than another."""
    return cosine > other + 0.02 and 1 - cosine < 0.85 * (1 - other)


def moved(rng: Rng, q: Point, step: Point) -> Point:
    """From q by this step in any of eight directions."""
    x, y = rng.shuffled(step)
    return q[0] + rng.sign() * x, q[1] + rng.sign() * y


def inside(p: Point) -> bool:
    return 0 <= p[0] <= WIDE and 0 <= p[1] <= HIGH and any(p)


@cache
def lattice() -> tuple[Point, ...]:
    return tuple((x, y) for x in range(WIDE + 1) for y in range(HIGH + 1) if x or y)


def beaten(q: Point, p: Point, a: Point, b: Point) -> bool:
    """Whether p is farther from q than a by the L1 distance and than b by the L2 distance, by a tenth at least."""
    return 11 * taxi(q, a) <= 10 * taxi(q, p) and 121 * squared(q, b) <= 100 * squared(q, p)


# Writing ---------------------------------------------------------------------------------------------------------


def length(u: Mat) -> str:
    """The root of squares that is the length of a vector."""
    return f"sqrt({' + '.join(f'({x})^2' for x in u)})"


def stacked(texts: Iterable[str]) -> str:
    """A column with these entries in house notation."""
    return f"[{', '.join(f'[{text}]' for text in texts)}]"
