"""What was written, kept: the versions of reviews, and one's own reviews to take along."""

from bot.errors import Outdated
from bot.ids import GuildId, ShowId, UserId
from bot.reviews import history
from bot.reviews.history import Record, Step
from bot.reviews.models import Draft, Review
from bot.reviews.reports import NothingToExport
from bot.reviews.service import Reviews
from bot.settings.models import Caller
from bot.ui import pages
from bot.ui.pages import Page

A_PAGE = 5


class Archive:
    """Versions of reviews, and exports."""

    def __init__(self, reviews: Reviews) -> None:
        self._reviews = reviews

    async def record(self, guild: GuildId, review: Review) -> Record:
        """The review with the versions before it."""
        versions = await self._reviews.versions(guild, review.show.id, review.user)
        return Record(review=review, former=versions[-2::-1])

    async def history(
        self, guild: GuildId, show: ShowId, user: UserId, page: int
    ) -> tuple[Review, Page[Step]]:
        """A review's versions, a page at a time, the newest first. Raises `NotReviewed`."""
        review = await self._reviews.review(guild, show, user)
        versions = await self._reviews.versions(guild, show, user)
        return review, pages.page(history.steps(versions), page, A_PAGE)

    async def version(
        self, guild: GuildId, show: ShowId, user: UserId, number: int
    ) -> tuple[Review, Step]:
        """One version. Raises `NotReviewed`, and `Outdated` where there is no such version."""
        review = await self._reviews.review(guild, show, user)
        for step in history.steps(await self._reviews.versions(guild, show, user)):
            if step.version.number == number:
                return review, step
        raise Outdated

    async def own(self, who: Caller, show: ShowId | None, *, adult: bool) -> list[Draft | Record]:
        """One's own draft and review of a show, or all of them, drafts first and the newest first.

        Shows for adults are left out unless `adult`. Raises `NothingToExport`.
        """
        found: list[Draft | Review] = []
        if show is not None:
            panel = await self._reviews.panel(who, show)
            found += [held for held in (panel.draft, panel.review) if held]
        else:
            number, more = 0, True
            while more:
                held = await self._reviews.of_member(who, who.user, number, adult=adult)
                found += held.items
                number, more = number + 1, held.has_next
        if not found:
            raise NothingToExport
        return [
            item if isinstance(item, Draft) else await self.record(who.guild, item)
            for item in found
        ]
