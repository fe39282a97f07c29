"""Reviews: written in drafts, posted as cards, read in full, voted helpful."""

import asyncio
import contextlib
import weakref
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from bot.clock import Clock, to_epoch
from bot.errors import N_
from bot.holding import Holding
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId, nonce
from bot.reviews import scores
from bot.reviews.consensus import Consensus
from bot.reviews.history import Version
from bot.reviews.live import LiveCards, Wall
from bot.reviews.models import (
    DRAFT_DAYS,
    LANGUAGE_LIMIT,
    SILENCE,
    TEXT_LIMIT,
    VERDICT_LIMIT,
    Attempt,
    Card,
    CardRefused,
    Draft,
    DraftChanged,
    NotAScore,
    NothingToPost,
    NotReviewed,
    Panel,
    Part,
    Passage,
    Posting,
    RemovedUnchanged,
    Review,
    ScoreOutOfRange,
    Track,
    Unfinished,
    VerdictSpoils,
    spoils,
    written,
)
from bot.reviews.store import ReviewStore
from bot.reviews.subject import Subject, subject_of
from bot.reviews.summaries import Summaries
from bot.settings.models import LEAST_REVIEWS, Caller
from bot.shows.service import Shows
from bot.ui import pages
from bot.ui.outbox import nonce_known
from bot.ui.pages import Page

A_PAGE = 5

Key = tuple[GuildId, ShowId, UserId]
Member = tuple[GuildId, UserId]


class Board(Protocol):
    """Where cards hang. Each step raises a refusal that says what Discord said."""

    @property
    def channel(self) -> ChannelId:
        """Where new cards are put up."""

    async def find(self, posting: Posting, attempt: Attempt) -> Card | None:
        """The card of an earlier attempt, wherever that was, if it arrived. `CardHidden` where
        that can't be seen.
        """

    async def put_up(self, posting: Posting) -> Card:
        """A new card, or within minutes that of an attempt with the same nonce. `CardRefused` when
        Discord said no, `CardUncertain` when it said nothing.
        """

    async def redraw(self, posting: Posting, card: Card) -> bool:
        """Show the review as it is now on its card; False when the card is gone."""

    async def invite_votes(self, card: Card) -> None:
        """The reaction that members vote with; there already is as good."""

    async def open_thread(self, posting: Posting, card: Card) -> ChannelId:
        """The card's thread; there already is as good."""

    async def state_rule(
        self, posting: Posting, card: Card, thread: ChannelId, *, again: bool
    ) -> None:
        """The thread's first message, which says what may be spoiled there. `again`: it may be
        there from before.
        """


class Reviews:
    """What members write about shows, server by server."""

    holding = Holding(
        name=N_("Reviews"),
        why=N_(
            "What you wrote, drafts included, your 👍 and your reports: to show and count them."
        ),
        remains=N_(
            "A digest that you posted of somebody else's review stays, without your name. So do "
            "decisions that you made as a moderator. While your 👍 stands on a review's card, I "
            "note that it must not count; that goes with the 👍 or the card."
        ),
    )

    def __init__(
        self,
        store: ReviewStore,
        shows: Shows,
        clock: Clock,
        bears: Callable[[ShowId, UserId], str],
    ) -> None:
        """`bears` tells the custom id of the button that only the card of a review has."""
        self._bears = bears
        self._store = store
        self._shows = shows
        self._clock = clock
        self._summaries = Summaries(store)
        self._posting: weakref.WeakValueDictionary[Member, asyncio.Lock] = (
            weakref.WeakValueDictionary()
        )
        self._told: Callable[[GuildId, MessageId], None] = lambda *_: None

    def subject(self, show: ShowId) -> Subject:
        """The show as the reviews' cards name it. Raises `Outdated` for what can't be a show."""
        return subject_of(self._shows, show)

    def live(self, wall: Wall) -> LiveCards:
        """The helpful votes on reviews' cards, and what keeps the cards up to date."""
        cards = LiveCards(self._store, self._clock, wall, self.behind)
        self._told = cards.show
        return cards

    @contextlib.asynccontextmanager
    async def behind(self, card: Card) -> AsyncIterator[Review | None]:
        """The review of a card on which other numbers stand; None of one that is up to date.

        Until the context is left no other version of it is drawn. Left without an exception, the
        review stands on the card as it was given.
        """
        whose = await self._store.cards.whose(card)
        if whose is None:
            yield None
            return
        show, user = whose
        async with self.lock((card.guild, await self._keeper(card.guild, user))):
            review = await self._store.review(card.guild, self.subject(show), user)
            hangs = review and review.card and review.card.message == card.message
            shown = await self._store.cards.shown(card)
            if not review or not hangs or shown == (review.helpful, review.talk):
                yield None
                return
            yield review
            await self._store.cards.note_shown(card, review.helpful, review.talk)

    def lock(self, member: Member) -> asyncio.Lock:
        """Held while a card of that member's goes up, or while the member, or one of their reviews,
        is erased.
        """
        return self._posting.setdefault(member, asyncio.Lock())

    async def _keeper(self, guild: GuildId, user: UserId) -> UserId:
        """The member under whose lock a review is posted: of a digest, whoever made it."""
        origin = await self._store.origin(guild, user)
        return origin.by if origin else user

    # Writing

    async def panel(self, who: Caller, show: ShowId) -> Panel:
        """The member's draft of a show, or what it would begin with."""
        return await self._panel(who.guild, show, who.user)

    async def _panel(self, guild: GuildId, show: ShowId, user: UserId) -> Panel:
        subject = self.subject(show)
        return Panel(
            show=subject,
            draft=await self._store.draft(guild, subject, user, since=self._oldest),
            review=await self._store.review(guild, subject, user),
            removal=await self._store.removal(guild, show, user),
        )

    async def save(
        self, who: Caller, show: ShowId, part: Part, entered: Mapping[str, str]
    ) -> NotAScore | VerdictSpoils | None:
        """Keep what a part's form brought: ``score``, ``text``, ``track``, ``language``.

        A score that can't be read leaves the score as it was, and everything else is saved: what
        is returned says so, or that the verdict can't be posted as it is. A text that a blank one
        replaces can be put back. The server's drafts that are older than `DRAFT_DAYS` are let go.
        """
        self.subject(show)
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
            who.guild,
            show,
            who.user,
            part,
            passage,
            keep_score=refused,
            at=self._now,
            since=self._oldest,
        )
        if refused:
            kind = ScoreOutOfRange if scores.outside(typed) else NotAScore
            return kind(typed=typed, part=part.label)
        return VerdictSpoils() if part is Part.VERDICT and spoils(passage.text) else None

    async def put_back(self, who: Caller, show: ShowId, part: Part) -> None:
        """Give a part the text back that a blank form took away; nothing where it has one."""
        self.subject(show)
        await self._store.put_back(who.guild, show, who.user, part, at=self._now)

    async def discard(self, who: Caller, show: ShowId, revision: int) -> Panel:
        """Delete the draft if it is still at `revision`; what was posted stays. What there was."""
        panel = await self.panel(who, show)
        await self._store.discard_draft(who.guild, show, who.user, revision=revision)
        return panel

    @property
    def _oldest(self) -> int:
        """When a draft that is let go next was saved last."""
        return to_epoch(self._clock.now() - timedelta(days=DRAFT_DAYS))

    # Posting

    async def post(
        self,
        who: Caller,
        show: ShowId,
        name: str,
        board: Board,
        *,
        revision: int | None = None,
        voice: UserId | None = None,
    ) -> Review:
        """Publish the member's draft, or put right what is missing of what was posted. `voice` is
        what somebody else's words are kept under, of which the member made a digest.

        With `revision`, only what was shown is posted: `DraftChanged` where that is another by now.

        The draft is kept until its card is known to be up. Posting again never puts a second card
        up, also where `board` is another channel by then. Raises `NothingToPost`, `VerdictSpoils`,
        `RemovedUnchanged`, what `board` raises before the card is up, and `Unfinished` when
        something around it is missing.
        """
        key = (who.guild, show, voice or who.user)
        async with self.lock((who.guild, who.user)):
            panel = await self._panel(*key)
            if revision not in (None, panel.revision) and panel.revision:
                raise DraftChanged
            if not panel.writing.postable:
                raise NothingToPost
            if spoils(panel.writing.verdict):
                raise VerdictSpoils
            if panel.unchanged_since_removal:
                raise RemovedUnchanged
            posting = await self._begin(key, panel, name, board.channel)
            card = await self._hang(key, posting, board)
            drawn = posting.review if posting.review.card == card else _unheard(posting.review)
            await self._store.card_up(drawn, card, revision=posting.revision, at=self._now)
            await self._complete(key, posting, card, board)
            return await self.review(*key)

    async def _begin(self, key: Key, panel: Panel, name: str, channel: ChannelId) -> Posting:
        sending = await self._store.begin_card(*key, name=name, channel=channel, at=self._now)
        score = panel.writing.score
        return Posting(
            review=Review(
                show=panel.show,
                user=key[2],
                name=name,
                writing=panel.writing,
                posted_at=self._clock.now(),
                former_score=scores.former(score, await self._store.overall_scores(*key)),
                card=sending.card,
                origin=await self._store.origin(key[0], key[2]),
                helpful=panel.review.helpful if panel.review else 0,
                talk=panel.review.talk if panel.review else SILENCE,
            ),
            revision=panel.draft.revision if panel.draft else None,
            nonce=nonce("review", *key, sending.lost),
            unsure=sending.unsure,
            thread_opened=sending.thread_opened,
        )

    async def _hang(self, key: Key, posting: Posting, board: Board) -> Card:
        card, unsure, place = posting.review.card, posting.unsure, board.channel
        # Where the same nonce may still bring the earlier card back, there is no need to look.
        by_nonce = unsure is not None and unsure.channel == place and self._recent(unsure)
        if unsure and not by_nonce:
            card = await board.find(posting, unsure)
            if card is None:
                await self._store.card_sent_anew(*key, channel=place, at=self._now)
        if card and await board.redraw(posting, card):
            return card
        mark = posting.nonce
        if card:
            lost = await self._store.card_lost(*key, channel=place, at=self._now)
            mark = nonce("review", *key, lost)
            posting = replace(posting, review=_unheard(posting.review))
        try:
            card = await board.put_up(replace(posting, nonce=mark))
        except CardRefused:
            if not by_nonce:  # then the earlier attempt may still have arrived
                await self._store.card_refused(*key)
            raise
        if by_nonce:
            await board.redraw(posting, card)
        return card

    def _recent(self, attempt: Attempt) -> bool:
        return nonce_known(attempt.since, self._clock.now())

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
        known = posting.review.card
        again = known is not None and known.message == card.message and known.thread is not None
        thread = await board.open_thread(posting, card)
        await self._store.thread_up(*key, thread, None)
        await board.state_rule(posting, card, thread, again=again)
        await self._store.thread_up(*key, thread, self._now)

    # Reading

    async def review(self, guild: GuildId, show: ShowId, user: UserId) -> Review:
        """A member's review of a show. Raises `NotReviewed`."""
        subject = self.subject(show)
        if found := await self._store.review(guild, subject, user):
            return found
        raise NotReviewed(show=subject.title)

    async def versions(self, guild: GuildId, show: ShowId, user: UserId) -> list[Version]:
        """Every version that was posted of a review, the first one first."""
        return await self._store.versions(guild, show, user)

    async def changed(self, guild: GuildId, show: ShowId, user: UserId) -> bool:
        """Whether a review was posted in more than one version."""
        return len(await self._store.overall_scores(guild, show, user)) > 1

    async def digests(self, guild: GuildId, show: ShowId, user: UserId) -> list[Review]:
        """The posted digests of a show that a member made, or that have their words."""
        voices = await self._store.voices(guild, show, user)
        return [await self.review(guild, show, voice) for voice in voices]

    async def of_show(self, guild: GuildId, show: ShowId, page: int) -> Page[Review]:
        """A server's reviews of a show, a page at a time: most helpful first, then newest."""
        users = await self._store.reviewers(guild, show)
        held = pages.page(users, page, A_PAGE)
        return Page(
            [await self.review(guild, show, user) for user in held.items], held.number, held.count
        )

    async def summary(
        self, guild: GuildId, show: ShowId, *, least: int = LEAST_REVIEWS
    ) -> Consensus:
        """What a server's reviews of a show come to; `least` of them, or more, show it."""
        return await self._summaries.of(guild, self.subject(show), least=least)

    async def of_member(
        self, who: Caller, member: UserId, page: int, *, adult: bool
    ) -> Page[Draft | Review]:
        """A member's reviews across shows, newest first, with one's own drafts before them.

        Shows for adults are left out unless `adult`.
        """
        drafts: list[tuple[ShowId, UserId]] = []
        if member == who.user:
            shows = await self._store.drafted(who.guild, member, since=self._oldest)
            drafts = await self._store.digesting(who.guild, member, since=self._oldest)
            drafts += [(show, member) for show in shows]
        reviews = [(show, member) for show in await self._store.reviewed(who.guild, member)]
        every = [
            (kind, subject, user)
            for kind, held_of in ((Draft, drafts), (Review, reviews))
            for subject, user in ((self.subject(show), user) for show, user in held_of)
            if adult or not subject.adult
        ]
        held = pages.page(every, page, A_PAGE)
        items = [
            await self._store.draft(who.guild, subject, user, since=self._oldest)
            if kind is Draft
            else await self._store.review(who.guild, subject, user)
            for kind, subject, user in held.items
        ]
        return Page([item for item in items if item], held.number, held.count)

    # What is kept of one member

    async def export_member(self, guild: GuildId, user: UserId) -> dict[str, list[dict[str, Any]]]:
        """Everything that is kept of a member's reviews and votes, table by table."""
        return await self._store.export_member(guild, user)

    async def forget_member(self, guild: GuildId, user: UserId) -> list[Card]:
        """Erase it, and show it on the cards that the member found helpful. The cards that the
        caller may delete from Discord.

        Of a 👍 that still stands on a card, it stays noted that it must not count; taken off and
        given anew, it counts again. Waits for a card of the member's that is just going up, so
        that it is among them.
        """
        async with self.lock((guild, user)):
            behind = await self._store.thumbed(guild, user)
            cards = await self._store.forget_member(guild, user, at=self._now, bears=self._bears)
        for card in behind:
            self._told(guild, card.message)
        return cards

    @property
    def _now(self) -> int:
        return to_epoch(self._clock.now())


def _unheard(review: Review) -> Review:
    """A review as a new card shows it, under which nothing is said yet."""
    return replace(review, talk=SILENCE)
