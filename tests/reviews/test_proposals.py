"""A long review becomes a digest: read, corrected, agreed to, posted."""

from pathlib import Path
from typing import Any

import pytest

from bot.ids import UserId
from bot.reviews import proposals, texts
from bot.reviews.proposal import next_stance, not_in
from bot.reviews.scores import Verdict
from tests import discord_rules
from tests.reviews.desk import SHOW, card, cards, panel, post, read, threads, write
from tests.world import Person, Seen, World

REVIEW = """Hero Mask review

Episodes: 12
Runtime: 25 minutes

Story

The story is tightly plotted and engaging from its first minute to its last. It turns out that the
old man was the killer all along.

Characters

The cast is strong and wonderfully diverse.

Animation

The animation is lackluster and often stiff.

Conclusion

Overall, Hero Mask is a great thriller that I can only recommend. 8/10

Comments

Mia
I liked the ending.
1 like
"""
STIFF = "The animation is lackluster and often stiff."
SEED = Path(__file__).parents[3] / "shared" / "data" / "seeds" / "hero_mask_review.txt"


async def begin(who: Person, text: str = REVIEW, **fields: Any) -> Seen:
    """Give the form a review; the digest's panel."""
    return await who.submit(await who.slash("review digest"), text=text, **fields)


async def correct(who: Person, held: Seen, line: str, **fields: Any) -> Seen:
    form = await who.choose(held, line, custom_id=pick_of(held))
    return await who.submit(form, **fields)


def pick_of(held: Seen) -> str:
    return next(
        str(s["custom_id"]) for s in held.selects if s["custom_id"].startswith("digest-pick:")
    )


async def mine(who: Person) -> Seen:
    """The only digest that somebody has in the making, as it is now."""
    held = await who.slash("review list")
    (select,) = [s for s in held.selects if s["custom_id"].startswith("digest-resume:")]
    (option,) = select["options"]
    return await who.choose(held, option["value"], custom_id=select["custom_id"])


async def test_a_pasted_review_becomes_a_card_in_its_own_words(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await begin(mia, name="Kerberos", source="https://example.org/hero-mask")
    assert held.private
    assert "Digest of a review of Hero Mask" in held.text
    assert "By Kerberos, from elsewhere: it counts nowhere." in held.text
    assert f"**Animation**\n> {STIFF}" in held.text
    assert "Not stated: Visuals, Sound, Voice acting" in held.text
    assert "Episodes: the review says 12, the catalogue 15." in held.text
    assert "1 comment came with it, and is kept apart from the review. By Mia." in held.text
    assert "> I liked the ending.\n> 👍 1" in held.text
    assert "killer" not in held.text
    assert not cards(world)
    await world.restart()
    done = await mia.click(await mine(mia), "Post")
    assert "The digest of a review of **Hero Mask** is posted." in done.text
    shown = card(world)
    assert "Reviewed by **Kerberos**" in shown.text
    assert f"A digest by {mia.mention}; counts in no average" in shown.text
    assert "[the original](<https://example.org/hero-mask>)" in shown.text
    assert "### 8 of 10" in shown.text
    assert f"🔴 **Animation** · negative\n{STIFF}" in shown.text
    assert "killer" not in shown.text
    whole = await world.member("Ben").click(shown, "Read")
    assert "the old man was the killer" in " ".join(whole.text.split())
    assert "### Comments on it" in whole.text
    assert "Kerberos" in (await mia.slash("review read", show=SHOW)).text
    assert "Begin one" in (await mia.slash("review list")).text


async def test_a_file_is_read_whatever_its_bytes_are(world: World) -> None:
    mia = world.member("Mia")
    long = REVIEW.replace("Conclusion", f"Pace\n\n{'It takes its time. ' * 900}\n\nConclusion")
    assert len(long) > 4 * 4000
    for data in (long.encode(), long.encode("utf-16"), long.replace("\n", "\r\n").encode()):
        held = await begin(mia, text="", file=("review.txt", data))
        assert f"**Animation**\n> {STIFF}" in held.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "isn't text"),
        (b"a" * (texts.MOST_BYTES + 1), "longer than 60,000"),
        (b"word " * 20_000, "longer than 60,000"),
        (b" \n\t ", "it is empty"),
        (None, "it is empty"),
    ],
)
async def test_what_is_no_review_is_refused_in_words(
    world: World, data: bytes | None, words: str
) -> None:
    mia = world.member("Mia")
    files = {"file": ("review.txt", data)} if data is not None else {}
    assert words in (await begin(mia, text="", **files)).text
    assert "Begin one" in (await mia.slash("review list")).text


async def test_a_link_that_is_none_gives_the_text_back(world: World) -> None:
    refused = await begin(world.member("Mia"), source="javascript:alert(1)")
    assert "isn't a link I can show" in refused.text
    assert "what-you-typed.txt" in [file.filename for file in refused.message.attachments]


async def test_each_line_is_corrected_by_a_click_or_a_form(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await begin(mia)
    for expected in ("not stated", "positive", "mixed"):
        await mia.forge(held, "digest-turn:1:1:animation")
        held = await mine(mia)
        assert held.buttons[3] == expected
    held = await correct(mia, held, "visuals", score="7", text="The animation is lackluster")
    assert "**Visuals** · 7 of 10\n> The animation is lackluster" in held.text
    wrong = await correct(mia, held, "visuals", score="7", text="The art is a dream.")
    assert "“The art is a dream.” isn't in the review word for word" in wrong.text
    unread = await correct(mia, held, "story", score="very good", text="tightly plotted")
    assert "isn't a score I can read" in unread.text
    held = await correct(mia, await mine(mia), "author", name="Enies", source="")
    assert "By Enies, from elsewhere" in held.text
    assert "> tightly plotted" in held.text
    held = await correct(mia, held, "show", title="Mob Psycho 100")
    assert "Digest of a review of Mob Psycho 100" in held.text
    await mia.click(held, "Post")
    assert "## Mob Psycho 100" in card(world).text
    assert "🟡 **Animation** · mixed" in card(world).text


async def test_a_show_that_nobody_can_tell_is_asked_for(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await begin(mia, "The animation is lackluster.\n\nVerdict: I loved it.\n\nScore: 9/10")
    assert "Which show is it about?" in held.text
    assert "Say which show" in (await mia.forge(held, "digest-post:1:1:99:0")).text
    form = await mia.click(held, "Which show?")
    assert "I don't know a show called" in (await mia.submit(form, title="qqqqqqq zzzz")).text
    held = await mia.submit(await mia.click(held, "Which show?"), title=SHOW)
    assert "Digest of a review of Hero Mask" in held.text
    await mia.click(held, "Post")
    assert "### 9 of 10" in card(world).text


async def test_what_one_wrote_becomes_ones_review_and_counts(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await post(mia, "5", "Meh.")
    await write(mia, "4", "Worse.")
    held = await mia.click(await begin(mia), "I wrote this")
    assert "You wrote this" in held.text
    assert "It takes the place of what you posted" in held.text
    held = await correct(mia, held, "visuals", score="", text="Handsome all the same.")
    question = await mia.click(held, "Post")
    assert "You posted a review of **Hero Mask**" in question.text
    assert "You also have a draft of **Hero Mask**" in question.text
    done = await mia.click(question, "Post in its place")
    assert "Your review of **Hero Mask** is posted." in done.text
    shown = card(world)
    assert mia.mention in shown.text
    assert "### 5 → 8 of 10" in shown.text
    assert "counts in no average" not in shown.text
    whole = await read(mia, mia)
    assert "tightly plotted" in whole.text
    again = await panel(mia)
    assert "This is what you posted" in again.text
    assert "Handsome all the same." in again.text
    await mia.submit(await mia.click(again, "Score & verdict"), score="9", text="Better yet.")
    await mia.click(await panel(mia), "Post")
    assert "### 8 → 9 of 10" in card(world).text
    assert f"🔴 **Animation** · negative\n{STIFF}" in card(world).text


async def test_another_member_s_message_needs_their_yes(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    message = await ben.say(REVIEW)
    held = await mia.menu("Make a review digest", message)
    assert f"{ben.mention} wrote this, and has to agree" in held.text
    assert "I wrote this" not in held.buttons
    assert "hasn't agreed" in (await mia.forge(held, "digest-post:1:1:1:0")).text
    await mia.click(held, "Ask its author")
    (asked,) = [seen for seen in world.posts(world.general) if "See it" in seen.buttons]
    assert mia.mention in asked.text
    assert "Only the one who wrote it" in (await mia.click(asked, "Yes, post it")).text
    look = await ben.click(asked, "See it")
    assert look.private
    assert STIFF in look.text
    await mia.forge(await mine(mia), "digest-turn:1:1:animation")
    changed = await ben.click(asked, "Yes, post it")
    assert "It was changed since you were asked." in changed.text
    assert not cards(world)
    await world.restart()
    done = await ben.click(changed, "Yes, post it")
    assert f"{ben.mention} agreed" in done.text
    assert f"Reviewed by {ben.mention}" in card(world).text
    assert "counts in no average" in card(world).text


async def test_a_no_leaves_nothing(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    held = await mia.menu("Make a review digest", await ben.say(REVIEW))
    await mia.click(held, "Ask its author")
    (asked,) = [seen for seen in world.posts(world.general) if "See it" in seen.buttons]
    gone = await ben.click(asked, "No")
    assert "would rather not. The digest is gone." in gone.text
    assert "posted or put away since" in (await mia.forge(held, "digest:1:1")).text
    assert await _rows(world) == 0


async def test_a_yes_is_kept_where_it_cannot_be_posted_yet(world: World) -> None:
    mia, ben = world.member("Mia"), world.member("Ben")
    held = await mia.menu("Make a review digest", await ben.say(REVIEW))
    await mia.click(held, "Ask its author")
    (asked,) = [seen for seen in world.posts(world.general) if "See it" in seen.buttons]
    refused = await ben.click(asked, "Yes, post it")
    assert "channel" in refused.text
    await world.configure()
    await mia.click(await mine(mia), "Post")
    assert f"Reviewed by {ben.mention}" in card(world).text


async def test_a_text_that_names_somebody_is_ones_own_only_when_said_twice(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    question = await mia.click(await begin(mia, name="Kerberos"), "I wrote this")
    assert "names **Kerberos** as its author" in question.text
    held = await mia.click(question, "No")
    assert "By Kerberos, from elsewhere" in held.text
    held = await mia.click(await mia.click(held, "I wrote this"), "Yes, it is mine")
    assert "You wrote this" in held.text


async def test_a_file_and_a_text_are_one_too_many(world: World) -> None:
    refused = await begin(world.member("Mia"), file=("review.txt", REVIEW.encode()))
    assert "Give one of them" in refused.text
    assert "what-you-typed.txt" in [file.filename for file in refused.message.attachments]


async def test_facts_are_corrected_and_held_against_the_catalogue(world: World) -> None:
    mia = world.member("Mia")
    held = await begin(mia)
    assert "**Facts**\nEpisodes: 12 · Runtime: 25" in held.text
    held = await correct(mia, held, "facts", text="Episodes: 15")
    assert "the review says" not in held.text


async def test_an_unnamed_author_has_no_number_in_public(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await mia.click(await begin(mia), "Post")
    assert list(threads(world)) == ["Hero Mask · somebody unnamed"]


async def test_nobody_touches_anothers_digest(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    held = await begin(mia)
    theirs = await ben.slash("review list")
    for custom_id in (
        "digest:1:1",
        "digest-turn:1:1:story",
        "digest-mine:1:1:1",
        "digest-post:1:1:1:0",
        "digest-discard:1:1",
        "digest-discarded:1:1",
        "digest-ask:1:1",
    ):
        assert "Somebody else is making this digest" in (await ben.forge(theirs, custom_id)).text
    assert "posted or put away since" in (await ben.forge(theirs, "digest:1:7")).text
    stranger, there = world.elsewhere()
    far = await stranger.slash("review list", at=there)
    assert "posted or put away since" in (await stranger.forge(far, "digest:1:1")).text
    assert "no longer here" in (await mia.forge(held, "digest-turn:1:1:facts")).text


async def test_nobody_is_asked_where_no_member_wrote_it(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await begin(mia, name="Kerberos")
    assert "no longer here" in (await mia.forge(held, "digest-ask:1:1")).text
    assert world.posts(world.general) == []


async def test_a_digest_is_discarded_once_asked(world: World) -> None:
    mia = world.member("Mia")
    question = await mia.click(await begin(mia), "Discard")
    assert "words of the review" in question.text
    assert STIFF in (await mia.click(question, "Keep it")).text
    await mia.click(await mia.click(await mine(mia), "Discard"), "Discard it")
    assert await _rows(world) == 0


async def test_it_is_posted_once_however_often_it_is_pressed(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await begin(mia)
    world.fail("POST", "/channels/*/messages", 500, 0, times=1)
    again = next(id_ for id_ in held.custom_ids if id_.startswith("digest-post:"))
    first = await mia.click(held, "Post")
    assert "Discord is having trouble" in first.text
    assert "is posted" in (await mia.click(held, "Post")).text
    assert "is posted" in (await mia.forge(held, again)).text
    assert len(cards(world)) == 1


async def test_a_member_s_digests_are_given_out_and_forgotten(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await mia.click(await begin(mia, name="Kerberos"), "Post")
    held = await mia.menu("Make a review digest", await ben.say(REVIEW))
    await mia.click(held, "Ask its author")
    (asked,) = [seen for seen in world.posts(world.general) if "See it" in seen.buttons]
    await ben.click(asked, "Yes, post it")
    await begin(mia)
    reviews = world.bot.app.reviews
    for_mia = await reviews.export_member(world.guild_id, UserId(mia.id))
    assert len(for_mia["review_digests"]) == 3
    assert any(STIFF in row["body"] for row in for_mia["review_draft_parts"])
    of_ben = await reviews.export_member(world.guild_id, UserId(ben.id))
    assert len(of_ben["reviews"]) == 1
    gone = await reviews.forget_member(world.guild_id, UserId(ben.id))
    assert len(gone) == 1
    assert await reviews.forget_member(world.guild_id, UserId(mia.id)) == []
    left = await world.bot.app.db.all("SELECT * FROM review_digests")
    assert [(row["by_id"], row["author_name"]) for row in left] == [(0, "Kerberos")]
    assert await world.bot.app.db.all("SELECT * FROM review_drafts") == []


async def test_a_text_that_takes_too_long_is_given_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "PATIENCE", 0.0)
    refused = await begin(world.member("Mia"))
    assert "couldn't read that review in time" in refused.text
    assert "what-you-typed.txt" in [file.filename for file in refused.message.attachments]


def test_a_click_leads_round_the_verdicts() -> None:
    seen: list[Verdict | None] = [None]
    while (following := next_stance(seen[-1])) is not None:
        seen.append(following)
    assert seen == [None, Verdict.POSITIVE, Verdict.MIXED, Verdict.NEGATIVE]


def test_a_quote_is_word_for_word_spaces_aside() -> None:
    text = "It is\n  good.\tAnd bad."
    assert not_in("It is good.\n\nAnd bad.", text) is None
    assert not_in("It is good.\nIt is great.", text) == "It is great."


@pytest.mark.skipif(not SEED.exists(), reason="the shared review isn't beside the project")
async def test_the_real_review(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await begin(mia, text="", file=("hero_mask_review.txt", SEED.read_bytes()))
    assert "Digest of a review of Hero Mask" in held.text
    assert "By Kerberos, from elsewhere" in held.text
    assert "the review says" not in held.text  # the catalogue agrees with its every fact
    assert "4 comments came with it" in held.text
    await mia.click(held, "Post")
    assert "Reviewed by **Kerberos**" in card(world).text


async def _rows(world: World) -> int:
    found = await world.bot.app.db.all(
        "SELECT 1 FROM review_digests UNION ALL SELECT 1 FROM review_drafts"
    )
    return len(found)


async def test_what_is_missing_around_it_is_added_later(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await begin(mia)
    again = next(id_ for id_ in held.custom_ids if id_.startswith("digest-post:"))
    world.fail("POST", "/channels/*/messages/*/threads", 500, 0, times=1)
    assert "One thing is missing: its comment thread" in (await mia.click(held, "Post")).text
    assert not threads(world)
    await mia.forge(held, again)
    assert len(threads(world)) == 1
    assert len(cards(world)) == 1


async def test_whoever_wrote_the_words_is_pinged_once(world: World) -> None:
    """A member who asks again and again can't ring them up."""
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    held = await mia.menu("Make a review digest", await ben.say(REVIEW))
    for _ in range(3):
        await mia.forge(held, "digest-ask:1:1")
    asked = [
        r for r in world.env.http_requests if ben.mention in str(r.json) and r.json.get("flags")
    ]
    pinged = [
        discord_rules.pings(r.method, r.path, r.json) for r in asked if "See it" in str(r.json)
    ]
    assert pinged == [[f"users: {ben.id}"], [], []]


async def test_its_author_adds_what_is_missing_around_it(world: World) -> None:
    """They were told to press a button that had gone."""
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    held = await mia.menu("Make a review digest", await ben.say(REVIEW))
    await mia.click(held, "Ask its author")
    (asked,) = [seen for seen in world.posts(world.general) if "See it" in seen.buttons]
    world.fail("POST", "/channels/*/messages/*/threads", 500, 0, times=1)
    told = await ben.click(asked, "Yes, post it")
    assert "One thing is missing: its comment thread" in told.text
    assert "press the same button again" in told.text
    assert not threads(world)
    done = await ben.click(asked, "Yes, post it")
    assert f"{ben.mention} agreed: the digest is posted" in done.text
    assert len(threads(world)) == 1
    assert len(cards(world)) == 1


async def test_whoever_wrote_the_words_may_take_them_back(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    held = await mia.menu("Make a review digest", await ben.say(REVIEW))
    await mia.click(held, "Ask its author")
    (asked,) = [seen for seen in world.posts(world.general) if "See it" in seen.buttons]
    await ben.click(asked, "Yes, post it")
    for own in (mia, ben):
        assert "your own review" in (await own.click(card(world), "Report")).text
    question = await ben.slash("review delete", show=SHOW)
    await ben.click(question, "Delete it")
    assert cards(world) == []
    assert await _rows(world) == 1


async def test_a_digest_that_a_moderator_removes_is_its_maker_s_again(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await mia.click(await begin(mia, name="Kerberos"), "Post")
    whole = await world.mod.click(card(world), "Read")
    form = await world.mod.click(whole, "Remove…")
    await world.mod.submit(form, reason="Not a review.")
    assert cards(world) == []
    again = await mine(mia)
    assert "A moderator removed this review" in again.text
    assert "Not a review." in again.text
    assert "nothing of it has changed since" in (await mia.click(again, "Post")).text
    await world.advance(5)
    await mia.click(await correct(mia, await mine(mia), "story", score="7", text=""), "Post")
    assert f"🔴 **Animation** · negative\n{STIFF}" in card(world).text
