"""`serve`, `key`, `db`, `openapi`: run the service and look after it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.cli.database import refused as _refused
from service.cli.database import settings as _settings
from service.cli.errors import Refused

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""As in `service.metrics`, which reads it when it is imported."""
PREFIX, OWNER = "problembank-metrics-", "owner"
"""Of the names of such folders, and the file in it that a living service holds a lock on."""


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)
    app.command("openapi")(openapi)
    keys = typer.Typer(help="API keys.", no_args_is_help=True)
    keys.command("create")(create_key)
    app.add_typer(keys, name="key")
    database = typer.Typer(help="The database.", no_args_is_help=True)
    database.command("upgrade")(upgrade)
    database.command("backup")(backup)
    database.command("restore")(restore)
    app.add_typer(database, name="db")
    learners = typer.Typer(help="Learners.", no_args_is_help=True)
    learners.command("erase")(erase)
    app.add_typer(learners, name="learner")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
) -> None:
    """Run the service. Settings are environment variables; without any it keeps its database in ./var.

    Example: problembank serve --port 8000
    """
    settings = _settings()
    _free(host, port)
    import uvicorn

    from service.logs import UVICORN

    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::1", "::") else host
    print(f"Problembank on http://{shown}:{port}, its interface explained on http://{shown}:{port}/docs", flush=True)
    with _counting_together(workers):
        uvicorn.run(
            "service.app:app",
            host=host,
            port=port,
            workers=workers,
            log_level=settings.log_level,
            log_config=UVICORN,
            access_log=False,
            forwarded_allow_ips=settings.proxies,
            timeout_keep_alive=75,  # longer than a proxy's, or it would send a request into a connection that closes
            timeout_graceful_shutdown=20,
            timeout_worker_healthcheck=30,  # a machine that is busy is no reason to kill its servers
            server_header=False,
        )


@contextmanager
def _counting_together(workers: int) -> Iterator[None]:
    """A folder in which several processes count, so that `/metrics` tells the figures of all."""
    if workers == 1 or FOLDER in os.environ:
        yield
        return
    _sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder, (Path(folder) / "new").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        os.replace(held.name, Path(folder) / OWNER)  # who finds it finds it locked
        os.environ[FOLDER] = folder
        yield


def _sweep(place: Path) -> None:
    """Remove such folders of services that were killed before they could do it: nobody holds their locks any more."""
    for owner in place.glob(f"{PREFIX}*/{OWNER}"):
        with suppress(OSError), owner.open("rb") as held:  # it lives, or it is somebody else's
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(owner.parent, ignore_errors=True)


def openapi() -> None:
    """The description of the interface, as JSON.

    Example: problembank openapi > openapi.json
    """
    from service.app import create_app

    with _refused():
        described = create_app(_settings()).openapi()
    print(json.dumps(described, indent=2, ensure_ascii=False))


def create_key(
    scope: Annotated[list[str], typer.Option(help="What it may do; give it several times for several rights.")],
    name: Annotated[str, typer.Option(help="What it is for.")] = "made on the command line",
    expires: Annotated[
        str | None, typer.Option(help="From when on it opens nothing: 2027-03-31 or 2027-03-31T12:00Z.")
    ] = None,
) -> None:
    """Make an API key and print it, this once.

    Example: problembank key create --scope quizzes:write --scope scores:read --name "course platform"

    Scopes: bank:read, check, quizzes:write, attempts:write, scores:read, admin.
    """
    from pydantic import ValidationError

    from schemas.keys import KeyCreate
    from service import database
    from service.keys.service import create_in

    until = None if expires is None else _moment(expires)
    try:
        new = KeyCreate.model_validate({"name": name, "scopes": tuple(dict.fromkeys(scope)), "expires_at": until})
    except ValidationError as error:
        first = error.errors()[0]
        option = {"scopes": "--scope", "expires_at": "--expires"}.get(str(first["loc"][0]), "--name")
        raise Refused(f"{option}: {first['msg']}, not {first['input']!r}") from None
    settings = _settings()
    with _refused():
        if settings.migrate:
            database.upgrade(settings)
        made = create_in(settings, new)
    print(made.secret)


def upgrade() -> None:
    """Bring the tables up to date; on SQLite, make the database if it is not there.

    Example: DATABASE_URL=postgresql://bank@db/bank problembank db upgrade
    """
    from service import database

    with _refused():
        database.upgrade(_settings())


def backup(
    file: Annotated[Path, typer.Argument(help="The new file; an existing one is never overwritten.")],
) -> None:
    """Copy the database into a file, also while the service runs.

    Example: problembank db backup monday.db
    """
    from service import database

    with _refused():
        database.backup(_settings(), file)
    print(file)


def restore(file: Annotated[Path, typer.Argument(help="A file that `db backup` wrote.")]) -> None:
    """Put a backup where there is no database yet: an SQLite file that does not exist, an empty one on PostgreSQL.

    Example: PROBLEMBANK_DATA=./restored problembank db restore monday.db
    """
    from service import database

    settings = _settings()
    with _refused():
        database.restore(settings, file)
        database.upgrade(settings)
    print(settings.url.render_as_string(hide_password=True))


def erase(learner: Annotated[str, typer.Argument(help="The learner's id.")]) -> None:
    """Delete everything a learner typed and what was told about it, for good.

    Example: problembank learner erase s-17
    """
    from service.database import Database
    from service.erasure import service as erasure
    from service.keys.secret import load
    from service.keys.service import COMMAND_LINE

    settings = _settings()
    database = Database(settings)
    try:
        with _refused(), database.write() as session:
            secret = load(session, settings)
            found = erasure.erase(session, settings, secret, learner, COMMAND_LINE, datetime.now(UTC))
    finally:
        database.close()
    print(f"{found.attempts} attempts with {found.responses} responses are erased")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"--expires must look like 2027-03-31 or 2027-03-31T12:00Z, not {text!r}") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _free(host: str, port: int) -> None:
    """Refuse a port that is taken before a server says so at length."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(
                f"cannot listen on {host} port {port}: {error.strerror}; choose another with --port"
            ) from None
