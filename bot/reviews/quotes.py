"""The sentences of a member's review that speak most clearly for its show and against it. Pure.

English alone is understood. Where the reader isn't sure, nothing is quoted.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import Refusal
from bot.reviews.aspects import Aspect
from bot.reviews.digest import digest
from bot.reviews.models import Part, Writing
from bot.reviews.scores import Score, Verdict
from bot.reviews.sentences import Quote
from bot.reviews.sentiment import tone
from bot.reviews.verdicts import of_score

LONGEST = 200
_FEWEST_WORDS = 3
_CLEAR = 0.5
"""How warm or cold a sentence must be. Of 180 members' reviews, most sentences below this that
were taken for criticism were none."""

_OPEN = (Part.VERDICT, Part.VISUALS, Part.SOUND, Part.VOICE)
_SPOILING = (Part.CHARACTERS, Part.STORY, Part.OVERALL)
"""Where plot is welcome. What stands there is quoted behind bars, whatever the reader finds in it.
What is recommended speaks of other shows."""

_HEADINGS = {
    Part.STORY: "Story:\n\n",
    Part.CHARACTERS: "Characters:\n\n",
    Part.VISUALS: "Visuals:\n\n",
    Part.SOUND: "Sound:\n\n",
    Part.VOICE: "Voice acting:\n\n",
}
"""What tells the reader which aspect a text is about."""

_LOVED, _DISLIKED = Score(85), Score(35)
# Advertising, and clauses that stand for what others say.
_UNFIT = re.compile(r"\|\||://|www\.|discord\.gg|<[@#]|^\W*if\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A sentence's place: ``told(writing)[part][start:end]``. It holds no words, so that it may be
    remembered longer than what somebody wrote.
    """

    part: Part
    start: int
    end: int
    praises: bool

    @property
    def hidden(self) -> bool:
        """Whether it comes from where plot is welcome."""
        return self.part in _SPOILING


def told(writing: Writing) -> Mapping[Part, str]:
    """The texts that are quoted from: of the overall text, all of it."""
    texts = {part: writing[part].text for part in (*_OPEN, *_SPOILING)}
    texts[Part.OVERALL] = writing.overall
    return {part: text for part, text in texts.items() if text}


def found(writing: Writing) -> Sequence[Span]:
    """At most one sentence for the show and one against it, each whole and of at most `LONGEST`
    characters. None that gives the story away, none between bars.

    The verdict in one line is quoted before other parts, those before the ones where plot is
    welcome, and of these the clearest sentence. None speaks against its part's score, or against
    the overall one where the part has none. It may take some hundred milliseconds of a core.
    """
    every = [each for part, text in told(writing).items() for each in _clear(part, text, writing)]
    best = []
    for praises in (True, False):
        fit = [(warmth, span) for warmth, span in every if span.praises is praises]
        rank = {part: (part is not Part.VERDICT) + (part in _SPOILING) for part in Part}
        fit.sort(key=lambda each: (rank[each[1].part], -each[0]))
        best += [span for _, span in fit[:1]]
    return best


def _clear(part: Part, text: str, writing: Writing) -> Iterator[tuple[float, Span]]:
    """The sentences of one part that are clear enough, and how clear."""
    heading = _HEADINGS.get(part, "")
    score = writing[part].score or writing.score
    try:
        read, barred = digest(heading + text), _barred(text)
        for praises in (True, False):
            if score and (score <= _DISLIKED if praises else score >= _LOVED):
                continue
            verdict = Verdict.POSITIVE if praises else Verdict.NEGATIVE
            whole = {
                each
                for aspect, judged in read.judgements.items()
                if judged.verdict is verdict
                and (aspect is not Aspect.OVERALL or not score or of_score(score) is verdict)
                for each in judged.sentences
            }
            for each in sorted(whole, key=lambda quote: quote.start):
                span = Span(
                    part=part,
                    start=each.start - len(heading),
                    end=each.end - len(heading),
                    praises=praises,
                )
                if span.start >= 0 and _fit(each, span, barred):
                    said = tone(each.text)
                    warmth = said.warmth if praises else -said.warmth
                    if said.judged and not said.even and warmth >= _CLEAR:
                        yield warmth, span
    except Refusal:
        return  # nothing in it that the reader takes for a text
    finally:
        tone.cache_clear()


def _fit(quote: Quote, span: Span, barred: Sequence[tuple[int, int]]) -> bool:
    """Whether it may stand alone in public: whole, short, no spoiler, nothing between bars."""
    return (
        not quote.spoiler
        and len(quote.text) <= LONGEST
        and (span.start == 0 or quote.text.lstrip("\"'“‘(*_")[:1].isupper())
        and len(quote.text.split()) >= _FEWEST_WORDS
        and not _UNFIT.search(quote.text)
        and not any(start < span.end and span.start < end for start, end in barred)
    )


def _barred(text: str) -> list[tuple[int, int]]:
    """What stands between bars. Where their number is odd nobody knows which belong together, so
    all from the first to the end.
    """
    bars = [bar.start() for bar in re.finditer(r"\|\|", text)]
    if len(bars) % 2:
        return [(bars[0], len(text))]
    return list(zip(bars[::2], bars[1::2], strict=True))
