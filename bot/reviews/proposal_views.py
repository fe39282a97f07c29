"""How a digest looks before it is posted: the form that begins it, its lines, what its author is
asked.
"""

from collections.abc import Sequence
from typing import Any

import discord

from bot.errors import N_
from bot.reviews.models import (
    ASPECTS,
    NO_SHOW,
    POINTS,
    TEXT_LIMIT,
    VERDICT_LIMIT,
    Draft,
    Origin,
    Part,
    Passage,
    Review,
    measure,
)
from bot.reviews.proposal import Proposal
from bot.reviews.proposals import NAME_LIMIT, SOURCE_LIMIT
from bot.reviews.scores import Verdict, spoken
from bot.reviews.views import PANEL, STANCES, VERDICT_MARKS, removed, review_card
from bot.shows.models import Show
from bot.text import Text
from bot.text.text import Markup, stamp
from bot.ui import theme
from bot.ui.answer import button, card, link, row, rule
from bot.ui.components import Pattern
from bot.ui.theme import plain

FORM = Pattern("digest-form", {"show": str})
OPEN = Pattern("digest", {"number": int})
TURN = Pattern("digest-turn", {"number": int, "part": str})
PICK = Pattern("digest-pick", {"number": int})
LINE = Pattern("digest-line", {"number": int, "part": str})
SHOW = Pattern("digest-show", {"number": int})
PICK_SHOW = Pattern("digest-pick-show", {"number": int})
AUTHOR = Pattern("digest-author", {"number": int})
MINE = Pattern("digest-mine", {"number": int, "own": int})
POST = Pattern("digest-post", {"number": int, "revision": int, "over": int})
DISCARD = Pattern("digest-discard", {"number": int})
DISCARDED = Pattern("digest-discarded", {"number": int})
ASK = Pattern("digest-ask", {"number": int})
SEE = Pattern("digest-see", {"number": int})
AGREE = Pattern("digest-agree", {"number": int, "revision": int})
DECLINE = Pattern("digest-decline", {"number": int})

THE_SHOW, THE_AUTHOR = "show", "author"
"""What the select of lines calls those that are no part of a review."""

_FIELDS = {
    "genre": N_("Genre"),
    "release_date": N_("Release date"),
    "studio": N_("Studio"),
    "director": N_("Director"),
    "writer": N_("Writer"),
    "episodes": N_("Episodes"),
    "runtime": N_("Minutes an episode"),
}
_LINES = (Part.VERDICT, *ASPECTS, *POINTS, Part.RECOMMENDATIONS, Part.FACTS)
_SHOWN = 140
"""Characters of a line on the panel; its form has all."""
_POINTS = 3
"""Lines of strengths and weaknesses that are shown."""


def begin_form(show: str, t: Text) -> discord.ui.Modal:
    """Where a review is pasted or attached; `show` is what it is about, as far as that is said."""
    modal = discord.ui.Modal(title=t("Make a review digest"), custom_id=FORM.pack(show=show))
    fields: Sequence[tuple[str, str, discord.ui.Item[Any]]] = (
        (
            t("The review, as a file"),
            t("A .txt or .md file of up to 60,000 characters."),
            discord.ui.FileUpload(custom_id="file", required=False, min_values=0, max_values=1),
        ),
        (
            t("Or its text"),
            t("A form holds 4,000 characters; for more, attach a file."),
            discord.ui.TextInput(
                custom_id="text",
                style=discord.TextStyle.paragraph,
                required=False,
                max_length=TEXT_LIMIT,
            ),
        ),
        (
            t("Who wrote it"),
            t("If it isn't yours. Left blank, I go by what the text says."),
            discord.ui.TextInput(custom_id="name", required=False, max_length=NAME_LIMIT),
        ),
        (
            t("Link to it"),
            t("If it stands somewhere on the web."),
            discord.ui.TextInput(
                custom_id="source",
                required=False,
                max_length=SOURCE_LIMIT,
                placeholder="https://…",
            ),
        ),
    )
    for text, description, component in fields:
        modal.add_item(discord.ui.Label(text=text, description=description, component=component))
    return modal


def panel(held: Proposal, candidates: Sequence[Show], t: Text) -> discord.ui.LayoutView:
    """A digest's lines, each with what corrects it, and what its maker should know first."""
    draft, origin = held.draft, held.origin
    number, writing = origin.number, held.draft.writing
    title = _title(draft, t)
    head = [
        f"## {t('Digest of a review of {show}', show=title) if title else t('Digest of a review')}",
        f"-# {t('Nothing is posted yet. Tap a verdict to change it, or pick a line below.')}",
        whose(origin, t),
        *removed(held.removal, t, draft=False),
    ]
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(head))]
    if not title:
        items += _which_show(number, candidates, t)
    items.append(rule())
    items += [
        _judged(number, part, writing[part], t)
        for part in (Part.VERDICT, *ASPECTS)
        if not writing[part].blank
    ]
    rest = _points(draft, t)
    if not any(writing[part].stance for part in (Part.VERDICT, *ASPECTS)):
        rest.append(t("I found no verdict in it: I read English alone. Pick a line to add one."))
    if facts := _split(writing[Part.FACTS].text):
        rest.append(f"**{t(Part.FACTS.label)}**\n{plain(' · '.join(facts), 200)}")
    if unsaid := [t(part.label) for part in ASPECTS if part not in writing.parts]:
        rest.append(f"-# {t('Not stated: {parts}', parts=', '.join(unsaid))}")
    rest += _to_know(held, t)
    items += [discord.ui.TextDisplay("\n".join(rest))] if rest else []
    return card(
        *items,
        rule(),
        row(_lines_select(held, t)),
        row(*_deeds(held, t)),
        colour=theme.colour(draft.show.color),
    )


def _title(draft: Draft, t: Text) -> str:
    return "" if draft.show.id == NO_SHOW else plain(t.title(draft.show.title), 150)


def whose(origin: Origin, t: Text) -> str:
    """Whose words they are, and what that means."""
    source = f" · [{t('where it stands')}](<{origin.source}>)" if origin.source else ""
    if origin.own:
        return t("You wrote this: it becomes your review here, and counts.") + source
    if origin.author:
        who = Markup(f"<@{origin.author}>")
        return t("{who} wrote this, and has to agree before it is posted.", who=who) + source
    if origin.name:
        by = t("By {name}, from elsewhere: it counts nowhere.", name=plain(origin.name, 80))
    else:
        by = t("From elsewhere, by somebody unnamed: it counts nowhere.")
    return by + source


def _which_show(number: int, candidates: Sequence[Show], t: Text) -> list[discord.ui.Item[Any]]:
    words = discord.ui.TextDisplay[Any](t("**Which show is it about?** I couldn't tell for sure."))
    if not candidates:
        return [words, row(button(t("Which show?"), SHOW.pack(number=number)))]
    options = [
        discord.SelectOption(
            label=theme.shorten(theme.clean(t.title(show.title)), 100),
            value=show.id,
            description=str(show.year) if show.year else None,
        )
        for show in candidates
    ]
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=PICK_SHOW.pack(number=number), placeholder=t("Pick the show…"), options=options
    )
    return [words, row(select), row(button(t("Which show?"), SHOW.pack(number=number)))]


def _judged(number: int, part: Part, passage: Passage, t: Text) -> discord.ui.Item[Any]:
    label = t("Overall") if part is Part.VERDICT else t(part.label)
    score = f" · {t('{score} of 10', score=spoken(passage.score))}" if passage.score else ""
    lines = [f"**{label}**{score}"]
    if said := _split(passage.text):
        lines.append(f"> {plain(said[0], _SHOWN)}")
    elif passage.stance:
        lines.append(f"-# {t('No sentence of it can be shown openly.')}")
    return discord.ui.Section(
        "\n".join(lines),
        accessory=button(
            stance(passage.stance, t),
            TURN.pack(number=number, part=part),
            emoji=VERDICT_MARKS[passage.stance] if passage.stance else None,
        ),
    )


def stance(held: Verdict | None, t: Text) -> str:
    """A verdict in a word."""
    return t(STANCES[held]) if held else t("not stated")


def _split(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _points(draft: Draft, t: Text) -> list[str]:
    lines: list[str] = []
    for part in (*POINTS, Part.RECOMMENDATIONS):
        if said := _split(draft.writing[part].text):
            lines.append(f"**{t(part.label)}**")
            if part is Part.RECOMMENDATIONS:
                lines.append(plain(" · ".join(said), 200))
            else:
                lines += [f"- {plain(line, 100)}" for line in said[:_POINTS]]
    return lines


def _to_know(held: Proposal, t: Text) -> list[str]:
    """What differs from the catalogue, what was kept apart, what would be replaced."""
    lines = [
        "⚠️ "
        + t(
            "{field}: the review says {says}, the catalogue {catalogue}.",
            field=t(_FIELDS[each.field]),
            says=plain(each.says, 80),
            catalogue=plain(each.catalogue, 80),
        )
        for each in held.disagreements
    ]
    if n := len(held.comments):
        kept = t.n(
            "💬 {n} comment came with it, and is kept apart from the review.",
            "💬 {n} comments came with it, and are kept apart from the review.",
            n,
        )
        names = ", ".join(dict.fromkeys(plain(each.author, 40) for each in held.comments[:8]))
        lines.append(f"{kept} {t('By {names}.', names=names)}")
        if held.most_liked:
            said = plain(" ".join(held.most_liked.words.text.split()), 120)
            lines.append(f"> {said}\n> 👍 {held.most_liked.likes}")
    if held.review:
        when = stamp(held.review.posted_at)
        lines.append(
            t("It takes the place of what you posted {when}; that stays in its history.", when=when)
        )
    return lines


def _lines_select(held: Proposal, t: Text) -> discord.ui.Select[Any]:
    draft, origin = held.draft, held.origin
    options = [discord.SelectOption(label=t("The show"), value=THE_SHOW)]
    if origin.own or not origin.author:
        options.append(discord.SelectOption(label=t("Author and link"), value=THE_AUTHOR))
    options += [
        discord.SelectOption(
            label=t("Overall: score and verdict") if part is Part.VERDICT else t(part.label),
            value=part.value,
            description=theme.shorten(" ".join(theme.clean(draft.writing[part].text).split()), 100)
            or None,
        )
        for part in _LINES
    ]
    return discord.ui.Select(
        custom_id=PICK.pack(number=origin.number),
        placeholder=t("Correct a line…"),
        options=options,
    )


def _deeds(held: Proposal, t: Text) -> list[discord.ui.Button[Any]]:
    draft, origin = held.draft, held.origin
    number = origin.number
    if origin.author and not origin.own and origin.consent != draft.revision:
        first = button(
            t("Ask its author"), ASK.pack(number=number), style=discord.ButtonStyle.success
        )
    else:
        packed = POST.pack(number=number, revision=draft.revision, over=0)
        first = button(t("Post"), packed, style=discord.ButtonStyle.success)
    whose: list[discord.ui.Button[Any]] = []
    if origin.own:
        whose = [button(t("I didn't write this"), MINE.pack(number=number, own=0))]
    elif not origin.author:
        whose = [button(t("I wrote this"), MINE.pack(number=number, own=1))]
    discard = button(t("Discard"), DISCARD.pack(number=number), style=discord.ButtonStyle.danger)
    return [first, *whose, discard]


def line_form(held: Proposal, part: Part, t: Text) -> discord.ui.Modal:
    """One line's form, filled with what it says."""
    passage, origin = held.draft.writing[part], held.origin
    modal = discord.ui.Modal(
        title=theme.shorten(t(part.label), 45),
        custom_id=LINE.pack(number=origin.number, part=part),
    )
    if part.scored:
        modal.add_item(
            discord.ui.Label(
                text=t("Score, 1 to 10"),
                description=t("As the review states it; blank for none."),
                component=discord.ui.TextInput(
                    custom_id="score",
                    required=False,
                    max_length=40,
                    default=spoken(passage.score) if passage.score else None,
                ),
            )
        )
    if part is Part.RECOMMENDATIONS:
        hint = t("One show a line.")
    elif part is Part.FACTS:
        hint = t("As the review states them, one a line, such as “Episodes: 15”.")
    elif origin.own:
        hint = t("Your words; one sentence a line. No spoilers: it stands in public.")
    else:
        hint = t("From the review, word for word; one sentence a line. No spoilers.")
    modal.add_item(
        discord.ui.Label(
            text=t("Verdict in one line") if part is Part.VERDICT else t("What it says"),
            description=theme.shorten(hint, 100),
            component=discord.ui.TextInput(
                custom_id="text",
                style=discord.TextStyle.paragraph,
                required=False,
                max_length=VERDICT_LIMIT if part is Part.VERDICT else TEXT_LIMIT,
                default=passage.text or None,
            ),
        )
    )
    return modal


def show_form(held: Proposal, t: Text) -> discord.ui.Modal:
    """Which show it is about."""
    named = held.draft.show.id != NO_SHOW
    title = t.title(held.draft.show.title) if named else ""
    return _form(
        t("Which show is it about?"),
        SHOW.pack(number=held.origin.number),
        ("title", t("Its title, or a link to it"), title, 200, True),
    )


def author_form(held: Proposal, t: Text) -> discord.ui.Modal:
    """Who wrote it, and where it stands."""
    origin = held.origin
    return _form(
        t("Author and link"),
        AUTHOR.pack(number=origin.number),
        ("name", t("Who wrote it"), origin.name, NAME_LIMIT, False),
        ("source", t("Link to it"), origin.source, SOURCE_LIMIT, False),
    )


def _form(title: str, custom_id: str, *fields: tuple[str, str, str, int, bool]) -> discord.ui.Modal:
    modal = discord.ui.Modal(title=theme.shorten(title, 45), custom_id=custom_id)
    for name, text, default, limit, required in fields:
        modal.add_item(
            discord.ui.Label(
                text=text,
                component=discord.ui.TextInput(
                    custom_id=name,
                    required=required,
                    max_length=limit,
                    default=theme.shorten(default, limit) or None,
                ),
            )
        )
    return modal


def discard_question(held: Proposal, t: Text) -> discord.ui.LayoutView:
    """Is it to go?"""
    number = held.origin.number
    words, _ = measure([held.draft.writing[Part.TEXT].text])
    said = t.n("It has {n} word of the review.", "It has {n} words of the review.", words)
    return card(
        discord.ui.TextDisplay(f"## {t('Discard this digest?')}\n{said}"),
        row(
            button(
                t("Discard it"),
                DISCARDED.pack(number=number),
                style=discord.ButtonStyle.danger,
            ),
            button(t("Keep it"), OPEN.pack(number=number)),
        ),
        colour=theme.WARN,
    )


def discarded(t: Text) -> discord.ui.LayoutView:
    """It is gone."""
    return card(discord.ui.TextDisplay(t("The digest is gone.")), colour=theme.CALM)


def over_question(held: Proposal, t: Text) -> discord.ui.LayoutView:
    """What its maker posted of the show, or has as a draft, would go: is it to?"""
    draft, number = held.draft, held.origin.number
    lines = [f"## {t('Post this in its place?')}"]
    if held.review:
        lines.append(
            t(
                "You posted a review of **{show}** {when}. Its scores and texts give way to this "
                "one, and stay in its history.",
                show=_title(draft, t),
                when=stamp(held.review.posted_at),
            )
        )
    if held.other:
        words, _ = measure(held.other.writing.texts.values())
        lines += [
            t(
                "You also have a draft of **{show}**, saved {when}. It goes.",
                show=_title(draft, t),
                when=stamp(held.other.saved_at),
            ),
            t.n("It has {n} word.", "It has {n} words.", words),
        ]
    packed = POST.pack(number=number, revision=draft.revision, over=1)
    instead = t("Show the draft") if held.other else t("Change that one instead")
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        row(
            button(t("Post in its place"), packed, style=discord.ButtonStyle.danger),
            button(instead, PANEL.pack(show=draft.show.id)),
            button(t("Back"), OPEN.pack(number=number)),
        ),
        colour=theme.WARN,
    )


def mine_question(held: Proposal, t: Text) -> discord.ui.LayoutView:
    """The text names somebody: is that whoever says that they wrote it?"""
    number, name = held.origin.number, plain(held.origin.name, 80)
    lines = [
        f"## {t('Did you write this?')}",
        t("The text, or whoever began this, names **{name}** as its author.", name=name),
        t("As yours it stands under your name, and counts in averages here."),
    ]
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        row(
            button(
                t("Yes, it is mine"),
                MINE.pack(number=number, own=2),
                style=discord.ButtonStyle.success,
            ),
            button(t("No"), OPEN.pack(number=number)),
        ),
        colour=theme.CALM,
    )


# Whoever wrote it is asked


def request(held: Proposal, t: Text, *, changed: bool = False) -> discord.ui.LayoutView:
    """The public question to a message's author. `changed`: it isn't what they agreed to."""
    number, origin = held.origin.number, held.origin
    lines = [
        t(
            "{author}, {maker} would like to post a digest of your message as a review of "
            "**{show}**, under your name.",
            author=Markup(f"<@{origin.author}>"),
            maker=Markup(f"<@{origin.by}>"),
            show=_title(held.draft, t),
        ),
        t("It is posted only if you agree. It counts in no average."),
    ]
    if changed:
        lines.append(f"**{t('It was changed since you were asked. Have another look.')}**")
    if origin.source:
        lines.append(f"-# [{t('The message')}]({origin.source})")
    agree = AGREE.pack(number=number, revision=held.draft.revision)
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        row(
            button(t("See it"), SEE.pack(number=number)),
            button(t("Yes, post it"), agree, style=discord.ButtonStyle.success),
            button(t("No"), DECLINE.pack(number=number), style=discord.ButtonStyle.danger),
        ),
    )


def shown_to_author(held: Proposal, t: Text) -> discord.ui.LayoutView:
    """The card as it would be, for whoever wrote the words."""
    view = review_card(_as_review(held), t, buttons=False)
    words = t("This is how it would look. Agree or not under the question.")
    view.add_item(discord.ui.TextDisplay(words))
    return view


def _as_review(held: Proposal) -> Review:
    draft, origin = held.draft, held.origin
    return Review(
        show=draft.show,
        user=origin.voice,
        name=origin.name,
        writing=draft.writing,
        posted_at=draft.saved_at,
        origin=origin,
    )


def asked(t: Text) -> discord.ui.LayoutView:
    """The author was asked."""
    return card(
        discord.ui.TextDisplay(
            t(
                "I asked. Once they agree it is posted; `/review list` has it until then. "
                "Change a line, and they are asked anew."
            )
        ),
        colour=theme.GOOD,
    )


def agreed(review: Review, t: Text) -> discord.ui.LayoutView:
    """The author agreed, and where it is now."""
    words = t("{author} agreed: the digest is posted.", author=_author(review.origin))
    links = [row(link(t("Open it"), review.card.url))] if review.card else []
    return card(discord.ui.TextDisplay(words), *links, colour=theme.GOOD)


def agreed_unposted(origin: Origin | None, t: Text) -> discord.ui.LayoutView:
    """The author agreed, but it couldn't be posted."""
    words = t(
        "{author} agreed. It couldn't be posted just now: {maker} can press *Post*, in "
        "`/review list`.",
        author=_author(origin),
        maker=Markup(f"<@{origin.by}>") if origin else "",
    )
    return card(discord.ui.TextDisplay(words), colour=theme.CALM)


def declined(origin: Origin, t: Text) -> discord.ui.LayoutView:
    """The author would rather not."""
    words = t("{author} would rather not. The digest is gone.", author=_author(origin))
    return card(discord.ui.TextDisplay(words), colour=theme.CALM)


def _author(origin: Origin | None) -> Markup:
    return Markup(f"<@{origin.author}>" if origin else "")
