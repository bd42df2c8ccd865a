"""Working, line by line: each line follows from the one before it, from what is given to the result.

Lines are equations and inequalities that have the same solutions, or expressions that are equal. Where the key itself
concludes by `=>`, a line may have more solutions than the one before it, and may lose again what does not solve the
first line; everywhere else gained and lost solutions are errors. Credit is the share of right steps, arriving at the
result being one of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from generators.answers import kinds
from generators.answers.compare import Comparison, Prove, both, same
from generators.answers.forms import shape_of, terms
from generators.answers.judging import Judgement, Kind, Reading, Response, open_question, partly, right
from generators.answers.reading import refuse, tree_of_response
from generators.notation import NotationError, evaluate, house, parse
from generators.notation.tree import Braces, Chain, Logic, Name, Neg, Node, Num, Op, Series, Tuple, names, walk
from generators.notation.values import Imprecise, Undefined
from schemas.answer import ArgumentAnswer, EquationAnswer, ExpressionAnswer, InequalityAnswer
from schemas.verdict import Feedback

MAX_CHARACTERS, MAX_LINES = 8_000, 64
BREAK = re.compile(
    r"(?P<both><=>|⇔|⟺|\\iff\b|\\Leftrightarrow\b)|(?P<then>(?<![<>])=>|⇒|⟹|∴|\\implies\b|\\Rightarrow\b)|\\\\|[\n;]"
)
LAYOUT = re.compile(r"\\(?:begin|end)\{(?:align|aligned|gather|gathered|eqnarray|split)\*?\}|&|\\quad|\\qquad")
WORDS = r"(?:(?:and\s+)?(?:so|thus|hence|therefore|then|also|donc)\b[,:]?|i\.e\.)"
LED = re.compile(rf"\s*{WORDS}\s+", re.IGNORECASE)
TRAILED = re.compile(rf"(?:[,.]\s*|\s+)(?:{WORDS})?\s*$", re.IGNORECASE)
CONTINUED = re.compile(r"\s*=(?![=>])\s*")
OPEN, CLOSE = "([{", ")]}"
STATED = frozenset({"=", "!=", "<", ">", "<=", ">=", "approx", "in", "notin"})
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
ZERO = Num("0")


@dataclass(frozen=True, slots=True)
class Line:
    """A statement or an expression, which line of the response it is on, and whether `<=>` stands before it."""

    tree: Node
    number: int
    equivalent: bool = False


@dataclass(frozen=True, slots=True)
class Working(Reading):
    """How an argument was read."""

    lines: tuple[Line, ...] = ()


# Reading -----------------------------------------------------------------------------------------------------------


def read(key: ArgumentAnswer | None, response: Response) -> Working:
    if len(response.text) > MAX_CHARACTERS:
        raise refuse(f"This answer is too long: at most {MAX_CHARACTERS:,} characters can be read.", response)
    expressions = key is not None and not is_statement(lines_of(key)[0].tree)
    found: list[Line] = []
    for number, (text, at, sign) in enumerate(pieces(response.text), 1):
        for tree in _trees(text, at, response, expressions):
            found.append(Line(tree, number, sign == "both"))
    if not found:
        raise refuse("Write your working line by line.", response)
    if len(found) > MAX_LINES:
        raise refuse(f"This is too long: at most {MAX_LINES} lines can be read.", response)
    return Working(Series(tuple(line.tree for line in found)), lines=tuple(found))


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


def _trees(text: str, at: int, response: Response, expressions: bool) -> Iterator[Node]:
    """The statement on a line, or the expressions that stand on it joined by `=`."""
    led = LED.match(text) or (CONTINUED.match(text) if expressions else None)
    shift = at + (led.end() if led else 0)
    try:
        line = TRAILED.sub("", text[shift - at :])
        tree = tree_of_response(Response(line, response.format, response.vocabulary))
        if expressions:
            terms_of_it = tree.terms if isinstance(tree, Chain) and set(tree.relations) == {"="} else (tree,)
            for term in terms_of_it:
                if is_statement(term) or any(isinstance(each, Series | Braces | Tuple) for each in walk(term)):
                    raise NotationError("Each line is to be a formula that equals the one before it.")
            yield from terms_of_it
        else:
            _checked(tree)
            yield tree
    except NotationError as error:
        if error.text:
            raise NotationError(
                error.message, response.text, error.at + shift, error.end + shift, error.suggestion
            ) from None
        raise NotationError(error.message, response.text, shift, at + len(text), error.suggestion) from None


def _checked(tree: Node) -> None:
    """NotationError for what is no statement, Undefined where a constant side of it has no value."""
    if not is_statement(tree):
        raise NotationError("Each line is to be an equation or an inequality.")
    for each in walk(tree):
        if isinstance(each, Op) and each.symbol == "/" and not names(each):
            evaluate(each)


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
    return tuple(Line(parse(text), n, sign == "both") for n, (text, _, sign) in enumerate(cut, 1))


def lines_of(key: ArgumentAnswer) -> tuple[Line, ...]:
    """The lines of the key."""
    return _lines(key.value)


# Judging -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about an argument: each step with whether it is right, and whether the result is reached."""

    steps: tuple[Comparison, ...]
    """The first says whether the first line has to do with what is given."""
    new: tuple[bool, ...]
    """Whether each line is more than one before it written in another order."""
    there: Comparison
    finished: bool


def judge(key: ArgumentAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    assert isinstance(reading, Working)
    found = looked_through(key, reading.lines, prove)
    if any(each.equal is None for each in (*found.steps, found.there)):
        return open_question(Comparison(None))
    arrived = bool(found.there.equal) and found.finished
    counted = [step for step, new in zip(found.steps[1:], found.new[1:], strict=True) if new]
    hits = sum(step.equal is True for step in counted)
    wrong = [step for step in (*found.steps, found.there) if not step.equal]
    if not wrong and arrived:
        shown = len(counted) > 0 or len(lines_of(key)) == 1
        return right(both([*found.steps, found.there])) if shown else partly(0.5, found.there)
    missing = (found.steps[0].equal is not True) + (not arrived)
    return partly(hits / (len(counted) + missing), wrong[0] if wrong else Comparison(False, "exact"))


def looked_through(key: ArgumentAnswer, lines: Sequence[Line], prove: Prove | None) -> Found:
    """All steps from the first line of the key to the end of the response."""
    given, *_, result = (lines_of(key)[0], lines_of(key)[-1])
    weaker = allows_more(key)
    steps = [
        follows(key, before, line, given, weaker and not line.equivalent, prove)
        for before, line in itertools.pairwise((given, *lines))
    ]
    shapes = [_shape(line.tree) for line in lines]
    new = tuple(shape not in shapes[:i] for i, shape in enumerate(shapes))
    return Found(tuple(steps), new, equal(key, result, lines[-1], prove), is_result(lines[-1].tree, result.tree))


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
    if not is_statement(one.tree):
        return same(one.tree, other.tree, key.symbols, prove=prove)
    if one.tree == other.tree:
        return Comparison(True, "tree")
    return _same_solutions(key, one.tree, other.tree, prove)


def within(key: ArgumentAnswer, one: Line, other: Line, prove: Prove | None) -> Comparison:
    """Whether all solutions of one line are solutions of the other: the two together have no more than the other."""
    if not is_statement(one.tree):
        return same(one.tree, other.tree, key.symbols, prove=prove)
    union = _same_solutions(key, Logic("or", (one.tree, other.tree)), other.tree, prove)
    if union.equal is not None:
        return union
    return _same_solutions(key, Logic("and", (one.tree, other.tree)), one.tree, prove)


def _same_solutions(key: ArgumentAnswer, one: Node, other: Node, prove: Prove | None) -> Comparison:
    """By the judge of equations or, where there are others, of inequalities; None where they cannot tell."""
    made: EquationAnswer | InequalityAnswer
    if all(set(each.relations) <= {"=", "in"} for each in (*walk(one), *walk(other)) if isinstance(each, Chain)):
        made = EquationAnswer(value=house(one), symbols=key.symbols)
        if (found := _judged(made, other, prove)).equal is not None:
            return found
    return _judged(InequalityAnswer(value=house(one), symbols=key.symbols), other, prove)


def _judged(key: EquationAnswer | InequalityAnswer, given: Node, prove: Prove | None) -> Comparison:
    try:
        judgement = kinds.KINDS[key.kind].judge(key, Reading(given), prove)
    except (NotationError, Imprecise):
        return Comparison(None)
    known = judgement.outcome in ("correct", "incorrect")
    return replace(judgement.evidence, equal=judgement.outcome == "correct" if known else None)


def is_result(tree: Node, result: Node) -> bool:
    """Whether a line is as far as the result of the key is: solved, or written like it."""
    if is_statement(result):
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
    lines = reading.lines
    found = looked_through(key, lines, None)
    wrong = [i for i, step in enumerate(found.steps) if step.equal is False]
    if wrong:
        first = wrong[0]
        before = lines[first - 1] if first else lines_of(key)[0]
        return tuple(_told(key, before, lines[first], first == 0))
    if not found.there.equal:
        return (Feedback(code="other-result", text="The last line has solutions that the first line does not have."),)
    if not found.finished:
        return (Feedback(code="unfinished", text="The last line is right, but not yet the result: go on."),)
    return (Feedback(code="no-working", text="The result is right: show the lines that lead to it."),)


def _told(key: ArgumentAnswer, before: Line, line: Line, first: bool) -> Iterator[Feedback]:
    """Which line is the first that is wrong, and what seems to have happened."""
    above = "what is given" if first else "the line before it"
    if not is_statement(line.tree):
        yield Feedback(code="line", text=f"Line {line.number} does not equal {above}.")
        made = ExpressionAnswer(value=house(before.tree), symbols=key.symbols)
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
        case Chain((left, right), (sign,)) if sign in FLIPPED:
            turned = replace(line, tree=Chain((left, right), (FLIPPED[sign],)))
            return equal(key, before, turned, None).equal is True
    return False


def _open_end(key: ArgumentAnswer, before: Line, line: Line) -> bool:
    """An inequality with an end that should belong to it, or should not."""
    match line.tree:
        case Chain((left, right), (sign,)) if sign in FLIPPED:
            other = sign.removesuffix("=") if "=" in sign else sign + "="
            return equal(key, before, replace(line, tree=Chain((left, right), (other,))), None).equal is True
    return False


def _kept_sign(key: ArgumentAnswer, before: Line, line: Line) -> bool:
    """A term that changed sides and kept its sign."""
    match before.tree, line.tree:
        case Chain((a, b), (_,)), Chain((c, d), (sign,)) if not isinstance(a, Braces):
            for term in (*_signed(a, 1), *_signed(b, -1)):
                mended = Chain((Op("-", Op("-", c, d), Op("*", Num("2"), term)), ZERO), (sign,))
                if equal(key, before, replace(line, tree=mended), None).equal is True:
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
    ("solutions-lost", "Solutions are lost: was something divided by that can be zero, or half of a root left out?",
     _lost),
    ("solutions-gained", "Solutions came in that were none before: squaring both sides and multiplying by what can be "
     "zero do that.", _gained),
    ("sign-kept-on-move", "A term changes its sign when it changes sides.", _kept_sign),
)  # fmt: skip


# The key -----------------------------------------------------------------------------------------------------------


def text(key: ArgumentAnswer) -> str:
    return "; ".join(key.value)


def formulas(key: ArgumentAnswer) -> tuple[str, ...]:
    return tuple(house(line.tree) for line in lines_of(key))


KIND = Kind(read, judge, text, formulas, slips=slips)
