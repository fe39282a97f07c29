"""Identifiers as types of their own: Python smiles when two ints are swapped, mypy doesn't."""

import hashlib
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


def nonce(*parts: object) -> str:
    """What Discord knows a message by, so that sending it again within minutes doesn't double it.

    Of 24 characters (25 are allowed). Discord compares nonces over all that the bot sends, so
    `parts` name the message among all others: its feature, its server, its row.
    """
    return hashlib.blake2b("/".join(map(str, parts)).encode(), digest_size=12).hexdigest()
