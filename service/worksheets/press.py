"""The process that prints one order: `python -m service.worksheets.press FOLDER SEED < order.json`."""

from __future__ import annotations

import sys
from pathlib import Path

from schemas.worksheet import WorksheetCreate
from service.jobs.speak import Message, Tick, speak
from service.worksheets.printing import print_order


def main(folder: str, seed: str) -> None:
    def work(body: bytes, tick: Tick) -> Message:
        order = WorksheetCreate.model_validate_json(body)
        printed = print_order(order, int(seed), Path(folder), tick, bundle=True)
        return {"files": [file.name for file in printed.files], "repeated": printed.repeated}

    speak(work)


if __name__ == "__main__":
    main(*sys.argv[1:])
