"""Is it any good, and why do you think so? `/review`."""

import asyncio
import contextlib
import io
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, caller
from bot.errors import N_, ChannelGone, Outdated
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from bot.reviews import views
from bot.reviews.models import (
    Card,
    CardRefused,
    CardUncertain,
    NeedsAgeRestriction,
    Part,
    Posting,
    Unfinished,
)
from bot.reviews.subject import Subject
from bot.settings.models import Purpose
from bot.shows.models import Show, ShowIsAdult
from bot.text import Text
from bot.text.text import Markup, Phrase
from bot.ui import links
from bot.ui.answer import answer, ask, replace
from bot.ui.components import chosen, entered
from cogs.options import ShowOption, adult

log = logging.getLogger(__name__)

Interaction = discord.Interaction[Kanso]

LOOKED_AT_AFTER_AWAY = 50
"""How many of the newest cards are looked at after a new session."""
LOOKED_THROUGH = 200
"""How many messages are looked through for a card that was never heard of."""

_THREAD_EXISTS = 160004
_TOO_MANY_THREADS = 160006


class ReviewsCog(commands.Cog):
    review = app_commands.Group(
        name=_("review"), description=_("Write and read reviews"), guild_only=True
    )

    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.reviews = bot.app.reviews
        self._finding: asyncio.Task[None] | None = None
        for pattern, run in (
            (views.WRITE, self.open_panel),
            (views.PANEL, self.back_to_panel),
            (views.FORM, self.open_form),
            (views.SAVE, self.save),
            (views.POST, self.post),
            (views.DISCARD, self.ask_to_discard),
            (views.DISCARD_FOR_GOOD, self.discard),
            (views.PICK_DRAFT, self.open_picked_draft),
            (views.READ, self.open_text),
            (views.TURN, self.turn_text),
            (views.PICK, self.open_picked),
            (views.TURN_SHOW, self.turn_show_list),
            (views.TURN_MEMBER, self.turn_member_list),
            (links.SHOW_REVIEWS, self.open_show_list),
        ):
            bot.door.add(pattern, run)

    # Writing

    @review.command(name=_("write"), description=_("Write your review, or go on with your draft"))
    @app_commands.rename(show=_("show"))
    @app_commands.describe(show=_("Which show"))
    async def write(
        self, interaction: Interaction, show: app_commands.Transform[Show, ShowOption]
    ) -> None:
        await self.open_panel(interaction, show.id)

    async def open_panel(self, interaction: Interaction, show: str) -> None:
        panel = await self.reviews.open(caller(interaction), self._visible(interaction, show).id)
        await answer(interaction, views.panel(panel, self.bot.text(interaction)), private=True)

    async def open_picked_draft(self, interaction: Interaction) -> None:
        await self.open_panel(interaction, chosen(interaction)[0])

    async def back_to_panel(self, interaction: Interaction, show: str) -> None:
        panel = await self.reviews.panel(caller(interaction), ShowId(show))
        await replace(interaction, views.panel(panel, self.bot.text(interaction)))

    async def open_form(self, interaction: Interaction, show: str, part: str) -> None:
        of = _part(part)
        panel = await self.reviews.panel(caller(interaction), ShowId(show))
        t = self.bot.text(interaction)
        await ask(interaction, views.form(panel.show, of, panel.writing[of], t))

    async def save(self, interaction: Interaction, show: str, part: str) -> None:
        who, of, fields = caller(interaction), _part(part), entered(interaction)
        try:
            saved = await self.reviews.save(who, ShowId(show), of, fields)
        except Exception as error:
            if not fields.get("text"):
                raise
            await self._give_back(interaction, fields["text"], error)
            return
        await replace(interaction, views.panel(saved.panel, self.bot.text(interaction)))
        if saved.refused:
            raise saved.refused

    async def _give_back(self, interaction: Interaction, text: str, error: Exception) -> None:
        # The form is closed by now: what isn't saved is with nobody but this process.
        t = self.bot.text(interaction)
        view = views.given_back(t.refusal(self.bot.refusal(error)), t)
        file = discord.File(io.BytesIO(text.encode()), views.GIVEN_BACK)
        await answer(interaction, view, private=True, files=[file])

    async def ask_to_discard(self, interaction: Interaction, show: str) -> None:
        panel = await self.reviews.panel(caller(interaction), ShowId(show))
        await replace(interaction, views.discard_question(panel, self.bot.text(interaction)))

    async def discard(self, interaction: Interaction, show: str) -> None:
        panel = await self.reviews.discard(caller(interaction), ShowId(show))
        await replace(interaction, views.discarded(panel, self.bot.text(interaction)))

    # Posting

    async def post(self, interaction: Interaction, show: str) -> None:
        who = caller(interaction)
        channel = await self.bot.channel_for(interaction, Purpose.REVIEWS)
        subject = self.reviews.subject(ShowId(show))
        if subject.adult and not channel.nsfw:
            raise NeedsAgeRestriction(show=subject.title, channel=Markup(channel.mention))
        await interaction.response.defer()
        board = ReviewChannel(self.bot, channel)
        review = await self.reviews.post(who, subject.id, interaction.user.display_name, board)
        await replace(interaction, views.posted(review, self.bot.text(interaction)))

    # Reading

    @review.command(name=_("read"), description=_("Read what members think of a show"))
    @app_commands.rename(show=_("show"), member=_("member"))
    @app_commands.describe(show=_("Which show"), member=_("Whose review"))
    async def read(
        self,
        interaction: Interaction,
        show: app_commands.Transform[Show, ShowOption],
        member: discord.User | None = None,
    ) -> None:
        if member:
            await self.open_text(interaction, show.id, member.id)
        else:
            await self.open_show_list(interaction, show.id, 0)

    async def open_text(self, interaction: Interaction, show: str, user: int) -> None:
        await answer(interaction, await self._text(interaction, show, user, 0), private=True)

    async def open_picked(self, interaction: Interaction) -> None:
        values: dict[str, Any] | None = views.READ.unpack(chosen(interaction)[0])
        if values is None:
            raise Outdated
        await self.open_text(interaction, **values)

    async def turn_text(self, interaction: Interaction, show: str, user: int, page: int) -> None:
        await replace(interaction, await self._text(interaction, show, user, page))

    async def _text(
        self, interaction: Interaction, show: str, user: int, page: int
    ) -> discord.ui.LayoutView:
        guild, subject = caller(interaction).guild, self._visible(interaction, show)
        review = await self.reviews.review(guild, subject.id, UserId(user))
        return views.full_text(review, self.bot.text(interaction), number=page)

    async def open_show_list(self, interaction: Interaction, show: str, page: int) -> None:
        await answer(interaction, await self._show_list(interaction, show, page), private=True)

    async def turn_show_list(self, interaction: Interaction, show: str, page: int) -> None:
        await replace(interaction, await self._show_list(interaction, show, page))

    async def _show_list(
        self, interaction: Interaction, show: str, page: int
    ) -> discord.ui.LayoutView:
        guild, subject = caller(interaction).guild, self._visible(interaction, show)
        held = await self.reviews.of_show(guild, subject.id, page)
        return views.show_list(subject, held, self.bot.text(interaction))

    @review.command(name=_("list"), description=_("A member's reviews, or your own and drafts"))
    @app_commands.rename(member=_("member"))
    @app_commands.describe(member=_("Whose reviews; yours without it"))
    async def list_(self, interaction: Interaction, member: discord.User | None = None) -> None:
        view = await self._member_list(interaction, member or interaction.user, 0)
        await answer(interaction, view, private=True)

    async def turn_member_list(self, interaction: Interaction, user: int, page: int) -> None:
        view = await self._member_list(interaction, discord.Object(user), page)
        await replace(interaction, view)

    async def _member_list(
        self,
        interaction: Interaction,
        member: discord.User | discord.Member | discord.Object,
        page: int,
    ) -> discord.ui.LayoutView:
        who = caller(interaction)
        held = await self.reviews.of_member(who, UserId(member.id), page, adult=adult(interaction))
        name = getattr(member, "display_name", "")
        t = self.bot.text(interaction)
        return views.member_list(name, member.id, held, t, own=member.id == who.user)

    def _visible(self, interaction: Interaction, show: str) -> Subject:
        """The show. Raises `ShowIsAdult` outside age-restricted channels."""
        subject = self.reviews.subject(ShowId(show))
        if subject.adult and not adult(interaction):
            raise ShowIsAdult
        return subject

    # Helpful votes

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        bot = payload.member is not None and payload.member.bot
        if _helpful(payload.emoji) and payload.guild_id and not bot:
            await self.reviews.vote(*_place(payload), UserId(payload.user_id))

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        if _helpful(payload.emoji) and payload.guild_id:
            await self.reviews.withdraw(*_place(payload), UserId(payload.user_id))

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, payload: discord.RawReactionClearEvent) -> None:
        if payload.guild_id:
            await self.reviews.found_votes(*_place(payload), ())

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(
        self, payload: discord.RawReactionClearEmojiEvent
    ) -> None:
        if _helpful(payload.emoji) and payload.guild_id:
            await self.reviews.found_votes(*_place(payload), ())

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        await self._stop_finding()
        self._finding = asyncio.create_task(self._find_votes())

    async def cog_unload(self) -> None:
        await self._stop_finding()

    async def _stop_finding(self) -> None:
        if self._finding:
            self._finding.cancel()
            await asyncio.wait([self._finding])

    async def _find_votes(self) -> None:
        """Votes that were cast or taken back while nobody listened."""
        guilds = [GuildId(guild.id) for guild in self.bot.guilds]
        for card, reviewer, noted in await self.reviews.newest_cards(guilds, LOOKED_AT_AFTER_AWAY):
            try:
                voters = await self._voters(card, reviewer, noted)
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                log.info("Votes of %s were not looked at: %s", card.url, error)
                continue
            if voters is not None:
                await self.reviews.found_votes(card.guild, card.message, voters)

    async def _voters(self, card: Card, reviewer: UserId, noted: int) -> set[UserId] | None:
        """Who voted, as Discord lists them; None where there are as many as are noted."""
        message = await _partial(self.bot, card).fetch()
        reaction = next((r for r in message.reactions if str(r.emoji) == views.HELPFUL), None)
        if reaction is None:
            return set() if noted else None
        if reaction.count - reaction.me == noted:
            return None
        # Super reactions are listed apart.
        kinds = [discord.ReactionType.normal]
        if reaction.burst_count:
            kinds.append(discord.ReactionType.burst)
        return {
            UserId(user.id)
            for kind in kinds
            async for user in reaction.users(type=kind)
            if not user.bot and user.id != reviewer
        }


class ReviewChannel:
    """The channel as the board that reviews' cards hang on, in the server's language."""

    def __init__(self, bot: Kanso, channel: discord.TextChannel) -> None:
        self._bot = bot
        self._channel = channel
        self._t: Text = bot.guild_text(channel.guild)

    async def find(self, posting: Posting) -> Card | None:
        review = posting.review
        read = views.READ.pack(show=review.show.id, user=review.user)
        # Discord's clock and this one may differ a little.
        since = posting.unsure_since and posting.unsure_since - timedelta(minutes=5)
        with self._in_words(self._channel.mention):
            async for message in self._channel.history(after=since, limit=LOOKED_THROUGH):
                mine = self._bot.user is not None and message.author.id == self._bot.user.id
                if mine and read in _custom_ids([c.to_dict() for c in message.components]):
                    return self._card(message)
        return None

    async def put_up(self, posting: Posting) -> Card:
        view = views.review_card(posting.review, self._t)
        view.stop()
        with self._in_words(self._channel.mention):
            return self._card(await self._channel.send(view=view, nonce=posting.nonce))

    async def redraw(self, posting: Posting, card: Card) -> bool:
        view = views.review_card(posting.review, self._t)
        view.stop()
        try:
            with self._in_words(f"<#{card.channel}>"):
                await _partial(self._bot, card).edit(view=view)
        except ChannelGone:
            return False
        return True

    async def invite_votes(self, card: Card) -> None:
        with _unfinished(card, N_("the 👍 to vote with")):
            await _partial(self._bot, card).add_reaction(views.HELPFUL)

    async def open_thread(self, posting: Posting, card: Card) -> ChannelId:
        with _unfinished(card, N_("its comment thread")):
            try:
                message = _partial(self._bot, card)
                thread = await message.create_thread(name=views.thread_name(posting.review))
            except discord.HTTPException as error:
                if error.code != _THREAD_EXISTS:
                    raise
                # A thread that begins at a message has that message's id.
                return ChannelId(card.message)
        return ChannelId(thread.id)

    async def state_rule(self, posting: Posting, card: Card, thread: ChannelId) -> None:
        view = views.spoiler_rule(posting.review.show, self._t)
        view.stop()
        with _unfinished(card, N_("the spoiler rule in its thread")):
            place = self._bot.get_partial_messageable(thread, guild_id=card.guild)
            await place.send(view=view, nonce=f"{card.message}t")

    def _card(self, message: discord.Message) -> Card:
        return Card(
            guild=GuildId(self._channel.guild.id),
            channel=ChannelId(self._channel.id),
            message=MessageId(message.id),
        )

    @contextlib.contextmanager
    def _in_words(self, mention: str) -> Iterator[None]:
        try:
            yield
        except discord.Forbidden as error:
            raise CardRefused(channel=Markup(mention)) from error
        except discord.NotFound as error:
            raise ChannelGone(purpose=Purpose.REVIEWS.label) from error
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            if isinstance(error, discord.HTTPException) and error.status < 429:
                raise
            raise CardUncertain(channel=Markup(mention)) from error


@contextlib.contextmanager
def _unfinished(card: Card, what: str) -> Iterator[None]:
    try:
        yield
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        if isinstance(error, discord.Forbidden):
            why = N_("I may not do that there: ask an admin to allow it.")
        elif isinstance(error, discord.HTTPException) and error.code == _TOO_MANY_THREADS:
            why = N_("This server has as many open threads as Discord allows: close one.")
        else:
            why = N_("Discord is having trouble: wait a moment.")
        raise Unfinished(card=Markup(card.url), what=Phrase(what), why=Phrase(why)) from error


def _part(part: str) -> Part:
    if part not in set(Part):
        raise Outdated
    return Part(part)


def _helpful(emoji: discord.PartialEmoji) -> bool:
    return emoji.id is None and emoji.name == views.HELPFUL


def _place(
    payload: discord.RawReactionActionEvent
    | discord.RawReactionClearEvent
    | discord.RawReactionClearEmojiEvent,
) -> tuple[GuildId, MessageId]:
    return GuildId(payload.guild_id or 0), MessageId(payload.message_id)


def _partial(bot: Kanso, card: Card) -> discord.PartialMessage:
    place = bot.get_partial_messageable(card.channel, guild_id=card.guild)
    return place.get_partial_message(card.message)


def _custom_ids(components: list[Any]) -> set[str]:
    found = {part["custom_id"] for part in components if "custom_id" in part}
    return found.union(*(_custom_ids(part.get("components", [])) for part in components))


async def setup(bot: Kanso) -> None:
    await bot.add_cog(ReviewsCog(bot))
