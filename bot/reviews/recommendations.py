"""The shows that a review recommends beside its own, kept apart from what it says of that one."""

import re
from collections.abc import Sequence

from bot.reviews import marks
from bot.reviews.outline import Kind, Section
from bot.reviews.sentences import SUMS_UP, Line, Sentence
from bot.reviews.titles import Find, Named, folded, goes_by, is_sentence, large, quoted

MOST = 10

_GOES_TO = re.compile(
    r"\b(?:(?:first|second|third|fourth|fifth|next|last|final|other|another|main|top|one|my|only|"
    r"honou?rable) (?:\w+ )?recommendations?|recommendation (?:#|no\.? ?|number )\d)\b"
    r"[^.!?]{0,60}?(?:goes to|is|would be|has to be|must be|:|–|-)|"
    r"^recommendation\s?(?:#?\d{1,2})?\s?[:–-]|"
    r"\b(?:i(?:['’]d| would| can| also|['’]ll| will)? (?:also |highly |definitely |strongly |"
    r"suggest |"
    r"heartily )?recommend (?:checking out|watching|giving|you (?:watch|try|check out)|trying)|"
    r"(?:you )?(?:should|could|might want to|may want to|can) (?:also |definitely |then )?"
    r"(?:check out|try|watch)|"
    r"(?<!most )(?:similar|related|comparable) (?:anime|shows?|series|titles)\b[^.!?:]{0,40}"
    r"(?:\binclude|\bare|\bis|\bsuch as|\blike|:)|also (?:check out|try|watch)|"
    r"\balso recommend(?-i:(?=\s[\"“«*_]?[A-Z]))|"
    r"\bif you (?:like|liked|love|loved|enjoy|enjoyed) [^,.!?]{2,40}, (?:then )?(?:you (?:will|"
    r"might|"
    r"may|should|could) (?:also )?(?:like|love|enjoy|try|check out)|try|check out|watch))\s",
    re.IGNORECASE,
)
_THIS = re.compile(
    r"^\W*(?:this|it\b|the (?:show|anime|series|first|manga|dub|sub|whole)|them|at least|on|for|"
    r"an?\b)",
    re.IGNORECASE,
)


_NAME_ENDS = re.compile(r"\s[–—-]\s|\s\(|:$|\. ")
_SHORT_NAME_ENDS = re.compile(r"\s[–—-]\s|\s\(|:\s|:$|\. |, ")
_NAMED = re.compile(r"[\"“‘«*_]{0,2}[A-Z0-9][^.!?]{0,58}")
_MARKS = ' *_"“”.'


def recommended(
    held: Sequence[Sentence], sections: Sequence[Section], lines: Sequence[Line]
) -> tuple[list[list[str]], list[tuple[int, int]]]:
    """For each show that is recommended what may be its title, the likeliest first; and the
    stretches of text that speak of them.
    """
    found: list[list[str]] = []
    spans: list[tuple[int, int]] = []
    for section in sections:
        if section.kind is Kind.RECOMMENDATIONS:
            titles, end = _listed(section, lines)
            found += titles
            spans.append((section.start, end))
    for number, sentence in enumerate(held):
        if len(found) >= MOST:
            break
        match = _GOES_TO.search(sentence.text)
        if not match or any(start <= sentence.start < end for start, end in spans):
            continue
        rest = sentence.text[match.end() :]
        if _THIS.match(rest) and not re.search(r":\s+[A-Z]", rest):
            continue
        if several := _of_list(rest):
            found += several
            spans.append((sentence.start, _paragraph_end(held, number)))
    return found[:MOST], spans


def _of_list(said: str) -> list[list[str]]:
    """The titles that a sentence goes on with: several where it lists them, *X, Y or Z*."""
    pieces = _listed_titles(said[:300])
    if len(pieces) > 1 and all(_NAMED.fullmatch(piece) for piece in pieces):
        return [[piece.strip(_MARKS)] for piece in pieces]
    names = [*dict.fromkeys([*quoted(said), *large(said[:300])])][:8]
    return [names] if names else []


def _listed_titles(said: str) -> list[str]:
    return [piece.strip(" .!?") for piece in re.split(r",\s+(?:and |or )?|\s+or\s+", said)]


def _paragraph_end(held: Sequence[Sentence], number: int) -> int:
    """Where a recommendation ends: with the paragraph that it begins or before what sums up there,
    else with its sentence.
    """
    begun = held[number]
    end = begun.end
    if number and held[number - 1].paragraph == begun.paragraph:
        return end
    for other in held[number:]:
        if other.paragraph != begun.paragraph or (other is not begun and SUMS_UP.match(other.text)):
            break
        end = other.end
    return end


def _listed(section: Section, lines: Sequence[Line]) -> tuple[list[list[str]], int]:
    """The titles under a heading, and where they end: a score ends them."""
    found: list[list[str]] = []
    for line in lines:
        start = max(line.start, section.body)
        if not start < min(line.end, section.end):
            continue
        if any(mark.sure for mark in marks.find(line.text[:200])):
            return found, line.start
        found += _of_line(line.text[start - line.start :])
    return found, section.end


def _of_line(line: str) -> list[list[str]]:
    """A line's titles: one, which may be written in several ways, or several behind commas."""
    said = line[:400].strip("-+*•·‣▪–> \t#0123456789.)")
    if not said:
        return []
    if "," in said and len(said.split()) <= 12 and not is_sentence(said):
        pieces = [piece.strip(_MARKS) for piece in _listed_titles(said)]
        return [[piece] for piece in pieces if 1 < len(piece) <= 60]
    bare = said.strip(_MARKS)
    names = [ends.split(bare)[0].strip(_MARKS + ":") for ends in (_NAME_ENDS, _SHORT_NAME_ENDS)]
    several = [
        name for name in dict.fromkeys(names) if 1 < len(name) <= 60 and len(name.split()) <= 8
    ]
    if is_sentence(said) and len(names[-1].split()) > 6:
        several = list(large(said))[:6]
    return [several] if several else []


def meant(several: Sequence[str], find: Find | None, besides: Named | None) -> list[Named]:
    """What some titles mean, as `matched`. *X and Y* is two shows where the catalogue knows no show
    of that name but one of either; what it doesn't know stays as written.
    """
    first = several[0] if several else ""
    pieces = [piece.strip(_MARKS) for piece in _AND.split(first)]
    if len(pieces) > 1 and all(_NAMED.fullmatch(piece) for piece in pieces):
        whole = _shows([first], find)
        if not whole and (_AS_WELL.search(first) or any(_shows([each], find) for each in pieces)):
            return [named for each in pieces if (named := matched([each], find, besides))]
    return [named] if (named := matched(several, find, besides)) else []


_AND = re.compile(r"\s+(?:and|&|as well as|and also)\s+")
_AS_WELL = re.compile(r"\b(?:as well as|and also)\b")


def _shows(titles: Sequence[str], find: Find | None) -> bool:
    return any(
        (show := find(title)) is not None and goes_by(title, show) for title in titles if find
    )


def matched(several: Sequence[str], find: Find | None, besides: Named | None) -> Named | None:
    """The first of some titles that the catalogue knows, else the first; not the review's own."""
    own = {folded(besides.title), folded(besides.written)} if besides else set()
    others = [title for title in several if folded(title) and folded(title) not in own]
    for title in others if find else ():
        show = find(title) if find else None
        if show and folded(show.title.main) not in own and goes_by(title, show):
            return Named(written=title, show=show)
    return Named(written=others[0]) if others else None
