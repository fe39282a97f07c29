"""The doctor's section of `/config`: what the bot lacks, where to set it, and its test posts."""

import dataclasses
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import permissions
from bot.settings.doctor import ADMINISTRATOR, Layer, Overwrite, Rules, cures
from bot.settings.models import Purpose
from tests.fakes import PseudoTexts
from tests.test_words import WORD, names, unbracketed
from tests.world import BOT_PERMISSIONS, Person, Seen, World

NEEDED = (
    "view_channel", "send_messages", "attach_files", "create_public_threads",
    "send_messages_in_threads", "add_reactions", "read_message_history",
)  # fmt: skip


async def doctor(who: Person) -> Seen:
    return await who.slash("config", section="doctor")


def colour(panel: Seen) -> int:
    found: int = panel.components[0]["accent_color"]
    return found


# Where a permission is withheld

A, B = 1 << 11, 1 << 6
bits = st.sampled_from([0, A, B, A | B])


@st.composite
def rows(draw: st.DrawFn, name: str) -> Overwrite:
    allow = draw(bits)
    return Overwrite(name=name, allow=allow, deny=draw(bits) & ~allow)


rulebooks = st.builds(
    Rules,
    server=bits,
    bot=st.just("me"),
    own_role=st.sampled_from(["one", "two", "none"]),
    everyone=rows("@everyone"),
    roles=st.tuples(rows("one"), rows("two")),
    member=rows("me"),
)


def allowed(rules: Rules) -> int:
    """As Discord's documentation computes it."""
    value = rules.server
    if value & ADMINISTRATOR:
        return A | B
    value = value & ~rules.everyone.deny | rules.everyone.allow
    allow = deny = 0
    for row in rules.roles:
        allow, deny = allow | row.allow, deny | row.deny
    value = value & ~deny | allow
    return value & ~rules.member.deny | rules.member.allow


def cured(rules: Rules, layer: Layer, name: str, bit: int) -> Rules:
    """As it is once an admin did what they were told."""

    def allowing(row: Overwrite) -> Overwrite:
        return Overwrite(name=row.name, allow=row.allow | bit, deny=row.deny & ~bit)

    facts: dict[str, Any] = {slot: getattr(rules, slot) for slot in Rules.__slots__}
    match layer:
        case Layer.SERVER:
            facts["server"] |= bit
        case Layer.ROLE:
            facts["roles"] = tuple(
                allowing(row) if row.name == name else row for row in rules.roles
            )
        case _:
            assert name == rules.bot
            facts["member"] = allowing(rules.member)
    return Rules(**facts)


@given(rulebooks)
def test_what_is_named_is_what_is_lacked_and_setting_it_there_mends_it(rules: Rules) -> None:
    needed = {"a": A, "b": B}
    found = cures(needed, rules)
    named = {name for cure in found for name in cure.permissions}
    assert named == {name for name, bit in needed.items() if not allowed(rules) & bit}
    for cure in found:
        for name in cure.permissions:
            rules = cured(rules, cure.layer, cure.set_for, needed[name])
    assert cures(needed, rules) == ()
    assert allowed(rules) == A | B


def test_an_administrator_lacks_nothing() -> None:
    deny = Overwrite(name="me", deny=A)
    everyone = Overwrite(name="@everyone", deny=A)
    rules = Rules(server=ADMINISTRATOR, bot="me", own_role="me", everyone=everyone, member=deny)
    assert cures({"a": A}, rules) == ()


# The section


async def test_all_is_well_in_one_short_line_each(world: World) -> None:
    await world.configure()
    panel = await doctor(world.admin)
    assert panel.private
    assert "### Doctor" in panel.text
    assert panel.text.count("-# ✅ I may do all that it needs.") == 3
    assert f"**Moderators** <@&{world.mods.id}>\n-# ✅ The role is there." in panel.text
    assert "⚠️" not in panel.text
    assert panel.buttons[:3] == ["Test #reviews", "Test #renewals", "Test #episodes"]
    fine = colour(panel)
    world.forbid(world.reviews, "add_reactions")
    assert colour(await doctor(world.admin)) != fine


async def test_nothing_chosen_is_said_and_has_no_test(world: World) -> None:
    panel = await doctor(world.admin)
    assert panel.text.count("-# No channel yet. Choose one under Channels and roles.") == 3
    assert "No role: whoever may manage the server moderates." in panel.text
    assert not [label for label in panel.buttons if label.startswith("Test")]


async def test_each_permission_is_named_with_who_is_denied_it_and_where_to_set_it(
    world: World,
) -> None:
    await world.configure()
    everyone = world.guild.default_role
    bots = world.guild.create_role("Bots *and* such")
    await world.employ(bots)
    world.forbid(world.reviews, "create_public_threads", "add_reactions")
    world.overwrite(world.renewals, everyone, deny=["view_channel"])
    world.overwrite(world.discussions, bots, deny=["attach_files"])
    text = (await doctor(world.admin)).text
    name = world.guild.me.display_name
    assert (
        f"**Reviews** <#{world.reviews.id}>\n"
        "⚠️ *Create Public Threads*, *Add Reactions*: denied there to me.\n"
        f"-# Allow it under Edit Channel → Permissions → {name}."
    ) in text
    assert (
        f"**Renewals** <#{world.renewals.id}>\n"
        "⚠️ *View Channel*: denied there to @\u200beveryone.\n"
        f"-# Add {name} under Edit Channel → Permissions and allow it."
    ) in text
    assert (
        "⚠️ *Attach Files*: denied there to the role Bots \\*and\\* such.\n"
        "-# Allow it under Edit Channel → Permissions → Bots \\*and\\* such."
    ) in text


async def test_what_the_server_does_not_allow_is_set_in_the_bots_role(world: World) -> None:
    await world.configure()
    everyone = world.guild.default_role
    world.permit(*(set(NEEDED) - {"attach_files"}))
    rest = discord.Permissions(BOT_PERMISSIONS.value)
    rest.attach_files = False
    world.env.backend.edit_role(world.guild.id, everyone.id, {"permissions": rest.value})
    text = (await doctor(world.admin)).text
    assert (
        f"**Discussions** <#{world.discussions.id}>\n"
        "⚠️ *Attach Files*: not allowed in this server.\n"
        f"-# Allow it under Server Settings → Roles → {world.guild.me.top_role.name}."
    ) in text
    assert text.count("⚠️") == 1
    world.overwrite(world.discussions, everyone, allow=["attach_files"])
    assert "⚠️" not in (await doctor(world.admin)).text


async def test_a_channel_and_a_role_that_are_gone_are_said_so(world: World) -> None:
    await world.configure()
    world.delete(world.reviews)
    await world.delete_role(world.mods)
    panel = await doctor(world.admin)
    assert "⚠️ That channel is gone. Choose another" in panel.text
    assert "⚠️ That role is gone" in panel.text
    assert "Test #reviews" not in panel.buttons


async def test_a_forum_needs_other_permissions_and_its_tags(world: World) -> None:
    forum = world.guild.create_forum_channel("episode-forum")
    panel = await world.admin.slash("config")
    await world.admin.choose(panel, forum, custom_id="config-channel:1:discussion")
    await world.admin.choose(panel, forum, custom_id="config-channel:1:review")
    world.forbid(forum, "create_public_threads", "send_messages_in_threads")
    text = (await doctor(world.admin)).text
    assert "⚠️ *Send Messages in Threads*: denied there to me." in text
    assert "⚠️ I can't use a channel of that kind for this." in text
    held: Any = world.bot.get_channel(forum.id)
    held._flags = 1 << 4  # REQUIRE_TAG, which SimCord doesn't know
    assert "wants a tag" not in (await doctor(world.admin)).text  # for the bot may make its own
    world.permit(*NEEDED)
    assert ("⚠️ This forum wants a tag on each post and lacks mine: *Episode*, *Whole show*.") in (
        await doctor(world.admin)
    ).text


# Test posts


async def test_a_test_post_says_what_worked_and_leaves_nothing(world: World) -> None:
    await world.configure()
    for channel in (world.reviews, world.renewals, world.discussions):
        told = await world.admin.click(await doctor(world.admin), f"Test #{channel.name}")
        assert told.private
        steps = "post" if channel is world.renewals else "post, react, open a thread"
        assert told.text == (f"✅ I could {steps} in <#{channel.id}>.\n-# Nothing was left behind.")
        assert world.posts(channel) == []
        assert channel.threads == []


@pytest.mark.parametrize("lacking", ["manage_threads", "read_message_history"])
async def test_no_thread_is_opened_that_could_not_be_deleted(world: World, lacking: str) -> None:
    await world.configure()
    world.forbid(world.reviews, lacking)
    told = await world.admin.click(await doctor(world.admin), "Test #reviews")
    refused = "I lack *Read Message History*." in told.text  # reacting takes it as well
    assert refused == (lacking == "read_message_history")
    assert ("I could post, react in" in told.text) != refused
    words = lacking.replace("_", " ").title()
    assert f"I couldn't take it away again without *{words}*." in told.text
    assert told.text.endswith("-# Nothing was left behind.")
    assert world.reviews.threads == []
    assert world.posts(world.reviews) == []


async def test_what_discord_refuses_is_said_with_where_to_allow_it(world: World) -> None:
    await world.configure()
    panel = await doctor(world.admin)
    world.forbid(world.reviews, "add_reactions", "create_public_threads")
    told = await world.admin.click(panel, "Test #reviews")
    assert f"✅ I could post in <#{world.reviews.id}>." in told.text
    assert (
        f"⚠️ Discord didn't let me react in <#{world.reviews.id}>: I lack *Add Reactions*."
    ) in told.text
    assert "⚠️ Discord didn't let me open a thread" in told.text
    assert "*Create Public Threads*, *Add Reactions*: denied there to me." in told.text
    assert "Edit Channel → Permissions" in told.text
    assert "-# Nothing was left behind." in told.text
    assert world.posts(world.reviews) == []
    world.forbid(world.reviews, "send_messages")
    told = await world.admin.click(panel, "Test #reviews")
    assert "⚠️ Discord didn't let me post" in told.text
    assert "I could" not in told.text


async def test_what_could_not_be_deleted_is_linked(world: World) -> None:
    await world.configure()
    world.fail("DELETE", f"/channels/{world.renewals.id}/messages/*", 500, times=None)
    told = await world.admin.click(await doctor(world.admin), "Test #renewals")
    (post,) = world.posts(world.renewals)
    assert f"⚠️ This I couldn't delete again. You can: {post.message.jump_url}" in told.text
    assert "Nothing was left" not in told.text
    assert "if not, delete it." in post.text


async def test_a_refusal_that_no_permission_explains_is_said_as_it_is(world: World) -> None:
    await world.configure()
    world.fail("POST", f"/channels/{world.renewals.id}/messages", 403, code=50013)
    told = await world.admin.click(await doctor(world.admin), "Test #renewals")
    assert told.text == (
        f"⚠️ Discord didn't let me post in <#{world.renewals.id}>, though by its settings I may.\n"
        "-# Nothing was left behind."
    )


async def test_discords_trouble_is_no_missing_permission(world: World) -> None:
    await world.configure()
    world.fail("POST", f"/channels/{world.renewals.id}/messages", 500, times=None)
    told = await world.admin.click(await doctor(world.admin), "Test #renewals")
    assert "⚠️ Discord had trouble when I wanted to post" in told.text
    assert "I lack" not in told.text


async def test_a_forum_gets_a_post_which_goes_with_its_thread(world: World) -> None:
    forum = world.guild.create_forum_channel("episode-forum")
    panel = await world.admin.slash("config")
    await world.admin.choose(panel, forum, custom_id="config-channel:1:discussion")
    told = await world.admin.click(await doctor(world.admin), "Test #episode-forum")
    assert told.text == f"✅ I could post, react in <#{forum.id}>.\n-# Nothing was left behind."
    assert forum.threads == []
    world.forbid(forum, "manage_channels", "manage_threads")
    told = await world.admin.click(await doctor(world.admin), "Test #episode-forum")
    (thread,) = forum.threads
    assert f"You can: https://discord.com/channels/{world.guild.id}/{thread.id}" in told.text


async def test_a_forum_that_wants_a_tag_is_told_apart(world: World) -> None:
    forum = world.guild.create_forum_channel("episode-forum")
    panel = await world.admin.slash("config")
    await world.admin.choose(panel, forum, custom_id="config-channel:1:discussion")
    world.fail("POST", f"/channels/{forum.id}/threads", 400, code=40067)
    told = await world.admin.click(await doctor(world.admin), "Test #episode-forum")
    assert "⚠️ The forum wants a tag on each post." in told.text


@pytest.mark.parametrize("purpose", ["review", "renewal", "discussion"])
async def test_a_member_tests_nothing(world: World, purpose: str) -> None:
    await world.configure()
    mia = world.member("Mia")
    card = await mia.slash("show", title="Hero Mask")
    refused = await mia.forge(card, f"config-try:1:{purpose}")
    assert refused.private
    assert refused.text == "You need Manage Server in this server to do that."
    refused = await mia.forge(card, "config-section:1", values=["doctor"])
    assert refused.text == "You need Manage Server in this server to do that."
    for channel in (world.reviews, world.renewals, world.discussions):
        assert not channel.history()


async def test_another_servers_admin_tests_their_own_channels_alone(world: World) -> None:
    await world.configure()
    olga, there = world.elsewhere()
    panel = await olga.slash("config", at=there)
    refused = await olga.forge(panel, "config-try:1:review")
    assert "No channel is set for reviews yet." in refused.text
    assert not [r for r in world.env.http_requests if str(world.reviews.id) in r.path]


async def test_a_made_up_purpose_and_a_lost_channel_are_refused_in_words(world: World) -> None:
    await world.configure()
    panel = await doctor(world.admin)
    assert "no longer here" in (await world.admin.forge(panel, "config-try:1:secrets")).text
    world.delete(world.reviews)
    refused = await world.admin.click(panel, "Test #reviews")
    assert "The channel for reviews is gone" in refused.text


async def test_a_time_out_of_the_bot_is_said(world: World) -> None:
    await world.configure()
    me: Any = world.bot.get_guild(world.guild.id).me  # type: ignore[union-attr]
    me.timed_out_until = discord.utils.utcnow().replace(year=2999)
    text = (await doctor(world.admin)).text
    assert "⚠️ I am in a time-out until <t:" in text
    assert text.count("✅ I may do all that it needs.") == 3


async def test_what_is_lacked_and_how_tests_go_has_passed_gettext(world: World) -> None:
    world.bot.app = dataclasses.replace(world.bot.app, texts=PseudoTexts())
    await world.configure()
    world.forbid(world.reviews, "add_reactions")
    world.overwrite(world.renewals, world.guild.default_role, deny=["view_channel"])
    world.delete(world.discussions)
    await world.delete_role(world.mods)
    panel = await doctor(world.admin)
    told = [await world.admin.forge(panel, f"config-try:1:{p}") for p in ("review", "renewal")]
    for seen in (panel, *told):
        assert "⚠️" in seen.text
        assert {w.casefold() for w in WORD.findall(unbracketed(seen.text))} <= names(world)


async def test_the_worst_server_fits_on_a_card(world: World) -> None:
    await world.configure()
    for permission in NEEDED:
        role = world.guild.create_role(permission + " " + "_*" * 30)
        await world.employ(role)
        for channel in (world.reviews, world.renewals, world.discussions):
            world.overwrite(channel, role, deny=[permission])
    text = (await doctor(world.admin)).text
    assert text.count("denied there to the role") == 4 + 3 + 4
    assert "-# 3 other places, after these." in text


async def test_a_thread_has_the_rules_of_its_channel(world: World) -> None:
    await world.configure()
    await world.admin.slash("discuss start", show="Hero Mask", episode=1)
    (place,) = world.discussions.threads
    world.forbid(world.discussions, "send_messages", "send_messages_in_threads")
    thread = world.bot.get_guild(world.guild.id).get_thread(place.id)  # type: ignore[union-attr]
    assert thread is not None
    (cure,) = permissions.withheld(thread, Purpose.DISCUSSIONS)
    assert cure.permissions == ("send_messages_in_threads",)
    thread.parent_id = 1  # its channel is gone
    assert permissions.withheld(thread, Purpose.DISCUSSIONS) == ()
