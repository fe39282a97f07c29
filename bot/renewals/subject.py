"""Which show a text speaks of, and which season of it is asked about. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.ids import ShowId
from bot.renewals.passages import Passage, fold
from bot.shows.models import PartialDate, Show
from bot.shows.titles import fold as fold_title

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
}  # fmt: skip
ROMAN = {"ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_NUMBER = r"[1-9]\d?|" + "|".join(NUMBERS)
_ORDINAL = r"[1-9]\d?(?:st|nd|rd|th)|" + "|".join(ORDINALS)
SEASON = re.compile(
    rf"\bseasons?[ -](?:number )?(?P<after>{_NUMBER}|viii|vii|vi|iv|v|iii|ii)\b(?! (?:episodes?|chapters?)\b)"
    rf"|\b(?P<before>{_ORDINAL})(?:(?: and| or|,) (?:final|last|concluding|\w{{4,10}}))?"
    r" (?:anime |tv |television |full |new |upcoming |highly anticipated |whole |released |planned |"
    r"unaired |final |last |ever |anime's |tv anime |cours? of the )*season\b"
    r"|(?<![\w-])s(?P<short>[1-9])(?!\w)"
    r"|第(?P<kanji>[1-9])期"
)  # fmt: skip
AFTER_SEASONS = re.compile(
    rf"\b(?:after|only|just|ran for|with)(?: only| just)? (?P<n>{_NUMBER})(?: short)? seasons?\b"
)
PART = re.compile(
    rf"\b(?:part|cour)[ -](?P<after>{_NUMBER}|iii|ii|iv)\b|\b(?P<before>{_ORDINAL}) (?:part|cour|half)\b"
)
FINAL = re.compile(r"\b(?:the )?final (?:season|part|chapters?|cour)\b|\blast season\b")
FINAL_PART = re.compile(rf"\bfinal season,? part (?P<n>{_NUMBER})\b")
FILM = re.compile(r"\b(?:movies?|(?:feature |follow-up |sequel |anime )?films?)\b")
BARE = re.compile(r"(?P<name>[^\W_][^:,]{2,80}?) (?P<n>[2-9]|II|III|IV|VI?)(?=$|[\s:,!?’']|[ ]-)")
_MORE = re.compile(rf"\b(?:{_NUMBER}) (?:more|additional|new|further) seasons\b")
_ASKING = re.compile(
    r"\b(?:will|would|when|is there|could|can we|get|getting|return|renew|back|confirm|announce|"
    r"new season|cancel|expect|release date|chance|to air|coming|upcoming)"
)
_PAST = re.compile(
    r"\b(?:premiered|aired|debuted|ended|came out|ran|finished|concluded|was released|wrapped|"
    r"adapted|covered|had|stayed|streamed|won|began)\b"
)

_NAME_PART = (
    r"(?:[^\W\d_]\.)?[^\W_](?:[^\s\"“”()\[\]{}<>|,;:!?.]|[.:!?;/](?=[^\s\"“”()\[\]]))*[!?]*"
)
_WORD = re.compile(_NAME_PART)
_LINKS = frozenset(
    "of the no to in a an and x on wa ga de ni wo o from with for at as by or und my".split()
)
_HEADLINE = frozenset(
    """season seasons part cour release date dates confirms confirm confirmed announces announced
    announce reveals revealed reveal will would when why what where which who how is are was were be
    been do does did has have had coming out renewed renewal renew cancelled canceled cancel anime
    anime's tv series show netflix crunchyroll funimation hulu toonami hbo max disney disney+ amazon
    twitter facebook youtube weibo mal myanimelist reddit x trailer teaser visual pv key
    everything we know so far news update updates latest plot cast spoilers director creator author
    producer producers producer's studio talks about future possible return returns returning
    expected prediction predictions episode episodes ending explained manga novel novels light film
    movie ova oad new final second third fourth fifth sixth first next last january february march
    april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday spring summer fall autumn winter japan japanese japan's china american
    us u.s english fans fan official officially production there here this that these those it its
    he she they his her their you your our i but however although though while after before since
    during despite with without meanwhile also another other more most many much some any all both
    each every not no yes yet still already just now then so if unfortunately sadly fortunately
    finally recently currently happy good bad source via according get gets getting date story
    popular shonen shounen seinen isekai hit original ever watch teases premiere premieres premiered
    streams stream streaming set air airs airing debut debuts arrives arrive delayed delays delay
    postponed reportedly allegedly rumor rumors rumour leak leaks leaker hiatus sequel return's
    website site staff crew team company committee ceo president chance chances hints hint says said
    report reports day week month year today tomorrow yesterday back soon happened oversee
    announcement interview event stage festival expo special creators live-action live rotten
    tomatoes volume chapter vol chapters volumes mappa cloverworks madhouse bones ufotable toei
    silver link wit kyoto pierrot a-1 j.c.staff trigger shaft p.a p.a.works white fox deadline
    variety hollywood reporter ann comicbook.com dexerto speaking asked earlier later""".split()
)
_MAKERS = re.compile(r"\b[Ss]tudio \w+|\w+ (?:Studios?|Animation|Pictures|Entertainment|Media)\b")


class Titles(Protocol):
    """What is asked of the catalogue; `bot.shows.service.Shows` answers it."""

    def named(self, title: str) -> Sequence[Show]:
        """The shows that go by exactly that title, the likeliest first."""
        ...

    def root(self, show_id: ShowId) -> ShowId:
        """The first entry of the show's line of seasons."""
        ...

    def get(self, show_id: ShowId) -> Show: ...

    def season(self, show_id: ShowId, number: int) -> Show | None:
        """The first part of that season, where it is known."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The show of a text: `title` as the text has it; `show`, where the catalogue knows it, is
    the first of its line. [start, end) is where the text names it first.
    """

    title: str
    start: int
    end: int
    show: Show | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """The season asked about: a number, a part of it, or of the final one, or a film.

    `mentioned` is False where no season is named and the second is taken.
    """

    number: int | None = None
    part: int | None = None
    final: bool = False
    film: bool = False
    mentioned: bool = True

    def __str__(self) -> str:
        if self.film:
            return "movie"
        words = [str(self.number)] if self.number else ["final"] if self.final else []
        if self.part:
            words.append(f"part {self.part}")
        elif self.final and not self.number:
            words.append("part")
        return " ".join(words)

    @property
    def value(self) -> int | str:
        """The number alone where that is all, else the words."""
        alone = self.number is not None and self.part is None
        return self.number if alone and self.number else str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A season's number in a passage, at [start, end) of the passage."""

    number: int
    start: int
    end: int


def seasons_in(passage: Passage) -> list[Mention]:
    """The seasons that a passage numbers, in its order."""
    found = [
        Mention(number=number, start=match.start(), end=match.end())
        for match in SEASON.finditer(passage.folded)
        if (number := _value(next(filter(None, match.groups()), "")))
    ]
    return found


def _value(word: str) -> int | None:
    if digits := re.sub(r"\D", "", word):
        return int(digits)
    return ORDINALS.get(word) or NUMBERS.get(word) or ROMAN.get(word)


def show_of(passages: Sequence[Passage], titles: Titles | None) -> Named | None:
    """The show that the text is about; None where nothing in it looks like a title."""
    candidates = _candidates(passages)
    if not candidates:
        return None
    whole = " " + " ".join(fold_title_long(passage.text) for passage in passages[:60]) + " "
    headline = " " + fold_title_long(passages[0].text) + " "
    scored: dict[str, float] = {}
    spelt: dict[str, tuple[str, int, int, float]] = {}
    for name, start, end, near in candidates:
        key = fold_title(name)
        if len(key) < 2 or key.isdigit() and near == 0:
            continue
        if key not in scored:
            times = min(whole.count(f" {key} "), 5)
            scored[key] = times + (4 if f" {key} " in headline else 0)
            spelt[key] = (name, start, end, near)
        scored[key] += near
    if not scored:
        return None
    ranked = sorted(scored, key=lambda key: (-scored[key], spelt[key][1]))[:8]
    known: dict[str, Show] = {}
    for key in ranked:
        if titles and (shows := titles.named(spelt[key][0])):
            known[key] = shows[0]
            scored[key] += 4 + 0.5 * key.count(" ")
    best = max(ranked, key=lambda key: (scored[key], -spelt[key][1]))
    best = _longer(best, ranked, scored, known)
    name, start, end, _ = spelt[best]
    show = known.get(best)
    if show and titles:
        show = titles.get(titles.root(show.id))
    return Named(title=name, start=start, end=end, show=show)


def _longer(best: str, ranked: Sequence[str], scored: Counter[str] | dict[str, float],
            known: dict[str, Show]) -> str:  # fmt: skip
    """A longer name that begins with the best one is the title in full, where it is as likely."""
    for other in ranked:
        if other.startswith(best + " ") and best not in known and scored[other] >= scored[best] - 2:
            return other
    return best


def fold_title_long(text: str) -> str:
    """As the catalogue folds titles, of any length."""
    return " ".join(fold_title(text[at : at + 200]) for at in range(0, len(text), 200))


def _candidates(passages: Sequence[Passage]) -> list[tuple[str, int, int, float]]:
    """Names in the text: where, and how near to words that name a season."""
    found: list[tuple[str, int, int, float]] = []
    for order, passage in enumerate(passages[:40]):
        for start, end in _names(passage.text):
            found.append(_candidate(passage, start, end, order))
            article = re.match(r"(?:The|A|An) (?=\S)", passage.text[start:end])
            if article:
                found.append(_candidate(passage, start + article.end(), end, order))
    return found


_SEASON_BEHIND = re.compile(
    r"(?:'s?)?[\"”]? ?[-–:,]? ?(?:(?:tv )?anime(?:'s)? )?(?:\(\w+\) )?"
    r"(?:season|2nd|3rd|\dth|second|third|fourth|fifth|final|part|ii|s[2-9]\b)"
)
_NEWS_BEHIND = re.compile(
    r"[\"”]? (?:anime|is (?:getting|coming|back)|has been|returns|will|announce)"
)
_NAMED_AFTER = re.compile(
    r"(?:seasons?(?: \w+)? (?:of|for)(?: the)?|part of|renew\w* (?:the )?|of \w+'s|anime|series|show|"
    r"author of|future of|adaptation of|sequel to|instal?lment of|episode of|back for|run of|"
    r"cour of) [\"“]?$"
)


def _candidate(passage: Passage, start: int, end: int, order: int) -> tuple[str, int, int, float]:
    near = 1.5 if order == 0 else 0.5 if order < 3 else 0.0
    after = fold(passage.text[end : end + 28])
    if _SEASON_BEHIND.match(after):
        near += 3
    elif _NEWS_BEHIND.match(after):
        near += 1.5
    if _NAMED_AFTER.search(fold(passage.text[max(0, start - 28) : start])):
        near += 3
    return passage.text[start:end], passage.start + start, passage.start + end, near


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Runs of words that are written like a title, and what stands in quotation marks."""
    for match in re.finditer(r"[\"“‘']([^\"”’'\n]{2,60})[\"”’']", text):
        quoted = match[1]
        if quoted[:1].isupper() and all(
            word[:1].isupper() or not word[:1].isalpha() or word.lower() in _LINKS
            for word in quoted.split()
        ):
            cut = SEASON.search(fold(quoted))
            stop = cut.start() if cut else len(quoted.rstrip(",.!? "))
            if quoted[:stop].strip():
                yield match.start(1), match.start(1) + len(quoted[:stop].rstrip())
    run: list[tuple[int, int]] = []
    last_end = -1
    for match in [*_WORD.finditer(text), None]:
        if match is None:
            yield from _trimmed(text, run)
            break
        word = match.group()
        bare = re.sub(r"['’]s$", "", word)
        low = bare.lower().rstrip("!?")
        gap = text[last_end : match.start()] if last_end >= 0 else ""
        joined = gap in (" ", ": ", " - ", " – ", ", ") or gap in ("!!! ", "! ", "? ")
        named = bare[:1].isupper() or bare[:1].isdigit() or not bare[:1].isascii()
        stops = low in _HEADLINE or re.fullmatch(r"\d+(?:st|nd|rd|th)", low) is not None
        if run and not joined:
            yield from _trimmed(text, run)
            run = []
        if named and not stops:
            run.append((match.start(), match.start() + len(bare)))
        elif run and (low in _LINKS or stops and low in _LINKS) and not word[:1].isupper():
            run.append((match.start(), match.end()))
        elif (
            run
            and low
            in {
                "the",
                "a",
                "of",
                "no",
                "to",
                "in",
                "with",
                "my",
                "your",
                "i",
                "that",
                "time",
                "got",
                "as",
                "on",
                "new",
            }
            and gap in (" ", ": ")
        ):
            run.append((match.start(), match.end()))
        elif (
            not run
            and low in {"the", "that", "my", "a", "i", "no", "to", "your", "we", "our"}
            and named
        ):
            run.append((match.start(), match.end()))
        else:
            yield from _trimmed(text, run)
            run = []
        if bare != word:
            yield from _trimmed(text, run)
            run = []
        last_end = match.end()


_EDGE = frozenset("of the no to in a an and x on from with for at as by or i we new".split())


def _trimmed(text: str, run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The run without linking words at its end, and without those at its beginning too."""
    while run and text[slice(*run[-1])].lower() in _LINKS:
        run = run[:-1]
    if not run:
        return
    first = text[slice(*run[0])].lower()
    if len(run) == 1 and (first in _EDGE or len(first) == 1 and first.isascii()):
        return
    last = text[slice(*run[-1])]
    if len(run) > 1 and (last.lower() in ROMAN or last in "23456789"):
        yield run[0][0], run[-2][1]
    else:
        yield run[0][0], run[-1][1]
    for cut in (": ", " - ", " – ", ", "):
        at = text.find(cut, run[0][0], run[-1][1])
        if at > 0:
            yield run[0][0], at


def season_of(
    passages: Sequence[Passage], named: Named | None, *, over: bool = False, asks_next: bool = False
) -> Season:
    """The season asked about.

    `over`: the text says that nothing more comes; of a season that is out it then asks the next.
    """
    if not passages:
        return Season(number=2, mentioned=False)
    own = own_words(named)
    title = passages[0]
    scores: Counter[int] = Counter()
    out: set[int] = set()
    for order, passage in enumerate(passages):
        folded = passage.folded
        mentions = seasons_in(passage)
        for mention in mentions:
            if _is_anothers(passage, mention, own):
                continue
            weight = 1.0
            if order == 0:
                weight += 8
            elif passage.heading:
                weight += 3
            around = folded[max(0, mention.start - 70) : mention.end + 70]
            if _ASKING.search(around):
                weight += 1.5
            if _PAST.search(folded[mention.end : mention.end + 45]):
                weight -= 0.6
                out.add(mention.number)
            if mention.number == 1:
                weight *= 0.3
            scores[mention.number] += weight
    if over or asks_next:
        for passage in passages:
            for match in AFTER_SEASONS.finditer(passage.folded):
                if (number := _value(match["n"])) and not (scores - Counter({1: 99})):
                    scores[number + 1] += 4
    numbered = [n for n, _ in scores.most_common() if n > 1]
    if numbered:
        best = max(numbered, key=lambda n: (scores[n], n))
        final_words = re.search(
            rf"season (?:{best}|{_word(best)}) (?:is|was|would be|will be) (?:\w+ )?(?:the|its) (?:final|last)",
            title.folded,
        )
        if over and best in out and final_words or asks_next and best not in _future(passages, own):
            return Season(number=best + 1)
        return Season(number=best)
    return _without_number(passages, own, named) or Season(number=2, mentioned=False)


def _future(passages: Sequence[Passage], own: frozenset[str]) -> set[int]:
    """The seasons that the text asks for in so many words: *a fifth season*, *season 5*?"""
    found = set()
    for passage in passages:
        for mention in seasons_in(passage):
            before = passage.folded[max(0, mention.start - 30) : mention.start]
            if passage.question or re.search(r"\b(?:no|another|for|a|get|of a) $", before):
                found.add(mention.number)
    return found


def _word(number: int) -> str:
    words = {value: word for word, value in NUMBERS.items()}
    return words.get(number, str(number))


def _without_number(
    passages: Sequence[Passage], own: frozenset[str], named: Named | None
) -> Season | None:
    """Where no season is numbered: a part, the final season, a bare number behind the title."""
    head = passages[0].folded
    everything = " ".join(passage.folded for passage in passages[:80])
    if match := FINAL_PART.search(everything):
        return Season(final=True, part=_value(match["n"]))
    parts = [
        (order, value)
        for order, passage in enumerate(passages[:80])
        for match in PART.finditer(passage.folded)
        if (value := _value(match["after"] or match["before"])) and value > 1
    ]
    if parts:
        part = parts[0][1]
        of_first = re.search(r"\bcour\b", everything) and not FINAL.search(everything)
        return Season(number=1 if of_first else None, part=part)
    if named and (number := _behind(passages, named)):
        return Season(number=number)
    if FINAL.search(head):
        return Season(final=True)
    if FILM.search(head) or (
        re.search(r"\b(?:follow-up|sequel|new|planned|upcoming) (?:film|movie)\b", everything)
        and not re.search(r"\b(?:second|new|another|next) season\b", everything)
    ):
        return Season(film=True)
    if FINAL.search(everything):
        return Season(final=True)
    return None


def _behind(passages: Sequence[Passage], named: Named) -> int | None:
    """The bare number behind the show's title: *Re: Zero 2*, *Mob Psycho 100 III*."""
    own = re.escape(named.title)
    pattern = re.compile(rf"{own}[!?]* (?P<n>[2-9]|II|III|IV|V|VI)(?![\w.])")
    for passage in passages[:40]:
        if match := pattern.search(passage.text):
            return _value(match["n"].lower())
    return None


def own_words(named: Named | None) -> frozenset[str]:
    """The folded words of the show's titles, by which its seasons are told from others'."""
    if not named:
        return frozenset()
    words = set(fold_title(named.title).split())
    if named.show:
        for name in (named.show.title.main, named.show.title.romaji):
            words |= set(fold_title(name).split())
    return frozenset(words)


def _is_anothers(passage: Passage, mention: Mention, own: frozenset[str]) -> bool:
    """Whether the name right before ``Season 6`` is another show's."""
    return belongs_elsewhere(passage.text, mention.start, own)


def belongs_elsewhere(text: str, start: int, own: frozenset[str]) -> bool:
    before = text[max(0, start - 40) : start].rstrip(" :,-–'\"“”’")
    word = re.search(r"([^\W_][\w'’.!?-]*)$", before)
    if not own or not word or not (word[1][:1].isupper() or word[1].isdigit()):
        return False
    low = fold_title(re.sub(r"['’]s$", "", word[1]))
    return bool(low) and low not in own and low.split()[0] not in own and low not in _HEADLINE


def first_aired(named: Named | None, season: Season, titles: Titles | None) -> PartialDate | None:
    """When the catalogue has the season asked about begin."""
    if not (named and named.show and titles and season.number):
        return None
    entry = titles.season(named.show.id, season.number)
    if entry is None:
        return None
    if entry.first_aired:
        return entry.first_aired
    return PartialDate(year=entry.year) if entry.year else None
