"""Identifiers as types of their own: Python smiles when two ints are swapped, mypy doesn't."""

from typing import NewType

GuildId = NewType("GuildId", int)
ChannelId = NewType("ChannelId", int)
MessageId = NewType("MessageId", int)
RoleId = NewType("RoleId", int)
UserId = NewType("UserId", int)

ShowId = NewType("ShowId", str)
"""``site/number``, as in ``anilist/105096``: the first of AniList, MAL, AniDB, Kitsu to list it."""

ReviewId = NewType("ReviewId", int)
QuestionId = NewType("QuestionId", int)
EvidenceId = NewType("EvidenceId", int)
DiscussionId = NewType("DiscussionId", int)
