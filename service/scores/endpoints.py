from collections.abc import Mapping
from typing import Annotated

from fastapi import Body, Header, Response

from schemas.page import Page
from schemas.score import Overridden, OverrideWrite, ScoreRow
from service import routing
from service.deps import QuizWriter, ScoreReader, ServerDep
from service.docs import example, problems
from service.errors import AlreadyRunning, Conflict, KeyReused, NotAcceptable, Stale, shown
from service.etags import IfMatch
from service.idempotency import OnceDep
from service.paging import SliceDep
from service.paths import AttemptId, ItemNumber, QuizId
from service.scores import overrides, table
from service.scores import service as scores

router = routing.router(tags=["scores"])
JSON, CSV = "application/json", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get(
    "/quizzes/{quiz}/scores",
    summary="Read the gradebook",
    response_model=Page[ScoreRow],
    responses=problems(NotAcceptable) | {200: {"content": {CSV: {}, XLSX: {}}}},
)
def read_scores(
    _: ScoreReader,
    server: ServerDep,
    part: SliceDep,
    quiz: QuizId,
    accept: Annotated[str, Header(include_in_schema=False)] = JSON,
) -> Response:
    """One row a learner; the quiz's policy says which attempts count.

    As CSV and xlsx, by the `Accept` header, it has one column an item and no pages.
    """
    media_type = _preferred(accept)
    if media_type != JSON:
        ending, make = ("csv", table.text) if media_type == CSV else ("xlsx", table.workbook)
        name = f'attachment; filename="scores-{quiz}.{ending}"'
        body = make(scores.whole(server, quiz))
        return Response(body, media_type=media_type, headers={"Content-Disposition": name})
    return Response(scores.gradebook(server, quiz, part).model_dump_json(), media_type=JSON)


@router.put(
    "/attempts/{attempt}/items/{item}/override",
    summary="Override the points of an item",
    responses=problems(Conflict, Stale, KeyReused, AlreadyRunning),
)
def override_item(
    writer: QuizWriter,
    server: ServerDep,
    once: OnceDep,
    response: Response,
    attempt: AttemptId,
    item: ItemNumber,
    given: Annotated[
        OverrideWrite,
        Body(
            openapi_examples={
                "points": example("Give points", {"points": 0.5, "reason": "Right idea, slip in the last line"}),
                "back": example("Take them back", {"reason": "Meant for another learner"}),
            }
        ),
    ],
    if_match: IfMatch = None,
) -> Overridden:
    """Points that count whatever was computed, once the attempt is handed in. Every override stays on record.

    With `If-Match` it counts only if nobody has overridden the item since you read its overrides.
    """

    def make() -> Overridden:
        found = overrides.put(session, writer.id, attempt, item, given, if_match, server.clock())
        response.headers["ETag"] = overrides.etag(found)
        return found

    with server.database.write() as session:
        return once.run(session, 200, make)


@router.get("/attempts/{attempt}/items/{item}/override", summary="Read the overrides of an item")
def read_overrides(
    _: ScoreReader, server: ServerDep, response: Response, attempt: AttemptId, item: ItemNumber
) -> Overridden:
    """Who gave how many points, when and why. The ETag is for `If-Match`."""
    with server.database.read() as session:
        found = overrides.read(session, attempt, item)
        response.headers["ETag"] = overrides.etag(found)
        return found


def _preferred(accept: str) -> str:
    """The best liked of what there is. Raises `NotAcceptable`.

    Of those liked equally one that is named comes before those that only a wildcard covers.
    """
    wanted = dict(map(_quality, filter(None, map(str.strip, accept.split(",")))))
    liked = {each: _liked(each, wanted) for each in (JSON, CSV, XLSX)}
    best = max(liked, key=lambda each: (liked[each], each in wanted))
    if liked[best] == 0.0:
        raise NotAcceptable(f"scores are sent as {JSON}, {CSV} or {XLSX}, not as {shown(accept)}")
    return best


def _liked(media_type: str, wanted: Mapping[str, float]) -> float:
    kind = media_type.partition("/")[0]
    return next((wanted[each] for each in (media_type, f"{kind}/*", "*/*") if each in wanted), 0.0)


def _quality(item: str) -> tuple[str, float]:
    name, *parameters = (word.strip() for word in item.lower().split(";"))
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return name, min(1.0, max(0.0, float(parameter[2:])))
            except ValueError:
                return name, 0.0
    return name, 1.0
