"""The channel that reviews' cards hang in, and Discord's lists of who voted on them."""

import contextlib
import logging
from collections.abc import Iterator

import discord

from bot.errors import N_, ChannelGone
from bot.ids import ChannelId, GuildId, MessageId, UserId, nonce
from bot.reviews import views
from bot.reviews.models import (
    Attempt,
    Card,
    CardHidden,
    CardRefused,
    CardUncertain,
    Posting,
    Thumb,
    Unfinished,
)
from bot.reviews.votes import NotTold
from bot.settings.models import Purpose
from bot.text import Text
from bot.text.text import Markup, Phrase
from bot.ui.outbox import TROUBLE, sent_before

log = logging.getLogger(__name__)

PAGE = 100
"""How many members Discord lists at once. Of a card with more, the count is trusted."""

_THREAD_EXISTS = 160004
_TOO_MANY_THREADS = 160006


class ReviewChannel:
    """The channel as the board that reviews' cards hang on, in the server's language."""

    def __init__(self, client: discord.Client, channel: discord.TextChannel, t: Text) -> None:
        self._client = client
        self._channel = channel
        self._t = t

    @property
    def channel(self) -> ChannelId:
        return ChannelId(self._channel.id)

    async def find(self, posting: Posting, attempt: Attempt) -> Card | None:
        guild, review = self._channel.guild, posting.review
        beside = views.BESIDE.pack(show=review.show.id, user=review.user)
        place = guild.get_channel(attempt.channel)
        if not isinstance(place, discord.TextChannel):
            return None
        # Without this permission Discord lists nothing and says nothing.
        if not place.permissions_for(guild.me).read_message_history:
            raise CardHidden(channel=Markup(place.mention))
        try:
            with self._in_words(place.mention):
                message = await sent_before(place, guild.me, beside, attempt.since)
        except CardRefused:
            raise CardHidden(channel=Markup(place.mention)) from None
        except ChannelGone:
            return None
        return self._card(message) if message else None

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
                await _partial(self._client, card).edit(view=view)
        except ChannelGone:
            return False
        return True

    async def invite_votes(self, card: Card) -> None:
        with _unfinished(card, N_("the 👍 to vote with")):
            await _partial(self._client, card).add_reaction(views.HELPFUL)

    async def open_thread(self, posting: Posting, card: Card) -> ChannelId:
        with _unfinished(card, N_("its comment thread")):
            try:
                message = _partial(self._client, card)
                thread = await message.create_thread(
                    name=views.thread_name(posting.review, self._t)
                )
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
            place = self._client.get_partial_messageable(thread, guild_id=card.guild)
            await place.send(view=view, nonce=nonce("review-thread", card.guild, card.message))

    def _card(self, message: discord.Message) -> Card:
        return Card(
            guild=GuildId(self._channel.guild.id),
            channel=ChannelId(message.channel.id),
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
        except TROUBLE as error:
            if isinstance(error, discord.HTTPException) and error.status < 429:
                raise
            raise CardUncertain(channel=Markup(mention)) from error


@contextlib.contextmanager
def _unfinished(card: Card, what: str) -> Iterator[None]:
    try:
        yield
    except TROUBLE as error:
        if isinstance(error, discord.Forbidden):
            why = N_("I may not do that there: ask an admin to allow it.")
        elif isinstance(error, discord.HTTPException) and error.code == _TOO_MANY_THREADS:
            why = N_("This server has as many open threads as Discord allows: close one.")
        else:
            why = N_("Discord is having trouble: wait a moment.")
        raise Unfinished(card=Markup(card.url), what=Phrase(what), why=Phrase(why)) from error


class VoteLists:
    """Discord's lists of the 👍 on cards."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def thumbs(self, card: Card, noted: int) -> dict[Thumb, bool] | None:
        try:
            message = await _partial(self._client, card).fetch()
            reaction = next((r for r in message.reactions if str(r.emoji) == views.HELPFUL), None)
            if reaction is None:
                return {}
            if reaction.count > PAGE and reaction.count == noted:
                return None
            normal = await self._listed(card, burst=False) if reaction.normal_count else {}
            return normal | (await self._listed(card, burst=True) if reaction.burst_count else {})
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("Votes of %s can't be looked at: %s", card.url, error)
            return None
        except TROUBLE as error:
            raise NotTold(str(error)) from error

    async def _listed(self, card: Card, *, burst: bool) -> dict[Thumb, bool]:
        # Not Reaction.users(): it ends after as many as the message had counted, by their ids, so
        # that one who reacts meanwhile pushes somebody else off the list.
        found: dict[Thumb, bool] = {}
        after: int | None = None
        while True:
            page = await self._client.http.get_reaction_users(
                card.channel, card.message, views.HELPFUL, PAGE, after, 1 if burst else 0
            )
            for user in page:
                thumb = Thumb(user=UserId(int(user["id"])), burst=burst)
                found[thumb] = user.get("bot", False)
            if len(page) < PAGE:
                return found
            after = int(page[-1]["id"])


def _partial(client: discord.Client, card: Card) -> discord.PartialMessage:
    place = client.get_partial_messageable(card.channel, guild_id=card.guild)
    return place.get_partial_message(card.message)
