"""What the bot has acknowledged in words to somebody, written down apart from the bot, and held
against the rows of its database.

A fact has the values that are possible: one once it was acknowledged; two while somebody asked for
a change and nobody heard what became of it. What is found then is what holds from there on.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any

Key = tuple[Any, ...]
"""What it is, then the server (0: none) and what it is of."""

WRITING = """
SELECT guild_id, show_id, user_id, part, score, body FROM review_draft_parts
WHERE user_id > 0 AND (score IS NOT NULL OR body <> '')
"""
POSTED = """
SELECT p.guild_id, p.show_id, p.user_id, p.part, p.score, p.body FROM review_version_parts AS p
JOIN reviews AS r ON r.guild_id = p.guild_id AND r.show_id = p.show_id AND r.user_id = p.user_id
AND r.version = p.version WHERE p.user_id > 0 AND (p.score IS NOT NULL OR p.body <> '')
"""


class Ledger:
    def __init__(self) -> None:
        self.facts: dict[Key, list[Any]] = {}
        self.by_itself: dict[Key, set[Any]] = {}
        """What a fact may become without anybody asking: a vote with a deadline closes."""
        self.acknowledged = 0

    def value(self, key: Key) -> Any:
        """What is so, as far as anybody was told; of several the oldest."""
        return self.facts.get(key, [None])[0]

    def asked(self, key: Key, value: Any) -> None:
        """Somebody asks for it. Until it is told, it may be so or not."""
        self.facts.setdefault(key, [None]).append(value)

    def told(self, key: Key, value: Any) -> None:
        """Somebody was told that it is so."""
        self.acknowledged += 1
        self.facts[key] = [value]

    def possible(self, key: Key) -> list[Any]:
        """All that may be so, as far as anybody knows."""
        return list(self.facts.get(key, [None]))

    def opened_by_itself(self, db: sqlite3.Connection) -> None:
        """Note the discussions that nobody asked for, but AniList's dates and a dub's."""
        for of in db.execute(
            "SELECT d.guild_id, d.show_id, d.episode, d.dub FROM discussions AS d "
            "JOIN airing_posts AS p ON p.guild_id = d.guild_id AND p.discussion_id = d.id"
        ):
            self.facts.setdefault(("discussion", *of), ["open"])
            self.by_itself.setdefault(("discussion", *of), set()).update(("closed", "lost"))

    def hold_against(self, db: sqlite3.Connection) -> None:
        """Raises AssertionError where something acknowledged isn't kept, or something is kept that
        nobody asked for.
        """
        kept = dict(_kept(db))
        for key in {*self.facts, *kept}:
            possible, found = self.facts.get(key, [None]), kept.get(key)
            if found in self.by_itself.get(key, ()):
                possible = [found]
            assert found in possible, f"{key}: kept is {found!r}, but it may be {possible}"
            if found is None:
                self.facts.pop(key, None)
            else:
                self.facts[key] = [found]


def _kept(db: sqlite3.Connection) -> Iterator[tuple[Key, Any]]:
    """Every fact that rows tell."""
    writing: dict[Key, tuple[dict[str, Any], dict[str, Any]]] = {}
    for number, sql in enumerate((WRITING, POSTED)):
        for guild, show, user, part, score, body in db.execute(sql):
            found = writing.setdefault(("writing", guild, show, user), ({}, {}))
            found[number][part] = (score, body)
    yield from writing.items()
    for guild, sentence, state in db.execute(
        "SELECT guild_id, sentence, state FROM renewal_evidence WHERE news_id IS NULL"
    ):
        yield ("evidence", guild, sentence), state
    for guild, show, season in db.execute(
        "SELECT guild_id, show_id, season FROM renewal_questions"
    ):
        yield ("question", guild, show), season
    for guild, target, root in db.execute(
        "SELECT guild_id, target_id, root_id FROM renewal_follows"
    ):
        yield ("follow", guild, target, root), True
    for user, titles in db.execute("SELECT user_id, title_language FROM member_preferences"):
        yield ("prefers", 0, user), titles
    for guild, show in db.execute("SELECT guild_id, show_id FROM airing_follows WHERE dub = ''"):
        yield ("airing", guild, show), True
    for guild, show, dub, episode, day in db.execute(
        "SELECT guild_id, show_id, dub, episode, day FROM airing_dates"
    ):
        yield ("dub", guild, show, dub, episode), day
    for guild, show, user, percent in db.execute(
        "SELECT c.guild_id, c.show_id, f.user_id, f.percent FROM forecasts AS f "
        "JOIN forecast_calls AS c ON c.guild_id = f.guild_id AND c.call_number = f.call_number "
        "WHERE f.user_id > 0 ORDER BY c.call_number, f.made_at"
    ):  # the newest comes last
        yield ("forecast", guild, show, user), percent
    for guild, call, outcome in db.execute(
        "SELECT guild_id, call_number, outcome FROM forecast_resolutions WHERE undone_at IS NULL"
    ):
        yield ("resolution", guild, call), outcome
    for user, show, episode in db.execute("SELECT user_id, show_id, episode FROM member_progress"):
        yield ("progress", 0, user, show), episode
    for guild, minimum, titles in db.execute(
        "SELECT guild_id, minimum_count, title_language FROM guild_settings"
    ):
        if minimum is not None:
            yield ("minimum", guild), minimum
        if titles is not None:
            yield ("titles", guild), titles
    for guild, show, nickname in db.execute(
        "SELECT guild_id, show_id, nickname FROM show_nicknames"
    ):
        yield ("alias", guild, show, nickname), True
    for guild, show, episode, dub, closed, lost in db.execute(
        "SELECT guild_id, show_id, episode, dub, closed_at, lost_at FROM discussions "
        "WHERE message_id IS NOT NULL"
    ):
        yield (
            ("discussion", guild, show, episode, dub),
            ("lost" if lost else "closed" if closed else "open"),
        )
    for guild, show, episode, dub, user, score in db.execute(
        "SELECT v.guild_id, d.show_id, d.episode, d.dub, v.user_id, v.score "
        "FROM discussion_votes AS v "
        "JOIN discussions AS d ON d.guild_id = v.guild_id AND d.id = v.discussion_id "
        "WHERE d.blind = 1"
    ):
        yield ("ballot", guild, show, episode, dub, user), score
