"""Jobs: a table on SQLite, procrastinate's on PostgreSQL; orders of sheets that wait get theirs."""

import json
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

Instant = sa.DateTime(timezone=True)
SCHEMA = Path(__file__).parent.parent / "procrastinate.sql"
WAITING = sa.text("SELECT id FROM worksheet WHERE state IN ('queued', 'running') ORDER BY created_at")
PUT = sa.text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('worksheet', 'worksheet', 0, NULL, NULL, CAST(:args AS jsonb), NULL)"
    "::procrastinate_job_to_defer_v1])"
)
OBJECTS = """
DO $$
DECLARE each record;
BEGIN
    FOR each IN SELECT table_name AS name FROM information_schema.tables
        WHERE table_schema = current_schema() AND table_name LIKE 'procrastinate\\_%' LOOP
        EXECUTE format('DROP TABLE %I CASCADE', each.name);
    END LOOP;
    FOR each IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'procrastinate\\_%' LOOP
        EXECUTE format('DROP FUNCTION %s', each.name);
    END LOOP;
    FOR each IN SELECT typname AS name FROM pg_type
        WHERE typnamespace = current_schema()::regnamespace AND typname LIKE 'procrastinate\\_%' LOOP
        EXECUTE format('DROP TYPE %I', each.name);
    END LOOP;
END $$
"""


def upgrade() -> None:
    """Begun orders are printed anew: who was printing them has stopped for this."""
    connection = op.get_bind()
    waiting = [row[0] for row in connection.execute(WAITING)]
    if connection.dialect.name == "sqlite":
        job = op.create_table(
            "job",
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("kind", sa.String(80), nullable=False),
            sa.Column("subject", sa.String(200), nullable=False),
            sa.Column("state", sa.String(10), nullable=False),
            sa.Column("tries", sa.Integer(), nullable=False),
            sa.Column("due_at", Instant, nullable=False),
            sa.Column("seen_at", Instant),
            sa.Column("error", sa.String(500)),
            sa.Column("created_at", Instant, nullable=False),
        )
        op.create_index("job_due", "job", ["state", "due_at"])
        now = datetime.now(UTC).replace(tzinfo=None)
        rows = [
            {"kind": "worksheet", "subject": _uuid(id), "state": "queued", "tries": 0, "due_at": now, "created_at": now}
            for id in waiting
        ]
        op.bulk_insert(job, rows)
    else:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(SCHEMA.read_text(encoding="utf-8"))  # many statements, with percent signs in them
        for id in waiting:
            connection.execute(PUT, {"args": json.dumps({"subject": str(id)})})
    op.drop_column("worksheet", "seen_at")
    op.drop_column("worksheet", "tries")


def _uuid(text: str) -> str:
    """SQLite keeps ids as 32 hexadecimal digits."""
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def downgrade() -> None:
    op.add_column("worksheet", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("worksheet", sa.Column("seen_at", Instant))
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.drop_table("job")
    else:
        connection.exec_driver_sql(OBJECTS.replace("%", "%%"))
