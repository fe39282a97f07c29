"""Reviews as a Markdown file: what members take along, and what a deletion gives back."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bot.errors import N_
from bot.reviews.history import Record
from bot.reviews.models import ASPECTS, NO_SHOW, Draft, Passage, Track, Writing, marked
from bot.reviews.reports import TooLongForOneFile
from bot.reviews.scores import Score, spoken
from bot.text import Text, dates
from bot.text.plain import clean

NAME = "reviews.md"
LONGEST = 8_000_000
"""Bytes; Discord takes files of ten million."""
IN_FULL = 20
"""Former versions of a review whose texts are given back. Of those before, the scores are."""

_TRACKS = {Track.SUB: N_("sub"), Track.DUB: N_("dub")}
# What stands for a pair of bars meanwhile. Private characters, which `clean` takes out.
_OPEN, _SHUT = "\ue000", "\ue001"
# Underscores within a word mean nothing in Markdown, and addresses are full of them.
_MARKS = re.compile(r"[\\`*~|\[\]<]|&(?=[#\w])|(?<![^\W_])_|_(?![^\W_])|(?<=\s)#(?=#*$)")
_LINE_STARTS = re.compile(r"(?:[#>+=-]|[0-9]{1,9}(?=[.)]))")


def document(
    name: str, items: Sequence[Draft | Record], now: datetime, t: Text, *, in_full: bool = False
) -> bytes:
    """A member's drafts and reviews as CommonMark in UTF-8. What stands between ``||bars||`` keeps
    them. Of former versions there are the scores, `in_full` their texts as well. Raises
    `TooLongForOneFile`.
    """
    lines = [
        f"# {t('Reviews by {who}', who=line(name))}",
        t("As of {day}.", day=_day(now, t)),
    ]
    for item in items:
        lines += _draft(item, t) if isinstance(item, Draft) else _record(item, t, in_full=in_full)
    found = ("\n\n".join(lines) + "\n").encode()
    if len(found) > LONGEST:
        raise TooLongForOneFile
    return found


def line(text: str) -> str:
    """Foreign text on one line."""
    return " ".join(block(text).split())


def block(text: str) -> str:
    """Foreign text as Markdown that reads as it was written, its line breaks kept."""
    found = marked(clean(text), _OPEN, _SHUT)
    paragraphs = re.split(r"\n[ \n]*\n", found.strip())
    escaped = (
        "  \n".join(_escaped(each.strip()) for each in paragraph.split("\n"))
        for paragraph in paragraphs
    )
    return "\n\n".join(escaped).replace(_OPEN, "||").replace(_SHUT, "||")


def _escaped(text: str) -> str:
    text = _MARKS.sub(r"\\\g<0>", text)
    if found := _LINE_STARTS.match(text):
        at = found.end() if text[0].isdigit() else 0
        return f"{text[:at]}\\{text[at:]}"
    return text


def _draft(draft: Draft, t: Text) -> Iterator[str]:
    unnamed = draft.show.id == NO_SHOW
    yield f"## {t('Digest') if unnamed else line(t.title(draft.show.title))}"
    yield f"*{t('Draft, saved on {day}.', day=_day(draft.saved_at, t))}*"
    yield from _written(draft.writing, t, level=3)
    for part, text in draft.removed.items():
        label = t(part.label)
        yield f"### {t('Taken out of the draft: {part}', part=label)}"
        yield block(text)


def _record(record: Record, t: Text, *, in_full: bool) -> Iterator[str]:
    review = record.review
    yield f"## {line(t.title(review.show.title))}"
    yield f"*{t('Posted on {day}.', day=_day(review.posted_at, t))}*"
    if review.helpful:
        yield t.n("{n} member found it helpful.", "{n} members found it helpful.", review.helpful)
    yield from _written(review.writing, t, level=3)
    texts, scores = record.former[:IN_FULL], record.former[IN_FULL:]
    if not in_full:
        texts, scores = [], record.former
    for version in texts:
        yield f"### {t('As it was posted on {day}', day=_day(version.posted_at, t))}"
        yield from _written(version.writing, t, level=4)
    if scores:
        yield f"### {t('Former versions')}"
        yield "\n".join(
            f"- {_day(version.posted_at, t)}: {_overall(version.writing.score, t)}"
            for version in scores
        )


def _written(writing: Writing, t: Text, *, level: int) -> Iterator[str]:
    if writing.score:
        yield f"**{_overall(writing.score, t)}**"
    if writing.verdict:
        yield f"> {line(writing.verdict)}"
    aspects = [
        f"- {t(part.label)}: {' · '.join(said)}"
        for part in ASPECTS
        if (said := _said(writing[part], t))
    ]
    if aspects:
        yield "\n".join(aspects)
    for part, text in writing.texts.items():
        yield f"{'#' * level} {t(part.label)}"
        yield block(text)


def _said(passage: Passage, t: Text) -> list[str]:
    said = [_overall(passage.score, t)] if passage.score else []
    said += [t(_TRACKS[passage.track])] if passage.track else []
    return [*said, *([line(passage.language)] if passage.language else [])]


def _overall(score: Score | None, t: Text) -> str:
    return t("{score} of 10", score=spoken(score)) if score else t("no score")


def _day(at: datetime, t: Text) -> str:
    at = at.astimezone(UTC)
    return dates.spoken(t, at.year, at.month, at.day)
