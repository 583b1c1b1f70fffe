"""Many wrong inputs, and nothing but what is promised: `python -m tests.bench.fuzz [--million]`.

Three doors, each with inputs made by a seeded generator that mutates real ones (bytes flipped, cut,
doubled, spliced; controls, direction marks, half characters, other scripts, nesting, huge numbers):
questions (read, split, looked up, understood as follow-ups), pack files (YAML read into problems),
and what Discord hands back (custom ids of buttons, references, forms). An input must give a result
or an error that is promised, within a time that does not hang on its length. Without `--million`
a thousandth is tried. Exit status 1 with the input, if one does otherwise.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.app import open_desk
from bot.conversation.asides import aside_in, choice_in
from bot.conversation.followups import leaning
from bot.conversation.memory import Memory
from bot.conversation.question import Question
from bot.conversation.splitting import split
from bot.conversation.talk import Talk
from bot.conversation.when import in_plain_times, timed
from bot.discord_app.custom_ids import State, codes_in
from bot.discord_app.escaping import escaped, typed
from bot.discord_app.limits import label
from bot.knowledge.parse import read_yaml
from bot.service.settings import shipped_pack

_SEED = 20
_TODAY = date(2026, 11, 28)
_SHARES = {"question": 640_000, "asked": 10_000, "file": 100_000, "control": 250_000}
_SLOW = 2.0  # seconds; what takes longer is an error
_ODD = [
    "\x00", "\u202e", "\ud800", "\ufdd0", "\u200b" * 30, "🏎️" * 9, "ß", "中国", "؟", "{", "}", "[",
    "@everyone", "<@1>", "```", "](", "=", "\n", "\r", "\t", "?", "¿", "9" * 60, "-", "'", '"', ":",
    "&a", "*a", "!!python/object:os.system", "%", "#", "| ", "> ", "and ", "2024", "q3 ", "no, ",
]  # fmt: skip


class Maker:
    """Makes inputs out of real ones."""

    def __init__(self, real: Sequence[str], seed: object) -> None:
        self._real = real
        self._random = random.Random(f"{_SEED}/{seed}")

    def one(self) -> str:
        """Return an input."""
        rng = self._random
        text = rng.choice(self._real)
        for _ in range(rng.randint(0, 4)):
            place = rng.randint(0, len(text))
            match rng.randrange(6):
                case 0:
                    text = text[:place] + rng.choice(_ODD) + text[place:]
                case 1:
                    text = text[:place] + text[place + rng.randint(1, 9) :]
                case 2:
                    text = text[:place] + rng.choice(self._real)[rng.randint(0, 20) :]
                case 3:
                    text = text[:place] + chr(rng.randrange(0x110000)) + text[place:]
                case 4:
                    text = (text + " ") * rng.randint(1, 4)
                case _:
                    text = text.upper() if rng.random() < 0.5 else text[::-1]
        if rng.random() < 0.001:
            text *= rng.randint(2, 400)
        return text[:200_000]


def main() -> int:
    """Try all doors and print how many inputs each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="all of them, for some minutes")
    scale = 1.0 if parser.parse_args().million else 0.001
    total = 0
    start = time.perf_counter()
    for name, real, door in _doors():
        count = max(100, int(_SHARES[name] * scale))
        maker = Maker(real, name)
        slowest = 0.0
        for _ in range(count):
            text = maker.one()
            before = time.perf_counter()
            try:
                door(text)
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                sys.stdout.write(f"{name}: {type(error).__name__}: {error}: {text[:500]!r}\n")
                return 1
            slowest = max(slowest, time.perf_counter() - before)
            if slowest > _SLOW:
                sys.stdout.write(f"{name}: took {slowest:.1f} s: {text[:500]!r}\n")
                return 1
        total += count
        sys.stdout.write(f"{name}: {count:,} inputs, the slowest took {slowest * 1e3:.0f} ms\n")
        sys.stdout.flush()
    sys.stdout.write(f"{total:,} inputs in {time.perf_counter() - start:.0f} s, seed {_SEED}\n")
    return 0


def _doors() -> Iterator[tuple[str, Sequence[str], Callable[[str], object]]]:
    desk = open_desk([shipped_pack()])
    [shelf] = desk.shelves
    pack, index = shelf.pack, shelf.index
    questions = [one.q for one in pack.questions]

    def question(text: str) -> None:
        for part in split(text):
            aside_in(part.shown)
            choice_in(part.shown, 4)
        timed(text, _TODAY, pack)
        in_plain_times(text, _TODAY)
        typed(text)
        escaped(text)
        label(text)

    yield "question", questions, question

    talk = Talk(desk, Memory())

    def asked(text: str) -> None:
        leaning(text, index.read(text))
        answers = talk.ask(Question(text, _TODAY, conversation="c", at=0.0))
        assert answers
        assert all(one.text for one in answers)

    yield "asked", questions, asked

    paths = sorted(Path(shipped_pack()).rglob("*.yaml"))
    files = [path.read_text("utf-8")[:1_200] for path in paths]

    def file(text: str) -> None:
        data = text.encode("utf-8", "surrogatepass")
        for problem in read_yaml(data, "x.yaml")[1]:
            assert problem.line >= 1
            assert problem.message

    yield "file", files, file

    controls = [
        "sb:why:abcdef.abcdefgabcdefg:it:2025-04-24:93:abcdefg:hijklmn:12",
        "sb:pick:abcdef.abcdefg:en::1",
        "cur:pick_cluster:12:3",
        "settings:packs",
        "sb:related:abcdef.abcdefg:de:",
    ]

    def control(text: str) -> None:
        state = State.read(text)
        if state is not None:
            assert str(state)
            codes_in(state.reference)

    yield "control", controls, control


if __name__ == "__main__":
    sys.exit(main())
