"""Whatever the text, no news, follow or board breaks a limit of Discord's."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.ids import ChannelId, GuildId, ShowId, UserId
from bot.renewals import watch_views as views
from bot.renewals.claims import LIMITS
from bot.renewals.follows import Barred, Followed, Following, Listed
from bot.renewals.models import Subject
from bot.renewals.watch import Change, Kind, News
from bot.renewals.watch_store import Follow, Target, Trouble
from bot.shows.models import Format, PartialDate, Status, Title
from bot.ui.pages import Page
from tests.fakes import PseudoTexts
from tests.renewals.test_views import NOW, T, hard, holds, standing, subjects, words
from tests.test_words import WORD, unbracketed

TITLES = st.builds(Title, romaji=words(300))
ROOT = ShowId("anilist/12345678")
dates = st.sampled_from([None, "2027", "2027-04", "2027-04-01"])


def change(kind: Kind, title: Title, before: str | None, after: str | None, **facts: Any) -> Change:
    if kind is Kind.EPISODES:
        before, after = "12", "24"
    if kind is Kind.STATUS:
        before, after = "cancelled", str(facts["status"])
    return Change(
        kind=kind, show=ROOT, title=title, before=before, after=after, part=2,
        starts=PartialDate(year=2027), url="https://anilist.co/anime/12345678", **facts,
    )  # fmt: skip


changes = st.builds(
    change,
    st.sampled_from(Kind),
    TITLES,
    dates,
    dates,
    status=st.sampled_from(Status),
    format=st.sampled_from(Format),
    season=st.sampled_from([None, 3]),
)
targets = st.sampled_from(
    [Target.member(UserId(10**18)), Target.channel(GuildId(1), ChannelId(10**18))]
)
barred = st.builds(
    Barred, trouble=st.sampled_from(Trouble), since=st.just(NOW), waited=st.integers(0, 999)
)
follow = st.builds(
    Follow, target=targets, root=st.just(ROOT), since=st.just(NOW),
    trouble=st.sampled_from([None, Trouble.GONE]),
)  # fmt: skip


@hard
@given(st.lists(changes, min_size=1, max_size=12), TITLES)
async def test_news(found: list[Change], title: Title) -> None:
    news = News(id=10**9, root=ROOT, changes=found, found_at=NOW)
    holds(views.announcement(news, T, title=title))
    assert 0 < len(views.claim_words(found, T)) <= LIMITS["sentence"]


@hard
@given(TITLES, targets, st.booleans(), st.booleans(), st.none() | barred)
async def test_a_follow(
    title: Title, target: Target, on: bool, watched: bool, why: Barred | None
) -> None:
    followed = Followed(show=ROOT, title=title, target=target, on=on, watched=watched, barred=why)
    holds(views.followed_card(followed, T))
    holds(views.left_card(followed, T))


@hard
@given(
    st.lists(st.tuples(follow, TITLES), max_size=12),
    st.lists(st.tuples(follow, TITLES), max_size=12),
    st.none() | barred,
)
async def test_what_is_followed(own: Any, channels: Any, why: Barred | None) -> None:
    own = [
        (Follow(target=one.target, root=ShowId(f"anilist/{n}"), since=NOW), title)
        for n, (one, title) in enumerate(own)
    ]
    found = Following(own=own, channels=channels, watched=False, barred=why)
    holds(views.following_card(found, 0, T))
    holds(views.following_card(found, 9, T))


@hard
@given(st.lists(subjects, max_size=1), st.integers(0, 99))
async def test_the_board(asked: list[Subject], waiting: int) -> None:
    listed = [
        Listed(standing=standing(one, [], waiting), changed_at=NOW + timedelta(days=waiting))
        for one in asked
    ]
    holds(views.board_card(Page(listed, 1, 3), T, total=12))


async def test_every_word_passes_gettext() -> None:
    t = PseudoTexts().choose()
    said = []
    for kind in Kind:
        for status in Status:
            for season, format_ in ((None, Format.MOVIE), (None, Format.TV), (3, Format.TV)):
                for days in (("2027", "2028"), (None, "2027"), ("2027", None), ("2028", "2027")):
                    one = change(kind, Title(romaji="…"), *days, status=status, format=format_,
                                 season=season)  # fmt: skip
                    said.append(views.news_words(one, t, "…"))
    assert [words for words in said if WORD.findall(unbracketed(words))] == []
