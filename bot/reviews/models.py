"""What members write about shows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.errors import N_, Refusal
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from bot.reviews.scores import Score, Verdict
from bot.reviews.subject import Subject
from bot.text.text import Phrase
from bot.ui.theme import clean

TEXT_LIMIT = 4000
VERDICT_LIMIT = 200
LANGUAGE_LIMIT = 40
DRAFT_DAYS = 30
NO_SHOW = ShowId("none/0")
"""What a digest is of until somebody says which show it is about."""


class Part(StrEnum):
    """The parts of a review, in reading order. VERDICT holds the overall score and one line."""

    VERDICT = "verdict"
    STORY = "story"
    CHARACTERS = "characters"
    VISUALS = "visuals"
    ANIMATION = "animation"
    SOUND = "sound"
    VOICE = "voice"
    OVERALL = "overall"
    OVERALL_2 = "overall-2"
    OVERALL_3 = "overall-3"
    STRENGTHS = "strengths"
    WEAKNESSES = "weaknesses"
    AVAILABILITY = "availability"
    RECOMMENDATIONS = "recommendations"
    FACTS = "facts"
    TEXT = "text"
    COMMENTS = "comments"

    @property
    def label(self) -> Phrase:
        return _LABELS[self]

    @property
    def scored(self) -> bool:
        """Whether it takes a score of its own."""
        return self is Part.VERDICT or self in ASPECTS


_LABELS = {
    Part.VERDICT: Phrase(N_("Score & verdict")),
    Part.STORY: Phrase(N_("Story")),
    Part.CHARACTERS: Phrase(N_("Characters")),
    Part.VISUALS: Phrase(N_("Visuals")),
    Part.ANIMATION: Phrase(N_("Animation")),
    Part.SOUND: Phrase(N_("Sound")),
    Part.VOICE: Phrase(N_("Voice acting")),
    Part.OVERALL: Phrase(N_("Overall")),
    Part.OVERALL_2: Phrase(N_("Overall, part 2")),
    Part.OVERALL_3: Phrase(N_("Overall, part 3")),
    Part.STRENGTHS: Phrase(N_("Strengths")),
    Part.WEAKNESSES: Phrase(N_("Weaknesses")),
    Part.AVAILABILITY: Phrase(N_("Where to watch")),
    Part.RECOMMENDATIONS: Phrase(N_("Recommendations")),
    Part.FACTS: Phrase(N_("Facts")),
    Part.TEXT: Phrase(N_("The review")),
    Part.COMMENTS: Phrase(N_("Comments on it")),
}
ASPECTS = (
    Part.STORY,
    Part.CHARACTERS,
    Part.VISUALS,
    Part.ANIMATION,
    Part.SOUND,
    Part.VOICE,
)
LONG = (Part.OVERALL, Part.OVERALL_2, Part.OVERALL_3)
"""The overall text, which is longer than a form of Discord's holds. It is read as one."""
POINTS = (Part.STRENGTHS, Part.WEAKNESSES, Part.AVAILABILITY)
WHOLE = (Part.FACTS, Part.TEXT, Part.COMMENTS)
"""What a digest keeps of the review that it is of: the facts that it states as ``name: value``
lines, its text as it was given, and the comments that came with it. No form holds them.
"""
DIGESTED = (Part.ANIMATION, *POINTS, *WHOLE)
"""What only a digest begins."""


class Track(StrEnum):
    """The voices that were heard."""

    SUB = "sub"
    DUB = "dub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What is written in one part. `track` and `language` are of the voices that were heard;
    `stance` is the verdict that a digest reads out of the text.
    """

    score: Score | None = None
    stance: Verdict | None = None
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
        """Those of `Part` that are blank; of the overall text, its beginning stands for all."""
        left_out = (*LONG, *DIGESTED)
        blank = [part for part in Part if part not in self.parts and part not in left_out]
        if not self.overall:
            blank.insert(-1 if Part.RECOMMENDATIONS in blank else len(blank), Part.OVERALL)
        return blank

    @property
    def overall(self) -> str:
        """The overall text, all of it."""
        return "\n\n".join(filter(None, (self[part].text for part in LONG)))

    @property
    def postable(self) -> bool:
        """There is a score, a verdict, an overall text or the whole review."""
        return Part.VERDICT in self.parts or bool(self.overall or self[Part.TEXT].text)

    @property
    def texts(self) -> Mapping[Part, str]:
        """The parts with text that are read behind a button: all but the verdict. `OVERALL` has
        the overall text, all of it. Of a digest it is the review itself.
        """
        if self[Part.TEXT].text:
            read = (Part.TEXT, Part.COMMENTS)
            return {part: self[part].text for part in read if self[part].text}
        texts = {part: self.overall if part in LONG else self[part].text for part in Part}
        left_out = (Part.VERDICT, *LONG[1:], *WHOLE)
        return {part: text for part, text in texts.items() if text and part not in left_out}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whose words a digest has, and who made it. `number` is its own within the server.

    `author` is the member who wrote them, None where they come from elsewhere: from `name`, as far
    as that is known. `source` is a link to where they stand, or empty. `candidates` are the shows
    that it may be about, the likeliest first. `consent` is the revision of the draft that the
    author agreed to.
    """

    number: int
    by: UserId
    author: UserId | None = None
    name: str = ""
    source: str = ""
    candidates: Sequence[ShowId] = ()
    consent: int | None = None

    @property
    def voice(self) -> UserId:
        """What stands for the author's id where the digest is kept beside members' reviews."""
        return UserId(-self.number)

    @property
    def own(self) -> bool:
        """Whether whoever made it wrote it: only then it counts."""
        return self.author == self.by


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a member is writing of a show. No other state of it, nor of another draft of that
    member's and show, has its `revision`. `removed` has the texts that blank forms took away.
    `origin` is that of a digest.
    """

    show: Subject
    writing: Writing
    revision: int
    saved_at: datetime
    removed: Mapping[Part, str] = field(default_factory=dict)
    origin: Origin | None = None


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

    def comment_url(self, comment: MessageId) -> str:
        return f"https://discord.com/channels/{self.guild}/{self.thread}/{comment}"


def hung_at(card: MessageId) -> datetime:
    """When a card was put up: Discord's ids tell."""
    return _FIRST_ID + timedelta(milliseconds=card >> 22)


_FIRST_ID = datetime(2015, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What is said in the thread under a card: how many comments, and which is liked most."""

    comments: int = 0
    liked: MessageId | None = None


SILENCE = Talk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review as it was posted last. `former_score` is the overall score before a change of it;
    `card` is None while the card is on its way; `revision` is that of the draft it was. `user` is
    negative for a digest of somebody else's words, whose `origin` tells whose.
    """

    show: Subject
    user: UserId
    name: str
    writing: Writing
    posted_at: datetime
    former_score: Score | None = None
    card: Card | None = None
    helpful: int = 0
    talk: Talk = SILENCE
    revision: int = 0
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Why, and when, a moderator removed a review."""

    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What `/review write` shows: the draft, the review that is posted, or neither yet. `removal`
    is of the review that was posted last, where it was removed.
    """

    show: Subject
    draft: Draft | None = None
    review: Review | None = None
    removal: Removal | None = None

    @property
    def writing(self) -> Writing:
        """What the forms begin with: the draft, else what was posted."""
        if self.draft:
            return self.draft.writing
        return self.review.writing if self.review else Writing()

    @property
    def revision(self) -> int:
        """Of what `writing` is; 0 where there is nothing."""
        held = self.draft or self.review
        return held.revision if held else 0

    @property
    def unchanged_since_removal(self) -> bool:
        """Whether a moderator removed it and nothing was saved since."""
        return (
            self.removal is not None
            and self.review is None
            and self.draft is not None
            and self.draft.saved_at <= self.removal.at
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A card that was sent and never heard of: where it was tried, and when first."""

    channel: ChannelId
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How far the sending of a review's card has come. `lost` grows with each card that was
    deleted; `thread_opened`: the thread's first message is known to be there.
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


def measure(texts: Iterable[str]) -> tuple[int, int]:
    """How many words, and how many characters that aren't spaces."""
    words = [word for text in texts for word in text.split()]
    return len(words), sum(map(len, words))


def written(text: str, limit: int) -> str:
    """What somebody wrote, or nothing where there is nothing to see."""
    text = text[:limit].strip()
    return text if clean(text).strip() else ""


_BARS = re.compile(r"\|\|([^|]+(?:\|[^|]+)*)\|\|")


def marked(text: str, before: str, after: str) -> str:
    """`text` with `before` and `after` in place of each pair of bars that hides something."""

    def mark(found: re.Match[str]) -> str:
        return f"{before}{found[1]}{after}" if found[1].strip() else found[0]

    return _BARS.sub(mark, text)


def spoils(text: str) -> bool:
    """Whether something in it stands between ``||bars||``."""
    return marked(text, "", "") != text


class NotAScore(Refusal):
    kept = True
    message = N_(
        "“{typed}” isn't a score I can read: write 8, 8.5 or 8/10. "
        "Everything else in the form is saved; press *{part}* to put the score right."
    )


class ScoreOutOfRange(NotAScore):
    message = N_(
        "“{typed}” isn't between 1 and 10. "
        "Everything else in the form is saved; press *{part}* to put the score right."
    )


class VerdictSpoils(Refusal):
    kept = True
    message = N_(
        "A verdict stands in public: leave spoilers out of it. Nothing is lost: press "
        "*Score & verdict* and take out what stands between `||bars||`. "
        "In *Overall* they stay hidden."
    )


class RemovedUnchanged(Refusal):
    kept = True
    message = N_(
        "A moderator removed this review, and nothing of it has changed since. Change what they "
        "objected to, then press *Post*. Nothing is lost."
    )


class DraftChanged(Refusal):
    """What was shown isn't what there is now."""

    message = N_("This draft changed since. Use `/review write` to see the newest.")


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


class AgreedUnfinished(Refusal):
    """As `Unfinished`, for the author who agreed to a digest."""

    message = N_(
        "You agreed, and the digest is posted: {card}. One thing is missing: {what}. {why} "
        "Then press the same button again: I add what is missing and post nothing twice."
    )


class Unfinished(Refusal):
    """The card is up, something around it isn't. `what` and `why` are phrases."""

    message = N_(
        "Your review is posted: {card}. One thing is missing: {what}. {why} Then press *Post* "
        "again: I add what is missing and post nothing twice."
    )
