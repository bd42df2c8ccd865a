"""Small Python programs: run pass by pass, and run as those read them who believe something else about Python."""

import ast
import operator
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

PASSES = 60
"""A program that goes on longer is not for people."""
BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {"range": range, "len": len, "sum": sum, "max": max, "min": min, "abs": abs}
Row = dict[str, str]


class Stuck(Exception):
    """The program, read that way, stops with an error or does not end."""


class _Returned(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


@dataclass(frozen=True, slots=True)
class Run:
    """What a call returns, and a row for every pass of the innermost loops: names and conditions with their values."""

    value: Any
    rows: tuple[Row, ...]

    def listing(self, *columns: str) -> str:
        """The rows as lines of text, in columns.

        >>> print(run("def f(n):\\n  s = 1\\n  for k in range(n):\\n    s += k\\n  return s", 3).listing("k", "s"))
        k  s
        0  1
        1  2
        2  4
        """
        rows = [row for row in self.rows if columns[-1] in row or not row.keys().isdisjoint(columns[1:])]
        cells = [columns, *([row.get(name, "") for name in columns] for row in rows)]
        if any(not any(row.get(name) for row in rows) for name in columns):
            raise ValueError(f"{columns}: no row has one of them")
        widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
        wordy = [any(line[i][:1] in ("[", "{") for line in cells[1:]) for i in range(len(columns))]
        return "\n".join(
            "  ".join(
                cell.ljust(width) if left else cell.rjust(width)
                for cell, width, left in zip(line, widths, wordy, strict=True)
            ).rstrip()
            for line in cells
        )


def run(source: str, *arguments: Any, belief: type[ast.NodeTransformer] | None = None) -> Run:
    """Call the function that `source` defines; with a belief, as who holds it reads the program. Raises `Stuck`."""
    (function,) = ast.parse(source).body
    if belief:
        function = belief().visit(function)
    if not isinstance(function, ast.FunctionDef):
        raise TypeError("no function")
    machine = _Machine(dict(zip((a.arg for a in function.args.args), deepcopy(arguments), strict=True)))
    try:
        machine.block(function.body)
    except _Returned as returned:
        return Run(returned.value, tuple(machine.rows))
    except (IndexError, KeyError, ZeroDivisionError, TypeError, ValueError) as error:
        raise Stuck(str(error)) from error
    raise Stuck("nothing is returned")


class _Machine:
    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.conditions: Row = {}
        self.rows: list[Row] = []
        self.passes = 0

    # Statements --------------------------------------------------------------------------------------------------

    def block(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self.statement(statement)

    def statement(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Assign([target], value):
                self.assign(target, self.value(value))
            case ast.AugAssign(target, op, value):
                before = self.value(_read(target))
                self.assign(target, BINARY[type(op)](before, self.value(value)))
            case ast.For(target, over, body):
                for item in list(self.value(over)):
                    self.assign(target, item)
                    self.one_pass(body)
            case ast.While(test, body):
                while self.value(test):
                    self.one_pass(body)
            case ast.If(test, body, other):
                self.block(body if self.holds(test) else other)
            case ast.Return(ast.expr() as value):
                raise _Returned(self.value(value))
            case ast.Expr(value):
                self.value(value)
            case _:
                raise NotImplementedError(ast.unparse(statement))

    def one_pass(self, body: list[ast.stmt]) -> None:
        self.count()
        innermost = not any(isinstance(each, ast.For | ast.While) for each in body)
        if innermost:
            self.conditions = {}
        try:
            self.block(body)
        finally:
            if innermost:
                self.note()

    def count(self) -> None:
        self.passes += 1
        if self.passes > PASSES:
            raise Stuck("too many passes")

    def note(self, **more: str) -> None:
        self.rows.append({name: repr(value) for name, value in self.values.items()} | self.conditions | more)

    def assign(self, target: ast.expr, value: Any) -> None:
        match target:
            case ast.Name(name):
                self.values[name] = value
            case ast.Subscript(of, index):
                self.value(of)[self.value(index)] = value
            case ast.Tuple(targets):
                for each, item in zip(targets, value, strict=True):
                    self.assign(each, item)
            case _:
                raise NotImplementedError(ast.unparse(target))

    def holds(self, test: ast.expr) -> bool:
        found = bool(self.value(test))
        self.conditions[ast.unparse(test)] = "yes" if found else "no"
        return found

    # Values ------------------------------------------------------------------------------------------------------

    def value(self, node: ast.expr) -> Any:
        match node:
            case ast.Constant(value):
                return value
            case ast.Name(name):
                return self.values[name]
            case ast.UnaryOp(ast.USub(), of):
                return -self.value(of)
            case ast.BinOp(left, op, right):
                return BINARY[type(op)](self.value(left), self.value(right))
            case ast.Compare(left, [op], [right]):
                return COMPARED[type(op)](self.value(left), self.value(right))
            case ast.Tuple(items):
                return tuple(map(self.value, items))
            case ast.List(items):
                return list(map(self.value, items))
            case ast.Dict(keys, values):
                return {self.value(k): self.value(v) for k, v in zip(keys, values, strict=True) if k is not None}
            case ast.ListComp(item, loops) | ast.GeneratorExp(item, loops):
                return [found for (found,) in self.comprehended((item,), loops)]
            case ast.DictComp(key, item, loops):
                return dict(self.comprehended((key, item), loops))
            case ast.Subscript(of, ast.Slice(low, high, step)):
                ends = (None if end is None else self.value(end) for end in (low, high, step))
                return self.value(of)[slice(*ends)]
            case ast.Subscript(of, index):
                return self.value(of)[self.value(index)]
            case ast.Call(ast.Name(name), arguments):
                return FUNCTIONS[name](*map(self.value, arguments))
            case ast.Call(ast.Attribute(of, name), arguments) if name in ("append", "get", "values"):
                return getattr(self.value(of), name)(*map(self.value, arguments))
            case _:
                raise NotImplementedError(ast.unparse(node))

    def comprehended(self, items: tuple[ast.expr, ...], loops: list[ast.comprehension]) -> Iterator[tuple[Any, ...]]:
        """The values of the items in every pass; the names of the loops are gone afterwards."""
        outside = self.values
        self.values = dict(outside)
        yield from self._looped(items, loops)
        self.values = outside

    def _looped(self, items: tuple[ast.expr, ...], loops: list[ast.comprehension]) -> Iterator[tuple[Any, ...]]:
        loop, *inner = loops
        for each in list(self.value(loop.iter)):
            self.count()
            self.assign(loop.target, each)
            if not inner:
                self.conditions = {}
            if not all(map(self.holds, loop.ifs)):
                self.note()
            elif inner:
                yield from self._looped(items, inner)
            else:
                found = tuple(map(self.value, items))
                self.note(**{ast.unparse(item): repr(value) for item, value in zip(items, found, strict=True)})
                yield found


def _read(target: ast.expr) -> ast.expr:
    """What is assigned to, as what is read."""
    match target:
        case ast.Name(name):
            return ast.Name(name, ast.Load())
        case ast.Subscript(of, index):
            return ast.Subscript(of, index, ast.Load())
        case _:
            raise NotImplementedError(ast.unparse(target))


# Other readings --------------------------------------------------------------------------------------------------


def _plus(node: ast.expr, n: int) -> ast.expr:
    return ast.BinOp(node, ast.Add(), ast.Constant(n))


class InclusiveRange(ast.NodeTransformer):
    """`range(a, b)` includes b, and `range(b)` too."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "range":
            last = min(len(node.args), 2) - 1
            down = len(node.args) == 3 and isinstance(node.args[2], ast.UnaryOp)
            node.args[last] = _plus(node.args[last], -1 if down else 1)
        return node


class RangeFromOne(ast.NodeTransformer):
    """`range(n)` is 1, …, n."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "range" and len(node.args) == 1:
            node.args = [ast.Constant(1), _plus(node.args[0], 1)]
        return node


class ConditionIgnored(ast.NodeTransformer):
    """The body of an `if` runs in every pass, and comprehensions leave out nothing."""

    def visit_If(self, node: ast.If) -> ast.If:
        self.generic_visit(node)
        node.test = ast.Constant(True)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        self.generic_visit(node)
        node.ifs = []
        return node


class Overwritten(ast.NodeTransformer):
    """`s += x` puts x into s."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        if isinstance(node.op, ast.Add):
            return ast.Assign([node.target], node.value)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        match node.value:
            case ast.BinOp(ast.Call(ast.Attribute(_, "get")), ast.Add(), value):
                node.value = value
        return node


class ReturnsInFirstPass(ast.NodeTransformer):
    """The `return` behind the outer loop belongs to its body."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        match node.body:
            case [*_, ast.For() | ast.While() as loop, last]:
                loop.body.append(last)
        return node


class InclusiveSlice(ast.NodeTransformer):
    """`xs[a:b]` includes the entry with index b."""

    def visit_Slice(self, node: ast.Slice) -> ast.Slice:
        match node.upper:
            case None:
                pass
            case ast.UnaryOp(ast.USub(), ast.Constant(1)):
                node.upper = None
            case upper:
                node.upper = _plus(upper, 1)
        return node


class CountsFromOne(ast.NodeTransformer):
    """The first entry of a list has index 1."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.Subscript:
        self.generic_visit(node)
        match node.slice:
            case ast.Constant(int() as k) if k > 0:
                node.slice = ast.Constant(k - 1)
            case ast.Slice(ast.Constant(int() as low), ast.Constant(int() as high)) if low > 0:
                node.slice = ast.Slice(ast.Constant(low - 1), ast.Constant(high - 1))
            case ast.Slice(ast.Constant(int() as low), high) if low > 0:
                node.slice = ast.Slice(ast.Constant(low - 1), high)
        return node


class PowerAsProduct(ast.NodeTransformer):
    """`a ** b` is a times b."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.BinOp:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow):
            node.op = ast.Mult()
        return node


class RemainderAsQuotient(ast.NodeTransformer):
    """`a % b` is the whole part of a / b, and `a // b` what is left."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.BinOp:
        self.generic_visit(node)
        if isinstance(node.op, ast.Mod | ast.FloorDiv):
            node.op = ast.FloorDiv() if isinstance(node.op, ast.Mod) else ast.Mod()
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AugAssign:
        self.generic_visit(node)
        if isinstance(node.op, ast.Mod | ast.FloorDiv):
            node.op = ast.FloorDiv() if isinstance(node.op, ast.Mod) else ast.Mod()
        return node


class OneAfterAnother(ast.NodeTransformer):
    """`a, b = b, a + b` assigns to a first, and b takes the new a."""

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | list[ast.stmt]:
        match node:
            case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)):
                return [ast.Assign([target], value) for target, value in zip(targets, values, strict=True)]
        return node


def _inner(node: ast.For) -> ast.For | None:
    return next((each for each in node.body if isinstance(each, ast.For)), None)


class LeavesAtOnce(ast.NodeTransformer):
    """A `while` loop ends in the middle of its body, as soon as its condition fails."""

    def visit_While(self, node: ast.While) -> ast.While:
        first, *rest = node.body
        node.body = [first, ast.If(node.test, rest, [])] if rest else [first]
        return node


class HoldsAtTheEnd(ast.NodeTransformer):
    """The condition of a `while` loop holds for what the loop leaves behind."""

    def visit_While(self, node: ast.While) -> ast.While:
        match node.body:
            case [ast.Assign([ast.Name(name)], value), *_]:
                node.test = _PutIn(name, value).visit(node.test)
        return node


class _PutIn(ast.NodeTransformer):
    def __init__(self, name: str, value: ast.expr) -> None:
        self.name, self.by = name, value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.by if node.id == self.name else node


class AddsForMultiplies(ast.NodeTransformer):
    """`p *= x` adds x to p."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AugAssign:
        if isinstance(node.op, ast.Mult):
            node.op = ast.Add()
        return node


class KeepsFirstValue(ast.NodeTransformer):
    """A name that changes in a loop stands on the right side for what it was at first."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        name = node.args.args[0].arg
        for loop in node.body:
            if isinstance(loop, ast.For):
                for each in loop.body:
                    if isinstance(each, ast.Assign):
                        each.value = _PutIn(name, ast.Name("first", ast.Load())).visit(each.value)
        node.body.insert(0, ast.Assign([ast.Name("first", ast.Store())], ast.Name(name, ast.Load())))
        return node


class RecordNotUpdated(ast.NodeTransformer):
    """What is compared with stays what it was at first."""

    def visit_If(self, node: ast.If) -> ast.If:
        node.body = [each for each in node.body if not isinstance(each, ast.Assign)]
        return node


class ValuesForKeys(ast.NodeTransformer):
    """To go through a dictionary is to go through its values."""

    def visit_ListComp(self, node: ast.ListComp) -> ast.ListComp:
        match node.generators[0].ifs:
            case [ast.Compare(left)]:
                node.elt = left
        return node


class SignKept(ast.NodeTransformer):
    """`sign = -sign` changes nothing."""

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        match node.value:
            case ast.UnaryOp(ast.USub(), ast.Name() as name):
                node.value = name
        return node


class ConditionReversed(ast.NodeTransformer):
    """The body of an `if` runs where its condition fails."""

    def visit_If(self, node: ast.If) -> ast.If:
        self.generic_visit(node)
        node.body, node.orelse = node.orelse, node.body
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        node.ifs = [ast.Compare(test, [ast.Eq()], [ast.Constant(False)]) for test in node.ifs]
        return node


class StartsAtZero(ast.NodeTransformer):
    """What is added up starts at 0 whatever is said before the loop."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        if isinstance(node.body[0], ast.Assign):
            node.body[0].value = ast.Constant(0)
        return node


class CountsForSums(ast.NodeTransformer):
    """`d[k] = d.get(k, 0) + x` counts, and `+ 1` adds up what is counted."""

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        match node.value:
            case ast.BinOp(ast.Call() as before, ast.Add(), ast.Constant(1)):
                node.value = ast.BinOp(before, ast.Add(), ast.Name("x", ast.Load()))
            case ast.BinOp(ast.Call() as before, ast.Add(), _):
                node.value = ast.BinOp(before, ast.Add(), ast.Constant(1))
        return node


class UsesOldEntries(ast.NodeTransformer):
    """A list that is changed entry by entry is read as it was before the loop."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        name = node.args.args[0].arg
        self.generic_visit(node)
        copied = ast.Subscript(ast.Name(name, ast.Load()), ast.Slice(), ast.Load())
        node.body.insert(0, ast.Assign([ast.Name("old", ast.Store())], copied))
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.Subscript:
        if isinstance(node.ctx, ast.Load):
            node.value = ast.Name("old", ast.Load())
        return node


class LastRowOnly(ast.NodeTransformer):
    """What is summed starts anew in every pass of the outer loop."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        match node.body:
            case [ast.Assign() as start, ast.For() as loop, _]:
                loop.body.insert(0, start)
        return node


class InnerRangeFixed(ast.NodeTransformer):
    """The inner loop runs as far as the outer one, whatever its range says."""

    def visit_For(self, node: ast.For) -> ast.For:
        if inner := _inner(node):
            inner.iter = node.iter
        return node


class Diagonal(ast.NodeTransformer):
    """Two nested loops run side by side."""

    def visit_For(self, node: ast.For) -> ast.For:
        inner = _inner(node)
        if inner and isinstance(node.target, ast.Name) and isinstance(inner.target, ast.Name):
            same = ast.Compare(
                ast.Name(node.target.id, ast.Load()), [ast.Eq()], [ast.Name(inner.target.id, ast.Load())]
            )
            inner.body = [ast.If(same, inner.body, [])]
        return node


BELIEFS: dict[str, type[ast.NodeTransformer]] = {
    "inclusive-range": InclusiveRange,
    "starts-at-one": RangeFromOne,
    "else-ignored": ConditionIgnored,
    "overwrites-when-adding": Overwritten,
    "returns-in-first-pass": ReturnsInFirstPass,
    "inclusive-slice": InclusiveSlice,
    "index-from-one": CountsFromOne,
    "power-as-product": PowerAsProduct,
    "remainder-as-quotient": RemainderAsQuotient,
    "assigns-one-after-another": OneAfterAnother,
    "leaves-loop-at-once": LeavesAtOnce,
    "condition-holds-at-end": HoldsAtTheEnd,
    "alternating-sign-dropped": SignKept,
    "adds-for-multiplies": AddsForMultiplies,
    "keeps-first-value": KeepsFirstValue,
    "record-not-updated": RecordNotUpdated,
    "values-for-keys": ValuesForKeys,
    "condition-reversed": ConditionReversed,
    "starts-at-zero-always": StartsAtZero,
    "counts-for-sums": CountsForSums,
    "uses-old-entries": UsesOldEntries,
    "adds-last-row-only": LastRowOnly,
    "inner-limit-fixed": InnerRangeFixed,
    "diagonal-only": Diagonal,
}
"""How a program is read by who holds a misconception."""
