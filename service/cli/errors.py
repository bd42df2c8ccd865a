"""Mistakes of whoever types a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Refused(Exception):
    """Told in one line on standard error; the command ends with exit code 2."""


@contextmanager
def refusing(*kinds: type[Exception], about: str = "") -> Iterator[None]:
    """Turn errors of these kinds, which name the thing themselves, into `Refused`."""
    try:
        yield
    except kinds as error:
        raise Refused(f"{about}: {error}" if about else str(error)) from None
