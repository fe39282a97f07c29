"""The Discord client: minimal intents, the cogs, commands in sync, one door for every error."""

import asyncio
import contextlib
import functools
import gc
import hashlib
import io
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any, ParamSpec, cast

import aiohttp
import discord
import orjson
from discord import app_commands
from discord.ext import commands
from discord.state import AutoShardedConnectionState, ConnectionState

from bot import app, cache
from bot.app import Almanac
from bot.clock import Clock, SystemClock
from bot.config import Config
from bot.db import Database
from bot.errors import (
    N_,
    ChannelGone,
    DatabaseBusy,
    MessagesClosed,
    MissingPermission,
    NotInServer,
    Outdated,
    Refusal,
    ThreadArchived,
)
from bot.ids import GuildId, RoleId, UserId
from bot.settings import features, looks, permissions
from bot.settings.models import NO_PREFERENCES, Caller, Preferences, Purpose
from bot.shows.source import Source
from bot.text import Text
from bot.text.commands import CommandTranslator
from bot.text.text import Markup, Phrase
from bot.ui import payload, theme
from bot.ui.answer import answer, note
from bot.ui.components import Door, entered
from bot.ui.governor import Governor
from bot.ui.outbox import TROUBLE

log = logging.getLogger(__name__)

EXTENSIONS = (
    "cogs.shows",
    "cogs.reviews",
    "cogs.digests",
    "cogs.renewals",
    "cogs.readings",
    "cogs.follows",
    "cogs.forecasts",
    "cogs.calendars",
    "cogs.discussions",
    "cogs.airings",
    "cogs.weekly",
    "cogs.lore",
    "cogs.people",
    "cogs.progress",
    "cogs.browse",
    "cogs.settings",
    "cogs.doctor",
    "cogs.privacy",
    "cogs.about",
    "cogs.host",
)
IN_FLIGHT_SECONDS = 2.5
"""How long a shutdown waits for answers that are being given; Discord's patience is three."""

GIVEN_BACK = "what-you-typed.txt"
WORTH_A_FILE = 40

MANY = 200
"""Servers from which on the garbage collector rests while they are loaded."""
FORGOTTEN = 500
"""Servers that are left before the memory of them is looked for."""

# Discord's codes for an interaction that can't be answered any more.
_TOO_LATE = {10062, 10015, 50027}
_UNKNOWN_PLACE = {10003, 10008}
_ARCHIVED, _CLOSED = 50083, 50007


class NeedsPermission(Refusal):
    message = N_("You need {permissions} in this server to do that.")


class CommandsChanged(Refusal):
    message = N_(
        "My commands changed a moment ago. Restart Discord to see the new ones, then try again."
    )


class DiscordTrouble(Refusal):
    message = N_(
        "Discord itself is having trouble right now. What was saved before stays saved. "
        "Try again in a moment."
    )


class Broken(Refusal):
    unforeseen = True
    message = N_(
        "Something broke on my side. I noted it as {incident}; the host can find it in the log. "
        "What was saved before stays saved."
    )


class Tree(app_commands.CommandTree["Kanso"]):
    """The command tree, with its errors sent through the client's door."""

    async def interaction_check(self, interaction: discord.Interaction["Kanso"], /) -> bool:
        client, completing = interaction.client, _completes(interaction)
        await client.recognise(interaction)
        command = interaction.command
        try:
            if not payload.sound(interaction.data):
                raise CommandsChanged
            if isinstance(command, app_commands.Command) and not payload.fits(
                interaction.data, command.parameters, completing=completing
            ):
                raise CommandsChanged
            if not completing:
                client.require_on(interaction, getattr(command, "callback", None))
        except Refusal as refusal:
            await client.tell(interaction, refusal)
            return False
        return True

    async def _call(self, interaction: discord.Interaction["Kanso"]) -> None:
        try:
            await super()._call(interaction)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # Not from a command, whose errors come wrapped: what was sent has another shape.
            log.warning("A payload that fits no command: %r", error)
            await interaction.client.tell(interaction, CommandsChanged())

    async def on_error(
        self, interaction: discord.Interaction["Kanso"], error: app_commands.AppCommandError, /
    ) -> None:
        await interaction.client.tell(interaction, error)


class Kanso(commands.Bot):
    """The bot. It opens its database and session when it starts and closes them when it closes."""

    app: app.App
    started_at: datetime

    def __init__(
        self, config: Config, clock: Clock, source: Source | None, almanac: Almanac | None
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_reactions = True
        # That something was said, not what: comments under reviews are counted.
        intents.guild_messages = True
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=Tree,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            shard_count=config.shards if config.shards != 1 else None,
        )
        self.config = config
        self.clock = clock
        self.door = Door()
        self.governor = Governor()
        self.answered: Callable[[discord.Interaction[Any], Refusal | None], None] = lambda *_: None
        """Told when an interaction was answered, and with which refusal if with one."""
        self._source = source
        self._almanac = almanac
        self._http_session: aiohttp.ClientSession | None = None
        self._database: Database | None = None
        self._left = 0

    def _get_state(self, **options: Any) -> ConnectionState[Any]:
        return cache.Lean(
            dispatch=self.dispatch,
            handlers=self._handlers,
            hooks=self._hooks,
            http=self.http,
            **options,
        )

    @property
    def connected(self) -> bool:
        """Whether every connection to Discord's gateway stands."""
        return bool(self.ws) and self.ws.open

    async def setup_hook(self) -> None:
        await self.open()
        await self._sync_commands()

    async def open(self) -> None:
        """Open the database and the session and load the cogs, all but Discord. `close` ends it."""
        self.started_at = self.clock.now()
        self._database = await Database.open(
            self.config.database, busy_timeout=self.config.busy_timeout
        )
        self._http_session = aiohttp.ClientSession(
            json_serialize=lambda v: orjson.dumps(v).decode()
        )
        self.app = app.build(
            self._database,
            self._http_session,
            self.config,
            self.clock,
            self._source,
            self._almanac,
        )
        await self.app.settings.load()
        await self.tree.set_translator(CommandTranslator(self.app.texts))
        for extension in EXTENSIONS:
            await self.load_extension(extension)

    async def _sync_commands(self) -> None:
        """Send Discord the command tree when it isn't the one that it was sent last."""
        payload = [
            await command.get_translated_payload(self.tree, translator)
            for command in self.tree.get_commands()
            if (translator := self.tree.translator)
        ]
        digest = hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).hexdigest()
        application = self.application_id
        assert application is not None  # noqa: S101  (the login told it)
        key = f"commands:{application}"
        if await self.app.settings.recall(key) != digest:
            # What `tree.sync` sends, without translating everything a second time.
            await self.http.bulk_upsert_global_commands(application, payload)
            await self.app.settings.note(key, digest)
            log.info("Commands synced", extra={"commands": len(payload)})

    # Nothing of a server is garbage while servers are loaded, and to look for some again and again
    # takes longer than to load them. They are then set aside, as what was imported is: a full round
    # over 10,000 of them stops every answer for half a second.

    async def connect(self, *, reconnect: bool = True) -> None:
        try:
            await super().connect(reconnect=reconnect)
        finally:
            gc.enable()

    async def on_connect(self) -> None:
        """A new session: its servers come now."""
        if len(self.guilds) >= MANY and gc.isenabled():
            self._look_for_garbage()  # the servers of the session before, if there was one
            gc.disable()

    async def on_disconnect(self) -> None:
        gc.enable()

    async def on_ready(self) -> None:
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        log.info("Ready", extra={"guilds": len(self.guilds), "shows": len(self.app.shows)})

    async def on_guild_remove(self, _: discord.Guild) -> None:
        self._left += 1
        if self._left % FORGOTTEN == 0:
            self._look_for_garbage()

    def _look_for_garbage(self) -> None:
        """Also among what was set aside."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    # What Discord forbade is asked again once permissions change.

    async def on_guild_channel_update(
        self, _: discord.abc.GuildChannel, channel: discord.abc.GuildChannel
    ) -> None:
        self._permissions_changed(channel.guild)

    async def on_guild_role_update(self, _: discord.Role, role: discord.Role) -> None:
        self._permissions_changed(role.guild)

    async def on_member_update(self, _: discord.Member, member: discord.Member) -> None:
        if member == member.guild.me:
            self._permissions_changed(member.guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.governor.permissions_changed(GuildId(guild.id))

    def _permissions_changed(self, guild: discord.Guild) -> None:
        """Where something was forbidden, tell the cogs: ``on_permissions_changed(guild)``."""
        if self.governor.permissions_changed(GuildId(guild.id)):
            self.dispatch("permissions_changed", guild)

    async def close(self) -> None:
        """Wait for answers that are being given, then leave Discord and close what was opened."""
        current = asyncio.current_task()
        answering = [task for task in asyncio.all_tasks() if _answers(task) and task is not current]
        if answering:
            await asyncio.wait(answering, timeout=IN_FLIGHT_SECONDS)
        if socket := getattr(self.ws, "socket", None):
            socket.close = _politely(socket.close)
        await self.governor.close()
        try:
            await super().close()
        finally:
            built: app.App | None = getattr(self, "app", None)
            if built:
                await built.browse.close()
            if built and built.anilist:
                await built.anilist.close()
            session, self._http_session = self._http_session, None
            database, self._database = self._database, None
            if session:
                await session.close()
            if database:
                await database.close()

    async def on_interaction(self, interaction: discord.Interaction["Kanso"]) -> None:
        """Lead components and forms to the handler of their custom id."""
        if interaction.type not in (
            discord.InteractionType.component,
            discord.InteractionType.modal_submit,
        ):
            return
        data: Any = interaction.data
        try:
            found = self.door.find(str(data.get("custom_id")))
            if found is None:
                raise Outdated
            handler, values = found
            await self.recognise(interaction)
            self.require_on(interaction, handler.run)
            await handler.run(interaction, **values)
            self.answered(interaction, None)
        except Exception as error:  # noqa: BLE001  (the door: nothing passes it unanswered)
            await self.tell(interaction, error)

    async def on_message(self, message: discord.Message, /) -> None:
        """No prefix commands: what people write is theirs."""

    async def on_app_command_completion(
        self, interaction: discord.Interaction["Kanso"], _: object
    ) -> None:
        self.answered(interaction, None)

    async def recognise(self, interaction: discord.Interaction[Any]) -> None:
        """Look up how whoever asks wants shows to look; `text` and `scores_shown` go by it."""
        interaction.extras["began"] = time.perf_counter()
        try:
            found = await self.app.preferences.of(UserId(interaction.user.id))
        except DatabaseBusy as error:
            log.warning("Somebody is answered as anybody: %s", error)
        else:
            interaction.extras["preferences"] = found

    def require_on(self, interaction: discord.Interaction[Any], run: object) -> None:
        """Raises `SwitchedOff` where `run` begins what this server does without."""
        if (feature := features.begun(run)) and in_server(interaction):
            self.app.settings.require_on(GuildId(interaction.guild_id or 0), feature)

    def text(self, interaction: discord.Interaction[Any], *, private: bool = True) -> Text:
        """The language of whoever asks: their client's, then the server's, as an admin or else
        Discord says.

        Titles are as they prefer where they alone read the answer, else as the server decided.
        """
        discords = interaction.guild_locale
        here = self._locale(interaction.guild_id, discords.value if discords else None)
        text = self.app.texts.choose(interaction.locale.value, here)
        alone = private or interaction.context.dm_channel
        titles = looks.titles(
            self._preferences_here(interaction), _preferences(interaction), private=alone
        )
        return text.with_titles(titles)

    def guild_text(self, guild: discord.Guild) -> Text:
        """The language of what everybody in the server reads."""
        here = self.app.settings.preferences(GuildId(guild.id))
        locale = self._locale(guild.id, guild.preferred_locale.value)
        return self.app.texts.choose(locale).with_titles(
            looks.titles(here, NO_PREFERENCES, private=False)
        )

    def _locale(self, guild: int | None, discords: str | None) -> str | None:
        """What an admin chose, where the bot is in that server; else what Discord says. The latter
        too where the chosen one has no catalogue any more.
        """
        chosen = (
            self.app.settings.locale(GuildId(guild)) if guild and self.get_guild(guild) else None
        )
        return chosen if chosen == "en" or chosen in self.app.texts else discords

    async def member_text(self, user: UserId, locale: str | None) -> Text:
        """The language of what a member reads in direct messages; `locale` is their client's."""
        preferences = await self.app.preferences.of(user)
        titles = looks.titles(NO_PREFERENCES, preferences, private=True)
        return self.app.texts.choose(locale).with_titles(titles)

    def scores_shown(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether an answer to whoever asks may have scores on it."""
        return looks.scores_shown(self._preferences_here(interaction), _preferences(interaction))

    def _preferences_here(self, interaction: discord.Interaction[Any]) -> Preferences:
        """The server's; none elsewhere, so that nothing of it leaves the server."""
        here = GuildId(interaction.guild_id or 0) if in_server(interaction) else None
        return self.app.settings.preferences(here)

    async def channel_for(
        self, interaction: discord.Interaction[Any], purpose: Purpose
    ) -> discord.TextChannel:
        """The channel that an admin chose, where the bot may do all that `purpose` needs.

        Raises `ChannelNotSet`, `ChannelGone` and `MissingPermission` naming each one.
        """
        channel = await self.venue_for(interaction, purpose)
        if not isinstance(channel, discord.TextChannel):
            raise ChannelGone(purpose=purpose.label)
        return channel

    async def venue_for(
        self, interaction: discord.Interaction[Any], purpose: Purpose
    ) -> discord.TextChannel | discord.ForumChannel:
        """As `channel_for`, for what can be posted in a forum as well."""
        guild = interaction.guild
        if guild is None:
            raise NotInServer
        channel = guild.get_channel(await self.app.settings.channel(GuildId(guild.id), purpose))
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            raise ChannelGone(purpose=purpose.label)
        if missing := permissions.missing(channel, purpose):
            words = permissions.words(missing, self.text(interaction))
            raise MissingPermission(permissions=Markup(words), channel=Markup(channel.mention))
        return channel

    async def tell(self, interaction: discord.Interaction[Any], error: BaseException) -> None:
        """The one door for errors: what happened, in words, to whoever asked.

        A form is closed once it is submitted: what was typed into it and isn't kept comes back as
        a file.
        """
        refusal, t = self.refusal(error), self.text(interaction)
        self.answered(interaction, refusal)
        if _completes(interaction):  # which is shown no sentence
            log.warning("Nothing is offered: %s", refusal, extra={"interaction": interaction.id})
            with contextlib.suppress(*TROUBLE):
                await interaction.response.autocomplete([])
            return
        words = t.refusal(refusal)
        typed = "" if refusal.kept else _typed(interaction)
        if typed:
            words += "\n" + t("What you typed is in this file, so that nothing of it is lost.")
        try:
            view = note(words, colour=theme.WARN, file=GIVEN_BACK if typed else None)
            files = [discord.File(io.BytesIO(typed.encode()), GIVEN_BACK)] if typed else []
            await answer(interaction, view, private=True, files=files)
        except TROUBLE as failure:
            # 400: Discord takes no such answer, which is a fault of this code.
            if isinstance(failure, discord.HTTPException) and failure.status == 400:
                raise
            log.warning(
                "An answer came too late to be shown; what was done stays done: %s",
                words,
                extra={"interaction": interaction.id, "code": getattr(failure, "code", 0)},
            )
        except (aiohttp.ClientError, OSError) as failure:
            log.warning("Discord was out of reach for an answer: %s", failure)

    def refusal(self, error: BaseException) -> Refusal:
        """Any error as something that can be said. What nobody foresaw is logged as an incident."""
        while isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
            error = error.__cause__ or getattr(error, "original", None) or Outdated()
        match error:
            case Refusal():
                return error
            case app_commands.NoPrivateMessage():
                return NotInServer()
            case app_commands.MissingPermissions():
                names = (name.replace("_", " ").title() for name in error.missing_permissions)
                return NeedsPermission(permissions=", ".join(names))
            case app_commands.CommandSignatureMismatch() | app_commands.CommandNotFound():
                return CommandsChanged()
            case app_commands.AppCommandError() if type(error) is app_commands.AppCommandError:
                return CommandsChanged()  # discord.py's own, for data that isn't well-formed
            case discord.HTTPException() if error.code == _ARCHIVED:
                return ThreadArchived()
            case discord.HTTPException() if error.code == _CLOSED:
                return MessagesClosed()
            case discord.Forbidden():
                return MissingPermission(
                    permissions=Phrase(N_("a permission that this needs")),
                    channel=Phrase(N_("that channel")),
                )
            case discord.NotFound() if error.code in _UNKNOWN_PLACE:
                return ChannelGone(purpose=Phrase(N_("this")))
            case discord.HTTPException() if error.status >= 500 or error.status == 429:
                return DiscordTrouble()
            case aiohttp.ClientError() | OSError() | TimeoutError():
                return DiscordTrouble()
            case discord.HTTPException() if error.code in _TOO_LATE:
                return Outdated()
        incident = secrets.token_hex(3)
        log.error("Incident %s", incident, exc_info=error)
        return Broken(incident=incident)


class ShardedKanso(Kanso, commands.AutoShardedBot):
    """The bot over several connections in one process. All else there is once."""

    def _get_state(self, **options: Any) -> AutoShardedConnectionState[Any]:
        return cache.LeanShards(
            dispatch=self.dispatch,
            handlers=self._handlers,
            hooks=self._hooks,
            http=self.http,
            **options,
        )

    @property
    def connected(self) -> bool:
        return bool(self.shards) and not any(shard.is_closed() for shard in self.shards.values())

    async def on_shard_ready(self, _: int) -> None:
        """A new session of one connection. discord.py says ready only once all have theirs."""
        if self.is_ready():
            self.dispatch("ready")


def _preferences(interaction: discord.Interaction[Any]) -> Preferences:
    found: Preferences = interaction.extras.get("preferences", NO_PREFERENCES)
    return found


def _politely(close: Callable[..., Awaitable[bool]]) -> Callable[..., Awaitable[bool]]:
    """A socket's close that says 1000 whatever it is told.

    When discord.py closes its gateway, its reader wakes and closes with 4000 before the 1000 is
    sent (Rapptz/discord.py#6134): Discord would show the bot online for minutes.
    """

    async def goodbye(*, code: int = 0, message: bytes = b"") -> bool:  # noqa: ARG001
        return await close(code=aiohttp.WSCloseCode.OK, message=message)

    return goodbye


def _typed(interaction: discord.Interaction[Any]) -> str:
    """What was typed into a submitted form, where it is long enough to be worth a file."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return ""
    typed = "\n\n".join(filter(None, entered(interaction).values()))
    return typed if len(typed) >= WORTH_A_FILE else ""


def _completes(interaction: discord.Interaction[Any]) -> bool:
    return interaction.type is discord.InteractionType.autocomplete


def _answers(task: asyncio.Task[Any]) -> bool:
    """Tasks in which discord.py runs command callbacks and `Kanso.on_interaction`."""
    return task.get_name().startswith(("CommandTree-invoker", "discord.py: on_interaction"))


def in_server(interaction: discord.Interaction[Any]) -> bool:
    """Whether this is a server that the bot is in: as somebody's own app it is used elsewhere."""
    return interaction.client.get_guild(interaction.guild_id or 0) is not None


def caller(interaction: discord.Interaction[Any]) -> Caller:
    """Who asks. Raises `NotInServer` in direct messages and where the bot was never invited."""
    member = interaction.user
    if not in_server(interaction) or not isinstance(member, discord.Member):
        raise NotInServer
    return Caller(
        guild=GuildId(member.guild.id),
        user=UserId(member.id),
        roles=frozenset(RoleId(role.id) for role in member.roles),
        manages_server=interaction.permissions.manage_guild,
    )


def admin(interaction: discord.Interaction[Any]) -> Caller:
    """Who asks. Raises `NeedsPermission` for whoever may not manage the server: Discord hides the
    command from them, and components can be forged.
    """
    who = caller(interaction)
    if not who.manages_server:
        raise NeedsPermission(permissions=Phrase(N_("Manage Server")))
    return who


P = ParamSpec("P")
Completion = Callable[P, Coroutine[Any, Any, list[app_commands.Choice[str]]]]


def completing(complete: Completion[P]) -> Completion[P]:
    """The door for autocomplete methods of cogs: an error is offered, in words, as a choice."""

    @functools.wraps(complete)
    async def wrapped(*args: P.args, **kwargs: P.kwargs) -> list[app_commands.Choice[str]]:
        interaction = cast(discord.Interaction[Kanso], args[1])
        bot = interaction.client
        try:
            choices = await complete(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  (the door: nothing passes it unanswered)
            refusal = bot.refusal(error)
            bot.answered(interaction, refusal)
            words = bot.text(interaction).refusal(refusal)
            return [app_commands.Choice(name=theme.shorten(words, 100), value="-")]
        bot.answered(interaction, None)
        return choices

    return wrapped


def create_bot(
    config: Config,
    *,
    clock: Clock | None = None,
    source: Source | None = None,
    almanac: Almanac | None = None,
) -> Kanso:
    """The bot, not yet connected. What is given stands in for the real one."""
    kind = Kanso if config.shards == 1 else ShardedKanso
    return kind(config, clock or SystemClock(), source, almanac)
