"""Moderators resolve, with evidence; what they undo counts no more."""

import sqlite3
from pathlib import Path

from bot.ids import UserId
from tests.forecasts.oracle import (
    RULE,
    begin,
    days,
    post,
    resolve,
    say,
    third_season,
    title_and_words,
)
from tests.renewals.talk import ANNOUNCED, NO_PLANS, approved, for_adults
from tests.world import Person, Seen, World


async def mine(who: Person) -> Seen:
    return await who.slash("renewal forecast", show="Hero Mask")


async def test_a_yes_names_its_evidence_and_who_had_forecast(world: World) -> None:
    await world.configure()
    mia, leo, noor, mod = (*(world.member(n) for n in ("Mia", "Leo", "Noor")), world.mod)
    await begin(mia, 20)
    for who, percent in ((leo, 60), (noor, 70), (mod, 80)):
        await say(who, percent)
    assert "A moderator has to do this" in (await mia.slash(
        "renewal resolve", show="Hero Mask")).text  # fmt: skip
    panel = await mod.slash("renewal resolve", show="Hero Mask")
    assert panel.private
    assert "You have forecast this yourself. The result will say so." in panel.text
    assert "The crowd says" not in panel.text
    assert "no approved evidence says so" in (await mod.click(panel, "Yes")).text
    assert "no approved evidence says so" in (await mod.click(panel, "No")).text
    days(world, 4)
    await approved(world, mia, ANNOUNCED | {"said_on": "2026-01-05"}, "announced", "official")
    panel = await mod.slash("renewal resolve", show="Hero Mask")
    assert "no approved evidence says so" in (await mod.click(panel, "No")).text
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await approved(world, mia, ANNOUNCED, "rumoured", "rumour")
    await world.restart()
    choice = await mod.click(await mod.slash("renewal resolve", show="Hero Mask"), "Yes")
    assert RULE in choice.text
    assert [o["value"] for o in choice.selects[0]["options"]] == ["1"]
    for forged in ("deadline", "out", "undecidable", "2", "3", "9", "x"):
        refused = await mod.forge(choice, "forecast-ground:1:1:yes", values=[forged])
        assert "no longer here" in refused.text
        refused = await mod.forge(choice, f"forecast-decide:1:1:yes:{forged}")
        assert "no longer here" in refused.text
    assert "no longer here" in (await mod.forge(choice, "forecast-resolve:1:1:maybe")).text
    asked = await mod.choose(choice, "1")
    assert "It rests on evidence 1:\n> Hero Mask returns next year" in asked.text
    assert "are you sure" not in asked.text
    assert world.posts(world.renewals)[-1].text.count("Resolved") == 0, "nothing stands yet"
    assert (await mod.click(asked, "Back")).text == choice.text
    assert (await mod.click(choice, "Back")).buttons == panel.buttons
    asked = await mod.choose(await mod.click(panel, "Yes"), "1")
    done = await mod.click(asked, "Resolve it: yes")
    assert "✅ **Resolved: yes**" in done.text
    shown = post(world)
    assert f"Resolved by {mod.mention}, who had forecast this question themselves" in shown.text
    assert "It rests on evidence 1:\n> Hero Mask returns next year" in shown.text
    assert "4 members had forecast it; the crowd said 65\u00a0% at last." in shown.text
    assert RULE in shown.text
    # (0.2 - 1)² = 0.64.
    card = await mine(mia)
    assert "Your score on it: **0.640**" in card.text
    assert card.buttons == ["Begin a new round"]
    assert "This round is closed" in (await mia.forge_form(
        await mia.click(card, "Begin a new round"), "forecast-change:1:1", percent="99",
        deadline="2027-01-01", rule="x")).text  # fmt: skip
    assert "was resolved already" in (await mod.forge(done, "forecast-resolve:1:1:no")).text
    assert "was resolved already" in (await mod.forge(done, "forecast-void:1:1")).text


async def test_undone_forecasts_count_as_open_and_are_scored_anew(world: World) -> None:
    await world.configure()
    mia, ada = world.member("Mia"), world.admin
    await begin(mia, 20)
    days(world, 4)
    await approved(world, mia, ANNOUNCED, "announced", "official")
    await approved(world, mia, NO_PLANS, "no_plans", "trade_press")
    await resolve(world.mod, "Yes", "1")
    first = len(world.posts(world.renewals)) - 1
    assert "Your score on it: **0.640**" in (await mine(mia)).text
    assert "A moderator has to do this" in (await mia.click(post(world), "Undo")).text
    await world.restart()
    await ada.click(post(world, first), "Undo")
    shown = post(world, first)
    assert f"↩️ Undone by {ada.mention}" in shown.text
    assert "~~✅ **Resolved: yes**~~" in shown.text
    assert "It rested on evidence 1:" in shown.text
    assert "rests" not in shown.text
    assert shown.buttons == []
    assert "was undone already" in (await ada.forge(shown, "forecast-undo:1:1:1")).text
    card = await mine(mia)
    assert "Your score" not in card.text
    assert card.buttons == ["Change my forecast"], "what was decided by them was posted with them"
    other = await mia.slash("renewal forecast", show="One Piece", percent=9)
    forged = await mia.forge_form(
        other, "forecast-terms-form:1:1", percent="9", deadline="2027-12-31", rule="x"
    )
    assert "so they stand" in forged.text
    days(world, 6)
    await mia.submit(await mia.click(card, "Change my forecast"), percent="10")
    days(world, 8)
    choice = await world.mod.click(
        await world.mod.slash("renewal resolve", show="Hero Mask"), "No")  # fmt: skip
    asked = await world.mod.choose(choice, "2")
    assert "The deadline is 11 January 2026: are you sure that nothing can change?" in asked.text
    panel = await world.mod.click(asked, "Resolve it: no")
    # 20 % for six days, 10 % for two: (0.04 · 6 + 0.01 · 2) / 8 = 0.0325.
    assert "Your score on it: **0.033**" in (await mine(mia)).text
    assert "🌙 **Resolved: no**" in post(world).text
    assert "~~✅ **Resolved: yes**~~" in panel.text, "what was undone stays in the history"
    # Its evidence is withdrawn: a moderator sees it, and may undo.
    at = next(p for p in world.posts(world.renewals) if "two seasons, 24 episodes" in p.text)
    form = await world.mod.click(at, "Withdraw")
    await world.mod.submit(form, reason="Misread.")
    panel = await world.mod.slash("renewal resolve", show="Hero Mask")
    assert "⚠️ It rests on evidence 2, which was withdrawn since." in panel.text
    assert "Resolved: no" in (await mine(mia)).text
    panel = await world.mod.click(panel, "Undo")
    assert panel.buttons == ["Yes", "No", "Can't be decided"]
    assert f"↩️ Undone by {world.mod.mention}" in post(world).text


async def test_what_cannot_be_decided_counts_for_nobody(world: World) -> None:
    await world.configure()
    mia, mod = world.member("Mia"), world.mod
    refused = await mod.slash("renewal resolve", show="Hero Mask")
    assert "Nobody has forecast this yet" in refused.text
    await begin(mia, 20)
    panel = await mod.slash("renewal resolve", show="Hero Mask")
    choice = await mod.click(panel, "Can't be decided")
    assert "It then counts for nobody's score." in choice.text
    assert (await mod.click(choice, "Back")).buttons == panel.buttons
    choice = await mod.click(panel, "Can't be decided")
    await mod.click(choice, "Make it void")
    assert "〰️ **Void: it can't be decided**" in post(world).text
    assert "1 member had forecast it." in post(world).text
    assert "Your score" not in (await mine(mia)).text
    assert (await world.bot.app.forecasts.record(world.guild_id, UserId(mia.id))).n == 0


async def test_what_was_known_before_it_was_resolved_gains_nobody_anything(world: World) -> None:
    await world.configure()
    mia, leo = world.member("Mia"), world.member("Leo")
    await begin(mia, 60, deadline="2026-12-31")
    days(world, 6)
    await say(leo, 99)
    await say(mia, 99)
    await approved(world, mia, ANNOUNCED | {"said_on": "2026-01-04"}, "announced", "official")
    days(world, 8)
    await resolve(world.mod, "Yes", "1")
    # It was out on 4 January: only what Mia said before counts, (0.6 - 1)² = 0.16.
    assert "Your score on it: **0.160**" in (await mine(mia)).text
    assert "You said so after it was known, so it has no score." in (await mine(leo)).text
    assert "1 member had forecast it." in post(world).text


async def test_a_season_that_is_out_is_a_yes(world: World, tmp_path: Path) -> None:
    """Whoever asks about it then needs no evidence, and may no longer forecast."""
    await world.configure()
    mia = world.member("Mia")
    card = await begin(mia, 70, deadline="2026-12-31")
    form = await mia.click(card, "Change my forecast")
    days(world, 30)
    await third_season(world, tmp_path, "2026-01-21")
    card = await mia.slash("renewal forecast", show="Hero Mask", season=3)
    assert "The season is out. A moderator resolves this" in card.text
    assert card.buttons == []
    for forged in ("forecast-enter:1:anilist/105096:3", "forecast:1:anilist/105096:3"):
        assert "The season is out." in (await mia.forge(card, forged)).text
    assert "is out, so there is nothing left to forecast" in (
        await mia.submit(form, percent="99")).text  # fmt: skip
    panel = await world.mod.slash("renewal resolve", show="Hero Mask")
    assert "no approved evidence says so" in (await world.mod.click(panel, "No")).text
    await resolve(world.mod, "Yes", "out")
    assert "It rests on the season itself: it is out." in post(world).text
    assert "Your score on it: **0.090**" in (await mia.slash(
        "renewal forecast", show="Hero Mask", season=3)).text  # fmt: skip


async def test_a_show_for_adults_is_posted_where_it_may_be(world: World, tmp_path: Path) -> None:
    await world.configure()
    await begin(world.member("Mia"), 70)
    days(world, 20)
    await for_adults(world, tmp_path)
    world.age_restrict(world.general)
    done = await resolve(world.mod, "No", "deadline")
    assert "isn't age-restricted" in done.text
    assert world.posts(world.renewals) == []


async def test_a_post_that_could_not_be_edited_says_so_when_it_is_pressed(world: World) -> None:
    await world.configure()
    await begin(world.member("Mia"), 70)
    days(world, 20)
    panel = await resolve(world.mod, "No", "deadline")
    world.fail("PATCH", f"/channels/{world.renewals.id}/messages/*", status=500)
    assert "Undone by" in (await world.mod.click(panel, "Undo")).text
    assert "Undone by" not in post(world).text
    assert "was undone already" in (await world.mod.click(post(world), "Undo")).text
    assert "Undone by" in post(world).text
    with sqlite3.connect(world.config.database) as file:
        file.execute("UPDATE forecast_resolutions SET post_tried_at = 1, post_channel_id = 2, "
                     "undone_at = NULL, posted = 0, post_message_id = NULL")  # fmt: skip
    file.close()
    await world.restart()
    assert len(world.posts(world.renewals)) == 2, "where it was tried is a channel no more"


async def test_past_the_deadline_a_no_needs_no_evidence(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await begin(mia, 80)
    days(world, 5)
    await say(mia, 20)
    days(world, 20)
    assert "no approved evidence says so" in (await world.mod.click(
        await world.mod.slash("renewal resolve", show="Hero Mask"), "Yes")).text  # fmt: skip
    choice = await world.mod.click(
        await world.mod.slash("renewal resolve", show="Hero Mask"), "No")  # fmt: skip
    asked = await world.mod.choose(choice, "deadline")
    assert "are you sure" not in asked.text, "the deadline is over"
    await world.mod.click(asked, "Resolve it: no")
    assert "It rests on the deadline: it passed, and nothing had come." in post(world).text
    # 80 % for five days, 20 % for the six to the deadline: (0.64 · 5 + 0.04 · 6) / 11 = 3.44 / 11.
    assert "Your score on it: **0.313**" in (await mine(mia)).text


async def test_older_rounds_wait_for_their_turn(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await begin(mia, 80)
    days(world, 12)
    await begin(mia, 30, deadline="2026-06-30", rule="Yes, if it is dated.")
    panel = await world.mod.slash("renewal resolve", show="Hero Mask")
    assert RULE in panel.text
    await resolve(world.mod, "No", "deadline")
    panel = await world.mod.slash("renewal resolve", show="Hero Mask", season=3)
    assert "Yes, if it is dated." in panel.text
    await world.mod.click(await world.mod.click(panel, "Can't be decided"), "Make it void")
    panel = await world.mod.slash("renewal resolve", show="Hero Mask")
    assert "〰️ **Void" in panel.text
    # An older round that is undone waits for both again; it is over, so it takes no forecasts.
    await world.mod.forge(panel, "forecast-undo:1:1:1")
    assert "It waits for a resolution again." in world.posts(world.renewals)[0].text
    card = await mine(mia)
    assert RULE in card.text
    assert card.buttons == ["Begin a new round"]
    panel = await world.mod.slash("renewal resolve", show="Hero Mask")
    assert RULE in panel.text
    assert panel.buttons == ["Yes", "No", "Can't be decided"]


async def test_of_a_season_one_round_is_open_at_most(world: World) -> None:
    await world.configure()
    mia, leo, mod = world.member("Mia"), world.member("Leo"), world.mod
    await begin(mia, 20, deadline="2026-12-31")
    await approved(world, mia, ANNOUNCED, "announced", "official")
    done = await resolve(mod, "Yes", "1")
    days(world, 1)
    await begin(leo, 70, deadline="2026-06-30", rule="Yes, if it is dated.")
    refused = await mod.click(done, "Undo")
    assert "Another round of this is open and has forecasts (1)." in refused.text
    assert "Resolve that one first, or make it void. Nothing changed." in refused.text
    assert "Undone" not in post(world).text
    # Both commands lead to the newer one, and where it is void, to the first again.
    panel = await mod.slash("renewal resolve", show="Hero Mask")
    assert "Yes, if it is dated." in panel.text
    assert "Yes, if it is dated." in (await mine(mia)).text
    panel = await mod.click(await mod.click(panel, "Can't be decided"), "Make it void")
    await mod.click(post(world, -2), "Undo")
    assert "The forecasts count as open again." in post(world, -2).text
    assert RULE in (await mod.slash("renewal resolve", show="Hero Mask")).text
    card = await say(mia, 35)
    assert RULE in card.text
    assert "**You say 35 %**" in card.text
    assert "Another round of this is open" in (await mod.click(panel, "Undo")).text
    # What nobody forecasts any more is in nobody's way.
    days(world, 2)
    await resolve(mod, "Yes", "1")
    form = await mia.slash("renewal forecast", show="Hero Mask", percent=9)
    assert title_and_words(form) == (
        "Hero Mask: Season 3 · New round",
        "This begins a new round, with a deadline and a rule of its own.\n"
        "How the last one ended: ✅ **Resolved: yes**, <t:1767398400:R>",
    )
    card = await begin(leo, 90, deadline="2026-06-30", rule="Yes, if I say so.")
    await world.bot.app.forecasts.forget_member(world.guild_id, UserId(leo.id))
    assert "no longer here" in (await leo.forge(card, "forecast-terms:1:3")).text
    assert "I say so" not in (await mine(mia)).text
    await mod.click(post(world), "Undo")
    assert "The forecasts count as open again." in post(world).text
    late = await mia.submit(form, percent="9", deadline="2026-06-30", rule="Yes, always.")
    assert "Somebody began this a moment before you" in late.text
    await world.bot.app.forecasts.forget_member(world.guild_id, UserId(mia.id))
    with sqlite3.connect(world.config.database) as file:
        rules = [rule for (rule,) in file.execute("SELECT rule FROM forecast_calls")]
    file.close()
    assert rules == [RULE, "Yes, if it is dated.", ""], "what was decided keeps its rule"


async def test_a_round_goes_with_its_only_forecast(world: World) -> None:
    mia, leo = world.member("Mia"), world.member("Leo")
    await world.configure()
    await begin(mia, 20, deadline="2026-12-31", rule="Yes, if I feel like it.")
    confirm = await mia.click(await mia.slash("privacy"), "Erase…")
    assert "Forecasts" in confirm.text
    await world.bot.app.forecasts.forget_member(world.guild_id, UserId(mia.id))
    assert "Nobody has forecast this yet." in (await mine(leo)).text
    refused = await world.mod.slash("renewal resolve", show="Hero Mask")
    assert "Nobody has forecast this yet" in refused.text
    assert RULE in (await begin(leo, 70)).text


async def test_what_could_not_be_posted_is_posted_once_later(world: World) -> None:
    mia, ada = world.member("Mia"), world.admin
    await begin(mia, 80)
    days(world, 20)
    done = await resolve(ada, "No", "deadline")
    assert "It is resolved, and not posted yet: No channel is set for renewals yet." in done.text
    await world.configure()
    world.fail("POST", "/channels/*/messages", status=500)
    await world.restart()
    assert world.posts(world.renewals) == []
    days(world, 21)
    await world.restart()
    assert "🌙 **Resolved: no**" in post(world).text
    # The process ended before it was noted that the post stands there.
    with sqlite3.connect(world.config.database) as file:
        tried = int(world.env.now().timestamp())  # by Discord's clock, where nothing passed
        file.execute(
            "UPDATE forecast_resolutions SET posted = 0, post_message_id = NULL, post_tried_at = ?",
            (tried,),
        )
    file.close()
    days(world, 22)
    await world.restart()
    assert len(world.posts(world.renewals)) == 1
    await ada.click(post(world), "Undo")
    assert "Undone by" in post(world).text
    world.fail("POST", "/channels/*/messages", status=500, times=None)
    done = await resolve(ada, "No", "deadline")
    assert "Discord didn't take it just now. I try again later." in done.text


async def test_what_is_kept_of_a_member_goes_with_them(world: World) -> None:
    await world.configure()
    mia, leo, mod, app = world.member("Mia"), world.member("Leo"), world.mod, world.bot.app
    await begin(mia, 80)
    await say(leo, 30)
    days(world, 20)
    await resolve(mod, "No", "deadline")
    kept = await app.forecasts.export_member(world.guild_id, UserId(mod.id))
    assert [row["outcome"] for row in kept["resolutions"]] == ["no"]
    panel = await mod.slash("privacy")
    assert "Forecasts" in panel.text
    for who in (mod, mia):
        await app.forecasts.forget_member(world.guild_id, UserId(who.id))
        kept = await app.forecasts.export_member(world.guild_id, UserId(who.id))
        assert not any(kept.values())
    assert len(await app.privacy.takedowns(world.guild_id)) == 1
    card = await mine(leo)
    assert RULE in card.text
    assert "1 forecast" in card.text
    panel = await world.admin.slash("renewal resolve", show="Hero Mask")
    assert "Resolved by a moderator" in panel.text
    await world.restart()
    assert world.posts(world.renewals) == [], "it was taken down, and isn't posted anew"
