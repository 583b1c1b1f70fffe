"""What curation needs: facts with versions, missed questions, proposals, corrections."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Where the way back puts what it can keep of a table that it removes.
MOVED = {"answer_fact": "which facts goes into answer.facts, in which versions is lost"}

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT_ONCE = 1_000


def _id() -> sa.Column[int]:
    return sa.Column("id", _BIG, primary_key=True)


def _key(name: str, parent: str = "") -> sa.Column[int]:
    inside = [sa.ForeignKey(parent, ondelete="CASCADE")] if parent else []
    return sa.Column(name, _BIG, *inside, primary_key=True, autoincrement=False)


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def upgrade() -> None:
    """Make the tables, and take over the answers with their facts."""
    _guild()
    _answers()
    _questions()
    _proposals()
    _packs()
    _corrections()
    _followers()
    if op.get_bind().dialect.name == "sqlite":
        # The first releases look at nothing else to see that the tables are too new for them.
        op.execute("PRAGMA user_version = 2")


def _guild() -> None:
    op.add_column("guild", sa.Column("corrections", sa.Text, nullable=False, server_default="edit"))
    op.add_column(
        "guild", sa.Column("corrected_days", sa.Integer, nullable=False, server_default="14")
    )
    op.add_column("guild", sa.Column("notice_channel", _BIG))
    op.add_column(
        "guild", sa.Column("log_questions", sa.Boolean, nullable=False, server_default=sa.true())
    )


def _answers() -> None:
    """Put each fact of an answer in a row. Old SQLites cannot drop a column: the table is new."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER IF EXISTS answer_forgotten")
    op.rename_table("answer", "answer_before")
    answer = op.create_table(
        "answer",
        _key("message_id"),
        sa.Column("channel_id", _BIG, nullable=False),
        sa.Column("guild_id", _BIG),
        sa.Column("asker_id", _BIG, nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("pack_version", sa.Text, nullable=False),
        sa.Column("entry", sa.Text),
        sa.Column("question_hash", sa.Text, nullable=False),
        sa.Column("created", _BIG, nullable=False),
    )
    fact = op.create_table(
        "answer_fact",
        _key("message_id", "answer.message_id"),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("fact", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
    )
    _move(answer, fact)
    op.drop_table("answer_before")
    _indexes("answer", "channel_id", "guild_id", "asker_id", "created")
    _indexes("answer_fact", "fact")


def _move(answer: sa.Table, fact: sa.Table) -> None:
    connection = op.get_bind()
    before = sa.Table(
        "answer_before",
        sa.MetaData(),
        *(sa.Column(column.name, column.type) for column in answer.columns),
        sa.Column("facts", sa.Text),
    )
    last = None
    while True:
        some = sa.select(before).order_by(before.c.message_id).limit(_AT_ONCE)
        if last is not None:
            some = some.where(before.c.message_id > last)
        rows = [dict(row) for row in connection.execute(some).mappings()]
        if not rows:
            return
        last = rows[-1]["message_id"]
        facts = [
            {"message_id": row["message_id"], "place": place, "fact": name, "version": ""}
            for row in rows
            for place, name in enumerate(json.loads(row.pop("facts")))
        ]
        connection.execute(sa.insert(answer), rows)
        if facts:
            connection.execute(sa.insert(fact), facts)


def _questions() -> None:
    op.create_table(
        "cluster",
        _id(),
        sa.Column("guild_id", _BIG, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("assigned_to", _BIG),
        sa.Column("proposal_id", _BIG),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("nearest", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "variant",
        _id(),
        sa.Column(
            "cluster_id", _BIG, sa.ForeignKey("cluster.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
    )
    op.create_table(
        "asking",
        _id(),
        sa.Column(
            "cluster_id", _BIG, sa.ForeignKey("cluster.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("variant_id", _BIG, sa.ForeignKey("variant.id", ondelete="CASCADE")),
        sa.Column("asker_hash", sa.Text, nullable=False),
        sa.Column("message_id", _BIG),
        sa.Column("channel_id", _BIG),
        sa.Column("asked", _BIG, nullable=False),
    )
    _indexes("cluster", "guild_id")
    _indexes("variant", "cluster_id")
    _indexes(
        "asking", "cluster_id", "variant_id", "asker_hash", "message_id", "channel_id", "asked"
    )


def _proposals() -> None:
    op.create_table(
        "proposal",
        _id(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("proposer_id", _BIG),
        sa.Column("guild_id", _BIG),
        sa.Column("cluster_id", _BIG, sa.ForeignKey("cluster.id", ondelete="SET NULL")),
        sa.Column("created", _BIG, nullable=False),
        sa.Column("changed", _BIG, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "history",
        _id(),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("subject_id", _BIG, nullable=False),
        sa.Column("guild_id", _BIG),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("actor_id", _BIG),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sqlite_autoincrement=True,
    )
    _indexes("proposal", "state", "proposer_id", "guild_id", "cluster_id", "changed")
    _indexes("history", "actor_id", "at")
    op.create_index("ix_history_subject", "history", ["subject", "subject_id"])


def _packs() -> None:
    op.create_table(
        "pack_seen",
        _id(),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("at", _BIG, nullable=False),
    )
    op.create_table(
        "pack_fact",
        sa.Column("pack", sa.Text, primary_key=True),
        sa.Column("fact", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "fact_change",
        _id(),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("pack_version", sa.Text, nullable=False),
        sa.Column("fact", sa.Text, nullable=False),
        sa.Column("at", _BIG, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("trivial", sa.Boolean, nullable=False, server_default=sa.false()),
        sqlite_autoincrement=True,
    )
    _indexes("pack_seen", "pack")
    _indexes("fact_change", "at")
    op.create_index("ix_fact_change_pack_fact", "fact_change", ["pack", "fact"])


def _corrections() -> None:
    op.create_table(
        "correction",
        _key("message_id", "answer.message_id"),
        sa.Column("claim", sa.Text),
        sa.Column("not_before", _BIG, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("failed", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "correction_change",
        _key("message_id", "answer.message_id"),
        _key("change_id", "fact_change.id"),
        sa.Column("done", _BIG),
    )
    _indexes("correction", "not_before")
    _indexes("correction_change", "change_id")


def _followers() -> None:
    op.create_table(
        "subscription",
        _key("user_id"),
        sa.Column("pack", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("target", sa.Text, primary_key=True),
        sa.Column("channel_id", _BIG),
        sa.Column("guild_id", _BIG),
        sa.Column("created", _BIG, nullable=False),
        sa.Column("last_change", _BIG, nullable=False),
    )
    op.create_table("visit", _key("user_id"), sa.Column("at", _BIG, nullable=False))
    op.create_table(
        "outbox",
        _id(),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("user_id", _BIG),
        sa.Column("channel_id", _BIG),
        sa.Column("guild_id", _BIG),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("created", _BIG, nullable=False),
        sa.Column("claim", sa.Text),
        sa.Column("not_before", _BIG, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("failed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("sent", _BIG),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    _indexes("subscription", "channel_id", "guild_id")
    op.create_index("ix_subscription_target", "subscription", ["pack", "kind", "target"])
    _indexes("visit", "at")
    _indexes("outbox", "user_id", "channel_id", "guild_id", "created", "not_before")


# -- and back --------------------------------------------------------------------------------------

_NEW = (
    *("outbox", "visit", "subscription", "correction_change", "correction", "fact_change"),
    *("pack_fact", "pack_seen", "history", "proposal", "asking", "variant", "cluster"),
)
_OF_GUILD = ("log_questions", "notice_channel", "corrected_days", "corrections")
# What the first releases made beside the tables, and rely on.
_RELEASED = (
    "CREATE INDEX answer_by_asker ON answer (asker_id)",
    "CREATE INDEX answer_by_created ON answer (created)",
    """CREATE TRIGGER answer_forgotten AFTER DELETE ON answer BEGIN
        DELETE FROM feedback WHERE message_id = old.message_id;
    END""",
)


def downgrade() -> None:
    """Remove the tables, and put the facts of each answer back into its row."""
    for name in _NEW:
        op.drop_table(name)
    _answers_back()
    for name in _OF_GUILD:
        op.drop_column("guild", name)
    if op.get_bind().dialect.name == "sqlite":
        for statement in _RELEASED:
            op.execute(statement)
        op.execute("PRAGMA user_version = 1")


def _answers_back() -> None:
    before = op.create_table(
        "answer_before",
        _key("message_id"),
        sa.Column("channel_id", _BIG, nullable=False),
        sa.Column("guild_id", _BIG),
        sa.Column("asker_id", _BIG, nullable=False),
        sa.Column("pack", sa.Text, nullable=False),
        sa.Column("pack_version", sa.Text, nullable=False),
        sa.Column("entry", sa.Text),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("question_hash", sa.Text, nullable=False),
        sa.Column("created", _BIG, nullable=False),
    )
    kept = [column for column in before.columns if column.name != "facts"]
    answer = sa.table("answer", *(sa.column(column.name) for column in kept))
    fact = sa.table("answer_fact", *map(sa.column, ("message_id", "place", "fact")))
    connection = op.get_bind()
    last = None
    while True:
        some = sa.select(answer).order_by(answer.c.message_id).limit(_AT_ONCE)
        if last is not None:
            some = some.where(answer.c.message_id > last)
        rows = [dict(row) for row in connection.execute(some).mappings()]
        if not rows:
            break
        first, last = rows[0]["message_id"], rows[-1]["message_id"]
        told: dict[int, list[str]] = {}
        theirs = sa.select(fact.c.message_id, fact.c.fact).where(
            fact.c.message_id.between(first, last)
        )
        for message, name in connection.execute(theirs.order_by(fact.c.message_id, fact.c.place)):
            told.setdefault(message, []).append(name)
        for row in rows:
            row["facts"] = json.dumps(told.get(row["message_id"], []))
        connection.execute(sa.insert(before), rows)
    op.drop_table("answer_fact")
    op.drop_table("answer")
    op.rename_table("answer_before", "answer")
