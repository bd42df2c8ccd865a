"""The reader of worked steps: what it believes, what it catches, what it leaves alone."""

import pytest

from generators.authoring import finite_set, number
from generators.authoring.truth import Reader
from schemas.exercise import Exercise, Part


def read(*steps, ask="What?", stem="", answer=None, given=None):
    """The false claims, and the tally."""
    exercise = Exercise(
        generator="a.b.c", version=1, level="core", seed=0, title="", topic="a.b", skill="s", source="", stem=stem,
        given=given or {}, parts=(Part(ask=ask, answer=answer or number(1), steps=steps),),
    )  # fmt: skip
    reader = Reader()
    return list(reader.false_claims(exercise)), reader.tally


TRUE = [
    "$2 + 3 = 5$",
    "$2/3 + 1/3 = 1$ and $sqrt(8) = 2*sqrt(2)$",
    "$s = sqrt(2)$, so $s^2 = 2$",
    "$x_1 = 2$ and $x_2 = x_1 + 1$, thus $x_1*x_2 = 6$",
    "$A = [[1, 2], [3, 4]]$ has $det(A) = -2$ and $A^T = [[1, 3], [2, 4]]$",
    "$A = [[1, 2], [3, 4]]$: $A - 2*I = [[-1, 2], [3, 2]]$",
    "$(x + 1)^2 = x^2 + 2*x + 1$",
    "$ln(x^2) = 2*ln(|x|)$",
    "$f(x) = x^2$ gives $f(3) = 9$ and $f(x + 1) = x^2 + 2*x + 1$",
    "$f(x) = x^3$, $f'(x) = 3*x^2$ and $f''(x) = 6*x$, so $f'(2) = 12$",
    "$f(x) = sin(x)$ and $g(x) = x^2$: $f'(x) = cos(x)$, $g'(x) = 2*x$, $h(x) = f(x)*g(x)$, "
    "$h'(x) = f'(x)*g(x) + f(x)*g'(x) = x^2*cos(x) + 2*x*sin(x)$",
    "$f(x, y) = x^2*y$ has $partial(f, x) = 2*x*y$ and $partial(f, y) = x^2$",
    "$diff(x^3, x) = 3*x^2$",
    "$f'(3) = 2/4 = 1/2$, and later $f'(3) = 0.5$",
    "$N(2) = 5$ and $N(2) + 1 = 6$",
    "$x_(k + 1) = 4$, so $x_(k + 1)/2 = 2$",
    "$integral(2*x, x, 0, 3) = 9$",
    "$pi approx 3.14$ and $2/3 approx 0.667$ and $sqrt(2) approx 1.41421$",
    "$1/8 approx 12.5%$ and $1/3 approx 33.3%$",
    "$m = 2.5$ and $e_1 = 0.72$: $m pm e_1 = Interval(1.78, 3.22)$, $m pm e_1 approx Interval(1.8, 3.2)$",
    "$P(A) = 0.3$ and $P(B | A) = 0.5$, so $P(A cap B) = P(A)*P(B | A) = 0.15$",
    "$bar(x) = (1 + 2 + 4)/3 approx 2.33$ so $3*bar(x) = 7$",
    "$sum(i^2, i, 1, 4) = 30$",
    "$R_2 -> R_2 - 3*R_1$: $[[1, 2], [3, 4]] ~ [[1, 2], [0, -2]]$",
    "$R_1 <-> R_2$: $[[0, 2], [3, 4]] ~ [[3, 4], [0, 2]]$",
    "$[[1, 2 | 3], [2, 4 | 6]] ~ [[1, 2 | 3], [0, 0 | 0]]$",
    "$3 < 4$ and $2.9 > 2.262$",
    "$x = 2, y = 3$, so $x*y = 6$",
    "$u = [[1], [2]]$ and $u = [1, 2]$",
]  # fmt: skip


@pytest.mark.parametrize("text", TRUE)
def test_true_claims_are_believed(text):
    false, tally = read(text)
    assert not false and not tally["unread"] and not tally["equation"], tally
    assert tally["true"] >= 1


FALSE = [
    "$2 + 3 = 6$",
    "$sqrt(8) = 3*sqrt(2)$",
    "$x_1 = 2$, so $x_1 + 1 = 4$",
    "$A = [[1, 2], [3, 4]]$ has $det(A) = 2$",
    "$(x + 1)^2 = x^2 + 1$ and $1 = 1$",
    "$f(x) = x^2$ gives $f(3) = 6$",
    "$f(x) = x^3$ and $f'(x) = 3*x$",
    "$f(x, y) = x^2*y$ has $partial(f, x) = 2*x$",
    "$diff(x^3, x) = x^2$",
    "$integral(2*x, x, 0, 3) = 8$",
    "$pi approx 3.15$",
    "$2/3 = 0.667$",
    "$sqrt(2) approx 1.41422$",
    "$1/3 approx 33.4%$",
    "$P(A) = 0.3$ and then $P(A) = 0.4$",
    "$bar(x) = (1 + 2 + 4)/3 approx 2.33$ and $bar(x) = 2.33$",
    "$R_2 -> R_2 - 2*R_1$: $[[1, 2], [3, 4]] ~ [[1, 2], [0, -2]]$",
    "$[[1, 2 | 3], [2, 4 | 6]] ~ [[1, 2 | 3], [0, 0 | 1]]$",
    "$4 < 3$",
    "$m = 2.5$ and $e_1 = 0.72$: $m pm e_1 approx Interval(1.8, 3.3)$",
    "$s = sqrt(2) = 1.41$",
]  # fmt: skip


@pytest.mark.parametrize("text", FALSE)
def test_false_claims_are_caught(text):
    false, tally = read(text)
    assert len(false) == tally["false"] == 1, (false, tally)
    assert false[0].endswith(f"in  {text}")


def test_an_equation_of_the_question_is_solved_and_not_believed():
    steps = ["Bring terms together: $2*x = 6$.", "Multiply: $4*x + 2 = 2*x + 8$.", "So $x = 3$."]
    false, tally = read(*steps, ask="Solve $2*x + 1 = x + 4$.", answer=number(3))
    assert not false and tally["equation"] == 2 and tally["defined"] == 1


def test_equations_must_hold_for_the_solution():
    false, _ = read("Thus $2*x = 8$.", "So $x = 3$.", ask="Solve $2*x + 1 = x + 4$.", answer=number(3))
    assert len(false) == 1 and "does not hold for the solution" in false[0]


def test_equations_in_unknowns_of_no_question_are_false_identities():
    false, _ = read("It is known that $x + 1 = x + 2$.")
    assert len(false) == 1


def test_some_root_of_the_set_solves_an_equation():
    steps = ["$x^2 - x - 6 = (x - 3)*(x + 2)$, and $x^2 - x - 6 = 0$.", "The roots are $3$ and $-2$."]
    assert not read(*steps, answer=finite_set(3, -2))[0]
    false, _ = read(*steps, answer=finite_set(4, 5))
    assert len(false) == 1 and "has none of 4, 5 as a root" in false[0]


def test_matrices_with_an_unknown_are_compared_as_functions():
    ask = "Let $A = [[1, 2], [3, 4]]$."
    true = "$A - lambda*I = [[1 - lambda, 2], [3, 4 - lambda]]$, so $det(A - lambda*I) = lambda^2 - 5*lambda - 2$."
    assert not read(true, ask=ask)[0]
    assert read(true.replace("- 2$", "+ 2$"), ask=ask)[0]


def test_relations_between_unknown_probabilities_wait_for_their_values():
    text = "$P(A) + P(bar(A)) = 1$, and $P(A) = 0.3$, so $P(bar(A)) = 0.7$."
    false, tally = read(text)
    assert not false and not tally["unread"] and tally["equation"] == 1
    assert read(text.replace("0.7", "0.6"))[0] and not read("$2*P(A) = P(A) + P(A)$")[0]


def test_values_given_are_known():
    assert not read("$a*b = 6$", given={"a": "2", "b": "3"})[0]
    assert read("$a*b = 5$", given={"a": "2", "b": "3"})[0]


def test_what_the_question_says_is_not_held_against_it():
    false, tally = read("Indeed $1 + 1 = 2$.", ask="A student claims that $1 + 1 = 3$ and $x = 5$ and $x = 6$.")
    assert not false and tally == {"true": 1}


def test_what_cannot_be_read_is_counted():
    _, tally = read("$s = sqrt(1/(n - 1)*sum((x_i - m)^2, i, 1, n)) approx 2.3$", given={"n": "3"})
    assert tally["unread"] == 1 and tally["false"] == 0


def test_distributions_and_implications_are_no_claims():
    _, tally = read('$X ~ N(0, 1)$ and $x > 2$ and $x -> 0$, "so" $y => z$.')
    assert not tally["unread"] and not tally["false"]


def test_positive_symbols_are_compared_where_they_are_positive():
    text = "$ln(x^2) = 2*ln(x)$ and $sqrt(x^2) = x$"
    assert len(read(text)[0]) == 1
    assert not read(text, answer=number(1).model_copy(update={"symbols": {"x": "positive"}}))[0]
