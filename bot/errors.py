"""Refusals: what a person is told in words, as a gettext id and the facts that fill it.

Whoever raises one knows what happened; the door in `bot.client` turns it into the reader's
language. A refusal is expected, so it carries no traceback to the log.
"""

from typing import ClassVar


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for it)
    """Mark a string for translation where it is written down but not yet shown."""
    return message


class Refusal(Exception):
    """Something asked for that isn't done, and what the asker may do about it.

    `message` is a gettext id with ``{named}`` places; `facts` fill them. Facts that come from
    people or from outside are escaped when they are shown, not here.
    """

    message: ClassVar[str]
    unforeseen: ClassVar[bool] = False
    """Whether it stands for an error that nobody foresaw."""
    kept: ClassVar[bool] = False
    """Whether what was typed into the form is saved nevertheless. If not, it is given back."""

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return self.message.format(**self.facts)


class DatabaseBusy(Refusal):
    message = N_(
        "I'm busy writing something else down. Nothing of yours was lost. Try again in a moment."
    )


class DatabaseStuck(DatabaseBusy):
    """The file can't be written or read: the disk is full, read-only or broken."""

    message = N_(
        "I can't write anything down right now: my host's disk is full, read-only or broken. "
        "Tell whoever runs me. What was saved before stays saved."
    )


class SourceDown(Refusal):
    """A source outside didn't answer and nothing is held."""

    message = N_(
        "{source} doesn't answer right now, and I hold nothing on this yet. "
        "Try again in a few minutes."
    )


class NotInServer(Refusal):
    message = N_("This works in a server only.")


class MissingPermission(Refusal):
    """Discord refused the bot. `permissions` are in Discord's own words."""

    message = N_(
        "I lack {permissions} in {channel}. Ask an admin to allow it in that channel's settings. "
        "Nothing was lost."
    )


class ChannelGone(Refusal):
    message = N_(
        "The channel for {purpose} is gone or hidden from me. "
        "An admin can choose another with /config. Nothing was lost."
    )


class ThreadArchived(Refusal):
    """Discord takes nothing for a thread that was put away, and the bot may not open it."""

    message = N_(
        "That thread was put away, and I may not open it again. "
        "Open it or ask a moderator to, then try again. Nothing was lost."
    )


class MessagesClosed(Refusal):
    """Discord lets the bot write no direct messages to whoever asks."""

    message = N_(
        "I may not write to you: your direct messages are closed to me. "
        "Open them in this server's privacy settings, then try again. Nothing was lost."
    )


class ChannelNotSet(Refusal):
    message = N_(
        "No channel is set for {purpose} yet. An admin can choose one with /config. "
        "Nothing was lost."
    )


class NotModerator(Refusal):
    message = N_("A moderator has to do this. An admin chooses who that is with /config.")


class Outdated(Refusal):
    """A button or form of a thing that isn't there any more."""

    message = N_("That is no longer here. It may have been removed or replaced since.")
