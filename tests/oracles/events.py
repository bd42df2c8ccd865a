"""Conditional probabilities, by listing the population of the table and counting."""

import re
from fractions import Fraction
from itertools import combinations, permutations, product
from math import prod

import numpy as np
from scipy import stats
from scipy.optimize import linprog

from generators.notation.tree import Call, Chain, Given, Name, Node, Op
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import formulas, numeric

Person = tuple[str, str]
"""Row and column of one member of the population."""


@oracle("prob_stats.events.conditional_from_table")
def _(exercise: Exercise) -> None:
    assert exercise.data is not None
    _, *columns = exercise.data.columns
    people = [
        (row, column)
        for row, *cells in exercise.data.rows
        for column, count in zip(columns, cells, strict=True)
        for _ in range(int(count))
    ]
    if picked := re.search(r"\(“([^”]+)” in the table\)", exercise.stem):
        in_order(exercise, [person for person in people if person[1] == picked[1]])
    else:
        letters = dict(re.findall(r"\$(\w)\$ for “([^”]+)”", exercise.stem))
        for part in exercise.parts:
            assert share(asked(part.ask), [({person}, letters) for person in people]) == Fraction(part.answer.value)


def in_order(exercise: Exercise, people: list[Person]) -> None:
    """Every way to pick three of them, one after the other."""
    label = re.findall(r"“([^”]+)”", exercise.stem)[-1]
    threes = list(permutations([person[0] == label for person in people], 3))
    letter = re.findall(r"\$(\w)_1\$", exercise.stem)[0]
    worlds = [({f"{letter}_{n}" for n, hit in enumerate(three, 1) if hit}, {}) for three in threes]
    for part in exercise.parts:
        assert share(asked(part.ask), worlds) == Fraction(part.answer.value)


def asked(text: str) -> Node:
    (probability,) = [node for node in formulas(text) if isinstance(node, Call) and node.name == "P"]
    (event,) = probability.args
    return event


def share(event: Node, worlds: list) -> Fraction:
    """How many of the worlds in which the condition holds have the event."""
    if isinstance(event, Given):
        worlds = [world for world in worlds if holds(event.condition, *world)]
        event = event.event
    return Fraction(sum(holds(event, *world) for world in worlds), len(worlds))


def holds(event: Node, world: set, letters: dict[str, str]) -> bool:
    match event:
        case Name(letter):
            return any(letters[letter] in person for person in world) if letters else letter in world
        case Call("bar", (of,)):
            return not holds(of, world, letters)
        case Op("cap", left, right):
            return holds(left, world, letters) and holds(right, world, letters)
        case Op("cup", left, right):
            return holds(left, world, letters) or holds(right, world, letters)
    raise ValueError(f"{event} is no event")


@oracle("prob_stats.events.counting_probability")
def _(exercise: Exercise) -> None:
    """List all outcomes and count those that the words describe."""
    (part,) = exercise.parts
    text = part.ask.replace("$", "")
    worlds = outcomes(exercise.stem.replace("$", ""))
    assert Fraction(part.answer.value) == Fraction(sum(has(text, world) for world in worlds), len(worlds))


DIGITS = {"Three": 3, "Four": 4, "Five": 5, "three": 3, "four": 4, "five": 5}


def outcomes(stem: str) -> list[tuple]:
    """All equally likely outcomes of the story."""
    if bag := re.search(r"(\d+) (\w+), (\d+) (\w+) and (\d+) (\w+)", stem):
        groups = bag.groups()
        things = [kind for count, kind in zip(groups[::2], groups[1::2], strict=True) for _ in range(int(count))]
        if "all at once" in stem:
            drawn = DIGITS[re.search(r"(Three|Four) of the", stem)[1]]
            return list(combinations(things, drawn))
        return list(permutations(things, 2))
    if cards := re.search(r"one of (\d+) cards", stem):
        return list(product(range(1, int(cards[1]) + 1), repeat=3))
    if ends := re.findall(r"(?:1 to|cards 1 to|from 1 to) (\d+)", stem):
        if re.search(r"three times|Three dice", stem):
            return list(product(range(1, int(ends[-1]) + 1), repeat=3))
        return list(product(*(range(1, int(end) + 1) for end in (ends * 2)[:2])))
    tosses = re.search(r"\b(\d|three|four|five|Three|Four|Five)\b", stem)[1]
    return list(product((0, 1), repeat=DIGITS.get(tosses) or int(tosses)))


def has(text: str, world: tuple) -> bool:
    """Whether an outcome has what is asked for."""
    k = [int(n) for n in re.findall(r"\d+", text)]
    names = [kind for kind in KINDS if re.search(rf"\b{kind}\b", text)]
    if isinstance(world[0], str):
        names.sort(key=text.index)
        hits = world.count(names[0]) if names else 0
        if "are the same" in text or "of the same kind" in text:
            return len(set(world)) == 1
        if "of different kinds" in text:
            return len(set(world)) == len(world)
        if "the first is" in text:
            return world == tuple(names)
        if "and the other" in text:
            return set(world) == set(names)
        if "none is" in text:
            return hits == 0
        if "both are" in text:
            return hits == 2
        if "exactly one is" in text:
            return hits == 1
        if "at most one" in text:
            return hits <= 1
        return hits == k[0] if "exactly" in text else hits >= k[0]
    if "number" in text:
        return of_numbers(text, k, world)
    return compared(text, sum(world), k[0])


def compared(text: str, value: int, k: int) -> bool:
    return value == k if "exactly" in text else value >= k if "at least" in text else value <= k


def of_numbers(text: str, k: list[int], world: tuple[int, ...]) -> bool:
    if "larger of" in text:
        return max(world) == k[0]
    if "smaller of" in text:
        return min(world) == k[0]
    if "differ by" in text:
        return abs(world[0] - world[1]) == k[0]
    if "product" in text:
        return world[0] * world[1] == k[0]
    if "multiple" in text:
        return sum(world) % k[0] == 0
    if "at least one of the two" in text:
        return k[0] in world
    if "three numbers" not in text:
        return compared(text, sum(world), k[0])
    extra = (
        len(set(world)) == 3 if "different" in text
        else k[1] not in world if "no number" in text
        else len(set(world)) < 3 if "equal" in text
        else True
    )  # fmt: skip
    return sum(world) == k[0] and extra


KINDS = (
    "red", "blue", "white", "black", "grey", "striped", "mint", "rooibos", "camomile", "crime", "travel", "cookery",
    "nut", "caramel", "nougat", "tulip", "crocus", "daffodil", "gold", "silver", "bronze", "junior", "senior", "guest",
    "fast", "slow", "faulty",
)  # fmt: skip


@oracle("prob_stats.events.addition_rule")
def _(exercise: Exercise) -> None:
    """Everything said is a linear equation for the probabilities of the regions of a Venn diagram: solve these."""
    letters = list(dict.fromkeys(re.findall(r"\$(\w)\$", exercise.stem)))
    regions = [{name for name, inside in zip(letters, pattern, strict=True) if inside}
               for pattern in product((True, False), repeat=len(letters))]  # fmt: skip
    rows, values = [[1.0] * len(regions)], [1.0]
    if exercise.figures:
        a, b = letters
        total = float(re.search(r"\$(\d+)\$", exercise.stem)[1])
        alt = exercise.figures[0].alt
        both = re.search(r"in both (\d+)", alt)
        found = {f"only in {a}": {a}, f"only in {b}": {b}, "outside both circles": set()}
        counts = [(float(re.search(rf"{words} (\d+)", alt)[1]), region) for words, region in found.items()]
        counts.append((float(both[1]) if both else 0.0, {a, b}))
        assert sum(count for count, _ in counts) == total
        for count, region in counts:
            rows.append([float(each == region) for each in regions])
            values.append(count / total)
    else:
        for chain in (node for node in formulas(exercise.stem) if isinstance(node, Chain)):
            rows.append(weights(chain.terms[0].args[0], regions))
            values.append(numeric(chain.terms[1]))
    for part in exercise.parts:
        row = wanted_regions(part.ask, regions)
        if part.answer.kind == "interval":
            ends = [sign * linprog([sign * x for x in row], A_eq=rows, b_eq=values).fun for sign in (1, -1)]
            low, high = (float(x) for x in part.answer.value.strip("[]").split(","))
            assert np.allclose(ends, [low, high])
        else:
            combination, *_ = np.linalg.lstsq(np.array(rows).T, np.array(row), rcond=None)
            assert np.allclose(np.array(rows).T @ combination, row), "not determined"
            assert abs(combination @ values - float(Fraction(part.answer.value))) < 1e-9


def weights(event: Node, regions: list[set]) -> list[float]:
    return [float(holds(event, region, {})) for region in regions]


def wanted_regions(ask: str, regions: list[set]) -> list[float]:
    """Which regions are asked for."""
    if "exactly one" in ask:
        return [float(len(region) == 1) for region in regions]
    if "exactly two" in ask:
        return [float(len(region) == 2) for region in regions]
    if "none of the three" in ask:
        return [float(not region) for region in regions]
    return weights(asked(ask), regions)


@oracle("prob_stats.events.independence_check")
def _(exercise: Exercise) -> None:
    """From the probabilities of the four regions, or from the population of the table."""
    letters = re.findall(r"\$(\w)\$ for “([^”]+)”", exercise.stem)
    (a, first), (b, second) = letters
    if exercise.data is None:
        regions = [{a, b}, {a}, {b}, set()]
        rows, values = [[1.0] * 4], [1.0]
        for chain in (node for node in formulas(exercise.stem) if isinstance(node, Chain)):
            rows.append(weights(chain.terms[0].args[0], regions))
            values.append(numeric(chain.terms[1]))
        both, only_a, only_b, _ = np.linalg.solve(rows, values)
        judge(exercise, both + only_a, both + only_b, both)
        return
    _, *columns = exercise.data.columns
    cells = {
        (row, column): None if count == "?" else int(count)
        for row, *counts in exercise.data.rows
        for column, count in zip(columns, counts, strict=True)
    }
    if None not in cells.values():
        total = sum(cells.values())
        in_a, in_b = (sum(n for key, n in cells.items() if label in key) / total for label in (first, second))
        judge(exercise, in_a, in_b, cells[first, second] / total)
        return
    missing, share, larger = exercise.parts
    x = int(missing.answer.value)
    assert cells[first, second] is None
    y = int(re.search(r"number is \$(\d+)\$", larger.ask)[1])
    for count in (x, y):
        people = [key for key, n in cells.items() for _ in range(count if n is None else n)]
        under = [first in key for key in people if second in key]
        everywhere = [first in key for key in people]
        gap = Fraction(sum(under), len(under)) - Fraction(sum(everywhere), len(everywhere))
        if count == x:
            assert gap == 0
            assert Fraction(share.answer.value) == Fraction(people.count((first, second)), len(people))
        else:
            assert larger.answer.value == (gap > 0)


def judge(exercise: Exercise, p: float, q: float, both: float) -> None:
    product_part, joint, verdict = exercise.parts
    assert abs(float(Fraction(product_part.answer.value)) - p * q) < 1e-9
    assert abs(float(Fraction(joint.answer.value)) - both) < 1e-9
    assert verdict.answer.value == (abs(p * q - both) < 1e-9)


@oracle("prob_stats.events.at_least_one")
def _(exercise: Exercise) -> None:
    """Enumerate successes and failures; fill a table of coincidences one by one."""
    if len(exercise.parts) == 3:
        coincidences(exercise)
        return
    rates = [Fraction(rate) for rate in re.findall(r"\$(\d+/\d+|0\.\d+)\$", exercise.stem)]
    if "p" in exercise.given:
        (p,) = rates
        needed, reached = exercise.parts
        target = Fraction(re.search(r"\$(\d+)%\$", needed.ask)[1]) / 100
        n = int(needed.answer.value)
        assert stats.binom.sf(0, n, float(p)) >= target > stats.binom.sf(0, n - 1, float(p))
        assert abs(float(reached.answer.value) - stats.binom.sf(0, n, float(p))) < 1e-9
        return
    if len(rates) < 2:
        counts = [int(count) for count in re.findall(r"\$(\d+)\$", exercise.stem)]
        rates = [*rates, *[Fraction(1, k) for k in counts if not rates and k == counts[0]]][:1]
        rates *= counts[-1]
    worlds = list(product((True, False), repeat=len(rates)))
    chances = [prod(p if hit else 1 - p for p, hit in zip(rates, world, strict=True)) for world in worlds]
    none, some = exercise.parts
    assert Fraction(none.answer.value) == sum(c for c, world in zip(chances, worlds, strict=True) if not any(world))
    assert Fraction(some.answer.value) == sum(c for c, world in zip(chances, worlds, strict=True) if any(world))


def coincidences(exercise: Exercise) -> None:
    """`occupied[m]` is the probability that so many different ones are in use after each step."""
    d, n = (int(count) for count in re.findall(r"\$(\d+)\$", exercise.stem))
    occupied = {0: 1.0}
    for _ in range(n):
        after: dict[int, float] = {}
        for m, chance in occupied.items():
            after[m] = after.get(m, 0.0) + chance * m / d
            after[m + 1] = after.get(m + 1, 0.0) + chance * (d - m) / d
        occupied = after
    values = [occupied[n], 1 - occupied[n], stats.binom.sf(0, n, 1 / d)]
    for part, value in zip(exercise.parts, values, strict=True):
        assert abs(float(part.answer.value) - value) < 1e-8
