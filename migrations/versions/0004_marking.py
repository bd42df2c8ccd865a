"""Pools, hints, accommodations, overrides, reviews, regrades, the audit log and events."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Instant = sa.DateTime(timezone=True)
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("quiz", sa.Column("hint_penalty", sa.Float()))
    op.add_column("quiz", sa.Column("policy", sa.String(10), nullable=False, server_default="best"))
    op.add_column("attempt", sa.Column("extension_s", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempt", sa.Column("effective", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("item", sa.Column("question", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_item_question", "item", ["question"])
    op.create_table(
        "regrade",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("quiz_id", sa.Uuid(), sa.ForeignKey("quiz.id"), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("caller", sa.String(80), nullable=False),
        sa.Column("applied_at", Instant, nullable=False),
        sa.Column("undone_at", Instant),
    )
    op.create_index("ix_regrade_quiz_id", "regrade", ["quiz_id"])
    op.create_index("ix_regrade_applied_at", "regrade", ["applied_at"])
    with op.batch_alter_table("verdict") as verdict:
        verdict.add_column(sa.Column("equal", sa.String(64)))
        verdict.add_column(sa.Column("regrade_id", sa.Uuid()))
        verdict.create_foreign_key("verdict_regrade", "regrade", ["regrade_id"], ["id"])
        verdict.create_index("ix_verdict_equal", ["equal"])
        verdict.create_index("ix_verdict_regrade_id", ["regrade_id"])
    op.create_table(
        "hint",
        sa.Column("attempt_id", sa.Uuid(), primary_key=True),
        sa.Column("item", sa.Integer(), primary_key=True),
        sa.Column("part", sa.Integer(), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id", "item"], ["item.attempt_id", "item.item"]),
    )
    op.create_table(
        "rekeyed",
        sa.Column("regrade_id", sa.Uuid(), sa.ForeignKey("regrade.id"), primary_key=True),
        sa.Column("attempt_id", sa.Uuid(), primary_key=True),
        sa.Column("item", sa.Integer(), primary_key=True),
        sa.Column("exercise", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id", "item"], ["item.attempt_id", "item.item"]),
    )
    op.create_index("ix_rekeyed_attempt_id", "rekeyed", ["attempt_id"])
    op.create_table(
        "override",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("points", sa.Float()),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("caller", sa.String(80), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id", "item"], ["item.attempt_id", "item.item"]),
    )
    op.create_index("override_item", "override", ["attempt_id", "item"])
    op.create_table(
        "accommodation",
        sa.Column("learner", sa.String(200), primary_key=True),
        sa.Column("time_factor", sa.Float(), nullable=False),
        sa.Column("extra_time_s", sa.Integer(), nullable=False),
        sa.Column("extension_s", sa.Integer(), nullable=False),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant, nullable=False),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("equal", sa.String(64), nullable=False),
        sa.Column("quiz_id", sa.Uuid(), sa.ForeignKey("quiz.id"), nullable=False),
        sa.Column("response_id", sa.BigInteger(), sa.ForeignKey("response.id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(10)),
        sa.Column("score", sa.Float()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("caller", sa.String(80)),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("settled_at", Instant),
        sa.UniqueConstraint("equal"),
    )
    for column in ("quiz_id", "state", "created_at"):
        op.create_index(f"ix_review_{column}", "review", [column])
    op.create_table(
        "audit",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("caller", sa.String(80), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.create_table(
        "event",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.UniqueConstraint("key"),
    )
    op.create_index("event_order", "event", ["tx", "id"])
    op.create_index("ix_event_type", "event", ["type"])
    op.create_index("ix_event_at", "event", ["at"])


def downgrade() -> None:
    for table in ("event", "audit", "review", "accommodation", "override", "rekeyed", "hint"):
        op.drop_table(table)
    with op.batch_alter_table("verdict") as verdict:
        verdict.drop_index("ix_verdict_regrade_id")
        verdict.drop_index("ix_verdict_equal")
        verdict.drop_constraint("verdict_regrade", type_="foreignkey")
        verdict.drop_column("regrade_id")
        verdict.drop_column("equal")
    op.drop_table("regrade")
    op.drop_index("ix_item_question", "item")
    op.drop_column("item", "question")
    op.drop_column("attempt", "effective")
    op.drop_column("attempt", "extension_s")
    op.drop_column("quiz", "policy")
    op.drop_column("quiz", "hint_penalty")
