"""Which shows a message speaks of. Pure."""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.shows.models import Show
from bot.shows.plain_words import FUNCTION_WORDS, PLAIN_WORDS
from bot.shows.titles import Kind, digest, fold

MOST_SHOWS = 10
LONGEST_TITLE = 10
LONGEST_TEXT = 4000
LONGEST_UNSPACED = 16
MOST_ASKED = 16
"""Phrases that are searched for, which costs more than to know a title."""
WELL_KNOWN = 0.5
"""The prior from which on a show is meant by its title in small letters."""

_LINK = re.compile(
    r"https?://(?:www\.)?(?:anilist\.co|myanimelist\.net)/anime/\d{1,9}", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://\S+")
_QUOTED = re.compile(r"\"([^\"\n]{2,80})\"|“([^”\n]{2,80})”|[「『]([^」』\n]{1,60})[」』]")
_MARKED = re.compile(r"\*\*([^*\n]{2,80})\*\*|\*([^*\n]{2,80})\*|_([^_\n]{2,80})_")
_WORD = re.compile(r"[^\W_]+(?:['’.☆★×/:;!?&-]*[^\W_]+)*[!?]*")
_SENTENCE_END = re.compile(r"[.!?\n]\s*$")
_UNSPACED = re.compile(r"[぀-ヿ一-鿿々ー!!！・]{2,200}")

_PARTICLES = "はがをのとにでもやへか"
_NTH = r"(?:[1-9](?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|final|last)"
_AFTER = re.compile(
    rf"(?:'s)?,?\s{{0,2}}(?:the\s)?((?:season|part|cour)\s?[1-9]\b|s[1-9]\b|final season\b"
    rf"|{_NTH} (?:season|cour)\b|第?[1-9]期)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"\b({_NTH} season|season [1-9]|s[1-9]|part [1-9]) of (?:the )?$", re.IGNORECASE
)
_CUE = re.compile(
    r"\b(?:(?:re)?watch(?:ing|ed)?|seen|bing(?:e|ed|ing)|season of|episodes? of"
    r"|fans? of|anime called|show called|start(?:ed|ing) on|caught up (?:on|with))"
    r" (?:(?:the )?(?:anime|show) )?$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:,|;|/|&|\band\b|\bor\b|\bthen\b|\s){1,6}", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"\s*(?:$|[.,;:!?)\n/&+]|\b(?:and|or|yet|too|either|now|tonight|before|again|already)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A show that goes by a title: where it stands, as what, and how likely it is meant."""

    row: int
    kind: Kind
    prior: float


Known = Callable[[Sequence[int]], Mapping[int, Spelled]]
"""Of titles by their `digest`, those that are some show's, each with its likeliest."""


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    folded: str
    name: bool
    """Written like a name is: a capital, a digit, or a script that has none."""
    opens: bool
    """A sentence, where a capital says nothing."""


def find(
    text: str, *, known: Known, meant: Callable[[str], Show | None], at: Callable[[int], Show]
) -> list[Show]:
    """The shows whose titles stand in `text`, in its order, at most `MOST_SHOWS`.

    `meant` gives the show that a link, words in quotation marks, or a title with a season mean
    beyond doubt; it is asked `MOST_ASKED` times at most. A title counts in any case where it holds
    a word that isn't a plain one. Plain words need more: to be written like a name, to stand
    where people name what they watch, or beside a season. A sentence about *another* thing
    doesn't speak of "Another".
    """
    return _Reading(text[:LONGEST_TEXT], known, meant, at).shows()


class _Reading:
    def __init__(
        self,
        text: str,
        known: Known,
        meant: Callable[[str], Show | None],
        at: Callable[[int], Show],
    ) -> None:
        self._known, self._meant, self._at = known, meant, at
        self._asked = 0
        self._found: list[tuple[int, Show]] = []
        self._taken = bytearray(len(text))
        self._text = text

    def shows(self) -> list[Show]:
        for link in _LINK.finditer(self._text):
            self._take(*link.span(), self._ask(link.group()))
        self._text = _ADDRESS.sub(lambda match: " " * len(match.group()), self._text)
        for pattern in (_QUOTED, _MARKED):
            for marked in pattern.finditer(self._text):
                phrase = next(filter(None, marked.groups()))
                if pattern is _QUOTED or fold(phrase) not in PLAIN_WORDS:
                    self._take(*marked.span(), self._ask(phrase) or self._called(phrase))
        self._read()
        shows = {show.id: show for _, show in sorted(self._found, key=lambda each: each[0])}
        return list(shows.values())[:MOST_SHOWS]

    def _ask(self, phrase: str) -> Show | None:
        self._asked += 1
        return self._meant(phrase) if self._asked <= MOST_ASKED else None

    def _called(self, phrase: str) -> Show | None:
        key = digest(fold(phrase))
        title = self._known([key]).get(key)
        return self._at(title.row) if title and title.kind is not Kind.INITIALS else None

    def _take(self, start: int, end: int, show: Show | None) -> None:
        if show:
            self._taken[start:end] = b"\1" * (end - start)
            self._found.append((start, show))

    def _read(self) -> None:
        """Take titles as they stand, the longest first."""
        words = _words(self._text)
        phrases = [*_phrases(words, self._text), *_runs(self._text)]
        spelled = self._known(list({phrase[-1] for phrase in phrases}))
        hits = [
            (start, end, words[first : last + 1], spelled[key])
            for start, end, first, last, key in phrases
            if key in spelled
        ]
        for start, end, held, title in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
            if self._taken[start] or self._taken[end - 1]:
                continue
            season = self._season(start, end)
            if not held:
                if end - start < 4 and title.prior < WELL_KNOWN:
                    continue
            elif not self._speaks(held, title, season=season is not None):
                continue
            self._take(start, end, self._of(start, end, title, season))

    def _of(
        self, start: int, end: int, title: Spelled, season: tuple[int, str] | None
    ) -> Show | None:
        if season and (show := self._ask(f"{self._text[start:end]} {season[1]}")):
            self._taken[end : season[0]] = b"\1" * max(season[0] - end, 0)
            return show
        return self._at(title.row)

    def _season(self, start: int, end: int) -> tuple[int, str] | None:
        """What is said of a season beside a title, and where that ends."""
        if after := _AFTER.match(self._text, end):
            return after.end(), after[1]
        if before := _BEFORE.search(self._text, max(0, start - 40), start):
            return end, before[1].lower().replace("last season", "final season")
        return None

    def _speaks(self, words: Sequence[_Word], title: Spelled, *, season: bool) -> bool:
        """Whether these words, which are a title, are meant as one."""
        start, end = words[0].start, words[-1].end
        if len(words) == 1:
            return self._one(words[0], title, season=season)
        if title.kind is Kind.INITIALS:
            return False
        plain = all(word.folded in PLAIN_WORDS for word in words)
        capitals = words[0].name and any(
            word.name and not word.opens and word.folded != "i" for word in words
        )
        if capitals and not (plain and self._shouted(words[0])):
            return True
        if title.prior >= WELL_KNOWN and (not plain or (len(words) > 3 and title.prior > 0.6)):
            return True
        if all(word.folded in FUNCTION_WORDS for word in words):
            return False
        return season or (self._cued(start) and self._ends(end))

    def _one(self, word: _Word, title: Spelled, *, season: bool) -> bool:
        """A single word: a name amid a sentence, one written like no word is, one that a cue or
        a season singles out, or the whole message.
        """
        raw = self._text[word.start : word.end]
        function, plain = word.folded in FUNCTION_WORDS, word.folded in PLAIN_WORDS
        if title.kind is Kind.INITIALS and not (season or (raw.isupper() and not plain)):
            return False
        if raw == self._text.strip():
            return True
        if len(raw) >= 3 and word.name and not self._shouted(word):
            inner = not function and (not raw.isalpha() or not raw[1:].islower())
            if inner or not word.opens:
                return True
        if season and not plain:
            return True
        if (
            function
            or title.prior < WELL_KNOWN
            or len(word.folded) < 2
            or not self._cued(word.start)
        ):
            return False
        return not plain or self._ends(word.end)

    def _shouted(self, word: _Word) -> bool:
        """Whether it is written in capitals because all around it is."""
        if not self._text[word.start : word.end].isupper():
            return False
        around = self._text[max(0, word.start - 24) : word.end + 24]
        return sum(char.isupper() for char in around) > 2 * sum(
            char.islower() for char in around
        ) + (word.end - word.start)

    def _cued(self, start: int) -> bool:
        """Whether people name there what they watch: after such a word, or after another title."""
        if _CUE.search(self._text, max(0, start - 40), start):
            return True
        at = start
        while at and start - at < 12 and not self._taken[at - 1]:
            at -= 1
        between = self._text[at:start]
        return bool(at and self._taken[at - 1] and between.strip() and _LISTED.fullmatch(between))

    def _ends(self, end: int) -> bool:
        return bool(_CLAUSE_END.match(self._text, end))


def _words(text: str) -> list[_Word]:
    found = []
    for match in _WORD.finditer(text):
        raw = match.group()
        before = text[max(0, match.start() - 8) : match.start()]
        opens = not text[: match.start()].strip() or bool(_SENTENCE_END.search(before))
        found.append(
            _Word(
                match.start(), match.end(), fold(raw).replace(" ", ""), not raw[0].islower(), opens
            )
        )
    return found


_Phrase = tuple[int, int, int, int, int]
"""Where it starts and ends, its first and last word (-1 where none are parted), its digest."""


def _phrases(words: Sequence[_Word], text: str) -> Iterator[_Phrase]:
    """Every run of up to `LONGEST_TITLE` words of a line, but for those of function words alone,
    with the digest that a title of them has.
    """
    raws = [word.folded.encode() for word in words]
    telling = [word.name or word.folded not in FUNCTION_WORDS for word in words]
    for first, word in enumerate(words):
        crc, adler, tells = 0, 1, False
        line = text.find("\n", word.start)
        for last in range(first, min(first + LONGEST_TITLE, len(words))):
            if -1 < line < words[last].start:
                break
            crc, adler = zlib.crc32(raws[last], crc), zlib.adler32(raws[last], adler)
            tells = tells or telling[last]
            if tells or last - first > 2:
                yield word.start, words[last].end, first, last, crc << 32 | adler


def _runs(text: str) -> Iterator[_Phrase]:
    """The same of letters that no spaces part, from wherever a word may begin in them."""
    folded = {char: fold(char).encode() for char in set(text)}
    for run in _UNSPACED.finditer(text):
        letters = run.group()
        for first, letter in enumerate(letters):
            before = letters[first - 1] if first else ""
            if before and before not in _PARTICLES and _script(before) == _script(letter):
                continue
            crc, adler = 0, 1
            for last in range(first, min(first + LONGEST_UNSPACED, len(letters))):
                raw = folded[letters[last]]
                crc, adler = zlib.crc32(raw, crc), zlib.adler32(raw, adler)
                if last > first:
                    yield run.start() + first, run.start() + last + 1, 0, -1, crc << 32 | adler


def _script(letter: str) -> str:
    return "kana" if "぀" <= letter <= "ゟ" else "katakana" if "゠" <= letter <= "ヿ" else "kanji"
