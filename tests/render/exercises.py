"""An exercise with everything an exercise can have, hostile words included."""

from schemas.answer import (
    AntiderivativeAnswer,
    ArgumentAnswer,
    BasisAnswer,
    BooleanAnswer,
    ChoiceAnswer,
    ChoicesAnswer,
    DirectionAnswer,
    EchelonAnswer,
    EigenpairsAnswer,
    EquationAnswer,
    ExpressionAnswer,
    InequalityAnswer,
    IntervalAnswer,
    ListAnswer,
    MatchingAnswer,
    MatrixAnswer,
    NumberAnswer,
    Option,
    OrderAnswer,
    SetAnswer,
    SystemAnswer,
    TableAnswer,
    TextAnswer,
    Tolerance,
    VectorAnswer,
)
from schemas.exercise import DataTable, Exercise, Mistake, Part
from tests.render.figures_to_draw import DENSITY, HISTOGRAM, SCATTER

EVIL = '<b onclick="x">#panic() & {} \\write18 %'
THREE = Tolerance(decimals=3)
OPTIONS = tuple(Option(id=id, text=text) for id, text in {"p": "line $p$", "q": EVIL, "r": "$x_r^2 = 4$"}.items())
KEYS = (
    NumberAnswer(value="271828/100000", tolerance=THREE),
    ExpressionAnswer(value="2*x*sin(x)", symbols={"x": "real"}),
    EquationAnswer(value="y = 2*x + 1"),
    SetAnswer(value=("-1", "3")),
    VectorAnswer(value=("1/3", "2"), tolerance=THREE),
    MatrixAnswer(value=(("1", "2"), ("3", "4"))),
    EchelonAnswer(matrix=(("1", "2"), ("2", "5")), value=(("1", "2"), ("0", "1"))),
    DirectionAnswer(value=("1", "-2")),
    IntervalAnswer(value="[1, 2) U (3, oo)"),
    IntervalAnswer(low=NumberAnswer(value="1.2345", tolerance=THREE), high=NumberAnswer(value="2", tolerance=THREE)),
    ChoiceAnswer(options=(Option(id="a", text="line $a$"), Option(id="b", text=EVIL)), value="b"),
    MatchingAnswer(
        left=(Option(id="A", text="Histogram A"), Option(id="B", text="Histogram B")),
        right=(Option(id="1", text="Box plot 1"), Option(id="2", text="Box plot 2")),
        value={"A": "2", "B": "1"},
    ),
    TableAnswer(
        columns=("x", "y"), rows=("k = 1",), value=(("4/5", "8/5"),), mode="trace", start=("1", "2"), step=("x", "y")
    ),
    TableAnswer(
        columns=("count",), rows=("heads", "tails"), value=((NumberAnswer(value="1/3", tolerance=THREE),), ("3/4",))
    ),
    AntiderivativeAnswer(integrand="2*x", variable="x"),
    InequalityAnswer(value="x > 1 and x < 5"),
    SystemAnswer(value=("x = 1 + 2*t", "y = t"), parameters=("t",)),
    BasisAnswer(value=(("1", "0", "1"), ("0", "1", "0"))),
    EigenpairsAnswer(matrix=(("2", "0"), ("0", "3"))),
    ArgumentAnswer(value=("2*x = 6", "x = 3")),
    ListAnswer(value=("1", "1", "2")),
    BooleanAnswer(value=False),
    ChoicesAnswer(options=OPTIONS, value=("p", "r")),
    OrderAnswer(items=OPTIONS, value=("r", "p", "q")),
    TextAnswer(value=(f"singular {EVIL}", "not invertible")),
    TableAnswer(
        columns=("v_i", "eigenvector?", "which"),
        rows=("u", "w_1"),
        value=(
            (VectorAnswer(value=("1", "2")), BooleanAnswer(value=True), ChoiceAnswer(options=OPTIONS, value="q")),
            (SetAnswer(value=("1", "2")), TextAnswer(value=("zero",)), ChoiceAnswer(options=OPTIONS, value="p")),
        ),
    ),
)


def exercise(*keys, **changes) -> Exercise:
    """One part for each key."""
    parts = tuple(
        Part(
            ask=f"Give what is asked, {EVIL}: $x_{n}$.",
            answer=key,
            steps=(f"Think, {EVIL}.", f"Then ${n} + 1 = {n + 1}$."),
            hints=("Look at $x$.",),
            mistakes=(Mistake(misconception="sign-of-root", answer=key, feedback=f"Not so, {EVIL}."),),
            figure=SCATTER if n == 1 else None,
            points_share=1 / len(keys),
        )
        for n, key in enumerate(keys, 1)
    )
    fields = {
        "generator": "linear_algebra.eigen.made_up",
        "version": 3,
        "level": "hard",
        "seed": 987654321987,
        "title": f"Made up {EVIL}",
        "topic": "linear_algebra.eigen",
        "skill": "s.eig.values",
        "source": f"Somewhere {EVIL}",
        "stem": f"Let $A = [[1, 2], [3, 4]]$ and {EVIL}.",
        "data": DataTable(columns=("x_1", "words"), rows=(("1", EVIL), ("-2.5", "plain")), caption=f"Caption {EVIL}"),
        "figures": (DENSITY, HISTOGRAM),
        "parts": parts,
    }
    return Exercise.model_validate(fields | changes)
