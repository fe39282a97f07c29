"""`/config` beyond the channels: its sections, titles, scores and zone, and the way back."""

import asyncio
import dataclasses
import itertools

import pytest

from bot.ids import UserId
from bot.settings.models import Section
from bot.text.languages import NAMES
from bot.text.titles import TitleLanguage
from tests.fakes import PseudoTexts
from tests.test_words import WORD, names, unbracketed
from tests.world import Person, Seen, World


async def open_titles(who: Person) -> Seen:
    return await who.slash("config", section="titles")


def standing(panel: Seen, select: str) -> str:
    """The default choice of a select of the panel."""
    (found,) = (s for s in panel.selects if s["custom_id"].startswith(select))
    (value,) = (option["value"] for option in found["options"] if option.get("default"))
    return str(value)


async def test_one_moves_between_the_sections_in_the_panel(world: World) -> None:
    panel = await world.admin.slash("config")
    assert "### Channels and roles" in panel.text
    assert "**Reviews**" in panel.text
    panel = await world.admin.choose(panel, "titles", custom_id="config-section:1")
    assert "### Titles, scores and time zone" in panel.text
    assert "**Reviews**" not in panel.text
    assert standing(panel, "config-section") == "titles"
    panel = await world.admin.choose(panel, "channels", custom_id="config-section:1")
    assert "**Reviews**" in panel.text


async def test_titles_scores_and_zone_are_each_shown_at_once_and_kept(world: World) -> None:
    panel = await open_titles(world.admin)
    assert panel.private
    assert standing(panel, "config-titles") == "english"
    panel = await world.admin.choose(panel, "romaji", custom_id="config-titles:1")
    assert standing(panel, "config-titles") == "romaji"
    panel = await world.admin.click(panel, "Hide them")
    assert "**Scores** hidden" in panel.text
    panel = await world.admin.submit(await world.admin.click(panel, "Choose"), zone="tokyo")
    assert "**Time zone** Asia/Tokyo\n-# It is 09:" in panel.text
    await world.restart()
    panel = await open_titles(world.admin)
    assert standing(panel, "config-titles") == "romaji"
    assert "**Scores** hidden" in panel.text
    assert "**Time zone** Asia/Tokyo\n-# It is 09:" in panel.text
    panel = await world.admin.click(panel, "Show them")
    assert "**Scores** shown" in panel.text
    panel = await world.admin.submit(await world.admin.click(panel, "Choose"), zone="")
    assert "**Time zone** UTC" in panel.text


async def test_an_unknown_zone_changes_nothing(world: World) -> None:
    form = await world.admin.click(await open_titles(world.admin), "Choose")
    refused = await world.admin.submit(form, zone="Atlantis")
    assert "I know no time zone “Atlantis”." in refused.text
    assert "**Time zone** UTC" in (await open_titles(world.admin)).text


async def test_two_admins_at_once_never_overwrite_each_others_fields(world: World) -> None:
    amy = world.member("Amy", roles=[world.admins])
    ones, others = await open_titles(world.admin), await amy.slash("config")
    await world.admin.choose(ones, "native", custom_id="config-titles:1")
    await amy.choose(others, world.reviews, custom_id="config-channel:1:review")
    await world.admin.click(ones, "Hide them")
    await amy.choose(others, world.mods, custom_id="config-moderators:1")
    settings = await world.bot.app.settings.get(world.guild_id)
    assert settings.review_channel == world.reviews.id
    assert settings.moderator_role == world.mods.id
    assert settings.preferences.titles is TitleLanguage.NATIVE
    assert settings.preferences.hide_scores


async def test_changes_of_one_moment_are_all_kept_and_all_logged(world: World) -> None:
    settings, here = world.bot.app.settings, world.guild_id
    by = [UserId(n) for n in range(1, 9)]
    await asyncio.gather(
        *(settings.choose_zone(here, "tokyo" if n % 2 else "berlin", by=n) for n in by),
        *(settings.choose_titles(here, list(TitleLanguage)[n % 3], by=n) for n in by),
        settings.hide_scores(here, True, by=by[0]),
    )
    stored = (await settings.get(here)).preferences
    assert settings.preferences(here) == stored
    log = await world.bot.app.db.all("SELECT * FROM settings_log ORDER BY entry")
    assert [row["entry"] for row in log] == list(range(1, len(log) + 1))
    for field, value in (("zone", stored.zone), ("title_language", stored.titles)):
        values = [(row["old_value"], row["new_value"]) for row in log if row["field"] == field]
        assert all(one[1] == next_[0] for one, next_ in itertools.pairwise(values))
        assert values[-1][1] == value


async def test_the_last_change_is_told_with_who_and_when_and_taken_back(world: World) -> None:
    panel = await world.admin.slash("config")
    assert "Undo" not in panel.buttons
    panel = await world.admin.choose(panel, world.reviews, custom_id="config-channel:1:review")
    now = int(world.clock.now().timestamp())
    said = (
        f"-# <@{world.admin.id}> changed the channel for reviews <t:{now}:R>: "
        f"none → <#{world.reviews.id}>"
    )
    assert said in panel.text
    panel = await world.admin.choose(panel, world.general, custom_id="config-channel:1:review")
    assert f"<#{world.reviews.id}> → <#{world.general.id}>" in panel.text
    panel = await world.admin.click(panel, "Undo")
    assert f"**Reviews** <#{world.reviews.id}>" in panel.text
    assert said in panel.text
    await world.restart()
    panel = await world.admin.click(await world.admin.slash("config"), "Undo")
    assert panel.text.count("No channel yet") == 3
    assert "Undo" not in panel.buttons
    rows = await world.bot.app.db.all("SELECT * FROM settings_log ORDER BY entry")
    assert [row["undoes"] for row in rows] == [None, None, 2, 1]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("titles", "changed the titles <t:{now}:R>: English → Native script"),
        ("scores", "changed the scores <t:{now}:R>: shown → hidden"),
        ("zone", "changed the time zone <t:{now}:R>: UTC → America/New York"),
    ],
)
async def test_every_kind_of_value_is_told_and_taken_back(
    world: World, choice: str, said: str
) -> None:
    admin, panel = world.admin, await open_titles(world.admin)
    before = await world.bot.app.settings.get(world.guild_id)
    if choice == "titles":
        panel = await admin.choose(panel, "native", custom_id="config-titles:1")
    elif choice == "scores":
        panel = await admin.click(panel, "Hide them")
    else:
        panel = await admin.submit(await admin.click(panel, "Choose"), zone="new york")
    assert said.format(now=int(world.clock.now().timestamp())) in panel.text
    panel = await admin.click(panel, "Undo")
    assert "### Titles, scores and time zone" in panel.text
    assert await world.bot.app.settings.get(world.guild_id) == before
    assert "Undo" not in panel.buttons


async def test_what_is_so_already_is_no_change(world: World) -> None:
    panel = await world.admin.slash("config")
    for _ in range(2):
        await world.admin.choose(panel, world.reviews, custom_id="config-channel:1:review")
    rows = await world.bot.app.db.all("SELECT * FROM settings_log")
    assert len(rows) == 1


async def test_a_change_that_was_overtaken_is_not_taken_back_and_that_is_said(
    world: World,
) -> None:
    amy = world.member("Amy", roles=[world.admins])
    panel = await world.admin.slash("config")
    ones = await world.admin.choose(panel, world.reviews, custom_id="config-channel:1:review")
    others = await amy.slash("config")
    await amy.choose(others, world.general, custom_id="config-channel:1:review")
    refused = await world.admin.click(ones, "Undo")
    assert refused.private
    assert "That was changed again since" in refused.text
    settings = await world.bot.app.settings.get(world.guild_id)
    assert settings.review_channel == world.general.id
    # Back to the value that the first change had made: it is another change all the same.
    await amy.choose(others, world.reviews, custom_id="config-channel:1:review")
    assert "That was changed again since" in (await world.admin.click(ones, "Undo")).text
    panel = await world.admin.slash("config")
    both = [await amy.slash("config"), panel]
    assert f"**Reviews** <#{world.general.id}>" in (await amy.click(both[0], "Undo")).text
    assert "That was changed again since" in (await world.admin.click(both[1], "Undo")).text


async def test_a_value_that_changed_past_the_log_is_not_overwritten(world: World) -> None:
    """As by the host's own hand, or an import."""
    panel = await world.admin.slash("config")
    panel = await world.admin.choose(panel, world.reviews, custom_id="config-channel:1:review")
    async with world.bot.app.db.transaction() as tx:
        await tx.execute("UPDATE guild_settings SET review_channel_id = ?", (world.general.id,))
    assert "That was changed again since" in (await world.admin.click(panel, "Undo")).text
    settings = await world.bot.app.settings.get(world.guild_id)
    assert settings.review_channel == world.general.id


async def test_after_an_hour_a_change_stands(world: World) -> None:
    panel = await world.admin.slash("config")
    panel = await world.admin.choose(panel, world.reviews, custom_id="config-channel:1:review")
    await world.advance(3590)
    assert "Undo" in (await world.admin.slash("config")).buttons
    await world.advance(20)
    assert "Undo" not in (await world.admin.slash("config")).buttons
    refused = await world.admin.click(panel, "Undo")
    assert "more than an hour old" in refused.text
    settings = await world.bot.app.settings.get(world.guild_id)
    assert settings.review_channel == world.reviews.id


async def test_a_member_can_not_use_a_component_of_it(world: World) -> None:
    await world.configure()
    before = await world.bot.app.settings.get(world.guild_id)
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    forged: list[tuple[str, list[str] | None]] = [
        ("config-section:1", ["titles"]),
        ("config-titles:1", ["native"]),
        ("config-scores:1:1", None),
        ("config-zone:1", None),
        ("config-undo:1:1:channels", None),
    ]
    for custom_id, values in forged:
        refused = await mia.forge(card, custom_id, values=values)
        assert refused.text == "You need Manage Server in this server to do that.", custom_id
    form = await mia.forge(card, "prefer-zone:1")
    refused = await mia.forge_form(form, "config-zone-form:1", zone="tokyo")
    assert refused.text == "You need Manage Server in this server to do that."
    assert await world.bot.app.settings.get(world.guild_id) == before


async def test_made_up_values_are_answered_and_change_nothing(world: World) -> None:
    await world.configure()
    before = await world.bot.app.settings.get(world.guild_id)
    panel = await world.admin.slash("config")
    forged: list[tuple[str, list[str] | None]] = [
        ("config-section:1", ["secrets"]),
        ("config-section:1", []),
        ("config-titles:1", ["klingon"]),
        ("config-undo:1:1:secrets", None),
        ("config-undo:1:x:channels", None),
    ]
    for custom_id, values in forged:
        refused = await world.admin.forge(panel, custom_id, values=values)
        assert "no longer here" in refused.text, custom_id
    assert await world.bot.app.settings.get(world.guild_id) == before


async def test_another_servers_admin_takes_back_nothing_here(world: World) -> None:
    await world.configure()
    before = await world.bot.app.settings.get(world.guild_id)
    olga, there = world.elsewhere()
    panel = await olga.slash("config", at=there)
    assert "Undo" not in panel.buttons
    refused = await olga.forge(panel, "config-undo:1:1:channels")
    assert "That was changed again since" in refused.text
    assert await world.bot.app.settings.get(world.guild_id) == before


async def test_whoever_is_forgotten_is_somebody_and_the_settings_stay(world: World) -> None:
    await world.configure()
    app, ada = world.bot.app, UserId(world.admin.id)
    changes = (await app.settings.export_member(world.guild_id, ada))["settings_changed"]
    assert [change["field"] for change in changes] == [
        "review_channel_id",
        "renewal_channel_id",
        "discussion_channel_id",
        "moderator_role_id",
    ]
    await app.settings.forget_member(world.guild_id, ada)
    assert await app.settings.export_member(world.guild_id, ada) == {"settings_changed": []}
    panel = await world.admin.slash("config")
    assert "Somebody changed the moderators' role" in panel.text
    panel = await world.admin.click(panel, "Undo")
    assert "No role yet" in panel.text


async def test_a_later_versions_entry_has_no_button(world: World) -> None:
    db = world.bot.app.db
    async with db.transaction() as tx:
        await tx.execute(
            "INSERT INTO settings_log (guild_id, entry, changed_at, field, new_value) "
            "VALUES (?, 1, ?, 'mascot', 'cat')",
            (world.guild_id, int(world.clock.now().timestamp())),
        )
    panel = await world.admin.slash("config")
    assert "Undo" not in panel.buttons
    refused = await world.admin.forge(panel, "config-undo:1:1:channels")
    assert "That was changed again since" in refused.text


async def test_every_section_has_passed_gettext(world: World) -> None:
    await world.configure()
    world.bot.app = dataclasses.replace(world.bot.app, texts=PseudoTexts())
    allowed = names(world) | {"utc", "qps", "ploc"}
    allowed |= {word.casefold() for name in NAMES.values() for word in WORD.findall(name)}
    for section in Section:
        panel = await world.admin.slash("config", section=section.value)
        words = {word.casefold() for word in WORD.findall(unbracketed(panel.text))}
        assert words <= allowed, words - allowed
        assert "⟦" in panel.text
