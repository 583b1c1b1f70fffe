"""The tables as they are now; `migrations` holds the steps that lead to them.

Ids of Discord fit into 63 bits, times are unix seconds, lists and objects are JSON in a text.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
    true,
)

metadata = MetaData()

# SQLite numbers rows by itself only in a column of exactly this type.
Big = BigInteger().with_variant(Integer(), "sqlite")


def _parent(column: str) -> ForeignKey:
    return ForeignKey(column, ondelete="CASCADE")


# -- the bot's own ---------------------------------------------------------------------------------

secret = Table(
    "secret",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

guild = Table(
    "guild",
    metadata,
    Column("guild_id", Big, primary_key=True, autoincrement=False),
    Column("packs", Text, nullable=False),
    Column("channels", Text, nullable=False),
    Column("language", Text),
    Column("verbosity", Text, nullable=False),
    Column("curator_roles", Text, nullable=False),
    Column("corrections", Text, nullable=False, server_default="edit"),
    Column("corrected_days", Integer, nullable=False, server_default="14"),
    Column("notice_channel", Big),
    Column("log_questions", Boolean, nullable=False, server_default=true()),
)

# -- what was answered, and what members think of it ----------------------------------------------

answer = Table(
    "answer",
    metadata,
    Column("message_id", Big, primary_key=True, autoincrement=False),
    Column("channel_id", Big, nullable=False, index=True),
    Column("guild_id", Big, index=True),
    Column("asker_id", Big, nullable=False, index=True),
    Column("pack", Text, nullable=False),
    Column("pack_version", Text, nullable=False),
    Column("entry", Text),
    Column("question_hash", Text, nullable=False),
    Column("created", Big, nullable=False, index=True),
    Column("card", Text, nullable=False, server_default=""),
)

answer_fact = Table(
    "answer_fact",
    metadata,
    Column("message_id", Big, _parent("answer.message_id"), primary_key=True, autoincrement=False),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("fact", Text, nullable=False, index=True),
    Column("version", Text, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("message_id", Big, primary_key=True, autoincrement=False),
    Column("user_hash", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("created", Big, nullable=False),
    CheckConstraint("kind IN ('helpful', 'not_helpful', 'outdated')", name="kind"),
    Index("feedback_by_user", "user_hash"),
    Index("feedback_by_created", "created"),
    sqlite_with_rowid=False,
)

# -- what could not be answered --------------------------------------------------------------------

cluster = Table(
    "cluster",
    metadata,
    Column("id", Big, primary_key=True),
    Column("guild_id", Big, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("assigned_to", Big),
    Column("proposal_id", Big),
    Column("reason", Text, nullable=False),
    Column("nearest", Text, nullable=False),
    sqlite_autoincrement=True,
)

variant = Table(
    "variant",
    metadata,
    Column("id", Big, primary_key=True),
    Column("cluster_id", Big, _parent("cluster.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("language", Text),
)

# One row for each time that it was asked: counts are counted, so they stay true when rows go.
asking = Table(
    "asking",
    metadata,
    Column("id", Big, primary_key=True),
    Column("cluster_id", Big, _parent("cluster.id"), nullable=False, index=True),
    Column("variant_id", Big, _parent("variant.id"), index=True),
    Column("asker_hash", Text, nullable=False, index=True),
    Column("message_id", Big, index=True),
    Column("channel_id", Big, index=True),
    Column("asked", Big, nullable=False, index=True),
)

# -- what curators decide --------------------------------------------------------------------------

proposal = Table(
    "proposal",
    metadata,
    Column("id", Big, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("pack", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("payload", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("proposer_id", Big, index=True),
    Column("guild_id", Big, index=True),
    Column("cluster_id", Big, ForeignKey("cluster.id", ondelete="SET NULL"), index=True),
    Column("created", Big, nullable=False),
    Column("changed", Big, nullable=False, index=True),
    sqlite_autoincrement=True,
)

history = Table(
    "history",
    metadata,
    Column("id", Big, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("subject_id", Big, nullable=False),
    Column("guild_id", Big),
    Column("action", Text, nullable=False),
    Column("actor_id", Big, index=True),
    Column("at", Big, nullable=False, index=True),
    Column("before", Text),
    Column("after", Text),
    Index("ix_history_subject", "subject", "subject_id"),
    sqlite_autoincrement=True,
)

# -- what changed in the packs ---------------------------------------------------------------------

pack_seen = Table(
    "pack_seen",
    metadata,
    Column("id", Big, primary_key=True),
    Column("pack", Text, nullable=False, index=True),
    Column("version", Text, nullable=False),
    Column("at", Big, nullable=False),
)

pack_fact = Table(
    "pack_fact",
    metadata,
    Column("pack", Text, primary_key=True),
    Column("fact", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("value", Text),
    Column("text", Text, nullable=False),
    Column("details", Text, nullable=False, server_default=""),
)

fact_change = Table(
    "fact_change",
    metadata,
    Column("id", Big, primary_key=True),
    Column("pack", Text, nullable=False),
    Column("pack_version", Text, nullable=False),
    Column("fact", Text, nullable=False),
    Column("at", Big, nullable=False, index=True),
    Column("before", Text),
    Column("after", Text),
    Column("trivial", Boolean, nullable=False, server_default=false()),
    Index("ix_fact_change_pack_fact", "pack", "fact"),
    sqlite_autoincrement=True,
)

correction = Table(
    "correction",
    metadata,
    Column("message_id", Big, _parent("answer.message_id"), primary_key=True, autoincrement=False),
    Column("claim", Text),
    Column("not_before", Big, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("failed", Boolean, nullable=False, server_default=false()),
)

correction_change = Table(
    "correction_change",
    metadata,
    Column("message_id", Big, _parent("answer.message_id"), primary_key=True, autoincrement=False),
    Column("change_id", Big, _parent("fact_change.id"), primary_key=True, autoincrement=False),
    Column("done", Big),
    Index("ix_correction_change_change_id", "change_id"),
)

# -- who wants to be told --------------------------------------------------------------------------

subscription = Table(
    "subscription",
    metadata,
    Column("user_id", Big, primary_key=True, autoincrement=False),
    Column("pack", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("channel_id", Big, index=True),
    Column("guild_id", Big, index=True),
    Column("created", Big, nullable=False),
    Column("last_change", Big, nullable=False),
    Column("language", Text),
    Index("ix_subscription_target", "pack", "kind", "target"),
)

visit = Table(
    "visit",
    metadata,
    Column("user_id", Big, primary_key=True, autoincrement=False),
    Column("at", Big, nullable=False, index=True),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Big, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("user_id", Big, index=True),
    Column("channel_id", Big, index=True),
    Column("guild_id", Big, index=True),
    Column("payload", Text, nullable=False),
    Column("created", Big, nullable=False, index=True),
    Column("claim", Text),
    Column("not_before", Big, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("failed", Boolean, nullable=False, server_default=false()),
    Column("sent", Big),
    sqlite_autoincrement=True,
)
