"""Votes that come while Discord's lists are read, or while nothing can be written down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.db import Database
from bot.errors import DatabaseBusy
from bot.ids import GuildId, MessageId, ShowId, UserId
from bot.reviews import store
from bot.reviews.models import Part, Thumb
from bot.reviews.store import ReviewStore
from bot.reviews.votes import CardGone, NotTold
from bot.settings.models import Caller
from bot.ui import live
from tests.reviews.desk import SHOW
from tests.reviews.paper import PAPER, PaperBoard, PaperWall
from tests.world import World

GUILD, MIA = GuildId(1), UserId(5)
HERE = (PAPER.guild, PAPER.message)
BEN, EVE, ROBOT = Thumb(user=UserId(6)), Thumb(user=UserId(7)), Thumb(user=UserId(8))
SUPER_BEN = Thumb(user=UserId(6), burst=True)


class Club:
    """A server with one review, and what counts its votes."""

    def __init__(self, world: World) -> None:
        self.reviews = world.bot.app.reviews
        self.show: ShowId = world.bot.app.shows.only(SHOW).id
        self.lists = PaperWall({}, lambda: asyncio.sleep(0))
        self.cards = self.reviews.live(self.lists)
        self.votes = self.cards.votes

    async def helpful(self) -> int:
        return (await self.reviews.review(GUILD, self.show, MIA)).helpful

    async def looked(self) -> None:
        """Look at the card, until there is nothing to look at."""
        self.cards.recount(*HERE)
        await self.sure()

    async def sure(self) -> None:
        """Wait until there is nothing to look at."""
        while tasks := list(self.cards._live._tasks):
            await asyncio.wait(tasks)


@pytest.fixture
async def club(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Club]:
    for pause in ("PAUSE", "OLD_PAUSE", "FIRST_RETRY"):
        monkeypatch.setattr(live, pause, 0.0)
    club = Club(world)
    who = Caller(guild=GUILD, user=MIA)
    await club.reviews.save(who, club.show, Part.VERDICT, {"score": "8"})
    await club.reviews.post(who, club.show, "Mia", PaperBoard(lambda: asyncio.sleep(0)))
    yield club
    await club.cards.close()


async def test_what_happens_while_a_list_is_read_wins_over_it(club: Club) -> None:
    await club.votes.added(*HERE, EVE, bot=False)
    club.lists.listed = {EVE: False}

    async def meanwhile() -> None:
        await club.votes.taken(*HERE, EVE)
        await club.votes.added(*HERE, BEN, bot=False)

    club.lists.meanwhile = meanwhile
    await club.looked()
    kept = await club.reviews.export_member(GUILD, BEN.user)
    assert len(kept["review_votes"]) == 1
    assert await club.helpful() == 1
    # Nothing of that stays once the list was read.
    club.lists.meanwhile = lambda: asyncio.sleep(0)
    await club.looked()
    assert not (await club.reviews.export_member(GUILD, BEN.user))["review_votes"]
    assert await club.helpful() == 1


async def test_clearing_while_a_list_is_read_wins_over_it(club: Club) -> None:
    await club.votes.added(*HERE, EVE, bot=False)
    club.lists.listed = {EVE: False}

    async def meanwhile() -> None:
        await club.votes.added(*HERE, SUPER_BEN, bot=False)
        await club.votes.cleared(*HERE)
        await club.votes.added(*HERE, BEN, bot=False)

    club.lists.meanwhile = meanwhile
    await club.looked()
    assert await club.helpful() == 1
    assert not (await club.reviews.export_member(GUILD, EVE.user))["review_votes"]


async def test_a_super_reaction_beside_a_normal_one_is_one_vote(club: Club) -> None:
    await club.votes.added(*HERE, BEN, bot=False)
    await club.votes.added(*HERE, SUPER_BEN, bot=False)
    assert await club.helpful() == 1
    await club.votes.taken(*HERE, BEN)
    assert await club.helpful() == 1
    await club.votes.added(*HERE, BEN, bot=False)
    await club.votes.taken(*HERE, SUPER_BEN)
    assert await club.helpful() == 1
    await club.votes.taken(*HERE, BEN)
    assert await club.helpful() == 0


async def test_a_list_tells_both_kinds_and_no_bots_or_reviewers(club: Club) -> None:
    own = Thumb(user=MIA)
    club.lists.listed = {BEN: False, SUPER_BEN: False, ROBOT: True, own: False}
    await club.looked()
    assert await club.helpful() == 1
    card = await club.reviews._store.card(*HERE)
    assert card
    assert await club.reviews._store.thumbs(card) == 4, "as many as Discord counts"
    club.lists.listed = {SUPER_BEN: False}
    await club.looked()
    assert await club.helpful() == 1
    club.lists.listed = {}
    await club.looked()
    assert await club.helpful() == 0


async def test_nothing_to_learn_changes_nothing(club: Club) -> None:
    await club.votes.added(*HERE, BEN, bot=False)
    club.lists.listed = None
    await club.looked()
    assert await club.helpful() == 1


async def test_a_vote_on_an_earlier_card_is_taken_back_on_the_new_one(club: Club) -> None:
    await club.votes.added(*HERE, BEN, bot=False)

    class Lost(PaperBoard):
        async def redraw(self, posting: Any, card: Any) -> bool:
            return False

        async def put_up(self, posting: Any) -> Any:
            return type(PAPER)(guild=PAPER.guild, channel=PAPER.channel, message=MessageId(4))

    await club.reviews.post(
        Caller(guild=GUILD, user=MIA), club.show, "Mia", Lost(lambda: asyncio.sleep(0))
    )
    assert await club.helpful() == 1
    anew = (GUILD, MessageId(4))
    await club.votes.added(*anew, SUPER_BEN, bot=False)
    await club.votes.taken(*anew, SUPER_BEN)
    assert await club.helpful() == 0


async def test_each_kind_of_an_erased_vote_comes_back_by_itself(club: Club) -> None:
    for thumb in (BEN, SUPER_BEN, EVE):
        await club.votes.added(*HERE, thumb, bot=False)
    club.lists.listed = {BEN: False, SUPER_BEN: False, EVE: False}
    # While the list is read that still tells of them.
    club.lists.meanwhile = lambda: club.reviews.forget_member(GUILD, BEN.user)
    await club.looked()
    assert await club.helpful() == 1
    card = await club.reviews._store.card(*HERE)
    assert card
    assert await club.reviews._store.thumbs(card) == 3, "as many as Discord counts"
    club.lists.meanwhile = lambda: asyncio.sleep(0)

    await club.votes.taken(*HERE, BEN)
    await club.looked()
    assert await club.helpful() == 2, "so it was given anew while nobody listened"
    await club.votes.taken(*HERE, BEN)
    club.lists.listed = {SUPER_BEN: False, EVE: False}
    await club.looked()
    assert await club.helpful() == 1
    await club.votes.taken(*HERE, SUPER_BEN)
    await club.votes.added(*HERE, SUPER_BEN, bot=False)
    await club.looked()
    assert await club.helpful() == 2
    kept = await club.reviews.export_member(GUILD, BEN.user)
    assert kept["review_forgotten_votes"] == []
    assert [row["burst"] for row in kept["review_votes"]] == [1]


async def test_what_was_found_helpful_on_an_earlier_card_needs_no_note(club: Club) -> None:
    await club.votes.added(*HERE, BEN, bot=False)
    key = (GUILD, club.show, MIA)
    await club.reviews._store.card_lost(*key, channel=PAPER.channel, at=0)
    await club.reviews.forget_member(GUILD, BEN.user)
    assert not any((await club.reviews.export_member(GUILD, BEN.user)).values())


async def test_a_busy_database_keeps_the_note_until_a_look(
    club: Club, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await club.votes.added(*HERE, BEN, bot=False)
    await club.reviews.forget_member(GUILD, BEN.user)

    async def gone() -> None:
        raise CardGone

    club.lists.meanwhile = gone
    async with busy(monkeypatch, 2):
        await club.votes.channel_gone(GUILD, PAPER.channel)
        assert "A channel's cards weren't let go" in caplog.text
        await club.votes.gone(*HERE)
        await club.sure()
    assert not any((await club.reviews.export_member(GUILD, BEN.user)).values())


@asynccontextmanager
async def busy(monkeypatch: pytest.MonkeyPatch, times: int) -> AsyncIterator[list[int]]:
    """The next few transactions don't begin. How many didn't so far."""
    transaction = Database.transaction
    refused: list[int] = []

    def begin(self: Database) -> Any:
        if len(refused) < times:
            refused.append(1)
            raise DatabaseBusy
        return transaction(self)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "transaction", begin)
        yield refused


async def test_a_vote_that_cannot_be_written_down_is_found_in_the_list(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    await club.votes.added(*HERE, EVE, bot=False)
    club.lists.listed = {BEN: False}
    async with busy(monkeypatch, 4) as refused:
        await club.votes.added(*HERE, BEN, bot=False)
        await club.votes.taken(*HERE, EVE)
        assert await club.helpful() == 1, "Eve's, still"
        await club.sure()
        assert len(refused) == 4
    assert (await club.reviews.export_member(GUILD, BEN.user))["review_votes"]
    assert await club.helpful() == 1
    assert club.lists.asked == [PAPER.message] * 3
    assert club.cards._looks == {}


async def test_clearing_that_cannot_be_written_down_is_seen_in_the_list(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    await club.votes.added(*HERE, EVE, bot=False)
    async with busy(monkeypatch, 1):
        await club.votes.cleared(*HERE)
        await club.sure()
    assert await club.helpful() == 0


async def test_lists_are_asked_for_until_discord_tells(club: Club) -> None:
    club.lists.listed = {BEN: False}
    failures = [NotTold(), NotTold(), DatabaseBusy()]

    async def meanwhile() -> None:
        if failures:
            raise failures.pop()

    club.lists.meanwhile = meanwhile
    await club.looked()
    assert await club.helpful() == 1


async def test_what_nobody_foresaw_keeps_no_other_card_from_being_looked_at(
    club: Club, caplog: pytest.LogCaptureFixture
) -> None:
    async def meanwhile() -> None:
        raise ZeroDivisionError

    club.lists.meanwhile = meanwhile
    await club.looked()
    assert "A card wasn't brought up to date" in caplog.text
    club.lists.meanwhile = lambda: asyncio.sleep(0)
    club.lists.listed = {BEN: False}
    await club.looked()
    assert await club.helpful() == 1


async def test_an_absence_is_made_up_for_though_the_database_is_busy(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    club.lists.listed = {BEN: False}
    newest, failures = ReviewStore.newest_cards, [1]

    async def once_busy(self: ReviewStore, *args: Any) -> Any:
        if failures:
            failures.pop()
            raise DatabaseBusy
        return await newest(self, *args)

    monkeypatch.setattr(ReviewStore, "newest_cards", once_busy)
    club.cards.look_after_absence([GUILD])
    await club.sure()
    assert await club.helpful() == 1


async def test_the_newest_cards_are_those_of_known_servers(
    club: Club, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "SERVERS_ASKED_AT_ONCE", 2)
    db = club.reviews._store._db
    async with db.transaction() as tx:
        for guild in range(1, 6):
            for message in range(10):
                await tx.execute(
                    "INSERT INTO reviews (guild_id, show_id, user_id, user_name, channel_id, "
                    "message_id, cards) VALUES (?, 'a/1', ?, 'x', 1, ?, 0)",
                    (guild, message, 100 * message + guild),
                )
    known = [GuildId(guild) for guild in (1, 3, 4)]
    cards = await club.reviews._store.newest_cards(known, 4)
    assert [card.message for card in cards] == [904, 903, 901, 804]
    assert await club.reviews._store.newest_cards([], 4) == []
    sql = store._NEWEST_CARDS.format(guilds="?, ?")
    plan = [row["detail"] for row in await db.all(f"EXPLAIN QUERY PLAN {sql}", (1, 2, 50))]
    assert plan[0] == "SEARCH reviews USING INDEX reviews_by_card (guild_id=? AND message_id>?)"


async def test_closing_ends_the_looking(club: Club) -> None:
    club.lists.meanwhile = asyncio.Event().wait
    club.cards.recount(*HERE)
    await asyncio.sleep(0)
    await club.cards.close()
    assert not club.cards._live._tasks
