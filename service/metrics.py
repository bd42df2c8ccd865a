"""Figures for Prometheus, one registry for each application.

Where several server processes share a port, each counts into files of a common folder (`PROMETHEUS_MULTIPROC_DIR`,
which `serve --workers` makes), and any of them tells the sums of all. What the database knows, jobs and deliveries, is
asked of it at each scrape: every replica tells the same, so take the maximum and not the sum.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from sqlalchemy import Engine, event

from schemas.verdict import Verdict

M = TypeVar("M", Counter, Histogram)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder where the processes of one service count together."""
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LONG = (0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 1_800)
QUICK = (0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5)

disable_created_metrics()  # type: ignore[no-untyped-call]  # they double the series, and nobody looks at them


class Workers(Protocol):
    """What a pool of workers tells."""

    @property
    def alive(self) -> int: ...
    @property
    def busy(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def killed(self) -> int: ...
    @property
    def replaced(self) -> int: ...


class Metrics:
    """Everything that is counted in this process; docs/operations.md has the table."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._told: list[Collector] = []
        self._under = lru_cache(maxsize=4_096)(_under)
        """What counts under some labels: looked up for every request."""
        self._requests = self._counter("requests", "Requests answered.", "method", "route", "status")
        self._seconds = self._histogram("request_seconds", "Time to answer a request.", SECONDS, "method", "route")
        self._checks = self._counter("checks", "Answers judged.", "kind", "outcome", "method")
        self._check_seconds = self._histogram("check_seconds", "Time to judge an answer.", QUICK, "kind", "method")
        self._jobs = self._counter("jobs", "Jobs begun, by how they ended.", "kind", "outcome")
        self._job_seconds = self._histogram("job_seconds", "Time of a job.", LONG, "kind")
        self._sent = self._counter("webhook_deliveries", "Tries to deliver an event, by what came of them.", "outcome")
        self._killed = self._counter("workers_killed", "Workers killed at a limit.")
        self._replaced = self._counter("workers_replaced", "Workers replaced, killed or worn out.")
        self._before = 0, 0
        self._workers = {
            "alive": self._gauge("workers", "Worker processes for proofs."),
            "busy": self._gauge("workers_busy", "Proofs running."),
            "waiting": self._gauge("workers_waiting", "Proofs waiting for a worker."),
        }
        self._connections = self._gauge("database_connections_in_use", "Connections taken from the pool.")
        self._pool = self._gauge("database_connections_max", "Connections the pool may open.")

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._under(self._requests, method, route, str(status)).inc()
        self._under(self._seconds, method, route).observe(seconds)

    def judged(self, verdict: Verdict, kind: str) -> None:
        method = verdict.evidence.method
        self._under(self._checks, kind, verdict.outcome, method).inc()
        self._under(self._check_seconds, kind, method).observe(verdict.evidence.elapsed_us / 1e6)

    def worked(self, kind: str, outcome: str, seconds: float) -> None:
        """A job was begun and has ended, in one way or another."""
        self._jobs.labels(kind, outcome).inc()
        self._job_seconds.labels(kind).observe(seconds)

    def sent(self, outcome: str) -> None:
        """An event was sent: delivered, retried or failed."""
        self._sent.labels(outcome).inc()

    def workers(self, pool: Workers) -> None:
        """How the pool is now. Not for several threads at once."""
        for name, gauge in self._workers.items():
            gauge.set(getattr(pool, name))
        self._killed.inc(pool.killed - self._before[0])
        self._replaced.inc(pool.replaced - self._before[1])
        self._before = pool.killed, pool.replaced

    def watch(self, engine: Engine) -> None:
        """Count the connections that are taken out of this pool."""
        self._pool.set(getattr(engine.pool, "_max_overflow", 0) + engine.pool.size())  # type: ignore[attr-defined]
        event.listen(engine, "checkout", lambda *_: self._connections.inc())
        event.listen(engine, "checkin", lambda *_: self._connections.dec())

    def ask(self, source: Callable[[], Mapping[str, Stock]]) -> None:
        """Ask this at each scrape: name → what there is."""
        self._told.append(_Stocks(source))

    def text(self) -> bytes:
        """As Prometheus reads it: what was counted by all processes, then what was asked for."""
        asked = CollectorRegistry()
        for collector in self._told:
            asked.register(collector)
        return generate_latest(self._counted()) + generate_latest(asked)

    def _counted(self) -> CollectorRegistry:
        if not (folder := os.environ.get(FOLDER)):
            return self.registry
        _bury(Path(folder))
        together = CollectorRegistry()
        MultiProcessCollector(together, folder)  # type: ignore[no-untyped-call]
        return together

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"problembank_{name}", told, labels, registry=self.registry)

    def _histogram(self, name: str, told: str, bounds: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"problembank_{name}", told, labels, registry=self.registry, buckets=bounds)

    def _gauge(self, name: str, told: str) -> Gauge:
        return Gauge(f"problembank_{name}", told, registry=self.registry, multiprocess_mode="livesum")


class Stock:
    """A gauge with one value for each combination of labels."""

    def __init__(self, told: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], float]]) -> None:
        self.told, self.labels, self.values = told, labels, tuple(values)


class _Stocks(Collector):
    def __init__(self, source: Callable[[], Mapping[str, Stock]]) -> None:
        self._source = source

    def describe(self) -> Iterable[Metric]:
        return ()  # registering must not ask the database

    def collect(self) -> Iterator[Metric]:
        for name, stock in self._source().items():
            family = GaugeMetricFamily(f"problembank_{name}", stock.told, labels=stock.labels)
            for labels, value in stock.values:
                family.add_metric(labels, value)
            yield family


def _under(metric: M, *labels: str) -> M:
    return metric.labels(*labels)


def _bury(folder: Path) -> None:
    """Forget the gauges of processes that are no more."""
    for file in folder.glob("gauge_live*.db"):
        found = re.fullmatch(r"gauge_live[a-z]*_(\d+)\.db", file.name)
        if found is not None and not Path(f"/proc/{found[1]}").exists() and Path("/proc/self").exists():
            with suppress(FileNotFoundError):
                mark_process_dead(int(found[1]), str(folder))  # type: ignore[no-untyped-call]
