from pathlib import Path

from service.exports.formats import FORMATS


def test_the_page_of_exports_lists_every_format_as_the_code_does():
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text()
    rows = [f"| `{name}` | `{format.suffix}` | {format.about} |" for name, format in FORMATS.items()]
    assert [line for line in page.splitlines() if line in rows] == rows
