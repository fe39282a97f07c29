"""Discussions on Discord's side: posts, threads, reactions and summaries, and their upkeep."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from enum import Enum, auto

import discord

from bot.clock import Clock
from bot.discussions import pictures, places, views
from bot.discussions.ballot import can_wait
from bot.discussions.models import (
    TERMS,
    Discussion,
    Key,
    Lists,
    Mark,
    Result,
    ResultNotShown,
    SummaryNotTaken,
    Talked,
    Terms,
)
from bot.discussions.opening import Opener
from bot.discussions.places import Venue, place
from bot.discussions.service import Discussions
from bot.errors import DatabaseBusy, Refusal
from bot.ids import ChannelId, GuildId, MessageId, UserId, nonce
from bot.shows.models import Show
from bot.text import Text
from bot.text.text import Markup
from bot.ui.answer import attached
from bot.ui.charts.values import Picture
from bot.ui.governor import Forbidden, Governor, Urgency
from bot.ui.live import LivePosts, retry
from bot.ui.outbox import LOOKED_THROUGH, TROUBLE, nonce_known, sent_before

log = logging.getLogger(__name__)

ARCHIVED = 50083
LONGEST_SLEEP = 3600.0
"""A clock that was set wrong is right again within the hour."""
OVERDUE_AGAIN = 60.0
TALKED_ABOUT = 2
"""Reactions that make a message worth a link."""
TALKED_SHOWN = 3
TRIES = 8


class Looked(Enum):
    """What looking for missed votes on a post came to."""

    DONE = auto()
    NOT_YET = auto()
    IN_VAIN = auto()
    GONE = auto()


class Board:
    """Where discussions are pinned up. `language` is what everybody in a server reads."""

    def __init__(
        self,
        client: discord.Client,
        discussions: Discussions,
        clock: Clock,
        language: Callable[[discord.Guild], Text],
        governor: Governor,
    ) -> None:
        self.client = client
        self.discussions = discussions
        self.clock = clock
        self.language = language
        self.live = LivePosts(clock, self.show)
        self.governor = governor
        self.opener = Opener(
            client, discussions, clock, language, stands=self._stands, lose=self._lose
        )
        discussions.changed = self.live.touch
        discussions.superseded = self._take_off
        self._session = 0
        self._deadlines: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Write the last votes, and begin nothing more."""
        self._session += 1
        if self._deadlines:
            self._deadlines.cancel()
            await asyncio.gather(self._deadlines, return_exceptions=True)
        await self.discussions.end()
        await self.live.close()

    # Opening

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
        """As `Opener.start`; posts on the episode before it, and on the same in another audio, then
        lead to it.
        """
        result, new = await self.opener.start(host, show, episode, venue, t, terms=terms)
        if new:
            await self._made(result.discussion)
        return result, new

    async def finish(self, discussion: Discussion, venue: Venue, t: Text) -> Result:
        """As `Opener.finish`; other posts then lead to it."""
        result = await self.opener.finish(discussion, venue, t)
        await self._made(result.discussion)
        return result

    async def _made(self, discussion: Discussion) -> None:
        for other in await self.discussions.leading_to(discussion):
            self.live.touch(other.key, other.opened_at)
        self.watch_deadlines()

    # Keeping it up to date

    async def show(self, key: Key) -> bool:
        """Bring a post up to date. False: try again later."""
        discussion = await self.discussions.noted(key)
        guild = self.client.get_guild(key.guild)
        if discussion is None or guild is None:  # not here (any more): the post stays as it is
            self.live.drop(key)
            return True
        if discussion.message is not None and discussion.lost_at is None:
            try:
                discussion = await self._edit(discussion, guild)
            except discord.NotFound:
                await self._lose(discussion)
                return True
            except (discord.Forbidden, Forbidden):
                log.warning("A post is out of my reach", extra={"discussion": key})
                self.live.drop(key)  # `rejoined` brings it back
                return True
            except TROUBLE as error:
                log.warning("A tally waits: %s", error, extra={"discussion": key})
                return False
            await self.discussions.shown(discussion)
        if not discussion.open:
            self.live.drop(key)
        return True

    async def _edit(self, discussion: Discussion, guild: discord.Guild) -> Discussion:
        """Edit its post, in a thread that was put away after bringing it back. What it shows.

        The vote is read when it is its turn: many may wait, and for long.
        """
        message, route = self._post(discussion), places.route(discussion, "edit")
        urgency = Urgency.EDIT if discussion.open else Urgency.CLOSE

        async def edit() -> Discussion:
            result = await self.discussions.refreshed(discussion.key)
            assert result is not None  # noqa: S101  (discussions are never taken off the table)
            view = views.post(result, self.language(guild))
            view.stop()
            # Left out, Discord would allow an edit all that it mentions.
            await message.edit(view=view, allowed_mentions=discord.AllowedMentions.none())
            return result.discussion

        try:
            return await self.governor.run(urgency, route, edit)
        except discord.HTTPException as error:
            if error.code != ARCHIVED:
                raise
            await self._bring_back(discussion, urgency)
            return await self.governor.run(urgency, route, edit)

    async def _bring_back(self, discussion: Discussion, urgency: Urgency) -> None:
        thread = await self.client.fetch_channel(discussion.thread or discussion.channel)
        if isinstance(thread, discord.Thread):
            route = places.route(discussion, "unarchive")
            await self.governor.run(urgency, route, lambda: thread.edit(archived=False))

    def _take_off(self, discussion: Discussion, user: UserId, mark: Mark) -> None:
        """A courtesy: what no longer counts comes off a member's own list of reactions."""
        guild = self.client.get_guild(discussion.guild)
        channel = guild and guild.get_channel_or_thread(discussion.channel)
        if not guild or not channel or not channel.permissions_for(guild.me).manage_messages:
            return
        emoji = next(step.emoji for step in discussion.scale.steps if step.score == mark.score)
        message, member = self._post(discussion), discord.Object(user)
        route = places.route(discussion, "take off")

        async def take_off() -> None:
            if await self.discussions.counts_otherwise(discussion, user, mark):
                await message.remove_reaction(emoji, member)

        self.governor.offer(route, take_off)

    async def rejoined(self, guild: GuildId) -> None:
        """Count, show and tell in one server what was missed there: the bot is back, or may again
        do what it might not.
        """
        for discussion in await self.discussions.unshown():
            if discussion.guild == guild:
                self.live.touch(discussion.key, discussion.opened_at)
        for discussion in await self.discussions.owing_summary():
            if discussion.guild == guild:
                await self._told(discussion)
        for discussion in await self.discussions.to_catch_up():
            if discussion.guild == guild:
                await self._caught_up(discussion)

    async def gone(self, guild: GuildId, channel: ChannelId) -> None:
        """A channel or thread was deleted: posts in it are lost, votes beside it go on."""
        for discussion in await self.discussions.in_place(guild, channel):
            if discussion.channel == channel:
                if discussion.lost_at is None:
                    await self._lose(discussion)
            elif discussion.thread == channel:
                await self.discussions.threaded(discussion, None)

    async def _lose(self, discussion: Discussion) -> None:
        await self.discussions.lose(discussion)
        self.live.drop(discussion.key)

    # Closing

    def watch_deadlines(self) -> None:
        """Close each vote at its deadline from now on. While there is none, nothing waits."""
        if self._deadlines:
            self._deadlines.cancel()
        self._deadlines = asyncio.create_task(self._watch_deadlines(), name="Deadlines")

    async def _watch_deadlines(self) -> None:
        while (due := await self.discussions.next_deadline()) is not None:
            wait = (due - self.clock.now()).total_seconds()
            if wait > 0:
                await asyncio.sleep(min(wait, LONGEST_SLEEP))
                continue
            await self.close_due()
            await asyncio.sleep(OVERDUE_AGAIN)

    async def close_due(self) -> None:
        """Close what is past its deadline. What can't be closed now is still due at the next."""
        for discussion in await self.discussions.due():
            if self.client.get_guild(discussion.guild) is None:
                continue
            try:
                await self.close_vote(discussion)
            except Refusal as error:
                log.warning("Not closed in time: %r", error, extra={"discussion": discussion.key})
            except Exception:
                log.exception("Not closed in time", extra={"discussion": discussion.key})

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
        result, t = await self.discussions.result(discussion), self.language(guild)
        drawn = [*await pictures.result_of(result, t), *await self._curve(result, t)]
        thread, since = place(self.client, discussion, discussion.thread), discussion.closed_at
        button = views.RESULTS.pack(discussion=discussion.id)

        async def tell() -> discord.Message:
            me = places.me(self.client)
            late = not nonce_known(since, self.clock.now())
            if late and (before := await sent_before(thread, me, button, since)):
                return before
            talked = await self._talked_about(discussion, thread)
            view = views.summary(result, t, pictures=drawn, talked=talked)
            view.stop()
            files = attached(drawn)
            return await thread.send(
                view=view, files=files, nonce=nonce("summary", *discussion.key)
            )

        route = places.route(discussion, "tell", discussion.thread)
        try:
            message = await self.governor.run(Urgency.CLOSE, route, tell)
        except discord.NotFound:
            await self.discussions.threaded(discussion, None)
        except (*TROUBLE, Forbidden):
            raise SummaryNotTaken(link=Markup(discussion.link)) from None
        else:
            await self.discussions.summarised(discussion, MessageId(message.id))

    async def _curve(self, result: Result, t: Text) -> list[Picture]:
        """The season so far, where this episode makes it a course."""
        discussion, show = result.discussion, self.discussions.show(result.discussion)
        if (span := discussion.span) is None or show is None:
            return []
        points = await self.discussions.curve(discussion.guild, show, dub=discussion.dub)
        until = [point for point in points if point.last <= span.last]
        return await pictures.curve_of(until, show, t, current=span.last)

    async def _talked_about(
        self, discussion: Discussion, thread: discord.PartialMessageable
    ) -> list[Talked]:
        """Its most-reacted messages, by their counts alone; none where they can't be read."""
        found = []
        try:
            async for message in thread.history(limit=LOOKED_THROUGH):
                count = sum(reaction.count for reaction in message.reactions)
                if count >= TALKED_ABOUT and message.id != discussion.message:
                    found.append(Talked(reactions=count, link=message.jump_url))
        except TROUBLE as error:
            log.info("A thread's messages couldn't be listed: %s", error)
        return sorted(found, key=lambda each: -each.reactions)[:TALKED_SHOWN]

    # After an absence

    async def begin_session(self) -> None:
        """Show, tell and count what was missed. What Discord refuses is tried again for a while."""
        self._session += 1
        session = self._session
        self.watch_deadlines()
        for discussion in await self.discussions.unshown():
            self.live.touch(discussion.key, discussion.opened_at)
        for discussion in await self.discussions.owing_summary():
            await self._told(discussion)
        here = {guild.id for guild in self.client.guilds}
        todo = [d for d in await self.discussions.to_catch_up() if d.guild in here]
        long = await self._go_round(session, todo, patiently=True)
        await self._go_round(session, long)

    async def _go_round(
        self, session: int, todo: list[Discussion], *, patiently: bool = False
    ) -> list[Discussion]:
        """Count what was missed on each post; those that can wait are given back, if that is
        asked for.
        """
        waiting: list[Discussion] = []
        for tries in range(1, TRIES + 1):
            again = []
            for discussion in todo:
                if session != self._session:
                    return []
                looked = await self._caught_up(discussion, patiently=patiently)
                if looked is Looked.IN_VAIN:
                    again.append(discussion)
                elif looked is Looked.NOT_YET:
                    waiting.append(discussion)
            if not again:
                break
            todo = again
            await asyncio.sleep(retry(tries))
        return waiting

    async def _told(self, discussion: Discussion) -> None:
        async with self.discussions.lock(discussion.key):
            try:
                await self._summarise(discussion)
            except (SummaryNotTaken, DatabaseBusy):
                log.warning("A summary is still owed", extra={"discussion": discussion.key})

    async def _caught_up(self, discussion: Discussion, *, patiently: bool = False) -> Looked:
        """As `_catch_up`, whatever happens."""
        try:
            return await self._catch_up(discussion, patiently=patiently)
        except (discord.Forbidden, Forbidden):
            log.warning("A post is hidden from me", extra={"discussion": discussion.key})
        except (*TROUBLE, DatabaseBusy) as error:
            log.warning("A vote waits: %s", error, extra={"discussion": discussion.key})
            return Looked.IN_VAIN
        return Looked.DONE

    async def _stands(self, discussion: Discussion) -> bool:
        """Whether its post is there, as far as Discord can be asked. Raises `DatabaseBusy`."""
        try:
            return await self._catch_up(discussion) is not Looked.GONE
        except (*TROUBLE, Forbidden):
            return True

    async def _catch_up(self, discussion: Discussion, *, patiently: bool = False) -> Looked:
        """Count what Discord's lists tell. `patiently`: not yet where that can wait.

        Raises discord.py's errors and `DatabaseBusy` with nothing changed.
        """
        lists: Lists | None = None
        async with self.discussions.lock(discussion.key):
            try:
                recorded = await self.discussions.hold(discussion)
                route = places.route(discussion, "look")
                lists = await self.governor.run(
                    Urgency.LOOK,
                    route,
                    lambda: self._lists(discussion, recorded, patiently=patiently),
                )
            except discord.NotFound:
                await self._lose(discussion)
                return Looked.GONE
            finally:
                self.discussions.release(discussion, lists or {})
        return Looked.NOT_YET if lists is None else Looked.DONE

    async def _lists(
        self, discussion: Discussion, recorded: Mapping[Mark, int], *, patiently: bool
    ) -> Lists | None:
        """Who has each reaction; with `patiently`, None where that can wait.

        Raises discord.py's errors.
        """
        message = await self._post(discussion).fetch()
        if discussion.blind:
            return {}
        scale = discussion.scale
        there = {scale.score_of(str(reaction.emoji)): reaction for reaction in message.reactions}
        listed: dict[Mark, int] = {}
        for mark in scale.marks:
            if reaction := there.get(mark.score):
                listed[mark] = (
                    reaction.burst_count - reaction.me_burst
                    if mark.burst
                    else reaction.normal_count - reaction.me
                )
        if patiently and can_wait(listed, recorded):
            return None
        return {
            mark: await self._members(there[mark.score], burst=mark.burst)
            if listed.get(mark)
            else frozenset()
            for mark in scale.marks
            if listed.get(mark) or recorded.get(mark)
        }

    async def _members(self, reaction: discord.Reaction, *, burst: bool) -> frozenset[UserId]:
        kind = discord.ReactionType.burst if burst else discord.ReactionType.normal
        users = [user async for user in reaction.users(limit=None, type=kind)]
        return frozenset(UserId(user.id) for user in users if not user.bot)

    def _post(self, discussion: Discussion) -> discord.PartialMessage:
        return places.post(self.client, discussion)
