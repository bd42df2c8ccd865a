"""How an error is told: RFC 9457 problem details."""

from pydantic import Field

from schemas.base import Shape


class FieldError(Shape):
    """One field that was refused: where it stands, what was given, which bound it broke."""

    field: str = Field(description="Where it stands, such as `body.sections.0.count`.", examples=["body.seed"])
    message: str = Field(examples=["Input should be greater than or equal to 0"])
    value: str | None = Field(default=None, description="What was given, shortened to 100 characters.", examples=["-1"])
    bound: str | None = Field(default=None, description="The bound that was broken.", examples=["ge=0"])


class Problem(Shape):
    """`type` is stable: programs may switch on it. The rest is for the reader."""

    type: str = Field(examples=["urn:problembank:unknown-generator"])
    title: str = Field(examples=["Unknown generator"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no generator 'calculus.rules.product'"])
    instance: str = Field(description="The path that was asked for.", examples=["/api/v1/generators/x"])
    request_id: str = Field(default="", description="The id this request has in the log.")
    errors: tuple[FieldError, ...] | None = Field(default=None, description="The fields that were refused.")
