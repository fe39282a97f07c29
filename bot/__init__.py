"""Kansō: a self-hosted Discord bot for communities that talk about anime."""

__version__ = "1.0.0"
