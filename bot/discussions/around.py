"""Which discussions of a show are meant, and which stand around one. Pure.

`every` are a show's discussions in a server, the newest first.
"""

from collections.abc import Iterable, Sequence

from bot.discussions.models import Counterpart, Discussion, Neighbour, Span


def closest(every: Iterable[Discussion], episode: int | None) -> list[Discussion]:
    """Those on that episode: those on the fewest others first, then the newest."""
    found = [(each.span, each) for each in every if each.covers(episode)]
    return [
        each for _, each in sorted(found, key=lambda f: f[0].last - f[0].episode if f[0] else 0)
    ]


def meant(every: Iterable[Discussion], episode: int | None) -> list[Discussion]:
    """As `closest`, those of the original audio first."""
    return sorted(closest(every, episode), key=lambda each: each.dub is not None)


def earlier(of: Discussion, every: Sequence[Discussion]) -> list[tuple[Span, Discussion]]:
    """What is on earlier episodes in the same audio, the nearest first, then the newest."""
    found = [
        (span, each)
        for each in every
        if each.dub == of.dub and of.span and (span := each.span) and span.last < of.span.episode
    ]
    return sorted(found, key=lambda f: -f[0].last)


def later(of: Discussion, every: Sequence[Discussion]) -> list[tuple[Span, Discussion]]:
    """What is on later episodes in the same audio, the nearest first, then the newest."""
    found = [
        (span, each)
        for each in every
        if each.dub == of.dub and of.span and (span := each.span) and span.episode > of.span.last
    ]
    return sorted(found, key=lambda f: f[0].episode)


def neighbour(found: Iterable[tuple[Span, Discussion]]) -> Neighbour | None:
    """The first that has a post."""
    for span, each in found:
        if each.message is not None and each.lost_at is None:
            return Neighbour(episode=span.episode, through=span.through, link=each.link)
    return None


def counterparts(of: Discussion, every: Sequence[Discussion]) -> list[Counterpart]:
    """The newest post on the same in each other audio, the original one first."""
    found: dict[str, Counterpart] = {}
    for each in every:
        if each.beside(of) and each.message is not None and each.lost_at is None:
            span = each.span if each.span != of.span else None
            here = Counterpart(dub=each.dub, link=each.link, span=span)
            found.setdefault(each.dub or "", here)
    return [found[dub] for dub in sorted(found)]


def leading_to(of: Discussion, every: Sequence[Discussion]) -> list[Discussion]:
    """The posts that link to one: those on the nearest episode before it, and those on the same in
    another audio.
    """
    before = earlier(of, every)
    found = [each for span, each in before if span.last == before[0][0].last]
    found += [each for each in every if each.beside(of)]
    return [each for each in found if each.message is not None]
