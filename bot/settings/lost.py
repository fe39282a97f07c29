"""What was chosen and can't be used any more, and the greeting of a server: each told once."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from bot.clock import Clock, to_epoch
from bot.ids import GuildId
from bot.settings.doctor import Loss
from bot.settings.lost_store import LostStore
from bot.settings.models import Setting

JUST_JOINED = timedelta(hours=1)
"""How long after an arrival a greeting isn't out of place."""


class Losses:
    """Remembers what was lost where, and whether somebody was told: a restart repeats nothing.

    The servers where something is lost are held in memory, for events to be passed over elsewhere.
    """

    def __init__(self, store: LostStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._open: set[GuildId] = set()

    async def load(self) -> None:
        self._open = await self._store.servers()

    def open_in(self, guild: GuildId) -> bool:
        """Whether something is lost there, as far as was noticed."""
        return guild in self._open

    async def noticed(self, guild: GuildId, losses: Mapping[Setting, str]) -> list[Loss]:
        """What is lost there now, each with what is the matter; those that nobody was told of.

        What isn't among them any more was mended, and may be told of when it is lost again.
        """
        if not losses and guild not in self._open:
            return []
        untold = await self._store.reconcile(guild, losses, at=to_epoch(self._clock.now()))
        if losses:
            self._open.add(guild)
        else:
            self._open.discard(guild)
        return untold

    async def told(self, guild: GuildId, losses: Collection[Loss]) -> None:
        """Somebody there was told of them."""
        await self._store.told(guild, losses, at=to_epoch(self._clock.now()))

    async def greet(self, guild: GuildId, joined_at: datetime | None) -> bool:
        """Whether to greet a server, which is then noted: once for each arrival, and soon after."""
        if joined_at is None or self._clock.now() - joined_at > JUST_JOINED:
            return False
        return await self._store.greet(guild, to_epoch(joined_at))

    def forget_server(self, guild: GuildId) -> None:
        """Hold nothing of it in memory any more: it was erased."""
        self._open.discard(guild)
