"""Headers in the forms that people write, and the show that a review is about."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.reviews.digest import digest
from bot.reviews.facts import (
    Disagreement,
    Fact,
    Field,
    day,
    disagreements,
    episodes,
    minutes,
    names,
    same_name,
)
from bot.shows.models import PartialDate
from tests.bench.text_reviews import find

BODY = "\n\nThe story is great and I loved the characters.\n"
GENRE, AIRED, STUDIO = ["Drama", "Music"], PartialDate(year=2019, month=4, day=11), ["Bones"]
ALL = {Field.GENRE: GENRE, Field.RELEASE_DATE: AIRED, Field.STUDIO: STUDIO, Field.EPISODES: 24}


@pytest.mark.parametrize(
    "header",
    [
        "Genre: Drama, Music\nRelease Date: April 11th, 2019\nStudio: Bones\nEpisodes: 24",
        "**Genre** – Drama / Music\n**Aired** – Apr 11, 2019\n**Studio(s)** – Bones\n"
        "**Episodes** – 24",
        "- Genre(s): Drama & Music\n- Original run: 11 April 2019 – 3 October 2019\n"
        "- Animation Studio: Bones\n- No. of Episodes: 24",
        "| Genre | Drama, Music |\n|---|---|\n| Premiered | 2019-04-11 |\n| Studio | Bones |\n"
        "| Episodes | 24 |",
        "| Genre | Aired | Studio | Episodes |\n|---|---|---|---|\n"
        "| Drama, Music | 11.4.2019 | Bones | 24 |".replace("11.4.2019", "2019.4.11"),
        "Genre\tDrama, Music\nReleased\t11th of April, 2019\nStudio\tBones\nEpisodes\t24 (2 cours)",
        "Genre\nDrama, Music\n\nAired\nApr 11, 2019\n\nStudio\nBones\n\nEpisodes\n24",
        "Genre: Drama, Music | Aired: 2019-04-11 | Studio: Bones | Episodes: 24",
        "GENRE = Drama; Music\nFIRST AIRED = 2019/04/11\nSTUDIO = Bones\nEPS = 24",
        "<b>Genre:</b> Drama, Music<br>\n<b>Aired:</b> April 11, 2019<br>\n"
        "<b>Studio:</b> Bones<br>\n"
        "<b>Episodes:</b> 24<br>",
    ],
)
def test_a_header_in_any_common_form(header: str) -> None:
    assert digest(f"Carole & Tuesday\n\n{header}{BODY}").facts == ALL


def test_people_and_runtime() -> None:
    found = digest(
        "Director(s): Ana Sol, Ben Rui\nSeries Composition: Cleo Dan\nEpisodes: 12 x 24 mins\n"
        + BODY
    )
    assert found.facts == {
        Field.DIRECTOR: ["Ana Sol", "Ben Rui"],
        Field.WRITER: ["Cleo Dan"],
        Field.EPISODES: 12,
        Field.RUNTIME: 24,
    }


def test_facts_told_in_prose() -> None:
    found = digest(
        "Vela Nine is a 13-episode series directed by Ana Sol. It was animated by Studio Orbit and "
        "aired in July 2014. I loved it."
    )
    assert found.facts == {
        Field.RELEASE_DATE: PartialDate(year=2014, month=7),
        Field.STUDIO: ["Orbit"],
        Field.DIRECTOR: ["Ana Sol"],
        Field.EPISODES: 13,
    }


def test_nothing_is_guessed() -> None:
    found = digest("Genre: N/A\nStudio: TBA\nEpisodes: ?\nAired: soon\nRuntime: varies" + BODY)
    assert found.facts == {}


@pytest.mark.parametrize(
    ("read", "said", "value"),
    [
        (episodes, "15", 15),
        (episodes, "15 + 9", 24),
        (episodes, "12/12", 12),
        (episodes, "Twelve", 12),
        (episodes, "12 (season 1)", 12),
        (episodes, "12-13", None),
        (episodes, "ongoing", None),
        (minutes, "25 mins", 25),
        (minutes, "24 min. per ep.", 24),
        (minutes, "1 hr 55 min", 115),
        (minutes, "23:40", 24),
        (minutes, "12 episodes", None),
        (day, "December 3rd, 2018", PartialDate(year=2018, month=12, day=3)),
        (day, "Fall 2021", PartialDate(year=2021)),
        (day, "7/10/2021", PartialDate(year=2021)),
        (day, "23/10/2021", PartialDate(year=2021, month=10, day=23)),
        (day, "31 February 2020", PartialDate(year=2020)),
        (day, "someday", None),
        (names, "action, thriller, sci fi", ["action", "thriller", "sci fi"]),
        (names, "Wit Studio (season 1) and MAPPA", ["Wit Studio", "MAPPA"]),
        (names, "ActionAction, DramaDrama", ["Action", "Drama"]),
    ],
)
def test_a_value(read: Callable[[str], Fact | None], said: str, value: Fact | None) -> None:
    assert read(said) == value


@pytest.mark.parametrize(
    ("head", "reviewer"),
    [
        ("Hero Mask\nby Anna Smith", "Anna Smith"),
        ("Hero Mask\n*Reviewed by Max*", "Max"),
        ("Hero Mask\nReviewer: marla_q", "marla_q"),
        ("Hero Mask Review\nBy Ida Lund | March 4, 2019", "Ida Lund"),
        ("Theo Gray reviews Hero Mask", "Theo Gray"),
        ("Hero Mask\nDirected by Ana Sol\nWritten by Cleo Dan", None),
        ("Hero Mask\nWritten by Cleo Dan\n\nGenre: action\nEpisodes: 15", "Cleo Dan"),
        ("Hero Mask review by Cleo Dan", "Cleo Dan"),
    ],
)
def test_the_reviewer(head: str, reviewer: str | None) -> None:
    found = digest(head + BODY)
    assert found.reviewer == reviewer
    assert reviewer is None or found.facts.get(Field.WRITER) is None


@pytest.mark.parametrize("signed", ["- Written by Cleo", "Review by Cleo", "Written by: Cleo"])
@pytest.mark.parametrize("head", ["Hero Mask", "Hero Mask\n\nGenre: action\nEpisodes: 15"])
def test_who_signs_wrote_the_review_and_not_the_show(head: str, signed: str) -> None:
    found = digest(f"{head}\n\n{BODY}\n\nThe music is fine.\n\n{signed}\n", find())
    assert found.reviewer == "Cleo"
    assert Field.WRITER not in found.facts
    assert not found.disagreements


def test_a_header_at_the_end_is_none_of_a_reviewer() -> None:
    found = digest(f"Vela Nine\n\n{BODY}\n\nGenre: action\nEpisodes: 15\nWritten by: Cleo Dan\n")
    assert found.facts.get(Field.WRITER) == ["Cleo Dan"]
    assert found.reviewer is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Review: Cowboy Bebop\n\nGreat fun.", "Cowboy Bebop"),
        ("Cowboy Bebop (1998) – Anime Review\n\nGreat fun.", "Cowboy Bebop"),
        ("Is Steins;Gate worth watching?\n\nYes, it is great.", "Steins;Gate"),
        ("# Hero Mask | Netflix Original | Season 1 Review\n\nGood.", "Hero Mask"),
        ("Anime: hero mask\nEpisodes: 15\n\nGood.", "Hero Mask"),
        (
            "I just finished Steins;Gate. Great show. Steins;Gate has great characters.",
            "Steins;Gate",
        ),
        ("[Ended] Vela Nine\n\nIt was nice. I loved it.", "Vela Nine"),
        ("Vela Nine: a lovely little thing\nby Ida\n\nVela Nine is fun.", "Vela Nine"),
        ("Star Drills / Hoshi Doriru\n\nIt was nice.", "Hoshi Doriru"),
        (
            "It took a week. I love Naruto. The fights of Naruto are great, and so is Naruto.",
            "Naruto",
        ),
        ("It took a week. This is by Makoto Shinkai, and I love Shinkai. Go, Shinkai!", None),
        ("The animation is dull and the music is worse.", None),
        ("Note: spoilers ahead.\n\nStory: 7/10\nIt is fine.", None),
    ],
)
def test_the_show(text: str, title: str | None) -> None:
    found = digest(text, find())
    assert (found.show.title if found.show else None) == title
    assert [each.title for each in found.candidates[:1]] == ([title] if title else [])


def test_several_that_it_may_be() -> None:
    text = (
        "Monster or Psycho-Pass?\n\nI compared Monster with Psycho-Pass all week. Monster is slow. "
        "Psycho-Pass is fast."
    )
    found = digest(text, find())
    assert {"Monster", "Psycho-Pass"} <= {each.title for each in found.candidates}
    assert len(found.candidates) <= 5


def test_without_a_catalogue_the_title_is_as_written() -> None:
    found = digest("hero mask REVIEW\n\nIt was good.")
    assert found.show is None or found.show.show is None
    assert found.disagreements == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Shinichirō Watanabe", "Shinichiro Watanabe"),
        ("Shinichirou Watanabe", "Shinichirō Watanabe"),
        ("WATANABE Shinichiroh", "Shinichiro Watanabe"),
        ("Watanabe Shin'ichirō", "Shinichiro Watanabe"),
        ("Shin-ichirō Watanabe", "Watanabe Shinichirou"),
        ("Kunihiko Yūyama", "Kunihiko Yuuyama"),
        ("Katsuhiro Ootomo", "Ohtomo Katsuhiro"),
        ("Tooru Ōno", "Tohru Ohno"),
        ("José Núñez", "Jose\u0301 Nunez"),
        ("Hayao Miyazaki", "Miyazaki"),
        ("Studio Pierrot", "pierrot"),
        ("P.A. Works", "PA Works"),
        ("Studio 4°C", "STUDIO 4C"),
        ("A-1 Pictures", "A1 Pictures"),
        ("Brain's Base", "Brain’s Base"),
        ("White Fox", "WhiteFox"),
        ("Doga Kobo", "Dōga Kōbō"),
    ],
)
def test_one_name_in_two_spellings(one: str, two: str) -> None:
    assert same_name(one, two)
    assert same_name(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Hayao Miyazaki", "Goro Miyazaki"),
        ("Studio Pierrot", "Studio 4°C"),
        ("Kohei Ito", "Koei Ito"),
        ("Ana Sol", "Ana Solis"),
        ("Shin Ito", "Shinichi Ito"),
        ("Yuki Ono", "Yuka Ono"),
        ("Bones", "Sunrise"),
        ("Studio Deen", "Studio Gokumi"),
        ("渡辺信一郎", "宮崎駿"),
    ],
)
def test_two_names(one: str, two: str) -> None:
    assert not same_name(one, two)
    assert not same_name(two, one)


def test_only_another_person_is_a_disagreement() -> None:
    known = find()("Samurai Champloo")
    assert known
    show = replace(
        known,
        directors=["Shinichiro Watanabe", "Kazuto Nakazawa"],
        writers=["Keiko Nobumoto"],
        creators=["Hajime Yatate"],
        studios=["Doga Kobo"],
    )
    spelt = {
        Field.DIRECTOR: ["Watanabe Shinichirō"],
        Field.WRITER: ["Keikō Nobumoto", "YATATE Hajime"],
        Field.STUDIO: ["Dōga Kōbō"],
    }
    assert disagreements(spelt, show) == []
    others = {Field.DIRECTOR: ["Shinichirō Watanabe", "Gorō Miyazaki"], Field.STUDIO: ["Bones"]}
    assert disagreements(others, show) == [
        Disagreement(
            field=Field.DIRECTOR,
            says="Shinichirō Watanabe, Gorō Miyazaki",
            catalogue="Shinichiro Watanabe, Kazuto Nakazawa",
        ),
        Disagreement(field=Field.STUDIO, says="Bones", catalogue="Doga Kobo"),
    ]
