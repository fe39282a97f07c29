"""What the tests of discussions do again and again."""

import re
from typing import Any

from bot.ids import UserId
from tests.world import Person, Seen, World

LOVED, LIKED, FINE, DISLIKED, HATED = SCALE = "😍🙂😐🙁😣"
SHOW = "Hero Mask"
EDITS = 30.0
"""Seconds between two edits of a post here."""
RETRY = 50.0
"""Seconds until something is tried again here."""


class Club:
    """The world, with its channels chosen. `mia` hosts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mia = world.member("Mia")
        self.noor = world.member("Noor")

    @classmethod
    async def of(cls, world: World) -> "Club":
        await world.configure()
        return cls(world)

    async def start(self, episode: int | None = 3, *, by: Person | None = None) -> Seen:
        """Open a discussion of the show: the post."""
        options = {} if episode is None else {"episode": episode}
        await (by or self.mia).slash("discuss start", show=SHOW, **options)
        return self.post

    @property
    def posts(self) -> list[Seen]:
        """The cards in the discussions' channel; not Discord's own notes on threads."""
        return [seen for seen in self.world.posts(self.world.discussions) if seen.components]

    @property
    def post(self) -> Seen:
        """The newest post in the discussions' channel."""
        return self.posts[-1]

    @property
    def threads(self) -> list[Any]:
        return list(self.world.discussions.threads)

    @property
    def shown(self) -> list[int]:
        """The votes that the newest post shows, from loved to hated."""
        return votes(self.post)

    async def kept(self) -> list[int]:
        """The votes of the newest discussion, as /discuss results tells them."""
        return votes(await self.noor.slash("discuss results", show=SHOW))

    async def score(self, of: Person) -> int | None:
        """The vote that is kept of somebody, in the only discussion that they voted in."""
        kept = await self.world.bot.app.discussions.export_member(
            self.world.guild_id, UserId(of.id)
        )
        scores: list[Any] = [vote["score"] for vote in kept["votes"]]
        return scores[0] if scores else None

    def edits(self) -> int:
        """How often the bot has edited posts so far."""
        path = re.compile(r"/channels/\d+/messages/\d+")
        requests = self.world.env.http_requests
        return sum(r.method == "PATCH" and bool(path.fullmatch(r.path)) for r in requests)

    def asked(self, pattern: str) -> int:
        """How many requests the bot has sent to a path."""
        return sum(bool(re.fullmatch(pattern, r.path)) for r in self.world.env.http_requests)


def votes(seen: Seen) -> list[int]:
    """The votes that a card shows, from loved to hated."""
    return [int(n) for n in re.findall(r"` \*\*(\d+)\*\*", seen.text)]


async def close_vote(person: Person, post: Seen) -> Seen:
    """Press *Close* on a post, and mean it where that is asked."""
    answer = await person.click(post, "Close")
    return await person.click(answer, "Close it") if "Close it" in answer.buttons else answer
