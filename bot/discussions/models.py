"""What is known of a discussion and of the vote under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.discussions.tally import Tally
from bot.errors import N_, Refusal
from bot.ids import ChannelId, DiscussionId, GuildId, MessageId, ShowId, UserId


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
    """A step of the scale: its emoji, what it says, and its score."""

    emoji: str
    label: str
    score: int


SCALE = (
    Step(emoji="😍", label=N_("Loved it"), score=5),
    Step(emoji="🙂", label=N_("Liked it"), score=4),
    Step(emoji="😐", label=N_("It was fine"), score=3),
    Step(emoji="🙁", label=N_("Disliked it"), score=2),
    Step(emoji="😣", label=N_("Hated it"), score=1),
)
_SCORES = {step.emoji: step.score for step in SCALE}
MARKS = tuple(Mark(step.score, burst) for step in SCALE for burst in (False, True))


def score_of(emoji: str | None) -> int | None:
    """The score of a Unicode emoji; None for one that isn't on the scale."""
    return _SCORES.get((emoji or "").removesuffix("\ufe0f"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """A post with its vote, and the thread under it. `episode` is None for the whole show.

    What is None of `message` and `thread`, or False of `reactions_ready`, is still to be made.
    While there is no `message`, `channel` is where sending it was tried, first at `tried_at`.
    `changes` numbers what happened to the vote.
    """

    guild: GuildId
    id: DiscussionId
    show: ShowId
    episode: int | None
    host: UserId | None
    channel: ChannelId
    message: MessageId | None
    thread: ChannelId | None
    reactions_ready: bool
    summary: MessageId | None
    opened_at: datetime
    tried_at: datetime
    closed_at: datetime | None
    lost_at: datetime | None
    changes: int

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
class Earlier:
    """What the last episode before had."""

    episode: int
    mean: float
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A discussion with its vote as it stands, and what of its show is shown beside it.

    `title` is foreign text; `colour` is ``#rrggbb``; `cover` an address.
    """

    discussion: Discussion
    title: str
    tally: Tally
    colour: str | None = None
    cover: str | None = None
    earlier: Earlier | None = None


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
