"""Hypothesis strategies for syntax trees as the parser makes them."""

from hypothesis import strategies as st

from generators.notation.tree import (
    Braces,
    Call,
    Cases,
    Chain,
    Given,
    Logic,
    Name,
    Neg,
    Num,
    Op,
    Rows,
    Series,
    Sub,
    Text,
    Tuple,
)

numbers = st.one_of(
    st.integers(0, 9999).map(str),
    st.tuples(st.integers(0, 99), st.integers(0, 999)).map(lambda p: f"{p[0]}.{p[1]}"),
    st.sampled_from(["1e-3", "2.5e7", "0.05"]),
).map(Num)
names = st.sampled_from(
    ["x", "y", "n", "A", "B", "X", "theta", "lambda", "mu", "x_1", "a_ij", "W_2", "a_1_new", "e", "pi", "oo", "H_0"]
).map(Name)
atoms = st.one_of(numbers, names)


def _functions(inner):
    return st.one_of(
        st.tuples(
            st.sampled_from(["sin", "cos", "exp", "ln", "sqrt", "abs", "norm", "det", "bar", "factorial", "percent"]),
            inner,
        ).map(lambda p: Call(p[0], (p[1],))),
        st.tuples(st.sampled_from(["f", "f'", "g''", "sigma"]), inner).map(lambda p: Call(p[0], (p[1],))),
        st.tuples(st.sampled_from(["log", "root", "binomial", "min", "max"]), inner, inner).map(
            lambda p: Call(p[0], (p[1], p[2]))
        ),
        st.tuples(inner, names).map(lambda p: Call("diff", p)),
        st.tuples(inner, names, atoms, atoms).map(lambda p: Call("integral", p)),
        st.tuples(inner, names, atoms, atoms).map(lambda p: Call("sum", p)),
        st.tuples(inner, names, atoms).map(lambda p: Call("limit", p)),
    )


def _terms(inner):
    return st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/", "^", "pm", "odot", "cup", "cap", "times", "dot"]), inner, inner)
        .map(lambda p: Op(*p)),
        inner.map(Neg),
        _functions(inner),
        st.tuples(names.filter(lambda n: "_" not in n.text), inner).map(lambda p: Sub(p[0], (p[1],))),
    )  # fmt: skip


terms = st.recursive(atoms, _terms, max_leaves=14)
"""Anything with a value: sums, products, powers, functions."""

relations = st.tuples(terms, st.sampled_from(["=", "<", "<=", "!=", "approx", "~", "in", "->"]), terms).map(
    lambda p: Chain((p[0], p[2]), (p[1],))
)
matrices = st.integers(1, 3).flatmap(
    lambda width: st.tuples(
        st.lists(st.tuples(*[terms] * width), min_size=1, max_size=3), st.integers(0, max(0, width - 1))
    )
).map(lambda p: Rows(tuple(p[0]), p[1]))  # fmt: skip
structures = st.one_of(
    terms,
    relations,
    st.tuples(terms, terms, terms).map(lambda t: Chain(t, ("=", "<="), (1,))),
    matrices,
    st.lists(terms, max_size=4).map(lambda items: Braces(tuple(items))),
    st.tuples(terms, terms, st.sampled_from(["()", "(]", "[)", "[]"])).map(lambda p: Tuple((p[0], p[1]), *p[2])),
    st.tuples(terms, terms).map(lambda p: Call("P", (Given(*p),))),
    st.tuples(terms, terms).map(lambda p: Call("E", (Given(*p),))),
    st.tuples(terms, relations).map(lambda p: Braces((Given(*p),))),
    st.tuples(relations, relations, st.sampled_from(["and", "or"])).map(lambda p: Logic(p[2], p[:2])),
    relations.map(lambda r: Logic("not", (r,))),
    st.tuples(terms, relations, terms).map(lambda p: Cases(((p[0], p[1]), (p[2], None)))),
    st.lists(relations, min_size=2, max_size=3).map(lambda items: Series(tuple(items))),
    st.sampled_from(["spam", "win", "two words"]).map(Text),
)
"""Every kind of node."""
