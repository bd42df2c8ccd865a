"""What a worker may be made to do: each kind of misbehaviour by name. Runs inside workers, see test_checking.py."""

import os
import resource
import socket
import sys
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
    with open("/proc/self/environ") as file:
        seen = file.read()
    return not any(word in seen or word in str(os.environ) for word in forbidden)


def _open_files_are_few(_):
    kinds = [
        os.readlink(f"/proc/self/fd/{fd}")
        for fd in os.listdir("/proc/self/fd")
        if os.path.exists(f"/proc/self/fd/{fd}")
    ]
    return sum(kind.startswith("socket:") for kind in kinds) == 1


def _limits_hold(_):
    soft = {kind: resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC)}
    return set(soft.values()) == {0} and resource.getrlimit(resource.RLIMIT_NOFILE)[0] <= 16


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
    "open files": _open_files_are_few,
    "limits": _limits_hold,
    "modules": lambda names: not set(names) & set(sys.modules),
    "agree": lambda answer: answer,
    "pid": lambda pid: os.getpid() == pid,
}
