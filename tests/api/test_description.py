"""The service description at /sparql without a query."""

import pyoxigraph as ox
import pytest
from werkzeug.test import TestResponse

from sayso.api.app import create_app
from sayso.api.service import InlineService
from sayso.api.settings import Settings
from sayso.graph.store import Store

SD = "http://www.w3.org/ns/sparql-service-description#"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def asked(accept: str | None, settings: Settings | None = None, **parameters: str) -> TestResponse:
    with Store.memory() as store:
        client = create_app(InlineService(store), settings).test_client()
        headers = {"Accept": accept} if accept else {}
        return client.get("/sparql", headers=headers, query_string=parameters)


def described(reply: TestResponse, format: ox.RdfFormat) -> dict[str, set[str]]:
    """What is said of the service, by property."""
    found: dict[str, set[str]] = {}
    for quad in ox.parse(reply.data, format=format):
        if quad.subject == ox.NamedNode("http://localhost/sparql"):
            value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
            found.setdefault(quad.predicate.value.removeprefix(SD), set()).add(value.removeprefix(SD))
    return found


@pytest.mark.parametrize(
    ("accept", "type", "format"),
    [
        (None, "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("*/*", "text/turtle; charset=utf-8", ox.RdfFormat.TURTLE),
        ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json;q=0.9, text/csv", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
    ],
)
def test_the_service_describes_itself_in_any_rdf(accept: str | None, type: str, format: ox.RdfFormat) -> None:
    reply = asked(accept)
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, type)
    found = described(reply, format)
    assert found["endpoint"] == {"http://localhost/sparql"}
    assert found["supportedLanguage"] == {"SPARQL10Query", "SPARQL11Query"}
    assert found["feature"] == {"UnionDefaultGraph"}
    assert "http://www.w3.org/ns/formats/SPARQL_Results_TSV" in found["resultFormat"]


def test_updates_are_described_only_where_there_are_any() -> None:
    reply = asked("text/turtle", Settings(update_token="t", union=False))
    found = described(reply, ox.RdfFormat.TURTLE)
    assert "SPARQL11Update" in found["supportedLanguage"]
    assert "feature" not in found


def test_a_browser_is_led_to_the_editor() -> None:
    reply = asked(BROWSER)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/editor")


def test_a_format_may_be_named() -> None:
    assert asked(BROWSER, format="nt").headers["Content-Type"] == "application/n-triples"


def test_what_cannot_be_given_is_not() -> None:
    assert asked("image/png").status_code == 406
    assert asked("*/*", format="csv").status_code == 406
    assert asked("*/*", format="docx").status_code == 406
    assert asked("*/*", q="ASK {}").status_code == 400
