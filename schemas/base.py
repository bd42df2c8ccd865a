"""The common base of every shape."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A frozen value: equal fields mean equal objects, unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Shape):
    """Prose as the outside world reads it, in three spellings of the same sentence."""

    text: str
    """House notation: prose with `$maths$`."""
    latex: str
    """Prose with `$LaTeX$`."""
    html: str
    """Prose as an HTML fragment with MathML, everything else escaped."""
