"""Telling when the files of a pack change: by the system's own notices, not by looking again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

# Editors write several files, and one in several steps: so long nothing may happen (ms).
SETTLED = 300
_YAML = (".yaml", ".yml")


class PackFiles(DefaultFilter):
    """YAML files, but for hidden ones and those in hidden folders, such as editors' own."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__()
        self._folders = [folder.resolve() for folder in folders]

    def __call__(self, change: Change, path: str) -> bool:
        """Tell whether a change is one of a pack's content."""
        place = Path(path)
        inside = next((one for one in self._folders if place.is_relative_to(one)), None)
        if inside is None or place.suffix.lower() not in _YAML:
            return False
        return not any(part.startswith(".") for part in place.relative_to(inside).parts)


async def changes(folders: Sequence[Path], stop: asyncio.Event) -> AsyncIterator[None]:
    """Yield when files of the packs in these folders have changed and rest again, until `stop`."""
    resolved = [folder.resolve() for folder in folders]
    seen = awatch(
        *resolved,
        watch_filter=PackFiles(resolved),
        debounce=10 * SETTLED,
        step=SETTLED,
        stop_event=stop,
        yield_on_timeout=False,
    )
    async for _ in seen:
        yield
