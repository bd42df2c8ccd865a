from typing import Annotated

from fastapi import Query

from schemas.audit import AuditRead
from schemas.page import Page
from service import routing
from service.audit import service as audit
from service.deps import Admin, DatabaseDep
from service.paging import SliceDep

router = routing.router(prefix="/audit", tags=["scores"])


@router.get("", summary="Read the audit log")
def list_audit_entries(
    _: Admin,
    database: DatabaseDep,
    part: SliceDep,
    subject: Annotated[
        str | None, Query(max_length=300, description="Only what is about resources whose path begins so.")
    ] = None,
) -> Page[AuditRead]:
    """Overrides, reviews, regrades, accommodations, erasures and changes of quizzes and keys, in order."""
    with database.read() as session:
        return audit.listed(session, part, subject)
