"""Prose with formulas in every spelling: words stay words wherever they go."""

import re
from html import unescape
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from generators.notation import NotationError, clean, label, parse, spans
from schemas.answer import NumberAnswer
from schemas.exercise import Part
from schemas.worksheet import Sheet, SheetItem
from service.render.plain import plain
from service.render.prose import displayed, pieces, roomy, shown, spoken, text
from service.render.sheet import document
from tests.render.exercises import exercise

WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="$`\\\r\x00", exclude_categories=("Cs", "Cc", "Cn")), min_size=1
)
EVIL = [
    "<script>alert(1)</script>",
    '" onmouseover="x',
    '#eval("1") #include "/etc/passwd"',
    "\\input{/etc/passwd} \\write18{ls} %",
    "{}_^~&#@*`=/+-<>[]",
    "// no comment /* nor this */",
]


def test_the_three_spellings_of_a_sentence():
    made = text("Solve $x^2 = 1/2$ for $x$ & tell.")
    assert made.text == "Solve $x^2 = 1/2$ for $x$ & tell."
    assert made.latex == r"Solve $x^{2} = \frac{1}{2}$ for $x$ \& tell."
    assert made.html.startswith("Solve <math") and made.html.endswith("</math> &amp; tell.")


@pytest.mark.parametrize("evil", EVIL)
def test_hostile_words_are_escaped_in_html(evil):
    html = text(evil).html
    assert not re.search(r"[<>\"]", html)
    assert unescape(html) == evil


@given(WORDS)
def test_any_words_come_back_from_html(words):
    assert unescape(text(words).html) == words
    ElementTree.fromstring(f"<p>{text(words).html}</p>")


@given(WORDS)
def test_any_words_are_data_for_print(words):
    assert pieces(words) == (words,)


LATEX_SPECIAL = re.compile(r"(?<!\\)[#$%&_{}^~<>|]")


@pytest.mark.parametrize("evil", EVIL)
def test_hostile_words_are_no_commands_in_latex(evil):
    latex = text(evil).latex
    for command in re.findall(r"\\[a-zA-Z]+", latex):
        assert command in (
            r"\textbackslash",
            r"\textasciicircum",
            r"\textasciitilde",
            r"\textless",
            r"\textgreater",
            r"\textbar",
        )
    bare = latex.replace("{}", "")
    assert not LATEX_SPECIAL.search(bare)


def test_a_dollar_is_a_dollar():
    made = text(r"It costs \$ 5, that is $x$.")
    assert made.html.startswith("It costs $ 5")
    assert made.latex.startswith(r"It costs \$ 5")


LISTED = "Let `f` be\n`def f(n):\n    return [n, 'a_b', {1: \"$\"}]`\nWhat does `f(3) * 2` do to $x^2$?"


def test_code_is_shown_letter_by_letter():
    made = text(LISTED)
    assert "Let <code>f</code> be" in made.html
    assert ">def f(n):\n    return [n, &#x27;a_b&#x27;, {1: &quot;$&quot;}]</code>" in made.html
    assert made.html.count("<math") == 1 and "<code>f(3) * 2</code>" in made.html
    ElementTree.fromstring(f"<p>{made.html}</p>")
    assert r"\texttt{f(3)~*~2} do to $x^{2}$" in made.latex
    assert r"\ttfamily def~f(n):\\{}~~~~return~[n,~\textquotesingle{}a\_b\textquotesingle{},~\{1:" in made.latex
    assert not re.search(r"(?<!\\)[#$%&_^<>|]", made.latex.replace("$x^{2}$", ""))
    assert "be\n\n    def f(n):\n        return" in shown(LISTED) and "What does f(3) * 2 do to x²?" in shown(LISTED)
    assert {"code": "f(3) * 2", "size": "flat"} in pieces(LISTED)
    assert pieces(LISTED)[3] == {"code": "def f(n):\n    return [n, 'a_b', {1: \"$\"}]", "size": "block"}


def test_code_is_data_in_print():
    for evil in ('#eval("1") $x', "f`{x}`"):
        assert evil.replace("`", "") in printed(f"Say `{evil}`.".replace("$", r"\$")).replace("`", "")


def test_code_stays_as_it_is_where_formulas_are_cleaned():
    assert clean(r"Take `x + -1 \$ $` or $x + -1$ ` alone.") == r"Take `x + -1 \$ \$` or $x - 1$ ` alone."
    assert [*map(str, spans("`a$b` and $x$"))] == ["a$b", " and ", str(parse("x"))]


def test_an_unreadable_formula_is_an_error_that_says_where():
    with pytest.raises(NotationError):
        text("Solve $x +$ now.")


@pytest.mark.parametrize(
    ("words", "prose"),
    [("x", "$x$"), ("x_1", "$x_1$"), ("k = 1", "$k = 1$"), ("lambda", "$lambda$"), ("count", "count"), ("", ""),
     ("heights in cm", "heights in cm"), ("mean of $x$", "mean of $x$"), ("2 heads", "2 heads"), ("P(A)", "$P(A)$"), ("(", "(")],
)  # fmt: skip
def test_labels_are_formulas_if_their_names_are_letters(words, prose):
    assert label(words) == prose


@pytest.mark.parametrize(
    ("formula", "room"),
    [("1/2", False), ("x^2 + 1", False), ("-1/2", False), ("(x + 1)/2", True), ("[[1, 2], [3, 4]]", True),
     ("sum(x_i, i, 1, n)", True), ("x = -b/a", False)],
)  # fmt: skip
def test_tall_formulas_get_room(formula, room):
    assert roomy(parse(formula)) is room


def test_chains_over_lines_stand_alone():
    assert not displayed(parse("a = b"))
    assert displayed(parse("[[1]] ~ [[2]] ~ [[3]]"))


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        ("x^2 - 2*x <= 3/(n - 1)", "x² − 2·x ≤ 3/(n − 1)"),
        ("(a + b)/(c*d)", "(a + b)/(c·d)"),
        ("A^T*A", "Aᵀ·A"),
        ("x_(k + 1)", "xₖ₊₁"),
        ("x^(n + 1)", "xⁿ⁺¹"),
        ("e^(x*y)", "e^(x·y)"),
        ("sqrt(x^2 + 1)", "√(x² + 1)"),
        ("sqrt(2)", "√2"),
        ("[[1, -2], [3, 4]]", "[1, −2; 3, 4]"),
        ("[[1, 2 | 3], [4, 5 | 6]]", "[1, 2 | 3; 4, 5 | 6]"),
        ("{1, -2}", "{1, −2}"),
        ("P(A | B)", "P(A ∣ B)"),
        ("bar(x)", "x̄"),
        ("sum(x_i, i, 1, n)", "∑ᵢ₌₁ⁿ xᵢ"),
        ("integral(x^2, x, 0, 1)", "∫₀¹ x² dx"),
        ("x = 1 or x = 2", "x = 1 or x = 2"),
        ("R_2 -> R_2 - 3*R_1", "R₂ → R₂ − 3·R₁"),
        ("||v||", "‖v‖"),
    ],
)
def test_a_terminal_shows_formulas_on_one_line(formula, line):
    assert plain(parse(formula)) == line


def test_prose_for_terminal_and_voice():
    assert shown("If $x >= 2$ then stop.") == "If x ≥ 2 then stop."
    assert spoken("If $x >= 2$ then stop.").startswith("If x ")
    assert "$" not in spoken("If $x >= 2$ then stop.")


def printed(words):
    """The first page of a sheet whose one exercise asks `words`, as text."""
    part = Part(ask=words, answer=NumberAnswer(value="6"), steps=("It is $6$.",))
    asked = exercise(NumberAnswer(value="6"), parts=(part,), stem="", data=None, figures=())
    title = words.replace("$", "")[:120]
    made = document(title, title[:40], [Sheet(code="ABCD", items=(SheetItem(exercise=asked, points=1.0),))])
    return PdfReader(BytesIO(made)).pages[0].extract_text()


@pytest.mark.parametrize("evil", EVIL)
def test_hostile_words_stay_words_in_print(evil):
    assert re.sub(r"\s", "", printed(evil)).count(re.sub(r"\s", "", evil)) >= 2


def test_hostile_words_in_formulas_stay_words_in_print():
    assert "#panic(" in printed('Give $P("spam) #panic(")$.').replace(" ", "")
