"""What a server knows of shows by itself: its nicknames, what it looks up, what it put right."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from math import log2
from typing import Any

from bot.errors import N_, Refusal
from bot.ids import ShowId
from bot.shows.models import PartialDate, Show
from bot.text.text import Phrase

LONGEST_NICKNAME = 60
MOST_NICKNAMES = 500
LONGEST_VALUE = 200
MOST_PICKS = 40
"""Of the shows that a server looks up, those that are moved up for it."""


class Fact(StrEnum):
    """A fact of a card that an admin can put right."""

    EPISODES = "episodes"
    MINUTES = "minutes"
    FIRST_AIRED = "first_aired"
    LAST_AIRED = "last_aired"
    STUDIOS = "studios"
    DIRECTORS = "directors"
    WRITERS = "writers"
    CREATORS = "creators"

    @property
    def label(self) -> Phrase:
        return _LABELS[self]


_LABELS = {
    Fact.EPISODES: Phrase(N_("Episodes")),
    Fact.MINUTES: Phrase(N_("Minutes per episode")),
    Fact.FIRST_AIRED: Phrase(N_("First aired")),
    Fact.LAST_AIRED: Phrase(N_("Last aired")),
    Fact.STUDIOS: Phrase(N_("Studio")),
    Fact.DIRECTORS: Phrase(N_("Director")),
    Fact.WRITERS: Phrase(N_("Writer")),
    Fact.CREATORS: Phrase(N_("Original creator")),
}
_MOST = {Fact.EPISODES: 10_000, Fact.MINUTES: 600}


class UnreadableFact(Refusal):
    message = N_(
        "I can't read “{value}” as that fact. Write a count as 12, a date as 2018-12-03 or "
        "2018-12, names with commas between them."
    )


class TooManyNicknames(Refusal):
    message = N_("This server has {limit} nicknames already. Remove one with /alias remove first.")


class NoSuchNickname(Refusal):
    message = N_("This server calls no show “{nickname}”. /alias list shows what there is.")


class NicknameUnusable(Refusal):
    message = N_("A nickname needs at least two letters or digits: “{nickname}” has fewer.")


class NothingToUndo(Refusal):
    message = N_("Nobody corrected that of {title} here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nickname:
    name: str
    show: ShowId


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """`value` is as `read` takes it; `as_of` is the day for which `source` says so."""

    fact: Fact
    value: str
    source: str
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Lore:
    """A server's own knowledge. Nicknames by their folded form."""

    nicknames: Mapping[str, Nickname] = field(default_factory=dict)
    picks: Mapping[ShowId, int] = field(default_factory=dict)
    corrections: Mapping[ShowId, Sequence[Correction]] = field(default_factory=dict)

    def corrected(self, show: Show) -> Show:
        """The show with what this server put right."""
        facts: dict[str, Any] = {c.fact: read(c.fact, c.value) for c in self.of(show.id)}
        return replace(show, **facts) if facts else show

    @property
    def boost(self) -> dict[ShowId, float]:
        """Points by which the search moves a show up: a habit weighs more than a title's letters,
        but never as much as another title that was typed whole.
        """
        return {show: min(8.0, 2 * log2(1 + times)) for show, times in self.picks.items()}

    def of(self, show: ShowId) -> Sequence[Correction]:
        return self.corrections.get(show, ())


NOTHING = Lore()


def read(fact: Fact, value: str) -> object:
    """The fact's value as `Show` holds it. Raises `UnreadableFact`."""
    value = value.strip()
    try:
        if fact is Fact.EPISODES:
            return _count(value, _MOST[fact])
        if fact is Fact.MINUTES:
            return (_count(value, _MOST[fact]),)
        if fact in (Fact.FIRST_AIRED, Fact.LAST_AIRED):
            return PartialDate.parse(value)
    except ValueError:
        raise UnreadableFact(value=value) from None
    names = tuple(filter(None, (name.strip() for name in value.split(","))))
    if not names:
        raise UnreadableFact(value=value)
    return names


def _count(value: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", value) or not 1 <= int(value) <= most:
        raise ValueError(value)
    return int(value)
