"""One PDF with seed 1 of every generator at every level, statement and solution: `make gallery`.

Read it as a lecturer would. `TOPIC=linear_algebra.eigen` prints one topic or course.
"""

from __future__ import annotations

import sys
from pathlib import Path

from generators import bank
from generators.topics import TOPICS
from schemas.worksheet import Sheet, SheetItem
from service.render.sheet import document

SEED = 1
OUT = Path(__file__).parent.parent / "out"


def sheets(topic: str = "") -> list[Sheet]:
    """A sheet a topic, in the order of the courses; `topic` is the id of a topic or a course, all if empty."""
    found = []
    for each in TOPICS.values():
        if topic and each.id != topic and not each.id.startswith(f"{topic}."):
            continue
        items = [
            SheetItem(exercise=bank.draw(generator, SEED, level), points=float(len(generator(SEED, level).parts)))
            for id, generator in bank.load().items()
            if id.startswith(f"{each.id}.")
            for level in generator.levels
        ]
        if items:
            found.append(Sheet(code=each.id, items=tuple(items)))
    return found


def main() -> None:
    topic = sys.argv[1] if len(sys.argv) > 1 else ""
    found = sheets(topic)
    if not found:
        sys.exit(f"there is no exercise in {topic!r}; topics are {', '.join(TOPICS)}")
    OUT.mkdir(exist_ok=True)
    file = OUT / f"gallery{'-' * bool(topic)}{topic}.pdf"
    file.write_bytes(document("Gallery", "seed 1", found, "solutions"))
    print(f"{sum(len(sheet.items) for sheet in found)} exercises in {file.relative_to(OUT.parent)}")


if __name__ == "__main__":
    main()
