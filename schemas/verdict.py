"""What a check answers."""

from typing import Literal

from pydantic import Field

from schemas.base import Shape

Outcome = Literal["correct", "partial", "incorrect", "invalid", "undecided"]
Method = Literal["tree", "exact", "ball", "symbolic", "predicate", "person", "none"]


class Understood(Shape):
    """How a response was read."""

    text: str
    latex: str
    mathml: str


class Feedback(Shape):
    """One remark. `code` is stable: a misconception id, or one of the checker's own, such as `followed`."""

    code: str
    text: str = Field(description="Prose with `$maths$` in house notation.")
    html: str | None = Field(default=None, description="The same typeset, where the service answers.")
    span: tuple[int, int] | None = Field(default=None, description="Where in the response: start and end columns.")


class Evidence(Shape):
    """What the outcome rests on."""

    method: Method = Field(
        description="`tree`: the same tree; `exact`: arithmetic over the rationals, or at `points` points modulo large "
        "primes where degrees are high; `ball`: rigorous error bounds at points of the domain; `symbolic`: a proof; "
        "`predicate`: a property that was checked; `person`: decided in a review; `none`: not decided."
    )
    points: int = Field(default=0, description="At how many points functions were compared.")
    bits: int = Field(default=0, description="Working precision of ball arithmetic, in bits.")
    checker: str = Field(default="", description="Version of the checker.")
    options: dict[str, str | bool] = Field(
        default={},
        description="What else the verdict depends on: the format, the decimal comma, whether proofs were had.",
    )
    elapsed_us: int = Field(default=0, description="Time it took, in microseconds.")


class Verdict(Shape):
    """`invalid` and `undecided` cost no try; an `undecided` response waits for a person."""

    outcome: Outcome
    score: float = Field(ge=0, le=1)
    understood: Understood | None = None
    feedback: tuple[Feedback, ...] = ()
    evidence: Evidence = Evidence(method="none")
