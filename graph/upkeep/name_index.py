"""The index: by which keys a name is found, and what is known of names and topics, ready to be compared.

    name:person:ann-lee    sayso:blockingKey "…" ; sayso:indexedName "Ann Lee" ; sayso:appearanceRecord "[…]"
    voices:topic:tariffs   sayso:voiceRecord "[…]"

All of it follows from the rest of the graph. It is there so that one article more does not have to read,
node by node, the thousands of articles in which a well-known name or topic stands: each of these is one
record here, a JSON list with the fields of `Appearance` or `Voice` in their order.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import astuple
from typing import Any
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, Store

from sayso.graph import iris, vocab
from sayso.graph.identity.appearances import Appearance, Capacity
from sayso.graph.identity.reading import Reading
from sayso.graph.identity.resolution import blocking_keys
from sayso.graph.upkeep.disagreements import Voice

__all__ = ["NameIndex", "name_node", "name_quads", "voice_quads", "voice_records"]


class NameIndex:
    """What the index says of names, brought up to date in mind with what articles that changed say now.

    `changed` are the IRIs of articles that came, went or changed since the index was written.
    """

    def __init__(self, store: Store, reading: Reading, changed: Iterable[str], base: str) -> None:
        self._store = store
        self._base = base
        self._graph = NamedNode(iris.index_graph(base))
        self._changed: set[str] = set()
        self._fresh: dict[str, list[Appearance]] = defaultdict(list)
        for article in sorted(changed):
            self._changed.add(iris.compact(article, base).removeprefix("article:"))
            for appearance in reading.of_article(article):
                self._fresh[appearance.name_id].append(appearance)
        self._names: dict[str, frozenset[str]] = {}

    @property
    def fresh(self) -> dict[str, list[Appearance]]:
        """The appearances in the articles that changed, as they are now, by name id."""
        return self._fresh

    def names(self, name_id: str) -> frozenset[str]:
        """All names that articles give to what has this name id, or gave before they changed."""
        if name_id not in self._names:
            known = {quad.object.value for quad in self._about(name_id, vocab.indexedName)}
            fresh = {name for one in self._fresh.get(name_id, ()) for name in _names(one)}
            self._names[name_id] = frozenset(known | fresh)
        return self._names[name_id]

    def appearances(self, name_id: str) -> list[Appearance]:
        """The appearances with this name id."""
        records = (_appearance(quad.object.value) for quad in self._about(name_id, vocab.appearanceRecord))
        return [
            *(one for one in records if one.article not in self._changed),
            *self._fresh.get(name_id, ()),
        ]

    def old(self, name_id: str) -> Iterator[Quad]:
        """What the index says of a name as it stands."""
        return self._about(name_id, None)

    def near(self, key: str) -> Iterator[str]:
        """The name ids that are found by a key, as of the last time that the index was written."""
        start = name_node("", self._base)
        found = self._store.quads_for_pattern(None, _BLOCKING_KEY, Literal(key), self._graph)
        for quad in found:
            assert isinstance(quad.subject, NamedNode)
            yield quad.subject.value.removeprefix(start)

    def _about(self, name_id: str, predicate: str | None) -> Iterator[Any]:
        term = None if predicate is None else NamedNode(predicate)
        return self._store.quads_for_pattern(
            NamedNode(name_node(name_id, self._base)), term, None, self._graph
        )


_BLOCKING_KEY = NamedNode(vocab.blockingKey)


def name_node(name_id: str, base: str) -> str:
    """The IRI of a name in the index; a name id is fit for an IRI as it is."""
    return f"{base}name/{name_id}"


def name_quads(name_id: str, appearances: Iterable[Appearance], base: str) -> Iterator[Quad]:
    """What the index says of a name: its keys, the names that go with it, its appearances."""
    node, graph = NamedNode(name_node(name_id, base)), NamedNode(iris.index_graph(base))
    names: set[str] = set()
    for one in appearances:
        names.update(_names(one))
        yield Quad(node, NamedNode(vocab.appearanceRecord), Literal(_record(astuple(one))), graph)
    for name in names:
        yield Quad(node, NamedNode(vocab.indexedName), Literal(name), graph)
    for key in blocking_keys(name_id, names):
        yield Quad(node, _BLOCKING_KEY, Literal(key), graph)


def voice_quads(voices: Iterable[Voice], base: str) -> Iterator[Quad]:
    """What the index says of who is for and against what."""
    graph = NamedNode(iris.index_graph(base))
    for voice in voices:
        node = NamedNode(_voices_node(voice.over, base))
        yield Quad(node, NamedNode(vocab.voiceRecord), Literal(_record(astuple(voice))), graph)


def voice_records(store: Store, over: str, base: str) -> set[Voice]:
    """Who is for and against a topic or entity, as of the last time that the index was written."""
    node, graph = NamedNode(_voices_node(over, base)), NamedNode(iris.index_graph(base))
    found = store.quads_for_pattern(node, NamedNode(vocab.voiceRecord), None, graph)
    return {_voice(quad.object.value) for quad in found if isinstance(quad.object, Literal)}


def _names(appearance: Appearance) -> Set[str]:
    return {appearance.name, *appearance.aliases}


def _voices_node(over: str, base: str) -> str:
    return f"{base}voices/{quote(iris.compact(over, base), safe=':')}"


def _record(fields: tuple[Any, ...]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _appearance(record: str) -> Appearance:
    fields = _fields(json.loads(record))
    fields[_CAPACITIES] = tuple(Capacity(*_fields(capacity)) for capacity in fields[_CAPACITIES])
    return Appearance(*fields)


_CAPACITIES = list(Appearance.__dataclass_fields__).index("capacities")


def _voice(record: str) -> Voice:
    return Voice(*_fields(json.loads(record)))


def _fields(record: list[Any]) -> list[Any]:
    """What is a tuple in a value is a list in JSON."""
    return [tuple(field) if isinstance(field, list) else field for field in record]
