"""What a learner typed, to a tree: bounded, by declared names only, with errors that point and suggest."""

import re

from generators.notation.errors import NotationError
from generators.notation.parse import Parser
from generators.notation.tokens import tokens
from generators.notation.tree import Node
from generators.notation.vocabulary import Vocabulary

MAX_CHARACTERS, MAX_TOKENS = 1_000, 400
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
    found = tokens(text, MAX_TOKENS * max(1, limit // MAX_CHARACTERS))
    try:
        return Parser(text, list(found), vocabulary).whole()
    except NotationError:
        if "[" not in text or "|" not in text:
            raise
        augmented = Parser(text, found, vocabulary)
        augmented.bars_part_columns = True
        try:
            return augmented.whole()
        except NotationError:
            pass
        raise
