"""How reviews look: within Discord's limits whatever was written, and as they should read."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from bot.reviews import proposal_views, views
from bot.reviews.facts import Disagreement, Field
from bot.reviews.models import (
    LANGUAGE_LIMIT,
    NO_SHOW,
    TEXT_LIMIT,
    VERDICT_LIMIT,
    WHOLE,
    Card,
    Draft,
    Origin,
    Panel,
    Part,
    Passage,
    Review,
    Talk,
    Track,
    Writing,
    written,
)
from bot.reviews.proposal import Proposal
from bot.reviews.scores import Score, Verdict
from bot.reviews.subject import Subject
from bot.text import Texts
from bot.text.titles import Title
from bot.ui.pages import Page
from tests.discord_rules import check_request
from tests.world import Seen

T = Texts().choose("en")
V2 = 1 << 15
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
CARD = Card(
    guild=GuildId(2**63 - 1),
    channel=ChannelId(2**63 - 1),
    message=MessageId(2**63 - 1),
    thread=ChannelId(2**63 - 1),
)
COMMENT = f"https://discord.com/channels/{2**63 - 1}/{2**63 - 1}/5"


def ugly(limit: int) -> st.SearchStrategy[str]:
    """Text that tries to break a card."""
    return st.one_of(
        st.text(max_size=min(limit, 60)),
        st.sampled_from(
            ["@everyone <@1>", "**__~~||`[x](https://a.b)", "> # -# 1. ", "\u202eabc", "\u200d"]
        ),
        st.builds(
            lambda bit, n: (bit * n)[:limit],
            st.sampled_from(
                ["a", "*", "||", "w ", "感想", "مرحبا ", "\n\n", "👩‍🚀", "@everyone", "<\\"]
            ),
            st.integers(0, limit),
        ),
    )  # fmt: skip


scores = st.none() | st.integers(10, 100).map(Score)


@st.composite
def writings(draw: st.DrawFn) -> Writing:
    parts = {}
    for part in Part:
        limit = VERDICT_LIMIT if part is Part.VERDICT else TEXT_LIMIT
        passage = Passage(
            score=draw(scores) if part.scored else None,
            stance=draw(st.none() | st.sampled_from(Verdict)) if part.scored else None,
            text=written(draw(ugly(limit)), limit),
            track=draw(st.none() | st.sampled_from(Track)) if part is Part.VOICE else None,
            language=written(draw(ugly(LANGUAGE_LIMIT)), LANGUAGE_LIMIT)
            if part is Part.VOICE
            else "",
        )
        if not passage.blank:
            parts[part] = passage
    return Writing(parts=parts)


subjects = st.builds(
    Subject,
    id=st.sampled_from([ShowId("anilist/105096"), ShowId("anilist/" + "9" * 12)]),
    title=st.builds(Title, romaji=ugly(400)),
    color=st.none() | st.just("#4a6b8a"),
    cover=st.none() | st.just("https://example.org/cover.jpg"),
)
origins = st.builds(
    Origin,
    number=st.just(10**9),
    by=st.just(UserId(2**63 - 1)),
    author=st.none() | st.sampled_from([UserId(2**63 - 1), UserId(7)]),
    name=ugly(80),
    source=st.sampled_from(["", "https://example.org/" + "a" * 280]),
    consent=st.none() | st.just(3),
)
reviews = st.builds(
    Review,
    show=subjects,
    user=st.integers(1, 2**63 - 1).map(UserId),
    name=ugly(32),
    writing=writings(),
    posted_at=st.just(SOME_DAY),
    former_score=scores,
    card=st.none() | st.just(CARD),
    helpful=st.integers(0, 10**6),
    origin=st.none() | origins,
)
drafts = st.builds(
    Draft,
    show=subjects,
    writing=writings(),
    revision=st.just(3),
    saved_at=st.just(SOME_DAY),
    removed=st.dictionaries(st.sampled_from(Part), ugly(TEXT_LIMIT).filter(bool)),
)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
many = settings(max_examples=25, deadline=None, suppress_health_check=SLOW)


def wrong(view: discord.ui.LayoutView) -> list[str]:
    """What Discord would refuse in a message that shows `view`."""
    body = {"flags": V2, "components": components(view)}
    return check_request("POST", "/channels/1/messages", body)


def components(view: discord.ui.LayoutView) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    return drawn


def text(view: discord.ui.LayoutView) -> str:
    return Seen(SimpleNamespace(content="", components=components(view))).text


@many
@given(reviews)
def test_the_card_holds_whatever_was_written(review: Review) -> None:
    assert wrong(views.review_card(review, T)) == []
    assert 1 <= len(views.thread_name(review, T)) <= 100
    assert views.thread_name(review, T).strip()
    assert wrong(views.spoiler_rule(review.show, T)) == []
    assert wrong(views.posted(review, T)) == []


@many
@given(reviews, st.integers(-3, 40))
def test_every_page_holds_whatever_was_written(review: Review, number: int) -> None:
    view = views.full_text(review, T, number=number)
    assert wrong(view) == []
    assert "@everyone" not in text(view)


@many
@given(st.builds(Panel, show=subjects, draft=st.none() | drafts, review=st.none() | reviews))
def test_the_panel_and_its_forms_hold_whatever_was_written(panel: Panel) -> None:
    assert wrong(views.panel(panel, T)) == []
    assert wrong(views.discard_question(panel, T, revision=3)) == []
    assert wrong(views.discarded(panel, T, revision=3)) == []
    assert wrong(views.panel(panel, T, changed=True)) == []
    for part in set(Part) - set(WHOLE):
        modal = views.form(panel.show, part, panel.writing[part], T)
        body = {"type": 9, "data": modal.to_dict()}
        assert check_request("POST", "/interactions/1/a/callback", body) == []


@many
@given(drafts, origins, st.lists(subjects, max_size=1), reviews, st.booleans())
def test_a_digest_holds_whatever_was_written(
    draft: Draft, origin: Origin, named: list[Subject], review: Review, more: bool
) -> None:
    said = "w" * 400
    held = Proposal(
        draft=replace(
            draft, show=named[0] if named else Subject(id=NO_SHOW, title=Title(romaji=""))
        ),
        origin=origin,
        disagreements=[Disagreement(field=Field.STUDIO, says=said, catalogue=said)] * 7 * more,
        comments=[],
        review=review if more else None,
    )
    assert wrong(proposal_views.panel(held, [], T)) == []
    assert wrong(proposal_views.request(held, T, changed=more)) == []
    assert wrong(proposal_views.shown_to_author(held, T)) == []
    assert wrong(proposal_views.discard_question(held, T)) == []
    assert wrong(proposal_views.mine_question(held, T)) == []
    assert wrong(proposal_views.over_question(replace(held, other=draft), T)) == []
    forms = [proposal_views.show_form(held, T), proposal_views.author_form(held, T)]
    forms += [proposal_views.line_form(held, part, T) for part in set(Part) - set(WHOLE)]
    for modal in (*forms, proposal_views.begin_form("", T)):
        body = {"type": 9, "data": modal.to_dict()}
        assert check_request("POST", "/interactions/1/a/callback", body) == []


@many
@given(subjects, st.lists(reviews, max_size=5), st.integers(1, 9), st.data())
def test_lists_hold_whatever_was_written(
    show: Subject, held: list[Review], count: int, data: st.DataObject
) -> None:
    several = [
        Review(**{name: getattr(review, name) for name in review.__slots__} | {"user": UserId(n)})
        for n, review in enumerate(held)
    ]
    number = data.draw(st.integers(0, count - 1))
    assert wrong(views.show_list(show, Page(several, number, count), T)) == []


@many
@given(ugly(32), st.lists(drafts | reviews, max_size=5), st.integers(1, 9), st.booleans())
def test_a_members_list_holds_whatever_was_written(
    who: str, held: list[Draft | Review], count: int, own: bool
) -> None:
    unique: dict[tuple[type, str], Draft | Review] = {
        (type(item), item.show.id): item for item in held
    }
    page = Page(list(unique.values()), 0, count)
    assert wrong(views.member_list(who, 2**63 - 1, page, T, own=own)) == []


@pytest.mark.unmeasured
@pytest.mark.parametrize("bit", ["*", "a", "@everyone", "||", "語", "<\\", "* "])
def test_the_longest_of_everything_fits(bit: str) -> None:
    def long(limit: int) -> str:
        return (bit * limit)[:limit]

    show = Subject(id=ShowId("anilist/" + "9" * 12), title=Title(romaji=long(400)))
    writing = Writing(
        parts={
            part: Passage(
                score=Score(85) if part.scored else None,
                stance=Verdict.MIXED if part.scored else None,
                text=long(VERDICT_LIMIT if part is Part.VERDICT else TEXT_LIMIT),
                track=Track.DUB if part is Part.VOICE else None,
                language=long(LANGUAGE_LIMIT) if part is Part.VOICE else "",
            )
            for part in Part
        }
    )
    held = [
        Review(
            show=show,
            user=UserId(2**63 - 1 - number),
            name=long(32),
            writing=writing,
            posted_at=SOME_DAY,
            former_score=Score(75),
            card=CARD,
            helpful=10**6,
        )
        for number in range(5)
    ]
    removed = dict.fromkeys(Part, long(TEXT_LIMIT))
    draft = Draft(show=show, writing=writing, revision=10**18, saved_at=SOME_DAY, removed=removed)
    origin = Origin(number=10**9, by=UserId(2**63 - 1), name=long(80))
    digest = Proposal(
        draft=draft,
        origin=origin,
        disagreements=[Disagreement(field=Field.STUDIO, says=long(99), catalogue=long(99))] * 7,
    )
    assert wrong(proposal_views.panel(digest, [], T)) == []
    assert wrong(views.review_card(replace(held[0], origin=origin), T)) == []
    assert wrong(views.review_card(held[0], T)) == []
    assert wrong(views.panel(Panel(show=show, draft=draft, review=held[0]), T)) == []
    assert wrong(views.show_list(show, Page(held, 1, 9), T)) == []
    of_member: Page[Draft | Review] = Page([draft, held[0]], 1, 9)
    assert wrong(views.member_list(long(32), 2**63 - 1, of_member, T, own=True)) == []
    for number in range(40):
        assert wrong(views.full_text(held[0], T, number=number)) == []


def review(**parts: Passage) -> Review:
    return Review(
        show=Subject(id=ShowId("anilist/105096"), title=Title(romaji="Hero Mask")),
        user=UserId(7),
        name="Mia",
        writing=Writing(parts={Part(part): passage for part, passage in parts.items()}),
        posted_at=SOME_DAY,
        card=CARD,
    )


@pytest.mark.parametrize(
    ("helpful", "comments", "liked", "line"),
    [
        (0, 0, None, "👍 if it helped you"),
        (0, 1, None, "👍 if it helped you · 1 comment"),
        (1, 0, None, "👍 1 found it helpful"),
        (12, 30, 5, f"👍 12 found it helpful · 30 comments · [most liked]({COMMENT})"),
    ],
)
def test_the_card_tells_how_its_review_was_received(
    helpful: int, comments: int, liked: int | None, line: str
) -> None:
    talk = Talk(comments=comments, liked=MessageId(liked) if liked else None)
    shown = replace(review(verdict=Passage(score=Score(85))), helpful=helpful, talk=talk)
    assert f"-# {line}" in text(views.review_card(shown, T)).split("\n")


def test_the_card_tells_scores_and_verdict_and_nothing_of_the_plot() -> None:
    shown = text(
        views.review_card(
            review(
                verdict=Passage(score=Score(85), text="A fine ride."),
                story=Passage(score=Score(70), text="The mask is *stolen* by Harry."),
                visuals=Passage(score=Score(100)),
                voice=Passage(track=Track.DUB, language="Italian", text="Sarah dies well."),
                overall=Passage(text="In the end the company falls."),
            ),
            T,
        )
    )
    assert shown.split("\n") == [
        "## Hero Mask",
        "Reviewed by <@7>",
        "### 8.5 of 10",
        "> A fine ride.",
        "`███████░░░` **7** Story",
        "`██████████` **10** Visuals",
        "-# 15 words of text · dub",
        "-# 👍 if it helped you",
        "Read",
        "The show",
        "All reviews",
        "Report",
    ]


def test_a_text_without_spaces_is_counted_in_characters() -> None:
    shown = text(views.review_card(review(overall=Passage(text="感想" * 40)), T))
    assert "80 characters of text" in shown


def test_each_part_has_its_heading_with_its_score_and_voices() -> None:
    shown = text(
        views.full_text(
            review(
                story=Passage(score=Score(75), text="Long ago."),
                voice=Passage(track=Track.SUB, language="Japanese", text="Clear."),
            ),
            T,
        )
    )
    assert "### Story · 7.5\nLong ago.\n### Voice acting · sub · Japanese\nClear." in shown


def test_a_card_without_text_offers_nothing_to_read() -> None:
    short = review(verdict=Passage(score=Score(80), text="Short."))
    assert "Read" not in text(views.review_card(short, T)).split("\n")
    assert "> Short." in text(views.full_text(short, T))
    assert "no text" not in text(views.full_text(short, T))


def test_the_bars_stand_apart_from_the_quoted_verdict() -> None:
    written = review(
        verdict=Passage(score=Score(80), text="Short."),
        story=Passage(score=Score(75), text="Long ago."),
    )
    items = views.full_text(written, T).walk_children()
    texts = [item.content for item in items if isinstance(item, discord.ui.TextDisplay)]
    assert sum("`" in words for words in texts) == 1
    assert not [words for words in texts if "> Short." in words and "`" in words]


def test_the_overall_text_is_read_as_one() -> None:
    long = review(
        **{
            "overall": Passage(text="One."),
            "overall-2": Passage(text="Two."),
            "overall-3": Passage(text="Three."),
        }
    )
    assert "### Overall\nOne.\n\nTwo.\n\nThree." in text(views.full_text(long, T))
    assert "3 words of text" in text(views.review_card(long, T))
    later = review(**{"overall-2": Passage(text="Two.")})
    assert "### Overall\nTwo." in text(views.full_text(later, T))
    assert later.writing.postable


def test_what_stands_between_bars_stays_hidden() -> None:
    hiding = review(overall=Passage(text="The ||*mask* kills|| him. A || B, C |D| E."))
    assert "The ||\\*mask\\* kills|| him. A \\|\\| B, C \\|D\\| E." in text(
        views.full_text(hiding, T)
    )
