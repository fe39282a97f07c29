"""`/privacy`: what is kept of a member, seen, taken along and erased."""

import json
import re
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from bot.ids import UserId
from tests.renewals.talk import NO_PLANS, approved, fill
from tests.reviews import desk
from tests.world import Person, Seen, World


async def busy_member(world: World) -> Person:
    """Mia, of whom every feature keeps something."""
    mia = world.member("Mia", roles=[world.admins])
    await desk.post(mia)
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await mia.slash("discuss start", show="Hero Mask", episode=3)
    await mia.react(world.posts(world.discussions)[0], "😍")
    await world.advance(2)
    await mia.slash("alias set", show="Hero Mask", nickname="masked one")
    panel = await mia.slash("config", section="titles")
    await mia.click(panel, "Hide them")
    await mia.slash("preferences", zone="Tokyo")
    await mia.slash("progress", show="Hero Mask", episode=3)
    return mia


async def told(seen: Seen) -> dict[str, Any]:
    (file,) = seen.message.attachments
    found: dict[str, Any] = json.loads(await file.read())
    return found


def held(world: World, user: int) -> list[str]:
    """The tables and columns in which the id stands, and the file's bytes where it lies about."""
    found = []
    with sqlite3.connect(world.config.database) as file:
        for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            cursor = file.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in cursor.description]
            found += [
                f"{table}.{column}"
                for row in cursor
                for column, value in zip(columns, row, strict=True)
                if value == user or (isinstance(value, str) and str(user) in value)
            ]
    file.close()
    if not found:
        folder = world.config.database
        for path in (folder, folder.with_name(f"{folder.name}-wal")):
            data = path.read_bytes() if path.exists() else b""
            if user.to_bytes(8, "big") in data or str(user).encode() in data:
                found.append(path.name)
    return found


async def test_everything_is_seen_taken_along_and_erased(world: World) -> None:
    await world.configure()
    mia = await busy_member(world)
    everywhere = set(held(world, mia.id))
    assert len(everywhere) > 10
    assert "discussion_votes.user_id" in everywhere
    card = await mia.slash("privacy")
    assert card.private
    for kept in ("Reviews", "Renewals", "Votes on episodes", "Nicknames", "Settings"):
        assert kept in card.text.partition("wherever you are")[0]
    for own in ("Preferences", "Progress"):
        assert own in card.text.partition("wherever you are")[2]
    taken = await mia.click(card, "Export")
    assert taken.private
    mine = await told(taken)
    assert (mine["member"], mine["server"]) == (mia.id, world.guild_id)
    assert "A fine ride." in json.dumps(mine)
    assert mine["kept"]["Preferences"]["preferences"][0]["zone"] == "Asia/Tokyo"
    rows = [row for tables in mine["kept"].values() for rows in tables.values() for row in rows]
    times = {value for row in rows for name, value in row.items() if name.endswith("_at")} - {None}
    assert len(times) > 1
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", at) for at in times)

    ask = await mia.click(card, "Erase…")
    assert "What stays" in ask.text
    assert "without your name" in ask.text
    assert "30 days" in ask.text
    done = await mia.click(ask, "Erase what is kept here")
    assert "**Erased:** Reviews" in done.text
    assert "not be taken down" not in done.text
    assert world.posts(world.reviews) == [] or desk.cards(world) == []
    assert not any(NO_PLANS["sentence"] in seen.text for seen in world.posts(world.renewals))
    assert all("Mia" not in thread.name for thread in world.reviews.threads)
    assert "must not count" in done.text
    left = await mia.click(done, "What I keep of you")
    # Of the open vote it stays noted that her reaction doesn't count.
    assert re.findall(r"\*\*(.*)\*\* · (\d+) ", left.text.partition("wherever")[0]) == [
        ("Votes on episodes", "1")
    ]
    assert "Preferences" in left.text
    assert set(held(world, mia.id)) == {
        "discussion_reactions.user_id",
        "member_preferences.user_id",
        "member_progress.user_id",
    }
    await world.admin.slash("discuss close", show="Hero Mask", episode=3)
    done = await mia.click(await mia.click(left, "Erase…"), "Erase what is mine everywhere")
    assert "Progress" in done.text
    nothing = await mia.click(done, "What I keep of you")
    assert "Nothing." in nothing.text
    assert nothing.buttons == []
    assert held(world, mia.id) == []


@pytest.mark.parametrize(
    ("backups", "said"),
    [
        ({"backup_every": 24, "backup_keep": 7}, "Backups: about 7 days, until newer ones"),
        ({"backup_every": 24, "backup_keep": 2}, "Backups: about 2 days, until newer ones"),
        ({"backup_every": 3, "backup_keep": 8}, "Backups: about 24 hours, until newer ones"),
        ({"backup_every": 0}, None),
    ],
)
async def test_how_long_copies_hold_what_is_erased_is_said_before_and_after(
    tmp_path: Path, backups: dict[str, Any], said: str | None
) -> None:
    async with World.open(tmp_path, **backups) as world:
        mia = world.member("Mia")
        await mia.slash("preferences", zone="Tokyo")
        ask = await mia.click(await mia.slash("privacy"), "Erase…")
        done = await mia.click(ask, "Erase what is mine everywhere")
        assert "Copies of my database still hold it" in done.text
        for seen in (ask, done):
            assert ("Backups: " in seen.text) == bool(said)
            assert (said or "") in seen.text
            assert "set aside before an update: up to 30 days." in seen.text
            assert "whoever runs this bot makes: until they delete them." in seen.text
        card = await mia.slash("show", title="Hero Mask")
        nothing = await mia.forge(card, "privacy-erase:1:own")
        assert "Nothing was kept." in nothing.text
        assert "Copies of my database" not in nothing.text


async def test_in_direct_messages_it_is_what_is_ones_own(world: World) -> None:
    await world.configure()
    mia = await busy_member(world)
    card = await mia.slash_alone("privacy")
    assert "Reviews" not in card.text
    assert "Preferences" in card.text
    mine = await told(await mia.click_alone(card, "Export"))
    assert mine["server"] is None
    assert set(mine["kept"]) == {"Preferences", "Progress", "Follows"}
    ask = await mia.click_alone(card, "Erase…")
    assert "Erase what is kept here" not in ask.buttons
    done = await mia.click_alone(ask, "Erase what is mine everywhere")
    assert "**Erased:** Preferences, Progress" in done.text
    assert "Reviews" in (await mia.slash("privacy")).text


async def test_nobody_sees_or_erases_anothers(world: World) -> None:
    await world.configure()
    mia = await busy_member(world)
    ben = world.member("Ben")
    assert "Nothing." in (await ben.slash("privacy")).text
    post = world.posts(world.renewals)[0]
    for pressed in ("privacy-erase:1:here", "privacy-erase:1:own"):
        assert (await ben.forge(post, pressed)).private
    assert "no longer here" in (await ben.forge(post, "privacy-erase:1:all")).text
    mine = await told(await ben.forge(post, "privacy-export:1"))
    assert mine["member"] == ben.id
    assert str(mia.id) not in json.dumps(mine)
    assert "Reviews" in (await mia.slash("privacy")).text
    olga, talk = world.elsewhere()
    assert "Nothing." in (await olga.slash("privacy", at=talk)).text


async def test_what_discord_would_not_take_down_comes_down_later(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await desk.post(mia)
    world.fail("DELETE", "/channels/*/messages/*", status=503, times=10)
    ask = await mia.click(await mia.slash("privacy"), "Erase…")
    done = await mia.click(ask, "Erase what is kept here")
    assert "1 message that shows it could not be taken down yet" in done.text
    assert held(world, mia.id) == []
    assert len(desk.cards(world)) == 1
    world.env.backend.faults.clear()
    await world.advance(61)
    assert desk.cards(world) == []
    assert await world.bot.app.privacy.takedowns() == []


def nobody_hears_of_a_message(world: World) -> AbstractContextManager[None]:
    """Discord posts what the bot sends, and its answer gets lost."""
    lost = re.compile(r"/channels/\d+/messages")
    return world.unheard(
        lambda method, path: (
            world.refused(503) if method == "POST" and lost.fullmatch(path) else None
        )
    )


async def test_what_was_sent_and_never_heard_of_comes_down_too(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    with nobody_hears_of_a_message(world):
        await desk.post(mia)
        await fill(mia, NO_PLANS)
    assert len(world.posts(world.renewals)) == len(desk.cards(world)) == 1
    world.fail("GET", "/channels/*/messages", status=503, times=None)
    ask = await mia.click(await mia.slash("privacy"), "Erase…")
    done = await mia.click(ask, "Erase what is kept here")
    assert "2 messages that show it could not be taken down yet" in done.text
    assert held(world, mia.id) == []
    await world.restart()
    world.env.backend.faults.clear()
    await world.advance(61)
    assert desk.cards(world) == []
    assert world.posts(world.renewals) == []
    assert await world.bot.app.privacy.takedowns() == []


async def test_what_was_never_heard_of_waits_until_the_bot_may_look(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    with nobody_hears_of_a_message(world):
        await desk.post(mia)
    world.forbid(world.reviews, "read_message_history")
    ask = await mia.click(await mia.slash("privacy"), "Erase…")
    done = await mia.click(ask, "Erase what is kept here")
    assert "1 message that shows it could not be taken down yet" in done.text
    assert len(desk.cards(world)) == 1
    world.relent(world.reviews)
    await world.advance(61)
    assert desk.cards(world) == []


async def test_what_was_sent_after_an_erasure_stays(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    world.fail("POST", "/channels/*/messages", status=503, times=None)
    await desk.post(mia)
    world.env.backend.faults.clear()
    world.fail("GET", "/channels/*/messages", status=503, times=None)
    ask = await mia.click(await mia.slash("privacy"), "Erase…")
    await mia.click(ask, "Erase what is kept here")
    await world.advance(600)
    await desk.post(mia)
    world.env.backend.faults.clear()
    await world.advance(86_400)
    assert len(desk.cards(world)) == 1
    assert await world.bot.app.privacy.takedowns() == []


async def test_what_was_to_come_down_does_so_after_a_kill(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await desk.post(mia)
    await world.bot.app.reviews.forget_member(world.guild_id, UserId(mia.id))
    assert len(desk.cards(world)) == 1
    await world.restart()
    await world.settle()
    assert desk.cards(world) == []
    assert await world.bot.app.privacy.takedowns() == []


async def test_a_busy_database_is_told_and_pressing_again_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await desk.post(mia)
    ask = await mia.click(await mia.slash("privacy"), "Erase…")
    with world.busy():
        done = await mia.click(ask, "Erase what is kept here")
        assert "**Not erased yet:** Reviews" in done.text
        assert "**Erased" not in done.text
    ask = await mia.click(await mia.click(done, "What I keep of you"), "Erase…")
    assert "**Erased:** Reviews" in (await mia.click(ask, "Erase what is kept here")).text
    assert held(world, mia.id) == []


async def test_a_button_outlives_a_restart_and_keeping_leads_back(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await desk.write(mia)
    ask = await mia.click(await mia.slash("privacy"), "Erase…")
    await world.restart()
    back = await mia.click(ask, "Keep it")
    assert "**Reviews** ·" in back.text
