"""The SPARQL editor: YASGUI as it comes, on our own endpoint, and a page of queries to start from.

Without JavaScript the page is a form. With it, `static/editor.js` puts YASGUI in the form's place and gives
it what it would otherwise fetch elsewhere: prefixes, classes, properties. What a graph holds is shown as
text: `editor.js` draws the cells of tables itself.
"""

from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, make_response, render_template, request
from markupsafe import Markup
from pyoxigraph import NamedNode, RdfFormat, parse

import sayso
from sayso.api.lookups.addresses import ROUTES
from sayso.api.settings import current_service
from sayso.api.web.examples import example, examples
from sayso.graph import iris, vocab
from sayso.graph.pages.assets import embedded

__all__ = ["blueprint"]

blueprint = Blueprint("editor", __name__)

# YASGUI puts one style element into the page, for the handles between columns: it is let in by its hash, here
# alone. All else it does with styles is allowed under the strict policy of every page.
_GRIPS = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
POLICY = (
    f"default-src 'none'; style-src 'self' {_GRIPS}; script-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@blueprint.get("/editor")
def editor() -> Response:
    """The editor, with the query in `query` or the example of the name in `example`."""
    query = request.args.get("query")
    name = request.args.get("example")
    chosen = None if name is None else example(name)
    if name is not None and chosen is None:
        known = ", ".join(each.name for each in examples())
        abort(404, description=f"no example {name!r}; there are {known}")
    if query is None:
        query = (chosen or examples()[0]).query
    settings = {
        "endpoint": request.script_root + "/sparql",
        "root": request.script_root + "/",
        "base": current_service().base,
        "routes": dict(ROUTES),
        "prefixes": iris.prefixes(current_service().base),
        **_terms(),
    }
    response = make_response(
        render_template(
            "editor.html",
            query=query,
            asked="query" in request.args or chosen is not None,
            examples=examples(),
            chosen=chosen,
            settings=Markup(embedded(settings)),
        )
    )
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/examples")
def all_examples() -> str:
    return render_template("examples.html", examples=examples())


@cache
def _terms() -> dict[str, list[str]]:
    """What an editor may complete: classes and properties of the ontology, and those used beside them."""
    text = (Path(sayso.__file__).parent / "ontology.ttl").read_bytes()
    classes, properties = set(), set()
    for triple in parse(text, RdfFormat.TURTLE):
        if triple.predicate.value != vocab.RDF + "type" or not isinstance(triple.subject, NamedNode):
            continue
        if not isinstance(triple.object, NamedNode):
            continue
        kind = triple.object.value.rpartition("#")[2]
        if kind == "Class":
            classes.add(triple.subject.value)
        elif kind.endswith("Property"):
            properties.add(triple.subject.value)
    for name, iri in vars(vocab).items():
        prefix, underscore, local = name.partition("_")
        if underscore and prefix in iris.STANDARD_PREFIXES and prefix != "xsd" and isinstance(iri, str):
            (classes if local[:1].isupper() else properties).add(iri)
    return {"classes": sorted(classes), "properties": sorted(properties)}
