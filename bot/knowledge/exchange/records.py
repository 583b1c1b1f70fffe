"""Records as the YAML of a pack: laid out for people, and read back as the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import yaml

from bot.knowledge.files import BIGGEST
from bot.knowledge.model import Manifest, Record, plain

_WIDTH = 98
# A file stays well below what the reader takes.
_FILLED = BIGGEST // 2
_FOLDED_FROM = 70
_STR = "tag:yaml.org,2002:str"


class _Folded(str):
    """A long text on one line, written over several."""

    __slots__ = ()


class _Lines(str):
    """A text of several lines."""

    __slots__ = ()


if TYPE_CHECKING:
    _Base = yaml.SafeDumper
else:  # libyaml's, where PyYAML was built with it
    _Base = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent(style: str) -> Callable[[Any, str], Any]:
    # libyaml takes no subclass of str.
    return lambda dumper, text: dumper.represent_scalar(_STR, str(text), style=style)


_Dumper.add_representer(_Folded, _represent(">"))
_Dumper.add_representer(_Lines, _represent("|"))


def pack_files(manifest: Manifest, lists: Mapping[str, Iterable[Record]]) -> dict[str, str]:
    """Return the files of a pack by their names; a list that is long is several files."""
    files = {"pack.yaml": _dumped(_laid_out(plain(manifest)))}
    for kind, records in lists.items():
        parts = list(_parts(records))
        if len(parts) == 1:
            files[f"{kind}.yaml"] = parts[0]
        else:
            for number, part in enumerate(parts, 1):
                files[f"{kind}/{number:03}.yaml"] = part
    return files


def _parts(records: Iterable[Record]) -> Iterator[str]:
    lines: list[str] = []
    size = 0
    for record in records:
        text = _dumped([_laid_out(plain(record))])
        size += len(text.encode())
        if lines and size > _FILLED:
            yield "".join(lines)
            lines, size = [], len(text.encode())
        lines.append(text)
    if lines:
        yield "".join(lines)


def _dumped(value: Any) -> str:
    text: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH, indent=2
    )
    return text


def _laid_out(value: Any) -> Any:
    """Return a value with its long texts marked for the way in which they are written."""
    if isinstance(value, dict):
        return {key: _laid_out(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_laid_out(one) for one in value]
    if isinstance(value, str) and value == value.strip():
        if "\n" in value:
            return _Lines(value)
        if len(value) > _FOLDED_FROM and "  " not in value:
            return _Folded(value)
    return value
