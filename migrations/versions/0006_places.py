"""The place of each item in its blueprint, and the recipe of its exercise."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ITEM = sa.table(
    "item",
    sa.column("attempt_id", sa.Uuid()),
    sa.column("item", sa.Integer()),
    sa.column("place", sa.Integer()),
    sa.column("recipe", sa.String(300)),
    sa.column("exercise", sa.Text()),
)
AT_ONCE = 500


def upgrade() -> None:
    """Items of before are taken to stand at their places, as they do unless the quiz is shuffled."""
    op.add_column("item", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("item", sa.Column("recipe", sa.String(300), nullable=False, server_default=""))
    connection = op.get_bind()
    while rows := connection.execute(
        sa.select(ITEM.c.attempt_id, ITEM.c.item, ITEM.c.exercise).where(ITEM.c.place == 0).limit(AT_ONCE)
    ).all():
        for attempt, item, exercise in rows:
            mine = (ITEM.c.attempt_id == attempt) & (ITEM.c.item == item)
            connection.execute(sa.update(ITEM).where(mine).values(place=item, recipe=_recipe(exercise)))


def _recipe(exercise: str) -> str:
    held = json.loads(exercise)
    words = [held.get(name, "") for name in ("generator", "version", "level", "seed")]
    return "{}@{}:{}:{}".format(*words)[:300]


def downgrade() -> None:
    op.drop_column("item", "recipe")
    op.drop_column("item", "place")
