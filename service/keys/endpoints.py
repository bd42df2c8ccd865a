from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Body, Path

from schemas.keys import KeyCreate, KeyCreated, KeyRead, KeyRotate
from schemas.page import Page
from service import routing
from service.deps import Admin, ServerDep
from service.docs import example, problems
from service.errors import AlreadyRunning, Conflict, KeyReused
from service.idempotency import OnceDep
from service.keys import service as keys
from service.paging import SliceDep

router = routing.router(prefix="/keys", tags=["keys"])
KeyId = Annotated[UUID, Path(description="Id of the key.")]


@router.post("", status_code=201, summary="Create a key", responses=problems(KeyReused, AlreadyRunning))
def create_key(
    admin: Admin,
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
        make = lambda: keys.create(session, server.secret, new, admin.id, server.clock())  # noqa: E731
        return once.run(session, 201, make, hidden="secret")


@router.post(
    "/{key}/rotate", status_code=201, summary="Rotate a key", responses=problems(Conflict, KeyReused, AlreadyRunning)
)
def rotate_key(
    admin: Admin,
    server: ServerDep,
    once: OnceDep,
    key: KeyId,
    asked: Annotated[KeyRotate, Body(openapi_examples={"hour": example("Within an hour", {"overlap_s": 3600})})],
) -> KeyCreated:
    """Another key with the same rights, shown this once; the old one opens until the overlap is over."""
    overlap = timedelta(seconds=asked.overlap_s)
    with server.database.write() as session:
        make = lambda: keys.rotate(session, server.secret, key, overlap, admin.id, server.clock())  # noqa: E731
        made = once.run(session, 201, make, hidden="secret")
    server.keyring.forget()
    return made


@router.get("", summary="List keys")
def list_keys(_: Admin, server: ServerDep, part: SliceDep) -> Page[KeyRead]:
    """All keys in the order they were made, without their secrets."""
    with server.database.read() as session:
        return keys.listed(session, part)


@router.delete(
    "/{key}", status_code=204, summary="Delete a key", responses=problems(Conflict, KeyReused, AlreadyRunning)
)
def delete_key(admin: Admin, server: ServerDep, once: OnceDep, key: KeyId) -> None:
    """From now on it opens nothing. The last admin key cannot be deleted."""
    with server.database.write() as session:
        once.run(session, 204, lambda: keys.delete(session, key, admin.id, server.clock()))
    server.keyring.forget()
