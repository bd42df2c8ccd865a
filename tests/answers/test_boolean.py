"""True or false, in words, letters, digits and ticks."""

import pytest

from generators.answers import boolean, preview
from generators.notation import NotationError
from tests.answers import rows, verdict

TRUE = ["true", "True", "TRUE", "t", "T", "yes", "Yes.", "y", "1", "correct", "right", "✓", "✔", "✔️", "☑", "✅", "⊤",
        r"\top", r"\text{true}", r"$\checkmark$", "wahr", "Ja", "j", "richtig", "stimmt", "vrai", "oui", "verdadero",
        "sí", "Si", "cierto", " yes ", '"yes"', "(true)", "it is true", "It's true.", "not false", "“yes”", "true!"]  # fmt: skip
FALSE = ["false", "False", "f", "no", "No.", "n", "0", "wrong", "incorrect", "untrue", "✗", "✘", "❌", "⊥", r"\bot",
         r"\mathrm{false}", "falsch", "nein", "faux", "non", "falso", "not true", "it is false", "that is false"]  # fmt: skip
NEITHER = ["", " ", "maybe", "true or false", "yes and no", "yes no", "x", "×", "2", "-1", "01", "1.0", "1 = 1", "true?",
           "tru", "yes, because A is symmetric", "T/F", "тrue", "да", "not", "not not true", "true" * 20, "w", "\\"]  # fmt: skip

ROWS = rows(
    [
        (boolean(True), {"correct": TRUE, "incorrect": FALSE, "invalid": NEITHER}),
        (boolean(False), {"correct": FALSE, "incorrect": TRUE, "invalid": NEITHER}),
    ]
)


@pytest.mark.parametrize(("key", "response", "outcome"), ROWS)
def test_booleans_are_judged(key, response, outcome):
    assert verdict(key, response).outcome == outcome


@pytest.mark.parametrize("response", ["ja", "✓", "yes", "1"])
def test_what_was_understood_is_shown_in_one_word(response):
    assert verdict(boolean(False), response).understood.text == "true"
    assert preview("boolean", response).text == "true"


def test_a_refusal_says_what_to_write():
    with pytest.raises(NotationError, match="true or false"):
        preview("boolean", "perhaps")
