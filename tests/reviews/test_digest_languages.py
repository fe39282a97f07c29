"""Reviews in other languages: what is read of them, and that the rest is left alone."""

import pytest

from bot.reviews import marks
from bot.reviews.aspects import Aspect
from bot.reviews.digest import as_json, as_text, digest
from bot.reviews.words import is_english
from bot.text import Texts
from tests.bench.text_reviews import find


@pytest.mark.parametrize(
    ("text", "show", "tenths"),
    [
        (
            "カウボーイビバップ レビュー\n\n音楽は最高。人物は少し弱い。総合評価：8点/10点",
            "Cowboy Bebop",
            80,
        ),
        ("『カウボーイビバップ』を見た。とても良かった。\n\n10点満点中7点", "Cowboy Bebop", 70),
        ("카우보이 비밥 리뷰\n\n음악이 정말 좋았다. 평점: 9/10", "Cowboy Bebop", 90),
        ("《星际牛仔》影评\n\n音乐很好。评分：６分/10分", "Cowboy Bebop", 60),
        (
            "Cowboy Bebop\n\nDie Musik ist herrlich, die Handlung dagegen etwas langsam. 8/10",
            "Cowboy Bebop",
            80,
        ),
    ],
)
def test_of_another_language_show_and_score_are_read(text: str, show: str, tenths: int) -> None:
    found = digest(text, find())
    assert not found.understood
    assert found.show is not None
    assert found.show.title == show
    assert found.mark is not None
    assert found.mark.score == tenths
    assert [*found.strengths, *found.weaknesses] == []
    assert as_json(found, "a.txt")["understood"] is False
    assert as_text(found, Texts().choose("en")).startswith("This isn't in English")


def test_scores_beside_an_aspect_count_and_words_do_not() -> None:
    found = digest("物語の感想です。\n\n音楽：3/10\n作画：とても美しい。beautiful。")
    assert not found.understood
    assert {aspect: each.mark is not None for aspect, each in found.judgements.items()} == {
        Aspect.SOUND: True
    }


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Superb music.", True),
        ("10/10", True),
        ("I watched it with my sister and we both liked it.", True),
        ("La historia es buena, pero la música me pareció aburrida.", False),
        ("История скучная, но музыка прекрасная.", False),
        ("面白い。", False),
    ],
)
def test_whether_it_is_english(text: str, english: bool) -> None:
    assert is_english(text) is english
    assert digest(text).understood is english


@pytest.mark.parametrize(
    ("written", "score"),
    [("8点/10点", 80), ("8点 / 10点", 80), ("７／10", 70), ("100点満点で85点", 85), ("4/5点", 80)],
)
def test_scores_as_they_are_written_elsewhere(written: str, score: int) -> None:
    assert [(each.text, each.score) for each in marks.find(f"評価は {written} でした")] == [
        (written, score)
    ]
