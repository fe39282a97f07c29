"""How discussions look: within Discord's limits whatever the title, in the reader's language."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.discussions import views
from bot.discussions.models import (
    FIVE,
    TEN,
    Aspect,
    Counterpart,
    Discussion,
    Earlier,
    Neighbour,
    Place,
    Point,
    Result,
    Span,
    Talked,
    Track,
    Viewing,
    Voter,
)
from bot.discussions.tally import Tally
from bot.ids import ChannelId, DiscussionId, GuildId, MessageId, RoleId, ShowId, UserId
from bot.text import Text, Texts
from bot.text.titles import Title
from bot.ui.charts.values import Picture
from bot.ui.pages import page
from tests.discord_rules import check_request
from tests.fakes import PseudoTexts
from tests.world import Seen

T = Texts().choose("en")
PSEUDO = PseudoTexts().choose()
V2 = 1 << 15
START = datetime(2026, 1, 1, tzinfo=UTC)
HUGE = 2**63 - 1

titles = st.builds(
    Title,
    romaji=st.one_of(
        st.text(max_size=300),
        st.sampled_from(
            ["@everyone", "[x](https://a.b) ||", "\u202eabc", "**" * 200, "感想" * 100]
        ),
    ),
)
times = st.none() | st.just(START + timedelta(hours=2))
tallies = st.dictionaries(st.integers(1, 5), st.integers(0, 10**7)).map(Tally)
LINK = f"https://discord.com/channels/{HUGE}/{HUGE}/{HUGE}"
several = st.none() | st.just(100_000)
dubs = st.none() | st.sampled_from(["en", "pt-BR", "zh-Hant-TW"])
neighbours = st.none() | st.builds(
    Neighbour, episode=st.integers(1, 99_999), through=several, link=st.just(LINK)
)
counterparts = st.builds(
    Counterpart,
    dub=dubs,
    link=st.just(LINK),
    span=st.none() | st.builds(Span, episode=st.integers(1, 99_999), through=several),
)
discussions = st.builds(
    Discussion,
    guild=st.just(GuildId(HUGE)),
    id=st.integers(1, HUGE).map(DiscussionId),
    show=st.just(ShowId("anilist/" + "9" * 12)),
    episode=st.none() | st.integers(1, 99_999),
    host=st.none() | st.just(UserId(HUGE)),
    channel=st.just(ChannelId(HUGE)),
    message=st.just(MessageId(HUGE)),
    thread=st.none() | st.just(ChannelId(HUGE)),
    reactions_ready=st.booleans(),
    summary=st.none(),
    opened_at=st.just(START),
    tried_at=st.just(START),
    closed_at=times,
    lost_at=times,
    place=st.sampled_from(Place),
    scale=st.sampled_from([FIVE, TEN]),
    blind=st.booleans(),
    closes_at=times,
    changes=st.just(3),
    spoilers_open=st.booleans(),
    through=several,
    dub=dubs,
    role=st.none() | st.just(RoleId(HUGE)),
)
results = st.builds(
    Result,
    discussion=discussions,
    title=titles,
    tally=tallies,
    colour=st.none() | st.just("#4a6b8a"),
    cover=st.none() | st.just("https://example.org/cover.jpg"),
    earlier=st.none()
    | st.builds(Earlier, episode=st.integers(1, 9999), through=several, mean=st.floats(1, 5)),
    later=neighbours,
    before=neighbours,
    beside=st.lists(counterparts, max_size=8),
    film=st.booleans(),
    original=st.booleans(),
    votes=st.integers(0, 10**7),
    hidden=st.booleans(),
    splits=st.dictionaries(st.sampled_from([*Viewing, *Track]), tallies),
    aspects=st.dictionaries(st.sampled_from(Aspect), tallies),
)
voters = st.builds(
    Voter,
    viewing=st.none() | st.sampled_from(Viewing),
    track=st.none() | st.sampled_from(Track),
    language=st.none() | st.sampled_from(sorted(views.LANGUAGES)),
    aspects=st.dictionaries(st.sampled_from(Aspect), st.integers(1, 5)),
)
points = st.builds(
    Point,
    episode=st.integers(1, 99_999),
    through=several,
    dub=dubs,
    tally=tallies,
    scale=st.sampled_from([FIVE, TEN]),
    open=st.booleans(),
)
PICTURES = [Picture(png=b"", alt="a" * 1024), Picture(png=b"", alt="b"), Picture(png=b"", alt="c")]
TALKED = [Talked(reactions=10**6, link=f"https://discord.com/channels/{HUGE}/{HUGE}/{HUGE}")] * 3
many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def drawn(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return components


def wrong(view: discord.ui.LayoutView) -> list[str]:
    body = {"flags": V2, "components": drawn(view)}
    return check_request("POST", "/channels/1/messages", body)


def text(view: discord.ui.LayoutView) -> str:
    return Seen(SimpleNamespace(content="", components=drawn(view))).text


@many
@given(results, st.booleans())
async def test_every_card_holds_whatever_the_title(result: Result, new: bool) -> None:
    assert wrong(views.post(result, T)) == []
    assert wrong(views.summary(result, T)) == []
    assert wrong(views.result_card(result, T)) == []
    assert wrong(views.close_question(result, T)) == []
    assert wrong(views.ahead_question(result, 99_999, T)) == []
    assert wrong(views.started(result, T, new=new)) == []
    assert wrong(views.closed(result, T, new=new)) == []
    assert len(views.thread_name(result, T)) <= 100


@many
@given(results)
async def test_cards_with_pictures_hold(result: Result) -> None:
    for view in (
        views.summary(result, T, pictures=PICTURES, talked=TALKED),
        views.result_card(result, T, pictures=PICTURES[:2]),
    ):
        body = {"flags": V2, "components": drawn(view), "attachments": []}
        complaints = check_request("POST", "/channels/1/messages", body)
        assert [each for each in complaints if "attachment://" not in each] == []


@many
@given(results, voters)
async def test_what_voters_say_holds(result: Result, voter: Voter) -> None:
    score = max(voter.aspects.values(), default=None)
    assert wrong(views.voter_panel(result, voter, T)) == []
    assert wrong(views.voted(result, score, T, before=5)) == []
    assert wrong(views.voted(result, None, T, before=score)) == []
    body = {"type": 9, "data": views.aspects_form(result, voter, T).to_dict()}
    assert check_request("POST", "/interactions/1/token/callback", body) == []


@many
@given(titles, st.lists(points, max_size=70), st.none() | st.integers(1, 99_999))
async def test_a_curve_holds(title: Title, of: list[Point], until: int | None) -> None:
    show = ShowId("anilist/" + "9" * 12)
    assert wrong(views.curve_card(show, title, of, T, until=until)) == []


@given(results, st.sampled_from([True, False]))
async def test_a_blind_vote_tells_nothing_before_it_closes(result: Result, post: bool) -> None:
    blind = replace(result.discussion, blind=True, closed_at=None, lost_at=None)
    votes = Tally({5: 777_777})
    held = replace(result, discussion=blind, tally=votes, votes=3, hidden=True, earlier=None)
    card = views.post(held, T) if post else views.result_card(replace(held, splits={}), T)
    assert "777777" not in text(card)
    assert "median" not in text(card)


@many
@given(st.lists(st.tuples(discussions, titles, st.integers(0, 10**7)), max_size=20), st.integers())
async def test_every_page_of_the_list_holds(
    found: list[tuple[Discussion, Title, int]], number: int
) -> None:
    assert wrong(views.open_list(page(found, number, views.LISTED_A_PAGE), T)) == []


@many
@given(titles)
async def test_the_form_holds(title: Title) -> None:
    modal = views.form("anilist/" + "9" * 12, title, T)
    body = {"type": 9, "data": modal.to_dict()}
    assert check_request("POST", "/interactions/1/token/callback", body) == []


def a_result(**changes: Any) -> Result:
    facts: dict[str, Any] = {
        "guild": GuildId(1),
        "id": DiscussionId(2),
        "show": ShowId("anilist/1"),
        "episode": 3,
        "host": None,
        "place": Place.CHANNEL,
        "scale": FIVE,
        "blind": False,
        "closes_at": None,
        "channel": ChannelId(4),
        "message": MessageId(5),
        "thread": None,
        "reactions_ready": True,
        "summary": None,
        "opened_at": START,
        "tried_at": START,
        "closed_at": None,
        "lost_at": None,
        "changes": 0,
    }
    return Result(
        discussion=Discussion(**(facts | changes)),
        title=Title(romaji="Hero Mask"),
        tally=Tally({5: 6, 4: 3, 2: 1}),
        cover="https://example.org/cover.jpg",
    )


async def test_the_post_as_it_reads() -> None:
    assert text(views.post(a_result(), T)) == (
        "## Hero Mask · Episode 3\n"
        "Speak freely up to episode 3. Put later episodes, and what only the manga or novel tells, "
        "behind `||bars||`.\n"
        "😍 `██████    ` **6** Loved it\n"
        "🙂 `███       ` **3** Liked it\n"
        "😐 `▏         ` **0** It was fine\n"
        "🙁 `█         ` **1** Disliked it\n"
        "😣 `▏         ` **0** Hated it\n"
        "**10 votes** · mean 4.4 · median 5\n"
        "-# Vote with a reaction below. You have one vote, and the newest counts.\n"
        "How I watch\n"
        "Close\n"
        "About the show"
    )


@pytest.mark.parametrize(
    ("episode", "film", "original", "rule"),
    [
        (3, False, True, "Speak freely up to episode 3. Put later episodes behind `||bars||`."),
        (None, False, True, "Speak freely about the whole show. Put sequels behind `||bars||`."),
        (None, False, False, "Put sequels, and what only the manga or novel tells, behind"),
        (None, True, True, "about the film. Put what comes after it behind `||bars||`."),
        (None, True, False, "Put what comes after it, and what only the manga or novel tells,"),
    ],
)
async def test_the_spoiler_rule_names_a_source_where_there_is_one(
    *, episode: int | None, film: bool, original: bool, rule: str
) -> None:
    result = replace(a_result(episode=episode), film=film, original=original)
    assert rule in text(views.post(result, T))
    assert ("manga" in text(views.post(result, T))) is not original


async def test_a_film_is_called_one() -> None:
    film = replace(a_result(episode=None), film=True)
    assert views.thread_name(film, T) == "The film · Hero Mask"
    assert views.thread_name(replace(film, film=False), T) == "The whole show · Hero Mask"
    modal = views.form("anilist/1", film.title, T, film=True)
    assert "A film has no episodes: leave it empty." in str(modal.to_dict())


async def test_numbers_have_no_bars_before_the_first_vote_and_say_which_end_is_best() -> None:
    empty = replace(a_result(scale=TEN), tally=Tally({}))
    assert text(views.post(empty, T)).split("\n")[2:5] == [
        "No vote yet",
        "-# Vote with a reaction below. You have one vote, and the newest counts.",
        "-# 10 is best, 1 worst.",
    ]
    voted = replace(empty, tally=Tally({7: 1}))
    assert "🔟 `▏         ` **0**" in text(views.post(voted, T))
    assert "10 is best" in text(views.post(voted, T))
    assert "best" not in text(views.post(a_result(), T))


async def test_even_two_votes_have_a_middle_half() -> None:
    closed = a_result(closed_at=START)
    assert "median 4.5\nThe middle half: 4.25 to 4.75 (spread 0.5)" in text(
        views.summary(replace(closed, tally=Tally({5: 1, 4: 1})), T)
    )
    assert "The middle half: all at 4 (spread 0)" in text(
        views.summary(replace(closed, tally=Tally({4: 3})), T)
    )
    assert "middle half" not in text(views.summary(replace(closed, tally=Tally({4: 1})), T))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"closed_at": START},
        {"lost_at": START},
        {"episode": 3, "through": 4, "dub": "de"},
        {"closed_at": START, "episode": None, "dub": "de"},
    ],
)
async def test_every_word_passes_gettext(changes: dict[str, Any]) -> None:
    result = a_result(**changes)
    for draw in (views.post, views.summary, views.result_card):
        assert_translated(draw, result)


def assert_translated(draw: Any, result: Result) -> None:
    def words(t: Text) -> set[str]:
        return {line for line in text(draw(result, t)).split("\n") if "Hero Mask" not in line}

    assert not words(T) & words(PSEUDO)
