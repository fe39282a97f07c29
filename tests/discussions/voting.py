"""Votes without end into the database that is named, until the process is killed.

After each commit it prints how many votes it has acknowledged.
"""

import asyncio
import itertools
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from bot.db import Database
from bot.discussions.ballot import Ballot, Event
from bot.discussions.models import Key
from bot.discussions.store import DiscussionsStore
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId


async def vote(path: Path) -> None:
    store = DiscussionsStore(await Database.open(path))
    acknowledged = 0

    async def record(events: Sequence[Event]) -> Collection[Key]:
        nonlocal acknowledged
        changed = await store.record(events, at=0)
        acknowledged += len(events)
        print(acknowledged, flush=True)  # noqa: T201
        return changed

    discussion = await store.open(
        GuildId(1), ShowId("anilist/1"), 1, host=UserId(1), channel=ChannelId(2), at=0
    )
    await store.sent(discussion.key, ChannelId(2), MessageId(3))
    ballot = Ballot(record, lambda changed: None)
    found = await store.get(discussion.key)
    assert found
    ballot.watch(found)
    for user in itertools.count():
        ballot.reacted(3, user, "🙂", burst=False, added=True)
        if user % 100 == 0:
            await asyncio.sleep(0.001)


if __name__ == "__main__":
    asyncio.run(vote(Path(sys.argv[1])))
