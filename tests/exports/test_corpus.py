"""Corpora: JSON lines and Parquet hold the same exercises; folders of Parquet are filled up and gone on with."""

from __future__ import annotations

import json
import os
import sys

import pyarrow.parquet as pq
import pytest

from generators import bank
from schemas.exercise import Exercise
from service.cli.corpus import shards_of
from service.cli.main import run
from service.exports import corpus
from service.exports.formats import Unavailable
from tests.exports.test_command import WEEK

EIGEN = "linear_algebra.eigen.eigenvalues_2x2"


def whole(row: dict[str, object]) -> Exercise:
    """A row of Parquet as the exercise it was made of."""
    fields = {name: row[name] for name in Exercise.model_fields}
    fields["given"] = dict(row["given"])
    fields["figures"] = [json.loads(each) for each in row["figures"]]
    fields["parts"] = [
        {
            **{name: value for name, value in part.items() if name != "kind"},
            "answer": json.loads(part["answer"]),
            "figure": part["figure"] and json.loads(part["figure"]),
            "mistakes": [{**each, "answer": json.loads(each["answer"])} for each in part["mistakes"]],
        }
        for part in row["parts"]
    ]
    return Exercise.model_validate(fields)


def test_parquet_and_json_lines_give_the_exercises_back(tmp_path):
    week = tmp_path / "week.json"
    week.write_text(json.dumps(WEEK))
    for name in ("parquet", "jsonl"):
        assert run(["export", str(week), "--format", name, "--out", str(tmp_path / f"w.{name}"), "--seed", "5"]) == 0
    rows = pq.read_table(tmp_path / "w.parquet").to_pylist()
    lines = [json.loads(line) for line in (tmp_path / "w.jsonl").read_text().splitlines()]
    assert [(row["item"], row["points"]) for row in rows] == [(line["item"], line["points"]) for line in lines]
    assert [whole(row) for row in rows] == [bank.make(line["recipe"]) for line in lines]


def test_a_folder_is_filled_up_gone_on_with_and_extended(tmp_path, monkeypatch):
    monkeypatch.setattr("service.cli.corpus.SHARD", 4)
    assert shards_of((str(tmp_path), EIGEN, "core", 6)) == 6
    first = {name: (tmp_path / name).read_bytes() for name in sorted(os.listdir(tmp_path))}
    os.remove(tmp_path / max(first))  # stopped before the second file
    (tmp_path / "half.parquet.1.tmp").write_bytes(b"half")
    assert shards_of((str(tmp_path), EIGEN, "core", 6)) == 6
    assert {name: (tmp_path / name).read_bytes() for name in first} == first
    assert shards_of((str(tmp_path), EIGEN, "core", 9)) == 9
    assert shards_of((str(tmp_path), EIGEN, "core", 9)) == 9
    files = sorted(tmp_path.glob("*.parquet"))
    seeds = [seed for file in files for seed in pq.read_table(file, columns=["seed"])["seed"].to_pylist()]
    assert seeds == list(range(9))


def test_generate_writes_a_folder_of_parquet(tmp_path, capsys):
    out = tmp_path / "c.parquet"
    assert run(["generate", "--per-level", "2", "--out", str(out), "--topic", "linear_algebra.pca", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    table = pq.read_table(out)
    levels = sum(len(each.levels) for id, each in bank.load().items() if id.startswith("linear_algebra.pca"))
    assert table.num_rows == 2 * levels


def test_without_pyarrow_one_line_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Unavailable, match="corpus"):
        corpus.table_of([])
    assert run(["generate", "--per-level", "1", "--out", str(tmp_path / "c.parquet")]) == 2
    told = capsys.readouterr().err
    assert "pip install 'problembank[corpus]'" in told and told.count("\n") == 1
    assert os.listdir(tmp_path) == []
