"""Vectors, matrices, sets, bases and eigenpairs: rewriting keeps them right, one changed entry never does."""

import random
import re
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generators.answers import basis, direction, echelon, eigenpairs, finite_set, matrix, sequence, vector
from generators.maths.matrices import Mat
from tests.answers import verdict

rationals = st.fractions(min_value=-20, max_value=20, max_denominator=12)
seeds = st.integers(0, 2**32)
smalls = st.integers(-4, 4)


def spelled(x: Fraction, draw: random.Random) -> str:
    """The number in one of many spellings, as an entry between commas."""
    k = draw.randrange(2, 7)
    ways = [
        str(x),
        str(x),
        f"{x.numerator * k}/{x.denominator * k}",
        f"{x - k} + {k}",
        f"{x + 1} - 1",
        f"-({-x})",
        f"({x})*{k}/{k}",
        f" {x} ",
    ]
    if 10**4 % x.denominator == 0:
        ways.append(f"{float(x):.4f}")
    if x > 0:
        ways.append(f"sqrt({x**2})")
    return draw.choice(ways)


def one_vector(entries: list[Fraction], draw: random.Random) -> str:
    cells = [spelled(x, draw) for x in entries]
    k = draw.randrange(2, 5)
    close = ",".join(cells)
    tight = ", ".join(cells) if re.search(r"\d,\d{3}(?!\d)", close) else close  # 1,100 may be one number
    return draw.choice(
        [
            f"[{', '.join(cells)}]", f"({tight})", ", ".join(cells), f"[{'; '.join(cells)}]", f"<{', '.join(cells)}>",
            "[" + ", ".join(f"[{cell}]" for cell in cells) + "]", f"[{', '.join(cells)}]^T", f"v = [{', '.join(cells)}]", "\n".join(cells),
            f"{k}*[{', '.join(str(x / k) for x in entries)}]", f"[{', '.join(str(x * k) for x in entries)}]/{k}",
            f"-({', '.join(str(-x) for x in entries)})", ", ".join(f"x_{i} = {cell}" for i, cell in enumerate(cells, 1)),
            r"\begin{pmatrix}" + r" \\ ".join(cells) + r"\end{pmatrix}",
        ]
    )  # fmt: skip


def one_matrix(rows: list[list[Fraction]], draw: random.Random) -> str:
    lines = [", ".join(spelled(x, draw) for x in row) for row in rows]
    k = draw.randrange(2, 5)
    turned = ["[" + ", ".join(str(row[j]) for row in rows) + "]" for j in range(len(rows[0]))]
    return draw.choice(
        [
            "[" + ", ".join(f"[{line}]" for line in lines) + "]", f"[{'; '.join(lines)}]", "; ".join(lines), "\n".join(lines),
            "(" + ", ".join(f"({line})" for line in lines) + ")", "{" + ", ".join("{" + line + "}" for line in lines) + "}",
            "\n".join(f"[{line}]" for line in lines), f"A = [{'; '.join(lines)}]", f"[{', '.join(turned)}]^T",
            f"{k}[" + ", ".join("[" + ", ".join(str(x / k) for x in row) + "]" for row in rows) + "]",
            r"\begin{bmatrix}" + r" \\ ".join(line.replace(",", " &") for line in lines) + r"\end{bmatrix}",
        ]
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(entries=st.lists(rationals, min_size=2, max_size=5), seed=seeds, change=rationals)
def test_vectors_are_told_in_every_spelling(entries, seed, change):
    draw = random.Random(seed)
    text = one_vector(entries, draw)
    assert verdict(vector(*entries), text).outcome == "correct", text
    i = draw.randrange(len(entries))
    assume(change)
    other = entries.copy()
    other[i] += change
    text = one_vector(other, draw)
    assert verdict(vector(*entries), text).outcome == "incorrect", text


@settings(max_examples=150, deadline=None)
@given(m=st.integers(2, 4), n=st.integers(2, 4), seed=seeds, data=st.data())
def test_matrices_are_told_in_every_spelling(m, n, seed, data):
    draw = random.Random(seed)
    rows = data.draw(st.lists(st.lists(rationals, min_size=n, max_size=n), min_size=m, max_size=m))
    text = one_matrix(rows, draw)
    assert verdict(matrix(rows), text).outcome == "correct", text
    changed = [row.copy() for row in rows]
    changed[draw.randrange(m)][draw.randrange(n)] += Fraction(1, draw.randrange(1, 10**6))
    text = one_matrix(changed, draw)
    assert verdict(matrix(rows), text).outcome == "incorrect", text


@settings(max_examples=120, deadline=None)
@given(values=st.lists(rationals, min_size=1, max_size=6, unique=True), seed=seeds)
def test_sets_are_told_in_every_spelling(values, seed):
    draw = random.Random(seed)
    shown = [spelled(x, draw) for x in [*values, *draw.sample(values, draw.randrange(2))]]
    draw.shuffle(shown)
    text = draw.choice(
        [
            "{" + ", ".join(shown) + "}", "{" + "; ".join(shown) + "}", "; ".join(shown), "[" + ", ".join(shown) + "]",
            " or ".join(f"x = {x}" for x in shown), ", ".join(f"x_{i} = {x}" for i, x in enumerate(shown, 1)), "\n".join(shown),
            r"\left\{" + ", ".join(shown) + r"\right\}", "x = " + " or ".join(shown),
        ]
    )  # fmt: skip
    assert verdict(finite_set(*values), text).outcome == "correct", text
    left_out = values[:-1]
    assert verdict(finite_set(*values), "{" + ", ".join(map(str, left_out)) + "}").outcome == "incorrect"
    assert (
        verdict(
            finite_set(*values), "{" + ", ".join(map(str, [*left_out, values[-1] + Fraction(1, 10**9)])) + "}"
        ).outcome
        == "incorrect"
    )


@settings(max_examples=80, deadline=None)
@given(values=st.lists(rationals, min_size=1, max_size=6), seed=seeds)
def test_lists_see_order_and_repeats(values, seed):
    draw = random.Random(seed)
    assert verdict(sequence(*values), ", ".join(spelled(x, draw) for x in values)).outcome == "correct"
    other = values.copy()
    draw.shuffle(other)
    expected = "correct" if other == values else "incorrect"
    assert verdict(sequence(*values), "[" + ", ".join(map(str, other)) + "]").outcome == expected
    assert verdict(sequence(*values), "[" + ", ".join(map(str, [*values, values[-1]])) + "]").outcome == "incorrect"


def square(data: st.DataObject, n: int) -> Mat:
    """An invertible integer matrix."""
    A = Mat(data.draw(st.lists(st.lists(smalls, min_size=n, max_size=n), min_size=n, max_size=n)))
    assume(A.det() != 0)
    return A


def listed(rows: list[list[Fraction]], draw: random.Random) -> str:
    """Vectors side by side."""
    shown = ["[" + ", ".join(spelled(Fraction(x), draw) for x in row) + "]" for row in rows]
    return draw.choice([", ".join(shown), "{" + ", ".join(shown) + "}", "; ".join(shown), "[" + ", ".join(shown) + "]"])


@settings(max_examples=80, deadline=None)
@given(k=st.integers(1, 3), extra=st.integers(1, 2), seed=seeds, data=st.data())
def test_a_basis_changed_by_an_invertible_matrix_stays_one(k, extra, seed, data):
    draw = random.Random(seed)
    B = Mat(data.draw(st.lists(st.lists(smalls, min_size=k + extra, max_size=k + extra), min_size=k, max_size=k)))
    assume(len(B.rref()[1]) == k)
    key = basis(*B.tolist())
    changed = [list(row) for row in (square(data, k) * B).tolist()]
    assert verdict(key, listed(changed, draw)).outcome == "correct"
    i, j = draw.randrange(k), draw.randrange(k + extra)
    off = [row.copy() for row in changed]
    off[i][j] += 1
    inside = len(Mat([*B.tolist(), off[i]]).rref()[1]) == k and len(Mat(off).rref()[1]) == k
    assert verdict(key, listed(off, draw)).outcome == ("correct" if inside else "incorrect")
    assert verdict(key, listed([*changed, changed[0]], draw)).outcome == "incorrect"
    if k > 1:
        assert verdict(key, listed(changed[:-1], draw)).outcome == "incorrect"
        assert verdict(key, listed([*changed[:-1], changed[0]], draw)).outcome == "incorrect"


@settings(max_examples=60, deadline=None)
@given(n=st.integers(2, 3), seed=seeds, data=st.data())
def test_eigenpairs_are_right_in_any_order_and_at_any_length(n, seed, data):
    draw = random.Random(seed)
    P = square(data, n)
    values = data.draw(st.lists(smalls, min_size=n, max_size=n))
    D = Mat([[values[i] if i == j else 0 for j in range(n)] for i in range(n)])
    key = eigenpairs((P * D * P.inv()).tolist())
    pairs = []
    for i, value in enumerate(values):
        k = Fraction(draw.choice([1, -1, 2, 3]), 3)
        pairs.append((value, [x * k for x in P.columns[i]]))
    draw.shuffle(pairs)

    def shown(each: list[tuple[int, list[Fraction]]]) -> str:
        return "; ".join(f"{value}: [{', '.join(map(str, v))}]" for value, v in each)

    assert verdict(key, shown(pairs)).outcome == "correct"
    assert verdict(key, shown(pairs[1:]) or "0: [0, 0]").outcome == "incorrect"
    value, v = pairs[0]
    assert verdict(key, shown([(value + 9, v), *pairs[1:]])).outcome == "incorrect"
    moved = [v[0] + 1, *v[1:]]
    image = [sum(a * x for a, x in zip(row, moved, strict=True)) for row in (P * D * P.inv()).tolist()]
    if image != [value * x for x in moved]:
        assert verdict(key, shown([(value, moved), *pairs[1:]])).outcome == "incorrect"


@settings(max_examples=80, deadline=None)
@given(m=st.integers(2, 3), n=st.integers(2, 4), seed=seeds, data=st.data())
def test_every_echelon_form_is_right_and_no_other(m, n, seed, data):
    draw = random.Random(seed)
    A = Mat(data.draw(st.lists(st.lists(smalls, min_size=n, max_size=n), min_size=m, max_size=m)))
    form, _ = A.rref()
    upper = Mat(
        [
            [(draw.choice([1, 2, -1, 3]) if i == j else draw.randrange(-2, 3)) if i <= j else 0 for j in range(m)]
            for i in range(m)
        ]
    )
    other = upper * form
    rows = other.tolist()

    def shown(rows: list[list[Fraction]]) -> str:
        return "[" + "; ".join(", ".join(spelled(Fraction(x), draw) for x in row) for row in rows) + "]"

    assert verdict(echelon(A.tolist()), shown(rows)).outcome == "correct"
    expected = "correct" if other == form else "incorrect"
    assert verdict(echelon(A.tolist(), reduced=True), shown(rows)).outcome == expected
    expected = "correct" if rows[0] == rows[-1] else "incorrect"
    assert verdict(echelon(A.tolist()), shown([rows[-1], *rows[1:-1], rows[0]])).outcome == expected


@settings(max_examples=60, deadline=None)
@given(entries=st.lists(smalls, min_size=2, max_size=4), seed=seeds)
def test_directions_know_irrational_multiples_and_nothing_near_them(entries, seed):
    assume(any(entries))
    draw = random.Random(seed)
    factor = draw.choice(["sqrt(2)", "-pi", "1/sqrt(5)", "(1 + sqrt(3))", "e^2"])
    cells = [f"{factor}*({x})" for x in entries]
    assert verdict(direction(*entries), f"[{', '.join(cells)}]").outcome == "correct"
    i = draw.randrange(len(entries))
    cells[i] += " + 10^-25"
    expected = "correct" if sum(map(bool, entries)) == 1 and entries[i] else "incorrect"
    assert verdict(direction(*entries), f"[{', '.join(cells)}]").outcome == expected
