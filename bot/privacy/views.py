"""How it looks what is kept of a member, and what erasing it came to. Pure."""

import math
from datetime import timedelta
from typing import Any

import discord

from bot.errors import N_
from bot.holding import Holding
from bot.privacy.models import Copies, Erasure, Kept, Overview, Scope
from bot.text import Text
from bot.ui import theme
from bot.ui.answer import button, card, row, rule, small
from bot.ui.components import Pattern

OPEN = Pattern("privacy", {})
EXPORT = Pattern("privacy-export", {})
ASK = Pattern("privacy-ask", {})
ERASE = Pattern("privacy-erase", {"scope": str})

_WHERE = {Scope.HERE: N_("### In this server"), Scope.OWN: N_("### Yours, wherever you are")}
_ERASE = {Scope.HERE: N_("Erase what is kept here"), Scope.OWN: N_("Erase what is mine everywhere")}


def overview(held: Overview, t: Text) -> discord.ui.LayoutView:
    """What is kept of whoever asks, why, and how much."""
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(f"## {t('What I keep of you')}")]
    for scope in held.scopes:
        lines = [t(_WHERE[scope]), *(_kept(each, t) for each in held.kept[scope])]
        items.append(discord.ui.TextDisplay("\n".join(lines)))
    if not held.scopes:
        items.append(discord.ui.TextDisplay(t("Nothing.")))
    items += [rule(), small(_print(held, t))]
    if held.scopes:
        ask = button(t("Erase…"), ASK.pack(), style=discord.ButtonStyle.danger)
        items.append(row(button(t("Export"), EXPORT.pack()), ask))
    return card(*items)


def _print(held: Overview, t: Text) -> str:
    lines = [t("It lies in one file of whoever runs this bot. Nobody else gets it from me.")]
    if not held.server:
        lines.append(t("What is kept of you in a server: ask there, with /privacy."))
    return "\n".join(lines)


def _kept(each: Kept, t: Text) -> str:
    count = t.n("{n} entry", "{n} entries", each.entries)
    return f"**{t(each.holding.name)}** · {count}\n-# {t(each.holding.why)}"


def question(held: Overview, t: Text, *, copies: Copies) -> discord.ui.LayoutView:
    """What erasing would take and what it would leave."""
    going = [
        f"{t(_WHERE[scope])}\n" + ", ".join(t(each.holding.name) for each in held.kept[scope])
        for scope in held.scopes
    ]
    stays = [
        *(t(remains) for remains in _remains(held)),
        t("Answers, summaries and results that I posted before, until a moderator deletes them."),
        *_copies(copies, t),
    ]
    erase = [
        button(t(_ERASE[scope]), ERASE.pack(scope=scope.value), style=discord.ButtonStyle.danger)
        for scope in held.scopes
    ]
    return card(
        discord.ui.TextDisplay(f"## {t('Erase what I keep of you?')}"),
        discord.ui.TextDisplay("\n".join(going)),
        discord.ui.TextDisplay(
            t("My cards and posts that show it come down. There is no way back: export it first.")
        ),
        discord.ui.TextDisplay(t("### What stays")),
        small("\n".join(f"- {line}" for line in stays)),
        rule(),
        row(*erase),
        row(button(t("Export"), EXPORT.pack()), button(t("Keep it"), OPEN.pack())),
        colour=theme.WARN,
    )


def _copies(copies: Copies, t: Text) -> list[str]:
    """Which copies of the database hold what is erased, and for how long, a line each."""
    lines = []
    if copies.backups:
        span = _span(copies.backups, t)
        lines.append(t("Backups: about {span}, until newer ones replace them.", span=span))
    span = _span(copies.aside, t)
    lines.append(t("Copies set aside before an update: up to {span}.", span=span))
    lines.append(t("Copies that whoever runs this bot makes: until they delete them."))
    return lines


def _span(span: timedelta, t: Text) -> str:
    if span < timedelta(days=2):
        return t.n("{n} hour", "{n} hours", math.ceil(span / timedelta(hours=1)))
    return t.n("{n} day", "{n} days", math.ceil(span / timedelta(days=1)))


def _remains(held: Overview) -> list[str]:
    kept = [each for scope in held.scopes for each in held.kept[scope]]
    return [each.holding.remains for each in kept if each.holding.remains]


def erased(done: Erasure, posts: int, t: Text, *, copies: Copies) -> discord.ui.LayoutView:
    """What came of it. `posts` is how many messages could not be taken down yet."""
    lines = []
    if done.erased:
        lines.append(t("**Erased:** {what}", what=_names(done.erased, t)))
    if done.stays:
        lines.append(
            t(
                "**Not erased yet:** {what}. I'm busy writing something else down. "
                "Press *Erase…* again in a moment.",
                what=_names(done.stays, t),
            )
        )
    if posts:
        lines.append(
            t.n(
                "{n} message that shows it could not be taken down yet. I try again by myself.",
                "{n} messages that show it could not be taken down yet. I try again by myself.",
                posts,
            )
        )
    lines += [f"-# {t(each.remains)}" for each in done.erased if each.remains]
    if done.erased:
        lines.append(f"-# {t('Copies of my database still hold it for a while:')}")
        lines += [f"-# - {line}" for line in _copies(copies, t)]
    return card(
        discord.ui.TextDisplay("\n".join(lines) or t("Nothing was kept.")),
        row(button(t("What I keep of you"), OPEN.pack())),
        colour=theme.WARN if done.stays or posts else theme.GOOD,
    )


def _names(holdings: Any, t: Text) -> str:
    found: list[Holding] = list(holdings)
    return ", ".join(t(holding.name) for holding in found)
