"""A graph of a few articles, served for the tests of look-ups."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import rdflib
from apiflask import APIFlask

from sayso.api.app import create_app
from sayso.api.service import InlineService
from sayso.graph.model import Extraction
from sayso.graph.record import from_json
from sayso.graph.store import Store
from sayso.graph.topics.scheme import TopicScheme

NEWSROOM = Path(__file__).parent.parent.parent / "graph" / "newsroom.jsonl"
LEDGER = """merge person:ivo-brandt person:pol-adair
reject statement:quayside-90-114
link person:mara-voss wikidata:Q42
"""


@pytest.fixture(scope="session")
def newsroom_articles() -> list[Extraction]:
    """Four articles of a small town's papers."""
    return [from_json(json.loads(line)) for line in NEWSROOM.read_text(encoding="utf-8").splitlines()]


def taken_over(first: Extraction) -> Extraction:
    """The same article in another outlet, a day later."""
    name = "taken-over"
    article = replace(first.article, id=name, outlet="Morning Ledger", published="2024-03-02")
    statements = [
        replace(
            one,
            id=one.id.replace(first.article.id, name),
            continues=one.continues and one.continues.replace(first.article.id, name),
            capacity=(),
        )
        for one in first.statements
    ]
    return replace(first, article=article, affiliations=(), statements=tuple(statements))


@pytest.fixture(scope="session")
def store(newsroom_articles: list[Extraction]) -> Store:
    """These, with a copy of the first, and decisions of a reader."""
    store = Store.memory()
    store.load_topics(TopicScheme.load())
    for article in (*newsroom_articles, taken_over(newsroom_articles[0])):
        store.replace(article)
    store.set_ledger(LEDGER)
    store.refresh_derived()
    return store


class Server:
    """A server for this graph, and how it is asked."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, accept: str | None = None, method: str = "GET", **headers: str) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        if accept is not None:
            headers["Accept"] = accept
        connection.request(method, path, headers=headers)
        reply: Any = connection.getresponse()
        reply.body = reply.read()
        connection.close()
        return reply

    def json(self, path: str, **values: Any) -> Any:
        reply = self.get(f"{path}?{urlencode(values)}" if values else path)
        assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json"), reply.body
        return json.loads(reply.body)

    def graph(self, path: str) -> rdflib.Graph:
        reply = self.get(path, "application/n-triples")
        assert reply.status == 200, reply.body
        return rdflib.Graph().parse(data=reply.body, format="nt")


@pytest.fixture(scope="session")
def server(store: Store, serving: Callable[[APIFlask], AbstractContextManager[str]]) -> Iterator[Server]:
    with serving(create_app(InlineService(store))) as address:
        yield Server(int(address.rpartition(":")[2]))
