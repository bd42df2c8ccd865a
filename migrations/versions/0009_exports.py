"""Exports."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("blueprint", sa.JSON(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger()),
        sa.Column("report", sa.JSON()),
        sa.Column("error", sa.String(2000)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_export_owner", "export", ["owner"])
    op.create_index("ix_export_state", "export", ["state"])
    op.create_index("ix_export_created_at", "export", ["created_at"])


def downgrade() -> None:
    op.drop_table("export")
