"""How discussions look. Pure: a value and a language in, a card out."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.discussions.models import (
    Aspect,
    Discussion,
    Earlier,
    Point,
    Result,
    Scale,
    Span,
    Split,
    Talked,
    Track,
    Viewing,
    Voter,
)
from bot.errors import N_
from bot.ids import ShowId
from bot.settings.permissions import EPISODE_TAG, SHOW_TAG
from bot.text import Text
from bot.text.languages import own_name
from bot.text.text import stamp
from bot.text.titles import Title
from bot.ui import links, theme
from bot.ui.answer import Pictures, button, card, gallery, link, row, rule, small
from bot.ui.charts import bar
from bot.ui.components import Pattern
from bot.ui.pages import Page
from bot.ui.theme import plain

CLOSE = Pattern("discussion-close", {"discussion": int})
CURVE = Pattern("discussion-curve", {"show": str})
"""The whole curve to whoever asks for it although it goes past their progress."""

CLOSE_NOW = Pattern("discussion-close-now", {"discussion": int})
RESULTS = Pattern("discussion-results", {"discussion": int})
"""On the summary: the result to whoever asks, and what the bot knows the summary by."""

LIST = Pattern("discussions", {"page": int})
VOTE = Pattern("vote", {"discussion": int, "score": int})
"""On a blind post. A score of 0 takes the vote back."""

ABOUT_ME = Pattern("voter", {"discussion": int})
VIEWING = Pattern("voter-viewing", {"discussion": int})
TRACK = Pattern("voter-track", {"discussion": int})
ASPECTS = Pattern("voter-aspects", {"discussion": int})
ASPECTS_FORM = Pattern("voter-aspects-form", {"discussion": int})
PING = Pattern("episode-ping", {"show": str, "dub": str})
"""Takes a show's role, or leaves it."""

FORM = Pattern("discuss-form", {"show": str})
EPISODE = "episode"
LISTED_A_PAGE = 8
_BAR = 10
_CURVE_LINES = 30
ENOUGH_FOR_A_SPREAD = 2
ENOUGH_FOR_A_SPLIT = 3
"""Fewer would tell who voted what."""

NO_TRACK = "none"
OTHER = "other"
LANGUAGES = {
    "en": N_("English"), "de": N_("German"), "es": N_("Spanish"), "fr": N_("French"),
    "it": N_("Italian"), "ja": N_("Japanese"), "pt": N_("Portuguese"),
    OTHER: N_("another language"),
}  # fmt: skip
SPLITS: dict[Split, str] = {
    Viewing.FIRST: N_("First-timers"),
    Viewing.SOURCE: N_("Source readers"),
    Viewing.AGAIN: N_("Rewatchers"),
    Track.SUB: N_("Subtitles"),
    Track.DUB: N_("Dub"),
}
_I_AM = {
    Viewing.FIRST: N_("I see it for the first time"),
    Viewing.SOURCE: N_("I know the manga, novel or game"),
    Viewing.AGAIN: N_("I have seen it before"),
}
ASPECT_NAMES = {
    Aspect.STORY: N_("Story"),
    Aspect.CHARACTERS: N_("Characters"),
    Aspect.VISUALS: N_("Visuals and animation"),
    Aspect.SOUND: N_("Sound and voices"),
    Aspect.PACING: N_("Pacing"),
}


def post(result: Result, t: Text) -> discord.ui.LayoutView:
    """The post itself: the rule and the live tally, or what it came to."""
    discussion = result.discussion
    items = [_heading(result, t)]
    if discussion.open:
        items += [rule(), *_ballot(result, t)]
        if discussion.closes_at:
            items.append(small(t("Closes {when}.", when=stamp(discussion.closes_at))))
        pings = [ping_button(discussion.show, discussion.dub, t)] if discussion.role else []
        items.append(
            row(
                button(t("How I watch"), ABOUT_ME.pack(discussion=discussion.id)),
                *pings,
                button(t("Close"), CLOSE.pack(discussion=discussion.id)),
                button(t("About the show"), links.SHOW_CARD.pack(show=discussion.show)),
            )
        )
    else:
        items += [rule(), _text(_came_to(result, t)), small(_ended(discussion, t))]
    return card(*items, colour=theme.colour(result.colour))


def ping_button(show: ShowId, dub: str | None, t: Text) -> discord.ui.Button[Any]:
    """Takes the role that is pinged for a show or its dub, or leaves it."""
    return button(t("Ping me"), PING.pack(show=show, dub=dub or ""), emoji="🔔")


def _ballot(result: Result, t: Text) -> list[discord.ui.Item[Any]]:
    """The live tally and how to vote. A blind one tells nobody here how it goes."""
    if not result.discussion.blind:
        return [
            _text(_tally(result, t)),
            small(
                "\n".join(
                    [
                        t("Vote with a reaction below. You have one vote, and the newest counts."),
                        *_ends(result.discussion.scale, t),
                    ]
                )
            ),
        ]
    steps = [
        button(
            "" if step.label else str(step.score),
            VOTE.pack(discussion=result.discussion.id, score=step.score),
            emoji=step.emoji if step.label else None,
        )
        for step in result.discussion.scale.steps
    ]
    return [
        _text([f"**{t.n('{n} vote', '{n} votes', result.votes)}**"]),
        small("\n".join(_how_to_press(result.discussion.scale, t))),
        *(row(*steps[at : at + 5]) for at in range(0, len(steps), 5)),
    ]


def _ends(scale: Scale, t: Text) -> list[str]:
    """Which end of a scale is which, where its steps are bare numbers."""
    best, worst = scale.steps[0], scale.steps[-1]
    if best.label:
        return []
    return [t("{best} is best, {worst} worst.", best=best.score, worst=worst.score)]


def _how_to_press(scale: Scale, t: Text) -> list[str]:
    """A button has room for a face alone; the ends of the scale tell the rest."""
    how = t("Vote with a button. You see how it goes once you voted.")
    best, worst = (
        f"{step.emoji} {t(step.label)}" if step.label else str(step.score)
        for step in (scale.steps[0], scale.steps[-1])
    )
    return [how, t("From {best} to {worst}", best=best, worst=worst)]


def voted(
    result: Result, score: int | None, t: Text, *, before: int | None = None
) -> discord.ui.LayoutView:
    """Tells a voter what is counted for them, and how the vote goes. `before`: what was
    until now.
    """
    if score is None and before is None:
        return card(_text([t("You have no vote here.")]))
    if score is None:
        return card(_text([t("Your vote is taken back.")]))
    step = next(step for step in result.discussion.scale.steps if step.score == score)
    yours = f"{step.emoji} {t(step.label)}" if step.label else f"{step.score}"
    back = VOTE.pack(discussion=result.discussion.id, score=0)
    lines = [t("Your vote: {vote}", vote=f"**{yours}**")]
    if before not in (None, score):
        lines.append(t("It replaces your earlier one."))
    return card(
        _text(lines),
        _text(_tally(result, t)),
        row(
            button(t("Take it back"), back),
            button(t("How I watch"), ABOUT_ME.pack(discussion=result.discussion.id)),
        ),
        colour=theme.GOOD,
    )


def voter_panel(result: Result, voter: Voter, t: Text) -> discord.ui.LayoutView:
    """What a voter may say of themselves; each choice is kept at once."""
    number = result.discussion.id
    tracks = [(Track.SUB.value, t("With subtitles")), (Track.DUB.value, t("Dubbed"))]
    tracks += [
        (f"{Track.DUB}-{code}", t("Dubbed, {language}", language=t(language)))
        for code, language in LANGUAGES.items()
    ]
    here = f"{voter.track}-{voter.language}" if voter.language else voter.track
    track = _choice(TRACK.pack(discussion=number), tracks, here, t("Subtitles or dub?"))
    given = [
        f"{t(ASPECT_NAMES[aspect])} {_score(score, result.discussion.scale)}"
        for aspect, score in voter.aspects.items()
    ]
    said = [t("Results are also shown by these. Nobody sees yours.")]
    if not result.discussion.blind:
        said.append(t("Took your reaction off? React again to vote anew."))
    return card(
        _text([f"## {t('How do you watch {name}?', name=name(result, t))}"]),
        small("\n".join(said)),
        row(
            _choice(
                VIEWING.pack(discussion=number),
                [(viewing.value, t(words)) for viewing, words in _I_AM.items()],
                voter.viewing,
                t("Is it new to you?"),
            )
        ),
        *([] if result.discussion.dub else [row(track)]),
        *([_text([" · ".join(given)])] if given else []),
        row(button(t("Rate single aspects"), ASPECTS.pack(discussion=number), emoji="🎚️")),
    )


def _choice(
    custom_id: str, options: list[tuple[str, str]], chosen: str | None, placeholder: str
) -> discord.ui.Select[Any]:
    return discord.ui.Select(
        custom_id=custom_id,
        placeholder=placeholder,
        min_values=0,
        options=[
            discord.SelectOption(label=label, value=value, default=value == chosen)
            for value, label in options
        ],
    )


def aspects_form(result: Result, voter: Voter, t: Text) -> discord.ui.Modal:
    """A select for each aspect; an empty one isn't rated."""
    pattern = ASPECTS_FORM.pack(discussion=result.discussion.id)
    modal = discord.ui.Modal(title=t("Rate single aspects"), custom_id=pattern)
    for aspect, words in ASPECT_NAMES.items():
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=aspect.value,
            required=False,
            min_values=0,
            options=[
                discord.SelectOption(
                    label=t(step.label) if step.label else str(step.score),
                    value=str(step.score),
                    emoji=step.emoji if step.label else None,
                    default=voter.aspects.get(aspect) == step.score,
                )
                for step in result.discussion.scale.steps
            ],
        )
        modal.add_item(discord.ui.Label(text=t(words), component=select))
    return modal


def curve_card(
    show: ShowId,
    title: Title,
    points: Sequence[Point],
    t: Text,
    *,
    until: int | None,
    pictures: Pictures = (),
) -> discord.ui.LayoutView:
    """A season's episodes with what each came to. `until`: where the reader's progress ends, if
    there is more; a button leads on.
    """
    heading = t("{title}, episode by episode", title=plain(t.title(title), 150))
    lines = [f"## {' · '.join([heading, *_dub(points[0].dub if points else None, t)])}"]
    more = [] if until is None else [row(button(t("Show it anyway"), CURVE.pack(show=show)))]
    if not points and until is not None:
        words = t("Every vote so far is past your progress, episode {n}.", n=until)
        return card(_text([*lines, words]), *more, colour=theme.WARN)
    if not points:
        lines.append(t("No episode was voted on yet. Open a vote with /discuss start."))
    for point in points[-_CURVE_LINES:]:
        median = t("median {median}", median=_score(point.tally.median or 0, point.scale))
        facts = [
            *([median] if point.enough else []),
            t.n("{n} vote", "{n} votes", point.tally.n),
            *([t("still open")] if point.open else []),
        ]
        lines.append(f"**{_episodes(point, t)}** {' · '.join(facts)}")
    if until:
        lines.append(f"-# {t('Up to episode {n}, where your progress is.', n=until)}")
    return card(_text(lines), *gallery(pictures), *more)


def ahead_question(result: Result, progress: int, t: Text) -> discord.ui.LayoutView:
    """Asks before something past a member's episode is shown."""
    show = RESULTS.pack(discussion=result.discussion.id)
    return card(
        _text(
            [
                t(
                    "{name} is past your progress, episode {n}.",
                    name=f"**{name(result, t)}**",
                    n=progress,
                )
            ]
        ),
        row(button(t("Show it anyway"), show)),
        colour=theme.WARN,
    )


def summary(
    result: Result, t: Text, *, pictures: Pictures = (), talked: Sequence[Talked] = ()
) -> discord.ui.LayoutView:
    """What is said in the thread when the vote closes. `talked`: its most-reacted messages."""
    heading = t("The vote on {name} is closed", name=name(result, t))
    most = " · ".join(
        f"[{t.n('{n} reaction', '{n} reactions', each.reactions)}]({each.link})" for each in talked
    )
    return card(
        _text([f"## {heading}"]),
        _text(_came_to(result, t)),
        *gallery(pictures),
        *([_text([t("Most reacted to: {messages}", messages=most)])] if most else []),
        small(t("Thank you all. The thread stays open for talk.")),
        row(button(t("Results"), RESULTS.pack(discussion=result.discussion.id))),
        colour=theme.colour(result.colour),
    )


def result_card(result: Result, t: Text, *, pictures: Pictures = ()) -> discord.ui.LayoutView:
    """The result as an answer to whoever asked."""
    discussion = result.discussion
    if result.hidden:
        votes = t.n("{n} vote", "{n} votes", result.votes)
        lines = [t("{votes} so far. Vote, and you see how it goes.", votes=f"**{votes}**")]
    elif discussion.open:
        lines = [*_tally(result, t), *_splits(result, t)]
    else:
        lines = _came_to(result, t)
    ended = t("Still open. Opened {when}.", when=stamp(discussion.opened_at))
    return card(
        _text([f"## {name(result, t)}", *lines]),
        *gallery(pictures),
        small(ended if discussion.open else _ended(discussion, t)),
        *([row(link(t("To the post"), discussion.link))] if discussion.lost_at is None else []),
        colour=theme.colour(result.colour),
    )


def started(
    result: Result, t: Text, *, new: bool, film_episode: bool = False
) -> discord.ui.LayoutView:
    """Tells the host where it is. `film_episode`: an episode of a film was asked for."""
    if new:
        line = t("**{name}** is open for votes and talk.", name=name(result, t))
    else:
        votes = t.n("{n} vote so far", "{n} votes so far", result.votes)
        line = t("**{name}** is running already: {votes}.", name=name(result, t), votes=votes)
    lines = [line]
    if film_episode:
        lines.append(t("A film has no episodes: this is on the whole film."))
    return card(
        _text(lines), row(link(t("To the post"), result.discussion.link)), colour=theme.GOOD
    )


def close_question(result: Result, t: Text) -> discord.ui.LayoutView:
    """Asks once more: a vote can't be opened again."""
    votes = t.n("{n} vote", "{n} votes", result.votes)
    ask = t(
        "Close **{name}** with {votes}? Later reactions won't count.",
        name=name(result, t),
        votes=votes,
    )
    close = CLOSE_NOW.pack(discussion=result.discussion.id)
    return card(_text([ask]), row(button(t("Close it"), close, style=discord.ButtonStyle.danger)))


def closed(result: Result, t: Text, *, new: bool) -> discord.ui.LayoutView:
    """Tells whoever closed it."""
    discussion = result.discussion
    if discussion.closed_at is None:
        line = t("**{name}** has ended: its post is gone.", name=name(result, t))
    elif discussion.lost_at:
        line = t(
            "**{name}** is closed. Its post is gone, its result is kept.", name=name(result, t)
        )
    elif new:
        line = t("**{name}** is closed. The post shows its result.", name=name(result, t))
    else:
        when = stamp(discussion.closed_at)
        line = t("**{name}** was closed already, {when}.", name=name(result, t), when=when)
    votes = t.n("{n} vote", "{n} votes", result.tally.n)
    more = [] if discussion.lost_at else [row(link(t("To the post"), discussion.link))]
    return card(_text([f"{line} {votes}."]), *more, colour=theme.GOOD)


def open_list(page: Page[tuple[Discussion, Title, int]], t: Text) -> discord.ui.LayoutView:
    """The open discussions, each with its link and its votes."""
    if not page.items:
        return card(_text([t("No discussion is open. Open one with /discuss start.")]))
    lines = [f"## {t('Open discussions')}"]
    for discussion, title, n in page.items:
        heading = f"**[{_name(title, discussion, t, 80)}]({discussion.link})**"
        votes = t.n("{n} vote", "{n} votes", n)
        opened = t("opened {when}", when=stamp(discussion.opened_at))
        lines.append(f"{heading}\n-# {votes} · {opened}")
    items: list[discord.ui.Item[Any]] = [_text(lines)]
    if page.count > 1:
        items.append(
            row(
                button("◀", LIST.pack(page=page.number - 1), disabled=not page.has_previous),
                button("▶", LIST.pack(page=page.number + 1), disabled=not page.has_next),
            )
        )
    return card(*items)


def form(show: str, title: Title, t: Text, *, film: bool = False) -> discord.ui.Modal:
    """Asks for the episode."""
    words = t("Discuss {title}", title=theme.clean(t.title(title)))
    modal = discord.ui.Modal(title=theme.shorten(words, 45), custom_id=FORM.pack(show=show))
    modal.add_item(
        discord.ui.Label(
            text=t("Episode"),
            description=t("A film has no episodes: leave it empty.")
            if film
            else t("A number. Leave it empty to talk about the whole show."),
            component=discord.ui.TextInput(custom_id=EPISODE, required=False, max_length=10),
        )
    )
    return modal


def thread_name(result: Result, t: Text) -> str:
    """At most 100 characters; a thread's name knows no markdown."""
    whole = t("The film") if result.film else t("The whole show")
    tail = " · ".join([*([] if result.discussion.span else [whole]), *parts(result.discussion, t)])
    # The episode first: a list of threads cuts the end off.
    return f"{tail} · {theme.shorten(theme.clean(t.title(result.title)), 97 - len(tail))}"


def name(result: Result, t: Text) -> str:
    """``Hero Mask · Episode 3``, or the title alone for the whole show, as it reads."""
    return _name(result.title, result.discussion, t, 150)


def parts(discussion: Discussion, t: Text) -> list[str]:
    """What of its show it is on: ``Episode 3`` or ``Episodes 1–2``, ``English dub``."""
    episodes = [_episodes(discussion.span, t)] if discussion.span else []
    return [*episodes, *_dub(discussion.dub, t)]


def audio(dub: str | None, t: Text) -> str:
    """``English dub`` for a language tag; None is the original audio."""
    if dub is None:
        return t("Original audio")
    return t("{language} dub", language=t(LANGUAGES[dub]) if dub in LANGUAGES else own_name(dub))


def _dub(dub: str | None, t: Text) -> list[str]:
    return [audio(dub, t)] if dub else []


def _episodes(
    span: Span,
    t: Text,
    one: str = N_("Episode {n}"),
    several: str = N_("Episodes {first}–{last}"),
    **facts: object,
) -> str:
    """What is said of one episode, or of several."""
    if span.through:
        return t(several, first=span.episode, last=span.last, **facts)
    return t(one, n=span.episode, **facts)


def tag(result: Result, t: Text) -> str:
    """What a forum's post on it is filed under: its kind, since a forum has 20 tags."""
    return t(EPISODE_TAG if result.discussion.episode else SHOW_TAG)


def _name(title: Title, discussion: Discussion, t: Text, limit: int) -> str:
    return " · ".join([plain(t.title(title), limit), *parts(discussion, t)])


def _heading(result: Result, t: Text) -> discord.ui.Item[Any]:
    role = result.discussion.role
    pinged = [f"<@&{role}>"] if role else []
    lines = [*pinged, f"## {name(result, t)}", _spoiler_rule(result, t)]
    if around := _around(result, t):
        lines.append(" · ".join(around))
    if result.beside:
        lines.append(_beside(result, t))
    if result.discussion.host:
        lines.append(f"-# {t('Opened by {host}', host=f'<@{result.discussion.host}>')}")
    text = _text(lines)
    if result.cover:
        return discord.ui.Section(text, accessory=discord.ui.Thumbnail(result.cover))
    return text


def _spoiler_rule(result: Result, t: Text) -> str:
    """What may be said openly. An original has no source that tells more."""
    span = result.discussion.span
    if result.discussion.spoilers_open:
        return t("⚠️ Spoilers: anything may be told here.")
    if span and result.original:
        rule = N_("Speak freely up to episode {n}. Put later episodes behind `||bars||`.")
    elif span:
        rule = N_(
            "Speak freely up to episode {n}. Put later episodes, and what only the manga or "
            "novel tells, behind `||bars||`."
        )
    elif result.film and result.original:
        rule = N_("Speak freely about the film. Put what comes after it behind `||bars||`.")
    elif result.film:
        rule = N_(
            "Speak freely about the film. Put what comes after it, and what only the manga or "
            "novel tells, behind `||bars||`."
        )
    elif result.original:
        rule = N_("Speak freely about the whole show. Put sequels behind `||bars||`.")
    else:
        rule = N_(
            "Speak freely about the whole show. Put sequels, and what only the manga or novel "
            "tells, behind `||bars||`."
        )
    return t(rule, n=span.last if span else 0)


def _around(result: Result, t: Text) -> list[str]:
    """Links to the episodes before and after it that were discussed here, neighbours or not."""
    here, links_ = result.discussion.span, []
    if here and (before := result.before):
        words = (
            (N_("← Episode {n}"), N_("← Episodes {first}–{last}"))
            if before.last == here.episode - 1
            else (N_("Earlier here: episode {n}"), N_("Earlier here: episodes {first}–{last}"))
        )
        links_.append(f"[{_episodes(before, t, *words)}]({before.link})")
    if here and (later := result.later):
        words = (
            (N_("Episode {n} →"), N_("Episodes {first}–{last} →"))
            if later.episode == here.last + 1
            else (N_("Next here: episode {n}"), N_("Next here: episodes {first}–{last}"))
        )
        links_.append(f"[{_episodes(later, t, *words)}]({later.link})")
    return links_


def _beside(result: Result, t: Text) -> str:
    """Links to the same in other audio, with its episodes where they aren't the very same; on a
    line of their own, or they would read as the next episode's.
    """
    here = result.discussion.span
    words = N_("The same: {links}")
    if here:
        words = N_("These episodes: {links}") if here.through else N_("This episode: {links}")
    found = [
        f"[{audio(other.dub, t)}{f' ({_episodes(other.span, t)})' if other.span else ''}]"
        f"({other.link})"
        for other in result.beside
    ]
    return t(words, links=" · ".join(found))


def _tally(result: Result, t: Text) -> list[str]:
    tally, scale = result.tally, result.discussion.scale
    if not tally.n and not scale.steps[0].label:
        return [t("No vote yet")]  # empty bars beside bare numbers tell nothing
    lines = [
        f"{step.emoji} `{bar(tally.share(step.score), _BAR):<{_BAR}}` "
        f"**{tally.votes.get(step.score, 0)}** {t(step.label) if step.label else ''}".rstrip()
        for step in scale.steps
    ]
    if tally.mean is None or tally.median is None:
        return [*lines, t("No vote yet")]
    votes = f"**{t.n('{n} vote', '{n} votes', tally.n)}**"
    if tally.n < result.least:
        later = t.n("mean from {n} vote on", "mean from {n} votes on", result.least)
        return [*lines, f"{votes} · {later}"]
    facts = [
        votes,
        t("mean {mean}", mean=f"{tally.mean:.1f}"),
        t("median {median}", median=f"{tally.median:g}"),
    ]
    return [*lines, " · ".join(facts)]


def _came_to(result: Result, t: Text) -> list[str]:
    tally = result.tally
    if tally.mean is None or tally.quartiles is None or tally.spread is None:
        return [t("Nobody voted.")]
    lines = _tally(result, t)
    if tally.n < result.least:
        return lines
    if tally.n >= ENOUGH_FOR_A_SPREAD:
        low, high = (f"{quartile:g}" for quartile in tally.quartiles)
        spread = f"{tally.spread:g}"
        half = (
            t("The middle half: all at {low}", low=low)
            if low == high
            else t("The middle half: {low} to {high}", low=low, high=high)
        )
        lines.append(t("{half} (spread {spread})", half=half, spread=spread))
    if result.earlier:
        lines.append(_change(result.earlier, tally.mean, t))
    return [*lines, *_splits(result, t)]


def _splits(result: Result, t: Text) -> list[str]:
    """How those voted who said how they watch, and what single aspects were given."""
    said = [(t(SPLITS[split]), tally) for split, tally in result.splits.items()]
    said += [(t(ASPECT_NAMES[aspect]), tally) for aspect, tally in result.aspects.items()]
    parts = [
        t("{who} {median} ({n})", who=who, median=f"{tally.median:g}", n=tally.n)
        for who, tally in said
        if tally.median is not None and tally.n >= max(ENOUGH_FOR_A_SPLIT, result.least)
    ]
    return [f"-# {' · '.join(parts)}"] if parts else []


def _score(score: float, scale: Scale) -> str:
    return f"{score:g}/{len(scale)}"


def _change(earlier: Earlier, mean: float, t: Text) -> str:
    """``0.7 higher than episode 10 (4.3)``."""
    before, now = round(earlier.mean, 1), round(mean, 1)
    then = t("{mean} so far", mean=f"{before:.1f}") if earlier.open else f"{before:.1f}"
    by = f"{abs(now - before):.1f}"
    if now > before:
        words = (
            N_("{by} higher than episode {n} ({mean})"),
            N_("{by} higher than episodes {first}–{last} ({mean})"),
        )
    elif now < before:
        words = (
            N_("{by} lower than episode {n} ({mean})"),
            N_("{by} lower than episodes {first}–{last} ({mean})"),
        )
    else:
        words = (
            N_("The same as episode {n} ({mean})"),
            N_("The same as episodes {first}–{last} ({mean})"),
        )
    return _episodes(earlier, t, *words, by=by, mean=then)


def _ended(discussion: Discussion, t: Text) -> str:
    if discussion.closed_at:
        return t("Closed {when}. Later reactions don't count.", when=stamp(discussion.closed_at))
    return t("Its post is gone. The votes until then are kept.")


def _text(lines: list[str]) -> discord.ui.TextDisplay[Any]:
    return discord.ui.TextDisplay("\n".join(lines))
