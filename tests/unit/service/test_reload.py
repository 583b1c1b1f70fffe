"""A reload swaps in what is good, and leaves what is broken alone."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.conversation.desk import Desk
from bot.knowledge.model import Pack
from bot.knowledge.problems import Problem
from bot.service.reload import Loaded, Outcome, Reloader, State
from tests.unit.answers.small_pack import small_pack

OLD = small_pack()
NEW = OLD.model_copy(update={"version": "v2"})
BROKEN = Problem(
    file="small/facts.yaml", line=3, column=1, rule="unknown-id", level="error", message="no"
)
DESK = Desk(())


class Source:
    """Gives out what a test has laid ready, and counts; `gate` holds a load up."""

    def __init__(self, *results: Loaded | Exception | None) -> None:
        self.results = list(results)
        self.asked: list[tuple[Pack, ...]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()
        self.at_once = self.most_at_once = 0

    async def load(self, packs: Sequence[Pack]) -> Loaded | None:
        self.asked.append(tuple(packs))
        self.begun.set()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.gate.wait()
        self.at_once -= 1
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


async def test_good_packs_are_used_and_told() -> None:
    source = Source(Loaded((NEW,), DESK), None)
    reloader = Reloader([OLD], source.load)
    told: list[Outcome] = []

    async def listen(outcome: Outcome) -> None:
        told.append(outcome)

    reloader.listen(listen)
    first = await reloader.reload()
    assert (first.state, first.before, first.now, first.desk) == (
        State.CHANGED,
        (OLD,),
        (NEW,),
        DESK,
    )
    second = await reloader.reload()
    assert second.state is State.UNCHANGED
    assert source.asked == [(OLD,), (NEW,)]
    assert told == [first, second]


@pytest.mark.parametrize(
    ("result", "state", "problems"),
    [
        (Loaded(problems=(BROKEN,)), State.BROKEN, (BROKEN,)),
        (OSError("disk"), State.FAILED, ()),
        (MemoryError(), State.FAILED, ()),
    ],
)
async def test_what_cannot_be_used_changes_nothing(
    result: Loaded | Exception, state: State, problems: tuple[Problem, ...]
) -> None:
    reloader = Reloader([OLD], Source(result, Loaded((NEW,), DESK)).load)
    outcome = await reloader.reload()
    assert (outcome.state, outcome.now, outcome.problems) == (state, (OLD,), problems)
    assert reloader.packs == (OLD,)
    assert (await reloader.reload()).state is State.CHANGED


async def test_reloads_that_are_asked_for_meanwhile_become_one() -> None:
    source = Source(None, None, None)
    source.gate.clear()
    reloader = Reloader([OLD], source.load)
    first = asyncio.create_task(reloader.reload())
    await source.begun.wait()
    others = [asyncio.create_task(reloader.reload()) for _ in range(20)]
    await asyncio.sleep(0)
    source.gate.set()
    outcomes = await asyncio.gather(*others)
    await first
    assert len(source.asked) == 2
    assert source.most_at_once == 1
    assert len({id(one) for one in outcomes}) == 1


async def test_one_that_gives_up_waiting_takes_nobody_along() -> None:
    source = Source(None, None, None)
    source.gate.clear()
    reloader = Reloader([OLD], source.load)
    first = asyncio.create_task(reloader.reload())
    await source.begun.wait()
    second = asyncio.create_task(reloader.reload())
    await asyncio.sleep(0)
    third = asyncio.create_task(reloader.reload())
    await asyncio.sleep(0)
    first.cancel()
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    source.gate.set()
    assert (await third).state is State.UNCHANGED


async def test_a_listener_that_fails_harms_no_other() -> None:
    reloader = Reloader([OLD], Source(Loaded((NEW,), DESK)).load)
    told: list[State] = []

    async def fails(outcome: Outcome) -> None:
        raise RuntimeError

    async def listens(outcome: Outcome) -> None:
        told.append(outcome.state)

    reloader.listen(fails)
    reloader.listen(listens)
    assert (await reloader.reload()).state is State.CHANGED
    assert told == [State.CHANGED]


async def test_triggers_are_followed_to_their_end() -> None:
    source = Source(Loaded((NEW,), DESK), None)

    async def triggers() -> AsyncIterator[None]:
        yield
        yield

    reloader = Reloader([OLD], source.load)
    await reloader.follow(triggers())
    assert len(source.asked) == 2
