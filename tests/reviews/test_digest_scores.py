"""Scores that are said in plain prose: whose they are, what of, and which are none."""

import time

import pytest

from bot.reviews import given, marks
from bot.reviews.aspects import Aspect
from bot.reviews.digest import Digest, digest
from bot.reviews.scores import Verdict, spoken
from bot.reviews.sentences import Sentence

HERO = """\
Hero Mask is one of those shows that I put on for a quiet evening and finished at three in the \
morning. James Blood is a tired investigator, and the series lets him be tired.

I'd give the story 6/10: the first half is tight, the second half explains too much. 5 out of 10 \
for the animation, because most of the chases happen off screen. The dub is good, better than the \
Japanese track in the London scenes. The music is a solid 8.

If you like slow crime shows such as Monster or Psycho-Pass, try it. Overall I'd say 7/10.
"""


def stated(found: Digest) -> dict[str, str]:
    """The scores of a digest, of ten and as written, by aspect."""
    return {
        aspect.value: f"{spoken(judged.mark.score)} = {judged.mark.text}"
        for aspect, judged in found.judgements.items()
        if judged.mark
    }


def said(sentence: str) -> dict[str, str]:
    return stated(digest(f"Vela Nine\n\nI saw it on a train.\n\nIt rained. {sentence} I slept.\n"))


def test_a_review_that_scores_in_prose() -> None:
    found = digest(HERO)
    assert stated(found) == {
        "story": "6 = 6/10",
        "animation": "5 = 5 out of 10",
        "sound": "8 = 8",
        "overall": "7 = 7/10",
    }
    story = found.judgements[Aspect.STORY]
    assert story.verdict is Verdict.MIXED
    assert story.sentences[0].text.startswith("I'd give the story 6/10")
    assert found.overall is not None
    assert found.overall.verdict is Verdict.POSITIVE


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("Overall I'd say 7/10.", "7 = 7/10"),
        ("Overall, I'd say 7.5/10.", "7.5 = 7.5/10"),
        ("All in all I would say 8 out of 10.", "8 = 8 out of 10"),
        ("In the end, I'd say it's a 6/10.", "6 = 6/10"),
        ("Overall, a solid 8.", "8 = 8"),
        ("It's a strong 8 from me.", "8 = 8"),
        ("It is a weak 6 in my book.", "6 = 6"),
        ("7/10 from me.", "7 = 7/10"),
        ("An easy 9/10 from me!", "9 = 9/10"),
        ("It was fine, so 6/10 from me.", "6 = 6/10"),
        ("This is a 7/10 show.", "7 = 7/10"),
        ("I'd call it a solid 7.", "7 = 7"),
        ("My score: 8.", "8 = 8"),
        ("So, my score: 8/10.", "8 = 8/10"),
        ("And my rating is a 7.", "7 = 7"),
        ("I'd rate it 4/5.", "8 = 4/5"),
        ("I'd rate this show at 3.5/5.", "7 = 3.5/5"),
        ("I'd put it at 7 out of 10.", "7 = 7 out of 10"),
        ("I'd score the show 6/10.", "6 = 6/10"),
        ("I'd go with a 7/10.", "7 = 7/10"),
        ("I give the series an 8.", "8 = 8"),
        ("I can't give it more than a 6/10.", "6 = 6/10"),
        ("It's not a 10/10, but it's a solid 8/10.", "8 = 8/10"),
        ("MAL has it at 8.2, but I'd give it 7/10.", "7 = 7/10"),
        ("Critics gave it 9/10; I give it 6/10.", "6 = 6/10"),
        ("If you ask me, I'd say 7/10.", "7 = 7/10"),
        ("I'd have to say 7/10.", "7 = 7/10"),
        ("I don't regret it and give it an 8/10.", "8 = 8/10"),
        ("It's never dull: 8/10.", "8 = 8/10"),
        ("I expected a 9/10 and got a 5/10.", "5 = 5/10"),
        ("I rated it 9/10 on MAL.", "9 = 9/10"),
    ],
)
def test_a_score_of_the_whole_in_prose(sentence: str, whole: str) -> None:
    assert said(sentence) == {"overall": whole}


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("I'd give the story 6/10.", {"story": "6 = 6/10"}),
        ("I'd give the story a 6/10: it is told twice.", {"story": "6 = 6/10"}),
        ("I give the music an 8.", {"sound": "8 = 8"}),
        ("I would rate the animation at 7 out of 10.", {"animation": "7 = 7 out of 10"}),
        ("I'd put the story at 6/10.", {"story": "6 = 6/10"}),
        ("I'd score the art 4/5.", {"visuals": "8 = 4/5"}),
        ("I'd give the cast a solid 8.", {"characters": "8 = 8"}),
        ("I'd happily give the lovely art of this show a strong 9.", {"visuals": "9 = 9"}),
        ("The music is a solid 8.", {"sound": "8 = 8"}),
        ("The animation is a weak 5 out of 10.", {"animation": "5 = 5 out of 10"}),
        ("The soundtrack deserves 9/10.", {"sound": "9 = 9/10"}),
        ("The plot earns a 7/10.", {"story": "7 = 7/10"}),
        ("The dub gets 8/10, the animation 6/10.", {"voice": "8 = 8/10", "animation": "6 = 6/10"}),
        ("The dub gets an 8.", {"voice": "8 = 8"}),
        ("5 out of 10 for the animation.", {"animation": "5 = 5 out of 10"}),
        ("A solid 8 for the music.", {"sound": "8 = 8"}),
        ("9/10 for the art and the music.", {"visuals": "9 = 9/10", "sound": "9 = 9/10"}),
        (
            "The art and the music both get 9/10.",
            {"visuals": "9 = 9/10", "sound": "9 = 9/10"},
        ),
        (
            "In numbers that is story 6/10, art 7/10 and music 9/10.",
            {"story": "6 = 6/10", "visuals": "7 = 7/10", "sound": "9 = 9/10"},
        ),
        ("So that makes it, for the story: 6/10.", {"story": "6 = 6/10"}),
        ("As for the music, I'd say 8/10.", {"sound": "8 = 8/10"}),
        ("For the story, I'd give it 6/10.", {"story": "6 = 6/10"}),
        ("The dub I'd rate 7/10.", {"voice": "7 = 7/10"}),
        ("The manga has better jokes, but the story here gets 7/10.", {"story": "7 = 7/10"}),
    ],
)
def test_a_score_of_an_aspect_in_prose(sentence: str, parts: dict[str, str]) -> None:
    assert said(sentence) == parts


@pytest.mark.parametrize(
    "sentence",
    [
        "MAL has it at 8.2.",
        "MAL has it at an 8.2/10.",
        "It has an 8.2/10 on MAL.",
        "The MAL Score: 8.2/10, for what that is worth.",
        "The IMDb rating is 7.9/10.",
        "Critics gave it 9/10.",
        "Critics gave the story a 9/10.",
        "It got a 9/10 from critics.",
        "My brother would give it 10/10.",
        "My brother would give it a solid 10.",
        "My brother gave the music a 9/10.",
        "Most people say it's a 9/10.",
        "Everyone I know gave the animation 10/10.",
        "Reddit calls it a 10/10.",
        "The trailer was a 9/10.",
        "The fights are a 10/10.",
        "You might give it a 9/10.",
        "His score is a 9/10.",
        "The manga is a 9/10.",
        "I'd give the manga a 9/10.",
        "The art of the manga is a 9/10.",
        "Season 1 was a 9/10.",
        "The first season gets a 9/10.",
        "The game deserves a 9/10.",
        "The last episode is a 10/10.",
        "I watched 5/12 episodes.",
        "I watched 6 out of 10 episodes.",
        "It is a solid 8 episodes long.",
        "It is good in 4 out of 5 scenes.",
        "One of them lies 9 out of 10 times.",
        "It aired on 7/10.",
        "It is a show that started on 9/10 and ended late.",
        "About 1 in 10 gets out of there.",
        "It would have been a 10/10 if it had an ending.",
        "It could have been an 8/10.",
        "I would have given it a 9/10.",
        "I wanted to give it an 8/10.",
        "I was tempted to give the story a 9/10.",
        "I'd give it a 9/10 if the ending were better.",
        "If it had an ending, I'd give it a 10/10.",
        "With a better ending the story would have been a 9/10.",
        "It's not a 10/10.",
        "It isn't quite an 8/10.",
        "I don't think it's a 9/10.",
        "The story isn't a 9/10.",
        "I wouldn't give the music a 9/10.",
        "This is far from a 10/10 show.",
        "Is it a 10/10?",
        "Is the art a 10/10?",
        "A 10/10 would be too kind.",
        "It is like every other 7/10 show.",
        "The hero is a 5 year old.",
        "The story is a solid 8 hours long.",
    ],
)
def test_what_is_no_score_of_the_review(sentence: str) -> None:
    assert said(sentence) == {}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("It's a 9/10 at first sight. The days went by. Overall I'd say 7/10.", "7/10"),
        ("Overall I'd say 7/10. For its jokes alone it's a 9/10.", "7/10"),
        ("I give it an 8/10 today. It rained.\n\nI give it a 7/10 now.", "7/10"),
        ("It's a 9/10 for fans.\n\nMy score: 6/10\n", "6/10"),
    ],
)
def test_of_two_scores_of_the_whole_the_one_that_closes_or_sums_up(text: str, whole: str) -> None:
    mark = digest(f"Vela Nine\n\nI saw it on a train.\n\n{text}\n").mark
    assert mark is not None
    assert mark.text == whole


def test_a_score_behind_a_recommendation() -> None:
    text = "I saw it on a train.\n\nIf you like Monster, try Psycho-Pass. Overall I'd say 7/10.\n"
    found = digest(text)
    assert stated(found) == {"overall": "7 = 7/10"}
    assert [each.title for each in found.recommendations] == ["Psycho-Pass"]


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "piece",
    [
        "7/10 ",
        "I'd give the story 6/10 and the art 7/10, ",
        "my brother and many people say, ",
        "I would happily still give it the ",
        "the story and the art and the music ",
        "gets a solid strong weak ",
        "if it had been not ",
        "overall all in all ",
        "very ",
        "a",
        " ",
    ],
)
def test_twice_the_words_take_about_twice_the_time(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size] + " 7/10 for the story"
        held = [Sentence(text=text, start=0, end=len(text), paragraph=0)]
        best = 10.0
        for _ in range(3):
            began = time.process_time()
            given.to_parts(text, held)
            given.to_whole(text, held)
            best = min(best, time.process_time() - began)
        return best

    assert marks.find("7/10 for the story")
    once, twice = seconds(2_000), seconds(4_000)
    assert twice < 3 * once + 0.01
