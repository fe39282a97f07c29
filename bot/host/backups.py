"""Backups while the bot runs: when one is due, and what is said of the last."""

import asyncio
import logging
import threading
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.db import backup, copies
from bot.db.copies import CopyFailed, Why
from bot.errors import N_

log = logging.getLogger(__name__)

LOOP = N_("Backing up")
TROUBLE = {
    Why.FULL: N_("The last backup failed: its disk is full. It is tried again."),
    Why.READ_ONLY: N_("The last backup failed: its folder can't be written to. It is tried again."),
    Why.OTHER: N_("The last backup failed; the host finds why in the log. It is tried again."),
}


class Backups:
    """The backups of `database` in `folder`: one each `every`, the `keep` newest left.

    What is due follows from the names of the files there, so a restart changes nothing.
    `trouble` says in a message id what kept the last one from being made, else None.
    """

    def __init__(
        self, database: Path, folder: Path, clock: Clock, *, every: timedelta, keep: int
    ) -> None:
        self._database = database
        self._folder = folder
        self._clock = clock
        self._every = every
        self._keep = keep
        self._stopping = threading.Event()
        self._making: asyncio.Future[Path] | None = None
        self.trouble: str | None = None

    @property
    def active(self) -> bool:
        """Whether any are made."""
        return self._every > timedelta()

    @property
    def remembers(self) -> timedelta:
        """For how long what is erased stays in backups, as long as the bot runs: for ``/privacy``.

        What is set aside before an update or a restoring stays for `copies.SET_ASIDE` besides.
        """
        return self._every * self._keep

    async def last(self) -> datetime | None:
        """When the newest backup was made, None where there is none that can be seen."""
        try:
            found = await asyncio.to_thread(backup.backups, self._database, self._folder)
        except OSError as error:
            log.warning("The backups can't be looked at: %s", error)
            return None
        return next((at for path in found if (at := backup.made_at(path))), None)

    async def due(self) -> bool:
        """Whether it is time, also where the newest is from a future that hasn't come."""
        last, now = await self.last(), self._clock.now()
        return last is None or not timedelta() <= now - last < self._every

    async def tick(self) -> None:
        """Make a backup where one is due. What goes wrong is logged and told in `trouble`."""
        now = self._clock.now()
        await asyncio.to_thread(copies.sweep, self._database, now)
        if not await self.due():
            return
        self._making = asyncio.ensure_future(asyncio.to_thread(self._make, now))
        try:
            made = await asyncio.shield(self._making)
        except CopyFailed as error:
            if error.why is not Why.STOPPED:
                self.trouble = TROUBLE.get(error.why, TROUBLE[Why.OTHER])
                log.error("%s", error)
        except Exception:
            self.trouble = TROUBLE[Why.OTHER]
            log.exception("No backup was made")
        else:
            self.trouble = None
            log.info("Backed up", extra={"file": made.name, "bytes": made.stat().st_size})

    async def close(self) -> None:
        """Leave the backup that is being made; nothing of it is left behind."""
        self._stopping.set()
        if self._making:
            await asyncio.wait({self._making})

    def _make(self, now: datetime) -> Path:
        return backup.back_up(
            self._database, self._folder, now, keep=self._keep, stopped=self._stopping.is_set
        )
