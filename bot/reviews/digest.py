"""A long review made short: facts, verdicts, strengths and weaknesses, all in its own words.

`digest` reads a text, pure and without a guess: what a review doesn't say is left out. It takes
any text of at most 60,000 characters, such as `texts.read` gives of a file, in well under 2 s, and
raises nothing but the refusals that its docstring names. It knows no database and no network; which
show a title means it asks of whoever calls.

A verdict rests, in this order, on a score that the review states for the aspect, on what stands
under its heading, on conclusions, on the topic of a paragraph, on a clause. Recommendations, where
to watch and a comment thread pasted along never count. *Mixed* is a verdict of its own.
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
from bot.reviews.words import is_english
from bot.shows.models import PartialDate
from bot.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a review comes to, for somebody to confirm. Every `Quote` is ``text[start:end]`` of the
    text that was given; one that is marked as a spoiler may be shown behind bars alone.

    - `show`: what it is about, with the catalogue's show where that is beyond doubt, and
      `candidates`: at most five that it may be, that one first; both may be empty.
    - `reviewer`: whose words they are, as the text says.
    - `facts` of the show as stated, `sources`: where each stands. Names are lists, `episodes` a
      number, `runtime` minutes an episode. `disagreements`: what the catalogue tells otherwise.
    - `judgements` by aspect, in reading order, `Aspect.OVERALL` among them; what the review doesn't
      judge is *not stated* and isn't there.
    - `strengths`, `weaknesses`: at most six each, no spoiler.
    - `availability`: where to watch, `recommendations`: other shows, at most ten.
    - `comments`: a thread that was pasted along, in its order.
    - `hidden`: all sentences that give the story away.
    - `understood`: whether it is in English. Of another language are read its show, its facts and
      the scores that it states; its verdicts are those of the scores, and nothing else is judged.
    """

    show: Named | None
    candidates: Sequence[Named]
    reviewer: str | None
    facts: Mapping[Field, Fact]
    sources: Mapping[Field, Quote]
    disagreements: Sequence[Disagreement]
    judgements: Mapping[Aspect, Judgement]
    strengths: Sequence[Quote]
    weaknesses: Sequence[Quote]
    availability: Availability
    recommendations: Sequence[Named]
    comments: Sequence[Comment]
    hidden: Sequence[Quote]
    understood: bool = True

    @property
    def overall(self) -> Judgement | None:
        """The verdict on the whole show, with its score where the review states one."""
        return self.judgements.get(Aspect.OVERALL)

    @property
    def mark(self) -> Mark | None:
        """The score of the whole show as stated."""
        return self.overall.mark if self.overall else None

    @property
    def most_liked(self) -> Comment | None:
        """The comment that most people like, the first of several; None where nobody likes any."""
        best = max(self.comments, key=lambda each: each.likes, default=None)
        return best if best and best.likes else None


def digest(text: str, find: Find | None = None) -> Digest:
    """Read a review. `find` gives the show that some words most likely mean, as `Shows.likeliest`
    does; it counts only where it goes by them but for a letter or two.

    A review of 3,000 words takes some 70 ms: where others wait, run it in a thread. Raises
    `ReviewTooLong` over `texts.LIMIT` characters, `NotText` and `NothingWritten`. At most
    `sentences.MOST_LINES` lines and `MOST_SENTENCES` sentences are read.
    """
    texts.checked(text)
    try:
        return _read(text, find)
    finally:
        # Nothing of what somebody wrote stays behind.
        for read in (tone, named, outline.meaning):
            read.cache_clear()


def _read(text: str, find: Find | None) -> Digest:
    every = sentences.lines(text)
    thread = comments.find(text, every)
    header = facts.header(text, [line for line in every if line.start < thread.start])
    lines = [
        line
        for line in every
        if line.start < thread.start and line.start not in {start for start, _ in header.spans}
    ]
    sections = outline.outline(text, lines, thread.start)
    every_sentence = sentences.without_title(text, _sentences(text, lines, sections))
    held = spoilers.marked(text, every_sentence, sections)
    recommended, beside = recommendations.recommended(held, sections, lines)
    watch = [(each.start, each.end) for each in sections if each.kind is outline.Kind.WATCHING]
    own = _without(held, beside)
    reading = Reading(
        text=text,
        sentences=[each for each in _without(own, watch) if not watching.is_about(each.text)],
        sections=sections,
    )
    show, candidates = titles.subject(
        text[: thread.start], stated=header.title, lines=lines, sentences=held, find=find
    )
    stated, sources = dict(header.facts), dict(header.quotes)
    for field, (fact, quote) in facts.told([each.quote for each in held[:60]], header).items():
        stated[field], sources[field] = fact, quote
    meant = [named for each in recommended for named in recommendations.meant(each, find, show)][
        : recommendations.MOST
    ]
    understood = is_english(text[: thread.start])
    good: Sequence[Quote] = points.strengths(reading, lines)
    bad: Sequence[Quote] = [
        weak
        for weak in points.weaknesses(reading, lines)
        if not any(weak.start < each.end and each.start < weak.end for each in good)
    ]
    judgements = verdicts.judge(reading, good, bad)
    good, bad = points.agreed(good, bad, judgements)
    if not understood:
        good = bad = ()
        judgements = {
            aspect: Judgement(verdict=verdicts.of_score(judged.mark.score), mark=judged.mark)
            for aspect, judged in judgements.items()
            if judged.mark
        }
    return Digest(
        show=show,
        candidates=candidates,
        reviewer=header.reviewer,
        facts={field: stated[field] for field in facts.FACTS if field in stated},
        sources=sources,
        disagreements=facts.disagreements(stated, show.show) if show and show.show else [],
        judgements=judgements,
        strengths=good,
        weaknesses=bad,
        availability=watching.availability(own),
        recommendations=list({each.title: each for each in meant}.values()),
        comments=thread.comments,
        hidden=[each.quote for each in held if each.spoiler],
        understood=understood,
    )


def _without(held: Sequence[Sentence], spans: Sequence[tuple[int, int]]) -> list[Sentence]:
    """The sentences that don't begin in one of some stretches."""
    return [each for each in held if not any(first <= each.start < end for first, end in spans)]


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
    lines = [] if found.understood else [t("This isn't in English: only show and scores are read.")]
    lines += [found.show.title if found.show else unsaid]
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
    """A digest as ``python -m bot digest --json`` writes it, without spoilers. Offsets are in
    characters.
    """
    aspects: dict[str, Any] = {}
    for aspect, judged in found.judgements.items():
        said: dict[str, Any] = {"verdict": judged.verdict.value}
        if judged.mark:
            said |= {"score": judged.mark.score / 10, "score_as_written": judged.mark.text}
        shown = [_quoted(each) for each in judged.sentences if not each.spoiler]
        aspects[aspect.value] = {**said, "sentences": shown}
    return {
        "file": file,
        "understood": found.understood,
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
