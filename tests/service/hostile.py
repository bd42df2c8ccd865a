"""What a worker may be made to do: each kind of misbehaviour by name. Runs inside workers, see test_checking.py."""

import ctypes
import errno
import importlib
import os
import resource
import socket
import stat
import subprocess
import sys
import threading
import time


def prove(deed, argument, symbols):
    return DEEDS[deed](argument)


def _spin(_):
    return bool(7**10**10)  # one call into C that no signal handler can interrupt


def _eat_memory(_):
    return bool(bytearray(1 << 40))


def _recurse(_):
    return _recurse(_)


def _raise(_):
    raise ValueError("no")


def _write(path):
    with open(path, "w") as file:
        file.write("x" * 10)
    return True


def _many_files(_):
    return bool([socket.socket() for _ in range(100)])


def _end(_):
    os._exit(0)


def _environment_is_bare(forbidden):
    try:
        with open("/proc/self/environ") as file:
            seen = file.read()
    except PermissionError:
        seen = ""
    return not any(word in seen or word in str(os.environ) for word in forbidden)


def _one_file_is_open(_):
    """Standard streams aside: the socket to the service."""
    kinds = []
    for fd in range(3, 1_000):
        try:
            kinds.append(stat.S_ISSOCK(os.fstat(fd).st_mode))
        except OSError:
            continue
    return kinds == [True]


def _refused(deed):
    """Whether the operating system says no. What it allows is told, and what fails for another reason raises."""
    try:
        deed()
    except PermissionError:
        return True
    except OSError as error:
        return error.errno in (errno.EPERM, errno.EACCES)
    return False


def _read(path):
    return lambda: open(path).read(1)


def _fork():
    if os.fork() == 0:
        os._exit(0)


def _thread():
    try:
        threading.Thread(target=int).start()
    except RuntimeError as error:
        raise PermissionError from error


def _raise_a_limit():
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, [min(1_000, *resource.getrlimit(resource.RLIMIT_NOFILE))] * 2)
    except (ValueError, OSError) as error:
        raise PermissionError from error


def _load(path):
    """By way of another library, which asks the kernel in its own manner."""
    ctypes.CDLL(None, use_errno=True).open(path.encode(), os.O_RDWR)
    if ctypes.get_errno():
        raise OSError(ctypes.get_errno(), "open")


TRESPASSES = {
    "open a socket": lambda _: socket.socket(),
    "open a unix socket": lambda _: socket.socket(socket.AF_UNIX),
    "open a pair of sockets": lambda _: socket.socketpair(),
    "fork": lambda _: _fork(),
    "start a thread": lambda _: _thread(),
    "run a program": lambda _: os.execv("/bin/true", ["true"]),
    "spawn a program": lambda _: subprocess.run(["/bin/true"]),
    "stop the service": lambda _: os.kill(os.getppid(), 0),
    "take a handle of the service": lambda _: os.pidfd_open(os.getppid()),
    "read the environment of the service": lambda _: _read(f"/proc/{os.getppid()}/environ")(),
    "read its own environment": lambda _: _read("/proc/self/environ")(),
    "read passwords": lambda _: _read("/etc/passwd")(),
    "list the root": lambda _: os.listdir("/"),
    "read the database": lambda path: _read(path)(),
    "open the database for writing": lambda path: os.open(path, os.O_RDWR),
    "open the database by another way": _load,
    "empty the database": lambda path: os.open(path, os.O_WRONLY | os.O_TRUNC),
    "cut the database": lambda path: os.truncate(path, 0),
    "delete the database": os.unlink,
    "move the database": lambda path: os.rename(path, path + "x"),
    "link to the database": lambda path: os.symlink(path, path + "y"),
    "make a file": lambda path: os.open(path + "z", os.O_CREAT | os.O_WRONLY, 0o600),
    "make a folder": lambda path: os.mkdir(path + "z"),
    "change who may read it": lambda path: os.chmod(path, 0o666),
    "raise a limit": lambda _: _raise_a_limit(),
}  # fmt: skip
"""What must be refused, by name; the argument is the path of a file that others may read and write."""


DEEDS = {
    "spin": _spin,
    "sleep": lambda seconds: time.sleep(seconds) or True,
    "eat memory": _eat_memory,
    "recurse": _recurse,
    "raise": _raise,
    "write": _write,
    "many files": _many_files,
    "end": _end,
    "environment": _environment_is_bare,
    "open files": _one_file_is_open,
    "trespass": lambda given: _refused(lambda: TRESPASSES[given[0]](given[1])),
    "import": lambda name: bool(importlib.import_module(name)),
    "hoard": lambda megabytes: bool(bytearray(megabytes << 20)),
    "modules": lambda names: not set(names) & set(sys.modules),
    "agree": lambda answer: answer,
    "pid": lambda pid: os.getpid() == pid,
}
