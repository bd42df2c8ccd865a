"""Make, list, change and delete webhooks; put events on their way to them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, delete, or_, select

from schemas.page import Page
from schemas.webhook import DeliveryRead, WebhookChange, WebhookCreate, WebhookCreated, WebhookRead
from service.audit import service as audit
from service.errors import NotFound
from service.etags import must_match, quoted
from service.events import service as events
from service.events.service import Event
from service.keys.secret import Secret
from service.paging import Slice, page
from service.webhooks.models import Delivery, Webhook

MOST = 500
"""Events put on their way at a time."""


def secret_of(secret: Secret, id: UUID) -> bytes:
    """What deliveries to this webhook are signed with."""
    return secret.digest("webhook", id.hex)


def create(session: Session, new: WebhookCreate, caller: str, now: datetime) -> Webhook:
    """It gets what happens from now on."""
    last = events.last(session)
    row = Webhook(
        url=new.url,
        types=list(dict.fromkeys(new.types)),
        name=new.name,
        created_at=now,
        seen_tx=0 if last is None else last.tx,
        seen_id=0 if last is None or last.id is None else last.id,
    )
    session.add(row)
    audit.note(session, caller, "webhook.create", f"/webhooks/{row.id}", now, url=row.url)
    return row


def shown_once(session: Session, secret: Secret, row: Webhook) -> WebhookCreated:
    """What it is, with the secret that its receiver needs."""
    told = f"whsec_{b64encode(secret_of(secret, row.id)).decode()}"
    return WebhookCreated(**read(session, row).model_dump(), secret=told)


def get(session: Session, id: UUID, *, lock: bool = False) -> Webhook:
    row = session.get(Webhook, id, with_for_update=lock or None)
    if row is None:
        raise NotFound(f"there is no webhook {id}")
    return row


def listed(session: Session, part: Slice) -> Page[WebhookRead]:
    """In the order they were made."""
    found = select(Webhook).order_by(col(Webhook.created_at), col(Webhook.id))
    return page(session, found, (Webhook.created_at, Webhook.id), part, lambda row: read(session, row))


def change(
    session: Session, id: UUID, wanted: WebhookChange, if_match: str | None, caller: str, now: datetime
) -> Webhook:
    """Raises `Stale` if it is not at `if_match`."""
    row = get(session, id, lock=True)
    must_match(if_match, etag(row), f"webhook {id}")
    for name in wanted.model_fields_set:
        if (value := getattr(wanted, name)) is not None:
            setattr(row, name, list(value) if name == "types" else value)
    audit.note(session, caller, "webhook.change", f"/webhooks/{id}", now, **wanted.model_dump(exclude_unset=True))
    session.flush()
    return row


def remove(session: Session, id: UUID, if_match: str | None, caller: str, now: datetime) -> None:
    """With everything that is on its way to it. Raises `Stale` if it is not at `if_match`."""
    row = get(session, id, lock=True)
    must_match(if_match, etag(row), f"webhook {id}")
    session.exec(delete(Delivery).where(col(Delivery.webhook_id) == id))
    session.delete(row)
    audit.note(session, caller, "webhook.delete", f"/webhooks/{id}", now, url=row.url)


def read(session: Session, row: Webhook) -> WebhookRead:
    counted = select(Delivery.state, func.count()).where(Delivery.webhook_id == row.id).group_by(col(Delivery.state))
    counts = dict(session.exec(counted).all())
    return WebhookRead.model_validate(
        row.model_dump(exclude={"seen_tx", "seen_id"})
        | {"pending": counts.get("pending", 0), "failed": counts.get("failed", 0)}
    )


def etag(row: Webhook) -> str:
    """Of what callers may change; how many deliveries wait is no part of it."""
    settings = json.dumps([row.url, row.types, row.name, row.active])
    return quoted(sha256(settings.encode()).hexdigest()[:16])


# Deliveries ------------------------------------------------------------------------------------------------------


def deliveries(session: Session, id: UUID, part: Slice, state: str | None) -> Page[DeliveryRead]:
    """Those to one webhook, in the order they were made."""
    get(session, id)
    found = select(Delivery).where(Delivery.webhook_id == id).order_by(col(Delivery.created_at), col(Delivery.id))
    if state is not None:
        found = found.where(Delivery.state == state)
    keys = (Delivery.created_at, Delivery.id)
    return page(session, found, keys, part, lambda row: read_delivery(session, row))


def redeliver(session: Session, id: UUID, delivery: UUID, now: datetime) -> DeliveryRead:
    """It is sent again at once, and if need be again and again, whatever has become of it."""
    row = session.get(Delivery, delivery, with_for_update=True)
    if row is None or row.webhook_id != id:
        raise NotFound(f"webhook {id} has no delivery {delivery}")
    row.state, row.tries, row.next_at, row.error = "pending", 0, now, None
    return read_delivery(session, row)


def read_delivery(session: Session, row: Delivery) -> DeliveryRead:
    event = session.get_one(Event, row.event_id)
    return DeliveryRead.model_validate(
        row.model_dump(exclude={"webhook_id", "event_id"}) | {"event": event.key, "type": event.type}
    )


def wanted(session: Session) -> bool:
    """Whether anybody wants to be told of anything: without webhooks no process need write every few seconds."""
    return session.exec(select(Webhook.id).where(col(Webhook.active)).limit(1)).first() is not None


def pending(session: Session) -> int:
    """Deliveries that are on their way."""
    return session.exec(select(func.count()).select_from(Delivery).where(Delivery.state == "pending")).one()


def spread(session: Session, now: datetime) -> int:
    """Make deliveries of what happened since the last time; how many there are now that were not there before.

    Only what is settled is looked at: no event of an earlier number can still appear.
    """
    made = 0
    hooks = session.exec(select(Webhook).where(col(Webhook.active)).order_by(col(Webhook.id)).with_for_update()).all()
    for hook in hooks:
        new = _unseen(session, hook)
        wanted = [event for event in new if event.type in hook.types]
        session.add_all(
            Delivery(webhook_id=hook.id, event_id=event.id or 0, created_at=now, next_at=now) for event in wanted
        )
        if new:
            hook.seen_tx, hook.seen_id = new[-1].tx, new[-1].id or 0
        made += len(wanted)
    return made


def _unseen(session: Session, hook: Webhook) -> Sequence[Event]:
    later = or_(col(Event.tx) > hook.seen_tx, (col(Event.tx) == hook.seen_tx) & (col(Event.id) > hook.seen_id))
    return session.exec(events.settled(session).where(later).limit(MOST)).all()
