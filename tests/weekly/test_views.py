"""A week's cards: within Discord's limits whatever is on them, in the reader's language."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.discussions.models import Result
from bot.ids import ChannelId, GuildId, MessageId, QuestionId, ShowId
from bot.renewals.models import Post, Question, Shift, Status, Subject
from bot.ui.pages import page
from bot.weekly import ranking, views
from bot.weekly.models import Earlier, Happened, Summary, Turn, Vote
from bot.weekly.ranking import summary
from cogs.weekly import moved_on, vote
from tests.discussions.test_views import PSEUDO, T, many, results, text, wrong
from tests.renewals.test_views import subjects
from tests.test_words import WORD, unbracketed
from tests.weekly.circle import WEEK

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
SPAN = (MONDAY, MONDAY + WEEK)
HUGE = 2**63 - 1
CARD = Post(channel=ChannelId(HUGE), message=MessageId(HUGE))
shifts = st.builds(
    Shift,
    question=st.builds(
        Question,
        guild=st.just(GuildId(HUGE)),
        id=st.just(QuestionId(HUGE)),
        show=st.just(ShowId("anilist/12345678")),
        season=st.just(3),
        status=st.just(Status.UNKNOWN),
        opened_at=st.just(MONDAY),
        card=st.sampled_from([None, CARD]),
    ),
    before=st.sampled_from(Status),
    after=st.sampled_from(Status),
    at=st.just(MONDAY),
)


@many
@given(results.filter(lambda result: result.tally.n > 0), subjects, shifts, st.integers(-1, 9))
async def test_every_card_holds_whatever_happened(
    result: Result, subject: Subject, shift: Shift, number: int
) -> None:
    votes, turns = [vote(result, T)] * 9, [moved_on(subject, shift, T)] * 9
    told = ranking.summary(Happened(votes=votes, turns=turns))
    assert len(told.best) == 3
    assert wrong(views.post(told, "2026-11-16", *SPAN, T)) == []
    every: list[Vote | Turn] = [*votes, *turns]
    of = page(every, number, views.LISTED_A_PAGE)
    assert wrong(views.all_card(of, "2026-11-16", *SPAN, T)) == []


VOTES = [
    Vote(name="1", link="https://a.b", steps=5, votes={5: 4, 1: 4},
         earlier=Earlier(first=2, last=4, mean=2.0)),
    Vote(name="2", link="https://a.b", steps=10, votes={7: 1}),
]  # fmt: skip
TURNS = [Turn(name=str(n), moved="→") for n in range(9)]
EVERY: list[Vote | Turn] = [*VOTES, *TURNS]


async def test_every_word_is_in_the_readers_language() -> None:
    told = summary(Happened(votes=VOTES, turns=TURNS))
    fallen = replace(told, changed=replace(VOTES[0], earlier=Earlier(first=1, last=1, mean=5)))
    of = page(EVERY, 0, views.LISTED_A_PAGE)
    for card in (
        views.post(told, "2026-11-16", *SPAN, PSEUDO),
        views.post(fallen, "2026-11-16", *SPAN, PSEUDO),
        views.all_card(of, "2026-11-16", *SPAN, PSEUDO),
        views.all_card(page(EVERY[:0], 0, 8), "2026-11-16", *SPAN, PSEUDO),
    ):
        assert WORD.findall(unbracketed(text(card))) == []


async def test_only_what_there_is_stands_on_it() -> None:
    told = text(views.post(Summary(turns=TURNS[:5], more=4), "2026-11-16", *SPAN, T))
    assert "Renewals that moved" in told
    assert "-# and 4 more" in told
    assert "Best rated" not in told
    told = text(views.post(summary(Happened(votes=VOTES)), "2026-11-16", *SPAN, T))
    assert "↑ 1.0 since episodes 2–4" in told
    assert "👍 4 · 👎 4" in told
    assert "Renewals" not in told
    noon = timedelta(hours=12)
    first, last = (int(at.timestamp()) for at in (SPAN[0] + noon, SPAN[1] - noon))
    assert f"-# <t:{first}:D> – <t:{last}:D>" in told


async def test_a_long_week_has_pages() -> None:
    of = page(EVERY, 0, views.LISTED_A_PAGE)
    card = views.all_card(of, "2026-11-16", *SPAN, T)
    assert "**6**" not in text(card)
    of = page(EVERY, 1, views.LISTED_A_PAGE)
    assert "**8**" in text(views.all_card(of, "2026-11-16", *SPAN, T))
    assert "Every vote" not in text(views.all_card(of, "2026-11-16", *SPAN, T))
