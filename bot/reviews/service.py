"""Reviews: written in drafts, posted as cards, read in full, voted helpful."""

import asyncio
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.clock import Clock, from_epoch, to_epoch
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId, nonce
from bot.reviews import scores
from bot.reviews.models import (
    DRAFT_DAYS,
    LANGUAGE_LIMIT,
    TEXT_LIMIT,
    VERDICT_LIMIT,
    Card,
    CardRefused,
    Draft,
    NotAScore,
    NothingToPost,
    NotReviewed,
    Panel,
    Part,
    Passage,
    Posting,
    Review,
    Saved,
    Track,
    Unfinished,
    written,
)
from bot.reviews.store import ReviewStore, card_of
from bot.reviews.subject import Subject, subject_of
from bot.settings.models import Caller
from bot.shows.service import Shows
from bot.ui import pages
from bot.ui.pages import Page

A_PAGE = 5

Key = tuple[GuildId, ShowId, UserId]


class Board(Protocol):
    """Where cards hang. Each step raises a refusal that says what Discord said."""

    async def find(self, posting: Posting) -> Card | None:
        """The card of an earlier attempt that was never heard of, if it arrived."""

    async def put_up(self, posting: Posting) -> Card:
        """A new card. `CardRefused` when Discord said no, `CardUncertain` when it said nothing."""

    async def redraw(self, posting: Posting, card: Card) -> bool:
        """Show the review as it is now on its card; False when the card is gone."""

    async def invite_votes(self, card: Card) -> None:
        """The reaction that members vote with; there already is as good."""

    async def open_thread(self, posting: Posting, card: Card) -> ChannelId:
        """The card's thread; there already is as good."""

    async def state_rule(self, posting: Posting, card: Card, thread: ChannelId) -> None:
        """The thread's first message, which says what may be spoiled there."""


class Reviews:
    """What members write about shows, server by server."""

    def __init__(self, store: ReviewStore, shows: Shows, clock: Clock) -> None:
        self._store = store
        self._shows = shows
        self._clock = clock
        self._posting: weakref.WeakValueDictionary[Key, asyncio.Lock] = (
            weakref.WeakValueDictionary()
        )

    def subject(self, show: ShowId) -> Subject:
        """The show as the reviews' cards name it."""
        return subject_of(self._shows, show)

    # Writing

    async def open(self, who: Caller, show: ShowId) -> Panel:
        """The member's draft of a show, or what it would begin with."""
        await self._expire(who.guild)
        return await self.panel(who, show)

    async def panel(self, who: Caller, show: ShowId) -> Panel:
        """As `open`, letting no old drafts go."""
        return Panel(
            show=self.subject(show),
            draft=await self._store.draft(who.guild, show, who.user),
            review=await self._store.review(who.guild, show, who.user),
        )

    async def save(
        self, who: Caller, show: ShowId, part: Part, entered: Mapping[str, str]
    ) -> Saved:
        """Keep what a part's form brought: ``score``, ``text``, ``track``, ``language``.

        A score that can't be read leaves the score as it was, and everything else is saved.
        """
        typed = entered.get("score", "").strip()
        score = scores.parse(typed) if part.scored else None
        refused = bool(typed) and part.scored and score is None
        track = entered.get("track", "")
        text = entered.get("text", "")
        if part is Part.VERDICT:
            text = " ".join(text.split())
        passage = Passage(
            score=score,
            text=written(text, VERDICT_LIMIT if part is Part.VERDICT else TEXT_LIMIT),
            track=Track(track) if part is Part.VOICE and track in set(Track) else None,
            language=written(" ".join(entered.get("language", "").split()), LANGUAGE_LIMIT),
        )
        await self._store.save_part(
            who.guild, show, who.user, part, passage, keep_score=refused, at=self._now
        )
        return Saved(
            panel=await self.panel(who, show),
            refused=NotAScore(typed=typed, part=part.label) if refused else None,
        )

    async def discard(self, who: Caller, show: ShowId) -> Panel:
        """Delete the draft; what was posted stays."""
        await self._store.discard_draft(who.guild, show, who.user)
        return await self.panel(who, show)

    async def _expire(self, guild: GuildId) -> None:
        oldest = self._clock.now() - timedelta(days=DRAFT_DAYS)
        await self._store.expire_drafts(guild, before=to_epoch(oldest))

    # Posting

    async def post(self, who: Caller, show: ShowId, name: str, board: Board) -> Review:
        """Publish the member's draft, or put right what is missing of what was posted.

        The draft is kept until its card is known to be up. Posting again never puts a second card
        up. Raises `NothingToPost`, what `board` raises before the card is up, and `Unfinished`
        when something around it is missing.
        """
        key = (who.guild, show, who.user)
        async with self._posting.setdefault(key, asyncio.Lock()):
            panel = await self.panel(who, show)
            if not panel.writing.postable:
                raise NothingToPost
            posting = await self._begin(who, panel, name)
            card = await self._hang(key, posting, board)
            await self._store.card_up(posting.review, card, revision=posting.revision, at=self._now)
            await self._complete(key, posting, card, board)
            return await self.review(who.guild, show, who.user)

    async def _begin(self, who: Caller, panel: Panel, name: str) -> Posting:
        key = (who.guild, panel.show.id, who.user)
        row = await self._store.begin_card(*key, name=name, at=self._now)
        score = panel.writing.score
        card = card_of(row)
        return Posting(
            review=Review(
                show=panel.show,
                user=who.user,
                name=name,
                writing=panel.writing,
                posted_at=self._clock.now(),
                former_score=scores.former(score, await self._store.overall_scores(*key)),
                card=card,
            ),
            revision=panel.draft.revision if panel.draft else None,
            nonce=nonce("review", *key, row["cards"]),
            unsure_since=_instant(row["sending_since"]) if card is None else None,
            thread_opened=row["thread_opened_at"] is not None,
        )

    async def _hang(self, key: Key, posting: Posting, board: Board) -> Card:
        card = posting.review.card
        if card is None and posting.unsure_since:
            card = await board.find(posting)
        if card and await board.redraw(posting, card):
            return card
        mark = posting.nonce
        if card:
            mark = nonce("review", *key, await self._store.card_lost(*key, at=self._now))
        try:
            return await board.put_up(replace(posting, nonce=mark))
        except CardRefused:
            await self._store.card_refused(*key)
            raise

    async def _complete(self, key: Key, posting: Posting, card: Card, board: Board) -> None:
        """The reaction and the thread. One that fails doesn't keep the other from being made."""
        missing: Unfinished | None = None
        try:
            await board.invite_votes(card)
        except Unfinished as refusal:
            missing = refusal
        await self._thread(key, posting, card, board)
        if missing:
            raise missing

    async def _thread(self, key: Key, posting: Posting, card: Card, board: Board) -> None:
        if posting.thread_opened and posting.review.card == card:
            return
        thread = await board.open_thread(posting, card)
        await self._store.thread_up(*key, thread, None)
        await board.state_rule(posting, card, thread)
        await self._store.thread_up(*key, thread, self._now)

    # Reading

    async def review(self, guild: GuildId, show: ShowId, user: UserId) -> Review:
        """A member's review of a show. Raises `NotReviewed`."""
        if found := await self._store.review(guild, show, user):
            return found
        raise NotReviewed(show=self.subject(show).title)

    async def of_show(self, guild: GuildId, show: ShowId, page: int) -> Page[Review]:
        """A server's reviews of a show, a page at a time: most helpful first, then newest."""
        users = await self._store.reviewers(guild, show)
        held = pages.page(users, page, A_PAGE)
        return Page(
            [await self.review(guild, show, user) for user in held.items], held.number, held.count
        )

    async def of_member(
        self, who: Caller, member: UserId, page: int, *, adult: bool
    ) -> Page[Draft | Review]:
        """A member's reviews across shows, newest first, with one's own drafts before them.

        Shows for adults are left out unless `adult`.
        """
        await self._expire(who.guild)
        own = await self._store.drafts_of(who.guild, member) if member == who.user else []
        drafts = [draft for draft in own if adult or not draft.show.adult]
        shows = [
            show
            for show in await self._store.reviewed(who.guild, member)
            if adult or not self.subject(show).adult
        ]
        held: Page[Draft | ShowId] = pages.page([*drafts, *shows], page, A_PAGE)
        items = [
            item if isinstance(item, Draft) else await self.review(who.guild, item, member)
            for item in held.items
        ]
        return Page(items, held.number, held.count)

    # Helpful votes

    async def vote(self, guild: GuildId, message: MessageId, voter: UserId) -> None:
        """Somebody found the review of that card helpful. Nothing for other messages, for the
        reviewer's own vote, and for one that is noted already.
        """
        if await self._store.by_card(guild, message):
            await self._store.vote(guild, message, voter, at=self._now)

    async def withdraw(self, guild: GuildId, message: MessageId, voter: UserId) -> None:
        """Somebody took that back."""
        if await self._store.by_card(guild, message):
            await self._store.withdraw(guild, message, voter)

    async def found_votes(
        self, guild: GuildId, message: MessageId, voters: Iterable[UserId]
    ) -> None:
        """The votes on a card are these, as Discord lists them."""
        if await self._store.by_card(guild, message):
            await self._store.set_votes(guild, message, voters, at=self._now)

    async def newest_cards(
        self, guilds: Iterable[GuildId], limit: int
    ) -> list[tuple[Card, UserId, int]]:
        """The newest cards of these servers, each with its reviewer and how many votes are noted
        on it. At most `limit`, counted over all servers.
        """
        return await self._store.newest_cards(guilds, limit)

    # What is kept of one member

    async def export_member(self, guild: GuildId, user: UserId) -> dict[str, list[dict[str, Any]]]:
        """Everything that is kept of a member's reviews and votes, table by table."""
        return await self._store.export_member(guild, user)

    async def forget_member(self, guild: GuildId, user: UserId) -> list[Card]:
        """Erase it. The cards that the caller may delete from Discord."""
        return await self._store.forget_member(guild, user)

    @property
    def _now(self) -> int:
        return to_epoch(self._clock.now())


def _instant(seconds: int | None) -> datetime | None:
    return from_epoch(seconds) if seconds is not None else None
