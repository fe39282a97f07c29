"""Which show a text speaks of, and which season of it is asked about. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from bot.ids import ShowId
from bot.renewals import cues
from bot.renewals.models import Status
from bot.renewals.passages import Passage, fold
from bot.renewals.words import words
from bot.shows import models
from bot.shows.models import PartialDate, Show
from bot.shows.titles import fold as fold_title

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "sophomore": 2,
}  # fmt: skip
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
}  # fmt: skip
ROMAN = {"ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_NUMBER = r"[1-9]\d?|" + "|".join(NUMBERS)
_ORDINAL = r"[1-9]\d?(?:st|nd|rd|th)|" + "|".join(ORDINALS)
SEASON = re.compile(
    rf"\bseasons?[ -](?:number )?(?P<after>{_NUMBER}|viii|vii|vi|iv|v|iii|ii)\b(?! (?:episodes?|"
    rf"chapters?)\b)"
    rf"|\b(?P<before>{_ORDINAL})(?:(?: and| or|,) (?:final|last|concluding|\w{{4,10}}))?"
    r" (?:anime |tv |television |full |new |upcoming |highly anticipated |whole |released |"
    r"planned |"
    r"unaired |final |last |ever |anime's |tv anime |cours? of the )*season\b"
    r"|(?<![\w-])s(?P<short>[1-9])(?!\w)"
    r"|第(?P<kanji>[1-9])期"
)  # fmt: skip
AFTER_SEASONS = re.compile(
    rf"\b(?:after|only|just|ran for|with)(?: only| just)? (?P<n>{_NUMBER})(?: short)? seasons?\b"
)
PART = re.compile(
    rf"\b(?:part|cours?)[ -](?P<after>{_NUMBER}|iii|ii|iv)\b|\b(?P<before>{_ORDINAL}) (?:part|"
    rf"cours?|half)\b"
)
FINAL = re.compile(r"\b(?:the )?final (?:season|part|chapters?|cour)\b|\blast season\b")
FINAL_PART = re.compile(rf"\bfinal season,? part (?P<n>{_NUMBER})\b")
FILM = re.compile(r"\b(?:movies?|(?:feature |follow-up |sequel |anime )?films?)\b")
_COUR = re.compile(r"\bcours?\b")
_BACK_TO = re.compile(r"\b(?:after|since|follow\w*|continues the story of) (?:the |its )?$")
_WISH = re.compile(r"\b(?:no|another|for|a|get|of a) $")
_NEXT_FILM = re.compile(
    r"\b(?:follow-up|sequel|new|planned|upcoming) (?:film|movie)s?\b"
    r"|\b(?:opens?|arrives|hits|reaches|plays) (?:in )?(?:\w+ )?(?:theat(?:er|re)s|cinemas)\b"
    r"|\b(?:first|second|third) film of\b"
)
_NEXT_SEASON = re.compile(r"\b(?:second|new|another|next) season\b")
_ON_TV = re.compile(r"\bseasons?\b|\btv (?:anime|series|sequel)\b")
_ASKING = re.compile(
    r"\b(?:will|would|when|is there|could|can we|get|getting|return|renew|back|confirm|announce|"
    r"new season|cancel|expect|release date|chance|to air|coming|upcoming)"
)
_COMES = re.compile(r"(?: \w+){0,2} (?:will|(?:is|are) (?:set|slated|scheduled|due|to))\b")
_PAST = re.compile(
    r"\b(?:premiered|aired|debuted|ended|came out|ran|finished|concluded|was released|wrapped|"
    r"adapted|covered|had|stayed|streamed|won|began)\b"
)

_MOST_MENTIONS = 12
_LONGEST_LOOKED_AT = 160
_SHORT_FORM = 4
"""Capitals up to which a name may be the show's own, shortened: *KNY season 2*."""
_MOST_WORDS = 7
_NAME_PART = (
    r"(?:[^\W\d_]\.)?[^\W_](?:[^\s\"“”()\[\]{}<>|,;:!?.]|[.:!?;/](?=[^\s\"“”()\[\]]))*[!?]*"
)
_WORD = re.compile(_NAME_PART)
_LINKS = words(
    """of the no to in a an and x on wa ga de ni wo o from with for at as by or und my"""
)
_HEADLINE = words(
    """season seasons part cour release date dates confirms confirm confirmed announces announced
    announce reveals revealed reveal will would when why what where which who how is are was
    were be been do does did has have had coming out renewed renewal renew cancelled canceled
    cancel anime anime's tv series show netflix crunchyroll funimation hulu toonami hbo max
    disney disney+ amazon twitter facebook youtube weibo mal myanimelist reddit x trailer teaser
    visual pv key everything we know so far news update updates latest plot cast video videos
    sequels theme song songs spoilers director creator author producer producers producer's
    studio talks about future possible return returns returning expected prediction predictions
    episode episodes ending explained manga novel novels light film movie ova oad new final
    second third fourth fifth sixth first next last january february march april may june july
    august september october november december monday tuesday wednesday thursday friday saturday
    sunday japan japanese japan's china american us u.s english fans fan official officially
    production there here this that these those it its he she they his her their you your our i
    but however although though while after before since during despite with without meanwhile
    also another other more most many much some any all both each every not no yes yet still
    already just now then if unfortunately sadly fortunately finally recently currently happy
    good bad source via according get gets getting story popular shonen shounen seinen isekai
    hit original ever watch teases premiere premieres premiered streams stream streaming set air
    airs airing debut debuts arrives arrive delayed delays delay postponed reportedly allegedly
    rumor rumors rumour leak leaks leaker hiatus sequel return's website site staff crew team
    company committee ceo president chance chances hints hint says said report reports day week
    month year today tomorrow yesterday back soon happened oversee announcement interview event
    stage festival expo special creators live-action live rotten tomatoes volume chapter vol
    chapters volumes mappa cloverworks madhouse ufotable toei kyoto adult swim biggest best top
    hottest beloved hold reboot goes put puts opens comes slated sets hits creator's scraps
    cancels renews insider suggests adaptation pierrot a-1 j.c.staff p.a p.a.works deadline
    variety hollywood reporter ann comicbook.com dexerto speaking asked earlier later remake
    until further notice single only short adds lands scores bags nabs unveils unveiled drops
    previews locks locked earns secures wins joins casts lists posts shows brings gives given
    kills axes shuts terminates explains addresses breaks leaves reacts kicks punches wraps
    heads warms plans planned needs wants gears readies sparks fuels eyes hopes hope greenlights
    orders ordered don't won't isn't can't doesn't expect shouldn't aren't wait waits awaits"""
)
_SOFT = words(
    """one two three four five six is are was were be been do does did has have had coming out
    back everything we know so far new final first next last this that these those it its he
    she they his her their you your our i all both each every not no yes yet still already
    just now then if why what when where who how another other more most many much some any
    day days week night story hit popular original future live world volume good bad
    happy on to with without after before since and return returns
    deadline variety star stars spring summer winter fall autumn"""
)
"""Words that end a title in a headline, and may be one's own in a sentence."""


class Titles(Protocol):
    """What is asked of the catalogue; `bot.shows.service.Shows` answers it."""

    def named(self, title: str) -> Sequence[Show]:
        """The shows that go by exactly that title, the likeliest first."""
        ...

    def root(self, show_id: ShowId) -> ShowId:
        """The first entry of the show's line of seasons."""
        ...

    def get(self, show_id: ShowId) -> Show: ...

    def franchise(self, show_id: ShowId) -> Sequence[models.SeasonEntry]:
        """All of its franchise."""
        ...

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
    """The seasons that a passage numbers, in its order; at most `_MOST_MENTIONS`."""
    return [
        Mention(number=number, start=match.start(), end=match.end())
        for match in islice(SEASON.finditer(passage.folded), _MOST_MENTIONS)
        if (number := _value(next(filter(None, match.groups()), "")))
    ]


def parts_in(folded: str) -> list[int]:
    """The parts or cours that a folded text numbers."""
    found = (_value(match["after"] or match["before"]) for match in PART.finditer(folded))
    return [number for number in found if number]


def _value(word: str) -> int | None:
    if digits := re.sub(r"\D", "", word):
        return int(digits)
    return ORDINALS.get(word) or NUMBERS.get(word) or ROMAN.get(word)


def show_of(passages: Sequence[Passage], titles: Titles | None) -> Named | None:
    """The show that the text is about; None where nothing in it looks like a title."""
    candidates = [*_candidates(passages), *_titled(passages, titles)]
    if not candidates:
        return None
    whole = " " + " ".join(fold_title_long(passage.flat) for passage in passages[:60]) + " "
    headline = " " + fold_title_long(passages[0].flat) + " "
    body = " ".join(passage.flat for passage in passages[1:60])
    scored: dict[str, float] = {}
    spelt: dict[str, tuple[str, int, int, float]] = {}
    for name, start, end, near in candidates:
        key = fold_title(name)
        if len(key) < 2 or (_ONLY_DIGITS.fullmatch(key) and near < 3) or _A_TIME.fullmatch(key):
            continue
        if key not in scored:
            times, heads = whole.count(f" {key} "), headline.count(f" {key} ")
            scored[key] = min(times, 5) + (0 if not heads else 6 if times > heads else 3)
            scored[key] -= 4 if everyday(key) or _written_small(name, body) else 0
            spelt[key] = (name, start, end, near)
        scored[key] += near
    if not scored:
        return None
    ranked = sorted(scored, key=lambda key: (-scored[key], spelt[key][1]))[:8]
    known: dict[str, Show] = {}
    for key in ranked:
        if titles and not everyday(key) and (shows := titles.named(spelt[key][0])):
            known[key] = shows[0]
            scored[key] += (4 if f" {key} " in headline else 2.5) + 0.5 * key.count(" ")
    best = max(ranked, key=lambda key: (scored[key], -spelt[key][1]))
    best = _longer(best, ranked, scored, known, spelt)
    name, start, end, _ = spelt[best]
    show = known.get(best)
    if show and titles:
        show = titles.get(titles.root(show.id))
    return Named(title=name, start=start, end=end, show=show)


def _written_small(name: str, body: str) -> bool:
    """Whether the text writes it without capitals too, as it does no title."""
    small = name.lower()
    return small != name and bool(re.search(rf"(?<!\w){re.escape(small)}(?!\w)", body))


def _longer(
    best: str,
    ranked: Sequence[str],
    scored: Mapping[str, float],
    known: Mapping[str, Show],
    spelt: Mapping[str, tuple[str, int, int, float]],
) -> str:
    """A longer name that begins with the best one is the title in full, where it is as likely."""
    for other in ranked:
        led = other.endswith(" " + best) and f": {best}" in fold(spelt[other][0])
        if led and (other in known or best not in known):
            return other
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
        for start, end in _names(passage):
            found.append(_candidate(passage, start, end, order))
            article = re.match(r"(?:The|A|An) (?=\S)", passage.flat[start:end])
            if article:
                found.append(_candidate(passage, start + article.end(), end, order))
    return found


def _titled(
    passages: Sequence[Passage], titles: Titles | None
) -> Iterator[tuple[str, int, int, float]]:
    """Titles of two words and more, as the catalogue has them, in the first passages."""
    for order, passage in enumerate(passages[:2] if titles else ()):
        words = [m.span() for m in _WORD.finditer(passage.flat[:_LONGEST_LOOKED_AT])]
        for first, (start, _) in enumerate(words):
            if passage.flat[start].islower():
                continue
            for begun, end in words[first + 1 : first + _MOST_WORDS]:
                if passage.flat[begun].islower():
                    continue
                name = passage.flat[start:end]
                if titles and not everyday(fold_title(name)) and titles.named(name):
                    yield _candidate(passage, start, end, order)


def everyday(key: str) -> bool:
    """Whether a folded name is made of words alone that stand in any headline."""
    return all(
        word in _HEADLINE or word in _SOFT or word in _LINKS or word in _BEFORE
        for word in key.split()
    )


_SEASON_BEHIND = re.compile(
    r"(?:'s?)?[\"”]? ?[-–:,]? ?(?:(?:tv )?anime(?:'s)? )?(?:\(\w+\) )?"
    r"(?:season|2nd|3rd|\dth|second|third|fourth|fifth|final|part|ii|s[2-9]\b)"
)
_NEWS_BEHIND = re.compile(
    r"[\"”]? (?:anime|is (?:getting|coming|back)|has been|returns|will|announce)"
)
_STUDIO_BEHIND = re.compile(r" (?:studios?|animation|pictures|entertainment|works)\b")
_STUDIOS = frozenset({
    "white fox", "silver link", "wit", "wit studio", "bones", "trigger", "shaft", "deadline",
    "variety", "production i.g", "pine jam", "science saru", "nut", "ugo", "lerche", "doga kobo",
    "brain's base", "liden films", "lidenfilms", "studio deen", "tms entertainment", "nippon tv",
    "kinema citrus", "david production", "studio bind", "p.a. works", "jump festa", "anime expo",
    "aniplex", "kadokawa", "toho", "tms", "actas", "orange", "khara",
})  # fmt: skip
_NAMED_AFTER = re.compile(
    r"(?:seasons?(?: \w+)? (?:of|for)(?: the)?|part of|renew\w* (?:the )?|of \w+'s|anime|series|"
    r"show|film|movie|"
    r"author of|future of|adaptation of|sequel to|instal?lment of|episode of|back for|run of|"
    r"cour of) [\"“]?$"
)


def _candidate(passage: Passage, start: int, end: int, order: int) -> tuple[str, int, int, float]:
    near = 1.5 if order == 0 else 0.5 if order < 3 else 0.0
    if order == 0 and start == 0 and passage.flat[end : end + 2] == ": ":
        near += 2
    after = fold(passage.flat[end : end + 28])
    if _SEASON_BEHIND.match(after):
        near += 3
    elif _NEWS_BEHIND.match(after):
        near += 1.5
    if _STUDIO_BEHIND.match(after) or fold(passage.flat[start:end]) in _STUDIOS:
        near -= 4
    if _NAMED_AFTER.search(fold(passage.flat[max(0, start - 28) : start])):
        near += 3
    return passage.flat[start:end], passage.start + start, passage.start + end, near


_QUOTED = re.compile(r"[\"“‘']([^\"”’'\n]{2,60})[\"”’']")
_COUNTED = words("season seasons part cour episode episodes volume chapter")
_EDGE = words("""of the no to in a an and x on from with for at as by or i we new""")
_WITHIN = words("""the a of no to in with my your i that time got as on""")
_BEFORE = words("""the that my a i no to your we our""")
_TIMES_OF_YEAR = frozenset({"spring", "summer", "fall", "autumn", "winter"})
_ONLY_DIGITS = re.compile(r"[\d ]+")
_A_TIME = re.compile(r"(?:(?:spring|summer|fall|autumn|winter) )?(?:19|20)\d\d")
_SHORTENED = frozenset({"No", "Dr", "Mr", "Mrs", "Ms", "St", "Vol"})
_JOINTS = (" ", ": ", " - ", " – ", ", ", "!!! ", "! ", "? ")
_ORDINAL_WORD = re.compile(r"\d+(?:st|nd|rd|th)")
_POSSESSIVE = re.compile(r"['’]s?$")


def _names(passage: Passage) -> Iterator[tuple[int, int]]:
    """Runs of words that are written like a title, and what stands in quotation marks.

    In a sentence a capital says that a word is part of a name; in a headline every word has one,
    so that there a word of everyday use ends the run.
    """
    text = passage.flat
    for match in _QUOTED.finditer(text):
        quoted = match[1]
        if quoted[:1].isupper() and all(map(_may_stand, quoted.split())):
            cut = SEASON.search(fold(quoted))
            stop = len(quoted[: cut.start()].rstrip() if cut else quoted.rstrip(",.!? "))
            if stop:
                yield match.start(1), match.start(1) + stop
    run: list[tuple[int, int]] = []
    last = ""
    last_end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        bare = _POSSESSIVE.sub("", word)
        low = bare.lower().rstrip("!?")
        gap = text[last_end : match.start()]
        if run and not (gap in _JOINTS or (gap == ". " and last in _SHORTENED)):
            yield from _trimmed(text, run)
            run = []
        capital = bare[:1].isupper() or bare[:1].isdigit() or not bare[:1].isascii()
        soft = low in _SOFT and bool(run)
        soft &= gap == ": " or (gap == " " and (not passage.heading or last in _LINKS))
        counts = not run and last.lower() in _COUNTED and _value(low) is not None
        stops = (low in _HEADLINE and not soft) or counts or bool(_ORDINAL_WORD.fullmatch(low))
        goes_on = run and (
            (low in _LINKS and not word[:1].isupper()) or (low in _WITHIN and gap in (" ", ": "))
        )
        if (capital and not stops) or goes_on or (not run and capital and low in _BEFORE):
            run.append((match.start(), match.start() + len(bare)))
        else:
            yield from _trimmed(text, run)
            run = []
        if bare != word and run:
            yield from _trimmed(text, run)
            run[-1] = (run[-1][0], match.end())
        last, last_end = bare, match.end()
    yield from _trimmed(text, run)


def _after_colon(text: str, span: tuple[int, int]) -> bool:
    return text[max(0, span[0] - 2) : span[0]] == ": "


def _may_stand(word: str) -> bool:
    return word[:1].isupper() or not word[:1].isalpha() or word.lower() in _LINKS


def _trimmed(text: str, run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The run without linking words at its end; also without what a colon or comma parts off."""
    while run and text[slice(*run[-1])].lower() in _LINKS | _TIMES_OF_YEAR:
        run = run[:-1]
    while run and _after_colon(text, run[-1]) and text[slice(*run[-1])].lower() in _SOFT:
        run = run[:-1]
    if not run:
        return
    if len(run) > 1 and _after_colon(text, run[1]) and _A_TIME.fullmatch(text[slice(*run[0])]):
        run = run[1:]
    begin, end = run[0][0], run[-1][1]
    first = text[slice(*run[0])].lower()
    if len(run) == 1 and (first in _EDGE or (len(first) == 1 and first.isascii())):
        return
    last = text[slice(*run[-1])]
    numbered = last.lower() in ROMAN or last in "23456789"
    if len(run) > 1 and numbered and text[slice(*run[-2])] != "No":
        end = run[-2][1]
    yield begin, end
    for cut in (": ", " - ", " – ", ", "):
        at = text.find(cut, begin, end)
        if at > 0:
            yield begin, at


def season_of(
    passages: Sequence[Passage], named: Named | None, status: Status | None = None
) -> Season:
    """The season asked about. With `status` known: a text that says that nothing more comes speaks
    of the season after the last, one on a show that is running of that which runs.
    """
    if not passages:
        return Season(number=2, mentioned=False)
    own = own_words(named)
    scores: defaultdict[int, float] = defaultdict(float)
    out: set[int] = set()
    ahead: set[int] = set()
    for order, passage in enumerate(passages):
        for mention in seasons_in(passage):
            if belongs_elsewhere(passage.flat, mention.start, own):
                continue
            weight, past = _weight(passage, mention, first=order == 0)
            scores[mention.number] += weight * (0.3 if mention.number == 1 else 1)
            (out if past else ahead).add(mention.number)
        for match in AFTER_SEASONS.finditer(passage.folded) if order < 3 else ():
            if number := _value(match["n"]):
                scores[number + 1] += 10 if order == 0 else 4
                ahead.add(number + 1)
    titled = {mention.number for mention in seasons_in(passages[0])}
    if named and (number := _behind(passages[:1], named)):
        scores[number] += 9
        titled.add(number)
    film = FILM.search(passages[0].folded) and "season" not in passages[0].folded
    if film and not titled and not (ahead - {1}):
        return Season(film=True)
    best = max((n for n in scores if n > 1), key=lambda n: (scores[n], n), default=None)
    if best is None:
        if beside := _without_number(passages, named):
            return beside
        running = status in (Status.AIRING, Status.ON_HIATUS)
        return Season(number=1 if running else 2, mentioned=False)
    over = status in (Status.NO_PLANS, Status.CANCELLED)
    if over and best in out and _last_one(best).search(passages[0].folded):
        return Season(number=best + 1)
    if status is Status.CONCLUDED and passages[0].question and best not in _wished(passages):
        return Season(number=best + 1)
    if best in out - ahead - titled and status not in (Status.AIRING, Status.CONCLUDED):
        if any(_NEXT_FILM.search(passage.folded) for passage in passages[:3]):
            return Season(film=True)
        return Season(number=best + 1)
    return Season(number=best, part=_part_of(best, passages[0], named))


def _weight(passage: Passage, mention: Mention, *, first: bool) -> tuple[float, bool]:
    """How much a mention speaks for its season, and whether it has it as out."""
    folded = passage.folded
    weight = 9.0 if first else 4.0 if passage.heading else 1.0
    if _ASKING.search(folded[max(0, mention.start - 70) : mention.end + 70]):
        weight += 1.5
    on = cues.AIRING.search(folded) or _COMES.match(folded, mention.end)
    past = not on and bool(
        _PAST.search(folded[mention.end : mention.end + 65])
        or _BACK_TO.search(folded[max(0, mention.start - 25) : mention.start])
    )
    return weight - 0.6 * past, past


def _last_one(number: int) -> re.Pattern[str]:
    word = next((word for word, value in NUMBERS.items() if value == number), str(number))
    return re.compile(
        rf"season (?:{number}|{word}) (?:is|was|would be|will be) (?:\w+ )?(?:the|its) (?:final|"
        rf"last)"
    )


def _part_of(number: int, title: Passage, named: Named | None) -> int | None:
    """The part that the headline names right behind the season: *Season 2 Part 2*, *II Part 2*."""
    ends = [mention.end for mention in seasons_in(title) if mention.number == number]
    if named and (behind := _bare_number(named).search(title.text)):
        ends.append(behind.end())
    for match in PART.finditer(title.folded):
        if any(match.start() - end in (1, 2) for end in ends):
            return _value(match["after"] or match["before"])
    return None


def _wished(passages: Sequence[Passage]) -> set[int]:
    """The seasons that are asked for in so many words: *a fifth season*, *season 5?*."""
    return {
        mention.number
        for passage in passages
        for mention in seasons_in(passage)
        if passage.question
        or _WISH.search(passage.folded[max(0, mention.start - 30) : mention.start])
    }


def _without_number(passages: Sequence[Passage], named: Named | None) -> Season | None:
    """Where no season is numbered: a part, the final season, a bare number behind the title."""
    head = passages[0].folded
    everything = " ".join(passage.folded for passage in passages[:80])
    if match := FINAL_PART.search(everything):
        return Season(final=True, part=_value(match["n"]))
    of_series = " ".join(each.folded for each in passages[:80] if not FILM.search(each.folded))
    for match in PART.finditer(of_series):
        if (part := _value(match["after"] or match["before"])) and part > 1:
            of_first = part == 2 and _COUR.search(everything) and not FINAL.search(everything)
            return Season(number=1 if of_first else None, part=part)
    if named and (number := _behind(passages, named)):
        return Season(number=number)
    if FINAL.search(head):
        return Season(final=True)
    if _NEXT_FILM.search(everything) and not _NEXT_SEASON.search(everything):
        return Season(film=True)
    if FINAL.search(everything):
        return Season(final=True)
    film = any(FILM.search(passage.folded) for passage in passages[:3])
    return Season(film=True) if film and not _ON_TV.search(everything) else None


def _behind(passages: Sequence[Passage], named: Named) -> int | None:
    """The bare number behind the show's title: *Re: Zero 2*, *Mob Psycho 100 III*."""
    behind = _bare_number(named)
    for passage in passages[:40]:
        if match := behind.search(passage.flat):
            return _value(match["n"].lower())
    return None


def _bare_number(named: Named) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(named.title)}[!?]* (?P<n>[2-9]|II|III|IV|V|VI)(?![\w./])")


def own_words(named: Named | None) -> frozenset[str]:
    """The folded words of the show's titles, by which its seasons are told from others'."""
    if not named:
        return frozenset()
    words = set(fold_title(named.title).split())
    if named.show:
        for name in (named.show.title.main, named.show.title.romaji):
            words |= set(fold_title(name).split())
    return frozenset(words)


def belongs_elsewhere(text: str, start: int, own: frozenset[str]) -> bool:
    """Whether the name right before ``Season 6`` is another show's than that of `own` words."""
    before = text[max(0, start - 40) : start].rstrip(" :,-–'\"“”’")
    word = re.search(r"([^\W_][\w'’.!?-]*)$", before)
    if not own or not word or not (word[1][:1].isupper() or word[1].isdigit()):
        return False
    if word[1].isupper() and len(word[1]) <= _SHORT_FORM:
        return False
    low = fold_title(_POSSESSIVE.sub("", word[1]))
    return bool(low) and low.split()[0] not in own and not everyday(low)


def of_another(passage: Passage, own: frozenset[str]) -> bool:
    """Whether a passage numbers seasons of other shows alone, and has no word of `own`."""
    mentions = seasons_in(passage)
    return (
        bool(mentions)
        and all(belongs_elsewhere(passage.flat, each.start, own) for each in mentions)
        and own.isdisjoint(fold_title_long(passage.flat).split())
    )


def first_aired(named: Named | None, season: Season, titles: Titles | None) -> PartialDate | None:
    """When the catalogue has the season asked about begin."""
    if not (named and named.show and titles and season.number):
        return None
    entry = titles.season(named.show.id, season.number)
    if entry is None:
        return None
    if entry.first_aired or not entry.year:
        return entry.first_aired
    begins = entry.season and list(models.Season).index(entry.season) * 3 + 1
    return PartialDate(year=entry.year, month=begins or None)


def dates_of(named: Named | None, titles: Titles | None) -> list[PartialDate]:
    """The days on which the catalogue has the show's seasons and films begin."""
    if not (named and named.show and titles):
        return []
    begun = [entry.show.first_aired for entry in titles.franchise(named.show.id)]
    return [day for day in begun if day and day.day]
