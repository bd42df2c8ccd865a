import re
import time
from typing import Annotated
from uuid import UUID

from anyio import sleep, to_thread
from fastapi import Body, Header, Path, Response
from fastapi.responses import FileResponse

from schemas.export import ExportCreate, ExportRead
from schemas.page import Page
from service import routing
from service.database import Database
from service.deps import ClockDep, DatabaseDep, Principal, QuizWriter, SettingsDep
from service.docs import PREFIX, example, problems
from service.errors import AlreadyRunning, Conflict, EmptyPick, KeyReused, NotFound, UnknownGeneratorGiven
from service.exporting import service as exporting
from service.exports.formats import FORMATS
from service.idempotency import Once, OnceDep
from service.paging import SliceDep

router = routing.router(prefix="/exports", tags=["exports"])

ExportId = Annotated[UUID, Path(description="Id of the export.")]
WAIT, LONGEST, LOOK = 10, 30, 0.1
"""Seconds that a request waits for its export, at most if it asks for more, and between two looks."""
MOODLE = {
    "title": "Week 3: eigenvalues",
    "sections": [{"pick": {"topics": ["linear_algebra.eigen"]}, "level": "core", "count": 2, "points": 2}],
    "format": "jsonl",
    "pool": 3,
    "seed": 7,
}
Prefer = Annotated[
    str | None,
    Header(
        max_length=200,
        description=f"RFC 7240: `wait=N` waits up to N seconds, at most {LONGEST}, for the export to be finished; "
        f"`respond-async` does not wait. Without it {WAIT} seconds.",
        examples=["wait=5"],
    ),
]


@router.post(
    "",
    status_code=202,
    summary="Export a blueprint",
    responses={
        **problems(UnknownGeneratorGiven, EmptyPick, KeyReused, AlreadyRunning),
        201: {"model": ExportRead, "description": "It is done: here are its report and the path of its file."},
    },
)
async def create_export(
    caller: QuizWriter,
    database: DatabaseDep,
    clock: ClockDep,
    once: OnceDep,
    response: Response,
    order: Annotated[ExportCreate, Body(openapi_examples={"corpus": example("Six exercises as data", MOODLE)})],
    prefer: Prefer = None,
) -> ExportRead:
    """Write exercises of a blueprint in the format of another platform, with a report of what that format carried.

    It is made in the background. The answer waits some seconds for it: 201 if it is done by then, else 202; then read
    the export until its `state` is `done`. A format that can carry nothing of the blueprint gives one that `failed`,
    with the reason and the report.
    """
    seconds, applied = patience(prefer)
    if applied:
        response.headers["Preference-Applied"] = applied

    def ordered() -> ExportRead:
        def make() -> ExportRead:
            row = exporting.create(session, order, caller.id, clock())
            session.flush()
            response.headers["Location"] = base_of(row.id)
            return exporting.read(row, base_of(row.id))

        with database.write() as session:
            return once.run(session, 202, make)

    made = await to_thread.run_sync(ordered)
    end = time.monotonic() + seconds
    while made.state not in exporting.FINISHED and time.monotonic() < end:
        await sleep(LOOK)
        made = await to_thread.run_sync(_look, database, made, caller)
    if made.state == "done":
        response.status_code = 201
        await to_thread.run_sync(_keep, database, once, made)
    return made


def _look(database: Database, made: ExportRead, caller: Principal) -> ExportRead:
    """How far it is by now; as it was if it was deleted meanwhile."""
    with database.read() as session:
        try:
            return exporting.read(exporting.get(session, made.id, caller.id, caller.scopes), base_of(made.id))
        except NotFound:
            return made


def _keep(database: Database, once: Once, made: ExportRead) -> None:
    """The same request sent again gets what this one gets."""
    with database.write() as session:
        once.keep(session, 201, made)


def patience(prefer: str | None) -> tuple[float, str]:
    """How many seconds to wait, and which preference was heeded. What cannot be read is ignored, as RFC 7240 asks."""
    for each in (prefer or "").split(","):
        told = each.partition(";")[0].strip()
        if told.lower() == "respond-async":
            return 0, "respond-async"
        if found := re.fullmatch(r'wait\s*=\s*"?(\d{1,6})"?', told, re.IGNORECASE):
            seconds = min(int(found[1]), LONGEST)
            return seconds, f"wait={seconds}"
    return WAIT, ""


@router.get("", summary="List exports")
def list_exports(caller: QuizWriter, database: DatabaseDep, part: SliceDep) -> Page[ExportRead]:
    """The exports of this key, the oldest first."""
    with database.read() as session:
        return exporting.all_of(session, caller.id, caller.scopes, part, f"{PREFIX}/exports")


@router.get("/{export}", summary="Read an export", responses=problems(NotFound))
def read_export(caller: QuizWriter, database: DatabaseDep, export: ExportId) -> ExportRead:
    """How far it is; its report and file once it is done."""
    with database.read() as session:
        return exporting.read(exporting.get(session, export, caller.id, caller.scopes), base_of(export))


@router.get(
    "/{export}/file",
    summary="Read the file of an export",
    response_class=FileResponse,
    responses={
        **problems(NotFound, Conflict),
        200: {"content": {each.media_type: {} for each in FORMATS.values()}},
    },
)
def read_export_file(
    caller: QuizWriter, database: DatabaseDep, settings: SettingsDep, export: ExportId
) -> FileResponse:
    """The whole file. 409 while it is being made."""
    with database.read() as session:
        row = exporting.get(session, export, caller.id, caller.scopes)
        file, order = exporting.file(row, settings), exporting.order_of(row)
    media_type = exporting.format_of(order).media_type
    return FileResponse(file, media_type=media_type, filename=exporting.name_of(order))


@router.delete(
    "/{export}", status_code=204, summary="Delete an export", responses=problems(NotFound, KeyReused, AlreadyRunning)
)
def delete_export(
    caller: QuizWriter, database: DatabaseDep, settings: SettingsDep, once: OnceDep, export: ExportId
) -> None:
    """The export and its file; one that is being made is given up."""
    with database.write() as session:
        once.run(session, 204, lambda: session.delete(exporting.get(session, export, caller.id, caller.scopes)))
    exporting.discard(settings, export)


def base_of(id: UUID) -> str:
    return f"{PREFIX}/exports/{id}"
