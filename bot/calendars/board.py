"""Discord's own events: made once, moved with their dates, taken down when they are off."""

import io
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import discord

from bot.calendars import plan
from bot.calendars.models import Announced, State, Words
from bot.calendars.plan import There
from bot.calendars.store import CalendarStore
from bot.clock import Clock
from bot.ids import ChannelId, GuildId
from bot.settings import permissions
from bot.ui import governor
from bot.ui.governor import Governor, Route, Urgency
from bot.ui.outbox import TROUBLE

log = logging.getLogger(__name__)
T = TypeVar("T")

_UNKNOWN_EVENT = 10070
_STANDS = (discord.EventStatus.scheduled, discord.EventStatus.active)


class Unheard(OSError):
    """Discord had trouble while it was making an event, and may have made it."""


class _Once(discord.File):
    """Keeps discord.py from sending a request a second time after an answer of 500 or 502.

    It does so up to five times, whatever the request, and what Discord makes then it may have made
    before. Files are set to their beginning before each attempt, and this one can't be.
    """

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), filename="once")

    def reset(self, *, seek: int | bool = True) -> None:
        if seek:
            raise Unheard


class EventBoard:
    """A server's events. Only what the bot made is ever touched."""

    def __init__(
        self, client: discord.Client, store: CalendarStore, governor: Governor, clock: Clock
    ) -> None:
        self._client = client
        self._store = store
        self._governor = governor
        self._clock = clock

    async def visit(self, guild: discord.Guild, coming: Mapping[str, Words], *, on: bool) -> bool:
        """Bring the events of a server up to date: `coming` by their uids, or none where not `on`.

        False where Discord had trouble, so that it is to be tried again soon. What it forbids is
        left until permissions change. Raises `DatabaseBusy`: nothing is made twice by that.
        """
        here = GuildId(guild.id)
        rows = await self._store.events(here)
        if not rows and not (on and coming):
            return True
        if not permissions.may_make_events(guild):
            return True
        try:
            await self._visit(guild, rows, coming, on=on)
        except (discord.Forbidden, governor.Forbidden):
            log.info("Events are forbidden there", extra={"guild": here})
        except TROUBLE as error:
            log.warning("Events wait: %r", error, extra={"guild": here})
            return False
        return True

    async def _visit(
        self,
        guild: discord.Guild,
        rows: list[Announced],
        coming: Mapping[str, Words],
        *,
        on: bool,
    ) -> None:
        here = GuildId(guild.id)
        standing = await self._standing(guild)
        there = [There(event=e.id, name=e.name, begins=e.start_time) for e in standing.values()]
        seen = plan.found(rows, there, self._clock.now())
        if changed := [row for row, was in zip(seen, rows, strict=True) if row != was]:
            await self._store.keep(changed)
        steps = plan.steps(here, seen, coming, self._clock.now(), on=on)
        if steps.drop:
            await self._store.drop(steps.drop)
        for row in steps.leave:
            await self._take_down(guild, row)
        for row, words in steps.change:
            await self._change(guild, standing[row.event or 0], row, words)
        for row in steps.make:
            await self._make(guild, row)

    async def _standing(self, guild: discord.Guild) -> dict[int, discord.ScheduledEvent]:
        """What the bot made there and isn't over."""
        me = self._client.user
        found = await self._ask(
            guild, Urgency.LOOK, lambda: guild.fetch_scheduled_events(with_counts=False)
        )
        return {e.id: e for e in found if me and e.creator_id == me.id and e.status in _STANDS}

    async def _make(self, guild: discord.Guild, row: Announced) -> None:
        """A row, then the event, then its id. How an attempt ended that Discord had trouble with,
        the next visit looks up.
        """
        await self._store.keep([row])
        payload = {
            "name": row.words.name,
            "description": row.words.description,
            "scheduled_start_time": row.words.begins.isoformat(),
            "scheduled_end_time": row.words.ends.isoformat(),
            "entity_type": discord.EntityType.external.value,
            "entity_metadata": {"location": row.words.location},
            "privacy_level": discord.PrivacyLevel.guild_only.value,
        }
        route = discord.http.Route("POST", "/guilds/{guild_id}/scheduled-events", guild_id=guild.id)
        try:
            made: Any = await self._ask(
                guild,
                Urgency.EDIT,
                lambda: self._client.http.request(route, json=payload, files=[_Once()]),
            )
        except discord.HTTPException as error:
            if error.status >= 500:
                raise
            await self._store.drop([row])  # it was refused, so it isn't there
            if isinstance(error, discord.Forbidden):
                raise
            log.warning("An event was refused: %r", error, extra={"guild": guild.id})
        except governor.Forbidden:
            await self._store.drop([row])
            raise
        else:
            await self._store.keep([replace(row, event=int(made["id"]))])

    async def _change(
        self, guild: discord.Guild, event: discord.ScheduledEvent, row: Announced, words: Words
    ) -> None:
        changes: dict[str, Any] = {"description": words.description}
        if words.name != row.words.name:
            changes["name"] = words.name
        if words.location != row.words.location:
            changes["location"] = words.location
        if (words.begins, words.ends) != (row.words.begins, row.words.ends):
            changes |= {"start_time": words.begins, "end_time": words.ends}
        try:
            await self._ask(guild, Urgency.EDIT, lambda: event.edit(**changes))
        except discord.NotFound:
            await self._store.keep([replace(row, state=State.GONE)])
        except discord.HTTPException as error:
            if error.status >= 500 or isinstance(error, discord.Forbidden):
                raise
            log.warning("An event stays as it is: %r", error, extra={"guild": row.guild})
        else:
            await self._store.keep([replace(row, words=words)])

    async def _take_down(self, guild: discord.Guild, row: Announced) -> None:
        assert row.event is not None  # noqa: S101  (a row without one is dropped)
        event = row.event
        await self._store.keep([replace(row, state=State.LEAVING)])
        try:
            await self._ask(
                guild,
                Urgency.EDIT,
                lambda: self._client.http.delete_scheduled_event(guild.id, event),
            )
        except discord.NotFound as error:
            if error.code not in (0, _UNKNOWN_EVENT):
                raise
        await self._store.drop([row])

    async def _ask(
        self, guild: discord.Guild, urgency: Urgency, work: Callable[[], Awaitable[T]]
    ) -> T:
        route = Route(GuildId(guild.id), ChannelId(0), "events")
        return await self._governor.run(urgency, route, work)
