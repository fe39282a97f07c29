"""How reports, removals and deletions look."""

from collections.abc import Callable, Sequence
from typing import Any

import discord

from bot.errors import N_
from bot.ids import UserId
from bot.reviews import markdown, views
from bot.reviews.history import Record
from bot.reviews.models import Review
from bot.reviews.reports import REASON_LIMIT, CardStays, Case, Decision, Deed, Desk, Outcome, Report
from bot.reviews.subject import Subject
from bot.text import Text
from bot.text.text import stamp
from bot.ui import theme
from bot.ui.answer import button, card, note, row, rule, small
from bot.ui.components import Pattern
from bot.ui.pages import Page
from bot.ui.theme import plain

REPORT_FORM = Pattern("review-reported", {"show": str, "user": int})
REPORTS = Pattern("review-reports", {"page": int})
KEEP = Pattern("review-keep", {"show": str, "user": int, "newest": int})
REMOVE = Pattern("review-remove", {"show": str, "user": int})
REMOVE_FORM = Pattern("review-removed", {"show": str, "user": int})
TAKE_DOWN = Pattern("review-take-down", {})
LOG = Pattern("review-log", {"page": int})
DELETE = Pattern("review-delete", {"show": str, "revision": int})
LEAVE = Pattern("review-leave", {"show": str})

_SHOWN = 3
"""Reports of one review that are shown; a brigade's others are counted."""
_DEEDS = {
    Deed.KEPT: N_("Kept"),
    Deed.REMOVED: N_("Removed"),
    Deed.DELETED: N_("Deleted by its reviewer"),
}


# Reporting


def report_form(review: Review, t: Text) -> discord.ui.Modal:
    """What is wrong with a review."""
    modal = discord.ui.Modal(
        title=t("Report this review"),
        custom_id=REPORT_FORM.pack(show=review.show.id, user=review.user),
    )
    return _with_reason(
        modal, t("What is wrong with it?"), t("The moderators alone see this, and who wrote it.")
    )


def thanks(t: Text) -> discord.ui.LayoutView:
    """What happens next with a report."""
    return note(
        t(
            "Thank you. Your report is with the moderators: they read it and decide whether the "
            "review stays. They alone see that it came from you. You need do nothing more."
        ),
        colour=theme.GOOD,
    )


def _with_reason(modal: discord.ui.Modal, label: str, hint: str) -> discord.ui.Modal:
    reason: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="reason", style=discord.TextStyle.paragraph, max_length=REASON_LIMIT
    )
    modal.add_item(discord.ui.Label(text=label, description=hint, component=reason))
    return modal


# Deciding


def desk(held: Desk, t: Text, *, adult: bool, said: str = "") -> discord.ui.LayoutView:
    """The open reports. `said` is what was done just now; titles of shows for adults are told only
    where `adult`.
    """
    cases = held.cases
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay(f"**{said}**")] if said else []
    heading = f"## {t('Reported reviews')}"
    if not cases.items:
        heading += f"\n{t('No report is open. Members report a review by the button on its card.')}"
    items.append(discord.ui.TextDisplay(heading))
    for case in cases.items:
        items += [rule(), *_case(case, t, adult=adult)]
    if held.still_up:
        items += [rule(), *_still_up([card.place for card in held.still_up], t)]
    log = button(t("Log"), LOG.pack(page=0))
    items.append(row(*_arrows(cases, lambda to: REPORTS.pack(page=to)), log))
    return card(*items, *_print(cases, t), colour=theme.WARN if cases.items else theme.CALM)


def _case(case: Case, t: Text, *, adult: bool) -> list[discord.ui.Item[Any]]:
    review = case.review
    title, who = _title(review.show, t, adult=adult), _person(review.user, t, review.name)
    head = [f"**{title}** · {t('review by {who}', who=who)}"]
    if review.card:
        head.append(f"[{t('Card')}]({review.card.url})")
    lines = [" · ".join(head), *_reports(case.reports, t)]
    whose: dict[str, int | str] = {"show": review.show.id, "user": review.user}
    newest = max(report.number for report in case.reports) if case.reports else 0
    return [
        discord.ui.TextDisplay("\n".join(lines)),
        row(
            button(t("Read"), views.READ.pack(**whose), emoji="📖"),
            button(t("Keep"), KEEP.pack(**whose, newest=newest)),
            to_removal(review, t),
        ),
    ]


def to_removal(review: Review, t: Text) -> discord.ui.Button[Any]:
    """The button that asks why a review is to go."""
    return button(
        t("Remove…"),
        REMOVE.pack(show=review.show.id, user=review.user),
        style=discord.ButtonStyle.danger,
    )


def _reports(reports: Sequence[Report], t: Text) -> list[str]:
    lines = [
        t(
            "{who}, {when}: {reason}",
            who=_person(report.reporter, t),
            when=stamp(report.at),
            reason=plain(report.reason, REASON_LIMIT)
            or t("(erased with the data of whoever wrote it)"),
        )
        for report in reports[:_SHOWN]
    ]
    if more := len(reports) - len(lines):
        lines.append(f"-# {t.n('and {n} more report', 'and {n} more reports', more)}")
    return lines


def _still_up(places: Sequence[str], t: Text) -> list[discord.ui.Item[Any]]:
    words = t.n(
        "{n} card of a review that is gone is still up: {places}",
        "{n} cards of reviews that are gone are still up: {places}",
        len(places),
        places=", ".join(places[:_SHOWN]),
    )
    return [
        discord.ui.TextDisplay(words),
        row(button(t("Take down"), TAKE_DOWN.pack())),
    ]


def kept(closed: int, t: Text) -> str:
    """What came of *Keep*."""
    if not closed:
        return t("That was decided before.")
    return t.n(
        "The review stays; {n} report is closed.",
        "The review stays; {n} reports are closed.",
        closed,
    )


def removal_form(review: Review, t: Text) -> discord.ui.Modal:
    """Why a review is to go."""
    modal = discord.ui.Modal(
        title=t("Remove this review"),
        custom_id=REMOVE_FORM.pack(show=review.show.id, user=review.user),
    )
    return _with_reason(modal, t("Why?"), t("Its reviewer reads this, and it stands in the log."))


def removed(held: Outcome, t: Text, *, adult: bool) -> discord.ui.LayoutView:
    """What a removal came to."""
    review = held.review
    lines = [
        t(
            "The review of **{show}** by {who} is removed.",
            show=_title(review.show, t, adult=adult),
            who=_person(review.user, t, review.name),
        ),
        t("Its reviewer has the text as a draft, and reads your reason at `/review write`."),
    ]
    if held.closed:
        lines.append(t.n("{n} report is closed.", "{n} reports are closed.", held.closed))
    buttons = [button(t("Reports"), REPORTS.pack(page=0))]
    if held.stays:
        lines.append(t.refusal(held.stays))
        buttons.insert(0, button(t("Take down"), TAKE_DOWN.pack()))
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        row(*buttons),
        colour=theme.WARN if held.stays else theme.GOOD,
    )


def taken_down(stays: CardStays | None, t: Text) -> str:
    """What came of trying once more."""
    return t.refusal(stays) if stays else t("No card of a review that is gone is up any more.")


def log(held: Page[Decision], t: Text, *, adult: bool) -> discord.ui.LayoutView:
    """What was decided about reviews."""
    lines = [f"## {t('What was decided')}"]
    if not held.items:
        lines.append(t("Nothing was decided about a review yet."))
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(lines))]
    for entry in held.items:
        items += [rule(), discord.ui.TextDisplay("\n".join(_entry(entry, t, adult=adult)))]
    arrows = _arrows(held, lambda to: LOG.pack(page=to))
    items.append(row(*arrows, button(t("Open reports"), REPORTS.pack(page=0))))
    return card(*items, *_print(held, t), colour=theme.CALM)


def _entry(entry: Decision, t: Text, *, adult: bool) -> list[str]:
    title, who = _title(entry.show, t, adult=adult), _person(entry.user, t, entry.name)
    lines = [
        f"**{t(_DEEDS[entry.deed])}** · {title} · {t('review by {who}', who=who)}",
        f"-# {stamp(entry.at, 'f')}",
    ]
    if entry.deed is not Deed.DELETED:
        lines[1] += f" · {t('by {who}', who=_person(entry.by, t))}"
    if entry.reason:
        lines.append(t("Reason: {reason}", reason=plain(entry.reason, REASON_LIMIT)))
    if entry.reports:
        lines += [t("Reports:"), *_reports(entry.reports, t)]
    return lines


# Deleting one's own


def delete_question(record: Record, t: Text, *, changed: bool = False) -> discord.ui.LayoutView:
    """Is it to go? With the file `markdown.NAME`. `changed`: another version was shown before."""
    review = record.review
    show = review.show
    lines = [f"## {t('Delete this review?')}"]
    if changed:
        lines.append(f"**{t('It changed since. This is what would go now.')}**")
    goes = [t("its card and its text")]
    if record.former:
        goes.append(t.n("{n} former version", "{n} former versions", len(record.former)))
    if review.helpful:
        goes.append(t.n("{n} helpful vote", "{n} helpful votes", review.helpful))
    lines += [
        t("What you posted of **{show}** will be gone for good:", show=_title(show, t)),
        *(f"- {what}" for what in goes),
        "",
    ]
    if review.card and review.card.thread:
        thread = f"<#{review.card.thread}>"
        lines.append(t("The comments of others stay in {thread}.", thread=thread))
    lines.append(t("All that you wrote is in this file. Save it if you may want it again."))
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        discord.ui.File(f"attachment://{markdown.NAME}"),
        row(
            button(
                t("Delete it"),
                DELETE.pack(show=show.id, revision=review.revision),
                style=discord.ButtonStyle.danger,
            ),
            button(t("Keep it"), LEAVE.pack(show=show.id)),
        ),
        colour=theme.WARN,
    )


def left(show: Subject, t: Text) -> discord.ui.LayoutView:
    """Nothing was deleted."""
    return note(t("Your review of **{show}** stays.", show=_title(show, t)), colour=theme.GOOD)


def deleted(held: Outcome, t: Text) -> discord.ui.LayoutView:
    """It is gone. With the file `markdown.NAME`."""
    show = held.review.show
    lines = [t("Your review of **{show}** is deleted.", show=_title(show, t))]
    lines += _stays(held.stays, t)
    lines.append(t("All that you wrote is in this file. Save it if you may want it again."))
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        discord.ui.File(f"attachment://{markdown.NAME}"),
        row(button(t("Write a new one"), views.PANEL.pack(show=show.id))),
        colour=theme.WARN if held.stays else theme.CALM,
    )


def retried(show: Subject, stays: CardStays | None, t: Text) -> discord.ui.LayoutView:
    """What came of taking a deleted review's card down once more."""
    title = _title(show, t)
    if stays:
        lines = [t("Your review of **{show}** is deleted.", show=title), *_stays(stays, t)]
        return note("\n".join(lines), colour=theme.WARN)
    words = t("Now the card of your review of **{show}** is down as well.", show=title)
    return note(words, colour=theme.GOOD)


def _stays(stays: CardStays | None, t: Text) -> list[str]:
    if not stays:
        return []
    return [t.refusal(stays), t("Then use `/review delete` again: I try once more.")]


def exported(count: int, t: Text) -> discord.ui.LayoutView:
    """One's own reviews, in the file `markdown.NAME`."""
    words = t.n(
        "{n} review or draft is in this file, in Markdown.",
        "{n} reviews and drafts are in this file, in Markdown.",
        count,
    )
    return note(words, file=markdown.NAME)


# Pieces


def _title(show: Subject, t: Text, *, adult: bool = True) -> str:
    if show.adult and not adult:
        return t("a show for adults")
    return plain(t.title(show.title), 150)


def _person(user: UserId, t: Text, name: str = "") -> str:
    if user > 0:
        return f"<@{user}>"
    return plain(name, 80) or t("somebody whose data was erased")


def _arrows(held: Page[Any], to: Callable[[int], str]) -> list[discord.ui.Button[Any]]:
    if held.count == 1:
        return []
    return [
        button("◀", to(held.number - 1), disabled=not held.has_previous),
        button("▶", to(held.number + 1), disabled=not held.has_next),
    ]


def _print(held: Page[Any], t: Text) -> list[discord.ui.Item[Any]]:
    if held.count == 1:
        return []
    return [small(t("page {page} of {pages}", page=held.number + 1, pages=held.count))]
