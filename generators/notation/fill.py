"""Values for names, in the tree: what splicing text into text gets wrong."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from generators.notation.errors import NotationError
from generators.notation.house import house
from generators.notation.parse import parse
from generators.notation.tidy import tidy
from generators.notation.tree import Name, Node, rebuild

SYMPY_NAMES: dict[Node, Node] = {Name("E"): Name("e"), Name("I"): Name("i")}


def fill(formula: object, **values: object) -> str:
    """The formula with values put in and nothing worked out; signs and powers keep their meaning.

    >>> fill("x^2 - 3*y", x=-2, y=-1)
    '(-2)^2 - 3*(-1)'
    """
    return house(put_in(parse(str(formula)), {Name(name): tree_of(value) for name, value in values.items()}))


def put_in(node: Node, trees: Mapping[Node, Node]) -> Node:
    """The node with every part that is a key of `trees` replaced."""
    return trees[node] if node in trees else rebuild(node, lambda child: put_in(child, trees))


def tree_of(value: object) -> Node:
    """The tree of a text, a number, a fraction, or a SymPy object (whose E and I are e and i here).

    Raises NotationError for a float: write a fraction or a decimal text instead.
    """
    if isinstance(value, float):
        raise NotationError(f"The float {value!r} is not exact: give a fraction, an integer or a decimal as text.")
    node = parse(str(value))
    return put_in(node, SYMPY_NAMES) if type(value).__module__.startswith("sympy") else node


def text_of(value: object) -> str:
    """Canonical house notation of a value or of its text."""
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, int | Fraction):  # decimals that are exact are fractions too: see maths/decimals.py
        return str(value)
    return house(tidy(tree_of(value)))


@lru_cache(maxsize=8192)
def canonical(text: str) -> str:
    """The canonical spelling of a formula: splice scars mended. The same formulas come back in every step."""
    return house(tidy(parse(text)))
