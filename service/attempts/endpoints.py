from typing import Annotated
from uuid import UUID

from anyio import to_thread
from fastapi import Body, Response

from schemas.attempt import (
    AttemptRead,
    AttemptResult,
    AttemptStart,
    HintAsk,
    HintGiven,
    ItemCheck,
    ItemChecked,
    ResponseSave,
    Saved,
    Submitted,
)
from service import routing
from service.attempts import service as attempts
from service.deps import AttemptDriver, AttemptReader, AttemptStarter, ServerDep
from service.docs import PREFIX, example, problems
from service.errors import (
    AlreadyRunning,
    AttemptClosed,
    CheckerBusy,
    FeedbackNotYet,
    JudgementRunning,
    KeyReused,
    NoAttemptsLeft,
    NoData,
    NoHintsLeft,
    NoSuchFigure,
    NoTriesLeft,
    QuizNotOpen,
    Stale,
)
from service.etags import IfMatch, IfNoneMatch
from service.idempotency import Once, OnceDep
from service.keys import tokens
from service.lasting import CSV, SVG, lasting
from service.paths import AttemptId, FigureNumber, ItemNumber, PartNumber, QuizId
from service.render import figures
from service.render.columns import as_csv
from service.server import Server

router = routing.router(tags=["attempts"])

JSON = "application/json"
WRITES = (KeyReused, AlreadyRunning)


@router.post(
    "/quizzes/{quiz}/attempts",
    status_code=201,
    summary="Start or resume an attempt",
    response_model=AttemptRead,
    responses=problems(QuizNotOpen, NoAttemptsLeft, *WRITES)
    | {200: {"model": AttemptRead, "description": "Resumed: the learner has an open attempt."}},
)
async def start_attempt(
    _: AttemptStarter,
    server: ServerDep,
    once: OnceDep,
    quiz: QuizId,
    asked: Annotated[
        AttemptStart, Body(openapi_examples={"ada": example("A learner", {"learner": "s-17", "name": "Ada"})})
    ],
) -> Response:
    """Items in learner view, drawn for this learner and frozen: what is marked is what was seen.

    `learner_token` opens this attempt and nothing else, for a while; starting again gives another one.
    """
    return await to_thread.run_sync(_start, server, once, quiz, asked, limiter=server.starters)


def _start(server: Server, once: Once, quiz: UUID, asked: AttemptStart) -> Response:
    id, started = attempts.start(server, quiz, asked, once)
    token = tokens.issue(server.secret, id, server.clock(), server.settings.learner_token_s)
    headers = {"Location": f"{PREFIX}/attempts/{id}"}
    return Response(attempts.read(server, id, token), 201 if started else 200, headers, JSON)


@router.get("/attempts/{attempt}", summary="Read an attempt", response_model=AttemptRead)
def read_attempt(_: AttemptReader, server: ServerDep, attempt: AttemptId) -> Response:
    """The items as the learner sees them, with what has been saved."""
    return Response(attempts.read(server, attempt), media_type=JSON)


@router.get(
    "/attempts/{attempt}/figures/{item}/{n}.svg",
    summary="Read a figure of an item",
    response_class=Response,
    responses=problems(NoSuchFigure) | {200: {"content": {SVG: {}}}, 304: {"description": "Unchanged"}},
)
def read_attempt_figure(
    _: AttemptReader,
    server: ServerDep,
    attempt: AttemptId,
    item: ItemNumber,
    n: FigureNumber,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The figures of the question."""
    return lasting(figures.svg(attempts.figure(server, attempt, item, n)), SVG, if_none_match)


@router.get(
    "/attempts/{attempt}/data/{item}.csv",
    summary="Read the data of an item as CSV",
    response_class=Response,
    responses=problems(NoData) | {200: {"content": {CSV: {}}}, 304: {"description": "Unchanged"}},
)
def read_attempt_data(
    _: AttemptReader, server: ServerDep, attempt: AttemptId, item: ItemNumber, if_none_match: IfNoneMatch = None
) -> Response:
    """The data table that belongs to the question, for a spreadsheet: the heads, then a line a row."""
    return lasting(as_csv(attempts.data(server, attempt, item)), CSV, if_none_match)


@router.put(
    "/attempts/{attempt}/responses/{item}/{part}",
    summary="Save a response",
    responses=problems(AttemptClosed, NoTriesLeft, Stale, *WRITES),
)
def save_response(
    _: AttemptDriver,
    server: ServerDep,
    once: OnceDep,
    attempt: AttemptId,
    item: ItemNumber,
    part: PartNumber,
    asked: Annotated[ResponseSave, Body(openapi_examples={"text": example("As typed", {"response": "{-7, 2}"})})],
    if_match: IfMatch = None,
) -> Saved:
    """Autosave: stored as typed, judged when the attempt is handed in. The ETag is for `If-Match`."""
    return attempts.save(server, attempt, item, part, asked, if_match, once)


@router.post(
    "/attempts/{attempt}/items/{item}/check",
    summary="Judge an item at once",
    responses=problems(AttemptClosed, NoTriesLeft, FeedbackNotYet, JudgementRunning, CheckerBusy, *WRITES),
)
def check_item(
    _: AttemptDriver,
    server: ServerDep,
    once: OnceDep,
    attempt: AttemptId,
    item: ItemNumber,
    asked: Annotated[
        ItemCheck, Body(openapi_examples={"first": example("The first part", {"responses": {"1": "{-7, 2}"}})})
    ],
) -> ItemChecked:
    """Only where the quiz gives immediate feedback. What cannot be read or decided costs no try."""
    return attempts.check_item(server, attempt, item, asked, once)


@router.post(
    "/attempts/{attempt}/items/{item}/hints",
    summary="Take a hint",
    responses=problems(AttemptClosed, NoHintsLeft, *WRITES),
)
def take_hint(
    _: AttemptDriver,
    server: ServerDep,
    once: OnceDep,
    attempt: AttemptId,
    item: ItemNumber,
    asked: Annotated[HintAsk, Body(openapi_examples={"first": example("To the first part", {"part": 1})})],
) -> HintGiven:
    """The next hint to a part, where the quiz gives hints. It costs the answers given after it; those before keep
    their worth."""
    return attempts.hint(server, attempt, item, asked, once)


@router.post("/attempts/{attempt}/submit", summary="Hand in an attempt", responses=problems(*WRITES))
def submit_attempt(_: AttemptDriver, server: ServerDep, once: OnceDep, attempt: AttemptId) -> Submitted:
    """What was saved last counts. Handing in again changes nothing."""
    return attempts.submit(server, attempt, once)


@router.get("/attempts/{attempt}/result", summary="Read the result", responses=problems(FeedbackNotYet, CheckerBusy))
def read_result(_: AttemptReader, server: ServerDep, attempt: AttemptId) -> AttemptResult:
    """Verdicts and scores as far as the quiz's feedback rule allows; right answers and steps once it is handed in."""
    return attempts.result(server, attempt)
