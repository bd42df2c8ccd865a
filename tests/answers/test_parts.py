"""Several parts: later ones are judged from the learner's own earlier answers."""

import pytest

from generators import bank
from generators.answers import (
    antiderivative,
    argument,
    boolean,
    check_parts,
    choice,
    expression,
    finite_set,
    inequality,
    interval,
    key_text,
    matrix,
    number,
    order,
    reference,
    rekey,
    table,
    vector,
    words,
)
from generators.notation import house, parse
from schemas.answer import AnswerKey
from schemas.exercise import Exercise, Mistake, Part
from tests.answers import codes


def exercise(*parts: Part, **given: str) -> Exercise:
    return Exercise(
        generator="calculus.rules.sample", version=1, level="core", seed=1, title="Sample", topic="calculus.rules",
        skill="s", source="none", given=given, parts=parts,
    )  # fmt: skip


def part(name: str | None, answer: AnswerKey, follows: str | None = None, *mistakes: Mistake) -> Part:
    return Part(name=name, ask="?", answer=answer, follows=follows, steps=("…",), mistakes=mistakes)


SUMS = exercise(
    part("a", number(6)),
    part("b", number(12), "2*a"),
    part("c", number(17), "a + b - k", Mistake(misconception="forgets-k", answer=number(18), feedback="And k?",
                                               follows="a + b")),
    k="1",
)  # fmt: skip


def outcomes(sample: Exercise, responses: dict[int, str]) -> str:
    """One letter a part, `f` for a part that follows."""
    found = check_parts(sample, responses)
    assert not any("checker-error" in codes(verdict) for verdict in found.values())
    return "".join("f" if "followed" in codes(found[n]) else found[n].outcome[0] for n in sorted(found))


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ({1: "6", 2: "12", 3: "17"}, "ccc"),
        ({1: "7", 2: "14", 3: "20"}, "iff"),
        ({1: "7", 2: "12", 3: "17"}, "icc"),  # right by the reference
        ({1: "7", 2: "13", 3: "19"}, "iif"),
        ({1: "7", 2: "13", 3: "18"}, "iii"),
        ({1: "7", 2: "15", 3: "21"}, "iif"),
        ({1: "garbage(", 2: "12", 3: "17"}, "icc"),  # unreadable counts as the reference
        ({2: "12", 3: "17"}, "cc"),
        ({3: "17"}, "c"),
        ({1: "7", 3: "18"}, "if"),  # part 2 is missing: 7 + 12 - 1
        ({}, ""),
    ],
)
def test_one_slip_costs_one_part(responses, expected):
    assert outcomes(SUMS, responses) == expected


DECISION = exercise(
    part("p", number("0.03", places=2)),
    part(None, choice("reject", "keep", "neither"), "piecewise((3, p < 1/20), (1, p > 1/20))"),
)


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ({1: "0.03", 2: "reject"}, "cc"),
        ({1: "0.03", 2: "keep"}, "ci"),
        ({1: "0.30", 2: "keep"}, "if"),
        ({1: "0.30", 2: "neither"}, "ii"),
        ({1: "0.05", 2: "keep"}, "ii"),  # the rule has no value
    ],
)
def test_a_decision_follows_from_the_learners_own_number(responses, expected):
    assert [option.text for option in DECISION.parts[1].answer.options] == ["keep", "neither", "reject"]
    assert outcomes(DECISION, responses) == expected


def test_a_rule_that_names_no_option_has_no_key():
    key = choice("reject", "keep")
    assert [rekey(key, rule, {}) for rule in ("0", "3", "1/2", "sqrt(2)", "[1, 2]")] == [None] * 5


def test_a_mistake_is_recognised_even_after_a_slip():
    found = check_parts(SUMS, {1: "7", 2: "14", 3: "21"})
    assert found[3].outcome == "incorrect" and codes(found[3]) == ["forgets-k"]


def test_verdicts_come_for_answered_parts_only():
    assert set(check_parts(SUMS, {2: "12"})) == {2}


ROUNDED = exercise(
    part("s", number("sqrt(10)", places=2)),
    part("m", number("1.96*sqrt(10)", places=2), "1.96*s"),
    part("I", interval(number("20 - 1.96*sqrt(10)", places=2), number("20 + 1.96*sqrt(10)", places=2)), "20 pm m"),
)


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ({1: "3.16", 2: "6.20", 3: "[13.80, 26.20]"}, "ccc"),
        ({1: "3.16", 2: "6.19", 3: "[13.81, 26.19]"}, "cff"),  # 1.96*3.16 = 6.1936
        ({1: "3.16", 2: "6.25", 3: "[13.75, 26.25]"}, "cif"),
        ({1: "3.5", 2: "6.86", 3: "[13.14, 26.86]"}, "iff"),
        ({1: "3.5", 2: "6.7", 3: "[1, 2]"}, "iii"),
    ],
)
def test_tolerances_grow_by_the_rounding_of_earlier_answers(responses, expected):
    assert outcomes(ROUNDED, responses) == expected


LINEAR = exercise(
    part("z", vector(3, 7)),
    part("h", vector(3, 7), "relu(z)"),
    part("y", number(10), "u^T*h"),
    part("G", matrix([[3, 7], [6, 14]]), "v*z^T"),
    part("lam", finite_set(-1, 5), "eigenvalues(A)"),
    part("largest", number(5), "max(lam)"),
    part("f", expression("x^2"), None),
    part("slope", expression("2*x"), "diff(f, x)"),
    part("at", number(6), None),
    u="[[1], [1]]", v="[[1], [2]]", A="[[2, 3], [3, 2]]",
)  # fmt: skip


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ({1: "[3, 7]", 2: "[3, 7]", 3: "10", 4: "[[3,7],[6,14]]", 5: "{-1, 5}", 6: "5"}, "cccccc"),
        ({1: "[-3, 7]", 2: "[0, 7]", 3: "7", 4: "[[-3,7],[-6,14]]"}, "ifff"),
        ({1: "[3, 7, 1]", 2: "[3, 7, 1]", 3: "10"}, "ifc"),
        ({5: "{1, 7}", 6: "7"}, "if"),
        ({5: "{1, sqrt(2)}", 6: "sqrt(2)"}, "if"),
        ({7: "x^3", 8: "3x^2"}, "if"),
        ({7: "x^3", 8: "2x"}, "ic"),
        ({7: "sin(x)*x", 8: "x cos x + sin x"}, "if"),
    ],
)
def test_matrices_sets_and_formulas_follow_too(responses, expected):
    assert outcomes(LINEAR, responses) == expected


PARTLY = exercise(part("a", number(2)), part("t", table({"r": [2, 4, 6]}, ["p", "q", "s"]), "[a, 2*a, 3*a]"))


def test_partial_credit_may_follow():
    found = check_parts(PARTLY, {1: "5", 2: "[5, 10, 16]"})
    assert (found[2].outcome, found[2].score) == ("partial", pytest.approx(2 / 3))
    assert codes(found[2])[0] == "followed"


CHOSEN = exercise(part("w", choice("yes", "no")), part("n", number(4), "w + 1"))


def test_a_choice_has_no_value_that_rules_could_use():
    assert outcomes(CHOSEN, {1: "a", 2: "4"})[1] == "c"
    assert outcomes(CHOSEN, {1: "a", 2: "5"})[1] == "i"


@pytest.mark.parametrize(
    ("key", "rule", "own", "text"),
    [
        (number(1), "2*a", {"a": "7"}, "14"),
        (number(1), "sqrt(a)", {"a": "2"}, "sqrt(2)"),
        (number("1.41", places=2), "sqrt(a)", {"a": "2"}, "1.4142135624"),
        (number(1), "1/a", {"a": "0"}, None),
        (number(1), "a^T", {"a": "[[1, 2]]"}, None),
        (number(1), "unknown + a", {"a": "1"}, None),
        (expression("x"), "a*x", {"a": "x + 1"}, "(x + 1)*x"),
        (expression("x"), "diff(a, x)", {"a": "x^3"}, "3*x^2"),
        (finite_set(1), "eigenvalues(A)", {"A": "[[2, 1], [1, 2]]"}, "{1, 3}"),
        (vector(1, 1), "A*v", {"A": "[[1, 2], [3, 4]]", "v": "[[1], [1]]"}, "[3, 7]"),
        (matrix([[1]]), "A^2", {"A": "[[1, 1], [0, 1]]"}, "[[1, 2], [0, 1]]"),
        (vector(1, 1), "A*v", {"A": "[[1, 2], [3, 4]]", "v": "[[1], [1], [1]]"}, None),
        (interval(number(1), number(2)), "m pm e", {"m": "5", "e": "1"}, "[4, 6]"),
        (choice("a", "b"), "a", {"a": "1"}, "a"),
    ],
)
def test_a_rule_gives_a_key_of_the_same_kind(key, rule, own, text):
    from generators.answers import key_text

    made = rekey(key, rule, {name: parse(value) for name, value in own.items()})
    assert (None if made is None else key_text(made)) == text


def test_references_are_trees_that_rules_can_use():
    assert house(reference(vector(1, 2))) == "[[1], [2]]"
    assert house(reference(finite_set(1, 2))) == "{1, 2}"
    assert house(reference(interval(number(1), number(2)))) == "[1, 2]"
    assert reference(choice("a", "b")) is None


KINDS = exercise(
    part("d", number(-3)),
    part("real", boolean(False), "d >= 0"),
    part("f", expression("2*x")),
    part("F", antiderivative("2*x", "x"), "f"),
    part("where", inequality("x > 2"), "x > k - 1"),
    k="3",
)


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ({1: "-3", 2: "no", 3: "2x", 4: "x^2 + C", 5: "x > 2"}, "ccccc"),
        ({1: "4", 2: "yes", 3: "2x", 4: "x^2", 5: "x > 2"}, "ifccc"),
        ({1: "4", 2: "no", 3: "3x^2", 4: "x^3 + C"}, "icif"),
        ({1: "-3", 2: "yes", 3: "3x^2", 4: "x^2 + C", 5: "x > 3"}, "ciici"),
    ],
)
def test_truths_and_antiderivatives_follow_too(responses, expected):
    assert outcomes(KINDS, responses) == expected


@pytest.mark.parametrize(
    ("key", "rule"),
    [(boolean(True), "d + 1"), (antiderivative("2*x", "x"), "d > 0"), (inequality("x > 1"), "d + 1"), (choice("a", "b"), "d"),
     (order("p", "q"), "d"), (words("p"), "d"), (argument("x = 1"), "d")],
)  # fmt: skip
def test_a_rule_without_a_value_of_the_kind_gives_no_key(key, rule):
    assert rekey(key, rule, {"d": parse("-3")}) is None


def test_a_limit_is_taken_of_the_learners_own_quotient():
    sample = exercise(part("Q", expression("4*x + 2*h")), part("D", expression("4*x"), "limit(Q, h, 0)"))
    assert outcomes(sample, {1: "4x + 3h", 2: "4x"}) == "ic"
    assert outcomes(sample, {1: "3x + h", 2: "3x"}) == "if"
    assert outcomes(sample, {1: "((x + h)^2 - x^2)/h", 2: "2x"}) == "ii"


@pytest.mark.parametrize("generator", sorted(bank.load()))
def test_a_part_is_judged_alone_as_among_all(generator):
    made = bank.draw(bank.get(generator), 1, "core")
    said = {
        n: key_text(part.mistakes[0].answer if part.mistakes and n % 2 else part.answer)
        for n, part in enumerate(made.parts, 1)
    }
    together = check_parts(made, said)
    for n, verdict in together.items():
        alone = check_parts(made, said, wanted=[n])
        assert set(alone) == {n}
        assert timeless(alone[n]) == timeless(verdict)


def timeless(verdict):
    evidence = verdict.evidence.model_copy(update={"elapsed_us": 0})
    return verdict.model_copy(update={"evidence": evidence})
