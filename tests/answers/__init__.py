"""Tests of the checker: tables written from the mathematics, with near misses."""

from collections.abc import Iterable, Mapping

from generators.answers import check
from schemas.answer import AnswerKey
from schemas.verdict import Verdict

Table = Iterable[tuple[AnswerKey, Mapping[str, Iterable[str]]]]


def rows(table: Table) -> list[tuple[AnswerKey, str, str]]:
    """(key, response, outcome) of a table of keys with their responses by outcome."""
    return [
        (key, response, outcome)
        for key, outcomes in table
        for outcome, responses in outcomes.items()
        for response in responses
    ]


def verdict(key: AnswerKey, response: str, **options: object) -> Verdict:
    """The verdict, which must not come from an error of the checker."""
    found = check(key, response, **options)  # type: ignore[arg-type]
    assert "checker-error" not in codes(found), found.feedback
    return found


def codes(found: Verdict) -> list[str]:
    return [feedback.code for feedback in found.feedback]
