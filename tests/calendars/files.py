"""A calendar file as RFC 5545 has it, checked without the library that wrote it, then with it."""

import re
from datetime import UTC, datetime
from typing import Any

import icalendar

REQUIRED = ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "STATUS")
INSTANT = re.compile(r"\d{8}T\d{6}Z")
LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", re.DOTALL)
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


def complaints(data: bytes) -> list[str]:
    """What the RFC has against a file: lines, properties, times, UIDs."""
    found = []
    if not data.endswith(b"\r\n"):
        found.append("the last line doesn't end")
    raw = data.split(b"\r\n")
    found += [f"{len(line)} octets: {line!r}" for line in raw if len(line) > 75]
    found += [f"a bare line break: {line!r}" for line in raw if re.search(rb"[\r\n]", line)]
    lines = data.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]
    if lines[0] != "BEGIN:VCALENDAR" or lines[-1] != "END:VCALENDAR":
        found.append("no calendar stands around it")
    head = lines[: lines.index("BEGIN:VEVENT")] if "BEGIN:VEVENT" in lines else lines
    if any(line.startswith("METHOD") for line in lines) and "ORGANIZER" not in str(lines):
        found.append("RFC 5546 wants an ORGANIZER where there is a METHOD")
    for wanted in ("VERSION:2.0", "X-WR-CALNAME:Kansō", "NAME:Kansō"):
        if head.count(wanted) != 1:
            found.append(f"{wanted} isn't there once")
    if not any(line.startswith("PRODID:") for line in head):
        found.append("PRODID is missing")
    uids: list[str] = []
    event: dict[str, str] = {}
    for line in lines:
        parts = LINE.fullmatch(line)
        if parts is None or CONTROLS.search(line):
            found.append(f"no content line: {line!r}")
            continue
        name, parameters, value = parts.groups()
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT":
            uids.append(event.get("UID", ""))
            found += [f"{name} is missing" for name in REQUIRED if name not in event]
            if ("DTEND" in event) == ("DURATION" in event):
                found.append("an event ends once")
        elif name in event and name not in ("BEGIN", "END"):
            found.append(f"{name} is there twice")
        event[name] = value
        if name in ("DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND"):
            day = parameters == ";VALUE=DATE" and re.fullmatch(r"\d{8}", value)
            if not day and not (INSTANT.fullmatch(value) and not parameters):
                found.append(f"{line} is no instant in UTC and no day")
        if name in ("SUMMARY", "DESCRIPTION") and re.search(r"(?<!\\)(?:\\\\)*[,;]", value):
            found.append(f"{name} isn't escaped: {value!r}")
    if len(set(uids)) < len(uids):
        found.append("a UID is there twice")
    return found


def checked(data: bytes) -> dict[str, Any]:
    """The entries by their UIDs, as the library itself reads them."""
    found = complaints(data)
    assert not found, "\n".join(found)
    calendar: Any = icalendar.Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    for event in events:
        assert event.errors == []
        begins = event.decoded("dtstart")
        assert not isinstance(begins, datetime) or begins.utcoffset() == UTC.utcoffset(None)
    return {str(event["uid"]): event for event in events}
