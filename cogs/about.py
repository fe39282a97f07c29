"""What can Kansō do, and how is it? `/help` and `/about`."""

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot import __version__
from bot.client import Kanso
from bot.text.text import stamp
from bot.ui.answer import answer, card, rule, small

Interaction = discord.Interaction[Kanso]


class AboutCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot

    @app_commands.command(name=_("help"), description=_("What Kansō can do"))
    async def help(self, interaction: Interaction) -> None:
        t = self.bot.text(interaction)
        lines = [f"## {t('What Kansō can do')}"]
        lines += [
            f"**/{command.qualified_name}** {t(command.description)}"
            for command in self.bot.tree.walk_commands()
            if isinstance(command, app_commands.Command)
        ]
        more = t("Buttons under a card lead on. Whatever you submit in a form is saved at once.")
        view = card(discord.ui.TextDisplay("\n".join(lines)), rule(), small(more))
        await answer(interaction, view, private=True)

    @app_commands.command(name=_("about"), description=_("Version, health and sources of Kansō"))
    async def about(self, interaction: Interaction) -> None:
        app, t = self.bot.app, self.bot.text(interaction)
        shows = t.n("{n} show", "{n} shows", len(app.shows))
        lines = [
            f"## {t('Kansō {version}', version=__version__)}",
            t("感想, impressions, and 簡素, simplicity: a bot for talking about anime."),
            t("**Up since** {when}", when=stamp(self.bot.started_at)),
            t("**Source** {source}: {shows}", source=app.shows.source_name, shows=shows),
            t(
                "**Kept in** one SQLite file of the host, schema version {version}",
                version=await app.schema_version(),
            ),
        ]
        await answer(interaction, card(discord.ui.TextDisplay("\n".join(lines))), private=True)


async def setup(bot: Kanso) -> None:
    await bot.add_cog(AboutCog(bot))
