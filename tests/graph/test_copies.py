"""Articles taken over by others, and their statements: one statement, with those who carry it."""

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat
from pyshacl import validate
from rdflib import Graph

import sayso
from sayso.graph import tables
from sayso.graph.asking.questions import ask
from sayso.graph.model import Article, Entity, Extraction, Stance, Statement, TopicAssignment
from sayso.graph.names import slug
from sayso.graph.store import Store
from sayso.graph.upkeep import copies, refreshing
from sayso.graph.upkeep.copies import CopyCounts, Corpus, count_copies, settle
from sayso.graph.upkeep.derived import contribution
from sayso.printing import show

SAYSO = "https://w3id.org/sayso#"
RAIN = "the reservoirs of the northern valleys would be empty by the end of August unless it rained"
LEAK = "her company had mended 40 kilometres of leaking pipes since the drought of last summer began"
CALM = "there was no reason to keep people from watering their gardens on two evenings of the week"
PRICE = "the price of drinking water would have to rise by a third before anybody built a second dam"
FULL = (("Ada Brandt", RAIN), ("Ines Kolar", LEAK), ("Jonas Falk", CALM), ("Ada Brandt", PRICE))
OWN = ("Petra Lund", "the swimming baths of our town would stay open whatever the ministry wanted")
TOPIC = TopicAssignment("topic:floods", "own-words", 1.0, rule="label")


def article(
    name: str,
    said: Sequence[tuple[str, str]] = FULL,
    date: str | None = "2025-07-01",
    outlet: str | None = None,
    cue: str = "say",
) -> Extraction:
    """An article in which each says something about floods; names with a small letter are groups."""
    text = f"The summer has been dry, wrote {name[0] * 5}, for longer than anybody could remember. "
    mentions: dict[str, list[tuple[int, int]]] = {}
    statements = []
    for who, words in said:
        start = len(text)
        text += f"{who} said that {words}. "
        content = (len(text) - 2 - len(words), len(text) - 2)
        mentions.setdefault(who, []).append((start, start + len(who)))
        statements.append(
            Statement(
                f"statement:{name}-{content[0]}-{content[1]}",
                (mentions[who][-1],),
                ((start + len(who) + 1, start + len(who) + 5),),
                (content,),
                (start, len(text) - 1),
                "indirect",
                cue,
                speaker_id(name, who),
                topics=(TOPIC,),
                stance=(
                    Stance("topic:floods", "positive" if words == RAIN else "negative", 1.0, rule="made"),
                ),
                rule="made",
            )
        )
    entities = tuple(
        Entity(speaker_id(name, who), "person" if who[0].isupper() else "collective", who, tuple(spans))
        for who, spans in mentions.items()
    )
    return Extraction(
        Article(name, f"{name}.txt", text, title=name, published=date, outlet=outlet),
        entities,
        statements=tuple(statements),
        run="r1",
        run_facts=(("sayso", "made up"),),
    )


def speaker_id(name: str, who: str) -> str:
    return f"person:{slug(who)}" if who[0].isupper() else f"collective:{name}-{slug(who)}"


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.memory() as found:
        yield found


def settled(store: Store, *articles: Extraction) -> Store:
    for one in articles:
        store.replace(one)
    store.refresh_derived()
    return store


def last(iri: str) -> str:
    return iri.rpartition("/")[2]


def rows(store: Store, pattern: str) -> list[tuple[str, ...]]:
    """The last parts of all variables, in the order in which they stand in the pattern."""
    names = " ".join(dict.fromkeys(re.findall(r"\?\w+", pattern)))
    found = store.query(f"SELECT {names} {{ {pattern} }}")
    return sorted(tuple(last(value.value) for value in row) for row in found)


def carried(store: Store) -> list[tuple[str | None, str, list[str]]]:
    """Who says what first where, and where else it stands."""
    return [
        (row.speaker, last(row.article_id), [last(one.article_id) for one in row.carriers])
        for row in tables.statements(store)
    ]


def test_what_twelve_outlets_carry_is_one_statement_with_twelve_carriers(store: Store) -> None:
    outlets = [f"Paper {number:02}" for number in range(12)]
    settled(
        store,
        *(
            article(f"a{number:02}", FULL, f"2025-07-{12 - number:02}", outlet)
            for number, outlet in enumerate(outlets)
        ),
    )
    found = tables.statements(store)
    assert [(row.speaker, row.outlet, row.date) for row in found] == [
        (who, "Paper 11", "2025-07-01") for who, _ in FULL
    ]
    assert [(one.outlet, one.date) for one in found[0].carriers] == [
        (f"Paper {10 - number:02}", f"2025-07-{number + 2:02}") for number in range(11)
    ]
    record = tables.record(found[0])
    assert (record["carriers"], record["carried_by"]) == (12, "; ".join(reversed(outlets)))
    assert count_copies(store.handle) == CopyCounts(11, 44)
    assert len(rows(store, "?outlet sayso:quotes person:ada-brandt")) == 12
    assert len(rows(store, "person:ada-brandt sayso:said ?statement")) == 2
    assert len(tables.statements(store, copies=True)) == 48


def test_nothing_follows_from_a_copy_but_its_date(store: Store) -> None:
    settled(store, article("a1"), article("a2", date="2025-07-02", outlet="Kelby Post"))
    derived = f"{store.base}graph/derived"
    found = store.query(
        f"SELECT DISTINCT ?p {{ GRAPH <{derived}> {{ ?copy ?p ?o }} ?copy sayso:article article:a2 }}"
    )
    assert sorted(last(row["p"].value) for row in found) == [
        "sayso#copyOf",
        "sayso#dateBasis",
        "sayso#effectiveDate",
    ]


@pytest.mark.parametrize(
    ("first", "second", "is_copy"),
    [
        (("Ada Brandt", RAIN), ("Ada Brandt", RAIN), True),
        (("Ada Brandt", RAIN), ("Ada Brandt", RAIN.upper()), True),
        (("Ada Brandt", RAIN), ("Ada Brandt", RAIN.replace("August", "summer")), True),
        (("Ada Brandt", RAIN), ("Ada Brandt", "the reservoirs of the valleys were empty"), False),
        (("Ada Brandt", RAIN), ("Ines Kolar", RAIN), False),
        (("Ines Kolar", LEAK), ("Ines Kolar", LEAK.replace("40", "140")), False),
        (("Ada Brandt", RAIN), ("Ada Brandt", RAIN.replace("would be", "would never be")), False),
        (("Jonas Falk", CALM), ("Jonas Falk", CALM.replace("no reason", "reason")), False),
        (("Jonas Falk", "it was so"), ("Jonas Falk", "it is so"), False),
        (("Jonas Falk", "it was so"), ("Jonas Falk", "It was so"), True),
        (("officials", RAIN), ("officials", RAIN), True),
        (("officials", RAIN), ("farmers", RAIN), False),
        (("officials", RAIN), ("Ada Brandt", RAIN), False),
    ],
)
def test_a_copy_is_of_the_same_speaker_and_says_the_same(
    store: Store, first: tuple[str, str], second: tuple[str, str], is_copy: bool
) -> None:
    settled(store, article("a1", (*FULL[2:], first)), article("a2", (*FULL[2:], second), "2025-07-02"))
    assert len(rows(store, "?copy sayso:copyOf ?original")) == 2 + is_copy


def test_what_is_denied_is_no_copy_of_what_is_said(store: Store) -> None:
    settled(store, article("a1"), article("a2", date="2025-07-02", cue="denial"))
    assert rows(store, "?a sayso:republishedFrom ?b") == [("a2", "a1")]
    assert rows(store, "?copy sayso:copyOf ?original") == []


def test_what_only_the_copy_has_is_its_own(store: Store) -> None:
    settled(store, article("a1", FULL[:3]), article("a2", (*FULL[:2], OWN), "2025-07-02"))
    assert carried(store) == [
        ("Ada Brandt", "a1", ["a2"]),
        ("Ines Kolar", "a1", ["a2"]),
        ("Jonas Falk", "a1", []),
        ("Petra Lund", "a2", []),
    ]


def test_what_was_added_later_is_carried_from_where_it_was_added(store: Store) -> None:
    """The short first version of a story, the longer one, and an outlet that takes over the longer one."""
    settled(
        store,
        article("a1", FULL[:3], "2025-07-01"),
        article("a2", (*FULL, OWN), "2025-07-02"),
        article("a3", (*FULL, OWN), "2025-07-03"),
    )
    assert rows(store, "?a sayso:republishedFrom ?b") == [("a2", "a1"), ("a3", "a1")]
    assert carried(store) == [
        ("Ada Brandt", "a1", ["a2", "a3"]),
        ("Ines Kolar", "a1", ["a2", "a3"]),
        ("Jonas Falk", "a1", ["a2", "a3"]),
        ("Ada Brandt", "a2", ["a3"]),
        ("Petra Lund", "a2", ["a3"]),
    ]


def test_a_copy_of_a_copy_leads_to_the_first(store: Store) -> None:
    """The last has too little in common with the first, and has it by way of the second."""
    settled(
        store,
        article("a1", FULL, "2025-07-01"),
        article("a2", (*FULL[:2], OWN, ("Rolf Aster", LEAK), ("Rolf Aster", RAIN)), "2025-07-02"),
        article("a3", (FULL[0], OWN, ("Rolf Aster", LEAK), ("Rolf Aster", RAIN)), "2025-07-03"),
    )
    assert carried(store)[0] == ("Ada Brandt", "a1", ["a2", "a3"])
    assert rows(store, "?a sayso:copyOf ?b . ?b sayso:copyOf ?c") == []


def test_said_twice_in_an_article_it_is_carried_twice(store: Store) -> None:
    settled(store, article("a1", (*FULL, FULL[0])), article("a2", (*FULL, FULL[0], FULL[0]), "2025-07-02"))
    assert [articles for who, _, articles in carried(store) if who == "Ada Brandt"] == [
        ["a2"],
        ["a2"],
        ["a2"],
        [],
    ]


@pytest.mark.parametrize(
    ("first", "second", "source", "basis"),
    [
        ("2025-07-01", "2025-07-02", "a1", "published"),
        ("2025-07-02", "2025-07-01", "a2", "published"),
        ("2025-07-01", "2025-07-01", "a1", "undecided"),
        (None, "2025-07-01", "a2", "undecided"),
        ("2025-07-01", None, "a1", "undecided"),
        (None, None, "a1", "undecided"),
    ],
)
def test_who_had_it_first_is_told_by_the_dates_alone(
    store: Store, first: str | None, second: str | None, source: str, basis: str
) -> None:
    settled(store, article("a1", date=first), article("a2", date=second))
    told = "sayso:orderBasis ?basis ; sayso:overlap ?overlap"
    found = rows(store, f"?copy sayso:republishedFrom ?source ; {told}")
    assert found == [("a2" if source == "a1" else "a1", source, basis, "1")]


def test_a_copy_stands_in_for_a_withdrawn_original(store: Store) -> None:
    settled(store, article("a1"), *(article(f"a{n}", date=f"2025-07-0{n}") for n in (2, 3)))
    assert carried(store)[0] == ("Ada Brandt", "a1", ["a2", "a3"])
    store.remove("a1")
    settled(store)
    assert carried(store)[0] == ("Ada Brandt", "a2", ["a3"])
    settled(store, article("a0", date="2025-06-30"))
    assert carried(store)[0] == ("Ada Brandt", "a0", ["a2", "a3"])


def test_a_withdrawn_original_takes_no_name_from_what_its_copy_names(store: Store) -> None:
    """The copy names an outlet under which the university of another article goes as well."""
    university = Entity("org:vellin-university", "organization", "Vellin University", ((0, 17),))
    store.set_ledger("merge organization:vellin-university outlet:vellin")
    other = Extraction(Article("b1", "b1.txt", "Vellin University is closed."), (university,), run="r1")
    settled(store, other, article("a1"), article("a2", date="2025-07-02", outlet="Vellin"))
    names = rows(store, "?old dcterms:isReplacedBy ?kept")
    store.remove("a1")
    settled(store)
    assert rows(store, "?old dcterms:isReplacedBy ?kept") == names != []


def test_who_rejects_a_statement_rejects_it_wherever_it_was_carried(store: Store) -> None:
    first = article("a1")
    store.set_ledger(f"reject {first.statements[0].id}")
    settled(store, first, article("a2", date="2025-07-02", outlet="Kelby Post"))
    assert [who for who, _, _ in carried(store)] == [None, "Ines Kolar", "Jonas Falk", "Ada Brandt"]
    assert len(rows(store, "person:ada-brandt sayso:said ?statement")) == 1
    assert len(rows(store, "?outlet sayso:quotes ?who")) == 3


def test_a_rejected_copy_does_not_carry_anything(store: Store) -> None:
    second = article("a2", date="2025-07-02", outlet="Kelby Post")
    store.set_ledger(f"reject {second.statements[1].id}")
    settled(store, article("a1"), second)
    assert carried(store) == [
        ("Ada Brandt", "a1", ["a2"]),
        ("Ines Kolar", "a1", []),
        ("Jonas Falk", "a1", ["a2"]),
        ("Ada Brandt", "a1", ["a2"]),
        (None, "a2", []),
    ]
    assert rows(store, "?outlet sayso:quotes person:ines-kolar") == []


def test_an_answer_is_one_row_with_those_who_carry_it(store: Store) -> None:
    outlets = ("Tern Wire", "Kelby Post", None, "Ostra Herald")
    settled(store, *(article(f"a{n}", FULL, f"2025-07-0{n + 1}", outlet) for n, outlet in enumerate(outlets)))
    found = ask(store, "what did Ines Kolar say in the Ostra Herald?")
    (row,) = (dict(zip(found.columns, row, strict=True)) for row in found.rows)
    assert (row["outlet"], row["date"], row["carriers"]) == ("Tern Wire", "2025-07-01", 4)
    assert row["carried_by"] == "Tern Wire; Kelby Post; Ostra Herald"
    out = io.StringIO()
    show(found, "table", out)
    shown = " ".join(out.getvalue().split())
    assert "; Tern Wire; carried by 4 articles: Tern Wire, Kelby Post, Ostra Herald; on floods" in shown


def test_a_count_by_topic_counts_it_once(store: Store) -> None:
    settled(store, article("a1"), article("a2", date="2025-07-02"))
    assert ask(store, "how many statements on floods?").rows == ((4,),)


def test_copies_do_not_disagree_and_count_no_topic_twice(store: Store) -> None:
    settled(store, article("a1"))
    alone = rows(store, "?d sayso:opposedPairs ?pairs"), rows(store, "?who sayso:commentedOn ?topic")
    settled(store, article("a2", date="2025-07-02"), article("a3", date="2025-07-02"))
    assert (
        rows(store, "?d sayso:opposedPairs ?pairs"),
        rows(store, "?who sayso:commentedOn ?topic"),
    ) == alone


def test_a_graph_with_copies_conforms_to_its_shapes(store: Store) -> None:
    settled(store, article("a1"), article("a2", (*FULL, OWN), "2025-07-02", "Kelby Post"))
    data, shapes = Graph(), Graph()
    data.parse(data=store.dump(RdfFormat.N_TRIPLES).decode(), format="nt")
    shapes.parse(Path(sayso.__file__).parent / "ontology.ttl")
    conforms, _, report = validate(data, shacl_graph=shapes)
    assert conforms, report


def test_one_more_article_looks_at_its_own_story_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [
        article(f"{letter}{number}", [(f"Person{letter} Solitary{letter}", f"{letter} {letter}".join(RAIN))])
        for letter in "bcdfgh"
        for number in range(2)
    ]
    settled(store, *others, article("a1"), article("a2", date="2025-07-02"))
    looked_at = []

    def noted(facts: object, one: str, *others: object, **named: object) -> object:
        looked_at.append(last(one))
        return contribution(facts, one, *others, **named)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(refreshing, "contribution", noted)
    settled(store, article("a0", date="2025-06-01"))
    assert set(looked_at) == {"a0", "a1", "a2"}


def test_a_paragraph_that_stands_everywhere_costs_each_article_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "_HOLDERS", 4)
    compared = []
    likeness = Corpus.likeness

    def counted(corpus: Corpus, one: str, other: str) -> object:
        compared.append((one, other))
        return likeness(corpus, one, other)

    monkeypatch.setattr(Corpus, "likeness", counted)
    number = []
    for count in (30, 60, 90):
        for index in range(count - 30, count):
            own = " ".join(f"w{index}x{word}" for word in range(120))
            store.replace(article(f"a{index:02}", (*FULL, ("Ada Brandt", own))))
        compared.clear()
        corpus = Corpus(store.handle)
        corpus.read_all()
        assert settle(corpus, corpus.facts.all_subjects(SAYSO + "textSha256"), lambda node: node) == {}
        number.append(len(compared))
    assert number[0] > 30
    assert number[2] - number[1] <= 1.2 * (number[1] - number[0])
