"""What is nearly right about a wrong solution set: one step of feedback, found without the author's help."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import GENS, Field, NotExact, lowest
from generators.answers.loci.line import EMPTY, LINE, RULES, solution_set
from generators.answers.loci.places import (
    NOTHING,
    Pieces,
    Place,
    Undecidable,
    both,
    equal_pieces,
    everywhere,
    negative,
    order,
    pieces,
    tree_of,
)
from generators.answers.loci.polynomials import factored, poly_tree, put, used
from generators.answers.loci.statements import FLIPPED, conjunction, disjunction, function_of
from generators.notation import house
from generators.notation.errors import NotationError
from generators.notation.tidy import tidy
from generators.notation.tree import Chain, Logic, Node
from generators.notation.values import Imprecise, Undefined
from schemas.answer import Assumption
from schemas.verdict import Feedback

Symbols = Mapping[str, Assumption]
Region = Pieces[bool]
FAILURES = (Undecidable, NotExact, Imprecise, Undefined, NotationError)


def said(code: str, text: str) -> tuple[Feedback, ...]:
    return (Feedback(code=code, text=text),)


OPEN_CLOSED = said("ends-open-closed", "The ends are right; check which of them belong to the set.")


# Finitely many solutions -------------------------------------------------------------------------------------------


def points_of(found: Region) -> tuple[Place, ...] | None:
    """The elements of a finite set; None for other sets."""
    return None if any(found.gaps) else found.ends


def about_solutions(wanted: Region, given: Region, name: str) -> tuple[Feedback, ...]:
    """Feedback on a wrong set of solutions of an equation in one unknown."""
    right, mine = points_of(wanted), points_of(given)
    if right is None or mine is None:
        return ()
    missing = [x for x in right if not _among(x, mine)]
    extra = [x for x in mine if not _among(x, right)]
    kept = len(mine) - len(extra)
    if not mine:
        return said("solution-missing", "There is a solution.")
    if not extra:
        if all(order(x, NOTHING) < 0 and _among(negative(x), mine) for x in missing):
            return said("only-positive-root", "A square root gives two solutions: the negative one counts too.")
        if len(missing) == 1:
            return said("solution-missing", "This is right, but one more solution is missing.")
        return said("solution-missing", "These are right, but not all solutions." if kept > 1 else
                    "This is right, but not the only solution.")  # fmt: skip
    shown = ", ".join(f"${name} = {number_text(x)}$" for x in extra[:3])
    if not missing and right:
        return said("solution-extra", f"All solutions are there, but not every value is one: check {shown}.")
    if len(mine) == len(right) and all(_among(negative(x), right) for x in mine):
        return said("sign-of-solutions", "The sizes are right; check the signs.")
    if kept:
        return said("solution-wrong", f"Not every value is a solution: check {shown}.")
    return ()


def _among(x: Place, places: Iterable[Place]) -> bool:
    return any(order(x, y) == 0 for y in places)


def number_text(x: Place) -> str:
    return house(tidy(tree_of(x)))


# Sets of reals -----------------------------------------------------------------------------------------------------


def about_set(wanted: Region, given: Region) -> tuple[Feedback, ...]:
    """Feedback on a wrong set of reals, an interval or the solutions of an inequality."""
    if same_gaps(wanted, given):
        return OPEN_CLOSED
    if given == EMPTY:
        return said("set-empty", "This is the empty set, but some numbers belong.")
    if given == LINE:
        return said("set-everything", "These are all real numbers, but some do not belong.")
    if len(wanted.ends) == len(given.ends) and _same_places(wanted.ends, given.ends):
        if all(a != b for a, b in zip(wanted.gaps, given.gaps, strict=True)):
            if len(wanted.ends) == 1:
                return said("direction", "The end is right, but the set lies on its other side.")
            return said("complement", "The ends are right, but this is what lies on the other sides of them.")
    elif equal_pieces(given, mirrored(wanted)) or _other_sign(wanted, given):
        return said("sign-of-ends", "The signs of the ends are exchanged.")
    inside = subset(given, wanted)
    if inside and _is_union_of_pieces(given, wanted):
        return said("piece-missing", "This belongs to the set, but a piece of it is missing.")
    if subset(wanted, given) and _is_union_of_pieces(wanted, given):
        return said("piece-extra", "One piece too many: not all of this belongs to the set.")
    common = sum(_among(end, given.ends) for end in wanted.ends)
    if common and common < len(wanted.ends) and len(wanted.ends) == len(given.ends) and wanted.gaps == given.gaps:
        return said("one-end", "Not every end is right; check them one by one.")
    return ()


def _other_sign(wanted: Region, given: Region) -> bool:
    """Whether it is a half-line to the right side from the opposite number."""
    return len(wanted.ends) == 1 and wanted.gaps == given.gaps and _same_places((negative(wanted.ends[0]),), given.ends)


def same_gaps(left: Region, right: Region) -> bool:
    """Whether two sets differ at most in which ends belong to them, ends of points and holes left out."""
    if len(left.ends) == len(right.ends):
        return left.gaps == right.gaps and _same_places(left.ends, right.ends)
    return False


def _same_places(left: tuple[Place, ...], right: tuple[Place, ...]) -> bool:
    return all(order(a, b) == 0 for a, b in zip(left, right, strict=True))


def mirrored(region: Region) -> Region:
    """The set of all -x."""
    ends = tuple(negative(end) for end in reversed(region.ends))
    return pieces(ends, list(reversed(region.gaps)), list(reversed(region.on)))


def subset(small: Region, large: Region) -> bool:
    return both(small, large, lambda a, b: a and not b) == everywhere(False)


def _is_union_of_pieces(small: Region, large: Region) -> bool:
    """Whether no piece of the larger set is cut by the smaller one: they are apart from what is left."""
    rest = both(small, large, lambda a, b: b and not a)
    touching = both(_closed(small), _closed(rest), RULES["and"])
    joined = both(touching, large, RULES["and"])
    return rest != EMPTY and small != EMPTY and joined == EMPTY


def _closed(region: Region) -> Region:
    """The set with the ends of its intervals."""
    on = [here or region.gaps[i] or region.gaps[i + 1] for i, here in enumerate(region.on)]
    return pieces(region.ends, list(region.gaps), on)


def exchanged(statement: Node) -> Node | None:
    """The statement with "and" for "or" and the other way round, at its outermost joint."""
    match statement:
        case Logic("and", items):
            return disjunction(*items)
        case Logic("or", items):
            return conjunction(*items)
    return None


def turned_round(statement: Node) -> Node:
    """The statement with every order the other way."""
    match statement:
        case Chain(terms, (sign,)):
            return Chain(terms, (FLIPPED[sign],))
        case Logic(word, items):
            return Logic(word, tuple(map(turned_round, items)))
    return statement


STRICTNESS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


def other_strictness(statement: Node) -> Node:
    """The statement with < for <= and so on."""
    match statement:
        case Chain(terms, (sign,)):
            return Chain(terms, (STRICTNESS.get(sign, sign),))
        case Logic(word, items):
            return Logic(word, tuple(map(other_strictness, items)))
    return statement


def set_on_line(statement: Node, name: str, kind: Assumption) -> Region | None:
    try:
        return solution_set(statement, name, kind)
    except FAILURES:
        return None


# Curves ------------------------------------------------------------------------------------------------------------


def about_curve(wanted: Node, given: Node, symbols: Symbols) -> tuple[Feedback, ...]:
    """Feedback on a wrong equation in several unknowns, by the coefficients of two irreducible polynomials."""
    field = Field(symbols)
    try:
        p, q = _polynomial(wanted, field), _polynomial(given, field)
        if p is None or q is None:
            return ()
        names = [i for i in sorted({*used(p), *used(q)}) if field.kernels[i].tag == "name"]
        for i, j in itertools.combinations(names, 2):
            if _monic(put(p, {i: GENS[j], j: GENS[i]})) == q:
                one, other = field.kernels[i].args[0], field.kernels[j].args[0]
                return said("unknowns-exchanged", f"${one}$ and ${other}$ are exchanged.")
        return _one_coefficient(p, q, field)
    except FAILURES:
        return ()


def _polynomial(statement: Node, field: Field) -> fmpq_mpoly | None:
    if not isinstance(statement, Chain) or statement.relations != ("=",):
        return None
    above, _ = lowest(field.form(function_of(statement)))
    parts = factored(above)
    return parts[0][0] if len(parts) == 1 else None


def _monic(p: fmpq_mpoly) -> fmpq_mpoly:
    return p / p.leading_coefficient()


def _one_coefficient(p: fmpq_mpoly, q: fmpq_mpoly, field: Field) -> tuple[Feedback, ...]:
    a, b = p.to_dict(), q.to_dict()
    if set(a) != set(b):
        return ()
    for pivot in a:
        scaled = {monomial: c * a[pivot] / b[pivot] for monomial, c in b.items()}
        apart = [monomial for monomial, c in scaled.items() if c != a[monomial]]
        if len(apart) != 1 or len(a) < 3:
            continue
        (monomial,) = apart
        ring = p.context()
        constant = not any(monomial)
        term = house(poly_tree(ring.from_dict({monomial: fmpq(1)}), field))
        what = "the constant" if constant else f"the term with ${term}$"
        if scaled[monomial] == -a[monomial]:
            return said("sign-of-constant" if constant else "sign-of-term", f"Check the sign of {what}.")
        return said("one-coefficient", f"Nearly right: check {what}.")
    return ()
