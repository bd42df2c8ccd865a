"""`check`: judge responses without a database or a server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TextIO

import typer

from service.cli.errors import Refused

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from generators.notation.tree import Node
    from schemas.answer import AnswerKey, Assumption
    from schemas.verdict import Verdict
    from service.checking import Prover

MAX_LINE = 1 << 20
"""Characters of one case."""
PROOF_SECONDS, PROOF_MEGABYTES = 2.0, 1024


def register(app: typer.Typer) -> None:
    app.command("check")(check)


def check(
    key: Annotated[Path | None, typer.Option(help="A file with an answer key as JSON.")] = None,
    response: Annotated[str | None, typer.Option(help="What was typed.")] = None,
    format: Annotated[str | None, typer.Option(help="text or latex; found out if absent.")] = None,
    locale: Annotated[str, typer.Option(help="BCP 47 tag; where it writes a decimal comma, one is read.")] = "en",
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl",
            help='Read {"id", "answer", "response", "format"?, "locale"?} a line, write {"id", "verdict"} a line.',
        ),
    ] = False,
) -> None:
    """Judge one response, or many: each verdict is written as soon as its line is read.

    Example: problembank check --key key.json --response "2x sin(x)"

    Example: problembank check --jsonl < cases.jsonl > verdicts.jsonl
    """
    if jsonl:
        if key is not None or response is not None:
            raise Refused("--jsonl reads keys and responses from standard input; leave out --key and --response")
        raise typer.Exit(_stream(lines(sys.stdin.buffer), sys.stdout, _known(locale)))
    if key is None or response is None:
        raise Refused("give --key and --response, or --jsonl; see `problembank check --help`")
    try:
        case = read(b'{"answer":' + key.read_bytes() + b"}")
        verdict = judged(case | {"response": response, "format": format}, _known(locale))
    except OSError as error:
        raise Refused(f"{key} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise Refused(f"{key}: {error}") from None
    print(verdict.model_dump_json(indent=2))


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines, each as soon as it is there; of one that is too long no more than shows that it is."""
    while line := stream.readline(MAX_LINE + 1):
        yield line
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE + 1)


def _known(locale: str) -> str:
    from schemas.locale import known_locale

    try:
        return known_locale(locale)
    except ValueError as error:
        raise Refused(f"--locale: {error}") from None


def _stream(cases: Iterable[bytes], out: TextIO, locale: str) -> int:
    """Verdicts in the order of the cases. What cannot be judged gives an `error` and, at the end, exit code 1."""
    failed = 0
    for answered in answers(cases, locale):
        failed += "error" in answered
        print(json.dumps(answered, ensure_ascii=False, separators=(",", ":")), file=out, flush=True)
    return 1 if failed else 0


def answers(cases: Iterable[bytes], locale: str = "en") -> Iterator[dict[str, Any]]:
    """`locale` is that of the cases that name none."""
    for number, line in enumerate(cases, 1):
        if not line.strip():
            continue
        id = None
        try:
            case = read(line)
            id = case.get("id")
            yield {"id": id, "verdict": judged(case, locale).model_dump(mode="json", exclude_none=True)}
        except ValueError as error:
            yield {"id": id, "error": f"line {number}: {' '.join(str(error).split())}"}


def read(line: bytes) -> dict[str, Any]:
    """The case on one line. Raises ValueError."""
    if len(line) > MAX_LINE:
        raise ValueError(f"the line is longer than {MAX_LINE:,} bytes")
    try:
        case = json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(case, dict):
        raise ValueError('not an object: write {"id": …, "answer": …, "response": …}')
    return case


def judged(case: Mapping[str, Any], locale: str = "en") -> Verdict:
    """The verdict on one case. Raises ValueError for a case that cannot be judged."""
    from generators.answers import check

    for name in ("answer", "response"):
        if name not in case:
            raise ValueError(f"{name} is missing")
    response, format = case["response"], case.get("format")
    if not isinstance(response, str):
        raise ValueError(f"response must be a text, not {json.dumps(response)[:80]}")
    if format not in (None, "text", "latex"):
        raise ValueError(f'format must be "text" or "latex", not {json.dumps(format)[:80]}')
    named = locale if case.get("locale") is None else case["locale"]
    if not isinstance(named, str):
        raise ValueError(f"locale must be a text, not {json.dumps(named)[:80]}")
    key = usable(json.dumps(case["answer"], sort_keys=True))
    return check(key, response, format=format, locale=named, prove=prove)


@lru_cache(maxsize=1024)
def usable(key_json: str) -> AnswerKey:
    """The key, if it can be read and has a value. Raises ValueError."""
    from pydantic import ValidationError

    from generators.answers import flaw

    try:
        key = _keys().validate_json(key_json)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(("answer", *(str(each) for each in first["loc"])))
        raise ValueError(f"{where}: {first['msg'].removeprefix('Value error, ')}") from None
    if complaint := flaw(key):
        raise ValueError(f"answer: {complaint}")
    return key


@lru_cache(maxsize=1)
def _keys() -> TypeAdapter[AnswerKey]:
    from pydantic import TypeAdapter

    from schemas.answer import AnswerKey

    return TypeAdapter(AnswerKey)


def prove(left: Node, right: Node, symbols: Mapping[str, Assumption]) -> bool | None:
    """A proof by SymPy, in a process that is killed when it takes too long."""
    return _prover().prove(left, right, symbols)


@lru_cache(maxsize=1)
def _prover() -> Prover:
    import atexit

    from service.checking import Prover

    prover = Prover(workers=1, seconds=PROOF_SECONDS, megabytes=PROOF_MEGABYTES, queue=1, jobs=300)
    atexit.register(prover.close)
    return prover
