"""What happened in the server before the visitor came: people used the real bot, and talked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.demo.world import ADMIN, MODERATOR, Person, World
from bot.discussions import views as discussions
from bot.discussions.models import FIVE, Viewing
from bot.forecasts import views as forecasts
from bot.forecasts.models import Ground, Outcome
from bot.ids import ShowId
from bot.renewals import views as renewals
from bot.renewals.models import Status, Tier
from bot.reviews import views as reviews
from bot.reviews.models import Part
from bot.settings.models import Purpose, Section, Setting
from bot.settings.views import CHANNEL, MODERATORS, WANT
from bot.ui.components import Pattern
from bot.weekly import mondays

HERO_MASK = "anilist/105096"
FRIEREN = "anilist/154587"
COWBOY_BEBOP = "anilist/1"
ATTACK_ON_TITAN = "anilist/16498"

Words = Mapping[Part, tuple[str, str]]
"""The parts of a review: (score, text)."""

NOOR_ON_HERO_MASK: Words = {
    Part.VERDICT: ("7", "A cool, rainy crime story that trusts you to keep up."),
    Part.STORY: (
        "7",
        "It starts as a police case and slowly shows how far up the rot goes. The middle keeps "
        "too many doors shut at once, and I lost track of who worked for whom around episode 8. "
        "But it never wastes a scene, and the last stretch pays off what the first one planted.",
    ),
    Part.CHARACTERS: (
        "7",
        "Blood is the kind of officer who solves things by standing in the wrong place. "
        "What made me stay is how he and Sarah talk: short, dry, and always on the same side.",
    ),
    Part.VISUALS: (
        "8",
        "Quick cuts, real weight in the fights, and a city of wet streets and sodium lamps that "
        "looks lived in. Faces are plain on purpose. I liked that.",
    ),
    Part.SOUND: (
        "9",
        "Brass, bass and a title song that I hummed for a week. The best thing in it.",
    ),
    Part.OVERALL: (
        "",
        "Watch it on a grey weekend, in two evenings. It wants your attention more than your love, "
        "and gets it.",
    ),
    Part.RECOMMENDATIONS: ("", "For people who liked Psycho-Pass and 91 Days."),
}
YUKI_ON_FRIEREN: Words = {
    Part.VERDICT: ("9.5", "About time, and what we only notice once it has gone by."),
    Part.STORY: (
        "9",
        "The great adventure is over before the first episode ends, and then the real story "
        "begins: a long walk north, one village after another. Small errands turn out to be the "
        "point. ||The flower field in episode 2 broke me without raising its voice.||",
    ),
    Part.CHARACTERS: (
        "10",
        "Frieren forgets birthdays and remembers spells. Fern scolds her like a tired older "
        "sister. Stark is afraid of everything and goes anyway. I would walk with them for years.",
    ),
    Part.VISUALS: (
        "10",
        "Light does most of the acting: mornings, snow, lamplight on a desk. And when magic is "
        "used in earnest, it is fast and clear and over.",
    ),
    Part.SOUND: ("9", "Evan Call's strings sound like weather. I leave the credits on every time."),
    Part.OVERALL: (
        "",
        "I put it off because everybody praised it. Everybody was right. It is quiet, it is funny, "
        "and I called my grandmother afterwards.",
    ),
    Part.RECOMMENDATIONS: ("", "For people who liked Mushishi and Barakamon."),
}
INES_ON_FRIEREN: Words = {
    Part.VERDICT: ("8.5", "A long walk with people who take their time."),
    Part.STORY: ("9", "It tells what others leave out: the way home, and the years after."),
    Part.CHARACTERS: ("9", "Himmel is in every scene that he isn't in. I love how Frieren learns."),
    Part.VISUALS: ("9", "Every village has its own light. I stopped the picture again and again."),
}
MAX_ON_FRIEREN: Words = {
    Part.VERDICT: ("6.5", "Beautiful, and too slow for my Tuesdays."),
    Part.STORY: ("5", "The exam goes on for ever. I was bored, and I missed the road."),
    Part.CHARACTERS: ("8", "Stark is the best thing in it: a coward who goes anyway."),
    Part.VISUALS: ("9", "The fights are short, clear and superb."),
}
MIA_ON_COWBOY_BEBOP: Words = {
    Part.VERDICT: ("9", "Jazz with spaceships, and nobody gets over anything."),
    Part.SOUND: ("10", "Yoko Kanno. I need say no more, and could say it all night."),
}
KEN_ON_CHAMPLOO = """\
**Samurai Champloo**
Genre: action, adventure
Studio: Manglobe
Director: Shinichiro Watanabe
Episodes: 26, 25 minutes each

I finally finished it, so here is my review. Two swordsmen who can't stand each other walk across \
Edo's Japan with a girl who looks for a samurai that smells of sunflowers.

The story wanders, and that is its weakness: some stops are pure filler, and the ending arrives \
in a hurry. The characters carry it. Mugen and Jin never say that they are friends, and it is \
lovely to watch them not say it. The animation is excellent: every fight has its own rhythm. \
And the music is the best reason to watch, Nujabes on every road, warm and dusty and sad.

The English dub is great as well, by the way. If you liked Cowboy Bebop, you will feel at home.

Overall: 8/10. A loose, stylish, lovely show, and the best company on a long road."""
INES_ON_STARS_ALIGN = (
    "On Stars Align, season 2: its director, Kazuki Akane, wrote in April 2021 that there are "
    "no plans for more episodes. He has found nobody to pay for them yet, and still hopes to make "
    "the other twelve someday. 🎾"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldCall:
    """What the club forecast when it first met: what `CALLERS` said, and what came of it."""

    show: str
    percents: tuple[int, int, int]
    status: Status | None = None
    """What was said of a return until `OLD_CALLS_END`; None where nothing was."""
    fields: Mapping[str, str] = field(default_factory=dict)


CALLERS = ("Yuki", "Noor", "Ken")
OLD_CALLS_END = datetime(2025, 12, 31, tzinfo=UTC)
OLD_CALLS = (
    OldCall(
        show="anilist/130003",  # Bocchi the Rock!
        percents=(85, 90, 70),
        status=Status.IN_PRODUCTION,
        fields={
            "sentence": "A second season is in production, they said at the band's own concert.",
            "said_on": "2025-02-15",
        },
    ),
    OldCall(
        show="anilist/120377",  # Cyberpunk: Edgerunners
        percents=(30, 60, 40),
        status=Status.ANNOUNCED,
        fields={
            "sentence": "Edgerunners 2 was announced on stage at Anime Expo.",
            "said_on": "2025-07-04",
        },
    ),
    OldCall(show="anilist/12189", percents=(10, 25, 30)),  # Hyouka
    OldCall(show="anilist/21234", percents=(5, 10, 10)),  # ERASED
    OldCall(show="anilist/329", percents=(3, 5, 20)),  # Planetes
)


AIRED = timedelta(minutes=46)
"""How long ago the newest episode aired: a post's tally is quick in its first hour."""
DUBBED_IN = timedelta(minutes=4)
"""When its dub comes, and the visitor sees a post open by itself."""

VOTERS = ("Ada", "Yuki", "Noor", "Ines", "Leo", "Max")
EMOJI = {step.score: step.emoji for step in FIVE.steps}
EARLIER: Mapping[int, tuple[Sequence[int], Sequence[tuple[str, str]]]] = {
    7: (
        (4, 4, 3, 4, 3, 3),
        (
            ("Leo", "A festival episode. I had popcorn and no questions."),
            ("Ines", "The statue! They will never be rid of that statue."),
        ),
    ),
    8: (
        (5, 4, 4, 4, 3, 4),
        (
            ("Noor", "It got cold so suddenly. I like it when a show trusts silence."),
            ("Max", "Reminder: what comes after 8 goes behind bars, please."),
        ),
    ),
    9: (
        (5, 5, 5, 4, 4, 5),
        (
            ("Yuki", "Two fights at once, and I followed both. How?"),
            ("Ada", "Because every cut begins where your eyes already are."),
        ),
    ),
}
"""Episode to the scores that `VOTERS` gave and what was said in its thread."""


async def seed(world: World) -> None:
    """Furnish the server as its members would: by commands, forms, clicks, reactions and words."""
    people(world)
    await set_up(world)
    await old_calls(world)
    await earlier_episodes(world)
    await follow(world)
    await write_reviews(world)
    await ask_the_question(world)
    await talk(world)
    await blind_vote(world)
    await vote(world)
    await world.arrive()


def people(world: World) -> None:
    """The first four can be played by the visitor."""
    world.invite("Mia", "#d9779b", playable=True)
    world.invite("Ken", "#5a9fd4", playable=True)
    world.invite("Max", "#5fae8b", part=MODERATOR, playable=True)
    world.invite("Ada", "#d9973f", part=ADMIN, playable=True)
    world.invite("Yuki", "#8f86d9")
    world.invite("Noor", "#52aeb3")
    world.invite("Leo", "#c96f5a")
    world.invite("Ines", "#b07bc4")


async def say(world: World, name: str, channel: Any, words: str, *, after: float = 2) -> Any:
    """Somebody writes, `after` minutes."""
    await world.later(after)
    return await world.people[name].actor.send(channel, words)


async def through_mondays(world: World, ago: timedelta) -> None:
    """Time passes until it is `ago` before now, with a stop at each Monday's noon: what is said
    of a week is then said at its time.
    """
    noon = mondays.next_due(world.env.now(), UTC)
    while noon <= datetime.now(UTC) - ago:
        await world.until(datetime.now(UTC) - noon)
        noon += timedelta(days=7)
    await world.until(ago)


async def set_up(world: World) -> None:
    """Ada welcomes everybody, chooses the channels and the moderators' role, and wants to be told
    of each week.
    """
    ada = world.people["Ada"].actor
    await ada.send(
        world.welcome,
        "Welcome to the **Friday Anime Club** 🍵\n"
        "We watch together once a week and argue kindly on the other days. "
        "Kansō keeps our reviews, our questions and our votes.",
    )
    panel = (await ada.slash(world.welcome, "config")).response
    for purpose, channel in (
        (Purpose.REVIEWS, world.reviews),
        (Purpose.RENEWALS, world.renewals),
        (Purpose.DISCUSSIONS, world.episodes),
        (Purpose.NEWS, world.news),
    ):
        await ada.select(panel, [channel], custom_id=CHANNEL.pack(purpose=purpose.value))
    await ada.select(panel, [world.moderators], custom_id=MODERATORS.pack())
    panel = (await ada.slash(world.welcome, "config", section=Section.SEASON.value)).response
    await ada.click(panel, custom_id=WANT.pack(setting=Setting.WEEKLY.value, on=1))
    await say(world, "Leo", world.welcome, "Hello! I finish one show a year, on a good year.")
    await say(world, "Ada", world.welcome, "Then you came to the right place, Leo. No hurry here.")


async def old_calls(world: World) -> None:
    """Five forecasts of the club's first evening, and what became of them when the year was over:
    two shows return, three don't. Max brings the sources with Ada, and says so of each.
    """
    rule = "Yes, if another season is announced by the end of the year."
    for call in OLD_CALLS:
        percents = dict(zip(CALLERS, call.percents, strict=True))
        await forecast(world, call.show, percents, f"{OLD_CALLS_END:%Y-%m-%d}", rule)
    await world.until(datetime.now(UTC) - OLD_CALLS_END - timedelta(days=2, hours=19))
    for call in OLD_CALLS:
        evidence = None
        if call.status:
            post = await bring(world, "Ada", call.show, call.status, Tier.OFFICIAL, **call.fields)
            evidence = numbers_of(post, renewals.APPROVE)["evidence"]
            await approve(world, post)
        await resolve(world, call.show, evidence)
    await world.until(timedelta(days=22))


async def resolve(world: World, show: str, evidence: int | None) -> None:
    """Max decides a forecast: yes by that evidence, or no since its deadline passed."""
    max_, channel = world.people["Max"].actor, world.renewals
    outcome, ground = (
        (Outcome.NO.value, Ground.DEADLINE.value)
        if evidence is None
        else (Outcome.YES.value, str(evidence))
    )
    panel = (await max_.slash(channel, "renewal resolve", show=show)).response
    number = numbers_of(panel, forecasts.RESOLVE)["call"]
    case = {"call": number, "outcome": outcome}
    await max_.click(panel, custom_id=forecasts.RESOLVE.pack(**case))
    panel = world.message(channel, panel.id)
    await max_.select(panel, [ground], custom_id=forecasts.GROUND.pack(**case))
    panel = world.message(channel, panel.id)
    await max_.click(panel, custom_id=forecasts.DECIDE.pack(**case, ground=ground))


def numbers_of(message: Any, pattern: Pattern) -> Mapping[str, Any]:
    """What the first component of that pattern carries."""
    ids = (_fact(part, "custom_id") or "" for part in _parts(message))
    return next(fields for each in ids if (fields := pattern.unpack(each)))


async def write_reviews(world: World) -> None:
    """Reviews through the draft panel and its forms, found helpful, and commented on; a draft, and
    a review by somebody who didn't know of all that.
    """
    await through_mondays(world, timedelta(hours=26))
    frieren = await review(world, world.people["Yuki"], FRIEREN, YUKI_ON_FRIEREN)
    for name in ("Mia", "Noor", "Ines", "Ada"):
        await world.later(1)
        await world.people[name].actor.react(frieren, reviews.HELPFUL)
    thread = world.threads(world.reviews)[-1]
    agreed = await say(world, "Ines", thread, "“Light does most of the acting” is exactly it. 🕯️")
    await say(world, "Ken", thread, "I called mine too.")
    await world.later(1)
    await world.people["Yuki"].actor.react(agreed, "💛")
    await world.later(80)
    hero_mask = await review(world, world.people["Noor"], HERO_MASK, NOOR_ON_HERO_MASK)
    for name in ("Yuki", "Leo"):
        await world.later(1)
        await world.people[name].actor.react(hero_mask, reviews.HELPFUL)
    for name, words in (("Ines", INES_ON_FRIEREN), ("Max", MAX_ON_FRIEREN)):
        await world.later(40)
        posted = await review(world, world.people[name], FRIEREN, words)
        await world.people["Leo"].actor.react(posted, reviews.HELPFUL)
    await draft(world, world.people["Mia"], COWBOY_BEBOP, MIA_ON_COWBOY_BEBOP)
    long = await say(world, "Ken", world.reviews, KEN_ON_CHAMPLOO, after=30)
    world.marks["long review"] = long.id


async def draft(world: World, person: Person, show: str, words: Words) -> Any:
    """Somebody begins a review; the panel of their draft."""
    actor = person.actor
    panel = (await actor.slash(world.reviews, "review write", show=show)).response
    for part, (score, text) in words.items():
        form = await actor.click(panel, custom_id=reviews.FORM.pack(show=show, part=part.value))
        filled = {"text": text} | ({"score": score} if score else {})
        await actor.submit_modal(form, filled)
    return panel


async def review(world: World, person: Person, show: str, words: Words) -> Any:
    """Somebody writes and posts a review; the card that everybody sees."""
    panel = await draft(world, person, show, words)
    await person.actor.click(panel, label="Post")
    return world.message(world.reviews, world.threads(world.reviews)[-1].id)


async def ask_the_question(world: World) -> None:
    """Will Hero Mask return? Leo and Ines bring what they found, Max approves it, Leo asks.

    What Yuki brings of another show waits for Max, and what Ines pastes for whoever uses it.
    """
    await world.later(60)
    leo, channel = world.people["Leo"], world.renewals
    post = await bring(
        world,
        "Leo",
        HERO_MASK,
        Status.NO_PLANS,
        Tier.TRADE_PRESS,
        sentence="Two seasons were the plan from the first day, he says: 24 episodes, and then "
        "the story is complete.",
        said_on="2019",
        said_by="Mikio Ono, producer",
        outlet="Anime News Network",
    )
    await approve(world, post)
    await world.later(20)
    post = await bring(
        world,
        "Ines",
        HERO_MASK,
        Status.NO_PLANS,
        Tier.AGGREGATOR,
        sentence="Years after the second season, nobody has announced plans for a third one.",
        said_on="2025",
    )
    await approve(world, post)
    await world.later(9)
    await leo.actor.slash(channel, "renewal status", show=HERO_MASK)
    await say(world, "Leo", channel, "So it ended as planned. I can live with that.", after=5)
    percents = {"Leo": 5, "Ines": 12, "Yuki": 8, "Noor": 20}
    deadline = f"{world.env.now().year + 2}-12-31"
    rule = "Yes, if Netflix or the studio announces a third season by then."
    await forecast(world, HERO_MASK, percents, deadline, rule)
    await say(world, "Noor", channel, "I said 20 % all the same. *Forecast*, and you see us all 🔮")
    pasted = await say(world, "Ines", channel, INES_ON_STARS_ALIGN, after=12)
    world.marks["source"] = pasted.id
    await world.later(14)
    waiting = await bring(
        world,
        "Yuki",
        ATTACK_ON_TITAN,
        Status.CONCLUDED,
        Tier.TRADE_PRESS,
        sentence="The last episode aired on 4 November 2023, and the story is told to its end.",
        said_on="2023-11-05",
        outlet="Dexerto",
    )
    world.marks["waiting"] = waiting.id


async def forecast(
    world: World, show: str, percents: Mapping[str, int], deadline: str, rule: str
) -> None:
    """People say how likely another season is. The first of them writes down what decides."""
    for name, percent in percents.items():
        actor = world.people[name].actor
        said = await actor.slash(world.renewals, "renewal forecast", show=show, percent=percent)
        if said.modal:
            filled = {"percent": str(percent), "deadline": deadline, "rule": rule}
            await actor.submit_modal(said, filled)


async def bring(
    world: World, name: str, show: str, status: Status, tier: Tier, **fields: str
) -> Any:
    """Somebody submits evidence; its post, where it waits for a moderator."""
    actor, channel = world.people[name].actor, world.renewals
    form = await actor.slash(
        channel, "renewal evidence", show=show, status=status.value, source=tier.value
    )
    await actor.submit_modal(form, fields)
    return next(
        message
        for message in reversed(channel.history())
        if any(_fact(part, "label") == "Approve" for part in _parts(message))
    )


async def approve(world: World, post: Any) -> None:
    """Max approves the evidence of that post, a little later."""
    await world.later(6)
    await world.people["Max"].actor.click(post, label="Approve")


async def talk(world: World) -> None:
    """Evening talk in #anime-talk, with a show looked up in the middle of it."""
    channel = world.talk
    train = "Finished *Hero Mask* on the train. Why did nobody tell me?"
    await world.until(timedelta(hours=3))
    world.marks["train"] = (await say(world, "Noor", channel, train)).id
    await say(world, "Yuki", channel, "Because it came out in December and we were asleep 😴")
    await say(world, "Leo", channel, "Is that the one with the masks that kill you slowly?")
    await world.later(1)
    await show_card(world.people["Yuki"], channel, "Hero Mask")
    await say(world, "Yuki", channel, "That one. Fifteen episodes, then nine more.")
    await say(world, "Ines", channel, "ヒーローマスク、好きでした。音楽がとてもよかった 🎧")
    await say(
        world, "Noor", channel, f"The music! Will there be more? {world.renewals.mention} knows."
    )


async def show_card(person: Person, channel: Any, title: str) -> None:
    """Somebody types a title and takes the first that is offered."""
    choices = await person.actor.autocomplete(channel, "show", "title", title)
    await person.actor.slash(channel, "show", title=choices[0]["value"])


async def earlier_episodes(world: World) -> None:
    """Three weeks with Frieren: each episode opened, voted on, talked about and closed."""
    ada = world.people["Ada"].actor
    for days, (episode, (scores, words)) in zip((21, 14, 7), EARLIER.items(), strict=True):
        await through_mondays(world, timedelta(days=days))
        post = await open_vote(world, "Ada", show=FRIEREN, episode=episode)
        for name, score in zip(VOTERS, scores, strict=True):
            await world.later(2)
            await world.people[name].actor.react(post, EMOJI[score])
        thread = world.threads(world.episodes)[-1]
        for name, said in words:
            await say(world, name, thread, said)
        if episode == max(EARLIER):
            await say_how_they_watch(world, post)
        await world.later(22 * 60)
        await ada.slash(world.episodes, "discuss close", show=FRIEREN, episode=episode)


async def say_how_they_watch(world: World, post: Any) -> None:
    """Half of the voters know the manga, so that the result is split by it."""
    for name in VOTERS:
        actor = world.people[name].actor
        viewing = Viewing.SOURCE if name in ("Yuki", "Ines", "Max") else Viewing.FIRST
        panel = (await actor.click(post, label="How I watch")).response
        choose = discussions.VIEWING.pack(discussion=number_of(world, post))
        await actor.select(panel, [viewing.value], custom_id=choose)


def number_of(world: World, post: Any) -> int:
    """The number of the discussion that a post in #episodes is."""
    message = next(each for each in world.episodes.history() if each.id == post.id)
    number: int = numbers_of(message, discussions.ABOUT_ME)["discussion"]
    return number


async def open_vote(world: World, host: str, **options: Any) -> Any:
    """Somebody opens a discussion in #episodes; its post."""
    await world.people[host].actor.slash(world.episodes, "discuss start", **options)
    # A thread that begins at a message has that message's id.
    return world.message(world.episodes, world.threads(world.episodes)[-1].id)


async def blind_vote(world: World) -> None:
    """Leo has a blind vote on the end of Hero Mask; three have voted, nobody sees how."""
    await world.until(timedelta(hours=2))
    post = await open_vote(world, "Leo", show=HERO_MASK, episode=15, vote="blind-five", closes=72)
    world.marks["blind vote"] = post.id
    for name, score in (("Noor", 4), ("Yuki", 5), ("Ines", 3)):
        await world.later(4)
        pressed = discussions.VOTE.pack(discussion=number_of(world, post), score=score)
        await world.people[name].actor.click(post, custom_id=pressed)
    thread = world.threads(world.episodes)[-1]
    await say(world, "Leo", thread, "Vote first, talk after. I want to know what you really think.")


async def follow(world: World) -> None:
    """Ada lets posts open by themselves from now on, the next dub's too; two want to be told."""
    airs_at = datetime.now(UTC).replace(second=0, microsecond=0) - AIRED
    weekly = {10 + week: airs_at + timedelta(weeks=week) for week in range(4)}
    world.almanac.airs[ShowId(FRIEREN)] = weekly
    ada, channel = world.people["Ada"].actor, world.episodes
    said = await ada.slash(channel, "discuss follow", show=FRIEREN, role=world.pings)
    for name in ("Noor", "Yuki"):
        await world.later(3)
        await world.people[name].actor.click(said.response, label="Ping me")
    await ada.slash(world.welcome, "preferences", zone="UTC")
    await ada.slash(
        channel,
        "discuss dub",
        show=FRIEREN,
        language="en",
        episode=10,
        date=f"{datetime.now(UTC) + DUBBED_IN:%Y-%m-%d %H:%M}",
        source="the streaming service's calendar",
    )


async def vote(world: World) -> None:
    """The episode's post opens by itself; six vote, and talk in the thread."""
    await world.until(AIRED - timedelta(minutes=1))
    thread = world.threads(world.episodes)[-1]
    post = world.message(world.episodes, thread.id)
    world.marks["episode"] = post.id
    for name, score in zip(VOTERS, (5, 5, 4, 5, 3, 4), strict=True):
        await world.later(3)
        await world.people[name].actor.react(post, EMOJI[score])
    await say(world, "Noor", thread, "Did anybody else hold their breath for the last ten minutes?")
    await say(world, "Leo", thread, "I liked the quiet half better. Am I allowed to?")
    await say(world, "Ada", thread, "Always. That is what the middle face is for.")
    await say(world, "Yuki", thread, "The scales! Such a patient little trick ⚖️", after=1)


def _parts(message: Any) -> list[Any]:
    """Every component of a message, nested ones too: objects, or as Discord has them."""
    found, waiting = [], list(message.components)
    while waiting:
        part = waiting.pop()
        found.append(part)
        waiting += _fact(part, "children") or _fact(part, "components") or []
        if accessory := _fact(part, "accessory"):
            waiting.append(accessory)
    return found


def _fact(part: Any, name: str) -> Any:
    return part.get(name) if isinstance(part, Mapping) else getattr(part, name, None)
