"""Shapes of NumPy expressions, step by step, and as those find them who believe something else about NumPy."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from math import prod

Shape = tuple[int, ...]
REDUCTIONS = ("sum", "mean", "max", "min", "std")
TIMES = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
BELIEFS = frozenset(
    {
        "axis-kept-not-removed",
        "axis-from-one",
        "reduced-axis-stays",
        "keepdims-overlooked",
        "star-is-matmul",
        "matmul-as-star",
        "no-broadcast",
        "aligns-shapes-on-the-left",
        "shape-of-smaller-operand",
        "shape-of-larger-operand",
        "plus-concatenates",
        "index-keeps-axis",
        "index-on-last-axis",
        "slice-as-index",
        "inclusive-slice",
        "transpose-overlooked",
        "transpose-swaps-last-two",
        "flat-array-is-a-row",
        "minus-one-for-one",
        "sizes-exchanged",
    }
)


class Mismatch(Exception):
    """NumPy stops with an error."""


@dataclass
class Reader:
    """Finds shapes with the shapes of the arrays, as NumPy does or as a belief has it, and writes down each step."""

    arrays: Mapping[str, Shape]
    belief: str = ""
    steps: list[str] = field(default_factory=list)

    def shape(self, node: ast.expr) -> Shape:
        match node:
            case ast.Name(name):
                return self.arrays[name]
            case ast.Attribute(of, "T"):
                return self.told(node, self.transposed(self.shape(of)), "`.T` reverses the axes")
            case ast.Subscript(of, index):
                return self.indexed(node, self.shape(of), index)
            case ast.BinOp(left, ast.MatMult(), right):
                return self.product(node, self.shape(left), self.shape(right))
            case ast.BinOp(left, op, right):
                return self.combined(node, TIMES[type(op)], self.shape(left), self.shape(right))
            case ast.Call(ast.Attribute(of, "reshape"), sizes):
                return self.reshaped(node, self.shape(of), [ast.literal_eval(size) for size in sizes])
            case ast.Call(ast.Attribute(of, name), [], options) if name in REDUCTIONS:
                return self.reduced(node, self.shape(of), {o.arg: ast.literal_eval(o.value) for o in options if o.arg})
            case _:
                raise NotImplementedError(ast.unparse(node))

    def fails(self, node: ast.expr, why: str) -> Mismatch:
        self.steps.append(f"`{ast.unparse(node)}` stops with an error: {why}.")
        return Mismatch(why)

    def told(self, node: ast.expr, shape: Shape, why: str) -> Shape:
        self.steps.append(f"`{ast.unparse(node)}` has the shape {text(shape)}: {why}.")
        return shape

    # Axes --------------------------------------------------------------------------------------------------------

    def transposed(self, shape: Shape) -> Shape:
        if self.belief == "transpose-overlooked":
            return shape
        if self.belief == "transpose-swaps-last-two" and len(shape) > 2:
            return (*shape[:-2], shape[-1], shape[-2])
        return shape[::-1]

    def indexed(self, node: ast.expr, shape: Shape, index: ast.expr) -> Shape:
        entries = list(index.elts) if isinstance(index, ast.Tuple) else [index]
        if self.belief == "index-on-last-axis":
            entries = [ast.Slice()] * (len(shape) - len(entries)) + entries[::-1]
        sizes: list[int] = []
        why: list[str] = []
        for axis, (entry, size) in enumerate(zip_longest(entries, shape)):
            match entry:
                case None | ast.Slice(None, None):
                    sizes.append(size)
                case ast.Slice(low, high):
                    ends = 0 if low is None else ast.literal_eval(low), size if high is None else ast.literal_eval(high)
                    count = ends[1] - ends[0]
                    why.append(f"`{ast.unparse(entry)}` keeps {count} of the {size} places along axis {axis}")
                    count += self.belief == "inclusive-slice" and high is not None and ends[1] < size
                    sizes += [] if self.belief == "slice-as-index" and count == 1 else [count]
                case _:
                    why.append(f"the index `{ast.unparse(entry)}` removes axis {axis}, which has size {size}")
                    sizes += [1] if self.belief == "index-keeps-axis" else []
        return self.told(node, tuple(sizes), " and ".join(why))

    def reshaped(self, node: ast.expr, shape: Shape, sizes: list[int]) -> Shape:
        entries = prod(shape)
        known = prod(size for size in sizes if size > 0)
        if known and entries % known:
            raise self.fails(node, f"{entries} entries cannot be spread over rows of {known}")
        found = tuple(entries // known if size == -1 else size for size in sizes)
        if self.belief == "flat-array-is-a-row" and len(found) == 1:
            found = (1, *found)
        if self.belief == "minus-one-for-one" and -1 in sizes:
            found = tuple(1 if size == -1 else size for size in sizes)
        if self.belief == "sizes-exchanged":
            found = found[::-1]
        why = f"the {'×'.join(map(str, shape))} = {entries} entries are put into a new shape".replace("×", " · ")
        if -1 in sizes:
            why += f", and −1 stands for the size that is left, {entries // known}"
        return self.told(node, found, why)

    def reduced(self, node: ast.expr, shape: Shape, options: Mapping[str, object]) -> Shape:
        axis, keeps = options["axis"], bool(options.get("keepdims"))
        if not isinstance(axis, int):
            raise NotImplementedError(ast.unparse(node))
        place = axis % len(shape)
        if keeps:
            why = f"`keepdims=True` leaves axis {place} with size 1"
        else:
            why = f"axis {place}, of size {shape[place]}, disappears"
        if axis < 0:
            why = f"axis {axis} is the last one, axis {place}".replace("-", "−") + f"; {why}"
        if self.belief == "axis-from-one" and axis > 0:
            place -= 1
        if self.belief == "axis-kept-not-removed" and not keeps:
            return self.told(node, (shape[place],), why)
        if self.belief == "keepdims-overlooked":
            keeps = False
        if self.belief == "reduced-axis-stays":
            keeps = True
        left = (*shape[:place], *([1] if keeps else []), *shape[place + 1 :])
        return self.told(node, left, why)

    # Two arrays --------------------------------------------------------------------------------------------------

    def combined(self, node: ast.expr, sign: str, left: Shape, right: Shape) -> Shape:
        """Entry by entry: sizes are compared from the right, and a size 1 is stretched."""
        if sign == "*" and self.belief == "star-is-matmul":
            return self.product(node, left, right)
        if self.belief == "no-broadcast" and left != right:
            raise self.fails(node, "the shapes differ")
        if self.belief == "shape-of-smaller-operand":
            return min(left, right, key=prod)
        if self.belief == "shape-of-larger-operand":
            return max(left, right, key=prod)
        if sign == "+" and self.belief == "plus-concatenates" and len(left) != len(right):
            longer = max(left, right, key=len)
            return (longer[0] + 1, *longer[1:])
        turned = self.belief == "aligns-shapes-on-the-left"
        pairs = zip_longest(*(shape if turned else shape[::-1] for shape in (left, right)), fillvalue=1)
        sizes: list[int] = []
        for a, b in pairs:
            if a != b and 1 not in (a, b):
                raise self.fails(
                    node,
                    f"compared from the right, the shapes {text(left)} and {text(right)} have the sizes {a} and {b} in "
                    "the same place, and neither is 1",
                )
            sizes.append(a if b == 1 else b)
        found = tuple(sizes if turned else sizes[::-1])
        if left == right:
            return self.told(node, found, "both have this shape, and they are combined entry by entry")
        return self.told(
            node, found, f"compared from the right, the sizes in {text(left)} and {text(right)} are equal, 1 or missing"
        )

    def product(self, node: ast.expr, left: Shape, right: Shape) -> Shape:
        """The matrix product over the last two axes; of one axis it is the sum of products along it."""
        if self.belief == "matmul-as-star":
            return self.combined(node, "", left, right)
        inner = left[-1], right[-2:][0]
        if inner[0] != inner[1]:
            raise self.fails(
                node,
                f"in a product of {text(left)} and {text(right)} the inner sizes {inner[0]} and {inner[1]} differ",
            )
        batch = left[:-2] or right[:-2]
        if left[:-2] and right[:-2] and left[:-2] != right[:-2]:
            raise self.fails(node, f"the batches in {text(left)} and {text(right)} differ")
        found = (*batch, *left[-2:-1], *(right[-1:] if len(right) > 1 else ()))
        return self.told(
            node,
            found,
            f"in the product of {text(left)} and {text(right)} the inner sizes are both {inner[0]} and disappear",
        )


def text(shape: Shape | None) -> str:
    """As Python writes it, as code; None is an error."""
    return "an error" if shape is None else f"`{shape}`"


def shape_of(expression: str, arrays: Mapping[str, Shape], belief: str = "") -> tuple[Shape | None, list[str]]:
    """The shape of what the expression gives, None for an error, and a sentence for each step.

    >>> shape_of("A.sum(axis=0)", {"A": (2, 3)})
    ((3,), ['`A.sum(axis=0)` has the shape `(3,)`: axis 0, of size 2, disappears.'])
    """
    assert not belief or belief in BELIEFS, belief
    reader = Reader(arrays, belief)
    node = ast.parse(expression, mode="eval").body
    try:
        return reader.shape(node), reader.steps
    except Mismatch:
        return None, reader.steps
