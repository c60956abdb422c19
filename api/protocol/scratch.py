"""A dataset to try SPARQL clients on: empty, to be written to by anybody on this machine, soon gone.

with open_scratch() as (service, writer):
    app = create_app(service, Settings(union=False))
    use_scratch(app, writer)
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from sayso.api.protocol.updates import use_writer
from sayso.api.protocol.writers import ProcessWriter, Writer, open_plainly
from sayso.api.readers import open_readers
from sayso.api.service import Limits, Service

__all__ = ["open_scratch", "use_scratch"]

_IDLE_S = 3600.0  # nobody else wants to write to it


@contextmanager
def open_scratch(limits: Limits | None = None) -> Iterator[tuple[Service, Writer]]:
    """An empty dataset without our vocabulary and topics, in a temporary folder, with who writes to it."""
    with TemporaryDirectory(prefix="sayso-scratch-") as folder:
        path = Path(folder) / "graph"
        open_plainly(path).close()
        with (
            open_readers(path, limits, memory=0, watch=None) as service,
            ProcessWriter(path, service, plain=True, idle_s=_IDLE_S) as writer,
        ):
            yield service, writer


def use_scratch(app: Flask, writer: Writer) -> None:
    """Has an app write to a scratch dataset: without a token, but from this machine only."""
    use_writer(app, writer)
    app.extensions["sayso.scratch"] = True
