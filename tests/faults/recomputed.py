"""Every score of a database, computed from its rows: `DATABASE_URL=… python -m tests.faults.recomputed`.

A line for each attempt: what is stored, and what its rows give. Then the gradebooks.
"""

from __future__ import annotations

from types import SimpleNamespace

from sqlmodel import col, select

from service.attempts import service as attempts
from service.attempts.models import Attempt
from service.config import load
from service.database import Database
from service.paging import Slice
from service.scores import service as scores


def main() -> None:
    database = Database(load())
    try:
        with database.read() as session:
            rows = session.exec(select(Attempt).order_by(col(Attempt.id))).all()
            for row in rows:
                print(row.id.hex, row.tally, attempts.recompute(session, row.id).model_dump_json(), sep="\t")
        for quiz in sorted({row.quiz_id for row in rows}):
            server = SimpleNamespace(database=database)
            print(quiz.hex, scores._page(server, quiz, Slice(limit=100)).model_dump_json(), sep="\t")  # type: ignore[arg-type]
    finally:
        database.close()


if __name__ == "__main__":
    main()
