"""Which draws are admitted, and what they become."""

from dataclasses import replace

import pytest

from generators.authoring import (
    Mistake,
    Multipart,
    Part,
    boolean,
    by_rule,
    choice,
    choices,
    finite_set,
    interval,
    number,
    order,
    rounded,
    table,
    vector,
)
from generators.authoring.admission import admit, exact
from generators.maths.rng import Redraw, Rng
from tests.authoring.samples import made_of, sound

STEPS = ["It is so."]


def part(answer, *mistakes, **fields):
    return Part(ask="What?", answer=answer, steps=STEPS, mistakes=mistakes, **fields)


def admitted(*parts, **given):
    return admit(Multipart("", parts, given=given))


def kept(answer, *mistakes):
    (made,) = admitted(part(answer, *mistakes))
    return [mistake.misconception for mistake in made.mistakes]


def slip(name, answer):
    return Mistake(name, answer, "No.")


def test_a_mistake_that_is_the_key_is_left_out():
    assert kept(
        finite_set(-2, 2), slip("sign", finite_set(2, -2)), slip("a", finite_set(1)), slip("b", finite_set(3))
    ) == ["a", "b"]


def test_a_mistake_that_ends_where_another_does_is_left_out():
    assert kept(number(5), slip("a", number(3)), slip("b", number("6/2")), slip("c", number(4))) == ["a", "c"]


def test_a_mistake_right_by_tolerance_refuses_the_draw():
    with pytest.raises(Redraw, match="close is right by tolerance"):
        kept(number(rounded(0.12345678, 8), places=2), slip("close", number(rounded(0.1239, 4))))


def test_of_two_mistakes_two_must_remain_and_a_single_one_too():
    with pytest.raises(Redraw, match="fewer than two mistakes"):
        kept(number(5), slip("a", number(5)), slip("b", number(3)))
    with pytest.raises(Redraw, match="fewer than two mistakes"):
        kept(number(5), slip("a", number(5)))
    assert kept(number(5), slip("a", number(3))) == ["a"]
    assert kept(number(5)) == []


def test_honest_rounding_that_would_be_wrong_refuses_the_draw():
    key = number(rounded(2.345, 3), places=2)
    admitted(part(key, honest=[number(rounded(2.35, 2))]))
    with pytest.raises(Redraw, match="honest rounding"):
        admitted(part(key, honest=[number(rounded(2.36, 2))]))


def test_formulas_of_mistakes_have_their_value_and_stay():
    first = part(number(5), name="s")
    second = part(number(10), slip("a", "s^2"), slip("b", "s + k"), follows="2*s")
    made = admitted(first, second, k=2)[1]
    assert [(m.answer.value, m.follows) for m in made.mistakes] == [("25", "s^2"), ("7", "s + k")]


def test_a_mistake_whose_formula_has_no_value_is_left_out():
    first = part(number(0), name="s")
    made = admitted(
        first, part(number(10), slip("a", "1/s"), slip("b", "s + 3"), slip("c", "s + 4"), follows="s + 10")
    )[1]
    assert [m.misconception for m in made.mistakes] == ["b", "c"]


def test_a_rule_is_its_own_step():
    first, second = admitted(
        by_rule("y", "Give $y$.", number(7), "2*x + 1"),
        by_rule("v", "Give $v$.", vector(7, 14), "y*w"),
        x=3,
        w="[[1], [2]]",
    )
    assert first.steps == ("$y = 2*x + 1 = 2*3 + 1 = 7$.",)
    assert second.steps == ("$v = y*w = 7*[[1], [2]] = [[7], [14]]$.",)
    assert first.follows == "2*x + 1"


def test_a_rule_that_does_not_end_is_approximate():
    (made,) = admitted(by_rule("y", "Give $y$ to two decimals.", number(rounded(1 / 3, 10), places=2), "x/3"), x=1)
    assert made.steps == ("$y = x/3 = 1/3 approx 0.33$.",)


def test_a_rule_needs_a_name_and_a_value():
    with pytest.raises(ValueError, match="needs steps, or a name and a rule"):
        admitted(Part(ask="What?", answer=number(1), steps=[]))
    with pytest.raises(ValueError, match="needs steps: its answer has no value"):
        admitted(Part(ask="What?", answer=choice("a", "b"), steps=[], name="c", follows="x"), x=1)


@pytest.mark.parametrize(
    ("stated", "shares"),
    [((None, None, None), (1 / 3, 1 / 3, 1 / 3)), ((0.5, 0.25, 0.25), (0.5, 0.25, 0.25)), ((None,), (1.0,))],
)
def test_shares_of_points(stated, shares):
    parts = [part(number(k), points_share=share) for k, share in enumerate(stated)]
    assert tuple(made.points_share for made in admitted(*parts)) == shares


@pytest.mark.parametrize("stated", [(0.5, None), (0.5, 0.6), (1.0, 0.5)])
def test_shares_that_do_not_add_up_are_refused(stated):
    with pytest.raises(ValueError, match="add to 1"):
        admitted(*(part(number(k), points_share=share) for k, share in enumerate(stated)))


def test_text_is_stored_in_canonical_spelling():
    def scarred(rng):
        return replace(
            sound(rng),
            ask="Solve $x + -3 = 1*y$.",
            steps=["So $x - -2 = 0*z + y$."],
            hints=["Use $1*x$."],
            mistakes=[Mistake("sign-of-root", number(1), "It is $x + -1$."), Mistake("off-by-one", number(2), "$--2$")],
        )

    made = made_of(scarred).exercise.parts[0]
    assert made.ask == "Solve $x - 3 = y$." and made.steps == ("So $x + 2 = y$.",) and made.hints == ("Use $x$.",)
    assert [mistake.feedback for mistake in made.mistakes] == ["It is $x - 1$.", "$2$"]


def test_labels_of_keys_are_stored_in_canonical_spelling():
    (first,) = admitted(part(choice("It is $x + -3$", "other")))
    assert "It is $x - 3$" in [option.text for option in first.answer.options]
    (second,) = admitted(part(table({"$x + -1$": [1]}, ["$1*y$"])))
    assert (second.answer.rows, second.answer.columns) == (("$x - 1$",), ("$y$",))
    (third,) = admitted(part(order("It is $x + -3$", "other")))
    (fourth,) = admitted(part(choices(["It is $x + -3$"], ["other"])))
    (fifth,) = admitted(part(table({"a": [choice("It is $x + -3$", "other"), boolean(True)]}, ["u", "v"])))
    for options in (third.answer.items, fourth.answer.options, fifth.answer.value[0][0].options):
        assert "It is $x - 3$" in [option.text for option in options]


def test_exact_keys_have_no_tolerance():
    loose = number(rounded(0.5, 9), places=1, or_with=rounded(0.6, 9))
    assert loose.tolerance and loose.between
    for key in (loose, interval(loose, loose), table({"r": [loose]}, ["c"]), vector(1, 2, places=2)):
        assert "'tolerance': {" not in str(exact(key).model_dump()) and "between': (" not in str(
            exact(key).model_dump()
        )


def test_the_index_of_the_redraw_is_part_of_the_stream():
    def third(rng):
        part = sound(rng)
        drawn.append(part.ask)
        if len(drawn) < 3:
            raise Redraw
        return part

    drawn = []
    assert made_of(third).refused == 2 and len(set(drawn)) == 3
    assert drawn[0] == sound(Rng("linear_algebra.eigen.tiny", 1, "core", 0, 0)).ask
    assert drawn[2] == sound(Rng("linear_algebra.eigen.tiny", 1, "core", 0, 2)).ask
