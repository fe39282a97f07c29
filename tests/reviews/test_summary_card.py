"""How a summary looks: within Discord's limits whatever was written, in words that translate."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ids import ShowId, UserId
from bot.reviews.consensus import SCORED, Consensus, Middle, Saying
from bot.reviews.consensus_views import rows, summary
from bot.reviews.models import Part, Track
from bot.reviews.scores import Score
from bot.reviews.subject import Subject
from bot.text.titles import Title
from bot.ui.charts.values import Picture
from tests.fakes import PseudoTexts
from tests.reviews.test_views import CARD, T, many, subjects, text, ugly, wrong
from tests.test_words import WORD, unbracketed

SHOW = Subject(id=ShowId("anilist/1"), title=Title(romaji="86"), color="#4a6b8a")
PICTURES = [Picture(png=b"", alt="a" * 1024)]

points = st.integers(10, 100).map(Score)
middles = st.builds(Middle, n=st.integers(3, 10**6), low=points, median=points, high=points)
sayings = st.builds(
    Saying,
    user=st.just(UserId(2**63 - 1)),
    card=st.just(CARD),
    text=ugly(200),
    praises=st.booleans(),
    hidden=st.booleans(),
    helpful=st.integers(0, 10**6),
    posted_at=st.just(datetime(2026, 1, 1, tzinfo=UTC)),
)
parts = st.sampled_from(SCORED)


@st.composite
def held(draw: st.DrawFn) -> Consensus:
    found = draw(st.dictionaries(parts, middles))
    few = draw(st.dictionaries(parts, st.integers(1, 2)))
    both = st.fixed_dictionaries(dict.fromkeys(Track, middles))
    return Consensus(
        show=draw(subjects),
        reviews=draw(st.sampled_from([0, 1, 2, 3, 10**6])),
        middles=found,
        few={part: n for part, n in few.items() if part not in found},
        tracks=draw(st.dictionaries(st.sampled_from([Part.VERDICT, Part.VOICE]), both)),
        divisive=draw(st.none() | st.sampled_from(list(found))) if found else None,
        praise=draw(st.none() | sayings),
        criticism=draw(st.none() | sayings),
    )


@many
@given(held(), st.sampled_from([PICTURES, []]))
def test_a_summary_holds_whatever_was_written(of: Consensus, pictures: list[Picture]) -> None:
    view = summary(of, T, pictures)
    assert [each for each in wrong(view) if "attachment://" not in each] == []
    assert "@everyone" not in text(view)
    assert len(list(rows(of, T))) <= len(SCORED) + 2 * len(Track)


def full(reviews: int = 12) -> Consensus:
    """A summary with something in every place."""
    each = Middle(n=12, low=Score(40), median=Score(75), high=Score(90))
    said = [
        Saying(
            user=UserId(7),
            card=CARD,
            text=words,
            praises=hidden,
            hidden=hidden,
            helpful=5 * hidden,
            posted_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for words, hidden in (("1 2 *3*", True), ("4 5 6", False))
    ]
    return Consensus(
        show=SHOW,
        reviews=reviews,
        middles=dict.fromkeys((Part.VERDICT, Part.STORY, Part.VOICE), each),
        few={Part.SOUND: 2},
        tracks=dict.fromkeys((Part.VERDICT, Part.VOICE), dict.fromkeys(Track, each)),
        divisive=Part.STORY,
        praise=said[0],
        criticism=said[1],
    )


def test_a_summary_reads_from_the_whole_to_its_parts() -> None:
    assert text(summary(full(), T)) == "\n".join(
        [
            "## What members think of 86",
            "### 7.5 of 10",
            "The middle half: 4 to 9 · 12 reviews",
            "Opinions differ most on **Story**: half the scores lie from 4 to 9",
            "**Overall** · sub 7.5 (12) · dub 7.5 (12)",
            "**Voice acting** · sub 7.5 (12) · dub 7.5 (12)",
            f"**For** · <@7> · 👍 5 · [Card]({CARD.url})",
            "> ||1 2 \\*3\\*||",
            f"**Against** · <@7> · [Card]({CARD.url})",
            "> 4 5 6",
            "-# Too few scores yet: Sound (2). A median needs 3.",
            "-# Sentences from where plot is told stand behind bars.",
            "All reviews",
            "Write yours",
            "The show",
        ]
    )


@pytest.mark.parametrize("reviews", [0, 1, 2, 12])
def test_every_word_of_a_summary_can_be_translated(reviews: int) -> None:
    said = text(summary(full(reviews), PseudoTexts().choose()))
    assert WORD.findall(unbracketed(said.replace(CARD.url, ""))) == []
    for label, _ in rows(full(), PseudoTexts().choose()):
        assert WORD.findall(unbracketed(label)) == []
