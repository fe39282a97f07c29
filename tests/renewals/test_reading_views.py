"""Whatever was read, no card and no form of it breaks a limit of Discord's."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.ids import EvidenceId, GuildId, ShowId, UserId
from bot.renewals import claims, line_views, views
from bot.renewals import reading_views as reading
from bot.renewals.lines import Kind, Line, Told
from bot.renewals.models import (
    CLAIMABLE,
    DateUnreadable,
    Evidence,
    Exhibit,
    LinkUnusable,
    State,
    Status,
    Subject,
    Tier,
    Typed,
)
from bot.renewals.reading import NAME_LIMIT, DateFirst, Held, Proposal, WhichShowFirst
from tests.renewals.test_views import (
    NOW,
    T,
    hard,
    holds,
    holds_form,
    pieces,
    standing,
    subjects,
    typed,
    words,
)

lines = st.builds(
    Line,
    number=st.integers(1, 30),
    kind=st.sampled_from([kind for kind in Kind if kind is not Kind.STATUS]),
    sentence=words(1200),
    start=st.integers(0, 60_000),
    end=st.integers(0, 60_000),
    words=words(1000),
    words_start=st.integers(0, 60_000),
    speaker=words(NAME_LIMIT),
    role=words(NAME_LIMIT),
    outlet=words(NAME_LIMIT),
    season=st.sampled_from([None, 1, 50]),
    episodes=st.sampled_from([None, 1, 2000]),
    day=st.sampled_from(["", "2027", "2027-04", "2027-04-03"]),
    inferred=st.sampled_from(["", "text", "published", "catalogue"]),
    left_out=st.booleans(),
    evidence=st.just(EvidenceId(10**9)),
)
statuses = st.lists(
    st.builds(
        Line,
        number=st.integers(31, 40),
        kind=st.just(Kind.STATUS),
        sentence=words(1200),
        start=st.just(0),
        end=st.just(1200),
        words=st.sampled_from([status.value for status in Status]),
        evidence=st.just(EvidenceId(10**9)),
    ),
    max_size=2,
    unique_by=(lambda line: line.words, lambda line: line.number),
)
several = st.lists(lines, max_size=24, unique_by=lambda line: line.number)


@hard
@given(st.none() | subjects, typed, several, statuses, st.none() | st.sampled_from(CLAIMABLE))
async def test_a_proposal_and_its_forms(
    subject: Subject | None,
    entered: Typed,
    kept: list[Line],
    said: list[Line],
    status: Status | None,
) -> None:
    problems: list[Refusal] = [
        WhichShowFirst(),
        DateFirst(),
        DateUnreadable(typed=entered.said_on),
        LinkUnusable(typed=entered.link),
    ]
    held = Held(
        proposal=Proposal(
            guild=GuildId(1), number=10**9, by=UserId(10**18), author=UserId(10**18),
            show=ShowId("anilist/12345678"), season=3, status=status, tier=Tier.TRADE_PRESS,
            typed=entered, lines=[*said, *kept], read_at=NOW, corrects=EvidenceId(10**9),
        ),
        subject=subject,
        problems=problems,
    )  # fmt: skip
    holds(reading.panel(held, T))
    waiting = [replace(held, proposal=replace(held.proposal, number=n)) for n in range(25)]
    said_before = {"show": "anilist/12345678", "status": "in_production", "tier": "trade_press"}
    holds(reading.unsent_card(waiting, T, season=50, **said_before))
    holds_form(reading.read_form(T, season=50, **said_before))
    for form in (reading.show_form, reading.status_form, reading.source_form):
        holds_form(form(held, T))
    for line in kept:
        holds_form(reading.line_form(held, line, T))


@hard
@given(subjects, st.lists(pieces, unique_by=lambda piece: piece.id, max_size=6), several, statuses)
async def test_the_card_with_its_lines(
    subject: Subject, evidence: list[Evidence], kept: list[Line], said: list[Line]
) -> None:
    approved = [replace(piece, state=State.APPROVED) for piece in evidence]
    held = replace(standing(subject, approved, 3), lines=[*kept, *said])
    holds(views.status_card(held, T, newest=views.place(held)))
    for line in held.lines[:3]:
        holds(reading.opened(line, held, T))


@hard
@given(pieces, subjects, several, statuses)
async def test_a_piece_with_its_lines(
    piece: Evidence, subject: Subject, kept: list[Line], said: list[Line]
) -> None:
    told = Told(lines=[*kept, *said], author=UserId(10**18), corrects=EvidenceId(10**9))
    exhibit = Exhibit(evidence=piece, subject=subject, waiting=3, told=told)
    holds(views.exhibit_card(exhibit, T))
    holds(views.outcome_card(exhibit, T))
    holds(views.source_card(exhibit, T, moderator=True))


def test_all_lines_have_room_on_a_piece_s_card() -> None:
    """As many as a text gives, as long as they are in articles."""
    sentence = "Nobody at the studio would say how long it takes to draw all of that. " * 3
    kept = [
        Line(number=number, kind=kind, sentence=sentence, start=0, end=1, words=sentence,
             speaker="Touma Kanzaki", role="producer", outlet="Anime News Network")
        for number, kind in enumerate(
            [Kind.RUN] + [Kind.SEASON] * 4 + [Kind.QUOTE] * 6 + [Kind.REASON] * 5
            + [Kind.SPIN_OFF] * 4
        )
    ]  # fmt: skip
    shown = "\n".join(line_views.listed(kept, T, room=2800))
    assert "more line" not in shown
    assert shown.count("\n- ") == len(kept)
    assert claims.LIMITS["sentence"] + len(shown) < 4000
