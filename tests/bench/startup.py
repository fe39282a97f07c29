"""How fast the bot is there, and what it costs while nobody asks anything."""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figure import Figure, bench
from tests.wire import TOKEN, Wire

IMPORT = """
import time
began = time.perf_counter()
import discord, discord.ext.commands
print(time.perf_counter() - began)
import importlib, bot.client
for name in bot.client.EXTENSIONS:
    importlib.import_module(name)
print(time.perf_counter() - began)
"""


@bench
def imports() -> Iterator[Figure]:
    """The fastest of seven interpreters that import the client and every cog, and how much of it
    is discord.py's own: other work on the machine only ever adds. Modules are compiled by the
    first, as they are for a host."""
    runs = []
    compiled = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(7):
        done = subprocess.run(
            [sys.executable, "-c", IMPORT], capture_output=True, check=True, env=compiled
        )
        runs.append([float(seconds) for seconds in done.stdout.split()])
    library, whole = min(runs, key=lambda run: run[1])
    yield Figure(name="import", value=whole, unit="s", target=0.6)
    yield Figure(name="import, discord.py alone", value=library, unit="s")


@bench
def idle() -> Iterator[Figure]:
    """Resident memory of ``python -m bot`` in one server, ready and doing nothing."""
    yield Figure(name="idle memory", value=asyncio.run(_idle()), unit="MB", target=90)


async def _idle() -> float:
    with tempfile.TemporaryDirectory() as folder:
        async with Wire() as wire:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.wire_run", wire.api, wire.gateway,
                env={**os.environ, "DISCORD_TOKEN": TOKEN, "KANSO_DATABASE": f"{folder}/kanso.db"},
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
            await wire.connected(within=30)
            interaction = wire.slash("about")
            await wire.answered("POST", interaction.callback, within=10)
            resident = _resident(process.pid)
            process.terminate()
            await process.wait()
    return resident


def _resident(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found, "this system does not tell a process's memory"
    return int(found[1]) / 1000
