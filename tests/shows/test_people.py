"""`/character`, `/staff`, `/studio`, and cards from AniList, against a server on loopback."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.ids import ShowId
from tests.anilist import FRIEREN, NOT_FOUND, media, serving
from tests.world import World

FRIEREN_ID = ShowId("anilist/154587")
FERN = {
    "name": {"full": "Fern", "native": "フェルン"},
    "siteUrl": "https://anilist.co/character/183965",
    "image": {"large": "https://s4.anilist.co/fern.jpg"},
    "description": "A mage of @everyone. ~!Marries.!~",
    "media": {
        "edges": [
            {"characterRole": "MAIN", "node": FRIEREN},
            {"characterRole": "MAIN", "node": {**FRIEREN, "id": 7, "isAdult": True}},
        ]
    },
}
SAITOU = {
    "name": {"full": "Keiichirou Saitou", "native": "斎藤圭一郎"},
    "staffMedia": {"edges": [{"staffRole": "Director", "node": FRIEREN}]},
}
MADHOUSE = {"name": "MADHOUSE", "media": {"edges": [{"node": FRIEREN}]}}


@pytest.mark.parametrize(
    ("command", "field", "body", "facts"),
    [
        ("character", "Character", FERN, ["## Fern", "フェルン", "||Marries.||", " · Main"]),
        ("staff", "Staff", SAITOU, ["## Keiichirou Saitou", " · Director"]),
        ("studio", "Studio", MADHOUSE, ["## MADHOUSE", "Frieren: Beyond Journey’s End (2023)**"]),
    ],
)
async def test_somebody_is_looked_up_and_leads_to_their_shows(
    tmp_path: Path, command: str, field: str, body: dict[str, Any], facts: list[str]
) -> None:
    async with serving() as (server, _), World.open(tmp_path, anilist=server.url) as world:
        server.body = {"data": {field: body}}
        mia = world.member("Mia")
        seen = await mia.slash(command, name="fern")
        assert not seen.private
        for fact in (*facts, "AniList, just now"):
            assert fact in seen.text
        assert "@everyone" not in seen.text
        (select,) = seen.selects
        assert [option["value"] for option in select["options"]] == ["anilist/154587"]
        server.body = media()
        card = await mia.choose(seen, "anilist/154587")
        assert card.private
        assert "28 episodes, each 24 minutes" in card.text


async def test_nobody_by_that_name(tmp_path: Path) -> None:
    async with serving() as (server, _), World.open(tmp_path, anilist=server.url) as world:
        server.body = NOT_FOUND
        seen = await world.member("Mia").slash("staff", name="@everyone")
        assert "knows nobody by “@\u200beveryone”" in seen.text


async def test_where_anilist_is_not_asked_it_is_said_so(world: World) -> None:
    seen = await world.member("Mia").slash("character", name="Fern")
    assert seen.private
    assert "come from AniList, and this bot doesn't ask it" in seen.text


async def test_a_card_comes_from_anilist_once_and_is_kept(tmp_path: Path) -> None:
    async with serving() as (server, _), World.open(tmp_path, anilist=server.url) as world:
        mia = world.member("Mia")
        shows = world.bot.app.shows
        cards = await asyncio.gather(*(shows.card(FRIEREN_ID, adult=False) for _ in range(20)))
        assert {card.show.title.main for card in cards} == {"Frieren: Beyond Journey’s End"}
        assert len(server.asked) == 1
        server.status = 500
        await world.restart()
        seen = await mia.slash("show", title="frieren")
        assert "**Director** Keiichirou Saitou" in seen.text
        assert "**Writer** Tomohiro Suzuki" in seen.text
        assert "[Crunchyroll](https://www.crunchyroll.com/frieren) (English" in seen.text
        assert "gone.example" not in seen.text
        assert "||Himmel dies.||" in seen.text
        assert "**Score** 91 of 100 at AniList" in seen.text
        assert "AniList, <t:" in seen.text
        assert len(server.asked) == 1


async def test_where_anilist_is_silent_the_catalogue_answers(tmp_path: Path) -> None:
    async with serving() as (server, _), World.open(tmp_path, anilist=server.url) as world:
        server.status, server.body = 503, b"<html>"
        seen = await world.member("Mia").slash("show", title="Hero Mask")
        assert "3 December 2018" in seen.text
        assert "AniList doesn't answer right now." in seen.text
