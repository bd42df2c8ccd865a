"""Put the service together: `uvicorn service.app:app`, or `create_app(settings)`."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DBAPIError

from generators import bank
from service import docs, health, logs
from service.analysis.endpoints import router as analysis_router
from service.attempts.endpoints import router as attempts_router
from service.audit.endpoints import router as audit_router
from service.catalogue.endpoints import router as catalogue_router
from service.checks.endpoints import router as checks_router
from service.config import Settings, load
from service.draining import draining
from service.errors import ServiceError, add_error_handlers
from service.events.endpoints import router as events_router
from service.exercises.endpoints import router as exercises_router
from service.exporting.endpoints import router as exporting_router
from service.idempotency import Replay, replayed
from service.jobs.runner import runner
from service.keys.endpoints import router as keys_router
from service.learners.endpoints import router as learners_router
from service.middleware import BodyLimit, Frame
from service.quizzes.endpoints import router as quizzes_router
from service.regrades.endpoints import router as regrades_router
from service.reviews.endpoints import router as reviews_router
from service.scores.endpoints import router as scores_router
from service.server import Clock, Server, utc_now
from service.webhooks.endpoints import router as webhooks_router
from service.work import KINDS
from service.worksheets.endpoints import router as worksheets_router

ROUTERS = (
    attempts_router,
    checks_router,
    catalogue_router,
    exercises_router,
    quizzes_router,
    scores_router,
    analysis_router,
    reviews_router,
    regrades_router,
    learners_router,
    events_router,
    webhooks_router,
    audit_router,
    worksheets_router,
    exporting_router,
    keys_router,
)
"""What is served below /api/v1. Routes are tried in this order: those that learners wait for come first."""
BATCHES = tuple(
    docs.PREFIX + path
    for path in ("/check:batch", "/exercises:batch", "/worksheets", r"/worksheets/[^/]+/marks(\.csv)?")
)
"""Paths whose bodies may be larger, as patterns."""


def create_app(settings: Settings | None = None, clock: Clock = utc_now) -> FastAPI:
    """The application. Nothing is opened before it starts; a database that is not there then is tried again later."""
    settings = settings or load()
    app = FastAPI(
        lifespan=lifespan(settings, clock),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=docs.operation_id,
    )
    app.openapi = lambda: docs.openapi(app)  # type: ignore[method-assign]
    add_error_handlers(app)
    app.add_exception_handler(Replay, replayed)
    app.add_middleware(BodyLimit, usual=settings.body_kb << 10, batch=settings.batch_kb << 10, batches=BATCHES)
    app.add_middleware(Frame)
    for router in ROUTERS:
        app.include_router(router, prefix=docs.PREFIX)
    app.include_router(docs.router)
    app.include_router(health.router)
    for _ in iter_route_contexts(app.routes):
        pass  # FastAPI would put routes together during the first requests, several of them at once
    return app


def lifespan(settings: Settings, clock: Clock) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What is opened when the application starts, and closed when it stops."""

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        logs.configure(settings.log_level)
        server = app.state.server = Server(settings, clock)
        _end_with_the_supervisor()
        await to_thread.run_sync(_start, server)
        server.metrics.ask(lambda: health.stocks(server))
        jobs = app.state.jobs = runner(server, KINDS)
        jobs.start()
        with draining(server, jobs.close):
            yield
        await to_thread.run_sync(jobs.close)
        await to_thread.run_sync(server.close)

    return opened


COLLECTED = 50_000
"""New objects between two looks for unreachable ones. With Python's 700 that took a tenth of the time of requests."""
SWITCH_S = 0.0003
"""How long a thread may compute on SQLite while others wait for the interpreter. Writers take turns there, and each
asks for the interpreter a dozen times within its turn: with Python's 5 ms one client who sends what is hard to judge
would hold up all of them. It costs a tenth of the throughput."""


@cache
def _app() -> FastAPI:
    return create_app()


def __getattr__(name: str) -> Any:
    """`app` for `uvicorn service.app:app`: made when it is asked for, so that importing this reads no environment."""
    if name == "app":
        return _app()
    raise AttributeError(name)


def _end_with_the_supervisor() -> None:
    """If this is one of several server processes and the one that started them is killed, stop as if told to: else the
    port would stay taken by processes that nobody looks after."""
    supervisor = multiprocessing.parent_process()
    if supervisor is None:
        return
    loop, gone = asyncio.get_running_loop(), supervisor.sentinel

    def stop() -> None:
        loop.remove_reader(gone)
        os.kill(os.getpid(), signal.SIGTERM)

    loop.add_reader(gone, stop)


def _start(server: Server) -> None:
    try:
        server.start()
    except (ServiceError, DBAPIError) as error:
        logs.log.error("the database is not ready; every request will try again", error=str(error)[:300])
    bank.load()
    gc.collect()
    gc.freeze()  # the bank stays for good: the collector need not walk through it again and again
    gc.set_threshold(COLLECTED, 10, 10)
    if server.settings.on_sqlite:
        sys.setswitchinterval(SWITCH_S)
