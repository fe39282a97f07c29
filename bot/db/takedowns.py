"""Messages that show what is being erased: noted in the transaction that erases it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.db.database import Transaction
from bot.ids import ChannelId, GuildId, MessageId


class Post(Protocol):
    """A message of the bot's own."""

    @property
    def channel(self) -> ChannelId: ...

    @property
    def message(self) -> MessageId: ...


def mark(custom_id: str) -> str:
    """What a message is known by that must not say whose it was."""
    return hashlib.sha256(custom_id.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A message that was sent, and nobody heard whether it arrived. It has a component of that
    custom id; `since` is when it was sent, in epoch seconds.
    """

    channel: ChannelId
    custom_id: str
    since: int


async def note(tx: Transaction, guild: GuildId, posts: Iterable[Post]) -> None:
    """They are to come down, whatever happens to the process meanwhile. A post's `thread`, where it
    has one, bears a name that is to go.
    """
    await tx.execute_many(
        "INSERT INTO takedowns (guild_id, channel_id, message_id, thread_id) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (guild_id, message_id) DO NOTHING",
        [(guild, post.channel, post.message, getattr(post, "thread", None)) for post in posts],
    )


async def note_lost(tx: Transaction, guild: GuildId, posts: Iterable[Lost], *, at: int) -> None:
    """They are to come down too, if they are there. `at` is now, in epoch seconds."""
    await tx.execute_many(
        "INSERT INTO takedowns (guild_id, channel_id, mark, sent_since, noted_at) "
        "VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (guild_id, mark) DO UPDATE SET noted_at = excluded.noted_at",
        [(guild, post.channel, mark(post.custom_id), post.since, at) for post in posts],
    )
