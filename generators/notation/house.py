"""Tree to house notation: the canonical spelling, which parses back to the same tree."""

from generators.notation.tree import (
    PRECEDENCE,
    PRODUCT,
    SUM,
    Braces,
    Call,
    Cases,
    Chain,
    Given,
    Logic,
    Name,
    Neg,
    Node,
    Num,
    Op,
    Rows,
    Series,
    Sub,
    Text,
    Tuple,
    children,
    level,
)

TIGHT = {"*", "/", "^"}
ITEM = 1


def house(node: Node, floor: int = 0) -> str:
    """The text of a tree; in parentheses if it binds less tightly than `floor`."""
    if type(node) is Num or type(node) is Name:  # half of all nodes
        return node.text
    body = _house(node)
    return f"({body})" if floor and level(node) < floor else body


def _house(node: Node) -> str:
    match node:
        case Num(text) | Name(text):
            return text
        case Op("^", left, right):
            return f"{house(left, 7)}^{_exponent(right)}"
        case Op(symbol, left, right):
            strength = PRECEDENCE[symbol]
            space = "" if symbol in TIGHT else " "
            # A minus as a right operand is legal but hard to read, and a splice would hide in it.
            shown = f"({house(right)})" if _signed(right) else house(right, strength + 1)
            return f"{house(left, strength)}{space}{symbol}{space}{shown}"
        case Neg(of):
            return "-" + house(of, PRODUCT)
        case Call("percent", (arg,)):
            return house(arg, 9) + "%"
        case Call("factorial", (arg,)):
            return house(arg, 9) + "!"
        case Call("abs", (arg,)):
            return f"|{house(arg, SUM)}|" if _plain_inside(arg) else f"abs({house(arg, ITEM)})"
        case Call("norm", (arg,)):
            return f"||{house(arg, SUM)}||" if _plain_inside(arg) else f"norm({house(arg, ITEM)})"
        case Call("pm", (arg,)):
            return "pm " + house(arg, PRODUCT)
        case Call("E", args):
            return f"E[{_list(args)}]"
        case Call(name, args):
            return f"{name}({_list(args)})"
        case Sub(base, index):
            return f"{house(base)}_({_list(index)})"
        case Given(event, condition):
            return f"{house(event)} | {house(condition)}"
        case Rows(rows, bar):
            lines = ["[" + " | ".join(_list(cells) for cells in (row[:bar], row[bar:]) if cells) + "]" for row in rows]
            return lines[0] if len(lines) == 1 else "[" + ", ".join(lines) + "]"
        case Braces(()):
            return "emptyset"
        case Braces(items):
            return "{" + _list(items) + "}"
        case Tuple(items, "[", "]"):
            return f"Interval({_list(items)})"
        case Tuple(items, left, right):
            return left + _list(items) + right
        case Chain(terms, relations, breaks):
            rest = enumerate(zip(relations, terms[1:], strict=True))
            return house(terms[0], SUM) + "".join(
                f"{chr(10) if i in breaks else ' '}{r} {house(t, SUM)}" for i, (r, t) in rest
            )
        case Logic("not", (item,)):
            return f"not {house(item, 2)}"
        case Logic(word, items):
            return f" {word} ".join(_clause(item, word) for item in items)
        case Series(items):
            return _list(items)
        case Cases(branches):
            cases = (f"({house(v, ITEM)}, {'otherwise' if w is None else house(w, ITEM)})" for v, w in branches)
            return f"piecewise({', '.join(cases)})"
        case Text(text):
            return f'"{text}"'


def _exponent(node: Node) -> str:
    """Right-associative: `x^y^z` is `x^(y^z)`, written with the parentheses."""
    return house(node, 7)


def _signed(node: Node) -> bool:
    """Whether the text of a right operand would begin with a sign."""
    while isinstance(node, Op) and node.symbol != "^" and PRECEDENCE[node.symbol] >= 4:
        node = node.left
    return isinstance(node, Neg) or (isinstance(node, Call) and node.name == "pm")


def _plain_inside(node: Node) -> bool:
    """Whether bars around this can only be read one way: no bars inside."""
    stack = [node]
    if level(node) < SUM:
        return False
    while stack:
        here = stack.pop()
        if isinstance(here, Call) and here.name in ("abs", "norm"):
            return False
        if isinstance(here, Given) or (isinstance(here, Rows) and here.bar):
            return False
        stack.extend(children(here))
    return True


def _clause(item: Node, word: str) -> str:
    inner = isinstance(item, Logic) and (item.word == word or item.word == "or")
    return f"({house(item)})" if inner or isinstance(item, Series | Given) else house(item)


def _list(items: tuple[Node, ...]) -> str:
    return ", ".join(house(item, ITEM) if not isinstance(item, Given) else house(item) for item in items)
