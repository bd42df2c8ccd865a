"""The locale of a quiz."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("quiz", sa.Column("locale", sa.String(35), nullable=False, server_default="en"))


def downgrade() -> None:
    op.drop_column("quiz", "locale")
