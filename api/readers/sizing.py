"""How much memory there is, and how much a copy of a graph would take."""

import os
import sys
from pathlib import Path

__all__ = ["available", "cpus", "estimate"]

# Measured on news graphs of 0.1 and 1.1 million quads: see bench/readers.
_PER_BYTE_ON_DISK = 4.5


def cpus() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def available() -> int | None:
    """How many bytes of memory can be had without others losing any; None where nobody knows."""
    found = []
    try:
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
        group = Path("/sys/fs/cgroup")
        most = (group / "memory.max").read_text("ascii").strip()
        if most.isdigit():
            found.append(max(int(most) - int((group / "memory.current").read_text("ascii")), 0))
    except (OSError, ValueError, IndexError):
        pass
    return min(found, default=None)


def estimate(on_disk: int) -> int:
    """How many bytes a copy in memory may take of a graph with so many bytes on the disk."""
    return int(on_disk * _PER_BYTE_ON_DISK)
