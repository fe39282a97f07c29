"""What to look at and in which order, and what a look shows to have changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ids import ShowId
from bot.renewals import watch
from bot.renewals.models import Status as Claimed
from bot.renewals.models import Tier
from bot.renewals.watch import BATCH, EVERY, Change, Kind, Look, Urgency, Watched
from bot.renewals.watch_board import ENGLISH
from bot.renewals.watch_views import claim_words, news_words
from bot.shows import seasons
from bot.shows.models import Format, PartialDate, Relation, RelationType, Show, Status, Title

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
S = ShowId


def show(number: int = 1, title: str = "Show", **facts: Any) -> Show:
    given_ = {"format": Format.TV, "status": Status.FINISHED, "as_of": date(2026, 11, 21), **facts}
    return Show(id=S(f"anilist/{number}"), title=Title(romaji=title), **given_)


def entry(number: int, urgency: Urgency, due: float, looked: float | None) -> Watched:
    """Due and looked at so many hours from now."""
    return Watched(
        show=S(f"anilist/{number}"),
        root=S("anilist/1"),
        urgency=urgency,
        due_at=NOW + timedelta(hours=due),
        looked_at=None if looked is None else NOW + timedelta(hours=looked),
    )


def order(*entries: Watched) -> list[str]:
    return [one.show.removeprefix("anilist/") for one in watch.batch(entries, NOW)]


def test_airing_first_and_before_all_what_was_unseen_for_a_day() -> None:
    assert order(
        entry(1, Urgency.RESTING, -1, -21),
        entry(2, Urgency.COMING, -2, -10),
        entry(3, Urgency.AIRING, -0.1, -3),
        entry(4, Urgency.RESTING, -3, -23),
        entry(5, Urgency.RESTING, -30, None),
    ) == ["5", "4", "3", "2", "1"]


def test_a_batch_is_filled_with_what_comes_next() -> None:
    later = entry(2, Urgency.RESTING, 5, -15)
    fresh = entry(3, Urgency.AIRING, 2.5, -0.5)
    assert order(later, fresh) == []
    assert order(entry(1, Urgency.AIRING, 0, -3), later, fresh) == ["1", "2"]
    many = [entry(n, Urgency.RESTING, -1, -20) for n in range(1, 80)]
    assert len(order(*many, *many)) == BATCH == len(set(order(*many)))


@given(
    st.lists(
        st.builds(
            entry,
            st.integers(1, 500),
            st.sampled_from(Urgency),
            st.floats(-40, 20),
            st.none() | st.floats(-40, 0),
        ),
        max_size=120,
    )
)
def test_nothing_critical_waits_for_anything_else(entries: list[Watched]) -> None:
    chosen = watch.batch(entries, NOW)
    assert len(chosen) <= BATCH
    assert len({one.show for one in chosen}) == len(chosen)
    if chosen:
        every = {one.show: one for one in entries}.values()
        late = {
            one.show
            for one in every
            if one.due_at <= NOW and NOW - one.unseen_since >= watch.CRITICAL
        }
        taken = [one.show in late for one in chosen]
        assert sum(taken) == min(len(late), BATCH)
        assert taken == sorted(taken, reverse=True)


def test_no_show_rests_for_a_day() -> None:
    assert max(EVERY.values()) < watch.CRITICAL < timedelta(hours=24)


@pytest.mark.parametrize(
    ("facts", "urgency"),
    [
        ({"status": Status.RELEASING}, Urgency.AIRING),
        ({"status": Status.HIATUS}, Urgency.COMING),
        ({"status": Status.NOT_YET_RELEASED}, Urgency.COMING),
        ({"status": Status.NOT_YET_RELEASED, "first_aired": "2026-12-20"}, Urgency.AIRING),
        ({"status": Status.NOT_YET_RELEASED, "first_aired": "2026"}, Urgency.COMING),
        ({"status": Status.NOT_YET_RELEASED, "first_aired": "2027-04"}, Urgency.COMING),
        ({"status": Status.FINISHED}, Urgency.RESTING),
        ({"status": Status.CANCELLED}, Urgency.RESTING),
    ],
)
def test_what_airs_is_looked_at_most(facts: dict[str, Any], urgency: Urgency) -> None:
    if "first_aired" in facts:
        facts = {**facts, "first_aired": PartialDate.parse(facts["first_aired"])}
    assert watch.urgency(show(**facts), NOW) is urgency


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What a look at a show says, in words."""
    for facts in (before, after):
        if facts.get("first_aired"):
            facts["first_aired"] = PartialDate.parse(facts["first_aired"])
    found = watch.differences(Look(show=show(**before)), Look(show=show(**after)))
    return [news_words(one, ENGLISH, "Show") for one in watch.placed(found, [])]


COMING = Status.NOT_YET_RELEASED


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, {}, []),
        ({"status": COMING}, {"status": Status.RELEASING}, ["Show has begun."]),
        ({"status": Status.HIATUS}, {"status": Status.RELEASING}, ["Show goes on."]),
        ({"status": Status.RELEASING}, {"status": Status.HIATUS}, ["Show is paused."]),
        ({"status": Status.RELEASING}, {}, ["Show has ended."]),
        ({"status": COMING}, {"status": Status.CANCELLED}, ["Show is cancelled."]),
        ({"status": Status.CANCELLED}, {"status": COMING}, ["Show is to come after all."]),
        ({"status": Status.UNKNOWN}, {"status": COMING}, ["Show is to come."]),
        ({"status": COMING}, {"status": Status.UNKNOWN}, []),
        ({}, {"first_aired": "2027"}, ["Show has a date: 2027."]),
        ({"first_aired": "2027"}, {"first_aired": "2027-04"}, ["Show has a date: April 2027."]),
        (
            {"first_aired": "2027-01"},
            {"first_aired": "2027-04"},
            ["Show is postponed: April 2027, not January 2027."],
        ),
        (
            {"first_aired": "2027-04"},
            {"first_aired": "2027-01-09"},
            ["Show comes earlier: 9 January 2027, not April 2027."],
        ),
        (
            {"first_aired": "2027-04-01"},
            {"first_aired": "2027-04"},
            ["Show starts: April 2027, not 1 April 2027."],
        ),
        (
            {"first_aired": "2027-04"},
            {},
            ["Show has no date any more. It was to start: April 2027."],
        ),
        ({}, {"episodes": 12}, ["Show has 12 episodes."]),
        ({"episodes": 24}, {"episodes": 1}, ["Show has 1 episode, not 24."]),
        ({"episodes": 24}, {}, []),
    ],
)
def test_what_changed_in_words(
    before: dict[str, Any], after: dict[str, Any], said: list[str]
) -> None:
    assert changes(dict(before), dict(after)) == said


def listed(title: str, **facts: Any) -> Change:
    """A second entry that a look finds after *Show*, on air until 2026-10."""
    first = show(
        last_aired=PartialDate(year=2026, month=10, day=1),
        first_aired=PartialDate(year=2026, month=7, day=1),
        relations=[Relation(type=RelationType.SEQUEL, id=S("anilist/2"))],
    )
    second = show(2, title, **{"status": COMING, **facts})
    found = watch.differences(Look(show=first), Look(show=first, sequels=[second]))
    line = seasons.number(seasons.chain(first, {first.id: first, second.id: second}.get))
    (change,) = watch.placed(found, line)
    return change


@pytest.mark.parametrize(
    ("title", "facts", "kind", "said"),
    [
        ("Show Season 2", {}, Kind.SEQUEL, "is listed: season 2. It has no date yet."),
        ("Show Season 1 Part 2", {}, Kind.PART, "is listed: part 2 of season 1. It has no date "
         "yet."),
        (
            "Show: Onward",
            {"first_aired": PartialDate(year=2027, month=1)},
            Kind.PART,
            "is listed: part 2 of season 1. It starts: January 2027.",
        ),
        ("Show: Farewell", {"format": Format.MOVIE}, Kind.SEQUEL, "is listed: a film. It has no "
         "date yet."),
        ("Show: More", {"format": Format.SPECIAL}, Kind.SEQUEL, "is listed as what comes next. It "
         "has no date yet."),
        ("Show 2", {"status": Status.CANCELLED}, Kind.SEQUEL, "is listed: season 2. It is "
         "cancelled."),
    ],
)  # fmt: skip
def test_what_is_listed_anew(title: str, facts: dict[str, Any], kind: Kind, said: str) -> None:
    change = listed(title, **facts)
    assert change.kind is kind
    assert news_words(change, ENGLISH, "It") == f"It {said}"


def test_a_music_video_is_no_news() -> None:
    first = Look(show=show())
    song = show(2, format=Format.MUSIC)
    assert watch.differences(first, Look(show=show(), sequels=[song])) == []


def test_what_it_says_of_a_question() -> None:
    dated = listed("Show Season 2", first_aired=PartialDate(year=2027, month=1))
    part = listed("Show Season 1 Part 2")
    film = listed("Show: Farewell", format=Format.MOVIE)
    found = watch.seasons([dated, part, film])
    assert found == {2: [dated]}
    claim = watch.claim(found[2], claim_words(found[2], ENGLISH), NOW)
    assert (claim.status, claim.tier) == (Claimed.DATED, Tier.AGGREGATOR)
    assert claim.sentence == "Show Season 2 is listed: season 2. It starts: January 2027."
    assert (claim.link, claim.outlet) == ("https://anilist.co/anime/2", "AniList")
    assert str(claim.said_on) == "2026-11-21"
    ended = watch.placed(
        watch.differences(Look(show=show(status=Status.RELEASING)), Look(show=show())), []
    )
    assert watch.seasons(ended) == {}


def test_what_is_kept_is_what_was_found() -> None:
    kept = [
        listed("Show Season 2", first_aired=PartialDate(year=2027, month=1), url="https://x.test"),
        listed("Show: Farewell", format=Format.MOVIE, adult=True),
    ]
    assert watch.unpacked(watch.packed(kept)) == kept
