"""How a text becomes evidence: the form that takes it, what was read, the forms that correct it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import discord

from bot.renewals import line_views
from bot.renewals.claims import LIMITS
from bot.renewals.lines import Kind, Line
from bot.renewals.models import CLAIMABLE, Standing, Status, Tier
from bot.renewals.reading import NAME_LIMIT, Held
from bot.renewals.views import (
    FULL,
    READ,
    STATUS_NAMES,
    TIER_NAMES,
    question_words,
    status_words,
)
from bot.shows.models import PartialDate
from bot.text import Text
from bot.text.dates import spoken
from bot.text.quoting import unlinked
from bot.ui import theme
from bot.ui.answer import button, card, row, rule, small
from bot.ui.components import Pattern
from bot.ui.theme import plain

FORM = Pattern("renewal-read", {"show": str, "season": int, "status": str, "tier": str})
UNSENT = Pattern("renewal-unsent", {})
PANEL = Pattern("renewal-reading", {"number": int})
CHOOSE = Pattern("renewal-reading-says", {"number": int, "status": str})
PICK = Pattern("renewal-reading-pick", {"number": int})
SHOW = Pattern("renewal-reading-show", {"number": int})
CLAIM = Pattern("renewal-reading-claim", {"number": int})
LINE = Pattern("renewal-reading-line", {"number": int, "line": int})
SEND = Pattern("renewal-reading-send", {"number": int})
DISCARD = Pattern("renewal-reading-drop", {"number": int})

THE_SHOW, THE_STATUS, THE_SOURCE = "show", "status", "source"
"""What the select of lines calls those that every piece of evidence has."""
TEXT_LIMIT = 4000
_ROOM = 3900
_SENTENCE = 300
_PROBLEMS = 4

_OTHERWISE = {Kind.REASON: Kind.SPIN_OFF, Kind.SPIN_OFF: Kind.REASON}


def read_form(
    t: Text, *, show: str = "", season: int = 0, status: str = "", tier: str = ""
) -> discord.ui.Modal:
    """Where a text is pasted or attached, with what was said of it before."""
    modal = discord.ui.Modal(
        title=t("What does the source say?"),
        custom_id=FORM.pack(show=show, season=season, status=status, tier=tier),
    )
    fields: Sequence[tuple[str, str, discord.ui.Item[Any]]] = (
        (
            t("Its text"),
            t("Paste the article or post. I find the show, the status and who says so."),
            discord.ui.TextInput(
                custom_id="text",
                style=discord.TextStyle.long,
                required=False,
                max_length=TEXT_LIMIT,
            ),
        ),
        (
            t("Or a file"),
            t("A .txt or .md file of up to 60,000 characters."),
            discord.ui.FileUpload(custom_id="file", required=False, min_values=0, max_values=1),
        ),
        (
            t("Link"),
            t("It begins with https://"),
            discord.ui.TextInput(custom_id="link", required=False, max_length=LIMITS["link"]),
        ),
    )
    for text, description, component in fields:
        modal.add_item(discord.ui.Label(text=text, description=description, component=component))
    return modal


def unsent_card(
    unsent: Sequence[Held], t: Text, *, show: str = "", season: int = 0, status: str = "",
    tier: str = "",
) -> discord.ui.LayoutView:  # fmt: skip
    """What a member has read and not sent, and the way to a new one."""
    options = [
        discord.SelectOption(
            label=theme.shorten(_about(held, t), 100),
            value=str(held.proposal.number),
            description=theme.shorten(_flat(held.proposal.typed.sentence), 100) or None,
        )
        for held in unsent
    ]
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=UNSENT.pack(), placeholder=t("Go on with…"), options=options
    )
    packed = READ.pack(show=show, season=season, status=status, tier=tier)
    return card(
        discord.ui.TextDisplay(
            t.n(
                "You have evidence here that you haven't sent.",
                "You have {n} pieces of evidence here that you haven't sent.",
                len(unsent),
            )
        ),
        row(select),
        row(button(t("Read a new text"), packed, emoji="📎")),
    )


def _about(held: Held, t: Text) -> str:
    if held.subject is None:
        return t("A show that I can't make out")
    season = t("Season {season}", season=held.subject.season)
    return f"{_flat(t.title(held.subject.title))[:80]}, {season}"


def _flat(text: str) -> str:
    return " ".join(theme.clean(text).split())


def panel(held: Held, t: Text) -> discord.ui.LayoutView:
    """What was read, each line with its sentence, and what corrects it."""
    proposal = held.proposal
    heading = question_words(held.subject, t) if held.subject else t("Which show is it about?")
    intro = t("What I read, in the text's own sentences. Nothing is sent yet.")
    if proposal.corrects:
        intro = t("To take the place of evidence {number}. Nothing is sent yet.",
                  number=proposal.corrects)  # fmt: skip
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"## {heading}\n-# {intro}"),
        *_status(held, t),
        small(_source(held, t)),
    ]
    if held.problems:
        words = "\n".join(f"- {t.refusal(each)}" for each in held.problems[:_PROBLEMS])
        items += [rule(), discord.ui.TextDisplay(f"**{t('Before it can be sent')}**\n{words}")]
    used = sum(len(i.content) for i in items if isinstance(i, discord.ui.TextDisplay))
    if lines := line_views.listed(proposal.further, t, room=_ROOM - used):
        items += [rule(), *map(discord.ui.TextDisplay, lines)]
    send = button(t("Send"), SEND.pack(number=proposal.number), style=discord.ButtonStyle.success,
                  disabled=bool(held.problems))  # fmt: skip
    discard = button(
        t("Discard"), DISCARD.pack(number=proposal.number), style=discord.ButtonStyle.danger
    )
    return card(*items, rule(), row(_lines_select(held, t)), row(send, discard))


def _status(held: Held, t: Text) -> list[discord.ui.Item[Any]]:
    """What it says; where that isn't clear, the two likeliest to choose from."""
    proposal = held.proposal
    if proposal.status is not None:
        words = status_words(proposal.status, t)
        sentence = unlinked(proposal.typed.sentence, _SENTENCE)
        return [discord.ui.TextDisplay(f"{words}\n> {sentence}" if sentence else words)]
    claimable = [line for line in proposal.likeliest if Status(line.words) in CLAIMABLE]
    intro = t("**The text isn't clear.** It may mean:")
    if not claimable:
        intro = t("**The text settles nothing**, as far as I can tell.")
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(intro)]
    items += [
        discord.ui.TextDisplay(
            f"{status_words(Status(line.words), t)}\n> {unlinked(line.sentence, _SENTENCE)}"
        )
        for line in proposal.likeliest
    ]
    buttons = [
        button(
            t(STATUS_NAMES[Status(line.words)]),
            CHOOSE.pack(number=proposal.number, status=line.words),
            style=discord.ButtonStyle.primary,
        )
        for line in claimable
    ]
    return [*items, row(*buttons)] if buttons else items


def _source(held: Held, t: Text) -> str:
    proposal = held.proposal
    typed = proposal.typed
    parts = [t(TIER_NAMES[proposal.tier])]
    parts += [unlinked(part, 100) for part in (typed.said_by, typed.outlet) if part]
    parts.append(_said_on(held, t))
    if typed.link:
        host = (
            urlsplit(typed.link).hostname if "://" in typed.link and "[" not in typed.link else ""
        )
        parts.append(plain(host or typed.link, 60))
    lines = [" · ".join(parts)]
    if proposal.author:
        lines.append(
            t("From a message by {who}; erased when they ask.", who=f"<@{proposal.author}>")
        )
    lines.append(
        t("I keep these sentences, not the text. Sent, they are shown in the renewals channel.")
    )
    return "\n".join(lines)


def _said_on(held: Held, t: Text) -> str:
    typed = held.proposal.typed.said_on
    if not typed:
        return t("date not stated")
    for line in held.proposal.lines:
        if line.kind is Kind.AS_OF and line.day == typed:
            return t("as of {date}", date=line_views.told(line, t))
    try:
        day = PartialDate.parse(typed)
    except ValueError:
        return unlinked(typed, 40)
    return t("as of {date}", date=spoken(t, day.year, day.month, day.day))


def _lines_select(held: Held, t: Text) -> discord.ui.Select[Any]:
    options = [
        discord.SelectOption(label=t("Show and season"), value=THE_SHOW, emoji="📺"),
        discord.SelectOption(label=t("Status and sentence"), value=THE_STATUS, emoji="💬"),
        discord.SelectOption(label=t("Who, when and where"), value=THE_SOURCE, emoji="🗞️"),
    ]
    options += [
        discord.SelectOption(
            label=line_views.label(line, t),
            value=str(line.number),
            description=t("Left out") if line.left_out else line_views.sentence(line),
        )
        for line in held.proposal.further[: 25 - len(options)]
    ]
    return discord.ui.Select(
        custom_id=PICK.pack(number=held.proposal.number),
        placeholder=t("Correct a line…"),
        options=options,
    )


# Forms


def show_form(held: Held, t: Text) -> discord.ui.Modal:
    """Which show and which season it is about."""
    proposal = held.proposal
    title = t.title(held.subject.title) if held.subject else ""
    season = held.subject.season if held.subject else proposal.season
    return _form(
        t("Show and season"),
        SHOW.pack(number=proposal.number),
        _field("title", t("The show"), title, 200, hint=t("Its title, or a link to it"), need=True),
        _field("season", t("Season"), str(season or ""), 2, hint=t("The next one if left out")),
    )


def status_form(held: Held, t: Text) -> discord.ui.Modal:
    """What it says on a return, whose word that is, and the sentence."""
    proposal = held.proposal
    likeliest = [Status(line.words) for line in proposal.likeliest]
    order = sorted(CLAIMABLE, key=lambda status: status not in likeliest)
    return _form(
        t("Status and sentence"),
        CLAIM.pack(number=proposal.number),
        _choice(
            "status",
            t("What does the source say?"),
            [(status.value, t(STATUS_NAMES[status])) for status in order],
            proposal.status.value if proposal.status else None,
        ),
        _choice(
            "tier",
            t("Whose word is it?"),
            [(tier.value, t(TIER_NAMES[tier])) for tier in Tier],
            proposal.tier.value,
        ),
        _field("sentence", t("The sentence"), proposal.typed.sentence, LIMITS["sentence"],
               hint=t("Copy it word for word."), need=True, long=True),
    )  # fmt: skip


def source_form(held: Held, t: Text) -> discord.ui.Modal:
    """Who said it, when and where."""
    typed = held.proposal.typed
    return _form(
        t("Who, when and where"),
        CLAIM.pack(number=held.proposal.number),
        _field("said_on", t("When was it said?"), typed.said_on, LIMITS["said_on"],
               hint=t("2019, 2019-08 or 2019-08-23"), need=True),
        _field("said_by", t("Who said it?"), typed.said_by, LIMITS["said_by"],
               hint=t("With their role: Mikio Ono, producer")),
        _field("outlet", t("Where?"), typed.outlet, LIMITS["outlet"],
               hint=t("The outlet: Anime News Network")),
        _field("link", t("Link"), typed.link, LIMITS["link"], hint=t("It begins with https://")),
    )  # fmt: skip


def line_form(held: Held, line: Line, t: Text) -> discord.ui.Modal:
    """One line's facts; its sentence is the text's own and stays, or is left out with it."""
    kinds = [(line.kind.value, t("Keep it"))]
    if other := _OTHERWISE.get(line.kind):
        kinds = [(each.value, t(line_views.NAMES[each])) for each in (line.kind, other)]
    kinds.append(("none", t("Leave it out")))
    kept = _choice("kind", t(line_views.NAMES[line.kind]), kinds,
                   "none" if line.left_out else line.kind.value,
                   hint=line_views.sentence(line) or "")  # fmt: skip
    return _form(
        t(line_views.NAMES[line.kind]),
        LINE.pack(number=held.proposal.number, line=line.number),
        kept,
        *_facts(line, t),
    )


def _facts(line: Line, t: Text) -> list[discord.ui.Label[Any]]:
    voice = [
        _field("speaker", t("Who says it?"), line.speaker, NAME_LIMIT),
        _field("role", t("Their role"), line.role, NAME_LIMIT),
        _field("outlet", t("To whom?"), line.outlet, NAME_LIMIT, hint=t("The outlet")),
    ]
    episodes = _field("episodes", t("Episodes"), str(line.episodes or ""), 4)
    day = _field("day", t("Date"), line.day, LIMITS["said_on"],
                 hint=t("2019, 2019-08 or 2019-08-23"))  # fmt: skip
    match line.kind:
        case Kind.RUN:
            # A form has room for five things: the role of whoever planned it is left as it is.
            seasons = _field("season", t("Seasons in all"), str(line.season or ""), 2)
            return [seasons, episodes, voice[0], voice[2]]
        case Kind.SEASON:
            return [_field("season", t("Season"), str(line.season or ""), 2), day, episodes]
        case Kind.DATE:
            return [day]
    return voice


def _choice(
    name: str, text: str, options: Sequence[tuple[str, str]], default: str | None, hint: str = ""
) -> discord.ui.Label[Any]:
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=name,
        options=[
            discord.SelectOption(label=label, value=value, default=value == default)
            for value, label in options
        ],
    )
    return discord.ui.Label(
        text=text, description=theme.shorten(hint, 100) or None, component=select
    )


def _field(
    name: str, text: str, default: str, limit: int, *, hint: str = "", need: bool = False,
    long: bool = False,
) -> discord.ui.Label[Any]:  # fmt: skip
    return discord.ui.Label(
        text=text,
        description=hint or None,
        component=discord.ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.long if long else discord.TextStyle.short,
            required=need,
            max_length=limit,
            default=default[:limit] or None,
        ),
    )


def _form(title: str, custom_id: str, *labels: discord.ui.Label[Any]) -> discord.ui.Modal:
    modal = discord.ui.Modal(title=theme.shorten(title, 45), custom_id=custom_id)
    for each in labels:
        modal.add_item(each)
    return modal


# What becomes of it


def discarded(t: Text) -> discord.ui.LayoutView:
    """It is gone."""
    return card(discord.ui.TextDisplay(t("It is gone. Nothing was sent.")), colour=theme.CALM)


def opened(line: Line, standing: Standing, t: Text) -> discord.ui.LayoutView:
    """The sentence behind a line of a question's card."""
    words = f"### {question_words(standing.subject, t)}\n{line_views.opened(line, t)}"
    piece = button(
        t("Evidence {number}", number=line.evidence), FULL.pack(evidence=line.evidence or 0),
        emoji="📄",
    )  # fmt: skip
    return card(discord.ui.TextDisplay(words), row(piece))
