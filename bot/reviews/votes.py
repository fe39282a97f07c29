"""Helpful votes: counted as they come, and looked up where one may have been missed."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from bot.clock import Clock, to_epoch
from bot.errors import DatabaseBusy
from bot.ids import GuildId, MessageId
from bot.reviews.models import Card, Meanwhile, Thumb
from bot.reviews.store import ReviewStore

log = logging.getLogger(__name__)

LOOKED_AT_AFTER_ABSENCE = 50
"""How many of the newest cards are looked at after a new session."""
PAUSE = 5.0
LONGEST_PAUSE = 60.0

Place = tuple[GuildId, MessageId]


class NotTold(Exception):
    """Discord doesn't tell right now who reacted."""


class Lists(Protocol):
    """Who reacted, as Discord lists them."""

    async def thumbs(self, card: Card, noted: int) -> Mapping[Thumb, bool] | None:
        """Every 👍 on a card, and whether it is a bot's. None where there is nothing to learn: the
        card is gone or hidden, or there are a great many and as many as are noted.

        Raises `NotTold`.
        """


class Votes:
    """The 👍 on reviews' cards. None is dropped: where one couldn't be written down, the card is
    looked at again until it was seen. One task does that, and ends when no card is left.
    """

    def __init__(self, store: ReviewStore, clock: Clock, lists: Lists) -> None:
        self._store = store
        self._clock = clock
        self._lists = lists
        self._absent_from: Sequence[GuildId] = ()
        self._unsure: dict[Place, None] = {}
        self._listing: dict[Place, Meanwhile] = {}
        self._task: asyncio.Task[None] | None = None

    async def added(self, guild: GuildId, message: MessageId, thumb: Thumb, *, bot: bool) -> None:
        """Somebody put a 👍 on a message. Nothing for those that are no cards."""
        with self._counted(guild, message) as newer:
            newer.changed.add(thumb)
            if card := await self._store.card(guild, message):
                await self._store.note_thumb(card, thumb, bot=bot, at=self._now)

    async def taken(self, guild: GuildId, message: MessageId, thumb: Thumb) -> None:
        """Somebody took one back."""
        with self._counted(guild, message) as newer:
            newer.changed.add(thumb)
            if card := await self._store.card(guild, message):
                await self._store.take_thumb(card, thumb)

    async def cleared(self, guild: GuildId, message: MessageId) -> None:
        """A moderator took them all from a message."""
        with self._counted(guild, message) as newer:
            newer.cleared = True
            newer.changed.clear()
            if card := await self._store.card(guild, message):
                await self._store.set_thumbs(card, {}, Meanwhile(), at=self._now)

    @contextlib.contextmanager
    def _counted(self, guild: GuildId, message: MessageId) -> Iterator[Meanwhile]:
        try:
            yield self._listing.get((guild, message)) or Meanwhile()
        except DatabaseBusy:
            log.warning("A 👍 couldn't be written down", extra={"card": (guild, message)})
            self.look_at(guild, message)

    def look_after_absence(self, guilds: Sequence[GuildId]) -> None:
        """Look at these servers' newest cards: nobody listened for a while."""
        self._absent_from = guilds
        self._look_up()

    def look_at(self, guild: GuildId, message: MessageId) -> None:
        """Look at that card: a vote on it may have been missed."""
        self._unsure[guild, message] = None
        self._look_up()

    async def close(self) -> None:
        """Look no further. What is left is looked at after the next start."""
        if task := self._task:
            task.cancel()
            await asyncio.wait([task])

    def _look_up(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._until_sure(), name="Votes")

    async def _until_sure(self) -> None:
        pause = PAUSE
        try:
            while self._absent_from or self._unsure:
                await self._look()
                if self._absent_from or self._unsure:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            self._task = None

    async def _look(self) -> None:
        guilds, self._absent_from = self._absent_from, ()
        try:
            for card in await self._store.newest_cards(guilds, LOOKED_AT_AFTER_ABSENCE):
                self._unsure[card.guild, card.message] = None
        except DatabaseBusy:
            self._absent_from = self._absent_from or guilds
        for place in list(self._unsure):
            del self._unsure[place]
            if not await self._looked_at(*place):
                self._unsure[place] = None

    async def _looked_at(self, guild: GuildId, message: MessageId) -> bool:
        """Whether there is no need to look again."""
        newer = self._listing[guild, message] = Meanwhile()
        try:
            if card := await self._store.card(guild, message):
                listed = await self._lists.thumbs(card, await self._store.thumbs(card))
                if listed is not None:
                    await self._store.set_thumbs(card, listed, newer, at=self._now)
        except (DatabaseBusy, NotTold) as error:
            log.info("A card's votes wait: %s", error, extra={"card": (guild, message)})
            return False
        except Exception:
            log.exception("A card's votes weren't looked at", extra={"card": (guild, message)})
        finally:
            del self._listing[guild, message]
        return True

    @property
    def _now(self) -> int:
        return to_epoch(self._clock.now())
