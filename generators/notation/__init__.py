"""The one way to write maths here: text to tree, and the tree to everything else."""

from generators.notation.errors import NotationError
from generators.notation.fill import fill, put_in, text_of, tree_of
from generators.notation.house import house
from generators.notation.parse import Vocabulary, parse
from generators.notation.prose import clean, spans
from generators.notation.read import read
from generators.notation.tidy import tidy

__all__ = [
    "NotationError",
    "Vocabulary",
    "clean",
    "fill",
    "house",
    "parse",
    "put_in",
    "read",
    "spans",
    "text_of",
    "tidy",
    "tree_of",
]
