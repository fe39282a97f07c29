"""SQL of what sources outside said of shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from bot.clock import from_epoch, to_epoch
from bot.db import Database, Row
from bot.ids import ShowId

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A source's record as it came; `body` is None where the source has no such show."""

    body: dict[str, Any] | None
    at: datetime


class ShowFacts:
    """What one source said, by the id that it was asked for."""

    def __init__(self, db: Database, source: str) -> None:
        self._db = db
        self._source = source

    async def get(self, show_id: ShowId) -> Fetched | None:
        """What is held, or None where nothing is, or nothing that can be read."""
        row = await self._db.one(
            "SELECT body, fetched_at FROM show_facts WHERE source = ? AND show_id = ?",
            (self._source, show_id),
        )
        return _read(row) if row else None

    async def upcoming(self) -> dict[ShowId, Fetched]:
        """What is held on shows of which an episode was still to come when it was said."""
        rows = await self._db.all(
            "SELECT show_id, body, fetched_at FROM show_facts WHERE source = ? AND body LIKE ?",
            (self._source, '%"nextAiringEpisode":{%'),
        )
        read = {ShowId(row["show_id"]): _read(row) for row in rows}
        return {show_id: fetched for show_id, fetched in read.items() if fetched}

    async def put(self, show_id: ShowId, fetched: Fetched) -> None:
        """Hold it in place of what was held, and let go of what is older than `KEPT_FOR`."""
        body = None if fetched.body is None else orjson.dumps(fetched.body).decode()
        async with self._db.transaction() as tx:
            await tx.execute(
                "INSERT INTO show_facts (source, show_id, body, fetched_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (source, show_id) DO UPDATE SET "
                "body = excluded.body, fetched_at = excluded.fetched_at",
                (self._source, show_id, body, to_epoch(fetched.at)),
            )
            await tx.execute(
                "DELETE FROM show_facts WHERE fetched_at < ?", (to_epoch(fetched.at - KEPT_FOR),)
            )


def _read(row: Row) -> Fetched | None:
    try:
        body = orjson.loads(row["body"] or "null")
    except orjson.JSONDecodeError:
        return None
    if body is not None and not isinstance(body, dict):
        return None
    return Fetched(body=body, at=from_epoch(row["fetched_at"]))
