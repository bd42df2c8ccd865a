"""Python and NumPy basics."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Any, Literal

from generators.authoring import Mistake, Part, Rng, assume, exercise, matching, number, sequence, vector
from generators.maths.programs import BELIEFS, Run, Stuck, run
from generators.maths.shapes import Shape, shape_of, text
from schemas.answer import MatchingAnswer

# Programs --------------------------------------------------------------------------------------------------------

MOST = 500
"""Largest value that is returned."""
ROWS = 12
"""Most passes to go through by hand."""
INTRODUCTIONS = (
    "A Python function is defined by",
    "Look at this Python function.",
    "Read this Python program.",
    "Somebody has written this function in Python.",
)
QUESTIONS = (
    "What does `{}` return?",
    "What is the value of `{}`?",
    "Give the value of `{}`.",
    "Which value does the call `{}` return?",
)
TOLD = {
    "overwrites-when-adding": "`{s} += …` adds to what `{s}` holds already; it does not replace it.",
    "returns-in-first-pass": "`return` stands outside the loop: it waits until the last pass is over.",
    "else-ignored": "Check the condition in every pass.",
    "condition-reversed": "Mind when the condition holds: only then the lines below it run.",
    "power-as-product": "Two stars are a power: `3 ** 2` is 9.",
    "remainder-as-quotient": "`17 % 5` is the remainder 2 of the division, `17 // 5` its whole part 3.",
    "adds-last-row-only": "The accumulator is set once, before both loops; the outer loop does not set it back.",
    "inner-limit-fixed": "The range of the inner loop depends on the name that the outer loop counts with.",
    "diagonal-only": "In every pass of the outer loop the inner one runs from its start to its end.",
    "leaves-loop-at-once": "The condition is checked before each pass only: a pass that has begun is completed.",
    "assigns-one-after-another": "Both values on the right are worked out before either name changes.",
    "uses-old-entries": "The entry before has been changed already: use its new value.",
    "starts-at-one": "`range(n)` starts at 0 and ends at n − 1.",
    "inclusive-slice": "The end of a slice does not belong to it: `xs[:-1]` leaves out the last entry.",
    "index-from-one": "Indices start at 0: the first entry of `xs` is `xs[0]`.",
}
"""What is said of readings that need nothing of the program."""


@dataclass(frozen=True)
class Task:
    """A program with a call, what it returns by another route, the columns of its table, and what is said of it."""

    lines: tuple[str, ...]
    arguments: tuple[Any, ...]
    value: Any
    columns: tuple[str, ...]
    begins: str
    """A sentence on the values the loops run through."""
    beliefs: dict[str, str]
    """Readings of the program that are wrong, with what is said of them."""
    ends: str = ""
    """A sentence on how the value is read off the table."""

    @property
    def source(self) -> str:
        return "\n".join(self.lines)


def _said(*beliefs: str, s: str = "s", **own: str) -> dict[str, str]:
    """The readings with what is said of them; names of own readings have underscores."""
    return {name.replace("_", "-"): text for name, text in own.items()} | {b: TOLD[b].format(s=s) for b in beliefs}


@exercise(
    "refresher.python.trace_loop",
    title="What does this program return?",
    skill="s.py.loops",
    source="The Python Tutorial (Python Software Foundation), sections 4.1 to 4.3, 5.1 and 5.5",
    levels={"easy": {"program": "loop"}, "core": {"program": "decisions"}, "hard": {"program": "nested"}},
)
def trace_loop(rng: Rng, *, program: Literal["loop", "decisions", "nested"]) -> Part:
    """Say what a short Python function returns."""
    kinds = {
        "loop": (_added_up, _added_up, _multiplied, _over_list, _recurrence),
        "decisions": (_condition, _condition, _slice, _digits, _growing, _pair, _records, _signs),
        "nested": (_nested, _nested, _filtered, _filtered, _grouped, _in_place, _collected, _looked_up),
    }
    task = rng.choice(kinds[program])(rng)
    name = task.lines[0].removeprefix("def ").partition("(")[0]
    call = f"{name}({', '.join(map(repr, task.arguments))})"
    mistakes = _misread(task)
    assume(len(mistakes) > 1, "other readings give the same")
    made = run(task.source, *task.arguments)
    assert made.value == task.value, (task.source, made.value, task.value)
    assume(_small(made), "the numbers or the table become large")
    returned = task.lines[-1].strip().removeprefix("return ")
    return Part(
        ask=f"{rng.choice(INTRODUCTIONS)}\n`{task.source}`\n{rng.choice(QUESTIONS).format(call)}",
        answer=_key(made.value),
        steps=[
            task.begins,
            f"Fill in a table with one row for every pass and the values at its end.\n`{made.listing(*task.columns)}`",
            f"{task.ends} `{call}` returns `{returned}`, which is ${_shown(made.value)}$.".lstrip(),
        ],
        hints=["Make a table with a row for every pass through the loop.", task.begins],
        mistakes=mistakes,
    )


def _small(made: Run) -> bool:
    values = made.value if isinstance(made.value, list) else [made.value]
    return 2 <= len(made.rows) <= ROWS and len(values) <= 5 and all(abs(v) <= MOST for v in values)


def _key(value: Any) -> Any:
    return sequence(value) if isinstance(value, list) else number(value)


def _shown(value: Any) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _misread(task: Task) -> list[Mistake]:
    """What comes out if the program is read in the ways of the task; four at most."""
    found: dict[str, Mistake] = {}
    for belief, told in task.beliefs.items():
        try:
            value = run(task.source, *task.arguments, belief=BELIEFS[belief]).value
        except Stuck:
            continue
        if value != task.value and _shown(value) not in found and len(found) < 4:
            found[_shown(value)] = Mistake(belief, _key(value), told)
    return list(found.values())


# Ranges and terms ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """A range over `n`, what it gives for the argument, and what is said of it."""

    text: str
    n: int
    values: range

    @property
    def called(self) -> str:
        """With the argument put in."""
        first, last, step = self.values.start, self.values.stop, self.values.step
        ends = f"{last}" if self.text == "range(n)" else f"{first}, {last}"
        return f"`range({ends}{f', {step}' if step != 1 else ''})`"

    @property
    def told(self) -> str:
        return f"{self.called} stops before {self.values.stop} and gives ${listed(self.values)}$."

    def beliefs(self) -> dict[str, str]:
        found = {"inclusive-range": f"{self.called} stops before {self.values.stop}."}
        if self.text == "range(n)":
            found["starts-at-one"] = f"{self.called} starts at 0: it gives ${listed(self.values)}$."
        return found


def listed(values: Sequence[int] | range) -> str:
    return ", ".join(map(str, values))


def _counted(rng: Rng, fewest: int, most: int, *, positive: bool = False) -> Counted:
    """A range that gives `fewest` to `most` numbers; with `positive` all of them are."""
    count = rng.integer(fewest, most)
    a, d = rng.integer(2, 4), rng.choice((2, 3))
    kinds = ("n", "n", "to n", "from a", "steps", "down")
    match rng.choice(kinds[2:] if positive else kinds):
        case "n":
            return Counted("range(n)", count, range(count))
        case "to n":
            return Counted("range(1, n + 1)", count, range(1, count + 1))
        case "from a":
            return Counted(f"range({a}, n)", a + count, range(a, a + count))
        case "steps":
            first = rng.choice((1, 2, a) if positive else (0, 1, a))
            return Counted(f"range({first}, n, {d})", first + d * count, range(first, first + d * count, d))
        case _:
            return Counted("range(n, 0, -1)", count, range(count, 0, -1))


Term = tuple[str, Callable[[int], int]]


ALWAYS: tuple[str, Callable[[int], bool]] = ("", lambda k: True)
"""No condition."""


def _itself(k: str) -> Term:
    return k, lambda k: k


def _term(rng: Rng, k: str) -> Term:
    """A formula in k as Python has it, and as a function."""
    a, b = rng.integer(2, 5), rng.integer(1, 6)
    terms: tuple[Term, ...] = (
        (f"{k} ** 2", lambda k: k**2),
        (f"{k} ** 2", lambda k: k**2),
        (f"{a} * {k} + {b}", lambda k: a * k + b),
        (f"{a} * {k} - {b}", lambda k: a * k - b),
        (f"{k} ** 2 + {b}", lambda k: k**2 + b),
        (f"{k} ** 2 - {b}", lambda k: k**2 - b),
        (f"{k} * ({k} + {b})", lambda k: k * (k + b)),
        (f"{a} * {k}", lambda k: a * k),
    )
    return rng.choice(terms)


def _test(rng: Rng, k: str, values: Sequence[int] | range) -> tuple[str, Callable[[int], bool]]:
    """A condition on k that holds for some of the values and fails for others."""
    assume(len(values) > 2, "there are few values")
    m, c = rng.integer(2, 4), rng.choice(sorted(values)[1:-1])
    r = rng.integer(0, m - 1)
    tests: tuple[tuple[str, Callable[[int], bool]], ...] = (
        (f"{k} > {c}", lambda k: k > c),
        (f"{k} < {c}", lambda k: k < c),
        (f"{k} % {m} == {r}", lambda k: k % m == r),
        (f"{k} % {m} == {r}", lambda k: k % m == r),
        (f"{k} % {m} != {r}", lambda k: k % m != r),
        (f"{k} % {m + 1} < {m}", lambda k: k % (m + 1) < m),
    )
    text, holds = rng.choice(tests[: 2 if min(values) < 0 else 6])
    assume(0 < sum(map(holds, values)) < len(values), "the condition decides nothing")
    return text, holds


def _names(rng: Rng) -> tuple[str, str, str]:
    """The names of a function, of what is added up, and of what a loop counts with."""
    return rng.choice(("f", "g", "h")), rng.choice(("s", "t", "total")), rng.choice(("k", "i"))


def _list(rng: Rng, size: int, least: int = -6, most: int = 9) -> list[int]:
    return [rng.integer(least, most) for _ in range(size)]


# One loop --------------------------------------------------------------------------------------------------------


def _started(rng: Rng, s: str) -> tuple[int, dict[str, str]]:
    """What an accumulator starts at: 0, or another number that may be overlooked."""
    if rng.chance(Fraction(1, 2)):
        return 0, {}
    start = rng.choice((1, 2, 3, 5, 10, 20))
    return start, {"starts-at-zero-always": f"Before the loop `{s}` is {start}."}


def _added_up(rng: Rng) -> Task:
    f, s, k = _names(rng)
    over, (term, value) = _counted(rng, 3, 6), _term(rng, k)
    start, overlooked = _started(rng, s)
    return Task(
        (
            f"def {f}(n):",
            f"    {s} = {start}",
            f"    for {k} in {over.text}:",
            f"        {s} += {term}",
            f"    return {s}",
        ),
        (over.n,),
        start + sum(map(value, over.values)),
        (k, s),
        f"{over.told} Before the loop `{s}` is {start}.",
        over.beliefs()
        | _said("overwrites-when-adding", s=s)
        | overlooked
        | _said(*["power-as-product"] * ("**" in term), "returns-in-first-pass"),
    )


def _multiplied(rng: Rng) -> Task:
    f, k = rng.choice(("f", "g", "h")), rng.choice(("k", "i"))
    p, start, a = rng.choice(("p", "result", "product")), rng.choice((1, 1, 2, 3)), rng.integer(1, 3)
    over = _counted(rng, 3, 4, positive=rng.chance(Fraction(1, 2)))
    factors: tuple[Term, ...] = ((k, lambda k: k), (f"{k} + {a}", lambda k: k + a), (str(a + 1), lambda k: a + 1))
    factor, value = rng.choice(factors[1:] if 0 in over.values else factors)
    return Task(
        (
            f"def {f}(n):",
            f"    {p} = {start}",
            f"    for {k} in {over.text}:",
            f"        {p} *= {factor}",
            f"    return {p}",
        ),
        (over.n,),
        reduce(lambda p, k: p * value(k), over.values, start),
        (k, p),
        f"{over.told} Before the loop `{p}` is {start}.",
        over.beliefs()
        | _said("returns-in-first-pass", adds_for_multiplies=f"`{p} *= …` multiplies `{p}`; it does not add to it."),
    )


def _over_list(rng: Rng) -> Task:
    f, s, _ = _names(rng)
    xs, (term, value) = _list(rng, rng.integer(4, 5)), _term(rng, "x")
    start, overlooked = _started(rng, s)
    return Task(
        (f"def {f}(xs):", f"    {s} = {start}", "    for x in xs:", f"        {s} += {term}", f"    return {s}"),
        (xs,),
        start + sum(map(value, xs)),
        ("x", s),
        f"The loop takes x through the list, ${listed(xs)}$. Before it `{s}` is {start}.",
        _said("overwrites-when-adding", s=s)
        | overlooked
        | _said(*["power-as-product"] * ("**" in term), "returns-in-first-pass"),
    )


def _recurrence(rng: Rng) -> Task:
    """Each value is made of the one before."""
    f, _, k = _names(rng)
    x, a, b = rng.integer(1, 6), rng.choice((2, 2, 3)), rng.integer(1, 5)
    over = _counted(rng, 3, 5)
    rules: tuple[tuple[str, Callable[[int, int], int]], ...] = (
        (f"{a} * x + {b}", lambda x, k: a * x + b),
        (f"{a} * x - {b}", lambda x, k: a * x - b),
        (f"{a} * x - {k}", lambda x, k: a * x - k),
        (f"{a} * x + {k}", lambda x, k: a * x + k),
        (f"{2 * a * b} - x", lambda x, k: 2 * a * b - x),
        (f"{k} - x", lambda x, k: k - x),
        (f"{k} * x + {b}", lambda x, k: k * x + b),
    )
    rule, value = rng.choice(rules)
    return Task(
        (f"def {f}(x, n):", f"    for {k} in {over.text}:", f"        x = {rule}", "    return x"),
        (x, over.n),
        reduce(value, over.values, x),
        (k, "x"),
        f"{over.told} Before the loop `x` is {x}.",
        over.beliefs()
        | _said(
            "returns-in-first-pass",
            keeps_first_value=f"The right side uses the `x` of the pass before, not always {x}.",
        ),
    )


# Decisions, slices and loops without a range ---------------------------------------------------------------------


def _condition(rng: Rng) -> Task:
    f, s, k = _names(rng)
    over = _counted(rng, 4, 8)
    test, holds = _test(rng, k, over.values)
    term, value = rng.choice((_itself(k), _term(rng, k), _term(rng, k)))
    c = rng.integer(1, 4)
    others: tuple[tuple[str, Callable[[int], int]], ...] = (
        (f"{s} -= {c}", lambda k: -c),
        (f"{s} += {c}", lambda k: c),
        (f"{s} -= {k}", lambda k: -k),
    )
    other, otherwise = rng.choice((*others, ("", lambda k: 0)))
    return Task(
        (
            f"def {f}(n):",
            f"    {s} = 0",
            f"    for {k} in {over.text}:",
            f"        if {test}:",
            f"            {s} += {term}",
            *(("        else:", f"            {other}") if other else ()),
            f"    return {s}",
        ),
        (over.n,),
        sum(value(k) if holds(k) else otherwise(k) for k in over.values),
        (k, test, s),
        f"{over.told} Before the loop `{s}` is 0.",
        _said("else-ignored")
        | over.beliefs()
        | _said("condition-reversed", *["remainder-as-quotient"] * ("%" in test), "overwrites-when-adding", s=s),
    )


def _slice(rng: Rng) -> Task:
    f, s, _ = _names(rng)
    xs = _list(rng, rng.integer(6, 7))
    a, b = rng.integer(1, 2), rng.integer(4, 5)
    cut, taken = rng.choice(
        ((f"{a}:{b}", xs[a:b]), (f"{a}:{b}", xs[a:b]), (f"{a}:", xs[a:]), (f":{b}", xs[:b]), (f"{a}:-1", xs[a:-1]))
    )
    term, value = rng.choice((_itself("x"), _term(rng, "x")))
    test, holds = _test(rng, "x", taken) if rng.chance(Fraction(1, 2)) else ALWAYS
    indent = "    " * bool(test)
    ends = {
        "inclusive-slice": f"`xs[{cut}]` stops before the last entry."
        if cut.endswith("-1")
        else f"`xs[{cut}]` stops before the entry with index {b}."
    }
    return Task(
        (
            f"def {f}(xs):",
            f"    {s} = 0",
            f"    for x in xs[{cut}]:",
            *([f"        if {test}:"] if test else []),
            f"{indent}        {s} += {term}",
            f"    return {s}",
        ),
        (xs,),
        sum(value(x) for x in taken if holds(x)),
        ("x", *([test] if test else []), s),
        f"Indices start at 0, and the end of a slice does not belong to it: `xs[{cut}]` is ${_shown(taken)}$. "
        f"Before the loop `{s}` is 0.",
        (ends if not cut.endswith(":") else {})
        | _said(
            "index-from-one", *["else-ignored"] * bool(test), "overwrites-when-adding", "returns-in-first-pass", s=s
        ),
    )


def _digits(rng: Rng) -> Task:
    f, s, _ = _names(rng)
    base = rng.choice((10, 10, 10, 2, 3, 5))
    count = rng.integer(4, 5) if base < 5 else rng.integer(3, 4)
    digits = [rng.integer(1, base - 1)] + [rng.integer(0, base - 1) for _ in range(count - 1)]
    n = reduce(lambda n, digit: base * n + digit, digits, 0)
    c = rng.integer(2, 5)
    terms: tuple[Term, ...] = (
        (f"n % {base}", lambda x: x),
        (f"(n % {base}) ** 2", lambda x: x * x),
        (f"{c} * (n % {base})", lambda x: c * x),
    )
    term, power = rng.choice(terms)
    even = base == 10 and rng.chance(Fraction(1, 2))
    indent = "    " * even
    what = "the last digit of `n`" if base == 10 else f"the remainder when `n` is divided by {base}"
    left = "takes that digit away" if base == 10 else "leaves the whole part of the quotient"
    return Task(
        (
            f"def {f}(n):",
            f"    {s} = 0",
            "    while n > 0:",
            *(["        if n % 2 == 0:"] if even else []),
            f"{indent}        {s} += {term}",
            f"        n //= {base}",
            f"    return {s}",
        ),
        (n,),
        sum(power(digit) for digit in digits if not even or digit % 2 == 0),
        (*(["n % 2 == 0"] if even else []), s, "n"),
        f"The loop runs as long as `n` is positive: `n % {base}` is {what}, and `n //= {base}` {left}.",
        _said(
            *["else-ignored", "condition-reversed"] * even,
            "overwrites-when-adding",
            "returns-in-first-pass",
            *["power-as-product"] * ("**" in term),
            s=s,
        ),
    )


def _growing(rng: Rng) -> Task:
    """A loop that ends when a bound is passed."""
    f, count = rng.choice(("f", "g", "h")), rng.choice(("n", "count", "steps"))
    if rng.chance(Fraction(2, 3)):
        x, a, b = rng.integer(1, 9), rng.choice((2, 2, 3)), rng.integer(0, 5)
        bound = rng.choice((30, 50, 60, 80, 100, 120))
        rule, test, passed = f"{a} * x + {b}" if b else f"{a} * x", f"x < {bound}", [x]
        while passed[-1] < bound:
            passed.append(a * passed[-1] + b)
    else:
        d, x, bound = rng.choice((2, 2, 3)), rng.integer(20, 120), rng.integer(1, 4)
        rule, test, passed = f"x // {d}", f"x > {bound}", [x]
        while passed[-1] > bound:
            passed.append(passed[-1] // d)
    counts = rng.chance(Fraction(1, 2))
    lines = [f"        x = {rule}", f"        {count} += 1"]
    return Task(
        (f"def {f}(x):", f"    {count} = 0", f"    while {test}:", *lines, f"    return {count if counts else 'x'}"),
        (x,),
        len(passed) - 1 if counts else passed[-1],
        ("x", count),
        f"The condition `{test}` is checked before every pass: the last pass is the first after which it fails.",
        _said(
            "leaves-loop-at-once",
            "remainder-as-quotient",
            "returns-in-first-pass",
            condition_holds_at_end=f"The loop ends because `{test}` has become false: it fails for the last `x`.",
        ),
    )


def _pair(rng: Rng) -> Task:
    """Two names that change together."""
    f, _, k = _names(rng)
    if rng.chance(Fraction(1, 4)):
        d = rng.integer(1, 12)
        p, q = rng.choice([(p, q) for p in range(3, 14) for q in range(2, p) if p % q > 1])
        return Task(
            (f"def {f}(a, b):", "    while b > 0:", "        a, b = b, a % b", "    return a"),
            (d * p, d * q),
            max(t for t in range(1, d * q + 1) if d * p % t == d * q % t == 0),
            ("a", "b"),
            "In every pass both values on the right are worked out first, with the old `a` and `b`.",
            _said("assigns-one-after-another", "remainder-as-quotient", "returns-in-first-pass"),
        )
    over, a, b = _counted(rng, 3, 5), rng.integer(0, 5), rng.integer(1, 5)
    c = rng.integer(2, 3)
    rules: tuple[tuple[str, Callable[[int, int, int], tuple[int, int]]], ...] = (
        ("b, a + b", lambda a, b, k: (b, a + b)),
        ("b, b - a", lambda a, b, k: (b, b - a)),
        (f"b, {c} * a + b", lambda a, b, k: (b, c * a + b)),
        ("a + b, a - b", lambda a, b, k: (a + b, a - b)),
        (f"a + {k}, b + a", lambda a, b, k: (a + k, b + a)),
        (f"b, a + {k}", lambda a, b, k: (b, a + k)),
    )
    rule, step = rng.choice(rules)
    end = a, b
    for each in over.values:
        end = step(*end, each)
    last = rng.choice(("a", "b"))
    return Task(
        (
            f"def {f}(n):",
            f"    a, b = {a}, {b}",
            f"    for {k} in {over.text}:",
            f"        a, b = {rule}",
            f"    return {last}",
        ),
        (over.n,),
        end[last == "b"],
        (k, "a", "b"),
        f"{over.told} Before the loop `a` is {a} and `b` is {b}; in every pass both values on the right are worked "
        "out first, with the old ones.",
        _said("assigns-one-after-another") | over.beliefs() | _said("returns-in-first-pass"),
    )


def _records(rng: Rng) -> Task:
    """How often a record is broken."""
    f, n = rng.choice(("f", "g", "h")), rng.choice(("n", "count", "records"))
    best, sign = rng.choice((("best", ">"), ("least", "<"), ("top", ">"), ("low", "<")))
    xs = _list(rng, rng.integer(6, 8), 1, 20)
    better: Callable[[int, int], bool] = (lambda x, y: x > y) if sign == ">" else (lambda x, y: x < y)
    found = sum(all(better(x, y) for y in xs[:i]) for i, x in enumerate(xs) if i)
    assume(found > 1, "there is hardly a record")
    return Task(
        (
            f"def {f}(xs):",
            f"    {best} = xs[0]",
            f"    {n} = 0",
            "    for x in xs[1:]:",
            f"        if x {sign} {best}:",
            f"            {best} = x",
            f"            {n} += 1",
            f"    return {n}",
        ),
        (xs,),
        found,
        ("x", f"x {sign} {best}", best, n),
        f"Before the loop `{best}` is {xs[0]}, and the loop takes x through the other numbers, ${listed(xs[1:])}$.",
        _said(
            "else-ignored",
            "condition-reversed",
            "overwrites-when-adding",
            s=n,
            record_not_updated=f"After each success `{best}` is a new number: it does not stay at {xs[0]}.",
        ),
    )


def _signs(rng: Rng) -> Task:
    """An alternating sum over a slice."""
    f, s, _ = _names(rng)
    xs = _list(rng, rng.integer(5, 7), 1, 12)
    a = rng.integer(1, 2)
    cut, taken = rng.choice(((f"{a}:", xs[a:]), (":-1", xs[:-1]), ("::2", xs[::2]), (f"{a}:-1", xs[a:-1])))
    assume(len(taken) > 2, "the slice is short")
    c = rng.choice((1, 1, 2, 3))
    terms: tuple[Term, ...] = (_itself("x"), (f"(x + {c})", lambda x: x + c), ("x ** 2", lambda x: x * x))
    term, value = rng.choice(terms)
    return Task(
        (
            f"def {f}(xs):",
            f"    {s} = 0",
            "    sign = 1",
            f"    for x in xs[{cut}]:",
            f"        {s} += sign * {term}",
            "        sign = -sign",
            f"    return {s}",
        ),
        (xs,),
        sum((-1) ** i * value(x) for i, x in enumerate(taken)),
        ("x", s, "sign"),
        f"`xs[{cut}]` is ${_shown(taken)}$. Before the loop `{s}` is 0 and `sign` is 1.",
        _said(
            *["inclusive-slice"] * cut.endswith("-1"),
            alternating_sign_dropped="`sign = -sign` changes the sign after every pass.",
        )
        | _said(*["index-from-one"] * cut[0].isdigit(), "overwrites-when-adding", "power-as-product", s=s),
    )


# Loops in loops, comprehensions, dictionaries, lists that grow or change ------------------------------------------


def _nested(rng: Rng) -> Task:
    f, s, _ = _names(rng)
    n = rng.integer(3, 4)
    outer, first, last = rng.choice((("range(n)", 0, n), ("range(1, n + 1)", 1, n + 1), ("range(1, n)", 1, n)))
    m = rng.integer(2, 3)
    inners: tuple[tuple[str, Callable[[int], range]], ...] = (
        ("range(i)", range),
        ("range(i + 1)", lambda i: range(i + 1)),
        ("range(1, i + 1)", lambda i: range(1, i + 1)),
        ("range(i, n)", lambda i: range(i, n)),
        (f"range({m})", lambda i: range(m)),
    )
    inner, over = rng.choice(inners)
    c = rng.integer(2, 4)
    terms: tuple[tuple[str, Callable[[int, int], int]], ...] = (
        ("i * j", lambda i, j: i * j),
        ("i + j", lambda i, j: i + j),
        (f"i + {c} * j", lambda i, j: i + c * j),
        (f"{c} * i - j", lambda i, j: c * i - j),
        ("i * j + 1", lambda i, j: i * j + 1),
        ("(i - j) ** 2", lambda i, j: (i - j) ** 2),
        ("i ** 2 + j", lambda i, j: i**2 + j),
    )
    term, value = rng.choice(terms)
    tests: tuple[tuple[str, Callable[[int, int], bool]], ...] = (
        ("i != j", lambda i, j: i != j),
        ("(i + j) % 2 == 0", lambda i, j: (i + j) % 2 == 0),
        ("(i + j) % 2 == 1", lambda i, j: (i + j) % 2 == 1),
        ("j % 2 == 0", lambda i, j: j % 2 == 0),
    )
    test, holds = rng.choice((*tests, *[("", lambda i, j: True)] * 4))
    pairs = [(i, j) for i in range(first, last) for j in over(i)]
    kept = [holds(i, j) for i, j in pairs]
    assume(any(kept) and (not test or not all(kept)), "the condition decides nothing")
    indent = "    " * bool(test)
    rounds = "; ".join(
        f"with `i = {i}` " + (f"j is ${listed(over(i))}$" if over(i) else "there is no j") for i in range(first, last)
    )
    return Task(
        (
            f"def {f}(n):",
            f"    {s} = 0",
            f"    for i in {outer}:",
            f"        for j in {inner}:",
            *([f"            if {test}:"] if test else []),
            f"{indent}            {s} += {term}",
            f"    return {s}",
        ),
        (n,),
        sum(value(i, j) for (i, j), keep in zip(pairs, kept, strict=True) if keep),
        ("i", "j", *([test] if test else []), s),
        f"The outer loop takes i through ${listed(range(first, last))}$. In each of its passes the inner loop runs "
        f"through all of `{inner}`: {rounds}.",
        _said(*["else-ignored"] * bool(test), inclusive_range="Every range stops before its last argument.")
        | _said(*["inner-limit-fixed"] * ("i" in inner[5:]), "diagonal-only", "adds-last-row-only")
        | _said(*["starts-at-one"] * ("range(n)" in outer or inner in ("range(i)", "range(i + 1)", f"range({m})"))),
    )


def _filtered(rng: Rng) -> Task:
    """A list comprehension with a condition, and what is made of the list."""
    f, _, k = _names(rng)
    over = _counted(rng, 5, 8)
    test, holds = _test(rng, k, over.values)
    term, value = _term(rng, k)
    xs = [value(k) for k in over.values if holds(k)]
    assume(2 <= len(xs) <= 5, "the list is short or long")
    j = rng.integer(0, len(xs) - 1)
    returned, what = rng.choice(
        (
            ("xs", xs),
            ("xs", xs),
            ("sum(xs)", sum(xs)),
            (f"xs[{j}]", xs[j]),
            ("xs[1:]", xs[1:]),
            ("max(xs) - min(xs)", max(xs) - min(xs)),
        )
    )
    assume(what != [], "nothing is left")
    return Task(
        (f"def {f}(n):", f"    xs = [{term} for {k} in {over.text} if {test}]", f"    return {returned}"),
        (over.n,),
        what,
        (k, test, term),
        f"{over.told} The list `xs` takes in `{term}` for those {k} for which `{test}`.",
        _said("else-ignored")
        | over.beliefs()
        | _said(
            *["index-from-one"] * returned.startswith("xs["),
            *["power-as-product"] * ("**" in term),
            "condition-reversed",
            *["remainder-as-quotient"] * ("%" in test),
        ),
        "The entries of `xs` stand in the last column."
        if returned == "xs"
        else f"The last column holds `xs`, which is ${_shown(xs)}$.",
    )


def _grouped(rng: Rng) -> Task:
    """Counts or sums by remainders, kept in a dictionary."""
    f, m = rng.choice(("f", "g", "h")), rng.choice((2, 3, 3, 4))
    xs = _list(rng, rng.integer(5, 7), 1, 14)
    kinds: tuple[Term, ...] = (_itself("x"), _itself("x"), ("1", lambda x: 1))
    added, value = rng.choice(kinds)
    d = rng.choice(("d", "counts" if added == "1" else "sums", "groups"))
    groups = {r: sum(value(x) for x in xs if x % m == r) for r in {x % m for x in xs}}
    assume(len(groups) > 1, "there is one group only")
    r, q = rng.sample(sorted(groups), 2)
    returned, what = rng.choice(
        (
            (f"{d}[{r}]", groups[r]),
            (f"[{d}[{r}], {d}[{q}]]", [groups[r], groups[q]]),
            (f"max({d}.values())", max(groups.values())),
            (f"{d}[{r}] - {d}[{q}]", groups[r] - groups[q]),
        )
    )
    return Task(
        (
            f"def {f}(xs):",
            f"    {d} = {{}}",
            "    for x in xs:",
            f"        {d}[x % {m}] = {d}.get(x % {m}, 0) + {added}",
            f"    return {returned}",
        ),
        (xs,),
        what,
        ("x", d),
        f"`{d}.get(x % {m}, 0)` is what `{d}` holds for the remainder `x % {m}`, or 0 if it holds nothing for it yet.",
        _said(
            "remainder-as-quotient",
            "returns-in-first-pass",
            overwrites_when_adding=f"What is added comes on top of what `{d}` holds already.",
            counts_for_sums=f"`+ {added}` adds {'the number itself' if added == 'x' else 'one, not the number'}.",
        ),
    )


def _in_place(rng: Rng) -> Task:
    """Each entry of a list is changed with the help of the one before."""
    f, i = rng.choice(("f", "g", "h")), rng.choice(("i", "k"))
    xs = _list(rng, rng.integer(4, 5), -4, 6)
    assume(0 not in xs, "a 0 hides what is done")
    c = rng.integer(2, 3)
    rules: tuple[tuple[str, Callable[[int, int], int]], ...] = (
        (f"xs[{i}] += xs[{i} - 1]", lambda before, x: x + before),
        (f"xs[{i}] -= xs[{i} - 1]", lambda before, x: x - before),
        (f"xs[{i}] += {c} * xs[{i} - 1]", lambda before, x: x + c * before),
        (f"xs[{i}] = {c} * xs[{i}] - xs[{i} - 1]", lambda before, x: c * x - before),
    )
    rule, value = rng.choice(rules)
    made = [xs[0]]
    for x in xs[1:]:
        made.append(value(made[-1], x))
    over = range(1, len(xs))
    return Task(
        (f"def {f}(xs):", f"    for {i} in range(1, len(xs)):", f"        {rule}", "    return xs"),
        (xs,),
        made,
        (i, "xs"),
        f"`range(1, {len(xs)})` gives ${listed(over)}$; each pass changes `xs[{i}]`, and the next pass uses it.",
        _said("uses-old-entries", "returns-in-first-pass", "overwrites-when-adding", s=f"xs[{i}]"),
    )


def _collected(rng: Rng) -> Task:
    """A list that grows only under a condition on what it holds."""
    f, ys = rng.choice(("f", "g", "h")), rng.choice(("ys", "kept", "seen"))
    m = rng.integer(4, 6)
    kinds: tuple[tuple[str, str, int, Callable[[int], int], Callable[[int, list[int]], bool]], ...] = (
        (f"x not in {ys}", "x", 5, lambda x: x, lambda x, ys: x not in ys),
        (f"x > sum({ys})", "x", 15, lambda x: x, lambda x, ys: x > sum(ys)),
        (f"x % {m} not in {ys}", f"x % {m}", 20, lambda x: x % m, lambda x, ys: x % m not in ys),
        (f"x > len({ys})", "x", 6, lambda x: x, lambda x, ys: x > len(ys)),
    )
    test, entry, most, value, holds = rng.choice(kinds)
    xs = _list(rng, rng.integer(6, 7), 1, most)
    made: list[int] = []
    for x in xs:
        if holds(x, made):
            made.append(value(x))
    assume(2 <= len(made) < len(xs), "the condition decides nothing")
    return Task(
        (
            f"def {f}(xs):",
            f"    {ys} = []",
            "    for x in xs:",
            f"        if {test}:",
            f"            {ys}.append({entry})",
            f"    return {ys}",
        ),
        (xs,),
        made,
        ("x", test, ys),
        f"The list `{ys}` is empty at first, and x runs through ${listed(xs)}$; the condition `{test}` is checked with "
        f"what `{ys}` holds by then.",
        _said(
            "else-ignored", "returns-in-first-pass", *["remainder-as-quotient"] * ("%" in test), "condition-reversed"
        ),
    )


def _looked_up(rng: Rng) -> Task:
    """Which keys of a dictionary have a certain value."""
    f, _, k = _names(rng)
    m, n, a, b = rng.integer(4, 8), rng.integer(5, 8), rng.integer(2, 3), rng.integer(1, 4)
    terms: tuple[Term, ...] = (
        (f"{k} ** 2 % {m}", lambda k: k**2 % m),
        (f"({k} ** 2 + {b}) % {m}", lambda k: (k**2 + b) % m),
        (f"{a} * {k} % {m}", lambda k: a * k % m),
        (f"({a} * {k} + {b}) % {m}", lambda k: (a * k + b) % m),
    )
    term, value = rng.choice(terms)
    over = Counted("range(n)", n, range(n)) if rng.chance(Fraction(1, 2)) else Counted("range(1, n)", n, range(1, n))
    several = [r for r in range(m) if 2 <= sum(value(k) == r for k in over.values) <= 5]
    assume(several, "no value comes twice")
    r = rng.choice(several)
    return Task(
        (
            f"def {f}(n):",
            f"    d = {{{k}: {term} for {k} in {over.text}}}",
            f"    return [{k} for {k} in d if d[{k}] == {r}]",
        ),
        (n,),
        [k for k in over.values if value(k) == r],
        (k, term),
        f"{over.told} For each of them `d` holds the remainder `{term}`.",
        over.beliefs()
        | _said(
            "remainder-as-quotient",
            *["power-as-product"] * ("**" in term),
            values_for_keys=f"The list holds the keys {k}, not the values `d[{k}]`.",
        )
        | _said("else-ignored"),
        f"`d[{k}]` is {r} in the rows of ${listed([k for k in over.values if value(k) == r])}$.",
    )


# Shapes ----------------------------------------------------------------------------------------------------------

SHAPED = {
    "index-keeps-axis": "A number as an index removes its axis; only a slice keeps it.",
    "index-on-last-axis": "The first index belongs to axis 0, the second one to axis 1.",
    "slice-as-index": "A slice keeps its axis, even if it holds one place only.",
    "inclusive-slice": "The end of a slice does not belong to it.",
    "transpose-overlooked": "`.T` reverses the order of the axes.",
    "transpose-swaps-last-two": "`.T` reverses all axes, not only the last two.",
    "flat-array-is-a-row": "`reshape(-1)` leaves a single axis, not a row with two.",
    "minus-one-for-one": "−1 stands for the size that is left over, not for 1.",
    "sizes-exchanged": "The new sizes are taken in the order in which they are named.",
    "star-is-matmul": "`*` works entry by entry; the matrix product is `@`.",
    "matmul-as-star": "`@` is the matrix product: the inner sizes must be equal, and they disappear.",
    "axis-kept-not-removed": "`axis=k` names the axis that disappears.",
    "axis-from-one": "Axes are counted from 0: `axis=0` is the first one.",
    "keepdims-overlooked": "With `keepdims=True` the axis stays, with size 1.",
    "reduced-axis-stays": "Without `keepdims=True` the axis disappears altogether.",
    "aligns-shapes-on-the-left": "Shapes are compared from the right.",
    "no-broadcast": "Sizes fit if they are equal, or if one of them is 1 or missing.",
    "shape-of-larger-operand": "Each array is stretched along the axes in which it has size 1 or none.",
    "shape-of-smaller-operand": "The smaller array is stretched to fit the larger one, not the other way round.",
    "plus-concatenates": "`+` adds entry by entry; only lists are put together by it.",
}
"""What is said of wrong shapes, the more telling beliefs first."""
BINARY = {"A {o} r": "mn", "A {o} c": "mn", "c {o} r": "mn", "r {o} c": "mn"}
REDUCED = {
    "A.{f}(axis=0)": "n",
    "A.{f}(axis=1)": "m",
    "(A {o} r).{f}(axis=1)": "m",
    "(A {o} r).{f}(axis=0)": "n",
    "(A {o} c).{f}(axis=0)": "n",
    "(A {o} c).{f}(axis=1)": "m",
    "(c {o} r).{f}(axis=0)": "n",
    "A.{f}(axis=0) {o} c": "mn",
    "A.{f}(axis=1) {o} A.T": "nm",
    "A - A.{f}(axis=0)": "mn",
}
CUBES = {
    "T.{f}(axis=0)": "mn",
    "T.{f}(axis=1)": "kn",
    "T.{f}(axis=2)": "km",
    "T.{f}(axis=-1)": "km",
    "T.{f}(axis=-2)": "kn",
    "T {o} A": "kmn",
    "T {o} r": "kmn",
    "T {o} c": "kmn",
    "(T {o} A).{f}(axis=1)": "kn",
    "(T {o} r).{f}(axis=2)": "km",
    "(T {o} c).{f}(axis=0)": "mn",
    "T.{f}(axis=0) {o} r": "mn",
    "T.{f}(axis=0) {o} c": "mn",
    "T.{f}(axis=1) {o} r": "kn",
    "T.{f}(axis=2).{g}(axis=0)": "m",
    "T.{f}(axis=0).{g}(axis=0)": "n",
    "T.{f}(axis=1).{g}(axis=1)": "k",
}
FLAT = {"A": "mn", "r": "n", "c": "m1"}
"""Shapes by the letters of their sizes, of arrays and of what expressions make of them."""


@dataclass(frozen=True)
class Pool:
    """Arrays, and expressions in them: what has a shape, and what stops with an error whenever the sizes differ."""

    arrays: dict[str, str]
    shaped: dict[str, str]
    failing: tuple[str, ...]


POOLS = (
    Pool(
        {"A": "mn", "B": "np", "v": "p"},
        {
            "A @ B": "mp",
            "A.T @ A": "nn",
            "A @ A.T": "mm",
            "B @ v": "n",
            "A @ B @ v": "m",
            "v @ B.T": "n",
            "B.T @ A.T": "pm",
            "A @ B + v": "mp",
            "B * v": "np",
            "A * A": "mn",
            "A.sum(axis=0) @ B": "p",
            "A - A.mean(axis=0)": "mn",
            "A - A.mean(axis=1, keepdims=True)": "mn",
            "A.sum(axis=1, keepdims=True)": "m1",
            "A / A.sum(axis=1, keepdims=True)": "mn",
            "B.max(axis=0, keepdims=True)": "1p",
            "(A @ B).sum(axis=1)": "m",
            "A.sum(axis=1, keepdims=True) * v": "mp",
            "A + B.sum(axis=1)": "mn",
            "v * v": "p",
        },
        (
            "A * B",
            "A + B",
            "B @ A",
            "A @ v",
            "A + v",
            "A - A.mean(axis=1)",
            "A / A.sum(axis=1)",
            "A @ A",
            "B * B.T",
            "v @ B",
            "A.T @ B",
        ),
    ),
    Pool(
        {"X": "bd", "W": "dh", "c": "h"},
        {
            "X @ W": "bh",
            "X @ W + c": "bh",
            "X.T @ X": "dd",
            "W * c": "dh",
            "X[0] @ W": "h",
            "(X @ W + c).mean(axis=0)": "h",
            "X - X.mean(axis=0)": "bd",
            "X.mean(axis=1, keepdims=True)": "b1",
            "X / X.sum(axis=1, keepdims=True)": "bd",
            "W @ c": "d",
            "X @ W @ c": "b",
            "c @ W.T": "d",
            "W.T @ X.T": "hb",
            "X.sum(axis=1, keepdims=True) + c": "bh",
            "X.max(axis=1)": "b",
            "X * X": "bd",
        },
        (
            "W @ X",
            "X * W",
            "X + c",
            "c @ W",
            "X - X.mean(axis=1)",
            "X / X.sum(axis=1)",
            "X.T @ W",
            "X @ c",
            "X.mean(axis=1) @ W",
            "X @ X",
        ),
    ),
    Pool(
        {"S": "kmn", "W": "np", "v": "n"},
        {
            "S @ W": "kmp",
            "S @ v": "km",
            "S * v": "kmn",
            "S[0] @ W": "mp",
            "S[:, 0] @ W": "kp",
            "S.sum(axis=0)": "mn",
            "S.mean(axis=-1, keepdims=True)": "km1",
            "S - S.mean(axis=0)": "kmn",
            "S.sum(axis=1) @ W": "kp",
            "S - S.mean(axis=2, keepdims=True)": "kmn",
            "S.sum(axis=2)": "km",
            "(S @ W).sum(axis=1)": "kp",
            "v @ W": "p",
            "S.max(axis=1) * v": "kn",
            "(S * v).sum(axis=2)": "km",
            "S.max(axis=1, keepdims=True)": "k1n",
        },
        (
            "S * W",
            "S + W",
            "W @ S",
            "S - S.mean(axis=2)",
            "S - S.mean(axis=1)",
            "S @ S",
            "S.sum(axis=2) @ W",
            "W * v",
            "v @ S",
        ),
    ),
)
EXPRESSIONS, OPTIONS = 4, 7


@exercise(
    "refresher.python.numpy_shapes",
    title="Shape of a NumPy expression",
    skill="s.py.numpy",
    source="NumPy user guide (NumPy developers): The absolute basics for beginners; Broadcasting",
    levels={"easy": {"expressions": "one array"}, "core": {"expressions": "axes"}, "hard": {"expressions": "products"}},
)
def numpy_shapes(rng: Rng, *, expressions: Literal["one array", "axes", "products"]) -> Part:
    """Give the shape of an expression in NumPy arrays of known shapes."""
    match expressions:
        case "one array":
            return _one_array(rng)
        case "axes":
            return _axes(rng)
        case "products":
            return _products(rng)


def _arrays_told(rng: Rng, arrays: dict[str, Shape]) -> str:
    """A sentence with all shapes."""
    if len(arrays) == 1:
        ((name, shape),) = arrays.items()
        return rng.choice(
            (
                f"`{name}` is a NumPy array of the shape {text(shape)}.",
                f"The NumPy array `{name}` has the shape {text(shape)}.",
                f"For a NumPy array `{name}`, `{name}.shape` is {text(shape)}.",
            )
        )
    names = joined([f"`{name}`" for name in arrays])
    return rng.choice(
        (
            f"The NumPy arrays {names} have the shapes {joined([text(shape) for shape in arrays.values()])}.",
            f"{names} are NumPy arrays of the shapes {joined([text(shape) for shape in arrays.values()])}.",
        )
    )


def joined(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1]


def _sizes(rng: Rng, letters: str) -> dict[str, int]:
    """Sizes for the letters, all different."""
    return {"1": 1} | dict(zip(letters, rng.sample(range(2, 7), len(letters)), strict=True))


def _lettered(letters: str, sizes: dict[str, int]) -> Shape:
    return tuple(sizes[letter] for letter in letters)


def _asked(rng: Rng, expression: str, arrays: dict[str, Shape], shape: Shape) -> Part:
    """A part that asks for the shape of one expression; `shape` is what another route gives."""
    found, steps = shape_of(expression, arrays)
    assert found == shape, (expression, arrays, found, shape)
    wrong = {belief: shape_of(expression, arrays, belief)[0] for belief in SHAPED}
    values = {w: belief for belief, w in reversed(wrong.items()) if w and w != shape}
    assume(len(values) > 1, "other rules give the same")
    kept = sorted(((belief, w) for w, belief in values.items()), key=lambda each: [*SHAPED].index(each[0]))[:4]
    value = f"{text(shape)}, with the single size ${shape[0]}$" if len(shape) == 1 else f"$({listed(shape)})$"
    asks = ("Which shape does `{}` have?", "Give the shape of `{}`.", "What is the shape of `{}`?")
    return Part(
        ask=f"{_arrays_told(rng, arrays)} {rng.choice(asks).format(expression)}",
        answer=vector(shape),
        steps=[*steps, f"So the shape is {value}."],
        hints=["Write the shape under each name and work from the inside out."],
        mistakes=[Mistake(belief, vector(w), SHAPED[belief]) for belief, w in kept],
    )


def _one_array(rng: Rng) -> Part:
    """Indices, slices, transposition and new shapes, one or two in a row."""
    shape = tuple(rng.sample(range(2, 7), rng.choice((2, 3))))
    expression, made = "A", shape
    for _ in range(rng.integer(1, 2)):
        expression, made = _accessed(rng, expression, made)
    assume(len(made) > 0 and made != shape, "no axis is left, or nothing changes")
    return _asked(rng, expression, {"A": shape}, made)


def _accessed(rng: Rng, array: str, shape: Shape) -> tuple[str, Shape]:
    """One more index, slice, transposition or new shape."""
    axes = [axis for axis in range(min(len(shape), 2)) if shape[axis] > 1]
    assume(len(shape) > 1 and axes, "hardly anything can be done")
    axis = rng.choice(axes)
    size, before = shape[axis], ":, " * axis
    kinds = ["index", "slice", "slice", "T", "reshape"] + ["flat"] * (not array.endswith("]"))
    match rng.choice(kinds):
        case "index":
            return f"{array}[{before}{rng.integer(-1, size - 1)}]", (*shape[:axis], *shape[axis + 1 :])
        case "slice":
            low = rng.integer(0, size - 2)
            high = rng.integer(low + 1, size - 1)
            first = "" if low == 0 else str(low)
            return f"{array}[{before}{first}:{high}]", (*shape[:axis], high - low, *shape[axis + 1 :])
        case "T":
            return f"{array}.T", shape[::-1]
        case "flat":
            return f"{array}.reshape(-1)", (prod(shape),)
        case _:
            entries = prod(shape)
            sizes = [p for p in range(2, entries) if entries % p == 0 and p not in shape]
            assume(sizes, "there is no other shape")
            p = rng.choice(sizes)
            q = entries // p
            return f"{array}.reshape({rng.choice((f'{p}, -1', f'-1, {q}', f'{p}, {q}'))})", (p, q)


def _axes(rng: Rng) -> Part:
    """Sums and means along an axis, and arrays of different shapes combined entry by entry."""
    cube = rng.chance(Fraction(1, 2))
    sizes = _sizes(rng, "kmn")
    arrays = {"T": "kmn"} | FLAT if cube else FLAT
    pools = (CUBES,) if cube else (BINARY, REDUCED, REDUCED)
    expression, letters = rng.choice(sorted(rng.choice(pools).items()))
    f, g = rng.sample(("sum", "mean", "max", "min"), 2)
    expression = expression.format(f=f, g=g, o=rng.choice("+*" if "axis" not in expression else "+-*"))
    used = {name: _lettered(shape, sizes) for name, shape in arrays.items() if name in expression}
    return _asked(rng, expression, used, _lettered(letters, sizes))


def _products(rng: Rng) -> Part:
    """Four expressions, some of which are errors, and shapes to choose from."""
    pool = rng.choice(POOLS)
    sizes = _sizes(rng, "".join(sorted({letter for shape in pool.arrays.values() for letter in shape})))
    arrays = {name: _lettered(letters, sizes) for name, letters in pool.arrays.items()}
    errors = rng.choice((0, 1, 1, 1, 2, 2))
    chosen: dict[str, Shape | None] = dict.fromkeys(rng.sample(pool.failing, errors))
    for expression, letters in rng.sample(sorted(pool.shaped.items()), EXPRESSIONS - errors):
        chosen[expression] = _lettered(letters, sizes)
    order = rng.sample(sorted(chosen), EXPRESSIONS)
    right = [chosen[expression] for expression in order]
    found = [shape_of(expression, arrays) for expression in order]
    assert right == [shape for shape, _ in found], (order, right, found)
    assume(len(set(right)) > 2, "the shapes are much the same")
    options: list[Shape | None] = [*dict.fromkeys(right)] + [None] * (None not in right)
    wrong: dict[str, list[Shape | None]] = {}
    for belief in SHAPED:
        read = [shape_of(expression, arrays, belief)[0] for expression in order]
        more = [shape for shape in dict.fromkeys(read) if shape not in options]
        if read != right and read not in wrong.values() and len(options) + len(more) <= OPTIONS and len(wrong) < 4:
            wrong[belief] = read
            options += more
    assume(len(wrong) > 1 and len(options) > 4, "other rules give the same")
    listing = sorted((shape for shape in options if shape is not None), key=lambda shape: (len(shape), shape))
    ids: dict[Shape | None, str] = dict(zip((*listing, None), "abcdefg", strict=False))
    return Part(
        ask=f"{_arrays_told(rng, arrays)} Match each expression with the shape of its value, or with an error.",
        answer=_matched(order, ids, right),
        steps=[
            *(f"Expression {n}: " + " ".join(steps) for n, (_, steps) in enumerate(found, 1)),
            "So " + "; ".join(f"{n} goes with {text(shape)}" for n, shape in enumerate(right, 1)) + ".",
        ],
        hints=[
            "`@` needs equal inner sizes. Entry by entry, shapes are compared from the right: the sizes are equal, or "
            "one of them is 1 or missing.",
        ],
        mistakes=[Mistake(belief, _matched(order, ids, read), SHAPED[belief]) for belief, read in wrong.items()],
    )


def _matched(order: Sequence[str], ids: dict[Shape | None, str], shapes: Sequence[Shape | None]) -> MatchingAnswer:
    """Expressions by numbers and shapes by letters."""
    left = {str(n): f"`{expression}`" for n, expression in enumerate(order, 1)}
    return matching(
        left, {id: text(shape) for shape, id in ids.items()}, {str(n): ids[shape] for n, shape in enumerate(shapes, 1)}
    )
