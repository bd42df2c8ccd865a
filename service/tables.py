"""All tables, in one place: importing this fills the metadata that migrations are compared with."""

from sqlmodel import SQLModel

from service.attempts import models as attempts
from service.audit import models as audit
from service.events import models as events
from service.exporting import models as exporting
from service.idempotency import Idempotent
from service.jobs import models as jobs
from service.keys import models as keys
from service.learners import models as learners
from service.quizzes import models as quizzes
from service.webhooks import models as webhooks
from service.worksheets import models as worksheets

TABLES: tuple[type[SQLModel], ...] = (
    keys.ServerSecret,
    keys.ApiKey,
    quizzes.Quiz,
    attempts.Regrade,
    attempts.Attempt,
    attempts.Item,
    attempts.Response,
    attempts.Verdict,
    attempts.Hint,
    attempts.Rekeyed,
    attempts.Override,
    learners.Accommodation,
    attempts.Review,
    audit.AuditEntry,
    events.Event,
    webhooks.Webhook,
    webhooks.Delivery,
    Idempotent,
    worksheets.Worksheet,
    worksheets.MarkedSheet,
    exporting.Export,
    jobs.JobRow,
)
"""In an order in which rows may be added."""
metadata = SQLModel.metadata
