"""A text becomes evidence: read, corrected line by line, sent, approved, shown, erased."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import Outdated
from bot.ids import UserId
from bot.renewals import evidence, readings
from bot.renewals.models import AlreadySent
from bot.renewals.readings import MOST_BYTES, TookTooLong
from bot.settings.models import Caller
from tests.renewals.talk import ANNOUNCED, approved, for_adults, post
from tests.world import Person, Seen, World

ARTICLE = """Will Hero Mask get a third season?

There are no plans for a third season of Hero Mask as of March 2024, but the team may work with \
Netflix again on new stories.

Producer Touma Kanzaki told Anime News Network that the series was always planned as two seasons, \
24 episodes in all. "Original stories are hard to pay for," Kanzaki said. Because it is an \
original story, there is no manga to adapt.

Season 2 was released on August 23, 2019.
"""
NO_PLANS = ARTICLE.split("\n")[2]
RUN = "2 seasons, 24 episodes in all, says Touma Kanzaki, producer, to Anime News Network"
RETURNS = """Hero Mask returns!

The official site announced on March 14, 2025 that season 3 of Hero Mask premieres on April 3, 2025.
"""
LINK = "https://news.example/hero-mask"
SEED = Path(__file__).parents[3] / "shared" / "data" / "seeds" / "hero_mask_season_3.txt"


async def begin(who: Person, text: str = ARTICLE, *, at: Any = None, **fields: Any) -> Seen:
    """Give the form a text; what was read. Where something waits to be sent, beside it."""
    seen = await who.slash("renewal evidence", at=at)
    form = seen if seen.result.modal else await who.click(seen, "Read a new text")
    return await who.submit(form, text=text, **fields)


async def correct(who: Person, held: Seen, line: str, **fields: str) -> Seen:
    (select,) = [s for s in held.selects if s["custom_id"].startswith("renewal-reading-pick")]
    form = await who.choose(held, number_of(held, line), custom_id=select["custom_id"])
    picked = {"kind", "status", "tier"}
    return await who.submit(form, **{k: [v] if k in picked else v for k, v in fields.items()})


def number_of(held: Seen, line: str) -> str:
    """The value of the option whose label or sentence begins so."""
    options = [option for select in held.selects for option in select["options"]]
    return next(
        str(option["value"])
        for option in options
        if option["label"].startswith(line) or option.get("description", "").startswith(line)
    )


async def sent(world: World, who: Person, text: str = ARTICLE, **fields: Any) -> Seen:
    """Evidence from a text that `who` sent and the moderator approved; the question's card."""
    await who.click(await begin(who, text, **fields), "Send")
    await world.mod.click(post(world), "Approve")
    return await who.slash("renewal status", show="Hero Mask")


def displayed(seen: Seen) -> str:
    """What Discord reads as markdown; labels and options aren't."""
    pending, found = list(seen.components), []
    while pending:
        part = pending.pop()
        found.append(part.get("content", ""))
        pending += part.get("components", [])
    return "\n".join(found)


async def open_line(who: Person, card: Seen, line: str) -> Seen:
    (select,) = [s for s in card.selects if s["custom_id"].startswith("renewal-line")]
    value = next(o["value"] for o in select["options"] if o["label"].startswith(line))
    return await who.choose(card, value, custom_id=select["custom_id"])


async def count(world: World, table: str) -> int:
    """How many rows a table of readings has."""
    queries = {
        "readings": "SELECT COUNT(*) AS n FROM renewal_readings",
        "lines": "SELECT COUNT(*) AS n FROM renewal_lines",
        "evidence": "SELECT COUNT(*) AS n FROM renewal_evidence",
    }
    return int((await world.bot.app.db.all(queries[table]))[0]["n"])


# Reading


async def test_a_text_becomes_evidence_with_its_lines(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await begin(mia, link=LINK)
    assert held.private
    for words in (
        "## Will Hero Mask return for season 3?",
        f"🌙 **No plans**\n> {NO_PLANS}",
        "-# Trade press · ",
        "as of March 2024 · news.example",
        f"**Planned run**\n- {RUN}",
        "**Why**\n- “Because it is an original story, there is no manga to adapt.”",
        "- “… but the team may work with Netflix again on new stories.”",
        "- Season 2: 23 August 2019",
        "“Original stories are hard to pay for,” (Touma Kanzaki, producer, to Anime News Network)",
    ):
        assert words in held.text
    assert not world.posts(world.renewals)
    await world.restart()
    done = await mia.click(held, "Send")
    assert "Saved as evidence 1. It is waiting for a moderator." in done.text
    shown = post(world)
    assert f"**{mia.mention} proposes: No plans** · ⏳ not approved yet" in shown.text
    assert "With it: Planned run (1), Why (1), Not ruled out (1), Earlier seasons (1)" in shown.text
    assert RUN in (await world.mod.click(shown, "Full text")).text
    assert "Planned run" not in (await mia.slash("renewal status", show="Hero Mask")).text
    await world.mod.click(shown, "Approve")
    card = await mia.slash("renewal status", show="Hero Mask")
    for words in ("🌙 **No plans**", "As of March 2024", f"**Planned run**: {RUN}", "**Why**",
                  "**Not ruled out**", "Season 1: 3 December 2018, 15 episodes"):  # fmt: skip
        assert words in card.text
    assert "Season 2: 23 August 2019, 9 episodes" in card.text, "as the catalogue has it too"


async def test_each_line_of_the_card_opens_its_sentence(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await sent(world, mia)
    (select,) = [s for s in card.selects if s["custom_id"].startswith("renewal-line")]
    rows = await world.bot.app.db.all("SELECT * FROM renewal_lines")
    for row in rows:
        if row["words_start"] is not None:
            assert ARTICLE[row["words_start"] :].startswith(row["words"])
    assert {row["sentence"] for row in rows} == {
        ARTICLE[row["starts"] : row["ends"]] for row in rows
    }
    assert len(select["options"]) == len(rows)
    await world.restart()
    for option in select["options"]:
        opened = await mia.choose(card, option["value"], custom_id=select["custom_id"])
        assert opened.private
        assert "Will Hero Mask return for season 3?" in opened.text
        (row,) = [r for r in rows if option["value"] == f"1.{r['line']}"]
        assert row["sentence"].replace("*", "\\*") in opened.text
        assert f"Characters {row['starts']:,} to {row['ends']:,} of the text" in opened.text
    assert "Planned run" in (await open_line(mia, card, "Planned run")).text
    piece = await mia.click(await open_line(mia, card, "Planned run"), "Evidence 1")
    assert RUN in piece.text
    for forged in ("1.99", "2.1", "x", "1"):
        seen = await mia.forge(card, select["custom_id"], values=[forged])
        assert "no longer here" in seen.text


async def test_the_text_itself_is_not_kept(world: World) -> None:
    secret = "A remark on the weather in the harbour that rests on nothing."
    await begin(world.member("Mia"), f"{ARTICLE}\n{secret}\n")
    assert await count(world, "lines") > 4
    await world.restart()
    for file in world.config.database.parent.iterdir():
        assert secret.encode() not in file.read_bytes()


async def test_a_file_is_read_whatever_its_bytes_are(world: World) -> None:
    mia = world.member("Mia")
    for data in (
        ARTICLE.encode(),
        ARTICLE.encode("utf-16"),
        ARTICLE.replace("\n", "\r\n").encode(),
    ):
        held = await begin(mia, "", file=("article.md", data))
        assert RUN in held.text


async def test_what_is_no_text_is_refused_in_words(world: World) -> None:
    mia = world.member("Mia")
    for data, words in (
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "isn't a text that I can read"),
        (b"a" * (MOST_BYTES + 1), "longer than 60,000 characters"),
        (b"word " * 20_000, "longer than 60,000 characters"),
        (b" \n\t ", "There is no text in this."),
        (None, "There is no text in this."),
    ):
        files = {"file": ("article.txt", data)} if data is not None else {}
        assert words in (await begin(mia, text="", **files)).text
    assert not await count(world, "readings")


async def test_what_takes_too_long_gives_the_text_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "PATIENCE", 0.0)
    refused = await begin(world.member("Mia"))
    assert "I couldn't read that in time" in refused.text
    assert "what-you-typed.txt" in [file.filename for file in refused.message.attachments]
    monkeypatch.setattr(readings, "PATIENCE", 10.0)
    assert RUN in (await begin(world.member("Ben"))).text, "the next one has its turn"


async def test_one_text_is_read_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    running, most, read = 0, 0, evidence.read

    def watched(*args: Any, **options: Any) -> evidence.Reading:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            return read(*args, **options)
        finally:
            running -= 1

    monkeypatch.setattr(evidence, "read", watched)
    who = Caller(guild=world.guild_id, user=UserId(7))
    app = world.bot.app.readings
    found = await asyncio.gather(*(app.propose(who, ARTICLE) for _ in range(5)))
    assert sorted(found) == [1, 2, 3, 4, 5]
    assert most == 1
    monkeypatch.setattr(readings, "PATIENCE", 0.0)
    late = await asyncio.gather(
        *(app.propose(who, ARTICLE) for _ in range(3)), return_exceptions=True
    )
    assert all(isinstance(one, TookTooLong) for one in late)


HOSTILE = (
    "@everyone **bold** ||spoiler|| \u202eabc [x](https://evil.example) <@1> ~~no~~ `code` # big",
    "no plans for season 3 of " + "Hero Mask " * 350,
    "“" * 2000,
    "\x01\x02 season 3 \ud83d\ude00" * 100,
    "season 3 cancelled. " * 180,
    "第3期" * 900,
)


async def test_an_odd_text_breaks_nothing(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    for text in HOSTILE:
        await send_odd(world, mia, text)
    app, who = world.bot.app.readings, Caller(guild=world.guild_id, user=UserId(7))
    number = await app.propose(who, "A \ud83d and a \0.\n\n" + ARTICLE.replace("cost", "\0"))
    lines = (await app.mine(who, number)).proposal.lines
    assert {line.start - ARTICLE.index(line.sentence) for line in lines} == {
        len("A x and a x.\n\n")
    }


async def send_odd(world: World, mia: Person, text: str) -> None:
    held = await begin(mia, f"{text}\n\n{ARTICLE}"[:4000])
    assert held.private
    assert "@everyone" not in displayed(held)
    assert "\u202e" not in held.text
    assert "https://evil" not in displayed(held)
    held = await correct(mia, held, "Show and season", title="Hero Mask", season="3")
    held = await correct(mia, held, "Status", status="no_plans", tier="trade_press",
                         sentence="No plans, @everyone.")  # fmt: skip
    held = await correct(mia, held, "Who, when", said_on="2024", said_by="*A*", outlet="", link="")
    await mia.click(held, "Send")
    await world.mod.click(post(world), "Approve")
    card = await mia.slash("renewal status", show="Hero Mask")
    assert "🌙 **No plans**" in card.text
    assert "@everyone" not in displayed(card)


# What isn't clear


async def test_of_an_unclear_text_the_member_chooses(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.configure()
    monkeypatch.setattr(evidence, "CUT", 1.01)
    mia = world.member("Mia")
    held = await begin(mia, RETURNS)
    assert "**The text isn't clear.** It may mean:" in held.text
    assert "📅 **Dated**\n> The official site announced" in held.text
    assert "Say what the text says on a return" in held.text
    assert "Send" not in held.buttons, "it can't be pressed yet"
    assert "Say what the text says" in (await mia.forge(held, "renewal-reading-send:1:1")).text
    await world.restart()
    held = await mia.click(held, "Dated")
    assert "It may mean" not in held.text
    assert "**Date**\n- 3 April 2025" in held.text
    await mia.click(held, "Send")
    assert "proposes: Dated" in post(world).text
    for forged in ("unknown", "nonsense"):
        held = await begin(mia, RETURNS)
        number = held.custom_ids[-1].rpartition(":")[2]
        seen = await mia.forge(held, f"renewal-reading-says:1:{number}:{forged}")
        assert "no longer here" in seen.text


async def test_a_text_that_says_nothing_waits_for_all_of_it(world: World) -> None:
    mia = world.member("Mia")
    held = await begin(mia, "Nice weather in the harbour, and a cat on every wall.")
    assert "## Which show is it about?" in held.text
    assert "**The text settles nothing**" in held.text
    for words in ("Say which show", "Say what the text says", "Say when it was said"):
        assert words in held.text
    held = await correct(mia, held, "Show and season", title="Hero Mask", season="")
    assert "## Will Hero Mask return for season 3?" in held.text
    held = await correct(
        mia, held, "Status", status="on_hiatus", tier="official", sentence="Pause."
    )
    assert "⏸️ **On hiatus**\n> Pause." in held.text
    assert "Send" not in held.buttons
    wrong = await correct(mia, held, "Who, when", said_on="soon", said_by="", outlet="",
                          link="www.x")  # fmt: skip
    assert "can't read “soon” as a date" in wrong.text
    assert "“www.x” isn't a link I can use" in wrong.text
    held = await correct(mia, wrong, "Who, when", said_on="2024-05", said_by="Aya Kuro, writer",
                         outlet="Natalie", link=LINK)  # fmt: skip
    assert "Official · Aya Kuro, writer · Natalie · as of May 2024 · news.example" in held.text
    assert "Saved as evidence 1" in (await mia.click(held, "Send")).text


async def test_a_year_that_was_inferred_is_said(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    text = RETURNS.replace("April 3, 2025", "April 3")
    held = await begin(mia, text)
    assert "- 3 April 2025 (year inferred from the text)" in held.text
    await mia.click(held, "Send")
    await world.mod.click(post(world), "Approve")
    card = await mia.slash("renewal status", show="Hero Mask")
    assert "**Date**: 3 April 2025 (year inferred from the text)" in card.text
    held = await correct(mia, await begin(mia, text), "Date", kind="date", day="2025-04-04")
    assert "- 4 April 2025\n" in held.text
    held = await begin(mia, "Hero Mask season 3 starts on April 3, they said on stage.")
    assert "“April 3”, year not stated" in held.text


# Correcting


async def test_each_line_is_corrected_or_left_out(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await begin(mia)
    held = await correct(mia, held, "Planned run", kind="planned_run", season="2", episodes="26",
                         speaker="Touma Kanzaki", outlet="")  # fmt: skip
    assert "- 2 seasons, 26 episodes in all, says Touma Kanzaki, producer\n" in held.text
    held = await correct(mia, held, "Earlier seasons", kind="season", season="1", day="2018-12",
                         episodes="15")  # fmt: skip
    assert "- Season 1: December 2018, 15 episodes" in held.text
    held = await correct(mia, held, "Who says what", kind="quote", speaker="Aya", role="writer",
                         outlet="")  # fmt: skip
    assert "“Original stories are hard to pay for,” (Aya, writer)" in held.text
    held = await correct(mia, held, "Not ruled out", kind="reason", speaker="", role="", outlet="")
    assert "Not ruled out" not in held.text
    held = await correct(mia, held, "Because it is", kind="none")
    assert "- “Because it is an original" not in held.text
    assert "Left out" in held.text
    for line, fields, words in (
        ("Planned run", {"kind": "planned_run", "season": "no"}, "“no” isn't a number"),
        ("Planned run", {"kind": "planned_run", "episodes": "0"}, "from 1 to 2000"),
        ("Earlier seasons", {"kind": "season", "day": "2018-13"}, "can't read “2018-13”"),
    ):
        assert words in (await correct(mia, held, line, **fields)).text
    await mia.click(held, "Send")
    await world.mod.click(post(world), "Approve")
    card = await mia.slash("renewal status", show="Hero Mask")
    assert "2 seasons, 26 episodes in all" in card.text
    assert "no manga to adapt" not in card.text
    assert "Left out" not in card.text


async def test_the_claim_no_longer_rests_on_what_it_was_corrected_from(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await correct(mia, await begin(mia), "Status", status="concluded", tier="official",
                         sentence="The story has ended.")  # fmt: skip
    held = await correct(mia, held, "Who, when", said_on="2023", said_by="", outlet="", link="")
    await mia.click(held, "Send")
    kinds = await world.bot.app.db.all("SELECT kind FROM renewal_lines")
    assert {"status", "as_of"}.isdisjoint({row["kind"] for row in kinds})
    assert "proposes: Concluded as planned" in post(world).text


async def test_a_title_that_may_mean_several_and_a_season_that_is_out(world: World) -> None:
    mia = world.member("Mia")
    held = await begin(mia)
    seen = await correct(mia, held, "Show and season", title="zzzz qqqq", season="")
    assert "zzzz qqqq" in seen.text
    seen = await correct(mia, held, "Show and season", title="Hero Mask", season="x")
    assert "“x” isn't a number from 1 to 50." in seen.text
    held = await correct(mia, held, "Show and season", title="Hero Mask", season="2")
    assert "Season 2 of Hero Mask is out, so it needs no more evidence." in held.text
    assert "Send" not in held.buttons
    assert "is out" in (await mia.forge(held, "renewal-reading-send:1:1")).text


async def test_what_was_said_with_the_command_goes_before_the_text(world: World) -> None:
    mia = world.member("Mia")
    form = await mia.slash("renewal evidence", show="One Piece", status="on_hiatus", season=30)
    held = await mia.submit(form, text=ARTICLE)
    assert "## Will ONE PIECE return for season 30?" in held.text
    assert "⏸️ **On hiatus**" in held.text
    card = await mia.slash("renewal ask", show="Hero Mask")
    form = await mia.click(await mia.click(card, "Add evidence"), "Read a text")
    assert "## Will Hero Mask return for season 3?" in (await mia.submit(form, text=RETURNS)).text
    direct = await mia.slash(
        "renewal evidence", show="Hero Mask", status="dated", source="official"
    )
    assert "You say: Dated · Official." in direct.text


# Whose it is, and how long


async def test_it_is_found_again_and_can_be_put_away(world: World) -> None:
    mia = world.member("Mia")
    await begin(mia)
    await world.restart()
    waiting = await mia.slash("renewal evidence")
    assert waiting.private
    assert "You have evidence here that you haven't sent." in waiting.text
    assert "Hero Mask, Season 3" in waiting.text
    held = await mia.choose(waiting, "1")
    assert RUN in held.text
    gone = await mia.click(held, "Discard")
    assert "It is gone. Nothing was sent." in gone.text
    assert "no longer here" in (await mia.forge(held, "renewal-reading-send:1:1")).text
    assert (await mia.slash("renewal evidence")).form
    held = await begin(mia)
    assert "renewal-reading-send:1:2" in held.custom_ids, "a number is never given twice"
    await world.advance(timedelta(days=31).total_seconds())
    assert "no longer here" in (await mia.click(held, "Send")).text
    assert (await mia.slash("renewal evidence")).form
    await begin(mia)
    assert await count(world, "readings") == 1, "the one from before went with the next"


async def test_others_neither_see_nor_send_it(world: World) -> None:
    await world.configure()
    mia, leo = world.member("Mia"), world.member("Leo")
    held = await begin(mia)
    theirs = await leo.slash("help")
    for custom_id in ("renewal-reading-send:1:1", "renewal-reading-drop:1:1",
                      "renewal-reading:1:1", "renewal-reading-says:1:1:dated"):  # fmt: skip
        assert "Somebody else is putting this together" in (await leo.forge(theirs, custom_id)).text
    seen = await leo.forge(theirs, "renewal-reading-pick:1:1", values=["show"])
    assert "Somebody else" in seen.text
    olga, talk = world.elsewhere()
    there = await olga.slash("help", at=talk)
    assert "no longer here" in (await olga.forge(there, "renewal-reading-send:1:1")).text
    assert "no longer here" in (await olga.forge(there, "renewal-correct:1:1")).text
    await mia.click(held, "Send")
    assert (
        "already sent this as evidence 1"
        in (await mia.forge(held, "renewal-reading-send:1:1")).text
    )
    assert "already sent" in (await mia.forge(held, "renewal-reading-says:1:1:dated")).text
    assert len(world.posts(world.renewals)) == 1


async def test_a_forged_form_or_line_changes_nothing(world: World) -> None:
    mia = world.member("Mia")
    held = await begin(mia)
    for value in ("99", "1", "x"):
        seen = await mia.forge(held, "renewal-reading-pick:1:1", values=[value])
        assert "no longer here" in seen.text
    app, who = world.bot.app.readings, Caller(guild=world.guild_id, user=UserId(mia.id))
    line = int(number_of(held, "Planned run"))
    for kind in ("date", "reason", "nonsense"):
        with pytest.raises(Outdated):
            await app.correct(who, 1, line, {"kind": kind})
    for entered in ({"status": "unknown"}, {"status": "nonsense"}, {"tier": "mine"}):
        with pytest.raises(Outdated):
            await app.claim(who, 1, entered)
    for custom_id in ("renewal-read:1::0:unknown:", "renewal-read:1::0:nonsense:",
                      "renewal-read:1::0::mine"):  # fmt: skip
        form = await mia.click(await mia.slash("renewal evidence"), "Read a new text")
        assert "no longer here" in (await mia.forge_form(form, custom_id, text=ARTICLE)).text
    assert await count(world, "readings") == 1


async def test_two_presses_send_it_once_and_what_was_put_away_never(world: World) -> None:
    await world.configure()
    app, who = world.bot.app.readings, Caller(guild=world.guild_id, user=UserId(7))
    number = await app.propose(who, ARTICLE)
    done = await asyncio.gather(*(app.send(who, number) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(one, AlreadySent) for one in done) == 4
    assert await count(world, "evidence") == 1
    kept = await count(world, "lines")
    number = await app.propose(who, ARTICLE)
    held = await app.mine(who, number)
    await app.discard(who, number)
    store: Any = app._store
    assert held.subject
    with pytest.raises(Outdated):
        await store.send(held.proposal, held.subject.show, 3, None, [], at=0)
    await store.save_line(held.proposal, held.proposal.further[0])
    assert await count(world, "lines") == kept


async def test_where_the_show_is_for_adults(world: World, tmp_path: Path) -> None:
    await for_adults(world, tmp_path)
    mia = world.member("Mia")
    held = await begin(mia)
    assert "## Which show is it about?" in held.text
    seen = await correct(mia, held, "Show and season", title="Hero Mask", season="3")
    assert "age-restricted" in seen.text
    world.age_restrict(world.general)
    held = await correct(mia, held, "Show and season", title="Hero Mask", season="3")
    assert "Will Hero Mask return" in held.text


# Messages


async def test_a_message_is_evidence_and_goes_with_its_author(world: World) -> None:
    await world.configure()
    mia, leo, renewals = world.member("Mia"), world.member("Leo"), world.bot.app.renewals
    message = await leo.say(ARTICLE)
    held = await mia.menu("Use as renewal evidence", message)
    assert held.private
    assert f"From a message by {leo.mention}; erased when they ask." in held.text
    assert "discord.com" in held.text
    await world.restart()
    await mia.click(held, "Send")
    assert f"From a message by {leo.mention}" in post(world).text
    await world.mod.click(post(world), "Approve")
    card = await mia.slash("renewal status", show="Hero Mask")
    assert "🌙 **No plans**" in card.text
    await mia.menu("Use as renewal evidence", message)
    renewals = world.bot.app.renewals
    kept = await renewals.export_member(world.guild_id, UserId(leo.id))
    assert [row["sentence"] for row in kept["from_messages"]] == [NO_PLANS, NO_PLANS]
    assert any("Original stories" in str(row["words"]) for row in kept["lines"])
    posts = await renewals.forget_member(world.guild_id, UserId(leo.id))
    assert post(world).message.id in [p.message for p in posts]
    assert not any((await renewals.export_member(world.guild_id, UserId(leo.id))).values())
    for table in ("readings", "lines", "evidence"):
        assert await count(world, table) == 0
    card = await mia.slash("renewal status", show="Hero Mask")
    assert "❔ **Unknown**" in card.text
    assert "Planned run" not in card.text
    history = (await mia.slash("renewal history", show="Hero Mask")).text
    assert "**No plans → Unknown**" in history
    assert "Evidence 1 was erased, as a member asked." in history


async def test_a_moderator_does_not_decide_what_was_made_of_their_own_message(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    held = await mia.menu("Use as renewal evidence", await world.mod.say(ARTICLE))
    await mia.click(held, "Send")
    for label in ("Approve", "Reject"):
        assert "This one comes from you." in (await world.mod.click(post(world), label)).text
    assert "⏳ not approved yet" in post(world).text
    await world.admin.click(post(world), "Approve")
    assert f"✅ Approved by {world.admin.mention}" in post(world).text


async def test_what_a_member_read_goes_with_them(world: World) -> None:
    await world.configure()
    mia, leo, renewals = world.member("Mia"), world.member("Leo"), world.bot.app.renewals
    await sent(world, mia)
    await begin(mia, RETURNS)
    await begin(leo, RETURNS)
    kept = await renewals.export_member(world.guild_id, UserId(mia.id))
    assert [row["status"] for row in kept["readings"]] == ["no_plans", "dated"]
    assert kept["lines"]
    await renewals.forget_member(world.guild_id, UserId(mia.id))
    assert not any((await renewals.export_member(world.guild_id, UserId(mia.id))).values())
    assert await count(world, "readings") == 1
    assert (await renewals.export_member(world.guild_id, UserId(leo.id)))["readings"]


async def test_a_message_s_link_attachment_and_day(world: World) -> None:
    mia, leo = world.member("Mia"), world.member("Leo")
    said = f"Not https://x@netflix.com but {LINK}: {ARTICLE}"
    held = await mia.menu("Use as renewal evidence", await leo.say(said))
    assert "news.example" in held.text
    feed = await world.feed("Feed", LINK, title="Hero Mask", text=ARTICLE)
    held = await mia.menu("Use as renewal evidence", feed)
    assert RUN in held.text, "what Discord shows of a link"
    robot = world.robot("Feed")
    held = await mia.menu("Use as renewal evidence", await robot.say(ARTICLE))
    assert "From a message by" not in held.text
    held = await mia.menu("Use as renewal evidence", await mia.say(ARTICLE))
    assert "From a message by" not in held.text
    year = world.clock.now().year
    held = await mia.menu(
        "Use as renewal evidence",
        await mia.say("The official site announced that Hero Mask season 3 premieres next year."),
    )
    assert f"{year + 1} (year inferred from the day of the message)" in held.text
    with_file = await leo.actor.send(
        world.general, "Look at this", attachments=[("article.txt", ARTICLE.encode())]
    )
    held = await mia.menu("Use as renewal evidence", with_file)
    assert RUN in held.text
    held = await mia.menu("Use as renewal evidence", await leo.say("\u200b"))
    assert held.private


# Moderators, corrections, contradictions


async def test_its_submitter_does_not_approve_it(world: World) -> None:
    await world.configure()
    await world.mod.click(await begin(world.mod), "Send")
    assert "Another moderator decides it." in (await world.mod.click(post(world), "Approve")).text
    await world.admin.click(post(world), "Approve")
    assert f"✅ Approved by {world.admin.mention}" in post(world).text


async def test_a_withdrawal_takes_the_lines_along(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await approved(world, mia, ANNOUNCED | {"said_on": "2020"}, "announced", "trade_press")
    card = await sent(world, mia)
    assert "🌙 **No plans**" in card.text
    assert "**The sources contradict one another.**" in card.text
    assert "Evidence 2 decides: of equal sources, it is the newer one." in card.text
    form = await world.mod.click(post(world), "Withdraw")
    await world.mod.submit(form, reason="Misread.")
    card = await mia.slash("renewal status", show="Hero Mask")
    assert "📣 **Announced**" in card.text
    assert "Planned run" not in card.text
    assert "contradict" not in card.text
    assert not [s for s in card.selects if s["custom_id"].startswith("renewal-line")]
    assert "**No plans → Announced**" in (await mia.slash("renewal history", show="Hero Mask")).text


async def test_a_correction_takes_the_place_of_what_was_wrong(world: World) -> None:
    await world.configure()
    mia, leo = world.member("Mia"), world.member("Leo")
    card = await sent(world, mia)
    piece = await leo.choose(card, "1", custom_id="renewal-source:1:1")
    held = await leo.click(piece, "Correct")
    assert "To take the place of evidence 1. Nothing is sent yet." in held.text
    assert RUN in held.text
    held = await correct(leo, held, "Status", status="concluded", tier="trade_press",
                         sentence=NO_PLANS)  # fmt: skip
    await leo.click(held, "Send")
    assert "Takes the place of evidence 1" in post(world).text
    assert "🌙 **No plans**" in (await mia.slash("renewal status", show="Hero Mask")).text
    await world.mod.click(post(world), "Approve")
    card = await mia.slash("renewal status", show="Hero Mask")
    assert "🏁 **Concluded as planned**" in card.text
    assert card.text.count(RUN) == 1
    assert "contradict" not in card.text
    history = (await mia.slash("renewal history", show="Hero Mask")).text
    assert "**No plans → Unknown**" in history
    assert "**Unknown → Concluded as planned**" in history
    assert "A corrected one takes its place." in history
    assert "↩️ **Withdrawn** by" in post(world, 0).text
    form = await world.mod.click(post(world), "Withdraw")
    await world.mod.submit(form, reason="No.")
    assert "❔ **Unknown**" in (await mia.slash("renewal status", show="Hero Mask")).text
    gone = await leo.forge(card, "renewal-correct:1:1")
    assert "isn't approved" in gone.text


async def test_sources_that_contradict_one_another_are_shown_as_such(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    await sent(world, mia)
    other = ARTICLE.replace("two seasons, 24", "three seasons, 36").replace(
        "March 2024", "May 2023"
    )
    other = other.replace("August 23, 2019", "September 1, 2019")
    card = await sent(world, mia, other)
    assert "⚖️ Evidence 2 says otherwise: 3 seasons, 36 episodes in all" in card.text
    assert "⚖️ Evidence 2 says otherwise: Season 2: 1 September 2019" not in card.text
    card = await sent(world, mia, RETURNS)
    assert "📅 **Dated**" in card.text
    assert "Evidence 3 decides: its source is nearer to the makers." in card.text
    moved = RETURNS.replace("April 3", "July 9").replace("March 14", "March 13")
    card = await sent(world, mia, moved)
    assert "**Date**: 3 April 2025" in card.text
    assert "⚖️ Evidence 4 says otherwise: 9 July 2025" in card.text


async def test_a_season_that_the_catalogue_has_otherwise(world: World) -> None:
    await world.configure()
    text = ARTICLE.replace("August 23, 2019", "September 1, 2019")
    card = await sent(world, world.member("Mia"), text)
    assert "Season 2: 23 August 2019, 9 episodes" in card.text
    assert "⚖️ Evidence 1 says otherwise: Season 2: 1 September 2019" in card.text


async def test_without_a_channel_it_waits_on_the_card(world: World) -> None:
    mia = world.member("Mia")
    done = await mia.click(await begin(mia), "Send")
    assert "No channel is set for renewals yet." in done.text
    card = await world.admin.slash("renewal status", show="Hero Mask")
    waiting = await world.admin.click(card, "Waiting (1)")
    assert RUN in waiting.text
    await world.admin.click(waiting, "Approve")
    assert RUN in (await mia.slash("renewal status", show="Hero Mask")).text


@pytest.mark.skipif(not SEED.exists(), reason="../shared isn't here")
async def test_the_seed(world: World) -> None:
    await world.configure()
    mia = world.member("Mia")
    form = await mia.slash("renewal evidence")
    held = await mia.submit(form, file=("article.txt", SEED.read_bytes()))
    await mia.click(held, "Send")
    await world.mod.click(post(world), "Approve")
    card = await mia.slash("renewal status", show="Hero Mask")
    for words in (
        "## Will Hero Mask return for season 3?",
        "🌙 **No plans**",
        "As of 2025",
        "2 seasons, 24 episodes in all, says Mikio Ono, producer, to Anime News Network",
        "creating an original story",
        "the hurdle is extremely high",
        "more expensive to make",
        "might work with Netflix again in the future to tell new stories",
        "interested in working with Netflix in the future",
        "Season 2: 23 August 2019",
    ):
        assert words in card.text
    text = SEED.read_text(encoding="utf-8")
    (select,) = [s for s in card.selects if s["custom_id"].startswith("renewal-line")]
    rows = await world.bot.app.db.all("SELECT * FROM renewal_lines")
    for row in rows:
        assert text[row["starts"] : row["ends"]] == row["sentence"]
        if row["words_start"] is not None:
            assert text[row["words_start"] :].startswith(row["words"])
    for option in select["options"][:3]:
        opened = await mia.choose(card, option["value"], custom_id=select["custom_id"])
        assert "of the text that was read" in opened.text
