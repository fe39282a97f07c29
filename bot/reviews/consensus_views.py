"""How a server's summary of a show looks."""

from collections.abc import Iterator
from typing import Any

import discord

from bot.errors import N_
from bot.reviews.consensus import SCORED, Consensus, Middle, Saying
from bot.reviews.models import Part, Track
from bot.reviews.scores import spoken
from bot.reviews.views import HELPFUL, WRITE
from bot.text import Text
from bot.ui import links, theme
from bot.ui.answer import Pictures, button, card, gallery, row, rule, small
from bot.ui.theme import plain

_TRACKS = {Track.SUB: N_("sub"), Track.DUB: N_("dub")}


def rows(held: Consensus, t: Text) -> Iterator[tuple[str, Middle | None]]:
    """What a picture of it shows: overall and each aspect that has scores, sub and dub below
    theirs. None where the scores are too few.
    """
    for part in SCORED:
        if part in held.middles or part in held.few:
            yield _label(part, t), held.middles.get(part)
        for track, middle in held.tracks.get(part, {}).items():
            label = t("{part}, {track}", part=_label(part, t), track=t(_TRACKS[track]))
            yield label, middle


def summary(held: Consensus, t: Text, pictures: Pictures = ()) -> discord.ui.LayoutView:
    """What the reviews come to, with the ways to read them and to write one."""
    title = plain(t.title(held.show.title), 150)
    lines = [f"## {t('What members think of {show}', show=title)}"]
    rest: list[discord.ui.Item[Any]] = []
    if held.enough:
        lines += _overall(held, t)
        rest += [*gallery(pictures), *_divided(held, t), *_sayings(held, t), *_print(held, t)]
    else:
        lines += _too_few(held, t)
    show = held.show.id
    buttons = [
        button(t("All reviews"), links.SHOW_REVIEWS.pack(show=show, page=0)),
        button(t("Write yours"), WRITE.pack(show=show), emoji="✏️"),
        button(t("The show"), links.SHOW_CARD.pack(show=show)),
    ]
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        *rest,
        row(*(buttons if held.reviews else buttons[1:])),
        colour=theme.colour(held.show.color),
    )


def _too_few(held: Consensus, t: Text) -> list[str]:
    if not held.reviews:
        return [t("Nobody here has reviewed it yet. Yours could be the first.")]
    return [
        t.n("{n} review so far.", "{n} reviews so far.", held.reviews),
        t.n(
            "From {n} review on, their medians stand here.",
            "From {n} reviews on, their medians stand here.",
            held.least,
        ),
    ]


def _overall(held: Consensus, t: Text) -> list[str]:
    reviews = t.n("{n} review", "{n} reviews", held.reviews)
    overall = held.middles.get(Part.VERDICT)
    if overall is None:
        return [f"{reviews} · {t('too few overall scores yet')}"]
    score = t("{score} of 10", score=spoken(overall.median))
    scores = t.n("{n} score", "{n} scores", overall.n)
    said = [reviews] if overall.n == held.reviews else [scores, reviews]
    return [f"### {score}", " · ".join([_half(overall, t), *said])]


def _half(middle: Middle, t: Text) -> str:
    low, high = spoken(middle.low), spoken(middle.high)
    if low == high:
        return t("The middle half: all at {low}", low=low)
    return t("The middle half: {low} to {high}", low=low, high=high)


def _divided(held: Consensus, t: Text) -> list[discord.ui.Item[Any]]:
    """Where members differ: the most divisive aspect, and sub and dub."""
    lines = []
    if held.divisive:
        aspect, middle = _label(held.divisive, t), held.middles[held.divisive]
        low, high = spoken(middle.low), spoken(middle.high)
        lines.append(
            t(
                "Opinions differ most on **{aspect}**: half the scores lie from {low} to {high}",
                aspect=aspect,
                low=low,
                high=high,
            )
        )
    for part, tracks in held.tracks.items():
        apart = [
            t("{track} {median} ({n})", track=t(_TRACKS[track]), median=spoken(m.median), n=m.n)
            for track, m in tracks.items()
        ]
        lines.append(f"**{_label(part, t)}** · {' · '.join(apart)}")
    return [discord.ui.TextDisplay("\n".join(lines))] if lines else []


def _sayings(held: Consensus, t: Text) -> list[discord.ui.Item[Any]]:
    lines = []
    for label, saying in ((N_("For"), held.praise), (N_("Against"), held.criticism)):
        if saying:
            lines += [f"**{t(label)}** · {_whose(saying, t)}", f"> {_words(saying)}"]
    return [rule(), discord.ui.TextDisplay("\n".join(lines))] if lines else []


def _whose(saying: Saying, t: Text) -> str:
    votes = [f"{HELPFUL} {saying.helpful}"] if saying.helpful else []
    return " · ".join([f"<@{saying.user}>", *votes, f"[{t('Card')}]({saying.card.url})"])


def _words(saying: Saying) -> str:
    words = plain(saying.text, 450)
    return f"||{words}||" if saying.hidden else words


def _print(held: Consensus, t: Text) -> list[discord.ui.Item[Any]]:
    lines = []
    if held.few:
        few = ", ".join(f"{_label(part, t)} ({n})" for part, n in held.few.items())
        needed = held.least
        lines.append(t("Too few scores yet: {parts}. A median needs {n}.", parts=few, n=needed))
    if any(saying and saying.hidden for saying in (held.praise, held.criticism)):
        lines.append(t("Sentences from where plot is told stand behind bars."))
    return [small("\n".join(lines))] if lines else []


def _label(part: Part, t: Text) -> str:
    return t((Part.OVERALL if part is Part.VERDICT else part).label)
