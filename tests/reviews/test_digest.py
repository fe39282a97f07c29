"""A whole review, digested: what a caller gets of it."""

import json

import pytest

from bot.reviews.aspects import Aspect
from bot.reviews.digest import Digest, as_json, as_text, digest
from bot.reviews.facts import Field
from bot.reviews.scores import Verdict
from bot.reviews.texts import read
from bot.shows.models import PartialDate
from bot.text import Texts
from tests.bench.text_reviews import SEEDS, find, quotes

REVIEW = """\
Hero Mask Review – Paper Thin, Steel Hard

Written by Marla Quint

Genre: crime, sci fi
Release Date: December 3rd, 2018
Studio(s): Pierrot
Director – Hiroyasu Aoki
Episodes: 16
Runtime: 25 minutes per episode

A detective, a mask that gives people powers, and a city full of rain: that is all you need to know.

The story is tightly plotted and kept me guessing from the first scene to the last. It turns out \
that the chief was behind it all, and he dies in her arms.

The cast is wonderful. Lennox alone, gruff and tired and funny, is worth the price of admission.

The backgrounds are gorgeous, with a level of detail that few shows can match. The animation, on \
the other hand, is serviceable and no more.

I found the soundtrack unremarkable. The English dub does its job but little else.

Overall, Hero Mask is one of the best thrillers of its year. The only real downsides are the stiff \
animation and the forgettable soundtrack.

Score: 8.5/10

All episodes can be streamed exclusively on Netflix. There is no Blu-ray release yet.

The first recommendation goes to Monster. Its awful, dreadful villain is the worst man alive.

Second recommendation goes to Psycho-Pass, another dark thriller.

Comments

Tobias · 2 days ago
Terrible story, horrible characters, worst music ever!
3 likes

Ida · 1 day ago
@Tobias you haven't seen it, have you?
7 likes
"""


@pytest.fixture(scope="module")
def read_review() -> Digest:
    return digest(REVIEW, find())


def test_the_show_and_whose_words_they_are(read_review: Digest) -> None:
    assert read_review.show is not None
    assert read_review.show.title == "Hero Mask"
    assert read_review.show.show is not None, "the catalogue knows it"
    assert read_review.candidates[0] == read_review.show
    assert read_review.reviewer == "Marla Quint"


def test_the_facts_each_with_where_it_stands(read_review: Digest) -> None:
    assert read_review.facts == {
        Field.GENRE: ["crime", "sci fi"],
        Field.RELEASE_DATE: PartialDate(year=2018, month=12, day=3),
        Field.STUDIO: ["Pierrot"],
        Field.DIRECTOR: ["Hiroyasu Aoki"],
        Field.EPISODES: 16,
        Field.RUNTIME: 25,
    }
    assert read_review.sources[Field.EPISODES].text == "16"
    assert read_review.sources.keys() == read_review.facts.keys()


def test_what_the_catalogue_tells_otherwise(read_review: Digest) -> None:
    assert [(each.field, each.says, each.catalogue) for each in read_review.disagreements] == [
        (Field.EPISODES, "16", "15")
    ]


def test_a_verdict_for_each_aspect_with_the_sentence_that_it_rests_on(read_review: Digest) -> None:
    assert {aspect: judged.verdict for aspect, judged in read_review.judgements.items()} == {
        Aspect.STORY: Verdict.POSITIVE,
        Aspect.CHARACTERS: Verdict.POSITIVE,
        Aspect.VISUALS: Verdict.POSITIVE,
        Aspect.ANIMATION: Verdict.NEGATIVE,
        Aspect.SOUND: Verdict.MIXED,
        Aspect.VOICE: Verdict.MIXED,
        Aspect.OVERALL: Verdict.POSITIVE,
    }
    first = {aspect: judged.sentences[0].text for aspect, judged in read_review.judgements.items()}
    assert first[Aspect.STORY].startswith("The story is tightly plotted")
    assert first[Aspect.ANIMATION].startswith("The only real downsides"), "a conclusion counts most"
    assert first[Aspect.VOICE] == "The English dub does its job but little else."
    assert first[Aspect.OVERALL].startswith("Overall, Hero Mask is one of the best thrillers")


def test_the_score_as_it_is_stated(read_review: Digest) -> None:
    assert read_review.overall is read_review.judgements[Aspect.OVERALL]
    assert read_review.mark is not None
    assert (read_review.mark.text, read_review.mark.score) == ("8.5/10", 85)


def test_strengths_and_weaknesses_in_its_own_words(read_review: Digest) -> None:
    assert [each.text for each in read_review.weaknesses] == [
        "the stiff animation",
        "the forgettable soundtrack",
    ]
    assert any("thrillers" in each.text or "cast" in each.text for each in read_review.strengths)


def test_where_to_watch_and_what_next(read_review: Digest) -> None:
    assert read_review.availability.services == ["Netflix"]
    assert read_review.availability.exclusive is True
    assert read_review.availability.physical is False
    assert [each.title for each in read_review.recommendations] == ["Monster", "Psycho-Pass"]


def test_comments_are_kept_apart(read_review: Digest) -> None:
    assert [(each.author, each.parent, each.likes) for each in read_review.comments] == [
        ("Tobias", None, 3),
        ("Ida", 0, 7),
    ]
    assert read_review.most_liked is read_review.comments[1]
    shown = [quote.text for quote in quotes(read_review) if quote.end < REVIEW.index("Comments\n")]
    assert not any("Terrible story" in text for text in shown)


def test_what_gives_the_story_away_is_marked_and_never_among_what_is_shown(
    read_review: Digest,
) -> None:
    assert [quote.text[:40] for quote in read_review.hidden] == [
        "It turns out that the chief was behind it"[:40]
    ]
    assert all(quote.spoiler for quote in read_review.hidden)
    shown = [each for judged in read_review.judgements.values() for each in judged.sentences]
    shown += [*read_review.strengths, *read_review.weaknesses]
    assert not any(quote.spoiler or "behind it all" in quote.text for quote in shown)


def test_a_spoiler_that_alone_says_a_verdict_is_marked_and_not_in_the_json() -> None:
    found = digest("The story is great because the killer is Tom.")
    assert [quote.spoiler for quote in found.judgements[Aspect.STORY].sentences] == [True]
    assert as_json(found, "a.txt")["aspects"]["story"] == {"verdict": "positive", "sentences": []}


def test_every_quote_stands_in_the_text(read_review: Digest) -> None:
    held = list(quotes(read_review))
    assert len(held) > 20
    assert all(REVIEW[quote.start : quote.end] == quote.text for quote in held)


def test_what_is_not_said_is_not_stated() -> None:
    found = digest("I watched this on a train. The dub is great.")
    assert list(found.judgements) == [Aspect.VOICE]
    assert found.show is None
    assert (found.reviewer, found.mark, found.overall) == (None, None, None)
    assert not found.facts
    assert found.most_liked is None
    assert "Score: not stated" in as_text(found, Texts().choose("en"))


def test_in_plain_lines(read_review: Digest) -> None:
    said = as_text(read_review, Texts().choose("en"))
    assert said.startswith("Hero Mask\nReviewer: Marla Quint\nScore: 8.5/10")
    assert "The review says 16 for episodes; the catalogue says 15" in said
    assert said.endswith("2 comments kept apart")


@pytest.mark.skipif(not SEEDS.exists(), reason=f"no seeds at {SEEDS}")
def test_the_seed() -> None:
    text = read((SEEDS / "hero_mask_review.txt").read_bytes())
    expected = json.loads((SEEDS / "hero_mask_review.expected.json").read_bytes())
    got = as_json(digest(text, find()), "hero_mask_review.txt")
    for key in ("file", "show", "reviewer", "score", "facts", "availability", "recommendations"):
        assert got[key] == expected[key], key
    for aspect, wanted in expected["aspects"].items():
        said = got["aspects"][aspect]
        assert said["verdict"] in (wanted["verdict"], *wanted.get("also", ())), aspect
        for sentence in said["sentences"]:
            assert text[sentence["start"] : sentence["end"]] == sentence["text"]
    assert got["aspects"].keys() == expected["aspects"].keys()
    thread = [{key: each[key] for key in ("author", "parent", "likes")} for each in got["comments"]]
    assert thread == expected["comments"]
    for kind, words in (
        ("strengths", ("plotted story", "cast", "artwork", "OP")),
        ("weaknesses", ("animation", "soundtrack", "dub", "conclusion")),
    ):
        assert all(any(word in each for each in got[kind]) for word in words), kind
