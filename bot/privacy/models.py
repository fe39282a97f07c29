"""What is kept of a member, what erasing it came to, and what is still to be taken down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import N_, Refusal
from bot.holding import Holding
from bot.ids import ChannelId, GuildId, MessageId


class Scope(StrEnum):
    """What of a member's: what is kept in this server, or what is theirs wherever they are."""

    HERE = "here"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one feature keeps of a member, in rows."""

    holding: Holding
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything that is kept of a member, by scope; without what nothing is kept of. `server` says
    whether it was asked for in a server.
    """

    kept: dict[Scope, Sequence[Kept]]
    server: bool

    @property
    def scopes(self) -> list[Scope]:
        """Those with anything in them."""
        return [scope for scope in Scope if self.kept[scope]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """How long copies of the database hold what was erased since. `backups`: those that the bot
    makes, None where it makes none. `aside`: what is set aside before an update or a restoring.
    """

    backups: timedelta | None
    aside: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure came to: what was kept and is erased; what could not be erased just now."""

    erased: Sequence[Holding]
    stays: Sequence[Holding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """How a message is found that was sent and never heard of: it has a component whose custom id
    has that `mark`, and went off after `since` and before `until`.
    """

    mark: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """A message that shows what was erased, and the thread under it that bears a name."""

    guild: GuildId
    channel: ChannelId
    message: MessageId | Lost
    thread: ChannelId | None


class TooLargeForDiscord(Refusal):
    message = N_(
        "This server's export is larger than the {limit} MB that Discord lets me send. The host "
        "can make it: `python -m bot export {guild} server.zip`"
    )


class NothingToExport(Refusal):
    message = N_("I keep nothing of this server yet.")
