"""Reports of reviews, what was decided about them, and the cards that are to come down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import N_, Refusal
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from bot.reviews.models import Review, written
from bot.reviews.subject import Subject
from bot.ui.pages import Page

REASON_LIMIT = 200


class Deed(StrEnum):
    """What became of a review. DELETED: its reviewer took it back."""

    KEPT = "kept"
    REMOVED = "removed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a member reported. `reporter` is 0, and `reason` blank, for one who was forgotten."""

    number: int
    reporter: UserId
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A review with its open reports, the newest first."""

    review: Review
    reports: Sequence[Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An entry of the log. `user` and `name` are the reviewer's; `by` is 0 for one who was
    forgotten; `reports` are those that it closed, the newest first.
    """

    show: Subject
    user: UserId
    name: str
    deed: Deed
    reason: str
    by: UserId
    at: datetime
    reports: Sequence[Report]


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """A card that is to come down. `message` is None where a card was sent at `since` and never
    heard of; `standing` is the card that the same reviewer's review of the show has by now.
    """

    guild: GuildId
    show: ShowId
    user: UserId
    card: int
    channel: ChannelId
    message: MessageId | None
    since: datetime | None
    standing: MessageId | None

    @property
    def place(self) -> str:
        """The card's address, or its channel's mention."""
        if self.message is None:
            return f"<#{self.channel}>"
        return f"https://discord.com/channels/{self.guild}/{self.channel}/{self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What moderators look at: the cases, and the cards that should be down and aren't."""

    cases: Page[Case]
    still_up: Sequence[Takedown]


class CardStays(Refusal):
    """The rows are gone, the card isn't. `why` is a phrase."""

    message = N_("The card is still up: {place}. {why}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A review that is gone. `closed` counts the reports that this settled; `stays` says why its
    card is still up, if it is.
    """

    review: Review
    closed: int = 0
    stays: CardStays | None = None


class NothingPosted(Refusal):
    message = N_(
        "You haven't posted a review of *{show}* here. Use `/review write` to begin one, or to go "
        "on with your draft."
    )


class OwnReview(Refusal):
    message = N_(
        "This is your own review, so there is nobody to report. Change it with `/review edit`, or "
        "take it back with `/review delete`."
    )


class ReportedAlready(Refusal):
    message = N_(
        "You reported this review already. The moderators haven't decided yet; you need do "
        "nothing more."
    )


class ReasonNeeded(Refusal):
    message = N_("Nothing was done yet: a reason is needed, in a few words.")


class NothingToExport(Refusal):
    message = N_("You have no reviews and no drafts here yet, so there is nothing to export.")


class TooLongForOneFile(Refusal):
    message = N_(
        "All your reviews are too long for one file of Discord's. Export them one by one: "
        "`/review export show:`"
    )


def reason_of(typed: str) -> str:
    """A reason as it is kept, on one line. Raises `ReasonNeeded`."""
    if reason := written(" ".join(typed.split()), REASON_LIMIT):
        return reason
    raise ReasonNeeded
