"""The pack that `scenario-bot new` writes: small, sound, and its comments teach each key."""

import json
import re
from datetime import date

from bot.knowledge.exchange.starter_files import FILES

_DAY, _TITLE, _ID, _LANGUAGE = "@DAY@", "@TITLE@", "@ID@", "@LANGUAGE@"


def starter(pack: str, title: str, language: str, today: date) -> dict[str, str]:
    """Return the files of a first pack by their names."""
    values = {
        _DAY: today.isoformat(),
        # JSON's quotes are YAML's too: whatever the title is, it stays a text.
        _TITLE: json.dumps(title, ensure_ascii=False),
        _ID: json.dumps(pack),
        _LANGUAGE: json.dumps(language),
    }
    marks = re.compile("|".join(values))
    return {
        name: marks.sub(lambda found: values[found[0]], text).lstrip("\n")
        for name, text in FILES.items()
    }
