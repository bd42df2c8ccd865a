"""Exercises as data: JSON lines and Parquet, as `problembank generate` writes them, with their place and points."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from schemas.exercise import Exercise
from schemas.export import ExportCreate
from service.exports.formats import Unavailable
from service.exports.plan import Plan
from service.exports.report import Ledger


def jsonl(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """One exercise a line, with everything: keys, steps, mistakes, hints, figures."""
    return b"".join(
        line(exercise, item=place.number, points=place.points) for place in plan.places for exercise in place.exercises
    )


def line(exercise: Exercise, **beside: object) -> bytes:
    """One exercise as a line of JSON: its recipe, what else is told of it, and the exercise as it is frozen."""
    told = {"recipe": exercise.recipe, **beside, **exercise.model_dump(mode="json")}
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


# Parquet ---------------------------------------------------------------------------------------------------------


def parquet(plan: Plan, order: ExportCreate, ledger: Ledger) -> bytes:
    """The same as a table: an exercise a row, its parts a list of structures. Raises `Unavailable` without pyarrow."""
    rows = [
        row_of(exercise, item=place.number, points=place.points)
        for place in plan.places
        for exercise in place.exercises
    ]
    return table_of(rows, placed=True)


def row_of(exercise: Exercise, **beside: object) -> dict[str, Any]:
    """One exercise as a row: what differs in shape from key to key, and figures, are JSON in text columns."""
    told = exercise.model_dump(mode="json")
    return {
        "recipe": exercise.recipe,
        **beside,
        **told,
        "given": list(told["given"].items()),
        "figures": [_json(figure) for figure in told["figures"]],
        "parts": [_part(part) for part in told["parts"]],
    }


def _part(part: dict[str, Any]) -> dict[str, Any]:
    mistakes = [{**each, "answer": _json(each["answer"])} for each in part["mistakes"]]
    figure = None if part["figure"] is None else _json(part["figure"])
    kind = part["answer"]["kind"]
    return {**part, "kind": kind, "answer": _json(part["answer"]), "figure": figure, "mistakes": mistakes}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def table_of(rows: Sequence[dict[str, Any]], *, placed: bool = False) -> bytes:
    """A Parquet file of rows; with `placed` they have columns `item` and `points`."""
    arrow, writer = _pyarrow()
    text = arrow.string()
    texts = arrow.list_(text)
    mistake = arrow.struct([("misconception", text), ("answer", text), ("feedback", text), ("follows", text)])
    part = arrow.struct(
        [("name", text), ("ask", text), ("kind", text), ("answer", text), ("follows", text), ("steps", texts),
         ("figure", text), ("mistakes", arrow.list_(mistake)), ("hints", texts), ("points_share", arrow.float64())]
    )  # fmt: skip
    data = arrow.struct([("columns", texts), ("rows", arrow.list_(texts)), ("caption", text)])
    schema = arrow.schema(
        [("recipe", text), *([("item", arrow.int32()), ("points", arrow.float64())] if placed else []),
         ("generator", text), ("version", arrow.int32()), ("level", text), ("seed", arrow.int64()), ("title", text),
         ("topic", text), ("skill", text), ("source", text), ("stem", text), ("given", arrow.map_(text, text)),
         ("data", data), ("figures", texts), ("parts", arrow.list_(part))]
    )  # fmt: skip
    stream = io.BytesIO()
    writer.write_table(arrow.Table.from_pylist(list(rows), schema=schema), stream, compression="zstd")
    return stream.getvalue()


def rows_in(file: Path) -> int:
    """How many rows a Parquet file holds, by its own word."""
    _, reader = _pyarrow()
    return int(reader.read_metadata(file).num_rows)


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise Unavailable("Parquet needs pyarrow, which is not installed: pip install 'problembank[corpus]'") from None
    return pyarrow, pyarrow.parquet
