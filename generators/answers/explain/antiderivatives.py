"""Slips in an antiderivative, told by what its derivative is."""

from __future__ import annotations

from collections.abc import Mapping

from flint import fmpq

from generators.answers.explain.probe import Probe, constant
from generators.answers.forms.parts import is_sum, terms
from generators.answers.points import numeral_node
from generators.notation import house
from generators.notation.derivative import derivative
from generators.notation.tree import Call, Name, Node, Op, names, walk
from generators.notation.values import Scalar, precision
from schemas.answer import Assumption
from schemas.verdict import Feedback


def antiderivative_slips(f: Node, F: Node, variable: str, symbols: Mapping[str, Assumption]) -> tuple[Feedback, ...]:
    """What a wrong antiderivative F of f looks like, without its constants of integration."""
    if variable not in names(F):
        text = f"Give a function of ${variable}$: there is none in your answer."
        return _said("definite-value", text)
    slope = derivative(F, variable)
    probe = Probe(f, slope, symbols)
    if not probe:
        return ()
    own = Probe(f, F, symbols)
    if own and own.is_given(f) and own.proved(f, F):
        return _said("integrand-itself", "This is the integrand itself: it has not been integrated.")
    found = _by_factor(f, slope, variable, probe)
    if found:
        return found
    if own and own.is_given(falling := derivative(f, variable)) and own.proved(falling, F):
        return _said("derivative-instead", "This is the derivative of the integrand: go the other way.")
    return _by_power(f, slope, variable, probe) or _by_term(f, slope, probe)


def _said(code: str, text: str) -> tuple[Feedback, ...]:
    return (Feedback(code=code, text=text),)


def _by_factor(f: Node, slope: Node, variable: str, probe: Probe) -> tuple[Feedback, ...]:
    """F' is the integrand up to a number."""
    factor = constant(probe.given, probe.key)
    if factor is None or not factor or not probe.proved(Op("*", numeral_node(factor), f), slope):
        return ()
    if factor == -1:
        return _said("sign", "Check the sign: differentiate your answer.")
    inner = {each for each in _inner_slopes(f, variable, probe) if abs(each) != 1}
    if factor in inner:
        return _said("inner-factor", "The factor from the inner function is still to be divided out.")
    if factor in {each * each for each in inner}:
        return _said("inner-factor-inverted", "Divide by the factor from the inner function instead of multiplying.")
    return _said("constant-factor", "Check the numerical factor: differentiate your answer.")


def _inner_slopes(f: Node, variable: str, probe: Probe) -> set[fmpq]:
    """The slopes of the linear arguments and bases in the integrand."""
    found: set[fmpq] = set()
    one: list[Scalar] = [fmpq(1)] * len(probe.at)
    for each in walk(f):
        match each:
            case Call(_, (u,)):
                pass
            case Op("^", base, exponent):
                u = base if variable in names(base) else exponent
            case Op("/", _, u):
                pass
            case _:
                continue
        if variable in names(u) and u != Name(variable):
            values = probe.values(derivative(u, variable))
            slope = None if values is None else constant(values, one)
            if slope is not None:
                found.add(slope)
    return found


def _by_power(f: Node, slope: Node, variable: str, probe: Probe) -> tuple[Feedback, ...]:
    """F' times the base is a multiple of the integrand: the exponent has not been raised."""
    bases: list[Node] = [Name(variable)]
    bases += [
        each.left for each in walk(f) if isinstance(each, Op) and each.symbol == "^" and variable in names(each.left)
    ]
    for base in dict.fromkeys(bases):
        values = probe.values(base)
        if values is None:
            continue
        with precision(128):
            raised = [a * b for a, b in zip(probe.given, values, strict=True)]
        factor = constant(raised, probe.key)
        if factor and probe.proved(Op("*", slope, base), Op("*", numeral_node(factor), f)):
            return _said("exponent-not-raised", "The exponent grows by 1 in integrating a power.")
    return ()


def _by_term(f: Node, slope: Node, probe: Probe) -> tuple[Feedback, ...]:
    """F' differs from the integrand in one term only."""
    if not is_sum(f):
        return ()
    with precision(128):
        gaps = [b - a for a, b in zip(probe.key, probe.given, strict=True)]
    for _, term in terms(f):
        values = probe.values(term)
        factor = None if values is None else constant(gaps, values)
        if factor and probe.proved(Op("+", f, Op("*", numeral_node(factor), term)), slope):
            return _said("one-term", f"Check what comes from ${house(term)}$: the rest is right.")
    return ()
