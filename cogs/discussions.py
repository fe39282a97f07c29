"""Shall we rate this episode and talk about it? `/discuss`, the vote on its posts, their upkeep."""

import dataclasses
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str as _
from discord.ext import commands

from bot.client import Kanso, caller
from bot.discussions import pictures, views
from bot.discussions.airing_board import OnAir
from bot.discussions.board import Board
from bot.discussions.models import (
    BALLOTS,
    Aspect,
    Discussion,
    NotAPlace,
    NotYourPlace,
    Result,
    Track,
    Viewing,
)
from bot.discussions.places import Venue
from bot.errors import MissingPermission, Outdated
from bot.ids import ChannelId, GuildId, ShowId
from bot.settings import permissions
from bot.settings.features import begins
from bot.settings.models import Ballot, Feature, Purpose, Spoilers
from bot.shows.models import Format, NeedsAgeRestriction, Show, ShowIsAdult
from bot.text.text import Markup
from bot.ui import links, pages
from bot.ui.answer import answer, ask, attached, in_time, promise, replace
from bot.ui.components import chosen, entered
from cogs.options import DUBS_OFFERED, ShowOption, adult

Interaction = discord.Interaction[Kanso]
Episode = app_commands.Range[int, 1, 99999]
ShowChoice = app_commands.Transform[Show, ShowOption]
BALLOTS_OFFERED = [
    app_commands.Choice(name=_(ballot.label), value=ballot.value) for ballot in Ballot
]
RULES_OFFERED = [app_commands.Choice(name=_(rule.label), value=rule.value) for rule in Spoilers]
DEADLINES_OFFERED: list[app_commands.Choice[int]] = [
    app_commands.Choice(name=_("After a day"), value=24),
    app_commands.Choice(name=_("After three days"), value=72),
    app_commands.Choice(name=_("After a week"), value=168),
    app_commands.Choice(name=_("After two weeks"), value=336),
]


class VenueOption(app_commands.Transformer):
    """A place where a discussion can be opened. Raises `NotAPlace` for one that is hidden."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        kinds = discord.ChannelType
        return [kinds.text, kinds.forum, kinds.public_thread, kinds.private_thread]

    async def transform(self, _: discord.Interaction[Any], value: Any, /) -> Venue:
        try:
            found = value.resolve() or await value.fetch()
        except discord.HTTPException:
            found = None
        if isinstance(found, discord.Thread) and found.parent is None:
            found = None
        if not isinstance(found, discord.TextChannel | discord.ForumChannel | discord.Thread):
            raise NotAPlace(channel=Markup(f"<#{value.id}>"))
        return found


class DiscussionsCog(commands.Cog):
    discuss = app_commands.Group(
        name=_("discuss"), description=_("Rate an episode and talk about it"), guild_only=True
    )

    def __init__(self, bot: Kanso) -> None:
        self.bot = bot
        self.discussions = bot.app.discussions
        self.board = Board(bot, bot.app.discussions, bot.clock, bot.guild_text, bot.governor)
        self.on_air = OnAir(
            bot, bot.app.programme, bot.app.airings, bot.app.shows, bot.app.settings, self.board,
            bot.clock, bot.guild_text,
        )  # fmt: skip
        bot.door.add(links.SHOW_DISCUSS, self.ask_episode)
        bot.door.add(views.FORM, self.start_from_form)
        bot.door.add(views.CLOSE, self.close_from_post)
        bot.door.add(views.CLOSE_NOW, self.close_for_good)
        bot.door.add(views.RESULTS, self.results_from_summary)
        bot.door.add(views.CURVE, self.whole_curve)
        bot.door.add(views.LIST, self.turn_page)
        bot.door.add(views.VOTE, self.vote)
        bot.door.add(views.ABOUT_ME, self.open_voter)
        bot.door.add(views.VIEWING, self.choose_viewing)
        bot.door.add(views.TRACK, self.choose_track)
        bot.door.add(views.ASPECTS, self.ask_aspects)
        bot.door.add(views.ASPECTS_FORM, self.rate_aspects)

    async def cog_load(self) -> None:
        await self.discussions.load()

    async def cog_unload(self) -> None:
        await self.on_air.close()
        await self.board.close()

    # Opening

    @discuss.command(name=_("start"), description=_("Open a vote and a thread on an episode"))
    @app_commands.rename(
        show=_("show"),
        episode=_("episode"),
        where=_("where"),
        ballot=_("vote"),
        hours=_("closes"),
        spoilers=_("spoilers"),
        dub=_("dub"),
    )
    @app_commands.describe(
        show=_("Which show"),
        episode=_("Which episode; leave it out for the whole show"),
        where=_("A channel, a forum or a thread; leave it out for the server's own"),
        ballot=_("How it is voted on"),
        hours=_("When the vote closes by itself"),
        spoilers=_("What may be told there"),
        dub=_("A dub's own discussion; leave it out for the original audio"),
    )
    @app_commands.choices(ballot=BALLOTS_OFFERED)
    @app_commands.choices(hours=DEADLINES_OFFERED)
    @app_commands.choices(spoilers=RULES_OFFERED)
    @app_commands.choices(dub=DUBS_OFFERED)
    @begins(Feature.DISCUSSIONS)
    async def start(
        self,
        interaction: Interaction,
        show: ShowChoice,
        episode: Episode | None = None,
        where: app_commands.Transform[Venue, VenueOption] | None = None,
        ballot: str | None = None,
        hours: int | None = None,
        spoilers: str | None = None,
        dub: str | None = None,
    ) -> None:
        chosen_ballot = Ballot(ballot) if ballot else None
        rule = Spoilers(spoilers) if spoilers else None
        await self._start(interaction, show, episode, where, chosen_ballot, hours, rule, dub)

    @begins(Feature.DISCUSSIONS)
    async def ask_episode(self, interaction: Interaction, show: str) -> None:
        known = self.bot.app.shows.get(ShowId(show))
        film = known.format is Format.MOVIE
        t = self.bot.text(interaction)
        await ask(interaction, views.form(known.id, known.title, t, film=film))

    @begins(Feature.DISCUSSIONS)
    async def start_from_form(self, interaction: Interaction, show: str) -> None:
        known = self.bot.app.shows.get(ShowId(show))
        typed = entered(interaction).get(views.EPISODE)
        await self._start(interaction, known, typed)

    async def _start(
        self,
        interaction: Interaction,
        show: Show,
        typed: str | int | None,
        where: Venue | None = None,
        ballot: Ballot | None = None,
        hours: int | None = None,
        spoilers: Spoilers | None = None,
        dub: str | None = None,
    ) -> None:
        who, episode = caller(interaction), self.discussions.episode(show, typed)
        settings = await self.bot.app.settings.get(who.guild)
        terms = dataclasses.replace(
            BALLOTS[ballot or settings.ballot],
            closes_at=self.discussions.deadline(hours),
            spoilers_open=(spoilers or settings.spoilers) is Spoilers.OPEN,
            dub=dub,
        )
        venue = where or await self.bot.venue_for(interaction, Purpose.DISCUSSIONS)
        if where:
            self._require_venue(interaction, where)
            place = ChannelId(where.id)
            await self.discussions.require_free(who.guild, place, show, episode, dub)
        if show.adult and not venue.is_nsfw():
            raise NeedsAgeRestriction(title=show.title, channel=Markup(venue.mention))
        await promise(interaction, private=True)
        t = self.bot.text(interaction)
        result, new = await self.board.start(who.user, show, episode, venue, t, terms=terms)
        film_episode = bool(typed) and episode is None
        view = views.started(result, t, new=new, film_episode=film_episode)
        await answer(interaction, view, private=True)

    def _require_venue(self, interaction: Interaction, venue: Venue) -> None:
        """Raises where whoever asks may not write themselves, or the bot may not do its part."""
        mention = Markup(venue.mention)
        member = interaction.user
        theirs = venue.permissions_for(member) if isinstance(member, discord.Member) else None
        writes = (
            "send_messages_in_threads" if isinstance(venue, discord.Thread) else "send_messages"
        )
        if theirs is None or not (theirs.view_channel and getattr(theirs, writes)):
            raise NotYourPlace(channel=mention)
        if missing := permissions.missing(venue, Purpose.DISCUSSIONS):
            words = permissions.words(missing, self.bot.text(interaction))
            raise MissingPermission(permissions=Markup(words), channel=mention)

    # Looking

    @discuss.command(name=_("list"), description=_("The open discussions of this server"))
    async def show_list(self, interaction: Interaction) -> None:
        await answer(interaction, await self._page(interaction, 0), private=True)

    async def turn_page(self, interaction: Interaction, page: int) -> None:
        await replace(interaction, await self._page(interaction, page))

    async def _page(self, interaction: Interaction, number: int) -> discord.ui.LayoutView:
        found = await self.discussions.all_open(caller(interaction).guild, adult=adult(interaction))
        page = pages.page(found, number, views.LISTED_A_PAGE)
        return views.open_list(page, self.bot.text(interaction))

    @discuss.command(name=_("results"), description=_("What a discussion's vote came to"))
    @app_commands.rename(show=_("show"), episode=_("episode"), dub=_("dub"))
    @app_commands.describe(
        show=_("Which show"),
        episode=_("Which episode; leave it out for the newest"),
        dub=_("Which dub"),
    )
    @app_commands.choices(dub=DUBS_OFFERED)
    async def results(
        self,
        interaction: Interaction,
        show: ShowChoice,
        episode: Episode | None = None,
        dub: str | None = None,
    ) -> None:
        who = caller(interaction)
        result = await self.discussions.results(who.guild, show, episode, viewer=who.user, dub=dub)
        progress = await self.bot.app.progress.of(who.user, show.id)
        if progress is not None and self.discussions.ahead(result, show, progress):
            t = self.bot.text(interaction)
            await answer(interaction, views.ahead_question(result, progress, t), private=True)
            return
        await self._show_result(interaction, result)

    @discuss.command(name=_("curve"), description=_("A show's votes, episode by episode"))
    @app_commands.rename(show=_("show"))
    @app_commands.describe(show=_("Which show"))
    async def curve(self, interaction: Interaction, show: ShowChoice) -> None:
        until = await self.bot.app.progress.of(caller(interaction).user, show.id)
        await self._show_curve(interaction, show, until)

    async def whole_curve(self, interaction: Interaction, show: str) -> None:
        known = self.bot.app.shows.get(ShowId(show))
        if known.adult and not adult(interaction):
            raise ShowIsAdult
        await self._show_curve(interaction, known, None)

    async def _show_curve(self, interaction: Interaction, show: Show, until: int | None) -> None:
        points = await self.discussions.season(caller(interaction).guild, show)
        shown = [each for each in points if until is None or each.last <= until]
        cut = until if len(shown) < len(points) else None
        t = self.bot.text(interaction)
        drawn = await in_time(interaction, pictures.curve_of(shown, show, t), private=True)
        view = views.curve_card(show.id, show.title, shown, t, until=cut, pictures=drawn)
        await answer(interaction, view, private=True, files=attached(drawn))

    async def results_from_summary(self, interaction: Interaction, discussion: int) -> None:
        who = caller(interaction)
        meant = await self.discussions.get(who.guild, discussion)
        await self._show_result(interaction, await self.discussions.result(meant, viewer=who.user))

    async def _show_result(self, interaction: Interaction, result: Result) -> None:
        t = self.bot.text(interaction)
        drawn = await in_time(interaction, pictures.result_of(result, t), private=True)
        view = views.result_card(result, t, pictures=drawn)
        await answer(interaction, view, private=True, files=attached(drawn))

    # Closing

    @discuss.command(name=_("close"), description=_("Close the vote and post its result"))
    @app_commands.rename(show=_("show"), episode=_("episode"), dub=_("dub"))
    @app_commands.describe(
        show=_("Which show; not needed in the discussion's thread"),
        episode=_("Which episode"),
        dub=_("Which dub"),
    )
    @app_commands.choices(dub=DUBS_OFFERED)
    async def close(
        self,
        interaction: Interaction,
        show: ShowChoice | None = None,
        episode: Episode | None = None,
        dub: str | None = None,
    ) -> None:
        guild, place = caller(interaction).guild, ChannelId(interaction.channel_id or 0)
        meant = await self.discussions.to_close(guild, place, show, episode, dub)
        await self._close(interaction, meant)

    async def close_from_post(self, interaction: Interaction, discussion: int) -> None:
        who = caller(interaction)
        found = await self.discussions.get(who.guild, discussion)
        await self.discussions.require_host(found, who)
        if not found.open:
            await self._close(interaction, found)
            return
        result = await self.discussions.result(found)
        view = views.close_question(result, self.bot.text(interaction))
        await answer(interaction, view, private=True)

    async def close_for_good(self, interaction: Interaction, discussion: int) -> None:
        guild = caller(interaction).guild
        await self._close(interaction, await self.discussions.get(guild, discussion))

    async def _close(self, interaction: Interaction, discussion: Discussion) -> None:
        await self.discussions.require_host(discussion, caller(interaction))
        await promise(interaction, private=True)
        result, new = await self.board.close_vote(discussion)
        view = views.closed(result, self.bot.text(interaction), new=new)
        await answer(interaction, view, private=True)

    # Voting by buttons, and what voters say of themselves

    async def vote(self, interaction: Interaction, discussion: int, score: int) -> None:
        who = caller(interaction)
        found = await self.discussions.get(who.guild, discussion)
        voting = self.discussions.vote(found, who.user, score or None)
        before = await in_time(interaction, voting, private=True)
        result = await self.discussions.result(found, viewer=who.user)
        t = self.bot.text(interaction)
        view = views.voted(result, score or None, t, before=before)
        await answer(interaction, view, private=True)

    async def open_voter(self, interaction: Interaction, discussion: int) -> None:
        await answer(interaction, await self._panel(interaction, discussion), private=True)

    async def choose_viewing(self, interaction: Interaction, discussion: int) -> None:
        viewing = next(iter(chosen(interaction)), None)
        if viewing not in (None, *Viewing):
            raise Outdated
        said = Viewing(viewing) if viewing else None
        await self._describe(interaction, discussion, viewing=said)

    async def choose_track(self, interaction: Interaction, discussion: int) -> None:
        track, _, language = next(iter(chosen(interaction)), "").partition("-")
        if track not in ("", *Track) or language not in ("", *views.LANGUAGES):
            raise Outdated
        said = Track(track) if track else None
        await self._describe(interaction, discussion, track=said, language=language or None)

    async def ask_aspects(self, interaction: Interaction, discussion: int) -> None:
        who = caller(interaction)
        found = await self.discussions.get(who.guild, discussion)
        voter = await self.discussions.voter(found, who.user)
        result = await self.discussions.result(found)
        await ask(interaction, views.aspects_form(result, voter, self.bot.text(interaction)))

    async def rate_aspects(self, interaction: Interaction, discussion: int) -> None:
        who = caller(interaction)
        found = await self.discussions.get(who.guild, discussion)
        scores = {str(step.score): step.score for step in found.scale.steps}
        typed = entered(interaction)
        given = {aspect: typed[aspect] for aspect in Aspect if typed.get(aspect)}
        if not given.keys() <= set(Aspect) or not set(given.values()) <= scores.keys():
            raise Outdated
        aspects = {aspect: scores[score] for aspect, score in given.items()}
        await self._describe(interaction, discussion, aspects=aspects)

    async def _describe(self, interaction: Interaction, discussion: int, **said: Any) -> None:
        who = caller(interaction)
        found = await self.discussions.get(who.guild, discussion)
        voter = await self.discussions.voter(found, who.user)
        await self.discussions.describe(found, who.user, dataclasses.replace(voter, **said))
        await replace(interaction, await self._panel(interaction, discussion))

    async def _panel(self, interaction: Interaction, discussion: int) -> discord.ui.LayoutView:
        who = caller(interaction)
        found = await self.discussions.get(who.guild, discussion)
        voter = await self.discussions.voter(found, who.user)
        result = await self.discussions.result(found)
        return views.voter_panel(result, voter, self.bot.text(interaction))

    # Voting by reactions

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        if event.member is None or not event.member.bot:
            self._react(event, added=True)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        self._react(event, added=False)

    def _react(self, event: discord.RawReactionActionEvent, *, added: bool) -> None:
        user = self.bot.user
        if event.emoji.id is None and (user is None or event.user_id != user.id):
            self.discussions.ballot.reacted(
                event.message_id, event.user_id, event.emoji.name, burst=event.burst, added=added
            )

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, event: discord.RawReactionClearEvent) -> None:
        self.discussions.ballot.cleared(event.message_id)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, event: discord.RawReactionClearEmojiEvent) -> None:
        if event.emoji.id is None:
            self.discussions.ballot.cleared(event.message_id, event.emoji.name or "")

    # After an absence

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        self.discussions.ballot.begin_session()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """A new session: what was missed isn't replayed (it is on RESUME, which isn't this)."""
        self.on_air.begin()
        await self.board.begin_session()

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.board.rejoined(GuildId(guild.id))

    @commands.Cog.listener()
    async def on_permissions_changed(self, guild: discord.Guild) -> None:
        await self.board.rejoined(GuildId(guild.id))

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self.board.gone(GuildId(channel.guild.id), ChannelId(channel.id))

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, thread: discord.RawThreadDeleteEvent) -> None:
        await self.board.gone(GuildId(thread.guild_id), ChannelId(thread.thread_id))


async def setup(bot: Kanso) -> None:
    await bot.add_cog(DiscussionsCog(bot))
