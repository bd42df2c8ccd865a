"""A formula: equal to the key as a function on the declared domain; in a form if the key asks for one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import islice, permutations
from typing import TypeGuard

from flint import fmpq

from generators.answers.compare import Comparison, Prove, Symbols, is_complex, same
from generators.answers.explain import formula_slips
from generators.answers.forms import expression_form
from generators.answers.judging import Judgement, Kind, Reading, Response, found, right, wrong_form
from generators.answers.keys import defined_somewhere
from generators.answers.points import numeral_node, points, survey
from generators.answers.reading import CONSTANTS, formula
from generators.notation import parse, put_in
from generators.notation.balls import evaluate
from generators.notation.errors import NotationError
from generators.notation.functions import FUNCTIONS
from generators.notation.names import GREEK, LETTERS
from generators.notation.tree import Call, Name, Node, Num, Op, names, walk
from generators.notation.values import SCALARS, Imprecise, Scalar, Undefined, differ
from schemas.answer import ExpressionAnswer
from schemas.verdict import Feedback

INTEGRATION = frozenset({"C", "c", "K"})
"""Names that a constant of integration may have where the key is up to a constant."""
NUMBERS = frozenset({"pi", "e", "oo", "emptyset"})
"""Names that are no names of variables, whatever a learner calls theirs."""
WORD = re.compile(rf"(?:[A-Za-z]+\b|[{''.join(LETTERS)}])(?!\s*\()")
MAX_RENAMED = 6


def read(key: ExpressionAnswer | None, response: Response) -> Reading:
    words = response.vocabulary
    if key is not None and key.up_to == "constant":
        words = replace(words, symbols=words.symbols | INTEGRATION)
    if key is not None and key.up_to == "renaming":
        own = {LETTERS.get(word, word) for word in WORD.findall(response.text)} & GREEK.keys() - {"pi"}
        words = replace(words, symbols=words.symbols | own, open_names=True)
    return formula(Response(response.text, response.format, words))


def judge(key: ExpressionAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    target, given = parse(key.value), reading.tree
    comparison = compare(key, target, given, prove)
    doubtful = comparison.equal is None or comparison.reason == "domain"
    if comparison.reason == "right-undefined" or (doubtful and not defined_somewhere(given, key.symbols)):
        raise Undefined("it has no value at any point of the domain")
    if not comparison.equal:
        return found(comparison)
    if key.form is not None and (message := expression_form(given, target, key.form, key.symbols)) is not None:
        return wrong_form(key.form_credit, comparison, message)
    return right(comparison)


def compare(key: ExpressionAnswer, target: Node, given: Node, prove: Prove | None) -> Comparison:
    target, given = without_named_functions(target, given, key.symbols)
    match key.up_to:
        case None:
            return same(target, given, key.symbols, prove=prove)
        case "renaming":
            return _renamed(target, given, key.symbols, prove)
        case "constant":
            return _shifted(target, given, key.symbols, prove)
        case "factor":
            return _scaled(target, given, key.symbols, prove)


def without_named_functions(target: Node, given: Node, symbols: Symbols) -> tuple[Node, Node]:
    """Both formulas with a name for each value of a function that is only named: f(x), f(2*x), g'(x)."""
    if not _names_functions(target):
        return target, given
    calls = [each for node in (target, given) for each in walk(node) if _is_named_only(each)]
    known: list[tuple[Node, Node]] = []
    trees: dict[Node, Node] = {}
    for call in dict.fromkeys(calls):
        alike = (name for other, name in known if _same_call(call, other, symbols))
        trees[call] = next(alike, Name(f"{call.name}'{len(known)}"))
        known.append((call, trees[call]))
    return put_in(target, trees), put_in(given, trees)


@lru_cache(maxsize=4096)
def _names_functions(key: Node) -> bool:
    return any(_is_named_only(each) for each in walk(key))


def _is_named_only(node: Node) -> TypeGuard[Call]:
    return isinstance(node, Call) and node.name not in FUNCTIONS


def _same_call(left: Node, right: Node, symbols: Symbols) -> bool:
    if not isinstance(left, Call) or not isinstance(right, Call):
        return False
    if left.name != right.name or len(left.args) != len(right.args):
        return False
    return all(same(a, b, symbols).equal is True for a, b in zip(left.args, right.args, strict=True))


def _shifted(target: Node, given: Node, symbols: Symbols, prove: Prove | None) -> Comparison:
    """Whether the answer is the key and a constant: what it is more at one point, it is more everywhere."""
    shift = _at_a_point(Op("-", given, target), target, given, symbols)
    if shift is None:
        return same(target, given, symbols, prove=prove)
    return same(given, Op("+", target, shift), symbols, prove=prove)


def _scaled(target: Node, given: Node, symbols: Symbols, prove: Prove | None) -> Comparison:
    """Whether the answer is the key times a number other than 0."""
    factor = _at_a_point(Op("/", given, target), target, given, symbols)
    if factor is None or same(factor, Num("0")).equal is not False:
        return same(target, given, symbols, prove=prove)
    return same(given, Op("*", factor, target), symbols, prove=prove)


def _at_a_point(node: Node, target: Node, given: Node, symbols: Symbols) -> Node | None:
    """A formula with rational values for its variables, where it has a value; constants of integration stay."""
    variables = tuple(sorted((names(target) | names(given)) - INTEGRATION - (CONSTANTS - symbols.keys())))
    if not variables:
        return node if _has_value(node, symbols) else None
    for sample in islice(points(survey(given), survey(target), variables, symbols), 20):
        rationals = {name: value for name, value in sample.at.items() if type(value) is fmpq}
        if not sample.general or len(rationals) < len(variables):
            continue
        fixed = put_in(node, {Name(name): numeral_node(value) for name, value in rationals.items()})
        if _has_value(fixed, symbols):
            return fixed
    return None


def _has_value(node: Node, symbols: Symbols) -> bool:
    used = frozenset(names(node))
    try:
        evaluate(node, dict.fromkeys(used - (CONSTANTS - symbols.keys()), fmpq(1)), complex=is_complex(used, symbols))
    except (Undefined, Imprecise, NotationError):
        return False
    return True


def _renamed(target: Node, given: Node, symbols: Symbols, prove: Prove | None) -> Comparison:
    """Whether the names can be exchanged one for one so that the two are equal."""
    wanted = sorted(names(target) - (CONSTANTS - symbols.keys()))
    imaginary = {"i", "I"} if is_complex(frozenset(names(target)), symbols) else set()
    used = sorted(names(given) - (NUMBERS | imaginary - symbols.keys()))
    if len(used) != len(wanted):
        return Comparison(False, "exact")
    if len(used) > MAX_RENAMED:
        return Comparison(None)
    left_open: Comparison | None = None
    last = Comparison(False, "ball", 1, 64)
    at = next(points(survey(target), survey(target), tuple(wanted), symbols)).at if wanted else {}
    here = _value_at(target, at, symbols)
    for order in permutations(wanted):
        there = _value_at(given, {name: at[other] for name, other in zip(used, order, strict=True)}, symbols)
        if here is not None and there is not None and differ(here, there):
            continue  # a quick look, as there may be hundreds of ways
        renamed = put_in(given, dict(zip(map(Name, used), map(Name, order), strict=True)))
        last = same(target, renamed, symbols, prove=prove)
        if last.equal:
            return last
        if last.equal is None:
            left_open = last
    return left_open or last


def _value_at(node: Node, at: Mapping[str, Scalar], symbols: Symbols) -> Scalar | None:
    try:
        value = evaluate(node, at, complex=is_complex(frozenset(names(node)), symbols))
    except (Undefined, Imprecise, NotationError):
        return None
    return value if type(value) in SCALARS else None


def slips(key: ExpressionAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    """What a wrong formula looks like, if it looks like anything."""
    if judgement.feedback:
        return ()
    if judgement.evidence.reason == "domain":
        sentence = "This is not defined at the same points as the right answer."
        return (Feedback(code="domain", text=sentence),)
    return () if key.up_to is not None else formula_slips(parse(key.value), reading.tree, key.symbols)


def text(key: ExpressionAnswer) -> str:
    return key.value


def formulas(key: ExpressionAnswer) -> tuple[str, ...]:
    return (key.value,)


def value(key: ExpressionAnswer) -> Node:
    return parse(key.value)


KIND = Kind(read, judge, text, formulas, value, slips=slips)
