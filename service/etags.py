"""Entity tags: `If-Match` against lost updates, `If-None-Match` against sending what is there already."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header

from service.errors import Stale

IfMatch = Annotated[
    str | None,
    Header(max_length=400, description="Change it only if its ETag is still this one; else the answer is 412."),
]
IfNoneMatch = Annotated[
    str | None, Header(max_length=400, description="Send it only if its ETag is another one; else the answer is 304.")
]


def quoted(tag: object) -> str:
    return f'"{tag}"'


def unchanged(header: str | None, tag: str) -> bool:
    """Whether the client has what `tag` names; weak comparison."""
    return header is not None and (header.strip() == "*" or tag in [each.removeprefix("W/") for each in _tags(header)])


def must_match(header: str | None, tag: str | None, what: str) -> None:
    """Raises `Stale` unless there is no such header or it names the state of the resource; strong comparison."""
    if header is None or (header.strip() == "*" and tag is not None) or tag in _tags(header):
        return
    raise Stale(f"{what} is at {tag or 'no state yet'}, not at {header.strip()}: read it again")


def _tags(header: str) -> list[str]:
    return [each.strip() for each in header.split(",")]
