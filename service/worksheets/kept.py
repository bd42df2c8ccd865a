"""What is kept of an order: the sheets as they were printed, so that one of them can be printed again or marked.

`order.jsonl.gz` holds the ticket in its first line and a sheet in each further line, exercises frozen. It is made of
pieces, so that a long order can be written piece by piece.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from schemas.base import Shape
from schemas.quiz import Blueprint
from schemas.worksheet import Candidate, Sheet, WorksheetCreate
from service.compose import codes_of
from service.files import writing
from service.worksheets import references

KEPT = "order.jsonl.gz"
MARK = "{reference}"
"""Where the reference goes in an address."""


class Ticket(Shape):
    """All that the sheets depend on: whoever prints it gets the same files."""

    order: WorksheetCreate
    seed: int
    key: str
    """What codes are drawn with."""
    address: str = ""
    """Of a sheet on the service, `{reference}` in it, for QR codes; they hold the reference alone if empty."""

    @property
    def set(self) -> str:
        return references.set_of(self.key)

    @property
    def id(self) -> str:
        """What stands on every page of the set."""
        return references.shown_set(self.set)


class Unkept(Exception):
    """There is no such file, or no such sheet in it: the message names it."""


def key_of(order: WorksheetCreate, seed: int) -> str:
    """A key where there is no service with a secret: as hard to guess as the seed, which gives the same sheets."""
    plain = Blueprint(title=order.title, sections=order.sections).model_dump_json()
    people = [candidate.model_dump_json() for candidate in order.class_list or ()]
    return blake2b("\x1f".join(("order", str(seed), plain, *people)).encode(), digest_size=16).hexdigest()


def dressed(ticket: Ticket, sheets: Sequence[Sheet], first: int = 1) -> tuple[Sheet, ...]:
    """Composed sheets from number `first` on, with their codes and whose they are."""
    codes = codes_of(ticket.order.count, ticket.key)
    return tuple(_dressed(ticket, sheet, codes[n - 1], n) for n, sheet in enumerate(sheets, first))


def _dressed(ticket: Ticket, sheet: Sheet, code: str, number: int) -> Sheet:
    reference = references.spell(ticket.set, code)
    return Sheet(
        code=code,
        items=sheet.items,
        reference=reference,
        link=ticket.address.replace(MARK, reference) or reference,
        candidate=candidate_of(ticket.order, number),
    )


def candidate_of(order: WorksheetCreate, number: int) -> Candidate | None:
    return None if order.class_list is None else order.class_list[number - 1]


def number_of(ticket: Ticket, reference: references.Reference) -> int | None:
    """Which sheet of the set it is, from 1; None if it is none of them."""
    if reference.set != ticket.set:
        return None
    codes = codes_of(ticket.order.count, ticket.key)
    return codes.index(reference.code) + 1 if reference.code in codes else None


# Reading ---------------------------------------------------------------------------------------------------------


def ticket_in(file: Path) -> Ticket:
    """Raises `Unkept`."""
    for line in _lines(file):
        return Ticket.model_validate_json(line)
    raise Unkept(f"{file} is empty")


def sheets_in(file: Path, wanted: frozenset[int] | None = None) -> Iterator[tuple[int, Sheet]]:
    """The sheets of a kept order with their numbers, those wanted or all. Raises `Unkept`."""
    for number, line in enumerate(_lines(file)):
        if number and (wanted is None or number in wanted):
            yield number, Sheet.model_validate_json(line)


def sheets_of_piece(file: Path) -> list[Sheet]:
    """Raises `Unkept`."""
    return [Sheet.model_validate_json(line) for line in _lines(file)]


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with gzip.open(file) as stream:
            yield from stream
    except (OSError, EOFError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unkept(f"{file}: {why}") from None


def packed(lines: Sequence[str]) -> bytes:
    """A piece of a kept order."""
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), compresslevel=6, mtime=0)


def head(ticket: Ticket) -> bytes:
    return packed([json.dumps(ticket.model_dump(mode="json"), ensure_ascii=False)])


def piece(sheets: Sequence[Sheet]) -> bytes:
    return packed([sheet.model_dump_json() for sheet in sheets])


def rewrite(file: Path, ticket: Ticket, candidate: Candidate, number: int) -> None:
    """The same order with another candidate on one of its sheets. Raises `Unkept`, `OSError`."""
    sheets = [
        sheet.model_copy(update={"candidate": candidate}) if n == number else sheet for n, sheet in sheets_in(file)
    ]
    with writing(file) as stream:
        stream.write(head(ticket))
        stream.write(piece(sheets))
