"""Posteriors, by counting a population large enough that every share of it is whole."""

import re
from fractions import Fraction

from schemas.answer import TableAnswer
from schemas.exercise import Exercise
from tests.oracles import oracle

EVERYONE = 10**8


@oracle("prob_stats.bayes.bayes_posterior")
def _(exercise: Exercise) -> None:
    rates = [Fraction(rate) / 100 for rate in re.findall(r"([\d.]+)%", exercise.stem)]
    if "N" in exercise.given:
        one_test(exercise, int(exercise.given["N"]), rates)
    elif len(rates) == 3:
        one_test(exercise, None, rates)
    elif len(rates) == 5:
        two_tests(exercise, rates)
    else:
        three_causes(exercise, rates)


def count(*shares: Fraction, of: int = EVERYONE) -> int:
    """How many are left after so many selections."""
    for share in shares:
        assert (of * share).denominator == 1
        of = int(of * share)
    return of


def cells(answer: TableAnswer) -> list[list[Fraction]]:
    return [[Fraction(cell) for cell in row] for row in answer.value]


def one_test(exercise: Exercise, total: int | None, rates: list[Fraction]) -> None:
    prior, hit, alarm = rates
    everyone = total or EVERYONE
    table = [
        [count(group, rate, of=everyone), count(group, 1 - rate, of=everyone)]
        for group, rate in ((prior, hit), (1 - prior, alarm))
    ]
    J, n, posterior = exercise.parts
    unit = 1 if total else everyone
    assert cells(J.answer) == [[Fraction(x, unit) for x in row] for row in table]
    assert Fraction(n.answer.value) == Fraction(table[0][0] + table[1][0], unit)
    agree(posterior.answer.value, table[0][0], table[1][0])


def two_tests(exercise: Exercise, rates: list[Fraction]) -> None:
    prior, *tests = rates
    last = exercise.parts[3].ask
    again = "bar(" not in last
    first = [count(prior, tests[0]), count(1 - prior, tests[1])]
    second = [(rate if again else 1 - rate) for rate in tests[2:]]
    both = [count(rate, of=survivors) for survivors, rate in zip(first, second, strict=True)]
    J, p, q, final = exercise.parts
    assert cells(J.answer) == [[Fraction(x, EVERYONE) for x in row] for row in zip(first, both, strict=True)]
    agree(p.answer.value, *first)
    assert Fraction(q.answer.value) == Fraction(sum(both), EVERYONE)
    agree(final.answer.value, *both)


def three_causes(exercise: Exercise, rates: list[Fraction]) -> None:
    shares, rates = rates[:3], rates[3:]
    assert sum(shares) == 1
    found = [count(share, rate) for share, rate in zip(shares, rates, strict=True)]
    J, p, posterior = exercise.parts
    assert cells(J.answer) == [[Fraction(x, EVERYONE)] for x in found]
    assert Fraction(p.answer.value) == Fraction(sum(found), EVERYONE)
    k = int(re.findall(r"P\(H_(\d) \|", posterior.ask)[0]) - 1
    agree(posterior.answer.value, found[k], sum(found) - found[k])


def agree(value: str, wanted: int, others: int) -> None:
    """The key is the share of the wanted among all that show the sign."""
    assert abs(Fraction(value) - Fraction(wanted, wanted + others)) < Fraction(1, 10**9), value
