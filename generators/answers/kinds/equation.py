"""An equation: right is what has the same solutions."""

from __future__ import annotations

from functools import lru_cache

from generators.answers.compare import Prove, by_roots
from generators.answers.judging import Judgement, Kind, Reading, Response, found
from generators.answers.loci.comparison import same_solutions
from generators.answers.loci.line import EMPTY, LINE
from generators.answers.loci.near_misses import FAILURES, about_curve, about_solutions, points_of, set_on_line
from generators.answers.loci.readings import tree_of_solutions
from generators.answers.loci.statements import is_set, relations_of, statement_of, unknowns
from generators.answers.reading import meant, refuse
from generators.notation import house, parse
from generators.notation.errors import NotationError
from generators.notation.tree import Braces, Chain, Logic, Name, Node, Series
from schemas.answer import EquationAnswer
from schemas.verdict import Feedback

WANTED = "An equation is asked for: there must be a sign `=`."


@lru_cache(maxsize=2048)
def statement(key: str) -> Node:
    return statement_of(parse(key))


def only_unknown(value: str, declared: frozenset[str]) -> str | None:
    """The one unknown of a key, if there is just one."""
    about = unknowns(statement(value), declared)
    return next(iter(about)) if len(about) == 1 else None


def read(key: EquationAnswer | None, response: Response) -> Reading:
    about = None if key is None else only_unknown(key.value, frozenset(key.symbols))
    tree, taken = tree_of_solutions(response, about)
    whole = tree in (Braces(()), Name("RR"))
    if not whole and not isinstance(tree, Chain | Logic | Series):
        raise refuse(WANTED, response, _suggestion(tree, key, about))
    if isinstance(tree, Series) and not isinstance(tree.items[0], Chain | Logic):
        raise refuse(WANTED, response)
    try:
        said = statement_of(tree, about or "")
    except NotationError as error:
        raise refuse(error.message, response, error.suggestion) from None
    signs = {chain.relations[0] for chain in relations_of(said)}
    if not whole and "=" not in signs and not (key is not None and about and _has_intervals(key, about)):
        raise refuse(WANTED, response)
    return Reading(tree, (meant(tree),) if taken else ())


def _suggestion(tree: Node, key: EquationAnswer | None, about: str | None) -> str | None:
    """What an expression alone may have been meant to be."""
    if key is None or is_set(tree):
        return None
    if about is not None:
        return f"`{about} = {house(tree)}`"
    match parse(key.value):
        case Chain((Name(text), _), ("=",)):
            return f"`{text} = {house(tree)}`"
    return None


def _has_intervals(key: EquationAnswer, about: str) -> bool:
    region = set_on_line(statement(key.value), about, key.symbols.get(about, "real"))
    return region is not None and any(region.gaps)


def judge(key: EquationAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    wanted, given = statement(key.value), statement_of(reading.tree, "")
    decided = same_solutions(wanted, given, key.symbols, prove)
    if decided.equal is False and (rooted := by_roots(given)) != given:  # x = y^(1/3) is meant for all y
        again = same_solutions(wanted, rooted, key.symbols, prove)
        decided = again if again.equal else decided
    return found(decided)


def slips(key: EquationAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    wanted, given = statement(key.value), statement_of(reading.tree, "")
    declared = frozenset(key.symbols)
    about = unknowns(wanted, declared) | unknowns(given, declared)
    if len(about) != 1:
        return about_curve(wanted, given, key.symbols)
    (name,) = about
    sets = [set_on_line(each, name, key.symbols.get(name, "real")) for each in (wanted, given)]
    if sets[0] is None or sets[1] is None:
        return ()
    if sets[1] == LINE:
        return (Feedback(code="always-true", text="This holds for every number."),)
    if sets[1] == EMPTY and points_of(sets[0]):
        return (Feedback(code="never-true", text="This holds for no number, but there is a solution."),)
    try:
        return about_solutions(sets[0], sets[1], name)
    except FAILURES:
        return ()


def text(key: EquationAnswer) -> str:
    return key.value


def formulas(key: EquationAnswer) -> tuple[str, ...]:
    return (key.value,)


def value(key: EquationAnswer) -> Node:
    return parse(key.value)


KIND = Kind(read, judge, text, formulas, value, slips=slips)
