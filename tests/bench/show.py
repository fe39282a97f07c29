"""How long a member waits for a card because of the bot, and for what autocomplete offers."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot.client import create_bot
from bot.config import Config
from tests.bench.figure import Figure, bench
from tests.wire import TOKEN, Interaction, Wire, pointed_at

TIMES = 1000
WARM_UP = 50
COMPLETE = 4


@bench
def card() -> Iterator[Figure]:
    """From the interaction's JSON on the gateway to the answer's on the HTTP server, both on
    loopback and in this process: the bot's share is less than this."""
    for name, times in asyncio.run(_measure()).items():
        yield Figure(name=f"{name} median", value=statistics.median(times), unit="ms")
        ninety_ninth = statistics.quantiles(times, n=100)[98]
        yield Figure(name=f"{name} p99", value=ninety_ninth, unit="ms", target=10)


async def _measure() -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        async with Wire() as wire:
            with pointed_at(wire.api, wire.gateway):
                bot = create_bot(Config(database=Path(folder) / "kanso.db", token=TOKEN))
                running = asyncio.create_task(bot.start(TOKEN))
                await wire.connected(within=10)
                await bot.wait_until_ready()
                titles = [show.title.main for show in bot.app.shows.suggest("", adult=False)]
                shown = await _times(wire, titles, complete=False)
                completed = await _times(wire, titles, complete=True)
                await bot.close()
                await running
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
