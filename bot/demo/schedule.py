"""When shows air in the demo, where nobody asks AniList."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.ids import ShowId
from bot.shows.anilist import SchedulePage


class Schedule:
    """What the demo's story says of each show: its episodes, and when they air."""

    def __init__(self) -> None:
        self.shows: dict[ShowId, Mapping[int, datetime]] = {}

    async def schedules(
        self, ids: Sequence[int], after: datetime, before: datetime, page: int = 1, /
    ) -> SchedulePage:
        """All of it on one page, as `bot.shows.anilist.AniList.schedules`."""
        asked = [ShowId(f"anilist/{number}") for number in ids]
        entries = [
            (show, episode, at)
            for show in asked
            for episode, at in self.shows.get(show, {}).items()
            if after <= at < before and page == 1
        ]
        return SchedulePage(entries=sorted(entries, key=lambda entry: entry[2]), more=False)

    async def watched(self, _: Sequence[int], /) -> Mapping[ShowId, dict[str, Any]]:
        """Nothing is said of the shows themselves: what the catalogue holds stands."""
        return {}
