"""Traces are sent where they are wanted, and without the setting nothing of it is loaded."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from sqlmodel import select

from generators.notation import parse
from service import config
from service.config import BadSetting, load
from service.jobs.models import JobRow
from tests.service.learners import EIGEN, quiz
from tests.waiting import wait_until

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def received():
    """A receiver of OTLP over HTTP: its address, and the spans it got."""
    spans = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
            for resource in body.resource_spans:
                spans.extend(span for scope in resource.scope_spans for span in scope.spans)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", spans
        server.shutdown()
        thread.join()


def attributes(span):
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


def test_requests_statements_proofs_and_jobs_are_traced(serve, database_url, received, capsys):
    url, spans = received
    with serve(database_url, otlp_url=url, sweep_s=0.2) as api:
        week = quiz(api)
        capsys.readouterr()
        api.get(f"/quizzes/{week}", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
        (line,) = [json.loads(line) for line in capsys.readouterr().err.splitlines() if '"request"' in line]
        with api.app.state.server.tracing.span("outside"):
            api.app.state.server.prover.prove(parse("x"), parse("x"), {"x": "real"})
        api.post("/check", {"answer": {"kind": "number", "value": "1"}, "response": "canary-4711"})
        wait_until(lambda: 'problembank_jobs_total{kind="sweep",outcome="done"}' in api.client.get("/metrics").text)
    assert line["trace_id"] == TRACE
    by_name = {span.name: span for span in spans}
    request = by_name["GET /api/v1/quizzes/{quiz}"]
    assert request.trace_id.hex() == TRACE and request.parent_span_id.hex() == "00f067aa0ba902b7"
    told = attributes(request)
    assert told["http.response.status_code"] == 200 and told["problembank.request_id"] == line["request_id"]
    statements = [span for span in spans if span.trace_id == request.trace_id and "db.query.text" in attributes(span)]
    assert any("FROM quiz" in attributes(span)["db.query.text"] for span in statements)
    assert {attributes(span)["db.system.name"] for span in statements} == {database_url.partition(":")[0]}
    assert {"proof", "job sweep"} <= by_name.keys()
    everything = "".join(map(str, spans))
    assert week not in everything and "canary" not in everything


def test_a_job_is_linked_to_the_request_that_ordered_it(serve, database_url, received):
    url, spans = received
    order = {"title": "t", "sections": [{"pick": {"generators": [EIGEN]}, "count": 1}], "format": "jsonl"}
    with serve(database_url, otlp_url=url) as api:
        made = api.post("/exports", order, 201, headers={"Prefer": "wait=30"}).json()["id"]
    by_name = {span.name: span for span in spans}
    request, job = by_name["POST /api/v1/exports"], by_name["job export"]
    (link,) = job.links
    assert (link.trace_id, link.span_id) == (request.trace_id, request.span_id)
    assert job.trace_id != request.trace_id and not job.parent_span_id
    assert made not in "".join(map(str, spans)), "the id of the row stays here"


def test_without_traces_a_job_keeps_nothing_but_its_subject(serve, sqlite_url):
    with serve(sqlite_url, presses=0) as api:
        order = {"title": "t", "sections": [{"pick": {"generators": [EIGEN]}, "count": 1}], "format": "jsonl"}
        traced = {"Prefer": "respond-async", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
        made = api.post("/exports", order, 202, headers=traced).json()["id"]
        with api.app.state.server.database.read() as session:
            assert [row.subject for row in session.exec(select(JobRow)).all() if row.kind == "export"] == [made]


def test_a_receiver_that_is_not_there_disturbs_nobody(serve, sqlite_url):
    with serve(sqlite_url, otlp_url="http://127.0.0.1:9/v1/traces") as api:
        api.get("/topics")


def test_without_the_setting_nothing_of_it_is_imported(tmp_path):
    script = (
        "import sys\n"
        "from service.app import create_app\nfrom service.config import Settings\nfrom service.server import Server\n"
        f"create_app(Settings(data={str(tmp_path)!r})); Server(Settings(data={str(tmp_path)!r}))\n"
        "parts = ('opentelemetry.sdk', 'opentelemetry.exporter', 'opentelemetry.proto', 'service.otlp')\n"
        "print([name for name in sys.modules if name.startswith(parts)])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_the_extra_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setattr(config, "_installed", lambda module: False)
    monkeypatch.setenv("PROBLEMBANK_OTLP_URL", "http://collector:4318/v1/traces")
    with pytest.raises(BadSetting) as refused:
        load()
    assert str(refused.value).startswith("PROBLEMBANK_OTLP_URL: needs the extra `telemetry`: pip install")
    assert config._installed("json") is False
    monkeypatch.undo()
    assert config._installed("json") and not config._installed("nothing.of.that.name")
