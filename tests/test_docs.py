"""What the documentation shows is true: every example runs."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from generators.notation import NotationError, Vocabulary, house, parse, read, tidy

ROOT = Path(__file__).parent.parent
WORDS = Vocabulary(symbols=frozenset({"x", "y", "a", "lambda"}))


def tables(file, head):
    """Rows of the Markdown tables whose head is `head`, with their section."""
    section, inside = "", False
    for line in file.read_text().splitlines():
        if line.startswith("## "):
            section = line[3:]
        if line.startswith("| ") and line == head:
            inside = True
        elif inside and line.startswith("| "):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            yield section, *(re.sub(r"^`(.*)`$", r"\1", cell).replace(r"\|", "|") for cell in cells)
        elif not line.startswith("|"):
            inside = False


NOTATION = ROOT / "docs" / "notation.md"


@pytest.mark.parametrize(("section", "typed", "tree"), list(tables(NOTATION, "| typed | read as |")))
def test_notation_examples(section, typed, tree):
    learner = section == "Learners"
    assert house(read(typed, WORDS) if learner else parse(typed)) == tree


@pytest.mark.parametrize(("section", "typed", "message"), list(tables(NOTATION, "| typed | answered |")))
def test_notation_refusals(section, typed, message):
    with pytest.raises(NotationError) as caught:
        read(typed, WORDS)
    assert caught.value.message == message


@pytest.mark.parametrize(("_", "typed", "tree"), list(tables(NOTATION, "| typed in `de` | read as |")))
def test_notation_examples_with_a_decimal_comma(_, typed, tree):
    assert house(read(typed, replace(WORDS, decimal_comma=True))) == tree


@pytest.mark.parametrize(("_", "typed", "message"), list(tables(NOTATION, "| typed in `de` | answered |")))
def test_notation_refusals_with_a_decimal_comma(_, typed, message):
    with pytest.raises(NotationError) as caught:
        read(typed, replace(WORDS, decimal_comma=True))
    assert caught.value.message == message


@pytest.mark.parametrize(("section", "spliced", "stored"), list(tables(NOTATION, "| spliced | stored |")))
def test_notation_scars(section, spliced, stored):
    assert house(tidy(parse(spliced))) == stored


@pytest.mark.parametrize("page", [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"], ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


# Code and commands -------------------------------------------------------------------------------------------------

PAGES = [ROOT / "README.md", ROOT / "docs" / "clients.md", ROOT / "docs" / "operations.md"]
ENGINE = "needs an engine for containers, which reads the same files"
RUN = {
    "README.md": {
        "make run": "tests/test_docs.py::test_the_commands_of_make_are_there",
        "API=http": "tests/test_docs.py::test_the_curl_session_of_the_readme_runs",
    },
    "clients.md": {
        "openapi-python-client generate": "tests/clients/test_clients.py::test_the_python_generator_warns_of_nothing",
        "from problembank_client": "tests/clients/test_clients.py::test_the_python_of_the_guide_runs",
        "npx openapi-typescript": "tests/clients/test_clients.py::test_the_typescript_client_is_strictly_typed_and_works",
        "import createClient": "tests/clients/test_clients.py::test_the_typescript_client_is_strictly_typed_and_works",
    },
    "operations.md": {
        "pip install": "tests/test_docs.py::test_the_commands_that_serve_do",
        "DATABASE_URL=postgresql": "tests/test_docs.py::test_the_commands_that_serve_do",
        "POSTGRES_PASSWORD=": f"tests/test_deploy.py; {ENGINE}",
        "debootstrap": f"tests/test_deploy.py; {ENGINE}",
        "kubectl apply": f"tests/test_deploy.py; {ENGINE}",
    },
}
"""By page and beginning of each block of code: the test that runs it, or reads what it reads and why it cannot be run."""


def blocks(page):
    return re.findall(r"^```\w*\n(.*?)^```", page.read_text(), re.S | re.M)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_block_of_code_is_run_by_a_test(page):
    known = RUN[page.name]
    found = {next((begins for begins in known if code.startswith(begins)), code) for code in blocks(page)}
    assert found == set(known), "tests/test_docs.py must say which test runs it"
    for told in known.values():
        file, _, name = told.partition(";")[0].partition("::")
        assert f"def {name}(" in (ROOT / file).read_text() if name else (ROOT / file).exists(), told


def commands():
    """Every call of `problembank` that the pages show, without what a shell does with it."""
    found = {}
    for page in [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]:
        code = [*"\n".join(blocks(page)).splitlines(), *re.findall(r"`([^`\n]+)`", page.read_text())]
        for line in (line for line in code if not line.startswith("kubectl ")):
            if called := re.search(r"(?:.*\s|^)problembank ([a-z]+\b.*?)(?:\s+[>|<&;#].*|\s{3,}.*)?$", line):
                found[f"{page.name}: {called[1]}"] = called[1].split()
    return [pytest.param(words, id=name) for name, words in found.items()]


@pytest.mark.parametrize("words", commands())
def test_commands_that_are_shown_have_the_options_that_are_shown(words):
    from service.cli.main import app

    command = typer.main.get_command(app)
    words = list(words)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        command = command.commands[words.pop(0)]
    options = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {"--help"}
    assert {word.partition("=")[0].strip("[]…") for word in words if word.strip("[").startswith("--")} <= options


def test_the_commands_of_make_are_there():
    """`make test` is what runs this; `make run` is asked what it would do."""
    done = subprocess.run(["make", "-n", "run", "PORT=8123"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and "problembank serve --port 8123" in done.stdout, done.stdout + done.stderr
    told = subprocess.run(["make", "-n", "test"], cwd=ROOT, capture_output=True, text=True).stdout
    assert "pytest" in told
    named = {name for page in PAGES for name in re.findall(r"`?make ([a-z-]+)", "\n".join(blocks(page)))}
    known = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M)
    assert named == {"run", "test"} <= set(known)


def test_verify_deep_says_at_once_which_programs_it_lacks():
    make, told = shutil.which("make"), "make verify-deep needs caddy texlive-latex-recommended: apt-get install caddy"
    bare = subprocess.run([make, "programs"], cwd=ROOT, capture_output=True, text=True, env={"PATH": "/nowhere"})
    assert bare.returncode != 0 and told in bare.stderr, bare.stdout + bare.stderr
    assert re.search(r"^verify-deep: programs ", (ROOT / "Makefile").read_text(), re.M)


@contextmanager
def serving(line, env):
    """What a line of a page starts, on a free port: its address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    words = [word for word in line.split() if "=" not in word]
    assert words[:2] == ["problembank", "serve"]
    at = words.index("--port") if "--port" in words else len(words)
    words[at : at + 2] = ["--port", str(port)]
    process = subprocess.Popen(
        [Path(sys.executable).with_name(words[0]), *words[1:]],
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | env,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).read()
                break
            except OSError:
                assert time.monotonic() < deadline and process.poll() is None
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


@pytest.mark.deep
def test_the_commands_that_serve_do(tmp_path, postgres_url):
    """With several processes, on SQLite and on PostgreSQL; what they are installed from is what `make` installs from."""
    operations = ROOT / "docs" / "operations.md"
    here, there = (next(code for code in blocks(operations) if begins in code) for begins in ("pip", "postgresql://"))
    install, serve = here.splitlines()
    assert all(f"pip install --quiet --disable-pip-version-check {rest}" in (ROOT / "Makefile").read_text()
               for rest in ("--require-hashes -r requirements.lock", "--no-deps")) and install.startswith("pip install")  # fmt: skip
    for line, database in ((serve, ""), (there.strip(), postgres_url)):
        env = {"PROBLEMBANK_DATA": str(tmp_path / str(bool(database))), "PROBLEMBANK_ADMIN_KEY": "a-key-for-the-tests"}
        with serving(line, env | ({"DATABASE_URL": database} if database else {})) as (address, process):
            asked = urllib.request.Request(
                f"{address}/api/v1/quizzes", headers={"Authorization": "Bearer a-key-for-the-tests"}
            )
            assert urllib.request.urlopen(asked, timeout=10).status == 200
            workers = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
            assert len(workers) >= int(line.split()[-1])


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A service started by the command of the README, on a free port; its address and admin key."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PROBLEMBANK_ADMIN_KEY")}
    env["PROBLEMBANK_DATA"] = str(tmp_path_factory.mktemp("var"))
    command = [Path(sys.executable).with_name("problembank"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        printed = ""
        while "admin key:" not in printed:
            line = process.stdout.readline()
            assert line, f"the service stopped: {printed}"
            printed += line
        address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{address}/readyz", timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
        yield address, re.search(r"admin key: (\S+)", printed)[1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def test_the_curl_session_of_the_readme_runs(served, tmp_path):
    assert shutil.which("curl"), "the README's session needs curl"
    address, key = served
    script = re.search(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(), re.S)[1]
    script = "set -eu\n" + script.replace("http://127.0.0.1:8000", address)
    env = {**os.environ, "PROBLEMBANK_ADMIN_KEY": key, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, cwd=tmp_path, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    outcomes = re.findall(r'"outcome": ?"(\w+)"', done.stdout)
    assert outcomes[:3] == ["incorrect", "correct", "invalid"], done.stdout
    assert re.search(r"^learner,name,attempts,score,max_score,state", done.stdout, re.M), done.stdout
    assert re.search(r"^s-17,,1,", done.stdout, re.M), done.stdout


def test_the_walk_along_the_main_path_holds():
    done = subprocess.run([sys.executable, ROOT / "docs" / "walk.py"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "After a restart" in done.stdout


def test_every_setting_is_documented():
    from service.config import variables

    rows = [
        tuple(cells)
        for _, *cells in tables(ROOT / "docs" / "operations.md", "| variable | if not set | what it does |")
    ]
    assert rows == variables()
