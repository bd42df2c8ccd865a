"""From the catalogue to scores that survive a restart, on SQLite and on PostgreSQL."""

import csv
import io

from tests.service.learners import EIGEN, SECTION, exercises, mistaken, outcome, right


def test_main_path(serve, database_url):
    with serve(database_url) as api:
        courses = api.get("/topics").json()["items"]
        topics = [topic["id"] for course in courses for topic in course["topics"]]
        assert "linear_algebra.eigen" in topics
        exercise = api.post("/exercises", {"generator": EIGEN, "level": "core", "seed": 42}).json()
        assert exercise["recipe"] == f"{EIGEN}@{exercise['version']}:core:42" and exercise["parts"][0]["steps"]

        blueprint = {"title": "Week 3", "sections": [SECTION], "feedback": "immediate", "tries_per_part": 3}
        quiz = api.post("/quizzes", blueprint, 201).json()
        assert quiz["state"] == "draft" and quiz["max_score"] == 4
        assert api.post(f"/quizzes/{quiz['id']}/publish").json()["state"] == "published"

        ada, ben = (
            api.post(f"/quizzes/{quiz['id']}/attempts", {"learner": learner, "name": learner.title()}, 201).json()
            for learner in ("ada", "ben")
        )
        asked = [[item["exercise"]["parts"][0]["ask"]["text"] for item in attempt["items"]] for attempt in (ada, ben)]
        assert len({*asked[0], *asked[1]}) == 4, "every learner and every item has a variant of its own"

        adas = exercises(api, ada["id"])
        typed = {
            "{1000, 1001}": ("incorrect", 2),
            "{1, ": ("invalid", 2),
            mistaken(adas[0]): ("incorrect", 1),
            right(adas[0]): ("correct", 0),
        }
        for text, (expected, left) in typed.items():
            checked = api.post(f"/attempts/{ada['id']}/items/1/check", {"responses": {"1": text}}).json()
            assert (outcome(checked), checked["tries_left"]["1"]) == (expected, left)
            if text == mistaken(adas[0]):
                remark = checked["parts"][0]["verdict"]["feedback"][0]
                assert remark["code"] == adas[0].parts[0].mistakes[0].misconception and "<math" in remark["html"]

        learner = api.as_(ada["learner_token"])
        learner.put(f"/attempts/{ada['id']}/responses/2/1", {"response": right(adas[1])})
        handed_in = learner.post(f"/attempts/{ada['id']}/submit").json()
        assert handed_in["state"] == "submitted" and handed_in["result"]["score"] == 4.0
        api.put(f"/attempts/{ben['id']}/responses/1/1", {"response": right(exercises(api, ben["id"])[0])})
        api.post(f"/attempts/{ben['id']}/submit")

        scores = api.get(f"/quizzes/{quiz['id']}/scores").json()
        table = api.get(f"/quizzes/{quiz['id']}/scores", headers={"Accept": "text/csv"}).text
        assert [(row["learner"], row["score"], row["max_score"], row["state"]) for row in scores["items"]] == [
            ("ada", 4.0, 4.0, "submitted"),
            ("ben", 2.0, 4.0, "submitted"),
        ]
        rows = list(csv.DictReader(io.StringIO(table)))
        assert [(row["learner"], row["name"], row["score"], row["item_1"], row["item_2"]) for row in rows] == [
            ("ada", "Ada", "4.0", "2.0", "2.0"),
            ("ben", "Ben", "2.0", "2.0", "0.0"),
        ]
    with serve(database_url) as again:
        assert again.get(f"/quizzes/{quiz['id']}/scores").json() == scores
        assert again.get(f"/quizzes/{quiz['id']}/scores", headers={"Accept": "text/csv"}).text == table
        result = again.get(f"/attempts/{ada['id']}/result").json()
        assert result == handed_in["result"]
        assert result["items"][0]["parts"][0]["answer_text"] == right(adas[0])
