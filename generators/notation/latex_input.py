r"""LaTeX, as MathLive and people write it, to the tokens of the ordinary grammar, which then reads them.

LaTeX is another spelling of the same language, so names, implicit products and what is asked back are the grammar's.
What LaTeX makes whole stays whole: a fraction, a root, a group in braces, an index, a matrix are read by themselves and
handed on as one token with its tree (`tokens.Token`). Columns are those of the LaTeX. One pass, no macros, nothing
expanded; a command that is not known is refused by name.
"""

from __future__ import annotations

from generators.notation import latex_blocks as blocks
from generators.notation import latex_commands as commands
from generators.notation import latex_words as words
from generators.notation.errors import NotationError
from generators.notation.latex_reader import Commands, Reader
from generators.notation.parse import MAX_DEPTH, Parser, deeper_than
from generators.notation.tokens import Token
from generators.notation.tree import Node
from generators.notation.vocabulary import Vocabulary

MAX_TOKENS = 800


def read_latex(text: str, vocabulary: Vocabulary, limit: int = MAX_TOKENS) -> Node:
    r"""The tree of a formula in LaTeX of at most `limit` signs.

    Raises NotationError with a column in `text` for what is no LaTeX, or none that is read here.

    >>> read_latex(r"\frac12", Vocabulary())
    Op(symbol='/', left=Num(text='1'), right=Num(text='2'))
    """
    tree = Parser(text, tokens_of_latex(text, vocabulary, limit), vocabulary).whole()
    if deep := deeper_than(tree, MAX_DEPTH):
        raise NotationError(f"This has too many terms or levels: at most {deep} in a row can be read.", text)
    return tree


def tokens_of_latex(text: str, vocabulary: Vocabulary, limit: int = MAX_TOKENS) -> list[Token]:
    """The tokens of a formula in LaTeX, ending with an `end` token."""
    reader = Reader(text, vocabulary, COMMANDS, limit)
    reader.whole()
    return [*reader.out, reader.ending(reader.at)]


COMMANDS: Commands = {
    **dict.fromkeys(words.SIGNS, commands.sign), **dict.fromkeys(words.NAMES, commands.letter),
    **dict.fromkeys(words.FUNCTIONS, commands.function_named), **dict.fromkeys(words.SPACES, commands.space),
    **dict.fromkeys(words.LOOKS, commands.look), **dict.fromkeys(words.BLANKS, commands.blank),
    **dict.fromkeys(words.FONTS, commands.upright), r"\operatorname": commands.upright,
    **dict.fromkeys(words.COLOURED, commands.coloured),
    **dict.fromkeys(words.TEXTS, commands.text_of), **dict.fromkeys(words.ACCENTS, commands.accent),
    **dict.fromkeys(words.FRACTIONS, commands.fraction), **dict.fromkeys(words.BINOMIALS, commands.binomial),
    **dict.fromkeys(words.PAIRED, blocks.pair), r"\left": blocks.left, r"\mleft": blocks.left,
    r"\sqrt": commands.root, r"\begin": blocks.environment, r"\displaylines": blocks.displayed_lines,
    r"\mathbb": commands.blackboard, r"\Bbb": commands.blackboard, r"\not": commands.negated,
    r"\placeholder": commands.placeholder, **dict.fromkeys(words.BINDERS, commands.binder),
}  # fmt: skip
