"""A long review made short: facts, verdicts, strengths and weaknesses, all in its own words.

Pure. Nothing is guessed: what a review doesn't say is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.reviews import (
    comments,
    facts,
    outline,
    points,
    recommendations,
    sentences,
    spoilers,
    texts,
    titles,
    verdicts,
    watching,
)
from bot.reviews.aspects import Aspect, named
from bot.reviews.comments import Comment
from bot.reviews.facts import Disagreement, Fact, Field
from bot.reviews.marks import Mark
from bot.reviews.sentences import Quote, Sentence
from bot.reviews.sentiment import tone
from bot.reviews.titles import Find, Named
from bot.reviews.verdicts import Judgement, Reading
from bot.reviews.watching import Availability
from bot.shows.models import PartialDate
from bot.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a review comes to. Every `Quote` is ``text[start:end]`` of the text that was given.

    `mark` is the score of the whole show as stated. `sources` tells where each fact stands.
    `disagreements`: header against catalogue. `hidden`: sentences that give the story away;
    none of them is among the others.
    """

    show: Named | None
    reviewer: str | None
    mark: Mark | None
    facts: Mapping[Field, Fact]
    sources: Mapping[Field, Quote]
    judgements: Mapping[Aspect, Judgement]
    strengths: Sequence[Quote]
    weaknesses: Sequence[Quote]
    availability: Availability
    recommendations: Sequence[Named]
    comments: Sequence[Comment]
    disagreements: Sequence[Disagreement]
    hidden: Sequence[Quote]


def digest(text: str, find: Find | None = None) -> Digest:
    """Read a review. `find` gives the show that a title means beyond doubt, or None.

    Raises `ReviewTooLong` over `texts.LIMIT` characters, `NotText` and `NothingWritten`. At most
    `sentences.MOST_LINES` lines and `MOST_SENTENCES` sentences are read.
    """
    texts.checked(text)
    try:
        return _read(text, find)
    finally:
        # Nothing of what somebody wrote stays behind.
        tone.cache_clear()
        named.cache_clear()


def _read(text: str, find: Find | None) -> Digest:
    every = sentences.lines(text)
    thread = comments.find(text, every)
    lines = [line for line in every if line.start < thread.start]
    header = facts.header(text, lines)
    spans = _spans(header.spans)
    told = [line for line in lines if line.start not in spans]
    sections = outline.outline(text, told, thread.start)
    held = _sentences(text, told, sections)
    recommended, beside = recommendations.recommended(held, sections, told)
    show = titles.subject(
        text[: thread.start], stated=header.title, lines=told, sentences=held, find=find
    )
    hidden = spoilers.spoiling(text, held, sections)
    watch = _of(sections, outline.Kind.WATCHING)
    read = [
        sentence
        for sentence in held
        if not any(start <= sentence.start < end for start, end in (*beside, *watch))
        and not watching.is_about(sentence.text)
    ]
    reading = Reading(text=text, sentences=read, sections=sections, hidden=hidden)
    judgements = verdicts.judge(reading)
    overall = judgements.get(Aspect.OVERALL)
    stated = dict(header.facts)
    sources = dict(header.quotes)
    for field, (fact, quote) in facts.told([each.quote for each in held[:60]], stated).items():
        stated[field], sources[field] = fact, quote
    meant = [recommendations.matched(each, find, show) for each in recommended]
    strengths = points.strengths(reading, told)
    return Digest(
        show=show,
        reviewer=header.reviewer,
        mark=overall.mark if overall else None,
        facts={field: stated[field] for field in facts.FACTS if field in stated},
        sources=sources,
        judgements=judgements,
        strengths=strengths,
        weaknesses=[
            weak
            for weak in points.weaknesses(reading, told)
            if not any(weak.start < good.end and good.start < weak.end for good in strengths)
        ],
        availability=watching.availability(
            [each for each in held if not any(a <= each.start < b for a, b in beside)]
        ),
        recommendations=list({each.title: each for each in meant if each}.values()),
        comments=thread.comments,
        disagreements=facts.disagreements(stated, show.show) if show and show.show else [],
        hidden=[each.quote for each in held if each in hidden],
    )


def _spans(held: Sequence[tuple[int, int]]) -> set[int]:
    return {start for start, _ in held}


def _of(sections: Sequence[outline.Section], kind: outline.Kind) -> list[tuple[int, int]]:
    return [(each.start, each.end) for each in sections if each.kind is kind]


def _sentences(
    text: str, lines: Sequence[sentences.Line], sections: Sequence[outline.Section]
) -> list[Sentence]:
    """The review's sentences, cut at headings, which are none themselves."""
    pieces: list[tuple[int, int]] = []
    heads = [(each.start, each.body) for each in sections]
    at = 0
    for start, end in sentences.paragraphs(lines):
        while at < len(heads) and heads[at][1] <= start:
            at += 1
        begin, number = start, at
        while number < len(heads) and heads[number][0] < end:
            first, body = heads[number]
            if first > begin:
                pieces.append((begin, first))
            begin = max(begin, min(body, end))
            number += 1
        if begin < end:
            pieces.append((begin, end))
    return sentences.sentences(text, pieces)


def as_text(found: Digest, t: Text) -> str:
    """A digest in plain lines, for a terminal."""
    unsaid = t("not stated")
    lines = [found.show.title if found.show else unsaid]
    lines += [f"{t('Reviewer')}: {found.reviewer or unsaid}"]
    lines += [f"{t('Score')}: {found.mark.text if found.mark else unsaid}"]
    lines += [f"{field.replace('_', ' ')}: {facts.spoken(f)}" for field, f in found.facts.items()]
    for aspect in Aspect:
        judged = found.judgements.get(aspect)
        lines.append(f"{aspect}: {judged.verdict if judged else unsaid}")
        lines += [f"    {each.text}" for each in (judged.sentences if judged else ())]
    lines += [f"+ {each.text}" for each in found.strengths]
    lines += [f"- {each.text}" for each in found.weaknesses]
    lines += [f"{t('Watch')}: {service}" for service in found.availability.services]
    lines += [f"{t('See also')}: {each.title}" for each in found.recommendations]
    lines += [
        t("The review says {says} for {field}; the catalogue says {catalogue}",
          says=each.says, field=each.field.replace("_", " "), catalogue=each.catalogue)
        for each in found.disagreements
    ]  # fmt: skip
    if found.comments:
        n = len(found.comments)
        lines.append(t.n("{n} comment kept apart", "{n} comments kept apart", n))
    return "\n".join(lines)


def as_json(found: Digest, file: str) -> dict[str, Any]:
    """A digest as ``python -m bot digest --json`` writes it. Offsets are in characters."""
    aspects: dict[str, Any] = {}
    for aspect, judged in found.judgements.items():
        said: dict[str, Any] = {"verdict": judged.verdict.value}
        if judged.mark:
            said |= {"score": judged.mark.score / 10, "score_as_written": judged.mark.text}
        aspects[aspect.value] = {**said, "sentences": [_quoted(each) for each in judged.sentences]}
    return {
        "file": file,
        "show": found.show.title if found.show else None,
        "reviewer": found.reviewer,
        "score": found.mark.score / 10 if found.mark else None,
        "score_as_written": found.mark.text if found.mark else None,
        "facts": {
            field.value: str(fact) if isinstance(fact, PartialDate) else fact
            for field, fact in found.facts.items()
        },
        "aspects": aspects,
        "strengths": [each.text for each in found.strengths],
        "weaknesses": [each.text for each in found.weaknesses],
        "availability": {
            "exclusive": found.availability.exclusive,
            "services": list(found.availability.services),
            "physical": found.availability.physical,
        },
        "recommendations": [each.title for each in found.recommendations],
        "comments": [
            {
                "author": each.author,
                "parent": each.parent,
                "likes": each.likes,
                "text": each.words.text,
            }
            for each in found.comments
        ],
        "disagreements": [
            {"field": each.field.value, "says": each.says, "catalogue": each.catalogue}
            for each in found.disagreements
        ],
    }


def _quoted(piece: Quote) -> dict[str, Any]:
    return {"text": piece.text, "start": piece.start, "end": piece.end}
