"""Weekly summaries on Discord's side: when they are posted, and that they are once."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Protocol

import discord

from bot.clock import Clock
from bot.errors import DatabaseBusy
from bot.ids import GuildId, MessageId, nonce
from bot.settings import permissions
from bot.settings.models import Purpose
from bot.text import Text
from bot.ui.governor import Forbidden, Governor, Route, Urgency
from bot.ui.outbox import TROUBLE, nonce_known, sent_before
from bot.weekly import ranking, views
from bot.weekly.models import Due, Happened, Noted
from bot.weekly.service import Weeklies

log = logging.getLogger(__name__)

AGAIN = timedelta(minutes=10)
"""When what was due and couldn't be done is tried again."""
LONGEST_SLEEP = timedelta(hours=1)
"""A clock that was set wrong, or a zone that was chosen anew, is right again within the hour."""


class Outcome(Enum):
    """What trying to tell a week came to."""

    DONE = auto()
    LATER = auto()
    TROUBLE = auto()


class Gather(Protocol):
    """All that happened in a server in that time, in a language; of adult shows with `adult`."""

    async def __call__(
        self, guild: GuildId, since: datetime, until: datetime, t: Text, *, adult: bool
    ) -> Happened: ...


class Board:
    """Posts what is due for as long as a server wants it. `language` is a server's."""

    def __init__(
        self,
        client: discord.Client,
        weeklies: Weeklies,
        gather: Gather,
        clock: Clock,
        language: Callable[[discord.Guild], Text],
        governor: Governor,
    ) -> None:
        self._client = client
        self._weeklies = weeklies
        self._gather = gather
        self._clock = clock
        self._language = language
        self._governor = governor
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Look for what is due from now on. While nobody wants any, nothing waits."""
        if self._weeklies.active and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._run(), name="Weekly summaries")

    async def close(self) -> None:
        """Begin nothing more."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._weeklies.active:
            done = await self.tick()
            due, now = self._weeklies.next_due(), self._clock.now()
            wait = min(LONGEST_SLEEP if done else AGAIN, due - now if due else LONGEST_SLEEP)
            await asyncio.sleep(wait.total_seconds())

    async def tick(self) -> bool:
        """Post what is due. Whether nothing of it is left to be tried again."""
        try:
            outcomes = [await self._one(due) for due in await self._weeklies.due()]
        except DatabaseBusy as error:
            log.warning("Weekly summaries wait: %s", error)
            return False
        except Exception:
            log.exception("Weekly summaries wait")
            return False
        if Outcome.TROUBLE not in outcomes:
            self._weeklies.swept()
        return all(outcome is Outcome.DONE for outcome in outcomes)

    async def _one(self, due: Due) -> Outcome:
        facts = {"guild": due.guild, "week": due.week.key}
        try:
            return Outcome.DONE if await self._told(due) else Outcome.LATER
        except DatabaseBusy:
            raise
        except (*TROUBLE, Forbidden) as error:
            log.warning("A weekly summary waits: %r", error, extra=facts)
        except Exception:
            log.exception("A weekly summary stumbled", extra=facts)
        return Outcome.TROUBLE

    async def _told(self, due: Due) -> bool:
        """Whether it is done with. Quietly not where the channel can't be posted in now."""
        server = self._client.get_guild(due.guild)
        channel = server.get_channel(due.channel) if server and not server.unavailable else None
        if server is None or not isinstance(channel, discord.TextChannel):
            return False
        if permissions.missing(channel, Purpose.NEWS):
            return False  # the doctor tells an admin
        noted = await self._weeklies.noted(due.guild, due.week)
        known = self._nonce_is_known(noted, channel)
        if noted and not known and (before := await self._arrived(noted, due)):
            await self._weeklies.posted(due, MessageId(before.id))
            return True
        t = self._language(server)
        happened = await self._gather(
            due.guild, due.week.since, due.week.until, t, adult=channel.is_nsfw()
        )
        summary = ranking.summary(happened)
        if summary.empty:
            if not known:  # else it may have arrived, which will show
                await self._weeklies.silent(due)
            return not known
        if not known:
            await self._weeklies.trying(due)
        view = views.post(summary, due.week.key, due.week.since, due.week.until, t)
        view.stop()
        route = Route(due.guild, due.channel, "weekly")
        mark = nonce("weekly", due.guild, due.week.key)
        message = await self._governor.run(
            Urgency.LOOK, route, lambda: channel.send(view=view, nonce=mark)
        )
        await self._weeklies.posted(due, MessageId(message.id))
        return True

    def _nonce_is_known(self, noted: Noted | None, channel: discord.TextChannel) -> bool:
        """Whether sending it there again is answered with the first message, if that arrived."""
        return (
            noted is not None
            and noted.tried_at is not None
            and noted.channel == channel.id
            and nonce_known(noted.tried_at, self._clock.now())
        )

    async def _arrived(self, noted: Noted, due: Due) -> discord.Message | None:
        """The message of an attempt whose end nobody knows, where that was made.

        A channel that is gone took it along. Where the bot may not look, it raises: rather none
        than two.
        """
        me = self._client.user
        if noted.tried_at is None or noted.channel is None or me is None:
            return None
        place = self._client.get_partial_messageable(noted.channel, guild_id=due.guild)
        sought, since = views.ALL.pack(week=due.week.key, page=0), noted.tried_at
        route = Route(due.guild, noted.channel, "look")
        try:
            return await self._governor.run(
                Urgency.LOOK, route, lambda: sent_before(place, me, sought, since)
            )
        except discord.NotFound:
            return None
