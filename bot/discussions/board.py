"""Discussions on Discord's side: posts, threads, reactions and summaries, and their upkeep."""

import asyncio
import logging
from collections.abc import Callable, Mapping

import discord

from bot.clock import Clock
from bot.discussions import views
from bot.discussions.ballot import to_read
from bot.discussions.live import LiveTally, retry
from bot.discussions.models import (
    MARKS,
    SCALE,
    Discussion,
    Key,
    Lists,
    Mark,
    PartForbidden,
    PartNotTaken,
    PostDeleted,
    PostNotTaken,
    Result,
    ResultNotShown,
    SummaryNotTaken,
    score_of,
)
from bot.discussions.service import Discussions
from bot.errors import N_, ChannelGone, DatabaseBusy, MissingPermission, Refusal
from bot.ids import ChannelId, MessageId, UserId, nonce
from bot.settings import permissions
from bot.settings.models import Caller, Purpose
from bot.shows.models import Show
from bot.text import Text
from bot.text.text import Markup, Phrase
from bot.ui.outbox import NONCE_KEPT, TROUBLE, sent_before

log = logging.getLogger(__name__)

THREAD_EXISTS = 160004
TRIES = 8


class Board:
    """Where discussions are pinned up. `language` is what everybody in a server reads."""

    def __init__(
        self,
        client: discord.Client,
        discussions: Discussions,
        clock: Clock,
        language: Callable[[discord.Guild], Text],
    ) -> None:
        self.client = client
        self.discussions = discussions
        self.clock = clock
        self.language = language
        self.live = LiveTally(clock, self.show)
        discussions.changed = self.live.touch
        self._session = 0

    async def close(self) -> None:
        """Write the last votes, and begin nothing more."""
        self._session += 1
        await self.discussions.end()
        await self.live.close()

    # Opening

    async def start(
        self, who: Caller, show: Show, episode: int | None, channel: discord.TextChannel, t: Text
    ) -> tuple[Result, bool]:
        """The discussion with all that belongs to it, and whether any of that was missing.

        Raises, naming what stands and what to do, in the words of `t`.
        """
        place = ChannelId(channel.id)
        async with self.discussions.lock(who.guild, show.id, episode):
            discussion = await self.discussions.open(who, show, episode, channel=place)
            if discussion.message is not None and not await self._stands(discussion):
                discussion = await self.discussions.open(who, show, episode, channel=place)
            new = not discussion.complete
            if new:
                discussion = await self.complete(discussion, channel, t)
                await self._stands(discussion)  # and count who reacted before the post was noted
        return await self.discussions.result(discussion), new

    async def complete(
        self, discussion: Discussion, channel: discord.TextChannel, t: Text
    ) -> Discussion:
        """Make what it lacks: the post, its thread, its reactions. Raises as `start` does."""
        if discussion.message is None:
            discussion = await self._send(discussion, channel)
        failed: dict[str, Exception] = {}
        if discussion.thread is None:
            try:
                thread = await self._thread(discussion)
                discussion = await self.discussions.threaded(discussion, thread)
            except TROUBLE as error:
                failed["create_public_threads"] = error
        if not discussion.reactions_ready:
            try:
                for step in SCALE:
                    await self._post(discussion).add_reaction(step.emoji)
                discussion = await self.discussions.reactions_ready(discussion)
            except TROUBLE as error:
                failed["add_reactions"] = error
        if failed:
            raise await self._unfinished(discussion, failed, t)
        return discussion

    async def _send(self, discussion: Discussion, channel: discord.TextChannel) -> Discussion:
        where = Markup(channel.mention)
        try:
            discussion, message = await self._tried(discussion, channel)
            if message is None:
                result = await self.discussions.result(discussion)
                view = views.post(result, self.language(channel.guild))
                view.stop()
                message = await channel.send(view=view, nonce=nonce("discussion", *discussion.key))
        except discord.NotFound:
            raise ChannelGone(purpose=Purpose.DISCUSSIONS.label) from None
        except discord.Forbidden:
            words = Phrase(N_("a permission that this needs"))
            raise MissingPermission(permissions=words, channel=where) from None
        except TROUBLE:
            raise PostNotTaken(channel=where) from None
        place, number = ChannelId(message.channel.id), MessageId(message.id)
        return await self.discussions.sent(discussion, place, number)

    async def _tried(
        self, discussion: Discussion, channel: discord.TextChannel
    ) -> tuple[Discussion, discord.Message | None]:
        """The post of an attempt that Discord took, but the bot never heard of, if there is one.

        It is where that was tried, which may be another channel than an admin has chosen since.
        """
        elsewhere = discussion.channel != channel.id
        if not elsewhere and self.clock.now() - discussion.tried_at < NONCE_KEPT:
            return discussion, None
        place = self._place(discussion, discussion.channel)
        button = views.CLOSE.pack(discussion=discussion.id)
        try:
            message = await sent_before(place, self._me, button, discussion.tried_at)
        except (discord.NotFound, discord.Forbidden):
            if not elsewhere:
                raise
            message = None  # that channel is gone, or hidden from whoever would look
        if message is None:
            discussion = await self.discussions.tried(discussion, ChannelId(channel.id))
        return discussion, message

    async def _thread(self, discussion: Discussion) -> ChannelId:
        result = await self.discussions.result(discussion)
        guild = self.client.get_guild(discussion.guild)
        assert guild is not None  # noqa: S101  (somebody asks for it there)
        name = views.thread_name(result, self.language(guild))
        try:
            thread = await self._post(discussion).create_thread(
                name=name,
                auto_archive_duration=10080,  # minutes: a week
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

    # Keeping it up to date

    async def show(self, key: Key) -> bool:
        """Bring a post up to date. False: try again later."""
        result = await self.discussions.refreshed(key)
        guild = self.client.get_guild(key.guild)
        if result is None or guild is None:  # not here (any more): the post stays as it is
            self.live.drop(key)
            return True
        discussion = result.discussion
        if discussion.message is not None and discussion.lost_at is None:
            view = views.post(result, self.language(guild))
            view.stop()
            try:
                await self._post(discussion).edit(view=view)
            except discord.NotFound:
                await self._lose(discussion)
                return True
            except TROUBLE as error:
                log.warning("A tally waits: %s", error, extra={"discussion": key})
                return False
            await self.discussions.shown(discussion)
        if not discussion.open:
            self.live.drop(key)
        return True

    async def _lose(self, discussion: Discussion) -> None:
        await self.discussions.lose(discussion)
        self.live.drop(discussion.key)

    # Closing

    async def close_vote(self, discussion: Discussion) -> tuple[Result, bool]:
        """Close it, and say in its post and thread what it came to. Whether any of that is new.

        Raises `DatabaseBusy` with nothing done, `SummaryNotTaken` and `ResultNotShown`.
        """
        if discussion.open and discussion.message is not None:
            await self._stands(discussion)  # and count what an absence may have left uncounted
        async with self.discussions.lock(discussion.key):
            new = await self.discussions.close(discussion)
            shown = not new or await self.live.now(discussion.key, discussion.opened_at)
            discussion = await self.discussions.get(discussion.guild, discussion.id)
            if discussion.owes_summary:
                new = True
                await self._summarise(discussion)
        if not shown:
            raise ResultNotShown(link=Markup(discussion.link))
        return await self.discussions.result(discussion), new

    async def _summarise(self, discussion: Discussion) -> None:
        """Tell a closed discussion's thread what it came to. Raises `SummaryNotTaken`."""
        guild = self.client.get_guild(discussion.guild)
        if guild is None or discussion.thread is None or discussion.closed_at is None:
            return
        result = await self.discussions.result(discussion)
        view = views.summary(result, self.language(guild))
        view.stop()
        thread = self._place(discussion, discussion.thread)
        button = views.RESULTS.pack(discussion=discussion.id)
        message = None
        try:
            if self.clock.now() - discussion.closed_at >= NONCE_KEPT:
                message = await sent_before(thread, self._me, button, discussion.closed_at)
            if message is None:
                message = await thread.send(view=view, nonce=nonce("summary", *discussion.key))
        except discord.NotFound:
            await self.discussions.threaded(discussion, None)
        except TROUBLE:
            raise SummaryNotTaken(link=Markup(discussion.link)) from None
        else:
            await self.discussions.summarised(discussion, MessageId(message.id))

    # After an absence

    async def begin_session(self) -> None:
        """Show, tell and count what was missed. What Discord refuses is tried again for a while."""
        self._session += 1
        session = self._session
        for discussion in await self.discussions.unshown():
            self.live.touch(discussion.key, discussion.opened_at)
        for discussion in await self.discussions.owing_summary():
            await self._told(discussion)
        here = {guild.id for guild in self.client.guilds}
        todo = [d for d in await self.discussions.to_catch_up() if d.guild in here]
        for tries in range(1, TRIES + 1):
            again = []
            for discussion in todo:
                if session != self._session:
                    return
                if not await self._caught_up(discussion):
                    again.append(discussion)
            if not again:
                return
            todo = again
            await asyncio.sleep(retry(tries))

    async def _told(self, discussion: Discussion) -> None:
        async with self.discussions.lock(discussion.key):
            try:
                await self._summarise(discussion)
            except (SummaryNotTaken, DatabaseBusy):
                log.warning("A summary is still owed", extra={"discussion": discussion.key})

    async def _caught_up(self, discussion: Discussion) -> bool:
        """Whether there is nothing to try again."""
        try:
            await self._catch_up(discussion)
        except discord.Forbidden:
            log.warning("A post is hidden from me", extra={"discussion": discussion.key})
        except (*TROUBLE, DatabaseBusy) as error:
            log.warning("A vote waits: %s", error, extra={"discussion": discussion.key})
            return False
        return True

    async def _stands(self, discussion: Discussion) -> bool:
        """Whether its post is there, as far as Discord can be asked. Raises `DatabaseBusy`."""
        try:
            return await self._catch_up(discussion)
        except TROUBLE:
            return True

    async def _catch_up(self, discussion: Discussion) -> bool:
        """Count what Discord's lists tell. False: the post is gone, and the discussion lost.

        Raises discord.py's errors and `DatabaseBusy` with nothing changed.
        """
        lists: Lists = {}
        async with self.discussions.lock(discussion.key):
            try:
                recorded = await self.discussions.hold(discussion)
                lists = await self._lists(discussion, recorded)
            except discord.NotFound:
                await self._lose(discussion)
                return False
            finally:
                self.discussions.release(discussion, lists)
        return True

    async def _lists(self, discussion: Discussion, recorded: Mapping[Mark, int]) -> Lists:
        """Who has each reaction whose list is to be read. Raises discord.py's errors."""
        message = await self._post(discussion).fetch()
        there = {score_of(str(reaction.emoji)): reaction for reaction in message.reactions}
        listed: dict[Mark, int] = {}
        for mark in MARKS:
            if reaction := there.get(mark.score):
                listed[mark] = (
                    reaction.burst_count - reaction.me_burst
                    if mark.burst
                    else reaction.normal_count - reaction.me
                )
        return {
            mark: await self._members(there[mark.score], burst=mark.burst)
            if listed.get(mark)
            else frozenset()
            for mark in to_read(listed, recorded)
        }

    async def _members(self, reaction: discord.Reaction, *, burst: bool) -> frozenset[UserId]:
        kind = discord.ReactionType.burst if burst else discord.ReactionType.normal
        users = [user async for user in reaction.users(limit=None, type=kind)]
        return frozenset(UserId(user.id) for user in users if not user.bot)

    # Places

    @property
    def _me(self) -> discord.ClientUser:
        assert self.client.user is not None  # noqa: S101  (it is logged in)
        return self.client.user

    def _place(self, discussion: Discussion, channel: int) -> discord.PartialMessageable:
        return self.client.get_partial_messageable(channel, guild_id=discussion.guild)

    def _post(self, discussion: Discussion) -> discord.PartialMessage:
        assert discussion.message is not None  # noqa: S101
        place = self._place(discussion, discussion.channel)
        return place.get_partial_message(discussion.message)
