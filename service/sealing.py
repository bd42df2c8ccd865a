"""What a worker gives up before it gets a question: files, the network, other processes.

Two means of Linux, neither of which needs a right: Landlock for reading files, which a filter of system calls cannot
tell apart, and such a filter (seccomp) for the rest. What is given up never comes back, not even to children. Sources:
landlock(7), seccomp(2), linux/filter.h, and the tables of system calls of x86-64 and of 64-bit ARM.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
import sysconfig

NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
"""Of prctl(2)."""

# Files -----------------------------------------------------------------------------------------------------------

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION, BENEATH = 1, 1
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights on files the versions of Landlock know; later ones know 16."""
INSTALLED = ("site-packages", "dist-packages", "lib-dynload")
LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")


def close_files() -> bool:
    """From here on only code can be read, Python's and ours; whether the kernel can do this."""
    libc = _libc()
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION))
    if version < 1:
        return False
    everything = struct.pack("=Q", (1 << RIGHTS.get(version, 16)) - 1)
    rules = libc.syscall(CREATE_RULESET, everything, ctypes.c_size_t(len(everything)), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        for path in _code():
            _allow(libc, rules, path)
        return _no_new_privileges(libc) and libc.syscall(RESTRICT_SELF, rules, ctypes.c_uint32(0)) == 0
    finally:
        os.close(rules)


def _code() -> set[str]:
    """Folders of Python's library, of what is installed, of packages in use, of the system's libraries."""
    folders = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders |= {path for path in sys.path if os.path.basename(path) in INSTALLED}
    for name, module in list(sys.modules.items()):
        if "." not in name:
            folders |= set(getattr(module, "__path__", ()))
    return {path for path in (*folders, *LIBRARIES) if os.path.exists(path)}


def _allow(libc: ctypes.CDLL, rules: int, path: str) -> None:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = READ_FILE | READ_FOLDER if os.path.isdir(path) else READ_FILE
        libc.syscall(ADD_RULE, rules, BENEATH, struct.pack("=Qi", rights, handle), ctypes.c_uint32(0))
    finally:
        os.close(handle)


# System calls ----------------------------------------------------------------------------------------------------

REFUSED = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendmsg": (46, 211), "sendmmsg": (307, 269), "recvmsg": (47, 212),
    "recvmmsg": (299, 243),
    "clone": (56, 220), "clone3": (435, 435), "fork": (57, None), "vfork": (58, None), "execve": (59, 221),
    "execveat": (322, 281), "unshare": (272, 97), "setns": (308, 268),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "prlimit64": (302, 261), "setrlimit": (160, 164),
    "creat": (85, None), "openat2": (437, 437), "open_by_handle_at": (304, 265), "truncate": (76, 45),
    "unlink": (87, None), "unlinkat": (263, 35), "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
    "rmdir": (84, None), "mkdir": (83, None), "mkdirat": (258, 34), "mknod": (133, None), "mknodat": (259, 33),
    "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36),
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "chown": (92, None), "fchown": (93, 55),
    "lchown": (94, None), "fchownat": (260, 54), "mount": (165, 40), "chroot": (161, 51),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
}  # fmt: skip
"""By name their numbers on x86-64 and on 64-bit ARM. `io_uring` would do all the others by another way."""
OPENED = {"open": ((2, None), 1), "openat": ((257, 56), 2)}
"""Refused but for reading: their numbers, and which argument says what a file is opened for."""
WRITING = 0x3 | 0x40 | 0x200
"""O_WRONLY and O_RDWR, O_CREAT, O_TRUNC."""
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
X32 = 0x4000_0000
"""From here on x86-64 counts the same calls a second time, for the x32 interface."""
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
"""Where the filter finds what it asks about."""


def can_close_calls() -> bool:
    """Whether the kernel has filters of system calls, and this machine's calls are known here."""
    # A filter at no address is refused with EFAULT where there are filters, with EINVAL where there are none.
    asked = _libc().prctl(SECCOMP, FILTER, None, 0, 0)
    return asked == -1 and ctypes.get_errno() == errno.EFAULT and _program() is not None


def close_calls() -> bool:
    """From here on no socket, no process, no signal to others, no change to any file; whether the kernel can do this.

    What is refused fails with EPERM. The open socket to the service still reads and writes.
    """
    program = _program()
    if program is None:
        return False
    libc = _libc()
    held = ctypes.create_string_buffer(program)
    what = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
    return _no_new_privileges(libc) and libc.prctl(SECCOMP, FILTER, what, 0, 0) == 0


def _program() -> bytes | None:
    """The filter, in the kernel's own small machine code; None on other machines."""
    here = ARCHITECTURES.get(platform.machine())
    if here is None or sys.platform != "linux" or sys.maxsize < 2**32:
        return None
    column, architecture = here
    lines = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    lines += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, REFUSE)]
    for numbers in REFUSED.values():
        if (number := numbers[column]) is not None:
            lines += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    for numbers, argument in OPENED.values():
        if (number := numbers[column]) is not None:
            lines += [(EQUAL, 0, 4, number), (LOAD, 0, 0, ARGUMENTS + 8 * argument), (ANY_BIT, 0, 1, WRITING)]
            lines += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in [*lines, (RETURN, 0, 0, ALLOW)])


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _no_new_privileges(libc: ctypes.CDLL) -> bool:
    return bool(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0)
