"""The command line: every command, its mistakes in one line, its exit codes."""

import json
import os
import shutil
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from pypdf import PdfReader

from generators import bank
from generators.authoring.verify import texts
from generators.notation import Code, spans
from schemas.exercise import InstructorExercise, LearnerExercise
from service.cli import blueprint, checking, scaffold
from service.cli.errors import Refused
from service.cli.main import run
from service.cli.sheet import folded

ROOT = Path(__file__).parent.parent
EIGEN = "linear_algebra.eigen.eigenvalues_2x2"
RECIPE = f"{EIGEN}@1:core:42"
BLUEPRINT = {
    "title": "Week 3",
    "sections": [{"pick": {"generators": [EIGEN]}, "level": "easy", "count": 2, "points": 2}],
}


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    """A data folder of its own for each test."""
    monkeypatch.setenv("PROBLEMBANK_DATA", str(tmp_path / "var"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


@pytest.fixture
def said(capsys):
    """`said(*arguments, code=0)`: what a command writes, as (output, errors), once its exit code is the expected one."""

    def command(*arguments, code=0):
        found = run([str(argument) for argument in arguments])
        output, errors = capsys.readouterr()
        assert found == code, errors
        return output, errors

    return command


@pytest.fixture
def refused(said):
    """`refused(*arguments)`: the one line on standard error of a command that cannot be done."""

    def command(*arguments):
        output, errors = said(*arguments, code=2)
        assert output == ""
        assert errors.startswith("problembank: ") and errors.endswith("\n") and errors.count("\n") == 1
        return errors

    return command


def process(*arguments, **more):
    more = {"capture_output": True, "text": True, "cwd": ROOT} | more
    return subprocess.run([sys.executable, "-m", "service.cli.main", *map(str, arguments)], check=False, **more)


# Everywhere ------------------------------------------------------------------------------------------------------

COMMANDS = (
    "topics", "list", "show", "check", "worksheet", "generate", "verify", "new", "serve", "openapi",
    "key create", "db upgrade", "db backup",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(said, command):
    output, _ = said(*command.split(), "--help")
    assert f"problembank {command}" in output.partition("Example: ")[2]


@pytest.mark.parametrize("arguments", [(), ("db",), ("key",)])
def test_a_bare_command_shows_its_help(said, arguments):
    output, errors = said(*arguments)
    assert "Usage: " in output and "Commands:" in output and errors == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("frob",), "frob"),
        (("db", "frob"), "frob"),
        (("show",), "recipe"),
        (("list", "--nope"), "--nope"),
        (("verify", "--seeds", "many"), "--seeds"),
        (("serve", "--port", "0"), "--port"),
    ],
)
def test_a_mistake_in_the_arguments_is_one_line(refused, arguments, told):
    assert told in refused(*arguments)


def test_the_command_exits_with_its_code():
    wrong = process("show", "nope")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)
    assert process("topics").returncode == 0


def test_a_reader_that_goes_away_is_no_mistake():
    command = [sys.executable, "-m", "service.cli.main", "list", "--json"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        errors = running.stderr.read()
    assert errors == b""
    assert running.returncode == 141


@pytest.mark.parametrize(
    ("arguments", "left_out"),
    [
        (
            ("--help",),
            ("sympy", "flint", "matplotlib", "typst", "fastapi", "sqlalchemy", "rich", "generators", "pydantic"),
        ),
        (("topics",), ("matplotlib", "typst", "fastapi", "sqlalchemy", "uvicorn", "rich")),
        (("show", RECIPE), ("matplotlib", "typst", "fastapi", "sqlalchemy", "uvicorn", "rich", "jinja2")),
        (("check", "--response", "1"), ("matplotlib", "typst", "fastapi", "sqlalchemy", "uvicorn", "rich")),
    ],
)
def test_commands_import_only_what_they_need(arguments, left_out):
    script = f"import sys; from service.cli.main import run; run({list(arguments)!r}); print([m for m in {left_out!r} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip().endswith("[]"), found.stdout


# The bank --------------------------------------------------------------------------------------------------------


def test_topics_lists_all_topics(said):
    output, _ = said("topics")
    assert "linear_algebra.eigen" in output and "Probability of events" in output
    courses = [json.loads(line) for line in said("topics", "--json")[0].splitlines()]
    assert [course["id"] for course in courses] == ["refresher", "linear_algebra", "calculus", "prob_stats"]


def test_list_gives_the_objects_of_the_interface(said):
    output, _ = said("list", "--json")
    assert [json.loads(line) for line in output.splitlines()] == [
        g.info().model_dump(mode="json") for g in bank.load().values()
    ]
    some = [
        json.loads(line)["topic"] for line in said("list", "--topic", "linear_algebra.eigen", "--json")[0].splitlines()
    ]
    assert some and set(some) == {"linear_algebra.eigen"}
    course = [json.loads(line)["course"] for line in said("list", "--topic", "calculus", "--json")[0].splitlines()]
    assert set(course) == {"calculus"}
    assert EIGEN in said("list")[0]


@pytest.mark.parametrize(
    ("topic", "told"), [("linear_algebra.eigne", "linear_algebra.eigen"), ("a b", "'a b'"), ("", "''")]
)
def test_list_refuses_an_unknown_topic(refused, topic, told):
    assert told in refused("list", "--topic", topic)


def test_show_is_readable_and_keeps_the_key_to_itself(said):
    output, _ = said("show", RECIPE)
    exercise = bank.make(RECIPE)
    assert exercise.title in output and RECIPE in output and "A = [" in output
    assert "Answer" not in output and "sign-of-root" not in output and "$" not in output


def test_show_with_solution_has_answer_steps_and_mistakes(said):
    output, _ = said("show", RECIPE, "--solution")
    assert "Answer: {" in output and "1. " in output and "sign-of-root" in output
    assert bank.make(RECIPE).source in " ".join(output.split())


@pytest.mark.parametrize("id", sorted(bank.load()))
def test_every_generator_can_be_shown(said, id):
    for level in ("easy", "core", "hard"):
        recipe = f"{id}@{bank.get(id).version}:{level}:1"
        output, _ = said("show", recipe, "--solution")
        assert recipe in output and "Answer: " in output
        programs = any(isinstance(span, Code) for text in texts(bank.make(recipe)) for span in spans(text))
        assert programs or ("*" not in output and "<=" not in output.replace("<=>", ""))


def test_show_json_is_the_learners_view_or_everything(said):
    learner = LearnerExercise.model_validate_json(said("show", RECIPE, "--json")[0])
    assert learner.recipe == RECIPE
    everything = InstructorExercise.model_validate_json(said("show", RECIPE, "--json", "--solution")[0])
    assert everything.parts[0].answer_text.startswith("{")


def test_show_html_writes_a_page(said, refused, tmp_path):
    page = tmp_path / "page.html"
    said("show", "prob_stats.eda.histogram_to_boxplot@1:core:1", "--html", page)
    html = page.read_text("utf-8")
    assert "<svg" in html and "<details>" in html and "<script" not in html
    assert "No such file" in refused("show", RECIPE, "--html", tmp_path / "no" / "page.html")


def test_a_page_offers_many_data_as_a_file(said, tmp_path):
    page = tmp_path / "page.html"
    said("show", "prob_stats.eda.read_histogram@1:hard:3", "--html", page)
    assert '<a download="data.csv" href="data:text/csv' in page.read_text("utf-8")
    said("show", "prob_stats.eda.five_number_boxplot@1:core:1", "--html", page)
    assert "download" not in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("recipe", "told"),
    [
        ("nope", "is not a recipe"),
        (f"{EIGEN}@1:core:-1", "is not a recipe"),
        (f"{EIGEN}@1:core:{2**53}", str(2**53 - 1)),
        (f"{EIGEN}@1:medium:1", "easy, core, hard"),
        (f"{EIGEN}@99:core:1", "not 99"),
        ("linear_algebra.eigen.eigenvalues_2x3@1:core:1", EIGEN),
        ("x" * 10_000, "is not a recipe"),
    ],
)
def test_show_refuses_what_it_cannot_make(refused, recipe, told):
    assert told in refused("show", recipe)


def test_long_lines_are_folded():
    lines = folded("word " * 100, "  ", "    ")
    assert len(lines) > 3 and all(len(line) <= 110 for line in lines)
    assert lines[0].startswith("  word") and lines[1].startswith("    word")
    assert folded("", "  ") == []


# Judging ---------------------------------------------------------------------------------------------------------

NUMBER = {"kind": "number", "value": "0.1", "tolerance": {"decimals": 2}}


def test_check_prints_the_verdict(said, tmp_path):
    key = tmp_path / "key.json"
    key.write_text(json.dumps(NUMBER))
    right = json.loads(said("check", "--key", key, "--response", "1/10")[0])
    assert (right["outcome"], right["score"]) == ("correct", 1.0)
    assert json.loads(said("check", "--key", key, "--response", "7")[0])["outcome"] == "incorrect"
    assert json.loads(said("check", "--key", key, "--response", "7 +")[0])["outcome"] == "invalid"
    assert (
        json.loads(said("check", "--key", key, "--response", r"\frac{1}{10}", "--format", "latex")[0])["outcome"]
        == "correct"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "not JSON"),
        ("[]", "answer"),
        ('{"kind": "number"}', "value"),
        ('{"kind": "riddle", "value": "1"}', "riddle"),
        ('{"kind": "number", "value": "1/0"}', "answer"),
        ('{"kind": "number", "value": "1 +"}', ""),
    ],
)
def test_check_refuses_a_key_that_cannot_be_used(refused, tmp_path, content, told):
    key = tmp_path / "key.json"
    key.write_text(content)
    line = refused("check", "--key", key, "--response", "1")
    assert told in line and "key.json" in line


def test_check_says_what_is_missing(refused, tmp_path):
    assert "No such file" in refused("check", "--key", tmp_path / "none.json", "--response", "1")
    assert "--key" in refused("check", "--response", "1")
    assert "leave out" in refused("check", "--jsonl", "--response", "1")


def test_check_reads_decimals_as_the_locale_writes_them(said, refused, tmp_path):
    key = tmp_path / "key.json"
    key.write_text(json.dumps(NUMBER))
    asked = ("check", "--key", key, "--response", "0,1")
    assert json.loads(said(*asked)[0])["outcome"] == "invalid"
    assert json.loads(said(*asked, "--locale", "de")[0])["outcome"] == "correct"
    assert "'xx' is not the tag of a known locale" in refused(*asked, "--locale", "xx")


def test_a_line_may_name_its_locale():
    case = {"id": 1, "answer": NUMBER, "response": "0,1"}
    outcomes = [
        each["verdict"]["outcome"] for each in judged(case, case | {"locale": "fr-FR"}, case | {"locale": None})
    ]
    assert outcomes == ["invalid", "correct", "invalid"]


def judged(*lines):
    text = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
    found = (
        checking.answered(line, checking.prove) for block in checking.blocks(BytesIO(text.encode())) for line in block
    )
    return [json.loads(answer.text) for answer in found]


def test_verdicts_come_in_the_order_of_the_cases():
    found = judged(
        {"id": 1, "answer": {"kind": "expression", "value": "2*x*sin(x)"}, "response": "2x sin x"},
        {"id": "b", "answer": {"kind": "set", "value": ["1", "2"]}, "response": "{2, 1}"},
        "\n",
        {"id": None, "answer": {"kind": "set", "value": ["1", "2"]}, "response": "{1}"},
    )
    assert [(each["id"], each["verdict"]["outcome"]) for each in found] == [
        (1, "correct"),
        ("b", "correct"),
        (None, "incorrect"),
    ]


@pytest.mark.parametrize(
    ("line", "id", "told"),
    [
        ("{bad\n", None, "line 1: not JSON"),
        ("[1]\n", None, "not an object"),
        ('{"id": 3, "response": "1"}\n', 3, "answer is missing"),
        ('{"id": 3, "answer": {"kind": "number", "value": "1"}}\n', 3, "response is missing"),
        ('{"id": 3, "answer": {"kind": "number", "value": "1"}, "response": 1}\n', 3, "must be a text"),
        ('{"id": 3, "answer": {"kind": "number", "value": "1"}, "response": "1", "format": "morse"}\n', 3, "morse"),
        ('{"id": 3, "answer": {"kind": "number", "value": "1"}, "response": "1", "locale": "xx"}\n', 3, "'xx'"),
        ('{"id": 3, "answer": {"kind": "number", "value": "1"}, "response": "1", "locale": 1}\n', 3, "locale"),
        ('{"id": 3, "answer": {"kind": "number"}, "response": "1"}\n', 3, "value"),
        ('{"id": 3, "answer": {"kind": "number", "value": "1 +"}, "response": "1"}\n', 3, "line 1"),
        ('{"id": 1, "response": "' + "1" * checking.MAX_LINE + '"}\n', None, "longer than"),
        ("[" * 100_000 + "\n", None, "not JSON"),
    ],
)
def test_a_line_that_cannot_be_judged_is_told_and_the_next_goes_on(line, id, told):
    wrong, right = judged(line, {"id": 9, "answer": NUMBER, "response": "0.1"})
    assert wrong["id"] == id and told in wrong["error"]
    assert right["verdict"]["outcome"] == "correct"


def test_a_response_of_any_size_is_judged():
    (found,) = judged({"id": 1, "answer": NUMBER, "response": "1" * 20_000})
    assert found["verdict"]["outcome"] == "invalid"


def test_check_jsonl_exits_1_if_a_line_could_not_be_judged():
    case = json.dumps({"id": 1, "answer": NUMBER, "response": "0.1"})
    good = process("check", "--jsonl", input=case + "\n" + case)
    assert good.returncode == 0 and good.stderr == "" and good.stdout.count("\n") == 2
    bad = process("check", "--jsonl", input="{\n" + case)
    assert bad.returncode == 1 and [("error" in json.loads(line)) for line in bad.stdout.splitlines()] == [True, False]


def test_each_verdict_is_written_as_soon_as_its_line_is_read():
    command = [sys.executable, "-m", "service.cli.main", "check", "--jsonl"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as running:
        for n in range(3):  # waiting for each answer before writing the next line would hang otherwise
            running.stdin.write(json.dumps({"id": n, "answer": NUMBER, "response": "0.1"}) + "\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == n
        running.stdin.close()
        assert running.wait() == 0


def test_many_lines_are_shared_among_processes_and_keep_their_order():
    kinds = [NUMBER, {"kind": "expression", "value": "(x + 1)^2"}, {"kind": "number"}]
    typed = ["0.1", "x^2 + 2x + 1", "1"]
    lines = [json.dumps({"id": n, "answer": kinds[n % 3], "response": typed[n % 3]}) for n in range(900)]
    proof = {"id": 700, "answer": {"kind": "number", "value": "gamma(7/3)"}, "response": "4/9*gamma(1/3)"}
    lines[700] = json.dumps(proof)
    found = process("check", "--jsonl", input="\n".join(lines))
    answers = [json.loads(line) for line in found.stdout.splitlines()]
    assert [each["id"] for each in answers] == list(range(900))
    assert [each.get("verdict", {}).get("outcome") for each in answers[-3:]] == ["correct", "correct", None]
    assert answers[700]["verdict"]["outcome"] in ("correct", "undecided")  # on a busy machine there may be no time


def test_foreseen_mistakes_may_stand_on_a_line():
    mistake = {"misconception": "sign", "answer": {"kind": "number", "value": "-0.1"}, "feedback": "Mind the sign."}
    (found,) = judged({"id": 1, "answer": NUMBER, "response": "-0.1", "mistakes": [mistake]})
    assert found["verdict"]["feedback"] == [{"code": "sign", "text": "Mind the sign."}]
    (bad,) = judged({"id": 1, "answer": NUMBER, "response": "-0.1", "mistakes": [{"answer": NUMBER}]})
    assert "mistakes.0" in bad["error"]


def test_check_needs_no_database():
    """Not even settings that can be read."""
    environment = os.environ | {"DATABASE_URL": "nonsense", "PROBLEMBANK_CHECK_SECONDS": "never"}
    case = json.dumps({"id": 1, "answer": {"kind": "expression", "value": "sin(x)^2"}, "response": "1 - cos(x)^2"})
    found = process("check", "--jsonl", input=case, env=environment)
    assert json.loads(found.stdout)["verdict"]["outcome"] == "correct"


# Worksheets ------------------------------------------------------------------------------------------------------


@pytest.fixture
def week(tmp_path):
    file = tmp_path / "week3.yaml"
    file.write_text(yaml.safe_dump(BLUEPRINT, sort_keys=False))
    return file


def test_worksheet_prints_what_is_asked_for(said, week, tmp_path):
    out = tmp_path / "printed"
    output, errors = said("worksheet", week, "--variants", 3, "--out", out, "--key", "--solutions", "--seed", 5)
    assert output.splitlines() == [str(out / name) for name in ("sheets.pdf", "key.pdf", "solutions.pdf")]
    assert sorted(os.listdir(out)) == ["key.pdf", "order.jsonl.gz", "sheets.pdf", "solutions.pdf"]
    assert "seed 5" in errors
    first = (out / "sheets.pdf").read_bytes()
    said("worksheet", week, "--variants", 3, "--out", out, "--seed", 5)
    assert (out / "sheets.pdf").read_bytes() == first
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(first)).pages)
    assert text.count("Exercise 2") == 3


def test_worksheet_draws_a_seed_and_tells_it(said, week, tmp_path):
    _, errors = said("worksheet", week, "--out", tmp_path / "a", "--paper", "letter")
    seed = errors.split()[1]
    said("worksheet", week, "--out", tmp_path / "b", "--paper", "letter", "--seed", seed)
    assert (tmp_path / "a" / "sheets.pdf").read_bytes() == (tmp_path / "b" / "sheets.pdf").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--variants", "0"), "--variants: Input should be greater than or equal to 1, not 0"),
        (("--variants", "1001"), "less than or equal to 1000, not 1001"),
        (("--paper", "a3"), "--paper: Input should be 'a4' or 'letter', not 'a3'"),
        (("--columns", "3"), "--columns: Input should be 1 or 2, not 3"),
        (("--space", "dots"), "--space: Input should be"),
        (("--space-cm", "21"), "--space-cm: Input should be less than or equal to 20, not 21.0"),
        (("--language", "la"), "not 'la'"),
        (("--seed", "-1"), "--seed"),
        (("--seed", str(2**53)), str(2**53 - 1)),
    ],
)
def test_worksheet_refuses_numbers_out_of_bounds(refused, week, tmp_path, arguments, told):
    assert told in refused("worksheet", week, "--out", tmp_path / "out", *arguments)
    assert not (tmp_path / "out").exists()


def test_worksheet_says_where_it_cannot_write(refused, week, tmp_path):
    (tmp_path / "out").write_text("a file")
    assert str(tmp_path / "out") in refused("worksheet", week, "--out", tmp_path / "out")


def test_a_full_disk_in_the_middle_of_printing_is_told_with_the_folder(refused, week, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    out = tmp_path / "out"
    assert f"{out}: No space left on device" in refused("worksheet", week, "--out", out, "--jobs", 1)
    assert not list(out.iterdir())


PICK = "pick: {topics: [linear_algebra.eigen]}"
BROKEN = [
    ("week3.yaml", "title: t\nsections: [\n", "line 3, column 1", "YAML"),
    ("week3.yaml", "- a\n- b\n", "", "sections"),
    ("week3.yaml", "", "", "sections"),
    ("week3.yaml", "title: t\n", "line 1, column 1", "sections"),
    ("week3.yaml", f"title: t\nsections:\n  - {PICK}\n    level: medium\n", "line 4, column 12", "medium"),
    ("week3.yaml", f"title: t\nsections:\n  - {PICK}\n  - pick:\n      topics: [linear_algebra.eigne]\n", "line 5, column 7", "eigne"),
    ("week3.yaml", "title: t\nsections:\n  - pick: {skills: [s.pca.code]}\n", "line 3, column 11", "s.pca.code"),
    ("week3.yaml", f"title: t\nsections:\n  - pick: {{generators: [{EIGEN}x]}}\n", "line 3, column 11", EIGEN),
    ("week3.yaml", "title: t\nsections:\n  - pick: {topics: [linear_algebra.eigen], skills: [s.eig.values]}\n", "line 3, column 11", "exactly one"),
    ("week3.yaml", f"title: t\nsections:\n  - {PICK}\n    colour: red\n", "line 4, column 5", "colour"),
    ("week3.yaml", f"title: t\nsections:\n  - {PICK}\n    count: 0\n", "line 4, column 12", "0"),
    ("week3.yaml", f"title: t\nsections:\n  - {PICK}\ntitle: u\n", "line 4, column 1", "'title' stands here a second time"),
    ("week3.yaml", f"title: ''\nsections:\n  - {PICK}\n", "line 1, column 8", "title"),
    ("week3.yaml", "title: t\nsections:\n  - &a {pick: *a}\n", "line 3", ""),
    ("week3.json", '{\n\t"title": "t",\n\t"sections": []\n}', "line 3, column 14", "sections"),
    ("week3.json", '{"title": "t",\n "sections": [{"pick": {"topics": ["x"]}, "level": 3}]}', "line 2, column 52", "level"),
    ("week3.json", '{"title": "t",}', "line 1, column 15", "not JSON"),
    ("week3.json", "[" * 100_000, "", "nested too deeply"),
    ("week3.yaml", "[" * 2_000, "", "nested too deeply"),
    ("week3.json", "title: t", "line 1, column 1", "not JSON"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "where", "told"), BROKEN)
def test_a_broken_blueprint_is_told_with_its_line_and_column(refused, tmp_path, name, content, where, told):
    file = tmp_path / name
    file.write_text(content)
    message = refused("worksheet", file, "--out", tmp_path / "out")
    assert str(file) in message and where in message and told in message


def test_a_blueprint_may_be_json(tmp_path):
    file = tmp_path / "week3.json"
    file.write_text(json.dumps(BLUEPRINT, indent="\t"))
    assert blueprint.load(file).title == "Week 3"


def test_a_blueprint_that_is_no_text_is_refused(refused, tmp_path):
    file = tmp_path / "week3.yaml"
    assert "No such file" in refused("worksheet", file, "--out", tmp_path)
    file.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in refused("worksheet", file, "--out", tmp_path)
    file.write_bytes(b"#" * (blueprint.MAX_BYTES + 1))
    assert "bytes" in refused("worksheet", file, "--out", tmp_path)


def test_the_blueprint_of_a_quiz_is_one_of_a_worksheet(tmp_path):
    file = tmp_path / "quiz.yaml"
    file.write_text(yaml.safe_dump(BLUEPRINT | {"time_limit_s": 3600, "feedback": "immediate"}))
    assert blueprint.load(file).title == "Week 3"
    file.write_text(yaml.safe_dump(BLUEPRINT | {"time_limit_s": 1}))
    with pytest.raises(Refused, match="time_limit_s"):
        blueprint.load(file)


# Corpora ---------------------------------------------------------------------------------------------------------


def test_generate_writes_exercises_line_by_line(said, tmp_path):
    out = tmp_path / "corpus.jsonl"
    output, _ = said("generate", "--per-level", 3, "--out", out, "--topic", "linear_algebra.eigen", "--jobs", 1)
    assert output.strip() == str(out)
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    mine = [line for line in lines if line["generator"] == EIGEN]
    assert [(line["level"], line["seed"]) for line in mine] == [
        (level, seed) for level in ("easy", "core", "hard") for seed in range(3)
    ]
    again = bank.make(mine[4]["recipe"]).model_dump(mode="json")
    assert {name: value for name, value in mine[4].items() if name != "recipe"} == json.loads(json.dumps(again))
    assert os.listdir(tmp_path) == ["corpus.jsonl"]


@pytest.mark.parametrize(
    ("out", "told"),
    [("corpus.csv", ".jsonl or .parquet"), ("no/corpus.jsonl", "No such file"), ("no/c.parquet", "No such file")],
)
def test_generate_refuses_files_it_cannot_write(refused, tmp_path, out, told):
    assert told in refused("generate", "--per-level", 1, "--out", tmp_path / out, "--topic", "linear_algebra.eigen")
    assert os.listdir(tmp_path) == []


def test_a_corpus_that_fails_leaves_no_file(tmp_path, monkeypatch, refused):
    from service.cli import corpus

    monkeypatch.setattr(corpus, "made", lambda *_: (_ for _ in ()).throw(Refused("no more")))
    assert "no more" in refused("generate", "--per-level", 1, "--out", tmp_path / "c.jsonl", "--topic", "calculus")
    assert os.listdir(tmp_path) == []


# For authors -----------------------------------------------------------------------------------------------------


def test_verify_passes_a_good_generator(said):
    output, _ = said("verify", EIGEN, "--seeds", 2, "--jobs", 1)
    assert "1 generator, 2 seeds a level: all promises kept" in output


def test_verify_names_what_is_broken_and_exits_1(said, monkeypatch):
    from generators.authoring import verify
    from generators.authoring.verify import Broken

    broken = Broken(EIGEN, "core", 7, "claims are true", "1 = 2")
    monkeypatch.setattr(verify, "verify_level", lambda id, level, seeds: [broken] if level == "core" else [])
    output, _ = said("verify", EIGEN, "--seeds", 2, "--jobs", 1, code=1)
    assert str(broken) in output and "1 broken promise" in output


def test_verify_refuses_an_unknown_generator(refused):
    assert EIGEN in refused("verify", "linear_algebra.eigen.eigenvalues_2x3")


@pytest.fixture
def sources(tmp_path):
    """A copy of the source tree, to add generators to."""
    for package in ("schemas", "generators", "service"):
        shutil.copytree(ROOT / package, tmp_path / "src" / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "src"


def test_a_new_generator_works_at_once(sources):
    """In a topic that has a file and in one that has none."""
    (sources / "generators/prob_stats/mle.py").unlink(missing_ok=True)
    for id in ("refresher.algebra.brand_new", "prob_stats.mle.brand_new"):
        made = process("new", id, cwd=sources)
        assert made.returncode == 0, made.stderr
        assert f"problembank verify {id}" in made.stdout
        assert process("new", id, cwd=sources).returncode == 2
        assert process("show", f"{id}@1:core:1", "--solution", cwd=sources).returncode == 0
    verified = process("verify", "prob_stats.mle.brand_new", "--seeds", 1, "--jobs", 1, cwd=sources)
    assert verified.returncode == 0, verified.stdout
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length=120", "--select=F,I",
         "generators/refresher/algebra.py", "generators/prob_stats/mle.py"],
        cwd=sources, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("linear_algebra.eigne.x",), "linear_algebra.eigen"),
        (("eigen",), "course.topic.name"),
        (("linear_algebra.eigen.Big",), "small letters"),
        (("linear_algebra.eigen.lambda",), "word of Python"),
        ((EIGEN,), "already"),
        (("linear_algebra.eigen.x", "--skill", "s.alg.linear"), "s.eig.values"),
    ],
)
def test_new_refuses_what_cannot_be_an_id(refused, arguments, told):
    assert told in refused("new", *arguments)


@pytest.mark.parametrize(
    ("source", "head"),
    [
        ('"""T."""\n', '"""T."""\n\nfrom fractions import Fraction\nfrom typing import Annotated\n\nfrom generators.authoring import'),
        ('"""T."""\n\nfrom math import gcd\n\nx = 1\n', '"""T."""\n\nfrom fractions import Fraction\nfrom math import gcd\nfrom typing import Annotated\n\nfrom generators'),
        ('"""T."""\n\nfrom generators.maths.x import y\n', '"""T."""\n\nfrom fractions import Fraction\nfrom typing import Annotated\n\nfrom generators.authoring'),
        ('"""T."""\n\nfrom typing import Any\n\nfrom generators.authoring import Part, assume\n', '"""T."""\n\nfrom fractions import Fraction\nfrom typing import Annotated, Any\n\nfrom generators.authoring import Mistake, Part, Range, Rng, assume, exercise, number\n'),
    ],
)  # fmt: skip
def test_imports_are_added_in_order(source, head):
    made = scaffold.with_imports(source)
    assert made.startswith(head)
    assert scaffold.with_imports(made) == made
    compile(made, "topic.py", "exec")


# Operations ------------------------------------------------------------------------------------------------------


def test_a_key_is_made_with_the_database_and_opens_the_service(said, tmp_path):
    from fastapi.testclient import TestClient

    from service.app import create_app

    key = said("key", "create", "--scope", "bank:read", "--name", "mine")[0].strip()
    assert (tmp_path / "var").is_dir()
    with TestClient(create_app()) as client:
        answer = client.get("/api/v1/topics", headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 200
        assert client.get("/api/v1/keys", headers={"Authorization": f"Bearer {key}"}).status_code == 403


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--scope", "everything"), "bank:read"),
        (("--scope", "check", "--expires", "soon"), "2027-03-31"),
        (("--scope", "check", "--expires", "2020-01-01"), "future"),
        (("--scope", "check", "--name", ""), "--name"),
        ((), "--scope"),
    ],
)
def test_a_key_that_cannot_be_is_refused(refused, arguments, told):
    assert told in refused("key", "create", *arguments)


def test_the_database_is_made_and_copied(said, refused, tmp_path):
    copy = tmp_path / "copy.db"
    assert "there is no database" in refused("db", "backup", copy)
    said("db", "upgrade")
    assert said("db", "backup", copy)[0].strip() == str(copy)
    assert copy.stat().st_size > 0
    assert "exists already" in refused("db", "backup", copy)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://127.0.0.1:9/bank", "cannot be reached"),
        ("mysql://x/y", "mysql"),
        ("sqlite:////proc/no/bank.db", "cannot be made"),
    ],
)
def test_a_database_that_is_not_there_is_one_line(refused, monkeypatch, url, told):
    monkeypatch.setenv("DATABASE_URL", url)
    assert told in refused("db", "upgrade")


def test_openapi_is_the_description_of_the_interface(said):
    described = json.loads(said("openapi")[0])
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/worksheets" in described["paths"]


def test_serve_refuses_a_port_that_is_taken(refused):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "in use" in refused("serve", "--port", taken.getsockname()[1])


def test_serve_serves_until_it_is_told_to_stop(tmp_path):
    import signal
    import socket
    import urllib.request

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "service.cli.main", "serve", "--port", str(port)]
    environment = os.environ | {"PROBLEMBANK_DATA": str(tmp_path)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert f"http://localhost:{port}/docs" in running.stdout.readline()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                assert urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").status == 200
                break
            except OSError:
                time.sleep(0.2)
        else:
            raise AssertionError("the service did not answer in a minute")
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=40)
    assert running.returncode in (0, -signal.SIGTERM)
