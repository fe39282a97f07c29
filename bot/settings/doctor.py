"""What keeps the bot from its work in a server, and where an admin changes that. Pure.

Discord decides in four layers: the roles' permissions in the server; in the channel what is denied
and then allowed for @everyone, for the member's roles together, and for the member. See "Permission
Overwrites" in Discord's developer documentation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from bot.ids import ChannelId, GuildId, RoleId
from bot.settings.models import OPTIONAL, Purpose, Setting

ADMINISTRATOR = 1 << 3


class Layer(StrEnum):
    """What withholds a permission: a row of the channel's own, or the server's roles."""

    SERVER = auto()
    EVERYONE = auto()
    ROLE = auto()
    BOT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overwrite:
    """A row under Edit Channel → Permissions; bit sets as Discord's API has them."""

    name: str
    allow: int = 0
    deny: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All that decides what the bot may do in a channel. `server`: what its roles allow together.

    `roles` are the rows of roles that the bot has, @everyone's not among them. `bot` is what it is
    called there, `own_role` the role that an admin would change for it.
    """

    server: int
    bot: str
    own_role: str
    everyone: Overwrite
    roles: tuple[Overwrite, ...] = ()
    member: Overwrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Cure:
    """Permissions, by Discord's API names, which one layer withholds.

    `denied_to` is whom that row is for. Allowing them under `set_for`, and nowhere else, gives them
    to the bot: in the channel's permissions, or in the server's roles for `Layer.SERVER`.
    """

    permissions: tuple[str, ...]
    layer: Layer
    denied_to: str
    set_for: str


def cures(needed: Mapping[str, int], rules: Rules) -> tuple[Cure, ...]:
    """Where each of `needed` that the bot lacks has to be allowed; nothing where it may do all.

    `needed` are names to bits. What Discord takes away as a consequence is left out: who can't view
    a channel can do nothing there, yet View Channel alone is to be allowed.
    """
    found: dict[tuple[Layer, str, str], list[str]] = {}
    for name, bit in needed.items():
        if where := _withheld(bit, rules):
            found.setdefault(where, []).append(name)
    return tuple(
        Cure(permissions=tuple(names), layer=layer, denied_to=denied, set_for=set_for)
        for (layer, denied, set_for), names in found.items()
    )


def _withheld(bit: int, rules: Rules) -> tuple[Layer, str, str] | None:
    """The layer that decides against it, whom for, and who is to be allowed it instead."""
    if rules.server & ADMINISTRATOR:
        return None
    if rules.member.allow & bit:
        return None
    if rules.member.deny & bit:
        return Layer.BOT, rules.member.name, rules.member.name
    if any(row.allow & bit for row in rules.roles):
        return None  # what one role is allowed there outweighs what another is denied
    if denying := [row.name for row in rules.roles if row.deny & bit]:
        name = rules.own_role if rules.own_role in denying else denying[0]
        return Layer.ROLE, name, name
    if rules.everyone.allow & bit:
        return None
    if rules.everyone.deny & bit:
        # Often on purpose, as in a private channel: it is the bot's alone that has to change.
        return Layer.EVERYONE, rules.everyone.name, rules.bot
    if rules.server & bit:
        return None
    return Layer.SERVER, rules.own_role, rules.own_role


class State(StrEnum):
    """Of a place that an admin chose."""

    UNSET = auto()
    GONE = auto()
    UNFIT = auto()
    """There, but of a kind that can't be used for it."""
    HERE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """How it is about one purpose. `tags`: names of tags that its forum asks for and lacks."""

    purpose: Purpose
    state: State
    channel: ChannelId | None = None
    name: str = ""
    cures: tuple[Cure, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def lacks(self) -> tuple[str, ...]:
        """The permissions that are withheld, by Discord's API names."""
        return tuple(name for cure in self.cures for name in cure.permissions)

    @property
    def well(self) -> bool:
        if self.state is State.UNSET:
            return self.purpose in OPTIONAL
        return self.state is State.HERE and not self.cures and not self.tags


class RoleTrouble(StrEnum):
    """What keeps a role from being taken by a button, or from being pinged."""

    MANAGE = auto()
    """The bot lacks Manage Roles."""
    ABOVE = auto()
    """It stands no lower than the bot's own highest role."""
    SILENT = auto()
    """Nobody may mention it, and the bot may not mention all."""
    POWER = auto()
    """It allows more than being pinged, so nobody may take it by a button."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How it is in a server. `moderators`, `reviewers` and `pinged` (of episodes) are None where no
    role was chosen. `events_forbidden`: Discord's events are wanted, and not allowed;
    `weekly_unplaced`: weekly summaries are, and no channel is chosen for them.

    `silent_until`: the bot itself is in a time-out there.
    """

    guild: GuildId
    checkups: tuple[Checkup, ...]
    moderators: RoleId | None = None
    moderators_gone: bool = False
    reviewers: RoleId | None = None
    reviewers_gone: bool = False
    pinged: RoleId | None = None
    pinged_gone: bool = False
    ping_troubles: tuple[RoleTrouble, ...] = ()
    events_forbidden: bool = False
    weekly_unplaced: bool = False
    silent_until: datetime | None = None

    @property
    def well(self) -> bool:
        """Whether nothing is left for an admin to do."""
        return (
            all(each.well for each in self.checkups)
            and not self.moderators_gone
            and not self.reviewers_gone
            and self.season_well
            and self.silent_until is None
        )

    @property
    def season_well(self) -> bool:
        """The same, of what the running season needs."""
        return not (
            self.pinged_gone or self.ping_troubles or self.events_forbidden or self.weekly_unplaced
        )

    @property
    def losses(self) -> dict[Setting, str]:
        """What was chosen and can't be used any more, each with what is the matter, as a word that
        stays the same for as long as that lasts.
        """
        found = {
            each.purpose.setting: f"{'lacks' if each.cures else 'gone'} {each.channel}"
            for each in self.checkups
            if each.cures or each.state in (State.GONE, State.UNFIT)
        }
        if self.moderators_gone:
            found[Setting.MODERATOR_ROLE] = f"gone {self.moderators}"
        if self.reviewers_gone:
            found[Setting.REVIEWER_ROLE] = f"gone {self.reviewers}"
        if self.pinged_gone:
            found[Setting.EPISODE_ROLE] = f"gone {self.pinged}"
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something that was chosen and can't be used any more."""

    setting: Setting
    noticed_at: datetime


class Step(StrEnum):
    """A part of a test post."""

    POST = auto()
    THREAD = auto()
    REACTION = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How a test post went. `refused` has, for each step that Discord forbade, the permissions
    that were lacking; none where it should have been allowed. `unanswered` are those that Discord
    was in no state to answer.

    `spared` are the permissions without which no thread was made, for the bot could not have taken
    it away again. `left` are addresses of what it couldn't delete.
    """

    channel: ChannelId
    worked: tuple[Step, ...] = ()
    refused: Mapping[Step, tuple[str, ...]]
    unanswered: tuple[Step, ...] = ()
    spared: tuple[str, ...] = ()
    tag_wanted: bool = False
    left: tuple[str, ...] = ()
