"""What is kept for how long is said in one place and held in another: the two agree."""

from dataclasses import asdict

from bot.app import _retention
from bot.service.settings import Settings
from bot.storage.records import Retention


def test_every_time_is_a_setting_with_the_same_default() -> None:
    assert _retention(Settings(_env_file=None)) == Retention()


def test_every_setting_reaches_the_store() -> None:
    names = list(asdict(Retention()))
    chosen = {f"keep_{name}_days": 10 + place for place, name in enumerate(names)}
    settings = Settings(_env_file=None, **chosen)
    assert asdict(_retention(settings)) == {name: 10 + place for place, name in enumerate(names)}
