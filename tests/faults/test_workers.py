"""What a hostile proof can reach from inside a worker: nothing."""

import json
import subprocess
import sys

import pytest

from service import checking, sealing
from tests.service.hostile import TRESPASSES
from tests.service.test_checking import ask, pool


@pytest.fixture(scope="module")
def prover():
    prover = pool(workers=1, megabytes=256)
    prover.warm()
    yield prover
    prover.close()


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A file that everybody may read and write, where the data folder could be."""
    file = tmp_path_factory.mktemp("var") / "problembank.db"
    file.write_text("the secret")
    file.chmod(0o666)
    return file


linux = pytest.mark.skipif(sys.platform != "linux" or not sealing.can_close_calls(), reason="not this kernel")
landlock = sealing._libc().syscall(sealing.CREATE_RULESET, None, sealing.ctypes.c_size_t(0), 1) >= 1
READS = {
    "read the environment of the service",
    "read its own environment",
    "read passwords",
    "list the root",
    "read the database",
}


@linux
@pytest.mark.parametrize("deed", TRESPASSES)
def test_a_trespass_is_refused_by_the_operating_system(prover, database, deed):
    if deed in READS and not landlock:
        pytest.skip("this kernel has no Landlock")
    before = prover.killed
    assert ask(prover, "trespass", (deed, str(database))) is True
    assert prover.killed == before and ask(prover, "agree", True) is True
    assert database.read_text() == "the secret" and [each.name for each in database.parent.iterdir()] == [
        "problembank.db"
    ]


HARMLESS = sorted(TRESPASSES.keys() - {"run a program", "take a handle of the service"})
UNSEALED = """
import json, os, sys
from tests.service.hostile import prove
refused = []
for deed, path in json.loads(sys.argv[1]):
    pid = os.fork()
    if pid == 0:
        os._exit(prove("trespass", (deed, path), {}))
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        refused.append(deed)
print(json.dumps(refused))
"""


@linux
def test_the_same_deeds_outside_a_worker_are_not_refused_so_the_test_could_fail(tmp_path):
    """Negative control, in processes that are sealed in nothing."""
    victims = {deed: tmp_path / f"{deed.replace(' ', '-')}.db" for deed in HARMLESS}
    for victim in victims.values():
        victim.write_text("x")
    given = json.dumps([(deed, str(victim)) for deed, victim in victims.items()])
    done = subprocess.run([sys.executable, "-c", UNSEALED, given], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout) == [], done.stderr


@pytest.fixture(scope="module")
def patient():
    prover = pool(workers=1, seconds=30.0)
    yield prover
    prover.close()


@pytest.mark.parametrize("name", ["sympy.integrals.risch", "sympy.stats", "decimal", "wave", "service.limits"])
def test_a_worker_still_finds_what_it_imports_late(patient, name):
    assert ask(patient, "import", name) is True


def test_memory_is_bounded(prover):
    assert ask(prover, "hoard", 20) is True
    assert ask(prover, "hoard", 250) is None
    assert ask(prover, "hoard", 20) is True


def test_a_kernel_that_cannot_seal_is_told_in_the_log(monkeypatch):
    told = []
    monkeypatch.setattr(checking.log, "warning", lambda text, **_: told.append(text))
    monkeypatch.setattr(checking.worker, "READY", b"not said")
    monkeypatch.setattr(checking.worker, "UNSEALED", b"r")
    prover = pool(workers=1)
    try:
        assert ask(prover, "agree", True) is True
    finally:
        prover.close()
    assert told == ["the kernel does not keep workers from files, the network and other processes"]
