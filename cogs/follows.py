"""Who is told when a show returns: `/renewal board`, `/renewal follow`, `/renewal following`."""

import dataclasses
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, caller
from bot.errors import MissingPermission
from bot.ids import ChannelId, GuildId, QuestionId, ShowId, UserId
from bot.renewals import views, watch_views
from bot.renewals.follows import NotAChannel
from bot.renewals.watch_store import Follow, Target
from bot.settings import permissions
from bot.settings.features import begins
from bot.settings.models import Feature, Purpose
from bot.shows.models import Show, ShowIsAdult
from bot.text.text import Markup
from bot.ui import links, pages
from bot.ui.answer import answer, promise, replace, turn
from bot.ui.components import number, pick
from cogs.options import ShowOption, adult, may_see

Interaction = discord.Interaction[Kanso]
ChosenShow = app_commands.Transform[Show, ShowOption]


class FollowsCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.follows = bot.app.follows
        for pattern, method in (
            (links.SHOW_FOLLOW, self.follow_shown),
            (watch_views.FOLLOW, self.follow_again),
            (watch_views.LEAVE, self.leave),
            (watch_views.FOLLOWING, self.turn_following),
            (watch_views.STOP, self.stop),
            (watch_views.BOARD, self.turn_board),
            (watch_views.OPEN, self.open_question),
        ):
            bot.door.add(pattern, method)
        group = bot.tree.get_command("renewal")
        assert isinstance(group, app_commands.Group)  # noqa: S101  (cogs.renewals is loaded)
        for name, description, callback in (
            (_("board"), _("Every open question, the newest change first"), self.board),
            (_("follow"), _("Be told when a show returns"), self.follow),
            (_("following"), _("What you and this server follow"), self.following),
        ):
            named: Any = {"name": name, "description": description, "callback": callback}
            group.add_command(app_commands.Command(**named))

    # The board

    @app_commands.rename(private=_("private"))
    @app_commands.describe(private=_("Show the answer to you alone"))
    async def board(self, interaction: Interaction, private: bool = False) -> None:
        await answer(interaction, await self._board(interaction, 0, private), private=private)

    async def turn_board(self, interaction: Interaction, page: int) -> None:
        await turn(interaction, await self._board(interaction, page, private=True))

    async def open_question(self, interaction: Interaction) -> None:
        here, renewals = caller(interaction).guild, self.bot.app.renewals
        standing = await renewals.standing(here, QuestionId(number(interaction)))
        if standing.subject.adult and not adult(interaction):
            raise ShowIsAdult
        view = views.status_card(standing, self.bot.text(interaction))
        await answer(interaction, view, private=True)

    async def _board(
        self, interaction: Interaction, page: int, private: bool
    ) -> discord.ui.LayoutView:
        here = caller(interaction).guild
        found = await self.follows.board(here, adult=adult(interaction))
        of = pages.page(found, page, watch_views.LISTED_A_PAGE)
        listed = pages.Page(await self.follows.listed(here, of.items), of.number, of.count)
        t = self.bot.text(interaction, private=private)
        return watch_views.board_card(listed, t, total=len(found))

    # Following

    @app_commands.rename(show=_("show"), here=_("here"))
    @app_commands.describe(
        show=_("Which show; follow it once more to stop"),
        here=_("For moderators: post it in this channel instead of writing to you"),
    )
    @begins(Feature.RENEWALS)
    async def follow(self, interaction: Interaction, show: ChosenShow, here: bool = False) -> None:
        await self._turn(interaction, show.id, here=here)

    @begins(Feature.RENEWALS)
    async def follow_shown(self, interaction: Interaction, show: str) -> None:
        await self._turn(interaction, ShowId(show), here=False)

    async def _turn(self, interaction: Interaction, show: ShowId, *, here: bool) -> None:
        who, target = caller(interaction), self._target(interaction, here=here)
        await promise(interaction, private=True)
        locale = interaction.locale.value
        followed = await self.follows.turn(target, show, by=who, locale=locale)
        view = watch_views.followed_card(followed, self.bot.text(interaction))
        await answer(interaction, view, private=True)

    async def follow_again(self, interaction: Interaction, show: str, here: int, on: int) -> None:
        who, target = caller(interaction), self._target(interaction, here=bool(here))
        followed = await self.follows.follow(
            target, ShowId(show), by=who, locale=interaction.locale.value, on=bool(on)
        )
        await replace(interaction, watch_views.followed_card(followed, self.bot.text(interaction)))

    async def leave(self, interaction: Interaction, show: str, news: int) -> None:  # noqa: ARG002
        """On an announcement: one's own in direct messages, a channel's in its channel."""
        t = self.bot.text(interaction)
        if interaction.guild_id:
            target = self._target(interaction, here=True, check=False)
            followed = await self.follows.follow(
                target, ShowId(show), by=caller(interaction), locale=None, on=False
            )
        else:
            mine = Target.member(UserId(interaction.user.id))
            followed = await self.follows.leave(mine, ShowId(show))
        await answer(interaction, watch_views.left_card(followed, t), private=True)

    async def following(self, interaction: Interaction) -> None:
        await answer(interaction, await self._following(interaction, 0), private=True)

    async def turn_following(self, interaction: Interaction, page: int) -> None:
        await turn(interaction, await self._following(interaction, page))

    async def stop(self, interaction: Interaction, page: int) -> None:
        who = caller(interaction)
        await self.follows.leave(Target.member(who.user), ShowId(pick(interaction)))
        await turn(interaction, await self._following(interaction, page))

    async def _following(self, interaction: Interaction, page: int) -> discord.ui.LayoutView:
        found = await self.follows.following(caller(interaction))
        seen = [one for one in found.channels if self._may_see(interaction, one[0])]
        shown = dataclasses.replace(found, channels=seen)
        return watch_views.following_card(shown, page, self.bot.text(interaction))

    def _may_see(self, interaction: Interaction, follow: Follow) -> bool:
        """Whether whoever asks may see that channel, and the show here."""
        show = self.bot.app.shows.known(follow.root)
        fit = show is None or not show.adult or adult(interaction)
        return fit and may_see(interaction, follow.target.id)

    def _target(self, interaction: Interaction, *, here: bool, check: bool = True) -> Target:
        """Whoever asks; or this channel, where the bot may post.

        Raises `NotAChannel` and `MissingPermission`.
        """
        if not here:
            return Target.member(UserId(interaction.user.id))
        channel = interaction.channel
        if not isinstance(channel, discord.TextChannel):
            raise NotAChannel
        if check and (missing := permissions.missing(channel, Purpose.RENEWALS)):
            words = permissions.words(missing, self.bot.text(interaction))
            raise MissingPermission(permissions=Markup(words), channel=Markup(channel.mention))
        return Target.channel(GuildId(channel.guild.id), ChannelId(channel.id))


async def setup(bot: Kanso) -> None:
    await bot.add_cog(FollowsCog(bot))
