"""What a server knows by itself: nicknames, what it looks up, what it put right."""

import asyncio

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.ids import GuildId, ShowId, UserId
from bot.shows.lore import MOST_NICKNAMES, MOST_PICKS, Fact, TooManyNicknames, UnreadableFact, read
from tests.world import World

HERO_MASK = "anilist/105096"


async def test_a_nickname_finds_its_show_here_and_nowhere_else(world: World) -> None:
    mia = world.member("Mia")
    assert "I don't know" in (await mia.slash("show", title="the faceless one")).text
    named = await world.admin.slash("alias set", nickname="The  Faceless one!", show=HERO_MASK)
    assert named.private
    assert "“The Faceless one!” now means Hero Mask (2018) in this server." in named.text
    assert "3 December 2018" in (await mia.slash("show", title="the faceless one")).text
    assert "23 August 2019" in (await mia.slash("show", title="the faceless one", season=2)).text
    assert next(iter(await mia.complete("show", "title", "the facel"))) == "Hero Mask (2018)"

    stranger, channel = world.elsewhere()
    elsewhere = await stranger.slash("show", title="the faceless one", at=channel)
    assert "I don't know" in elsewhere.text

    await world.restart()
    listed = await mia.slash("alias list")
    assert "**The Faceless one!** Hero Mask (2018)" in listed.text
    assert "The Faceless one!" in await world.admin.complete("alias remove", "nickname", "face")
    await world.admin.slash("alias remove", nickname="the faceless one")
    assert "I don't know" in (await mia.slash("show", title="the faceless one")).text
    assert "None yet" in (await mia.slash("alias list")).text


async def test_a_nickname_that_is_a_title_is_asked_about_first(world: World) -> None:
    mia = world.member("Mia")
    asked = await world.admin.slash("alias set", nickname="frieren", show=HERO_MASK)
    assert asked.private
    assert "“frieren” is a title of Frieren: Beyond Journey's End (2023) already." in asked.text
    assert "None yet" in (await mia.slash("alias list")).text
    await world.restart()
    done = await world.admin.click(asked, "Use it anyway")
    assert "now means Hero Mask (2018) in this server." in done.text
    assert done.message.id == asked.message.id
    assert "3 December 2018" in (await mia.slash("show", title="frieren")).text
    forged = await world.admin.forge(asked, f"alias-anyway:1:{HERO_MASK}:{2**64}")
    assert "no longer here" in forged.text
    hers = await mia.slash("show", title="Death Note")
    assert "A moderator" in (await mia.forge(hers, f"alias-anyway:1:{HERO_MASK}:1")).text
    own = await world.admin.slash("alias set", nickname="hero mask", show=HERO_MASK)
    assert "now means Hero Mask" in own.text, "its own title takes nothing from another"


async def test_other_commands_understand_a_nickname(world: World) -> None:
    await world.configure()
    await world.admin.slash("alias set", nickname="mask boy", show=HERO_MASK)
    draft = await world.member("Mia").slash("review write", show="mask boy")
    assert "Hero Mask" in draft.text


@pytest.mark.parametrize("nickname", ["!!", "@everyone", "‮‭x", "🎭🎭"])
async def test_a_nickname_has_letters_and_pings_nobody(world: World, nickname: str) -> None:
    seen = await world.admin.slash("alias set", nickname=nickname, show=HERO_MASK)
    assert "@everyone" not in seen.text
    if nickname != "@everyone":
        assert "at least two letters or digits" in seen.text


async def test_moderators_name_shows_and_members_dont(world: World) -> None:
    mia = world.member("Mia")
    for seen in (
        await mia.slash("alias set", nickname="mask", show=HERO_MASK),
        await mia.slash("alias remove", nickname="mask"),
    ):
        assert "A moderator has to do this" in seen.text
    refused = await world.admin.slash("alias remove", nickname="mask")
    assert "This server calls no show “mask”" in refused.text


async def test_long_lists_of_nicknames_have_pages(world: World) -> None:
    lore, admin = world.bot.app.lore, UserId(world.admin.id)
    for number in range(25):
        await lore.name(world.guild_id, f"mask {number:02}", ShowId(HERO_MASK), by=admin)
    mia = world.member("Mia")
    seen = await mia.slash("alias list")
    assert "mask 19" in seen.text
    assert "mask 20" not in seen.text
    assert "25 nicknames" in seen.text
    assert "mask 24" in (await mia.click(seen, "▶")).text


async def test_there_is_an_end_to_nicknames(world: World) -> None:
    lore, admin = world.bot.app.lore, UserId(world.admin.id)
    async with world.bot.app.db.transaction() as tx:
        await tx.execute_many(
            "INSERT INTO show_nicknames VALUES (?, ?, ?, ?, ?, ?)",
            [(world.guild_id, f"n{n}", f"n{n}", HERO_MASK, 1, 1) for n in range(MOST_NICKNAMES)],
        )
    with pytest.raises(TooManyNicknames):
        await lore.name(world.guild_id, "one more", ShowId(HERO_MASK), by=admin)
    await lore.name(world.guild_id, "N7", ShowId("anilist/110686"), by=admin)
    assert (await lore.of(world.guild_id)).nicknames["n7"].show == "anilist/110686"


async def test_what_a_server_looks_up_is_offered_first(world: World) -> None:
    mia = world.member("Mia")
    first = next(iter(await mia.complete("show", "title", "")))
    assert first != "Hero Mask (2018)"
    await mia.slash("show", title=HERO_MASK)
    assert next(iter(await mia.complete("show", "title", ""))) == "Hero Mask (2018)"
    await world.restart()
    assert next(iter(await mia.complete("show", "title", ""))) == "Hero Mask (2018)"


async def test_an_admin_puts_a_fact_right_and_the_card_says_so(world: World) -> None:
    mia = world.member("Mia")
    done = await world.admin.slash(
        "correct fact",
        show=HERO_MASK,
        fact="minutes",
        value="24",
        source="The disc",
        date="2020-03",
    )
    assert "now says Minutes per episode: 24" in done.text
    card = await mia.slash("show", title="Hero Mask")
    assert "15 episodes, each 24 minutes" in card.text
    assert "Corrected here: Minutes per episode, says The disc, 1 March 2020" in card.text
    await world.admin.slash(
        "correct fact", show=HERO_MASK, fact="episodes", value="16", source="@everyone"
    )
    card = await mia.slash("show", title="Hero Mask")
    assert "25 episodes in all" in card.text
    assert "@everyone" not in card.text
    stranger, channel = world.elsewhere()
    there = await stranger.slash("show", title="Hero Mask", at=channel)
    assert "24 to 25 minutes" in there.text
    assert "Corrected here" not in there.text

    await world.restart()
    await world.admin.slash("correct undo", show=HERO_MASK, fact="minutes")
    assert "24 to 25 minutes" in (await mia.slash("show", title="Hero Mask")).text
    again = await world.admin.slash("correct undo", show=HERO_MASK, fact="minutes")
    assert "Nobody corrected that of Hero Mask here." in again.text


@pytest.mark.parametrize(
    ("fact", "value"), [("episodes", "many"), ("first_aired", "soon"), ("studios", " , ")]
)
async def test_what_cant_be_read_is_said_so_and_changes_nothing(
    world: World, fact: str, value: str
) -> None:
    seen = await world.admin.slash(
        "correct fact", show=HERO_MASK, fact=fact, value=value, source="The disc"
    )
    assert "as that fact" in seen.text
    late = await world.admin.slash(
        "correct fact", show=HERO_MASK, fact="episodes", value="16", source="Disc", date="yesterday"
    )
    assert "I can't read “yesterday” as a date" in late.text
    assert "Corrected here" not in (await world.admin.slash("show", title="Hero Mask")).text


async def test_members_correct_nothing_even_where_discord_lets_them_ask(world: World) -> None:
    mia = world.member("Mia")
    await world.allow(mia, "correct")
    seen = await mia.slash("correct fact", show=HERO_MASK, fact="episodes", value="16", source="Me")
    assert "You need Manage Server" in seen.text


async def test_a_members_name_is_forgotten_and_the_servers_words_stay(world: World) -> None:
    lore, admin = world.bot.app.lore, UserId(world.admin.id)
    await world.admin.slash("alias set", nickname="mask", show=HERO_MASK)
    await world.admin.slash(
        "correct fact", show=HERO_MASK, fact="episodes", value="16", source="The disc"
    )
    kept = await lore.export_member(world.guild_id, admin)
    assert [row["nickname"] for row in kept["nicknames"]] == ["mask"]
    assert [row["value"] for row in kept["corrections"]] == ["16"]
    await lore.forget_member(world.guild_id, admin)
    assert await lore.export_member(world.guild_id, admin) == {"nicknames": [], "corrections": []}
    assert "mask" in (await lore.of(world.guild_id)).nicknames


async def test_memory_is_bounded_and_never_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lore, admin = world.bot.app.lore, UserId(world.admin.id)
    monkeypatch.setattr("bot.shows.server_lore.SERVERS_HELD", 2)
    for guild in range(1, 5):
        await lore.of(GuildId(guild))
    assert len(lore._held) == 2
    reading = [asyncio.create_task(lore.of(world.guild_id)) for _ in range(5)]
    await lore.name(world.guild_id, "mask", ShowId(HERO_MASK), by=admin)
    await asyncio.gather(*reading)
    assert "mask" in (await lore.of(world.guild_id)).nicknames


async def test_a_busy_database_loses_a_pick_and_nothing_else(world: World) -> None:
    with world.busy():
        await world.bot.app.lore.picked(world.guild_id, ShowId(HERO_MASK))
    assert (await world.bot.app.lore.of(world.guild_id)).picks == {}


@given(st.sampled_from(Fact), st.text(max_size=30))
@example(Fact.FIRST_AIRED, "2200000000")
def test_any_text_is_a_fact_or_a_refusal(fact: Fact, text: str) -> None:
    try:
        value = read(fact, text)
    except UnreadableFact:
        return
    assert value


def test_facts_are_read_as_a_show_holds_them() -> None:
    assert read(Fact.EPISODES, " 12 ") == 12
    assert read(Fact.MINUTES, "24") == (24,)
    assert read(Fact.WRITERS, "A, B,, ") == ("A", "B")
    assert str(read(Fact.LAST_AIRED, "2019-08")) == "2019-08"


async def test_what_a_server_looks_up_moves_up_among_the_like(world: World) -> None:
    mia = world.member("Mia")
    before = list((await mia.complete("show", "title", "attack on")).values())
    for _ in range(8):
        await mia.slash("show", title=before[2])
    after = list((await mia.complete("show", "title", "attack on")).values())
    assert after.index(before[2]) < 2
    exact = await mia.complete("show", "title", "attack on titan")
    assert next(iter(exact)) == "Attack on Titan (2013)"


async def test_only_habits_are_held(world: World) -> None:
    lore = world.bot.app.lore
    await lore.of(world.guild_id)
    for number in range(MOST_PICKS + 5):
        await lore.picked(world.guild_id, ShowId(f"anilist/{number}"))
    held = (await lore.of(world.guild_id)).picks
    assert len(held) == MOST_PICKS
    assert f"anilist/{MOST_PICKS + 4}" in held
