"""What a hostile proof can reach from inside a worker: nothing."""

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


@linux
@pytest.mark.parametrize("deed", sorted(TRESPASSES.keys() - {"run a program", "take a handle of the service"}))
def test_the_same_deed_outside_a_worker_is_not_refused_so_the_test_could_fail(database, deed):
    """Negative control, in a process that is sealed in nothing."""
    import subprocess

    copy = database.parent.parent / "copy"
    copy.mkdir(exist_ok=True)
    victim = copy / f"{deed.replace(' ', '-')}.db"
    victim.write_text("x")
    code = f"import sys; from tests.service.hostile import prove; sys.exit(prove('trespass', {(deed, str(victim))!r}, {{}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["sympy.integrals.risch", "sympy.stats", "decimal", "wave", "service.limits"])
def test_a_worker_still_finds_what_it_imports_late(name):
    prover = pool(workers=1, seconds=30.0)
    try:
        assert ask(prover, "import", name) is True
    finally:
        prover.close()


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
