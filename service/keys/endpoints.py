from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Path

from schemas.keys import KeyCreate, KeyCreated, KeyRead
from schemas.page import Page
from service.deps import Admin, ServerDep
from service.docs import example, problems
from service.errors import AlreadyRunning, Conflict, KeyReused
from service.idempotency import OnceDep
from service.keys import service as keys
from service.paging import SliceDep

router = APIRouter(prefix="/keys", tags=["keys"])


@router.post("", status_code=201, summary="Create a key", responses=problems(KeyReused, AlreadyRunning))
def create_key(
    _: Admin,
    server: ServerDep,
    once: OnceDep,
    new: Annotated[
        KeyCreate,
        Body(
            openapi_examples={
                "platform": example(
                    "A learning platform", {"name": "course platform", "scopes": ["attempts:write", "scores:read"]}
                )
            }
        ),
    ],
) -> KeyCreated:
    """The response holds the secret, this once. For rotation make a second key before you delete the first."""
    with server.database.write() as session:
        make = lambda: keys.create(session, server.secret, new, server.clock())  # noqa: E731
        return once.run(session, 201, make, hidden="secret")


@router.get("", summary="List keys")
def list_keys(_: Admin, server: ServerDep, part: SliceDep) -> Page[KeyRead]:
    """All keys in the order they were made, without their secrets."""
    with server.database.read() as session:
        return keys.listed(session, part)


@router.delete(
    "/{key}", status_code=204, summary="Delete a key", responses=problems(Conflict, KeyReused, AlreadyRunning)
)
def delete_key(
    _: Admin, server: ServerDep, once: OnceDep, key: Annotated[UUID, Path(description="Id of the key.")]
) -> None:
    """From now on it opens nothing. The last admin key cannot be deleted."""
    with server.database.write() as session:
        once.run(session, 204, lambda: keys.delete(session, key, server.clock()))
    server.keyring.forget()
