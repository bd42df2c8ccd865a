"""What the levels of the generators of products, echelon forms and principal components promise beyond the contract."""

import numpy as np

from generators.answers import check
from generators.bank import get
from tests.oracles.reading import entries

PRODUCT = get("linear_algebra.matrices.matrix_product")
ECHELON = get("linear_algebra.elimination.echelon_form")
PCA = get("linear_algebra.pca.full_pca_by_hand")
AXIS = get("linear_algebra.pca.principal_axis_from_scatter")


def test_one_hard_product_in_seven_is_undefined():
    keys = [PRODUCT.draw(seed, "hard").parts[0].answer for seed in range(200)]
    undefined = sum(key.options[-1].id == key.value for key in keys)
    assert 15 <= undefined <= 45
    assert all(key.options[-1].text == "It is not defined." for key in keys)


def test_the_size_that_is_asked_does_not_give_the_product_away():
    for seed in range(40):
        judged, computed = PRODUCT.draw(seed, "hard").parts
        assert judged.ask.partition("$")[2].rstrip("$?") != computed.ask.partition("$")[2].rstrip("$.")


def test_ranks_of_matrices_to_be_reduced():
    for level, shape, rank in (("easy", (2, 3), 2), ("core", (3, 4), 3), ("hard", (3, 4), 2)):
        for seed in range(40):
            (part,) = ECHELON.draw(seed, level).parts
            A = np.array(part.answer.matrix, dtype=float)
            assert A.shape == shape and np.linalg.matrix_rank(A) == rank
            assert part.answer.reduced == (level == "hard")
            assert level != "easy" or A[0, 0] != 0


def test_some_eliminations_need_an_exchange_of_rows():
    for level in ("core", "hard"):
        exchanged = sum("<->" in "".join(ECHELON.draw(seed, level).parts[0].steps) for seed in range(60))
        assert 5 <= exchanged <= 35


def test_directions_of_components_by_level():
    for level, steepest in (("easy", {1}), ("core", {2, 3}), ("hard", {2, 3})):
        seen = set()
        for seed in range(30):
            (part,) = (part for part in PCA.draw(seed, level).parts if part.name == "u")
            seen.add(max(abs(entries(part.answer))))
        assert seen == steepest


def test_an_angle_is_right_within_eight_degrees():
    for seed in range(12):
        (part,) = AXIS(seed, "hard").parts
        theta = int(part.answer.value)
        assert 20 <= theta <= 160
        for gap, outcome in ((8, "correct"), (-8, "correct"), (9, "incorrect"), (-9, "incorrect")):
            assert check(part.answer, str(theta + gap)).outcome == outcome
