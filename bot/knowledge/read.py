"""Reading a pack: from a folder to a `Pack`, or to all that is wrong with it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.knowledge.draft import Draft, Placed, with_ids
from bot.knowledge.files import MANIFEST, Finder, PackFile, read_bytes
from bot.knowledge.loaders import Loader
from bot.knowledge.model import Manifest, Pack, Record, SampleQuestion
from bot.knowledge.nodes import Node
from bot.knowledge.parse import read_yaml
from bot.knowledge.problems import Problem, escape, is_error
from bot.knowledge.replacing import pending
from bot.knowledge.rules import check, check_questions

_VERSION_DIGITS = 12

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a pack brought: all problems in order, and the pack if none is an error."""

    pack: Pack | None
    problems: tuple[Problem, ...]


def read_pack(
    folder: Path, *, loader: Loader | None = None, instead: Mapping[Path, bytes] | None = None
) -> Reading:
    """Read and check the pack in a folder.

    `loader` is one of the YAML loaders of `loaders`; the result is the same with both. `instead`
    holds what is read in place of files that it names; else a write that was cut short is taken
    as finished.
    """
    finder = Finder(folder)
    finder.find()
    if instead is None:
        instead = pending(folder)
    finder.add(instead)
    problems = finder.problems
    draft = Draft(doubtful=finder.unread)
    content: dict[str, list[str]] = {}
    for file in finder.files:
        root, found = _read(file, loader, instead.get(file.path))
        problems.extend(found)
        if found and root is None:
            draft.doubtful.add(file.kind)
        elif file.kind == MANIFEST:
            problems.extend(draft.add_manifest(root, file.name))
        else:
            problems.extend(draft.add_list(file.kind, root, file.name))
        content.setdefault(file.kind, []).extend(_canonical(root))
    problems.extend(check(draft))
    problems.sort()
    pack = None
    if draft.manifest and not any(is_error(problem) for problem in problems):
        pack = _pack(draft, draft.manifest, _version(content))
    return Reading(pack, tuple(problems))


def read_questions(
    file: Path, *, loader: Loader | None = None
) -> tuple[tuple[SampleQuestion, ...], tuple[Problem, ...]]:
    """Read a file of test questions that stands alone: the sound ones, and all problems.

    What they expect is not looked up, as there is no pack; problems name the file without folder.
    """
    draft = Draft()
    root, problems = _read(PackFile("questions", file, escape(file.name)), loader)
    if problems and root is None:
        draft.doubtful.add("questions")
    problems.extend(draft.add_list("questions", root, escape(file.name)))
    problems.extend(check_questions(draft))
    return tuple(placed.record for placed in draft.questions.values()), tuple(sorted(problems))


def _read(
    file: PackFile, loader: Loader | None, data: bytes | None = None
) -> tuple[Node | None, list[Problem]]:
    problems: list[Problem] = []
    if data is None:
        data, problems = read_bytes(file)
    if problems:
        return None, problems
    root, problems = read_yaml(data, file.name, loader)
    return root, with_ids(problems, root)


def _pack(draft: Draft, manifest: Placed[Manifest], version: str) -> Pack:
    # In the order of ids, so that a pack does not depend on how it is split into files.
    return Pack(
        manifest=manifest.record,
        version=version,
        sources=_by_id(draft.sources),
        entities=_by_id(draft.entities),
        attributes=_by_id(draft.attributes),
        facts=_by_id(draft.facts),
        scenarios=_by_id(draft.scenarios),
        entries=_by_id(draft.entries),
        questions=tuple(placed.record for placed in draft.questions.values()),
    )


def _by_id(records: Mapping[str, Placed[R]]) -> dict[str, R]:
    return {name: records[name].record for name in sorted(records)}


def _canonical(root: Node | None) -> Iterator[str]:
    """Yield a line for each record, whatever the layout of its file."""
    if root is not None:
        for node in root.value if isinstance(root.value, list) else [root]:
            yield json.dumps(node.plain(), sort_keys=True, ensure_ascii=False)


def _version(content: Mapping[str, list[str]]) -> str:
    # Sorted, as neither the names of the files nor their order are content.
    lines = [[kind, sorted(records)] for kind, records in sorted(content.items()) if records]
    text = json.dumps(lines, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_VERSION_DIGITS]
