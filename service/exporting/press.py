"""The process that makes one export: `python -m service.exporting.press FOLDER SEED < order.json`."""

from __future__ import annotations

import sys
from pathlib import Path

from schemas.export import ExportCreate
from service.exporting.files import written
from service.exports.make import NothingCarried, Unavailable, make
from service.files import kept
from service.jobs.speak import Message, Tick, speak


def main(folder: str, seed: str) -> None:
    def work(body: bytes, tick: Tick) -> Message:
        order = ExportCreate.model_validate_json(body)
        try:
            made = make(order, int(seed), lambda: tick(1))
            Path(folder).mkdir(parents=True, exist_ok=True)
            kept(written(Path(folder), order), made.body)
        except NothingCarried as nothing:
            return {"error": str(nothing), "report": nothing.report.model_dump(mode="json")}
        except Unavailable as missing:
            return {"error": str(missing)}
        except OSError as error:  # the disk is full: whoever waits for it shall know at once
            return {"error": f"the file could not be written: {error.strerror}"}
        return {"bytes": len(made.body), "report": made.report.model_dump(mode="json")}

    speak(work)


if __name__ == "__main__":
    main(*sys.argv[1:])
