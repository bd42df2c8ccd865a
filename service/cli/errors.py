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
        raise Refused(_told(error, about)) from None


def _told(error: Exception, about: str) -> str:
    what = str(error)
    if isinstance(error, OSError) and error.strerror:
        about, what = about or str(error.filename or ""), error.strerror
    return f"{about}: {what}" if about else what
