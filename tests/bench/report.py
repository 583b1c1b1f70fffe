"""The benchmark's page in Markdown and its pictures."""

import math
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.bench.pools import Spec
from tests.bench.systems import SYSTEMS
from tests.bench.trial import Figures

# What came of each case and system: figures, or why there are none.
Results = Mapping[Spec, Mapping[str, Figures | str]]
Growth = Mapping[int, Mapping[str, Figures | str]]

_COLUMNS = (
    ("P@1", "p_at_1"), ("MRR@10", "mrr"), ("AUROC", "auroc"),
    ("off-topic rejected", "rejected"), ("cov. 95", "coverage"),
    ("cov. 95 mixed", "coverage_mixed"), ("ECE", "ece"), ("ECE mixed", "ece_mixed"),
)  # fmt: skip
_LEGEND = """\
Shares in percent. **P@1**: the first answer is right. **AUROC**: how often an in-scope question
scores above an off-topic one. **Off-topic rejected**: at the threshold that keeps 90 % of the
in-scope ones. **cov. 95**: in-scope questions answered rightly at the lowest threshold that keeps
95 % precision; **mixed**: with the off-topic ones asked too, any answer to which is wrong.
**ECE**: expected calibration error in 15 bins, only for scores meant as a probability; mixed as
before. **p50, p99**: milliseconds to the first answer on one core. **MB**: resident memory of the
whole process, Python and libraries included. Each system ran in a process of its own. An entry's
score is that of its best utterance, except for the regression and ours. rapidfuzz is timed with
`extractOne`, its fastest way, and ranked with `extract`."""


def page(
    results: Results, growth: Growth, *, command: str, machine: str, day: str, notes: Sequence[str]
) -> str:
    """Return the whole page."""
    parts = ["# Search benchmark", f"`{command}` · {day} · {machine}", "Generated; do not edit."]
    parts += [_LEGEND, *notes]
    if results:
        parts += ["## At a glance: P@1 / AUROC", _glance(results)]
        parts += [part for spec in results for part in _case(spec, results[spec])]
    if growth:
        parts += [
            "## As the base grows: p50 / p99 in ms, build in s, memory in MB",
            _growth(growth),
        ]
        parts.append(
            "Generated entries of six utterances. Slow systems were asked fewer questions (“of …”)."
        )
    return "\n\n".join(parts) + "\n"


def _glance(results: Results) -> str:
    names = [name for name in SYSTEMS if any(name in found for found in results.values())]
    rows = []
    for name in names:
        cells = [SYSTEMS[name].title]
        for found in results.values():
            one = found.get(name)
            cells.append(
                f"{_percent(one.p_at_1)} / {_percent(one.auroc)}"
                if isinstance(one, Figures)
                else "–"
            )
        rows.append(cells)
    return _table(["system", *(spec.title for spec in results)], rows)


def _case(spec: Spec, found: Mapping[str, Figures | str]) -> list[str]:
    measured = [one for one in found.values() if isinstance(one, Figures)]
    most = max((one.asked for one in measured), default=0)
    off_topic = max((one.asked_off_topic for one in measured), default=0)
    rows, own = [], ""
    for name, one in found.items():
        title = SYSTEMS[name].title
        if isinstance(one, str):
            rows.append([title, one, *[""] * (len(_COLUMNS) + 3)])
            continue
        if one.asked < most:
            title += f" ({one.asked} questions only)"
        rows.append(
            [
                title,
                *(_percent(getattr(one, key)) for _, key in _COLUMNS),
                _short(one.p50_ms),
                _short(one.p99_ms),
                _short(one.build_s),
                f"{one.memory_mb:.0f}",
            ]
        )
        if one.sure is not None and one.answered is not None:
            own = (
                f"Ours at its own threshold ({one.sure:.2f}): answers {_percent(one.answered)} % "
                f"of the in-scope questions, {_percent(one.answered_rightly)} % of those rightly"
            )
            if one.answered_off_topic is not None:
                own += f", and {_percent(one.answered_off_topic)} % of the off-topic ones"
    head = ["system", *(name for name, _ in _COLUMNS), "p50", "p99", "build s", "MB"]
    asked = f"{most:,} questions in scope, {off_topic:,} off-topic."
    return [f"## {spec.title}", asked, _table(head, rows), *([own + "."] if own else [])]


def _growth(growth: Growth) -> str:
    names = [name for name in SYSTEMS if any(name in found for found in growth.values())]
    rows = []
    most = {
        size: max((one.asked for one in found.values() if isinstance(one, Figures)), default=0)
        for size, found in growth.items()
    }
    for name in names:
        cells = [SYSTEMS[name].title]
        for size, found in growth.items():
            one = found.get(name, "–")
            cells.append(
                f"{_short(one.p50_ms)} / {_short(one.p99_ms)}; {_short(one.build_s)}; "
                f"{one.memory_mb:.0f}; {_percent(one.p_at_1)} %"
                + (f" of {one.asked}" if one.asked < most[size] else "")
                if isinstance(one, Figures)
                else one
            )
        rows.append(cells)
    return _table(["system (last: P@1)", *(f"{size:,} utterances" for size in growth)], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _percent(share: float | None) -> str:
    return "–" if share is None or math.isnan(share) else f"{100 * share:.1f}"


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.2g}"


def pictures(folder: Path, results: Results, growth: Growth) -> list[Path]:
    """Draw what can be drawn; without matplotlib nothing."""
    if find_spec("matplotlib") is None:
        return []
    drawn = []
    if results:
        drawn.append(_accuracy(folder / "search-accuracy.png", results))
    if len(growth) > 1:
        drawn.append(_growing(folder / "search-growth.png", growth))
    return drawn


def _figure(width: float, height: float) -> tuple[Any, Any]:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
    figure, axes = pyplot.subplots(figsize=(width, height), layout="constrained")
    return figure, axes


def _save(figure: Any, path: Path) -> Path:
    # Without the version and the day, so that the same figures make the same file.
    figure.savefig(path, dpi=110, metadata={"Software": None})
    return path


def _accuracy(path: Path, results: Results) -> Path:
    """Draw the share answered rightly against time, each the mean over the cases."""
    figure, axes = _figure(6.4, 4.0)
    points: dict[str, tuple[float, float]] = {}
    for name in SYSTEMS:
        found = [one for case in results.values() if isinstance(one := case.get(name), Figures)]
        if len(found) < len(results):
            continue
        time = math.exp(sum(math.log(one.p50_ms) for one in found) / len(found))
        right = 100 * sum(one.p_at_1 for one in found) / len(found)
        points[name] = (time, right)
    for name, (time, right) in points.items():
        ours = name == "ours"
        axes.scatter(time, right, s=55 if ours else 30, color="#c0392b" if ours else "#4a6785")
        # To the left where another point stands close by on the right.
        crowded = any(time < at <= 2.5 * time and abs(right - up) < 3 for at, up in points.values())
        axes.annotate(
            SYSTEMS[name].title,
            (time, right),
            xytext=(-6, 4) if crowded else (6, 4),
            textcoords="offset points",
            ha="right" if crowded else "left",
            fontsize=8,
            weight="bold" if ours else "normal",
        )
    axes.set(
        xscale="log",
        xlabel="time for a question, p50, ms (one core; mean over the sets)",
        ylabel="first answer right, % (mean over the sets)",
    )
    axes.margins(x=0.28, y=0.1)
    axes.grid(alpha=0.25)
    return _save(figure, path)


def _growing(path: Path, growth: Growth) -> Path:
    """Draw the time for a question against the number of utterances."""
    figure, axes = _figure(6.4, 4.0)
    # All but the red, which is ours.
    others = "blue orange green purple brown pink gray olive cyan".split()
    axes.set_prop_cycle(color=[f"tab:{color}" for color in others])
    for name, system in SYSTEMS.items():
        points = [
            (size, one.p50_ms)
            for size, found in growth.items()
            if isinstance(one := found.get(name), Figures)
        ]
        if not points:
            continue
        ours = name == "ours"
        axes.plot(
            [size for size, _ in points],
            [time for _, time in points],
            marker="o",
            markersize=4,
            linewidth=2.4 if ours else 1.1,
            color="#c0392b" if ours else None,
            label=system.title,
        )
    axes.set(xscale="log", yscale="log", xlabel="utterances", ylabel="time for a question, p50, ms")
    axes.grid(alpha=0.25)
    axes.legend(fontsize=7, frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return _save(figure, path)
