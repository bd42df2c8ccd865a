"""Posteriors, by counting a population large enough that every share of it is whole."""

import re
from fractions import Fraction
from itertools import combinations

import numpy as np
from scipy.special import expit

from schemas.answer import TableAnswer
from schemas.exercise import Exercise
from tests.oracles import oracle
from tests.oracles.reading import entries

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


@oracle("prob_stats.bayes.base_rate_ranking")
def _(exercise: Exercise) -> None:
    """Count a population for each row of the table."""
    assert exercise.data is not None
    posteriors = {}
    for name, prior, hit, alarm in exercise.data.rows:
        top, bottom = map(int, prior.split(" in "))
        rates = [Fraction(rate.rstrip("%")) / 100 for rate in (hit, alarm)]
        share = Fraction(top, bottom)
        posteriors[name] = count(share, rates[0]), count(1 - share, rates[1])
    ranking, one = exercise.parts
    texts = {item.id: item.text for item in ranking.answer.items}
    order = sorted(posteriors, key=lambda name: Fraction(posteriors[name][0], sum(posteriors[name])), reverse=True)
    assert [texts[id] for id in ranking.answer.value] == order
    agree(one.answer.value, *posteriors[re.search(r"this probability for (.*?)\? Give", one.ask)[1]])


@oracle("prob_stats.bayes.monty_hall")
def _(exercise: Exercise) -> None:
    """Go through every place of the prize and every choice of the one who opens."""
    (figure,) = exercise.figures
    n = int(re.search(r"\$(\d+)\$", exercise.stem)[1])
    mine, *opened = (int(door) for door in re.findall(r"\d+", figure.alt.partition(".")[2]))
    others = [door for door in range(1, n + 1) if door != mine]
    closed = [door for door in others if door not in opened]
    knowing = {place: Fraction(0) for place in range(1, n + 1)}
    careless = dict(knowing)
    for place in knowing:
        free = [door for door in others if door != place]
        choices = list(combinations(free, len(opened)))
        knowing[place] = Fraction(choices.count(tuple(opened)), n * len(choices))
        every = list(combinations(others, len(opened)))
        careless[place] = Fraction(every.count(tuple(opened)) if place not in opened else 0, n * len(every))
    stay, switch, last = (Fraction(part.answer.value) for part in exercise.parts)
    assert stay == knowing[mine] / sum(knowing.values())
    assert all(switch == knowing[door] / sum(knowing.values()) for door in closed)
    assert last == (careless[mine] / sum(careless.values()) if len(closed) > 1 else switch / stay)


@oracle("prob_stats.bayes.naive_bayes_spam")
def _(exercise: Exercise) -> None:
    """Add logarithms, with the counts of the table."""
    assert exercise.data is not None
    counts = np.array([[int(cell) for cell in row[1:]] for row in exercise.data.rows], dtype=float)
    words, sizes = exercise.data.columns[1:-1], counts[:, -1:]
    extra = 1.0 if "Laplace" in exercise.parts[1].ask else 0.0
    rates = (counts[:, :-1] + extra) / (sizes + 2 * extra)
    new = re.search(r"A new .*? contains (.*?)\.", exercise.stem)[1]
    has = np.array([f"“{word}”" in new.partition(" but not ")[0] for word in words])
    logs = np.log(sizes[:, 0] / sizes.sum()) + np.where(has, np.log(rates), np.log1p(-rates)).sum(axis=1)
    prior, likelihood, scores, posterior, verdict = exercise.parts
    assert np.allclose(entries(prior.answer), sizes[:, 0] / sizes.sum())
    assert np.allclose(entries(likelihood.answer), rates)
    assert np.allclose(np.log(entries(scores.answer)), logs)
    assert abs(float(Fraction(posterior.answer.value)) - expit(logs[0] - logs[1])) < 1e-9
    assert verdict.answer.value == (logs[0] > logs[1])
