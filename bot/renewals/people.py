"""The people whom a text names in full, and what they are. Pure.

People are looked for around the words that give them away, roles and verbs of saying: what stands
before and after one is read no further than a name goes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.renewals.passages import Passage
from bot.renewals.words import words

MOST = 60

_RANK = (
    r"(?:executive|associate|animation|line|senior|chief|series|assistant|general|managing|vice|"
    r"original|lead|head|voice|character|art|sound|music|anime|creative|episode|key|first-time|"
    r"manga|light novel|supervising)"
)
_OFFICE = (
    r"(?:(?:co-)?(?:producer|director|creator|founder|writer|author)|showrunner|screenwriter|"
    r"scriptwriter|mangaka|novelist|ceo|coo|president|chairman|editor|designer|animator|composer|"
    r"actor|actress|executive|manager|illustrator|artist|supervisor|spokes(?:person|man|woman))s?"
)
ROLE = re.compile(rf"(?<![\w-])(?:{_RANK}[ -]){{0,3}}{_OFFICE}(?![\w-])", re.IGNORECASE)
SAYS = (
    r"(?:said|says?|saying|told|tells|wrote|explain(?:ed|s)|add(?:ed|s)|stated?|states|"
    r"confirm(?:ed|s)|admit(?:ted|s)|reveal(?:ed|s)|note[ds]|comment(?:ed|s)|tweeted|replied|"
    r"answered|recalled|continue[ds]|mentioned|posted|announced|shared|joked|remarked|"
    r"suggest(?:ed|s)|hinted|teased|claim(?:ed|s)|argued|believes|thinks|insisted|concluded|"
    r"promised|assured|stressed|corrected|anticipated|talk(?:s|ed)|spoke|expressed|disclosed|hopes|"
    r"hoped|clarified|acknowledged|pointed out|respon(?:ds|ded)|emphasi[sz]ed|warned|summed up|"
    r"ma(?:de|kes) (?:it )?(?:clear|known|plain)|put it|wished|declined|refused|"
    r"considers|sees|regards)"
)
SAYING = re.compile(rf"\b{SAYS}\b")
_AS_COMPANIES_DO = words(
    """announced revealed reveals confirmed confirms shared posted claimed claims hinted teased
    promised stated"""
)
"""Whoever does no more than this, and has no role, may be a studio."""

CAPITALISED = r"(?:(?<!\w)[A-ZÀ-Þ][\w'’]*(?:-[\w'’]+)*|(?<!\w)[A-Z]\.)"
NAME = rf"{CAPITALISED}(?: {CAPITALISED}){{1,3}}"
_BEHIND = re.compile(rf" (?P<name>{NAME})")
_AFTER_ALL = re.compile(rf"(?: of [^,.;]{{2,50}})?, (?P<name>{NAME})(?=,|\.|:|;|$)")
_LISTED = re.compile(rf"(?:{ROLE.pattern}(?:, (?:and )?| and |/))+$", re.IGNORECASE)
_AND_ANOTHER = re.compile(rf",? (?:and|&) (?P<name>{NAME})")
_AHEAD = re.compile(
    rf"(?P<name>{NAME}),? \(?(?:(?:the|an?|its|his|her|who(?: is|'s|’s| was)|as|and|also|former|"
    rf"longtime|{CAPITALISED}|of) ){{0,5}}$"
)
_SUBJECT = re.compile(
    rf"(?P<name>{NAME})(?:, [^,.;“\"]{{2,80}},| of(?: {CAPITALISED}){{1,4}})? "
    r"(?:(?:\w{2,12}ly|has|had|have|also|later|then|recently) ){0,2}$"
)
_SPOKEN_BY = re.compile(
    r"\b(?:said|says|wrote|explained|added|told|adds|asked|interview with|according to|"
    r"statement from|comments? (?:by|from)) (?=[A-Z])"
)
_FURTHER = re.compile(r"[^.,;“\"]{0,60}?\band (?:the|its|his|her|an?) ")
_STARTS_AT = re.compile(NAME)
_REACH = 110

NOT_PEOPLE = words(
    """netflix crunchyroll funimation hulu studio studios anime news network animation season part
    mappa cloverworks madhouse bones trigger twitter facebook reddit weibo youtube january february
    march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday japan tokyo the this that they when what it its we you our
    their his her in on at as for with from but and if after before despite however pictures
    entertainment media works production productions committee festival expo magazine weekly shonen
    jump max hbo disney amazon prime series toonami viz aniplex toho kadokawa shueisha kodansha
    blu-ray final attack titan tv show film movie hollywood reporter deadline variety official
    original spring summer fall winter autumn unfortunately live new no yes great adult swim red
    fox silver link producer director creator author tour band box visual"""
)


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody whom a text names in full. `roles` stand in its order, in the singular."""

    name: str
    roles: list[str] = field(default_factory=list)

    @property
    def role(self) -> str | None:
        """What they are, in one line; None where the text doesn't say."""
        return ", ".join(self.roles) or None

    @property
    def surname(self) -> str:
        return self.name.rsplit(" ", 1)[-1]


def people(
    passages: Sequence[Passage], titles: frozenset[str] = frozenset()
) -> Mapping[str, Person]:
    """Everybody to whom the text gives a role, or who says something, by full name.

    `titles`: folded words of the show's titles, which nobody is called.
    """
    found: dict[str, Person] = {}
    for passage in passages:
        for name, role in _named(passage.flat):
            name = re.sub(r"['’]s$", "", name)
            if not _is_person(name, titles) or (name not in found and len(found) == MOST):
                continue
            person = found.setdefault(name, Person(name=name))
            held = role and _singular(role)
            if held and not any(held in known or known in held for known in person.roles):
                person.roles.append(held)
    return found


def _named(text: str) -> Iterator[tuple[str, str | None]]:
    for match in ROLE.finditer(text):
        role = match.group()
        before = text[max(0, match.start() - _REACH) : match.start()]
        if behind := _BEHIND.match(text, match.end()):
            if before_it := _LISTED.search(before):
                yield from ((behind["name"], each) for each in ROLE.findall(before_it.group()))
            yield behind["name"], role
            if other := _AND_ANOTHER.match(text, behind.end()):
                yield other["name"], role
        elif ahead := _AHEAD.search(before):
            yield ahead["name"], role
            further = _FURTHER.match(text, match.end())
            if further and (another := ROLE.match(text, further.end())):
                yield ahead["name"], another.group()
        elif apart := _AFTER_ALL.match(text, match.end()):
            yield apart["name"], role
    for match in SAYING.finditer(text):
        if match.group() not in _AS_COMPANIES_DO:
            subject = _SUBJECT.search(text[max(0, match.start() - _REACH) : match.start()])
            if subject:
                yield subject["name"], None
    for match in _SPOKEN_BY.finditer(text):
        if name := _STARTS_AT.match(text, match.end()):
            yield name.group(), None


def _is_person(name: str, titles: frozenset[str]) -> bool:
    words = name.split()
    return name[-1] not in "'’" and not any(
        (len(word) > 1 and word.isupper()) or _bare(word) in NOT_PEOPLE or _bare(word) in titles
        for word in words
    )


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word).lower().strip(".")


def _singular(role: str) -> str:
    low = re.sub(r"^(?:first-time|former|longtime|original) ", "", role.lower())
    low = low.removesuffix("s") if not low.endswith("ss") else low
    return " ".join(word.upper() if word in ("ceo", "coo") else word for word in low.split())


def last_named(known: Mapping[str, Person], text: str) -> Person | None:
    """Whom the text names last, by surname."""
    places = {name: text.rfind(person.surname) for name, person in known.items()}
    name = max(places, key=lambda each: places[each], default=None)
    return known[name] if name is not None and places[name] >= 0 else None
