"""What is held of each server: less than Discord sends, and all that is asked of it."""

import copy
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.cache import LEFT_OUT
from bot.client import Kanso, create_bot
from bot.config import Config
from tests.bench import servers
from tests.test_wire import COMMAND, online
from tests.wire import BOT_ID, CHANNEL_ID, TOKEN, Wire, pointed_at

Json = dict[str, Any]
ME = str(BOT_ID)
BIG = servers.BIG - 1


def stock() -> discord.Client:
    intents = discord.Intents.none()
    intents.guilds = True
    return discord.Client(intents=intents)


def ours() -> Kanso:
    return create_bot(Config(database=Path("unused.db")))


async def told(bot: discord.Client, *events: tuple[str, Json]) -> discord.Guild:
    """The server that a client knows after those events."""
    await bot._async_setup_hook()
    state = bot._connection
    state.user = discord.ClientUser(state=state, data=Wire().users[ME])  # type: ignore[arg-type]
    for name, data in events:
        state.parsers[name](copy.deepcopy(data))
    (guild,) = bot.guilds
    return guild


@pytest.mark.parametrize("number", [0, BIG])
async def test_permissions_are_what_they_would_be(number: int) -> None:
    server = servers.server(number)
    whole, held = [await told(bot, ("GUILD_CREATE", server)) for bot in (stock(), ours())]
    assert whole.me == held.me
    assert held.self_role
    assert held.self_role.name == (whole.self_role and whole.self_role.name)
    assert held.system_channel
    assert held.preferred_locale is whole.preferred_locale
    assert [role.name for role in held.roles] == [role.name for role in whole.roles]
    assert [role.permissions for role in held.roles] == [role.permissions for role in whole.roles]
    member: Any = {
        "user": {**Wire().users[ME], "id": "7"},
        "flags": 0,
        "deaf": False,
        "mute": False,
    }
    member |= {"roles": [str(role.id) for role in held.roles[3:6]], "joined_at": None}
    somebody = [discord.Member(data=member, guild=g, state=g._state) for g in (whole, held)]
    for channel in held.channels:
        same = whole.get_channel(channel.id)
        assert same
        assert (channel.name, channel.mention) == (same.name, same.mention)
        for there, here in ((whole.me, held.me), somebody):
            assert channel.permissions_for(here) == same.permissions_for(there)
    left_out = {channel.id for channel in whole.channels} - {
        channel.id for channel in held.channels
    }
    assert left_out == {int(c["id"]) for c in server["channels"] if c["type"] in LEFT_OUT}


async def test_a_channel_that_changes_is_followed_alone() -> None:
    server = servers.server(0)
    for channel in server["channels"]:
        channel["permission_overwrites"] = []
    kept_out = {"id": server["id"], "type": 0, "allow": "0", "deny": str(1 << 10)}
    first, second = servers.channel_id(0, 1), servers.channel_id(0, 2)
    changed = {**server["channels"][1], "permission_overwrites": [kept_out]}
    guild = await told(
        ours(), ("GUILD_CREATE", server), ("CHANNEL_UPDATE", {**changed, "guild_id": server["id"]})
    )
    seen = [guild.get_channel(id_).overwrites for id_ in (first, second)]  # type: ignore[union-attr]
    assert [len(each) for each in seen] == [1, 0]


async def test_the_bots_own_threads_are_held_and_no_others() -> None:
    server = servers.server(0)
    others, own, joined, made, brought, late = copy.deepcopy(server["threads"][:6])
    own["owner_id"] = made["owner_id"] = ME
    joined["member"] = {"join_timestamp": "2026-01-01T00:00:00+00:00", "flags": 0}
    server["threads"] = [others, own, joined]
    guild = await told(
        ours(),
        ("GUILD_CREATE", server),
        ("THREAD_CREATE", {**made, "newly_created": True}),
        ("THREAD_CREATE", {**late, "newly_created": True}),
        ("THREAD_CREATE", brought),
        ("THREAD_UPDATE", others),
        ("THREAD_UPDATE", {**own, "name": "Renamed"}),
        ("GUILD_UPDATE", {k: v for k, v in server.items() if k not in ("channels", "threads")}),
    )
    assert {t.id for t in guild.threads} == {int(t["id"]) for t in (own, joined, made, brought)}
    assert guild.get_thread(int(own["id"])).name == "Renamed"  # type: ignore[union-attr]

    member = {"id": joined["id"], "join_timestamp": "2026-01-01T00:00:00+00:00", "flags": 0}
    synced = {"threads": [others, own, joined], "members": [{**member, "user_id": ME}]}
    guild._state.parsers["THREAD_LIST_SYNC"]({"guild_id": server["id"], **synced})
    assert {t.id for t in guild.threads} == {int(t["id"]) for t in (own, joined)}


async def test_a_command_in_a_voice_channel_is_answered(tmp_path: Path) -> None:
    async with Wire() as wire:
        with pointed_at(wire.api, wire.gateway):
            bot = create_bot(Config(database=tmp_path / "kanso.db", token=TOKEN))
            bot._connection.guild_ready_timeout = 0.05
            async with online(bot):
                spoken = {"id": "77", "type": 2, "name": "Lounge", "guild_id": wire.guild()["id"]}
                place = wire.within(str(CHANNEL_ID)) | {"channel_id": "77", "channel": spoken}
                asked = wire.slash(COMMAND, place=place)
                assert (await wire.answered("POST", asked.callback)).body["type"] == 4
