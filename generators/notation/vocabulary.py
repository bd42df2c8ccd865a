"""Which names and functions a learner's answer may hold."""

from dataclasses import dataclass

from generators.notation.functions import LEARNER_FUNCTIONS


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a learner may write: declared `symbols`, declared functions (`called`), and which known functions.

    `functions` None allows all that learners may use. `open_names` accepts undeclared names (for a preview without an
    exercise). `decimal_comma` reads `1,5` as a decimal; `mixed` reads `1 1/2` as one and a half; `complex` lets `i` be
    the imaginary unit; `euler` says that the number e is part of the exercise, so that `2e-3` can mean two things;
    `single` that one value is asked for, so that `1,000` is no list and `3+-2` no pair; `lists` that several are, so
    that a comma between digits may separate them.
    """

    symbols: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()
    functions: frozenset[str] | None = None
    decimal_comma: bool = False
    mixed: bool = False
    complex: bool = False
    open_names: bool = False
    euler: bool = False
    single: bool = False
    lists: bool = False

    @property
    def allowed(self) -> frozenset[str]:
        return LEARNER_FUNCTIONS if self.functions is None else self.functions
