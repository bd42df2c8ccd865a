"""The process that prints one order: `python -m service.worksheets.press FOLDER < errand.json`."""

from __future__ import annotations

import sys
from pathlib import Path

from schemas.base import Shape
from service.jobs.speak import Message, Tick, speak
from service.worksheets.kept import Ticket
from service.worksheets.printing import print_order


class Errand(Shape):
    """What is to be printed, by how many processes."""

    ticket: Ticket
    processes: int


def main(folder: str) -> None:
    def work(body: bytes, tick: Tick) -> Message:
        errand = Errand.model_validate_json(body)
        printed = print_order(errand.ticket, Path(folder), tick, bundle=True, processes=errand.processes)
        return {"files": [file.name for file in printed.files], "repeated": printed.repeated}

    speak(work)


if __name__ == "__main__":
    main(*sys.argv[1:])
