"""A server with several topics: the curator says which one something new is for."""

import pytest

from bot.app import build_desk
from bot.conversation.desk import Desk
from bot.knowledge.changes import AddAlias, as_values
from bot.storage.records import GuildSettings
from tests.discord_app.conftest import World
from tests.discord_app.curation import BASE, cluster_page, curator, custom_id, missed, opened
from tests.discord_app.shown import options, text

OTHER = BASE.model_copy(
    update={
        "manifest": BASE.manifest.model_copy(update={"id": "other", "title": "Another topic"}),
        "entries": {},
        "scenarios": {},
    }
)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return build_desk([BASE, OTHER])


async def test_something_new_goes_to_the_topic_that_is_chosen(world: World) -> None:
    carla = curator(world)
    [cluster] = await missed(world, "qwerty uiop asdf")
    assert cluster.nearest == ()
    card = await cluster_page(world, carla, cluster.id)
    await carla.click(card, custom_id=custom_id(card, "new:entry"))
    assert "Which topic is it for?" in text(card)
    chosen = options(card)["Another topic"]
    shown = await carla.select(card, [chosen], custom_id=custom_id(card, "pick_pack"))
    assert shown.modal is not None
    values = {"question": "What is qwerty?", "answer": "A keyboard.", "facts": "denial"}
    await carla.submit_modal(shown, values)
    assert "There is a new entry" in text(card)
    [standing] = await world.store.proposals.standing()
    assert standing.pack == "other"
    assert standing.cluster_id == cluster.id


async def test_what_was_sent_in_for_a_topic_that_the_server_left_is_told(world: World) -> None:
    carla = curator(world)
    change = AddAlias(id="x", record="bolt-price", alias="bolt sticker tag")
    payload = {"changes": [as_values(change)]}
    found = await world.store.proposals.propose(
        "alias", BASE.id, payload, by=None, at=1, guild_id=world.guild.id
    )
    card = await opened(world, carla)
    await carla.select(card, [str(found.id)], custom_id=custom_id(card, "pick_proposal"))
    await world.store.save_settings(GuildSettings(guild_id=world.guild.id, packs=("other",)))
    await carla.click(card, label="Accept")
    assert "no longer there" in text(card)
    [waiting] = await world.store.proposals.waiting(world.guild.id)
    assert waiting.id == found.id
