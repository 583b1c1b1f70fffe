"""Curators learn of accepted changes that the files no longer fit, once."""

from bot.app import build_desk
from bot.service.reload import Laid, Outcome, State
from bot.storage.records import GuildSettings
from tests.discord_app.conftest import World
from tests.discord_app.shown import text
from tests.unit.answers.small_pack import small_pack


async def test_a_conflict_is_told_once(world: World) -> None:
    notices = world.guild.create_text_channel("curators")
    await world.store.save_settings(GuildSettings(world.guild.id, notice_channel=notices.id))
    pack = small_pack().model_copy(update={"version": "v2"})
    laid = (
        Laid("small", "p1-0", "conflict", "the entry @everyone says **something** else"),
        Laid("small", "p2-0", "applied"),
    )
    outcome = Outcome(State.CHANGED, (), (pack,), build_desk([pack]), laid=laid)
    for _ in range(2):
        await world.bot._reloaded(outcome)
        await world.bot.background.work()
    told = [text(one) for one in world.replies(notices)]
    [notice] = [one for one in told if "no longer fit" in one]
    assert "p1-0" in notice
    assert "p2-0" not in notice
    assert "@everyone" not in notice
