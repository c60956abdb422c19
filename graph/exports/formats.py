"""The formats that a graph or a view of it can be written in, by name and by suffix; and the writing.

    export(store, "person-topic", "people.gexf")     # a view for Gephi
    export(store, None, "graph.db")                  # the whole graph as SQLite
    export(store, None, "vault", format="vault")     # a folder

The same graph gives the same bytes.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import networkx as nx

from sayso.errors import SaysoError
from sayso.graph.analysis.views import project
from sayso.graph.exports import (
    dot,
    files,
    jsonld,
    marks,
    networks,
    openrefine,
    pairs,
    picture,
    rdf,
    sqlite,
    table_files,
    vault,
)
from sayso.graph.exports.marks import Mark
from sayso.graph.exports.rdf import Source
from sayso.graph.exports.values import defused, flatten
from sayso.graph.pages.view_page import html

__all__ = ["DEFAULT_VIEW", "FORMATS", "Format", "Material", "defused", "export", "flatten", "format_of"]

DEFAULT_VIEW = "person-topic"
"""The view that is written in most formats of views where none is named."""


@dataclass(frozen=True, slots=True)
class Material:
    """A store, and a view of it, or None for the whole graph.

    With `raw`, formulas stay in CSV; without `texts`, a page has no whole articles.
    """

    store: Source
    view: "nx.Graph[str] | None"
    raw: bool = False
    texts: bool = True

    @property
    def network(self) -> "nx.Graph[str]":
        """The view, with its measures, for formats that write nothing else."""
        if self.view is None:
            raise SaysoError("this format writes a view: name one with --view")
        return networks.described(self.view)


_Files = Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a graph.

    `of` is "view" (it writes a view), "graph" (the whole graph alone) or "either" (the whole graph, unless
    a view is named). `write` fills the files that it is given by what is added to the target's name (`adds`),
    or the folder under "". `marks` tell for each of these the files that it may replace.
    `view` is what it writes where no view is named.
    """

    name: str
    suffixes: tuple[str, ...]
    about: str
    of: str
    write: Callable[[Material, _Files], None]
    folder: bool = False
    adds: tuple[str, ...] = ("",)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    view: str = DEFAULT_VIEW


def export(
    store: Source,
    view: str | None,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    raw_csv: bool = False,
    texts: bool = True,
    force: bool = False,
) -> list[Path]:
    """Writes a view, or with None the whole graph, and gives the files or the folder written.

    In a format of views None is that format's own. What is written is there as a whole or not at all, and
    takes the place of nothing but an earlier export of that format, or with `force` of any other file as
    well; never in a graph folder. `raw_csv` leaves formulas in CSV as they are, `texts=False` the whole
    articles out of a page. Raises `SaysoError` for an unknown view or format, a view where the format takes
    none, and when the place cannot be written.
    """
    target = Path(path)
    chosen = format_of(target, format)
    if view is not None and chosen.of == "graph":
        raise SaysoError(f"{chosen.name} holds the whole graph: leave out the view {view!r}")
    wanted = chosen.view if view is None and chosen.of == "view" else view
    material = Material(store, None if wanted is None else project(store, wanted), raw_csv, texts)
    if chosen.folder:
        folder = files.write_folder(
            target, chosen.name, lambda place: chosen.write(material, {"": place}), force=force
        )
        return [folder]
    return files.write_files(
        target, chosen.adds, chosen.marks, lambda places: chosen.write(material, places), force=force
    )


def format_of(path: Path, name: str | None = None) -> Format:
    """The format of this name, or else the one that the suffix of the path says."""
    for format in FORMATS.values():
        if format.name == name if name is not None else path.suffix.lower() in format.suffixes:
            return format
    known = ", ".join(
        f"{format.name} ({format.suffixes[0] if format.suffixes else 'a folder'})"
        for format in FORMATS.values()
    )
    what = f"no format {name!r}" if name is not None else f"no format for the suffix of {path.name!r}"
    raise SaysoError(f"{what}; there are {known}")


def _bytes(make: Callable[["nx.Graph[str]"], bytes]) -> Callable[[Material, _Files], None]:
    return lambda material, places: _put(places[""], make(material.network))


def _put(place: Path, content: bytes) -> None:
    place.write_bytes(content)


def _html(material: Material, places: _Files) -> None:
    assert material.view is not None
    _put(places[""], html(material.store, material.view, texts=material.texts).encode())


def _pictured(format: str) -> Callable[[Material, _Files], None]:
    def write(material: Material, places: _Files) -> None:
        assert material.view is not None
        _put(places[""], picture.picture(material.view, format))

    return write


def _gephi(material: Material, places: _Files) -> None:
    for addition, content in pairs.gephi(material.network, raw=material.raw).items():
        _put(places[addition], content)


def _neo4j(material: Material, places: _Files) -> None:
    for name, content in pairs.neo4j(material.network, raw=material.raw).items():
        _put(places[""] / name, content)


def _rdf(format: str) -> Callable[[Material, _Files], None]:
    return lambda material, places: rdf.write(material.store, material.view, places[""], format)


def _sqlite(material: Material, places: _Files) -> None:
    sqlite.write(material.store, places[""])
    _put(places["-datasette.json"], sqlite.datasette_metadata(places[""].stem))


_PAGE = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="generator" content="sayso export">'
)
_JSON = {"": marks.begins('{\n "generated_by": "sayso export"')}
_XML = {"": marks.xml}
_COMMENT = {"": marks.begins(marks.HASH_COMMENT)}
_LINES = {"": marks.lines}

FORMATS = {
    format.name: format
    for format in (
        Format(
            "html",
            (".html", ".htm"),
            "a page to look at, search and click, in one file",
            "view",
            _html,
            marks={"": marks.begins(_PAGE)},
            view="overview",
        ),
        Format(
            "gexf",
            (".gexf",),
            "Gephi, with dates as time",
            "view",
            _bytes(networks.gexf),
            marks={"": marks.gexf},
        ),
        Format(
            "graphml",
            (".graphml",),
            "yEd, Cytoscape, igraph, NetworkX",
            "view",
            _bytes(networks.graphml),
            marks=_XML,
        ),
        Format(
            "cytoscape",
            (".cyjs",),
            "Cytoscape and Cytoscape.js",
            "view",
            _bytes(networks.cytoscape),
            marks=_JSON,
        ),
        Format("node-link", (".json",), "NetworkX and D3", "view", _bytes(networks.node_link), marks=_JSON),
        Format(
            "csv",
            (".csv",),
            "two tables, nodes and edges, as Gephi names their columns",
            "view",
            _gephi,
            adds=("-nodes", "-edges"),
            marks={
                "-nodes": marks.csv_header("Id,Label,Time Interval", frozenset({"kind", "degree"})),
                "-edges": marks.csv_header(
                    "Source,Target,Type,Weight,Label,Time Interval", frozenset({"relation", "subject"})
                ),
            },
        ),
        Format("neo4j", (), "a folder for the bulk import of Neo4j", "view", _neo4j, folder=True),
        Format(
            "dot",
            (".dot", ".gv"),
            "Graphviz",
            "view",
            _bytes(dot.dot),
            marks={"": marks.begins(marks.SLASH_COMMENT)},
        ),
        Format("svg", (".svg",), "a picture for reports, in vectors", "view", _pictured("svg"), marks=_XML),
        Format(
            "png",
            (".png",),
            "a picture for slides",
            "view",
            _pictured("png"),
            marks={"": marks.png},
        ),
        Format(
            "tables",
            (),
            "a folder of CSV tables: statements and all that belongs to them",
            "graph",
            lambda material, places: table_files.csv_folder(material.store, places[""], raw=material.raw),
            folder=True,
        ),
        Format(
            "parquet",
            (),
            "the same tables as Parquet, for pandas, Polars, DuckDB, R",
            "graph",
            lambda material, places: table_files.parquet_folder(material.store, places[""]),
            folder=True,
        ),
        Format(
            "sqlite",
            (".db", ".sqlite", ".sqlite3"),
            "the same tables as SQLite with full-text search, and a page for Datasette",
            "graph",
            _sqlite,
            adds=("", "-datasette.json"),
            marks={"": marks.sqlite(sqlite.APPLICATION_ID), "-datasette.json": _JSON[""]},
        ),
        Format("turtle", (".ttl",), "RDF, all in one graph", "either", _rdf("turtle"), marks=_COMMENT),
        Format(
            "trig",
            (".trig",),
            "RDF, with a named graph for each article",
            "either",
            _rdf("trig"),
            marks=_COMMENT,
        ),
        Format(
            "n-quads", (".nq",), "the same, a quad a line, sorted", "either", _rdf("n-quads"), marks=_LINES
        ),
        Format(
            "n-triples",
            (".nt",),
            "RDF in one graph, a triple a line, sorted",
            "either",
            _rdf("n-triples"),
            marks=_LINES,
        ),
        Format(
            "json-ld",
            (".jsonld",),
            "RDF as JSON with short names",
            "either",
            lambda material, places: jsonld.write(material.store, material.view, places[""]),
            marks={"": marks.json_ld},
        ),
        Format(
            "vault",
            (),
            "a folder of linked notes for Obsidian",
            "graph",
            lambda material, places: vault.vault(material.store, places[""]),
            folder=True,
        ),
        Format(
            "openrefine",
            (),
            "a folder of names to reconcile in OpenRefine",
            "graph",
            lambda material, places: openrefine.names_folder(
                material.store, places[""], base=material.store.base, raw=material.raw
            ),
            folder=True,
        ),
    )
}
"""Every format by its name."""
