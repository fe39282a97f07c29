"""Reading texts for a summary: each version once, and nobody waits for long."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.db import Database
from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from bot.reviews import quotes, summaries
from bot.reviews.consensus import Opinion
from bot.reviews.models import Card, Part, Passage, Review, Track, Writing
from bot.reviews.scores import Score
from bot.reviews.store import ReviewStore
from bot.reviews.subject import Subject
from bot.reviews.summaries import Summaries
from bot.text.titles import Title

GUILD = GuildId(1)
SHOW = Subject(id=ShowId("anilist/105096"), title=Title(romaji="Hero Mask"))
LOVED = "A brilliant, gripping thriller."
NOTHING = Passage()


async def posted(
    store: ReviewStore,
    user: int,
    revision: int,
    verdict: str = LOVED,
    voice: Passage = NOTHING,
) -> None:
    """A member's review, or another version of it."""
    name, channel, at = str(user), ChannelId(2), revision
    review = Review(
        show=SHOW,
        user=UserId(user),
        name=name,
        writing=Writing(
            parts={Part.VERDICT: Passage(score=Score(80), text=verdict), Part.VOICE: voice}
        ),
        posted_at=datetime.fromtimestamp(at, UTC),
    )
    await store.begin_card(GUILD, SHOW.id, review.user, name=name, channel=channel, at=at)
    card = Card(guild=GUILD, channel=channel, message=MessageId(user))
    await store.card_up(review, card, revision=revision, at=at)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ReviewStore]:
    """With three members' reviews."""
    db = await Database.open(tmp_path / "kanso.db")
    held = ReviewStore(db)
    for user in (1, 2, 3):
        await posted(held, user, 10)
    yield held
    await db.close()


async def test_a_version_is_read_once_and_another_one_anew(
    store: ReviewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    found = quotes.found

    def noted(writing: Writing) -> Any:
        read.append(writing.verdict)
        return found(writing)

    monkeypatch.setattr(quotes, "found", noted)
    held = Summaries(store)
    first, again = await asyncio.gather(held.of(GUILD, SHOW), held.of(GUILD, SHOW))
    assert first == again
    assert first.praise
    assert first.praise.text == LOVED
    assert read == [LOVED] * 3
    await posted(store, 3, 11, "A superb, gripping ride.")
    changed = await held.of(GUILD, SHOW)
    assert changed.praise
    assert changed.praise.text == "A superb, gripping ride."
    assert len(read) == 4


async def test_texts_that_take_long_are_told_the_next_time(
    store: ReviewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, found = threading.Event(), quotes.found

    def slow(writing: Writing) -> Any:
        assert done.wait(10)
        return found(writing)

    monkeypatch.setattr(quotes, "found", slow)
    monkeypatch.setattr(summaries, "PATIENCE", 0.01)
    held = Summaries(store)
    hasty = await held.of(GUILD, SHOW)
    assert hasty.middles[Part.VERDICT].median == 80
    assert hasty.praise is None
    done.set()
    monkeypatch.setattr(summaries, "PATIENCE", 10)
    later = await held.of(GUILD, SHOW)
    assert later.praise


async def test_few_versions_are_remembered(
    store: ReviewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "KEPT", 1)
    held = Summaries(store)
    assert len(held._found) == 0
    seen = await held.of(GUILD, SHOW)
    assert seen.reviews == 3
    assert len(held._found) == 1


async def test_a_reader_that_fails_leaves_the_scores(
    store: ReviewStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(writing: Writing) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(quotes, "found", broken)
    seen = await Summaries(store).of(GUILD, SHOW)
    assert seen.middles[Part.VERDICT].median == 80
    assert seen.praise is None
    assert "Reviews couldn't be read for a summary" in caplog.text


async def test_reviews_from_elsewhere_and_of_other_servers_count_nowhere(
    store: ReviewStore,
) -> None:
    await posted(store, -7, 10, "A superb review from elsewhere.")
    held = await Summaries(store).of(GUILD, SHOW)
    assert held.reviews == 3
    assert held.praise
    assert held.praise.text == LOVED
    assert (await Summaries(store).of(GuildId(2), SHOW)).reviews == 0


async def test_an_opinion_has_scores_voices_and_whether_something_is_told(
    store: ReviewStore,
) -> None:
    await posted(store, 4, 10, "", Passage(score=Score(70), track=Track.DUB, text="Loud."))
    await posted(store, 5, 20, "")
    newest, *_, spoken_of = await store.opinions(GUILD, SHOW.id)
    assert newest == Opinion(user=UserId(5), scores={Part.VERDICT: Score(80)})
    assert spoken_of == Opinion(
        user=UserId(4),
        scores={Part.VERDICT: Score(80), Part.VOICE: Score(70)},
        track=Track.DUB,
        told=True,
    )
