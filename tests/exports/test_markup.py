"""Text for platforms: HTML that is XML, with formulas in their spelling and code that keeps its columns."""

from xml.etree import ElementTree

import pytest

from service.exports.markup import with_latex
from service.exports.qti_common import inline

PROSE = "Let $a < b$ & <i>. Then `if a < b:\n    x  = [[1]]\n` and `y`."


@pytest.mark.parametrize("say", [with_latex, inline])
def test_prose_is_xml_whatever_it_holds(say):
    root = ElementTree.fromstring(f"<p>{say(PROSE)}</p>")
    assert "& <i>. Then" in "".join(root.itertext())


def test_formulas_are_latex_between_brackets_that_mathjax_reads():
    assert with_latex("Let $a < b$.") == r"Let \(a &lt; b\)."


def test_code_keeps_indents_and_columns():
    assert with_latex("Run `if a:\n    x  = 1\n`.") == (
        "Run<br/><code>if a:<br/>\u00a0\u00a0\u00a0\u00a0x\u00a0\u00a0= 1</code><br/>."
    )
