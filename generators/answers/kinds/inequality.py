"""An inequality in one unknown or several: right is what has the same solutions."""

from __future__ import annotations

from generators.answers.compare import Prove
from generators.answers.judging import Judgement, Kind, Reading, Response, found
from generators.answers.kinds.equation import only_unknown, statement
from generators.answers.loci.arrangements import same_regions
from generators.answers.loci.comparison import same_solutions
from generators.answers.loci.line import EMPTY
from generators.answers.loci.near_misses import (
    FAILURES,
    about_set,
    exchanged,
    other_strictness,
    set_on_line,
    turned_round,
)
from generators.answers.loci.readings import tree_of_solutions
from generators.answers.loci.statements import ORDERS, is_set, relations_of, statement_of, unknowns
from generators.answers.reading import meant, refuse
from generators.notation import house, parse
from generators.notation.errors import NotationError
from generators.notation.tree import Braces, Chain, Logic, Name, Node, Series
from schemas.answer import InequalityAnswer
from schemas.verdict import Feedback

WANTED = "An inequality is asked for: there must be a sign such as `<` or `>=`."


def read(key: InequalityAnswer | None, response: Response) -> Reading:
    about = None if key is None else only_unknown(key.value, frozenset(key.symbols))
    tree, taken = tree_of_solutions(response, about)
    words = tree in (Braces(()), Name("RR"))
    bare = is_set(tree)
    if bare and not words and about is None and key is not None:
        raise refuse(WANTED, response)
    if not bare and not isinstance(tree, Chain | Logic | Series):
        raise refuse(WANTED, response)
    try:
        said = statement_of(tree, about or "x")
    except NotationError as error:
        raise refuse(error.message, response, error.suggestion) from None
    if isinstance(tree, Series) and about is not None and _is_empty_list(tree, said, about):
        shown = " or ".join(f"`{house(Logic(word, tree.items))}`" for word in ("or", "and"))
        raise refuse("This can be read in two ways: write `or` or `and`.", response, shown)
    if bare and about is not None and not words:
        return Reading(Chain((Name(about), tree), ("in",)), (meant(Chain((Name(about), tree), ("in",))),))
    return Reading(tree, (meant(tree),) if taken else ())


def _is_empty_list(tree: Series, said: Node, about: str) -> bool:
    """Whether inequalities side by side exclude one another, so that "or" may be meant."""
    inequalities = all(isinstance(item, Chain) and set(item.relations) <= ORDERS for item in tree.items)
    return inequalities and set_on_line(said, about, "real") == EMPTY


def judge(key: InequalityAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    return found(same_solutions(*_sides(key, reading), key.symbols, prove))


def _sides(key: InequalityAnswer, reading: Reading) -> tuple[Node, Node]:
    about = only_unknown(key.value, frozenset(key.symbols))
    return statement(key.value), statement_of(reading.tree, about or "x")


def slips(key: InequalityAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    wanted, given = _sides(key, reading)
    declared = frozenset(key.symbols)
    about = unknowns(wanted, declared) | unknowns(given, declared)
    if len(about) == 1:
        (name,) = about
        kind = key.symbols.get(name, "real")
        sets = [set_on_line(each, name, kind) for each in (wanted, given)]
        if sets[0] is None or sets[1] is None:
            return ()
        swapped = exchanged(given)
        if swapped is not None and set_on_line(swapped, name, kind) == sets[0]:
            return AND_OR
        try:
            return about_set(sets[0], sets[1])
        except FAILURES:
            return ()
    if not any(chain.relations[0] in ORDERS for chain in relations_of(given)):
        return (Feedback(code="not-an-inequality", text="An inequality is asked for, not an equation."),)
    for changed, remark in ((other_strictness, STRICT), (turned_round, DIRECTION), (exchanged, AND_OR)):
        other = changed(given)
        if other is not None and same_regions(wanted, other, key.symbols, proofs=False):
            return remark
    return ()


AND_OR = (Feedback(code="and-or-exchanged", text="The inequalities are right, but joined by the wrong word."),)
STRICT = (Feedback(code="ends-open-closed", text="The boundary is right; check whether it belongs to the region."),)
DIRECTION = (Feedback(code="direction", text="The boundary is right, but the region lies on its other side."),)


def text(key: InequalityAnswer) -> str:
    return key.value


def formulas(key: InequalityAnswer) -> tuple[str, ...]:
    return (key.value,)


def value(key: InequalityAnswer) -> Node:
    return parse(key.value)


KIND = Kind(read, judge, text, formulas, value, slips=slips)
