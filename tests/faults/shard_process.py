"""The bot as a program, as `scenario-bot run` starts it, with timings of its own for shared shards.

python -m tests.faults.shard_process '{"lease": 2.0, …}'
"""

import json
import sys

from bot.app import run_online
from bot.service.settings import Settings
from bot.storage.shard_records import Timings


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    settings = Settings.read()
    timings = Timings(**json.loads(sys.argv[1]))
    sys.exit(run_online(settings, settings.pack_folders(), _tell, timings))
