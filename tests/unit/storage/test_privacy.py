"""What is held on a member is shown and goes: from every table, and from the file's bytes."""

import shutil
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, select

from bot.storage import tables
from bot.storage.loop_records import Held, Subscription
from bot.storage.outbox import Post
from bot.storage.records import Feedback, GuildSettings
from bot.storage.store import Store
from tests.unit.storage.test_changes import NOW
from tests.unit.storage.test_questions import MISS, added
from tests.unit.storage.test_store import ANSWER

# Found nowhere else, as a number, as its text, or as bytes.
USER = 0x0BADC0DE_12345678
OTHER = 41
WORDS = (
    "xylophonequestion",
    "xylophonewording",
    "xylophoneproposal",
    "xylophonenote",
    "xylophonea",
)


async def _everything(store: Store) -> dict[str, int]:
    """Let a member leave something of every kind, and others beside; return some numbers."""
    for number in range(50):
        await store.remember_answer(replace(ANSWER, message_id=number, asker_id=USER))
    await store.remember_answer(replace(ANSWER, message_id=100, asker_id=OTHER))
    await store.add_feedback(Feedback(100, "helpful", store.user_hash(USER), NOW))
    await store.add_feedback(Feedback(1, "outdated", store.user_hash(OTHER), NOW))

    theirs = replace(MISS, asker_id=USER, text=WORDS[0], message_id=500)
    alone = await added(store, theirs)
    shared = await added(store, replace(MISS, asker_id=OTHER, text="shared", message_id=501))
    await added(store, replace(theirs, text=WORDS[1], message_id=502), shared)
    first = await added(store, replace(theirs, text=f"{WORDS[0]} too", message_id=503))
    await added(store, replace(MISS, asker_id=OTHER, text="others say so", message_id=504), first)
    assigned = await added(store, replace(MISS, asker_id=OTHER, text="assigned", message_id=505))
    await store.questions.assign(assigned, USER, by=OTHER, at=NOW)

    async def propose(**options: object) -> int:
        settings = {"by": USER, "at": NOW, "guild_id": 30, "note": WORDS[3]} | options
        kind = settings.pop("kind", "alias")
        payload = {"alias": settings.pop("alias", WORDS[2])}
        made = await store.proposals.propose(kind, "small", payload, **settings)  # type: ignore[arg-type]
        return made.id

    waiting = await propose()
    rejected = await propose()
    await store.proposals.reject(rejected, by=OTHER, at=NOW)
    report = await propose(kind="outdated")
    await store.proposals.accept(report, by=OTHER, at=NOW)
    merged = await propose(accept=True)
    await store.proposals.merged([merged], by=USER, at=NOW)
    reworded = await propose()
    await store.proposals.accept(
        reworded, by=OTHER, at=NOW, payload={"alias": "as a curator has it"}
    )
    decided = await propose(by=OTHER, note="", guild_id=31, alias="another's")
    await store.proposals.accept(decided, by=USER, at=NOW, payload={"alias": "somebody else's"})

    await store.subscriptions.follow(Subscription(USER, "small", "fact", WORDS[4], NOW))
    await store.subscriptions.follow(Subscription(OTHER, "small", "fact", "a", NOW))
    await store.subscriptions.visit(USER, NOW)
    await store.outbox.put(Post(f"digest {USER}", {"text": WORDS[4]}, NOW, user_id=USER))
    await store.save_settings(GuildSettings(30, curator_roles=(7,)))
    return {
        "alone": alone,
        "shared": shared,
        "first": first,
        "assigned": assigned,
        "waiting": waiting,
        "reworded": reworded,
        "decided": decided,
    }


def _rows(connection: Connection) -> list[str]:
    return [
        f"{table.name}: {tuple(row)}"
        for table in tables.metadata.sorted_tables
        for row in connection.execute(select(table))
    ]


def _is_theirs(row: str, user_hash: str) -> bool:
    return any(one in row for one in (str(USER), user_hash, *WORDS))


async def test_all_of_every_kind_is_shown(store: Store) -> None:
    made = await _everything(store)
    held = await store.held_on(USER)
    assert len(held.answers) == 50
    assert len(held.feedback) == 1
    assert [one.text for one in held.questions] == [f"{WORDS[0]} too", WORDS[1], WORDS[0]]
    assert len(held.proposals) == 5
    assert held.assigned == (made["assigned"],)
    assert {one.action for one in held.events} == {"proposed", "accepted", "merged"}
    assert [one.target for one in held.subscriptions] == [WORDS[4]]
    assert [one.payload for one in held.notices] == [{"text": WORDS[4]}]
    assert held.visited == NOW
    assert held.since == ANSWER.created
    assert held.count == 50 + 1 + 3 + 5 + 1 + len(held.events) + 1 + 1 + 1
    rows = await store._database.read(_rows)
    kinds = {row.partition(":")[0] for row in rows if _is_theirs(row, store.user_hash(USER))}
    # A new table that holds members must come into this test.
    assert kinds == {
        *("answer", "feedback", "asking", "variant", "cluster", "proposal", "history"),
        *("subscription", "visit", "outbox"),
    }


async def test_after_a_deletion_no_row_has_the_members_id_or_words(store: Store) -> None:
    made = await _everything(store)
    count = (await store.held_on(USER)).count
    others = await store.held_on(OTHER)
    assert await store.forget_user(USER) == count
    rows = await store._database.read(_rows)
    assert [row for row in rows if _is_theirs(row, store.user_hash(USER))] == []
    assert await store.held_on(USER) == Held()
    assert await store.forget_user(USER) == 0

    left = await store.held_on(OTHER)
    assert left.answers == others.answers
    assert left.feedback == ()  # it was on an answer that is gone
    assert left.questions == others.questions
    assert left.subscriptions == others.subscriptions
    assert await store.questions.cluster(made["alone"]) is None
    shared = await store.questions.cluster(made["shared"])
    first = await store.questions.cluster(made["first"])
    assigned = await store.questions.cluster(made["assigned"])
    assert shared is not None
    assert first is not None
    assert assigned is not None
    assert [one.text for one in shared.variants] == ["shared"]
    assert first.text == "others say so"
    assert (assigned.state, assigned.assigned_to) == ("open", None)
    # What a curator had accepted stands, without anybody's name.
    standing = await store.proposals.standing()
    assert {one.id: one.payload["alias"] for one in standing} == {
        made["reworded"]: "as a curator has it",
        made["decided"]: "somebody else's",
    }
    assert {one.proposer_id for one in standing} == {None, OTHER}
    events = await store.history.of("proposal", made["decided"])
    assert [(one.action, one.actor_id) for one in events] == [
        ("accepted", None),
        ("proposed", OTHER),
    ]


async def test_after_a_deletion_the_file_holds_nothing_of_the_member(
    tmp_path: Path, sqlite_file: Path
) -> None:
    file = shutil.copy(sqlite_file, tmp_path / "bot.db")
    async with Store.open(file) as store:
        await _everything(store)
        user_hash = store.user_hash(USER)
        traces = [
            USER.to_bytes(8, "big"),
            *(one.encode() for one in (str(USER), user_hash, *WORDS)),
        ]
        held = _content(tmp_path)
        assert all(trace in held for trace in traces)
        await store.forget_user(USER)
        held = _content(tmp_path)  # while it is open: with the log
        assert [trace for trace in traces if trace in held] == []
    held = _content(tmp_path)
    assert [trace for trace in traces if trace in held] == []


async def test_what_is_accepted_as_it_was_typed_becomes_content_of_the_pack(
    store: Store,
) -> None:
    """It stays until the pack's files have it, and goes then; only the name goes at once."""
    made = await store.proposals.propose("alias", "small", {"alias": WORDS[2]}, by=USER, at=NOW)
    await store.proposals.accept(made.id, by=OTHER, at=NOW)
    await store.forget_user(USER)
    (standing,) = await store.proposals.standing()
    assert (standing.payload, standing.proposer_id) == ({"alias": WORDS[2]}, None)
    events = await store.history.of("proposal", made.id)
    assert {(one.before is None, one.after is None) for one in events} == {(True, True)}
    await store.proposals.merged([made.id], by=None, at=NOW)
    await store.expire(NOW + 181 * 86_400)
    rows = await store._database.read(_rows)
    assert [row for row in rows if WORDS[2] in row] == []


def _content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())
