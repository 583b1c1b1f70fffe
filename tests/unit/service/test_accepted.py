"""What stands in the store by pack, and what is settled after a reload."""

from typing import Any

from bot.accepted import accepted
from bot.discord_app.settling import settle
from bot.service.reload import Laid
from bot.storage.store import Store


async def propose(store: Store, pack: str, *names: str, accept: bool = True) -> int:
    changes: list[dict[str, Any]] = [{"id": name} for name in names]
    found = await store.proposals.propose(
        "alias", pack, {"changes": changes}, by=1, at=1, accept=accept
    )
    return found.id


async def test_changes_come_by_pack_and_only_those_that_stand() -> None:
    async with Store.open(":memory:") as store:
        await propose(store, "a", "1", "2")
        await propose(store, "b", "3")
        await propose(store, "a", "4", accept=False)
        found = await accepted(store)
        assert {pack: [one["id"] for one in few] for pack, few in found.items()} == {
            "a": ["1", "2"],
            "b": ["3"],
        }


async def test_a_proposal_is_merged_when_all_of_it_is_in_the_files() -> None:
    async with Store.open(":memory:") as store:
        whole = await propose(store, "a", "1", "2")
        half = await propose(store, "a", "3", "4")
        laid = [
            *(Laid("a", name, "settled") for name in ("1", "2", "3")),
            Laid("a", "4", "applied"),
            Laid("b", "4", "settled"),
        ]
        assert await settle(store, laid, 5) == 1
        left = await store.proposals.standing("a")
        assert [one.id for one in left] == [half]
        merged = await store.proposals.get(whole)
        assert merged is not None
        assert merged.state == "merged"
        assert await settle(store, [], 6) == 0
