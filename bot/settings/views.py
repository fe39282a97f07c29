"""How settings and preferences look."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import discord

from bot.errors import N_
from bot.settings import doctor_views, permissions, zones
from bot.settings.doctor import Checkup, Report, State
from bot.settings.models import (
    DELAYS,
    LEAST_REVIEWS,
    LEAST_VOTES,
    MOST_ASKED_FOR,
    Ballot,
    Change,
    Feature,
    Preferences,
    Purpose,
    Section,
    Setting,
    Settings,
    Spoilers,
    Value,
)
from bot.text import Text
from bot.text.languages import own_name
from bot.text.text import stamp
from bot.text.titles import TitleLanguage
from bot.ui import theme
from bot.ui.answer import button, card, row, rule, small
from bot.ui.components import Pattern

SECTION = Pattern("config-section", {})
CHANNEL = Pattern("config-channel", {"purpose": str})
MODERATORS = Pattern("config-moderators", {})
REVIEWERS = Pattern("config-reviewers", {})
EPISODE_ROLE = Pattern("config-episode-role", {})
DELAY = Pattern("config-delay", {})
WANT = Pattern("config-want", {"setting": str, "on": int})
BALLOT = Pattern("config-ballot", {})
RENEWALS = Pattern("config-renewals", {"itself": int})
TITLES = Pattern("config-titles", {})
SCORES = Pattern("config-scores", {"hidden": int})
ZONE = Pattern("config-zone", {})
ZONE_FORM = Pattern("config-zone-form", {})
SPOILERS = Pattern("config-spoilers", {})
MINIMUM = Pattern("config-minimum", {})
LANGUAGE = Pattern("config-language", {})
FEATURE = Pattern("config-feature", {"feature": str, "on": int})
UNDO = Pattern("config-undo", {"entry": int, "section": str})
EXPORT = Pattern("config-export", {})
MY_TITLES = Pattern("prefer-titles", {})
MY_SCORES = Pattern("prefer-scores", {"hidden": int})
MY_ZONE = Pattern("prefer-zone", {})
MY_ZONE_FORM = Pattern("prefer-zone-form", {})

THE_USUAL = "usual"
"""The value of the choice that gives the minimum count up."""
AS_DISCORD = "discord"
"""The value of the choice that leaves the language to Discord's own setting."""
AS_THE_SERVER = "server"
"""The value of the choice that gives a member's own up."""

_WITHOUT = {
    Purpose.REVIEWS: N_("-# No channel yet: drafts are kept, but nobody can post one."),
    Purpose.RENEWALS: N_("-# No channel yet: evidence is kept, but waits unseen."),
    Purpose.DISCUSSIONS: N_("-# No channel yet: nobody can open one."),
    Purpose.NEWS: N_("-# No channel: no weekly summaries."),
}
_PLACEHOLDER = {
    Purpose.REVIEWS: N_("Choose the review channel"),
    Purpose.RENEWALS: N_("Choose the renewal channel"),
    Purpose.DISCUSSIONS: N_("Choose the discussion channel"),
    Purpose.NEWS: N_("Choose the news channel"),
}
_KINDS = {
    Purpose.REVIEWS: [discord.ChannelType.text],
    Purpose.RENEWALS: [discord.ChannelType.text],
    Purpose.NEWS: [discord.ChannelType.text],
    Purpose.DISCUSSIONS: [discord.ChannelType.text, discord.ChannelType.forum],
}
_LANGUAGES = {
    TitleLanguage.ENGLISH: N_("English"),
    TitleLanguage.ROMAJI: N_("Romaji: Japanese in Latin letters"),
    TitleLanguage.NATIVE: N_("Native script"),
}
_EXAMPLES = {
    TitleLanguage.ENGLISH: "Attack on Titan",
    TitleLanguage.ROMAJI: "Shingeki no Kyojin",
    TitleLanguage.NATIVE: "進撃の巨人",
}
_ON = {
    Feature.REVIEWS: (N_("**Reviews** on"), N_("-# Writing reviews and making digests.")),
    Feature.RENEWALS: (N_("**Renewals** on"), N_("-# Asking, adding evidence and following.")),
    Feature.DISCUSSIONS: (N_("**Discussions** on"), N_("-# Opening votes on episodes.")),
}
_OFF = {
    Feature.REVIEWS: (
        N_("**Reviews** off"),
        N_("-# Nobody can post one. Those that are posted stay, and drafts are kept."),
    ),
    Feature.RENEWALS: (
        N_("**Renewals** off"),
        N_("-# Nobody can ask or add evidence. What is asked and followed goes on."),
    ),
    Feature.DISCUSSIONS: (
        N_("**Discussions** off"),
        N_("-# Nobody can open one. Running votes are counted and close in time."),
    ),
}
_CHANGED = {
    Setting.REVIEW_CHANNEL: N_("the channel for reviews"),
    Setting.RENEWAL_CHANNEL: N_("the channel for renewals"),
    Setting.DISCUSSION_CHANNEL: N_("the channel for discussions"),
    Setting.MODERATOR_ROLE: N_("the moderators' role"),
    Setting.REVIEWER_ROLE: N_("the reviewers' role"),
    Setting.NEWS_CHANNEL: N_("the channel for news"),
    Setting.EPISODE_ROLE: N_("the role for episode pings"),
    Setting.EPISODE_DELAY: N_("when episode posts open"),
    Setting.WEEKLY: N_("the weekly summary"),
    Setting.EVENTS: N_("Discord's events"),
    Setting.BALLOT: N_("how discussions are voted on"),
    Setting.RENEWALS_BY_ITSELF: N_("what AniList lists"),
    Setting.TITLE_LANGUAGE: N_("the titles"),
    Setting.HIDE_SCORES: N_("the scores"),
    Setting.ZONE: N_("the time zone"),
    Setting.LOCALE: N_("the language"),
    Setting.SPOILERS: N_("the spoilers"),
    Setting.MINIMUM: N_("the minimum count"),
    Setting.REVIEWS_OFF: N_("the reviews"),
    Setting.RENEWALS_OFF: N_("the renewals"),
    Setting.DISCUSSIONS_OFF: N_("the discussions"),
}


def panel(
    settings: Settings,
    t: Text,
    *,
    section: Section,
    report: Report,
    now: datetime,
    last: Change | None = None,
    languages: Sequence[str] = ("en",),
    as_discord: str = "en",
) -> discord.ui.LayoutView:
    """A section of the settings, each changed by its own control and saved at once.

    `report` is how the chosen places are. `last` is the change that one button takes back.
    `languages` are the locales that there are texts for, `as_discord` is the one that Discord's own
    setting leads to.
    """
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"## {t('Kansō in this server')}\n### {t(section.label)}"),
    ]
    match section:
        case Section.CHANNELS:
            items += _channels(settings, t, report)
        case Section.VOTES:
            items += _votes(settings, t)
        case Section.RENEWALS:
            items += _renewals(settings, t)
        case Section.SEASON:
            items += _season(settings, t, report)
        case Section.TITLES:
            items += _titles(settings.preferences, t, now)
        case Section.LANGUAGE:
            items += _language(settings.locale, t, languages, as_discord)
        case Section.FEATURES:
            items += _features(settings, t)
        case Section.DOCTOR:
            items += doctor_views.section(report, t)
        case Section.DATA:
            items += _data(t)
    items.append(rule())
    if last:
        items.append(_last(last, section, t))
    items.append(row(_section_select(section, t)))
    unready = any(not each.well for each in report.checkups)
    wanting = section is Section.CHANNELS and unready
    wanting |= section is Section.DOCTOR and not report.well
    wanting |= section is Section.SEASON and not report.season_well
    return card(*items, colour=theme.WARN if wanting else theme.GOOD)


def _channels(settings: Settings, t: Text, report: Report) -> list[discord.ui.Item[Any]]:
    items: list[discord.ui.Item[Any]] = []
    for checkup in report.checkups:
        purpose, channel = checkup.purpose, checkup.channel
        line = f"{t(doctor_views.NAMES[purpose])} {f'<#{channel}>' if channel else ''}".rstrip()
        line += f"\n{_state(checkup, t)}"
        items += [discord.ui.TextDisplay(line), row(_channel_select(purpose, channel, t))]
    role, reviewers = settings.moderator_role, settings.reviewer_role
    return [
        *items,
        rule(),
        discord.ui.TextDisplay(
            f"{t('**Moderators**')} <@&{role}>\n{t('-# They approve evidence and close votes.')}"
            if role
            else f"{t('**Moderators**')}\n{t('-# No role yet: whoever may manage the server.')}"
        ),
        row(_role_select(MODERATORS, t("Choose the moderators' role"), role)),
        discord.ui.TextDisplay(
            f"{t('**Reviewers**')} <@&{reviewers}>\n{t('-# They and moderators may post reviews.')}"
            if reviewers
            else f"{t('**Reviewers**')}\n{t('-# No role: everybody may post reviews.')}"
        ),
        row(_role_select(REVIEWERS, t("Choose the reviewers' role"), reviewers)),
        small(t("Every choice is saved at once. Clear a choice to take it back.")),
    ]


def _votes(settings: Settings, t: Text) -> list[discord.ui.Item[Any]]:
    ballots: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=BALLOT.pack(),
        options=[
            discord.SelectOption(
                label=t(ballot.label), value=ballot.value, default=ballot is settings.ballot
            )
            for ballot in Ballot
        ],
    )
    spoilers: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=SPOILERS.pack(),
        options=[
            discord.SelectOption(
                label=t(each.label), value=each.value, default=each is settings.spoilers
            )
            for each in Spoilers
        ],
    )
    return [
        discord.ui.TextDisplay(
            f"{t('**Votes on episodes**')} {t(settings.ballot.label)}\n"
            f"{t('-# Whoever opens one can choose another way. Running votes stay as they are.')}"
        ),
        row(ballots),
        small(t("A blind vote shows nobody how it goes before they voted or it closed.")),
        *_minimum(settings.minimum, t),
        discord.ui.TextDisplay(
            f"{t('**Spoilers in discussions**')} {t(settings.spoilers.label)}\n"
            f"{t('-# The post says so. Whoever opens one can choose another rule.')}"
        ),
        row(spoilers),
    ]


def _minimum(held: int | None, t: Text) -> list[discord.ui.Item[Any]]:
    usual = discord.SelectOption(label=_from(None, t), value=THE_USUAL, default=held is None)
    numbers = [
        discord.SelectOption(label=_from(n, t), value=str(n), default=n == held)
        for n in range(1, MOST_ASKED_FOR + 1)
    ]
    return [
        discord.ui.TextDisplay(
            f"{t('**Minimum count**')} {_from(held, t)}\n"
            f"{t('-# With fewer, posts and summaries show no mean and no median.')}"
        ),
        row(discord.ui.Select(custom_id=MINIMUM.pack(), options=[usual, *numbers])),
    ]


def _from(minimum: int | None, t: Text) -> str:
    """From how many on, as it reads."""
    if minimum is None:
        return t("{votes} vote, {reviews} reviews", votes=LEAST_VOTES, reviews=LEAST_REVIEWS)
    return t.n("{n} vote or review", "{n} votes or reviews", minimum)


def _renewals(settings: Settings, t: Text) -> list[discord.ui.Item[Any]]:
    itself = settings.renewals_by_itself
    words = (
        t("**What AniList lists** counts by itself")
        if itself
        else t("**What AniList lists** waits for a moderator")
    )
    print_ = t("-# A sequel, a date or a pause of a show that is asked about becomes evidence.")
    change = t("Let a moderator decide") if itself else t("Let it count by itself")
    press = button(change, RENEWALS.pack(itself=int(not itself)))
    return [
        discord.ui.Section(discord.ui.TextDisplay(f"{words}\n{print_}"), accessory=press),
        small(t("AniList gathers what others say: alone it moves a status to rumoured at most.")),
    ]


def _season(settings: Settings, t: Text, report: Report) -> list[discord.ui.Item[Any]]:
    role = settings.episode_role
    delays: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=DELAY.pack(),
        options=[
            discord.SelectOption(
                label=after_airing(minutes, t),
                value=str(minutes),
                default=minutes == settings.episode_delay,
            )
            for minutes in DELAYS
        ],
    )
    pings = t("-# No role: posts open without a ping, unless a follow names one.")
    if report.pinged_gone:
        pings = t("⚠️ That role is gone. Choose another.")
    elif role:
        pings = "\n".join(
            [doctor_views.role_trouble(each, t) for each in report.ping_troubles]
            or [t("-# Pinged once for each episode. Members take it by a button on the post.")]
        )
    return [
        discord.ui.TextDisplay(
            f"{t('**Episode pings**')} {f'<@&{role}>' if role else ''}".rstrip() + f"\n{pings}"
        ),
        row(_role_select(EPISODE_ROLE, t("Choose the role for episode pings"), role)),
        discord.ui.TextDisplay(
            f"{t('**Episode posts open**')} {after_airing(settings.episode_delay, t)}\n"
            f"{t('-# Of the shows that `/discuss follow` names; each can have its own delay.')}"
        ),
        row(delays),
        _wanted(
            t("**Weekly summary** on") if settings.weekly else t("**Weekly summary** off"),
            t("-# On Mondays in the news channel: best episodes, what divided, what moved.")
            if settings.news_channel
            else doctor_views.weekly_unplaced(t)
            if settings.weekly
            else t("-# Choose the news channel first, under Channels and roles."),
            Setting.WEEKLY,
            t,
            on=settings.weekly,
        ),
        _wanted(
            t("**Discord events** on") if settings.events else t("**Discord events** off"),
            doctor_views.events_forbidden(t)
            if report.events_forbidden
            else t("-# Premieres and episodes of followed shows, among the server's events."),
            Setting.EVENTS,
            t,
            on=settings.events,
        ),
    ]


def after_airing(minutes: int, t: Text) -> str:
    """When a post opens, as it reads."""
    if not minutes:
        return t("at airing")
    if minutes % 1440 == 0:
        return t.n("{n} day after airing", "{n} days after airing", minutes // 1440)
    if minutes % 60 == 0:
        return t.n("{n} hour after airing", "{n} hours after airing", minutes // 60)
    return t.n("{n} minute after airing", "{n} minutes after airing", minutes)


def _wanted(
    words: str, print_: str, setting: Setting, t: Text, *, on: bool
) -> discord.ui.Item[Any]:
    change = t("Switch off") if on else t("Switch on")
    press = button(change, WANT.pack(setting=setting.value, on=int(not on)))
    return discord.ui.Section(discord.ui.TextDisplay(f"{words}\n{print_}"), accessory=press)


def _titles(held: Preferences, t: Text, now: datetime) -> list[discord.ui.Item[Any]]:
    language = held.titles or TitleLanguage.ENGLISH
    return [
        discord.ui.TextDisplay(
            f"{t('**Titles**')} {t(_LANGUAGES[language])}\n"
            f"{t('-# In posts, and in answers that everybody sees.')}"
        ),
        row(_language_select(TITLES.pack(), _language_options(t, chosen=language))),
        _scores(
            t("**Scores** hidden") if held.hide_scores else t("**Scores** shown"),
            t("-# Nobody here sees a show's score at its source.")
            if held.hide_scores
            else t("-# A show's score at its source. Members can hide it for themselves."),
            SCORES,
            t,
            hidden=held.hide_scores,
        ),
        _zone(
            held.zone or "UTC",
            ZONE,
            t,
            now=now,
            print_=t("For the days of members who chose none of their own."),
        ),
        small(t("Every choice is saved at once.")),
    ]


def _language(
    held: str | None, t: Text, languages: Sequence[str], as_discord: str
) -> list[discord.ui.Item[Any]]:
    follow = discord.SelectOption(
        label=t("As Discord says"),
        value=AS_DISCORD,
        description=own_name(as_discord),
        default=held is None,
    )
    offered = [
        discord.SelectOption(label=own_name(each), value=each, default=each == held)
        for each in languages
    ]
    language = theme.plain(own_name(held or as_discord), 60)
    return [
        discord.ui.TextDisplay(
            f"{t('**Language**')} {language}\n"
            f"{t('-# Of my posts, and for members whose own Discord is in none that I know.')}"
        ),
        row(discord.ui.Select(custom_id=LANGUAGE.pack(), options=[follow, *offered][:25])),
        small(t("What a member alone reads is in the language of their own Discord.")),
    ]


def _features(settings: Settings, t: Text) -> list[discord.ui.Item[Any]]:
    items: list[discord.ui.Item[Any]] = []
    for feature in Feature:
        off = feature in settings.off
        words, print_ = (_OFF if off else _ON)[feature]
        change = t("Switch on") if off else t("Switch off")
        press = button(change, FEATURE.pack(feature=feature.value, on=int(off)))
        said = discord.ui.TextDisplay[Any](f"{t(words)}\n{t(print_)}")
        items.append(discord.ui.Section(said, accessory=press))
    return [
        *items,
        small(t("Switching off deletes nothing, and everything can still be read.")),
    ]


def _data(t: Text) -> list[discord.ui.Item[Any]]:
    return [
        discord.ui.TextDisplay(
            f"{t('**Everything that I keep of this server**')}\n"
            f"{t('-# Settings, reviews, votes, renewals: a zip that another host can import.')}\n"
            f"{t('-# It holds what members wrote and how each voted, drafts too. Keep it safe.')}"
        ),
        row(button(t("Export this server"), EXPORT.pack())),
        discord.ui.TextDisplay(
            f"{t('**When I leave**')}\n"
            f"{t('-# I erase it all 30 days later. Invite me again before, and it stays.')}\n"
            f"{t('-# What I keep of a single member is theirs to see and erase, by /privacy.')}"
        ),
    ]


def preferences_panel(
    mine: Preferences, t: Text, *, server: Preferences, now: datetime
) -> discord.ui.LayoutView:
    """What a member chose, each changed by its own control and saved at once.

    `server` is what holds where they chose nothing.
    """
    as_here = server.titles or TitleLanguage.ENGLISH
    follow = discord.SelectOption(
        label=t("As the server has them"),
        value=AS_THE_SERVER,
        description=_EXAMPLES[as_here],
        default=mine.titles is None,
    )
    language = t(_LANGUAGES[mine.titles or as_here])
    zone = mine.zone or server.zone or "UTC"
    hidden = mine.hide_scores or server.hide_scores
    return card(
        discord.ui.TextDisplay(f"## {t('How Kansō answers you')}"),
        discord.ui.TextDisplay(
            f"{t('**Titles**')} {language}\n{t('-# In what you alone see. Others see theirs.')}"
        ),
        row(_language_select(MY_TITLES.pack(), [follow, *_language_options(t, mine.titles)])),
        _scores(
            t("**Scores** hidden") if hidden else t("**Scores** shown"),
            t("-# This server hides them from everybody.")
            if server.hide_scores
            else t("-# A show's score at its source, on the cards that you ask for."),
            MY_SCORES,
            t,
            hidden=mine.hide_scores,
        ),
        _zone(
            zone,
            MY_ZONE,
            t,
            now=now,
            print_=t("Your days begin by it.")
            if mine.zone
            else t("The server's, until you choose yours.")
            if server.zone
            else t("You chose none yet, and Discord tells me nobody's zone."),
        ),
        rule(),
        small(t("Every choice is saved at once and holds wherever you use me.")),
    )


def zone_form(pattern: Pattern, held: str | None, t: Text) -> discord.ui.Modal:
    """One field, filled with what is chosen."""
    modal = discord.ui.Modal(title=t("Time zone"), custom_id=pattern.pack())
    modal.add_item(
        discord.ui.Label(
            text=t("Which one?"),
            description=t("A big city such as Tokyo, or UTC+9. Leave it blank to choose none."),
            component=discord.ui.TextInput(
                custom_id="zone",
                required=False,
                max_length=zones.LONGEST,
                default=zones.spoken(held) if held else None,
            ),
        )
    )
    return modal


def _language_options(t: Text, chosen: TitleLanguage | None = None) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(
            label=t(_LANGUAGES[language]),
            value=language.value,
            description=_EXAMPLES[language],
            default=language is chosen,
        )
        for language in TitleLanguage
    ]


def _language_select(custom_id: str, options: list[discord.SelectOption]) -> discord.ui.Select[Any]:
    return discord.ui.Select(custom_id=custom_id, options=options)


def _scores(
    words: str, print_: str, pattern: Pattern, t: Text, *, hidden: bool
) -> discord.ui.Item[Any]:
    """`hidden` is what the button changes, whatever else hides them."""
    change = t("Show them") if hidden else t("Hide them")
    press = button(change, pattern.pack(hidden=int(not hidden)))
    return discord.ui.Section(discord.ui.TextDisplay(f"{words}\n{print_}"), accessory=press)


def _zone(
    zone: str, pattern: Pattern, t: Text, *, now: datetime, print_: str
) -> discord.ui.Item[Any]:
    words = t("**Time zone** {zone}", zone=theme.plain(zones.spoken(zone), 60))
    if clock := zones.clock(zone, now):
        print_ = f"{t('It is {clock} there now.', clock=clock)} {print_}"
    press = button(t("Choose"), pattern.pack())
    return discord.ui.Section(discord.ui.TextDisplay(f"{words}\n-# {print_}"), accessory=press)


def _last(change: Change, section: Section, t: Text) -> discord.ui.Item[Any]:
    words = t(
        "{who} changed {what} {when}: {old} → {new}",
        who=f"<@{change.by}>" if change.by else t("Somebody"),
        what=t(_CHANGED[change.setting]),
        when=stamp(change.at),
        old=_value(change.setting, change.old, t),
        new=_value(change.setting, change.new, t),
    )
    press = button(t("Undo"), UNDO.pack(entry=change.entry, section=section.value), emoji="↩️")
    return discord.ui.Section(small(words), accessory=press)


def _value(setting: Setting, value: Value, t: Text) -> str:
    """A value as it reads."""
    match setting:
        case Setting.BALLOT:
            return t(Ballot(str(value) if value else Ballot.FIVE).label)
        case Setting.RENEWALS_BY_ITSELF:
            return t("counts by itself") if value else t("waits for a moderator")
        case Setting.TITLE_LANGUAGE:
            return t(_LANGUAGES[TitleLanguage(str(value)) if value else TitleLanguage.ENGLISH])
        case Setting.HIDE_SCORES:
            return t("hidden") if value else t("shown")
        case Setting.SPOILERS:
            return t(Spoilers(str(value) if value else Spoilers.BARS).label)
        case Setting.MINIMUM:
            return _from(int(value) if value else None, t)
        case Setting.LOCALE:
            return theme.plain(own_name(str(value)), 60) if value else t("as Discord says")
        case Setting.REVIEWS_OFF | Setting.RENEWALS_OFF | Setting.DISCUSSIONS_OFF:
            return t("off") if value else t("on")
        case Setting.ZONE:
            return theme.plain(zones.spoken(str(value)), 60) if value else "UTC"
        case Setting.EPISODE_DELAY:
            return after_airing(int(value or 0), t)
        case Setting.WEEKLY | Setting.EVENTS:
            return t("on") if value else t("off")
        case Setting.REVIEWER_ROLE:
            return f"<@&{value}>" if value else t("everybody")
        case Setting.MODERATOR_ROLE | Setting.EPISODE_ROLE:
            return f"<@&{value}>" if value else t("none")
    return f"<#{value}>" if value else t("none")


def _section_select(shown: Section, t: Text) -> discord.ui.Select[Any]:
    return discord.ui.Select(
        custom_id=SECTION.pack(),
        options=[
            discord.SelectOption(
                label=t(section.label), value=section.value, default=section is shown
            )
            for section in Section
        ],
    )


def _state(checkup: Checkup, t: Text) -> str:
    match checkup.state:
        case State.UNSET:
            return t(_WITHOUT[checkup.purpose])
        case State.GONE:
            return t("⚠️ That channel is gone or hidden from me. Choose another.")
        case State.UNFIT:
            return t("⚠️ I can't use a channel of that kind for this. Choose another.")
    if not checkup.lacks:
        return t("-# ✅ I may do everything that I need there.")
    return t(
        "⚠️ I lack {permissions} there. Allow it under Edit Channel → Permissions → Kansō.",
        permissions=permissions.words(checkup.lacks, t),
    )


def _role_select(
    pattern: Pattern, placeholder: str, role: int | None
) -> discord.ui.RoleSelect[Any]:
    held = [discord.SelectDefaultValue.from_role(discord.Object(role))] if role else []
    return discord.ui.RoleSelect(
        custom_id=pattern.pack(), placeholder=placeholder, min_values=0, default_values=held
    )


def _channel_select(
    purpose: Purpose, channel: int | None, t: Text
) -> discord.ui.ChannelSelect[Any]:
    return discord.ui.ChannelSelect(
        custom_id=CHANNEL.pack(purpose=purpose.value),
        placeholder=t(_PLACEHOLDER[purpose]),
        channel_types=_KINDS[purpose],
        min_values=0,
        default_values=[discord.SelectDefaultValue.from_channel(discord.Object(channel))]
        if channel
        else [],
    )
