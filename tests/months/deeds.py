"""What members do. One function for each deed: adding a deed is adding a function.

A deed asks the ledger to note what its member asks for (`asked`) right before that is sent, and
what its member was told (`told`) once the answer says so. Any other answer raises `Unheard`.
"""

import re
from collections.abc import Callable
from typing import Any

from tests.discussions.club import SCALE
from tests.months.ledger import Key
from tests.months.life import SHOWS, Deed, Life, Place, Unheard
from tests.months.sights import cards, custom_id, open_posts, reacted
from tests.renewals.watching import named
from tests.world import Person, Seen

DEEDS: dict[Deed, float] = {}

LONG_REVIEW = """{title} review

Story

The story is tightly plotted and engaging from its first minute to its last.

Animation

The animation is lackluster and often stiff.

Conclusion

Overall, {title} is a great show that I can only recommend. 8/10
"""
SAYS = (
    ("taken back", "It was taken back"),
    ("busy writing", "database busy"),
    ("My disk", "disk refused"),
    ("Discord itself is having", "Discord in trouble"),
    ("Something broke", "something broke"),
    ("I lack", "permission lacking"),
    ("is gone", "channel gone"),
    ("no longer here", "outdated"),
)


def deed(often: float) -> Callable[[Deed], Deed]:
    """Something that members do, so often beside the others."""

    def note(function: Deed) -> Deed:
        DEEDS[function] = often
        return function

    return note


def heard(seen: Seen, words: str) -> Seen:
    """What was seen, if it says so. Raises `Unheard`."""
    if words in seen.text:
        return seen
    if not seen:
        raise Unheard("not heard")
    raise Unheard(next((name for said, name in SAYS if said in seen.text), "refused in words"))


def pressable(seen: Seen, label: str) -> Seen:
    """What was seen, if it has that button. Raises `Unheard`."""
    if label in seen.buttons:
        return seen
    return heard(seen, f"[{label}]")


def form(seen: Seen) -> Seen:
    """What was seen, if a form opened. Raises `Unheard`."""
    if seen.result is None or not seen.result.modal:
        heard(seen, "[form]")
    return seen


def anybody(life: Life, here: Place) -> Person:
    return life.rng.choice(here.members)


def a_show(life: Life) -> str:
    return life.rng.choice(list(SHOWS))


# Looking


@deed(8)
async def look_up_a_show(life: Life, here: Place) -> None:
    show = a_show(life)
    heard(await anybody(life, here).slash("show", title=show), "AniList")


@deed(6)
async def type_a_title(life: Life, here: Place) -> None:
    title = SHOWS[a_show(life)]
    offered = await anybody(life, here).complete("show", "title", title[: life.rng.randrange(2, 9)])
    if not offered:
        raise Unheard("not heard")


@deed(3)
async def read_a_list(life: Life, here: Place) -> None:
    command, options = life.rng.choice(
        [
            ("review list", {}),
            ("review read", {"show": a_show(life)}),
            ("review summary", {"show": a_show(life)}),
            ("discuss list", {}),
            ("discuss curve", {"show": a_show(life)}),
            ("discuss results", {"show": a_show(life)}),
            ("discuss following", {}),
            ("renewal calibration", {}),
            ("renewal leaderboard", {}),
            ("renewal board", {}),
            ("renewal following", {}),
            ("airing", {}),
            ("about", {}),
            ("help", {}),
            ("privacy", {}),
            ("alias list", {}),
        ]
    )
    heard(await anybody(life, here).slash(command, **options), "")


# Reviews


@deed(8)
async def write_a_draft(life: Life, here: Place) -> None:
    who, show = anybody(life, here), a_show(life)
    label, part = life.rng.choice([("Score & verdict", "verdict"), ("Story", "story")])
    panel = await who.slash("review write", show=show)
    written = form(await who.click(pressable(panel, label), label))
    score, text = life.rng.randrange(1, 11), f"What I think, in the {life.a_number()}th place."
    key = ("writing", here.id, show, who.id)
    before = life.ledger.possible(key)
    for draft, review in (one or ({}, {}) for one in before):
        life.ledger.asked(key, ({**(draft or review), part: (score * 10, text)}, review))
    saved = await who.submit(written, score=str(score), text=text)
    heard(saved, text)
    if len(before) == 1:
        life.ledger.told(key, life.ledger.possible(key)[-1])


DRAFT, POSTED = 0, 1


def some_writing(life: Life, here: Place, kind: int) -> Key | None:
    """Whose draft or posted review there is for certain, one of them."""
    found = [
        key
        for key, values in life.ledger.facts.items()
        if key[:2] == ("writing", here.id) and len(values) == 1 and values[0] and values[0][kind]
    ]
    return life.rng.choice(found) if found else None


@deed(5)
async def post_a_review(life: Life, here: Place) -> None:
    key = some_writing(life, here, DRAFT)
    if key is None:
        return
    _, _, show, user = key
    who = next(one for one in here.members if one.id == user)
    panel = pressable(await who.slash("review write", show=show), "Post")
    draft, _ = life.ledger.value(key)
    life.ledger.asked(key, ({}, draft))
    answer = await who.click(panel, "Post")
    if not re.search(r"Your review[^\n]* is posted", answer.text):
        heard(answer, "[posted]")
    life.ledger.told(key, ({}, draft))


@deed(0.6)
async def delete_a_review(life: Life, here: Place) -> None:
    key = some_writing(life, here, POSTED)
    if key is None:
        return
    _, _, show, user = key
    who = next(one for one in here.members if one.id == user)
    asked = pressable(await who.slash("review delete", show=show), "Delete it")
    draft, _ = life.ledger.value(key)
    outcomes: list[Any] = [({}, {}), (draft, {})]
    for left in outcomes:
        life.ledger.asked(key, left if any(left) else None)
    heard(await who.click(asked, "Delete it"), "deleted")


@deed(4)
async def find_a_review_helpful(life: Life, here: Place) -> None:
    if shown := cards(life, here):
        await react(life, anybody(life, here), life.rng.choice(shown[-40:]), "👍")


@deed(2)
async def comment_on_a_review(life: Life, here: Place) -> None:
    if threads := list(here.reviews.threads):
        await anybody(life, here).say("Well said.", at=life.rng.choice(threads))


@deed(1)
async def make_a_digest(life: Life, here: Place) -> None:
    who, show = anybody(life, here), a_show(life)
    opened = form(await who.slash("review digest", show=show))
    panel = await who.submit(opened, text=LONG_REVIEW.format(title=SHOWS[show]), name="Kerberos")
    heard(await who.click(pressable(panel, "Post"), "Post"), "is posted")


# Discussions


@deed(2)
async def open_a_discussion(life: Life, here: Place) -> None:
    await start(life, here, "five")


@deed(0.7)
async def open_a_blind_vote(life: Life, here: Place) -> None:
    await start(life, here, "blind-five")


async def start(life: Life, here: Place, ballot: str) -> None:
    who = anybody(life, here)
    left = here.untold_discussions or here.episodes_left
    if not left:
        return
    show, episode = left.pop()
    here.untold_discussions.append((show, episode))
    key = ("discussion", here.id, show, episode, "")
    life.ledger.asked(key, "open")
    life.ledger.by_itself.setdefault(key, set()).add("lost")
    options: dict[str, Any] = {}
    if life.rng.random() < 0.5:
        options["closes"] = life.rng.choice([24, 72])
        life.ledger.by_itself[key].add("closed")
    answer = await who.slash("discuss start", show=show, episode=episode, vote=ballot, **options)
    if "is running already" not in answer.text:
        heard(answer, "is open")
    here.untold_discussions.remove((show, episode))


@deed(20)
async def vote(life: Life, here: Place) -> None:
    posts = [seen for seen in open_posts(life, here) if not custom_id(seen, "vote")]
    if not posts:
        return
    post, who = life.rng.choice(posts), anybody(life, here)
    faces = [face for face in SCALE if who.id in reacted(life, post, face)]
    for face in faces:
        await who.unreact(post, face)
    if not faces or life.rng.random() < 0.7:
        await who.react(post, life.rng.choice([face for face in SCALE if face not in faces]))


async def react(life: Life, who: Person, to: Seen, emoji: str) -> None:
    if who.id in reacted(life, to, emoji):
        await who.unreact(to, emoji)
    else:
        await who.react(to, emoji)


@deed(4)
async def vote_blindly(life: Life, here: Place) -> None:
    posts = [seen for seen in open_posts(life, here) if custom_id(seen, "vote")]
    if not posts:
        return
    post, who = life.rng.choice(posts), anybody(life, here)
    place = life.discussion_of(here, post)
    if place is None:
        return
    score = life.rng.randrange(1, 6)
    button = next(
        one for one in post.custom_ids if one.startswith("vote:") and one.endswith(f":{score}")
    )
    key = ("ballot", here.id, *place, who.id)
    life.ledger.asked(key, score)
    heard(await who.click(post, button), "Your vote:")
    life.ledger.told(key, score)


@deed(1)
async def close_a_vote(life: Life, here: Place) -> None:
    posts = open_posts(life, here)
    if not posts:
        return
    post = life.rng.choice(posts)
    place = life.discussion_of(here, post)
    if place is None:
        return
    asked = await here.mod.click(post, "Close")
    key = ("discussion", here.id, *place)
    life.ledger.asked(key, "closed")
    heard(await here.mod.click(pressable(asked, "Close it"), "Close it"), "is closed")
    life.ledger.told(key, "closed")


# Renewals


@deed(1)
async def ask_whether_it_returns(life: Life, here: Place) -> None:
    show = a_show(life)
    key = ("question", here.id, show)
    known = life.ledger.value(key)
    life.ledger.asked(key, life.season[show])
    answer = await anybody(life, here).slash("renewal ask", show=show)
    heard(answer, "return for season")
    if known is None:
        life.ledger.told(key, life.season[show])


@deed(3)
async def submit_evidence(life: Life, here: Place) -> None:
    who, show = anybody(life, here), a_show(life)
    sentence = f"The studio said so on stage, for the {life.a_number()}th time."
    opened = form(
        await who.slash("renewal evidence", show=show, status="announced", source="trade_press")
    )
    life.ledger.asked(("question", here.id, show), life.season[show])
    life.ledger.asked(("evidence", here.id, sentence), "pending")
    here.submitted[sentence] = who.id
    saved = await who.submit(opened, sentence=sentence, said_on="2020-03-14")
    heard(saved, "waiting for a moderator")
    life.ledger.told(("evidence", here.id, sentence), "pending")
    life.ledger.told(("question", here.id, show), life.season[show])


def said_in(post: Seen) -> str | None:
    """The sentence of `submit_evidence` that a post shows."""
    lines = post.text.split("\n")
    return next((line[2:] for line in lines if line.startswith("> The studio said")), None)


@deed(3)
async def decide_on_evidence(life: Life, here: Place) -> None:
    waiting = [seen for seen in here.posts(here.renewals) if "Approve" in seen.buttons]
    if not waiting:
        return
    post = life.rng.choice(waiting)
    sentence = said_in(post)
    if sentence is None:
        return
    key = ("evidence", here.id, sentence)
    if life.rng.random() < 0.7:
        life.ledger.asked(key, "approved")
        answer = await here.mod.click(post, "Approve")
        heard(answer, "Approved by")
        life.ledger.told(key, "approved")
    else:
        opened = form(await here.mod.click(post, "Reject"))
        life.ledger.asked(key, "rejected")
        answer = await here.mod.submit(opened, reason="There was no such stage.")
        heard(answer, "Rejected")
        life.ledger.told(key, "rejected")


@deed(2)
async def follow_a_show(life: Life, here: Place) -> None:
    who, show = anybody(life, here), a_show(life)
    key = ("follow", 0, who.id, show)
    for value in (True, None):
        life.ledger.asked(key, value)
    answer = await who.slash("renewal follow", show=show)
    if "🔕" in answer.text:
        life.ledger.told(key, None)
    else:
        heard(answer, "🔔")
        life.ledger.told(key, True)


@deed(0.3)
async def a_sequel_is_listed(life: Life, here: Place) -> None:
    """AniList's deed: who follows the show is told, and who asked has evidence, each once."""
    show, number = a_show(life), 900_000 + life.a_number()
    life.records.put(
        number,
        title=named(f"{SHOWS[show]} Season {number}"),
        status="NOT_YET_RELEASED",
        startDate={},
        endDate={},
        episodes=None,
    )
    life.records.follow(int(show.partition("/")[2]), number)


# Settings, and what is one's own


@deed(1)
async def change_the_settings(life: Life, here: Place) -> None:
    panel = await here.admin.slash("config", section="titles")
    titles = life.rng.choice(["romaji", "native", "english"])
    life.ledger.asked(("titles", here.id), titles)
    if not panel.selects:
        heard(panel, "[select]")
    answer = await here.admin.choose(panel, titles, custom_id="config-titles:1")
    heard(answer, "Titles")
    life.ledger.told(("titles", here.id), titles)


@deed(2)
async def note_progress(life: Life, here: Place) -> None:
    who, show, episode = anybody(life, here), a_show(life), life.rng.randrange(1, 12)
    key = ("progress", 0, who.id, show)
    life.ledger.asked(key, episode)
    heard(await who.slash("progress", show=show, episode=episode), "pisode")
    life.ledger.told(key, episode)


@deed(0.5)
async def name_a_show(life: Life, here: Place) -> None:
    show, nickname = a_show(life), f"nickname {life.a_number()}"
    key = ("alias", here.id, show, nickname)
    life.ledger.asked(key, True)
    answer = await here.admin.slash("alias set", show=show, nickname=nickname)
    heard(answer, "now means")
    life.ledger.told(key, True)


@deed(0.4)
async def be_forgotten(life: Life, here: Place) -> None:
    who = anybody(life, here)
    card = pressable(await who.slash("privacy"), "Erase…")
    ask = pressable(await who.click(card, "Erase…"), "Erase what is kept here")
    mine = [
        key
        for key in life.ledger.facts
        if (key[0] == "writing" and key[1:2] == (here.id,) and key[3] == who.id)
        or (key[0] == "ballot" and key[1] == here.id and key[-1] == who.id)
        or (key[0] == "follow" and key[2] == who.id)
        or (key[0] == "forecast" and key[1] == here.id and key[3] == who.id)
        or (key[0] == "evidence" and key[1] == here.id and here.submitted.get(key[2]) == who.id)
    ]
    for key in mine:
        life.ledger.asked(key, None)
    heard(await who.click(ask, "Erase what is kept here"), "Erased:")
    for key in mine:
        if key[0] in ("writing", "ballot"):
            life.ledger.told(key, None)
