"""A long review in pages: nothing is lost, nothing is too long, cuts fall where they hurt least."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.reviews import reading
from bot.ui.theme import clean

TEXTS = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="*_~|`>#-@[]<\\\n ", max_size=3000),
    st.builds(lambda char, n: char * n, st.sampled_from("a*語\u202e👨"), st.integers(0, 4000)),
    st.lists(st.text(alphabet="ab. ", max_size=900), max_size=6).map("\n\n".join),
)


def goes_on(heading: str) -> str:
    return f"{heading} goes on"


def told(text: str) -> str:
    """The text without spaces, escapes, bars and what stops a ping."""
    return "".join(re.sub(r"[\\\u200b|]", "", text).split())


@given(st.lists(TEXTS, max_size=4))
def test_every_page_fits_and_every_character_is_there(texts: list[str]) -> None:
    sections = [(f"Part {number}", text) for number, text in enumerate(texts)]
    pages = reading.pages(sections, goes_on)
    assert all(0 < len(page) <= reading.PAGE for page in pages)
    lines = [line for page in pages for line in page.split("\n") if not line.startswith("### ")]
    assert told("".join(lines)) == told("".join(clean(text) for text in texts))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_every_page_begins_with_the_heading_of_its_part(texts: list[str]) -> None:
    sections = [(f"Part {number}", text) for number, text in enumerate(texts)]
    assert all(page.startswith("### Part ") for page in reading.pages(sections, goes_on))


def test_a_page_ends_after_a_paragraph() -> None:
    paragraph = "One sentence. " * 60
    first, *others = reading.pages([("Story", "\n\n".join([paragraph.strip()] * 6))], goes_on)
    assert first == "### Story\n" + "\n\n".join([paragraph.strip()] * 3)
    assert others[0].startswith("### Story goes on\nOne sentence.")


def test_without_paragraphs_a_page_ends_after_a_sentence_or_a_word() -> None:
    sentences = reading.pages([("Story", "One sentence here. " * 300)], goes_on)
    assert all(page.endswith("here.") for page in sentences)
    words = reading.pages([("Story", "word " * 900)], goes_on)
    assert all(page.endswith("word") for page in words)


def test_a_part_that_would_have_a_few_lines_only_begins_on_the_next_page() -> None:
    first, second = reading.pages([("Story", "a " * 1200), ("Sound", "b " * 400)], goes_on)
    assert "Sound" not in first
    assert second.startswith("### Sound\n")


def test_short_parts_share_a_page() -> None:
    assert reading.pages([("Story", "Good."), ("Sound", "Loud.")], goes_on) == [
        "### Story\nGood.\n### Sound\nLoud."
    ]


def test_what_cannot_be_seen_gives_no_page() -> None:
    assert reading.pages([("Story", "\u202e\n\u200b ")], goes_on) == []


@given(st.text(alphabet="ab |*\\", min_size=1, max_size=300), st.integers(1, 60))
def test_hidden_words_stay_hidden_over_pages(text: str, times: int) -> None:
    secret = f"{text.replace('|', '')}x"
    pages = reading.pages(
        [("Story", f"open ||{f'{secret} ' * times}{'long ' * 900}|| open")], goes_on
    )
    shown = [re.sub(r"\\.", "", page) for page in pages]
    assert all(page.count("||") % 2 == 0 for page in shown)
    assert "||||" not in "".join(shown).replace("||### ", "|| ### ").replace("||\n", "|| ")
    seen = "".join(re.sub(r"\|\|.*?\|\|", "", page, flags=re.DOTALL) for page in shown)
    assert "long" not in seen
    assert seen.count("open") == 2


def test_a_pair_of_bars_hides_over_paragraphs() -> None:
    text = "\n\n".join(["Before.", "||Hidden.", "Hidden, too.||", "After."])
    assert reading.pages([("Story", text)], goes_on) == [f"### Story\n{text}"]
