"""Taking down what shows something that was erased, until Discord has it no more."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

import discord

from bot.db.takedowns import mark
from bot.errors import Refusal
from bot.ids import GuildId
from bot.privacy.models import Lost, Takedown
from bot.privacy.service import Privacy
from bot.text import Text
from bot.ui import governor
from bot.ui.governor import Governor, Route, Urgency
from bot.ui.outbox import CLOCKS_DIFFER, TROUBLE, sent_before

log = logging.getLogger(__name__)

FIRST_WAIT = 60.0
LONGEST_WAIT = 86_400.0
SLOWER = 4


class Cleaner:
    """Works through the takedowns. `language` is what everybody in a server reads."""

    def __init__(
        self,
        client: discord.Client,
        turns: Governor,
        privacy: Privacy,
        language: Callable[[discord.Guild], Text],
    ) -> None:
        self._client = client
        self._turns = turns
        self._privacy = privacy
        self._language = language
        self._again: asyncio.Task[None] | None = None

    async def clean(self, guild: GuildId | None = None) -> int:
        """Take down what is noted, of one server or of all; how much stays. That is tried again
        by itself. What stands in a server that the bot isn't in can't be helped.
        """
        stays = 0
        for post in await self._privacy.takedowns(guild):
            server = self._client.get_guild(post.guild)
            if server is not None and not await self._gone(post, server):
                stays += 1
        if stays and (self._again is None or self._again.done()):
            self._again = asyncio.create_task(self._later(), name="Takedowns")
        return stays

    def stop(self) -> None:
        """Try nothing again by itself any more."""
        if self._again:
            self._again.cancel()

    async def _later(self) -> None:
        wait = FIRST_WAIT
        stays = True
        while stays:
            await asyncio.sleep(wait)
            wait = min(wait * SLOWER, LONGEST_WAIT)
            try:
                stays = bool(await self.clean())
            except Refusal as error:
                log.info("Nothing taken down now: %r", error)

    async def _gone(self, post: Takedown, server: discord.Guild) -> bool:
        route = Route(post.guild, post.channel, "takedown")
        try:
            await self._turns.run(Urgency.EDIT, route, lambda: self._remove(post, server))
        except (*TROUBLE, governor.Forbidden) as error:
            log.info("A message stays for now: %r", error, extra={"post": post.message})
            return False
        await self._privacy.taken_down(post)
        return True

    async def _remove(self, post: Takedown, server: discord.Guild) -> None:
        place = self._client.get_partial_messageable(post.channel, guild_id=post.guild)
        with contextlib.suppress(discord.NotFound):
            if isinstance(post.message, Lost):
                if found := await _arrived(post.message, place, server):
                    await found.delete()
            else:
                await place.get_partial_message(post.message).delete()
        if post.thread:
            with contextlib.suppress(discord.NotFound, discord.Forbidden):
                thread = await self._client.fetch_channel(post.thread)
                if isinstance(thread, discord.Thread):
                    name = self._language(server)("Erased at its writer's wish")
                    await thread.edit(name=name, archived=False)


async def _arrived(
    lost: Lost, place: discord.PartialMessageable, server: discord.Guild
) -> discord.Message | None:
    """The message, if it is there. Raises `Forbidden` where the bot may not look."""
    channel = server.get_channel(place.id)
    # Without this permission Discord lists nothing and says nothing.
    if channel and not channel.permissions_for(server.me).read_message_history:
        raise governor.Forbidden
    found = await sent_before(place, server.me, lambda each: mark(each) == lost.mark, lost.since)
    return found if found and found.created_at <= lost.until + CLOCKS_DIFFER else None
