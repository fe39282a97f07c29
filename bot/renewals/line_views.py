"""How the lines look that come along with evidence. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import discord

from bot.errors import N_
from bot.renewals.lines import Kind, Line, Told
from bot.renewals.models import POSITIVE, Evidence, Standing
from bot.text import Text
from bot.text.dates import spoken
from bot.text.quoting import unlinked
from bot.ui import theme
from bot.ui.answer import row
from bot.ui.components import Pattern

OPEN = Pattern("renewal-line", {"question": int})

_CLIPS = (150, 100, 60)
"""How long a sentence may be among others; the first with which all of them have room."""
_CLIP = 120
_NAME = 60
_MOST_SHOWN = {Kind.REASON: 5, Kind.SPIN_OFF: 3}

NAMES = {
    Kind.STATUS: N_("Status"),
    Kind.DATE: N_("Date"),
    Kind.AS_OF: N_("As of"),
    Kind.RUN: N_("Planned run"),
    Kind.SEASON: N_("Earlier seasons"),
    Kind.QUOTE: N_("Who says what"),
    Kind.REASON: N_("Why"),
    Kind.SPIN_OFF: N_("Not ruled out"),
}
_ORDER = (Kind.DATE, Kind.RUN, Kind.REASON, Kind.SPIN_OFF, Kind.SEASON, Kind.QUOTE, Kind.AS_OF,
          Kind.STATUS)  # fmt: skip
_BESIDE = _ORDER[:6]
_INFERRED = {
    "text": N_("year inferred from the text"),
    "published": N_("year inferred from the day of the message"),
    "catalogue": N_("year inferred from the catalogue"),
}


def told(line: Line, t: Text, limit: int = _CLIP) -> str:
    """What the line tells, in one line: a fact in the reader's words, else the text's own."""
    match line.kind:
        case Kind.RUN:
            return _run(line, t)
        case Kind.SEASON:
            facts = ", ".join(filter(None, (_day(line, t), _episodes(line, t))))
            name = t("Season {season}", season=line.season or "?")
            return f"{name}: {facts}" if facts else name
        case Kind.DATE | Kind.AS_OF:
            return _day(line, t)
        case Kind.QUOTE:
            return f"“{unlinked(line.words, limit)}”"
        case Kind.REASON | Kind.SPIN_OFF if line.words:
            begins = "" if line.words_start == line.start else "… "
            goes_on = "" if line.sentence.endswith(line.words) else " …"
            return f"“{begins}{unlinked(line.words, limit)}{goes_on}”"
    return f"“{unlinked(line.sentence, limit)}”"


def _run(line: Line, t: Text) -> str:
    seasons = t.n("{n} season", "{n} seasons", line.season) if line.season else ""
    counts = ", ".join(filter(None, (seasons, _episodes(line, t))))
    return t("{counts} in all", counts=counts) if counts else t("not stated")


def _episodes(line: Line, t: Text) -> str:
    return t.n("{n} episode", "{n} episodes", line.episodes) if line.episodes else ""


def _day(line: Line, t: Text) -> str:
    if line.date is None:
        words = unlinked(line.words, _NAME)
        return t("“{words}”, year not stated", words=words) if words else ""
    day = spoken(t, line.date.year, line.date.month, line.date.day)
    return f"{day} ({t(_INFERRED[line.inferred])})" if line.inferred in _INFERRED else day


def who(line: Line, t: Text) -> str:
    """Who says it and to whom; empty where nobody is named."""
    speaker = ", ".join(unlinked(part, _NAME) for part in (line.speaker, line.role) if part)
    outlet = unlinked(line.outlet, _NAME)
    if speaker and outlet:
        return t("{speaker}, to {outlet}", speaker=speaker, outlet=outlet)
    return speaker or outlet


def with_voice(line: Line, t: Text, limit: int = _CLIP) -> str:
    """What it tells, and who says so."""
    voice = who(line, t)
    if not voice:
        return told(line, t, limit)
    if line.kind is Kind.RUN:
        return t("{run}, says {who}", run=told(line, t), who=voice)
    return f"{told(line, t, limit)} ({voice})"


def _fitting(texts: Iterator[str] | Sequence[str], room: int) -> list[str]:
    """As many of the texts, from the first on, as have room together."""
    kept: list[str] = []
    for text in texts:
        room -= len(text) + 1
        if room < 0:
            break
        kept.append(text)
    return kept


# A proposal's, and those of a piece


def listed(lines: Sequence[Line], t: Text, *, room: int) -> list[str]:
    """Every line with its sentence, in groups, within `room` characters; then how many more."""
    shown = [line for line in lines if not line.left_out and line.kind in _BESIDE]
    shown.sort(key=lambda line: _ORDER.index(line.kind))
    room -= 80 + sum(len(t(NAMES[kind])) + 6 for kind in {line.kind for line in shown})
    entries: list[str] = []
    for clip in _CLIPS:
        entries = _fitting([_entry(line, t, clip) for line in shown], room)
        if len(entries) == len(shown):
            break
    pairs = zip((line.kind for line in shown), entries, strict=False)
    groups = [
        f"**{t(NAMES[kind])}**\n" + "\n".join(text for _, text in group)
        for kind, group in groupby(pairs, lambda each: each[0])
    ]
    if left := len(shown) - len(entries):
        groups.append(f"-# {t.n('and {n} more line', 'and {n} more lines', left)}")
    return groups


def _entry(line: Line, t: Text, clip: int) -> str:
    entry = f"- {with_voice(line, t, clip)}"
    if line.kind in (Kind.REASON, Kind.SPIN_OFF, Kind.QUOTE):
        return entry
    return f"{entry}\n-# “{unlinked(line.sentence, clip)}”"


def beside(came: Told, t: Text) -> str:
    """What came along with a piece, in small print: counts, and whose message it was."""
    counts = [
        f"{t(NAMES[kind])} ({len(lines)})"
        for kind in _BESIDE
        if (lines := [line for line in came.lines if line.kind is kind])
    ]
    parts = [t("With it: {parts}", parts=", ".join(counts))] if counts else []
    if came.author:
        parts.append(t("From a message by {who}", who=f"<@{came.author}>"))
    if came.corrects:
        parts.append(t("Takes the place of evidence {number}", number=came.corrects))
    return "\n".join(parts)


# The status card


def sections(standing: Standing, t: Text, *, room: int) -> list[str]:
    """What the approved pieces say beside the status, within `room` characters."""
    return _fitting(_sections(standing, t), room)


def _sections(standing: Standing, t: Text) -> Iterator[str]:
    if disputed := _contradiction(standing, t):
        yield disputed
    lines = standing.lines
    if standing.decision.status in POSITIVE:
        yield from _facts(Kind.DATE, lines, t)
    yield from _facts(Kind.RUN, lines, t)
    for kind, most in _MOST_SHOWN.items():
        said = {" ".join(line.sentence.split()): line for line in reversed(_of(kind, lines))}
        texts = [f"- {with_voice(line, t)}" for line in reversed(said.values())]
        if texts:
            more = len(texts) - most
            tail = [f"-# {t.n('and {n} more', 'and {n} more', more)}"] if more > 0 else []
            yield "\n".join([f"**{t(NAMES[kind])}**", *texts[:most], *tail])
    yield from _other_seasons(standing, t)


def _of(kind: Kind, lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.kind is kind and not line.left_out]


def _facts(kind: Kind, lines: Sequence[Line], t: Text) -> Iterator[str]:
    """The strongest piece's, and the first that says otherwise."""
    found = _of(kind, lines)
    for number, line in enumerate(found[:1] + [o for o in found[1:] if _differs(o, found[0])][:1]):
        said = with_voice(line, t)
        if number:
            yield t("⚖️ Evidence {number} says otherwise: {said}", number=line.evidence, said=said)
        else:
            yield f"**{t(NAMES[kind])}**: {said}"


def _differs(one: Line, other: Line) -> bool:
    """Whether both can't hold: of what both state, something is another."""
    pairs = ((one.season, other.season), (one.episodes, other.episodes))
    days = one.day and other.day and not _within(one.day, other.day)
    return bool(days) or any(a and b and a != b for a, b in pairs)


def _within(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _other_seasons(standing: Standing, t: Text) -> Iterator[str]:
    """What the pieces say of seasons that the catalogue lacks, or has otherwise."""
    known = {fact.number: fact for fact in standing.subject.facts if fact.out}
    seen: set[int | None] = set()
    for line in _of(Kind.SEASON, standing.lines):
        if line.season in seen:
            continue
        seen.add(line.season)
        fact = known.get(line.season or 0)
        day = str(fact.first_aired) if fact and fact.first_aired else ""
        otherwise = fact and (
            (line.day and day and not _within(line.day, day))
            or (line.episodes and fact.episodes and line.episodes != fact.episodes)
        )
        if otherwise:
            facts = told(line, t)
            yield t("⚖️ Evidence {number} says otherwise: {said}", number=line.evidence, said=facts)
        elif fact is None:
            yield t("{said}, says evidence {number}", said=told(line, t), number=line.evidence)


def _contradiction(standing: Standing, t: Text) -> str:
    """That approved claims contradict one another, and which rule settles it."""
    decision = standing.decision
    if not (decision.speaks_for and decision.speaks_against and decision.evidence):
        return ""
    head = decision.evidence
    ways = (decision.speaks_for[0], decision.speaks_against[0])
    other = ways[1] if ways[0].id == head.id else ways[0]
    return (
        f"⚖️ **{t('The sources contradict one another.')}**\n"
        f"{t('Evidence {number} decides: {why}', number=head.id, why=_why(head, other, t))}"
    )


def _why(head: Evidence, other: Evidence, t: Text) -> str:
    if head.claim.tier is not other.claim.tier:
        return t("its source is nearer to the makers.")
    if head.claim.said_on.first_day != other.claim.said_on.first_day:
        return t("of equal sources, it is the newer one.")
    return t("of one day, the more exact date goes first, then the later approval.")


def picker(standing: Standing, t: Text) -> list[discord.ui.ActionRow[Any]]:
    """The select that opens the sentence behind a line; none where there are no lines."""
    lines = sorted(
        (line for line in standing.lines if not line.left_out),
        key=lambda line: _ORDER.index(line.kind),
    )
    options = [
        discord.SelectOption(
            label=label(line, t),
            value=f"{line.evidence}.{line.number}",
            description=sentence(line),
        )
        for line in lines[:25]
    ]
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=OPEN.pack(question=standing.question.id),
        placeholder=t("Open the sentence behind a line…"),
        options=options,
    )
    return [row(select)] if options else []


def label(line: Line, t: Text) -> str:
    """The line in a select, whose description has the sentence."""
    if line.kind in (Kind.QUOTE, Kind.REASON, Kind.SPIN_OFF):
        said = line.speaker
    else:
        said = told(line, t) if line.kind is not Kind.STATUS else ""
    name = t(NAMES[line.kind])
    return theme.shorten(f"{name}: {_on_a_line(said)}" if said else name, 100)


def sentence(line: Line) -> str | None:
    """The sentence under the line's label; None where nothing of it can be shown."""
    own = line.words if line.kind in (Kind.QUOTE, Kind.REASON, Kind.SPIN_OFF) else ""
    return theme.shorten(_on_a_line(own or line.sentence), 100) or None


def _on_a_line(text: str) -> str:
    return " ".join(theme.clean(text).split())


def opened(line: Line, t: Text) -> str:
    """A line with the whole sentence that it rests on, and where in the text that stands."""
    parts = [f"**{t(NAMES[line.kind])}**"]
    if line.kind not in (Kind.REASON, Kind.SPIN_OFF, Kind.STATUS):
        parts.append(told(line, t, 1200))
    if voice := who(line, t):
        parts.append(voice)
    place = t(
        "Characters {start} to {end} of the text that was read",
        start=f"{line.start:,}",
        end=f"{line.end:,}",
    )
    return "\n".join([*parts, f"> {unlinked(line.sentence, 1500)}", f"-# {place}"])
