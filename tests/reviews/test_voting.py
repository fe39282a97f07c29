"""Members find reviews helpful with a 👍, and nobody is counted twice."""

import contextlib
import sqlite3

import pytest

from bot.ids import UserId
from tests.reviews.conftest import EDITS
from tests.reviews.desk import OTHER_SHOW, card, cards, post, press_post, read
from tests.world import Person, Seen, World


async def helpful(world: World, mia: Person) -> str:
    """What her review says of votes."""
    (line,) = [line for line in (await read(mia, mia)).text.split("\n") if "👍" in line]
    return line.removeprefix("-# 👍 ").partition(" · ")[0]


NONE = "No helpful votes yet"
ONE = "1 member found it helpful"
TWO = "2 members found it helpful"


@pytest.fixture
async def mia(world: World) -> Person:
    """Who has posted a review."""
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    return mia


async def test_a_vote_is_counted_once_and_taken_back(world: World, mia: Person) -> None:
    ben, eve = world.member("Ben"), world.member("Eve")
    assert await helpful(world, mia) == NONE
    await ben.react(card(world), "👍")
    await eve.react(card(world), "👍")
    assert await helpful(world, mia) == TWO
    assert TWO in (await ben.slash("review read", show="Hero Mask")).text
    await ben.unreact(card(world), "👍")
    await ben.react(card(world), "👍")
    assert await helpful(world, mia) == TWO
    await ben.unreact(card(world), "👍")
    await eve.unreact(card(world), "👍")
    assert await helpful(world, mia) == NONE


async def test_reviewer_bots_and_other_emoji_do_not_count(world: World, mia: Person) -> None:
    robot = world.robot("Robot")
    await mia.react(card(world), "👍")
    await robot.react(card(world), "👍")
    await world.member("Ben").react(card(world), "👎")
    await world.member("Eve").react(card(world), "👍🏽")
    assert await helpful(world, mia) == NONE
    await world.restart()
    assert await helpful(world, mia) == NONE


async def test_a_reaction_elsewhere_is_nothing(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    await ben.say("Hello")
    (hello,) = world.posts(world.general)
    await ben.react(hello, "👍")
    await ben.unreact(hello, "👍")
    await ben.react(hello, "👍")
    await world.clear_reactions(hello, "👍")
    await ben.react(hello, "👍")
    await world.clear_reactions(hello)
    assert await helpful(world, mia) == NONE


@pytest.mark.parametrize("emoji", [None, "👍"])
async def test_cleared_votes_are_gone(world: World, mia: Person, emoji: str | None) -> None:
    await world.member("Ben").react(card(world), "👍")
    await world.clear_reactions(card(world), emoji)
    assert await helpful(world, mia) == NONE


async def test_clearing_another_emoji_leaves_the_votes(world: World, mia: Person) -> None:
    ben = world.member("Ben")
    await ben.react(card(world), "👍")
    await ben.react(card(world), "🎉")
    await ben.unreact(card(world), "🎉")
    await ben.react(card(world), "🎉")
    await world.clear_reactions(card(world), "🎉")
    assert await helpful(world, mia) == ONE


async def test_votes_cast_while_away_are_found_again(world: World, mia: Person) -> None:
    ben, eve = world.member("Ben"), world.member("Eve")
    shown = card(world)
    await ben.react(shown, "👍")
    async with world.away():
        await mia.react(shown, "👍")
        await eve.react(shown, "👍")
    await world.settle()
    assert await helpful(world, mia) == TWO
    async with world.away():
        await ben.unreact(shown, "👍")
        await eve.unreact(shown, "👍")
    await world.settle()
    assert await helpful(world, mia) == NONE


async def test_votes_cleared_while_away_are_gone(world: World, mia: Person) -> None:
    shown = card(world)
    await world.member("Ben").react(shown, "👍")
    async with world.away():
        world.env.backend.clear_reactions(shown.message.channel.id, shown.message.id)
    await world.settle()
    assert await helpful(world, mia) == NONE


async def test_voters_who_changed_places_while_away_are_told_apart(
    world: World, mia: Person
) -> None:
    ben, eve = world.member("Ben"), world.member("Eve")
    shown = card(world)
    await ben.react(shown, "👍")
    async with world.away():
        await ben.unreact(shown, "👍")
        await eve.react(shown, "👍")
        asked = len(world.env.http_requests)
    await world.settle()
    reviews = world.bot.app.reviews
    for who, count in ((ben, 0), (eve, 1)):
        kept = await reviews.export_member(world.guild_id, UserId(who.id))
        assert len(kept["review_votes"]) == count
    requests = world.env.http_requests[asked:]
    listed = [r for r in requests if r.method == "GET" and "/reactions/" in r.path]
    assert len(listed) == 1


async def test_a_vote_is_not_lost_while_the_database_is_busy(world: World, mia: Person) -> None:
    ben, eve = world.member("Ben"), world.member("Eve")
    shown = card(world)
    await eve.react(shown, "👍")
    with world.busy():
        await ben.react(shown, "👍")
        await eve.unreact(shown, "👍")
    assert await helpful(world, mia) == ONE
    await world.advance(40)
    assert await helpful(world, mia) == ONE
    for who, count in ((ben, 1), (eve, 0)):
        kept = await world.bot.app.reviews.export_member(world.guild_id, UserId(who.id))
        assert len(kept["review_votes"]) == count


async def forget(who: Person) -> Seen:
    """They erase what is kept of them in the server, by `/privacy`."""
    ask = await who.click(await who.slash("privacy"), "Erase…")
    return await who.click(ask, "Erase what is kept here")


def kept(world: World, who: Person) -> dict[str, int]:
    """In how many rows of each table a member stands as who gave a 👍."""
    found = {}
    with contextlib.closing(sqlite3.connect(world.config.database)) as file:
        for table in ("review_votes", "review_forgotten_votes"):
            sql = f"SELECT COUNT(*) FROM {table} WHERE voter_id = ?"
            (found[table.split("_")[1]],) = file.execute(sql, (who.id,)).fetchone()
    return found


async def test_an_erased_vote_stays_erased_until_it_is_given_anew(
    world: World, mia: Person
) -> None:
    ben, eve = world.member("Ben"), world.member("Eve")
    shown = card(world)
    await ben.react(shown, "👍")
    await eve.react(shown, "👍")
    await world.advance(EDITS)
    assert "👍 2 found it helpful" in card(world).text
    assert "I note that it must not count" in (await forget(ben)).text
    await world.advance(EDITS)
    assert "👍 1 found it helpful" in card(world).text, "nobody else needs to do anything for it"
    await world.restart()
    await world.new_session()
    async with world.away():
        await mia.react(shown, "👍")
    await world.settle()
    assert await helpful(world, mia) == ONE
    assert kept(world, ben) == {"votes": 0, "forgotten": 1}
    left = await ben.slash("privacy")
    assert "**Reviews** · 1 entry" in left.text
    assert "**Erased:** Reviews" in (await forget(ben)).text
    await world.new_session()
    assert kept(world, ben) == {"votes": 0, "forgotten": 1}, "erasing again loses no note"

    await ben.unreact(shown, "👍")
    assert kept(world, ben) == {"votes": 0, "forgotten": 0}
    assert "Nothing." in (await ben.slash("privacy")).text
    await ben.react(shown, "👍")
    assert await helpful(world, mia) == TWO
    await world.new_session()
    assert await helpful(world, mia) == TWO
    assert kept(world, ben) == {"votes": 1, "forgotten": 0}


async def test_a_note_on_an_erased_vote_goes_with_the_vote_or_the_card(
    world: World, mia: Person
) -> None:
    ben, none = world.member("Ben"), {"votes": 0, "forgotten": 0}

    async def forgotten() -> Seen:
        shown = card(world)
        await ben.react(shown, "👍")
        await forget(ben)
        assert kept(world, ben) == {"votes": 0, "forgotten": 1}
        return shown

    shown = await forgotten()
    async with world.away():
        await ben.unreact(shown, "👍")
    await world.settle()
    assert kept(world, ben) == none, "missing in the list"

    await world.clear_reactions(await forgotten(), "👍")
    assert kept(world, ben) == none

    await world.delete_message(await forgotten())
    assert kept(world, ben) == none
    await press_post(mia)

    shown = await forgotten()
    async with world.away():
        await world.delete_message(shown)
    await world.settle()
    assert kept(world, ben) == none, "gone while nobody listened"
    await press_post(mia)

    shown = await forgotten()
    world.env.backend.bulk_delete_messages(shown.message.channel.id, [shown.message.id])
    await world.settle()
    assert kept(world, ben) == none
    await press_post(mia)

    shown = await forgotten()
    world.delete(world.reviews)
    await world.settle()
    assert kept(world, ben) == none
    assert await helpful(world, mia) == NONE


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (404, 10008)])
async def test_a_card_that_is_hidden_is_looked_at_no_more(
    world: World, mia: Person, status: int, code: int
) -> None:
    shown = card(world)
    async with world.away():
        await world.member("Ben").react(shown, "👍")
        world.fail("GET", f"/channels/*/messages/{shown.message.id}", status, code)
    await world.settle()
    assert await helpful(world, mia) == NONE


async def test_a_card_that_cannot_be_looked_at_keeps_no_other_from_it(
    world: World, mia: Person
) -> None:
    ben = world.member("Ben")
    await post(ben, show=OTHER_SHOW)
    older, newer = cards(world)
    async with world.away():
        await ben.react(older, "👍")
        await mia.react(newer, "👍")
        world.fail("GET", f"/channels/*/messages/{newer.message.id}", 500)
    await world.settle()
    assert ONE in (await read(mia, mia)).text
    assert NONE in (await read(mia, ben, OTHER_SHOW)).text
    await world.advance(40)
    assert ONE in (await read(mia, ben, OTHER_SHOW)).text
