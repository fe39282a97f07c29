"""Boards and lists on paper, which let things happen while they are asked."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from bot.ids import ChannelId, GuildId, MessageId
from bot.reviews.live import Behind
from bot.reviews.models import Attempt, Card, Posting, Talk, Thumb, Writing

PAPER = Card(guild=GuildId(1), channel=ChannelId(2), message=MessageId(3))


class PaperBoard:
    """A board that lets things happen while a card is being hung."""

    channel = ChannelId(2)

    def __init__(self, meanwhile: Any) -> None:
        self.cards = 0
        self.nonces: list[str] = []
        self.shown = Writing()
        self.meanwhile = meanwhile

    async def find(self, posting: Posting, attempt: Attempt) -> Card | None:
        return None

    async def put_up(self, posting: Posting) -> Card:
        if posting.nonce not in self.nonces:
            self.cards += 1
            self.shown = posting.review.writing
        self.nonces.append(posting.nonce)
        await self.meanwhile()
        return PAPER

    async def redraw(self, posting: Posting, card: Card) -> bool:
        self.shown = posting.review.writing
        return True

    async def invite_votes(self, card: Card) -> None:
        pass

    async def open_thread(self, posting: Posting, card: Card) -> ChannelId:
        return ChannelId(card.message)

    async def state_rule(
        self, posting: Posting, card: Card, thread: ChannelId, *, again: bool
    ) -> None:
        pass


class PaperWall:
    """Discord's lists, of every card the same, and nothing said or shown. `asked` has the cards
    whose lists were read.
    """

    def __init__(
        self, thumbs: Mapping[Thumb, bool] | None, meanwhile: Callable[[], Awaitable[Any]]
    ) -> None:
        self.listed = thumbs
        self.meanwhile = meanwhile
        self.asked: list[MessageId] = []

    async def thumbs(self, card: Card, noted: int) -> Mapping[Thumb, bool] | None:
        self.asked.append(card.message)
        listed = None if self.listed is None else dict(self.listed)
        await self.meanwhile()
        return listed

    async def talk(self, card: Card, besides: Collection[MessageId]) -> Talk | None:
        return None

    async def redraw(self, card: Card, behind: Behind) -> bool | None:
        return None
