"""Make, list, delete and recognise API keys."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from schemas.keys import KeyCreate, KeyCreated, KeyRead, Scope
from schemas.page import Page
from service.audit import service as audit
from service.config import Settings
from service.database import Database
from service.errors import Conflict, Invalid, NotFound, Unauthorized, shown
from service.keys.models import ApiKey
from service.keys.secret import Secret, load
from service.paging import Slice, page

FIRST_ADMIN = "first admin"
FROM_ENVIRONMENT = "PROBLEMBANK_ADMIN_KEY"
COMMAND_LINE, FIRST_START = "command line", "first start"
"""Callers that have no key, as the audit log names them."""
MAX_LENGTH = 300
"""Characters of a key or token; a longer one is not looked at."""


def create(session: Session, secret: Secret, new: KeyCreate, caller: str, now: datetime) -> KeyCreated:
    """A new key. Its secret is in what is returned and nowhere else."""
    if new.expires_at is not None and new.expires_at <= now:
        raise Invalid(f"expires_at must lie in the future, not at {new.expires_at.isoformat()}")
    text = f"pb_{secrets.token_hex(6)}.{secrets.token_urlsafe(32)}"
    row = _row(secret, text, new.name, new.scopes, now, new.expires_at)
    session.add(row)
    audit.note(session, caller, "key.create", f"/keys/{row.id}", now, name=row.name, scopes=row.scopes)
    return KeyCreated(**read(row).model_dump(), secret=text)


def create_in(settings: Settings, new: KeyCreate) -> KeyCreated:
    """The same for the command line, which has no running service: a transaction of its own."""
    database = Database(settings)
    try:
        with database.write() as session:
            return create(session, load(session, settings), new, COMMAND_LINE, datetime.now(UTC))
    finally:
        database.close()


def read(row: ApiKey) -> KeyRead:
    return KeyRead.model_validate(row.model_dump(exclude={"digest"}))


def listed(session: Session, part: Slice) -> Page[KeyRead]:
    """Keys in the order they were made."""
    found = select(ApiKey).order_by(col(ApiKey.created_at), col(ApiKey.id))
    return page(session, found, (ApiKey.created_at, ApiKey.id), part, read)


def delete(session: Session, key: UUID, caller: str, now: datetime) -> None:
    """Raises `Conflict` for the last admin key that is still valid, which would lock everybody out."""
    row = get(session, key)
    if "admin" in row.scopes and not [each for each in _admins(session, now) if each.id != key]:
        raise Conflict(f"key {shown(row.name)} is the last admin key: make another one first")
    session.delete(row)
    audit.note(session, caller, "key.delete", f"/keys/{key}", now, name=row.name)


def rotate(session: Session, secret: Secret, key: UUID, overlap: timedelta, caller: str, now: datetime) -> KeyCreated:
    """A new key with the same name, scopes and expiry; the old one opens for `overlap` longer."""
    old = get(session, key)
    if old.expires_at is not None and old.expires_at <= now:
        raise Conflict(f"key {shown(old.name)} expired at {old.expires_at.isoformat()}: make a new one")
    if old.name == FROM_ENVIRONMENT:
        raise Conflict(f"this key is the one in {FROM_ENVIRONMENT}: change it there")
    new = KeyCreate.model_validate({"name": old.name, "scopes": old.scopes, "expires_at": old.expires_at})
    made = create(session, secret, new, caller, now)
    ends = now + overlap
    old.expires_at = ends if old.expires_at is None else min(old.expires_at, ends)
    audit.note(session, caller, "key.rotate", f"/keys/{key}", now, by=str(made.id), expires_at=ends.isoformat())
    return made


def get(session: Session, key: UUID) -> ApiKey:
    row = session.get(ApiKey, key, with_for_update=True)
    if row is None:
        raise NotFound(f"there is no key {key}")
    return row


def recognise(session: Session, secret: Secret, text: str) -> ApiKey:
    """The key that was sent, whether it has expired or not. Raises `Unauthorized`."""
    row = session.exec(select(ApiKey).where(ApiKey.prefix == _prefix(text))).one_or_none()
    if row is None or not hmac.compare_digest(row.digest, _digest(secret, text)):
        raise Unauthorized("the key is not known here; send `Authorization: Bearer <key>`")
    return row


def touch(session: Session, key: UUID, now: datetime) -> None:
    """Note when the key was last used."""
    row = session.get(ApiKey, key)
    if row is not None and (row.last_used_at is None or now - row.last_used_at >= timedelta(minutes=1)):
        row.last_used_at = now


def bootstrap(session: Session, secret: Secret, settings: Settings, now: datetime) -> str | None:
    """See to it that there is an admin key; returns one that was made just now, to be shown this once.

    A key in the settings replaces the one that was there before; otherwise one is made if no valid one exists.
    """
    if settings.admin_key is not None:
        _from_environment(session, secret, settings.admin_key.get_secret_value(), now)
        return None
    if _admins(session, now):
        return None
    return create(session, secret, KeyCreate(name=FIRST_ADMIN, scopes=("admin",)), FIRST_START, now).secret


def _from_environment(session: Session, secret: Secret, text: str, now: datetime) -> None:
    digest = _digest(secret, text)
    rows = session.exec(select(ApiKey).where(ApiKey.name == FROM_ENVIRONMENT)).all()
    for row in rows:
        if row.digest != digest:
            session.delete(row)
    if all(row.digest != digest for row in rows):
        session.flush()
        session.add(_row(secret, text, FROM_ENVIRONMENT, ("admin",), now, None))


def _row(
    secret: Secret, text: str, name: str, scopes: Sequence[Scope], now: datetime, expires_at: datetime | None
) -> ApiKey:
    return ApiKey(
        name=name,
        prefix=_prefix(text),
        digest=_digest(secret, text),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=expires_at,
    )


def _admins(session: Session, now: datetime) -> list[ApiKey]:
    rows = session.exec(select(ApiKey)).all()
    return [row for row in rows if "admin" in row.scopes and (row.expires_at is None or row.expires_at > now)]


def _prefix(text: str) -> str:
    """What a key is looked up by. One without a dot was chosen by the operator: nothing of it may be stored."""
    before, dot, _ = text.partition(".")
    if dot and len(before) <= 40:
        return before
    return f"sha256_{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _digest(secret: Secret, text: str) -> str:
    return secret.digest("api-key", text).hex()
