"""One page of a list."""

from typing import Generic, TypeVar

from pydantic import Field

from schemas.base import Shape

T = TypeVar("T")


class Page(Shape, Generic[T]):
    """`next` is the cursor of the page after this one, null at the end."""

    items: tuple[T, ...]
    next: str | None = Field(default=None, description="Give it as `cursor` to go on; null on the last page.")
