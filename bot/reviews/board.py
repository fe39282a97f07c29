"""The channel that reviews' cards hang in."""

import contextlib
from collections.abc import Iterator

import discord

from bot.errors import N_, ChannelGone
from bot.ids import ChannelId, GuildId, MessageId, nonce
from bot.reviews import views
from bot.reviews.models import (
    Attempt,
    Card,
    CardHidden,
    CardRefused,
    CardUncertain,
    Posting,
    Unfinished,
)
from bot.reviews.reports import CardStays, Takedown
from bot.settings.models import Purpose
from bot.text import Text
from bot.text.text import Markup, Phrase
from bot.ui.outbox import TROUBLE, sent_before

_THREAD_EXISTS = 160004
_TOO_MANY_THREADS = 160006
_FIRST_WORDS = 50


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

    async def state_rule(
        self, posting: Posting, card: Card, thread: ChannelId, *, again: bool
    ) -> None:
        view = views.spoiler_rule(posting.review.show, self._t)
        view.stop()
        with _unfinished(card, N_("the spoiler rule in its thread")):
            place = self._client.get_partial_messageable(thread, guild_id=card.guild)
            if again and await self._spoke_in(place):
                return
            await place.send(view=view, nonce=nonce("review-thread", card.guild, card.message))

    async def _spoke_in(self, thread: discord.abc.Messageable) -> bool:
        """Whether the bot wrote there; what began the thread is of another type."""
        me = self._channel.guild.me.id
        async for message in thread.history(limit=_FIRST_WORDS, oldest_first=True):
            if message.author.id == me and message.type is discord.MessageType.default:
                return True
        return False

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


class HungCards:
    """Cards that are up, to be taken down."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def take_down(self, card: Takedown) -> None:
        try:
            message = card.message or await self._arrived(card)
            if message and message != card.standing:
                place = self._client.get_partial_messageable(card.channel, guild_id=card.guild)
                await place.get_partial_message(message).delete()
        except discord.NotFound:
            return
        except TROUBLE as error:
            if isinstance(error, discord.Forbidden):
                why = N_("I may not look into that channel: ask an admin to let me.")
            else:
                why = N_("Discord is having trouble: wait a moment.")
            raise CardStays(place=Markup(card.place), why=Phrase(why)) from error

    async def _arrived(self, card: Takedown) -> MessageId | None:
        """The card that was sent and never heard of, if it is there."""
        guild = self._client.get_guild(card.guild)
        place = guild.get_channel(card.channel) if guild else None
        if not guild or not isinstance(place, discord.TextChannel) or card.since is None:
            return None
        # Without this permission Discord lists nothing and says nothing.
        if not place.permissions_for(guild.me).read_message_history:
            why = Phrase(N_("I may not read that channel's history: ask an admin to let me."))
            raise CardStays(place=Markup(card.place), why=why)
        beside = views.BESIDE.pack(show=card.show, user=card.user)
        found = await sent_before(place, guild.me, beside, card.since)
        return MessageId(found.id) if found else None


def _partial(client: discord.Client, card: Card) -> discord.PartialMessage:
    place = client.get_partial_messageable(card.channel, guild_id=card.guild)
    return place.get_partial_message(card.message)
