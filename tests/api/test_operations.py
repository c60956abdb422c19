"""What an update may write into, told from its text."""

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.api.protocol.operations import UnreadableError, read, with_dataset, without_loads

DEFAULT = "the default graph"
VARIABLE = "graphs that a variable names"


@pytest.mark.parametrize(
    ("text", "targets", "wide"),
    [
        ("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }", {"urn:g"}, ""),
        ("INSERT DATA { <urn:a> <urn:b> 1 . GRAPH <urn:g> { <urn:a> <urn:b> 1 } }", {"urn:g"}, DEFAULT),
        ("DELETE DATA { GRAPH <urn:g> {} . GRAPH <urn:h> { <urn:a> <urn:b> 1. } }", {"urn:g", "urn:h"}, ""),
        ("INSERT DATA {}", set(), ""),
        ("DELETE WHERE { GRAPH <urn:g> { ?s ?p ?o } }", {"urn:g"}, ""),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", set(), VARIABLE),
        ("DELETE WHERE { ?s ?p ?o }", set(), DEFAULT),
        ("INSERT { GRAPH <urn:g> { ?s ?p ?o } } WHERE { GRAPH <urn:read> { ?s ?p ?o } }", {"urn:g"}, ""),
        ("INSERT { GRAPH <urn:g> { ?s ?p ?o } } USING <urn:u> WHERE { ?s ?p ?o }", {"urn:g"}, ""),
        ("WITH <urn:w> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", {"urn:w"}, ""),
        ("WITH <urn:w> DELETE { GRAPH <urn:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }", {"urn:g"}, ""),
        (
            "DELETE { GRAPH <urn:g> { ?s ?p 1 } } INSERT { GRAPH ?h { ?s ?p 2 } } WHERE {}",
            {"urn:g"},
            VARIABLE,
        ),
        ("CLEAR GRAPH <urn:g>", {"urn:g"}, ""),
        ("CLEAR SILENT DEFAULT", set(), DEFAULT),
        ("DROP NAMED", set(), "all named graphs"),
        ("drop all", set(), "all graphs"),
        ("CREATE SILENT GRAPH <urn:g>", {"urn:g"}, ""),
        ("COPY <urn:a> TO <urn:b>", {"urn:b"}, ""),
        ("COPY DEFAULT TO GRAPH <urn:b>", {"urn:b"}, ""),
        ("ADD SILENT GRAPH <urn:a> TO DEFAULT", set(), DEFAULT),
        ("MOVE <urn:a> TO <urn:b>", {"urn:a", "urn:b"}, ""),
        ("MOVE DEFAULT TO <urn:b>", {"urn:b"}, DEFAULT),
        ("LOAD <urn:x> INTO GRAPH <urn:g>", {"urn:g"}, ""),
        ("LOAD SILENT <urn:x>", set(), DEFAULT),
        ("PREFIX e: <urn:e:> CLEAR GRAPH e:g", {"urn:e:g"}, ""),
        ("PREFIX : <urn:e:> CLEAR GRAPH :g\\-1", {"urn:e:g-1"}, ""),
        ("CLEAR GRAPH known:g", {"urn:known:g"}, ""),
        ("BASE <http://e.example/a/> CLEAR GRAPH <../g>", {"http://e.example/g"}, ""),
        ("CLEAR GRAPH <g>", {"http://here.example/g"}, ""),
        (
            "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 'GRAPH <urn:no> {' } } # GRAPH <urn:no> {",
            {"urn:g"},
            "",
        ),
        ('INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> """} GRAPH <urn:no> {""" } }', {"urn:g"}, ""),
        ("INSERT { GRAPH <urn:g> {} } WHERE { FILTER(1 <2 && 3> 2) FILTER('}' = \"{\") }", {"urn:g"}, ""),
    ],
)
def test_the_graphs_that_an_operation_may_write_into(text: str, targets: set[str], wide: str) -> None:
    [one] = read(text, prefixes={"known": "urn:known:"}, base_iri="http://here.example/update")
    assert (one.targets, one.wide) == (targets, wide)


def test_operations_are_read_one_after_another() -> None:
    text = "PREFIX e: <urn:e:> CREATE GRAPH e:a ; PREFIX f: <urn:f:> MOVE e:a TO f:b ; DROP GRAPH e:c ;"
    found = read(text)
    assert [(one.verb, text[one.start : one.end]) for one in found] == [
        ("CREATE", "CREATE GRAPH e:a"),
        ("MOVE", "MOVE e:a TO f:b"),
        ("DROP", "DROP GRAPH e:c"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "CLEAR",
        "CLEAR GRAPH unknown:g",
        "CLEAR GRAPH <urn:a> DROP ALL",
        "CLEAR GRAPH <urn:\\u0061>",
        "PREFIX e: <urn:e:> CLEAR GRAPH e:g.h",  # the name goes on behind the full stop
        "PREFIX e: <urn:e:> CLEAR GRAPHe:g",
        "INSERT DATA { GRAPH <urn:g> { { } } }",
        "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1",
        "INSERT { ?s ?p ?o }",
        "WITH <urn:g> DELETE WHERE { ?s ?p ?o }",
        # a comparison, or an IRI? the one hides what stands behind "#", the other does not
        "INSERT {} WHERE { FILTER(?a <urn:x#>1) }",
        # nor do brackets count in an IRI, so that the next of its kind would seem to stand outside of all
        "INSERT {} WHERE { FILTER(?a<(?b)&&(?c>?d)&&?e<'x>') } ; DROP ALL #' }",
        """INSERT {} WHERE { ?s ?p "a"@values { FILTER(?a<'x>') } } ; DROP ALL #' }}""",
        """INSERT {} WHERE { ?s ?p "a"@en-values { FILTER(?a<'x>') } } ; DROP ALL #' }}""",
        "LOAD <urn:a> ; INSERT {} WHERE { FILTER(?a<(?b)&&(?c>?d)&&?e<'x>') } ; LOAD <urn:b> #' }",
        # what was read of it says LOAD, and what was not does so as well
        "LOAD <urn:a> ; INSERT {} WHERE { ?s <x'> ?o FILTER(?o = 'LOAD <urn:b>') }",
        "LOADSILENT<urn:x>",
    ],
)
def test_what_is_not_understood_is_not_guessed(text: str) -> None:
    with pytest.raises(UnreadableError):
        read(text)


@pytest.mark.parametrize(
    "values",
    [
        "VALUES (?a ?b) { (<urn:x#char=1,2> <urn:y#char=3,4>) (<urn:(x)> UNDEF) }",
        "VALUES ?a { <urn:x#char=1,2> <urn:it's> }",
        "?b a ?c . VALUES (?a) { (<urn:x#1>) } FILTER(?a = ?b) VALUES (?b ?c) { (<urn:y#(1)> <urn:z'>) }",
        "{ SELECT ?a { VALUES (?a) { (<urn:x#1>) } FILTER(?a = <urn:x#1>) } }",
    ],
)
def test_among_values_nothing_is_a_comparison(values: str) -> None:
    [found] = read(f"INSERT {{ GRAPH <urn:g> {{ ?a ?a ?a }} }} WHERE {{ {values} }}")
    assert found.targets == {"urn:g"}


def test_a_dataset_goes_where_the_grammar_has_it() -> None:
    text = (
        "DELETE WHERE { GRAPH ?g { ?s ?p 1 } } ; INSERT { <urn:a> <urn:b> ?o } WHERE { ?s ?p ?o } ; DROP ALL"
    )
    written = with_dataset(text, read(text), ["urn:d"], ["urn:n"])
    found = read(written)
    assert [one.own_dataset for one in found] == [True, True, False]
    assert written.count("USING <urn:d> USING NAMED <urn:n>") == 2
    ox.Store().update(written)


def test_nothing_stands_in_place_of_a_load() -> None:
    text = "CREATE GRAPH <urn:g> ; LOAD SILENT <urn:x> INTO GRAPH <urn:g> ; LOAD <urn:y>"
    written = without_loads(text, read(text))
    assert [one.verb for one in read(written)] == ["CREATE", "DROP", "DROP"]


GRAPHS = [f"urn:g{number}" for number in range(3)]
triples = st.sampled_from(
    ["", "<urn:s> <urn:p> 1", '<urn:s> <urn:p> "GRAPH <urn:g0> {" .', "<urn:s> <urn:p> <urn:o#x>"]
)
quads = st.lists(
    st.tuples(st.sampled_from(["", *GRAPHS]), triples).map(
        lambda one: (
            f"GRAPH <{one[0]}> {{ {one[1]} }}" if one[0] else one[1].rstrip(".") + (" ." if one[1] else "")
        )
    ),
    max_size=3,
).map(" ".join)
operations = st.one_of(
    quads.map("INSERT DATA {{ {} }}".format),
    quads.map("DELETE DATA {{ {} }}".format),
    quads.map("DELETE WHERE {{ {} }}".format),
    st.tuples(st.sampled_from(GRAPHS), quads, quads).map(
        lambda one: f"WITH <{one[0]}> DELETE {{ {one[1]} }} INSERT {{ {one[2]} }} WHERE {{}}"
    ),
    st.tuples(st.sampled_from(["CLEAR", "DROP"]), st.sampled_from(GRAPHS)).map(
        lambda one: f"{one[0]} SILENT GRAPH <{one[1]}>"
    ),
    st.tuples(st.sampled_from(["ADD", "MOVE", "COPY"]), st.sampled_from(GRAPHS), st.sampled_from(GRAPHS)).map(
        lambda one: f"{one[0]} SILENT <{one[1]}> TO <{one[2]}>"
    ),
)


@given(st.lists(operations, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_no_graph_changes_that_was_not_told(several: list[str]) -> None:
    """The law: what the engine changes is among what was read from the text."""
    text = " ;\n".join(several)
    store = ox.Store()
    graphs: list[ox.DefaultGraph | ox.NamedNode] = [ox.DefaultGraph(), *map(ox.NamedNode, GRAPHS)]
    for graph in graphs:
        store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(1), graph))
        store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.NamedNode("urn:o"), graph))
    before = set(store)
    found = read(text)
    store.update(text)
    changed = {quad.graph_name for quad in before ^ set(store)}
    told = {graph for one in found for graph in one.targets}
    wide = any(one.wide == DEFAULT for one in found)
    assert {graph.value for graph in changed if isinstance(graph, ox.NamedNode)} <= told
    assert wide or ox.DefaultGraph() not in changed


# What readers of SPARQL disagree on: what resolves relative IRIs, what is a blank, where a string begins.
OWNED = "http://own.example/data/"
bases = st.sampled_from(
    ["", f"BASE <{OWNED}> ", f"BASE <{OWNED}/> ", f"BASE <{OWNED}a/./b//> ", "BASE <http:a> ", "BASE <../x> "]
)
names = st.sampled_from(
    [
        *["<urn:g0>", "<../g>", "<..//g>", "<./../g>", "</data/../data/g>", "<//own.example/data/g>", "<>"],
        *[f"<{OWNED}g>", f"<{OWNED}x/../g>", "<?g>", ":g", "p:g", "p\u1680:g", "\u1680:g", "p\u00b7:g"],
        *["p:g\u00b7", "p:g\u2040h", "p:\u1680g", "p:%2e%2e", "<g#'>", "<g'>"],
    ]
)
declared = st.lists(
    st.tuples(
        st.sampled_from(["", "p", "p\u1680", "\u1680", "p\u00b7"]), st.sampled_from(["urn:", OWNED, "../x//"])
    ),
    max_size=3,
).map(lambda found: "".join(f"PREFIX {name}: <{iri}> " for name, iri in found))
operands = st.sampled_from(
    [
        *["?s", "?s\u00b7", "?s\u200d", "?s\u1680", "$s\u0301", "EXISTS {}", "(1)", "1", "<urn:s>", "p:s"],
        *["true", "'s'", "?s =", "?s ||", "1 IN (1,", "STR(?s)", '"s"@en', "'1'^^<urn:s>", "!", "1 +"],
        *["COUNT(*)", "p:\\)"],
    ]
)
traps = st.sampled_from(
    [
        *[
            """%s <'> "' ) } ; %s ; #")}""",
            """%s<?b#>'''\n) } ; %s #''')}""",
            """%s <'>"'>3) } ; %s ; #")}""",
        ],
        *["%s <urn:x#>1)}\n; %s", "%s <'%%>1) } ; %s ; #')}", "%s < 2) } ; %s", "%s = <urn:x#>) } ; %s"],
    ]
)
before = st.tuples(
    st.sampled_from(["", "VALUES (?s ?v) { (<urn:a#1> <urn:b'>) } ", "?s <urn:p(>|<urn:q)> ?v "]),
    st.lists(
        st.sampled_from(
            [
                *["?s<(?b)&&(?c>?d)&&", "?s<?b&&?c>?d&&", "1<((?b))&&?c>1||", "(?s<?b)&&", "?s<(1)>2||"],
                *[
                    "!(",
                    "(",
                    "STR(",
                    "1 IN (",
                    "EXISTS { VALUES ?v { <urn:x)> } } &&",
                    "'<'<'>'&&",
                    "<urn:(>=",
                ],
            ]
        ),
        max_size=3,
    ).map("".join),
).map("FILTER(".join)
writes = names.map(lambda name: f"INSERT DATA {{ GRAPH {name} {{ <urn:a> <urn:b> 3 }} }}")
tricks = st.one_of(
    st.tuples(bases, declared, writes).map("".join),
    st.tuples(
        bases,
        declared,
        st.tuples(before, traps, operands, writes).map(
            lambda one: f"INSERT {{ GRAPH <urn:g1> {{ ?s ?p ?o }} }} WHERE {{ {one[0]}{one[1] % one[2:]}"
        ),
    ).map("".join),
)


@given(tricks)
@settings(max_examples=200, deadline=None)
def test_no_trick_writes_into_a_graph_that_was_not_told(text: str) -> None:
    """The law, where text is not well meant: what is read at all is read as the engine reads it."""
    store = ox.Store()
    try:
        store.update(text, base_iri=f"{OWNED}here/update")
    except (SyntaxError, ValueError, RuntimeError):
        return  # nothing was written
    try:
        told = {graph for one in read(text, base_iri=f"{OWNED}here/update") for graph in one.targets}
    except UnreadableError:
        return
    assert {graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)} <= told
