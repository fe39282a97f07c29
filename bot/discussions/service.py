"""Discussions: opening, counting, closing, what they came to."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bot.clock import Clock, from_epoch, to_epoch
from bot.discussions.ballot import Ballot, Event
from bot.discussions.models import (
    Discussion,
    Earlier,
    Key,
    Lists,
    Mark,
    NeverDiscussed,
    NoDiscussionHere,
    NoSuchEpisode,
    NotAnEpisode,
    NotOpen,
    NotYours,
    Result,
    WhichOne,
)
from bot.discussions.store import DiscussionsStore
from bot.errors import Outdated
from bot.ids import ChannelId, DiscussionId, GuildId, MessageId, ShowId, UserId
from bot.settings.models import Caller
from bot.settings.service import ServerSettings
from bot.shows.models import Format, Show, ShowNotFound
from bot.shows.service import Shows

SETTLE_SECONDS = 10.0
"""How long somebody waits for votes to be written before they are told that it takes longer."""

LAST_WRITE = 5.0
"""The same, at the end of the process."""

SUMMARY_OWED = timedelta(days=1)
"""How long after its closing a discussion's thread is still told, if the bot was away."""


class Discussions:
    """The discussions of every server. `changed` is called with whose post is behind its vote."""

    def __init__(
        self, store: DiscussionsStore, shows: Shows, settings: ServerSettings, clock: Clock
    ) -> None:
        self._store = store
        self._shows = shows
        self._settings = settings
        self._clock = clock
        self._opened: dict[Key, datetime] = {}
        self._locks: WeakValueDictionary[object, asyncio.Lock] = WeakValueDictionary()
        self.ballot = Ballot(self._record, self._counted)
        self.changed: Callable[[Key, datetime], None] = lambda *_: None

    async def load(self) -> None:
        """Count on every open post again, as after an absence."""
        for discussion in await self._store.all_open():
            self._watch(discussion, after_absence=True)

    async def end(self) -> None:
        """Write what has come in, as far as that can be done, and count no more."""
        await self.ballot.close(LAST_WRITE)

    def _watch(self, discussion: Discussion, *, after_absence: bool = False) -> None:
        self._opened[discussion.key] = discussion.opened_at
        self.ballot.watch(discussion, after_absence=after_absence)

    async def _record(self, events: Sequence[Event]) -> Collection[Key]:
        return await self._store.record(events, at=self._now())

    def _counted(self, posts: Collection[Key]) -> None:
        for key in posts:
            if key in self._opened:
                self.changed(key, self._opened[key])

    def _now(self) -> int:
        return to_epoch(self._clock.now())

    def lock(self, *what: object) -> asyncio.Lock:
        """One lock for equal arguments, so that a discussion isn't worked on twice at a time."""
        return self._locks.setdefault(what, asyncio.Lock())

    # Opening

    def episode(self, show: Show, typed: str | int | None) -> int | None:
        """The episode that was meant, None for the whole show and for a film.

        Raises `NotAnEpisode` and, where the number of episodes is known, `NoSuchEpisode`.
        """
        words = str(typed if typed is not None else "").strip()
        if not words or show.format is Format.MOVIE:
            return None
        number = words.lstrip("#").strip()
        if not (number.isdecimal() and 0 < len(number) <= 5 and int(number)):
            raise NotAnEpisode(typed=words)
        if show.episodes and int(number) > show.episodes:
            raise NoSuchEpisode(title=show.title.main, last=show.episodes)
        return int(number)

    async def open(
        self, who: Caller, show: Show, episode: int | None, *, channel: ChannelId
    ) -> Discussion:
        """The open discussion of that, noted as new and hosted by `who` where there is none."""
        return await self._store.open(
            who.guild, show.id, episode, host=who.user, channel=channel, at=self._now()
        )

    async def tried(self, discussion: Discussion, channel: ChannelId) -> Discussion:
        """Its post is about to be sent there; no earlier attempt took effect."""
        now = self._now()
        await self._store.tried(discussion.key, channel, now)
        return replace(discussion, channel=channel, tried_at=from_epoch(now))

    async def sent(
        self, discussion: Discussion, channel: ChannelId, message: MessageId
    ) -> Discussion:
        """Its post stands: reactions count from now on."""
        discussion = replace(discussion, channel=channel, message=message)
        self._watch(discussion)
        await self._store.sent(discussion.key, channel, message)
        return discussion

    async def threaded(self, discussion: Discussion, thread: ChannelId | None) -> Discussion:
        """Its thread stands; None: it is gone."""
        await self._store.threaded(discussion.key, thread)
        return replace(discussion, thread=thread)

    async def reactions_ready(self, discussion: Discussion) -> Discussion:
        await self._store.reactions_ready(discussion.key)
        return replace(discussion, reactions_ready=True)

    # Looking

    async def get(self, guild: GuildId, discussion: int) -> Discussion:
        """Raises `Outdated` for one that this server doesn't have."""
        found = await self._store.get(Key(guild, DiscussionId(discussion)))
        if found is None:
            raise Outdated
        return found

    async def refreshed(self, key: Key) -> Result | None:
        """As `result`, from the database as it is now; None for one that isn't there."""
        found = await self._store.get(key)
        return await self.result(found) if found else None

    async def result(self, discussion: Discussion) -> Result:
        """The vote as it stands, or as it ended."""
        tally = await self._store.tally(discussion.key)
        try:
            show: Show | None = self._shows.get(discussion.show)
        except ShowNotFound:
            show = None
        return Result(
            discussion=discussion,
            title=self._shows.title(discussion.show),
            tally=tally,
            colour=show.color if show else None,
            cover=show.cover if show else None,
            earlier=await self._earlier(discussion),
        )

    async def _earlier(self, discussion: Discussion) -> Earlier | None:
        """The last episode before that was voted on."""
        if discussion.episode is None:
            return None
        before = [
            other
            for other in await self._store.of_show(discussion.guild, discussion.show)
            if other.episode and other.episode < discussion.episode
        ]
        for other in sorted(before, key=lambda o: (o.episode or 0, o.id), reverse=True):
            mean = (await self._store.tally(other.key)).mean
            if mean is not None:
                return Earlier(episode=other.episode or 0, mean=mean, open=other.open)
        return None

    async def results(self, guild: GuildId, show: Show, episode: int | None) -> Result:
        """The newest discussion of that episode; without one, of the whole show or else the newest.

        Raises `NeverDiscussed`.
        """
        posted = [d for d in await self._store.of_show(guild, show.id) if d.message is not None]
        meant = [d for d in posted if d.episode == episode]
        if not meant and episode is None:
            meant = posted
        if not meant:
            raise NeverDiscussed
        return await self.result(meant[0])

    async def all_open(self, guild: GuildId, *, adult: bool) -> list[tuple[Discussion, str, int]]:
        """A server's open discussions, newest first, each with its show's title and its votes.

        Those of adult shows only with `adult`.
        """
        found = [
            d for d in await self._store.all_open(guild) if adult or not self._is_adult(d.show)
        ]
        counts = await self._store.counts(guild, [d.id for d in found]) if found else {}
        return [(d, self._shows.title(d.show), counts.get(d.id, 0)) for d in found]

    def _is_adult(self, show: ShowId) -> bool:
        try:
            return self._shows.get(show).adult
        except ShowNotFound:
            return True

    async def to_close(
        self, guild: GuildId, place: ChannelId, show: Show | None, episode: int | None
    ) -> Discussion:
        """The discussion that is meant by a show and an episode, or by the thread `place`.

        An open one before a closed one. Raises `NoDiscussionHere`, `NotOpen` and `WhichOne`.
        """
        if show is None:
            if here := await self._store.in_thread(guild, place):
                return here
            raise NoDiscussionHere
        all_of_it = await self._store.of_show(guild, show.id)
        meant = [d for d in all_of_it if d.episode == episode]
        if episode is None and not any(d.open for d in meant):
            meant = [d for d in all_of_it if d.open] or meant
        running = [d for d in meant if d.open]
        if len(running) > 1:
            episodes = ", ".join(str(d.episode) for d in reversed(running))
            raise WhichOne(title=show.title.main, episodes=episodes)
        if not meant:
            raise NotOpen(title=show.title.main)
        return running[0] if running else meant[0]

    # Closing

    async def require_host(self, discussion: Discussion, caller: Caller) -> None:
        """Raises `NotYours` for all but its host and moderators."""
        if discussion.host != caller.user and not await self._settings.is_moderator(caller):
            raise NotYours

    async def close(self, discussion: Discussion) -> bool:
        """Count what has come in, then count no more. Whether it was open until now.

        Raises `DatabaseBusy` when votes can't be written; then it stays open.
        """
        await self.ballot.written(SETTLE_SECONDS)
        closed = await self._store.close(discussion.key, at=self._now())
        self._leave(discussion)
        return closed

    async def lose(self, discussion: Discussion) -> None:
        """Its post is gone. Its votes are kept."""
        self._leave(discussion)
        await self._store.lose(discussion.key, at=self._now())

    def _leave(self, discussion: Discussion) -> None:
        self.ballot.unwatch(discussion)
        self._opened.pop(discussion.key, None)

    async def summarised(self, discussion: Discussion, message: MessageId) -> None:
        await self._store.summarised(discussion.key, message)

    async def shown(self, discussion: Discussion) -> None:
        """Its post shows the vote as of that discussion's `changes`."""
        await self._store.shown(discussion.key, discussion.changes)

    # After an absence

    async def to_catch_up(self) -> list[Discussion]:
        return await self._store.all_open()

    async def unshown(self) -> list[Discussion]:
        """Those whose post is behind their vote."""
        return await self._store.unshown()

    async def owing_summary(self) -> list[Discussion]:
        """Those closed lately whose thread hasn't been told."""
        return await self._store.owing_summary(to_epoch(self._clock.now() - SUMMARY_OWED))

    async def hold(self, discussion: Discussion) -> dict[Mark, int]:
        """Keep events of its post back until `release`; how many members have each reaction.

        Raises `DatabaseBusy` when votes can't be written.
        """
        assert discussion.message is not None  # noqa: S101
        self.ballot.hold(discussion.message)
        await self.ballot.written(SETTLE_SECONDS)
        return dict(await self._store.held(discussion.key))

    def release(self, discussion: Discussion, lists: Lists) -> None:
        """Count what the lists tell, empty for nothing, then what came in meanwhile."""
        assert discussion.message is not None  # noqa: S101
        self.ballot.release(discussion.message, lists)

    # A member's own

    async def export_member(
        self, guild: GuildId, user: UserId
    ) -> dict[str, list[dict[str, object]]]:
        """What is kept of a member here: ``votes``, ``reactions`` on open posts, ``hosted``.

        Times are ISO 8601 in UTC; an episode of None means the whole show. Raises `DatabaseBusy`
        when votes can't be written.
        """
        await self.ballot.settled(SETTLE_SECONDS, guild=guild)
        return {
            "votes": [
                {
                    "show": row["show_id"],
                    "episode": row["episode"] or None,
                    "score": row["score"],
                    "voted_at": from_epoch(row["voted_at"]).isoformat(),
                }
                for row in await self._store.votes_of(guild, user)
            ],
            "reactions": [
                {
                    "show": row["show_id"],
                    "episode": row["episode"] or None,
                    "score": row["score"],
                    "super": bool(row["burst"]),
                }
                for row in await self._store.reactions_of(guild, user)
            ],
            "hosted": [
                {"show": d.show, "episode": d.episode, "opened_at": d.opened_at.isoformat()}
                for d in await self._store.hosted_by(guild, user)
            ],
        }

    async def forget_member(self, guild: GuildId, user: UserId) -> None:
        """Take a member's votes out, with the tallies and posts; what they hosted has no host.

        Of a reaction that still stands on an open post, it stays noted until the discussion ends
        that it must not count; reacting anew counts again. Raises `DatabaseBusy`, with nothing
        forgotten, when votes can't be written.
        """
        await self.ballot.settled(SETTLE_SECONDS, guild=guild)
        for discussion in await self._store.forget(guild, user):
            self.changed(discussion.key, discussion.opened_at)
