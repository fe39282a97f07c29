"""Cards that stay up to date: how many found a review helpful, and what is said under it.

The bot hears that something was said, not what. So it looks into a card's thread when somebody was
there: a comment, a vote, a reaction in the thread, somebody who reads the review, and, for the
newest cards, its own absence.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from bot.clock import Clock
from bot.errors import DatabaseBusy
from bot.ids import ChannelId, GuildId, MessageId
from bot.reviews.models import Card, Review, Talk, hung_at
from bot.reviews.store import ReviewStore
from bot.reviews.votes import Lists, NotTold, Votes
from bot.ui.live import LivePosts

log = logging.getLogger(__name__)

LOOKED_AT_AFTER_ABSENCE = 200
"""How many of the newest cards are looked at after a new session."""
SHOWN_AFTER_ABSENCE = 200
"""How many of the newest cards are put right, where they show other numbers than are known."""
REACTED_TO = 5
"""How many comments with new reactions are looked at, should they be too old to be among the
newest."""

Place = tuple[GuildId, MessageId]
Behind = Callable[[Card], AbstractAsyncContextManager[Review | None]]

_SESSION: Place = (GuildId(0), MessageId(0))
"""Among the cards it stands for the question which of them are to be looked at."""


class Wall(Lists, Protocol):
    """The cards that hang on Discord. Whoever asks waits for the bot's turn."""

    async def talk(self, card: Card, besides: Collection[MessageId]) -> Talk | None:
        """What is said in its thread now; `besides` are comments that may be the most liked though
        they be old. None where there is nothing to learn. Raises `NotTold`.
        """

    async def redraw(self, card: Card, behind: Behind) -> bool | None:
        """Show on a card what `behind` says when its turn has come. False: try again later; None:
        there was nothing to show, or it can't be shown there. Raises what `behind` raises.
        """


@dataclass(slots=True)
class _Look:
    votes: bool = False
    reacted: set[MessageId] = field(default_factory=set)


class LiveCards:
    """Looks at cards and their threads, and edits the cards whose numbers changed. `behind` holds
    the review of a card that shows other numbers, while it is redrawn.
    """

    def __init__(self, store: ReviewStore, clock: Clock, wall: Wall, behind: Behind) -> None:
        self._store = store
        self._clock = clock
        self._wall = wall
        self._behind = behind
        self._live: LivePosts[Place] = LivePosts(clock, self._show)
        self._looks: dict[Place, _Look] = {}
        self._absent_from: set[GuildId] = set()
        self.votes = Votes(store, clock, wall, changed=self.look, missed=self.recount)

    def look(self, guild: GuildId, message: MessageId) -> None:
        """Somebody was there: look into that card's thread."""
        self._look((guild, message))

    def recount(self, guild: GuildId, message: MessageId) -> None:
        """A vote on that card may have been missed."""
        self._look((guild, message)).votes = True

    def show(self, guild: GuildId, message: MessageId) -> None:
        """Other numbers are known of that card, by what wasn't heard of it on Discord."""
        self._live.touch((guild, message), hung_at(message))

    def reacted(self, guild: GuildId, thread: ChannelId, comment: MessageId) -> None:
        """A reaction to a comment came or went. Nothing in threads that are under no card."""
        # A thread that begins at a message has that message's id.
        look = self._look((guild, MessageId(thread)))
        if len(look.reacted) < REACTED_TO:
            look.reacted.add(comment)

    def look_after_absence(self, guilds: Sequence[GuildId]) -> None:
        """Nobody listened in these servers for a while, or could do there what was to be done."""
        self._absent_from.update(guilds)
        self._live.touch(_SESSION, self._clock.now())

    async def close(self) -> None:
        """Look no further. What is left is looked at, and shown, after the next start."""
        await self._live.close()

    def _look(self, place: Place) -> _Look:
        self._live.touch(place, hung_at(place[1]))
        return self._looks.setdefault(place, _Look())

    async def _show(self, place: Place) -> bool | None:
        try:
            if place == _SESSION:
                await self._begin_session()
                return None
            card = await self._store.card(*place)
            if card is None:
                self._looks.pop(place, None)
                return None
            sure = await self._looked(card)
            drawn = await self._wall.redraw(card, self._behind)
        except DatabaseBusy as error:
            log.info("A card waits: %s", error, extra={"card": place})
            return False
        except Exception:
            log.exception("A card wasn't brought up to date", extra={"card": place})
            return None
        return drawn if sure else False

    async def _begin_session(self) -> None:
        while guilds := list(self._absent_from):
            newest = await self._store.newest_cards(guilds, LOOKED_AT_AFTER_ABSENCE)
            behind = await self._store.behind(guilds, SHOWN_AFTER_ABSENCE)
            self._absent_from.difference_update(guilds)
            for card in newest:
                self.recount(card.guild, card.message)
            for card in behind:
                self.show(card.guild, card.message)
        self._live.drop(_SESSION)

    async def _looked(self, card: Card) -> bool:
        """Whether there is no need to look again."""
        place = (card.guild, card.message)
        look = self._looks.pop(place, None)
        if look is None:
            return True
        try:
            if look.votes:
                await self.votes.look(card)
            known = await self._store.cards.talk(card)
            besides = look.reacted | ({known.liked} if known.liked else set())
            talk = await self._wall.talk(card, besides)
            if talk not in (None, known):
                await self._store.cards.note_talk(card, talk)
        except (DatabaseBusy, NotTold) as error:
            log.info("A look at a card waits: %s", error, extra={"card": place})
            again = self._looks.setdefault(place, _Look())
            again.votes |= look.votes
            again.reacted |= look.reacted
            return False
        return True
