"""The gradebook of a quiz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from schemas.page import Page
from schemas.score import ScoreRow, Tally
from service.attempts import service as attempts
from service.attempts.service import Attempt
from service.errors import CheckerBusy
from service.paging import MAX_LIMIT, Slice, encode
from service.quizzes import service as quizzes
from service.server import Server


def gradebook(server: Server, quiz: UUID, part: Slice) -> Page[ScoreRow]:
    """One row a learner, in the order of their ids. What is due by now has been handed in and marked before."""
    _settle(server, quiz)
    return _page(server, quiz, part)


def whole(server: Server, quiz: UUID) -> Iterator[ScoreRow]:
    """All rows of the gradebook."""
    _settle(server, quiz)
    part = Slice(limit=MAX_LIMIT)
    while True:
        found = _page(server, quiz, part)
        yield from found.items
        if found.next is None:
            return
        part = Slice(limit=MAX_LIMIT, after=(found.items[-1].learner,))


def _page(server: Server, quiz: UUID, part: Slice) -> Page[ScoreRow]:
    with server.database.read() as session:
        after = part.after[0] if part.after is not None else None
        learners = attempts.learners(session, quiz, after, part.limit + 1)
        wanted = learners[: part.limit]
        by_learner = attempts.by_learner(session, quiz, wanted)
    rows = tuple(_row(by_learner[learner]) for learner in wanted)
    return Page(items=rows, next=encode(wanted[-1]) if len(learners) > part.limit else None)


def _row(tried: Sequence[Attempt]) -> ScoreRow:
    """From all attempts of one learner, in order: the best one handed in counts, the earliest of equals."""
    handed_in = [each for each in tried if each.state != "open"]
    counted = max(handed_in or tried, key=lambda each: (each.score, -each.number))
    last = tried[-1]
    tally = Tally.model_validate_json(counted.tally)
    return ScoreRow(
        learner=last.learner,
        name=next((each.name for each in reversed(tried) if each.name is not None), None),
        attempts=len(tried),
        score=counted.score,
        max_score=counted.max_score,
        state="open" if last.state == "open" else "submitted",
        pending_review=counted.pending_review,
        items=tuple(item.score for item in tally.items),
    )


def _settle(server: Server, quiz: UUID) -> None:
    """Raises `NotFound` for a quiz that is not there."""
    with server.database.read() as session:
        quizzes.get(session, quiz)
    try:
        attempts.sweep(server, quiz)
    except CheckerBusy:  # what could not be marked now is shown as it stands; the sweeper comes back to it
        return
