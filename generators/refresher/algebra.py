"""Algebra."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cache
from math import ceil, floor, gcd, lcm, prod
from operator import add, mul, sub
from typing import Any, Literal, NamedTuple

from flint import fmpq

from generators.answers.keys import defined_somewhere
from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    exercise,
    expression,
    fill,
    finite_set,
    interval,
    number,
    terminating,
)
from generators.maths.figures import listed
from generators.maths.polynomials import Polynomial, from_roots
from generators.maths.rationals import Rational, surd
from generators.maths.reals import BITS
from generators.maths.undoing import built, numbers_first, undone, wrong_ways
from generators.notation import evaluate, parse, text_of
from generators.notation.values import Undefined
from schemas.answer import AnswerKey, Assumption
from schemas.exercise import DataTable


@exercise(
    "refresher.algebra.linear_equation",
    title="Linear equation in one unknown",
    skill="s.alg.linear",
    source="OpenStax, Elementary Algebra 2e (2020), chapter 2",
    levels={"easy": {"form": "plain"}, "core": {"form": "brackets"}, "hard": {"form": "fractions"}},
)
def linear_equation(rng: Rng, *, form: Literal["plain", "brackets", "fractions"]) -> Part:
    """Solve a linear equation with the unknown on both sides."""
    if form == "fractions":
        q = rng.choice((2, 3))
        a, b, c = (Fraction(rng.nonzero(-n, n), rng.choice((1, q))) for n in (7, 12, 7))
        a = a if a.denominator > 1 else a / q
        solutions = [Fraction(n, m) for m in (2, 3, 6) for n in range(-11, 12) if n % 2 and n % 3]
        d_of = {x: (a - c) * x + b for x in solutions}
        solutions = [x for x, d in d_of.items() if 0 < abs(d.numerator) <= 60 and d.denominator <= 6]
        assume(a not in (c, -c) and solutions, "the equation is degenerate or its numbers are large")
        x0 = rng.choice(solutions)
    else:
        m, k = rng.distinct(2, 9, count=2)
        k *= rng.sign()
        n = m * rng.nonzero(-6, 6) if form == "brackets" else rng.nonzero(-20, 20)
        x = rng.choice([x for x in range(-12, 13) if abs(x) > 1 and 0 < abs((m - k) * x + n) <= 60])
        a, b, c, x0 = map(Fraction, (m, n, k, x))
    d = (a - c) * x0 + b
    left, right = Polynomial([a, b]), Polynomial([c, d])
    assert (right - left).roots() == {x0: 1}
    shown = f"{a}*({Polynomial([1, b / a])})" if form == "brackets" else str(left)

    steps = []
    if form == "brackets":
        steps.append(f"Multiply out the brackets: ${shown} = {left}$.")
    common = lcm(*(q.denominator for q in (a, b, c, d)))
    if common > 1:
        left, right = left * common, right * common
        steps.append(f"Multiply both sides by the common denominator ${common}$: ${left} = {right}$.")
    coefficient, constant = left[1] - right[1], right[0] - left[0]
    quotient = f"{constant}/({coefficient})" if coefficient < 0 else f"{constant}/{coefficient}"
    steps += [
        f"Collect the terms in $x$ on the left, constants on the right: ${Polynomial([coefficient, 0])} = {constant}$.",
        f"Divide by the coefficient: $x = {' = '.join(dict.fromkeys([quotient, str(x0)]))}$.",
        f"Check: for $x = {x0}$ the left side is ${fill(shown, x=x0)} = {a * x0 + b}$ "
        f"and the right side is ${fill(Polynomial([c, d]), x=x0)} = {c * x0 + d}$.",
    ]
    return Part(
        ask=f"Solve ${shown} = {Polynomial([c, d])}$ for $x$.",
        answer=number(x0),
        steps=steps,
        hints=[
            "Bring all terms with $x$ to one side and all constants to the other.",
            "What you subtract on one side you subtract on the other; in the end divide by the coefficient of $x$.",
        ],
        mistakes=[
            Mistake(
                "sign-kept-on-move",
                number((d + b) / (a - c)),
                "A term that changes sides changes its sign: subtract it on both sides.",
            ),
            Mistake(
                "adds-x-terms",
                number((d - b) / (a + c)),
                "Subtract the term with $x$ on the right from both sides; the coefficients are not added.",
            ),
            Mistake(
                "inverts-division",
                number((a - c) / (d - b)),
                "The constant is divided by the coefficient of $x$, not the other way round.",
            ),
        ],
    )


class Law(NamedTuple):
    """A formula, whole in its letters: a sentence up to the formula, what it gives, and how that is built.

    `built` says for each letter that may be asked for which operations lead from it to the right side; `numbers` which
    values a letter may have; `names` what the letters may be called, the first being those used here.
    """

    text: str
    left: str
    built: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Sequence[object]]
    names: tuple[str, ...]


LINEAR_LAWS = (
    Law("For the input {x} a linear model with the weight {w} and the bias {b} predicts", "y",
        {"x": ("w*u", "u + b"), "w": ("u*x", "u + b")}, {"w": range(2, 10), "b": range(2, 13)},
        ("y x w b", "p t m c", "v s k d")),
    Law("The standard score of a value {x} from a population with the mean {m} and the standard deviation {s} is", "z",
        {"x": ("u - m", "u/s"), "m": ("x - u", "u/s")}, {"m": (50, 60, 70, 80, 100, 120), "s": (2, 4, 5, 10, 15)},
        ("z x m s", "z x mu sigma", "t y mu s")),
    Law("A temperature of {c} degrees Celsius is (in degrees Fahrenheit)", "f",
        {"c": ("9/5*u", "u + 32")}, {}, ("f c", "y x", "F C")),
    Law("With the learning rate {r} and the slope {g}, a step of gradient descent leads from the place {s} to", "t",
        {"r": ("u*g", "s - u"), "g": ("r*u", "s - u")}, {"r": ("0.1", "0.2", "0.01", "0.05"), "s": range(2, 10)},
        ("t r g s", "y eta g x", "w alpha d v")),
    Law("Scaled to the range from 0 to 1, a value {x} between {a} and {b} becomes", "y",
        {"x": ("u - a", "u/(b - a)")}, {"a": (5, 10, 15, 20), "b": (50, 60, 80, 90)},
        ("y x a b", "t s l h", "z x p q")),
    Law("With the weight {w} for the new value {x}, the moving average of {x} and the last average {v} is", "m",
        {"x": ("w*u", "u + (1 - w)*v"), "v": ("(1 - w)*u", "w*x + u")}, {"w": ("0.1", "0.2", "0.3", "0.4")},
        ("m w x v", "y beta x z", "s alpha g v")),
    Law("The mean of two numbers {a} and {b} is", "m",
        {"a": ("u + b", "u/2"), "b": ("a + u", "u/2")}, {"b": range(3, 30), "a": range(3, 30)},
        ("m a b", "c x y", "z p q")),
    Law("On top of a fixed fee of {f} euros a ride costs {p} euros for each kilometre; {n} kilometres cost (in euros)",
        "k", {"n": ("p*u", "f + u"), "p": ("u*n", "f + u")}, {"f": range(2, 10), "p": (2, 3, 4)},
        ("k f p n", "y b m x", "c a r d")),
    Law("On the straight line of the slope {m} through the point ({a}, {b}), the value at {x} is", "y",
        {"x": ("u - a", "m*u", "u + b"), "a": ("x - u", "m*u", "u + b")},
        {"m": range(2, 7), "a": range(2, 10), "b": range(2, 10)}, ("y m a b x", "v k p q t", "z w r s x")),
    Law("An amount of {c} euros at a simple interest rate of {r} a year grows in {n} years to (in euros)", "k",
        {"r": ("u*n", "1 + u", "c*u"), "n": ("r*u", "1 + u", "c*u")},
        {"c": (200, 500, 800, 1000), "n": range(2, 9), "r": ("0.02", "0.03", "0.04", "0.05")},
        ("k c r n", "y a p t", "v b q m")),
    Law("A rectangle with the sides {a} and {b} has the perimeter", "c",
        {"a": ("u + b", "2*u"), "b": ("a + u", "2*u")}, {"a": range(3, 20), "b": range(3, 20)},
        ("c a b", "k x y", "p r s")),
)  # fmt: skip
ROOT_LAWS = (
    Law("With the quantile {z}, a sample of the size {n} and the standard deviation {s} give a margin of error of", "d",
        {"n": ("sqrt(u)", "z*s/u")}, {"z": ("1.645", "1.96", "2.576"), "s": (2, 3, 5, 8, 10, 12, 15)},
        ("d z s n", "m z sigma n", "w q s k")),
    Law("The standard score of a value {x} from a population with the mean {m} and the standard deviation {s} is", "z",
        {"s": ("(x - m)/u",)}, {"m": (50, 60, 70, 80, 100, 120)}, ("z x m s", "z x mu sigma", "t y mu s")),
    Law("If the squared deviations of {n} values from their mean add up to {q}, their standard deviation is", "s",
        {"q": ("u/(n - 1)", "sqrt(u)"), "n": ("u - 1", "q/u", "sqrt(u)")}, {"n": range(5, 30), "q": range(12, 90)},
        ("s n q", "d m a", "sigma n S")),
    Law("The length of the vector ({a}, {b}) is", "r",
        {"a": ("u^2", "u + b^2", "sqrt(u)"), "b": ("u^2", "a^2 + u", "sqrt(u)")},
        {"a": range(2, 13), "b": range(2, 13)}, ("r a b", "d x y", "l p q")),
    Law("If the mean of {n} values with the standard deviation {s} is greater than expected by {d}, its "
        "standard score is", "z",
        {"n": ("sqrt(u)", "d*u", "u/s"), "s": ("d*sqrt(n)/u",)}, {"d": range(2, 8), "s": (4, 5, 6, 8, 10, 12)},
        ("z n s d", "t m sigma d", "z n sigma delta")),
    Law("A learning rate that begins at {a} and falls with the constant {k} is, after {n} steps,", "r",
        {"n": ("k*u", "1 + u", "a/u"), "k": ("u*n", "1 + u", "a/u")},
        {"a": ("0.1", "0.2", "0.5"), "k": ("0.01", "0.02", "0.05"), "n": (10, 20, 50, 100)},
        ("r a k n", "eta a c t", "y b d x")),
    Law("With {t} true positives and {f} false positives, the precision of a classifier is", "p",
        {"f": ("t + u", "t/u"), "t": ("f/u", "1 + u", "1/u")}, {"t": range(20, 80), "f": range(5, 40)},
        ("p t f", "q a b", "r t s")),
    Law("A pendulum of the length {l} under the gravity {g} swings once in the time", "t",
        {"l": ("u/g", "sqrt(u)", "2*pi*u"), "g": ("l/u", "sqrt(u)", "2*pi*u")},
        {"l": range(2, 9), "g": ("9.81", "1.62")},
        ("t l g", "T l g", "p a g")),
    Law("In a sample of the size {n}, the variance of a share with the true value {p} is", "v",
        {"n": ("p*(1 - p)/u",)}, {"p": ("0.1", "0.2", "0.3", "0.4", "0.6")}, ("v p n", "s p n", "w q m")),
    Law("A body of the mass {m} that moves at the speed {v} has the kinetic energy", "w",
        {"v": ("u^2", "m/2*u")}, {"m": range(3, 30)}, ("w m v", "k m v", "h a s")),
    Law("Two independent errors with the standard deviations {a} and {b} add up to one with the standard deviation",
        "s", {"a": ("u^2", "u + b^2", "sqrt(u)"), "b": ("u^2", "a^2 + u", "sqrt(u)")},
        {"a": range(2, 13), "b": range(2, 13)}, ("s a b", "r p q", "d v w")),
    Law("The harmonic mean of the precision {p} and the recall {r} is", "f",
        {"p": ("1/u", "u + 1/r", "2/u"), "r": ("1/u", "1/p + u", "2/u")},
        {"p": ("0.4", "0.5", "0.8"), "r": ("0.4", "0.5", "0.8")}, ("f p r", "h a b", "m x y")),
    Law("A cone of the height {h} over a circle of the radius {r} has the volume", "v",
        {"r": ("u^2", "pi*h/3*u")}, {"h": range(2, 20)}, ("v h r", "V h r", "c a x")),
)  # fmt: skip
EXPONENTIAL_LAWS = (
    Law("From the score {z} a logistic model computes the probability", "p",
        {"z": ("-u", "exp(u)", "1 + u", "1/u")}, {}, ("p z", "y x", "q s")),
    Law("From the input {x} a logistic model with the weight {w} and the bias {b} computes the probability", "p",
        {"x": ("w*u", "u + b", "-u", "exp(u)", "1 + u", "1/u")}, {"w": range(2, 9), "b": range(2, 5)},
        ("p x w b", "y t a c", "q s k d")),
    Law("The log-odds of a probability {p} are", "z", {"p": ("u/(1 - u)", "ln(u)")}, {}, ("z p", "l q", "s p")),
    Law("{a} bacteria that multiply at the rate {k} have become, after {t} hours,", "n",
        {"t": ("k*u", "exp(u)", "a*u"), "k": ("u*t", "exp(u)", "a*u")},
        {"a": (50, 80, 100, 200, 500), "k": ("0.2", "0.3", "0.5"), "t": range(2, 12)},
        ("n a k t", "y c r x", "b p m h")),
    Law("Of {a} grams of a radioactive substance with the time constant {c} there are left, after the time {t},", "m",
        {"t": ("u/c", "-u", "exp(u)", "a*u"), "c": ("t/u", "-u", "exp(u)", "a*u")},
        {"a": (20, 40, 50, 80), "c": range(3, 15), "t": range(2, 12)}, ("m a c t", "y b tau x", "n a tau t")),
    Law("A drink of {h} degrees cools in a room of {r} degrees; with the constant {k} its temperature after the time "
        "{t} is", "y",
        {"t": ("k*u", "-u", "exp(u)", "(h - r)*u", "r + u"), "k": ("u*t", "-u", "exp(u)", "(h - r)*u", "r + u")},
        {"h": (70, 80, 90), "r": (18, 20, 22), "t": range(5, 30)}, ("y h r k t", "w a b c x", "v p q m s")),
    Law("With the rate {k}, the next customer comes within the time {t} with the probability", "p",
        {"t": ("k*u", "-u", "exp(u)", "1 - u"), "k": ("u*t", "-u", "exp(u)", "1 - u")},
        {"k": range(2, 9), "t": range(2, 9)}, ("p k t", "q lambda x", "y r s")),
    Law("A sound of the intensity {a} has, compared with one of the intensity {b}, a level in decibels of", "l",
        {"a": ("u/b", "log10(u)", "10*u"), "b": ("a/u", "log10(u)", "10*u")}, {"b": range(2, 9), "a": range(2, 9)},
        ("l a b", "d x y", "v p q")),
    Law("After {x} hours of practice, somebody who begins with {a} points and gains by the factor {b} reaches", "y",
        {"x": ("ln(u)", "b*u", "a + u")}, {"a": range(10, 60), "b": range(3, 15)}, ("y x a b", "p t c k", "s h m r")),
    Law("{c} euros at an interest rate of {r} a year, with interest on the interest, grow in {n} years to (in euros)",
        "k", {"n": ("(1 + r)^u", "c*u"), "r": ("1 + u", "u^n", "c*u")},
        {"c": (200, 500, 800, 1000), "n": range(3, 12), "r": ("0.02", "0.03", "0.04", "0.05")},
        ("k c r n", "y a p t", "v b q m")),
    Law("With the sharpness {b}, the smooth substitute for ReLU has at {x} the value", "y",
        {"x": ("b*u", "exp(u)", "1 + u", "ln(u)", "u/b")}, {"b": range(2, 9)}, ("y b x", "s k z", "v a t")),
    Law("If the rate is {k}, then with the probability {p} the waiting time is at most", "t",
        {"p": ("1 - u", "ln(u)", "-u", "u/k")}, {"k": range(2, 9)}, ("t k p", "x lambda p", "y r q")),
    Law("With the width {s}, two points at the distance {d} have the similarity", "k",
        {"d": ("u^2", "u/(2*s^2)", "-u", "exp(u)"), "s": ("u^2", "2*u", "d^2/u", "-u", "exp(u)")},
        {"s": range(2, 7)}, ("k s d", "y a r", "q h x")),
    Law("At the temperature {t}, the class that leads by the score {d} is chosen with the probability", "p",
        {"t": ("d/u", "-u", "exp(u)", "1 + u", "1/u")}, {"d": range(2, 9)}, ("p t d", "y a x", "q h z")),
)  # fmt: skip
REARRANGE = (
    "Solve this formula for ${}$.",
    "Make ${}$ the subject of this formula.",
    "Rearrange this formula so that it gives ${}$.",
)


@exercise(
    "refresher.algebra.rearrange_formula",
    title="Make a letter the subject",
    skill="s.alg.rearrange",
    source="OpenStax, Intermediate Algebra 2e (2020), section 2.3",
    levels={"easy": {"undo": "arithmetic"}, "core": {"undo": "roots"}, "hard": {"undo": "logarithms"}},
)
def rearrange_formula(rng: Rng, *, undo: Literal["arithmetic", "roots", "logarithms"]) -> Part:
    """Rearrange a formula of data science, physics or daily life for one of its letters."""
    law = rng.choice({"arithmetic": LINEAR_LAWS, "roots": ROOT_LAWS, "logarithms": EXPONENTIAL_LAWS}[undo])
    asked = rng.choice(tuple(law.built))
    names = dict(zip(law.names[0].split(), rng.choice(law.names).split(), strict=True))
    values: dict[str, object] = dict(names)
    if (fixed := [letter for letter in law.numbers if letter != asked]) and rng.chance(Fraction(3, 4)):
        letter = rng.choice(fixed)
        values[letter] = rng.choice(law.numbers[letter])
    operations = [numbers_first(fill(operation, **values)) for operation in law.built[asked]]
    left, x = names[law.left], names[asked]
    stages = built(operations, x)
    formula = f"{left} = {stages[-1]}"

    done, reached = [], left
    for operation, inside in zip(reversed(operations), reversed(stages[:-1]), strict=True):
        done.append(undone(operation, inside, reached))
        reached = done[-1].value
    free = [letter for name, letter in names.items() if values[name] == letter]
    assert _inverse_at_a_point(stages[-1], left, reached, x, free)

    shown = {name: f"${value}$" for name, value in values.items()}
    back = list(zip(done, reversed(stages[:-1]), (left, *(each.value for each in done)), strict=False))
    return Part(
        ask=f"{law.text.format(**shown)} ${formula}$. All letters stand for positive numbers. "
        f"{rng.choice(REARRANGE).format(x)}",
        answer=expression(reached, symbols=dict.fromkeys(free, "positive")),
        steps=[
            *([f"What is done last on the right side is {done[0].what}, so this is undone first."] if done[1:] else []),
            *(f"{each.how}: ${each.value} = {inside}$." for each, inside, _ in back),
            f"Check by putting this in: ${fill(stages[-1], **{x: reached})} = {left}$, as it must be.",
            f"So ${x} = {reached}$.",
        ],
        hints=[
            f"What happens to ${x}$ on the right side, step by step? Undo the last step first.",
            f"The last step is {done[0].what}. Do the opposite on both sides, then go on in this way.",
        ],
        mistakes=_foreseen(operations, left, free),
    )


def _inverse_at_a_point(right: str, left: str, answer: str, x: str, letters: list[str]) -> bool:
    """Whether the answer gives x back from what the formula makes of it: with small and with great values of letters.

    At least one of them must lie in the domain.
    """
    tried = 0
    for start in (Fraction(1, 7), Fraction(3, 2)):
        at: dict[str, Any] = {letter: fmpq(12 * start.numerator + 5 * i * start.denominator, 12 * start.denominator)
                              for i, letter in enumerate(letters) if letter != left}  # fmt: skip
        with suppress(Undefined):
            made = evaluate(parse(right), at, bits=4 * BITS)
            gap: Any = evaluate(parse(f"{answer} - {x}"), at | {left: made}, bits=4 * BITS)
            if not abs(gap) < fmpq(1, 10**20):
                return False
            tried += 1
    return tried > 0


def _foreseen(operations: list[str], left: str, letters: list[str]) -> list[Mistake]:
    """Up to four different slips that lead to a formula with a value somewhere."""
    positive: dict[str, Assumption] = dict.fromkeys(letters, "positive")
    found = [slip for slip in wrong_ways(operations, left) if defined_somewhere(parse(slip.value), positive)]
    return [Mistake(slip.misconception, expression(slip.value, symbols=positive), slip.told) for slip in found[:4]]


@exercise(
    "refresher.algebra.quadratic_roots",
    title="Roots of a quadratic",
    skill="s.alg.quadratic",
    source="OpenStax, College Algebra 2e (2021), section 2.5",
    levels={"easy": {"roots": "integer"}, "core": {"roots": "rational"}, "hard": {"roots": "surd, double or none"}},
)
def quadratic_roots(rng: Rng, *, roots: Literal["integer", "rational", "surd, double or none"]) -> Part:
    """Find all real solutions of a quadratic equation."""
    if roots == "surd, double or none":
        p, solutions = _quadratic_around(rng)
    else:
        p, solutions = _quadratic_through(rng, integer=roots == "integer")
    a, b, c = int(p[2]), int(p[1]), int(p[0])
    D = b * b - 4 * a * c
    assert solutions == _solutions(-b, D, 2 * a) and gcd(a, b, c) == 1

    standard = f"{p} = 0"
    moved = [f"{Polynomial([a, b, 0])} = {-c}", f"{Polynomial([a, 0, 0])} = {Polynomial([-b, -c])}"]
    equation = rng.choice([standard, *moved[c == 0 :]])
    asks = ("Find all real solutions of ${}$.", "Solve ${}$ over the real numbers.", "For which real $x$ is ${}$?")
    by_factors = roots == "integer" or c == 0
    found = f"${{{', '.join(solutions)}}}$" if solutions else "$emptyset$"
    return Part(
        ask=f"{rng.choice(asks).format(equation)} Give the set of all solutions in exact form; "
        "if there are none, give the empty set $emptyset$.",
        answer=finite_set(*solutions),
        steps=[
            *([f"Bring all terms to one side: ${standard}$."] if equation != standard else []),
            *(_by_factors(p, solutions) if by_factors else _by_formula(a, b, c, D)),
            f"So the set of solutions is {found}.",
        ],
        hints=[
            *(["Bring all terms to one side first, so that the other side is 0."] if equation != standard else []),
            "A product is zero exactly where one of its factors is: write the quadratic as a product."
            if by_factors
            else "Work out the discriminant $b^2 - 4*a*c$: its sign tells how many real solutions there are.",
        ],
        mistakes=_slips_with_roots(a, b, c, D),
    )


def _quadratic_through(rng: Rng, *, integer: bool) -> tuple[Polynomial, tuple[str, ...]]:
    """Integer coefficients without a common factor, and the two rational roots, which differ in size; one may be 0."""
    q, t = (1, 1) if integer else rng.choice(((1, 2), (1, 3), (1, 4), (1, 5), (2, 2), (2, 3), (3, 3)))
    top = 9 if integer else 6
    first = Fraction(0) if (divisible := rng.chance(Fraction(1, 6))) else rng.choice(_fractions(q, top))
    second = rng.choice([x for x in _fractions(t, 9) if abs(x) != abs(first)])
    lead = 1 if integer else rng.choice((1, 1, 1, -1)) * (t if divisible else q * t)
    low, high = sorted((first, second))
    return from_roots(low, high, lead=lead), (str(low), str(high))


def _quadratic_around(rng: Rng) -> tuple[Polynomial, tuple[str, ...]]:
    """Integer coefficients without a common factor; the roots are (p - k*sqrt(m))/q and (p + k*sqrt(m))/q."""
    q = rng.choice((1, 1, 2, 3))
    p = rng.choice([p for p in range(-7, 8) if p and gcd(p, q) == 1])
    m = rng.choice((rng.choice((2, 3, 5, 6, 7)), rng.choice((2, 3, 5, 6, 7)), 0, -rng.integer(1, 9)))
    k = rng.choice((1, 1, 2)) if m > 0 and q != 2 else 1
    coefficients = (q * q, -2 * p * q, p * p - k * k * m)
    common = gcd(*coefficients) * rng.choice((1, 1, 1, -1))
    ends = (-1, 1) if m > 0 else (0,) if m == 0 else ()
    solutions = tuple(surd(Fraction(p, q), Fraction(side * k, q), max(m, 0)) for side in ends)
    return Polynomial([x // common for x in coefficients]), solutions


def _chain(*links: object) -> str:
    """The links joined by equals signs, those that read alike only once."""
    return " = ".join(dict.fromkeys(map(text_of, links)))


@cache
def _fractions(q: int, top: int) -> tuple[Fraction, ...]:
    """The nonzero fractions with exactly this denominator and a numerator up to `top`."""
    return tuple(Fraction(p, q) for p in range(-top, top + 1) if p and gcd(p, q) == 1)


def _solutions(top: int, D: int, below: int) -> tuple[str, ...]:
    """The values of (top ± sqrt(D))/below, ascending: two, one, or none if D < 0."""
    sides = () if D < 0 else (0,) if D == 0 else (-1, 1) if below > 0 else (1, -1)
    return tuple(surd(Fraction(top, below), Fraction(side, below), D) for side in sides)


def _by_factors(p: Polynomial, solutions: tuple[str, ...]) -> list[str]:
    """Worked steps for two rational roots: x can be factored out, or the leading coefficient is 1."""
    low, high = map(Fraction, solutions)
    if p[0] == 0:
        (other,) = {low, high} - {0}
        rest = str(Polynomial([p[2], p[1]]))
        return [
            f"Both terms contain $x$, so it can be factored out: ${p} = x*({rest})$.",
            f"A product is zero exactly where a factor is zero: $x$ is zero at $x_1 = 0$, "
            f"and ${rest}$ is zero at $x_2 = {other}$.",
        ]
    total = f"{fill('u + v', u=low, v=high)} = {low + high}"
    return [
        f"Look for two numbers with the sum ${-p[1]}$ (minus the coefficient of $x$) and the product ${p[0]}$ (the "
        f"constant term): ${total}$ and ${fill('u*v', u=low, v=high)} = {low * high}$.",
        f"Hence ${p} = ({Polynomial([1, -low])})*({Polynomial([1, -high])})$.",
        f"A product is zero exactly where a factor is zero: the first at $x_1 = {low}$, the second at $x_2 = {high}$.",
    ]


def _by_formula(a: int, b: int, c: int, D: int) -> list[str]:
    """Worked steps with the discriminant."""
    filled = fill("b^2 - 4*a*c", a=a, b=b, c=c)
    steps = [f"With $a = {a}$, $b = {b}$ and $c = {c}$ the discriminant is $D = b^2 - 4*a*c = {filled} = {D}$."]
    if D < 0:
        return [*steps, "$D < 0$, and no real number has a negative square, so there is no real solution."]
    if D == 0:
        links = _chain("x_0", "-b/(2*a)", fill("n/d", n=-b, d=2 * a), Fraction(-b, 2 * a))
        return [*steps, f"$D = 0$, so there is one double root: ${links}$."]
    root = surd(0, 1, D)
    steps.append(f"$D > 0$, so there are two solutions; ${_chain('sqrt(D)', f'sqrt({D})', root)}$.")
    for name, sign, side in (("x_1", "-", -1), ("x_2", "+", 1)):
        shown = fill(f"(n {sign} r)/d", n=-b, r=root, d=2 * a)
        value = surd(Fraction(-b, 2 * a), Fraction(side, 2 * a), D)
        steps.append(f"${_chain(name, f'(-b {sign} sqrt(D))/(2*a)', shown, value)}$.")
    total, product = Fraction(-b, a), Fraction(c, a)
    return [*steps, f"Check: $x_1 + x_2 = {total} = -b/a$ and $x_1*x_2 = {product} = c/a$, as it must be."]


def _slips_with_roots(a: int, b: int, c: int, D: int) -> list[Mistake]:
    slips: list[tuple[str, tuple[object, ...], str]] = []
    if D >= 0:
        wrong_sign = "A factor $x - r$ is zero at $x = r$, not at $x = -r$; in the formula $b$ changes its sign too."
        slips.append(("sign-of-root", _solutions(b, D, 2 * a), wrong_sign))
    if c == 0:
        lost = "Dividing by $x$ throws away the solution 0. Factor $x$ out instead."
        slips.append(("loses-root-zero", (Fraction(-b, a),), lost))
    else:
        plus = "The discriminant is $b^2 - 4*a*c$, with a minus. Watch the sign of $c$ as well."
        slips.append(("plus-4ac", _solutions(-b, b * b + 4 * a * c, 2 * a), plus))
    if D >= 0 and a != 1:
        half = "The denominator of the formula is $2*a$, not 2, and it stands under the whole numerator."
        slips.append(("half-not-2a", _solutions(-b, D, 2), half))
    if D > 0:
        only = tuple(surd(-b, Fraction(side, 2 * a), D) for side in (-1, 1))
        whole = "Divide the whole numerator $-b pm sqrt(D)$ by $2*a$, not only the root."
        slips.append(("root-only-over-2a", only, whole))
    if D < 0:
        positive = "The discriminant is negative. Its root is not a real number: the minus sign cannot be dropped."
        slips.append(("root-of-negative", _solutions(-b, -D, 2 * a), positive))
    return [Mistake(id, finite_set(*values), feedback) for id, values, feedback in slips]


LETTERS = ("x", "y", "t", "a", "z", "b", "p", "w")
BASES: tuple[str | int, ...] = (*LETTERS, 2, 3, 5, 10)
EXPONENTS = [
    (m, n)
    for m in (-5, -4, -3, -2, 2, 3, 4, 5, 6, 7)
    for n in (-4, -3, -2, 2, 3, 4, 5)
    if not {m + n, m - n} & {0, 1} and m * n not in (m + n, m - n)
]
"""Pairs whose sum, difference and product all differ and leave a power."""


@exercise(
    "refresher.algebra.exponents_and_logs",
    title="Laws of powers and logs; solve exponential equations",
    skill="s.alg.explog",
    source="OpenStax, College Algebra 2e (2021), sections 1.2, 6.5 and 6.6",
    levels={"easy": {"use": "one law"}, "core": {"use": "several laws"}, "hard": {"use": "equations"}},
)
def exponents_and_logs(rng: Rng, *, use: Literal["one law", "several laws", "equations"]) -> Part:
    """Simplify powers and logarithms, or solve an equation with the unknown in an exponent or a logarithm."""
    match use:
        case "one law":
            return rng.choice((_law_of_powers, _law_of_powers, _logarithm))(rng)
        case "several laws":
            return rng.choice((_one_logarithm, _one_logarithm_of_letters, _one_power, _fractional_power))(rng)
        case "equations":
            return rng.choice((_exponential_equation, _exponential_equation, _logarithmic_equation))(rng)


class PowerLaw(NamedTuple):
    """How powers of one base join: the shape in x, m and n, the exponent, a sentence, a hint, and slips with theirs."""

    shape: str
    exponent: Callable[[int, int], Rational]
    rule: str
    told: str
    hint: str
    slips: tuple[tuple[str, Callable[[int, int], Rational], str], ...]


POWER_LAWS = (
    PowerLaw(
        "x^m*x^n", add, "m + n", "Powers of one base are multiplied by adding their exponents.",
        "Write two small powers of one base out as products: how many factors are there together?",
        (("multiplies-exponents", mul, "In a product of powers of one base the exponents are added."),
         ("subtracts-exponents", sub, "Exponents are subtracted in a quotient; in a product they are added.")),
    ),
    PowerLaw(
        "x^m/x^n", sub, "m - n",
        "Powers of one base are divided by subtracting the exponent below the line from the one above.",
        "What happens to exponents when powers of one base are multiplied? Division undoes that.",
        (("divides-exponents", Fraction, "In a quotient of powers of one base the exponents are subtracted."),
         ("adds-exponents", add, "Exponents are added in a product; in a quotient they are subtracted.")),
    ),
    PowerLaw(
        "(x^m)^n", mul, "m*n", "A power is taken to a power by multiplying the exponents.",
        "Write it out for small exponents: how often does the inner power stand there as a factor?",
        (("adds-exponents", add, "Exponents are added in a product of powers; here they are multiplied."),
         ("sign-of-product", lambda m, n: -m * n, "Mind the signs of the exponents when you multiply them."),
         ("exponent-to-the-exponent", lambda m, n: Fraction(m) ** n, "The outer exponent multiplies the inner one.")),
    ),
)  # fmt: skip


def _law_of_powers(rng: Rng) -> Part:
    """Two exponents joined to one; the base is a letter, or a number and the exponent is asked."""
    law = rng.choice(POWER_LAWS)
    m, n = rng.choice(EXPONENTS)
    base = rng.choice(BASES)
    shown = fill(law.shape, x=base, m=m, n=n)
    exponent = law.exponent(m, n)
    result = f"{base}^({exponent})"
    if isinstance(base, int):
        ask, end = f"Find the number $n$ with ${shown} = ({base})^n$.", f"So $n = {exponent}$."
    else:
        wordings = ("Write ${}$ as a single power of ${}$.", "Simplify ${}$ to a single power of ${}$.")
        ask, end = rng.choice(wordings).format(shown, base), f"So the result is ${result}$."

    def key(n: Rational) -> AnswerKey:
        if isinstance(base, int):
            return number(n)
        return expression(f"{base}^({n})", form="simplified", symbols={base: "positive"})

    return Part(
        ask=ask,
        answer=key(exponent),
        steps=[law.told, f"Here ${shown} = ({base})^({fill(law.rule, m=m, n=n)}) = {result}$.", end],
        hints=[law.hint],
        mistakes=[
            Mistake(id, key(wrong(m, n)), told)
            for id, wrong, told in law.slips
            if id != "exponent-to-the-exponent" or (n > 0 and abs(m) ** n < 10_000)
            if id != "sign-of-product" or m < 0 or n < 0
        ],
    )


def _logarithm(rng: Rng) -> Part:
    """The logarithm of a whole number or of one over it, or the natural logarithm of a power of e."""
    base, top = rng.choice(((2, 9), (2, 9), (3, 5), (4, 4), (5, 4), (10, 6), (6, 3), (7, 3)))
    k = rng.sign() * rng.integer(2, top)
    value = base ** abs(k)
    inside = str(value) if k > 0 else f"1/{value}"
    negative = (
        [f"${inside}$ is one over ${value} = ({base})^({-k})$, and that makes the exponent negative."] if k < 0 else []
    )
    return Part(
        ask=rng.choice(("Find $log_{0}({1})$.", "What number is $log_{0}({1})$?", "Work out $log_{0}({1})$ by hand."))
        .format(base, inside),
        answer=number(k, form="integer"),
        steps=[
            f"The logarithm asks: ${base}$ to which power is ${inside}$?",
            *negative,
            f"Since $({base})^({k}) = {inside}$, the answer is $log_{base}({inside}) = {k}$.",
        ],
        hints=[f"List the powers of ${base}$ until you meet ${value}$."],
        mistakes=[
            Mistake(
                "log-as-division",
                number(Fraction(value if k > 0 else 1, base if k > 0 else base * value)),
                "A logarithm is an exponent, not a quotient.",
            ),
            Mistake(
                "log-of-reciprocal-sign" if k < 0 else "log-as-product",
                number(-k if k < 0 else k * base),
                "One over a power has the opposite exponent." if k < 0 else "The logarithm is the exponent alone.",
            ),
        ],
    )  # fmt: skip


def _one_logarithm(rng: Rng) -> Part:
    """Logarithms of numbers, one with a factor in front."""
    log = rng.choice(("ln({})", "ln({})", "log_2({})", "log_10({})"))
    a, p = rng.choice(((2, 2), (2, 3), (2, 4), (3, 2), (3, 3), (4, 2), (5, 2), (6, 2), (7, 2)))
    b, d = rng.choice([(b, d) for b in range(2, 13) for d in range(2, 13) if len({a, b, d}) == 3
                       if Fraction(a**p * b, d).denominator <= 5 and a**p * b != d])  # fmt: skip
    c = Fraction(a**p * b, d)
    terms = [f"{p}*{log.format(a)}", log.format(b)]
    shown = f"{' + '.join(rng.shuffled(terms))} - {log.format(d)}"
    return Part(
        ask=f"Find the number $c$ with ${shown} = {log.format('c')}$.",
        answer=number(c),
        steps=[
            "A factor in front of a logarithm is an exponent inside: "
            f"${p}*{log.format(a)} = {log.format(f'{a}^{p}')} = {log.format(a**p)}$.",
            f"A sum of logarithms is the logarithm of the product: ${log.format(a**p)} + {log.format(b)} = "
            f"{log.format(f'{a**p}*{b}')} = {log.format(a**p * b)}$.",
            f"A difference is the logarithm of the quotient: ${log.format(a**p * b)} - ({log.format(d)}) = "
            f"{_chain(log.format(f'{a**p * b}/{d}'), log.format(c))}$.",
            f"So $c = {c}$.",
        ],
        hints=[
            "First bring the factor in front of a logarithm inside: $k*ln(u) = ln(u^k)$.",
            "A sum of logarithms belongs to a product, a difference to a quotient.",
        ],
        mistakes=[
            Mistake(
                "log-of-sum", number(a**p + b - d), "A sum of logarithms is the logarithm of a product, not of a sum."
            ),
            Mistake("factor-into-log", number(Fraction(a * p * b, d)), "A factor in front becomes an exponent inside."),
            Mistake(
                "log-minus-as-plus", number(a**p * b * d), "A minus in front of a logarithm means division inside."
            ),
        ],
    )


def _one_logarithm_of_letters(rng: Rng) -> Part:
    """Logarithms of three letters with factors in front, one or two of them subtracted."""
    letters = rng.choice((("x", "y", "z"), ("a", "b", "c"), ("p", "q", "r"), ("r", "s", "t"), ("v", "w", "x")))
    factors = rng.shuffled((1, rng.integer(2, 4), rng.choice((2, 3, 5))))
    signs = rng.choice(((1, 1, -1), (1, -1, 1), (1, -1, -1)))
    positive: dict[str, Assumption] = dict.fromkeys(letters, "positive")
    parts = list(zip(letters, factors, signs, strict=True))

    def joined(write: Callable[[str, int], str], plus: str = "*", minus: str = "/") -> str:
        """The letters with their factors, those with a minus behind; what stands below a line in brackets."""
        above = plus.join(write(x, k) for x, k, sign in parts if sign > 0)
        below = "*".join(write(x, k) for x, k, sign in parts if sign < 0)
        return f"({above}){minus}({below})"

    def key(text: str) -> AnswerKey:
        return expression(text, symbols=positive)

    shown = " + ".join(f"{sign * k}*ln({x})" for x, k, sign in parts)
    right = joined(lambda x, k: f"{x}^{k}")
    inside = [f"${k}*ln({x}) = ln(({x})^({k}))$" for x, k, _ in parts if k > 1]
    top, below = ([x for x, _, sign in parts if sign == side] for side in (1, -1))
    return Part(
        ask=f"For positive ${letters[0]}$, ${letters[1]}$ and ${letters[2]}$, write ${shown}$ as the logarithm $ln(u)$ "
        "of one expression $u$. Give $u$.",
        answer=key(right),
        steps=[
            f"Factors in front of logarithms are exponents inside: {listed(inside)}.",
            f"What is added goes above the line ({listed(f'${x}$' for x in top)}), what is subtracted below it "
            f"({listed(f'${x}$' for x in below)}).",
            f"Hence ${shown} = ln({right})$, so $u = {right}$.",
        ],
        hints=[
            "First bring the factors inside: $k*ln(v) = ln(v^k)$.",
            "A sum of logarithms belongs to a product, a difference to a quotient.",
        ],
        mistakes=[
            Mistake("factor-into-log", key(joined(lambda x, k: f"({k}*{x})")), "A factor becomes an exponent inside."),
            Mistake(
                "log-of-sum",
                key(" + ".join(f"({sign})*{x}^{k}" for x, k, sign in parts)),
                "A sum of logarithms is the logarithm of a product, not of a sum.",
            ),
            Mistake(
                "log-minus-as-plus",
                key("*".join(f"{x}^{k}" for x, k, _ in parts)),
                "A minus in front of a logarithm means division inside.",
            ),
        ],
    )


def _one_power(rng: Rng) -> Part:
    """A product of a power, a root and a power below the line, as one power: which?"""
    x = rng.choice(LETTERS)
    q, m = rng.choice(((2, 1), (2, 3), (2, 5), (3, 1), (3, 2), (3, 4), (4, 1), (4, 3)))
    above, below = rng.distinct(2, 7, count=2)
    root_below = rng.chance(Fraction(1, 3))
    inside = x if m == 1 else f"{x}^{m}"
    root = f"sqrt({inside})" if q == 2 else f"root({inside}, {q})"
    side = -1 if root_below else 1
    r = above - below + side * Fraction(m, q)
    shown = f"{x}^{above}/({x}^{below}*{root})" if root_below else f"{x}^{above}*{root}/{x}^{below}"
    sign = "-" if root_below else "+"
    return Part(
        ask=f"For positive ${x}$, ${shown} = ({x})^r$ with some number $r$. Find $r$.",
        answer=number(r),
        steps=[
            f"A root is a power with a fraction as exponent: ${root} = ({x})^({Fraction(m, q)})$.",
            "Exponents of factors above the line are added, those of factors below it are subtracted: "
            f"${above} - {below} {sign} {Fraction(m, q)} = {r}$.",
            f"So $r = {r}$.",
        ],
        hints=["Write the root as a power first.", "Add exponents of factors above the line, subtract those below it."],
        mistakes=[
            Mistake(
                "root-multiplies-exponent",
                number(above - below + side * m * q),
                f"A root of order ${q}$ divides the exponent by ${q}$; it does not multiply it.",
            ),
            Mistake(
                "negative-exponent-ignored",
                number(above + below + Fraction(m, q)),
                "A power below the line has the opposite exponent when it is written above it.",
            ),
            Mistake(
                "multiplies-exponents",
                number(Fraction(above * m, q) - below if not root_below else above - Fraction(below * m, q)),
                "In a product the exponents are added, not multiplied.",
            ),
        ],
    )


def _fractional_power(rng: Rng) -> Part:
    """A number to a fractional power."""
    q = rng.choice((2, 2, 3, 3, 4, 5))
    g = rng.choice({2: (3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 3: (2, 3, 4, 5, 10), 4: (2, 3, 10), 5: (2, 3)}[q])
    tops = [p for p in (1, 2, 3, 4, 5) if gcd(p, q) == 1 and g**p <= 1000]
    p = rng.choice(tops) * rng.choice((1, -1, -1))
    base = g**q
    value = Fraction(g) ** p
    root = f"sqrt({base})" if q == 2 else f"root({base}, {q})"
    shown = f"{base}^({Fraction(p, q)})"
    size = f"{base}^({Fraction(abs(p), q)})"
    steps = [f"The denominator of the exponent stands for a root: $({base})^(1/({q})) = {root} = {g}$."]
    if abs(p) > 1:
        steps.append(f"The numerator is a power of that: ${size} = ({g})^({abs(p)}) = {g ** abs(p)}$.")
    if p < 0:
        steps.append(f"A negative exponent means one over the power: ${shown} = 1/({size}) = {value}$.")
    return Part(
        ask=rng.choice(("Find ${}$ without a calculator.", "Write ${}$ without an exponent.", "What number is ${}$?"))
        .format(shown),
        answer=number(value, form="fraction" if p < 0 else "integer"),
        steps=[*steps, f"So ${shown} = {value}$."],
        hints=["The denominator of the exponent says which root to take; do that first.",
               *(["What does a negative exponent mean?"] if p < 0 else [])],
        mistakes=[
            Mistake("power-as-product", number(base * Fraction(p, q)),
                    "An exponent is no factor: a denominator in it stands for a root."),
            *([Mistake("negative-exponent-negative-number", number(-Fraction(g) ** -p),
                       "A negative exponent makes one over the power, not a negative number.")] if p < 0 else []),
            *([Mistake("fraction-exponent-exchanged", number(Fraction(base) ** 2 if p == 1 else value * g),
                       "Take the root that the denominator names, then the power that the numerator names.")]
              if p > 0 else []),
            *([Mistake("negative-exponent-ignored", number(Fraction(g) ** -p),
                       "The exponent is negative: the power stands below the line.")] if p < 0 else []),
        ],
    )  # fmt: skip


def _exponential_equation(rng: Rng) -> Part:
    """An unknown in an exponent: bring the power to one side, take logarithms."""
    x, base = rng.choice(("x", "t")), rng.choice(("e", "e", "2", "3", "5", "10"))
    prime = 1 if base == "e" else int(base)
    a = rng.choice([a for a in range(2, 10) if gcd(a, prime) == 1])
    c = rng.choice([c for c in range(2, 60) if gcd(c, a * prime) == 1])
    added = rng.choice((0, 0, rng.nonzero(-9, 9)))
    k = (
        Fraction(rng.choice((2, 3, 4, 5, -1, -2, -3, -4)))
        if rng.chance(Fraction(3, 4))
        else Fraction(1, rng.integer(2, 4))
    )
    exponent = f"{k}*{x}" if k.denominator == 1 else f"{x}/{k.denominator}"
    power = f"exp({exponent})" if base == "e" else f"{base}^({exponent})"
    left, log, below = f"{a}*{power}", f"ln({c}/{a})", "" if base == "e" else f"ln({base})"
    whole = f"{left} + {added}" if added else left
    solution = _multiple(1 / k, log, below)
    slips = [
        ("ratio-of-logs", _multiple(1 / k, f"ln({c})", f"{below}*ln({a})".lstrip("*")),
         f"${log}$ is $ln({c}) - ln({a})$; a quotient of logarithms is something else."),
        ("divides-again", _multiple(k, log, below), f"${x}$ is divided by ${k.denominator}$: multiply by it.")
        if k.denominator > 1 else
        ("multiplies-by-k", _multiple(k, log, below), f"${k}$ is a factor of ${x}$: divide by it."),
    ]  # fmt: skip
    if below:
        told = f"The base is ${base}$ and not $e$: ${below}$ stays as a factor of ${x}$."
        slips.append(("base-left-out", _multiple(1 / k, log), told))
    if c > a + 1:
        told = f"${a}$ is a factor: divide both sides by it instead of subtracting it."
        slips.append(("factor-subtracted", _multiple(1 / k, f"ln({c - a})", below), told))
    return Part(
        ask=f"Solve ${whole} = {c + added}$ for ${x}$. Give the exact solution, with logarithms.",
        answer=number(solution),
        steps=[
            *([f"{_removal(added)} both sides: ${left} = {c}$."] if added else []),
            f"Divide both sides by ${a}$, so that the power stands alone: ${power} = {c}/({a})$.",
            f"Take the natural logarithm of both sides: ${exponent}{f'*{below}' if below else ''} = {log}$.",
            f"Solve for ${x}$: ${x} = {solution}$.",
            f"Check: ${fill(text_of(whole), **{x: solution})} = {c + added}$, as it must be.",
            f"So the exact solution is ${x} = {solution}$.",
        ],
        hints=[
            "Bring the power to one side and everything else to the other.",
            "Which function undoes a power with the unknown in the exponent?",
        ],
        mistakes=[Mistake(id, number(value), told) for id, value, told in slips],
    )


def _multiple(q: Fraction, top: str, below: str = "") -> str:
    """q*top/below, written with one fraction bar."""
    n, d = abs(q.numerator), q.denominator
    bottom = "*".join([str(d)] * (d > 1) + [below] * bool(below))
    return f"{'-' * (q < 0)}{f'{n}*' * (n > 1)}{top}" + (f"/({bottom})" if bottom else "")


def _logarithmic_equation(rng: Rng) -> Part:
    """A sum of two logarithms; one of the two candidates makes what is inside negative."""
    p, q = sorted(rng.distinct(-6, 6, count=2))
    root = rng.choice([x for x in range(q + 1, q + 10) if 2 <= (x - p) * (x - q) <= 90])
    false, r = p + q - root, (root - p) * (root - q)
    first, second = Polynomial([1, -p]), Polynomial([1, -q])
    product = first * second
    assert (product - r).roots() == {false: 1, root: 1} and false < p
    return Part(
        ask=f"Solve $ln({first}) + ln({second}) = ln({r})$ over the real numbers. Give the set of all solutions.",
        answer=finite_set(root),
        steps=[
            f"A logarithm needs a positive number inside, so $x > {p}$ and $x > {q}$: only $x > {q}$ can be solutions.",
            "A sum of logarithms is the logarithm of the product, and equal logarithms belong to equal numbers: "
            f"$({first})*({second}) = {r}$.",
            f"Multiply out and bring everything to one side: ${product - r} = 0$.",
            f"The left side is ${product - r} = {from_roots(false, root).factored()}$, "
            f"so the candidates are $x_1 = {false}$ and $x_2 = {root}$.",
            f"${false}$ is not greater than ${q}$ and is no solution; ${root}$ is one: "
            f"$ln({root - p}) + ln({root - q}) = ln({r})$.",
            f"So the set of solutions is ${{{root}}}$.",
        ],
        hints=[
            "A sum of logarithms is the logarithm of a product.",
            "For which $x$ do both logarithms exist? Look at your candidates once more.",
        ],
        mistakes=[
            Mistake("false-root-kept", finite_set(false, root),
                    f"At ${false}$ the logarithms on the left side do not exist: put it in."),
            Mistake("log-of-sum", finite_set(Fraction(r + p + q, 2)),
                    "$ln(u) + ln(v)$ is $ln(u*v)$, so the insides are multiplied and not added."),
            Mistake("false-root-chosen", finite_set(false),
                    f"This is the one candidate that drops out: the insides would be negative at ${false}$."),
        ],
    )  # fmt: skip


@exercise(
    "refresher.algebra.sigma_notation",
    title="Evaluate a sum or product written with Sigma or Pi",
    skill="s.alg.sigma",
    source="OpenStax, College Algebra 2e (2021), section 9.4",
    levels={"easy": {"of": "formula"}, "core": {"of": "data"}, "hard": {"of": "deviations or two indices"}},
)
def sigma_notation(rng: Rng, *, of: Literal["formula", "data", "deviations or two indices"]) -> Part | Multipart:
    """Evaluate sums and products that are written with Sigma and Pi."""
    match of:
        case "formula":
            return rng.choice((_sum_of_terms, _sum_of_terms, _product_of_terms))(rng)
        case "data":
            return _sums_of_data(rng)
        case "deviations or two indices":
            return _squared_deviations(rng) if rng.chance(Fraction(1, 2)) else _double_sum(rng)


EVALUATE = ("Evaluate ${}$.", "Find the value of ${}$.", "What number is ${}$?")


def _sum_of_terms(rng: Rng) -> Part:
    """A linear expression in the index."""
    i, first, length = rng.choice("ijk"), rng.integer(0, 3), rng.integer(4, 6)
    last = first + length - 1
    a, b = rng.nonzero(-5, 6), rng.nonzero(-6, 6)
    summand = f"{a}*{i} + {b}" if rng.chance(Fraction(2, 3)) else f"{b} + {a}*{i}"
    terms = [a * n + b for n in range(first, last + 1)]
    total, indices = sum(terms), sum(range(first, last + 1))
    assert total == a * indices + length * b
    shown = f"sum({summand}, {i}, {first}, {last})"
    return Part(
        ask=rng.choice(EVALUATE).format(shown),
        answer=number(total),
        steps=[
            f"The index ${i}$ runs from ${first}$ to ${last}$, both included, so there are ${length}$ terms.",
            f"The first is ${fill(text_of(summand), **{i: first})} = {terms[0]}$, the last "
            f"${fill(text_of(summand), **{i: last})} = {terms[-1]}$.",
            f"Written out, ${shown} = {_added(terms)} = {total}$.",
            f"Check: the indices add up to ${_added(range(first, last + 1))} = {indices}$ and ${b}$ is added "
            f"${length}$ times, so the sum is ${fill(text_of(f'{a}*s + n*b'), s=indices, n=length, b=b)} = {total}$.",
        ],
        hints=["Which values does the index take? Write out the term for each of them.", "How many terms are there?"],
        mistakes=[
            Mistake("off-by-one", number(total - terms[-1]), "The upper limit is included: the last term counts."),
            Mistake("constant-once", number(a * indices + b),
                    f"${b}$ stands inside the sum, so it is added once for each of the ${length}$ terms."),
            Mistake("first-term-left-out", number(total - terms[0]),
                    f"The sum begins at ${i} = {first}$: this term counts too."),
        ],
    )  # fmt: skip


def _product_of_terms(rng: Rng) -> Part:
    """A linear expression in the index, without a factor 0."""
    i, first, length = rng.choice("ijk"), rng.integer(0, 3), rng.integer(3, 4)
    last = first + length - 1
    a, b = rng.choice([(a, b) for a in (1, 1, 2, 3, -1) for b in range(-3, 5) if b
                       and all(a * n + b for n in range(first, last + 1))
                       and 1 < abs(prod(a * n + b for n in range(first, last + 1))) < 2000])  # fmt: skip
    factor = f"{a}*{i} + {b}" if a > 0 else f"{b} - {i}"
    factors = [a * n + b for n in range(first, last + 1)]
    product = prod(factors)
    shown = f"product({factor}, {i}, {first}, {last})"
    return Part(
        ask=rng.choice(EVALUATE).format(shown),
        answer=number(product),
        steps=[
            "The capital Pi stands for a product: the terms are multiplied.",
            f"The index ${i}$ runs from ${first}$ to ${last}$, both included, so there are ${length}$ factors.",
            f"Written out, ${shown} = {'*'.join(f'({factor})' for factor in factors)} = {product}$.",
        ],
        hints=["What does the capital Pi stand for?", "Write out the factor for each value of the index."],
        mistakes=[
            Mistake("adds-for-product", number(sum(factors)), "Pi stands for a product; a sum is written with Sigma."),
            Mistake("off-by-one", number(product // factors[-1]), "The upper limit is included: multiply by it too."),
            Mistake("first-term-left-out", number(product // factors[0]),
                    f"The product begins at ${i} = {first}$: this factor counts too."),
        ],
    )  # fmt: skip


def _added(terms: Iterable[int]) -> str:
    """The terms joined by plus signs, negative ones behind the first in brackets."""
    first, *rest = terms
    return " + ".join([str(first), *(f"({term})" if term < 0 else str(term) for term in rest)])


def _sums_of_data(rng: Rng) -> Multipart:
    """Sum of squares, square of the sum, sum of products."""
    n = rng.integer(4, 5)
    x, y = (rng.distinct(-5, 8, count=n) for _ in range(2))
    assume(min(x) < 0 < max(x) and any(y) and sum(x) not in (0, 1), "the data hide the mistakes")
    total, squares, products = sum(x), sum(a * a for a in x), sum(a * b for a, b in zip(x, y, strict=True))
    pairs = list(zip(x, y, strict=True))
    return Multipart(
        f"The table holds two features of ${n}$ examples.",
        data=DataTable(
            columns=("i", "x_i", "y_i"), rows=tuple((str(i + 1), str(a), str(b)) for i, (a, b) in enumerate(pairs))
        ),
        parts=[
            Part(
                ask=f"Find $sum(x_i^2, i, 1, {n})$.",
                answer=number(squares),
                steps=[f"The exponent belongs to each term: square first, then add. "
                       f"$sum(x_i^2, i, 1, {n}) = {' + '.join(f'({a})^2' for a in x)} = {_added(a * a for a in x)} = "
                       f"{squares}$."],
                hints=["Does the exponent belong to the terms or to the whole sum?"],
                mistakes=[
                    Mistake("square-of-sum", number(total**2), "Square each value first, then add."),
                    Mistake("negative-square", number(sum(a * abs(a) for a in x)),
                            "The square of a negative number is positive."),
                ],
            ),
            Part(
                ask=f"Find $sum(x_i, i, 1, {n})^2$.",
                answer=number(total**2),
                steps=["The exponent belongs to the whole sum, so add first: "
                       f"$sum(x_i, i, 1, {n}) = {_added(x)} = {total}$.",
                       f"Then square: $({total})^2 = {total**2}$."],
                hints=["Work out what is inside the brackets first."],
                mistakes=[
                    Mistake("sum-of-squares", number(squares), "Here the sum is squared as a whole: add first."),
                    Mistake("square-forgotten", number(total), "That is the sum. Its square is asked."),
                ],
            ),
            Part(
                ask=f"Find $sum(x_i*y_i, i, 1, {n})$.",
                answer=number(products),
                steps=["Multiply the two values of each example, then add: "
                       f"$sum(x_i*y_i, i, 1, {n}) = {' + '.join(f'{a}*({b})' for a, b in pairs)} = {products}$."],
                hints=["First multiply along each row of the table."],
                mistakes=[
                    Mistake("sum-times-sum", number(total * sum(y)),
                            "The products are added, which is not the product of the two sums."),
                    Mistake("signs-lost-in-products", number(sum(abs(a * b) for a, b in pairs)),
                            "Products of numbers with different signs are negative."),
                ],
            ),
        ],
    )  # fmt: skip


def _squared_deviations(rng: Rng) -> Multipart:
    """The sum of squared deviations from an integer mean, and the shortcut for it."""
    n, m = rng.integer(4, 5), rng.nonzero(-3, 8)
    away = rng.distinct(-5, 5, count=n - 1)
    assume(-sum(away) not in away and abs(sum(away)) <= 6, "a value would come twice, or lie far away")
    away = rng.shuffled([*away, -sum(away)])
    x = [m + d for d in away]
    squares, deviation = sum(a * a for a in x), sum(d * d for d in away)
    assert deviation == squares - n * m * m
    return Multipart(
        f"The data are ${', '.join(f'x_{i + 1} = {a}' for i, a in enumerate(x))}$.",
        given={"x": f"[{', '.join(map(str, x))}]", "n": n},
        parts=[
            Part(
                name="m",
                ask="Find the mean $bar(x)$.",
                answer=number(m),
                follows="mean(x)",
                steps=[f"The ${n}$ values add up to ${_added(x)} = {sum(x)}$, so $bar(x) = {sum(x)}/({n}) = {m}$."],
                mistakes=[
                    Mistake("divides-by-n-minus-1", number(Fraction(sum(x), n - 1)),
                            f"A mean shares the sum among all ${n}$ values."),
                    Mistake("sum-for-mean", number(sum(x)), "That is the sum. A mean divides it by their number."),
                ],
            ),
            Part(
                name="S",
                ask=f"Find $sum((x_i - bar(x))^2, i, 1, {n})$.",
                answer=number(deviation),
                follows="cov(x, m)*(n - 1)",
                steps=[
                    f"The deviations from the mean are ${', '.join(map(str, away))}$.",
                    f"Their squares add up to ${' + '.join(f'({d})^2' for d in away)} = {deviation}$.",
                    f"Check by the shortcut $sum(x_i^2, i, 1, {n}) - {n}*bar(x)^2$: the squares of the data add up to "
                    f"${squares}$, and ${fill('q - n*m^2', q=squares, n=n, m=m)} = {deviation}$.",
                    f"So the sum is ${deviation}$.",
                ],
                hints=["How far is each value from the mean? Square these deviations, then add."],
                mistakes=[
                    Mistake("deviations-sum", number(0),
                            "Deviations always add up to 0: they must be squared before they are added."),
                    Mistake("shortcut-without-n", number(squares - m * m),
                            f"In the shortcut the square of the mean is subtracted ${n}$ times, once for each value."),
                    Mistake("mean-not-subtracted", number(squares), "Subtract the mean before squaring."),
                ],
            ),
        ],
    )  # fmt: skip


class Summand(NamedTuple):
    """A formula in i and j with whole numbers a and b."""

    text: str
    value: Callable[[int, int, int, int], int]


SUMMANDS = (
    Summand("i*j", lambda i, j, a, b: i * j),
    Summand("a*i + b*j", lambda i, j, a, b: a * i + b * j),
    Summand("a*i*j", lambda i, j, a, b: a * i * j),
    Summand("a*i - b*j", lambda i, j, a, b: a * i - b * j),
    Summand("i^2*j", lambda i, j, a, b: i * i * j),
    Summand("i + a*j^2", lambda i, j, a, b: i + a * j * j),
    Summand("i*(j + b)", lambda i, j, a, b: i * (j + b)),
)


def _double_sum(rng: Rng) -> Part:
    """A sum of sums; the inner one may reach up to the outer index."""
    summand, (a, b) = rng.choice(SUMMANDS), rng.distinct(2, 5, count=2)
    shape = fill(summand.text, a=a, b=b)
    outer, triangular = rng.integer(2, 4), rng.chance(Fraction(1, 2))
    inner = outer if triangular else rng.choice([n for n in (2, 3, 4) if n != outer])
    tops = [i if triangular else inner for i in range(1, outer + 1)]
    rows = [[summand.value(i, j, a, b) for j in range(1, top + 1)] for i, top in enumerate(tops, 1)]
    sums = list(map(sum, rows))
    total = sum(sums)
    top = "i" if triangular else str(inner)
    within = f"sum({shape}, j, 1, {top})"
    shown = f"sum({within}, i, 1, {outer})"
    square = sum(summand.value(i, j, a, b) for i in range(1, outer + 1) for j in range(1, inner + 1))
    return Part(
        ask=rng.choice(EVALUATE).format(shown),
        answer=number(total),
        steps=[
            "Take the values of the outer index $i$ one by one, and for each of them add over $j$.",
            *(
                f"For ${i}$ as the value of $i$ the inner sum is ${_chain(fill(within, i=i), _added(row), sum(row))}$."
                for i, row in enumerate(rows, 1)
            ),
            f"Together, ${shown} = {_added(sums)} = {total}$.",
        ],
        hints=["Begin with the first value of $i$ and work out the inner sum for it.",
               "The upper limit of the inner sum: is it the same for every $i$?"],
        mistakes=[
            *([Mistake("inner-limit-fixed", number(square),
                       f"The inner sum reaches only up to $i$: for $i = 1$ there is one term, not ${outer}$.")]
              if triangular else []),
            Mistake("off-by-one", number(sum(sums[:-1])), "The upper limit is included: the last term counts."),
            Mistake("adds-last-row-only", number(sums[-1]), "Add the inner sums of all values of $i$."),
            *([] if triangular else [
                Mistake("diagonal-only", number(sum(row[i] for i, row in enumerate(rows) if i < inner)),
                        "The indices run independently: for each $i$ all values of $j$ count.")]),
        ],
    )  # fmt: skip


@exercise(
    "refresher.algebra.inequality_interval",
    title="Solve an inequality; answer as an interval",
    skill="s.alg.inequality",
    source="OpenStax, College Algebra 2e (2021), section 2.7",
    tier="standard",
    levels={"easy": {"form": "linear"}, "core": {"form": "double"}, "hard": {"form": "distance"}},
)
def inequality_interval(rng: Rng, *, form: Literal["linear", "double", "distance"]) -> Part:
    """Solve an inequality and give the solutions as an interval or a union of intervals."""
    match form:
        case "linear":
            return _linear_inequality(rng)
        case "double":
            return _double_inequality(rng)
        case "distance":
            return _distance_inequality(rng)


REVERSED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
IN_WORDS = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}


def _linear_inequality(rng: Rng) -> Part:
    """One inequality in which the coefficient is positive."""
    a, b, sign = rng.integer(2, 5), rng.nonzero(-9, 9), rng.choice(tuple(REVERSED))
    x0 = Fraction(rng.nonzero(-8, 8)) if a % 2 else Fraction(rng.nonzero(-15, 15), 2)
    c = int(a * x0 + b)
    left = f"{a}*x + {b}" if rng.chance(Fraction(2, 3)) else f"{b} + {a}*x"
    turned = rng.chance(Fraction(1, 3))
    shown = f"{c} {REVERSED[sign]} {left}" if turned else f"{left} {sign} {c}"
    end = _ray(sign, x0)
    inside, outside = (ceil(x0) - 1, floor(x0) + 1) if "<" in sign else (floor(x0) + 1, ceil(x0) - 1)
    assert _holds(sign, a * inside + b, c) and not _holds(sign, a * outside + b, c)
    return Part(
        ask=f"Solve ${shown}$ and give the set of all solutions $x$ as an interval.",
        answer=interval(end),
        steps=[
            *([f"Read from right to left, the inequality says ${left} {sign} {c}$."] if turned else []),
            f"{_removal(b)} both sides: ${a}*x {sign} {fill('c - b', c=c, b=b)} = {c - b}$.",
            f"Divide both sides by ${a}$. It is positive, so the inequality sign stays: "
            f"$x {sign} {_chain(fill('n/d', n=c - b, d=a), x0)}$.",
            f"Test a point on each side: at ${inside}$ the value of ${left}$ is ${fill(left, x=inside)} = "
            f"{a * inside + b}$, which is {IN_WORDS[sign]} ${c}$; "
            f"at ${outside}$ it is ${fill(left, x=outside)} = {a * outside + b}$, which is not.",
            f"The end ${x0}$ {'belongs' if '=' in sign else 'does not belong'} to the solutions, so they are ${end}$.",
        ],
        hints=["Treat it like an equation: bring the constants to one side, then divide by the coefficient of $x$."],
        mistakes=[
            Mistake(
                "flips-without-need",
                interval(_ray(REVERSED[sign], x0)),
                "The inequality sign is reversed only when both sides are multiplied or divided by a negative number.",
            ),
            Mistake(
                "sign-kept-on-move",
                interval(_ray(sign, Fraction(c + b, a))),
                "A term that changes sides changes its sign: subtract it from both sides.",
            ),
            _wrong_ends(_ray(sign[0] if "=" in sign else f"{sign}=", x0), opened="=" in sign),
        ],
    )


def _double_inequality(rng: Rng) -> Part:
    """Two inequalities around a term with a negative coefficient; one end is open, the other closed."""
    k, b = rng.integer(1, 5), rng.nonzero(-9, 9)
    unit = Fraction(1, 1 + (k % 2 == 0))
    low = unit * rng.integer(-12, 8)
    high = low + unit * rng.integer(3, 9)
    first, second = rng.shuffled(("<", "<="))
    p, q = int(b - k * high), int(b - k * low)
    term = "x" if k == 1 else f"{k}*x"
    middle = f"{b} - {term}" if rng.chance(Fraction(1, 2)) else f"-{term} + {b}"
    solution = _span(low, high, second == "<=", first == "<=")
    inside, outside = floor(low) + 1, ceil(low) - 1
    assert p < b - k * inside < q and not _holds(second, b - k * outside, q)
    return Part(
        ask=f"Solve ${p} {first} {middle} {second} {q}$ and give the set of all solutions $x$ as an interval.",
        answer=interval(solution),
        steps=[
            f"{_removal(b)} all three sides: ${fill('p - b', p=p, b=b)} = {p - b}$ and "
            f"${fill('q - b', q=q, b=b)} = {q - b}$, so ${p - b} {first} -{term} {second} {q - b}$.",
            f"Divide by ${-k}$. It is negative, so both inequality signs are reversed: "
            f"${high} {REVERSED[first]} x {REVERSED[second]} {low}$.",
            f"Test a point inside and one outside: at ${inside}$ the middle is "
            f"${fill(middle, x=inside)} = {b - k * inside}$, which lies between ${p}$ and ${q}$; at ${outside}$ it is "
            f"${fill(middle, x=outside)} = {b - k * outside}$, which does not.",
            f"With the lower end first, the solutions are ${solution}$.",
        ],
        hints=[
            "Do the same to all three sides: first remove the constant from the middle, then divide.",
            "What is the sign of the number you divide by, and what does that do to an inequality?",
        ],
        mistakes=[
            Mistake(
                "no-flip",
                interval(_span(low, high, first == "<=", second == "<=")),
                "Dividing by a negative number reverses both inequality signs, so the closed end is the other one.",
            ),
            Mistake(
                "minus-dropped-in-division",
                interval(_span(-high, -low, first == "<=", second == "<=")),
                f"The coefficient of $x$ is ${-k}$, with a minus: divide by it, and reverse both inequality signs.",
            ),
            Mistake(
                "sign-kept-on-move",
                interval(_span(Fraction(q + b, -k), Fraction(p + b, -k), second == "<=", first == "<=")),
                "Undo the constant in the middle with its opposite: only the term with $x$ remains there.",
            ),
            _wrong_ends(_span(low, high, True, True), opened=False),
        ],
    )


MEASURED = (
    ("The response times of a server", "milliseconds", (80, 160), (8, 24)),
    ("The delivery times of a courier", "minutes", (30, 60), (4, 9)),
    ("The scores in a test", "points", (50, 80), (5, 14)),
    ("The masses of the apples in a box", "grams", (120, 190), (6, 20)),
    ("The heights of the plants in a greenhouse", "centimetres", (40, 90), (4, 12)),
    ("The daily sales of a bakery", "loaves", (150, 300), (12, 40)),
    ("The ages of the trees in a park", "years", (40, 80), (5, 12)),
    ("The charging times of a phone", "minutes", (70, 120), (6, 15)),
)
"""What is measured, its unit, and from where to where its mean and its standard deviation are drawn."""


def _distance_inequality(rng: Rng) -> Part:
    """The values within, or beyond, some standard deviations of the mean."""
    things, unit, means, deviations = rng.choice(MEASURED)
    m, s, sign = rng.integer(*means), rng.integer(*deviations), rng.choice(tuple(REVERSED))
    k = rng.choice([Fraction(halves, 2) for halves in (2, 3, 4, 4, 5, 6)])
    beyond, closed = ">" in sign, "=" in sign
    r, low, high = terminating(k * s), terminating(m - k * s), terminating(m + k * s)
    solution, equals = _around(m, r, beyond, closed), "=" * closed
    ends = f"$x <{equals} {low}$ or $x >{equals} {high}$" if beyond else f"${low} <{equals} x <{equals} {high}$"
    times = f"{terminating(k)} standard deviation{'' if k == 1 else 's'}"
    return Part(
        ask=f"{things} have the mean ${m}$ {unit} and the standard deviation ${s}$ {unit}. Which real numbers $x$ "
        f"(in {unit}) are {IN_WORDS[sign]} {times} away from the mean? "
        "Give the set of all these numbers as an interval or a union of intervals.",
        answer=interval(solution),
        steps=[
            f"The distance of $x$ from the mean is $|x - {m}|$, and {times} {'makes' if k == 1 else 'make'} "
            f"${terminating(k)}*{s} = {r}$, so the condition is $|x - {m}| {sign} {r}$.",
            f"Exactly ${r}$ away from the mean are ${m} - {r} = {low}$ and ${m} + {r} = {high}$. These ends "
            f"{'' if closed else 'do not '}belong to the set, because ${r}$ is {'' if closed else 'not '}"
            f"{IN_WORDS[sign]} ${r}$.",
            f"The mean itself has the distance 0, which is {'not ' * beyond}{IN_WORDS[sign]} ${r}$. "
            f"So the numbers {'outside' if beyond else 'between'} these two ends are meant.",
            f"Hence {ends}, which is the set ${solution}$.",
        ],
        hints=[
            "The distance of $x$ from a number $m$ is $|x - m|$. Write the condition as an inequality.",
            "On how many sides of the mean can $x$ lie?",
        ],
        mistakes=[
            Mistake(
                "one-sided-abs",
                interval(_ray(sign, high)),
                "A distance can be measured to both sides: think of the numbers below the mean as well.",
            ),
            Mistake(
                "inside-for-outside",
                interval(_around(m, r, not beyond, closed)),
                f"The mean itself has the distance 0. Is that {IN_WORDS[sign]} ${r}$? "
                "This tells you on which side of the ends the set lies.",
            ),
            Mistake(
                "one-deviation-only",
                interval(_around(m, s, beyond, closed)),
                f"The distance meant is {times}, not one: multiply the standard deviation first.",
            ),
            _wrong_ends(_around(m, r, beyond, not closed), opened=closed),
        ],
    )


def _holds(sign: str, left: Rational, right: Rational) -> bool:
    """Whether `left sign right` is true."""
    return (left == right and "=" in sign) or (left < right if "<" in sign else left > right)


def _removal(b: int) -> str:
    """How to begin the sentence that takes `+ b` away."""
    return f"Subtract ${b}$ from" if b > 0 else f"Add ${-b}$ to"


def _ray(sign: str, end: Rational) -> str:
    """The solutions of `x sign end`."""
    if "<" in sign:
        return f"(-oo, {end}{']' if '=' in sign else ')'}"
    return f"{'[' if '=' in sign else '('}{end}, oo)"


def _span(low: Rational, high: Rational, from_low: bool, to_high: bool) -> str:
    """The numbers between two ends, each included or not."""
    if from_low and to_high:
        return f"Interval({low}, {high})"
    return f"{'[' if from_low else '('}{low}, {high}{']' if to_high else ')'}"


def _around(m: int, r: Rational, beyond: bool, closed: bool) -> str:
    """The numbers whose distance from m is less than r, or more than r if `beyond`; r itself counts if `closed`."""
    low, high = terminating(m - r), terminating(m + r)
    if not beyond:
        return _span(low, high, closed, closed)
    return f"{_ray('<=' if closed else '<', low)} cup {_ray('>=' if closed else '>', high)}"


def _wrong_ends(answer: str, *, opened: bool) -> Mistake:
    if opened:
        told = "Where equality is allowed, the end belongs to the set: its bracket is square."
        return Mistake("ends-opened", interval(answer), told)
    told = "Where equality is not allowed, the end does not belong to the set: its bracket is round."
    return Mistake("ends-closed", interval(answer), told)
