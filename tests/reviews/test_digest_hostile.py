"""Texts that nobody means well with: each is refused in words or read in time, and in its words."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.reviews import texts
from bot.reviews.digest import as_json, digest
from tests.bench.text_reviews import quotes

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x02\x00\x00\x00"


def holds(text: str) -> None:
    """Whatever a digest shows stands in the text, and its JSON can be written."""
    try:
        found = digest(text)
    except Refusal:
        return
    assert all(text[quote.start : quote.end] == quote.text for quote in quotes(found))
    assert all(text[mark.start : mark.end] == mark.text for mark in [found.mark] if mark)
    assert as_json(found, "a.txt")["file"] == "a.txt"


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "piece",
    [
        " ",
        "\n",
        " \n\t\r\v\u3000",
        "# Story\n",
        "Story: 7/10 ",
        "| a | b |\n",
        "||died ",
        "7/10 ",
        "A B ",
        '"a" ',
        "by A ",
        "1 day ago ",
        "Ann says: no\n",
        "good story but bad music. ",
        "not nothing only better than ",
        "I recommend watching A, ",
        "&amp;",
        "a\u0301\u202e👍",
        "面白い。",
    ],
)
def test_sixty_thousand_characters_in_two_seconds(piece: str) -> None:
    text = ("a" + piece * (texts.LIMIT // len(piece)))[: texts.LIMIT - 1] + "b"
    began = time.process_time()
    holds(text)
    assert time.process_time() - began < 2


@pytest.mark.unmeasured
def test_long_threads_and_lists() -> None:
    for head, line in (
        ("Comments\n", "Ann: b\nBen, Ann like this.\n"),
        ("Comments\n", "Ann\nhello there, you\n\n"),
        ("Recommendations\n", "Monster, Psycho-Pass\n"),
        ("Pros:\n", "good story and good art\n"),
    ):
        began = time.process_time()
        holds((head + line * 3000)[: texts.LIMIT])
        assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", texts.NothingWritten),
        (b" \r\n\t\n", texts.NothingWritten),
        (b"\xef\xbb\xbf", texts.NothingWritten),
        (PNG + bytes(range(256)) * 20, texts.NotText),
        (b"\x7fELF\x02\x01\x01" + bytes(200), texts.NotText),
        (b"a\0" * 40 + bytes(400), texts.NotText),
        (b"a" * 10_000_000, texts.ReviewTooLong),
        (b"a" * (texts.LIMIT + 1), texts.ReviewTooLong),
    ],
)
def test_what_is_no_review_is_refused(data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        texts.read(data)


WRITTEN = "The story is great – ‘truly’.\r\nThe café is dull."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_bytes_in_any_common_encoding(encoding: str) -> None:
    assert texts.read(WRITTEN.encode(encoding)) == WRITTEN


def test_broken_bytes_among_sound_ones() -> None:
    whole = WRITTEN * 3
    data = whole.encode() + b"\xff\xfe."
    assert texts.read(data) == f"{whole}\ufffd\ufffd."


def test_a_null_byte_or_two_in_a_text() -> None:
    text = texts.read(f"{WRITTEN * 4}\0".encode())
    assert text.endswith("\0")
    holds(text)


def test_a_text_that_is_too_long_or_empty_is_refused_before_it_is_read() -> None:
    with pytest.raises(texts.ReviewTooLong) as raised:
        digest("a" * (texts.LIMIT + 1))
    assert "60,000 characters" in str(raised.value)
    with pytest.raises(texts.NothingWritten):
        digest(" \n ")


PIECES = st.sampled_from(
    ("Story: 7/10", "## Art", "Genre: Drama", "Episodes – 15", "by Ann", "Ann says: no", "Pros:",
     "+ good", "- bad", "||He dies.||", "||", "I loved the music.", "Overall, 8.5", "★★★☆☆", "B+",
     "The plot is dull, but the art is fine.", "The first recommendation goes to Monster.",
     "Netflix", "Comments", "1. Ann", "Ben likes this.", "85 %", "| a | b |", "\t", "\r", "\n",
     " ", ". ", ", ", ": ", "“", "”", "*", "\0", "\u2028", "\u202e", "ﬁ", "İ", "ß", "👍🏽", "。")
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(PIECES, max_size=40).map("\n".join),
    st.text(max_size=300),
)


@settings(max_examples=50, deadline=None)
@given(TEXTS)
@example("İ" * 40 + " The story is great. The ﬁghts are ﬁne.")
def test_whatever_is_written_is_quoted_as_it_stands(text: str) -> None:
    holds(text)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=300), TEXTS.map(lambda text: text.encode("utf-16"))))
def test_whatever_the_bytes_they_are_read_or_refused(data: bytes) -> None:
    try:
        text = texts.read(data)
    except Refusal:
        return
    assert text.strip()
    assert text.encode()


@pytest.mark.unmeasured
@settings(max_examples=5, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=3).map("".join).filter(str.strip))
def test_whatever_is_repeated_is_read_in_time(piece: str) -> None:
    text = (piece * texts.LIMIT)[: texts.LIMIT]
    began = time.process_time()
    holds(text)
    assert time.process_time() - began < 2
