"""Hypothesis tests, by scipy.stats and by what the stories say."""

import re

import numpy as np
from scipy import stats

from schemas.exercise import Exercise, Part
from tests.oracles import oracle
from tests.oracles.reading import numeric, right_option

GREATER = (
    "pours in more", "last longer", "become slower", "it yields more", "pupils do better", "takes longer",
    "raises the pulse", "too long", "uses more", "more of them", "share has grown", "more faulty", "right more often",
    "too often", "become worse",
)  # fmt: skip
LESS = (
    "pours in less", "not last so long", "become faster", "yields less", "pupils do worse", "takes less time",
    "lowers the pulse", "too short", "saves energy", "fewer of them", "share has fallen", "fewer faulty",
    "right less often", "too seldom", "become better",
)  # fmt: skip
DIFFERENT = (" whether ", "changes the pulse")
MORE_IN_THE_SECOND = (
    "sells better",
    "draws more",
    "more registrations",
    "clicked on more",
    "helps more",
    "ranking is better",
    "worth its while",
    "react late",
    "model B is the better",
    "bear more",
)
LESS_IN_THE_SECOND = (
    "protects better",
    "fewer mistakes",
    "helps against high",
    "make runners faster",
    "compresses better",
    "grips better",
    "cache pays",
    "distracts",
)
SIGN = {1: ">", -1: "<", 0: "!="}
TAIL = {1: "right-tailed", -1: "left-tailed", 0: "two-tailed"}
Z = stats.norm()


def side_of(text: str) -> int:
    """What is to be shown, by its words: greater 1, less -1, different 0."""
    found = [
        side
        for side, phrases in ((0, DIFFERENT), (1, GREATER + MORE_IN_THE_SECOND), (-1, LESS + LESS_IN_THE_SECOND))
        if any(phrase in text for phrase in phrases)
    ]
    assert len(found) == 1, f"{found} in {text!r}"
    return found[0]


def close(part: Part, *values: float) -> None:
    """The key spans these values, and no more than the rounding of a table."""
    ends = sorted(map(numeric, part.answer.between or (part.answer.value,)))
    spare = 1e-6 if len(values) == 1 else 1.1e-4
    assert ends[0] - 1e-6 <= min(values) and max(values) <= ends[-1] + 1e-6, f"{ends}, not {values}"
    assert min(values) - ends[0] < spare and ends[-1] - max(values) < spare, f"{ends} are wider than {values}"


def spans(key: object, exact: float, spare: float) -> None:
    """One end of what the key accepts is exact, the other one as near as a table is."""
    gaps = sorted(abs(numeric(value) - exact) for value in key.between)  # type: ignore[attr-defined]
    assert gaps[0] < 1e-6 and gaps[1] < spare, f"{gaps} from {exact}"


def told(text: str, pattern: str) -> float:
    """The one number the pattern finds."""
    (found,) = re.findall(pattern, text)
    return float(found)


def p_value(law: object, statistic: float, side: int) -> float:
    return {1: law.sf(statistic), -1: law.cdf(statistic), 0: 2 * law.sf(abs(statistic))}[side]  # type: ignore[attr-defined]


def tests_about(text: str, name: str, value: str, side: int) -> None:
    """The right hypotheses: equality, and the side."""
    assert text == f"$H_0$: ${name} = {value}$, $H_1$: ${name} {SIGN[side]} {value}$", text


def says(part: Part, rejected: bool) -> None:
    """The right sentence, which neither proves nor gives probabilities."""
    start = "$H_0$ is rejected: there is evidence" if rejected else "$H_0$ is not rejected: the data do not show"
    assert right_option(part).startswith(start)


@oracle("prob_stats.testing.state_hypotheses")
def _(exercise: Exercise) -> None:
    stem, side = exercise.stem, side_of(exercise.stem)
    asked = {part.ask: part for part in exercise.parts}
    (pair,) = (part for ask, part in asked.items() if "Which hypotheses" in ask)
    if "delta" in pair.ask:
        one, other = re.findall(r"\$delta\$ for the mean [a-z ]+? ((?:with|in|on) ?.+) less that (.+?)\.", pair.ask)[0]
        second = re.findall(r"^.* and \$[\d.]+\$ [a-z ]+? ((?:with|in|on).+)\.$", stem)[0]
        assert second in (one, other)
        side = side if second == one else -side
        tests_about(right_option(pair), "delta", "0", side)
        twice = any(word in stem for word in ("Each of", "the same $"))
        assert right_option(exercise.parts[0]).startswith("Paired" if twice else "Two independent")
    elif "mu_2" in right_option(pair):
        assert right_option(pair) == f"$H_0$: $mu_1 = mu_2$, $H_1$: $mu_1 {SIGN[-side]} mu_2$"
    else:
        value = re.findall(r"\$(\d+)(%?)\$", stem)[0]
        usual = f"{int(value[0]) / 100:g}" if value[1] else value[0]
        tests_about(right_option(pair), "p" if value[1] else "mu", usual, side)
    for part in exercise.parts[:1]:
        assert (
            "in the sample" not in right_option(part)
            and "single" not in right_option(part)
            and "values measured" not in right_option(part)
        )
    for ask, part in asked.items():
        if "two-tailed?" in ask:
            assert right_option(part) == TAIL[side]


@oracle("prob_stats.testing.z_test")
def _(exercise: Exercise) -> None:
    side = side_of(exercise.stem)
    if "$hat" not in exercise.stem and "$bar(x)" in exercise.stem:
        mean, sigma = told(exercise.stem, r"\$bar\(x\) = ([\d.]+)\$"), told(exercise.stem, r"\$sigma = ([\d.]+)\$")
        mu, n = told(exercise.stem, r"\$mu_0 = ([\d.]+)\$"), told(exercise.stem, r"sample of \$(\d+)\$")
        alpha = told(exercise.stem, r"level \$(\d+)%\$") / 100
        error = sigma / n**0.5
        pair, z, p, c, *region, last = exercise.parts
        tests_about(right_option(pair), "mu", f"{mu:g}", side)
        statistic = (mean - mu) / error
        close(z, statistic)
        critical = Z.ppf(1 - alpha / (1 if side else 2))
        in_tables = {1.282: (1.28,), 1.645: (1.64, 1.65), 1.96: (), 2.326: (2.33,), 2.576: (2.58,)}[round(critical, 3)]
        close(c, *(x * (side or 1) for x in (critical, round(critical, 3), *in_tables)))
        for part in region:
            ends = mu - critical * error, mu + critical * error
            for key, end in zip((part.answer.low, part.answer.high), ends, strict=True):
                spans(key, end, 0.005 * error)
    else:
        n, k = told(exercise.stem, r"sample of \$(\d+)\$"), told(exercise.stem, r"there are \$(\d+)\$")
        q, alpha = told(exercise.stem, r"\$p_0 = ([\d.]+)\$"), 0.05
        pair, z, p, levels, last = exercise.parts
        tests_about(right_option(pair), "p", f"{q:g}", side)
        statistic = (k / n - q) / (q * (1 - q) / n) ** 0.5
        close(z, statistic)
        exact = p_value(Z, statistic, side)
        rejected = [name for name, level in (("10%", 0.1), ("5%", 0.05), ("1%", 0.01)) if exact < level]
        texts = {0: "at none of them", 1: "only at $10%$", 2: "at $10%$ and $5%$, not at $1%$", 3: "at all three"}
        assert right_option(levels) == texts[len(rejected)]
    exact, near = p_value(Z, statistic, side), p_value(Z, round(statistic + 1e-12, 2), side)
    table = (2 if side == 0 else 1) * round(near / (2 if side == 0 else 1), 4)
    close(p, exact, near, table)
    assert min(abs(exact - level) for level in (0.1, 0.05, 0.01)) > 0.0029
    says(last, exact < alpha)


@oracle("prob_stats.testing.error_types")
def _(exercise: Exercise) -> None:
    if len(exercise.parts) == 1:
        (part,) = exercise.parts
        outcomes = {option.id: option.text for option in part.answer.right}
        for left in part.answer.left:
            holds, rejected = truth(left.text)
            outcome = outcomes[part.answer.value[left.id]]
            assert ("type" in outcome) == (holds == rejected)
            assert "type" not in outcome or ("type I " in outcome) == rejected
            assert "type" in outcome or ("rejected" in outcome) == rejected
        return
    n, p, c = map(float, re.findall(r"\$([\d.]+)\$", exercise.stem))
    n, c = int(n), int(c)
    up = "at least" in exercise.stem
    region = np.arange(c, n + 1) if up else np.arange(c + 1)
    first, *rest = exercise.parts
    close(first, stats.binom.pmf(region, n, p).sum())
    if len(rest) == 1:
        k = int(told(rest[0].ask, r"\$(\d+)\$"))
        kind = "rejected, so only a type I " if k in region else "kept, so only a type II "
        assert kind in right_option(rest[0])
        return
    beta, power, moved = rest
    q = told(beta.ask, r"\$([\d.]+)\$")
    close(power, stats.binom.pmf(region, n, q).sum())
    close(beta, 1 - stats.binom.pmf(region, n, q).sum())
    boundary = int(told(moved.ask, r"\$(\d+)\$"))
    wider = boundary < c if up else boundary > c
    alpha, opposite = ("greater", "smaller") if wider else ("smaller", "greater")
    assert right_option(moved) == f"$alpha$ becomes {alpha} and $beta$ {opposite}."


HOLDS = ("it has none", "it is wanted", "she is innocent", "there is none", "he is healthy", "it meets", "they sell equally",
         "it is genuine", "it is fair", "it holds none", "used by her", "it is as good")  # fmt: skip
REJECTS = ("that it works", "spam folder", "convicted", "sounds", "positive", "sends it back", "announces", "blocks",
           "refuses", "raises an alarm", "replaces")  # fmt: skip


def truth(situation: str) -> tuple[bool, bool]:
    """Whether H0 holds, and whether it is rejected."""
    _, happened = situation.split("In truth ")
    holds = any(happened.startswith(phrase) or f" {phrase}" in happened.split(", and")[0] for phrase in HOLDS)
    done = happened.split(", and ")[1]
    return holds, any(phrase in done for phrase in REJECTS) and "no evidence" not in done


@oracle("prob_stats.testing.p_value_facts")
def _(exercise: Exercise) -> None:
    p = told(exercise.stem, r"p-value \$([\d.]+)\$")
    up, mu = "gives a mean above" in exercise.stem, told(exercise.stem, r"\$mu = ([\d.]+)\$")
    (part,) = exercise.parts
    for option in part.answer.options:
        assert holds(option.text, p, up, mu) == (option.id in part.answer.value), option.text


def holds(text: str, p: float, up: bool, mu: float) -> bool:
    """Whether a statement about a two-tailed z test is true."""
    values = [float(x) / (100 if unit else 1) for x, unit in re.findall(r"\$([\d.]+)(%?)\$", text)]
    every, values = values, [x for x in values if x != mu]
    z = Z.isf(p / 2)
    false = ("shows that", "whatever the level", "that $H_0$ is true is", "that $H_1$ is true is", "same p-value",
             "true $H_0$ less often", "power of the test is", "smaller the p-value")  # fmt: skip
    if any(phrase in text for phrase in false):
        return False
    if "detect a given departure" in text:
        return True
    if "comes up with probability" in text:
        return abs(values[-1] - p) < 1e-9
    if "independent tests" in text:
        m, alpha, said = every
        return abs(1 - (1 - alpha) ** int(m) - said) < 0.0006
    if "times as many" in text:
        much = 2 * Z.sf(z * every[0] ** 0.5)
        return much < every[1] if "less than" in text else abs(much - every[1]) < 0.0003
    if "confidence interval" in text:
        (level,) = values
        inside = p > 1 - level
        return inside == (("holds the value" in text or "inside" in text) and "does not hold" not in text)
    if "of the same $H_0$ against" in text:
        return abs(p_value(Z, z if up else -z, 1 if "greater than" in text else -1) - values[-1]) < 0.0001
    rejects = "does not reject" not in text and "is not rejected" not in text
    alpha = values[0]
    if "against" in text:
        said = "although" not in text or p > alpha
        return said and rejects == (p_value(Z, z if up else -z, 1 if "greater than" in text else -1) < alpha)
    return rejects == (p < alpha)


def column(exercise: Exercise, i: int) -> np.ndarray:
    return np.array([float(row[i]) for row in exercise.data.rows])


def both_ends(part: Part, centre: float, quantile: float, error: float) -> None:
    """An interval around a centre, by the exact quantile and by one of three decimals."""
    for key, sign in ((part.answer.low, -1), (part.answer.high, 1)):
        spans(key, centre + sign * quantile * error, 0.0006 * error)


def t_critical(alpha: float, side: int, df: float) -> float:
    return float(stats.t.ppf(1 - alpha / (1 if side else 2), df) * (side or 1))


def t_cutoff(part: Part, alpha: float, side: int, df: float) -> None:
    value = t_critical(alpha, side, df)
    close(part, value, round(value, 3))


ALTERNATIVE = {1: "greater", -1: "less", 0: "two-sided"}


def level_of(exercise: Exercise) -> float:
    """The level, told by the last part that asks what the test says."""
    return told(exercise.parts[-1].ask, r"at the level \$(\d+)%\$") / 100


@oracle("prob_stats.testing.t_test_one_sample")
def _(exercise: Exercise) -> None:
    stem, side, alpha = exercise.stem, side_of(exercise.stem), level_of(exercise)
    mu = told(stem, r"\$mu_0 = ([\d.]+)\$")
    if exercise.data is None:
        m, s = told(stem, r"\$bar\(x\) = ([\d.]+)\$"), told(stem, r"\$s = ([\d.]+)\$")
        n = int(told(stem, r"sample of \$(\d+)\$"))
        pair, t, df, last = exercise.parts
        tests_about(right_option(pair), "mu", f"{mu:g}", side)
        statistic = (m - mu) / (s / n**0.5)
        close(t, statistic)
        close(df, n - 1)
        p = p_value(stats.t(n - 1), statistic, side)
        assert abs(told(last.ask, r"p-value \$([\d.]+)\$") - p) < 0.000051
        assert min(abs(p - level) for level in (0.1, 0.05, 0.01)) > 0.0029
        says(last, p < alpha)
        return
    x = column(exercise, 1)
    found = stats.ttest_1samp(x, mu, alternative=ALTERNATIVE[side])
    parts = list(exercise.parts)
    if side:
        tests_about(right_option(parts.pop(0)), "mu", f"{mu:g}", side)
        close(parts.pop(3), len(x) - 1)
    mean, s, t, c, *rest = parts
    close(mean, x.mean())
    close(s, x.std(ddof=1))
    close(t, found.statistic)
    t_cutoff(c, alpha, side, len(x) - 1)
    if side == 0:
        both_ends(rest[0], x.mean(), t_critical(alpha, 0, len(x) - 1), x.std(ddof=1) / len(x) ** 0.5)
    assert abs(abs(found.statistic) - abs(t_critical(alpha, side, len(x) - 1))) > 0.0999
    says(rest[-1], found.pvalue < alpha)


@oracle("prob_stats.testing.t_test_paired")
def _(exercise: Exercise) -> None:
    side, alpha = side_of(exercise.stem), level_of(exercise)
    pairs = len(exercise.data.columns) == 3
    u, v = (
        (column(exercise, 1), column(exercise, 2))
        if pairs
        else (np.zeros(len(exercise.data.rows)), column(exercise, 1))
    )
    n = len(u)
    found = stats.ttest_rel(v, u, alternative=ALTERNATIVE[side])
    parts = list(exercise.parts)
    if pairs:
        assert [numeric(x) for x in parts.pop(0).answer.value] == list(v - u)
    mean, s, t, *rest = parts
    close(mean, (v - u).mean())
    close(s, (v - u).std(ddof=1))
    close(t, found.statistic)
    if len(rest) == 3:
        df, c, last = rest
        close(df, n - 1)
    else:
        c, interval, wrong, which, last = rest
        both_ends(interval, (v - u).mean(), t_critical(alpha, 0, n - 1), (v - u).std(ddof=1) / n**0.5)
        other = stats.ttest_ind(v, u, alternative=ALTERNATIVE[side])
        close_to(wrong, other.statistic, 0.01)
        texts = {(True, True): "Both", (True, False): "Only the paired", (False, True): "Only the two-sample",
                 (False, False): "Neither"}  # fmt: skip
        assert right_option(which).startswith(texts[bool(found.pvalue < alpha), bool(other.pvalue < alpha)])
    t_cutoff(c, alpha, side, n - 1)
    says(last, found.pvalue < alpha)


def close_to(part: Part, value: float, within: float) -> None:
    """A key made of numbers that are printed rounded."""
    assert abs(numeric(part.answer.value) - value) < within, f"{part.answer.value}, not {value}"


@oracle("prob_stats.testing.t_test_two_sample")
def _(exercise: Exercise) -> None:
    stem, side, alpha = exercise.stem, side_of(exercise.stem), level_of(exercise)
    if exercise.data is None:
        m1, s1, m2, s2 = (told(stem, rf"\${name} = ([\d.]+)\$") for name in ("m_1", "s_1", "m_2", "s_2"))
        n1, n2 = map(int, re.findall(r"\$(\d+)\$", stem)[:2])
        equal = "same variance" in stem
        found = stats.ttest_ind_from_stats(m2, s2, n2, m1, s1, n1, equal_var=equal, alternative=ALTERNATIVE[side])
        if not equal:
            error, t, last = exercise.parts
            close(error, (s1**2 / n1 + s2**2 / n2) ** 0.5)
            assert abs(told(last.ask, r"p-value \$([\d.]+)\$") - found.pvalue) < 0.000051
            assert min(abs(found.pvalue - level) for level in (0.1, 0.05, 0.01)) > 0.0029
        else:
            v, t, df, c, last = exercise.parts
            close(v, ((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2))
            close(df, n1 + n2 - 2)
            t_cutoff(c, alpha, side, n1 + n2 - 2)
    else:
        x, y = (np.array([float(row[i]) for row in exercise.data.rows if row[i]]) for i in (1, 2))
        found = stats.ttest_ind(y, x, equal_var=False, alternative=ALTERNATIVE[side])
        m, s, t, df, c, last = exercise.parts
        assert [numeric(v) for v in m.answer.value] == [x.mean(), y.mean()]
        assert np.allclose([numeric(v) for v in s.answer.value], [x.std(ddof=1), y.std(ddof=1)])
        close(df, found.df)
        ends = [t_critical(alpha, side, each) for each in (found.df, int(found.df))]
        low, high = sorted(map(numeric, c.answer.between))
        assert low - 0.0005 < min(ends) and max(ends) < high + 0.0005 and high - low < 0.5
    close(t, found.statistic)
    says(last, found.pvalue < alpha)


@oracle("prob_stats.testing.ab_test_two_proportions")
def _(exercise: Exercise) -> None:
    stem, side = exercise.stem, side_of(exercise.stem)
    n1, n2, k1, k2 = map(int, re.findall(r"\$(\d+)\$", stem)[:4])
    p1, p2, pool = k1 / n1, k2 / n2, (k1 + k2) / (n1 + n2)
    z = (p2 - p1) / (pool * (1 - pool) * (1 / n1 + 1 / n2)) ** 0.5
    table = stats.chi2_contingency([[k1, n1 - k1], [k2, n2 - k2]], correction=False)
    assert abs(table.statistic - z * z) < 1e-9
    exact = p_value(Z, z, side)
    assert min(abs(exact - level) for level in (0.1, 0.05, 0.01)) > 0.0029
    alpha = (
        next(told(part.ask, r"at the level \$(\d+)%\$") for part in exercise.parts if "at the level" in part.ask) / 100
    )
    if "Which hypotheses" in exercise.parts[0].ask:
        pair, rates, pooled, last = exercise.parts
        assert right_option(pair) == f"$H_0$: $p_1 = p_2$, $H_1$: $p_1 {SIGN[-side]} p_2$"
        assert [numeric(x) for x in rates.answer.value] == [p1, p2]
        assert abs(told(last.ask, r"p-value \$([\d.]+)\$") - exact) < 0.000051
    else:
        pooled, statistic, p, last, *more = exercise.parts
        close(statistic, z)
        near = p_value(Z, np.sign(z) * np.floor(abs(z) * 100 + 0.5) / 100, side)
        half = 2 if side == 0 else 1
        close(p, exact, near, half * round(near / half, 4))
        if more:
            interval, practical = more
            error = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) ** 0.5
            margin = Z.ppf(1 - alpha / 2) * error
            low, high = p2 - p1 - margin, p2 - p1 + margin
            spans(interval.answer.low, low, 0.005 * error)
            spans(interval.answer.high, high, 0.005 * error)
            limit = told(practical.ask, r"at least \$([\d.]+)\$") / 100
            word = "is worth" if limit < low else "is not worth" if limit > high else "leave it open"
            assert word in right_option(practical) and min(abs(limit - low), abs(limit - high)) > 0.0009
    close(pooled, pool)
    says(last, exact < alpha)


@oracle("prob_stats.testing.power_of_test")
def _(exercise: Exercise) -> None:
    stem = exercise.stem
    side = 0 if "different from that" in stem else 1 if "greater than that" in stem else -1
    assert side == side_of(stem)
    mu, sigma = told(stem, r"\$mu_0 = ([\d.]+)\$"), told(stem, r"\$sigma = ([\d.]+)\$")
    if "at least $" in stem:
        sums, smallest, times = exercise.parts
        alpha, power = (float(x) / 100 for x in re.findall(r"\$(\d+)%\$", stem))
        mu1 = told(stem, r"true mean is \$([\d.]+)\$")
        exact = Z.ppf(1 - alpha) + Z.ppf(power)
        assert min(abs(numeric(x) - exact) for x in sums.answer.between) < 1e-6
        assert all(abs(numeric(x) - exact) < 0.011 for x in sums.answer.between)
        n = int(numeric(smallest.answer.value))

        def reached(size: int) -> float:
            return float(Z.sf(Z.ppf(1 - alpha) - abs(mu1 - mu) / sigma * size**0.5))

        assert reached(n) >= power > reached(n - 1)
        q = int(told(times.ask, r"\$1/(\d)\$"))
        assert right_option(times) == f"about ${q * q}$ times as many"
        return
    n = told(stem, r"planned with \$(\d+)\$")
    error = sigma / n**0.5
    alpha = next(told(part.ask, r"level \$(\d+)%\$") for part in exercise.parts if "level" in part.ask) / 100
    cut = Z.ppf(1 - alpha / (1 if side else 2))
    if side == 0:
        region, beta, power = exercise.parts
        for key, sign in ((region.answer.low, -1), (region.answer.high, 1)):
            spans(key, mu + sign * cut * error, 0.005 * error)
        mu1 = told(stem, r"\$mu_1 = ([\d.]+)\$")
        missed = Z.cdf((mu - mu1) / error + cut) - Z.cdf((mu - mu1) / error - cut)
    else:
        e, k, *rest = exercise.parts
        close(e, error)
        k_exact = mu + side * cut * error
        assert min(abs(numeric(x) - k_exact) for x in k.answer.between) < 1e-6
        assert all(abs(numeric(x) - k_exact) < 0.006 * error for x in k.answer.between)
        if len(rest) == 1:
            m = told(rest[0].ask, r"sample mean is \$([\d.]+)\$")
            assert abs(m - k_exact) > 0.05 * error
            says(rest[0], side * m > side * k_exact)
            return
        beta, power = rest
        mu1 = told(stem, r"\$mu_1 = ([\d.]+)\$")
        missed = Z.cdf(side * (k_exact - mu1) / error)
    for part, value in ((beta, missed), (power, 1 - missed)):
        low, high = sorted(map(numeric, part.answer.between))
        assert low - 1e-6 <= value <= high + 1e-6 and high - low < 0.012, (low, value, high)
    assert 0.2 < 1 - missed < 0.97


@oracle("prob_stats.testing.power_regions")
def _(exercise: Exercise) -> None:
    match, second = exercise.parts
    names = {option.id: option.text for option in match.answer.right}
    side = side_of(exercise.stem)
    seen = {figure.label: pictured(figure.alt) for figure in exercise.figures}
    if "the plan" in seen:
        mu, mu1, e, lines, _ = seen["the plan"]
        greater = []
        for letter, right_id in match.answer.value.items():
            m, m1, spread, (line,), _ = seen[letter]
            assert m == mu
            if spread != e:
                change, ok = "four times", abs(spread - e / 2) < 0.01
            elif m1 != mu1:
                change, ok = ("farther" if abs(m1 - mu) > abs(mu1 - mu) else "nearer"), line == lines[0]
            else:
                change, ok = ("farther" if abs(line - mu) > abs(lines[0] - mu) else "nearer"), m1 == mu1
            assert ok and change in names[right_id]
            assert change == "four times" or ("true mean" in names[right_id]) == (m1 != mu1)
            if Z.cdf(side * (m1 - line) / spread) > Z.cdf(side * (mu1 - lines[0]) / e):
                greater.append(letter.lower())
        assert sorted(second.answer.value) == sorted(greater)
        return
    for letter, right_id in match.answer.value.items():
        mu, mu1, e, lines, (curve, pieces) = seen[letter]
        far = abs(mu1 - mu) + 10 * e
        rejected = [sum((a + b) / 2 < lines[0] if side < 0 else (a + b) / 2 > lines[-1] if side > 0 else
                        not lines[0] < (a + b) / 2 < lines[1] for a, b in pieces)]  # fmt: skip
        area = sum(stats.norm(mu if curve == "solid" else mu1, e).cdf([max(a, mu - far), min(b, mu + far)]) @ [-1, 1]
                   for a, b in pieces)  # fmt: skip
        name = {("solid", True): "$alpha$.", ("solid", False): "$1 - alpha$.", ("dashed", True): "the power.",
                ("dashed", False): "$beta$."}[curve, bool(rejected[0])]  # fmt: skip
        assert names[right_id] == name and area > 0.05, (name, area)
    alpha, beta = ("greater", "smaller") if "nearer" in second.ask else ("smaller", "greater")
    assert right_option(second) == f"$alpha$ becomes {alpha} and $beta$ {beta}."


def pictured(alt: str) -> tuple[float, float, float, list[float], tuple[str, list[tuple[float, float]]]]:
    """Both means, the standard deviation, the critical values, and the shaded curve with what is shaded under it."""
    mu, mu1 = (told(alt, rf"{kind} one with its top at ([\d.]*\d)") for kind in ("solid", "dashed"))
    lines = [float(x) for x in re.findall(r"[\d.]*\d", alt.split("ertical line")[1].split("The area")[0])]
    pieces = [
        (float(a or "-inf"), float(b or "inf"))
        for _, b, a in re.findall(
            r"is (left of ([\d.]*\d)|right of ([\d.]*\d)) is shaded".replace("is (", "curve ("), alt
        )
    ]
    pieces += [(float(a), float(b)) for a, b in re.findall(r"curve from ([\d.]*\d) to ([\d.]*\d) is shaded", alt)]
    curve = "solid" if "under the solid" in alt else "dashed"
    return mu, mu1, told(alt, r"standard deviation ([\d.]*\d)"), lines, (curve, pieces)


@oracle("prob_stats.testing.choose_test")
def _(exercise: Exercise) -> None:
    stem = exercise.stem
    side = side_of(stem)
    numbers = [int(x) for x in re.findall(r"\$(\d+)\$", stem)]
    if "random sample" in stem:
        n = int(told(stem, r"random sample of \$(\d+)\$"))
        if "there are $" in stem:
            expected = "a z test for a share"
        else:
            known = "From long experience" in stem
            expected = "a z test for a mean" if known else f"a one-sample t test with ${n - 1}$ degrees of freedom"
    elif "The mean " in stem:
        twice = "Each of" in stem or "the same $" in stem
        if twice:
            expected = f"a paired t test with ${numbers[0] - 1}$ degrees of freedom"
        elif "same variance" in stem:
            expected = f"a two-sample t test with pooled variance and ${sum(numbers[:2]) - 2}$ degrees of freedom"
        else:
            low, high = min(numbers[:2]) - 1, sum(numbers[:2]) - 2
            expected = f"Welch's two-sample t test, with between ${low}$ and ${high}$ degrees of freedom"
    else:
        expected = "a z test for the difference of two shares"
    first, *more = exercise.parts
    assert right_option(first) == (f"{expected}, {TAIL[side]}" if more else expected)
    for part in more:
        facts = {"independent": ("clusters", "on the same few units", "influenced the next"),
                 "about normal": ("outliers", "skewed", "nearly all values are the same"),
                 "large enough": ("only two successes", "only three failures"),
                 "Nothing speaks": ("by a computer", "random order", "did not know")}  # fmt: skip
        (word,) = (word for word, phrases in facts.items() if any(phrase in part.ask for phrase in phrases))
        assert word in right_option(part)
