"""What a feature that keeps something of members offers, so that `/privacy` can walk them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.ids import GuildId, UserId

Rows = Mapping[str, Sequence[Mapping[str, object]]]
"""Rows as plain values that JSON knows, by what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What is kept, in words (message ids): what it is, why, and what of it outlives an erasure."""

    name: str
    why: str
    remains: str | None = None


class Holder(Protocol):
    """Keeps something of members in servers."""

    @property
    def holding(self) -> Holding: ...

    async def export_member(self, guild: GuildId, user: UserId) -> Rows:
        """Everything that is kept of that member in that server."""
        ...

    async def forget_member(self, guild: GuildId, user: UserId) -> object:
        """Erase it. What shows it on Discord is noted in the same transaction, by
        `bot.db.takedowns`, and taken down afterwards. Doing it again does nothing. Raises
        `Refusal`s such as `DatabaseBusy`, with nothing erased.
        """
        ...


class OwnHolder(Protocol):
    """Keeps something of members that belongs to no server, and holds wherever they are."""

    @property
    def holding(self) -> Holding: ...

    async def export_member(self, user: UserId) -> Rows: ...

    async def forget_member(self, user: UserId) -> object: ...
