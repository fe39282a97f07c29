"""What was good, what moved, what divided? A server's week, posted on Mondays."""

from collections.abc import Sequence
from datetime import datetime

import discord
from discord.ext import commands

from bot.client import Kanso, caller
from bot.discussions import views as discussions
from bot.discussions.models import Result
from bot.ids import GuildId
from bot.renewals import views as renewals
from bot.renewals.models import Shift, Subject
from bot.settings.models import Settings
from bot.text import Text
from bot.ui import pages
from bot.ui.answer import turn
from bot.weekly import ranking, views
from bot.weekly.board import Board
from bot.weekly.models import Earlier, Happened, Turn, Vote
from cogs.options import adult

Interaction = discord.Interaction[Kanso]


class WeeklyCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.weeklies = bot.app.weeklies
        self.board = Board(bot, self.weeklies, self.gather, bot.clock, bot.guild_text, bot.governor)
        bot.app.settings.listeners.append(self.decided)
        bot.door.add(views.ALL, self.show_all)

    async def cog_unload(self) -> None:
        await self.board.close()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        self.board.wake()

    def decided(self, settings: Settings) -> None:
        """An admin decided something: perhaps to be told."""
        if settings.weekly and self.bot.is_ready():
            self.board.wake()

    async def gather(
        self, guild: GuildId, since: datetime, until: datetime, t: Text, *, adult: bool
    ) -> Happened:
        """What the features have of that time."""
        app = self.bot.app
        results = await app.discussions.of_week(guild, since, until, adult=adult)
        moved = await app.renewals.moved(guild, since, until, adult=adult)
        return Happened(
            votes=[vote(result, t) for result in results],
            turns=[moved_on(subject, shift, t) for subject, shift in moved],
        )

    async def show_all(self, interaction: Interaction, week: str, page: int) -> None:
        here = caller(interaction).guild
        told, t = await self.weeklies.told(here, week), self.bot.text(interaction)
        happened = await self.gather(here, told.since, told.until, t, adult=adult(interaction))
        every: Sequence[Vote | Turn] = [*ranking.ranked(happened.votes), *happened.turns]
        of = pages.page(every, page, views.LISTED_A_PAGE)
        await turn(interaction, views.all_card(of, week, told.since, told.until, t))


def vote(result: Result, t: Text) -> Vote:
    """A discussion as a summary tells of it."""
    before = result.earlier
    return Vote(
        name=discussions.name(result, t),
        link=result.discussion.link,
        steps=len(result.discussion.scale),
        votes=result.tally.votes,
        earlier=Earlier(first=before.episode, last=before.last, mean=before.mean)
        if before
        else None,
    )


def moved_on(subject: Subject, shift: Shift, t: Text) -> Turn:
    """A question as a summary tells of it."""
    before, after = (renewals.status_words(each, t) for each in (shift.before, shift.after))
    return Turn(
        name=renewals.season_words(subject, t),
        moved=f"{before} → {after}",
        link=shift.question.link,
    )


async def setup(bot: Kanso) -> None:
    await bot.add_cog(WeeklyCog(bot))
