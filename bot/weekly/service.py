"""Weekly summaries: which are due, and what became of them."""

from datetime import datetime, timedelta

from bot.clock import Clock, to_epoch
from bot.errors import N_, Outdated
from bot.ids import ChannelId, GuildId, MessageId
from bot.settings import looks
from bot.settings.models import NO_PREFERENCES, Setting, Settings
from bot.settings.service import ServerSettings
from bot.weekly import mondays
from bot.weekly.models import Due, Noted, Week
from bot.weekly.store import WeeklyStore

LOOP = N_("Weekly summaries")
CAUGHT_UP_WITHIN = timedelta(hours=48)
"""How long after its time a summary is still worth posting."""


class Weeklies:
    """The summaries of every server that wants them, each week's once.

    `swept_at` is when what was due was last gone through without trouble, since the bot started.
    """

    def __init__(self, store: WeeklyStore, settings: ServerSettings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self.swept_at: datetime | None = None

    @property
    def active(self) -> bool:
        """Whether any server wants them."""
        return bool(self._wanting())

    def _wanting(self) -> list[tuple[Settings, ChannelId]]:
        """Who wants them, and has a channel for them."""
        return [
            (settings, settings.news_channel)
            for settings in self._settings.everywhere()
            if settings.weekly and settings.news_channel
        ]

    def next_due(self) -> datetime | None:
        """When the next one is to be told somewhere; None where nobody wants any."""
        now = self._clock.now()
        zones = {
            looks.zone(settings.preferences, NO_PREFERENCES) for settings, _ in self._wanting()
        }
        return min((mondays.next_due(now, zone) for zone in zones), default=None)

    async def due(self) -> list[Due]:
        """What is to be told by now, and isn't done. A week that was over before anybody there
        wanted to be told of weeks is passed over.
        """
        now, found = self._clock.now(), []
        for settings, channel in self._wanting():
            week = mondays.last(now, looks.zone(settings.preferences, NO_PREFERENCES))
            if now - week.due < CAUGHT_UP_WITHIN:
                found.append(Due(guild=settings.guild, channel=channel, week=week))
        if not found:
            return []
        done = await self._store.done({due.week.key for due in found})
        return [
            due
            for due in found
            if (due.guild, due.week.key) not in done and await self._was_wanted(due)
        ]

    async def _was_wanted(self, due: Due) -> bool:
        decided = await self._settings.changed_at(due.guild, Setting.WEEKLY)
        return decided is None or decided <= due.week.due

    async def noted(self, guild: GuildId, week: Week) -> Noted | None:
        """What was done about it so far."""
        return await self._store.noted(guild, week.key)

    async def told(self, guild: GuildId, key: str) -> Noted:
        """A week that was told, or is being told. Raises `Outdated` for any other."""
        if found := await self._store.noted(guild, key):
            return found
        raise Outdated

    async def trying(self, due: Due) -> None:
        """Its message is about to be sent, where none is known to have arrived."""
        await self._store.trying(due.guild, due.week, due.channel, at=self._now)

    async def posted(self, due: Due, message: MessageId) -> None:
        """Its message stands."""
        await self._store.posted(due.guild, due.week.key, message, at=self._now)

    async def silent(self, due: Due) -> None:
        """There was nothing to tell."""
        await self._store.silent(due.guild, due.week, at=self._now)

    def swept(self) -> None:
        """All that is due was gone through; nothing that can be done is left."""
        self.swept_at = self._clock.now()

    @property
    def _now(self) -> int:
        return to_epoch(self._clock.now())
