"""Who is that? `/character`, `/staff`, `/studio`."""

from collections.abc import Awaitable, Callable

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso
from bot.errors import N_, Refusal, SourceDown
from bot.shows import views
from bot.shows.anilist import AniList
from bot.shows.models import Profile
from bot.ui.answer import answer, in_time
from cogs.options import adult

Interaction = discord.Interaction[Kanso]
Name = app_commands.Range[str, 1, 100]


class NobodyFound(Refusal):
    message = N_("AniList knows nobody by “{name}”. Try the whole name, in English or Japanese.")


class PeopleCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot

    @app_commands.command(name=_("character"), description=_("Who is this character?"))
    @app_commands.rename(name=_("name"), private=_("private"))
    @app_commands.describe(
        name=_("The character's name"), private=_("Show the answer to you alone")
    )
    async def character(self, interaction: Interaction, name: Name, private: bool = False) -> None:
        await self._answer(interaction, name, AniList.character, private=private)

    @app_commands.command(name=_("staff"), description=_("Who made or voiced this?"))
    @app_commands.rename(name=_("name"), private=_("private"))
    @app_commands.describe(
        name=_("The name of a director, writer, voice actor or other maker"),
        private=_("Show the answer to you alone"),
    )
    async def staff(self, interaction: Interaction, name: Name, private: bool = False) -> None:
        await self._answer(interaction, name, AniList.staff, private=private)

    @app_commands.command(name=_("studio"), description=_("What has this studio made?"))
    @app_commands.rename(name=_("name"), private=_("private"))
    @app_commands.describe(name=_("The studio's name"), private=_("Show the answer to you alone"))
    async def studio(self, interaction: Interaction, name: Name, private: bool = False) -> None:
        await self._answer(interaction, name, AniList.studio, private=private)

    async def _answer(
        self,
        interaction: Interaction,
        name: str,
        ask: Callable[[AniList, str], Awaitable[Profile | None]],
        *,
        private: bool,
    ) -> None:
        anilist = self.bot.app.anilist
        if anilist is None:
            raise SourceDown(source=AniList.name)
        profile = await in_time(interaction, ask(anilist, name), private=private)
        if profile is None:
            raise NobodyFound(name=name)
        t = self.bot.text(interaction, private=private)
        view = views.profile_card(profile, t, source=AniList.name, adult=adult(interaction))
        await answer(interaction, view, private=private)


async def setup(bot: Kanso) -> None:
    await bot.add_cog(PeopleCog(bot))
