"""The gradebook of a quiz."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import fsum
from uuid import UUID

from schemas.page import Page
from schemas.score import ScoreRow
from service.attempts import service as attempts
from service.attempts.service import Attempt
from service.paging import MAX_LIMIT, Slice, encode
from service.quizzes import service as quizzes
from service.scores.fold import PLACES
from service.server import Server


def gradebook(server: Server, quiz: UUID, part: Slice) -> Page[ScoreRow]:
    """One row a learner, in the order of their ids. What is due by now has been handed in and marked before."""
    attempts.settle(server, quiz)
    return _page(server, quiz, part)


def whole(server: Server, quiz: UUID) -> Iterator[ScoreRow]:
    """All rows of the gradebook."""
    attempts.settle(server, quiz)
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
        policy = quizzes.get(session, quiz).policy
    rows = tuple(_row(by_learner[learner], policy) for learner in wanted)
    return Page(items=rows, next=encode(wanted[-1]) if len(learners) > part.limit else None)


def counted(tried: Sequence[Attempt], policy: str) -> list[Attempt]:
    """Of a learner's attempts, in order, those that make the score: of equally good ones the earliest."""
    handed_in = [each for each in tried if each.state != "open"] or list(tried)
    if policy == "best":
        return [max(handed_in, key=lambda each: (each.score, -each.number))]
    return handed_in[-1:] if policy == "last" else handed_in


def _row(tried: Sequence[Attempt], policy: str) -> ScoreRow:
    """From all attempts of one learner, in order: those handed in, or if there are none the open one, by the policy."""
    mine = counted(tried, policy)
    last = tried[-1]
    return ScoreRow(
        learner=last.learner,
        name=next((each.name for each in reversed(tried) if each.name is not None), None),
        attempts=len(tried),
        score=_mean([each.score for each in mine]),
        max_score=_mean([each.max_score for each in mine]),
        state="open" if last.state == "open" else "submitted",
        pending_review=sum(each.pending_review for each in mine),
        items=tuple(map(_mean, zip(*map(_points, mine), strict=True))),
    )


def _points(attempt: Attempt) -> list[float]:
    """Of each item, in order; of the whole `schemas.score.Tally` nothing else is read."""
    return [item["score"] for item in json.loads(attempt.tally)["items"]]


def _mean(scores: Sequence[float]) -> float:
    return scores[0] if len(scores) == 1 else round(fsum(scores) / len(scores), PLACES)
