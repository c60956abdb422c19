"""The store as rdflib sees it."""

from collections.abc import Mapping
from typing import Any

import pyoxigraph
from oxrdflib import OxigraphStore
from rdflib import Dataset, URIRef
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from sayso.graph import guard

__all__ = ["dataset"]


class _GuardedStore(OxigraphStore):
    """oxrdflib's store under our rules for queries: nothing outside is ever fetched."""

    def query(self, query: Query | str, *args: Any, **kwargs: Any) -> Result:
        if isinstance(query, str):
            guard.check(query, graphs=_Graphs(self._inner))
        return super().query(query, *args, **kwargs)


class _Graphs:
    """The named graphs of a store, as something to look into."""

    def __init__(self, handle: pyoxigraph.Store) -> None:
        self._handle = handle

    def __contains__(self, iri: object) -> bool:
        try:
            return self._handle.contains_named_graph(pyoxigraph.NamedNode(str(iri)))
        except ValueError:
            return False


def dataset(handle: pyoxigraph.Store, prefixes: Mapping[str, str]) -> Dataset:
    """A Dataset over `handle` whose default graph is the union of the named graphs."""
    found = Dataset(store=_GuardedStore(store=handle), default_union=True)
    for prefix, namespace in prefixes.items():
        found.bind(prefix, URIRef(namespace), replace=True)
    return found
