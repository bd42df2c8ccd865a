"""Whether two statements have the same solution set: no multiplicities, only points of the declared domain.

In one real unknown both sets are found, with exact ends; in several, statements are compared by the signs of their
polynomials. What neither decides is compared as graphs `y = g(x)`, or told apart at points that certainly lie in one
set only, or left open.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping

from flint import arb, fmpq

from generators.answers.compare import Comparison, Prove, same
from generators.answers.exact import Field, NotExact, lowest
from generators.answers.loci.arrangements import same_regions
from generators.answers.loci.complex_plane import same_complex
from generators.answers.loci.line import TESTS, holds, integers, is_periodic, scale_of, solution_set, turns
from generators.answers.loci.places import Pieces, Undecidable, equal_pieces, everywhere
from generators.answers.loci.polynomials import denominators
from generators.answers.loci.shape import names_of
from generators.answers.loci.statements import function_of, relations_of, unknowns
from generators.answers.loci.witnesses import draw, in_domain
from generators.answers.points import Draws, Point, numeral_node, terrain
from generators.notation.balls import Evaluation
from generators.notation.errors import NotationError
from generators.notation.fill import put_in
from generators.notation.tree import Chain, Logic, Name, Neg, Node, Num, Op, walk
from generators.notation.values import Imprecise, Undefined, precision
from schemas.answer import Assumption

Symbols = Mapping[str, Assumption]
ZERO = Num("0")
BITS = 256
OPEN = Comparison(None)
SAMPLES = 24


def same_solutions(left: Node, right: Node, symbols: Symbols, prove: Prove | None = None) -> Comparison:
    """Whether two statements (see `statements`) have the same solutions in the space of all their unknowns."""
    declared = frozenset(symbols)
    variables = tuple(sorted(unknowns(left, declared) | unknowns(right, declared)))
    if left == right:
        return Comparison(True, "tree")
    if not variables:
        try:
            return Comparison(holds(left) == holds(right), "exact")
        except Undecidable:
            return OPEN
    imaginary = {"i", "I"} & (names_of(left) | names_of(right)) - declared
    if imaginary or any(symbols.get(name) == "complex" for name in variables):
        return same_complex(left, right, variables, symbols)
    if len(variables) == 1:
        (name,) = variables
        try:
            return Comparison(same_on_line(left, right, name, symbols.get(name, "real")), "exact")
        except Undecidable:
            pass
    found = same_regions(left, right, symbols)
    for decide in (_by_graphs, _by_truth, _by_crossings):
        if found is not None:
            return found
        found = decide(left, right, variables, symbols)
    return found or OPEN


# One unknown -------------------------------------------------------------------------------------------------------


def same_on_line(left: Node, right: Node, name: str, kind: Assumption) -> bool:
    """Whether two statements about one real unknown hold for the same numbers. Raises Undecidable."""
    if is_periodic(left, name) or is_periodic(right, name):
        scales = scale_of(left, name), scale_of(right, name)
        if scales != (None, None) and kind == "real":
            return _same_turns(left, right, name, scales)
    sets = solution_set(left, name, kind), solution_set(right, name, kind)
    if kind == "integer":
        return integers(sets[0]) == integers(sets[1])
    return equal_pieces(*sets)


def _same_turns(
    left: Node, right: Node, name: str, scales: tuple[tuple[int, Node] | None, tuple[int, Node] | None]
) -> bool:
    """The same, where one side at least is periodic; of sets with finitely many ends only two are."""
    if scales[0] is not None and scales[1] is not None and scales[0][1] == scales[1][1]:
        q = math.lcm(scales[0][0], scales[1][0])
        a, b = (turns(statement, name, q, scales[0][1]) for statement in (left, right))
        return a.opposite == b.opposite and equal_pieces(a.pieces, b.pieces)
    found: list[bool | None] = []
    for statement, scale in zip((left, right), scales, strict=True):
        if scale is not None:
            found.append(turns(statement, name, *scale).constant)
        else:
            region: Pieces[bool] = solution_set(statement, name)
            found.append(region.gaps[0] if region == everywhere(region.gaps[0]) else None)
    if None not in found:
        return found[0] == found[1]
    if found == [None, None] and None not in scales:
        raise Undecidable("periods that do not match")
    return False


# Graphs ------------------------------------------------------------------------------------------------------------


def _by_graphs(left: Node, right: Node, variables: tuple[str, ...], symbols: Symbols) -> Comparison | None:
    """Two equations that are solved for the same unknown: their graphs are compared as functions."""
    if not (isinstance(left, Chain) and isinstance(right, Chain) and _is_equation(left) and _is_equation(right)):
        return None
    f, g = function_of(left), function_of(right)
    if _cuts(f) != _cuts(g):
        return None  # an isolated point of a graph counts, and functions are compared without
    for pivot in variables:
        a, b = _solved(f, pivot), _solved(g, pivot)
        if a is not None and b is not None:
            try:
                found = same(a, b, symbols)
            except (Undefined, NotationError):
                return None
            return found if found.equal is not None else None
    return None


def _is_equation(statement: Node) -> bool:
    return isinstance(statement, Chain) and statement.relations == ("=",)


def _cuts(function: Node) -> frozenset[Node]:
    return frozenset(each for each in denominators(function) if names_of(each))


def _solved(function: Node, name: str) -> Node | None:
    """g, where the function is a*(name - g) with a number a other than 0; None if that does not show."""
    for each in walk(function):
        if name in names_of(each) and not isinstance(each, Name | Neg) and not _is_linear_node(each, name):
            return None
    at_zero, at_one = (put_in(function, {Name(name): Num(str(k))}) for k in range(2))
    field = Field({})
    try:
        above, below = lowest(field.form(Op("-", at_one, at_zero)))
    except (NotExact, Undefined, Imprecise):
        return None
    if type(above) is not fmpq or type(below) is not fmpq or not above:
        return None
    return Op("/", Neg(at_zero), numeral_node(above / below))


def _is_linear_node(node: Node, name: str) -> bool:
    match node:
        case Op("+" | "-"):
            return True
        case Op("*", left, right):
            return (name in names_of(left)) != (name in names_of(right))
        case Op("/", _, below):
            return name not in names_of(below)
    return False


# Differences at points ---------------------------------------------------------------------------------------------


def truth(statement: Node, at: Point) -> bool | None:
    """Whether a statement holds at a point, at the working precision; None where that is not clear."""
    match statement:
        case Chain(_, (sign,)):
            here = _sign(function_of(statement), at)
            return None if here == 2 else TESTS[sign](here)
        case Logic("not", (item,)):
            inner = truth(item, at)
            return None if inner is None else not inner
        case Logic(word, items):
            held = [truth(item, at) for item in items]
            deciding = word == "or"
            if deciding in held:
                return deciding
            return None if None in held else not deciding
    return None


def _sign(function: Node, at: Point) -> int | None:
    """The sign at a point: None where the function is not defined, 2 where it is not clear."""
    try:
        value = Evaluation(at).value(function)
    except Undefined:
        return None
    except (Imprecise, NotationError):
        return 2
    if type(value) not in (fmpq, arb):
        return 2
    if value > 0:
        return 1
    if value < 0:
        return -1
    return 0 if type(value) is fmpq else 2


def _by_truth(left: Node, right: Node, variables: tuple[str, ...], symbols: Symbols) -> Comparison | None:
    """Different where one statement certainly holds and the other certainly does not."""
    draws = Draws(terrain(left).ink + terrain(right).ink)
    with precision(BITS):
        for _ in range(SAMPLES):
            at: Point = {name: draw(symbols.get(name, "real"), draws) for name in variables}
            held = truth(left, at), truth(right, at)
            if None not in held and held[0] != held[1]:
                return Comparison(False, "ball", 1, BITS)
    return None


GRID = (-60, -19, -7, -4, -3, -2, -1, 0, 1, 2, 3, 4, 7, 19, 60)
LINES = 3


def _by_crossings(left: Node, right: Node, variables: tuple[str, ...], symbols: Symbols) -> Comparison | None:
    """Different where one function certainly crosses zero, by a change of sign, and the other statement is false."""
    if set(symbols.values()) & {"integer", "complex"}:
        return None
    with precision(BITS):
        for own, other in ((left, right), (right, left)):
            draws = Draws(terrain(own).ink + terrain(other).ink)
            for function, line in itertools.product(_alternatives(own), range(LINES * len(variables))):
                pivot = variables[line % len(variables)]
                at: Point = {v: draw(symbols.get(v, "real"), draws) for v in variables if v != pivot}
                for place in _crossings(function, at, pivot, draws.fraction()):
                    inside = in_domain(place, symbols.get(pivot, "real"))
                    if inside and truth(other, {**at, pivot: place}) is False:
                        return Comparison(False, "ball", 1, BITS)
    return None


def _alternatives(statement: Node) -> list[Node]:
    """The functions of which one is 0, where a statement says just that."""
    if not _is_equation(statement) and not (isinstance(statement, Logic) and statement.word == "or"):
        return []
    chains = list(relations_of(statement))
    return [function_of(chain) for chain in chains] if all(map(_is_equation, chains)) else []


def _crossings(function: Node, at: Point, pivot: str, shift: fmpq) -> Iterator[arb]:
    """Short intervals that hold a zero: the function is continuous on them and changes its sign."""
    grid = [k + shift for k in GRID]
    signs = [_sign(function, {**at, pivot: x}) for x in grid]
    for low, high, below, above in zip(grid, grid[1:], signs, signs[1:], strict=False):
        if {below, above} != {-1, 1}:
            continue
        for _ in range(40):
            middle = (low + high) / 2
            here = _sign(function, {**at, pivot: middle})
            if here not in (-1, 1):
                break
            low, high = (middle, high) if here == below else (low, middle)
        ball = arb(low).union(arb(high))
        try:
            value = Evaluation({**at, pivot: ball}).value(function)
        except (Undefined, Imprecise, NotationError):
            continue
        if type(value) is arb and value.contains(0) and abs(value) < 1:
            yield ball
