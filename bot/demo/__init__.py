"""A simulated Discord server in the browser, with the real bot in it."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from bot import config

HOST = "127.0.0.1"
NEEDED = ("simcord", "PIL", "markdown_it", "linkify_it", "regex")
MISSING = """\
The demo needs SimCord, the simulated Discord, which isn't installed.
The README's command for the demo installs it."""
TAKEN = """\
Port {port} can't be used: {reason}.
Choose another one: {another}"""


def serve(port: int) -> int:
    """Serve the demo on this computer until a signal ends it. The exit code: 0 after a clean end.

    1 with the reason said when SimCord is missing or the port, 0 to 65535, is taken; 0 means any
    free one.
    """
    if any(find_spec(module) is None for module in NEEDED):
        print(MISSING, file=sys.stderr)
        return 1
    logging.getLogger().setLevel(logging.WARNING)
    logging.getLogger("discord").setLevel(logging.ERROR)  # voice libraries aren't missed here
    with tempfile.TemporaryDirectory(prefix="kanso-demo-") as folder:
        return asyncio.run(_serve(port, Path(folder)))


async def _serve(port: int, folder: Path) -> int:
    from aiohttp import web

    from bot.demo.page import Page
    from bot.demo.seed import seed
    from bot.demo.world import World

    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    try:
        # Taken before the server is furnished, so that a port in use is said at once.
        door = socket.create_server((HOST, port))
    except OSError as error:
        another = config.typed("demo --port 8766", group="demo")
        print(TAKEN.format(port=port, reason=error.strerror, another=another), file=sys.stderr)
        return 1
    gc.disable()  # a furnished server is kept as a whole: there is nothing to look for yet
    async with World.open(folder) as world:
        await seed(world)
        gc.enable()
        runner = web.AppRunner(Page(world).application(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, door).start()
        address = f"http://{HOST}:{door.getsockname()[1]}/"
        print(f"Kansō is ready: open {address} (Ctrl-C ends it)", flush=True)
        living = asyncio.create_task(world.live())
        ended = asyncio.create_task(stopping.wait())
        await asyncio.wait({living, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in (living, ended):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await living
        async with world.busy:
            await world.leave()
        await runner.cleanup()
    return 0
