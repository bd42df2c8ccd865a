"""What a learner typed, to a tree: bounded, by declared names only, with errors that point and suggest."""

import re
from collections.abc import Iterator
from contextlib import suppress

from generators.notation.errors import NotationError
from generators.notation.house import house
from generators.notation.parse import Parser
from generators.notation.shorthand import parted
from generators.notation.tokens import Token, tokens
from generators.notation.tree import Node
from generators.notation.vocabulary import Vocabulary

MAX_CHARACTERS, MAX_TOKENS = 1_000, 400
MAX_BARS = 12
"""Bars of which all pairings are tried: 132 at most."""
LATEX = re.compile(r"\\|^\s*\$|[\^_]\s*\{")
"""What only LaTeX has: a backslash, dollars, braces behind a caret."""


def is_latex(text: str, format: str | None) -> bool:
    """Whether a response is read as LaTeX: it says so, or holds what only LaTeX has."""
    return format == "latex" or (format is None and LATEX.search(text) is not None)


def read(text: str, vocabulary: Vocabulary, format: str | None = None, *, limit: int = MAX_CHARACTERS) -> Node:
    """The tree of a response of at most `limit` characters.

    `format` is `text`, `latex` or None: then a text that holds a LaTeX command, or braces behind a caret, is LaTeX.
    Raises NotationError with the column in `text` as it was typed.
    """
    if len(text) > limit:
        raise NotationError(f"This answer has {len(text):,} characters; at most {limit:,} can be read.")
    if is_latex(text, format):
        from generators.notation.latex_input import read_latex  # most answers are plain text

        return read_latex(text, vocabulary, MAX_TOKENS * max(2, limit // MAX_CHARACTERS))
    found = tokens(_sentence(text), MAX_TOKENS * max(1, limit // MAX_CHARACTERS))
    if "\n" in text:
        found = parted(found)
    if "|" not in text or (text.count("|") < 3 and "[" not in text):
        return Parser(text, found, vocabulary).whole()
    return _barred(text, found, vocabulary)


def _sentence(text: str) -> str:
    """The text without a full stop at its end."""
    ended = text.rstrip()
    return ended[:-1] if ended.endswith(".") and not ended.endswith("..") else text


def _barred(text: str, found: list[Token], vocabulary: Vocabulary) -> Node:
    """The tree of a text with so many bars that they may be paired in several ways, or part the columns of a matrix."""
    trees: dict[Node, None] = {}
    first: NotationError | None = None
    for opens in (None, *pairings(text, found)):
        parser = Parser(text, list(found), vocabulary)
        parser.opens = opens
        try:
            trees[parser.whole()] = None
        except NotationError as error:
            first = first or error
    if len(trees) == 1:
        return next(iter(trees))
    if trees:
        shown = " or ".join(f"`{house(tree)}`" for tree in list(trees)[:2])
        bars = [token for token in found if token.text == "|"]
        raise NotationError("These bars can be read in two ways.", text, bars[0].at, bars[-1].end, shown)
    if "[" in text:
        augmented = Parser(text, found, vocabulary)
        augmented.bars_part_columns = True
        with suppress(NotationError):
            return augmented.whole()
    assert first is not None
    raise first


def pairings(text: str, found: list[Token]) -> Iterator[dict[int, bool]]:
    """Every way in which bars can open and close by what stands beside them, as columns to "opens"."""
    bars = [i for i, token in enumerate(found) if token.text == "|" and token.kind == "op"]
    if len(bars) < 4 or len(bars) % 2 or any(token.text in ("[", "{") for token in found):
        return
    if len(bars) > MAX_BARS:
        first = found[bars[MAX_BARS]]
        message = f"More than {MAX_BARS} bars cannot be told apart: write `abs(...)`."
        raise NotationError(message, text, first.at, first.end)
    choices = [_roles(found[i - 1] if i else None, found[i + 1]) for i in bars]

    def complete(k: int, depth: int, so_far: dict[int, bool]) -> Iterator[dict[int, bool]]:
        if k == len(bars):
            if depth == 0:
                yield so_far
            return
        for opens in choices[k]:
            if opens or depth:
                yield from complete(k + 1, depth + (1 if opens else -1), so_far | {found[bars[k]].at: opens})

    yield from complete(0, 0, {})


def _roles(before: Token | None, after: Token) -> tuple[bool, ...]:
    """Whether a bar between two tokens can open, can close."""
    if before is None or (before.kind == "op" and before.text not in ("|", ")", "!", "%")):
        return (True,)
    if after.kind == "end" or (after.kind == "op" and after.text not in ("|", "(", "-", "+")):
        return (False,)
    return (True, False)
