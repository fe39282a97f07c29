"""`/preferences`: what a member prefers, where it holds, and who sees it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config import Config
from bot.ids import GuildId, ShowId, UserId
from bot.settings import service
from bot.settings.models import Preferences
from bot.settings.store import SettingsStore
from bot.shows import catalogue
from bot.shows.models import Credit, Held, Profile
from bot.shows.views import profile_card
from bot.text import Texts
from bot.text.titles import TitleLanguage
from tests.reviews import desk
from tests.world import Person, Seen, World

HELD = catalogue.load(Config().catalogue)
FRIEREN = ShowId("anilist/154587")
ENGLISH, NATIVE = "Frieren: Beyond Journey's End", "葬送のフリーレン"


class Rated:
    """A source that has a score for every show."""

    name = "AniList"

    async def held(self, show_id: ShowId) -> Held | None:
        held = HELD.get(show_id)
        now = datetime(2026, 1, 1, tzinfo=UTC)
        return (
            Held(show=replace(held, score=91), source=self.name, fetched_at=now) if held else None
        )


def chosen(panel: Seen) -> str:
    """The choice of titles that stands."""
    (only,) = (s for s in panel.selects if "titles" in s["custom_id"])
    (value,) = (option["value"] for option in only["options"] if option.get("default"))
    return str(value)


def heading(card: Seen) -> str:
    return next(line for line in card.text.splitlines() if line.startswith("## "))[3:]


async def prefer_titles(person: Person, language: str) -> Seen:
    panel = await person.slash("preferences")
    return await person.choose(panel, language, custom_id="prefer-titles:1")


async def decide_titles(world: World, language: str) -> Seen:
    panel = await world.admin.slash("config", section="titles")
    return await world.admin.choose(panel, language, custom_id="config-titles:1")


async def test_titles_are_chosen_at_once_and_kept_over_a_restart(world: World) -> None:
    mia = world.member("Mia")
    panel = await mia.slash("preferences")
    assert panel.private
    assert chosen(panel) == "server"
    assert chosen(await prefer_titles(mia, "native")) == "native"
    await world.restart()
    assert chosen(await mia.slash("preferences")) == "native"
    assert heading(await mia.slash("show", title=FRIEREN, private=True)) == NATIVE
    assert chosen(await prefer_titles(mia, "server")) == "server"
    assert await world.bot.app.db.all("SELECT * FROM member_preferences") == []


async def test_a_private_answer_has_the_members_titles_and_a_public_one_the_servers(
    world: World,
) -> None:
    mia, tom = world.member("Mia"), world.member("Tom")
    await prefer_titles(mia, "native")
    assert heading(await mia.slash("show", title=FRIEREN, private=True)) == NATIVE
    assert heading(await mia.slash("show", title=FRIEREN)) == ENGLISH
    assert heading(await tom.slash("show", title=FRIEREN, private=True)) == ENGLISH
    await decide_titles(world, "romaji")
    assert heading(await mia.slash("show", title=FRIEREN, private=True)) == NATIVE
    assert heading(await mia.slash("show", title=FRIEREN)) == "Sousou no Frieren"
    await world.restart()
    assert heading(await mia.slash("show", title=FRIEREN)) == "Sousou no Frieren"
    card = await tom.slash("show", title=FRIEREN, private=True)
    assert heading(card) == "Sousou no Frieren"
    assert f"-# {ENGLISH} · {NATIVE}" in card.text


async def test_seasons_pickers_and_suggestions_are_in_the_members_titles(world: World) -> None:
    mia, tom = world.member("Mia"), world.member("Tom")
    await prefer_titles(mia, "native")
    card = await tom.slash("show", title=FRIEREN)
    seasons = await mia.click(card, "Seasons")
    assert heading(seasons) == f"Seasons of {NATIVE}"
    assert f"{NATIVE} (2023)" in seasons.text
    assert f"{NATIVE} (2023)" in await mia.complete("show", "title", "frieren")
    assert f"{ENGLISH} (2023)" in await tom.complete("show", "title", "frieren")
    picker = await mia.slash("show", title="shingeki")
    assert "進撃の巨人" in picker.text
    spoken = await mia.slash("review write", show="shingeki")
    assert "進撃の巨人" in spoken.text


async def test_direct_messages_are_the_members_own_and_hold_nothing_of_a_server(
    world: World,
) -> None:
    mia = world.member("Mia")
    await decide_titles(world, "romaji")
    assert heading(await mia.slash_alone("show", title=FRIEREN)) == ENGLISH
    panel = await mia.slash_alone("preferences", zone="tokyo")
    assert panel.private
    assert "**Time zone** Asia/Tokyo" in panel.text
    panel = await mia.choose_alone(panel, "native", custom_id="prefer-titles:1")
    assert chosen(panel) == "native"
    assert heading(await mia.slash_alone("show", title=FRIEREN)) == NATIVE
    assert chosen(await mia.slash("preferences")) == "native"


async def test_other_servers_decide_for_themselves(world: World) -> None:
    olga, there = world.elsewhere()
    await decide_titles(world, "native")
    assert heading(await olga.slash("show", title=FRIEREN, at=there)) == ENGLISH
    panel = await olga.slash("config", section="titles", at=there)
    await olga.choose(panel, "romaji", custom_id="config-titles:1")
    assert heading(await olga.slash("show", title=FRIEREN, at=there)) == "Sousou no Frieren"
    assert heading(await world.mod.slash("show", title=FRIEREN)) == NATIVE


async def test_scores_are_hidden_by_the_member_who_asks_or_by_the_server(tmp_path: Path) -> None:
    async with World.open(tmp_path, source=Rated()) as world:
        mia, tom = world.member("Mia"), world.member("Tom")
        panel = await mia.slash("preferences")
        assert "**Scores** shown" in panel.text
        after = await mia.click(panel, "Hide them")
        assert "**Scores** hidden" in after.text
        for private in (False, True):
            assert "Score" not in (await mia.slash("show", title=FRIEREN, private=private)).text
            card = await tom.slash("show", title=FRIEREN, private=private)
            assert "**Score** 91 of 100" in card.text
        await world.restart()
        assert "Score" not in (await mia.slash("show", title=FRIEREN)).text
        await mia.click(await mia.slash("preferences"), "Show them")
        assert "**Score** 91" in (await mia.slash("show", title=FRIEREN)).text
        config = await world.admin.slash("config", section="titles")
        await world.admin.click(config, "Hide them")
        assert "Score" not in (await tom.slash("show", title=FRIEREN)).text
        assert "This server hides them from everybody." in (await mia.slash("preferences")).text
        assert "Score" in (await mia.slash_alone("show", title=FRIEREN)).text


async def test_public_posts_are_in_the_servers_titles_and_their_answers_in_the_members(
    world: World,
) -> None:
    await world.configure()
    mia = world.member("Mia")
    await prefer_titles(mia, "native")
    await decide_titles(world, "romaji")
    opened = await mia.slash("discuss start", show=FRIEREN, episode=1)
    assert NATIVE in opened.text
    (post,) = [p for p in world.posts(world.discussions) if p.components]
    assert "Sousou no Frieren · Episode 1" in post.text
    (thread,) = world.discussions.threads
    assert "Sousou no Frieren" in thread.name
    listed = await mia.slash("discuss list")
    assert f"{NATIVE} · Episode 1" in listed.text
    asked = await mia.slash("renewal ask", show=FRIEREN)
    assert not asked.private
    assert "Will Sousou no Frieren return" in asked.text
    private = await mia.slash("renewal status", show=FRIEREN, private=True)
    assert f"Will {NATIVE} return" in private.text
    draft = await mia.slash("review write", show=FRIEREN)
    assert heading(draft) == f"Your review of {NATIVE}"
    posted = await desk.post(mia, show=FRIEREN)
    assert f"Your review of **{NATIVE}** is posted." in posted.text
    assert heading(desk.card(world)) == "Sousou no Frieren"
    ((name, rule),) = desk.threads(world).items()
    assert name.startswith("Sousou no Frieren · ")
    assert "**Sousou no Frieren**" in rule[0]
    assert NATIVE in (await mia.slash("review list")).text


async def test_refusals_name_shows_as_the_member_does(world: World) -> None:
    mia = world.member("Mia")
    await prefer_titles(mia, "native")
    refused = await mia.slash("show", title=FRIEREN, season=40)
    assert f"I know no season 40 of {NATIVE}" in refused.text


async def test_a_zone_is_typed_into_the_form_as_one_knows_it(world: World) -> None:
    mia = world.member("Mia")
    panel = await mia.slash("preferences")
    assert "**Time zone** UTC" in panel.text
    assert "Discord tells me nobody's zone" in panel.text
    for typed, said in (("tokyo", "Asia/Tokyo"), ("UTC+9", "UTC+9"), ("york", "America/New York")):
        after = await mia.submit(await mia.click(panel, "Choose"), zone=typed)
        assert f"**Time zone** {said}\n-# It is " in after.text
    await world.restart()
    panel = await mia.slash("preferences")
    assert "**Time zone** America/New York\n-# It is 19:" in panel.text
    form = await mia.click(panel, "Choose")
    assert form.fields["zone"]["value"] == "America/New York"
    after = await mia.submit(form, zone="")
    assert "**Time zone** UTC" in after.text


async def test_an_unknown_zone_changes_nothing_and_is_told_with_examples(world: World) -> None:
    mia = world.member("Mia")
    await mia.slash("preferences", zone="Europe/Berlin")
    refused = await mia.slash("preferences", zone="Atlantis")
    assert refused.private
    assert "I know no time zone “Atlantis”. Write a big city such as Tokyo" in refused.text
    form = await mia.click(await mia.slash("preferences"), "Choose")
    refused = await mia.submit(form, zone="america")
    assert "Several time zones fit “america”: America/Adak" in refused.text
    assert "**Time zone** Europe/Berlin" in (await mia.slash("preferences")).text


async def test_zones_are_offered_while_one_types(world: World) -> None:
    mia = world.member("Mia")
    offered = await mia.complete("preferences", "zone", "new y")
    assert offered == {"America/New York": "America/New_York"}
    assert "Asia/Tokyo" in await mia.complete("preferences", "zone", "")
    assert len(await mia.complete("preferences", "zone", "america")) == 25
    assert await mia.complete("preferences", "zone", "Atlantis") == {}


async def test_a_members_day_begins_by_their_zone_else_the_servers_else_utc(world: World) -> None:
    app, mia, tom = world.bot.app, world.member("Mia"), world.member("Tom")
    here, nowhere = world.guild_id, GuildId(1)

    async def zone(person: Person, guild: GuildId | None) -> str:
        return (await app.preferences.zone_of(UserId(person.id), guild)).key

    assert await zone(mia, here) == "UTC"
    form = await world.admin.click(await world.admin.slash("config", section="titles"), "Choose")
    await world.admin.submit(form, zone="tokyo")
    await mia.slash("preferences", zone="berlin")
    assert [await zone(mia, here), await zone(tom, here)] == ["Europe/Berlin", "Asia/Tokyo"]
    assert [await zone(mia, None), await zone(tom, nowhere)] == ["Europe/Berlin", "UTC"]
    assert "The server's, until you choose yours." in (await tom.slash("preferences")).text


async def test_forged_choices_are_answered_and_change_nothing(world: World) -> None:
    mia, tom = world.member("Mia"), world.member("Tom")
    card = await tom.slash("show", title="Hero Mask")
    for custom_id, values in (
        ("prefer-titles:1", ["klingon"]),
        ("prefer-titles:1", []),
        ("prefer-scores:1:many", None),
        ("prefer-scores:2:1", None),
    ):
        refused = await mia.forge(card, custom_id, values=values)
        assert refused.private
        assert "no longer here" in refused.text
    assert await world.bot.app.db.all("SELECT * FROM member_preferences") == []
    # What is one's own may be changed from anywhere, but nobody else's message becomes the panel.
    forged = await mia.forge(card, "prefer-scores:1:1")
    assert forged.private
    assert "**Scores** hidden" in forged.text
    assert "Hero Mask" in world.posts(world.general)[-1].text
    form = await mia.forge(card, "prefer-zone:1")
    forged = await mia.submit(form, zone="tokyo")
    assert forged.private
    assert "Hero Mask" in world.posts(world.general)[-1].text


async def test_while_the_database_is_busy_one_is_told_and_nothing_is_lost(world: World) -> None:
    mia = world.member("Mia")
    panel = await prefer_titles(mia, "romaji")
    with world.busy():
        told = await mia.choose(panel, "native", custom_id="prefer-titles:1")
        assert "I'm busy writing something else down" in told.text
        card = await mia.slash("show", title=FRIEREN, private=True)
        assert heading(card) == "Sousou no Frieren"
    assert chosen(await mia.slash("preferences")) == "romaji"


async def test_a_member_sees_and_erases_what_they_prefer(world: World) -> None:
    mia, tom, app = world.member("Mia"), world.member("Tom"), world.bot.app
    await prefer_titles(mia, "native")
    await mia.slash("preferences", zone="tokyo")
    await prefer_titles(tom, "romaji")
    one = {"title_language": "native", "zone": "Asia/Tokyo", "hide_scores": False}
    assert await app.preferences.export_member(UserId(mia.id)) == {"preferences": [one]}
    await app.preferences.forget_member(UserId(mia.id))
    assert await app.preferences.export_member(UserId(mia.id)) == {"preferences": []}
    assert heading(await mia.slash("show", title=FRIEREN, private=True)) == ENGLISH
    assert heading(await tom.slash("show", title=FRIEREN, private=True)) == "Sousou no Frieren"


async def test_what_is_held_in_memory_is_what_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read and changed at one moment, and by more members than are held."""
    monkeypatch.setattr(service, "MEMBERS_HELD", 3)
    preferences, languages = world.bot.app.preferences, list(TitleLanguage)
    members = [UserId(n) for n in range(1, 7)]
    for turn in range(12):
        await asyncio.gather(
            *(preferences.of(member) for member in members),
            *(preferences.choose_titles(m, languages[(m + turn) % 3]) for m in members[turn % 2 :]),
            *(preferences.of(member) for member in reversed(members)),
        )
        for member in members:
            (kept,) = (await preferences.export_member(member))["preferences"] or [{}]
            assert (await preferences.of(member)).titles == kept.get("title_language")


async def test_what_was_read_before_a_change_is_not_held_after_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    preferences, member = world.bot.app.preferences, UserId(7)
    read, changed = asyncio.Event(), asyncio.Event()
    ask = SettingsStore.preferences

    async def late(store: SettingsStore, user: UserId) -> Preferences:
        found = await ask(store, user)
        read.set()
        await changed.wait()
        return found

    monkeypatch.setattr(SettingsStore, "preferences", late)
    asking = asyncio.create_task(preferences.of(member))
    await read.wait()
    await preferences.choose_titles(member, TitleLanguage.NATIVE)
    changed.set()
    assert (await asking).titles is None
    assert (await preferences.of(member)).titles is TitleLanguage.NATIVE


def test_a_profiles_shows_are_in_the_readers_titles() -> None:
    show = HELD.get(FRIEREN)
    assert show
    profile = Profile(name="Keiichirou Saitou", credits=[Credit(show=show, role="Director")])
    for language, title in (("english", ENGLISH), ("native", NATIVE)):
        t = Texts().choose("en").with_titles(TitleLanguage(language))
        view = profile_card(profile, t, source="AniList", adult=False)
        words = [getattr(item, "content", "") for item in view.walk_children()]
        assert f"**{title} (2023)** · Director" in words


async def test_where_the_bot_was_never_invited_nothing_of_a_server_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As somebody's own app it answers in servers that it isn't in (any more)."""
    mia = world.member("Mia")
    await decide_titles(world, "romaji")
    await prefer_titles(mia, "native")
    monkeypatch.setattr(world.bot, "get_guild", lambda _: None)
    assert heading(await mia.slash("show", title=FRIEREN)) == ENGLISH
    assert heading(await mia.slash("show", title=FRIEREN, private=True)) == NATIVE
    panel = await mia.slash("preferences")
    assert chosen(await mia.choose(panel, "server", custom_id="prefer-titles:1")) == "server"
    assert heading(await mia.slash("show", title=FRIEREN, private=True)) == ENGLISH
