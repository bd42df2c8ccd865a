"""Codes on sheets, and marks typed back in from paper."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Worksheets of before keep having no codes."""
    with op.batch_alter_table("worksheet") as table:
        table.add_column(sa.Column("key", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("set", sa.String(8), nullable=True))
        table.add_column(sa.Column("quiz_id", sa.Uuid(), nullable=True))
        table.create_unique_constraint("worksheet_set", ["set"])
        table.create_foreign_key("worksheet_quiz", "quiz", ["quiz_id"], ["id"], ondelete="SET NULL")
    op.create_table(
        "marked_sheet",
        sa.Column("worksheet_id", sa.Uuid(), sa.ForeignKey("worksheet.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("learner", sa.String(200), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), sa.ForeignKey("attempt.id", ondelete="CASCADE"), nullable=False),
        sa.UniqueConstraint("attempt_id", name="marked_sheet_attempt"),
        sa.UniqueConstraint("worksheet_id", "learner", name="marked_sheet_learner"),
    )


def downgrade() -> None:
    op.drop_table("marked_sheet")
    with op.batch_alter_table("worksheet") as table:
        table.drop_constraint("worksheet_quiz", type_="foreignkey")
        table.drop_constraint("worksheet_set", type_="unique")
        for name in ("quiz_id", "set", "key"):
            table.drop_column(name)
