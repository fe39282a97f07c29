"""Which words of a sentence speak for which status, and how strongly. Pure.

A sentence is weighed by what it asserts: what it asks, supposes or denies counts as that. The
lexicon is small and of its own; every pattern is linear and reads at most a passage.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.renewals.models import Status

_GAP = r"(?:[\w'’/-]+,? ){0,4}?"
_WHAT = (
    r"(?:season|seasons|sequel|renewal|return|comeback|continuation|follow-up|instal?lment|part|"
    r"cour|episodes|anime|series|show|film|movie)"
)

RUMOUR = re.compile(
    r"\brumou?r(?:s|ed|ing)?\b|\bleak(?:s|ed|ers?|ing)?\b|\b\w*leaks\b|\balleged(?:ly)?\b|\binsiders?\b|"
    r"\bunconfirmed\b|\bunverified\b|\bpurported(?:ly)?\b|\breportedly\b|\bhearsay\b|\btipsters?\b|"
    r"\b(?:according to|claims?|sources?) (?:an? )?(?:reliable|anonymous|unnamed|unofficial|industry|fan)\b|"
    r"\bsources (?:say|claim|suggest|close)\b|\bgrapevine\b|\bword (?:on the street|has it)\b"
)
"""Hearsay."""
OFFICIAL = re.compile(
    r"\b(?:official(?: \w+)? (?:site|website|twitter|account|x|page|announcement|statement|japanese twitter)|press release|"
    r"the staff|staff behind|production committee|netflix (?:has )?(?:announced|confirmed|renewed)|crunchyroll (?:has )?(?:announced|confirmed|revealed)|"
    r"officially (?:announced|confirmed|revealed)|studio announced|teaser|key visual|stage event)\b"
)
"""The makers or their platform say it themselves."""
_COUNT = re.compile(r"\b(?:\d+|\w+) episodes\b|\bcour could\b|\bcomprise\b|\bepisode count\b")
HEDGE = re.compile(
    r"\b(?:could|might|may|maybe|perhaps|possibly|probably|presumably|likely|unlikely|hope(?:s|d|ful|fully)?|"
    r"expect(?:s|ed|ing|ation|ations)?|predict(?:s|ed|ion|ions)?|speculat\w+|estimated?|guess|anticipate(?:s|d)?|"
    r"suggests?|should|seems?|wish|assum\w+|possib\w+|chances?|potential(?:ly)?|would(?! (?:not|never|be removed))|"
    r"wonder\w*|whether|would-be|hint(?:s|ed|ing)?|matter of time|inevitable|considering|sooner or later)\b"
    r"|\bif (?:it|the|they|there|all|everything|renewed|a|we|he|she|netflix|fans|this|that|so)\b"
)
_DATE_WORDS = re.compile(
    r"\b(?:date|dates|window|schedule|timeline|timeframe|when|details?|how long|how many|number of episodes|"
    r"episode count|cast|staff|platform|trailer|time|further|specifics|length|second (?:and last )?part|cour 2|"
    r"title|visual|what day|exactly|more (?:information|about))\b"
)
_MATERIAL = re.compile(
    r"\b(?:manga|light novels?|novels?|author|mangaka|magazine|game|volumes?|chapters?)\b"
)

NOT_ANNOUNCED = re.compile(
    r"\bno (?:[\w'-]+,? ){0,4}?(?:announcements?|confirmations?|word|news|statements?|information|indications?|"
    r"signs?|hints?|renewals?)\b"
    r"|\bnot (?:an?|any) (?:official |formal |concrete )?(?:announcement|confirmation|word|statement|news)\b"
    r"|(?:\bnot|n't|\bnever)(?: [\w'-]+){0,3}? (?:announce[ds]?|confirm(?:ed|s)?|reveal(?:ed)?|renew(?:ed)?|"
    r"green-?li(?:t|ght|ghted)|said|say|comment(?:ed)?|mention(?:ed)?|given?|made|make|provided?|shared?|issued?|"
    r"hint(?:ed)?|address(?:ed)?|spoken|official|heard|received|ordered)\b"
    r"|\byet to (?:[\w'-]+ ){0,3}?(?:announce[d]?|confirm(?:ed)?|reveal(?:ed)?|renew(?:ed)?|greenlight|green-?lit|"
    r"comment|make|made|say|give|given|release|decide|address|share|hear)\b"
    r"|\b(?:nobody|no one|none|neither|nothing)\b[^.;]{0,60}?\b(?:announce|confirm|made|know|reveal|said|mention|"
    r"official)\w*"
    r"|\b(?:cannot|can't|can not|unable to|doesn't allow|not allowed)(?: [\w'-]+){0,4}? (?:confirm|announce|say|"
    r"reveal|comment|share)\b"
    r"|\bwithout (?:any )?(?:official )?(?:word|announcement|confirmation|news)\b"
    r"|\b(?:still|yet) (?:no|awaiting|waiting|pending|undecided|unconfirmed)\b"
)
"""Somebody has not said so."""
SILENT = re.compile(
    r"\btight-?lipped\b|\b(?:keep|kept|keeping|stay|stays|staying|still|remain|remains|remained|gone)"
    r"(?: \w+)? (?:mum|quiet|silent)\b|\bmum about\b|\bradio silence\b|\bto be seen\b|\bup in the air\b"
    r"|\b(?:is|are|remains?|still|future|fate) (?:\w+ ){0,3}?(?:unclear|uncertain|unknown|undecided|in limbo)\b"
    r"|\bwant to know\b|\bdon't know (?:if|whether|either|anything)\b|\bno idea\b|\bspeculation\b"
    r"|\bas soon as (?:we|there)\b|\bwill update this\b|\brenewed or cancel|\bcancel\w* or renew"
)
PROMISED = re.compile(
    r"\b(?:announcements?|news|information|details|updates?) (?:[\w'-]+ ){0,3}?(?:will|to|is set to|are set to|"
    r"is going to|is coming|are coming|shall) ?(?:be |come|follow|drop|made|shared|announced|revealed)?"
    r"|\b(?:will|to|going to|plans? to|set to|promised? to|promises to) (?:[\w'-]+ ){0,3}?(?:announce|reveal|share|"
    r"make|have|unveil|deliver) (?:[\w'-]+ ){0,4}?(?:announcement|news|information|decision|something|update)s?\b"
    r"|\b(?:big|special|important|major|huge|new project) announcements?\b"
    r"|\bpromis\w+ (?:[\w'-]+ ){0,4}?(?:announcement|news)\b|\bstay tuned\b"
)
"""A promise of an announcement is not an announcement."""

CANCELLED = re.compile(
    r"\b(?:has|have|had|was|were|been|is|are|be|being|just|officially|it|they|netflix|abruptly|quietly) "
    r"(?:[\w'-]+ ){0,2}?(?:cancel(?:l?ed|s)|axed|scrapped|shelved|canned|dropped by|killed off|pulled the plug)\b"
    r"|\b(?:cancels|axes|scraps|shelves|cancel(?:l?ed)|axed) (?:[\w'-]+ ){0,6}?(?:season|series|anime|show|sequel|after)\b"
    r"|\b(?:decided|decision|chose|opted) to (?:cancel|axe|scrap|end|not (?:renew|continue|move))\b"
    r"|\bcancel(?:l)?ation (?:of|was|is|has|came|news)\b|\ba (?:major |sudden )?cancel(?:l)?ation\b"
    r"|\b(?:unceremoniously|officially|abruptly) (?:axed|cancel(?:l?ed)|scrapped)\b"
    r"|\b(?:will|would|is|are|has|have) not (?:be )?(?:get(?:ting)?|return(?:ing)?|com(?:e|ing) back|continu(?:e|ing)|"
    r"renewed|receiv(?:e|ing)|mov(?:e|ing) forward|happen(?:ing)?|go(?:ing)? (?:ahead|forward)|been picked up)\b"
    r"(?! (?:yet|until|so soon|before))"
    r"|\b(?:won't|isn't|wouldn't|aren't) (?:be )?(?:get(?:ting)?|return(?:ing)?|com(?:e|ing) back|continu(?:e|ing)|renewed|"
    r"receiv(?:e|ing)|mov(?:e|ing) forward|happen(?:ing)?|go(?:ing)? (?:ahead|forward))\b(?! (?:yet|until|before))"
    r"|\b(?:no s ?\d|no season (?:two|three|four|\d)|there is no (?:second|third) season)\b"
    r"|\b(?:declined|refused|opted not|chose not|decided not|decided against) (?:to )?(?:renew\w*|continu\w*|order\w*|mov\w*)\b"
    r"|\bproduction (?:has been |was |is )?(?:cancel(?:l?ed)|terminated|discontinued)\b|\bpulled the plug\b"
    r"|\bput on ice\b|\bhas been discontinued\b"
)
UNASSERTED = re.compile(
    r"\b(?:fears?|feared|worr\w+|if|whether|wonder\w*|or (?:cancel|renew)\w*|not (?:been )?cancel\w*|wasn't cancel\w*|"
    r"isn't cancel\w*|n't been cancel\w*|neither|either|rumou?r\w*|could be|might be|may be|may have been|"
    r"might have been|assum\w+|almost|nearly|instead of (?:being )?cancel\w*|renewed or|other|after being)\b"
)
NO_PLANS = re.compile(
    r"(?:\bno|\bnot any|n't any|\bwithout) (?:[\w'-]+,? ){0,3}?plans?\b(?! b\b)|(?:\bnot|\bnever|n't) (?:currently |presently |"
    r"actively |even )?(?:plan(?:ned|ning|s)?|planned to|considering|in the cards|on the cards)\b|"
    r"\bnothing (?:is |has been |was )?(?:currently )?(?:planned|in the works|on the table)\b"
    r"|\bchances? [^.;]{0,50}?(?:close to zero|zero|slim to none|non-?existent|next to nothing|nil)\b"
    r"|\b(?:will|would) (?:likely |probably |most likely |simply |now )?never (?:be|get|return|happen|come|receive|see|continue)\b"
    r"|\bnever going to (?:be|get|return|happen)\b"
    r"|(?:\bno|\bnot|\bnothing|n't) (?:[\w'-]+ ){0,4}?left to (?:adapt|continue|tell|cover)\b"
    r"|\b(?:has|had|have) no (?:intention|interest|desire) (?:of|in|to)\b|\bno (?:intention|need) (?:of|for|to)\b"
    r"|\b(?:always|only|originally|had|was|were) (?:[\w'-]+ ){0,3}?(?:meant|planned|intended|conceived|designed|supposed)\b"
    r"[^.;]{0,60}?\b(?:(?:one|two|three|single|\d+)[ -](?:seasons?|episodes?|cours?)|\d+ episodes|standalone|self-contained)\b"
    r"|\b(?:final|last) (?:chapter|season) (?:in|of) (?:[\w'-]+ ){0,6}?story\b|\bit was the final season\b"
    r"|\bno (?:second|third|fourth|fifth|more|further|new) (?:seasons?|episodes?) (?:is|are|were) (?:currently )?(?:planned|in (?:the works|development|production))\b"
    r"|\bcan't (?:be|have) (?:an?other|a \w+) season\b|\bnot in (?:the )?(?:production|works|development)\b"
)
EXHAUSTED = re.compile(
    r"\b(?:nothing|no (?:more |further )?(?:stor(?:y|ies)|material|chapters?|content)) (?:is |are |was )?left\b"
    r"|\bno more (?:story|source material|manga) to\b"
)
DIFFICULT = re.compile(r"\b(?:unlikely|difficult|doubtful|slim|improbable|low chance|impossible)\b")
HIATUS = re.compile(
    r"\b(?:on|into|enter(?:s|ed|ing)?|indefinite|extended) (?:an? )?(?:indefinite |extended |long |temporary )?hiatus\b"
    r"|\b(?:put|placed|is|are|been|remains?|currently) (?:indefinitely )?on (?:indefinite )?hold\b|\bon ice for now\b"
    r"|\bindefinite(?:ly)? (?:postpone\w*|delay\w*|suspen\w*|paus\w*|halt\w*|hold)\b"
    r"|\b(?:postpone\w*|delay\w*|suspen\w*|paus\w*|halt\w*|push\w* back)(?: [\w'-]+){0,2}? (?:indefinitely|until further notice|with no new date)\b"
    r"|\b(?:production|broadcast|airing|work|series|anime|season)(?: [\w'-]+){0,6}? (?:(?:has|have|had) been|was|were|is|are) "
    r"(?:temporarily )?(?:halted|suspended|paused|stopped|interrupted|shut down)\b|\bsuspends? (?:production|broadcast|airing)\b"
    r"|\b(?:halts|halted|pauses|paused) production\b|\bstalled\b|\bgoes on hiatus\b"
)
CONCLUDED = re.compile(
    r"\b(?:series|anime|show|story|adaptation|remake|saga|run|it|journey)(?: [\w'-]+){0,6}? (?:has |have |had )?"
    r"(?:now |officially |finally |already )?(?:come to (?:its|an|a|the)(?: \w+)? (?:end|close|conclusion)|concluded|"
    r"came to (?:its|an|a|the)(?: \w+)? (?:end|close|conclusion)|"
    r"reached its (?:end|conclusion|ending|finale)|met its end(?:ing)?|is (?:officially |now |finally )?(?:over|finished|complete[d]?|done)|"
    r"(?:has|have) (?:officially |now |finally )?(?:ended|finished|wrapped(?: up)?))\b"
    r"|\badapt(?:ed|s|ing) (?:the )?(?:whole|entire|complete|full|all of)\b|\bend of the road\b"
    r"|\b(?:ended|concluded|finished) as planned\b|\bseries finale aired\b|\bthe (?:whole|entire|full) story (?:was|has been|is) (?:adapted|told)\b"
    r"|\b(?:concluded|finished|ended|wrapped up) (?:its|the) (?:\w+ )?(?:run|story|series|adaptation|broadcast)\b"
    r"|\btold (?:its|the) (?:whole|entire|full|complete) story\b|\bcomplete adaptation\b|\bfully adapted\b"
)
IN_PRODUCTION = re.compile(
    r"\b(?:in|under|into|begun|began|begins?|started|starts|entered|enters|commenced|resumed) (?:active |full |early |the )?(?:pre-)?production\b"
    r"|\bproduction (?:of|on|for)?(?: [\w'-]+){0,6}? ?(?:is |has )?(?:officially |already |now |finally |currently |well )?(?:underway|under way|begun|started|begins|starts|in progress|green-?lit|ongoing|going)\b"
    r"|\bwith production underway\b|\b(?:is|are|being|was|been)(?: [\w'-]+){0,2}? (?:in the works|in development|under development|being (?:made|produced|animated))\b"
    r"|\b(?:currently|already|now|hard at|actively) (?:at )?work(?:ing)? on (?:[\w'-]+ ){0,5}?(?:season|sequel|it|episodes|anime)\b"
    r"|\bhas (?:been in the works|begun work)\b"
)
AIRING = re.compile(
    r"\b(?:currently|now|already|presently) (?:airing|streaming|out|available|on air|broadcasting|underway|releasing)\b"
    r"|\bis (?:currently |now |already )?(?:airing|out now|currently out|under way|underway)\b|\b(?:new )?episodes? (?:[\w'-]+ ){0,4}?(?:every|each) "
    r"(?:week|mon|tues|wednes|thurs|fri|satur|sun)\w*\b|\bweekly on\b|\bairs (?:on|every|weekly|at)\b|\b(?:premiere|air|release|drop|stream|debut)s? weekly\b"
    r"|\bepisode (?:[\w-]+ )(?:was|has been|is) (?:released|out|live|available|already|currently)\b"
    r"|\bis (?:finally |officially |now )?back with (?:its |the )?(?:season|second|third|fourth|fifth|a new season)"
    r"|\bas it airs\b|\b(?:has|have) (?:finally |just |now |officially )?(?:begun|started|kicked off|begun its|premiered|returned|debuted)\b"
    r"|\bnew season\b[^.;]{0,50}?\bwas released (?:recently|last|this|on)\b|\breleased recently\b|\b(?:delays?|delayed|postpone[ds]?) (?:its |the )?(?:\d+(?:st|nd|rd|th)|[a-z]+th|next|upcoming) episode\b"
    r"|\bepisode [\w-]+ (?:is|was|has been|will be) (?:delayed|postponed|pushed)\b|\bis streaming (?:the|it|new|every)\b|\bthis week's episode\b|\blatest episode\b"
    r"|\b(?:ongoing|currently airing) (?:season|anime|series)\b|\bnext episode\b|\b(?:the )?remaining episodes\b|\bmid-?season\b"
)
ANNOUNCED = re.compile(
    r"\b(?:renew(?:s|ed)|green-?li(?:t|ghts|ghted)|order(?:s|ed)|commission(?:s|ed)|picks? up|picked up)\b(?! or\b)"
    rf"|\b(?:announc(?:es|ed|ing)|confirm(?:s|ed|ing)?|reveal(?:s|ed)|unveil(?:s|ed)|declared|report(?:s|ed))\b(?: that)? [^.;]{{0,70}}?\b{_WHAT}\b"
    rf"|\b{_WHAT}\b[^.;]{{0,70}}?\b(?:announced|confirmed|green-?lit|revealed|renewed|is happening|decided|is official)\b"
    r"|\b(?:is|are|be|was|were|finally|officially|also) (?:[\w'-]+ ){0,2}?getting (?:an?|one|two|its|another|the|new)\b[^.;]{0,40}?\b(?:season|sequel|part|continuation)\b"
    r"|\b(?:will|to|set to|shall) (?:[\w'-]+ ){0,2}?(?:get|receive|have|return (?:for|with)|come back (?:for|with)|be back (?:for|with)|continue (?:with|in))\b[^.;]{0,40}?\b(?:season|sequel|part|continuation)\b"
    r"|\bgets? (?:an?|another|its|second|third|fourth|new|two|one)\b[^.;]{0,30}?\b(?:season|sequel|anime|continuation)\b"
    r"|\b(?:season|sequel)(?: [\w'-]+){0,3}? (?:is|was|are) (?:\w+ )?(?:coming|on (?:the|its) way|official|a go)\b"
    r"|\bit has been decided\b|\brenewal (?:announced|confirmed|was|is official|has)\b|\bwill be produced\b|\basked for more\b"
    r"|\b(?:coming back|returning|will return|returns) (?:for|with) (?:[\w'-]+ ){0,3}?(?:season|sequel|part|cour)\b"
)
SCHEDULED = re.compile(
    r"\b(?:postponed|delayed|pushed back|moved|rescheduled|premieres?|air|airs|airing|debuts?|arrives?|release[ds]?|returns?|"
    r"begins?|starts?|launches|streams?|drops|kicks? off|hits|comes out|set for|slated|scheduled|lined up|coming)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What a sentence says for a status; `hard` where it asserts an announcement."""

    status: Status
    weight: float
    hard: bool = False
    denies: bool = False


def _near(pattern: re.Pattern[str], folded: str, match: re.Match[str], reach: int = 60) -> bool:
    return bool(pattern.search(folded[max(0, match.start() - reach) : match.end() + reach]))


def of(folded: str, *, question: bool) -> Iterator[Cue]:
    """The cues of a folded sentence."""
    if question:
        if RUMOUR.search(folded):
            yield Cue(status=Status.RUMOURED, weight=0.5)
        if SILENT.search(folded):
            yield Cue(status=Status.UNKNOWN, weight=0.8)
        return
    rumour = RUMOUR.search(folded)
    hedged = HEDGE.search(folded)
    material = _MATERIAL.search(folded) and not re.search(r"\bseason|anime|sequel\b", folded)
    if rumour:
        weight = 0.4 if _COUNT.search(folded) else 3.0
        yield Cue(status=Status.RUMOURED, weight=weight)
    against = False
    cancelled = CANCELLED.search(folded)
    if cancelled and not _near(UNASSERTED, folded, cancelled, 30) and not rumour:
        against = True
        yield Cue(status=Status.CANCELLED, weight=4.5)
    none = NO_PLANS.search(folded)
    if none and not rumour:
        against = True
        yield Cue(status=Status.NO_PLANS, weight=4.5)
    hiatus = HIATUS.search(folded)
    if hiatus and not material and not _near(UNASSERTED, folded, hiatus, 30):
        against = True
        yield Cue(status=Status.ON_HIATUS, weight=4.0)
    if CONCLUDED.search(folded) and not material:
        yield Cue(status=Status.CONCLUDED, weight=3.0 if not hedged else 1.2)
    if EXHAUSTED.search(folded):
        yield Cue(status=Status.NO_PLANS, weight=2.0)
        yield Cue(status=Status.CONCLUDED, weight=1.5)
    denied = False
    asserted = NOT_ANNOUNCED.sub(lambda match: "_" * len(match.group()), folded)
    for match in NOT_ANNOUNCED.finditer(folded):
        if _near(_DATE_WORDS, folded, match, 45):
            yield Cue(status=Status.ANNOUNCED, weight=0.3)
            continue
        denied = True
        yield Cue(status=Status.UNKNOWN, weight=3.0, denies=True)
        break
    if SILENT.search(folded):
        yield Cue(status=Status.UNKNOWN, weight=1.6)
    promised = PROMISED.search(folded)
    if promised and not denied:
        yield Cue(status=Status.UNKNOWN, weight=1.5)
    if DIFFICULT.search(folded):
        yield Cue(status=Status.UNKNOWN, weight=1.0)
        yield Cue(status=Status.NO_PLANS, weight=0.8)
    if AIRING.search(folded) and not (hedged and not folded.count("released")) and not rumour:
        yield Cue(status=Status.AIRING, weight=2.6)
    if against or denied or rumour:
        return
    softly = 0.3 if hedged else 1.0
    if IN_PRODUCTION.search(asserted) and not promised:
        yield Cue(status=Status.IN_PRODUCTION, weight=3.2 * softly, hard=not hedged)
    if ANNOUNCED.search(asserted) and not promised:
        yield Cue(status=Status.ANNOUNCED, weight=3.0 * softly, hard=not hedged)
