from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Path, Query, Request, Response
from fastapi.responses import FileResponse

from schemas.marks import MarksRead, MarksWrite
from schemas.worksheet import Document, SheetRead, WorksheetCreate, WorksheetRead
from service import routing
from service.deps import DatabaseDep, QuizWriter, ServerDep, SettingsDep
from service.docs import PREFIX, example, problems
from service.errors import (
    AlreadyRunning,
    CheckerBusy,
    Conflict,
    EmptyPick,
    Invalid,
    KeyReused,
    NotFound,
    UnknownGeneratorGiven,
)
from service.idempotency import OnceDep
from service.worksheets import marks, tables
from service.worksheets import service as worksheets
from service.worksheets.printing import ZIP, zip_into
from service.worksheets.tables import Fill, template

router = routing.router(prefix="/worksheets", tags=["worksheets"])

WorksheetId = Annotated[UUID, Path(description="Id of the worksheet.")]
DocumentName = Annotated[Document, Path(description="Which of its files.", examples=["sheets"])]
SheetCode = Annotated[
    str, Path(max_length=60, description="As it stands on every page.", examples=["M2XD-9FBC-B7KQ-2"])
]
PDF, ZIPPED, CSV = "application/pdf", "application/zip", "text/csv"
WRITES = (KeyReused, AlreadyRunning)
MARKS = {"sheets": [{"learner": "s-17", "points": {"1": 0.5}}]}
FILE = {"type": "string", "format": "binary"}
TABLE = "learner,points_1\r\ns-17,0.5\r\n"
HOMEWORK = {
    "title": "Week 3: eigenvalues",
    "sections": [{"pick": {"topics": ["linear_algebra.eigen"]}, "level": "core", "count": 2, "points": 2}],
    "variants": 3,
    "seed": 7,
}


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post(
    "",
    status_code=202,
    summary="Print a worksheet",
    responses=problems(NotFound, UnknownGeneratorGiven, EmptyPick, Invalid, KeyReused, AlreadyRunning),
)
def create_worksheet(
    caller: QuizWriter,
    server: ServerDep,
    once: OnceDep,
    response: Response,
    order: Annotated[WorksheetCreate, Body(openapi_examples={"homework": example("Three variants", HOMEWORK)})],
) -> WorksheetRead:
    """Order sheets in different variants of equal level, with their key and worked solutions, as PDF.

    They are printed in the background: read the worksheet until its `state` is `done`.
    """

    def make() -> WorksheetRead:
        row = worksheets.create(session, server.secret, order, caller.id, server.clock())
        session.flush()
        response.headers["Location"] = base_of(row.id)
        return worksheets.read(row, base_of(row.id))

    with server.database.write() as session:
        return once.run(session, 202, make)


@router.get(
    "/{worksheet}.zip",
    summary="Read all files at once",
    response_class=FileResponse,
    responses={**problems(NotFound, Conflict), 200: {"content": {ZIPPED: {}}}},
)
def read_worksheet_zip(
    caller: QuizWriter, database: DatabaseDep, settings: SettingsDep, worksheet: WorksheetId
) -> FileResponse:
    """Sheets, key and solutions in one ZIP file. 409 while they are being printed."""
    with database.read() as session:
        file = worksheets.file(worksheets.get(session, worksheet, caller.id, caller.scopes), ZIP, settings)
    return FileResponse(file, media_type=ZIPPED, filename=file.name)


@router.get("/{worksheet}", summary="Read a worksheet", responses=problems(NotFound))
def read_worksheet(caller: QuizWriter, database: DatabaseDep, worksheet: WorksheetId) -> WorksheetRead:
    """How far it is, and its files once it is done."""
    with database.read() as session:
        return worksheets.read(worksheets.get(session, worksheet, caller.id, caller.scopes), base_of(worksheet))


@router.get(
    "/{worksheet}/{document}.pdf",
    summary="Read the sheets, the key or the solutions",
    response_class=FileResponse,
    responses={**problems(NotFound, Conflict), 200: {"content": {PDF: {}}}},
)
def read_worksheet_pdf(
    caller: QuizWriter, database: DatabaseDep, settings: SettingsDep, worksheet: WorksheetId, document: DocumentName
) -> FileResponse:
    """All variants in one document. 409 while it is being printed."""
    with database.read() as session:
        row = worksheets.get(session, worksheet, caller.id, caller.scopes)
        file = worksheets.file(row, f"{document}.pdf", settings)
    return FileResponse(file, media_type=PDF, filename=file.name, content_disposition_type="inline")


@router.get(
    "/{worksheet}/{document}.zip",
    summary="Read one document as a ZIP file",
    response_class=FileResponse,
    responses={**problems(NotFound, Conflict), 200: {"content": {ZIPPED: {}}}},
)
def read_worksheet_document_zip(
    caller: QuizWriter, database: DatabaseDep, settings: SettingsDep, worksheet: WorksheetId, document: DocumentName
) -> FileResponse:
    """The same document, for those who want a ZIP file."""
    with database.read() as session:
        row = worksheets.get(session, worksheet, caller.id, caller.scopes)
        file = worksheets.file(row, f"{document}.pdf", settings)
    bundle = file.with_suffix(".zip")
    if not bundle.exists():
        zip_into(bundle, [(file.name, file)])
    return FileResponse(bundle, media_type=ZIPPED, filename=bundle.name)


@router.get("/by-code/{code}", summary="Find a sheet by its code", responses=problems(NotFound))
def read_sheet(caller: QuizWriter, database: DatabaseDep, code: SheetCode) -> SheetRead:
    """The sheet with this code on its pages. Small letters, blanks and missing dashes do no harm; a mistyped code is
    told as one."""
    with database.read() as session:
        found = worksheets.by_code(session, code, caller.id, caller.scopes)
        return worksheets.read_sheet(session, found, f"{PREFIX}/worksheets/by-code/{found.code}")


@router.get(
    "/by-code/{code}/{document}.pdf",
    summary="Print one sheet again",
    response_class=Response,
    responses={**problems(NotFound, Conflict), 200: {"content": {PDF: {}}}},
)
def reprint_document(
    caller: QuizWriter, database: DatabaseDep, settings: SettingsDep, code: SheetCode, document: DocumentName
) -> Response:
    """The sheet as it was, its key, or its solutions."""
    with database.read() as session:
        found = worksheets.by_code(session, code, caller.id, caller.scopes)
        session.expunge(found.row)
    body = worksheets.reprint(found.row, found.number, document, settings)
    named = {"Content-Disposition": f'inline; filename="{document}-{found.code}.pdf"'}
    return Response(body, media_type=PDF, headers=named)


@router.get(
    "/{worksheet}/marks.csv",
    summary="Read a table to fill marks into",
    response_class=Response,
    responses={**problems(NotFound, Conflict), 200: {"content": {CSV: {}}}},
)
def read_template(
    caller: QuizWriter,
    database: DatabaseDep,
    settings: SettingsDep,
    worksheet: WorksheetId,
    fill: Annotated[Fill, Query(description="Whether points are to be filled in, or what was written.")] = "points",
) -> Response:
    """A line for each sheet, for a spreadsheet; filled in it goes to `POST …/marks` or `problembank marks`."""
    with database.read() as session:
        row = worksheets.get(session, worksheet, caller.id, caller.scopes)
        session.expunge(row)
    everything = frozenset(range(1, worksheets.order_of(row).count + 1))
    body = template(worksheets.sheets_of(row, settings, everything).values(), fill)
    named = {"Content-Disposition": f'attachment; filename="marks-{row.set}.csv"'}
    return Response(body, media_type=CSV, headers=named)


@router.post(
    "/{worksheet}/marks",
    summary="Take in marks from paper",
    responses=problems(NotFound, Conflict, CheckerBusy, *WRITES),
)
def take_marks(
    caller: QuizWriter,
    server: ServerDep,
    once: OnceDep,
    worksheet: WorksheetId,
    given: Annotated[MarksWrite, Body(openapi_examples={"points": example("Points", MARKS)})],
) -> MarksRead:
    """Points, or responses for the checker, by sheet code: all of it is taken in or nothing, with everything that is
    wrong told at once. Sent again it changes nothing; sent otherwise it corrects, and the audit log has both.

    Scores are at `GET /quizzes/{quiz}/scores`, beside those of online attempts.
    """
    return marks.take_in(server, worksheet, given, caller.id, caller.scopes, once)


@router.post(
    "/{worksheet}/marks.csv",
    summary="Take in a table of marks",
    responses=problems(NotFound, Conflict, CheckerBusy, *WRITES),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {CSV: {"schema": FILE, "examples": {"points": example("Points", TABLE)}}},
        }
    },
)
def take_table(
    caller: QuizWriter, server: ServerDep, once: OnceDep, worksheet: WorksheetId, body: Annotated[bytes, Depends(_body)]
) -> MarksRead:
    """The table of `GET …/marks.csv`, filled in. What is wrong is told by line and column."""
    try:
        table = tables.marks(tables.decoded(body))
    except tables.BadTable as error:
        raise Invalid(f"body: {error}; nothing was taken in") from None
    return marks.take_in(server, worksheet, table.write, caller.id, caller.scopes, once, table.name)


def base_of(id: UUID) -> str:
    return f"{PREFIX}/worksheets/{id}"
