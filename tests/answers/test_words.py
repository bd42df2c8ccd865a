"""Words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.answers import check, key_text, preview, words
from generators.answers.reading.wording import one_slip_apart
from schemas.answer import TextAnswer
from tests.answers import codes, rows, verdict

SINGULAR = words("singular", "not invertible")
PERSON = words("Bézout’s identity", "Höhe")
EXACT = words("NaN", case=True)
SPACED = TextAnswer(value=("a = 1",), whitespace="exact")
TIGHT = TextAnswer(value=("a = 1",), whitespace="ignore")
DASHED = words("one-to-one", "don't know")

ROWS = rows([
    (SINGULAR, {
        "correct": ["singular", "Singular", "SINGULAR", " singular ", "singular.", '"singular"', "'singular'", "“singular”",
                    "«singular»", "not invertible", "not  invertible", "not\tinvertible", "not\u00a0invertible", "sin\u00adgular",
                    "Not Invertible.", "(singular)", "ſingular", "singular\n", r"\text{singular}",
                    r"\text{not}\ \text{invertible}"],
        "incorrect": ["regular", "singuler", "singlar", "sinuglar", "singulars", "sin gular", "notinvertible", "invertible",
                      "singular, not invertible", "singular or regular", "not singular", "it is singular", "singular..", "1",
                      "ѕingular"],
        "invalid": ["", " ", "\u200b", "singu\x07lar", "\x00", "a" * 1001],
    }),
    (PERSON, {"correct": ["Bezout's identity", "bézout's identity", "Be\u0301zout’s identity", "BÉZOUT`S IDENTITY", "hohe", "Höhe"],
              "incorrect": ["Bezouts identity", "Hoehe", "Bezout"]}),
    (EXACT, {"correct": ["NaN", " NaN "], "incorrect": ["nan", "NAN", "Nan", "NaN1"]}),
    (SPACED, {"correct": ["a = 1", "A = 1"], "incorrect": ["a=1", "a  = 1", " a = 1", "a = 1 "]}),
    (TIGHT, {"correct": ["a=1", "a = 1", "a =1", " a   =   1 "], "incorrect": ["a=2", "b=1"]}),
    (DASHED, {"correct": ["one-to-one", "one–to–one", "one\u2011to\u2011one", "One-To-One", "don’t know", "don't know", "donʼt know"],
              "incorrect": ["one to one", "onetoone", "dont know"]}),
])  # fmt: skip


@pytest.mark.parametrize(("key", "response", "outcome"), ROWS)
def test_words_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize(
    ("key", "response", "said"),
    [
        (SINGULAR, "singuler", ["spelling"]),
        (SINGULAR, "sinuglar", ["spelling"]),
        (SINGULAR, "singulr", ["spelling"]),
        (SINGULAR, "sin gular", ["spaces"]),
        (SINGULAR, "regular", []),
        (SINGULAR, "xsingulra", []),
        (EXACT, "nan", ["capitals"]),
        (EXACT, "NaM", []),
        (SPACED, "a=1", ["spaces"]),
        (words("no"), "on", []),
    ],
)
def test_what_is_said(key, response, said):
    assert codes(verdict(key, response)) == said


@given(st.text("abcé ", min_size=1, max_size=8), st.text("abcé ", min_size=1, max_size=8))
def test_one_slip_is_symmetric_and_no_match(a, b):
    assert one_slip_apart(a, b) == one_slip_apart(b, a)
    assert not one_slip_apart(a, a)
    assert one_slip_apart(a, a + "x") and one_slip_apart(a, "x" + a)


@given(st.text("abc", min_size=1, max_size=9), st.text("abc", min_size=1, max_size=9))
def test_only_the_accepted_words_are_accepted(accepted, typed):
    assert (check(words(accepted), typed).outcome == "correct") == (accepted == typed)


def test_keys_and_previews():
    assert key_text(SINGULAR) == "singular"
    assert preview("text", " not  invertible").text == '"not invertible"'
