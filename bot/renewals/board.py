"""Renewals on Discord's side: the posts of evidence, and the cards of questions."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import timedelta

import discord

from bot.clock import Clock
from bot.errors import DatabaseBusy, Refusal
from bot.ids import ChannelId, EvidenceId, GuildId, MessageId, nonce
from bot.renewals import views
from bot.renewals.models import (
    Evidence,
    Exhibit,
    Post,
    PostDelayed,
    PostRefused,
    Question,
    Standing,
    State,
)
from bot.renewals.service import Renewals
from bot.settings import permissions
from bot.settings.models import Purpose
from bot.shows.models import NeedsAgeRestriction
from bot.text import Text
from bot.text.text import Markup
from bot.ui.outbox import TROUBLE, nonce_known, sent_before

log = logging.getLogger(__name__)

POSTS_AT_ONCE = 5
"""How many pieces one press or form posts, so that nobody waits for a long queue."""
POSTS_AFTER_START = 25
"""The same for a server after a start. What is left waits for the next press, form or start."""

PATIENCE = 1.5
"""How many seconds of Discord's three one request before an answer may take."""
FRESH = timedelta(minutes=1)
"""How long a card that was just drawn isn't drawn again for a press alone."""


class Board:
    """The posts and cards. `text` gives a server's language."""

    def __init__(
        self,
        client: discord.Client,
        renewals: Renewals,
        clock: Clock,
        text: Callable[[discord.Guild], Text],
    ) -> None:
        self._client = client
        self._renewals = renewals
        self._clock = clock
        self._text = text
        self._in_hand: set[tuple[GuildId, EvidenceId]] = set()

    async def catch_up(self) -> None:
        """Post what an end of the process left without a post, one server after another."""
        for guild, place in await self._renewals.owing_posts():
            server = self._client.get_guild(guild)
            channel = server.get_channel(place) if server else None
            if isinstance(channel, discord.TextChannel) and not permissions.missing(
                channel, Purpose.RENEWALS
            ):
                await self.post_waiting(channel, limit=POSTS_AFTER_START)

    async def post_waiting(
        self, channel: discord.TextChannel, *, limit: int = POSTS_AT_ONCE
    ) -> dict[EvidenceId, Refusal]:
        """Post pending pieces that no post shows, one after another, `limit` at most.

        What stood in the way, by piece; each is tried again at the next occasion. What can have no
        post there, since its show is for adults, takes nothing of the limit.
        """
        guild = GuildId(channel.guild.id)
        troubles: dict[EvidenceId, Refusal] = {}
        for number, subject in await self._renewals.unposted(guild):
            if subject.adult and not channel.is_nsfw():
                troubles[number] = NeedsAgeRestriction(
                    title=subject.title, channel=Markup(channel.mention)
                )
            elif limit > 0 and (guild, number) not in self._in_hand:
                limit -= 1
                self._in_hand.add((guild, number))
                try:
                    await self._post(channel, number)
                except (Refusal, *TROUBLE) as error:
                    troubles[number] = _why(error, channel)
                    log.warning(
                        "A piece of evidence waits without a post: %s",
                        error,
                        extra={"guild": guild, "evidence": number},
                    )
                finally:
                    self._in_hand.discard((guild, number))
        return troubles

    async def show(self, exhibit: Exhibit, server: discord.Guild) -> None:
        """Bring the piece's post up to date, where it has one."""
        piece = exhibit.evidence
        if not (piece.post_channel and piece.post_message):
            return
        view = views.exhibit_card(exhibit, self._text(server))
        view.stop()
        channel = self._client.get_partial_messageable(piece.post_channel)
        try:
            await channel.get_partial_message(piece.post_message).edit(view=view)
        except TROUBLE as error:
            # The decision stands, and whoever presses the old post next brings it up to date.
            log.info("A post could not be edited: %s", error, extra={"evidence": piece.id})

    # Cards of questions

    async def shown(self, question: Question, card: Post) -> None:
        """Everybody sees that card from now on."""
        try:
            await self._renewals.remember_card(question, card)
        except DatabaseBusy as error:
            # It is remembered when somebody presses it.
            log.warning("A card wasn't noted: %s", error, extra={"question": question.id})

    async def refresh(self, standing: Standing, server: discord.Guild) -> bool:
        """Bring the question's newest card up to date, where there is one. False if it is gone."""
        card = standing.question.card
        if card is None:
            return False
        return await self._redraw(standing, card, views.status_card(standing, self._text(server)))

    async def stands(self, standing: Standing, server: discord.Guild) -> bool:
        """As `refresh`, in no more time than a member can be let wait for an answer."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.refresh(standing, server)
        except TimeoutError:
            return True

    async def pressed(self, standing: Standing, server: discord.Guild, on: discord.Message) -> None:
        """Somebody pressed a card that everybody sees: bring it up to date.

        An older one says so and leads to the newest.
        """
        newest = standing.question.card
        mine = Post(channel=ChannelId(on.channel.id), message=MessageId(on.id))
        older = newest is not None and mine.message < newest.message
        if older and not await self.refresh(standing, server):
            older, newest = False, None
        if newest is None or newest.message < mine.message:
            await self.shown(standing.question, mine)
        elif newest == mine and self._clock.now() - (on.edited_at or on.created_at) < FRESH:
            return
        view = views.status_card(
            standing, self._text(server), newest=views.place(standing) if older else None
        )
        await self._redraw(standing, mine, view)

    async def _redraw(self, standing: Standing, card: Post, view: discord.ui.LayoutView) -> bool:
        view.stop()
        channel = self._client.get_partial_messageable(card.channel)
        try:
            await channel.get_partial_message(card.message).edit(view=view)
        except discord.NotFound:
            with contextlib.suppress(DatabaseBusy):
                await self._renewals.forget_card(standing.question, card)
            return False
        except TROUBLE as error:
            log.warning(
                "A question's card could not be edited: %s",
                error,
                extra={"guild": standing.question.guild, "question": standing.question.id},
            )
        return True

    async def _post(self, channel: discord.TextChannel, number: EvidenceId) -> None:
        exhibit = await self._renewals.exhibit(GuildId(channel.guild.id), number)
        piece = exhibit.evidence
        if piece.state is not State.PENDING or piece.post_message:
            return  # decided or posted since the list was read
        known = self._nonce_is_known(piece, channel)
        message = None if known else await self._arrived(piece, channel.guild)
        if message is None:
            if not known:
                await self._renewals.posting(piece, ChannelId(channel.id))
            view = views.exhibit_card(exhibit, self._text(channel.guild))
            view.stop()
            mark = nonce("evidence", piece.guild, piece.id)
            message = await channel.send(view=view, nonce=mark)
        place = ChannelId(message.channel.id)
        if not await self._renewals.posted(piece, place, MessageId(message.id)):
            await message.delete()  # its submitter had it erased meanwhile

    def _nonce_is_known(self, piece: Evidence, channel: discord.TextChannel) -> bool:
        """Whether sending it there again is answered with the first message, if that arrived."""
        return (
            piece.post_tried_at is not None
            and piece.post_channel == channel.id
            and nonce_known(piece.post_tried_at, self._clock.now())
        )

    async def _arrived(self, piece: Evidence, server: discord.Guild) -> discord.Message | None:
        """The post of an attempt whose end nobody knows, in the channel where it was made.

        Where the bot may not look (any more), the attempt counts as failed: should it have
        arrived after all, the piece has two posts, which both work and are decided once. The
        other choice would be a piece that no post ever shows.
        """
        if piece.post_tried_at is None or piece.post_channel is None:
            return None
        place = self._client.get_partial_messageable(piece.post_channel, guild_id=server.id)
        sought = views.APPROVE.pack(evidence=piece.id)
        try:
            return await sent_before(place, server.me, sought, piece.post_tried_at)
        except (discord.Forbidden, discord.NotFound):
            return None


def _why(error: BaseException, channel: discord.TextChannel) -> Refusal:
    refused = isinstance(error, discord.HTTPException) and error.status < 500
    if refused and getattr(error, "status", 0) != 429:
        return PostRefused(channel=Markup(channel.mention))
    return PostDelayed()
