"""What a power cut leaves of a folder: all that was synced, and of what was written since, whatever the disk got to.

`powercut.c` records what SQLite does. At a moment of that record the state is made anew: of the writes that no sync had
covered, each is there, or not, or in part by sectors of 512 bytes; the same holds for files that were made or deleted
and whose folder was not synced. This is harsher than most disks and file systems are.
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HERE = Path(__file__).parent
HEAD = struct.Struct("<IIQQ")
SECTOR = 512


def compiled(folder: Path) -> Path:
    """The recorder, to be preloaded. Skips where there is no C compiler, unless CI is set: there it must be."""
    if shutil.which("gcc") is None:
        if os.environ.get("CI"):
            pytest.fail("gcc is not installed, and CI is set")
        pytest.skip("gcc is not installed")
    made = folder / "powercut.so"
    command = ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-o", str(made), str(HERE / "powercut.c"), "-ldl", "-pthread"]
    subprocess.run(command, check=True)
    return made


@dataclass
class File:
    """What was done to one file; the first `synced` of it are on the disk."""

    deeds: list[tuple[str, int, bytes]] = field(default_factory=list)
    synced: int = 0
    image: bytearray = field(default_factory=bytearray)
    applied: int = 0

    def left(self, chance: random.Random) -> bytes:
        """Its content after the cut."""
        for deed in self.deeds[self.applied : self.synced]:
            _apply(self.image, deed)
        self.applied = max(self.applied, self.synced)
        image = bytearray(self.image)
        share = chance.random()  # of the unsynced writes: from hardly any to nearly all
        for kind, at, data in self.deeds[self.synced :]:
            if chance.random() < share:
                _apply(image, (kind, at, data))
            elif kind == "W" and chance.random() < 0.2:
                for start in range(0, len(data), SECTOR):
                    if chance.random() < 0.5:
                        _apply(image, ("W", at + start, data[start : start + SECTOR]))
        return bytes(image)


def _apply(image: bytearray, deed: tuple[str, int, bytes]) -> None:
    kind, at, data = deed
    if kind == "T":
        image[:] = image[:at].ljust(at, b"\0")
        return
    if len(image) < at:
        image.extend(bytes(at - len(image)))
    image[at : at + len(data)] = data


class Disk:
    """Follows the record to a moment, and says what a cut at that moment leaves."""

    def __init__(self, journal: bytes, folder: Path) -> None:
        self._records = _records(journal)
        self._next = next(self._records, None)
        self._folder = str(folder)
        self._files: dict[int, File] = {}
        self._names: dict[str, int] = {}
        self._entries: list[tuple[str, File | None]] = []
        self._entries_synced = 0
        self._begun: dict[int, tuple[File | None, int]] = {}

    def forward(self, position: int) -> None:
        """Up to the last record that had been written when the journal was so long."""
        while self._next is not None and self._next[0] <= position:
            self._do(*self._next[1:])
            self._next = next(self._records, None)

    def after_the_cut(self, target: Path, chance: random.Random) -> None:
        """Write into `target` what is left of the folder."""
        entries: dict[str, File | None] = {}
        share = chance.random()
        for n, (path, file) in enumerate(self._entries):
            if n < self._entries_synced or chance.random() < share:
                entries[path] = file
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for path, file in entries.items():
            if file is not None:
                (target / Path(path).relative_to(self._folder)).write_bytes(file.left(chance))

    def _do(self, kind: str, file: int, value: int, data: bytes) -> None:
        match kind:
            case "O":
                path = data.decode()
                if path != self._folder and file not in self._files:
                    self._files[file] = File()
                    self._names[path] = file
                    self._entries.append((path, self._files[file]))
            case "W" | "T":
                if file in self._files:
                    self._files[file].deeds.append((kind, value, data))
            case "B":
                mine = self._files.get(file)  # none: it is the folder
                self._begun[value] = mine, len(mine.deeds if mine is not None else self._entries)
            case "E":
                mine, count = self._begun.pop(value)
                if mine is None:
                    self._entries_synced = max(self._entries_synced, count)
                else:
                    mine.synced = max(mine.synced, count)
            case "U":
                path = data.decode()
                self._files.pop(self._names.pop(path, 0), None)
                self._entries.append((path, None))


def _records(journal: bytes) -> Iterator[tuple[int, str, int, int, bytes]]:
    """Each with the position of its end."""
    at = 0
    while at < len(journal):
        kind, length, file, value = HEAD.unpack_from(journal, at)
        at += HEAD.size + length
        yield at, chr(kind), file, value, journal[at - length : at]
