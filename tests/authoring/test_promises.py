"""Every promise can be broken, and is then noticed; a sound generator breaks none."""

from dataclasses import replace

import pytest

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    assume,
    boolean,
    choice,
    choices,
    finite_set,
    matching,
    number,
    order,
    rounded,
    table,
    words,
)
from generators.authoring import verify as v
from schemas.answer import NumberAnswer
from schemas.exercise import Exercise
from schemas.figure import Axis, Dots, Figure
from tests.authoring.samples import generator_of, made_of, sound, two_parts


def changed(**fields):
    """The sound generator with some fields of its part changed, by value or by a function of the part."""

    def draft(rng):
        part = sound(rng)
        return replace(part, **{name: value(part) if callable(value) else value for name, value in fields.items()})

    return made_of(draft)


def step(text):
    """The sound generator with another step before the last one."""
    return changed(steps=lambda part: [text, *part.steps])


def doctored(**fields):
    """A sound exercise changed after it was made."""
    made = made_of(sound)
    return replace(made, exercise=made.exercise.model_copy(update=fields))


def doctored_part(**fields):
    made = made_of(two_parts)
    first, *rest = made.exercise.parts
    return replace(made, exercise=made.exercise.model_copy(update={"parts": (first.model_copy(update=fields), *rest)}))


def figures(*alts):
    dots = Dots(points=((0.0, 0.0),))
    return tuple(Figure(alt=alt, marks=(dots,), x=Axis(low=0, high=1), y=Axis(low=0, high=1)) for alt in alts)


def with_figures(*alts):
    return made_of(lambda rng: Multipart("", [replace(sound(rng), answer=number(12345))], figures=figures(*alts)))


def right_as_mistake(made):
    """An exercise whose first mistake is right; admission would have left it out."""
    first, *rest = made.exercise.parts
    mistakes = (first.mistakes[0].model_copy(update={"answer": first.answer}),)
    parts = (first.model_copy(update={"mistakes": mistakes}), *rest)
    return replace(made, exercise=made.exercise.model_copy(update={"parts": parts}))


def dishonest():
    """A draft that calls another number honest; admission would have refused it."""
    made = made_of(sound)
    return replace(made, problem=Multipart("", [replace(made.problem.parts[0], honest=[number(1)])]))


class Unstable:
    """A draft that remembers how often it was called."""

    def __init__(self):
        self.calls = 0

    def __call__(self, rng):
        self.calls += 1
        return replace(sound(rng), hints=[f"Attempt {self.calls}."])


EXERCISES = [
    (v.the_key_is_right, lambda: changed(answer=NumberAnswer(value="7/2", form="integer"), mistakes=())),
    (v.mistakes_are_recognised, lambda: right_as_mistake(made_of(sound))),
    (v.honest_rounding_is_right, lambda: dishonest()),
    (v.rules_give_the_key, lambda: doctored_part(follows="a + b + 1")),
    (v.rules_use_what_is_there, lambda: doctored_part(follows="a + d")),
    (v.rules_use_what_is_there, lambda: doctored_part(name="a")),
    (v.one_slip_costs_one_part, lambda: right_as_mistake(made_of(two_parts))),
    (v.claims_are_true, lambda: step("Note that $2 + 2 = 5$.")),
    (v.claims_can_be_checked, lambda: step("In short $sum(x_i, i, 1, n) = 5$.")),
    (v.the_last_step_states_the_key, lambda: changed(steps=["Add them."])),
    (v.maths_prints_everywhere, lambda: step("Consider $x$.")),
    (v.maths_has_no_scars, lambda: doctored(stem="Let $x = 3 + -2$.")),
    (v.maths_has_no_scars, lambda: changed(hints=["It is about $0.333333333333$."])),
    (v.maths_has_no_scars, lambda: changed(hints=["It is $None$."])),
    (v.prose_holds_no_code, lambda: changed(hints=["Use Matrix([[1]])."])),
    (v.the_question_keeps_the_key, lambda: changed(ask="Is $x = 12345$?", answer=number(12345), steps=["$12345$."])),
    (v.the_question_keeps_the_key, lambda: with_figures("A picture in which the number 12345 can be read")),
    (v.hints_keep_the_key, lambda: changed(hints=lambda part: [f"It is $s = {part.answer.value}$."])),
    (v.figures_tell_what_may_be_read, lambda: with_figures("Two pictures with the same words", "Two pictures with the same words")),
    (v.the_exercise_survives_storage, lambda: doctored(figures=(Figure.model_construct(alt="x" * 30, marks=(), x=None, y=None),))),
    (v.the_same_seed_gives_the_same_bytes, lambda: made_of(Unstable())),
    (v.keys_are_short, lambda: doctored_part(answer=NumberAnswer(value="1" * 25))),
    (v.shares_add_up, lambda: doctored_part(points_share=0.9)),
    (v.misconceptions_are_known, lambda: changed(mistakes=[Mistake("never-heard-of", number(1), "No.")])),
]  # fmt: skip


@pytest.mark.parametrize(("promise", "made"), EXERCISES, ids=[promise.__name__ for promise, _ in EXERCISES])
def test_a_broken_promise_of_an_exercise_is_noticed(promise, made, monkeypatch):
    if promise is v.maths_prints_everywhere:
        monkeypatch.setattr(v, "speech", lambda node: "")
    assert list(v.complaints(promise, made()))


def draws(draft):
    return [made_of(draft, seed) for seed in range(v.DRAWS)]


def always_first(rng):
    right, wrong = f"${rng.integer(1, 99)}$", f"${rng.integer(100, 199)}$"
    key = choice(right, wrong)
    first = next(option.id for option in key.options if option.text == right)
    options = tuple(sorted(key.options, key=lambda option: option.id != first))
    return replace(sound(rng), answer=key.model_copy(update={"options": options}), mistakes=())


def answered(key):
    """The sound generator with a key of another kind."""
    return lambda rng: replace(sound(rng), answer=key(rng), mistakes=())


def often_refused(rng):
    assume(rng.chance(0.4))
    return sound(rng)


LEVELS = [
    (v.draws_vary, lambda: draws(lambda rng: replace(sound(rng), ask="Add them."))),
    (v.redraws_are_rare, lambda: draws(often_refused)),
    (
        v.mistakes_are_real,
        lambda: draws(
            lambda rng: replace((p := sound(rng)), mistakes=[*p.mistakes, Mistake("off-by-one", p.answer, "")])
        ),
    ),
    (v.position_gives_nothing_away, lambda: draws(always_first)),
    (v.position_gives_nothing_away, lambda: draws(answered(lambda rng: boolean(True)))),
    (v.position_gives_nothing_away, lambda: draws(answered(lambda rng: order("one", "two", "three")))),
    (v.position_gives_nothing_away, lambda: draws(answered(lambda rng: choices(["one"], ["two", "three"])))),
    (
        v.position_gives_nothing_away,
        lambda: draws(answered(lambda rng: table({"a": [boolean(True), rng.integer(1, 9)]}, "xy"))),
    ),
]


@pytest.mark.parametrize(("promise", "made"), LEVELS)
def test_a_broken_promise_of_a_level_is_noticed(promise, made):
    assert list(promise(made()))


def no_sentence(rng):
    """adds two numbers"""
    return sound(rng)


def bare_power(rng):
    """Square a number."""
    a = rng.integer(-9, 9)
    return replace(sound(rng), ask=f"Square ${a}^2$.")


def bare_divisor(rng):
    """Divide."""
    return replace(sound(rng), ask=f"Divide $1/{rng.integer(1, 9)}$.")


def bare_difference(rng):
    """Subtract."""
    return replace(sound(rng), ask=f"Subtract $x - {sum_of(rng)}$.")


def sum_of(rng):
    return f"{rng.integer(1, 9)} + y"


def helped(rng):
    """Square a number, in a helper."""
    return replace(sound(rng), ask=squared(rng.integer(-9, 9)))


def squared(a):
    return f"Square $({a})^2 + {a}^2$."


ENTRIES = [
    (v.the_entry_is_complete, generator_of(no_sentence)),
    (v.the_entry_is_complete, generator_of(sound, source=" ")),
    (v.splices_stand_in_parentheses, generator_of(bare_power)),
    (v.splices_stand_in_parentheses, generator_of(bare_divisor)),
    (v.splices_stand_in_parentheses, generator_of(bare_difference)),
    (v.splices_stand_in_parentheses, generator_of(helped)),
]


@pytest.mark.parametrize(("promise", "generator"), ENTRIES, ids=[generator.draft.__name__ for _, generator in ENTRIES])
def test_a_broken_promise_of_an_entry_is_noticed(promise, generator):
    assert list(promise(generator))


def test_every_promise_is_broken_somewhere_above():
    tried = {promise for promise, _ in (*EXERCISES, *LEVELS, *ENTRIES)}
    assert tried == {*v.EXERCISE, *v.LEVEL, *v.ENTRY}


@pytest.mark.parametrize("draft", [sound, two_parts])
def test_a_sound_generator_breaks_none(draft):
    assert list(v.verify(generator_of(draft), range(12))) == []


def test_seeds_that_are_not_admitted_are_told():
    def never(rng):
        assume(False, "this can never be")

    broken = list(v.verify(generator_of(never), range(2), ["core"]))
    assert {each.promise for each in broken} >= {"every seed is admitted"}
    assert "100 of them because: this can never be" in broken[0].detail


def test_an_exception_of_a_draft_is_told():
    broken = next(v.verify(generator_of(lambda rng: 1 / 0), range(1), ["core"]))
    assert broken.promise == "every seed makes an exercise" and "ZeroDivisionError" in broken.detail


def test_a_broken_promise_says_where():
    broken = v.Broken("a.b.c", "core", 7, "claims are true", "2 = 3")
    assert str(broken) == "a.b.c (core, seed 7) breaks 'claims are true': 2 = 3"


def test_positions_may_vary():
    def shuffled(rng):
        texts = {"1": "one", "2": "two", "3": "three"}
        pairs = dict(zip("ABC", rng.shuffled("123"), strict=True))
        return replace(sound(rng), answer=matching({"A": "a", "B": "b", "C": "c"}, texts, pairs), mistakes=())

    assert not list(v.position_gives_nothing_away(draws(shuffled)))


VARIED = {
    "boolean": lambda rng: boolean(rng.chance(0.5)),
    "choices": lambda rng: choices(*((["one"], ["two", "three"]) if rng.chance(0.5) else (["two", "one"], ["three"]))),
    "order": lambda rng: order(*rng.shuffled(["one", "two", "three"])),
    "table": lambda rng: table({"a": [boolean(rng.chance(0.5)), words("two")]}, "xy"),
    "numbers": lambda rng: table({"a": [1, 2]}, "xy"),
}


@pytest.mark.parametrize("kind", VARIED)
def test_truths_orders_and_cells_may_vary(kind):
    assert not list(v.position_gives_nothing_away(draws(answered(VARIED[kind]))))


def test_words_are_stated_in_words():
    assert v.states("So the matrix is Singular.", words("singular", "not invertible"))
    assert not v.states("So the matrix is regular.", words("singular"))


def test_what_learners_see_of_a_key_is_proofread():
    mixed = table({"row $a$": [choice("p", "q"), boolean(True)]}, ["first", "second"])
    assert set(v.labels(mixed)) == {"row $a$", "first", "second", "p", "q"}
    assert set(v.labels(order("p", "q"))) == set(v.labels(choices(["p"], ["q"]))) == {"p", "q"}


def test_sets_are_stated_element_by_element_too():
    key = finite_set(2, -3)
    assert v.states("The roots are $2$ and $-3$.", key) and v.states("So ${-3, 2}$.", key)
    assert not v.states("One root is $2$.", key) and not v.states("The roots are $2$ and $3$.", key)
    assert v.states("So $m approx 2.35$.", number(rounded(2.347, 8), places=2))


def test_an_exercise_is_plain_data():
    exercise = made_of(two_parts).exercise
    assert Exercise.model_validate_json(exercise.model_dump_json()) == exercise
    assert isinstance(made_of(sound).problem.parts[0], Part)
