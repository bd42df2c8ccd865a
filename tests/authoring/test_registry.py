"""What is refused at import, and how a generator is run."""

from typing import Annotated, Literal

import pytest

from generators import bank
from generators.authoring import Multipart, Range, TooManyRedraws, assume, catalogue, exercise
from generators.authoring.registry import find, sample_facts
from schemas.exercise import LEVELS
from tests.authoring.samples import generator_of, made_of, sound, two_parts

ID = "linear_algebra.eigen.only_in_tests"


@pytest.fixture(autouse=True)
def _leave_the_catalogue_alone():
    before = dict(bank.load())  # all of it: what a test imports first would be forgotten with what it registers
    yield
    catalogue.clear()
    catalogue.update(before)


def register(draft, id=ID, levels=None, **fields):
    entry = {"title": "T", "skill": "s.eig.values", "source": "S", "levels": levels or {level: {} for level in LEVELS}}
    return exercise(id, **(entry | fields))(draft)


def with_knobs(rng, *, n: Annotated[int, Range(2, 5)], form: Literal["a", "b"] = "a", flag: bool = False):
    """Knobs."""
    assert 2 <= n <= 5 and form in "ab" and flag in (True, False)
    return sound(rng)


def untyped(rng, *, n):
    """No type."""


def unbounded(rng, *, n: int):
    """No bounds."""


def test_a_taken_id_is_refused_and_the_other_named():
    register(sound)
    with pytest.raises(TypeError, match=r"only_in_tests' is already taken by tests\.authoring\.samples\.sound"):
        register(two_parts)


@pytest.mark.parametrize(
    "id", ["eigen", "linear_algebra.eigen", "Linear.eigen.x", "linear_algebra.eigen.2x", "a.b.c d", ""]
)
def test_ids_have_three_parts(id):
    with pytest.raises(TypeError, match=r"must look like course\.topic\.name"):
        register(sound, id)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"id": "linear_algebra.nowhere.x"}, "no topic 'linear_algebra.nowhere'"),
        ({"skill": "s.no.such"}, "no skill 's.no.such'"),
        ({"skill": "s.alg.linear"}, "belongs to topic 'refresher.algebra'"),
        ({"levels": {"easy": {}, "core": {}}}, "levels must be easy, core, hard; got easy, core"),
        ({"levels": {"easy": {}, "core": {}, "hard": {}, "huge": {}}}, "levels must be easy, core, hard"),
    ],
)
def test_places_and_levels_must_exist(fields, message):
    with pytest.raises(TypeError, match=message):
        register(sound, **fields)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n": 6}, "knob n = 6, but it must be an integer from 2 to 5"),
        ({"n": True}, "knob n = True, but it must be an integer"),
        ({"n": 2.0}, "an integer from 2 to 5"),
        ({}, "the knob n is not set"),
        ({"n": 2, "form": "c"}, "must be one of"),
        ({"n": 2, "flag": 1}, "True or False"),
        ({"n": 2, "m": 1}, "there is no knob m"),
    ],
)
def test_knobs_are_checked_at_import(settings, message):
    with pytest.raises(TypeError, match=message):
        register(with_knobs, levels={"easy": {"n": 2}, "core": settings, "hard": {"n": 5}})


@pytest.mark.parametrize("draft", [untyped, unbounded])
def test_knobs_have_types_with_bounds(draft):
    with pytest.raises(TypeError, match="typed Annotated"):
        register(draft, levels={level: {"n": 2} for level in LEVELS})


def test_defaults_of_knobs_are_filled_in():
    made = register(
        with_knobs, levels={"easy": {"n": 2}, "core": {"n": 3, "form": "b"}, "hard": {"n": 5, "flag": True}}
    )
    assert made.settings["core"] == {"n": 3, "form": "b", "flag": False}
    assert made(0, "hard").level == "hard"


def test_the_entry_says_what_the_decorator_and_the_docstring_say():
    info = register(two_parts, tier="extra", version=3).info()
    assert (info.id, info.course, info.topic, info.version, info.tier) == (
        ID,
        "linear_algebra",
        "linear_algebra.eigen",
        3,
        "extra",
    )
    assert info.summary == "Add two numbers and double the sum." and info.levels == LEVELS
    assert info.kinds == ("number",) and not info.figures
    assert info.misconceptions == ("product-for-composition", "sum-for-difference")


def test_facts_count_what_is_declared_even_where_it_is_left_out():
    assert sample_facts(generator_of(two_parts)).misconceptions == ("product-for-composition", "sum-for-difference")


def test_the_same_seed_is_the_same_exercise_and_versions_are_others():
    generator = generator_of(sound)
    assert generator(7, "core") == generator(7, "core") != generator(8, "core")
    assert generator(7, "core").parts != generator(7, "hard").parts
    assert generator(7, "core").parts != generator_of(sound, version=2)(7, "core").parts
    assert generator(2**127, "core").seed == 2**127


def test_a_refused_draw_is_another_draw():
    def demanding(rng):
        part = sound(rng)
        assume(int(part.answer.value) % 5 == 0)
        return part

    assert any(made_of(demanding, seed).refused for seed in range(5))
    assert all(int(made_of(demanding, seed).exercise.parts[0].answer.value) % 5 == 0 for seed in range(5))


def test_too_many_redraws_name_everything():
    def never(rng):
        assume(rng.integer(1, 4) > 1, "one was drawn")
        assume(False, "this can never be")

    with pytest.raises(
        TooManyRedraws, match=r"tiny at level 'hard', seed 9: 100 draws refused, \d\d of them because: this can never"
    ):
        generator_of(never)(9, "hard")


def test_a_single_part_is_a_multipart_without_stem():
    made = made_of(sound)
    assert isinstance(made.problem, Multipart) and made.exercise.stem == "" and len(made.exercise.parts) == 1


def test_generators_are_found_by_their_topic_only():
    assert find("no.such.generator") is None
    assert find("linear_algebra.eigen.nothing") is None
    assert find("os.path.join") is None
    found = find("linear_algebra.eigen.eigenvalues_2x2")
    assert found is not None and found.draft.__module__ == "generators.linear_algebra.eigen"
