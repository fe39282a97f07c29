"""Health and metrics over HTTP, for whoever watches over the bot. Counts and seconds alone: no
member, no server, no title.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import __version__
from bot.errors import DatabaseBusy, DatabaseStuck, Refusal

PATIENCE = 2.0
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
"""Discord gives up on an answer after three."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """How the bot is now. Counts are since the start; `latency` is of the gateway's heartbeat, in
    seconds, and NaN before the first; `anilist_left` is None where AniList isn't asked.
    """

    gateway: bool
    database: bool
    latency: float
    servers: int
    votes: int
    busy: int
    anilist_left: int | None
    anilist_answers: Mapping[str, int]
    loops: Mapping[str, datetime | None]
    up_since: datetime

    @property
    def well(self) -> bool:
        return self.gateway and self.database


class Metrics(Collector):
    """What has been counted, and the vitals as of the last look, in Prometheus's text format."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._vitals: Vitals | None = None
        self._answered = Counter(
            "kanso_interactions",
            "Interactions answered: done, refused in words, busy or broken",
            ("kind", "outcome"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "kanso_interaction_seconds",
            "From an interaction's arrival until its command, component or form was done",
            ("kind",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._registry.register(self)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)

    def answered(self, kind: str, refusal: Refusal | None, seconds: float | None) -> None:
        """Count an answer. `seconds` None: its arrival wasn't noted."""
        self._answered.labels(kind, outcome(refusal)).inc()
        if seconds is not None:
            self._seconds.labels(kind).observe(seconds)

    def exposition(self, vitals: Vitals) -> bytes:
        """All of it, with these vitals."""
        self._vitals = vitals
        return generate_latest(self._registry)

    def collect(self) -> Iterable[Metric]:
        """The vitals, for the registry."""
        if (now := self._vitals) is None:
            return
        yield _gauge("up", "1 where the gateway and the database answer", now.well)
        yield _gauge("start_time_seconds", "When the bot started", now.up_since.timestamp())
        yield _gauge("servers", "Servers that the bot is in", now.servers)
        yield _counter("vote_changes", "Votes and withdrawals committed", now.votes)
        yield _counter("database_busy", "Refusals because the database was busy", now.busy)
        if math.isfinite(now.latency):
            yield _gauge("gateway_latency_seconds", "Of the gateway's heartbeat", now.latency)
        if now.anilist_left is not None:
            yield _gauge("anilist_requests_left", "AniList's for this minute", now.anilist_left)
            answers = _counter("anilist_answers", "AniList's answers by status; none: no answer")
            for status, count in now.anilist_answers.items():
                answers.add_metric([status], count)
            yield answers
        loops = GaugeMetricFamily(
            "kanso_loop_last_success_timestamp_seconds", "Of each loop", labels=["loop"]
        )
        for loop, at in now.loops.items():
            if at:  # one that never ran would look as if it had stopped in 1970
                loops.add_metric([loop], at.timestamp())
        yield loops
        about = GaugeMetricFamily("kanso_info", "The bot's version", labels=["version"])
        about.add_metric([__version__], 1)
        yield about


def outcome(refusal: Refusal | None) -> str:
    """A refusal as the metrics call it."""
    match refusal:
        case None:
            return "done"
        case DatabaseStuck():
            return "broken"
        case DatabaseBusy():
            return "busy"
        case Refusal() if refusal.unforeseen:
            return "broken"
        case _:
            return "refused"


class Watchpost:
    """Serves ``/healthz`` (200, or 503 with what is missing) and ``/metrics``."""

    def __init__(self, metrics: Metrics, vitals: Callable[[], Awaitable[Vitals]]) -> None:
        self._metrics = metrics
        self._vitals = vitals
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int | None:
        """Where it serves, None while it doesn't."""
        return int(self._runner.addresses[0][1]) if self._runner else None

    async def open(self, host: str, port: int) -> None:
        """Serve; on any free port for 0. Raises OSError where the address can't be had."""
        served = web.Application()
        served.router.add_get("/healthz", self._health)
        served.router.add_get("/metrics", self._measured)
        runner = web.AppRunner(served, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except (OSError, OverflowError) as error:
            await runner.cleanup()
            raise OSError(str(error)) from error
        self._runner = runner

    async def close(self) -> None:
        runner, self._runner = self._runner, None
        if runner:
            await runner.cleanup()

    async def _health(self, _: web.Request) -> web.Response:
        now = await self._vitals()
        parts = {"gateway": now.gateway, "database": now.database}
        return web.json_response(parts, status=200 if now.well else 503)

    async def _measured(self, _: web.Request) -> web.Response:
        body = self._metrics.exposition(await self._vitals())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def answers_in_time(question: Awaitable[object]) -> bool:
    """Whether it comes to an end, and not to an error, within `PATIENCE` seconds."""
    try:
        async with asyncio.timeout(PATIENCE):
            await question
    except Exception:  # noqa: BLE001  (whatever it is, it isn't well)
        return False
    return True


def _gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"kanso_{name}", words, value=float(value))


def _counter(name: str, words: str, value: float | None = None) -> CounterMetricFamily:
    labels = ["status"] if value is None else None
    return CounterMetricFamily(f"kanso_{name}", words, value=value, labels=labels)
