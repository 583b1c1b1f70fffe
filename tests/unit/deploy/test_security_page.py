"""`docs/security.md` and the list of faults: every test that they name is there."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]
PAGES = [(TESTS.parent / "docs" / "security.md", 25), (TESTS / "faults" / "README.md", 15)]


@pytest.mark.parametrize(("page", "least"), PAGES)
def test_every_promise_names_a_test_that_is_there(page: Path, least: int) -> None:
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    promises = [row for row in rows if not row.startswith(("| promise", "| fault", "| ---"))]
    assert len(promises) > least
    for row in promises:
        named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", row)
        assert named, row
        for file, test in named:
            assert re.search(rf"def {test}\(", (TESTS / file).read_text(encoding="utf-8")), test
