r"""Questions of Moodle's STACK plugin: formulas are typed, and compared by Maxima as our checker does.

An exercise becomes one if each of its parts can be asked for there and some part is a formula, a matrix or a set. Every
part has an input and a potential response tree: the first node tests the answer, the others the predictable mistakes.
Source: the export format of `qtype_stack` 4.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from html import escape
from typing import NamedTuple

from generators.answers.ranges import real_range
from generators.notation import NotationError, parse
from generators.notation.tree import Braces, Call, Chain, Name, Neg, Node, Num, Op, Rows, names
from schemas.answer import (
    AnswerKey,
    AntiderivativeAnswer,
    BooleanAnswer,
    ChoiceAnswer,
    EquationAnswer,
    ExpressionAnswer,
    ListAnswer,
    MatrixAnswer,
    NumberAnswer,
    Option,
    SetAnswer,
    VectorAnswer,
)
from schemas.exercise import Exercise, Part
from service.exports.fields import Loss, decimal
from service.exports.markup import LETTERS, letter_of, lettered, with_latex

TYPED = (ExpressionAnswer, AntiderivativeAnswer, EquationAnswer, VectorAnswer, MatrixAnswer, SetAnswer, ListAnswer)
"""What makes STACK worth its while."""
SAME_NAME = frozenset(
    {"sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh",
     "atanh", "exp", "sqrt", "abs", "binomial"}
)  # fmt: skip
NOT_NAMES = frozenset(
    {"lambda", "gamma", "beta", "zeta", "psi", "del", "diff", "integrate", "matrix", "true", "false", "inf", "and",
     "or", "not", "if", "then"}
)  # fmt: skip
"""Names that mean something else in Maxima."""
NAME = re.compile(r"[A-Za-z][A-Za-z]*(_[A-Za-z0-9]+)?")
CONSTANTS = {"pi": "%pi", "e": "%e", "i": "%i"}
VERSION = "2023060500"


class NotThere(ValueError):
    """STACK has no input or no test for this."""


class Test(NamedTuple):
    """One node: the test, what is compared with what, and an option of the test. `{}` stands for the input."""

    name: str
    given: str
    wanted: str
    option: str = ""


class Asked(NamedTuple):
    """One part as STACK asks it."""

    number: int
    part: Part
    input: str
    """Type of the input."""
    right: str
    """The teacher's answer, in Maxima's syntax."""
    test: Test
    slips: tuple[tuple[Test, str, str], ...]
    """Tests of the mistakes, what is typed then, and what is said."""
    lead: str = ""
    shown: str = ""
    """HTML between question and input."""
    losses: tuple[Loss, ...] = ()


def asked_of(exercise: Exercise) -> tuple[Asked, ...] | None:
    """The parts as STACK asks them; None if some part cannot be asked there, or none of them needs it."""
    if not any(isinstance(part.answer, TYPED) for part in exercise.parts):
        return None
    try:
        return tuple(_asked(part, n) for n, part in enumerate(exercise.parts, 1))
    except (NotThere, NotationError):
        return None


def _asked(part: Part, number: int) -> Asked:
    key = part.answer
    input, right, test = _tested(key)
    slips = []
    for mistake in part.mistakes:
        if mistake.answer.kind == key.kind:
            try:
                _, wrong, node = _tested(mistake.answer)
            except (NotThere, NotationError):
                continue
            slips.append((node, wrong, mistake.feedback))
    losses = [*_lost(part, key)]
    if len(slips) < len(part.mistakes):
        text = f"{len(part.mistakes) - len(slips)} of {len(part.mistakes)} predicted mistakes cannot be told there."
        losses.append(Loss("mistakes", "refused", text))
    lead, shown = "", ""
    match key:
        case VectorAnswer() | ListAnswer() | MatrixAnswer() | SetAnswer() | NumberAnswer():
            lead = LEADS[key.kind] if not (isinstance(key, NumberAnswer) and key.tolerance is None) else ""
        case ChoiceAnswer(options=options):
            shown = lettered(options, with_latex)
    return Asked(number, part, input, right, test, tuple(slips), lead, shown, tuple(losses))


LEADS = {
    "vector": "",
    "matrix": "",
    "set": "Type a set such as {1,2}.",
    "list": "Type a list such as [1,2,3].",
    "number": "Type a decimal number with a point.",
}


def _lost(part: Part, key: AnswerKey) -> Iterator[Loss]:
    if part.follows:
        text = "Marked against the true answers to earlier parts, not the learner's own."
        yield Loss("follow-through", "refused", text)
    if form := getattr(key, "form", None):
        yield Loss("form", "approximated", f"The form ({form.replace('_', ' ')}) is not checked, only the value.")
    if isinstance(key, VectorAnswer | MatrixAnswer):
        yield Loss("answer", "approximated", "The boxes of the matrix tell its size.")
    if isinstance(key, ChoiceAnswer):
        yield Loss("options", "approximated", "Options are listed with letters, of which one is chosen from a list.")


def _tested(key: AnswerKey) -> tuple[str, str, Test]:
    """Type of the input, the answer in Maxima's syntax, and the test for it."""
    match key:
        case NumberAnswer(tolerance=None, between=None, value=value):
            return _algebraic(maxima(parse(value), key))
        case NumberAnswer(value=value, tolerance=tolerance, between=between):
            found = real_range(value, tolerance, between)
            if found is None:
                raise NotThere("no real number")
            middle, half = (found[0] + found[1]) / 2, (found[1] - found[0]) / 2
            right = decimal(middle, 12)
            return "numerical", right, Test("NumAbsolute", "{}", right, decimal(half, 12))
        case ExpressionAnswer(value=value, up_to=None):
            return _algebraic(maxima(parse(value), key))
        case ExpressionAnswer(value=value, up_to="constant") if len(free := _free(parse(value))) == 1:
            right, (x,) = maxima(parse(value), key), free
            return "algebraic", right, Test("AlgEquiv", f"diff({{}},{x})", f"diff({right},{x})")
        case AntiderivativeAnswer(value=str(value), integrand=integrand, variable=x):
            right = maxima(parse(value), key)
            if key.constant == "required":
                return "algebraic", f"{right}+C", Test("Int", "{}", f"{right}+C", x)
            return "algebraic", right, Test("AlgEquiv", f"diff({{}},{x})", maxima(parse(integrand), key))
        case EquationAnswer(value=value):
            return _algebraic(maxima(parse(value), key))
        case VectorAnswer(value=entries, tolerance=None, up_to=None):
            return _algebraic(maxima(Rows(tuple((parse(entry),) for entry in entries)), key), "matrix")
        case MatrixAnswer(value=rows, tolerance=None):
            return _algebraic(maxima(Rows(tuple(tuple(map(parse, row)) for row in rows)), key), "matrix")
        case SetAnswer(value=elements, tolerance=None):
            return _algebraic("{" + ",".join(maxima(parse(each), key) for each in elements) + "}")
        case ListAnswer(value=elements, tolerance=None):
            return _algebraic("[" + ",".join(maxima(parse(each), key) for each in elements) + "]")
        case BooleanAnswer(value=value):
            return _algebraic("true" if value else "false", "boolean")
        case ChoiceAnswer(options=options, value=chosen):
            return _algebraic(str(_place(options, chosen)), "dropdown")
    raise NotThere(f"no input for {key.kind}")


def _algebraic(right: str, input: str = "algebraic") -> tuple[str, str, Test]:
    return input, right, Test("AlgEquiv", "{}", right)


def _place(options: tuple[Option, ...], id: str) -> int:
    return 1 + [option.id for option in options].index(id)


def _free(node: Node) -> list[str]:
    return sorted(names(node) - CONSTANTS.keys())


def maxima(node: Node, key: AnswerKey) -> str:
    """A formula in Maxima's syntax, every operation in parentheses. Raises `NotThere`."""

    def again(inner: Node) -> str:
        return maxima(inner, key)

    match node:
        case Num(text):
            value = Fraction(text)
            return str(value) if value.denominator == 1 else f"({value})"
        case Name(text) if text in CONSTANTS and text not in key.symbols:
            return CONSTANTS[text]
        case Name(text) if NAME.fullmatch(text) and text not in NOT_NAMES and text.lower() != "e" and text != "i":
            return text
        case Neg(of):
            return f"(-{again(of)})"
        case Op("+" | "-" | "*" | "/" | "^" as sign, left, right):
            return f"({again(left)}{sign}{again(right)})"
        case Call("ln", (of,)):
            return f"log({again(of)})"
        case Call("log", (of, base)):
            return f"(log({again(of)})/log({again(base)}))"
        case Call("log10", (of,)):
            return f"(log({again(of)})/log(10))"
        case Call("cbrt", (of,)):
            return f"(({again(of)})^(1/3))"
        case Call("factorial", (of,)):
            return f"({again(of)}!)"
        case Call(name, args) if name in SAME_NAME:
            return f"{name}({','.join(map(again, args))})"
        case Rows(rows):
            return f"matrix({','.join('[' + ','.join(map(again, row)) + ']' for row in rows)})"
        case Braces(items):
            return "{" + ",".join(map(again, items)) + "}"
        case Chain((left, right), ("=",)):
            return f"{again(left)}={again(right)}"
    raise NotThere(f"{node!r} cannot be written in Maxima's syntax")


def plain(html: str) -> str:
    """HTML in which STACK finds no blocks and no expressions of its own: no `[[`, `{@` and `{#`."""
    return html.replace("[[", "&#91;[").replace("{@", "&#123;@").replace("{#", "&#123;#")


# XML ---------------------------------------------------------------------------------------------------------------


def text_of(asked: tuple[Asked, ...]) -> str:
    """The parts with their inputs, as HTML."""
    several = len(asked) > 1
    made = ""
    for each in asked:
        letter = f"<strong>({letter_of(each.number)})</strong> " if several else ""
        lead = f"<p><em>{with_latex(each.lead)}</em></p>" if each.lead else ""
        validation = "" if each.input in ("dropdown", "boolean") else f" [[validation:ans{each.number}]]"
        made += plain(f"<p>{letter}{with_latex(each.part.ask)}</p>{lead}{each.shown}")
        made += f"<p>[[input:ans{each.number}]]{validation}</p><div>[[feedback:prt{each.number}]]</div>"
    return made


def body_of(asked: tuple[Asked, ...]) -> str:
    """What a question of this type has beside those of all others."""
    variables = "".join(f"ta{each.number}:{each.right};\n" for each in asked)
    note = "; ".join(each.right for each in asked)
    return (
        f"<stackversion><text>{VERSION}</text></stackversion>"
        f"<questionvariables><text>{escape(variables, quote=False)}</text></questionvariables>"
        '<specificfeedback format="html"><text></text></specificfeedback>'
        f'<questionnote format="html"><text>{escape(note, quote=False)}</text></questionnote>'
        "<questionsimplify>1</questionsimplify><assumepositive>0</assumepositive><assumereal>1</assumereal>"
        '<prtcorrect format="html"><text>Right.</text></prtcorrect>'
        '<prtpartiallycorrect format="html"><text>Partly right.</text></prtpartiallycorrect>'
        '<prtincorrect format="html"><text>Not right.</text></prtincorrect>'
        "<multiplicationsign>dot</multiplicationsign><sqrtsign>1</sqrtsign><complexno>i</complexno>"
        "<inversetrig>arccos</inversetrig><matrixparens>[</matrixparens><variantsselectionseed></variantsselectionseed>\n"
        + "".join(map(_input, asked))
        + "".join(map(_tree, asked))
        + "".join(_question_tests(asked))
    )


def _input(asked: Asked) -> str:
    answer = f"ta{asked.number}"
    if asked.input == "dropdown" and isinstance(asked.part.answer, ChoiceAnswer):
        right = int(asked.right)
        rows = (
            f'[{n},{"true" if n == right else "false"},"{LETTERS[n - 1]}"]'
            for n in range(1, len(asked.part.answer.options) + 1)
        )
        answer = f"[{','.join(rows)}]"
    fields = {
        "name": f"ans{asked.number}",
        "type": asked.input,
        "tans": answer,
        "boxsize": "5" if asked.input == "matrix" else "25",
        "strictsyntax": "1",
        "insertstars": "1",
        "syntaxhint": "",
        "syntaxattribute": "0",
        "forbidwords": "",
        "allowwords": "",
        "forbidfloat": "0",
        "requirelowestterms": "0",
        "checkanswertype": "0",
        "mustverify": "0" if asked.input in ("dropdown", "boolean") else "1",
        "showvalidation": "0" if asked.input in ("dropdown", "boolean") else "1",
        "options": "",
    }
    return "<input>" + "".join(f"<{k}>{escape(v, quote=False)}</{k}>" for k, v in fields.items()) + "</input>\n"


def _tree(asked: Asked) -> str:
    name, share = f"prt{asked.number}", f"{asked.part.points_share:.7f}"
    tests = [(asked.test, ""), *((test, plain(with_latex(said))) for test, _, said in asked.slips)]
    nodes = "".join(
        _node(name, asked.number, n, test, said, last=n == len(tests) - 1) for n, (test, said) in enumerate(tests)
    )
    return (
        f"<prt><name>{name}</name><value>{share}</value><autosimplify>1</autosimplify><feedbackstyle>1</feedbackstyle>"
        f"<feedbackvariables><text></text></feedbackvariables>{nodes}</prt>\n"
    )


def _node(prt: str, number: int, n: int, test: Test, said: str, last: bool) -> str:
    """Node 0 is right, the others are mistakes: they score nothing and say what went wrong."""
    wanted = f"ta{number}" if n == 0 and test.given == "{}" else test.wanted
    following = "-1" if last else str(n + 1)
    return (
        f"<node><name>{n}</name><answertest>{test.name}</answertest>"
        f"<sans>{escape(test.given.replace('{}', f'ans{number}'), quote=False)}</sans>"
        f"<tans>{escape(wanted, quote=False)}</tans><testoptions>{escape(test.option, quote=False)}</testoptions>"
        f"<quiet>1</quiet>"
        f"<truescoremode>=</truescoremode><truescore>{int(n == 0)}</truescore><truepenalty></truepenalty>"
        f"<truenextnode>-1</truenextnode><trueanswernote>{prt}-{n + 1}-T</trueanswernote>"
        f'<truefeedback format="html"><text>{escape(said, quote=False)}</text></truefeedback>'
        f"<falsescoremode>=</falsescoremode><falsescore>0</falsescore><falsepenalty></falsepenalty>"
        f"<falsenextnode>{following}</falsenextnode><falseanswernote>{prt}-{n + 1}-F</falseanswernote>"
        '<falsefeedback format="html"><text></text></falsefeedback></node>'
    )


def _question_tests(asked: tuple[Asked, ...]) -> Iterator[str]:
    """For the lecturer's STACK to run: the right answers, and each mistake among right answers elsewhere."""
    cases = [({each.number: each.right for each in asked}, {each.number: 0 for each in asked})]
    for each in asked:
        for n, (_, wrong, _) in enumerate(each.slips, 1):
            cases.append(
                (
                    {other.number: other.right for other in asked} | {each.number: wrong},
                    {other.number: 0 for other in asked} | {each.number: n},
                )
            )
    for number, (typed, hits) in enumerate(cases, 1):
        inputs = "".join(
            f"<testinput><name>ans{k}</name><value>{escape(v, quote=False)}</value></testinput>"
            for k, v in typed.items()
        )
        expected = "".join(
            f"<expected><name>prt{k}</name><expectedscore>{int(hit == 0)}</expectedscore>"
            f"<expectedpenalty></expectedpenalty><expectedanswernote>prt{k}-{hit + 1}-T</expectedanswernote></expected>"
            for k, hit in hits.items()
        )
        yield f"<qtest><testcase>{number}</testcase>{inputs}{expected}</qtest>\n"
