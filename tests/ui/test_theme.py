"""Foreign text shows as it reads and breaks nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.plain import bare
from bot.ui import charts, theme

# What people could put in to look like the bot's own words, to ping or to hide.
HOSTILE = st.text(
    alphabet=st.one_of(st.sampled_from("*_~|`[]()<>@#-\\ \n\u202e\u200b\u2066"), st.characters()),
    max_size=400,
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Hero Mask", "Hero Mask"),
        ("**bold** and __under__", r"\*\*bold\*\* and \_\_under\_\_"),
        ("@everyone look", "@\u200beveryone look"),
        ("<@123> <#4> <t:0>", r"\<@123> \<#4> \<t:0>"),
        ("# not a heading", r"\# not a heading"),
        ("-# not small", r"\-# not small"),
        ("a [link](https://x.example)", r"a \[link\](https://x.example)"),
        ("see https://x.example/a_b_c now", "see https://x.example/a_b_c now"),
        ("abc\u202efdp.exe", "abcfdp.exe"),
        ("two\nlines\t here", "two lines here"),
        ("Re:Zero − 第2期", "Re:Zero − 第2期"),
    ],
)
def test_plain(typed: str, shown: str) -> None:
    assert theme.plain(typed) == shown


def test_prose_keeps_its_lines() -> None:
    assert theme.prose("one\r\n\r\ntwo") == "one\n\ntwo"


def test_a_wall_of_a_word_gets_places_to_break() -> None:
    assert max(map(len, theme.plain("x" * 4000, 1000).split())) <= 61


@given(HOSTILE, st.integers(1, 300))
def test_nothing_gets_through(text: str, limit: int) -> None:
    for shown in (theme.plain(text, limit), theme.prose(text, limit)):
        assert len(shown) <= limit
        unescaped = re.sub(r"\\.", "", re.sub(r"https?://[^\s<>|`\[\]()*]+", "", shown))
        assert not re.search(r"[*_~|`\[<]|@everyone|@here|[\u202a-\u202e\u2066-\u2069]", unescaped)
    assert "\n" not in theme.plain(text, limit)


@given(st.text(max_size=300), st.integers(1, 300))
def test_shortening_keeps_to_the_limit_and_short_texts_whole(text: str, limit: int) -> None:
    short = theme.shorten(text, limit)
    assert len(short) <= limit
    assert short == text if len(text) <= limit else short.endswith("…")


@given(st.floats(-1, 2), st.integers(1, 20))
def test_bars_fit_their_width(share: float, width: int) -> None:
    assert 1 <= len(charts.bar(share, width)) <= width


def test_bars_grow_with_their_share() -> None:
    assert charts.bar(1, 4) == "████"
    assert charts.bar(0.5, 4) == "██"
    assert charts.bar(0, 4) == "▏"


def test_colours() -> None:
    assert theme.colour("#ff8000") == 0xFF8000
    assert theme.colour(None) == theme.INK


def test_markup_as_a_terminal_shows_it() -> None:
    made = f"**{theme.plain('a*b_[c] @everyone')}** [On x](https://x.invalid/a_b) <t:0:R> ||d||"
    assert (
        bare(made) == "a*b_[c] @everyone On x (https://x.invalid/a_b) 01 January 1970, 00:00 UTC d"
    )


@given(st.text(alphabet="ab*_~|`[]()<>#@\\ ", max_size=30))
def test_what_was_escaped_reads_as_it_was(text: str) -> None:
    clean = " ".join(text.split())
    if "**" not in clean and "||" not in clean and "](" not in clean:
        assert bare(theme.plain(clean)) == theme.clean(clean)
