"""Counters for Prometheus, one registry for each application."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from schemas.verdict import Verdict

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


LONG = (0.01, 0.1, 0.5, 1, 5, 15, 60, 300, 1800)


class Workers(Protocol):
    """What a pool of workers tells."""

    @property
    def busy(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def killed(self) -> int: ...
    @property
    def replaced(self) -> int: ...


class Metrics:
    """Requests by route and status, their duration, verdicts by outcome and method, and the workers."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("problembank_requests", "Requests answered.", labels, registry=self.registry)
        self._seconds = Histogram(
            "problembank_request_seconds", "Time to answer.", ("route",), registry=self.registry, buckets=SECONDS
        )
        self._checks = Counter("problembank_checks", "Answers judged.", ("outcome", "method"), registry=self.registry)
        self._jobs = Counter(
            "problembank_jobs", "Jobs begun, by how they ended.", ("kind", "outcome"), registry=self.registry
        )
        self._job_seconds = Histogram(
            "problembank_job_seconds", "Time of a job.", ("kind",), registry=self.registry, buckets=LONG
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def judged(self, verdict: Verdict) -> None:
        self._checks.labels(verdict.outcome, verdict.evidence.method).inc()

    def worked(self, kind: str, outcome: str, seconds: float) -> None:
        """A job was begun and has ended, in one way or another."""
        self._jobs.labels(kind, outcome).inc()
        self._job_seconds.labels(kind).observe(seconds)

    def watch(self, workers: Workers) -> None:
        self.registry.register(_WorkerCollector(workers))

    def text(self) -> bytes:
        return generate_latest(self.registry)


class _WorkerCollector(Collector):
    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def collect(self) -> Iterator[Metric]:
        workers = self._workers
        yield GaugeMetricFamily("problembank_workers_busy", "Proofs running.", value=workers.busy)
        yield GaugeMetricFamily("problembank_workers_waiting", "Proofs waiting for a worker.", value=workers.waiting)
        yield CounterMetricFamily("problembank_workers_killed", "Workers killed at a limit.", value=workers.killed)
        yield CounterMetricFamily("problembank_workers_replaced", "Workers replaced.", value=workers.replaced)
