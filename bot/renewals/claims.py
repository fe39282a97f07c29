"""From what was typed into the evidence form to a claim. Pure."""

import re
from datetime import date
from urllib.parse import quote, urlsplit, urlunsplit

from bot.errors import N_, Refusal
from bot.renewals.models import (
    Claim,
    DateInFuture,
    DateTooEarly,
    DateUnreadable,
    Draft,
    LinkUnusable,
    NeedsMending,
    SentenceMissing,
    TooLong,
)
from bot.shows.models import PartialDate
from bot.text.text import Phrase

LIMITS = {"sentence": 1000, "said_on": 10, "said_by": 120, "outlet": 80, "link": 300}
"""How many characters each field of the form takes."""
LONGEST_REASON = 200
"""Why a piece is rejected or withdrawn, in characters."""
LONGEST_LINK = 500
"""As it is kept, with every character that isn't plain ASCII written as three or more."""

_FIELDS = {
    "sentence": Phrase(N_("The sentence")),
    "said_on": Phrase(N_("The date")),
    "said_by": Phrase(N_("Who said it")),
    "outlet": Phrase(N_("The outlet")),
    "link": Phrase(N_("The link")),
}
_FIRST_YEAR = 1900
_DATE = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?")
# With dots the day comes first, wherever dates are written so.
_DOTTED = re.compile(r"(?:(?:([0-9]{1,2})\.)?([0-9]{1,2})\.)?([0-9]{4})")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}")


def read(draft: Draft, *, today: date) -> Claim:
    """The claim. `today` is the latest day that it may have been said on.

    Raises `NeedsMending` with everything that is wrong, not the first thing alone.
    """
    problems: list[Refusal] = [
        TooLong(field=_FIELDS[field], limit=limit)
        for field, limit in LIMITS.items()
        if len(getattr(draft.typed, field)) > limit
    ]
    if problems:
        raise NeedsMending(problems)
    said_on: PartialDate | None = None
    link: str | None = None
    if not draft.typed.sentence:
        problems.append(SentenceMissing())
    try:
        said_on = day(draft.typed.said_on, today=today)
    except Refusal as problem:
        problems.append(problem)
    try:
        link = address(draft.typed.link) if draft.typed.link else None
    except LinkUnusable as problem:
        problems.append(problem)
    if problems or said_on is None:
        raise NeedsMending(problems)
    speaker, _, role = draft.typed.said_by.partition(",")
    return Claim(
        status=draft.status,
        tier=draft.tier,
        sentence=draft.typed.sentence,
        said_on=said_on,
        speaker=speaker.strip() or None,
        role=role.strip() or None,
        outlet=draft.typed.outlet or None,
        link=link,
    )


def day(typed: str, *, today: date) -> PartialDate:
    """``2019``, ``2019-08``, ``2019/08`` or ``2019-08-23``, also as ``23.08.2019``.

    Raises `DateUnreadable`, `DateTooEarly` and `DateInFuture`.
    """
    if dashed := _DATE.fullmatch(typed):
        parts = dashed.groups()
    elif dotted := _DOTTED.fullmatch(typed):
        parts = dotted.groups()[::-1]
    else:
        raise DateUnreadable(typed=typed)
    try:
        found = PartialDate.parse("-".join(filter(None, parts)))
    except ValueError as error:
        raise DateUnreadable(typed=typed) from error
    if found.year < _FIRST_YEAR:
        raise DateTooEarly(typed=typed)
    if found.first_day > today:
        raise DateInFuture(typed=typed)
    return found


def address(typed: str) -> str:
    """An http or https link that leads where it seems to, safe inside markdown's brackets.

    Raises `LinkUnusable`, also for one with a user name before its host, which looks like another
    site's: ``https://netflix.com@example.net``.
    """
    try:
        parts = urlsplit(typed)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise LinkUnusable(typed=typed) from error
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _HOST.fullmatch(host):
        raise LinkUnusable(typed=typed)
    rest = (quote(part, safe="%/:?#@!$&+,;=~-._") for part in parts[2:])
    link = urlunsplit((parts.scheme, host + port, *rest))
    if len(link) > LONGEST_LINK:
        raise LinkUnusable(typed=typed)
    return link
