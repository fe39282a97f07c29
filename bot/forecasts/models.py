"""Will it return by then? A call, what members say to it, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.errors import N_, Refusal
from bot.forecasts.base_rates import Outlook
from bot.forecasts.scoring import Calls, Said
from bot.ids import ChannelId, EvidenceId, GuildId, MessageId, QuestionId, ShowId, UserId
from bot.text.titles import Title

LEAST_RESOLVED = 5
"""Resolved calls that a mean score, a place on the leaderboard and a calibration need."""
LONGEST_RULE = 400
LEAST_DAYS = 7
LONGEST_YEARS = 10
"""How far ahead a deadline has to lie, and may."""


class Outcome(StrEnum):
    """What became of a call. `VOID`: it can't be decided, and counts for nobody."""

    YES = "yes"
    NO = "no"
    VOID = "void"


class Ground(StrEnum):
    """What a resolution rests on: a piece of evidence, that the season is out, that the deadline
    passed, or that nobody can decide.
    """

    EVIDENCE = "evidence"
    OUT = "out"
    DEADLINE = "deadline"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An approved piece of evidence. `quote` and `source` can be shown as they are, `label` can't.

    `day`: when it was said, where that is known to the day. `says`: the outcome that it supports,
    where it supports one.
    """

    id: EvidenceId
    quote: str
    source: str
    label: str
    day: date | None = None
    says: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What is forecast: a show's season, for one reader. `words` ask it, ready to be shown.

    `question` is None where nobody asked it yet. `pieces`: its approved evidence, the strongest
    first. `aired`: how many seasons are out. `out`: whether this one is, `out_on` since which day,
    where that is known. `format` and `source` are the first season's.
    """

    question: QuestionId | None
    show: ShowId
    season: int
    title: Title
    words: str
    adult: bool
    aired: int
    format: str
    source: str | None
    out: bool = False
    out_on: date | None = None
    pieces: Sequence[Piece] = ()

    def piece(self, evidence: EvidenceId | None) -> Piece | None:
        """The piece of that number, where it still counts."""
        return next((piece for piece in self.pieces if piece.id == evidence), None)

    def saying(self, outcome: Outcome) -> list[Piece]:
        """The pieces that support that outcome, the strongest first."""
        return [piece for piece in self.pieces if piece.says is outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A round of a question: until `deadline` members forecast it, and `rule` says what decides.

    `deadline` is the first instant after its last day.
    """

    guild: GuildId
    number: int
    question: QuestionId
    show: ShowId
    season: int
    deadline: datetime
    rule: str
    opened_at: datetime
    opened_by: UserId | None = None

    @property
    def last_day(self) -> date:
        """The day at whose end, by UTC, it closes: the one that was typed."""
        return (self.deadline - timedelta(seconds=1)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """How a call was decided. One with `undone_at` counts no more.

    `known_at`: when its evidence was out at the latest, where it came out while the call was open.
    `by_forecaster`: whoever decided had forecast it. `post_tried_at`: when its post was tried.
    """

    guild: GuildId
    call: int
    entry: int
    outcome: Outcome
    ground: Ground
    resolved_at: datetime
    by_forecaster: bool
    evidence: EvidenceId | None = None
    known_at: datetime | None = None
    resolved_by: UserId | None = None
    undone_by: UserId | None = None
    undone_at: datetime | None = None
    post_tried_at: datetime | None = None
    post_channel: ChannelId | None = None
    post_message: MessageId | None = None

    @property
    def undone(self) -> bool:
        return self.undone_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message of the bot's own."""

    channel: ChannelId
    message: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How many have forecast, and their figure in percent, where it can be told."""

    n: int
    percent: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A call as one member may see it at `at`; without a `call` nobody has begun one.

    `own`: what they said, the oldest first; `alone`: nobody else has
    said anything, and nothing was ever decided. `crowd` has no
    figure until they have. `resolution` is the one that stands, `score` what theirs came to by it.
    `outlook`: how shows of that kind did.
    """

    topic: Topic
    call: Call | None
    outlook: Outlook
    at: datetime
    own: Sequence[Said] = ()
    alone: bool = False
    crowd: Crowd = Crowd(n=0, percent=None)
    resolution: Resolution | None = None
    score: float | None = None

    @property
    def passed(self) -> bool:
        """Whether the deadline is over."""
        return self.call is not None and self.call.deadline <= self.at

    @property
    def takes(self) -> bool:
        """Whether it takes forecasts."""
        undecided = self.resolution is None and not self.topic.out
        return self.call is not None and undecided and not self.passed

    @property
    def may_change_terms(self) -> bool:
        """Whether rule and deadline are still theirs to change."""
        return self.takes and self.alone

    @property
    def may_begin(self) -> bool:
        """Whether a new round may begin."""
        over = self.call is None or self.resolution is not None or self.passed
        return over and not self.topic.out


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A call before a moderator: what is to be decided, or was. `history` has the newest first.

    `own`: whether that moderator has forecast it.
    """

    topic: Topic
    call: Call
    crowd: Crowd
    own: bool
    at: datetime
    history: Sequence[Resolution] = ()

    @property
    def resolution(self) -> Resolution | None:
        """The one that stands."""
        return next((each for each in self.history if not each.undone), None)

    @property
    def passed(self) -> bool:
        return self.call.deadline <= self.at


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A resolution with all that its post tells."""

    topic: Topic
    call: Call
    resolution: Resolution
    crowd: Crowd


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A member on the leaderboard. Members with the same score over as many calls share a rank."""

    rank: int
    user: UserId
    score: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a member's forecasts came to: over `n` resolved calls. `score` is None without any."""

    n: int
    score: float | None
    calls: Sequence[Calls]

    @property
    def missing(self) -> int:
        """How many more have to be resolved before they are shown."""
        return max(0, LEAST_RESOLVED - self.n)


class NotAPercentage(Refusal):
    message = N_(
        "I can't read “{typed}” as a percentage. Write a whole number from 1 to 99. "
        "Nothing changed."
    )


class OffTheScale(Refusal):
    """A number below 0, above 100, or with a fraction."""

    message = N_("Whole numbers from 1 to 99, please. You wrote {typed}. Nothing changed.")


class TooSure(Refusal):
    """0 or 100."""

    message = N_(
        "{percent} % leaves no room for surprise. Choose from 1 to 99: "
        "how likely do you think it is? Nothing changed."
    )


class DeadlineUnreadable(Refusal):
    message = N_("I can't read “{typed}” as a date. Write it like {example}. Nothing was begun.")


class DeadlinePast(Refusal):
    message = N_("{typed} is over already. Choose a day that is still to come. Nothing was begun.")


class DeadlineTooSoon(Refusal):
    message = N_(
        "{typed} is too soon for others to take part. Choose a day at least {days} days from now. "
        "Nothing changed."
    )


class DeadlineTooFar(Refusal):
    message = N_(
        "{typed} is too far away. Choose a day within the next {years} years. Nothing was begun."
    )


class RuleMissing(Refusal):
    message = N_(
        "The rule is empty. Write what has to happen for a yes, so that nobody has to argue later. "
        "Nothing was begun."
    )


class RuleTooLong(Refusal):
    message = N_("The rule has more than {limit} characters. Nothing was begun.")


class BegunMeanwhile(Refusal):
    message = N_(
        "Somebody began this a moment before you, with a rule of their own. "
        "Look at it with /renewal forecast, then give your percentage. Nothing of yours was noted."
    )


class NotBegun(Refusal):
    message = N_("Nobody has forecast this yet, so there is nothing to resolve.")


class TermsStand(Refusal):
    """Somebody else has forecast by them, or it was resolved by them once."""

    message = N_(
        "Somebody else has forecast by this rule and deadline, or a moderator has decided by them, "
        "so they stand. Nothing changed."
    )


class TakesNoMore(Refusal):
    """It was resolved, or its deadline passed."""

    message = N_("This round is closed, so your forecast stays as it was.")


class SeasonIsHere(Refusal):
    message = N_("Season {season} of {title} is out, so there is nothing left to forecast.")


class AlreadyResolved(Refusal):
    message = N_("This was resolved already. Nothing changed.")


class AlreadyUndone(Refusal):
    message = N_("That resolution was undone already. Nothing changed.")


class AnotherRound(Refusal):
    """Undoing would leave two rounds open."""

    message = N_(
        "Another round of this is open and has forecasts ({n}). Resolve that one first, or make it "
        "void. Nothing changed."
    )


class NoGround(Refusal):
    message = N_(
        "Nothing to rest it on: no approved evidence says so. Add it with /renewal evidence and "
        "let it be approved, then resolve. Nothing changed."
    )
