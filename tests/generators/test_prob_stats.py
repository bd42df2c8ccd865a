"""What the levels of the generators of probability and statistics promise beyond the contract."""

import re
import statistics
from itertools import combinations

import numpy as np
from scipy import stats

from generators.answers import check, check_parts
from generators.bank import get
from schemas.figure import Box, Marker
from tests.oracles.reading import definitions, numeric

TABLE = get("prob_stats.events.conditional_from_table")
BAYES = get("prob_stats.bayes.bayes_posterior")
SUMMARY = get("prob_stats.eda.summary_statistics")
BOXES = get("prob_stats.eda.histogram_to_boxplot")
INTERVAL = get("prob_stats.confidence.ci_mean_t")
AREA = get("prob_stats.continuous.area_under_pdf")


def cells(problem):
    return np.array([[int(cell) for cell in row[1:]] for row in problem.data.rows])


def test_totals_of_a_table_all_differ():
    for level, shape in (("easy", (2, 2)), ("core", (2, 3)), ("hard", (2, 3))):
        for seed in range(40):
            T = cells(TABLE.draw(seed, level))
            totals = [*T.sum(axis=0), *T.sum(axis=1)]
            assert T.shape == shape and len(set(totals)) == len(totals)
            assert level != "core" or T.sum() == 100


def test_draws_without_replacement_show_every_pattern():
    asks = [TABLE.draw(seed, "hard").parts[3].ask for seed in range(60)]
    patterns = {tuple("bar" in event for event in ask.split("cap")) for ask in asks}
    assert patterns == {(False, *rest) for rest in [(False, False), (False, True), (True, False), (True, True)]}


def test_natural_frequencies_include_rare_conditions():
    shares = [float(re.findall(r"([\d.]+)%", BAYES.draw(seed, "easy").stem)[0]) for seed in range(80)]
    assert any(share < 1 for share in shares) and any(share > 20 for share in shares)


def test_hard_posteriors_have_three_causes_or_two_tests():
    kinds = {len(BAYES.draw(seed, "hard").parts) for seed in range(20)}
    assert kinds == {3, 4}


def test_a_second_result_moves_the_posterior_its_own_way():
    seen = set()
    for seed in range(60):
        problem = BAYES.draw(seed, "hard")
        if len(problem.parts) == 4:
            agrees = "bar(" not in problem.parts[3].ask
            first, both = (numeric(problem.parts[i].answer.value) for i in (1, 3))
            assert (both > first) == agrees
            seen.add(agrees)
    assert seen == {True, False}


def test_a_slip_in_the_table_is_followed_to_the_posterior():
    exercise = BAYES(1, "easy")
    (a, b), (c, _) = (map(int, row) for row in exercise.parts[0].answer.value)
    total = int(exercise.given["N"])
    wrong = {1: f"[[{a}, {b}], [{c + 10}, {total - a - b - c - 10}]]", 2: f"{a + c + 10}", 3: f"{a}/{a + c + 10}"}
    verdicts = check_parts(exercise, wrong)
    assert [verdicts[n].outcome for n in (1, 2, 3)] == ["partial", "correct", "correct"]


def test_data_sets_have_a_whole_mean_and_one_mode():
    for level in ("easy", "core"):
        for seed in range(60):
            data = [int(value) for _, value in SUMMARY.draw(seed, level).data.rows]
            assert 5 <= len(data) <= 9 and sum(data) % len(data) == 0
            assert len(statistics.multimode(data)) == 1 and data.count(statistics.mode(data)) > 1
            assert level == "easy" or statistics.variance(data) == int(statistics.variance(data))


def test_sorting_matters_for_the_median():
    for seed in range(60):
        data = [int(value) for _, value in SUMMARY.draw(seed, "easy").data.rows]
        half = len(data) // 2
        listed = data[half] if len(data) % 2 else (data[half - 1] + data[half]) / 2
        assert listed != statistics.median(data)


def test_hard_summaries_change_the_data_in_three_ways():
    stems = [SUMMARY.draw(seed, "hard").stem for seed in range(30)]
    ways = ("y =", "one more value", "copied wrongly")
    assert all(sum(way in stem for way in ways) == 1 for stem in stems)
    assert all(any(way in stem for stem in stems) for way in ways)


def test_a_negative_factor_leaves_the_deviation_positive():
    problems = [SUMMARY.draw(seed, "hard") for seed in range(80)]
    falling = [p for p in problems if "y" in definitions(p.stem) and str(p.given["a"]).startswith("-")]
    assert falling and all(numeric(p.parts[3].answer.value) > 0 for p in falling)


def five_numbers(problem):
    return [mark.five for figure in problem.figures for mark in figure.marks if isinstance(mark, Box)]


def test_five_number_summaries_are_told_apart():
    for level in ("easy", "core"):
        for seed in range(40):
            problem = BOXES.draw(seed, level)
            span = problem.figures[0].x.high - problem.figures[0].x.low
            for one, other in combinations(five_numbers(problem), 2):
                assert max(np.abs(np.subtract(one, other))) >= 0.15 * span - 1e-9


def test_core_boxes_share_ends_and_median():
    for seed in range(40):
        assert len({(five[0], five[2], five[4]) for five in five_numbers(BOXES.draw(seed, "core"))}) == 1


def test_hard_plots_are_boxes_with_outliers_or_violins():
    seen = set()
    for seed in range(30):
        problem = BOXES.draw(seed, "hard")
        boxes = [mark for mark in problem.figures[4].marks if isinstance(mark, Box)]
        seen.add(bool(boxes))
        assert not boxes or any(box.outliers for box in boxes)
    assert seen == {True, False}


def test_an_interval_by_the_table_and_one_by_a_computer_are_right_and_one_by_z_is_wrong():
    for seed in range(25):
        exercise = INTERVAL(seed, "core")
        m, s, n = (float(exercise.given[name]) for name in "msn")
        level = int(re.findall(r"\$(\d+)%", exercise.parts[0].ask)[0]) / 100
        places = exercise.parts[2].answer.low.tolerance.decimals
        for quantile, outcome in (
            (stats.t.ppf((1 + level) / 2, n - 1), "correct"),
            (round(stats.t.ppf((1 + level) / 2, n - 1), 3), "correct"),
            (stats.norm.ppf((1 + level) / 2), "incorrect"),
        ):
            ends = [m + sign * quantile * s / n**0.5 for sign in (-1, 1)]
            response = f"[{ends[0]:.{places + 3}f}, {ends[1]:.{places + 3}f}]"
            if outcome == "correct" or abs(ends[0] - float(exercise.parts[2].answer.low.value)) > 0.02:
                assert check(exercise.parts[2].answer, response).outcome == outcome


def test_the_deviation_is_known_in_some_hard_intervals():
    known = sum("sigma" in definitions(INTERVAL(seed, "hard").stem) for seed in range(60))
    assert 8 <= known <= 35


def test_data_of_an_interval_have_a_deviation_that_ends():
    for seed in range(40):
        data = [float(value) for _, value in INTERVAL(seed, "hard").data.rows]
        assert 5 <= len(data) <= 9
        assert abs(10 * statistics.stdev(data) - round(10 * statistics.stdev(data))) < 1e-9


def test_the_shaded_region_is_told_by_the_picture_alone():
    for seed in range(40):
        problem = AREA.draw(seed, "core")
        marks = {mark.label for mark in problem.figures[0].marks if isinstance(mark, Marker) and mark.style == "dashed"}
        text = problem.stem + problem.parts[0].ask
        assert marks and not any(re.search(rf"\b{mark}\b", text) for mark in marks)


def test_hard_areas_are_an_order_or_a_density_beside_its_distribution_function():
    figures = {len(AREA.draw(seed, "hard").figures) for seed in range(20)}
    assert figures == {2, 3}


def test_only_one_reading_of_the_distribution_function_is_the_shaded_probability():
    for seed in range(60):
        problem = AREA.draw(seed, "hard")
        if len(problem.figures) == 2:
            knots = dict(problem.figures[1].marks[0].points)
            low, high = ends(problem)
            rise = knots[high] - knots[low]
            assert knots[low] > 0, "the height at the upper end would be right too"
            assert high - low > 1, "the slope would be as large as the rise"
            assert abs(rise - numeric(problem.parts[1].answer.value)) < 1e-9


def ends(problem):
    """Where the shaded area begins and ends."""
    points = problem.figures[0].marks[0].points
    return points[0][0], points[-1][0]
