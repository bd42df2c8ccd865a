"""Whether worked solutions tell the truth.

Text is read in order, and defines as it goes: the first `name = value` binds the name (also `f(x) = …`, `P(A | B) = …`,
`bar(x) = …`, `s^2 = …`). Every later `=`, `approx` and `~` is a claim. `approx` means half a unit of the last digit
shown. A row operation (`R_2 -> R_2 - 3*R_1`) is carried out at the next `~` between matrices. Functions are compared as
functions, `f'(x) = …` with the derivative of f.

An equation to be solved is no claim: it has a side without unknowns, or its unknowns stand in an equation of the
question. Once its unknowns have values (`x = 4`) it must hold for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from flint import acb, arb, fmpq, fmpq_mat

from generators.answers import reference
from generators.notation import NotationError, evaluate, house, parse, put_in, spans, to_sympy, tree_of
from generators.notation.balls import equal
from generators.notation.functions import BINDERS, FUNCTIONS
from generators.notation.tree import (
    Braces,
    Call,
    Chain,
    Name,
    Node,
    Num,
    Op,
    Rows,
    Series,
    Sub,
    Tuple,
    rebuild,
    walk,
)
from generators.notation.values import SCALARS, Imprecise, Matrix, Region, Undefined, Value, precision
from schemas.answer import Assumption, SetAnswer
from schemas.exercise import Exercise, Part

BITS = 200
CONSTANTS = frozenset({"pi", "e", "oo", "I", "emptyset", "RR"})
OPAQUE = frozenset({"P", "E", "Var", "Cov", "SD", "bar", "hat", "vec", "tilde", "partial", "argmin", "argmax"})
"""Known functions that have no value of their own: a text says what theirs is."""
SYMBOLIC = frozenset({"diff", "partial", "integral", "limit"})
"""What is worked out by SymPy before values are compared."""
ORDERS = frozenset({"<", ">", "<=", ">=", "!="})
SAMPLES = 4
"""At how many points functions are compared."""
SCALES = (fmpq(1), fmpq(4), fmpq(1, 2), fmpq(10), fmpq(1, 3))
"""Where they are not defined at the first points, further out and further in."""
POINTS = tuple(fmpq(p, q) for p, q in ((13, 10), (7, 11), (17, 9), (29, 13), (3, 8), (41, 17), (5, 2), (19, 7)))


@dataclass(frozen=True, slots=True)
class Function:
    parameters: tuple[str, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Claim:
    """One link of a chain and where it stands."""

    left: Node
    relation: str
    right: Node
    text: str

    def __str__(self) -> str:
        return f"{house(self.left)} {self.relation} {house(self.right)}  in  {self.text}"


class Reader:
    """Reads texts, remembers what they define, and tallies links by what became of them.

    `tally` counts `defined`, `true`, `false`, `equation` (to be solved), `statement` (says nothing that could be
    checked, such as `X ~ N(0, 1)`) and `unread` (a claim beyond this reader).
    """

    def __init__(self) -> None:
        self.known: dict[Node, Node] = {}
        self.functions: dict[str, Function] = {}
        self.unknowns: set[str] = set()
        self.pending: list[Claim] = []
        self.operations: list[Chain] = []
        self.assumptions: dict[str, Assumption] = {}
        self.tally: Counter[str] = Counter()
        self.unread: list[Claim] = []

    def false_claims(self, exercise: Exercise) -> Iterator[str]:
        """Every false claim of the worked steps, in order."""
        self.known.update({Name(name): parse(text) for name, text in exercise.given.items()})
        for part in exercise.parts:
            self.assumptions.update(part.answer.symbols)
        self.question(exercise.stem)
        for part in exercise.parts:
            self.question(part.ask)
            for step in part.steps:
                yield from self.claims(step)
            yield from self.roots(part)
            value = reference(part.answer)
            if part.name and value is not None:
                self.known.setdefault(Name(part.name), value)

    def question(self, text: str) -> None:
        """Definitions and equations of the question; what it says is not held against it."""
        for chain in chains(text):
            if chain.relations == ("=",):
                left, right = map(self.resolved, chain.terms)
                if not definable(chain.terms[0]) or free(right) & free(left):
                    self.unknowns |= free(left) | free(right)
        tally, unread = Counter(self.tally), list(self.unread)
        for _ in self.claims(text):
            pass
        self.tally, self.unread, self.pending = tally, unread, [c for c in self.pending if c.text != text]

    def claims(self, text: str) -> Iterator[str]:
        """The claims of a text that are false."""
        for chain in chains(text):
            if chain.relations in (("->",), ("<->",)):
                self.operations.append(chain)
                continue
            alone = len(chain.relations) == 1
            for left, relation, right in zip(chain.terms, chain.relations, chain.terms[1:], strict=False):
                claim = Claim(left, relation, right, text)
                outcome = self.outcome(claim, alone)
                self.tally[outcome] += 1
                if outcome == "false":
                    yield str(claim)
                elif outcome == "unread":
                    self.unread.append(claim)
                elif outcome == "equation":
                    self.pending.append(claim)
                elif outcome == "defined":
                    yield from self.settled()

    def outcome(self, claim: Claim, alone: bool = True) -> str:
        """What becomes of one link; a definition is made."""
        try:
            if claim.relation == "~":
                return self.row_equivalence(claim)
            if claim.relation in ORDERS:
                return self.order(claim)
            if claim.relation not in ("=", "approx", ":="):
                return "statement"
            return self.equality(claim, alone)
        except (NotationError, Undefined, Imprecise, RecursionError):
            return "statement" if claim.relation in ORDERS else "unread"

    def equality(self, claim: Claim, alone: bool) -> str:
        if self.define(claim.left, claim.right):
            return "defined"
        left, right = opened(self.resolved(claim.left), self.resolved(claim.right))
        left_names, right_names = free(left), free(right)
        if claim.relation == "approx":
            if left_names | right_names:
                raise NotationError("an approximation with unknowns")
            return "true" if near(value(left), value(right), half_unit(claim.right)) else "false"
        if left_names or right_names:
            if bool(left_names) != bool(right_names) and not self.identical(left, right):
                return "equation"
            if self.identical(left, right):
                return "true"
            return "equation" if alone and (left_names | right_names) <= self.unknowns else "false"
        return "true" if agree(value(left), value(right)) else "false"

    def define(self, left: Node, right: Node) -> bool:
        """Bind the left side if it is a name, or the like, without a value so far."""
        function = signature(left)
        if function:
            name, parameters = function
            if name in self.functions or (name.rstrip("'") in self.functions and "'" in name):
                return False
            if name not in FUNCTIONS:
                body = self.resolved(right, frozenset(parameters))
                self.functions[name] = Function(parameters, body)
                return True
        if not definable(left) or self.has_value(left):
            return False
        if isinstance(left, Op) and free(left) & self.unknowns:
            return False
        resolved = self.resolved(right)
        if left in set(walk(resolved)):
            return False
        self.known[left] = resolved
        return True

    def has_value(self, node: Node) -> bool:
        """Whether a definable node is defined by now, itself or by what it is made of."""
        if node in self.known:
            return True
        match node:
            case Op("^", base):
                return base in self.known
            case Sub(base):
                return base in self.known
            case Call(name, args):
                functions = {name.rstrip("'"), *(arg.text for arg in args if isinstance(arg, Name))}
                return bool(functions & self.functions.keys())
            case _:
                return False

    def settled(self) -> Iterator[str]:
        """Equations whose unknowns have values by now, and that do not hold for them."""
        waiting, self.pending = self.pending, []
        for claim in waiting:
            left, right = opened(self.resolved(claim.left), self.resolved(claim.right))
            if free(left) | free(right):
                self.pending.append(claim)
                continue
            with suppress(NotationError, Undefined, Imprecise):
                if not agree(value(left), value(right)):
                    yield f"{claim}  does not hold for the solution"

    def roots(self, part: Part) -> Iterator[str]:
        """Equations in one unknown that no element of the part's finite set solves."""
        answer = part.answer
        if isinstance(answer, SetAnswer) and answer.value:
            for claim in self.pending:
                left, right = opened(self.resolved(claim.left), self.resolved(claim.right))
                names = tuple(free(left) | free(right))
                if len(names) == 1 and not any(self.solves(left, right, names[0], root) for root in answer.value):
                    yield f"{claim}  has none of {', '.join(answer.value)} as a root"
        self.pending = []

    def solves(self, left: Node, right: Node, name: str, root: str) -> bool:
        """Whether the equation holds there, or cannot be judged."""
        with suppress(NotationError, Undefined, Imprecise):
            put: dict[Node, Node] = {Name(name): parse(root)}
            return agree(value(put_in(left, put)), value(put_in(right, put)))
        return True

    def row_equivalence(self, claim: Claim) -> str:
        left, right = self.resolved(claim.left), self.resolved(claim.right)
        if not (isinstance(left, Rows) and isinstance(right, Rows)):
            return "statement"
        A, B = value(left), value(right)
        assert isinstance(A, Matrix) and isinstance(B, Matrix)
        operations, self.operations = self.operations, []
        if operations:
            for operation in operations:
                A = operated(A, operation)
            return "true" if agree(A, B) else "false"
        return "true" if A.shape == B.shape and reduced(A) == reduced(B) else "false"

    def order(self, claim: Claim) -> str:
        holds = evaluate(Chain((self.resolved(claim.left), self.resolved(claim.right)), (claim.relation,)), bits=BITS)
        return "true" if holds else "false"

    def identical(self, left: Node, right: Node) -> bool:
        """Whether two trees with free names agree where both have a value. NotationError if that is nowhere."""
        compared = 0
        for at in islice(self.samples(sorted(free(left) | free(right))), 40):
            try:
                a, b = evaluate(left, at, bits=BITS), evaluate(right, at, bits=BITS)
            except (Undefined, Imprecise):
                continue
            if not agree(a, b):
                return False
            compared += 1
            if compared == SAMPLES:
                break
        if not compared:
            raise NotationError("nowhere defined together")
        return True

    def samples(self, names: list[str]) -> Iterator[dict[str, Value]]:
        """Points of the domain: of any sign where names may have one."""
        for k in range(40):
            at: dict[str, Value] = {}
            for j, name in enumerate(names):
                point = POINTS[(k + 3 * j) % len(POINTS)]
                match self.assumptions.get(name):
                    case "integer":
                        at[name] = fmpq(2 + k + j)
                    case "positive" | "nonnegative":
                        at[name] = point * SCALES[k // len(POINTS)]
                    case _:
                        at[name] = point * (-1) ** (k // (1 + j % 3)) * SCALES[k // len(POINTS)]
            yield at

    def resolved(self, node: Node, bound: frozenset[str] = frozenset()) -> Node:
        """The tree with all that is known put in, functions applied, derivatives and integrals worked out."""
        if node in self.known and not (isinstance(node, Name) and node.text in bound):
            return self.known[node]
        if not isinstance(node, Call):
            return rebuild(node, lambda child: self.resolved(child, bound))
        name, args = node.name, node.args
        base = name.rstrip("'")
        if base in self.functions and len(args) == len(self.functions[base].parameters):
            function, times = self.functions.get(name, self.functions[base]), len(name) - len(base)
            body = function.body
            if times and name not in self.functions:
                for _ in range(times):
                    body = worked_out(Call("diff", (body, Name(function.parameters[0]))))
            values = (self.resolved(arg, bound) for arg in args)
            return put_in(body, dict(zip(map(Name, function.parameters), values, strict=True)))
        if name in BINDERS and len(args) > 1 and isinstance(args[1], Name):
            return self.bound(node, args[1], bound)
        return rebuild(node, lambda child: self.resolved(child, bound))

    def bound(self, node: Call, variable: Name, bound: frozenset[str]) -> Node:
        """A derivative, an integral, a sum: its variable keeps its name inside."""
        body, _, *limits = node.args
        whole = self.functions.get(body.text) if isinstance(body, Name) else None
        inside = whole.body if whole else self.resolved(body, bound | {variable.text})
        outside = (self.resolved(limit, bound) for limit in limits)
        rebuilt = Call(node.name, (inside, variable, *outside))
        if node.name not in SYMBOLIC or (isinstance(inside, Name) and inside != variable):
            return rebuilt
        result = worked_out(rebuilt)
        return put_in(result, {variable: self.known[variable]}) if variable in self.known else result


# Reading -----------------------------------------------------------------------------------------------------------


def chains(text: str) -> Iterator[Chain]:
    """The relations of a text in reading order; those of a list too, those joined by words not."""
    for span in spans(text):
        for node in span.items if isinstance(span, Series) else (span,):
            if isinstance(node, Chain):
                yield node


def definable(node: Node) -> bool:
    """Whether `node = value` may say what it is: a name, or what is written like one."""
    match node:
        case Name(text):
            return text not in CONSTANTS
        case Sub() | Op("^", Name(), Num()):
            return True
        case Call(name):
            return name in OPAQUE or name not in FUNCTIONS
        case _:
            return False


def signature(node: Node) -> tuple[str, tuple[str, ...]] | None:
    """`f(x, y)` as ("f", ("x", "y")), if that is what it is."""
    if isinstance(node, Call) and node.name not in FUNCTIONS:
        names = tuple(arg.text for arg in node.args if isinstance(arg, Name))
        if len(set(names)) == len(node.args):
            return node.name, names
    return None


def free(node: Node) -> frozenset[str]:
    """The names a tree depends on, bound variables and constants left out."""
    match node:
        case Name(text):
            return frozenset() if text in CONSTANTS else frozenset({text})
        case Op("^", base, Name("T")):
            return free(base)
        case Call("sum" | "product" | "integral" | "limit" | "argmin" | "argmax", (body, Name(bound), *limits)):
            inside = free(body) - {bound} if limits or node.name.startswith("arg") else free(body)
            return inside.union(*map(free, limits))
        case _:
            return frozenset().union(*map(free, _children(node)))


def opened(*nodes: Node) -> tuple[Node, ...]:
    """The trees with what has no value of its own, such as `P(A)` or `x_(k + 1)`, replaced by names, alike in all."""
    found: dict[Node, Node] = {}

    def open_up(node: Node) -> Node:
        if isinstance(node, Sub) or (isinstance(node, Call) and (node.name in OPAQUE or node.name not in FUNCTIONS)):
            return found.setdefault(node, Name(f"_{len(found)}"))
        return rebuild(node, open_up)

    return tuple(map(open_up, nodes))


def _children(node: Node) -> list[Node]:
    found: list[Node] = []

    def note(child: Node) -> Node:
        found.append(child)
        return child

    rebuild(node, note)
    return found


@lru_cache(maxsize=1024)
def worked_out(node: Node) -> Node:
    """A derivative, an integral or a limit as a tree without it. NotationError if SymPy finds none."""
    result = tree_of(to_sympy(node).doit())
    if any(isinstance(each, Call) and each.name in SYMBOLIC for each in walk(result)):
        raise NotationError(f"`{house(node)}` is not worked out")
    return result


# Comparing ---------------------------------------------------------------------------------------------------------


def value(node: Node) -> Value:
    return evaluate(node, bits=BITS)


def agree(a: Value, b: Value) -> bool:
    """Equal, or not to be told apart at the working precision; a vector may be a row or a column."""
    if isinstance(a, Matrix) and isinstance(b, Matrix) and 1 in a.shape and 1 in b.shape:
        a, b = a.entries, b.entries
        return len(a) == len(b) and all(map(agree, a, b))
    if isinstance(a, tuple) and isinstance(b, Region):  # m pm e = Interval(low, high)
        b = b.ends
    with precision(BITS):
        try:
            return equal(a, b)
        except Imprecise:
            return True


def near(a: Value, b: Value, slack: fmpq) -> bool:
    """Within `slack`, entry by entry."""
    if isinstance(a, Matrix) and isinstance(b, Matrix):
        a, b = a.entries, b.entries
    a, b = (each.ends if isinstance(each, Region) else each for each in (a, b))
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(near(x, y, slack) for x, y in zip(a, b, strict=True))
    if type(a) not in SCALARS or type(b) not in SCALARS:
        return False
    with precision(BITS):
        gap: Any = a - b
        return bool(abs(acb(gap)) <= arb(slack))


def half_unit(node: Node) -> fmpq:
    """Half a unit of the last decimal shown, and a millionth of that for rounding."""
    decimals = [len(n.text.partition(".")[2]) for n in walk(node) if isinstance(n, Num) and "." in n.text]
    shift = 2 if any(isinstance(n, Call) and n.name == "percent" for n in walk(node)) else 0
    return fmpq(1_000_001, 2 * 10 ** (6 + min(decimals, default=0) + shift))


def operated(A: Matrix, operation: Chain) -> Matrix:
    """A after `R_2 -> R_2 - 3*R_1` or `R_1 <-> R_2`."""
    rows: dict[str, Value] = {f"R_{i + 1}": Matrix((row,)) for i, row in enumerate(A.rows)}
    changed, source = operation.terms
    if not isinstance(changed, Name) or changed.text not in rows:
        raise NotationError(f"`{house(changed)}` is no row")
    done = dict(rows) | {changed.text: evaluate(source, rows, bits=BITS)}
    if operation.relations == ("<->",) and isinstance(source, Name):
        done[source.text] = rows[changed.text]
    return Matrix(tuple(row.rows[0] for row in done.values() if isinstance(row, Matrix)))


def reduced(A: Matrix) -> tuple[tuple[fmpq, ...], ...]:
    """The reduced row echelon form of a rational matrix."""
    if not all(type(x) is fmpq for x in A.entries):
        raise NotationError("row equivalence is judged on rational entries")
    form, _ = fmpq_mat([list(row) for row in A.rows]).rref()
    return tuple(tuple(row) for row in form.tolist())


# Stating -----------------------------------------------------------------------------------------------------------


def stated(text: str) -> Iterator[Node]:
    """Everything a text states: formulas whole, the terms of chains, the items of lists, intervals behind `in`."""
    for span in spans(text):
        if isinstance(span, str):
            continue
        for node in span.items if isinstance(span, Series) else (span,):
            yield node
            if isinstance(node, Chain):
                yield from node.terms
            if isinstance(node, Braces | Tuple):
                yield from node.items
