"""Whatever the text, what opens by itself breaks no limit of Discord's, and passes gettext."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
from hypothesis import given
from hypothesis import strategies as st

from bot.discussions import airing_views as views
from bot.discussions.airing import Odd, Slot
from bot.discussions.airing_store import HandDate, Line, Trouble
from bot.discussions.airings import Ended, Entered, Standing
from bot.ids import ChannelId, GuildId, RoleId, ShowId
from bot.text.titles import Title
from bot.ui import pages
from bot.ui.pages import Page
from tests.fakes import PseudoTexts
from tests.renewals.test_views import NOW, T, hard, holds, words
from tests.test_words import WORD, unbracketed

SHOW = ShowId("anilist/12345678")
LONG = Slot(first=99998, last=99999, airs_at=NOW, opens_at=NOW)
PSEUDO = PseudoTexts().choose()
LACKING = "create_public_threads,send_messages_in_threads,read_message_history"


def standing(title: Title, source: str, why: Trouble, **facts: Any) -> Standing:
    """With all that there can be to tell."""
    line = Line(guild=GuildId(1), show=SHOW, dub=facts.pop("dub", None), since=NOW)
    dates = [HandDate(episode=n, at=NOW, source=source) for n in (1, 99999)]
    told: dict[str, Any] = {
        "line": line, "title": title, "adult": False, "channel": ChannelId(10**18),
        "role": RoleId(10**18), "delay": 30, "next": LONG, "dates": dates if line.dub else (),
        "trouble": (why, LACKING if why is Trouble.FORBIDDEN else ""),
        "passed": [(LONG, why)] * 9, "looked_at": NOW, "after": title,
    }  # fmt: skip
    return Standing(**(told | facts))


def entered(source: str, *, several: bool, zone: str | None, odd: Odd) -> Entered:
    """With all that there can be to tell."""
    day = None if several and zone else NOW.date()
    every = [HandDate(episode=99998 + n, at=NOW, day=day, source=source) for n in range(2)]
    dates = every if several else every[:1]
    return Entered(dates=dates, before={one.episode: one for one in dates}, zone=zone, odd=odd)


@hard
@given(st.builds(Title, romaji=words(300)), words(200), st.sampled_from(Trouble), st.booleans())
async def test_nothing_breaks_a_limit(
    title: Title, source: str, trouble: Trouble, dub: bool
) -> None:
    one = standing(title, source, trouble, dub="pt" if dub else None)
    for t in (T, PSEUDO):
        odd = Odd(99999, None, NOW)
        new = entered(source, several=dub, zone="America/Argentina/ComodRivadavia", odd=odd)
        holds(views.followed(one, t, entered=new, silent=True))
        every = [replace(one, line=replace(one.line, show=ShowId(f"a/{n}"))) for n in range(99)]
        page = pages.page(every, 3, views.LISTED_A_PAGE)
        holds(views.following(page, t, active=False, moderates=True))
        holds(views.taken(RoleId(10**18), title, t, has=dub))
    assert views.read_key(views.key(SHOW, "pt")) == (SHOW, "pt")


def test_every_word_passes_gettext() -> None:
    said: list[str] = []
    title = Title(romaji="…")
    over: dict[str, Any] = {"next": None, "over": True}
    every: list[dict[str, Any]] = [
        {}, over, {"next": None, "looked_at": None, "dates": ()},
        {"next": None, "channel": None, "trouble": None}, {"delay": 60},
        *(over | {"ended": Ended(year=year, cancelled=off)}
          for year, off in ((1999, False), (None, False), (1999, True))),
    ]  # fmt: skip
    for trouble in Trouble:
        for dub in (None, "de"):
            for facts in every:
                one = standing(title, "…", trouble, dub=dub, **facts)
                page = Page([one], 0, 1)
                told = [
                    entered("…", several=trouble is Trouble.AWAY, zone=None, odd=odd)
                    for odd in (Odd(2, 1, None), Odd(2, None, NOW))
                ]
                for view in (
                    views.followed(one, PSEUDO, silent=True),
                    *(views.followed(one, PSEUDO, entered=new) for new in told if dub),
                    views.following(page, PSEUDO, active=False, moderates=True),
                    views.following(Page([], 0, 1), PSEUDO, active=True, moderates=False),
                ):
                    said += [
                        item.content
                        for item in view.walk_children()
                        if isinstance(item, discord.ui.TextDisplay)
                    ]
    said = [text.replace("AniList", "") for text in said]
    assert [text for text in said if WORD.findall(unbracketed(text))] == []


def test_what_was_passed_over_and_why() -> None:
    slot = Slot(first=3, last=3, airs_at=NOW, opens_at=NOW + timedelta(hours=1))
    one = standing(Title(romaji="Show"), "", Trouble.DISCORD, passed=[(slot, Trouble.AWAY)] * 3)
    view = views.following(Page([one], 0, 1), T, active=True, moderates=False)
    text = "\n".join(
        i.content for i in view.walk_children() if isinstance(i, discord.ui.TextDisplay)
    )
    assert text.count("Passed over while I was away: episode 3, <t:") == 2
    assert "and 1 more" in text
