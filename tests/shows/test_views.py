"""Whatever a source says of a show, its cards stay within Discord's limits."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import Config
from bot.shows import catalogue, seasons, views
from bot.shows.models import (
    Format,
    SeasonEntry,
    Show,
    ShowCard,
    Status,
    StreamingLink,
    Title,
    Totals,
)
from bot.text import Texts
from bot.ui.pages import page
from tests import discord_rules
from tests.ui.test_theme import HOSTILE

HELD = catalogue.load(Config().catalogue)
ENGLISH = Texts().choose("en")
FIRST = next(iter(HELD))


async def faults(view: object) -> list[str]:
    payload = {"components": view.to_components(), "flags": 1 << 15}  # type: ignore[attr-defined]
    return discord_rules.check_request("POST", "/channels/1/messages", payload)


def as_card(show: Show) -> ShowCard:
    return ShowCard(show=show, source="AniList", place=SeasonEntry(show=show, number=1), seasons=1)


@pytest.mark.parametrize("show", list(HELD), ids=lambda show: show.id)
async def test_every_held_show_has_a_card_within_the_limits(show: Show) -> None:
    assert await faults(views.show_card(as_card(show), ENGLISH)) == []
    entries = seasons.franchise(show, HELD.get)
    for number in range(page(entries, 0, views.SEASONS_A_PAGE).count):
        shown = page(entries, number, views.SEASONS_A_PAGE)
        assert (
            await faults(
                views.seasons_card(
                    shown, show, ENGLISH, totals=Totals(seasons=1, episodes=12, beside=2)
                )
            )
            == []
        )
    assert 1 <= len(views.label(show, ENGLISH)) <= 100


WORDS = st.lists(HOSTILE, max_size=30)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    title=HOSTILE, names=WORDS, synopsis=HOSTILE, counts=st.lists(st.integers(0, 10**6), max_size=4)
)
async def test_no_text_breaks_a_card(
    title: str, names: list[str], synopsis: str, counts: list[int]
) -> None:
    show = Show(
        id=FIRST.id,
        title=Title(romaji=title * 20, english=None, native=title),
        format=Format.TV,
        status=Status.RELEASING,
        episodes=counts[0] if counts else None,
        minutes=counts,
        studios=names,
        directors=names,
        writers=names,
        creators=names,
        genres=names,
        source=title,
        streaming=[StreamingLink(service=title, languages=names), StreamingLink(service="Netflix")],
        synopsis=synopsis * 20,
        cover="https://covers.example/1.png",
        as_of=FIRST.as_of,
    )
    assert await faults(views.show_card(as_card(show), ENGLISH)) == []
    assert await faults(views.picker_card([show], ENGLISH, query=title * 50, private=False)) == []
