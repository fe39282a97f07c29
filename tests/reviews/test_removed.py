"""What a form takes away can be had back, and only what was shown is posted or discarded."""

from tests.reviews.desk import OTHER_SHOW, card, cards, fill, panel, post, press_post, write
from tests.world import World

WORDS = "word " * 400


async def test_a_blank_form_takes_nothing_for_good(world: World) -> None:
    mia = world.member("Mia")
    await fill(mia, "Story", score="7", text=WORDS)
    seen = await fill(mia, "Story", score="7", text=" \n ")
    assert "Story is empty now; 400 words were removed." in seen.text
    await fill(mia, "Story", score="", text="")
    await world.restart()
    shown = await panel(mia)
    assert "400 words were removed" in shown.text
    back = await mia.click(shown, "Put them back")
    assert back.message.id == shown.message.id
    assert "removed" not in back.text
    form = await mia.click(back, "Story")
    assert form.fields["text"]["value"] == WORDS.strip()
    again = await mia.forge(back, "review-put-back:1:anilist/105096:story")
    assert "**Story**" in again.text


async def test_a_new_text_takes_the_place_of_what_was_removed(world: World) -> None:
    mia = world.member("Mia")
    await fill(mia, "Story", text="感想" * 20)
    shown = await fill(mia, "Story", text="")
    assert "40 characters were removed" in shown.text
    seen = await fill(mia, "Story", text="New.")
    assert "removed" not in seen.text
    assert "New." in (await mia.click(shown, "Put them back")).text


async def test_what_was_posted_can_be_put_back_too(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia, "8", "Mia's own.")
    seen = await write(mia, "8", "")
    assert "Verdict is empty now; 2 words were removed." in seen.text
    assert "removed" not in (await panel(ben)).text
    assert "Mia's own." in (await mia.click(seen, "Put them back")).text


async def test_only_what_a_panel_shows_is_posted(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    old = await write(mia, "8", "First.")
    await write(mia, "3", "Second.")
    newest = await mia.click(old, "Post")
    assert "This draft changed since. Here is the newest; press Post again." in newest.text
    assert "Second." in newest.text
    assert cards(world) == []
    assert "is posted" in (await mia.click(newest, "Post")).text
    assert "Second." in card(world).text


async def test_a_draft_begun_anew_is_another_one(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    old = await write(mia, "8", "First.")
    await mia.click(await mia.click(await panel(mia), "Discard"), "Discard it")
    assert "nothing to post yet" in (await press_post(mia)).text
    await world.advance(60)
    await write(mia, "3", "Second.")
    assert "changed since" in (await mia.click(old, "Post")).text
    assert cards(world) == []


async def test_a_stale_panel_says_that_the_draft_was_posted(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    shown = await write(mia)
    question = await mia.click(await panel(mia), "Discard")
    await press_post(mia)
    words = "There is no draft any more: you posted it. Your review stays."
    assert words in (await mia.click(question, "Discard it")).text
    gone = await mia.click(shown, "Discard")
    assert words in gone.text
    assert "A fine ride." in (await mia.click(gone, "Change it")).text
    assert card(world)


async def test_a_stale_question_discards_nothing_newer(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    question = await mia.click(await write(mia), "Discard")
    await write(mia, "3", "Second.")
    again = await mia.click(question, "Discard it")
    assert "Discard this draft?" in again.text
    assert "Second." in (await panel(mia)).text
    stale = await panel(mia)
    assert "is gone" in (await mia.click(again, "Discard it")).text
    gone = await mia.click(stale, "Discard")
    assert "There is no draft any more." in gone.text
    assert "Start a new one" in gone.buttons
    await post(mia)
    twice = await mia.click(await write(mia, "2", "Third."), "Discard")
    other = await mia.click(await panel(mia), "Discard")
    await mia.click(twice, "Discard it")
    assert (
        "There is no draft any more. Your review stays."
        in (await mia.click(other, "Discard it")).text
    )


async def test_the_overall_text_has_three_parts(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    empty = await panel(mia)
    assert "Overall, part 2" not in empty.buttons
    form = await mia.click(empty, "Overall")
    assert "Up to 4,000 characters, about 650 words." in form.text
    assert form.fields["text"]["max_length"] == 4000
    first = await mia.submit(form, text="a " * 2000)
    assert "Overall, part 3" not in first.buttons
    second = await mia.submit(await mia.click(first, "Overall, part 2"), text="b " * 2000)
    third = await mia.submit(await mia.click(second, "Overall, part 3"), text="c " * 2000)
    assert "Still blank: Score & verdict, Story" in third.text
    assert "Overall, part 2" in (await fill(mia, "Overall", text="")).buttons
    await mia.click(await panel(mia), "Put them back")
    await press_post(mia)
    assert "6000 words of text" in card(world).text
    seen = await ben.click(card(world), "Read")
    told = seen.text
    while "▶" in seen.buttons:
        seen = await ben.click(seen, "▶")
        told += seen.text
    assert told.count("a ") + told.count("b ") + told.count("c ") > 5900
    assert "### Overall (continued)" in told
    assert "part 2" not in told


async def test_a_panel_says_that_a_score_is_missing(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    refused = await fill(mia, "Score & verdict", score="11", text="A fine ride.")
    assert "“11” isn't between 1 and 10" in refused.text
    shown = await panel(mia)
    assert "**Score & verdict** · Score: not set\nA fine ride." in shown.text
    assert "No score yet." in shown.text
    emoji = {
        part["label"]: (part.get("emoji") or {}).get("name")
        for row in shown.components[0]["components"]
        for part in row.get("components", [])
    }
    assert (emoji["Score & verdict"], emoji["Story"]) == ("✏️", None)
    assert "is posted" in (await mia.click(shown, "Post")).text
    scored = await write(mia, "8")
    assert "No score yet" not in scored.text
    assert "not set" not in scored.text
    assert "No score yet" not in (await panel(mia, OTHER_SHOW)).text


async def test_a_verdict_with_bars_is_kept_and_not_posted(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    refused = await fill(mia, "Score & verdict", score="8", text="Great, ||Harry dies||.")
    assert "A verdict stands in public: leave spoilers out of it." in refused.text
    assert refused.message.attachments == []
    shown = await panel(mia)
    assert "A verdict stands in public" in (await mia.click(shown, "Post")).text
    assert cards(world) == []
    form = await mia.click(shown, "Score & verdict")
    assert form.fields["text"]["value"] == "Great, ||Harry dies||."
    await mia.submit(form, score="8", text="Great || sad.")
    assert "is posted" in (await press_post(mia)).text
