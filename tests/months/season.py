"""What members and moderators do while a season runs: episodes that are followed, dubs, forecasts,
calendars. One function for each deed, as in `deeds`.
"""

from datetime import timedelta
from typing import Any

from tests.forecasts.oracle import RULE
from tests.months.deeds import a_show, anybody, deed, form, heard, pressable, said_in
from tests.months.life import SERIES, Life, Place, Unheard
from tests.months.sights import custom_id

DEADLINE = "2029-01-01"
VOID = "Can't be decided"
LANGUAGES = ("en", "de")


def a_series(life: Life) -> str:
    return life.rng.choice(list(SERIES))


@deed(2)
async def follow_a_series(life: Life, here: Place) -> None:
    show = a_series(life)
    key = ("airing", here.id, show)
    options: dict[str, Any] = {"delay": life.rng.choice([0, 30, 180])}
    if life.rng.random() < 0.5:
        options["role"] = here.fans
    life.ledger.asked(key, True)
    answer = await here.mod.slash("discuss follow", show=show, **options)
    heard(answer, "a post opens itself for each episode")
    life.ledger.told(key, True)
    here.followed.setdefault(show, life.env.now())


@deed(0.2)
async def stop_following_a_series(life: Life, here: Place) -> None:
    followed = [one for one in SERIES if life.ledger.value(("airing", here.id, one))]
    if not followed:
        return
    listed = await here.mod.slash("discuss following")
    stops = [one for one in listed.selects if one["custom_id"].startswith("airing-stop")]
    if not stops:
        heard(listed, "[select]")
    offered = {option["value"] for option in stops[0]["options"]}
    show = life.rng.choice(followed)
    if f"{show}|" not in offered:
        raise Unheard("outdated")
    key = ("airing", here.id, show)
    life.ledger.asked(key, None)
    here.followed.pop(show, None)
    answer = await here.mod.choose(listed, f"{show}|", custom_id=stops[0]["custom_id"])
    if any(o["value"] == f"{show}|" for one in answer.selects for o in one["options"]):
        raise Unheard("refused in words")
    heard(answer, "Posts that open by themselves")
    life.ledger.told(key, None)


@deed(1)
async def enter_a_dub(life: Life, here: Place) -> None:
    show, language, episode = a_series(life), life.rng.choice(LANGUAGES), life.rng.randrange(1, 200)
    day = (life.world.clock.now() + timedelta(days=life.rng.choice([1, 2, 5]))).date().isoformat()
    key = ("dub", here.id, show, language, episode)
    life.ledger.asked(key, day)
    answer = await here.mod.slash(
        "discuss dub", show=show, language=language, episode=episode, date=day, source="a cinema"
    )
    heard(answer, "says a cinema")
    life.ledger.told(key, day)


@deed(1)
async def take_the_role_for_pings(life: Life, here: Place) -> None:
    posts = [seen for seen in here.posts(here.discussions) if "Ping me" in seen.buttons]
    if posts:
        who = anybody(life, here)
        answer = await who.click(life.rng.choice(posts), "Ping me")
        if "No more pings" not in answer.text:
            heard(answer, "I'll ping you")


@deed(1)
async def an_episode_moves(life: Life, here: Place) -> None:
    """AniList's deed: one that hasn't aired yet does so earlier or later."""
    number = int(a_series(life).partition("/")[2])
    table, now = life.timetable.airs[number], life.env.now()
    if left := [episode for episode, at in table.items() if at > now + timedelta(hours=14)]:
        episode = min(left)
        table[episode] += timedelta(hours=life.rng.choice([-0.5, 0.5, 6]))


@deed(3)
async def forecast(life: Life, here: Place) -> None:
    who, show, percent = anybody(life, here), a_show(life), life.rng.randrange(1, 100)
    key = ("forecast", here.id, show, who.id)
    life.ledger.asked(("question", here.id, show), life.season[show])
    life.ledger.asked(key, percent)
    seen = await who.slash("renewal forecast", show=show, percent=percent)
    if seen.result and seen.result.modal:
        seen = await who.submit(seen, percent=str(percent), deadline=DEADLINE, rule=RULE)
    heard(seen, f"You say {percent} %")
    life.ledger.told(key, percent)


@deed(0.5)
async def resolve_or_undo(life: Life, here: Place) -> None:
    panel = await here.mod.slash("renewal resolve", show=a_show(life))
    undo, void = custom_id(panel, "forecast-undo"), custom_id(panel, "forecast-resolve")
    if undo:
        key = ("resolution", here.id, int(undo.split(":")[2]))
        life.ledger.asked(key, None)
        heard(await here.mod.click(panel, undo), VOID)  # the choice is offered again
        life.ledger.told(key, None)
    elif void:
        key = ("resolution", here.id, int(void.split(":")[2]))
        asked = pressable(await here.mod.click(panel, VOID), "Make it void")
        life.ledger.asked(key, "void")
        heard(await here.mod.click(asked, "Make it void"), "Void: it can't be decided")
        life.ledger.told(key, "void")
    else:
        heard(panel, "[Undo]")


@deed(0.5)
async def take_evidence_back(life: Life, here: Place) -> None:
    posts = [seen for seen in here.posts(here.renewals) if "Withdraw" in seen.buttons]
    if not posts:
        return
    post = life.rng.choice(posts)
    sentence = said_in(post)
    if sentence is None:
        return
    opened = form(await here.mod.click(post, "Withdraw"))
    key = ("evidence", here.id, sentence)
    life.ledger.asked(key, "withdrawn")
    heard(await here.mod.submit(opened, reason="It was another studio."), "Withdrawn")
    life.ledger.told(key, "withdrawn")


@deed(1)
async def follow_a_show_in_a_channel(life: Life, here: Place) -> None:
    show = a_show(life)
    key = ("follow", here.id, here.general.id, show)
    for value in (True, None):
        life.ledger.asked(key, value)
    answer = await here.mod.slash("renewal follow", show=show, here=True, at=here.general)
    if "🔕" in answer.text:
        life.ledger.told(key, None)
    else:
        heard(answer, "🔔")
        life.ledger.told(key, True)


@deed(1)
async def prefer_titles(life: Life, here: Place) -> None:
    who, titles = anybody(life, here), life.rng.choice(["romaji", "native", "english"])
    key = ("prefers", 0, who.id)
    panel = await who.slash("preferences")
    if not panel.selects:
        heard(panel, "[select]")
    life.ledger.asked(key, titles)
    answer = await who.choose(panel, titles, custom_id="prefer-titles:1")
    chosen = [o["value"] for one in answer.selects for o in one["options"] if o.get("default")]
    if titles not in chosen:
        heard(answer, f"[{titles}]")
    life.ledger.told(key, titles)


@deed(1)
async def take_a_calendar(life: Life, here: Place) -> None:
    answer = await anybody(life, here).slash("calendar")
    if answer.text and not answer.message.attachments:
        heard(answer, "Nothing")
    if not answer:
        raise Unheard("not heard")
