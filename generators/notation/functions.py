"""The functions that house notation knows: one table for the parser, the printers and the evaluators."""

from dataclasses import dataclass

MANY = 64


@dataclass(frozen=True, slots=True)
class Function:
    """`low`..`high` arguments, both ends included. A `prefix` function may stand without parentheses: `sin 2x`.

    A learner may use those with `learner`; the others belong to authors' texts and rules.
    """

    name: str
    low: int = 1
    high: int = 1
    prefix: bool = False
    learner: bool = True


TRIGONOMETRIC = ("sin", "cos", "tan", "sec", "csc", "cot")


def _table() -> dict[str, Function]:
    trig = TRIGONOMETRIC
    hyperbolic = ["sinh", "cosh", "tanh", "sech", "csch", "coth"]
    prefix = [
        *trig, *hyperbolic, *("a" + name for name in (*trig, *hyperbolic)), "exp", "ln", "log10", "sqrt", "cbrt",
    ]  # fmt: skip
    known = [Function(name, prefix=True) for name in prefix]
    known += [Function(name) for name in ("abs", "sign", "floor", "ceil", "factorial", "gamma", "erf", "percent", "pm")]
    known += [Function("log", 2, 2), Function("root", 2, 2), Function("binomial", 2, 2)]
    known += [Function(name, 1, MANY) for name in ("min", "max", "gcd", "lcm")]
    known += [Function(name, prefix=True, learner=False) for name in ("det", "tr", "rank")]
    known += [
        Function(name, learner=False)
        for name in (
            "norm", "mean", "eigenvalues", "relu", "sigmoid", "step", "diag", "inv", "sd",
            "bar", "hat", "vec", "tilde", "E", "SD",
        )
    ]  # fmt: skip
    known += [
        Function("centre", 2, 2, learner=False),
        Function("cov", 1, 2, learner=False),
        Function("eigenvector", 2, 2, learner=False),
        Function("entry", 2, 3, learner=False),
        Function("P", 1, MANY, learner=False),
        Function("Var", learner=False),
        Function("Cov", 2, 2, learner=False),
        # What binds a variable: body, variable, then limits.
        Function("diff", 2, 3, learner=False),
        Function("partial", 2, 3, learner=False),
        Function("integral", 2, 4, learner=False),
        Function("sum", 2, 4, learner=False),
        Function("product", 2, 4, learner=False),
        Function("limit", 3, 4, learner=False),
        Function("argmin", 2, 2, learner=False),
        Function("argmax", 2, 2, learner=False),
    ]
    return {function.name: function for function in known}


FUNCTIONS = _table()

LEARNER_FUNCTIONS = frozenset(name for name, function in FUNCTIONS.items() if function.learner)

ACCENTS = ("bar", "hat", "vec", "tilde")

BINDERS = ("diff", "partial", "integral", "sum", "product", "limit", "argmin", "argmax")
"""Functions whose second argument is a variable they bind."""

ALIASES = {
    "Abs": "abs", "ceiling": "ceil", "Max": "max", "Min": "min", "sgn": "sign", "lg": "log10",
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsec": "asec", "arccsc": "acsc", "arccot": "acot",
    "arsinh": "asinh", "arcosh": "acosh", "artanh": "atanh", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "arsech": "asech", "arcsch": "acsch", "arcoth": "acoth", "arcsech": "asech", "arccsch": "acsch",
    "arccoth": "acoth", "cosech": "csch", "cosec": "csc", "cotan": "cot", "tg": "tan",
    "Derivative": "diff", "Integral": "integral", "integrate": "integral", "Sum": "sum", "summation": "sum",
    "Product": "product", "Limit": "limit", "lim": "limit", "int": "integral",
    "trace": "tr", "transpose": "transpose", "heaviside": "step",
    "choose": "binomial", "binom": "binomial", "nCr": "binomial",
}  # fmt: skip
"""Other spellings, SymPy's among them, to the name used here. `log` is the natural logarithm and becomes `ln`."""

INVERSES = {
    name: "a" + name
    for name in ("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "sech", "csch", "coth")
}
"""What `sin^-1(x)` means."""

UNSOLVED = frozenset({"det", "tr", "rank", "inv", "diff", "partial", "integral", "sum", "product", "limit", "argmin",
                      "argmax", "solve", "integrate", "eigenvalues", "eigenvector", "mean", "cov", "norm"})  # fmt: skip
"""Asking for these in a response hands the question back."""


def canonical_name(name: str) -> str:
    """The name in this table of a function in another spelling; other names stay."""
    return "ln" if name == "log" else ALIASES.get(name, name)
