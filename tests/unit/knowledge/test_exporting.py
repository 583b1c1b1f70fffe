"""Accepted changes written into the files of a pack: what `git diff` shows, and what is refused."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.knowledge.changes import (
    AddAlias,
    AddEntry,
    AddFact,
    AddSource,
    Change,
    ChangeEntry,
    ChangeFact,
    ChangeStatus,
    RemoveAlias,
    Reviewed,
)
from bot.knowledge.model import Pack
from bot.knowledge.overlay import Overlay, State, stamped
from bot.knowledge.read import read_pack
from bot.knowledge.replacing import JOURNAL
from bot.knowledge.writing.export import ExportError, prepare

GOOD = Path(__file__).parents[2] / "packs" / "good"
SHIPPED = Path(__file__).parents[3] / "knowledge" / "ferrari-leapmotor"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(GOOD, tmp_path)


def copied(pack: Path, into: Path) -> Path:
    shutil.copytree(pack, into / "p", ignore=shutil.ignore_patterns("expected.txt"))
    return into / "p"


def pack_of(folder: Path) -> Pack:
    pack = read_pack(folder).pack
    assert pack is not None
    return pack


def accepted(pack: Pack, *changes: Change) -> tuple[Change, ...]:
    done: tuple[Change, ...] = ()
    for change in changes:
        done = (*done, stamped(Overlay(done).on(pack).pack, change))
    return done


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words],
        cwd=folder,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def test_the_difference_is_what_was_meant(folder: Path) -> None:
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "before")
    changes = accepted(
        pack_of(folder),
        AddAlias(id="1", record="what-price", alias="what is it worth?"),
        ChangeStatus(
            id="2",
            fact="acme-price",
            status="rumour",
            as_of="2025-05-02",
            citations=({"source": "acme-2025", "says": "Denies the price."},),
            sources=(
                {
                    "id": "acme-2025",
                    "title": "A denial",
                    "outlet": "Acme",
                    "url": "https://example.org/denial",
                    "language": "en",
                    "kind": "company",
                },
            ),
        ),
        Reviewed(id="3", of="entries", record="did-jane-deny", review_by="2026-06"),
    )
    export = prepare(folder, changes)
    before = files(folder)
    assert {path.relative_to(folder).as_posix() for path in export.new} == {
        "entries.yaml",
        "facts/prices.yaml",
        "sources.yaml",
    }
    assert files(folder) == before
    export.write()
    lines = [
        line
        for line in git(folder, "diff", "-U0").splitlines()
        if line.startswith(("+", "-")) and not line.startswith(("+++", "---"))
    ]
    assert lines == [
        "-  aliases: [price of the car]",
        '+  aliases: [price of the car, "what is it worth?"]',
        "+  review_by: 2026-06",
        "-  status: reported",
        "+  status: rumour",
        "-  as_of: 2025-04-01",
        "+  as_of: 2025-05-02",
        "+  history:",
        "+    - {status: reported, as_of: 2025-04-01}",
        "+    - source: acme-2025",
        "+      says: Denies the price.",
        "+- id: acme-2025",
        "+  title: A denial",
        "+  outlet: Acme",
        "+  url: https://example.org/denial",
        "+  language: en",
        "+  kind: company",
    ]
    for place in export.written:
        line = (folder / place.file).read_text("utf-8").splitlines()[place.line - 1]
        key = place.key.split(".")[-1] or "id"
        assert key in line or line.lstrip().startswith("- "), place
    again = prepare(folder, changes)
    assert [one.state for one in again.outcomes] == [State.SETTLED] * 3
    assert again.new == {}


def test_new_records_go_where_their_kin_is(folder: Path) -> None:
    fact = {
        "id": "acme-price-may",
        "subject": "acme",
        "attribute": "price",
        "statement": "It costs 29,000 euros.",
        "status": "reported",
        "said_by": ["The Herald"],
        "as_of": "2025-05-01",
        "citations": [{"source": "herald-2025", "says": "Says so."}],
    }
    entry = {
        "id": "price-in-may",
        "question": "And in May?",
        "answer": "Less {acme-price-may}.",
        "facts": ["acme-price-may"],
    }
    export = prepare(folder, [AddFact(id="1", fact=fact), AddEntry(id="2", entry=entry)])
    assert [(one.file, one.record) for one in export.written] == [
        ("entries.yaml", "price-in-may"),
        ("facts/prices.yaml", "acme-price-may"),
    ]
    export.write()
    assert pack_of(folder).entries["price-in-may"].facts == ("acme-price-may",)


def test_a_list_that_has_no_file_gets_one(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    manifest = "id: p\ntitle: P\nlanguage: en\nabout: x\nupdated: 2025\n"
    (folder / "pack.yaml").write_text(manifest, "utf-8")
    (folder / "entries").mkdir()
    source = {
        "id": "s",
        "title": "S",
        "outlet": "S",
        "url": "https://example.org",
        "language": "en",
        "kind": "blog",
    }
    prepare(folder, [AddSource(id="1", source=source)]).write()
    lines = (folder / "sources.yaml").read_text("utf-8").splitlines()
    assert lines[0] == "- id: s"
    assert lines[1:] == [f"  {key}: {value}" for key, value in source.items() if key != "id"]
    assert pack_of(folder).sources.keys() == {"s"}


def test_what_is_wrong_or_in_conflict_is_left_out_and_told(folder: Path) -> None:
    (stale,) = accepted(pack_of(folder), ChangeFact(id="1", fact="acme-price", value=5))
    path = folder / "facts" / "prices.yaml"
    path.write_text(path.read_text("utf-8").replace("value: 30000", "value: 40000"), "utf-8")
    wrong = AddAlias(id="2", record="what-price", alias="will it rain")
    right = AddAlias(id="3", record="what-price", alias="how dear is it")
    export = prepare(folder, [stale, wrong, right])
    assert [one.state.value for one in export.outcomes] == ["conflict", "invalid", "applied"]
    export.write()
    assert pack_of(folder).facts["acme-price"].value == 40000
    assert "how dear is it" in pack_of(folder).entries["what-price"].aliases


def test_a_pack_with_errors_is_not_written_to(folder: Path) -> None:
    path = folder / "entities.yaml"
    for text in ("- {id: acme, nombre: Acme}\n", "- &a {id: acme, name: Acme, kind: brand}\n"):
        path.write_text(text, "utf-8")
        before = files(folder)
        with pytest.raises(ExportError, match="the pack has errors") as caught:
            prepare(folder, [AddAlias(id="1", record="what-price", alias="x")])
        assert caught.value.problems[0].file == "p/entities.yaml"
        assert files(folder) == before


def test_a_file_that_changed_after_the_preparation_is_not_overwritten(folder: Path) -> None:
    export = prepare(folder, [AddAlias(id="1", record="what-price", alias="x")])
    path = folder / "entries.yaml"
    path.write_text(path.read_text("utf-8") + "# a remark\n", "utf-8")
    before = files(folder)
    with pytest.raises(ExportError, match=r"entries\.yaml was changed in the meantime"):
        export.write()
    assert files(folder) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_file_behind_a_link_is_not_written_to(folder: Path) -> None:
    path = folder / "entries.yaml"
    path.rename(folder / ".real.yaml")
    path.symlink_to(".real.yaml")
    with pytest.raises(ExportError, match=r"entries\.yaml is reached by a link"):
        prepare(folder, [AddAlias(id="1", record="what-price", alias="x")])
    # What lies elsewhere may still be written.
    prepare(folder, [AddAlias(id="1", of="facts", record="acme-price", alias="x")]).write()


def test_a_write_that_was_cut_short_is_finished_first(folder: Path) -> None:
    export = prepare(folder, [AddAlias(id="1", record="what-price", alias="x")])
    original = Path.replace

    def stop(self: Path, target: Path) -> Path:
        done = original(self, target)
        if Path(target).name == JOURNAL:
            raise OSError(5, "Input/output error")
        return done

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", stop)
        with pytest.raises(ExportError, match="the next run finishes it"):
            export.write()
    assert "x" in pack_of(folder).entries["what-price"].aliases
    after = prepare(folder, [AddAlias(id="1", record="what-price", alias="x")])
    assert after.outcomes[0].state is State.SETTLED
    assert "x]" in (folder / "entries.yaml").read_text("utf-8")
    assert not (folder / JOURNAL).exists()


WORDS = st.sampled_from("whether: the 'talks' [were] # true or not? é 零 - {x} ,".split())
ALIASES = st.lists(WORDS, min_size=2, max_size=8).map(" ".join)
SENTENCES = st.lists(WORDS.filter(lambda word: "{" not in word), min_size=3, max_size=40).map(
    lambda words: "So " + " ".join(words) + "."
)


@st.composite
def changes_of(draw: st.DrawFn, pack: Pack, number: int) -> Change:
    name = str(number)
    entry = draw(st.sampled_from([*pack.entries.values()]))
    fact = draw(st.sampled_from([*pack.facts.values()]))
    match draw(st.sampled_from("alias foreign remove status fact entry review".split())):
        case "alias":
            return AddAlias(id=name, record=entry.id, alias=draw(ALIASES))
        case "foreign":
            language = draw(st.sampled_from([*entry.translations] or ["it"]))
            return AddAlias(id=name, record=entry.id, alias=draw(ALIASES), language=language)
        case "remove":
            alias = draw(st.sampled_from([*entry.aliases] or ["x"]))
            return RemoveAlias(id=name, record=entry.id, alias=alias)
        case "status":
            status = draw(st.sampled_from(["rumour", "reported", "speculation", "opinion"]))
            cited = {"source": draw(st.sampled_from([*pack.sources])), "says": draw(SENTENCES)}
            return ChangeStatus(
                id=name, fact=fact.id, status=status, as_of="2026-11-20", citations=(cited,)
            )
        case "fact":
            return ChangeFact(id=name, fact=fact.id, statement=draw(SENTENCES), value=5)
        case "entry":
            return ChangeEntry(id=name, entry=entry.id, answer=f"Oh! {entry.answer}")
        case _:
            return Reviewed(id=name, of="facts", record=fact.id, review_by="2027-06")


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_is_written_is_what_was_accepted(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    check_export(GOOD, data, tmp_path_factory)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_written_into_the_shipped_pack_is_what_was_accepted(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    check_export(SHIPPED, data, tmp_path_factory)


def check_export(
    source: Path, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = copied(source, tmp_path_factory.mktemp("pack"))
    if data.draw(st.booleans()):
        for path in folder.rglob("*.yaml"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    pack = pack_of(folder)
    raw = [data.draw(changes_of(pack, number)) for number in range(data.draw(st.integers(1, 6)))]
    changes = accepted(pack, *raw)
    before = files(folder)
    overlaid = Overlay(changes).on(pack)
    export = prepare(folder, changes)
    export.write()
    after = pack_of(folder)
    assert after.model_dump(exclude={"version"}) == overlaid.pack.model_dump(exclude={"version"})
    # Once it is in the files, there is nothing to lay over them any more.
    again = Overlay(overlaid.of(State.APPLIED)).on(after)
    assert {one.state for one in again.outcomes} <= {State.SETTLED}
    touched = {one.file for one in export.written}
    now = files(folder)
    assert {name for name in now if now[name] != before.get(name)} == touched
    for name in touched:
        # No line of the file is gone but those of the records that were meant.
        if b"\r\n" in before[name]:
            assert b"\n" not in now[name].replace(b"\r\n", b"")
        meant = {one.record for one in export.written if one.file == name}
        assert outside(before[name], meant) == outside(now[name], meant)


def outside(data: bytes, meant: set[str]) -> list[str]:
    """Return the lines of a file that belong to none of some records."""
    lines: list[str] = []
    inside = False
    for line in data.decode().splitlines():
        if line.startswith("- "):
            inside = line.removeprefix("- id: ") in meant
        elif line and not line.startswith(" "):
            inside = False
        if not inside:
            lines.append(line)
    return lines
