"""A function with a given derivative. It is differentiated on its tree and compared with the integrand.

On the declared domain of the integrand, isolated points apart, its derivative must be the integrand. Where the key does
not ask for absolute values, logarithms (and the inverse hyperbolic functions, which are logarithms) are taken of
absolute values: ln(x) and ln(-x) pass for an antiderivative of 1/x, as they are ones on half a line. Jumps inside a
region where the integrand has a value are refused (`x^2 + sign(x)`); inverse trigonometric functions may jump, as
atan(1/x) does.

A constant of integration may stand in any form that leaves the derivative alone: `+ C`, `- 2C`, `+ ln C`, `ln|C x|`.
Where the key requires one, it must be able to shift the function by any amount, up and down: `+ 5` is no such constant,
and `+ C^2` shifts up only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from flint import arb, fmpq

from generators.answers.compare import Comparison, Prove, is_complex, same
from generators.answers.explain import antiderivative_slips
from generators.answers.judging import (
    Judgement,
    Kind,
    Reading,
    Response,
    found,
    open_question,
    partly,
    right,
    wrong,
)
from generators.answers.points import numeral_node, points, survey, turning_places
from generators.answers.reading import CONSTANTS, formula, meant
from generators.notation import house, parse, put_in
from generators.notation.balls import Evaluation, evaluate
from generators.notation.derivative import ONE, TWO, ZERO, derivative
from generators.notation.errors import NotationError
from generators.notation.integral import antiderivative
from generators.notation.read import is_latex
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, names, rebuild, walk
from generators.notation.values import SCALARS, Imprecise, Scalar, Undefined, precision
from schemas.answer import AntiderivativeAnswer, Assumption
from schemas.verdict import Feedback

INTEGRATION = frozenset({"C", "c", "K"})
"""Constants of integration of every key, where they are not declared as something else."""
WITHOUT_CONSTANT = 0.5
"""Credit for an antiderivative without the constant that was asked for, unless the key's `form_credit` says."""


ASKED = re.compile(r"\s*(?:∫|\\int(?![A-Za-z]))[^=]*=(?!=)")
"""The integral that is asked for, before the answer."""
FREE = re.compile(
    r"[,;]\s*(?:\\(?:quad|qquad|,|;)\s*)*[A-Za-z]\s*(?:∈|\\in\b|in\b)\s*(?:ℝ|\\mathbb\s*\{?\s*R\s*\}?|\\R|R{1,2})\s*\.?\s*$"
)
"""That the constant may be any real number, after the answer."""
FREE_WITHIN = 80
"""Characters at the end of an answer in which that is looked for: tried from every comma of a text, the search would be
quadratic in its length."""


def read(key: AntiderivativeAnswer | None, response: Response) -> Reading:
    added = INTEGRATION if key is None else constants(key) | {key.variable}
    words = replace(response.vocabulary, symbols=response.vocabulary.symbols | added)
    text = response.text
    end = len(text.rstrip())
    for match in (ASKED.match(text), FREE.search(text, max(0, end - FREE_WITHIN), end)):
        if match is not None:
            text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    if text == response.text or not text.strip():
        return formula(Response(response.text, response.format, words))
    reading = formula(Response(text, "latex" if is_latex(response.text, response.format) else response.format, words))
    return reading if reading.notes else Reading(reading.tree, (meant(reading.tree),))


def constants(key: AntiderivativeAnswer) -> frozenset[str]:
    """The names that stand for constants of integration."""
    return (INTEGRATION | set(key.constants)) - names(parse(key.integrand)) - key.symbols.keys() - {key.variable}


# Judging -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    """The integrand f, its variable, and what is known about the names."""

    f: Node
    variable: str
    symbols: Mapping[str, Assumption]
    constants: frozenset[str]
    prove: Prove | None = None

    @property
    def complex(self) -> bool:
        return self.symbols[self.variable] == "complex"


def task_of(key: AntiderivativeAnswer, prove: Prove | None = None) -> Task:
    symbols: dict[str, Assumption] = {key.variable: "real", **key.symbols}
    return Task(parse(key.integrand), key.variable, symbols, constants(key), prove)


def judge(key: AntiderivativeAnswer, reading: Reading, prove: Prove | None) -> Judgement:
    task, F = task_of(key, prove), reading.tree
    full = F if task.complex else with_absolute_values(F, task)
    try:
        value, everywhere = tested(full, task)
        if not _somewhere(F, task):
            raise Undefined("it has no value at any point of the domain")
        if value.equal and everywhere and full is not F:
            everywhere = _somewhere(Op("+", F, task.f), task)
            if everywhere and key.log_abs == "required" and not defined_throughout(F, task):
                sentence = "The argument of a logarithm can be negative here: write its absolute value."
                return partly(key.form_credit, value, Feedback(code="missing-absolute-value", text=sentence))
    except NotationError:  # what cannot be differentiated, such as x!
        return _not_differentiated(F, task)
    if value.equal and everywhere:
        return _with_constant(key, task, F, value)
    if value.equal:
        return wrong(Comparison(False, value.method, value.points, value.bits, "domain"))
    return found(value)


def tested(F: Node, task: Task) -> tuple[Comparison, bool]:
    """Whether F' = f wherever f is defined, and whether F is defined there too and does not jump."""
    slope = slope_of(F, task)
    value = same(slope, task.f, task.symbols, prove=task.prove)
    if value.equal is not True and value.reason == "domain":  # F' may reach farther than f
        value = same(Op("+", slope, Op("*", ZERO, task.f)), task.f, task.symbols, prove=task.prove)
    if not value.equal:
        return value, False
    if jumps(F, task):
        return Comparison(False, "ball", 1, JUMP_BITS), False
    return value, defined_throughout(F, task)


def slope_of(F: Node, task: Task) -> Node:
    """F'. NotationError where it has no derivative here: x!, and |z| for complex z."""
    if task.complex and any(isinstance(each, Call) and each.name in ("abs", "sign") for each in walk(F)):
        raise NotationError("This cannot be differentiated here.")
    if "e" not in task.symbols:
        return derivative(F, task.variable)
    inner = put_in(F, {Name("e"): Name("e'")})  # a name of the exercise, not Euler's number
    return put_in(derivative(inner, "e'" if task.variable == "e" else task.variable), {Name("e'"): Name("e")})


def defined_throughout(F: Node, task: Task) -> bool:
    """Whether F has a value wherever f has, for some choice of its constants of integration."""
    if not any(_is_partial(each) for each in walk(F)):
        return True
    own = sorted(names(F) & task.constants)
    for choice in (ONE, Neg(ONE), Num("2"), ZERO) if own else (ONE,):
        fixed = put_in(F, {Name(name): choice for name in own})
        if same(Op("+", task.f, Op("*", ZERO, fixed)), task.f, task.symbols).equal:
            return True
    return False


PARTIAL = frozenset({
    "ln", "log10", "log", "sqrt", "root", "asin", "acos", "asec", "acsc", "acosh", "atanh", "asech", "acoth", "gamma",
    "factorial", "binomial",
})  # fmt: skip
"""Functions that are not defined on a whole region of the line."""
FLAT = frozenset({"abs", "sign", "floor", "ceil", "min", "max", "step", "relu"})
"""Functions that take one value on a whole region, or whose combinations do: |x| + x is 0 for all negative x."""


def _is_partial(node: Node) -> bool:
    match node:
        case Call("ln", (Call("abs", _),)):
            return False
        case Call(name):
            return name in PARTIAL
        case Op("/", _, below):
            return any(isinstance(each, Call) and each.name in FLAT for each in walk(below))
        case Op("^", base, exponent):
            whole = isinstance(exponent, Num) and exponent.text.isdigit()
            return not whole and base != Name("e")
    return False


def _somewhere(node: Node, task: Task) -> bool:
    """Whether a formula has a value at some point of the declared domain."""
    terrain = survey(node)
    free = tuple(sorted(terrain.names - (CONSTANTS - task.symbols.keys())))
    stream = (sample.at for sample in points(terrain, terrain, free, task.symbols)) if free else iter([{}])
    for at in islice(stream, 40):
        for bits in (64, 512):
            try:
                value = evaluate(node, at, bits=bits, complex=is_complex(terrain.names, task.symbols))
                return type(value) in SCALARS  # not infinity
            except Undefined:
                break
            except Imprecise:
                continue
    return False


def with_absolute_values(node: Node, task: Task) -> Node:
    """F with logarithms of absolute values, inverse hyperbolic functions written as such logarithms; the same object
    where it holds none."""
    if not any(isinstance(each, Call) and each.name in LOGARITHMS for each in walk(node)):
        return node
    found = rebuild(node, lambda child: with_absolute_values(child, task))
    if not isinstance(found, Call) or task.variable not in names(found):
        return node if found == node else found
    match found:
        case Call("ln" | "log10" as name, (u,)):
            found = Call(name, (_positive(u),))
        case Call("log", (u, base)):
            found = Call("log", (_positive(u), base))
        case Call("atanh" | "acoth", (u,)):
            found = Op("/", Call("ln", (_positive(Op("/", Op("+", ONE, u), Op("-", ONE, u))),)), TWO)
        case Call("acosh", (u,)):
            found = Call("ln", (_positive(Op("+", u, Call("sqrt", (Op("-", Op("^", u, TWO), ONE),)))),))
        case Call("asech", (u,)):
            found = Call("asech", (_positive(u),))
    return node if found == node else found


LOGARITHMS = frozenset({"ln", "log10", "log", "atanh", "acoth", "acosh", "asech"})


def _positive(u: Node) -> Node:
    """|u|, with absolute values under the even roots among its factors, as in ln(sqrt(x))."""
    return u if isinstance(u, Call) and u.name == "abs" else Call("abs", (_under_roots(u),))


def _under_roots(u: Node) -> Node:
    match u:
        case Neg(of):
            return Neg(_under_roots(of))
        case Op("*" | "/" as symbol, left, right):
            return Op(symbol, _under_roots(left), _under_roots(right))
        case Op("^", base, exponent) if not isinstance(exponent, Num):
            return Op("^", Call("abs", (base,)), exponent) if isinstance(exponent, Op) else u
        case Call("sqrt" as name, (of,)):
            return Call(name, (Call("abs", (of,)),))
        case Call("root", (of, degree)):
            return Call("root", (Call("abs", (of,)), degree))
    return u


# Jumps, and what cannot be differentiated --------------------------------------------------------------------------

JUMP_BITS = 192
NEAR = fmpq(1, 2**24)
"""How far to either side of a jump two values are compared."""
JUMPING = frozenset({"sign", "floor", "ceil", "step"})


def jumps(F: Node, task: Task) -> bool:
    """Whether F jumps at a place around which f is defined: then it has no derivative there."""
    places = list(dict.fromkeys(islice(_jumping_places(F, task.variable), 40)))
    if not places:
        return False
    others = names(F) | names(task.f)
    free = tuple(sorted(others - {task.variable} - (CONSTANTS - task.symbols.keys())))
    at = next(points(survey(F), survey(task.f), free, task.symbols)).at if free else {}
    return any(escapes(F, task, at, place - NEAR, place + NEAR) for place in places)


def _jumping_places(F: Node, variable: str) -> Iterator[fmpq]:
    """Where `sign`, `floor`, `ceil` jump, and where an absolute value or a root beside a quotient may."""
    quotient = any(isinstance(each, Op) and each.symbol in "/^" and variable in names(each.right) for each in walk(F))
    for each in walk(F):
        match each:
            case Call("sign" | "step", (u,)):
                yield from turning_places(u, variable)
            case Call("floor" | "ceil", (u,)):
                for n in range(-3, 4):
                    yield from turning_places(Op("-", u, numeral_node(fmpq(n))), variable)
            case Call("abs" | "sqrt", (u,)) | Call("root", (u, _)) if quotient:
                yield from turning_places(u, variable)
            case Op("^", u, Op("/")) if quotient:
                yield from turning_places(u, variable)
            case Call("max" | "min", args) if quotient:
                for i, u in enumerate(args):
                    for v in args[:i]:
                        yield from turning_places(Op("-", u, v), variable)


def escapes(F: Node, task: Task, at: Mapping[str, Scalar], low: fmpq, high: fmpq) -> bool:
    """Whether F moves between two places by what no function with derivative f can: the mean value theorem fails."""
    name = task.variable
    with precision(JUMP_BITS):
        middle, half = arb((low + high) / 2), (high - low) / 2
        between = middle + arb(0, arb(half))
        try:
            ends = [Evaluation({**at, name: x}, task.complex).value(F) for x in (low, high)]
            slope = Evaluation({**at, name: between}, task.complex).value(task.f)
        except (Undefined, Imprecise, NotationError):
            return False
        if not all(type(value) in (fmpq, arb) for value in (*ends, slope)):
            return False
        return not arb(ends[1] - ends[0]).overlaps(arb(slope) * (high - low))


def _not_differentiated(F: Node, task: Task) -> Judgement:
    """Wrong if some step of F proves it, else for a person."""
    free = tuple(sorted((names(F) | names(task.f)) - (CONSTANTS - task.symbols.keys())))
    for sample in islice(points(survey(F), survey(task.f), free, task.symbols), 12):
        x = sample.at.get(task.variable)
        if type(x) is fmpq and escapes(F, task, sample.at, x - NEAR, x + NEAR):
            return wrong(Comparison(False, "ball", 1, JUMP_BITS))
    return open_question(Comparison(None))


# The constant of integration ---------------------------------------------------------------------------------------

REACH = 10
"""How far up and down a constant of integration must be seen to shift the function."""


def _with_constant(key: AntiderivativeAnswer, task: Task, F: Node, value: Comparison) -> Judgement:
    if key.constant == "optional" or any(_shifts(F, name, task) for name in sorted(names(F) & task.constants)):
        return right(value)
    credit = key.form_credit if "form_credit" in key.model_fields_set else WITHOUT_CONSTANT
    text = "Add the constant of integration: $+ C$."
    if names(F) & task.constants:
        text = "The constant of integration must be able to take every value: write $+ C$."
    return partly(credit, value, Feedback(code="missing-constant", text=text))


def _shifts(F: Node, constant: str, task: Task) -> bool:
    """Whether a constant moves F up and down."""
    free = tuple(sorted(names(F) - {constant} - (CONSTANTS - task.symbols.keys())))
    stream = points(survey(F), survey(task.f), free, task.symbols) if free else iter(())
    for at in [sample.at for sample in islice(stream, 8)] or [{}]:
        found = [_value(F, {**at, constant: sign * fmpq(2) ** k}) for k in (0, -100, 100) for sign in (1, -1)]
        values = [each for each in found if each is not None]
        if not values:
            continue
        with precision(64):
            moves = [each - values[0] for each in values]
            return any(move > REACH for move in moves) and any(move < -REACH for move in moves)
    return False


def _value(F: Node, at: Mapping[str, Scalar]) -> arb | None:
    try:
        value = evaluate(F, at)
    except (Undefined, Imprecise, NotationError):
        return None
    return arb(value) if type(value) in (fmpq, arb) else None


def slips(key: AntiderivativeAnswer, reading: Reading, judgement: Judgement) -> tuple[Feedback, ...]:
    """What a wrong antiderivative looks like, if it looks like anything."""
    if judgement.feedback or judgement.outcome != "incorrect":
        return ()
    task, F = task_of(key), reading.tree
    if judgement.evidence.reason == "domain":
        text = "This is not defined everywhere the integrand is."
        return (Feedback(code="domain", text=text),)
    if own := names(F) & task.constants:
        F = _without(F, own, task)
        value, everywhere = tested(F, task)
        if value.equal and everywhere:
            text = "The constant of integration is added at the end: nothing else depends on it."
            return (Feedback(code="constant-misplaced", text=text),)
    return antiderivative_slips(task.f, F, task.variable, task.symbols)


def _without(F: Node, constants: Iterable[str], task: Task) -> Node:
    """F with its constants of integration set to 0, or to 1 where that is not defined or leaves nothing of it."""
    gone = put_in(F, {Name(name): ZERO for name in constants})
    if _somewhere(gone, task) and same(derivative(gone, task.variable), ZERO, task.symbols).equal is not True:
        return gone
    return put_in(F, {Name(name): ONE for name in constants})


# The key itself ----------------------------------------------------------------------------------------------------


def formulas(key: AntiderivativeAnswer) -> tuple[str, ...]:
    return (key.integrand,)


def value(key: AntiderivativeAnswer) -> Node | None:
    """The key's own antiderivative, or the one of the table of standard integrals."""
    return parse(key.value) if key.value is not None else antiderivative(parse(key.integrand), key.variable)


def text(key: AntiderivativeAnswer) -> str:
    """An antiderivative with its constant; the integrand where none is known."""
    own = value(key)
    if own is None:
        return key.integrand
    constant = next((name for name in (*key.constants, "C") if name in constants(key)), None)
    return house(own if constant is None or names(own) & constants(key) else Op("+", own, Name(constant)))


KIND = Kind(read, judge, text, formulas, value, slips=slips)
