"""How fast answers of each kind are checked, on the rows of the tests' own tables.

Every case is met as a server meets a new one: all that the checker remembers of keys and formulas is forgotten before it.
Beside it stands `sympy.simplify(a - b) == 0` on those of the same cases that SymPy can take (formulas, numbers and
entries), each with at most five seconds.
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
from typing import Any

import tests.answers
from generators.answers import check, expression
from generators.answers.check import read
from generators.answers.kinds import KINDS
from generators.notation import NotationError
from generators.notation.sympify import to_sympy
from generators.notation.tree import Node, Rows, names
from schemas.answer import AnswerKey, Key
from schemas.verdict import Verdict

Case = tuple[AnswerKey, str, str]
SECONDS = 5
BESIDE = 30
"""Cases of a kind that SymPy is given."""
BY_SYMPY = ("number", "expression", "vector", "matrix", "set", "direction")


def corpus() -> dict[str, list[Case]]:
    """The rows (key, response, outcome) of all tables in tests/answers, by kind."""
    found: dict[str, list[Case]] = {kind: [] for kind in KINDS}
    for module in pkgutil.iter_modules(tests.answers.__path__, f"{tests.answers.__name__}."):
        for table in vars(importlib.import_module(module.name)).values():
            for row in table if isinstance(table, list) else ():
                if isinstance(row, tuple) and len(row) == 3 and isinstance(row[0], Key) and isinstance(row[1], str):
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


def by_sympy(cases: list[Case]) -> list[float]:
    """CPU seconds of `simplify(a - b) == 0` for the cases that can be put so; five where it was stopped."""
    import sympy

    spent: list[float] = []
    for key, response, outcome in cases:
        if outcome not in ("correct", "incorrect") or len(spent) == BESIDE:
            continue
        try:
            pairs = list(_pairs(key, response))
        except (NotationError, ValueError, ArithmeticError, TypeError):
            continue
        sympy.core.cache.clear_cache()
        started = time.thread_time()
        try:
            with at_most(SECONDS):
                _ = [sympy.simplify(a - b) == 0 for a, b in pairs]
        except TooLong:
            spent.append(float(SECONDS))
            continue
        except (TypeError, ValueError, ArithmeticError, AttributeError):
            continue
        spent.append(time.thread_time() - started)
    return spent


def _pairs(key: AnswerKey, response: str) -> Iterator[tuple[Any, Any]]:
    """Right and given values as SymPy objects, entry by entry."""
    value, given = KINDS[key.kind].value(key), read(key, response).tree
    if value is None:
        raise ValueError
    for a, b in zip(_leaves(value), _leaves(given), strict=True):
        symbols = {
            name: key.symbols.get(name, "real") for node in (a, b) for name in names(node) - {"pi", "e", "i", "oo"}
        }
        yield to_sympy(a, {}, symbols), to_sympy(b, {}, symbols)


def _leaves(node: Node) -> list[Node]:
    if isinstance(node, Rows):
        return [cell for row in node.rows for cell in row]
    return list(getattr(node, "items", (node,)))


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
        ratio = ""
        if kind in BY_SYMPY and (beside := by_sympy(cases)):
            ratio = f"simplify(a - b): {statistics.median(beside) / statistics.median(spent):.0f} × slower, "
        told = ratio + ", ".join(f"{tier} {count}" for tier, count in tiers.most_common())
        shown = f"{statistics.median(spent) * 1e3:.2f} / {quantile(spent, 0.99) * 1e3:.1f} ms"
        row(f"check {kind}: median / 99 % of {len(cases)}, {len(spent) / sum(spent):.0f}/s", shown, "", told)
        for key, response, outcome in strange:
            row(f"  otherwise than its row: {response[:30]!r}", outcome, "", str(key)[:60])
    shown = f"{statistics.median(check_all) * 1e3:.2f} / {quantile(check_all, 0.99) * 1e3:.1f} ms"
    row(f"check, all kinds: median / 99 % of {len(check_all)}", shown, "≤ 0.3 / 10 ms")


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
