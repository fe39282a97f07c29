"""Where a discussion is on Discord, without asking Discord."""

import discord

from bot.discussions.models import Discussion
from bot.ids import ChannelId, GuildId
from bot.ui.governor import Route

Venue = discord.TextChannel | discord.ForumChannel | discord.Thread
"""Where a discussion can be opened."""


def me(client: discord.Client) -> discord.ClientUser:
    assert client.user is not None  # noqa: S101  (it is logged in)
    return client.user


def place(
    client: discord.Client, discussion: Discussion, channel: int
) -> discord.PartialMessageable:
    return client.get_partial_messageable(channel, guild_id=discussion.guild)


def post(client: discord.Client, discussion: Discussion) -> discord.PartialMessage:
    """Its message, which was sent."""
    assert discussion.message is not None  # noqa: S101
    return place(client, discussion, discussion.channel).get_partial_message(discussion.message)


def route(discussion: Discussion, kind: str, channel: int | None = None) -> Route:
    """What requests of that kind share a limit with."""
    return Route(GuildId(discussion.guild), ChannelId(channel or discussion.channel), kind)
