"""Data tables as CSV, for a spreadsheet or `numpy.genfromtxt`."""

import csv
import io

from schemas.exercise import DataTable

MANY = 30
"""From so many rows on a page offers the data as a file: too many to copy by hand."""


def as_csv(data: DataTable) -> str:
    """The heads in the first line, then a line a row, comma separated, numbers with a point."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([data.columns, *data.rows])
    return out.getvalue()
