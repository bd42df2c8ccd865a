"""All tables, in one place: importing this fills the metadata that migrations are compared with."""

from sqlmodel import SQLModel

from service.attempts import models as attempts
from service.idempotency import Idempotent
from service.keys import models as keys
from service.quizzes import models as quizzes
from service.worksheets import models as worksheets

TABLES: tuple[type[SQLModel], ...] = (
    keys.ServerSecret,
    keys.ApiKey,
    quizzes.Quiz,
    attempts.Attempt,
    attempts.Item,
    attempts.Response,
    attempts.Verdict,
    Idempotent,
    worksheets.Worksheet,
)
"""In an order in which rows may be added."""
metadata = SQLModel.metadata
