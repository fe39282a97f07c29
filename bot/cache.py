"""What is held in memory of each server: what the features use, and nothing of the rest.

discord.py holds all that the gateway sends. Of a server of 40 channels that is 48 KB; what is left
here is 19 KB. Left out are voice channels, stages and categories, which hold no setting and no
post; others' threads; topics, colours and the like. A channel's permissions and a role's are
whole, so `permissions_for` says what it always says, and a thread that the bot has opened or
joined is held as ever.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import discord
from discord.state import AutoShardedConnectionState, ConnectionState

ClientT = TypeVar("ClientT", bound=discord.Client)

# The gateway's payloads are dictionaries whose types discord.py keeps to itself.
if TYPE_CHECKING:
    Json = Any
else:
    Json = dict

LEFT_OUT = frozenset(
    kind.value
    for kind in (
        discord.ChannelType.voice,
        discord.ChannelType.stage_voice,
        discord.ChannelType.category,
    )
)
OF_A_SERVER = ("icon", "banner", "splash", "discovery_splash", "description", "vanity_url_code")
OF_A_CHANNEL = ("topic", "last_message_id", "parent_id")
OF_A_ROLE = ("colors", "icon", "unicode_emoji")
NEEDED = {"position": 0, "bitrate": 0, "user_limit": 0}
"""What discord.py wants of a channel that it hasn't held, and Discord's documents don't promise in
an interaction."""


@lru_cache(4096)
def once(word: str) -> str:
    """The same word, held once for all servers that have it, such as "general". Python's own
    `sys.intern` holds more for each that only one has than this spares."""
    return word


def lean(server: Json, me: int | None) -> Json:
    """Take from what GUILD_CREATE or GUILD_UPDATE says of a server all that no feature uses. `me`
    is the bot's id."""
    for key in OF_A_SERVER:
        server.pop(key, None)
    server["features"] = [once(feature) for feature in server.get("features", ())]
    for role in server.get("roles", ()):
        role["name"] = once(role["name"])
        for key in OF_A_ROLE:
            role.pop(key, None)
    if "channels" in server:
        server["channels"] = [each for each in server["channels"] if each["type"] not in LEFT_OUT]
        for channel in server["channels"]:
            channel["name"] = once(channel["name"])
            for key in OF_A_CHANNEL:
                channel.pop(key, None)
    if "threads" in server:
        server["threads"] = [
            thread for thread in server["threads"] if "member" in thread or _opened(thread, me)
        ]
    return server


def _opened(thread: Mapping[str, Any], me: int | None) -> bool:
    return bool(thread["owner_id"] == str(me))


def share_overwrites(channels: Iterable[Any]) -> None:
    """Let a server's channels hold once what they permit alike, as those of a category mostly do.

    discord.py replaces a channel's overwrites where they change, and writes into none.
    """
    held: dict[Any, Any] = {}
    for channel in channels:
        overwrites = channel._overwrites  # noqa: SLF001  (a third of what would be held)
        key = tuple([(o.id, o.allow, o.deny, o.type) for o in overwrites])
        if key not in held:
            held[key] = [held.setdefault(each, o) for each, o in zip(key, overwrites, strict=True)]
            for o in held[key]:
                o.id = held.setdefault(o.id, o.id)
                o.allow = held.setdefault(o.allow, o.allow)
                o.deny = held.setdefault(o.deny, o.deny)
        channel._overwrites = held[key]  # noqa: SLF001


class Lean(ConnectionState[ClientT]):
    """discord.py's memory of what the gateway said, on a diet."""

    def parse_guild_create(self, data: Json) -> None:
        super().parse_guild_create(lean(data, self.self_id))
        if guild := self._get_guild(int(data["id"])):
            share_overwrites(guild.channels)

    def parse_guild_update(self, data: Json) -> None:
        super().parse_guild_update(lean(data, self.self_id))

    def parse_thread_create(self, data: Json) -> None:
        # One that isn't new is one that the bot was just added to.
        if not data.get("newly_created") or _opened(data, self.self_id):
            super().parse_thread_create(data)

    def parse_thread_update(self, data: Json) -> None:
        guild = self._get_guild(int(data["guild_id"]))
        held = guild and guild.get_thread(int(data["id"]))
        if held or "member" in data or _opened(data, self.self_id):
            super().parse_thread_update(data)

    def parse_thread_list_sync(self, data: Json) -> None:
        joined = {member["id"] for member in data.get("members", ())}
        threads = [
            thread
            for thread in data.get("threads", ())
            if thread["id"] in joined or _opened(thread, self.self_id)
        ]
        data["threads"] = threads
        super().parse_thread_list_sync(data)

    def parse_interaction_create(self, data: Json) -> None:
        if channel := data.get("channel"):
            data = {**data, "channel": NEEDED | channel}
        super().parse_interaction_create(data)


class LeanShards(Lean[ClientT], AutoShardedConnectionState[ClientT]):
    """The same over several connections."""

    def parse_ready(self, data: Json) -> None:
        # A single connection forgets every server at a new session. Here discord.py would go on
        # holding those that the bot left while this one was down.
        shard, _ = data["shard"]
        named = {int(server["id"]) for server in data["guilds"]}
        for guild in list(self.guilds):
            if guild.shard_id == shard and guild.id not in named:
                self._remove_guild(guild)
        super().parse_ready(data)
