"""Processes as the system sees them: who descends from whom."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def parents() -> dict[int, int]:
    """The parent of every process that runs; those that have ended and only wait to be noticed are left out."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state not in "ZX":
                    found[int(entry.name)] = int(parent)
    return found


def descendants(pid: int) -> list[int]:
    """Children, their children and so on; not `pid` itself."""
    of = parents()
    found, generation = [], {pid}
    while generation:
        generation = {child for child, parent in of.items() if parent in generation}
        found += sorted(generation)
    return found


def command(pid: int) -> str:
    """Its command line; empty if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def kill(pid: int, signal: int) -> bool:
    """Whether there was such a process."""
    try:
        os.kill(pid, signal)
    except ProcessLookupError:
        return False
    return True
