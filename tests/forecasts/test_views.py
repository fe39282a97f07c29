"""Whatever the text, no card and no form breaks a limit of Discord's; all words translate."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forecasts import views
from bot.forecasts.base_rates import BaseRates
from bot.forecasts.models import (
    LONGEST_RULE,
    Call,
    Case,
    Crowd,
    Ground,
    Outcome,
    Piece,
    Place,
    Record,
    Resolution,
    Sight,
    Topic,
    Verdict,
)
from bot.forecasts.scoring import Calls, Said
from bot.ids import EvidenceId, GuildId, QuestionId, ShowId, UserId
from bot.text import Text
from bot.text.plain import plain
from bot.text.quoting import unlinked
from bot.text.titles import Title
from bot.ui.pages import page
from tests.fakes import PseudoTexts
from tests.renewals.test_views import NOW, T, hard, holds, holds_form, words
from tests.test_words import unbracketed

SHOW, WHO = ShowId("anilist/12345678"), UserId(10**18)
OUTLOOK = BaseRates().outlook(season=2, aired=1, format="ona", source="light_novel")
NONE = BaseRates().outlook(season=9, aired=1, format="movie", source=None)


def topic(title: str, pieces: Sequence[Piece] = (), **facts: Any) -> Topic:
    return Topic(
        question=QuestionId(10**9), show=SHOW, season=50, title=Title(romaji=title),
        words=plain(title, 200), adult=False, aired=1, format="tv", source="manga",
        pieces=pieces, **facts,
    )  # fmt: skip


pieces = st.lists(
    st.builds(
        lambda number, text, says: Piece(
            id=EvidenceId(number), quote=unlinked(text, 300), source=unlinked(text, 300),
            label=text, day=date(2026, 1, 1), says=says,
        ),
        st.integers(1, 10**9), words(1000), st.sampled_from([Outcome.YES, Outcome.NO, None]),
    ),
    max_size=30,
    unique_by=lambda piece: piece.id,
)  # fmt: skip
topics = st.builds(topic, words(300), pieces, out=st.booleans())
calls = st.builds(
    Call, guild=st.just(GuildId(1)), number=st.just(10**9), question=st.just(QuestionId(10**9)),
    show=st.just(SHOW), season=st.just(50), deadline=st.just(NOW), rule=words(LONGEST_RULE),
    opened_at=st.just(NOW),
)  # fmt: skip
resolutions = st.builds(
    Resolution, guild=st.just(GuildId(1)), call=st.just(10**9), entry=st.integers(1, 10**9),
    outcome=st.sampled_from(Outcome), ground=st.sampled_from(Ground), resolved_at=st.just(NOW),
    by_forecaster=st.booleans(), evidence=st.integers(1, 10**9).map(EvidenceId),
    resolved_by=st.sampled_from([None, WHO]), undone_by=st.sampled_from([None, WHO]),
    undone_at=st.sampled_from([None, NOW]),
)  # fmt: skip
crowds = st.builds(
    Crowd, n=st.integers(0, 10**6), percent=st.none() | st.floats(1, 99, allow_nan=False)
)


@hard
@given(topics, calls, crowds, st.none() | resolutions, st.booleans())
async def test_a_call(
    about: Topic, call: Call, crowd: Crowd, resolution: Resolution | None, own: bool
) -> None:
    said = [Said(at=1_767_225_600, percent=99)] * 100 if own else []
    for held in (None, call):
        for outlook in (OUTLOOK, NONE):
            holds(views.call_card(
                Sight(topic=about, call=held, outlook=outlook, at=NOW, own=said, crowd=crowd,
                      resolution=resolution, score=0.5), T))  # fmt: skip
            sight = Sight(topic=about, call=held, outlook=outlook, at=NOW, resolution=resolution)
            holds_form(views.begin_form(sight, T, T, percent="1" * 50))
    holds_form(views.terms_form(about, call, "99", T))
    holds_form(views.change_form(about, call, T, percent="99"))


@hard
@given(topics, calls, crowds, st.lists(resolutions, max_size=8), words(300))
async def test_a_resolution(
    about: Topic, call: Call, crowd: Crowd, history: list[Resolution], trouble: str
) -> None:
    if about.pieces:
        history = [
            Resolution(**{f: getattr(r, f) for f in r.__dataclass_fields__ if f != "evidence"},
                       evidence=about.pieces[0].id)
            for r in history
        ]  # fmt: skip
    case = Case(topic=about, call=call, crowd=crowd, own=True, at=NOW, history=history)
    holds(views.resolved_card(case, T, trouble=plain(trouble, 300)))
    for outcome in Outcome:
        holds(views.ground_card(case, outcome, [Ground.OUT, Ground.DEADLINE, Ground.EVIDENCE], T))
        if outcome is not Outcome.VOID:
            piece = about.pieces[0] if about.pieces else None
            holds(views.confirm_card(case, outcome, Ground.EVIDENCE, piece, T))
    for each in history:
        holds(views.verdict_post(
            Verdict(topic=about, call=call, resolution=each, crowd=crowd), T))  # fmt: skip


async def test_long_boards_and_records() -> None:
    places = [Place(rank=n + 1, user=WHO, score=0.123456, n=10**6) for n in range(45)]
    record = Record(n=50, score=0.25, calls=[Calls(percent=70.4, true=5, n=8)] * 11)
    few = Record(n=2, score=0.25, calls=[])
    for number in range(5):
        holds(views.leaderboard_card(page(places, number, views.PLACES_A_PAGE), T, few))
    holds(views.leaderboard_card(page([], 0, views.PLACES_A_PAGE), T, None))
    holds(views.record_card(record, T, []))
    holds(views.record_card(few, T, []))


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("ground", Ground)
async def test_all_words_can_be_translated(outcome: Outcome, ground: Ground) -> None:
    t: Text = PseudoTexts().choose("de")
    piece = Piece(id=EvidenceId(1), quote="", source="", label="", says=outcome)
    about = topic("", [piece] if ground is Ground.EVIDENCE else [])
    call = Call(guild=GuildId(1), number=1, question=QuestionId(1), show=SHOW, season=2,
                deadline=NOW, rule="", opened_at=NOW)  # fmt: skip
    resolution = Resolution(
        guild=GuildId(1), call=1, entry=1, outcome=outcome, ground=ground, resolved_at=NOW,
        by_forecaster=True, evidence=EvidenceId(1), undone_at=NOW,
    )  # fmt: skip
    crowd = Crowd(n=5, percent=50)
    case = Case(topic=about, call=call, crowd=crowd, own=True, at=NOW, history=[resolution])
    sight = Sight(topic=about, call=call, outlook=OUTLOOK, at=NOW, crowd=crowd,
                  own=[Said(at=1, percent=5)] * 3, resolution=resolution, score=0.1)  # fmt: skip
    shown = [
        views.call_card(sight, t),
        views.case_card(case, t),
        views.ground_card(case, outcome, [ground], t),
        views.confirm_card(case, Outcome.NO, ground, about.piece(EvidenceId(1)), t),
        views.verdict_post(Verdict(topic=about, call=call, resolution=resolution, crowd=crowd), t),
        views.record_card(Record(n=9, score=0.1, calls=[Calls(percent=5, true=1, n=2)]), t, []),
    ]
    for view in shown:
        said = " ".join(re.findall(r"'(?:content|label|placeholder)': '([^']*)'", str(
            view.to_components())))  # type: ignore[no-untyped-call]  # fmt: skip
        assert not re.findall(r"[A-Za-z]{3,}", re.sub(r"<t:[^>]*>", "", unbracketed(said))), said
