"""A set of reals: an interval, a union, an inequality; or a confidence interval with a tolerance at each end."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from generators.answers.compare import CONSTANTS, Comparison, Prove, both
from generators.answers.judging import Judgement, Kind, Reading, Response, found, open_question
from generators.answers.kinds import number
from generators.answers.loci.near_misses import FAILURES, OPEN_CLOSED, about_set, said
from generators.answers.loci.places import Undecidable, equal_pieces
from generators.answers.loci.readings import as_meant
from generators.answers.loci.statements import is_set
from generators.answers.reading import in_words, meant, read_after, refuse
from generators.answers.regions import (
    Region,
    as_pair,
    is_constant,
    region_of,
    same_spans,
    spans_of,
)
from generators.answers.tolerance import near
from generators.notation import parse
from generators.notation.errors import NotationError
from generators.notation.functions import FUNCTIONS
from generators.notation.names import GREEK
from generators.notation.tree import Chain, Logic, Name, Node, Op, Rows, Series, Tuple, names
from schemas.answer import IntervalAnswer, NumberAnswer
from schemas.verdict import Feedback

WANTED = "An interval is asked for."
EXAMPLE = "`[1, 2)` or `x > 1`"
GREEK_NAMES = frozenset(GREEK) - FUNCTIONS.keys() - {"pi"}
NUMBER = r"([-−+]?[\d.]+)"
BETWEEN = re.compile(rf"\s*(?:(?:from\s+)?{NUMBER}\s+to|between\s+{NUMBER}\s+and)\s+{NUMBER}\s*\.?\s*")
"""`1.2 to 3.4`, `between 1.2 and 3.4`."""


def read(key: IntervalAnswer | None, response: Response) -> Reading:
    changed = _plain(response)
    if key is not None and key.low is not None:
        return _ends(*read_after(changed), response)
    said = in_words(response.text)
    if said is not None:
        return Reading(said, (meant(said),))
    tree, led = read_after(changed)
    inner = tree
    match tree:
        case Chain((Name(), value), ("in" | "=",)) if not is_constant(tree.terms[0]) and is_set(value):
            inner = value
    if isinstance(inner, Series):
        inner = Logic("and", inner.items)
    if not is_set(inner) and not isinstance(inner, Chain | Logic):
        raise refuse(WANTED, response, EXAMPLE)
    try:
        _understood(key, inner)
    except NotationError as error:
        raise refuse(error.message, response, error.suggestion) from None
    except Undecidable:
        pass  # the judge says so
    plain = inner is tree and not led and not isinstance(tree, Chain | Logic) and changed.text == response.text
    return Reading(inner, () if plain else (meant(inner),))


def _plain(response: Response) -> Response:
    """The response with `(` for a reversed bracket, commas for semicolons, and any name for the unknown."""
    response = as_meant(response)
    words = response.vocabulary
    words = replace(words, symbols=words.symbols | GREEK_NAMES, open_names=True, complex=False)
    said = BETWEEN.fullmatch(response.text)
    text = f"{said[1] or said[2]}, {said[3]}" if said else response.text
    return Response(text if words.decimal_comma else text.replace(";", ","), response.format, words)


def _ends(tree: Node, led: bool, response: Response) -> Reading:
    """The two ends of a confidence interval as a row."""
    pair = as_pair(tree)
    if pair is None or not all(map(is_constant, pair)):
        raise refuse("An interval is asked for: give both ends.", response, "`[1, 2]`")
    result = Rows((pair,))
    plain = isinstance(tree, Rows | Tuple)
    return Reading(result, () if plain and not led else (meant(result),))


def _understood(key: IntervalAnswer | None, tree: Node) -> None:
    """NotationError where a tree is no set that can be compared with the key."""
    declared = parameters(key)
    if declared:
        spans_of(tree, declared)
    else:
        region_of(tree)


def parameters(key: IntervalAnswer | None) -> frozenset[str]:
    """The names that the ends of a key may hold."""
    return frozenset() if key is None or key.value is None else _parameters(key.value, frozenset(key.symbols))


@lru_cache(maxsize=1024)
def _parameters(value: str, declared: frozenset[str]) -> frozenset[str]:
    node = parse(value)
    if is_set(node):
        return frozenset(names(node) - CONSTANTS | (names(node) & declared))
    return declared - {"x"} if len(names(node) - CONSTANTS) > 1 else frozenset()


@lru_cache(maxsize=2048)
def region(value: str) -> Region:
    return region_of(parse(value))


def judge(key: IntervalAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    if key.low is not None and key.high is not None:
        return _confidence(key.low, key.high, reading.tree, prove)
    value = key.value or ""
    if declared := parameters(key):
        return found(same_spans(spans_of(parse(value), declared), spans_of(reading.tree, declared), key.symbols))
    try:
        equal = equal_pieces(region(value), region_of(reading.tree))
    except Undecidable:
        return open_question(Comparison(None))
    return found(Comparison(equal, "exact"))


def _confidence(low: NumberAnswer, high: NumberAnswer, tree: Node, prove: Prove | None) -> Judgement:
    assert isinstance(tree, Rows)
    ((first, last),) = tree.rows
    return found(both([_end(low, first, prove), _end(high, last, prove)]))


def _end(key: NumberAnswer, given: Node, prove: Prove | None) -> Comparison:
    between = None if key.between is None else (parse(key.between[0]), parse(key.between[1]))
    return near(parse(key.value), key.tolerance, given, prove, between)


# What is nearly right ----------------------------------------------------------------------------------------------


def slips(key: IntervalAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    if key.low is not None and key.high is not None:
        return _about_ends(key.low, key.high, reading.tree)
    value = key.value or ""
    if declared := parameters(key):
        spans = spans_of(parse(value), declared), spans_of(reading.tree, declared)
        return OPEN_CLOSED if same_spans(*spans, key.symbols, brackets=False).equal else ()
    try:
        return about_set(region(value), region_of(reading.tree))
    except FAILURES:
        return ()


def _about_ends(low: NumberAnswer, high: NumberAnswer, tree: Node) -> tuple[Feedback, ...]:
    assert isinstance(tree, Rows)
    ((first, last),) = tree.rows
    if _end(low, last, None).equal and _end(high, first, None).equal:
        return said("ends-swapped", "The lower end comes first.")
    hits = [_end(low, first, None).equal, _end(high, last, None).equal]
    if any(hits):
        return said("one-end", f"Only the {'upper' if hits[0] else 'lower'} end is not right.")
    a, b = parse(low.value), parse(high.value)
    for sign, code, sentence in (
        ("+", "width", "The middle is right, but not the width."),
        ("-", "middle", "The width is right, but not the middle."),
    ):
        wanted, given = (Op(sign, y, x) for x, y in ((a, b), (first, last)))
        tolerance = low.tolerance if low.tolerance is None or low.tolerance.rel is None else None
        if near(wanted, tolerance, given).equal:
            return said(code, sentence)
    return ()


def text(key: IntervalAnswer) -> str:
    if key.low is not None and key.high is not None:
        return f"[{key.low.value}, {key.high.value}]"
    return key.value or ""


def value(key: IntervalAnswer) -> Node:
    """A set of reals, or the two ends as a row."""
    if key.low is not None and key.high is not None:
        return Rows(((parse(key.low.value), parse(key.high.value)),))
    return parse(key.value or "")


def rounded(key: IntervalAnswer) -> IntervalAnswer:
    if key.low is None or key.high is None:
        return key
    return key.model_copy(update={"low": number.rounded(key.low), "high": number.rounded(key.high)})


KIND = Kind(read, judge, text, value=value, rounded=rounded, slips=slips, lists=True)
