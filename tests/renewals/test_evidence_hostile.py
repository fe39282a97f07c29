"""However odd a text is, it is read in time, raises nothing, and invents no sentence."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.renewals import evidence, printed
from bot.renewals.evidence import Reading
from bot.renewals.passages import MOST_CHARACTERS
from bot.shows.models import PartialDate
from tests.renewals.evidence_texts import EXAMPLES, Example

SECONDS = 2.0
"""Of the processor's time, which other work on the machine leaves alone."""
ARTICLE = EXAMPLES[7].text
HOSTILE = {
    "spaces": " " * MOST_CHARACTERS,
    "one word": "a" * 50_000,
    "ten thousand headings": "# Season 2\n" * 10_000,
    "nested bars": "||" * 30_000,
    "open quotation marks": "“" * MOST_CHARACTERS,
    "null bytes within": "\0".join(ARTICLE),
    "broken letters": ARTICLE.encode("utf-16-le").decode("utf-8", errors="replace") * 30,
    "not, no and never": "not no never " * 4_600,
    "dates": "March 3, 2024 " * 4_300,
    "names": "Aya Bo Li Chan, director of Cee Dee, said " * 1_400,
    "wrapped": (ARTICLE + "\n") * 150,
    "ten megabytes": ARTICLE * 30_000,
}


def check(text: str) -> Reading:
    reading = evidence.read(text)
    for line in reading.lines:
        assert text[line.passage.start : line.passage.end] == line.passage.text
    for quote in reading.quotes:
        assert text[quote.start : quote.end] == quote.text
    assert 0 <= reading.confidence <= 1
    assert reading.likeliest[0].status is not reading.likeliest[1].status
    printed.as_json("a.txt", reading)
    printed.as_text(reading)
    return reading


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read_in_time(name: str) -> None:
    began = time.process_time()
    check(HOSTILE[name])
    assert time.process_time() - began < SECONDS


def test_only_so_much_is_read() -> None:
    late = " " * MOST_CHARACTERS + "Cobalt Heron season 2 was announced."
    assert check(late).likeliest[0].passage is None


WORDS = [
    *" ".join(example.text for example in EXAMPLES).split(" "), "\n", "\n\n", "“", "”", '"', "not",
    "?", "...", "2024年5月", "第2期", "||", "\0", "İ", "😀", "\ud800", "\u2028", "S2", "Part II:",
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join))
def test_shuffled_texts(text: str) -> None:
    check(text)


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(EXAMPLES), st.randoms(use_true_random=False))
def test_broken_examples(example: Example, chance: random.Random) -> None:
    text = list(example.text)
    for _ in range(30):
        text[chance.randrange(len(text))] = chance.choice(WORDS)
    check("".join(text))


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(["October 9", "next year", "this winter", "Friday, October 9", "2027"]),
    st.dates().map(lambda day: PartialDate(year=day.year, month=day.month, day=day.day)),
)
def test_any_day_of_publication(wording: str, published: PartialDate) -> None:
    text = f"Cobalt Heron\n\nThe second season of Cobalt Heron premieres on {wording}."
    reading = evidence.read(text, published=published)
    if reading.premiere and reading.premiere.phrase.value:
        stated = wording == "2027"
        assert (reading.premiere.phrase.inferred is None) is stated
