"""Will a show return for a season? What is asked, what speaks for it, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import N_, Refusal
from bot.ids import ChannelId, EvidenceId, GuildId, MessageId, QuestionId, ShowId, UserId
from bot.renewals.lines import NOTHING_TOLD, Line, Told
from bot.shows.models import PartialDate
from bot.text.text import Phrase
from bot.text.titles import Title


class Status(StrEnum):
    """Where a question stands. `CONCLUDED` means as planned."""

    ANNOUNCED = "announced"
    IN_PRODUCTION = "in_production"
    DATED = "dated"
    AIRING = "airing"
    CONCLUDED = "concluded"
    NO_PLANS = "no_plans"
    CANCELLED = "cancelled"
    ON_HIATUS = "on_hiatus"
    RUMOURED = "rumoured"
    UNKNOWN = "unknown"


POSITIVE = frozenset({Status.ANNOUNCED, Status.IN_PRODUCTION, Status.DATED, Status.AIRING})
NEGATIVE = frozenset({Status.CONCLUDED, Status.NO_PLANS, Status.CANCELLED, Status.ON_HIATUS})
CLAIMABLE = tuple(status for status in Status if status is not Status.UNKNOWN)
"""What a piece of evidence may say: everything but that nothing is known."""


class Tier(StrEnum):
    """How near a source is to the makers, the nearest first."""

    OFFICIAL = "official"
    TRADE_PRESS = "trade_press"
    AGGREGATOR = "aggregator"
    RUMOUR = "rumour"


class State(StrEnum):
    """What moderators made of a piece of evidence."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Cause(StrEnum):
    """What was done with the piece that moved a status."""

    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What somebody said, when, and where it stands. `link` is http or https, or None."""

    status: Status
    tier: Tier
    sentence: str
    said_on: PartialDate
    speaker: str | None = None
    role: str | None = None
    outlet: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A claim that a member submitted, and what became of it.

    `decided_by` is None while it is pending, and where the moderator's data was erased since.
    `post_tried_at` is when sending its post to `post_channel` was first tried; without a
    `post_message`, nobody knows whether it arrived.
    """

    guild: GuildId
    id: EvidenceId
    question: QuestionId
    claim: Claim
    state: State
    submitted_by: UserId
    submitted_at: datetime
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    by_submitter: bool = False
    withdrawn_by: UserId | None = None
    withdrawn_at: datetime | None = None
    reason: str | None = None
    post_tried_at: datetime | None = None
    post_channel: ChannelId | None = None
    post_message: MessageId | None = None

    @property
    def taken_back(self) -> bool:
        """Whether its submitter withdrew it before anybody decided."""
        return self.state is State.WITHDRAWN and self.decided_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message of the bot's own in a channel: a piece of evidence, or a question's card."""

    channel: ChannelId
    message: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Will the franchise that begins with `show` return for `season`?

    `card` is the newest card of it that everybody sees.
    """

    guild: GuildId
    id: QuestionId
    show: ShowId
    season: int
    status: Status
    opened_at: datetime
    opened_by: UserId | None = None
    checked_at: datetime | None = None
    card: Post | None = None

    @property
    def link(self) -> str | None:
        """The address of its newest card; None where there is none."""
        place = f"https://discord.com/channels/{self.guild}"
        return f"{place}/{self.card.channel}/{self.card.message}" if self.card else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of a question's status, or of what it rests on where `before` is `after`.

    `evidence` is None where the piece was erased since. `rests_on` decides from then on.
    """

    before: Status
    after: Status
    at: datetime
    cause: Cause
    evidence_id: EvidenceId
    evidence: Evidence | None
    rests_on: EvidenceId | None
    by: UserId | None
    by_submitter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Where a question stood before a time and where it stands after it, which isn't the same."""

    question: Question
    before: Status
    after: Status
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonFact:
    """What is known of one season: its first part's date, the episodes of all its parts.

    `show` is its first part. `out` holds as soon as one episode has aired.
    """

    number: int
    show: ShowId
    first_aired: PartialDate | None
    episodes: int | None
    out: bool
    airing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a question is about, asked or not: a franchise by its first show, and a season."""

    show: ShowId
    season: int
    title: Title
    adult: bool
    facts: Sequence[SeasonFact]
    episodes_in_all: int | None

    @property
    def out(self) -> SeasonFact | None:
        """The season asked about, where it is out already."""
        return next((fact for fact in self.facts if fact.number == self.season and fact.out), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the rule makes of the approved evidence.

    `evidence` decides; it is None exactly where nothing is approved. `as_of` is the date of the
    newest piece, whether it decides or not. `speaks_for` and `speaks_against` hold the two
    strongest claims each way, the strongest first.
    """

    status: Status
    evidence: Evidence | None
    as_of: PartialDate | None
    speaks_for: Sequence[Evidence]
    speaks_against: Sequence[Evidence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A question as it stands at `at`. `approved` has the strongest first; `waiting` counts.

    `lines` came with the approved pieces, in their order.
    """

    question: Question
    subject: Subject
    decision: Decision
    approved: Sequence[Evidence]
    waiting: int
    at: datetime
    lines: Sequence[Line] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAsked:
    """Nobody in this server has asked that yet."""

    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonOut:
    """The season is out, so there is nothing to ask."""

    subject: Subject
    fact: SeasonFact


Found = Standing | NotAsked | SeasonOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields of the evidence form, as they were typed."""

    sentence: str = ""
    said_on: str = ""
    said_by: str = ""
    outlet: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form that is being filled: what it is about, and what was typed into it."""

    show: ShowId
    season: int
    status: Status
    tier: Tier
    typed: Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A piece of evidence with what it is about, and how many pieces wait on that question."""

    evidence: Evidence
    subject: Subject
    waiting: int
    told: Told = NOTHING_TOLD


class NeedsMending(Refusal):
    """Fields of the form can't be used, each for one of `problems`. The draft is kept."""

    message = N_("I kept what you typed. Correct it and send it again.")
    kept = True

    def __init__(self, problems: Sequence[Refusal] = ()) -> None:
        super().__init__()
        self.problems = problems


class SentenceMissing(Refusal):
    message = N_("The sentence is empty. Copy it as it stands in the source.")


class TooLong(Refusal):
    message = N_("{field} has more than {limit} characters.")


class DateUnreadable(Refusal):
    message = N_(
        "I can't read “{typed}” as a date. "
        "Write 2019, 2019-08 or 2019-08-23, as far as you know it."
    )


class DateTooEarly(Refusal):
    message = N_("{typed} is too early for anime. Check the year.")


class DateInFuture(Refusal):
    message = N_("{typed} is still to come. Write when it was said, not what it promises.")


class LinkUnusable(Refusal):
    message = N_("“{typed}” isn't a link I can use. Give one that begins with https://.")


class EvidenceWaits(Refusal):
    """What came after saving it failed."""

    message = N_(
        "Saved as evidence {evidence}. It is waiting for a moderator; you need do nothing more."
    )
    kept = True


class AlreadySent(Refusal):
    """The form that this would correct was sent since."""

    message = N_("You already sent this as evidence {evidence}.")


class PostRefused(Refusal):
    message = N_(
        "Discord doesn't let me post it in {channel}. Ask an admin to check what I may do there."
    )


class PostDelayed(Refusal):
    message = N_("I couldn't post it just now. You need do nothing: I try again later.")


class ReasonMissing(Refusal):
    message = N_("Say why in a few words, so that people can learn from it. Nothing changed.")


class SeasonIsOut(Refusal):
    message = N_("Season {season} of {title} is out, so it needs no more evidence.")


class AlreadyDecided(Refusal):
    """Somebody was faster, or the post is an old one."""

    message = N_("Evidence {evidence} is {state} already. Nothing changed.")


class NotApproved(Refusal):
    message = N_("Evidence {evidence} isn't approved, so there is nothing to withdraw.")


class NotYours(Refusal):
    message = N_(
        "Only the member who sent this can take it back. "
        "If something is wrong with it, tell a moderator."
    )


class OwnEvidence(Refusal):
    message = N_("This one comes from you. Another moderator decides it.")


class ConfirmOwn(Refusal):
    """Whoever manages the server may decide their own evidence, once they say so again."""

    message = N_(
        "This one comes from you. Where another moderator can look at it, leave it to them. "
        "If there is nobody else, approve it here; the history will say that it was you."
    )


STATE_WORDS = {
    State.PENDING: Phrase(N_("waiting")),
    State.APPROVED: Phrase(N_("approved")),
    State.REJECTED: Phrase(N_("rejected")),
    State.WITHDRAWN: Phrase(N_("withdrawn")),
}
