"""Determinants: rules, areas, and what a map does to the plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd, prod
from typing import Literal, NamedTuple

from generators.authoring import Mistake, Multipart, Part, Rng, assume, choice, exercise, fill, finite_set, number
from generators.maths import reals
from generators.maths.determinants import difference, sarrus, three_by_three, two_by_two
from generators.maths.figures import at, axis, grid_image, listed, spot
from generators.maths.matrices import Mat, column, diag, dot, integer_matrix, unimodular, zeros
from generators.maths.rationals import Rational, size
from generators.maths.rng import drawn
from schemas.figure import Figure, Polygon

# Rules -----------------------------------------------------------------------------------------------------------


class Factor(NamedTuple):
    """A matrix with its determinant, transposed or to a power, with a number before it: `2*A^T`, `(3*B)^2`."""

    name: str
    det: int
    power: int = 1
    transposed: bool = False
    scale: Fraction = Fraction(1)

    def __str__(self) -> str:
        scaled = self.name if self.scale == 1 else f"(({self.scale})*{self.name})"
        return f"{scaled}^T" if self.transposed else scaled if self.power == 1 else f"{scaled}^({self.power})"

    def worth(self, n: int) -> Fraction:
        """The determinant, where the matrix has n rows."""
        return (self.scale**n * self.det) ** self.power


Rule = Callable[[Factor, int], Fraction]


def scaled_once(factor: Factor, n: int) -> Fraction:
    """The number in front taken out once, whatever n is."""
    return (factor.scale * factor.det) ** factor.power


def negated(factor: Factor, n: int) -> Fraction:
    """The determinant of an inverse as the negative determinant, and of its powers accordingly."""
    base = factor.scale**n * factor.det
    return (-base) ** -factor.power if factor.power < 0 else base**factor.power


def multiplied(factor: Factor, n: int) -> Fraction:
    """The exponent as a factor."""
    base = factor.scale**n * factor.det
    return base * factor.power if factor.power > 1 else base**factor.power


def inverted(factor: Factor, n: int) -> Fraction:
    """The transpose taken for the inverse."""
    return 1 / factor.worth(n) if factor.transposed else factor.worth(n)


ONCE = "The number multiplies every row: it comes out of the determinant once for each row."
INVERSE = "The determinants of a matrix and its inverse have the product 1: take the reciprocal, not the negative."
POWER = "The determinant of a product is the product of the determinants: a power stays a power."
SUM = "Determinants of factors are multiplied, not added."
TRANSPOSE = "Transposing does not change the determinant."


@exercise(
    "linear_algebra.determinant.det_rules",
    title="Determinant of products, inverses, powers",
    skill="s.det.rules",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 4.1",
    levels={"easy": {"form": "product"}, "core": {"form": "powers"}, "hard": {"form": "backwards"}},
)
def det_rules(rng: Rng, *, form: Literal["product", "powers", "backwards"]) -> Multipart:
    """Find the determinant of a product, of a matrix after row operations, or the determinant that gives one."""
    if form == "backwards":
        return rng.choice((after_row_operations, unknown_determinant, unknown_factor))(rng)
    n = rng.integer(2, 4)
    a, b = (rng.sign() * k for k in rng.distinct(2, 6, count=2))
    if form == "product":
        first, second = (as_is(rng, name, det) for name, det in (("A", a), ("B", b)))
        factors = rng.shuffled((first, second))
    else:
        factors = drawn(lambda: powers(rng, n, a, b), lambda made: humane(prod(f.worth(n) for f in made)), 200)
    value = prod((factor.worth(n) for factor in factors), start=Fraction(1))
    written = "*".join(map(str, factors))
    slips = [("determinants-add", sum((f.worth(n) for f in factors), Fraction(0)), SUM)]
    slips += [(id, prod((rule(f, n) for f in factors), start=Fraction(1)), told) for id, rule, told in (
        ("scalar-once", scaled_once, ONCE), ("inverse-negative", negated, INVERSE),
        ("power-as-multiple", multiplied, POWER), ("transpose-inverts", inverted, TRANSPOSE),
    )]  # fmt: skip
    return Multipart(
        f"$A$ and $B$ are ${n} times {n}$ matrices with $det(A) = {a}$ and $det(B) = {b}$.",
        parts=[
            Part(
                ask=f"Find $det({written})$.",
                answer=number(value),
                steps=[
                    "The determinant of a product is the product of the determinants.",
                    *(reason(factor, n) for factor in factors if factor != Factor(factor.name, factor.det)),
                    f"So the determinant is ${'*'.join(f'({f.worth(n)})' for f in factors)} = {value}$.",
                ],
                hints=["Split the product first.", "What does each exponent, and each number in front, do?"],
                mistakes=[Mistake(id, number(wrong), told) for id, wrong, told in slips if wrong != value],
            )
        ],
    )  # fmt: skip


def as_is(rng: Rng, name: str, det: int) -> Factor:
    """The matrix itself, its inverse, or its transpose."""
    power, transposed = rng.choice(((1, False), (-1, False), (1, True)))
    return Factor(name, det, power, transposed)


def powers(rng: Rng, n: int, a: int, b: int) -> list[Factor]:
    """Two factors of which one has a number in front, and at least one is a power."""
    k = rng.choice((Fraction(2), Fraction(-2), Fraction(3), Fraction(-1), Fraction(1, 2)))
    first = Factor("A", a, rng.choice((-1, 1, 2)), scale=k)
    second = Factor("B", b, rng.choice((-2, -1, 2, 3)))
    if rng.chance(Fraction(1, 4)):
        first = Factor("A", a, scale=k, transposed=True)
    return rng.shuffled((first, second))


def humane(value: Rational) -> bool:
    """At most three digits above the line, and a denominator of at most 60."""
    exact = Fraction(value)
    return abs(exact.numerator) <= 999 and exact.denominator <= 60


def reason(factor: Factor, n: int) -> str:
    """Why a factor has its determinant."""
    base, told = Fraction(factor.det), []
    if factor.scale != 1:
        base = factor.scale**n * factor.det
        told.append(
            f"the number ${factor.scale}$ multiplies each of the ${n}$ rows, so $det(({factor.scale})*{factor.name}) = "
            f"({factor.scale})^({n})*({factor.det}) = {base}$"
        )
    if factor.transposed:
        told.append("transposing does not change the determinant")
    if factor.power == -1:
        shown = f"1/({base})" if base > 0 and base.denominator == 1 else f"1/({base}) = {1 / base}"
        told.append(f"the inverse has the reciprocal, ${shown}$")
    elif factor.power < 0:
        told.append(f"the inverse has the reciprocal and a power is a product, so this factor gives "
                    f"$({base})^({factor.power}) = {base**factor.power}$")  # fmt: skip
    elif factor.power > 1:
        told.append(f"a power is a product, so this factor gives $({base})^({factor.power}) = {base**factor.power}$")
    return f"For ${factor}$: {', and '.join(told)}."


def after_row_operations(rng: Rng) -> Multipart:
    """The determinant after an exchange, a multiplication and an addition of rows."""
    n, a = rng.integer(3, 4), rng.nonzero(-6, 6)
    k = rng.choice((Fraction(2), Fraction(-2), Fraction(3), Fraction(-3), Fraction(5), Fraction(1, 2), Fraction(-1, 3)))
    m = rng.choice((2, 3, 4, -2, -3))
    i, j = sorted(rng.distinct(1, n, count=2))
    p, q, t = rng.integer(1, n), *rng.distinct(1, n, count=2)
    done = rng.shuffled((
        (f"rows ${i}$ and ${j}$ are exchanged", f"exchanging two rows changes the sign, factor ${-1}$", Fraction(-1)),
        (f"row ${p}$ is multiplied by ${k}$", f"multiplying one row by ${k}$ multiplies the determinant by ${k}$", k),
        (f"${m}$ times row ${q}$ is added to row ${t}$", "adding a multiple of a row to another row changes nothing, "
         "factor $1$", Fraction(1)),
    ))  # fmt: skip
    value = a * prod(factor for _, _, factor in done)
    texts = [text for text, _, _ in done]
    slips = [
        ("exchange-ignored", -value, "Exchanging two rows changes the sign of the determinant."),
        ("addition-counts", value * m, "Adding a multiple of one row to another row does not change the determinant."),
        ("row-factor-for-all", -a * k**n, "Only one row is multiplied: the factor counts once."),
    ]
    return Multipart(
        f"$A$ is a ${n} times {n}$ matrix with $det(A) = {a}$. A matrix $B$ is made from it: first {texts[0]}, then "
        f"{texts[1]}, and finally {texts[2]}.",
        parts=[
            Part(
                ask="Find $det(B)$.",
                answer=number(value),
                steps=[
                    f"See what each operation does to the determinant: {'; '.join(why for _, why, _ in done)}.",
                    f"So $det(B) = {'*'.join(f'({factor})' for _, _, factor in done)}*({a}) = {value}$.",
                ],
                hints=["Which of the three operations leaves the determinant as it is?"],
                mistakes=[Mistake(id, number(wrong), told) for id, wrong, told in slips],
            )
        ],
    )


def unknown_determinant(rng: Rng) -> Multipart:
    """det(A) from the determinant of a product with A in it."""

    def draw() -> tuple[int, Factor, Factor]:
        n, k = rng.integer(2, 4), rng.choice((Fraction(2), Fraction(3), Fraction(-2), Fraction(1, 2)))
        first = Factor("A", rng.nonzero(-5, 5), rng.choice((1, 1, -1)), scale=k)
        return n, first, Factor("B", rng.sign() * rng.integer(2, 5), rng.choice((-2, -1, 2)))

    def fits(made: tuple[int, Factor, Factor]) -> bool:
        n, first, second = made
        return humane(first.worth(n) * second.worth(n)) and abs(first.det) > 1

    n, first, second = drawn(draw, fits, 200)
    value, rest = first.worth(n) * second.worth(n), second.worth(n)
    k, a = first.scale, first.det
    whole = value / rest
    base = whole**first.power
    slips = [
        ("scalar-once", base / k, ONCE),
        ("determinants-add", (value - rest) ** first.power / k**n if value != rest else Fraction(0), SUM),
        (
            "multiplied-for-divided",
            (value * rest) ** first.power / k**n,
            f"The factor ${second}$ must be divided away.",
        ),
    ]
    if first.power == -1:
        slips.append(("reciprocal-forgotten", whole / k**n, "The inverse of the matrix stands in the product: take the "
                      "reciprocal at the end."))  # fmt: skip
    inverse = f" The matrix $({k})*A$ itself has the reciprocal, $1/({whole}) = {base}$." if first.power == -1 else ""
    return Multipart(
        f"$A$ and $B$ are ${n} times {n}$ matrices with $det(B) = {second.det}$ and $det({first}*{second}) = {value}$.",
        parts=[
            Part(
                ask="Find $det(A)$.",
                answer=number(a),
                steps=[
                    f"The factor ${second}$ has the determinant $({second.det})^({second.power}) = {rest}$, so "
                    f"${first}$ has $({value})/({rest}) = {whole}$.{inverse}",
                    f"The number ${k}$ multiplies each of the ${n}$ rows: $({k})^({n})*det(A) = {base}$. Hence "
                    f"$det(A) = ({base})/({k**n}) = {a}$.",
                ],
                hints=["First find the determinant of the factor that holds $A$.", "How often does the number count?"],
                mistakes=[Mistake(id, number(wrong), told) for id, wrong, told in slips if wrong != a],
            )
        ],
    )


def unknown_factor(rng: Rng) -> Multipart:
    """The number that gives a multiple of a matrix its determinant."""
    n = rng.choice((3, 3, 5))
    k = rng.choice((2, 3, -2, -3, 4, 5) if n == 3 else (2, -2, 3))
    a = rng.sign() * rng.integer(2, 4)
    value = k**n * a
    assume(abs(value) <= 999, "the determinant is large")
    root = {3: "third", 5: "fifth"}[n]
    slips = [
        ("scalar-once", Fraction(value, a), ONCE),
        ("factor-times-n", Fraction(value, n * a), f"The number comes out once for each row, as a power: $k^({n})$, "
         f"not ${n}*k$."),
    ]  # fmt: skip
    return Multipart(
        f"$A$ is a ${n} times {n}$ matrix with $det(A) = {a}$.",
        parts=[
            Part(
                ask=f"For which real number $k$ is $det(k*A) = {value}$?",
                answer=number(k),
                steps=[
                    f"The number $k$ multiplies each of the ${n}$ rows: $det(k*A) = k^({n})*({a})$.",
                    f"So $k^({n}) = ({value})/({a}) = {value // a}$, and the {root} root is $k = {k}$.",
                ],
                hints=["How often does $k$ come out of the determinant?"],
                mistakes=[Mistake(id, number(wrong), told) for id, wrong, told in slips],
            )
        ],
    )


# Areas and volumes -----------------------------------------------------------------------------------------------

KEPT, REVERSED, FLAT = "It is kept.", "It is reversed.", "The image is flat and has none."


class Shape(NamedTuple):
    """A shape in words, its area (times pi for a circle), how that is found, and its outline."""

    text: str
    size: Fraction
    told: str
    outline: tuple[tuple[float, float], ...] = ()
    unit: str = ""

    def times(self, factor: Rational) -> str:
        """So many times the area."""
        return f"{self.size * factor}{self.unit}"


@exercise(
    "linear_algebra.determinant.area_scaling",
    title="Area of the image",
    skill="s.det.area",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 4.1",
    levels={"easy": {"shape": "rectangle"}, "core": {"shape": "composition"}, "hard": {"shape": "space or parameter"}},
)
def area_scaling(rng: Rng, *, shape: Literal["rectangle", "composition", "space or parameter"]) -> Multipart:
    """Find the area or the volume of an image, and whether orientation is kept."""
    if shape == "rectangle":
        return image_of_rectangle(rng)
    if shape == "composition":
        return image_of_image(rng)
    return rng.choice((image_of_box, prescribed_area))(rng)


def image_of_rectangle(rng: Rng) -> Multipart:
    w, h = rng.choice([(w, h) for w in range(1, 7) for h in range(1, 5) if (w, h) == (1, 1) or w * h > 2])
    A = flat_matrix(rng) if rng.chance(Fraction(1, 8)) else of_det(rng, range(1, 7))
    corners = ((0.0, 0.0), (float(w), 0.0), (float(w), float(h)), (0.0, float(h)))
    unit = (w, h) == (1, 1)
    shape = Shape(
        "The unit square" if unit else f"A rectangle with sides of lengths ${w}$ and ${h}$, parallel to the axes,",
        Fraction(w * h),
        "The unit square has the area $1$." if unit else f"The rectangle has the area ${w}*{h} = {w * h}$.",
        corners,
    )
    return Multipart(
        f"{shape.text} is mapped by the matrix $A = {A}$.",
        given={"s": shape.times(1)},
        parts=[det_part(A, "Find $det(A)$."), area_part(shape, A), orientation_part(A.det())],
    )


def image_of_image(rng: Rng) -> Multipart:
    """A triangle or a circle that is mapped by one matrix, and the image by another."""
    A, B = drawn(
        lambda: (of_det(rng, (1, 2, 3)), of_det(rng, (1, 2, 3))),
        lambda pair: opening(pair[1] * pair[0]) > Fraction(1, 8),
    )
    shape = circle(rng) if rng.chance(Fraction(1, 3)) else triangle(rng)
    M = B * A
    a, b = A.det(), B.det()
    det = number(a * b)
    product = Part(
        name="d",
        ask="Find the determinant of the matrix of both maps together.",
        answer=det,
        steps=[
            f"For $A$, {two_by_two(A)}; for $B$, {two_by_two(B, 'B')}.",
            f"Both together have the matrix $B*A$, and $det(B*A) = det(B)*det(A) = ({b})*({a}) = {a * b}$.",
        ],
        hints=["You need not multiply the matrices."],
        mistakes=[
            Mistake("determinants-add", number(a + b), SUM),
            Mistake("adds-both-diagonals", number(wrong_det(A) * wrong_det(B)), "In a determinant the second product "
                    "is subtracted."),
        ],
    )  # fmt: skip
    return Multipart(
        f"{shape.text} is mapped by the matrix $A = {A}$, and its image is then mapped by the matrix $B = {B}$.",
        given={"s": shape.times(1)},
        parts=[product, area_part(shape, M, "the final image"), orientation_part(a * b)],
    )


def triangle(rng: Rng) -> Shape:
    """A triangle with whole corners whose area is neither 1 nor large."""

    def fits(made: list[tuple[int, int]]) -> bool:
        (a, b), (c, d), (e, f) = made
        return 3 <= abs(twice(made)) <= 24 and opening(Mat([[c - a, e - a], [d - b, f - b]])) > Fraction(1, 4)

    corners = drawn(lambda: [(rng.integer(-4, 4), rng.integer(-4, 4)) for _ in range(3)], fits, 200)
    (a, b), (c, d), (e, f) = corners
    area = Fraction(abs(twice(corners)), 2)
    sides = Mat([[c - a, e - a], [d - b, f - b]])
    product, other = sides[0, 0] * sides[1, 1], sides[0, 1] * sides[1, 0]
    told = (
        f"From the first corner the sides lead by ${sides.column(0)}$ and ${sides.column(1)}$; the area of the "
        f"triangle is half the size of their determinant, $1/2*abs({difference(product, other)}) = {area}$."
    )
    return Shape(
        f"The triangle with the corners {listed(f'${at(corner)}$' for corner in corners)}",
        area,
        told,
        tuple((float(x), float(y)) for x, y in corners),
    )


def twice(corners: Sequence[tuple[int, int]]) -> int:
    """Twice the area of a triangle, with a sign."""
    (a, b), (c, d), (e, f) = corners
    return (c - a) * (f - b) - (e - a) * (d - b)


def circle(rng: Rng) -> Shape:
    r = rng.integer(2, 6)
    angles = [2 * reals.PI * i / 60 for i in range(60)]
    outline = tuple((float(r * reals.cos(t)), float(r * reals.sin(t))) for t in angles)
    told = f"The circle has the area $({r})^2*pi = {r * r}*pi$."
    return Shape(f"The circle of radius ${r}$ around the origin", Fraction(r * r), told, outline, "*pi")


def det_part(A: Mat, ask: str) -> Part:
    det = A.det()
    return Part(
        name="d",
        ask=ask,
        answer=number(det),
        steps=[f"Here {two_by_two(A)}."],
        mistakes=[
            Mistake("adds-both-diagonals", number(wrong_det(A)), "The second product is subtracted."),
            Mistake("determinant-reversed", number(-det), "The product of the diagonal comes first, and the other one "
                    "is subtracted."),
        ],
    )  # fmt: skip


def area_part(shape: Shape, M: Mat, image: str = "the image", *, what: str = "area") -> Part:
    """The area of the image; `s` is that of the shape."""
    det = M.det()
    area = number(shape.times(size(det)) if shape.unit and det else shape.size * size(det))
    a = "An" if what == "area" else "A"
    return Part(
        ask=f"Find the {what} of {image}.",
        answer=area,
        follows="abs(d)*s",
        steps=[
            shape.told,
            f"The size of the determinant multiplies every {what}: $abs({det})*({shape.times(1)}) = {area.value}$.",
        ],
        hints=[f"By which factor does a linear map change every {what}?"],
        mistakes=[
            *([] if shape.times(1) == "1" else [
                Mistake("area-is-det", "abs(d)", f"That is the factor. Multiply it by the {what} of the shape.")]),
            *([Mistake("negative-area", "d*s", f"{a} {what} is never negative: take the size of the determinant.")]
              if det < 0 else []),
            *([Mistake("squared-factor", "d^2*s", "The determinant is the factor itself. Factors of lengths would be "
                       "squared.")] if abs(Fraction(det)) > 1 else []),
        ],
        figure=shape_and_image(shape, M) if shape.outline else None,
    )  # fmt: skip


def orientation_part(det: Rational) -> Part:
    right = KEPT if det > 0 else REVERSED if det < 0 else FLAT
    told, ending, wrong, id = {
        KEPT: ("A positive determinant keeps the orientation, whatever the signs of the entries are.",
               "greater than 0, so the orientation is kept", REVERSED, "sign-of-entries-flips"),
        REVERSED: ("A negative determinant reverses the orientation: a letter F becomes its mirror image.",
                   "less than 0, so the orientation is reversed", KEPT, "flip-ignored"),
        FLAT: ("A determinant of 0 makes every image flat.", "0, so the image is flat and has no orientation", KEPT,
               "flat-overlooked"),
    }[right]  # fmt: skip
    return Part(
        ask="What happens to the orientation?",
        answer=choice(right, KEPT, REVERSED, FLAT),
        steps=[f"The determinant ${det}$ is {ending}." if det else f"The determinant is {ending}."],
        hints=["The sign of the determinant tells."],
        mistakes=[Mistake(id, choice(wrong, KEPT, REVERSED, FLAT), told)],
    )


def image_of_box(rng: Rng) -> Multipart:
    """A box in space and its image."""
    sides = rng.choice(((1, 1, 2), (1, 2, 2), (2, 2, 2), (1, 2, 3), (2, 2, 3), (1, 1, 4), (2, 3, 4), (1, 3, 5)))
    A = drawn(
        lambda: unimodular(rng, 3, 1) * diag(1, rng.integer(1, 2), rng.sign() * rng.integer(1, 3)),
        lambda A: all(size(x) <= 9 for x in A) and sum(x == 0 for x in A) < 3 and A.det() not in (1,),
    )
    volume, det = prod(sides), A.det()
    falling, rising = sarrus(A)
    shape = Shape("", Fraction(volume), f"The box has the volume ${'*'.join(map(str, sides))} = {volume}$.")
    first = Part(
        name="d",
        ask="Find $det(A)$.",
        answer=number(det),
        steps=[
            *three_by_three(A),
        ],
        hints=["Use the rule of Sarrus, or expand by the first row."],
        mistakes=[
            Mistake("permanent", number(sum(falling) + sum(rising)), "Three of the six products are subtracted."),
            Mistake("two-diagonals", number(falling[0] - rising[0]), "There are six products, three of each kind."),
        ],
    )
    return Multipart(
        f"A box with edges of lengths {listed(f'${x}$' for x in sides)} is mapped by the matrix $A = {A}$.",
        given={"s": shape.times(1)},
        parts=[first, area_part(shape, A, what="volume"), orientation_part(det)],
    )


def prescribed_area(rng: Rng) -> Multipart:
    """The numbers k for which an image has a given area: there are two of them."""
    s = rng.choice((Fraction(2), Fraction(3), Fraction(4), Fraction(5), Fraction(6), Fraction(3, 2), Fraction(5, 2)))
    d, f = rng.sign() * rng.integer(1, 4), rng.integer(1, 6)
    b, c = rng.nonzero(-6, 6), rng.nonzero(-4, 4)
    roots = [Fraction(b * c + sign * f, d) for sign in (1, -1)]
    assume(roots[0] + roots[1] and all(root.denominator <= 4 for root in roots), "one number for the other")
    A = f"[[k, {b}], [{c}, {d}]]"
    det = fill("d*k - p", d=d, p=b * c)
    shown = sorted(roots)
    return Multipart(
        f"A shape of area ${s}$ is mapped by the matrix $A = {A}$.",
        parts=[
            Part(
                ask=f"For which numbers $k$ does the image have the area ${s * f}$? Give the set.",
                answer=finite_set(*roots),
                steps=[
                    f"The area is multiplied by the size of $det(A) = k*({d}) - ({b})*({c}) = {det}$. The factor must "
                    f"be $({s * f})/({s}) = {f}$.",
                    f"So ${det}$ is ${f}$ or ${-f}$, which means that ${d}*k$ is ${b * c + f}$ or ${b * c - f}$.",
                    f"The set is ${{{shown[0]}, {shown[1]}}}$.",
                ],
                hints=["By which factor must areas grow?", "Which numbers have this size?"],
                mistakes=[
                    Mistake("keeps-one-root", finite_set(roots[0]), "The determinant may be negative too: only its "
                            "size counts for the area."),
                    Mistake("area-is-det", finite_set(*((b * c + sign * s * f) / d for sign in (1, -1))), "The "
                            "determinant is the factor from the old area to the new one."),
                ],
            )
        ],
    )  # fmt: skip


def of_det(rng: Rng, sizes: Sequence[int]) -> Mat:
    """A 2 by 2 matrix with at most one zero whose determinant has one of these sizes, and whose image is not thin."""
    return drawn(
        lambda: integer_matrix(rng, 2, 2, 4, zero=True),
        lambda A: size(A.det()) in sizes and sum(x == 0 for x in A) < 2 and opening(A) > Fraction(1, 5),
        200,
    )


def opening(A: Mat) -> Fraction:
    """The square of the sine of the angle between the columns, which are not zero."""
    a, b = A.columns
    return Fraction(A.det() ** 2) / Fraction(dot(a, a) * dot(b, b)) if any(a) and any(b) else Fraction(0)


def flat_matrix(rng: Rng) -> Mat:
    """A singular 2 by 2 matrix without zeros."""
    p, q = ((rng.nonzero(-3, 3), rng.nonzero(-3, 3)) for _ in range(2))
    return Mat([[a * b for b in q] for a in p])


def wrong_det(A: Mat) -> Rational:
    """The sum of the products along both diagonals."""
    (a, b), (c, d) = A.rows
    return a * d + b * c


def shape_and_image(shape: Shape, M: Mat) -> Figure:
    """A shape, dashed, and its image."""
    outline, ((a, b), (c, d)) = shape.outline, ((float(x), float(y)) for x, y in M.rows)
    moved = [(a * x + b * y, c * x + d * y) for x, y in outline]
    reached = [*outline, *moved, (0.0, 0.0)]
    low, high = ([end(p[j] for p in reached) for j in range(2)] for end in (min, max))
    longest = max(high[j] - low[j] for j in range(2))
    room = [max(1.0, (longest / 2 - high[j] + low[j]) / 2) for j in range(2)]
    lands = f"its image has its corners at {listed(map(at, moved))}" if len(outline) < 9 else "its image is an ellipse"
    return Figure(
        alt=f"{shape.text.rstrip(',')}, dashed; {lands}.".replace("$", ""),
        marks=(
            Polygon(points=tuple(map(spot, outline)), style="dashed", colour="grey"),
            Polygon(points=tuple(map(spot, moved))),
        ),
        x=axis((low[0] - room[0], high[0] + room[0]), "x"),
        y=axis((low[1] - room[1], high[1] + room[1]), "y"),
        equal=True,
        grid=True,
        rim=True,
    )


# Pictures --------------------------------------------------------------------------------------------------------

POSITIVE, NEGATIVE, ZERO = "It is positive.", "It is negative.", "It is zero."
SWAP = Mat([[0, 1], [1, 0]])
REACH = 4
"""The pictures reach so far from the origin."""


@exercise(
    "linear_algebra.determinant.rank_from_picture",
    title="What does this map do to the plane?",
    skill="s.det.area",
    source="Sanderson, Essence of Linear Algebra (2016), chapters 6 and 7",
    tier="standard",
    levels={"easy": {"ask": "rank"}, "core": {"ask": "sign"}, "hard": {"ask": "matrix"}},
)
def rank_from_picture(rng: Rng, *, ask: Literal["rank", "sign", "matrix"]) -> Multipart:
    """Tell from the image of a grid the rank and the determinant of a map, and what is lost."""
    kind = rng.choice({"rank": (2, 2, 1, 1, 0), "sign": (2, 2, 2, 1), "matrix": (2, 2, 1)}[ask])
    A = on_the_plane(rng) if kind == 2 else on_a_line(rng) if kind == 1 else zeros(2, 2)
    a, b = ((int(x), int(y)) for x, y in A.columns)
    figures = [grid_image((1, 0), (0, 1), REACH, label="before"), grid_image(a, b, REACH, label="after")]
    parts = [rank_seen(A), kernel_seen(A)]
    if ask == "sign":
        parts.insert(1, sign_seen(A))
    elif ask == "matrix":
        parts = [matrix_seen(A), kernel_seen(A, None)]
    return Multipart(
        "The figures show the grid of unit squares with a letter F before and after a linear map; vertical lines are "
        f"solid and horizontal ones dashed. {ONLY_LINES if kind < 2 else ''}".strip(),
        given={"n": 2},
        figures=figures,
        parts=parts,
    )


ONLY_LINES = "Lines that land on one another are drawn as one."


def on_the_plane(rng: Rng) -> Mat:
    """An invertible matrix whose picture is not too thin, and no turn of the square by itself."""

    def fits(A: Mat) -> bool:
        return size(A.det()) in (1, 2, 3, 4, 5) and opening(A) > Fraction(2, 9) and len({A, A.T, A * SWAP, -A}) == 4

    return drawn(lambda: integer_matrix(rng, 2, 2, 3, zero=True), fits, 200)


def on_a_line(rng: Rng) -> Mat:
    """A matrix of rank 1 whose image is no axis and no diagonal, and not the line of its rows."""
    p = rng.choice(
        ((2, 1), (1, 2), (2, -1), (1, -2), (3, 1), (1, 3), (3, -1), (1, -3), (3, 2), (2, 3), (3, -2), (2, -3))
    )
    q = drawn(lambda: (rng.integer(-2, 2), rng.integer(-2, 2)), lambda q: any(q) and p[0] * q[1] != p[1] * q[0])
    return Mat([[x * y for y in q] for x in p])


def rank_seen(A: Mat) -> Part:
    rank = A.rank()
    shown = {0: "a single point", 1: "a straight line", 2: "the whole plane"}[rank]
    slips = {
        0: [("kernel-is-rank", 2, "That is the dimension of what is lost."),
            ("point-is-rank-one", 1, "A point has the dimension 0.")],
        1: [("line-is-rank-two", 2, "The points of the image have two coordinates, but they lie on a line: it has the "
             "dimension 1."), ("line-is-rank-zero", 0, "Only if everything lands at the origin is the rank 0.")],
        2: [("kernel-is-rank", 0, "That is the dimension of what is lost."),
            ("skew-is-rank-one", 1, "The image is a skew grid, but it covers the whole plane.")],
    }[rank]  # fmt: skip
    return Part(
        name="r",
        ask="What is the rank of the matrix of this map?",
        answer=number(rank),
        steps=[f"The image of the plane is {shown}. Its dimension is the rank, ${rank}$."],
        hints=["Is the image of the plane all of the plane, a line, or a point?"],
        mistakes=[Mistake(id, number(wrong), told) for id, wrong, told in slips],
    )


def kernel_seen(A: Mat, follows: str | None = "n - r") -> Part:
    rank = A.rank()
    lost = {
        0: "All points of the plane land at the origin",
        1: "A whole line of points lands at the origin",
        2: "Only the origin lands at the origin",
    }[rank]
    slips = {
        0: [("kernel-is-rank", 0, "That is the dimension of the image."),
            ("one-direction-lost", 1, "Points in two directions are lost, not only in one.")],
        1: [("kernel-is-origin", 0, "Different points landed on the same spot, so some besides the origin landed "
             "there."), ("kernel-is-plane", 2, "Not everything lands at the origin: the image is a line.")],
        2: [("kernel-is-rank", 2, "That is the dimension of the image."),
            ("point-is-rank-one", 1, "The origin alone is a point, and a point has the dimension 0.")],
    }[rank]  # fmt: skip
    return Part(
        ask="What is the dimension of the kernel, the set of points that land at the origin?",
        answer=number(2 - rank),
        follows=follows,
        steps=[f"{lost}: the dimension of the kernel is $2 - {rank} = {2 - rank}$."],
        hints=["Rank and dimension of the kernel add to the dimension of the plane."],
        mistakes=[Mistake(id, number(wrong), told) for id, wrong, told in slips],
    )


def sign_seen(A: Mat) -> Part:
    det = A.det()
    right = POSITIVE if det > 0 else NEGATIVE if det < 0 else ZERO
    why = {
        POSITIVE: "The F is out of shape but not mirrored: from its upright to its arms one turns the same way.",
        NEGATIVE: "The F is mirrored: from its upright to its arms one turns the other way.",
        ZERO: "The plane became flat, and so did every area.",
    }[right]
    slips = {
        POSITIVE: [("flip-overlooked", NEGATIVE, "Compare both letters: can one be turned into the other without "
                    "lifting it off the page?")],
        NEGATIVE: [("flip-ignored", POSITIVE, "Compare both letters: the F must be turned over to get the other one.")],
        ZERO: [("flat-overlooked", POSITIVE, "The determinant is the factor of areas, and all areas became 0.")],
    }[right]  # fmt: skip
    return Part(
        ask="What is the sign of the determinant?",
        answer=choice(right, POSITIVE, NEGATIVE, ZERO),
        steps=[f"{why} {right}"],
        hints=["Look at the letter F: is it mirrored?"],
        mistakes=[Mistake(id, choice(wrong, POSITIVE, NEGATIVE, ZERO), told) for id, wrong, told in slips],
    )


def matrix_seen(A: Mat) -> Part:
    """Which of four matrices fits the picture, and only that one does."""
    a, b = A.columns
    if A.det():
        steps = [
            f"The line of the F's upright is the image of a vertical line: it runs along ${column(*b)}$, which must be "
            f"a multiple of the second column. Its arms run along ${column(*a)}$, as the first column must.",
            f"The F {'is mirrored' if A.det() < 0 else 'is not mirrored'}, so the determinant is "
            f"{'negative' if A.det() < 0 else 'positive'}. Only ${A}$ fits, for which $det(A) = {A.det()}$.",
        ]
        slips = [
            ("flip-ignored", A * SWAP, "With this matrix the upright and the arms of the F would change places."),
            ("rows-for-columns", A.T, "The images of the basis vectors are the columns, not the rows."),
            ("half-turn-overlooked", -A, "With this matrix the F would be turned by 180 degrees."),
        ]
    else:
        p, q = factors_of(A)
        steps = [
            f"The image is the line through the origin and ${at(p)}$, so both columns must be multiples of "
            f"${column(*p)}$.",
            f"Only ${A}$ has such columns.",
        ]
        slips = [
            ("rows-for-columns", A.T, f"The image of this matrix is the line of its columns, through ${at(q)}$."),
            ("slope-mirrored", diag(1, -1) * A, "The line of this matrix has the opposite slope."),
            ("line-is-rank-two", Mat([*zip(p, q, strict=True)]), "This matrix has the rank 2: its image is the plane."),
        ]
    texts = [f"The matrix ${M}$." for M in (A, *(wrong for _, wrong, _ in slips))]
    return Part(
        ask="Which is the matrix of the map?",
        answer=choice(*texts),
        steps=steps,
        hints=[
            "The columns of the matrix span the image.",
            "Follow the upright of the F, then its arms: along which columns must they run?" if A.det()
            else "Through which point with whole coordinates does the line pass?",
        ],
        mistakes=[Mistake(id, choice(f"The matrix ${wrong}$.", *texts), told) for id, wrong, told in slips],
    )  # fmt: skip


def factors_of(A: Mat) -> tuple[tuple[int, int], tuple[int, int]]:
    """p and q with A = p*q^T for a matrix of rank 1; p has no common divisor."""
    column_of = next(col for col in A.columns if any(col))
    common = gcd(*(int(x) for x in column_of)) * (-1 if next(x for x in column_of if x) < 0 else 1)
    p = int(column_of[0]) // common, int(column_of[1]) // common
    at = 0 if p[0] else 1
    return p, (int(A[at, 0]) // p[at], int(A[at, 1]) // p[at])
