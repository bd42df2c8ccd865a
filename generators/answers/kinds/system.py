"""Equations that hold together: right is the same set of solutions, be it empty, points, or a family."""

from __future__ import annotations

from functools import cmp_to_key

from generators.answers.compare import CONSTANTS, Prove
from generators.answers.exact import Field
from generators.answers.judging import Judgement, Kind, Reading, Response, found, wrong_form
from generators.answers.loci.affine import NotLinear, contains
from generators.answers.loci.near_misses import FAILURES, said
from generators.answers.loci.places import order
from generators.answers.loci.shape import names_of
from generators.answers.loci.systems import (
    Family,
    affine_sets,
    families,
    family_of_key,
    points_of,
    same_families,
    same_point,
    satisfied,
    unknowns_of,
    with_new_names,
)
from generators.answers.reading import in_words, meant, refuse, tree_of_response
from generators.notation import evaluate, house, parse
from generators.notation.errors import NotationError
from generators.notation.tidy import tidy
from generators.notation.tree import Braces, Chain, Logic, Name, Node, Rows, Series, Tuple, walk
from schemas.answer import SystemAnswer
from schemas.verdict import Feedback

EMPTY = Braces(())


def read(key: SystemAnswer | None, response: Response) -> Reading:
    words = in_words(response.text)
    if words == EMPTY:
        return Reading(EMPTY, (meant(EMPTY),))
    wide, extra = with_new_names(response)
    tree = tree_of_response(wide)
    if key is None:
        return Reading(tree)
    unknowns = unknowns_of(key)
    try:
        read_as = given_families(tree, unknowns, frozenset(key.parameters) | extra)
    except NotationError as error:
        raise refuse(error.message, response, error.suggestion) from None
    _check_names(read_as, frozenset(unknowns), extra, response)
    shown = _shown(read_as)
    sorts = {type(node) for node in walk(tree)}
    plain = Chain in sorts and sorts.isdisjoint({Tuple, Rows, Braces})
    return Reading(shown if not plain else tree, () if plain else (meant(shown),))


def given_families(tree: Node, unknowns: tuple[str, ...], parameters: frozenset[str]) -> tuple[Family, ...]:
    return families(tree, unknowns, tuple(sorted(parameters)))


def _check_names(
    read_as: tuple[Family, ...], unknowns: frozenset[str], extra: frozenset[str], response: Response
) -> None:
    """A new name stands for a free parameter in what an unknown is equal to, and nowhere else."""
    for family in read_as:
        for chain in family.equations:
            strangers = names_of(chain) & extra
            left = chain.terms[0]
            solved = isinstance(left, Name) and left.text in unknowns
            if strangers and not solved:
                (first, *_) = sorted(names_of(left) & extra) or sorted(strangers)
                at = max(response.text.find(first), 0)
                message = f"`{first}` is not a variable of this exercise."
                raise NotationError(message, response.text, at, at + len(first))


def _shown(read_as: tuple[Family, ...]) -> Node:
    """Families as equations."""
    parts = [tidy(Series(each.equations) if len(each.equations) > 1 else each.equations[0]) for each in read_as]
    if not parts:
        return EMPTY
    if len(parts) == 1:
        return parts[0]
    return Logic("or", tuple(Logic("and", part.items) if isinstance(part, Series) else part for part in parts))


def judge(key: SystemAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    wanted, given, unknowns = _sides(key, reading)
    comparison = same_families(wanted, given, unknowns, key.symbols)
    if comparison.equal and key.form == "solved" and not all(_is_solved(family, unknowns) for family in given):
        told = "Solve for the unknowns: each of them stands alone on one side. If there is no solution, say so."
        return wrong_form(key.form_credit, comparison, told)
    return found(comparison)


def _is_solved(family: Family, unknowns: tuple[str, ...]) -> bool:
    """Whether each equation gives another unknown, by parameters and by unknowns that are left free."""
    solved: dict[str, Node] = {}
    for chain in family.equations:
        match chain:
            case Chain((Name(name), node), ("=",)) if name in unknowns and name not in solved:
                solved[name] = node
            case _ if names_of(chain):
                return False
    return not any(names_of(node) & solved.keys() for node in solved.values())


def _sides(key: SystemAnswer, reading: Reading) -> tuple[tuple[Family, ...], tuple[Family, ...], tuple[str, ...]]:
    unknowns = unknowns_of(key)
    wanted = family_of_key(key.value, key.parameters)
    declared = frozenset(key.symbols)
    own = {name for text in key.value for name in names_of(parse(text))} - set(key.parameters)
    free = names_of(reading.tree) - (CONSTANTS - declared) - own - declared - set(unknowns) | set(key.parameters)
    return wanted, given_families(reading.tree, unknowns, frozenset(free)), unknowns


# What is nearly right ----------------------------------------------------------------------------------------------


def slips(key: SystemAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    if judgement.feedback:  # the solutions are right, their form is not
        return ()
    wanted, given, unknowns = _sides(key, reading)
    for find in (_about_affine, _about_points, _not_satisfied):
        try:
            if remarks := find(key, wanted, given, unknowns):
                return remarks
        except (*FAILURES, NotLinear):
            continue
    return ()


def _about_affine(
    key: SystemAnswer, wanted: tuple[Family, ...], given: tuple[Family, ...], unknowns: tuple[str, ...]
) -> tuple[Feedback, ...]:
    field = Field(key.symbols)
    right, mine = affine_sets(wanted, unknowns, field), affine_sets(given, unknowns, field)
    if not given and right:
        return said("never-true", "There is a solution.")
    if not mine and right:
        return said("never-true", "These equations have no common solution, but the system has one.")
    if not right or len(right) > 1 or len(mine) > 1:
        return ()
    (whole,), (part,) = right, mine
    if contains(whole, part, field):
        if part.dimension:
            return said(
                "dependent-parameters", "All of these are solutions, but there are more: look at the parameters."
            )
        return said("particular-solution", "This is one solution, but there are more.")
    if contains(part, whole, field):
        return said("too-many-solutions", "The solutions are among these, but not all of these are solutions.")
    return ()


def _about_points(
    key: SystemAnswer, wanted: tuple[Family, ...], given: tuple[Family, ...], unknowns: tuple[str, ...]
) -> tuple[Feedback, ...]:
    right, mine = points_of(wanted, unknowns), points_of(given, unknowns)
    missing = [a for a in right if not any(same_point(a, b) for b in mine)]
    extra = [b for b in mine if not any(same_point(a, b) for a in right)]
    if not extra and mine:
        return said("solution-missing", "This is right, but a solution is missing." if len(missing) == 1 else
                    "This is right, but solutions are missing.")  # fmt: skip
    if not missing and right:
        return said("solution-extra", "All solutions are there, but not all of these are solutions.")
    if len(right) != 1 or len(mine) != 1:
        return ()
    ((a,), (b,)) = right, mine
    if a != b and same_point(tuple(sorted_places(a)), tuple(sorted_places(b))):
        return said("values-exchanged", "The values are right, but they belong to other unknowns.")
    wrong = [name for name, x, y in zip(unknowns, a, b, strict=True) if not same_point((x,), (y,))]
    if len(wrong) == 1 and len(unknowns) > 1:
        return said("one-value", f"Only ${wrong[0]}$ is not right.")
    return ()


def sorted_places(point: tuple[object, ...]) -> list[object]:
    return sorted(point, key=cmp_to_key(order))


def _not_satisfied(
    key: SystemAnswer, wanted: tuple[Family, ...], given: tuple[Family, ...], unknowns: tuple[str, ...]
) -> tuple[Feedback, ...]:
    """The first equation of the question that the values do not satisfy, if the key is the question."""
    if len(wanted) != 1 or key.parameters or any(isinstance(chain.terms[0], Name) for chain in wanted[0].equations):
        return ()
    for family in given:
        values: dict[Node, Node] = {}
        for chain in family.equations:
            match chain.terms:
                case Name(text), value if text in unknowns:
                    values[Name(text)] = value
        for chain in wanted[0].equations:
            if len(values) == len(unknowns) and satisfied(chain, values) is False:
                which = "these values" if len(given) == 1 else "all of these values"
                return said("not-satisfied", f"The equation ${house(chain)}$ does not hold for {which}.")
    return ()


def text(key: SystemAnswer) -> str:
    """The equations; the empty set where one of them holds for no values, such as `0 = 1`."""
    equations = list(map(parse, key.value))
    if any(not names_of(each) and evaluate(each) is False for each in equations):
        return "emptyset"
    return ", ".join(key.value)


def formulas(key: SystemAnswer) -> tuple[str, ...]:
    return (*key.value, *unknowns_of(key), *key.parameters)


def value(key: SystemAnswer) -> Node | None:
    """The solution of solved equations `x = 1, y = 2` as a column in the order of the unknowns; None for others."""
    unknowns = unknowns_of(key)
    known = {}
    for text in key.value:
        match parse(text):
            case Chain((Name(name), node), ("=",)) if not names_of(node) & {*unknowns, *key.parameters}:
                known[name] = node
    if set(known) != set(unknowns) or len(key.value) != len(unknowns):
        return None
    return Rows(tuple((known[name],) for name in unknowns))


KIND = Kind(read, judge, text, formulas, value, slips=slips)
