"""Polynomials over kernels: their trees, coefficients, factors over Q and real roots."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from flint import fmpq, fmpq_mpoly

from generators.answers.exact import GENS, Field, Kernel, Poly
from generators.answers.loci.places import (
    Place,
    Undecidable,
    real_roots,
    whole,
)
from generators.answers.points import numeral_node
from generators.notation.tree import Call, Name, Neg, Node, Num, Op, walk

MAX_DEGREE, MAX_TERMS = 60, 400


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


# Factors and roots


def is_rational(node: Node) -> bool:
    """Whether a tree is built from names and numbers by arithmetic and whole powers."""
    for each in walk(node):
        match each:
            case Num() | Neg() | Op("+" | "-" | "*" | "/" | "times" | "dot"):
                continue
            case Name(text):
                if text in ("pi", "e", "oo", "i", "I"):
                    return False
            case Op("^", _, exponent):
                exponent = exponent.of if isinstance(exponent, Neg) else exponent
                if not (isinstance(exponent, Num) and exponent.text.isdigit()):
                    return False
            case Call("percent"):
                continue
            case _:
                return False
    return True


def denominators(node: Node) -> Iterator[Node]:
    for each in walk(node):
        if isinstance(each, Op) and each.symbol == "/":
            yield each.right
        elif isinstance(each, Op) and each.symbol == "^" and isinstance(each.right, Neg):
            yield each.left


def leading(poly: Poly) -> fmpq:
    return poly if type(poly) is fmpq else poly.leading_coefficient()


def factored(poly: Poly) -> list[tuple[fmpq_mpoly, int]]:
    """The irreducible factors of a polynomial over Q with their powers, leading coefficients 1; none of a number."""
    if type(poly) is fmpq or poly.is_constant():
        return []
    if poly.total_degree() > MAX_DEGREE or len(poly) > MAX_TERMS:
        raise Undecidable("a polynomial of high degree")
    if poly.total_degree() == 1 or is_graph(poly):
        return [(poly / poly.leading_coefficient(), 1)]
    return [(factor / factor.leading_coefficient(), int(power)) for factor, power in poly.factor()[1]]


def is_graph(poly: fmpq_mpoly) -> bool:
    """Whether a generator occurs in one term, alone and to the first power: then no factor but numbers splits off."""
    monomials = poly.monoms()
    for i, power in enumerate(poly.degrees()):
        if power == 1:
            with_it = [monomial for monomial in monomials if monomial[i]]
            if len(with_it) == 1 and sum(with_it[0]) == 1:
                return True
    return False


def roots_over_q(p: fmpq_mpoly) -> tuple[Place, ...]:
    """The real roots of an irreducible polynomial over Q in one generator, ascending."""
    coefficients = [fmpq(0)] * (p.total_degree() + 1)
    for monomial, c in p.to_dict().items():
        coefficients[sum(monomial)] = c
    if len(coefficients) == 2:
        return (-coefficients[0] / coefficients[1],)
    return real_roots(whole(coefficients))
