"""What the demo's story answers where the bot asks AniList: what airs, who somebody is.

People and studios are the catalogue's own; of characters it knows those of `CHARACTERS`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar

from bot.ids import ShowId
from bot.shows.anilist import AiringPage, SchedulePage
from bot.shows.catalogue import Catalogue
from bot.shows.models import Airing, Credit, Passage, Profile, Show
from bot.shows.titles import fold

T = TypeVar("T")

Portrait = Callable[[str, str], str]
"""Draws a name on a colour; the picture's address."""

_GREY = "#7d8590"
_FRIEREN = ("anilist/154587", "anilist/182255")
_BEBOP = ("anilist/1", "anilist/5")
_CHAMPLOO = ("anilist/205",)
_HERO_MASK = ("anilist/105096", "anilist/110686")
_MOB = ("anilist/21507", "anilist/101338", "anilist/140439")
_TITAN = (
    "anilist/16498",
    "anilist/20958",
    "anilist/99147",
    "anilist/104578",
    "anilist/110277",
    "anilist/131681",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """Who somebody is, and in which shows; `also` are further names, `hidden` what is a spoiler."""

    name: str
    native: str
    shows: Sequence[str]
    about: str
    hidden: str = ""
    also: Sequence[str] = ()
    role: str | None = "Main"

    @property
    def passages(self) -> tuple[Passage, ...]:
        hidden = (Passage(text=self.hidden, spoiler=True),) if self.hidden else ()
        return (Passage(text=self.about), *hidden)


CHARACTERS = (
    Character(
        name="Frieren",
        native="フリーレン",
        shows=_FRIEREN,
        about="An elf and a mage. Ten years on the road with the hero's party were a moment of "
        "her long life, and she sets out to learn why they weigh so much.",
    ),
    Character(
        name="Fern",
        native="フェルン",
        shows=_FRIEREN,
        about="A young mage, Frieren's apprentice, and the one who gets her out of bed.",
        hidden="The priest Heiter took her in when she had lost her family to the war.",
    ),
    Character(
        name="Stark",
        native="シュタルク",
        shows=_FRIEREN,
        about="A warrior with an axe, taught by Eisen. He is afraid of everything and goes anyway.",
    ),
    Character(
        name="Himmel",
        native="ヒンメル",
        shows=_FRIEREN[:1],
        about="The hero whose party defeated the Demon King.",
        hidden="He dies of old age in the first episode, and is remembered in all that follows.",
        role=None,
    ),
    Character(
        name="Heiter",
        native="ハイター",
        shows=_FRIEREN[:1],
        about="The priest of the hero's party, and fond of a drink.",
        role=None,
    ),
    Character(
        name="Eisen",
        native="アイゼン",
        shows=_FRIEREN[:1],
        about="The dwarf of the hero's party, a warrior, and Stark's master.",
        role=None,
    ),
    Character(
        name="James Blood",
        native="ジェームズ・ブラッド",
        shows=_HERO_MASK,
        about="A detective of the SSC in London, on the trail of the masks.",
    ),
    Character(
        name="Spike Spiegel",
        native="スパイク・スピーゲル",
        shows=_BEBOP,
        about="A bounty hunter aboard the Bebop, quick with his fists and mostly hungry.",
        hidden="He left the Red Dragon syndicate, and it hasn't left him.",
    ),
    Character(
        name="Jet Black",
        native="ジェット・ブラック",
        shows=_BEBOP,
        about="Once a policeman, now a bounty hunter: the Bebop is his ship. He grows bonsai.",
    ),
    Character(
        name="Faye Valentine",
        native="フェイ・ヴァレンタイン",
        shows=_BEBOP,
        about="A bounty hunter with a gambler's debts.",
        hidden="She was frozen for more than fifty years, and woke without her memory.",
    ),
    Character(
        name="Ed",
        native="エド",
        shows=_BEBOP,
        also=("Radical Edward", "Edward Wong Hau Pepelu Tivrusky IV"),
        about="A hacker of thirteen who chose that long name herself: Edward Wong Hau Pepelu "
        "Tivrusky IV.",
    ),
    Character(
        name="Mugen",
        native="ムゲン",
        shows=_CHAMPLOO,
        about="A swordsman from the Ryukyu Islands whose style is nobody's but his own.",
    ),
    Character(
        name="Jin",
        native="ジン",
        shows=_CHAMPLOO,
        about="A rōnin in glasses, calm and exact.",
    ),
    Character(
        name="Fuu",
        native="フウ",
        shows=_CHAMPLOO,
        about="A waitress who looks for the samurai who smells of sunflowers.",
    ),
    Character(
        name="Shigeo Kageyama",
        native="影山茂夫",
        shows=_MOB,
        also=("Mob",),
        about="A schoolboy with great psychic powers, who would rather be liked. Everybody calls "
        "him Mob.",
    ),
    Character(
        name="Arataka Reigen",
        native="霊幻新隆",
        shows=_MOB,
        about="Mob's master, who runs an office for matters of spirits.",
        hidden="He has no psychic powers at all.",
    ),
    Character(
        name="Eren Yeager",
        native="エレン・イェーガー",
        shows=_TITAN,
        also=("Eren Jaeger",),
        about="A boy from Shiganshina who wants to see what lies beyond the walls.",
    ),
    Character(
        name="Mikasa Ackerman",
        native="ミカサ・アッカーマン",
        shows=_TITAN,
        about="Eren's and Armin's friend since they were children, and the best soldier of their "
        "year.",
    ),
    Character(
        name="Armin Arlert",
        native="アルミン・アルレルト",
        shows=_TITAN,
        also=("Armin Arlelt",),
        about="Eren's and Mikasa's friend since they were children. He reads, and he plans.",
    ),
)
"""The shows that the club talks of."""

_DEEDS: Mapping[str, Callable[[Show], Sequence[str]]] = {
    "Director": lambda show: show.directors,
    "Writer": lambda show: show.writers,
    "Original Creator": lambda show: show.creators,
}


class Almanac:
    """The story's schedule, the catalogue's makers, and some characters. As
    `bot.shows.anilist.AniList` where that is asked.
    """

    name = "The demo"

    def __init__(self, catalogue: Catalogue, portrait: Portrait) -> None:
        self._catalogue = catalogue
        self._portrait = portrait
        self.airs: dict[ShowId, Mapping[int, datetime]] = {}
        """What the story says of each show: its episodes, and when they air."""

    async def schedules(
        self, ids: Sequence[int], after: datetime, before: datetime, page: int = 1, /
    ) -> SchedulePage:
        """All of it on one page, as `bot.shows.anilist.AniList.schedules`."""
        asked = {ShowId(f"anilist/{number}") for number in ids} if page == 1 else set()
        entries = [entry for entry in self._between(after, before) if entry[0] in asked]
        return SchedulePage(entries=entries, more=False)

    async def watched(self, _: Sequence[int], /) -> Mapping[ShowId, dict[str, Any]]:
        """Nothing is said of the shows themselves: what the catalogue holds stands."""
        return {}

    async def airing(self, day_start: datetime, day_end: datetime, page: int = 1, /) -> AiringPage:
        """All of a day on one page."""
        airings = [
            Airing(show=show, at=at, episode=episode)
            for show_id, episode, at in self._between(day_start, day_end)
            if page == 1 and (show := self._catalogue.get(show_id))
        ]
        return AiringPage(airings=airings, more=False)

    async def character(self, name: str, /) -> Profile | None:
        known = _fitting(name, ((one, (one.name, one.native, *one.also)) for one in CHARACTERS))
        if known is None:
            return None
        shows = [show for key in known.shows if (show := self._catalogue.get(ShowId(key)))]
        return Profile(
            name=known.name,
            native=known.native,
            image=self._portrait(known.name, shows[0].color or _GREY) if shows else None,
            about=known.passages,
            credits=[Credit(show=show, role=known.role) for show in shows],
        )

    async def staff(self, name: str, /) -> Profile | None:
        return self._maker(name, _DEEDS, portrayed=True)

    async def studio(self, name: str, /) -> Profile | None:
        return self._maker(name, {"": lambda show: show.studios})

    def _between(self, after: datetime, before: datetime) -> list[tuple[ShowId, int, datetime]]:
        """What airs from `after` until before `before`, by the hour."""
        entries = [
            (show, episode, at)
            for show, episodes in self.airs.items()
            for episode, at in episodes.items()
            if after <= at < before
        ]
        return sorted(entries, key=lambda entry: entry[2])

    def _maker(
        self,
        name: str,
        deeds: Mapping[str, Callable[[Show], Sequence[str]]],
        *,
        portrayed: bool = False,
    ) -> Profile | None:
        """Whom or what the name fits best among those who did one of the deeds; the newest show
        of theirs first.
        """
        made_by = (made(show) for show in self._catalogue for made in deeds.values())
        makers = Counter(chain.from_iterable(made_by)).most_common()
        who = _fitting(name, ((maker, (maker,)) for maker, _ in makers))
        if who is None:
            return None
        known_for = [
            Credit(show=show, role=", ".join(filter(None, done)) or None)
            for show in self._catalogue
            if (done := [deed for deed, made in deeds.items() if who in made(show)])
        ]
        known_for.sort(key=lambda credit: credit.show.year or 0, reverse=True)
        colour = known_for[0].show.color or _GREY
        return Profile(
            name=who, image=self._portrait(who, colour) if portrayed else None, credits=known_for
        )


def _fitting(typed: str, named: Iterable[tuple[T, Sequence[str]]]) -> T | None:
    """The first with a name of just the words typed; else with a name that has them all, in any
    order, or that, in another script, holds them anywhere.
    """
    whole, wanted = fold(typed), set(fold(typed).split())
    found = []
    for one, names in named:
        for words in (set(fold(name).split()) for name in names):
            if wanted == words:
                return one
            within = not typed.isascii() and any(whole in word for word in words)
            if wanted and (wanted < words or within):
                found.append(one)
    return found[0] if found else None
