"""A millisecond before each moment that rules name, at it, and a millisecond after it: what is in time is the same for
all who ask."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.attempts import service as attempts
from service.attempts.models import Attempt
from tests.service.client import Api
from tests.service.conftest import Hands, running
from tests.service.learners import EIGEN, exercises, quiz, right

MS = timedelta(milliseconds=1)
HALF, EDGE, END = (timedelta(seconds=seconds) for seconds in (40, 60, 3_600))
SECTION = {"pick": {"generators": [EIGEN]}, "count": 1, "points": 2}

Rules = dict[str, Any]
EDGES: dict[str, tuple[Rules, Rules]] = {
    # each lies a minute after the beginning     rules of the quiz                          accommodations
    "opens_at":                                  ({"opens_at": EDGE},                                     {}),
    "due_at, refuse":                            ({"due_at": EDGE, "closes_at": END, "late": "refuse"},   {}),
    "due_at, flag":                              ({"due_at": EDGE, "closes_at": END, "late": "flag"},     {}),
    "due_at, accept":                            ({"due_at": EDGE, "closes_at": END, "late": "accept"},   {}),
    "due_at, extended":                          ({"due_at": HALF, "closes_at": END, "late": "refuse"},   {"extension_s": 20}),
    "closes_at":                                 ({"closes_at": EDGE},                                    {}),
    "closes_at, refuse":                         ({"closes_at": EDGE, "late": "refuse"},                  {}),
    "closes_at, extended":                       ({"closes_at": HALF},                                    {"extension_s": 20}),
    "time limit":                                ({"time_limit_s": 60},                                   {}),
    "time limit, refuse":                        ({"time_limit_s": 60, "late": "refuse"},                 {}),
    "time limit, half as much again":            ({"time_limit_s": 40},                                   {"time_factor": 1.5}),
    "time limit, seconds more":                  ({"time_limit_s": 40},                                   {"extra_time_s": 20}),
    "time limit beyond the close":               ({"time_limit_s": 80, "closes_at": EDGE},                {}),
}  # fmt: skip


class Table:
    """A service and its clock; the moments of all rows are counted from `beginning`."""

    def __init__(self, api: Api, hands: Hands) -> None:
        self.api, self.hands, self.beginning, self.learners = api, hands, hands.now, 0
        self.quizzes: dict[str, str] = {}

    def quiz(self, edge: str, **more: Any) -> tuple[str, str]:
        """A quiz with the edge, made once and published, and another learner with the accommodations."""
        self.hands.now = self.beginning
        rules, granted = EDGES[edge]
        if (name := f"{edge} {more}") not in self.quizzes:
            self.quizzes[name] = self.new(rules, **more)
        self.learners += 1
        learner = f"learner {self.learners}"
        if granted:
            self.api.put(f"/learners/{learner}/accommodations", granted)
        return self.quizzes[name], learner

    def new(self, rules: Rules, **more: Any) -> str:
        self.hands.now = self.beginning
        moments = {name: self.moment(value) if isinstance(value, timedelta) else value for name, value in rules.items()}
        return quiz(self.api, **{"sections": [SECTION], "feedback": "immediate", "hint_penalty": 0} | moments | more)

    def moment(self, after: timedelta) -> str:
        return (self.beginning + after).isoformat()

    def now(self, offset: timedelta) -> datetime:
        self.hands.now = self.beginning + EDGE + offset
        return self.hands.now

    def told(self, method: str, path: str, word: str, body: Any = None) -> str:
        """`word` if it was done, else the type of the problem."""
        response = self.api.send(method, path, None, json=body)
        return word if response.status_code < 300 else str(response.json()["type"]).removeprefix("urn:problembank:")

    def start(self, quiz: str, learner: str) -> str:
        return str(self.api.post(f"/quizzes/{quiz}/attempts", {"learner": learner}, 201).json()["id"])

    def row(self, attempt: str) -> Attempt:
        with self.api.app.state.server.database.read() as session:
            return session.get_one(Attempt, UUID(attempt))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    folder, hands = tmp_path_factory.mktemp("edges"), Hands()
    with running(hands, folder, f"sqlite:///{folder / 'test.db'}") as api:
        yield Table(api, hands)


Deed = Callable[[Table, str, timedelta], str]
"""What is answered to something that is done at an edge, so much after it."""


def start(table: Table, edge: str, offset: timedelta) -> str:
    made, learner = table.quiz(edge)
    table.now(offset)
    return table.told("POST", f"/quizzes/{made}/attempts", "started", {"learner": learner})


def begun(table: Table, edge: str, **more: Any) -> tuple[str, str, str]:
    made, learner = table.quiz(edge, **more)
    return made, learner, table.start(made, learner)


def resume(table: Table, edge: str, offset: timedelta) -> str:
    made, learner, _ = begun(table, edge)
    table.now(offset)
    again = table.api.send("POST", f"/quizzes/{made}/attempts", None, json={"learner": learner})
    return "resumed" if again.status_code == 200 else str(again.json().get("type", "")).removeprefix("urn:problembank:")


def save(table: Table, edge: str, offset: timedelta) -> str:
    """In time, late, or refused, and whether it counts in the end."""
    _, _, attempt = begun(table, edge)
    answer = right(exercises(table.api, attempt)[0])
    table.now(offset)
    saved = table.api.send("PUT", f"/attempts/{attempt}/responses/1/1", None, json={"response": answer})
    table.now(2 * END)
    counts = table.api.post(f"/attempts/{attempt}/submit").json()["result"]["score"] == 2.0
    if saved.status_code == 409:
        return f"{saved.json()['type'].removeprefix('urn:problembank:')}{', counts' if counts else ''}"
    return f"{'late' if saved.json()['late'] else 'in time'}{', counts' if counts else ''}"


def check(table: Table, edge: str, offset: timedelta) -> str:
    _, _, attempt = begun(table, edge)
    table.now(offset)
    return table.told("POST", f"/attempts/{attempt}/items/1/check", "judged", {"responses": {"1": "{77}"}})


def hint(table: Table, edge: str, offset: timedelta) -> str:
    _, _, attempt = begun(table, edge)
    table.now(offset)
    return table.told("POST", f"/attempts/{attempt}/items/1/hints", "given", {"part": 1})


def submit(table: Table, edge: str, offset: timedelta) -> str:
    """Whose deed it was; nobody hands in later than the end."""
    _, _, attempt = begun(table, edge)
    now = table.now(offset)
    table.api.post(f"/attempts/{attempt}/submit")
    row = table.row(attempt)
    assert row.submitted_at == (now if row.submitted_by == "learner" else table.beginning + EDGE)
    return str(row.submitted_by)


def read(table: Table, edge: str, offset: timedelta) -> str:
    _, _, attempt = begun(table, edge)
    table.now(offset)
    return str(table.api.get(f"/attempts/{attempt}").json()["state"])


def sweep(table: Table, edge: str, offset: timedelta) -> str:
    made, _, attempt = begun(table, edge)
    table.now(offset)
    attempts.sweep(table.api.app.state.server, UUID(made))
    return table.row(attempt).state


def gradebook(table: Table, edge: str, offset: timedelta) -> str:
    made, learner, _ = begun(table, edge)
    table.now(offset)
    rows = table.api.get(f"/quizzes/{made}/scores?limit=200").json()["items"]
    return next(str(row["state"]) for row in rows if row["learner"] == learner)


def result(table: Table, edge: str, offset: timedelta) -> str:
    """Of an attempt that was handed in before, in a quiz that shows it after the close."""
    _, _, attempt = begun(table, edge, feedback="after_close")
    table.api.post(f"/attempts/{attempt}/submit")
    table.now(offset)
    return table.told("GET", f"/attempts/{attempt}/result", "shown")


def state(table: Table, edge: str, offset: timedelta) -> str:
    made, _ = table.quiz(edge)
    table.now(offset)
    return str(table.api.get(f"/quizzes/{made}").json()["state"])


def publish(table: Table, edge: str, offset: timedelta) -> str:
    made = table.new(EDGES[edge][0], publish=False)
    table.now(offset)
    return table.told("POST", f"/quizzes/{made}/publish", "published")


ROWS: list[tuple[str, Deed, str, str, str]] = [
    # edge                             deed        1 ms before          at it                1 ms after
    ("opens_at",                       start,      "quiz-not-open",     "started",           "started"),
    ("due_at, refuse",                 start,      "started",           "started",           "quiz-not-open"),
    ("due_at, refuse",                 save,       "in time, counts",   "in time, counts",   "attempt-closed"),
    ("due_at, refuse",                 check,      "judged",            "judged",            "attempt-closed"),
    ("due_at, refuse",                 hint,       "given",             "given",             "attempt-closed"),
    ("due_at, refuse",                 submit,     "learner",           "learner",           "learner"),
    ("due_at, refuse",                 sweep,      "open",              "open",              "open"),
    ("due_at, flag",                   start,      "started",           "started",           "started"),
    ("due_at, flag",                   save,       "in time, counts",   "in time, counts",   "late"),
    ("due_at, flag",                   hint,       "given",             "given",             "given"),
    ("due_at, accept",                 save,       "in time, counts",   "in time, counts",   "late, counts"),
    ("due_at, accept",                 check,      "judged",            "judged",            "judged"),
    ("due_at, extended",               start,      "started",           "started",           "quiz-not-open"),
    ("due_at, extended",               save,       "in time, counts",   "in time, counts",   "attempt-closed"),
    ("closes_at",                      publish,    "published",         "published",         "conflict"),
    ("closes_at",                      start,      "started",           "started",           "quiz-not-open"),
    ("closes_at",                      resume,     "resumed",           "resumed",           "quiz-not-open"),
    ("closes_at",                      save,       "in time, counts",   "in time, counts",   "late"),
    ("closes_at, refuse",              save,       "in time, counts",   "in time, counts",   "attempt-closed"),
    ("closes_at",                      check,      "judged",            "judged",            "attempt-closed"),
    ("closes_at",                      hint,       "given",             "given",             "attempt-closed"),
    ("closes_at",                      submit,     "learner",           "learner",           "closing"),
    ("closes_at",                      read,       "open",              "open",              "submitted"),
    ("closes_at",                      sweep,      "open",              "open",              "submitted"),
    ("closes_at",                      gradebook,  "open",              "open",              "submitted"),
    ("closes_at",                      result,     "feedback-not-yet",  "feedback-not-yet",  "shown"),
    ("closes_at",                      state,      "published",         "published",         "closed"),
    ("closes_at, extended",            start,      "started",           "started",           "quiz-not-open"),
    ("closes_at, extended",            save,       "in time, counts",   "in time, counts",   "late"),
    ("closes_at, extended",            sweep,      "open",              "open",              "submitted"),
    ("time limit",                     resume,     "resumed",           "resumed",           "no-attempts-left"),
    ("time limit",                     save,       "in time, counts",   "in time, counts",   "late"),
    ("time limit, refuse",             save,       "in time, counts",   "in time, counts",   "attempt-closed"),
    ("time limit",                     check,      "judged",            "judged",            "attempt-closed"),
    ("time limit",                     hint,       "given",             "given",             "attempt-closed"),
    ("time limit",                     submit,     "learner",           "learner",           "deadline"),
    ("time limit",                     read,       "open",              "open",              "submitted"),
    ("time limit",                     sweep,      "open",              "open",              "submitted"),
    ("time limit",                     gradebook,  "open",              "open",              "submitted"),
    ("time limit, half as much again", save,       "in time, counts",   "in time, counts",   "late"),
    ("time limit, half as much again", sweep,      "open",              "open",              "submitted"),
    ("time limit, seconds more",       check,      "judged",            "judged",            "attempt-closed"),
    ("time limit beyond the close",    submit,     "learner",           "learner",           "closing"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edge", "deed", "before", "at", "after"), ROWS, ids=[f"{deed.__name__} {edge}" for edge, deed, *_ in ROWS]
)
def test_a_moment_is_the_same_for_all(table, edge, deed, before, at, after):
    assert [deed(table, edge, offset) for offset in (-MS, 0 * MS, MS)] == [before, at, after]


def test_accommodations_granted_meanwhile_move_the_end_to_the_millisecond(table):
    for offset, expected in ((-MS, "open"), (0 * MS, "open"), (MS, "submitted")):
        table.hands.now = table.beginning
        made = quiz(table.api, sections=[SECTION], time_limit_s=40)
        table.learners += 1
        learner = f"learner {table.learners}"
        attempt = table.start(made, learner)
        table.api.put(f"/learners/{learner}/accommodations", {"extra_time_s": 20})
        table.now(offset)
        assert table.api.get(f"/attempts/{attempt}").json()["state"] == expected


@pytest.mark.parametrize(("offset", "status"), [(-MS, 200), (0 * MS, 401), (MS, 401)])
def test_from_its_expiry_on_a_key_opens_nothing(table, offset, status):
    """Whether it was met before and is remembered, or not; a rotated one the same."""
    table.hands.now = table.beginning
    asked = {"name": "k", "scopes": ["bank:read"]}
    met, unmet = (
        table.api.post("/keys", asked | {"expires_at": table.moment(EDGE)}, 201).json()["secret"] for _ in range(2)
    )
    rotated = table.api.post("/keys", asked, 201).json()
    table.api.post(f"/keys/{rotated['id']}/rotate", {"overlap_s": 60}, 201)
    table.api.as_(met).get("/topics")
    table.now(offset)
    for secret in (met, unmet, rotated["secret"]):
        table.api.as_(secret).get("/topics", status)


@pytest.mark.parametrize(("offset", "status"), [(-MS, 200), (0 * MS, 401), (MS, 401)])
def test_from_its_expiry_on_a_learner_token_opens_nothing(table, offset, status):
    table.hands.now = table.beginning
    lasts = timedelta(seconds=table.api.app.state.server.settings.learner_token_s)
    made = quiz(table.api, sections=[SECTION])
    attempt = table.api.post(f"/quizzes/{made}/attempts", {"learner": f"token {offset}"}, 201).json()
    table.hands.now = table.beginning + lasts + offset
    table.api.as_(attempt["learner_token"]).get(f"/attempts/{attempt['id']}", status)


def test_a_learner_token_never_lasts_shorter_than_promised(table):
    table.hands.now = table.beginning + timedelta(milliseconds=400)
    lasts = timedelta(seconds=table.api.app.state.server.settings.learner_token_s)
    attempt = table.api.post(f"/quizzes/{quiz(table.api, sections=[SECTION])}/attempts", {"learner": "ada"}, 201).json()
    table.hands.now += lasts - MS
    table.api.as_(attempt["learner_token"]).get(f"/attempts/{attempt['id']}")
