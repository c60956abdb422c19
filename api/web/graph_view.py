"""The graph to look at, live: a page for each view, what it is drawn from, and the view as a file.

    /graph                              which views there are
    /graph/overview?topic=ai-chips      the page; it asks for what follows
    /graph/overview/content.json?…      names, ties and statements, as graph/pages/content.py makes them
    /graph/articles/article:x.json      one article with its marks, when it is opened
    /graph/overview.gexf?…              the view as a file

The page is there at once; its content takes seconds on a large graph. It is made once for each state of the
graph and kept, packed, in the process that serves. One view is made at a time, and what was too much for the
limits is not tried again at once. All addresses take the same filters: `since`, `until`,
`topic`, `person`.
"""

import difflib
import gzip
import importlib.util
import json
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import astuple, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO, NoReturn, TypeVar, cast
from urllib.parse import urlencode

import pyoxigraph as ox
from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from markupsafe import Markup

from sayso.api.lookups.addresses import ROUTES
from sayso.api.lookups.directory import directory
from sayso.api.lookups.statement_index import check_period
from sayso.api.lookups.statements import SPEAKERS, named
from sayso.api.protocol.queries import body_response
from sayso.api.service import BusyError, GoneError, LimitError, Service, asker
from sayso.api.settings import current_service
from sayso.errors import QueryError, QuestionError, SaysoError
from sayso.graph import iris, tables, vocab
from sayso.graph.analysis.links import Rows
from sayso.graph.analysis.periods import Slice
from sayso.graph.analysis.views import VIEWS, from_rows
from sayso.graph.exports.formats import FORMATS, Format, Material
from sayso.graph.pages import articles as article_texts
from sayso.graph.pages.assets import asset
from sayso.graph.pages.content import content
from sayso.graph.pages.view_page import DRAWING, colours
from sayso.graph.row_facts import values_block
from sayso.graph.store import Store

__all__ = ["Chosen", "article_reading", "blueprint", "view_content", "view_file"]

T = TypeVar("T")

blueprint = Blueprint("graph", __name__)

FILTERS = ("since", "until", "topic", "person")

_KEPT_BYTES = 64_000_000
_KEPT = "sayso.graph_view"
_TURNS = "sayso.graph_view.turns"
_FAILED_SECONDS = 180.0  # so long what was too much is not tried again
_FAILED_MOST = 1_000
_TURN_SECONDS = 10.0  # so long a view waits until another is made
_MOST_ON_DISK = 8_000
"""With more statements than that on the disk, no view of all of them is made: 11,000 take over 30 seconds."""

_TYPES = {
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "cytoscape": "application/json",
    "node-link": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "dot": "text/vnd.graphviz; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "html": "text/html; charset=utf-8",
    "turtle": "text/turtle; charset=utf-8",
    "trig": "application/trig",
    "n-quads": "application/n-quads",
    "n-triples": "application/n-triples",
    "json-ld": "application/ld+json",
}
"""The media type of each format that `/graph/{view}.{suffix}` writes: those of one file."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A view and what it is narrowed to: times as `views.project` takes them, a topic and a speaker.

    These by name, id or IRI, as look-ups take them; an id that was replaced stands for what it is now, a name
    for all who have it, and a topic for those under it, too.
    """

    view: str
    since: str | None = None
    until: str | None = None
    topic: str | None = None
    person: str | None = None


# ---- jobs: these run where the store is


def view_content(store: Store, out: BinaryIO, chosen: Chosen) -> str | None:
    """Writes what the page of a view is drawn from, as JSON.

    Tells which of the filters names what is not in the graph, and then writes nothing.
    """
    meant = _meant(store, chosen)
    if isinstance(meant, str):
        return meant
    rows = _rows(store, chosen, meant)
    found, _ = content(store, from_rows(chosen.view, rows), rows=rows.statements, fetched=True)
    found["colours"] = colours()
    only = meant.person or meant.topic or ()
    found["chosen"] = iris.compact(only[0], store.base) if len(only) == 1 else ""
    text = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # half a surrogate pair cannot be written as UTF-8
    out.write(text.encode("utf-8", "backslashreplace"))
    return None


def article_reading(store: Store, article: str) -> dict[str, Any] | None:
    """An article as the page reads it, with the ids of its statements; None where its text is not stored."""
    iri = iris.expand(article, store.base)
    block = values_block("a", [iri])
    text = next(
        (row[0].value for row in store.query(f"SELECT ?text {{ {block} ?a <{vocab.nif_isString}> ?text }}")),
        None,
    )
    if text is None:
        return None
    rows = tables.statements(store, articles=[iri])
    title = rows[0].article if rows else None
    told = article_texts.reading(text, title, list(enumerate(rows)), article_texts.marks(store, iri))
    return {**told, "statements": [iris.compact(row.id, store.base) for row in rows]}


def view_file(store: Store, out: BinaryIO, chosen: Chosen, format: str, addition: str) -> str | None:
    """Writes a view as a file of this format; `addition` is which of its files: "" where there is but one.

    Tells which of the filters names what is not in the graph, and then writes nothing.
    """
    meant = _meant(store, chosen)
    if isinstance(meant, str):
        return meant
    wanted = FORMATS[format]
    with tempfile.TemporaryDirectory(prefix="sayso-") as folder:
        places = {each: Path(folder) / f"view{each}" for each in wanted.adds}
        wanted.write(Material(store, from_rows(chosen.view, _rows(store, chosen, meant))), places)
        with places[addition].open("rb") as written:
            shutil.copyfileobj(written, out, 1 << 18)
    return None


@dataclass(frozen=True, slots=True)
class _Meant:
    """The IRIs that the filters mean; None is no filter."""

    topic: tuple[str, ...] | None = None
    person: tuple[str, ...] | None = None


def _rows(store: Store, chosen: Chosen, meant: _Meant) -> Rows:
    if chosen == Chosen(chosen.view) and _too_many(store):
        raise LimitError(
            f"this graph is read from the disk, and has more than {_MOST_ON_DISK:,} statements, too many "
            "for a view of all: name a topic, a person or a time",
            "statements",
        )
    topics = None
    if meant.topic is not None:
        block = values_block("top", meant.topic)
        query = f"SELECT DISTINCT ?t WHERE {{ {block} ?t <{vocab.skos_broader}>* ?top }} ORDER BY ?t"
        topics = tuple(dict.fromkeys([*meant.topic, *(row[0].value for row in store.query(query))]))
    return Rows(store, Slice.of(chosen.since, chosen.until), speakers=meant.person, topics=topics)


def _too_many(store: Store) -> bool:
    if store.path is None:
        return False
    kind, statement = ox.NamedNode(vocab.rdf_type), ox.NamedNode(vocab.Statement)
    found = store.handle.quads_for_pattern(None, kind, statement, None)
    return next(islice(found, _MOST_ON_DISK, None), None) is not None


def _meant(store: Store, chosen: Chosen) -> _Meant | str:
    """What the filters mean, or the name of the one that means nothing in this graph."""
    found: dict[str, tuple[str, ...]] = {}
    for kind, text in (("person", chosen.person), ("topic", chosen.topic)):
        if text is None:
            continue
        those = _named(store, kind, text)
        if not those:
            return kind
        found[kind] = those
    return _Meant(**found)


def _named(store: Store, kind: str, text: str) -> tuple[str, ...]:
    known = directory(store)
    try:
        iri = iris.expand(text if ":" in text else f"{kind}:{text}", store.base)
        iri = known.replaced.get(iri, iri)
        block = values_block("it", [iri])  # refuses what is no IRI
        if store.query(f"ASK {{ {block} {{ ?it ?p ?o }} UNION {{ ?s ?p ?it }} }}"):
            return (iri,)
    except (SaysoError, ValueError):
        pass  # then it is a name
    try:
        if kind == "person":
            return tuple(named(known, text, SPEAKERS))
        return (known.topic_names[text],) if text in known.topic_names else tuple(known.lookup.topics(text))
    except (QueryError, QuestionError):
        return ()


# ---- what was made for the state of the graph that is served now


class _Kept:
    """Packed answers, by what was asked in which state: each is made once, even when many ask at once."""

    def __init__(self, most: int = _KEPT_BYTES) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._made: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._making: dict[tuple[Any, ...], Future[bytes]] = {}

    def get(self, key: tuple[Any, ...], make: Callable[[], bytes]) -> bytes:
        """What `make` gives, or gave. Whoever waits for another's raises what that raised, but makes it
        where that one has gone meanwhile.
        """
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
            future = self._making.get(key)
            mine = future is None
            if future is None:
                future = self._making[key] = Future()
        if not mine:
            try:
                return future.result()
            except GoneError:
                return self.get(key, make)
        try:
            packed = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            future.set_exception(error)
            raise
        with self._lock:
            self._made[key] = packed
            del self._making[key]
            while len(self._made) > 1 and sum(map(len, self._made.values())) > self._most:
                self._made.popitem(last=False)
        future.set_result(packed)
        return packed


class _Turns:
    """Has one view made at a time, and for a while refuses what was too much for the limits just before.

    Who had the last turn gives way to other clients, and has no more than two views made or waiting.
    """

    def __init__(self, failed_seconds: float = _FAILED_SECONDS, turn_seconds: float = _TURN_SECONDS) -> None:
        self._failed_seconds = failed_seconds
        self._turn_seconds = turn_seconds
        self._free = threading.Condition()
        self._waiting: list[tuple[str, object]] = []  # the client, and what tells its turns apart
        self._at_work = False
        self._last = ""
        self._lock = threading.Lock()
        self._failed: OrderedDict[tuple[Any, ...], tuple[float, LimitError]] = OrderedDict()

    def take(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """What `make` gives. Raises its LimitError again where the key had one; BusyError without a turn."""
        self._refuse(key)
        self._await_turn(asker.get())
        try:
            self._refuse(key)  # it may have been tried meanwhile
            return make()
        except LimitError as error:
            with self._lock:
                self._failed.setdefault(key, (time.monotonic(), error))
                while len(self._failed) > _FAILED_MOST:
                    self._failed.popitem(last=False)
            raise
        finally:
            with self._free:
                self._at_work = False
                self._free.notify_all()

    def _await_turn(self, client: str) -> None:
        mine = client, object()
        with self._free:
            if client and any(one == client for one, _ in self._waiting):
                raise BusyError("two views are being made for you: try again in a moment", 5)
            self._waiting.append(mine)
            try:
                if not self._free.wait_for(lambda: self._next() is mine, self._turn_seconds):
                    raise BusyError("another view of the graph is being made: try again in a moment", 5)
                self._at_work, self._last = True, client
            finally:
                self._waiting.remove(mine)

    def _next(self) -> object:
        if self._at_work:
            return None
        return next((one for one in self._waiting if one[0] != self._last), self._waiting[0])

    def _refuse(self, key: tuple[Any, ...]) -> None:
        with self._lock:
            when, error = self._failed.get(key, (0.0, None))
            if error is None:
                return
            if time.monotonic() - when > self._failed_seconds:
                del self._failed[key]
                return
        told = f"{error} (tried a short while ago; a topic, a person or a time makes it less)"
        raise type(error)(told, error.limit)


def _kept() -> _Kept:
    return cast(_Kept, current_app.extensions.setdefault(_KEPT, _Kept()))


def _turns() -> _Turns:
    return cast(_Turns, current_app.extensions.setdefault(_TURNS, _Turns()))


# ---- routes


@blueprint.get("/graph")
def views() -> str:
    root = url_for("graph.views") + "/"
    return render_template("views.html", views=VIEWS.values(), files=_endings(), root=root)


@blueprint.get("/graph/<view>")
def view_page(view: str) -> str:
    chosen = _chosen(view)
    asked = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return render_template(
        "graph.html",
        view=VIEWS[chosen.view],
        views=VIEWS.values(),
        asked=asked,
        base=current_service().base,
        routes=dict(ROUTES),
        files=_endings(),
        root=url_for("graph.views") + "/",
        query=f"?{urlencode(asked)}" if asked else "",
        scripts=DRAWING,
        frame=Markup(asset("frame.html")),
    )


@blueprint.get("/graph/<view>/content.json")
def view_json(view: str) -> Response:
    chosen = _chosen(view)
    service = current_service()
    state = _state(service)
    tag = _tag(state, chosen)
    if request.if_none_match.contains_weak(tag):
        return _unchanged(tag)

    def make() -> bytes:
        written = _turns().take((service.state, chosen), lambda: service.write(view_content, chosen))
        body = written.body
        if not isinstance(body, bytes):
            with body as file:
                file.seek(0)
                body = file.read()
        if written.told is not None:
            _not_in_graph(written.told)
        return gzip.compress(body, 5, mtime=0)

    packed = _kept().get((state, chosen), make)
    if request.accept_encodings["gzip"] > 0:
        response = Response(packed, mimetype="application/json")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(gzip.decompress(packed), mimetype="application/json")
    response.vary.add("Accept-Encoding")
    return _revalidated(response, tag)


@blueprint.get("/graph/articles/<path:article>.json")
def article_json(article: str) -> Response:
    try:
        values_block("a", [iris.expand(article, current_service().base)])
    except (SaysoError, ValueError) as error:
        abort(404, description=f"no article {article!r}: {error}")
    found = current_service().run(article_reading, article)
    if found is None:
        abort(404, description=f"no text of an article {article!r} in this graph")
    return cast(Response, current_app.json.response(found))


@blueprint.get("/graph/<view>.<format>")
def view_download(view: str, format: str) -> Response:
    wanted, suffix, addition = _format(view, format)
    chosen = _chosen(view.removesuffix(addition))
    service = current_service()
    tag = _tag(_state(service), chosen, wanted.name, addition)
    if request.if_none_match.contains_weak(tag):
        return _unchanged(tag)
    written = _turns().take(
        (service.state, chosen, wanted.name, addition),
        lambda: service.write(view_file, chosen, wanted.name, addition),
    )
    if written.told is not None:
        _not_in_graph(written.told)
    response = body_response(written, _TYPES[wanted.name])
    response.headers["Content-Disposition"] = f'attachment; filename="{chosen.view}{addition}{suffix}"'
    return _revalidated(response, tag)


def _state(service: Service) -> str:
    """The present state; where nobody knows which that is, a name that no other answer has."""
    return service.state or token_hex(8)


def _tag(state: str, chosen: Chosen, *more: str) -> str:
    return sha256(repr((state, astuple(chosen), more)).encode()).hexdigest()[:24]


def _unchanged(tag: str) -> Response:
    return _revalidated(Response(status=304), tag)


def _revalidated(response: Response, tag: str) -> Response:
    # weak: packed and unpacked are the same answer
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _chosen(view: str) -> Chosen:
    """What the request asks for. Aborts it where a name or a value is none of ours."""
    if view not in VIEWS:
        near = difflib.get_close_matches(view, VIEWS, n=1)
        hint = f"did you mean {near[0]}? There are" if near else "there are"
        abort(404, description=f"no view {view!r}; {hint} {', '.join(VIEWS)}")
    unknown = sorted(set(request.args) - set(FILTERS))
    if unknown:
        abort(400, description=f"no filter {unknown[0]!r}; there are {', '.join(FILTERS)}")
    since, until, topic, person = (request.args.get(name) or None for name in FILTERS)
    if person is not None and (VIEWS[view].in_common or VIEWS[view].signed):
        possible = [name for name, each in VIEWS.items() if not (each.in_common or each.signed)]
        abort(
            400,
            description=f"{view} ties what several have in common: the filter person would leave nothing. "
            f"It works on {', '.join(possible)}",
        )
    check_period(since, until)
    try:
        Slice.of(since, until)
    except (SaysoError, ValueError) as error:
        abort(400, description=str(error))
    return Chosen(view, since, until, topic, person)


def _not_in_graph(name: str) -> NoReturn:
    abort(404, description=f"no {name} {request.args.get(name)!r} in this graph")


def _offered() -> list[tuple[Format, str, str]]:
    """Formats of a view whose files can be had one by one: each with its suffix and addition."""
    can_paint = importlib.util.find_spec("matplotlib") is not None
    return [
        (format, format.suffixes[0], addition)
        for format in FORMATS.values()
        if format.name in _TYPES and (can_paint or format.name not in ("svg", "png"))
        for addition in format.adds
    ]


def _endings() -> list[tuple[str, str]]:
    """What a file of a view may end with, and whom it is for."""
    return [(f"{addition}{suffix}", format.about) for format, suffix, addition in _offered()]


def _format(view: str, suffix: str) -> tuple[Format, str, str]:
    for format, first, addition in _offered():
        if f".{suffix}" in format.suffixes and view.endswith(addition):
            return format, first, addition
    plain = next((name for name in VIEWS if view.startswith(name)), "overview")
    names = ", ".join(f"{plain}{addition}{first}" for _, first, addition in _offered())
    abort(404, description=f"no {view}.{suffix}; a view is to be had as {names}")
