"""The rules themselves: nothing that discord.py rightly sends is called wrong, and each thing that
Discord would refuse is called so.

SimCord is used here without the tests' own world: what it logs is what is to be judged.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import discord
import pytest
import simcord
from discord import app_commands, ui

from tests import openapi
from tests.discord_rules import check_request, check_requests, openapi_available, pings

needs_document = pytest.mark.skipif(not openapi_available(), reason=openapi.NO_DOCUMENT)

COVER = "https://example.org/cover.jpg"
V2 = 1 << 15
MESSAGES, MESSAGE = "/channels/1/messages", "/channels/1/messages/2"
THREADS, CALLBACK = "/channels/1/threads", "/interactions/1/token/callback"
FOLLOWUPS, ORIGINAL = "/webhooks/1/token", "/webhooks/1/token/messages/@original"
COMMANDS, BULK = "/applications/1/commands", f"{MESSAGES}/bulk-delete"


# A bot that does a little of everything. discord.py's own bodies must pass.


def picture(name: str = "chart.png") -> discord.File:
    return discord.File(io.BytesIO(b"picture"), filename=name, description="Scores by episode")


class Card(ui.LayoutView):
    """Every component that a message can show."""

    def __init__(self, title: str) -> None:
        super().__init__(timeout=None)
        watch: ui.ActionRow[Card] = ui.ActionRow(
            ui.Button(label="Follow", custom_id="follow:1:9", style=discord.ButtonStyle.primary),
            ui.Button(emoji="⭐", custom_id="star:1:9"),
            ui.Button(label="Watch", url="https://example.org/watch"),
        )
        self.add_item(
            ui.Container(
                ui.Section(
                    ui.TextDisplay(f"## {title}"),
                    ui.TextDisplay("Original net animation, 2018"),
                    accessory=ui.Thumbnail(COVER, description="Cover", spoiler=True),
                ),
                ui.Separator(spacing=discord.SeparatorSpacing.large, visible=False),
                ui.MediaGallery(
                    discord.MediaGalleryItem("attachment://chart.png", description="Scores"),
                    discord.MediaGalleryItem(COVER),
                ),
                ui.File("attachment://review.md"),
                watch,
                accent_colour=0x3A6EA5,
            )
        )
        self.add_item(
            ui.Section("More", accessory=ui.Button(label="Seasons", custom_id="seasons:1:9"))
        )
        everyone = discord.Object(5)
        for select in (
            ui.Select[Card](
                custom_id="season",
                placeholder="Season",
                options=[
                    discord.SelectOption(label="Season 1", value="1", emoji="🎭", default=True),
                    discord.SelectOption(label="Season 2", value="2", description="9 episodes"),
                ],
            ),
            ui.UserSelect[Card](custom_id="user", max_values=3),
            ui.RoleSelect[Card](
                custom_id="role",
                default_values=[discord.SelectDefaultValue.from_role(everyone)],
            ),
            ui.ChannelSelect[Card](
                custom_id="channel", channel_types=[discord.ChannelType.text], min_values=0
            ),
            ui.MentionableSelect[Card](custom_id="mentionable", disabled=True),
        ):
            self.add_item(ui.ActionRow(select))
        self.stop()


class Aspects(ui.Modal, title="Aspects of Hero Mask"):
    intro: ui.TextDisplay[Any] = ui.TextDisplay("Leave blank what you'd rather not judge.")
    story: ui.Label[Aspects] = ui.Label(
        text="Story",
        description="What happens, and how it is told",
        component=ui.TextInput(
            style=discord.TextStyle.paragraph, required=False, max_length=4000, default="Tense."
        ),
    )
    verdict: ui.Label[Aspects] = ui.Label(
        text="Verdict",
        component=ui.Select(
            options=[discord.SelectOption(label="Good"), discord.SelectOption(label="Bad")],
            required=False,
        ),
    )
    place: ui.Label[Aspects] = ui.Label(text="Where", component=ui.ChannelSelect(required=False))
    file: ui.Label[Aspects] = ui.Label(text="File", component=ui.FileUpload(required=False))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Kept.", ephemeral=True)


class Language(ui.Modal, title="Voice acting"):
    voice: ui.Label[Language] = ui.Label(
        text="Heard as",
        component=ui.RadioGroup(
            required=False,
            options=[
                discord.RadioGroupOption(label="Sub"),
                discord.RadioGroupOption(label="Dub", description="in any language"),
            ],
        ),
    )
    liked: ui.Label[Language] = ui.Label(
        text="Liked",
        component=ui.CheckboxGroup(
            required=False, options=[discord.CheckboxGroupOption(label="Sound")]
        ),
    )
    rewatch: ui.Label[Language] = ui.Label(text="Rewatch", component=ui.Checkbox(default=True))
    note: ui.TextInput[Language] = ui.TextInput(label="Note", placeholder="Short", min_length=0)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()


class Japanese(app_commands.Translator):
    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        words = {"show": "作品", "What is this show?": "どんな作品？", "TV": "テレビ"}
        return words.get(string.message) if locale is discord.Locale.japanese else None


class SmallBot(discord.Client):
    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents.default(), allowed_mentions=discord.AllowedMentions.none()
        )
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(show)
        self.tree.add_command(digest)
        self.tree.add_command(look_up)
        self.tree.add_command(greet)
        self.tree.add_command(Review(name="review", description="Reviews"))

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Japanese())
        await self.tree.sync()


@app_commands.command(description="What is this show?")
@app_commands.describe(title="Its title, or a link")
@app_commands.choices(form=[app_commands.Choice(name="TV", value="tv")])
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def show(
    interaction: discord.Interaction,
    title: str,
    season: app_commands.Range[int, 1, 99] = 1,
    score: app_commands.Range[float, 0, 10] = 5.0,
    form: str = "tv",
    private: bool = False,
    member: discord.Member | None = None,
    role: discord.Role | None = None,
    channel: discord.TextChannel | None = None,
    file: discord.Attachment | None = None,
) -> None:
    await interaction.response.send_message(
        view=Card(title),
        files=[picture(), discord.File(io.BytesIO(b"# Hero Mask"), filename="review.md")],
        ephemeral=private,
    )
    await interaction.followup.send(embed=discord.Embed(title="Also"), ephemeral=True)
    followup = await interaction.followup.send(view=plain("By the way"), wait=True)
    await followup.edit(view=plain("By the way!"))
    await interaction.edit_original_response(view=plain("Nothing more"), attachments=[])


@show.autocomplete("title")
async def titles(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=f"{current} Mask", value="9")]


@show.autocomplete("season")
async def seasons(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[int]]:
    return [app_commands.Choice(name="Season 2", value=2)]


@app_commands.context_menu(name="Look up show")
async def look_up(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content="Nothing found.")
    await interaction.followup.send("Still nothing.")


@app_commands.context_menu(name="Greet")
@app_commands.default_permissions(manage_guild=True)
async def greet(interaction: discord.Interaction, member: discord.Member) -> None:
    await interaction.response.send_modal(Language())


@app_commands.command(description="Make a digest of a review")
@app_commands.guild_only()
async def digest(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Aspects())


class Review(app_commands.Group):
    aspects = app_commands.Group(name="aspects", description="Single aspects")

    @app_commands.command(description="Write one")
    async def write(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Draft", view=buttons())

    @aspects.command(description="Judge one")
    async def judge(self, interaction: discord.Interaction, aspect: str) -> None:
        await interaction.response.send_message(aspect)


def plain(text: str) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.TextDisplay(text))
    view.stop()
    return view


class Deferring(ui.Button[ui.View]):
    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="Posted", view=None)


class Editing(ui.Button[ui.View]):
    async def callback(self, interaction: discord.Interaction) -> None:
        embed = discord.Embed(description="Saved", timestamp=discord.utils.utcnow())
        await interaction.response.edit_message(content=None, embed=embed)


def buttons() -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(Editing(label="Save"))
    view.add_item(Deferring(label="Post", emoji="📬"))
    return view


class World(NamedTuple):
    env: simcord.Env
    bot: SmallBot
    guild: simcord.GuildHandle
    here: simcord.ChannelHandle
    mika: simcord.MemberActor


def world(env: simcord.Env) -> World:
    guild = env.create_guild()
    member = guild.create_role("member", permissions=discord.Permissions.all())
    mika = guild.add_member(env.create_user("mika"), roles=[member])
    bot = env.bot
    assert isinstance(bot, SmallBot)
    return World(env, bot, guild, guild.create_text_channel("anime"), mika)


def bodies(env: simcord.Env) -> set[tuple[str, str]]:
    """The method and the last word of the path of each request with a body."""
    return {
        (entry.method, entry.path.rstrip("/").rpartition("/")[2])
        for entry in env.http_requests
        if entry.json is not None
    }


async def test_interactions_of_discord_py_pass() -> None:
    async with simcord.run(SmallBot()) as env:
        _, _, _, here, mika = world(env)
        await mika.slash(here, "show", title="Hero Mask", season=2)
        await mika.autocomplete(here, "show", "title", "Hero")
        await mika.autocomplete(here, "show", "season", "2")
        draft = (await mika.slash(here, "review write")).response
        await mika.slash(here, "review aspects judge", aspect="Story")
        assert draft is not None
        await mika.click(draft.message, label="Save")
        await mika.click(draft.message, label="Post")
        await mika.context_menu(here, "Look up show", await mika.send(here, "Hero Mask?"))
        await mika.submit_modal(await mika.slash(here, "digest"), {})
        await mika.context_menu(here, "Greet", mika)

        answers = [entry.json for entry in env.http_requests if entry.path.endswith("/callback")]
        assert {answer["type"] for answer in answers if answer} == {4, 5, 6, 7, 8, 9}
        check_requests(env.http_requests)


async def test_messages_of_discord_py_pass() -> None:
    async with simcord.run(SmallBot()) as env:
        _, bot, _, here, mika = world(env)
        channel = bot.get_channel(here.id)
        assert isinstance(channel, discord.TextChannel)
        question = await mika.send(here, "Is it any good?")

        answer = await channel.send(
            "It is.",
            embeds=[discord.Embed(title="Hero Mask", colour=1).set_image(url=COVER)],
            reference=question,
            mention_author=False,
            nonce=41,
            allowed_mentions=discord.AllowedMentions(roles=[discord.Object(7)]),
            suppress_embeds=True,
            silent=True,
        )
        await answer.add_reaction("5️⃣")
        await answer.remove_reaction("5️⃣", discord.Object(bot.user.id))  # type: ignore[union-attr]
        await answer.edit(content="It is!", embed=None, suppress=True)
        await answer.pin()
        await question.forward(channel)

        embed = discord.Embed().set_image(url="attachment://chart.png")
        drawn = await channel.send(embed=embed, files=[picture(), picture("more.png")])
        drawn = await drawn.edit(attachments=[drawn.attachments[0], picture("new.png")])
        await drawn.add_files(picture("newest.png"))
        card = await channel.send(
            view=Card("Hero Mask"),
            files=[picture(), discord.File(io.BytesIO(b"# Hero Mask"), filename="review.md")],
        )
        await card.edit(view=plain("Gone"), attachments=[])

        poll = discord.Poll("Another season?", timedelta(hours=24), multiple=True)
        await channel.send(poll=poll.add_answer(text="Yes", emoji="👍").add_answer(text="No"))
        await channel.delete_messages([await channel.send("1"), await channel.send("2")])
        dm = await (await bot.fetch_user(mika.id)).create_dm()
        await dm.send("You asked to be told.")
        check_requests(env.http_requests)


async def test_threads_forums_and_servers_of_discord_py_pass() -> None:
    async with simcord.run(SmallBot()) as env:
        _, bot, guild, here, mika = world(env)
        channel, forum = (
            bot.get_channel(here.id),
            bot.get_channel(guild.create_forum_channel("f").id),
        )
        assert isinstance(channel, discord.TextChannel)
        assert isinstance(forum, discord.ForumChannel)

        post = await channel.send("Episode 1")
        thread = await post.create_thread(name="Hero Mask 1", auto_archive_duration=1440)
        await thread.send("Spoilers up to episode 1.")
        await thread.edit(archived=True, locked=True, name="Hero Mask 1 (closed)")
        await channel.create_thread(name="Loose", type=discord.ChannelType.public_thread)

        tag = await forum.create_tag(name="Review", emoji=discord.PartialEmoji(name="📝"))
        await forum.create_thread(name="Words", content="A review", applied_tags=[tag])
        chart = discord.Embed().set_image(url="attachment://chart.png")
        await forum.create_thread(name="Chart", embed=chart, file=picture())
        made = await forum.create_thread(name="Card", view=plain("A review"))
        await made.thread.edit(applied_tags=[tag])

        server = bot.get_guild(guild.id)
        assert server is not None
        role = await server.create_role(name="Hero Mask", mentionable=True)
        await role.edit(name="Hero Mask fans", colour=discord.Colour(1))
        watcher = await server.fetch_member(mika.id)
        await watcher.add_roles(role)
        made_channel = await server.create_text_channel(
            "news", overwrites={role: discord.PermissionOverwrite(send_messages=False)}
        )
        await made_channel.set_permissions(role, view_channel=True)
        await made_channel.edit(topic="What is announced", slowmode_delay=5)
        starts = discord.utils.utcnow() + timedelta(days=30)
        event = await server.create_scheduled_event(
            name="Hero Mask, season 3",
            start_time=starts,
            end_time=starts + timedelta(minutes=30),
            privacy_level=discord.PrivacyLevel.guild_only,
            entity_type=discord.EntityType.external,
            location="Netflix",
        )
        await event.edit(description="It is dated.")
        webhook = await channel.create_webhook(name="digests")
        await webhook.send("A digest", username="Kansō", wait=True)
        bot.tree.copy_global_to(guild=server)
        await bot.tree.sync(guild=server)

        assert {("POST", "threads"), ("PATCH", str(thread.id)), ("POST", "scheduled-events")} <= (
            bodies(env)
        )
        check_requests(env.http_requests)


# Single bodies: at a limit, and one past it.


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(custom_id: str = "a", **fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "A", "custom_id": custom_id} | fields


def link(**fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 5, "label": "A", "url": "https://example.org"} | fields


def select(many: int = 2, /, **fields: Any) -> dict[str, Any]:
    choices = [{"label": f"{n}", "value": f"{n}"} for n in range(many)]
    return {"type": 3, "custom_id": "s", "options": choices} | fields


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def label(component: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"type": 18, "label": "Story", "component": component} | fields


def text_input(custom_id: str = "t", **fields: Any) -> dict[str, Any]:
    return {"type": 4, "custom_id": custom_id, "style": 1} | fields


def v2(*components: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(components)} | fields


def rows(*components: dict[str, Any]) -> dict[str, Any]:
    return {"content": "A", "components": [row(part) for part in components]}


def modal(*components: dict[str, Any], **fields: Any) -> dict[str, Any]:
    data = {"custom_id": "m", "title": "Aspects", "components": list(components)}
    return {"type": 9, "data": data | fields}


def choices(*pairs: tuple[str, Any]) -> dict[str, Any]:
    named = [{"name": name, "value": value} for name, value in pairs]
    return {"type": 8, "data": {"choices": named}}


def command(**fields: Any) -> list[dict[str, Any]]:
    return [{"name": "show", "description": "What is this show?", "type": 1} | fields]


def option(name: str = "title", **fields: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "Its title", "required": False} | fields


def long_command(description: str) -> list[dict[str, Any]]:
    """A command of 7,901 characters and its description, of whose translations one is longest."""
    pair = [{"name": "n" * 10, "value": "v" * 100}, {"name": "n" * 3, "value": "w" * 100}]
    options = [option(f"o{n:02}", description="d" * 100, choices=pair) for n in range(25)]
    translations = {"ja": "何", "de": description}
    return command(
        name="c", description="d", description_localizations=translations, options=options
    )


def embeds(*lengths: int) -> dict[str, Any]:
    return {"embeds": [{"description": "d" * length} for length in lengths]}


class Body(NamedTuple):
    method: str
    path: str
    body: Any
    # Of what is complained, in the words of the complaint.
    says: str = ""


REFUSED_BY_RULES = {
    "content of 2,001": Body("POST", MESSAGES, {"content": "c" * 2001}, "body.content has 2001"),
    "content of 2,001 in an edit": Body("PATCH", MESSAGE, {"content": "c" * 2001}, "has 2001"),
    "empty": Body("POST", MESSAGES, {"content": "", "embeds": [], "tts": False}, "empty message"),
    "blank": Body("POST", MESSAGES, {"content": " \n"}, "empty message"),
    "empty embed": Body("POST", MESSAGES, {"embeds": [{}]}, "empty message"),
    "empty follow-up": Body("POST", FOLLOWUPS, {"content": None}, "empty message"),
    "empty answer": Body("POST", CALLBACK, {"type": 4, "data": {"flags": 64}}, "empty message"),
    "empty forum post": Body("POST", THREADS, {"name": "A", "message": {}}, "empty message"),
    "emptied by an edit": Body(
        "PATCH",
        ORIGINAL,
        {"content": "", "embeds": [], "components": [], "attachments": []},
        "empty message",
    ),
    "card emptied by an edit": Body("PATCH", MESSAGE, v2(), "empty message"),
    "embeds of 6,001": Body("POST", MESSAGES, embeds(4000, 2001), "have 6001 characters in all"),
    "blank embed field": Body(
        "POST", MESSAGES, {"embeds": [{"fields": [{"name": " ", "value": "v"}]}]}, "name is blank"
    ),
    "card without its flag": Body(
        "POST", MESSAGES, v2({"type": 17, "components": [text("A")]}, flags=64), "IS_COMPONENTS_V2"
    ),
    "card without its flag in an update": Body(
        "POST", CALLBACK, {"type": 7, "data": {"components": [text("A")]}}, "IS_COMPONENTS_V2"
    ),
    "content beside a card": Body(
        "POST", MESSAGES, v2(text("A"), content="B"), "body.content can't stand beside"
    ),
    "embeds beside a card": Body(
        "PATCH", MESSAGE, v2(text("A"), **embeds(1)), "body.embeds can't stand beside"
    ),
    "stickers beside a card": Body(
        "POST", MESSAGES, v2(text("A"), sticker_ids=["1"]), "body.sticker_ids can't stand beside"
    ),
    "poll beside a card": Body(
        "POST", FOLLOWUPS, v2(text("A"), poll={"question": {"text": "?"}}), "body.poll can't stand"
    ),
    "41 components": Body(
        "POST",
        MESSAGES,
        v2({"type": 17, "components": [row(button(f"{n}")) for n in range(20)]}),
        "41 components in all",
    ),
    "4,001 characters shown": Body(
        "POST",
        MESSAGES,
        v2({"type": 17, "components": [text("a" * 2000), text("b" * 2000)]}, text("c")),
        "shows 4001 characters",
    ),
    "six rows": Body("POST", MESSAGES, rows(*(button(f"{n}") for n in range(6))), "has 6 rows"),
    "custom id twice": Body("POST", MESSAGES, rows(button("a"), button("a")), "'a' is there twice"),
    "custom id twice in a card": Body(
        "PATCH",
        MESSAGE,
        v2(
            {"type": 9, "components": [text("A")], "accessory": button("a")},
            {"type": 17, "components": [row(button("a"))]},
        ),
        "'a' is there twice",
    ),
    "custom id of 101": Body("POST", MESSAGES, rows(button("a" * 101)), "has 101 characters"),
    "custom id of 0": Body("POST", MESSAGES, rows(select(custom_id="")), "has 0 characters"),
    "component id twice": Body(
        "POST", MESSAGES, v2(text("A") | {"id": 1}, text("B") | {"id": 1}), "id 1 is there twice"
    ),
    "link with a custom id": Body(
        "POST", MESSAGES, rows(link(custom_id="a")), "button of style 5 with custom_id"
    ),
    "link to nowhere": Body("POST", MESSAGES, rows(link(url=None)), "style 5 without url"),
    "link of no scheme": Body("POST", MESSAGES, rows(link(url="example.org")), "not of a scheme"),
    "button without a custom id": Body(
        "POST", MESSAGES, rows(button("")), "button of style 1 without custom_id"
    ),
    "button with an address": Body(
        "POST", MESSAGES, rows(button(url="https://example.org")), "button of style 1 with url"
    ),
    "button that shows nothing": Body(
        "POST", MESSAGES, rows(button(label="")), "neither label nor emoji"
    ),
    "six buttons": Body(
        "POST", MESSAGES, v2(row(*(button(f"{n}") for n in range(6)))), "has 6 components"
    ),
    "two selects in a row": Body(
        "POST", MESSAGES, v2(row(select(), select(custom_id="z"))), "has 2 components"
    ),
    "select beside a button": Body("POST", MESSAGES, v2(row(button(), select())), "1 select"),
    "empty row": Body("POST", MESSAGES, v2(row()), "has 0 components"),
    "26 select options": Body("POST", MESSAGES, rows(select(26)), "has 26 options"),
    "no select options": Body("POST", MESSAGES, rows(select(0)), "has 0 options"),
    "more values than options": Body(
        "POST", MESSAGES, rows(select(2, max_values=3)), "lets 3 of 2 options be chosen"
    ),
    "option value twice": Body(
        "POST", MESSAGES, rows(select(options=[{"label": "A", "value": "1"}] * 2)), "value '1'"
    ),
    "two chosen beforehand": Body(
        "POST",
        MESSAGES,
        rows(select(options=[{"label": v, "value": v, "default": True} for v in "ab"])),
        "2 values chosen beforehand",
    ),
    "select without a custom id": Body(
        "POST", MESSAGES, rows(select(custom_id=None)), "select without custom_id"
    ),
    "two at least, one at most": Body(
        "POST", MESSAGES, rows(select(2, min_values=2)), "2 values at least and 1 at most"
    ),
    "file that isn't attached": Body(
        "POST", MESSAGES, {"embeds": [{"image": {"url": "attachment://a.png"}}]}, "isn't attached"
    ),
    "file whose name can't be referred to": Body(
        "POST",
        MESSAGES,
        v2(
            {"type": 13, "file": {"url": "attachment://a b.md"}},
            attachments=[{"id": "0", "filename": "a b.md"}],
        ),
        "only letters, digits",
    ),
    "all users and some": Body(
        "POST",
        MESSAGES,
        {"content": "A", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "parses all users and lists some",
    ),
    "poll answer of 56": Body(
        "POST",
        MESSAGES,
        {"poll": {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a" * 56}}]}},
        "has 56 characters",
    ),
    "six modal items": Body(
        "POST", CALLBACK, modal(*(label(text_input(f"{n}")) for n in range(6))), "has 6 items"
    ),
    "empty modal": Body("POST", CALLBACK, modal(), "has 0 items"),
    "modal title of 46": Body(
        "POST", CALLBACK, modal(label(text_input()), title="t" * 46), "title has 46 characters"
    ),
    "modal id of 101": Body(
        "POST", CALLBACK, modal(label(text_input()), custom_id="m" * 101), "custom_id has 101"
    ),
    "custom id twice in a modal": Body(
        "POST", CALLBACK, modal(label(text_input()), label(text_input())), "'t' is there twice"
    ),
    "text input without a custom id": Body(
        "POST", CALLBACK, modal(label(text_input(""))), "text input without custom_id"
    ),
    "text input of 4,001": Body(
        "POST", CALLBACK, modal(label(text_input(max_length=4001))), "0 to 4001 characters"
    ),
    "text of 4,001 in a text input": Body(
        "POST", CALLBACK, modal(label(text_input(value="v" * 4001))), "value has 4001 characters"
    ),
    "text beyond its own input": Body(
        "POST", CALLBACK, modal(label(text_input(value="vv", max_length=1))), "value has 2"
    ),
    "label of 46": Body(
        "POST", CALLBACK, modal(label(text_input(), label="l" * 46)), "label has 46 characters"
    ),
    "label's description of 101": Body(
        "POST", CALLBACK, modal(label(text_input(), description="d" * 101)), "description has 101"
    ),
    "row's label of 46": Body(
        "POST", CALLBACK, modal(row(text_input(label="l" * 46))), "label has 46 characters"
    ),
    "disabled select in a modal": Body(
        "POST", CALLBACK, modal(label(select(disabled=True))), "is disabled"
    ),
    "26 choices": Body("POST", CALLBACK, choices(*[("a", "b")] * 26), "has 26 choices"),
    "choice name of 101": Body("POST", CALLBACK, choices(("n" * 101, "v")), "name has 101"),
    "choice value of 101": Body("POST", CALLBACK, choices(("n", "v" * 101)), "value has 101"),
    "choice without a name": Body("POST", CALLBACK, choices(("", "v")), "name has 0"),
    "choice translated at length": Body(
        "PUT",
        COMMANDS,
        command(
            options=[
                option(
                    choices=[{"name": "a", "value": "b", "name_localizations": {"ja": "a" * 101}}]
                )
            ]
        ),
        "name_localizations.ja has 101",
    ),
    "name in upper case": Body("PUT", COMMANDS, command(name="Show"), "name is 'Show'"),
    "name with a space": Body("PUT", COMMANDS, command(name="a b"), "name is 'a b'"),
    "name of 33": Body("PUT", COMMANDS, command(name="n" * 33), "name is 'nnn"),
    "name in upper case, translated": Body(
        "PUT", COMMANDS, command(name_localizations={"de": "Serie"}), "localizations.de is 'Serie'"
    ),
    "locale that isn't": Body(
        "PUT", COMMANDS, command(name_localizations={"jp": "作品"}), "for no locale"
    ),
    "description of 101": Body("PUT", COMMANDS, command(description="d" * 101), "has 101"),
    "no description": Body("PUT", COMMANDS, command(description=""), "description has 0"),
    "context menu with a description": Body(
        "PUT", COMMANDS, command(type=3, name="Look up show"), "can't be in a context menu"
    ),
    "context menu of 33": Body(
        "PUT", COMMANDS, [{"type": 2, "name": "n" * 33}], "name has 33 characters"
    ),
    "context menu for no locale": Body(
        "PUT",
        COMMANDS,
        [{"type": 2, "name": "Greet", "name_localizations": {"jp": "A"}}],
        "for no locale",
    ),
    "description translated at length": Body(
        "PUT",
        COMMANDS,
        command(description_localizations={"ja": "d" * 101}),
        "description_localizations.ja has 101",
    ),
    "option in upper case": Body("PUT", COMMANDS, command(options=[option("A")]), "name is 'A'"),
    "option without a description": Body(
        "POST", COMMANDS, command(options=[option(description="")])[0], "description has 0"
    ),
    "option twice": Body("PUT", COMMANDS, command(options=[option(), option()]), "called 'title'"),
    "required after optional": Body(
        "PUT",
        COMMANDS,
        command(options=[option(), option("season", required=True)]),
        "options[1] is required",
    ),
    "required after optional in a subcommand": Body(
        "PATCH",
        f"{COMMANDS}/2",
        {"options": [option(type=1, options=[option(), option("season", required=True)])]},
        "options[0].options[1] is required",
    ),
    "26 options": Body(
        "PUT", COMMANDS, command(options=[option(f"o{n}") for n in range(26)]), "has 26 options"
    ),
    "26 choices of an option": Body(
        "PUT",
        COMMANDS,
        command(options=[option(choices=[{"name": "a", "value": "b"}] * 26)]),
        "has 26 choices",
    ),
    "choices and autocomplete": Body(
        "PUT",
        COMMANDS,
        command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "b"}])]),
        "both choices and autocomplete",
    ),
    "subcommand beside an option": Body(
        "PUT", COMMANDS, command(options=[option("a", type=1), option("b")]), "beside options"
    ),
    "least above most": Body(
        "PUT", COMMANDS, command(options=[option(min_length=5, max_length=4)]), "min_length above"
    ),
    "101 commands": Body(
        "PUT",
        "/applications/1/guilds/2/commands",
        [command(name=f"c{n}")[0] for n in range(101)],
        "has 101 commands",
    ),
    "command twice": Body("PUT", COMMANDS, command() * 2, "two commands called 'show'"),
    "command of 8,001": Body("PUT", COMMANDS, long_command("d" * 100), "8001 characters in all"),
    "not JSON": Body("POST", MESSAGES, {"content": discord.Color(1)}, "can't be written as JSON"),
}

REFUSED_BY_THE_DOCUMENT = {
    "misspelt key": Body("POST", MESSAGES, {"contents": "A", "content": "A"}, "body.contents"),
    "misspelt key of a button": Body(
        "PATCH", MESSAGE, rows(button(colour=1)), "components[0].components[0].colour is not"
    ),
    "text input in a message": Body("POST", MESSAGES, rows(text_input()), "type is 4"),
    "container in a container": Body(
        "POST",
        MESSAGES,
        v2({"type": 17, "components": [{"type": 17, "components": [text("A")]}]}),
        "components[0].components[0].type is 17",
    ),
    "button outside a row": Body("POST", MESSAGES, v2(button()), "components[0].type is 2"),
    "section without an accessory": Body(
        "POST", MESSAGES, v2({"type": 9, "components": [text("A")]}), "accessory is missing"
    ),
    "button in a modal": Body("POST", CALLBACK, modal(row(button())), "type is 2"),
    "label of 81 on a button": Body("POST", MESSAGES, rows(button(label="l" * 81)), "81 char"),
    "accent colour": Body(
        "POST",
        MESSAGES,
        v2({"type": 17, "accent_color": 1 << 24, "components": [text("A")]}),
        "accent_color is 16777216",
    ),
    "embed title of 257": Body("POST", MESSAGES, {"embeds": [{"title": "t" * 257}]}, "has 257"),
    "timestamp that is none": Body(
        "POST", MESSAGES, {"embeds": [{"title": "A", "timestamp": "soon"}]}, "ISO 8601"
    ),
    "nonce of 26": Body("POST", MESSAGES, {"content": "A", "nonce": "1" * 26}, "26 characters"),
    "modal's answer in a message's": Body(
        "POST", CALLBACK, {"type": 4, "data": {"content": "A", "title": "B"}}, "data.title is not"
    ),
    "callback of no type": Body("POST", CALLBACK, {"data": {"content": "A"}}, "type is null"),
    "callback of an unknown type": Body("POST", CALLBACK, {"type": 99}, "type is 99"),
    "modal without a title": Body("POST", CALLBACK, {"type": 9, "data": {}}, "title is missing"),
    "words for a number option": Body(
        "PUT",
        COMMANDS,
        command(options=[option(type=4, choices=[{"name": "a", "value": "b"}])]),
        'value is "b"',
    ),
    "autocomplete of a boolean": Body(
        "PUT", COMMANDS, command(options=[option(type=5, autocomplete=True)]), "autocomplete is not"
    ),
    "thread archived after a fortnight": Body(
        "POST", THREADS, {"name": "A", "type": 11, "auto_archive_duration": 20160}, "20160"
    ),
    "post of two faults": Body(
        "POST", THREADS, {"name": "A", "message": {"content": 1, "tts": 1, "flags": 4}}, "is 1, not"
    ),
    "thread of no name": Body("POST", f"{MESSAGE}/threads", {"name": ""}, "name has 0 characters"),
    "event without a place": Body(
        "POST",
        "/guilds/1/scheduled-events",
        {
            "name": "A",
            "privacy_level": 2,
            "entity_type": 3,
            "scheduled_start_time": "2026-01-01T00:00:00+00:00",
        },
        "entity_metadata is missing",
    ),
    "picture at no address": Body(
        "POST", MESSAGES, {"embeds": [{"url": "somewhere"}]}, '"somewhere", not a web address'
    ),
    "id that is none": Body("POST", MESSAGES, {"sticker_ids": ["a"]}, "doesn't match"),
    "poll of no time": Body(
        "POST",
        MESSAGES,
        {"poll": {"question": {"text": "?"}, "answers": [], "duration": 0}},
        "duration is 0, less than 1",
    ),
    "one message in bulk": Body("POST", BULK, {"messages": ["1"]}, "fewer than 2"),
    "101 messages in bulk": Body(
        "POST", BULK, {"messages": [f"{n}" for n in range(101)]}, "more than 100"
    ),
    "message twice in bulk": Body("POST", BULK, {"messages": ["1", "1"]}, "an item twice"),
    "35 translations": Body(
        "PUT",
        COMMANDS,
        command(name_localizations={f"l{n}": "name" for n in range(35)}),
        "name_localizations has 35 keys",
    ),
    "translation of 33": Body(
        "PUT", COMMANDS, command(name_localizations={"ja": "n" * 33}), "more than 32"
    ),
    "join request half approved": Body(
        "PATCH", "/guilds/1/requests/2", {"action": "MAYBE"}, "not one of"
    ),
    "body where none goes": Body("PUT", f"{MESSAGE}/reactions/%E2%AD%90/@me", {"a": 1}, "no body"),
    "no body where one goes": Body("POST", MESSAGES, None, "needs a body"),
    "request that isn't": Body("POST", "/channels/1/polls", {"a": 1}, "has no POST"),
}

TAKEN = {
    "content of 2,000": Body("POST", MESSAGES, {"content": "c" * 2000}),
    "embeds of 6,000": Body("POST", MESSAGES, embeds(4000, 2000)),
    "only a file": Body("POST", MESSAGES, {"attachments": [{"id": "0", "filename": "a.png"}]}),
    "pictures shown": Body(
        "POST",
        MESSAGES,
        v2(
            {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]},
            attachments=[{"id": 0, "filename": "a.png"}],
        ),
    ),
    "picture kept by an edit": Body(
        "PATCH", MESSAGE, {"embeds": [{"image": {"url": "attachment://a.png"}}]}
    ),
    "buttons taken away": Body("PATCH", ORIGINAL, {"components": []}),
    "card instead of words": Body("PATCH", MESSAGE, v2(text("A"), content=None, embeds=[])),
    "40 components": Body(
        "POST",
        MESSAGES,
        v2({"type": 17, "components": [row(button(f"{n}")) for n in range(19)]}, text("A")),
    ),
    "4,000 characters shown": Body("POST", FOLLOWUPS, v2(text("a" * 4000))),
    "custom id of 100": Body("POST", MESSAGES, rows(button("a" * 100), link(), link())),
    "five buttons, five rows": Body(
        "POST",
        MESSAGES,
        {
            "content": "A",
            "components": [row(*(button(f"{r}{n}") for n in range(5))) for r in range(5)],
        },
    ),
    "25 select options": Body("POST", MESSAGES, rows(select(25, max_values=25, min_values=0))),
    "acknowledgement": Body("POST", CALLBACK, {"type": 6}),
    "five modal items": Body(
        "POST",
        CALLBACK,
        modal(
            *(label(text_input(f"{n}", max_length=4000), label="l" * 45) for n in range(5)),
            title="t" * 45,
        ),
    ),
    "25 choices of 100": Body("POST", CALLBACK, choices(*[("n" * 100, "v" * 100)] * 25)),
    "numbers to choose from": Body("POST", CALLBACK, choices(("One", 1), ("Half", 0.5))),
    "nothing to choose from": Body("POST", CALLBACK, choices()),
    "names in other scripts": Body(
        "PUT",
        COMMANDS,
        command(
            name="n'importe-quoi_1",
            name_localizations={"ja": "作品", "hi": "शृंखला", "th": "ค้นหา", "el": "σειρά"},
        ),
    ),
    "context menu": Body("PUT", COMMANDS, [{"type": 3, "name": "Use as renewal evidence"}]),
    "100 commands and 15 menus": Body(
        "PUT",
        COMMANDS,
        [command(name=f"c{n}")[0] for n in range(100)]
        + [{"type": 3, "name": f"Menu {n}"} for n in range(15)],
    ),
    "command of 8,000": Body("PUT", COMMANDS, long_command("d" * 99)),
    "reaction": Body("PUT", f"{MESSAGE}/reactions/%E2%AD%90/@me", None),
}


def each(bodies: dict[str, Body]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", bodies.values(), ids=bodies.keys())


@each(REFUSED_BY_RULES)
def test_the_rules_complain(case: Body, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_OPENAPI", "there is none")
    assert not openapi_available()
    found = check_request(case.method, case.path, case.body)
    assert any(case.says in complaint for complaint in found), found


@needs_document
@each(REFUSED_BY_THE_DOCUMENT)
def test_the_document_complains(case: Body) -> None:
    found = check_request(case.method, case.path, case.body)
    assert any(case.says in complaint for complaint in found), found


@each(TAKEN)
def test_nothing_is_said_at_the_limit(case: Body) -> None:
    assert check_request(case.method, case.path, case.body) == []


def test_each_fault_is_listed_with_its_request() -> None:
    empty = simcord.HttpLogEntry("POST", MESSAGES, {}, {"content": ""}, None)
    fine = simcord.HttpLogEntry("PATCH", MESSAGE, {}, {"content": "A"}, None)
    twice = simcord.HttpLogEntry("PATCH", ORIGINAL, {}, rows(button("a"), button("a")), None)
    with pytest.raises(AssertionError) as raised:
        check_requests([empty, fine, twice])
    assert str(raised.value).splitlines()[1:] == [
        f"POST {MESSAGES}",
        "  body is an empty message",
        f"PATCH {ORIGINAL}",
        "  the custom id 'a' is there twice",
    ]


JUNK: tuple[Any, ...] = (None, True, -1, 0.5, "x", [], [[]], {}, {"x": None})


def spoilt(value: Any) -> Iterator[Any]:
    """The same body again and again, each time with junk in another place."""
    yield from JUNK
    if isinstance(value, dict):
        for key, item in value.items():
            for other in spoilt(item):
                yield value | {key: other}
    elif isinstance(value, list):
        for index, item in enumerate(value[:2]):
            for other in spoilt(item):
                yield [*value[:index], other, *value[index + 1 :]]


@pytest.mark.unmeasured
@pytest.mark.parametrize("bodies", [TAKEN, REFUSED_BY_RULES])
def test_no_body_is_too_wrong_to_be_judged(bodies: dict[str, Body]) -> None:
    for case in bodies.values():
        if len(str(case.body)) < 5000:
            for body in spoilt(case.body):
                check_request(case.method, case.path, body)


@pytest.mark.parametrize(
    ("path", "body", "whom"),
    [
        (MESSAGES, {"content": "x", "allowed_mentions": {"parse": []}}, []),
        (MESSAGES, {"content": "x"}, ["everybody"]),
        (MESSAGES, {"content": "x", "allowed_mentions": {"parse": ["roles"]}}, ["roles"]),
        (MESSAGES, {"components": [], "allowed_mentions": {"users": [1]}}, ["everybody"]),
        (MESSAGES, {"content": "x", "allowed_mentions": {"parse": [], "users": [1]}}, ["users: 1"]),
        (THREADS, {"name": "x", "message": {"content": "x"}}, ["everybody"]),
        (THREADS, {"name": "x"}, []),
        (CALLBACK, {"type": 4, "data": {"components": [], "flags": V2}}, ["everybody"]),
        (CALLBACK, {"type": 9, "data": {"title": "x", "components": []}}, []),
        (CALLBACK, {"type": 5, "data": {"flags": 64}}, []),
    ],
)
def test_whom_a_message_may_ping(path: str, body: dict[str, Any], whom: list[str]) -> None:
    assert pings("POST", path, body) == whom


def test_an_edit_in_a_channel_pings_nobody_and_one_of_an_answer_may() -> None:
    assert pings("PATCH", MESSAGE, {"content": "x"}) == []
    assert pings("PATCH", ORIGINAL, {"content": "x"}) == ["everybody"]
