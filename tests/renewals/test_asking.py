"""Asking whether a show returns, and looking at where that stands."""

from pathlib import Path

from bot.ids import ShowId
from tests.renewals.talk import ANNOUNCED, NO_PLANS, approved, fill, for_adults, post
from tests.world import World


async def test_asking_opens_the_question_for_all_to_see(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.slash("renewal ask", show="Hero Mask")
    assert not card.private
    for words in (
        "## Will Hero Mask return for season 3?",
        "❔ **Unknown**",
        "Not checked yet",
        "Season 1: 3 December 2018, 15 episodes",
        "Season 2: 23 August 2019, 9 episodes",
        "24 episodes in all",
    ):
        assert words in card.text
    assert card.buttons[:4] == ["Add evidence", "History", "The show", "Nothing new today"]
    assert card.buttons[4:] == ["Follow", "Forecast"]
    shown = await mia.click(card, "The show")
    assert "## Hero Mask" in shown.text


async def test_asking_again_shows_the_same_question(world: World) -> None:
    await world.configure()
    mia, leo = world.member("Mia"), world.member("Leo")
    await mia.slash("renewal ask", show="Hero Mask")
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    for card in (
        await leo.slash("renewal status", show="Hero Mask Part II"),
        await leo.slash("renewal status", show="Hero Mask", season=3),
        await leo.click(await leo.slash("show", title="Hero Mask"), "Will it return?"),
    ):
        assert "🌙 **No plans**" in card.text
    assert len(await world.bot.app.db.all("SELECT * FROM renewal_questions")) == 1


async def test_a_season_that_is_out_needs_no_question(world: World) -> None:
    mia = world.member("Mia")
    for verb in ("ask", "status", "history"):
        card = await mia.slash(f"renewal {verb}", show="Hero Mask", season=2)
        assert card.text.startswith("Season 2 of **Hero Mask** is out: 23 August 2019, 9 episodes.")
    assert "## Hero Mask Part II" in (await mia.click(card, "The show")).text
    refused = await mia.slash(
        "renewal evidence", show="Hero Mask", status="dated", source="official", season=1
    )
    assert "Season 1 of **Hero Mask** is out" in refused.text
    assert not await world.bot.app.db.all("SELECT * FROM renewal_questions")


async def test_a_season_that_is_airing_is_out(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.slash("renewal ask", show="One Piece", season=1)
    assert "is out: 20 October 1999, airing now." in card.text
    assert "return for season 2?" in (await mia.slash("renewal ask", show="One Piece")).text


async def test_a_long_franchise_shows_its_last_seasons(world: World) -> None:
    card = await world.member("Mia").slash("renewal ask", show="Attack on Titan")
    assert "return for season" in card.text
    franchise = world.bot.app.renewals.subject(ShowId("anilist/16498"))
    assert franchise.facts[2].episodes == 22  # 12 and 10: both parts of season 3
    assert all(fact.out for fact in franchise.facts)


async def test_where_nobody_has_asked(world: World) -> None:
    mia = world.member("Mia")
    for verb in ("status", "history"):
        card = await mia.slash(f"renewal {verb}", show="Hero Mask")
        assert card.private
        assert "Nobody here has asked that yet" in card.text
        assert "`/renewal ask show:Hero Mask season:3`" in card.text
    asked = await mia.click(card, "Ask it")
    assert not asked.private
    assert "Will Hero Mask return for season 3?" in asked.text
    assert "Already asked" in (await mia.click(card, "Ask it")).text


async def test_the_shows_button_opens_the_question_for_whoever_pressed(world: World) -> None:
    mia = world.member("Mia")
    card = await mia.click(await mia.slash("show", title="Hero Mask"), "Will it return?")
    assert card.private
    assert "Will Hero Mask return for season 3?" in card.text
    assert "Will Hero Mask return" in (await mia.slash("renewal status", show="Hero Mask")).text


async def test_a_film_may_become_a_series(world: World) -> None:
    films = [s.id for s in world.bot.app.shows.suggest("", adult=False, limit=999)
             if s.format == "movie" and not s.relations]  # fmt: skip
    card = await world.member("Mia").slash("renewal ask", show=films[0])
    assert "get a sequel?" in card.text


async def test_the_card_has_the_strongest_claims_each_way(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await approved(world, mia, ANNOUNCED, "announced", "rumour")
    card = await mia.slash("renewal status", show="Hero Mask")
    assert "🌙 **No plans**" in card.text
    assert "As of 14 March 2020 · Last checked <t:" in card.text
    assert (
        "**For**\n> Hero Mask returns next year, the studio said on stage.\n"
        "-# Source not named · Rumour · 14 March 2020\n"
        "**Against**\n> From the start the plan was two seasons, 24 episodes in all.\n"
        "-# Mikio Ono, producer · Anime News Network · [animenewsnetwork.com]"
        "(https://www.animenewsnetwork.com/interview/%282019%29) · Trade press · September 2019"
    ) in card.text
    source = await mia.choose(card, "2")
    assert source.private
    assert "> Hero Mask returns next year" in source.text
    assert source.buttons == ["Correct"]
    assert (await world.mod.choose(card, "1")).buttons == ["Withdraw", "Correct"]


async def test_a_rumour_that_decides_is_shown(world: World) -> None:
    await world.configure()
    await approved(world, world.member("Mia"), ANNOUNCED, "rumoured", "trade_press")
    card = await world.mod.slash("renewal status", show="Hero Mask", private=True)
    assert card.private
    assert "👂 **Rumoured**" in card.text
    assert "**What is said**\n> Hero Mask returns" in card.text


async def test_a_check_is_recorded_by_moderators(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("renewal ask", show="Hero Mask")
    assert "A moderator has" in (await mia.click(card, "Nothing new today")).text
    assert "Not checked yet" in (await mia.slash("renewal status", show="Hero Mask")).text
    now = int(world.clock.now().timestamp())
    assert f"Last checked <t:{now}:R>" in (await world.mod.click(card, "Nothing new today")).text


async def test_the_history_turns_its_pages(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("renewal ask", show="Hero Mask")
    assert "Nothing has moved yet" in (await mia.slash("renewal history", show="Hero Mask")).text
    for day in range(1, 8):
        status = "announced" if day % 2 else "cancelled"
        await approved(world, mia, {"sentence": f"Word {day}.", "said_on": f"2020-01-0{day}"},
                       status, "official")  # fmt: skip
    history = await mia.click(card, "History")
    assert history.private
    assert "**Cancelled → Announced**" in history.text
    assert history.text.count("→") == 5
    assert "Word 7." in history.text
    older = await mia.click(history, "▶")
    assert older.text.count("→") == 2
    assert "**Unknown → Announced**" in older.text
    assert "Word 1." in older.text
    public = await mia.slash("renewal history", show="Hero Mask")
    assert not public.private
    assert (await mia.click(public, "▶")).private


async def test_buttons_that_were_forged_or_are_from_another_server(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("renewal ask", show="Hero Mask")
    await fill(mia, NO_PLANS)
    olga, talk = world.elsewhere()
    there = await olga.slash("help", at=talk)
    for who, on in ((olga, there), (mia, card)):
        question = 1 if who is olga else 7
        for custom_id, *values in (
            (f"renewal-add:1:{question}",),
            (f"renewal-history:1:{question}:0",),
            (f"renewal-waiting:1:{question}:0",),
            (f"renewal-checked:1:{question}",),
            (f"renewal-source:1:{question}", "1"),
            (f"renewal-says:1:{question}", "dated"),
            (f"renewal-tier:1:{question}:dated", "official"),
            ("renewal-checked:1:9999999999999999999",),
            ("renewal-mend:1:anilist/105096:4",),
            ("renewal-mend:1:anilist/105096:0",),
            ("renewal-add:2:1",),
        ):
            seen = await who.forge(on, custom_id, values=values or None)
            assert seen.private
            assert "no longer here" in seen.text, custom_id
    for custom_id, *values in (
        ("renewal-source:1:1", "1"),  # it waits, so nothing rests on it
        ("renewal-source:1:1", "one"),
        ("renewal-says:1:1", "unknown"),
        ("renewal-says:1:1", "won"),
        ("renewal-tier:1:1:unknown", "official"),
        ("renewal-tier:1:1:dated", "me"),
    ):
        seen = await mia.forge(card, custom_id, values=values)
        assert "no longer here" in seen.text, custom_id
    assert "no longer here" in (await mia.forge(card, "renewal-source:1:1", values=[])).text
    assert "I don't know a show" in (await mia.forge(card, "return:1:anilist/0")).text
    assert "I don't know a show" in (await mia.forge(card, "renewal-mend:1:anilist/0:3")).text
    assert (await olga.slash("renewal status", show="Hero Mask", at=talk)).text.startswith(
        "**Will Hero Mask return for season 3?**\nNobody here"
    )


async def test_a_show_that_the_catalogue_lost_keeps_its_question(
    world: World, tmp_path: Path
) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("renewal ask", show="Hero Mask")
    await fill(mia, NO_PLANS)
    lines = world.config.catalogue.read_text(encoding="utf-8").splitlines(keepends=True)
    left = tmp_path / "catalogue.jsonl"
    left.write_text("".join(line for line in lines if "Hero Mask" not in line), encoding="utf-8")
    world.config = type(world.config)(database=world.config.database, catalogue=left)
    await world.restart()
    await world.mod.click(post(world), "Approve")
    assert "anilist/105096" in post(world).text
    assert "**Unknown → No plans**" in (await mia.click(card, "History")).text


async def test_shows_for_adults_have_their_place(world: World, tmp_path: Path) -> None:
    await for_adults(world, tmp_path)
    await world.configure()
    mia = world.member("Mia")
    assert "for adults" in (await mia.slash("renewal ask", show="Hero Mask")).text
    world.age_restrict(world.reviews)
    card = await mia.slash("renewal ask", show="Hero Mask", at=world.reviews)
    assert "Will Hero Mask return" in card.text
    here = await mia.slash("help")
    for custom_id in ("renewal-history:1:1:0", "return:1:anilist/105096", "renewal-add:1:1"):
        assert "for adults" in (await mia.forge(here, custom_id)).text
    saved = await fill(mia, NO_PLANS, at=world.reviews)
    assert f"Hero Mask is for adults, and <#{world.renewals.id}> isn't age-restricted" in saved.text
    assert "Moderators find it under *Waiting*" in saved.text
    assert world.posts(world.renewals) == []
    world.age_restrict(world.renewals)
    await fill(mia, ANNOUNCED, at=world.reviews)
    assert len(world.posts(world.renewals)) == 2
