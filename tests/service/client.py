"""A client that knows the interface: every response it gets must be one that the description promises."""

from __future__ import annotations

import re
from typing import Any

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

ADMIN = "pb_testadmin0000.c3VyZWx5LW5vdC1hLXNlY3JldC1vbmx5LWZvci10ZXN0cw"
PREFIX = "/api/v1"


class Api:
    """`api.get("/topics")`, `api.post("/quizzes", {...}, 201)`: the response, once its status is the expected one."""

    def __init__(self, app: FastAPI, client: TestClient, key: str | None = ADMIN) -> None:
        self.app, self.client, self.key = app, client, key

    def as_(self, key: str | None) -> Api:
        """The same with another key, or none."""
        return Api(self.app, self.client, key)

    def get(self, path: str, status: int = 200, **more: Any) -> httpx2.Response:
        return self.send("GET", path, status, **more)

    def post(self, path: str, body: Any = None, status: int = 200, **more: Any) -> httpx2.Response:
        return self.send("POST", path, status, json=body, **more)

    def put(self, path: str, body: Any, status: int = 200, **more: Any) -> httpx2.Response:
        return self.send("PUT", path, status, json=body, **more)

    def patch(self, path: str, body: Any, status: int = 200, **more: Any) -> httpx2.Response:
        return self.send("PATCH", path, status, json=body, **more)

    def delete(self, path: str, status: int = 204, **more: Any) -> httpx2.Response:
        return self.send("DELETE", path, status, **more)

    def send(self, method: str, path: str, status: int | None, **more: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        headers |= more.pop("headers", {})
        if more.get("json", 0) is None:
            more.pop("json")
        url = path if path.startswith(("/healthz", "/readyz", "/metrics", "/docs", "/openapi")) else PREFIX + path
        response = self.client.request(method, url, headers=headers, **more)
        if status is not None:
            assert response.status_code == status, f"{method} {path}: {response.status_code} {response.text[:600]}"
        promised(self.app, method, response)
        return response

    def problem(self, method: str, path: str, status: int, kind: str, **more: Any) -> dict[str, Any]:
        """The problem that is answered, once its type is the expected one."""
        problem = self.send(method, path, status, **more).json()
        assert problem["type"] == f"urn:problembank:{kind}", problem
        return dict(problem)


def promised(app: FastAPI, method: str, response: httpx2.Response) -> None:
    """Raises `AssertionError` unless the description names this status, and for a problem its type, for this call."""
    path = response.request.url.path
    operation = _operation(app, method, path)
    if response.status_code >= 400:
        assert response.headers["content-type"] == "application/problem+json", response.text
        problem = response.json()
        assert problem["status"] == response.status_code and problem["instance"] == path
        assert problem["detail"] and problem["title"] and problem["request_id"] == response.headers["x-request-id"]
        if operation is not None and response.status_code != 500:
            told = operation["responses"].get(str(response.status_code), {}).get("description", "")
            assert f"`{problem['type']}`" in told, f"{method} {path}: {problem['type']} is not described in {told!r}"
    elif operation is not None:
        assert str(response.status_code) in operation["responses"], f"{method} {path}: {response.status_code}"


_DESCRIPTIONS: list[dict[str, Any]] = []


def _description(app: FastAPI) -> dict[str, Any]:
    """Made once for all tests: every application has the same routes, and describing them takes a second."""
    if not _DESCRIPTIONS:
        _DESCRIPTIONS.append(app.openapi())
    return _DESCRIPTIONS[0]


def _operation(app: FastAPI, method: str, path: str) -> dict[str, Any] | None:
    for template, item in _description(app)["paths"].items():
        pattern = re.sub(r"\\\{[a-z_]+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in item:
            return dict(item[method.lower()])
    return None
