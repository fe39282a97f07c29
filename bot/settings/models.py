"""What an admin decides for a server."""

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import N_, Refusal
from bot.ids import ChannelId, GuildId, RoleId, UserId
from bot.text.text import Phrase


class Purpose(StrEnum):
    """What a channel is for. The value is the stem of its column."""

    REVIEWS = "review"
    RENEWALS = "renewal"
    DISCUSSIONS = "discussion"

    @property
    def label(self) -> Phrase:
        return _LABELS[self]


_LABELS = {
    Purpose.REVIEWS: Phrase(N_("reviews")),
    Purpose.RENEWALS: Phrase(N_("renewals")),
    Purpose.DISCUSSIONS: Phrase(N_("discussions")),
}


class NotAModeratorsRole(Refusal):
    message = N_(
        "{role} belongs to a bot or to everybody, so nobody could moderate by it. "
        "Choose a role that you give to people."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A server's settings; None where nothing was chosen."""

    guild: GuildId
    review_channel: ChannelId | None = None
    renewal_channel: ChannelId | None = None
    discussion_channel: ChannelId | None = None
    moderator_role: RoleId | None = None

    def channel(self, purpose: Purpose) -> ChannelId | None:
        return {
            Purpose.REVIEWS: self.review_channel,
            Purpose.RENEWALS: self.renewal_channel,
            Purpose.DISCUSSIONS: self.discussion_channel,
        }[purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, in which server, and what Discord says of them there."""

    guild: GuildId
    user: UserId
    roles: frozenset[RoleId] = frozenset()
    manages_server: bool = False
