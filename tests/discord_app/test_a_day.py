"""A whole day of the loop, on files: asked and missed, curated, answered, denied, put right."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from bot.accepted import accepted
from bot.app import build_desk, read_packs
from bot.conversation.desk import Desk
from bot.knowledge.changes import read_change
from bot.knowledge.model import Pack
from bot.knowledge.writing.export import prepare
from bot.loading import overlaid
from bot.service.reload import Laid, Loaded, Reloader
from tests.discord_app.conftest import World
from tests.discord_app.curation import ask, curator, custom_id
from tests.discord_app.shown import text
from tests.unit.terminal.small_pack import write_small_pack

DAY = 24 * 60 * 60
HELD_BACK = 121
SOLD = "How many cars does Acme sell?"
MISSED = (
    "Is the Bolt worth all that cash?",
    "is a bolt worth all that cash",
    "bolt worth all the cash??",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_pack(tmp_path / "small")


@pytest.fixture
def desk(folder: Path) -> Desk:
    return build_desk(read_packs([folder]))


def deny(folder: Path) -> None:
    """Write into the files what a curator would: the figure is denied, and another is given."""
    _replace(
        folder / "facts.yaml",
        """  statement: Acme sold 250 cars in 2024.
  status: reported
  said_by: [The Gazette]
  as_of: 2025-04-24
""",
        """  statement: Acme sold 250 cars in 2024.
  status: denied
  said_by: [The Gazette]
  as_of: 2025-04-25
  history: [{status: reported, as_of: 2025-04-24}]
  superseded_by: [acme-sales-corrected]
""",
    )
    with (folder / "facts.yaml").open("a", encoding="utf-8") as file:
        file.write(
            """- id: acme-sales-corrected
  subject: acme
  attribute: deliveries
  period: 2024
  statement: Acme says that it sold 300 cars in 2024.
  status: confirmed
  said_by: [Acme]
  as_of: 2025-04-25
  contradicts: [acme-sales-2024]
  citations: [{source: acme-2025-04-25, says: Gives 300 cars.}]
"""
        )
    _replace(
        folder / "entries.yaml",
        """  answer: It sold 250 in 2024 {acme-sales-2024}.
  facts: [acme-sales-2024]
""",
        """  answer: It says 300 in 2024 {acme-sales-corrected}, not 250 {acme-sales-2024}.
  facts: [acme-sales-corrected, acme-sales-2024]
""",
    )
    _replace(folder / "scenarios.yaml", "fact: acme-sales-2024", "fact: acme-sales-corrected")


def _replace(path: Path, before: str, after: str) -> None:
    content = path.read_text("utf-8")
    assert before in content
    path.write_text(content.replace(before, after, 1), "utf-8")


async def load(folder: Path, world: World, before: Sequence[Pack]) -> Loaded | None:
    """Read the files as `Loader` does, but here: the simulation waits for no other process."""
    changes = await accepted(world.store)
    laid: list[Laid] = []
    packs = tuple(overlaid(pack, changes.get(pack.id, ()), laid) for pack in read_packs([folder]))
    if [pack.version for pack in packs] == [pack.version for pack in before]:
        return None
    return Loaded(packs, build_desk(packs), laid=tuple(laid))


async def pass_time(world: World, seconds: float) -> None:
    await world.env.advance_time(seconds)
    await world.env.settle()
    await world.bot.background.work()


def lines(folder: Path) -> dict[str, list[str]]:
    return {
        path.name: path.read_text("utf-8").splitlines() for path in sorted(folder.rglob("*.yaml"))
    }


async def test_from_a_missed_question_to_a_correction(world: World, folder: Path) -> None:
    world.bot.use_reloader(Reloader(read_packs([folder]), partial(load, folder, world)))
    carla = curator(world)

    # A member asks and is answered; another follows the company.
    answer = await ask(world, world.alice, SOLD)
    assert "It sold 250 in 2024" in text(answer)
    offered = await world.bob.autocomplete(world.channel, "follow", "what", "Acme")
    company = next(one["value"] for one in offered if one["name"].startswith("Acme"))
    await world.bob.slash(world.channel, "follow", what=company)

    # A question misses, in three wordings, which are one in the queue.
    for number, question in enumerate(MISSED):
        missed = await ask(world, (world.alice, world.bob)[number % 2], question)
        assert "30,000 euros" not in text(missed), question
    [cluster] = await world.store.questions.queue(world.guild.id)
    assert cluster.count == 3
    assert len(cluster.variants) >= 2

    # A curator makes it an alias in two clicks, and the next asker gets the answer.
    queue = (await carla.slash(world.channel, "curate")).response
    await carla.select(queue, [str(cluster.id)], custom_id=custom_id(queue, "pick_cluster"))
    await carla.click(queue, label="Alias of: What does the Bolt cost?")
    assert "now lead to “What does the Bolt cost?”" in text(queue)
    assert "30,000 euros" in text(await ask(world, world.bob, MISSED[0]))

    # The next day the figure is denied in the files, and the curator reads them anew.
    await pass_time(world, DAY)
    deny(folder)
    told = text((await carla.slash(world.channel, "reload")).response)
    assert "version" in told, told
    await pass_time(world, HELD_BACK)

    # Yesterday's message is put right in its place.
    [corrected] = [one for one in world.replies() if one.id == answer.id]
    assert text(corrected).startswith("✏️ **Corrected <t:")
    assert "It says 300 in 2024" in text(corrected)
    # The alias that lies over the files is still there.
    assert "30,000 euros" in text(await ask(world, world.alice, MISSED[1]))

    # The follower got one digest, and everybody can see what changed.
    digests = [text(one) for one in world.replies(world.bob.user.dm_channel)]
    assert len(digests) == 1
    assert "Acme" in digests[0]
    changed = text((await world.alice.slash(world.channel, "whatchanged")).response)
    assert "denied" in changed.casefold()

    # What was accepted goes into the files: the lines meant and no other.
    before = lines(folder)
    standing = (await accepted(world.store))["small"]
    prepare(folder, [read_change(one) for one in standing]).write()
    after = lines(folder)
    assert [name for name in before if before[name] != after[name]] == ["entries.yaml"]
    gone = [one for one in before["entries.yaml"] if one not in after["entries.yaml"]]
    new = [one for one in after["entries.yaml"] if one not in before["entries.yaml"]]
    assert len(gone) == 1
    assert gone[0].strip() == "aliases: [how much is the bolt, price of the bolt, bolt price]"
    assert all("worth all" in one or "bolt price" in one for one in new)

    # Read anew, the files say it themselves, and nothing need lie over them.
    await carla.slash(world.channel, "reload")
    assert await accepted(world.store) == {}
    assert "30,000 euros" in text(await ask(world, world.bob, MISSED[2]))
    await pass_time(world, DAY)
    assert len(world.replies(world.bob.user.dm_channel)) == 1
