r"""Prose with `$maths$` in it, and code between backticks; `\$` is a dollar sign."""

import re
from collections.abc import Iterator
from functools import lru_cache

from generators.notation.errors import NotationError
from generators.notation.fill import canonical
from generators.notation.names import GREEK, split_name
from generators.notation.parse import parse
from generators.notation.tree import Node, names

CODE = re.compile(r"(\$[^$]*\$)|`([^`]+)`")
"""Formulas, and code outside them: whichever begins first. A backtick without another is a backtick."""


class Code(str):
    """Words that are a piece of a program: shown letter by letter, and as lines of their own if there are several."""

    __slots__ = ()

    @property
    def listing(self) -> bool:
        return "\n" in self


@lru_cache(maxsize=4096)
def spans(text: str) -> tuple[str | Node, ...]:
    """Text cut into prose, `Code` among it, and parsed maths, in order.

    >>> spans("Let $x = 2$.")[0]
    'Let '
    """
    return tuple(parse(piece) if kind == "maths" else piece for kind, piece in _pieces(text))


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """An author's text in canonical spelling, without splice scars and runs of white space.

    >>> clean("Solve $2*x + -3 = 1*y$.")
    'Solve $2*x - 3 = y$.'
    """
    return "".join(_cleaned(kind, piece) for kind, piece in _pieces(text))


def _cleaned(kind: str, piece: str) -> str:
    match kind:
        case "maths":
            return f"${canonical(piece)}$"
        case "code":
            return f"`{_escaped(piece)}`"
        case _:
            return _escaped(piece)


def label(words: str) -> str:
    """A short text as prose: a formula without its dollars gets them, words stay words.

    What names axes, columns and rows may be either; it is a formula if all its names look like names of variables.

    >>> label("x_1"), label("waiting time"), label("mean of $x$")
    ('$x_1$', 'waiting time', 'mean of $x$')
    """
    if "$" in words or not words.strip():
        return words
    try:
        node = parse(words)
    except NotationError:
        return words
    stems = {split_name(name)[0] for name in names(node)}
    return f"${words}$" if all(len(stem) == 1 or stem in GREEK for stem in stems) else words


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """("prose" | "code" | "maths", text) in turn, dollars told from delimiters."""
    told = text.replace("\\$", "\0")
    at = 0
    for found in CODE.finditer(told):
        if found[2]:
            yield from _maths(told[at : found.start()], text)
            yield "code", Code(found[2].replace("\0", "$"))
            at = found.end()
    yield from _maths(told[at:], text)


def _maths(told: str, text: str) -> Iterator[tuple[str, str]]:
    """("prose" | "maths", text) in turn, of what holds no code."""
    pieces = told.split("$")
    if len(pieces) % 2 == 0:
        raise NotationError("A dollar sign is missing: formulas stand between two, a dollar is written \\$.", text)
    for i, piece in enumerate(pieces):
        if i % 2:
            if not piece.strip():
                raise NotationError("There is nothing between two dollar signs; a dollar is written \\$.", text)
            yield "maths", piece.replace("\0", "$")
        elif piece:
            yield "prose", piece.replace("\0", "$")


def _escaped(prose: str) -> str:
    return prose.replace("$", "\\$")
