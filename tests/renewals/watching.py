"""An AniList whose records the tests of watching change as time goes by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.errors import SourceDown
from bot.ids import ShowId
from bot.shows import anilist_answers as answers
from tests.anilist import AniListServer

HERO_MASK, HERO_MASK_2 = 105096, 110686
"""Its first season, and its second: *Hero Mask Part II*."""


def record(number: int, **facts: Any) -> dict[str, Any]:
    """A finished series, but for `facts`."""
    return {
        "id": number,
        "idMal": None,
        "type": "ANIME",
        "format": "TV",
        "status": "FINISHED",
        "season": None,
        "seasonYear": None,
        "episodes": 12,
        "isAdult": False,
        "siteUrl": f"https://anilist.co/anime/{number}",
        "synonyms": [],
        "title": {"romaji": f"Show {number}", "english": None, "native": None},
        "startDate": {"year": 2018, "month": 12, "day": 3},
        "endDate": {"year": 2018, "month": 12, "day": 3},
        **facts,
    }


def named(title: str) -> dict[str, str | None]:
    return {"romaji": title, "english": title, "native": None}


def date(year: int, month: int | None = None, day: int | None = None) -> dict[str, int | None]:
    return {"year": year, "month": month, "day": day}


@dataclass
class Records:
    """AniList's records by number; `follow` relates them, and a page of them is asked for."""

    every: dict[int, dict[str, Any]] = field(default_factory=dict)
    sequels: dict[int, list[int]] = field(default_factory=dict)
    down: bool = False
    looks: int = 0

    def put(self, number: int, **facts: Any) -> None:
        """A record that is new, or facts of one that change."""
        self.every[number] = {**self.every.get(number, record(number)), **facts}

    def follow(self, before: int, after: int) -> None:
        """The second is the sequel of the first."""
        self.sequels.setdefault(before, []).append(after)

    def told(self, number: int) -> dict[str, Any]:
        edges = [
            {"relationType": "SEQUEL", "node": self.every[after]}
            for after in self.sequels.get(number, ())
        ]
        edges += [
            {"relationType": "PREQUEL", "node": self.every[before]}
            for before, afters in self.sequels.items()
            if number in afters
        ]
        return {**self.every[number], "relations": {"edges": edges}}

    async def watched(self, ids: Sequence[int]) -> Mapping[ShowId, dict[str, Any]]:
        """As `bot.shows.anilist.AniList.watched`, without a network."""
        self.looks += 1
        if self.down:
            raise SourceDown(source="AniList")
        return answers.watched(self.page(list(ids))["data"]["Page"])

    def page(self, ids: list[int]) -> dict[str, Any]:
        return {"data": {"Page": {"media": [self.told(n) for n in ids if n in self.every]}}}

    def serve(self, server: AniListServer) -> None:
        """Let the server answer with these records from now on."""
        server.answered = lambda asked: self.page(asked["variables"]["ids"])


def hero_mask() -> Records:
    """The two seasons as they are."""
    records = Records()
    records.put(HERO_MASK, format="ONA", episodes=15, title=named("Hero Mask"))
    records.put(
        HERO_MASK_2,
        format="ONA",
        episodes=9,
        title=named("Hero Mask Part II"),
        startDate=date(2019, 8, 23),
        endDate=date(2019, 8, 23),
    )
    records.follow(HERO_MASK, HERO_MASK_2)
    return records
