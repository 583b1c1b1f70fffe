"""The broken packs of tests/packs: each with exactly the problems that it is named for.

`expected.txt` in each holds what `for_people` writes about the rest of the folder.
"""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from bot.knowledge.loaders import FAST, Loader, PureLoader
from bot.knowledge.problems import for_people
from bot.knowledge.read import read_pack

PACKS = Path(__file__).parents[2] / "packs"
CODE = Path(__file__).parents[3] / "bot" / "knowledge"
# What is told of importing has its tests in tests/unit/exchange.
EXCHANGE = CODE / "exchange"
# What these are about is built in test_files.py, as git is no place for such files.
BUILT = {"not-utf-8", "too-big", "too-deep", "too-many-problems", "link", "unreadable"}


@pytest.mark.parametrize("loader", [FAST, PureLoader], ids=["fast", "pure"])
@pytest.mark.parametrize("folder", sorted(PACKS.iterdir()), ids=lambda folder: folder.name)
def test_a_pack_has_exactly_the_problems_expected_of_it(
    folder: Path, loader: Loader, tmp_path: Path
) -> None:
    pack = tmp_path / folder.name
    shutil.copytree(folder, pack, ignore=shutil.ignore_patterns("expected.txt"))
    expected = (folder / "expected.txt").read_text(encoding="utf-8")
    reading = read_pack(pack, loader=loader)
    text = for_people(reading.problems)
    assert (text + "\n" if text else "") == expected
    assert (reading.pack is None) == any(p.level == "error" for p in reading.problems)


def test_every_rule_has_a_broken_pack() -> None:
    rule = (
        r'(?:problem|_say)\(\s*(?:\w+, )*"([a-z-]+)"|rule="([a-z-]+)"|return "([a-z]+-[a-z-]+)",'
        r'|: \("([a-z]+-[a-z-]+)", "'
    )
    code = [
        path.read_text(encoding="utf-8") for path in CODE.rglob("*.py") if path.parent != EXCHANGE
    ]
    named = {"".join(found) for text in code for found in re.findall(rule, text)}
    expected = "".join(p.read_text(encoding="utf-8") for p in PACKS.glob("*/expected.txt"))
    shown = set(re.findall(r"\[([a-z0-9-]+)\]$", expected, re.MULTILINE))
    assert len(named) > 40
    assert named - shown - BUILT == set()


def test_the_fast_loader_is_there() -> None:
    """Without libyaml reading a pack takes ten times as long: the build must bring it."""
    assert yaml.__with_libyaml__
    assert FAST is not PureLoader
