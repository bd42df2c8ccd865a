"""The description of the interface: OpenAPI, and Swagger UI served from here, so that it works offline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from schemas.problem import Problem
from service import routing
from service.deps import Anyone
from service.errors import (
    MEDIA_TYPE,
    DatabaseUnavailable,
    Forbidden,
    Invalid,
    MalformedBody,
    NotFound,
    ServiceError,
    TooLarge,
    TooMany,
    Unauthorized,
    kinds,
    urn,
)

PREFIX = "/api/v1"
SVG = "image/svg+xml"
ABOUT = """
Unlimited exercises with worked solutions for the mathematics behind machine learning, and a service that marks answers.

Send `Authorization: Bearer <key>` with every call; the service prints an admin key when it first starts, and
`POST /api/v1/keys` makes others with fewer rights. Errors are `application/problem+json` (RFC 9457) with a stable
`type`. Lists come in pages: give `next` as `cursor` to go on. Writes accept an `Idempotency-Key`, changes an
`If-Match`.
"""
TAGS = [
    {"name": "catalogue", "description": "Courses, topics, skills and generators."},
    {"name": "exercises", "description": "Exercises by recipe, always the same."},
    {"name": "marking", "description": "Marking without storing anything."},
    {"name": "quizzes", "description": "Blueprints that exercises are drawn from."},
    {"name": "attempts", "description": "One learner's frozen set of items."},
    {"name": "scores", "description": "The gradebook, reviews, regrades, overrides and the audit log."},
    {"name": "learners", "description": "What learners are granted, once for all quizzes."},
    {"name": "events", "description": "What happened."},
    {"name": "worksheets", "description": "Printed quizzes."},
    {"name": "exports", "description": "Exercises in the formats of other platforms."},
    {"name": "keys", "description": "API keys."},
    {"name": "operations", "description": "Whether the service is well."},
]
EVERYWHERE: tuple[type[ServiceError], ...] = (Unauthorized, Forbidden, Invalid, TooMany, DatabaseUnavailable)
"""What any call with a key may be answered."""
WAIT = {"Retry-After": {"description": "Seconds to wait.", "required": True, "schema": {"type": "integer"}}}
HEADERS: dict[int, dict[str, Any]] = {
    401: {
        "WWW-Authenticate": {"description": "How to send a key.", "required": True, "schema": {"type": "string"}},
    },
    429: WAIT,
    503: WAIT,
}
"""What errors are told with, by their status."""
WITH_BODY: tuple[type[ServiceError], ...] = (MalformedBody, TooLarge)

router = routing.router(include_in_schema=False)


def problems(*errors: type[ServiceError]) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route: which errors it may answer with, beyond those of every route."""
    by_status: dict[int | str, list[type[ServiceError]]] = defaultdict(list)
    for kind in errors:
        by_status[kind.status].append(kind)
    return {status: {"description": _told(found)} for status, found in by_status.items()}


def example(summary: str, value: object) -> Any:
    """One entry of `openapi_examples=`."""
    return {"summary": summary, "value": value}


def openapi(app: FastAPI) -> dict[str, Any]:
    """The description of all routes, with every error they may answer."""
    if app.openapi_schema is None:
        made = get_openapi(
            title="Problembank",
            version=_version(),
            summary="Exercises, quizzes and marking for the mathematics behind machine learning.",
            description=ABOUT.strip(),
            routes=app.routes,
            tags=TAGS,
        )
        schemas = _titled(made)
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for path, item in made["paths"].items():
            for operation in item.values():
                _add_problems(path, operation)
                _add_contents(operation)
        _require_what_is_sent(made["paths"], schemas)
        _pairs_as_arrays(schemas)
        schemas |= _schemas_of_problems()
        app.openapi_schema = made
    return app.openapi_schema


def operation_id(route: APIRoute) -> str:
    """The name of the endpoint's function: generated clients name their functions by it."""
    return route.name


def _add_problems(path: str, operation: dict[str, Any]) -> None:
    found: dict[str, Any] = operation["responses"]
    usual = EVERYWHERE if path.startswith(PREFIX) else ()
    for kind in (*usual, *(WITH_BODY if "requestBody" in operation else ()), *((NotFound,) if "{" in path else ())):
        told = found.setdefault(str(kind.status), {"description": ""})
        if "HTTPValidationError" in str(told) or not told["description"]:
            found[str(kind.status)] = {"description": _told([kind])}
        elif urn(kind.type) not in told["description"]:
            told["description"] += f"\n\n{_told([kind])}"
    for status, told in found.items():
        if int(status) >= 400:
            schema = {"$ref": "#/components/schemas/Problem"}
            told["content"] = {
                MEDIA_TYPE: {"schema": schema, "examples": _examples(path, int(status), told["description"])}
            }
        if int(status) in HEADERS:
            told["headers"] = HEADERS[int(status)]


def _examples(path: str, status: int, description: str) -> dict[str, Any]:
    """One problem of each type that the description names."""
    named = [kind for kind in kinds() if kind.status == status and f"`{urn(kind.type)}`" in description]
    return {
        kind.type: example(
            kind.title,
            {"type": urn(kind.type), "title": kind.title, "status": status, "detail": "…", "instance": path},
        )
        for kind in named
    }


def _add_contents(operation: dict[str, Any]) -> None:
    """What a file is: text or bytes. Generators of clients leave out a response that does not say."""
    for response in operation["responses"].values():
        for media_type, content in response.get("content", {}).items():
            if not content.get("schema"):
                text = media_type in ("text/plain", "text/html", SVG)
                content["schema"] = {"type": "string"} if text else {"type": "string", "format": "binary"}


def _titled(made: dict[str, Any]) -> dict[str, Any]:
    """All schemas, pages of lists by their titles: `QuizReadPage` for `Page_QuizRead_`."""
    found: dict[str, Any] = made["components"]["schemas"]
    titles = {name: schema["title"] for name, schema in found.items() if name.startswith("Page_")}
    for operation in (operation for item in made["paths"].values() for operation in item.values()):
        for response in operation["responses"].values():
            for content in response.get("content", {}).values():
                name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
                if name in titles:
                    content["schema"] = {"$ref": f"#/components/schemas/{titles[name]}"}
    made["components"]["schemas"] = named = {titles.get(name, name): schema for name, schema in found.items()}
    return named


def _require_what_is_sent(paths: dict[str, Any], schemas: dict[str, Any]) -> None:
    """In what is only ever sent, a field with a default is there as well: clients need not ask whether it is."""
    operations = [operation for item in paths.values() for operation in item.values()]
    taken = _named_in([operation.get("requestBody") for operation in operations], schemas)
    for name, schema in schemas.items():
        if name not in taken and "properties" in schema:
            schema["required"] = list(schema["properties"])


def _pairs_as_arrays(node: object) -> None:
    """Tuples whose entries are all alike become arrays of that length: few generators of clients read `prefixItems`."""
    if isinstance(node, dict):
        first, *others = node.get("prefixItems") or [None]
        if first is not None and all(each == first for each in others):
            del node["prefixItems"]
            node["items"] = first
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _pairs_as_arrays(each)


def _named_in(node: object, schemas: dict[str, Any], found: frozenset[str] = frozenset()) -> frozenset[str]:
    """The names of all schemas that `node` refers to, however indirectly, and of those in `found`."""
    match node:
        case {"$ref": str(ref)}:
            name = ref.rpartition("/")[2]
            return found if name in found else _named_in(schemas[name], schemas, found | {name})
        case dict():
            inner: Iterable[object] = node.values()
        case list():
            inner = node
        case _:
            return found
    for each in inner:
        found = _named_in(each, schemas, found)
    return found


def _schemas_of_problems() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    inner = schema.pop("$defs", {})
    return {"Problem": schema, **inner}


def _told(errors: list[type[ServiceError]]) -> str:
    return "\n\n".join(f"{kind.title}: `{urn(kind.type)}`" for kind in errors)


def _version() -> str:
    try:
        return version("problembank")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0"


# The page --------------------------------------------------------------------------------------------------------

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Problembank: the interface</title>
<link rel="icon" href="/docs/favicon.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript; the same description is at <a href="/openapi.json">/openapi.json</a>.</noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  persistAuthorization: true,
  presets: [SwaggerUIBundle.presets.apis],
});
"""
FILES = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon.png": "image/png",
}


@router.get("/openapi.json")
async def description(request: Request, _: Anyone) -> JSONResponse:
    return JSONResponse(openapi(request.app), headers={"Cache-Control": "no-cache"})


@router.get("/docs")
async def page(_: Anyone) -> Response:
    return Response(PAGE, media_type="text/html", headers={"Content-Security-Policy": POLICY})


@router.get("/docs/{name}")
def file(name: str, _: Anyone) -> Response:
    headers = {"Cache-Control": "public, max-age=86400"}
    if name == "start.js":
        return Response(START, media_type="text/javascript", headers=headers)
    if name not in FILES:
        raise NotFound(f"there is no file {name!r} here; the page is at /docs")
    return Response(_bundled(name), media_type=FILES[name], headers=headers)


@cache
def _bundled(name: str) -> bytes:
    """Swagger UI's files come with `fastapi_offline`; the package itself need not be imported."""
    found = find_spec("fastapi_offline")
    assert found is not None and found.origin is not None, "fastapi-offline is among the dependencies"
    return (Path(found.origin).parent / "static" / name).read_bytes()
