"""Which words of a sentence speak for which status, and how strongly. Pure.

A sentence is weighed by what it asserts: what it asks, supposes, hopes or denies counts as that.
The lexicon is small and of its own; every pattern is linear and reads at most a passage.
"""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from bot.renewals.models import Status
from bot.renewals.words import either

_WHAT = (
    r"(?:seasons?|sequels?|renewal|return|comeback|continuation|follow-up|instal?lment|part|cour|"
    r"episodes|anime|series|show|film|movie|round)"
)
_NEW = r"(?:an?|one|two|its|another|the|new|second|third|fourth|fifth|more|\d(?:st|nd|rd|th)?)"
_NOT = r"(?:\bnot|n't|\bnever)"
_NONE = r"(?:\b(?:not|no|never|nothing|nobody|none|nor)\b|n't)"
_NEXT = (
    r"(?:(?:second|third|fourth|fifth|sixth|new|next|further|another|more|additional|planned|"
    r"\d(?:nd|rd|th))[ -](?:[\w'-]+ )?(?:seasons?|runs?|outing|episodes|series|cour|"
    r"instal?lments?)|"
    r"seasons? (?:\d|two|three|four|five|ii|iii|iv)|sequels?|continuations?|follow-?ups?|comeback)"
)
"""What comes after the season that is out."""
_LATER = r"(?![^.;]{0,40}\b(?:yet|until|so soon|before|any ?time|this year|right away|in 20\d\d)\b)"
_SERIES = r"(?:series|anime|show|story|adaptation|remake|saga|run|journey)"
_HAVE = r"(?:has|have|had|was|were|been|is|are|be|being)"

OFFICIAL = either(
    r"\bofficial(?: \w+){0,2} (?:site|website|twitter|account|x|page|announcement|statement|blog)",
    r"\bpress release\b",
    r"\b(?:the )?(?:staff|committee|studio|team)(?: behind [\w' ]{2,40})? (?:has |have "
    r")?(?:recently )?(?:announced|confirmed|revealed)",
    r"\b(?:the (?:\w+ )?)?(?:staff|committee|studio|makers)(?: [\w'-]+){0,2}? (?:said|says|states?|"
    r"stated)\b(?! (?:nothing|no|little)\b)",
    r"\baccording to the (?:\w+ )?(?:staff|committee|studio|makers)\b",
    r"\b(?:netflix|crunchyroll|aniplex|toho|kadokawa|nippon tv|mappa|a-1 pictures|kyoto "
    r"animation)(?: \w+)? (?:has )?(?:announced?|confirm(?:ed|s)|renewed|revealed|ordered|said)",
    r"\bofficially (?:announced|confirmed|revealed|begun)\b",
    r"\b(?:teaser|key visual|stage event|trailer)\b",
)
"""The makers or their platform say it themselves."""

_ANYBODY = (
    r"(?:fans?|redditors?|leakers?|insiders?|youtubers?|bloggers?|commenters?|posters?|"
    r"reddit users?|somebody|someone|a friend)"
)
RUMOUR = either(
    r"\bword is\b|\blet (?:it )?slip\b|\baccidentally\b",
    r"\b(?:posts?|accounts?|users?|threads?|listings?|tweets?|forums?|blogs?|videos?|"
    r"sites)\b[^.;]{0,60}? (?:claim|suggest|hint|allege)\w*\b",
    r"\bis said to\b|\bare said to\b|\brumou?r(?:s|ed|ing)?\b|\b\w*leak(?:s|ed|ers?|ing)?\b",
    r"\b(?:alleged|supposed|purported|reported)ly\b|\b(?:alleged|supposed(?! to)|unverified)\b",
    r"\binsiders?\b|\bunconfirmed\b|\bhearsay\b|\btipsters?\b|\bgrapevine\b|\bscoopers?\b",
    r"\bsources (?:say|claim|suggest|close|tell)\b|\bword (?:on the street|has it)\b",
    r"\banonymous\b|\b(?:take|taken) (?:this |it |these |them )?with a (?:grain|pinch)\b",
    r"\b(?:unnamed|multiple) sources?\b|\b(?:now-)?deleted (?:tweet|post|page)\b|\bknown for "
    r"leaks\b",
    r"\bchatter\b|\b(?:cannot|can't|could not) be verified\b|\bunverified\b",
    r"\bunofficial (?:sources?|information)\b",
    rf"\b{_ANYBODY} (?:(?:(?:on|at|named) )?[\w'-]+ ){{0,2}}?(?:said|says?|claim(?:s|ed)?|wrote|"
    rf"writes|posted|tweeted|insist(?:s|ed)|swears)\b",
    rf"\baccording to (?:an? |one |some |the )?{_ANYBODY}\b",
    r"\b(?:somebody|someone|some|people|anyone|comments?) (?:[\w'-]+ )?(?:on|over at|at|from) "
    r"(?:reddit|twitter|x|discord|4chan|tiktok|facebook|the internet|an? (?:\w+ )?forum)\b",
)
"""Hearsay."""
_ONLY_OF_EPISODES = re.compile(
    r"\b(?:\d+|twelve|thirteen|how many|number of) episodes\b|\bcour "
    r"could\b|\bcomprise\b|\bepisode count\b"
)
_RUMOURS_AS_TOPIC = re.compile(r"(?:&|\band|,|\bor) (?:the )?(?:latest )?(?:rumou?rs|leaks)\b")
_DENIES_RUMOUR = either(
    r"\b(?:fake|false|debunk\w*|den(?:y|ies|ied)|baseless|untrue|not true|hoax)\b",
    r"\bnever (?:been )?(?:confirmed|true|came true|materiali[sz]ed)\b",
)

_TALK = r"(?:reports?|rumou?rs?|claims?|speculation|suggestions?|stories|talk|leaks?|whispers)"
_REFUTED = (
    r"(?:denied|rejected|dismissed|refuted|disputed|shot down|debunked|quashed|rebuffed|false|"
    r"untrue|unfounded|baseless|not true|fake)"
)
DENIAL = either(
    r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:es?|ed|ing)|"
    r"disput(?:es?|ed|ing)|debunk(?:s|ed|ing)?|quash(?:es|ed|ing)?|sho(?:ots?|t|oting) down|"
    rf"rebuff(?:s|ed)) (?:[\w'-]+ ){{0,3}}?(?:{_TALK}|that)\b",
    rf"\b(?:{_TALK}|it)\b[^.;]{{0,80}}? (?:was|were|is|are|been|as) (?:\w+ )?{_REFUTED}\b",
    rf"\b(?:false|untrue|unfounded|baseless|fake) {_TALK}\b",
    r"\bno truth (?:to|in|behind)\b",
)
"""What somebody denies is not so."""
_MORE = re.compile(
    r"\b(?:seasons?|sequels?|anime|series|return\w*|renew\w*|com(?:e|ing) back|comeback|"
    r"continu\w+)\b"
)
_AN_END = re.compile(
    r"\b(?:cancel\w*|axed|scrapped|shelved|dropped|end(?:ed|ing|s)?|delay\w*|postpon\w*|"
    r"paused|hiatus|trouble|abandon\w*)\b"
)

CONDITIONAL = either(
    r"\b(?:if|unless|assuming|provided|supposing|in case)\b(?! (?:you|not)\b)[^.;]{0,80}?"
    r"\b(?:announce[ds]?|confirm(?:s|ed)|renew(?:s|ed)|order(?:s|ed)|green-?lit|made|happens?|"
    r"returns?|comes?|"
    r"approved|picked up|gets?|goes|continues)\b",
    r"\b(?:i|we)(?:'d| would)? (?:guess|bet|suppose|reckon|assume)\b|\b(?:my|our) guess\b",
    r", (?:i|we) (?:think|hope|believe)[.!]*$|^(?:i|we) (?:think|believe|hope)\b",
)
"""What would be, or what its writer only guesses."""

HEDGE = either(
    r"\b(?:could|might|(?<!in )(?<!of )(?<!last )(?<!this )(?<!next )(?<!since )(?<!until )(?<!by "
    r")may(?! \d)|maybe|perhaps|possibly|probably|presumably|likely|unlikely|"
    r"potential)\b",
    r"\b(?:potentially|hope[ds]?|hopeful(?:ly)?|expect(?:s|ed|ing|ations?)?|predict\w*|guess)\b",
    r"\b(?:speculat\w+|estimated?|(?<!much-)(?<!highly )(?<!most )(?<!long-)(?<!eagerly "
    r")anticipate[ds]?|suggests?|should|seems?|wish|assum\w+)\b",
    r"\b(?:possib\w+|chances?|wonder\w*|whether|hint(?:s|ed|ing)?|inevitable|considering)\b",
    r"\b(?:matter of time|sooner or later|in our opinion|almost guaranteed|realistic|odds)\b",
    r"\bwould(?! (?:not|never|be removed))\b",
    r"\bif (?:it|the|they|there|all|everything|renewed|a|any|we|he|she|netflix|fans|this|that|"
    r"so)\b",
)
_OF_DETAILS = either(
    r"(?<!to )\bdates?\b",
    r"\b(?:window|schedule|timeline|timeframe|when(?! asked)|details?|how long|how many)\b",
    r"\b(?:number of episodes|episode count|cast|(?<!j\.c\. )(?<!j\.c\.)staff|platform|trailer|"
    r"time(?! of writing)|further|specifics)\b",
    r"\b(?:length|second (?:and last )?part|cour 2|title|visual|what day|exactly|form)\b",
    r"\bmore (?:information|about)\b|\bplot\b",
)
_MATERIAL = re.compile(r"\b(?:manga|novels?|author|mangaka|magazine|game|volumes?|chapters?)\b")
_SCREEN = re.compile(r"\bseasons?|anime|sequel|series\b")

NOT_ANNOUNCED = either(
    r"\bno (?:[\w'-]+ ){0,3}?(?:season|sequel|renewal|continuation)\b[^.;]{0,50}? (?:has|have|had|"
    r"was|were)(?: yet)? (?:been )?(?:announced|confirmed|followed|ordered|decided|revealed|made "
    r"public)\b",
    r"\bno (?:mention|decision|talk|trace)s?\b|\bnot (?:been )?ruled out\b",
    r"\b(?:can't|cannot|can not) be ruled out\b|\bn't be ruled out\b|\bnot yet known\b",
    r"\bneither renewed nor\b|\byet to (?:be )?decided?\b|\bstill missing\b|\bmoved on\b",
    r"\bdid not (?:reply|respond|answer)\b|\bdeclined to comment\b",
    r"\bno (?:[\w'-]+,? ){0,4}?(?:announcements?|confirmations?|word|news|statements?|information|"
    r"indications?|signs?|hints?|renewals?|comments?)\b",
    rf"{_NOT}(?: [\w'-]+){{0,3}}? (?:announce[ds]?|confirm(?:ed|s)?|reveal(?:ed)?|renew(?:ed)?|"
    rf"green-?li(?:t|ght|ghted)|said|say|comment(?:ed)?|mention(?:ed)?|give[ns]?|gave|made|make|"
    rf"provided?|shared?|issued?|hint(?:ed)?|address(?:ed)?|spoken|official|heard|received|"
    rf"order(?:ed)?|promis(?:ed?|ing)|decided|picked up|revived|brought back)\b",
    r"\byet to (?:[\w'-]+ ){0,3}?(?:announced?|confirm(?:ed)?|reveal(?:ed)?|renew(?:ed)?|order|"
    r"green-?li(?:ght|t)|comment|make|made|say|given?|release|decide|address|share|hear)\b",
    r"\b(?:nobody|no one|none|neither|nor|nothing)\b[^.;]{0,70}?\b(?:announce|confirm|made|know|"
    r"reveal|said|say|mention|official|comment|heard|certain|decided|renew|cancel)\w*",
    r"(?:\bcannot|\bcan't|\bcan not|\bunable to|\bcould not|\bcouldn't|\bdoesn't allow|\bnot "
    r"allowed)(?: [\w'-]+){0,4}? (?:confirm|announce|say|tell|reveal|comment|share)\b",
    r"\bwithout (?:[\w'-]+ ){0,2}?(?:word|announcement|confirmation|news|promising)\b",
    r"\b(?:still|yet) (?:no|awaiting|waiting|pending|undecided|unconfirmed)\b",
    r"\bfailed to (?:announce|confirm)\b",
    r"\bawait(?:s|ing)? (?:\w+ )?(?:confirmation|announcement)",
    r"\bnothing (?:concrete|official|certain|definite)\b",
    r"\bas of (?:now|yet|writing|this writing)\b[^.;]{0,60}\b(?:no|not|n't)\b",
    r"\b(?:neither|nor)\b[^.;]{0,40}? (?:given|gave|let|shown)\b|(?:\bnot|n't) (?:been )?talked\b",
)
"""Somebody has not said so."""
_MERE_NEWS = re.compile(
    r"(?:\bno|\bnot|n't)\b[^.;]{0,30}\b(?:(?:new|further|more|other) (?:information|news|"
    r"details?)|updates?)\b"
)
"""Nothing new is no denial of what is known."""
SILENT = either(
    r"\b(?:been|it's|is) (?:\w+ )?quiet\b|\bcontinue to wait\b|\bkeep waiting\b",
    r"\bquestion of time\b|\bnot bode well\b|\bhere's what we know\b|\blips sealed\b",
    r"\bso much as an? \w+\b|\bnothing to suggest\b|\bnot a (?:single )?word\b",
    r"\btight-?lipped\b|\bmum about\b|\bradio silence\b|\bto be seen\b|\bup in the air\b",
    r"\b(?:keep|kept|keeping|stay|stays|stayed|staying|still|remain|remains|remained|gone|"
    r"been)(?: \w+)? (?:mum|quiet|silent)\b",
    r"\b(?:is|are|remains?|still|future|fate) (?:\w+ ){0,3}?(?:unclear|uncertain|unknown|"
    r"undecided|in limbo|in doubt)\b",
    r"\b(?:want|like) to know\b|\bdon't know (?:if|whether|either|anything)\b|\bno idea\b",
    r"\bspeculation\b|\bas soon as (?:we|there)\b|\bwill update this\b|\brenewed or cancel",
    r"\bcancel\w* or renew|\blet you know\b|\bhold our breath\b",
    r"\b(?:release date|season \d) (?:predictions?|rumou?rs)\b|\bfate (?:of|is|hangs)\b",
    r"\bwaiting for (?:news|word|an announcement)\b",
)
_WAS = re.compile(r"\b(?:was|were|had been)\b")
_POSTPONED = re.compile(r"\b(?:postpon|delay|suspen)\w+")
_BY_WEEKS = re.compile(r"\bby (?:\w+ )?(?:days?|weeks?)\b|\bepisodes?\b")
PROMISED = either(
    r"\b(?:announcements?|news|information|details|updates?) (?:[\w'-]+ ){0,3}?(?:will|to|is set "
    r"to|are set to|is going to|is coming|are coming|shall|follows?)\b",
    r"\b(?:will|to|going to|plans? to|set to|promise[ds]? to) (?:[\w'-]+ ){0,3}?(?:announce|"
    r"reveal|share|make|have|unveil|deliver) (?:[\w'-]+ ){0,4}?(?:announcement|news|information|"
    r"decision|something|updates?)\b",
    r"\b(?:big|special|important|major|huge) (?:announcements?|news|surprise)\b|\bstay tuned\b",
)
"""A promise of an announcement is not an announcement."""

CANCELLED = either(
    rf"(?:\b(?:will|would|is|are)(?: not| never)|\b(?:won't|wouldn't|isn't|aren't))(?: "
    rf"[\w'-]+){{0,2}}? (?:be back|com(?:e|ing)(?: back)?|return(?:ing)?|continue[ds]?|"
    rf"happen(?:ing)?|renewed|go(?:ing)? (?:ahead|forward)|mov(?:e|ing) (?:ahead|forward)|made|"
    rf"produced|(?:be|get(?:ting)?|see|have) (?:an?|any|another|its|the)? ?{_NEXT})\b{_LATER}",
    r"\b(?:did not|didn't|does not|doesn't) (?:ask for|order|want) (?:more|another|any)\b",
    r"\bnot going on\b|\bisn't going on\b|\b(?:chosen|elected|decided|opted|chose) not to\b",
    r"\bthe chop\b",
    rf"\b(?:{_SERIES}|{_NEXT}) (?:is|was|has been) (?:\w+ )?(?:dead|killed)\b",
    r"\bend(?:s|ed|ing)? (?:the |its )?(?:series|show|anime) after\b|\bterminates\b",
    rf"\b{_NEXT} (?:has been|was|is|got) (?:dropped|killed|cut|canned|nixed|scuppered)\b",
    r"\b(?:show|series|anime) (?:has been|was) (?:cut|dropped|killed|nixed|let go)\b",
    r"\b(?:stop(?:s|ped)|end(?:s|ed)|cease[ds]?) production\b",
    r"\bg[ia]ven? up (?:on )?(?:the|its|their) (?:project|film|season|sequel|plans)\b",
    r"\bgive up the (?:project|film|sequel)\b|\bpass(?:es|ed) on (?:an?|the|another)\b",
    r"\bwill never see\b|\bdropped (?:its )?plans\b",
    r"\bwork on (?:it|the \w+(?: \w+)?) (?:was|has been) (?:stopped|ended|abandoned)\b",
    rf"\b(?:{_HAVE}|just|officially|it|they|netflix|abruptly|quietly) (?:[\w'-]+ "
    rf"){{0,2}}?(?:cancel(?:l?ed|s)|axed|scrapped|shelved|canned|dropped by|quietly dropped|"
    rf"killed off|called off|abandoned|discontinued|terminated)\b",
    r"\b(?:has|have) quietly dropped\b|\bpull(?:s|ed) the plug\b",
    r"\b(?:got|gets|given) the axe\b",
    r"\b(?:cancels|axes|scraps|shelves|cancel(?:l?ed)|axed|scrapped) (?:[\w'-]+ ){0,6}?(?:season|"
    r"series|anime|show|sequel|after)\b",
    r"\b(?:decided|decision|chose|opted) (?:to (?:cancel|axe|scrap|end)|(?:not|against) )",
    r"\bcancel(?:l)?ation (?:of|was|is|has|came|news|comes)\b|\ba (?:\w+ )?cancel(?:l)?ation\b",
    r"(?:\bwill not|\bwould not|\bis not|\bare not|\bwon't|\bwouldn't|\bisn't|\baren't)(?: now)? "
    r"(?:be )?(?:get(?:ting)?|return(?:ing)?|com(?:e|ing) back|continu(?:e|ed|ing)|renewed|made|"
    r"receiv(?:e|ing)|mov(?:e|ing) forward|happen(?:ing)?|go(?:ing)? (?:ahead|forward)|produced|"
    r"picked up)\b(?! (?:yet|until|so soon|before))",
    r"\bno s ?\d\b|\bno season (?:two|three|four)\b",
    r"\bthere (?:is|will be) no (?:second|third|more)(?! season (?:decided|announced|confirmed|"
    r"yet))",
    r"\bput on ice\b|\bno longer (?:being )?(?:moving forward|happening|in production|made)\b",
    r"\b(?:declined|refused) to (?:renew|continue|order|make)\b",
    r"\bno longer be (?:made|produced|continued)\b|\bplug (?:was|has been|is) pulled\b|\bgot "
    r"(?:axed|cancel\w+)\b",
    r"\b(?:streamer|network|netflix|platform|studio|hulu|channel) (?:has )?(?:dropped|let go of)\b",
    rf"\b{_NEXT} is off(?! the)\b|\b(?:not|n't) (?:be )?bring(?:ing)? (?:it|the \w+) back\b",
    r"\bthere(?:'ll| will) be no (?:second|third|fourth|more|further|other)\b|\bwill end after\b",
    r"\b(?:was not|wasn't|were not) (?:picked up|renewed)\b|\b(?:will not|won't|would not) "
    r"(?:renew|order|make|bring)\b",
)
_UNASSERTED = either(
    r"\b(?:fears?|feared|worr\w+|if|nor|whether|wonder\w*|neither|either|rumou?r\w*|assum\w+|"
    r"almost)\b",
    r"\bor (?:cancel|renew)\w*|\brenewed or\b|\b(?:not|n't) (?:been )?(?:cancel|scrap|axe)\w*",
    r"\b(?:could|might|may) (?:be|have been)\b|\breason why\b|\binstead of\b|\bafter being\b",
    r"\bmean(?:s|t)?\b",
)
_MERELY_NOT = re.compile(
    r"(?:\b(?:will|would|is|are)(?: not| never)|\b(?:won't|wouldn't|isn't|aren't))"
    r"(?: [\w'-]+){0,2}? (?:be )?(?:get(?:ting)?|hav(?:e|ing)|see(?:ing)?|receiv(?:e|ing)|"
    r"happen(?:ing)?|mak(?:e|ing))\b"
)
_WAS_TO_COME = either(
    r"\b(?:after all|no longer|any ?more|as planned|despite|once|previously|originally|instead|"
    r"cancel\w*|axe[ds]?|scrap\w*|was to|were to|had been|was supposed|was meant)\b",
)
"""What was to come before, and so is cancelled where it doesn't."""
NO_PLANS = either(
    rf"{_NONE}(?:(?!\b(?:word|news|announce\w*|confirm\w*|official\w*|dates?|details?|gone|public|"
    rf"said|told|shared|revealed|made|talked|asked)\b)[^.;,]){{0,40}}? (?:plans?|planned|planning|"
    rf"intend(?:s|ed)?|intentions?|on the (?:agenda|table|cards|horizon)|in the (?:cards|pipeline|"
    rf"works)|consider(?:ed|ing)|thinking (?:about|of)|working on|wish to|looking at|developing|"
    rf"need for|"
    rf"interested in|keen (?:on|to)|willing to|eager to)\b(?! b\b){_LATER}",
    r"\b(?:meant|made|written|planned|conceived|designed|created|intended|billed|saw it|seen|"
    r"envisioned|imagined) (?:it )?(?:[\w'-]+ ){0,3}?(?:limited series|mini-?series|one-off|"
    r"stand(?:s|ing)? (?:on its own|alone)|one story|single story|complete story|one season)\b",
    r"\bneeds? no\b|\b(?:is not|isn't) (?:necessary|needed)\b|\b(?:said|told) everything\b",
    r"\bnowhere (?:left )?to go\b|\bout of the question\b",
    r"\bnever (?:been )?(?:an?|any) plans?\b|\bno (?:\w+ )?in planning\b",
    r"\bnot to be expected\b",
    r"\bno (?:second|third|fourth|further|more|new) season (?:is |was )?(?:needed|planned|"
    r"necessary)\b",
    r"\b(?:meant|made|written|planned) (?:to be|as|for) (?:one|a single|two|a one-off|a "
    r"self-contained)\b",
    r"\bstory for a single season\b",
    r"\b(?:always|originally) (?:envision\w+|plann\w+|intend\w+|wanted)\b[^.;]{0,50}?\b(?:one|two|"
    r"three|single|\d+) (?:seasons?|episodes)\b",
    rf"{_NOT} (?:currently |presently |actively |even |being )?(?:plan(?:ned|ning|s)?|considering|"
    rf"(?:in|on) the cards|in (?:the )?(?:production|works|development)|intended)\b",
    r"\b(?:nothing|nobody|no one|none|no (?:second|third|fourth|fifth|more|further|new|other) "
    r"(?:seasons?|episodes?|studio)) (?:[\w'-]+ ){0,2}?(?:plan(?:s|ned)|in the works|on the table|"
    r"in (?:development|production))\b",
    r"\bchances? [^.;]{0,50}?(?:close to zero|zero|slim to none|non-?existent|next to nothing)\b",
    r"\b(?:will|would) (?:[\w-]+ ){0,2}?never (?:be|get|return|happen|come|receive|see|continue)\b",
    r"\bnever going to (?:be|get|return|happen)\b|\bdo not expect an?\b|\bdon't expect an?\b",
    r"(?:\bno|\bnot|\bnothing|n't) (?:[\w'-]+ ){0,4}?left to (?:adapt|continue|tell|cover|animate)",
    r"\b(?:always|only|originally|had|was|were|is) (?:[\w'-]+ ){0,3}?(?:meant|planned|intended|"
    r"conceived|designed|supposed)\b[^.;]{0,60}?\b(?:(?:one|two|three|single|\d+)[ -](?:seasons?|"
    r"episodes?|cours?)|stand-?alone|self-contained|one-off)\b",
    r"\b(?:final|last) (?:chapter|season) (?:in|of) (?:[\w'-]+ ){0,6}?story\b",
    r"\bit was the final season\b|\bcan't be another\b",
    rf"(?:\bnot|n't) (?:be |currently |now )?(?:making|producing|developing|animating) (?:(?:an?|"
    rf"any|another|the) (?:\w+ )?{_NEXT}|{_NEXT}|more\b)",
    r"\bstands on its own\b|(?<!not )(?<!n't )(?<!never )\bruled? out (?:an?|any|"
    r"another|making|more)\b|\bonly ever (?:going|meant|planned|supposed) "
    r"to\b",
    rf"\b(?:not|n't) want (?:an?|another|to (?:make|do)) (?:{_NEXT}|more)\b|\bnever the (?:idea|"
    rf"plan|intention)\b",
    r"\bdone with (?:the|this|its|their) (?:story|series|show|anime)\b|\bno reason (?:for|to make|"
    r"to do)\b",
)
_FORMERLY = re.compile(
    r"\b(?:once|at first|at the time|back then|in the past|used to|had (?:said|told|stated|"
    r"announced))\b"
)
EXHAUSTED = either(
    r"^(?:sadly |unfortunately )?no(?:pe)?[.,!] |\bnope\b|\banswer is (?:a )?(?:\w+ )?no\b",
    r"\bnothing (?:more |else |further |left )?to (?:animate|adapt|tell|cover)\b",
    r"\bno round (?:two|three|four)\b",
    r"\b(?:story|tale) (?:is |as |to be )?(?:closed|finished|complete)\b|\bthe goodbye\b",
    r"\bmini-?series\b|\b(?:don't|do not|wouldn't) count on\b|\blimited series\b",
    r"\bis (?:now )?(?:finished|done|over) (?:after|with)\b",
    r"\b(?:nothing|no (?:more |further )?(?:stor(?:y|ies)|material|chapters?|content)) (?:is |are "
    r"|was )?left\b",
    r"\bno more (?:story|source material|manga) to\b|\bno season \d\b",
    r"\b(?:don't|do not|shouldn't|should not) (?:expect|wait for|hold your breath)\b|\bone-time\b",
)
DIFFICULT = re.compile(
    r"\b(?:unlikely|difficult|doubtful|slim|improbable|low chance|impossible|stuck)\b"
)
HIATUS = either(
    rf"\b(?:{_SERIES}|episodes?|season(?: \w+)?|broadcast\w*|airing|production|half|"
    rf"rest)\b[^.;]{{0,60}}? (?:interrupted|paused|halted|suspended|on hold|shelved for now|to a "
    rf"halt|pulled from)\b",
    r"\b(?:stops?|stopped) (?:airing|broadcasting|again)\b",
    r"\bepisodes? (?:\w+ ){0,2}?ha(?:s|ve) no (?:\w+ )?date\b",
    r"\b(?:unspecified|undetermined|unknown|undisclosed|later) (?:time|date|length)\b(?<!at a "
    r"later date)",
    r"\bsuspend(?:s|ed) (?:the )?(?:broadcast\w*|production|airing|anime|season)\b",
    r"\b(?:broadcast\w*|production|airing|episodes?|season \w+) (?:suspended|halted|paused|"
    r"interrupted|on hold)\b",
    r"\btakes? a break\b|\bto an (?:unspecified|undetermined|unknown|undisclosed) date\b",
    r"\bput off indefinitely\b",
    r"\b(?:on|into|enter(?:s|ed|ing)?|indefinite|extended|the) (?:an? )?(?:indefinite |extended |"
    r"long |temporary )?hiatus\b",
    r"\b(?:postpone\w*|delay\w*|suspen\w*|paus\w*|halt\w*|push\w* back|moved)(?: [\w'-]+){0,3}? "
    r"(?:indefinitely|until further notice|for the time being|with no new date|without a new date)",
    r"\bnew date hasn't\b",
    r"\bindefinite(?:ly)? (?:postpone\w*|delay\w*|suspen\w*|paus\w*|halt\w*|hold)\b",
    r"\b(?:production|broadcast|airing|work|series|anime|season|reboot)(?: [\w'-]+){0,6}? "
    r"(?:(?:has|have|had) been|was|were|is|are) (?:temporarily |indefinitely )?(?:halted|"
    r"suspended|paused|stopped|interrupted|shut down)\b",
    r"\b(?:suspends?|halts?|halted|pauses|paused) (?:production|broadcast\w*|airing)\b",
    r"\bstalled\b|\bno new (?:\w+ )?date\b|\bnew (?:\w+ )?date (?:is|has) (?:not|undecided|yet)",
    r"\b(?:put|placed|is|are|been|puts|remains?|currently) (?:indefinitely )?on (?:indefinite "
    r")?hold\b",
    r"\b(?:takes?|taking) (?:a|another) (?:\w+ )?break\b",
    r"\b(?:postponed|delayed|pushed back|suspended|moved)\b[^.;]{0,60}? (?:with no|without an?) "
    r"(?:\w+ )?date\b",
    r"\bgo(?:es)? on (?:a )?break\b|\bstopped midway\b|\b(?:airing|broadcast) (?:has )?stopped\b",
)
CONCLUDED = either(
    rf"\b{_SERIES}\b[^.;]{{0,40}}? (?:ended|concluded|finished|wrapped up) (?:with|in|after) "
    rf"(?:its |the )?(?:(?:\w+ )?season|episode|finale|19\d\d|20\d\d|\w+ 20\d\d)",
    r"\b(?:from|beginning|start) (?:beginning |start )?to (?:finish|end)\b",
    r"\bto (?:a|its) (?:close|end)\b|\bin full\b",
    r"\b(?:whole|entire|complete|all of the|every chapter of the|rest of the) (?:manga|story|"
    r"novels?|source material)\b",
    r"\bsaid (?:goodbye|farewell)\b|\bcurtain (?:has )?f[ae]ll",
    r"\b(?:has|have|is) (?:now )?(?:ended|over|finished) for good\b",
    r"\bfinished what (?:they|it) set out\b",
    r"\bcover(?:ed|s) the (?:whole |entire )?manga (?:up )?to its end\b",
    r"\b(?:reach(?:es|ed)|com(?:es|ing)|came) (?:to )?(?:its|an|a) (?:\w+ )?(?:conclusion|"
    r"finale)\b",
    r"\btold in full\b",
    r"\bends with (?:the |its )?(?:second|third|fourth|fifth|sixth|seventh) season\b",
    r"\b(?:has|is) ended for good\b",
    r"\badapted (?:what|everything|all) (?:\w+ )?(?:was |that )?(?:\w+ )?(?:left|remained|"
    r"remaining)\b",
    r"\bwrapped up (?:the|its) story\b|\bits (?:last|final) season\b",
    r"\b(?:the )?final episode (?:has )?aired\b",
    r"\b(?:series|anime|show|story|adaptation|remake|saga|run|it|journey)(?: [\w'-]+){0,6}? "
    r"(?:(?:has|have|had) )?(?:now |officially |finally |already )?(?:com(?:e|es)|came|drawn|"
    r"brought|reached) (?:to )?(?:its|an|a|the)(?: \w+)? (?:end|close|conclusion|ending|finale)\b",
    r"\b(?:series|anime|show|story|adaptation|remake|saga|it)(?: [\w'-]+){0,4}? (?:has |have |is |"
    r"was )?(?:now |officially |finally |been )*(?:concluded|over|finished|complete[d]?|done|"
    r"told)\b",
    r"\b(?:series|anime|show|story|saga)(?: [\w'-]+){0,4}? (?:has|have) (?:now |officially |"
    r"finally )?(?:ended|wrapped(?: up)?)\b",
    r"\bmet its end(?:ing)?\b|\b(?:is|was) (?:now )?complete$|\bis (?:now )?complete\b",
    r"\b(?:fully|completely) adapted\b|\bcomplete adaptation\b",
    r"\b(?:ended|concluded) as planned\b",
    r"\b(?:concluded|finished|ended|wrapped up|completed) (?:its|the) (?:\w+ )?(?:run|story|"
    r"series|adaptation|broadcast)\b",
    r"\bends with (?:season|its|the (?:second|third|fourth|fifth|sixth|final|last))\b",
    r"\bcomes to an end\b|\bseries finale aired\b|\bplanned to end (?:with|after)\b",
    r"\balways going to be (?:one|two|three|four|five|\d) seasons?\b",
    r"\bseason\b[^.;]{0,70} (?:is|was|will be) (?:its|the|their) (?:last|final)(?: one| season)?$",
    r"\bseason\b[^.;]{0,70} (?:is|was|will be) (?:its|the|their) (?:last|final)[.,;]",
    r"\bend of the road\b",
    r"\b(?:brought|brings|bringing|c[ao]mes?|drew|drawn) [^.;]{0,30}?to (?:an|its|a) (?:\w+ "
    r")?(?:end|close|conclusion)\b",
    r"\b(?:wrapped up|ended|finished|bowed out|signed off|closed)\b[^.;]{0,40}? with (?:its|the|"
    r"a) (?:final|last)\b",
    r"\bwrapped up for good\b|\bfully adapted\b|\bwas the (?:very )?last episode\b|\bends here\b",
    r"\bfrom the first (?:page|chapter|volume) to the last\b",
)
IN_PRODUCTION = either(
    r"\b(?:animation(?: work)?|recording|scripts?|storyboards?|drawing|production|work|voice "
    r"work) (?:on |for |of )?(?:[\w'-]+ ){0,5}?(?:is|are|has|have) (?:[\w'-]+ ){0,2}?(?:underway|"
    r"under way|begun|started|kicked off|being drawn|being written)\b",
    r"\bdeep in (?:animation|production)\b",
    rf"\b(?:begun|started|busy|deep in|now|currently) (?:making|animating|producing|drawing|"
    rf"writing|recording)\b[^.;]{{0,40}}?\b(?:{_NEXT}|it)\b",
    r"\bin the making\b",
    r"\b(?:is|are) (?:now |currently |again )?making (?:an?|the) (?:\w+ )?(?:season|sequel)\b",
    r"\bgone into production\b",
    r"\b(?:in|under|into|begun|began|begins?|started|starts|entered|enters|commenced|resumed) "
    r"(?:active |full |early |the )?(?:(?:middle|midst|thick|early stages|final stages) of "
    r")?(?:pre-)?production\b",
    r"\bproduction (?:of|on|for)?(?: [\w'-]+){0,6}? ?(?:is |has |has been )?(?:officially |"
    r"already |now |finally |currently |well )?(?:underway|under way|begun|started|begins|starts|"
    r"confirmed|decided|in progress|green-?lit|ongoing|going)\b",
    r"\b(?:is|are|being|was|been)(?: [\w'-]+){0,2}? (?:in the works|in development|under "
    r"development|being (?:made|produced|animated))\b",
    r"\b(?:currently|already|now|hard at|actively|is|are|busy) (?:at )?work(?:ing)? on (?:[\w'-]+ "
    r"){0,5}?(?:season|sequel|it|episodes|anime)\b",
    r"\b(?:has|have) (?:begun|started) (?:work|working) on\b|\bhas been in the works\b",
    rf"(?:\bis|\bare|'re|'s) (?:now |currently |busy )?making (?:an? |the )?(?:{_NEXT}|more)\b|"
    rf"\bbeing worked on\b",
)
_DAYS = r"(?:week|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?s?"
AIRING = either(
    r"\b(?:has|have) been (?:running|airing|streaming|on) since\b",
    r"\b(?:airs|runs|streams|drops|arrives|lands|comes out|broadcasts?|shown) (?:[\w'-]+ "
    r"){0,5}?(?:on (?:mon|tues|wednes|thurs|fri|satur|sun)days|weekly|every|each)\b",
    r"\bepisodes? (?:\w+ )?(?:of [^.;]{0,30} )?(?:airs|aired|drops|dropped|comes out|came out|"
    r"arrives|will (?:air|be released)|lands) (?:this|next|on|last) (?:week|\w+day)\b",
    rf"\b{_SERIES} is (?!coming)(?:\w+ )?back\b",
    r"\bepisodes in\b|\bhalfway through\b|\bin full swing\b|\bmid-season\b",
    rf"\b{_NEXT} is (?:now |already |finally )?(?:out|here)\b",
    r"\bepisodes (?:[\w ]{0,20})?are (?:now )?out\b|\bwent on air\b|\bis (?:now )?on$",
    r"\b(?:has|have) (?:finally |just )?(?:returned|started|begun|premiered|kicked off)(?: "
    r"(?:this|last|on|in|with)\b|[.,;]|$)",
    r"\bavailable (?:every|each|on) (?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
    r"\bnow on netflix\b",
    r"\b(?:currently|now|already|presently) (?:airing|streaming|out|available|on air|broadcasting|"
    r"underway|releasing|showing|running)\b",
    r"\bis (?:currently |now |already |finally )?(?:airing|out now|currently out|here)\b",
    rf"\b(?:new )?episodes? (?:[\w'-]+ ){{0,7}}?(?:every|each|on) {_DAYS}\b",
    rf"\bone (?:episode )?(?:each|every|a) {_DAYS}\b",
    r"\bairs (?:every|weekly|at)\b",
    r"\b(?:premiere|air|release|drop|stream|debut|arrive)s? weekly\b",
    r"\b[a-z]+th episode was (?:shown|released|aired)\b",
    r"\bepisode [\w-]+ (?:follows|comes next|comes out|drops|airs) (?:on|next)\b",
    r"\bis (?:finally |officially |now )?back with (?:its |the )?(?:season|second|third|fourth|"
    r"fifth|a new season)\b",
    r"\b(?:has|have) (?:finally |just |now |officially )?(?:begun|started|kicked off) (?:airing|"
    r"streaming|its|broadcasting)\b",
    r"\b(?:has|have) (?:finally |just )?(?:premiered|debuted)\b",
    r"\b(?:delays?|delayed|postpone[ds]?) (?:its |the )?(?:\d+(?:st|nd|rd|th)|[a-z]+th|next|"
    r"upcoming|last|final|remaining)(?: \w+)? episodes?\b",
    r"\bepisode [\w-]+ (?:is|was|has been) (?:delayed|postponed|pushed)\b",
    r"\bis streaming (?:the|it|new|every)\b|\b(?:episode|release) schedule$",
    r"\bback on (?:the )?air\b|\bweekly on\b|\b(?:this week's|latest|next) episode\b",
    r"\b(?:returned|premiered|debuted|started|began|kicked off) (?:this|last) (?:week|weekend|"
    r"month|\w+day)\b",
    r"\bepisodes? [\w-]+ (?:was|has been|is|were) (?:released|out|live|available|shown)\b",
    rf"\b{_NEXT} is (?:now )?(?:underway|under way)\b|\bin the middle of (?:its|the|a) {_NEXT}\b",
    r"\bbeing (?:shown|aired|broadcast|streamed) (?:on|every|each|weekly)\b|\bwas (?:released|"
    r"shown|out) (?:yesterday|today)\b",
    r"\b(?:is|are) (?:now |currently )?streaming (?:on|in|at|via)\b|\bstarted airing\b|\bongoing "
    r"(?:\w+ )?season\b",
    r"\bepisode [\w-]+ (?:of [^.;]{0,30} )?(?:will be|is|becomes) (?:available|released|out|"
    r"shown) (?:this|next|on)\b",
)
ANNOUNCED = either(
    rf"\bsurprised [^.;]{{0,60}}? with {_NEXT}\b|\bsurprised [^.;]{{0,60}}? with an? {_NEXT}\b",
    r"\bis real$",
    rf"\b(?:gets?|getting|got|scor(?:es?|ed)|lands|landed|earn(?:s|ed)|secur(?:es?|ed)|receives|"
    rf"received|won|given?|gave|granted|extend(?:s|ed)|adds?|added|nabs|bags|go-ahead|picked|"
    rf"gains?|news of|asked for) (?:[\w'-]+ ){{0,5}}?{_NEXT}\b",
    rf"\b{_NEXT}(?: [\w'-]+){{0,3}}? (?:is|are|was|were|has been|had been|will be|have been|has|"
    rf"got|been) (?:[\w'-]+ ){{0,2}}?(?:coming|on the way|on (?:its|their) way|happening|going to "
    rf"happen|official|unveiled|disclosed|made public|declared|decided|a go|the nod|underway|"
    rf"under way|confirmed)\b",
    r"\b(?:will|to|set to|going to) (?:be back|return|come back)\b",
    r"\b(?:is|are) (?:\w+ )?(?:coming back|returning)\b",
    rf"\b{_SERIES} (?:\w+ )?continues\b",
    r"\bmore [\w' !-]{2,40} (?:is |are )?on the way\b",
    r"\b(?:anime|series|show|story|\w+) (?:is (?:set to )?|will |to )(?:be )?continue[ds]?\b",
    r"\bgoes into an? (?:\w+ )?(?:second|third|fourth|new) season\b",
    r"\b(?:renew(?:s|ed)|green-?li(?:t|ghts|ghted)|order(?:s|ed)|commission(?:s|ed)|picks up|"
    r"picked up|been given)\b(?! or\b)",
    rf"\b(?:announc(?:es|ed|ing)|confirm(?:s|ed|ing)?|reveal(?:s|ed)|unveil(?:s|ed)|declared|"
    rf"report(?:s|ed)|decided)\b(?: that)? [^.;]{{0,70}}?\b{_WHAT}\b",
    rf"\b{_WHAT}\b[^.;]{{0,70}}?\b(?:announced|confirmed|green-?lit|revealed|renewed|is happening|"
    rf"decided|is official|officially happening)\b",
    r"\bget(?:s|ting)? (?:[\w'-]+ ){0,3}?(?:season|sequel|part|continuation|comeback)\b",
    rf"\b(?:will|to|set to|shall|is|are) (?:[\w'-]+ ){{0,2}}?(?:get|receive|have|be|"
    rf"return(?:ing)?|com(?:e|ing) back|continued?|back) (?:for |with |in |as "
    rf")?{_NEW}\b[^.;]{{0,40}}?\b(?:season|sequel|part|continuation)\b",
    r"\b(?:season|sequel)(?: [\w'-]+){0,3}? (?:is|was|are) (?:\w+ )?(?:coming|on (?:the|its) way|"
    r"official|a go|in the pipeline)\b",
    r"\bit has been decided\b|\brenewal (?:announced|confirmed|was|is official|has)\b",
    r"\basked for more\b|\bmore episodes (?:are coming|ordered|on the way)\b",
    r"\b(?:coming back|returning|will return|returns|comes back) (?:for|with) (?:[\w'-]+ "
    r"){0,3}?(?:season|sequel|part|cour)\b",
    r"\bwill be produced\b",
    rf"\bproject is (?:underway|under way)\b|\blook forward to (?:an? |the )?{_NEXT}\b",
    r"\b(?:renewal|pick-?up|order) (?:for|of) (?:an?|two|another)\b|\b(?:season|series)[ "
    r"-](?:renewal|pick-?up)\b",
    rf"\b(?:expands?|continues?|carr(?:y|ies) on|goes on|returns?) with (?:an? |its |the "
    rf")?{_NEXT}\b",
)
TOPIC = either(
    r"\brelease date\b|\beverything\b|\bwhat we know\b|\bupdates?\b|\bpredict\w+",
    r"\bspeculation\b|\brumou?rs\b|\bfuture of\b|\bwhen (?:is|will|does)\b",
    r"\bwill (?:there|it)\b|\brenewed or\b",
)
"""A headline that names a topic and asserts nothing."""
_ON_NOW = re.compile(
    r"\b(?:what time|(?:where|how)(?: and when)? to watch|release schedule|episode \d+)\b"
)
"""What is asked of a show that is on."""
HEADED_FOR_MORE = either(
    r"\b(?:returns?|arrives?|gets|renewed|coming|confirmed|set for|slated|announce[ds]?|"
    r"premieres?|debuts?|airs|begins?|starts?|heads to|drops|opens|streams?|out now|greenlit)\b",
)
"""A headline that has it come, where it asks and doubts nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What a sentence says for a status; `denies` where it says that nothing was announced, and
    `merely` where it only says that none comes, which cancels nothing that wasn't to come.
    """

    status: Status
    weight: float
    denies: bool = False
    merely: bool = False


def of(folded: str, *, question: bool, heading: bool = False) -> Iterator[Cue]:
    """The cues of a folded sentence."""
    if heading and _ON_NOW.search(folded):
        yield Cue(status=Status.AIRING, weight=1.2)
    if question:
        if RUMOUR.search(folded):
            yield Cue(status=Status.RUMOURED, weight=0.5)
        if SILENT.search(folded):
            yield Cue(status=Status.UNKNOWN, weight=0.8)
        return
    hedged = bool(HEDGE.search(folded))
    rumour = yield from _of_rumours(folded, heading=heading)
    against = yield from _against(folded, hedged=hedged, rumour=rumour)
    asserted = NOT_ANNOUNCED.sub(lambda match: "_" * len(match.group()), folded)
    if CONDITIONAL.search(folded):
        yield Cue(status=Status.UNKNOWN, weight=1.5)
    denied = False
    for match in NOT_ANNOUNCED.finditer(folded):
        denied = not _near(_OF_DETAILS, folded, match, 45)
        if denied and _near(_MERE_NEWS, folded, match, 30):
            yield Cue(status=Status.UNKNOWN, weight=2.0)
            break
        if denied:
            yield Cue(status=Status.UNKNOWN, weight=3.0, denies=True)
            break
        yield Cue(status=Status.ANNOUNCED, weight=0.3)
    if SILENT.search(folded):
        yield Cue(status=Status.UNKNOWN, weight=1.6)
    promised = bool(PROMISED.search(asserted))
    if promised and not denied:
        yield Cue(status=Status.UNKNOWN, weight=1.5)
    made = IN_PRODUCTION.search(asserted)
    if AIRING.search(folded) and not (hedged or rumour or made):
        yield Cue(status=Status.AIRING, weight=2.6)
    if against or denied or rumour:
        return
    if CONDITIONAL.search(folded):
        return
    softly = 0.3 if hedged or _POSTPONED.search(folded) else 1.0
    if made and not promised:
        yield Cue(status=Status.IN_PRODUCTION, weight=3.2 * softly)
    if ANNOUNCED.search(asserted) and not promised:
        yield Cue(status=Status.ANNOUNCED, weight=3.0 * softly)


def _of_rumours(folded: str, *, heading: bool) -> Generator[Cue, None, bool]:
    """Yields what is hearsay; returns whether the sentence is."""
    if not RUMOUR.search(folded):
        return False
    if DENIAL.search(folded) and not _AN_END.search(folded):
        yield Cue(status=Status.RUMOURED, weight=0.4)
        return True
    if _DENIES_RUMOUR.search(folded):
        yield Cue(status=Status.UNKNOWN, weight=2.0)
    topic = heading and _RUMOURS_AS_TOPIC.search(folded)
    if topic or _ONLY_OF_EPISODES.search(folded):
        yield Cue(status=Status.RUMOURED, weight=0.4)
    else:
        yield Cue(status=Status.RUMOURED, weight=1.0 if _DENIES_RUMOUR.search(folded) else 3.0)
    return True


def _against(folded: str, *, hedged: bool, rumour: bool) -> Generator[Cue, None, bool]:
    """Yields what speaks against a return; returns whether something plainly does."""
    plainly = False
    denial = DENIAL.search(folded)
    if denial:
        plainly = True
        if not _AN_END.search(folded) and _MORE.search(folded):
            yield Cue(status=Status.NO_PLANS, weight=3.6)
    cancelled = None if denial else CANCELLED.search(folded)
    if cancelled and not rumour and not _near(_UNASSERTED, folded, cancelled, 30):
        plainly = True
        merely = _MERELY_NOT.match(cancelled.group()) and not _WAS_TO_COME.search(folded)
        yield Cue(status=Status.CANCELLED, weight=4.5, merely=bool(merely))
    no_plans = None if denial else NO_PLANS.search(folded)
    if no_plans and not rumour and not _FORMERLY.search(folded[: no_plans.start()]):
        plainly = True
        yield Cue(status=Status.NO_PLANS, weight=4.5)
    hiatus = HIATUS.search(folded)
    if hiatus and not _of_material(folded, hiatus) and not _near(_UNASSERTED, folded, hiatus, 30):
        over = bool(_WAS.search(folded[max(0, hiatus.start() - 12) : hiatus.end()]))
        plainly = not over
        yield Cue(status=Status.ON_HIATUS, weight=2.0 if over else 4.0)
    elif (
        (late := _POSTPONED.search(folded))
        and not _of_material(folded, late)
        and not _BY_WEEKS.search(folded)
    ):
        yield Cue(status=Status.ON_HIATUS, weight=1.5)
    concluded = CONCLUDED.search(folded)
    if concluded and not _of_material(folded, concluded):
        yield Cue(status=Status.CONCLUDED, weight=1.2 if hedged else 3.0)
    if EXHAUSTED.search(folded):
        yield Cue(status=Status.NO_PLANS, weight=2.0)
        yield Cue(status=Status.CONCLUDED, weight=1.5)
    if DIFFICULT.search(folded):
        yield Cue(status=Status.UNKNOWN, weight=1.0)
        yield Cue(status=Status.NO_PLANS, weight=0.8)
    return plainly


def _of_material(folded: str, match: re.Match[str]) -> bool:
    """Whether it is said of the manga, say, and not of what is on the screen."""
    before = folded[: match.start() + len(match.group()) // 2]
    return bool(_MATERIAL.search(before)) and not _SCREEN.search(folded)


def _near(pattern: re.Pattern[str], folded: str, match: re.Match[str], reach: int) -> bool:
    return bool(pattern.search(folded[max(0, match.start() - reach) : match.end() + reach]))
