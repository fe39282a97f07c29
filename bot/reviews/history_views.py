"""How the versions of a review look: their list, and each of them."""

from dataclasses import replace

import discord

from bot.reviews import views
from bot.reviews.history import Step
from bot.reviews.models import Review
from bot.reviews.scores import Score, spoken
from bot.text import Text
from bot.text.text import stamp
from bot.ui import theme
from bot.ui.answer import button, card, row, small
from bot.ui.components import Pattern
from bot.ui.pages import Page
from bot.ui.theme import plain

HISTORY = Pattern("review-history", {"show": str, "user": int, "page": int})
VERSION = Pattern("review-version", {"show": str, "user": int, "version": int, "page": int})
PICK_VERSION = Pattern("review-pick-version", {})


def to_history(review: Review, t: Text) -> discord.ui.Button[discord.ui.LayoutView]:
    """The button that opens a review's history."""
    return button(t("History"), HISTORY.pack(show=review.show.id, user=review.user, page=0))


def versions(review: Review, held: Page[Step], t: Text) -> discord.ui.LayoutView:
    """When a review was posted and posted anew, and what changed."""
    show = review.show
    lines = [f"## {t('History of a review')}", plain(t.title(show.title), 150)]
    for step in held.items:
        number = t("Version {number}", number=step.version.number)
        lines.append(f"**{number}** · {stamp(step.version.posted_at, 'f')}")
        lines.append(" · ".join([_overall(step, t), _changes(step, t)]))
    pick: discord.ui.Select[discord.ui.LayoutView] = discord.ui.Select(
        custom_id=PICK_VERSION.pack(),
        placeholder=t("Read one of these…"),
        options=[
            discord.SelectOption(
                label=t("Version {number}", number=step.version.number),
                description=_overall(step, t),
                value=_page(review, step, 0),
            )
            for step in held.items
        ],
    )
    turn = [
        button(
            arrow,
            HISTORY.pack(show=show.id, user=review.user, page=to),
            disabled=not 0 <= to < held.count,
        )
        for arrow, to in (("◀", held.number - 1), ("▶", held.number + 1))
        if held.count > 1
    ]
    count = t("page {page} of {pages}", page=held.number + 1, pages=held.count)
    newest = views.READ.pack(show=show.id, user=review.user)
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        row(pick),
        row(*turn, button(t("The newest"), newest)),
        *([small(count)] if turn else []),
        colour=theme.colour(show.color),
    )


def version(review: Review, step: Step, page: int, t: Text) -> discord.ui.LayoutView:
    """One version in full, a page at a time."""
    of = step.version
    then = replace(review, writing=of.writing, posted_at=of.posted_at, former_score=step.former)
    return views.full_text(
        then,
        t,
        number=page,
        banner=f"**{t('Version {number}', number=of.number)}**",
        turn=lambda to: _page(review, step, to),
        also=[to_history(review, t)],
    )


def _page(review: Review, step: Step, page: int) -> str:
    number = step.version.number
    return VERSION.pack(show=review.show.id, user=review.user, version=number, page=page)


def _overall(step: Step, t: Text) -> str:
    score = _spoken(step.version.writing.score)
    if step.former:
        score = f"{_spoken(step.former)} → {score}"
    return t("{score} of 10", score=score)


def _spoken(score: Score | None) -> str:
    return spoken(score) if score else "–"


def _changes(step: Step, t: Text) -> str:
    if step.version.number == 1:
        return t("as it was posted first")
    return t("changed: {parts}", parts=", ".join(t(part.label) for part in step.changed))
