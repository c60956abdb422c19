"""From a path to a record, to where the record is now, or to what is called alike."""

from typing import Any

from sayso.api.lookups import agents, articles, statements, topics
from sayso.api.lookups.addresses import ROUTES, iri_at, local
from sayso.api.lookups.finding import near
from sayso.api.lookups.records import Reader
from sayso.graph import iris, vocab
from sayso.graph.store import Store

__all__ = ["record_at", "why_at"]

_AGENTS = tuple(vocab.SPEAKER_KINDS.values())
_KINDS = {"unnamed": "unnamed-person"}
_AROUND: dict[str, tuple[str, ...]] = {
    "topic": ("topic",),
    "article": ("article",),
    "organization": agents.ORGANIZATION_KINDS,
    "outlet": agents.ORGANIZATION_KINDS,
    "platform": agents.ORGANIZATION_KINDS,
}


def record_at(store: Store, route: str, name: str) -> tuple[str, Any]:
    """("record", the record), ("moved", where it is now), or ("unknown", references to what is called alike).

    What has moved is an id that was replaced by another, or one that is written in another way.
    """
    iri, found = _at(store, route, name)
    if found is not None:
        return "record", found
    moved = _moved(store, route, name, iri)
    if moved is not None:
        return "moved", moved
    prefix = {path: prefix for prefix, path in ROUTES.items()}[route]
    if prefix == "statement":
        return "unknown", []
    kinds = _AROUND.get(prefix, ("person", "unnamed-person", "collective", "document"))
    return "unknown", near(store, iris.expand(f"x:{name}").partition(":")[2], kinds)


def _at(store: Store, route: str, name: str) -> tuple[str, Any]:
    iri = _iri(store, route, name)
    if route == "topics":
        return iri, topics.topic(store, iri)
    if route == "articles":
        return iri, articles.article(store, iri)
    if route == "statements":
        return iri, statements.statement(store, iri)
    return iri, agents.agent(store, iri)


def _iri(store: Store, route: str, name: str) -> str:
    if route == "topics":
        known = Reader(store).known
        return known.topic_names.get(name) or iri_at(route, name, store.base)
    return iri_at(route, name, store.base)


def _moved(store: Store, route: str, name: str, iri: str) -> str | None:
    """Where somebody is told of who has had this id, or has it in another form."""
    reader = Reader(store)
    known = reader.known
    if iri in known.replaced:
        return reader.href(known.replaced[iri])
    prefix, _ = local(iri, store.base)
    written = iris.expand(name, store.base) if ":" in name else iris.expand(f"{prefix}:{name}", store.base)
    if written != iri and _has_record(reader, written):
        return reader.href(written)
    if route in ("statements", "articles"):
        return None
    if route == "topics":
        return reader.href(known.scheme[name].iri) if name in known.scheme else None
    match = known.name_index.match(f"{prefix}:{name}", _AGENTS)
    slugs = [one for one in match.iris if match.exact]
    own = [one for one in slugs if local(one, store.base)[0] == prefix] or slugs
    return reader.href(own[0]) if len(own) == 1 and own[0] != iri else None


def _has_record(reader: Reader, iri: str) -> bool:
    prefix, _ = local(iri, reader.base)
    return prefix in ROUTES and (iri in reader.known.names or reader.exists(iri))


def why_at(store: Store, route: str, name: str) -> tuple[str, Any]:
    """What a statement, or who somebody is, rests on; else as `record_at`, with the path of the reasons."""
    from sayso.graph.reasons.provenance import plain
    from sayso.graph.reasons.tracing import Tracer
    from sayso.graph.reasons.why import Why, why, why_lines
    from sayso.graph.reasons.wording import text

    reader = Reader(store)
    iri = _iri(store, route, name)
    if route == "statements" and reader.is_a(iri, vocab.Statement):
        told = Why("", 1, (Tracer(store).provenance(iri),))
    elif route != "statements" and iri in reader.known.names:
        told = why(store, iri)
    else:
        found = _moved(store, route, name, iri)
        return ("moved", f"{found}/why") if found is not None else ("unknown", [])
    statement = plain(told.statements[0]) if told.statements else None
    account = plain(told.account) if told.account is not None else None
    return "record", {
        "kind": "why",
        "id": reader.id(iri),
        "href": reader.href(iri),
        "name": reader.name(iri).label,
        "lines": text(why_lines(told)).splitlines(),
        "statement": statement,
        "account": account,
    }
