"""Answers: how an author writes a key, and how a learner's text is judged against it.

Keys are made by functions named after what they are; values are ints, fractions, SymPy objects or house notation, never
floats, and what is undefined or not a number is refused with a ValueError that names it::

    number(3)   number("1/3", places=2)   number(v, sigfigs=3)   number(v, rel="0.01")   number(v, or_with=other)
    number(v, form="lowest_terms")   expression("2*x*sin(x)", x="positive")   expression(f, form="factored")
    equation("y = 2*x + 1")   finite_set(-1, 3)   finite_set()   vector(1, 2, 3, up_to="sign")   direction(1, 2)
    matrix(M, places=2)   echelon(A, R, reduced=True)   interval("(1, 2]")   interval(number(1), number(2, places=1))
    choice(right, *others)   matching(left, right, pairs)
    table({"row": cells}, columns, places=2)   trace({"x": "x - 0.1*(2*x)"}, start, rows=3)
    antiderivative("2*x", "x")   antiderivative(f, "x", F)   inequality("x > 1")   system("x + y = 3", "x - y = 1")
    sequence(1, 1, 2)   basis([1, 0, 1], [0, 1, 0])   eigenpairs(A)   boolean(True)   choices([right], [others])
    order("first", "second")   argument("2*x = 4", "x = 2")   words("singular")

Judging::

    check(key, response, *, format=None, locale="en", mistakes=(), prove=None) -> Verdict     one response
    check_parts(exercise, {1: "…", 2: "…"}, *, formats={}, locale="en", prove=None, wanted=None) -> {1: Verdict, …}
                                                     with follow-through; with `wanted` on these parts only
    follows(exercise, wanted) -> bool                whether these verdicts depend on the answers to other parts
    preview(kind, response, symbols={}, format=None, locale="en") -> Understood  how it is read; NotationError if not

No response makes `check` raise; a `locale` that is not known does (ValueError).

For those who check exercises::

    agrees(key, text) -> bool          the key accepts this text with full credit; NotationError if it cannot be read
    flaw(key) -> str | None            why nobody could answer a key; None if it is sound
    key_text(key) -> str               the key as a learner would type it, with all its digits: the key agrees with it
    shown_text(key) -> str             the same for people, rounded as the key asks: `2.20` where the key holds 2.1972…
    reference(key) -> Node | None      the key's value as a tree that formulas can use: a vector is a column of `Rows`,
                                       a set is `Braces`; None for kinds without such a value (choice, matching)
    rekey(key, formula, own) -> key | None
                                       the key of the same kind that a rule gives: `own` maps names to trees (`Node`),
                                       as `reference` and `parse` give them; None where the rule has no such value
    same(left, right, symbols={}, *, prove=None) -> Comparison
                                       are two trees equal as functions on the declared domain? `.equal` is True, False
                                       or None (not decided), `.method`, `.points` and `.bits` say what it rests on

`prove` is the slow symbolic tier, `(left, right, symbols) -> bool | None`; without it what the fast tiers cannot decide
is `undecided`. SymPy is imported only by it and by the key constructors that are handed SymPy objects.
"""

from generators.answers.check import CHECKER, agrees, check, check_parts, flaw, follows, key_text, preview, shown_text
from generators.answers.compare import Comparison, same
from generators.answers.follow import reference, rekey
from generators.answers.keys import (
    antiderivative,
    argument,
    basis,
    boolean,
    choice,
    choices,
    decimal,
    direction,
    echelon,
    eigenpairs,
    equation,
    expression,
    finite_set,
    inequality,
    interval,
    matching,
    matrix,
    number,
    one_of,
    order,
    sequence,
    system,
    table,
    trace,
    vector,
    words,
)

__all__ = [
    "CHECKER",
    "Comparison",
    "agrees",
    "antiderivative",
    "argument",
    "basis",
    "boolean",
    "check",
    "check_parts",
    "choice",
    "choices",
    "decimal",
    "direction",
    "echelon",
    "eigenpairs",
    "equation",
    "expression",
    "finite_set",
    "flaw",
    "follows",
    "inequality",
    "interval",
    "key_text",
    "matching",
    "matrix",
    "number",
    "one_of",
    "order",
    "preview",
    "reference",
    "rekey",
    "same",
    "sequence",
    "shown_text",
    "system",
    "table",
    "trace",
    "vector",
    "words",
]
