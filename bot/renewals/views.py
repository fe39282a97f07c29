"""How questions and their evidence look. Pure: a value and a language in, a card or form out."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import discord

from bot.errors import N_
from bot.ids import EvidenceId
from bot.renewals import line_views
from bot.renewals.claims import LIMITS, LONGEST_REASON
from bot.renewals.models import (
    CLAIMABLE,
    Cause,
    Claim,
    Draft,
    Evidence,
    Exhibit,
    Found,
    Move,
    NeedsMending,
    NotAsked,
    SeasonFact,
    SeasonOut,
    Standing,
    State,
    Status,
    Subject,
    Tier,
)
from bot.renewals.rule import alone
from bot.shows.models import PartialDate
from bot.text import Text
from bot.text.dates import spoken
from bot.text.quoting import unlinked
from bot.text.text import stamp
from bot.text.titles import Title
from bot.ui import links, theme
from bot.ui.answer import button, card, link, note, row, rule, small
from bot.ui.components import Pattern
from bot.ui.pages import Page
from bot.ui.theme import plain

ASK = Pattern("renewal-ask", {"show": str, "season": int})
ADD = Pattern("renewal-add", {"question": int})
READ = Pattern("renewal-read-new", {"show": str, "season": int, "status": str, "tier": str})
SAYS = Pattern("renewal-says", {"question": int})
TIER = Pattern("renewal-tier", {"question": int, "status": str})
FORM = Pattern("renewal-form", {"show": str, "season": int, "status": str, "tier": str})
MEND = Pattern("renewal-mend", {"show": str, "season": int})
HISTORY = Pattern("renewal-history", {"question": int, "page": int})
WAITING = Pattern("renewal-waiting", {"question": int, "page": int})
CHECKED = Pattern("renewal-checked", {"question": int})
SOURCE = Pattern("renewal-source", {"question": int})
FULL = Pattern("renewal-full", {"evidence": int})
TAKE_BACK = Pattern("renewal-take-back", {"evidence": int})
APPROVE = Pattern("renewal-approve", {"evidence": int})


def approve(evidence: EvidenceId) -> str:
    """The custom id that only the post of that evidence has, as long as it waits."""
    return APPROVE.pack(evidence=evidence)


CONFIRM = Pattern("renewal-confirm", {"evidence": int})
REJECT = Pattern("renewal-reject", {"evidence": int})
REJECT_FORM = Pattern("renewal-reject-form", {"evidence": int})
CORRECT = Pattern("renewal-correct", {"evidence": int})
WITHDRAW = Pattern("renewal-withdraw", {"evidence": int})
WITHDRAW_FORM = Pattern("renewal-withdraw-form", {"evidence": int})

MOVES_A_PAGE = 5
_SHOWN_WHOLE = (State.PENDING, State.APPROVED)
_CLIPPED = 200
_WHOLE = 2000
_SEASONS_SHOWN = 4
_ROOM = 3900

STATUS_NAMES = {
    Status.ANNOUNCED: N_("Announced"),
    Status.IN_PRODUCTION: N_("In production"),
    Status.DATED: N_("Dated"),
    Status.AIRING: N_("Airing"),
    Status.CONCLUDED: N_("Concluded as planned"),
    Status.NO_PLANS: N_("No plans"),
    Status.CANCELLED: N_("Cancelled"),
    Status.ON_HIATUS: N_("On hiatus"),
    Status.RUMOURED: N_("Rumoured"),
    Status.UNKNOWN: N_("Unknown"),
}
TIER_NAMES = {
    Tier.OFFICIAL: N_("Official"),
    Tier.TRADE_PRESS: N_("Trade press"),
    Tier.AGGREGATOR: N_("News aggregator"),
    Tier.RUMOUR: N_("Rumour"),
}
_TIER_HINTS = {
    Tier.OFFICIAL: N_("The makers themselves: a site, an account, a stage"),
    Tier.TRADE_PRESS: N_("A newsroom that asked the makers, or quotes them"),
    Tier.AGGREGATOR: N_("A site that gathers what others wrote"),
    Tier.RUMOUR: N_("A leak, a guess, somebody who heard something"),
}
_MEANINGS = {
    Status.ANNOUNCED: N_("Its makers say that it is coming."),
    Status.IN_PRODUCTION: N_("It is being made."),
    Status.DATED: N_("It has a date."),
    Status.AIRING: N_("It is on air."),
    Status.CONCLUDED: N_("The story ended where it was meant to."),
    Status.NO_PLANS: N_("Nobody has announced one."),
    Status.CANCELLED: N_("It was to come, and was called off."),
    Status.ON_HIATUS: N_("It is paused, without a word on when it goes on."),
    Status.RUMOURED: N_("Somebody says so. No maker has."),
    Status.UNKNOWN: N_("Nothing firm is known yet."),
}
_EMOJI = {
    Status.ANNOUNCED: "📣",
    Status.IN_PRODUCTION: "🎬",
    Status.DATED: "📅",
    Status.AIRING: "📺",
    Status.CONCLUDED: "🏁",
    Status.NO_PLANS: "🌙",
    Status.CANCELLED: "🚫",
    Status.ON_HIATUS: "⏸️",
    Status.RUMOURED: "👂",
    Status.UNKNOWN: "❔",
}
_COLOURS = {
    Status.ANNOUNCED: theme.GOOD,
    Status.IN_PRODUCTION: theme.GOOD,
    Status.DATED: theme.GOOD,
    Status.AIRING: theme.GOOD,
    Status.CONCLUDED: theme.INK,
    Status.NO_PLANS: theme.INK,
    Status.CANCELLED: theme.WARN,
    Status.ON_HIATUS: theme.WARN,
    Status.RUMOURED: theme.CALM,
    Status.UNKNOWN: theme.CALM,
}


# The question


def found_card(found: Found, t: Text) -> discord.ui.LayoutView:
    """The question as it stands, or why there is none."""
    match found:
        case Standing():
            return status_card(found, t)
        case SeasonOut():
            return _out_card(found, t)
        case NotAsked():
            return _not_asked_card(found, t)


def status_card(standing: Standing, t: Text, *, newest: str | None = None) -> discord.ui.LayoutView:
    """Where a question stands, what it rests on, and what leads on.

    `newest` is where a newer card of it stands, on a card that isn't the newest.
    """
    decision = standing.decision
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(
            f"## {question_words(standing.subject, t)}\n"
            f"{status_words(decision.status, t)}\n{t(_MEANINGS[decision.status])}"
        ),
        small(_ages(standing, t)),
    ]
    if newest:
        items.insert(0, small(t("An older card. [The newest one is here]({place}).", place=newest)))
    if claims := _claims(standing, t):
        items += [rule(), *map(discord.ui.TextDisplay, claims)]
    if facts := _facts(standing.subject, t):
        items += [rule(), discord.ui.TextDisplay("\n".join(facts))]
    room = _ROOM - sum(len(i.content) for i in items if isinstance(i, discord.ui.TextDisplay))
    if told := line_views.sections(standing, t, room=room):
        items += [rule(), *map(discord.ui.TextDisplay, told)]
    if standing.approved:
        items.append(row(_source_picker(standing, t)))
    items += line_views.picker(standing, t)
    items.append(row(*_buttons(standing, t)))
    follow = links.SHOW_FOLLOW.pack(show=standing.subject.show)
    forecast = links.SHOW_FORECAST.pack(show=standing.subject.show, season=standing.subject.season)
    items.append(
        row(
            button(t("Follow"), follow, emoji="🔔"),
            button(t("Forecast"), forecast, emoji="🔮"),
        )
    )
    return card(*items, colour=_COLOURS[decision.status])


def question_words(subject: Subject, t: Text) -> str:
    """``Will Hero Mask return for season 3?``"""
    title = plain(t.title(subject.title), 120)
    if subject.season == 1 and not subject.facts:
        return t("Will {title} get a sequel?", title=title)
    if subject.season == 1:
        return t("Will {title} get a first season?", title=title)
    return t("Will {title} return for season {season}?", title=title, season=subject.season)


def season_words(subject: Subject, t: Text) -> str:
    """``Hero Mask, season 3``"""
    title = plain(t.title(subject.title), 100)
    return t("{title}, season {season}", title=title, season=subject.season)


def status_words(status: Status, t: Text) -> str:
    return f"{_EMOJI[status]} **{t(STATUS_NAMES[status])}**"


def _ages(standing: Standing, t: Text) -> str:
    as_of, checked = standing.decision.as_of, standing.question.checked_at
    lines = [t("As of {date}", date=_day(as_of, t))] if as_of else []
    lines.append(t("Last checked {when}", when=stamp(checked)) if checked else t("Not checked yet"))
    return f"{' · '.join(lines)}\n{t('This card: as it stood {when}', when=stamp(standing.at))}"


def place(standing: Standing) -> str:
    """The address of the question's newest card; empty where there is none."""
    return standing.question.link or ""


def asked_card(standing: Standing, t: Text) -> discord.ui.LayoutView:
    """For whoever asks what was asked before: where everybody sees it."""
    return card(
        discord.ui.TextDisplay(
            f"**{question_words(standing.subject, t)}**\n"
            + t("Already asked: here it is. To show it in this channel, use `/renewal status`.")
        ),
        row(link(t("Go to the card"), place(standing))),
    )


def _claims(standing: Standing, t: Text) -> list[str]:
    """Each with its source, the first of a group under the group's name.

    Each is to stand by itself: what follows a quote in one text would sink into it.
    """
    decision = standing.decision
    lines: list[str] = []
    groups = [(t("For"), decision.speaks_for), (t("Against"), decision.speaks_against)]
    shown = [*decision.speaks_for, *decision.speaks_against]
    if decision.evidence and decision.evidence not in shown:
        groups.insert(0, (t("What is said"), [decision.evidence]))
    for label, pieces in groups:
        quotes = [_quoted(piece, t) for piece in pieces]
        lines += [f"**{label}**\n{quotes[0]}", *quotes[1:]] if quotes else []
    return lines


def _quoted(piece: Evidence, t: Text) -> str:
    """A claim on a card that holds several: clipped, its source in one small line."""
    source = _source(piece.claim, t, room=160 if piece.state is State.APPROVED else 0)
    return f"> {unlinked(piece.claim.sentence, _CLIPPED)}\n-# {source}"


def _source(claim: Claim, t: Text, *, room: int) -> str:
    """Who said it, where, of what tier and when. A link longer than `room` is named, not linked."""
    said_by = ", ".join(unlinked(part, 60) for part in (claim.speaker, claim.role) if part)
    parts = [said_by, unlinked(claim.outlet or "", 60)]
    parts.append(_link(claim.link, room) if claim.link else "")
    if not any(parts):
        parts = [t("Source not named")]
    parts += [t(TIER_NAMES[claim.tier]), _day(claim.said_on, t)]
    return " · ".join(part for part in parts if part)


def source_words(claim: Claim, t: Text) -> str:
    """Who said it, where, of what tier and when, with its link; ready to be shown."""
    return _source(claim, t, room=160)


def _link(url: str, room: int) -> str:
    name = plain((urlsplit(url).hostname or "").removeprefix("www."), 50)
    return f"[{name}]({url})" if len(url) <= room else name


def _day(day: PartialDate, t: Text) -> str:
    return spoken(t, day.year, day.month, day.day)


def _facts(subject: Subject, t: Text) -> list[str]:
    known = [fact for fact in subject.facts if fact.out]
    shown = known[-_SEASONS_SHOWN:]
    lines = []
    if len(known) > len(shown):
        lines.append(t.n("{n} season before", "{n} seasons before", len(known) - len(shown)))
    lines += [
        t("Season {season}: {facts}", season=fact.number, facts=words)
        for fact in shown
        if (words := _fact(fact, t))
    ]
    if subject.episodes_in_all and len(known) > 1:
        lines.append(t.n("{n} episode in all", "{n} episodes in all", subject.episodes_in_all))
    return lines


def _fact(fact: SeasonFact, t: Text) -> str:
    parts = [_day(fact.first_aired, t)] if fact.first_aired else []
    if fact.episodes:
        parts.append(t.n("{n} episode", "{n} episodes", fact.episodes))
    if fact.airing:
        parts.append(t("airing now"))
    return ", ".join(parts)


def _source_picker(standing: Standing, t: Text) -> discord.ui.Select[Any]:
    return discord.ui.Select(
        custom_id=SOURCE.pack(question=standing.question.id),
        placeholder=t("Open a source…"),
        options=[
            discord.SelectOption(
                label=theme.shorten(theme.clean(piece.claim.sentence).replace("\n", " "), 100)
                or t("Evidence {number}", number=piece.id),
                value=str(piece.id),
                description=theme.shorten(
                    " · ".join(
                        [
                            t(STATUS_NAMES[piece.claim.status]),
                            t(TIER_NAMES[piece.claim.tier]),
                            _day(piece.claim.said_on, t),
                        ]
                    ),
                    100,
                ),
                emoji=_EMOJI[piece.claim.status],
            )
            for piece in standing.approved[:25]
        ],
    )


def _buttons(standing: Standing, t: Text) -> list[discord.ui.Button[Any]]:
    question = standing.question.id
    buttons = [
        button(t("Add evidence"), ADD.pack(question=question), emoji="📎"),
        button(t("History"), HISTORY.pack(question=question, page=0), emoji="📜"),
    ]
    if standing.waiting:
        buttons.append(_waiting_button(question, standing.waiting, t))
    return [
        *buttons,
        button(t("The show"), links.SHOW_CARD.pack(show=standing.subject.show), emoji="📺"),
        button(t("Nothing new today"), CHECKED.pack(question=question), emoji="🔎"),
    ]


def _waiting_button(question: int, count: int, t: Text) -> discord.ui.Button[Any]:
    label = t("Waiting ({count})", count=count)
    return button(label, WAITING.pack(question=question, page=0), emoji="⏳")


def _out_card(found: SeasonOut, t: Text) -> discord.ui.LayoutView:
    facts = {"title": plain(t.title(found.subject.title), 120), "season": found.fact.number}
    known = _fact(found.fact, t)
    words = (
        t("Season {season} of **{title}** is out: {facts}.", facts=known, **facts)
        if known
        else t("Season {season} of **{title}** is out.", **facts)
    )
    return card(
        discord.ui.TextDisplay(words),
        row(button(t("The show"), links.SHOW_CARD.pack(show=found.fact.show), emoji="📺")),
        colour=theme.GOOD,
    )


def _not_asked_card(found: NotAsked, t: Text) -> discord.ui.LayoutView:
    subject = found.subject
    words: discord.ui.Item[Any] = discord.ui.TextDisplay(
        t(
            "{question}\nNobody here has asked that yet. Ask it with `{command}`.",
            question=f"**{question_words(subject, t)}**",
            command=f"{t.command('renewal ask')} "
            f"{t.name('show')}:{_in_code(t.title(subject.title))} "
            f"{t.name('season')}:{subject.season}",
        )
    )
    ask = button(t("Ask it"), ASK.pack(show=subject.show, season=subject.season), emoji="❔")
    return card(words, row(ask), colour=theme.CALM)


def outlook_card(subject: Subject, t: Text) -> discord.ui.LayoutView:
    """What the sources say by themselves, for whoever asks outside of a server."""
    listed = next((fact for fact in subject.facts if fact.number == subject.season), None)
    if listed:
        known = _fact(listed, t)
        words = (
            t("Season {season} is listed: {facts}.", season=subject.season, facts=known)
            if known
            else t("Season {season} is listed, with no date yet.", season=subject.season)
        )
    else:
        words = t("No season {season} is listed. That alone is no “no”.", season=subject.season)
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"## {question_words(subject, t)}\n{words}")
    ]
    if facts := _facts(subject, t):
        items += [rule(), discord.ui.TextDisplay("\n".join(facts))]
    items.append(small(t("In a server, its members collect the evidence: /renewal ask.")))
    items.append(row(button(t("The show"), links.SHOW_CARD.pack(show=subject.show), emoji="📺")))
    return card(*items, colour=theme.CALM)


def _in_code(text: str) -> str:
    return theme.shorten(theme.clean(text).replace("`", "'").replace("\n", " "), 100)


def history_card(standing: Standing, moves: Page[Move], t: Text) -> discord.ui.LayoutView:
    """What moved the status, when and why, the newest first."""
    entries = [_move(move, t) for move in moves.items] or [
        t("Nothing has moved yet. A status moves when a moderator approves evidence.")
    ]
    heading = f"## {question_words(standing.subject, t)}"
    items: list[discord.ui.Item[Any]] = [*map(discord.ui.TextDisplay, [heading, *entries])]
    if moves.count > 1:
        items.append(_pager(HISTORY, standing.question.id, moves))
    return card(*items, colour=_COLOURS[standing.decision.status])


def _move(move: Move, t: Text) -> str:
    """An entry. The quote comes last, since what follows a quote sinks into it."""
    lines = [_moved(move, t), _why(move, t)]
    if move.evidence:
        if move.cause is Cause.WITHDRAWN:
            lines.append(_reason(move.evidence, t))
        lines.append(_quoted(move.evidence, t))
    return "\n".join(lines)


def _moved(move: Move, t: Text) -> str:
    facts = {
        "before": t(STATUS_NAMES[move.before]),
        "after": t(STATUS_NAMES[move.after]),
        "date": stamp(move.at, "D"),
    }
    if move.before is not move.after:
        return t("**{before} → {after}** on {date}", **facts)
    if move.rests_on is None:
        return t("**Still {after}**, now resting on nothing, since {date}", **facts)
    return t(
        "**Still {after}**, now resting on evidence {number}, since {date}",
        number=move.rests_on,
        **facts,
    )


def _reason(piece: Evidence, t: Text) -> str:
    if piece.state is State.WITHDRAWN and piece.reason is None:
        return t("A corrected one takes its place.")
    return t("Reason: {reason}", reason=unlinked(piece.reason or "", 400))


def _why(move: Move, t: Text) -> str:
    facts = {"number": move.evidence_id, "who": _moderator(move.by, t)}
    if move.cause is Cause.ERASED:
        return t("Evidence {number} was erased, as a member asked.", **facts)
    if move.cause is Cause.WITHDRAWN:
        return t("Evidence {number} was withdrawn by {who}.", **facts)
    if move.by_submitter and not move.by and move.evidence and not move.evidence.submitted_by:
        return t("Evidence {number}, from AniList, counts by itself in this server.", **facts)
    if move.by_submitter:
        return t("Evidence {number} was approved by its submitter.", **facts)
    return t("Evidence {number} was approved by {who}.", **facts)


def _submitter(piece: Evidence, t: Text) -> str:
    """0 stands for the bot itself, which found it at AniList."""
    return f"<@{piece.submitted_by}>" if piece.submitted_by else t("Kansō")


def _moderator(user: int | None, t: Text) -> str:
    return f"<@{user}>" if user else t("a moderator")


def _pager(pattern: Pattern, question: int, of: Page[Any]) -> discord.ui.ActionRow[Any]:
    return row(
        button(
            "◀",
            pattern.pack(question=question, page=of.number - 1),
            disabled=not of.has_previous,
        ),
        button(
            "▶",
            pattern.pack(question=question, page=of.number + 1),
            disabled=not of.has_next,
        ),
    )


# Adding evidence


def add_card(standing: Standing, t: Text, *, draft: Draft | None) -> discord.ui.LayoutView:
    """The first choice: what does the source say? Or let its text be read.

    With a way back to a form that was refused.
    """
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=SAYS.pack(question=standing.question.id),
        placeholder=t("What does the source say?"),
        options=[
            discord.SelectOption(
                label=t(STATUS_NAMES[status]),
                value=status.value,
                description=t(_MEANINGS[status]),
                emoji=_EMOJI[status],
            )
            for status in CLAIMABLE
        ],
    )
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"**{question_words(standing.subject, t)}**"),
        row(select),
    ]
    packed = READ.pack(
        show=standing.subject.show, season=standing.subject.season, status="", tier=""
    )
    buttons = [button(t("Read a text"), packed, emoji="📎")]
    if draft:
        items.append(small(t("You have a draft here.")))
        buttons.append(_mend_button(draft, t))
    return card(*items, row(*buttons))


def tier_card(standing: Standing, status: Status, t: Text) -> discord.ui.LayoutView:
    """The second choice: whose word is it? The pick opens the form."""
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=TIER.pack(question=standing.question.id, status=status.value),
        placeholder=t("Whose word is it?"),
        options=[
            discord.SelectOption(
                label=t(TIER_NAMES[tier]), value=tier.value, description=t(_TIER_HINTS[tier])
            )
            for tier in Tier
        ],
    )
    words = f"**{question_words(standing.subject, t)}**\n{status_words(status, t)}"
    return card(discord.ui.TextDisplay(words), row(select))


def evidence_form(draft: Draft, title: Title, t: Text) -> discord.ui.Modal:
    """The form, filled with what was typed before."""
    season = t("Season {season}", season=draft.season)
    modal = discord.ui.Modal(
        title=f"{theme.shorten(theme.clean(t.title(title)), 43 - len(season))}: {season}"[:45],
        custom_id=FORM.pack(
            show=draft.show,
            season=draft.season,
            status=draft.status.value,
            tier=draft.tier.value,
        ),
    )
    typed = draft.typed
    # A form has room for five things and all are fields, so the first says what was chosen.
    chosen = t(
        "You say: {status} · {source}. Copy it word for word.",
        status=t(STATUS_NAMES[draft.status]),
        source=t(TIER_NAMES[draft.tier]),
    )
    for field, filled, label, hint in (
        ("sentence", typed.sentence, t("The sentence"), theme.shorten(chosen, 100)),
        ("said_on", typed.said_on, t("When was it said?"), t("2019, 2019-08 or 2019-08-23")),
        ("said_by", typed.said_by, t("Who said it?"), t("With their role: Mikio Ono, producer")),
        ("outlet", typed.outlet, t("Where?"), t("The outlet: Anime News Network")),
        ("link", typed.link, t("Link"), t("It begins with https://")),
    ):
        modal.add_item(
            discord.ui.Label(
                text=label,
                description=hint,
                component=discord.ui.TextInput(
                    custom_id=field,
                    style=discord.TextStyle.long
                    if field == "sentence"
                    else discord.TextStyle.short,
                    required=field in ("sentence", "said_on"),
                    max_length=LIMITS[field],
                    default=filled[: LIMITS[field]] or None,
                ),
            )
        )
    return modal


def mend_card(refused: NeedsMending, draft: Draft, t: Text) -> discord.ui.LayoutView:
    """What can't be used, and the way back to all that was typed."""
    lines = [t.refusal(refused)]
    lines += [f"- {t.refusal(problem)}" for problem in refused.problems]
    return card(
        discord.ui.TextDisplay("\n".join(lines)), row(_mend_button(draft, t)), colour=theme.WARN
    )


def _mend_button(draft: Draft, t: Text) -> discord.ui.Button[Any]:
    return button(
        t("Correct it"),
        MEND.pack(show=draft.show, season=draft.season),
        style=discord.ButtonStyle.primary,
        emoji="✏️",
    )


def saved_card(exhibit: Exhibit, t: Text, *, trouble: str | None) -> discord.ui.LayoutView:
    """For its submitter: the piece is kept and waits. `trouble` is why no post shows it."""
    piece = exhibit.evidence
    lines = [
        f"**{question_words(exhibit.subject, t)}**",
        t("Saved as evidence {number}. It is waiting for a moderator.", number=piece.id),
    ]
    if piece.post_message:
        lines.append(t("It is shown in {channel}.", channel=f"<#{piece.post_channel}>"))
    else:
        lines += [trouble] if trouble else []
        lines.append(t("Moderators find it under *Waiting* on the question's card."))
    take_back = [row(_take_back_button(piece, t))] if piece.state is State.PENDING else []
    return card(discord.ui.TextDisplay("\n".join(lines)), *take_back, colour=theme.GOOD)


def _take_back_button(piece: Evidence, t: Text) -> discord.ui.Button[Any]:
    return button(t("Take back"), TAKE_BACK.pack(evidence=piece.id), emoji="↩️")


# Deciding


def exhibit_card(exhibit: Exhibit, t: Text) -> discord.ui.LayoutView:
    """For all to see: a piece of evidence, what became of it, and what may be done with it.

    A long sentence is clipped, and until it is approved, its link is named but not linked.
    """
    piece = exhibit.evidence
    buttons = _deciding_buttons(piece, t)
    if piece.state is State.PENDING and piece.submitted_by:
        buttons.append(_take_back_button(piece, t))
    if _has_more(piece) or (exhibit.told.lines and piece.state in _SHOWN_WHOLE):
        buttons.append(button(t("Full text"), FULL.pack(evidence=piece.id), emoji="📄"))
    return _exhibit(exhibit, t, buttons, room=_CLIPPED)


def _has_more(piece: Evidence) -> bool:
    claim = piece.claim
    if piece.state is State.PENDING and claim.link:
        return True
    clipped = plain(claim.sentence, _CLIPPED) != plain(claim.sentence, _WHOLE)
    return clipped and piece.state in _SHOWN_WHOLE


def outcome_card(exhibit: Exhibit, t: Text) -> discord.ui.LayoutView:
    """For whoever decided: what became of it, and the way to what else waits on that question."""
    piece = exhibit.evidence
    buttons = _deciding_buttons(piece, t)
    if exhibit.waiting:
        buttons.append(_waiting_button(piece.question, exhibit.waiting, t))
    return _exhibit(exhibit, t, buttons)


def waiting_card(of: Page[Exhibit], t: Text) -> discord.ui.LayoutView:
    """One of the pieces that wait on a question, to be decided."""
    if not of.items:
        return note(t("Nothing is waiting here any more."), colour=theme.GOOD)
    (exhibit,) = of.items
    pager = [_pager(WAITING, exhibit.evidence.question, of)] if of.count > 1 else []
    buttons = _deciding_buttons(exhibit.evidence, t)
    return _exhibit(exhibit, t, buttons, *pager, linked=True, whole=True)


def source_card(exhibit: Exhibit, t: Text, *, moderator: bool) -> discord.ui.LayoutView:
    """A piece with its whole sentence and all that came with it, to be corrected by a new one.

    A moderator can also follow its link before deciding.
    """
    piece = exhibit.evidence
    buttons = _deciding_buttons(piece, t) if moderator else []
    if piece.state is State.APPROVED:
        buttons.append(button(t("Correct"), CORRECT.pack(evidence=piece.id), emoji="✏️"))
    return _exhibit(exhibit, t, buttons, linked=moderator, whole=True)


def confirm_card(words: str, evidence: int, t: Text) -> discord.ui.LayoutView:
    """Somebody who manages the server is about to approve what they submitted themselves."""
    approve = button(
        t("Approve it myself"),
        CONFIRM.pack(evidence=evidence),
        style=discord.ButtonStyle.danger,
    )
    return card(discord.ui.TextDisplay(words), row(approve), colour=theme.WARN)


def _exhibit(
    exhibit: Exhibit,
    t: Text,
    buttons: Sequence[discord.ui.Button[Any]],
    *rows: discord.ui.ActionRow[Any],
    room: int = _WHOLE,
    linked: bool = False,
    whole: bool = False,
) -> discord.ui.LayoutView:
    """`room` bounds the sentence. The link of an approved piece can be followed, or if `linked`.
    What came with it is counted; if `whole`, it is shown.
    """
    piece = exhibit.evidence
    pending, approved = piece.state is State.PENDING, piece.state is State.APPROVED
    refused = not (pending or approved)
    outcome, colour = _outcome(piece, t)
    sentence = unlinked(piece.claim.sentence, room)
    if refused and sentence:
        sentence = f"~~{sentence}~~"
    source = _source(piece.claim, t, room=500 if approved or linked else 0)
    first = status_words(piece.claim.status, t) if approved else outcome
    came = line_views.beside(exhibit.told, t) if not refused else ""
    left = _ROOM - 1000 - len(sentence) - len(source) - len(outcome)
    lines = line_views.listed(exhibit.told.lines, t, room=left) if whole and not refused else []
    return card(
        discord.ui.TextDisplay(f"### {question_words(exhibit.subject, t)}\n{first}"),
        *([discord.ui.TextDisplay(f"~~{t(STATUS_NAMES[piece.claim.status])}~~")] * refused),
        discord.ui.TextDisplay(f"> {sentence}\n-# {source}"),
        *map(discord.ui.TextDisplay, lines),
        *([small(came)] if came else []),
        rule(),
        *([discord.ui.TextDisplay(outcome)] * approved),
        small(
            t(
                "Evidence {number}, submitted by {who} {when}",
                number=piece.id,
                who=_submitter(piece, t),
                when=stamp(piece.submitted_at),
            )
            + f"\n{_awaited(piece, t)}" * pending
        ),
        *([row(*buttons)] if buttons else []),
        *rows,
        colour=colour,
    )


def _awaited(piece: Evidence, t: Text) -> str:
    """Who decides a pending piece, and how far it can move the status where it is a weak one."""
    words = (
        t("A moderator other than its submitter decides.")
        if piece.submitted_by
        else t("A moderator decides.")
    )
    moved = alone(piece.claim)
    if moved is piece.claim.status:
        return words
    reach = (
        t("Such a source alone leaves the status unknown.")
        if moved is Status.UNKNOWN
        else t("Such a source alone moves the status to rumoured at most.")
    )
    return f"{words} {reach}"


def _outcome(piece: Evidence, t: Text) -> tuple[str, int]:
    if piece.state is State.PENDING:
        words = t(
            "**{who} proposes: {status}** · ⏳ not approved yet",
            who=_submitter(piece, t),
            status=t(STATUS_NAMES[piece.claim.status]),
        )
        return words, theme.CALM
    at, by = (
        (piece.withdrawn_at, piece.withdrawn_by)
        if piece.state is State.WITHDRAWN
        else (piece.decided_at, piece.decided_by)
    )
    facts: Mapping[str, str] = {
        "who": _moderator(by, t),
        "when": stamp(at or piece.submitted_at, "f"),
    }
    if piece.state is State.APPROVED:
        if piece.by_submitter and not piece.submitted_by:
            return t("✅ Counts by itself in this server, {when}", **facts), theme.GOOD
        if piece.by_submitter:
            return t("✅ Approved by its submitter, {when}", **facts), theme.GOOD
        return t("✅ Approved by {who}, {when}", **facts), theme.GOOD
    if piece.taken_back:
        return t("↩️ **Taken back** by its submitter, {when}", **facts), theme.WARN
    reason = _reason(piece, t)
    if piece.state is State.WITHDRAWN:
        return f"{t('↩️ **Withdrawn** by {who}, {when}', **facts)}\n{reason}", theme.WARN
    return f"{t('✖️ **Rejected** by {who}, {when}', **facts)}\n{reason}", theme.WARN


def _deciding_buttons(piece: Evidence, t: Text) -> list[discord.ui.Button[Any]]:
    if piece.state is State.PENDING:
        return [
            button(
                t("Approve"),
                APPROVE.pack(evidence=piece.id),
                style=discord.ButtonStyle.success,
            ),
            button(t("Reject"), REJECT.pack(evidence=piece.id), style=discord.ButtonStyle.danger),
        ]
    if piece.state is State.APPROVED:
        return [button(t("Withdraw"), WITHDRAW.pack(evidence=piece.id))]
    return []


def reason_form(pattern: Pattern, evidence: int, t: Text) -> discord.ui.Modal:
    """Why a piece is rejected or withdrawn."""
    titles = {
        REJECT_FORM.name: t("Reject evidence {number}", number=evidence),
        WITHDRAW_FORM.name: t("Withdraw evidence {number}", number=evidence),
    }
    modal = discord.ui.Modal(
        title=theme.shorten(titles[pattern.name], 45), custom_id=pattern.pack(evidence=evidence)
    )
    modal.add_item(
        discord.ui.Label(
            text=t("Why?"),
            description=t("It is shown with the evidence"),
            component=discord.ui.TextInput(
                custom_id="reason", style=discord.TextStyle.long, max_length=LONGEST_REASON
            ),
        )
    )
    return modal
