"""What is taken out of everything that is written."""

import io
import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.service.hiding import HIDDEN, hiding
from bot.service.logs import JsonLines, set_up
from bot.service.settings import Settings

TOKEN = "M" + "x" * 24 + ".abcdef." + "y" * 30


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("POST https://d.example/api/v10/interactions/12/aW50:x-_./callback?with_response=1",
         f"POST https://d.example/api/v10/interactions/12/{HIDDEN}/callback?with_response=1"),
        ("URL('https://d.example/webhooks/1/tok')", f"URL('https://d.example/webhooks/1/{HIDDEN}')"),
        ("postgresql://bot:p%40ss@db:5432/bot", f"postgresql://bot:{HIDDEN}@db:5432/bot"),
        (f"Authorization: Bot {TOKEN}", f"Authorization: Bot {HIDDEN}"),
        ("reference=D173FBAF where=ask error=NotFound(404, 10062)",) * 2,
        ("http://127.0.0.1:8080/metrics and a:b@c",) * 2,
        ("bot.storage.database.Database._write_rows.something_long_enough_it_is",) * 2,
    ],
)  # fmt: skip
def test_secrets_are_known_by_their_form(text: str, shown: str) -> None:
    assert hiding()(text) == shown


def test_known_secrets_are_taken_out_wherever_they_stand() -> None:
    hide = hiding("not-like-a-token", "postgresql://bot:s3cr%65t-word@db/bot", "abc")
    told = hide("x not-like-a-token s3cr%65t-word s3cret-word abc")
    assert told == f"x {HIDDEN} {HIDDEN} {HIDDEN} abc"


@given(st.text(), st.text(min_size=6))
def test_nothing_of_a_known_secret_is_left(text: str, secret: str) -> None:
    secret = secret.replace("://", "")
    shown = hiding(secret)(f"{text}{secret}{text}")
    assert len(secret) < 6 or secret in HIDDEN or secret not in shown.replace(HIDDEN, "\0")


def failed() -> Exception:
    """Return an error as a library may raise it."""
    try:
        int("/interactions/1/interaction-token/callback with plain-token")
    except ValueError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("log", ["text", "json"])
def test_no_library_gets_a_secret_into_the_log(log: str) -> None:
    root, noisy = logging.getLogger(), logging.getLogger("discord.http")
    loggers = [root, noisy, *map(logging.getLogger, ("bot", "discord.client"))]
    before = [(one, one.level) for one in loggers]
    stream = io.StringIO()
    given = {"log": log, "log_level": "debug", "discord_token": "plain-token"}
    settings = Settings(_env_file=None, **given)
    handler = set_up(settings, stream)
    try:
        noisy.setLevel(logging.DEBUG)
        noisy.debug("POST /channels/1/messages with %s has returned 200", {"content": "a question"})
        noisy.error("Ignoring plain-token", exc_info=failed())
        fields = {"why": "plain-token"}
        logging.getLogger("bot.test").debug("of plain-token", extra={"fields": fields})
    finally:
        root.removeHandler(handler)
        for logger, level in before:
            logger.setLevel(level)
    told = stream.getvalue()
    for secret in ("plain-token", "interaction-token", "a question"):
        assert secret not in told
    # The token, thrice, and in the traceback both, as text and in the line of code.
    assert told.count(HIDDEN) == 3 + 2 * 2
    assert "ValueError" in told
    if log == "json":
        assert [json.loads(line)["level"] for line in told.splitlines()] == ["error", "debug"]


def test_the_place_of_a_file_is_no_secret() -> None:
    settings = Settings(_env_file=None, storage="/srv/bot.db")
    assert settings.secrets_in_it() == []


def test_a_secret_in_a_field_is_hidden_whatever_it_lies_in() -> None:
    record = logging.makeLogRecord(
        {"name": "bot", "msg": "x", "fields": {"error": ValueError(TOKEN), "of": [TOKEN], "n": 3}}
    )
    told = json.loads(JsonLines(hiding(TOKEN)).format(record))
    assert TOKEN not in str(told)
    assert told["error"] == HIDDEN
    assert told["n"] == 3
