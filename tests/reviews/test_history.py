"""*History*: what a review was before."""

from datetime import UTC, datetime

from bot.reviews import history
from bot.reviews.history import Version
from bot.reviews.models import Part, Passage, Writing
from bot.reviews.scores import Score
from tests.reviews.desk import card, fill, post, press_post, read
from tests.world import World


async def test_former_versions_are_listed_and_read(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    await post(mia, "8", "First.")
    assert "History" not in (await read(ben, mia)).buttons
    await fill(mia, "Story", score="7", text="word " * 750)
    await press_post(mia)
    await post(mia, "6", "Third.")
    await world.restart()
    listed = await ben.click(await ben.click(card(world), "Read"), "History")
    assert listed.private
    lines = listed.text.split("\n")
    newest, second, first = (lines.index(line) for line in lines if line.startswith("**Version"))
    assert lines[newest + 1] == "8 → 6 of 10 · changed: Score & verdict"
    assert lines[second + 1] == "8 of 10 · changed: Story"
    assert lines[first + 1] == "8 of 10 · as it was posted first"
    await world.restart()
    opened = await ben.choose(listed, f"review-version:1:anilist/105096:{mia.id}:2:0")
    assert opened.message.id == listed.message.id
    assert "**Version 2**" in opened.text
    assert "> First." in opened.text
    overleaf = await ben.click(opened, "▶")
    assert "**Version 2**" in overleaf.text
    assert "word" in overleaf.text
    assert "> Third." in (await ben.click(await ben.click(overleaf, "History"), "The newest")).text


async def test_a_long_history_has_pages_and_a_forged_version_is_refused(world: World) -> None:
    await world.configure()
    mia, ben = world.member("Mia"), world.member("Ben")
    for number in range(1, 8):
        await post(mia, str(number), f"Take {number}.")
    first = await ben.click(await read(ben, mia), "History")
    assert "page 1 of 2" in first.text
    assert "**Version 2**" in (await ben.click(first, "▶")).text
    forged = f"review-version:1:anilist/105096:{mia.id}:99:0"
    assert "no longer here" in (await ben.forge(first, forged)).text
    assert (
        "no longer here"
        in (await ben.forge(first, "review-pick-version:1", values=["nonsense"])).text
    )


def test_steps_say_what_changed() -> None:
    def version(number: int, **parts: Passage) -> Version:
        writing = Writing(parts={Part[name]: passage for name, passage in parts.items()})
        return Version(
            number=number, posted_at=datetime(2026, 1, number, tzinfo=UTC), writing=writing
        )

    eight, six = Passage(score=Score(80)), Passage(score=Score(60))
    versions = [
        version(1, VERDICT=eight, OVERALL=Passage(text="One."), OVERALL_2=Passage(text="Two.")),
        version(2, VERDICT=six, OVERALL=Passage(text="One."), OVERALL_2=Passage(text="2.")),
        version(3, STORY=Passage(text="New.")),
        version(4, VERDICT=eight, STORY=Passage(text="New.")),
    ]
    assert [
        (step.version.number, step.former, list(step.changed)) for step in history.steps(versions)
    ] == [
        (4, None, [Part.VERDICT]),
        (3, None, [Part.VERDICT, Part.STORY, Part.OVERALL]),
        (2, 80, [Part.VERDICT, Part.OVERALL]),
        (1, None, []),
    ]
    assert history.steps([]) == []
