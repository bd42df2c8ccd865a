"""What splicing values into text leaves behind, mended: `x + -3`, `1*x`, `0*y`, `--2`, `x^1`."""

from generators.notation.tree import Name, Neg, Node, Num, Op, Text, names, rebuild

ZERO = Num("0")
LEAVES = (Num, Name, Text)


def tidy(node: Node) -> Node:
    """The same formula with true signs and without idle ones and zeros.

    Sums of plain numbers keep theirs: `1*3 + 0*5` shows how a product is formed, `5*1 - (-1)*(-4)` whose signs meet.
    """
    if isinstance(node, LEAVES):
        return node
    if isinstance(node, Op):
        return _tidy_op(Op(node.symbol, tidy(node.left), tidy(node.right)))
    node = rebuild(node, tidy)
    if not isinstance(node, Neg):
        return node
    match node:
        case Neg(Neg(of)):
            return of
        case Neg(Num("0")):
            return ZERO
        case _:
            return node


def _tidy_op(node: Op) -> Node:
    """An operation whose operands are tidy."""
    match node:
        case Op("*", Num("1"), right) if not _plain(right):
            return right
        case Op("*", Neg(Num("1")), right) if not _plain(right):
            return Neg(right)
        case Op("*", Num("0"), right) if not _plain(right):
            return ZERO
        case Op("*", left, Num("1")) | Op("/", left, Num("1")) | Op("^", left, Num("1")) if not _plain(left):
            return left
        case Op("*" | "/" as symbol, Neg(of), right):
            return Neg(tidy(Op(symbol, of, right)))
        case Op("+" | "-", left, Num("0")) if not _plain(left):
            return left
        case Op("+", Num("0"), right) if not _plain(right):
            return right
        case Op("-", Num("0"), right) if not _plain(right):
            return tidy(Neg(right))
        case Op("+", left, Neg(of)):
            return Op("-", left, of)
        case Op("-", left, Neg(Op("*", Num() as first, Neg() as second))) if _plain(second):
            return Op("-", left, Op("*", Neg(first), second))
        case Op("-", left, Neg(of)):
            return Op("+", left, of)
        case _:
            return node


def _plain(node: Node) -> bool:
    """Whether it holds numbers only."""
    return not names(node) - {"e", "pi"} and not isinstance(node, Name)
