"""The tables of the first releases, which numbered them with SQLite's `user_version`."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "secret",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "guild",
        sa.Column("guild_id", _BIG, primary_key=True, autoincrement=False),
        sa.Column("packs", sa.Text, nullable=False),
        sa.Column("channels", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("verbosity", sa.Text, nullable=False),
        sa.Column("curator_roles", sa.Text, nullable=False),
    )
    op.create_table(
        "answer",
        sa.Column("message_id", _BIG, primary_key=True, autoincrement=False),
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
    op.create_table(
        "feedback",
        sa.Column("message_id", _BIG, primary_key=True, autoincrement=False),
        sa.Column("user_hash", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created", _BIG, nullable=False),
        sa.CheckConstraint("kind IN ('helpful', 'not_helpful', 'outdated')", name="kind"),
        sqlite_with_rowid=False,
    )
    op.create_index("feedback_by_user", "feedback", ["user_hash"])
    op.create_index("feedback_by_created", "feedback", ["created"])


def downgrade() -> None:
    """Remove the tables."""
    for name in ("feedback", "answer", "guild", "meta", "secret"):
        op.drop_table(name)
