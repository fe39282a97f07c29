"""What runs for the host while the bot does: backups, health and metrics. No commands."""

import logging
import time
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands, tasks

from bot.client import Kanso
from bot.errors import Refusal

if TYPE_CHECKING:
    from bot.host.health import Metrics, Vitals, Watchpost

log = logging.getLogger(__name__)


class HostCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.backups = bot.app.backups
        self.metrics: Metrics | None = None
        self.watchpost: Watchpost | None = None

    async def cog_load(self) -> None:
        if self.backups.active:
            self.back_up.start()
        if self.bot.config.metrics:
            await self.serve(*self.bot.config.metrics)

    async def cog_unload(self) -> None:
        self.back_up.cancel()
        await self.backups.close()
        if self.watchpost:
            await self.watchpost.close()

    @tasks.loop(minutes=15)
    async def back_up(self) -> None:
        await self.backups.tick()

    async def serve(self, host: str, port: int) -> None:
        """Serve health and metrics. An address that can't be had is logged; the bot runs on."""
        from bot.host.health import Metrics, Watchpost  # for those hosts who asked for it alone

        self.metrics = Metrics()
        self.watchpost = Watchpost(self.metrics, self.vitals)
        try:
            await self.watchpost.open(host, port)
        except OSError as error:
            log.error("Health and metrics aren't served: %s. See KANSO_METRICS.", error)
        else:
            self.bot.answered = self.answered
            log.info("Health and metrics are served", extra={"port": self.watchpost.port})

    def answered(self, interaction: discord.Interaction[Any], refusal: Refusal | None) -> None:
        began: float | None = interaction.extras.get("began")
        seconds = None if began is None else time.perf_counter() - began
        if self.metrics:
            self.metrics.answered(interaction.type.name, refusal, seconds)

    async def vitals(self) -> "Vitals":
        from bot.host.health import Vitals, answers_in_time

        bot, app = self.bot, self.bot.app
        return Vitals(
            gateway=bot.is_ready() and bot.connected,
            database=await answers_in_time(app.db.version()),
            latency=bot.latency,
            servers=len(bot.guilds),
            votes=app.discussions.ballot.committed,
            busy=app.db.busy,
            anilist_left=app.anilist.left() if app.anilist else None,
            anilist_answers=app.anilist.answers if app.anilist else {},
            loops=await app.loops(),
            up_since=bot.started_at,
        )


async def setup(bot: Kanso) -> None:
    await bot.add_cog(HostCog(bot))
