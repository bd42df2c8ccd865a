"""Logs: one JSON object a line on standard error, without bodies, keys, tokens or what learners typed."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


def configure(level: str) -> None:
    """From here on `log` writes what is of this level and above: debug, info, warning or error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _frames,
            _as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=_to_stderr,
    )


class Forward(logging.Handler):
    """Lines of libraries, in the same form as our own."""

    def emit(self, record: logging.LogRecord) -> None:
        log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info or None)


UVICORN = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"forward": {"class": "service.logs.Forward"}},
    "root": {"handlers": ["forward"], "level": "WARNING"},
    "loggers": {"uvicorn": {"level": "INFO"}},
}
"""What `uvicorn.run` is given as `log_config`."""


_ENCODE = json.JSONEncoder(default=str).encode  # `json.dumps` would make an encoder for each line


def _as_json(_: object, __: str, line: MutableMapping[str, Any]) -> str:
    return _ENCODE(line)


def _frames(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Where something was raised, without what it said: messages repeat what learners typed and databases hold."""
    given = line.pop("exc_info", None)
    if not given:
        return line
    error = given if isinstance(given, BaseException) else given[1] if isinstance(given, tuple) else sys.exc_info()[1]
    told: list[str] = []
    while error is not None:
        told.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    line["exception"] = "\n\nwhile handling what was raised here:\n\n".join(told)
    return line


def request_id(scope: Mapping[str, Any]) -> str:
    """The id the middleware gave this request."""
    return str(scope.get("state", {}).get("request_id", ""))


def _to_stderr(*_: object) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


configure("error")
"""Until a server says otherwise: standard output belongs to the answers of commands."""
