"""What the tests of weekly summaries do again and again."""

from datetime import datetime, time, timedelta
from typing import Any

from bot.clock import to_epoch
from tests.world import Person, Seen, World

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WEEK = 7 * DAY
FACES = {5: "😍", 4: "🙂", 3: "😐", 2: "🙁", 1: "😣"}


class Circle:
    """A world with its channels chosen and one for news, where the weekly summary is wanted since
    just after `monday`, a Monday's noon in UTC.
    """

    def __init__(self, world: World, monday: datetime) -> None:
        self.world = world
        self.monday = monday
        self.news: Any = world.guild.create_text_channel("news")
        self.people = [world.member(name) for name in ("Mia", "Noor", "Ken", "Yuki", "Leo", "Ines")]
        self.mia = self.people[0]

    @classmethod
    async def of(cls, world: World) -> "Circle":
        now = world.clock.now()
        noon = datetime.combine(now.date() - timedelta(days=now.weekday()), time(12), now.tzinfo)
        circle = cls(world, noon + WEEK)
        await circle.after(MINUTE)
        await world.configure()
        await circle.choose(circle.news)
        await circle.want()
        return circle

    async def choose(self, channel: Any) -> None:
        """The admin has news posted there."""
        panel = await self.world.admin.slash("config", at=self.world.reviews)
        await self.world.admin.choose(panel, channel, custom_id="config-channel:1:news")

    async def want(self, on: int = 1) -> None:
        """The admin turns the summary on or off, as the panel's button does."""
        panel = await self.world.admin.slash("config", section="season")
        button = f"config-want:1:weekly:{on}"
        assert button in panel.custom_ids
        await self.world.admin.click(panel, button)

    async def live_in(self, city: str) -> None:
        """The admin chooses the server's time zone."""
        panel = await self.world.admin.slash("config", section="titles")
        form = await self.world.admin.click(panel, "config-zone:1")
        await self.world.admin.submit(form, zone=city)

    @property
    def posts(self) -> list[Seen]:
        return self.world.posts(self.news)

    async def after(self, time: timedelta) -> None:
        """It is so long after `monday`."""
        await self.world.jump(self.monday + time)

    async def vote(self, *scores: int, at: Any = None, **options: Any) -> Seen:
        """Mia opens a discussion, and so many vote on it: the post."""
        options = {"show": "Hero Mask", **options}
        await self.mia.slash("discuss start", **options)
        place = self.world.discussions
        post = [seen for seen in self.world.posts(place) if seen.components][-1]
        for voter, score in zip(self.people, scores, strict=False):
            await cast(voter, post, score, options.get("vote", "five"))
        await self.world.settle()
        return post


async def cast(voter: Person, on: Seen, score: int, how: str) -> None:
    """Vote by reacting, or by the button of a blind post."""
    if how.startswith("blind"):
        button = next(b for b in on.custom_ids if b.startswith("vote:") and b.endswith(f":{score}"))
        await voter.click(on, button)
    elif how == "ten":
        await voter.react(on, "🔟" if score == 10 else f"{score}\ufe0f\u20e3")
    else:
        await voter.react(on, FACES[score])


def day(at: datetime) -> str:
    """As a card says it."""
    return f"<t:{to_epoch(at)}:D>"
