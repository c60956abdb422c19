"""SKOS files as they come: formats, languages, labels as resources, what is retired, and what is not safe."""

import contextlib
import json
import os
import threading
import time
from pathlib import Path

import pytest

from sayso.graph.topics.concepts import ERRORS, REMARKS
from sayso.graph.topics.scheme import check
from sayso.graph.topics.scheme_files import SchemeFile, read

EX = "https://example.org/t/"
HEAD = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix iso-thes: <http://purl.org/iso25964/skos-thes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/t/> .
"""
RDF_HEAD = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:skos="http://www.w3.org/2004/02/skos/core#">"""
TURTLE = HEAD + 'ex:herring a skos:Concept ; skos:prefLabel "herring"@en .'
HERRING = """<skos:Concept rdf:about="https://example.org/t/herring">
    <skos:prefLabel xml:lang="en">herring</skos:prefLabel></skos:Concept></rdf:RDF>"""

JSON = json.dumps(
    {
        "@context": {"skos": "http://www.w3.org/2004/02/skos/core#"},
        "@id": EX + "herring",
        "@type": "skos:Concept",
        "skos:prefLabel": {"@value": "herring", "@language": "en"},
    }
)


def _read(folder: Path, turtle: str, *, proposed: bool = False) -> SchemeFile:
    return read(_file(folder, HEAD + turtle), proposed=proposed)


def _file(folder: Path, content: str | bytes, name: str = "own.ttl") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _kinds(file: SchemeFile) -> list[tuple[str, str]]:
    return [(finding.kind, finding.concept.removeprefix(EX)) for finding in file.findings]


def _labels(file: SchemeFile) -> dict[str, tuple[str, ...]]:
    return {c.iri.removeprefix(EX): (c.label, *c.alt_labels) for c in file.concepts}


# ------------------------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('skos:prefLabel "colour film"@en-GB, "color film"@en-US', ("colour film", "color film")),
        ('skos:prefLabel "colour film"@en-GB, "color film"@en-US, "films in colour"@en',
         ("films in colour", "colour film", "color film")),
        ('skos:prefLabel "Farbfilm"@de, "film en couleurs"@fr, "colour film"@en-IE', ("colour film",)),
        ('skos:prefLabel "colour film"', ("colour film",)),
        ('skos:prefLabel "Farbfilm"@de, "colour film"', ("colour film",)),
        ('skos:prefLabel "colour film"@EN-gb', ("colour film",)),
        ('skos:prefLabel "  colour \\n film "@en', ("colour film",)),
        ('skos:prefLabel "colour film"@en ; skos:hiddenLabel "collour film"@en ; skos:altLabel "Kino"@de',
         ("colour film", "collour film")),
        ('skosxl:prefLabel [ skosxl:literalForm "colour film"@en ] ;'
         ' skosxl:altLabel [ skosxl:literalForm "tinted film"@en ], [ skosxl:literalForm "Film"@de ]',
         ("colour film", "tinted film")),
        ('skosxl:prefLabel ex:l . ex:l a skosxl:Label ; skosxl:literalForm "colour film"@en',
         ("colour film",)),
    ],
)  # fmt: skip
def test_labels_are_the_english_ones_in_a_fixed_order(
    tmp_path: Path, said: str, expected: tuple[str, ...]
) -> None:
    file = _read(tmp_path, f"ex:a a skos:Concept ; {said} .")
    assert _labels(file) == {"a": expected}
    assert file.findings == ()


def test_of_several_labels_in_one_language_the_others_are_alternative(tmp_path: Path) -> None:
    file = _read(tmp_path, 'ex:a a skos:Concept ; skos:prefLabel "ships"@en, "boats"@en .')
    assert _labels(file) == {"a": ("boats", "ships")}
    assert _kinds(file) == [("several-labels", "a")]


def test_a_concept_without_an_english_label_is_left_out_and_named(tmp_path: Path) -> None:
    file = _read(
        tmp_path,
        """ex:a a skos:Concept ; skos:prefLabel "Boot"@de . ex:b a skos:Concept .
        ex:c a skos:Concept ; skos:prefLabel "boat"@en . ex:d a skos:Concept ; rdfs:label "dinghy"@en .""",
    )
    assert _labels(file) == {"c": ("boat",), "d": ("dinghy",)}
    assert _kinds(file) == [("no-english-label", "a"), ("no-english-label", "b"), ("rdfs-label", "d")]
    assert file.languages == (("de", 1), ("en", 1))


def test_the_shortest_notation_is_taken_whatever_its_type(tmp_path: Path) -> None:
    file = _read(
        tmp_path,
        'ex:a a skos:Concept ; skos:prefLabel "boat"@en ;'
        ' skos:notation "B-0017", "17"^^ex:code, "170"^^xsd:int .',
    )
    assert [concept.notation for concept in file.concepts] == ["17"]


def test_a_concept_without_a_notation_goes_by_the_end_of_its_iri(tmp_path: Path) -> None:
    turtle = '<urn:x:boats/> a skos:Concept ; skos:prefLabel "boats"@en . ex:a#b a skos:Concept .'
    file = _read(tmp_path, turtle.split(" ex:a")[0])
    assert [concept.notation for concept in file.concepts] == ["boats"]


# ------------------------------------------------------------------------------- what counts as a concept


@pytest.mark.parametrize(
    "said",
    [
        "owl:deprecated true",
        'owl:deprecated "1"',
        'iso-thes:status "deprecated"',
        "<http://www.w3.org/ns/adms#status> <http://purl.org/adms/status/Withdrawn>",
        "<http://publications.europa.eu/ontology/euvoc#status> <http://e.eu/concept-status/RETIRED>",
        '<http://www.w3.org/2003/06/sw-vocab-status/ns#term_status> "archaic"',
        'skos:changeNote "RETIRED on 1 May 2019: use vessels"@en',
        'skos:definition "(retired) Boats of any size."@en',
        'ex:retired "2010-12-14T21:53:19+00:00"^^xsd:dateTime',
    ],
)
def test_what_is_retired_is_left_out(tmp_path: Path, said: str) -> None:
    file = _read(
        tmp_path,
        f'ex:a a skos:Concept ; skos:prefLabel "boats"@en ; {said} .'
        'ex:b a skos:Concept ; skos:prefLabel "ships"@en .',
    )
    assert _labels(file) == {"b": ("ships",)}
    assert _kinds(file) == [("retired", "a")]
    assert file.left_out == {EX + "a"}


@pytest.mark.parametrize(
    "said",
    [
        "owl:deprecated false",
        'iso-thes:status "released"',
        "<http://publications.europa.eu/ontology/euvoc#status> <http://e.eu/concept-status/CURRENT>",
        'skos:definition "Retired people and their clubs."@en',
        'skos:note "(ausgeschieden) Boote"@de',
    ],
)
def test_what_only_looks_retired_stays(tmp_path: Path, said: str) -> None:
    file = _read(tmp_path, f'ex:a a skos:Concept ; skos:prefLabel "boats"@en ; {said} .')
    assert (_labels(file), file.findings) == ({"a": ("boats",)}, ())


@pytest.mark.parametrize("word", ["proposed", "Candidate"])
def test_what_is_proposed_is_read_only_when_asked_for(tmp_path: Path, word: str) -> None:
    turtle = f"""ex:a a skos:Concept ; skos:prefLabel "boats"@en ; iso-thes:status "{word}" .
        ex:b a skos:Concept ; skos:prefLabel "ships"@en ; iso-thes:status "accepted" ."""
    file = _read(tmp_path, turtle)
    assert (_labels(file), _kinds(file)) == ({"b": ("ships",)}, [("proposed", "a")])
    asked = _read(tmp_path, turtle, proposed=True)
    assert [(concept.label, concept.status) for concept in asked.concepts] == [
        ("boats", "proposed"),
        ("ships", ""),
    ]
    assert asked.findings == ()


def test_concepts_that_the_links_imply_count_and_collections_do_not(tmp_path: Path) -> None:
    file = _read(
        tmp_path,
        """ex:scheme a skos:ConceptScheme ; skos:prefLabel "topics"@en ; skos:hasTopConcept ex:a .
        ex:a skos:prefLabel "boats"@en . ex:b skos:prefLabel "ferries"@en ; skos:broader ex:a .
        ex:c a skos:Collection ; skos:prefLabel "floats"@en ; skos:member ex:a ; skos:inScheme ex:scheme .
        ex:d skos:prefLabel "no concept"@en .""",
    )
    assert _labels(file) == {"a": ("boats",), "b": ("ferries",)}


def test_concepts_that_are_blank_nodes_get_iris_made_of_their_labels(tmp_path: Path) -> None:
    boats = '[] a skos:Concept ; skos:prefLabel "Row boats"@en ; skos:narrower _:f .'
    ferries = '_:f a skos:Concept ; skos:prefLabel "ferries"@en .'
    file = _read(tmp_path, boats + ferries)
    base = "https://w3id.org/sayso/own-topic/"
    assert [(c.iri, c.notation, c.label) for c in file.concepts] == [
        (base + "ferries", "ferries", "ferries"),
        (base + "row-boats", "row-boats", "Row boats"),
    ]
    assert file.links == ((base + "ferries", base + "row-boats"),)
    assert [finding.kind for finding in file.findings] == ["blank-node", "blank-node"]
    assert _read(tmp_path, ferries + boats) == file


# ------------------------------------------------------------------------------- links


@pytest.mark.parametrize(
    "links",
    [
        "ex:b skos:broader ex:a .",
        "ex:a skos:narrower ex:b .",
        "ex:b <http://purl.org/iso25964/skos-thes#broaderGeneric> ex:a .",
        "ex:b skos:broaderTransitive ex:a .",
        "ex:b skos:broader ex:a ; skos:broadMatch ex:z ; skos:closeMatch ex:y ; skos:related ex:c .",
    ],
)
def test_broader_is_read_however_it_is_said(tmp_path: Path, links: str) -> None:
    concepts = "".join(f'ex:{name} a skos:Concept ; skos:prefLabel "{name * 3}"@en .' for name in "abc")
    file = _read(tmp_path, concepts + links)
    assert file.links == ((EX + "b", EX + "a"),)


def test_transitive_links_count_only_where_there_are_no_others(tmp_path: Path) -> None:
    concepts = "".join(f'ex:{name} a skos:Concept ; skos:prefLabel "{name * 3}"@en .' for name in "abc")
    links = "ex:c skos:broader ex:b ; skos:broaderTransitive ex:a, ex:b . ex:b skos:broader ex:a ."
    assert _read(tmp_path, concepts + links).links == ((EX + "b", EX + "a"), (EX + "c", EX + "b"))


# ------------------------------------------------------------------------------- formats


@pytest.mark.parametrize(
    ("name", "content", "kinds"),
    [
        ("bom.ttl", b"\xef\xbb\xbf" + TURTLE.encode(), []),
        ("wide.ttl", TURTLE.encode("utf-16"), []),
        ("xml.rdf", ('<?xml version="1.0"?>' + RDF_HEAD + HERRING).encode(), []),
        ("latin.rdf", ('<?xml version="1.0" encoding="ISO-8859-1"?>' + RDF_HEAD
                       + HERRING.replace("</skos:Concept>", '<skos:prefLabel xml:lang="sv">sill på bröd'
                                         "</skos:prefLabel></skos:Concept>")).encode("latin-1"), []),
        ("odd.ttl", ('<?xml version="1.0"?>' + RDF_HEAD + HERRING).encode(), ["wrong-suffix"]),
        ("odd.txt", TURTLE.encode(), ["wrong-suffix"]),
        ("odd.xml", JSON.encode(), ["wrong-suffix"]),
        ("blank.ttl", b"[\n] <urn:x:see> <urn:x:herring> ." + TURTLE.encode(), []),
        ("inner.trig", ("{ <urn:x:a> <urn:x:b> 1 }" + HEAD + "{" + TURTLE.removeprefix(HEAD) + "}").encode(),
         []),
        ("json.ttl", b"[ " + JSON.encode() + b" ]", ["wrong-suffix"]),
        ("json.trig", JSON.encode(), ["wrong-suffix"]),
        ("newscodes.json", json.dumps({
            "uri": "https://example.org/t/", "type": ["http://www.w3.org/2004/02/skos/core#ConceptScheme"],
            "conceptSet": [
                {"uri": EX + "herring", "type": ["http://www.w3.org/2004/02/skos/core#Concept"],
                 "prefLabel": {"en-GB": "herring", "de": "Hering"}},
                {"uri": EX + "sprat", "type": ["http://www.w3.org/2004/02/skos/core#Concept"],
                 "prefLabel": {"en-GB": "sprat"}, "retired": "2012-01-01T00:00:00+00:00"}]}).encode(),
         ["retired"]),
        ("graphs.trig", (HEAD + "ex:g {" + TURTLE.removeprefix(HEAD) + "}").encode(), []),
        ("lines.nt", f'<{EX}herring> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'
                     ' <http://www.w3.org/2004/02/skos/core#Concept> .\n'
                     f'<{EX}herring> <http://www.w3.org/2004/02/skos/core#prefLabel> "herring"@en .'.encode(),
         []),
        ("named.owl", ('<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY t "https://example.org/t/">]>'
                       + RDF_HEAD + HERRING.replace(EX, "&t;")).encode(), []),
    ],
)  # fmt: skip
def test_files_are_read_as_what_they_are(tmp_path: Path, name: str, content: bytes, kinds: list[str]) -> None:
    file = read(_file(tmp_path, content, name))
    assert [(concept.iri, concept.label) for concept in file.concepts] == [(EX + "herring", "herring")]
    assert [finding.kind for finding in file.findings] == kinds


def _entities(*entities: str, used: str = "") -> str:
    declared = "".join(f"<!ENTITY {entity}>" for entity in entities)
    return (
        f'<?xml version="1.0"?><!-- {"x" * 5000} --><!DOCTYPE rdf:RDF [{declared}]>'
        + RDF_HEAD
        + HERRING.replace("herring</skos", f"herring {used}</skos")
    )


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("remote.jsonld", json.dumps({"@context": "https://example.org/context.json", "@id": "x"}),
         "its @context is 'https://example.org/context.json', which is never fetched; put that context"),
        ("packed.ttl", b"PK\x03\x04rest", "an archive; unpack it"),
        ("packed.rdf", b"\x1f\x8brest", "an archive; unpack it"),
        ("page.rdf", "<!DOCTYPE html><html><body>404</body></html>", "a web page and no SKOS file"),
        ("text.xyz", "boats, ships", "unknown kind of file; use one of"),
        ("wrong.ttl", b"\xff\xfe\x00", "not readable as utf-16; save it as UTF-8"),
        ("plain.json", '{"topics": ["boats"]}', "holds no skos:Concept"),
        ("nested.rdf", _entities('a "aaaaaaaaaa"', 'b "&a;&a;&a;"', used="&b;"), "its XML entity 'b' points"),
        ("hidden.rdf", _entities('a "aaaaaaaaaa"', 'b "&#38;a;&#x26;a;"', used="&b;"),
         "its XML entity 'b' points"),
        ("outer.rdf", _entities('a SYSTEM "file:///etc/hostname"', used="&a;"), "its XML entity 'a' points"),
        ("parts.rdf", _entities('% a "x"', used="y"), "its XML entity 'a' points"),
        ("many.rdf", _entities(f'a "{"a" * 20_000}"', used="&a;" * 2_000), "its XML entities grow too large"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_usable_or_not_safe_is_refused(
    tmp_path: Path, name: str, content: str | bytes, what: str
) -> None:
    checked = check([_file(tmp_path, content, name)])
    assert checked.scheme is None
    assert [what in str(finding) for finding in checked.findings] == [True]


def test_many_entities_in_a_long_file_take_one_pass(tmp_path: Path) -> None:
    entities = _entities(*(f'e{number} "value"' for number in range(30_000)), used="&e7;" * 200_000)
    start = time.process_time()
    assert _labels(read(_file(tmp_path, entities, "own.rdf"))).keys() == {"herring"}
    assert time.process_time() - start < 5


def test_an_iri_that_is_none_costs_only_its_concept(tmp_path: Path) -> None:
    content = RDF_HEAD + HERRING.replace(
        "</rdf:RDF>",
        '<skos:Concept rdf:about="https://example.org/t/salted herring">'
        '<skos:prefLabel xml:lang="en">salted herring</skos:prefLabel></skos:Concept></rdf:RDF>',
    )
    file = read(_file(tmp_path, content, "own.rdf"))
    assert _labels(file) == {"herring": ("herring",)}
    assert _kinds(file) == [("odd-iri", ""), ("odd-iri", "salted herring")]


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.graph.topics.rdf_files._MAX_BYTES", 10)
    assert "larger than 0 MB" in str(_read(tmp_path, "ex:a a ex:b .").findings[0])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_what_does_not_say_how_large_it_is_has_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sayso.graph.topics.rdf_files._MAX_BYTES", 2**20)
    pipe = tmp_path / "own.ttl"
    os.mkfifo(pipe)
    for content, findings in ((TURTLE, 0), ("#" * 2**21, 1)):
        writer = threading.Thread(target=_pour, args=(pipe, content.encode()))
        writer.start()
        file = read(pipe)
        writer.join()
        assert ["larger than 1 MB" in str(finding) for finding in file.findings] == [True] * findings


def _pour(pipe: Path, content: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), pipe.open("wb") as end:
        end.write(content)


def test_every_kind_of_finding_is_in_the_reference() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "topics.md").read_text(encoding="utf-8")
    kinds = {**ERRORS, **REMARKS}
    assert [kind for kind, meaning in kinds.items() if f"| `{kind}` | {meaning}" not in page] == []
