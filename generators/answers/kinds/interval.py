"""A set of reals: an interval, a union, an inequality; or a confidence interval with a tolerance at each end."""

from __future__ import annotations

from dataclasses import replace

from generators.answers.compare import Comparison, Prove, both
from generators.answers.judging import Judgement, Kind, Reading, Response, found, open_question, right, wrong
from generators.answers.kinds import number
from generators.answers.reading import meant, read_after, refuse
from generators.answers.regions import Undecidable, as_pair, equal_regions, is_constant, region_of, same_ends
from generators.answers.tolerance import near
from generators.notation import parse
from generators.notation.errors import NotationError
from generators.notation.tree import Braces, Chain, Logic, Name, Node, Op, Rows, Tuple, walk
from schemas.answer import IntervalAnswer, NumberAnswer
from schemas.verdict import Feedback


def read(key: IntervalAnswer | None, response: Response) -> Reading:
    open_words = replace(response.vocabulary, open_names=True, complex=False)
    tree, led = read_after(Response(response.text, response.format, open_words))
    if key is not None and key.low is not None:
        pair = as_pair(tree)
        if pair is None or not all(map(is_constant, pair)):
            raise refuse("An interval is asked for: give both ends.", response, "`[1, 2]`")
        result = Rows((pair,))
        plain = isinstance(tree, Rows | Tuple)
        return Reading(result, () if plain and not led else (meant(result),))
    inner = tree
    match tree:
        case Chain((Name(), value), ("in" | "=",)) if not is_constant(tree.terms[0]) and _is_region(value):
            inner = value
    about = {node.text for node in walk(tree) if isinstance(node, Name) and not is_constant(node)} - {"RR"}
    if len(about) > 1:
        raise refuse("This speaks of more than one unknown.", response)
    if not _is_region(inner):
        raise refuse("An interval is asked for.", response, "`[1, 2)` or `x > 1`")
    try:
        region_of(inner)
    except NotationError as error:
        raise refuse(error.message, response, error.suggestion) from None
    except Undecidable:
        pass  # the judge says so
    note = () if inner is tree and not led and not isinstance(tree, Chain | Logic) else (meant(inner),)
    return Reading(inner, note)


def _is_region(node: Node) -> bool:
    match node:
        case Tuple((_, _)) | Rows(((_, _),), 0) | Braces() | Chain() | Logic() | Name("RR"):
            return True
        case Op("cup" | "cap" | "setminus", left, right):
            return _is_region(left) and _is_region(right)
    return False


def judge(key: IntervalAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    if key.low is not None and key.high is not None:
        return _confidence(key.low, key.high, reading.tree, prove)
    wanted, given = region_of(parse(key.value or "")), region_of(reading.tree)
    try:
        if equal_regions(wanted, given):
            return right(Comparison(True, "exact"))
        if same_ends(wanted, given):
            sentence = "The ends are right; check which of them belong to the set."
            return wrong(Comparison(False, "exact"), Feedback(code="ends-open-closed", text=sentence))
    except Undecidable:
        return open_question(Comparison(None))
    return wrong(Comparison(False, "exact"))


def _confidence(low: NumberAnswer, high: NumberAnswer, tree: Node, prove: Prove | None) -> Judgement:
    assert isinstance(tree, Rows)
    ((first, last),) = tree.rows
    ends = [_end(low, first, prove), _end(high, last, prove)]
    evidence = both(ends)
    if evidence.equal is not False:
        return found(evidence)
    if _end(low, last, None).equal and _end(high, first, None).equal:
        return wrong(evidence, Feedback(code="ends-swapped", text="The lower end comes first."))
    hits = [end.equal for end in ends]
    if any(hits):
        which = "upper" if hits[0] else "lower"
        return wrong(evidence, Feedback(code="one-end", text=f"Only the {which} end is not right."))
    return wrong(evidence)


def _end(key: NumberAnswer, given: Node, prove: Prove | None) -> Comparison:
    between = None if key.between is None else (parse(key.between[0]), parse(key.between[1]))
    return near(parse(key.value), key.tolerance, given, prove, between)


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


KIND = Kind(read, judge, text, value=value, rounded=rounded)
