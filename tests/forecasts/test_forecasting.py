"""Members forecast: each for themselves, by a rule that is written down."""

from pathlib import Path

from bot.forecasts.models import LONGEST_RULE
from bot.ids import ShowId, UserId
from tests.forecasts.oracle import DEADLINE, RULE, TERMS, begin, days, say, title_and_words
from tests.renewals.talk import for_adults
from tests.world import World


async def test_the_first_says_until_when_and_by_which_rule(world: World) -> None:
    mia, leo = world.member("Mia"), world.member("Leo")
    status = await mia.slash("renewal ask", show="Hero Mask")
    card = await mia.click(status, "Forecast")
    assert card.private
    assert "Will Hero Mask return for season 3?" in card.text
    assert "Nobody has forecast this yet." in card.text
    assert "Of 402 TV series with 2 seasons or more, 37\u00a0% had another one" in card.text
    assert "nothing of it is about this show" in card.text
    assert "so the share is rather too low." in card.text
    assert "This one came out on the web; only TV series were counted." in card.text
    form = await mia.click(card, "Make the first forecast")
    assert form.fields["deadline"]["value"] == "2028-01-01"
    assert form.fields["rule"]["value"] == (
        "Yes, if an official source announces season 3 of Hero Mask by then."
    )
    await world.restart()
    card = await mia.submit(form, percent="20 %", **TERMS)
    assert card.private
    assert f"Deadline: 11 January 2026, <t:{DEADLINE}:R>" in card.text
    assert f"> {RULE}" in card.text
    assert "**You say 20 %**, since <t:1767225600:R>" in card.text
    assert "1 forecast so far. The crowd's figure is shown from 3 on." in card.text
    assert card.buttons == ["Change my forecast", "Change the terms"]
    # Who comes later finds rule and deadline, and gives a percentage alone.
    card = await leo.slash("renewal forecast", show="Hero Mask")
    assert "You say nothing yet." in card.text
    assert RULE in card.text
    form = await leo.click(card, "Forecast")
    assert list(form.fields) == ["percent"]
    assert "**You say 99 %**" in (await leo.submit(form, percent="99")).text
    assert [p.text for p in world.posts(world.general)] == [status.text], "nothing is posted"
    assert world.posts(world.renewals) == []


async def test_the_crowd_is_hidden_until_one_has_forecast(world: World) -> None:
    people = [world.member(name) for name in ("Mia", "Leo", "Noor", "Ines", "Yuki")]
    *four, yuki = people
    await begin(four[0], 10)
    for who, percent in zip(four[1:], (20, 80, 90), strict=True):
        card = await say(who, percent)
    assert "**The crowd says 50\u00a0%**, of 4 forecasts" in card.text
    card = await yuki.slash("renewal forecast", show="Hero Mask")
    assert "4 forecasts so far. You see what the crowd says once you have forecast" in card.text
    assert "The crowd says" not in card.text
    # Of 20, 60 and 80 %, the middle of five: odds 1/4, 3/2 and 4 have a mean of 1.145.
    assert "**The crowd says 53\u00a0%**, of 5 forecasts" in (await say(yuki, 60)).text
    # 99 % is cut off; of 20, 80 and 90 %: 1/4, 4 and 9 have a mean of 2.080.
    assert "**The crowd says 68\u00a0%**, of 5 forecasts" in (await say(yuki, 99)).text


async def test_each_change_is_kept_with_its_time(world: World) -> None:
    mia = world.member("Mia")
    await begin(mia, 20)
    days(world, 2)
    await say(mia, 30)
    days(world, 5)
    await world.restart()
    card = await mia.slash("renewal forecast", show="Hero Mask")
    form = await mia.click(card, "Change my forecast")
    assert form.fields["percent"]["value"] == "30"
    card = await mia.submit(form, percent="45")
    assert "**You say 45 %**, since <t:1767657600:R> · changed 2 times" in card.text
    kept = await world.bot.app.forecasts.export_member(world.guild_id, UserId(mia.id))
    assert [(row["percent"], row["made_at"]) for row in kept["forecasts"]] == [
        (20, 1_767_225_600),
        (30, 1_767_398_400),
        (45, 1_767_657_600),
    ]
    assert kept["rounds"][0]["rule"] == RULE


async def test_what_cannot_be_used_is_refused_and_given_back(world: World) -> None:
    mia, leo = world.member("Mia"), world.member("Leo")
    for percent, words in (
        (0, "0 % leaves no room for surprise. Choose from 1 to 99"),
        (100, "100 % leaves no room for surprise. Choose from 1 to 99"),
        (-1, "Whole numbers from 1 to 99, please. You wrote \\-1."),
    ):
        refused = await say(mia, percent)
        assert refused.private
        assert words in refused.text
    card = await mia.slash("renewal forecast", show="Hero Mask")
    for changed, words in (
        ({"percent": "abc"}, "I can't read “abc” as a percentage."),
        ({"percent": "50.5"}, "Whole numbers from 1 to 99, please. You wrote 50.5."),
        ({"percent": "100"}, "100 % leaves no room for surprise."),
        ({"deadline": "2025-12-31"}, "2025-12-31 is over already."),
        ({"deadline": "2026-01-02"}, "Choose a day at least 7 days from now."),
        ({"deadline": "next year"}, "I can't read “next year” as a date. Write it like 2028-01-01"),
        ({"deadline": "2040-01-01"}, "is too far away. Choose a day within the next 10 years."),
        ({"rule": " "}, "The rule is empty."),
    ):
        form = await mia.click(card, "Make the first forecast")
        refused = await mia.submit(form, **{"percent": "20", **TERMS, **changed})
        assert refused.private
        assert words in refused.text
        given_back = [file.filename for file in refused.message.attachments]
        assert given_back == ["what-you-typed.txt"] or "rule" in changed
    assert "Nobody has forecast this yet." in (await leo.slash(
        "renewal forecast", show="Hero Mask")).text  # fmt: skip
    assert "Nobody here has asked that yet" in (await leo.slash(
        "renewal status", show="Hero Mask")).text  # fmt: skip
    card = await begin(mia, 20)
    refused = await mia.submit(await mia.click(card, "Change my forecast"), percent="certain")
    assert "I can't read “certain” as a percentage." in refused.text
    assert "**You say 20 %**" in (await mia.slash("renewal forecast", show="Hero Mask")).text


async def test_terms_may_be_changed_until_somebody_else_has_forecast(world: World) -> None:
    mia, leo = world.member("Mia"), world.member("Leo")
    card = await begin(mia, 20, rule="Yes, if I feel like it.")
    days(world, 2)
    card = await say(mia, 30)
    assert "changed 1 time" in card.text
    form = await mia.click(card, "Change the terms")
    assert {name: field["value"] for name, field in form.fields.items()} == {
        "percent": "30", "deadline": "2026-01-11", "rule": "Yes, if I feel like it.",
    }  # fmt: skip
    # Nothing but the percentage changed: it goes on.
    days(world, 6)
    card = await mia.submit(
        form, percent="35", deadline="2026-01-11", rule="Yes, if I feel like it."
    )
    assert "**You say 35 %**, since <t:1767744000:R> · changed 2 times" in card.text
    # Leo can't, and neither can Mia keep a deadline that nobody else can meet.
    refused = await leo.forge(await leo.slash("help"), "forecast-terms:1:1")
    assert "You say nothing yet." in refused.text
    other = await leo.slash("renewal forecast", show="One Piece", percent=9)
    forged = await leo.forge_form(
        other, "forecast-terms-form:1:1", percent="9", **TERMS | {"deadline": "2026-06-30"}
    )
    assert "Somebody else has forecast by this rule and deadline" in forged.text
    form = await mia.click(card, "Change the terms")
    refused = await mia.submit(form, percent="35", deadline="2026-01-12", rule=RULE)
    assert "Choose a day at least 7 days from now." in refused.text
    # By other terms it begins anew.
    form = await mia.click(card, "Change the terms")
    card = await mia.submit(form, percent="40", deadline="2026-12-31", rule=RULE)
    assert f"> {RULE}" in card.text
    assert "Deadline: 31 December 2026" in card.text
    assert "**You say 40 %**" in card.text
    assert "changed" not in card.text
    form = await mia.click(card, "Change the terms")
    assert (await say(leo, 60)).buttons == ["Change my forecast"]
    late = await mia.submit(form, percent="40", deadline="2027-12-31", rule="Yes, always.")
    assert "so they stand" in late.text
    card = await mia.slash("renewal forecast", show="Hero Mask")
    assert card.buttons == ["Change my forecast"]
    assert RULE in card.text


async def test_two_who_begin_at_once_have_one_rule(world: World) -> None:
    mia, leo = world.member("Mia"), world.member("Leo")
    form = await leo.slash("renewal forecast", show="Hero Mask", percent=60)
    await begin(mia, 20)
    late = await leo.submit(
        form, percent="60", **{**TERMS, "rule": "Yes, if I feel like it today."}
    )
    assert "Somebody began this a moment before you" in late.text
    card = await leo.slash("renewal forecast", show="Hero Mask")
    assert RULE in card.text
    assert "You say nothing yet." in card.text


async def test_after_its_deadline_a_round_takes_nothing_and_a_new_one_begins(world: World) -> None:
    mia, leo = world.member("Mia"), world.member("Leo")
    card = await begin(mia, 20)
    form = await mia.click(card, "Change my forecast")
    days(world, 11)
    assert "This round is closed" in (await mia.submit(form, percent="90")).text
    card = await mia.slash("renewal forecast", show="Hero Mask")
    assert "The deadline is over. A moderator resolves this: `/renewal resolve`" in card.text
    assert "**You say 20 %**" in card.text
    assert card.buttons == ["Begin a new round"]
    assert title_and_words(await mia.click(card, "Begin a new round")) == (
        "Hero Mask: Season 3 · New round",
        "This begins a new round, with a deadline and a rule of its own.\n"
        "The last one ended on 11 January 2026 and still waits for a moderator.",
    )
    card = await begin(leo, 70, deadline="2026-06-30", rule="Yes, if it is dated.")
    assert "Yes, if it is dated." in card.text
    assert "1 forecast so far" in card.text
    card = await mia.slash("renewal forecast", show="Hero Mask")
    form = await mia.click(card, "Forecast")
    forged = await mia.forge_form(form, "forecast-change:1:1", percent="90")
    assert "This round is closed" in forged.text


async def test_nothing_hostile_shows_or_leads_anywhere(world: World) -> None:
    mia = world.member("Mia")
    rule = "@everyone **Yes**, see https://evil.example/_a_ \u202e> # " + "`x" * 60
    text = (await begin(mia, 20, rule=rule)).text
    assert "@everyone" not in text
    assert "**Yes**" not in text
    assert "evil.example/\\_a\\_" in text
    assert "://" not in text.replace("\u200b://", "")
    assert "\u202e" not in text
    olga, there = world.elsewhere()
    card = await olga.slash("renewal forecast", show="Hero Mask", at=there)
    assert "Nobody has forecast this yet." in card.text
    form = await olga.click(card, "Make the first forecast")
    refused = await olga.forge_form(form, "forecast-change:1:1", percent="90", **TERMS)
    assert "no longer here" in refused.text
    for forged in (
        "forecast-resolve:1:1:yes", "forecast-void:1:1", "forecast-undo:1:1:1",
        "forecast-enter:1:anilist/105096:99", "forecast:1:anilist/105096:0",
    ):  # fmt: skip
        assert "no longer here" in (await olga.forge(card, forged)).text
    long = await mia.submit(
        await mia.slash("renewal forecast", show="Mob Psycho 100", percent=2),
        percent="2", deadline="2027-01-01", rule="\\" * LONGEST_RULE,
    )  # fmt: skip
    assert "**You say 2 %**" in long.text


async def test_what_is_out_or_for_adults_is_not_forecast(world: World, tmp_path: Path) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("renewal forecast", show="Hero Mask", season=2, percent=50)
    assert "It is out: there is nothing left to forecast." in card.text
    assert card.buttons == []
    assert (await mia.forge(card, "forecast-enter:1:anilist/105096:2")).text == card.text
    assert "2 seasons or more" not in card.text
    await begin(mia, 20)
    assert await world.bot.app.forecasts.round(world.guild_id, ShowId("anilist/105096"), 3)
    await for_adults(world, tmp_path)
    for refused in (
        await mia.slash("renewal forecast", show="Hero Mask", percent=40),
        await mia.forge(card, "forecast-enter:1:anilist/105096:3"),
        await world.mod.slash("renewal resolve", show="Hero Mask"),
        await world.mod.forge(await world.mod.slash("help"), "forecast-resolve:1:1:yes"),
    ):
        assert "is for adults" in refused.text
