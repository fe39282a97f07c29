"""How far members have seen shows, so that nothing beyond is shown to them unasked."""

from bot.clock import Clock, from_epoch, to_epoch
from bot.errors import N_
from bot.holding import Holding
from bot.ids import ShowId, UserId
from bot.shows.models import NoSuchEpisodeYet, Show
from bot.shows.progress_store import ProgressStore


class Progress:
    """The last episode that each member says to have seen of a show."""

    holding = Holding(
        name=N_("Progress"),
        why=N_("How far you are with shows: so that I show you nothing beyond."),
    )

    def __init__(self, store: ProgressStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of(self, user: UserId, show: ShowId) -> int | None:
        """The episode, None where nothing was said."""
        return await self._store.episode(user, show)

    async def note(self, user: UserId, show: Show, episode: int) -> None:
        """Note it, 0 to note nothing any more. Raises `NoSuchEpisodeYet` past the last one."""
        if show.episodes and episode > show.episodes:
            raise NoSuchEpisodeYet(title=show.title, last=show.episodes)
        if episode:
            await self._store.put(user, show.id, episode, at=to_epoch(self._clock.now()))
        else:
            await self._store.drop(user, show.id)

    async def export_member(self, user: UserId) -> dict[str, list[dict[str, object]]]:
        """``progress``: show, episode, and when that was noted (ISO 8601, UTC)."""
        return {
            "progress": [
                {
                    "show": row["show_id"],
                    "episode": row["episode"],
                    "noted_at": from_epoch(row["updated_at"]).isoformat(),
                }
                for row in await self._store.of(user)
            ]
        }

    async def forget_member(self, user: UserId) -> None:
        await self._store.forget(user)
