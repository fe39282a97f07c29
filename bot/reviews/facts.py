"""The facts that a review states of its show: its header, in any common form, and its prose."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.reviews.sentences import Line, Quote, quote
from bot.shows.models import PartialDate, Show
from bot.shows.titles import fold


class Field(StrEnum):
    """What a header names. TITLE, REVIEWER and SCORE are no facts of the show."""

    TITLE = "title"
    REVIEWER = "reviewer"
    SCORE = "score"
    GENRE = "genre"
    RELEASE_DATE = "release_date"
    STUDIO = "studio"
    DIRECTOR = "director"
    WRITER = "writer"
    EPISODES = "episodes"
    RUNTIME = "runtime"
    OTHER = "other"


FACTS = (
    Field.GENRE,
    Field.RELEASE_DATE,
    Field.STUDIO,
    Field.DIRECTOR,
    Field.WRITER,
    Field.EPISODES,
    Field.RUNTIME,
)

Fact = Sequence[str] | PartialDate | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the header says. `facts`: names for genre, studio, director and writer, a date, how
    many episodes, minutes an episode; `quotes` has where each stands, `spans` the lines that it
    takes, each from where it begins.
    """

    facts: Mapping[Field, Fact] = field(default_factory=dict)
    quotes: Mapping[Field, Quote] = field(default_factory=dict)
    title: str | None = None
    reviewer: str | None = None
    spans: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A fact of the review that the catalogue tells otherwise."""

    field: Field
    says: str
    catalogue: str


_KEYS = {
    Field.TITLE: "title|anime|show|series|name|anime title|show title|english title|anime name|"
    "series title|anime reviewed|title of anime|romaji|original title",
    Field.REVIEWER: "reviewer|reviewed by|review by|written by reviewer|by|author|review author|"
    "posted by|critic|reviewer name|review written by",
    Field.GENRE: "genre|genres|genre(s)|genre/s|genre / theme|genres/themes|category|categories|"
    "tags|themes|genre and themes|type/genre",
    Field.RELEASE_DATE: "release date|release|released|release year|aired|airing date|airing dates|"
    "air date|air dates|original airing dates|original airing date|original run|premiere|premiered|"
    "premiere date|first aired|date aired|year|release dates|initial release|original release|"
    "original air date|airing|aired from|debut|air date(s)|broadcast|date of release|"
    "original network run|start date|original airing|run|year released|year of release|"
    "broadcast dates|airdate|release window|aired on|first broadcast|streaming date",
    Field.STUDIO: "studio|studios|studio(s)|studio/s|animation studio|animation studios|"
    "animated by|animation by|produced by studio|production studio|animation production|"
    "studio name|produced by",
    Field.DIRECTOR: "director|directors|director(s)|directed by|series director|chief director|"
    "director/s",
    Field.WRITER: "writer|writers|writer(s)|written by|series composition|script|screenplay|"
    "scriptwriter|series writer|screenwriter|script by|screenplay by|head writer|"
    "series composition/writer|writer/s|script writer|scenario|screenwriters",
    Field.EPISODES: "episodes|episode|number of episodes|no. of episodes|# of episodes|"
    "episode count|eps|total episodes|episodes total|no of episodes|num episodes|ep count|"
    "episode number|episode(s)|no. episodes|# episodes|episodes watched|how many episodes|"
    "amount of episodes|number of eps|ep. count|length in episodes",
    Field.RUNTIME: "runtime|runtime per episode|run time|running time|episode length|"
    "episode duration|duration|length|episode runtime|minutes per episode|time per episode|"
    "length per episode|duration per episode|run length|episode run time|per episode|"
    "running time per episode|average runtime|run time per episode|ep length|"
    "average episode length|minutes an episode",
    Field.SCORE: "score|rating|my rating|my score|final score|overall score|overall|grade|"
    "overall rating|total score|final rating",
    Field.OTHER: "status|seasons|season|source|licensor|licensors|licensed by|producers|producer|"
    "demographic|broadcast day|english|japanese|native|network|networks|original creator|creator|"
    "created by|based on|music by|composer|mal score|mal rating|rated|content rating|"
    "language|languages|country|available on|where to watch|streaming on|streaming|platform|"
    "watched on|character design|character designer|recommended audience|distributor|type|format|"
    "age rating|mangaka|starring|original work|original author|licensor(s)|synonyms|"
    "alternative titles|japanese title|publisher|simulcast|publication date|date|"
    "watch it on|source material|"
    "producer(s)|also known as|aka|licensees|licensee|mal|anilist|rating board|channel|"
    "original story|screenings|adapted from|voice cast|sound director",
}  # fmt: skip
_FIELD_OF = {key: named for named, keys in _KEYS.items() for key in keys.split("|")}
_LONGEST_KEY = 32
_LONGEST_VALUE = 300
_HEADER_LINES = 60

_DECOR = '*_#>|•·▪●◦○■□◆▸►–—-+=~` \t★☆✦:："“”'
_TAG = re.compile(r"</?[a-zA-Z]{1,10}/?>")
_EDGE = re.compile(r"^[^\w#(]+")
_SEPARATOR = re.compile(r"\s*[*_]{0,3}\s*(?:[:：=|\t]|\s[-–—~]|[–—])[\s*_:|]{0,12}")
_KEY_WITHIN = re.compile(
    r"(?<=[\s;|,.])[*_]{0,3}(?P<key>(?:Number of Episodes|Original Airing Dates?|Runtime|Studios?|"
    r"Genres?|Directors?|Director\(s\)|Writers?|Episodes?|Eps|Duration|Aired|Release(?: Date)?|"
    r"Length|Score|Rating|Source|Status|Type|Seasons?|Premiered|Year|Genre\(s\)|Studio\(s\)|"
    r"Directed by|Written by|Episode Length|Airing Dates?|Air Dates?|Animation Studio|Licensors?|"
    r"Producers?|Demographic|Recommended Audience|Network|Series Composition|Reviewer|"
    r"Runtime per Episode|First Aired))[*_]{0,3}\s?[:：=]",
    re.IGNORECASE,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:19[1-9]|20[0-9])\d)\b"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})\b",
        rf"\b{_MONTH}[.,]?\s+(?:the\s+)?{_DAY},?\s+(?:of\s+)?{_YEAR}",
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}[.,]?\s+(?:of\s+)?{_YEAR}",
        rf"\b(?P<first>\d{{1,2}})[-/.](?P<second>\d{{1,2}})[-/.]{_YEAR}",
        rf"\b{_MONTH}[.,]?\s+(?:of\s+)?{_YEAR}",
        rf"\b{_YEAR}[-/.](?P<month>\d{{1,2}})\b(?![-/.]\d)",
        rf"\b(?:winter|spring|summer|fall|autumn)[,\s]+(?:of\s+)?{_YEAR}",
        rf"\b{_YEAR}",
    )
)
_COUNT = re.compile(r"(?<![\d.:/])(\d{1,4})(?![\d/:]|\.\d|st|nd|rd|th)")
_PLUS = re.compile(r"(\d{1,3})\s*\+\s*\d")
_HOURS = re.compile(r"(\d)\s*(?:h|hr|hrs|hours?)\b(?:\s*(?:and\s+)?(\d{1,2})\s*m)?", re.IGNORECASE)
_CLOCK = re.compile(r"(?<!\d)(?:(\d):)?(\d{1,2}):(\d\d)(?!\d)")
_LIST = re.compile(r"\s*(?:[,;/|•·、]|\s&\s|\sand\s|\s-\s|&amp;)\s*")
_NOTE = re.compile(r"\([^()]{0,60}\)")
_IN_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "twenty-four": 24,
    "twenty-five": 25, "twenty-six": 26}  # fmt: skip
_UNKNOWN = frozenset(["n/a", "na", "unknown", "none", "tba", "tbd", "?", "-", "various", "???"])

_NAME = r"[A-Z][\w'’.-]{0,20}(?: (?:[A-Z][\w'’.-]{0,20}|no|de|van)){0,3}"
_PROSE: Mapping[Field, Sequence[re.Pattern[str]]] = {
    Field.EPISODES: (
        re.compile(r"\b(\d{1,3}) (?:\w+ )?episodes? long\b"),
        re.compile(
            r"\b(?:runs? for|ran for|consists? of|comprises?|spans?|spanning|has|have|totall?ing|"
            r"contains?|is made up of|made up of|series of|total of|season of|clocks in at) "
            r"(?:just |only |a total of |about |all )?(\d{1,3}) episodes\b"
        ),
        re.compile(
            r"\b(\d{1,3})[- ]episode (?:\w+ )?(?:anime|series|season|show|run|long|cour|ona|"
            r"thriller|drama|comedy)\b"
        ),
        re.compile(
            r"\b(?:[Aa]ll|[Ii]n(?: just| only)?|[Aa]fter(?: all)?|[Tt]he|[Ii]ts) "
            r"(\d{1,3}) (?:\w+ )?episodes\b"
        ),
    ),
    Field.RUNTIME: (
        re.compile(
            r"\b(\d{1,3})[- ]minute(?:s)?(?: long| each| per| an| a piece|-long)? ?"
            r"(?:episodes?|per episode|an episode)\b"
        ),
        re.compile(
            r"\bepisodes?,? (?:is|are|runs?|each)(?: about| around| roughly)? "
            r"(\d{1,3}) min"
        ),
    ),
    Field.DIRECTOR: (
        re.compile(rf"\b[Dd]irected by (?P<names>{_NAME}(?:(?:,| and| &) {_NAME}){{0,2}})"),
        re.compile(rf"(?P<names>{_NAME}(?: and {_NAME})?) (?:co-)?directed\b"),
        re.compile(rf"\b[Dd]irector (?P<names>{_NAME})"),
    ),
    Field.WRITER: (
        re.compile(
            rf"\b(?:anime|series|show|it)?,? ?(?:is |was )?[Ww]ritten by "
            rf"(?P<names>{_NAME}(?:(?:,| and| &) {_NAME}){{0,2}})"
        ),
        re.compile(rf"\bseries compos(?:ition by|er) (?P<names>{_NAME})"),
    ),
    Field.STUDIO: (
        re.compile(
            rf"\b(?:[Aa]nimated|[Pp]roduced|[Mm]ade|[Cc]reated|[Aa]nimation) by "
            rf"(?:the )?[Ss]tudio (?P<names>{_NAME})"
        ),
        re.compile(rf"\b(?:[Aa]nimated|[Aa]nimation) by (?P<names>{_NAME})"),
        re.compile(rf"\b[Ss]tudio (?P<names>{_NAME})(?:'s|’s)? (?:animat|produc|adapt|brings?)"),
    ),
    Field.RELEASE_DATE: (
        re.compile(
            r"\b(?:aired|premiered|released|debuted|came out|was released|launched|dropped)"
            r"(?: \w+){0,4}? (?:on|in|from) (?P<date>[^.;()]{3,40})"
        ),
    ),
}
_NOT_NAMES_SAID = """the this that it he she they i we his her its their an a in on"""
_NOT_NAMES = frozenset(_NOT_NAMES_SAID.split())
_BY = re.compile(
    r"^(?:[Rr]eview(?:ed)? |[Ww]ritten |[Pp]osted |[Aa]uthor: ?)?[Bb]y:? "
    r"(?P<name>[A-Z\w][\w'’.-]{1,24}(?: [A-Z][\w'’.-]{0,24}){0,2})"
    r"(?=\s*$|\s*[|,•·–—(]|\s+(?:on|at|in)\s+\S|\s+-\s)"
)
_SIGNED = re.compile(
    r"(?i:^\W{0,6}(?:(?:this )?review )?(?:written|reviewed|review|posted) by:?|"
    r"^.{2,80}? (?:review|reviewed) by:?)\s+(?P<name>[A-Z][\w'’.-]{1,24}"
    r"(?: [A-Z][\w'’.-]{0,24}){0,2})\W*$"
)
"""Who signs a review, in its title or at its end."""
_REVIEWS = re.compile(
    r"^(?P<name>[A-Z][\w'’.-]{1,24}(?: [A-Z][\w'’.-]{0,24}){0,2}) (?:reviews|takes a look at|"
    r"looks at|reviewed)\b"
)


def header(text: str, held: Sequence[Line]) -> Header:
    """What the header's lines say: ``Genre: …``, ``Episodes – 15``, tables, bullets, bold.

    The first statement of a field counts. A value that can't be read is left out: not stated.
    """
    facts: dict[Field, Fact] = {}
    quotes: dict[Field, Quote] = {}
    spans: list[tuple[int, int]] = []
    title = reviewer = None
    top = held[:_HEADER_LINES]
    for key, value, span in _pairs(text, top):
        named = _FIELD_OF[key]
        said = _TAG.sub("", value.text).strip(_DECOR + "'")
        if named is Field.SCORE or not said:
            continue
        if named in FACTS and named not in facts:
            read = _read(named, said)
            if read is not None:
                facts[named], quotes[named] = read, value
            alone = named is Field.EPISODES and Field.RUNTIME not in facts
            if alone and "min" in said and (each := minutes(said)) is not None:
                facts[Field.RUNTIME], quotes[Field.RUNTIME] = each, value
        elif named is Field.TITLE and title is None and len(said) <= 120:
            title = re.split(r"\s[·•|]\s", said)[0]
        elif named is Field.REVIEWER and reviewer is None and len(said) <= 40:
            reviewer = said
        elif named is Field.OTHER and (len(said) > 60 or said[-1] in ".!?"):
            continue
        if named not in FACTS or named in facts or len(said) <= 60:
            spans.append(span)
    signed = _signature(held)
    if signed and (wrote := quotes.get(Field.WRITER)) and wrote.start >= signed[1].start:
        # At the end of a text signs who wrote the text.
        facts.pop(Field.WRITER), quotes.pop(Field.WRITER)
        spans = [span for span in spans if span[0] != signed[1].start]
    if reviewer is None:
        reviewer = _byline(top, besides=quotes.get(Field.WRITER) if len(facts) > 1 else None)
    if reviewer is None and signed:
        reviewer = signed[0]
    if len(facts) == 1 and reviewer and facts.get(Field.WRITER) == [reviewer]:
        # "Written by" and nothing else tells of the review.
        facts, quotes, spans = {}, {}, []
    return Header(facts=facts, quotes=quotes, title=title, reviewer=reviewer, spans=spans)


def _pairs(text: str, held: Sequence[Line]) -> Iterator[tuple[str, Quote, tuple[int, int]]]:
    """Keys, what is said of them, and where the pair stands."""
    pending: tuple[str, Line] | None = None
    columns: list[str | None] = []
    for line in held:
        whole = line.text if len(line.text) <= 600 else line.text[:600]
        cells = _cells(text, line) if "|" in whole or "\t" in whole else []
        keys = [_key(cell.text) for cell in cells]
        if len(keys) >= 2 and all(keys[:2]):
            columns, pending = keys, None
            continue
        if columns and cells:
            if set(line.text) <= set("|-: \t"):
                continue
            for named, cell in zip(columns, cells, strict=False):
                if named:
                    yield named, cell, (line.start, line.end)
            columns = []
            continue
        if len(cells) >= 2 and (key := keys[0]):
            yield key, cells[1], (line.start, line.end)
            for first, second in zip(cells[2::2], cells[3::2], strict=False):
                if further := _key(first.text):
                    yield further, second, (line.start, line.end)
            pending = None
            continue
        starts = _starts(whole)
        if starts:
            pending = None
            stops = [*(begin for _, begin, _ in starts[1:]), len(whole)]
            for (key, _, at), stop in zip(starts, stops, strict=True):
                value = quote(text, line.start + at, line.start + stop)
                if value.text and len(value.text) <= _LONGEST_VALUE:
                    yield key, value, (line.start, line.end)
                elif not value.text:
                    pending = (key, line)
            continue
        if pending and len(whole) <= 120:
            key, before = pending
            yield key, quote(text, line.start, line.end), (before.start, line.end)
            pending = None
        elif (bare := _key(whole)) and _FIELD_OF[bare] in FACTS:
            pending = (bare, line)
        else:
            pending = None


def _starts(line: str) -> list[tuple[str, int, int]]:
    """The keys of a line, each with where it begins and where its value does."""
    found: list[tuple[str, int, int]] = []
    first = _SEPARATOR.search(line[: _LONGEST_KEY + 16])
    if first and (key := _key(line[: first.start()])):
        found.append((key, 0, first.end()))
        for within in _KEY_WITHIN.finditer(line, found[0][2]):
            key = within["key"].lower()
            if key in _FIELD_OF:
                found.append((key, within.start(), within.end()))
    return found


def _key(written: str) -> str | None:
    said = " ".join(_EDGE.sub("", _TAG.sub("", written)).strip(_DECOR).lower().split())
    return said if len(said) <= _LONGEST_KEY and said in _FIELD_OF else None


def _cells(text: str, line: Line) -> list[Quote]:
    mark = "|" if "|" in line.text else "\t"
    at, found = line.start, []
    for piece in line.text[:600].split(mark):
        cell = quote(text, at, at + len(piece))
        if cell.text:
            found.append(cell)
        at += len(piece) + 1
    return found


def _read(named: Field, said: str) -> Fact | None:
    if said.lower() in _UNKNOWN:
        return None
    if named is Field.EPISODES:
        return episodes(said)
    if named is Field.RUNTIME:
        return minutes(said)
    if named is Field.RELEASE_DATE:
        return day(said)
    each = names(said)
    if any(len(name.split()) > 5 for name in each):
        return None
    if named is not Field.GENRE and any(name[0].islower() for name in each):
        return None
    return each or None


def episodes(said: str) -> int | None:
    """How many episodes ``15``, ``15 + 9``, ``12 (Season 1)`` or ``12/12`` say."""
    if together := _PLUS.match(said):
        return sum(int(number) for number in re.findall(r"\d{1,3}", said[: together.end() + 2]))
    ratio = re.match(r"(\d{1,4})\s*/\s*(\d{1,4})", said)
    if ratio:
        return int(ratio[2])
    if re.match(r"\d{1,4}\s*[-–]\s*\d{1,4}", said):
        return None
    found = _COUNT.search(said)
    if not found:
        return _IN_WORDS.get(said.lower().split()[0]) if said.split() else None
    return int(found[1]) if 0 < int(found[1]) <= 2000 else None


def minutes(said: str) -> int | None:
    """Minutes an episode: ``25 mins``, ``24 min. per ep.``, ``1 hr 30 min``, ``23:40``."""
    if hours := _HOURS.search(said):
        return int(hours[1]) * 60 + int(hours[2] or 0)
    if clock := _CLOCK.search(said):
        return int(clock[1] or 0) * 60 + round(int(clock[2]) + int(clock[3]) / 60)
    if re.search(r"\bepisodes?\b|\beps?\b", said) and not re.search(r"\bmin", said):
        return None
    by_unit = re.search(r"(\d{1,3})\s*(?:-\s*)?min", said)
    found = by_unit or _COUNT.search(said)
    return int(found[1]) if found and 0 < int(found[1]) <= 400 else None


def day(said: str) -> PartialDate | None:
    """The first date in some words, as far as it is known: day, month, or the year alone.

    ``7/10/2021`` may be read two ways: only its year is certain.
    """
    found = [(match.start(), match) for pattern in _DATES if (match := pattern.search(said[:80]))]
    if not found:
        return None
    _, match = min(found, key=lambda each: each[0])
    parts = match.groupdict()
    year = int(parts["year"])
    try:
        if "first" in parts:
            first, second = int(parts["first"]), int(parts["second"])
            if (first > 12) == (second > 12) and first != second:
                return PartialDate(year=year)
            month, number = (second, first) if first > 12 else (first, second)
            return PartialDate.parse(f"{year}-{month}-{number}")
        month_said = parts.get("month")
        if not month_said:
            return PartialDate(year=year)
        month = (
            int(month_said) if month_said.isdigit() else _MONTHS.index(month_said[:3].lower()) + 1
        )
        written = f"{year}-{month}" + (f"-{parts['day']}" if parts.get("day") else "")
        return PartialDate.parse(written)
    except ValueError:
        return PartialDate(year=year)


def names(said: str) -> list[str]:
    """The names that a value lists: ``action, thriller, sci fi`` or ``Drama / Music``."""
    without = _NOTE.sub(" ", said)
    slashes = "/" in without and "," in without
    pieces = re.split(r"\s*[,;|•·、]\s*", without) if slashes else _LIST.split(without)
    each = [" ".join(piece.strip(_DECOR + ".'[]()").split()) for piece in pieces]
    # Copied from MyAnimeList, a genre stands there twice.
    each = [name[: len(name) // 2] if name == name[: len(name) // 2] * 2 else name for name in each]
    each = [re.sub(r"^(?:and|studio:)\s+", "", name) for name in each]
    return list(dict.fromkeys(name for name in each if name and len(name) <= 60))[:12]


def _byline(held: Sequence[Line], *, besides: Quote | None) -> str | None:
    # Beside who directed it stands who wrote the show, not its review.
    credited = any(line.text.lower().startswith("directed by") for line in held[:8])
    for line in held[:8]:
        if besides and line.start <= besides.start < line.end:
            continue
        if credited and line.text.lower().startswith("written by"):
            continue
        words = line.text.strip("*_#> ")[:120]
        if (match := _BY.search(words)) or (match := _REVIEWS.search(words)):
            name = str(match["name"]).strip(" .")
            if name.split()[0].lower() not in _NOT_NAMES and (
                len(words) < 90 or match.re is _REVIEWS
            ):
                return name
    return None


def _signature(held: Sequence[Line]) -> tuple[str, Line] | None:
    """Who signs in the title or at the end, and in which line."""
    for line in (*held[:1], *held[1:][-3:]):
        match = _SIGNED.search(line.text[:140].strip("*_#> "))
        if not match or match["name"].split()[0].lower() in _NOT_NAMES:
            continue
        if line in held[:1] or not _beside_facts(held, line):
            return str(match["name"]).strip(" ."), line
    return None


def _beside_facts(held: Sequence[Line], line: Line) -> bool:
    """Whether a fact of the show stands right above or below a line."""
    at = held.index(line)
    near = [*held[max(at - 1, 0) : at], *held[at + 1 : at + 2]]
    return any(
        each.text.lower().startswith(("directed by", "animated by", "produced by"))
        or any(_FIELD_OF[key] in {*FACTS} - {Field.WRITER} for key, *_ in _starts(each.text[:200]))
        for each in near
    )


def told(pieces: Sequence[Quote], above: Header) -> dict[Field, tuple[Fact, Quote]]:
    """What sentences of the review say of the show's facts, where its header doesn't. Who wrote
    the review didn't write the show.
    """
    found: dict[Field, tuple[Fact, Quote]] = {}
    for piece in pieces:
        for named, patterns in _PROSE.items():
            if named in above.facts or named in found or not _HINTS[named](piece.text):
                continue
            for pattern in patterns:
                match = pattern.search(piece.text)
                if match and (read := _told(named, match)) and read != [above.reviewer]:
                    found[named] = (read, piece)
                    break
    return found


_HINTS: Mapping[Field, Callable[[str], bool]] = {
    Field.EPISODES: lambda text: "episode" in text,
    Field.RUNTIME: lambda text: "minute" in text,
    Field.DIRECTOR: lambda text: "irect" in text,
    Field.WRITER: lambda text: "ritten by" in text or "series compos" in text,
    Field.STUDIO: lambda text: " by " in text or "tudio" in text,
    Field.RELEASE_DATE: lambda text: any(char.isdigit() for char in text),
}


def _told(named: Field, match: re.Match[str]) -> Fact | None:
    if named in (Field.EPISODES, Field.RUNTIME):
        number = int(match[1])
        return number if 1 < number <= 400 else None
    if named is Field.RELEASE_DATE:
        return day(match["date"])
    said = [re.sub(r"['’]s$", "", name).strip(" .") for name in names(match["names"])]
    return [name for name in said if name.split()[0].lower() not in _NOT_NAMES] or None


def spoken(fact: Fact) -> str:
    """A fact as it is shown."""
    return (
        ", ".join(fact) if isinstance(fact, Sequence) and not isinstance(fact, str) else str(fact)
    )


def disagreements(facts: Mapping[Field, Fact], show: Show) -> list[Disagreement]:
    """The facts that the catalogue tells otherwise; what either doesn't know is no disagreement.

    A minute's difference in runtime is one: people argue about 24 and 25. A name spelt another way
    is none, as `same_name` says.
    """
    found: list[Disagreement] = []
    for named, fact in facts.items():
        held = _held(named, show)
        if held is not None and not _agrees(named, fact, held, show):
            found.append(Disagreement(field=named, says=spoken(fact), catalogue=spoken(held)))
    return found


def _held(named: Field, show: Show) -> Fact | None:
    known: Mapping[Field, Fact | None] = {
        Field.RELEASE_DATE: show.first_aired
        or (PartialDate(year=show.year) if show.year else None),
        Field.STUDIO: show.studios or None,
        Field.DIRECTOR: show.directors or None,
        Field.WRITER: [*show.writers] or None,
        Field.EPISODES: show.episodes,
        Field.RUNTIME: show.minutes[0] if show.minutes else None,
    }
    # Every site has genres of its own.
    return known.get(named)


def _agrees(named: Field, fact: Fact, held: Fact, show: Show) -> bool:
    if isinstance(fact, PartialDate) and isinstance(held, PartialDate):
        pairs = ((fact.year, held.year), (fact.month, held.month), (fact.day, held.day))
        return all(a == b for a, b in pairs if a is not None and b is not None)
    if isinstance(fact, int):
        return fact in show.minutes if named is Field.RUNTIME else fact == held
    if isinstance(fact, PartialDate) or isinstance(held, int | PartialDate):
        return False
    known = [*held, *(show.creators if named is Field.WRITER else ())]
    return all(any(same_name(one, two) for two in known) for one in fact)


def same_name(one: str, two: str) -> bool:
    """Whether two names are of one person or studio, however they are written: marks, long vowels,
    case and which comes first don't tell people apart, nor do words that only one of them has.
    """
    first, second = _words(one), _words(two)
    together = "".join(first) == "".join(second)
    return together or set(first) <= set(second) or set(second) <= set(first)


def _words(name: str) -> list[str]:
    """The words of a name as they are compared: *Shin'ichirō Ōno* is *Shinichirou Ohno*."""
    each = [fold(word).replace(" ", "") for word in name.split()]
    bare = [word for word in each if word and word not in _NO_NAME]
    return [_LONG_U.sub("u", _LONG_O.sub("o", word)) for word in bare or each]


_NO_NAME = frozenset(["studio", "studios", "inc"])
_LONG_O = re.compile(r"o(?:[ou]+|h(?![aeiouy]))")
_LONG_U = re.compile("uu+")
