"""What keeps Kansō from its work? Test posts, what was lost meanwhile, and a first word."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from weakref import WeakValueDictionary

import discord
from discord.ext import commands

from bot.client import Kanso, admin
from bot.clock import to_epoch
from bot.errors import ChannelGone, ChannelNotSet, DatabaseBusy, Outdated
from bot.ids import ChannelId, GuildId, nonce
from bot.settings import doctor_views as views
from bot.settings import permissions
from bot.settings.doctor import Loss, Report
from bot.settings.models import Purpose, Settings
from bot.settings.trial_board import run_trial
from bot.ui import governor
from bot.ui.answer import answer, promise
from bot.ui.governor import Route, Urgency
from bot.ui.outbox import TROUBLE

Interaction = discord.Interaction[Kanso]
log = logging.getLogger(__name__)


class DoctorCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.settings = bot.app.settings
        self.losses = bot.app.losses
        self._looking: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        bot.door.add(views.TRY, self.try_channel)

    async def cog_load(self) -> None:
        await self.losses.load()

    # A test post

    async def try_channel(self, interaction: Interaction, purpose: str) -> None:
        who, guild = admin(interaction), interaction.guild
        if purpose not in set(Purpose) or guild is None:
            raise Outdated
        wanted = Purpose(purpose)
        settings = await self.settings.get(who.guild)
        channel = self._channel(guild, settings, wanted)
        await promise(interaction, private=True)
        trial = await run_trial(channel, wanted, self.bot.guild_text(guild))
        report = self._examine(guild, settings)
        (checkup,) = (each for each in report.checkups if each.purpose is wanted)
        view = views.trial(trial, checkup, self.bot.text(interaction))
        await answer(interaction, view, private=True)

    def _channel(
        self, guild: discord.Guild, settings: Settings, purpose: Purpose
    ) -> discord.TextChannel | discord.ForumChannel:
        chosen = settings.channel(purpose)
        if chosen is None:
            raise ChannelNotSet(purpose=purpose.label)
        channel = guild.get_channel(chosen)
        if not isinstance(channel, permissions.FIT[purpose]):
            raise ChannelGone(purpose=purpose.label)
        assert isinstance(channel, discord.TextChannel | discord.ForumChannel)  # noqa: S101
        return channel

    # What was lost

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        for settings in self.settings.everywhere():
            if guild := self.bot.get_guild(settings.guild):
                await self.look(guild, settings)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        if self.bot.is_ready():  # before, `on_ready` looks at all
            await self.look(guild)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self.look(channel.guild)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        await self.look(role.guild)

    # What is lost may be mended by any of these; where nothing is, nobody looks.

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, _: discord.abc.GuildChannel, channel: discord.abc.GuildChannel
    ) -> None:
        await self._look_again(channel.guild)

    @commands.Cog.listener()
    async def on_guild_role_update(self, _: discord.Role, role: discord.Role) -> None:
        await self._look_again(role.guild)

    @commands.Cog.listener()
    async def on_member_update(self, _: discord.Member, member: discord.Member) -> None:
        if member == member.guild.me:
            await self._look_again(member.guild)

    async def _look_again(self, guild: discord.Guild) -> None:
        if self.losses.open_in(GuildId(guild.id)):
            await self.look(guild)

    async def look(self, guild: discord.Guild, settings: Settings | None = None) -> None:
        """Tell once what was lost in a server since, and note what was mended."""
        here = GuildId(guild.id)
        lock = self._looking.setdefault(guild.id, asyncio.Lock())
        async with lock:
            if guild.unavailable or guild.me is None:
                return  # an outage: nothing can be said of its channels
            try:
                report = self._examine(guild, settings or await self.settings.get(here))
                untold = await self.losses.noticed(here, report.losses)
                if untold and await self._tell(guild, report, untold):
                    await self.losses.told(here, untold)
            except DatabaseBusy as error:
                log.warning("Losses are looked for later: %s", error, extra={"guild": here})

    async def _tell(self, guild: discord.Guild, report: Report, untold: Sequence[Loss]) -> bool:
        """Whether somebody there could be told."""
        facts = {"guild": guild.id, "settings": sorted(loss.setting for loss in untold)}
        place = self._place(guild, report)
        if place is None:
            log.warning("Something is lost, and there is nowhere to say so", extra=facts)
            return False
        lost = (f"{loss.setting} {to_epoch(loss.noticed_at)}" for loss in untold)
        view = views.lost(report, untold, self.bot.guild_text(guild))
        sent = await self._say(place, view, nonce("lost", guild.id, *lost))
        if sent:
            log.info("Told what is lost", extra={**facts, "channel": place.id})
        return sent

    def _place(self, guild: discord.Guild, report: Report) -> discord.TextChannel | None:
        """The system channel, else one that was chosen and is as it should be."""
        chosen = (guild.get_channel(c.channel) for c in report.checkups if c.channel and c.well)
        for channel in (guild.system_channel, *chosen):
            if isinstance(channel, discord.TextChannel) and may_post(channel):
                return channel
        return None

    async def _say(
        self, channel: discord.TextChannel, view: discord.ui.LayoutView, known_by: str
    ) -> bool:
        """Whether Discord took it. One that it knows already isn't said twice."""
        view.stop()
        route = Route(GuildId(channel.guild.id), ChannelId(channel.id), "notice")
        try:
            await self.bot.governor.run(
                Urgency.LOOK, route, lambda: channel.send(view=view, nonce=known_by)
            )
        except (*TROUBLE, governor.Forbidden) as error:
            log.warning("A word to a server failed: %r", error, extra={"guild": channel.guild.id})
            return False
        return True

    def _examine(self, guild: discord.Guild, settings: Settings) -> Report:
        return permissions.examine(guild, settings, self.bot.guild_text(guild))

    # A first word

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        place, joined = guild.system_channel, joined_at(guild)
        try:
            if place and may_post(place) and await self.losses.greet(GuildId(guild.id), joined):
                view = views.greeting(self.bot.guild_text(guild))
                await self._say(place, view, nonce("greeting", guild.id, joined))
        except DatabaseBusy as error:  # better no greeting than two
            log.warning("A server wasn't greeted: %s", error, extra={"guild": guild.id})
        await self.look(guild)


def joined_at(guild: discord.Guild) -> datetime | None:
    """When the bot arrived there, this time."""
    return guild.me.joined_at if guild.me else None


def may_post(channel: discord.TextChannel) -> bool:
    """Whether the bot may post there, without asking Discord."""
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.view_channel and allowed.send_messages


async def setup(bot: Kanso) -> None:
    await bot.add_cog(DoctorCog(bot))
