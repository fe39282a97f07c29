"""What Kansō needs to be allowed in each place, in Discord's own words."""

import discord

from bot.errors import N_
from bot.settings.models import Purpose
from bot.text import Text

NEEDED = {
    Purpose.REVIEWS: (
        "view_channel",
        "send_messages",
        "create_public_threads",
        "send_messages_in_threads",
        "add_reactions",
        "read_message_history",
    ),
    Purpose.RENEWALS: ("view_channel", "send_messages", "read_message_history"),
    Purpose.DISCUSSIONS: (
        "view_channel",
        "send_messages",
        "attach_files",
        "create_public_threads",
        "send_messages_in_threads",
        "add_reactions",
        "read_message_history",
    ),
}

_WORDS = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "attach_files": N_("Attach Files"),
    "create_public_threads": N_("Create Public Threads"),
    "send_messages_in_threads": N_("Send Messages in Threads"),
    "add_reactions": N_("Add Reactions"),
    "read_message_history": N_("Read Message History"),
}


_NOT_THERE = {
    discord.ForumChannel: {"create_public_threads"},
    discord.Thread: {"send_messages", "create_public_threads"},
}
"""What a place of that kind has no use for: a forum's posts are sent, a thread is one already."""


def missing(channel: discord.abc.GuildChannel | discord.Thread, purpose: Purpose) -> list[str]:
    """The permissions that the bot lacks in `channel` for `purpose`, by Discord's API names."""
    allowed = channel.permissions_for(channel.guild.me)
    spare = _NOT_THERE.get(type(channel), set())
    return [name for name in NEEDED[purpose] if name not in spare and not getattr(allowed, name)]


def words(names: list[str], text: Text) -> str:
    """Permissions as Discord's settings call them, in a row."""
    return ", ".join(f"*{text(_WORDS[name])}*" for name in names)


def needed_in_all() -> discord.Permissions:
    """Everything that any feature needs: the permissions of the invitation."""
    return discord.Permissions(
        **dict.fromkeys({n for names in NEEDED.values() for n in names}, True)
    )
