"""A review's strengths and weaknesses in its own words."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from bot.reviews import aspects
from bot.reviews.aspects import Aspect
from bot.reviews.outline import Kind
from bot.reviews.scores import Verdict
from bot.reviews.sentences import Line, Quote, Sentence, quote, within
from bot.reviews.sentiment import tone
from bot.reviews.telling import bare
from bot.reviews.verdicts import TURNS, Judgement, Reading, last_paragraphs

MOST = 6
_ENOUGH = 3
_CLEAR = 0.2
_LONGEST = 200
_AGAINST = re.compile(
    r"\b(?:(?:down|draw)(?:sides?|backs?)|flaws?|weak(?:ness(?:es)?| points?)|complaints?|gripes?|"
    r"issues?|problems?|negatives?|cons|criticisms?|shortcomings?|reasons? why i would(?:n['’]t|"
    r" be)|"
    r"biggest downfall|let ?down by|suffers? from|hurt by)\b[^.!?:]{0,80}?"
    r"(?:\b(?:is|are|was|were|being|include[sd]?|would be)\b|:|\bfrom\b|\bby\b)",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:strengths?|strong points?|strong suits?|upsides?|positives?|pros|highlights?|"
    r"best (?:part|thing|aspect)s?|saving graces?|standouts?)\b[^.!?:]{0,60}?"
    r"(?:\b(?:is|are|was|were|being|include[sd]?|would be)\b|:)",
    re.IGNORECASE,
)
_PIECES = re.compile(r"(?:,|;)\s+(?:and\s+)?|\s+and\s+|\s+as well as\s+|\s+&\s+|\s+but\s+")
_SIGN = re.compile(r"[+\-–—−✓✔✅✗✘❌👍👎]️?\s*(?=\S)")
_BULLET = re.compile(r"(?:[-+*•·‣▪–—−✓✔✅✗✘❌👍👎]️?|\d{1,2}[.)])\s*")
_HEDGES = re.compile(
    r"(?:really |probably |perhaps |just |mainly |mostly |of course |also |that |the fact that |"
    r"definitely |with |and |but |or )+",
    re.IGNORECASE,
)


def strengths(reading: Reading, lines: Sequence[Line]) -> list[Quote]:
    """What speaks for the show, at most `MOST`: lists of it first, then conclusions, then what
    is said most warmly of an aspect. Nothing that gives the story away.
    """
    return _points(reading, lines, warm=True)


def weaknesses(reading: Reading, lines: Sequence[Line]) -> list[Quote]:
    """What speaks against the show, as `strengths`."""
    return _points(reading, lines, warm=False)


def agreed(
    strengths: Sequence[Quote], weaknesses: Sequence[Quote], judgements: Mapping[Aspect, Judgement]
) -> tuple[Sequence[Quote], Sequence[Quote]]:
    """Strengths and weaknesses with what the verdicts rest on beside: the clear sentence of an
    aspect that no point speaks of. At most `MOST` each.
    """
    good, bad = list(strengths), list(weaknesses)
    for aspect, judged in judgements.items():
        if aspect is Aspect.OVERALL or judged.verdict is Verdict.MIXED:
            continue
        warm = judged.verdict is Verdict.POSITIVE
        held = good if warm else bad
        if len(held) < MOST and not any(_names(each.text, aspect) for each in held):
            clear = (each for each in judged.sentences if _is_clear(each, aspect, warm=warm))
            fresh = (each for each in clear if not _inside(each, [*good, *bad]))
            held += list(fresh)[:1]
    return good, bad


def _names(said: str, aspect: Aspect) -> bool:
    return any(aspect is each for each, _, _ in aspects.named(said))


def _is_clear(piece: Quote, aspect: Aspect, *, warm: bool) -> bool:
    """Whether a sentence says of an aspect, by itself and without a but, that it is good or bad."""
    said = tone(piece.text)
    return (
        not piece.spoiler
        and len(piece.text) <= _LONGEST
        and not said.even
        and (said.warmth if warm else -said.warmth) >= _CLEAR
        and _names(piece.text, aspect)
        and not TURNS.search(piece.text)
    )


def _inside(piece: Quote, held: Sequence[Quote]) -> bool:
    return any(piece.start < other.end and other.start < piece.end for other in held)


def _points(reading: Reading, lines: Sequence[Line], *, warm: bool) -> list[Quote]:
    found: list[Quote] = []
    for piece in itertools.chain(
        _said(reading, lines, warm=warm), [None], _rest(reading, warm=warm)
    ):
        if piece is None:
            if len(found) >= _ENOUGH:
                return found
            continue
        if piece.text and not _inside(piece, found) and not _gives_away(piece, reading.sentences):
            found.append(piece)
        if len(found) == MOST:
            return found
    return found


def _gives_away(piece: Quote, held: Sequence[Sentence]) -> bool:
    return any(each.spoiler and each.start < piece.end and piece.start < each.end for each in held)


def _said(reading: Reading, lines: Sequence[Line], *, warm: bool) -> Iterator[Quote]:
    wanted = Kind.PROS if warm else Kind.CONS
    yield from _listed(reading, lines, wanted)
    yield from _signed(reading.text, lines, warm=warm)
    cue = _FOR if warm else _AGAINST
    for sentence in reading.sentences:
        if match := cue.search(sentence.text):
            yield from _named(reading.text, sentence.start + match.end(), sentence.end)
    closing = list(_closing(reading))
    for sentence in closing:
        if not (_AGAINST if warm else _FOR).search(sentence.text):
            yield from _warm_pieces(reading.text, sentence, warm=warm, least=0.3)


def _rest(reading: Reading, *, warm: bool) -> Iterator[Quote]:
    """Whole sentences that judge an aspect, the clearest first."""
    rest = [
        (said.warmth if warm else -said.warmth, sentence)
        for sentence in reading.sentences
        if len(sentence.text) <= _LONGEST
        and (said := tone(sentence.text)).judged
        and not said.even
        and bool(aspects.named(sentence.text))
    ]
    for strength, sentence in sorted(rest, key=lambda each: -each[0])[:4]:
        if strength > 0.4:
            yield bare(sentence)


def _closing(reading: Reading) -> Iterator[Sentence]:
    """The sentences that conclude: under such a heading, else of the last paragraphs."""
    held = reading.sentences
    for section in reading.sections:
        if section.kind is Kind.CLOSING:
            yield from within(held, section.body, section.end)
    last = set(last_paragraphs(held, 4))
    yield from (sentence for sentence in held if sentence.paragraph in last)


def _listed(reading: Reading, lines: Sequence[Line], wanted: Kind) -> Iterator[Quote]:
    for section in reading.sections:
        if section.kind is not wanted:
            continue
        bulleted = False
        for line in lines:
            start, end = max(line.start, section.body), min(line.end, section.end)
            if end <= start:
                continue
            piece = _bare(reading.text, start, end)
            if bulleted and line.after_gap and piece.start == start:
                break
            bulleted = bulleted or piece.start > start
            if 0 < len(piece.text) <= _LONGEST:
                yield piece
            elif piece.text:
                for sentence in within(reading.sentences, start, end):
                    warmth = tone(sentence.text).warmth
                    if (warmth > 0.1) if wanted is Kind.PROS else (warmth < 0.1):
                        yield sentence.quote


def _signed(text: str, lines: Sequence[Line], *, warm: bool) -> Iterator[Quote]:
    """Lists without a heading, whose bullets are signs: + and -."""
    pluses = [line for line in lines if line.text[0] in "+✓✔✅👍"]
    if not pluses:
        return
    minuses = [line for line in lines if line.text[0] in "-–−✗✘❌👎"]
    for line in pluses if warm else minuses:
        if _SIGN.match(line.text) and len(line.text) <= _LONGEST:
            yield _bare(text, line.start, line.end)


def _bare(text: str, start: int, end: int) -> Quote:
    if bullet := _BULLET.match(text, start, end):
        start = bullet.end()
    return quote(text, start, end)


def _named(text: str, start: int, end: int) -> Iterator[Quote]:
    """What a conclusion lists after *are*: each thing of it by itself."""
    pieces = [piece for piece in _cut(text, start, end) if len(piece.text) > 2]
    for number, piece in enumerate(pieces):
        weighs = tone(piece.text).judged or bool(aspects.named(piece.text))
        if number == 0 or weighs:
            yield piece


def _warm_pieces(text: str, sentence: Sentence, *, warm: bool, least: float) -> Iterator[Quote]:
    for piece in _cut(text, bare(sentence).start, sentence.end, whole=True):
        said = tone(piece.text).warmth
        enough = (said if warm else -said) >= least - (0 if warm else 0.1)
        if enough and len(piece.text) <= _LONGEST and aspects.named(piece.text):
            yield piece


def _cut(text: str, start: int, end: int, *, whole: bool = False) -> list[Quote]:
    """A list's pieces; what speaks of the same aspect as the piece before stays with it. `whole`:
    so does what names none and goes on in its tone, as *boring* in *it is flat and boring*.
    """
    cuts = [start]
    stops = []
    for match in _PIECES.finditer(text, start, end):
        stops.append(match.start())
        cuts.append(match.end())
    stops.append(end)
    merged: list[tuple[int, int]] = []
    before: set[aspects.Aspect] = set()
    for first, last in zip(cuts, stops, strict=True):
        named = {aspect for aspect, _, _ in aspects.named(text[first:last])}
        said = tone(text[first:last])
        goes_on = not said.judged
        joined = text[merged[-1][1] : first] if merged else ","
        before_it = tone(text[merged[-1][0] : merged[-1][1]]) if merged else said
        if whole and "," not in joined and not named and not said.even:
            goes_on = said.warmth * before_it.warmth >= 0
        but = "but" in joined or text[first:last].startswith("but ")
        turns = but and said.warmth * before_it.warmth < 0
        if merged and not turns and ((named & before) or (not named and goes_on)):
            merged[-1] = (merged[-1][0], last)
            before |= named
        else:
            merged.append((first, last))
            before = named
    found = []
    for first, last in merged:
        piece = quote(text, first, last)
        if hedge := _HEDGES.match(piece.text):
            piece = quote(text, piece.start + hedge.end(), piece.end)
        while piece.text and piece.text[-1] in ".!?…,;:":
            piece = quote(text, piece.start, piece.end - 1)
        if piece.text:
            found.append(piece)
    return found
