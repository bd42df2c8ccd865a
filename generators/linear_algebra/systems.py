"""Systems of sentences and of equations."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, groupby, product
from math import gcd, lcm
from typing import Literal, NamedTuple

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    Rng,
    assume,
    choice,
    exercise,
    fill,
    matrix,
    number,
    vector,
)
from generators.maths.elimination import added, augmented, eliminate, exchanged, lower, pivot_row
from generators.maths.equations import UNKNOWNS, equation_text, equations_text, linear
from generators.maths.figures import at, lines, listed
from generators.maths.matrices import Mat, column, diag
from generators.maths.polynomials import Polynomial
from generators.maths.rationals import Rational, rational
from generators.maths.rng import Redraw
from generators.notation import text_of
from schemas.answer import ChoiceAnswer
from schemas.figure import Figure

# Sentences -------------------------------------------------------------------------------------------------------


class Scene(NamedTuple):
    """What gets a colour: a sentence with {things} and {colours}, the things with their articles, the colours."""

    text: str
    things: tuple[str, ...]
    colours: tuple[str, ...]


SCENES = (
    Scene(
        "A child paints {things}, each {colours}.",
        ("the house", "the tree", "the boat", "the kite", "the fish", "the bird", "the cart", "the tower"),
        ("red", "blue", "green", "yellow", "white", "black"),
    ),
    Scene(
        "On a shelf stand {things}. Each is {colours}.",
        ("Ada's mug", "Ben's mug", "Cleo's mug", "Dan's mug", "Eva's mug", "Finn's mug", "Gus's mug", "Hana's mug"),
        ("red", "blue", "green", "grey", "white", "black"),
    ),
    Scene(
        "In a photograph one sees {things}, each {colours}.",
        ("the cat", "the dog", "the horse", "the goat", "the hen", "the rabbit", "the pony", "the goose"),
        ("black", "white", "brown", "grey"),
    ),
    Scene(
        "A row of flags is to be sewn: {things}. Each is {colours}.",
        ("the first flag", "the second flag", "the third flag", "the fourth flag"),
        ("red", "blue", "green", "yellow", "white", "orange"),
    ),
    Scene(
        "For {things} paint is ordered, which is {colours} in each case.",
        ("the kitchen", "the hall", "the cellar", "the study", "the attic", "the porch", "the garage"),
        ("white", "yellow", "green", "blue", "grey"),
    ),
)


class Sentence(NamedTuple):
    """`x` has the colour number `value`, or differs from `y` by it: an equation modulo the number of colours.

    `denied` says the same by naming the other of two colours.
    """

    x: int
    y: int | None
    value: int
    denied: bool = False

    def holds(self, world: Sequence[int], colours: int) -> bool:
        other = 0 if self.y is None else world[self.y]
        return (world[self.x] - other - self.value) % colours == 0


@exercise(
    "linear_algebra.systems.sentences_classify",
    title="Complete, redundant or contradictory sentences",
    skill="s.sys.information",
    source="Strang, Introduction to Linear Algebra, 5th edition (2016), section 1.3 (the idea)",
    levels={"easy": {"use": "facts"}, "core": {"use": "links"}, "hard": {"use": "negations"}},
)
def sentences_classify(rng: Rng, *, use: Literal["facts", "links", "negations"]) -> Multipart:
    """Classify a small system of sentences by how many colourings fit."""
    m = {"facts": 2, "links": 3, "negations": rng.integer(3, 4)}[use]
    c = 2 if use == "negations" else rng.integer(2, 3)
    worlds = rng.choice((0, 1, c))
    sentences = _drawn(rng, use, m, c, worlds)
    scene = rng.choice([scene for scene in SCENES if len(scene.things) >= m and len(scene.colours) >= c])
    things = rng.sample(scene.things, m)
    colours = rng.sample(scene.colours, c)
    told = [_said(rng, sentence, things, colours) for sentence in sentences]
    if told[0] == told[1]:  # at the first level, where nothing else can be redundant
        told[1] = f"Nobody doubts that {told[1][0].lower()}{told[1][1:]}"
    steps = [*_reasoned(sentences, things, colours)]

    right = _verdict(worlds)
    others = [_verdict(n) for n in (0, 1, c, c * c) if n != worlds]

    def key(count: int) -> ChoiceAnswer:
        return choice(_verdict(count), *(text for text in (right, *others) if text != _verdict(count)))

    ending = {
        0: "So no colouring fits: the sentences are contradictory.",
        1: "So the colour of everything is known: exactly one colouring fits, and the sentences are complete.",
    }.get(worlds, f"So one colour is open, which leaves ${c}$ colourings, and one sentence is redundant.")
    slips = {
        0: [("clash-is-redundant", c, "Try to colour everything: no colouring satisfies all sentences at once."),
            ("counts-sentences", 1, "As many sentences as things need not fit together. Try to find the colouring.")],
        1: [("overlooks-what-follows", c, "Put the sentences together: each colour follows from two of them."),
            ("difference-is-clash", 0, "Nothing contradicts: write down the colouring that fits.")],
    }.get(worlds, [
        ("counts-sentences", 1, "Count pieces of information, not sentences: one repeats what the others say."),
        ("redundant-is-contradiction", 0, "To say the same twice is no clash; some colouring still fits."),
        ("counts-too-much-freedom", c * c, "Only one thing is open. Each other colour follows from that one."),
    ])  # fmt: skip
    classified = Part(
        ask="What is true of these sentences?",
        answer=key(worlds),
        steps=[*steps, ending],
        hints=[
            "Write down what each sentence fixes. Does one of them follow from the others, or contradict them?",
            "In the end count the colourings that are left.",
        ],
        mistakes=[Mistake(id, key(count), feedback) for id, count, feedback in slips],
    )
    parts = [classified]
    if use == "negations":
        parts.append(_enough(sentences, m, c, worlds))
    return Multipart(_stem(scene, things, colours, told), parts=parts)


def _verdict(worlds: int) -> str:
    if worlds == 0:
        return "They are contradictory: no colouring fits."
    if worlds == 1:
        return "They are complete: exactly one colouring fits."
    return f"They are redundant: ${worlds}$ colourings fit."


def _fitting(sentences: Sequence[Sentence], m: int, c: int) -> frozenset[tuple[int, ...]]:
    """All colourings of m things in c colours that satisfy the sentences."""
    worlds = product(range(c), repeat=m)
    return frozenset(world for world in worlds if all(sentence.holds(world, c) for sentence in sentences))


def _drawn(rng: Rng, use: str, m: int, c: int, worlds: int) -> list[Sentence]:
    """As many sentences as things, with so many fitting colourings.

    Where there are links, no two sentences alone say the same or contradict each other.
    """
    for _ in range(400):
        sentences = [_any_sentence(rng, use, m, c) for _ in range(m)]
        if use == "facts":
            clear = True
        else:
            pairs = [len(_fitting(pair, m, c)) for pair in combinations(sentences, 2)]
            linked = any(sentence.y is not None for sentence in sentences)
            denied = use != "negations" or any(
                sentence.denied or (sentence.y and sentence.value) for sentence in sentences
            )
            clear = linked and denied and set(pairs) == {c ** (m - 2)}
        if clear and len(_fitting(sentences, m, c)) == worlds:
            return sentences
    raise Redraw("no such sentences were found")


def _any_sentence(rng: Rng, use: str, m: int, c: int) -> Sentence:
    if use == "facts" or rng.chance(Fraction(2, 5)):
        return Sentence(
            rng.integer(0, m - 1), None, rng.integer(0, c - 1), use == "negations" and rng.chance(Fraction(1, 2))
        )
    x, y = rng.distinct(0, m - 1, count=2)
    return Sentence(x, y, rng.integer(0, 1) if use == "negations" else 0)


def _said(rng: Rng, sentence: Sentence, things: Sequence[str], colours: Sequence[str]) -> str:
    """A sentence in words."""
    x = things[sentence.x]
    if sentence.y is None and sentence.denied:
        text = f"{x} is not {colours[1 - sentence.value]}."
    elif sentence.y is None:
        colour = colours[sentence.value]
        text = rng.choice((f"{x} is {colour}.", f"{x} is {colour}.", f"the colour of {x} is {colour}."))
    elif sentence.value:
        text = f"{x} and {things[sentence.y]} have different colours."
    else:
        y = things[sentence.y]
        text = rng.choice((f"{x} and {y} have the same colour.", f"{x} has the same colour as {y}."))
    return text[0].upper() + text[1:]


def _stem(scene: Scene, things: Sequence[str], colours: Sequence[str], told: Sequence[str]) -> str:
    *first, last = colours
    text = scene.text.format(things=listed(things), colours=f"{', '.join(first)} or {last}")
    numbered = " ".join(f"({n}) {sentence}" for n, sentence in enumerate(told, 1))
    return f"{text} This is known about the colours: {numbered}"


def _reasoned(sentences: Sequence[Sentence], things: Sequence[str], colours: Sequence[str]) -> Iterator[str]:
    """What each sentence adds to those before, or where it clashes; those that fix a colour come first."""
    c = len(colours)
    fixed: dict[int, int] = {}
    waiting = list(enumerate(sentences, 1))
    while waiting:
        known = [each for each in waiting if each[1].y is None or each[1].x in fixed or each[1].y in fixed]
        n, sentence = (known or waiting)[0]
        if not known:
            break
        waiting.remove((n, sentence))
        x, y = sentence.x, sentence.y
        if y is None or (x not in fixed and y in fixed):
            colour = (sentence.value + (0 if y is None else fixed[y])) % c
            if x not in fixed:
                fixed[x] = colour
                yield f"By sentence ${n}$ {things[x]} is {colours[colour]}."
                continue
        elif x in fixed and y not in fixed:
            fixed[y] = (fixed[x] - sentence.value) % c
            yield f"By sentence ${n}$ {things[y]} is {colours[fixed[y]]}."
            continue
        agrees = sentence.holds([fixed.get(i, 0) for i in range(len(things))], c)
        already = things[x] if y is None else f"{things[x]} and {things[y]}"
        seen = f"is {colours[fixed[x]]}"
        if y is not None:
            alike = fixed[x] == fixed[y]
            seen = f"are {'both ' * alike}{colours[fixed[x]]}" + f" and {colours[fixed[y]]}" * (not alike)
        if agrees:
            yield f"Sentence ${n}$ says nothing new: that {already} {seen} is known already."
        else:
            yield f"Sentence ${n}$ clashes with this: {already} {seen} by the other sentences."
            return
    yield from _ties(waiting, things)


def _ties(links: Sequence[tuple[int, Sentence]], things: Sequence[str]) -> Iterator[str]:
    """What links say about things of which no colour is known."""
    difference: dict[int, dict[int, int]] = {}
    for n, sentence in links:
        assert sentence.y is not None
        x, y, d = sentence.x, sentence.y, sentence.value
        if y in difference.get(x, {}):
            how = "the same colour" if difference[x][y] == 0 else "different colours"
            if difference[x][y] == d:
                yield f"Sentence ${n}$ says nothing new: that {things[x]} and {things[y]} have {how} follows already."
            else:
                yield f"Sentence ${n}$ clashes with this: by the others {things[x]} and {things[y]} have {how}."
                return
            continue
        how = "different colours" if d else "the same colour"
        yield f"Sentence ${n}$ ties {things[x]} and {things[y]} together: they have {how}."
        _tie(difference, x, y, d)


def _tie(difference: dict[int, dict[int, int]], x: int, y: int, d: int) -> None:
    """Note that x and y differ by d modulo 2, and what follows for all that are tied to them."""
    left = {x: 0, **difference.get(x, {})}
    right = {y: 0, **difference.get(y, {})}
    for a, to_x in left.items():
        for b, to_y in right.items():
            gap = (to_x + d + to_y) % 2
            difference.setdefault(a, {})[b] = gap
            difference.setdefault(b, {})[a] = gap


def _enough(sentences: Sequence[Sentence], m: int, c: int, worlds: int) -> Part:
    """How few of the sentences say as much as all."""
    whole = _fitting(sentences, m, c)
    size, some = next(
        (k, some)
        for k in range(1, m + 1)
        for some in combinations(range(m), k)
        if _fitting([sentences[i] for i in some], m, c) == whole
    )
    numbers = listed(f"${i + 1}$" for i in some)
    said = {
        0: f"Sentences {numbers} already rule out every colouring, and no fewer do.",
        1: f"Each of the ${m}$ sentences tells something that the others leave open, so none can go.",
    }.get(worlds, f"Sentences {numbers} leave the same colourings as all ${m}$, and fewer leave more.")
    slips = [
        ("counts-sentences", m, "Try to leave a sentence out: does another colouring fit then?"),
        ("one-can-always-go", m - 1, "Leave out each sentence in turn: is another colouring possible then?"),
        ("two-are-enough", 2, "Two of these sentences never say as much as all: try to colour everything by two."),
    ]
    return Part(
        ask="What is the smallest number of these sentences that together allow exactly the same colourings as all "
        "of them?",
        answer=number(size),
        steps=[said, f"So the smallest number is ${size}$."],
        hints=["Which sentence could be left out without allowing another colouring?"],
        mistakes=[Mistake(id, number(n), told) for id, n, told in slips[: m - 1] if n != size],
    )


# Two equations ---------------------------------------------------------------------------------------------------

NAMES = (("x", "y"), ("x", "y"), ("u", "v"), ("s", "t"), ("p", "q"))
SOLVE = (
    "Solve the system ${}$ and ${}$. Give the solution as $({}, {})$.",
    "Find the solution $({2}, {3})$ of ${0}$ and ${1}$.",
    "For which pair $({2}, {3})$ are both ${0}$ and ${1}$ true?",
)


@exercise(
    "linear_algebra.systems.solve_2x2",
    title="Solve a 2 by 2 system",
    skill="s.sys.solve2",
    source="OpenStax, College Algebra 2e (2021), section 7.1",
    levels={"easy": {"form": "unit"}, "core": {"form": "integer"}, "hard": {"form": "rational"}},
)
def solve_2x2(rng: Rng, *, form: Literal["unit", "integer", "rational"]) -> Part:
    """Solve two linear equations in two unknowns by elimination."""
    x, y = rng.choice(NAMES)
    A, solution = {"unit": _with_unit, "integer": _with_integers, "rational": _with_fractions}[form](rng)
    b = A * column(*solution)
    M = A.beside(b)
    assert A.det() != 0 and A.inv() * b == column(*solution)
    moved = Mat([[0, 0, 0], [0, 0, 0]])
    if form == "rational" and rng.chance(Fraction(1, 2)):
        moved = Mat([[rng.nonzero(-4, 4), rng.nonzero(-4, 4), 0], [rng.nonzero(-4, 4), rng.nonzero(-4, 4), 0]])
    shown = [
        f"{linear(left[:2], (x, y))} = {linear([*right[:2], row[2]], (x, y, ''))}"
        for left, right, row in zip((M + moved).rows, moved.rows, M.rows, strict=True)
    ]
    given = equations_text(M, (x, y))
    sorted_first = [] if moved == moved * 0 else [
        f"Bring all unknowns to the left: the system becomes ${given[0]}$ and ${given[1]}$."
    ]  # fmt: skip
    steps, slips = _eliminated(M, (x, y), solution)
    return Part(
        ask=rng.choice(SOLVE).format(*shown, x, y),
        answer=vector(*solution),
        steps=[*sorted_first, *steps],
        hints=[
            "Multiply whole equations so that one unknown has coefficients of the same size, then add or subtract.",
            "With one unknown known, put it into one of the equations to find the other.",
        ],
        mistakes=slips,
    )


Drawn = tuple[Mat, tuple[Rational, Rational]]
"""Coefficients and solution."""


def _with_unit(rng: Rng) -> Drawn:
    """One coefficient of the first equation is 1 or -1."""
    solution = _pair(rng)
    first = rng.choice([row for row in _rows(solution, 1, 5) if 1 in map(abs, row)])
    return _system(rng, solution, first, _rows(solution, 2, 7))


def _with_integers(rng: Rng) -> Drawn:
    """No coefficient is 1 or -1."""
    solution = _pair(rng)
    rows = _rows(solution, 2, 9)
    return _system(rng, solution, rng.choice(rows), rows)


def _with_fractions(rng: Rng) -> Drawn:
    """At least one unknown is a fraction; the right sides are integers."""
    q = rng.integer(2, 5)
    tops = [(p, r) for p in range(-9, 10) for r in range(-9, 10) if p % q and r and abs(p) != abs(r)]
    p, r = rng.choice(tops)
    solution = Fraction(p, q), rational(Fraction(r, q))
    rows = _rows(solution, 1, 9)
    return _system(rng, solution, rng.choice(rows), rows)


def _pair(rng: Rng) -> tuple[int, int]:
    return rng.choice([(p, q) for p in range(-7, 8) for q in range(-7, 8) if p and q and abs(p) != abs(q)])


def _rows(solution: tuple[Rational, Rational], low: int, high: int) -> list[tuple[int, int]]:
    """Coefficients of these sizes without a common factor, for which the right side is an integer up to 60."""
    x, y = solution
    sizes = [*range(-high, -low + 1), *range(low, high + 1)]
    return [
        (a, b)
        for a in sizes
        for b in sizes
        if gcd(a, b) == 1 and -60 <= (right := a * x + b * y) <= 60 and Fraction(right).denominator == 1
    ]


def _system(
    rng: Rng, solution: tuple[Rational, Rational], first: tuple[int, int], rows: Sequence[tuple[int, int]]
) -> Drawn:
    """The first equation and another one that is no multiple of it."""
    a, b = first
    return Mat([first, rng.choice([(c, d) for c, d in rows if a * d != b * c])]), solution


ORDINALS = ("first", "second", "third")


def _eliminated(
    M: Mat, unknowns: tuple[str, str], solution: tuple[Rational, Rational]
) -> tuple[list[str], list[Mistake]]:
    """Worked steps and slips: one unknown drops out, the other is found and put back."""
    columns = [[int(entry) for entry in col] for col in M.columns[:2]]
    gone = min(range(2), key=lambda j: lcm(*columns[j]))
    kept, size = 1 - gone, lcm(*columns[gone])
    factors = [size // abs(entry) for entry in columns[gone]]
    first, second = ([k * entry for entry in row] for k, row in zip(factors, M.rows, strict=True))
    sign = -1 if first[gone] == second[gone] else 1
    joined = [s + sign * t for s, t in zip(first, second, strict=True)]
    assert joined[gone] == 0
    x, y = unknowns[gone], unknowns[kept]
    x0, y0 = solution[gone], solution[kept]

    steps = []
    if factors != [1, 1]:
        scaled = [(ORDINALS[i], factors[i], equation_text(row, unknowns)) for i, row in enumerate((first, second))]
        scaled = [each for each in scaled if each[1] > 1]
        times = listed(f"the {n} equation by ${k}$" for n, k, _ in scaled)
        become = listed(f"${text}$" for *_, text in scaled)
        steps.append(f"To make ${x}$ drop out, multiply {times}: this gives {become}.")
    verb = "Subtract the second equation from the first" if sign < 0 else "Add both equations"
    steps.append(f"{verb}: ${x}$ drops out, hence {_solved(joined[kept], y, joined[2], y0)}.")
    row = min(range(2), key=lambda i: abs(columns[gone][i]))
    back = fill(equation_text(M.rows[row], unknowns), **{y: y0})
    rest = rational(M[row, 2] - M[row, kept] * Fraction(y0))
    steps.append(
        f"Put this into the {ORDINALS[row]} equation: ${back}$, hence {_solved(columns[gone][row], x, rest, x0)}."
    )
    other = fill(equation_text(M.rows[1 - row], unknowns), **dict(zip(unknowns, solution, strict=True)))
    steps.append(f"Check in the {ORDINALS[1 - row]} equation: ${other}$, as it must be.")
    steps.append(f"So the solution is $({', '.join(unknowns)}) = ({', '.join(map(str, solution))})$.")

    def after(kept_coefficient: Rational, right: Rational) -> tuple[Rational, Rational] | None:
        """Where a wrong equation for the kept unknown leads when the rest is done correctly."""
        if kept_coefficient == 0:
            return None
        found = Fraction(right) / kept_coefficient
        rest = (M[row, 2] - M[row, kept] * found) / columns[gone][row]
        return (found, rest) if kept == 0 else (rest, found)

    wrongly = [s - sign * t for s, t in zip(first, second, strict=True)]
    slips = [
        ("elimination-sign", after(wrongly[kept], wrongly[2]),
         f"For ${x}$ to drop out, {'subtract' if sign < 0 else 'add'} all terms of the equations, each with its sign."),
        ("coordinates-exchanged", (solution[1], solution[0]), "Both values are right, but in the other order."),
    ]  # fmt: skip
    if factors != [1, 1]:
        right = M[0, 2] + sign * M[1, 2]
        told = "An equation is multiplied as a whole: its right side too."
        slips.append(("rhs-not-scaled", after(joined[kept], right), told))
    return steps, [Mistake(id, vector(*values), told) for id, values, told in slips if values]


def _solved(coefficient: Rational, x: str, right: Rational, value: Rational) -> str:
    """`$3*x = 12$ and $x = 4$`, or the last alone if there is nothing to divide."""
    if coefficient == 1:
        return f"${x} = {value}$"
    return f"${linear([coefficient], x)} = {right}$ and ${x} = {value}$"


# Stories ---------------------------------------------------------------------------------------------------------


class Purchase(NamedTuple):
    """A sentence with {who}, {list} and {total}; what an unknown measures, with {item}; items with their plurals."""

    text: str
    unknown: str
    items: tuple[tuple[str, str], ...]


PURCHASES = (
    Purchase("{who} buys {list} and pays {total} euros.", "the price of one {item} in euros",
             (("croissant", "croissants"), ("coffee", "coffees"), ("juice", "juices"), ("sandwich", "sandwiches"),
              ("muffin", "muffins"), ("salad", "salads"))),
    Purchase("{who} buys {list} and pays {total} euros.", "the price of one {item} in euros",
             (("pencil", "pencils"), ("notebook", "notebooks"), ("folder", "folders"), ("ruler", "rulers"),
              ("marker", "markers"), ("eraser", "erasers"))),
    Purchase("{who} carries {list}, {total} kilograms together.", "the weight of one {item} in kilograms",
             (("crate", "crates"), ("sack", "sacks"), ("bucket", "buckets"), ("box", "boxes"), ("barrel", "barrels"))),
    Purchase("{who} makes {list} in {total} hours.", "the time for one {item} in hours",
             (("chair", "chairs"), ("table", "tables"), ("shelf", "shelves"), ("bench", "benches"),
              ("stool", "stools"))),
    Purchase("{who} rents {list} for {total} euros an hour.", "the price of one {item} for an hour in euros",
             (("server", "servers"), ("graphics card", "graphics cards"), ("disk", "disks"),
              ("database", "databases"))),
)  # fmt: skip
PEOPLE = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana", "Ida", "Jon")


class Relation(NamedTuple):
    """Two kinds of things: a sentence about their total with {a}, {b} and {total}; names of both; sizes of both."""

    text: str
    first: str
    second: str
    sizes: tuple[tuple[int, int], ...]


RELATIONS = (
    Relation("A museum sells tickets for adults at {a} euros and for children at {b} euros, for {total} euros in all.",
             "tickets for adults", "tickets for children", ((9, 4), (8, 5), (12, 7), (10, 6), (7, 3), (11, 5))),
    Relation("A data centre has small servers with {a} terabytes and large ones with {b} terabytes of storage, {total} "
             "terabytes together.", "small servers", "large servers", ((2, 8), (4, 12), (3, 10), (5, 16), (4, 10))),
    Relation("In a test an easy question gives {a} points and a hard one {b} points; with all of them right one has "
             "{total} points.", "easy questions", "hard questions", ((2, 5), (3, 7), (3, 8), (4, 9), (2, 7))),
    Relation("A purse holds coins of {a} cents and of {b} cents, {total} cents together.",
             "coins of {a} cents", "coins of {b} cents", ((10, 50), (20, 50), (5, 20), (10, 20))),
    Relation("A fence is built of short boards of {a} decimetres and long ones of {b} decimetres; laid end to end they "
             "measure {total} decimetres.", "short boards", "long boards", ((4, 9), (5, 12), (6, 11), (7, 15))),
    Relation("A playlist has songs of {a} minutes and podcasts of {b} minutes and lasts {total} minutes.",
             "songs", "podcasts", ((3, 20), (4, 25), (4, 15), (5, 18))),
)  # fmt: skip
TIMES = {2: "twice", 3: "three times", 4: "four times", 5: "five times"}


@exercise(
    "linear_algebra.systems.word_problem_to_system",
    title="From a story to a system",
    skill="s.sys.model",
    source="OpenStax, College Algebra 2e (2021), sections 7.1 and 7.6",
    levels={"easy": {"story": "two receipts"}, "core": {"story": "relation"}, "hard": {"story": "three receipts"}},
)
def word_problem_to_system(rng: Rng, *, story: Literal["two receipts", "relation", "three receipts"]) -> Multipart:
    """Write the augmented matrix of a story, and solve the system."""
    match story:
        case "two receipts":
            return _receipts(rng, 2)
        case "relation":
            return _with_relation(rng)
        case "three receipts":
            return _receipts(rng, 3)


def _receipts(rng: Rng, n: int) -> Multipart:
    """As many purchases as items."""
    kind = rng.choice(PURCHASES)
    items = rng.sample(kind.items, n)
    solution = rng.distinct(1, 12, count=n)
    A = _counts(rng, n)
    M = A.beside(A * column(*solution))
    sentences = [
        kind.text.format(who=who, list=_counted(row[:-1], items), total=f"${row[-1]}$")
        for who, row in zip(rng.sample(PEOPLE, n), M.rows, strict=True)
    ]
    told = [kind.unknown.format(item=one) for one, _ in items]
    slips = [
        ("receipts-in-columns", A.T.beside(M.column(n)), "Each sentence is one row; each unknown has its own column."),
        ("total-as-coefficient", M.column(n).beside(A), "The total is what the rest adds up to: it stands last."),
    ]
    reasons = [
        f"The {ORDINALS[i]} sentence says ${equation_text(row)}$; as a row this is $[{', '.join(map(str, row[:-1]))} | "
        f"{row[-1]}]$."
        for i, row in enumerate(M.rows)
    ]
    return _modelled(" ".join(sentences), told, M, solution, reasons, slips)


def _counts(rng: Rng, n: int) -> Mat:
    """How many of each item are bought: elimination needs no fractions, and rows are no columns."""
    sizes = (1, 2, 3, 4, 5) if n == 2 else (0, 1, 1, 2, 3, 4)
    for _ in range(400):
        A = Mat([rng.choice(sizes) for _ in range(n)] for _ in range(n))
        mixed = all(row.count(0) < n - 1 for row in A.rows) and [*A].count(0) < n and A != A.T
        if mixed and A.det() and (n == 2 or not any("/" in operation for operation, _ in eliminate(A))):
            return A
    raise Redraw("no good purchases were found")


def _counted(counts: Sequence[Rational], items: Sequence[tuple[str, str]]) -> str:
    return listed(f"${n}$ {one if n == 1 else many}" for n, (one, many) in zip(counts, items, strict=True) if n)


def _with_relation(rng: Rng) -> Multipart:
    """A total, and how the two numbers compare."""
    about = rng.choice(RELATIONS)
    a, b = rng.choice(about.sizes)
    first, second = (name.format(a=f"${a}$", b=f"${b}$") for name in (about.first, about.second))
    y0 = rng.integer(3, 12)
    if rng.chance(Fraction(1, 2)):
        k = rng.integer(2, 4)
        x0, row = k * y0, (1, -k, 0)
        relation = f"There are {TIMES[k]} as many {first} as {second}."
        reversed_row, told = (k, -1, 0), f"Test it with numbers: for $y = 1$ there must be ${k}$ {first}."
        meaning = f"so $x = {k}*y$, which is ${equation_text(row)}$"
    else:
        d = rng.integer(2, 12)
        x0, row = y0 + d, (1, -1, d)
        relation = f"There are ${d}$ more {first} than {second}."
        reversed_row, told = (
            (1, -1, -d),
            f"Test it with numbers: for $y = 1$ there must be ${1 + d}$ {first}.",
        )
        meaning = f"so $x = y + {d}$, which is ${equation_text(row)}$"
    total = a * x0 + b * y0
    M = Mat([(a, b, total), row])
    wrong_sign = Mat([(a, b, total), (1, -row[1], row[2])])
    text = f"{about.text.format(a=f'${a}$', b=f'${b}$', total=f'${total}$')} {relation}"
    unknowns = [f"the number of {name}" for name in (first, second)]
    reasons = [
        f"The total is ${equation_text(M.rows[0])}$; as a row this is $[{a}, {b} | {total}]$.",
        f"The other sentence says that the number of {first} is the greater one, {meaning}; as a row this is "
        f"$[{', '.join(map(str, row[:2]))} | {row[2]}]$.",
    ]
    slips = [
        ("relation-reversed", Mat([(a, b, total), reversed_row]), told),
        ("sign-kept-on-move", wrong_sign, "The term with $y$ changes sides, so it changes its sign."),
        ("total-as-coefficient", Mat([(total, a, b), (row[2], 1, row[1])]), "The total stands last, behind the bar."),
    ]
    return _modelled(
        text, unknowns, M, (x0, y0), reasons, slips, "Write the coefficient of $x$ in the second row as $1$."
    )


def _modelled(
    text: str,
    meanings: Sequence[str],
    M: Mat,
    solution: Sequence[Rational],
    reasons: Sequence[str],
    slips: Sequence[tuple[str, Mat, str]],
    more: str = "",
) -> Multipart:
    """Both parts: the augmented matrix and the solution; `more` is said about the form of the matrix."""
    n = len(solution)
    unknowns = UNKNOWNS[:n]
    assert M.rref()[0].column(n) == column(*solution)
    named = listed(f"${x}$ be {meaning}" for x, meaning in zip(unknowns, meanings, strict=True))
    square = ", ".join(f"[{', '.join(f'entry(M, {i}, {j})' for j in range(1, n + 1))}]" for i in range(1, n + 1))
    right = ", ".join(f"[entry(M, {i}, {n + 1})]" for i in range(1, n + 1))
    steps = _eliminated(M, ("x", "y"), (solution[0], solution[1]))[0] if n == 2 else _solved_by_steps(M, solution)
    return Multipart(
        f"{text} Let {named}.",
        parts=[
            Part(
                name="M",
                ask=f"Write this as an augmented matrix with one row for each sentence, in their order. {more}".strip(),
                answer=matrix(M),
                steps=[*reasons, f"So the augmented matrix is ${augmented(M, n)}$."],
                hints=["Write one equation for each sentence first.", "Where does the total stand?"],
                mistakes=[Mistake(id, matrix(wrong), told) for id, wrong, told in slips],
            ),
            Part(
                ask=f"Solve the system. Give $({', '.join(unknowns)})$.",
                answer=vector(*solution),
                follows=f"inv([{square}])*[{right}]",
                steps=steps,
                hints=["Get rid of one unknown first, by adding or subtracting multiples of the equations."],
                mistakes=[
                    Mistake("coordinates-exchanged", vector(*solution[::-1]), f"Give ${unknowns[0]}$ first."),
                    Mistake(
                        "first-unknown-only",
                        vector(solution[0], *[0] * (n - 1)),
                        "Put the unknown that you have found back to find the others.",
                    ),
                ],
            ),
        ],
    )


# Three equations -------------------------------------------------------------------------------------------------


def _cleared_in_words(M: Mat) -> tuple[list[str], Mat]:
    """A sentence for each unknown that drops out, and what is left; equations without unknowns are told in words."""
    n = M.shape[1] - 1
    steps, end = [], M
    for _, group in groupby(eliminate(M, columns=n), key=lambda each: pivot_row(each[0])):
        done, states = zip(*group, strict=True)
        j, end = pivot_row(done[0]) - 1, states[-1]
        if "<->" in done[0]:
            i, k = (int(row) - 1 for row in re.findall(r"R_(\d)", done[0]))
            without = f"The {ORDINALS[i]} equation has no ${UNKNOWNS[i]}$ to work with"
            steps.append(f"{without}: exchange it with the {ORDINALS[k]} one.")
            continue
        told = listed(_in_words(operation) for operation in done)
        left = [f"${equation_text(row)}$" for row in end.rows[j + 1 :] if any(row[:n])]
        steps.append(f"To make ${UNKNOWNS[j]}$ drop out, {told}." + (f" This leaves {listed(left)}." if left else ""))
    return steps, end


def _solved_by_steps(M: Mat, solution: Sequence[Rational]) -> list[str]:
    """Elimination in words, back-substitution, a check, and the solution."""
    n = len(solution)
    unknowns = UNKNOWNS[:n]
    steps, end = _cleared_in_words(M)
    known: dict[str, Rational] = {}
    for i in range(n - 1, -1, -1):
        row, x = end.rows[i], unknowns[i]
        rest = rational(row[n] - sum(row[j] * Fraction(solution[j]) for j in range(i + 1, n)))
        found = _solved(row[i], x, rest, solution[i])
        equation = equation_text(row, unknowns)
        if i == n - 1 and row[i] == 1:
            steps.append(f"The last equation says ${equation}$.")
        elif i == n - 1:
            steps.append(f"The last equation ${equation}$ holds one unknown, hence ${x} = {solution[i]}$.")
        else:
            steps.append(f"Put what is known into ${equation}$: ${fill(equation, **known)}$, hence {found}.")
        known[x] = solution[i]
    k = max(range(n), key=lambda i: (n - M.rows[i][:n].count(0), i))
    check = fill(equation_text(M.rows[k], unknowns), **known)
    steps.append(f"Check in the {ORDINALS[k]} equation of the system: ${check}$, as it must be.")
    steps.append(f"So the solution is $({', '.join(unknowns)}) = ({', '.join(map(str, solution))})$.")
    return steps


def _in_words(operation: str) -> str:
    """`R_2 -> R_2 - 3*R_1` as what is done with equations."""
    found = re.fullmatch(r"R_(\d) -> R_\d ([+-]) (?:\(?([\d/]+)\)?\*)?R_(\d)", operation)
    assert found, operation
    changed, sign, factor, used = found.groups()
    times = f"${factor}$ times the" if factor else "the"
    used, changed = ORDINALS[int(used) - 1], ORDINALS[int(changed) - 1]
    if sign == "-":
        return f"subtract {times} {used} equation from the {changed}"
    return f"add {times} {used} equation to the {changed}"


@exercise(
    "linear_algebra.systems.solve_3x3",
    title="Solve a 3 by 3 system",
    skill="s.sys.solve3",
    source="OpenStax, College Algebra 2e (2021), section 7.2",
    levels={"easy": {"form": "triangular"}, "core": {"form": "full"}, "hard": {"form": "exchange or fractions"}},
)
def solve_3x3(rng: Rng, *, form: Literal["triangular", "full", "exchange or fractions"]) -> Part:
    """Solve three linear equations in three unknowns."""
    M, solution = _three(rng, form)
    U = [M, *(after for _, after in eliminate(M, columns=3))][-1]
    assert M * column(*solution, -1) == column(0, 0, 0)
    texts = listed(f"${text}$" for text in equations_text(M))
    return Part(
        ask=rng.choice(
            (
                f"Solve the system {texts}. Give $(x, y, z)$.",
                f"Find the solution $(x, y, z)$ of the system {texts}.",
                f"For which $(x, y, z)$ are the equations {texts} all true?",
            )
        ),
        answer=vector(*solution),
        steps=_solved_by_steps(M, solution),
        hints=[
            "The last equation holds one unknown: begin there."
            if form == "triangular"
            else "Get rid of $x$ in two of the equations first, then of $y$ in one of these.",
            "Put the unknowns that you have found into the equation above.",
        ],
        mistakes=_slips_of_three(M, U),
    )


def _three(rng: Rng, form: str) -> tuple[Mat, tuple[Rational, ...]]:
    """An augmented matrix and its solution."""
    for _ in range(100):
        solution: tuple[Rational, ...] = tuple(rng.nonzero(-6, 6) for _ in range(3))
        if len({*map(abs, solution)}) < 2:
            continue
        sizes = {"triangular": (1, 2, 3, 2, 3), "full": (1,)}.get(form, (1, 1, 2))
        U = Mat(
            [[0] * i + [rng.sign() * rng.choice(sizes)] + [rng.nonzero(-4, 4) for _ in range(2 - i)] for i in range(3)]
        )
        A = U
        if form == "full":
            A = lower(3, {(i, j): rng.nonzero(-3, 3) for i in range(3) for j in range(i)}) * U
        elif form != "triangular" and rng.chance(Fraction(1, 2)):
            below = {(i, j): rng.nonzero(-2, 2) for i in range(3) for j in range(i)} | {(1, 0): 0}
            A = exchanged(lower(3, below) * U, 0, 1)
        elif form != "triangular":
            A = lower(3, {(i, j): rng.nonzero(-2, 2) for i in range(3) for j in range(i)}) * U
            q = rng.integer(2, 3)
            solution = (*solution[:2], Fraction(rng.choice([p for p in range(-7, 8) if p % q]), q))
            A = A * diag(1, 1, q)
        M = A.beside(A * column(*solution))
        full = form == "triangular" or all(row.count(0) < 2 for row in A.rows)
        if full and all(-12 <= entry <= 12 for entry in A) and all(-60 <= entry <= 60 for entry in M.column(3)):
            return M, tuple(map(rational, solution))
    raise Redraw("no small system was found")


def _slips_of_three(M: Mat, U: Mat) -> list[Mistake]:
    """Slips in back-substitution, in elimination and in an exchange."""

    def substituted(sign: int, divide: bool) -> list[Rational]:
        x: dict[int, Rational] = {}
        for i in (2, 1, 0):
            rest = U[i, 3] + sign * sum(U[i, j] * x[j] for j in x)
            x[i] = rational(Fraction(rest) / U[i, i]) if divide else rest
        return [x[0], x[1], x[2]]

    slips = [
        ("backsub-sign", substituted(1, True), "Known terms that go to the other side change their sign."),
        ("no-final-division", substituted(-1, False), "The unknown still has a coefficient: divide by it."),
    ]
    if U == M:
        slips.append(("top-down", [rational(Fraction(M[i, 3]) / M[i, i]) for i in range(3)],
                      "Only the last equation holds one unknown. The others need what is known already."))  # fmt: skip
    elif M[0, 0] == 0:
        A, b = Mat(row[:3] for row in M.rows), M.column(3)
        wrong = exchanged(A, 0, 1).inv() * b
        slips.append(
            ("swap-without-rhs", list(wrong), "Equations are exchanged as a whole: the right side goes along.")
        )
    else:
        k = Fraction(M[1, 0]) / M[0, 0]
        added_row = Mat(
            [M.rows[0], [0, *added(M, 1, k, 0).rows[1][1:]], added(M, 2, -Fraction(M[2, 0]) / M[0, 0], 0).rows[2]]
        )
        A, b = Mat(row[:3] for row in added_row.rows), added_row.column(3)
        if A.det() != 0:
            slips.append(("elimination-sign", list(A.inv() * b),
                          "An unknown drops out only if the multiple is subtracted with all its signs."))  # fmt: skip
    return [Mistake(id, vector(*values), told) for id, values, told in slips]


# How many solutions ----------------------------------------------------------------------------------------------

UNIQUE, NONE, MANY = "Exactly one solution.", "No solution.", "Infinitely many solutions."
HOW_MANY = (
    "How many solutions does the system {} have?",
    "How many solutions are there of {}?",
    "Decide how many solutions {} have in common.",
)


def _count(text: str) -> ChoiceAnswer:
    """One of the three possible numbers of solutions."""
    return choice(text, *(other for other in (UNIQUE, NONE, MANY) if other != text))


@exercise(
    "linear_algebra.systems.classify_system",
    title="How many solutions?",
    skill="s.sys.classify",
    source="OpenStax, College Algebra 2e (2021), sections 7.1 and 7.2",
    levels={"easy": {"system": "numbers"}, "core": {"system": "parameter"}, "hard": {"system": "three"}},
)
def classify_system(rng: Rng, *, system: Literal["numbers", "parameter", "three"]) -> Part | Multipart:
    """Decide whether a system has exactly one solution, none, or infinitely many."""
    match system:
        case "numbers":
            return _two_numbers(rng)
        case "parameter":
            return _parameter_on_the_left(rng) if rng.chance(Fraction(2, 3)) else _parameter_on_the_right(rng)
        case "three":
            return _three_numbers(rng)


DIRECTIONS = [(a, b) for a in range(-6, 7) for b in range(-6, 7) if a * b and gcd(a, b) == 1 and abs(a) != abs(b)]
FACTORS = [(p, q) for p in (1, 2, 3) for q in (-3, -2, -1, 1, 2, 3) if gcd(p, q) == 1 and p != q]
"""Pairs of different factors without a common divisor."""


def _two_numbers(rng: Rng) -> Part:
    """Both equations are multiples of one, or nearly so."""
    (a, b), (p, q) = rng.choice(DIRECTIONS), rng.choice(FACTORS)
    e = rng.choice((0, *(rng.nonzero(-9, 9) for _ in range(3))))
    right = rng.choice((UNIQUE, NONE, MANY))
    first, second = [p * a, p * b, p * e], [q * a, q * b, q * e]
    if right == UNIQUE:
        second[1] = rng.choice(
            [c for c in (-second[1], second[1] + rng.choice((-2, -1, 1, 2))) if c and c * p != q * first[1]]
        )
        second[2] += rng.choice((0, rng.nonzero(-4, 4)))
    elif right == NONE:
        second[2] += rng.nonzero(-5, 5)
    M = Mat([first, second])
    ratio = Fraction(q, p)
    texts = [f"${text}$" for text in equations_text(M)]
    times = f"${ratio}$ times the first equation is ${equation_text([rational(ratio * x) for x in first])}$"
    if right == UNIQUE:
        steps = [f"For the left sides to be multiples of each other the factor would have to be ${ratio}$, to turn "
                 f"${linear([first[0]])}$ into ${linear([second[0]])}$. But it turns ${linear([0, first[1]])}$ into "
                 f"${linear([0, rational(ratio * first[1])])}$, not into ${linear([0, second[1]])}$.",
                 "So the lines have different directions and meet in one point: there is exactly one solution.",
                 ]  # fmt: skip
    elif right == NONE:
        steps = [f"{times}. The second equation has the same left side and another right side, ${second[2]}$.",
                 "Both cannot be true at once: the lines are parallel, and there is no solution."]  # fmt: skip
    else:
        steps = [f"{times}, which is the second equation.",
                 "So the second equation says nothing new: all points of one line are solutions, infinitely many.",
                 ]  # fmt: skip
    slips = {
        UNIQUE: [("nearly-proportional", MANY, "Compare all coefficients and their signs: one does not fit."),
                 ("right-sides-clash", NONE, "Right sides clash only where the left sides are proportional.")],
        NONE: [("proportional-is-infinite", MANY, "Apply the same factor to the right side: it does not fit."),
               ("square-is-unique", UNIQUE, "Two equations are no guarantee: compare the left sides.")],
        MANY: [("ignores-rhs", NONE, "The right side fits too: it is one line, written twice."),
               ("zero-rhs-trivial" if e == 0 else "one-solution-found", UNIQUE,
                "Besides $(0, 0)$ there are other solutions: both equations are the same line."
                if e == 0 else "Every point of the line is a solution: one is only an example.")],
    }[right]  # fmt: skip
    return Part(
        ask=rng.choice(HOW_MANY).format(listed(texts)),
        answer=_count(right),
        steps=steps,
        hints=["Is the left side of one equation a multiple of that of the other? Then compare the right sides."],
        mistakes=[Mistake(id, _count(text), told) for id, text, told in slips],
    )


def _parameter_on_the_left(rng: Rng) -> Multipart:
    """A coefficient is k: for one value the left sides are multiples of each other."""
    (a, b), e = rng.choice(DIRECTIONS), rng.nonzero(-9, 9)
    p, q = rng.choice([(p, q) for p, q in FACTORS if abs(q) > 1])
    right = rng.choice((NONE, MANY))
    second: list[Rational] = [q * a, q * b, q * e + (rng.nonzero(-5, 5) if right == NONE else 0)]
    first = [p * a, p * b, p * e]
    j = rng.integer(0, 1)
    k0 = second[j]
    shown = [str(x) for x in second]
    shown[j] = "k"
    hidden = " + ".join(f"{c}*{x}" for c, x in zip(shown, "xy", strict=False))
    texts = [equation_text(first), text_of(f"{hidden} = {second[2]}")]
    ratio = Fraction(q, p)
    other = 1 - j
    steps = [
        f"The system has exactly one solution unless the left sides are multiples of each other. The factor must turn "
        f"${linear([first[other]], 'xy'[other])}$ into ${linear([second[other]], 'xy'[other])}$, so it is ${ratio}$.",
        f"The other coefficient must fit too: $k = {fill('r*c', r=ratio, c=first[j])} = {k0}$.",
    ]
    scaled = rational(ratio * first[2])
    count_steps = {
        NONE: [f"${ratio}$ times the right side of the first equation is ${scaled}$, but the second has ${second[2]}$.",
               "The left sides agree then and the right sides do not: there is no solution."],
        MANY: [f"${ratio}$ times the right side of the first equation is ${scaled}$, as in the second one.",
               "Then the second equation says nothing new, and there are infinitely many solutions."],
    }[right]  # fmt: skip
    return Multipart(
        f"The system ${texts[0]}$ and ${texts[1]}$ depends on the number $k$.",
        parts=[
            Part(
                ask="For which value of $k$ does it not have exactly one solution?",
                answer=number(k0),
                steps=steps,
                hints=["When are the left sides multiples of each other?"],
                mistakes=[
                    Mistake("ratio-sign", number(-k0), "The factor is the same for both, with its sign."),
                    Mistake("inverts-division", number(Fraction(first[j]) / ratio),
                            "The factor leads from the first equation to the second, not back."),
                    Mistake("factor-ignored", number(first[j]), "Coefficients need not be equal, only proportional."),
                ],
            ),
            Part(
                ask="How many solutions does it have for this value of $k$?",
                answer=_count(right),
                steps=count_steps,
                hints=["Apply the factor to the right side as well."],
                mistakes=[
                    Mistake("ignores-rhs", _count(NONE), "The right side fits too: it is one line, written twice.")
                    if right == MANY
                    else Mistake("proportional-is-infinite", _count(MANY), "The right side does not fit."),
                    Mistake("square-is-unique", _count(UNIQUE),
                            "For this value the left sides are multiples of each other, so it cannot be exactly one."),
                ],
            ),
        ],
    )  # fmt: skip


def _parameter_on_the_right(rng: Rng) -> Multipart:
    """The left sides are multiples of each other; a right side is k."""
    (a, b), e = rng.choice(DIRECTIONS), rng.nonzero(-9, 9)
    p, q = rng.choice([(p, q) for p, q in FACTORS if abs(q) > 1])
    first, second = [p * a, p * b, p * e], [q * a, q * b]
    texts = [equation_text(first), f"{linear(second)} = k"]
    ratio, k0 = Fraction(q, p), q * e
    for_this = rng.chance(Fraction(1, 2))
    right = MANY if for_this else NONE
    told = (
        "Then the second equation says nothing new: every point of the first line is a solution, and there are "
        "infinitely many."
        if for_this
        else f"The left sides demand ${k0}$ on the right. For every other $k$ the equations contradict each other, and "
        "there is no solution."
    )
    return Multipart(
        f"The system ${texts[0]}$ and ${texts[1]}$ depends on the number $k$.",
        parts=[
            Part(
                ask="For which value of $k$ does it have solutions?",
                answer=number(k0),
                steps=[
                    f"The left side of the second equation is ${ratio}$ times that of the first: "
                    f"${ratio}*({linear(first[:2])}) = {linear(second)}$.",
                    f"So the right side must be ${ratio}$ times that of the first: "
                    f"$k = {fill('r*c', r=ratio, c=first[2])} = {k0}$.",
                ],
                hints=["Is the second left side a multiple of the first?"],
                mistakes=[
                    Mistake("rhs-not-scaled", number(first[2]), "The factor belongs to the right side too."),
                    Mistake("ratio-sign", number(-k0), "The factor keeps its sign on the right side."),
                    Mistake("inverts-division", number(Fraction(first[2]) / ratio),
                            "The factor leads from the first equation to the second, not back."),
                ],
            ),
            Part(
                ask=f"How many solutions does it have for {'this' if for_this else 'every other'} value of $k$?",
                answer=_count(right),
                steps=[told],
                hints=["What does the second equation add to the first?"],
                mistakes=[
                    Mistake("ignores-rhs", _count(NONE), "The equations say the same: it is one line, written twice.")
                    if for_this
                    else Mistake("proportional-is-infinite", _count(MANY), "The right sides contradict each other."),
                    Mistake("square-is-unique", _count(UNIQUE),
                            "The left sides are multiples of each other, so it cannot be exactly one."),
                ],
            ),
        ],
    )  # fmt: skip


def _three_numbers(rng: Rng) -> Part:
    """Three equations; in two of three cases the third follows from the others, or nearly so."""
    right = rng.choice((UNIQUE, NONE, MANY))
    for _ in range(100):
        U = [[rng.sign(), rng.nonzero(-3, 3), rng.nonzero(-3, 3), rng.integer(-6, 6)],
             [0, rng.choice((-2, -1, 1, 2)), rng.nonzero(-3, 3), rng.integer(-6, 6)],
             [0, 0, 0, 0]]  # fmt: skip
        if right == NONE:
            U[2][3] = rng.nonzero(-6, 6)
        elif right == UNIQUE:
            U[2][2:] = [rng.choice((-3, -2, -1, 1, 2, 3)), rng.integer(-6, 6)]
        M = lower(3, {(i, j): rng.nonzero(-2, 2) for i in range(3) for j in range(i)}) * Mat(U)
        if all(-9 <= entry <= 9 for row in M.rows for entry in row[:3]) and all(row.count(0) < 2 for row in M.rows):
            break
    else:
        raise Redraw("no small system was found")
    steps, end = _cleared_in_words(M)
    last = end.rows[2]
    ending = {
        UNIQUE: [f"The last equation, ${equation_text(last)}$, gives $z$; then the others give $y$ and $x$.",
                 "So there is exactly one solution."],
        NONE: [f"The last equation has become impossible: 0 on the left, ${last[3]}$ on the right.",
               "So there is no solution."],
        MANY: ["The last equation says only that 0 equals 0: it followed from the others. Two equations are left for "
               "three unknowns, and they do not contradict each other.", "So there are infinitely many solutions."],
    }[right]  # fmt: skip
    slips = {
        UNIQUE: [("nearly-proportional", MANY, "Eliminate to the end: the last equation still holds an unknown."),
                 ("right-sides-clash", NONE, "A clash is an equation with 0 on the left and not on the right.")],
        NONE: [("proportional-is-infinite", MANY, "No unknown is left in it, but its right side is not 0."),
               ("square-is-unique", UNIQUE, "Three equations are no guarantee: eliminate.")],
        MANY: [("zero-is-contradiction", NONE, "$0 = 0$ is true and restricts nothing."),
               ("square-is-unique", UNIQUE, "Three equations are no guarantee: one follows from the others.")],
    }[right]  # fmt: skip
    return Part(
        ask=rng.choice(HOW_MANY).format(listed(f"${text}$" for text in equations_text(M))),
        answer=_count(right),
        steps=[*steps, *ending],
        hints=[
            "Eliminate $x$ from two of the equations, then $y$ from one of them. What is left of the last equation?"
        ],
        mistakes=[Mistake(id, _count(text), told) for id, text, told in slips],
    )


# Lines -----------------------------------------------------------------------------------------------------------

VIEW = (-8, 8)
SLOPES = sorted({Fraction(p, q) for p in (-3, -2, -1, 1, 2, 3) for q in (1, 2, 3)})
Lattice = tuple[int, int]


class Straight(NamedTuple):
    """y = m*x + b."""

    m: Fraction
    b: int

    def at(self, x: Rational) -> Rational:
        return rational(self.m * x + self.b)

    def lattice(self) -> list[Lattice]:
        """Its lattice points in view, from left to right."""
        inside = range(VIEW[0], VIEW[1] + 1)
        return [(x, int(self.at(x))) for x in inside if self.at(x) in inside and self.at(x) == int(self.at(x))]

    def __str__(self) -> str:
        return str(Polynomial([self.m, self.b]))


@exercise(
    "linear_algebra.systems.lines_from_graph",
    title="Two lines: solution and system from the picture",
    skill="s.sys.geometry",
    source="OpenStax, College Algebra 2e (2021), section 7.1",
    levels={"easy": {"ask": "solution"}, "core": {"ask": "system"}, "hard": {"ask": "third equation"}},
)
def lines_from_graph(rng: Rng, *, ask: Literal["solution", "system", "third equation"]) -> Multipart:
    """Read the solution, the system, or what a third equation does, from a picture of two lines."""
    match ask:
        case "solution":
            return _read_solution(rng)
        case "system":
            return _read_system(rng)
        case "third equation":
            return _third_equation(rng)


def _crossing(rng: Rng) -> tuple[Straight, Straight, Lattice]:
    """Two lines that meet in a lattice point off diagonals and axes, and meet the vertical axis in lattice points."""
    seen = (-5, -4, -3, -2, 1, 2, 3, 4, 5)  # numbers on the axes hide what lies at -1
    x0, y0 = rng.choice([(x, y) for x in seen for y in seen if abs(x) != abs(y)])
    through = [Straight(m, int(y0 - m * x0)) for m in SLOPES if (m * x0).denominator == 1 and abs(y0 - m * x0) <= 7]
    pairs = [(g, h) for g in through for h in through if abs(g.m - h.m) >= Fraction(1, 2)]
    assume(pairs, "no two such lines meet there")
    g, h = rng.choice(pairs)
    return g, h, (x0, y0)


def _drawn_lines(g: Straight, h: Straight, hidden: Lattice | None = None) -> Figure:
    """Both lines on the grid, the text alternative telling two lattice points of each; not the hidden one."""
    told = {}
    for name, straight in (("$g$", g), ("$h$", h)):
        points = [point for point in straight.lattice() if point != hidden]
        told[name] = (points[0], points[-1])
    return lines(told, VIEW, VIEW)


def _read_solution(rng: Rng) -> Multipart:
    g, h, (x0, y0) = _crossing(rng)
    assert g.at(x0) == h.at(x0) == y0
    return Multipart(
        "The figure shows the lines $g$ and $h$ of two linear equations in $x$ and $y$.",
        parts=[
            Part(
                ask="Read off the solution $(x, y)$ of the system of both equations.",
                answer=vector(x0, y0),
                steps=[
                    "A point lies on a line exactly if its coordinates solve the equation of this line.",
                    "So the solution of both equations is the point where the lines meet.",
                    f"From the origin it lies ${abs(x0)}$ to the {'right' if x0 > 0 else 'left'} and ${abs(y0)}$ "
                    f"{'up' if y0 > 0 else 'down'}: the solution is $(x, y) = ({x0}, {y0})$.",
                ],
                hints=["Which point satisfies both equations?", "First go along the horizontal axis, then up or down."],
                mistakes=[
                    Mistake("coordinates-exchanged", vector(y0, x0), "The first coordinate is across, the second up."),
                    Mistake("intercept-for-solution", vector(0, g.b),
                            "There a line meets the vertical axis. Look for the point that both lines share."),
                    Mistake("sign-of-coordinate", vector(-x0, y0), "Left of the vertical axis $x$ is negative."),
                ],
            )
        ],
        figures=[_drawn_lines(g, h, (x0, y0))],
    )  # fmt: skip


def _read_system(rng: Rng) -> Multipart:
    """Which system is drawn? The lines may be parallel."""
    if rng.chance(Fraction(1, 4)):
        m = rng.choice(SLOPES)
        b, c = rng.choice(
            [(b, c) for b in range(-6, 7) for c in range(-6, 7) if abs(b - c) >= 2 and b and c and b != -c]
        )
        g, h = Straight(m, b), Straight(m, c)
    else:
        g, h, _ = _crossing(rng)
    assume(g.b and h.b and len(g.lattice()) > 1 and len(h.lattice()) > 1, "a line cannot be read off")
    falls = "falls" if g.m < 0 else "rises"
    sides = rational(-g.b / g.m)
    found = [
        ("slope-sign", g._replace(m=-g.m), h, f"Follow $g$ from left to right: it {falls}."),
        ("run-over-rise", g._replace(m=1 / g.m), h, "The slope is the change upwards for each step to the right."),
        ("x-intercept-as-b", Straight(g.m, int(sides)), h, "The constant is where the line meets the vertical axis."),
        ("intercepts-exchanged", Straight(g.m, h.b), Straight(h.m, g.b), "Each line has its own slope and intercept."),
        ("intercept-sign", g._replace(b=-g.b), h, "Does $g$ meet the vertical axis above or below the origin?"),
    ]  # fmt: skip
    right = _both(g, h)
    wrong: dict[str, tuple[str, str]] = {}
    for id, first, second, told in found:
        if (id != "x-intercept-as-b" or sides == int(sides)) and len(wrong) < 4:
            text = _both(first, second)
            if text not in (right, *(each for each, _ in wrong.values())) and {first, second} != {g, h}:
                wrong[id] = text, told

    def key(text: str) -> ChoiceAnswer:
        return choice(text, *(other for other in (right, *(each for each, _ in wrong.values())) if other != text))

    steps = []
    for name, straight in (("g", g), ("h", h)):
        p, q = straight.lattice()[0], straight.lattice()[-1]
        rise = " = ".join(dict.fromkeys([fill("(d - b)/(c - a)", a=p[0], b=p[1], c=q[0], d=q[1]), str(straight.m)]))
        steps.append(f"Line ${name}$ passes through ${at(p)}$ and ${at(q)}$, so its slope is ${rise}$. It meets the "
                     f"vertical axis at ${straight.b}$, so it is the graph of ${name}(x) = {straight}$.")  # fmt: skip
    steps.append("So the system that is drawn is the one with these two right sides."
                 + " The slopes are equal: the lines are parallel, and it has no solution." * (g.m == h.m))  # fmt: skip
    return Multipart(
        "The figure shows the lines $g$ and $h$ of two linear equations in $x$ and $y$.",
        parts=[
            Part(
                ask="Which of these systems is drawn?",
                answer=key(right),
                steps=steps,
                hints=["Where does each line meet the vertical axis?",
                       "How far up or down does it go from one grid point to another?"],
                mistakes=[Mistake(id, key(text), told) for id, (text, told) in wrong.items()],
            )
        ],
        figures=[_drawn_lines(g, h)],
    )  # fmt: skip


def _both(g: Straight, h: Straight) -> str:
    return f"$y = {g}$ and $y = {h}$"


def _third_equation(rng: Rng) -> Multipart:
    """Which third equation leaves the solution as it is, or leaves none?"""
    g, h, (x0, y0) = _crossing(rng)
    first, second = _standard(g), _standard(h)
    k, s = rng.choice(((2, 1), (1, 1), (1, -1), (2, -1), (3, 1), (1, 2)))
    joined = _primitive([k * a + s * b for a, b in zip(first, second, strict=True)])
    normals = [(a, b) for a in range(1, 5) for b in range(-4, 5) if b and gcd(a, b) == 1]
    free = [(a, b) for a, b in normals if all(a * row[1] != b * row[0] for row in (first, second, joined))]
    (a, b), (c, d), (e, f) = rng.sample(free, 3)
    shift = rng.nonzero(-4, 4)
    parallel = (first[0], first[1], first[2] + shift)
    keeps = rng.chance(Fraction(1, 2))
    options: list[tuple[str, Row, str]]
    if keeps:
        right = joined if all(joined[:2]) and rng.chance(Fraction(1, 2)) else (a, b, a * x0 + b * y0)
        options = [
            ("parallel-keeps-solution", parallel, "This line is parallel to $g$ and misses the point."),
            ("coordinates-exchanged", (c, d, c * y0 + d * x0), "The first coordinate is across, the second is up."),
            ("one-line-is-enough", (e, f, f * g.b), "This line meets $g$ on the vertical axis, where $h$ is not."),
        ]
    else:
        right = rng.choice((parallel, (a, b, a * x0 + b * y0 + shift)))
        twice = (2 * first[0], 2 * first[1], 2 * first[2])
        options = [
            ("redundant-is-contradiction", twice, "This is the equation of $g$ once more, multiplied by 2."),
            ("third-line-never-fits", (c, d, c * x0 + d * y0), "This line passes through the common point: put it in."),
        ]
        if all(joined[:2]):
            told = "This follows from the two equations, so it holds at their common point."
            options.append(("sum-adds-a-condition", joined, told))
    wrong = [(id, row, told) for id, row, told in options if (row[0] * x0 + row[1] * y0 == row[2]) != keeps]
    rows = sorted([right, *(row for _, row, _ in wrong)])

    def key(row: Row) -> ChoiceAnswer:
        return choice(f"${equation_text(row)}$", *(f"${equation_text(other)}$" for other in rows if other != row))

    asked = "does the system still have the same solution" if keeps else "does the system have no solution any more"
    return Multipart(
        "The figure shows the lines $g$ and $h$ of two linear equations in $x$ and $y$. A third equation is added.",
        parts=[
            Part(
                ask=f"With which of these equations {asked}?",
                answer=key(right),
                steps=[
                    f"The lines meet at ${at((x0, y0))}$: this is the only solution of the two equations.",
                    "A third equation leaves it if it is true there; otherwise nothing solves all three.",
                    *(_tested(row, x0, y0) for row in rows),
                    f"So the equation in question is ${equation_text(right)}$.",
                ],
                hints=["Where do both lines meet?", "Put the common point into each of the equations."],
                mistakes=[Mistake(id, key(row), told) for id, row, told in wrong],
            )
        ],
        figures=[_drawn_lines(g, h, (x0, y0))],
    )


Row = tuple[int, int, int]
"""a, b, c of a*x + b*y = c."""


def _tested(row: Row, x0: int, y0: int) -> str:
    """Whether a point lies on the line."""
    a, b, c = row
    value = a * x0 + b * y0
    found = f"For ${equation_text(row)}$: the left side is ${fill(linear((a, b)), x=x0, y=y0)} = {value}$"
    return f"{found}, as demanded." if value == c else f"{found} there, and not ${c}$."


def _standard(straight: Straight) -> Row:
    """a, b, c of a*x + b*y = c with a > 0 and without a common factor."""
    p, q = straight.m.numerator, straight.m.denominator
    return _primitive((p, -q, -q * straight.b))


def _primitive(row: Sequence[int]) -> Row:
    a, b, c = row
    common = gcd(a, b, c) * (-1 if a < 0 or (a == 0 and b < 0) else 1)
    return (a // common, b // common, c // common) if common else (a, b, c)
