"""The composition root: what exists, and who is given whom. Nothing else constructs a service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

import aiohttp

from bot.browse.service import Browse, Days
from bot.calendars import service as calendars
from bot.calendars.service import Calendars
from bot.calendars.store import CalendarStore
from bot.clock import Clock
from bot.config import Config
from bot.db import Database, copies
from bot.discussions import programme
from bot.discussions.airing_store import AiringStore
from bot.discussions.airings import Airings
from bot.discussions.programme import Programme
from bot.discussions.service import Discussions
from bot.discussions.store import DiscussionsStore
from bot.forecasts.base_rates import BaseRates
from bot.forecasts.service import Forecasts
from bot.forecasts.store import ForecastsStore
from bot.host import backups
from bot.host.backups import Backups
from bot.privacy import servers
from bot.privacy.models import Copies
from bot.privacy.servers import Servers
from bot.privacy.service import Privacy
from bot.privacy.store import PrivacyStore
from bot.renewals import views as renewal_views
from bot.renewals import watcher
from bot.renewals.follows import Follows, OwnFollows
from bot.renewals.reading_store import ReadingStore
from bot.renewals.readings import Readings
from bot.renewals.service import Renewals
from bot.renewals.store import RenewalsStore
from bot.renewals.watch_store import WatchStore
from bot.renewals.watcher import Watch
from bot.reviews import views as review_views
from bot.reviews.archive import Archive
from bot.reviews.moderation import Moderation
from bot.reviews.moderation_store import ModerationStore
from bot.reviews.proposal_store import ProposalStore
from bot.reviews.proposals import Proposals
from bot.reviews.service import Reviews
from bot.reviews.store import ReviewStore
from bot.settings.lost import Losses
from bot.settings.lost_store import LostStore
from bot.settings.service import MemberPreferences, ServerSettings
from bot.settings.store import SettingsStore
from bot.shows import catalogue
from bot.shows.anilist import AniList
from bot.shows.lore_store import LoreStore
from bot.shows.progress import Progress
from bot.shows.progress_store import ProgressStore
from bot.shows.server_lore import ServerLore
from bot.shows.service import Shows
from bot.shows.source import People, Source
from bot.shows.store import ShowFacts
from bot.text import Texts
from bot.weekly import service as weekly
from bot.weekly.service import Weeklies
from bot.weekly.store import WeeklyStore


class Almanac(programme.Source, Days, People, Protocol):
    """What is asked beyond a show's own facts: what airs, people, studios. AniList is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The services, for the cogs."""

    config: Config
    clock: Clock
    db: Database
    http: aiohttp.ClientSession
    texts: Texts
    settings: ServerSettings
    preferences: MemberPreferences
    losses: Losses
    shows: Shows
    anilist: AniList | None
    people: People | None
    lore: ServerLore
    progress: Progress
    browse: Browse
    discussions: Discussions
    programme: Programme
    airings: Airings
    renewals: Renewals
    readings: Readings
    watch: Watch
    follows: Follows
    forecasts: Forecasts
    weeklies: Weeklies
    calendars: Calendars
    reviews: Reviews
    proposals: Proposals
    archive: Archive
    moderation: Moderation
    backups: Backups
    privacy: Privacy
    servers: Servers

    async def loops(self) -> Mapping[str, datetime | None]:
        """What is done again and again, by a message id, and when it last succeeded."""
        found: dict[str, datetime | None] = {}
        if self.watch.active:
            found[watcher.LOOP] = await self.watch.last_look()
        if self.weeklies.active:
            found[weekly.LOOP] = self.weeklies.swept_at
        if self.programme.active:
            found[programme.LOOP] = await self.programme.last_look()
        if any(each.events for each in self.settings.everywhere()):
            found[calendars.LOOP] = self.calendars.events_at
        if self.backups.active:
            found[backups.LOOP] = await self.backups.last()
        found[servers.LOOP] = self.servers.swept_at
        return found


def build(
    db: Database,
    http: aiohttp.ClientSession,
    config: Config,
    clock: Clock,
    source: Source | None = None,
    almanac: Almanac | None = None,
) -> App:
    """Everything, over an open database and session. `source` stands in for the shows' own, and
    `almanac` for who is asked about all else.
    """
    held = catalogue.opened(config.catalogue_update, config.catalogue)
    kept = SettingsStore(db)
    settings = ServerSettings(kept, clock)
    losses = Losses(LostStore(db), clock)
    facts = ShowFacts(db, AniList.name)
    anilist = AniList(http, facts, clock, url=config.anilist) if config.anilist else None
    shows = Shows(held, source or anilist, file=config.catalogue_update)
    kept_reviews = ReviewStore(db)
    reviews = Reviews(kept_reviews, shows, clock, bears=review_views.beside)
    preferences = MemberPreferences(kept, settings)
    lore = ServerLore(LoreStore(db), clock)
    progress = Progress(ProgressStore(db), clock)
    discussions = Discussions(DiscussionsStore(db), shows, settings, clock)
    followed = AiringStore(db)
    on_air = Programme(followed, discussions, shows, settings, almanac or anilist, clock)
    airings = Airings(followed, on_air, shows, settings, clock)
    asked, watched = RenewalsStore(db), WatchStore(db)
    renewals = Renewals(asked, shows, settings, clock, bears=renewal_views.approve)
    watch = Watch(watched, asked, renewals, shows, settings, anilist, clock)
    follows = Follows(watched, watch, renewals, shows, settings, clock)
    forecasts = Forecasts(ForecastsStore(db), settings, BaseRates(), clock)
    backed_up = Backups(
        config.database,
        config.backup_folder,
        clock,
        every=timedelta(hours=config.backup_every),
        keep=config.backup_keep,
    )
    erasures = PrivacyStore(db)
    return App(
        config=config,
        clock=clock,
        db=db,
        http=http,
        texts=Texts(),
        settings=settings,
        preferences=preferences,
        losses=losses,
        shows=shows,
        anilist=anilist,
        people=almanac or anilist,
        lore=lore,
        progress=progress,
        browse=Browse(shows, anilist, almanac or anilist, facts, clock, Random()),
        discussions=discussions,
        programme=on_air,
        airings=airings,
        reviews=reviews,
        proposals=Proposals(ProposalStore(db), kept_reviews, reviews, shows, clock),
        archive=Archive(reviews),
        moderation=Moderation(ModerationStore(db), reviews, settings, clock),
        renewals=renewals,
        readings=Readings(ReadingStore(db), renewals, shows, clock),
        watch=watch,
        follows=follows,
        forecasts=forecasts,
        weeklies=Weeklies(WeeklyStore(db), settings, clock),
        calendars=Calendars(CalendarStore(db), clock),
        backups=backed_up,
        privacy=Privacy(
            erasures,
            clock,
            here=(
                reviews,
                renewals,
                follows,
                forecasts,
                discussions,
                airings,
                lore,
                settings,
            ),
            own=(preferences, progress, OwnFollows(follows)),
            copies=Copies(
                backups=backed_up.remembers if backed_up.active else None, aside=copies.SET_ASIDE
            ),
        ),
        servers=Servers(
            erasures,
            db.path,
            clock,
            forget=(settings.forget_server, lore.forget_server, losses.forget_server),
        ),
    )
