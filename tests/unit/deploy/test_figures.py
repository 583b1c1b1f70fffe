"""What alerts and the dashboard look at is what the bot tells (see `docs/operating.md`)."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
# What Prometheus makes of a histogram.
_PARTS = re.compile(r"_(?:bucket|count|sum)$")


def _named(path: Path) -> set[str]:
    found = re.findall(r"\bscenario_bot_\w+", path.read_text("utf-8"))
    return {_PARTS.sub("", name) for name in found}


def test_alerts_and_dashboard_use_figures_that_there_are() -> None:
    page = (ROOT / "docs" / "operating.md").read_text("utf-8")
    told = set(re.findall(r"^\| `(scenario_bot_\w+)`", page, re.MULTILINE))
    looked_at = {
        path: _named(path)
        for folder in ("prometheus", "grafana")
        for path in (ROOT / "deploy" / folder).rglob("*")
        if path.is_file()
    }
    assert sum(map(len, looked_at.values())) > 10
    for path, names in looked_at.items():
        assert names <= told, path.name
