"""How long questions wait while a large pack is read anew: `python -m tests.bench.reload`.

A pack of entries made up is written to a folder and opened; then a file of it is changed, and the
packs are reloaded as the running bot does, while questions come at a steady rate. What is timed is
from the moment at which a question was due to its answer: a loop that is held up counts.
"""

import argparse
import asyncio
import gc
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bot.app import build_desk, read_packs
from bot.conversation.desk import Desk
from bot.conversation.question import Question
from bot.loading import Loader
from bot.search.normalise import fold
from bot.service.reload import Outcome, Reloader, State
from tests.bench.generated import Generated, generated
from tests.bench.measures import percentile

_EVERY = 0.02  # seconds between two questions
_QUIET = 10.0  # seconds asked before the reload
_FILES = 40
_RECORDS = {
    "pack.yaml": """
id: large
title: Entries made up
language: en
about: Nothing at all.
updated: 2026-01-01
""",
    "sources.yaml": """
- {id: s, title: T, outlet: O, url: "https://example.org/", published: 2025-01-01, language: en,
   kind: newspaper}
""",
    "entities.yaml": "- {id: thing, name: Xthingx, kind: company}\n",
    "attributes.yaml": "- {id: about, name: Xaboutx}\n",
    "facts.yaml": """
- id: f
  subject: thing
  attribute: about
  statement: Nothing is known of it.
  status: reported
  said_by: [O]
  as_of: 2025-01-01
  citations: [{source: s, says: So it says.}]
""",
}


def write_pack(folder: Path, made: Generated) -> None:
    """Write entries made up as a pack; a wording that two of them share goes to the first."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _RECORDS.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "entries").mkdir(exist_ok=True)
    entries = list(_entries(made))
    size = -(-len(entries) // _FILES)
    for number in range(_FILES):
        part = entries[number * size : (number + 1) * size]
        (folder / "entries" / f"part-{number:02}.yaml").write_text("".join(part), "utf-8")


def _entries(made: Generated) -> Iterator[str]:
    seen: set[str] = set()
    for name, question, aliases in made.entries:
        texts = [text for text in (question, *aliases) if fold(text) not in seen]
        texts = list({fold(text): text for text in texts}.values())
        seen.update(map(fold, texts))
        if texts:
            yield (
                f"- id: {name}\n  question: {json.dumps(texts[0])}\n"
                f"  aliases: {json.dumps(texts[1:])}\n"
                "  answer: Nothing is known of it {f}.\n  facts: [f]\n"
            )


class Asking:
    """Asks in turn at a steady rate, and notes how long each answer took (ms)."""

    def __init__(self, desk: Desk, texts: list[str]) -> None:
        self.desk = desk
        self.spent: list[float] = []
        self._texts = texts

    async def go_on(self) -> None:
        """Ask until cancelled."""
        from datetime import date

        due = time.perf_counter()
        number = 0
        while True:
            due += _EVERY
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            self.desk.ask(Question(self._texts[number % len(self._texts)], date(2026, 1, 1)))
            self.spent.append((time.perf_counter() - due) * 1e3)
            number += 1


async def measure(
    folder: Path, cache: Path, texts: list[str]
) -> tuple[list[float], list[float], float]:
    """Return what answers took before and during a reload, and how long it took (s)."""
    packs = read_packs([folder])
    asking = Asking(build_desk(packs, [cache]), texts)
    reloader = Reloader(packs, Loader([folder], [cache]).load)

    async def use(outcome: Outcome) -> None:
        if outcome.desk is not None:
            asking.desk = outcome.desk

    reloader.listen(use)
    gc.collect()
    gc.freeze()
    going = asyncio.create_task(asking.go_on())
    await asyncio.sleep(_QUIET)
    before, asking.spent = asking.spent, []
    changed = folder / "entries" / "part-00.yaml"
    changed.write_text(changed.read_text("utf-8").replace("- id: ", "\n- id: ", 1), "utf-8")
    text = changed.read_text("utf-8")
    changed.write_text(text.replace("Nothing is known", "Nothing at all is known", 1), "utf-8")
    start = time.perf_counter()
    outcome = await reloader.reload()
    took = time.perf_counter() - start
    if outcome.state is not State.CHANGED:
        raise SystemExit(f"the reload came to {outcome.state.value}: {outcome.problems[:3]}")
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)
    return before, asking.spent, took


def main() -> None:
    """Print what answers took, before and during a reload."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("utterances", type=int, nargs="?", default=100_000)
    size = parser.parse_args().utterances
    made = generated(size)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "large"
        write_pack(folder, made)
        texts = [question for question, _ in made.questions]
        before, during, took = asyncio.run(measure(folder, Path(place) / "cache", texts))
    for name, spent in (("before", before), ("during the reload", during)):
        sys.stdout.write(
            f"{name}: {len(spent)} questions, p50 {percentile(spent, 0.5):.1f} ms,"
            f" p99 {percentile(spent, 0.99):.1f} ms, longest {max(spent):.0f} ms\n"
        )
    sys.stdout.write(f"the reload of {size:,} utterances took {took:.1f} s\n")


if __name__ == "__main__":
    main()
