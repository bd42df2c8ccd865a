"""wrk: requests as fast as they are answered, over a fixed number of connections."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.load.servers import Running

SCRIPT = Path(__file__).with_name("replay.lua")
CONNECTIONS = 16


class Request(NamedTuple):
    method: str
    path: str
    token: str = "none"
    body: str = ""


@dataclass(frozen=True)
class Measured:
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    refused: int
    """Answers of 400 and more."""
    broken: int
    """Connections that failed or timed out."""
    cpu_s: float
    """Of the server and the processes it started."""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        """For each request."""
        return 1_000 * self.cpu_s / max(1, self.requests)


def measure(server: Running, requests: Iterable[Request], seconds: float) -> Measured:
    """Send the requests in turn, again and again."""
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("wrk is not installed: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines("\t".join(each) + "\n" for each in requests)
        file.flush()
        before = server.cpu()
        done = subprocess.run(
            [program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "30s", "-s", str(SCRIPT),
             server.address, "--", file.name],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        spent = server.cpu() - before
    return Measured(**json.loads(done.stdout.strip().splitlines()[-1]), cpu_s=spent)
