"""A pack breaks on the disk while members ask: the last good one answers, and curators hear of it.

What each kind of damage is called is `unit/knowledge`'s; that files are watched, `unit/service`'s.
"""

import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.app import open_desk
from bot.loading import Loader
from bot.service.reload import Reloader, State
from bot.storage.records import GuildSettings
from tests.discord_app.loopback import payloads
from tests.faults.conftest import PRICE, Bot, bot_on, said
from tests.unit.terminal.small_pack import FILES, write_small_pack

MENDED = "31,000 euros"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path / "packs" / "small")


async def _reloaded(bot: Bot, reloader: Reloader, state: State) -> None:
    assert (await reloader.reload()).state is state
    await bot.client.background.work()


def _notices(bot: Bot, channel: int) -> list[payloads.Payload]:
    """Return what the bot has put into the curators' channel, but for replies."""
    return [
        one
        for one in bot.server.world.messages.values()
        if one["channel_id"] == str(channel)
        and one["author"]["bot"]
        and "message_reference" not in one
    ]


def _half_written(pack: Path) -> None:
    facts = (pack / "facts.yaml").read_text()
    (pack / "facts.yaml").write_text(facts[: len(facts) // 2] + "\n  - [")


def _without_a_file(pack: Path) -> None:
    (pack / "sources.yaml").unlink()


def _not_text(pack: Path) -> None:
    (pack / "facts.yaml").write_bytes(b"\xff\xfe\x00" * 100)


def _gone(pack: Path) -> None:
    shutil.rmtree(pack)


@pytest.mark.parametrize("broken", [_half_written, _without_a_file, _not_text, _gone])
async def test_the_last_good_pack_answers_until_it_is_mended(
    pack: Path, tmp_path: Path, broken: Any
) -> None:
    desk = open_desk([pack])
    reloader = Reloader([shelf.pack for shelf in desk.shelves], Loader([pack], [None]).load)
    async with bot_on(desk, tmp_path / "bot.db") as bot:
        bot.client.use_reloader(reloader)
        channel = bot.server.channels()[3]
        settings = GuildSettings(bot.server.guild_id, notice_channel=channel)
        await bot.store.save_settings(settings)
        await bot.has_answered(await bot.say())

        broken(pack)
        asked = [await bot.say() for _ in range(2)]
        for _ in range(2):
            await _reloaded(bot, reloader, State.BROKEN)
        asked += [await bot.say() for _ in range(2)]
        await bot.has_answered(*asked)
        [notice] = _notices(bot, channel)
        assert "small" in said(notice)

        shutil.rmtree(pack, ignore_errors=True)
        write_small_pack(pack)
        for name in ("facts.yaml", "entries.yaml"):
            (pack / name).write_text(FILES[name].replace(PRICE, MENDED))
        await _reloaded(bot, reloader, State.CHANGED)
        reply = await bot.ask()
        assert MENDED in said(reply)
