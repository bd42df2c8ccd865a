"""Files that are whole or absent."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that every entry of a ZIP file has: the same contents give the same bytes."""


def kept(file: Path, body: bytes) -> Path:
    """Write under another name, then rename, so that nobody reads half a file; on the disk when it returns.

    Raises `OSError`; then what was there before is still there.
    """
    part = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        with part.open("wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)
    settled(file.parent)
    return file


def settled(folder: Path) -> None:
    """The names in a folder are on the disk when it returns, so that a renamed file survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
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
