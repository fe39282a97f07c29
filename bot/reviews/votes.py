"""Helpful votes: counted as they come, and looked up where one may have been missed."""

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from bot.clock import Clock, to_epoch
from bot.errors import DatabaseBusy
from bot.ids import ChannelId, GuildId, MessageId
from bot.reviews.models import Card, Meanwhile, Thumb
from bot.reviews.store import ReviewStore

log = logging.getLogger(__name__)

Tell = Callable[[GuildId, MessageId], None]


class NotTold(Exception):
    """Discord doesn't tell right now."""


class CardGone(Exception):
    """Discord has the card no more."""


class Lists(Protocol):
    """Who reacted, as Discord lists them."""

    async def thumbs(self, card: Card, noted: int) -> Mapping[Thumb, bool] | None:
        """Every 👍 on a card, and whether it is a bot's. None where there is nothing to learn: the
        card is hidden, or there are a great many and as many as are noted.

        Raises `CardGone` and `NotTold`.
        """


class Votes:
    """The 👍 on reviews' cards. `changed` is told of each card on which one came or went, `missed`
    of those on which one couldn't be written down: `look` finds it.
    """

    def __init__(
        self, store: ReviewStore, clock: Clock, lists: Lists, *, changed: Tell, missed: Tell
    ) -> None:
        self._store = store
        self._clock = clock
        self._lists = lists
        self._changed = changed
        self._missed = missed
        self._listing: dict[tuple[GuildId, MessageId], Meanwhile] = {}

    async def added(self, guild: GuildId, message: MessageId, thumb: Thumb, *, bot: bool) -> None:
        """Somebody put a 👍 on a message. Nothing for those that are no cards."""
        with self._counted(guild, message) as newer:
            newer.changed.add(thumb)
            if card := await self._store.card(guild, message):
                await self._store.note_thumb(card, thumb, bot=bot, at=self._now)
                if not bot:
                    self._changed(guild, message)

    async def taken(self, guild: GuildId, message: MessageId, thumb: Thumb) -> None:
        """Somebody took one back."""
        with self._counted(guild, message) as newer:
            newer.changed.add(thumb)
            if card := await self._store.card(guild, message):
                await self._store.take_thumb(card, thumb)
                self._changed(guild, message)

    async def cleared(self, guild: GuildId, message: MessageId) -> None:
        """A moderator took them all from a message."""
        with self._counted(guild, message) as newer:
            newer.cleared = True
            newer.changed.clear()
            if card := await self._store.card(guild, message):
                await self._store.set_thumbs(card, {}, Meanwhile(), at=self._now)
                self._changed(guild, message)

    async def gone(self, guild: GuildId, message: MessageId) -> None:
        """A message was deleted. Nothing for those that are no cards."""
        with self._counted(guild, message):
            if card := await self._store.card(guild, message):
                await self._store.card_gone(card)

    async def channel_gone(self, guild: GuildId, channel: ChannelId) -> None:
        """A channel was deleted, with what was in it."""
        try:
            await self._store.channel_gone(guild, channel)
        except DatabaseBusy:
            # What stays of it goes with the review, or when that is put up elsewhere.
            log.warning("A channel's cards weren't let go", extra={"channel": channel})

    async def look(self, card: Card) -> None:
        """Count a card's votes as Discord lists them. Raises `NotTold` and `DatabaseBusy`."""
        place = (card.guild, card.message)
        newer = self._listing[place] = Meanwhile()
        try:
            listed = await self._lists.thumbs(card, await self._store.thumbs(card))
            if listed is not None:
                await self._store.set_thumbs(card, listed, newer, at=self._now)
        except CardGone:
            await self._store.card_gone(card)
        finally:
            del self._listing[place]

    @contextlib.contextmanager
    def _counted(self, guild: GuildId, message: MessageId) -> Iterator[Meanwhile]:
        try:
            yield self._listing.get((guild, message)) or Meanwhile()
        except DatabaseBusy:
            log.warning("A 👍 couldn't be written down", extra={"card": (guild, message)})
            self._missed(guild, message)

    @property
    def _now(self) -> int:
        return to_epoch(self._clock.now())
