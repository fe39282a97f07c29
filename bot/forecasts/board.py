"""Forecasts on Discord's side: the posts of resolutions."""

import logging
from collections.abc import Awaitable, Callable

import discord

from bot.clock import Clock
from bot.errors import N_, Refusal
from bot.forecasts import views
from bot.forecasts.models import Resolution, Topic
from bot.forecasts.service import Forecasts
from bot.ids import ChannelId, GuildId, MessageId, QuestionId, nonce
from bot.settings import permissions
from bot.settings.models import Purpose
from bot.shows.models import NeedsAgeRestriction
from bot.text import Text
from bot.text.text import Markup
from bot.ui.outbox import TROUBLE, nonce_known, sent_before

log = logging.getLogger(__name__)

TopicOf = Callable[[GuildId, QuestionId, Text], Awaitable[Topic]]
"""What is asked, in a language. Raises `Outdated`."""


class PostWaits(Refusal):
    message = N_("Discord didn't take it just now. I try again later.")


class Board:
    """The posts. `text` gives a server's language, `topic` what a question is about."""

    def __init__(
        self,
        client: discord.Client,
        forecasts: Forecasts,
        clock: Clock,
        text: Callable[[discord.Guild], Text],
        topic: TopicOf,
    ) -> None:
        self._client = client
        self._forecasts = forecasts
        self._clock = clock
        self._text = text
        self._topic = topic
        self._in_hand: set[tuple[GuildId, int, int]] = set()

    async def catch_up(self) -> None:
        """Post what an end of the process left without a post."""
        for guild, place in await self._forecasts.owing_posts():
            server = self._client.get_guild(guild)
            channel = server.get_channel(place) if server else None
            if isinstance(channel, discord.TextChannel) and not permissions.missing(
                channel, Purpose.RENEWALS
            ):
                await self.post_waiting(channel)

    async def post_waiting(self, channel: discord.TextChannel) -> dict[tuple[int, int], Refusal]:
        """Post the resolutions that no post shows, one after another.

        What stood in the way, by call and entry; each is tried again at the next occasion.
        """
        troubles: dict[tuple[int, int], Refusal] = {}
        t = self._text(channel.guild)
        for one, question in await self._forecasts.unposted(GuildId(channel.guild.id)):
            key = (one.guild, one.call, one.entry)
            if key in self._in_hand:
                continue
            self._in_hand.add(key)
            try:
                topic = await self._topic(one.guild, question, t)
                if topic.adult and not channel.is_nsfw():
                    raise NeedsAgeRestriction(title=topic.title, channel=Markup(channel.mention))
                await self._post(channel, one, topic, t)
            except Refusal as refusal:
                troubles[one.call, one.entry] = refusal
            except TROUBLE as error:
                troubles[one.call, one.entry] = PostWaits()
                log.warning(
                    "A resolution waits without a post: %s", error, extra={"call": one.call}
                )
            finally:
                self._in_hand.discard(key)
        return troubles

    async def show(self, one: Resolution, question: QuestionId, server: discord.Guild) -> None:
        """Bring its post up to date, where it has one."""
        if not (one.post_channel and one.post_message):
            return
        t = self._text(server)
        topic = await self._topic(one.guild, question, t)
        view = views.verdict_post(await self._forecasts.verdict(one, topic), t)
        view.stop()
        place = self._client.get_partial_messageable(one.post_channel)
        try:
            await place.get_partial_message(one.post_message).edit(view=view)
        except TROUBLE as error:
            log.info("A post could not be edited: %s", error, extra={"call": one.call})

    async def _post(
        self, channel: discord.TextChannel, one: Resolution, topic: Topic, t: Text
    ) -> None:
        known = (
            one.post_tried_at is not None
            and one.post_channel == channel.id
            and nonce_known(one.post_tried_at, self._clock.now())
        )
        message = None if known else await self._arrived(one, channel.guild)
        if message is None:
            if not known:
                await self._forecasts.posting(one, ChannelId(channel.id))
            view = views.verdict_post(await self._forecasts.verdict(one, topic), t)
            view.stop()
            mark = nonce("forecast", one.guild, one.call, one.entry)
            message = await channel.send(view=view, nonce=mark)
        await self._forecasts.posted(one, ChannelId(message.channel.id), MessageId(message.id))

    async def _arrived(self, one: Resolution, server: discord.Guild) -> discord.Message | None:
        """The post of an attempt whose end nobody knows, in the channel where it was made."""
        if one.post_tried_at is None or one.post_channel is None:
            return None
        place = self._client.get_partial_messageable(one.post_channel, guild_id=server.id)
        sought = views.UNDO.pack(call=one.call, entry=one.entry)
        try:
            return await sent_before(place, server.me, sought, one.post_tried_at)
        except (discord.Forbidden, discord.NotFound):
            return None
