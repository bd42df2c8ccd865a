"""Sets and lists as learners write them: braces, bare lists, solutions, both values of a sign ±."""

from __future__ import annotations

from generators.answers.judging import Reading, Response
from generators.answers.reading import both_signs, meant, read_after, refuse, with_names, without_strangers
from generators.notation.tree import Braces, Chain, Logic, Name, Node, Rows, Series, Tuple, walk


def elements(response: Response) -> Reading:
    """A finite set: braces, a bare list, solutions such as `x = 1 or x = 2`, one value, `3 ± 1`."""
    words = response.vocabulary
    wide = with_names(response, complex=not words.symbols)
    tree, led = read_after(wide)
    found = listed(tree)
    if found is None:
        raise refuse("A set is asked for: write its elements in braces.", response, "`{1, 2}`")
    items = tuple(each for item in found for each in both_signs(item))
    if any(isinstance(node, Series | Chain | Logic | Tuple | Rows | Braces) for item in items for node in walk(item)):
        raise refuse("A set of single values is asked for: write its elements in braces.", response, "`{1, 2}`")
    result = Braces(items)
    without_strangers(result, response, words)
    return Reading(result, () if isinstance(tree, Braces) and tree == result and not led else (meant(result),))


def listed(tree: Node) -> tuple[Node, ...] | None:
    """The values that a list, a set or a statement about one unknown names; None if it is nothing of the kind."""
    match tree:
        case Braces(items):
            return items
        case Rows((row,), 0):
            return row
        case Chain((Name(), value), ("=" | "in" | "approx",)):
            return listed(value)
        case Series(items) | Logic("or", items):
            parts = [listed(item) for item in items]
            if any(part is None for part in parts) or len({_unknown(item) for item in items}) > 1:
                return None
            return tuple(value for part in parts if part is not None for value in part)
        case Chain() | Logic() | Rows() | Tuple():
            return None
        case _:
            return (tree,)


def _unknown(item: Node) -> str | None:
    """The name a statement is about, without its index: `x_1 = 2, x_2 = 3` is about x."""
    return item.terms[0].text.partition("_")[0] if isinstance(item, Chain) and isinstance(item.terms[0], Name) else None
