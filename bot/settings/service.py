"""What an admin decides, who counts as a moderator, and what a member prefers."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock, from_epoch, to_epoch
from bot.errors import N_, ChannelNotSet, NotModerator, Outdated
from bot.holding import Holding
from bot.ids import ChannelId, GuildId, RoleId, UserId
from bot.settings import looks, zones
from bot.settings.models import (
    DELAYS,
    LEAST_REVIEWS,
    LEAST_VOTES,
    MOST_ASKED_FOR,
    NO_PREFERENCES,
    OFF,
    Ballot,
    Caller,
    Change,
    Feature,
    NoSuchMinimum,
    NotAReviewer,
    Preferences,
    Purpose,
    Setting,
    Settings,
    Spoilers,
    Value,
)
from bot.settings.store import SettingsStore
from bot.text.text import Markup
from bot.text.titles import TitleLanguage

UNDONE_WITHIN = timedelta(hours=1)
MEMBERS_HELD = 10_000


class ServerSettings:
    """Settings of servers, and the host's own state.

    Each server's are held in memory, for every answer and post asks how shows look there. Each of
    `listeners` is called with a server's settings when an admin decided something.
    """

    holding = Holding(
        name=N_("Settings"),
        why=N_("What you changed in /config, with your name: so that others can ask you."),
        remains=N_("The settings themselves stay, without your name."),
    )

    def __init__(self, store: SettingsStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._held: dict[GuildId, Settings] = {}
        self.listeners: list[Callable[[Settings], None]] = []

    async def load(self) -> None:
        """Read each server's settings; without it, as where nobody decided anything."""
        self._held = await self._store.all_settings()

    async def get(self, guild: GuildId) -> Settings:
        return await self._store.settings(guild)

    def everywhere(self) -> list[Settings]:
        """Those of every server where anything was decided. No waiting."""
        return list(self._held.values())

    def preferences(self, guild: GuildId | None) -> Preferences:
        """How shows look in a server; nothing outside of servers. No waiting."""
        held = self._held.get(guild) if guild else None
        return held.preferences if held else NO_PREFERENCES

    def locale(self, guild: GuildId) -> str | None:
        """The language that an admin chose; None as Discord says. No waiting."""
        held = self._held.get(guild)
        return held.locale if held else None

    def least_votes(self, guild: GuildId) -> int:
        """How many votes a mean or median needs there. No waiting."""
        return self._minimum(guild) or LEAST_VOTES

    def least_reviews(self, guild: GuildId) -> int:
        """How many reviews a summary, and scores a median, needs there. No waiting."""
        return self._minimum(guild) or LEAST_REVIEWS

    def _minimum(self, guild: GuildId) -> int | None:
        held = self._held.get(guild)
        return held.minimum if held else None

    def require_on(self, guild: GuildId, feature: Feature) -> None:
        """Raises `SwitchedOff` where nothing new of a feature begins. No waiting."""
        held = self._held.get(guild)
        if held and feature in held.off:
            raise OFF[feature]

    async def channel(self, guild: GuildId, purpose: Purpose) -> ChannelId:
        """The channel for `purpose`. Raises `ChannelNotSet`."""
        channel = (await self._store.settings(guild)).channel(purpose)
        if channel is None:
            raise ChannelNotSet(purpose=purpose.label)
        return channel

    # Deciding: each choice by itself, None to give it up. The settings as they are then.

    async def choose_channel(
        self, guild: GuildId, purpose: Purpose, channel: ChannelId | None, *, by: UserId
    ) -> Settings:
        return await self._set(guild, purpose.setting, channel, by=by)

    async def choose_moderators(
        self, guild: GuildId, role: RoleId | None, *, by: UserId
    ) -> Settings:
        return await self._set(guild, Setting.MODERATOR_ROLE, role, by=by)

    async def choose_reviewers(
        self, guild: GuildId, role: RoleId | None, *, by: UserId
    ) -> Settings:
        """Who may post reviews, besides moderators; None: everybody."""
        return await self._set(guild, Setting.REVIEWER_ROLE, role, by=by)

    async def choose_episode_role(
        self, guild: GuildId, role: RoleId | None, *, by: UserId
    ) -> Settings:
        """Who is pinged of an episode where its follow names nobody."""
        return await self._set(guild, Setting.EPISODE_ROLE, role, by=by)

    async def choose_delay(self, guild: GuildId, minutes: int, *, by: UserId) -> Settings:
        """From an episode's airing to its post; one of `DELAYS`, else `Outdated`."""
        if minutes not in DELAYS:
            raise Outdated
        return await self._set(guild, Setting.EPISODE_DELAY, minutes or None, by=by)

    async def want(self, guild: GuildId, setting: Setting, on: bool, *, by: UserId) -> Settings:
        """Whether weekly summaries, or Discord's own events, are wanted there."""
        if setting not in (Setting.WEEKLY, Setting.EVENTS):
            raise Outdated
        return await self._set(guild, setting, 1 if on else None, by=by)

    async def choose_ballot(self, guild: GuildId, ballot: Ballot, *, by: UserId) -> Settings:
        return await self._set(guild, Setting.BALLOT, ballot, by=by)

    async def choose_spoilers(self, guild: GuildId, spoilers: Spoilers, *, by: UserId) -> Settings:
        """What may be told in the discussions that open from now on."""
        return await self._set(guild, Setting.SPOILERS, spoilers, by=by)

    async def let_renewals_move(self, guild: GuildId, by_itself: bool, *, by: UserId) -> Settings:
        """Whether what AniList lists counts as evidence by itself."""
        return await self._set(guild, Setting.RENEWALS_BY_ITSELF, 1 if by_itself else None, by=by)

    async def choose_titles(
        self, guild: GuildId, language: TitleLanguage | None, *, by: UserId
    ) -> Settings:
        return await self._set(guild, Setting.TITLE_LANGUAGE, language, by=by)

    async def hide_scores(self, guild: GuildId, hidden: bool, *, by: UserId) -> Settings:
        return await self._set(guild, Setting.HIDE_SCORES, 1 if hidden else None, by=by)

    async def choose_zone(self, guild: GuildId, typed: str, *, by: UserId) -> Settings:
        """`typed` is as people write zones, blank to give it up.

        Raises `NoSuchZone` and `WhichZone`.
        """
        return await self._set(guild, Setting.ZONE, await _zone(typed), by=by)

    async def choose_language(self, guild: GuildId, locale: str | None, *, by: UserId) -> Settings:
        """`locale` is one of those that there are texts for; None: as Discord says."""
        return await self._set(guild, Setting.LOCALE, locale, by=by)

    async def choose_minimum(self, guild: GuildId, minimum: int | None, *, by: UserId) -> Settings:
        """The votes, reviews or scores that a mean or median needs; None: the usual.

        Raises `NoSuchMinimum`.
        """
        if minimum is not None and not 1 <= minimum <= MOST_ASKED_FOR:
            raise NoSuchMinimum(most=MOST_ASKED_FOR)
        return await self._set(guild, Setting.MINIMUM, minimum, by=by)

    async def switch(self, guild: GuildId, feature: Feature, on: bool, *, by: UserId) -> Settings:
        """Whether anything new of a feature may begin."""
        return await self._set(guild, feature.setting, None if on else 1, by=by)

    async def last_change(self, guild: GuildId) -> Change | None:
        """The last change that stands and may be taken back yet."""
        return await self._store.last_change(guild, since=self._undoable)

    async def changed_at(self, guild: GuildId, setting: Setting) -> datetime | None:
        """When something was last decided anew; None where it never was."""
        at = await self._store.changed_at(guild, setting)
        return from_epoch(at) if at is not None else None

    async def undo(self, guild: GuildId, entry: int, *, by: UserId) -> Settings:
        """Take a change back. Raises `ChangedSince` and `TooLateToUndo`, with nothing changed."""
        settings = await self._store.undo(guild, entry, by=by, at=self._now, since=self._undoable)
        return self._hold(settings)

    async def _set(self, guild: GuildId, setting: Setting, value: Value, *, by: UserId) -> Settings:
        return self._hold(await self._store.set(guild, setting, value, by=by, at=self._now))

    def _hold(self, settings: Settings) -> Settings:
        self._held[settings.guild] = settings
        for listener in self.listeners:
            listener(settings)
        return settings

    @property
    def _now(self) -> int:
        return to_epoch(self._clock.now())

    @property
    def _undoable(self) -> int:
        return to_epoch(self._clock.now() - UNDONE_WITHIN)

    # Moderators

    async def is_moderator(self, caller: Caller) -> bool:
        """Whoever manages the server, or has the moderators' role."""
        if caller.manages_server:
            return True
        return (await self._store.settings(caller.guild)).moderator_role in caller.roles

    async def require_moderator(self, caller: Caller) -> None:
        """Raises `NotModerator` for everybody else."""
        if not await self.is_moderator(caller):
            raise NotModerator

    async def require_reviewer(self, caller: Caller) -> None:
        """Raises `NotAReviewer` for whoever may not post reviews there."""
        role = (await self._store.settings(caller.guild)).reviewer_role
        if role and role not in caller.roles and not await self.is_moderator(caller):
            raise NotAReviewer(role=Markup(f"<@&{role}>"))

    # What is kept of one member in a server

    async def export_member(
        self, guild: GuildId, user: UserId
    ) -> dict[str, list[dict[str, object]]]:
        """What a member changed, as plain values; instants are epoch seconds."""
        return {"settings_changed": await self._store.changes_of(guild, user)}

    async def forget_member(self, guild: GuildId, user: UserId) -> None:
        """Take a member's name off what they changed; the settings are the server's."""
        await self._store.forget_changer(guild, user)

    def forget_server(self, guild: GuildId) -> None:
        """Hold nothing of it in memory any more: it was erased."""
        self._held.pop(guild, None)

    # The host's own

    async def recall(self, key: str) -> str | None:
        """What the process noted for itself under `key`."""
        return await self._store.host_state(key)

    async def note(self, key: str, value: str) -> None:
        await self._store.set_host_state(key, value, at=self._now)


class MemberPreferences:
    """What members prefer, wherever they are. Read once, then held in memory."""

    holding = Holding(
        name=N_("Preferences"),
        why=N_("Your title language, time zone and hidden scores: to answer you by them."),
    )

    def __init__(self, store: SettingsStore, servers: ServerSettings) -> None:
        self._store = store
        self._servers = servers
        self._held: OrderedDict[UserId, Preferences] = OrderedDict()
        self._changes = 0

    async def of(self, user: UserId) -> Preferences:
        """A member's preferences."""
        if held := self._held.get(user):
            self._held.move_to_end(user)
            return held
        changes = self._changes
        found = await self._store.preferences(user)
        if changes == self._changes:  # else it may have been read before the change
            self._keep(user, found)
        return found

    async def choose_titles(self, user: UserId, language: TitleLanguage | None) -> Preferences:
        """None: as the server has them."""
        return await self._set(user, Setting.TITLE_LANGUAGE, language)

    async def hide_scores(self, user: UserId, hidden: bool) -> Preferences:
        return await self._set(user, Setting.HIDE_SCORES, 1 if hidden else None)

    async def choose_zone(self, user: UserId, typed: str) -> Preferences:
        """`typed` is as people write zones, blank to give it up.

        Raises `NoSuchZone` and `WhichZone`.
        """
        return await self._set(user, Setting.ZONE, await _zone(typed))

    async def offered_zones(self, typed: str) -> list[str]:
        """The zones that `typed` may become, best first."""
        return zones.offered(typed, await asyncio.to_thread(zones.names))

    async def zone_of(self, member: UserId, guild: GuildId | None) -> ZoneInfo:
        """The zone in which a member's days begin: theirs, else the server's, else UTC."""
        return looks.zone(self._servers.preferences(guild), await self.of(member))

    async def chosen_zone_of(self, member: UserId, guild: GuildId | None) -> ZoneInfo | None:
        """As `zone_of`, None where neither has chosen."""
        return looks.chosen_zone(self._servers.preferences(guild), await self.of(member))

    async def export_member(self, user: UserId) -> dict[str, list[dict[str, object]]]:
        """What a member prefers, as plain values. It belongs to no server."""
        found = await self._store.preferences(user)
        if found == NO_PREFERENCES:
            return {"preferences": []}
        return {
            "preferences": [
                {
                    "title_language": found.titles,
                    "zone": found.zone,
                    "hide_scores": found.hide_scores,
                }
            ]
        }

    async def forget_member(self, user: UserId) -> None:
        """Erase it."""
        await self._store.forget_preferences(user)
        self._changes += 1
        self._held.pop(user, None)

    async def _set(self, user: UserId, setting: Setting, value: Value) -> Preferences:
        found = await self._store.prefer(user, setting, value)
        self._changes += 1
        self._keep(user, found)
        return found

    def _keep(self, user: UserId, preferences: Preferences) -> None:
        self._held[user] = preferences
        self._held.move_to_end(user)
        while len(self._held) > MEMBERS_HELD:
            self._held.popitem(last=False)


async def _zone(typed: str) -> str | None:
    if not typed.strip():
        return None
    return zones.read(typed, await asyncio.to_thread(zones.names))
