"""One exercise for every kind of answer, and plans to export."""

from functools import cache

from pydantic import TypeAdapter

from generators import bank
from schemas.answer import AnswerKey
from schemas.exercise import Exercise, Mistake, Part
from schemas.export import ExportCreate
from service.exports.formats import FORMATS
from service.exports.plan import Place, Plan
from service.exports.report import Ledger

THREE = [{"id": "a", "text": "one"}, {"id": "b", "text": "$x^2$"}, {"id": "c", "text": "a < b & c"}]
KEYS = {
    "number": ({"value": "5/2", "tolerance": {"decimals": 1}}, {"value": "7/2", "tolerance": {"decimals": 1}}),
    "expression": ({"value": "2*x*sin(x)"}, {"value": "2*x*cos(x)"}),
    "antiderivative": (
        {"integrand": "2*x", "variable": "x", "value": "x^2"},
        {"integrand": "x", "variable": "x", "value": "x^2/2"},
    ),
    "equation": ({"value": "y = 2*x + 1"}, {"value": "y = x + 2"}),
    "inequality": ({"value": "x > 1"}, {"value": "x > 2"}),
    "system": ({"value": ["x = 1", "y = 2"]}, {"value": ["x = 2", "y = 1"]}),
    "vector": ({"value": ["1", "2"]}, {"value": ["2", "1"]}),
    "matrix": ({"value": [["1", "2"], ["3", "4"]]}, {"value": [["1", "3"], ["2", "4"]]}),
    "echelon": (
        {"matrix": [["1", "2"], ["3", "4"]], "value": [["1", "0"], ["0", "1"]], "reduced": True},
        {"matrix": [["1", "2"], ["2", "4"]], "value": [["1", "2"], ["0", "0"]], "reduced": True},
    ),
    "direction": ({"value": ["2", "1"]}, {"value": ["1", "2"]}),
    "basis": ({"value": [["1", "0", "1"], ["0", "1", "1"]]}, {"value": [["1", "0", "0"], ["0", "1", "1"]]}),
    "eigenpairs": ({"matrix": [["2", "0"], ["0", "3"]]}, {"matrix": [["1", "0"], ["0", "3"]]}),
    "set": ({"value": ["3", "-1"]}, {"value": ["-3", "1"]}),
    "list": ({"value": ["1", "1", "2"]}, {"value": ["1", "2", "3"]}),
    "interval": ({"value": "(1, 2]"}, {"value": "[1, 2]"}),
    "boolean": ({"value": True}, {"value": False}),
    "choice": ({"options": THREE, "value": "a"}, {"options": THREE, "value": "b"}),
    "choices": ({"options": THREE, "value": ["a", "c"]}, {"options": THREE, "value": ["a"]}),
    "order": ({"items": THREE, "value": ["c", "a", "b"]}, {"items": THREE, "value": ["b", "a", "c"]}),
    "matching": (
        {"left": THREE[:2], "right": THREE, "value": {"a": "c", "b": "a"}},
        {"left": THREE[:2], "right": THREE, "value": {"a": "a", "b": "c"}},
    ),
    "table": (
        {"columns": ["x", "y"], "rows": ["1", "2"], "value": [["1", "2"], ["3", "4"]]},
        {"columns": ["x", "y"], "rows": ["1", "2"], "value": [["1", "2"], ["3", "5"]]},
    ),
    "argument": ({"value": ["2*x + 1 = 5", "2*x = 4", "x = 2"]}, {"value": ["2*x + 1 = 5", "2*x = 6", "x = 3"]}),
    "text": ({"value": ["singular", "not invertible"]}, {"value": ["regular"]}),
}
"""A key of each kind, and a wrong one."""
KEY = TypeAdapter(AnswerKey)


def part(kind, share=1.0):
    right, wrong = (KEY.validate_python({"kind": kind, **fields}) for fields in KEYS[kind])
    return Part(
        ask=f"Give the {kind} of $x < 2$ & more.",
        answer=right,
        steps=("Look: $1 < 2$.", "So it is."),
        mistakes=(Mistake(misconception="sign", answer=wrong, feedback="Mind the sign of $a_1$ ~ #1 {so}."),),
        hints=("Think of $x^2$.",),
        points_share=share,
    )


def exercise(*kinds):
    """With a part of each kind."""
    return Exercise(
        generator="refresher.algebra.sample",
        version=1,
        level="core",
        seed=1,
        title="A sample: a < b",
        topic="refresher.algebra",
        skill="s.sample",
        source="nowhere",
        stem="Let $f(x) = [[1, 2], [3, 4]]$.",
        parts=tuple(part(kind, 1 / len(kinds)) for kind in kinds),
    )


def plan(*exercises, points=1.0, title="Week 3 / & more"):
    """A place for each; a list of exercises is a pool."""
    pools = [each if isinstance(each, list) else [each] for each in exercises]
    return Plan(title, "BCDFGH", tuple(Place(n, points, tuple(pool)) for n, pool in enumerate(pools, 1)))


def written(made, format, **options):
    """The file and the report."""
    order = ExportCreate.model_validate(
        {
            "title": made.title,
            "sections": [{"pick": {"topics": ["refresher"]}, "level": "core", "count": 1}],
            "format": format,
            **options,
        }
    )
    ledger = Ledger()
    body = FORMATS[format].write(made, order, ledger)
    return body, ledger.report(format, made.places)


def drawn(level="core", every=1):
    """An exercise of every so many generators."""
    return list(all_at(level)[::every])


@cache
def all_at(level):
    return [bank.draw(generator, 1, level) for generator in bank.load().values()]
