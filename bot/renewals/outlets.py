"""The outlets to which a text has something told. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.renewals.passages import Passage
from bot.renewals.people import CAPITALISED, SAYING, Person

NAMES = (
    "Anime News Network", "Crunchyroll News", "The Hollywood Reporter", "Hollywood Reporter",
    "Deadline", "Variety", "ICv2", "IGN", "Otaku USA", "Polygon", "Kotaku", "Anime Corner",
    "ComicBook.com", "Comic Natalie", "Natalie", "Mantan Web", "Oricon", "Entertainment Weekly",
    "Forbes", "Newtype", "Famitsu", "Animage", "Crunchyroll", "Siliconera", "Collider",
    "Screen Rant", "CBR", "GameSpot", "Gizmodo", "io9", "The Verge", "Reuters", "Bloomberg",
    "Nikkei", "The Mainichi", "Anime Herald", "Anime Trending", "MyAnimeList", "ANN", "THR",
    "Den of Geek", "Radio Times",
)  # fmt: skip
TRADE_PRESS = frozenset(name.lower() for name in NAMES)
OUTLET = re.compile(
    "|".join(rf"\b{re.escape(name)}\b" for name in sorted(NAMES, key=len, reverse=True))
)
_TOLD = re.compile(
    r"\b(?:told|interview(?:ed)? (?:with|by|for|in)|(?:speaking|spoke|talked) (?:to|with)|via|"
    rf"statement to|wrote (?:on|in)|posted (?:on|to)|said (?:on|in)) (?:the )?"
    rf"(?P<name>{CAPITALISED}(?: (?:{CAPITALISED}|of)){{0,3}})"
)
_CARRIES = 2
"""Lines on, an empty one between, that an outlet still is the one who was told it there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """That a passage has something told to an outlet, and by whom: full names."""

    outlet: str
    paragraph: int
    at: int
    by: frozenset[str]


def told(passages: Sequence[Passage], known: Mapping[str, Person]) -> list[Told]:
    """Every place where an outlet is told something."""
    found = []
    for passage in passages:
        text = passage.flat
        if not (SAYING.search(text) or "interview" in text or "via " in text):
            continue
        places = [(match.start(), match.group()) for match in OUTLET.finditer(text)]
        match = None if places else _TOLD.search(text)
        if match and not any(person.surname in match["name"] for person in known.values()):
            places = [(match.start("name"), match["name"])]
        by = frozenset(name for name, person in known.items() if person.surname in text)
        found += [
            Told(outlet=name, paragraph=passage.paragraph, at=passage.start + at, by=by)
            for at, name in places
        ]
    return found


def of_quote(every: Sequence[Told], speaker: Person, *, paragraph: int, at: int) -> str | None:
    """The outlet that a quote was given to: the nearest one in its paragraph, those before it
    first; else that of the paragraph before, where its speaker stands with it.
    """
    here = [each for each in every if each.paragraph == paragraph]
    if here:
        return min(here, key=lambda each: (each.at > at, abs(each.at - at))).outlet
    before = [each for each in every if each.paragraph < paragraph and speaker.name in each.by]
    if before and paragraph - before[-1].paragraph <= _CARRIES:
        return before[-1].outlet
    return None
