"""Graphs that users write over HTTP stand beside those of a build, and are no fault of it."""

import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from typer.testing import CliRunner

from sayso.api.app import create_app
from sayso.api.protocol.updates import use_writer
from sayso.api.protocol.writers import ProcessWriter
from sayso.api.readers import Sharing, open_readers
from sayso.api.running.server import Server, listen
from sayso.api.settings import Settings
from sayso.cli import app
from sayso.graph.iris import DEFAULT_BASE
from sayso.graph.model import Article, Extraction
from sayso.graph.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only tested on Linux")

TOKEN = "a-token-that-nobody-guesses"
TURTLE = "[] a <https://w3id.org/sayso/ontology#Person> ; <urn:said> 'so' ."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "graph", create=True) as store:
        article = Article("a", "a.txt", "The ferry runs.")
        store.replace(Extraction(article, run="r1", run_facts=(("sayso", "0.1.0"),)))
        store.refresh_derived()
    return tmp_path / "graph"


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    with (
        open_readers(folder, memory=0, sharing=Sharing(readers=1), modules=(), watch=None) as readers,
        ProcessWriter(folder, readers) as writer,
    ):
        served = create_app(readers, Settings(update_token=TOKEN))
        use_writer(served, writer)
        server = Server(served, listen("127.0.0.1", 0))
        thread = threading.Thread(target=server.run)
        thread.start()
        yield f"http://127.0.0.1:{server.addresses[0][1]}"
        server.stop()
        thread.join(20)


def send(address: str, path: str, method: str, body: str, kind: str) -> int:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind}
    with urlopen(Request(f"{address}{path}", body.encode(), headers, method=method), timeout=30) as answer:
        status: int = answer.status
    return status


def verified(folder: Path) -> tuple[int, Any]:
    done = CliRunner().invoke(app, ["verify", "--graph", str(folder), "--format", "json"])
    return done.exit_code, json.loads(done.stdout)


def test_verify_lists_what_users_have_written(folder: Path, address: str) -> None:
    assert send(address, "/graphs?graph=urn:mine", "PUT", TURTLE, "text/turtle") == 201
    assert send(address, "/graphs", "POST", TURTLE, "text/turtle") == 201
    update = "INSERT { GRAPH <urn:seen> { ?s <urn:seen> true } } WHERE { GRAPH ?g { ?s a sayso:Article } }"
    assert send(address, "/update", "POST", update, "application/sparql-update") == 204
    code, told = verified(folder)
    assert (code, told["findings"]) == (0, [])
    names = {one["graph"]: one["triples"] for one in told["users_graphs"]}
    assert {"urn:mine": 2, "urn:seen": 1}.items() <= names.items()
    assert len(names) == 3 and any(name.startswith(f"{address}/graphs/") for name in names)
    ours = f"{DEFAULT_BASE}graph/mine"
    assert send(address, f"/graphs?graph={ours}&owned=change", "PUT", TURTLE, "text/turtle") == 201
    code, told = verified(folder)
    assert (code, told["counts"]) == (3, {"known-graph": 1})
    assert told["findings"][0]["node"] == ours
