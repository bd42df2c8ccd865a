"""Algebra."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import cache
from math import ceil, floor, gcd, lcm
from typing import Any, Literal, NamedTuple

from flint import fmpq

from generators.answers.keys import defined_somewhere
from generators.authoring import (
    Mistake,
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
from generators.maths.polynomials import Polynomial, from_roots
from generators.maths.rationals import Rational, surd
from generators.maths.reals import BITS
from generators.maths.undoing import built, numbers_first, undone
from generators.notation import evaluate, house, parse, text_of
from generators.notation.tree import Call, Name, Neg, Num, Op
from generators.notation.values import Undefined
from schemas.answer import Assumption


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
    Law("A rectangle with the sides {a} and {b} has the circumference", "c",
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
        mistakes=_foreseen(operations, left, done[0].what, free),
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
            made = evaluate(parse(right), at, bits=BITS)
            gap: Any = evaluate(parse(f"{answer} - {x}"), at | {left: made}, bits=BITS)
            if not abs(gap) < fmpq(1, 10**20):
                return False
            tried += 1
    return tried > 0


LIKELY = (
    "root-forgotten", "log-of-sum", "ratio-of-logs", "undo-in-wrong-order", "divides-by-exponent", "base-e-for-ten",
    "reciprocal-for-inverse-function", "minus-left-behind", "inverts-division", "sign-kept-on-move", "divides-again",
    "multiplies-by-k",
)  # fmt: skip
"""Slips in rearranging, those first that tell most about the learner."""


def _foreseen(operations: list[str], left: str, last: str, letters: list[str]) -> list[Mistake]:
    """Up to four different slips that lead to a formula with a value somewhere."""
    positive: dict[str, Assumption] = dict.fromkeys(letters, "positive")
    found: dict[str, Mistake] = {}
    for id, wrong, feedback in sorted(_wrong_ways(operations, left, last), key=lambda each: LIKELY.index(each[0])):
        if len(found) < 4 and id not in found and defined_somewhere(parse(wrong), positive):
            found[id] = Mistake(id, expression(wrong, symbols=positive), feedback)
    return list(found.values())


def _wrong_ways(operations: list[str], left: str, last: str) -> Iterator[tuple[str, str, str]]:
    """Where wrong ways to undo the operations lead: one of them is undone wrongly, or all in the wrong order."""
    if len(operations) > 1:
        reached = left
        for operation in operations:
            reached = undone(operation, "", reached).value
        yield "undo-in-wrong-order", reached, f"Begin with what is done last on the right side: {last}."
    reached = left
    for k in range(len(operations) - 1, -1, -1):
        for id, slipped, feedback in _slips(operations[k], reached):
            for operation in reversed(operations[:k]):
                slipped = undone(operation, "", slipped).value
            yield id, numbers_first(slipped), feedback
        reached = undone(operations[k], "", reached).value


def _slips(operation: str, value: str) -> Iterator[tuple[str, str, str]]:
    """Usual wrong ways to undo an operation: the misconception, what is thought to be inside, and what to say."""
    match parse(operation), parse(value):
        case ((Op("+", Name("u"), t) | Op("+", t, Name("u"))), _):
            told = f"${house(t)}$ is added on the right side, so it must be subtracted from both sides."
            yield "sign-kept-on-move", fill("v + t", v=value, t=house(t)), told
        case Op("-", Name("u"), t), _:
            told = f"${house(t)}$ is subtracted on the right side, so it must be added to both sides."
            yield "sign-kept-on-move", fill("v - t", v=value, t=house(t)), told
        case Op("-", t, Name("u")), _:
            told = "There is a minus in front of what you are looking for: bring it to the other side first."
            yield "minus-left-behind", fill("v - t", v=value, t=house(t)), told
        case Neg(), _:
            yield "minus-left-behind", value, "There is still a minus in front: multiply both sides by $-1$."
        case Op("*", t, Name("u")) | Op("*", Name("u"), t), _:
            told = f"${house(t)}$ is a factor on the right side: divide both sides by it."
            yield "multiplies-by-k", fill("t*v", v=value, t=house(t)), told
        case Op("/", Name("u"), Op("-", Num("1"), Name("u"))), _:
            told = "When the terms are collected on one side, a term that changes sides changes its sign."
            yield "sign-kept-on-move", fill("v/(1 - v)", v=value), told
        case Op("/", Name("u"), t), _:
            told = f"The right side is divided by ${house(t)}$: multiply both sides by it."
            yield "divides-again", fill("v/t", v=value, t=house(t)), told
        case Op("/", t, Name("u")), _:
            told = "What you are looking for stands below the line: multiply both sides by it before you divide."
            yield "inverts-division", fill("v/t", v=value, t=house(t)), told
            yield "multiplies-by-k", fill("v*t", v=value, t=house(t)), told
        case Call("sqrt"), _:
            yield "root-forgotten", value, "To undo a root, square the whole other side."
        case Op("^", Name("u"), t), _:
            told = "A power is undone by a root, not by a division."
            yield "divides-by-exponent", fill("v/t", v=value, t=house(t)), told
        case Op("^", t, Name("u")), _:
            told = "A quotient of two logarithms is not the logarithm of a quotient."
            yield "ratio-of-logs", fill("ln(v/t)", v=value, t=house(t)), told
        case Call("exp"), Op("+" | "-" as sign, a, b):
            told = "The logarithm of a sum or difference is not the sum or difference of the logarithms."
            yield "log-of-sum", fill(f"ln(v) {sign} ln(t)", v=house(a), t=house(b)), told
        case Call("exp"), Op("/", a, b):
            told = "The logarithm of a quotient is the difference of the logarithms, not their quotient."
            yield "ratio-of-logs", fill("ln(v)/ln(t)", v=house(a), t=house(b)), told
        case Call("ln"), _:
            yield "reciprocal-for-inverse-function", fill("1/v", v=value), "The logarithm is undone by a power of $e$."
        case Call("log10"), _:
            yield "base-e-for-ten", fill("exp(v)", v=value), "Here the logarithm has the base 10, not $e$."


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
