"""How likely is it? `/renewal forecast`, `resolve`, `calibration`, `leaderboard`."""

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, caller
from bot.errors import Outdated, Refusal
from bot.forecasts import pictures, typed, views
from bot.forecasts.board import Board
from bot.forecasts.models import AlreadyUndone, Call, Ground, Outcome, Piece, Sight, Topic
from bot.forecasts.service import Typed
from bot.ids import EvidenceId, GuildId, QuestionId, ShowId
from bot.renewals import views as renewal_views
from bot.renewals.models import NEGATIVE, POSITIVE, Evidence, Standing, Status, Subject
from bot.settings.features import begins
from bot.settings.models import Feature, Purpose
from bot.shows.models import Format, PartialDate, Show, ShowIsAdult
from bot.text import Text
from bot.text.quoting import unlinked
from bot.ui import links, pages
from bot.ui.answer import acknowledge, answer, ask, attached, in_time, replace, turn
from bot.ui.components import entered, pick
from cogs.options import ShowOption, adult

Interaction = discord.Interaction[Kanso]
Season = app_commands.Range[int, 1, 50]
ChosenShow = app_commands.Transform[Show, ShowOption]
Word = TypeVar("Word", bound=StrEnum)
_QUOTE = 300


class ForecastsCog(commands.Cog):
    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.forecasts = bot.app.forecasts
        self.renewals = bot.app.renewals
        self.board = Board(bot, self.forecasts, bot.clock, bot.guild_text, self._topic_of)
        for pattern, method in (
            (links.SHOW_FORECAST, self.open_card),
            (views.ENTER, self.enter),
            (views.FORM, self.begin),
            (views.TERMS, self.ask_for_terms),
            (views.TERMS_FORM, self.change_terms),
            (views.CHANGE, self.change),
            (views.RESOLVE, self.choose_ground),
            (views.GROUND, self.confirm),
            (views.DECIDE, self.decide),
            (views.CASE, self.back),
            (views.VOID, self.make_void),
            (views.UNDO, self.undo),
            (views.LEADERS, self.turn_leaderboard),
        ):
            bot.door.add(pattern, method)
        group = bot.tree.get_command("renewal")
        assert isinstance(group, app_commands.Group)  # noqa: S101  (cogs.renewals is loaded)
        for name, description, callback in (
            (_("forecast"), _("Say how likely a return is, for you alone"), self.forecast),
            (_("resolve"), _("For moderators: what became of a forecast question"), self.resolve),
            (_("calibration"), _("How sure you were, and how often you were right"),
             self.calibration),
            (_("leaderboard"), _("Who forecasts best in this server"), self.leaderboard),
        ):  # fmt: skip
            named: Any = {"name": name, "description": description, "callback": callback}
            group.add_command(app_commands.Command(**named))

    # Forecasting

    @app_commands.rename(show=_("show"), season=_("season"), percent=_("percent"))
    @app_commands.describe(
        show=_("Which show"),
        season=_("Which season; the next one if left out"),
        percent=_("How likely it is, from 1 to 99"),
    )
    @begins(Feature.RENEWALS)
    async def forecast(
        self,
        interaction: Interaction,
        show: ChosenShow,
        season: Season | None = None,
        percent: int | None = None,
    ) -> None:
        who, topic = caller(interaction), self._asked(interaction, show.id, season)
        if percent is not None:
            typed.percent(str(percent))
            sight = await self.forecasts.sight(who, topic)
            if sight.may_begin:
                await self._ask_to_begin(interaction, sight, str(percent))
                return
            if sight.call and sight.takes:
                await self.forecasts.forecast(who, topic, sight.call.number, str(percent))
        await answer(interaction, await self._card(interaction, topic), private=True)

    @begins(Feature.RENEWALS)
    async def open_card(self, interaction: Interaction, show: str, season: int) -> None:
        topic = self._asked(interaction, ShowId(show), season)
        await answer(interaction, await self._card(interaction, topic), private=True)

    @begins(Feature.RENEWALS)
    async def enter(self, interaction: Interaction, show: str, season: int) -> None:
        topic, t = self._asked(interaction, ShowId(show), season), self.bot.text(interaction)
        sight = await self.forecasts.sight(caller(interaction), topic)
        if sight.call and sight.takes:
            said = str(sight.own[-1].percent) if sight.own else ""
            await ask(interaction, views.change_form(topic, sight.call, t, percent=said))
        elif sight.may_begin:
            await self._ask_to_begin(interaction, sight)
        else:
            await replace(interaction, views.call_card(sight, t))

    @begins(Feature.RENEWALS)
    async def begin(self, interaction: Interaction, show: str, season: int) -> None:
        who, topic = caller(interaction), self._asked(interaction, ShowId(show), season)
        fields = _typed(interaction)
        self.forecasts.read(fields)
        found = await self.renewals.ask(who, topic.show, topic.season)
        if isinstance(found, Standing):
            await self.forecasts.begin(who, topic, found.question.id, fields)
        await self._show(interaction, topic)

    @begins(Feature.RENEWALS)
    async def change(self, interaction: Interaction, call: int) -> None:
        who = caller(interaction)
        _held, topic = await self._call(interaction, call)
        percent = entered(interaction).get("percent", "")
        await self.forecasts.forecast(who, topic, call, percent)
        await self._show(interaction, topic)

    async def ask_for_terms(self, interaction: Interaction, call: int) -> None:
        held, topic = await self._call(interaction, call)
        sight = await self.forecasts.sight(caller(interaction), topic)
        t = self.bot.text(interaction)
        if sight.call and sight.call.number == held.number and sight.may_change_terms:
            said = str(sight.own[-1].percent)
            await ask(interaction, views.terms_form(topic, held, said, t))
        else:
            await replace(interaction, views.call_card(sight, t))

    async def change_terms(self, interaction: Interaction, call: int) -> None:
        held, topic = await self._call(interaction, call)
        await self.forecasts.change_terms(caller(interaction), topic, held, _typed(interaction))
        await self._show(interaction, topic)

    async def _ask_to_begin(
        self, interaction: Interaction, sight: Sight, percent: str = ""
    ) -> None:
        server = interaction.guild
        t = self.bot.text(interaction)
        here = self.bot.guild_text(server) if server else t
        await ask(interaction, views.begin_form(sight, here, t, percent=percent))

    async def _show(self, interaction: Interaction, topic: Topic) -> None:
        """In place of the card whose button opened the form; a command's form has none."""
        view = await self._card(interaction, topic)
        if interaction.message:
            await replace(interaction, view)
        else:
            await answer(interaction, view, private=True)

    async def _card(self, interaction: Interaction, topic: Topic) -> discord.ui.LayoutView:
        sight = await self.forecasts.sight(caller(interaction), topic)
        return views.call_card(sight, self.bot.text(interaction))

    # Resolving

    @app_commands.rename(show=_("show"), season=_("season"))
    @app_commands.describe(
        show=_("Which show"), season=_("Which season; what waits the longest if left out")
    )
    async def resolve(
        self, interaction: Interaction, show: ChosenShow, season: Season | None = None
    ) -> None:
        asked = self._asked(interaction, show.id, season)
        call = await self.forecasts.to_resolve(caller(interaction), asked.show, season)
        view = await self._case(interaction, call)
        await answer(interaction, view, private=True)

    async def choose_ground(self, interaction: Interaction, call: int, outcome: str) -> None:
        held, topic = await self._call(interaction, call)
        case = await self.forecasts.case(caller(interaction), held, topic)
        chosen = known(Outcome, outcome)
        grounds = self.forecasts.grounds(case, chosen)
        view = views.ground_card(case, chosen, grounds, self.bot.text(interaction))
        await replace(interaction, view)

    async def confirm(self, interaction: Interaction, call: int, outcome: str) -> None:
        held, topic = await self._call(interaction, call)
        chosen, (ground, evidence) = known(Outcome, outcome), rests_on(pick(interaction))
        case = await self.forecasts.case(caller(interaction), held, topic)
        piece = self.forecasts.rest(case, chosen, ground, evidence)
        view = views.confirm_card(case, chosen, ground, piece, self.bot.text(interaction))
        await replace(interaction, view)

    async def decide(self, interaction: Interaction, call: int, outcome: str, ground: str) -> None:
        await self._resolve(interaction, call, known(Outcome, outcome), *rests_on(ground))

    async def back(self, interaction: Interaction, call: int) -> None:
        held, _topic = await self._call(interaction, call)
        await replace(interaction, await self._case(interaction, held))

    async def make_void(self, interaction: Interaction, call: int) -> None:
        await self._resolve(interaction, call, Outcome.VOID, Ground.UNDECIDABLE)

    async def _resolve(
        self,
        interaction: Interaction,
        number: int,
        outcome: Outcome,
        ground: Ground,
        evidence: EvidenceId | None = None,
    ) -> None:
        call, topic = await self._call(interaction, number)
        verdict = await self.forecasts.resolve(
            caller(interaction), call, topic, outcome, ground, evidence
        )
        await acknowledge(interaction)
        refusal = await self._post(interaction, number, verdict.resolution.entry)
        trouble = self.bot.text(interaction).refusal(refusal) if refusal else None
        await replace(interaction, await self._case(interaction, call, trouble=trouble))

    async def _post(self, interaction: Interaction, call: int, entry: int) -> Refusal | None:
        """Post what waits without a post; what stood in the way of this one."""
        try:
            channel = await self.bot.channel_for(interaction, Purpose.RENEWALS)
        except Refusal as refusal:
            return refusal
        return (await self.board.post_waiting(channel)).get((call, entry))

    async def undo(self, interaction: Interaction, call: int, entry: int) -> None:
        who, server, message = caller(interaction), interaction.guild, interaction.message
        held, topic = await self._call(interaction, call)
        try:
            undone = await self.forecasts.undo(who, call, entry)
        except AlreadyUndone:
            case = await self.forecasts.case(who, held, topic)
            for each in case.history:
                if each.entry == entry and server:
                    await self.board.show(each, held.question, server)
            raise
        await acknowledge(interaction)
        if server:
            await self.board.show(undone, held.question, server)
        if message and message.flags.ephemeral:
            await replace(interaction, await self._case(interaction, held))

    async def _case(
        self, interaction: Interaction, call: Call, *, trouble: str | None = None
    ) -> discord.ui.LayoutView:
        t = self.bot.text(interaction)
        topic = self._shown(interaction, await self._topic_of(call.guild, call.question, t))
        case = await self.forecasts.case(caller(interaction), call, topic)
        return views.resolved_card(case, t, trouble=trouble)

    # Scores

    async def calibration(self, interaction: Interaction) -> None:
        who, t = caller(interaction), self.bot.text(interaction)
        record = await self.forecasts.record(who.guild, who.user)
        drawn = await in_time(interaction, pictures.calibration_of(record, t), private=True)
        view = views.record_card(record, t, drawn)
        await answer(interaction, view, private=True, files=attached(drawn))

    @app_commands.rename(private=_("private"))
    @app_commands.describe(private=_("Show the answer to you alone"))
    async def leaderboard(self, interaction: Interaction, private: bool = False) -> None:
        view = await self._leaderboard(interaction, 0, private=private)
        await answer(interaction, view, private=private)

    async def turn_leaderboard(self, interaction: Interaction, page: int) -> None:
        await turn(interaction, await self._leaderboard(interaction, page, private=True))

    async def _leaderboard(
        self, interaction: Interaction, page: int, *, private: bool
    ) -> discord.ui.LayoutView:
        who = caller(interaction)
        places = await self.forecasts.leaderboard(who.guild)
        own = await self.forecasts.record(who.guild, who.user) if private else None
        of = pages.page(places, page, views.PLACES_A_PAGE)
        return views.leaderboard_card(of, self.bot.text(interaction, private=private), own)

    # After an absence

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        await self.board.catch_up()

    # What a question is, from what renewals know

    def _asked(self, interaction: Interaction, show: ShowId, season: int | None) -> Topic:
        """A season, asked about or not. Raises `ShowIsAdult`, `Outdated` and `ShowNotFound`."""
        caller(interaction)
        t = self.bot.text(interaction)
        return self._shown(interaction, self._topic(self.renewals.subject(show, season), t))

    async def _call(self, interaction: Interaction, number: int) -> tuple[Call, Topic]:
        """A call of this server. Raises `Outdated` and `ShowIsAdult`."""
        call = await self.forecasts.call(caller(interaction).guild, number)
        topic = await self._topic_of(call.guild, call.question, self.bot.text(interaction))
        return call, self._shown(interaction, topic)

    def _shown(self, interaction: Interaction, topic: Topic) -> Topic:
        if topic.adult and not adult(interaction):
            raise ShowIsAdult
        return topic

    async def _topic_of(self, guild: GuildId, question: QuestionId, t: Text) -> Topic:
        found = await self.renewals.standing(guild, question)
        return self._topic(found.subject, t, found)

    def _topic(self, subject: Subject, t: Text, standing: Standing | None = None) -> Topic:
        first, out = self.bot.app.shows.known(subject.show), subject.out
        return Topic(
            question=standing.question.id if standing else None,
            show=subject.show,
            season=subject.season,
            title=subject.title,
            words=renewal_views.question_words(subject, t),
            adult=subject.adult,
            aired=max((fact.number for fact in subject.facts if fact.out), default=0),
            format=(first.format if first else Format.UNKNOWN).value,
            source=first.source if first else None,
            out=out is not None,
            out_on=_day(out.first_aired) if out else None,
            pieces=[_piece(each, t) for each in standing.approved] if standing else (),
        )


def _typed(interaction: Interaction) -> Typed:
    said = entered(interaction)
    return Typed(**{name: said.get(name, "") for name in ("percent", "deadline", "rule")})


def _piece(evidence: Evidence, t: Text) -> Piece:
    claim = evidence.claim
    return Piece(
        id=evidence.id,
        quote=unlinked(claim.sentence, _QUOTE),
        source=renewal_views.source_words(claim, t),
        label=claim.sentence,
        day=_day(claim.said_on),
        says=_says(claim.status),
    )


def _says(status: Status) -> Outcome | None:
    """As a question's card groups it: for a return, against one, or a rumour, which is neither."""
    if status in POSITIVE:
        return Outcome.YES
    return Outcome.NO if status in NEGATIVE else None


def _day(known: PartialDate | None) -> date | None:
    """The date, where it is known to the day."""
    return known.first_day if known and known.day else None


def rests_on(picked: str) -> tuple[Ground, EvidenceId | None]:
    """A ground, with the number of its evidence. Raises `Outdated` for a forged one."""
    if picked.isascii() and picked.isdigit() and len(picked) < 19:
        return Ground.EVIDENCE, EvidenceId(int(picked))
    return known(Ground, picked), None


def known(kind: type[Word], value: str) -> Word:
    """A word of the enumeration. Raises `Outdated` for one that a forged component made up."""
    try:
        return kind(value)
    except ValueError as error:
        raise Outdated from error


async def setup(bot: Kanso) -> None:
    await bot.add_cog(ForecastsCog(bot))
