"""How long a member waits for a card because of the bot, and for what autocomplete offers."""

import asyncio
import contextlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from bot.__main__ import keep_what_is_loaded
from bot.client import create_bot
from bot.config import Config
from bot.shows import catalogue
from bot.shows.service import Shows
from tests.bench.figure import Figure, bench
from tests.bench.search import full_catalogue
from tests.shows.test_search_kinds import KINDS
from tests.wire import TOKEN, Interaction, Wire, pointed_at

TIMES = 1000
WARM_UP = 50
COMPLETE = 4
RATE = 200
SECONDS = 10
STRIDE = 37
"""Keystrokes between one and the next, so that neighbours aren't of one word."""


@bench
def card() -> Iterator[Figure]:
    """From the interaction's JSON on the gateway to the answer's on the HTTP server, both on
    loopback and in this process: the bot's share is less than this."""
    for name, times in asyncio.run(_measure()).items():
        yield Figure(name=f"{name} median", value=statistics.median(times), unit="ms")
        ninety_ninth = statistics.quantiles(times, n=100)[98]
        yield Figure(name=f"{name} p99", value=ninety_ninth, unit="ms", target=10)


@bench
def autocomplete() -> Iterator[Figure]:
    """Keystrokes at a steady 200 a second over the full catalogue, through gateway and HTTP: each
    from the moment that it was due, so that one that waits for another counts as waiting."""
    with full_catalogue() as (path, _):
        if path is None:
            return
        times = asyncio.run(_type(path))
    yield Figure(name="autocomplete at 200/s, median", value=statistics.median(times), unit="ms")
    p99 = statistics.quantiles(times, n=100)[98]
    yield Figure(name="autocomplete at 200/s, p99", value=p99, unit="ms", target=15)


async def _type(file: Path) -> list[float]:
    typed = [query for kind in KINDS.values() for query in kind]
    keystrokes = [query[:end] for query in typed for end in range(1, len(query) + 1)]
    async with _running(catalogue_update=file) as wire:
        before, began = len(wire.requests), time.monotonic() + 0.1
        due = [began + at / RATE for at in range(RATE * SECONDS)]
        sent: list[Interaction] = []
        for at, moment in enumerate(due):
            await asyncio.sleep(max(0.0, moment - time.monotonic()))
            sent.append(_typing(wire, keystrokes[at * STRIDE % len(keystrokes)]))
        await wire.until(lambda: len(wire.requests) - before >= len(sent), "every answer")
        answered = {request.path: request.at for request in wire.requests}
    times = [
        1000 * (answered[each.callback] - moment) for each, moment in zip(sent, due, strict=True)
    ]
    return times[RATE:]  # the first second reads the file


@contextlib.asynccontextmanager
async def _running(**settings: Any) -> AsyncIterator[Wire]:
    """A wire with a bot that is ready on it."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(database=Path(folder) / "kanso.db", token=TOKEN, **settings)
        async with Wire() as wire:
            with pointed_at(wire.api, wire.gateway):
                bot = create_bot(config)
                running = asyncio.create_task(bot.start(TOKEN))
                await wire.connected(within=10)
                await bot.wait_until_ready()
                keep_what_is_loaded()
                yield wire
                await bot.close()
                await running


async def _measure() -> dict[str, list[float]]:
    shows = Shows(catalogue.load(Config().catalogue))
    titles = [show.title.main for show in shows.suggest("", adult=False)]
    async with _running() as wire:
        shown = await _times(wire, titles, complete=False)
        completed = await _times(wire, titles, complete=True)
    return {"/show": shown, "/show autocomplete": completed}


async def _times(wire: Wire, titles: list[str], *, complete: bool) -> list[float]:
    times = []
    for turn in range(WARM_UP + TIMES):
        title = titles[turn % len(titles)]
        began = time.monotonic()
        interaction = _typing(wire, title[:5]) if complete else wire.slash("show", title=title)
        answer = await wire.received("POST", interaction.callback)
        times.append((answer.at - began) * 1000)
        wire.requests.clear()
    return times[WARM_UP:]


def _typing(wire: Wire, typed: str) -> Interaction:
    option = {"name": "title", "type": 3, "value": typed, "focused": True}
    command = next(command for command in wire.commands[None] if command["name"] == "show")
    data = {"id": command["id"], "name": "show", "type": 1, "options": [option]}
    return wire.interact(COMPLETE, data)
