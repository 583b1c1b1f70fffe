"""The cases of the search benchmark: entries to build from, and questions to ask.

Three kinds: the public question sets, drawn by the protocol that lies beside them; the shipped
story with its own test questions; and generated entries (`generated.py`). Everything is drawn with
fixed seeds, so the same case is the same on every machine.
"""

import json
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.knowledge.read import read_pack
from bot.service.settings import shipped_pack
from bot.terminal.evaluate import HEADLINE
from tests.bench.generated import generated
from tests.bench.keyboard import with_typos

SEED = 13
TEST_CAP = 2_000
FOLDER_SETTING = "SCENARIO_BOT_BENCH"
_BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "bench"
# Kept for tuning, so never in a table.
_FOR_TUNING = "_dev"
_STORY, _GENERATED = "story", "generated"


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index is built from: an id, its question, and other ways to ask it."""

    id: str
    question: str
    aliases: tuple[str, ...] = ()

    @property
    def utterances(self) -> tuple[str, ...]:
        """The question and its aliases."""
        return (self.question, *self.aliases)


@dataclass(frozen=True, slots=True)
class Asked:
    """A test question and the entries that answer it; none for an off-topic one."""

    text: str
    right: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """Entries, and the questions to ask of them: in scope, then off-topic."""

    entries: tuple[Entry, ...]
    asked: tuple[Asked, ...]
    off_topic: tuple[Asked, ...]

    def sample(self, in_scope: int, off_topic: int) -> "Case":
        """Return the case with at most so many questions of each kind (already shuffled)."""
        return Case(self.entries, self.asked[:in_scope], self.off_topic[:off_topic])


@dataclass(frozen=True, slots=True)
class Spec:
    """The name of a case: a set, how many aliases an entry gets (-1: all), and typos or none."""

    name: str
    aliases: int = -1
    typos: bool = False

    @property
    def title(self) -> str:
        """How the case is called in the tables."""
        if self.name == _GENERATED:
            return f"generated, {self.aliases:,} utterances"
        shown = {-1: "all texts", 0: "question only"}.get(self.aliases, f"K = {self.aliases}")
        return f"{self.name}, {shown}" + (", typos" if self.typos else "")


STORY = Spec(_STORY)
# For a generated case the number is that of its utterances.
GENERATED = Spec(_GENERATED, 1_000)
PUBLIC = (
    Spec("clinc150", 5),
    Spec("clinc150", 10),
    Spec("clinc150", 5, typos=True),
    Spec("hint3_curekart", -1),
    Spec("hint3_curekart", 5),
    Spec("hint3_powerplay11", -1),
    Spec("hint3_powerplay11", 5),
    Spec("covid_sim", 0),
)


class MissingError(FileNotFoundError):
    """A public set is not there; the message says where it was looked for."""


def folder() -> Path:
    """Return the folder in which the public sets are looked for."""
    return Path(os.environ.get(FOLDER_SETTING) or _BESIDE)


def there(name: str) -> bool:
    """Tell whether a set can be had."""
    return name in (_STORY, _GENERATED) or (folder() / name / "pool.json").is_file()


def read(spec: Spec, seed: int = SEED) -> Case:
    """Return a case. Raises `MissingError` where its set is not there."""
    if spec.name == _STORY:
        case = story(shipped_pack())
    elif spec.name == _GENERATED:
        made = generated(spec.aliases, seed=seed)
        case = Case(
            tuple(Entry(*entry) for entry in made.entries),
            tuple(Asked(text, frozenset({right})) for text, right in made.questions),
            tuple(Asked(text) for text in made.off_topic),
        )
    else:
        case = drawn(_pool(spec.name), spec.aliases, seed=seed)
    return with_typing_errors(case, f"{seed}/{spec.name}/typo") if spec.typos else case


def _pool(name: str) -> Mapping[str, Any]:
    path = folder() / name / "pool.json"
    try:
        pool: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingError(
            f"the question set {name} is not in {folder()}; {FOLDER_SETTING} names another folder"
        ) from error
    return pool


def drawn(pool: Mapping[str, Any], aliases: int, *, seed: int = SEED) -> Case:
    """Draw a case from a public set by its protocol.

    Per entry in sorted order its texts are shuffled; the first is the question, unless the set
    has one, and the next `aliases` are its aliases (-1: all of them).
    """
    name, train, questions = pool["name"], pool["train"], pool.get("question", {})
    rng = random.Random(f"{seed}/{name}/{aliases}")
    entries = []
    for entry in sorted(train):
        texts = list(train[entry])
        rng.shuffle(texts)
        question = questions.get(entry) or texts.pop(0)
        entries.append(Entry(entry, question, tuple(texts if aliases < 0 else texts[:aliases])))
    asked = [Asked(text, frozenset({entry})) for text, entry in pool["test"] if entry in train]
    off_topic = [
        Asked(text)
        for kind, texts in pool.get("oos", {}).items()
        if not kind.endswith(_FOR_TUNING)
        for text in texts
    ]
    # Independent of the number of aliases, so that the columns of a table ask the same.
    random.Random(f"{seed}/{name}").shuffle(asked)
    random.Random(f"{seed}/{name}/off-topic").shuffle(off_topic)
    return Case(tuple(entries), tuple(asked[:TEST_CAP]), tuple(off_topic))


def story(path: Path) -> Case:
    """Return the entries of a pack, with its own test questions.

    An entry is right when it rests on a fact that the question expects. Left out are those of
    conversations and those counted apart, and what no entry answers though facts alone would.
    """
    pack = read_pack(path).pack
    if pack is None:
        raise SystemExit(f"{path} does not load; run scenario-bot check")
    entries = []
    for entry in pack.entries.values():
        others = [
            text
            for translation in entry.translations.values()
            for text in (translation.question, *translation.aliases)
        ]
        entries.append(Entry(entry.id, entry.question, (*entry.aliases, *others)))
    asked, off_topic = [], []
    for sample in pack.questions:
        if sample.kind not in HEADLINE:
            continue
        expected = set(sample.expected)
        right = frozenset(one.id for one in pack.entries.values() if expected & set(one.facts))
        if right:
            asked.append(Asked(sample.q, right))
        elif not expected:
            off_topic.append(Asked(sample.q))
    random.Random(SEED).shuffle(asked)
    return Case(tuple(entries), tuple(asked), tuple(off_topic))


def with_typing_errors(case: Case, seed: str) -> Case:
    """Return a case whose questions are typed with errors, each time the same ones."""
    rng = random.Random(seed)

    def typed(questions: Sequence[Asked]) -> tuple[Asked, ...]:
        return tuple(Asked(with_typos(one.text, rng), one.right) for one in questions)

    return Case(case.entries, typed(case.asked), typed(case.off_topic))
