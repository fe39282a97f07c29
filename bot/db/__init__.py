"""The database: the only importer of aiosqlite."""

from bot.db.database import Database, Row, Transaction

__all__ = ["Database", "Row", "Transaction"]
