"""Reports, the log and histories stay within Discord's limits whatever was written."""

from dataclasses import replace

import pytest

from bot.ids import ChannelId, GuildId, MessageId, ShowId, UserId
from bot.reviews import history_views, moderation_views
from bot.reviews.history import Record, Step, Version
from bot.reviews.models import Part, Passage, Review, Writing
from bot.reviews.reports import (
    REASON_LIMIT,
    CardStays,
    Case,
    Decision,
    Deed,
    Desk,
    Outcome,
    Report,
    Takedown,
)
from bot.reviews.scores import Score
from bot.reviews.subject import Subject
from bot.text.text import Markup, Phrase
from bot.text.titles import Title
from bot.ui.pages import Page
from tests.discord_rules import check_request
from tests.reviews.test_views import CARD, SOME_DAY, T, text, wrong

LARGE = 2**63 - 1


@pytest.mark.parametrize("bit", ["*", "a", "@everyone", "||", "語", "<\\", "* "])
def test_the_longest_of_everything_fits(bit: str) -> None:
    def long(limit: int) -> str:
        return (bit * limit)[:limit]

    show = Subject(id=ShowId("anilist/" + "9" * 12), title=Title(romaji=long(400)))
    passages = {part: Passage(score=Score(85), text=long(4000)) for part in Part}
    version = Version(number=10**6, posted_at=SOME_DAY, writing=Writing(parts=passages))
    reports = [
        Report(number=LARGE, reporter=UserId(LARGE), reason=long(REASON_LIMIT), at=SOME_DAY)
    ] * 9
    takedown = Takedown(
        guild=GuildId(LARGE),
        show=show.id,
        user=UserId(LARGE),
        card=1,
        channel=ChannelId(LARGE),
        message=MessageId(LARGE),
        since=None,
        standing=None,
    )
    stays = CardStays(place=Markup(takedown.place), why=Phrase("Discord is having trouble."))
    for user in (UserId(LARGE), UserId(-LARGE + 2)):
        review = Review(
            show=show,
            user=user,
            name=long(32),
            writing=version.writing,
            posted_at=SOME_DAY,
            card=CARD,
            helpful=10**6,
            revision=LARGE,
        )
        decision = Decision(
            show=show,
            user=user,
            name=long(32),
            deed=Deed.REMOVED,
            reason=long(REASON_LIMIT),
            by=UserId(LARGE),
            at=SOME_DAY,
            reports=reports,
        )
        cases = [
            Case(review=replace(review, user=UserId(user - n)), reports=reports) for n in (0, 1, 2)
        ]
        desk = Desk(cases=Page(cases, 1, 3), still_up=[takedown] * 9)
        record = Record(review=review, former=[version] * 9)
        step = Step(version=version, former=Score(75), changed=list(Part))
        steps = [
            Step(
                version=Version(number=n, posted_at=SOME_DAY, writing=Writing()),
                former=Score(75),
                changed=list(Part),
            )
            for n in range(5)
        ]
        outcome = Outcome(review=review, closed=9, stays=stays)
        for view in (
            moderation_views.desk(desk, T, adult=True, said=moderation_views.kept(9, T)),
            moderation_views.log(Page([decision] * 3, 1, 3), T, adult=True),
            moderation_views.removed(outcome, T, adult=True),
            moderation_views.retried(show, stays, T),
            history_views.versions(review, Page(steps, 1, 3), T),
            history_views.version(review, step, 1, T),
        ):
            assert wrong(view) == []
            assert "@everyone" not in text(view)
        for view in (
            moderation_views.delete_question(record, T, changed=True),
            moderation_views.deleted(outcome, T),
        ):
            assert "@everyone" not in text(view)
            assert len(text(view)) < 4000
        for modal in (
            moderation_views.report_form(review, T),
            moderation_views.removal_form(review, T),
        ):
            body = {"type": 9, "data": modal.to_dict()}
            assert check_request("POST", "/interactions/1/a/callback", body) == []
