"""Time zones as people write them. Pure, but for the host's own list of zones."""

import functools
import logging
import re
import unicodedata
import zoneinfo
from collections.abc import Collection, Sequence
from datetime import datetime

from bot.errors import N_, Refusal
from bot.text.text import Markup

log = logging.getLogger(__name__)

LONGEST = 60
SHOWN = 5

WELL_KNOWN = (
    "UTC", "Asia/Tokyo", "Europe/London", "Europe/Paris", "Europe/Berlin", "America/New_York",
    "America/Chicago", "America/Los_Angeles", "America/Sao_Paulo", "America/Mexico_City",
    "Asia/Kolkata", "Asia/Jakarta", "Asia/Manila", "Australia/Sydney",
)  # fmt: skip
_REGIONS = {
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
    "Indian", "Pacific",
}  # fmt: skip
_NO_PLACES = {"Factory", "localtime", "posixrules"}
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+\-−]) ?([0-9]{1,2})(?::?00)?", re.IGNORECASE)
_FIXED = re.compile(r"Etc/GMT([+-])([0-9]{1,2})")


class NoSuchZone(Refusal):
    message = N_(
        "I know no time zone “{typed}”. Write a big city such as Tokyo, a zone's name such as "
        "Europe/Berlin, or UTC+9. Nothing was changed."
    )


class WhichZone(Refusal):
    message = N_(
        "Several time zones fit “{typed}”: {zones}. Write one of them whole. Nothing was changed."
    )


@functools.cache
def names() -> Sequence[str]:
    """Every zone that the host knows. Read from disk the first time, which takes a while."""
    found = zoneinfo.available_timezones()
    if not found:
        log.warning("This system has no time zones but UTC: install its tzdata package")
    return sorted({"UTC", *found} - _NO_PLACES)


def spoken(zone: str) -> str:
    """``America/New York``, ``UTC+9``: the names of fixed zones count the other way round."""
    if found := _FIXED.fullmatch(zone):
        return f"UTC{'-' if found[1] == '+' else '+'}{found[2]}"
    return zone.replace("_", " ")


def clock(zone: str, now: datetime) -> str | None:
    """``21:05``, by the clocks of that zone; None for one that the host knows no more."""
    try:
        return f"{now.astimezone(zoneinfo.ZoneInfo(zone)):%H:%M}"
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None


def read(typed: str, zones: Collection[str]) -> str:
    """The zone that is meant: by its name, its city or its distance to UTC, in whole hours.

    Raises `NoSuchZone` and `WhichZone`.
    """
    typed = " ".join(typed.split())[:LONGEST]
    for zone in zones:
        if zone.casefold() == typed.casefold():
            return zone
    if offset := _OFFSET.fullmatch(typed):
        return _fixed(typed, offset, zones)
    found = _ranked(typed, zones)
    if not found:
        raise NoSuchZone(typed=typed)
    best, zone = found[0]
    close = [each for rank, each in found if rank == best]
    if best > _THE_CITY and len(close) > 1:
        raise WhichZone(typed=typed, zones=Markup(", ".join(map(spoken, close[:SHOWN]))))
    return zone


def offered(typed: str, zones: Collection[str]) -> list[str]:
    """The zones that `typed` may become, best first; well-known ones for nothing typed."""
    typed = " ".join(typed.split())[:LONGEST]
    if not typed:
        return [zone for zone in WELL_KNOWN if zone in zones]
    try:
        sure = [read(typed, zones)]
    except Refusal:
        sure = []
    return list(dict.fromkeys([*sure, *(zone for _, zone in _ranked(typed, zones))]))


def _fixed(typed: str, offset: re.Match[str], zones: Collection[str]) -> str:
    hours = int(offset[2])
    zone = f"Etc/GMT{'-' if offset[1] == '+' else '+'}{hours}" if hours else "UTC"
    if zone not in zones:
        raise NoSuchZone(typed=typed)
    return zone


_THE_CITY = 1
"""The rank up to which a zone's own name was typed, so that the first of several will do."""


def _ranked(typed: str, zones: Collection[str]) -> list[tuple[int, str]]:
    """The zones that fit and how well, best first, today's names before old ones."""
    sought = _fold(typed)
    if not sought:
        return []
    found = []
    for zone in zones:
        region, _, place = zone.partition("/")
        if region == "Etc":
            continue
        rank = _rank(sought, _fold(zone), _fold(zone.rpartition("/")[2]))
        if rank is not None:
            found.append((rank, not (place and region in _REGIONS), zone))
    return [(rank, zone) for rank, _, zone in sorted(found)]


def _rank(sought: str, whole: str, city: str) -> int | None:
    if sought == whole:
        return 0
    if sought == city:
        return _THE_CITY
    if city.startswith(sought):
        return 2
    if any(word.startswith(sought) for word in whole.split()):
        return 3
    return 4 if len(sought) >= 3 and sought in whole else None


def _fold(text: str) -> str:
    """Case, accents and punctuation out of the way."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in text if c.isascii()).split())
