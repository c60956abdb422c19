"""What is counted while a graph is served, in Prometheus' terms: `/metrics`."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from sayso import __version__
from sayso.api.service import Service

__all__ = ["CONTENT_TYPE", "GAUGES", "Metrics"]

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"))
SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
# of a service's measures, those that go up and down; the others only grow
GAUGES = frozenset(("running", "running_long", "waiting", "idle", "in_memory", "readers"))


class Metrics:
    """The counts of one app, in a registry of its own; of a service that has `measures()`, these as well.

    `cached` tells how many answers were given from what was kept of an earlier one.
    """

    def __init__(self, service: Service, cached: Callable[[], int] = int) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "sayso_http_requests",
            "Answers, by the route's pattern, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "sayso_http_request_seconds",
            "From the first look at a request to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.bytes = Counter(
            "sayso_http_response_bytes", "Bytes of answers, without headers.", registry=self.registry
        )
        self.running = Gauge(
            "sayso_http_requests_running", "Requests that are being answered.", registry=self.registry
        )
        self._found: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self.registry.register(_Served(service, cached))

    def count(self, route: str, method: str, status: int, seconds: float, size: int) -> None:
        """Counts one answer."""
        key = (route, method if method in METHODS else "other", status)
        found = self._found.get(key)
        if found is None:  # looking them up takes longer than counting
            found = self._found[key] = (
                self.requests.labels(route, key[1], str(status)),
                self.seconds.labels(route),
            )
        found[0].inc()
        found[1].observe(seconds)
        self.bytes.inc(size)

    def page(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self.registry)


class _Served:
    """What the service tells about itself, looked up when somebody asks."""

    def __init__(self, service: Service, cached: Callable[[], int]) -> None:
        self._service = service
        self._cached = cached
        self._state = service.state
        self._since = time.monotonic()

    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("sayso_build_info", "The version that serves.", labels=["version"])
        build.add_metric([__version__], 1)
        yield build
        state = self._service.state
        if state != self._state:
            self._state, self._since = state, time.monotonic()
        since: float = getattr(self._service, "since", self._since)  # readers know better than who looks in
        yield GaugeMetricFamily(
            "sayso_state_age_seconds",
            "For how long the present state of the graph has been served.",
            value=time.monotonic() - since,
        )
        yield CounterMetricFamily(
            "sayso_cache_hits", "Queries answered from what was kept of an answer.", value=self._cached()
        )
        measures: Callable[[], Mapping[str, Any]] | None = getattr(self._service, "measures", None)
        for name, value in sorted(measures().items() if measures is not None else ()):
            if name in GAUGES:
                yield GaugeMetricFamily(f"sayso_readers_{name}", _told(name), value=float(value))
            else:
                yield CounterMetricFamily(f"sayso_readers_{name}", _told(name), value=float(value))


def _told(name: str) -> str:
    return f"Of the processes that answer: {name.replace('_', ' ')}."
