"""Which of a review's sentences are shown under a verdict."""

import pytest

from bot.reviews.aspects import Aspect
from bot.reviews.digest import as_json, digest
from bot.reviews.scores import Verdict
from tests.bench.text_reviews import find

POSITIVE, MIXED, NEGATIVE = Verdict.POSITIVE, Verdict.MIXED, Verdict.NEGATIVE


def shown(text: str, aspect: Aspect) -> list[str]:
    return [each.text for each in digest(text).judgements[aspect].sentences]


def test_what_is_about_the_aspect_comes_before_what_only_mentions_it() -> None:
    text = (
        "It is a gorgeous, brilliant, stunning scene that hints at the plot.\n\n"
        "In the second half there is one wild, superb, amazing flight, but the characters matter.\n"
        "The plot is clever and well told.\n\n"
        "The cast is likable and well written.\n"
    )
    assert shown(text, Aspect.STORY)[0] == "The plot is clever and well told."
    assert shown(text, Aspect.CHARACTERS)[0] == "The cast is likable and well written."


def test_what_is_brief_comes_before_what_a_card_must_cut() -> None:
    long = (
        "The music is gorgeous, with strings and horns and a choir and a lone piano for the rainy "
        "streets, with drums that hunt you down the stairs, with silence where you fear it the "
        "most, and with a last song for the road home that I hum on every train that I take."
    )
    assert shown(f"{long} The soundtrack is beautiful.", Aspect.SOUND)[0] == (
        "The soundtrack is beautiful."
    )


def test_the_cast_comes_before_one_of_them() -> None:
    text = (
        "The second main character is a wonderful, superb, lovely cook.\n\n"
        "I enjoyed the large cast of lively people."
    )
    assert shown(text, Aspect.CHARACTERS)[0].startswith("I enjoyed the large cast")


def test_mixed_shows_what_is_mixed_or_both_sides() -> None:
    torn = "The music has its moments but is mostly forgettable."
    text = f"{torn} The only drawback is an unremarkable, boring soundtrack."
    assert digest(text).judgements[Aspect.SOUND].verdict is not POSITIVE
    both = "The art is beautiful in the city.\n\nThe art is ugly and cheap at sea."
    assert digest(both).judgements[Aspect.VISUALS].verdict is MIXED
    assert sorted(shown(both, Aspect.VISUALS)) == sorted(both.split("\n\n"))
    half = "## Music\nThe songs are fine, and no more.\n\nThe only drawback is its dull opening.\n"
    assert shown(half, Aspect.SOUND)[0] == "The songs are fine, and no more."


def test_a_verdict_that_only_a_spoiler_says_shows_nothing_of_another_aspect() -> None:
    text = (
        "## Story\nThe story is superb since the killer is Ann, the nurse.\n"
        "The music is lovely and the songs are great.\n\n## Music\nThe songs are great.\n"
    )
    story = digest(text).judgements[Aspect.STORY]
    assert story.verdict is POSITIVE
    assert [(each.spoiler, "killer" in each.text) for each in story.sentences] == [(True, True)]
    assert as_json(digest(text), "a.txt")["aspects"]["story"]["sentences"] == []


@pytest.mark.parametrize("heading", ["## Overall", "Conclusion:", "**Final thoughts**"])
def test_the_whole_has_its_own_section(heading: str) -> None:
    text = (
        "The plot of this show is brilliant, I loved it.\n\n## Art\nI love it, a stunning piece.\n"
        f"\n{heading}\n8 out of 10. Not for everyone.\n"
    )
    found = digest(text)
    assert found.mark is not None
    assert shown(text, Aspect.OVERALL) == ["Not for everyone."]


def test_a_score_is_no_sentence_to_show() -> None:
    found = digest("Story: 7/10\n\nSound: 3/10\n\n7/10\n")
    assert found.overall is not None
    assert {each for judged in found.judgements.values() for each in judged.sentences} == set()
    assert found.judgements[Aspect.STORY].mark is not None


@pytest.mark.parametrize(
    "title",
    ["Vela Nine review: ", "Vela Nine – Anime Review – ", "Review: ", "VELA NINE REVIEW | "],
)
def test_a_title_before_a_sentence_is_none_of_it(title: str) -> None:
    text = f"{title}The story is brilliant from end to end.\n\nThe music is dull."
    found = digest(text)
    (sentence,) = found.judgements[Aspect.STORY].sentences
    assert sentence.text == "The story is brilliant from end to end."
    assert text[sentence.start : sentence.end] == sentence.text


@pytest.mark.parametrize(
    ("said", "titles"),
    [
        ("If you like it, try Samurai Champloo and Trigun.", ["Samurai Champloo", "Trigun"]),
        ("Also watch Vela Nine Zero and Trigun.", ["Vela Nine Zero", "Trigun"]),
        ("I recommend watching Spice and Wolf.", ["Spice and Wolf"]),
        ("Similar anime:\nTrigun & Vela Nine Zero", ["Trigun", "Vela Nine Zero"]),
        ("Similar anime:\nCats and Vela", ["Cats and Vela"]),
        (
            "Similar anime: Vela Nine Zero, Trigun, and Samurai Champloo",
            ["Vela Nine Zero", "Trigun", "Samurai Champloo"],
        ),
    ],
)
def test_every_show_that_is_recommended_stays(said: str, titles: list[str]) -> None:
    found = digest(f"The story is great.\n\n{said}\n", find())
    assert [each.written for each in found.recommendations] == titles


def test_a_list_is_of_its_heading_and_shown_without_bullets() -> None:
    found = digest("I saw it once.\n\nPros:\n- Music\n- Great pacing\n\nCons:\n- Dull villains\n")
    assert [each.text for each in found.strengths] == ["Music", "Great pacing"]
    assert [each.text for each in found.weaknesses] == ["Dull villains"]
    (sentence,) = found.judgements[Aspect.CHARACTERS].sentences
    assert sentence.text == "Dull villains"
    assert found.judgements[Aspect.SOUND].verdict is POSITIVE


def test_no_sentence_is_shown_twice() -> None:
    text = "Vela Nine was fun.\n\nPros:\n- The art\n\nCons:\n- The characters are flat and boring\n"
    for judged in digest(text).judgements.values():
        assert len(set(judged.sentences)) == len(judged.sentences)


def test_what_a_conclusion_says_without_judging_stands_for_the_whole() -> None:
    text = "The art is great.\n\nFinal verdict: 7/10\nThe art helps. I would watch a second season."
    assert shown(text, Aspect.OVERALL) == ["I would watch a second season."]


def test_a_neighbour_under_one_heading_blurs_nothing() -> None:
    text = "## Art & Animation\n\nThe fights are animated superbly, but the backgrounds are ugly.\n"
    found = digest(text).judgements
    assert found[Aspect.VISUALS].verdict is NEGATIVE
    assert len(found[Aspect.VISUALS].sentences) == len(found[Aspect.ANIMATION].sentences) == 1
