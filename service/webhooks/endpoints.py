from typing import Annotated, Literal
from uuid import UUID

from fastapi import Body, Path, Query, Response

from schemas.page import Page
from schemas.webhook import DeliveryRead, WebhookChange, WebhookCreate, WebhookCreated, WebhookRead
from service import routing
from service.deps import Admin, ServerDep
from service.docs import PREFIX, example, problems
from service.errors import AlreadyRunning, Invalid, KeyReused, Stale
from service.etags import IfMatch
from service.idempotency import OnceDep
from service.paging import SliceDep
from service.webhooks import sending
from service.webhooks import service as webhooks

router = routing.router(prefix="/webhooks", tags=["events"])

WebhookId = Annotated[UUID, Path(description="Id of the webhook.")]
WRITES = (KeyReused, AlreadyRunning)
PLATFORM = {"url": "https://platform.example.org/hook", "types": ["attempt.submitted", "score.changed"]}


@router.post("", status_code=201, summary="Create a webhook", responses=problems(*WRITES))
def create_webhook(
    admin: Admin,
    server: ServerDep,
    once: OnceDep,
    response: Response,
    new: Annotated[WebhookCreate, Body(openapi_examples={"scores": example("Scores to a platform", PLATFORM)})],
) -> WebhookCreated:
    """From now on events of these types are posted there, signed as the Standard Webhooks specification says.

    What is not answered with 2xx within ten seconds is sent again eight times in two days. The secret is shown this
    once.
    """
    _may_be_sent_to(server.settings.webhook_private, new.url)
    with server.database.write() as session:

        def make() -> WebhookCreated:
            made = webhooks.create(session, new, admin.id, server.clock())
            response.headers["ETag"] = webhooks.etag(made)
            response.headers["Location"] = f"{PREFIX}/webhooks/{made.id}"
            return webhooks.shown_once(session, server.secret, made)

        return once.run(session, 201, make, hidden="secret")


@router.get("", summary="List webhooks")
def list_webhooks(_: Admin, server: ServerDep, part: SliceDep) -> Page[WebhookRead]:
    """All webhooks in the order they were made, without their secrets."""
    with server.database.read() as session:
        return webhooks.listed(session, part)


@router.get("/{webhook}", summary="Read a webhook")
def read_webhook(_: Admin, server: ServerDep, webhook: WebhookId, response: Response) -> WebhookRead:
    """Where it leads, and how much waits or was given up. The ETag is for `If-Match`."""
    with server.database.read() as session:
        found = webhooks.get(session, webhook)
        response.headers["ETag"] = webhooks.etag(found)
        return webhooks.read(session, found)


@router.patch("/{webhook}", summary="Change a webhook", responses=problems(Stale, *WRITES))
def change_webhook(
    admin: Admin,
    server: ServerDep,
    once: OnceDep,
    response: Response,
    webhook: WebhookId,
    change: Annotated[WebhookChange, Body(openapi_examples={"on": example("Switch it on again", {"active": True})})],
    if_match: IfMatch = None,
) -> WebhookRead:
    """Another address, other types, on or off; what is left out stays."""
    if change.url is not None:
        _may_be_sent_to(server.settings.webhook_private, change.url)

    def make() -> WebhookRead:
        changed = webhooks.change(session, webhook, change, if_match, admin.id, server.clock())
        response.headers["ETag"] = webhooks.etag(changed)
        return webhooks.read(session, changed)

    with server.database.write() as session:
        return once.run(session, 200, make)


@router.delete("/{webhook}", status_code=204, summary="Delete a webhook", responses=problems(Stale, *WRITES))
def delete_webhook(
    admin: Admin, server: ServerDep, once: OnceDep, webhook: WebhookId, if_match: IfMatch = None
) -> None:
    """Nothing more is sent, not even what is on its way."""
    with server.database.write() as session:
        once.run(session, 204, lambda: webhooks.remove(session, webhook, if_match, admin.id, server.clock()))


@router.get("/{webhook}/deliveries", summary="List deliveries")
def list_deliveries(
    _: Admin,
    server: ServerDep,
    part: SliceDep,
    webhook: WebhookId,
    state: Annotated[
        Literal["pending", "delivered", "failed"] | None, Query(description="Only those in this state.")
    ] = None,
) -> Page[DeliveryRead]:
    """What was sent, what was answered, and what is still on its way."""
    with server.database.read() as session:
        return webhooks.deliveries(session, webhook, part, state)


@router.post("/{webhook}/deliveries/{delivery}/redeliver", summary="Send a delivery again", responses=problems(*WRITES))
def send_delivery_again(
    _: Admin,
    server: ServerDep,
    once: OnceDep,
    webhook: WebhookId,
    delivery: Annotated[UUID, Path(description="Id of the delivery.")],
) -> DeliveryRead:
    """At once, whether it was received or given up; its `webhook-id` is the same."""
    with server.database.write() as session:
        return once.run(session, 200, lambda: webhooks.redeliver(session, webhook, delivery, server.clock()))


def _may_be_sent_to(private: bool, url: str) -> None:
    """The cheap part of it: names are looked up when something is sent."""
    if not private and not url.startswith("https://"):
        raise Invalid(f"body.url must begin with https://, not with {url.partition('://')[0]}://")
    if (why := sending.literal(url)) is not None and not private:
        raise Invalid(f"body.url: {why}")
