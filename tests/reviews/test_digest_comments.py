"""What stands in a text beside the review: comments, recommendations, where to watch, spoilers."""

import pytest

from bot.reviews.aspects import Aspect
from bot.reviews.digest import digest
from bot.reviews.scores import Verdict
from bot.reviews.spoilers import reveals
from tests.bench.text_reviews import find

REVIEW = (
    "The story is great and I enjoyed all of it. I would watch it again.\n\nIt is worth it.\n\n"
)
AGAINST = "awful story, horrible music"


@pytest.mark.parametrize(
    ("thread", "comments"),
    [
        (
            "Comments (2)\n\nAnna\n2 days ago\n{}\nLike · Reply · 4\n\n    Ben\n    1 day ago\n"
            "    Same here.\n",
            [("Anna", None, 4), ("Ben", 0, 0)],
        ),
        (
            "2 thoughts on “Hero Mask”\n\nAnna says:\nMarch 3, 2019 at 4:05 pm\n{}\nReply\n\n"
            "Ben says:\nMarch 4, 2019 at 5:00 pm\nMe too.\nReply\n",
            [("Anna", None, 0), ("Ben", None, 0)],
        ),
        (
            "u/anna · 3 hr. ago\n{}\n⬆️ 12\nReply\n\nu/ben · 2 hr. ago\nLoved it.\n",
            [("anna", None, 12), ("ben", None, 0)],
        ),
        ("@anna: {}\n@ben: @anna why?\n", [("anna", None, 0), ("ben", 0, 0)]),
        (
            "Comments:\n- Anna: {} (5 likes)\n  - Ben: me too (1 like)\n",
            [("Anna", None, 5), ("Ben", 0, 1)],
        ),
        (
            "Anna (3 days ago): {}.\nBen (2 days ago): same.\n",
            [("Anna", None, 0), ("Ben", None, 0)],
        ),
        (
            "**Anna** — 03/04/2021 5:00 PM\n{}\n**Ben** — 03/04/2021 5:01 PM\nsame\n",
            [("Anna", None, 0), ("Ben", None, 0)],
        ),
        (
            "Log in to comment\n\n1. Anna\n   {}\n   Ben and 2 others like this.\n"
            "   1. View previous replies...\n   2. Ben\n      Same here.\n      Anna likes this.\n",
            [("Anna", None, 3), ("Ben", 0, 1)],
        ),
        (
            "level 1\nanna · 3 hr. ago\n{}\n12 points\nlevel 2\nben 2 points 2 hr. ago\nSame.\n",
            [("anna", None, 12), ("ben", 0, 2)],
        ),
        (
            "Comments\n\nAnna\n{}\n3\n\nBen\nIn reply to Anna\nSame here, I would say.\n"
            "5 people like this\n",
            [("Anna", None, 3), ("Ben", 0, 5)],
        ),
        (
            "Anna · 2 days ago\n{}\n\nBen replied to Anna · 1 day ago\nSame.\n",
            [("Anna", None, 0), ("Ben", 0, 0)],
        ),
        ("Leave a Reply\n\nYour address won't be shown.\n", []),
    ],
)
def test_a_thread_is_kept_apart(thread: str, comments: list[tuple[str, int | None, int]]) -> None:
    text = REVIEW + thread.format(AGAINST)
    found = digest(text)
    assert [(each.author, each.parent, each.likes) for each in found.comments] == comments
    assert found.judgements.keys() == {Aspect.STORY, Aspect.OVERALL}
    assert found.judgements[Aspect.STORY].verdict is Verdict.POSITIVE
    if comments:
        assert found.comments[0].words.text.startswith(AGAINST)
    assert all(text[c.words.start : c.words.end] == c.words.text for c in found.comments)


def test_a_comment_that_gives_the_story_away_is_marked() -> None:
    found = digest(f"{REVIEW}Comments\n\nAnna: the killer is Tom\nBen: hello there\n")
    assert [each.words.spoiler for each in found.comments] == [True, False]


@pytest.mark.parametrize(
    "text",
    [
        "Story: awful mess\nMusic: horrible noise\nNote: I watched it subbed\n",
        "I watched it 3 days ago: awful story. Then 2 days ago: horrible music.",
        "My wife said: awful story, horrible music.\nMy son said: awful story.",
    ],
)
def test_a_review_is_no_thread(text: str) -> None:
    found = digest(text)
    assert not found.comments
    assert found.judgements[Aspect.STORY].verdict is Verdict.NEGATIVE


@pytest.mark.parametrize(
    "said",
    [
        "The first recommendation goes to Monster.\n\nSecond recommendation goes to Psycho Pass.",
        "If you enjoyed this, try Monster or Psycho-Pass.",
        "Similar anime: Monster, Psycho-Pass",
        "Recommendations\n\nMonster - for its plot\nPsycho-Pass - for its world",
        "## You may also like\n1. *Monster*\n2. *Psycho-Pass*",
        "I'd also recommend Monster.\n\nYou should also check out Psycho-Pass.",
        "If you liked Hero Mask, watch...\nMonster\nPsycho-Pass",
    ],
)
def test_recommendations(said: str) -> None:
    found = digest(f"Hero Mask Review\n\n{REVIEW}{said}\n", find())
    assert [each.title for each in found.recommendations] == ["Monster", "Psycho-Pass"]
    assert found.show is not None
    assert found.show.title == "Hero Mask"


def test_a_show_is_no_recommendation_of_its_own_review() -> None:
    found = digest(f"Hero Mask Review\n\n{REVIEW}I would recommend checking out Hero Mask.", find())
    assert not found.recommendations


@pytest.mark.parametrize(
    ("said", "services", "exclusive", "physical"),
    [
        ("It streams exclusively on Netflix.", ["Netflix"], True, None),
        ("Watch it on Crunchyroll or HIDIVE.", ["Crunchyroll", "HIDIVE"], None, None),
        ("It is available on Hulu, and out on Blu-ray.", ["Hulu"], None, True),
        ("No DVD release has been announced.", [], None, False),
        ("Netflix makes too many shows, to the max.", [], None, None),
    ],
)
def test_where_to_watch(
    said: str, services: list[str], exclusive: bool | None, physical: bool | None
) -> None:
    found = digest(REVIEW + said).availability
    assert (found.services, found.exclusive, found.physical) == (services, exclusive, physical)


@pytest.mark.parametrize(
    "sentence",
    [
        "Tom dies in the end.",
        "It turns out that her father is the killer.",
        "Turns out Lena was right.",
        "The masked man is Tobias.",
        "The villain is her own father.",
        "She sacrifices herself for the others.",
        "At the end she leaves him.",
        "They end up together.",
        "He is revealed to be the king's son.",
        "The ending reveals it was all a dream.",
        "Her death is heartbreaking.",
        "In the final episode they win the match.",
        "He was dead all along.",
    ],
)
def test_what_reveals(sentence: str) -> None:
    assert reveals(sentence)
    found = digest(f"{REVIEW}{sentence}")
    assert sentence in [quote.text for quote in found.hidden]


@pytest.mark.parametrize(
    "sentence",
    [
        "The story turns out to be great.",
        "The twist at the end was great.",
        "I nearly died laughing.",
        "This kills the pacing.",
        "The animation is to die for.",
        "In the end, it is a good show.",
        "I won't spoil the ending.",
        "This review is spoiler-free.",
        "It follows a detective who hunts a serial killer.",
        "The main character is actually interesting.",
    ],
)
def test_what_gives_nothing_away(sentence: str) -> None:
    assert not reveals(sentence)


def test_bars_and_warnings_hide_what_they_enclose() -> None:
    text = (
        "The cast is great. ||Bo loses the race.|| I liked the music. >!Ana leaves.!<\n\n"
        "## Spoilers\nThe plan fails. The city falls.\n\n## Music\nIt is superb.\n"
    )
    assert [quote.text for quote in digest(text).hidden] == [
        "||Bo loses the race.||",
        ">!Ana leaves.!<",
        "The plan fails.",
        "The city falls.",
    ]
