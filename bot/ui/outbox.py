"""Sending what must be there once: a row is written first, then the message, then its id.

Within minutes Discord answers a nonce that it knows with the first message. After that, an attempt
whose end nobody heard of is looked for among what the bot has said since.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import aiohttp
import discord

TROUBLE = (discord.HTTPException, aiohttp.ClientError, OSError)
"""How talking to Discord fails: it refuses, or it can't be reached."""

NONCE_KEPT = timedelta(minutes=1)
CLOCKS_DIFFER = timedelta(minutes=5)
CLOCK_WRONG = timedelta(days=1)
"""How far ahead this host's clock may have been when something was sent: a wrong time zone."""
LOOKED_THROUGH = 200


def nonce_known(since: datetime, now: datetime) -> bool:
    """Whether Discord still answers a nonce that was first sent at `since` with that message. Not
    where the clock was set back in between: then nobody knows how long ago that was.
    """
    return timedelta() <= now - since < NONCE_KEPT


async def sent_before(
    place: discord.abc.Messageable,
    me: discord.abc.Snowflake,
    custom_id: str | Callable[[str], bool],
    since: datetime,
) -> discord.Message | None:
    """The bot's own message in `place` with a component of that custom id, or one for which
    `custom_id` is true, if there is one.

    `since` is when sending it was first tried. Raises what `TROUBLE` holds, `discord.Forbidden`
    where the bot may not read the history.
    """
    is_it = custom_id if callable(custom_id) else custom_id.__eq__
    # Discord tells when it got a message, and `since` when this host believed that it sent it: from
    # then on, and where its clock was ahead, what is newest.
    for before, first in ((CLOCKS_DIFFER, True), (CLOCK_WRONG, False)):
        after = since - before
        async for message in place.history(limit=LOOKED_THROUGH, after=after, oldest_first=first):
            if message.author.id == me.id and any(map(is_it, custom_ids(message))):
                return message
    return None


def custom_ids(message: discord.Message) -> set[str]:
    """The custom ids of a message's components."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    return {str(getattr(item, "custom_id", "")) for item in view.walk_children()}
