"""Opening discussions: the post, its thread, its reactions, each once, whatever fails between."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Literal

import discord

from bot.clock import Clock
from bot.discussions import views
from bot.discussions.models import (
    TERMS,
    Discussion,
    ForumAsksForTag,
    PartForbidden,
    PartNotTaken,
    Place,
    PostDeleted,
    PostNotTaken,
    Result,
    Terms,
)
from bot.discussions.places import Venue, me, place, post
from bot.discussions.service import Discussions
from bot.errors import N_, ChannelGone, MissingPermission, Refusal
from bot.ids import ChannelId, GuildId, MessageId, UserId, nonce
from bot.settings import permissions
from bot.settings.models import Purpose
from bot.settings.permissions import MOST_TAGS, TAG_WANTED
from bot.shows.models import Show
from bot.text import Text
from bot.text.text import Markup, Phrase
from bot.ui.outbox import TROUBLE, nonce_known, sent_before

log = logging.getLogger(__name__)

THREAD_EXISTS = 160004
WEEK: Literal[10080] = 10080
"""Minutes without a message after which Discord puts a thread away."""


class Opener:
    """Makes what a discussion lacks.

    `stands` tells whether a post is still there, and counts who reacted meanwhile; `lose` notes
    that it is gone.
    """

    def __init__(
        self,
        client: discord.Client,
        discussions: Discussions,
        clock: Clock,
        language: Callable[[discord.Guild], Text],
        *,
        stands: Callable[[Discussion], Awaitable[bool]],
        lose: Callable[[Discussion], Awaitable[None]],
    ) -> None:
        self.client = client
        self.discussions = discussions
        self.clock = clock
        self.language = language
        self._stands = stands
        self._lose = lose

    async def start(
        self,
        host: UserId | None,
        show: Show,
        episode: int | None,
        venue: Venue,
        t: Text,
        *,
        terms: Terms = TERMS,
    ) -> tuple[Result, bool]:
        """The discussion with all that belongs to it, and whether any of that was missing.

        It is in the venue's server, hosted by a member or by nobody, and seen as the host may.
        One that is open already on that episode and audio, also among several episodes, stays
        where it is, on its own terms. Raises, naming what stands
        and what to do, in the words of `t`.
        """
        terms = replace(terms, place=_kind(venue))
        guild, channel = GuildId(venue.guild.id), ChannelId(venue.id)
        async with self.discussions.lock(guild, show.id, terms.dub):
            found = await self.discussions.running(guild, show, episode, terms.dub)
            if found and found.message is not None and not await self._stands(found):
                found = None
            tried = found is not None
            discussion = found or await self.discussions.open(
                guild, show, episode, host=host, channel=channel, terms=terms
            )
            new = not discussion.complete
            if new:
                discussion = await self.complete(discussion, venue, t, tried=tried)
                await self._stands(discussion)  # and count who reacted before the post was noted
        return await self.discussions.result(discussion, viewer=host), new

    async def finish(self, discussion: Discussion, venue: Venue, t: Text) -> Result:
        """Make what an open discussion lacks, and never another one. Raises as `start` does."""
        async with self.discussions.lock(discussion.guild, discussion.show, discussion.dub):
            discussion = await self.discussions.get(discussion.guild, discussion.id)
            if discussion.open and not discussion.complete:
                discussion = await self.complete(discussion, venue, t)
        return await self.discussions.result(discussion)

    async def complete(
        self, discussion: Discussion, venue: Venue, t: Text, *, tried: bool = True
    ) -> Discussion:
        """Make what it lacks: the post, its thread, its reactions. Raises as `start` does.

        `tried`: sending its post may have been tried before.
        """
        if discussion.message is None:
            discussion = await self._send(discussion, venue, tried=tried)
        failed: dict[str, Exception] = {}
        if discussion.thread is None:
            try:
                thread = await self._thread(discussion)
                discussion = await self.discussions.threaded(discussion, thread)
            except TROUBLE as error:
                failed["create_public_threads"] = error
        if not discussion.reactions_ready:
            try:
                for step in discussion.scale.steps:
                    await post(self.client, discussion).add_reaction(step.emoji)
                discussion = await self.discussions.reactions_ready(discussion)
            except TROUBLE as error:
                failed["add_reactions"] = error
        if failed:
            raise await self._unfinished(discussion, failed, t)
        return discussion

    async def _send(self, discussion: Discussion, venue: Venue, *, tried: bool) -> Discussion:
        where = Markup(venue.mention)
        try:
            if isinstance(venue, discord.ForumChannel):
                message = await self._in_forum(discussion, venue, tried=tried)
            else:
                discussion, found = await self._tried(discussion, venue)
                message = found or await self._in_channel(discussion, venue)
        except discord.NotFound:
            raise ChannelGone(purpose=Purpose.DISCUSSIONS.label) from None
        except discord.Forbidden:
            words = Phrase(N_("a permission that this needs"))
            raise MissingPermission(permissions=words, channel=where) from None
        except TROUBLE as error:
            if getattr(error, "code", 0) == TAG_WANTED:
                tag = Markup(
                    views.tag(await self.discussions.result(discussion), self._text(venue))
                )
                raise ForumAsksForTag(channel=where, tag=tag) from None
            raise PostNotTaken(channel=where) from None
        sent_to, number = ChannelId(message.channel.id), MessageId(message.id)
        discussion = await self.discussions.sent(discussion, sent_to, number)
        if discussion.place is not Place.CHANNEL:
            discussion = await self.discussions.threaded(discussion, sent_to)
        return discussion

    async def _in_channel(
        self, discussion: Discussion, venue: discord.TextChannel | discord.Thread
    ) -> discord.Message:
        view = views.post(await self.discussions.result(discussion), self._text(venue))
        view.stop()
        return await venue.send(
            view=view,
            nonce=nonce("discussion", *discussion.key),
            allowed_mentions=_pinged(discussion),
        )

    async def _in_forum(
        self, discussion: Discussion, forum: discord.ForumChannel, *, tried: bool
    ) -> discord.Message:
        """A forum's posts have no nonce: one that was tried before is looked for first."""
        button = views.CLOSE.pack(discussion=discussion.id)
        if tried:
            for thread in await forum.guild.active_threads():
                if thread.parent_id == forum.id and thread.owner_id == me(self.client).id:
                    since = discussion.opened_at
                    if starter := await sent_before(thread, me(self.client), button, since):
                        return starter
        result, t = await self.discussions.result(discussion), self._text(forum)
        view = views.post(result, t)
        view.stop()
        made = await forum.create_thread(
            name=views.thread_name(result, t),
            view=view,
            applied_tags=await self._tags(forum, views.tag(result, t)),
            auto_archive_duration=WEEK,
            allowed_mentions=_pinged(discussion),
        )
        return made.message

    async def _tags(self, forum: discord.ForumChannel, name: str) -> list[discord.ForumTag]:
        """The forum's tag of that name, made where the bot may and there is room for one."""
        for tag in forum.available_tags:
            if tag.name.casefold() == name.casefold():
                return [tag]
        may = forum.permissions_for(forum.guild.me).manage_channels
        if may and len(forum.available_tags) < MOST_TAGS:
            try:
                return [await forum.create_tag(name=name)]
            except TROUBLE as error:
                log.warning("A forum's tag couldn't be made: %s", error)
        return []

    def _text(self, venue: Venue) -> Text:
        return self.language(venue.guild)

    async def _tried(
        self, discussion: Discussion, venue: discord.TextChannel | discord.Thread
    ) -> tuple[Discussion, discord.Message | None]:
        """The post of an attempt that Discord took, but the bot never heard of, if there is one.

        It is where that was tried, which may be another channel than an admin has chosen since.
        """
        elsewhere = discussion.channel != venue.id
        if not elsewhere and nonce_known(discussion.tried_at, self.clock.now()):
            return discussion, None
        tried_in = place(self.client, discussion, discussion.channel)
        button = views.CLOSE.pack(discussion=discussion.id)
        try:
            message = await sent_before(tried_in, me(self.client), button, discussion.tried_at)
        except (discord.NotFound, discord.Forbidden):
            if not elsewhere:
                raise
            message = None  # that channel is gone, or hidden from whoever would look
        if message is None:
            discussion = await self.discussions.tried(discussion, ChannelId(venue.id))
        return discussion, message

    async def _thread(self, discussion: Discussion) -> ChannelId:
        result = await self.discussions.result(discussion)
        guild = self.client.get_guild(discussion.guild)
        assert guild is not None  # noqa: S101  (somebody asks for it there)
        name = views.thread_name(result, self.language(guild))
        try:
            thread = await post(self.client, discussion).create_thread(
                name=name,
                auto_archive_duration=WEEK,
            )
        except discord.HTTPException as error:
            if error.code != THREAD_EXISTS or discussion.message is None:
                raise
            return ChannelId(discussion.message)  # a thread under a message has its number
        return ChannelId(thread.id)

    async def _unfinished(
        self, discussion: Discussion, failed: Mapping[str, Exception], t: Text
    ) -> Refusal:
        link, channel = Markup(discussion.link), Markup(f"<#{discussion.channel}>")
        what = Phrase(
            N_("the thread and the reactions")
            if len(failed) > 1
            else N_("the thread")
            if "create_public_threads" in failed
            else N_("the reactions")
        )
        errors = failed.values()
        if any(isinstance(error, discord.NotFound) for error in errors):
            await self._lose(discussion)
            return PostDeleted()
        if all(isinstance(error, discord.Forbidden) for error in errors):
            words = Markup(permissions.words(list(failed), t))
            return PartForbidden(link=link, what=what, permissions=words, channel=channel)
        return PartNotTaken(link=link, what=what)


def _pinged(discussion: Discussion) -> discord.AllowedMentions:
    """Its role, once: the post alone is sent with this, and an edit pings nobody."""
    roles = [discord.Object(discussion.role)] if discussion.role else []
    return discord.AllowedMentions(everyone=False, users=False, roles=roles)


def _kind(venue: Venue) -> Place:
    match venue:
        case discord.ForumChannel():
            return Place.FORUM
        case discord.Thread():
            return Place.THREAD
        case _:
            return Place.CHANNEL
