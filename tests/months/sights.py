"""What everybody sees on Discord, held against the rows: each post once, and what it shows."""

import re
import sqlite3
from collections import Counter
from datetime import timedelta
from typing import Any

from bot.reviews.live import LOOKED_AT_AFTER_ABSENCE
from tests.discussions.club import SCALE, votes
from tests.world import Seen

SLACK = timedelta(hours=25)
"""How far apart two readings of a clock that jumps may be, by which an episode opens."""
DELAYED = timedelta(hours=8)
"""The longest delay of a follow, AniList's silence, and a while."""
SCORE = {face: 5 - number for number, face in enumerate(SCALE)}


def cards(life: Any, here: Any) -> list[Seen]:
    """The reviews' cards, the oldest first."""
    return [seen for seen in here.posts(here.reviews) if custom_id(seen, "review-beside")]


def custom_id(seen: Seen, name: str) -> str | None:
    return next((one for one in seen.custom_ids if one.startswith(f"{name}:")), None)


def open_posts(life: Any, here: Any) -> list[Seen]:
    """The posts of discussions that can be voted on."""
    return [seen for seen in here.posts(here.discussions) if "Close" in seen.buttons]


def reacted(life: Any, seen: Seen, emoji: str) -> set[int]:
    """Who has that reaction on a message, the bot left out."""
    message = seen.message
    channel = message.channel.id if hasattr(message, "channel") else message.channel_id
    stored = life.env.backend.messages[channel].get(seen.message.id)
    given = stored and stored.reaction_for(emoji)
    return set(given.user_ids) - {life.world.bot.user.id} if given else set()


def check(life: Any, db: sqlite3.Connection) -> None:
    """Raises AssertionError where something stands twice, or shows what isn't so."""
    seen: Counter[str] = Counter()
    life.survived.passed = 0
    for here in life.places:
        if not here.ready:
            continue
        seen.update(_once(here, db))
        seen["episodes"] += _episodes(life, here, db)
        _rows_behind(life, here, db)
        _votes(life, here, db)
        _helpful(life, here, db)
    life.survived.posts = seen


def _once(here: Any, db: sqlite3.Connection) -> Counter[str]:
    """Nothing public was posted twice. How many posts there are, by kind."""
    seen: Counter[str] = Counter()
    seen.update(custom_id(card, "review-beside") or "" for card in cards(None, here))
    posts = Counter(_numbered(post) for post in here.posts(here.discussions) if post.components)
    rows = Counter(
        episode
        for (episode,) in db.execute(
            "SELECT episode FROM discussions WHERE guild_id = ?", (here.id,)
        )
    )
    assert posts <= rows, f"discussions posted {posts}, kept {rows}"
    for post in here.posts(here.renewals):
        seen.update(set(re.findall(r"Evidence \d+, submitted", post.text)))
    for who in (*here.members, here.mod, here.admin):
        told = [Seen(message) for message in who.actor.user.dm_channel.history()]
        seen.update(f"{custom_id(one, 'renewal-leave')} to {who.id}" for one in told)
    for thread in here.discussions.threads:
        seen.update(filter(None, (custom_id(p, "discussion-results") for p in here.posts(thread))))
    for thread in here.reviews.threads:
        rules = [post for post in here.posts(thread) if "Spoilers of" in post.text]
        seen[f"rules {thread.id}"] += len(rules)
    for post in here.posts(here.renewals):
        seen.update(filter(None, [custom_id(post, "forecast-undo")]))
    for event in here.env.backend.get_guild(here.id).scheduled_events.values():
        seen[f"event: {event.name}"] += 1
    known = {number for (number,) in db.execute(
        "SELECT message_id FROM weekly_summaries WHERE guild_id = ? AND message_id IS NOT NULL",
        (here.id,))}  # fmt: skip
    summaries = {post.message.id for post in here.posts(here.news) if post.components}
    assert summaries <= known, f"posted and not noted: {summaries - known}"
    twice = {what: times for what, times in seen.items() if times > 1}
    assert not twice, f"posted more than once in {here.guild.name}: {twice}"
    kinds = Counter(re.split(r"[: ]", what)[0] for what in seen.elements())
    return kinds + Counter(discussions=posts.total(), summaries=len(summaries))


def _rows_behind(life: Any, here: Any, db: sqlite3.Connection) -> None:
    """No card is up but those that rows know of, to stand or to come down."""
    known = {number for (number,) in db.execute(
        "SELECT message_id FROM reviews WHERE guild_id = :guild "
        "UNION SELECT message_id FROM review_takedowns WHERE guild_id = :guild "
        "UNION SELECT message_id FROM takedowns WHERE guild_id = :guild", {"guild": here.id}
    )}  # fmt: skip
    unsure = {f"review-beside:1:{show}:{user}" for show, user in db.execute(
        "SELECT show_id, user_id FROM reviews WHERE guild_id = :guild AND sending_since NOT NULL "
        "UNION SELECT show_id, user_id FROM review_takedowns "
        "WHERE guild_id = :guild AND message_id IS NULL", {"guild": here.id}
    )}  # fmt: skip
    for card in cards(life, here):
        bears = custom_id(card, "review-beside")
        assert card.message.id in known or bears in unsure, f"{bears} stands, and no row knows it"


def _numbered(post: Seen) -> int:
    """Which episode a discussion's post is about."""
    found = re.search(r"^## .*\bEpisodes? (\d+)", post.text, re.MULTILINE)
    return int(found[1]) if found else 0


def _episodes(life: Any, here: Any, db: sqlite3.Connection) -> int:
    """Each followed episode that aired has its post, once, and none was opened before it aired. How
    many there are.
    """
    now = life.world.clock.now()
    kept = {
        (show, dub, episode): (state, discussion)
        for show, dub, episode, state, discussion in db.execute(
            "SELECT show_id, dub, episode, state, discussion_id FROM airing_posts "
            "WHERE guild_id = ?", (here.id,))
    }  # fmt: skip
    discussions = [one for state, one in kept.values() if state == "opened" and one]
    for times, message in db.execute(
        "SELECT count(*), message_id FROM discussions WHERE guild_id = ? "
        "AND message_id IS NOT NULL GROUP BY message_id", (here.id,)):  # fmt: skip
        assert times == 1, f"message {message} is {times} discussions"
    for (show, dub, episode), (state, _) in kept.items():
        life.survived.passed += state == "passed"
        at = None if dub else life.timetable.airs[int(show.partition("/")[2])][episode]
        assert state != "opened" or at is None or at < now + SLACK, (
            f"episode {episode} of {show} is open, and airs at {at}"
        )
    due = [
        (show, "", episode)
        for show, since in here.followed.items()
        for episode, at in life.timetable.airs[int(show.partition("/")[2])].items()
        if since + SLACK < at < now - DELAYED
    ]
    due += db.execute(
        "SELECT show_id, dub, episode FROM airing_dates "
        "WHERE guild_id = ? AND entered_at < airs_at AND airs_at < ?",
        (here.id, (now - DELAYED).timestamp()),
    )
    for one in due:
        state, _ = kept.get(one, ("missing", None))
        assert state in ("opened", "passed"), f"episode {one} is {state}"
    return len(set(discussions))


def _votes(life: Any, here: Any, db: sqlite3.Connection) -> None:
    """Votes are what Discord's reactions tell, the tally is what the votes come to, and the post
    shows it.
    """
    messages = life.env.backend.messages.get(here.discussions.id, {})
    for row in db.execute(
        "SELECT id, message_id, closed_at, blind FROM discussions "
        "WHERE guild_id = ? AND message_id IS NOT NULL AND lost_at IS NULL", (here.id,)
    ).fetchall():  # fmt: skip
        number, message, closed, blind = row
        where = (here.id, number)
        cast = dict(db.execute(
            "SELECT user_id, score FROM discussion_votes WHERE guild_id = ? AND discussion_id = ?",
            where,
        ))  # fmt: skip
        tally = {score: count for score, count in db.execute(
            "SELECT score, votes FROM discussion_tally WHERE guild_id = ? AND discussion_id = ?",
            where,
        ) if count}  # fmt: skip
        assert Counter(cast.values()) == tally, f"discussion {where}: {cast} {tally}"
        if message not in messages:
            continue
        post = Seen(life.message(here.discussions, message))
        if blind and closed is None:
            (told_of,) = re.findall(r"\*\*(\d+) votes?\*\*|No vote yet", post.text)
            assert int(told_of or 0) == len(cast), f"the post of {where} tells of {told_of}: {cast}"
            continue
        told = {SCORE[face]: n for face, n in zip(SCALE, votes(post), strict=False) if n}
        assert told == tally, f"the post of {where} shows {told}, kept is {tally}"
        if closed is None and not blind:
            forgotten = {user for (user,) in db.execute(
                "SELECT user_id FROM discussion_reactions WHERE guild_id = ? "
                "AND discussion_id = ? AND arrived IS NULL", where)}  # fmt: skip
            there = {
                user: SCORE[face]
                for face in SCALE
                for user in reacted(life, post, face)
                if user not in forgotten
            }
            assert cast == there, f"votes of {where}: kept {cast}, on Discord {there}"


def _helpful(life: Any, here: Any, db: sqlite3.Connection) -> None:
    """Helpful votes are what Discord's reactions tell, on as many cards as the bot looks at once it
    is back.
    """
    known = {
        message
        for (message,) in db.execute(
            "SELECT message_id FROM reviews ORDER BY message_id DESC LIMIT ?",
            (LOOKED_AT_AFTER_ABSENCE,),
        )
    }
    for card in [card for card in cards(life, here) if card.message.id in known]:
        of = (here.id, card.message.id)
        kept = {user for (user,) in db.execute(
            "SELECT voter_id FROM review_votes WHERE guild_id = ? AND message_id = ? AND bot = 0",
            of,
        )}  # fmt: skip
        forgotten = {user for (user,) in db.execute(
            "SELECT f.voter_id FROM review_forgotten_votes AS f JOIN reviews AS r "
            "ON r.guild_id = f.guild_id AND r.show_id = f.show_id AND r.user_id = f.user_id "
            "WHERE r.guild_id = ? AND r.message_id = ?", of)}  # fmt: skip
        there = reacted(life, card, "👍") - forgotten
        assert kept == there, f"👍 on {card.message.id}: kept {kept}, on Discord {there}"
