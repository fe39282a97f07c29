"""How do I make the bot behave? `/config` for a server, `/preferences` for oneself."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, admin, completing, in_server
from bot.errors import Outdated, Refusal
from bot.ids import ChannelId, GuildId, RoleId, UserId
from bot.settings import permissions, views, zones
from bot.settings.doctor import RoleTrouble
from bot.settings.models import (
    Ballot,
    Feature,
    NotAModeratorsRole,
    NotAnEpisodeRole,
    NotAReviewersRole,
    Preferences,
    Purpose,
    RoleGivesPower,
    Section,
    Setting,
    Settings,
    Spoilers,
)
from bot.text.text import Markup
from bot.text.titles import TitleLanguage
from bot.ui.answer import answer, ask, replace
from bot.ui.components import chosen, entered, number, pick

Interaction = discord.Interaction[Kanso]


class SettingsCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.settings = bot.app.settings
        self.preferences = bot.app.preferences
        for pattern, run in (
            (views.SECTION, self.open_section),
            (views.CHANNEL, self.choose_channel),
            (views.MODERATORS, self.choose_moderators),
            (views.REVIEWERS, self.choose_reviewers),
            (views.EPISODE_ROLE, self.choose_episode_role),
            (views.DELAY, self.choose_delay),
            (views.WANT, self.want),
            (views.BALLOT, self.choose_ballot),
            (views.RENEWALS, self.let_renewals_move),
            (views.TITLES, self.choose_titles),
            (views.SCORES, self.hide_scores),
            (views.ZONE, self.ask_zone),
            (views.ZONE_FORM, self.choose_zone),
            (views.SPOILERS, self.choose_spoilers),
            (views.MINIMUM, self.choose_minimum),
            (views.LANGUAGE, self.choose_language),
            (views.FEATURE, self.switch),
            (views.UNDO, self.undo),
            (views.MY_TITLES, self.choose_my_titles),
            (views.MY_SCORES, self.hide_my_scores),
            (views.MY_ZONE, self.ask_my_zone),
            (views.MY_ZONE_FORM, self.choose_my_zone),
        ):
            bot.door.add(pattern, run)

    # What an admin decides

    @app_commands.command(name=_("config"), description=_("Set Kansō up in this server"))
    @app_commands.rename(section=_("section"))
    @app_commands.describe(section=_("Which settings; channels and roles if left out"))
    @app_commands.choices(
        section=[app_commands.Choice(name=_(each.label), value=each.value) for each in Section]
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def config(self, interaction: Interaction, section: str = Section.CHANNELS) -> None:
        settings = await self.settings.get(admin(interaction).guild)
        view = await self._panel(interaction, settings, section_of(section))
        await answer(interaction, view, private=True)

    async def open_section(self, interaction: Interaction) -> None:
        settings = await self.settings.get(admin(interaction).guild)
        await self._show(interaction, settings, section_of(pick(interaction)))

    async def choose_channel(self, interaction: Interaction, purpose: str) -> None:
        who = admin(interaction)
        if purpose not in set(Purpose):
            raise Outdated
        channel = picked_id(interaction)
        settings = await self.settings.choose_channel(
            who.guild, Purpose(purpose), ChannelId(channel) if channel else None, by=who.user
        )
        await self._show(interaction, settings, Section.CHANNELS)

    async def choose_moderators(self, interaction: Interaction) -> None:
        who = admin(interaction)
        role = picked_role(interaction, NotAModeratorsRole)
        settings = await self.settings.choose_moderators(who.guild, role, by=who.user)
        await self._show(interaction, settings, Section.CHANNELS)

    async def choose_reviewers(self, interaction: Interaction) -> None:
        who = admin(interaction)
        role = picked_role(interaction, NotAReviewersRole)
        settings = await self.settings.choose_reviewers(who.guild, role, by=who.user)
        await self._show(interaction, settings, Section.CHANNELS)

    async def choose_episode_role(self, interaction: Interaction) -> None:
        who = admin(interaction)
        role = picked_role(interaction, NotAnEpisodeRole)
        await self._require_powerless(interaction, role)
        settings = await self.settings.choose_episode_role(who.guild, role, by=who.user)
        await self._show(interaction, settings, Section.SEASON)

    async def _require_powerless(self, interaction: Interaction, role: RoleId | None) -> None:
        """Raises `RoleGivesPower`: members take it by a button."""
        known = interaction.guild.get_role(role) if interaction.guild and role else None
        held = await self.settings.get(admin(interaction).guild)
        if known and RoleTrouble.POWER in permissions.role_troubles(known, held):
            raise RoleGivesPower(role=Markup(known.mention))

    async def choose_delay(self, interaction: Interaction) -> None:
        who, minutes = admin(interaction), number(interaction)
        settings = await self.settings.choose_delay(who.guild, minutes, by=who.user)
        await self._show(interaction, settings, Section.SEASON)

    async def want(self, interaction: Interaction, setting: str, on: int) -> None:
        who = admin(interaction)
        if setting not in set(Setting):
            raise Outdated
        settings = await self.settings.want(who.guild, Setting(setting), bool(on), by=who.user)
        await self._show(interaction, settings, Section.SEASON)

    async def choose_ballot(self, interaction: Interaction) -> None:
        who, picked = admin(interaction), pick(interaction)
        if picked not in set(Ballot):
            raise Outdated
        settings = await self.settings.choose_ballot(who.guild, Ballot(picked), by=who.user)
        await self._show(interaction, settings, Section.VOTES)

    async def choose_spoilers(self, interaction: Interaction) -> None:
        who, picked = admin(interaction), pick(interaction)
        if picked not in set(Spoilers):
            raise Outdated
        settings = await self.settings.choose_spoilers(who.guild, Spoilers(picked), by=who.user)
        await self._show(interaction, settings, Section.VOTES)

    async def let_renewals_move(self, interaction: Interaction, itself: int) -> None:
        who = admin(interaction)
        settings = await self.settings.let_renewals_move(who.guild, bool(itself), by=who.user)
        await self._show(interaction, settings, Section.RENEWALS)

    async def choose_titles(self, interaction: Interaction) -> None:
        who = admin(interaction)
        language = picked_language(interaction)
        settings = await self.settings.choose_titles(who.guild, language, by=who.user)
        await self._show(interaction, settings, Section.TITLES)

    async def hide_scores(self, interaction: Interaction, hidden: int) -> None:
        who = admin(interaction)
        settings = await self.settings.hide_scores(who.guild, bool(hidden), by=who.user)
        await self._show(interaction, settings, Section.TITLES)

    async def ask_zone(self, interaction: Interaction) -> None:
        settings = await self.settings.get(admin(interaction).guild)
        t = self.bot.text(interaction)
        await ask(interaction, views.zone_form(views.ZONE_FORM, settings.preferences.zone, t))

    async def choose_zone(self, interaction: Interaction) -> None:
        who, typed = admin(interaction), typed_zone(interaction)
        settings = await self.settings.choose_zone(who.guild, typed, by=who.user)
        await self._show(interaction, settings, Section.TITLES)

    async def choose_minimum(self, interaction: Interaction) -> None:
        who = admin(interaction)
        minimum = None if pick(interaction) == views.THE_USUAL else number(interaction)
        settings = await self.settings.choose_minimum(who.guild, minimum, by=who.user)
        await self._show(interaction, settings, Section.VOTES)

    async def choose_language(self, interaction: Interaction) -> None:
        who, picked = admin(interaction), pick(interaction)
        if picked not in (views.AS_DISCORD, *self.bot.app.texts.locales):
            raise Outdated
        locale = None if picked == views.AS_DISCORD else picked
        settings = await self.settings.choose_language(who.guild, locale, by=who.user)
        await self._show(interaction, settings, Section.LANGUAGE)

    async def switch(self, interaction: Interaction, feature: str, on: int) -> None:
        who = admin(interaction)
        if feature not in set(Feature):
            raise Outdated
        settings = await self.settings.switch(who.guild, Feature(feature), bool(on), by=who.user)
        await self._show(interaction, settings, Section.FEATURES)

    async def undo(self, interaction: Interaction, entry: int, section: str) -> None:
        who, shown = admin(interaction), section_of(section)
        settings = await self.settings.undo(who.guild, entry, by=who.user)
        await self._show(interaction, settings, shown)

    async def _show(self, interaction: Interaction, settings: Settings, section: Section) -> None:
        await put(interaction, await self._panel(interaction, settings, section))

    async def _panel(
        self, interaction: Interaction, settings: Settings, section: Section
    ) -> discord.ui.LayoutView:
        texts, discords = self.bot.app.texts, interaction.guild_locale
        guild = self.bot.get_guild(settings.guild)
        if guild is None:  # left in this moment
            raise Outdated
        return views.panel(
            settings,
            self.bot.text(interaction),
            section=section,
            now=self.bot.clock.now(),
            last=await self.settings.last_change(settings.guild),
            report=permissions.examine(guild, settings, self.bot.guild_text(guild)),
            languages=texts.locales,
            as_discord=texts.choose(discords.value if discords else None).locale,
        )

    # What a member prefers

    @app_commands.command(
        name=_("preferences"), description=_("How Kansō answers you: titles, scores, time zone")
    )
    @app_commands.rename(zone=_("zone"))
    @app_commands.describe(zone=_("Your time zone: a big city such as Tokyo, or UTC+9"))
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def prefer(
        self,
        interaction: Interaction,
        zone: app_commands.Range[str, 1, zones.LONGEST] | None = None,
    ) -> None:
        user = UserId(interaction.user.id)
        mine = (
            await self.preferences.choose_zone(user, zone)
            if zone
            else await self.preferences.of(user)
        )
        await answer(interaction, self._mine(interaction, mine), private=True)

    @prefer.autocomplete("zone")
    @completing
    async def complete_zone(
        self,
        interaction: Interaction,  # noqa: ARG002  (discord.py's signature)
        current: str,
    ) -> list[app_commands.Choice[str]]:
        found = await self.preferences.offered_zones(current)
        return [app_commands.Choice(name=zones.spoken(zone), value=zone) for zone in found[:25]]

    async def choose_my_titles(self, interaction: Interaction) -> None:
        language = (
            None if pick(interaction) == views.AS_THE_SERVER else picked_language(interaction)
        )
        user = UserId(interaction.user.id)
        await self._show_mine(interaction, await self.preferences.choose_titles(user, language))

    async def hide_my_scores(self, interaction: Interaction, hidden: int) -> None:
        user = UserId(interaction.user.id)
        await self._show_mine(interaction, await self.preferences.hide_scores(user, bool(hidden)))

    async def ask_my_zone(self, interaction: Interaction) -> None:
        mine = await self.preferences.of(UserId(interaction.user.id))
        t = self.bot.text(interaction)
        await ask(interaction, views.zone_form(views.MY_ZONE_FORM, mine.zone, t))

    async def choose_my_zone(self, interaction: Interaction) -> None:
        user, typed = UserId(interaction.user.id), typed_zone(interaction)
        await self._show_mine(interaction, await self.preferences.choose_zone(user, typed))

    async def _show_mine(self, interaction: Interaction, mine: Preferences) -> None:
        await put(interaction, self._mine(interaction, mine))

    def _mine(self, interaction: Interaction, mine: Preferences) -> discord.ui.LayoutView:
        here = GuildId(interaction.guild_id or 0) if in_server(interaction) else None
        return views.preferences_panel(
            mine,
            self.bot.text(interaction),
            server=self.settings.preferences(here),
            now=self.bot.clock.now(),
        )


async def put(interaction: Interaction, view: discord.ui.LayoutView) -> None:
    """In place of the panel that was used; beside a forged one that others see."""
    if interaction.message and interaction.message.flags.ephemeral:
        await replace(interaction, view)
    else:
        await answer(interaction, view, private=True)


def section_of(section: str) -> Section:
    """Raises `Outdated` for one that a forged component made up."""
    if section not in set(Section):
        raise Outdated
    return Section(section)


def picked_language(interaction: discord.Interaction[Any]) -> TitleLanguage:
    """The language picked in the select that was used. Raises `Outdated` for a forged one."""
    picked = pick(interaction)
    if picked not in set(TitleLanguage):
        raise Outdated
    return TitleLanguage(picked)


def typed_zone(interaction: discord.Interaction[Any]) -> str:
    """What the zone's form brought."""
    return entered(interaction).get("zone", "")[: zones.LONGEST]


def picked_id(interaction: discord.Interaction[Any]) -> int | None:
    """The id picked in the select that was used, None where the choice was cleared."""
    picked = next(iter(chosen(interaction)), None)
    if picked is not None and not (picked.isascii() and picked.isdigit() and len(picked) < 20):
        raise Outdated
    return int(picked) if picked else None


def picked_role(interaction: discord.Interaction[Any], refusal: type[Refusal]) -> RoleId | None:
    """The role picked, None where the choice was cleared. Raises `refusal` for one that nobody
    is given.
    """
    role = picked_id(interaction)
    known = interaction.guild.get_role(role) if interaction.guild and role else None
    if known and (known.managed or known.is_default()):
        raise refusal(role=Markup(known.mention))
    return RoleId(role) if role else None


async def setup(bot: Kanso) -> None:
    await bot.add_cog(SettingsCog(bot))
