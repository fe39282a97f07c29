"""The simulated Discord that the tests talk to: the only module that knows SimCord.

A test reads like a conversation::

    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    assert "Pierrot" in card.text
    seasons = await mia.click(card, "Seasons")

After each test the world checks that the bot raised nothing unforeseen and that every request
body holds against Discord's rules.
"""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import discord
from discord import app_commands

from bot.client import Kanso, create_bot
from bot.config import Config
from bot.demo.world import Env
from bot.errors import Refusal
from bot.ids import GuildId
from bot.shows.source import Source
from tests import discord_rules

BOT_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    attach_files=True,
    create_public_threads=True,
    send_messages_in_threads=True,
    add_reactions=True,
    read_message_history=True,
    use_application_commands=True,
)


class WorldClock:
    """The world's own time, for the bot."""

    env: Any = None

    def now(self) -> datetime:
        now: datetime = self.env.now()
        return now


class Seen:
    """A message, or the lack of one, as somebody sees it."""

    def __init__(self, message: Any, result: Any = None) -> None:
        self.message = message
        self.result = result

    def __bool__(self) -> bool:
        return self.message is not None

    @property
    def components(self) -> list[dict[str, Any]]:
        if self.message is None:
            return []
        if isinstance(self.message, discord.Message):
            return [component.to_dict() for component in self.message.components]  # type: ignore[misc]
        components: list[dict[str, Any]] = self.message.components
        return components

    @property
    def text(self) -> str:
        """Everything that is written on it, or on the form that opened, line by line."""
        if self.result is not None and (form := self.result.modal):
            return "\n".join([form["title"], *_words(form["components"])])
        content = (
            [self.message.content] if self.message is not None and self.message.content else []
        )
        return "\n".join([*content, *_words(self.components)])

    @property
    def private(self) -> bool:
        """Seen by whoever asked alone."""
        return self.message is not None and bool(self.message.flags.ephemeral)

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons that can be pressed."""
        return [
            part["label"] if part.get("label") else part["custom_id"]
            for part in _walk(self.components)
            if part.get("type") == 2 and not part.get("disabled")
        ]

    @property
    def custom_ids(self) -> list[str]:
        """The custom ids of the buttons that can be pressed."""
        parts = [part for part in _walk(self.components) if part.get("type") == 2]
        return [p["custom_id"] for p in parts if p.get("custom_id") and not p.get("disabled")]

    @property
    def selects(self) -> list[dict[str, Any]]:
        return [part for part in _walk(self.components) if part.get("type") in (3, 5, 6, 7, 8)]

    @property
    def form(self) -> dict[str, Any]:
        """The form that opened; AssertionError where none did."""
        modal: dict[str, Any] | None = self.result.modal if self.result is not None else None
        assert modal is not None, f"no form opened; seen: {self.text or self.result!r}"
        return modal

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        """The form's fields by custom id."""
        return {
            part["custom_id"]: part
            for part in _walk(self.form["components"])
            if "custom_id" in part
        }

    @property
    def answers(self) -> bool:
        """Whether it answers a command or a press, and is no post of the bot's own."""
        return self.message.interaction_metadata is not None

    @property
    def reactions(self) -> dict[str, int]:
        """Emoji to count."""
        return {str(reaction.emoji): reaction.count for reaction in self.message.reactions}


def _walk(components: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in components:
        yield part
        yield from _walk(part.get("components") or [])
        for key in ("accessory", "component"):
            if part.get(key):
                yield from _walk([part[key]])


def _words(components: Sequence[dict[str, Any]]) -> Iterator[str]:
    for part in _walk(components):
        for key in ("content", "label", "placeholder", "description"):
            if part.get(key):
                yield part[key]
        for option in part.get("options") or []:
            yield from (option[key] for key in ("label", "description") if option.get(key))


class Person:
    """Somebody in the server."""

    def __init__(self, world: "World", actor: Any) -> None:
        self.world = world
        self.actor = actor

    @property
    def id(self) -> int:
        user_id: int = self.actor.id
        return user_id

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    async def slash(self, command: str, /, *, at: Any = None, **options: Any) -> Seen:
        """Use a slash command, in #general unless `at` says where."""
        result = await self.actor.slash(at or self.world.general, command, **options)
        return _seen(result)

    async def slash_alone(self, command: str, /, **options: Any) -> Seen:
        """Use a slash command in direct messages with the bot."""
        return _seen(await self.actor.user.slash(command, **options))

    async def complete(
        self, command: str, option: str, typed: str, /, **filled: Any
    ) -> dict[str, str]:
        """Type into an option: what is offered, label to value."""
        choices = await self.actor.autocomplete(
            self.world.general, command, option, typed, **filled
        )
        return {choice["name"]: choice["value"] for choice in choices}

    async def click(self, on: Seen, label: str) -> Seen:
        """Press the button with that label (or custom id) on a message."""
        known = {part.get("label") for part in _walk(on.components)}
        by = {"label": label} if label in known else {"custom_id": label}
        return _seen(await self.actor.click(on.message, **by))

    async def choose(self, on: Seen, *values: Any, custom_id: str | None = None) -> Seen:
        """Pick in the message's select (the only one, or that with `custom_id`)."""
        if custom_id is None:
            (select,) = on.selects
            custom_id = select["custom_id"]
        return _seen(await self.actor.select(on.message, list(values), custom_id=custom_id))

    async def click_alone(self, on: Seen, label: str) -> Seen:
        """As `click`, in direct messages with the bot."""
        return _seen(await self.actor.user.click(on.message, label=label))

    async def choose_alone(self, on: Seen, *values: Any, custom_id: str) -> Seen:
        """As `choose`, in direct messages with the bot."""
        user = self.actor.user
        return _seen(await user.select(on.message, list(values), custom_id=custom_id))

    async def submit(self, form: Seen, **values: Any) -> Seen:
        """Fill and send the form that opened."""
        return _seen(await self.actor.submit_modal(form.result, values))

    async def forge(self, on: Seen, custom_id: str, *, values: Sequence[str] | None = None) -> Seen:
        """Send Discord a component that was never on the message, as a tampered client could."""
        stored = self.actor._message(on.message)
        if values is None:
            part: dict[str, Any] = {
                "type": 2,
                "style": 2,
                "label": "forged",
                "custom_id": custom_id,
            }
        else:
            options = [{"label": value, "value": value} for value in values or ["none"]]
            part = {"type": 3, "custom_id": custom_id, "options": options, "min_values": 0}
            part["max_values"] = len(options)
        forged = [{"type": 1, "components": [part]}]
        kept, stored.components = stored.components, forged
        try:
            if values is None:
                result = await self.actor.click(on.message, custom_id=custom_id)
            else:
                result = await self.actor.select(on.message, list(values), custom_id=custom_id)
        finally:
            if stored.components is forged:  # else the bot put something else on the message
                stored.components = kept
        return _seen(result)

    async def forge_form(self, form: Seen, custom_id: str, **values: Any) -> Seen:
        """Send the form as if it were another one, as a tampered client could."""
        form.result._interaction.modal["custom_id"] = custom_id
        return await self.submit(form, **values)

    async def forge_submit(self, on: Seen, custom_id: str, **fields: str) -> Seen:
        """Send Discord a form that the bot never opened, as if a component of the message had."""
        from simcord.actors import _dispatch_actor_interaction
        from simcord.backend import serializers
        from simcord.builders import ChannelHandle
        from simcord.enums import InteractionType

        stored, backend = self.actor._message(on.message), self.world.env.backend
        channel = backend.get_channel(stored.channel_id)
        inputs = [
            {"type": 18, "component": {"type": 4, "custom_id": name, "value": value}}
            for name, value in fields.items()
        ]
        result = await _dispatch_actor_interaction(
            self.actor,
            InteractionType.MODAL_SUBMIT,
            ChannelHandle(self.world.env, self.actor.guild, channel),
            {"custom_id": custom_id, "components": inputs},
            extra={"message": dict(serializers.message_payload(backend, stored))},
            source_message_id=stored.id,
        )
        return _seen(result)

    async def deliver(
        self, kind: int, data: dict[str, Any], *, on: Seen | None = None, at: Any = None
    ) -> Seen:
        """What comes of an interaction with this very data, whatever it is; Discord's own checks
        are left out. `on` is the message that it comes from.
        """
        from simcord.actors import _dispatch_actor_interaction
        from simcord.backend import serializers
        from simcord.builders import ChannelHandle

        backend, place, extra, source = self.world.env.backend, at or self.world.general, {}, None
        if on is not None:
            stored = on.message._message if hasattr(on.message, "_message") else None
            stored = stored or backend.get_message(on.message.channel.id, on.message.id)
            place = ChannelHandle(
                self.world.env, self.actor.guild, backend.get_channel(stored.channel_id)
            )
            extra = {"message": dict(serializers.message_payload(backend, stored))}
            source = stored.id
        result = await _dispatch_actor_interaction(
            self.actor, kind, place, data, extra=extra, source_message_id=source
        )
        return _seen(result)

    async def menu(self, name: str, target: Seen | discord.Message, *, at: Any = None) -> Seen:
        """Use a message's context menu."""
        message = target.message if isinstance(target, Seen) else target
        return _seen(await self.actor.context_menu(at or self.world.general, name, message))

    async def say(self, text: str, *, at: Any = None) -> discord.Message:
        """Post a message."""
        message: discord.Message = await self.actor.send(at or self.world.general, text)
        return message

    async def react(self, to: Seen, emoji: str) -> None:
        await self.actor.react(to.message, emoji)

    async def unreact(self, to: Seen, emoji: str) -> None:
        await self.actor.unreact(to.message, emoji)


def _seen(result: Any) -> Seen:
    """What an interaction led to: the last follow-up, else the response, else nothing."""
    message = result.followups[-1] if result.followups else result.response
    return Seen(message, result)


class Incidents(logging.Handler):
    """What the door for errors logged because it had no words for it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == "Incident %s" and record.exc_info and record.exc_info[1]:
            self.errors.append(record.exc_info[1])


_FORESEEN = (Refusal, discord.HTTPException, app_commands.AppCommandError)


class World:
    """A server with channels, roles and people, and the real bot in it.

    `admin` manages the server, `mod` has the moderators' role. Nothing is configured yet;
    `configure` chooses the three channels and the role through ``/config``, as an admin would.
    """

    def __init__(
        self, bot: Kanso, env: Any, config: Config, clock: WorldClock, source: Source | None
    ) -> None:
        self.bot = bot
        self.env = env
        self._forgiven: tuple[type[Exception], ...] = ()
        self._incidents = Incidents()
        self.config = config
        self.clock = clock
        self.source = source
        self.guild = env.create_guild("Friday Anime Club")
        self.general = self.guild.create_text_channel("general")
        self.reviews = self.guild.create_text_channel("reviews")
        self.renewals = self.guild.create_text_channel("renewals")
        self.discussions = self.guild.create_text_channel("episodes")
        self.env.backend.edit_role(
            self.guild.id, self.guild.default_role.id, {"permissions": BOT_PERMISSIONS.value}
        )
        self.mods = self.guild.create_role("Moderators")
        self.admins = self.guild.create_role(
            "Admins", permissions=discord.Permissions(manage_guild=True)
        )
        self.admin = self.member("Ada", roles=[self.admins])
        self.mod = self.member("Max", roles=[self.mods])

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, folder: Path, *, source: Source | None = None, **config: Any
    ) -> AsyncIterator["World"]:
        """A running world whose database lies in `folder`."""
        here = {"database": folder / "kanso.db", "catalogue_update": folder / "catalogue.kanso"}
        settings = Config(**{**here, "busy_timeout": 0.25, **config})
        clock = WorldClock()
        bot = create_bot(settings, clock=clock, source=source)
        env: Any = Env(bot, check_errors=False, settle_timeout=10.0)
        clock.env = env
        world: World | None = None
        await env.start()
        try:
            world = cls(bot, env, settings, clock, source)
            logging.getLogger("bot.client").addHandler(world._incidents)
            yield world
            await world.settle()
            world.check()
        finally:
            if world:
                logging.getLogger("bot.client").removeHandler(world._incidents)
            await env.bot.close()
            await env.shutdown()

    def forgive(self, *kinds: type[Exception]) -> None:
        """Let `check` pass over errors that this test brings about."""
        self._forgiven += kinds

    @property
    def guild_id(self) -> GuildId:
        return GuildId(self.guild.id)

    def check(self) -> None:
        """Nothing unforeseen was raised, and Discord would have taken every request."""
        foreseen = (*_FORESEEN, *self._forgiven)
        for error in self.env.errors:
            while isinstance(error, app_commands.CommandInvokeError):
                error = error.original
            if not isinstance(error, foreseen):
                raise AssertionError("the bot raised what nobody foresaw") from error
        for incident in self._incidents.errors:
            if not isinstance(incident, self._forgiven):
                raise AssertionError("the door met what nobody foresaw") from incident
        discord_rules.check_requests(self.env.http_requests)
        for request in self.env.http_requests:
            self.check_pings(request)

    def check_pings(self, request: Any) -> None:
        """At most one that was chosen: the role of an episode, or whose words a digest is of."""
        pinged = discord_rules.pings(request.method, request.path, request.json)
        assert len(pinged) <= 1, (pinged, request)
        assert all(each.startswith(("users: ", "roles: ")) for each in pinged), (pinged, request)
        assert f"roles: {self.guild.id}" not in pinged, "that is everybody"

    def member(self, name: str, *, roles: Sequence[Any] = ()) -> Person:
        """Somebody new in the server."""
        user = self.env.create_user(name.lower(), global_name=name)
        return Person(self, self.guild.add_member(user, roles=list(roles)))

    def robot(self, name: str) -> Person:
        """Another bot in the server."""
        user = self.env.create_user(name.lower(), global_name=name, bot=True)
        return Person(self, self.guild.add_member(user))

    async def feed(self, name: str, content: str, *, title: str, text: str) -> discord.Message:
        """What a webhook posts in #general, with an embed as Discord shows of a link."""
        hook = self.guild.create_webhook(self.general, name)
        embed = discord.Embed(title=title, description=text)
        message: discord.Message = await hook.send(content, embed=embed)
        return message

    def elsewhere(self) -> tuple[Person, Any]:
        """Somebody who manages another server that the bot is in, and a channel there."""
        guild = self.env.create_guild("Another Club")
        role = guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
        user = self.env.create_user("olga", global_name="Olga")
        return Person(self, guild.add_member(user, roles=[role])), guild.create_text_channel("talk")

    def newcomer(self, beside: Person, name: str) -> Person:
        """Somebody new in the server of `beside`, with the same roles."""
        user = self.env.create_user(name.lower(), global_name=name)
        guild, backend = beside.actor.guild, self.env.backend
        joined = Person(self, guild.add_member(user))
        for role in backend.get_guild(guild.id).members[beside.id].role_ids:
            backend.add_member_role(guild.id, joined.id, role)
        return joined

    async def allow(self, person: Person, command: str) -> None:
        """Let somebody see a command, as an admin can in Discord's own settings."""
        for known in await self.bot.tree.fetch_commands():
            if known.name == command:
                self.guild.set_command_permissions(known, {person.actor: True})

    async def configure(self) -> None:
        """The admin chooses the three channels and the moderators' role."""
        panel = await self.admin.slash("config")
        for purpose, channel in (
            ("review", self.reviews),
            ("renewal", self.renewals),
            ("discussion", self.discussions),
        ):
            await self.admin.choose(panel, channel, custom_id=f"config-channel:1:{purpose}")
        await self.admin.choose(panel, self.mods, custom_id="config-moderators:1")

    @contextlib.asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """The host stops the bot, and starts it again on the same database afterwards."""
        await self.bot.close()
        yield
        self.bot = create_bot(self.config, clock=self.clock, source=self.source)
        await self.env.restart_bot(self.bot)

    async def new_session(self) -> None:
        """The gateway's session was invalid, so the bot identifies anew."""
        with self.env._bot_scope():
            self.bot.dispatch("connect")
            self.bot.dispatch("ready")
        await self.settle()

    async def restart(self) -> None:
        """The host stops the bot and starts it again on the same database."""
        async with self.away():
            pass

    async def advance(self, seconds: float) -> None:
        """Let time pass, with everything that the bot does meanwhile."""
        await self.env.advance_time(seconds)

    async def jump(self, to: datetime) -> None:
        """Let it be that time at once: whatever waited for a time until then does so no longer."""
        self.env.backend.advance_clock((to - self.clock.now()).total_seconds())
        await self.settle()

    async def settle(self) -> None:
        """Let the bot finish what it has begun."""
        await self.env.settle()

    def posts(self, channel: Any) -> list[Seen]:
        """The messages that everybody sees in a channel or thread, oldest first."""
        return [Seen(m) for m in channel.history() if not m.flags.ephemeral]

    def forbid(self, channel: Any, *permissions: str, person: Person | None = None) -> None:
        """Take permissions away from the bot, or from `person`, in a channel."""
        overwrite = discord.PermissionOverwrite(**dict.fromkeys(permissions, False))
        allow, deny = overwrite.pair()
        from simcord.backend.models import Overwrite
        from simcord.enums import OverwriteType

        self.env.backend.set_overwrite(
            channel.id,
            Overwrite(
                target_id=person.id if person else self.bot.user.id,  # type: ignore[union-attr]
                type=OverwriteType.MEMBER,
                allow=allow.value,
                deny=deny.value,
            ),
        )

    def overwrite(
        self, channel: Any, role: Any, *, allow: Sequence[str] = (), deny: Sequence[str] = ()
    ) -> None:
        """Set what a role is allowed and denied in a channel; nothing takes the row away."""
        from simcord.backend.models import Overwrite
        from simcord.enums import OverwriteType

        allowed = discord.Permissions(**dict.fromkeys(allow, True)).value
        denied = discord.Permissions(**dict.fromkeys(deny, True)).value
        self.env.backend.set_overwrite(
            channel.id,
            Overwrite(target_id=role.id, type=OverwriteType.ROLE, allow=allowed, deny=denied),
        )

    def relent(self, channel: Any) -> None:
        """Take back what `forbid` took from the bot there."""
        self.env.backend.delete_overwrite(channel.id, self.bot.user.id)  # type: ignore[union-attr]

    def permit(self, *permissions: str) -> None:
        """Have the bot's own role allow these in the server, and nothing else."""
        me = self.env.backend.get_guild(self.guild.id).members[self.bot.user.id]  # type: ignore[union-attr]
        value = discord.Permissions(**dict.fromkeys(permissions, True)).value
        self.env.backend.edit_role(self.guild.id, me.role_ids[0], {"permissions": value})

    @property
    def events(self) -> dict[str, Any]:
        """Discord's own events in the server, by their names, as it has them."""
        held = self.env.backend.get_guild(self.guild.id).scheduled_events
        return {event.name: event for event in held.values()}

    def delete_event(self, name: str) -> None:
        """An admin deletes one of Discord's events."""
        self.env.backend.delete_scheduled_event(self.guild.id, self.events[name].id)

    def use_as_system_channel(self, channel: Any) -> None:
        """Have Discord welcome newcomers there."""
        self.env.backend.edit_guild(self.guild.id, {"system_channel_id": channel.id})

    async def delete_role(self, role: Any) -> None:
        """An admin deletes a role."""
        self.env.backend.delete_role(self.guild.id, role.id)
        await self.settle()

    @contextlib.asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """Discord can't serve the server for a while; the bot hears that it can, afterwards."""
        from simcord.backend import serializers

        backend = self.env.backend
        backend.emit("GUILD_DELETE", {"id": str(self.guild.id), "unavailable": True})
        await self.settle()
        yield
        guild = backend.get_guild(self.guild.id)
        backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, guild))
        await self.settle()

    def age_restrict(self, channel: Any) -> None:
        """An admin makes a channel age-restricted, until the bot restarts: SimCord has no such
        channels, so it is the bot's own picture of the channel that changes.
        """
        held: Any = self.bot.get_channel(channel.id)
        held.nsfw = True

    async def delete_message(self, seen: Seen) -> None:
        """A moderator deletes a message."""
        self.env.backend.delete_message(seen.message.channel.id, seen.message.id)
        await self.settle()

    async def clear_reactions(self, seen: Seen, emoji: str | None = None) -> None:
        """A moderator removes every reaction, or every one of an emoji, from a message."""
        place = (seen.message.channel.id, seen.message.id)
        if emoji is None:
            self.env.backend.clear_reactions(*place)
        else:
            self.env.backend.clear_reaction(*place, emoji)
        await self.settle()

    @contextlib.contextmanager
    def reading(self, locale: str, *, server: str = "en-US") -> Iterator[None]:
        """Everybody's Discord is in `locale` for as long as this lasts, and the server's own
        language is `server`. SimCord knows English alone.
        """
        from simcord import interactions

        plain: Any = interactions.base_payload

        def spoken(*args: Any, **named: Any) -> Any:
            record, payload = plain(*args, **named)
            return record, payload | {"locale": locale, "guild_locale": server}

        interactions.base_payload = spoken
        try:
            yield
        finally:
            interactions.base_payload = plain

    @contextlib.contextmanager
    def busy(self) -> Iterator[None]:
        """Another process writes in the database for as long as this lasts."""
        with contextlib.closing(sqlite3.connect(self.config.database)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield

    async def pin(self, seen: Seen) -> None:
        """A moderator pins a message, and Discord says so beneath."""
        message = seen.message
        self.env.backend.set_pinned(message.channel.id, message.id, True, actor_id=self.mod.id)
        await self.settle()

    async def archive(self, thread: Any, *, locked: bool = False) -> None:
        """A moderator puts a thread away."""
        change = {"archived": True, "locked": locked}
        self.env.backend.edit_channel(thread.id, {}, thread_metadata=change)
        await self.settle()

    @contextlib.asynccontextmanager
    async def uninvited(self) -> AsyncIterator[None]:
        """The admin removes the bot from the server, and invites it again afterwards."""
        from simcord.backend import serializers

        backend = self.env.backend
        backend.emit("GUILD_DELETE", {"id": str(self.guild.id)})
        await self.settle()
        yield
        guild: Any = serializers.guild_create_payload(backend, backend.get_guild(self.guild.id))
        del guild["unavailable"]  # that would be the end of an outage
        backend.emit("GUILD_CREATE", guild)
        await self.settle()

    async def employ(self, role: Any) -> None:
        """The admin gives the bot a role. SimCord keeps that from a bot without the intent for
        members; Discord tells every bot of itself.
        """
        from simcord.backend import serializers

        backend, me = self.env.backend, self.bot.user.id  # type: ignore[union-attr]
        backend.add_member_role(self.guild.id, me, role.id)
        guild = backend.get_guild(self.guild.id)
        member: Any = serializers.member_payload(backend, guild, guild.members[me])
        member["guild_id"] = str(self.guild.id)
        with self.env._bot_scope():
            self.bot._connection.parse_guild_member_update(member)
        await self.settle()

    def delete(self, channel: Any) -> None:
        """Somebody deletes a channel or thread."""
        self.env.backend.delete_channel(channel.id)

    def fail(
        self, method: str, path: str, status: int, code: int = 0, times: int | None = 1
    ) -> None:
        """Make Discord refuse matching requests."""
        self.env.inject_error(method, path, status=status, code=code, times=times)

    async def event(self, name: str, payload: dict[str, Any]) -> None:
        """Discord's gateway says so."""
        self.env.backend.emit(name, payload)
        await self.settle()

    def incidents(self) -> list[BaseException]:
        """What nobody foresaw, since this was asked last; `check` doesn't see it any more."""
        unforeseen = [error for error in self.env.errors if not isinstance(error, _FORESEEN)]
        found = [*self._incidents.errors, *unforeseen]
        self._incidents.errors.clear()
        self.env._errors.clear()
        return found

    @staticmethod
    def refused(status: int, code: int = 0) -> Exception:
        """What `between` returns for Discord to refuse a request with."""
        from simcord.backend.errors import BackendError

        return BackendError(status, code, "refused by the test")

    @contextlib.contextmanager
    def between(self, meet: Callable[[str, str], Exception | None]) -> Iterator[None]:
        """Stand between the bot and Discord: `meet` sees each request's method and path first, and
        what it returns happens instead: `refused`, or an error as a broken connection raises it.
        """
        from simcord.http import router

        module: Any = router
        plain = module._check_faults

        def check(backend: Any, method: str, path: str) -> None:
            if error := meet(method, path):
                raise error
            plain(backend, method, path)

        module._check_faults = check
        try:
            yield
        finally:
            module._check_faults = plain

    @contextlib.contextmanager
    def unheard(self, meet: Callable[[str, str], Exception | None]) -> Iterator[None]:
        """As `between`, once Discord has done what was asked: only its answer gets lost."""
        from simcord.http import router

        module: Any = router
        plain = module.dispatch

        def dispatch(backend: Any, method: str, path: str, **more: Any) -> Any:
            done = plain(backend, method, path, **more)
            if error := meet(method, path):
                raise error
            return done

        module.dispatch = dispatch
        try:
            yield
        finally:
            module.dispatch = plain

    @contextlib.contextmanager
    def nonces(self) -> Iterator[dict[tuple[str, str], Any]]:
        """Have a nonce that is enforced answered with the first message that had it, as Discord
        does for minutes; SimCord takes no notice of them. Those are forgotten that are taken out
        of what this gives.
        """
        from simcord.http import router

        module: Any = router
        plain, known = module.dispatch, dict[tuple[str, str], Any]()

        def dispatch(backend: Any, method: str, path: str, *, json: Any = None, **more: Any) -> Any:
            enforced = method == "POST" and isinstance(json, dict) and json.get("enforce_nonce")
            if not enforced:
                return plain(backend, method, path, json=json, **more)
            mark = (path, str(json["nonce"]))
            if mark not in known:
                known[mark] = plain(backend, method, path, json=json, **more)
            return known[mark]

        module.dispatch = dispatch
        try:
            yield known
        finally:
            module.dispatch = plain

    @contextlib.contextmanager
    def writing(self, meet: Callable[[str], Exception | None]) -> Iterator[None]:
        """Stand between the bot and its database: `meet` sees ``BEGIN IMMEDIATE`` and ``COMMIT`` of
        each transaction first, and what it returns is raised instead.
        """
        writer: Any = self.bot._database._writer  # type: ignore[union-attr]
        plain = writer.execute

        def execute(sql: str, *args: Any) -> Any:
            error = meet(sql) if sql in ("BEGIN IMMEDIATE", "COMMIT") else None
            return _raising(error) if error else plain(sql, *args)

        writer.execute = execute
        try:
            yield
        finally:
            writer.execute = plain

    def keep(self) -> "Kept":
        """How the database and Discord's messages are now, for `rewind`."""
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        with contextlib.closing(sqlite3.connect(self.config.database)) as file:
            file.backup(copy)
        return Kept(copy, {place: dict(held) for place, held in self.env.backend.messages.items()})

    async def rewind(self, kept: "Kept") -> None:
        """Put back what was kept, as far as it has changed since. What the bot remembers besides
        its settings stays.
        """

        def restore() -> None:
            with contextlib.closing(sqlite3.connect(self.config.database)) as file:
                kept.database.backup(file)

        # Beside the loop: it waits for whoever writes.
        await asyncio.to_thread(restore)
        messages = self.env.backend.messages
        messages.clear()
        messages.update({place: dict(held) for place, held in kept.messages.items()})
        await self.bot.app.settings.load()


class Kept(NamedTuple):
    """A moment of a world: its database, and its messages by channel and id."""

    database: sqlite3.Connection
    messages: dict[int, dict[int, Any]]


async def _raising(error: Exception) -> None:
    raise error
