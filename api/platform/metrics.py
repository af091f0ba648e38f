"""Figures about the service, for Prometheus. Each application has its own registry."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from api.store.engine import Store
from api.store.job_counts import job_counts

STATES = ("queued", "running", "done", "failed", "stopped")
_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What is counted and measured."""

    def __init__(self, store: Store) -> None:
        self._registry = CollectorRegistry()
        self._durations = Histogram(
            "roundsman_request_duration_seconds",
            "How long requests took, by operation, method and status.",
            ("operation", "method", "status"),
            registry=self._registry,
            buckets=_BUCKETS_S,
        )
        self._registry.register(_Jobs(store))
        ProcessCollector(registry=self._registry)

    def note_request(self, operation: str, method: str, status: int, duration_s: float) -> None:
        """Count a request that was answered; status 0: its sender went away before."""
        self._durations.labels(operation, method, str(status)).observe(duration_s)

    def written(self) -> bytes:
        """Write all figures as Prometheus reads them."""
        return generate_latest(self._registry)


class _Jobs(Collector):
    """Counts the jobs by state whenever somebody looks."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name the figures without asking the database."""
        yield GaugeMetricFamily("roundsman_jobs", "")

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Ask the database."""
        with self._store.reading() as session:
            counts = job_counts(session)
        jobs = GaugeMetricFamily("roundsman_jobs", "Jobs by state.", labels=["state"])
        for state in STATES:
            jobs.add_metric([state], counts.get(state, 0))
        yield jobs
        waiting = GaugeMetricFamily("roundsman_queue_length", "Jobs that wait for a worker.")
        waiting.add_metric([], counts.get("queued", 0))
        yield waiting
