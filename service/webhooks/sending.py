"""Send what is due: signed, with a limit of time, again and again with longer and longer pauses.

Signatures are those of the Standard Webhooks specification (standardwebhooks.com): the headers `webhook-id`,
`webhook-timestamp` and `webhook-signature`, which is `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import json
import socket
import threading
from base64 import b64encode
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from sqlmodel import Session, col, select

from service.events import service as events
from service.events.service import Event
from service.logs import log
from service.server import Server
from service.webhooks import service as webhooks
from service.webhooks.models import Delivery, Webhook

PAUSES = tuple(timedelta(seconds=each) for each in (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 86_400))
"""After each failed try; when all are used up the delivery is given up."""
SECONDS = 10.0
"""Longest wait for a receiver."""
LEASE = timedelta(seconds=60)
"""After this long a delivery that was being sent is sent by somebody else: its process is gone."""
AT_ONCE = 20
"""Deliveries sent in one round."""
GIVEN_UP = 20
"""Deliveries given up one after another after which a webhook is switched off."""


class Parcel(NamedTuple):
    delivery: UUID
    webhook: UUID
    url: str
    body: bytes
    tries: int


class Answer(NamedTuple):
    status: int | None
    error: str | None

    @property
    def received(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def send_due(server: Server, stopping: threading.Event | None = None) -> int:
    """Put events on their way and send what is due; how many were tried, or put back because the service stops."""
    with server.database.read() as session:
        if not webhooks.wanted(session):
            return 0
    with server.database.write() as session:
        webhooks.spread(session, server.clock())
    parcels = _taken(server)
    if parcels:
        with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
            for parcel in parcels:
                late = stopping is not None and stopping.is_set()
                answer = None if late else _sent(server, client, parcel)
                with server.database.write() as session:
                    state = _note(session, parcel, answer, server.clock())
                if answer is not None and state is not None:
                    server.metrics.sent("retried" if state == "pending" else state)
    return len(parcels)


def headers(secret: bytes, id: UUID, now: datetime, body: bytes) -> dict[str, str]:
    stamp = str(int(now.timestamp()))
    mac = hmac.digest(secret, b".".join((str(id).encode(), stamp.encode(), body)), hashlib.sha256)
    return {
        "content-type": "application/json",
        "user-agent": "problembank",
        "webhook-id": str(id),
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{b64encode(mac).decode()}",
    }


def refused(url: str, *, private: bool) -> str | None:
    """Why nothing is sent to this address: it may not lie inside the network the service runs in."""
    parts = urlsplit(url)
    if private:
        return None
    if parts.scheme != "https":
        return "only https is allowed (PROBLEMBANK_WEBHOOK_PRIVATE)"
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError, ValueError) as error:
        return f"{parts.hostname} is not known: {error}"
    inside = [each[4][0] for each in found if not ipaddress.ip_address(each[4][0]).is_global]
    return f"{parts.hostname} is at {inside[0]}, which is not public (PROBLEMBANK_WEBHOOK_PRIVATE)" if inside else None


def literal(url: str) -> str | None:
    """What is wrong with an address that is written as a number or has no host at all."""
    host = urlsplit(url).hostname
    if not host:
        return "it names no host"
    try:
        inside = not ipaddress.ip_address(host).is_global
    except ValueError:
        return None
    return f"{host} is not public" if inside else None


def _taken(server: Server) -> list[Parcel]:
    """What is due, taken out of reach of other processes for a while."""
    now = server.clock()
    with server.database.write() as session:
        due = (
            select(Delivery, Webhook, Event)
            .join(Webhook, col(Webhook.id) == Delivery.webhook_id)
            .join(Event, col(Event.id) == Delivery.event_id)
            .where(Delivery.state == "pending", col(Delivery.next_at) <= now, col(Webhook.active))
            .order_by(col(Delivery.next_at), col(Event.tx), col(Event.id))
            .limit(AT_ONCE)
            .with_for_update(of=Delivery, skip_locked=True)
        )
        parcels = []
        for delivery, hook, event in session.exec(due).all():
            delivery.next_at = now + LEASE
            delivery.tries += 1
            body = json.dumps(events.read(event).model_dump(mode="json"), ensure_ascii=False).encode()
            parcels.append(Parcel(delivery.id, hook.id, hook.url, body, delivery.tries))
    return parcels


def _sent(server: Server, client: httpx.Client, parcel: Parcel) -> Answer:
    if (why := refused(parcel.url, private=server.settings.webhook_private)) is not None:
        return Answer(None, why[:500])
    signed = headers(webhooks.secret_of(server.secret, parcel.webhook), parcel.delivery, server.clock(), parcel.body)
    try:
        with client.stream("POST", parcel.url, content=parcel.body, headers=signed) as response:
            return Answer(response.status_code, None)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        return Answer(None, f"{type(error).__name__}: {error}"[:500])


def _note(session: Session, parcel: Parcel, answer: Answer | None, now: datetime) -> str | None:
    """Write down what came of it, None if it was not sent and is due again at once; the state it is in now."""
    row = session.get(Delivery, parcel.delivery, with_for_update=True)
    if row is None or row.tries != parcel.tries:  # deleted, or sent anew meanwhile
        return None
    if answer is None:
        row.tries, row.next_at = row.tries - 1, now
        return row.state
    row.status, row.error = answer.status, answer.error
    if answer.received:
        row.state, row.next_at, row.delivered_at = "delivered", None, now
        return row.state
    if parcel.tries <= len(PAUSES):
        row.next_at = now + PAUSES[parcel.tries - 1]
        return row.state
    row.state, row.next_at = "failed", None
    session.flush()
    log.warning("webhook delivery given up", webhook=str(parcel.webhook), delivery=str(parcel.delivery))
    _switch_off(session, parcel.webhook)
    return row.state


def _switch_off(session: Session, id: UUID) -> None:
    """A receiver that has not answered for days gets nothing more until somebody says so."""
    states = select(Delivery.state).where(Delivery.webhook_id == id, Delivery.state != "pending")
    last = session.exec(states.order_by(col(Delivery.created_at).desc()).limit(GIVEN_UP)).all()
    if len(last) == GIVEN_UP and set(last) == {"failed"}:
        webhooks.get(session, id, lock=True).active = False
        log.error("webhook switched off", webhook=str(id))
