from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Response

from schemas.page import Page
from schemas.score import ScoreRow
from service.deps import ScoreReader, ServerDep
from service.docs import problems
from service.errors import NotAcceptable, shown
from service.paging import SliceDep
from service.scores import service as scores
from service.scores import table

router = APIRouter(tags=["scores"])
JSON, CSV = "application/json", "text/csv"


@router.get(
    "/quizzes/{quiz}/scores",
    summary="Read the gradebook",
    response_model=Page[ScoreRow],
    responses=problems(NotAcceptable) | {200: {"content": {CSV: {"schema": {"type": "string"}}}}},
)
def read_scores(
    _: ScoreReader,
    server: ServerDep,
    part: SliceDep,
    quiz: Annotated[UUID, Path(description="Id of the quiz.")],
    accept: Annotated[str, Header(description="`application/json` or `text/csv`; CSV has all rows.")] = JSON,
) -> Response:
    """One row a learner; the best attempt handed in counts. As CSV with one column an item, without pages."""
    if _preferred(accept) == CSV:
        name = f'attachment; filename="scores-{quiz}.csv"'
        body = table.text(scores.whole(server, quiz))
        return Response(body, media_type=CSV, headers={"Content-Disposition": name})
    return Response(scores.gradebook(server, quiz, part).model_dump_json(), media_type=JSON)


def _preferred(accept: str) -> str:
    """Raises `NotAcceptable`. JSON unless CSV is liked better, or named where JSON is only covered by a wildcard."""
    wanted = dict(map(_quality, filter(None, map(str.strip, accept.split(",")))))
    json = wanted.get(JSON, wanted.get("application/*", wanted.get("*/*", 0.0)))
    csv = wanted.get(CSV, wanted.get("text/*", wanted.get("*/*", 0.0)))
    if json == csv == 0.0:
        raise NotAcceptable(f"scores are sent as {JSON} or {CSV}, not as {shown(accept)}")
    named = CSV in wanted and JSON not in wanted
    return CSV if csv > json or (named and csv == json) else JSON


def _quality(item: str) -> tuple[str, float]:
    name, *parameters = (word.strip() for word in item.lower().split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return name, 0.0
    return name, 1.0
