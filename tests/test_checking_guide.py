"""Every example of docs/checking.md gives the verdict that stands beside it."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from generators.answers import agrees, check, key_text
from generators.answers.kinds import KINDS
from schemas.answer import AnswerKey

GUIDE = Path(__file__).parent.parent / "docs" / "checking.md"
KEY: TypeAdapter[AnswerKey] = TypeAdapter(AnswerKey)
HEADS = {"| typed | verdict | said |": "said", "| typed | verdict | rests on |": "method",
         "| typed in `de` | verdict | said |": "in de"}  # fmt: skip


def examples(wanted: str) -> Iterator[tuple[str, str, str, str]]:
    """(key as JSON, typed, outcome, last cell) of every row of a table of one sort that stands below a key."""
    key, block, inside = "", None, False
    for line in GUIDE.read_text().splitlines():
        if line.startswith("```"):
            if block is None:
                block = []
            else:
                key, block = "\n".join(block), None
        elif block is not None:
            block.append(line)
        elif line in HEADS:
            inside = HEADS[line] == wanted
        elif inside and line.startswith("| "):
            cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            yield key, cells[0][1:-1], cells[1], cells[2]
        elif not line.startswith("|"):
            inside = False


@lru_cache
def loaded(key: str) -> AnswerKey:
    return KEY.validate_python(json.loads(key))


@pytest.mark.parametrize(("key", "typed", "outcome", "said"), list(examples("said")))
def test_examples_of_the_guide(key, typed, outcome, said):
    found = check(loaded(key), typed)
    assert found.outcome == outcome, found.feedback
    assert set(said.replace("`", "").replace(",", " ").split()) <= {remark.code for remark in found.feedback}


@pytest.mark.parametrize(("key", "typed", "outcome", "said"), list(examples("in de")))
def test_examples_of_the_guide_with_a_decimal_comma(key, typed, outcome, said):
    found = check(loaded(key), typed, locale="de")
    assert found.outcome == outcome, found.feedback
    assert set(said.split()) <= {remark.code for remark in found.feedback}


@pytest.mark.parametrize(("key", "typed", "outcome", "method"), list(examples("method")))
def test_verdicts_of_the_guide_rest_on_what_it_says(key, typed, outcome, method):
    found = check(loaded(key), typed)
    assert (found.outcome, found.evidence.method) == (outcome, method)


@pytest.mark.parametrize("key", sorted({key for sort in HEADS.values() for key, *_ in examples(sort)}))
def test_keys_of_the_guide_accept_their_own_value(key):
    assert agrees(loaded(key), key_text(loaded(key)))


def test_every_kind_has_a_section():
    assert set(re.findall(r"^### (\w+)$", GUIDE.read_text(), re.M)) == set(KINDS)
