"""Who is that? `/character`, `/staff`, `/studio`."""

from collections.abc import Awaitable, Callable

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso
from bot.errors import N_, Refusal
from bot.shows import views
from bot.shows.models import Profile
from bot.shows.source import People
from bot.ui.answer import answer, in_time
from cogs.options import adult

Interaction = discord.Interaction[Kanso]
Name = app_commands.Range[str, 1, 100]


class NobodyFound(Refusal):
    message = N_("{source} knows nobody by “{name}”. Try the whole name, in English or Japanese.")


class NobodyAsked(Refusal):
    """The host left AniList alone; trying again would change nothing."""

    message = N_(
        "People and studios come from AniList, and this bot doesn't ask it. `/show` works as ever."
    )


class PeopleCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot

    @app_commands.command(name=_("character"), description=_("Who is this character?"))
    @app_commands.rename(name=_("name"), private=_("private"))
    @app_commands.describe(
        name=_("The character's name"), private=_("Show the answer to you alone")
    )
    async def character(self, interaction: Interaction, name: Name, private: bool = False) -> None:
        await self._answer(interaction, name, self._people.character, private=private)

    @app_commands.command(name=_("staff"), description=_("Who made or voiced this?"))
    @app_commands.rename(name=_("name"), private=_("private"))
    @app_commands.describe(
        name=_("The name of a director, writer, voice actor or other maker"),
        private=_("Show the answer to you alone"),
    )
    async def staff(self, interaction: Interaction, name: Name, private: bool = False) -> None:
        await self._answer(interaction, name, self._people.staff, private=private)

    @app_commands.command(name=_("studio"), description=_("What has this studio made?"))
    @app_commands.rename(name=_("name"), private=_("private"))
    @app_commands.describe(name=_("The studio's name"), private=_("Show the answer to you alone"))
    async def studio(self, interaction: Interaction, name: Name, private: bool = False) -> None:
        await self._answer(interaction, name, self._people.studio, private=private)

    @property
    def _people(self) -> People:
        """Raises `NobodyAsked`."""
        people = self.bot.app.people
        if people is None:
            raise NobodyAsked
        return people

    async def _answer(
        self,
        interaction: Interaction,
        name: str,
        ask: Callable[[str], Awaitable[Profile | None]],
        *,
        private: bool,
    ) -> None:
        source = self._people.name
        profile = await in_time(interaction, ask(name), private=private)
        if profile is None:
            raise NobodyFound(source=source, name=name)
        t = self.bot.text(interaction, private=private)
        view = views.profile_card(profile, t, source=source, adult=adult(interaction))
        await answer(interaction, view, private=private)


async def setup(bot: Kanso) -> None:
    await bot.add_cog(PeopleCog(bot))
