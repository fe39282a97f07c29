"""Which sentences of a review are quoted, and that none of them gives anything away."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.reviews import quotes
from bot.reviews.models import Part, Passage, Writing, marked
from bot.reviews.scores import Score

GOOD = "The soundtrack is superb and lifts every chase."
BAD = "The pacing is horrible and the last cases are boring."
PLOT = "The story is brilliant from its first scene to its last."


def of(score: int | None = None, **texts: str) -> Writing:
    given = Score(score) if score else None
    parts = {Part[name]: Passage(text=text) for name, text in texts.items()}
    if given:
        parts[Part.VERDICT] = Passage(score=given, text=texts.get("VERDICT", ""))
    return Writing(parts=parts)


def said(writing: Writing) -> list[tuple[bool, str, bool]]:
    """For the show or against it, the words, whether behind bars."""
    texts = quotes.told(writing)
    return [
        (span.praises, texts[span.part][span.start : span.end], span.hidden)
        for span in quotes.found(writing)
    ]


def test_one_sentence_for_and_one_against() -> None:
    assert said(of(SOUND=f"I watched it twice. {GOOD} {BAD}")) == [
        (True, GOOD, False),
        (False, BAD, False),
    ]


def test_what_stands_where_plot_is_welcome_is_hidden_and_comes_last() -> None:
    assert said(of(STORY=PLOT)) == [(True, PLOT, True)]
    assert said(of(STORY=PLOT, SOUND=GOOD)) == [(True, GOOD, False)]
    assert said(of(OVERALL=PLOT)) == [(True, PLOT, True)]
    verdict = "A brilliant, gripping thriller."
    assert said(of(STORY=PLOT, SOUND=GOOD, VERDICT=verdict)) == [(True, verdict, False)]


def test_the_overall_text_is_read_as_one() -> None:
    assert said(of(OVERALL="I saw it once.", OVERALL_2=BAD)) == [(False, BAD, True)]


def test_nobody_is_quoted_against_their_own_score() -> None:
    assert said(of(90, SOUND=BAD)) == []
    assert said(of(20, SOUND=GOOD)) == []
    assert said(of(20, SOUND=BAD)) == [(False, BAD, False)]


@pytest.mark.parametrize(
    "text",
    [
        "Harry's death is superbly drawn and the music is brilliant.",
        f"||{GOOD}||",
        f"An open || bar. {GOOD}",
        f"||An|| open || bar. {GOOD}",
        "The soundtrack is superb: https://example.org/buy",
        "If you think the music is superb, try others.",
        "Superb music.",
        "The soundtrack is superb " + "and lifts every chase " * 9,
        "|| ||",
        "A plain account of what it is.",
    ],
)
def test_what_spoils_advertises_or_is_not_a_clear_sentence_is_left_out(text: str) -> None:
    writing = of(SOUND=text)
    assert said(writing) == []


def test_what_stands_outside_of_bars_is_quoted() -> None:
    assert said(of(SOUND=f"||He dies.|| {GOOD}")) == [(True, GOOD, False)]


pieces = st.lists(
    st.sampled_from([GOOD, BAD, PLOT, "||", "|", "\n\n", " ", "He dies at last. ", "Art: 3/10\n"])
    | st.text(max_size=6),
    max_size=10,
).map("".join)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(Part), pieces.map(str.strip).filter(bool)))
def test_quotes_are_verbatim_short_and_never_from_between_bars(texts: dict[Part, str]) -> None:
    writing = Writing(parts={part: Passage(text=texts[part]) for part in Part if part in texts})
    held = quotes.told(writing)
    spans = quotes.found(writing)
    assert [span.praises for span in spans] in ([], [True], [False], [True, False])
    for span in spans:
        text = held[span.part]
        words = text[span.start : span.end]
        assert 0 < len(words) <= quotes.LONGEST
        assert words == words.strip()
        assert "||" not in words
        assert "He dies" not in words
        bare = marked(text, "\ue000", "\ue001")
        inside = [piece.partition("\ue001")[0] for piece in bare.split("\ue000")[1:]]
        assert text.count(words) > sum(piece.count(words) for piece in inside)
