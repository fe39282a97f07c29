"""Which show a text is about: the titles that stand in it, and what the catalogue knows of them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.ids import ShowId
from bot.reviews import outline
from bot.reviews.sentences import Line, Sentence
from bot.shows.models import Show

Find = Callable[[str], Show | None]
"""The likeliest show that some words may mean, or None. It counts only where it `goes_by` them."""

_ALIKE = 88.0
_LEAST = 1.5
_HEADED = 1.2
"""What a candidate that stands in a heading is worth at least."""
_SEASON = re.compile(
    r"(?:['’]s)?,? (?:\(|- )?(?:season|part|cour) (?:\d|[IVX]{1,3}\b|one|two|three)", re.IGNORECASE
)
MOST = 5
_WELL_KNOWN = 5
"""Names, in all languages, of a show that one speaks of by a word."""
_ASKED = 40
"""Phrases of a text that the catalogue is asked about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A show as a text names it, with the show that is meant where the catalogue knows."""

    written: str
    show: Show | None = None

    @property
    def title(self) -> str:
        """The catalogue's title, else as it is written."""
        return self.show.title.main if self.show else self.written


_NOISE_SAID = """a an the my our full complete short quick mini first final honest spoiler free
    spoiler-free spoilerfree non-spoiler no spoilers netflix crunchyroll original originals anime
    series show tv manga film movie ended completed finished blu-ray bluray dvd bd collection
    streaming throwback of week retro early thoughts impressions reaction analysis overview
    retrospective critique recommendation blog corner for and on to monday tuesday wednesday
    thursday friday saturday sunday review reviews in-depth look at s1"""
_NOISE = frozenset(_NOISE_SAID.split())
_NUMBERS = re.compile(
    r"(?:(?:season|part) (?:1|one)|(?:episodes?|eps?\.?|volumes?|"
    r"vol\.?) \d{1,4}(?:\s?[-–—/]\s?\d{1,4})?|"
    r"\((?:19|20)\d\d\)|\(anime\)|\(tv\)|\[[^\[\]]{1,24}\])",
    re.IGNORECASE,
)
_MARKS = ' \t–—|-:,;#*_~=>`"“”‘’/()[]'
_KIND = re.compile(r"(?:anime(?: \w+)?|netflix original(?: anime)?|title)\s?[:|]\s+", re.IGNORECASE)
_LEFT = re.compile(r"\s+(?:anime(?: series)?|tv series|streaming|blu-ray|dvd)$", re.IGNORECASE)
_REVIEW = re.compile(
    r"\b(?:reviews?|reviewing|reviewed|first impressions?|final impressions|final thoughts|"
    r"thoughts on|impressions? of|a look at|looking back at)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"^(?:is|was|why|should you watch|why you should watch|the case for|ranking|"
    r"reviewing|watching|revisiting|netflix['’]s|on)\s+(?=[\"“A-Z0-9])", re.IGNORECASE)  # fmt: skip
_ASKED_OF = re.compile(
    r"(?i:\s+(?:(?:really |still |actually )?worth (?:watching|it|your time|a watch)|any good|"
    r"explained|in \d{4})\W*$)|\s+by [A-Z]\w+$"
)
_DATE = re.compile(
    r"^\W*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?"
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|"
    r"th)?,? \d{4}|"
    r"\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? \d{4}|"
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4})\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“‘「『*_]{1,3}([^\"“”‘’「」『』*_\n]{2,70})[\"”’」』*_]{1,3}")
_TAGLINE = re.compile(r"\s+[–—|~•·-]{1,3}\s+|…|\s[–—]|[–—]\s")
_ABOUT = re.compile(
    r"^(?P<title>.{2,60}?)(?:['’]s? (?:first|second|\d|story|plot)\b| (?:is|was|has|tells|"
    r"follows|takes|"
    r"sticks|starts|begins|brings|manages|may be|might be|had|isn['’]t|wasn['’]t|can be|could|"
    r"does|did|"
    r"remains|stands|proves|makes|feels|will|are|reviews?|anime)\b)"
)
_CAPITALS = re.compile(
    r"[A-Z0-9][\w'’!;.★☆×-]*(?:(?:[:;,&/!]| [–-]|)\s?"
    r"(?:(?:of|the|in|no|to|a|and|&|wa|ga|wo|ni|on|for|from|de|with|at|x|vs\.?|is|my|na|mo|kara)\s)"
    r"{0,3}(?:[A-Z0-9][\w'’!;.★☆×-]*)){0,8}"
)
_LONGEST = 90
_SMALL_SAID = """the a an i it this that my we he she they in on at for if so but and or when while
    after as oh now note yes no well first there here what why how some not overall also with
    story plot art music sound characters anime review season episode episodes netflix tv
    spoiler spoilers japanese english japan american western unlike just its his her their
    let to of by from one final conclusion verdict even though although however
    unfortunately thankfully these those you your who where which is was do does did can
    could would should once every all most many honestly personally ok okay still yet
    because since mal ost op ed ops eds dub sub cgi cg mc manga original introduction
    synopsis genre studio pros cons character animation"""
_SMALL = frozenset(_SMALL_SAID.split())


def folded(title: str) -> str:
    """A title for comparing: letters and digits alone, *&* as *and*."""
    return "".join(char for char in title.casefold().replace("&", " and ") if char.isalnum())


def goes_by(written: str, show: Show) -> bool:
    """Whether a show goes by that title but for a letter or two."""
    said = folded(written)
    names = {folded(name) for name in (*show.names, *show.short_titles)}
    if said in names:
        return True
    if season := _SEASON.search(written):
        base = folded(written[: season.start()])
        return len(base) > 2 and any(name.startswith(base) for name in names)
    return len(said) > 5 and any(fuzz.ratio(said, name, score_cutoff=_ALIKE) for name in names)


def subject(
    text: str,
    *,
    stated: str | None,
    lines: Sequence[Line],
    sentences: Sequence[Sentence],
    find: Find | None = None,
) -> tuple[Named | None, Sequence[Named]]:
    """The show that a review is about: of a stated title, its heading, what its first lines and
    sentences name and what it names most, the likeliest; None where it names none. And at most
    `MOST` that it may be, that one first.
    """
    if stated:
        named = _known(_cleaned(stated), find) or Named(written=_cleaned(stated))
        return named, [named]
    whole = folded(text[:20_000])
    scored: dict[str, _Candidate] = {}
    for number, (said, worth, plausible) in enumerate(_candidates(lines, sentences)):
        key = folded(said)
        if len(key) < 2 or said.lower() in _SMALL:
            continue
        often = min(whole.count(key), 6) if len(key) > 3 else 1
        before = scored.get(key)
        this = _Candidate(
            said=said,
            worth=worth + 0.7 * (often - 1) - 0.01 * number,
            plausible=plausible or (before is not None and before.plausible),
            headed=worth >= _HEADED or (before is not None and before.headed),
        )
        if before is None or this.worth > before.worth:
            scored[key] = this
    likely = sorted(scored.values(), key=lambda each: -each.worth)
    known = _known_shows(likely, find) if find else []
    written = [Named(written=each.said) for each in likely if each.plausible]
    if known and known[0][0] >= _LEAST:
        best, named = known[0]
        if not likely[0].plausible or best + 2 >= likely[0].worth:
            return named, [each for _, each in known[:MOST]]
    several = [*written[:1], *(each for _, each in known)]
    return next(iter(written), None), several[:MOST]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """Words that may be the title; `plausible`: also where the catalogue doesn't know them;
    `headed`: they stand in a heading.
    """

    said: str
    worth: float
    plausible: bool
    headed: bool


def _known_shows(likely: Sequence[_Candidate], find: Find) -> list[tuple[float, Named]]:
    """The shows that likely titles mean, the one that most of them mean first, and how likely each
    is: one that is but named once in passing is none.
    """
    worths: dict[ShowId, float] = {}
    best: dict[ShowId, Named] = {}
    for each in likely[:_ASKED]:
        if (show := find(each.said)) and goes_by(each.said, show):
            if each.said.isalpha() and not each.headed and not _means(each.said, show):
                continue
            more = max(each.worth, 0) + min(len(each.said), 30) / 30
            worths[show.id] = worths.get(show.id, 0) + more
            best.setdefault(show.id, Named(written=each.said, show=show))
    ranked = sorted(worths, key=lambda show: -worths[show])
    return [(worths[show], best[show]) for show in ranked]


def _means(word: str, show: Show) -> bool:
    """Whether a single word in passing means a show: a short form in capitals, or the very title
    of a well-known one. People and things have names too, and some show is called like each.
    """
    if not word[1:].islower():
        return True
    titles = (show.title.romaji, show.title.english or "")
    return folded(word) in map(folded, titles) and len(set(show.names)) >= _WELL_KNOWN


def _known(written: str, find: Find | None) -> Named | None:
    show = find(written) if find else None
    return Named(written=written, show=show) if show and goes_by(written, show) else None


def _candidates(
    lines: Sequence[Line], sentences: Sequence[Sentence]
) -> Iterator[tuple[str, float, bool]]:
    """What may be the title, how likely, and whether it may be one without the catalogue."""
    heads = [line for line in lines[:6] if len(line.text) <= 140 and not _byline(line.text)]
    dated = next((n for n, line in enumerate(heads) if _DATE.match(line.text)), None)
    if dated == 2 and len(heads[0].text.split()) == 1:
        # Who wrote it, what of, and when: as sites list their members' reviews.
        heads = heads[1:]
    heads = [line for line in heads if not _DATE.match(line.text)]
    for number, line in enumerate(heads[:4]):
        said = _title_like(line)
        if said:
            plausible = number == 0 and len(lines) > 1 and _is_name(said) and said[-1] != "."
            yield from _of_heading(said, 3.0 - 1.2 * number, plausible=plausible)
    first = [*(line.text for line in heads[:2]), *(each.text for each in sentences[:2])]
    for number, piece in enumerate(first):
        for native in _of_native(piece):
            if native:
                yield native, 2.4 - 0.2 * number, False
    for number, sentence in enumerate(sentences[:4]):
        for quoted in _QUOTED.finditer(sentence.text):
            yield quoted[1].strip(" :,."), 1.0 - 0.1 * number, False
        for phrase in _phrases(sentence):
            yield phrase, 0.9 - 0.1 * number, False
    often: Counter[str] = Counter()
    within: set[str] = set()
    for sentence in sentences[:150]:
        # In order: what is named equally often ranks as it stands, not by chance.
        phrases = list(dict.fromkeys(_phrases(sentence)))
        often.update(phrases)
        within |= {phrase for phrase in phrases if sentence.text.find(phrase, 1) > 0}
    for phrase, times in often.most_common(14):
        # Every sentence begins large: a word that is large nowhere else names nothing.
        if times > 1 and phrase in within:
            many = " " in phrase or "-" in phrase or ":" in phrase
            yield phrase, 0.3 + 0.15 * min(times, 8), many and times > 2


_NATIVE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NATIVE_REVIEW = re.compile(
    r"\s*(?:という|テレビ)?(?:アニメ|동화|애니메이션|애니|动画|動畫)?\s*(?:第?\d期)?\s*(?:の|を[見観]た|见た|的)?\s*"
    r"(?:感想|レビュー|評価|考察|批評|リビュー|評論|评价|评测|评论|影评|測評|리뷰|감상|후기)"
)
_NATIVE_ENDS = re.compile(r"[。．！？!?、，,\n\s:：|｜/／【】「」『』《》〈〉]+|\s[–—-]\s")


def _of_native(line: str) -> Iterator[str]:
    """What a heading or first sentence in a script without spaces or capitals may name: what stands
    before a word for *review*, in brackets, and what its marks cut off.
    """
    said = line[:120]
    if not _NATIVE.search(said):
        return
    if review := _NATIVE_REVIEW.search(said):
        yield _cleaned(_NATIVE_ENDS.split(said[: review.start()])[-1])
        yield _cleaned(said[: review.start()])
    for piece in _NATIVE_ENDS.split(said):
        yield _cleaned(piece)
        yield from map(_cleaned, re.split(r"[のはをが는은을를의]", piece)[:1])


def _of_heading(said: str, worth: float, *, plausible: bool) -> Iterator[tuple[str, float, bool]]:
    """What a heading may name: ``Review: X``, ``X Review – …``, ``X – …``, ``X is …``."""
    for quoted in _QUOTED.finditer(said):
        yield quoted[1].strip(" :,."), worth + 2.0, plausible
    if review := _REVIEW.search(said):
        before = _ends_cleaned(said[: review.start()])
        after = _cleaned(re.sub(r"^\s*(?:of|on|for)\b", "", said[review.end() :]))
        if before:
            yield from _shorter(before, worth + 1.5, plausible=plausible)
        elif after:
            yield from _shorter(after, worth + 1.5, plausible=plausible)
        return
    whole = _cleaned(said)
    plausible_start = (
        worth > 2.5 and len(said) < _LONGEST and "," not in said and said[-1] not in ".!?"
    )
    plausible = plausible and not is_sentence(said)
    if match := _ABOUT.match(whole):
        yield match["title"], worth + 0.6, plausible_start and _is_name(match["title"])
        plausible = False
    yield from _shorter(whole, worth, plausible=plausible)


def _shorter(said: str, worth: float, *, plausible: bool) -> Iterator[tuple[str, float, bool]]:
    """A heading and its pieces. Behind a dash stands a tagline; a colon is part of most titles;
    of two names beside a slash the later is most often the original one.
    """
    pieces = [piece for piece in map(_cleaned, _TAGLINE.split(said)) if piece]
    if len(pieces) > 1:
        yield pieces[0], worth + 0.4, plausible
        yield from ((piece, worth - 0.4, False) for piece in pieces[1:4])
    elif len(said) <= _LONGEST:
        yield said, worth + 0.3, plausible
    for piece in (pieces or [said])[:2]:
        both = [name for name in map(_cleaned, re.split(r"\s/\s", piece)) if name]
        for number, name in enumerate(both if len(both) == 2 else ()):
            yield name, worth + 0.5 + 0.1 * number, plausible and _is_name(name)
        parts = [part for part in map(_cleaned, re.split(r":\s+|\s/\s", piece)) if part]
        if len(parts) > 1:
            # Behind the colon stands no name: *Hero Mask: a tale of two covers*.
            alone = worth > 2.5 and " " in parts[0] and _is_name(parts[0]) and not _is_name(piece)
            yield parts[0], worth - 0.6, alone
            yield from ((part, worth - 0.6, False) for part in parts[1:4])
        if " " in piece and (season := re.sub(r"(?i)\s+season \d+$", "", piece)) != piece:
            yield season, worth - 0.2, False


def _phrases(sentence: Sentence) -> Iterator[str]:
    """Words that are written like a name, one by one and together, with a season behind them."""
    said = sentence.text[:600]
    for match in _CAPITALS.finditer(said):
        words = match[0].rstrip(".,;:'’ ").split()
        if match.start() == 0:
            while words and words[0].lower().strip("'’") in _SMALL:
                if len(words) > 1:
                    yield " ".join(words)
                words = words[1:]
        phrase = " ".join(words)
        if len(phrase) < 3 or phrase.lower() in _SMALL or not any(map(str.isalpha, phrase)):
            continue
        if season := _SEASON.match(said, match.end()):
            yield phrase + season[0]
        yield phrase
        yield from {re.sub(r"['’]s?$", "", phrase)} - {phrase}
        if ", " in phrase or " and " in phrase:
            yield from (part for part in re.split(r", | and ", phrase) if len(part) > 2)


def _is_name(phrase: str) -> bool:
    """Whether a heading's words look like a title: most of them large, not a sentence's start."""
    words = [word for word in re.findall(r"[^\W\d_]+", phrase) if len(word) > 3]
    large = sum(word[0].isupper() or not word.isascii() for word in words)
    letters = any(map(str.isalpha, phrase))
    return letters and phrase[0] not in "(+-" and (large * 2 > len(words) or not words)


def _title_like(line: Line) -> str:
    said = line.text.strip("#*_=~>|` \t")
    label = re.split(r"[:\-–—(\d]", re.sub(r"^\(?[a-z][.)]\s+", "", said), maxsplit=1)[0]
    if (
        outline.meaning(label)
        or outline.meaning(said)
        or re.match(r"(?i)(?:note|tl;?dr|edit|warning|disclaimer)\b", said)
    ):
        return ""
    return said


def _byline(line: str) -> bool:
    return (
        re.match(r"\W*(?:written |posted |reviewed |review )?by:? [A-Z]", line, re.IGNORECASE)
        is not None
    )


def is_sentence(line: str) -> bool:
    """Whether a line is too long, or ends too much like a sentence, to be a title."""
    return len(line.split()) > 12 or (line[-1] in ".!?" and len(line.split()) > 5)


def _cleaned(said: str) -> str:
    """A heading's piece without *[Ended]*, *Episodes 1-12*, *worth watching?* around it; nothing
    where there is nothing else.
    """
    said = re.sub(r"^\W*\d{1,4}\s*[:.)]\s+", "", _NUMBERS.sub(" ", said)).strip(_MARKS)
    said = _ASKED_OF.sub("", _ASKS.sub("", said))
    if noise := _KIND.match(said):
        said = said[noise.end() :]
    words = said.split()
    if all(_is_noise(word) for word in words):
        return ""
    return " ".join(_LEFT.sub("", said).strip(_MARKS).split())


def _is_noise(word: str) -> bool:
    bare = re.sub(r"['’]s$", "", word.strip(_MARKS + "()!?'").lower())
    return not bare or bare in _NOISE or bare.isdigit()


def _ends_cleaned(before: str) -> str:
    """What stands before *review*, without what belongs to that word."""
    words = _NUMBERS.sub(" ", before).split()
    while words and _is_noise(words[-1]) and not words[-1].isdigit():
        words.pop()
    while words and words[0].lower().strip("’'") in ("my", "our", "netflix's", "netflix’s"):
        words = words[1:]
    return _cleaned(" ".join(words))


def quoted(said: str) -> list[str]:
    """What stands in quotation marks or emphasis."""
    return [match[1].strip(" :,.") for match in _QUOTED.finditer(said)]


def large(said: str) -> Iterator[str]:
    """What is written with capitals, as names are."""
    for match in _CAPITALS.finditer(said):
        phrase = re.sub(r"['’]s?$", "", match[0].rstrip(".,;:'’ "))
        if len(phrase) > 2 and phrase.lower() not in _SMALL:
            yield phrase
            yield from (part for part in re.split(r", | and ", phrase) if part != phrase)
