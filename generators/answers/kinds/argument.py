"""Working, line by line: each line follows from the one before it, from what is given to the result.

Lines are equations and inequalities that have the same solutions, or expressions that are equal. Where the key itself
concludes by `=>`, a line may have more solutions than the one before it, and may lose again what does not solve the
first line; everywhere else gained and lost solutions are errors. Credit is the share of right steps, arriving at the
result being one of them; at most half where it is not reached.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from generators.answers import kinds
from generators.answers.compare import Comparison, Prove, both, same
from generators.answers.forms.parts import terms
from generators.answers.forms.written import shape_of
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, partly, right
from generators.answers.loci.comparison import same_solutions
from generators.answers.loci.readings import tree_of_solutions
from generators.answers.loci.statements import FLIPPED, TRUE, conjunction, disjunction, is_set, statement_of, unknowns
from generators.answers.reading import refuse, tree_of_response
from generators.notation import NotationError, evaluate, house, parse
from generators.notation.derivative import worked_out
from generators.notation.tree import Braces, Chain, Logic, Name, Neg, Node, Num, Op, Series, Tuple, names, walk
from generators.notation.values import Imprecise, Undefined
from schemas.answer import ArgumentAnswer, ExpressionAnswer
from schemas.verdict import Feedback

MAX_CHARACTERS, MAX_LINES = 8_000, 64
BREAK = re.compile(
    r"(?P<both><=>|⇔|⟺|\\iff\b|\\Leftrightarrow\b)|(?P<then>(?<![<>])=>|⇒|⟹|∴|\\implies\b|\\Rightarrow\b)|\\\\|[\n;]"
)
LAYOUT = re.compile(r"\\(?:begin|end)\{(?:align|aligned|gather|gathered|eqnarray|split)\*?\}|&|\\quad|\\qquad")
WORDS = r"(?:(?:and\s+)?(?:so|thus|hence|therefore|then|also|donc)\b[,:]?|i\.e\.)"
LED = re.compile(rf"\s*{WORDS}\s+", re.IGNORECASE)
TRAILED = re.compile(rf"(?:[,.]\s*|\s+)(?:{WORDS})?$", re.IGNORECASE)
TAIL = 40
"""Characters at the end of a line among which `TRAILED` is looked for: a pattern of spaces takes long on many."""
CONTINUED = re.compile(r"\s*=(?![=>])\s*")
OPEN, CLOSE = "([{", ")]}"
STATED = frozenset({"=", "!=", "<", ">", "<=", ">=", "approx", "in", "notin"})
ORDERS = frozenset({"<", ">", "<=", ">="})
ZERO = Num("0")
HALF = 0.5
"""What right steps earn at most that do not reach the result, and a result without steps."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement or a formula as written, which line it is on, and whether `<=>` stands before it.

    `said` is what a statement says, spelled out, or a formula with its derivatives worked out.
    """

    tree: Node
    said: Node
    number: int
    equivalent: bool = False
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Working(Reading):
    """How an argument was read."""

    lines: tuple[Line, ...] = ()


# Reading -----------------------------------------------------------------------------------------------------------


def read(key: ArgumentAnswer | None, response: Response) -> Working:
    if len(response.text) > MAX_CHARACTERS:
        raise refuse(f"This answer is too long: at most {MAX_CHARACTERS:,} characters can be read.", response)
    about = None if key is None else only_unknown(key)
    found: list[Line] = []
    for number, (text, at, sign) in enumerate(pieces(response.text), 1):
        if len(found) >= MAX_LINES:
            raise refuse(f"This is too long: at most {MAX_LINES} lines can be read.", response)
        if key is not None and lines_of(key)[0].formula:
            found += [Line(tree, tree, number, formula=True) for tree in _expressions(text, at, response)]
        else:
            tree = _statement(text, at, response, about)
            found.append(Line(tree, statement_of(tree, about or ""), number, sign == "both"))
    if not found:
        raise refuse("Write your working line by line.", response)
    return Working(Series(tuple(line.tree for line in found)), lines=tuple(found))


def only_unknown(key: ArgumentAnswer) -> str | None:
    """The one unknown of the key's lines, if there is just one."""
    declared = frozenset(key.symbols)
    about = frozenset().union(*(unknowns(line.tree, declared) for line in lines_of(key)))
    return next(iter(about)) if len(about) == 1 else None


def pieces(text: str) -> Iterator[tuple[str, int, str]]:
    """The lines with their columns and the sign before each: "both" for `<=>`, "then" for `=>`, else ""."""
    flat = LAYOUT.sub(lambda match: " " * len(match[0]), text)
    depth, begin, sign = 0, 0, ""
    levels = [depth := depth + (each in OPEN) - (each in CLOSE) for each in flat]
    for match in BREAK.finditer(flat):
        if levels[match.start()] > 0:
            continue
        if flat[begin : match.start()].strip():
            yield flat[begin : match.start()], begin, sign
            sign = ""
        sign = match.lastgroup or sign
        begin = match.end()
    if flat[begin:].strip():
        yield flat[begin:], begin, sign


def _expressions(text: str, at: int, response: Response) -> tuple[Node, ...]:
    """The formulas on a line, joined by `=` if there are several."""
    tree = _read(text, at, response, CONTINUED, tree_of_response)
    found = tree.terms if isinstance(tree, Chain) and set(tree.relations) == {"="} else (tree,)
    for each in found:
        if is_statement(each) or any(isinstance(part, Series | Braces | Tuple | Chain | Logic) for part in walk(each)):
            message = "Each line is to be a formula that equals the one before it."
            raise NotationError(message, response.text, at, at + len(text))
    return found


def _statement(text: str, at: int, response: Response, about: str | None) -> Node:
    """The statement on a line. Undefined where a number in it has no value."""
    tree = _read(text, at, response, None, lambda line: tree_of_solutions(line, about)[0])
    if not is_statement(tree) and not (is_set(tree) and about is not None):
        message = "Each line is to be an equation or an inequality."
        raise NotationError(message, response.text, at, at + len(text))
    for each in walk(tree):
        if isinstance(each, Op) and each.symbol == "/" and not names(each):
            evaluate(each)
    try:
        statement_of(tree, about or "")
    except NotationError as error:
        raise NotationError(error.message, response.text, at, at + len(text), error.suggestion) from None
    return tree


def _read(
    text: str, at: int, response: Response, before: re.Pattern[str] | None, reader: Callable[[Response], Node]
) -> Node:
    """The tree of a line without the words around it, errors with the columns of the whole response."""
    led = LED.match(text) or (before.match(text) if before else None)
    shift = led.end() if led else 0
    line = text[shift:].rstrip()
    line = line[:-TAIL] + TRAILED.sub("", line[-TAIL:])
    try:
        return reader(Response(line, response.format, response.vocabulary))
    except NotationError as error:
        start, end = (error.at, error.end) if error.text else (0, len(line))
        shift += at
        raise NotationError(error.message, response.text, start + shift, end + shift, error.suggestion) from None


def is_statement(tree: Node) -> bool:
    match tree:
        case Chain(relations=relations):
            return set(relations) <= STATED
        case Logic(items=items):
            return all(map(is_statement, items))
        case Series(items):
            return is_statement(items[0])
    return False


@lru_cache(maxsize=1024)
def _lines(value: tuple[str, ...]) -> tuple[Line, ...]:
    cut = [piece for text in value for piece in pieces(text)]
    return tuple(_line_of_key(parse(text), n, sign == "both") for n, (text, _, sign) in enumerate(cut, 1))


def _line_of_key(tree: Node, number: int, equivalent: bool) -> Line:
    if is_statement(tree) or is_set(tree):
        return Line(tree, statement_of(tree, ""), number, equivalent)
    return Line(tree, worked_out(tree), number, equivalent, formula=True)


def lines_of(key: ArgumentAnswer) -> tuple[Line, ...]:
    """The lines of the key."""
    return _lines(key.value)


# Judging -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about an argument: each step with whether it is right, and whether the result is reached."""

    lines: Sequence[Line]
    """What counts: tests with numbers are left out."""
    steps: tuple[Comparison, ...]
    """The first is that from what is given to the first line."""
    new: tuple[bool, ...]
    """Whether each line is more than what is given, or a line before it, written in another order."""
    there: Comparison
    finished: bool


def judge(key: ArgumentAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    assert isinstance(reading, Working)
    found = looked_through(key, reading.lines, prove)
    if any(each.equal is None for each in (*found.steps, found.there)):
        return open_question(Comparison(None))
    arrived = bool(found.there.equal) and found.finished
    counted = [step for step, new in zip(found.steps, found.new, strict=True) if new]
    share = sum(step.equal is True for step in counted) / max(len(counted), 1)
    wrong = [step for step in (*found.steps, found.there) if not step.equal]
    if not wrong and arrived:
        shown = len({_shape(line.tree) for line in found.lines}) > 1 or len(lines_of(key)) == 1
        return right(both([*found.steps, found.there])) if shown else partly(HALF, found.there)
    evidence = wrong[0] if wrong else Comparison(False, "exact")
    return partly(share if arrived else min(HALF, share * len(counted) / (len(counted) + 1)), evidence)


def looked_through(key: ArgumentAnswer, lines: Sequence[Line], prove: Prove | None) -> Found:
    """All steps from the first line of the key to the end of the response."""
    given, *_, result = (lines_of(key)[0], lines_of(key)[-1])
    weaker = allows_more(key)
    lines = without_tests(key, lines)
    steps = [
        follows(key, before, line, given, weaker and not line.equivalent, prove)
        for before, line in itertools.pairwise((given, *lines))
    ]
    shapes = [_shape(line.tree) for line in (given, *lines)]
    new = tuple(shape not in shapes[:i] for i, shape in enumerate(shapes))[1:]
    return Found(lines, tuple(steps), new, equal(key, result, lines[-1], prove), is_result(lines[-1].tree, result.tree))


def without_tests(key: ArgumentAnswer, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without those that only put numbers in and come out true, where the result is about an unknown."""
    declared = frozenset(key.symbols)
    if lines_of(key)[-1].formula or not unknowns(lines_of(key)[-1].said, declared):
        return lines
    kept = [line for line in lines if unknowns(line.said, declared) or not _same(key, line.said, TRUE, None).equal]
    return kept or lines


def allows_more(key: ArgumentAnswer) -> bool:
    """Whether the key concludes by `=>` somewhere, so that lines may have more solutions than those before."""
    return any(sign == "then" for text in key.value for _, _, sign in pieces(text))


def follows(
    key: ArgumentAnswer, before: Line, line: Line, given: Line, weaker: bool, prove: Prove | None
) -> Comparison:
    """Whether a line says the same as the one before it, or what follows from that where this is enough."""
    found = equal(key, before, line, prove)
    if found.equal or not weaker:
        return found
    more = within(key, before, line, prove)
    if more.equal:
        return more
    less = both([within(key, given, line, prove), within(key, line, before, prove)])
    return less if less.equal else found


def equal(key: ArgumentAnswer, one: Line, other: Line, prove: Prove | None) -> Comparison:
    """Whether two lines have the same solutions, or are equal formulas."""
    return _same(key, one.said, other.said, prove, one.formula)


def within(key: ArgumentAnswer, one: Line, other: Line, prove: Prove | None) -> Comparison:
    """Whether all solutions of one line are solutions of the other: the two together have no more than the other."""
    if one.formula:
        return equal(key, one, other, prove)
    union = _same(key, disjunction(one.said, other.said), other.said, prove)
    return union if union.equal is not None else _same(key, conjunction(one.said, other.said), one.said, prove)


def _same(key: ArgumentAnswer, one: Node, other: Node, prove: Prove | None, formulas: bool = False) -> Comparison:
    try:
        return (
            same(one, other, key.symbols, prove=prove) if formulas else same_solutions(one, other, key.symbols, prove)
        )
    except (NotationError, Imprecise):
        return Comparison(None)


def is_result(tree: Node, result: Node) -> bool:
    """Whether a line is as far as the result of the key is: solved, or written like it."""
    if is_statement(result):
        if is_set(tree):
            return is_solved(result)
        return (is_solved(tree) and is_solved(result)) or _shape(tree) == _shape(result)
    return shape_of(tree) == shape_of(result)


def _shape(tree: Node) -> tuple[object, ...]:
    """A statement or a formula up to the order in which it is written; the sides of a relation may be exchanged."""
    match tree:
        case Chain((left, right), (sign,)):
            ways = (shape_of(left), sign, shape_of(right)), (shape_of(right), FLIPPED.get(sign, sign), shape_of(left))
            return min(ways, key=repr)
        case Logic(word, items):
            return (word, *sorted(map(_shape, items), key=repr))
        case Series(items):
            return (",", *sorted(map(_shape, items), key=repr))
    return shape_of(tree)


def is_solved(tree: Node) -> bool:
    """Whether a statement says what its unknowns are: `x = 3`, `x > 1 or x < 0`, `1 < x < 5`, `x = 1, y = 2`."""
    match tree:
        case Chain((Name() as name, value), (_,)) | Chain((value, Name() as name), (_,)) if not isinstance(value, Name):
            return name.text not in names(value)
        case Chain((low, Name() as name, high), (_, _)):
            return name.text not in names(low) | names(high)
        case Logic(items=items) | Series(items):
            return all(is_solved(item) or not is_statement(item) for item in items)
        case Chain(terms=sides):
            return not any(names(side) for side in sides)
    return False


# What a wrong argument looks like ----------------------------------------------------------------------------------


def slips(key: ArgumentAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    assert isinstance(reading, Working)
    if judgement.outcome not in ("incorrect", "partial"):
        return ()
    found = looked_through(key, reading.lines, None)
    wrong = [i for i, step in enumerate(found.steps) if step.equal is False]
    if wrong:
        first = wrong[0]
        before = found.lines[first - 1] if first else lines_of(key)[0]
        return tuple(_told(key, before, found.lines[first], first == 0))
    if not found.there.equal:
        return (Feedback(code="other-result", text="Not all that the last line says solves the first: test it there."),)
    if not found.finished:
        return (Feedback(code="unfinished", text="The last line is right, but not yet what the result looks like."),)
    return (Feedback(code="no-working", text="The result is right: show the lines that lead to it."),)


def _told(key: ArgumentAnswer, before: Line, line: Line, first: bool) -> Iterator[Feedback]:
    """Which line is the first that is wrong, and what seems to have happened."""
    above = "what is given" if first else "the line before it"
    if line.formula:
        yield Feedback(code="line", text=f"Line {line.number} does not equal {above}.")
        made = ExpressionAnswer(value=house(before.said), symbols=key.symbols)
        wrong = Judgement("incorrect", 0.0, Comparison(False, "exact"))
        yield from kinds.KINDS["expression"].slips(made, Reading(line.tree), wrong)
        return
    yield Feedback(code="line", text=f"Line {line.number} does not follow from {above}.")
    for code, sentence, looks in SLIPS:
        try:
            if looks(key, before, line):
                yield Feedback(code=code, text=sentence)
                return
        except (NotationError, Undefined, Imprecise):
            continue


def _turned_sign(key: ArgumentAnswer, before: Line, line: Line) -> bool:
    """An inequality whose sign should have turned, or should not."""
    match line.tree:
        case Chain((left, right), (sign,)) if sign in ORDERS:
            return equal(key, before, _restated(line, left, FLIPPED[sign], right), None).equal is True
    return False


def _open_end(key: ArgumentAnswer, before: Line, line: Line) -> bool:
    """An inequality with an end that should belong to it, or should not."""
    match line.tree:
        case Chain((left, right), (sign,)) if sign in ORDERS:
            other = sign.removesuffix("=") if "=" in sign else sign + "="
            return equal(key, before, _restated(line, left, other, right), None).equal is True
    return False


def _restated(line: Line, left: Node, sign: str, right: Node) -> Line:
    return replace(line, said=Chain((left, right), (sign,)))


def _kept_sign(key: ArgumentAnswer, before: Line, line: Line) -> bool:
    """A term that changed sides and kept its sign."""
    match before.tree, line.tree:
        case Chain((a, b), (_,)), Chain((c, d), (sign,)) if not isinstance(a, Braces):
            for term in (*_signed(a, 1), *_signed(b, -1)):
                mended = Op("-", Op("-", c, d), Op("*", Num("2"), term))
                if equal(key, before, _restated(line, mended, sign, ZERO), None).equal is True:
                    return True
    return False


def _signed(side: Node, sign: int) -> Iterator[Node]:
    """The terms of a side both with the sign they have there and with the other one."""
    for s, term in terms(side):
        yield term if s * sign > 0 else Neg(term)
        yield Neg(term) if s * sign > 0 else term


def _lost(key: ArgumentAnswer, before: Line, line: Line) -> bool:
    return within(key, before, line, None).equal is False and within(key, line, before, None).equal is True


def _gained(key: ArgumentAnswer, before: Line, line: Line) -> bool:
    return within(key, line, before, None).equal is False and within(key, before, line, None).equal is True


SLIPS = (
    ("sign-not-turned", "The sign of an inequality turns where both sides are multiplied by a negative number, and "
     "only there.", _turned_sign),
    ("ends-open-closed", "Does the end belong to it or not?", _open_end),
    ("sign-kept-on-move", "A term changes its sign when it changes sides.", _kept_sign),
    ("solutions-lost", "Solutions are lost: was something divided by that can be zero, or half of a root left out?",
     _lost),
    ("solutions-gained", "Solutions came in that were none before: squaring both sides and multiplying by what can be "
     "zero do that.", _gained),
)  # fmt: skip


# The key -----------------------------------------------------------------------------------------------------------


def text(key: ArgumentAnswer) -> str:
    return "; ".join(key.value)


def formulas(key: ArgumentAnswer) -> tuple[str, ...]:
    return tuple(house(line.tree) for line in lines_of(key))


KIND = Kind(read, judge, text, formulas, slips=slips)
