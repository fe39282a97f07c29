"""When posts open: the rule alone, over schedules of all kinds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.discussions import airing
from bot.discussions.airing import (
    Moment,
    MomentFar,
    MomentPast,
    NotAMoment,
    RunBackwards,
    RunTooLong,
    Slot,
)

NOON = datetime(2027, 1, 10, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=400)
HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")


def told(found: list[Slot]) -> list[tuple[int, int, float]]:
    """First and last episode, and the hours from noon to the post."""
    return [(s.first, s.last, (s.opens_at - NOON) / HOUR) for s in found]


def at(**hours: float) -> dict[int, datetime]:
    """``e3=7``: episode 3 airs seven hours after noon."""
    return {int(name[1:]): NOON + HOUR * after for name, after in hours.items()}


def posts(schedule: dict[int, datetime], **more: object) -> list[tuple[int, int, float]]:
    return told(airing.slots(schedule, **{"since": LONG_AGO, "ended": {}, **more}))  # type: ignore[arg-type]


def test_each_episode_has_its_post_and_a_break_has_none() -> None:
    assert posts(at(e1=0, e2=168, e3=504)) == [(1, 1, 0), (2, 2, 168), (3, 3, 504)]


def test_what_airs_together_is_one_post() -> None:
    assert posts(at(e1=0, e2=0.5)) == [(1, 2, 0)]
    assert posts(at(e1=0, e2=1)) == [(1, 2, 0)], "an hour apart is together"
    assert posts(at(e1=0, e2=1.1)) == [(1, 1, 0), (2, 2, 1.1)]
    batch = {f"e{n}": 0 for n in range(1, 13)}
    assert posts(at(**batch)) == [(1, 12, 0)]
    assert posts(at(**{f"e{n}": n for n in range(1, 6)})) == [(1, 5, 1)], "a marathon is a chain"


def test_a_gap_in_what_airs_together_is_another_post() -> None:
    assert posts(at(e1=0, e2=0, e4=0, e5=0)) == [(1, 2, 0), (4, 5, 0)]
    assert posts(at(e1=0, e2=0, e3=0), ended={2: None}) == [(1, 1, 0), (3, 3, 0)]


def test_the_delay_comes_after_the_airing() -> None:
    assert posts(at(e1=0, e2=168), delay=timedelta(minutes=30)) == [(1, 1, 0.5), (2, 2, 168.5)]


def test_nothing_from_before_the_follow() -> None:
    assert posts(at(e1=-168, e2=-1, e3=0), since=NOON, delay=2 * HOUR) == [(3, 3, 2)]
    assert posts(at(e1=-0.5, e2=0.2), since=NOON) == [(2, 2, 0.2)], "half of a double"


def test_what_has_its_post_never_gets_another() -> None:
    for hours in (-400, 0, 400):
        assert posts(at(e1=hours), ended={1: None}) == []


def test_what_was_passed_over_comes_where_it_airs_after_that() -> None:
    assert posts(at(e1=-30), ended={1: NOON}) == []
    assert posts(at(e1=168), ended={1: NOON}) == [(1, 1, 168)]


def test_what_is_due_what_is_too_late_and_what_is_next() -> None:
    found = airing.slots(at(e1=-25, e2=-24, e3=0, e4=3, e5=168), since=LONG_AGO, ended={})
    found_now = airing.due(found, NOON)
    # Episodes 1 and 2 aired an hour apart: one post, which is too late as a whole.
    assert told(found_now.passed) == [(1, 2, -25)]
    assert told(found_now.open) == [(3, 3, 0)]
    assert found_now.next == NOON + 3 * HOUR
    exactly = airing.slots(at(e2=-24), since=LONG_AGO, ended={})
    assert told(airing.due(exactly, NOON).open) == [(2, 2, -24)]
    assert airing.due([], NOON) == ([], [], None)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.integers(1, 30), st.integers(-2000, 2000), max_size=30),
    st.dictionaries(st.integers(1, 30), st.none() | st.integers(-2000, 2000), max_size=10),
    st.integers(-2000, 2000),
    st.sampled_from([0, 30, 1440]),
)
def test_every_episode_is_in_one_post_or_none(
    minutes: dict[int, int], done: dict[int, int | None], since: int, delay: int
) -> None:
    minute = timedelta(minutes=1)
    schedule = {episode: NOON + minute * after for episode, after in minutes.items()}
    ended = {e: None if after is None else NOON + minute * after for e, after in done.items()}
    late = timedelta(minutes=delay)
    begun = NOON + minute * since
    found = airing.slots(schedule, delay=late, since=begun, ended=ended)
    held = [episode for slot in found for episode in slot.episodes]
    assert len(held) == len(set(held))
    for episode, airs_at in schedule.items():
        passed_at = ended.get(episode)
        over = episode in ended and (passed_at is None or airs_at + late <= passed_at)
        assert (episode in held) is (airs_at >= begun and not over)
    for slot in found:
        first = min(schedule[episode] for episode in slot.episodes)
        assert slot.airs_at == first
        assert slot.opens_at == first + late
    for now in (NOON, NOON + 400 * minute):
        seen = airing.due(found, now)
        later = [slot for slot in found if slot.opens_at > now]
        assert len(seen.open) + len(seen.passed) + len(later) == len(found)
        assert seen.next == min((slot.opens_at for slot in later), default=None)


def test_dates_as_people_write_them() -> None:
    def read(typed: str, now: datetime = NOON) -> datetime:
        return airing.moment(typed, BERLIN, now).at

    assert read("2027-01-31 18:30") == datetime(2027, 1, 31, 17, 30, tzinfo=UTC)
    assert read(" 2027-7-1T08:05 ") == datetime(2027, 7, 1, 6, 5, tzinfo=UTC)
    assert read("2027-01-31") == datetime(2027, 1, 31, 11, tzinfo=UTC), "noon, without an hour"
    day = airing.moment("2027-01-31", BERLIN, NOON).day
    assert (str(day), airing.moment("2027-01-31 12:00", BERLIN, NOON).day) == ("2027-01-31", None)
    assert read("2027-01-10", NOON + 10 * HOUR) == NOON - HOUR, "today is no day that is over"
    with pytest.raises(MomentPast):
        read("2027-01-10", NOON + 12 * HOUR)
    for typed in ("", "tomorrow", "2027-02-30", "2027-01-31 25:00", "31.01.2027", "0000-01-01"):
        with pytest.raises(NotAMoment):
            read(typed)
    with pytest.raises(MomentPast, match="2027-01-08 is over"):
        read("2027-01-08")
    for typed in ("2031-01-01", "9999-12-31 23:59"):
        with pytest.raises(MomentFar, match="too far away"):
            read(typed)


def test_a_weekly_run_keeps_its_hour_over_the_change_of_clocks() -> None:
    start = datetime(2027, 3, 20, 17, 0, tzinfo=UTC)  # 18:00 in Berlin
    run = airing.weekly(4, 6, Moment(at=start), BERLIN)
    assert [run[n].at.astimezone(BERLIN).hour for n in (4, 5, 6)] == [18, 18, 18]
    assert run[6].at - run[4].at == timedelta(days=14) - HOUR
    days = airing.weekly(4, 6, airing.moment("2027-03-21", BERLIN, NOON), BERLIN)
    assert [str(days[n].day) for n in (4, 5, 6)] == ["2027-03-21", "2027-03-28", "2027-04-04"]
    with pytest.raises(RunBackwards, match="The last episode, 3, comes before the first, 4"):
        airing.weekly(4, 3, Moment(at=start), BERLIN)
    with pytest.raises(RunTooLong, match="up to 60"):
        airing.weekly(1, 61, Moment(at=start), BERLIN)


def test_dates_that_are_out_of_order() -> None:
    def dates(**hours: float) -> dict[int, Moment]:
        return {episode: Moment(at=when) for episode, when in at(**hours).items()}

    assert airing.odd(dates(e1=0, e2=168), {2}, at(e1=-168, e2=0)) is None
    assert airing.odd(dates(e1=0, e2=-168), {2}, {}) == (2, 1, None)
    assert airing.odd(dates(e1=0, e2=-168), {1}, {}) == (2, 1, None)
    assert airing.odd(dates(e1=0, e2=-168, e3=0), {3}, {}) is None, "it was told before"
    assert airing.odd(dates(e1=0, e2=168), {1, 2}, at(e2=169)) == (2, None, NOON + 169 * HOUR)
    days = {5: Moment(at=NOON, day=NOON.date())}
    assert airing.odd(days, {5}, at(e5=11)) is None, "perhaps later that day"
    assert airing.odd(days, {5}, at(e5=13)) == (5, None, NOON + 13 * HOUR)
