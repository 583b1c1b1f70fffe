import json

import discord
import pytest
import simcord

from bot.discord_app.custom_ids import code
from bot.discord_app.texts import text
from bot.storage.records import GuildSettings
from tests.discord_app.commands_host import (
    Room,
    build_client,
    build_desk,
    every,
    menu,
    reading,
    room,
    texts,
    undescribed,
)


async def opened(here: Room) -> simcord.ResponseMessage:
    """Return the panel that the manager gets."""
    result = await here.manager.slash(here.channel, "settings")
    assert result.response is not None
    return result.response


def defaults(panel: simcord.ResponseMessage, custom_id: str) -> list[int]:
    """Return what a select of channels or roles shows as chosen."""
    return [int(one["id"]) for one in menu(panel, custom_id).get("default_values", [])]


async def test_the_panel_shows_what_is_set_to_the_manager_alone() -> None:
    async with room() as here:
        await here.store.save_settings(
            GuildSettings(
                here.guild.id,
                packs=("pack-1",),
                channels=(here.channel.id,),
                language="de",
                verbosity="short",
                corrections="flag",
                corrected_days=5,
                notice_channel=here.channel.id,
                log_questions=False,
            )
        )
        panel = await opened(here)
        assert panel.ephemeral
        assert here.channel.history(viewer=here.member) == []
        chosen = {
            one["custom_id"]: [option["value"] for option in one["options"] if option["default"]]
            for one in every(panel.components)
            if one["type"] == 3
        }
        assert chosen == {
            "settings:packs": [code("pack-1")],
            "settings:language": ["de"],
            "settings:verbosity": ["short"],
            "settings:corrections": ["flag"],
            "settings:days": ["5"],
            "settings:questions": ["off"],
        }
        assert defaults(panel, "settings:channels") == [here.channel.id]
        assert defaults(panel, "settings:notices") == [here.channel.id]


async def test_each_setting_is_changed_kept_and_confirmed() -> None:
    async with room() as here:
        curators = here.guild.create_role("Curators")
        panel = await opened(here)
        steps = (
            ("packs", [code("pack-1")], "✅ Saved. Topics: Zenith"),
            ("channels", [here.channel], f"✅ Saved. Channels: <#{here.channel.id}>"),
            ("language", ["it"], "✅ Saved. Language: Italiano"),
            ("verbosity", ["short"], "✅ Saved. Length: Short, the rest on demand"),
            ("curators", [curators], f"✅ Saved. Curators: <@&{curators.id}>"),
            ("corrections", ["flag"], "✅ Saved. Corrections: Only put a line over it"),
            ("days", ["30"], "✅ Saved. Age of corrected answers: Days: 30"),
            ("notices", [here.channel], f"✅ Saved. Notices: <#{here.channel.id}>"),
            ("questions", ["off"], "✅ Saved. Unanswered questions: Do not keep them"),
        )
        for setting, values, confirmed in steps:
            result = await here.manager.select(panel, values, custom_id=f"settings:{setting}")
            assert result.acknowledged
            assert result.followups == []
            assert confirmed in texts(panel)
        assert await here.store.settings(here.guild.id) == GuildSettings(
            guild_id=here.guild.id,
            packs=("pack-1",),
            channels=(here.channel.id,),
            language="it",
            verbosity="short",
            curator_roles=(curators.id,),
            corrections="flag",
            corrected_days=30,
            notice_channel=here.channel.id,
            log_questions=False,
        )


async def test_each_setting_is_put_back() -> None:
    async with room() as here:
        await here.store.save_settings(
            GuildSettings(
                here.guild.id,
                packs=("pack-0",),
                channels=(here.channel.id,),
                language="it",
                verbosity="short",
                curator_roles=(1,),
                corrections="leave",
                corrected_days=90,
                notice_channel=here.channel.id,
                log_questions=False,
            )
        )
        panel = await opened(here)
        for setting, values, confirmed in (
            ("packs", [], "Topics: all"),
            ("channels", [], "Channels: none"),
            ("language", ["auto"], "Language: The language of the question"),
            ("verbosity", ["full"], "Length: Full, with sources"),
            ("curators", [], "Curators: none"),
            ("corrections", ["edit"], "Corrections: Edit it, with a dated line"),
            ("days", ["14"], "Age of corrected answers: Days: 14"),
            ("notices", [], "Notices: none"),
            ("questions", ["on"], "Unanswered questions: Keep them"),
        ):
            await here.manager.select(panel, values, custom_id=f"settings:{setting}")
            assert confirmed in texts(panel)
        assert await here.store.settings(here.guild.id) == GuildSettings(here.guild.id)


async def test_what_is_empty_says_whether_that_means_all_or_none() -> None:
    async with room() as here:
        panel = await opened(here)
        assert {
            name: menu(panel, f"settings:{name}")["placeholder"]
            for name in ("packs", "channels", "curators")
        } == {"packs": "All", "channels": "None", "curators": "None"}
        assert "Choices are saved at once." in texts(panel)
        # A pack that is gone limits nothing: all are answered from.
        await here.store.save_settings(GuildSettings(here.guild.id, packs=("gone",)))
        assert menu(await opened(here), "settings:packs")["placeholder"] == "All"


async def test_a_topic_that_the_select_has_no_room_for_is_named_as_chosen() -> None:
    async with room(build_desk(*(f"Topic {number}" for number in range(30)))) as here:
        await here.store.save_settings(GuildSettings(here.guild.id, packs=("pack-27",)))
        assert menu(await opened(here), "settings:packs")["placeholder"] == "Topic 27"


async def test_a_panel_from_before_a_restart_still_works() -> None:
    async with room() as here:
        panel = await opened(here)
        await here.env.restart_bot(build_client(here.store))
        await here.manager.select(panel, ["fr"], custom_id="settings:language")
        assert (await here.store.settings(here.guild.id)).language == "fr"
        assert "Language: Français" in texts(panel)


# -- who may ------------------------------------------------------------------------------------


async def test_the_command_is_not_there_for_a_member_and_not_in_direct_messages() -> None:
    async with room() as here:
        assert "settings" in here.manager.available_commands(here.channel)
        assert "settings" not in here.member.available_commands(here.channel)
        assert "settings" not in here.member.user.available_commands()


async def test_a_member_whom_the_server_lets_use_the_command_is_refused() -> None:
    async with room() as here:
        command = next(
            one for one in await here.env.bot.tree.fetch_commands() if one.name == "settings"
        )
        here.guild.set_command_permissions(command, {here.member: True})
        result = await here.member.slash(here.channel, "settings")
        assert result.ephemeral
        shown = [result.response, *result.followups]
        assert [texts(one) for one in shown if one] == [text("settings_not_allowed", "en")]


async def test_a_manager_who_is_one_no_more_changes_nothing() -> None:
    async with room() as here:
        panel = await opened(here)
        here.env.backend.get_guild(here.guild.id).members[here.manager.id].role_ids.clear()
        result = await here.manager.select(panel, ["fr"], custom_id="settings:language")
        assert [texts(one) for one in result.followups] == [text("settings_not_allowed", "en")]
        assert all(one.ephemeral for one in result.followups)
        assert await here.store.settings(here.guild.id) == GuildSettings(here.guild.id)


# -- what keeps a choice from working ------------------------------------------------------------


async def test_a_channel_where_the_bot_may_not_write_is_told() -> None:
    async with room() as here:
        everyone = here.guild.default_role
        closed = here.guild.create_text_channel(
            "closed", overwrites={everyone: discord.PermissionOverwrite(send_messages=False)}
        )
        panel = await opened(here)
        await here.manager.select(panel, [here.channel, closed], custom_id="settings:channels")
        assert f"I may not read and write in: <#{closed.id}>" in texts(panel)


async def test_a_notice_channel_where_the_bot_may_not_write_is_told() -> None:
    async with room() as here:
        everyone = here.guild.default_role
        closed = here.guild.create_text_channel(
            "closed", overwrites={everyone: discord.PermissionOverwrite(send_messages=False)}
        )
        panel = await opened(here)
        await here.manager.select(panel, [closed], custom_id="settings:notices")
        assert f"I may not read and write in: <#{closed.id}>" in texts(panel)


async def test_channels_without_message_content_are_told() -> None:
    async with room() as here:
        panel = await opened(here)
        await here.manager.select(panel, [here.channel], custom_id="settings:channels")
        assert text("settings_no_content", "en") in texts(panel)
        await here.manager.select(panel, [], custom_id="settings:channels")
        assert text("settings_no_content", "en") not in texts(panel)


async def test_channels_with_message_content_need_no_warning() -> None:
    async with room(message_content=True) as here:
        panel = await opened(here)
        await here.manager.select(panel, [here.channel], custom_id="settings:channels")
        assert f"✅ Saved. Channels: <#{here.channel.id}>" in texts(panel)
        assert "⚠️" not in texts(panel)


async def test_not_everyone_may_curate() -> None:
    async with room() as here:
        panel = await opened(here)
        role = here.guild.create_role("Curators")
        both = [here.guild.default_role, role]
        await here.manager.select(panel, both, custom_id="settings:curators")
        assert text("settings_no_everyone", "en") in texts(panel)
        assert (await here.store.settings(here.guild.id)).curator_roles == (role.id,)


async def test_what_is_gone_from_the_server_is_not_shown_as_chosen() -> None:
    async with room() as here:
        await here.store.save_settings(
            GuildSettings(here.guild.id, ("gone",), (123, here.channel.id), "xx", "full", (456,))
        )
        panel = await opened(here)
        assert defaults(panel, "settings:channels") == [here.channel.id]
        assert defaults(panel, "settings:curators") == []
        await here.manager.select(panel, [code("pack-0")], custom_id="settings:packs")
        assert (await here.store.settings(here.guild.id)).packs == ("pack-0",)


# -- limits and languages -------------------------------------------------------------------------


async def test_many_packs_with_long_and_hostile_titles_fit() -> None:
    titles = [f"{number} **@everyone** <@1> `{'x' * 300}`" for number in range(40)]
    async with room(build_desk(*titles)) as here:
        await here.store.save_settings(GuildSettings(here.guild.id, packs=("pack-30",)))
        panel = await opened(here)
        assert "15 more cannot be shown here" in texts(panel)
        every_pack = [one["value"] for one in menu(panel, "settings:packs")["options"]]
        assert len(every_pack) == 25
        await here.manager.select(panel, every_pack, custom_id="settings:packs")
        kept = (await here.store.settings(here.guild.id)).packs
        assert kept == (*(f"pack-{number}" for number in range(25)), "pack-30")
        assert len(texts(panel)) <= 4_000
        assert "**@everyone**" not in texts(panel)


async def test_a_bot_without_packs_has_a_panel_too() -> None:
    async with room(build_desk()) as here:
        assert menu(await opened(here), "settings:packs")["disabled"]


async def test_as_many_channels_and_roles_as_discord_allows_fit() -> None:
    async with room() as here:
        channels = [here.guild.create_text_channel(f"c{number}") for number in range(25)]
        roles = [here.guild.create_role(f"r{number}") for number in range(25)]
        panel = await opened(here)
        await here.manager.select(panel, channels, custom_id="settings:channels")
        await here.manager.select(panel, roles, custom_id="settings:curators")
        chosen = await here.store.settings(here.guild.id)
        assert len(chosen.channels) == len(chosen.curator_roles) == 25


@pytest.mark.parametrize("language", ["it", "fr", "de", "es"])
async def test_the_panel_is_in_the_managers_language(language: str) -> None:
    locale = "es-ES" if language == "es" else language
    async with room() as here:
        with reading(locale):
            panel = await opened(here)
            await here.manager.select(panel, ["en"], custom_id="settings:language")
        assert text("settings_title", language) in texts(panel)
        assert text("settings_saved_language", language, value="English") in texts(panel)


async def test_all_that_is_sent_is_as_discord_describes_it() -> None:
    async with room() as here:
        role = here.guild.create_role("Curators")
        panel = await opened(here)
        await here.manager.select(panel, [here.channel], custom_id="settings:channels")
        await here.manager.select(panel, [role], custom_id="settings:curators")
        await here.manager.select(panel, ["it"], custom_id="settings:language")
        assert undescribed(here.env) == []


async def test_nothing_in_the_panel_can_ping() -> None:
    async with room() as here:
        role = here.guild.create_role("Curators", mentionable=True)
        panel = await opened(here)
        await here.manager.select(panel, [role], custom_id="settings:curators")
        sent = [
            one.json
            for one in here.env.http_requests
            if one.method in ("POST", "PATCH") and one.json and "components" in json.dumps(one.json)
        ]
        assert sent
        assert all(one["allowed_mentions"] == {"parse": []} for one in sent if "flags" in one)
