"""How many votes a second go through the ballot into SQLite with synchronous=FULL."""

import asyncio
import random
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from bot.db import Database
from bot.discussions.ballot import Ballot, Event
from bot.discussions.models import FIVE, Key
from bot.discussions.store import DiscussionsStore
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from tests.bench.figure import Figure, bench

POSTS = 4
VOTES = 100_000


@bench
def votes() -> Iterator[Figure]:
    """Members who change their minds again and again, and members who vote once."""
    for name, members in (("votes, few members", 1_000), ("votes, many members", 1_000_000)):
        with tempfile.TemporaryDirectory() as folder:
            took = asyncio.run(_measure(Path(folder) / "kanso.db", members))
        yield Figure(name=name, value=VOTES / took, unit="votes/s", target=20_000, at_least=True)


async def _measure(database: Path, members: int) -> float:
    """Seconds from the first reaction of `members` on four posts to the last commit.

    Reactions arrive a thousand at a time, as a socket hands them over.
    """
    db = await Database.open(database)
    store = DiscussionsStore(db)

    async def record(events: Sequence[Event]) -> Collection[Key]:
        return await store.record(events, at=0)

    ballot = Ballot(record, lambda changed: None)
    for post in range(POSTS):
        discussion = await store.open(
            GuildId(1), ShowId("anilist/1"), post + 1, host=UserId(1), channel=ChannelId(2), at=0
        )
        await store.sent(discussion.key, ChannelId(2), MessageId(post))
        found = await store.get(discussion.key)
        assert found
        ballot.watch(found)
    rng = random.Random(1)
    events = [
        (rng.randrange(POSTS), rng.randrange(members), rng.choice(FIVE.steps).emoji)
        for _ in range(VOTES)
    ]
    start = time.perf_counter()
    for n, (post, user, emoji) in enumerate(events):
        ballot.reacted(post, user, emoji, burst=False, added=True)
        if n % 1000 == 0:
            await asyncio.sleep(0)
    await ballot.settled()
    took = time.perf_counter() - start
    await db.close()
    return took
