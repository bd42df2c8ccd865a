"""Routers of the service: what an endpoint returns becomes a response without a second thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from fastapi.routing import APIRoute


class Route(APIRoute):
    """An endpoint that is not a coroutine runs in a thread of the pool, as it would without this.

    FastAPI hands what such an endpoint returns to a second thread to be checked against its type. That takes
    microseconds, for it is of this type already, and the way there and back takes a tenth of a millisecond.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        super().__init__(path, endpoint if iscoroutinefunction(endpoint) else _in_a_thread(endpoint), **given)


router = partial(APIRouter, route_class=Route)
"""`router(prefix=…, tags=[…])`: for the endpoints of a domain."""


def _in_a_thread(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(endpoint)
    async def run(**given: Any) -> Any:
        return await to_thread.run_sync(partial(endpoint, **given))

    return run
