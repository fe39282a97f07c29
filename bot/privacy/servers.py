"""Servers as a whole: their export, and their erasure a while after the bot left."""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock, to_epoch
from bot.db import copies
from bot.errors import N_
from bot.ids import GuildId
from bot.privacy import parcel
from bot.privacy.models import NothingToExport, TooLargeForDiscord
from bot.privacy.store import PrivacyStore

log = logging.getLogger(__name__)

LOOP = N_("Erasing what is due")
KEPT_AFTERWARDS = timedelta(days=30)
"""How long a server's data is kept after the bot left."""
MEGABYTES = 10
"""What Discord lets a bot send; a little of it is the message itself."""


class Servers:
    """`forget` is told of a server that was erased, for whoever holds something in memory.

    `swept_at` is when all that was due was last erased, since the bot started.
    """

    def __init__(
        self,
        store: PrivacyStore,
        database: Path,
        clock: Clock,
        *,
        forget: Sequence[Callable[[GuildId], None]] = (),
    ) -> None:
        self._store = store
        self._database = database
        self._clock = clock
        self._forget = forget
        self._tables: list[str] = []
        self.swept_at: datetime | None = None

    async def export(self, guild: GuildId) -> bytes:
        """A server's parcel. Raises `TooLargeForDiscord` and `NothingToExport`."""
        return await asyncio.to_thread(self._export, guild)

    def _export(self, guild: GuildId) -> bytes:
        with tempfile.TemporaryFile() as file:
            try:
                rows = parcel.pack(self._database, guild, file, most=MEGABYTES * 980_000)
            except parcel.TooLarge:
                raise TooLargeForDiscord(limit=MEGABYTES, guild=guild) from None
            if not rows:
                raise NothingToExport
            file.seek(0)
            return file.read()

    # Leaving. An outage is none: Discord tells the two apart, and so must whoever calls.

    async def left(self, guild: GuildId) -> None:
        """The bot was removed from that server just now."""
        await self._store.note_departures([guild], at=to_epoch(self._clock.now()))

    async def returned(self, guild: GuildId) -> None:
        """The bot was invited to that server, again or for the first time."""
        if guild in await self._store.departures():
            await self._store.forget_departures([guild])

    async def reconcile(self, present: Collection[GuildId]) -> None:
        """Note which servers were left unseen, and which are there again. `present` are all that
        the bot is in, those with an outage among them.
        """
        departed = await self._store.departures()
        if back := departed.keys() & set(present):
            await self._store.forget_departures(back)
        known = await self._store.servers(await self._erasable())
        if gone := known - set(present) - departed.keys():
            log.warning(
                "Servers were left; they are erased in 30 days", extra={"servers": len(gone)}
            )
            await self._store.note_departures(gone, at=to_epoch(self._clock.now()))

    async def erase_due(self, present: Collection[GuildId]) -> int:
        """Erase the servers that were left long enough ago; how many. None that the bot is in,
        whatever was noted. One that was begun and not ended is due again.
        """
        before = to_epoch(self._clock.now() - KEPT_AFTERWARDS)
        departed = (await self._store.departures()).items()
        due = [guild for guild, at in departed if at <= before and guild not in present]
        for guild in due:
            await self._erase(guild)
        if due:
            await self._store.overwrite()
        return len(due)

    async def _erase(self, guild: GuildId) -> None:
        for name in await self._erasable():
            if not await self._store.erase(name, guild):
                return
        for forget in self._forget:
            forget(guild)
        await self._store.forget_departures([guild])
        log.info("A server was erased", extra={"guild": guild})

    async def _erasable(self) -> list[str]:
        """What holds rows of servers; one after what refers to it."""
        if not self._tables:
            tables = await asyncio.to_thread(parcel.tables, self._database)
            self._tables = [*(table.name for table in reversed(tables)), "takedowns"]
        return self._tables

    def swept(self) -> None:
        """Nothing that is due is left."""
        self.swept_at = self._clock.now()

    def drop_copies(self) -> None:
        """Delete copies that were set aside long enough ago."""
        copies.sweep(self._database, self._clock.now())
