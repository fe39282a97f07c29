"""What is known of a discussion and of the vote under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.discussions.tally import Tally
from bot.errors import N_, Refusal
from bot.ids import ChannelId, DiscussionId, GuildId, MessageId, RoleId, ShowId, UserId
from bot.settings.models import LEAST_VOTES, Ballot
from bot.text.titles import Title


class Key(NamedTuple):
    """A discussion's number is its server's own."""

    guild: GuildId
    discussion: DiscussionId


class Mark(NamedTuple):
    """A reaction that counts: a step of the scale, given as a normal or as a super reaction.

    Discord lists the two apart, and one member may have both.
    """

    score: int
    burst: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a scale: its emoji, what it says where it says more than its score, its score."""

    emoji: str
    label: str = ""
    score: int


class Scale:
    """What can be voted, the best first."""

    def __init__(self, *steps: Step) -> None:
        self.steps = steps
        self.marks = tuple(Mark(step.score, burst) for step in steps for burst in (False, True))
        self._scores = {_bare(step.emoji): step.score for step in steps}

    def __len__(self) -> int:
        return len(self.steps)

    def score_of(self, emoji: str | None) -> int | None:
        """The score of a Unicode emoji; None for one that isn't on the scale."""
        return self._scores.get(_bare(emoji or ""))


def _bare(emoji: str) -> str:
    """Without the mark that asks for a coloured picture, which some clients leave out."""
    return emoji.replace("\ufe0f", "")


FIVE = Scale(
    Step(emoji="😍", label=N_("Loved it"), score=5),
    Step(emoji="🙂", label=N_("Liked it"), score=4),
    Step(emoji="😐", label=N_("It was fine"), score=3),
    Step(emoji="🙁", label=N_("Disliked it"), score=2),
    Step(emoji="😣", label=N_("Hated it"), score=1),
)
TEN = Scale(
    Step(emoji="🔟", score=10),
    *(Step(emoji=f"{score}\ufe0f\u20e3", score=score) for score in range(9, 0, -1)),
)
SCALES = {len(scale): scale for scale in (FIVE, TEN)}


class Place(StrEnum):
    """Where a post is: in a channel with a thread of its own, a forum, or an older thread."""

    CHANNEL = "channel"
    FORUM = "forum"
    THREAD = "thread"


class Viewing(StrEnum):
    """How somebody comes to an episode."""

    FIRST = "first"
    SOURCE = "source"
    AGAIN = "again"


class Track(StrEnum):
    SUB = "sub"
    DUB = "dub"


class Aspect(StrEnum):
    """What can be rated beside the whole."""

    STORY = "story"
    CHARACTERS = "characters"
    VISUALS = "visuals"
    SOUND = "sound"
    PACING = "pacing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voter:
    """What a voter said of themselves, and gave to single aspects. Nothing need be said."""

    viewing: Viewing | None = None
    track: Track | None = None
    language: str | None = None
    aspects: Mapping[Aspect, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The episodes that something is on: one, or those up to `through`."""

    episode: int
    through: int | None = None

    @property
    def last(self) -> int:
        return self.through or self.episode

    def __str__(self) -> str:
        """``3``, ``1–2``: where there is no room for more."""
        return f"{self.episode}–{self.last}" if self.through else str(self.episode)

    def __contains__(self, episode: int) -> bool:
        return self.episode <= episode <= self.last

    def meets(self, other: "Span") -> bool:
        """Whether an episode is in both."""
        return self.episode <= other.last and other.episode <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a new discussion is held, and on what beside its first episode.

    `through` is its last episode where there is more than one, `dub` the language tag of the dub
    that it is on (None: the original audio), `role` whom its post pings.
    """

    place: Place = Place.CHANNEL
    scale: Scale = FIVE
    blind: bool = False
    closes_at: datetime | None = None
    spoilers_open: bool = False
    through: int | None = None
    dub: str | None = None
    role: RoleId | None = None


TERMS = Terms()
BALLOTS = {
    Ballot.FIVE: Terms(scale=FIVE),
    Ballot.TEN: Terms(scale=TEN),
    Ballot.BLIND_FIVE: Terms(scale=FIVE, blind=True),
    Ballot.BLIND_TEN: Terms(scale=TEN, blind=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """A post with its vote, and the thread under it. `episode` is None for the whole show.

    `through` is the last of several episodes, None where there is one. `dub` is the language tag
    of the dub that it is on, None for the original audio. The post pings `role` when it is sent.
    One that opened by itself has no `host`.

    What is None of `message` and `thread`, or False of `reactions_ready`, is still to be made.
    While there is no `message`, `channel` is where sending it was tried, first at `tried_at`.
    `changes` numbers what happened to the vote. A `blind` one is voted on by buttons, and shows
    nothing of its result before it closes but to who voted.
    """

    guild: GuildId
    id: DiscussionId
    show: ShowId
    episode: int | None
    host: UserId | None
    place: Place
    channel: ChannelId
    message: MessageId | None
    thread: ChannelId | None
    scale: Scale
    blind: bool
    closes_at: datetime | None
    reactions_ready: bool
    summary: MessageId | None
    opened_at: datetime
    tried_at: datetime
    closed_at: datetime | None
    lost_at: datetime | None
    changes: int
    spoilers_open: bool = False
    through: int | None = None
    dub: str | None = None
    role: RoleId | None = None

    @property
    def span(self) -> Span | None:
        """Its episodes; None for the whole show."""
        return None if self.episode is None else Span(episode=self.episode, through=self.through)

    def covers(self, episode: int | None) -> bool:
        """Whether it is on that episode, or with None on the whole show."""
        span = self.span
        return span is None if episode is None else span is not None and episode in span

    def beside(self, other: "Discussion") -> bool:
        """Whether it is on the same episodes, or some of them, in another audio."""
        if self.dub == other.dub or self.show != other.show:
            return False
        if self.span is None or other.span is None:
            return self.span is other.span
        return self.span.meets(other.span)

    @property
    def key(self) -> Key:
        return Key(self.guild, self.id)

    @property
    def open(self) -> bool:
        return self.closed_at is None and self.lost_at is None

    @property
    def complete(self) -> bool:
        return self.message is not None and self.thread is not None and self.reactions_ready

    @property
    def owes_summary(self) -> bool:
        """Closed, with a thread that hasn't been told yet."""
        return self.closed_at is not None and self.thread is not None and self.summary is None

    @property
    def link(self) -> str:
        """The address of its post; of its channel while there is no post."""
        place = f"https://discord.com/channels/{self.guild}/{self.channel}"
        return f"{place}/{self.message}" if self.message else place


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier(Span):
    """What the last episode before had."""

    mean: float
    open: bool = False


Split = Viewing | Track
Splits = Mapping[Split, Tally]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour(Span):
    """The discussion of another episode, and the address of its post."""

    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """The discussion of the same in another audio, `dub` or with None the original one.

    `span` is what it is on, where that isn't the very same.
    """

    dub: str | None
    link: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talked:
    """A message that many reacted to: how many reactions, and its address."""

    reactions: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A discussion with its vote as it stands, and what of its show is shown beside it.

    `colour` is ``#rrggbb``; `cover` an address. `hidden`: a blind vote that whoever looks hasn't
    cast; then `votes`, how many there are, is all that is told. `original`: the show tells a story
    that no manga or novel has told before. `least`: the votes that a mean needs.
    """

    discussion: Discussion
    title: Title
    tally: Tally
    colour: str | None = None
    cover: str | None = None
    earlier: Earlier | None = None
    later: Neighbour | None = None
    before: Neighbour | None = None
    beside: Sequence[Counterpart] = ()
    votes: int = 0
    hidden: bool = False
    film: bool = False
    original: bool = False
    splits: Splits = field(default_factory=dict)
    aspects: Mapping[Aspect, Tally] = field(default_factory=dict)
    least: int = LEAST_VOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Span):
    """What the vote on an episode, or on several as one, came to on its scale.

    `least`: the votes that a median needs.
    """

    tally: Tally
    scale: Scale
    open: bool
    dub: str | None = None
    least: int = LEAST_VOTES

    @property
    def enough(self) -> bool:
        return self.tally.n >= self.least


Lists = Mapping[Mark, frozenset[UserId]]
"""Who has each of the reactions that were looked up, bots left out."""


class NoSuchEpisode(Refusal):
    message = N_("The last episode of {title} is {last}. Choose one up to that.")


class NotAnEpisode(Refusal):
    message = N_(
        "“{typed}” is no episode number. Write one such as 3, or nothing for the whole show."
    )


class NotYours(Refusal):
    message = N_("Only its host and moderators may close a discussion.")


class VoteOver(Refusal):
    message = N_("That vote is over. Its post shows what it came to.")


class NotOpen(Refusal):
    message = N_("No discussion of {title} is open. /discuss list shows those that are.")


class WhichOne(Refusal):
    message = N_("Several discussions of {title} are open. Name the episode: {episodes}.")


class NoDiscussionHere(Refusal):
    message = N_(
        "Which discussion? Use this in its thread, or name the show. "
        "/discuss list shows the open ones."
    )


class NeverDiscussed(Refusal):
    message = N_("There is no discussion of that yet. Open one with /discuss start.")


class PostNotTaken(Refusal):
    message = N_(
        "Discord didn't take the post in {channel} just now. I noted the discussion. "
        "Start it again in a moment, and I post it once."
    )


class ForumAsksForTag(Refusal):
    message = N_(
        "{channel} wants a tag on every post, and has none called *{tag}*. Ask an admin to add it "
        "there, or to give me *Manage Channels*. Nothing was lost."
    )


class NotAPlace(Refusal):
    message = N_("I can't open a discussion in {channel}. Choose a text channel, forum or thread.")


class NotYourPlace(Refusal):
    message = N_("You can't write in {channel} yourself. Choose a place where you can.")


class ThreadTaken(Refusal):
    message = N_(
        "{channel} is another discussion's own thread. Choose another place, or leave *where* out."
    )


class PostDeleted(Refusal):
    message = N_(
        "Somebody deleted the post before I was done. Start it again, and I post a new one."
    )


class PartNotTaken(Refusal):
    message = N_(
        "The post stands: {link}\nDiscord didn't take {what} just now. "
        "Start it again in a moment. I add only what is missing."
    )


class PartForbidden(Refusal):
    message = N_(
        "The post stands: {link}\nI couldn't add {what}: I lack {permissions} in {channel}. "
        "Ask an admin to allow it there, then start it again. I add only what is missing."
    )


class SummaryNotTaken(Refusal):
    message = N_(
        "It is closed, and its result is kept: {link}\nI couldn't post the summary in its thread. "
        "Close it again in a moment, and I post it once."
    )


class ResultNotShown(Refusal):
    message = N_(
        "It is closed, and its result is kept. Discord doesn't let me edit the post just now, "
        "so it shows the result a little later: {link}"
    )
