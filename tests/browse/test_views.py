"""Lists stay within Discord's limits, whatever is in them; their buttons carry everything."""

from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.browse import views
from bot.browse.models import EARLIEST, LATEST, Day, Listing, Origin, read_wish, read_years
from bot.browse.service import A_PAGE
from bot.ids import ShowId
from bot.shows.models import Airing, Format, Season, Show, Status, Title
from bot.shows.shelves import GENRE, Length, Wish
from bot.text import Texts
from bot.ui.pages import page
from tests import discord_rules
from tests.fakes import PseudoTexts
from tests.test_words import WORD, unbracketed
from tests.ui.test_theme import HOSTILE

ENGLISH = Texts().choose("en")
AT = datetime(2026, 11, 21, 20, tzinfo=UTC)
ORIGINS = [
    Origin(source="AniList", at=AT),
    Origin(source="AniList", at=AT, silent="AniList"),
    Origin(source="AniList", at=AT, silent="AniList", partly=True),
    Origin(source="AniList", as_of=AT.date(), partly=True),
]


def shows(titles: list[str]) -> list[Show]:
    return [
        Show(
            id=ShowId(f"anilist/{number}"),
            title=Title(romaji=title),
            format=Format.TV,
            status=Status.RELEASING,
            episodes=number,
            studios=(title,),
            as_of=AT.date(),
        )
        for number, title in enumerate(titles)
    ]


def faults(view: object) -> list[str]:
    payload = {"components": view.to_components(), "flags": 1 << 15}  # type: ignore[attr-defined]
    return discord_rules.check_request("POST", "/channels/1/messages", payload)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    titles=st.lists(HOSTILE.map(lambda text: text * 20), max_size=30),
    number=st.integers(0, 3),
    origin=st.sampled_from(ORIGINS),
)
async def test_no_title_breaks_a_list(titles: list[str], number: int, origin: Origin) -> None:
    known = shows(titles)
    airings = [Airing(show=show, at=AT, episode=10**6) for show in known]
    day = views.airing_card(
        Listing(page=page(airings, number, A_PAGE), origin=origin),
        ENGLISH,
        day=AT.date(),
        zone="UTC",
    )
    assert faults(day) == []
    season = views.season_card(
        Listing(page=page(known, number, A_PAGE), origin=origin, whole=False),
        ENGLISH,
        season=Season.FALL,
        year=2026,
    )
    assert faults(season) == []


async def test_every_word_of_a_list_has_passed_gettext() -> None:
    pseudo = PseudoTexts().choose("en")
    for origin in ORIGINS:
        for titles in ([], ["Ada"] * 25):
            listing = Listing(page=page(shows(titles), 1, A_PAGE), origin=origin)
            card = views.season_card(listing, pseudo, season=Season.FALL, year=2026)
            airings = [Airing(show=show, at=AT, episode=3) for show in shows(titles)]
            day = views.airing_card(
                Listing(page=page(airings, 1, A_PAGE), origin=origin),
                pseudo,
                day=AT.date(),
                zone="UTC",
            )
            for view in (card, day):
                words = [getattr(item, "content", "") for item in view.walk_children()]
                words += [
                    str(getattr(item, "placeholder", "") or "") for item in view.walk_children()
                ]
                left = set(WORD.findall(unbracketed("\n".join(words))))
                assert left <= {"Ada", "AniList"}


@given(
    genre=st.just("") | st.from_regex(GENRE, fullmatch=True),
    years=st.none() | st.tuples(st.integers(1900, 2000), st.integers(2000, 2100)),
    length=st.none() | st.sampled_from(Length),
)
async def test_a_button_carries_the_whole_wish(
    genre: str, years: tuple[int, int] | None, length: Length | None
) -> None:
    wish = Wish(genre=genre or None, years=years, length=length)
    button = views.another(wish, ShowId("anilist/9999999999"), ENGLISH)
    carried = views.ANOTHER.unpack(str(button.custom_id))
    assert carried is not None
    assert carried.pop("shown") == "anilist/9999999999"
    assert read_wish(**carried) == wish  # type: ignore[arg-type]


@given(st.sampled_from(Day), st.dates(EARLIEST, LATEST))
def test_a_day_of_that_name_comes_within_a_week(day: Day, today: date) -> None:
    meant = day.after(today)
    assert 0 <= (meant - today).days < 7
    if day not in (Day.TODAY, Day.TOMORROW):
        assert f"{meant:%A}".lower() == day


def test_years_as_people_write_them() -> None:
    assert read_years("1998") == (1998, 1998)
    assert read_years(" 1990-1999 ") == (1990, 1999)
    assert read_years("1990 – 1999") == (1990, 1999)
    assert read_years("1990s") == (1990, 1999)
