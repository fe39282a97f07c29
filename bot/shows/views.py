"""How shows look. Pure: a value and a language in, a card out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import discord

from bot.errors import N_
from bot.shows.lore import Correction, Nickname
from bot.shows.models import (
    ORIGINAL,
    Credit,
    Format,
    PartialDate,
    Passage,
    Profile,
    Season,
    SeasonEntry,
    Show,
    ShowCard,
    Status,
    Totals,
)
from bot.shows.seasons import without_season
from bot.shows.titles import digest, fold
from bot.text import Text
from bot.text.dates import spoken
from bot.text.plain import bare
from bot.text.text import stamp
from bot.ui import links, theme
from bot.ui.answer import button, card, link, row, rule, small
from bot.ui.components import Pattern
from bot.ui.pages import Page
from bot.ui.theme import plain, prose

PICK = Pattern("pick", {"private": int})
NICKNAMES = Pattern("aliases", {"page": int})
NICKNAME_ANYWAY = Pattern("alias-anyway", {"show": str, "title": str})
"""`title` is its digest: a title may be too long for a button."""

SEASONS_A_PAGE = 8
LONGEST_SYNOPSIS = 900
NICKNAMES_A_PAGE = 20
BESIDE_COVER = 2
"""Lines of facts beside the cover; a phone has no room for more, the rest stands below."""

FORMATS = {
    Format.TV: N_("TV"),
    Format.TV_SHORT: N_("TV short"),
    Format.MOVIE: N_("Film"),
    Format.OVA: N_("OVA"),
    Format.ONA: N_("Streaming series"),
    Format.SPECIAL: N_("Special"),
    Format.MUSIC: N_("Music video"),
    Format.UNKNOWN: N_("Anime"),
}
_STATUSES = {
    Status.FINISHED: N_("finished"),
    Status.RELEASING: N_("airing now"),
    Status.NOT_YET_RELEASED: N_("not out yet"),
    Status.CANCELLED: N_("cancelled"),
    Status.HIATUS: N_("on hiatus"),
}
SEASONS = {
    Season.WINTER: N_("Winter {year}"),
    Season.SPRING: N_("Spring {year}"),
    Season.SUMMER: N_("Summer {year}"),
    Season.FALL: N_("Fall {year}"),
}


def show_card(
    held: ShowCard,
    t: Text,
    *,
    in_server: bool = True,
    scores: bool = True,
    corrections: Sequence[Correction] = (),
    also: Sequence[discord.ui.Button[Any]] = (),
) -> discord.ui.LayoutView:
    """A show's facts, with what the server put right among them said below.

    Outside a server the buttons that need one are left out, and `scores` where nobody wants them.
    `also` stand in a row of their own.
    """
    show = held.show
    heading = [f"## {plain(t.title(show.title), 200)}"]
    if others := t.other_titles(show.title):
        heading.append("-# " + " · ".join(plain(title, 120) for title in others))
    facts = _facts(held, t, scores=scores)
    beside = facts[:BESIDE_COVER] if show.cover else facts
    head: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay("\n".join([*heading, *beside]))
    items: list[discord.ui.Item[Any]] = [
        discord.ui.Section(head, accessory=discord.ui.Thumbnail(show.cover)) if show.cover else head
    ]
    if below := facts[len(beside) :]:
        items.append(discord.ui.TextDisplay("\n".join(below)))
    if synopsis := _synopsis(show):
        items += [rule(), discord.ui.TextDisplay(synopsis)]
    items.append(small("\n".join([*(_corrected(c, t) for c in corrections), *_origin(held, t)])))
    items.append(row(*_buttons(held, t, in_server=in_server)))
    if also:
        items.append(row(*also))
    return card(*items, colour=theme.colour(show.color))


def _synopsis(show: Show) -> str:
    """The synopsis cut at a sentence, what gives something away behind bars."""
    if show.passages:
        return _told(show.passages)
    return prose(_sentences(show.synopsis or "", LONGEST_SYNOPSIS), 2 * LONGEST_SYNOPSIS)


def _told(passages: Sequence[Passage]) -> str:
    room, pieces = LONGEST_SYNOPSIS, []
    for passage in passages:
        text = _sentences(passage.text.strip(), room)
        if text:
            safe = prose(text, 2 * room)
            pieces.append(f"||{safe}||" if passage.spoiler else safe)
        room -= len(passage.text)
        if room < 40:
            break
    return "\n".join(pieces)


def _sentences(text: str, limit: int) -> str:
    """As many whole sentences as there is room for."""
    if len(text) <= limit:
        return text
    end = max(text.rfind(mark, 0, limit) for mark in (". ", "! ", "? ", "。", "\n"))
    return text[: end + 1].rstrip() if end > limit // 3 else theme.shorten(text, limit)


def _origin(held: ShowCard, t: Text) -> list[str]:
    """Where the facts are from and how old they are."""
    source = plain(held.source, 80)
    if held.fetched_at:
        known = t("{source}, {age}", source=source, age=stamp(held.fetched_at))
    else:
        known = t("{source}, checked {date}", source=source, date=_day(held.show.as_of, t))
    if held.silent:
        return [t("{source} doesn't answer right now.", source=plain(held.silent, 80)), known]
    return [known]


def _corrected(correction: Correction, t: Text) -> str:
    return t(
        "Corrected here: {fact}, says {source}, {date}",
        fact=t(correction.fact.label),
        source=plain(correction.source, 80),
        date=_day(correction.as_of, t),
    )


def _day(day: date, t: Text) -> str:
    return spoken(t, day.year, day.month, day.day)


def _buttons(held: ShowCard, t: Text, *, in_server: bool) -> list[discord.ui.Button[Any]]:
    show = held.show.id
    seasons = button(t("Seasons"), links.SHOW_SEASONS.pack(show=show, page=0), emoji="📚")
    returns = button(t("Will it return?"), links.SHOW_RENEWAL.pack(show=show), emoji="🔮")
    if not in_server:
        return [seasons, returns]
    return [
        seasons,
        button(t("Reviews"), links.SHOW_REVIEWS.pack(show=show, page=0), emoji="📝"),
        returns,
        button(t("Follow"), links.SHOW_FOLLOW.pack(show=show), emoji="🔔"),
        button(t("Discuss"), links.SHOW_DISCUSS.pack(show=show), emoji="💬"),
    ]


def _facts(held: ShowCard, t: Text, *, scores: bool = True) -> list[str]:
    show = held.show
    kind = [t(FORMATS[show.format])]
    if show.status in _STATUSES:
        kind.append(t(_STATUSES[show.status]))
    facts = [" · ".join(kind)]
    if show.season and show.year:
        facts.append(t(SEASONS[show.season], year=show.year))

    def add(label: str, value: str | None) -> None:
        if value:
            facts.append(f"**{label}** {value}")

    facts += filter(None, (_place(held, t), _episodes(show, t)))
    add(t("Aired"), _aired(show, t))
    studio = t.n("Studio", "Studios", len(show.studios))
    if (names := _names(show.studios)).startswith(f"{studio} "):
        facts.append(f"**{names}**")  # not "Studio Studio Pierrot"
    else:
        add(studio, names)
    add(t.n("Director", "Directors", len(show.directors)), _names(show.directors))
    add(t.n("Writer", "Writers", len(show.writers)), _names(show.writers))
    add(t("Original creator"), _names(show.creators))
    if show.source == ORIGINAL:
        facts.append(t("An original story"))
    elif show.source:
        add(t("Adapted from"), plain(show.source.replace("_", " "), 40))
    if upcoming := show.next_episode:
        when_airs = stamp(upcoming.at)
        add(
            t("Next episode"),
            t("number {n}, {when}", n=upcoming.number, when=when_airs)
            if upcoming.number
            else when_airs,
        )
    add(t("Genres"), _names(show.genres))
    add(t("Tags"), _tags(show))
    if scores and show.score is not None:
        add(
            t("Score"),
            t("{score} of 100 at {source}", score=show.score, source=plain(held.source, 40)),
        )
    add(
        t("Watch"),
        " · ".join(_stream(link.service, link.url, link.languages, t) for link in show.streaming),
    )
    return facts


def _names(names: Sequence[str]) -> str:
    return ", ".join(plain(name, 60) for name in names[:6])


def _tags(show: Show) -> str:
    """The first few tags, those that give something away behind bars."""
    tags = [plain(tag, 40) for tag in show.tags[:6]]
    if hidden := [plain(tag, 40) for tag in show.spoiler_tags[:6]]:
        tags.append(f"||{', '.join(hidden)}||")
    return ", ".join(tags)


def _stream(service: str, url: str | None, languages: Sequence[str], t: Text) -> str:
    name = f"[{plain(service, 40)}]({url})" if url else plain(service, 40)
    spoken_in = ", ".join(plain(language, 10) for language in languages[:4])
    note = (
        t("{languages}, region not stated", languages=spoken_in)
        if spoken_in
        else t("region not stated")
    )
    return f"{name} ({note})"


def _aired(show: Show, t: Text) -> str | None:
    first = when(show.first_aired, t)
    last = when(show.last_aired, t)
    if first and last and first != last:
        return t("{first} to {last}", first=first, last=last)
    return first


def when(day: PartialDate | None, t: Text) -> str | None:
    """A date as far as it is known, in words."""
    return spoken(t, day.year, day.month, day.day) if day else None


def _episodes(show: Show, t: Text) -> str | None:
    """``15 episodes, each 24 to 25 minutes (sources differ)``; a film's length alone."""
    minutes = _minutes(show, t)
    if show.format is Format.MOVIE and show.episodes == 1:
        return minutes
    if show.episodes is None:
        return t("number of episodes not known yet") if show.status is not Status.FINISHED else None
    count = t.n("{n} episode", "{n} episodes", show.episodes)
    return t("{episodes}, each {minutes}", episodes=count, minutes=minutes) if minutes else count


def _minutes(show: Show, t: Text) -> str | None:
    if not show.minutes:
        return None
    low, high = min(show.minutes), max(show.minutes)
    if low == high:
        return t.n("{n} minute", "{n} minutes", low)
    return t("{low} to {high} minutes (sources differ)", low=low, high=high)


def _place(held: ShowCard, t: Text) -> str | None:
    """``Season 3 of 4, part 2 · 87 episodes in all``; None for a show that stands alone."""
    place = held.place
    if place.number is None or (held.seasons == 1 and place.part is None):
        return None
    said = t("Season {season} of {seasons}", season=place.number, seasons=held.seasons)
    if place.part:
        said = t("{season}, part {part}", season=said, part=place.part)
    if held.episodes_in_all and held.seasons > 1:
        in_all = t.n("{n} episode in all", "{n} episodes in all", held.episodes_in_all)
        return f"{said} · {in_all}"
    return said


def season_name(entry: SeasonEntry, t: Text) -> str:
    """``2``, or ``2, part 1`` for a split season."""
    if entry.part is None:
        return str(entry.number)
    return t("{season}, part {part}", season=entry.number, part=entry.part)


def seasons_card(
    page: Page[SeasonEntry], show: Show, t: Text, *, totals: Totals
) -> discord.ui.LayoutView:
    """The whole franchise in order."""
    lines = [f"## {t('Seasons of {title}', title=plain(t.title(show.title), 150))}"]
    lines += [_entry(entry, t, of=show) for entry in page.items]
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(lines))]
    if totals.episodes:
        counts = [
            t.n("{n} season", "{n} seasons", totals.seasons),
            t.n("{n} episode", "{n} episodes", totals.episodes),
        ]
        if totals.beside:
            counts.append(t.n("{n} more beside them", "{n} more beside them", totals.beside))
        items.append(small(t("In all: {counts}", counts=", ".join(counts))))
    shows = [entry.show for entry in page.items]
    items.append(row(picker(shows, t, t("Open one of these…"), private=True)))
    if page.count > 1:
        items.append(
            row(
                button(
                    "◀",
                    links.SHOW_SEASONS.pack(show=show.id, page=page.number - 1),
                    disabled=not page.has_previous,
                ),
                button(
                    "▶",
                    links.SHOW_SEASONS.pack(show=show.id, page=page.number + 1),
                    disabled=not page.has_next,
                ),
            )
        )
    return card(*items, colour=theme.colour(show.color))


def _entry(entry: SeasonEntry, t: Text, *, of: Show) -> str:
    """``**Season 2** · 2019 · 9 episodes``, underlined where it is `of`.

    Its title stands below where it says more than the season's number.
    """
    show = entry.show
    label = (
        t("Season {season}", season=season_name(entry, t))
        if entry.number
        else t(FORMATS[show.format])
    )
    known = [f"**__{label}__**" if show.id == of.id else f"**{label}**"]
    known.append(str(show.year) if show.year else t("no date yet"))
    if show.episodes and (entry.number or show.episodes > 1):
        known.append(t.n("{n} episode", "{n} episodes", show.episodes))
    line = " · ".join(known)
    bare = {fold(without_season(t.title(each.title))) for each in (show, of)}
    if entry.number and len(bare) == 1:
        return line
    return f"{line}\n-# {plain(t.title(show.title), 110)}"


def picker_card(
    shows: Sequence[Show], t: Text, *, query: str, private: bool
) -> discord.ui.LayoutView:
    """What was typed may mean several shows: which one? Its card is then as `private` as asked."""
    return card(
        discord.ui.TextDisplay(t("Which one do you mean by “{query}”?", query=plain(query, 100))),
        row(picker(shows, t, t("Choose a show…"), private=private)),
    )


def profile_card(profile: Profile, t: Text, *, source: str, adult: bool) -> discord.ui.LayoutView:
    """A character, a maker or a studio, and the shows that they are known for."""
    heading = [f"## {plain(profile.name, 150)}"]
    if profile.native and profile.native != profile.name:
        heading.append(f"-# {plain(profile.native, 100)}")
    head: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay("\n".join(heading))
    items: list[discord.ui.Item[Any]] = [
        discord.ui.Section(head, accessory=discord.ui.Thumbnail(profile.image))
        if profile.image
        else head
    ]
    if about := _told(profile.about):
        items.append(discord.ui.TextDisplay(about))
    known_for = [credit for credit in profile.credits if adult or not credit.show.adult][:10]
    if known_for:
        lines = [_credit(credit, t) for credit in known_for]
        items += [rule(), discord.ui.TextDisplay("\n".join(lines))]
        shows = list({credit.show.id: credit.show for credit in known_for}.values())
        items.append(row(picker(shows, t, t("Open one of these…"), private=True)))
    items.append(small(t("{source}, just now", source=plain(source, 40))))
    if profile.url:
        items.append(row(link(t("On {source}", source=plain(source, 40)), profile.url)))
    return card(*items)


def _credit(credit: Credit, t: Text) -> str:
    """``**Hero Mask (2018)** · Director``; roles that the source shouts are written as words."""
    line = f"**{plain(label(credit.show, t), 110)}**"
    if not credit.role:
        return line
    role = credit.role.replace("_", " ").capitalize() if credit.role.isupper() else credit.role
    return f"{line} · {plain(role, 60)}"


def progress_card(show: Show, episode: int | None, t: Text) -> discord.ui.LayoutView:
    """Tells a member what is noted of how far they have seen a show."""
    title = f"**{plain(t.title(show.title), 150)}**"
    if episode is None:
        line = t("Nothing is noted on how far you have seen {title}.", title=title)
    elif show.episodes:
        line = t("{title}: episode {n} of {last}.", title=title, n=episode, last=show.episodes)
    else:
        line = t("{title}: episode {n}.", title=title, n=episode)
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(line)]
    if episode is not None:
        items.append(small(t("Results past that I show you only when you ask once more.")))
    return card(*items, colour=theme.colour(show.color))


def mentioned_card(shows: Sequence[Show], t: Text) -> discord.ui.LayoutView:
    """A message speaks of several shows: which one?"""
    return card(
        discord.ui.TextDisplay(t("That message speaks of several shows. Which one?")),
        row(picker(shows, t, t("Choose a show…"), private=True)),
    )


def nickname_question(nickname: str, taken: Show, show: Show, t: Text) -> discord.ui.LayoutView:
    """Asks before a nickname for `show` hides a title of another one."""
    words = t(
        "“{nickname}” is a title of {title} already. Shall it mean {other} in this server?",
        nickname=plain(nickname, 80),
        title=plain(label(taken, t), 120),
        other=plain(label(show, t), 120),
    )
    anyway = NICKNAME_ANYWAY.pack(show=show.id, title=str(digest(fold(nickname))))
    return card(
        discord.ui.TextDisplay(words), row(button(t("Use it anyway"), anyway)), colour=theme.WARN
    )


def nicknames_card(
    page: Page[tuple[Nickname, Show | None]], t: Text, *, count: int
) -> discord.ui.LayoutView:
    """What a server calls shows. A show that is no longer known is told by its id."""
    lines = [f"## {t('Nicknames of this server')}"]
    lines += [
        f"**{plain(nickname.name, 80)}** {plain(label(show, t) if show else nickname.show, 120)}"
        for nickname, show in page.items
    ]
    if not page.items:
        lines.append(t("None yet. A moderator can add one with /alias set."))
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(lines))]
    if page.count > 1:
        items.append(small(t.n("{n} nickname", "{n} nicknames", count)))
        items.append(
            row(
                button("◀", NICKNAMES.pack(page=page.number - 1), disabled=not page.has_previous),
                button("▶", NICKNAMES.pack(page=page.number + 1), disabled=not page.has_next),
            )
        )
    return card(*items)


def picker(
    shows: Sequence[Show], t: Text, placeholder: str, *, private: bool
) -> discord.ui.Select[Any]:
    """A select whose values are show ids."""
    return discord.ui.Select(
        custom_id=PICK.pack(private=int(private)),
        placeholder=placeholder,
        options=[
            discord.SelectOption(label=label(show, t), value=show.id, description=_hint(show, t))
            for show in shows[:25]
        ],
    )


def label(show: Show, t: Text) -> str:
    """A show as one line of a list without markdown: its title and year, at most 100 characters."""
    year = f" ({show.year})" if show.year else ""
    title = theme.clean(t.title(show.title)).strip() or show.id
    return theme.shorten(title, 100 - len(year)) + year


def _hint(show: Show, t: Text) -> str:
    return theme.shorten(
        " · ".join([t(FORMATS[show.format]), *map(theme.clean, t.other_titles(show.title))]), 100
    )


def as_text(held: ShowCard, t: Text) -> str:
    """The card for a terminal."""
    facts = [bare(line) for line in _facts(held, t)]
    synopsis = [held.show.synopsis] if held.show.synopsis else []
    titles = " · ".join([t.title(held.show.title), *t.other_titles(held.show.title)])
    return "\n".join([titles, *facts, *synopsis, f"({held.source}, {held.show.as_of})"])
