"""Solution sets: what equations, inequalities and systems say, and whether two of them say the same.

From the ground up: `shape` and `polynomials` over kernels; `places` on the line; `monotone`, `zeros` and `signs` of a
function of one unknown; `statements` and their sets on the `line`; `squares`, `formulas`, `polyhedra`, `space`,
`clashes`, `witnesses` and `arrangements` in several unknowns; `complex_plane`; the `comparison` of statements;
`affine`, `polynomial_systems` and `systems`; `readings` of what was typed; `near_misses` for feedback.
"""

from generators.answers.loci.comparison import same_solutions

__all__ = ["same_solutions"]
