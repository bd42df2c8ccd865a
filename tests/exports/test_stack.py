"""Questions of the STACK plugin: complete, and graded by a potential response tree as Maxima would grade it.

Maxima is not here; formulas in its syntax are read by SymPy instead, which is the independent judge of `AlgEquiv`.
"""

import re
from xml.etree import ElementTree

import pytest
import sympy
from sympy.parsing.sympy_parser import parse_expr

from service.exports.stack_question import TYPED
from tests.exports.kinds import drawn, exercise, plan, written
from tests.exports.test_moodle import text, well_formed

INPUTS = {"algebraic", "matrix", "numerical", "dropdown", "boolean"}
TESTS = {"AlgEquiv", "NumAbsolute", "Int"}
FIELDS = [
    "questionvariables",
    "questionnote",
    "specificfeedback",
    "prtcorrect",
    "prtpartiallycorrect",
    "prtincorrect",
    "stackversion",
]
KNOWN = {
    "log": sympy.log, "ln": sympy.log, "sqrt": sympy.sqrt, "abs": sympy.Abs, "exp": sympy.exp, "diff": sympy.diff,
    "matrix": lambda *rows: sympy.Matrix(rows), "binomial": sympy.binomial, "true": sympy.true, "false": sympy.false,
    "pi": sympy.pi,
}  # fmt: skip


def maxima(source):
    """A value in Maxima's syntax."""
    if source == "{}":
        return frozenset()
    if source.startswith("{"):
        return frozenset(maxima(each) for each in re.split(r",(?![^(]*\))", source[1:-1]))
    if "=" in source:
        left, right = (maxima(each) for each in source.split("="))
        return sympy.Eq(left, right, evaluate=False)
    assert re.fullmatch(r"[A-Za-z0-9_+\-*/^(),.%!\[\]]+", source), source
    ours = source.replace("%pi", "pi").replace("%e", "E").replace("%i", "I").replace("^", "**")
    names = set(re.findall(r"[A-Za-z_]\w*", ours)) - KNOWN.keys() - {"E", "I"} - set(dir(sympy.functions))
    return parse_expr(ours, {**KNOWN, **{name: sympy.Symbol(name, positive=True) for name in names}})


def same(a, b):
    if isinstance(a, frozenset):
        return len(a) == len(b) and all(any(same(x, y) for y in b) for x in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, sympy.Eq):
        ratio = sympy.simplify((a.lhs - a.rhs) / (b.lhs - b.rhs))
        return bool(ratio.is_number)
    if isinstance(a, sympy.MatrixBase):
        return a.shape == b.shape and all(map(same, a, b))
    if a in (sympy.true, sympy.false):
        return a == b
    return zero(a - b)


def zero(difference):
    """At several points, to 30 digits: what random points say is enough for a test."""
    free = sorted(difference.free_symbols, key=str)
    values = [
        abs(difference.subs({x: sympy.Rational(3 + 7 * n + 2 * k, 5 + k) for k, x in enumerate(free)}).evalf(30))
        for n in range(3)
    ]
    return all(value < 1e-20 for value in values)


def passes(node, typed, variables):
    given, wanted = text(node, "sans"), text(node, "tans")
    given = re.sub(r"\bans\d+\b", lambda m: f"({typed[m[0]]})" if "diff" in given else typed[m[0]], given)
    wanted = variables.get(wanted, wanted)
    match text(node, "answertest"):
        case "NumAbsolute":
            return abs(maxima(given) - maxima(wanted)) <= maxima(text(node, "testoptions"))
        case "Int":
            x = sympy.Symbol(text(node, "testoptions"), positive=True)
            constant = bool(maxima(given).free_symbols - maxima(wanted.removesuffix("+C")).free_symbols)
            return constant and zero(sympy.diff(maxima(given), x) - sympy.diff(maxima(wanted), x))
    return same(maxima(given), maxima(wanted))


def field(element, path):
    return element.findtext(path) or ""


def graded(question, typed):
    """Score and note of each tree."""
    variables = dict(re.findall(r"(ta\d+):(.*);", text(question, "questionvariables/text")))
    found = {}
    for prt in question.findall("prt"):
        nodes = {field(node, "name"): node for node in prt.findall("node")}
        at = "0"
        while at != "-1":
            side = "true" if passes(nodes[at], typed, variables) else "false"
            score, note = float(field(nodes[at], f"{side}score")), field(nodes[at], f"{side}answernote")
            at = field(nodes[at], f"{side}nextnode")
        found[field(prt, "name")] = (score, note)
    return found


def held(question):
    for name in FIELDS:
        text(question, f"{name}/text")
    source = text(question, "questiontext/text")
    inputs = [field(each, "name") for each in question.findall("input")]
    trees = [field(each, "name") for each in question.findall("prt")]
    assert re.findall(r"\[\[input:(\w+)\]\]", source) == inputs
    assert re.findall(r"\[\[feedback:(\w+)\]\]", source) == trees
    validated = re.findall(r"\[\[validation:(\w+)\]\]", source)
    for each in question.findall("input"):
        assert field(each, "type") in INPUTS
        assert (field(each, "name") in validated) == (field(each, "showvalidation") == "1")
    well_formed(source)
    assert sum(float(field(prt, "value")) for prt in question.findall("prt")) == pytest.approx(1, abs=1e-2)
    for prt in question.findall("prt"):
        nodes = prt.findall("node")
        assert [field(node, "name") for node in nodes] == [str(n) for n in range(len(nodes))]
        assert len({field(node, f"{side}answernote") for node in nodes for side in ("true", "false")}) == 2 * len(nodes)
        for node in nodes:
            assert field(node, "answertest") in TESTS
            assert field(node, "falsenextnode") in {"-1", *(str(n) for n in range(len(nodes)))}
            well_formed(text(node, "truefeedback/text"))
    return question


def stacked(*exercises):
    body, report = written(plan(*exercises), "moodle-xml", stack=True)
    found = [each for each in ElementTree.fromstring(body) if each.get("type") != "category"]
    return found, report


@pytest.mark.parametrize("kind", ["expression", "antiderivative", "equation", "vector", "matrix", "set", "list"])
def test_a_formula_is_typed_and_its_own_tests_hold(kind):
    (question,), report = stacked(exercise(kind))
    assert question.get("type") == "stack"
    assert report.items[0].fate in ("kept", "approximated")
    assert own_tests_hold(held(question)) == 2


def own_tests_hold(question):
    """The tests that the question carries for its lecturer, run; how many there are."""
    tests = question.findall("qtest")
    for case in tests:
        typed = {field(each, "name"): field(each, "value") for each in case.findall("testinput")}
        wanted = {
            field(each, "name"): (float(field(each, "expectedscore")), field(each, "expectedanswernote"))
            for each in case.findall("expected")
        }
        assert graded(question, typed) == wanted, field(question, "name/text")
    return len(tests)


def test_without_the_option_there_is_no_stack():
    body, _ = written(plan(exercise("expression")), "moodle-xml")
    assert b'type="stack"' not in body


def test_what_stack_cannot_ask_for_is_asked_as_without_it():
    for kind in ("matching", "inequality", "eigenpairs", "number"):
        (question,), _ = stacked(exercise(kind))
        assert question.get("type") != "stack"


def test_text_that_looks_like_a_block_of_stack_is_text():
    made = exercise("expression")
    part = made.parts[0].model_copy(update={"ask": "Read `[[1, 2], {@x@}]` and answer."})
    (question,), _ = stacked(made.model_copy(update={"parts": (part,)}))
    assert "[[1" not in text(held(question), "questiontext/text")
    assert "{@" not in text(question, "questiontext/text")


def swept(level, every):
    made = drawn(level, every)
    found, report = stacked(*made)
    assert report.counts["refused"] == 0
    typed = [question for question in found if question.get("type") == "stack"]
    formulas = sum(any(isinstance(part.answer, TYPED) for part in each.parts) for each in made)
    assert len(typed) >= formulas / 2
    for question in typed:
        own_tests_hold(held(question))


def test_generators_with_formulas_are_graded():
    swept("core", 24)


@pytest.mark.deep
@pytest.mark.parametrize("level", ["easy", "core", "hard"])
def test_every_generator_at_every_level(level):
    swept(level, 1)
