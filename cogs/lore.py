"""What a server knows of shows by itself: `/alias`, `/correct`."""

from datetime import date

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, admin, caller, completing
from bot.errors import N_, Outdated, Refusal
from bot.ids import ShowId
from bot.shows import views
from bot.shows.lore import LONGEST_NICKNAME, LONGEST_VALUE, Fact
from bot.shows.models import PartialDate, Show, ShowIsAdult
from bot.text.plain import plain, shorten
from bot.ui import pages
from bot.ui.answer import answer, note, replace
from cogs.options import ShowOption, adult, lore

Interaction = discord.Interaction[Kanso]
ChosenShow = app_commands.Transform[Show, ShowOption]
FACTS = [app_commands.Choice(name=_(fact.label), value=fact.value) for fact in Fact]


class UnreadableDate(Refusal):
    message = N_("I can't read “{value}” as a date. Write it as 2018-12-03.")


class LoreCog(commands.Cog):
    alias = app_commands.Group(
        name=_("alias"), description=_("What this server calls shows"), guild_only=True
    )
    correct = app_commands.Group(
        name=_("correct"),
        description=_("Put a fact on a show's card right for this server"),
        guild_only=True,
        default_permissions=discord.Permissions(manage_guild=True),
    )

    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        bot.door.add(views.NICKNAMES, self.turn_page)
        bot.door.add(views.NICKNAME_ANYWAY, self.set_alias_anyway)

    @alias.command(name=_("set"), description=_("Give a show a nickname that /show understands"))
    @app_commands.rename(nickname=_("nickname"), show=_("show"))
    @app_commands.describe(nickname=_("What you call it"), show=_("The show that it means"))
    async def set_alias(
        self,
        interaction: Interaction,
        nickname: app_commands.Range[str, 2, LONGEST_NICKNAME],
        show: ChosenShow,
    ) -> None:
        await self.bot.app.settings.require_moderator(caller(interaction))
        titled = self.bot.app.shows.titled(nickname)
        others = [each for each in titled if adult(interaction) or not each.adult]
        if others and show.id not in [each.id for each in titled]:
            t = self.bot.text(interaction)
            question = views.nickname_question(nickname, others[0], show, t)
            await answer(interaction, question, private=True)
            return
        await answer(interaction, await self._named(interaction, nickname, show), private=True)

    async def set_alias_anyway(self, interaction: Interaction, show: str, title: str) -> None:
        await self.bot.app.settings.require_moderator(caller(interaction))
        known, name = self.bot.app.shows.get(ShowId(show)), None
        if title.isdecimal() and len(title) <= 20 and int(title) < 2**64:
            name = self.bot.app.shows.spelling(int(title))
        if name is None or len(name) > LONGEST_NICKNAME:
            raise Outdated
        if known.adult and not adult(interaction):
            raise ShowIsAdult
        await replace(interaction, await self._named(interaction, name, known))

    async def _named(
        self, interaction: Interaction, nickname: str, show: Show
    ) -> discord.ui.LayoutView:
        who, t = caller(interaction), self.bot.text(interaction)
        named = await self.bot.app.lore.name(who.guild, nickname, show.id, by=who.user)
        words = t(
            "“{nickname}” now means {title} in this server.",
            nickname=plain(named.name, 80),
            title=plain(views.label(show, t), 120),
        )
        return note(words)

    @alias.command(name=_("remove"), description=_("Take a nickname back"))
    @app_commands.rename(nickname=_("nickname"))
    @app_commands.describe(nickname=_("The nickname to remove"))
    async def remove_alias(
        self, interaction: Interaction, nickname: app_commands.Range[str, 1, LONGEST_NICKNAME]
    ) -> None:
        who = caller(interaction)
        await self.bot.app.settings.require_moderator(who)
        await self.bot.app.lore.unname(who.guild, nickname)
        t = self.bot.text(interaction)
        words = t("“{nickname}” is no longer a nickname here.", nickname=plain(nickname, 80))
        await answer(interaction, note(words), private=True)

    @remove_alias.autocomplete("nickname")
    @completing
    async def complete_nickname(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        known = (await lore(interaction)).nicknames.values()
        return [
            app_commands.Choice(name=shorten(nickname.name, 100), value=nickname.name)
            for nickname in known
            if current.casefold() in nickname.name.casefold()
        ][:25]

    @alias.command(name=_("list"), description=_("The nicknames of this server"))
    async def list_aliases(self, interaction: Interaction) -> None:
        caller(interaction)
        await answer(interaction, await self._nicknames(interaction, 0), private=True)

    async def turn_page(self, interaction: Interaction, page: int) -> None:
        caller(interaction)
        await replace(interaction, await self._nicknames(interaction, page))

    async def _nicknames(self, interaction: Interaction, number: int) -> discord.ui.LayoutView:
        known = list((await lore(interaction)).nicknames.values())
        page = pages.page(known, number, views.NICKNAMES_A_PAGE)
        shown = [(nickname, self.bot.app.shows.known(nickname.show)) for nickname in page.items]
        return views.nicknames_card(
            pages.Page(shown, page.number, page.count),
            self.bot.text(interaction),
            count=len(known),
        )

    @correct.command(name=_("fact"), description=_("Put a fact right, with who says so"))
    @app_commands.rename(
        show=_("show"), fact=_("fact"), value=_("value"), source=_("source"), as_of=_("date")
    )
    @app_commands.describe(
        show=_("Whose card"),
        fact=_("Which fact"),
        value=_("What it should say: 12, or 2018-12-03, or names with commas between them"),
        source=_("Who says so: a publication, a page, a disc's cover"),
        as_of=_("When they said so, as 2018-12-03; today where nothing is given"),
    )
    @app_commands.choices(fact=FACTS)
    async def correct_fact(
        self,
        interaction: Interaction,
        show: ChosenShow,
        fact: app_commands.Choice[str],
        value: app_commands.Range[str, 1, LONGEST_VALUE],
        source: app_commands.Range[str, 2, LONGEST_VALUE],
        as_of: app_commands.Range[str, 4, 10] | None = None,
    ) -> None:
        who = admin(interaction)
        await self.bot.app.lore.correct(
            who.guild,
            show,
            Fact(fact.value),
            value,
            source=source,
            as_of=_date(as_of) if as_of else None,
            by=who.user,
        )
        t = self.bot.text(interaction)
        words = t(
            "Done: in this server the card of {title} now says {fact}: {value}, and who says so. "
            "/correct undo takes it back.",
            title=plain(t.title(show.title), 120),
            fact=t(Fact(fact.value).label),
            value=plain(value, LONGEST_VALUE),
        )
        await answer(interaction, note(words), private=True)

    @correct.command(name=_("undo"), description=_("Show the source's own fact again"))
    @app_commands.rename(show=_("show"), fact=_("fact"))
    @app_commands.describe(show=_("Whose card"), fact=_("Which fact"))
    @app_commands.choices(fact=FACTS)
    async def undo_correction(
        self, interaction: Interaction, show: ChosenShow, fact: app_commands.Choice[str]
    ) -> None:
        who = admin(interaction)
        await self.bot.app.lore.undo_correction(who.guild, show, Fact(fact.value))
        t = self.bot.text(interaction)
        words = t(
            "Done: the card of {title} shows its source's own fact again.",
            title=plain(t.title(show.title), 120),
        )
        await answer(interaction, note(words), private=True)


def _date(text: str) -> date:
    try:
        return PartialDate.parse(text.strip()).first_day
    except ValueError:
        raise UnreadableDate(value=text) from None


async def setup(bot: Kanso) -> None:
    await bot.add_cog(LoreCog(bot))
