"""The cards that hang on Discord, looked at and redrawn when it is their turn."""

import logging
from collections.abc import Awaitable, Callable, Collection
from typing import TypeVar

import discord

from bot.ids import ChannelId, GuildId, MessageId, UserId
from bot.reviews import views
from bot.reviews.live import Behind
from bot.reviews.models import SILENCE, Card, Talk, Thumb
from bot.reviews.votes import CardGone, NotTold
from bot.text import Text
from bot.ui.governor import Forbidden, Governor, Route, Urgency
from bot.ui.outbox import TROUBLE

log = logging.getLogger(__name__)
T = TypeVar("T")

PAGE = 100
"""How many members Discord lists at once. Of a card with more, the count is trusted."""
READ = 200
"""How many of a thread's newest messages are looked at."""

_TOO_MANY_EDITS = 30046


class DiscordWall:
    """Reviews' cards and their threads. `language` is what everybody in a server reads."""

    def __init__(
        self,
        client: discord.Client,
        governor: Governor,
        language: Callable[[discord.Guild], Text],
    ) -> None:
        self._client = client
        self._governor = governor
        self._language = language

    async def thumbs(self, card: Card, noted: int) -> dict[Thumb, bool] | None:
        try:
            return await self._look(card, card.channel, lambda: self._thumbs(card, noted))
        except discord.NotFound as error:
            raise CardGone from error

    async def talk(self, card: Card, besides: Collection[MessageId]) -> Talk | None:
        thread = card.thread
        if thread is None:
            return None
        try:
            return await self._look(card, thread, lambda: self._talk(card.guild, thread, besides))
        except discord.NotFound:
            return SILENCE

    async def redraw(self, card: Card, behind: Behind) -> bool | None:
        guild = self._client.get_guild(card.guild)
        if guild is None:
            return None

        async def edit() -> bool | None:
            async with behind(card) as review:
                if review is None:
                    return None
                view = views.review_card(review, self._language(guild))
                view.stop()
                try:
                    await self._message(card).edit(view=view)
                except discord.NotFound:
                    log.info("There is no card any more", extra={"card": card.url})
            return True

        try:
            return await self._governor.run(Urgency.EDIT, _route(card, card.channel, "edit"), edit)
        except (discord.Forbidden, Forbidden):
            return None
        except TROUBLE as error:
            log.info("A card wasn't edited: %s", error, extra={"card": card.url})
            return False if _passes(error) else None

    async def _look(
        self, card: Card, place: ChannelId, work: Callable[[], Awaitable[T]]
    ) -> T | None:
        """What `work` finds when its turn has come. None where the bot isn't, or may not look.

        Raises `discord.NotFound` and `NotTold`.
        """
        guild = self._client.get_guild(card.guild)
        channel = guild and guild.get_channel(card.channel)
        # Without the permission to read it, Discord lists an empty history and says nothing.
        if not guild or not channel or not channel.permissions_for(guild.me).read_message_history:
            return None
        try:
            return await self._governor.run(Urgency.LOOK, _route(card, place, "look"), work)
        except discord.NotFound:
            raise
        except (discord.Forbidden, Forbidden):
            return None
        except TROUBLE as error:
            if _passes(error):
                raise NotTold(str(error)) from error
            log.warning("A card can't be looked at: %s", error, extra={"card": card.url})
            return None

    async def _thumbs(self, card: Card, noted: int) -> dict[Thumb, bool] | None:
        message = await self._message(card).fetch()
        reaction = next((r for r in message.reactions if str(r.emoji) == views.HELPFUL), None)
        if reaction is None:
            return {}
        if reaction.count > PAGE and reaction.count == noted:
            return None
        normal = await self._listed(card, burst=False) if reaction.normal_count else {}
        return normal | (await self._listed(card, burst=True) if reaction.burst_count else {})

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

    async def _talk(
        self, guild: GuildId, thread: ChannelId, besides: Collection[MessageId]
    ) -> Talk:
        place = self._client.get_partial_messageable(thread, guild_id=guild)
        newest = [message async for message in place.history(limit=READ)]
        comments = [message for message in newest if self._is_comment(message)]
        count = len(comments)
        if len(newest) == READ:
            whole = await self._client.fetch_channel(thread)
            if isinstance(whole, discord.Thread):  # all but the rule that it begins with
                count = max(count, whole.message_count - 1)
            for older in besides:
                if older < newest[-1].id:
                    comments += await self._found(place, older)
        liked = max(comments, key=lambda message: (_likes(message), -message.id), default=None)
        return Talk(comments=count, liked=MessageId(liked.id) if liked and _likes(liked) else None)

    async def _found(
        self, place: discord.PartialMessageable, message: MessageId
    ) -> list[discord.Message]:
        try:
            found = await place.fetch_message(message)
        except discord.NotFound:
            return []
        return [found] if self._is_comment(found) else []

    def _is_comment(self, message: discord.Message) -> bool:
        kinds = (discord.MessageType.default, discord.MessageType.reply)
        return message.type in kinds and message.author != self._client.user

    def _message(self, card: Card) -> discord.PartialMessage:
        place = self._client.get_partial_messageable(card.channel, guild_id=card.guild)
        return place.get_partial_message(card.message)


def _likes(message: discord.Message) -> int:
    """By how many at least. One who leaves five emoji is one; a thumb down is no like."""
    return max((r.count for r in message.reactions if not str(r.emoji).startswith("👎")), default=0)


def _route(card: Card, channel: ChannelId, kind: str) -> Route:
    return Route(card.guild, channel, kind)


def _passes(error: Exception) -> bool:
    """Whether trying again later may help."""
    return (
        not isinstance(error, discord.HTTPException)
        or error.status == 429
        or error.status >= 500
        or error.code == _TOO_MANY_EDITS
    )
