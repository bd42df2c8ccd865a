"""The process that prints one order: `python -m service.worksheets.press FOLDER SEED < order.json`.

A process of its own because a large order takes hundreds of megabytes, which only the end of a process gives back, and
because the service goes on answering meanwhile. It writes one JSON object a line: `{"step": 3}` as it goes, at the end
`{"done": …}` or `{"error": "…"}`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from generators.bank import BankError
from schemas.worksheet import WorksheetCreate
from service.worksheets.printing import print_order


def main(folder: str, seed: str) -> None:
    order = WorksheetCreate.model_validate_json(sys.stdin.buffer.read())
    done = 0

    def tick(steps: int) -> None:
        nonlocal done
        done += steps
        say({"step": done})

    try:
        printed = print_order(order, int(seed), Path(folder), tick, bundle=True)
    except (BankError, OSError) as error:
        say({"error": str(error)})
    else:
        say({"done": [file.name for file in printed.files], "repeated": printed.repeated})


def say(message: dict[str, object]) -> None:
    print(json.dumps(message), flush=True)


def command(folder: Path, seed: int) -> list[str]:
    return [sys.executable, "-m", "service.worksheets.press", str(folder), str(seed)]


def environment() -> dict[str, str]:
    """What the press needs to know of its surroundings: no secret, no database."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR", "MPLCONFIGDIR") if name in os.environ}
    path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)
    return {**kept, "PYTHONPATH": path, "LANG": "C.UTF-8"}


if __name__ == "__main__":
    main(*sys.argv[1:])
