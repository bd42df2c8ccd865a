"""Every route of the service in one table: who may call it, and what must be there first.

A new route needs a row in `ROUTES`; `test_matrix.py` fails without one and says which. With its row the route is tried
for every role on its own resource, somebody else's and one that is not there (`test_matrix.py`), and with each of its
examples (`test_openapi.py`). What the path names is made by one of the functions below the table: take one that is
there, or add one that returns the parameters of the path.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlmodel import update

from generators import bank
from schemas.exercise import Exercise
from schemas.verdict import Verdict
from service.attempts import marking, store
from service.attempts.models import Response
from service.quizzes.service import Quiz
from service.webhooks import service as webhooks
from service.webhooks.models import Delivery
from tests.service.client import PREFIX, Api
from tests.service.learners import EIGEN, SECTION, quiz, start

Params = dict[str, Any]
Maker = Callable[[Api], Params]
"""Makes a thing with the key it is given, and returns what the path needs to name it."""

NOBODY = "00000000-0000-4000-8000-000000000000"
ABSENT = {
    "id": "linear_algebra.eigen.nothing",
    "recipe": "linear_algebra.eigen.nothing@1:core:1",
    "code": "M2XD-9FBC-B7KQ-2",
}
"""Names of things that are not there, where they are not UUIDs."""
NO_IDS = {"n", "item", "part", "variant", "document", "picture", "name"}
"""Parameters of paths that number or choose, and name no resource of their own."""


def nothing(_: Api) -> Params:
    return {}


def generator(_: Api) -> Params:
    return {"id": EIGEN}


def recipe(_: Api) -> Params:
    return {"recipe": f"{EIGEN}@{bank.load()[EIGEN].version}:core:42"}


@cache
def drawn() -> Exercise:
    """An exercise with a figure in its question, a hint to its first part and a data table if there is one of those."""
    return next(
        made
        for each in bank.load().values()
        if each.info().figures and (made := each(0, "core")).figures and made.parts[0].hints
    )


def picture(_: Api) -> Params:
    return {"recipe": drawn().recipe, "n": 1}


def data(_: Api) -> Params:
    made = bank.load()["prob_stats.eda.summary_statistics"](42, "core")
    return {"recipe": made.recipe}


def draft(api: Api) -> Params:
    return {"quiz": quiz(admin(api), publish=False)}


def week(api: Api) -> Params:
    """A published quiz with feedback at once, hints and a figure."""
    section = SECTION | {"pick": {"generators": [drawn().generator]}, "count": 1}
    made = quiz(admin(api), feedback="immediate", hint_penalty=0, sections=[section])
    return {"quiz": made, "variant": 1, "item": 1, "n": 1}


def attempt(api: Api) -> Params:
    return {"attempt": start(admin(api), week(api)["quiz"])["id"], "item": 1, "part": 1, "n": 1}


def measured(api: Api) -> Params:
    """An attempt whose first item has a data table."""
    section = {"pick": {"generators": ["prob_stats.eda.summary_statistics"]}, "count": 1}
    return {"attempt": start(admin(api), quiz(admin(api), sections=[section]))["id"], "item": 1}


def submitted(api: Api) -> Params:
    made = week(api)["quiz"]
    done = start(admin(api), made)["id"]
    admin(api).post(f"/attempts/{done}/submit")
    return {"quiz": made, "attempt": done, "item": 1, "picture": "scores"}


def review(api: Api) -> Params:
    """A response that was not decided, put into the queue by hand: the real checker decides nearly everything."""
    id = UUID(start(admin(api), quiz(admin(api)))["id"])
    server = api.app.state.server
    with server.database.write() as session:
        row = store.get(session, id)
        asked, now = session.get_one(Quiz, row.quiz_id), server.clock()
        typed = Response(attempt_id=id, item=1, part=1, text="{1}", at=now, cause="save")
        session.add(typed)
        session.flush()
        exercise = store.exercises(session, id)[1]
        open_question = Verdict(outcome="undecided", score=0)
        marking.record(session, asked, exercise, typed, open_question, {1: typed}, "submit", now)
    return {"review": last(admin(api), "/reviews")["id"]}


def last(api: Api, path: str) -> dict[str, Any]:
    """The last row of a list, however many pages it has."""
    cursor, items = "", []
    while cursor is not None:
        page = api.get(f"{path}?limit=200{cursor and f'&cursor={cursor}'}").json()
        items, cursor = page["items"] or items, page["next"]
    return dict(items[-1])


def regraded(api: Api) -> Params:
    made = submitted(api)["quiz"]
    return {"quiz": made, "regrade": admin(api).post(f"/quizzes/{made}/regrade", {"reason": "x"}).json()["id"]}


def learner(api: Api) -> Params:
    made = start(admin(api), week(api)["quiz"], f"learner {time.monotonic_ns()}")["learner"]
    admin(api).put(f"/learners/{made}/accommodations", {"time_factor": 1.5})
    return {"learner": made}


def webhook(api: Api) -> Params:
    return {"webhook": admin(api).post("/webhooks", {"url": "https://platform.example.org/hook"}, 201).json()["id"]}


def delivery(api: Api) -> Params:
    """One that was given up."""
    made = webhook(api)
    quiz(admin(api))
    with api.app.state.server.database.write() as session:
        webhooks.spread(session, api.app.state.server.clock())
        session.exec(update(Delivery).values(state="failed", next_at=None))
    return made | {"delivery": last(admin(api), f"/webhooks/{made['webhook']}/deliveries")["id"]}


def key(api: Api) -> Params:
    return {"key": admin(api).post("/keys", {"name": "to delete", "scopes": ["check"]}, 201).json()["id"]}


def worksheet(api: Api) -> Params:
    """A worksheet of the key that is given, once its files are there: it is printed in the background."""
    section = {"pick": {"generators": [EIGEN]}, "count": 1}
    order = {"title": "t", "sections": [section], "key": False, "solutions": False, "class_list": [{"id": "s-17"}]}
    made = api.post("/worksheets", order, 202).json()["id"]
    end = time.monotonic() + 60
    while api.get(f"/worksheets/{made}").json()["state"] != "done":
        assert time.monotonic() < end
        time.sleep(0.05)
    return {"worksheet": made, "document": "sheets"}


def sheet(api: Api) -> Params:
    """One sheet of such a worksheet."""
    made = worksheet(api)
    table = api.get(f"/worksheets/{made['worksheet']}/marks.csv").text
    return {"code": table.splitlines()[1].partition(",")[0], "document": "key"}


def export(api: Api) -> Params:
    """An export of the key that is given, once its file is there: it is made in the background."""
    order = {"title": "t", "sections": [{"pick": {"generators": [EIGEN]}, "count": 1}], "format": "jsonl"}
    made = api.post("/exports", order, 202, headers={"Prefer": "respond-async"}).json()["id"]
    end = time.monotonic() + 60
    while api.get(f"/exports/{made}").json()["state"] != "done":
        assert time.monotonic() < end
        time.sleep(0.05)
    return {"export": made}


def script(_: Api) -> Params:
    return {"name": "start.js"}


def admin(api: Api) -> Api:
    """What belongs to everybody may be made by anybody: makers use the admin's key for it."""
    return Api(api.app, api.client)


ONCE, NOTHING = True, False
"""Of writes: the same request sent again with its key has no second effect; it has none at all, so it takes no key."""
NEW = "it makes something new"
COMPUTES = "it changes nothing"
ADDS = "it only adds, so no change of somebody else can be lost by it"
UNTAGGED = "nothing of it can be changed, only deleted, so nobody can have read an older state"
SAME, ABOVE, ITSELF = "the GET of its path", "the GET of the path above", "its own last response"
TAGGED = (SAME, ABOVE, ITSELF)
"""Where the ETag comes from that a write takes as `If-Match`."""

BANK, CHECK, QUIZZES, ATTEMPTS, SCORES, ADMIN = (
    ("bank:read",),
    ("check",),
    ("quizzes:write",),
    ("attempts:write",),
    ("scores:read",),
    ("admin",),
)
READERS = QUIZZES + ATTEMPTS + SCORES


@dataclass(frozen=True)
class Row:
    """`scopes`: a key with one of these opens it, and an admin's always does; without any, everybody may call it.

    `make`: makes what the path names. `learner`: the learner token of the attempt in the path opens it as well.
    `owned`: the thing belongs to the key that made it; other keys are told that there is none, but for an admin's.
    `absent`: whether a thing that is not there is 404; if not, the call does as well without.
    `once`, of every write: whether a repeated one with the same `Idempotency-Key` has one effect; NOTHING if it has none.
    `match`, of every write: what tells the ETag for `If-Match`, or why it takes none.
    """

    scopes: tuple[str, ...]
    make: Maker = nothing
    learner: bool = False
    owned: bool = False
    absent: bool = True
    once: bool | None = None
    match: str | None = None


ROUTES = {
    # call                                                       scopes                           what is there first
    "GET /healthz":                                              Row((), nothing),
    "GET /readyz":                                               Row((), nothing),
    "GET /metrics":                                              Row((), nothing),
    "GET /docs":                                                 Row((), nothing),
    "GET /docs/{name}":                                          Row((), script),
    "GET /openapi.json":                                         Row((), nothing),
    "GET /topics":                                               Row(BANK, nothing),
    "GET /generators":                                           Row(BANK, nothing),
    "GET /generators/{id}":                                      Row(BANK, generator),
    "POST /exercises":                                           Row(BANK, nothing, once=NOTHING, match=COMPUTES),
    "POST /exercises:batch":                                     Row(BANK, nothing, once=NOTHING, match=COMPUTES),
    "GET /exercises/{recipe}":                                   Row(BANK, recipe),
    "GET /exercises/{recipe}/figures/{n}.svg":                   Row(BANK, picture),
    "GET /exercises/{recipe}/figures/{n}.png":                   Row(BANK, picture),
    "GET /exercises/{recipe}/data.csv":                          Row(BANK, data),
    "POST /exercises/{recipe}/check":                            Row(CHECK, recipe, once=NOTHING, match=COMPUTES),
    "POST /check":                                               Row(CHECK, nothing, once=NOTHING, match=COMPUTES),
    "POST /check:batch":                                         Row(CHECK, nothing, once=NOTHING, match=COMPUTES),
    "POST /preview":                                             Row(CHECK, nothing, once=NOTHING, match=COMPUTES),
    "POST /quizzes":                                             Row(QUIZZES, nothing, once=ONCE, match=NEW),
    "GET /quizzes":                                              Row(READERS, nothing),
    "GET /quizzes/{quiz}":                                       Row(READERS, draft),
    "PATCH /quizzes/{quiz}":                                     Row(QUIZZES, draft, once=ONCE, match=SAME),
    "DELETE /quizzes/{quiz}":                                    Row(QUIZZES, draft, once=ONCE, match=SAME),
    "POST /quizzes/{quiz}/copy":                                 Row(QUIZZES, draft, once=ONCE, match=NEW),
    "POST /quizzes/{quiz}/publish":                              Row(QUIZZES, draft, once=ONCE, match=ABOVE),
    "GET /quizzes/{quiz}/preview":                               Row(QUIZZES, draft),
    "GET /quizzes/{quiz}/preview/{variant}/figures/{item}/{n}.svg": Row(QUIZZES, week),
    "POST /quizzes/{quiz}/attempts":                             Row(ATTEMPTS, week, once=ONCE, match=NEW),
    "GET /attempts/{attempt}":                                   Row(ATTEMPTS + SCORES, attempt, learner=True),
    "GET /attempts/{attempt}/figures/{item}/{n}.svg":            Row(ATTEMPTS + SCORES, attempt, learner=True),
    "GET /attempts/{attempt}/data/{item}.csv":                   Row(ATTEMPTS + SCORES, measured, learner=True),
    "PUT /attempts/{attempt}/responses/{item}/{part}":           Row(ATTEMPTS, attempt, learner=True, once=ONCE, match=ITSELF),
    "POST /attempts/{attempt}/items/{item}/check":               Row(ATTEMPTS, attempt, learner=True, once=ONCE, match=ADDS),
    "POST /attempts/{attempt}/items/{item}/hints":               Row(ATTEMPTS, attempt, learner=True, once=ONCE, match=ADDS),
    "POST /attempts/{attempt}/submit":                           Row(ATTEMPTS, attempt, learner=True, once=ONCE, match=ADDS),
    "GET /attempts/{attempt}/result":                            Row(ATTEMPTS + SCORES, attempt, learner=True),
    "GET /quizzes/{quiz}/scores":                                Row(SCORES, submitted),
    "PUT /attempts/{attempt}/items/{item}/override":             Row(QUIZZES, submitted, once=ONCE, match=SAME),
    "GET /attempts/{attempt}/items/{item}/override":             Row(SCORES, submitted),
    "GET /quizzes/{quiz}/analysis":                              Row(SCORES, submitted),
    "GET /quizzes/{quiz}/analysis/{picture}.svg":                Row(SCORES, submitted),
    "GET /reviews":                                              Row(SCORES, nothing),
    "GET /reviews/{review}":                                     Row(SCORES, review),
    "POST /reviews/{review}":                                    Row(QUIZZES, review, once=ONCE, match=SAME),
    "POST /quizzes/{quiz}/regrade":                              Row(QUIZZES, submitted, once=ONCE, match=NEW),
    "GET /quizzes/{quiz}/regrades":                              Row(READERS, regraded),
    "POST /quizzes/{quiz}/regrades/{regrade}/undo":              Row(QUIZZES, regraded, once=ONCE, match=ADDS),
    "PUT /learners/{learner}/accommodations":                    Row(QUIZZES, learner, absent=False, once=ONCE, match=SAME),
    "GET /learners/{learner}/accommodations":                    Row(READERS, learner),
    "DELETE /learners/{learner}/data":                           Row(ADMIN, learner, absent=False, once=ONCE, match=UNTAGGED),
    "GET /events":                                               Row(SCORES, nothing),
    "POST /webhooks":                                            Row(ADMIN, nothing, once=ONCE, match=NEW),
    "GET /webhooks":                                             Row(ADMIN, nothing),
    "GET /webhooks/{webhook}":                                   Row(ADMIN, webhook),
    "PATCH /webhooks/{webhook}":                                 Row(ADMIN, webhook, once=ONCE, match=SAME),
    "DELETE /webhooks/{webhook}":                                Row(ADMIN, webhook, once=ONCE, match=SAME),
    "GET /webhooks/{webhook}/deliveries":                        Row(ADMIN, delivery),
    "POST /webhooks/{webhook}/deliveries/{delivery}/redeliver":  Row(ADMIN, delivery, once=ONCE, match=ADDS),
    "GET /audit":                                                Row(ADMIN, nothing),
    "POST /worksheets":                                          Row(QUIZZES, nothing, once=ONCE, match=NEW),
    "GET /worksheets/{worksheet}":                               Row(QUIZZES, worksheet, owned=True),
    "GET /worksheets/{worksheet}.zip":                           Row(QUIZZES, worksheet, owned=True),
    "GET /worksheets/{worksheet}/{document}.pdf":                Row(QUIZZES, worksheet, owned=True),
    "GET /worksheets/{worksheet}/{document}.zip":                Row(QUIZZES, worksheet, owned=True),
    "GET /worksheets/{worksheet}/marks.csv":                      Row(QUIZZES, worksheet, owned=True),
    "POST /worksheets/{worksheet}/marks":                         Row(QUIZZES, worksheet, owned=True, once=ONCE, match=ADDS),
    "POST /worksheets/{worksheet}/marks.csv":                     Row(QUIZZES, worksheet, owned=True, once=ONCE, match=ADDS),
    "GET /worksheets/by-code/{code}":                             Row(QUIZZES, sheet, owned=True),
    "GET /worksheets/by-code/{code}/{document}.pdf":              Row(QUIZZES, sheet, owned=True),
    "POST /exports":                                             Row(QUIZZES, nothing, once=ONCE, match=NEW),
    "GET /exports":                                              Row(QUIZZES, nothing),
    "GET /exports/{export}":                                     Row(QUIZZES, export, owned=True),
    "GET /exports/{export}/file":                                Row(QUIZZES, export, owned=True),
    "DELETE /exports/{export}":                                  Row(QUIZZES, export, owned=True, once=ONCE, match=UNTAGGED),
    "POST /keys":                                                Row(ADMIN, nothing, once=ONCE, match=NEW),
    "GET /keys":                                                 Row(ADMIN, nothing),
    "POST /keys/{key}/rotate":                                   Row(ADMIN, key, once=ONCE, match=NEW),
    "DELETE /keys/{key}":                                        Row(ADMIN, key, once=ONCE, match=UNTAGGED),
}  # fmt: skip


# What a call is made of ------------------------------------------------------------------------------------------


def served(app: FastAPI) -> set[str]:
    """All calls that the application answers, in the spelling of the table."""
    return {
        f"{method} {re.sub(r':path}', '}', str(context.path)).removeprefix(PREFIX)}"
        for context in iter_route_contexts(app.routes)
        for method in context.methods or {"*"}
    }


def described(app: FastAPI, call: str) -> dict[str, Any]:
    """What the description says of a call; nothing of pages that are not part of the interface."""
    method, path = call.split(" ")
    paths = app.openapi()["paths"]
    return dict((paths.get(path) or paths.get(PREFIX + path) or {}).get(method.lower(), {}))


def bodies(app: FastAPI, call: str) -> dict[str, Any]:
    """The example bodies of a call by name, text as text; one entry None for a call without a body."""
    content = described(app, call).get("requestBody", {}).get("content", {})
    examples = next(iter(content.values()), {}).get("examples", {})
    return {name: each["value"] for name, each in examples.items()} or {"none": None}


def carried(body: Any) -> dict[str, Any]:
    """What a body is to a client."""
    return {} if body is None else {"content": body} if isinstance(body, str) else {"json": body}


def filled(call: str, params: Params) -> str:
    """The path with its parameters."""
    return call.partition(" ")[2].format(**params)


def named_in(call: str) -> list[str]:
    """The parameters of the path that name a resource."""
    return [name for name in re.findall(r"{(\w+)}", call) if name not in NO_IDS]


def without(params: Params, name: str) -> Params:
    """The same, but `name` is of something that is not there. A learner is there as soon as something is granted."""
    absent = f"nobody {time.monotonic_ns()}" if name == "learner" else ABSENT.get(name, NOBODY)
    return params | {name: absent}
