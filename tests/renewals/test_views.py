"""Whatever the text, no card and no form breaks a limit of Discord's."""

from datetime import UTC, date, datetime
from typing import Any

import discord
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.ids import ChannelId, EvidenceId, GuildId, MessageId, QuestionId, ShowId, UserId
from bot.renewals import claims, rule, views
from bot.renewals.models import (
    CLAIMABLE,
    Cause,
    Claim,
    DateUnreadable,
    Draft,
    Evidence,
    Exhibit,
    LinkUnusable,
    Move,
    NeedsMending,
    NotAsked,
    Post,
    Question,
    SeasonFact,
    SeasonOut,
    Standing,
    State,
    Status,
    Subject,
    Tier,
    Typed,
)
from bot.shows.models import PartialDate
from bot.text import Texts
from bot.text.titles import Title
from bot.ui.pages import page
from tests.discord_rules import check_request

T = Texts().choose("en")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN = st.text(st.characters(exclude_categories=["Cs"]))
NASTY = st.sampled_from(["*", "_", "`", "@everyone ", "~~", "|| ", "> ", "a" * 70, "漢", "\u202e"])


def words(limit: int) -> st.SearchStrategy[str]:
    """Text up to `limit`: mostly as long as it may be, and as much in need of escapes."""
    return st.one_of(
        PLAIN.map(lambda text: text[:limit]), NASTY.map(lambda part: (part * limit)[:limit])
    )


links = st.sampled_from([None, "https://example.org/", "https://example.org/" + "a" * 480])
subjects = st.builds(
    Subject,
    show=st.just(ShowId("anilist/12345678")),
    season=st.integers(1, 50),
    title=st.builds(Title, romaji=words(300)),
    adult=st.just(False),
    facts=st.lists(
        st.builds(
            SeasonFact,
            number=st.integers(1, 50),
            show=st.just(ShowId("anilist/1")),
            first_aired=st.sampled_from([None, PartialDate(year=2018, month=12, day=3)]),
            episodes=st.sampled_from([None, 1, 1155]),
            out=st.booleans(),
            airing=st.booleans(),
        ),
        max_size=30,
    ),
    episodes_in_all=st.sampled_from([None, 24]),
)
pieces = st.builds(
    Evidence,
    guild=st.just(GuildId(1)),
    id=st.integers(1, 10**9).map(EvidenceId),
    question=st.just(QuestionId(10**9)),
    claim=st.builds(
        Claim,
        status=st.sampled_from(CLAIMABLE),
        tier=st.sampled_from(Tier),
        sentence=words(claims.LIMITS["sentence"]),
        said_on=st.just(PartialDate(year=2019, month=9, day=30)),
        speaker=words(claims.LIMITS["said_by"]),
        role=words(claims.LIMITS["said_by"]),
        outlet=words(claims.LIMITS["outlet"]),
        link=links,
    ),
    state=st.sampled_from(State),
    submitted_by=st.just(UserId(10**18)),
    submitted_at=st.just(NOW),
    decided_by=st.sampled_from([None, UserId(10**18)]),
    decided_at=st.just(NOW),
    by_submitter=st.booleans(),
    reason=words(200),
    post_channel=st.sampled_from([None, ChannelId(10**18)]),
    post_message=st.just(MessageId(10**18)),
)
exhibits = st.builds(Exhibit, evidence=pieces, subject=subjects, waiting=st.integers(0, 999))
typed = st.builds(
    Typed,
    sentence=words(claims.LIMITS["sentence"]),
    said_on=words(claims.LIMITS["said_on"]),
    said_by=words(claims.LIMITS["said_by"]),
    outlet=words(claims.LIMITS["outlet"]),
    link=words(claims.LIMITS["link"]),
)
hard = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def holds(view: discord.ui.LayoutView) -> None:
    body = {"flags": 1 << 15, "components": view.to_components()}  # type: ignore[no-untyped-call]
    assert check_request("POST", "/channels/1/messages", body) == []


def holds_form(form: discord.ui.Modal) -> None:
    body = {"type": 9, "data": form.to_dict()}
    assert check_request("POST", "/interactions/1/token/callback", body) == []


def standing(subject: Subject, evidence: list[Evidence], waiting: int = 0) -> Standing:
    question = Question(
        guild=GuildId(1), id=QuestionId(10**9), show=subject.show, season=subject.season,
        status=Status.UNKNOWN, opened_at=NOW, checked_at=NOW,
        card=Post(channel=ChannelId(10**18), message=MessageId(10**18)),
    )  # fmt: skip
    return Standing(
        question=question,
        subject=subject,
        decision=rule.decide(evidence),
        approved=rule.approved(evidence),
        waiting=waiting,
        at=NOW,
    )


@hard
@given(
    subjects, st.lists(pieces, unique_by=lambda piece: piece.id, max_size=8), st.integers(0, 10**6)
)
async def test_the_status_card(subject: Subject, evidence: list[Evidence], waiting: int) -> None:
    held = standing(subject, evidence, waiting)
    holds(views.found_card(held, T))
    holds(views.status_card(held, T, newest=views.place(held)))
    holds(views.asked_card(held, T))
    holds(views.tier_card(held, Status.DATED, T))
    holds(views.found_card(NotAsked(subject=subject), T))
    for fact in subject.facts[:1]:
        holds(views.found_card(SeasonOut(subject=subject, fact=fact), T))


@hard
@given(subjects, st.lists(pieces, min_size=1, max_size=6), st.sampled_from(Cause))
async def test_the_history(subject: Subject, evidence: list[Evidence], cause: Cause) -> None:
    moves = [
        Move(
            before=Status.CONCLUDED, after=Status.IN_PRODUCTION, at=NOW, cause=cause,
            evidence_id=piece.id, evidence=piece, rests_on=piece.id, by=UserId(10**18),
            by_submitter=False,
        )
        for piece in evidence
    ]  # fmt: skip
    of = page(moves, 0, views.MOVES_A_PAGE)
    holds(views.history_card(standing(subject, evidence), of, T))


@hard
@given(exhibits, words(200))
async def test_a_piece_of_evidence(exhibit: Exhibit, trouble: str) -> None:
    holds(views.exhibit_card(exhibit, T))
    holds(views.outcome_card(exhibit, T))
    holds(views.source_card(exhibit, T, moderator=True))
    holds(views.waiting_card(page([exhibit] * 3, 1, 1), T) if exhibit.evidence.state is
          State.PENDING else views.waiting_card(page([], 0, 1), T))  # fmt: skip
    holds(views.saved_card(exhibit, T, trouble=trouble or None))


@hard
@given(subjects, typed)
async def test_the_form_and_what_becomes_of_it(subject: Subject, given_: Typed) -> None:
    draft = Draft(
        show=subject.show,
        season=subject.season,
        status=Status.IN_PRODUCTION,
        tier=Tier.TRADE_PRESS,
        typed=given_,
    )
    holds_form(views.evidence_form(draft, subject.title, T))
    holds(views.add_card(standing(subject, []), T, draft=draft))
    problems: list[Refusal] = [
        DateUnreadable(typed=given_.said_on),
        LinkUnusable(typed=given_.link),
    ]
    holds(views.mend_card(NeedsMending(problems), draft, T))


@pytest.mark.parametrize("pattern", [views.REJECT_FORM, views.WITHDRAW_FORM])
async def test_the_form_for_a_reason(pattern: Any) -> None:
    holds_form(views.reason_form(pattern, 10**9, T))


@hard
@given(st.text(max_size=60))
async def test_what_was_typed_cannot_open_markdown(text: str) -> None:
    draft = Draft(show=ShowId("anilist/1"), season=2, status=Status.DATED, tier=Tier.OFFICIAL,
                  typed=Typed(sentence="x", said_on=text))  # fmt: skip
    try:
        claims.read(draft, today=date(2026, 1, 1))
    except NeedsMending as refused:
        holds(views.mend_card(refused, draft, T))
