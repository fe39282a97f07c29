"""What stands in files and events, whatever titles bring; and that no event is made twice."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.calendars import ics, plan, words
from bot.calendars.models import Announced, Date, Entry, State, Told, Words, merged
from bot.calendars.plan import There
from bot.ids import GuildId, ShowId
from bot.shows.models import PartialDate
from bot.text import Text, Texts
from bot.text.titles import Title
from tests.calendars.files import checked
from tests.fakes import PseudoTexts

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HERE = GuildId(1)
ENGLISH = Texts().choose("en")
HOSTILE = "A;b,c\\n\r\nBEGIN:VEVENT\r\n\x00\x1b\u202e@everyone <b>**[x](y)**" + "語" * 4000


def date(**facts: Any) -> Date:
    return Date(**{
        "show": ShowId("anilist/5"),
        "title": Title(romaji="Show"),
        "starts": NOW + timedelta(days=3),
        "url": "https://anilist.co/anime/5",
        "source": "AniList",
        "as_of": NOW,
        **facts,
    })  # fmt: skip


def entry(one: Date, *, off: bool = False) -> Entry:
    begins = one.begins
    assert begins
    told = Told(
        guild=one.guild, show=one.show, dub=one.dub, episode=one.episode, begins=begins,
        all_day=one.all_day, length=one.length, off=off, changed_at=NOW,
    )  # fmt: skip
    return Entry(date=one, told=told)


def in_a_file(*dates: Date, t: Text = ENGLISH) -> dict[str, Any]:
    return checked(ics.written([entry(one) for one in dates], t, NOW))


TITLES = st.builds(Title, romaji=st.text(), english=st.none() | st.text(), native=st.text())
DATES = st.builds(
    date,
    title=TITLES,
    starts=st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1970 < at.year < 9999)
    | st.dates(NOW.date()).map(lambda d: PartialDate(year=d.year, month=d.month, day=d.day)),
    episode=st.integers(1, 99999),
    through=st.none() | st.integers(1, 99999),
    minutes=st.none() | st.integers(1, 10**6),
    audio=st.none() | st.text(),
    url=st.none() | st.just("https://x.y/" + "z" * 200),
)


@given(DATES, st.sampled_from([ENGLISH, PseudoTexts().choose()]))
@example(date(title=Title(romaji=HOSTILE, native="\ud800"), episode=2, through=13), ENGLISH)
@example(date(title=Title(romaji="\u202e\u200b"), dub="de", audio=HOSTILE), ENGLISH)
@settings(max_examples=60, deadline=None)
def test_whatever_a_title_is_the_file_holds_and_so_do_discords_limits(one: Date, t: Text) -> None:
    (read,) = in_a_file(one, t=t).values()
    assert read["uid"] == one.uid
    assert str(read["summary"]) == words.summary(one, t)
    assert str(read["description"]) == words.description(one, t)
    event = words.on_discord(one, t, ZoneInfo("Asia/Tokyo"))
    assert event
    assert 1 <= len(event.name.strip()) <= 100
    assert 1 <= len(event.location.strip()) <= 100
    assert len(event.description) <= 1000
    assert event.begins < event.ends
    assert "\u202e" not in event.name


def test_what_a_file_says_of_each_kind() -> None:
    day = PartialDate(year=2026, month=12, day=31)
    read = in_a_file(
        date(starts=day),
        date(episode=2, through=3, minutes=24),
        date(episode=12, minutes=100_000, url=None),
        date(episode=2, dub="de", audio="German dub", guild=HERE),
    )
    whole = read["premiere-anilist-5-1-original@kanso"]
    assert (whole.decoded("dtstart"), whole.decoded("dtend")) == (
        day.first_day, day.first_day + timedelta(days=1)
    )  # fmt: skip
    double = read["episode-anilist-5-2-original@kanso"]
    assert (str(double["summary"]), double.decoded("duration")) == (
        "Show: episodes 2 to 3", timedelta(minutes=48)
    )  # fmt: skip
    assert read["episode-anilist-5-12-original@kanso"].decoded("duration") == timedelta(hours=4)
    assert str(read["episode-anilist-5-2-de-1@kanso"]["summary"]) == "Show: episode 2, German dub"


def test_an_instant_says_more_than_a_day_and_a_day_more_than_none() -> None:
    at, day, none = (
        date(starts=NOW),
        date(starts=PartialDate(year=2026, month=11, day=21)),
        date(starts=PartialDate(year=2026, month=11)),
    )
    assert merged([none, day, at, date(starts=None)]) == [at]
    assert merged([none, day, date(starts=NOW, off=True)]) == [day]
    assert not none.dated


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_a_day_is_one_of_the_servers(zone: str) -> None:
    one = date(starts=PartialDate(year=2026, month=12, day=31))
    told = words.on_discord(one, ENGLISH, ZoneInfo(zone))
    assert told
    assert told.begins == datetime(2026, 12, 31, tzinfo=ZoneInfo(zone))
    assert told.ends - told.begins == timedelta(days=1)
    assert words.on_discord(date(starts=None), ENGLISH, ZoneInfo(zone)) is None


# Events


def event(day: float, name: str = "Show") -> Words:
    begins = NOW + timedelta(days=day)
    return Words(name=name, location="here", begins=begins, ends=begins + timedelta(hours=1))


def test_the_soonest_come_first_and_what_stands_keeps_its_place() -> None:
    coming = {f"e{n}": event(n / 2 + 1, f"{n}") for n in range(40)}
    made = plan.steps(HERE, [], coming, NOW, on=True).make
    assert [row.uid for row in made] == [f"e{n}" for n in range(20)]
    standing = [
        Announced(guild=HERE, uid=r.uid, words=r.words, state=State.WANTED, event=n)
        for n, r in enumerate(made, 1)
    ]
    sooner = {**coming, "sooner": event(0.1)}
    assert plan.steps(HERE, standing, sooner, NOW, on=True) == plan.Steps()
    away = {uid: words for uid, words in sooner.items() if uid != "e3"}
    found = plan.steps(HERE, standing, away, NOW, on=True)
    assert [row.uid for row in found.leave] == ["e3"]
    assert [row.uid for row in found.make] == ["sooner"]
    assert len(plan.steps(HERE, standing, {}, NOW, on=False).leave) == 20
    far = {"far": event(15), "past": event(-1)}
    assert plan.steps(HERE, [], far, NOW, on=True) == plan.Steps()


STEP = st.tuples(
    st.dictionaries(st.sampled_from("abcde"), st.integers(-1, 4)),  # what is coming, in hours
    st.booleans(),  # switched on
    st.sampled_from(["well", "lost", "refused"]),  # how making and taking down end
    st.none() | st.sampled_from("abcde"),  # what an admin deletes
    st.integers(0, 3),  # hours that pass
)


@given(st.lists(STEP, max_size=12))
@settings(max_examples=150, deadline=None)
def test_no_event_is_made_twice_or_comes_back(days: list[Any]) -> None:
    """A Discord whose answers get lost, and an admin who deletes: each event stands once, what
    somebody deleted stays away while it is coming, and what is wanted stands at last.
    """
    now, number = NOW, 0
    rows: dict[str, Announced] = {}
    there: dict[int, tuple[str, Words]] = {}
    deleted: dict[str, datetime] = {}

    def visit(coming: dict[str, Words], on: bool, ends: str) -> None:
        nonlocal number
        live = [There(event=n, name=w.name, begins=w.begins) for n, (_, w) in there.items()]
        rows.update({row.uid: row for row in plan.found(list(rows.values()), live, now)})
        steps = plan.steps(HERE, list(rows.values()), coming, now, on=on)
        for row in steps.drop:
            del rows[row.uid]
        for row in steps.leave:
            rows[row.uid] = Announced(
                guild=HERE, uid=row.uid, words=row.words, state=State.LEAVING, event=row.event
            )
            if ends != "refused":
                del there[row.event or 0]
            if ends == "well":
                del rows[row.uid]
        for row, new in steps.change:
            there[row.event or 0] = row.uid, new
            rows[row.uid] = Announced(
                guild=HERE, uid=row.uid, words=new, state=State.WANTED, event=row.event
            )
        for row in steps.make:
            assert row.uid not in deleted
            rows[row.uid] = row
            number += 1
            if ends != "refused":
                there[number] = row.uid, row.words
            if ends == "well":
                rows[row.uid] = Announced(
                    guild=HERE, uid=row.uid, words=row.words, state=State.WANTED, event=number
                )
        names = [uid for uid, _ in there.values()]
        assert len(names) == len(set(names))

    def words_at(coming: dict[str, int]) -> dict[str, Words]:
        at = {uid: now + timedelta(hours=hours, minutes=1) for uid, hours in coming.items()}
        return {
            uid: Words(name=uid, location="", begins=when, ends=when + timedelta(minutes=30))
            for uid, when in at.items()
        }

    for coming, on, ends, gone, hours in days:
        now += timedelta(hours=hours)
        for n, (_, w) in list(there.items()):
            if w.ends <= now:
                del there[n]
        deleted = {uid: at for uid, at in deleted.items() if at > now}
        for n, (uid, w) in list(there.items()):
            row = rows.get(uid)
            if uid == gone and row and row.event == n and row.state is State.WANTED:
                del there[n]
                deleted[uid] = w.ends
        visit(words_at(coming), on, ends)
    last = words_at(dict.fromkeys("abcde", 2))
    for _ in range(3):
        visit(last, True, "well")
    away = {uid for uid, row in rows.items() if row.state is State.GONE}
    assert {uid for uid, _ in there.values()} == set("abcde") - away
    assert all(
        there[row.event or 0][1] == last[uid] for uid, row in rows.items() if uid not in away
    )
