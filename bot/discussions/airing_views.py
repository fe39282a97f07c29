"""How what opens by itself looks. Pure: a value and a language in, a card out."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.discussions.airing import Slot
from bot.discussions.airing_store import HandDate, Trouble
from bot.discussions.airings import Ended, Entered, Standing
from bot.discussions.views import audio, ping_button
from bot.errors import N_, Outdated
from bot.ids import RoleId, ShowId
from bot.settings import doctor_views, permissions
from bot.settings.doctor import RoleTrouble
from bot.settings.views import after_airing
from bot.text import Text
from bot.text.dates import spoken
from bot.text.text import stamp
from bot.text.titles import Title
from bot.ui import theme
from bot.ui.answer import button, card, note, row, rule, small
from bot.ui.components import Pattern
from bot.ui.pages import Page
from bot.ui.theme import plain

FOLLOWING = Pattern("airings", {"page": int})
STOP = Pattern("airing-stop", {"page": int})
TAKE_BACK = Pattern("airing-date", {"page": int})
LISTED_A_PAGE = 4
_MOST_OPTIONS = 25
_SHORT = 80
_PASSED_SHOWN = 2
_DIGITS = 5
"""Of an episode's number."""

_TROUBLES = {
    Trouble.AWAY: N_("I was away, or the server was out of my reach."),
    Trouble.GONE: N_("Its channel is gone or hidden from me. Follow it again with another one."),
    Trouble.UNSET: N_("No channel is set for discussions. An admin can choose one with /config."),
    Trouble.FORBIDDEN: N_("Discord doesn't let me post there. /config, Doctor, tells more."),
    Trouble.TAG: N_("The forum wants a tag on every post, and I have none to give."),
    Trouble.ADULT: N_("It is for adults, and its channel isn't age-restricted."),
    Trouble.OFF: N_("Discussions are switched off in this server."),
    Trouble.DISCORD: N_("Discord didn't take the post."),
}


def followed(
    standing: Standing, t: Text, *, entered: Entered | None = None, silent: bool = False
) -> discord.ui.LayoutView:
    """What was agreed, for everybody to see. `entered`: which dates of a dub were. `silent`: the
    bot may not ping that role.
    """
    line = standing.line
    name = f"**{_name(standing, t, 150)}**"
    if line.dub:
        lines = [t("📺 {name}: a post opens itself at each date.", name=name)]
    elif standing.over:
        lines = [t("📺 {name} is followed.", name=name)]
    else:
        words = after_airing(standing.delay, t)
        lines = [
            t("📺 {name}: a post opens itself for each episode, {when}.", name=name, when=words)
        ]
    lines += _entered(entered, t) if entered else []
    lines.append(_where(standing, t))
    lines += _first(standing, entered, t)
    if standing.role:
        role = f"<@&{standing.role}>"
        lines.append(t("{role} is pinged, once. Take the role, or leave it:", role=role))
        lines += [doctor_views.role_trouble(RoleTrouble.SILENT, t)] if silent else []
    buttons = [ping_button(line.show, line.dub, t)] if standing.role else []
    buttons.append(button(t("All that is followed"), FOLLOWING.pack(page=0), emoji="📋"))
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        *_source(standing, t),
        row(*buttons),
        colour=theme.GOOD,
    )


def following(
    page: Page[Standing], t: Text, *, active: bool, moderates: bool
) -> discord.ui.LayoutView:
    """What a server follows, a page at a time, with a way out of each for moderators."""
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(f"## {t('Posts that open by themselves')}")
    ]
    if not page.items:
        items.append(
            discord.ui.TextDisplay(
                t("No show is followed here. A moderator begins with `/discuss follow`.")
            )
        )
    items += [discord.ui.TextDisplay(_listed(standing, t)) for standing in page.items]
    if not active:
        words = t("⚠️ This bot's host doesn't let me ask AniList, so nothing new is known.")
        items.append(discord.ui.TextDisplay(words))
    if page.items and moderates:
        items += [rule(), row(_stop(page, t))]
        items += [row(select) for select in _take_back(page, t)]
    if page.count > 1:
        items.append(
            row(
                button("◀", FOLLOWING.pack(page=page.number - 1), disabled=not page.has_previous),
                button("▶", FOLLOWING.pack(page=page.number + 1), disabled=not page.has_next),
            )
        )
    looked = min((one.looked_at for one in page.items if one.looked_at), default=None)
    if looked:
        items.append(small(t("{source}, {age}", source="AniList", age=stamp(looked))))
    return card(*items)


def taken(role: RoleId, title: Title, t: Text, *, has: bool) -> discord.ui.LayoutView:
    """For whoever pressed *Ping me*."""
    name = plain(t.title(title), _SHORT)
    if has:
        words = t(
            "🔔 I'll ping you for **{title}**: you have {role}.", title=name, role=f"<@&{role}>"
        )
        return note(words, colour=theme.GOOD)
    words = t("🔕 No more pings for **{title}**: {role} is off.", title=name, role=f"<@&{role}>")
    return note(words)


def key(show: ShowId, dub: str | None) -> str:
    """What the select knows a line by; `read_key` reads it."""
    return f"{show}|{dub or ''}"


def read_key(value: str) -> tuple[ShowId, str | None]:
    show, _, dub = value.rpartition("|")
    return ShowId(show), dub or None


def read_date(value: str) -> tuple[ShowId, str, int]:
    """Which date the other select knows by that. Raises `Outdated` for a forged one."""
    line, _, episode = value.rpartition("|")
    show, dub = read_key(line)
    if dub is None or not (episode.isascii() and episode.isdecimal() and len(episode) <= _DIGITS):
        raise Outdated
    return show, dub, int(episode)


def _name(standing: Standing, t: Text, limit: int) -> str:
    title = plain(t.title(standing.title), limit)
    return f"{title} · {audio(standing.line.dub, t)}" if standing.line.dub else title


def _where(standing: Standing, t: Text) -> str:
    if standing.channel is None:
        return f"⚠️ {t(_TROUBLES[Trouble.UNSET])}"
    return t("Where: {channel}", channel=f"<#{standing.channel}>")


def _entered(entered: Entered, t: Text) -> list[str]:
    """The dates as they are now, whose word that is, and what to look at twice."""
    first, last = entered.dates[0], entered.dates[-1]
    begins, ends = _when(first), _when(last)
    if first is last and (old := entered.before.get(first.episode)):
        lines = [
            t("Episode {n}: {before} → {when}", n=first.episode, before=_when(old), when=begins)
        ]
    elif first is last:
        lines = [t("Episode {n}: {when}", n=first.episode, when=begins)]
    else:
        lines = [
            t.n(
                "Episodes {first}–{last}, weekly from {begins} to {ends}: {n} date",
                "Episodes {first}–{last}, weekly from {begins} to {ends}: {n} dates",
                len(entered.dates), first=first.episode, last=last.episode, begins=begins,
                ends=ends,
            )
        ]  # fmt: skip
        if moved := len(entered.before):
            words = t.n(
                "{n} of them had another date before.", "{n} of them had other dates before.", moved
            )
            lines.append(f"-# {words}")
    lines.append(f"-# {_by_hand(first, t)}")
    if first.day:
        words = t("Without an hour, posts open at noon, {zone}.", zone=entered.zone or "UTC")
        lines.append(f"-# {words}")
    if entered.zone is None:
        words = t(
            "{hour} is taken as UTC, since no zone is chosen. Choose yours with /preferences.",
            hour=f"{first.at:%H:%M}",
        )
        lines.append(f"-# {words}")
    if entered.odd and entered.odd.original:
        words = t("⚠️ Episode {n} comes before its original airs, {when}.", n=entered.odd.episode,
                  when=stamp(entered.odd.original, "F"))  # fmt: skip
        lines.append(words)
    elif entered.odd:
        words = t("⚠️ Episode {n} comes before episode {earlier}.", n=entered.odd.episode,
                  earlier=entered.odd.earlier)  # fmt: skip
        lines.append(words)
    return lines


def _when(date: HandDate) -> str:
    return stamp(date.at, "D" if date.day else "F")


def _first(standing: Standing, entered: Entered | None, t: Text) -> list[str]:
    """Which post comes first, in words that don't age; and whose word a dub's is, unless it was
    told just now.
    """
    slot = standing.next
    if slot is None and standing.over and standing.ended and not standing.sequel:
        return [_over(standing.ended, t)]
    if slot is None:
        return _next(standing, t)
    told = [one.episode for one in entered.dates] if entered else []
    if told == [slot.first] and slot.through is None:
        return []
    words = N_("Next post: {episodes}, {when}") if standing.posted else N_(
        "First post: {episodes}, {when}"
    )  # fmt: skip
    lines = [t(words, episodes=_episodes(slot, t), when=stamp(slot.opens_at, "F"))]
    if slot.first not in told:
        lines += [f"-# {said}" for said in _hand(standing, t)]
    return lines


def _over(ended: Ended, t: Text) -> str:
    if ended.cancelled:
        return t(
            "It was cancelled, so nothing opens unless a sequel comes. `/discuss start` opens a "
            "post by hand."
        )
    if ended.year is None:
        return t(
            "It has ended, so nothing opens unless a sequel comes. `/discuss start` opens a post "
            "by hand."
        )
    return t(
        "It ended in {year}, so nothing opens unless a sequel comes. `/discuss start` opens a "
        "post by hand.",
        year=ended.year,
    )


def _next(standing: Standing, t: Text) -> list[str]:
    slot = standing.next
    if slot:
        when = stamp(slot.opens_at, "F")
        words = t("Next: {episodes}, {when}", episodes=_episodes(slot, t), when=when)
        return [f"{words} ({stamp(slot.opens_at)})"]
    if standing.over:
        return [t("It has ended. When AniList lists a sequel, I go on with that.")]
    if standing.line.dub:
        return [t("No date is left.")]
    if standing.looked_at is None:
        return [t("I am asking AniList when it airs.")]
    return [t("AniList lists no episode for the next five weeks.")]


def _episodes(slot: Slot, t: Text) -> str:
    if slot.through:
        return t("episodes {first}–{last}", first=slot.first, last=slot.last)
    return t("episode {n}", n=slot.first)


def _listed(standing: Standing, t: Text) -> str:
    heading = [f"**{_name(standing, t, _SHORT)}**"]
    if standing.channel:
        heading.append(f"<#{standing.channel}>")
    if standing.role:
        heading.append(f"<@&{standing.role}>")
    lines = [" · ".join(heading)]
    if standing.channel is None and not standing.trouble:
        lines.append(_where(standing, t))
    small_print = list(_next(standing, t))
    if standing.delay and not standing.line.dub:
        small_print.append(after_airing(standing.delay, t))
    lines.append(f"-# {' · '.join(small_print)}")
    if standing.after:
        words = t("Goes on from {title}.", title=plain(t.title(standing.after), _SHORT))
        lines.append(f"-# {words}")
    lines += [f"-# {words}" for words in _hand(standing, t)]
    if standing.trouble:
        lines.append(f"⚠️ {_trouble(*standing.trouble, t)}")
    lines += [f"-# {words}" for words in _passed(standing.passed, t)]
    return "\n".join(lines)


def _trouble(trouble: Trouble, detail: str, t: Text) -> str:
    if trouble is Trouble.FORBIDDEN and detail:
        words = permissions.words(detail.split(","), t)
        return t("I lack {permissions} in its channel. I try again until a day is over.",
                 permissions=words)  # fmt: skip
    return t(_TROUBLES[trouble])


def _passed(passed: Sequence[tuple[Slot, Trouble]], t: Text) -> list[str]:
    lines = []
    for slot, trouble in passed[-_PASSED_SHOWN:]:
        facts = {"episodes": _episodes(slot, t), "when": stamp(slot.opens_at, "d")}
        if trouble is Trouble.AWAY:
            lines.append(t("Passed over while I was away: {episodes}, {when}", **facts))
        else:
            words = t("Passed over: {episodes}, {when}.", **facts)
            lines.append(f"{words} {t(_TROUBLES[trouble])}")
    if (more := len(passed) - _PASSED_SHOWN) > 0:
        lines.append(t.n("and {n} more", "and {n} more", more))
    return lines


def _hand(standing: Standing, t: Text) -> list[str]:
    """Of a dub: whose word its next date is, and how far its dates go."""
    first = standing.next.first if standing.next else 0
    found = next((one for one in standing.dates if one.episode == first), None)
    if found is None:
        return []
    said, last = _by_hand(found, t), standing.dates[-1].episode
    return [f"{said} · {t('Dates up to episode {n}', n=last)}" if last > first else said]


def _by_hand(date: HandDate, t: Text) -> str:
    said = t("says {source}", source=plain(date.source, 80))
    return t("By hand, {said}", said=said)


def _source(standing: Standing, t: Text) -> list[discord.ui.Item[Any]]:
    if standing.looked_at and not standing.line.dub:
        return [small(t("{source}, {age}", source="AniList", age=stamp(standing.looked_at)))]
    return []


def _stop(page: Page[Standing], t: Text) -> discord.ui.Select[Any]:
    return discord.ui.Select(
        custom_id=STOP.pack(page=page.number),
        placeholder=t("Stop following…"),
        options=[
            discord.SelectOption(
                label=_label(standing, t), value=key(standing.line.show, standing.line.dub)
            )
            for standing in page.items
        ],
    )


def _take_back(page: Page[Standing], t: Text) -> list[discord.ui.Select[Any]]:
    """The soonest dates of the dubs there."""
    every = sorted(
        ((date, standing) for standing in page.items for date in standing.dates),
        key=lambda one: (one[0].at, one[0].episode),
    )[:_MOST_OPTIONS]
    options = []
    for date, standing in every:
        day = date.day or date.at.date()
        when = spoken(t, day.year, day.month, day.day)
        options.append(
            discord.SelectOption(
                label=t("Episode {n}: {when}", n=date.episode, when=when),
                description=_label(standing, t),
                value=f"{key(standing.line.show, standing.line.dub)}|{date.episode}",
            )
        )
    if not options:
        return []
    return [
        discord.ui.Select(
            custom_id=TAKE_BACK.pack(page=page.number),
            placeholder=t("Remove dates…"),
            max_values=len(options),
            options=options,
        )
    ]


def _label(standing: Standing, t: Text) -> str:
    tail = f" · {audio(standing.line.dub, t)}" if standing.line.dub else ""
    title = theme.clean(t.title(standing.title)).replace("\n", " ") or "…"
    return theme.shorten(title, 100 - len(tail)) + tail
