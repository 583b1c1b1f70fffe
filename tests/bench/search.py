"""Measure the search beside what one would otherwise write: `python -m tests.bench.search`.

Every system runs on every case in a process of its own. With `--out FOLDER` the tables go into
`search-benchmark.md` and pictures beside it, else the tables are printed. Without the public
question sets it runs on the shipped story and on generated entries. All but the times is the same
on every run.
"""

import argparse
import os
import platform
import shlex
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from tests.bench.pools import FOLDER_SETTING, GENERATED, PUBLIC, STORY, Spec, folder, there
from tests.bench.report import page, pictures
from tests.bench.scale import measured
from tests.bench.systems import SYSTEMS
from tests.bench.trial import Figures, Limits, run

_QUICK_CASES = (
    Spec("clinc150", 5), Spec("hint3_curekart", -1), Spec("hint3_powerplay11", -1),
    Spec("covid_sim", 0), STORY,
)  # fmt: skip
_QUICK = Limits(in_scope=200, off_topic=100, asking=5.0, whole=60.0)
_GROWTH = Limits(in_scope=300, off_topic=0, asking=15.0, whole=240.0)
_LARGEST = Limits(in_scope=100, off_topic=0, asking=20.0, whole=600.0)
_SIZES = (1_000, 10_000, 100_000)
_MILLION = 1_000_000
# From this size on it is also told what a kept index takes.
_KEPT_FROM = 100_000


def cases(given: argparse.Namespace) -> list[Spec]:
    """Return the cases that the command line asks for, those that are not there included."""
    if given.sets is None and given.k is None and not given.typo:
        return list(_QUICK_CASES if given.quick else (*PUBLIC, STORY, GENERATED))
    names = given.sets or list(dict.fromkeys(spec.name for spec in PUBLIC))
    chosen = [
        Spec(name, aliases, given.typo)
        for name in names
        for aliases in (given.k or ([1_000] if name == GENERATED.name else [-1]))
    ]
    return list(dict.fromkeys(chosen))


def main() -> None:
    """Measure, then write or print the tables."""
    given = _arguments()
    notes = []
    wanted = [] if given.growth_only else cases(given)
    present = [spec for spec in wanted if there(spec.name)]
    if len(present) < len(wanted):
        lacking = ", ".join(dict.fromkeys(spec.name for spec in wanted if spec not in present))
        notes.append(f"Not measured, since their question sets are not there: {lacking}.")
        _say(f"{notes[-1]} Looked in {folder()}; {FOLDER_SETTING} names another folder.")
        present += [spec for spec in (STORY, GENERATED) if spec not in present]
    systems = []
    for name in given.systems or SYSTEMS:
        if missing := SYSTEMS[name].missing():
            notes.append(
                f"Not measured: {SYSTEMS[name].title} ({', '.join(missing)} is not installed)."
            )
            _say(notes[-1])
        else:
            systems.append(name)
    limits = _QUICK if given.quick else Limits()
    results = {spec: _measured(spec, systems, limits) for spec in present}
    growth = {}
    if given.growth or given.growth_only:
        for size in (*_SIZES, *([_MILLION] if given.million else [])):
            spec = Spec(GENERATED.name, size)
            growth[size] = _measured(spec, systems, _LARGEST if size == _MILLION else _GROWTH)
            if size >= _KEPT_FROM:
                notes.append(measured(size).told())
                _say(notes[-1])
    text = page(
        results,
        growth,
        command=shlex.join(["python", "-m", "tests.bench.search", *sys.argv[1:]]),
        machine=f"{os.cpu_count()} cores, Python {'.'.join(platform.python_version_tuple()[:2])}",
        day=date.today().isoformat(),  # noqa: DTZ011 -- the day here is what a reader expects
        notes=notes,
    )
    if given.out is None:
        print(text)
        return
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "images").mkdir(exist_ok=True)
    for path in pictures(given.out / "images", results, growth):
        text += f"\n![{path.stem.replace('-', ' ')}](images/{path.name})\n"
    (given.out / "search-benchmark.md").write_text(text, encoding="utf-8")


def _measured(spec: Spec, systems: Iterable[str], limits: Limits) -> dict[str, Figures | str]:
    found: dict[str, Figures | str] = {}
    for name in systems:
        if _utterances(spec) > SYSTEMS[name].most and limits.whole < Limits().whole:
            found[name] = "not measured (takes too long to build)"
            continue
        found[name] = came = run(name, spec, limits)
        shown = (
            came if isinstance(came, str) else f"{100 * came.p_at_1:.1f} %, {came.p50_ms:.2g} ms"
        )
        _say(f"{spec.title}: {SYSTEMS[name].title}: {shown}")
    return found


def _utterances(spec: Spec) -> int:
    """Return about how many utterances a case has; the public sets are small."""
    return spec.aliases if spec.name == GENERATED.name else 7_000 if spec == STORY else 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__)
    parser.add_argument("--sets", nargs="+", metavar="SET", help="names of sets, story, generated")
    parser.add_argument(
        "--k", nargs="+", type=int, help="aliases an entry gets; -1: all (generated: utterances)"
    )
    parser.add_argument("--typo", action="store_true", help="the questions with typing errors")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, help="only these")
    parser.add_argument("--quick", action="store_true", help="few questions, under two minutes")
    parser.add_argument("--growth", action="store_true", help="also time at 1k, 10k, 100k")
    parser.add_argument("--growth-only", action="store_true", help="only that")
    parser.add_argument("--million", action="store_true", help="with --growth: also 1M utterances")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write files (docs/)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
