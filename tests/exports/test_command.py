"""`problembank export`: one file, whole or absent, and a report of what it carries."""

from __future__ import annotations

import errno
import json
import os

import pytest
import yaml

from schemas.export import Report
from service.cli.export import lines
from service.cli.main import run
from service.exports import formats
from service.exports.formats import FORMATS, Format
from service.exports.plan import Plan

WEEK = {
    "title": "Week 3",
    "sections": [
        {"pick": {"generators": ["linear_algebra.eigen.eigenvalues_2x2"]}, "count": 1, "points": 2},
        {"pick": {"generators": ["prob_stats.eda.five_number_boxplot"]}, "level": "easy"},
    ],
}


@pytest.fixture
def week(tmp_path):
    file = tmp_path / "week3.yaml"
    file.write_text(yaml.safe_dump(WEEK))
    return file


@pytest.fixture
def said(capsys):
    def command(*arguments):
        assert run([str(argument) for argument in arguments]) == 0, capsys.readouterr().err
        return capsys.readouterr()

    return command


@pytest.fixture
def refused(capsys):
    def command(*arguments):
        assert run([str(argument) for argument in arguments]) == 2
        out, told = capsys.readouterr()
        assert told.count("\n") == 1 and told.startswith("problembank: ") and not out
        return told

    return command


def test_the_file_the_table_and_the_report_as_json(said, week, tmp_path):
    out, report = tmp_path / "week3.jsonl", tmp_path / "report.json"
    told = said("export", week, "--format", "jsonl", "--out", out, "--pool", 3, "--seed", 5, "--report", report)
    objects = [json.loads(line) for line in out.read_text().splitlines()]
    assert [(each["item"], each["points"]) for each in objects] == [(1, 2.0)] * 3 + [(2, 1.0)] * 3
    found = Report.model_validate_json(report.read_text())
    assert [item.exercises for item in found.items] == [3, 3]
    assert told.out.splitlines() == [*lines(found), str(out)] and "seed 5" in told.err
    assert sorted(os.listdir(tmp_path)) == ["report.json", "week3.jsonl", "week3.yaml"]


def test_the_same_seed_gives_the_same_file_and_a_drawn_one_is_told(said, week, tmp_path):
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    seed = said("export", week, "--format", "markdown", "--out", one).err.split()[-1]
    said("export", week, "--format", "markdown", "--out", two, "--seed", seed)
    assert one.read_bytes() == two.read_bytes()


BAD = [
    (("--format", "moodle", "--out", "week3.xml"), ", ".join(FORMATS)),
    (("--format", "jsonl", "--out", "week3.zip"), "must end in .jsonl for jsonl, not 'week3.zip'"),
    (("--format", "jsonl", "--out", "week3.jsonl", "--pool", "0"), "from 1 to 500, not 0"),
    (("--format", "jsonl", "--out", "week3.jsonl", "--pool", "501"), "from 1 to 500, not 501"),
    (("--format", "jsonl", "--out", "week3.jsonl", "--seed", str(2**53)), "--seed must be from 0"),
    (("--format", "jsonl", "--out", "week3.jsonl", "--nbgrader"), "nbgrader is an option of ipynb, not of jsonl"),
    (("--format", "jsonl", "--out", "week3.jsonl", "--service-url", "ftp://x"), "--service-url"),
    (("--format", "jsonl", "--out", "no/week3.jsonl"), "No such file or directory"),
]


@pytest.mark.parametrize(("arguments", "told"), BAD)
def test_what_cannot_be_done_is_told_in_one_line_and_leaves_nothing(
    refused, week, tmp_path, monkeypatch, arguments, told
):
    monkeypatch.chdir(tmp_path)
    assert told in refused("export", week, *arguments)
    assert os.listdir(tmp_path) == ["week3.yaml"]


def test_a_format_that_can_carry_nothing_writes_a_report_and_no_file(refused, week, tmp_path, monkeypatch):
    def nothing(plan: Plan, order, ledger) -> bytes:
        for place in plan.places:
            ledger.note(place.number, "answer", "refused", "A stone carries no formula.")
        return b""

    monkeypatch.setattr(formats, "FORMATS", FORMATS)
    monkeypatch.setitem(FORMATS, "anki", Format(nothing, "text/plain", ".txt", "a stone"))
    told = refused("export", week, "--format", "anki", "--out", tmp_path / "s.txt", "--report", tmp_path / "r.json")
    assert "anki can carry nothing of this blueprint: A stone carries no formula." in told
    assert json.loads((tmp_path / "r.json").read_text())["counts"]["refused"] == 2
    assert not (tmp_path / "s.txt").exists()


def test_a_full_disk_leaves_the_older_file(refused, week, tmp_path, monkeypatch):
    out = tmp_path / "week3.jsonl"
    out.write_text("older")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert f"{out}: No space left on device" in refused("export", week, "--format", "jsonl", "--out", out)
    assert out.read_text() == "older" and sorted(os.listdir(tmp_path)) == ["week3.jsonl", "week3.yaml"]
