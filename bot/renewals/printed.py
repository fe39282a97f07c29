"""A reading as a line of JSON, and as plain text. Pure."""

from typing import Any

from bot.renewals.background import Earlier
from bot.renewals.dates import DatePhrase
from bot.renewals.evidence import Line, Part, Reading
from bot.renewals.passages import Passage
from bot.renewals.verdict import Verdict


def as_json(file: str, reading: Reading) -> dict[str, Any]:
    """What ``python -m bot evidence --json`` prints for a file.

    Dates are ISO 8601, cut to their precision; one whose year nothing tells is None, and stands
    worded in `date_phrase`. `status` is the likeliest; where `unclear`, `likeliest` has two.
    [start, end) are places in the file's text, in characters.
    """
    held = reading.premiere.phrase if reading.premiere else None
    as_of = reading.as_of[0] if reading.as_of else None
    show = reading.show.show if reading.show else None
    run = reading.planned_run
    return {
        "file": file,
        "show": reading.show.title if reading.show else None,
        "catalogue": show and {"title": show.title.main, "anilist": show.anilist, "mal": show.mal},
        "season": reading.season.value,
        "status": reading.status.value,
        "confidence": reading.confidence,
        "unclear": reading.unclear,
        "likeliest": [_verdict(verdict) for verdict in reading.likeliest],
        "date": _iso(held),
        "date_precision": held.precision.value if held and held.value else None,
        "date_phrase": held and held.text,
        "year_inferred": bool(held and held.inferred),
        "as_of": _iso(as_of),
        "as_of_precision": as_of.precision.value if as_of else None,
        "source_tier": reading.tier.value,
        "planned_run": run and {"seasons": run.seasons, "episodes": run.episodes},
        "seasons": [
            {
                "season": fact.season,
                "release_date": _iso(fact.date),
                "precision": fact.date.precision.value if fact.date else None,
                "episodes": fact.episodes,
            }
            for fact in reading.earlier
        ],
        "quotes": [
            {
                "speaker": quote.speaker,
                "role": quote.role,
                "outlet": quote.outlet,
                "about": quote.passage.text,
                "text": quote.text,
                "start": quote.start,
                "end": quote.end,
                "direct": quote.direct,
            }
            for quote in reading.quotes
        ],
        "reasons": [passage.text for passage in reading.reasons],
        "spin_offs": [passage.text for passage in reading.spin_offs],
        "sentences": [
            _place(line.passage) | {"for": _for(line)}
            for line in reading.lines
            if line.part is not Part.QUOTE
        ],
    }


def _for(line: Line) -> str:
    return f"season {line.told.season}" if isinstance(line.told, Earlier) else line.part.value


def _place(passage: Passage) -> dict[str, Any]:
    return {"text": passage.text, "start": passage.start, "end": passage.end}


def as_text(reading: Reading) -> str:
    """For somebody at a terminal."""
    show = reading.show.title if reading.show else "A show that I can't make out"
    season = reading.season.value
    lines = [f"{show}, {f'season {season}' if isinstance(season, int) else season}"]
    if reading.unclear:
        lines.append("Unclear. It may be:")
        lines += [_likely(verdict) for verdict in reading.likeliest]
    else:
        lines.append(_likely(reading.likeliest[0]))
    if reading.premiere:
        lines.append(f"Date: {_worded(reading.premiere.phrase)}")
    if reading.as_of:
        lines.append(f"As of: {_worded(reading.as_of[0])}")
    if run := reading.planned_run:
        parts = [
            f"{count} {what}"
            for count, what in ((run.seasons, "seasons"), (run.episodes, "episodes"))
            if count
        ]
        lines += [f"Planned run: {', '.join(parts)}", f"  “{run.passage.flat}”"]
    for fact in reading.earlier:
        known = [_worded(fact.date)] if fact.date else []
        known += [f"{fact.episodes} episodes"] if fact.episodes else []
        lines.append(f"Season {fact.season}: {', '.join(known)}")
    for quote in reading.quotes:
        who = ", ".join(filter(None, (quote.speaker, quote.role, quote.outlet)))
        lines += [f"{who}:", f"  “{quote.text}”"]
    for title, passages in (("Why", reading.reasons), ("Beside it", reading.spin_offs)):
        lines += [f"{title}:"] if passages else []
        lines += [f"  “{passage.flat}”" for passage in passages]
    lines.append(f"Source: {reading.tier.value.replace('_', ' ')}")
    return "\n".join(lines)


def _likely(verdict: Verdict) -> str:
    said = f"{verdict.status.value.replace('_', ' ')} ({verdict.confidence:.0%})"
    return f"{said}\n  “{verdict.passage.flat}”" if verdict.passage else said


def _worded(phrase: DatePhrase) -> str:
    if phrase.value is None:
        return f"{phrase.text}, year not stated"
    inferred = f", year inferred from the {phrase.inferred}" if phrase.inferred else ""
    return f"{phrase.value} (“{phrase.text}”{inferred})"


def _verdict(verdict: Verdict) -> dict[str, Any]:
    passage = verdict.passage
    return {
        "status": verdict.status.value,
        "confidence": verdict.confidence,
        "sentence": passage and _place(passage),
    }


def _iso(phrase: DatePhrase | None) -> str | None:
    return str(phrase.value) if phrase and phrase.value else None
