"""Rows read back from a store."""

from sayso.graph import tables
from sayso.graph.model import Affiliation, Article, Entity, Extraction
from sayso.graph.store import Store

TEXT = "Mara Lindqvist, professor at Halden University and founder of Tidal Lab, spoke."


def test_a_person_with_two_organisations_in_one_article_has_a_row_for_each() -> None:
    places = {
        name: (TEXT.index(name), TEXT.index(name) + len(name)) for name in ("Halden University", "Tidal Lab")
    }
    ids = {"Halden University": "org:halden-university", "Tidal Lab": "org:tidal-lab"}
    extraction = Extraction(
        Article("one", "one.txt", TEXT),
        entities=(
            Entity("person:mara-lindqvist", "person", "Mara Lindqvist", ((0, 14),)),
            *(Entity(ids[name], "organization", name, (span,)) for name, span in places.items()),
        ),
        affiliations=tuple(
            Affiliation((0, 14), "person:mara-lindqvist", span, ids[name]) for name, span in places.items()
        ),
        run="r",
    )
    with Store.memory() as store:
        store.replace(extraction)
        store.refresh_derived()
        rows = tables.affiliations(store)
    assert [row.organizations[0].name for row in rows] == ["Halden University", "Tidal Lab"]
