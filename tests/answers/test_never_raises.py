"""No text of any kind raises, takes over a second, takes over 256 MB, executes anything, or is told a place outside itself.

Each property runs in a process of its own (`tests.answers.limited`), so that a hang or a crash is a failure with its text.
"""

import random

import pytest

from generators.answers import check, preview
from generators.notation import NotationError
from tests.answers.hostile import BOMBS, CODE, KEYS, LATEX, MARKS
from tests.answers.limited import PROPERTIES
from tests.answers.test_hostile import run_limited

EXAMPLES = 50


@pytest.mark.parametrize("name", PROPERTIES)
def test_no_text_raises_hangs_or_executes(name):
    run_limited(name, str(EXAMPLES))


@pytest.mark.deep
@pytest.mark.parametrize("name", PROPERTIES)
def test_none_of_many_texts_raises_hangs_or_executes(name):
    """Other texts each time; one that fails is told."""
    run_limited(name, "1000", str(random.randrange(2**32)))


@pytest.mark.parametrize("name", KEYS)
def test_what_cannot_be_read_is_told_with_its_place(name):
    """Of what is refused as unreadable most can be pointed at; what is pointed at lies inside the text."""
    for text in (*BOMBS, *LATEX, *CODE, *MARKS):
        found = check(KEYS[name], text)
        for feedback in found.feedback:
            if feedback.code == "unreadable":
                assert feedback.text and (
                    feedback.span is None or 0 <= feedback.span[0] <= feedback.span[1] <= len(text)
                )


CULPRITS = [
    ("number", "3 + t", (4, 5)), ("number", "2 + foo(3)", (4, 7)), ("number", "(1 + 2", (6, 6)), ("number", "1 + + ", (6, 6)), ("number", r"\frac{1}{q}", (9, 10)),
    ("number", r"2\cdot\foo", (6, 10)), ("number", "1 $ 2", (2, 3)), ("expression", "x + z", (4, 5)), ("expression", "x = x + q", (8, 9)), ("set", "{1, q}", (4, 5)),
    ("vector", "[1, q]", (4, 5)), ("matrix", "[[1, 2], [3, q]]", (13, 14)), ("equation", "y = q", (4, 5)), ("list", "1, 2, q", (6, 7)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "span"), CULPRITS)
def test_the_place_is_that_of_the_culprit(name, text, span):
    found = check(KEYS[name], text)
    assert found.outcome == "invalid" and found.feedback[0].span == span


@pytest.mark.parametrize("kind", sorted({key.kind for key in KEYS.values()}))
def test_a_preview_reads_or_refuses(kind):
    for text in (*BOMBS, *LATEX, *CODE, *MARKS):
        try:
            assert preview(kind, text).text
        except NotationError as error:
            assert error.message
