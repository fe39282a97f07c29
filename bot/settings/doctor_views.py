"""How the doctor's section looks, a test post, what is said of a loss, and the greeting."""

from collections.abc import Collection
from typing import Any

import discord

from bot.errors import N_
from bot.settings import permissions
from bot.settings.doctor import (
    Checkup,
    Cure,
    Layer,
    Loss,
    Report,
    RoleTrouble,
    State,
    Step,
    Trial,
)
from bot.settings.models import OPTIONAL, Purpose, Setting
from bot.text import Text
from bot.text.text import stamp
from bot.ui import theme
from bot.ui.answer import button, card, note, small
from bot.ui.components import Pattern

TRY = Pattern("config-try", {"purpose": str})

LONGEST_NAME = 60
MOST_CURES = 4
"""Of a channel that are shown at once: a card has 4,000 characters."""

NAMES = {
    Purpose.REVIEWS: N_("**Reviews**"),
    Purpose.RENEWALS: N_("**Renewals**"),
    Purpose.DISCUSSIONS: N_("**Discussions**"),
    Purpose.NEWS: N_("**News**"),
}
_CURES = {
    Layer.SERVER: N_(
        "⚠️ {permissions}: not allowed in this server.\n"
        "-# Allow it under Server Settings → Roles → {set_for}."
    ),
    Layer.EVERYONE: N_(
        "⚠️ {permissions}: denied there to {denied_to}.\n"
        "-# Add {set_for} under Edit Channel → Permissions and allow it."
    ),
    Layer.ROLE: N_(
        "⚠️ {permissions}: denied there to the role {denied_to}.\n"
        "-# Allow it under Edit Channel → Permissions → {set_for}."
    ),
    Layer.BOT: N_(
        "⚠️ {permissions}: denied there to me.\n"
        "-# Allow it under Edit Channel → Permissions → {set_for}."
    ),
}
_STEPS = {
    Step.POST: N_("post"),
    Step.THREAD: N_("open a thread"),
    Step.REACTION: N_("react"),
}
_WAIT = {
    Setting.REVIEW_CHANNEL: N_("Until that is mended, drafts are kept, and nobody can post one."),
    Setting.RENEWAL_CHANNEL: N_("Until that is mended, evidence is kept, but waits unseen."),
    Setting.DISCUSSION_CHANNEL: N_("Until that is mended, nobody can open a discussion there."),
    Setting.NEWS_CHANNEL: N_("Until that is mended, no summary is posted."),
}


_ROLE_TROUBLES = {
    RoleTrouble.MANAGE: N_(
        "⚠️ I lack *Manage Roles*, so nobody can take it by my button.\n"
        "-# Allow it to my role under Server Settings → Roles."
    ),
    RoleTrouble.ABOVE: N_(
        "⚠️ It stands above my own role, so nobody can take it by my button.\n"
        "-# Drag my role above it under Server Settings → Roles."
    ),
    RoleTrouble.SILENT: N_(
        "⚠️ Nobody may mention it, so my ping stays silent.\n"
        "-# Allow everybody to mention it under Server Settings → Roles."
    ),
    RoleTrouble.POWER: N_(
        "⚠️ It gives more than pings, so I hand it to nobody.\n"
        "-# Choose a role without any rights of its own."
    ),
}


def section(report: Report, t: Text) -> list[discord.ui.Item[Any]]:
    """All that the bot needs in a server and lacks, with where to set it, and its test posts."""
    items: list[discord.ui.Item[Any]] = []
    if report.silent_until:
        words = t(
            "⚠️ I am in a time-out until {when}. A moderator can end it.",
            when=stamp(report.silent_until, "f"),
        )
        items.append(discord.ui.TextDisplay(words))
    for checkup in report.checkups:
        words = _checkup(checkup, t)
        if checkup.purpose is Purpose.NEWS and report.weekly_unplaced:
            words = f"{t(NAMES[Purpose.NEWS])}\n{weekly_unplaced(t)}"
        if checkup.state is State.HERE:
            label = t("Test #{channel}", channel=theme.shorten(theme.clean(checkup.name), 20))
            press = button(label, TRY.pack(purpose=checkup.purpose.value))
            items.append(discord.ui.Section(discord.ui.TextDisplay(words), accessory=press))
        else:
            items.append(discord.ui.TextDisplay(words))
    items.append(discord.ui.TextDisplay(_moderators(report, t)))
    if report.reviewers:
        items.append(discord.ui.TextDisplay(_reviewers(report, t)))
    if report.pinged:
        items.append(discord.ui.TextDisplay(_pinged(report, t)))
    if report.events_forbidden:
        words = f"{t('**Discord events**')}\n{events_forbidden(t)}"
        items.append(discord.ui.TextDisplay(words))
    items.append(small(t("A test posts something there, and deletes it again at once.")))
    return items


def _checkup(checkup: Checkup, t: Text) -> str:
    name = t(NAMES[checkup.purpose])
    if checkup.channel is None and checkup.purpose in OPTIONAL:
        return f"{name}\n{t('-# ✅ No channel: a server can do without.')}"
    if checkup.channel is None:
        return f"{name}\n{t('-# No channel yet. Choose one under Channels and roles.')}"
    lines = [f"{name} <#{checkup.channel}>"]
    match checkup.state:
        case State.GONE:
            lines.append(t("⚠️ That channel is gone. Choose another under Channels and roles."))
        case State.UNFIT:
            lines.append(t("⚠️ I can't use a channel of that kind for this. Choose another."))
    lines += _troubles(checkup, t)
    return "\n".join(lines if len(lines) > 1 else [*lines, t("-# ✅ I may do all that it needs.")])


def _troubles(checkup: Checkup, t: Text) -> list[str]:
    lines = [cure(each, t) for each in checkup.cures[:MOST_CURES]]
    if (more := len(checkup.cures) - MOST_CURES) > 0:
        lines.append(
            t.n("-# {n} other place, after these.", "-# {n} other places, after these.", more)
        )
    if checkup.tags:
        tags = ", ".join(f"*{theme.plain(tag, 40)}*" for tag in checkup.tags)
        lines.append(
            t(
                "⚠️ This forum wants a tag on each post and lacks mine: {tags}.\n"
                "-# Add it there, or no longer require tags.",
                tags=tags,
            )
        )
    return lines


def cure(cure: Cure, t: Text) -> str:
    """What is withheld, from whom, and where to allow it."""
    return t(
        _CURES[cure.layer],
        permissions=permissions.words(cure.permissions, t),
        denied_to=theme.plain(cure.denied_to, LONGEST_NAME),
        set_for=theme.plain(cure.set_for, LONGEST_NAME),
    )


def _moderators(report: Report, t: Text) -> str:
    name = t("**Moderators**")
    if report.moderators is None:
        return f"{name}\n{t('-# ✅ No role: whoever may manage the server moderates.')}"
    if report.moderators_gone:
        gone = t("⚠️ That role is gone: only who may manage the server moderates now.")
        return f"{name}\n{gone}\n{t('-# Choose another under Channels and roles.')}"
    return f"{name} <@&{report.moderators}>\n{t('-# ✅ The role is there.')}"


def _reviewers(report: Report, t: Text) -> str:
    name = t("**Reviewers**")
    if report.reviewers_gone:
        gone = t("⚠️ That role is gone: only moderators can post reviews now.")
        return f"{name}\n{gone}\n{t('-# Choose another under Channels and roles.')}"
    return f"{name} <@&{report.reviewers}>\n{t('-# ✅ The role is there.')}"


def _pinged(report: Report, t: Text) -> str:
    name = t("**Episode pings**")
    if report.pinged_gone:
        gone = t("⚠️ That role is gone: posts open without a ping.")
        return f"{name}\n{gone}\n{t('-# Choose another under Running season.')}"
    found = [role_trouble(each, t) for each in report.ping_troubles]
    well = t("-# ✅ Members can take the role, and I can ping it.")
    return "\n".join([f"{name} <@&{report.pinged}>", *(found or [well])])


def role_trouble(trouble: RoleTrouble, t: Text) -> str:
    """What keeps a role for pings from working, and where to mend it."""
    return t(_ROLE_TROUBLES[trouble])


def weekly_unplaced(t: Text) -> str:
    """That weekly summaries are wanted and have no channel."""
    words = t("⚠️ No channel is chosen for the weekly summary, so it is posted nowhere.")
    return f"{words}\n{t('-# Choose the news channel under Channels and roles.')}"


def events_forbidden(t: Text) -> str:
    """That the bot may make no events, and where to mend it."""
    lack = t("⚠️ I lack {permissions}.", permissions=permissions.words(["create_events"], t))
    return f"{lack}\n{t('-# Allow it to my role under Server Settings → Roles.')}"


# Test posts


def test_post(t: Text) -> discord.ui.LayoutView:
    """What stands in the channel for a moment."""
    return note(t("A test that an admin asked for. It goes in a moment; if not, delete it."))


def test_name(t: Text) -> str:
    """The name of the thread that is opened for a moment."""
    return t("A test of Kansō")


def trial(trial: Trial, checkup: Checkup, t: Text) -> discord.ui.LayoutView:
    """How a test post went. `checkup` is the channel's, as it is now."""
    where = f"<#{trial.channel}>"
    lines = []
    if trial.worked:
        lines.append(
            t("✅ I could {steps} in {channel}.", steps=_steps(trial.worked, t), channel=where)
        )
    for step, lacking in trial.refused.items():
        message = (
            N_("⚠️ Discord didn't let me {step} in {channel}: I lack {permissions}.")
            if lacking
            else N_("⚠️ Discord didn't let me {step} in {channel}, though by its settings I may.")
        )
        facts = {"step": t(_STEPS[step]), "channel": where}
        lines.append(t(message, permissions=permissions.words(lacking, t), **facts))
    lines += [
        t(
            "⚠️ Discord had trouble when I wanted to {step} in {channel}. Try again in a moment.",
            step=t(_STEPS[step]),
            channel=where,
        )
        for step in trial.unanswered
    ]
    if trial.refused or trial.tag_wanted:
        lines += _troubles(checkup, t)
    if trial.tag_wanted and not checkup.tags:
        lines.append(t("⚠️ The forum wants a tag on each post."))
    if trial.spared:
        lines.append(
            t(
                "-# I may open a thread there, yet opened none: I couldn't take it away again "
                "without {permissions}.",
                permissions=permissions.words(trial.spared, t),
            )
        )
    if trial.left:
        links = " · ".join(trial.left)
        lines.append(t("⚠️ This I couldn't delete again. You can: {links}", links=links))
    else:
        lines.append(t("-# Nothing was left behind."))
    went_well = not (trial.refused or trial.unanswered or trial.tag_wanted or trial.left)
    return note("\n".join(lines), colour=theme.GOOD if went_well else theme.WARN)


def _steps(steps: Collection[Step], t: Text) -> str:
    return ", ".join(t(_STEPS[step]) for step in steps)


# What the bot says by itself


def lost(report: Report, losses: Collection[Loss], t: Text) -> discord.ui.LayoutView:
    """What was chosen and can't be used any more, for whoever can mend it."""
    lines = []
    named = {loss.setting for loss in losses}
    for checkup in report.checkups:
        if (setting := checkup.purpose.setting) in named:
            lines += [_lost(checkup, t), f"-# {t(_WAIT[setting])}"]
    if Setting.MODERATOR_ROLE in named:
        lines += [
            t("⚠️ The moderators' role is gone."),
            f"-# {t('Until another is chosen, only who may manage the server moderates.')}",
        ]
    if Setting.REVIEWER_ROLE in named:
        lines += [
            t("⚠️ The reviewers' role is gone."),
            f"-# {t('Until another is chosen, or none, only moderators can post reviews.')}",
        ]
    if Setting.EPISODE_ROLE in named:
        lines += [
            t("⚠️ The role for episode pings is gone."),
            f"-# {t('Until another is chosen, posts open without a ping.')}",
        ]
    return card(
        discord.ui.TextDisplay(f"## {t('Something here needs an admin')}"),
        discord.ui.TextDisplay("\n".join(lines)),
        small(t("`/config`, section Doctor, says what to change. What people wrote is safe.")),
        colour=theme.WARN,
    )


def _lost(checkup: Checkup, t: Text) -> str:
    purpose = t(checkup.purpose.label)
    if not checkup.cures:
        return t("⚠️ The channel for {purpose} is gone.", purpose=purpose)
    return t(
        "⚠️ I lack {permissions} in {channel}, the channel for {purpose}.",
        permissions=permissions.words(checkup.lacks, t),
        channel=f"<#{checkup.channel}>",
        purpose=purpose,
    )


def greeting(t: Text) -> discord.ui.LayoutView:
    """The first that a server hears of the bot."""
    return card(
        discord.ui.TextDisplay(
            f"## {t('Hello, I am Kansō')}\n"
            + t("Thank you for having me. I am here to talk about anime: try `/show`.")
        ),
        discord.ui.TextDisplay(
            t("**First step** An admin uses `/config` and chooses my channels, in two minutes.")
        ),
        small(t("`/help` lists what I can do, `/about` says how I am, `/privacy` what I keep.")),
        colour=theme.GOOD,
    )
