"""The files to deploy with, each held against the tool that knows its form.

Linters that come as wheels always run. What needs a program of the system (docker, promtool,
systemd-analyze) is skipped where there is none. No image is built here: that needs a base image.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest

from bot.answers.answer import Outcome
from bot.service.reload import State
from tests.unit.deploy.tools import DEPLOY, ROOT, linter, loaded, program, ran

# -- container -------------------------------------------------------------------------------------


def test_the_dockerfile_passes_its_linter() -> None:
    found = ran(linter("hadolint"), "--failure-threshold", "style", "deploy/Dockerfile")
    assert (found.returncode, found.stdout) == (0, "")


def test_the_linter_would_tell(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python\nRUN cd /x && pip install y\n")
    assert ran(linter("hadolint"), tmp_path / "Dockerfile").returncode != 0


def test_what_the_image_copies_is_there_and_nothing_else_reaches_the_builder() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(\S+)", text, re.MULTILINE)
    allowed = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(copied) == sorted(allowed)
    assert all((ROOT / one).exists() for one in copied)
    assert "*" in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_image_runs_as_no_root_and_installs_nothing_without_a_hash() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    users = re.findall(r"^USER (\S+)", text, re.MULTILINE)
    assert users == ["10001:10001"]
    for line in re.findall(r"pip install .*", text):
        assert "--require-hashes" in line
        assert "--no-deps" in line
        assert "--only-binary :all:" in line
    assert re.search(r"^ARG BASE=\S+:\d+\.\d+\.\d+-slim-\w+$", text, re.MULTILINE)


def test_what_the_image_holds_answers_from_folders_that_cannot_be_written(tmp_path: Path) -> None:
    app, data = tmp_path / "app", tmp_path / "data"
    data.mkdir()
    for name in ("bot", "knowledge"):
        ignored = shutil.ignore_patterns("__pycache__", ".cache")
        shutil.copytree(ROOT / name, app / name, ignore=ignored)
    for path in [app, *app.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    kept = {name: value for name, value in os.environ.items() if "SCENARIO_BOT" not in name}
    environment = {
        **kept,
        "PYTHONPATH": str(app),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SCENARIO_BOT_CACHE": str(data / "cache"),
        "SCENARIO_BOT_STORAGE": str(data / "store.sqlite3"),
    }
    words = [sys.executable, "-m", "bot", "ask", "--json", "who founded leapmotor"]
    found = subprocess.run(words, capture_output=True, text=True, cwd=data, env=environment)
    for path in [app, *(one for one in app.rglob("*") if one.is_dir())]:
        path.chmod(0o755)
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["answers"][0]["outcome"] == "answered"
    assert not list(app.rglob(".cache"))
    assert list((data / "cache").iterdir())


# -- compose ---------------------------------------------------------------------------------------

COMPOSE = ("deploy/compose.yaml", "deploy/compose.postgres.yaml")


def test_the_compose_files_have_the_form_of_the_specification() -> None:
    found = ran(linter("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", *COMPOSE)
    assert found.returncode == 0, found.stdout + found.stderr


def test_docker_compose_takes_the_files(tmp_path: Path) -> None:
    docker = program("docker")
    if ran(docker, "compose", "version").returncode != 0:
        pytest.skip("docker has no compose")
    copied = tmp_path / "deploy"
    shutil.copytree(DEPLOY, copied)
    for name in ("discord_token", "postgres_password", "grafana_password", "storage"):
        (copied / "secrets" / name).write_text("secret", encoding="utf-8")
    for files in (COMPOSE[:1], COMPOSE):
        named = [word for file in files for word in ("--file", str(tmp_path / file))]
        found = ran(docker, "compose", *named, "config", "--quiet")
        assert (found.returncode, found.stderr) == (0, "")


def services() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in COMPOSE:
        for name, service in loaded(ROOT / file)["services"].items():
            if "image" in service:
                yield name, service


def test_every_service_is_shut_in() -> None:
    found = dict(services())
    assert set(found) == {"bot", "postgres", "prometheus", "grafana"}
    for name, service in found.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["mem_limit"], name
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), name
        for mount in service.get("volumes", ()):
            source, _, rest = mount.partition(":")
            if source.startswith("."):
                assert rest.endswith(":ro"), mount
                assert (DEPLOY / source).exists(), mount


def test_every_image_is_pinned_to_a_version() -> None:
    for _, service in services():
        assert re.search(r":(v?\d+\.\d+|\$\{SCENARIO_BOT_VERSION)", service["image"])


def test_secrets_come_from_files_that_are_not_in_the_repository() -> None:
    for file in COMPOSE:
        for secret in loaded(ROOT / file)["secrets"].values():
            found = ran("git", "check-ignore", "--no-index", f"deploy/{secret['file']}")
            assert found.returncode == 0, secret
    for _, service in services():
        for name, value in service.get("environment", {}).items():
            assert not re.search(r"PASSWORD|TOKEN", name) or str(value).startswith("/run/secrets/")


# -- systemd ---------------------------------------------------------------------------------------

UNIT = DEPLOY / "systemd" / "scenario-bot.service"


def test_systemd_knows_every_line_of_the_unit(tmp_path: Path) -> None:
    analyze = program("systemd-analyze")
    unit = tmp_path / UNIT.name
    # It looks whether the program is there, which it is only where the bot is installed.
    unit.write_text(UNIT.read_text().replace("/opt/scenario-bot/.venv/bin/python", "/bin/sh"))
    found = ran(analyze, "verify", "--man=no", unit)
    assert (found.returncode, found.stderr) == (0, "")


def test_systemd_calls_the_unit_well_shut_in() -> None:
    analyze = program("systemd-analyze")
    if "--offline" not in ran(analyze, "--help").stdout:
        pytest.skip("this systemd-analyze judges no files")
    # In tenths: 15 is 1.5 of 10, where an open unit has 9.6.
    found = ran(analyze, "security", "--offline=true", "--threshold=15", "--no-pager", UNIT)
    assert found.returncode == 0, found.stdout[-400:] + found.stderr


# -- watching --------------------------------------------------------------------------------------

RULES = DEPLOY / "prometheus" / "alerts.yaml"
DASHBOARD = DEPLOY / "grafana" / "dashboards" / "scenario-bot.json"


def rules() -> list[dict[str, Any]]:
    return [rule for group in loaded(RULES)["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    return list(json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"])


def expressions() -> list[str]:
    drawn = [target["expr"] for panel in panels() for target in panel["targets"]]
    return [*drawn, *(rule["expr"] for rule in rules())]


def test_every_expression_can_be_parsed() -> None:
    assert len(expressions()) > 20
    for one in expressions():
        promql_parser.parse(one.replace("$__rate_interval", "5m"))
    with pytest.raises(ValueError, match="inside brackets"):
        promql_parser.parse("rate(x[5m)")


def test_counters_are_read_as_rates_and_have_their_names() -> None:
    for one in expressions():
        for name in re.findall(r"\bscenario_bot_\w+", one):
            if name.endswith(("_total", "_bucket")):
                first = re.search(rf"{name}\b", one)
                assert first is not None
                assert one[: first.start()].endswith(("rate(", "increase(")), one


def test_the_states_and_outcomes_that_are_asked_for_are_those_of_the_bot() -> None:
    known = {"state": set(State), "outcome": set(Outcome)}
    for label, values in known.items():
        asked = {
            word
            for one in expressions()
            for named in re.findall(rf'\b{label}=~?"([^"]*)"', one)
            for word in named.split("|")
        }
        assert asked
        assert asked <= values


def test_promtool_takes_the_configuration_and_the_rules(tmp_path: Path) -> None:
    promtool = program("promtool")
    found = ran(promtool, "check", "rules", RULES)
    assert found.returncode == 0, found.stdout + found.stderr
    text = (RULES.parent / "prometheus.yaml").read_text()
    config = tmp_path / "prometheus.yaml"
    config.write_text(text.replace("/etc/prometheus", str(RULES.parent)))
    found = ran(promtool, "check", "config", config)
    assert found.returncode == 0, found.stdout + found.stderr


def test_alerts_come_when_they_should(tmp_path: Path) -> None:
    promtool = program("promtool")
    tests = tmp_path / "tests.yaml"
    shutil.copy(RULES, tmp_path / "alerts.yaml")
    shutil.copy(Path(__file__).with_name("alerts_test.yaml"), tests)
    found = ran(promtool, "test", "rules", tests)
    assert found.returncode == 0, found.stdout + found.stderr


def test_every_alert_says_what_and_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(names) == len(set(names))
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["action"]


def test_the_dashboard_asks_the_source_that_is_there_and_no_panels_overlap() -> None:
    source = loaded(DEPLOY / "grafana/provisioning/datasources/prometheus.yaml")["datasources"][0]
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        assert panel["datasource"]["uid"] == source["uid"]
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    provider = loaded(DEPLOY / "grafana/provisioning/dashboards/scenario-bot.yaml")["providers"][0]
    mounts = loaded(ROOT / COMPOSE[1])["services"]["grafana"]["volumes"]
    assert f"./grafana/dashboards:{provider['options']['path']}:ro" in mounts
