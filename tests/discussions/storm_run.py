"""``python -m tests.discussions.storm_run API GATEWAY``: `python -m bot` against a wire, which
identifies again at once instead of after discord.py's five seconds."""

import sys

import discord

from bot.__main__ import main
from tests.wire import pointed_at


async def at_once(self: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
    return None


if __name__ == "__main__":
    api, gateway = sys.argv[1:3]
    del sys.argv[1:3]
    discord.Client.before_identify_hook = at_once  # type: ignore[method-assign]
    with pointed_at(api, gateway):
        sys.exit(main())
