"""Posts that open themselves: `/discuss follow`, `/discuss dub`, `/discuss following`."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, NeedsPermission, caller
from bot.discussions import airing_board, airing_views, views
from bot.discussions.airings import Entered, Standing
from bot.discussions.models import NotAPlace, NotYourPlace
from bot.errors import N_, MissingPermission, Outdated
from bot.ids import ChannelId, RoleId, ShowId, UserId
from bot.settings import permissions
from bot.settings.doctor import RoleTrouble
from bot.settings.features import begins
from bot.settings.models import Feature, Purpose
from bot.shows.models import NeedsAgeRestriction, Show
from bot.text.text import Markup, Phrase
from bot.ui import pages
from bot.ui.answer import answer, in_time, promise, turn
from bot.ui.components import chosen, pick
from cogs.options import DUBS_OFFERED, ShowOption, adult, may_see

Interaction = discord.Interaction[Kanso]
ChosenShow = app_commands.Transform[Show, ShowOption]
Episode = app_commands.Range[int, 1, 99999]
Place = discord.TextChannel | discord.ForumChannel
DELAYS_OFFERED: list[app_commands.Choice[int]] = [
    app_commands.Choice(name=_("At once"), value=0),
    app_commands.Choice(name=_("After 30 minutes"), value=30),
    app_commands.Choice(name=_("After an hour"), value=60),
    app_commands.Choice(name=_("After three hours"), value=180),
    app_commands.Choice(name=_("After six hours"), value=360),
    app_commands.Choice(name=_("After twelve hours"), value=720),
    app_commands.Choice(name=_("After a day"), value=1440),
]


class PlaceOption(app_commands.Transformer):
    """A channel or forum where posts can open. Raises `NotAPlace` for one that is hidden."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType.text, discord.ChannelType.forum]

    async def transform(self, _: discord.Interaction[Any], value: Any, /) -> Place:
        found = value.resolve()
        if not isinstance(found, discord.TextChannel | discord.ForumChannel):
            raise NotAPlace(channel=Markup(f"<#{value.id}>"))
        return found


class AiringsCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.airings = bot.app.airings
        bot.door.add(views.PING, self.ping)
        bot.door.add(airing_views.FOLLOWING, self.turn_following)
        bot.door.add(airing_views.STOP, self.stop)
        bot.door.add(airing_views.TAKE_BACK, self.take_back)
        group = bot.tree.get_command("discuss")
        assert isinstance(group, app_commands.Group)  # noqa: S101  (cogs.discussions is loaded)
        for name, description, callback in (
            (_("follow"), _("Open a post by itself at each airing of a show"), self.follow),
            (_("dub"), _("Enter by hand when a dub's episodes can be seen"), self.dub),
            (_("following"), _("Which posts open by themselves here, and when"), self.following),
        ):  # fmt: skip
            named: Any = {"name": name, "description": description, "callback": callback}
            group.add_command(app_commands.Command(**named))

    # Following

    @app_commands.rename(show=_("show"), where=_("where"), role=_("role"), delay=_("delay"))
    @app_commands.describe(
        show=_("Which show; follow it once more to change how"),
        where=_("A channel or a forum; leave it out for the server's own"),
        role=_("Whom to ping; members take and leave this role by a button"),
        delay=_("How long after the airing; leave it out for the server's own"),
    )
    @app_commands.choices(delay=DELAYS_OFFERED)
    @begins(Feature.DISCUSSIONS)
    async def follow(
        self,
        interaction: Interaction,
        show: ChosenShow,
        where: app_commands.Transform[Place, PlaceOption] | None = None,
        role: discord.Role | None = None,
        delay: int | None = None,
    ) -> None:
        who = caller(interaction)
        await self.bot.app.settings.require_moderator(who)
        await self._require_role(interaction, role)
        venue = where or await self.bot.venue_for(interaction, Purpose.DISCUSSIONS)
        self._require_place(interaction, venue)
        if show.adult and not venue.is_nsfw():
            raise NeedsAgeRestriction(title=show.title, channel=Markup(venue.mention))
        agreed = self.airings.follow(
            who,
            show,
            channel=ChannelId(where.id) if where else None,
            role=RoleId(role.id) if role else None,
            delay=delay,
        )
        await self._agreed(interaction, await in_time(interaction, agreed, private=False))

    @app_commands.rename(
        show=_("show"),
        language=_("language"),
        episode=_("episode"),
        date=_("date"),
        source=_("source"),
        until=_("until"),
        role=_("role"),
    )
    @app_commands.describe(
        show=_("Which show"),
        language=_("The language of the dub"),
        episode=_("Which episode"),
        date=_("2027-01-31, or with an hour of your own clock: 2027-01-31 18:30"),
        source=_("Who says so: a link, or a few words"),
        until=_("The last episode, if one comes each week from then on"),
        role=_("Whom to ping; members take and leave this role by a button"),
    )
    @app_commands.choices(language=DUBS_OFFERED)
    @begins(Feature.DISCUSSIONS)
    async def dub(
        self,
        interaction: Interaction,
        show: ChosenShow,
        language: str,
        episode: Episode,
        date: app_commands.Range[str, 1, 40],
        source: app_commands.Range[str, 1, 200],
        until: Episode | None = None,
        role: discord.Role | None = None,
    ) -> None:
        who = caller(interaction)
        await self.bot.app.settings.require_moderator(who)
        await self._require_role(interaction, role)
        if language not in views.LANGUAGES:
            raise Outdated
        number = self.bot.app.discussions.episode(show, until or episode)
        me = UserId(interaction.user.id)
        standing, entered = await self.airings.enter(
            who,
            show,
            language,
            episode=episode if number else 1,
            through=until,
            typed=date,
            zone=await self.bot.app.preferences.chosen_zone_of(me, who.guild),
            source=source,
            role=RoleId(role.id) if role else None,
        )
        await self._agreed(interaction, standing, entered)

    async def _agreed(
        self, interaction: Interaction, standing: Standing, entered: Entered | None = None
    ) -> None:
        role = interaction.guild.get_role(standing.role or 0) if interaction.guild else None
        settings = await self.bot.app.settings.get(caller(interaction).guild)
        troubles = permissions.role_troubles(role, settings) if role else ()
        t = self.bot.text(interaction, private=False)
        await answer(
            interaction,
            airing_views.followed(
                standing, t, entered=entered, silent=RoleTrouble.SILENT in troubles
            ),
        )

    async def _require_role(self, interaction: Interaction, role: discord.Role | None) -> None:
        """Raises where members can't take it, or whoever asks may give no roles themselves."""
        if role is None:
            return
        who = caller(interaction)
        if not (who.manages_server or interaction.permissions.manage_roles):
            raise NeedsPermission(permissions=Phrase(N_("Manage Roles")))
        airing_board.require_takeable(role, await self.bot.app.settings.get(who.guild))

    def _require_place(self, interaction: Interaction, venue: Place) -> None:
        """Raises where whoever asks doesn't see it, or the bot may not do its part."""
        mention, member = Markup(venue.mention), interaction.user
        theirs = venue.permissions_for(member) if isinstance(member, discord.Member) else None
        if theirs is None or not (theirs.view_channel and theirs.send_messages):
            raise NotYourPlace(channel=mention)
        if missing := permissions.missing(venue, Purpose.DISCUSSIONS):
            words = permissions.words(missing, self.bot.text(interaction))
            raise MissingPermission(permissions=Markup(words), channel=mention)

    # The role

    async def ping(self, interaction: Interaction, show: str, dub: str) -> None:
        who, member = caller(interaction), interaction.user
        role = await self.airings.role(who.guild, ShowId(show), dub or None)
        settings = await self.bot.app.settings.get(who.guild)
        await promise(interaction, private=True)
        assert isinstance(member, discord.Member)  # noqa: S101  (`caller` saw to it)
        has = await airing_board.toggle(member, role, settings)
        title = self.bot.app.shows.title(ShowId(show))
        t = self.bot.text(interaction)
        await answer(interaction, airing_views.taken(role, title, t, has=has), private=True)

    # Looking

    async def following(self, interaction: Interaction) -> None:
        await answer(interaction, await self._following(interaction, 0), private=True)

    async def turn_following(self, interaction: Interaction, page: int) -> None:
        await turn(interaction, await self._following(interaction, page))

    async def stop(self, interaction: Interaction, page: int) -> None:
        show, dub = airing_views.read_key(pick(interaction))
        await self.airings.unfollow(caller(interaction), show, dub)
        await turn(interaction, await self._following(interaction, page))

    async def take_back(self, interaction: Interaction, page: int) -> None:
        await self.bot.app.settings.require_moderator(caller(interaction))
        dates: dict[tuple[ShowId, str], list[int]] = {}
        for show, dub, episode in map(airing_views.read_date, chosen(interaction)):
            dates.setdefault((show, dub), []).append(episode)
        for (show, dub), episodes in dates.items():
            await self.airings.take_back(caller(interaction), show, dub, episodes)
        await turn(interaction, await self._following(interaction, page))

    async def _following(self, interaction: Interaction, number: int) -> discord.ui.LayoutView:
        who = caller(interaction)
        found = await self.airings.following(who.guild)
        seen = [one for one in found if self._may_see(interaction, one)]
        return airing_views.following(
            pages.page(seen, number, airing_views.LISTED_A_PAGE),
            self.bot.text(interaction),
            active=self.airings.active,
            moderates=await self.bot.app.settings.is_moderator(who),
        )

    def _may_see(self, interaction: Interaction, one: Standing) -> bool:
        """Whether whoever asks may see that channel, and the show here."""
        fit = adult(interaction) or not one.adult
        return fit and may_see(interaction, one.channel)


async def setup(bot: Kanso) -> None:
    await bot.add_cog(AiringsCog(bot))
