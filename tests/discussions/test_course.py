"""From episode to episode: links, the season's curve, and what a member's progress keeps away."""

from tests.discussions.club import EDITS, LIKED, LOVED, SHOW, Club, close_vote, votes


async def voted(club: Club, episode: int, *emoji: str) -> None:
    post = await club.start(episode)
    for n, each in enumerate(emoji):
        await club.world.member(f"Fan {episode}.{n}").react(post, each)
    await close_vote(club.mia, post)


async def test_posts_lead_to_the_episodes_around_them(club: Club) -> None:
    first = await club.start(1)
    await club.start(2)
    await club.start(15)
    await club.world.advance(EDITS)
    one, two, fifteen = club.posts
    assert f"[Episode 2 →]({two.message.jump_url})" in one.text
    assert f"[← Episode 1]({first.message.jump_url})" in two.text
    assert "Episode 2 →" not in two.text
    assert f"[Next here: episode 15]({fifteen.message.jump_url})" in two.text, "over a gap"
    assert f"[Earlier here: episode 2]({two.message.jump_url})" in fifteen.text


async def test_the_season_so_far_is_drawn(club: Club) -> None:
    await voted(club, 1, LOVED, LOVED)
    await voted(club, 2, LIKED)
    summary = club.world.posts(club.threads[-1])[-1]
    assert len(summary.message.attachments) == 2, "the distribution and the curve"
    card = await club.noor.slash("discuss curve", show=SHOW)
    assert "**Episode 1** median 5/5 · 2 votes" in card.text
    assert "**Episode 2** median 4/5 · 1 vote" in card.text
    (picture,) = card.message.attachments
    assert picture.filename == "picture-1.png"


async def test_messages_that_many_reacted_to_are_linked(club: Club) -> None:
    post = await club.start()
    (thread,) = club.threads
    said = await club.noor.say("That cut in the rain!", at=thread)
    for n in range(3):
        await club.world.member(f"Fan {n}").actor.react(said, "🌧️")
    await close_vote(club.mia, post)
    summary = club.world.posts(thread)[-1]
    assert f"Most reacted to: [3 reactions]({said.jump_url})" in summary.text


async def test_progress_keeps_later_results_until_they_are_asked_for(club: Club) -> None:
    await voted(club, 1, LOVED)
    await voted(club, 2, LIKED)
    noted = await club.noor.slash("progress", show=SHOW, episode=1)
    assert noted.private
    assert "episode 1 of 15" in noted.text
    await club.world.restart()
    assert votes(await club.noor.slash("discuss results", show=SHOW, episode=1)) == [1, 0, 0, 0, 0]
    asked = await club.noor.slash("discuss results", show=SHOW, episode=2)
    assert "is past your progress, episode 1" in asked.text
    assert votes(asked) == []
    assert votes(await club.noor.click(asked, "Show it anyway")) == [0, 1, 0, 0, 0]
    curve = await club.noor.slash("discuss curve", show=SHOW)
    assert "Episode 2" not in curve.text
    assert "Up to episode 1" in curve.text
    whole = await club.noor.click(curve, "Show it anyway")
    assert whole.private
    assert "**Episode 2** median 4/5 · 1 vote" in whole.text
    assert whole.buttons == []
    assert votes(await club.mia.slash("discuss results", show=SHOW, episode=2)) == [0, 1, 0, 0, 0]


async def test_a_curve_that_is_wholly_past_ones_progress_says_so(club: Club) -> None:
    await voted(club, 2, LIKED)
    await club.noor.slash("progress", show=SHOW, episode=1)
    curve = await club.noor.slash("discuss curve", show=SHOW)
    assert "Every vote so far is past your progress, episode 1." in curve.text
    assert "No episode was voted on" not in curve.text
    await club.world.restart()
    assert "**Episode 2**" in (await club.noor.click(curve, "Show it anyway")).text


async def test_progress_is_looked_up_forgotten_and_has_an_end(club: Club) -> None:
    empty = await club.noor.slash("progress", show=SHOW)
    assert "Nothing is noted" in empty.text
    refused = await club.noor.slash("progress", show=SHOW, episode=16)
    assert "Hero Mask has 15 episodes" in refused.text
    await club.noor.slash("progress", show=SHOW, episode=15)
    assert "episode 15 of 15" in (await club.noor.slash("progress", show=SHOW)).text
    assert "Nothing is noted" in (await club.noor.slash("progress", show=SHOW, episode=0)).text
