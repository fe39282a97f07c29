"""A comment thread that was pasted along with a review: told apart, never read as the review."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.reviews import outline, spoilers
from bot.reviews.sentences import Line, Quote, quote

MOST_COMMENTS = 500
_TRIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What somebody wrote under a review. `parent` is the place of the comment that it answers
    among the thread's, `words` is all of it, in the text's own offsets.
    """

    author: str
    parent: int | None
    likes: int
    words: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The comments and where they begin in the text; without any, `start` is the text's end."""

    start: int
    comments: Sequence[Comment] = ()


_OPENS = re.compile(
    r"(?:(?:all |top |user |reader |latest |recent )?(?:comments?|replies|responses)"
    r"(?: section| thread)?(?: ?[(:\[-] ?\d{1,5}[)\]]?)?:?|\d{1,5} (?:comments?|replies|responses|"
    r"thoughts)(?: (?:on|to) .{1,120})?:?|leave a (?:comment|reply).{0,80}|post a comment|"
    r"add a comment.{0,30}|join the (?:discussion|conversation).{0,30}|view (?:all )?comments|"
    r"to make a comment.{0,80}|(?:log|sign) ?in to (?:comment|reply).{0,60}|"
    r"(?:please )?(?:log|sign) ?in (?:or (?:sign up|register) )?to (?:comment|reply).{0,60}|"
    r"(?:what people|others) (?:are saying|said).{0,20}|sort by:? (?:best|top|new|oldest|"
    r"newest).*)",
    re.IGNORECASE,
)
_NAME = r"[^\s:|•·,()\[\]<>*]{1,32}(?: [^\s:|•·,()\[\]<>*]{1,32}){0,2}"
_WHEN = (
    r"(?:(?:posted |on |about |over |almost )?(?:an?|\d{1,3}) ?(?:s|m|h|d|w|y|mo|secs?|seconds?|"
    r"mins?|minutes?|hrs?\.?|hours?|days?|weeks?|months?|years?|yrs?\.?)\.? ago|just now|"
    r"(?:today|yesterday)(?: at \d{1,2}:\d\d(?: ?[ap]m)?)?|"
    r"(?:on )?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:,? (?:at )?\d{1,2}:\d\d(?: ?[ap]m)?)?|"
    r"(?:on )?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}"
    r"(?:st|nd|rd|th)?,? \d{4}(?:,? (?:at )?\d{1,2}:\d\d(?: ?[ap]m)?)?|"
    r"(?:on )?\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
    r"[a-z]{0,6}\.?,? \d{4}(?:,? (?:at )?\d{1,2}:\d\d(?: ?[ap]m)?)?)"
)
_NUMBERED = re.compile(rf"(?P<number>\d{{1,3}})[.)] (?P<name>{_NAME})$")
_SAYS = re.compile(
    rf"(?:@|/?u/)?(?P<name>{_NAME})(?: on {_WHEN})? (?:says|said|wrote|writes|commented|replied)"
    rf"(?: on {_WHEN}| {_WHEN})?(?: to @?(?P<to>{_NAME}))?(?:\s*[:.…,—-]|$)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_DATED = re.compile(
    rf"(?:[->↳└•] ?)?\**(?:@|/?u/)?(?P<name>{_NAME})\**"
    rf"(?P<to> ?(?:>|▶|→|replied to|in reply to) ?@?{_NAME})?(?: \([^()]{{1,20}}\))?"
    rf" {{0,4}}(?:(?:[•·|,—–-]|avatar|\[op\]|op) ?){{0,3}}(?P<points>-?\d{{1,5}} points? ?"
    rf"[•·|,—–-]? ?)?\(?(?<!\d){_WHEN}\)?(?::\s+(?P<rest>\S.*)|(?P<after>.{{0,40}}))$",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?:[-*>↳└] ?)?(?:@|/?u/)(?P<name>[\w.-]{2,32})(?::\s*(?P<rest>.*))?$")
_COLON = re.compile(r"(?:[-*>↳└] ?)?\**@?(?P<name>[A-Za-z_][\w.-]{1,24})\**\s?(?:\([^()]{1,30}\))?"
    r"\s?:\**\s+(?P<rest>\S.*)$")  # fmt: skip
_LIKED_BY = re.compile(
    r"(?P<who>.{1,200}?) (?:likes?|liked|loves?) (?:this|it|this comment)[.!]?$", re.IGNORECASE
)
_LIKES = re.compile(
    r"(?:(?:👍|❤️?|♥|⬆️?|▲|\+)\s?(?P<before>\d{1,6})|(?P<count>\d{1,6})\s?(?:likes?|upvotes?|points?|▲|"
    r"👍|❤️?|♥|people (?:like|found) this.{0,20}|votes?|hearts?)|(?:likes?|upvotes?|score|points?|"
    r"👍)\s?[:(]\s?(?P<after>\d{1,6})\)?|(?:(?:like|reply|share|report)\s?[•·|]\s?){1,4}"
    r"(?P<last>\d{1,6}))",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"level (?P<level>\d{1,2})$", re.IGNORECASE)
_TOOLS = re.compile(
    r"(?:\d{1,2}[.)] )?(?:view (?:previous|more|all|\d+)?(?: more)? ?(?:replies|comments?|reply)"
    r"[.…]{0,3}|"
    r"(?:hide|show|load)(?: \d+)?(?: more)? (?:replies|comments|reply)|"
    r"(?:(?:like|reply|report|share|save|quote|edit|delete|award|upvote|downvote|permalink|"
    r"give award|follow|tip)\s?[•·|,]?\s*){1,8}|\d{1,4} repl(?:y|ies)|"
    r"(?:reply|like|share|report|vote)\s?[•·|]?\s?(?:\d{1,5})?|•|·|↑|↓|avatar|op)",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"(\d{1,5}|one|two|three|four|five) others?", re.IGNORECASE)
_REPLY_TO = re.compile(rf"(?:in )?repl(?:y|ied|ying) to @?(?P<name>{_NAME})[:.]?$", re.IGNORECASE)
_TIME = re.compile(
    rf"[·•|,–—-]?\s?\(?{_WHEN}\)?(?:\s?(?:[·•|,–—-]|edited|\(edited\)).{{0,20}})?", re.IGNORECASE
)
_POINTS = re.compile(r"\s+(-?\d{1,6}) points?$", re.IGNORECASE)
_TRAILING = re.compile(
    r"(?:\s*[•·|,]?\s*\b(?:reply|share|report|permalink|save|quote))+\W*$", re.IGNORECASE
)
_LIKED_BEHIND = re.compile(r"\s\((\d{1,6}) (?:likes?|upvotes?|points?|votes?)\)$", re.IGNORECASE)
_BARE_COUNT = re.compile(r"\d{1,6}")
_FEW = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(slots=True, kw_only=True)
class _Entry:
    """A comment while its lines are being read."""

    name: str
    column: int
    start: int
    to: str | None = None
    words: tuple[int, int] | None = None
    likes: int = 0
    level: int | None = None
    nested: bool = False


def find(text: str, held: Sequence[Line]) -> Thread:
    """The thread at the end of a text, if there is one.

    It begins at a line that announces comments and is followed by somebody's, or, without one,
    where the first of two comments or more of one form stands in the text's second half.
    """
    opening = [at for at, line in enumerate(held) if _opens(line.text)]
    for at in opening[:_TRIES]:
        entries = _entries(held[at + 1 :], loosely=True)
        if entries or at + 1 == len(held):
            return Thread(start=held[at].start, comments=_finished(text, entries))
    forms = [_form(line.text) for line in held]
    later = [
        at
        for at, form in enumerate(forms)
        if form and held[at].start * 3 >= len(text) and form in forms[at + 1 :]
    ]
    for at in later[:_TRIES]:
        entries = _entries(held[at:], loosely=False)
        if len(entries) >= 2:
            above = at and _LEVEL.fullmatch(held[at - 1].text)
            start = held[at - 1].start if above else held[at].start
            return Thread(start=start, comments=_finished(text, entries))
    return Thread(start=len(text))


def _opens(line: str) -> bool:
    return len(line) <= 140 and _OPENS.fullmatch(line.strip("#*_= -")) is not None


def _form(line: str) -> int:
    """Which of the forms in which a comment begins beyond doubt; 0 for none."""
    if len(line) > 160:
        return 0
    for number, pattern in enumerate((_SAYS, _DATED, _HANDLE), 1):
        if (match := pattern.match(line)) and _is_name(match["name"]):
            return number
    return 0


_NOT_NAMES_SAID = """the it this that he she they i we who everyone someone as and but aired
    released posted
    published written updated premiered edit note ps by episode review episodes genre studio
    director on date tip warning"""
_NOT_NAMES = frozenset(_NOT_NAMES_SAID.split())


def _is_name(name: str) -> bool:
    words = name.split()
    return (
        bool(words)
        and words[0].lower() not in _NOT_NAMES
        and name[-1] not in ".,;!?"
        and outline.meaning(name) is None
    )


def _entries(held: Sequence[Line], *, loosely: bool) -> list[_Entry]:
    """Comments in order. `loosely`: a thread was announced, so that weaker forms count too."""
    entries: list[_Entry] = []
    level: int | None = None
    nested = False
    column = 0
    for at, line in enumerate(held):
        said = line.text
        if len(said) <= 400:
            if match := _LEVEL.fullmatch(said):
                level = int(match["level"])
                continue
            if entries and (_TIME.fullmatch(said) or _opens(said)):
                continue
            if _TOOLS.fullmatch(said):
                if "previous" in said.lower():
                    nested, column = True, line.indent
                continue
            if entries and (likes := _likes(said)) is not None:
                entries[-1].likes += likes
                continue
            if entries and entries[-1].words and _BARE_COUNT.fullmatch(said):
                entries[-1].likes += int(said)
                continue
            if entries and entries[-1].words is None and (reply := _REPLY_TO.fullmatch(said)):
                entries[-1].to = reply["name"]
                continue
            if entry := _begun(line, held[at + 1 : at + 2], loosely=loosely):
                entry.level, level = level, None
                entry.nested = nested and line.indent >= column and bool(entries)
                if not entry.nested:
                    nested = False
                if len(entries) == MOST_COMMENTS:
                    break
                entries.append(entry)
                continue
        if entries:
            first = entries[-1].words[0] if entries[-1].words else line.start
            entries[-1].words = (first, line.end)
    return [entry for entry in entries if entry.words]


def _begun(line: Line, following: Sequence[Line], *, loosely: bool) -> _Entry | None:
    said = line.text
    entry = _Entry(name="", column=line.indent, start=line.start)
    if (match := _SAYS.match(said)) and _is_name(match["name"]):
        entry.name, entry.to = match["name"], match["to"]
        _begin_words(entry, line, match)
        return entry
    if (match := _DATED.match(said)) and _is_name(match["name"]):
        entry.name = match["name"].rstrip(" —–-•·|,")
        if points := _POINTS.search(entry.name):
            entry.name, entry.likes = entry.name[: points.start()], max(int(points[1]), 0)
        if match["to"]:
            entry.to = re.sub(r"^\W*(?:replied to|in reply to)?\W*", "", match["to"].strip())
        if match["points"]:
            entry.likes = max(int(match["points"].split()[0]), 0)
        elif match["rest"]:
            _begin_words(entry, line, match)
        elif (likes := _likes(match["after"].strip(" •·|,()-"))) is not None:
            entry.likes = likes
        return entry
    if match := _HANDLE.match(said):
        entry.name = match["name"]
        if match["rest"]:
            _begin_words(entry, line, match)
        return entry
    if not loosely:
        return None
    if (match := _NUMBERED.fullmatch(said)) and _is_name(match["name"]) and following:
        entry.name = match["name"]
        return entry
    if (match := _COLON.match(said)) and _is_name(match["name"]):
        entry.name = match["name"]
        _begin_words(entry, line, match)
        return entry
    if _alone(line, following):
        entry.name = said.strip("*_ @")
        return entry
    return None


def _alone(line: Line, following: Sequence[Line]) -> bool:
    """Whether a line holds nothing but a name: a word or two after a gap, then the words."""
    said = line.text.strip("*_ @")
    return (
        line.after_gap
        and 0 < len(said) <= 24
        and len(said.split()) <= 2
        and said[-1] not in ".,!?:;…"
        and _is_name(said)
        and bool(following)
        and not following[0].after_gap
        and len(following[0].text) > len(said)
    )


def _begin_words(entry: _Entry, line: Line, match: re.Match[str]) -> None:
    if match["rest"].strip():
        entry.words = (line.start + match.start("rest"), line.end)


def _likes(said: str) -> int | None:
    """How many like a comment, where a line says just that."""
    if match := _LIKES.fullmatch(_TRAILING.sub("", said)):
        return int(match["before"] or match["count"] or match["after"] or match["last"])
    match = _LIKED_BY.fullmatch(said)
    if not match or len(match["who"]) > 160:
        return None
    who = match["who"]
    likes = 0
    if others := _OTHERS.search(who):
        likes += int(_FEW.get(others[1].lower()) or others[1])
        who = who[: others.start()]
    if people := re.match(r"(\d{1,5}) (?:people|members?|users?|persons?)$", who):
        return int(people[1]) + likes
    return likes + sum(bool(name.strip()) for name in re.split(r",|\band\b|&", who))


def _finished(text: str, entries: Sequence[_Entry]) -> list[Comment]:
    found: list[Comment] = []
    above: list[int] = []
    for number, entry in enumerate(entries):
        while above and not _under(entries[above[-1]], entry):
            above.pop()
        parent = above[-1] if above else None
        if entry.to is not None:
            wanted = entry.to.strip(" @").casefold()
            named = [n for n in range(number) if entries[n].name.casefold() == wanted]
            parent = named[-1] if named else parent
        words = entry.words or (entry.start, entry.start)
        said = quote(text, *words)
        likes = entry.likes
        if liked := _LIKED_BEHIND.search(said.text, max(len(said.text) - 40, 0)):
            likes += int(liked[1])
            said = quote(text, said.start, said.start + liked.start())
        said = replace(said, spoiler=spoilers.reveals(said.text))
        if parent is None and (answered := re.match(r"@([\w.-]{2,32})", said.text)):
            named = [
                n for n in range(number) if entries[n].name.casefold() == answered[1].casefold()
            ]
            parent = named[-1] if named else None
        found.append(Comment(author=entry.name, parent=parent, likes=likes, words=said))
        above.append(number)
    return found


def _under(one: _Entry, other: _Entry) -> bool:
    """Whether `other` answers `one`: it stands deeper."""
    if one.level is not None or other.level is not None:
        return (other.level or 1) > (one.level or 1)
    if other.nested and not one.nested:
        return True
    return other.column > one.column
