"""Exercises with birds in everything that learners must not see, and a search for them in files of any kind."""

from __future__ import annotations

import base64
import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from schemas.answer import NumberAnswer
from schemas.exercise import Exercise
from schemas.figure import Axis, Dots, Figure

SEED = 271828182845904523536
KEY, SLIP = "987654321", "192837465"
BIRD = "canary"
FONTS = ("/CIDFontType0C", "/Type1C", "/OpenType")
"""Streams of a PDF file that hold shapes of letters, and no text."""
BIRDS = (BIRD, KEY, SLIP, str(SEED), f"{SEED:x}")


def hatched(where: str) -> str:
    """A word that stands nowhere else."""
    return f"{BIRD}{where}"


def planted(exercise: Exercise) -> Exercise:
    """The exercise with a bird in everything that must not be seen, and a seed that would be noticed."""
    key, slip = NumberAnswer(value=KEY, tolerance=None), NumberAnswer(value=SLIP, tolerance=None)
    figure = Figure(
        alt=f"the alt text of a solution's figure: {hatched('alt')}",
        marks=(Dots(points=((1.5, 2.5),), labels=(hatched("mark"),)),),
        x=Axis(low=0, high=3, label=hatched("axis")),
        y=Axis(low=0, high=3),
    )
    parts = tuple(
        part.model_copy(
            update={
                "answer": key,
                "steps": (hatched("steps"),),
                "hints": (hatched("hints"),),
                "follows": None,
                "figure": figure,
                "mistakes": tuple(
                    mistake.model_copy(
                        update={"feedback": hatched("feedback"), "misconception": hatched("id"), "answer": slip}
                    )
                    for mistake in part.mistakes
                ),
            }
        )
        for part in exercise.parts
    )
    hidden: dict[str, Any] = {"given": {BIRD: hatched("given")}, "source": hatched("source"), "seed": SEED}
    return exercise.model_copy(update={"parts": parts, **hidden})


def birds_in(body: bytes, name: str = "") -> set[str]:
    """Those that are in a file, in its name, or in what it carries: metadata, attachments, alternative texts, files."""
    return {bird for text in _texts(name, body) for bird in BIRDS if bird in _plain(text)}


def _plain(text: str) -> str:
    """As it is read: without what separates digits, hyphens at the ends of lines, or markup's ways to write a letter."""
    return re.sub(r"[\s\u00ad\u2010\u2009\u202f\u2060\u200b\-]|\\[,;!]|\{,\}", "", html.unescape(text)).lower()


def _texts(name: str, body: bytes) -> Iterator[str]:
    yield name
    if body.startswith(b"%PDF"):
        yield from _in_pdf(body)
    elif body.startswith(b"PK"):
        yield from _in_zip(body)
    else:
        text = body.decode("utf-8", "replace")
        yield text
        for packed in re.findall(r"[A-Za-z0-9+/]{80,}={0,2}", text):
            yield from _texts("", base64.b64decode(packed + "=" * (-len(packed) % 4)))


def _in_zip(body: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(body)) as bundle:
        yield bundle.comment.decode("latin-1")
        for each in bundle.infolist():
            yield (each.comment + each.extra).decode("latin-1")
            yield from _texts(each.filename, bundle.read(each))


def _in_pdf(body: bytes) -> Iterator[str]:
    """All that any object of it says, what is packed unpacked, and what stands on its pages."""
    reader = PdfReader(BytesIO(body))
    yield str(dict(reader.metadata or {}))
    for name, files in reader.attachments.items():
        for file in files:
            yield from _texts(name, file)
    for page in reader.pages:
        yield page.extract_text()
    numbers = {number for known in reader.xref.values() for number in known} | set(reader.xref_objStm)
    for number in sorted(numbers):
        yield from _in_object(reader.get_object(IndirectObject(number, 0, reader)))


def _in_object(found: object) -> Iterator[str]:
    if isinstance(found, StreamObject) and found.get("/Subtype") not in FONTS:
        yield found.get_data().decode("latin-1")
    if isinstance(found, DictionaryObject):
        for name, each in found.items():
            yield str(name)
            yield from _in_object(each)
    elif isinstance(found, ArrayObject):
        for each in found:
            yield from _in_object(each)
    elif not isinstance(found, IndirectObject):
        yield str(found)
