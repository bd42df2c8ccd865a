"""Eigenvalues and eigenvectors."""

from typing import Literal

from generators.authoring import Mistake, Part, Rng, assume, exercise, finite_set
from generators.maths.matrices import Mat
from generators.maths.polynomials import Polynomial, from_roots
from generators.maths.rationals import surd

BOUND = 15  # entries have at most this size


def with_diagonal(rng: Rng, a: int, d: int, product: int) -> Mat:
    """A matrix with a and d on its diagonal whose other entries, up to BOUND, have this nonzero product."""
    divisors = [b for b in range(-BOUND, BOUND + 1) if b and product % b == 0 and abs(product) <= BOUND * abs(b)]
    assume(divisors, "the product of the off-diagonal entries does not split")
    b = rng.choice(divisors)
    return Mat([[a, b], [product // b, d]])


def with_eigenvalues(rng: Rng, r: int, s: int) -> Mat:
    """A full integer matrix with eigenvalues r and s: the diagonal adds to r + s and does not hold them."""
    a = rng.choice([a for a in range(-9, 10) if a not in (r, s) and abs(r + s - a) <= BOUND])
    return with_diagonal(rng, a, r + s - a, -(a - r) * (a - s))


@exercise(
    "linear_algebra.eigen.eigenvalues_2x2",
    title="Eigenvalues of a 2 by 2 matrix",
    skill="s.eig.values",
    source="Deisenroth, Faisal and Ong, Mathematics for Machine Learning (2020), section 4.2",
    levels={"easy": {"form": "triangular"}, "core": {"form": "full"}, "hard": {"form": "special"}},
)
def eigenvalues_2x2(rng: Rng, *, form: Literal["triangular", "full", "special"]) -> Part:
    """Find the eigenvalues of a 2 by 2 integer matrix."""
    kind = rng.choice(("double", "zero", "surd")) if form == "special" else form
    if kind == "surd":
        centre, square, off = rng.nonzero(-5, 5), rng.choice((2, 3, 5, 6, 7)), rng.nonzero(-3, 3)
        A = with_diagonal(rng, centre + off, centre - off, square - off * off)
        expected = Polynomial([1, -centre], "lambda") ** 2 - square
        roots = [surd(centre, sign, square) for sign in (-1, 1)]
        opposite = [surd(-centre, sign, square) for sign in (-1, 1)]
        factored = f"({Polynomial([1, -centre], 'lambda')})^2 - {square}"
    else:
        r = 0 if kind == "zero" else rng.nonzero(-9, 9) if kind == "triangular" else rng.nonzero(-6, 6)
        s = r if kind == "double" else rng.choice([s for s in range(-6, 7) if s and abs(s) != abs(r)])
        A = Mat([[r, rng.nonzero(-9, 9)], [0, s]]) if kind == "triangular" else with_eigenvalues(rng, r, s)
        A = A.T if rng.chance(0.5) else A
        expected = from_roots(r, s, variable="lambda")
        roots = [str(root) for root in sorted({r, s})]
        opposite = [str(-root) for root in sorted({r, s})]
        factored = expected.factored()
    p = A.charpoly()
    assert p == expected
    zeros = " and at ".join(f"${root}$" for root in roots) + (", twice" if kind == "double" else "")
    if kind == "triangular":
        product = f"({A[0, 0]} - lambda)*({A[1, 1]} - lambda)"
        work = [f"One entry beside the diagonal is $0$, so $det(A - lambda*I) = {product}$. This is zero at {zeros}."]
    else:
        work = [
            f"For a 2 by 2 matrix $det(A - lambda*I) = lambda^2 - tr(A)*lambda + det(A) = {p}$.",
            f"Here ${p} = {factored}$, which is zero at {zeros}.",
        ]
    first, last, solution = roots[0], roots[-1], "{" + ", ".join(roots) + "}"

    mistakes = [
        Mistake("sign-of-root", finite_set(*opposite), "A factor $lambda - r$ is zero at $lambda = r$, not at $-r$."),
        Mistake(
            "trace-and-det",
            finite_set(A.trace(), A.det()),
            f"${A.trace()}$ is the sum of the eigenvalues and ${A.det()}$ their product.",
        ),
    ]
    if kind != "triangular":
        diagonal = finite_set(A[0, 0], A[1, 1])
        mistakes.append(
            Mistake("diagonal-is-spectrum", diagonal, "Only a triangular matrix shows its eigenvalues on the diagonal.")
        )
    return Part(
        ask=f"Find all eigenvalues of $A = {A}$, as a set.",
        answer=finite_set(*roots),
        steps=[
            "The eigenvalues are the numbers $lambda$ for which $A - lambda*I$ is singular: $det(A - lambda*I) = 0$.",
            *work,
            f"Check: the sum $({first}) + ({last}) = {A.trace()}$ is the trace, and the product "
            f"$({first})*({last}) = {A.det()}$ is the determinant. The set of eigenvalues is ${solution}$.",
        ],
        hints=[
            "For which numbers $lambda$ does $A - lambda*I$ have no inverse?",
            "Write $det(A - lambda*I)$ as a polynomial in $lambda$: its roots are the eigenvalues.",
            "The eigenvalues, a double one counted twice, add to the trace and multiply to the determinant.",
        ],
        mistakes=mistakes,
    )
