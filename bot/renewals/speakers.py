"""Who says what in a text: people with their roles, outlets, and quotes. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.renewals.passages import Passage

MOST_QUOTES = 60
_ROLE = (
    r"(?:(?:executive|associate|animation|line|senior|chief|series|assistant|general|managing|vice|original|lead|head|voice|"
    r"character|art|sound|music|co|anime|creative|episode|key|first-time|manga|light novel|supervising)[ -]){0,3}"
    r"(?:producers?|directors?|creators?|co-creators?|showrunners?|authors?|writers?|screenwriters?|scriptwriters?|mangaka|"
    r"novelists?|ceo|ceos|coo|president|chairman|founders?|co-founders?|editors?|designers?|animators?|composers?|"
    r"actors?|actress|executives?|managers?|illustrators?|artists?|head of [\w ]{3,20}|spokes(?:person|man|woman)|supervisor)"
)
_TOKEN = r"(?:(?<!\w)[A-ZÀ-Þ][\w'’À-ÿ]*(?:-[A-Za-zÀ-ÿ][\w'’À-ÿ]*)*|[A-Z]\.)"
_NAME = rf"{_TOKEN}(?: {_TOKEN}){{0,3}}"
_FULL = rf"{_TOKEN}(?: {_TOKEN}){{1,3}}"
_SAYS = (
    r"(?:said|says|say|saying|told|tells|wrote|writes|explained|explains|added|adds|stated|states|confirmed|confirms|admitted|"
    r"admits|revealed|reveals|noted|notes|commented|comments|tweeted|replied|answered|recalled|continued|continues|mentioned|posted|"
    r"announced|shared|joked|remarked|suggested|suggests|hinted|teased|claimed|claims|argued|believes|thinks|insisted|concluded|"
    r"promised|assured|stressed|corrected|anticipated|talks|talked|spoke|expressed)"
)
_ROLE_NAME = re.compile(
    rf"(?<![\w-])(?P<role>(?i:{_ROLE})),? (?P<name>{_FULL})(?:,? (?:and|&) (?:(?P<role2>(?i:{_ROLE})) )?(?P<name2>{_FULL}))?"
)
_NAME_ROLE = re.compile(
    rf"(?P<name>{_FULL}),? (?:\(|, )?(?:(?:the|an?|its|his|her|whose|who is|who's|who was|as|and|also|former|longtime|"
    rf"{_TOKEN}(?: {_TOKEN}){{0,2}}'?s?) ){{0,4}}(?P<role>(?i:{_ROLE}))(?![\w-])(?P<rest>[^.,;“\"]{{0,60}})"
)
_SPEAKING = re.compile(
    rf"(?P<name>{_FULL})(?:, [^,.;“\"]{{2,80}},| of (?:{_TOKEN} ?){{1,4}})? (?:\w+ly |has |had |have |also |later |then |recently ){{0,2}}(?P<verb>{_SAYS})\b"
)
_BY_MANY = frozenset("announced revealed reveals confirmed confirms shared posted claimed claims hinted teased promised".split())
"""What companies do as well: whoever does no more is no person yet."""
_SPOKEN = re.compile(
    rf"\b(?:said|says|wrote|explained|added|told|adds|interview with|according to|asked|statement from|comments? (?:by|from)) (?:(?i:{_ROLE}) )?(?P<name>{_FULL})"
)
_NOT_PEOPLE = frozenset(
    """netflix crunchyroll funimation hulu studio studios anime news network animation season part mappa cloverworks madhouse
    bones trigger twitter facebook reddit weibo youtube january february march april may june july august september october
    november december monday tuesday wednesday thursday friday saturday sunday japan tokyo the this that they when what
    it its we you our their his her in on at as for with from but and if after before despite however pictures entertainment
    media works production productions committee festival expo magazine weekly shonen jump max hbo disney amazon prime series
    toonami viz aniplex toho kadokawa shueisha kodansha blu-ray final attack titan tv show film movie hollywood reporter
    deadline variety official original spring summer fall winter autumn unfortunately live new no yes great""".split()
)  # fmt: skip
_OUTLETS = (
    "Anime News Network", "Crunchyroll News", "The Hollywood Reporter", "Hollywood Reporter", "Deadline", "Variety",
    "ICv2", "IGN", "Otaku USA", "Polygon", "Kotaku", "Anime Corner", "ComicBook.com", "Comic Natalie", "Natalie",
    "Mantan Web", "Oricon", "Entertainment Weekly", "Forbes", "Newtype", "Famitsu", "Animage", "Crunchyroll",
    "Siliconera", "Collider", "Screen Rant", "CBR", "GameSpot", "Gizmodo", "io9", "The Verge", "Reuters", "Bloomberg",
    "Nikkei", "The Mainichi", "Anime Herald", "Anime Trending", "MyAnimeList", "ANN", "THR", "Den of Geek", "Radio Times",
)  # fmt: skip
TRADE_PRESS = frozenset(name.lower() for name in _OUTLETS)
OUTLET = re.compile(
    "|".join(rf"\b{re.escape(name)}\b" for name in sorted(_OUTLETS, key=len, reverse=True))
)
_TOLD = re.compile(
    rf"\b(?:told|interview(?:ed)? (?:with|by|for)|speaking (?:to|with)|spoke (?:to|with)|talked (?:to|with)|via|statement to|"
    rf"interview in|posted (?:on|to)|wrote (?:on|in)|according to|said (?:on|in)) (?:the )?(?P<outlet>{_TOKEN}(?:[ .](?:{_TOKEN}|of|[a-z]+(?=\s?$))){{0,3}})"
)
_PLATFORMS = frozenset(
    {"twitter", "x", "facebook", "instagram", "weibo", "youtube", "reddit", "blog"}
)
_PRONOUN = re.compile(
    rf"\b(?:he|she|they|the (?:(?i:{_ROLE}))) (?:\w+ )?{_SAYS}\b|\b{_SAYS} (?:he|she|they)\b|\b(?:he|she) (?:has|had)\b",
    re.IGNORECASE,
)
_VERB = re.compile(rf"\b{_SAYS}\b")


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody whom the text names in full, and what they are, in its order."""

    name: str
    roles: list[str] = field(default_factory=list)

    @property
    def role(self) -> str | None:
        return ", ".join(self.roles) or None

    @property
    def surname(self) -> str:
        return self.name.rsplit(" ", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What somebody says: their words where `direct`, else the sentence that reports them.

    ``text`` stands in the text at [start, end). `sentence` is what it stands in.
    """

    text: str
    start: int
    end: int
    speaker: str
    role: str | None
    outlet: str | None
    sentence: str
    direct: bool = True


def people(
    passages: Sequence[Passage], not_people: frozenset[str] = frozenset()
) -> dict[str, Person]:
    """Everybody whom the text gives a role or has say something, by full name."""
    found: dict[str, Person] = {}

    def add(name: str, role: str | None, extra: Sequence[str] = ()) -> None:
        name = re.sub(r"['’]s$", "", name)
        words = name.split()
        if len(words) < 2 or any(len(word) > 1 and word.isupper() for word in words) or any(
            _bare(word) in _NOT_PEOPLE or _bare(word) in not_people for word in words
        ):
            return
        person = found.setdefault(name, Person(name=name))
        for each in (role, *extra):
            singular = _role(each) if each else None
            if singular and not any(
                singular in known or known in singular for known in person.roles
            ):
                person.roles.append(singular)

    for passage in passages:
        text = passage.text
        for match in _NAME_ROLE.finditer(text):
            more = [
                m["role"]
                for m in re.finditer(
                    rf"\band (?:the|its|his|her|an?) (?:[a-z-]+ )?(?P<role>{_ROLE})\b",
                    match["rest"],
                )
            ]
            add(_last_names(match["name"]), match["role"], more)
        for match in _ROLE_NAME.finditer(text):
            add(match["name"], match["role"])
            if match["name2"]:
                add(match["name2"], match["role2"] or match["role"])
        for match in _SPEAKING.finditer(text):
            if match["verb"] not in _BY_MANY:
                add(match["name"], None)
        for match in _SPOKEN.finditer(text):
            add(match["name"], None)
    return found


def _last_names(name: str) -> str:
    return name


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word).lower().strip(".")


def _role(role: str) -> str:
    low = re.sub(r"^(?:first-time|former|longtime|original) ", "", role.lower())
    low = low[:-1] if low.endswith("s") and not low.endswith("ss") else low
    return " ".join(word.upper() if word in ("ceo", "coo") else word for word in low.split())


def quotes(text: str, passages: Sequence[Passage], known: dict[str, Person]) -> list[Quote]:
    """The quotes that have a speaker: direct ones, and for those who have none what is reported."""
    told = _outlets(passages, known)
    found: list[Quote] = []
    last: Person | None = None
    for paragraph, begin, end in _paragraphs(passages):
        line = text[begin:end]
        said = list(_merged(_quoted(line), line))
        previous: Person | None = None
        for number, (first, stop) in enumerate(said[:MOST_QUOTES]):
            bound = said[number - 1][1] if number else 0
            until = said[number + 1][0] if number + 1 < len(said) else len(line)
            here = _last_named(known, line[:first])
            speakers, attributed = _speakers(
                line, first, stop, bound, until, known, here or previous or last
            )
            words = len(line[first:stop].split())
            if not speakers or (not attributed and words < 5):
                continue
            if not attributed and previous is None:
                continue
            if not attributed:
                speakers = [previous] if previous else speakers
            previous = speakers[0]
            last = speakers[0]
            sentence = next(
                (p.text for p in passages if p.start <= begin + first < p.end), line[first:stop]
            )
            outlet = next((_spot(told, each, paragraph, begin + first) for each in speakers), None)
            found += [
                Quote(text=line[first:stop], start=begin + first, end=begin + stop, speaker=each.name,
                      role=each.role, outlet=outlet, sentence=sentence)
                for each in speakers
            ]  # fmt: skip
        last = _last_named(known, line) or last
    spoken = {quote.speaker for quote in found}
    found += _reported(passages, known, spoken, told)
    return sorted(found, key=lambda quote: quote.start)[:MOST_QUOTES]


def _paragraphs(passages: Sequence[Passage]) -> Iterator[tuple[int, int, int]]:
    number, begin, end = -1, 0, 0
    for passage in passages:
        if passage.paragraph != number:
            if number >= 0:
                yield number, begin, end
            number, begin = passage.paragraph, passage.start
        end = passage.end
    if number >= 0:
        yield number, begin, end


def _quoted(line: str) -> Iterator[tuple[int, int]]:
    """Where quotations stand, without their marks. A close too many belongs to the one before."""
    marks = [(match.start(), match.group()) for match in re.finditer(r"[“”\"]", line)]
    at: int | None = None
    found: list[list[int]] = []
    closed_curly = False
    for place, mark in marks:
        if mark == "“" or mark == '"' and at is None:
            if at is not None:
                found.append([at, place])
            at = place + 1
            closed_curly = False
        elif at is not None:
            found.append([at, place])
            at = None
            closed_curly = mark == "”"
        elif mark == "”" and closed_curly and found:
            found[-1][1] = place
    if at is not None and len(line) - at > 1:
        stop = re.search(r"[.!?]", line[at:])
        if stop and stop.end() > 1:
            found.append([at, at + stop.end()])
    for first, stop_ in found:
        while first < stop_ and line[first].isspace():
            first += 1
        if stop_ - first > 1:
            yield first, stop_


_BETWEEN = re.compile(
    rf"[”\"]?,? ?(?:(?:{_SAYS}) (?:{_NAME}|he|she|they)|(?:{_NAME}|he|she|they) (?:{_SAYS}))(?: [^“\".]{{0,40}})?[,.]? ?[“\"]"
)


def _merged(quoted: Iterator[tuple[int, int]], line: str) -> Iterator[tuple[int, int]]:
    """Quotations that are one, parted only by who says it: ``“Well,” says Ono, “I think …”``."""
    held: tuple[int, int] | None = None
    for first, stop in quoted:
        if (
            held
            and line[held[1] - 1 : held[1]] == ","
            and _BETWEEN.fullmatch(line[held[1] : first])
        ):
            held = (held[0], stop)
            continue
        if held:
            yield held
        held = (first, stop)
    if held:
        yield held


def _last_named(known: dict[str, Person], text: str) -> Person | None:
    """Whom the text names last."""
    places = {name: text.rfind(person.surname) for name, person in known.items()}
    name = max(places, key=lambda each: places[each], default=None)
    return known[name] if name and places[name] >= 0 else None


def _speakers(
    line: str, first: int, stop: int, bound: int, until: int, known: dict[str, Person],
    previous: Person | None,
) -> tuple[list[Person], bool]:  # fmt: skip
    """Who says it, and whether the line says so."""
    after = line[stop : min(until, stop + 120)]
    inside = line[first:stop]
    after_end = re.search(r"[.!?](?=\s|$)", after[1:])
    clause = after[: after_end.end() + 1] if after_end else after
    said = re.search(rf"^[”\"]?,? ?(?:(?P<v>{_SAYS})\b|(?:[^“\".]{{0,60}}?)\b{_SAYS}\b)", clause)
    if said:
        named = [person for person in known.values() if person.surname in clause]
        if named:
            return _first_of(named, clause), True
        if _PRONOUN.search(clause) and previous:
            return [previous], True
    before = line[max(bound, first - 320) : first]
    cut = [m.end() for m in re.finditer(r"[.!?][”\"]?\s+(?=[A-Z])", before)]
    sentence = before[cut[-1] :] if cut else before
    merged = re.search(rf"\b{_SAYS} (?P<name>{_NAME})|(?P<name2>{_NAME}) {_SAYS}\b", inside)
    if merged:
        named = [p for p in known.values() if p.surname in merged.group()]
        if named:
            return named[:1], True
    if _VERB.search(sentence) or bound:
        named = [person for person in known.values() if person.surname in sentence]
        if named and _VERB.search(sentence):
            return [max(named, key=lambda person: sentence.rfind(person.surname))], True
        if _PRONOUN.search(sentence) and previous:
            return [previous], True
    if (
        cut
        and (m := [p for p in known.values() if p.surname in before])
        and _PRONOUN.search(before)
    ):
        return [max(m, key=lambda person: before.rfind(person.surname))], True
    return ([previous], False) if previous else ([], False)


def _first_of(named: list[Person], clause: str) -> list[Person]:
    """The first named, and those joined to them by *and*."""
    ordered = sorted(named, key=lambda person: clause.find(person.surname))
    first = ordered[0]
    at = clause.find(first.surname) + len(first.surname)
    joined = [first]
    for other in ordered[1:]:
        between = clause[at : clause.find(other.surname)]
        if re.match(r",? (?:and|&) ", between) and len(between) < 60:
            joined.append(other)
            at = clause.find(other.surname) + len(other.surname)
    return joined


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """That an outlet was named in a paragraph at a place, by whom it was told."""

    outlet: str
    paragraph: int
    at: int
    persons: tuple[str, ...]


def _outlets(passages: Sequence[Passage], known: dict[str, Person]) -> list[_Told]:
    found = []
    for passage in passages:
        places = [(m.start(), m.group()) for m in OUTLET.finditer(passage.text)]
        if not places:
            match = _TOLD.search(passage.text)
            if match and not any(p.surname in match["outlet"] for p in known.values()):
                name = match["outlet"]
                if _bare(name.split()[0]) not in {"the", "this", "his", "her"}:
                    places = [(match.start("outlet"), name)]
        persons = tuple(p.name for p in known.values() if p.surname in passage.text)
        if _VERB.search(passage.text) or "interview" in passage.text or "via" in passage.text:
            found += [
                _Told(
                    outlet=name, paragraph=passage.paragraph, at=passage.start + at, persons=persons
                )
                for at, name in places
            ]
    return found


def _spot(told: Sequence[_Told], person: Person, paragraph: int, at: int) -> str | None:
    """The outlet that a quote was given to: named before it in its paragraph, in its own sentence,
    or, with that speaker, in the paragraph before.
    """
    here = [each for each in told if each.paragraph == paragraph]
    for each in sorted(here, key=lambda each: (each.at > at, abs(each.at - at))):
        return each.outlet
    before = [each for each in told if each.paragraph < paragraph and person.name in each.persons]
    if before and _steps(told, before[-1].paragraph, paragraph) <= 2:
        return before[-1].outlet
    return None


def _steps(told: Sequence[_Told], first: int, last: int) -> int:
    """How many paragraphs on; an empty line lies between two, and isn't counted as a passage."""
    return last - first


def _reported(
    passages: Sequence[Passage], known: dict[str, Person], spoken: set[str], told: Sequence[_Told]
) -> Iterator[Quote]:
    """For everybody without a direct quote, the first sentence that has them say something."""
    for person in known.values():
        if person.name in spoken:
            continue
        for number, passage in enumerate(passages):
            if not _says(person, passage.text):
                continue
            yield Quote(
                text=passage.text, start=passage.start, end=passage.end, speaker=person.name,
                role=person.role, outlet=_spot(told, person, passage.paragraph, passage.start),
                sentence=passage.text, direct=False,
            )  # fmt: skip
            break


def _says(person: Person, text: str) -> bool:
    own = re.escape(person.surname)
    return bool(
        re.search(
            rf"{own}(?:,[^.;]{{2,90}}?,)? (?:\w+ly |has |had |have |also |later |then |recently ){{0,2}}{_SAYS}\b",
            text,
        )
        or re.search(
            rf"\b(?:said|says|wrote|interview with|according to) [^.;,]{{0,60}}{own}", text
        )
    )
