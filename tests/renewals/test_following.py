"""Following, the board, and news as members see them."""

import re
from pathlib import Path

import pytest

from bot.ids import UserId
from tests.renewals.talk import ANNOUNCED, NO_PLANS, approved, fill, for_adults, post
from tests.renewals.watching import HERO_MASK_2, Records, date, hero_mask, named
from tests.world import Person, Seen, World

THIRD = 200003


@pytest.fixture
def records() -> Records:
    return hero_mask()


@pytest.fixture
async def told(world: World, records: Records) -> World:
    """A server whose bot asks those records."""
    asks(world, records)
    return world


def asks(world: World, records: Records) -> None:
    """AniList is those records, for the bot as it runs now."""
    world.bot.app.watch._source = records
    with world.env._bot_scope():
        world.bot.cogs["RenewalsCog"].lookout.begin()  # type: ignore[attr-defined]


def messages(who: Person) -> list[Seen]:
    """What the bot wrote to somebody."""
    return [Seen(m) for m in who.actor.user.dm_channel.history()]


def announce(records: Records) -> None:
    """A third season is listed."""
    records.put(
        THIRD,
        format="ONA",
        status="NOT_YET_RELEASED",
        episodes=None,
        title=named("Hero Mask Season 3"),
        startDate=date(2031, 1),
        endDate=None,
    )
    records.follow(HERO_MASK_2, THIRD)


async def see(world: World, hours: int = 21) -> None:
    """Time passes until everything was looked at again."""
    await world.advance(hours * 3600)


async def test_a_sequel_is_told_of_once_and_proposed(told: World, records: Records) -> None:
    mia = told.member("Mia")
    await told.configure()
    card = await mia.slash("renewal follow", show="Hero Mask")
    assert card.private
    assert "🔔 You follow **Hero Mask**." in card.text
    await mia.slash("renewal ask", show="Hero Mask")
    await see(told, 1)
    assert messages(mia) == []
    announce(records)
    await see(told)
    (message,) = messages(mia)
    assert "📣 **Hero Mask Season 3** is listed: season 3. It starts: January 2031." in message.text
    assert "you follow Hero Mask" in message.text
    piece = post(told)
    assert "**Kansō proposes: Dated**" in piece.text
    assert "Hero Mask Season 3 is listed: season 3." in piece.text
    assert "Evidence 1, submitted by Kansō" in piece.text
    assert "A moderator decides." in piece.text
    assert "Take back" not in piece.buttons
    await told.mod.click(piece, "Approve")
    assert "👂 **Rumoured**" in (await mia.slash("renewal status", show="Hero Mask")).text
    await told.restart()
    asks(told, records)
    await see(told, 9)
    assert len(messages(mia)) == 1
    about = (await mia.slash("about")).text
    assert "**Watching AniList for returns** last success: <t:" in about
    left = Seen((await mia.actor.user.click(message.message, label="Unfollow")).response)
    assert "🔕 You follow **Hero Mask** no longer." in left.text
    assert await follows(told, mia) == []


async def follows(world: World, who: Person) -> list[str]:
    kept = await world.bot.app.follows.export_member(None, UserId(who.id))
    return [str(row["root_id"]) for row in kept["follows"]]


async def test_what_is_listed_counts_by_itself_where_an_admin_lets_it(
    told: World, records: Records
) -> None:
    await told.configure()
    panel = await told.admin.slash("config", section="renewals")
    assert "**What AniList lists** waits for a moderator" in panel.text
    panel = await told.admin.click(panel, "Let it count by itself")
    assert "**What AniList lists** counts by itself" in panel.text
    assert "waits for a moderator → counts by itself" in panel.text
    card = await told.admin.slash("renewal ask", show="Hero Mask")
    assert told.posts(told.general)[-1].message.id == card.message.id
    await see(told, 2)
    announce(records)
    await see(told)
    card = told.posts(told.general)[-1]
    assert "👂 **Rumoured**" in card.text, "its card is up to date"
    assert not told.posts(told.renewals), "nobody has to decide"
    history = await told.mod.slash("renewal history", show="Hero Mask")
    assert "**Unknown → Rumoured**" in history.text
    assert "Evidence 1, from AniList, counts by itself in this server." in history.text
    source = await told.mod.choose(card, "1")
    assert "✅ Counts by itself in this server" in source.text
    form = await told.mod.click(source, "Withdraw")
    await told.mod.submit(form, reason="Not so.")
    assert "❔ **Unknown**" in (await told.mod.slash("renewal status", show="Hero Mask")).text


async def test_a_channel_follows_where_a_moderator_lets_it(told: World, records: Records) -> None:
    mia = told.member("Mia")
    refused = await mia.slash("renewal follow", show="Hero Mask", here=True)
    assert "A moderator has to do this." in refused.text
    card = await told.admin.slash("renewal follow", show="Hero Mask", here=True)
    assert card.private
    assert f"🔔 <#{told.general.id}> follows **Hero Mask**." in card.text
    await see(told, 1)
    announce(records)
    await see(told)
    shown = told.posts(told.general)[-1]
    assert "📣 **Hero Mask Season 3** is listed: season 3." in shown.text
    assert shown.buttons == ["The show", "Will it return?", "Unfollow"]
    assert "A moderator has to do this." in (await mia.click(shown, "Unfollow")).text
    listed = await mia.slash("renewal following")
    assert "Nothing yet." in listed.text
    assert f"- <#{told.general.id}> · **Hero Mask**" in listed.text
    left = await told.admin.click(shown, "Unfollow")
    assert f"🔕 <#{told.general.id}> follows **Hero Mask** no longer." in left.text
    assert "What this server follows" not in (await mia.slash("renewal following")).text


async def test_closed_messages_are_said_at_the_next_use_and_nothing_is_lost(
    told: World, records: Records
) -> None:
    mia = told.member("Mia")
    await mia.slash("renewal follow", show="Hero Mask")
    await see(told, 1)
    path = f"/channels/{mia.actor.user.dm_channel.id}/messages"
    told.fail("POST", path, 403, 50007)
    announce(records)
    await see(told)
    records.put(THIRD, startDate=date(2031, 4))
    await see(told, 9)
    assert messages(mia) == []
    asked = [r for r in told.env.http_requests if (r.method, r.path) == ("POST", path)]
    assert len(asked) == 1, "closed messages are left alone"
    listed = await mia.slash("renewal following")
    assert "⚠️ Your direct messages were closed to me <t:" in listed.text
    assert "2 pieces of news wait." in listed.text
    await see(told, 1)
    assert ["is listed" in m.text for m in messages(mia)] == [True, False]
    assert "is postponed: April 2031, not January 2031." in messages(mia)[1].text
    assert "were closed" not in (await mia.slash("renewal following")).text


async def test_a_message_that_was_sent_and_not_noted_is_not_sent_again(
    told: World, records: Records
) -> None:
    """The bot was killed between sending and noting it; a nonce is known no longer by then."""
    mia = told.member("Mia")
    await mia.slash("renewal follow", show="Hero Mask")
    await see(told, 1)
    announce(records)
    await see(told)
    async with told.bot.app.db.transaction() as tx:
        await tx.execute("UPDATE renewal_announcements SET ended_at = NULL, message_id = NULL")
    await told.restart()
    asks(told, records)
    await see(told, 1)
    assert len(messages(mia)) == 1
    (row,) = await told.bot.app.db.all("SELECT message_id FROM renewal_announcements")
    assert row["message_id"] == messages(mia)[0].message.id


async def test_the_button_on_a_card_follows_and_follows_no_longer(told: World) -> None:
    await told.configure()
    mia = told.member("Mia")
    card = await told.admin.slash("renewal ask", show="Hero Mask")
    followed = await mia.click(card, "Follow")
    assert followed.private
    assert "🔔 You follow **Hero Mask**." in followed.text
    assert await follows(told, mia) == ["anilist/105096"]
    followed = await mia.click(followed, "Unfollow")
    assert "🔕 You follow **Hero Mask** no longer." in followed.text
    followed = await mia.click(followed, "Follow again")
    assert "🔔 You follow **Hero Mask**." in followed.text
    again = await mia.slash("renewal follow", show="Hero Mask")
    assert "🔕 You follow **Hero Mask** no longer." in again.text
    assert await follows(told, mia) == []


async def test_following_is_listed_with_a_way_out_of_each(told: World) -> None:
    mia = told.member("Mia")
    for show in ("Hero Mask Part II", "One Piece"):
        await mia.slash("renewal follow", show=show)
        await told.advance(60)
    listed = await mia.slash("renewal following")
    assert listed.private
    assert "- **ONE PIECE**\n- **Hero Mask**" in listed.text
    listed = await mia.choose(listed, "anilist/105096")
    assert "Hero Mask" not in listed.text
    assert await follows(told, mia) == ["anilist/21"]
    follows_of = told.bot.app.follows
    await follows_of.forget_member(None, UserId(mia.id))
    assert await follows(told, mia) == []


async def test_a_channels_follow_outlives_who_chose_it(told: World) -> None:
    await told.admin.slash("renewal follow", show="Hero Mask", here=True)
    service, ada = told.bot.app.follows, UserId(told.admin.id)
    (kept,) = (await service.export_member(told.guild_id, ada))["follows"]
    assert (kept["root_id"], kept["target_id"]) == ("anilist/105096", told.general.id)
    await service.forget_member(told.guild_id, ada)
    assert (await service.export_member(told.guild_id, ada))["follows"] == []
    assert "What this server follows" in (await told.mod.slash("renewal following")).text
    told.forbid(told.general, "view_channel", person=told.mod)
    listed = await told.mod.slash("renewal following", at=told.reviews)
    assert "What this server follows" not in listed.text


async def test_where_nobody_is_asked_a_follow_says_so(world: World) -> None:
    card = await world.member("Mia").slash("renewal follow", show="Hero Mask")
    assert "🔔 You follow **Hero Mask**." in card.text
    assert "This bot's host doesn't let me ask AniList" in card.text


async def test_what_is_for_adults_is_not_written_of_in_messages(
    world: World, tmp_path: Path
) -> None:
    await for_adults(world, tmp_path)
    world.age_restrict(world.general)
    mia = world.member("Mia")
    assert "Hero Mask is for adults" in (await mia.slash("renewal follow", show="Hero Mask")).text
    card = await world.admin.slash("renewal follow", show="Hero Mask", here=True)
    assert "follows **Hero Mask**" in card.text


async def test_the_board_has_the_newest_change_first(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    assert "Nobody here has asked yet." in (await mia.slash("renewal board")).text
    for show in ("One Piece", "Hero Mask", "Attack on Titan", "Frieren", "Vinland Saga",
                 "Mushoku Tensei"):  # fmt: skip
        await mia.slash("renewal ask", show=show)
        await world.advance(60)
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await world.advance(60)
    board = await mia.slash("renewal board")
    assert not board.private
    total = int(re.findall(r"(\d+) open question", board.text)[0])
    first, second = board.text.index("Hero Mask, season 3"), board.text.index("Mushoku Tensei")
    assert first < second
    assert "🌙 **No plans**\n-# Unknown → No plans <t:" in board.text
    assert "-# asked <t:" in board.text
    assert total == 6
    turned = await mia.click(board, "▶")
    assert turned.private
    assert "ONE PIECE" in turned.text
    await fill(mia, ANNOUNCED, show="One Piece")
    board = await mia.slash("renewal board", private=True)
    assert board.private
    assert "new evidence <t:" in board.text
    assert "1 piece of evidence waits" in board.text
    opened = await mia.choose(board, board.selects[0]["options"][0]["value"])
    assert opened.private
    assert "## Will ONE PIECE return" in opened.text
    assert "no longer here" in (await mia.forge(board, "renewal-open:1", values=["99"])).text
