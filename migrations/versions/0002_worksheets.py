"""Printing jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worksheet",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("blueprint", sa.JSON(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(2000)),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_worksheet_owner", "worksheet", ["owner"])
    op.create_index("ix_worksheet_state", "worksheet", ["state"])
    op.create_index("ix_worksheet_created_at", "worksheet", ["created_at"])


def downgrade() -> None:
    op.drop_table("worksheet")
