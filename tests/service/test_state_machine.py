"""The service against a model of it that is simple enough to be seen to be right, with crashes in between.

Hypothesis draws histories: quizzes made and closed, attempts started, answers saved, checked and handed in, hints taken,
points overridden, time passing, the process dying. Now and then, and at the end, the service says what the model says.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule

from tests import postgres
from tests.service.conftest import Hands, empty_tables_of, running
from tests.service.learners import SECTION, exercises, mistaken, right

KINDS = ("right", "wrong", "unreadable")
ITEMS = (1, 2)
POINTS = 2.0
LEARNERS = ("ada", "ben")
RULES = st.fixed_dictionaries(
    {
        "feedback": st.sampled_from(["immediate", "immediate", "after_submit"]),
        "tries_per_part": st.sampled_from([None, 3, 1]),
        "penalty": st.sampled_from([0.25, 0]),
        "hint_penalty": st.sampled_from([0.25, None]),
        "time_limit_s": st.sampled_from([None, 60]),
        "closing": st.sampled_from([None, 90]),
        "late": st.sampled_from(["flag", "refuse"]),
        "attempts_allowed": st.sampled_from([1, 2]),
    }
)


PRACTICE = {
    "feedback": "immediate",
    "tries_per_part": None,
    "penalty": 0.25,
    "hint_penalty": 0.25,
    "time_limit_s": None,
    "closing": None,
    "late": "flag",
    "attempts_allowed": 2,
}
"""Rules under which a history gets far."""


@dataclass
class ModelQuiz:
    rules: dict
    state: str = "draft"
    closes: datetime | None = None


@dataclass
class ModelPart:
    """What was sent to one part: kind, whether it counts, whether it has been judged, hints taken before it."""

    sent: list[list] = field(default_factory=list)
    hints: int = 0
    override: float | None = None


@dataclass
class ModelAttempt:
    quiz: ModelQuiz
    learner: str
    number: int
    deadline: datetime | None
    texts: dict[tuple[int, str], str]
    parts: dict[int, ModelPart] = field(default_factory=lambda: {item: ModelPart() for item in ITEMS})
    submitted: str | None = None

    def end(self):
        return min((each for each in (self.deadline, self.quiz.closes) if each), default=None)

    def over(self, now):
        return self.end() is not None and now > self.end()

    def settle(self, now):
        if self.submitted is None and self.over(now):
            self.hand_in("time")

    def hand_in(self, why):
        self.submitted = why
        for part in self.parts.values():
            counting = [each for each in part.sent if each[1]]
            if counting:
                counting[-1][2] = True

    def tries(self, item):
        return sum(judged and kind != "unreadable" for kind, _, judged, _ in self.parts[item].sent)

    def score(self):
        return round(sum(map(self.points, self.parts.values())), 6)

    def points(self, part):
        if part.override is not None:
            return part.override
        best, failed = 0.0, 0
        for kind, counts, judged, hints in part.sent:
            if judged and counts and kind != "unreadable":
                worth = 1 - self.quiz.rules["penalty"] * failed - (self.quiz.rules["hint_penalty"] or 0) * hints
                best = max(best, max(0.0, worth) * (kind == "right"))
                failed += kind != "right"
        return best * POINTS


class Histories(RuleBasedStateMachine):
    """`url` is set by the subclass: a database for each history."""

    quizzes = Bundle("quizzes")
    attempts = Bundle("attempts")

    def database(self) -> str:
        raise NotImplementedError

    @initialize(rules=st.just(PRACTICE) | RULES, target=quizzes)
    def begin(self, rules):
        """A quiz that is open, with an attempt: most histories would not get so far by themselves."""
        self.folder = Path(tempfile.mkdtemp())
        self.hands = Hands()
        self.url = self.database()
        self.model: dict[str, ModelAttempt] = {}
        self.made: dict[str, ModelQuiz] = {}
        self.serve()
        return self.make(rules, publish=True)

    def serve(self):
        self.process = running(self.hands, self.folder, self.url)
        self.api = self.process.__enter__()

    # Quizzes

    @rule(target=quizzes, rules=RULES, publish=st.booleans())
    def make_quiz(self, rules, publish):
        return self.make(rules, publish=publish)

    def make(self, rules, *, publish):
        rules = dict(rules)
        closing = rules.pop("closing")
        closes = None if closing is None else self.hands.now + timedelta(seconds=closing)
        body = rules | {"title": "t", "sections": [SECTION], "closes_at": closes.isoformat() if closes else None}
        id = self.api.post("/quizzes", body, 201).json()["id"]
        self.made[id] = ModelQuiz(rules, closes=closes)
        if publish:
            self.api.post(f"/quizzes/{id}/publish")
            self.made[id].state = "published"
        return id

    @rule(quiz=quizzes, really=st.integers(0, 3))
    def close(self, quiz, really):
        if really:
            return
        model = self.made[quiz]
        over = model.closes is not None and model.closes < self.hands.now
        expected = 409 if model.state == "draft" else 200
        self.api.patch(f"/quizzes/{quiz}", {"state": "closed"}, expected)
        if expected == 200 and model.state != "closed":
            model.state = "closed"
            model.closes = model.closes if over else self.hands.now

    # Attempts

    @rule(target=attempts, quiz=quizzes, learner=st.sampled_from(LEARNERS))
    def start(self, quiz, learner):
        model, now = self.made[quiz], self.hands.now
        mine = [each for each in self.model.values() if each.quiz is model and each.learner == learner]
        for each in mine:
            each.settle(now)
        running = [id for id, each in self.model.items() if each in mine and each.submitted is None]
        body = {"learner": learner}
        if running:
            assert self.api.post(f"/quizzes/{quiz}/attempts", body, 200).json()["id"] == running[0]
            return running[0]
        shut = model.state != "published" or (model.closes is not None and model.closes < now)
        if shut or len(mine) >= model.rules["attempts_allowed"]:
            kind = "quiz-not-open" if shut else "no-attempts-left"
            self.api.problem("POST", f"/quizzes/{quiz}/attempts", 409, kind, json=body)
            return multiple()
        made = self.api.post(f"/quizzes/{quiz}/attempts", body, 201).json()
        limit = model.rules["time_limit_s"]
        texts = {}
        for item, exercise in zip(ITEMS, exercises(self.api, made["id"]), strict=True):
            texts |= {
                (item, "right"): right(exercise),
                (item, "wrong"): mistaken(exercise),
                (item, "unreadable"): "{1,",
            }
        self.model[made["id"]] = ModelAttempt(
            model, learner, len(mine) + 1, None if limit is None else now + timedelta(seconds=limit), texts
        )
        assert made["number"] == len(mine) + 1
        return made["id"]

    @rule(attempt=attempts, item=st.sampled_from(ITEMS), kind=st.sampled_from(KINDS))
    def save(self, attempt, item, kind):
        model = self.model[attempt]
        now, rules, part = self.hands.now, model.quiz.rules, model.parts[item]
        body = {"response": model.texts[item, kind]}
        path = f"/attempts/{attempt}/responses/{item}/1"
        ended = model.submitted is not None or model.over(now)
        if model.submitted == "learner" or (ended and rules["late"] == "refuse"):
            self.api.problem("PUT", path, 409, "attempt-closed", json=body)
            return
        counts = not ended
        if part.sent and (part.sent[-1][0], part.sent[-1][1]) == (kind, counts):
            assert self.api.put(path, body).json()["late"] == ended
            return
        if (
            rules["feedback"] == "immediate"
            and rules["tries_per_part"]
            and model.tries(item) >= rules["tries_per_part"]
        ):
            self.api.problem("PUT", path, 409, "no-tries-left", json=body)
            return
        assert self.api.put(path, body).json()["late"] == ended
        part.sent.append([kind, counts, False, part.hints])

    @rule(attempt=attempts, item=st.sampled_from(ITEMS), kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=4))
    def check(self, attempt, item, kinds):
        for kind in kinds:
            self.check_once(attempt, item, kind)

    @rule(attempt=attempts, item=st.sampled_from(ITEMS), failures=st.integers(0, 3), helped=st.booleans())
    def struggle(self, attempt, item, failures, helped):
        """Wrong, and wrong again, and right in the end, perhaps with a hint."""
        if helped:
            self.take_hint(attempt, item)
        for kind in ("wrong",) * failures + ("right",):
            self.check_once(attempt, item, kind)

    def check_once(self, attempt, item, kind):
        model = self.model[attempt]
        rules, part = model.quiz.rules, model.parts[item]
        body = {"responses": {"1": model.texts[item, kind]}}
        path = f"/attempts/{attempt}/items/{item}/check"
        if rules["feedback"] != "immediate":
            self.api.problem("POST", path, 409, "feedback-not-yet", json=body)
        elif model.submitted is not None or model.over(self.hands.now):
            self.api.problem("POST", path, 409, "attempt-closed", json=body)
        elif rules["tries_per_part"] and model.tries(item) >= rules["tries_per_part"]:
            self.api.problem("POST", path, 409, "no-tries-left", json=body)
        else:
            checked = self.api.post(path, body).json()
            part.sent.append([kind, True, True, part.hints])
            outcome = {"right": "correct", "wrong": "incorrect", "unreadable": "invalid"}[kind]
            assert checked["parts"][0]["verdict"]["outcome"] == outcome
            left = rules["tries_per_part"]
            assert checked["tries_left"]["1"] == (None if left is None else left - model.tries(item))

    @rule(attempt=attempts, item=st.sampled_from(ITEMS))
    def hint(self, attempt, item):
        self.take_hint(attempt, item)

    def take_hint(self, attempt, item):
        model = self.model[attempt]
        path, body = f"/attempts/{attempt}/items/{item}/hints", {"part": 1}
        if model.quiz.rules["hint_penalty"] is None:
            self.api.problem("POST", path, 409, "no-hints-left", json=body)
        elif model.submitted is not None or model.over(self.hands.now):
            self.api.problem("POST", path, 409, "attempt-closed", json=body)
        else:
            sent = self.api.post(path, body, None)
            assert sent.status_code in (200, 409)
            model.parts[item].hints += sent.status_code == 200

    @rule(attempt=attempts)
    def submit(self, attempt):
        model = self.model[attempt]
        model.settle(self.hands.now)
        if model.submitted is None:
            model.hand_in("learner")
        handed = self.api.post(f"/attempts/{attempt}/submit").json()
        assert handed["result"]["score"] == pytest.approx(model.score(), abs=1e-6)

    @rule(attempt=attempts, item=st.sampled_from(ITEMS), points=st.sampled_from([None, 0.5, 2]))
    def override(self, attempt, item, points):
        model = self.model[attempt]
        self.api.get(f"/attempts/{attempt}")
        model.settle(self.hands.now)
        body = {"points": points, "reason": "x"}
        self.api.put(f"/attempts/{attempt}/items/{item}/override", body, 409 if model.submitted is None else 200)
        if model.submitted is not None:
            model.parts[item].override = points

    # The world

    @rule(seconds=st.sampled_from([1, 31, 61]))
    def time_passes(self, seconds):
        self.hands.forward(seconds=seconds)

    @rule(really=st.integers(0, 3))
    def crash(self, really):
        """The process is gone, and with it whatever it held in memory; another one takes over. It takes a while."""
        if really:
            return
        gone = self.process
        self.serve()
        gone.__exit__(None, None, None)

    @rule()
    def look(self):
        """The service says what the model says."""
        for id, model in self.model.items():
            read = self.api.get(f"/attempts/{id}").json()
            model.settle(self.hands.now)
            assert read["state"] == ("open" if model.submitted is None else "submitted")
            for item in read["items"]:
                sent = model.parts[item["item"]].sent
                held = item["responses"]["1"]
                assert (held and held["response"]) == (model.texts[item["item"], sent[-1][0]] if sent else None)
                assert len(item["hints"]["1"]) == model.parts[item["item"]].hints
        for id, quiz in self.made.items():
            self.compare_scores(id, quiz)

    def compare_scores(self, id, quiz):
        """The best attempt handed in makes the score."""
        rows = {row["learner"]: row for row in self.api.get(f"/quizzes/{id}/scores").json()["items"]}
        for learner in LEARNERS:
            mine = [each for each in self.model.values() if each.quiz is quiz and each.learner == learner]
            if not mine:
                assert learner not in rows
                continue
            counted = [each for each in mine if each.submitted] or mine
            assert rows[learner]["score"] == pytest.approx(max(each.score() for each in counted), abs=1e-6)
            assert rows[learner]["attempts"] == len(mine)

    def teardown(self):
        if hasattr(self, "process"):
            self.look()
            self.process.__exit__(None, None, None)
            shutil.rmtree(self.folder)


SEARCH = os.environ.get("HYPOTHESIS_PROFILE") == "search"
STEADY = settings(
    max_examples=200 if SEARCH else 14,
    stateful_step_count=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""Without shrinking, which would take minutes: a history that fails is printed as it was drawn."""


class OnSqlite(Histories):
    def database(self):
        return f"sqlite:///{self.folder / 'test.db'}"


class OnPostgres(Histories):
    cluster: postgres.Cluster

    def database(self):
        return self.cluster.url(like=empty_tables_of(self.cluster))


def test_histories_on_sqlite():
    run = OnSqlite.TestCase
    run.settings = STEADY
    run().runTest()


def test_histories_on_postgresql(cluster):
    OnPostgres.cluster = cluster
    run = OnPostgres.TestCase
    run.settings = STEADY
    run().runTest()
