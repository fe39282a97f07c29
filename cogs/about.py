"""What can Kansō do, and how is it? `/help` and `/about`."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot import __version__
from bot.about import views
from bot.about.views import Health
from bot.client import Kanso
from bot.errors import N_
from bot.ui.answer import answer

Interaction = discord.Interaction[Kanso]

_SHOW, _WATCH = N_("What is this show?"), N_("What shall we watch?")
QUESTIONS = {
    "show": _SHOW,
    "character": _SHOW,
    "staff": _SHOW,
    "studio": _SHOW,
    "airing": _WATCH,
    "season": _WATCH,
    "random": _WATCH,
    "calendar": _WATCH,
    "review": N_("Is it any good?"),
    "renewal": N_("Will it return?"),
    "discuss": N_("Shall we rate this episode?"),
}
OTHERS = N_("And besides")


class AboutCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot

    @app_commands.command(name=_("help"), description=_("What Kansō can do"))
    async def help(self, interaction: Interaction) -> None:
        view = views.help_card(
            self._commands(interaction), self._menus(), self.bot.text(interaction)
        )
        await answer(interaction, view, private=True)

    @app_commands.command(name=_("about"), description=_("Version, health and sources of Kansō"))
    async def about(self, interaction: Interaction) -> None:
        app = self.bot.app
        health = Health(
            version=__version__,
            up_since=self.bot.started_at,
            source=app.shows.source_name,
            shows=len(app.shows),
            schema=await app.db.version(),
            loops=await app.loops(),
            troubles=[app.backups.trouble] if app.backups.trouble else [],
        )
        await answer(
            interaction, views.about_card(health, self.bot.text(interaction)), private=True
        )

    def _menus(self) -> list[str]:
        """What can be done with a message."""
        menus = self.bot.tree.get_commands(type=discord.AppCommandType.message)
        return sorted(menu.name for menu in menus)

    def _commands(self, interaction: Interaction) -> views.Commands:
        """Those that whoever asks may use."""
        found: dict[str, list[tuple[str, str]]] = {q: [] for q in (*QUESTIONS.values(), OTHERS)}
        for command in self.bot.tree.walk_commands():
            if isinstance(command, app_commands.Command):
                root = command.root_parent or command
                needed = root.default_permissions or discord.Permissions.none()
                if needed <= interaction.permissions:
                    question = QUESTIONS.get(root.name, OTHERS)
                    found[question].append((command.qualified_name, command.description))
        return found


async def setup(bot: Kanso) -> None:
    await bot.add_cog(AboutCog(bot))
