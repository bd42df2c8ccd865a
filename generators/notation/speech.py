"""Tree to plain English, as a screen reader should say it.

What could be heard in two ways is closed by words: "the square root of x plus 1, end root". What is always closed, such
as a matrix, needs that no more at the very end of a formula.
"""

from collections.abc import Sequence

from generators.notation.functions import BINDERS
from generators.notation.layout import (
    INDEX_LETTERS,
    POWERED,
    SIDES,
    is_product,
    leading,
    loose,
    mixed_sets,
    same_kind,
)
from generators.notation.names import GREEK, split_name
from generators.notation.tree import (
    POWER,
    PRECEDENCE,
    SUM,
    Braces,
    Call,
    Cases,
    Chain,
    Given,
    Logic,
    Name,
    Neg,
    Node,
    Num,
    Op,
    Rows,
    Series,
    Sub,
    Text,
    Tuple,
    level,
)

SIGNS = {
    "+": "plus", "-": "minus", "pm": "plus or minus", "*": "times", "odot": "entrywise times", "times": "cross",
    "dot": "dot", "cup": "union", "cap": "intersection", "setminus": "without",
}  # fmt: skip
RELATIONS = {
    "=": "equals", "!=": "is not equal to", "<": "is less than", ">": "is greater than",
    "<=": "is less than or equal to", ">=": "is greater than or equal to", "approx": "is approximately", "in": "is in",
    "notin": "is not in", "subset": "is a subset of", "->": "goes to", "<->": "is swapped with", "=>": "implies",
    "<=>": "if and only if", ":=": "is defined as",
}  # fmt: skip
SYMBOLS = {
    "oo": "infinity", "emptyset": "the empty set", "RR": "the real numbers", "QQ": "the rational numbers",
    "ZZ": "the integers", "NN": "the natural numbers", "CC": "the complex numbers", "dots": "and so on",
}  # fmt: skip
PRIMES = ("", " prime", " double prime", " triple prime")
POWERS = {Num("2"): "squared", Num("3"): "cubed", Name("T"): "transposed"}
ORDERS = ("", "", "second ", "third ")
HYPERBOLIC = {
    "sinh": "hyperbolic sine", "cosh": "hyperbolic cosine", "tanh": "hyperbolic tangent", "sech": "hyperbolic secant",
    "csch": "hyperbolic cosecant", "coth": "hyperbolic cotangent",
}  # fmt: skip
CIRCULAR = {
    "sin": "sine", "cos": "cosine", "tan": "tangent", "sec": "secant", "csc": "cosecant", "cot": "cotangent",
}  # fmt: skip
FUNCTIONS = (
    CIRCULAR
    | HYPERBOLIC
    | {f"a{name}": f"inverse {said}" for name, said in (CIRCULAR | HYPERBOLIC).items()}
    | {
        "ln": "the natural logarithm", "log10": "the logarithm to base 10", "floor": "the floor", "ceil": "the ceiling",
        "sign": "the sign", "min": "the minimum", "max": "the maximum", "gcd": "the greatest common divisor",
        "lcm": "the least common multiple", "gamma": "the gamma function", "erf": "the error function",
        "det": "the determinant", "tr": "the trace", "rank": "the rank", "mean": "the mean", "cov": "the covariance",
        "inv": "the inverse", "E": "the expected value", "Var": "the variance", "Cov": "the covariance",
        "SD": "the standard deviation", "sd": "the standard deviation", "eigenvalues": "the eigenvalues",
        "eigenvector": "an eigenvector", "relu": "ReLU", "diag": "the diagonal matrix",
    }
)  # fmt: skip
ENCLOSED = {
    "sqrt": ("the square root of", "root"), "cbrt": ("the cube root of", "root"),
    "abs": ("the absolute value of", "absolute value"), "norm": ("the norm of", "norm"), "vec": ("the vector", "arrow"),
}  # fmt: skip
ENDS = tuple(
    f", end {what}"
    for what in (
        "sum", "product", "limit", "derivative", "minimum", "maximum", "set", "vector", "matrix", "cases",
        "probability", "condition",
    )
)  # fmt: skip
"""What is always closed."""


def speech(node: Node) -> str:
    """The formula in words, on one line.

    >>> from generators.notation.parse import parse
    >>> speech(parse("(x + 1)/2"))
    'the fraction with numerator x plus 1 and denominator 2'
    """
    said = _say(node)
    while said.endswith(ENDS):
        said = said[: said.rindex(", end ")]
    return said


def _say(node: Node) -> str:
    match node:
        case Num(text):
            return _number(text)
        case Name(text):
            return _name(text)
        case Text(text):
            return text
        case Neg(of):
            return f"minus {_grouped(of, loose(of))}"
        case Op("/", top, bottom):
            return _fraction(top, bottom)
        case Op("^", base, exponent):
            return _power(base, exponent)
        case Op():
            return _binary(node)
        case Call(name, args):
            return _call(name, args)
        case Sub(base, index):
            at = ", ".join(map(_say, index))
            closed = len(index) == 1 and _is_simple(index[0])
            return f"{_atom(base)} sub {at}{'' if closed else ', end index'}"
        case Given(event, condition):
            said = [_grouped(part, isinstance(part, Given)) for part in (event, condition)]
            return " given ".join(said)
        case Rows():
            return _matrix(node)
        case Braces(items):
            return _set(items)
        case Tuple():
            return _tuple(node)
        case Cases(branches):
            return f"by cases: {'; '.join(_branch(*branch) for branch in branches)}, end cases"
        case Chain():
            return _chain(node)
        case Logic("not", items):
            return "not " + " ".join(_grouped(item, level(item) < SUM) for item in items)
        case Logic(word, items):
            return f" {word} ".join(_grouped(item, isinstance(item, Logic | Series | Given)) for item in items)
        case Series(items):
            return ", ".join(_grouped(item, isinstance(item, Series | Given)) for item in items)


def _grouped(node: Node, parentheses: bool) -> str:
    return f"open parenthesis {_say(node)} close parenthesis" if parentheses else _say(node)


def _is_simple(node: Node) -> bool:
    """Whether it is heard as one thing."""
    if isinstance(node, Call) and node.name in _SIMPLE and len(node.args) == 1:
        return _is_simple(node.args[0])
    return isinstance(node, Num | Name | Text)


_SIMPLE = ("percent", "bar", "hat", "tilde")


def _atom(node: Node) -> str:
    return _grouped(node, not (_is_simple(node) or isinstance(node, Sub | Rows | Braces | Tuple)))


def _argument(node: Node) -> str:
    return _grouped(node, level(node) <= POWER or isinstance(node, Cases))


def _closed(node: Node, end: str) -> str:
    """The node, and where it ends if that could be missed."""
    return _say(node) if _is_simple(node) else f"{_say(node)}, end {end}"


# Numbers, names, operators ----------------------------------------------------------------------------------------


def _number(text: str) -> str:
    mantissa, e, exponent = text.lower().partition("e")
    if not e:
        return text
    power = f"10 to the power of {'minus ' * exponent.startswith('-')}{exponent.lstrip('+-')}"
    return power if mantissa == "1" else f"{mantissa} times {power}"


def _name(text: str) -> str:
    base, index, primes = split_name(text)
    said = SYMBOLS.get(base, base)
    if base in GREEK and base[0].isupper():
        said = f"capital {base}"
    marks = PRIMES[len(primes)] if len(primes) < len(PRIMES) else f" with {len(primes)} primes"
    return said + (f" sub {' '.join(map(_index, index.split(',')))}" if index else "") + marks


def _index(text: str) -> str:
    return " ".join(text) if len(text) < 4 and INDEX_LETTERS.issuperset(text) else text


def _binary(node: Op) -> str:
    left, right = node.left, node.right
    numbers = isinstance(left, Num) and isinstance(right, Num)
    sign = "by" if node.symbol == "times" and numbers else SIGNS[node.symbol]
    grouped = PRECEDENCE[node.symbol] != SUM and is_product(right)
    after = _grouped(right, grouped or loose(right) or mixed_sets(right, node))
    return f"{_grouped(left, _unfit_left(left, node))} {sign} {after}"


def _unfit_left(left: Node, node: Op) -> bool:
    if PRECEDENCE[node.symbol] != SUM:
        return loose(left) or (isinstance(left, Op) and is_product(left) and left.symbol not in ("*", node.symbol))
    if leading(left) or (isinstance(left, Op) and same_kind(left.symbol, node.symbol)):
        return False
    return loose(left) or mixed_sets(left, node)


def _fraction(top: Node, bottom: Node) -> str:
    if _is_simple(top) and _is_simple(bottom):
        return f"{_say(top)} over {_say(bottom)}"
    return f"the fraction with numerator {_say(top)} and denominator {_closed(bottom, 'fraction')}"


def _power(base: Node, exponent: Node) -> str:
    if isinstance(base, Call) and base.name in POWERED and isinstance(exponent, Num):
        return f"{FUNCTIONS[base.name]} {_raised(exponent)} of {_arguments(base.args)}"
    comma = "" if _is_simple(base) or isinstance(base, Sub) else ","
    return f"{_atom(base)}{comma} {_raised(exponent)}"


def _raised(exponent: Node) -> str:
    if said := POWERS.get(exponent):
        return said
    return f"to the power of {_exponent(exponent)}"


def _exponent(node: Node) -> str:
    return _say(node) if isinstance(node, Neg) and _is_simple(node.of) else _closed(node, "power")


# Calls ------------------------------------------------------------------------------------------------------------


def _arguments(args: Sequence[Node]) -> str:
    if len(args) == 1:
        return _argument(args[0])
    return f"open parenthesis {', '.join(map(_say, args))} close parenthesis"


def _call(name: str, args: tuple[Node, ...]) -> str:
    match name, args:
        case "percent", (of,):
            return f"{_atom(of)} percent"
        case "factorial", (of,):
            return f"{_atom(of)} factorial"
        case "pm", (of,):
            return f"plus or minus {_grouped(of, loose(of))}"
        case "exp", (of,):
            return f"e to the power of {_exponent(of)}"
        case "sqrt" | "cbrt" | "abs" | "norm" | "vec", (of,):
            before, end = ENCLOSED[name]
            return f"{before} {_closed(of, end)}"
        case "root", (of, index):
            return f"the root of order {_atom(index)} of {_closed(of, 'root')}"
        case "log", (of, base):
            return f"the logarithm to base {_atom(base)} of {_argument(of)}"
        case "bar" | "hat" | "tilde", (of,):
            return f"{_say(of)} {name}" if _is_simple(of) else f"{name} over {_closed(of, name)}"
        case "binomial", (n, k):
            return f"{_atom(n)} choose {_atom(k)}"
        case "P", (of,):
            return f"the probability {'that' if isinstance(of, Chain | Logic) else 'of'} {_closed(of, 'probability')}"
        case "P", _:
            return f"the probability of {', '.join(map(_say, args))}, end probability"
        case "E" | "Var" | "SD", (Given() as of,):
            return f"{FUNCTIONS[name]} of {_say(of)}, end condition"
        case "Cov" | "min" | "max" | "gcd" | "lcm", (first, second):
            return f"{FUNCTIONS[name]} of {_argument(first)} and {_argument(second)}"
        case "entry", (of, i, j):
            return f"the entry in row {_atom(i)} and column {_atom(j)} of {_argument(of)}"
        case _ if name in BINDERS and len(args) > 1:
            return _bound(name, args[0], args[1], args[2:])
        case _:
            said = FUNCTIONS.get(name) or _name(name)
            return f"{said} of {_arguments(args)}" if args else said


def _bound(name: str, of: Node, variable: Node, rest: Sequence[Node]) -> str:
    """What binds a variable: derivatives, integrals, sums, limits."""
    by = _say(variable)
    limits = [_say(limit) for limit in rest]
    match name, limits:
        case "diff" | "partial", _:
            order = ""
            if rest and isinstance(rest[0], Num) and rest[0].text.isdigit() and len(rest[0].text) == 1:
                n = int(rest[0].text)
                order, limits = ORDERS[n] if n < len(ORDERS) else f"{n}-th ", limits[1:]
            kind = "partial derivative" if name == "partial" else "derivative"
            by = " and ".join([by, *limits])
            return f"the {order}{kind} with respect to {by} of {_say(of)}, end derivative"
        case "integral", []:
            return f"the integral of {_say(of)} with respect to {by}"
        case "integral", _:
            return f"the integral from {' to '.join(limits)} of {_say(of)} with respect to {by}"
        case "sum" | "product", []:
            return f"the {name} over {by} of {_say(of)}, end {name}"
        case "sum" | "product", [among]:
            return f"the {name} over {by} in {among} of {_say(of)}, end {name}"
        case "sum" | "product", [low, *high]:
            return f"the {name} from {by} equals {low} to {' to '.join(high)} of {_say(of)}, end {name}"
        case "limit", _:
            side = rest[1].text if len(rest) > 1 and isinstance(rest[1], Name | Text) else ""
            whence = {"+": " from the right", "−": " from the left"}.get(SIDES.get(side, ""), "")
            return f"the limit as {by} goes to {limits[0] if limits else 'its limit'}{whence} of {_say(of)}, end limit"
        case _:
            extreme = "minimum" if name == "argmin" else "maximum"
            return f"the {by} at the {extreme} of {_say(of)}, end {extreme}"


# Matrices, sets, chains -------------------------------------------------------------------------------------------


def _matrix(node: Rows) -> str:
    m, n = len(node.rows), len(node.rows[0]) if node.rows else 0
    if n == 1 and m > 1:
        return f"column vector with entries {', '.join(_say(row[0]) for row in node.rows)}, end vector"
    if m == 1 and not node.bar:
        return f"row vector with entries {', '.join(map(_say, node.rows[0]))}, end vector"
    lines = []
    for row in node.rows:
        cells = [_say(cell) for cell in row]
        lines.append(", ".join([*cells[: node.bar], "bar", *cells[node.bar :]] if node.bar else cells))
    return f"{m} by {n} {'augmented ' if node.bar else ''}matrix with rows: {'; '.join(lines)}, end matrix"


def _set(items: Sequence[Node]) -> str:
    match items:
        case ():
            return "the empty set"
        case (Given(event, condition),):
            return f"the set of all {_say(event)} such that {_say(condition)}, end set"
        case _:
            return f"the set of {', '.join(map(_say, items))}, end set"


def _tuple(node: Tuple) -> str:
    if len(node.items) == 2 and (node.left, node.right) != ("(", ")"):
        low, high = node.items
        ends = ("included" if node.left == "[" else "excluded", "included" if node.right == "]" else "excluded")
        return f"the interval from {_say(low)}, {ends[0]}, to {_say(high)}, {ends[1]}"
    return f"open parenthesis {', '.join(map(_say, node.items))} close parenthesis"


def _branch(value: Node, when: Node | None) -> str:
    return f"{_say(value)} {'otherwise' if when is None else 'if ' + _say(when)}"


def _chain(node: Chain) -> str:
    said = [_grouped(node.terms[0], level(node.terms[0]) < SUM)]
    for relation, before, term in zip(node.relations, node.terms, node.terms[1:], strict=False):
        sign = _sign(relation, before, term)
        said += [sign, _grouped(term, level(term) < SUM)]
    return " ".join(said)


def _sign(relation: str, left: Node, right: Node) -> str:
    if relation == "->" and isinstance(left, Name) and left.text.startswith("R_"):
        return "becomes"
    if relation != "~":
        return RELATIONS[relation]
    if isinstance(left, Rows) or isinstance(right, Rows):
        return "is row equivalent to"
    return "is distributed as" if isinstance(right, Call) else "is equivalent to"
