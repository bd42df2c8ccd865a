"""`check`: judge responses without a database or a server.

Many lines are judged on all cores, a line alone at once: who waits for a verdict before writing the next line gets it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NamedTuple, TextIO

import typer

from service.cli.errors import Refused
from service.judges import SLICE, Judges, Task

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from generators.answers.compare import Prove
    from generators.notation.tree import Node
    from schemas.answer import AnswerKey, Assumption
    from schemas.exercise import Mistake
    from schemas.verdict import Verdict
    from service.checking import Prover

MAX_LINE = 1 << 20
"""Characters of one case."""
PROOF_SECONDS, PROOF_MEGABYTES = 2.0, 1024
BLOCK = 1 << 16
"""Bytes read at a time."""
WAITING = 64
"""Blocks or slices that may wait for their turn to be written."""


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
            help='Read {"id", "answer", "response", "format"?, "locale"?, "mistakes"?}, write {"id", "verdict"}.',
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
        raise typer.Exit(_stream(sys.stdin.buffer, sys.stdout, _known(locale)))
    if key is None or response is None:
        raise Refused("give --key and --response, or --jsonl; see `problembank check --help`")
    try:
        case = read(b'{"answer":' + key.read_bytes() + b"}")
        verdict = judged(case | {"response": response, "format": format}, prove, _known(locale))
    except OSError as error:
        raise Refused(f"{key} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise Refused(f"{key}: {error}") from None
    print(verdict.model_dump_json(indent=2))


class Line(NamedTuple):
    """`number` counts from 1; `locale` is for a case that names none."""

    number: int
    text: bytes
    locale: str = "en"


class Answer(NamedTuple):
    """What is written for a line, and whether it could be judged."""

    text: str
    judged: bool


def _known(locale: str) -> str:
    from schemas.locale import known_locale

    try:
        return known_locale(locale)
    except ValueError as error:
        raise Refused(f"--locale: {error}") from None


def _stream(stream: BinaryIO, out: TextIO, locale: str) -> int:
    """Verdicts in the order of the cases. What cannot be judged gives an `error` and, at the end, exit code 1."""
    judges = Judges(os.cpu_count() or 1)
    writer = _Writer(out)
    try:
        for block in blocks(stream, locale):
            if len(block) < SLICE or not judges.ready(fast):
                for line in block:
                    writer.put(Task(fast, [line]))
            else:
                for task in judges.map(fast, block):
                    writer.put(task)
            if writer.error is not None:
                break
    finally:
        writer.close()
        judges.close()
    if writer.error is not None:
        raise writer.error
    return 1 if writer.failed else 0


class _Writer:
    """Writes answers in order, each as soon as it is known; what needs a proof is judged here."""

    def __init__(self, out: TextIO) -> None:
        self.failed = 0
        self.error: BaseException | None = None
        self._out = out
        self._queue: Queue[Task[Line, Answer | Line] | None] = Queue(WAITING)
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def put(self, task: Task[Line, Answer | Line]) -> None:
        self._queue.put(task)

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (task := self._queue.get()) is not None:
            if self.error is not None:
                continue  # whoever puts must not wait for ever
            try:
                self._write(task.results())
            except BaseException as error:
                self.error = error

    def _write(self, answers: Iterable[Answer | Line]) -> None:
        for each in answers:
            answer = each if isinstance(each, Answer) else answered(each, prove)
            self.failed += not answer.judged
            print(answer.text, file=self._out, flush=True)


def blocks(stream: BinaryIO, locale: str = "en") -> Iterator[list[Line]]:
    """Numbered lines, each as soon as it is there, those together that come together; empty ones are left out.

    Of a line that is too long no more is kept than shows that it is.
    """
    number, rest = 0, b""
    while chunk := stream.read1(BLOCK):  # type: ignore[attr-defined]
        *whole, last = chunk.split(b"\n")
        found = []
        for line in whole:
            number += 1
            if (line := rest + line).strip():
                found.append(Line(number, line, locale))
            rest = b""
        rest = (rest + last)[: MAX_LINE + 1]
        yield found
    if rest.strip():
        yield [Line(number + 1, rest, locale)]


def fast(line: Line) -> Answer | Line:
    """The answer by the fast tiers; the line itself if these leave it open."""
    needed: list[bool] = []
    answer = answered(line, lambda *_: needed.append(True))
    return line if needed else answer


def answered(line: Line, prove: Prove) -> Answer:
    id = None
    try:
        case = read(line.text)
        id = case.get("id")
        verdict = judged(case, prove, line.locale)
    except ValueError as error:
        return Answer(_json({"id": id, "error": f"line {line.number}: {' '.join(str(error).split())}"}), False)
    return Answer(_json({"id": id, "verdict": verdict.model_dump(mode="json", exclude_none=True)}), True)


def _json(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if text.isprintable() else json.dumps(value, separators=(",", ":"))  # half a surrogate pair, say


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


def judged(case: Mapping[str, Any], prove: Prove, locale: str) -> Verdict:
    """The verdict on one case. Raises ValueError for a case that cannot be judged."""
    from generators.answers import check

    for name in ("answer", "response"):
        if name not in case:
            raise ValueError(f"{name} is missing")
    response, format, mistakes = case["response"], case.get("format"), case.get("mistakes", [])
    if not isinstance(response, str):
        raise ValueError(f"response must be a text, not {json.dumps(response)[:80]}")
    if format not in (None, "text", "latex"):
        raise ValueError(f'format must be "text" or "latex", not {json.dumps(format)[:80]}')
    named = locale if case.get("locale") is None else case["locale"]
    if not isinstance(named, str):
        raise ValueError(f"locale must be a text, not {json.dumps(named)[:80]}")
    key = usable(json.dumps(case["answer"], sort_keys=True))
    foreseen = usable_mistakes(json.dumps(mistakes, sort_keys=True)) if mistakes else ()
    return check(key, response, format=format, locale=named, mistakes=foreseen, prove=prove)


@lru_cache(maxsize=1024)
def usable(key_json: str) -> AnswerKey:
    """The key, if it can be read and has a value. Raises ValueError."""
    from generators.answers import flaw

    key: AnswerKey = _validated("answer", key_json)
    if complaint := flaw(key):
        raise ValueError(f"answer: {complaint}")
    return key


@lru_cache(maxsize=1024)
def usable_mistakes(mistakes_json: str) -> tuple[Mistake, ...]:
    """Foreseen mistakes. Raises ValueError."""
    found: tuple[Mistake, ...] = _validated("mistakes", mistakes_json)
    return found


def _validated(what: str, value_json: str) -> Any:
    from pydantic import ValidationError

    try:
        return _shapes()[what].validate_json(value_json)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join((what, *(str(each) for each in first["loc"])))
        raise ValueError(f"{where}: {first['msg'].removeprefix('Value error, ')}") from None


@lru_cache(maxsize=1)
def _shapes() -> Mapping[str, TypeAdapter[Any]]:
    from pydantic import TypeAdapter

    from schemas.answer import AnswerKey
    from schemas.exercise import Mistake

    return {"answer": TypeAdapter(AnswerKey), "mistakes": TypeAdapter(tuple[Mistake, ...])}


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
