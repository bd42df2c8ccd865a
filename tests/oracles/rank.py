"""Ranks, by singular values, by exact elimination in SymPy, and by solving a system with the ranks that are told."""

import re

import numpy as np
import sympy

from schemas.exercise import Exercise
from schemas.figure import Pixels
from tests.oracles import oracle
from tests.oracles.reading import definitions, entries, numeric


@oracle("linear_algebra.rank.rank_and_nullity")
def _(exercise: Exercise) -> None:
    named = definitions(exercise.stem)
    if "F" in named:
        A = numeric(named["C"]) @ numeric(named["F"])
    else:
        A = numeric(named["A"])
        assert np.abs(A).max() <= 15
    rank, n = np.linalg.matrix_rank(A), A.shape[1]
    assert sympy.Matrix(A.astype(int)).rank() == rank
    for part in exercise.parts:
        if "set of their numbers" in part.ask:
            grows = np.diff([0, *(np.linalg.matrix_rank(A[:, : j + 1]) for j in range(n))])
            assert entries(part.answer).tolist() == [j + 1 for j in range(n) if grows[j]]
        elif "nullity" in part.ask:
            assert numeric(part.answer.value) == sum(np.linalg.svd(A.T @ A)[1] < 1e-9)
        elif "A*B" in part.ask:
            k, s = (int(found) for found in re.search(r"5 times (\d)\$ .* \$(\d)\$", part.ask).groups())
            assert s <= k
            assert numeric(part.answer.value) == largest(A, s, k)
        else:
            assert numeric(part.answer.value) == rank


def largest(A: np.ndarray, s: int, k: int) -> int:
    """The rank of A*B for a random B of rank s, which is the largest possible one."""
    rng = np.random.default_rng(7)
    B = rng.integers(-9, 10, (5, s)) @ np.hstack([np.eye(s), rng.integers(-9, 10, (s, k - s))])
    assert np.linalg.matrix_rank(B) == s
    return int(np.linalg.matrix_rank(A @ B))


@oracle("linear_algebra.rank.image_rank")
def _(exercise: Exercise) -> None:
    (figure,) = exercise.figures
    (picture,) = figure.marks
    assert isinstance(picture, Pixels) and figure.equal
    M = np.array(picture.rows)
    m, n = M.shape
    for i, told in enumerate(re.split(r"; |unless told: ", figure.alt)[1:]):
        for shade, numbers in re.findall(r"(black|grey) in columns? ([\d, and]+)", told):
            places = [int(j) - 1 for j in re.findall(r"\d+", numbers)]
            assert np.flatnonzero(M[i] == {"black": 1, "grey": 0.5}[shade]).tolist() == places
        assert told.startswith(f"row {i + 1} is ")
        assert M[i].any() or told.rstrip(".").endswith("white")
    rank = sympy.Matrix((2 * M).astype(int)).rank()
    assert rank == sum(np.linalg.svd(M)[1] > 1e-9)
    values = [numeric(part.answer.value) for part in exercise.parts]
    assert values[:2] == [rank, sum(rank * size for size in M.shape)]
    if len(values) > 2:
        assert values[2] == max(r for r in range(1, min(m, n) + 1) if r * m + r * n < M.size)


@oracle("linear_algebra.rank.solutions_from_ranks")
def _(exercise: Exercise) -> None:
    stem = exercise.stem
    unknowns = int(re.search(r"(\d+)\$ (unknowns|roads|weights|ingredients|currents|pixels)", stem)[1])
    equations = int(re.search(r"(\d+)\$ (linear equations|crossings|examples|nutrients|measurements)", stem)[1])
    if found := re.search(r"with \$(\d+)\$ free", stem):
        r, zero = (int(numeric(part.answer.value)) for part in exercise.parts)
        assert free(equations, unknowns, r, r) == int(found[1]) and zero == equations - r
        return
    if found := re.search(r"rank of \$A\$ is \$(\d+)\$, and .* is \$(\d+)\$", stem):
        r, s = map(int, found.groups())
    elif "pivots stand" in stem:
        places = list(map(int, re.findall(r"\$(\d+)\$", stem.partition("pivots stand")[2])))
        s, r = len(places), sum(place <= unknowns for place in places)
    else:
        told = re.findall(r"no row is zero|exactly \$(\d+)\$", stem)
        s, r = (equations - int(k or 0) for k in told)
    (part,) = exercise.parts
    right = next(option.text for option in part.answer.options if option.id == part.answer.value)
    k = free(equations, unknowns, r, s)
    assert right.startswith("It has no solution" if k is None else "It has exactly one" if k == 0 else "It has inf")
    assert not k or f"${k}$" in right


def free(m: int, n: int, r: int, s: int) -> int | None:
    """Free unknowns of a random system of that size with these ranks; None if it has no solution."""
    rng = np.random.default_rng(m + 10 * n)
    left = sympy.Matrix(rng.integers(-5, 6, (m, r)).tolist())
    A = left * sympy.Matrix(rng.integers(-5, 6, (r, n)).tolist())
    b = left * sympy.Matrix(rng.integers(-5, 6, (r, 1)).tolist())
    if s > r:
        b += sympy.Matrix(rng.integers(-5, 6, (m, 1)).tolist())
    assert (A.rank(), A.row_join(b).rank()) == (r, s)
    x = sympy.symbols(f"x:{n}")
    solutions = sympy.linsolve((A, b), *x)
    return None if solutions == sympy.S.EmptySet else len(next(iter(solutions)).free_symbols)
