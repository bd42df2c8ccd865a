"""The command `problembank`.

What a command needs is imported when it runs, so that `--help` and small commands start fast.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

import typer

from service.cli import bank, checking, corpus, export, operations, printing, quality
from service.cli.errors import Refused

MISTAKE, INTERRUPTED, PIPE_CLOSED = 2, 130, 141
"""Exit codes: something asked for cannot be done; stopped by Ctrl-C; the reader of our output went away."""

app = typer.Typer(
    name="problembank",
    help="Exercises with worked solutions for the mathematics behind machine learning.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (bank, checking, printing, export, corpus, quality, operations):
    module.register(app)


def _kinds(kind: type[Exception]) -> Iterator[type[Exception]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


ClickException: type[Exception] = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
"""What the parser of arguments raises; typer brings it along without offering it by name."""
NoArguments = next((kind for kind in _kinds(ClickException) if kind.__name__ == "NoArgsIsHelpError"), Refused)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. A mistake is told in one line on standard error."""
    try:
        code = app(list(arguments), prog_name="problembank", standalone_mode=False)
        sys.stdout.flush()
    except Refused as error:
        return _told(str(error))
    except ClickException as error:
        if isinstance(error, NoArguments):
            print(error)  # a bare `problembank` or `problembank db`: its help
            return 0
        return _told(_of_parser(error))
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):  # typer exits when it meets a closed pipe, and in no other case
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the interpreter flushes once more when it ends
        return PIPE_CLOSED
    return code if isinstance(code, int) else 0


def main() -> None:
    sys.exit(run(sys.argv[1:]))


def _of_parser(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    message: str = getattr(error, "format_message", lambda: str(error))()
    hint = f"; see `{context.command_path} --help`" if context is not None else ""
    return message.replace("\n", " ").rstrip(".") + hint


def _told(message: str) -> int:
    print(f"problembank: {' '.join(message.split())}", file=sys.stderr)
    return MISTAKE


if __name__ == "__main__":
    main()
