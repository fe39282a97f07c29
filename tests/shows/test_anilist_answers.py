"""What AniList's answers mean, whole and damaged."""

import copy
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import graphql
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import ROOT
from bot.ids import ShowId
from bot.shows import anilist_answers as answers
from bot.shows.models import (
    Format,
    NextEpisode,
    PartialDate,
    Passage,
    Relation,
    RelationType,
    Season,
    Show,
    Status,
    StreamingLink,
)
from tests.anilist import FRIEREN

RECORDED = ROOT.parent / "shared" / "data" / "anilist"
TODAY = date(2026, 11, 21)
ASKED = ShowId("anilist/154587")


def recorded(name: str) -> Path:
    if not (RECORDED / name).exists():
        pytest.skip(f"no ../shared/data/anilist/{name} beside this checkout")
    return RECORDED / name


def read(media: dict[str, Any]) -> Show:
    return answers.show(media, asked=ASKED, as_of=TODAY)


def but(**facts: Any) -> Show:
    return read({**FRIEREN, **facts})


def staff(*people: tuple[str, str]) -> dict[str, Any]:
    return {"edges": [{"role": role, "node": {"name": {"full": name}}} for role, name in people]}


def test_a_whole_answer_as_a_show() -> None:
    show = read(FRIEREN)
    assert (show.id, show.mal, show.as_of) == ("anilist/154587", 52991, TODAY)
    assert show.title.main == "Frieren: Beyond Journey’s End"
    assert show.title.others == ["Sousou no Frieren", "葬送のフリーレン"]
    assert (show.format, show.status) == (Format.TV, Status.FINISHED)
    assert (show.season, show.year, show.episodes, show.minutes) == (Season.FALL, 2023, 28, (24,))
    assert str(show.first_aired) == "2023-09-29"
    assert str(show.last_aired) == "2024-03-22"
    assert show.studios == ("MADHOUSE", "Nakamura")
    assert show.directors == ("Keiichirou Saitou",)
    assert show.writers == ("Tomohiro Suzuki",)
    assert show.creators == ("Kanehito Yamada", "Tsukasa Abe")
    assert show.source == "manga"
    assert show.streaming == (
        StreamingLink(
            service="Crunchyroll", url="https://www.crunchyroll.com/frieren", languages=("English",)
        ),
    )
    assert show.relations == (
        Relation(type=RelationType.SEQUEL, id=ShowId("anilist/182255")),
        Relation(type=RelationType.SIDE_STORY, id=ShowId("anilist/170068")),
    )
    assert show.tags == ("Time Skip", "Elf")
    assert show.spoiler_tags == ("Tragedy", "Twin")
    assert (show.score, show.popularity, show.adult) == (91, 412345, False)
    assert show.cover == "https://s4.anilist.co/cover/154587.jpg"
    assert show.color == "#d6f1c9"
    assert show.url == "https://anilist.co/anime/154587"
    assert show.next_episode is None


def test_the_synopsis_gives_nothing_away_and_the_passages_say_what_does() -> None:
    show = read(FRIEREN)
    assert show.synopsis == (
        "The journey is over.\n\nElves live long & remember. So she sets out again."
    )
    assert show.passages == (
        Passage(text="The journey is over.\n\nElves live long & remember."),
        Passage(text="Himmel dies.", spoiler=True),
        Passage(text="So she sets out again."),
    )


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("", ()),
        ("~!All of it!~", (Passage(text="All of it", spoiler=True),)),
        ("A ~!and then", (Passage(text="A"), Passage(text="and then", spoiler=True))),
        ("1 < 2 <br/> <BR> &lt;b&gt;", (Passage(text="1 < 2\n\n<b>"),)),
        ("<i> </i><br>", ()),
        ("~!~!twice!~!~", (Passage(text="~!twice", spoiler=True), Passage(text="!~"))),
    ],
)
def test_descriptions(description: str, expected: tuple[Passage, ...]) -> None:
    assert answers.passages(description) == expected


@given(st.text(alphabet="~!<br>/ a\n&;", max_size=60), st.text(alphabet="xyz", min_size=1))
def test_no_spoiler_comes_into_the_open(before: str, secret: str) -> None:
    secret = f"S{secret}S"
    before = before.replace("!~", "")
    open_text = [part.text for part in answers.passages(f"{before} ~!{secret}") if not part.spoiler]
    assert not any(secret in text for text in open_text)


def test_a_huge_description_is_cut_and_read_at_once() -> None:
    (passage,) = answers.passages("<a" * 200_000)
    assert len(passage.text) <= answers.LONGEST_DESCRIPTION


def test_a_show_that_is_on_air_has_a_next_episode() -> None:
    show = but(
        status="RELEASING", nextAiringEpisode={"airingAt": 1_800_000_000, "episode": 5}, endDate={}
    )
    assert show.next_episode == NextEpisode(at=datetime(2027, 1, 15, 8, 0, tzinfo=UTC), number=5)
    assert show.last_aired is None
    assert but(nextAiringEpisode={"airingAt": 10**15, "episode": 5}).next_episode is None


@pytest.mark.parametrize(
    ("given_date", "expected"),
    [
        ({"year": 2018, "month": 12, "day": 3}, PartialDate(year=2018, month=12, day=3)),
        ({"year": 2018, "month": 12, "day": None}, PartialDate(year=2018, month=12)),
        ({"year": 2018, "month": None, "day": 3}, PartialDate(year=2018)),
        ({"year": 2018, "month": 13, "day": 3}, PartialDate(year=2018)),
        ({"year": 2018, "month": 2, "day": 31}, PartialDate(year=2018, month=2)),
        ({"year": None, "month": 2, "day": 3}, None),
        ({"year": 20180, "month": 2, "day": 3}, None),
        (None, None),
    ],
)
def test_dates_as_far_as_they_are_known(
    given_date: dict[str, Any] | None, expected: PartialDate | None
) -> None:
    assert but(startDate=given_date).first_aired == expected


def test_who_did_what() -> None:
    show = but(
        staff=staff(
            ("Chief Director", "A"),
            ("Director, Storyboard", "B"),
            ("Assistant Director", "C"),
            ("Director of Photography", "D"),
            ("Script", "E"),
            ("Screenplay (ep 4)", "F"),
            ("Director", "A"),
            ("Original Creator & Script", "G"),
        )
    )
    assert show.directors == ("A", "B")
    assert show.writers == ("E", "G")
    assert show.creators == ("G",)
    assert but(staff=staff(("Script (ep 1)", "E"), ("Script (ep 2)", "F"))).writers == ("E", "F")


def test_a_title_is_found_where_there_is_any() -> None:
    nothing = {"romaji": None, "english": None, "native": None}
    assert but(title={**nothing, "native": "葬送"}).title.main == "葬送"
    assert but(title=nothing).title.main == "Frieren at the Funeral"
    assert but(title=None, synonyms=[]).title.main == ASKED


def test_a_show_that_may_be_for_adults_is() -> None:
    assert but(isAdult=True).adult
    assert but(isAdult=None, genres=["Hentai"]).adult
    assert not but(isAdult=None).adult


def test_a_tag_that_does_not_say_whether_it_spoils_spoils() -> None:
    show = but(tags=[{"name": "Twin", "rank": None, "isGeneralSpoiler": None}])
    assert (show.tags, show.spoiler_tags) == ((), ("Twin",))


def test_links_and_colours_that_are_none_are_left_out() -> None:
    link = {"site": "X", "type": "STREAMING", "isDisabled": None, "language": None}
    show = but(
        externalLinks=[
            {**link, "url": "javascript:alert(1)"},
            {**link, "url": "https://x.example/1"},
            {**link, "url": "https://x.example/1", "language": "English"},
        ],
        siteUrl="ftp://anilist.co",
        coverImage={"large": "https://a b", "color": "red"},
        averageScore=101,
    )
    assert show.streaming == (StreamingLink(service="X", url="https://x.example/1"),)
    assert (show.url, show.cover, show.color, show.score) == (None, None, None, None)


ENUMS = {"format", "status", "season", "source", "type", "relationType", "language"}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every field is, at any depth; of a list the first item."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value[:1]))
    for key, item in inside:
        yield (*path, key)
        yield from places(item, (*path, key))


def with_one(media: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The record with another value at that place; all else is shared with it."""
    changed: Any = copy.copy(media)
    top = changed
    for key in path[:-1]:
        top[key] = copy.copy(top[key])
        top = top[key]
    top[path[-1]] = value
    result: dict[str, Any] = changed
    return result


def is_sensible(show: Show) -> bool:
    return bool(
        show.id.startswith("anilist/")
        and show.title.main
        and show.names
        and show.format in Format
        and show.status in Status
        and all(show.genres)
        and (show.score is None or 0 < show.score <= 100)
        and not set(show.tags) & set(show.spoiler_tags)
    )


def asked_of(media: dict[str, Any]) -> dict[str, Any]:
    """A recorded show as our query would have got it, with what wasn't recorded from Frieren."""
    return {key: media.get(key, FRIEREN[key]) for key in FRIEREN}


@pytest.mark.parametrize("wrong", [None, "NEWER_THAN_US", 0, -1, 1e300, True, [], {}, [None]])
def test_any_field_may_be_null_or_something_else(wrong: Any) -> None:
    for path in places(FRIEREN):
        assert is_sensible(read(with_one(FRIEREN, path, wrong))), path


@pytest.mark.unmeasured
def test_any_field_of_any_recorded_show_may_be_null_and_any_enum_unknown() -> None:
    every = json.loads(recorded("media.json").read_bytes())
    assert len(every) == 241
    for media in map(asked_of, every):
        whole = read(media)
        assert is_sensible(whole)
        for path in places({**media, "staff": None, "relations": None, "studios": None}):
            assert is_sensible(read(with_one(media, path, None))), (media["id"], path)
            if path[-1] in ENUMS:
                unknown = read(with_one(media, path, "NEWER_THAN_US"))
                assert is_sensible(unknown), (media["id"], path)
                assert unknown.title == whole.title


def test_an_unknown_word_is_not_taken_for_another() -> None:
    show = but(format="HOLOGRAM", status="PAUSED", season="MONSOON", source="Dream <b>")
    assert (show.format, show.status) == (Format.UNKNOWN, Status.UNKNOWN)
    assert (show.season, show.source) == (None, None)
    assert but(source="WEB_NOVEL").source == "web_novel"


def test_what_is_asked_fits_anilists_schema() -> None:
    schema = graphql.build_schema(recorded("schema.graphql").read_text(encoding="utf-8"))
    for query in answers.QUERIES:
        assert graphql.validate(schema, graphql.parse(query)) == []


def test_the_recorded_schedule_is_read() -> None:
    with gzip.open(recorded("interactions.json.gz")) as file:
        interactions = json.load(file)
    schedules = [
        node
        for one in interactions
        for node in (
            ((((one["response"] or {}).get("data") or {}).get("Media") or {}).get("airingSchedule"))
            or {}
        ).get("nodes", [])
    ]
    assert schedules
    page = {"airingSchedules": [{**node, "media": FRIEREN} for node in schedules]}
    read_all = answers.airings(page, as_of=TODAY)
    assert [(one.episode, int(one.at.timestamp())) for one in read_all] == [
        (node["episode"], node["airingAt"]) for node in schedules
    ]


def test_a_page_of_shows_leaves_out_what_is_none() -> None:
    page = {
        "pageInfo": {"hasNextPage": True},
        "media": [FRIEREN, None, {"id": None}, {**FRIEREN, "id": 7, "type": "MANGA"}],
    }
    assert [show.id for show in answers.shows(page, as_of=TODAY)] == ["anilist/154587"]
    assert answers.more(page)
    assert not answers.more({})


def test_episodes_without_an_hour_or_a_show_are_left_out() -> None:
    page = {
        "airingSchedules": [
            {"airingAt": None, "episode": 1, "media": FRIEREN},
            {"airingAt": 1_800_000_000, "episode": 2, "media": None},
            {"airingAt": 1_800_000_000, "episode": None, "media": FRIEREN},
        ]
    }
    (airing,) = answers.airings(page, as_of=TODAY)
    assert (airing.episode, airing.show.id) == (None, "anilist/154587")


def test_a_character_a_member_of_staff_and_a_studio() -> None:
    character = answers.profile(
        {
            "name": {"full": "Fern", "native": "フェルン"},
            "siteUrl": "https://anilist.co/character/183965",
            "image": {"large": "https://s4.anilist.co/fern.jpg"},
            "description": "A mage. ~!Marries.!~",
            "media": {"edges": [{"characterRole": "MAIN", "node": FRIEREN}, None, {"node": None}]},
        },
        as_of=TODAY,
    )
    assert character
    assert (character.name, character.native) == ("Fern", "フェルン")
    assert character.about == (Passage(text="A mage."), Passage(text="Marries.", spoiler=True))
    assert [(credit.show.id, credit.role) for credit in character.credits] == [
        ("anilist/154587", "MAIN")
    ]
    person = answers.profile(
        {
            "name": {"full": None, "native": "斎藤圭一郎"},
            "staffMedia": {"edges": [{"staffRole": "Director", "node": FRIEREN}]},
        },
        as_of=TODAY,
    )
    assert person
    assert (person.name, person.credits[0].role) == ("斎藤圭一郎", "Director")
    studio = answers.profile(
        {"name": "MADHOUSE", "media": {"edges": [{"node": FRIEREN}]}}, as_of=TODAY
    )
    assert studio
    assert (studio.name, studio.credits[0].role) == ("MADHOUSE", None)
    assert answers.profile({"name": None}, as_of=TODAY) is None
