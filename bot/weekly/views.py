"""How a week looks. Pure: a value and a language in, a card out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.errors import N_
from bot.text import Text
from bot.text.text import stamp
from bot.ui.answer import button, card, row, small
from bot.ui.components import Pattern
from bot.ui.pages import Page
from bot.weekly.models import Earlier, Summary, Turn, Vote

ALL = Pattern("weekly", {"week": str, "page": int})
"""All of a week to whoever asks; on a summary it is what the bot knows it by."""

LISTED_A_PAGE = 8
_MEDALS = ("🥇", "🥈", "🥉")
_HALF_A_DAY = timedelta(hours=12)
_ALL_OF_IT = N_("All of the week")
_RATED, _MOVED = N_("🏆 Best rated"), N_("🔔 Renewals that moved")


def post(
    summary: Summary, week: str, since: datetime, until: datetime, t: Text
) -> discord.ui.LayoutView:
    """The summary of a week that is known by `week`: only what there is."""
    items = [_heading(since, until, t)]
    if summary.best:
        # Medals are for a race: one alone wins nothing.
        medals = _MEDALS if len(summary.best) > 1 else ("",)
        lines = [
            f"{medal} {_vote(vote, t)}".strip()
            for medal, vote in zip(medals, summary.best, strict=False)
        ]
        items.append(_section(t(_RATED), lines))
    if changed := summary.changed:
        words = t("📈 Biggest rise") if changed.change > 0 else t("📉 Biggest fall")
        items.append(_section(words, [_vote(changed, t, _change(changed, t))]))
    if divisive := summary.divisive:
        split = f"👍 {divisive.above} · 👎 {divisive.below}"
        items.append(_section(t("⚡ Most divisive"), [_vote(divisive, t, split)]))
    if summary.turns:
        items.append(_section(t(_MOVED), [_turn(turn) for turn in summary.turns]))
        if summary.more:
            items.append(small(t.n("and {n} more", "and {n} more", summary.more)))
    return card(*items, row(button(t(_ALL_OF_IT), ALL.pack(week=week, page=0))))


def all_card(
    of: Page[Vote | Turn], week: str, since: datetime, until: datetime, t: Text
) -> discord.ui.LayoutView:
    """A page of all that happened, the votes before the renewals, as it stands now."""
    items = [_heading(since, until, t)]
    if not of.items:
        items.append(discord.ui.TextDisplay(t("Nothing of that week is left.")))
    if votes := [each for each in of.items if isinstance(each, Vote)]:
        lines = [_vote(vote, t, _change(vote, t)) for vote in votes]
        items.append(_section(t("🗳️ All that was voted on"), lines))
    if turns := [each for each in of.items if isinstance(each, Turn)]:
        items.append(_section(t(_MOVED), [_turn(turn) for turn in turns]))
    items.append(small(t("As the votes stand now.")))
    if of.count > 1:
        before, after = (
            ALL.pack(week=week, page=of.number - 1),
            ALL.pack(week=week, page=of.number + 1),
        )
        items.append(
            row(
                button("◀", before, disabled=not of.has_previous),
                button("▶", after, disabled=not of.has_next),
            )
        )
    return card(*items)


def _heading(since: datetime, until: datetime, t: Text) -> discord.ui.Item[Any]:
    """The days at noon: midnight is another day for most who read it elsewhere."""
    first, last = stamp(since + _HALF_A_DAY, "D"), stamp(until - _HALF_A_DAY, "D")
    return discord.ui.TextDisplay(f"## {t('How the week went')}\n-# {first} – {last}")


def _section(heading: str, lines: Sequence[str]) -> discord.ui.Item[Any]:
    return discord.ui.TextDisplay("\n".join([f"### {heading}", *lines]))


def _vote(vote: Vote, t: Text, first: str = "") -> str:
    """What it is on, and beneath it what it came to."""
    facts = [
        first,
        f"{vote.mean:.1f}/{vote.steps}",
        t.n("{n} vote", "{n} votes", vote.n),
    ]
    return f"**[{vote.name}]({vote.link})**\n-# {' · '.join(filter(None, facts))}"


def _change(vote: Vote, t: Text) -> str:
    """``↑ 0.8 since episode 4``; nothing where it is the same."""
    if vote.earlier is None or not vote.change:
        return ""
    by = f"{'↑' if vote.change > 0 else '↓'} {abs(vote.change):.1f}"
    return t(_since(vote.earlier), change=by, n=vote.earlier.first, last=vote.earlier.last)


def _since(earlier: Earlier) -> str:
    if earlier.first == earlier.last:
        return N_("{change} since episode {n}")
    return N_("{change} since episodes {n}–{last}")


def _turn(turn: Turn) -> str:
    name = f"**[{turn.name}]({turn.link})**" if turn.link else f"**{turn.name}**"
    return f"{name}\n-# {turn.moved}"
