"""Files that are whole or absent."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that every entry of a ZIP file has: the same contents give the same bytes."""


@contextmanager
def writing(file: Path) -> Iterator[BinaryIO]:
    """A stream to a file that appears whole or not at all: written under another name, then renamed, so that nobody
    reads half a file; on the disk at the end.

    Raises `OSError`; then what was there before is still there.
    """
    part = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)
    settled(file.parent)


def kept(file: Path, body: bytes) -> Path:
    """A file with this content, written as `writing` does."""
    with writing(file) as stream:
        stream.write(body)
    return file


def settled(path: Path) -> None:
    """What is in a file, or the names in a folder, is on the disk when it returns, and survives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def packed(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file of them, in this order; the same files give the same bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, date_time=EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            bundle.writestr(entry, body)
    return stream.getvalue()
