"""SIGTERM: first the proxies hear of it, then running requests end, then the process does."""

import json
import socket
import time
import urllib.request

from tests.service.client import ADMIN
from tests.service.real import serving


def test_readiness_turns_first_and_running_requests_end(tmp_path, postgres_url):
    with serving(tmp_path, DATABASE_URL=postgres_url, PROBLEMBANK_DRAIN_S=1.5, PROBLEMBANK_ADMIN_KEY=ADMIN) as service:
        host, port = service.address.removeprefix("http://").split(":")
        body = json.dumps({"answer": {"kind": "number", "value": "1"}, "response": "1"}).encode()
        head = f"POST /api/v1/check HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ADMIN}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        with socket.create_connection((host, int(port)), timeout=20) as slow:
            slow.sendall(head.encode() + body[:10])  # a request that has only begun when the service is told to stop
            time.sleep(0.2)
            began = time.monotonic()
            service.terminate()
            while service.status("/readyz") == 200:
                assert time.monotonic() - began < 1.2
                time.sleep(0.02)
            assert service.status("/readyz") == 503
            with urllib.request.urlopen(f"{service.address}/healthz", timeout=10) as response:
                assert response.headers["Connection"] == "close"  # still answered, and the connection not used again
            time.sleep(1.7 - (time.monotonic() - began) if time.monotonic() - began < 1.7 else 0)
            assert service.status("/healthz") is None
            slow.sendall(body[10:])
            slow.settimeout(20)
            answer = slow.recv(65_536)
            assert b"200 OK" in answer and b'"correct"' in answer
        assert service.process.wait(30) in (0, -15)
        assert time.monotonic() - began < 30
    lines = [json.loads(line) for line in service.log.read_text().splitlines() if line.startswith("{")]
    assert {"stopping", "request"} <= {line["event"] for line in lines}
    told = service.log.read_text().splitlines()
    assert [line for line in told if not line.startswith(("{", "Problembank on", "admin key"))] == []


def test_a_second_signal_does_not_wait(tmp_path):
    with serving(tmp_path, PROBLEMBANK_DRAIN_S=20) as service:
        service.terminate()
        time.sleep(0.3)
        assert service.process.poll() is None
        service.terminate()
        assert service.process.wait(15) in (0, -15)
