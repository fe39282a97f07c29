"""What is kept of a member, by all features: to see, to take along, to erase."""

import logging
import re
from collections.abc import Awaitable, Iterator, Mapping, Sequence

from bot.clock import Clock, from_epoch
from bot.errors import Refusal
from bot.holding import Holder, Holding, OwnHolder, Rows
from bot.ids import GuildId, UserId
from bot.privacy.models import Copies, Erasure, Kept, Overview, Scope, Takedown
from bot.privacy.store import PrivacyStore

log = logging.getLogger(__name__)

_INSTANT = re.compile(r"(?:_at|_since|^deadline)$").search
"""The names of columns with epoch seconds."""


class Privacy:
    """Walks what keeps something of members: `here` in servers, `own` wherever they are.

    Without a server, only what is their own is shown, exported or erased. `copies` says how long
    copies of the database outlive an erasure.
    """

    def __init__(
        self,
        store: PrivacyStore,
        clock: Clock,
        *,
        here: Sequence[Holder],
        own: Sequence[OwnHolder],
        copies: Copies,
    ) -> None:
        self.copies = copies
        self._store = store
        self._clock = clock
        self._here = here
        self._own = own

    async def overview(self, guild: GuildId | None, user: UserId) -> Overview:
        """What is kept of a member."""
        return Overview(
            kept={
                scope: [
                    Kept(holding=holding, entries=entries)
                    for holding, rows in await self._rows(scope, guild, user)
                    if (entries := sum(map(len, rows.values())))
                ]
                for scope in Scope
            },
            server=guild is not None,
        )

    async def export(self, guild: GuildId | None, user: UserId) -> Mapping[str, object]:
        """All of it as values that JSON knows; instants as 2027-01-31T12:00:00+00:00."""
        return {
            "member": user,
            "server": guild,
            "exported_at": self._clock.now().isoformat(),
            "kept": {
                holding.name: {table: list(map(_readable, of)) for table, of in rows.items()}
                for scope in Scope
                for holding, rows in await self._rows(scope, guild, user)
            },
        }

    async def erase(self, guild: GuildId | None, user: UserId, scope: Scope) -> Erasure:
        """Erase what is kept in the scope. What can't be erased just now keeps nothing else from
        being; erasing again goes on with it.
        """
        held = {
            holding for holding, rows in await self._rows(scope, guild, user) if any(rows.values())
        }
        erased: list[Holding] = []
        stays: list[Holding] = []
        for holding, forget in self._forgetting(scope, guild, user):
            try:
                await forget
            except Refusal as error:
                log.warning("Not erased now: %r", error, extra={"holding": holding.name})
                stays.append(holding)
            else:
                erased += [holding] if holding in held else []
        try:
            await self._store.overwrite()
        except Refusal:
            log.info("The log beside the database is emptied later")
        return Erasure(erased=erased, stays=stays)

    def _forgetting(
        self, scope: Scope, guild: GuildId | None, user: UserId
    ) -> Iterator[tuple[Holding, Awaitable[object]]]:
        if scope is Scope.OWN:
            yield from ((own.holding, own.forget_member(user)) for own in self._own)
        elif guild is not None:
            yield from ((each.holding, each.forget_member(guild, user)) for each in self._here)

    async def _rows(
        self, scope: Scope, guild: GuildId | None, user: UserId
    ) -> list[tuple[Holding, Rows]]:
        if scope is Scope.OWN:
            return [(own.holding, await own.export_member(user)) for own in self._own]
        if guild is None:
            return []
        return [(each.holding, await each.export_member(guild, user)) for each in self._here]

    # Messages that show what was erased

    async def takedowns(self, guild: GuildId | None = None) -> list[Takedown]:
        """Those of one server, or all."""
        return await self._store.takedowns(guild)

    async def taken_down(self, post: Takedown) -> None:
        """Discord has it no more."""
        await self._store.taken_down(post)


def _readable(row: Mapping[str, object]) -> dict[str, object]:
    """The row, its instants as people write them."""
    return {
        name: from_epoch(value).isoformat() if isinstance(value, int) and _INSTANT(name) else value
        for name, value in row.items()
    }
