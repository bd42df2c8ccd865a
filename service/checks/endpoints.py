from typing import Annotated

from fastapi import Body, Response

from schemas.check import CheckBatch, CheckRequest, Preview, PreviewRequest, VerdictBatch
from schemas.verdict import Verdict
from service import routing
from service.checks import service as checks
from service.deps import Checks, ServerDep
from service.docs import example, problems
from service.errors import BadKey, CheckerBusy

router = routing.router(tags=["marking"])
JSON = "application/json"

DERIVATIVE = {"answer": {"kind": "expression", "value": "2*x*sin(x) + x^2*cos(x)"}, "response": "x(2 sin x + x cos x)"}
ROOTS = {"answer": {"kind": "set", "value": ["-1", "3"]}, "response": "{3, -1}"}
DECIMAL = {"answer": {"kind": "number", "value": "3/2"}, "response": "1,5", "locale": "de"}
SOME = {
    "answer": {
        "kind": "choices",
        "options": [{"id": "a", "text": "symmetric"}, {"id": "b", "text": "zero"}, {"id": "c", "text": "square"}],
        "value": ["a", "c"],
        "partial": "per_option",
    },
    "response": "a, b, c",
}
ORDERED = {
    "answer": {
        "kind": "order",
        "items": [{"id": "a", "text": "second"}, {"id": "b", "text": "first"}, {"id": "c", "text": "third"}],
        "value": ["b", "a", "c"],
    },
    "response": "b < c < a",
}
CELLS = {
    "answer": {
        "kind": "table",
        "columns": ["eigenvector?", "eigenvalue"],
        "rows": ["u", "v"],
        "value": [[{"kind": "boolean", "value": True}, "2"], [{"kind": "boolean", "value": False}, "0"]],
    },
    "response": "yes, 2; yes, 0",
}
TRACE = {
    "answer": {
        "kind": "table",
        "mode": "trace",
        "columns": ["x"],
        "rows": ["1", "2", "3"],
        "start": ["5"],
        "step": ["x - 0.1*(2*x)"],
        "value": [["4"], ["3.2"], ["2.56"]],
    },
    "response": "4; 4.8; 3.84",
}
ARGUMENT = {
    "answer": {"kind": "argument", "value": ["x^2 = 4*x", "x*(x - 4) = 0", "x = 0 or x = 4"]},
    "response": "x^2 = 4x; x = 4",
}
WORDS = {"answer": {"kind": "text", "value": ["singular", "not invertible"]}, "response": "singuler"}
WITH_MISTAKE = {
    "answer": {"kind": "set", "value": ["-1", "3"]},
    "response": "{1, -3}",
    "mistakes": [
        {
            "misconception": "sign-of-root",
            "answer": {"kind": "set", "value": ["1", "-3"]},
            "feedback": "A factor $x - r$ is zero at $x = r$.",
        }
    ],
}


@router.post("/check", summary="Judge one response", response_model=Verdict, responses=problems(BadKey, CheckerBusy))
def check_response(
    _: Checks,
    server: ServerDep,
    asked: Annotated[
        CheckRequest,
        Body(
            openapi_examples={
                "expression": example("Equal as functions", DERIVATIVE),
                "set": example("A set, in any order", ROOTS),
                "locale": example("A decimal comma", DECIMAL),
                "choices": example("Several options, credit for each", SOME),
                "order": example("Items in their order", ORDERED),
                "table": example("A table with cells of several kinds", CELLS),
                "trace": example("An iteration, each row from the one above", TRACE),
                "argument": example("Working, line by line", ARGUMENT),
                "text": example("Words", WORDS),
                "mistake": example("A mistake that is recognised", WITH_MISTAKE),
            }
        ),
    ],
) -> Response:
    """Mark a response against an answer key. Nothing is stored.

    `correct` rests on an identity, a proof or agreement at points of the domain; `incorrect` on a rigorous difference.
    `invalid` could not be read, `undecided` not be decided in time: neither means wrong.
    """
    return Response(checks.check(server, asked).model_dump_json(), media_type=JSON)


@router.post(
    "/check:batch",
    summary="Judge up to 1,000 responses",
    response_model=VerdictBatch,
    responses=problems(BadKey, CheckerBusy),
)
def check_responses(
    _: Checks,
    server: ServerDep,
    asked: Annotated[
        CheckBatch,
        Body(
            openapi_examples={
                "two": example("Two responses", {"items": [{"id": "a", **ROOTS}, {"id": "b", **DERIVATIVE}]})
            }
        ),
    ],
) -> Response:
    """Verdicts in the order of the request, all or none. Proofs of one batch share ten times the time of one."""
    judged = VerdictBatch(items=checks.check_batch(server, asked.items))
    return Response(judged.model_dump_json(), media_type=JSON)


@router.post("/preview", summary="Show how a response is read")
def preview_response(
    _: Checks,
    asked: Annotated[
        PreviewRequest,
        Body(
            openapi_examples={
                "readable": example("Readable", {"kind": "expression", "response": "x^2/2", "symbols": {"x": "real"}}),
                "locale": example("A decimal comma", {"kind": "number", "response": "1,5", "locale": "fr-FR"}),
                "unfinished": example("Unfinished", {"kind": "set", "response": "{1, 2"}),
            }
        ),
    ],
) -> Preview:
    """The reading of what was typed as text, LaTeX and MathML, or where reading fails. Never whether it is right."""
    return checks.preview(asked)
