"""Reviews that shall not stay: reported, kept or removed by moderators, deleted by who wrote them.

A review that goes leaves the database first, with a note of its card; the card comes down after
that, and is tried again for as long as it is up.
"""

from datetime import timedelta
from typing import Protocol

from bot.clock import Clock, from_epoch, to_epoch
from bot.ids import GuildId, ShowId, UserId
from bot.reviews.models import DRAFT_DAYS, DraftChanged, NotReviewed, Review
from bot.reviews.moderation_store import ModerationStore
from bot.reviews.reports import (
    CardStays,
    Case,
    Decision,
    Deed,
    Desk,
    NothingPosted,
    Outcome,
    OwnReview,
    ReportedAlready,
    Takedown,
    reason_of,
)
from bot.reviews.service import Reviews
from bot.settings.models import Caller
from bot.settings.service import ServerSettings
from bot.ui import pages
from bot.ui.pages import Page

A_PAGE = 3


class Wall(Protocol):
    """Where cards hang that are to come down."""

    async def take_down(self, card: Takedown) -> None:
        """Delete it; gone already is as good. Raises `CardStays`."""


class Moderation:
    """Reports, removals and deletions, and their log."""

    def __init__(
        self, store: ModerationStore, reviews: Reviews, settings: ServerSettings, clock: Clock
    ) -> None:
        self._store = store
        self._reviews = reviews
        self._settings = settings
        self._clock = clock

    # Reporting

    async def may_report(self, who: Caller, show: ShowId, user: UserId) -> Review:
        """The review. Raises `NotReviewed`, `OwnReview`, `ReportedAlready`."""
        review = await self._reviews.review(who.guild, show, user)
        origin = review.origin
        if who.user == user or (origin and who.user in (origin.by, origin.author)):
            raise OwnReview
        if await self._store.reported((who.guild, show, user), who.user):
            raise ReportedAlready
        return review

    async def report(self, who: Caller, show: ShowId, user: UserId, typed: str) -> Review:
        """Keep what a member reports. Raises as `may_report` does, and `ReasonNeeded`."""
        review = await self.may_report(who, show, user)
        reason = reason_of(typed)
        key = (who.guild, show, user)
        if not await self._store.report(key, who.user, reason, at=self._now):
            await self.may_report(who, show, user)
            raise ReportedAlready
        return review

    # Deciding

    async def desk(self, who: Caller, page: int) -> Desk:
        """The open reports, by review, the one reported last first. Raises `NotModerator`."""
        await self._settings.require_moderator(who)
        held = pages.page(await self._store.cases(who.guild), page, A_PAGE)
        cases = [
            Case(
                review=await self._reviews.review(*key),
                reports=await self._store.open_reports(key),
            )
            for key in held.items
        ]
        return Desk(
            cases=Page(cases, held.number, held.count),
            still_up=await self._store.takedowns(who.guild),
        )

    async def keep(self, who: Caller, show: ShowId, user: UserId, *, newest: int) -> int:
        """The review stays as it is: close its reports up to that number, which was the newest that
        the moderator saw. How many that were, 0 where they were closed before. Raises
        `NotModerator`.
        """
        await self._settings.require_moderator(who)
        key = (who.guild, show, user)
        return await self._store.keep(key, newest=newest, by=who.user, at=self._now)

    async def may_remove(self, who: Caller, show: ShowId, user: UserId) -> Review:
        """The review. Raises `NotModerator`, `NotReviewed`."""
        await self._settings.require_moderator(who)
        return await self._reviews.review(who.guild, show, user)

    async def remove(
        self, who: Caller, show: ShowId, user: UserId, typed: str, wall: Wall
    ) -> Outcome:
        """Take a review away from everybody, and give its text back to its reviewer as a draft,
        where there is no newer one. Raises as `may_remove` does, and `ReasonNeeded`.
        """
        await self._settings.require_moderator(who)
        reason = reason_of(typed)
        since = to_epoch(self._clock.now() - timedelta(days=DRAFT_DAYS))
        key = (who.guild, show, user)
        origin = (await self._reviews.review(*key)).origin
        async with self._reviews.lock((who.guild, origin.by if origin else user)):
            review = await self._reviews.review(*key)
            closed = await self._store.remove(key, reason, by=who.user, at=self._now, since=since)
        if closed is None:
            raise NotReviewed(show=review.show.title)
        return Outcome(review=review, closed=closed, stays=await self._take_down(*key, wall))

    async def log(self, who: Caller, page: int) -> Page[Decision]:
        """What was decided, the newest first. Raises `NotModerator`."""
        await self._settings.require_moderator(who)
        held = pages.page(range(await self._store.decided(who.guild)), page, A_PAGE)
        first = held.items[0] if held.items else 0
        rows = await self._store.decisions(who.guild, first=first, count=A_PAGE)
        closed = await self._store.closed_reports(who.guild, [row["decision_id"] for row in rows])
        found = [
            Decision(
                show=self._reviews.subject(row["show_id"]),
                user=row["user_id"],
                name=row["user_name"],
                deed=Deed(row["deed"]),
                reason=row["reason"],
                by=row["decided_by"],
                at=from_epoch(row["decided_at"]),
                reports=closed.get(row["decision_id"], []),
            )
            for row in rows
        ]
        return Page(found, held.number, held.count)

    # Deleting one's own

    async def own(self, who: Caller, show: ShowId) -> Review:
        """What the member posted of a show. Raises `NothingPosted`."""
        try:
            return await self._reviews.review(who.guild, show, who.user)
        except NotReviewed as refusal:
            raise NothingPosted(**refusal.facts) from None

    async def theirs(self, who: Caller, show: ShowId) -> list[Review]:
        """What the member may delete: what they posted of a show, the digests of it that they made
        or that have their words. Raises `NothingPosted`.
        """
        digests = await self._reviews.digests(who.guild, show, who.user)
        try:
            return [await self.own(who, show), *digests]
        except NothingPosted:
            if digests:
                return digests
            raise

    async def delete(self, who: Caller, show: ShowId, *, revision: int, wall: Wall) -> Outcome:
        """Delete what the member may delete and was shown. Raises `NothingPosted`, and
        `DraftChanged` where nothing is at `revision` any more.
        """
        found = [each for each in await self.theirs(who, show) if each.revision == revision]
        if not found:
            raise DraftChanged
        origin, key = found[0].origin, (who.guild, show, found[0].user)
        async with self._reviews.lock((who.guild, origin.by if origin else who.user)):
            review = await self._reviews.review(*key)
            if review.revision != revision:
                raise DraftChanged
            closed = await self._store.delete(key, by=who.user, at=self._now)
        return Outcome(review=review, closed=closed, stays=await self._take_down(*key, wall))

    # Cards

    async def retry(self, who: Caller, show: ShowId, wall: Wall) -> tuple[int, CardStays | None]:
        """Take down what is still up of the member's reviews of a show. How many cards that were,
        and why one stays.
        """
        pending = await self._store.takedowns(who.guild, show, who.user)
        return len(pending), await self._take_down(who.guild, show, who.user, wall)

    async def retry_all(self, who: Caller, wall: Wall) -> CardStays | None:
        """Take down what is still up in the server; why a card stays. Raises `NotModerator`."""
        await self._settings.require_moderator(who)
        return await self._take_down(who.guild, None, None, wall)

    async def _take_down(
        self, guild: GuildId, show: ShowId | None, user: UserId | None, wall: Wall
    ) -> CardStays | None:
        stays: CardStays | None = None
        for card in await self._store.takedowns(guild, show, user):
            try:
                await wall.take_down(card)
            except CardStays as refusal:
                stays = refusal
            else:
                await self._store.taken_down(card)
        return stays

    @property
    def _now(self) -> int:
        return to_epoch(self._clock.now())
