"""Scores that a review gives in plain prose, to its show or to a part of it: ``I'd give the story
6/10``, ``the music is a solid 8``, ``Overall I'd say 7/10``. What others gave, what might have been
and what it is not don't count.
"""

import re
from collections.abc import Collection, Sequence

from bot.reviews import aspects, marks
from bot.reviews.aspects import Aspect
from bot.reviews.marks import Mark
from bot.reviews.sentences import Sentence

_NEAR, _FAR = 80, 160
"""Characters around a score that say whose it is, and of what."""
_SCORES = frozenset("0123456789★⭐🌟½")

_ADVERBS = """also|certainly|comfortably|confidently|definitely|easily|even|generously|gladly|
    happily|have to|honestly|just|likely|maybe|myself|only|perhaps|personally|probably|really|
    say|simply|still|then|therefore|thus|at least|at best|at most"""
_PRAISE = """clear|comfortable|decent|easy|fair|firm|full|generous|good|hard|healthy|high|light|low|
    lukewarm|mere|mild|modest|perfect|proud|rare|respectable|shaky|soft|solid|strong|sturdy|
    tentative|very|weak|well-deserved|well-earned"""
_GIVE = "give|gave|giving|rate|rated|rating|score|scored|scoring|put|grade|graded|award|awarded"
_I = r"\bi(?:['’](?:d|ll|m|ve)| would| will| can| must| am| do)?"


def _words(said: str) -> str:
    return re.sub(r"\s*\n\s*", "", said)


_TAIL = re.compile(
    rf"(?: (?:itself|here|alone|both|each|all|of|in|this|the|show|series|anime|season|"
    rf"{_words(_ADVERBS)}|{_words(_PRAISE)}|gets?|got|earns?|earned|deserves?|deserved|receives?|"
    rf"received|scores?|rates?|is|are|was|were|sits?|lands?|comes?|at|in|to|an?|about|around|"
    rf"worth|for me|from me)(?![\w'’])){{1,8}} ?",
    re.IGNORECASE,
)
"""What may stand between a part and its score."""
_GETS = re.compile(
    r" (?:gets?|got|earns?|earned|deserves?|deserved|receives?|received|scores?|rates?|is|are|was|"
    r"were|sits|lands|comes|worth)\b",
    re.IGNORECASE,
)
_IS = re.compile(r"(?: \w+){0,2} (?:is|are|was|were)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\ban? |\bat $", re.IGNORECASE)
_BESIDE = re.compile(r"\s?[:=–—-]?\s?[(\[]?(?:an? )?")
_I_GIVE = re.compile(
    rf"{_I}(?: (?:{_words(_ADVERBS)})){{0,3}} (?:{_GIVE})(?:,? [\w'’-]+){{0,4}} $", re.IGNORECASE
)
_I_GAVE = re.compile(rf"{_I}(?: (?:{_words(_ADVERBS)})){{0,3}} (?:{_GIVE})\b", re.IGNORECASE)
_WHICH_I_GIVE = re.compile(
    rf"(?:,| [–—-]|:)?(?: which)? {_I}(?: (?:{_words(_ADVERBS)})){{0,3}} "
    rf"(?:{_GIVE}|say|call|go with)(?: (?P<it>it|that|them|those)| (?:at|an?|about|around|"
    rf"{_words(_PRAISE)})){{0,4}} ?|, ?(?P<bare>)(?:an? )?",
    re.IGNORECASE,
)
_AS_FOR = re.compile(
    r"\W*(?:(?:and|but|then|now|finally|while) )?(?P<for>(?:as for|for|on|in terms of|"
    r"when it comes to|regarding|concerning|as to) )?(?:(?:the|its|this) )?(?:\w+ )?",
    re.IGNORECASE,
)
_FOR = re.compile(r" (?:for|on|in) (?:(?:both )?(?:the|its|their) )?", re.IGNORECASE)
_AND = re.compile(r"(?:,| (?:and|&)|, and)(?: also)?(?: (?:the|its|for|for the))? ", re.IGNORECASE)

_GOES_ON = r"""show|anime|series|season|film|movie|ova|ona|watch|masterpiece|experience|rating|
    score|adaptation|sequel|overall|from|for|out|in|on|and|but|or|as|at|to|if|so|though|although|because|
    since|is|was|would|will|i|my|it|the|this|that|with|due|when|just|which|simply|cause|full|
    definitely|personally|not|only|all|still|even|anyway|regardless|despite|nonetheless|
    nevertheless|now|today|here|again|anyway|easily|thanks|mostly|so|either|tops|then|stars?"""
_OF_ANOTHER = re.compile(rf"[ -](?!(?:{_words(_GOES_ON)})\b)(?-i:[a-z])", re.IGNORECASE)
"""What goes on as ``10/10 waifu`` or ``5 star hotel`` rates something else."""
_BARE_ENDS = re.compile(
    rf"\s*$|\s*[.,;!)\]–—]|\s?[:-] | (?!and a half)(?:{_words(_GOES_ON)})\b",
    re.IGNORECASE,
)
"""How it goes on behind a bare number that is a score."""

_NO_SUBJECT = re.compile(
    r"\W*(?:(?:is|was|are|were|gets?|got|gives?|gave|has|have|had|and|or|be|a|an|at)\b)",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[;:–—(]|, |\b(?:but|and|so|yet|while|whereas|although|though|because|since|which)\b|"
    rf"(?<!think )(?<!say )(?<!that )(?<!mean )(?<!everyone )(?<!everybody )(?<!people )"
    rf"(?<!someone )(?<!friends )(?<!thing )(?={_I} )",
    re.IGNORECASE,
)
_SAYS = (
    r"(?:give|gave|giving|rate|score|has|have|had|says?|said|puts?|calls?|called|thinks?|thought|"
    r"would|will|might|may|could|can|liked?|loved?|hands?|handed|award|average)"
)
_OTHERS = re.compile(
    r"\b(?:mal|myanimelist|my anime list|reddit|anilist|imdb|kitsu|anidb|ann|anime news network|"
    r"crunchyroll|metacritic|letterboxd|rotten tomatoes|livechart|anime-planet|douban|bangumi|"
    r"(?:average|community|mean|audience|user|site|critic)['’]?s? (?:score|rating)|"
    r"the (?:site|internet|web|press|community|fandom|average))\b|"
    rf"\b(?:critics?|reviewers?|reviews|people|fans?|viewers?|users?|watchers|audiences?|others?|"
    rf"everyone|everybody|someone|somebody|anyone|no ?one|nobody|many|most|some|they|he|she|you|"
    rf"my (?!(?:\w+ )?(?:score|rating|grade|verdict|own)\b)[\w'’-]+|"
    rf"(?:his|her|your|their) [\w'’-]+|"
    rf"(?:a|the|our) (?:friend|brother|sister|kid|daughter|son|wife|husband|partner|girlfriend|"
    rf"boyfriend))(?: [\w'’-]+){{0,3}}? {_SAYS}s?\b|"
    r"\b(?:his|her|your|their|(?:friend|brother|sister|wife|husband|partner|mother|father|mum|mom|"
    r"dad|critic|fan|people|everyone|viewer|user)['’]?s?['’]?) (?:\w+ )?(?:scores?|ratings?|grade|"
    r"verdict)\b|\baccording to\b",
    re.IGNORECASE,
)
"""Whose score it is not."""
_OTHER_WORK = re.compile(
    r"(?:^\W*|\b(?:give|gave|rate|rated|score|scored|put|say|think|that|while|though|although|"
    r"because|since|where|and|but) )(?:(?:the|its|this|that|whole|entire|original|only) ){0,3}"
    r"(?:manga|manhwa|manhua|webtoon|web ?novel|light novel|visual novel|novel|books?|"
    r"source(?: material)?|(?:\w+ )?game|original|prequel|live[- ]action|remake|comics?|anime's|"
    r"first (?:season|cour|series|film|movie)|season (?:1|one)|s1|"
    r"(?:previous|prior|last|earlier|other) (?:seasons?|cour|series|films?|movies?|entry))\b",
    re.IGNORECASE,
)
_OF_WORK = re.compile(
    r"\b(?:of|in|from) (?:the )?(?:manga|manhwa|webtoon|light novel|novel|books?|"
    r"source(?: material)?|game|first season|season (?:1|one)|previous season|prequel)\b(?! [a-z]+ "
    r"adaptation)",
    re.IGNORECASE,
)
_PIECE = re.compile(
    r"(?:^\W*|\b(?:give|gave|rate|rated|score|scored|put|say|think|for|is) )"
    r"(?:(?:the|its|this|that|my|very|whole|entire) ){0,3}(?:(?:first|second|third|last|final|"
    r"latter|other|opening|next|middle|early) (?:\w+ )?(?:half|arc|part|third|quarter|episodes?|"
    r"ep|cour|chapters?|minutes|act)|(?:\w+ )?(?:arc|episode)(?: \d{1,4})?|ep(?:isode)? ?\d{1,4}|"
    r"pilot|enjoyment|entertainment value|re-?watch(?:ability| value)|humou?r|comedy|romance|"
    r"fan ?service|action|(?:one|only) thing)\b(?! [^.!?]{0,40}\boverall\b)",
    re.IGNORECASE,
)
"""A part of a show that no aspect stands for; its score isn't the whole's."""
_NOT = re.compile(
    r"\b(?:not|never|hardly|barely|neither|nor|cannot|nowhere near|far from|short of|no way|"
    r"no longer)\b|n['’]t\b|\bno (?:\w+ )?$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:(?:more|less|higher|lower|worse|better|other|further) than|anything (?:but|below|above|"
    r"under|over)|go (?:below|above|under|over|higher|lower|beyond)|nothing (?:short|less|but)|"
    r"no (?:less|more) than|not only|hesitat\w+|without (?:a )?(?:doubt|question|hesitation)|"
    r"no doubt|(?:can|could)(?:['’]t|not) (?:help|complain)|why not|if not)\b",
    re.IGNORECASE,
)
"""``I can't give it more than a 6/10`` gives it a 6."""
_MIGHT = re.compile(
    r"\b(?:(?:would|could|might|should|may|must)(?: \w+)?(?: have|['’]ve|['’]a)\b(?! to\b)|"
    r"(?:['’]d|['’]d \w+) have\b(?! to\b)|"
    r"(?:could|might|should|may) (?:\w+ )?(?:be|get|earn|reach|become)\b|"
    r"(?:want|wanted|wanting|tempted|going|hoping|expecting|expected|like|love|meant|used|needs?|"
    r"needed|ready|prepared|inclined|supposed|tried|about|close) to (?:\w+ )?(?:give|rate|score|be|"
    r"call|say|get|put|become|see)\b|"
    r"almost|nearly|wish\w*|hop(?:e|ed|ing)|expect(?:ed|ing)?|suppos\w+|imagin\w+|"
    r"pretend\w*|(?:initially|originally|previously|first) (?:gave|rated|scored|thought|was)|"
    r"at first|used to|potential|"
    r"instead of|rather than|away from|down from|up from|close to|worthy of)\b",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(
    r"\b(?:from|between|like|every|other|most|many|those|these|some|(?<!over )all|any|"
    r"than (?:most|other|many|a lot of|some))(?: an?)? $|"
    r"\b(?:on|since|until|till|dated|aired|released|premiered|started|born|finale|by) (?:the )?$",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"[\"”’)]? (?:(?:would|could|might|may) (?:be|have been|feel|seem)|(?:is|was|seems?|feels?) "
    r"(?:\w+ )?(?:too|not|unfair|excessive|wrong|overkill|undeserved)|isn['’]t|wasn['’]t)\b|"
    r"[^.!?;]{0,50}\b(?:if (?:only|not|(?!i['’]m\b|i (?:had|have|were|am)\b|you\b)"
    r"[^.!?;]{0,40}\b(?:had|was|were|did|could|would|wasn|weren|hadn|didn))\b|were it not|"
    r"had (?:it|they|the) |until\b|but for the)|[^.!]{0,60}\?",
    re.IGNORECASE,
)
_BY_OTHERS = re.compile(
    r"[\"”’)]?,? (?:on|at|by|from|according to) "
    r"(?:(?:the|most|all|some|many|my|his|her|their) )?"
    r"(?:mal|myanimelist|anilist|imdb|kitsu|anidb|ann|metacritic|letterboxd|rotten tomatoes|site|"
    r"critics?|reviewers?|people|fans?|viewers?|users?|others?|everyone|friends?|brother|sister|"
    r"wife|husband|partner|mother|father|mom|mum|dad|kids?|son|daughter|community)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\bif (?!i (?:had|have|were|must|am|could only)\b|i['’]m |you (?:ask|asked|want)\b|pressed|"
    r"forced|asked)(?:[\w'’-]+ ){0,8}?(?:had|was|were|did|didn['’]t|hadn['’]t|wasn['’]t|"
    r"weren['’]t|could|only|not)\b",
    re.IGNORECASE,
)


def to_parts(text: str, held: Sequence[Sentence]) -> dict[Aspect, Mark]:
    """The scores that sentences give to aspects, the last one said of each: ``The art gets a
    9/10``, ``9/10 for the art``, ``I'd give the art a solid 9``.
    """
    return {
        aspect: mark
        for sentence, mark in _stated(text, held)
        for aspect in _parts_given(text, sentence, mark)
    }


def to_whole(text: str, held: Sequence[Sentence], taken: Collection[int] = ()) -> Mark | None:
    """The score of the whole show that stands alone on a line, behind the title or in a sentence
    that sums up or gives it; none that begins at one of `taken`. The last one of the best kind.
    """
    alone: list[Mark] = []
    closing: list[Mark] = []
    given: list[Mark] = []
    for sentence, mark in _stated(text, held):
        if mark.start in taken:
            continue
        before, after = _around(text, sentence, mark)
        bare = not before.strip("*_#( -–:>[")
        titled = sentence is held[0] and before.rstrip(" *_")[-1:] in "–—-:|("
        if mark.sure and _ends(after) and (bare or titled):
            alone.append(mark)
        elif _is_given(mark, before, after) and not _parts_given(text, sentence, mark):
            (closing if _SUMS_UP.search(before) else given).append(mark)
    best = alone or closing or given
    return best[-1] if best else None


_MOST = 200
"""Scores in prose that are weighed: the last ones, for a review that has more is none."""


def _stated(text: str, held: Sequence[Sentence]) -> list[tuple[Sentence, Mark]]:
    return [
        (sentence, mark)
        for sentence in held
        if len(sentence.text) <= 60
        or " out of " in sentence.text
        or not _SCORES.isdisjoint(sentence.text)
        for mark in marks.find(text, sentence.start, min(sentence.end, sentence.start + 5000))
        if mark.sure or mark.text[0].isdigit()
    ][-_MOST:]


def _around(text: str, sentence: Sentence, mark: Mark) -> tuple[str, str]:
    """What stands before and behind a score in its sentence."""
    return (
        text[max(sentence.start, mark.start - _FAR) : mark.start],
        text[mark.end : min(sentence.end, mark.end + _NEAR)],
    )


def _ends(after: str) -> bool:
    return not after.strip("*_#)( .!") or after.lstrip(" *_)")[:1] in "-–—(~:"


def _parts_given(text: str, sentence: Sentence, mark: Mark) -> Sequence[Aspect]:
    """The aspects that a sentence gives a score to; several where it names them together."""
    before, after = _around(text, sentence, mark)
    before = _sentence_of(before)
    if not mark.sure and not _BARE_ENDS.match(after):
        return ()
    found: Sequence[Aspect] = ()
    if (to := _FOR.match(after)) and (mark.sure or _QUALIFIED.search(before)):
        found = _from(after, to.end())
    if not found and not _OF_ANOTHER.match(after):
        found = _before(before, mark)
    return found if found and not _is_not_its_own(before, after) else ()


def _from(after: str, at: int) -> list[Aspect]:
    """The aspects that stand there, *the art and the music*."""
    found: list[Aspect] = []
    for aspect, first, end in aspects.named(after):
        if first != at and not (found and _AND.fullmatch(after, at, first)):
            break
        if aspect is Aspect.OVERALL:
            break
        found.append(aspect)
        at = end
    return found


def _before(before: str, mark: Mark) -> list[Aspect]:
    """The aspects right before a score that is theirs."""
    places = [each for each in aspects.named(before) if each[0] is not Aspect.OVERALL]
    if not places:
        return []
    aspect, first, end = places[-1]
    found = [aspect]
    for other, start, stop in reversed(places[:-1]):
        if not _AND.fullmatch(before, stop, first):
            break
        found.append(other)
        first = start
    lead, tail = before[:first], before[end:]
    if tail == " " or _TAIL.fullmatch(tail):
        if not _GETS.search(tail):
            return found if _I_GIVE.search(lead) or (mark.sure and tail == " ") else []
        if mark.sure:
            return found
        someone = aspect is Aspect.CHARACTERS and _IS.match(tail)
        return found if _ARTICLE.search(tail) and not someone else []
    if mark.sure and _BESIDE.fullmatch(tail):
        return found
    aside = _WHICH_I_GIVE.fullmatch(tail)
    to = _AS_FOR.fullmatch(lead) if aside else None
    if aside and to and (to["for"] or not (aside["it"] or aside["bare"] is not None)):
        return found
    return []


_SUMS_UP = re.compile(
    r"\b(?:overall|all in all|all told|in conclusion|in total|final(?:ly)?|in the end|"
    r"at the end of the day|to sum (?:it )?up|in summary|in short|altogether|"
    r"(?:my|the) (?:score|rating|grade|verdict)|as a whole)\b",
    re.IGNORECASE,
)
_GIVES = re.compile(
    rf"\b(?:i(?:['’]d| would| will|['’]ll|['’]m)?(?: (?:{_words(_ADVERBS)})){{0,3}} ?"
    rf"(?:{_GIVE}|say|call|go|settle|land|end up|stay|stop)|gets?|earns?|deserves?|receives?|"
    rf"it['’]?s|is|solid|strong|weak|score|rating|light|high|low|grade|verdict|a|an|overall|"
    rf"all in all|all told|in the end|sits at|lands at|comes to)\b[^.!?\n]{{0,60}}$",
    re.IGNORECASE,
)
_FROM_ME = re.compile(
    r"[\"”’)]? (?:from me|from this (?:viewer|reviewer)|in my (?:book|eyes|opinion)|for me|imo)\b",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(
    rf"\b(?:an? (?:{_words(_PRAISE)})|{_I}(?: (?:{_words(_ADVERBS)})){{0,3}} (?:give|gave|rate|say)"
    rf"(?: (?:it|this|an?|about)){{0,2}}) $",
    re.IGNORECASE,
)
_BARE_GIVEN = re.compile(
    rf"\b(?:my|the|final|overall) (?:rating|score|grade|verdict)"
    rf"(?: (?:is|would be|will be|for (?:it|this)(?: (?:show|anime|series))?)| ?[:=–—-]){{1,2}} ?"
    rf"(?:an? )?(?:(?:{_words(_PRAISE)}) )?$|"
    rf"{_I}(?: (?:{_words(_ADVERBS)})){{0,3}} (?:give|rate|gave|rated|giving|rating|score)\b"
    rf"[^.!?]{{0,40}}? (?:an? |at )?(?:[\w-]+ )?$|"
    rf"(?:^\W*|\b(?:it['’]?s|it is|this is|(?:show|anime|series) is|gets|deserves|earns|overall,?|"
    rf"all in all,?|in the end,?|{_I} (?:say|call it|go with|settle on)) )an? "
    rf"(?:(?:{_words(_PRAISE)}) ){{1,2}}$|"
    rf"\b(?:overall|all in all|in the end),? (?:{_I} (?:say|call it|go with)|it['’]?s|it gets|"
    rf"it is)(?: an?)?(?: (?:{_words(_PRAISE)}))? $|"
    rf"{_I} (?:say|call it|go with|settle on|settle for) (?:an? )?$",
    re.IGNORECASE,
)


def _is_given(mark: Mark, before: str, after: str) -> bool:
    """Whether a sentence gives the whole show that score: ``I give this a 6.5/10 for now``."""
    sentence = _sentence_of(before)
    if _OF_ANOTHER.match(after) or aspects.named(sentence[-30:]):
        return False
    near = sentence[-_NEAR:]
    if mark.sure:
        gives = not near.strip() or _GIVES.search(near) or _FROM_ME.match(after)
    else:
        gives = _BARE_ENDS.match(after) and (
            _BARE_GIVEN.search(sentence) or (_FROM_ME.match(after) and _ALONE.search(sentence))
        )
    if not gives or ("%" in mark.text and not mark.sure):
        return False
    clause = _clause(sentence)
    if _PIECE.search(clause) or (_OF_PART.match(clause) and not _OF_SHOW.match(clause)):
        return False
    return not _is_not_its_own(sentence, after)


_OF_PART = re.compile(
    r"\W*(?:the|its|their|his|her|these|those) (?:[\w'’-]+ ){1,4}?(?:is|are|was|were|gets?|got|"
    r"earns?|deserves?|starts|ends|begins)\b",
    re.IGNORECASE,
)
_OF_SHOW = re.compile(
    r"\W*(?:the|its|their) (?:[\w'’-]+ ){0,3}?(?:shows?|series|anime|season|film|movie|whole|thing|"
    r"result|adaptation|sequel|package|score|rating|grade|verdict|total|overall|sum|mark|ova|ona)\b",
    re.IGNORECASE,
)
"""A score of any other subject is a part's: *The fights are a 10/10*."""
_ALONE = re.compile(r"(?:^\W*|\ban? )(?:\w+ )?$")


def _sentence_of(before: str) -> str:
    return re.split(r"[.!?]\s", before)[-1]


def _clause(before: str) -> str:
    """The clause that a score ends: what stands behind the last cut that has a subject."""
    starts = [0, *(cut.end() for cut in _CUT.finditer(before))]
    for start in reversed(starts[-12:]):
        rest = before[start:]
        if any(char.isalpha() for char in rest) and not _NO_SUBJECT.match(rest):
            return rest
    return before


def _said_of_it(before: str) -> str:
    """What stands behind the last cut, if it is more than an article."""
    starts = [0, *(cut.end() for cut in _CUT.finditer(before))]
    rests = (before[start:] for start in reversed(starts[-12:]))
    return next((rest for rest in rests if not _ARTICLES.fullmatch(rest)), before)


_ARTICLES = re.compile(r"\W*(?:an?|the)(?: \w+)? ", re.IGNORECASE)


def _is_not_its_own(before: str, after: str) -> bool:
    """Whether a score is another's, another work's, denied or but thought of."""
    clause, own = _clause(before), _said_of_it(before)
    return bool(
        _NOT_THAT.search(before)
        or _OTHERS.search(clause)
        or _OTHER_WORK.search(clause)
        or _OF_WORK.search(clause)
        or _OF_WORK.match(after, 1)
        or (_NOT.search(own) and not _BOUND.search(own))
        or _MIGHT.search(own)
        or _IF.search(before)
        or (_BY_OTHERS.match(after) and not _I_GAVE.search(clause))
        or _TAKEN_BACK.match(after)
    )
