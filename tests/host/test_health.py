"""Health and metrics: what a watcher is told over HTTP, and that it names nobody."""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.client import Kanso, create_bot
from bot.config import Config
from bot.db import Database
from bot.errors import DatabaseBusy, NotModerator
from bot.host import health
from bot.host.health import Metrics, outcome
from cogs.host import HostCog
from tests.wire import TOKEN, Wire, pointed_at
from tests.world import World

ANY_PORT = ("127.0.0.1", 0)
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def host(bot: Kanso) -> HostCog:
    cog: Any = bot.cogs["HostCog"]  # loading it made another class of that name
    return cast(HostCog, cog)


async def fetched(bot: Kanso, path: str) -> tuple[int, str]:
    post = host(bot).watchpost
    assert post is not None
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{post.port}{path}") as response:
            return response.status, await response.text()


def samples(text: str) -> Samples:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def key(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


@contextlib.asynccontextmanager
async def online(wire: Wire, database: Path) -> AsyncIterator[Kanso]:
    bot = create_bot(Config(database=database, token=TOKEN, metrics=ANY_PORT))
    bot._connection.guild_ready_timeout = 0.05
    ready = asyncio.Event()

    async def on_ready() -> None:
        ready.set()

    bot.add_listener(on_ready)
    running = asyncio.create_task(bot.start(TOKEN))
    try:
        async with asyncio.timeout(20):
            await ready.wait()
        yield bot
    finally:
        await bot.close()
        await running


async def test_over_real_sockets_it_is_well_and_names_nobody(tmp_path: Path) -> None:
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            async with online(wire, tmp_path / "kanso.db") as bot:
                await wire.answered("POST", wire.slash("about").callback)
                await wire.answered("POST", wire.press("nothing:1").callback)
                assert await fetched(bot, "/healthz") == (
                    200,
                    '{"gateway": true, "database": true}',
                )
                status, text = await fetched(bot, "/metrics")
                names = [str(guild.id) for guild in bot.guilds]
                names += [guild.name for guild in bot.guilds]
                port = host(bot).watchpost
            assert port is not None
            assert port.port is None
    told = samples(text)
    assert status == 200
    assert told[key("kanso_up")] == 1
    assert told[key("kanso_servers")] == 1
    kind = "application_command"
    assert told[key("kanso_interactions_total", kind=kind, outcome="done")] == 1
    assert told[key("kanso_interaction_seconds_count", kind=kind)] == 1
    assert told[key("kanso_interactions_total", kind="component", outcome="refused")] == 1
    assert told[key("kanso_vote_changes_total")] == 0
    assert told[key("kanso_database_busy_total")] == 0
    assert key("process_resident_memory_bytes") in told
    assert not [name for name in names if name in text]
    assert not re.search(r'="\d{15,}"', text)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World.open(tmp_path, metrics=ANY_PORT, backup_every=24) as opened:
        yield opened


async def told(world: World) -> Samples:
    cog = host(world.bot)
    assert cog.metrics is not None
    return samples(cog.metrics.exposition(await cog.vitals()).decode())


async def test_each_kind_of_answer_is_counted_by_its_outcome(world: World) -> None:
    await world.admin.slash("show", title="Hero Mask")
    await world.admin.complete("show", "title", "hero")
    panel = await world.admin.slash("config")
    await world.admin.choose(panel, world.reviews, custom_id="config-channel:1:review")
    form = await world.admin.slash("review digest")
    await world.admin.submit(form)
    found = await told(world)
    counted = {
        (labels["kind"], labels["outcome"]): value
        for (name, held), value in found.items()
        if name == "kanso_interactions_total" and (labels := dict(held))
    }
    assert counted == {
        ("application_command", "done"): 3,
        ("autocomplete", "done"): 1,
        ("component", "done"): 1,
        ("modal_submit", "refused"): 1,
    }
    assert found[key("kanso_interaction_seconds_count", kind="autocomplete")] == 1
    assert found[key("kanso_loop_last_success_timestamp_seconds", loop="Backing up")] > 1e9


async def test_it_isnt_well_without_the_gateway_or_the_database(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cog = host(world.bot)
    assert (await cog.vitals()).well
    gateway: Any = world.bot.ws
    monkeypatch.setattr(gateway, "open", False)
    assert not (await cog.vitals()).well
    post = cog.watchpost
    assert post is not None
    answer = await post._health(None)  # type: ignore[arg-type]
    assert (answer.status, answer.text) == (503, '{"gateway": false, "database": true}')
    monkeypatch.undo()

    async def stuck(_: Database) -> int:
        await asyncio.Event().wait()
        return 0

    monkeypatch.setattr(Database, "version", stuck)
    monkeypatch.setattr(health, "PATIENCE", 0.01)
    assert not (await cog.vitals()).database


async def test_a_busy_database_is_counted(world: World) -> None:
    panel = await world.admin.slash("config")
    with world.busy():
        await world.admin.choose(panel, world.reviews, custom_id="config-channel:1:review")
    found = await told(world)
    assert found[key("kanso_database_busy_total")] == 1
    assert found[key("kanso_interactions_total", kind="component", outcome="busy")] == 1


async def test_an_address_that_cant_be_had_is_logged_and_the_bot_runs_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = ("127.0.0.1", taken.getsockname()[1])
        async with World.open(tmp_path, metrics=address) as world:
            assert "Kansō" in (await world.admin.slash("about")).text
    assert "Health and metrics aren't served" in caplog.text
    assert "KANSO_METRICS" in caplog.text


async def test_nothing_is_served_unless_asked_for(tmp_path: Path) -> None:
    async with World.open(tmp_path) as world:
        assert host(world.bot).watchpost is None


def test_outcomes() -> None:
    refusals = (None, NotModerator(), DatabaseBusy())
    assert [outcome(refusal) for refusal in refusals] == ["done", "refused", "busy"]


def test_what_nobody_foresaw_is_broken(tmp_path: Path) -> None:
    bot = create_bot(Config(database=tmp_path / "kanso.db"))
    assert outcome(bot.refusal(ValueError())) == "broken"


def test_anilists_budget_and_answers_are_told() -> None:
    vitals = health.Vitals(
        gateway=True,
        database=True,
        latency=float("nan"),
        servers=0,
        votes=0,
        busy=0,
        anilist_left=25,
        anilist_answers={"200": 3, "none": 1},
        loops={"Backing up": None},
        up_since=datetime(2026, 11, 21, tzinfo=UTC),
    )
    found = samples(Metrics().exposition(vitals).decode())
    assert found[key("kanso_anilist_requests_left")] == 25
    assert found[key("kanso_anilist_answers_total", status="none")] == 1
    assert key("kanso_loop_last_success_timestamp_seconds", loop="Backing up") not in found
    assert key("kanso_gateway_latency_seconds") not in found
