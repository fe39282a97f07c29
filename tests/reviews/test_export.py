"""`/review export`, and the Markdown that it and a deletion hand over."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.ids import ShowId, UserId
from bot.reviews import markdown
from bot.reviews.history import Record, Version
from bot.reviews.models import LONG, Draft, Part, Passage, Review, Track, Writing
from bot.reviews.reports import TooLongForOneFile
from bot.reviews.scores import Score
from bot.reviews.subject import Subject
from bot.text import Texts
from bot.text.plain import clean
from bot.text.titles import Title
from tests.reviews.desk import OTHER_SHOW, SHOW, fill, post
from tests.reviews.test_deleting import file
from tests.world import World

T = Texts().choose("en")
DAY = datetime(2026, 3, 14, tzinfo=UTC)
COMMONMARK = MarkdownIt().enable("table").enable("strikethrough")


def review(**parts: Passage) -> Review:
    return Review(
        show=Subject(id=ShowId("anilist/105096"), title=Title(romaji="Hero # Mask")),
        user=UserId(1),
        name="Mia",
        writing=Writing(parts={Part[name]: passage for name, passage in parts.items()}),
        posted_at=DAY,
        helpful=2,
    )


async def test_ones_own_reviews_and_drafts_come_as_one_file(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia, "8", "First.")
    await post(mia, "6", "Second.")
    await post(ben, "1", "Not hers.")
    await fill(mia, "Story", show=OTHER_SHOW, text="A draft. ||It ends.||")
    await fill(mia, "Sound", show=OTHER_SHOW, text="Loud.")
    await fill(mia, "Sound", show=OTHER_SHOW, text="")
    await world.restart()
    answered = await mia.slash("review export")
    assert answered.private
    assert "2 reviews and drafts are in this file" in answered.text
    told = await file(answered)
    for words in ("# Reviews by Mia", "## Mob Psycho 100", "*Draft, saved on", "||It ends.||",
                  "### Taken out of the draft: Sound\n\nLoud.", "## Hero Mask", "**6 of 10**",
                  "> Second.", "### Former versions", ": 8 of 10"):  # fmt: skip
        assert words in told
    assert "Not hers." not in told
    one = await file(await mia.slash("review export", show=SHOW))
    assert "Second." in one
    assert "A draft." not in one
    none = await world.admin.slash("review export")
    assert none.private
    assert "You have no reviews and no drafts here yet" in none.text


def test_a_file_reads_as_it_was_written() -> None:
    voices = Passage(score=Score(75), track=Track.SUB, language="Japanese")
    held = review(
        VERDICT=Passage(score=Score(80), text="Fine."),
        VOICE=voices,
        STORY=Passage(text="One.\nTwo.\n\n1. Three ||dies||"),
    )
    former = Version(number=1, posted_at=DAY, writing=Writing())
    told = markdown.document("*Mia*", [Record(review=held, former=[former])], DAY, T).decode()
    assert told == (
        "# Reviews by \\*Mia\\*\n\nAs of 14 March 2026.\n\n## Hero # Mask\n\n"
        "*Posted on 14 March 2026.*\n\n2 members found it helpful.\n\n**8 of 10**\n\n> Fine.\n\n"
        "- Voice acting: 7.5 of 10 · sub · Japanese\n\n"
        "### Story\n\nOne.  \nTwo.\n\n1\\. Three ||dies||\n\n"
        "### Former versions\n\n- 14 March 2026: no score\n"
    )


def test_former_texts_are_given_back_in_full() -> None:
    former = [
        Version(
            number=number,
            posted_at=DAY,
            writing=Writing(parts={Part.STORY: Passage(score=Score(70), text=f"Take {number}.")}),
        )
        for number in range(25, 0, -1)
    ]
    told = markdown.document(
        "Mia", [Record(review=review(), former=former)], DAY, T, in_full=True
    ).decode()
    assert told.count("### As it was posted on 14 March 2026") == markdown.IN_FULL
    assert "#### Story\n\nTake 25." in told
    assert told.count("- 14 March 2026: no score") == 5


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(["# a", "> b", "- c", "+ d", "1. e", "2) f", "===", "---", "```", "~~~",
                         "<b>", "&amp;", "*x*", "_y_", "[z](http://a.b)", "||s||", "|", "\\", "\n",
                         "    code", "\n\n", "https://a.b/c_d_e", "<!--", " #", "##",
                         "a | b\n-|-", " "])
    ).map("".join)
)  # fmt: skip
@example("__0__")
def test_whatever_was_written_stays_text(text: str) -> None:
    """What a Markdown reader makes of it is paragraphs of text and line breaks, nothing else."""
    tokens = COMMONMARK.parse(markdown.block(text))
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "paragraph_close"}
    inner = {child.type for token in tokens for child in token.children or []}
    assert inner <= {"text", "hardbreak", "softbreak", "text_special"}
    heading = COMMONMARK.parse(f"## {markdown.line(text)}")
    assert {token.type for token in heading} <= {"heading_open", "inline", "heading_close"}
    read = "".join(child.content for child in heading[1].children or [])
    assert read.split() == (" ".join(clean(text).split())).split()


def test_what_discord_would_not_take_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Writing(parts={part: Passage(text="感" * 4000) for part in LONG})
    drafts = [Draft(show=review().show, writing=long, revision=1, saved_at=DAY)]
    assert len(markdown.document("Mia", drafts, DAY, T)) > 36_000
    monkeypatch.setattr(markdown, "LONGEST", 36_000)
    with pytest.raises(TooLongForOneFile):
        markdown.document("Mia", drafts, DAY, T)
