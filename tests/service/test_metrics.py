"""What Prometheus reads is what the documents promise, from one process and from several."""

import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from schemas.verdict import Evidence, Verdict
from service.cli.operations import FOLDER, OWNER, PREFIX, _counting_together
from service.jobs import service as jobs
from service.metrics import Metrics
from tests.service.real import serving
from tests.test_docs import ROOT, tables

OWN = {"le", "pid"}


def read(text):
    return {family.name: family for family in families(text)}


def everything(metrics):
    """Each metric has been told something."""
    metrics.answered("GET", "/x", 200, 0.1)
    metrics.judged(Verdict(outcome="correct", score=1, evidence=Evidence(method="ball", elapsed_us=140)), "number")
    metrics.worked("sweep", "done", 0.1)
    metrics.sent("delivered")
    metrics.workers(SimpleNamespace(alive=2, busy=1, waiting=3, killed=4, replaced=5))


def test_the_table_of_metrics_is_what_there_is(api):
    server = api.app.state.server
    everything(server.metrics)
    with server.database.write() as session:
        jobs.put(session, "nobody-does-this", 1)
    found = {}
    for family in families(api.client.get("/metrics").text):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        found[name] = ({label for sample in family.samples for label in sample.labels} - OWN, family.documentation)
    rows = [cells for _, *cells in tables(ROOT / "docs" / "operations.md", "| metric | labels | what it counts |")]
    told = {name: ({each.strip() for each in labels.split(",") if each}, text) for name, labels, text in rows}
    assert found == told


def test_workers_that_were_killed_are_counted_once(api):
    metrics = Metrics()
    for killed in (1, 1, 3):
        metrics.workers(SimpleNamespace(alive=1, busy=0, waiting=0, killed=killed, replaced=killed))
    found = read(metrics.text().decode())
    assert found["problembank_workers_killed"].samples[0].value == 3
    assert found["problembank_workers"].samples[0].value == 1


def test_checks_are_counted_by_kind_outcome_and_tier_with_their_time(api):
    api.post("/check", {"answer": {"kind": "number", "value": "1"}, "response": "1"})
    text = api.client.get("/metrics").text
    assert re.search(r'problembank_checks_total\{kind="number",method="\w+",outcome="correct"\} 1\.0', text), text
    assert re.search(r'problembank_check_seconds_count\{kind="number",method="\w+"\} 1\.0', text)


def test_metrics_are_told_while_the_database_is_away(api, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def gone():
        raise OperationalError("", {}, OSError("gone"))

    monkeypatch.setattr(api.app.state.server.database, "read", gone)
    text = api.client.get("/metrics").text
    assert "problembank_database_up 0.0" in text and "problembank_requests_total" in text


@pytest.mark.parametrize("database", ["sqlite_url", "postgres_url"])
def test_jobs_in_the_queue_are_counted(serve, request, database):
    with serve(request.getfixturevalue(database)) as api:
        with api.app.state.server.database.write() as session:
            jobs.put(session, "nobody-does-this", 1)
        text = api.client.get("/metrics").text
    assert 'problembank_jobs_present{kind="nobody-does-this",state="queued"} 1.0' in text
    (age,) = re.findall(r'problembank_jobs_oldest_seconds\{kind="nobody-does-this"\} (\S+)', text)
    assert 0 <= float(age) < 60 and datetime.now(UTC)


def test_folders_of_services_that_were_killed_are_removed_at_the_next_start_and_others_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "environ", {name: value for name, value in os.environ.items() if name != FOLDER})
    wait = "from service.cli.operations import _counting_together as c\nwith c(2): print('counts', flush=True); input()"
    owner = [subprocess.Popen(
        [sys.executable, "-c", wait], env=os.environ | {"TMPDIR": str(tmp_path)}, cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) for _ in range(2)]  # fmt: skip
    for each in owner:
        assert each.stdout.readline() == "counts\n"
    assert len(list(tmp_path.iterdir())) == 2
    (tmp_path / f"{PREFIX}of another kind").mkdir()
    (tmp_path / "mine").mkdir()
    owner[0].kill()
    owner[0].communicate()
    with _counting_together(2):
        left = {folder for folder in tmp_path.iterdir() if (folder / OWNER).exists()}
        assert len(left) == 2 and Path(os.environ[FOLDER]) in left, "that of the living one, and our own"
    owner[1].communicate("\n")
    assert {folder.name for folder in tmp_path.iterdir()} == {f"{PREFIX}of another kind", "mine"}


def test_several_processes_tell_the_sums_of_all(tmp_path):
    """Any of them answers, and one that has died is no longer among those that live."""
    with serving(tmp_path, "--workers", "2") as service:
        for _ in range(40):
            service.get("/healthz")
        found = read(service.get("/metrics"))
        (requests,) = [each for each in found["problembank_requests"].samples if each.labels.get("route") == "/healthz"]
        assert requests.value >= 40
        (most,) = found["problembank_database_connections_max"].samples
        assert most.value == 2 * 60  # two pools on SQLite
