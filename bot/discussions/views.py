"""How discussions look. Pure: a value and a language in, a card out."""

from typing import Any

import discord

from bot.discussions.models import SCALE, Discussion, Earlier, Result
from bot.discussions.tally import Tally
from bot.text import Text
from bot.text.text import stamp
from bot.ui import links, theme
from bot.ui.answer import button, card, link, row, rule, small
from bot.ui.charts import bar
from bot.ui.components import Pattern
from bot.ui.pages import Page
from bot.ui.theme import plain

CLOSE = Pattern("discussion-close", {"discussion": int})
CLOSE_NOW = Pattern("discussion-close-now", {"discussion": int})
RESULTS = Pattern("discussion-results", {"discussion": int})
"""On the summary: the result to whoever asks, and what the bot knows the summary by."""

LIST = Pattern("discussions", {"page": int})
FORM = Pattern("discuss-form", {"show": str})
EPISODE = "episode"
LISTED_A_PAGE = 8
_BAR = 10
ENOUGH_FOR_A_SPREAD = 5


def post(result: Result, t: Text) -> discord.ui.LayoutView:
    """The post itself: the rule and the live tally, or what it came to."""
    discussion = result.discussion
    items = [_heading(result, t)]
    if discussion.open:
        items += [
            rule(),
            _text(_tally(result.tally, t)),
            small(t("Vote with a reaction below. You have one vote, and the newest counts.")),
            row(
                button(t("Close"), CLOSE.pack(discussion=discussion.id)),
                button(t("About the show"), links.SHOW_CARD.pack(show=discussion.show)),
            ),
        ]
    else:
        items += [rule(), _text(_came_to(result, t)), small(_ended(discussion, t))]
    return card(*items, colour=theme.colour(result.colour))


def summary(result: Result, t: Text) -> discord.ui.LayoutView:
    """What is said in the thread when the vote closes."""
    heading = t("The vote on {name} is closed", name=name(result, t))
    return card(
        _text([f"## {heading}"]),
        _text(_came_to(result, t)),
        small(t("Thank you all. The thread stays open for talk.")),
        row(button(t("Results"), RESULTS.pack(discussion=result.discussion.id))),
        colour=theme.colour(result.colour),
    )


def result_card(result: Result, t: Text) -> discord.ui.LayoutView:
    """The result as an answer to whoever asked."""
    discussion = result.discussion
    lines = _tally(result.tally, t) if discussion.open else _came_to(result, t)
    ended = t("Still open. Opened {when}.", when=stamp(discussion.opened_at))
    return card(
        _text([f"## {name(result, t)}", *lines]),
        small(ended if discussion.open else _ended(discussion, t)),
        *([row(link(t("To the post"), discussion.link))] if discussion.lost_at is None else []),
        colour=theme.colour(result.colour),
    )


def started(result: Result, t: Text, *, new: bool) -> discord.ui.LayoutView:
    """Tells the host where it is."""
    if new:
        line = t("**{name}** is open for votes and talk.", name=name(result, t))
    else:
        votes = t.n("{n} vote so far", "{n} votes so far", result.tally.n)
        line = t("**{name}** is running already: {votes}.", name=name(result, t), votes=votes)
    return card(
        _text([line]), row(link(t("To the post"), result.discussion.link)), colour=theme.GOOD
    )


def close_question(result: Result, t: Text) -> discord.ui.LayoutView:
    """Asks once more: a vote can't be opened again."""
    votes = t.n("{n} vote", "{n} votes", result.tally.n)
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


def open_list(page: Page[tuple[Discussion, str, int]], t: Text) -> discord.ui.LayoutView:
    """The open discussions, each with its link and its votes."""
    if not page.items:
        return card(_text([t("No discussion is open. Open one with /discuss start.")]))
    lines = [f"## {t('Open discussions')}"]
    for discussion, title, n in page.items:
        heading = f"**[{_name(title, discussion.episode, t, 80)}]({discussion.link})**"
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


def form(show: str, title: str, t: Text) -> discord.ui.Modal:
    """Asks for the episode."""
    words = t("Discuss {title}", title=theme.clean(title))
    modal = discord.ui.Modal(title=theme.shorten(words, 45), custom_id=FORM.pack(show=show))
    modal.add_item(
        discord.ui.Label(
            text=t("Episode"),
            description=t("A number. Leave it empty to talk about the whole show."),
            component=discord.ui.TextInput(custom_id=EPISODE, required=False, max_length=10),
        )
    )
    return modal


def thread_name(result: Result, t: Text) -> str:
    """At most 100 characters; a thread's name knows no markdown."""
    episode = result.discussion.episode
    tail = t("Episode {n}", n=episode) if episode else t("The whole show")
    # The episode first: a list of threads cuts the end off.
    return f"{tail} · {theme.shorten(theme.clean(result.title), 97 - len(tail))}"


def name(result: Result, t: Text) -> str:
    """``Hero Mask · Episode 3``, or the title alone for the whole show, as it reads."""
    return _name(result.title, result.discussion.episode, t, 150)


def _name(title: str, episode: int | None, t: Text, limit: int) -> str:
    return " · ".join([plain(title, limit), *([t("Episode {n}", n=episode)] if episode else [])])


def _heading(result: Result, t: Text) -> discord.ui.Item[Any]:
    episode = result.discussion.episode
    lines = [f"## {name(result, t)}"]
    if episode:
        lines.append(
            t(
                "Speak freely up to episode {n}. Put later episodes, and what only the manga or "
                "novel tells, behind `||bars||`.",
                n=episode,
            )
        )
    else:
        lines.append(
            t(
                "Speak freely about the whole show. Put sequels, and what only the manga or novel "
                "tells, behind `||bars||`."
            )
        )
    if result.discussion.host:
        lines.append(f"-# {t('Opened by {host}', host=f'<@{result.discussion.host}>')}")
    text = _text(lines)
    if result.cover:
        return discord.ui.Section(text, accessory=discord.ui.Thumbnail(result.cover))
    return text


def _tally(tally: Tally, t: Text) -> list[str]:
    lines = [
        f"{step.emoji} `{bar(tally.share(step.score), _BAR):<{_BAR}}` "
        f"**{tally.votes.get(step.score, 0)}** {t(step.label)}"
        for step in SCALE
    ]
    if tally.mean is None or tally.median is None:
        return [*lines, t("No vote yet")]
    facts = [
        f"**{t.n('{n} vote', '{n} votes', tally.n)}**",
        t("mean {mean}", mean=f"{tally.mean:.1f}"),
        t("median {median}", median=f"{tally.median:g}"),
    ]
    return [*lines, " · ".join(facts)]


def _came_to(result: Result, t: Text) -> list[str]:
    tally = result.tally
    if tally.mean is None or tally.quartiles is None or tally.spread is None:
        return [t("Nobody voted.")]
    lines = _tally(tally, t)
    if tally.n >= ENOUGH_FOR_A_SPREAD:
        low, high = (f"{quartile:g}" for quartile in tally.quartiles)
        spread = f"{tally.spread:g}"
        half = (
            t("The middle half: all at {low}", low=low)
            if low == high
            else t("The middle half: {low} to {high}", low=low, high=high)
        )
        lines.append(t("{half} (spread {spread})", half=half, spread=spread))
    return [*lines, _change(result.earlier, tally.mean, t)] if result.earlier else lines


def _change(earlier: Earlier, mean: float, t: Text) -> str:
    """``0.7 higher than episode 10 (4.3)``."""
    before, now = round(earlier.mean, 1), round(mean, 1)
    then = t("{mean} so far", mean=f"{before:.1f}") if earlier.open else f"{before:.1f}"
    by = f"{abs(now - before):.1f}"
    if now > before:
        return t("{by} higher than episode {n} ({mean})", by=by, n=earlier.episode, mean=then)
    if now < before:
        return t("{by} lower than episode {n} ({mean})", by=by, n=earlier.episode, mean=then)
    return t("The same as episode {n} ({mean})", n=earlier.episode, mean=then)


def _ended(discussion: Discussion, t: Text) -> str:
    if discussion.closed_at:
        return t("Closed {when}. Later reactions don't count.", when=stamp(discussion.closed_at))
    return t("Its post is gone. The votes until then are kept.")


def _text(lines: list[str]) -> discord.ui.TextDisplay[Any]:
    return discord.ui.TextDisplay("\n".join(lines))
