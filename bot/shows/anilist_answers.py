"""What AniList is asked, and what its answers mean. Pure: text and JSON in, values out.

Its schema lets nearly every field be null and its enums grow, so a reader here takes what it
finds: a field that is missing, null or of another type is a fact that isn't known.
"""

import html
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from bot.clock import from_epoch
from bot.ids import ShowId
from bot.shows.models import (
    Airing,
    Credit,
    Format,
    NextEpisode,
    PartialDate,
    Passage,
    Profile,
    Relation,
    RelationType,
    Season,
    Show,
    Status,
    StreamingLink,
    Title,
)

_FEW = """
fragment few on Media {
  id idMal type format status season seasonYear episodes duration isAdult siteUrl source
  averageScore popularity genres
  title { romaji english native }
  startDate { year month day }
  endDate { year month day }
  coverImage { large color }
  nextAiringEpisode { airingAt episode }
  studios { edges { isMain node { name isAnimationStudio } } }
}
"""

SHOW: Final = (
    """
query ($id: Int, $mal: Int) {
  Media(id: $id, idMal: $mal, type: ANIME) {
    ...few
    synonyms
    description(asHtml: false)
    tags { name rank isGeneralSpoiler isMediaSpoiler }
    staff(sort: [RELEVANCE], perPage: 25) { edges { role node { name { full } } } }
    externalLinks { url site type language isDisabled }
    relations { edges { relationType(version: 2) node { id type } } }
  }
}
"""
    + _FEW
)

AIRING: Final = (
    """
query ($after: Int, $before: Int, $page: Int) {
  Page(page: $page, perPage: 50) {
    pageInfo { hasNextPage }
    airingSchedules(airingAt_greater: $after, airingAt_lesser: $before, sort: [TIME]) {
      airingAt episode media { ...few }
    }
  }
}
"""
    + _FEW
)

SEASON: Final = (
    """
query ($season: MediaSeason, $year: Int, $page: Int) {
  Page(page: $page, perPage: 50) {
    pageInfo { hasNextPage }
    media(season: $season, seasonYear: $year, type: ANIME, sort: [POPULARITY_DESC]) { ...few }
  }
}
"""
    + _FEW
)

CHOICE: Final = (
    """
query ($genre: String, $from: FuzzyDateInt, $to: FuzzyDateInt, $longer: Int, $shorter: Int,
       $page: Int) {
  Page(page: $page, perPage: 50) {
    pageInfo { hasNextPage }
    media(genre: $genre, startDate_greater: $from, startDate_lesser: $to,
          episodes_greater: $longer, episodes_lesser: $shorter, status: FINISHED, type: ANIME,
          isAdult: false, sort: [POPULARITY_DESC]) { ...few }
  }
}
"""
    + _FEW
)

CHARACTER: Final = (
    """
query ($name: String) {
  Character(search: $name, sort: [SEARCH_MATCH]) {
    name { full native } siteUrl image { large } description(asHtml: false)
    media(type: ANIME, sort: [POPULARITY_DESC], perPage: 10) {
      edges { characterRole node { ...few } }
    }
  }
}
"""
    + _FEW
)

STAFF: Final = (
    """
query ($name: String) {
  Staff(search: $name, sort: [SEARCH_MATCH]) {
    name { full native } siteUrl image { large } description(asHtml: false)
    staffMedia(type: ANIME, sort: [POPULARITY_DESC], perPage: 10) {
      edges { staffRole node { ...few } }
    }
  }
}
"""
    + _FEW
)

STUDIO: Final = (
    """
query ($name: String) {
  Studio(search: $name, sort: [SEARCH_MATCH]) {
    name siteUrl
    media(isMain: true, sort: [POPULARITY_DESC], perPage: 10) { edges { node { ...few } } }
  }
}
"""
    + _FEW
)

WATCHED: Final = """
query ($ids: [Int]) {
  Page(perPage: 50) {
    media(id_in: $ids, type: ANIME, sort: [ID]) {
      ...watched
      duration nextAiringEpisode { airingAt episode }
      relations { edges { relationType(version: 2) node { ...watched } } }
    }
  }
}
fragment watched on Media {
  id idMal type format status season seasonYear episodes isAdult siteUrl synonyms
  title { romaji english native }
  startDate { year month day }
  endDate { year month day }
}
"""

SCHEDULES: Final = """
query ($ids: [Int], $after: Int, $before: Int, $page: Int) {
  Page(page: $page, perPage: 50) {
    pageInfo { hasNextPage }
    airingSchedules(mediaId_in: $ids, airingAt_greater: $after, airingAt_lesser: $before,
                    sort: [TIME]) {
      mediaId episode airingAt
    }
  }
}
"""

QUERIES: Final = (SHOW, AIRING, SEASON, CHOICE, CHARACTER, STAFF, STUDIO, WATCHED, SCHEDULES)

LAST_INSTANT: Final = 253_402_300_800
"""The first second of the year 10000, which no datetime reaches."""
LONGEST_DESCRIPTION: Final = 20_000
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_ENUM: Final = re.compile(r"[A-Z][A-Z_]{0,39}")
_DIRECTOR: Final = frozenset({"director", "chief director"})
_WRITER: Final = frozenset({"series composition"})
_SCRIPT: Final = frozenset({"script", "screenplay"})
_CREATOR: Final = frozenset({"original creator", "original story"})

Json = dict[str, Any]
E_ = TypeVar("E_", bound=StrEnum)


def show(media: Json, *, asked: ShowId, as_of: date) -> Show:
    """A ``Media`` as a show. `asked` is its id where the answer doesn't say one."""
    number = _number(media.get("id"))
    adult = media.get("isAdult")
    genres = tuple(_texts(media.get("genres")))
    title = _record(media.get("title"))
    synonyms = tuple(_texts(media.get("synonyms")))
    romaji, english, native = (_text(title.get(key)) for key in ("romaji", "english", "native"))
    cover = _record(media.get("coverImage"))
    color = _text(cover.get("color"))
    minutes = _number(media.get("duration"))
    score = _number(media.get("averageScore"))
    said = passages(_text(media.get("description")) or "")
    tags = list(_records(media.get("tags")))
    source = _text(media.get("source")) or ""
    started = _date(media.get("startDate"))
    directors, writers, creators = _staff(_edges(media.get("staff")))
    return Show(
        id=ShowId(f"anilist/{number}") if number else asked,
        mal=_number(media.get("idMal")),
        title=Title(
            romaji=romaji or english or native or (synonyms[0] if synonyms else asked),
            english=english,
            native=native,
        ),
        synonyms=synonyms,
        format=_one_of(Format, media.get("format")) or Format.UNKNOWN,
        status=_one_of(Status, media.get("status")) or Status.UNKNOWN,
        episodes=_number(media.get("episodes")),
        minutes=(minutes,) if minutes else (),
        season=_one_of(Season, media.get("season")),
        year=_number(media.get("seasonYear")) or (started.year if started else None),
        first_aired=started,
        last_aired=_date(media.get("endDate")),
        studios=_studios(_edges(media.get("studios"))),
        directors=directors,
        writers=writers,
        creators=creators,
        source=source.lower() if _ENUM.fullmatch(source) else None,
        genres=genres,
        streaming=_streaming(_records(media.get("externalLinks"))),
        relations=_relations(_edges(media.get("relations"))),
        # Where it isn't said, its genre says it: Hentai is AniList's one genre for adults alone.
        adult=adult if isinstance(adult, bool) else "Hentai" in genres,
        color=color if color and _COLOR.fullmatch(color) else None,
        cover=_url(cover.get("large")),
        synopsis=" ".join(part.text for part in said if not part.spoiler) or None,
        passages=said,
        tags=_tags(tags, spoiler=False),
        spoiler_tags=_tags(tags, spoiler=True),
        score=score if score and score <= 100 else None,
        popularity=_number(media.get("popularity")),
        next_episode=coming(media),
        url=_url(media.get("siteUrl")),
        as_of=as_of,
    )


def coming(media: Json) -> NextEpisode | None:
    """The next episode of a ``Media``, where one is announced."""
    episode = _record(media.get("nextAiringEpisode"))
    at = _instant(episode.get("airingAt"))
    return NextEpisode(at=at, number=_number(episode.get("episode"))) if at else None


def shows(page: Json, *, as_of: date) -> list[Show]:
    """The shows of a ``Page``; those without an id are left out."""
    return list(_shows(_records(page.get("media")), as_of))


def watched(page: Json) -> dict[ShowId, Json]:
    """The records of a ``Page`` by their ids, of their relations those along the line alone."""
    found: dict[ShowId, Json] = {}
    for media in _records(page.get("media")):
        if number := _number(media.get("id")):
            along = [
                edge
                for edge in _edges(media.get("relations"))
                if edge.get("relationType") in ("SEQUEL", "PREQUEL")
                and _record(edge.get("node")).get("type") == "ANIME"
            ]
            found[ShowId(f"anilist/{number}")] = {**media, "relations": {"edges": along}}
    return found


def sequels(media: Json, *, as_of: date) -> list[Show]:
    """What follows a ``Media``, as far as its own record tells of it."""
    edges = _edges(media.get("relations"))
    nodes = [_record(edge.get("node")) for edge in edges if edge.get("relationType") == "SEQUEL"]
    return list(_shows(nodes, as_of))


def airings(page: Json, *, as_of: date) -> list[Airing]:
    """The episodes of a ``Page``; those without a show or an hour are left out."""
    return [
        Airing(show=known, at=at, episode=_number(entry.get("episode")))
        for entry in _records(page.get("airingSchedules"))
        for known in _shows([_record(entry.get("media"))], as_of)
        if (at := _instant(entry.get("airingAt")))
    ]


def scheduled(page: Json) -> list[tuple[ShowId, int, datetime]]:
    """Shows, their episodes and when these air, in the order of a ``Page``; entries that lack any
    of it are left out.
    """
    return [
        (ShowId(f"anilist/{number}"), episode, at)
        for entry in _records(page.get("airingSchedules"))
        if (number := _number(entry.get("mediaId")))
        if (episode := _number(entry.get("episode")))
        if (at := _instant(entry.get("airingAt")))
    ]


def more(page: Json) -> bool:
    """Whether a page follows this one."""
    return _record(page.get("pageInfo")).get("hasNextPage") is True


def profile(record: Json, *, as_of: date) -> Profile | None:
    """A ``Character``, ``Staff`` or ``Studio``; None where it has no name."""
    name = record.get("name")
    full = _text(_record(name).get("full")) or _text(name)
    native = _text(_record(name).get("native"))
    if not (full or native):
        return None
    edges = _edges(record.get("media")) or _edges(record.get("staffMedia"))
    return Profile(
        name=full or native or "",
        native=native,
        url=_url(record.get("siteUrl")),
        image=_url(_record(record.get("image")).get("large")),
        about=passages(_text(record.get("description")) or ""),
        credits=tuple(
            Credit(
                show=known,
                role=_text(edge.get("characterRole")) or _text(edge.get("staffRole")),
            )
            for edge in edges
            for known in _shows([_record(edge.get("node"))], as_of)
        ),
    )


def passages(description: str) -> tuple[Passage, ...]:
    """AniList's markdown as plain text: ``~!spoilers!~`` apart, HTML gone, paragraphs kept.

    What follows a spoiler's beginning without an end is a spoiler too.
    """
    found = []
    rest = description[:LONGEST_DESCRIPTION]
    while rest:
        before, _, rest = rest.partition("~!")
        hidden, _, rest = rest.partition("!~")
        for text, spoiler in ((_plain(before), False), (_plain(hidden), True)):
            if text:
                found.append(Passage(text=text, spoiler=spoiler))
    return tuple(found)


def _plain(text: str) -> str:
    text = re.sub(r"<br ?/?>", "\n", text, flags=re.IGNORECASE)
    lines = [" ".join(line.split()) for line in html.unescape(_TAG.sub("", text)).split("\n")]
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\n".join(paragraph) for paragraph in paragraphs if paragraph)


def _shows(media: Iterable[Json], as_of: date) -> Iterator[Show]:
    for one in media:
        # A studio's list mixes in what isn't anime.
        if _number(one.get("id")) and one.get("type") in ("ANIME", None):
            yield show(one, asked=ShowId(f"anilist/{one['id']}"), as_of=as_of)


def _studios(edges: Iterable[Json]) -> tuple[str, ...]:
    """The studios that drew it, the main one first; who only paid for it is left out."""
    main, others = [], []
    for edge in edges:
        node = _record(edge.get("node"))
        name = _text(node.get("name"))
        if name and edge.get("isMain") is True:
            main.append(name)
        elif name and node.get("isAnimationStudio") is True:
            others.append(name)
    return tuple(dict.fromkeys([*main, *others]))


def _staff(edges: Iterable[Json]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Directors, writers, original creators.

    Who wrote single episodes ("Script (eps 3, 7)") counts where nobody wrote the whole.
    """
    directors, writers, scripts, creators = [], [], [], []
    for edge in edges:
        name = _text(_record(_record(edge.get("node")).get("name")).get("full"))
        role = _text(edge.get("role"))
        if not (name and role):
            continue
        what, _, which = role.partition("(")
        jobs = {job.strip() for job in re.split(r"[,&/]", what.casefold())}
        if jobs & _DIRECTOR:
            directors.append(name)
        if jobs & _WRITER or (jobs & _SCRIPT and not which):
            writers.append(name)
        elif jobs & _SCRIPT:
            scripts.append(name)
        if jobs & _CREATOR:
            creators.append(name)
    return (
        tuple(dict.fromkeys(directors)),
        tuple(dict.fromkeys(writers or scripts)),
        tuple(dict.fromkeys(creators)),
    )


def _streaming(links: Iterable[Json]) -> tuple[StreamingLink, ...]:
    """Where it can be watched, each page once; dead links are left out."""
    found: dict[tuple[str, str], StreamingLink] = {}
    for link in links:
        site, url = _text(link.get("site")), _url(link.get("url"))
        language = _text(link.get("language"))
        if link.get("type") == "STREAMING" and link.get("isDisabled") is not True and site and url:
            languages = (language,) if language else ()
            found.setdefault((site, url), StreamingLink(service=site, url=url, languages=languages))
    return tuple(found.values())


def _relations(edges: Iterable[Json]) -> tuple[Relation, ...]:
    found = []
    for edge in edges:
        node = _record(edge.get("node"))
        kind = _one_of(RelationType, edge.get("relationType"))
        number = _number(node.get("id"))
        if kind and number and node.get("type") == "ANIME":
            found.append(Relation(type=kind, id=ShowId(f"anilist/{number}")))
    return tuple(dict.fromkeys(found))


def _tags(tags: Iterable[Json], *, spoiler: bool) -> tuple[str, ...]:
    """The tags' names, the most fitting first. One that may give something away does."""
    named = [
        (-(_number(tag.get("rank")) or 0), name)
        for tag in tags
        if (name := _text(tag.get("name")))
        and spoiler
        is not (tag.get("isGeneralSpoiler") is False and tag.get("isMediaSpoiler") is False)
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(named)))


def _date(value: object) -> PartialDate | None:
    """A fuzzy date, as far as it is one."""
    given = _record(value)
    year, month, day = (_number(given.get(key)) for key in ("year", "month", "day"))
    if not year or year > 9999:
        return None
    if not month or month > 12:
        return PartialDate(year=year)
    try:
        date(year, month, day or 0)
    except ValueError:
        return PartialDate(year=year, month=month)
    return PartialDate(year=year, month=month, day=day)


def _instant(value: object) -> datetime | None:
    seconds = _number(value)
    return from_epoch(seconds) if seconds and seconds < LAST_INSTANT else None


def _one_of(kind: type[E_], value: object) -> E_ | None:
    try:
        return kind(value.lower()) if isinstance(value, str) else None
    except ValueError:
        return None


def _number(value: object) -> int | None:
    """A whole number above zero."""
    return value if isinstance(value, int) and value is not True and value > 0 else None


def _text(value: object) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def _url(value: object) -> str | None:
    text = _text(value) or ""
    return text if text.startswith(("https://", "http://")) and " " not in text else None


def _texts(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else ():
        if text := _text(item):
            yield text


def _record(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _records(value: object) -> Iterator[Json]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def _edges(value: object) -> list[Json]:
    return list(_records(_record(value).get("edges")))
