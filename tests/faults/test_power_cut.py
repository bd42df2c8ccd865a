"""A power cut at any moment loses nothing that was acknowledged on SQLite. A kill cannot show this: the system still holds
what was written, synced or not."""

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.powercut import Disk, compiled

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def recorder(tmp_path_factory):
    return compiled(tmp_path_factory.mktemp("recorder"))


def recorded(recorder, folder, saves, synchronous):
    """What was done to the database while learners saved so many responses each, and the acknowledgements with their
    moments."""
    data, journal = folder / "data", folder / "journal"
    data.mkdir(parents=True)
    environment = {
        **os.environ,
        "LD_PRELOAD": str(recorder),
        "POWERCUT_FOLDER": str(data),
        "POWERCUT_JOURNAL": str(journal),
        "MALLOC_ARENA_MAX": "2",
    }
    command = [sys.executable, "-m", "tests.faults.writer", str(data), str(journal), str(saves), synchronous]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
    lines = done.stdout.splitlines()
    assert lines[-1:] == ["done"], done.stderr[-2_000:]
    acknowledged = [(int(moment), text) for moment, _, text in (line.partition(" ") for line in lines[:-1])]
    assert len(acknowledged) == 3 * saves
    if not acknowledged[-1][0]:
        assert not os.environ.get("CI"), "nothing was recorded"
        pytest.skip("nothing was recorded: this Python seems to hold SQLite in itself, where it cannot be watched")
    return Disk(journal.read_bytes(), data), acknowledged


def losses(disk, acknowledged, cuts, chance, target):
    """Of each cut: how many responses had been acknowledged by then, and how many of them are lost."""
    first, last = acknowledged[0][0], acknowledged[-1][0]
    found = []
    for moment in sorted(chance.randint(first, last) for _ in range(cuts)):
        disk.forward(moment)
        disk.after_the_cut(target, chance)
        connection = sqlite3.connect(target / "test.db")
        try:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            stored = {text for (text,) in connection.execute("SELECT text FROM response")}
        finally:
            connection.close()
        before = {text for at, text in acknowledged if at <= moment}
        found.append((len(before), len(before - stored)))
    return found


@pytest.mark.parametrize(("saves", "cuts"), [(60, 40), pytest.param(700, 400, marks=pytest.mark.deep)])
def test_a_power_cut_loses_nothing_that_was_acknowledged(recorder, tmp_path, saves, cuts):
    disk, acknowledged = recorded(recorder, tmp_path, saves, "FULL")
    found = losses(disk, acknowledged, cuts, random.Random(1), tmp_path / "after")
    print(
        "FULL: cuts", len(found), "acknowledged", sum(had for had, _ in found), "lost", sum(lost for _, lost in found)
    )
    assert sum(had for had, _ in found) > cuts and all(lost == 0 for _, lost in found)


@pytest.mark.parametrize(("saves", "cuts"), [(60, 10), pytest.param(700, 100, marks=pytest.mark.deep)])
def test_control_with_fewer_syncs_the_same_cuts_lose_some(recorder, tmp_path, saves, cuts):
    disk, acknowledged = recorded(recorder, tmp_path, saves, "NORMAL")
    found = losses(disk, acknowledged, cuts, random.Random(1), tmp_path / "after")
    print(
        "NORMAL: cuts", len(found), "acknowledged", sum(had for had, _ in found), "lost", sum(lost for _, lost in found)
    )
    assert sum(lost for _, lost in found) > 0
