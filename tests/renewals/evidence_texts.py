"""Texts on whether a show returns, written for these tests, with what each says.

The shows and the people in them are made up.
"""

from dataclasses import dataclass

from bot.renewals.models import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text, and what is to be read out of it. `status`: what is right, the likeliest first;
    `date` ISO 8601, cut to its precision; `says`: speakers with their roles.
    """

    show: str
    season: int | str
    status: tuple[Status, ...]
    date: str | None = None
    says: tuple[tuple[str, str | None], ...] = ()
    text: str


EXAMPLES = (
    Example(
        show="Lantern District",
        season=2,
        status=(Status.ANNOUNCED,),
        text="""Lantern District Is Coming Back for a Second Season

The good news arrived with the credits of Sunday's last episode: Lantern District gets another
season. Its studio, its window and its episode count were not part of the message.""",
    ),
    Example(
        show="Salt and Thunder",
        season=3,
        status=(Status.ANNOUNCED, Status.UNKNOWN),
        text="""Third season of Salt and Thunder ordered

Streamer and studio agreed this week on twelve more episodes of the seafaring drama, the trade
paper Variety reports. Filming of reference footage is still to be arranged, and nobody would name
a year.""",
    ),
    Example(
        show="Paper Garden",
        season=2,
        status=(Status.IN_PRODUCTION, Status.ANNOUNCED),
        says=(("Haruka Minase", "director"),),
        text="""A first look behind the scenes of Paper Garden's new season

Haruka Minase, director of Paper Garden, showed drawings from season 2 at a talk in Kyoto. "We are
in the middle of production and the voices are being recorded next month," Minase told the audience.
When it will be seen is not settled.""",
    ),
    Example(
        show="Glass Meridian",
        season=2,
        status=(Status.DATED,),
        date="2027-04-03",
        text="""Glass Meridian Season 2 Arrives on April 3

Three years after the first, the second season of Glass Meridian begins on Saturday, April 3, 2027
at midnight on Tokyo MX. The discs of season 1 went on sale on May 12, 2025, and a stage play runs
from March 1, 2027.""",
    ),
    Example(
        show="Moth Parade",
        season=3,
        status=(Status.DATED,),
        date="2027-10",
        text="""Moth Parade: third season now due in autumn

The official account said that Moth Parade season 3 needs more time. Instead of July 2027 it will
start in October 2027. Season 2 ran from January to March 2025.""",
    ),
    Example(
        show="The Clockmaker's Apprentice",
        season=2,
        status=(Status.AIRING,),
        date="2026-07-05",
        text="""Where to watch The Clockmaker's Apprentice season 2

The second season premiered on July 5, 2026 and new episodes are added every Sunday. There will be
thirteen of them. The first season's twelve can be watched at the same place.""",
    ),
    Example(
        show="Harbour Lights",
        season=4,
        status=(Status.CONCLUDED, Status.NO_PLANS),
        date="2026-03-28",
        text="""Will Harbour Lights get a season 4?

With the third season the anime has told the whole story of the manga. The last episode aired on
March 28, 2026, and the staff thanked everybody for coming along to the end. A fourth season has
nothing left to draw on.""",
    ),
    Example(
        show="Nine Bells",
        season=2,
        status=(Status.NO_PLANS,),
        says=(("Touma Kanzaki", "producer"),),
        text="""Nine Bells: what the producer said

There are no plans for a second season of Nine Bells, but we may work together again on something
else, producer Touma Kanzaki told Anime News Network. "It was always one story of twelve episodes,"
he said.""",
    ),
    Example(
        show="Riverside Monsters",
        season=3,
        status=(Status.CANCELLED,),
        says=(("Aya Kurosaki", "creator"),),
        text="""Riverside Monsters Cancelled

Netflix has cancelled Riverside Monsters after two seasons. Creator Aya Kurosaki wrote on Instagram:
"We had the third season outlined, and it hurts to let it go." Season 2 was released on
February 2, 2026.""",
    ),
    Example(
        show="Winter Atlas",
        season=2,
        status=(Status.ON_HIATUS,),
        text="""Winter Atlas season 2 put on hold

The broadcast of Winter Atlas season 2 is suspended from its seventh episode on. The studio named
the health of its staff as the reason and could not say when it will go on.""",
    ),
    Example(
        show="Crimson Ledger",
        season=2,
        status=(Status.RUMOURED,),
        text="""Is a second season of Crimson Ledger in the works?

An account that was right before claims that Crimson Ledger season 2 has been in production since
spring. Take it with a grain of salt: the studio has confirmed nothing.""",
    ),
    Example(
        show="Quiet Comet",
        season=2,
        status=(Status.UNKNOWN,),
        text="""Quiet Comet Season 2: Renewed or Cancelled?

As of now neither the studio nor the streamer has said whether Quiet Comet goes on. The first season
ended in September 2025. We expect an answer by spring 2027.""",
    ),
    Example(
        show="Quiet Comet",
        season=2,
        status=(Status.UNKNOWN,),
        text="""Quiet Comet: "Important Announcement" on the Way

The official site of Quiet Comet promises an important announcement for July 12. Fans hope for a
second season.""",
    ),
    Example(
        show="Bramble Court",
        season=2,
        status=(Status.UNKNOWN,),
        says=(("Sora Ishimori", "director"),),
        text="""Bramble Court's director on a second season

Asked about season 2 of Bramble Court, director Sora Ishimori laughed. "I am not allowed to confirm
anything," Ishimori said. "Please keep cheering for us." """,
    ),
    Example(
        show="Ember Post",
        season=2,
        status=(Status.DATED,),
        date="2027",
        text="""Ember Post returns in 2027

It's official: Ember Post will be back for season 2 in 2027. A film that sums up the first season
opens on November 6, 2026. The manga's ninth volume goes on sale on December 4, 2026.""",
    ),
    Example(
        show="Fox Errand",
        season=3,
        status=(Status.UNKNOWN,),
        text="""When will Fox Errand season 3 be released?

Season 1 of Fox Errand came out in April 2021 and season 2 in April 2024, so a third might follow in
2027. Nothing has been announced, though.""",
    ),
    Example(
        show="Cinder Orchard",
        season=2,
        status=(Status.NO_PLANS, Status.CONCLUDED),
        text="""Why there is no Cinder Orchard season 2

Cinder Orchard is an original story without a manga to adapt, and it was conceived as a single
season of eleven episodes. The makers are busy with a new film and do not intend to go on.""",
    ),
    Example(
        show="Tin Star Academy",
        season="1 part 2",
        status=(Status.DATED,),
        date="2027-01",
        text="""Tin Star Academy's second cour begins in January 2027

The first cour of Tin Star Academy ended this week. Its second cour starts in January 2027.""",
    ),
    Example(
        show="Velvet Antler",
        season=2,
        status=(Status.ANNOUNCED, Status.IN_PRODUCTION),
        text="""Velvet Antler Renewed

Crunchyroll confirmed on August 3, 2026 that it has renewed Velvet Antler. The second season is to
have 13 episodes; its premiere will be announced later.""",
    ),
    Example(
        show="Hollow Regatta",
        season=2,
        status=(Status.CANCELLED, Status.NO_PLANS),
        text="""Hollow Regatta Won't Sail Again

The committee behind Hollow Regatta has decided against a second season. Disc sales were too low to
pay for it, the producer's company said in a statement.""",
    ),
    Example(
        show="Sugar Viaduct",
        season=2,
        status=(Status.DATED,),
        date="2027-07",
        text="""Summer 2027 brings Sugar Viaduct season 2

A new trailer was shown on the stage of a spring event. It ends with the words "July 2027". The cast
returns, and so does the composer.""",
    ),
    Example(
        show="Marrow Lane",
        season=2,
        status=(Status.RUMOURED,),
        text="""Marrow Lane season 2 leak makes the rounds

A supposed leak has it that Marrow Lane will return in October 2027. It comes from an anonymous
post, and the publisher didn't react to it.""",
    ),
    Example(
        show="Northern Teashop",
        season=3,
        status=(Status.AIRING,),
        text="""Northern Teashop season 3, episode 4: what to expect

The third season of Northern Teashop is currently airing. Episode 4 comes out this Thursday. In the
last episode the shop was sold.""",
    ),
    Example(
        show="Blue Kiln",
        season=2,
        status=(Status.UNKNOWN, Status.NO_PLANS),
        text="""Blue Kiln Season 2 Chances

Honestly, it does not look good. The manga has not enough chapters, sales are low, and there hasn't
been a peep out of the studio. Never say never.""",
    ),
)
