"""How fast answers of each kind are checked, on the rows of the tests' own tables.

Every case is met as a server meets a new one: all that the checker remembers of keys and formulas is forgotten before it.
Beside them stands `sympy.simplify(a - b) == 0`, with at most five seconds, on pairs of formulas: the deciding alone,
without reading and typesetting, on both sides.
"""

from __future__ import annotations

import functools
import gc
import importlib
import pkgutil
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, get_args

import tests.answers
from generators.answers import check, expression, same
from generators.answers.kinds import KINDS
from generators.notation import NotationError, parse
from generators.notation.sympify import to_sympy
from generators.notation.tree import names
from schemas.answer import AnswerKey, Key
from schemas.verdict import Outcome, Verdict

Case = tuple[AnswerKey, str, str]
SECONDS = 5
OUTCOMES = get_args(Outcome)
PAIRS = 100
"""Pairs that SymPy is given, about."""


def corpus() -> dict[str, list[Case]]:
    """The rows (key, response, outcome) of all tables in tests/answers, by kind."""
    found: dict[str, list[Case]] = {kind: [] for kind in KINDS}
    for module in pkgutil.iter_modules(tests.answers.__path__, f"{tests.answers.__name__}."):
        for table in vars(importlib.import_module(module.name)).values():
            for row in table if isinstance(table, list) else ():
                if isinstance(row, tuple) and len(row) == 3 and isinstance(row[0], Key) and row[2] in OUTCOMES:
                    found[row[0].kind].append(row)
    return found


def remembered() -> list[Any]:
    """Every cache of the checker."""
    return [
        each
        for each in gc.get_objects()
        if isinstance(each, functools._lru_cache_wrapper)
        and str(getattr(each, "__module__", "")).startswith("generators")
    ]


def timed(cases: list[Case]) -> tuple[list[float], Counter[str], list[Case]]:
    """CPU seconds of each check, the tiers that decided, and the cases that came out otherwise than their row says."""
    spent, tiers, strange = [], Counter[str](), []
    caches = remembered()
    for key, response, outcome in cases:
        for cache in caches:
            cache.cache_clear()
        started = time.thread_time()
        verdict: Verdict = check(key, response)
        spent.append(time.thread_time() - started)
        tiers[verdict.evidence.method if verdict.outcome != "invalid" else "not read"] += 1
        if verdict.outcome != outcome:
            strange.append((key, response, verdict.outcome))
    return spent, tiers, strange


class TooLong(Exception):
    pass


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def beside_sympy(row: Callable[..., None]) -> None:
    """The pairs of tests/answers/test_identities.py: deciding each, beside `simplify(a - b) == 0`."""
    import sympy

    from tests.answers.test_identities import ROWS

    ours: list[float] = []
    theirs: list[float] = []
    caches = remembered()
    for left, right, _, symbols in [(*each, {})[:4] for each in ROWS[:: len(ROWS) // PAIRS]]:
        a, b = parse(left), parse(right)
        declared = {name: symbols.get(name, "real") for name in (names(a) | names(b)) - {"pi", "e", "i", "oo"}}
        try:
            gap = to_sympy(a, {}, declared) - to_sympy(b, {}, declared)
            sympy.core.cache.clear_cache()
            spent = spent_on(lambda gap=gap: sympy.simplify(gap))
        except (NotationError, ValueError, ArithmeticError, TypeError, AttributeError):
            continue
        for cache in caches:
            cache.cache_clear()
        theirs.append(spent)
        ours.append(spent_on(lambda a=a, b=b, symbols=symbols: same(a, b, symbols)))
    ratio = statistics.median(theirs) / statistics.median(ours)
    shown = f"{statistics.median(ours) * 1e3:.2f} / {quantile(ours, 0.99) * 1e3:.1f} ms"
    told = f"simplify(a - b): {ratio:.0f} × slower, {quantile(theirs, 0.99):.1f} s at 99 %"
    row(f"deciding {len(ours)} pairs of formulas: median / 99 %", shown, "≥ 100 ×", told)


def spent_on(work: Callable[[], object]) -> float:
    """CPU seconds, `SECONDS` where it was stopped."""
    started = time.thread_time()
    try:
        with at_most(SECONDS):
            work()
    except TooLong:
        return float(SECONDS)
    return time.thread_time() - started


def table(row: Callable[..., None]) -> None:
    """One line a kind; targets are those of docs/checking.md."""
    check_all: list[float] = []
    check(expression("x"), "x")  # what is loaded once
    gc.freeze()
    for kind, cases in corpus().items():
        if not cases:
            continue
        timed(cases[:5])
        spent, tiers, strange = timed(cases)
        check_all += spent
        told = ", ".join(f"{tier} {count}" for tier, count in tiers.most_common())
        shown = f"{statistics.median(spent) * 1e3:.2f} / {quantile(spent, 0.99) * 1e3:.1f} ms"
        row(f"check {kind}: median / 99 % of {len(cases)}, {len(spent) / sum(spent):.0f}/s", shown, "", told)
        for key, response, outcome in strange:
            row(f"  otherwise than its row: {response[:30]!r}", outcome, "", str(key)[:60])
    beside_sympy(row)
    shown = f"{statistics.median(check_all) * 1e3:.2f} / {quantile(check_all, 0.99) * 1e3:.1f} ms"
    row(f"check, all kinds: median / 99 % of {len(check_all)}", shown, "≤ 0.3 / 10 ms")


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
