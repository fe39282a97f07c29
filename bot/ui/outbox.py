"""Sending what must be there once: a row is written first, then the message, then its id.

Within minutes Discord answers a nonce that it knows with the first message. After that, an attempt
whose end nobody heard of is looked for among what the bot has said since.
"""

from datetime import datetime, timedelta

import aiohttp
import discord

TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError)
"""How talking to Discord fails: it refuses, or it can't be reached."""

NONCE_KEPT = timedelta(minutes=1)
CLOCKS_DIFFER = timedelta(minutes=5)
LOOKED_THROUGH = 200


async def sent_before(
    place: discord.abc.Messageable, me: discord.abc.Snowflake, custom_id: str, since: datetime
) -> discord.Message | None:
    """The bot's own message in `place` with a component of that custom id, if there is one.

    `since` is when sending it was first tried. Raises what `TROUBLE` holds, `discord.Forbidden`
    where the bot may not read the history.
    """
    after = since - CLOCKS_DIFFER
    async for message in place.history(limit=LOOKED_THROUGH, after=after, oldest_first=True):
        if message.author.id == me.id and custom_id in custom_ids(message):
            return message
    return None


def custom_ids(message: discord.Message) -> set[str]:
    """The custom ids of a message's components."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    return {str(getattr(item, "custom_id", "")) for item in view.walk_children()}
