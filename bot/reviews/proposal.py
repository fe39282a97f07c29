"""From what a review says to the lines that somebody confirms or corrects."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.reviews import comments, facts, sentences
from bot.reviews.aspects import Aspect
from bot.reviews.comments import Comment
from bot.reviews.digest import Digest
from bot.reviews.facts import Disagreement, Field
from bot.reviews.models import VERDICT_LIMIT, Draft, Origin, Part, Passage, Removal, Review, Writing
from bot.reviews.scores import Verdict
from bot.reviews.sentences import Quote
from bot.shows.models import Show

QUOTED = 2
"""Sentences that stand for what a review says of one side of a show."""

_LABELS = {
    Field.GENRE: "Genre",
    Field.RELEASE_DATE: "Release date",
    Field.STUDIO: "Studio",
    Field.DIRECTOR: "Director",
    Field.WRITER: "Writer",
    Field.EPISODES: "Episodes",
    Field.RUNTIME: "Runtime",
}
_NEXT = {None: Verdict.POSITIVE, Verdict.POSITIVE: Verdict.MIXED, Verdict.MIXED: Verdict.NEGATIVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A digest before it is posted, with what its maker should know.

    - `disagreements`: facts of the review that the catalogue tells otherwise.
    - `comments`: those that came with the review; `most_liked` is one of them, if any is liked.
    - `review`, `other`: what its maker has posted of the show, and a draft of it, where the digest
      is the maker's own and would take their place.
    """

    draft: Draft
    origin: Origin
    disagreements: Sequence[Disagreement] = ()
    comments: Sequence[Comment] = ()
    most_liked: Comment | None = None
    review: Review | None = None
    other: Draft | None = None
    removal: Removal | None = None


def proposed(found: Digest, text: str) -> Writing:
    """The lines of a digest of `text`, in the review's own words, without spoilers."""
    end = thread_start(text)
    parts = {
        Part(aspect): Passage(
            score=judged.mark.score if judged.mark else None,
            stance=judged.verdict,
            text=_lines(judged.sentences, QUOTED),
        )
        for aspect, judged in found.judgements.items()
        if aspect is not Aspect.OVERALL
    }
    if whole := found.overall:
        short = [each for each in whole.sentences if len(each.text) <= VERDICT_LIMIT]
        parts[Part.VERDICT] = Passage(
            score=whole.mark.score if whole.mark else None,
            stance=whole.verdict,
            text=_lines(short, 1),
        )
    said = found.availability
    texts = {
        Part.STRENGTHS: _lines(found.strengths),
        Part.WEAKNESSES: _lines(found.weaknesses),
        Part.AVAILABILITY: _lines(said.sentences, QUOTED) or ", ".join(said.services),
        Part.RECOMMENDATIONS: "\n".join(each.title for each in found.recommendations),
        Part.FACTS: "\n".join(
            f"{_LABELS[named]}: {facts.spoken(fact)}" for named, fact in found.facts.items()
        ),
        Part.TEXT: text[:end].strip(),
        Part.COMMENTS: text[end:].strip(),
    }
    parts |= {part: Passage(text=said) for part, said in texts.items() if said}
    return Writing(parts={part: parts[part] for part in Part if part in parts})


def thread_start(text: str) -> int:
    """Where comments begin that were pasted along with a review; its end where there are none."""
    return comments.find(text, sentences.lines(text)).start


def known(writing: Writing, show: Show | None) -> tuple[Sequence[Disagreement], Sequence[Comment]]:
    """Where the stated facts differ from the catalogue's, and the comments that came along."""
    stated = writing[Part.FACTS].text
    said = facts.header(stated, sentences.lines(stated)).facts
    thread = writing[Part.COMMENTS].text
    return (
        facts.disagreements(said, show) if show else [],
        comments.find(thread, sentences.lines(thread)).comments if thread else [],
    )


def most_liked(held: Iterable[Comment]) -> Comment | None:
    """The comment that most people like, the first of several; None where nobody likes any."""
    best = max(held, key=lambda each: each.likes, default=None)
    return best if best and best.likes else None


def next_stance(stance: Verdict | None) -> Verdict | None:
    """The verdict that a click leads to: positive, mixed, negative, not stated, and round again."""
    return _NEXT.get(stance)


def not_in(lines: str, text: str) -> str | None:
    """The first of `lines` that doesn't stand in `text` word for word, spaces aside."""
    whole = _one_line(text)
    return next(
        (line for line in map(_one_line, lines.splitlines()) if line and line not in whole), None
    )


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _lines(quotes: Sequence[Quote], most: int | None = None) -> str:
    return "\n".join([_one_line(each.text) for each in quotes if not each.spoiler][:most])
