"""When the season asked about begins, among all the dates of a text. Pure.

Dates of other seasons, films, discs, volumes and events, of announcements, and those that were
planned once or are only guessed at are not it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.renewals import dates
from bot.renewals.cues import CONDITIONAL, DENIAL, HEDGE, RUMOUR
from bot.renewals.dates import Clues, DatePhrase, Precision
from bot.renewals.models import Status
from bot.renewals.passages import Passage
from bot.renewals.subject import (
    FILM,
    Season,
    belongs_elsewhere,
    everyday,
    of_another,
    parts_in,
    seasons_in,
)
from bot.renewals.words import last
from bot.shows.titles import fold as fold_title

SURE = 2.0
_AHEAD = re.compile(
    r"\b(?:will|to|shall)(?: [\w'-]+){0,6}? (?:premiere|air|debut|release[ds]?|arrive|launch|"
    r"stream(?:ing)?|return|begin|start|resume|kick off|"
    r"drop|hit|come|land|broadcast|make its|open|be available|go live|roll out|play|reach)\b"
    r"|\b(?:premieres|airs|debuts|hits|lands|bows|reaches|goes live|rolls out|slips|arrives|"
    r"returns|starts|begins|launches|drops|kicks off|streams|"
    r"resumes|premiere|premiering|debuting|arriving|releasing|returning|resuming|airing|release)\b"
    r"|\b(?:release|premiere|broadcast|air|launch) (?:date|window|period|start)\b|\bopens\b|"
    r"\b(?:delayed|postponed|pushed(?: back)?|moved|rescheduled|shifted) (?:until|to|for)\b"
    r"|\b(?:set|slated|scheduled|lined up|due|readied|aiming|targeting|in stone|planned|ready) "
    r"(?:for|in|to|on)\b"
    r"|\bcoming (?:out )?(?:in|on|this|next)\b|\bgetting (?:[\w'-]+ ){0,4}?(?:in|on)\b|\bnew "
    r"(?:release )?date\b|\barrive\b|\bmake its debut\b"
    r"|\bset to\b|\bon the way\b|\breleases? in\b|\b(?:confirmed|announced|dated|planned|penciled "
    r"in) for\b|(?<!came )(?<!come )(?<!went )(?<!was )(?<!bowed )\bout (?:on|in)\b|\bfollows on\b"
    r"|\bepisodes (?:start|begin|premiere|air|arrive|drop|launch|debut|stream|come)\b"
)
_BEHIND = re.compile(
    r"(?<!be )\b(?:premiered|was shown|were shown|came|aired|was released|were released|debuted|"
    r"came out|ran|ended|"
    r"concluded|arrived|launched|began|begun|started|"
    r"dropped|wrapped|finished|streamed|released|adapted|kicked off|went (?:on air|out|live|up)|"
    r"bowed|signed off|was out|landed|"
    r"until|since|finale|returned|opened|published)\b"
)
_DEBUT = re.compile(
    r" (?:as (?:the|its) (?:\w+ )?)?(?:debut|premiere|launch|start|release|broadcast|opening|"
    r"return)\b"
)
_AFTER_IT = re.compile(r"\b(?:after|since|following|from) (?:its|the|their|an?) (?:\w+ )?$")
_TELLS = re.compile(r"\b(?:that|says?|said)\b|: ")
_UNDONE = re.compile(r"\b(?:was|were|had|did|has|have|been|\w+ed)\b")
_ANOTHERS = re.compile(
    r"(?:And |While )?(?P<name>[A-Z][\w'’!:-]*(?: [A-Z0-9][\w'’!:-]*){0,5}) (?:(?:is|are) (?:set|"
    r"due|slated|"
    r"scheduled)|(?:will|to) (?:air|arrive|begin|debut|launch|open|premiere|start)|airs|arrives|"
    r"begins|"
    r"debuts|launches|opens|premieres|starts)\b"
)
"""A sentence whose subject is another show."""
_SOMETIME = re.compile(
    r"\b(?:sometime|some time|presumably|expected|later|follow\w*)\b[^.;]{0,30}$"
)
_CLAUSE_ENDS = re.compile(r"[,;.]|\b(?:and|but|while|after|before)\b")
_FORETOLD = re.compile(
    r"\bhad (?:\w+ )?(?:said|told|announced|promised|stated|written)\b[^.;]{0,60}?\bthat\b"
    r"[^.;]{0,50}?\bwould\b"
)
_APART = re.compile(r", (?!which|that|who)")
_ENDED = re.compile(
    r"\b(?:end(?:ed|ing|s)?|finale|until|concluded|conclusion|wrapped|finished|through|final "
    r"episode)\b"
)
_LAST = re.compile(r"\b(?:final|last|finale|ending|end)\b")
_BESIDE = re.compile(
    r"\b(?:films?|movies?|manga|chapters?|volumes?|novels?|blu-?rays?|dvds?|game)\b"
)
_FIRST_EPISODE = re.compile(
    r"\b(?:first episode|episode (?:1|one)|new season|the anime|released recently|season "
    r"premiere)\b"
)
_SAID = re.compile(
    r"\b(?:announced|revealed|confirmed|reported|said|told|wrote|interview\w*|posted|tweeted|"
    r"updated?|published|stage|statement|"
    r"shared|teased|news|unveiled|anniversary|birthday|as of|earlier|written|decided|licensed|"
    r"acquired|hinted|event|livestream)\b"
    r"(?: [\w'-]+){0,4}? ?(?:on|in|back in|at|of|from|this|last|,)?,? ?(?:the )?$"
)
_OTHER = re.compile(
    r"\b(?:ovas?|oads?|films?|movies?|blu-?rays?|dvds?|discs?|volumes?|manga|chapters?|cds?|"
    r"soundtrack|events?|concert|tour|game|"
    r"festival|rerun|re-edited|novels?|specials?|exhibition|trailer|single|album|stage play|"
    r"musical|cinemas?|theat(?:er|re)s?|figure|"
    r"recap|compilation|box|merchandise|spin-?off|live-action|prequel|season one|first season|"
    r"season 1|magazine|serialized|dub)\b"
)
_ONCE = re.compile(
    r"\b(?:originally|previously scheduled|had been (?:scheduled|set|due|planned)|was (?:first|"
    r"initially|originally|once)|instead of|"
    r"delayed from|postponed from|moved from|first thought|initially|had been|was supposed|was "
    r"meant|was to|had hoped|were to|had planned|was scheduled|was due|was set)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A date phrase with its passage, and how surely it is the season's: from `SURE` on it is.

    `past`: the text has it behind it. `end`: how surely it is when the whole ended. `foretold`:
    somebody had said so before, which dates no announced season.
    """

    phrase: DatePhrase
    passage: Passage
    score: float
    past: bool
    end: float
    foretold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Premiere:
    """The season's date, and the passage that says it."""

    phrase: DatePhrase
    passage: Passage
    past: bool


def weigh(
    phrases: Sequence[tuple[Passage, DatePhrase]], season: Season, own: frozenset[str]
) -> list[Candidate]:
    """Every date phrase of the text, weighed."""
    found = []
    ended = (-1, 0)
    for passage, phrase in phrases:
        since = ended[1] if ended[0] == passage.start else 0
        found.append(_weigh(passage, phrase, season, own, since=since))
        ended = (passage.start, phrase.end)
    return found


def _weigh(
    passage: Passage, phrase: DatePhrase, season: Season, own: frozenset[str], *, since: int
) -> Candidate:
    folded = passage.folded
    before = folded[max(0, phrase.start - 110) : phrase.start]
    clause = re.split(
        r"[;]|, (?:and|but|while|whereas|although|though)\b|\b(?:while|but|whereas|although)\b",
        before,
    )[-1]
    after = folded[phrase.end : phrase.end + 45]
    after_clause = _CLAUSE_ENDS.split(after)[0]
    score = 0.0
    ahead = _AHEAD.search(clause) or _AHEAD.search(_CLAUSE_ENDS.split(after.removeprefix(","))[0])
    past = last(_BEHIND, clause)
    coming = last(_AHEAD, clause)
    is_past = past is not None and (coming is None or past > coming)
    said = last(_SAID, clause)
    debut = _DEBUT.match(after)
    if _AFTER_IT.search(clause):
        ahead = debut = None
    if said is not None and (coming is None or coming < said) and not debut:
        score -= 3.0
    if (ahead and not is_past) or debut:
        score += 2.2
    mentions = [
        mention
        for mention in seasons_in(passage)
        if not re.search("[,;]", folded[phrase.end : mention.start])
        and mention.start < phrase.end + 40
        and not belongs_elsewhere(passage.flat, mention.start, own)
    ]
    nearest = min(
        mentions,
        key=lambda m: (
            phrase.start - m.end if m.end <= phrase.start else 2 * (m.start - phrase.end) + 25
        ),
        default=None,
    )
    own_season = nearest is not None and nearest.number == season.number
    if own_season and nearest:
        score += 1.4
        if not ahead and not debut and not _UNDONE.search(_TELLS.split(clause)[-1]):
            score += 0.8
    elif nearest is not None and season.number and not season.part:
        score -= 3.0
    elif season.part and (parts := parts_in(clause)):
        score += 1.2 if season.part in parts else -3.0
    elif (season.part or season.final) and "final" in clause:
        score += 1.2
    elif season.film and FILM.search(clause):
        score += 1.4
    if is_past:
        score += 1.0 if own_season or not mentions else -1.0
        score += 1.2 if _FIRST_EPISODE.search(clause) and (own_season or not mentions) else 0.0
    other = last(_OTHER, clause)
    if other is not None and not season.film:
        named = max(
            (
                m.end - max(0, phrase.start - 110)
                for m in mentions
                if m.end <= phrase.start and m.number == season.number
            ),
            default=-1,
        )
        apart = coming is not None and other < coming and bool(_APART.search(clause[other:coming]))
        if other > named and not apart:
            score -= 3.0
    if (passage.heading and passage.start == 0) or passage.paragraph == 0:
        score += 1.2
    if _ONCE.search(folded[max(since, phrase.start - len(clause)) : phrase.start]):
        score -= 2.5
    if (
        HEDGE.search(_FORETOLD.sub("", clause))
        or HEDGE.search(after_clause)
        or re.match(r" or (?:later|beyond|even)", after)
        or RUMOUR.search(folded)
    ):
        score -= 2.2
    if CONDITIONAL.search(folded) or DENIAL.search(folded) or of_another(passage, own):
        score -= 5.0
    another = None if passage.heading else _ANOTHERS.match(passage.flat)
    if another and own and not mentions:
        first, *further = fold_title(another["name"]).split() or [""]
        score -= 0.0 if everyday(first) or own & {first, *further} else 1.5
    if passage.question and ": " not in folded[phrase.end :]:
        score -= 4.0
    if re.search(r"\b(?:episode [2-9]|episodes? \d+(?!-)|\bcour 2)\b[^,;]{0,12}$", clause):
        score -= 0.8
    return Candidate(
        phrase=phrase, passage=passage, score=score, past=is_past,
        end=_end(passage, clause) if is_past or _ENDED.search(clause) else 0.0,
        foretold=bool(_FORETOLD.search(clause)),
    )  # fmt: skip


def _end(passage: Passage, clause: str) -> float:
    """How surely a date in this clause is that on which the whole ended; above 0 it may be."""
    score = 1.0
    if _ENDED.search(clause[-60:]):
        score += 1.5
    if _LAST.search(clause):
        score += 1.0
    if _BESIDE.search(clause) or _SAID.search(clause) or passage.question:
        score -= 3.0
    return score


_NOW = re.compile(
    r"\b(?:as of|now that we are in|now that it is|we are (?:now )?in|it is now|now in|updated(?: "
    r"on)?|last updated:?|today,?|"
    r"published(?: on)?|currently in) (?:early |late |mid-? ?)?$"
)
_SAID_ON = re.compile(
    r"\b(?:announced|confirmed|revealed|reported|wrote|said|told|tweeted|posted|published|stated|"
    r"shared|on twitter|decided)\b"
    r"[^.;]{0,40}\b(?:on|in|this|last|,) $"
)
_WILL = re.compile(
    r"\b(?:will|would|shall|(?:is|are) (?:set|due|slated|scheduled)|airs|begins|debuts|opens|"
    r"premieres|returns|starts)\b"
)
"""Such a date is that of what comes, and not of who says so."""
_SAID_AFTER = re.compile(
    r",? (?:the|it|that|[a-z]+ )?(?: ?[\w' -]{0,40})?(?:announced|confirmed|revealed|shared)\b"
)


def said_on(passage: Passage, phrase: DatePhrase) -> float:
    """How surely a date is that of the text's own claim; 0 for not at all."""
    before = passage.folded[max(0, phrase.start - 70) : phrase.start]
    if _NOW.search(before):
        return 3.0
    said = _SAID_ON.search(before)
    if said and not _WILL.search(said.group()):
        return 2.0
    if phrase.start < 25 and _SAID_AFTER.match(passage.folded[phrase.end : phrase.end + 70]):
        return 2.0
    return 0.0


def choose(
    candidates: Sequence[Candidate],
    status: Status,
    clues: Clues,
    said: tuple[DatePhrase, Passage] | None = None,
) -> Premiere | None:
    """The likeliest of those that are sure enough, as fine as an agreeing one makes it.

    Of an ended season it is the date of its end. `said`: when the text has its claim made, and
    where.
    """
    if status is Status.CONCLUDED:
        ended = [each for each in candidates if each.end >= SURE]
        if not ended:
            return None
        top = max(each.end for each in ended)
        best = max(
            (each for each in ended if each.end >= top - 0.5),
            key=lambda each: (each.phrase.year or 0, each.phrase.month or 0, each.phrase.day or 0),
        )
        near = [each for each in candidates if dates.agree(each.phrase, best.phrase)]
    else:
        out = status is Status.AIRING
        fitting = [
            each
            for each in candidates
            if each.score >= (1.0 if out and each.past else SURE) and (out or not each.past)
        ]
        if not fitting:
            return None
        best = max(fitting, key=lambda each: (each.past is out, each.score, each.phrase.fineness))
        near = [
            each
            for each in candidates
            if each.score >= 1.0 and dates.agree(each.phrase, best.phrase)
        ]
        near.sort(key=lambda each: (-each.phrase.fineness, -each.score))
        finer = [each for each in near if each.past == best.past and each.score >= 1.4]
        best = max([best, *finer], key=lambda each: (each.phrase.fineness, each.score))
    told = replace(
        clues,
        years=[each.phrase.year for each in candidates if each.phrase.year],
        said=clues.said if _is_of_claim(said, best) else None,
        later=_later(candidates, best),
    )
    near += [each for each in candidates if each.phrase.month and not each.past and each.score >= 0]
    phrase = dates.settle(best.phrase, told, near=[each.phrase for each in near])
    return Premiere(phrase=phrase, passage=best.passage, past=best.past)


def _later(candidates: Sequence[Candidate], best: Candidate) -> int | None:
    """A year that the text has ahead of it and of the season, by itself: "sometime in 2025"."""
    ahead = [
        each.phrase.year
        for each in candidates
        if each.phrase.year
        and each.phrase.precision is Precision.YEAR
        and each.passage.start > best.passage.start
        and _SOMETIME.search(each.passage.folded[: each.phrase.start])
    ]
    return min(ahead, default=None)


def _is_of_claim(said: tuple[DatePhrase, Passage] | None, best: Candidate) -> bool:
    """Whether the claim's own date tells the premiere's year: it is known to the day, or stands in
    one sentence with it.
    """
    if said is None or (said[0].start == best.phrase.start and said[1] is best.passage):
        return False
    return said[0].precision is Precision.DAY or said[1] is best.passage
