"""Verdicts, by the words and scores that they rest on."""

import pytest

from bot.reviews import marks
from bot.reviews.aspects import Aspect
from bot.reviews.digest import digest
from bot.reviews.scores import Verdict
from bot.reviews.sentiment import tone

POSITIVE, MIXED, NEGATIVE = Verdict.POSITIVE, Verdict.MIXED, Verdict.NEGATIVE


def verdicts(text: str) -> dict[Aspect, Verdict]:
    return {aspect: judged.verdict for aspect, judged in digest(text).judgements.items()}


@pytest.mark.parametrize(
    ("said", "aspect", "verdict"),
    [
        ("The animation is serviceable.", Aspect.ANIMATION, MIXED),
        ("The animation does its job but little else.", Aspect.ANIMATION, MIXED),
        ("I found the soundtrack unremarkable.", Aspect.SOUND, MIXED),
        ("The story has its ups and downs.", Aspect.STORY, MIXED),
        ("The dub is hit or miss.", Aspect.VOICE, MIXED),
        ("The characters are not bad.", Aspect.CHARACTERS, MIXED),
        ("The characters are far from bad.", Aspect.CHARACTERS, POSITIVE),
        ("The art is stunning from start to end.", Aspect.VISUALS, POSITIVE),
        ("The plot is a convoluted mess.", Aspect.STORY, NEGATIVE),
        ("The voice acting is wooden and annoying.", Aspect.VOICE, NEGATIVE),
        ("Sadly the music is boring and badly mixed.", Aspect.SOUND, NEGATIVE),
        ("This is a masterpiece and I loved every minute of it.", Aspect.OVERALL, POSITIVE),
        ("I dropped it after three episodes, what a waste of time.", Aspect.OVERALL, NEGATIVE),
        ("It's okay, I guess.", Aspect.OVERALL, MIXED),
    ],
)
def test_a_verdict_by_words(said: str, aspect: Aspect, verdict: Verdict) -> None:
    assert verdicts(said)[aspect] is verdict


def test_each_clause_speaks_of_its_own_aspect() -> None:
    said = "The visuals are stunning, the music is dull, and the voice acting is superb."
    assert verdicts(said) == {
        Aspect.VISUALS: POSITIVE,
        Aspect.SOUND: NEGATIVE,
        Aspect.VOICE: POSITIVE,
    }


@pytest.mark.parametrize(
    "retold", ["A girl is killed in a war.", "A murder victim cries, and a criminal dies."]
)
def test_what_a_story_is_about_is_no_verdict_on_it(retold: str) -> None:
    assert verdicts(retold).get(Aspect.OVERALL) is None
    assert verdicts(f"{retold} The story is great.")[Aspect.STORY] is POSITIVE


def test_a_stated_score_counts_before_words() -> None:
    found = digest("Story: 9/10\nIt drags and has plot holes.\n\nSound: 3/10\nSome nice songs.\n")
    story, sound = found.judgements[Aspect.STORY], found.judgements[Aspect.SOUND]
    assert (story.verdict, sound.verdict) == (POSITIVE, NEGATIVE)
    assert story.mark is not None
    assert (story.mark.text, story.mark.score) == ("9/10", 90)


def test_words_beside_a_score_say_how_it_is_meant() -> None:
    found = digest("Art: 80 (Acceptable)\nMusic: 78 (Somewhat disappointing)\n").judgements
    assert found[Aspect.VISUALS].verdict is MIXED
    # What takes a good score back leaves it mixed.
    assert found[Aspect.SOUND].verdict is MIXED


@pytest.mark.parametrize(
    ("said", "verdict", "shown"),
    [
        ("Overall: 8/10. A dull, boring mess of a show.", POSITIVE, []),
        ("Overall: 3/10. It was great fun, and I loved watching it.", NEGATIVE, []),
        ("Overall: 8/10 (a disappointment)", MIXED, ["(a disappointment)"]),
        (
            "I loved this show.\n\nConclusion: 8/10\nThe whole thing is boring and a mess.",
            POSITIVE,
            ["I loved this show."],
        ),
        (
            "This show is a dull, boring mess.\n\nI give it an 8/10 all the same.",
            POSITIVE,
            ["I give it an 8/10 all the same."],
        ),
        (
            "This show is great fun and I loved it.\n\nStill, I only give it a 3/10.",
            NEGATIVE,
            ["Still, I only give it a 3/10."],
        ),
    ],
)
def test_no_verdict_is_opposite_to_the_score_of_the_whole(
    said: str, verdict: Verdict, shown: list[str]
) -> None:
    overall = digest(f"Vela Nine\n\nI saw it on a train.\n\n{said}\n").overall
    assert overall is not None
    assert overall.mark is not None
    assert overall.verdict is verdict
    assert [each.text for each in overall.sentences] == shown


@pytest.mark.parametrize(
    ("said", "tenths", "verdict", "shown"),
    [
        ("Art: 9/10. It is ugly, dull and boring to look at.", 90, POSITIVE, []),
        ("Art: 2/10. It is gorgeous and lovely all the way.", 20, NEGATIVE, []),
        (
            "The art gets a solid 9/10. It is ugly and dull.",
            90,
            POSITIVE,
            ["The art gets a solid 9/10."],
        ),
        ("It is gorgeous and lovely. 2/10 for the art.", 20, NEGATIVE, ["2/10 for the art."]),
        (
            "It is ugly and dull. The art is a 9/10 for me.",
            90,
            POSITIVE,
            ["The art is a 9/10 for me."],
        ),
        (
            "I'd give the art a 9/10, ugly and dull as it is.",
            90,
            POSITIVE,
            ["I'd give the art a 9/10, ugly and dull as it is."],
        ),
    ],
)
def test_no_verdict_is_opposite_to_the_score_of_an_aspect(
    said: str, tenths: int, verdict: Verdict, shown: list[str]
) -> None:
    text = f"Vela Nine\n\nI saw it on a train.\n\n{said}\n"
    judged = digest(text).judgements[Aspect.VISUALS]
    assert judged.mark is not None
    assert text[judged.mark.start : judged.mark.end] == judged.mark.text
    assert (judged.mark.score, judged.verdict) == (tenths, verdict)
    assert [each.text for each in judged.sentences] == shown


@pytest.mark.parametrize(
    "said",
    [
        "The art is ugly. With a cast like this it is a 9/10.",
        "The art of a 9/10 detective is ugly.",
        "The art is a 9/10 detective, and ugly.",
        "The art is ugly, and I give it 9 episodes.",
    ],
)
def test_a_score_of_another_thing_is_none_of_an_aspect(said: str) -> None:
    judged = digest(f"Vela Nine\n\nI saw it on a train.\n\n{said}\n").judgements[Aspect.VISUALS]
    assert judged.mark is None
    assert judged.verdict is NEGATIVE


@pytest.mark.parametrize("mark", ["## {}", "**{}**", "{}:", "=== {} ===", "1. {}", "[{}]"])
def test_what_stands_under_a_heading_speaks_of_it(mark: str) -> None:
    text = "\n".join(
        (mark.format("Plot"), "It is gripping.", "", mark.format("Music"), "It is dull and flat.")
    )
    found = verdicts(text)
    assert found[Aspect.STORY] is POSITIVE
    assert found[Aspect.SOUND] is NEGATIVE


def test_a_paragraph_goes_on_about_what_it_began_with() -> None:
    text = (
        "Let me turn to the soundtrack. It is gorgeous. I still listen to it daily, it is superb."
    )
    assert verdicts(text)[Aspect.SOUND] is POSITIVE


def test_a_conclusion_outweighs_what_was_said_before() -> None:
    text = (
        "The animation is fine, I suppose. Some fights have nice animation.\n\n"
        "The only real downsides are the lackluster animation and a dull soundtrack."
    )
    assert verdicts(text)[Aspect.ANIMATION] is not POSITIVE
    assert verdicts(text)[Aspect.SOUND] is NEGATIVE


def test_recommendations_and_where_to_watch_are_no_verdicts() -> None:
    text = (
        "The music is great.\n\n"
        "The first recommendation goes to Monster. It has an awful, boring soundtrack.\n\n"
        "Where to watch\nStream it on Netflix, whose terrible music player ruins the songs.\n"
    )
    assert verdicts(text)[Aspect.SOUND] is POSITIVE


@pytest.mark.parametrize(
    ("line", "tenths"),
    [
        ("Overall: 7/10", 70),
        ("Final Score: 8.5", 85),
        ("Overall – 85 %", 85),
        ("Rating: 4 stars", 80),
        ("I'd give it 4 stars out of 5.", 80),
        ("Score: ★★★½☆", 70),
        ("My rating: 3½ stars", 70),
        ("Verdict: B+", 84),
        ("Grade: D", 45),
        ("Score: 8 out of 10", 80),
        ("Overall............9/10", 90),
        ("I give this show a 7,5/10.", 75),
        ("My rating is 7.5.", 75),
        ("**8/10**", 80),
        ("A 10/10 would be too kind; 6/10 from me.", 60),
        ("Overall: seven out of ten", 70),
        ("Overall: 92/100", 92),
        ("Overall\t9\nStory\t8", 90),
        ("Overall (dub) : B+\nStory : C", 84),
    ],
)
def test_the_score_of_the_whole_in_any_form(line: str, tenths: int) -> None:
    found = digest(f"I watched it in two days.\n\n{line}\n")
    assert found.mark is not None
    assert found.mark.score == tenths
    assert found.overall is not None


def test_a_score_behind_the_title() -> None:
    mark = digest("Hero Mask (Netflix) – 74/100\n\nIt was fun for the most part.\n").mark
    assert mark is not None
    assert mark.score == 74


@pytest.mark.parametrize(
    "line",
    [
        "Episode 8/12 was out on 7/10.",
        "It ranks 3rd with 9.1 on the site.",
        "She is 8 and he is 10.",
        "It takes place 24/7 in the year 2018.",
        "About 80 % of it is set at school.",
        "The character is a 10/10 detective in a 5 star hotel.",
    ],
)
def test_a_number_that_is_no_score(line: str) -> None:
    assert digest(f"I watched it in two days. {line} Then I slept.").mark is None


@pytest.mark.parametrize(
    ("written", "tenths"),
    [("7/10", 70), ("3.5/5", 70), ("B-", 76), ("A+", 97), ("★★★★", 80), ("85%", 85), ("0/10", 10)],
)
def test_a_score_stands_where_it_stands(written: str, tenths: int) -> None:
    text = f"It gets: {written} "
    assert [(each.text, each.score) for each in marks.find(text)] == [(written, tenths)]
    assert all(text[each.start : each.end] == each.text for each in marks.find(text))


def test_lists_for_and_against() -> None:
    found = digest(
        "Pros:\n+ Gripping plot\n+ Lovely art\n\nCons:\n- Rushed ending\n- Too short\n\n"
        "Other comments\n\nI watched it on a train.\n"
    )
    assert [each.text for each in found.strengths] == ["Gripping plot", "Lovely art"]
    assert [each.text for each in found.weaknesses] == ["Rushed ending", "Too short"]


def test_mixed_rests_on_what_calls_it_so_or_on_both_sides() -> None:
    text = "The story begins brilliantly. Then the plot falls apart, boring and silly."
    judged = digest(text).judgements[Aspect.STORY]
    assert judged.verdict is MIXED
    assert {each.text for each in judged.sentences} == set(text.replace(". ", ".|").split("|"))


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("The songs weren't bad, but I cannot say that I enjoyed them.", MIXED),
        ("The music was never awful.", MIXED),
        ("I can't really say I loved the soundtrack.", NEGATIVE),
        ("The music is lovely, but the theme songs are mere wallpaper.", MIXED),
        ("The main problem is the unremarkable soundtrack.", NEGATIVE),
    ],
)
def test_praise_that_is_taken_back(said: str, verdict: Verdict) -> None:
    assert verdicts(said)[Aspect.SOUND] is verdict


def test_what_turns_under_a_heading_of_two_aspects_turns_for_both() -> None:
    found = verdicts("## Art and Animation\nGorgeous, but the backgrounds are like soup.\n")
    assert found[Aspect.VISUALS] is MIXED
    assert found[Aspect.ANIMATION] is MIXED


def test_what_is_plainly_bad_is_a_weakness_and_what_is_not_bad_is_no_strength() -> None:
    found = digest("The heroes are fun. The villains are shallow and dull. The dub is never bad.")
    assert [each.text for each in found.weaknesses] == ["The villains are shallow and dull"]
    assert not any("dub" in each.text for each in found.strengths)


def test_points_and_verdicts_agree() -> None:
    middle = "I saw it on a train.\n\n" * 5
    text = (
        "The plot is great.\n\nThe music is dull.\n\nThe villain is great.\n\nThe art is great.\n\n"
        f"{middle}The animation is a delight.\n\nThe dub is a delight.\n"
    )
    found = digest(f"{text}\nPros:\n- the plot\n\nCons:\n- the choice of seiyuu\n")
    assert found.judgements[Aspect.STORY].verdict is POSITIVE
    assert found.judgements[Aspect.SOUND].verdict is NEGATIVE
    assert "The music is dull." in [each.text for each in found.weaknesses]
    listed = digest(
        "I saw it once.\n\nPros:\n- the many songs by Ida\n\nCons:\n- the choice of seiyuu\n"
    )
    assert {aspect: each.verdict for aspect, each in listed.judgements.items()} == {
        Aspect.SOUND: POSITIVE,
        Aspect.VOICE: NEGATIVE,
    }


def test_praise_and_blame_of_one_thing_are_two_points() -> None:
    found = digest("The songs are lovely, but the sound effects are terrible.")
    assert [each.text for each in found.strengths] == ["The songs are lovely"]
    assert [each.text for each in found.weaknesses] == ["the sound effects are terrible"]
    assert found.judgements[Aspect.SOUND].verdict is MIXED


@pytest.mark.parametrize(
    "said",
    [
        "Loose, stylish, and better company than most shows that are better written.",
        "It's better than most shows.",
        "It is far better than the dull first season.",
        "This show easily beats everything that aired that year.",
        "It outshines its rivals.",
        "It has better fights than most shows that are boring.",
        "The songs are better than most.",
    ],
)
def test_what_is_better_than_others_is_good(said: str) -> None:
    assert tone(said).judged
    assert tone(said).warmth > 0.2


@pytest.mark.parametrize(
    "said",
    [
        "It is not better than most shows.",
        "It is no better than most of its kind.",
        "It is better than the manga, but boring.",
        "It is better than nothing.",
        "It beats the game in the end.",
        "It is worse than most shows that are brilliant.",
        "The music is more boring than most that is lovely.",
        "Most shows are better than it.",
        "There are better shows than this one.",
        "The manga is better than this.",
        "The second season has better fights.",
    ],
)
def test_what_others_are_better_at_is_not(said: str) -> None:
    assert tone(said).warmth <= 0
