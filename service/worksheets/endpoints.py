from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Path, Response
from fastapi.responses import FileResponse

from schemas.worksheet import Document, WorksheetCreate, WorksheetRead
from service.deps import ClockDep, DatabaseDep, QuizWriter, SettingsDep
from service.docs import PREFIX, example, problems
from service.errors import AlreadyRunning, Conflict, EmptyPick, KeyReused, NotFound, UnknownGeneratorGiven
from service.idempotency import OnceDep
from service.worksheets import service as worksheets
from service.worksheets.printing import ZIP, zipped

router = APIRouter(prefix="/worksheets", tags=["worksheets"])

WorksheetId = Annotated[UUID, Path(description="Id of the worksheet.")]
DocumentName = Annotated[Document, Path(description="Which of its files.", examples=["sheets"])]
PDF, ZIPPED = "application/pdf", "application/zip"
HOMEWORK = {
    "title": "Week 3: eigenvalues",
    "sections": [{"pick": {"topics": ["linear_algebra.eigen"]}, "level": "core", "count": 2, "points": 2}],
    "variants": 3,
    "seed": 7,
}


@router.post(
    "",
    status_code=202,
    summary="Print a worksheet",
    responses=problems(UnknownGeneratorGiven, EmptyPick, KeyReused, AlreadyRunning),
)
def create_worksheet(
    caller: QuizWriter,
    database: DatabaseDep,
    clock: ClockDep,
    once: OnceDep,
    response: Response,
    order: Annotated[WorksheetCreate, Body(openapi_examples={"homework": example("Three variants", HOMEWORK)})],
) -> WorksheetRead:
    """Order sheets in different variants of equal level, with their key and worked solutions, as PDF.

    They are printed in the background: read the worksheet until its `state` is `done`.
    """

    def make() -> WorksheetRead:
        row = worksheets.create(session, order, caller.id, clock())
        session.flush()
        response.headers["Location"] = base_of(row.id)
        return worksheets.read(row, base_of(row.id))

    with database.write() as session:
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
    response_class=Response,
    responses={**problems(NotFound, Conflict), 200: {"content": {ZIPPED: {}}}},
)
def read_worksheet_document_zip(
    caller: QuizWriter, database: DatabaseDep, settings: SettingsDep, worksheet: WorksheetId, document: DocumentName
) -> Response:
    """The same document, for those who want a ZIP file."""
    with database.read() as session:
        row = worksheets.get(session, worksheet, caller.id, caller.scopes)
        file = worksheets.file(row, f"{document}.pdf", settings)
    named = {"Content-Disposition": f'attachment; filename="{document}.zip"'}
    return Response(zipped([file]), media_type=ZIPPED, headers=named)


def base_of(id: UUID) -> str:
    return f"{PREFIX}/worksheets/{id}"
