"""A view as one HTML file that opens anywhere: a picture to search and click, with the words behind it.

Nothing is loaded from elsewhere. What articles say is only ever set as text, never as markup, and a link is
one only if it begins with http:// or https://. The page allows itself its own scripts by their hashes and
nothing else (Content-Security-Policy), so that even markup smuggled into it would not run.

The scripts that draw do not know where their content comes from: `embedded.js` reads it from the page, and
whoever serves it over HTTP hands `sayso.start` another source (see `graph/assets/README.md`).
"""

import html as markup

import networkx as nx

from sayso.graph.pages import assets
from sayso.graph.pages.content import content
from sayso.graph.tables import Queryable

__all__ = ["COLOURS", "DRAWING", "OTHER_COLOUR", "colours", "html"]

COLOURS = {
    "person": "#3f74c7",
    "organization": "#d07a1f",
    "topic": "#2c9172",
    "outlet": "#b0478f",
    "platform": "#8a63d2",
    "collective": "#5f8fa8",
    "unnamed-person": "#8a8f98",
    "document": "#94753d",
}
"""The colour of each kind of node; told apart with the common kinds of colour blindness too."""

OTHER_COLOUR = "#7a7a7a"

DRAWING = (
    "elements.js",
    "facts.js",
    "search.js",
    "filters.js",
    "picture.js",
    "details.js",
    "table.js",
    "reader.js",
    "page.js",
)
"""The scripts that draw, in the order in which they are run; a source comes after them."""


def colours() -> dict[str, str]:
    """The colours as the drawing scripts take them: under "" that of all other kinds."""
    return {**COLOURS, "": OTHER_COLOUR}


def html(store: Queryable, graph: "nx.Graph[str]", *, texts: bool = True) -> str:
    """The page of a graph that `views.project` made from this store; without `texts` no article is in it."""
    found, readings = content(store, graph, texts=texts)
    found["colours"] = colours()
    title = f"{found['view']}: who said what" if found["view"] else "Who said what"
    scripts = [assets.asset(name) for name in (*DRAWING, "embedded.js")]
    style = assets.asset("marks.css") + assets.asset("page.css")
    # the template is filled from left to right once, so that nothing in the content is taken for a slot
    pieces = {
        "policy": markup.escape(assets.policy(scripts=scripts, styles=[style]), quote=True),
        "title": markup.escape(assets.clean(title)),
        "style": style,
        "frame": assets.asset("frame.html"),
        "data": assets.embedded(found),
        "articles": "\n".join(
            f'<script id="article-{number}" type="application/json">{assets.embedded(told)}</script>'
            for number, told in enumerate(readings)
            if told is not None
        ),
        "scripts": "\n".join(f"<script>{script}</script>" for script in scripts),
    }
    page = []
    for number, part in enumerate(assets.asset("page.html").split("%%")):
        page.append(pieces[part] if number % 2 else part)
    return "".join(page)
