"""Shall we rate this episode and talk about it? `/discuss`, the vote on its posts, their upkeep."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, caller
from bot.discussions import views
from bot.discussions.board import Board
from bot.discussions.models import Discussion, Result
from bot.ids import ChannelId, ShowId
from bot.settings.models import Purpose
from bot.shows.models import NeedsAgeRestriction, Show
from bot.text.text import Markup
from bot.ui import links, pages
from bot.ui.answer import answer, ask, replace
from bot.ui.components import entered
from cogs.options import ShowOption, adult

Interaction = discord.Interaction[Kanso]
Episode = app_commands.Range[int, 1, 99999]
ShowChoice = app_commands.Transform[Show, ShowOption]


class DiscussionsCog(commands.Cog):
    discuss = app_commands.Group(
        name=_("discuss"), description=_("Rate an episode and talk about it"), guild_only=True
    )

    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.discussions = bot.app.discussions
        self.board = Board(bot, bot.app.discussions, bot.clock, bot.guild_text)
        bot.door.add(links.SHOW_DISCUSS, self.ask_episode)
        bot.door.add(views.FORM, self.start_from_form)
        bot.door.add(views.CLOSE, self.close_from_post)
        bot.door.add(views.CLOSE_NOW, self.close_for_good)
        bot.door.add(views.RESULTS, self.results_from_summary)
        bot.door.add(views.LIST, self.turn_page)

    async def cog_load(self) -> None:
        await self.discussions.load()

    async def cog_unload(self) -> None:
        await self.board.close()

    # Opening

    @discuss.command(name=_("start"), description=_("Open a vote and a thread on an episode"))
    @app_commands.rename(show=_("show"), episode=_("episode"))
    @app_commands.describe(
        show=_("Which show"), episode=_("Which episode; leave it out for the whole show")
    )
    async def start(
        self, interaction: Interaction, show: ShowChoice, episode: Episode | None = None
    ) -> None:
        await self._start(interaction, show, self.discussions.episode(show, episode))

    async def ask_episode(self, interaction: Interaction, show: str) -> None:
        known = self.bot.app.shows.get(ShowId(show))
        await ask(interaction, views.form(known.id, known.title.main, self.bot.text(interaction)))

    async def start_from_form(self, interaction: Interaction, show: str) -> None:
        known = self.bot.app.shows.get(ShowId(show))
        typed = entered(interaction).get(views.EPISODE)
        await self._start(interaction, known, self.discussions.episode(known, typed))

    async def _start(self, interaction: Interaction, show: Show, episode: int | None) -> None:
        who = caller(interaction)
        channel = await self.bot.channel_for(interaction, Purpose.DISCUSSIONS)
        if show.adult and not channel.nsfw:
            raise NeedsAgeRestriction(title=show.title.main, channel=Markup(channel.mention))
        await interaction.response.defer(ephemeral=True, thinking=True)
        t = self.bot.text(interaction)
        result, new = await self.board.start(who, show, episode, channel, t)
        await answer(interaction, views.started(result, t, new=new), private=True)

    # Looking

    @discuss.command(name=_("list"), description=_("The open discussions of this server"))
    async def show_list(self, interaction: Interaction) -> None:
        await answer(interaction, await self._page(interaction, 0), private=True)

    async def turn_page(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, await self._page(interaction, page))

    async def _page(self, interaction: Interaction, number: int) -> discord.ui.LayoutView:
        found = await self.discussions.all_open(caller(interaction).guild, adult=adult(interaction))
        page = pages.page(found, number, views.LISTED_A_PAGE)
        return views.open_list(page, self.bot.text(interaction))

    @discuss.command(name=_("results"), description=_("What a discussion's vote came to"))
    @app_commands.rename(show=_("show"), episode=_("episode"))
    @app_commands.describe(
        show=_("Which show"), episode=_("Which episode; leave it out for the newest")
    )
    async def results(
        self, interaction: Interaction, show: ShowChoice, episode: Episode | None = None
    ) -> None:
        result = await self.discussions.results(caller(interaction).guild, show, episode)
        await self._show_result(interaction, result)

    async def results_from_summary(self, interaction: Interaction, discussion: int) -> None:
        meant = await self.discussions.get(caller(interaction).guild, discussion)
        await self._show_result(interaction, await self.discussions.result(meant))

    async def _show_result(self, interaction: Interaction, result: Result) -> None:
        view = views.result_card(result, self.bot.text(interaction))
        await answer(interaction, view, private=True)

    # Closing

    @discuss.command(name=_("close"), description=_("Close the vote and post its result"))
    @app_commands.rename(show=_("show"), episode=_("episode"))
    @app_commands.describe(
        show=_("Which show; not needed in the discussion's thread"), episode=_("Which episode")
    )
    async def close(
        self,
        interaction: Interaction,
        show: ShowChoice | None = None,
        episode: Episode | None = None,
    ) -> None:
        guild, place = caller(interaction).guild, ChannelId(interaction.channel_id or 0)
        await self._close(interaction, await self.discussions.to_close(guild, place, show, episode))

    async def close_from_post(self, interaction: Interaction, discussion: int) -> None:
        who = caller(interaction)
        found = await self.discussions.get(who.guild, discussion)
        await self.discussions.require_host(found, who)
        if not found.open:
            await self._close(interaction, found)
            return
        result = await self.discussions.result(found)
        view = views.close_question(result, self.bot.text(interaction))
        await answer(interaction, view, private=True)

    async def close_for_good(self, interaction: Interaction, discussion: int) -> None:
        guild = caller(interaction).guild
        await self._close(interaction, await self.discussions.get(guild, discussion))

    async def _close(self, interaction: Interaction, discussion: Discussion) -> None:
        await self.discussions.require_host(discussion, caller(interaction))
        await interaction.response.defer(ephemeral=True, thinking=True)
        result, new = await self.board.close_vote(discussion)
        view = views.closed(result, self.bot.text(interaction), new=new)
        await answer(interaction, view, private=True)

    # Voting

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        if event.member is None or not event.member.bot:
            self._react(event, added=True)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        self._react(event, added=False)

    def _react(self, event: discord.RawReactionActionEvent, *, added: bool) -> None:
        user = self.bot.user
        if event.emoji.id is None and (user is None or event.user_id != user.id):
            self.discussions.ballot.reacted(
                event.message_id, event.user_id, event.emoji.name, burst=event.burst, added=added
            )

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, event: discord.RawReactionClearEvent) -> None:
        self.discussions.ballot.cleared(event.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, event: discord.RawReactionClearEmojiEvent) -> None:
        if event.emoji.id is None:
            self.discussions.ballot.cleared(event.message_id, event.emoji.name or "")

    # After an absence

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        self.discussions.ballot.begin_session()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """A new session: what was missed isn't replayed (it is on RESUME, which isn't this)."""
        await self.board.begin_session()


async def setup(bot: Kanso) -> None:
    await bot.add_cog(DiscussionsCog(bot))
