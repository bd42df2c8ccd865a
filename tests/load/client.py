"""A small HTTP client on asyncio: one connection, one request at a time, little CPU."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from tests.load.servers import KEY


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """`async with Connection(port) as api: await api.send("GET", "/api/v1/topics")`."""

    def __init__(self, port: int, token: str = KEY) -> None:
        self.port, self.token = port, token
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def send(self, method: str, path: str, body: Any = None) -> Answer:
        """`body` is sent as JSON, bytes as they are."""
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: load\r\nAuthorization: Bearer {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
        )
        self._writer.write(head.encode() + sent)
        status, headers = _head(await self._reader.readuntil(b"\r\n\r\n"))
        answer = Answer(status, await self._reader.readexactly(int(headers.get("content-length", "0"))))
        if headers.get("connection") == "close":
            self.close()
        return answer

    async def get(self, path: str) -> Any:
        return self._wanted(await self.send("GET", path), path)

    async def post(self, path: str, body: Any = None) -> Any:
        return self._wanted(await self.send("POST", path, body), path)

    @staticmethod
    def _wanted(answer: Answer, path: str) -> Any:
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {answer.body[:500]!r}")
        return answer.json


def _head(text: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = text.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    return int(first.split(" ", 2)[1]), headers
