"""What does this text say on a return? Evidence read out of it, line by line."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, caller
from bot.errors import Outdated
from bot.ids import EvidenceId, ShowId, UserId
from bot.renewals import reading
from bot.renewals import reading_views as views
from bot.renewals import views as renewals_views
from bot.renewals.models import Status, Tier
from bot.renewals.passages import MOST_CHARACTERS
from bot.renewals.readings import MOST_BYTES, TextTooLong
from bot.settings.features import begins
from bot.settings.models import Feature
from bot.shows.models import ShowIsAdult
from bot.text import files
from bot.ui.answer import acknowledge, answer, ask, promise, replace
from bot.ui.components import attached, entered, fetched, pick
from bot.ui.components import number as whole
from cogs.options import adult, lore

Interaction = discord.Interaction[Kanso]

_TEXT = (".txt", ".md", ".markdown")


class ReadingsCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.readings = bot.app.readings
        for pattern, run in (
            (views.FORM, self.read_form),
            (renewals_views.READ, self.ask_text),
            (views.UNSENT, self.open_picked),
            (views.PANEL, self.back_to_panel),
            (views.CHOOSE, self.choose),
            (views.PICK, self.open_line),
            (views.SHOW, self.name_show),
            (views.CLAIM, self.save_claim),
            (views.LINE, self.save_line),
            (views.DISCARD, self.discard),
            (renewals_views.CORRECT, self.correct_piece),
        ):
            bot.door.add(pattern, run)
        bot.tree.add_command(
            app_commands.ContextMenu(name=_("Use as renewal evidence"), callback=self.read_message)
        )

    # Reading

    @begins(Feature.RENEWALS)
    async def ask_text(
        self, interaction: Interaction, show: str, season: int, status: str, tier: str
    ) -> None:
        known = self.bot.app.shows.get(ShowId(show)).id if show else ""
        said = {"status": _known(Status, status) or "", "tier": _known(Tier, tier) or ""}
        form = views.read_form(self.bot.text(interaction), show=known, season=season, **said)
        await ask(interaction, form)

    @begins(Feature.RENEWALS)
    async def read_form(
        self, interaction: Interaction, show: str, season: int, status: str, tier: str
    ) -> None:
        caller(interaction)
        typed = entered(interaction)
        await promise(interaction, private=True)
        pieces = [typed.get("text", ""), *[await _text(file) for file in attached(interaction)]]
        await self._propose(
            interaction,
            pieces,
            show=ShowId(show) if show else None,
            season=season or None,
            status=_known(Status, status),
            tier=_known(Tier, tier),
            link=typed.get("link", ""),
        )

    @app_commands.guild_only()
    @begins(Feature.RENEWALS)
    async def read_message(self, interaction: Interaction, message: discord.Message) -> None:
        who = caller(interaction)
        await promise(interaction, private=True)
        texts = [file for file in message.attachments if file.filename.lower().endswith(_TEXT)]
        others = not message.author.bot and message.author.id != who.user
        shown = [part for each in message.embeds for part in (each.title, each.description)]
        await self._propose(
            interaction,
            [message.content, *filter(None, shown), *[await _text(file) for file in texts]],
            link=reading.first_link(message.content) or message.jump_url,
            author=UserId(message.author.id) if others else None,
            published=None if texts else message.created_at,
        )

    async def _propose(self, interaction: Interaction, pieces: list[str], **of: Any) -> None:
        text = "\n\n".join(filter(str.strip, pieces))
        who = caller(interaction)
        number = await self.readings.propose(who, text, adult=adult(interaction), **of)
        await answer(interaction, await self._panel(interaction, number), private=True)

    async def correct_piece(self, interaction: Interaction, evidence: int) -> None:
        await promise(interaction, private=True)
        number = await self.readings.correction(caller(interaction), EvidenceId(evidence))
        await answer(interaction, await self._panel(interaction, number), private=True)

    async def _panel(self, interaction: Interaction, number: int) -> discord.ui.LayoutView:
        held = await self.readings.mine(caller(interaction), number)
        if held.subject and held.subject.adult and not adult(interaction):
            raise ShowIsAdult
        return views.panel(held, self.bot.text(interaction))

    async def open_picked(self, interaction: Interaction) -> None:
        await replace(interaction, await self._panel(interaction, whole(interaction)))

    async def back_to_panel(self, interaction: Interaction, number: int) -> None:
        await replace(interaction, await self._panel(interaction, number))

    # Correcting

    async def choose(self, interaction: Interaction, number: int, status: str) -> None:
        await acknowledge(interaction)
        await self.readings.choose(caller(interaction), number, status)
        await self.back_to_panel(interaction, number)

    async def open_line(self, interaction: Interaction, number: int) -> None:
        held = await self.readings.mine(caller(interaction), number)
        t, line = self.bot.text(interaction), pick(interaction)
        if line == views.THE_SHOW:
            form = views.show_form(held, t)
        elif line == views.THE_STATUS:
            form = views.status_form(held, t)
        elif line == views.THE_SOURCE:
            form = views.source_form(held, t)
        else:
            form = views.line_form(held, held.proposal.line(whole(interaction)), t)
        await ask(interaction, form)

    async def name_show(self, interaction: Interaction, number: int) -> None:
        await acknowledge(interaction)
        typed = entered(interaction)
        show = self.bot.app.shows.only(typed.get("title", ""), lore=await lore(interaction))
        if show.adult and not adult(interaction):
            raise ShowIsAdult
        season = typed.get("season", "")
        await self.readings.name_show(caller(interaction), number, show, season)
        await self.back_to_panel(interaction, number)

    async def save_claim(self, interaction: Interaction, number: int) -> None:
        await acknowledge(interaction)
        await self.readings.claim(caller(interaction), number, entered(interaction))
        await self.back_to_panel(interaction, number)

    async def save_line(self, interaction: Interaction, number: int, line: int) -> None:
        await acknowledge(interaction)
        await self.readings.correct(caller(interaction), number, line, entered(interaction))
        await self.back_to_panel(interaction, number)

    async def discard(self, interaction: Interaction, number: int) -> None:
        await acknowledge(interaction)
        await self.readings.discard(caller(interaction), number)
        await replace(interaction, views.discarded(self.bot.text(interaction)))


async def _text(file: discord.Attachment) -> str:
    """What a file says. Raises `NotText`, and `TextTooLong` before it is fetched."""
    if file.size > MOST_BYTES:
        raise TextTooLong(limit=MOST_CHARACTERS)
    return files.decode(await fetched(file))


def _known(kind: Any, value: str) -> Any:
    try:
        return kind(value) if value else None
    except ValueError as error:
        raise Outdated from error


async def setup(bot: Kanso) -> None:
    await bot.add_cog(ReadingsCog(bot))
