"""The service's database for commands: where it is, and what to say when it is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.cli.errors import Refused

if TYPE_CHECKING:
    from service.config import Settings


def settings() -> Settings:
    """Those of the environment. Raises `Refused`."""
    from service.config import BadSetting, load

    try:
        return load()
    except BadSetting as error:
        raise Refused(str(error)) from None


@contextmanager
def refused() -> Iterator[None]:
    """A database that is not there, a file that cannot be written, a service that says no: one line each."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    from service.database import BackupFailed
    from service.errors import ServiceError, from_database

    try:
        yield
    except (ServiceError, BackupFailed) as error:
        raise Refused(str(error)) from None
    except DBAPIError as error:
        known = from_database(error)
        raise Refused(known.detail if known else f"the database refuses: {error.orig}") from None
    except (SQLAlchemyError, OSError) as error:
        raise Refused(f"the database cannot be used: {error}") from None
