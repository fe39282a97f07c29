"""What does this long review say? Digests, begun by `/review digest` or a message's menu."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, caller
from bot.errors import Outdated, Refusal
from bot.ids import GuildId, ShowId, UserId
from bot.reviews import proposal_views as views
from bot.reviews import texts
from bot.reviews import views as reviews_views
from bot.reviews.board import ReviewChannel
from bot.reviews.models import (
    AgreedUnfinished,
    DraftChanged,
    Part,
    Review,
    SavedUnseen,
    Unfinished,
)
from bot.reviews.proposals import FileAndText
from bot.settings.features import begins
from bot.settings.models import Feature, Purpose
from bot.shows.models import NeedsAgeRestriction, Show, ShowIsAdult
from bot.text import Text
from bot.text.text import Markup
from bot.ui.answer import acknowledge, answer, ask, promise, replace
from bot.ui.components import attached, entered, fetched, pick
from bot.ui.components import number as whole
from bot.ui.outbox import TROUBLE
from cogs.options import adult, lore

Interaction = discord.Interaction[Kanso]

_TEXT = (".txt", ".md", ".markdown")


class DigestsCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.proposals = bot.app.proposals
        self._asked: set[tuple[GuildId, int]] = set()
        for pattern, run in (
            (views.FORM, self.read_form),
            (views.OPEN, self.back_to_panel),
            (reviews_views.PICK_DIGEST, self.open_picked),
            (views.TURN, self.turn),
            (views.PICK, self.open_line),
            (views.LINE, self.save_line),
            (views.SHOW, self.show),
            (views.PICK_SHOW, self.pick_show),
            (views.AUTHOR, self.save_author),
            (views.MINE, self.claim),
            (views.POST, self.post),
            (views.DISCARD, self.ask_to_discard),
            (views.DISCARDED, self.discard),
            (views.ASK, self.ask_author),
            (views.SEE, self.see),
            (views.AGREE, self.agree),
            (views.DECLINE, self.decline),
        ):
            bot.door.add(pattern, run)
        bot.tree.add_command(
            app_commands.ContextMenu(name=_("Make a review digest"), callback=self.read_message)
        )

    # Reading

    @begins(Feature.REVIEWS)
    async def read_form(self, interaction: Interaction, show: str) -> None:
        caller(interaction)
        typed = entered(interaction)
        await promise(interaction, private=True)
        files = attached(interaction)
        if files and typed.get("text", "").strip():
            raise FileAndText
        await self._propose(
            interaction,
            await _text(files[0]) if files else typed.get("text", ""),
            show=self._visible(interaction, self.bot.app.shows.get(ShowId(show))) if show else None,
            name=typed.get("name", ""),
            source=typed.get("source", ""),
        )

    @app_commands.guild_only()
    @begins(Feature.REVIEWS)
    async def read_message(self, interaction: Interaction, message: discord.Message) -> None:
        who = caller(interaction)
        await promise(interaction, private=True)
        files = [file for file in message.attachments if file.filename.lower().endswith(_TEXT)]
        pieces = [message.content, *[await _text(file) for file in files]]
        others = not message.author.bot and message.author.id != who.user
        await self._propose(
            interaction,
            "\n\n".join(filter(str.strip, pieces)),
            author=UserId(message.author.id) if others else None,
            name=message.author.display_name,
            source=message.jump_url,
        )

    async def _propose(self, interaction: Interaction, text: str, **of: Any) -> None:
        number = await self.proposals.propose(
            caller(interaction), text, adult=adult(interaction), **of
        )
        await answer(interaction, await self._panel(interaction, number), private=True)

    async def _panel(self, interaction: Interaction, number: int) -> discord.ui.LayoutView:
        held = await self.proposals.mine(caller(interaction), number)
        t = self.bot.text(interaction)
        return views.panel(held, self.proposals.candidates(held), t)

    async def open_picked(self, interaction: Interaction) -> None:
        await answer(interaction, await self._panel(interaction, whole(interaction)), private=True)

    async def back_to_panel(self, interaction: Interaction, number: int) -> None:
        await replace(interaction, await self._panel(interaction, number))

    # Correcting

    async def turn(self, interaction: Interaction, number: int, part: str) -> None:
        await self.proposals.turn(caller(interaction), number, _part(part))
        await self.back_to_panel(interaction, number)

    async def open_line(self, interaction: Interaction, number: int) -> None:
        held = await self.proposals.mine(caller(interaction), number)
        t, line = self.bot.text(interaction), pick(interaction)
        if line == views.THE_SHOW:
            await ask(interaction, views.show_form(held, t))
        elif line == views.THE_AUTHOR:
            await ask(interaction, views.author_form(held, t))
        else:
            await ask(interaction, views.line_form(held, _part(line), t))

    async def save_line(self, interaction: Interaction, number: int, part: str) -> None:
        who, of = caller(interaction), _part(part)
        await acknowledge(interaction)
        refused = await self.proposals.correct(who, number, of, entered(interaction))
        try:
            await self.back_to_panel(interaction, number)
        except (Refusal, *TROUBLE) as error:
            raise refused or SavedUnseen from error
        if refused:
            raise refused

    async def show(self, interaction: Interaction, number: int) -> None:
        """The button asks for the title, the form brings it."""
        who = caller(interaction)
        if interaction.type is discord.InteractionType.component:
            held = await self.proposals.mine(who, number)
            await ask(interaction, views.show_form(held, self.bot.text(interaction)))
            return
        title = entered(interaction).get("title", "")
        found = self.bot.app.shows.only(title, lore=await lore(interaction))
        await self._name(interaction, number, found)

    async def pick_show(self, interaction: Interaction, number: int) -> None:
        await self._name(interaction, number, self.bot.app.shows.get(ShowId(pick(interaction))))

    async def _name(self, interaction: Interaction, number: int, show: Show) -> None:
        picked = self._visible(interaction, show)
        await self.proposals.name_show(caller(interaction), number, picked)
        await self.back_to_panel(interaction, number)

    async def save_author(self, interaction: Interaction, number: int) -> None:
        typed = entered(interaction)
        name, source = typed.get("name", ""), typed.get("source", "")
        await self.proposals.name_author(caller(interaction), number, name, source)
        await self.back_to_panel(interaction, number)

    async def claim(self, interaction: Interaction, number: int, own: int) -> None:
        who = caller(interaction)
        held = await self.proposals.mine(who, number)
        if own == 1 and held.origin.name not in ("", interaction.user.display_name):
            await replace(interaction, views.mine_question(held, self.bot.text(interaction)))
            return
        await self.proposals.claim(who, number, own=bool(own))
        await self.back_to_panel(interaction, number)

    async def ask_to_discard(self, interaction: Interaction, number: int) -> None:
        held = await self.proposals.mine(caller(interaction), number)
        await replace(interaction, views.discard_question(held, self.bot.text(interaction)))

    async def discard(self, interaction: Interaction, number: int) -> None:
        await self.proposals.discard(caller(interaction), number)
        await replace(interaction, views.discarded(self.bot.text(interaction)))

    # Agreeing

    @begins(Feature.REVIEWS)
    async def ask_author(self, interaction: Interaction, number: int) -> None:
        who = caller(interaction)
        held = await self.proposals.mine(who, number)
        if not held.origin.author:
            raise Outdated
        await self.bot.app.settings.require_reviewer(who)
        self.proposals.ready(held)
        await acknowledge(interaction)
        public = views.request(held, self._public_text(interaction))
        public.stop()
        # However often they are asked, they are pinged once.
        pinged = [] if (who.guild, number) in self._asked else [discord.Object(held.origin.author)]
        self._asked.add((who.guild, number))
        await interaction.followup.send(
            view=public,
            allowed_mentions=discord.AllowedMentions(
                everyone=False, users=pinged, roles=False, replied_user=False
            ),
        )
        await replace(interaction, views.asked(self.bot.text(interaction)))

    async def see(self, interaction: Interaction, number: int) -> None:
        held = await self.proposals.to_decide(caller(interaction), number)
        view = views.shown_to_author(held, self.bot.text(interaction))
        await answer(interaction, view, private=True)

    @begins(Feature.REVIEWS)
    async def agree(self, interaction: Interaction, number: int, revision: int) -> None:
        who, t = caller(interaction), self._public_text(interaction)
        held = None
        if not await self.proposals.agreed(who, number, revision):
            held = await self.proposals.to_decide(who, number)
            try:
                await self.proposals.agree(who, number, revision)
            except DraftChanged:
                await replace(interaction, views.request(held, t, changed=True), public=True)
                return
        await acknowledge(interaction)
        try:
            review = await self._post(interaction, number, "", revision)
        except Unfinished as error:  # the button stays: pressed again, it adds what is missing
            raise AgreedUnfinished(**error.facts) from error
        except Refusal:
            if held:
                await replace(interaction, views.agreed_unposted(held.origin, t), public=True)
            raise
        await replace(interaction, views.agreed(review, t), public=True)

    async def decline(self, interaction: Interaction, number: int) -> None:
        who = caller(interaction)
        held = await self.proposals.to_decide(who, number)
        await self.proposals.decline(who, number)
        view = views.declined(held.origin, self._public_text(interaction))
        await replace(interaction, view, public=True)

    # Posting

    @begins(Feature.REVIEWS)
    async def post(self, interaction: Interaction, number: int, revision: int, over: int) -> None:
        who, t = caller(interaction), self.bot.text(interaction)
        held = await self.proposals.to_post(who, number)
        await self.bot.app.settings.require_reviewer(who)
        if held and (held.other or held.review) and not over:
            await replace(interaction, views.over_question(held, t))
            return
        if held:
            self.proposals.ready(held)
        await acknowledge(interaction)
        name = interaction.user.display_name
        try:
            review = await self._post(interaction, number, name, revision)
        except DraftChanged:
            await self.back_to_panel(interaction, number)
            raise
        await replace(interaction, reviews_views.posted(review, t))

    async def _post(
        self, interaction: Interaction, number: int, name: str, revision: int
    ) -> Review:
        guild = GuildId(interaction.guild_id or 0)
        channel = await self.bot.channel_for(interaction, Purpose.REVIEWS)
        show = await self.proposals.about(guild, number)
        if show.adult and not channel.nsfw:
            raise NeedsAgeRestriction(title=show.title, channel=Markup(channel.mention))
        board = ReviewChannel(self.bot, channel, self.bot.guild_text(channel.guild))
        return await self.proposals.post(guild, number, name, board, revision=revision)

    def _public_text(self, interaction: Interaction) -> Text:
        """The language of what everybody in the server reads."""
        guild = interaction.guild
        return self.bot.guild_text(guild) if guild else self.bot.text(interaction)

    def _visible(self, interaction: Interaction, show: Show) -> Show:
        """The show. Raises `ShowIsAdult` outside age-restricted channels."""
        if show.adult and not adult(interaction):
            raise ShowIsAdult
        return show


async def _text(file: discord.Attachment) -> str:
    """What a file says. Raises as `texts.read` does, and isn't fetched where it is too long."""
    if file.size > texts.MOST_BYTES:
        raise texts.ReviewTooLong(limit=texts.LIMIT)
    return texts.read(await fetched(file))


def _part(part: str) -> Part:
    if part not in set(Part):
        raise Outdated
    return Part(part)


async def setup(bot: Kanso) -> None:
    await bot.add_cog(DigestsCog(bot))
