"""Answer keys as formulas to be shown."""

from __future__ import annotations

from generators.answers import key_text
from generators.notation import parse
from generators.notation.tree import Node, Rows, Tuple, rebuild
from schemas.answer import AnswerKey, DirectionAnswer, IntervalAnswer, VectorAnswer


def as_node(key: AnswerKey) -> Node:
    """The key as print shows it: vectors as points, closed intervals in their brackets."""
    node = parse(key_text(key))
    match key, node:
        case ((VectorAnswer() | DirectionAnswer()), Rows((entries,))):
            return Tuple(entries)
        case IntervalAnswer(), _:
            return _closed(node)
    return node


def _closed(node: Node) -> Node:
    """Rows of two entries are closed intervals here."""
    match node:
        case Rows(((low, high),)):
            return Tuple((low, high), "[", "]")
    return rebuild(node, _closed)
