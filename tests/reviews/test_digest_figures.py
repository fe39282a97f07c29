"""The figures of ``python -m tests.bench text``: of all web reviews, and of some by members."""

import pytest

from tests.bench import text_reviews

pytestmark = pytest.mark.skipif(
    not text_reviews.available(), reason=f"no labelled reviews at {text_reviews.REVIEWS}"
)


def test_web_reviews() -> None:
    missed = [str(figure) for figure in text_reviews.web_figures() if figure.met is False]
    assert not missed


@pytest.mark.unmeasured
def test_members_reviews() -> None:
    """Every ninth of them, so that it stays quick: so few stray from the figure of all."""
    figures = {each.name: each for each in text_reviews.member_figures(text_reviews.members()[::9])}
    assert figures["member verdicts, macro F1"].value >= 0.5
    assert figures["member verdicts, macro F1"].value > figures["  the commonest class"].value
    assert figures["stated scores"].met
    assert figures["verbatim"].met
