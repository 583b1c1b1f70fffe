"""What processes need that share one bot's shards: who is alive, who holds what."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# What a way back removes and nobody misses.
_PASSES = "it is of the moment, and made anew by the processes"
MOVED = {"process": _PASSES, "shard": _PASSES, "identify": _PASSES}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "process",
        sa.Column("word", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("begun", sa.Double, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.Column("packs", sa.Text, nullable=False),
    )
    op.create_table(
        "shard",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("holder", sa.Text, index=True),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
        sa.Column("session", sa.Text),
        sa.Column("sequence", sa.BigInteger),
        sa.Column("gateway", sa.Text),
    )
    op.create_table(
        "identify",
        sa.Column("bucket", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("free_at", sa.Double, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop them: what they hold is of the moment."""
    for table in ("identify", "shard", "process"):
        op.drop_table(table)
