"""One page of a list."""

from typing import Any, Generic, TypeVar

from pydantic import Field

from schemas.base import Shape

T = TypeVar("T")


class Page(Shape, Generic[T]):
    """`next` is the cursor of the page after this one, null at the end."""

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """`QuizReadPage`: the name has to do for classes in any language."""
        return f"{params[0].__name__}Page"

    items: tuple[T, ...]
    next: str | None = Field(default=None, description="Give it as `cursor` to go on; null on the last page.")
