"""The one way to write maths here: text to tree, and the tree to everything else."""

from typing import Any

from generators.notation.balls import evaluate
from generators.notation.errors import NotationError
from generators.notation.fill import fill, put_in, text_of, tree_of
from generators.notation.house import house
from generators.notation.latex import latex
from generators.notation.mathml import mathml
from generators.notation.omml import omml
from generators.notation.parse import parse
from generators.notation.prose import Code, clean, label, spans
from generators.notation.read import read
from generators.notation.speech import speech
from generators.notation.tidy import tidy
from generators.notation.typst import typst
from generators.notation.vocabulary import Vocabulary

__all__ = [
    "Code",
    "NotationError",
    "Vocabulary",
    "clean",
    "evaluate",
    "fill",
    "house",
    "label",
    "latex",
    "mathml",
    "omml",
    "parse",
    "put_in",
    "read",
    "spans",
    "speech",
    "text_of",
    "tidy",
    "to_sympy",
    "tree_of",
    "typst",
]


def __getattr__(name: str) -> Any:
    """`to_sympy` on first use: importing SymPy takes longer than most answers."""
    if name == "to_sympy":
        from generators.notation.sympify import to_sympy

        return to_sympy
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
