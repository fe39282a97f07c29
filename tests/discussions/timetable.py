"""An AniList that knows when things air, for tests in which that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from bot.clock import to_epoch
from bot.errors import SourceDown
from bot.ids import ShowId
from bot.shows import anilist_answers as answers
from bot.shows.anilist import AniList, SchedulePage
from tests.renewals.watching import Records, record

A_PAGE = 50


@dataclass
class Timetable:
    """When each show's episodes air, by AniList's number; `records` is what the shows are."""

    airs: dict[int, dict[int, datetime]] = field(default_factory=dict)
    records: Records = field(default_factory=Records)
    down: bool = False
    asked: list[list[int]] = field(default_factory=list)
    """Which shows' schedules were asked for, page by page."""

    def put(self, show: int, **episodes: datetime | None) -> None:
        """``e3=at``: episode 3 airs then; None takes it off."""
        table = self.airs.setdefault(show, {})
        for name, at in episodes.items():
            if at is None:
                table.pop(int(name[1:]), None)
            else:
                table[int(name[1:])] = at
        if show not in self.records.every:
            self.records.every[show] = record(show, status="RELEASING")

    async def schedules(
        self, ids: Sequence[int], after: datetime, before: datetime, page: int = 1
    ) -> SchedulePage:
        """As `bot.shows.anilist.AniList.schedules`, without a network."""
        self.asked.append(list(ids))
        if self.down:
            raise SourceDown(source="AniList")
        found = self.page(list(ids), to_epoch(after) - 1, to_epoch(before), page)
        return SchedulePage(entries=answers.scheduled(found), more=answers.more(found))

    async def watched(self, ids: Sequence[int]) -> Mapping[ShowId, dict[str, Any]]:
        self.records.down = self.down
        return await self.records.watched(ids)

    def page(self, ids: list[int], after: int, before: int, number: int) -> dict[str, Any]:
        """AniList's answer: both bounds are outside of what it gives."""
        every = sorted(
            (to_epoch(at), show, episode)
            for show in ids
            for episode, at in self.airs.get(show, {}).items()
            if after < to_epoch(at) < before
        )
        here = every[(number - 1) * A_PAGE : number * A_PAGE]
        return {
            "pageInfo": {"hasNextPage": len(every) > number * A_PAGE},
            "airingSchedules": [
                {"mediaId": show, "episode": episode, "airingAt": at} for at, show, episode in here
            ],
        }

    def stand_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Answer in AniList's place: SimCord's clock and a real network don't agree."""
        monkeypatch.setattr(AniList, "schedules", lambda _, *asked: self.schedules(*asked))
        monkeypatch.setattr(AniList, "watched", lambda _, ids: self.watched(ids))
