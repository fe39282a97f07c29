"""`/review write`, as a reviewer uses it: nothing that was submitted is ever lost."""

from typing import Any

import pytest

from bot.client import Kanso
from bot.db import Database
from bot.ids import UserId
from bot.reviews import views
from tests.reviews.desk import OTHER_SHOW, SHOW, card, fill, panel, post, write
from tests.world import World

DAY = 24 * 60 * 60


async def test_the_panel_says_what_is_written_and_what_is_blank(world: World) -> None:
    mia = world.member("Mia")
    empty = await panel(mia)
    assert empty.private
    assert "Nothing is written yet" in empty.text
    assert "Discard" not in empty.buttons
    for part in ("Score & verdict", "Story", "Characters", "Visuals", "Sound", "Voice acting",
                 "Overall", "Recommendations", "Post"):  # fmt: skip
        assert part in empty.buttons
    form = await mia.click(empty, "Story")
    seen = await mia.submit(form, score="8.5", text="word " * 200)
    assert seen.private
    assert "**Story** · 8.5" in seen.text
    (excerpt,) = [line for line in seen.text.split("\n") if line.startswith("word")]
    assert 140 < len(excerpt) <= 160
    assert "Still blank: Score & verdict, Characters" in seen.text


async def test_every_form_comes_back_as_it_was_saved(world: World) -> None:
    mia = world.member("Mia")
    written: dict[str, dict[str, Any]] = {
        "Score & verdict": {"score": "9", "text": "Loved it."},
        "Story": {"score": "8.5", "text": "Plot."},
        "Characters": {"score": "7", "text": "People."},
        "Visuals": {"score": "10", "text": "Lines."},
        "Sound": {"score": "6.5", "text": "Notes."},
        "Voice acting": {"score": "5", "track": ["dub"], "language": "German", "text": "Voices."},
        "Overall": {"text": "All\n\nin all."},
        "Recommendations": {"text": "Monster."},
    }
    for part, fields in written.items():
        await fill(mia, part, **fields)
    shown = await panel(mia)
    assert "**Voice acting** · 5 · dub · German" in shown.text
    assert "Still blank" not in shown.text
    for part, fields in written.items():
        saved = (await mia.click(shown, part)).fields
        assert set(saved) == set(fields)
        for name, value in fields.items():
            if name == "track":
                chosen = [o["value"] for o in saved["track"]["options"] if o.get("default")]
                assert chosen == value
            else:
                assert saved[name]["value"] == value


async def test_a_score_that_cannot_be_read_loses_nothing(world: World) -> None:
    mia = world.member("Mia")
    await fill(mia, "Story", score="7", text="First thoughts.")
    refused = await fill(mia, "Story", score="eleven/10 @everyone", text="Better thoughts.")
    assert refused.private
    assert "“eleven/10 @\u200beveryone” isn't a score I can read" in refused.text
    assert "write 8, 8.5 or 8/10" in refused.text
    form = await mia.click(await panel(mia), "Story")
    assert form.fields["text"]["value"] == "Better thoughts."
    assert form.fields["score"]["value"] == "7"
    await mia.submit(form, score="", text="Better thoughts.")
    assert "**Story** · Score: not set\nBetter thoughts." in (await panel(mia)).text


async def test_the_draft_is_one_per_member_and_show(world: World) -> None:
    mia, ben = world.member("Mia"), world.member("Ben")
    await fill(mia, "Story", text="Mine.")
    assert "Nothing is written" in (await panel(ben)).text
    assert "Nothing is written" in (await panel(mia, OTHER_SHOW)).text
    assert "Mine." in (await panel(mia)).text


async def test_it_survives_restarts_with_a_form_open(world: World) -> None:
    mia = world.member("Mia")
    shown = await panel(mia)
    await world.restart()
    form = await mia.click(shown, "Overall")
    await world.restart()
    seen = await mia.submit(form, text="Written across a restart.")
    assert "Written across a restart." in seen.text
    await world.restart()
    assert "Written across a restart." in (await panel(mia)).text
    await world.configure()
    await world.restart()
    done = await mia.click(seen, "Post")
    assert "is posted" in done.text
    await world.restart()
    assert "Written across a restart." in (await mia.click(card(world), "Read")).text


async def test_what_cannot_be_seen_counts_as_blank(world: World) -> None:
    mia = world.member("Mia")
    seen = await fill(mia, "Score & verdict", score="", text="\u202e \u200b")
    assert "**Score & verdict**" not in seen.text


LONG = "A thousand words, and every one of them thought about. 感想"


async def test_a_text_that_cannot_be_saved_is_given_back(world: World) -> None:
    mia = world.member("Mia")
    form = await mia.click(await panel(mia), "Story")
    blank = await mia.click(await panel(mia), "Sound")
    with world.busy():
        seen = await mia.submit(form, text=LONG)
        assert "busy" in (await mia.submit(blank, score="8")).text
    assert seen.private
    assert "busy" in seen.text
    (file,) = seen.message.attachments
    assert (await file.read()).decode() == LONG
    assert "Nothing is written" in (await panel(mia)).text


async def test_what_is_saved_is_not_given_back(world: World) -> None:
    mia = world.member("Mia")
    refused = await fill(mia, "Story", score="eleven", text=LONG)
    assert "isn't a score" in refused.text
    assert refused.message.attachments == []
    assert LONG in (await panel(mia)).text


@pytest.mark.parametrize("score", ["8", "eleven"])
async def test_a_draft_that_is_saved_but_not_shown_says_so(world: World, score: str) -> None:
    mia = world.member("Mia")
    form = await mia.click(await panel(mia), "Story")
    world.fail("PATCH", "/webhooks/*/messages/*", 404, 10008)
    seen = await mia.submit(form, score=score, text=LONG)
    assert ("Your form is saved" if score == "8" else "Everything else in the form") in seen.text
    assert seen.private
    assert seen.message.attachments == []
    assert LONG in (await panel(mia)).text


async def test_whatever_writes_answers_discord_first(world: World) -> None:
    mia = world.member("Mia")
    form = await mia.click(await panel(mia), "Story")
    answered: list[bool] = []
    transaction = Database.transaction
    here: list[Any] = []

    def noted(self: Database) -> Any:
        answered.extend(interaction.response.is_done() for interaction in here)
        return transaction(self)

    async def run(interaction: Any) -> None:
        here[:] = [interaction]
        await Kanso.on_interaction(world.bot, interaction)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "transaction", noted)
        patch.setattr(world.bot, "on_interaction", run)
        question = await mia.click(await mia.submit(form, text="Three little words."), "Discard")
        await mia.click(question, "Discard it")
    assert answered == [True, True]


async def test_reading_needs_no_writer(world: World) -> None:
    mia = world.member("Mia")
    await fill(mia, "Story", text="Old.")
    await world.advance(31 * DAY)
    with world.busy():
        assert "Nothing is written" in (await panel(mia)).text
        assert "You haven't written" in (await mia.slash("review list")).text
    await fill(mia, "Sound", show=OTHER_SHOW, text="New.")
    kept = await world.bot.app.reviews.export_member(world.guild_id, UserId(mia.id))
    assert [part["body"] for part in kept["review_draft_parts"]] == ["New."]


async def test_discarding_asks_once_more(world: World) -> None:
    mia = world.member("Mia")
    shown = await fill(mia, "Story", text="Three little words.")
    question = await mia.click(shown, "Discard")
    assert "3 words of text" in question.text
    assert "Three little words." in (await mia.click(question, "Keep it")).text
    gone = await mia.click(await mia.click(await panel(mia), "Discard"), "Discard it")
    assert "is gone" in gone.text
    assert "Nothing is written" in (await mia.click(gone, "Start a new one")).text


async def test_a_discarded_draft_leaves_what_was_posted(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia)
    shown = await write(mia, "3", "Changed my mind.")
    assert "What you posted stays" in shown.text
    question = await mia.click(shown, "Discard")
    assert "What you posted before stays" in question.text
    await mia.click(question, "Discard it")
    assert "A fine ride." in (await panel(mia)).text
    assert "8 of 10" in card(world).text


async def test_drafts_are_kept_thirty_days_from_their_last_change(world: World) -> None:
    mia, ben = world.member("Mia"), world.member("Ben")
    await world.configure()
    await post(ben)
    await fill(mia, "Story", text="Old.")
    await fill(mia, "Story", show=OTHER_SHOW, text="Younger.")
    await world.advance(29 * DAY)
    await fill(mia, "Story", show=OTHER_SHOW, text="Young again.")
    assert "Old." in (await panel(mia)).text
    await world.advance(2 * DAY)
    listed = await mia.slash("review list")
    assert "Mob Psycho 100" in listed.text
    assert "Hero Mask" not in listed.text
    assert "Nothing is written" in (await panel(mia)).text
    assert "Young again." in (await panel(mia, OTHER_SHOW)).text
    assert card(world)


async def test_a_forged_form_changes_nothing(world: World) -> None:
    mia = world.member("Mia")
    shown = await panel(mia)
    form = await mia.click(shown, "Story")
    form.result._interaction.modal["custom_id"] = "review-save:1:anilist/105096:plot"
    assert "no longer here" in (await mia.submit(form, text="x")).text
    assert "Nothing is written" in (await panel(mia)).text


async def test_forged_selects_and_shows_are_outdated(world: World) -> None:
    mia = world.member("Mia")
    await fill(mia, "Story", text="Mine.")
    listed = await mia.slash("review list")
    for custom_id, values in (
        (views.PICK_DRAFT.pack(), []),
        (views.PICK.pack(), []),
        (views.PICK.pack(), ["review-read:1:nothing"]),
        (views.PICK_DRAFT.pack(), ["x" * 100]),
        (views.PICK_DRAFT.pack(), ["../../etc"]),
        (views.PICK.pack(), [f"review-read:1:{'x' * 80}:1"]),
    ):
        forged = await mia.forge(listed, custom_id, values=values)
        assert forged.private
        assert "no longer here" in forged.text, (custom_id, values)
    for custom_id in (f"review-write:1:{'x' * 80}", f"reviews:1:{'x' * 80}:0"):
        assert "no longer here" in (await mia.forge(listed, custom_id)).text
    form = await mia.click(await panel(mia), "Sound")
    refused = await mia.forge_form(form, f"review-save:1:{'x' * 60}:story", text="x")
    assert "no longer here" in refused.text
    kept = await world.bot.app.reviews.export_member(world.guild_id, UserId(mia.id))
    assert [draft["show_id"] for draft in kept["review_drafts"]] == ["anilist/105096"]


@pytest.mark.unmeasured
@pytest.mark.parametrize("text", ["*" * 4000, "a" * 4000, "@everyone " * 400, "مرحبا\u202e" * 600])
async def test_the_longest_texts_go_in_and_come_out(world: World, text: str) -> None:
    await world.configure()
    mia = world.member("Mia")
    for part in ("Story", "Characters", "Visuals", "Sound", "Voice acting", "Overall"):
        await fill(mia, part, text=text)
    done = await mia.click(await panel(mia), "Post")
    assert f"**{SHOW}** is posted" in done.text
    seen = await mia.click(card(world), "Read")
    pages = 1
    while "▶" in seen.buttons:
        seen = await mia.click(seen, "▶")
        pages += 1
    assert f"page {pages} of {pages}" in seen.text
    assert "@everyone" not in seen.text
