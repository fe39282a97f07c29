"""What `/calendar` answers."""

import io

import discord

from bot.calendars.ics import NAME
from bot.calendars.models import File
from bot.text import Text
from bot.ui.answer import note


def file_card(file: File, t: Text) -> discord.ui.LayoutView:
    """The file, how much is in it, and what to do with it."""
    lines = [
        t.n(
            "📅 **One date is in this file.**",
            "📅 **{n} dates are in this file.**",
            file.entries,
        )
    ]
    if file.off:
        lines.append(
            t.n("One that you may have is called off.", "{n} that you may have are called off.",
                file.off)
        )  # fmt: skip
    if file.undated:
        lines.append(
            t.n("-# One more has no day yet.", "-# {n} more have no day yet.", file.undated)
        )
    lines += [
        t("Open it on your phone or computer, and your calendar takes it in."),
        t(
            "-# Dates move. Ask again now and then and open the new file: what moved moves, what "
            "is off is cancelled, and nothing is there twice. What is no longer followed stays "
            "until you delete it."
        ),
    ]
    return note("\n".join(lines), file=NAME)


def attachment(file: File) -> discord.File:
    return discord.File(io.BytesIO(file.data), NAME)
