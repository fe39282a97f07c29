"""How news, follows and the board look. Pure: a value and a language in, words or a card out."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.renewals import views
from bot.renewals.follows import Barred, Followed, Following, Listed
from bot.renewals.watch import Change, Kind, News
from bot.renewals.watch_store import Follow, Trouble
from bot.shows import models as shows
from bot.shows.models import Format, PartialDate
from bot.text import Text
from bot.text.dates import spoken
from bot.text.text import stamp
from bot.text.titles import Title
from bot.ui import links, pages, theme
from bot.ui.answer import button, card, note, row, rule, small
from bot.ui.components import Pattern
from bot.ui.pages import Page
from bot.ui.theme import plain

FOLLOW = Pattern("renewal-follow", {"show": str, "here": int, "on": int})
LEAVE = Pattern("renewal-leave", {"show": str, "news": int})
FOLLOWING = Pattern("renewal-following", {"page": int})
STOP = Pattern("renewal-stop", {"page": int})
BOARD = Pattern("renewal-board", {"page": int})
OPEN = Pattern("renewal-open", {})

LISTED_A_PAGE = 5
FOLLOWED_A_PAGE = 10
CHANGES_SHOWN = 6
_TITLE = 100
_SHORT = 60
_LONGEST_CLAIM = 900

_EMOJI = {
    Kind.SEQUEL: "📣",
    Kind.PART: "📣",
    Kind.START: "📅",
    Kind.EPISODES: "🔢",
}
_STATUS_EMOJI = {
    shows.Status.RELEASING: "📺",
    shows.Status.FINISHED: "🏁",
    shows.Status.CANCELLED: "🚫",
    shows.Status.HIATUS: "⏸️",
    shows.Status.NOT_YET_RELEASED: "🌱",
}
_BAD = {shows.Status.CANCELLED, shows.Status.HIATUS}


# News


def news_words(change: Change, t: Text, title: str) -> str:
    """A change in one sentence. `title` is put in as it is."""
    match change.kind:
        case Kind.SEQUEL | Kind.PART:
            return _listed(change, t, title)
        case Kind.STATUS:
            return _status(change, t, title)
        case Kind.START:
            return _start(change, t, title)
        case Kind.EPISODES:
            now = t.n("{n} episode", "{n} episodes", int(change.after or 0))
            if change.before:
                return t("{title} has {now}, not {before}.", title=title, now=now,
                         before=change.before)  # fmt: skip
            return t("{title} has {now}.", title=title, now=now)


def _listed(change: Change, t: Text, title: str) -> str:
    if change.kind is Kind.PART:
        words = t("{title} is listed: part {part} of season {season}.", title=title,
                  part=change.part, season=change.season)  # fmt: skip
    elif change.season:
        words = t("{title} is listed: season {season}.", title=title, season=change.season)
    elif change.format is Format.MOVIE:
        words = t("{title} is listed: a film.", title=title)
    else:
        words = t("{title} is listed as what comes next.", title=title)
    if change.status is shows.Status.CANCELLED:
        return f"{words} {t('It is cancelled.')}"
    if change.starts:
        return f"{words} {t('It starts: {date}.', date=_day(change.starts, t))}"
    return f"{words} {t('It has no date yet.')}"


def _status(change: Change, t: Text, title: str) -> str:
    was = shows.Status(change.before) if change.before else None
    match change.status:
        case shows.Status.RELEASING if was in _BAD:
            return t("{title} goes on.", title=title)
        case shows.Status.RELEASING:
            return t("{title} has begun.", title=title)
        case shows.Status.FINISHED:
            return t("{title} has ended.", title=title)
        case shows.Status.CANCELLED:
            return t("{title} is cancelled.", title=title)
        case shows.Status.HIATUS:
            return t("{title} is paused.", title=title)
    if was in _BAD:
        return t("{title} is to come after all.", title=title)
    return t("{title} is to come.", title=title)


def _start(change: Change, t: Text, title: str) -> str:
    before = PartialDate.parse(change.before) if change.before else None
    after = PartialDate.parse(change.after) if change.after else None
    if after is None:
        return t(
            "{title} has no date any more. It was to start: {before}.",
            title=title,
            before=_day(before, t) if before else "",
        )
    if before is None or str(after).startswith(str(before)):
        return t("{title} has a date: {after}.", title=title, after=_day(after, t))
    facts = {"title": title, "before": _day(before, t), "after": _day(after, t)}
    if after.first_day > before.first_day:
        return t("{title} is postponed: {after}, not {before}.", **facts)
    if after.first_day < before.first_day:
        return t("{title} comes earlier: {after}, not {before}.", **facts)
    return t("{title} starts: {after}, not {before}.", **facts)


def _day(day: PartialDate, t: Text) -> str:
    return spoken(t, day.year, day.month, day.day)


def claim_words(changes: Sequence[Change], t: Text) -> str:
    """Changes of one season as the sentence of a piece of evidence."""
    said = " ".join(news_words(change, t, t.title(change.title)) for change in changes)
    return theme.shorten(theme.clean(said).replace("\n", " "), _LONGEST_CLAIM)


def announcement(news: News, t: Text, *, title: Title) -> discord.ui.LayoutView:
    """What is new in a franchise, for who follows it. `title` is the franchise's."""
    lines = [
        f"{_emoji(change)} {news_words(change, t, _bold(change.title, t))}"
        for change in news.changes[:CHANGES_SHOWN]
    ]
    if any(c.kind is Kind.STATUS and c.status is shows.Status.FINISHED for c in news.changes):
        lines.append(t("I keep watching for what comes next."))
    newest = news.changes[-1]
    page = newest.url or shows.anilist_page(newest.show)
    source = t(
        "{source}, {when} · you follow {title}",
        source=f"[AniList]({page})",
        when=stamp(news.found_at),
        title=plain(t.title(title), _TITLE),
    )
    bad = any(change.status in _BAD for change in news.changes)
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        small(source),
        row(
            button(t("The show"), links.SHOW_CARD.pack(show=newest.show), emoji="📺"),
            button(t("Will it return?"), links.SHOW_RENEWAL.pack(show=news.root), emoji="❔"),
            button(t("Unfollow"), LEAVE.pack(show=news.root, news=news.id), emoji="🔕"),
        ),
        colour=theme.WARN if bad else theme.GOOD,
    )


def _emoji(change: Change) -> str:
    if change.kind is Kind.STATUS:
        return _STATUS_EMOJI.get(change.status, "🌱")
    return _EMOJI[change.kind]


def _bold(title: Title, t: Text, limit: int = _TITLE) -> str:
    return f"**{plain(t.title(title), limit)}**"


# Following


def followed_card(followed: Followed, t: Text) -> discord.ui.LayoutView:
    """What became of a follow, with the way back."""
    title, channel = _bold(followed.title, t), f"<#{followed.target.id}>"
    direct = followed.target.direct
    if followed.on and direct:
        lines = [
            t("🔔 You follow {title}.", title=title),
            t("I write you a direct message when AniList lists a sequel, a date, a pause or an "
              "end."),
        ]  # fmt: skip
    elif followed.on:
        lines = [
            t("🔔 {channel} follows {title}.", channel=channel, title=title),
            t("I post there when AniList lists a sequel, a date, a pause or an end."),
        ]
    elif direct:
        lines = [t("🔕 You follow {title} no longer.", title=title)]
    else:
        lines = [t("🔕 {channel} follows {title} no longer.", channel=channel, title=title)]
    if followed.on and not followed.watched:
        lines.append(_unwatched(t))
    if followed.barred:
        lines.append(_barred(followed.barred, t, direct=direct))
    label = t("Unfollow") if followed.on else t("Follow again")
    again = FOLLOW.pack(show=followed.show, here=int(not direct), on=int(not followed.on))
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        row(
            button(label, again, emoji="🔕" if followed.on else "🔔"),
            button(t("All that I follow"), FOLLOWING.pack(page=0), emoji="📋"),
        ),
        colour=theme.GOOD if followed.on else theme.CALM,
    )


def left_card(followed: Followed, t: Text) -> discord.ui.LayoutView:
    """For whoever pressed it on an announcement."""
    title = _bold(followed.title, t)
    if followed.target.direct:
        return note(t("🔕 You follow {title} no longer.", title=title))
    channel = f"<#{followed.target.id}>"
    return note(t("🔕 {channel} follows {title} no longer.", channel=channel, title=title))


def _unwatched(t: Text) -> str:
    return t("⚠️ This bot's host doesn't let me ask AniList, so nothing comes for now.")


def _barred(barred: Barred, t: Text, *, direct: bool) -> str:
    if direct and barred.trouble is Trouble.CLOSED:
        words = t(
            "⚠️ Your direct messages were closed to me {when}. Allow them in this server's privacy "
            "settings; I try again now.",
            when=stamp(barred.since),
        )
    else:
        words = t("⚠️ I couldn't post there {when}. I try again now.", when=stamp(barred.since))
    if barred.waited:
        waits = t.n("{n} piece of news waits.", "{n} pieces of news wait.", barred.waited)
        return f"{words} {waits}"
    return words


def following_card(following: Following, number: int, t: Text) -> discord.ui.LayoutView:
    """What a member follows, a page at a time, with a way out of each; then the channels."""
    of = pages.page(following.own, number, FOLLOWED_A_PAGE)
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(f"## {t('What you follow')}")]
    if of.items:
        titles = [_bold(title, t, _SHORT) for _, title in of.items]
        items += [
            discord.ui.TextDisplay("\n".join(f"- {title}" for title in titles)),
            row(_stop_select(of, t)),
        ]
        if of.count > 1:
            items.append(_pager(FOLLOWING, of))
    else:
        items.append(
            discord.ui.TextDisplay(
                t("Nothing yet. Use `/renewal follow`, or *Follow* under a question.")
            )
        )
    if following.barred:
        items.append(discord.ui.TextDisplay(_barred(following.barred, t, direct=True)))
    if not following.watched:
        items.append(discord.ui.TextDisplay(_unwatched(t)))
    if following.channels:
        items += [
            rule(),
            discord.ui.TextDisplay(
                f"**{t('What this server follows')}**\n"
                + "\n".join(
                    _channel(one, title, t) for one, title in following.channels[:FOLLOWED_A_PAGE]
                )
            ),
        ]
        if (rest := len(following.channels) - FOLLOWED_A_PAGE) > 0:
            items.append(small(t.n("and {n} more", "and {n} more", rest)))
    return card(*items)


def _channel(one: Follow, title: Title, t: Text) -> str:
    line = f"- <#{one.target.id}> · {_bold(title, t, _SHORT)}"
    if one.trouble:
        return f"{line}\n-# " + t("⚠️ That channel is gone or hidden from me.")
    return line


def _stop_select(of: Page[tuple[Follow, Title]], t: Text) -> discord.ui.Select[Any]:
    return discord.ui.Select(
        custom_id=STOP.pack(page=of.number),
        placeholder=t("Stop following…"),
        options=[
            discord.SelectOption(label=_label(t.title(title)), value=one.root)
            for one, title in of.items
        ],
    )


# The board


def board_card(of: Page[Listed], t: Text, *, total: int) -> discord.ui.LayoutView:
    """The open questions of a server, the newest change first, with a select to open one."""
    heading = f"## {t('Will they return?')}"
    if not of.items:
        return card(
            discord.ui.TextDisplay(
                f"{heading}\n" + t("Nobody here has asked yet. Begin with `/renewal ask`.")
            ),
            colour=theme.CALM,
        )
    items: list[discord.ui.Item[Any]] = [
        discord.ui.TextDisplay(heading),
        *(discord.ui.TextDisplay(_question(one, t)) for one in of.items),
        row(_open_select(of, t)),
    ]
    if of.count > 1:
        items.append(_pager(BOARD, of))
    items.append(small(t.n("{n} open question", "{n} open questions", total)))
    return card(*items)


def _question(one: Listed, t: Text) -> str:
    standing = one.standing
    name = views.season_words(standing.subject, t)
    lines = [f"**{name}**", views.status_words(standing.decision.status, t)]
    small_ = [_last(one, t)]
    if standing.waiting:
        small_.append(
            t.n("{n} piece of evidence waits", "{n} pieces of evidence wait", standing.waiting)
        )
    return "\n".join([*lines, f"-# {' · '.join(small_)}"])


def _last(one: Listed, t: Text) -> str:
    when = stamp(one.changed_at)
    if one.asked:
        return t("asked {when}", when=when)
    if one.move is None:
        return t("new evidence {when}", when=when)
    if one.move.before is one.move.after:
        return t("another source {when}", when=when)
    return t(
        "{before} → {after} {when}",
        before=t(views.STATUS_NAMES[one.move.before]),
        after=t(views.STATUS_NAMES[one.move.after]),
        when=when,
    )


def _open_select(of: Page[Listed], t: Text) -> discord.ui.Select[Any]:
    return discord.ui.Select(
        custom_id=OPEN.pack(),
        placeholder=t("Open a question…"),
        options=[
            discord.SelectOption(
                label=_label(views.question_words(one.standing.subject, t)),
                value=str(one.standing.question.id),
            )
            for one in of.items
        ],
    )


def _pager(pattern: Pattern, of: Page[Any]) -> discord.ui.ActionRow[Any]:
    return row(
        button("◀", pattern.pack(page=of.number - 1), disabled=not of.has_previous),
        button("▶", pattern.pack(page=of.number + 1), disabled=not of.has_next),
    )


def _label(text: str) -> str:
    return theme.shorten(theme.clean(text).replace("\n", " "), 100) or "…"
