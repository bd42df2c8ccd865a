"""The catalogue, exercises by recipe and their figures."""

import csv
import io

import pytest

from generators import bank
from schemas.catalogue import GeneratorInfo
from schemas.exercise import InstructorExercise, LearnerExercise
from tests.service.learners import EIGEN, mistaken, quiz, right, start

IDS = tuple(bank.load())
SOME = IDS[:: max(1, len(IDS) // 12)]
"""Enough to see that the wires are right; the maths of each is tested where it is made."""


def test_the_tree_counts_its_generators(shared):
    courses = shared.get("/topics").json()["items"]
    assert [course["id"] for course in courses] == ["refresher", "linear_algebra", "calculus", "prob_stats"]
    assert sum(len(course["topics"]) for course in courses) == 36
    assert sum(course["generators"] for course in courses) == len(IDS)
    skills = {skill["id"]: skill for course in courses for topic in course["topics"] for skill in topic["skills"]}
    assert len(skills) == 179 and skills["s.eig.values"]["generators"] >= 1
    assert all(required in skills for skill in skills.values() for required in skill["requires"])


def test_the_catalogue_comes_in_pages_sorted_by_id(shared):
    found, cursor = [], {}
    while cursor is not None:
        page = shared.get("/generators", params={"limit": 7} | cursor).json()
        found += page["items"]
        cursor = {"cursor": page["next"]} if page["next"] else None
    assert [each["id"] for each in found] == sorted(IDS)
    assert all(GeneratorInfo.model_validate(each) for each in found)


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ({"topic": "linear_algebra.eigen"}, lambda info: info.topic == "linear_algebra.eigen"),
        ({"topic": "calculus"}, lambda info: info.course == "calculus"),
        ({"skill": "s.eig.values"}, lambda info: info.skill == "s.eig.values"),
        ({"level": "hard"}, lambda info: "hard" in info.levels),
        ({"q": "EIGENVALUES matrix"}, lambda info: info.id == EIGEN),
        ({"q": "no such word"}, lambda info: False),
        ({"topic": "calculus", "skill": "s.eig.values"}, lambda info: False),
    ],
)
def test_the_catalogue_is_narrowed_down_by_all_that_is_given(shared, query, matches):
    infos = [generator.info() for generator in bank.load().values()]
    expected = [info.id for info in infos if matches(info)]
    found = [each["id"] for each in shared.get("/generators", params=query | {"limit": 200}).json()["items"]]
    if query.get("q", "").startswith("EIGEN"):
        assert EIGEN in found
    else:
        assert found == expected


@pytest.mark.parametrize("id", SOME)
def test_a_recipe_is_the_same_exercise_in_both_views_for_ever(shared, id):
    assert shared.get(f"/generators/{id}").json()["id"] == id
    made = shared.post("/exercises", {"generator": id, "level": "easy", "seed": 11}).json()
    read = shared.get(f"/exercises/{made['recipe']}")
    assert read.json() == made and InstructorExercise.model_validate(made)
    assert "immutable" in read.headers["cache-control"]
    tag = {"If-None-Match": read.headers["etag"]}
    again = shared.get(f"/exercises/{made['recipe']}", 304, headers=tag)
    assert again.content == b"" and again.headers["etag"] == read.headers["etag"]
    learner = shared.get(f"/exercises/{made['recipe']}?view=learner", headers=tag)
    assert LearnerExercise.model_validate(learner.json()) and learner.headers["etag"] != read.headers["etag"]
    assert sum(part["points_share"] for part in made["parts"]) == pytest.approx(1)


@pytest.mark.parametrize("id", SOME)
def test_figures_are_pictures(shared, id):
    made = shared.post("/exercises", {"generator": id, "seed": 5}).json()
    links = [*made["figures"], *(part["figure"] for part in made["parts"] if part["figure"])]
    for link in links:
        path = link["svg"].removeprefix("/api/v1")
        svg = shared.get(path)
        assert svg.headers["content-type"] == "image/svg+xml" and svg.text.startswith("<svg")
        assert "default-src 'none'" in svg.headers["content-security-policy"]
        png = shared.get(path.removesuffix("svg") + "png")
        assert png.headers["content-type"] == "image/png" and png.content.startswith(b"\x89PNG")
        shared.get(path, 304, headers={"If-None-Match": svg.headers["etag"]})
    told = shared.problem("GET", f"/exercises/{made['recipe']}/figures/{len(links) + 1}.svg", 404, "no-such-figure")
    assert f"figure {len(links) + 1}" in told["detail"]


def test_data_are_read_as_csv(shared):
    made = shared.post("/exercises", {"generator": "prob_stats.eda.five_number_boxplot", "seed": 3}).json()
    read = shared.get(f"/exercises/{made['recipe']}/data.csv")
    assert read.headers["content-type"].startswith("text/csv")
    assert list(csv.reader(io.StringIO(read.text))) == [made["data"]["columns"], *made["data"]["rows"]]
    shared.get(f"/exercises/{made['recipe']}/data.csv", 304, headers={"If-None-Match": read.headers["etag"]})


def test_data_of_an_item_are_read_as_csv(api):
    section = {"pick": {"generators": ["prob_stats.eda.five_number_boxplot", EIGEN]}, "count": 2}
    attempt = start(api, quiz(api, sections=[section]))
    with_data, without = sorted(attempt["items"], key=lambda item: item["exercise"]["data"] is None)
    path = f"/attempts/{attempt['id']}/data"
    read = api.get(f"{path}/{with_data['item']}.csv")
    table = with_data["exercise"]["data"]
    assert list(csv.reader(io.StringIO(read.text))) == [table["columns"], *table["rows"]]
    api.problem("GET", f"{path}/{without['item']}.csv", 404, "no-data")


def test_a_seed_is_drawn_when_none_is_given(shared):
    seeds = {shared.post("/exercises", {"generator": EIGEN}).json()["seed"] for _ in range(5)}
    assert len(seeds) == 5 and all(0 <= seed < 2**53 for seed in seeds)


def test_a_batch_keeps_its_order(shared):
    items = [{"generator": id, "level": level, "seed": 4, "view": view} for id in SOME[:4] for level in ("hard", "easy")
             for view in ("learner", "instructor")]  # fmt: skip
    found = shared.post("/exercises:batch", {"items": items}).json()["items"]
    assert [(each["generator"], each["level"]) for each in found] == [
        (each["generator"], each["level"]) for each in items
    ]
    assert ["steps" in each["parts"][0] for each in found] == [each["view"] == "instructor" for each in items]


@pytest.mark.parametrize("id", SOME)
def test_its_own_answers_are_right_and_its_mistakes_are_recognised(shared, id):
    exercise = bank.load()[id](21, "core")
    answers = {str(part): right(exercise, part) for part in range(1, len(exercise.parts) + 1)}
    judged = shared.post(f"/exercises/{exercise.recipe}/check", {"responses": answers}).json()
    assert [part["verdict"]["outcome"] for part in judged["parts"]] == ["correct"] * len(exercise.parts)
    assert judged["score"] == 1.0
    for number, part in enumerate(exercise.parts, start=1):
        if part.mistakes and part.mistakes[0].follows is None:
            wrong = answers | {str(number): mistaken(exercise, number)}
            verdict = shared.post(f"/exercises/{exercise.recipe}/check", {"responses": wrong}).json()["parts"][
                number - 1
            ]["verdict"]
            assert verdict["outcome"] in ("incorrect", "partial")
            assert part.mistakes[0].misconception in [remark["code"] for remark in verdict["feedback"]]
            assert all(remark["html"] for remark in verdict["feedback"])


def test_parts_that_are_left_out_count_as_nothing(shared):
    exercise = next(made for each in bank.load().values() if len((made := each(3, "core")).parts) > 1)
    judged = shared.post(f"/exercises/{exercise.recipe}/check", {"responses": {"1": right(exercise)}}).json()
    assert [part["part"] for part in judged["parts"]] == [1]
    assert judged["score"] == pytest.approx(exercise.parts[0].points_share)
