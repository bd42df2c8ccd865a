"""The bank from outside: recipes, picks, and what is said about what it lacks."""

import subprocess
import sys

import pytest

from generators import bank
from generators.authoring import catalogue
from generators.misconceptions import BELIEFS, MISCONCEPTIONS
from generators.topics import COURSES, SKILLS, TOPIC_OF, TOPICS
from schemas.exercise import MAX_SEED
from schemas.quiz import Pick

ID = "linear_algebra.eigen.eigenvalues_2x2"
RECIPE = f"{ID}@{bank.get(ID).version}:core:42"


def test_a_recipe_names_one_exercise():
    exercise = bank.make(RECIPE)
    assert exercise.recipe == RECIPE == str(bank.Recipe.parse(RECIPE))
    assert exercise == bank.make(bank.Recipe.parse(RECIPE)) == bank.get(ID)(42)


@pytest.mark.parametrize(
    "text",
    [
        "", "x", ID, f"{ID}@1:core", f"{ID}@1:core:", f"{ID}@1:core:-1", f"{ID}@1:core:1.5", f"{ID}@0:core:1", f"{ID}@01:core:1",
        f"{ID}@1:core:01", f"{ID}@1:core:{MAX_SEED + 1}", f" {ID}@1:core:1", f"{ID}@1:core:1\n", f"{ID}@1:core:1 ", "a.b@1:core:1",
        f"{ID}@9999999:core:1", f"{ID}@1:core:" + "9" * 5_000, "../etc@1:core:1", f"{ID}@1:core:١",
    ],
)  # fmt: skip
def test_malformed_recipes_are_refused_with_an_example(text):
    with pytest.raises(bank.BadRecipe, match="is not a recipe: write generator@version:level:seed") as error:
        bank.Recipe.parse(text)
    assert len(str(error.value)) < 400


def test_the_greatest_seed_is_a_seed():
    assert bank.Recipe.parse(f"{ID}@1:core:{MAX_SEED}").seed == MAX_SEED


def test_errors_name_what_is_missing():
    with pytest.raises(bank.UnknownLevel, match="no level 'huge': use easy, core, hard"):
        bank.make(f"{ID}@1:huge:1")
    with pytest.raises(bank.UnknownGenerator, match=f"did you mean {ID}") as error:
        bank.make("linear_algebra.eigen.eigenvalue_2x2@1:core:1")
    assert ID in error.value.close
    with pytest.raises(bank.UnknownGenerator, match=r"no generator 'os\.path\.join'$"):
        bank.get("os.path.join")
    with pytest.raises(bank.StaleVersion, match=r"is at version \d+, not 999"):
        bank.make(f"{ID}@999:core:1")


def test_a_seed_without_an_admissible_draw_is_told(monkeypatch):
    generator = bank.get(ID)
    monkeypatch.setattr("generators.authoring.registry.MAX_REDRAWS", 0)
    monkeypatch.setattr("generators.authoring.registry.Counter.most_common", lambda self, n: [("it is too hard", 100)])
    with pytest.raises(bank.NotAdmitted, match="seed 5: 0 draws refused"):
        bank.draw(generator, 5, "core")


def test_one_exercise_imports_one_topic():
    code = f"import sys; from generators import bank; bank.make({RECIPE!r}); print(*(m for m in sys.modules if m.startswith('generators.')))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    courses = {course.id for course in COURSES}
    assert [name for name in loaded if name.split(".")[1] in courses and name.count(".") == 2] == [
        "generators.linear_algebra.eigen"
    ]
    assert "sympy" not in loaded


def test_picks_by_topic_course_skill_and_id():
    by = {
        "topic": bank.pick(Pick(topics=("linear_algebra.eigen",)), "core"),
        "course": bank.pick(Pick(topics=("linear_algebra",)), "core"),
        "skill": bank.pick(Pick(skills=("s.eig.values",)), "hard"),
        "id": bank.pick(Pick(generators=(ID, ID)), "easy"),
    }
    assert [generator.id for generator in by["id"]] == [ID]
    for kind, generators in by.items():
        ids = [generator.id for generator in generators]
        assert ID in ids and ids == sorted(set(ids)), kind
    assert {generator.topic for generator in by["topic"]} == {"linear_algebra.eigen"}
    assert {generator.course for generator in by["course"]} == {"linear_algebra"}


@pytest.mark.parametrize(
    ("pick", "message"),
    [
        (Pick(topics=("linear_algebra.eigne",)), "no topic 'linear_algebra.eigne'; did you mean linear_algebra.eigen"),
        (Pick(skills=("s.eig.value",)), "no skill 's.eig.value'; did you mean s.eig.values"),
        (Pick(topics=("astronomy",)), "no topic 'astronomy'"),
        (Pick(generators=("a.b.c",)), "no generator 'a.b.c'"),
    ],
)
def test_picks_from_nothing_are_refused(pick, message):
    with pytest.raises(bank.BankError, match=message):
        bank.pick(pick, "core")


def test_an_empty_topic_is_told(monkeypatch):
    monkeypatch.setattr(bank, "load", lambda: {ID: bank.get(ID)})
    with pytest.raises(bank.NothingToPick, match="no generators in topic 'calculus' yet"):
        bank.pick(Pick(topics=("linear_algebra", "calculus")), "core")
    with pytest.raises(bank.UnknownLevel):
        bank.pick(Pick(topics=("linear_algebra",)), "huge")


def test_courses_count_their_generators():
    counted = bank.courses()
    assert sum(course.generators for course in counted) == len(bank.load())
    for course in counted:
        assert course.generators == sum(topic.generators for topic in course.topics)
        for topic in course.topics:
            assert topic.generators == len([g for g in bank.load().values() if g.topic == topic.id])


def test_the_bank_holds_what_is_registered_in_order():
    ids = list(bank.load())
    assert ids == sorted(ids) and set(ids) <= set(catalogue)


def test_the_map_of_the_courses_is_whole():
    assert (len(COURSES), len(TOPICS), len(SKILLS)) == (4, 36, 179)
    assert sum(len(skill.requires) for skill in SKILLS.values()) == 279
    for course in COURSES:
        for topic in course.topics:
            assert topic.id.partition(".")[0] == course.id
            assert all(TOPIC_OF[skill.id] == topic.id for skill in topic.skills)
    assert sum(len(topic.skills) for topic in TOPICS.values()) == len(SKILLS)


def test_requirements_exist_and_have_no_cycles():
    done: set[str] = set()
    while len(done) < len(SKILLS):
        ready = {id for id, skill in SKILLS.items() if id not in done and set(skill.requires) <= done}
        assert ready, f"unknown or circular requirements among {sorted(set(SKILLS) - done)}"
        done |= ready


def test_misconceptions_have_ids_and_sentences():
    assert len(BELIEFS) >= 600 and set(MISCONCEPTIONS) == set(BELIEFS)
    assert len(set(BELIEFS.values())) == len(BELIEFS)
    for id, belief in BELIEFS.items():
        assert id == id.lower() and all(part.isalnum() for part in id.split("-")), id
        assert belief[0].isupper() and belief.endswith("."), (id, belief)
        assert MISCONCEPTIONS[id].belief == belief
