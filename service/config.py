"""Settings, read once from the environment."""

from __future__ import annotations

import ast
import inspect
import os
from importlib.util import find_spec
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

MAX_WORKERS = 64
DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""Spellings of `DATABASE_URL` that are understood, and the driver each means."""


class Settings(BaseSettings):
    """Everything that may be set, with its bounds; variables begin with `PROBLEMBANK_` where nothing else is said."""

    model_config = SettingsConfigDict(
        env_prefix="PROBLEMBANK_",
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        env_ignore_empty=True,
    )

    database_url: str = Field(default="", validation_alias=AliasChoices("database_url", "DATABASE_URL"), repr=False)
    """SQLite in the data folder if empty; `postgresql://…` for PostgreSQL."""
    data: Path = Path("var")
    """The data folder: the SQLite database and finished worksheets."""
    admin_key: SecretStr | None = None
    """The admin key to use instead of one that is made and printed on first start; at least 8 characters."""
    secret: SecretStr | None = None
    """What keys are hashed, tokens signed and seeds drawn with, at least 32 characters; made once and kept in the
    database if absent. Changing it makes every API key and learner token invalid."""
    migrate: bool = True
    """Whether starting the service brings the tables up to date; if not, `problembank db upgrade` must have done it."""

    check_workers: int = Field(default_factory=lambda: min(2, os.cpu_count() or 1), ge=1, le=MAX_WORKERS)
    """Processes for symbolic proofs, for each server process."""
    check_processes: int = Field(default_factory=lambda: min(MAX_WORKERS, os.cpu_count() or 1), ge=1, le=MAX_WORKERS)
    """Processes that share long batches, for each server process; 1: the server judges them alone."""
    check_seconds: float = Field(default=2.0, gt=0, le=60)
    """Longest time one proof may take; past it its worker is killed."""
    check_memory_mb: int = Field(default=1024, ge=256, le=65_536)
    """Address space one worker may use."""
    check_queue: int = Field(default=16, ge=0, le=10_000)
    """Proofs that may wait for a worker; one more is answered 503."""
    check_jobs: int = Field(default=300, ge=1, le=100_000)
    """Proofs after which a worker is replaced."""

    body_kb: int = Field(default=64, ge=8, le=1_024)
    """Largest request body."""
    batch_kb: int = Field(default=2_048, ge=64, le=65_536)
    """Largest request body of `/check:batch` and `/exercises:batch`."""
    rate: float = Field(default=500.0, ge=0)
    """Requests a second for each API key, in each server process; 0: no limit. Bursts are twice that."""
    learner_rate: float = Field(default=20.0, ge=0)
    """The same for each learner token."""
    learner_token_s: int = Field(default=28_800, ge=60, le=31 * 86_400)
    """How long a learner token opens its attempt."""
    idempotency_s: int = Field(default=172_800, ge=3_600)
    """How long the answer to a request with an `Idempotency-Key` is kept."""
    sweep_s: float = Field(default=15.0, ge=0)
    """How often attempts past their end are handed in and marked; 0: only when somebody looks."""
    retention_days: int = Field(default=0, ge=0, le=36_500)
    """Attempts handed in longer ago than this are erased; 0: never."""
    printed_days: int = Field(default=0, ge=0, le=36_500)
    """Files of worksheets and exports made longer ago than this are deleted; 0: never. Ordered again with the same seed
    they are the same."""
    event_days: int = Field(default=90, ge=1, le=36_500)
    """Events older than this leave the feed."""
    webhook_s: float = Field(default=5.0, ge=0)
    """How often events are sent to webhooks; 0: never by this process."""
    webhook_private: bool = False
    """Whether webhooks may use plain http and lead into private networks."""
    presses: int = Field(default=1, ge=0, le=MAX_WORKERS)
    """Worksheets and exports that one server process makes at a time; 0: it leaves them to others."""
    print_processes: int = Field(default_factory=lambda: min(MAX_WORKERS, os.cpu_count() or 1), ge=1, le=MAX_WORKERS)
    """Processes that print one large order of worksheets; each takes some 300 MB while it prints."""
    public_url: str = Field(default="", pattern=r"^(https?://[^\s\"'<>\\?#]+[^/])?$", max_length=500)
    """Where people reach this service, such as `https://bank.example.org`: QR codes on sheets lead there. If empty they
    hold the sheet code alone."""
    proxies: str = Field(default="127.0.0.1,::1", max_length=2_000)
    """Addresses and networks, with commas between, of proxies whose `X-Forwarded-For` and `-Proto` are believed."""
    drain_s: float = Field(default=0.0, ge=0, le=20)
    """How long after SIGTERM requests are still taken while `/readyz` answers 503, so that a proxy sends no more."""
    otlp_url: str = Field(default="", pattern=r"^(https?://\S+)?$", max_length=500)
    """Where traces are sent, as OTLP over HTTP: `http://collector:4318/v1/traces`; empty: none are made. Needs the
    extra `telemetry`."""
    log_level: str = Field(default="info", pattern="^(debug|info|warning|error)$")
    """The least severe lines that are logged: debug, info, warning or error."""

    @field_validator("data")
    @classmethod
    def _absolute(cls, data: Path) -> Path:
        return data.expanduser().absolute()

    @field_validator("otlp_url")
    @classmethod
    def _with_the_extra(cls, url: str) -> str:
        if url and not _installed("opentelemetry.exporter.otlp.proto.http"):
            raise ValueError("needs the extra `telemetry`: pip install 'problembank[telemetry]'")
        return url

    @field_validator("proxies")
    @classmethod
    def _known_proxies(cls, text: str) -> str:
        for each in filter(None, map(str.strip, text.split(","))):
            try:
                ip_network(each)
            except ValueError:
                raise ValueError(f"{each!r} is neither an address nor a network such as 10.0.0.0/8") from None
        return text

    @field_validator("admin_key")
    @classmethod
    def _long_admin_key(cls, key: SecretStr | None) -> SecretStr | None:
        return _at_least(8, key)

    @field_validator("secret")
    @classmethod
    def _long_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        return _at_least(32, secret)

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, text: str) -> str:
        if text:
            _url(text)
        return text

    @property
    def url(self) -> URL:
        """Where the database is, with its driver."""
        return (
            _url(self.database_url)
            if self.database_url
            else URL.create(DRIVERS["sqlite"], database=str(self.data / "problembank.db"))
        )

    @property
    def on_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"


class BadSetting(ValueError):
    """A variable that cannot be used: the message names it, its value unless secret, and the bound."""


def load() -> Settings:
    """The settings of this process. Raises `BadSetting`."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadSetting("; ".join(_complaint(each) for each in error.errors())) from None


def variables() -> list[tuple[str, str, str]]:
    """Every variable, what it is if it is not set, and what it does: the text below its field."""
    (body,) = (each.body for each in ast.parse(inspect.getsource(Settings)).body if isinstance(each, ast.ClassDef))
    told = {
        field.target.id: " ".join(str(below.value.value).split())
        for field, below in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
    }
    return [(_variable(name), _default(name), told[name]) for name in Settings.model_fields]


def _complaint(error: ErrorDetails) -> str:
    name = str(error["loc"][0]).lower()
    shown = "" if name in ("admin_key", "secret", "database_url") else f", not {error['input']!r}"
    return f"{_variable(name)}: {error['msg'].removeprefix('Value error, ')}{shown}"


def _variable(name: str) -> str:
    return "DATABASE_URL" if name == "database_url" else f"PROBLEMBANK_{name.upper()}"


def _default(name: str) -> str:
    field = Settings.model_fields[name]
    if name == "check_workers":
        return "2, or 1 on one core"
    if name in ("check_processes", "print_processes"):
        return "the number of cores"
    return "" if field.default in (None, "") else f"./{field.default}" if name == "data" else str(field.default)


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _url(text: str) -> URL:
    try:
        url = make_url(text)
        url = url.set(drivername=DRIVERS[url.drivername])
    except (ArgumentError, ValueError):
        raise ValueError("is not a URL: it looks like sqlite:///file.db or postgresql://host/name") from None
    except KeyError:
        raise ValueError(f"names {url.drivername!r}; known are sqlite and postgresql") from None
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("names a database in memory, which forgets: name a file, as in sqlite:///file.db")
    return url


def _at_least(length: int, secret: SecretStr | None) -> SecretStr | None:
    if secret is not None and (found := len(secret.get_secret_value())) < length:
        raise ValueError(f"is {found} characters long; at least {length} are needed")
    return secret
