"""What a graph folder looks like from outside: whether it has changed, and one state of it, kept."""

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from sayso import __version__

__all__ = ["Fingerprint", "Snapshots", "fingerprint", "size", "token"]

# What a database writes about itself says nothing of the graph.
_BESIDE = ("LOG", "LOCK", "OPTIONS", "IDENTITY")
_FOLDER = "store"

Fingerprint = tuple[tuple[str, int, int], ...]


def fingerprint(graph: Path) -> Fingerprint:
    """The names, sizes and times of the files that the quads are in. Costs a fraction of a millisecond."""
    found = []
    try:
        with os.scandir(graph / _FOLDER) as entries:
            for entry in entries:
                if not entry.name.startswith(_BESIDE):
                    try:
                        facts = entry.stat()
                    except FileNotFoundError:
                        continue
                    found.append((entry.name, facts.st_size, facts.st_mtime_ns))
    except OSError:
        return ()
    return tuple(sorted(found))


def size(found: Fingerprint) -> int:
    """How many bytes these files have."""
    return sum(one for _, one, _ in found)


def token(found: Fingerprint) -> str:
    """A name for a state, as this version of Sayso tells it: another one after any change."""
    return hashlib.sha256(repr((__version__, found)).encode()).hexdigest()[:20]


class Snapshots:
    """States of a graph on the disk, kept by hard links beside it while somebody reads them.

    They take no space until the graph's own files go. Where nothing may be written, the graph itself is read.
    """

    def __init__(self, graph: Path) -> None:
        self._graph = graph
        self._folder = graph / f".serving-{os.getpid()}-{secrets.token_hex(3)}"
        self._count = 0
        self._held = -1

    def sweep(self) -> None:
        """Removes what processes that are gone have left.

        Those that live hold a lock, which says more than their number: in each container that is 1.
        """
        for left in self._graph.glob(".serving-*"):
            held = _lock(left)
            if held >= 0:
                shutil.rmtree(left, ignore_errors=True)
                os.close(held)

    def _hold(self) -> None:
        """Makes the folder, and a lock on it for as long as this process lives. Raises OSError."""
        for _ in range(10):
            if self._held >= 0 and _is(self._folder, self._held):
                return
            self._release()
            self._folder.mkdir(exist_ok=True)
            self._held = _lock(self._folder)
            # another may have swept it away before it was locked, or be about to: then once more
        raise OSError(errno.ENOLCK, "no lock on a folder", str(self._folder))

    def _release(self) -> None:
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    def take(self) -> tuple[Path, Fingerprint] | None:
        """A folder with the present state; None while somebody writes.

        Raises OSError where no links can be made.
        """
        before = fingerprint(self._graph)
        self._count += 1
        target = self._folder / str(self._count)
        try:
            self._hold()
            (target / _FOLDER).mkdir(parents=True)
            shutil.copyfile(self._graph / "sayso.json", target / "sayso.json")
            for name, _, _ in before:
                here, there = self._graph / _FOLDER / name, target / _FOLDER / name
                if name.endswith(".sst"):
                    os.link(here, there)  # these are never written again
                else:
                    shutil.copyfile(here, there)
        except FileNotFoundError:
            self.drop(target)
            return None
        except OSError:
            self.drop(target)
            raise
        if fingerprint(self._graph) != before:
            self.drop(target)
            return None
        return target, before

    def drop(self, target: Path) -> None:
        """Removes a state; who has it open can go on reading what is open."""
        shutil.rmtree(target, ignore_errors=True)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._release()


def _lock(folder: Path) -> int:
    """A lock on a folder, as an open file; -1 where another has it, or none can be had."""
    try:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return -1
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        return -1
    return held


def _is(folder: Path, held: int) -> bool:
    """Whether the folder of this name is the one that is open."""
    with suppress(OSError):
        return os.path.samestat(folder.stat(), os.fstat(held))
    return False
