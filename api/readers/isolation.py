"""What a process that answers gives up: the network, new rights, and more than its share of memory.

Everything here is a second wall behind `graph.guard`, and does what the system allows. Linux only, elsewhere
next to nothing; `isolate` says what could not be done.
"""

import ctypes
import fcntl
import os
import resource
import select
import struct
import sys
from contextlib import suppress
from pathlib import Path

__all__ = [
    "address_space",
    "bound_memory",
    "cpu_seconds",
    "end_with",
    "is_locked",
    "isolate",
    "lower",
    "resident",
    "stand_alone",
]

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS = 38
_STACK = 64 * 1024 * 1024
_PAGE = resource.getpagesize()


def isolate(network: bool) -> list[str]:
    """Gives up the network unless `network`, new rights, and core dumps; what failed, in words.

    Only for a process with one thread. The stack may grow larger instead: what is nested deeply shall not
    end the process.
    """
    failed = []
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_STACK)
    if most == resource.RLIM_INFINITY or most >= _STACK:
        resource.setrlimit(resource.RLIMIT_STACK, (_STACK, most))
    if sys.platform != "linux":
        return ["no isolation from the network on this system"]
    libc = ctypes.CDLL(None, use_errno=True)
    # root keeps its rights to files in this way; others need a user namespace for a network of their own
    if not network and libc.unshare(_CLONE_NEWNET) != 0 and libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        failed.append(f"readers keep their network ({os.strerror(ctypes.get_errno())})")
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        failed.append(f"readers may gain rights ({os.strerror(ctypes.get_errno())})")
    return failed


def stand_alone(pipe: int) -> None:
    """Makes this process a group and session of its own, which ends as `end_with` has it.

    Linux shares the time of computing between sessions first (autogroup), and only then by niceness: one who
    computes for long would take it from those who do not.
    """
    try:
        # to ask for a signal of its own, it must open the pipe itself
        own = os.open(f"/proc/self/fd/{pipe}", os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return
    os.setsid()
    end_with(own)


def lower(pid: int, niceness: int) -> None:
    """Has a process, and the session that it leads, give way to others."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, niceness)
    with suppress(OSError), open(f"/proc/{pid}/autogroup", "wb", buffering=0) as file:  # noqa: PTH123
        file.write(b"%d" % niceness)


def end_with(pipe: int) -> None:
    """Has the whole process group end when the other end of this pipe is closed, by whatever cause.

    The kernel sends SIGIO, which ends a process that does not handle it, even in the middle of a query.
    """
    fcntl.fcntl(pipe, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC | os.O_NONBLOCK)
    poll = select.poll()
    poll.register(pipe, 0)
    if poll.poll(0):
        os._exit(0)  # it was closed before anybody listened


def bound_memory(more: int | None, file_size: int | None) -> None:
    """Lets this process take so many bytes more than it has, and write no larger file."""
    if more is not None and sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        bound = address_space() + more
        if most == resource.RLIM_INFINITY or bound < most:
            resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    if file_size is not None:
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        if most == resource.RLIM_INFINITY or file_size < most:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))


def address_space(pid: int | None = None) -> int:
    """How many bytes of addresses a process has; 0 where that is not known."""
    return _statm(pid)[0]


def cpu_seconds(pid: int) -> float | None:
    """How long a process has been computing, all its threads together; None where that is not known."""
    try:
        with open(f"/proc/{pid}/schedstat", "rb", buffering=0) as file:  # noqa: PTH123
            return int(file.read(100).split()[0]) / 1e9
    except (OSError, IndexError, ValueError):
        return None


def is_locked(path: Path) -> bool:
    """Whether another process holds a lock on this file. One's own are lost by looking."""
    try:
        with path.open("rb") as file:
            asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            found: int = struct.unpack_from("h", fcntl.fcntl(file, fcntl.F_GETLK, asked))[0]
    except (OSError, struct.error):
        return False
    return found != fcntl.F_UNLCK


def resident(pid: int | None = None) -> int:
    """How many bytes of its own a process holds in memory; 0 where that is not known."""
    _, resident, shared = _statm(pid)
    return max(resident - shared, 0)


def _statm(pid: int | None) -> tuple[int, int, int]:
    try:
        with open(f"/proc/{'self' if pid is None else pid}/statm", "rb", buffering=0) as file:  # noqa: PTH123
            fields = file.read(200).split()
    except OSError:
        return 0, 0, 0
    return int(fields[0]) * _PAGE, int(fields[1]) * _PAGE, int(fields[2]) * _PAGE
