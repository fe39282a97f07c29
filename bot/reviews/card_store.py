"""SQL of reviews' cards: what is said under them, and which numbers stand on them."""

from bot.db import Database, Row, Transaction
from bot.ids import ShowId, UserId
from bot.reviews.models import SILENCE, Card, Talk

Numbers = tuple[int, Talk]
"""How many found a review helpful, and what is said under its card."""

_NOTE = """
    INSERT INTO review_cards (guild_id, show_id, user_id, message_id, {columns})
    SELECT guild_id, show_id, user_id, message_id, {places} FROM reviews
    WHERE guild_id = ? AND message_id = ?
    ON CONFLICT (guild_id, show_id, user_id, message_id) DO UPDATE SET {changes}
"""


async def note_shown(tx: Transaction, card: Card, helpful: int, talk: Talk) -> None:
    """These numbers stand on that card. Nothing where it is no review's card any more."""
    await _note(
        tx,
        card,
        {
            "shown_helpful": helpful,
            "shown_comments": talk.comments,
            "shown_liked_id": talk.liked,
        },
    )


class CardStore:
    """Rows in, models out."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def whose(self, card: Card) -> tuple[ShowId, UserId] | None:
        """The review that the card shows: of which show, and whose."""
        row = await self._db.one(
            "SELECT show_id, user_id FROM reviews WHERE guild_id = ? AND message_id = ?",
            (card.guild, card.message),
        )
        return (row["show_id"], row["user_id"]) if row else None

    async def talk(self, card: Card) -> Talk:
        """What is known to be said under the card."""
        row = await self._row(card)
        return Talk(comments=row["comments"], liked=row["liked_id"]) if row else SILENCE

    async def note_talk(self, card: Card, talk: Talk) -> None:
        """That is said under the card now."""
        async with self._db.transaction() as tx:
            await _note(tx, card, {"comments": talk.comments, "liked_id": talk.liked})

    async def shown(self, card: Card) -> Numbers:
        """The numbers that stand on the card."""
        row = await self._row(card)
        if row is None:
            return 0, SILENCE
        talk = Talk(comments=row["shown_comments"], liked=row["shown_liked_id"])
        return row["shown_helpful"], talk

    async def note_shown(self, card: Card, helpful: int, talk: Talk) -> None:
        """These numbers stand on the card now."""
        async with self._db.transaction() as tx:
            await note_shown(tx, card, helpful, talk)

    async def _row(self, card: Card) -> Row | None:
        return await self._db.one(
            "SELECT c.* FROM review_cards AS c JOIN reviews AS r ON r.guild_id = c.guild_id "
            "AND r.show_id = c.show_id AND r.user_id = c.user_id AND r.message_id = c.message_id "
            "WHERE r.guild_id = ? AND r.message_id = ?",
            (card.guild, card.message),
        )


async def _note(tx: Transaction, card: Card, values: dict[str, int | None]) -> None:
    sql = _NOTE.format(
        columns=", ".join(values),
        places=", ".join("?" * len(values)),
        changes=", ".join(f"{column} = excluded.{column}" for column in values),
    )
    await tx.execute(sql, (*values.values(), card.guild, card.message))
