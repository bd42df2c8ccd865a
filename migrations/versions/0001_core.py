"""Keys, quizzes, attempts, responses, verdicts and repeated requests."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

Instant = sa.DateTime(timezone=True)
Serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "server_secret",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("value", sa.String(64), nullable=False),
    )
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("prefix", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("expires_at", Instant),
        sa.Column("last_used_at", Instant),
        sa.UniqueConstraint("prefix"),
    )
    op.create_table(
        "quiz",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("time_limit_s", sa.Integer()),
        sa.Column("attempts_allowed", sa.Integer()),
        sa.Column("opens_at", Instant),
        sa.Column("due_at", Instant),
        sa.Column("closes_at", Instant),
        sa.Column("late", sa.String(10), nullable=False),
        sa.Column("feedback", sa.String(20), nullable=False),
        sa.Column("tries_per_part", sa.Integer()),
        sa.Column("penalty", sa.Float(), nullable=False),
        sa.Column("shuffle", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
    )
    op.create_index("ix_quiz_created_at", "quiz", ["created_at"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("quiz_id", sa.Uuid(), sa.ForeignKey("quiz.id"), nullable=False),
        sa.Column("learner", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200)),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("deadline", Instant),
        sa.Column("submitted_at", Instant),
        sa.Column("submitted_by", sa.String(10)),
        sa.Column("marked_at", Instant),
        sa.Column("judging", sa.Uuid()),
        sa.Column("judging_since", Instant),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("max_score", sa.Float(), nullable=False),
        sa.Column("pending_review", sa.Integer(), nullable=False),
        sa.Column("tally", sa.Text(), nullable=False),
        sa.UniqueConstraint("quiz_id", "learner", "number", name="attempt_number"),
    )
    still_open, unmarked = sa.text("state = 'open'"), sa.text("marked_at IS NULL")
    op.create_index(
        "attempt_open", "attempt", ["quiz_id", "learner"], unique=True,
        sqlite_where=still_open, postgresql_where=still_open,
    )  # fmt: skip
    op.create_index("attempt_unmarked", "attempt", ["state"], sqlite_where=unmarked, postgresql_where=unmarked)
    op.create_table(
        "item",
        sa.Column("attempt_id", sa.Uuid(), sa.ForeignKey("attempt.id"), primary_key=True),
        sa.Column("item", sa.Integer(), primary_key=True),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("exercise", sa.Text(), nullable=False),
    )
    op.create_table(
        "response",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("format", sa.String(10)),
        sa.Column("at", Instant, nullable=False),
        sa.Column("cause", sa.String(10), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id", "item"], ["item.attempt_id", "item.item"]),
    )
    op.create_index("response_part", "response", ["attempt_id", "item", "part"])
    op.create_table(
        "verdict",
        sa.Column("id", Serial, primary_key=True),
        sa.Column("response_id", sa.BigInteger(), sa.ForeignKey("response.id"), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("checker", sa.String(40), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.UniqueConstraint("response_id", "cause", name="verdict_once"),
    )
    op.create_table(
        "idempotent",
        sa.Column("caller", sa.String(80), primary_key=True),
        sa.Column("route", sa.String(400), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
    )
    op.create_index("ix_idempotent_at", "idempotent", ["at"])


def downgrade() -> None:
    for table in ("idempotent", "verdict", "response", "item", "attempt", "quiz", "api_key", "server_secret"):
        op.drop_table(table)
