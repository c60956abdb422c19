"""Which media type an answer comes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.api.protocol.negotiation import BOOLEANS, GRAPHS, SOLUTIONS, Choice, best, choose

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "choice"),
    [
        (None, Choice(JSON, JSON, "text/turtle")),
        ("", Choice(JSON, JSON, "text/turtle")),
        ("*/*", Choice(JSON, JSON, "text/turtle")),
        ("*", Choice(JSON, JSON, "text/turtle")),
        ("no media type", Choice(JSON, JSON, "text/turtle")),
        (JSON, Choice(JSON, JSON, None)),
        ("APPLICATION/Sparql-Results+XML", Choice(XML, XML, None)),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.8", Choice(XML, XML, None)),
        (f"{JSON};q=0, {XML};q=0.5", Choice(XML, XML, None)),
        (f"{JSON};q=0, */*", Choice("application/json", "application/json", "text/turtle")),
        (
            f"{JSON};q=0, application/*",
            Choice("application/json", "application/json", "application/n-triples"),
        ),
        ("text/*", Choice("text/xml", "text/xml", "text/turtle")),
        ("text/*;q=0.5, text/csv", Choice("text/csv", "text/xml", "text/turtle")),
        ("*/*;q=0.5, text/csv;q=0.1", Choice(JSON, JSON, "text/turtle")),
        ("text/turtle; charset=utf-8", Choice(None, None, "text/turtle")),
        (
            'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"',
            Choice(None, None, "application/ld+json"),
        ),
        (
            "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9",
            Choice(None, None, "application/n-quads"),
        ),
        (f"{XML}, {JSON}", Choice(JSON, JSON, None)),  # of equals the one that is offered first
        (f"{XML}, */*", Choice(XML, XML, "text/turtle")),  # of equals the one that is named
        ("text/html, */*;q=0.1", Choice("text/html", "text/html", "text/html")),
        (BROWSER, Choice("text/html", "text/html", "text/html")),
        (f"text/html, {JSON}", Choice(JSON, JSON, "text/html")),
        ("image/png", Choice(None, None, None)),
        ("*/*;q=0", Choice(None, None, None)),
        ("text/csv;q=nan, application/xml;q=x", Choice(None, None, None)),
        ("text/csv ; q = 0.5", Choice("text/csv", None, None)),
    ],
)
def test_a_client_gets_what_it_likes_best(accept: str | None, choice: Choice) -> None:
    assert choose(accept) == choice


@pytest.mark.parametrize(
    ("format", "choice"),
    [
        ("json", Choice(JSON, JSON, "application/ld+json")),
        ("xml", Choice(XML, XML, "application/rdf+xml")),
        ("csv", Choice("text/csv", None, None)),
        ("TSV", Choice("text/tab-separated-values", None, None)),
        ("ttl", Choice(None, None, "text/turtle")),
        ("rdf xml", Choice(None, None, "application/rdf+xml")),  # a "+" that was not escaped
        ("text/csv", Choice("text/csv", None, None)),
        ("html", Choice("text/html", "text/html", "text/html")),
    ],
)
def test_a_name_of_a_format_comes_before_the_header(format: str, choice: Choice) -> None:
    assert choose("image/png", format) == choice


@pytest.mark.parametrize("format", ["docx", "image/png", "x" * 1000])
def test_an_unknown_name_of_a_format_is_refused(format: str) -> None:
    with pytest.raises(ValueError, match="no format"):
        choose(None, format)


@given(st.text(alphabet="abc/*;,q=.019 \t+", max_size=200))
def test_any_header_gets_an_offer_or_none(accept: str) -> None:
    assert best(accept, SOLUTIONS) in {None, *SOLUTIONS}


@given(
    st.lists(st.tuples(st.sampled_from([*SOLUTIONS, *GRAPHS]), st.floats(0.001, 1)), min_size=1, max_size=12)
)
def test_no_offer_is_liked_better_than_the_one_chosen(accepted: list[tuple[str, float]]) -> None:
    accept = ", ".join(f"{name};q={q:.3f}" for name, q in accepted)
    likes = {name: max(round(q, 3) for other, q in accepted if other == name) for name, _ in accepted}
    chosen = best(accept, BOOLEANS)
    assert chosen == max(
        (name for name in BOOLEANS if likes.get(name)), key=lambda name: likes[name], default=None
    )
