from typing import Annotated
from uuid import UUID

from fastapi import Query

from schemas.event import EventRead, EventType
from schemas.page import Page
from service import routing
from service.deps import DatabaseDep, ScoreReader
from service.docs import problems
from service.errors import NotFound
from service.events import service as events
from service.paging import SliceDep

router = routing.router(prefix="/events", tags=["events"])


@router.get("", summary="Read the event feed", responses=problems(NotFound))
def list_events(
    _: ScoreReader,
    database: DatabaseDep,
    part: SliceDep,
    type: Annotated[list[EventType] | None, Query(max_length=20, description="Only events of these types.")] = None,
    after: Annotated[UUID | None, Query(description="Only what came after the event with this id.")] = None,
) -> Page[EventRead]:
    """Everything that happened, in an order to which events are only ever added at the end.

    To keep up, ask again with the id of the last event as `after`: nothing is skipped, nothing comes twice.
    """
    with database.read() as session:
        return events.listed(session, part, type, after)
