"""A server's summary of a show, from its reviews."""

import asyncio
import logging
from collections.abc import Iterator, Sequence

from bot.ids import GuildId, ShowId, UserId
from bot.reviews import quotes
from bot.reviews.consensus import ENOUGH, Consensus, Opinion, Saying, consensus
from bot.reviews.models import Review
from bot.reviews.quotes import Span
from bot.reviews.store import ReviewStore
from bot.reviews.subject import Subject

log = logging.getLogger(__name__)

MOST_READ = 6
"""Reviews that sentences are looked for in: those that most members found helpful."""

PATIENCE = 1.5
"""Seconds that a summary waits for them. What is found later is there the next time."""

KEPT = 2000
"""Reviews whose sentences' places are remembered."""

Version = tuple[GuildId, ShowId, UserId, int]


class Summaries:
    """What reviews come to. Texts are read in a thread, one at a time, each version once."""

    def __init__(self, store: ReviewStore) -> None:
        self._store = store
        self._found: dict[Version, Sequence[Span]] = {}
        self._turn = asyncio.Lock()
        self._reading: set[asyncio.Task[None]] = set()

    async def of(self, guild: GuildId, show: Subject, *, least: int = ENOUGH) -> Consensus:
        """A show's, from the reviews that members of the server wrote themselves."""
        opinions = await self._store.opinions(guild, show.id)
        counted = consensus(show, opinions, least=least)
        if not counted.enough:
            return counted
        sayings = await self._sayings(guild, show, opinions)
        return consensus(show, opinions, sayings, least=least)

    async def _sayings(
        self, guild: GuildId, show: Subject, opinions: Sequence[Opinion]
    ) -> list[Saying]:
        users = [opinion.user for opinion in opinions if opinion.told][:MOST_READ]
        held = [await self._store.review(guild, show, user) for user in users]
        reviews = [review for review in held if review and review.card]
        if any(_version(guild, review) not in self._found for review in reviews):
            reading = asyncio.create_task(self._read(guild, reviews))
            self._reading.add(reading)
            reading.add_done_callback(self._ended)
            await asyncio.wait({reading}, timeout=PATIENCE)
        return [each for review in reviews for each in self._said(guild, review)]

    async def _read(self, guild: GuildId, reviews: Sequence[Review]) -> None:
        async with self._turn:
            for review in reviews:
                version = _version(guild, review)
                if version not in self._found:
                    self._found[version] = await asyncio.to_thread(quotes.found, review.writing)
            while len(self._found) > KEPT:
                del self._found[next(iter(self._found))]

    def _ended(self, reading: asyncio.Task[None]) -> None:
        self._reading.discard(reading)
        if not reading.cancelled() and (error := reading.exception()):
            log.error("Reviews couldn't be read for a summary", exc_info=error)

    def _said(self, guild: GuildId, review: Review) -> Iterator[Saying]:
        texts = quotes.told(review.writing)
        for span in self._found.get(_version(guild, review), ()):
            if review.card:
                yield Saying(
                    user=review.user,
                    card=review.card,
                    text=texts[span.part][span.start : span.end],
                    praises=span.praises,
                    hidden=span.hidden,
                    helpful=review.helpful,
                    posted_at=review.posted_at,
                )


def _version(guild: GuildId, review: Review) -> Version:
    return guild, review.show.id, review.user, review.revision
