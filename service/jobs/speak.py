"""What a program that works for a job says on its standard output: one JSON object a line.

`{"step": 3}` as it goes, at the end `{"done": …}` or `{"error": "…"}`; an error with `"again": true` may go better
another time.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from generators.bank import BankError

Message = dict[str, Any]
Tick = Callable[[int], None]


def speak(work: Callable[[bytes, Tick], Message]) -> None:
    """Do `work(order, tick)` on the order from standard input and say how it went; `tick` counts steps.

    What the bank refuses ends the work for good; a file that cannot be written may be written another time.
    """
    done = 0

    def tick(steps: int) -> None:
        nonlocal done
        done += steps
        say({"step": done})

    try:
        say({"done": work(sys.stdin.buffer.read(), tick)})
    except BankError as error:
        say({"error": str(error)})
    except OSError as error:
        say({"error": str(error), "again": True})


def say(message: Message) -> None:
    print(json.dumps(message), flush=True)
