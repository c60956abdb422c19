"""RDF from others, read where it can do no harm: in a process of its own, with limits, without a network.

A small document may hold a text that expands to gigabytes (entities in RDF/XML), or be nested so deeply that
the engine's parser ends the process. So it is read by a process that may end, and comes back as N-Quads.
"""

import os
import resource
import subprocess
import sys

import pyoxigraph as ox

from sayso.errors import QueryError, SaysoError

__all__ = ["is_plain", "to_n_quads"]

_MOST_WRITTEN = 20  # times as large as the document the N-Quads may be, and
_MOST_SPARED = 10_000_000  # bytes besides
_MEMORY = 500_000_000
_DEEPEST = 32  # triples within triples
_PLAIN = ("application/n-triples", "application/n-quads", "text/turtle", "application/trig")

_WRONG, _TOO_LARGE = 3, 4


def is_plain(body: bytes, media_type: str) -> bool:
    """Whether nothing in a document can be nested without the parser bounding it."""
    return media_type in _PLAIN and b"<<" not in body


def to_n_quads(body: bytes, media_type: str, base_iri: str, *, seconds: float = 30) -> bytes:
    """A document as N-Quads. Raises QueryError where it is not valid, or takes more room than it may, and
    TimeLimitError after so many seconds.

    Costs a new process: about a tenth of a second.
    """
    command = [sys.executable, "-P", "-m", "sayso.api.protocol.parsing", media_type, base_iri]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        from sayso.api.service import TimeLimitError  # the process that reads needs nothing of it

        told = f"the {media_type} cannot be read within {seconds:g} seconds: send less at once"
        raise TimeLimitError(told, "seconds") from error
    except OSError as error:
        raise SaysoError(f"no process can be started to read the {media_type}: {error}") from error
    if done.returncode == 0:
        return done.stdout
    if done.returncode == _WRONG:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise QueryError(f"the {media_type} cannot be read: {said[:300]}")
    raise QueryError(f"the {media_type} cannot be read: it is nested too deeply, or expands to too much")


class _Bounded:
    """Standard output, and the end of the process where it gets too much."""

    def __init__(self, most: int) -> None:
        self._left = most

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            os._exit(_TOO_LARGE)
        sys.stdout.buffer.write(data)
        return len(data)

    def flush(self) -> None:
        sys.stdout.buffer.flush()


def _main() -> None:
    media_type, base_iri = sys.argv[1:3]
    _confine()
    body = sys.stdin.buffer.read()
    format = ox.RdfFormat.from_media_type(media_type)
    assert format is not None
    try:
        parsed = ox.parse(body, format=format, base_iri=base_iri, rename_blank_nodes=False)
        out = _Bounded(len(body) * _MOST_WRITTEN + _MOST_SPARED)
        for quad in parsed:
            written = ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b""
            if written.count(b"<<(") > _DEEPEST:
                os._exit(_TOO_LARGE)
            out.write(written)
        out.flush()
    except (SyntaxError, ValueError, RuntimeError) as error:
        sys.stderr.write(str(error))
        os._exit(_WRONG)
    os._exit(0)


def _confine() -> None:
    """Bounds what this process may take; the network it does without, as far as the system can do that."""
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        from sayso.api.readers.isolation import isolate
    except ImportError:
        return
    isolate(network=False)


if __name__ == "__main__":
    _main()
