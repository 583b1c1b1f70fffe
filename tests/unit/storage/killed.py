"""Writers that are killed in the middle: run by `test_killed` as a process of its own.

A writer is a fork of this process, so that two hundred of them need not import everything anew. It
writes proposals and feedback and, after each that the store has acknowledged, says which on a pipe.
After a number of them and a moment more, both drawn from a seed, it is killed. All that was said is
printed, a line each.
"""

import asyncio
import os
import random
import signal
import sys
import time

from bot.storage.loop_records import FactState
from bot.storage.outbox import Post
from bot.storage.records import AskedAnswer, Feedback
from bot.storage.store import Store

_MOST = 5
_MOMENT = 0.004


async def write(where: str, name: int, said: int) -> None:
    """Write until killed."""
    async with Store.open(where) as store:
        for number in range(1_000):
            one = name * 1_000 + number
            for part in range(20):
                message = one * 20 + part
                await store.remember_answer(
                    AskedAnswer(message, 1, 2, 3, "small", "v", None, ("fact",), "0f", 1)
                )
            made = await store.proposals.propose(
                "alias", "small", {"alias": f"{one} " + "x" * 200}, by=7, at=1, accept=True
            )
            os.write(said, f"accepted {made.id} {one}\n".encode())
            await store.add_feedback(Feedback(one, "helpful", "hash", 1))
            os.write(said, f"feedback {one}\n".encode())
            facts = [FactState("fact", f"{one}", "reported", None, "text")]
            await store.changes.record("small", f"{one}", facts, 1)
            os.write(said, f"change {one}\n".encode())
            await store.outbox.put(Post(f"{one}", {}, 1, user_id=7))
            os.write(said, f"notice {one}\n".encode())


def kill_one(where: str, name: int, chance: random.Random) -> None:
    """Let a writer write, kill it, and print what it has said."""
    heard, said = os.pipe()
    child = os.fork()
    if not child:
        os.close(heard)
        asyncio.run(write(where, name, said))
        os._exit(0)
    os.close(said)
    lines, wanted = b"", chance.randrange(_MOST)
    while lines.count(b"\n") < wanted and (some := os.read(heard, 4_096)):
        lines += some
    end = time.monotonic() + chance.random() * _MOMENT
    while time.monotonic() < end:  # not asleep: a sleep is longer than the moment
        pass
    os.kill(child, signal.SIGKILL)
    while some := os.read(heard, 4_096):
        lines += some
    os.close(heard)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("a writer ended by itself")
    complete, _, _ = lines.rpartition(b"\n")
    if complete:
        print(complete.decode(), flush=True)  # noqa: T201


def main() -> None:
    """Kill so many writers, one after the other, on one database."""
    where, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)  # noqa: S311
    for name in range(count):
        kill_one(where, name, chance)


if __name__ == "__main__":
    main()
