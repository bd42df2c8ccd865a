"""Slips in a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import Field, NotExact, lowest
from generators.answers.explain.numbers import number_slips
from generators.answers.explain.probe import Probe, constant
from generators.answers.forms.parts import is_constant, is_sum, literal, product_of, terms, weight
from generators.answers.points import numeral_node
from generators.notation.derivative import derivative
from generators.notation.errors import NotationError
from generators.notation.tree import Call, Neg, Node, Num, Op, children, names, rebuild
from generators.notation.values import Imprecise, Scalar, Undefined, precision
from schemas.answer import Assumption
from schemas.verdict import Feedback

HEAVIEST = 60
"""Formulas with more names, numbers and functions are not searched for slips."""
MOST = 90
"""How many changed keys are tried."""

SAID = {
    "sign": "Check the sign.",
    "factor-2": "A factor of 2 is missing.",
    "reciprocal": "This is one over the right answer.",
    "square": "This is the square of the right answer.",
    "square-root": "This is the square root of the right answer.",
    "constant-factor": "Check the numerical factor: everything else is right.",
    "derivative-instead": "This is the derivative of the right answer.",
    "antiderivative-instead": "The derivative of this is the right answer.",
    "missing-term": "One term is missing.",
    "missing-constant": "The constant is missing.",
    "extra-term": "There is one term too many.",
    "sign-of-term": "One term has the wrong sign.",
    "coefficient": "One coefficient is wrong.",
    "constant-term": "Check the constant term: everything else is right.",
    "exponent": "One exponent is off by one.",
    "order-of-subtraction": "One difference is the wrong way round.",
    "upside-down": "One fraction is upside down.",
    "missing-factor": "One factor is missing.",
    "missing-root": "One root is missing.",
    "inner-factor": "A factor inside a function is missing.",
    "sine-cosine": "Sine and cosine are exchanged in one place.",
    "tangent-cotangent": "Tangent and cotangent are exchanged in one place.",
    "logarithm": "One logarithm has the wrong base.",
}
"""Code and sentence; each sentence is true of the answer where its code is given."""


def formula_slips(key: Node, given: Node, symbols: Mapping[str, Assumption]) -> tuple[Feedback, ...]:
    """What a wrong formula looks like, if it looks like anything."""
    if weight(key) > HEAVIEST or weight(given) > HEAVIEST:
        return ()
    probe = Probe(key, given, symbols)
    if not probe.variables:
        return number_slips(key, None, None, given)
    if not probe:
        return ()
    found = _ratio(key, given, probe)
    if found is None:
        explanations = {_by_square(key, given, probe), _by_slope(key, given, probe), _by_place(key, given, probe)} - {
            None
        }
        found = explanations.pop() if len(explanations) == 1 else None
    if found is None:
        return ()
    code, _, variant = found.partition(":")
    text = "There is a factor of 2 too much." if variant == "double" else SAID[code]
    return (Feedback(code=code, text=text),)


def _ratio(key: Node, given: Node, probe: Probe) -> str | None:
    """Slips of the whole: a factor, one over it."""
    k, g = probe.key, probe.given
    factor = constant(g, k)
    if factor is not None and factor:
        if not probe.proved(Op("*", numeral_node(factor), key), given):
            return None
        codes = {fmpq(-1): "sign", fmpq(2): "factor-2:double", fmpq(1, 2): "factor-2"}
        return codes.get(factor, "constant-factor")
    one: list[Scalar] = [fmpq(1)] * len(k)
    with precision(128):
        products = [a * b for a, b in zip(k, g, strict=True)]
    if constant(products, one) == 1 and probe.proved(Op("/", Num("1"), key), given):
        return "reciprocal"
    return None


def _by_square(key: Node, given: Node, probe: Probe) -> str | None:
    """Whether the one is the square of the other."""
    with precision(128):
        squares, roots = [a * a for a in probe.key], [b * b for b in probe.given]
    if constant(probe.given, squares) == 1 and probe.proved(Op("^", key, Num("2")), given):
        return "square"
    if constant(roots, probe.key) == 1 and probe.proved(Call("sqrt", (key,)), given):
        return "square-root"
    return None


def _by_slope(key: Node, given: Node, probe: Probe) -> str | None:
    """Whether the one is the derivative of the other."""
    kept = names(given)
    for name in probe.variables[:3]:
        if name not in kept and len(probe.variables) > 1:
            continue  # what depends on the name by one factor has lost it
        try:
            if probe.is_given(slope := derivative(key, name)) and probe.proved(slope, given):
                return "derivative-instead"
            slope = derivative(given, name)
        except NotationError:
            continue
        values = probe.values(slope)
        if values is not None and constant(values, probe.key) == 1 and probe.proved(slope, key):
            return "antiderivative-instead"
    return None


def _by_place(key: Node, given: Node, probe: Probe) -> str | None:
    """Whether one place is wrong."""
    return _by_term(key, given, probe) or _by_change(key, given, probe)


def _by_term(key: Node, given: Node, probe: Probe) -> str | None:
    """Whether one term is wrong: by exact arithmetic for polynomials, else by values."""
    exact = _by_monomial(key, given, probe)
    if exact is not None:
        return exact
    listed = [Neg(term) if sign < 0 else term for sign, term in terms(key)]
    if len(listed) < 2:
        return None
    with precision(128):
        gaps = [b - a for a, b in zip(probe.key, probe.given, strict=True)]
    for term in listed:
        values = probe.values(term)
        factor = None if values is None else constant(gaps, values)
        if factor is None or not factor:
            continue
        changed = Op("+", key, Op("*", numeral_node(factor), term))
        if not probe.proved(changed, given):
            continue
        if factor == -1:
            return "missing-constant" if is_constant(term) and literal(term) is None else "missing-term"
        if factor == -2:
            return "sign-of-term"
        return "constant-term" if is_constant(term) else "coefficient"
    return None


def _by_monomial(key: Node, given: Node, probe: Probe) -> str | None:
    field = Field(probe.symbols, probe.complex)
    try:
        (a, over), (b, under) = lowest(field.form(key)), lowest(field.form(given))
    except (NotExact, Undefined, Imprecise):
        return None
    if type(over) is not fmpq or type(under) is not fmpq or not field.rational:
        return None
    if type(a) is not fmpq_mpoly or len(a) < 2:
        return None
    gap = b - a
    if len(gap) != 1:
        return None
    ((powers, coefficient),) = gap.to_dict().items()
    own = a.to_dict().get(powers)
    if own is None:
        return "extra-term" if any(powers) else "constant-term"
    if coefficient == -own:
        return "missing-term"
    if coefficient == -2 * own:
        return "sign-of-term"
    return "coefficient" if any(powers) else "constant-term"


def _by_change(key: Node, given: Node, probe: Probe) -> str | None:
    """The change of one place in the key that makes it the answer; None if there is none, or of several kinds."""
    found: set[str] = set()
    for i, (code, changed) in enumerate(_changes(key)):
        if i == MOST:
            break
        if code not in found and probe.is_given(changed) and probe.proved(changed, given):
            found.add(code)
    return found.pop() if len(found) == 1 else None


def _changes(node: Node) -> Iterator[tuple[str, Node]]:
    """The tree with one place changed, for each place and each slip that may happen there."""
    yield from _changed_here(node)
    for i, child in enumerate(children(node)):
        for code, changed in _changes(child):
            yield code, _with_child(node, i, changed)


def _with_child(node: Node, i: int, child: Node) -> Node:
    numbered = iter(range(len(children(node))))
    return rebuild(node, lambda each: child if next(numbered) == i else each)


def _changed_here(node: Node) -> Iterator[tuple[str, Node]]:
    match node:
        case Op("+", left, right):
            yield "sign-of-term", Op("-", left, right)
        case Op("-", left, right):
            yield "sign-of-term", Op("+", left, right)
            yield "order-of-subtraction", Op("-", right, left)
        case Neg(of):
            yield "sign-of-term", of
        case Op("*", left, right):
            if literal(right) is None:
                yield "missing-factor", left
            if literal(left) is None:
                yield "missing-factor", right
        case Op("/", left, right):
            yield "upside-down", Op("/", right, left)
            if literal(right) is None:
                yield "missing-factor", left
        case Op("^", base, exponent):
            power = literal(exponent)
            if power is not None:
                for step in (1, -1):
                    if power + step:
                        yield "exponent", Op("^", base, numeral_node(power + step)) if power + step != 1 else base
            else:
                yield "exponent", Op("^", base, Op("+", exponent, Num("1")))
                yield "exponent", Op("^", base, Op("-", exponent, Num("1")))
                yield from _without_inner_factor(exponent, lambda inner: Op("^", base, inner))
        case Call("sqrt", (of,)):
            yield "missing-root", of
        case Call("ln", (of,)):
            yield "logarithm", Call("log10", (of,))
        case Call("log10" | "log", (of, *_)):
            yield "logarithm", Call("ln", (of,))
    if isinstance(node, Call) and len(node.args) == 1:
        (inner,) = node.args
        if node.name in _EXCHANGED:
            other, code = _EXCHANGED[node.name]
            yield code, Call(other, (inner,))
        yield from _without_inner_factor(inner, lambda u: Call(node.name, (u,)))


def _without_inner_factor(inner: Node, outer: Callable[[Node], Node]) -> Iterator[tuple[str, Node]]:
    product = product_of(inner)
    numbers = [each for each in (*product.above, *product.below) if literal(each) is not None]
    if numbers and not is_sum(inner) and literal(inner) is None:
        above = [each for each in product.above if literal(each) is None] or [Num("1")]
        below = [each for each in product.below if literal(each) is None]
        stripped = above[0]
        for each in above[1:]:
            stripped = Op("*", stripped, each)
        for each in below:
            stripped = Op("/", stripped, each)
        yield "inner-factor", outer(Neg(stripped) if product.signs % 2 else stripped)


_EXCHANGED = {
    "sin": ("cos", "sine-cosine"), "cos": ("sin", "sine-cosine"), "sinh": ("cosh", "sine-cosine"),
    "cosh": ("sinh", "sine-cosine"), "asin": ("acos", "sine-cosine"), "acos": ("asin", "sine-cosine"),
    "tan": ("cot", "tangent-cotangent"), "cot": ("tan", "tangent-cotangent"),
    "atan": ("acot", "tangent-cotangent"), "acot": ("atan", "tangent-cotangent"),
}  # fmt: skip
"""A function and the one that is mistaken for it."""
