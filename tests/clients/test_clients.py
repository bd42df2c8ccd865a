"""Clients generated from the service's own description, used against a running server: Python and TypeScript."""

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import pytest

from service.app import create_app
from service.config import Settings
from tests.service.client import ADMIN
from tests.service.learners import EIGEN
from tests.service.test_real_server import process

HERE = Path(__file__).parent
GUIDE = (HERE.parent.parent / "docs" / "clients.md").read_text()


def written(begins, language=""):
    """The block of code in the guide that begins so."""
    return re.search(rf"^```{language}\n({re.escape(begins)}.*?)^```", GUIDE, re.S | re.M)[1]


def command(begins):
    """The words of a command of the guide."""
    return shlex.split(written(begins))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    with process(f"sqlite:///{folder / 'test.db'}", folder) as running:
        yield f"http://127.0.0.1:{running.port}"


@pytest.fixture(scope="module")
def description(tmp_path_factory):
    """The description as a file, as `problembank openapi` writes it."""
    path = tmp_path_factory.mktemp("openapi") / "openapi.json"
    path.write_text(json.dumps(create_app(Settings()).openapi()))
    return path


def run(*command, cwd):
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}: {done.stdout[-4_000:]}{done.stderr[-4_000:]}"
    return done.stdout + done.stderr


# Python ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def generated(description, tmp_path_factory):
    """The folder of the package that the guide's command generates, and what the generator said."""
    folder = tmp_path_factory.mktemp("python")
    package = folder / "problembank_client"
    for file in (description, HERE / "python.yaml"):
        shutil.copy(file, folder)
    generator, *words = command("openapi-python-client generate")
    said = run(Path(sys.executable).with_name(generator), *words, cwd=folder)
    sys.path.insert(0, str(folder))
    yield package, said
    sys.path.remove(str(folder))


def test_the_python_generator_warns_of_nothing(generated):
    package, said = generated
    assert said.strip() == f"Generating {package.name}"
    operations = {path.stem for path in package.glob("api/*/*.py")} - {"__init__"}
    assert {"create_quiz", "start_attempt", "read_scores", "read_worksheet_pdf"} <= operations


@pytest.fixture
def client_of(generated, server):
    """A client for each key, or without one, closed at the end."""
    package = import_module("problembank_client")
    with ExitStack() as open_clients:
        yield lambda key: open_clients.enter_context(
            package.AuthenticatedClient(base_url=server, token=key) if key else package.Client(base_url=server)
        )


def test_the_python_client_works(client_of):
    client = client_of(ADMIN)
    models = import_module("problembank_client.models")

    def api(name):
        return import_module(f"problembank_client.api.{name}")

    # Exercises in two views, and keys of many kinds, each as its own class.
    for view, kind in (("instructor", models.InstructorExercise), ("learner", models.LearnerExercise)):
        asked = models.ExerciseRequest(generator=EIGEN, level="core", seed=42, view=view)
        exercise = api("exercises.make_exercise").sync(client=client, body=asked)
        assert type(exercise) is kind and exercise.view == view
    exercise = api("exercises.read_exercise").sync(f"{EIGEN}@1:core:42", client=client)
    assert type(exercise.parts[0].answer) is models.SetAnswer
    key = models.SetAnswer(kind="set", value=["-1", "3"])
    asked = models.CheckRequest(answer=key, response="{3, -1}")
    verdict = api("marking.check_response").sync(client=client, body=asked)
    assert isinstance(verdict, models.Verdict) and (verdict.outcome, verdict.evidence.points) == ("correct", 0)

    # A quiz, from its blueprint to the gradebook.
    section = models.Section(pick=models.Pick(generators=[EIGEN]), level="core", count=2, points=2)
    plan = models.QuizCreate(title="Week 3", sections=[section], feedback="immediate", hint_penalty=0.5)
    made = api("quizzes.create_quiz").sync_detailed(client=client, body=plan, idempotency_key="week")
    again = api("quizzes.create_quiz").sync_detailed(client=client, body=plan, idempotency_key="week")
    assert made.status_code == 201 and again.parsed == made.parsed
    week, etag = made.parsed.id, made.headers["etag"]
    assert api("quizzes.publish_quiz").sync(week, client=client, if_match=etag).state == "published"
    change = models.QuizChange(title="Too late")
    stale = api("quizzes.change_quiz").sync(week, client=client, body=change, if_match=etag)
    assert isinstance(stale, models.Problem) and stale.type_ == "urn:problembank:stale"
    started = models.AttemptStart(learner="s-17", name="Ada")
    attempt = api("attempts.start_attempt").sync(week, client=client, body=started)
    assert attempt.state == "open" and attempt.deadline is None and len(attempt.items) == 2

    learner = client_of(attempt.learner_token)
    response = models.ResponseSave(response="{1000, 2}")
    saved = api("attempts.save_response").sync(attempt.id, 1, 1, client=learner, body=response)
    assert saved.saved_at >= attempt.started_at and saved.late is False
    responses = models.ItemCheck(responses=models.ItemCheckResponses.from_dict({"1": "{1000, 2}"}))
    checked = api("attempts.check_item").sync(attempt.id, 1, client=learner, body=responses)
    assert checked.parts[0].verdict.outcome == "incorrect" and checked.tries_left["1"] is None
    assert api("attempts.submit_attempt").sync(attempt.id, client=learner).result.max_score == 4
    result = api("attempts.read_result").sync(attempt.id, client=learner)
    assert result.items[0].parts[0].answer_text and result.items[0].parts[0].steps[0].latex
    (row,) = api("scores.read_scores").sync(week, client=client).items
    assert (row.learner, row.name, len(row.items)) == ("s-17", "Ada", 2)

    # Sheets.
    one = models.Section(pick=models.Pick(generators=[EIGEN]))
    order = models.WorksheetCreate(title="Sheet 3", sections=[one], variants=2, solutions=False)
    sheet = api("worksheets.create_worksheet").sync(client=client, body=order)
    end = time.monotonic() + 60
    while sheet.state != "done":
        assert time.monotonic() < end and sheet.state != "failed"
        time.sleep(0.1)
        sheet = api("worksheets.read_worksheet").sync(sheet.id, client=client)
    pdf = api("worksheets.read_worksheet_pdf").sync(sheet.id, "sheets", client=client)
    assert pdf.payload.read(5) == b"%PDF-"

    # What is refused is told by type and field.
    missing = api("catalogue.read_generator").sync("nothing", client=client)
    assert isinstance(missing, models.Problem) and missing.status == 404
    invalid = api("quizzes.create_quiz").sync(client=client, body=models.QuizCreate(title="", sections=[one]))
    assert invalid.type_ == "urn:problembank:invalid" and invalid.errors[0].field == "body.title"
    stranger = client_of(None)
    assert api("catalogue.list_topics").sync(client=stranger).type_ == "urn:problembank:unauthorized"
    assert api("scores.read_scores").sync(week, client=learner).type_ == "urn:problembank:forbidden"


def test_the_python_of_the_guide_runs(generated, server, capsys):
    code = written("from problembank_client import", "python")
    assert "http://localhost:8000" in code
    exec(compile(code.replace("http://localhost:8000", server), "docs/clients.md", "exec"), {"key": ADMIN})
    assert capsys.readouterr().out == "Eigenvalues of a 2 by 2 matrix\n"
    with pytest.raises(SystemExit, match="no generator"):
        exec(code.replace("http://localhost:8000", server).replace("eigenvalues_2x2", "nothing"), {"key": ADMIN})


# TypeScript ------------------------------------------------------------------------------------------------------


def cached_packages():
    """The npm packages of the lock file, installed once into the user's cache and never into the tree."""
    lock = (HERE / "package-lock.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "problembank"
    folder = cache / f"npm-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=cache))
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, fresh)
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=fresh)
        try:
            fresh.rename(folder)
        except OSError:  # another process was quicker
            shutil.rmtree(fresh)
    return folder / "node_modules"


def test_the_typescript_client_is_strictly_typed_and_works(description, server, tmp_path):
    """Generated by the guide's command, and used as in the guide and for a whole week."""
    packages = cached_packages()
    (tmp_path / "node_modules").symlink_to(packages)
    for file in (HERE / "package.json", HERE / "week.ts", description):
        shutil.copy(file, tmp_path)
    project = json.loads((HERE / "tsconfig.json").read_text())
    (tmp_path / "tsconfig.json").write_text(json.dumps(project | {"files": ["week.ts", "guide.ts"]}))
    told = written('import createClient from "openapi-fetch"', "ts").replace("http://localhost:8000", server)
    (tmp_path / "guide.ts").write_text(told.replace("const api", f'const key = "{ADMIN}";\nconst api', 1))
    said = run(*command("npx openapi-typescript"), cwd=tmp_path)
    assert "warn" not in said.lower() and "error" not in said.lower(), said
    assert run("node", packages / "typescript/bin/tsc", "--project", ".", cwd=tmp_path) == ""
    assert run("node", "out/week.js", server, ADMIN, cwd=tmp_path) == "done\n"
    assert "Characteristic polynomial" in run("node", "out/guide.js", cwd=tmp_path)


def test_the_lock_file_names_no_registry():
    lock = json.loads((HERE / "package-lock.json").read_text())
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)
