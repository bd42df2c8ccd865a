"""Polynomials over kernels back to trees."""

from __future__ import annotations

from functools import reduce

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import GENS, Field, Kernel, Poly
from generators.answers.points import numeral_node
from generators.notation.tree import Call, Name, Neg, Node, Num, Op

ONE = fmpq(1)


def poly_tree(poly: Poly, field: Field) -> Node:
    """A polynomial over the kernels of a field as a formula."""
    if type(poly) is fmpq:
        return numeral_node(poly)
    result: Node | None = None
    for monomial, c in poly.to_dict().items():
        factors = [_power(kernel_tree(field, i), power) for i, power in enumerate(monomial) if power]
        term: Node = reduce(lambda a, b: Op("*", a, b), factors) if factors else numeral_node(abs(c))
        if factors and abs(c) != 1:
            term = Op("*", numeral_node(abs(c)), term)
        result = (Neg(term) if c < 0 else term) if result is None else Op("-" if c < 0 else "+", result, term)
    return result or Num("0")


def _power(base: Node, n: int) -> Node:
    return base if n == 1 else Op("^", base, Num(str(n)))


def fraction_tree(above: Poly, below: Poly, field: Field) -> Node:
    over = poly_tree(above, field)
    return over if type(below) is fmpq and below == 1 else Op("/", over, poly_tree(below, field))


def kernel_tree(field: Field, i: int) -> Node:
    """What stands for a generator."""
    kernel: Kernel = field.kernels[i]
    tag, args = kernel.tag, kernel.args
    match tag:
        case "name":
            return Name(args[0])
        case "pi" | "i":
            return Name(tag)
        case "exp":
            return Op("^", Name("e"), over(poly_tree(args[0], field), args[1]))
        case "power":
            return Op("^", Num(str(args[0])), over(poly_tree(args[1], field), args[2]))
        case "exp of fraction":
            return Op("^", Name("e"), over(fraction_tree(args[0], args[1], field), args[2]))
        case "radical":
            return Call("root", (Num(str(args[0])), Num(str(args[1]))))
        case "root":
            return Call("root", (fraction_tree(args[1], args[2], field), Num(str(args[0]))))
        case "odd root":
            return Call("root", (fraction_tree(args[1], args[2], field), Num(str(args[0]))))
        case "sum":
            return poly_tree(args[0], field)
        case "general power":
            return Op("^", fraction_tree(args[0], args[1], field), poly_tree(args[2], field))
        case "ln of prime":
            return Call("ln", (Num(str(args[0])),))
        case "sine":
            return Call("sin", (Op("*", numeral_node(args[0]), Name("pi")),))
        case "min" | "max":
            return Call(tag, tuple(fraction_tree(a, b, field) for a, b in args[0]))
    return Call(tag, (fraction_tree(args[0], args[1], field),))


def over(node: Node, q: int) -> Node:
    return node if q == 1 else Op("/", node, Num(str(q)))


def used(poly: Poly) -> list[int]:
    """The generators that occur in a polynomial."""
    return [] if type(poly) is fmpq else [i for i, power in enumerate(poly.degrees()) if power]


def by_powers(poly: fmpq_mpoly, i: int) -> dict[int, Poly]:
    """The coefficients of a polynomial in one of its generators."""
    parts: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for monomial, c in poly.to_dict().items():
        rest = (*monomial[:i], 0, *monomial[i + 1 :])
        parts.setdefault(monomial[i], {})[rest] = c
    ring = poly.context()
    return {n: _lean(ring.from_dict(part)) for n, part in parts.items()}


def _lean(poly: fmpq_mpoly) -> Poly:
    return poly.leading_coefficient() if poly.is_constant() else poly


def put(poly: fmpq_mpoly, values: dict[int, Poly]) -> Poly:
    """A polynomial with others put in for some of its generators."""
    return poly.compose(*(values.get(i, gen) + 0 * gen for i, gen in enumerate(GENS)))
