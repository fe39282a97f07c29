"""Which shows a message speaks of. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence

from bot.shows.models import Show

MOST_SHOWS = 10
LONGEST_TITLE = 10
LONGEST_TEXT = 4000

_LINK = re.compile(
    r"https?://(?:www\.)?(?:anilist\.co|myanimelist\.net)/anime/\d{1,9}", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://\S+")
_MARKED = re.compile(r"\*\*([^*\n]{2,80})\*\*|\*([^*\n]{2,80})\*|_([^_\n]{2,80})_"
    r"|\"([^\"\n]{2,80})\"|“([^”\n]{2,80})”|[「『]([^」』\n]{1,60})[」』]")  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’.☆★×/:;!?&-]*[^\W_]+)*[!?]*")
_SENTENCE_END = re.compile(r"[.!?\n]\s*$")
_UNSPACED = re.compile(r"[぀-ヿ一-鿿々ー!!！・]{2,40}")


def find(
    text: str,
    *,
    named: Callable[[str], Sequence[Show]],
    meant: Callable[[str], Sequence[Show]],
) -> list[Show]:
    """The shows whose titles stand in `text`, in its order, at most `MOST_SHOWS`.

    `named` gives the shows that go by exactly that title, `meant` those that a link or a phrase
    in quotation marks means beyond doubt. A single word is taken for a title only where it is
    written like a name: a sentence about *another* thing doesn't speak of "Another".
    """
    text = text[:LONGEST_TEXT]
    found: list[tuple[int, Show]] = []
    taken: list[range] = []

    def take(start: int, end: int, shows: Sequence[Show]) -> bool:
        if shows and not any(start in span or end - 1 in span for span in taken):
            taken.append(range(start, end))
            found.append((start, shows[0]))
        return bool(shows)

    for link in _LINK.finditer(text):
        take(*link.span(), meant(link.group()))
    text = _ADDRESS.sub(lambda match: " " * len(match.group()), text)
    for marked in _MARKED.finditer(text):
        take(*marked.span(), meant(next(filter(None, marked.groups()))))
    for start, end in _phrases(text):
        if not any(start in span or end - 1 in span for span in taken):
            take(start, end, named(text[start:end]))
    shows = {show.id: show for _, show in sorted(found, key=lambda each: each[0])}
    return list(shows.values())[:MOST_SHOWS]


def _phrases(text: str) -> Iterator[tuple[int, int]]:
    """Where a title may stand, longest first."""
    words = list(_WORD.finditer(text))
    spans = [
        (words[first].start(), words[last].end())
        for first in range(len(words))
        for last in range(first + 1, min(first + LONGEST_TITLE, len(words)))
        if "\n" not in text[words[first].end() : words[last].start()]
        and _is_name(words[first].group())
    ]
    spans += [word.span() for word in words if _stands_out(word, text)]
    for run in _UNSPACED.finditer(text):
        first, last = run.span()
        spans += [
            (start, start + length)
            for length in range(last - first, 1, -1)
            for start in range(first, last - length + 1)
        ]
    yield from sorted(set(spans), key=lambda span: (span[0] - span[1], span[0]))


def _is_name(word: str) -> bool:
    return not word[0].islower()


def _stands_out(match: re.Match[str], text: str) -> bool:
    """A name in the middle of a sentence, one written like no word is, or the whole message."""
    word = match.group()
    if word == text.strip():
        return True
    if len(word) < 3 or not _is_name(word):
        return False
    before = text[: match.start()]
    starts = not before.strip() or bool(_SENTENCE_END.search(before))
    return not starts or not word.isalpha() or not word[1:].islower()
