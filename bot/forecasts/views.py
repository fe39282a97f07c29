"""How forecasts look. Pure: a value and a language in, a card or form out."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.errors import N_
from bot.forecasts import typed
from bot.forecasts.base_rates import BySeasons, BySource, Outlook, Rate
from bot.forecasts.models import (
    LEAST_RESOLVED,
    LONGEST_RULE,
    Call,
    Case,
    Crowd,
    Ground,
    Outcome,
    Piece,
    Place,
    Record,
    Resolution,
    Sight,
    Topic,
    Verdict,
)
from bot.forecasts.scoring import FEWEST_IN_A_CROWD, Calls
from bot.ids import EvidenceId
from bot.text import Text
from bot.text.dates import spoken
from bot.text.quoting import unlinked
from bot.text.text import stamp
from bot.ui import theme
from bot.ui.answer import Pictures, button, card, gallery, note, row, rule, small
from bot.ui.charts.values import percent as share
from bot.ui.components import Pattern
from bot.ui.pages import Page

ENTER = Pattern("forecast-enter", {"show": str, "season": int})
FORM = Pattern("forecast-form", {"show": str, "season": int})
TERMS = Pattern("forecast-terms", {"call": int})
TERMS_FORM = Pattern("forecast-terms-form", {"call": int})
CHANGE = Pattern("forecast-change", {"call": int})
RESOLVE = Pattern("forecast-resolve", {"call": int, "outcome": str})
GROUND = Pattern("forecast-ground", {"call": int, "outcome": str})
DECIDE = Pattern("forecast-decide", {"call": int, "outcome": str, "ground": str})
CASE = Pattern("forecast-case", {"call": int})
VOID = Pattern("forecast-void", {"call": int})
UNDO = Pattern("forecast-undo", {"call": int, "entry": int})
LEADERS = Pattern("forecast-leaders", {"page": int})

PLACES_A_PAGE = 10
PIECES_OFFERED = 20
HISTORY_SHOWN = 3
_RULE = 2 * LONGEST_RULE
"""Room for a rule with its escapes."""

OUTCOMES = {
    Outcome.YES: N_("Resolved: yes"),
    Outcome.NO: N_("Resolved: no"),
    Outcome.VOID: N_("Void: it can't be decided"),
}
_ANSWERS = {
    Outcome.YES: N_("Yes"),
    Outcome.NO: N_("No"),
    Outcome.VOID: N_("Can't be decided"),
}
_CONFIRM = {Outcome.YES: N_("Resolve it: yes"), Outcome.NO: N_("Resolve it: no")}
_EMOJI = {Outcome.YES: "✅", Outcome.NO: "🌙", Outcome.VOID: "〰️"}
_COLOURS = {Outcome.YES: theme.GOOD, Outcome.NO: theme.INK, Outcome.VOID: theme.CALM}
KINDS = {
    "manga": N_("TV series from a manga"),
    "web_manga": N_("TV series from a web manga"),
    "light_novel": N_("TV series from a light novel"),
    "novel": N_("TV series from a novel"),
    "original": N_("original TV series"),
    "visual_novel": N_("TV series from a visual novel"),
    "video_game": N_("TV series from a game"),
}


# Forecasting


def call_card(sight: Sight, t: Text) -> discord.ui.LayoutView:
    """A call as one member may see it: the rule, what they said, the crowd once they have, and how
    often shows of that kind returned.
    """
    topic, call = sight.topic, sight.call
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(f"## {topic.words}")]
    if call is None and topic.out:
        items.append(discord.ui.TextDisplay(t("It is out: there is nothing left to forecast.")))
    elif call is None:
        items.append(
            discord.ui.TextDisplay(
                t("Nobody has forecast this yet. The first one says until when, and by which rule.")
            )
        )
    else:
        items += [*_terms(call, t), rule(), discord.ui.TextDisplay(_own(sight, t))]
        items.append(discord.ui.TextDisplay(_crowd(sight, t)))
        if state := _state(sight, t):
            items.append(discord.ui.TextDisplay(state))
    if not topic.out:
        items += [rule(), *_outlook(sight.outlook, t)]
    if buttons := _forecast_buttons(sight, t):
        items.append(row(*buttons))
    resolution = sight.resolution
    return card(*items, colour=_COLOURS[resolution.outcome] if resolution else theme.INK)


def _terms(call: Call, t: Text) -> list[discord.ui.Item[Any]]:
    """The rule, which comes last in its text: what follows a quote would sink into it."""
    deadline = t("Deadline: {when}, {left}", when=_last_day(call, t), left=stamp(call.deadline))
    return [
        discord.ui.TextDisplay(deadline),
        discord.ui.TextDisplay(f"{t('**The rule**')}\n> {unlinked(call.rule, _RULE)}"),
    ]


def _last_day(call: Call, t: Text) -> str:
    """In words: ``<t:…>`` would show the day after to whoever lives east of Greenwich."""
    day = call.last_day
    return spoken(t, day.year, day.month, day.day)


def _own(sight: Sight, t: Text) -> str:
    if not sight.own:
        return t("You haven't forecast this.") if sight.resolution else t("You say nothing yet.")
    said = sight.own[-1]
    words = t("**You say {percent} %**, since {when}", percent=said.percent, when=_when(said.at))
    if changes := len(sight.own) - 1:
        words += " · " + t.n("changed {n} time", "changed {n} times", changes)
    return words


def _when(at: int) -> str:
    return f"<t:{at}:R>"


def _crowd(sight: Sight, t: Text) -> str:
    crowd = sight.crowd
    if crowd.percent is not None:
        return crowd_words(crowd, t)
    so_far = t.n("{n} forecast so far", "{n} forecasts so far", crowd.n)
    if crowd.n < FEWEST_IN_A_CROWD:
        shown = t("The crowd's figure is shown from {least} on.", least=FEWEST_IN_A_CROWD)
        return f"{so_far}. {shown}"
    return f"{so_far}. {t('You see what the crowd says once you have forecast yourself.')}"


def crowd_words(crowd: Crowd, t: Text) -> str:
    """``The crowd says 34 %, of 5 forecasts``, or how many there were."""
    if crowd.percent is None:
        return t.n("{n} forecast", "{n} forecasts", crowd.n)
    return t.n(
        "**The crowd says {percent}**, of {n} forecast",
        "**The crowd says {percent}**, of {n} forecasts",
        crowd.n,
        percent=share(crowd.percent / 100),
    )


def _state(sight: Sight, t: Text) -> str:
    if sight.resolution:
        words = f"{_headline(sight.resolution, t)} · {stamp(sight.resolution.resolved_at)}"
        if sight.score is not None:
            words += "\n" + t("Your score on it: **{score}**", score=score_words(sight.score))
        elif sight.own and sight.resolution.outcome is not Outcome.VOID:
            words += "\n" + t("You said so after it was known, so it has no score.")
        return words
    if sight.topic.out:
        return t("The season is out. A moderator resolves this: {command}", command=_resolve(t))
    if sight.passed:
        return t("The deadline is over. A moderator resolves this: {command}", command=_resolve(t))
    return ""


def _resolve(t: Text) -> str:
    return f"`{t.command('renewal resolve')}`"


def _headline(resolution: Resolution, t: Text) -> str:
    return f"{_EMOJI[resolution.outcome]} **{t(OUTCOMES[resolution.outcome])}**"


def _forecast_buttons(sight: Sight, t: Text) -> list[discord.ui.Button[Any]]:
    enter = ENTER.pack(show=sight.topic.show, season=sight.topic.season)
    style = discord.ButtonStyle.primary
    if sight.takes:
        label = t("Change my forecast") if sight.own else t("Forecast")
        found = [button(label, enter, style=style, emoji="🔮")]
        if sight.call and sight.may_change_terms:
            found.append(button(t("Change the terms"), TERMS.pack(call=sight.call.number)))
        return found
    if sight.may_begin:
        label = t("Begin a new round") if sight.call else t("Make the first forecast")
        return [button(label, enter, style=style, emoji="🔮")]
    return []


# Base rates


def _outlook(outlook: Outlook, t: Text) -> list[discord.ui.Item[Any]]:
    if not outlook.rates:
        return [small(t("No base rate beside it: nothing that was counted is like this."))]
    day = outlook.cutoff
    caveats = [
        t(
            "Of shows of that kind, counted up to {date}; nothing of it is about this show.",
            date=spoken(t, day.year, day.month, day.day),
        ),
        t(
            "Some sequels were missed, and films and web releases don't count, "
            "so the share is rather too low."
        ),
    ]
    if outlook.online:
        caveats.append(t("This one came out on the web; only TV series were counted."))
    lines = [f"- {rate_words(rate, t)}" for rate in outlook.rates]
    return [
        discord.ui.TextDisplay("\n".join([t("**How often it happens**"), *lines])),
        small("\n".join(caveats)),
    ]


def rate_words(rate: Rate, t: Text) -> str:
    """A base rate in a sentence, with its n and its interval."""
    figure = rate.figure
    facts = {
        "series": figure.n,
        "share": share(figure.share),
        "low": share(figure.low),
        "high": share(figure.high),
    }
    match rate:
        case BySeasons():
            return t.n(
                "Of {series} TV series with {n} season or more, {share} had another one sooner or "
                "later (95 % interval {low} to {high}).",
                "Of {series} TV series with {n} seasons or more, {share} had another one sooner or "
                "later (95 % interval {low} to {high}).",
                rate.aired,
                **facts,
            )
        case BySource():
            return t(
                "Of {series} {kind} that began from {first} to {last}, {share} had a second season "
                "within {years} years (95 % interval {low} to {high}).",
                kind=t(KINDS[rate.source]),
                first=rate.first,
                last=rate.last,
                years=rate.years,
                **facts,
            )


# Forms


def begin_form(sight: Sight, here: Text, t: Text, *, percent: str = "") -> discord.ui.Modal:
    """The first forecast of a round: the percentage, until when, and what decides; after another
    round also how that one ended.

    The rule that stands there is in the server's language, `here`: everybody reads it.
    """
    topic, now = sight.topic, sight.at
    again = t("New round") if sight.call else ""
    modal = discord.ui.Modal(
        title=_form_title(topic, t, again),
        custom_id=FORM.pack(show=topic.show, season=topic.season),
    )
    if sight.call:
        words = t("This begins a new round, with a deadline and a rule of its own.")
        modal.add_item(discord.ui.TextDisplay(f"{words}\n{_ended(sight, sight.call, t)}"))
    _add_fields(modal, percent, typed.usual(now), usual_rule(topic, here), t)
    return modal


def terms_form(topic: Topic, call: Call, percent: str, t: Text) -> discord.ui.Modal:
    """What the only forecaster of a round may change."""
    modal = discord.ui.Modal(
        title=_form_title(topic, t), custom_id=TERMS_FORM.pack(call=call.number)
    )
    modal.add_item(
        discord.ui.TextDisplay(
            t(
                "Nobody else has forecast yet, so deadline and rule are still yours. "
                "Where you change them, what you said by the old ones no longer counts."
            )
        )
    )
    _add_fields(modal, percent, call.last_day.isoformat(), call.rule, t)
    return modal


def _add_fields(
    modal: discord.ui.Modal, percent: str, deadline: str, decided_by: str, t: Text
) -> None:
    modal.add_item(_percent_field(percent, t))
    modal.add_item(
        discord.ui.Label(
            text=t("Until when?"),
            description=t("The end of that day by UTC; year-month-day"),
            component=discord.ui.TextInput(
                custom_id="deadline", default=deadline, max_length=typed.LONGEST_DATE
            ),
        )
    )
    modal.add_item(
        discord.ui.Label(
            text=t("What has to happen for a yes?"),
            description=t("A moderator decides by it. It stands once somebody else has forecast"),
            component=discord.ui.TextInput(
                custom_id="rule",
                style=discord.TextStyle.long,
                default=decided_by,
                max_length=LONGEST_RULE,
            ),
        )
    )


def usual_rule(topic: Topic, t: Text) -> str:
    """What the rule says where nobody says otherwise."""
    title = theme.shorten(theme.clean(t.title(topic.title)), 150)
    if topic.season == 1:
        return t("Yes, if an official source announces a sequel to {title} by then.", title=title)
    return t(
        "Yes, if an official source announces season {season} of {title} by then.",
        season=topic.season,
        title=title,
    )


def change_form(topic: Topic, call: Call, t: Text, *, percent: str = "") -> discord.ui.Modal:
    """A forecast in a round whose rule and deadline stand."""
    modal = discord.ui.Modal(title=_form_title(topic, t), custom_id=CHANGE.pack(call=call.number))
    modal.add_item(_percent_field(percent, t))
    return modal


def _ended(sight: Sight, call: Call, t: Text) -> str:
    """What became of the round before."""
    if sight.resolution:
        head, when = _headline(sight.resolution, t), stamp(sight.resolution.resolved_at)
        return t("How the last one ended: {outcome}, {when}", outcome=head, when=when)
    return t(
        "The last one ended on {when} and still waits for a moderator.", when=_last_day(call, t)
    )


def _form_title(topic: Topic, t: Text, again: str = "") -> str:
    season = t("Season {season}", season=topic.season)
    after = f"{season} · {again}" if again else season
    title = theme.shorten(theme.clean(t.title(topic.title)), max(1, 43 - len(after)))
    return f"{title}: {after}"[:45]


def _percent_field(percent: str, t: Text) -> discord.ui.Label[Any]:
    return discord.ui.Label(
        text=t("How likely is it, in percent?"),
        description=t("1 to 99. You may change it any time until it closes"),
        component=discord.ui.TextInput(
            custom_id="percent",
            default=percent[: typed.LONGEST_PERCENT] or None,
            max_length=typed.LONGEST_PERCENT,
        ),
    )


# Resolving


def case_card(case: Case, t: Text) -> discord.ui.LayoutView:
    """What a moderator decides by, what they may do, and what was decided before."""
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"## {case.topic.words}"),
        *_terms(case.call, t),
        discord.ui.TextDisplay(crowd_words(Crowd(n=case.crowd.n, percent=None), t)),
    ]
    if case.history:
        items.append(rule())
        for each in case.history[:HISTORY_SHOWN]:
            items += map(discord.ui.TextDisplay, _told(each, case.call, case.topic, t))
    if case.resolution:
        undo = UNDO.pack(call=case.call.number, entry=case.resolution.entry)
        items.append(row(button(t("Undo"), undo, emoji="↩️")))
    else:
        if case.own:
            items.append(small(t("You have forecast this yourself. The result will say so.")))
        items.append(row(*_answers(case, t)))
    return card(*items, colour=_COLOURS[case.resolution.outcome] if case.resolution else theme.INK)


def _answers(case: Case, t: Text) -> list[discord.ui.Button[Any]]:
    return [
        button(
            t(_ANSWERS[outcome]),
            RESOLVE.pack(call=case.call.number, outcome=outcome.value),
            emoji=_EMOJI[outcome],
        )
        for outcome in Outcome
    ]


def ground_card(
    case: Case, outcome: Outcome, grounds: Sequence[Ground], t: Text
) -> discord.ui.LayoutView:
    """What the outcome may rest on. What can't be decided needs nothing, and is confirmed."""
    back = button(t("Back"), CASE.pack(call=case.call.number))
    items = _about_to(case, outcome, t)
    if outcome is Outcome.VOID:
        confirm = VOID.pack(call=case.call.number)
        items += [
            small(t("It then counts for nobody's score. Everybody sees that it is void.")),
            row(button(t("Make it void"), confirm, style=discord.ButtonStyle.danger), back),
        ]
    else:
        items += [
            small(t("Pick what it rests on. I ask once more before it stands.")),
            row(_ground_picker(case, outcome, grounds, t)),
            row(back),
        ]
    return card(*items)


def confirm_card(
    case: Case, outcome: Outcome, ground: Ground, piece: Piece | None, t: Text
) -> discord.ui.LayoutView:
    """Asks once more before a yes or no stands, the more urgently for a no before its deadline."""
    call, items = case.call, _about_to(case, outcome, t)
    items += [rule(), discord.ui.TextDisplay(_rests(ground, piece.id if piece else None, t))]
    if piece:
        items.append(discord.ui.TextDisplay(_quote(piece)))
    if outcome is Outcome.NO and not case.passed:
        items.append(
            discord.ui.TextDisplay(
                t(
                    "⚠️ The deadline is {when}: are you sure that nothing can change?",
                    when=_last_day(call, t),
                )
            )
        )
    rests_on = str(piece.id) if piece else ground.value
    decide = DECIDE.pack(call=call.number, outcome=outcome.value, ground=rests_on)
    items += [
        small(t("It then counts for everybody's score, and is posted. It can be undone.")),
        row(
            button(t(_CONFIRM[outcome]), decide, style=discord.ButtonStyle.danger),
            button(t("Back"), RESOLVE.pack(call=call.number, outcome=outcome.value)),
        ),
    ]
    return card(*items)


def _about_to(case: Case, outcome: Outcome, t: Text) -> list[discord.ui.Item[Any]]:
    answer = f"{_EMOJI[outcome]} {t(_ANSWERS[outcome])}"
    return [
        discord.ui.TextDisplay(f"**{case.topic.words}**\n{answer}"),
        *_terms(case.call, t),
    ]


def _ground_picker(
    case: Case, outcome: Outcome, grounds: Sequence[Ground], t: Text
) -> discord.ui.Select[Any]:
    options = []
    if Ground.OUT in grounds:
        options.append(discord.SelectOption(label=t("The season is out"), value=Ground.OUT.value))
    if Ground.DEADLINE in grounds:
        options.append(
            discord.SelectOption(
                label=t("The deadline passed, and nothing came"), value=Ground.DEADLINE.value
            )
        )
    options += [
        discord.SelectOption(
            label=theme.shorten(theme.clean(piece.label).replace("\n", " "), 100)
            or t("Evidence {number}", number=piece.id),
            value=str(piece.id),
            description=t("Evidence {number}", number=piece.id),
        )
        for piece in case.topic.saying(outcome)[:PIECES_OFFERED]
    ]
    return discord.ui.Select(
        custom_id=GROUND.pack(call=case.call.number, outcome=outcome.value),
        placeholder=t("What does it rest on?"),
        options=options,
    )


def resolved_card(case: Case, t: Text, *, trouble: str | None = None) -> discord.ui.LayoutView:
    """For whoever resolved or undid: how it stands now, and what kept it from being posted."""
    view = case_card(case, t)
    if trouble:
        box = view.children[0]
        if isinstance(box, discord.ui.Container):
            box.add_item(small(t("It is resolved, and not posted yet: {trouble}", trouble=trouble)))
    return view


def verdict_post(verdict: Verdict, t: Text) -> discord.ui.LayoutView:
    """What everybody sees of a resolution: the outcome, its evidence, who decided, what the crowd
    said last.
    """
    resolution = verdict.resolution
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"### {verdict.topic.words}"),
        *map(discord.ui.TextDisplay, _told(resolution, verdict.call, verdict.topic, t)),
    ]
    rules = t("The rule: {rule}", rule=unlinked(verdict.call.rule, _RULE))
    items += [rule(), small(f"{_last_words(verdict, t)}\n{rules}")]
    if not resolution.undone:
        undo = UNDO.pack(call=verdict.call.number, entry=resolution.entry)
        items.append(row(button(t("Undo"), undo, emoji="↩️")))
    return card(*items, colour=theme.WARN if resolution.undone else _COLOURS[resolution.outcome])


def _last_words(verdict: Verdict, t: Text) -> str:
    crowd = verdict.crowd
    if crowd.percent is None or verdict.resolution.undone:  # open again, so hidden again
        return t.n("{n} member had forecast it.", "{n} members had forecast it.", crowd.n)
    return t.n(
        "{n} member had forecast it; the crowd said {percent} at last.",
        "{n} members had forecast it; the crowd said {percent} at last.",
        crowd.n,
        percent=share(crowd.percent / 100),
    )


def _told(resolution: Resolution, call: Call, topic: Topic, t: Text) -> list[str]:
    """A resolution: the outcome, who decided, what it rests on. The quote comes last."""
    head = _headline(resolution, t)
    if resolution.undone:
        head = f"~~{head}~~"
    lines = [head, _by(resolution, t)]
    if resolution.undone_at:
        facts = {
            "who": _who(resolution.undone_by, t),
            "when": stamp(resolution.undone_at, "f"),
        }
        if resolution.undone_at < call.deadline:
            words = t("↩️ Undone by {who}, {when}. The forecasts count as open again.", **facts)
        else:
            words = t("↩️ Undone by {who}, {when}. It waits for a resolution again.", **facts)
        lines.append(words)
    piece = topic.piece(resolution.evidence)
    lines.append(_ground(resolution, piece, t))
    told = ["\n".join(lines)]
    if piece:
        told.append(_quote(piece))
    return told


def _quote(piece: Piece) -> str:
    return f"> {piece.quote}\n-# {piece.source}"


def _by(resolution: Resolution, t: Text) -> str:
    facts = {"who": _who(resolution.resolved_by, t), "when": stamp(resolution.resolved_at, "f")}
    if resolution.by_forecaster:
        return t("Resolved by {who}, who had forecast this question themselves, {when}", **facts)
    return t("Resolved by {who}, {when}", **facts)


def _who(user: int | None, t: Text) -> str:
    return f"<@{user}>" if user else t("a moderator")


def _ground(resolution: Resolution, piece: Piece | None, t: Text) -> str:
    if resolution.undone:
        return _rested(resolution, piece, t)
    if resolution.ground is Ground.EVIDENCE and not piece:
        return t(
            "⚠️ It rests on evidence {number}, which was withdrawn since.",
            number=resolution.evidence,
        )
    return _rests(resolution.ground, resolution.evidence, t)


def _rests(ground: Ground, evidence: EvidenceId | None, t: Text) -> str:
    match ground:
        case Ground.EVIDENCE:
            return t("It rests on evidence {number}:", number=evidence)
        case Ground.OUT:
            return t("It rests on the season itself: it is out.")
        case Ground.DEADLINE:
            return t("It rests on the deadline: it passed, and nothing had come.")
        case Ground.UNDECIDABLE:
            return t("By its rule it can't be decided, so it counts for nobody.")


def _rested(resolution: Resolution, piece: Piece | None, t: Text) -> str:
    """What one that was undone rested on."""
    match resolution.ground:
        case Ground.EVIDENCE if piece:
            return t("It rested on evidence {number}:", number=resolution.evidence)
        case Ground.EVIDENCE:
            return t(
                "It rested on evidence {number}, which was withdrawn since.",
                number=resolution.evidence,
            )
        case Ground.OUT:
            return t("It rested on the season itself.")
        case Ground.DEADLINE:
            return t("It rested on the deadline.")
        case Ground.UNDECIDABLE:
            return t("It said that the rule can't decide this.")


# Scores


def score_words(score: float) -> str:
    """``0.063``: three places, as many as tell two forecasters apart."""
    return f"{score:.3f}"


def leaderboard_card(places: Page[Place], t: Text, own: Record | None) -> discord.ui.LayoutView:
    """Who forecasts best here. `own`: what whoever asks has, where they alone read it."""
    lines = [
        t.n(
            "**{rank}.** {who} · **{score}** · {n} question",
            "**{rank}.** {who} · **{score}** · {n} questions",
            place.n,
            rank=place.rank,
            who=f"<@{place.user}>",
            score=score_words(place.score),
        )
        for place in places.items
    ] or [
        t("Nobody here has {least} resolved forecasts yet.", least=LEAST_RESOLVED),
    ]
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"## {t('Who forecasts best')}"),
        discord.ui.TextDisplay("\n".join(lines)),
    ]
    if own and own.missing:
        items.append(discord.ui.TextDisplay(_missing(own, t)))
    items.append(small(f"{_about_scores(t)}\n{_about_places(t)}"))
    if places.count > 1:
        items.append(
            row(
                button("◀", LEADERS.pack(page=places.number - 1), disabled=not places.has_previous),
                button("▶", LEADERS.pack(page=places.number + 1), disabled=not places.has_next),
            )
        )
    return card(*items)


def _about_scores(t: Text) -> str:
    return t("Brier score: 0 is perfect, always 50 % gets 0.25, 1 is the worst.")


def _about_places(t: Text) -> str:
    return t(
        "Averaged over the time that each forecast stood, then over all resolved questions; "
        "from {least} on.",
        least=LEAST_RESOLVED,
    )


def _missing(record: Record, t: Text) -> str:
    if not record.n:
        return t(
            "None of your forecasts is resolved yet. From {least} on I show how good they were.",
            least=LEAST_RESOLVED,
        )
    has = t.n("{n} of your forecasts is resolved.", "{n} of your forecasts are resolved.", record.n)
    wanted = t.n(
        "{n} more, and I show how good they were.",
        "{n} more, and I show how good they were.",
        record.missing,
    )
    return f"{has} {wanted}"


def record_card(record: Record, t: Text, pictures: Pictures) -> discord.ui.LayoutView:
    """How good a member's own forecasts were, in words and drawn."""
    if record.missing or record.score is None:
        return note(_missing(record, t))
    lines = [calls_words(calls, t) for calls in record.calls]
    return card(
        discord.ui.TextDisplay(
            t.n(
                "## Your forecasts\nScore **{score}** over {n} question",
                "## Your forecasts\nScore **{score}** over {n} questions",
                record.n,
                score=score_words(record.score),
            )
        ),
        *gallery(pictures),
        discord.ui.TextDisplay("\n".join(lines)),
        small(
            f"{_about_scores(t)}\n"
            + t("For the percentages, your last forecast on each question counts.")
        ),
    )


def calls_words(calls: Calls, t: Text) -> str:
    """``Your 70 % calls came true 5 of 8 times.``"""
    return t.n(
        "Your {percent} calls came true {true} of {n} time.",
        "Your {percent} calls came true {true} of {n} times.",
        calls.n,
        percent=share(calls.percent / 100),
        true=calls.true,
    )
