"""Questions about one server, or about few discussions among many, read no others' rows."""

from collections.abc import Awaitable, Callable

import pytest

from bot.db import Database, Row
from bot.db.database import Params
from bot.discussions.models import Key
from bot.discussions.store import DiscussionsStore
from bot.ids import ChannelId, DiscussionId, GuildId, ShowId, UserId

GUILD, USER = GuildId(7), UserId(8)
KEY = Key(GUILD, DiscussionId(1))

QUESTIONS: dict[str, tuple[Callable[[DiscussionsStore], Awaitable[object]], str]] = {
    "get": (lambda store: store.get(KEY), "autoindex_discussions_1 (guild_id=? AND id=?)"),
    "of_show": (lambda store: store.of_show(GUILD, ShowId("anilist/1")), "discussions_of_show"),
    "in_thread": (lambda store: store.in_thread(GUILD, ChannelId(3)), "discussions_in_thread"),
    "all_open here": (lambda store: store.all_open(GUILD), "discussions_listed (guild_id=?)"),
    "all_open": (lambda store: store.all_open(), "discussions_listed"),
    "unshown": (lambda store: store.unshown(), "discussions_unshown"),
    "owing_summary": (lambda store: store.owing_summary(1), "discussions_owing_summary"),
    "tally": (lambda store: store.tally(KEY), "(guild_id=? AND discussion_id=?)"),
    "counts": (lambda store: store.counts(GUILD, [KEY.discussion]), "discussion_id=?"),
    "held": (lambda store: store.held(KEY), "(guild_id=? AND discussion_id=?)"),
    "votes_of": (lambda store: store.votes_of(GUILD, USER), "discussion_votes_of_member"),
    "reactions_of": (
        lambda store: store.reactions_of(GUILD, USER),
        "discussion_reactions_of_member",
    ),
    "hosted_by": (lambda store: store.hosted_by(GUILD, USER), "discussions_hosted"),
}


@pytest.mark.parametrize(("ask", "index"), QUESTIONS.values(), ids=QUESTIONS)
async def test_no_table_is_read_through(
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[[DiscussionsStore], Awaitable[object]],
    index: str,
) -> None:
    store, asked = DiscussionsStore(db), list[tuple[str, Params]]()
    read = db.all

    async def noting(sql: str, params: Params = ()) -> list[Row]:
        asked.append((sql, params))
        return await read(sql, params)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(db, "all", noting)
        await ask(store)
    ((sql, params),) = asked
    steps = [row["detail"] for row in await db.all(f"EXPLAIN QUERY PLAN {sql}", params)]
    assert index in steps[0]
    if "guild_id = ?" in sql:
        assert not [step for step in steps if step.startswith("SCAN")]
