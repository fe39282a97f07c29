"""A review's headings and what stands under each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.reviews import marks
from bot.reviews.aspects import Aspect
from bot.reviews.marks import Mark
from bot.reviews.sentences import Line


class Kind(StrEnum):
    """What a section is for, where it isn't an aspect's."""

    ASPECT = "aspect"
    PLOT = "plot"
    """A retelling or an introduction."""
    ENJOYMENT = "enjoyment"
    PROS = "pros"
    CONS = "cons"
    CLOSING = "closing"
    RECOMMENDATIONS = "recommendations"
    WATCHING = "watching"
    SPOILERS = "spoilers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it: the heading is ``[start, body)``, the rest
    ``[body, end)``. `mark` stands in the heading; `label` is the heading's own words.
    """

    kind: Kind
    aspects: Sequence[Aspect] = ()
    label: str
    start: int
    body: int
    end: int
    mark: Mark | None = None


_ASPECTS = {
    Aspect.STORY: """story|plot|storyline|story ?line|narrative|writing|pacing|script|storytelling|
        world ?building|story writing|the plot|the story|plot development|mystery""",
    Aspect.CHARACTERS: """character|characters|cast|character development|the characters|
        the cast|main characters|protagonist|protagonists|characterization|chars?""",
    Aspect.VISUALS: """art|visual|visuals|artwork|art ?style|design|designs|graphics|
        character designs?|cinematography|the art|the visuals|arts|aesthetics?|drawing|artstyle|
        art direction|look""",
    Aspect.ANIMATION: "animation|animations|the animation|cgi|animation quality|fights|action",
    Aspect.SOUND: """sound|sounds|music|soundtrack|ost|audio|opening|openings|op|op/ed|ops|ed|eds|
        ending theme|sound design|bgm|songs|the music|the sound|the soundtrack|sound ?track|
        sound effects|background music|sfx|opening theme|soundtracks|openings? and endings?""",
    Aspect.VOICE: """voice|voices|voice acting|voice actors|dub|english dub|the dub|sub|acting|
        seiyuu|voice cast|performances|va|vas|voice work|english voice acting|dubbing""",
    Aspect.OVERALL: """overall|total|score|rating|grade|final score|final rating|final verdict|
        overall rating|overall score|my rating|my score|verdict|final grade|overall verdict|
        overall grade|final|total score|rate|overall opinion|overall thoughts""",
}
_NATIVE = {
    Aspect.STORY: "ストーリー|物語|脚本|シナリオ|剧情|劇情|스토리",
    Aspect.CHARACTERS: "キャラクター|キャラ|登場人物|人物|角色|캐릭터",
    Aspect.VISUALS: "作画|映像|画面|美術|美术|작화",
    Aspect.SOUND: "音楽|音乐|音樂|楽曲|음악",
    Aspect.VOICE: "声優|声优|聲優|성우",
    Aspect.OVERALL: """総合評価|総合|評価|総評|点数|採点|得点|スコア|総合点|评分|評分|总评|总分|
        评价|평점|점수|총점|총평""",
}
"""Beside them scores stand in reviews of other scripts."""
_KINDS = {
    Kind.CLOSING: """conclusion|final thoughts|closing thoughts|in conclusion|to conclude|
        summary|tl;?dr|to sum up|bottom line|in summary|recommendation|my thoughts|
        thoughts|final words|wrap ?up|final comments?|closing|last words|veridict|overview|
        closing comments|my verdict|the verdict|my opinion|opinion|impressions|final impressions|
        in short|should you watch it\\??|is it worth watching\\??|is it worth it\\??|
        would i recommend it\\??|final recommendation|worth watching\\??""",
    Kind.PLOT: """introduction|intro|synopsis|premise|background|plot summary|story summary|setup|
        what is it about\\??|what's it about\\??|the premise|setting|the setup|
        series in a sentence|plot synopsis|plot overview|about|description|story synopsis|
        the synopsis|about the show|about the anime|quick synopsis|short synopsis""",
    Kind.ENJOYMENT: "enjoyment|enjoyability|personal enjoyment|entertainment|fun|rewatchability|"
    "rewatch value|re-?watch value|re-?watchability|value|replay value",
    Kind.PROS: """pros?|pluses|good points|the good|good|what i liked|likes|strengths|positives?|
        what works|what worked|what i loved|the positives|things i liked|best parts?|
        the good things|good things|highlights|upsides|strong points|the best|the pros|
        what it does well|i liked|what's good|good stuff""",
    Kind.CONS: """cons?|minuses|bad points|the bad|bad|what i didn[’']t like|dislikes|weaknesses|
        negatives?|what doesn[’']t work|what didn[’']t work|the negatives|things i didn[’']t like|
        flaws|the ugly|worst parts?|the bad things|bad things|downsides|weak points|what i disliked|
        what i hated|lowlights|the worst|the cons|i didn[’']t like|drawbacks|complaints|issues|
        problems|shortcomings|gripes|the bad and the ugly|what's bad|bad stuff""",
    Kind.RECOMMENDATIONS: """recommendations|similar anime|similar shows|similar series|
        if you liked this|if you like this|you (?:may|might) also like|also try|
        recommended anime|recommended shows|further viewing|what to watch next|watch next|
        similar titles|more like this|anime like this|related anime|see also|
        if you enjoyed this|other recommendations|my recommendations|shows like this|
        also recommended|further recommendations|watch this if you liked|
        if you (?:like|liked|love|loved|enjoy|enjoyed) [^,]{2,30}(?:, (?:watch|try|see).{0,16})?""",
    Kind.WATCHING: """where to watch(?: it)?|availability|where can i watch it\\??|streaming|
        watch it on|available on|how to watch|where to stream|where to find it""",
    Kind.SPOILERS: """spoilers?|spoiler section|spoiler territory|spoiler zone|
        spoilers? (?:ahead|below|warning|alert|incoming|from here)|spoiler thoughts|
        spoiler warning|spoiler alert|spoiler talk|major spoilers|ending explained|
        the ending \\(spoilers\\)""",
}
_FLAT = re.compile(r"\s*\n\s*")


def _labels(words: str) -> str:
    return _FLAT.sub("", words)


_LABEL: dict[Aspect | Kind, re.Pattern[str]] = {
    **{
        aspect: re.compile(_labels("|".join(filter(None, (words, _NATIVE.get(aspect))))))
        for aspect, words in _ASPECTS.items()
    },
    **{kind: re.compile(_labels(words)) for kind, words in _KINDS.items()},
}
_JOINED = re.compile(r"\s*(?:/|&amp;|&|\+|,|\band\b)\s*")
_DECOR = "#*_=~>|`-–—•·+:.()[]{}<>!▪♦★☆✦◆■□●○→»«“”\"' \t"
_LEAD = re.compile(r"[#*_=~>|`\-–—•·+\s\[\](){}▪♦★☆✦◆■□●○→»«“”\"']*(?:\d{1,2}[.)]\s*)?[*_]*")
_FILLERS = re.compile(
    r"^(?:the|my|our|its|overall|general)\s+(?=\w)|"
    r"\s+(?:rating|score|grade|section|review|quality|wise)$"
)
_WORDS_IN_LABEL = 6
_LONGEST_LABEL = 48
_BETWEEN = " \t:：-–—*_(|~=[.,>{…"
_VERSION = re.compile(r"\((?:dub|sub|english|japanese)\w{0,8}\)", re.IGNORECASE)
MOST_SECTIONS = 400


@lru_cache(maxsize=1024)
def meaning(label: str) -> tuple[Kind, Sequence[Aspect]] | None:
    """What a heading's words announce: ``Art & Sound`` two aspects, ``Pros`` none, else None."""
    said = " ".join(label.strip(_DECOR).lower().split())
    if not said or len(said) > _LONGEST_LABEL:
        return None
    for kind in _KINDS:
        if _LABEL[kind].fullmatch(said):
            return kind, ()
    if aspect := _aspect(said):
        return _of([aspect])
    parts = [_aspect(part) for part in _JOINED.split(said) if part]
    if parts and all(parts):
        return _of([part for part in parts if part])
    return None


def _of(aspects: Sequence[Aspect]) -> tuple[Kind, Sequence[Aspect]]:
    each = tuple(dict.fromkeys(aspects))
    return (Kind.CLOSING if each == (Aspect.OVERALL,) else Kind.ASPECT), each


def _aspect(said: str) -> Aspect | None:
    for words in (said, _FILLERS.sub("", said)):
        for aspect in Aspect:
            if _LABEL[aspect].fullmatch(words):
                return aspect
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heading:
    kind: Kind
    aspects: Sequence[Aspect]
    label: str
    start: int
    body: int
    mark: Mark | None = None


def outline(text: str, held: Sequence[Line], end: int) -> list[Section]:
    """The sections of a text in order; what stands before the first heading is in none."""
    headings: list[_Heading] = []
    for line in held:
        if len(headings) >= MOST_SECTIONS:
            break
        listing = bool(headings) and headings[-1].kind in (Kind.PROS, Kind.CONS)
        if (heading := _at_start(text, line)) and not (listing and _is_item(line, heading)):
            headings.append(heading)
        headings += _inside(text, line, after=headings[-1].body if headings else line.start)
    headings.sort(key=lambda each: each.start)
    stops = [*(each.start for each in headings[1:]), end]
    return [
        Section(
            kind=each.kind,
            aspects=each.aspects,
            label=each.label,
            start=each.start,
            body=min(each.body, stop),
            end=stop,
            mark=each.mark,
        )
        for each, stop in zip(headings, stops, strict=False)
    ]


_ITEM = re.compile(r"(?:[-+•·‣▪–—✓✔✅✗✘❌]️?|\*(?=\s))")


def _is_item(line: Line, heading: _Heading) -> bool:
    """Whether *- Music*, in a list for or against, is an item of it."""
    bare = heading.body >= line.end and not heading.mark and line.text[-1] not in ":："
    return heading.kind is Kind.ASPECT and bare and _ITEM.match(line.text) is not None


def _at_start(text: str, line: Line) -> _Heading | None:
    """A heading that a line begins with: ``## Story``, ``Art: 7/10``, ``Plot – it begins…``."""
    lead = _LEAD.match(line.text[:40])
    begin = line.start + (lead.end() if lead else 0)
    rest = text[begin : min(line.end, begin + 90)]
    for label, stop in _prefixes(rest):
        if not (meant := meaning(label)):
            continue
        kind, aspects = meant
        at = begin + stop
        mark = _mark_after(text, at, line.end)
        body = _past_mark(text, mark, line.end) if mark else at
        while body < line.end and text[body] in " \t:：*_-–—|)=]~":
            body += 1
        whole = body >= line.end
        if not whole and kind in _NEEDS_COLON and not _colon(text, at):
            continue
        return _Heading(
            kind=kind, aspects=aspects, label=label, start=line.start, body=body, mark=mark
        )
    return None


_NEEDS_COLON = frozenset(
    {Kind.SPOILERS, Kind.PROS, Kind.CONS, Kind.PLOT, Kind.WATCHING, Kind.RECOMMENDATIONS}
)


def _colon(text: str, at: int) -> bool:
    return any(char in ":：|-–—" for char in text[at : at + 4])


def _prefixes(rest: str) -> list[tuple[str, int]]:
    """What may be the label of a line, and where it ends: the shortest ends at a separator."""
    found: list[tuple[str, int]] = []
    words = 0
    for at, char in enumerate(rest[:_LONGEST_LABEL]):
        if char.isspace():
            words += 1
            if words > _WORDS_IN_LABEL:
                break
        if (char in ":：|*_=([~,." or char in "-–—") or (
            char.isspace() and rest[at + 1 : at + 2].isdigit()
        ):
            found.append((rest[:at], at))
    if len(rest) <= _LONGEST_LABEL:
        found.append((rest, len(rest)))
    return [(label, at) for label, at in found if label.strip() and _separates(rest, at)]


def _separates(rest: str, at: int) -> bool:
    if at >= len(rest) or rest[at] in ":：|*_=([~":
        return True
    if rest[at] in ",.":
        return rest[at:].lstrip(" .,…")[:1].isdigit()
    if rest[at].isspace():
        return True
    return not rest[at + 1 : at + 2].isalpha() or rest[at - 1 : at].isspace()


def _mark_after(text: str, at: int, end: int) -> Mark | None:
    """The score that follows a label with nothing but separators between."""
    stop = min(end, at + 24)
    for mark in marks.find(text, at, min(end, at + 60)):
        between = _VERSION.sub("", text[at : mark.start])
        if mark.start <= stop and not between.strip(_BETWEEN):
            if mark.sure or _is_score(text, mark, end):
                return mark
            return None
    return None


def _is_score(text: str, mark: Mark, end: int) -> bool:
    """Whether a bare number or letter right after a label is a score."""
    after = text[mark.end : min(mark.end + 12, end)]
    if mark.text[0].isalpha():
        return mark.text != "A" or not after[:1].isspace() or not after.strip()[:1].islower()
    following = after.lstrip(" \t")
    return not following or not following[0].isalpha() or following[0].isupper() or "%" in mark.text


def _past_mark(text: str, mark: Mark, end: int) -> int:
    at = mark.end
    while at < end and text[at] in " \t)]}:*_-–—.,|+":
        at += 1
    return at


_OF_OTHERS = re.compile(
    r"\b(?:mal|myanimelist|anilist|imdb|kitsu|anidb|ann|metacritic|tomatoes|letterboxd|critics?['’]?|"
    r"audience|users?['’]?|community|average|mean)\s$",
    re.IGNORECASE,
)
"""Before *Score*: it isn't the reviewer's."""


def _inside(text: str, line: Line, after: int) -> list[_Heading]:
    """Labels with scores that stand within a line: pasted text loses its line ends."""
    found: list[_Heading] = []
    at = max(after, line.start)
    if line.end - at < 8:
        return []
    for mark in marks.find(text, at, min(line.end, line.start + 20_000)):
        if not mark.sure and not mark.text[0].isdigit():
            continue
        before = text[max(at, mark.start - _LONGEST_LABEL) : mark.start]
        label = before.rstrip(_BETWEEN)
        separated = before[len(label) :].strip()
        if not (mark.sure or separated):
            continue
        if not (split := _trailing(label)):
            continue
        words, meant = split
        start = mark.start - len(before) + len(label) - len(words)
        if start > line.start and not _begins(text, start, words):
            continue
        if _OF_OTHERS.search(text[max(start - 20, line.start) : start]):
            continue
        if not mark.sure and not _is_score(text, mark, line.end):
            continue
        kind, aspects = meant
        found.append(
            _Heading(
                kind=kind,
                aspects=aspects,
                label=words,
                start=start,
                body=_past_mark(text, mark, line.end),
                mark=mark,
            )
        )
    return found


def _trailing(before: str) -> tuple[str, tuple[Kind, Sequence[Aspect]]] | None:
    """The longest label that a piece of text ends with."""
    words = list(re.finditer(r"[^\s/&,.;:()|\[\]。！？、，：]+", before))[-4:]
    for word in words:
        label = before[word.start() :]
        if meant := meaning(label):
            return label, meant
    return None


def _begins(text: str, at: int, label: str) -> bool:
    """Whether a label within a line begins something: it is written large, or follows a stop."""
    before = text[max(at - 3, 0) : at].rstrip(" \t*_~[(")
    return label[:1].isupper() or (bool(before) and before[-1] in ".!?,;:|)/。！？、，")
