"""What a wrong answer looks like: one slip away from the right one.

A slip is looked for by values at shared points, and named only when it is proved: the sentence is true of the answer,
whatever the learner did. Where two different slips would explain an answer, none is named.
"""

from generators.answers.explain.antiderivatives import antiderivative_slips
from generators.answers.explain.formulas import formula_slips
from generators.answers.explain.numbers import number_slips

__all__ = ["antiderivative_slips", "formula_slips", "number_slips"]
