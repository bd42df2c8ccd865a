"""Class lists and marks as CSV: read as spreadsheets write them, and what is wrong told with its line."""

import pytest

from schemas.worksheet import Candidate, Sheet
from service.worksheets.tables import BadTable, class_list, decoded, marks, template

ADA, GRACE = Candidate(id="101", name="Ada Lovelace", line="A"), Candidate(id="102", name="Grace Hopper")
CODE = "M2XD-9FBC-B7KQ-2"


@pytest.mark.parametrize(
    "text",
    [
        "id,name,line\n101,Ada Lovelace,A\n102,Grace Hopper,\n",
        "\ufeffID;Name;Group\r\n101;Ada Lovelace;A\r\n\r\n102;Grace Hopper;\r\n",
        "Name\tMatrikelnummer\tGruppe\n Ada Lovelace \t101\tA\nGrace Hopper\t102\n",
        '"Student ID","First Name","Last name","Extra line","e-mail"\n101,Ada,Lovelace,A,a@b\n102,Grace,Hopper,,"x,y"\n',
        "Numéro;Prénom;Nom;Groupe\n101;Ada;Lovelace;A\n102;Grace;Hopper;\n",
    ],
)
def test_class_lists_are_read_as_spreadsheets_write_them(text):
    assert class_list(decoded(text.encode())) == (ADA, GRACE)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the table is empty"),
        ("id,name\n", "nobody"),
        ("who,what\n1,2\n", "line 1: no column is called id, but 'who', 'what'"),
        ("id,id\n1,2\n", "line 1: two columns are called 'id'"),
        ("id,name\n1,A\n,B\n", "line 3: the id is empty"),
        ("id,name\n1,A\n\n2,B\n1,C\n", "line 5: the id '1' is that of line 2 too"),
        ("id,name\n1," + "x" * 121 + "\n", "line 2: name: String should have at most 120 characters"),
        ("id,name\n1,A,B\n", "line 2: it has 3 columns; the first line has 2"),
        ('id,name\n1,"A\n', "line 2"),
        ("id\n" + "".join(f"{n}\n" for n in range(1_001)), "line 1002: there are 1001 people"),
        ("id,name\n1,A\x07B\n", "line 2: name"),
        ("id,name\n1,A\0B\n", "NUL"),
    ],
)
def test_what_is_wrong_with_a_class_list_is_told_with_its_line(text, told):
    with pytest.raises(BadTable) as error:
        class_list(text)
    assert told in str(error.value) and "\n" not in str(error.value)


def test_what_is_not_utf_8_is_told_with_its_line():
    with pytest.raises(BadTable, match="line 2: not UTF-8"):
        decoded("id,name\n1,Émilie\n".encode("latin-1"))


def test_marks_are_points_or_responses_and_blanks_say_nothing():
    read = marks(f"code;name;points_1;Points 2;response_3;response 4b\n{CODE};Ada;1,5;;'=2*x;{{1, 2}}\n;;;;;\n")
    (sheet,) = read.write.sheets
    assert sheet.points == {"1": 1.5}
    assert sheet.responses == {"3": {"1": "=2*x"}, "4": {"2": "{1, 2}"}}
    assert (sheet.code, sheet.name, sheet.learner) == (CODE, "Ada", None)
    assert read.lines == (2,)
    assert read.name(0, "responses.4.2") == "line 2, response 4b"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code,name\nX,Ada\n", "line 1: there are no marks"),
        ("who,points_1\nX,1\n", "no column is called code or learner"),
        ("code,points_1\nX,\n", "there are no marks in it"),
        ("code,points_1\nX,much\nY,2 points\n", "line 2, points_1: 'much' is no number of points; line 3, points_1"),
        ("code,points_1\nX,-1\n", "line 2, points_1: Input should be greater than or equal to 0"),
        ("code,points_1\n,1\n", "line 2: there are marks, but neither code nor learner"),
        ("code,response_1\nX," + "1" * 8_001 + "\n", "line 2, response_1"),
    ],
)
def test_what_is_wrong_with_marks_is_told_with_line_and_column(text, told):
    with pytest.raises(BadTable) as error:
        marks(text)
    assert told in str(error.value)


def test_a_template_cannot_act_in_a_spreadsheet_and_reads_back():
    evil = Candidate(id="=1+1|x", name="@SUM(A1)")
    text = template([Sheet(code="B7KQ", items=(), reference=CODE, candidate=evil)], "points")
    assert text.splitlines()[1] == f"{CODE},'=1+1|x,'@SUM(A1)"
    filled = text.replace("name", "name,points_1").replace("(A1)", "(A1),2")
    assert marks(filled).write.sheets[0].learner == "=1+1|x"
