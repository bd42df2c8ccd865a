"""Entries and elements compared one by one: plain numbers at once, all else by tiers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from flint import fmpq

from generators.answers.compare import CONSTANTS, Comparison, Prove, both, plain, same
from generators.answers.judging import Judgement, open_question, partly, right, wrong
from generators.answers.keys import defined_somewhere
from generators.answers.points import survey, terrain
from generators.answers.tolerance import imaginary, near, slack
from generators.notation import parse
from generators.notation.balls import evaluate
from generators.notation.errors import NotationError
from generators.notation.tree import Braces, Node, Tuple
from generators.notation.values import Imprecise, Undefined
from schemas.answer import Assumption, Tolerance
from schemas.verdict import Feedback

Symbols = Mapping[str, Assumption]
Window = tuple[fmpq, fmpq]

SAME, DIFFERENT = Comparison(True, "exact"), Comparison(False, "exact")


@lru_cache(maxsize=4096)
def windows(texts: tuple[str, ...], tolerance: Tolerance | None) -> tuple[Window | None, ...]:
    """For each number of a key the least and the greatest value that fit; None where these are not rational."""
    return tuple(_window(plain(parse(text)), tolerance) for text in texts)


def _window(value: fmpq | None, tolerance: Tolerance | None) -> Window | None:
    if value is None or tolerance is None:
        return None if value is None else (value, value)
    width = slack(tolerance, value)
    return (value - width, value + width) if type(width) is fmpq else None


def compared(
    wanted: tuple[str, ...],
    given: Sequence[Node],
    tolerance: Tolerance | None,
    symbols: Symbols,
    prove: Prove | None,
) -> list[Comparison]:
    """Each text of a key with the tree beside it. Raises Undefined where one of these has no value."""
    found = []
    for text, node, window in zip(wanted, given, windows(wanted, tolerance), strict=True):
        x = None if window is None else plain(node)
        if x is None or window is None:
            found.append(close(parse(text), node, tolerance, symbols, prove))
        else:
            found.append(SAME if window[0] <= x <= window[1] else DIFFERENT)
    return found


def close(
    wanted: Node, given: Node, tolerance: Tolerance | None, symbols: Symbols, prove: Prove | None = None
) -> Comparison:
    """Whether a value is the key's, within the tolerance if there is one; points by coordinates, sets by elements.

    Raises Undefined where `given` has no value.
    """
    if isinstance(wanted, Tuple) and isinstance(given, Tuple):
        if len(wanted.items) != len(given.items):
            return DIFFERENT
        pairs = zip(wanted.items, given.items, strict=True)
        return both(close(w, g, tolerance, symbols, prove) for w, g in pairs)
    if isinstance(wanted, Braces) and isinstance(given, Braces):
        return matched(wanted.items, distinct(given.items, symbols), tolerance, symbols, prove)
    if isinstance(wanted, Tuple | Braces) or isinstance(given, Tuple | Braces):
        return DIFFERENT
    if tolerance is None or variables(wanted, given, symbols):
        found = same(wanted, given, symbols, prove=prove)
    else:
        found = near(wanted, tolerance, given, prove)
    if found.equal is not True:
        must_be_defined(given, symbols, found)
    return found


def variables(wanted: Node, given: Node, symbols: Symbols) -> frozenset[str]:
    """The names in two trees that stand for numbers not told."""
    return (terrain(wanted).names | survey(given).names) - (CONSTANTS - symbols.keys())


def must_be_defined(given: Node, symbols: Symbols, found: Comparison) -> None:
    """Raises Undefined for what has no value, or none at any point of the domain."""
    if found.reason == "right-undefined" or (found.reason == "domain" and not defined_somewhere(given, symbols)):
        worked_out(given)
        raise Undefined("it has no value at any point of the domain")


def worked_out(given: Node) -> None:
    """Raises Undefined, with the reason, for a constant that has no value."""
    if plain(given) is None:
        try:
            evaluate(given, bits=256, complex=imaginary(given))
        except (NotationError, Imprecise):
            return


def must_exist(items: Iterable[Node]) -> None:
    """Raises Undefined if one of some values, points or sets holds a constant that has no value."""
    for item in items:
        if isinstance(item, Tuple | Braces):
            must_exist(item.items)
        else:
            worked_out(item)


def must_be_finite(entries: Iterable[Node]) -> None:
    """Raises Undefined if an entry has no value, or is infinite: no vector space has such vectors."""
    for entry in entries:
        if plain(entry) is None:
            if "oo" in survey(entry).names:
                raise Undefined("infinity is no number to calculate with")
            worked_out(entry)


def distinct(items: Iterable[Node], symbols: Symbols) -> list[Node]:
    """The elements without repeats, in the order of their first mention."""
    kept: list[Node] = []
    others: list[Node] = []
    numbers: set[fmpq] = set()
    for item in items:
        x = plain(item)
        if x in numbers:
            continue
        if x is not None:
            if any(close(other, item, None, symbols).equal for other in others):
                continue
            numbers.add(x)
        else:
            if any(close(other, item, None, symbols).equal for other in kept):
                continue
            others.append(item)
        kept.append(item)
    return kept


def matched(
    wanted: Sequence[Node], given: Sequence[Node], tolerance: Tolerance | None, symbols: Symbols, prove: Prove | None
) -> Comparison:
    """Whether each element of one side can have one of the other to itself."""
    pairs = [[close(w, g, tolerance, symbols, prove) for g in given] for w in wanted]
    return _as_sets(pairs, len(given))


def _as_sets(pairs: list[list[Comparison]], width: int) -> Comparison:
    if len(pairs) == width:
        partner = assigned(pairs, width)
        if len(partner) == width:
            return both([SAME, *(pairs[i][j] for i, j in partner.items())])
        if len(assigned(pairs, width, doubtful=True)) == width:
            return Comparison(None)
    refuted = [pair for row in pairs for pair in row if pair.equal is False]
    return max(refuted, key=lambda pair: pair.bits, default=DIFFERENT)


def assigned(pairs: list[list[Comparison]], width: int, *, doubtful: bool = False) -> dict[int, int]:
    """As many rows as possible, each with a column of its own that fits, or might (augmenting paths)."""
    holder: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in range(width):
            equal = pairs[i][j].equal
            if (equal or (doubtful and equal is None)) and j not in tried:
                tried.add(j)
                if j not in holder or place(holder[j], tried):
                    holder[j] = i
                    return True
        return False

    for i in range(len(pairs)):
        place(i, set())
    return {i: j for j, i in holder.items()}


def by_entries(found: list[Comparison], credit: bool) -> Judgement:
    """Right if all entries are; with credit per entry, or none, where some are not."""
    evidence = both(found)
    if evidence.equal:
        return right(evidence)
    hits = sum(each.equal is True for each in found)
    if any(each.equal is None for each in found) and (credit or all(each.equal is not False for each in found)):
        return open_question(Comparison(None))
    if credit and hits:
        note = Feedback(code="some-entries", text=f"{hits} of {len(found)} entries are right.")
        return partly(hits / len(found), evidence, note)
    return wrong(evidence)
