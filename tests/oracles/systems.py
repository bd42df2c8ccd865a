"""Systems of sentences by trying all colourings; systems of equations by NumPy."""

import re
from itertools import combinations, product

import numpy as np

from schemas.exercise import Exercise
from schemas.figure import Line
from tests.oracles import oracle
from tests.oracles.reading import coefficients, entries, numeric, right_option

COLOURS = "red|blue|green|yellow|white|black|grey|brown|orange"


@oracle("linear_algebra.systems.sentences_classify")
def _(exercise: Exercise) -> None:
    stem, told = exercise.stem.split(" This is known about the colours: ")
    colours = re.findall(rf"\b(?:{COLOURS})\b", stem)
    sentences = [meaning(text) for text in re.split(r" ?\(\d\) ", told)[1:]]
    things = [
        thing.lower() for thing in re.findall(r"\b(?:the \w+(?: flag)?|\w+'s mug)", stem[0].lower() + stem[1:], re.I)
    ]
    named = {thing for _, *rest in sentences for thing in rest[:1] + rest[1:] * (rest[1] not in colours)}
    assert named <= set(things), (named, things)
    worlds = [dict(zip(sorted(things), world, strict=True)) for world in product(colours, repeat=len(things))]
    fits = [{i for i, world in enumerate(worlds) if holds(sentence, world)} for sentence in sentences]
    whole = set.intersection(*fits)
    chosen = next(
        option.text for option in exercise.parts[0].answer.options if option.id == exercise.parts[0].answer.value
    )
    count = {0: "no colouring fits", 1: "exactly one colouring fits"}.get(len(whole), f"${len(whole)}$ colourings fit")
    assert count in chosen
    for part in exercise.parts[1:]:
        sizes = [
            k for k in range(1, len(fits) + 1) for some in combinations(fits, k) if set.intersection(*some) == whole
        ]
        assert sizes[0] == numeric(part.answer.value)


def meaning(text: str) -> tuple[str, ...]:
    """("is" | "is not", thing, colour) or ("same" | "different", thing, thing)."""
    text = text.removeprefix("Nobody doubts that ").rstrip(".").lower()
    for kind, pattern in (
        ("is", rf"the colour of (.+) is ({COLOURS})"),
        ("is", rf"(.+) is ({COLOURS})"),
        ("is not", rf"(.+) is not ({COLOURS})"),
        ("same", "(.+) and (.+) have the same colour"),
        ("same", "(.+) has the same colour as (.+)"),
        ("different", "(.+) and (.+) have different colours"),
    ):
        if found := re.fullmatch(pattern, text):
            return (kind, *found.groups())
    raise AssertionError(text)


def holds(sentence: tuple[str, ...], world: dict[str, str]) -> bool:
    kind, x, y = sentence
    return {
        "is": lambda: world[x] == y,
        "is not": lambda: world[x] != y,
        "same": lambda: world[x] == world[y],
        "different": lambda: world[x] != world[y],
    }[kind]()


@oracle("linear_algebra.systems.solve_2x2")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    A, b = coefficients(part.ask)
    assert np.allclose(np.linalg.solve(A, b), entries(part.answer))


@oracle("linear_algebra.systems.word_problem_to_system")
def _(exercise: Exercise) -> None:
    """The matrix from the words of the story, the solution by NumPy."""
    modelled, solved = exercise.parts
    story, unknowns = exercise.stem.split(" Let $x$ be ")
    if "of one " in unknowns or "for one " in unknowns:
        items = re.findall(r"(?:of|for) one ([\w ]+?) (?:in|for an hour)", unknowns)
        rows = [receipt(sentence, items) for sentence in story.split(". ")]
    else:
        a, b, whole = map(int, re.findall(r"\$(\d+)\$", story.split(" There are ")[0]))
        rows = [[a, b, whole], compared(story.split("There are ")[1])]
    M = entries(modelled.answer)
    assert M.tolist() == rows, rows
    assert np.allclose(np.linalg.solve(M[:, :-1], M[:, -1]), entries(solved.answer))
    assert (entries(solved.answer) > 0).all()


def receipt(sentence: str, items: list[str]) -> list[int]:
    """How many of each item, and the total."""
    counted = re.findall(r"\$(\d+)\$ (\w+)", sentence)
    *bought, (total, _) = counted if re.search(r"\$\d+\$ (?:euros|kilograms|hours)", sentence) else [*counted, ("", "")]
    found = {next(item for item in items if word[:3] == item[:3]): int(n) for n, word in bought}
    return [*(found.get(item, 0) for item in items), int(total)]


def compared(relation: str) -> list[int]:
    """The row of `twice as many … as …` or `$5$ more … than …`."""
    times = {"twice": 2, "three times": 3, "four times": 4}
    for words, k in times.items():
        if relation.startswith(words):
            return [1, -k, 0]
    more = re.match(r"\$(\d+)\$ more", relation)
    assert more, relation
    return [1, -1, int(more[1])]


@oracle("linear_algebra.systems.solve_3x3")
def _(exercise: Exercise) -> None:
    (part,) = exercise.parts
    A, b = coefficients(part.ask)
    assert np.allclose(np.linalg.solve(A, b), entries(part.answer))
    assert np.allclose(A @ entries(part.answer), b)


@oracle("linear_algebra.systems.classify_system")
def _(exercise: Exercise) -> None:
    """By ranks; with a parameter, by the determinant or the ranks for this and for other values."""
    if len(exercise.parts) == 1:
        (part,) = exercise.parts
        assert right_option(part) == counted(*coefficients(part.ask))
        return
    asked, counting = exercise.parts
    k = numeric(asked.answer.value)
    others = [k + step for step in (-3.0, -1.0, 0.5, 2.0)]

    def at(value: float) -> str:
        return counted(*coefficients(exercise.stem, k=value))

    if "exactly one" in asked.ask:
        assert at(k) != UNIQUE and {at(other) for other in others} == {UNIQUE}
    else:
        assert at(k) != NONE and {at(other) for other in others} == {NONE}
    assert right_option(counting) == at(others[0] if "every other" in counting.ask else k)


UNIQUE, NONE, MANY = "Exactly one solution.", "No solution.", "Infinitely many solutions."


def counted(A: np.ndarray, b: np.ndarray) -> str:
    r, s = (np.linalg.matrix_rank(M, tol=1e-9) for M in (A, np.column_stack([A, b])))
    return NONE if s > r else UNIQUE if r == A.shape[1] else MANY


@oracle("linear_algebra.systems.lines_from_graph")
def _(exercise: Exercise) -> None:
    """The drawn lines through their points, against what is asked."""
    (part,) = exercise.parts
    drawn = [mark.through for mark in exercise.figures[0].marks if isinstance(mark, Line)]
    assert len(drawn) == 2 and exercise.figures[0].equal
    rows = []
    for (xa, ya), (xb, yb) in drawn:
        assert all(float(value).is_integer() and abs(value) <= 8 for value in (xa, ya, xb, yb))
        rows.append((yb - ya, xa - xb, xa * (yb - ya) - ya * (xb - xa)))
    lines = np.array(rows)
    A, b = lines[:, :2], lines[:, 2]
    if part.answer.kind == "vector":
        assert np.allclose(np.linalg.solve(A, b), entries(part.answer))
        return
    fits = {option.id: fitting(option.text, A, b, "no solution" in part.ask) for option in part.answer.options}
    assert [id for id, fit in fits.items() if fit] == [part.answer.value], fits


def fitting(text: str, A: np.ndarray, b: np.ndarray, contradicts: bool) -> bool:
    """Whether two equations are those of the lines, or one holds (or not) where they meet."""
    C, d = coefficients(text)
    if len(d) == 2:
        pairs = zip(np.column_stack([A, b]), np.column_stack([C, d]), strict=True)
        return all(np.linalg.matrix_rank(np.vstack(pair), tol=1e-9) == 1 for pair in pairs)
    holds = bool(np.isclose(C[0] @ np.linalg.solve(A, b), d[0]))
    return holds != contradicts
