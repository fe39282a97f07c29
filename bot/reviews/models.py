"""What members write about shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.errors import N_, Refusal
from bot.ids import ChannelId, GuildId, MessageId, UserId
from bot.reviews.scores import Score
from bot.reviews.subject import Subject
from bot.text.text import Phrase
from bot.ui.theme import clean

TEXT_LIMIT = 4000
VERDICT_LIMIT = 200
LANGUAGE_LIMIT = 40
DRAFT_DAYS = 30


class Part(StrEnum):
    """The parts of a review, in reading order. VERDICT holds the overall score and one line."""

    VERDICT = "verdict"
    STORY = "story"
    CHARACTERS = "characters"
    VISUALS = "visuals"
    SOUND = "sound"
    VOICE = "voice"
    OVERALL = "overall"
    RECOMMENDATIONS = "recommendations"

    @property
    def label(self) -> Phrase:
        return _LABELS[self]

    @property
    def scored(self) -> bool:
        """Whether it takes a score of its own."""
        return self not in (Part.OVERALL, Part.RECOMMENDATIONS)


_LABELS = {
    Part.VERDICT: Phrase(N_("Score & verdict")),
    Part.STORY: Phrase(N_("Story")),
    Part.CHARACTERS: Phrase(N_("Characters")),
    Part.VISUALS: Phrase(N_("Visuals")),
    Part.SOUND: Phrase(N_("Sound")),
    Part.VOICE: Phrase(N_("Voice acting")),
    Part.OVERALL: Phrase(N_("Overall")),
    Part.RECOMMENDATIONS: Phrase(N_("Recommendations")),
}
ASPECTS = (Part.STORY, Part.CHARACTERS, Part.VISUALS, Part.SOUND, Part.VOICE)


class Track(StrEnum):
    """The voices that were heard."""

    SUB = "sub"
    DUB = "dub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What is written in one part. `track` and `language` are of the voices that were heard."""

    score: Score | None = None
    text: str = ""
    track: Track | None = None
    language: str = ""

    @property
    def blank(self) -> bool:
        return self == Passage()


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The written parts of a review, in reading order; blank ones are left out."""

    parts: Mapping[Part, Passage] = field(default_factory=dict)

    def __getitem__(self, part: Part) -> Passage:
        """That part, blank where it isn't written."""
        return self.parts.get(part, Passage())

    @property
    def score(self) -> Score | None:
        return self[Part.VERDICT].score

    @property
    def verdict(self) -> str:
        return self[Part.VERDICT].text

    @property
    def blank_parts(self) -> Sequence[Part]:
        return [part for part in Part if part not in self.parts]

    @property
    def postable(self) -> bool:
        """There is a score, a verdict or an overall text."""
        return Part.VERDICT in self.parts or bool(self[Part.OVERALL].text)

    @property
    def texts(self) -> Mapping[Part, str]:
        """The parts with text that are read behind a button: all but the verdict."""
        return {
            part: passage.text
            for part, passage in self.parts.items()
            if passage.text and part is not Part.VERDICT
        }

    @property
    def words(self) -> int:
        return sum(len(text.split()) for text in self.texts.values())

    @property
    def characters(self) -> int:
        return sum(len("".join(text.split())) for text in self.texts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a member is writing of a show. Each save raises `revision` by one."""

    show: Subject
    writing: Writing
    revision: int
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Where a review's card is, and the thread under it (None while it isn't open yet)."""

    guild: GuildId
    channel: ChannelId
    message: MessageId
    thread: ChannelId | None = None

    @property
    def url(self) -> str:
        return f"https://discord.com/channels/{self.guild}/{self.channel}/{self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review as it was posted last. `former_score` is the overall score before a change of it;
    `card` is None while the card is on its way.
    """

    show: Subject
    user: UserId
    name: str
    writing: Writing
    posted_at: datetime
    former_score: Score | None = None
    card: Card | None = None
    helpful: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What `/review write` shows: the draft, the review that is posted, or neither yet."""

    show: Subject
    draft: Draft | None = None
    review: Review | None = None

    @property
    def writing(self) -> Writing:
        """What the forms begin with: the draft, else what was posted."""
        if self.draft:
            return self.draft.writing
        return self.review.writing if self.review else Writing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A card that was sent and never heard of: where it was tried, and when first."""

    channel: ChannelId
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How far the sending of a review's card has come. `lost` counts its cards that were deleted;
    `thread_opened`: the thread's first message is known to be there.
    """

    card: Card | None
    lost: int
    unsure: Attempt | None
    thread_opened: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A review on its way to its card, as it will read.

    `revision` is that of the draft it comes from, None for a version that was posted before;
    `nonce` is one card's own. `unsure` and `thread_opened` as in `Sending`.
    """

    review: Review
    revision: int | None
    nonce: str
    unsure: Attempt | None = None
    thread_opened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumb:
    """Somebody's 👍 on a card. A super reaction stands beside a normal one."""

    user: UserId
    burst: bool = False


@dataclass(slots=True, kw_only=True)
class Meanwhile:
    """What happened to a card's 👍 since listing them began: it is newer than the list.

    `cleared`: all that stood before were taken away; `changed` came or went after that.
    """

    cleared: bool = False
    changed: set[Thumb] = field(default_factory=set)


def written(text: str, limit: int) -> str:
    """What somebody wrote, or nothing where there is nothing to see."""
    text = text[:limit].strip()
    return text if clean(text).strip() else ""


class NotAScore(Refusal):
    kept = True
    message = N_(
        "“{typed}” is no score that I can read. Write a number from 1 to 10, such as 8, 8.5 or "
        "8/10. Everything else in the form is saved; press *{part}* to put the score right."
    )


class SavedUnseen(Refusal):
    kept = True
    message = N_(
        "Your form is saved, but I couldn't show you the draft just now. "
        "Use `/review write` to go on with it."
    )


class NothingToPost(Refusal):
    message = N_(
        "There is nothing to post yet: a review needs at least a score, a verdict or an overall "
        "text. Whatever you wrote is kept as your draft."
    )


class CardRefused(Refusal):
    message = N_(
        "Discord didn't let me post in {channel}. Your draft is kept. Ask an admin to check what "
        "I may do there, then press *Post* again."
    )


class CardUncertain(Refusal):
    message = N_(
        "Discord is having trouble, and I couldn't post in {channel}. Your draft is kept. Press "
        "*Post* again in a moment: should the card have arrived after all, I find it, and nothing "
        "is posted twice."
    )


class CardHidden(Refusal):
    """Whether an earlier card arrived can't be seen in the channel where it was tried."""

    message = N_(
        "I tried to post this review in {channel} before, and I may no longer look there whether "
        "it arrived. Ask an admin to give me *View Channel* and *Read Message History* there, then "
        "press *Post* again. Your draft is kept, and nothing is posted twice."
    )


class NotReviewed(Refusal):
    message = N_("That member hasn't reviewed *{show}* here, or the review was removed since.")


class Unfinished(Refusal):
    """The card is up, something around it isn't. `what` and `why` are phrases."""

    message = N_(
        "Your review is posted: {card}. One thing is missing: {what}. {why} Then press *Post* "
        "again: I add what is missing and post nothing twice."
    )
