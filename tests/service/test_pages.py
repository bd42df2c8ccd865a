"""Lists come in pages: to the end every row once, with bounds on `limit` and only cursors of their own."""

from collections.abc import Iterator

import pytest

from tests.service.client import Api
from tests.service.conftest import Hands, running
from tests.service.routes import ROUTES, delivery, described, filled, key, regraded, review, submitted, webhook

ROWS = 3
"""Things of each kind; lists have at least as many rows."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Api, dict[str, str]]]:
    """A service in which every list has at least `ROWS` rows, and the names of what lists belong to."""
    folder = tmp_path_factory.mktemp("pages")
    with running(Hands(), folder, f"sqlite:///{folder / 'test.db'}") as api:
        made = {}
        for _ in range(ROWS):
            for make in (submitted, review, webhook, key, delivery, regraded):
                made |= make(api)
        for n in range(ROWS):
            api.post(f"/quizzes/{made['quiz']}/attempts", {"learner": f"s-{n}"}, 201)
            api.post(f"/quizzes/{made['quiz']}/regrade", {"reason": f"{n}"})
        yield api, made


def paged(api: Api) -> list[str]:
    return [
        call for call in ROUTES if "cursor" in [each["name"] for each in described(api.app, call).get("parameters", [])]
    ]


def rows(api: Api, path: str, limit: int) -> list[str]:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = api.get(f"{path}?limit={limit}{cursor and f'&cursor={cursor}'}").json()
        assert len(page["items"]) <= limit
        assert page["next"] is None or len(page["items"]) == limit
        found += map(str, page["items"])
        cursor = page["next"]
    return found


def test_every_list_gives_every_row_once_and_keeps_to_its_bounds(full):
    api, made = full
    calls = paged(api)
    assert len(calls) >= 10
    for call in calls:
        path = filled(call, made)
        whole = rows(api, path, 200)
        assert len(set(whole)) == len(whole), call
        few = rows(api, path, max(1, len(whole) // 3))
        assert few == whole, call
        for limit in ("0", "201", "-1", "x"):
            api.problem("GET", f"{path}?limit={limit}", 422, "invalid")
        for cursor in ("nonsense", "AAAA", "WyJhIiwiYiIsImMiXQ", "%00"):
            assert api.send("GET", f"{path}?cursor={cursor}", None).status_code in (200, 422), f"{call} {cursor}"
        api.problem("GET", f"{path}?cursor=nonsense", 422, "invalid")
