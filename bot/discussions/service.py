"""Discussions: opening, counting, closing, what they came to."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from bot.clock import Clock, from_epoch, to_epoch
from bot.db import Row
from bot.discussions import around
from bot.discussions.ballot import Ballot, Event
from bot.discussions.models import (
    TERMS,
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
    Place,
    Point,
    Result,
    Splits,
    Terms,
    ThreadTaken,
    Track,
    Viewing,
    VoteOver,
    Voter,
    WhichOne,
)
from bot.discussions.store import DiscussionsStore
from bot.discussions.tally import Tally
from bot.errors import N_, Outdated
from bot.holding import Holding
from bot.ids import ChannelId, DiscussionId, GuildId, MessageId, ShowId, UserId
from bot.settings.models import Caller
from bot.settings.service import ServerSettings
from bot.shows.models import ORIGINAL, Format, Show, ShowNotFound
from bot.shows.service import Shows
from bot.text.languages import own_name
from bot.text.text import Markup
from bot.text.titles import Title

log = logging.getLogger(__name__)

SETTLE_SECONDS = 10.0
"""How long somebody waits for votes to be written before they are told that it takes longer."""

LAST_WRITE = 5.0
"""The same, at the end of the process."""

FEW = 50
"""Votes written at once of which earlier reactions are looked for. A storm is left as it is."""

SUMMARY_OWED = timedelta(days=1)
"""How long after its closing a discussion's thread is still told, if the bot was away."""


class Discussions:
    """The discussions of every server.

    `changed` is called with whose post is behind its vote, `superseded` with a member's reaction
    that no longer counts since they gave another one.
    """

    holding = Holding(
        name=N_("Votes on episodes"),
        why=N_("Your votes, what you said of how you watch, and what you opened: to count them."),
        remains=N_(
            "Discussions that you opened stay, without your name. While a vote is open, I note "
            "that your reaction on it must not count; that goes with the reaction or the vote."
        ),
    )

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
        self.superseded: Callable[[Discussion, UserId, Mark], None] = lambda *_: None

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
        changed = await self._store.record(events, at=self._now())
        if len(events) <= FEW:
            try:
                for discussion, user, mark in await self._store.superseded(events):
                    self.superseded(discussion, user, mark)
            except Exception:
                # A courtesy. The batch is written: given again, it would tell of no change.
                log.exception("Earlier reactions are left where they are")
        return changed

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
            raise NoSuchEpisode(title=show.title, last=show.episodes)
        return int(number)

    async def open(
        self,
        guild: GuildId,
        show: Show,
        episode: int | None,
        *,
        host: UserId | None,
        channel: ChannelId,
        terms: Terms = TERMS,
    ) -> Discussion:
        """The open discussion of that; where there is none it is noted as new, on those terms.

        None hosts one that opens by itself.
        """
        if terms.through and terms.through <= (episode or terms.through):
            terms = replace(terms, through=None)  # one episode, or the whole show
        return await self._store.open(
            guild,
            show.id,
            episode,
            host=host,
            channel=channel,
            at=self._now(),
            terms=terms,
        )

    async def running(
        self, guild: GuildId, show: Show, episode: int | None, dub: str | None = None
    ) -> Discussion | None:
        """The open discussion of that, or of several episodes with that one, if there is one."""
        every = await self._store.of_show(guild, show.id)
        there = around.closest((d for d in every if d.open and d.dub == dub), episode)
        return there[0] if there else None

    async def on(self, guild: GuildId, show: ShowId, dub: str | None) -> list[Discussion]:
        """All that there were on a show in one audio, the newest first."""
        return [d for d in await self._store.of_show(guild, show) if d.dub == dub]

    async def require_free(
        self,
        guild: GuildId,
        thread: ChannelId,
        show: Show,
        episode: int | None,
        dub: str | None = None,
    ) -> None:
        """Raises `ThreadTaken` for a thread that was made for a discussion of something else.

        One that was there before may hold several.
        """
        for other in await self._store.in_place(guild, thread):
            made_for_it = other.thread == thread and other.place is not Place.THREAD
            same = (other.show, other.dub) == (show.id, dub) and other.covers(episode)
            if made_for_it and not same:
                raise ThreadTaken(channel=Markup(f"<#{thread}>"))

    def deadline(self, hours: int | None) -> datetime | None:
        """When a vote closes that is to run for so long."""
        return self._clock.now() + timedelta(hours=hours) if hours else None

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

    async def noted(self, key: Key) -> Discussion | None:
        """What is known of it, as it is now."""
        return await self._store.get(key)

    async def refreshed(self, key: Key) -> Result | None:
        """As `result`, from the database as it is now; None for one that isn't there."""
        found = await self._store.get(key)
        return await self.result(found) if found else None

    async def result(self, discussion: Discussion, *, viewer: UserId | None = None) -> Result:
        """The vote as it stands, or as it ended; of a blind one that is open only to voters."""
        tally = await self._store.tally(discussion.key)
        every = await self._store.of_show(discussion.guild, discussion.show)
        hidden = discussion.blind and discussion.open
        if hidden and viewer is not None:
            hidden = await self._store.vote_of(discussion.key, viewer) is None
        told = not discussion.open or (viewer is not None and not hidden)
        try:
            show: Show | None = self._shows.get(discussion.show)
        except ShowNotFound:
            show = None
        return Result(
            discussion=discussion,
            title=self._shows.title(discussion.show),
            tally=Tally({}) if hidden else tally,
            votes=tally.n,
            hidden=hidden,
            colour=show.color if show else None,
            cover=show.cover if show else None,
            film=show is not None and show.format is Format.MOVIE,
            original=show is not None and show.source == ORIGINAL,
            earlier=None if hidden else await self._earlier(discussion, every),
            before=around.neighbour(around.earlier(discussion, every)),
            later=around.neighbour(around.later(discussion, every)),
            beside=around.counterparts(discussion, every),
            splits=await self._splits(discussion) if told else {},
            aspects=await self._store.aspects(discussion.key) if told else {},
            least=self._settings.least_votes(discussion.guild),
        )

    async def _splits(self, discussion: Discussion) -> Splits:
        """On a dub nobody is asked how they listen: what they said elsewhere tells nothing."""
        splits = await self._store.splits(discussion.key)
        asked = (Viewing,) if discussion.dub else (Viewing, Track)
        return {split: tally for split, tally in splits.items() if isinstance(split, asked)}

    def show(self, discussion: Discussion) -> Show | None:
        """What is held on its show."""
        return self._shows.known(discussion.show)

    async def leading_to(self, discussion: Discussion) -> list[Discussion]:
        """The posts that link to this one."""
        every = await self._store.of_show(discussion.guild, discussion.show)
        return around.leading_to(discussion, every)

    async def season(self, guild: GuildId, show: Show) -> list[Point]:
        """As `curve`: the original audio's; where only dubs were voted on, the newest dub's."""
        if points := await self.curve(guild, show):
            return points
        for dub in dict.fromkeys(d.dub for d in await self._store.of_show(guild, show.id)):
            if dub and (points := await self.curve(guild, show, dub=dub)):
                return points
        return []

    async def curve(self, guild: GuildId, show: Show, *, dub: str | None = None) -> list[Point]:
        """What each episode's newest vote came to in one audio, in order of the last episode that
        each is on; open blind ones are left out.
        """
        points: dict[int, Point] = {}
        least = self._settings.least_votes(guild)
        for each in await self._store.of_show(guild, show.id):
            span = each.span if each.dub == dub else None
            if span and span.last not in points and not (each.blind and each.open):
                tally = await self._store.tally(each.key)
                if tally.n:
                    points[span.last] = Point(
                        episode=span.episode,
                        through=span.through,
                        dub=dub,
                        tally=tally,
                        scale=each.scale,
                        open=each.open,
                        least=least,
                    )
        return [points[last] for last in sorted(points)]

    async def _earlier(self, discussion: Discussion, every: Sequence[Discussion]) -> Earlier | None:
        """The last episode before that was voted on by enough."""
        least = self._settings.least_votes(discussion.guild)
        for span, other in around.earlier(discussion, every):
            if len(other.scale) == len(discussion.scale) and not (other.blind and other.open):
                tally = await self._store.tally(other.key)
                if tally.mean is not None and tally.n >= least:
                    return Earlier(
                        episode=span.episode,
                        through=span.through,
                        mean=tally.mean,
                        open=other.open,
                    )
        return None

    async def results(
        self,
        guild: GuildId,
        show: Show,
        episode: int | None,
        *,
        viewer: UserId,
        dub: str | None = None,
    ) -> Result:
        """The newest discussion of that episode; without one, of the whole show or else the newest.

        In the original audio where no dub is named, and in any where there is none. As `viewer`
        may see it. Raises `NeverDiscussed`.
        """
        posted = [d for d in await self._store.of_show(guild, show.id) if d.message is not None]
        heard = [d for d in posted if dub in (None, d.dub)]
        meant = around.meant(heard, episode)
        if not meant and episode is None:
            meant = sorted(heard, key=lambda each: each.dub is not None)
        if not meant:
            raise NeverDiscussed
        return await self.result(meant[0], viewer=viewer)

    def ahead(self, result: Result, show: Show, progress: int) -> bool:
        """Whether a result tells of more than the episodes up to `progress`."""
        span = result.discussion.span
        return (span.last if span else show.episodes or 0) > progress

    async def all_open(self, guild: GuildId, *, adult: bool) -> list[tuple[Discussion, Title, int]]:
        """A server's open discussions, newest first, each with its show's title and its votes.

        Those of adult shows only with `adult`.
        """
        found = [
            d for d in await self._store.all_open(guild) if adult or not self._is_adult(d.show)
        ]
        counts = await self._store.counts(guild, [d.id for d in found]) if found else {}
        return [(d, self._shows.title(d.show), counts.get(d.id, 0)) for d in found]

    async def of_week(
        self, guild: GuildId, since: datetime, until: datetime, *, adult: bool
    ) -> list[Result]:
        """What the votes that opened from `since` to before `until` came to, or stand at.

        Left out: blind ones that are open, those with fewer votes than a mean needs there, those
        without a post (any more); and without `adult` those of adult shows.
        """
        least, found = self._settings.least_votes(guild), []
        for each in await self._store.of_week(guild, to_epoch(since), to_epoch(until)):
            if (each.blind and each.open) or (self._is_adult(each.show) and not adult):
                continue
            tally = await self._store.tally(each.key)
            if tally.n >= least:
                every = await self._store.of_show(guild, each.show)
                found.append(
                    Result(
                        discussion=each,
                        title=self._shows.title(each.show),
                        tally=tally,
                        votes=tally.n,
                        earlier=await self._earlier(each, every),
                        least=least,
                    )
                )
        return found

    def _is_adult(self, show: ShowId) -> bool:
        try:
            return self._shows.get(show).adult
        except ShowNotFound:
            return True

    async def to_close(
        self,
        guild: GuildId,
        place: ChannelId,
        show: Show | None,
        episode: int | None,
        dub: str | None = None,
    ) -> Discussion:
        """The discussion that is meant by a show and an episode, or by the thread `place`.

        An open one before a closed one, in the audio that `results` takes. Raises
        `NoDiscussionHere`, `NotOpen` and `WhichOne`.
        """
        if show is None:
            if here := await self._store.in_thread(guild, place):
                return here
            raise NoDiscussionHere
        heard = [d for d in await self._store.of_show(guild, show.id) if dub in (None, d.dub)]
        running = [d for d in heard if d.open]
        meant = around.meant(running, episode)
        if not meant and episode is None and len(running) > 1:
            episodes = ", ".join(map(_called, reversed(running)))
            raise WhichOne(title=show.title, episodes=episodes)
        found = meant or (running if episode is None else []) or around.meant(heard, episode)
        if not found:
            raise NotOpen(title=show.title)
        return found[0]

    # Voting

    async def vote(self, discussion: Discussion, user: UserId, score: int | None) -> int | None:
        """Count a vote on a blind post; None takes it back. The vote that stood before, if any.

        Raises `VoteOver`, `Outdated` for a score that isn't on its scale, and `DatabaseBusy`.
        """
        if not discussion.open or discussion.message is None:
            raise VoteOver
        scores = {step.score for step in discussion.scale.steps}
        if not discussion.blind or (score is not None and score not in scores):
            raise Outdated
        await self.ballot.written(SETTLE_SECONDS)
        before = await self.vote_of(discussion, user)
        self.ballot.chose(discussion.message, user, score)
        await self.ballot.written(SETTLE_SECONDS)
        return before

    async def vote_of(self, discussion: Discussion, user: UserId) -> int | None:
        return await self._store.vote_of(discussion.key, user)

    async def counts_otherwise(self, discussion: Discussion, user: UserId, mark: Mark) -> bool:
        """Whether another of somebody's reactions counts than that one, as of now."""
        return await self.vote_of(discussion, user) not in (None, mark.score)

    async def voter(self, discussion: Discussion, user: UserId) -> Voter:
        """What somebody said of themselves, here or at the show's last discussion."""
        return await self._store.voter(discussion.key, user)

    async def describe(self, discussion: Discussion, user: UserId, voter: Voter) -> None:
        """Keep what a voter said of themselves. Raises `VoteOver`."""
        if not await self._store.put_voter(discussion.key, user, voter, at=self._now()):
            raise VoteOver

    # Closing

    async def due(self) -> list[Discussion]:
        """Those that are open past their deadline."""
        return await self._store.due(self._now())

    async def next_deadline(self) -> datetime | None:
        """The first deadline of an open vote."""
        first = await self._store.next_deadline()
        return from_epoch(first) if first is not None else None

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

    async def in_place(self, guild: GuildId, channel: ChannelId) -> list[Discussion]:
        """Those that have their post or their thread there, closed ones and all."""
        return await self._store.in_place(guild, channel)

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
        """What is kept of a member here: ``votes``, ``reactions`` on open posts, what they ``said``
        of themselves, ``aspects``, ``hosted``.

        Times are ISO 8601 in UTC; an episode of None means the whole show. What is on several
        episodes says ``through``, what is on a dub ``dub``. Raises `DatabaseBusy` when votes can't
        be written.
        """
        await self.ballot.settled(SETTLE_SECONDS, guild=guild)
        return {
            "votes": [
                {
                    **_of(row),
                    "score": row["score"],
                    "voted_at": from_epoch(row["voted_at"]).isoformat(),
                }
                for row in await self._store.votes_of(guild, user)
            ],
            "reactions": [
                {**_of(row), "score": row["score"], "super": bool(row["burst"])}
                for row in await self._store.reactions_of(guild, user)
            ],
            "said": [
                {
                    **_of(row),
                    "viewing": row["viewing"],
                    "track": row["track"],
                    "language": row["language"],
                }
                for row in await self._store.said_by(guild, user)
            ],
            "aspects": [
                {**_of(row), "aspect": row["aspect"], "score": row["score"]}
                for row in await self._store.aspects_by(guild, user)
            ],
            "hosted": [
                {**_of(row), "opened_at": from_epoch(row["opened_at"]).isoformat()}
                for row in await self._store.hosted_by(guild, user)
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


def _called(discussion: Discussion) -> str:
    """``3``, ``1–2 (English)``."""
    span, dub = discussion.span, discussion.dub
    return " ".join([*([str(span)] if span else []), *([f"({own_name(dub)})"] if dub else [])])


def _of(row: Row) -> dict[str, object]:
    """What a vote or the like was on, for whoever gave it."""
    what = {"show": row["show_id"], "episode": row["episode"] or None}
    return what | {name: row[name] for name in ("through", "dub") if row[name]}
