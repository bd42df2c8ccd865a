"""Where the file of an export is. Apart, since the process that writes it needs nothing of the service."""

from __future__ import annotations

from pathlib import Path

from schemas.export import ExportCreate
from service.exports.formats import FORMATS


def written(folder: Path, order: ExportCreate) -> Path:
    """The file of an order inside its folder."""
    return folder / f"export{FORMATS[order.format].suffix}"
