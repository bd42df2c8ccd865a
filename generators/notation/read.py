"""What a learner typed, to a tree: bounded, by declared names only, with errors that point and suggest."""

import re

from generators.notation.errors import NotationError
from generators.notation.parse import Parser
from generators.notation.tokens import tokens
from generators.notation.tree import Node
from generators.notation.vocabulary import Vocabulary

MAX_CHARACTERS, MAX_TOKENS = 1_000, 400
LATEX = re.compile(r"^\s*(?:\\|\$)|\\[A-Za-z({[]")


def read(text: str, vocabulary: Vocabulary, format: str | None = None, *, limit: int = MAX_CHARACTERS) -> Node:
    """The tree of a response of at most `limit` characters.

    `format` is `text`, `latex` or None: then a text that begins with a backslash or holds a LaTeX command is LaTeX.
    Raises NotationError with the column in `text` as it was typed.
    """
    if len(text) > limit:
        raise NotationError(f"This answer has {len(text):,} characters; at most {limit:,} can be read.")
    if format == "latex" or (format is None and LATEX.search(text)):
        return _latex(text, vocabulary, limit)
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


def _latex(text: str, vocabulary: Vocabulary, limit: int) -> Node:
    from generators.notation.latex_input import from_latex  # most answers are plain text

    plain, columns = from_latex(text)
    try:
        return Parser(plain, tokens(plain, MAX_TOKENS * max(2, limit // MAX_CHARACTERS)), vocabulary).whole()
    except NotationError as error:
        columns = [*columns, len(text)]
        at = columns[min(error.at, len(columns) - 1)]
        end = columns[min(max(error.end - 1, error.at), len(columns) - 1)] + 1
        raise NotationError(error.message, text, at, min(end, len(text)), error.suggestion) from None
