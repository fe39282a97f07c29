"""Messages that show what is being erased: noted in the transaction that erases it."""

from collections.abc import Iterable
from typing import Protocol

from bot.db.database import Transaction
from bot.ids import ChannelId, GuildId, MessageId


class Post(Protocol):
    """A message of the bot's own."""

    @property
    def channel(self) -> ChannelId: ...

    @property
    def message(self) -> MessageId: ...


async def note(tx: Transaction, guild: GuildId, posts: Iterable[Post]) -> None:
    """They are to come down, whatever happens to the process meanwhile. A post's `thread`, where it
    has one, bears a name that is to go.
    """
    await tx.execute_many(
        "INSERT INTO takedowns (guild_id, channel_id, message_id, thread_id) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (guild_id, message_id) DO NOTHING",
        [(guild, post.channel, post.message, getattr(post, "thread", None)) for post in posts],
    )
