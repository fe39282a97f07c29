"""Sentences that give a story away."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.reviews.outline import Kind, Section
from bot.reviews.sentences import Sentence

_NAME = r"(?-i:[A-Z]\w*)"
_WHO = (
    r"(?:(?:him|her)(?:self)?|them|his|their|the|a|an|one|everyone|everybody|all|most|both|"
    rf"{_NAME})"
)
_KIN = "father|mother|brother|sister|son|daughter|parents?|friend|wife|husband|heir|king|queen"
_REVEALS = re.compile(
    "|".join(
        (
            # What it comes to, and who it was.
            r"\bturn(?:s|ed|ing) out\b",
            r"\b(?:is|was|are|were|gets?|been|being|be) revealed\b",
            r"\breveals? (?:that|(?:him|her|it)self)\b|\brevealed (?:that|to be)\b",
            r"\btwist (?:is|was) that\b|\ball along\b|\bthe whole time\b|\bbehind it all\b",
            r"\b(?:real|true) (?:identity|killer|culprit|villain|mastermind|murderer|traitor|"
            rf"enemy|form|{_KIN})\b",
            r"\b(?:mastermind|villain|killer|murderer|culprit|traitor|imposter|impostor|(?:masked|"
            r"hooded|mysterious) (?:man|woman|figure|killer|stranger|girl|boy)) (?:is|was) "
            rf"(?:\w+ ){{0,2}}(?:{_NAME}|{_KIN})\b",
            r"\b(?:is|was) (?:actually|secretly|really|in fact) (?:the|a|an|his|her|their|"
            rf"{_NAME})\b",
            r"\b(?:was|were) (?:all |just |only ){0,2}a (?:dream|simulation|lie)\b",
            # Who lives and who dies.
            r"\b(?:is|was|were|are|gets?|got|being|been) (?:\w+ )?(?:killed|murdered|executed|"
            r"poisoned|assassinated|beheaded|devoured|eaten|resurrected|decapitated|stabbed|"
            r"shot dead)\b",
            r"\b(?:kills?|killed|murders?|murdered|executes?|executed|stabs?|stabbed|betrays?|"
            r"betrayed|sacrifices?|sacrificed|beheads?|poisons|poisoned|assassinates?|assassinated|"
            rf"devours?) {_WHO}\b",
            r"\b(?:dies|died|demise|survives|does(?:n['’]t| not) survive|deaths? of|"
            r"commit(?:s|ted)? suicide|c[ao]mes? back to life)\b",
            r"\b(?:his|her|their|\w+['’]s) (?:death|suicide|betrayal|sacrifice)\b",
            # How it ends.
            r"\bin the (?:very )?(?:final|last) (?:few )?(?:episodes?|scenes?|moments?|battle|"
            r"fight|minutes|shot)\b",
            r"\b(?:last|final) (?:episode|scene|shot|moments?) (?:shows?|sees?|has|reveals?|"
            r"ends?)\b",
            rf"\b(?:in|at) the (?:very )?end,? (?:he|she|they|{_NAME}) (?!(?:is|was) worth)\w+",
            r"\b(?:series|show|anime|story|season|film|movie|it) ends with\b",
            r"\b(?:finale|ending|epilogue) (?:shows|reveals|sees)\b",
            r"\bend(?:s|ed|ing)? up (?:together|dating|dead|married|marrying|dying|killing|alone|"
            rf"losing|with (?:him|her|them|{_NAME}))\b",
            r"\b(?:gets?|got|getting) (?:back )?together\b|\b(?:gets?|got) married\b|\bmarries\b|"
            r"\bbreaks? up\b|\bbroke up\b",
            r"\bbec[ao]mes? (?:an? |the )?(?:god|goddess|king|queen|witch|titan|demon|villain|"
            r"vampire|ghoul|ghost|traitor|killer)\b",
            r"\bspoilers?\b|\|\||\[/?spoiler|>!|!<",
        )
    ),
    re.IGNORECASE,
)
# A show that turned out great, or somebody who died laughing, gives nothing away.
_HARMLESS = re.compile(
    r"\b(?:turn(?:s|ed)? out (?:to be )?(?:[\w-]+ )?(?:great|good|well|fine|better|amazing|bad|"
    r"alright|okay|ok|fantastic|decent|boring|disappointing|pretty|quite|very|really|so|one of|"
    r"an? [\w-]+ (?:anime|show|series|watch|experience|adaptation))|"
    r"spoilers?[- ]free|no spoilers?|without (?:any )?(?:spoil\w+|giving)|avoid(?:ing)? spoil\w*|"
    r"(?:not|never) (?:going to )?spoil|(?:don|won)['’]t (?:want to )?spoil|died laughing|"
    r"to die for|"
    r"kill(?:s|ed)? (?:the |any |all )?(?:mood|tension|pacing|vibe|momentum|time|joke|humou?r|"
    r"enjoyment)|at the end,? i|in the end,? (?:i|the|this|that|it)\b(?! dies)|"
    r"(?:is|was) (?:actually|really|in fact) (?:a|an|the) (?:[\w-]+ )?(?:good|great|best|worst|"
    r"bad|fun|show|anime|series|treat|masterpiece|very|really|pretty|well|nice|solid|amazing|joy|"
    r"delight|pleasure|shame|problem|issue|strength|weakness|highlight))\b",
    re.IGNORECASE,
)
_FINDS = re.compile(r"\|\||\[/?spoiler|>!|!<", re.IGNORECASE)


def marked(text: str, held: Sequence[Sentence], sections: Sequence[Section]) -> list[Sentence]:
    """The sentences, marked where they reveal: deaths, killers, identities, endings, what stands
    behind bars, and all under a heading that warns of spoilers.
    """
    hidden = [(each.start, each.end) for each in sections if each.kind is Kind.SPOILERS]
    hidden += _barred(text)
    return [
        replace(sentence, spoiler=True)
        if any(sentence.start < end and start < sentence.end for start, end in hidden)
        or reveals(sentence.text)
        else sentence
        for sentence in held
    ]


def reveals(sentence: str) -> bool:
    """Whether a sentence by itself gives something away."""
    rest = _HARMLESS.sub(" ", sentence)
    return _REVEALS.search(rest) is not None


def _barred(text: str) -> list[tuple[int, int]]:
    """What stands between bars or spoiler marks. A bar that is never closed hides its paragraph."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for mark in _FINDS.finditer(text):
        said = mark[0].lower()
        opens = said in (">!", "[spoiler") or (said == "||" and opened is None)
        if opens and opened is None:
            opened = mark.start()
        elif not opens and opened is not None:
            found.append((opened, mark.end()))
            opened = None
        if len(found) == 500:
            break
    if opened is not None:
        stop = text.find("\n\n", opened)
        found.append((opened, len(text) if stop < 0 else stop))
    return found
