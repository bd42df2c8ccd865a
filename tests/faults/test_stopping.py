"""SIGTERM: what runs is finished, what waits stays, and it takes less than thirty seconds."""

import threading
import time

from sqlmodel import select

from service.worksheets.models import Worksheet
from tests.faults.ledger import EIGEN, rows
from tests.faults.processes import kill
from tests.faults.served import served
from tests.waiting import wait_until

ANSWER = {"answer": {"kind": "expression", "value": "(x + 1)^7"}}


def test_a_server_that_is_told_to_stop_finishes_what_runs_and_gives_printing_back(tmp_path, sqlite_url):
    items = [{"id": str(n), "response": f"(x + 1)^7 + {n}", **ANSWER} for n in range(1_000)]
    sheets = {"title": "t", "sections": [{"pick": {"generators": [EIGEN]}, "count": 5}], "variants": 200}
    with served(sqlite_url, tmp_path / "files", workers=2) as server:
        made = server.call("POST", "/worksheets", sheets, 202)["id"]
        wait_until(lambda: server.call("GET", f"/worksheets/{made}")["state"] == "running")
        answers = []
        clients = [
            threading.Thread(
                target=lambda: answers.append(server.request("POST", "/api/v1/check:batch", {"items": items}))
            )
            for _ in range(6)
        ]
        for client in clients:
            client.start()
        time.sleep(0.3)
        assert len(answers) < 6, "some are still at it"
        pids = [server.popen.pid, *server.workers()]
        assert server.terminate(30) < 30 and server.popen.returncode == 0
        for client in clients:
            client.join(5)
        assert [status for status, _ in answers] == [200] * 6
        wait_until(lambda: not any(kill(pid, 0) for pid in pids), 5)
    with rows(sqlite_url, tmp_path) as session:
        row = session.exec(select(Worksheet)).one()
        assert (row.state, row.finished_at, row.error) == ("queued", None, None)
