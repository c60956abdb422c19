"""Lists of names of a user's own: what is read from them, and what an article gains."""

import logging
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from sayso.errors import GazetteerError
from sayso.extract import pipeline
from sayso.extract.gazetteer import Gazetteer, Known, load_gazetteer, word_cutter
from sayso.extract.name_lists import (
    ListedName,
    Problem,
    fingerprint,
    joined,
    load_lists,
    names_of,
    read_list,
    short_identifier,
)

HEAD = "name,aliases,kind,organization_kind,identifier\n"
ROWS = (
    HEAD
    + "Zorblax,Zorblax Dynamics|ZBX,organization,company,wikidata:Q900001\n"
    + "Velmora Institute,VIPR,organization,think tank,https://ror.org/0abcdef12\n"
    + "Quenby Ashlock,Quen;Quenby Ashlock-Moor,person,,Q900002\n"
    + "Halden Post,,outlet,,\n"
)


def write(folder: Path, text: str | bytes, name: str = "names.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def known(name: str, kind: str, organization_kind: str | None = None, *identifiers: str) -> Known:
    return Known(name, kind, organization_kind, identifiers, listed=True)


def test_a_table_gives_names_aliases_kinds_and_identifiers(tmp_path: Path) -> None:
    assert read_list(write(tmp_path, ROWS)).rows == (
        ListedName(
            known("Zorblax", "organization", "company", "wikidata:Q900001"),
            ("Zorblax Dynamics", "ZBX"),
            "line 2",
        ),
        ListedName(
            known("Velmora Institute", "organization", "think tank", "ror:0abcdef12"), ("VIPR",), "line 3"
        ),
        ListedName(
            known("Quenby Ashlock", "person", None, "wikidata:Q900002"),
            ("Quen", "Quenby Ashlock-Moor"),
            "line 4",
        ),
        ListedName(known("Halden Post", "outlet", "media"), (), "line 5"),
    )


@pytest.mark.parametrize(
    "text",
    [
        ROWS,
        "\ufeff" + ROWS,
        ROWS.replace("\n", "\r\n"),
        ROWS.replace(";", "|").replace(",", ";"),
        ROWS.replace(",", "\t"),
        ROWS.replace("organization_kind", "Organisation Kind").replace("identifier", "Identifiers"),
        "# my own names\n\n" + ROWS,
    ],
    ids=["commas", "byte order mark", "Windows", "semicolons", "tabs", "British header", "comment"],
)
def test_a_table_may_be_written_in_several_ways(tmp_path: Path, text: str) -> None:
    found = read_list(write(tmp_path, text))
    assert found.problems == ()
    assert fingerprint(found.rows) == fingerprint(read_list(write(tmp_path, ROWS, "plain.csv")).rows)


SKOS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix sayso: <https://w3id.org/sayso#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix : <https://example.org/names/> .

:1 a skos:Concept ; skos:prefLabel "Zorblax"@en ; skos:altLabel "Zorblax Dynamics"@en , "ZBX" ;
   sayso:organizationKind sayso:Company ; skos:exactMatch wd:Q900001 .
:2 a skos:Concept ; skos:prefLabel "Velmora Institute"@en ; skos:altLabel "VIPR" ;
   sayso:organizationKind "think tank" ; skos:exactMatch <https://ror.org/0abcdef12> .
:3 a skos:Concept , foaf:Person ; skos:prefLabel "Quenby Ashlock" ; skos:closeMatch wd:Q900002 ;
   skos:altLabel "Quen" , "Quenby Ashlock-Moor" .
:4 a skos:Concept ; skos:prefLabel "Halden Post"@en , "Haldener Post"@de ; skos:notation "outlet" .
"""


def test_skos_gives_the_same_as_a_table(tmp_path: Path) -> None:
    found = read_list(write(tmp_path, SKOS, "names.ttl"))
    table = read_list(write(tmp_path, ROWS.replace("outlet,,", "outlet,,https://example.org/names/4")))
    assert found.problems == ()
    assert fingerprint(found.rows) == fingerprint(table.rows)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Acme,,compny,,", "unknown kind 'compny': did you mean 'company'?; the row is left out"),
        (",,person,,", "no name; the row is left out"),
        ("Acme,,,,", "no kind for 'Acme': take one of person, organization"),
        ("...,,person,,", "'...' is no name; the row is left out"),
        ("A" * 201 + ",,person,,", "a name of 201 characters, more than 200"),
        ("Acme,x,company,guild,", "unknown kind of organisation 'guild': take one of university"),
        ("Acme,,company,,no identifier", "'no identifier' is no identifier: write 'register:id'"),
        ('Acme,"x,company', "not readable as a row (unexpected end of data); check its quotes"),
        ("Acme,,company,,Q1,more", "6 cells where the header has 5; put a cell that holds ',' in quotes"),
    ],
)
def test_a_bad_row_is_told_of_and_the_rest_applies(tmp_path: Path, row: str, said: str) -> None:
    found = read_list(write(tmp_path, f"{HEAD}Zorblax,,company,,\n{row}\nHalden Post,,outlet,,\n"))
    assert {"Zorblax", "Halden Post"} <= {row.known.name for row in found.rows}
    assert [(problem.place, problem.reason.startswith(said)) for problem in found.problems] == [
        ("line 3", True)
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"name,kind\nZorblax,\xff\xfe\n", "not UTF-8 at byte 18; save it as UTF-8"),
        ("a.csv", b"name,kind\nZorblax,\x00\n", "holds a NUL character"),
        ("a.csv", b"label,type\nZorblax,company\n", "no column 'name' in its header 'label,type'"),
        ("a.csv", b"name,notes\nZorblax,x\n", "no column 'kind' in its header"),
        ("a.csv", b"name,name,kind\nZorblax,x,company\n", "two columns 'name'"),
        ("a.csv", b"name,kind\nZorblax,compny\n", "has no usable row (line 2: unknown kind"),
        ("a.ttl", b"this is not Turtle", "not readable as Turtle"),
        ("a.ttl", b"", "has no usable row"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(GazetteerError) as refused:
        read_list(write(tmp_path, content, name))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match=r"cannot be read \(No such file or directory\)"):
        read_list(tmp_path / "none.csv")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name in ("any.csv", "any.ttl", "any.jsonld"):
            path = write(Path(folder), HEAD.encode() + content if name == "any.csv" else content, name)
            try:
                assert read_list(path).rows
            except GazetteerError as refused:
                assert str(path) in str(refused)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("wikidata:Q42", "wikidata:Q42"),
        ("Q42", "wikidata:Q42"),
        ("https://www.wikidata.org/wiki/Q42", "wikidata:Q42"),
        ("https://ror.org/0abcdef12", "ror:0abcdef12"),
        ("https://orcid.org/0000-0000-0000-000X", "orcid:0000-0000-0000-000X"),
        ("http://viaf.org/viaf/17/", "viaf:17"),
        ("GND:118-X", "gnd:118-X"),
        ("https://example.org/people/7", "https://example.org/people/7"),
        ("42", None),
        ("two words", None),
        ("https://", None),
        ("https://example.org/<7>", None),
    ],
)
def test_an_identifier_is_written_in_one_way(text: str, short: str | None) -> None:
    assert short_identifier(text) == short


def test_rows_of_one_name_are_one_unless_their_identifiers_clash(tmp_path: Path) -> None:
    one = read_list(write(tmp_path, HEAD + "Ann Roe,,person,,Q1\nZorblax,ZBX,company,,Q2\n", "one.csv"))
    two = read_list(
        write(tmp_path, HEAD + "Ann Roe,,person,,Q3\nZorblax,,company,,ror:0abcdef12\n", "two.csv")
    )
    rows, problems = joined([one, two])
    assert [(row.known.name, row.known.identifiers, row.aliases) for row in rows] == [
        ("Ann Roe", (), ()),
        ("Zorblax", ("ror:0abcdef12", "wikidata:Q2"), ("ZBX",)),
    ]
    assert [(path.name, problem.place) for path, problem in problems] == [("two.csv", "line 2")]


def test_an_alias_of_two_things_means_neither_and_a_name_goes_before_an_alias(tmp_path: Path) -> None:
    text = HEAD + "Mint Bank,MB|Zorblax,company,,\nMoss Board,MB,company,,\nZorblax,,company,,\n"
    rows, problems = joined([read_list(write(tmp_path, text))])
    assert [(row.known.name, row.aliases) for row in rows] == [
        ("Mint Bank", ()),
        ("Moss Board", ()),
        ("Zorblax", ()),
    ]
    assert [problem for _, problem in problems] == [
        Problem("line 2", "alias 'MB' means 'Moss Board' as well; it is left out here"),
        Problem("line 2", "alias 'Zorblax' is the name of line 4; it is left out here"),
        Problem("line 3", "alias 'MB' means 'Mint Bank' as well; it is left out here"),
    ]


def test_of_one_name_and_two_kinds_the_first_counts(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "Orrin,,company,,\nOrrin,,person,,\n")
    rows, problems = joined([read_list(path)])
    assert [row.known.kind for row in rows] == ["organization"]
    assert [problem.reason for _, problem in problems] == [
        f"'Orrin' is a organization in line 2 of {path}; this row is left out"
    ]


def test_what_is_wrong_is_logged_by_file_and_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write(tmp_path, HEAD + "Zorblax,,company,,\n" + ",,person,,\n" * 103)
    with caplog.at_level(logging.WARNING):
        load_lists([path])
    assert caplog.messages[0] == f"{path}, line 3: no name; the row is left out"
    assert caplog.messages[-1] == f"{path}: and 3 more such rows"
    assert len(caplog.messages) == 101


def own(tmp_path: Path, rows: str, everyday: frozenset[str] = frozenset()) -> Gazetteer:
    listed = load_lists([write(tmp_path, HEAD + rows)])
    return load_gazetteer(
        lambda text: tuple(text.split()), own=[names_of(row) for row in listed], everyday=everyday
    )


def found(gazetteer: Gazetteer, text: str) -> list[tuple[str, str, tuple[str, ...], bool]]:
    words = text.split()
    matches = gazetteer.matches(words)
    return [(" ".join(words[s:e]), what.name, what.identifiers, unsure) for s, e, what, unsure in matches]


@pytest.mark.parametrize(
    ("row", "text", "expected"),
    [
        # what the shipped table says of the same thing leads to the user's
        ("World Health Organization,,organization,,Q1", "the WHO", ("WHO", "World Health Organization")),
        ("WHO,,organization,,Q1", "a World Health Organization report", ("World Health Organization", "WHO")),
        # and so does a name that the table has for something else
        ("Halden Ministry,MIIT,organization,,Q1", "at MIIT", ("MIIT", "Halden Ministry")),
        ("Ann O'Dell,,person,,Q1", "by Ann O’Dell", ("Ann O’Dell", "Ann O'Dell")),
    ],
)
def test_the_users_names_win(tmp_path: Path, row: str, text: str, expected: tuple[str, str]) -> None:
    assert found(own(tmp_path, row), text) == [(*expected, ("wikidata:Q1",), False)]


def test_an_unlike_thing_of_the_shipped_table_stays_apart(tmp_path: Path) -> None:
    gazetteer = own(tmp_path, "WHO,,person,,Q1")
    assert found(gazetteer, "World Health Organization") == [
        ("World Health Organization", "World Health Organization", (), False)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the retailer Tern said", [("Tern", False)]),
        ("Tern the boat", [("Tern", True)]),
        ("so . Tern it", [("Tern", True)]),
        ("a tern flew", []),
        ("TERN", []),
        ("Zorblax said", [("Zorblax", False)]),
        ("so . ZBX said", [("ZBX", False)]),
        ("a gull said", [("gull", True)]),
    ],
)
def test_a_plain_word_counts_only_where_its_capital_says_something(
    tmp_path: Path, text: str, expected: list[tuple[str, bool]]
) -> None:
    rows = "Tern,,company,,\nZorblax,ZBX,company,,\ngull,,company,,\n"
    gazetteer = own(tmp_path, rows, frozenset(["tern", "gull"]))
    assert [(words, unsure) for words, _, _, unsure in found(gazetteer, text)] == expected


def test_a_plain_word_is_unsure_in_a_heading(tmp_path: Path) -> None:
    gazetteer = own(tmp_path, "Tern,,company,,\n", frozenset(["tern"]))
    words = ["Ministers", "Tern", "Away"]
    assert [unsure for *_, unsure in gazetteer.matches(words, [True] * 3)] == [True]


def test_names_are_cut_as_texts_are() -> None:
    nlp = spacy.blank("en")
    cut = word_cutter(nlp)
    names = "Zorblax|Ann O'Dell|AT&T|Cannot Corp|Ill Inc.|El-Sayed Group|Dont Labs|U.S. Im|Böll Stiftung|36Kr"
    assert [cut(name) for name in names.split("|")] == [
        tuple(token.text for token in nlp.make_doc(name)) for name in names.split("|")
    ]


TEXT = (
    "Zorblax said on Monday that it would close two plants. There was no choice, said Quenby Ashlock, the "
    "chief executive of Zorblax. Quen took over in 2020. A study by VIPR found that jobs would vanish, the "
    "Halden Post reported. Critics of ZBX told the WHO that the company had lied."
)


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory) -> Language:
    rows = ROWS + "World Health Organization,,organization,,Q900003\n"
    path = write(tmp_path_factory.mktemp("lists"), rows)
    nlp = spacy.load(pipeline.DEFAULT_MODEL)
    nlp.add_pipe("sayso_entities", config={"lists": [str(path)]})
    return nlp


def test_an_article_names_what_the_list_knows(listing: Language) -> None:
    entities = {
        entity["id"]: (
            entity["kind"],
            entity["name"],
            entity["organization_kind"],
            entity["identifiers"],
            [TEXT[start:end] for start, end in entity["mentions"]],
        )
        for entity in listing(TEXT)._.entities
        if entity["identifiers"] or entity["kind"] == "outlet"
    }
    assert entities == {
        "org:zorblax": (
            "organization", "Zorblax", "company", ["wikidata:Q900001"], ["Zorblax", "Zorblax", "ZBX"],
        ),
        "person:quenby-ashlock": (
            "person", "Quenby Ashlock", None, ["wikidata:Q900002"], ["Quenby Ashlock", "Quen"],
        ),
        "org:velmora-institute": (
            "organization", "Velmora Institute", "think tank", ["ror:0abcdef12"], ["VIPR"],
        ),
        "outlet:halden-post": ("outlet", "Halden Post", "media", [], ["Halden Post"]),
        "org:world-health-organization": (
            "organization", "World Health Organization", "international organisation",
            ["wikidata:Q900003"], ["WHO"],
        ),
    }  # fmt: skip


def test_a_name_in_the_article_that_the_list_calls_otherwise_is_an_alias(listing: Language) -> None:
    aliases = {entity["name"]: entity["aliases"] for entity in listing(TEXT)._.entities}
    assert (aliases["World Health Organization"], aliases["Halden Post"]) == (["WHO"], [])


def test_runs_with_equal_lists_are_equal_and_with_others_are_not(tmp_path: Path, nlp: Language) -> None:
    def run(path: Path | None) -> str:
        made = spacy.blank("en")
        made.add_pipe("sayso_entities", config={"lists": [str(path)] if path else []})
        return pipeline.run_id(pipeline.run_facts(made))

    one = write(tmp_path, ROWS, "one.csv")
    same = write(tmp_path, ROWS.replace(",", "\t"), "same.tsv")
    other = write(tmp_path, ROWS.replace("Q900002", "Q900009"), "other.csv")
    runs = [run(path) for path in (one, same, other, None)]
    assert [runs[0] == run for run in runs] == [True, True, False, False]
