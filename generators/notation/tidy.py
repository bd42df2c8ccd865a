"""What splicing values into text leaves behind, mended: `x + -3`, `1*x`, `0*y`, `--2`, `x^1`."""

from generators.notation.tree import Name, Neg, Node, Num, Op, names, rebuild

ZERO, ONE = Num("0"), Num("1")


def tidy(node: Node) -> Node:
    """The same formula with true signs and without idle ones and zeros.

    Sums of plain numbers keep theirs: `1*3 + 0*5` shows how a product is formed.
    """
    node = rebuild(node, tidy)
    match node:
        case Neg(Neg(of)):
            return of
        case Neg(Num("0")):
            return ZERO
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
        case Op("-", left, Neg(of)):
            return Op("+", left, of)
        case _:
            return node


def _plain(node: Node) -> bool:
    """Whether it holds numbers only."""
    return not names(node) - {"e", "pi"} and not isinstance(node, Name)
