"""What is kept, and how does it go away? `/privacy`, a server's export, and its erasure."""

import asyncio
import functools
import io
import logging
import zipfile
from collections.abc import Awaitable

import discord
import orjson
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, admin, in_server
from bot.errors import Outdated, Refusal
from bot.ids import GuildId, UserId
from bot.privacy import views
from bot.privacy.board import Cleaner
from bot.privacy.models import Scope
from bot.settings.views import EXPORT as EXPORT_SERVER
from bot.ui.answer import acknowledge, answer, note, promise, replace

Interaction = discord.Interaction[Kanso]
log = logging.getLogger(__name__)

MINE = "kanso-privacy.json"
SERVER = "kanso-server.zip"
LARGE = 8_000_000
"""Bytes from which a member's file is zipped."""
A_DAY = 86_400.0


class PrivacyCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.privacy = bot.app.privacy
        self.servers = bot.app.servers
        self._days: asyncio.Task[None] | None = None
        self.cleaner = Cleaner(bot, bot.governor, self.privacy, bot.guild_text)
        for pattern, run in (
            (views.OPEN, self.open),
            (views.EXPORT, self.export),
            (views.ASK, self.ask),
            (views.ERASE, self.erase),
            (EXPORT_SERVER, self.export_server),
        ):
            bot.door.add(pattern, run)

    async def cog_unload(self) -> None:
        self.cleaner.stop()
        if self._days:
            self._days.cancel()

    # A member's own

    @app_commands.command(
        name=_("privacy"), description=_("What Kansō keeps of you: see it, take it along, erase it")
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def show(self, interaction: Interaction) -> None:
        await promise(interaction, private=True)
        held = await self.privacy.overview(*who(interaction))
        await answer(interaction, views.overview(held, self.bot.text(interaction)), private=True)

    async def open(self, interaction: Interaction) -> None:
        await acknowledge(interaction)
        held = await self.privacy.overview(*who(interaction))
        await replace(interaction, views.overview(held, self.bot.text(interaction)))

    async def ask(self, interaction: Interaction) -> None:
        await acknowledge(interaction)
        held, t = await self.privacy.overview(*who(interaction)), self.bot.text(interaction)
        asked = functools.partial(views.question, copies=self.privacy.copies)
        view = asked(held, t) if held.scopes else views.overview(held, t)
        await replace(interaction, view)

    async def export(self, interaction: Interaction) -> None:
        await promise(interaction, private=True)
        kept = await self.privacy.export(*who(interaction))
        t = self.bot.text(interaction)
        file = attachment(MINE, orjson.dumps(kept, option=orjson.OPT_INDENT_2))
        view = note(t("Everything that I keep of you."), file=file.filename)
        await answer(interaction, view, private=True, files=[file])

    async def erase(self, interaction: Interaction, scope: str) -> None:
        if scope not in set(Scope):
            raise Outdated
        await acknowledge(interaction)
        guild, user = who(interaction)
        done = await self.privacy.erase(guild, user, Scope(scope))
        stays = await self.cleaner.clean(guild) if guild else 0
        t = self.bot.text(interaction)
        await replace(interaction, views.erased(done, stays, t, copies=self.privacy.copies))

    # A server's

    async def export_server(self, interaction: Interaction) -> None:
        guild = admin(interaction).guild
        await promise(interaction, private=True)
        file = discord.File(io.BytesIO(await self.servers.export(guild)), SERVER)
        t = self.bot.text(interaction)
        command = f"`python -m bot import {SERVER}`"
        words = t("All that I keep of this server. Its host imports it: {command}", command=command)
        view = note(words, file=SERVER)
        await answer(interaction, view, private=True, files=[file])

    # Servers that come and go

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await later(self.servers.left(GuildId(guild.id)))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await later(self.servers.returned(GuildId(guild.id)))

    @commands.Cog.listener()
    async def on_permissions_changed(self, guild: discord.Guild) -> None:
        await later(self.cleaner.clean(GuildId(guild.id)))

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        await self.catch_up()
        if self._days is None:
            self._days = asyncio.create_task(self._every_day(), name="Erasures")

    async def _every_day(self) -> None:
        while True:
            await asyncio.sleep(A_DAY)
            await self.catch_up()

    async def catch_up(self) -> None:
        """Note who left and who is back; then erase and take down what is due."""
        present = {GuildId(guild.id) for guild in self.bot.guilds}
        done = [
            await later(self.servers.reconcile(present)),
            await later(self.servers.erase_due(present)),
            await later(self.cleaner.clean()),
            await later(asyncio.to_thread(self.servers.drop_copies)),
        ]
        if all(done):
            self.servers.swept()


async def later(work: Awaitable[object]) -> bool:
    """Do it, and where that fails leave it to the next day: nothing depends on the hour. Whether it
    is done.
    """
    try:
        await work
    except (Refusal, OSError) as error:
        log.warning("Left to the next day: %r", error)
        return False
    return True


def who(interaction: Interaction) -> tuple[GuildId | None, UserId]:
    """The server, None where the bot isn't in it or there is none; and whoever asks."""
    here = GuildId(interaction.guild_id or 0) if in_server(interaction) else None
    return here, UserId(interaction.user.id)


def attachment(name: str, data: bytes) -> discord.File:
    """A file, zipped where it is large."""
    if len(data) < LARGE:
        return discord.File(io.BytesIO(data), name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr(name, data)
    packed.seek(0)
    return discord.File(packed, f"{name}.zip")


async def setup(bot: Kanso) -> None:
    await bot.add_cog(PrivacyCog(bot))
