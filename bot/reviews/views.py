"""How reviews look: the draft's panel and forms, the public card, the text in full, the lists."""

from collections.abc import Callable, Sequence
from typing import Any

import discord

from bot.errors import N_
from bot.ids import ShowId, UserId
from bot.reviews import reading
from bot.reviews.models import (
    ASPECTS,
    DIGESTED,
    DRAFT_DAYS,
    LANGUAGE_LIMIT,
    LONG,
    NO_SHOW,
    TEXT_LIMIT,
    VERDICT_LIMIT,
    WHOLE,
    Draft,
    Panel,
    Part,
    Passage,
    Removal,
    Review,
    Track,
    Writing,
    measure,
    spoils,
)
from bot.reviews.scores import Score, Verdict, spoken
from bot.reviews.subject import Subject
from bot.text import Text
from bot.text.text import stamp
from bot.ui import links, theme
from bot.ui.answer import button, card, link, row, rule, small
from bot.ui.charts import bar
from bot.ui.components import Pattern
from bot.ui.pages import Page, page
from bot.ui.theme import plain

WRITE = Pattern("review-write", {"show": str})
PANEL = Pattern("review-panel", {"show": str})
FORM = Pattern("review-form", {"show": str, "part": str})
SAVE = Pattern("review-save", {"show": str, "part": str})
PUT_BACK = Pattern("review-put-back", {"show": str, "part": str})
POST = Pattern("review-post", {"show": str, "revision": int})
DISCARD = Pattern("review-discard", {"show": str, "revision": int})
DISCARD_FOR_GOOD = Pattern("review-discarded", {"show": str, "revision": int})
READ = Pattern("review-read", {"show": str, "user": int})
BESIDE = Pattern("review-beside", {"show": str, "user": int})
"""Every card has it, so that it tells whose card of which show a message is."""


def beside(show: ShowId, user: UserId) -> str:
    """The custom id that only the card of that review has."""
    return BESIDE.pack(show=show, user=user)


REPORT = Pattern("review-report", {"show": str, "user": int})
TURN = Pattern("review-turn", {"show": str, "user": int, "page": int})
PICK = Pattern("review-pick", {})
PICK_DRAFT = Pattern("review-pick-draft", {})
PICK_DIGEST = Pattern("digest-resume", {})
TURN_SHOW = Pattern("reviews-turn", {"show": str, "page": int})
TURN_MEMBER = Pattern("reviews-of", {"user": int, "page": int})

HELPFUL = "👍"
STANCES = {
    Verdict.POSITIVE: N_("positive"),
    Verdict.MIXED: N_("mixed"),
    Verdict.NEGATIVE: N_("negative"),
}
VERDICT_MARKS = {Verdict.POSITIVE: "🟢", Verdict.MIXED: "🟡", Verdict.NEGATIVE: "🔴"}
_POINTS_SHOWN = 2

_TRACKS = {Track.SUB: N_("sub"), Track.DUB: N_("dub")}
_HINTS = {
    Part.STORY: N_("Plot, pace, writing. Spoilers are fine here."),
    Part.CHARACTERS: N_("Who they are and how they grow."),
    Part.VISUALS: N_("Art, animation, direction."),
    Part.SOUND: N_("Music and sound."),
    Part.VOICE: N_("How it was spoken."),
    Part.OVERALL: N_("Spoilers are fine here. More? Go on in part 2."),
    Part.OVERALL_2: N_("Part 1 goes on here. More? Go on in part 3."),
    Part.OVERALL_3: N_("Part 2 goes on here. This is the last part."),
    Part.ANIMATION: N_("How it moves."),
    Part.STRENGTHS: N_("One a line. They stand on the card: no spoilers."),
    Part.WEAKNESSES: N_("One a line. They stand on the card: no spoilers."),
    Part.AVAILABILITY: N_("Where it can be seen."),
    Part.RECOMMENDATIONS: N_("Whom is it for? What is like it?"),
}
_REMOVED_SHOWN = 4
"""More would leave no room: Discord takes 40 components."""


# Writing


def panel(held: Panel, t: Text, *, changed: bool = False) -> discord.ui.LayoutView:
    """What is written so far and what is blank, with a button for each part's form. `changed` says
    that another state was shown before.
    """
    show, writing = held.show, held.writing
    lines = [f"## {t('Your review of {show}', show=plain(t.title(show.title), 150))}"]
    if changed:
        lines.append(f"**{t('This draft changed since. Here is the newest; press Post again.')}**")
    if not held.review:
        lines += removed(held.removal, t, draft=held.draft is not None)
    lines.append(_state(held, t))
    for part, passage in writing.parts.items():
        if part not in WHOLE:
            lines += _so_far(part, passage, t)
    if writing[Part.TEXT].text:
        lines.append(f"**{t(Part.TEXT.label)}** · {_length(writing, t)}")
        digest = f"`{t.command('review digest')}`"
        lines.append(f"-# {t('To bring another text, use {command}.', command=digest)}")
    if writing.parts and writing.blank_parts:
        blank = ", ".join(t(part.label) for part in writing.blank_parts)
        lines.append(f"-# {t('Still blank: {parts}', parts=blank)}")
    forms = [
        button(t(part.label), FORM.pack(show=show.id, part=part), emoji=_tick(part, writing[part]))
        for part in _offered(held)
    ]
    state: dict[str, int | str] = {"show": show.id, "revision": held.revision}
    last = [button(t("Post"), POST.pack(**state), style=discord.ButtonStyle.success)]
    if held.draft:
        discard = DISCARD.pack(**state)
        last.append(button(t("Discard"), discard, style=discord.ButtonStyle.danger))
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        *_put_back(held, t),
        rule(),
        # Three to a row: a phone has no room for more.
        *(row(*forms[first : first + 3]) for first in range(0, len(forms), 3)),
        *_before_posting(writing, t),
        row(*last),
        small(t("Each form is saved when you submit it. Leave blank whatever you like.")),
        colour=theme.colour(show.color),
    )


def _offered(held: Panel) -> list[Part]:
    """The parts that have a button: a part of the overall text once there is the one before."""
    removed = held.draft.removed if held.draft else {}
    return [
        part
        for part in Part
        if part not in WHOLE
        and (part not in DIGESTED or part in held.writing.parts or part in removed)
        and (part not in LONG or part is Part.OVERALL or _begun(part, held))
    ]


def _begun(part: Part, held: Panel) -> bool:
    removed = held.draft.removed if held.draft else {}
    return bool(
        held.writing[LONG[LONG.index(part) - 1]].text
        or part in held.writing.parts
        or part in removed
    )


def _tick(part: Part, passage: Passage) -> str | None:
    if passage.blank:
        return None
    return "✏️" if part.scored and not passage.score else "✅"


def _put_back(held: Panel, t: Text) -> list[discord.ui.Item[Any]]:
    """What blank forms took away, each with a button to have it back."""
    removed = held.draft.removed if held.draft else {}
    return [
        discord.ui.Section(
            _taken_away(part, text, t),
            accessory=button(t("Put them back"), PUT_BACK.pack(show=held.show.id, part=part)),
        )
        for part, text in list(removed.items())[:_REMOVED_SHOWN]
    ]


def _taken_away(part: Part, text: str, t: Text) -> str:
    label = t("Verdict") if part is Part.VERDICT else t(part.label)
    words, characters = measure([text])
    if characters > 15 * words:
        return t.n(
            "{part} is empty now; {n} character was removed.",
            "{part} is empty now; {n} characters were removed.",
            characters,
            part=label,
        )
    return t.n(
        "{part} is empty now; {n} word was removed.",
        "{part} is empty now; {n} words were removed.",
        words,
        part=label,
    )


def _before_posting(writing: Writing, t: Text) -> list[discord.ui.Item[Any]]:
    if writing.score or not writing.postable:
        return []
    return [discord.ui.TextDisplay(t("No score yet. You can post without one."))]


def _state(held: Panel, t: Text) -> str:
    if held.draft:
        saved = stamp(held.draft.saved_at)
        lines = [t("Draft, saved {when}. Kept for {days} days.", when=saved, days=DRAFT_DAYS)]
        if held.review:
            lines.append(t("What you posted stays as it is until you press *Post*."))
        return "\n".join(f"-# {line}" for line in lines)
    if held.review:
        when = stamp(held.review.posted_at)
        return f"-# {t('This is what you posted {when}. Change it, then press *Post*.', when=when)}"
    return t("Nothing is written yet. Begin anywhere.")


def removed(removal: Removal | None, t: Text, *, draft: bool) -> list[str]:
    """Why a moderator removed a review; `draft`: its text is a draft again."""
    if not removal:
        return []
    when, reason = stamp(removal.at), plain(removal.reason, 400)
    words = t("A moderator removed this review {when}: {reason}", when=when, reason=reason)
    again = t("Your text is your draft again: change it, then press *Post*.")
    return [f"**{words}**", *([again] if draft else [])]


def _so_far(part: Part, passage: Passage, t: Text) -> list[str]:
    head = [f"**{t(part.label)}**"]
    if passage.score:
        head.append(spoken(passage.score))
    elif part.scored and not passage.stance:
        head.append(t("Score: not set"))
    if passage.stance:
        head.append(f"{VERDICT_MARKS[passage.stance]} {t(STANCES[passage.stance])}")
    head += _voices(passage, t)
    return [" · ".join(head), *([plain(passage.text, 160)] if passage.text else [])]


def _voices(passage: Passage, t: Text) -> list[str]:
    track = [t(_TRACKS[passage.track])] if passage.track else []
    return [*track, *([plain(passage.language, 60)] if passage.language else [])]


def form(show: Subject, part: Part, passage: Passage, t: Text) -> discord.ui.Modal:
    """One part's form, filled with what is saved."""
    title = f"{t(part.label)} · {_line(t.title(show.title))}"
    modal = discord.ui.Modal(
        title=theme.shorten(title, 45), custom_id=SAVE.pack(show=show.id, part=part)
    )
    if part.scored:
        modal.add_item(
            discord.ui.Label(
                text=t("Overall score, 1 to 10") if part is Part.VERDICT else t("Score, 1 to 10"),
                component=discord.ui.TextInput(
                    custom_id="score",
                    required=False,
                    max_length=40,
                    placeholder=t("8, 8.5 or 8/10; blank for none"),
                    default=spoken(passage.score) if passage.score else None,
                ),
            )
        )
    if part is Part.VOICE:
        _ask_voices(modal, passage, t)
    if part is Part.VERDICT:
        text = t("Verdict in one line")
        hint = t("Everybody sees it on the card: no spoilers, please.")
    else:
        room = t("Up to 4,000 characters, about 650 words.")
        text, hint = t("Your text"), theme.shorten(f"{room} {t(_HINTS[part])}", 100)
    modal.add_item(
        discord.ui.Label(
            text=text,
            description=hint,
            component=discord.ui.TextInput(
                custom_id="text",
                style=discord.TextStyle.short
                if part is Part.VERDICT
                else discord.TextStyle.paragraph,
                required=False,
                max_length=VERDICT_LIMIT if part is Part.VERDICT else TEXT_LIMIT,
                default=passage.text or None,
            ),
        )
    )
    return modal


def _ask_voices(modal: discord.ui.Modal, passage: Passage, t: Text) -> None:
    tracks = [
        discord.SelectOption(label=t(label), value=track.value, default=passage.track is track)
        for track, label in _TRACKS.items()
    ]
    modal.add_item(
        discord.ui.Label(
            text=t("Sub or dub"),
            component=discord.ui.Select(
                custom_id="track", options=tracks, required=False, min_values=0
            ),
        )
    )
    modal.add_item(
        discord.ui.Label(
            text=t("Spoken language"),
            component=discord.ui.TextInput(
                custom_id="language",
                required=False,
                max_length=LANGUAGE_LIMIT,
                placeholder=t("Japanese"),
                default=passage.language or None,
            ),
        )
    )


def discard_question(held: Panel, t: Text, *, revision: int) -> discord.ui.LayoutView:
    """Once more: is the draft to go? Or that there is none; `revision` is of what was shown."""
    show = held.show
    if not held.draft:
        return _no_draft(held, t, revision)
    lines = [
        f"## {t('Discard this draft?')}",
        t("Your draft on **{show}** will be gone for good.", show=plain(t.title(show.title), 150)),
        _length(held.writing, t),
    ]
    if held.review:
        lines.append(t("What you posted before stays."))
    return card(
        discord.ui.TextDisplay("\n".join(line for line in lines if line)),
        row(
            button(
                t("Discard it"),
                DISCARD_FOR_GOOD.pack(show=show.id, revision=held.draft.revision),
                style=discord.ButtonStyle.danger,
            ),
            button(t("Keep it"), PANEL.pack(show=show.id)),
        ),
        colour=theme.WARN,
    )


def discarded(held: Panel, t: Text, *, revision: int) -> discord.ui.LayoutView:
    """What came of it, where `held` was there and `revision` was to go."""
    show = held.show
    if not held.draft:
        return _no_draft(held, t, revision)
    if held.draft.revision != revision:
        return discard_question(held, t, revision=revision)
    return card(
        discord.ui.TextDisplay(
            t("Your draft on **{show}** is gone.", show=plain(t.title(show.title), 150))
        ),
        row(button(t("Start a new one"), PANEL.pack(show=show.id))),
        colour=theme.CALM,
    )


def _no_draft(held: Panel, t: Text, revision: int) -> discord.ui.LayoutView:
    again = PANEL.pack(show=held.show.id)
    if not held.review:
        words, onward = t("There is no draft any more."), button(t("Start a new one"), again)
    elif held.review.revision == revision:
        words = t("There is no draft any more: you posted it. Your review stays.")
        onward = button(t("Change it"), again)
    else:
        words = t("There is no draft any more. Your review stays.")
        onward = button(t("Change it"), again)
    return card(discord.ui.TextDisplay(words), row(onward), colour=theme.CALM)


def posted(review: Review, t: Text) -> discord.ui.LayoutView:
    """It is done, and where."""
    title = plain(t.title(review.show.title), 150)
    own = review.origin is None
    if own:
        lines = [t("Your review of **{show}** is posted.", show=title)]
    else:
        lines = [t("The digest of a review of **{show}** is posted.", show=title)]
    buttons: list[discord.ui.Button[Any]] = []
    if review.card:
        buttons.append(link(t("Open it"), review.card.url))
        if review.card.thread:
            lines.append(t("Comments go to {thread}.", thread=f"<#{review.card.thread}>"))
    if own:
        buttons.append(button(t("Change it"), PANEL.pack(show=review.show.id)))
    deeds = [row(*buttons)] if buttons else []
    return card(discord.ui.TextDisplay("\n".join(lines)), *deeds, colour=theme.GOOD)


# The public card


def review_card(review: Review, t: Text, *, buttons: bool = True) -> discord.ui.LayoutView:
    """What everybody sees: scores and the verdict, nothing of the plot. Without `buttons` it only
    shows how it would look.
    """
    show, writing = review.show, review.writing
    head = [f"## {plain(t.title(show.title), 200)}", t("Reviewed by {who}", who=_who(review, t))]
    head += _brought(review, t)
    if writing.score:
        head.append(f"### {_overall(review, t)}")
    elif held := writing[Part.VERDICT].stance:
        head.append(f"### {VERDICT_MARKS[held]} {t(STANCES[held])}")
    if writing.verdict:
        head.append(f"> {plain(writing.verdict, 450)}")
    text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay("\n".join(head))
    items: list[discord.ui.Item[Any]] = [
        discord.ui.Section(text, accessory=discord.ui.Thumbnail(show.cover)) if show.cover else text
    ]
    if bars := _bars(writing, t) + _read_out(writing, t):
        items += [rule(), discord.ui.TextDisplay("\n".join(bars))]
    track = writing[Part.VOICE].track
    facts = [_length(writing, t), t(_TRACKS[track]) if track else ""]
    print_ = [" · ".join(filter(None, facts)), " · ".join(_received(review, t))]
    whose: dict[str, int | str] = {"show": show.id, "user": review.user}
    read = [button(t("Read"), READ.pack(**whose), emoji="📖")] if writing.texts else []
    items.append(small("\n".join(filter(None, print_))))
    if buttons:
        beside = button(t("All reviews"), BESIDE.pack(**whose))
        report = button(t("Report"), REPORT.pack(**whose))
        items.append(row(*read, _to_show(show, t), beside, report))
    return card(*items, colour=theme.colour(show.color))


def _received(review: Review, t: Text) -> list[str]:
    """How many found it helpful, or how to say so, and what is said under it."""
    if not review.helpful:
        said = [t("{thumb} if it helped you", thumb=HELPFUL)]
    else:
        said = [
            t.n(
                "{thumb} {n} found it helpful",
                "{thumb} {n} found it helpful",
                review.helpful,
                thumb=HELPFUL,
            )
        ]
    if review.talk.comments:
        said.append(t.n("{n} comment", "{n} comments", review.talk.comments))
    if review.card and review.talk.liked:
        said.append(f"[{t('most liked')}]({review.card.comment_url(review.talk.liked)})")
    return said


def _to_show(show: Subject, t: Text) -> discord.ui.Button[Any]:
    return button(t("The show"), links.SHOW_CARD.pack(show=show.id))


def _line(text: str) -> str:
    """Foreign text on one line, for places without markdown."""
    return " ".join(theme.clean(text).split())


def _who(review: Review, t: Text) -> str:
    """A member's mention, or the name of whoever wrote it elsewhere."""
    origin = review.origin
    if origin is None:
        return f"<@{review.user}>"
    if origin.author:
        return f"<@{origin.author}>"
    return f"**{plain(origin.name, 80)}**" if origin.name else t("somebody unnamed")


def _brought(review: Review, t: Text) -> list[str]:
    """Of a digest of somebody else's words: who made it, and where they stand."""
    if not (origin := review.origin):
        return []
    by = t("A digest by {who}; counts in no average", who=f"<@{origin.by}>" if origin.by else "–")
    source = [f"[{t('the original')}](<{origin.source}>)"] if origin.source else []
    return [f"-# {' · '.join([by, *source])}"]


def _read_out(writing: Writing, t: Text) -> list[str]:
    """What a digest says of each side of the show, in the review's own words, without spoilers."""
    lines: list[str] = []
    for part in ASPECTS:
        if held := writing[part].stance:
            said = next(iter(_public(writing[part].text)), "")
            lines.append(f"{VERDICT_MARKS[held]} **{t(part.label)}** · {t(STANCES[held])}")
            lines += [plain(said, 120)] if said else []
    for part, mark in ((Part.STRENGTHS, "+"), (Part.WEAKNESSES, "−")):
        if points := _public(writing[part].text)[:_POINTS_SHOWN]:
            lines.append(f"**{t(part.label)}**")
            lines += [f"{mark} {plain(point, 120)}" for point in points]
    for part in (Part.AVAILABILITY, Part.RECOMMENDATIONS):
        if part in writing.parts and writing[Part.TEXT].text:
            said = plain(" · ".join(_public(writing[part].text)), 150)
            lines += [f"**{t(part.label)}** · {said}"] if said else []
    return lines


def _public(text: str) -> list[str]:
    """The lines of a text that may stand in public."""
    return [line for line in text.splitlines() if line.strip() and not spoils(line)]


def _overall(review: Review, t: Text) -> str:
    score = spoken(review.writing.score) if review.writing.score else "–"
    if review.former_score:
        score = f"{spoken(review.former_score)} → {score}"
    return t("{score} of 10", score=score)


def _bars(writing: Writing, t: Text) -> list[str]:
    return [
        f"`{_bar(score)}` **{spoken(score)}** {t(part.label)}"
        for part in ASPECTS
        if (score := writing[part].score)
    ]


def _bar(score: Score) -> str:
    return bar(score / 100).ljust(10, "░")


def _length(writing: Writing, t: Text) -> str:
    """How long the texts are: in words, or in characters of scripts without spaces."""
    words, characters = measure(
        text for part, text in writing.texts.items() if part is not Part.COMMENTS
    )
    if not characters:
        return ""
    if characters > 15 * words:
        return t.n("{n} character of text", "{n} characters of text", characters)
    return t.n("{n} word of text", "{n} words of text", words)


def thread_name(review: Review, t: Text) -> str:
    """After the show and the reviewer, at most 100 characters."""
    unnamed = t("somebody unnamed") if review.origin else str(review.user)
    name = theme.shorten(_line(review.name) or unnamed, 32)
    return f"{theme.shorten(_line(t.title(review.show.title)), 65)} · {name}"


def spoiler_rule(show: Subject, t: Text) -> discord.ui.LayoutView:
    """The first message of a review's thread."""
    return card(
        discord.ui.TextDisplay(
            t(
                "Spoilers of **{show}** are fine in this thread. Mark others with `||bars||`.",
                show=plain(t.title(show.title), 200),
            )
        ),
        colour=theme.colour(show.color),
    )


# Reading


def full_text(
    review: Review,
    t: Text,
    *,
    number: int = 0,
    also: Sequence[discord.ui.Button[Any]] = (),
    banner: str = "",
    turn: Callable[[int], str] | None = None,
) -> discord.ui.LayoutView:
    """The whole review, a page at a time. The page nearest to `number` for one outside.

    `also` stands under it. Of a version that isn't the newest, `banner` says so and `turn` gives
    the custom id of a page.
    """
    show, writing = review.show, review.writing
    sections = [(_heading(part, writing[part], t), text) for part, text in writing.texts.items()]
    held = page(
        reading.pages(sections, lambda heading: f"{heading} {t('(continued)')}") or [""], number, 1
    )
    head = [f"## {plain(t.title(show.title), 150)}", t("Review by {who}", who=_who(review, t))]
    head += filter(None, [banner])
    if not held.number:
        if writing.score:
            head.append(f"### {_overall(review, t)}")
        if writing.verdict:
            head.append(f"> {plain(writing.verdict, 450)}")
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(head))]
    # By themselves: what follows a quote in one text would sink into it.
    if not held.number and (bars := _bars(writing, t)):
        items.append(discord.ui.TextDisplay("\n".join(bars)))
    if held.items[0]:
        items += [rule(), discord.ui.TextDisplay(held.items[0])]
    foot = [_helpful(review, t), t("posted {when}", when=stamp(review.posted_at))]
    if held.count > 1:
        foot.append(t("page {page} of {pages}", page=held.number + 1, pages=held.count))
    items.append(small(" · ".join(foot)))
    buttons = _arrows(held, turn or (lambda to: TURN.pack(show=show.id, user=review.user, page=to)))
    if review.card:
        buttons.append(link(t("Its card"), review.card.url))
    every = button(t("All reviews"), links.SHOW_REVIEWS.pack(show=show.id, page=0))
    items.append(row(*buttons, _to_show(show, t), every))
    items += [row(*also)] if also else []
    return card(*items, colour=theme.colour(show.color))


def _heading(part: Part, passage: Passage, t: Text) -> str:
    score = [spoken(passage.score)] if passage.score else []
    return " · ".join([t(part.label), *score, *_voices(passage, t)])


def _helpful(review: Review, t: Text) -> str:
    if not review.helpful:
        return t("{thumb} No helpful votes yet", thumb=HELPFUL)
    return t.n(
        "{thumb} {n} member found it helpful",
        "{thumb} {n} members found it helpful",
        review.helpful,
        thumb=HELPFUL,
    )


def _arrows(held: Page[Any], to: Any) -> list[discord.ui.Button[Any]]:
    if held.count == 1:
        return []
    return [
        button("◀", to(held.number - 1), disabled=not held.has_previous),
        button("▶", to(held.number + 1), disabled=not held.has_next),
    ]


# Lists


def show_list(show: Subject, held: Page[Review], t: Text) -> discord.ui.LayoutView:
    """A server's reviews of one show."""
    title = plain(t.title(show.title), 150)
    write = button(t("Write yours"), WRITE.pack(show=show.id), emoji="✏️")
    if not held.items:
        return card(
            discord.ui.TextDisplay(
                t(
                    "Nobody here has reviewed **{show}** yet. Yours could be the first: press the "
                    "button, or use `/review write`.",
                    show=title,
                )
            ),
            row(write),
            colour=theme.colour(show.color),
        )
    lines = [f"## {t('Reviews of {show}', show=title)}"]
    for review in held.items:
        lines += _entry(review, _who(review, t), t)
    return card(
        discord.ui.TextDisplay("\n".join(lines)),
        row(_picker(held.items, [_line(r.name) or str(r.user) for r in held.items], t)),
        row(*_arrows(held, lambda to: TURN_SHOW.pack(show=show.id, page=to)), write),
        *_page_print(held, t),
        colour=theme.colour(show.color),
    )


def member_list(
    who: str, user: int, held: Page[Draft | Review], t: Text, *, own: bool
) -> discord.ui.LayoutView:
    """A member's reviews across shows, one's own drafts first."""
    if not held.items:
        words = (
            t("You haven't written a review here yet. Begin one with `/review write`.")
            if own
            else t("{who} hasn't posted a review here yet.", who=plain(who, 80) or f"<@{user}>")
        )
        return card(discord.ui.TextDisplay(words), colour=theme.CALM)
    drafts = [item for item in held.items if isinstance(item, Draft)]
    reviews = [item for item in held.items if isinstance(item, Review)]
    heading = t("Your reviews") if own else t("Reviews by {who}", who=plain(who, 80))
    lines = [f"## {heading}"]
    for draft in drafts:
        kind = t("digest, not posted yet") if draft.origin else t("draft")
        if draft.origin and draft.origin.name:
            kind = f"{kind} · {plain(draft.origin.name, 40)}"
        lines.append(f"**{plain(_of(draft, t), 120)}** · {kind}")
        print_ = [_length(draft.writing, t), t("saved {when}", when=stamp(draft.saved_at))]
        lines.append(f"-# {' · '.join(filter(None, print_))}")
    for review in reviews:
        lines += _entry(review, f"**{plain(t.title(review.show.title), 120)}**", t)
    items: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(lines))]
    for custom_id, placeholder, picked in (
        (
            PICK_DRAFT.pack(),
            t("Go on with a draft…"),
            {draft.show.id: draft for draft in drafts if not draft.origin},
        ),
        (
            PICK_DIGEST.pack(),
            t("Go on with a digest…"),
            {str(draft.origin.number): draft for draft in drafts if draft.origin},
        ),
    ):
        options = [
            discord.SelectOption(label=theme.shorten(_of(draft, t), 100), value=value)
            for value, draft in picked.items()
        ]
        if options:
            items.append(
                row(
                    discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options)
                )
            )
    if reviews:
        titles = [_line(t.title(review.show.title)) or review.show.id for review in reviews]
        items.append(row(_picker(reviews, titles, t)))
    if arrows := _arrows(held, lambda to: TURN_MEMBER.pack(user=user, page=to)):
        items.append(row(*arrows))
    return card(*items, *_page_print(held, t))


def _of(draft: Draft, t: Text) -> str:
    """The title of what a draft is about."""
    if draft.show.id == NO_SHOW:
        return t("A show that isn't named yet")
    return _line(t.title(draft.show.title)) or draft.show.id


def _page_print(held: Page[Any], t: Text) -> list[discord.ui.Item[Any]]:
    if held.count == 1:
        return []
    return [small(t("page {page} of {pages}", page=held.number + 1, pages=held.count))]


def _entry(review: Review, heading: str, t: Text) -> list[str]:
    score = [_overall(review, t)] if review.writing.score else []
    lines = [" · ".join([heading, *score])]
    if review.writing.verdict:
        lines.append(plain(review.writing.verdict, 220))
    print_ = [_helpful(review, t)]
    if review.card:
        print_.append(f"[{t('Card')}]({review.card.url})")
    lines.append(f"-# {' · '.join(print_)}")
    return lines


def _picker(reviews: Sequence[Review], labels: Sequence[str], t: Text) -> discord.ui.Select[Any]:
    """A select whose values are what a *Read* button has as its custom id."""
    return discord.ui.Select(
        custom_id=PICK.pack(),
        placeholder=t("Read one of these…"),
        options=[
            discord.SelectOption(
                label=theme.shorten(label, 100),
                value=READ.pack(show=review.show.id, user=review.user),
                description=theme.shorten(_line(review.writing.verdict), 100) or None,
            )
            for review, label in zip(reviews, labels, strict=True)
        ],
    )
