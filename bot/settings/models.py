"""What an admin decides for a server, and what a member prefers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.errors import N_, Refusal
from bot.ids import ChannelId, GuildId, RoleId, UserId
from bot.text.text import Phrase
from bot.text.titles import TitleLanguage


class Purpose(StrEnum):
    """What a channel is for. The value is the stem of its column."""

    REVIEWS = "review"
    RENEWALS = "renewal"
    DISCUSSIONS = "discussion"
    NEWS = "news"

    @property
    def label(self) -> Phrase:
        return _LABELS[self]

    @property
    def setting(self) -> "Setting":
        return Setting(f"{self}_channel_id")


_LABELS = {
    Purpose.REVIEWS: Phrase(N_("reviews")),
    Purpose.RENEWALS: Phrase(N_("renewals")),
    Purpose.DISCUSSIONS: Phrase(N_("discussions")),
    Purpose.NEWS: Phrase(N_("news")),
}

OPTIONAL = frozenset({Purpose.NEWS})
"""Channels that a server does without where nobody chose one."""


class Feature(StrEnum):
    """What a server can do without. Looking shows up always works."""

    REVIEWS = "reviews"
    RENEWALS = "renewals"
    DISCUSSIONS = "discussions"

    @property
    def setting(self) -> "Setting":
        return Setting(f"{self}_off")


class Section(StrEnum):
    """A part of the panel of `/config`."""

    CHANNELS = "channels"
    VOTES = "votes"
    RENEWALS = "renewals"
    SEASON = "season"
    TITLES = "titles"
    LANGUAGE = "language"
    FEATURES = "features"
    DOCTOR = "doctor"
    DATA = "data"

    @property
    def label(self) -> Phrase:
        return _SECTIONS[self]


_SECTIONS = {
    Section.CHANNELS: Phrase(N_("Channels and roles")),
    Section.VOTES: Phrase(N_("Votes and spoilers")),
    Section.RENEWALS: Phrase(N_("Renewals")),
    Section.SEASON: Phrase(N_("Running season")),
    Section.TITLES: Phrase(N_("Titles, scores and time zone")),
    Section.LANGUAGE: Phrase(N_("Language")),
    Section.FEATURES: Phrase(N_("Features")),
    Section.DOCTOR: Phrase(N_("Doctor")),
    Section.DATA: Phrase(N_("Data")),
}


class Ballot(StrEnum):
    """How a discussion is voted on: by reactions, or blind by buttons, on five steps or ten."""

    FIVE = "five"
    TEN = "ten"
    BLIND_FIVE = "blind-five"
    BLIND_TEN = "blind-ten"

    @property
    def label(self) -> Phrase:
        return _BALLOTS[self]


_BALLOTS = {
    Ballot.FIVE: Phrase(N_("By reacting, five steps")),
    Ballot.TEN: Phrase(N_("By reacting, 1 to 10")),
    Ballot.BLIND_FIVE: Phrase(N_("Blind, five steps")),
    Ballot.BLIND_TEN: Phrase(N_("Blind, 1 to 10")),
}


class Spoilers(StrEnum):
    """What may be told in a discussion: up to its episode, the rest behind bars; or anything."""

    BARS = "bars"
    OPEN = "open"

    @property
    def label(self) -> Phrase:
        return _SPOILERS[self]


_SPOILERS = {
    Spoilers.BARS: Phrase(N_("Behind bars past the episode")),
    Spoilers.OPEN: Phrase(N_("Open: anything may be told")),
}

LEAST_VOTES = 1
"""Votes that a mean needs where an admin chose nothing."""
LEAST_REVIEWS = 3
"""Reviews that a summary needs, and scores that a median needs, where an admin chose nothing."""
MOST_ASKED_FOR = 10
"""What an admin can ask for, from 1."""
DELAYS = (0, 30, 60, 180, 360, 720, 1440)
"""Minutes after its airing at which an episode's post may open: when it can be watched."""

Value = int | str | None
"""A setting's value as it is kept; None where nothing was chosen."""


class Setting(StrEnum):
    """One thing that an admin decides. The value is its column."""

    REVIEW_CHANNEL = "review_channel_id"
    RENEWAL_CHANNEL = "renewal_channel_id"
    DISCUSSION_CHANNEL = "discussion_channel_id"
    NEWS_CHANNEL = "news_channel_id"
    MODERATOR_ROLE = "moderator_role_id"
    REVIEWER_ROLE = "reviewer_role_id"
    EPISODE_ROLE = "episode_role_id"
    EPISODE_DELAY = "episode_delay"
    WEEKLY = "weekly"
    EVENTS = "events"
    BALLOT = "ballot"
    RENEWALS_BY_ITSELF = "renewal_by_itself"
    TITLE_LANGUAGE = "title_language"
    HIDE_SCORES = "hide_scores"
    ZONE = "zone"
    SPOILERS = "spoilers"
    LOCALE = "locale"
    MINIMUM = "minimum_count"
    REVIEWS_OFF = "reviews_off"
    RENEWALS_OFF = "renewals_off"
    DISCUSSIONS_OFF = "discussions_off"

    def read(self, logged: str | None) -> Value:
        """Its value as the log has it in text."""
        return logged if logged is None or self in _WORDS else int(logged)


_WORDS = {
    Setting.BALLOT,
    Setting.SPOILERS,
    Setting.TITLE_LANGUAGE,
    Setting.ZONE,
    Setting.LOCALE,
}
"""The settings whose values are words; those of the others are numbers."""


class SwitchedOff(Refusal):
    """The feature that would begin something is switched off in this server."""


class ReviewsOff(SwitchedOff):
    message = N_("Reviews are switched off in this server. An admin can switch them on in /config.")


class RenewalsOff(SwitchedOff):
    message = N_(
        "Renewals are switched off in this server. An admin can switch them on in /config."
    )


class DiscussionsOff(SwitchedOff):
    message = N_(
        "Discussions are switched off in this server. An admin can switch them on in /config."
    )


OFF: Mapping[Feature, type[SwitchedOff]] = {
    Feature.REVIEWS: ReviewsOff,
    Feature.RENEWALS: RenewalsOff,
    Feature.DISCUSSIONS: DiscussionsOff,
}


class NotAModeratorsRole(Refusal):
    message = N_(
        "{role} belongs to a bot or to everybody, so nobody could moderate by it. "
        "Choose a role that you give to people."
    )


class NotAReviewersRole(Refusal):
    message = N_(
        "{role} belongs to a bot or to everybody. Choose a role that you give to people, or clear "
        "the choice to let everybody post reviews."
    )


class NotAnEpisodeRole(Refusal):
    message = N_(
        "{role} belongs to a bot or to everybody, so nobody could take it by a button. "
        "Choose a role that is for episode pings alone."
    )


class RoleGivesPower(Refusal):
    message = N_(
        "{role} gives more than pings, so I don't hand it to whoever presses a button. An admin "
        "can choose a role without any rights of its own."
    )


class NotAReviewer(Refusal):
    message = N_("Only {role} and moderators may post reviews in this server. Your draft is kept.")


class NoSuchMinimum(Refusal):
    message = N_("Choose a number from 1 to {most}.")


class ChangedSince(Refusal):
    message = N_(
        "That was changed again since, so there is nothing to take back. Nothing was changed now. "
        "/config shows what stands."
    )


class TooLateToUndo(Refusal):
    message = N_("That change is more than an hour old. Choose anew what you want instead.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How shows are to look to a member, or in a server. `zone` is an IANA name.

    None, and scores not hidden, where nothing was chosen.
    """

    titles: TitleLanguage | None = None
    zone: str | None = None
    hide_scores: bool = False


NO_PREFERENCES = Preferences()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A server's settings; None where nothing was chosen.

    `renewals_by_itself`: what AniList lists counts as evidence without a moderator's approval.
    `reviewer_role`: who may post reviews, besides moderators; None: everybody.
    `locale`: a catalogue's name; None as Discord says.
    `episode_role`: who is pinged of an episode where its follow names nobody; `episode_delay`:
    minutes from airing to its post. `weekly`: summaries are wanted; `events`: Discord's own, too.
    `minimum`: the votes, reviews or scores that a mean or median needs; None: the usual.
    `off`: the features of which nothing new begins.
    """

    guild: GuildId
    review_channel: ChannelId | None = None
    renewal_channel: ChannelId | None = None
    discussion_channel: ChannelId | None = None
    news_channel: ChannelId | None = None
    moderator_role: RoleId | None = None
    reviewer_role: RoleId | None = None
    episode_role: RoleId | None = None
    episode_delay: int = 0
    weekly: bool = False
    events: bool = False
    ballot: Ballot = Ballot.FIVE
    spoilers: Spoilers = Spoilers.BARS
    renewals_by_itself: bool = False
    locale: str | None = None
    minimum: int | None = None
    off: frozenset[Feature] = frozenset()
    preferences: Preferences = field(default=NO_PREFERENCES)

    def channel(self, purpose: Purpose) -> ChannelId | None:
        return {
            Purpose.REVIEWS: self.review_channel,
            Purpose.RENEWALS: self.renewal_channel,
            Purpose.DISCUSSIONS: self.discussion_channel,
            Purpose.NEWS: self.news_channel,
        }[purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry of a server's log. `by` is None for whoever is forgotten."""

    entry: int
    setting: Setting
    old: Value
    new: Value
    by: UserId | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, in which server, and what Discord says of them there."""

    guild: GuildId
    user: UserId
    roles: frozenset[RoleId] = frozenset()
    manages_server: bool = False
