"""Events reach other services: signed, until they are received, and never twice without saying so."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from service.webhooks import sending
from tests.service.learners import quiz, start


class Receiver:
    """A service that receives webhooks: `answers` says with what status, one after the other, then with 200."""

    def __init__(self):
        self.answers, self.got = [], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("location", "http://127.0.0.1:1/")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def events(self):
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def inside(serve, database_url):
    """A service that may send into its own network."""
    with serve(database_url, webhook_private=True) as api:
        yield api


def hook(api, receiver, **more):
    return api.post("/webhooks", {"url": receiver.url} | more, 201).json()


def send(api):
    return sending.send_due(api.app.state.server)


def sent(api):
    """Once the events are in the feed: on PostgreSQL a transaction of somebody else holds them back for a moment."""
    end = time.monotonic() + 20
    while not (count := send(api)) and time.monotonic() < end:
        time.sleep(0.02)
    return count


def verified(secret, headers, body):
    """As the specification says, written down a second time."""
    found = {name.lower(): value for name, value in headers.items()}
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{found['webhook-id']}.{found['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(wanted, found["webhook-signature"])


def test_events_are_posted_signed_and_in_order(inside, receiver):
    quiz(inside)
    secret = hook(inside, receiver)["secret"]
    week = quiz(inside)
    attempt = start(inside, week)["id"]
    inside.post(f"/attempts/{attempt}/submit")
    assert send(inside) == 4 and send(inside) == 0
    assert [each["type"] for each in receiver.events()] == [
        "quiz.published", "attempt.started", "attempt.submitted", "score.changed",
    ]  # fmt: skip
    assert receiver.events() == inside.get("/events").json()["items"][1:]
    assert all(verified(secret, *each) for each in receiver.got)
    assert not any(verified(secret, headers, body + b" ") for headers, body in receiver.got)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 4


def test_only_the_types_that_were_asked_for_are_sent(inside, receiver):
    hook(inside, receiver, types=["attempt.started"])
    start(inside, quiz(inside))
    sent(inside)
    assert [each["type"] for each in receiver.events()] == ["attempt.started"]


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_what_is_not_received_is_sent_again_after_longer_and_longer_pauses(inside, receiver, hands, answer):
    made = hook(inside, receiver)
    receiver.answers = [answer] * 3
    quiz(inside)
    for seconds in (5, 60, 300):
        assert sent(inside) == 1
        hands.forward(seconds=seconds - 1)
        assert send(inside) == 0
        hands.forward(seconds=1)
    assert sent(inside) == 1
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1 and len(receiver.got) == 4
    (delivery,) = inside.get(f"/webhooks/{made['id']}/deliveries").json()["items"]
    assert (delivery["state"], delivery["tries"], delivery["status"]) == ("delivered", 4, 200)


def test_what_is_never_received_is_given_up_and_can_be_sent_again_on_request(inside, receiver, hands):
    made = hook(inside, receiver)
    receiver.answers = [503] * (len(sending.PAUSES) + 1)
    quiz(inside)
    for pause in sending.PAUSES:
        assert sent(inside) == 1
        hands.now += pause
    assert sent(inside) == 1
    hands.forward(days=9)
    assert send(inside) == 0
    assert inside.get(f"/webhooks/{made['id']}").json()["failed"] == 1
    (delivery,) = inside.get(f"/webhooks/{made['id']}/deliveries", params={"state": "failed"}).json()["items"]
    inside.post(f"/webhooks/{made['id']}/deliveries/{delivery['id']}/redeliver")
    assert sent(inside) == 1
    assert inside.get(f"/webhooks/{made['id']}").json()["failed"] == 0
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def test_a_receiver_that_is_gone_is_told_and_switched_off_in_the_end(inside, receiver, hands, monkeypatch):
    monkeypatch.setattr(sending, "PAUSES", ())
    made = hook(inside, receiver)
    receiver.server.shutdown()
    receiver.server.server_close()
    for _ in range(sending.GIVEN_UP):
        quiz(inside)
    while send(inside):
        pass
    read = inside.get(f"/webhooks/{made['id']}").json()
    assert read["failed"] == sending.GIVEN_UP and not read["active"]
    assert "refused" in inside.get(f"/webhooks/{made['id']}/deliveries").json()["items"][0]["error"]
    quiz(inside)
    assert send(inside) == 0
    assert inside.patch(f"/webhooks/{made['id']}", {"active": True}).json()["active"]
    assert sent(inside) == 1


def test_two_processes_send_everything_once(inside, receiver, serve, database_url):
    hook(inside, receiver)
    with serve(database_url, webhook_private=True) as other:
        for _ in range(10):
            quiz(inside)
        threads = [threading.Thread(target=send, args=(api,)) for api in (inside, other) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        while send(inside):
            pass
    assert sorted(each["id"] for each in receiver.events()) == sorted({each["id"] for each in receiver.events()})
    assert len(receiver.got) == 10


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://127.0.0.1/", "https://10.1.2.3/x", "https://[::1]/", "https:///x"]
)
def test_addresses_inside_the_network_are_refused(api, url):
    api.problem("POST", "/webhooks", 422, "invalid", json={"url": url})


@pytest.mark.parametrize("url", ["ftp://example.org", "example.org", "https://a b", ""])
def test_what_is_no_address_is_refused(api, url):
    assert "body.url" in api.problem("POST", "/webhooks", 422, "invalid", json={"url": url})["detail"]


def test_a_name_that_leads_inside_is_refused_when_it_is_looked_up(api, monkeypatch):
    monkeypatch.setattr(sending.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("192.168.1.7", 443))])
    made = api.post("/webhooks", {"url": "https://hook.example.org/"}, 201).json()
    quiz(api)
    assert send(api) == 1
    (delivery,) = api.get(f"/webhooks/{made['id']}/deliveries").json()["items"]
    assert delivery["state"] == "pending" and "192.168.1.7" in delivery["error"]


def test_a_webhook_that_is_deleted_gets_nothing(inside, receiver):
    made = hook(inside, receiver)
    quiz(inside)
    inside.delete(f"/webhooks/{made['id']}")
    assert send(inside) == 0 and receiver.got == []
    inside.problem("GET", f"/webhooks/{made['id']}", 404, "not-found")


def test_the_secret_is_shown_once(inside, receiver):
    body = {"url": receiver.url}
    first, again = (inside.post("/webhooks", body, 201, headers={"Idempotency-Key": "w"}).json() for _ in range(2))
    assert first["secret"].startswith("whsec_") and again["secret"] is None and first["id"] == again["id"]
    assert "secret" not in inside.get(f"/webhooks/{first['id']}").json()
