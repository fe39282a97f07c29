"""One vote a member, the newest counts: the rule, and the queue in front of the database.

Events arrive one by one and are written many at a time: a task that starts with the first one
and ends when none is left hands all that wait to one transaction.

Discord's lists of reactions carry no times. So every event takes a number from its post, and what
is found in a list after an absence counts as older than what has been seen since, newer than what
was seen before.

After an absence all lists of a post are read: equal counts would hide two members who changed
their votes the other way round, and of a member with two new reactions a part of the lists would
show one, which would win. A post with a list longer than Discord gives in one request, whose
counts are as recorded, waits until the others have been read.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from bot.discussions.models import FIVE, Discussion, Key, Lists, Mark, Scale
from bot.errors import DatabaseBusy
from bot.ids import GuildId, MessageId, UserId

log = logging.getLogger(__name__)

BATCH = 20_000
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
IN_ONE_REQUEST = 100
"""How many members of a list Discord gives at once."""


def can_wait(listed: Mapping[Mark, int], recorded: Mapping[Mark, int]) -> bool:
    """Whether a post's lists are read after others', by how many members Discord says have each
    reaction: reading them takes many requests, and probably tells nothing new.
    """
    return any(members > IN_ONE_REQUEST for members in listed.values()) and all(
        listed.get(mark, 0) == recorded.get(mark, 0) for mark in {*listed, *recorded}
    )


def before(lists: Lists, events: Sequence["Event"]) -> Lists:
    """What lists would have told before those events, some of which they show already.

    Somebody who takes a reaction back in that moment has not done so during the absence: the
    newest of those left counts. Lists that a moderator cleared tell nothing.
    """
    told = {mark: set(users) for mark, users in lists.items()}
    for event in reversed(events):
        if isinstance(event, Reacted) and event.mark in told:
            (set.discard if event.added else set.add)(told[event.mark], event.user)
        elif isinstance(event, Cleared):
            told = {mark: users for mark, users in told.items() if mark not in event.marks}
    return {mark: frozenset(users) for mark, users in told.items()}


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's reactions on a post, each with its number, and the score that counts.

    A reaction numbered None stands on Discord but counts no more: its member asked to be forgotten.
    """

    held: Mapping[Mark, int | None] = field(default_factory=dict)
    vote: int | None = None


NOTHING = Standing()


def added(standing: Standing, mark: Mark, order: int) -> Standing:
    """The member reacted: the newest counts."""
    return Standing({**standing.held, mark: order}, mark.score)


def removed(standing: Standing, mark: Mark) -> Standing:
    """The member took a reaction back. If it was the one that counted, the newest left does."""
    if mark not in standing.held:
        return standing
    vote, age = standing.vote, _age(standing)
    counted = mark.score == vote and all(
        age(mark) > age(other) for other in standing.held if other.score == vote and other != mark
    )
    held = {other: order for other, order in standing.held.items() if other != mark}
    if vote is None:
        return Standing(held, _only(_scores(held)))
    if not counted:
        return Standing(held, vote)
    newest = max((order for order in held.values() if order is not None), default=-1)
    return Standing(held, _only({m.score for m, order in held.items() if order == newest}))


def found(standing: Standing, now: Collection[Mark], since: int) -> Standing:
    """The member's reactions are `now`, says Discord's list after an absence.

    What was seen since the absence, numbered over `since`, is newer than all that the list tells.
    Otherwise: the recorded vote goes if it is gone from the list; exactly one new one wins; else
    the recorded one stays or, with none recorded, nothing counts until one is left.
    """
    before = standing.held
    held = {mark: before.get(mark, since) for mark in now}
    newest = max((order for order in held.values() if order and order > since), default=None)
    seen = {mark.score for mark, order in held.items() if newest and order == newest}
    new = {mark.score for mark in now if mark not in before}
    scores = _scores(held)
    vote: int | None
    if len(seen) == 1:
        (vote,) = seen
    elif len(new) == 1:
        (vote,) = new
    elif standing.vote in scores:
        vote = standing.vote
    else:
        vote = _only(scores)
    return Standing(held, vote)


def _age(standing: Standing) -> Callable[[Mark], int]:
    """Greater for what came later."""
    return lambda mark: standing.held[mark] or 0


def _scores(held: Mapping[Mark, int | None]) -> set[int]:
    return {mark.score for mark, order in held.items() if order is not None}


def _only(scores: set[int]) -> int | None:
    return next(iter(scores)) if len(scores) == 1 else None


class Reacted(NamedTuple):
    """A member put a reaction on a post, or took it off."""

    post: Key
    order: int
    user: UserId
    mark: Mark
    added: bool


class Chose(NamedTuple):
    """A member voted by a button, or with None took the vote back."""

    post: Key
    order: int
    user: UserId
    score: int | None


class Cleared(NamedTuple):
    """A moderator took everybody's reactions off."""

    post: Key
    order: int
    marks: Collection[Mark]


class Found(NamedTuple):
    """Discord's lists after an absence that ended at `since`."""

    post: Key
    order: int
    lists: Lists
    since: int


Event = Reacted | Chose | Cleared | Found


@dataclass(slots=True)
class _Post:
    key: Key
    order: int
    since: int
    scale: Scale = FIVE
    blind: bool = False
    held_back: list[Event] | None = None
    released: asyncio.Event | None = None

    def next(self) -> int:
        self.order += 1
        return self.order


class Ballot:
    """The open posts' votes on their way to the database.

    `record` writes a batch and says whose tally it changed; `counted` is told so after the commit.
    A batch that fails is tried again until it is written. If it isn't the database that is busy,
    its posts are written one by one, and what fails alone is dropped: its reactions stand on
    Discord, where the next session finds them.
    """

    def __init__(
        self,
        record: Callable[[Sequence[Event]], Awaitable[Collection[Key]]],
        counted: Callable[[Collection[Key]], None],
    ) -> None:
        self._record = record
        self._counted = counted
        self._posts: dict[MessageId, _Post] = {}
        self._queue: list[Event] = []
        self._apart = 0
        self._draining: asyncio.Task[None] | None = None
        self._closed = False
        self._put = self._taken = self._written = 0
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    def __contains__(self, message: int) -> bool:
        return message in self._posts

    @property
    def committed(self) -> int:
        """How many votes and withdrawals were taken off the queue since the start: all of them
        written, but for those that the log speaks of.
        """
        return self._taken

    def watch(self, discussion: Discussion, *, after_absence: bool = False) -> None:
        """Count what happens on an open discussion's post from now on."""
        if discussion.message is not None and discussion.message not in self._posts:
            post = _Post(discussion.key, discussion.changes, 0, discussion.scale, discussion.blind)
            if after_absence:
                post.since = post.next()
            self._posts[discussion.message] = post

    def unwatch(self, discussion: Discussion) -> None:
        """Count no more on that post. What was put before is still written."""
        if discussion.message is not None and (post := self._posts.pop(discussion.message, None)):
            self._let_go(post)

    def begin_session(self) -> None:
        """Something may have been missed: what a list will tell is older than what comes now."""
        for post in self._posts.values():
            post.since = post.next()

    def reacted(
        self, message: int, user: int, emoji: str | None, *, burst: bool, added: bool
    ) -> None:
        """Put a member's reaction, or its withdrawal. Other emoji are ignored, and so are other
        posts and blind ones.
        """
        post = self._posts.get(MessageId(message))
        if post is None or post.blind:
            return
        score = post.scale.score_of(emoji)
        if score is not None:
            mark = Mark(score, burst)
            self._take(post, Reacted(post.key, post.next(), UserId(user), mark, added))

    def cleared(self, message: int, emoji: str | None = None) -> None:
        """Put a moderator's clearing of one emoji, or of all of them."""
        post = self._posts.get(MessageId(message))
        if post is None or post.blind:
            return
        score = post.scale.score_of(emoji)
        marks = [mark for mark in post.scale.marks if emoji is None or mark.score == score]
        if marks:
            self._take(post, Cleared(post.key, post.next(), marks))

    def chose(self, message: int, user: UserId, score: int | None) -> None:
        """Put a vote that was cast by a button on a blind post; None takes it back."""
        post = self._posts.get(MessageId(message))
        if post is not None and post.blind:
            self._take(post, Chose(post.key, post.next(), user, score))

    def hold(self, message: MessageId) -> None:
        """Keep this post's events back while its lists are read, until `release`."""
        post = self._posts.get(message)
        if post is not None and post.held_back is None:
            post.held_back, post.released = [], asyncio.Event()

    def release(self, message: MessageId, lists: Lists) -> None:
        """Put what the lists told before `hold`, then what happened while they were read."""
        post = self._posts.get(message)
        if post is None or post.held_back is None:
            return
        back, post.held_back = post.held_back, None
        if lists:
            self._take(post, Found(post.key, post.next(), before(lists, back), post.since))
        for event in back:
            self._take(post, event)
        self._let_go(post)

    @staticmethod
    def _let_go(post: _Post) -> None:
        if post.released:
            post.released.set()
            post.released = None  # one for each of many posts would be memory for nothing

    async def written(self, within: float | None = None) -> None:
        """Return when all that was put so far is committed, but for what is held back.

        Raises `DatabaseBusy` after `within` seconds.
        """
        async with _at_most(within):
            await self._commits()

    async def settled(self, within: float | None = None, *, guild: GuildId | None = None) -> None:
        """As `written`, with what is held back on posts of that server, or of all.

        Raises `DatabaseBusy` after `within` seconds.
        """
        async with _at_most(within):
            for post in list(self._posts.values()):
                if post.released and guild in (None, post.key.guild):
                    await post.released.wait()
            await self._commits()

    async def close(self, within: float) -> None:
        """Take nothing more, write what was put for at most `within` seconds, and stop.

        What isn't written by then is found from Discord's lists at the next start.
        """
        self._closed = True
        try:
            await self.written(within)
        except DatabaseBusy:
            log.error(
                "The last votes couldn't be written; their reactions are found at the next start",
                extra={"votes": len(self._queue)},
            )
        if self._draining:
            self._draining.cancel()
            await asyncio.gather(self._draining, return_exceptions=True)

    async def _commits(self) -> None:
        if self._written < self._put:
            done = asyncio.get_running_loop().create_future()
            self._waiting.append((self._put, done))
            await done

    def _take(self, post: _Post, event: Event) -> None:
        if self._closed:
            return
        if post.held_back is not None:
            post.held_back.append(event)
            return
        self._queue.append(event)
        self._put += 1
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain(), name="Ballot")

    async def _drain(self) -> None:
        failures = 0
        try:
            while self._queue:
                batch = self._next()
                try:
                    changed = await self._record(batch)
                except DatabaseBusy:
                    log.warning("Votes wait to be written", extra={"votes": len(self._queue)})
                    await asyncio.sleep(min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE))
                    failures = min(failures + 1, 10)
                    continue
                except Exception:
                    if self._part(batch):
                        log.exception("Votes couldn't be written; each post's are tried alone")
                        continue
                    log.exception(
                        "Votes are left out; the next session finds their reactions",
                        extra={"discussion": batch[0].post, "votes": len(batch)},
                    )
                    changed = ()
                failures = 0
                del self._queue[: len(batch)]
                self._apart = max(0, self._apart - len(batch))
                self._acknowledge(len(batch))
                self._counted(changed)
        finally:
            self._draining = None

    def _next(self) -> list[Event]:
        """What is written now: the longest batch, or one post's part of one that failed."""
        if not self._apart:
            return self._queue[:BATCH]
        post = self._queue[0].post
        return list(takewhile(lambda event: event.post == post, self._queue[: self._apart]))

    def _part(self, batch: Sequence[Event]) -> bool:
        """Line a batch up by its posts, each in its order. False: it is all one post's."""
        by_post = sorted(batch, key=lambda event: event.post)
        if by_post[0].post == by_post[-1].post:
            return False
        self._queue[: len(batch)] = by_post
        self._apart = len(batch)
        return True

    def _acknowledge(self, taken: int) -> None:
        self._taken += taken
        if self._apart:  # out of the order in which they were put: none until all are through
            return
        self._written = self._taken
        for target, done in self._waiting:
            if target <= self._written and not done.done():
                done.set_result(None)
        self._waiting = [wait for wait in self._waiting if not wait[1].done()]


@contextlib.asynccontextmanager
async def _at_most(seconds: float | None) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise DatabaseBusy from None
