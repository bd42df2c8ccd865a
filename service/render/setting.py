"""What the parts of a printed page have in common: kind of document, room, language, pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.exercise import Exercise, Part
from schemas.figure import Figure
from schemas.worksheet import Document, Layout
from service.render.face import Face
from service.render.keys import Spelled
from service.render.prose import Piece, formula, pieces
from service.render.words import Words

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NARROW = 30.0
"""Ems across up to which a column is narrow: what stands side by side elsewhere stands below."""
Drawn = dict[str, Any]
"""JSON for the template."""
Gallery = dict[tuple[Figure, float | None], int]
"""Each picture once, by figure and width, with its number."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is printed and how: everything that the parts of a page have in common."""

    kind: Document
    layout: Layout
    face: Face
    words: Words
    gallery: Gallery = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    """Files of PDF, by name."""

    @property
    def solved(self) -> bool:
        return self.kind == "solutions"

    def set(self, prose: str, less: float = 0.0, share: float = 1.0) -> Sequence[Piece]:
        """Prose for lines that are so many ems shorter than a column, or a share of one."""
        return pieces(prose, round(self.face.across * share - less, 1), self.layout.tagged)

    def spelling(self, spelling: Spelled, across: float) -> list[Piece]:
        told = self.layout.tagged
        return [piece if isinstance(piece, str) else formula(piece, round(across, 1), told) for piece in spelling]

    def picture(self, file: str) -> str:
        """The name under which the template finds a file of PDF."""
        name = str(len(self.pictures))
        self.pictures[name] = file
        return name

    def hang(self, figure: Figure, wide: float | None) -> int:
        return self.gallery.setdefault((figure, wide), len(self.gallery))


def named(exercise: Exercise) -> Iterator[tuple[str, Part]]:
    """The parts with their letters; a single part has none."""
    several = len(exercise.parts) > 1
    return ((LETTERS[i].lower() if several else "", part) for i, part in enumerate(exercise.parts))
