"""Solution sets of systems: what a key and a response say, and whether it is the same.

A response is a union of families: equations that hold together, for some values of free parameters. A point is a family
without parameters, and so is the system itself.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flint import fmpq

from generators.answers.compare import CONSTANTS, Comparison
from generators.answers.exact import Field
from generators.answers.judging import Response
from generators.answers.loci.affine import Affine, NotLinear, affine_set, contains
from generators.answers.loci.comparison import same_solutions
from generators.answers.loci.line import holds
from generators.answers.loci.places import Undecidable, order
from generators.answers.loci.polynomial_systems import Point, finite_solutions
from generators.answers.loci.shape import names_of
from generators.answers.loci.statements import FALSE, TRUE, conjunction, disjunction, function_of, relation
from generators.answers.reading import both_signs, is_plus_minus
from generators.notation import parse
from generators.notation.errors import NotationError
from generators.notation.fill import put_in
from generators.notation.functions import FUNCTIONS
from generators.notation.names import GREEK, LETTERS
from generators.notation.tree import Braces, Chain, Given, Logic, Name, Neg, Node, Op, Rows, Series, Tuple, names, walk
from schemas.answer import Assumption, SystemAnswer

Symbols = Mapping[str, Assumption]
MAX_CASES = 16
LONGEST = 400
WANTED = "Give the solutions: a value for every unknown, or equations."


@dataclass(frozen=True, slots=True)
class Family:
    """Points at which all equations hold for some values of the parameters."""

    equations: tuple[Chain, ...]
    parameters: tuple[str, ...] = ()

    @property
    def functions(self) -> tuple[Node, ...]:
        return tuple(map(function_of, self.equations))

    @property
    def statement(self) -> Node:
        return conjunction(*self.equations)


# The key -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def family_of_key(value: tuple[str, ...], parameters: tuple[str, ...]) -> tuple[Family, ...]:
    """The families that a key's equations describe."""
    items = tuple(parse(text) for text in value)
    return families(Series(items) if len(items) > 1 else items[0], (), parameters)


@lru_cache(maxsize=1024)
def _unknowns(value: tuple[str, ...], parameters: tuple[str, ...], symbols: frozenset[str]) -> tuple[str, ...]:
    found = {name for text in value for name in names(parse(text))}
    return tuple(sorted(found - (CONSTANTS - symbols) - set(parameters)))


def unknowns_of(key: SystemAnswer) -> tuple[str, ...]:
    """What is solved for, in the order in which a point names their values."""
    if key.unknowns is not None:
        return key.unknowns
    return _unknowns(key.value, key.parameters, frozenset(key.symbols))


# Reading -----------------------------------------------------------------------------------------------------------

LATEX_WORD = re.compile(r"\\[A-Za-z]+")
RUN = re.compile(r"[A-Za-z]+(?:_?\{?\d\}?)?'*")
JOINTS = frozenset({"and", "with", "where", "for", "as"})
FREE = frozenset({"free", "arbitrary", "real", "any", "all", "every"})
FILLERS = FREE | {
    "is", "are", "a", "an", "number", "numbers", "parameter", "parameters", "variable", "variables", "being",
}  # fmt: skip


def without_free(text: str) -> str:
    """A text without "t free" or "where t is any real number" at its end; the parameter is one anyway."""
    if len(text) > LONGEST:
        return text
    cut = max(text.rfind(","), text.rfind(";"))
    words = text[cut + 1 :].strip().rstrip(".").split()
    begin = max((i + 1 for i, word in enumerate(words) if word in JOINTS), default=0)
    tail = [word for word in words[begin:] if word.lower() not in FILLERS]
    said = len(tail) == 1 and RUN.fullmatch(tail[0]) is not None and any(word.lower() in FREE for word in words[begin:])
    if not said or (begin == 0 and cut < 0):
        return text
    kept = " ".join(words[: begin - 1]) if begin else ""
    return f"{text[: cut + 1]} {kept}".rstrip(" ,;")


def new_names(text: str, known: frozenset[str]) -> frozenset[str]:
    """The names in a text that may be a learner's for free parameters: single letters and Greek ones, with an index."""
    latex = {name[1:] for name in LATEX_WORD.findall(text)} & GREEK.keys()
    plain = LATEX_WORD.sub(" ", text)
    found = {LETTERS[sign] for sign in plain if sign in LETTERS} | latex
    for run in RUN.findall(plain):
        stem = run.rstrip("'_{}0123456789")
        if len(stem) == 1 or stem in GREEK:
            found.add(re.sub(r"[{}]", "", run))
    return frozenset(found - known - CONSTANTS - FUNCTIONS.keys())


def with_new_names(response: Response) -> tuple[Response, frozenset[str]]:
    """The response with names for free parameters in its vocabulary, and these names."""
    words = response.vocabulary
    text = without_free(response.text)
    extra = new_names(text, words.symbols)
    return Response(text, response.format, replace(words, symbols=words.symbols | extra)), extra


def families(tree: Node, unknowns: tuple[str, ...], parameters: tuple[str, ...] = ()) -> tuple[Family, ...]:
    """What a tree says about the unknowns; none for "no solution". NotationError for what says nothing about them."""
    found: list[Family] = []
    for alternative in _alternatives(tree, unknowns):
        found += _families(alternative, unknowns, parameters)
    if len(found) > MAX_CASES:
        raise NotationError("These are too many cases: write out the solutions.")
    return tuple(found)


def _alternatives(tree: Node, unknowns: tuple[str, ...]) -> Iterator[tuple[Node, ...]]:
    """The statements that hold together, once for every alternative."""
    match tree:
        case Logic("or", items):
            for item in items:
                yield from _alternatives(item, unknowns)
        case Braces(()):
            return
        case Braces((Given(event, condition),)):
            yield from _set_builder(event, condition, unknowns)
        case Braces(items) if all(isinstance(item, Tuple | Rows) for item in items):
            for item in items:
                yield (item,)
        case Braces(items):
            yield from _alternatives(Series(items) if len(items) > 1 else items[0], unknowns)
        case Chain((Tuple() | Rows() | Name(), Braces() as points), ("in" | "=",)) if not _is_unknown(tree, unknowns):
            yield from _alternatives(points, unknowns)
        case Series(items):
            for group in _groups(items, unknowns):
                yield from _together(group, unknowns)
        case Logic("and", items):
            yield from _together(items, unknowns)
        case _:
            yield (tree,)


def _is_unknown(chain: Chain, unknowns: tuple[str, ...]) -> bool:
    return isinstance(chain.terms[0], Name) and chain.terms[0].text in unknowns


def _set_builder(event: Node, condition: Node, unknowns: tuple[str, ...]) -> Iterator[tuple[Node, ...]]:
    conditions = condition.items if isinstance(condition, Series) else (condition,)
    if isinstance(event, Chain) and event.relations == ("in",):
        event = event.terms[0]
    own = tuple(map(Name, unknowns))
    points = () if vector_of(event) == own else (event,)
    yield from _together((*points, *conditions), unknowns)


def _groups(items: tuple[Node, ...], unknowns: tuple[str, ...]) -> list[tuple[Node, ...]]:
    """`x = 1, y = 2 or x = 3, y = 4` and `x = 1, y = 2, x = 3, y = 4` by solutions; points one by one."""
    if all(isinstance(item, Tuple | Rows) for item in items) and len(items) > 1:
        return [(item,) for item in items]
    groups: list[list[Node]] = [[]]
    for item in items:
        if isinstance(item, Logic) and item.word == "or":
            first, *rest = item.items
            groups[-1].append(first)
            groups += [[each] for each in rest]
        else:
            groups[-1].append(item)
    if len(groups) == 1:
        groups = _repeated(groups[0], unknowns)
    return [tuple(group) for group in groups]


def _repeated(items: list[Node], unknowns: tuple[str, ...]) -> list[list[Node]]:
    """Assignments that begin anew with the first unknown, in the same order every time."""
    left = [item.terms[0].text if _assigns(item, unknowns) else "" for item in items]  # type: ignore[union-attr]
    n = len(unknowns)
    cycle = left[:n]
    again = n > 0 and len(left) > n and len(left) % n == 0 and left == cycle * (len(left) // n)
    if again and sorted(cycle) == sorted(unknowns):
        return [items[k : k + n] for k in range(0, len(items), n)]
    return [items]


def _assigns(item: Node, unknowns: tuple[str, ...]) -> bool:
    return isinstance(item, Chain) and item.relations == ("=",) and _is_unknown(item, unknowns)


def _together(items: Sequence[Node], unknowns: tuple[str, ...]) -> Iterator[tuple[Node, ...]]:
    """Several statements at once, each of which may offer alternatives."""
    if all(not isinstance(item, Chain | Logic | Series | Braces | Tuple | Rows) for item in items):
        yield (Tuple(tuple(items)),)
        return
    choices = [list(_alternatives(item, unknowns)) for item in items]
    for choice in itertools.islice(itertools.product(*choices), MAX_CASES + 1):
        yield tuple(part for parts in choice for part in parts)


def _families(items: tuple[Node, ...], unknowns: tuple[str, ...], parameters: tuple[str, ...]) -> list[Family]:
    """Equations that hold together, signs ± chosen."""
    if sum(is_plus_minus(node) for item in items for node in walk(item)) > 1:
        raise NotationError("Write out the solutions: several signs ± leave open which belong together.")
    equations: list[list[Chain]] = [[]]
    free: list[str] = []
    for item in items:
        match item:
            case Chain((Name(text), Name("RR")), ("in",)):
                free.append(text)
                continue
            case Chain() | Tuple() | Rows() | Op() | Neg():
                options = [_equations(choice, unknowns) for choice in both_signs(item)]
                equations = [[*known, *new] for known in equations for new in options]
            case _:
                raise NotationError(WANTED)
    used = {name for chains in equations for chain in chains for name in names_of(chain)}
    own = tuple(name for name in dict.fromkeys((*parameters, *free)) if name in used and name not in unknowns)
    return [Family(tuple(chains), own) for chains in equations]


def _equations(item: Node, unknowns: tuple[str, ...]) -> list[Chain]:
    match item:
        case Chain(terms, relations) if set(relations) == {"="}:
            found: list[Chain] = []
            for a, b in itertools.pairwise(terms):
                found += _equal(a, b, unknowns)
            return found
        case Chain((Tuple() | Rows() | Name(), point), ("in",)) if vector_of(point) is not None:
            return _point(vector_of(point), unknowns)
        case Chain():
            raise NotationError("Only equations can be read here.")
    return _point(vector_of(item), unknowns)


def _equal(a: Node, b: Node, unknowns: tuple[str, ...]) -> list[Chain]:
    left, right = vector_of(a), vector_of(b)
    if left is None and right is None:
        return [relation(a, "=", b)]
    if left is not None and right is not None:
        if len(left) != len(right):
            raise NotationError("These points have different numbers of coordinates.")
        return [relation(x, "=", y) for x, y in zip(left, right, strict=True)]
    if isinstance(a if left is None else b, Name):
        return _point(right if left is None else left, unknowns)  # `v = (1, 2) + t*(2, 1)`
    raise NotationError(WANTED)


def _point(point: tuple[Node, ...] | None, unknowns: tuple[str, ...]) -> list[Chain]:
    if point is None:
        raise NotationError(WANTED)
    if len(point) != len(unknowns):
        shown = ", ".join(unknowns)
        raise NotationError(f"A solution has {len(unknowns)} coordinates, in the order {shown}: this has {len(point)}.")
    return [relation(Name(name), "=", x) for name, x in zip(unknowns, point, strict=True)]


def vector_of(node: Node) -> tuple[Node, ...] | None:
    """The coordinates of a point, or of a sum of multiples of points; None for what is none."""
    match node:
        case Tuple(items, "(", ")"):
            return items
        case Rows((row,), 0):
            return row
        case Rows(rows, 0) if len(rows[0]) == 1:
            return tuple(row[0] for row in rows)
        case Neg(of):
            inner = vector_of(of)
            return None if inner is None else tuple(map(Neg, inner))
        case Op("+" | "-" as sign, left, right):
            a, b = vector_of(left), vector_of(right)
            if a is None or b is None or len(a) != len(b):
                return None
            return tuple(Op(sign, x, y) for x, y in zip(a, b, strict=True))
        case Op("*" | "times" | "dot", left, right):
            a, b = vector_of(left), vector_of(right)
            if a is None and b is not None:
                return tuple(Op("*", left, y) for y in b)
            return tuple(Op("*", x, right) for x in a) if a is not None and b is None else None
        case Op("/", left, right):
            a = vector_of(left)
            return None if a is None else tuple(Op("/", x, right) for x in a)
        case Op("^", base, Name("T")):
            return vector_of(base)
    return None


# Comparison --------------------------------------------------------------------------------------------------------


def same_families(
    wanted: tuple[Family, ...], given: tuple[Family, ...], unknowns: tuple[str, ...], symbols: Symbols
) -> Comparison:
    """Whether two unions of families are the same set of points."""
    for decide in (_by_elimination, _by_points, _by_statements, _by_substitution):
        found = decide(wanted, given, unknowns, symbols)
        if found is not None:
            return found
    return Comparison(None)


def affine_sets(families: tuple[Family, ...], unknowns: tuple[str, ...], field: Field) -> tuple[Affine, ...]:
    """The families as affine sets, empty ones left out. Raises NotLinear, Undecidable."""
    found = [affine_set(family.functions, unknowns, family.parameters, field) for family in families]
    return tuple(each for each in found if not each.empty)


@lru_cache(maxsize=4096)
def rational_sets(families: tuple[Family, ...], unknowns: tuple[str, ...]) -> tuple[Affine, ...] | None:
    """The same where all coefficients are rational; None where they are not. Raises NotLinear, Undecidable."""
    field = Field({})
    found = affine_sets(families, unknowns, field)
    plain = all(type(above) is type(below) is fmpq for each in found for row in each.rows for above, below in row)
    return found if plain else None


def _by_elimination(
    wanted: tuple[Family, ...], given: tuple[Family, ...], unknowns: tuple[str, ...], symbols: Symbols
) -> Comparison | None:
    field = Field(symbols)
    try:
        right, mine = rational_sets(wanted, unknowns), rational_sets(given, unknowns)
        if right is None or mine is None:
            right, mine = affine_sets(wanted, unknowns, field), affine_sets(given, unknowns, field)
        covered = all(any(contains(large, small, field) for large in mine) for small in right)
        covering = all(any(contains(large, small, field) for large in right) for small in mine)
    except (NotLinear, Undecidable):
        return None
    # An affine set is covered by finitely many others only if one of them covers it.
    if covered and covering:
        return Comparison(True, "exact")
    unbounded = {symbols.get(name, "real") for name in unknowns} <= {"real", "complex"}
    return Comparison(False, "exact") if unbounded else None


def points_of(families: tuple[Family, ...], unknowns: tuple[str, ...]) -> list[Point]:
    """All points of a finite set. Raises Undecidable."""
    found: list[Point] = []
    for family in families:
        if family.parameters:
            raise Undecidable("a family")
        for point in finite_solutions(family.functions, unknowns):
            if not any(same_point(point, other) for other in found):
                found.append(point)
    return found


def same_point(a: Point, b: Point) -> bool:
    return all(order(x, y) == 0 for x, y in zip(a, b, strict=True))


def _by_points(
    wanted: tuple[Family, ...], given: tuple[Family, ...], unknowns: tuple[str, ...], symbols: Symbols
) -> Comparison | None:
    if set(symbols.values()) - {"real"}:
        return None
    try:
        right, mine = points_of(wanted, unknowns), points_of(given, unknowns)
        equal = all(any(same_point(a, b) for b in mine) for a in right)
        equal = equal and all(any(same_point(a, b) for b in right) for a in mine)
    except (Undecidable, NotationError):
        return None
    return Comparison(equal, "exact")


def statement(families: tuple[Family, ...]) -> Node:
    return disjunction(*(family.statement for family in families)) if families else FALSE


def _by_statements(
    wanted: tuple[Family, ...], given: tuple[Family, ...], unknowns: tuple[str, ...], symbols: Symbols
) -> Comparison | None:
    if any(family.parameters for family in (*wanted, *given)):
        return None
    found = same_solutions(statement(wanted), statement(given), symbols)
    return None if found.equal is None else found


def _by_substitution(
    wanted: tuple[Family, ...], given: tuple[Family, ...], unknowns: tuple[str, ...], symbols: Symbols
) -> Comparison | None:
    """A family by formulas is no solution where what it puts into the equations does not make them identities."""
    from generators.answers.compare import same

    for family, others in ((each, wanted) for each in given):
        solved = _formulas(family, unknowns)
        if solved is None or len(others) != 1 or others[0].parameters:
            continue
        for function in others[0].functions:
            if same(put_in(function, solved), TRUE.terms[0], symbols).equal is False:
                return Comparison(False, "ball", 1)
    return None


def _formulas(family: Family, unknowns: tuple[str, ...]) -> dict[Node, Node] | None:
    """What each unknown is, where every equation says it of another one."""
    found: dict[Node, Node] = {}
    for chain in family.equations:
        left, right = chain.terms
        if not isinstance(left, Name) or left.text not in unknowns or not names_of(right).isdisjoint(unknowns):
            return None
        found[left] = right
    return found if len(found) == len(unknowns) else None


# Points in equations -----------------------------------------------------------------------------------------------


def satisfied(equation: Chain, point: Mapping[Node, Node]) -> bool | None:
    """Whether values satisfy an equation; None where that is not known."""
    try:
        return holds(put_in(equation, point))
    except (Undecidable, NotationError):
        return None
