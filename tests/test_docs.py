"""What the documentation shows is true: every example runs."""

import re
from pathlib import Path

import pytest

from generators.notation import NotationError, Vocabulary, house, parse, read, tidy

ROOT = Path(__file__).parent.parent
WORDS = Vocabulary(symbols=frozenset({"x", "y", "a", "lambda"}))


def tables(file, head):
    """Rows of the Markdown tables whose head is `head`, with their section."""
    section, inside = "", False
    for line in file.read_text().splitlines():
        if line.startswith("## "):
            section = line[3:]
        if line.startswith("| ") and line == head:
            inside = True
        elif inside and line.startswith("| "):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            yield section, *(re.sub(r"^`(.*)`$", r"\1", cell).replace(r"\|", "|") for cell in cells)
        elif not line.startswith("|"):
            inside = False


NOTATION = ROOT / "docs" / "notation.md"


@pytest.mark.parametrize(("section", "typed", "tree"), list(tables(NOTATION, "| typed | read as |")))
def test_notation_examples(section, typed, tree):
    learner = section == "Learners"
    assert house(read(typed, WORDS) if learner else parse(typed)) == tree


@pytest.mark.parametrize(("section", "typed", "message"), list(tables(NOTATION, "| typed | answered |")))
def test_notation_refusals(section, typed, message):
    with pytest.raises(NotationError) as caught:
        read(typed, WORDS)
    assert caught.value.message == message


@pytest.mark.parametrize(("section", "spliced", "stored"), list(tables(NOTATION, "| spliced | stored |")))
def test_notation_scars(section, spliced, stored):
    assert house(tidy(parse(spliced))) == stored


@pytest.mark.parametrize("page", [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"], ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target
