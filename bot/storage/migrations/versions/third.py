"""What correcting needs: how a card is made again, facts in full, the language of a digest."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; answers from before cannot be made again and stay as they are."""
    op.add_column("answer", sa.Column("card", sa.Text, nullable=False, server_default=""))
    op.add_column("pack_fact", sa.Column("details", sa.Text, nullable=False, server_default=""))
    op.add_column("subscription", sa.Column("language", sa.Text))


def downgrade() -> None:
    """Remove the columns: answers given since cannot be corrected any more."""
    op.drop_column("subscription", "language")
    op.drop_column("pack_fact", "details")
    op.drop_column("answer", "card")
