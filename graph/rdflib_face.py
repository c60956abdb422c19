"""The store as rdflib sees it."""

from collections.abc import Mapping
from typing import Any

import pyoxigraph
from oxrdflib import OxigraphStore
from rdflib import Dataset, URIRef
from rdflib.plugins.sparql.sparql import Query, Update
from rdflib.query import Result

from sayso.errors import QueryError
from sayso.graph import guard

__all__ = ["dataset"]


class _GuardedStore(OxigraphStore):
    """oxrdflib's store under our rules for queries: nothing outside is ever fetched."""

    def query(self, query: Query | str, *args: Any, **kwargs: Any) -> Result:
        guard.check(_text(query), graphs=guard.NamedGraphs(self._inner))
        return super().query(query, *args, **kwargs)

    def update(self, update: Update | str, *args: Any, **kwargs: Any) -> None:
        raise _no_update()


class _GuardedDataset(Dataset):
    """A Dataset that does not hand queries to rdflib's own engine either, which follows SERVICE and LOAD."""

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Result:
        assert isinstance(self.store, _GuardedStore)
        guard.check(_text(query_object), graphs=guard.NamedGraphs(self.store._inner))
        return super().query(query_object, *args, **kwargs)

    def update(self, *args: Any, **kwargs: Any) -> None:
        raise _no_update()


def _text(query: object) -> str:
    if not isinstance(query, str):
        raise QueryError("a prepared query cannot be checked: give the query as text")
    return query


def _no_update() -> QueryError:
    return QueryError("an update would change the graph: ask by SELECT, ASK, CONSTRUCT or DESCRIBE")


def dataset(handle: pyoxigraph.Store, prefixes: Mapping[str, str]) -> Dataset:
    """A Dataset over `handle` whose default graph is the union of the named graphs."""
    found = _GuardedDataset(store=_GuardedStore(store=handle), default_union=True)
    for prefix, namespace in prefixes.items():
        found.bind(prefix, URIRef(namespace), replace=True)
    return found
