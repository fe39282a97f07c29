"""What an admin decides, and who counts as a moderator."""

from bot.clock import Clock, to_epoch
from bot.errors import ChannelNotSet, NotModerator
from bot.ids import ChannelId, GuildId, RoleId, UserId
from bot.settings.models import Caller, Purpose, Settings
from bot.settings.store import SettingsStore


class ServerSettings:
    """Settings of servers, and the host's own state."""

    def __init__(self, store: SettingsStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def get(self, guild: GuildId) -> Settings:
        return await self._store.settings(guild)

    async def channel(self, guild: GuildId, purpose: Purpose) -> ChannelId:
        """The channel for `purpose`. Raises `ChannelNotSet`."""
        channel = (await self._store.settings(guild)).channel(purpose)
        if channel is None:
            raise ChannelNotSet(purpose=purpose.label)
        return channel

    async def choose_channel(
        self, guild: GuildId, purpose: Purpose, channel: ChannelId | None, *, by: UserId
    ) -> Settings:
        """Choose, or with None give up, the channel for `purpose`. The settings as they are now."""
        await self._store.set_channel(
            guild, purpose, channel, by=by, at=to_epoch(self._clock.now())
        )
        return await self._store.settings(guild)

    async def choose_moderators(
        self, guild: GuildId, role: RoleId | None, *, by: UserId
    ) -> Settings:
        """Choose, or with None give up, the moderators' role. The settings as they are now."""
        await self._store.set_moderator_role(guild, role, by=by, at=to_epoch(self._clock.now()))
        return await self._store.settings(guild)

    async def is_moderator(self, caller: Caller) -> bool:
        """Whoever manages the server, or has the moderators' role."""
        if caller.manages_server:
            return True
        return (await self._store.settings(caller.guild)).moderator_role in caller.roles

    async def require_moderator(self, caller: Caller) -> None:
        """Raises `NotModerator` for everybody else."""
        if not await self.is_moderator(caller):
            raise NotModerator

    async def recall(self, key: str) -> str | None:
        """What the process noted for itself under `key`."""
        return await self._store.host_state(key)

    async def note(self, key: str, value: str) -> None:
        await self._store.set_host_state(key, value, at=to_epoch(self._clock.now()))
