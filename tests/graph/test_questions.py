"""Questions in English, on a small graph made by hand."""

import re
from dataclasses import replace

import pyoxigraph as ox
import pytest

from sayso.errors import QuestionError
from sayso.graph import iris, vocab
from sayso.graph.asking import kinds
from sayso.graph.asking.expertise import expert_kinds
from sayso.graph.asking.questions import EXAMPLES, ask
from sayso.graph.model import (
    Affiliation,
    Article,
    Channel,
    Entity,
    Extraction,
    Stance,
    Statement,
    TopicAssignment,
)
from sayso.graph.store import Store
from sayso.graph.topics.concepts import Concept
from sayso.graph.topics.scheme import TopicScheme

TEXT = (
    "Mara Lindqvist, director at Halden University, said the chip curbs would hurt. "
    "She expects more to come. Senator Ida Roth told the Harbour Times the curbs were right. "
    "Some analysts doubted it."
)


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def statement(words: str, cue: str | None, speaker: str, **more: object) -> Statement:
    begin, end = span(words)
    known = Statement(
        id=f"statement:one-{begin}-{end}",
        source=(),
        cue=(span(cue),) if cue else (),
        content=((begin, end),),
        sentence=(begin, end),
        quote_type="indirect",
        cue_type="say" if cue else "none",
        speaker_id=speaker,
        confidence=0.8,
        rule="test",
    )
    return replace(known, **more)  # type: ignore[arg-type]


CHIPS = TopicAssignment("topic:chip-export-controls", "own-words", 0.9)
NEAR = TopicAssignment("topic:chip-export-controls", "neighbouring-sentence", 0.5)


@pytest.fixture(scope="module")
def store() -> Store:
    first = statement(
        "the chip curbs would hurt",
        "said",
        "person:mara-lindqvist",
        capacity=(0,),
        topics=(CHIPS,),
        stance=(Stance("topic:chip-export-controls", "negative", 0.7),),
    )
    extraction = Extraction(
        Article("one", "one.txt", TEXT, published="2025-03-01", date_basis="metadata", outlet="Port Gazette"),
        entities=(
            Entity("person:mara-lindqvist", "person", "Mara Lindqvist", (span("Mara Lindqvist"),)),
            Entity("person:ida-roth", "person", "Ida Roth", (span("Ida Roth"),)),
            Entity(
                "org:halden-university",
                "organization",
                "Halden University",
                (span("Halden University"),),
                "university",
            ),
            Entity("collective:one-some-analysts", "collective", "Some analysts", (span("Some analysts"),)),
        ),
        affiliations=(
            Affiliation(
                person=span("Mara Lindqvist"),
                person_id="person:mara-lindqvist",
                organization=span("Halden University"),
                organization_id="org:halden-university",
                role=span("director"),
                role_text="director",
                role_kind="executive",
                confidence=0.9,
                rule="test",
            ),
            Affiliation(
                person=span("Ida Roth"),
                person_id="person:ida-roth",
                role=span("Senator"),
                role_text="Senator",
                role_kind="politician",
                confidence=0.9,
                rule="test",
            ),
        ),
        statements=(
            first,
            statement(
                "She expects more to come.",
                None,
                "person:mara-lindqvist",
                continues=first.id,
                capacity=(0,),
                topics=(NEAR,),
            ),
            statement(
                "the curbs were right",
                "told",
                "person:ida-roth",
                capacity=(1,),
                topics=(NEAR,),
                stance=(Stance("topic:chip-export-controls", "positive", 0.7),),
                channel=(Channel("told-to", "Harbour Times", "outlet:harbour-times", span("Harbour Times")),),
            ),
            statement("it", "doubted", "collective:one-some-analysts", cue_type="warning", topics=(NEAR,)),
        ),
        run="r",
    )
    made = Store.memory()
    made.replace(extraction)
    made.refresh_derived()
    return made


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which experts commented on chip sanctions?", ["Mara Lindqvist"] * 2),
        (
            "who commented on export controls",
            ["Ida Roth", "Mara Lindqvist", "Mara Lindqvist", "Some analysts"],
        ),
        ("which people spoke about chip sanctions?", ["Ida Roth", "Mara Lindqvist", "Mara Lindqvist"]),
        ("which politicians commented on chip sanctions?", ["Ida Roth"]),
        ("which groups commented on chip sanctions?", ["Some analysts"]),
        ("what did people at universities say?", ["Mara Lindqvist"] * 2),
        ("what did people at Halden University say about chip sanctions?", ["Mara Lindqvist"] * 2),
        ("what did people at the Halden University say?", ["Mara Lindqvist"] * 2),
        ("what did Roth say?", ["Ida Roth"]),
        ("what has Mara Lindqvist said about semiconductor sanctions?", ["Mara Lindqvist"] * 2),
        ("who warned or predicted what?", ["Some analysts"]),
        ("which statements are verbatim?", []),
    ],
)
def test_statements_are_found_by_speaker_and_topic(store: Store, question: str, names: list[str]) -> None:
    answer = ask(store, question)
    assert answer.evidence
    assert [row[answer.columns.index("name")] for row in answer.rows] == names


def test_an_answer_shows_role_words_place_and_what_is_a_guess(store: Store) -> None:
    answer = ask(store, "which experts commented on chip sanctions?")
    first, second = (dict(zip(answer.columns, row, strict=True)) for row in answer.rows)
    assert (first["role"], first["organization"]) == ("director", "Halden University")
    assert (first["cue"], first["words"]) == ("said", "the chip curbs would hurt")
    assert TEXT[int(first["char_start"] or 0) : int(first["char_end"] or 0)] == first["words"]
    assert (first["source"], first["date"], first["outlet"]) == ("one.txt", "2025-03-01", "Port Gazette")
    assert (first["basis"], first["guess"]) == ("own-words", None)
    assert (second["basis"], second["guess"]) == (
        "neighbouring-sentence",
        "carried on without a cue: a guess",
    )


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        (
            "who disagrees with whom on chip sanctions?",
            [
                (
                    "chip export controls",
                    *("Ida Roth", "the curbs were right", "one.txt", 145, 165, "2025-03-01"),
                    *("Mara Lindqvist", "the chip curbs would hurt", "one.txt", 52, 77, "2025-03-01"),
                    *("dates; neighbouring-sentence", 0.3136),
                )
            ],
        ),
        (
            "which outlets quote whom?",
            [
                ("Port Gazette", "Mara Lindqvist", 2),
                ("Harbour Times", "Ida Roth", 1),
                ("Port Gazette", "Ida Roth", 1),
                ("Port Gazette", "Some analysts", 1),
            ],
        ),
        ("how many statements on chip sanctions by month?", [("2025-03", 4)]),
        ("who has several roles?", []),
        ("who speaks in more than one article?", []),
        ("which kinds of organisations comment on chip sanctions?", [("university", 2)]),
        ("which groups and organisations speak?", [("Some analysts", 1)]),
        (
            "what stances are there on chip sanctions?",
            [("Ida Roth", "positive", 1), ("Mara Lindqvist", "negative", 1)],
        ),
    ],
)
def test_tables(store: Store, question: str, rows: list[tuple[object, ...]]) -> None:
    assert list(ask(store, question).rows) == rows


def holding(scheme: TopicScheme | None, *said: tuple[str, str, str, str, str]) -> Store:
    """Who says what, its parts with " … " between them, which stance toward what, and when."""
    made = Store.memory()
    if scheme is not None:
        made.load_topics(scheme)
    for number, (name, words, polarity, over, published) in enumerate(said):
        parts = words.split(" … ")
        text = f"{name} said {', he said, '.join(parts)}."
        who = f"person:{name.lower().replace(' ', '-')}"
        content = tuple((text.index(part), text.index(part) + len(part)) for part in parts)
        told = Statement(
            id=f"statement:a{number}-{content[0][0]}-{content[-1][1]}",
            source=((0, len(name)),),
            cue=((len(name) + 1, len(name) + 5),),
            content=content,
            sentence=(0, len(text)),
            quote_type="indirect",
            cue_type="say",
            speaker_id=who,
            topics=(TopicAssignment(over, "own-words", 0.9),),
            stance=(Stance(over, polarity, 0.7),),
            confidence=0.8,
            rule="test",
        )
        article = Article(f"a{number}", f"a{number}.txt", text, published=published, date_basis="metadata")
        made.replace(
            Extraction(article, (Entity(who, "person", name, ((0, len(name)),)),), (), (told,), run="r")
        )
    made.refresh_derived()
    return made


def test_a_disagreement_over_split_quotations_is_one_row() -> None:
    controls = "topic:chip-export-controls"
    store = holding(
        None,
        ("Ida Roth", "curbs work … keep the curbs", "positive", controls, "2025-03-01"),
        ("Bo Renner", "curbs fail … curbs cost us … drop the curbs", "negative", controls, "2025-03-04"),
    )
    answer = ask(store, "who disagrees with whom on chip sanctions?")
    assert "disagreement" not in answer.columns
    (row,) = (dict(zip(answer.columns, row, strict=True)) for row in answer.rows)
    assert (row["for_words"], row["against_words"]) == (
        "curbs work … keep the curbs",
        "curbs fail … curbs cost us … drop the curbs",
    )
    assert (row["for_start"], row["for_end"]) == (14, 49)
    assert (row["against_start"], row["against_end"]) == (15, 74)


@pytest.mark.parametrize(("second", "changes"), [("a", 1), ("b", 0)])
def test_a_stance_changes_toward_one_thing_not_toward_two_of_one_name(second: str, changes: int) -> None:
    seals = {end: f"https://topics.example/seals-{end}" for end in "ab"}
    scheme = TopicScheme(tuple(Concept(iri, iri[-7:], "seals") for iri in seals.values()), "0" * 64)
    store = holding(
        scheme,
        ("Ida Roth", "seals are a joy", "positive", seals["a"], "2025-03-01"),
        ("Ida Roth", "seals are a bother", "negative", seals[second], "2025-04-01"),
    )
    rows = ask(store, "who changed their stance?").rows
    assert [row[:2] for row in rows] == [("Ida Roth", "seals")] * changes


def test_guesses_are_listed_with_their_reason(store: Store) -> None:
    answer = ask(store, "what rests on a guess?")
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    assert [(row["name"], row["basis"], row["guess"]) for row in rows] == [
        ("Ida Roth", "neighbouring-sentence", None),
        ("Mara Lindqvist", "neighbouring-sentence", "carried on without a cue: a guess"),
        ("Some analysts", "neighbouring-sentence", None),
    ]


@pytest.mark.parametrize("example", [e for e in EXAMPLES if "Mei" not in e])
def test_every_example_can_be_asked(store: Store, example: str) -> None:
    assert ask(store, example).sparql


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("why is the sky blue?", "cannot read the question"),
        ("", "cannot read the question"),
        ("which experts commented on chip sanctoins?", "did you mean"),
        ("which experts commented on the price of butter?", "no topic 'price of butter'"),
        ("what did Lindquist say?", "did you mean 'Mara Lindqvist'"),
        ("which zebras commented on chip sanctions?", "zebra"),
        ('what did Roth" } ; DROP ALL say?', "cannot read"),
    ],
)
def test_what_cannot_be_read_or_found_is_refused(store: Store, question: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        ask(store, question)


def test_two_of_one_surname_are_not_mixed_up() -> None:
    people = tuple(
        Entity(f"person:{n.lower()}-roth", "person", f"{n} Roth", ((0, 4),)) for n in ("Ida", "Ann")
    )
    made = Store.memory()
    made.replace(Extraction(Article("one", "one.txt", TEXT), people, run="r"))
    made.refresh_derived()
    with pytest.raises(QuestionError, match="Ann Roth, Ida Roth"):
        ask(made, "what did Roth say?")


PEOPLE = (
    # name, role, kind of role, organisation, its kind, what they say
    ("Ada Quist", "professor of law", "scientist", "Halden University", "university", "law lags"),
    ("Bo Renner", "analyst", "analyst", "Velmora Institute", "think tank", "prices fall"),
    ("Cy Dorn", "analyst", "analyst", "Orrin Bank", "financial institution", "rates rise"),
    ("Di Ekker", "deputy minister", "official", "Trade Ministry", "government or party", "quotas stay"),
    ("Ed Falk", "chief executive", "executive", "Zorblax", "company", "sales slump"),
    ("Flo Gant", "reporter", "journalist", "Halden Post", "media", "lines grow"),
    ("Gil Hask", "director", "executive", "Harbour Watch", "civil society", "birds leave"),
    ("Ha Iven", "economist", "scientist", "Grain Council", "international organisation", "stocks shrink"),
    ("Ida Jorn", "engineer", "engineer", "Tern Laboratory", "research lab", "chips melt"),
    ("Jo Kell", "spokeswoman", "spokesperson", "Halden University", "university", "doors open"),
)  # fmt: skip


@pytest.fixture(scope="module")
def people() -> Store:
    """Ten people, each of whom says one thing about chips in one role."""
    text = "".join(f"{name}, {role} at {place}, said {words}. " for name, role, _, place, _, words in PEOPLE)

    def at(words: str, start: int = 0) -> tuple[int, int]:
        begin = text.index(words, start)
        return begin, begin + len(words)

    def slug(name: str) -> str:
        return name.lower().replace(" ", "-")

    entities: dict[str, Entity] = {}
    affiliations = []
    statements = []
    for index, (name, role, role_kind, place, kind, words) in enumerate(PEOPLE):
        start = text.index(name)
        who, where = f"person:{slug(name)}", f"organization:{slug(place)}"
        entities[who] = Entity(who, "person", name, (at(name),))
        entities[where] = Entity(where, "organization", place, (at(place),), kind)
        affiliations.append(
            Affiliation(
                person=at(name),
                person_id=who,
                organization=at(place, start),
                organization_id=where,
                role=at(role, start),
                role_text=role,
                role_kind=role_kind,
                former=name == "Cy Dorn",
                confidence=0.9,
                rule="test",
            )
        )
        begin, end = at(words)
        statements.append(
            Statement(
                id=f"statement:ten-{begin}-{end}",
                source=(at(name),),
                cue=(at("said", start),),
                content=((begin, end),),
                sentence=(start, end + 1),
                quote_type="indirect",
                cue_type="say",
                speaker_id=who,
                capacity=(index,),
                topics=(CHIPS,),
                confidence=0.9,
                rule="test",
            )
        )
    made = Store.memory()
    made.replace(
        Extraction(
            Article("ten", "ten.txt", text),
            tuple(entities.values()),
            tuple(affiliations),
            tuple(statements),
            run="r",
        )
    )
    made.refresh_derived()
    return made


def names(store: Store, question: str, experts: str | None = None) -> list[str]:
    answer = ask(store, question, experts=experts)
    return [str(row[answer.columns.index("name")]).split()[0] for row in answer.rows]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("which government officials commented on chip sanctions?", ["Di"]),
        ("what did people at universities say about chip sanctions?", ["Ada", "Jo"]),
        ("analysts at think tanks on chip sanctions", ["Bo"]),
        ("which analysts at think tanks commented on chip sanctions?", ["Bo"]),
        ("which analysts at think tanks or banks spoke about chip sanctions?", ["Bo", "Cy"]),
        ("who at Halden University said anything about chip sanctions?", ["Ada", "Jo"]),
        ("who at Zorblax said what?", ["Ed"]),
        ("who at universities has commented on chip sanctions?", ["Ada", "Jo"]),
        ("which executives spoke about chip sanctions?", ["Ed", "Gil"]),
        ("which company executives spoke about chip sanctions?", ["Ed"]),
        ("which executives at Zorblax commented on chip sanctions?", ["Ed"]),
        ("which university researchers spoke?", ["Ada"]),
        ("which officials and engineers spoke?", ["Di", "Ida"]),
        ("which former analysts spoke?", ["Cy"]),
        ("what have journalists, officials and engineers said?", ["Di", "Flo", "Ida"]),
        ("which economists are quoted on chip sanctions?", ["Ha"]),
        ("which professors are quoted on chip sanctions?", ["Ada"]),
        ("which CEOs commented on chip sanctions?", ["Ed"]),
        ("which ministers commented on chip sanctions?", ["Di"]),
        ("which experts at banks commented on chip sanctions?", ["Cy"]),
        ("which experts commented on chip sanctions?", ["Ada", "Bo", "Cy", "Ed", "Gil", "Ha", "Ida", "Jo"]),
        ("people at universities", ["Ada", "Jo"]),
        ("Who are the people at universities?", ["Ada", "Jo"]),
        ("government officials", ["Di"]),
        ("list all experts at international organisations", ["Ha"]),
        ("which journalists are there?", ["Flo"]),
    ],
)
def test_people_are_found_by_role_and_by_place(people: Store, question: str, found: list[str]) -> None:
    assert names(people, question) == found


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ("university", ["Ada", "Jo"]),
        ("universities", ["Ada", "Jo"]),
        ("a think tank", ["Bo"]),
        ("think-tanks", ["Bo"]),
        ("research labs", ["Ida"]),
        ("laboratories", ["Ida"]),
        ("a research institute", ["Ida"]),
        ("companies", ["Ed"]),
        ("firms", ["Ed"]),
        ("the government", ["Di"]),
        ("ministries", ["Di"]),
        ("political parties", ["Di"]),
        ("the media", ["Flo"]),
        ("a newspaper", ["Flo"]),
        ("NGOs", ["Gil"]),
        ("civil society organisations", ["Gil"]),
        ("unions", ["Gil"]),
        ("international organizations", ["Ha"]),
        ("banks", ["Cy"]),
        ("financial institutions", ["Cy"]),
        ("banks and universities", ["Ada", "Cy", "Jo"]),
    ],
)
def test_each_kind_of_organisation_is_called_by_its_everyday_words(
    people: Store, places: str, found: list[str]
) -> None:
    assert names(people, f"what did people at {places} say?") == found


@pytest.mark.parametrize(
    ("experts", "found"),
    [
        ("journalist", ["Flo"]),
        ("journalist, bank", ["Cy", "Flo"]),
        ("role:journalist,organization-kind:financial institution", ["Cy", "Flo"]),
        ("+journalists", ["Ada", "Bo", "Cy", "Ed", "Flo", "Gil", "Ha", "Ida", "Jo"]),
        ("-executive,-university,-analyst", ["Ada", "Bo", "Ha", "Ida"]),
    ],
)
def test_a_user_says_who_counts_as_expert(people: Store, experts: str, found: list[str]) -> None:
    assert names(people, "which experts commented on chip sanctions?", experts) == found


@pytest.mark.parametrize(
    ("experts", "said"),
    [
        ("zebra", "no kind of role or organisation 'zebra'"),
        ("", "no kinds of experts"),
        ("+journalist,analyst", r"write \+ or - before each kind"),
        ("role:university", "no kind of role or organisation 'role:university'"),
    ],
)
def test_a_kind_of_expert_that_there_is_not_is_refused(people: Store, experts: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        ask(people, "which experts commented on chip sanctions?", experts=experts)


def test_what_the_curation_graph_says_of_experts_counts_instead_of_the_ontology() -> None:
    made = Store.memory()
    graph = ox.NamedNode(iris.curation_graph(made.base))
    counts = ox.NamedNode(vocab.countsAsExpert)
    made.handle.add(ox.Quad(ox.NamedNode(vocab.RoleJournalist), counts, ox.Literal(True), graph))
    made.handle.add(ox.Quad(ox.NamedNode(vocab.ThinkTank), counts, ox.Literal(False), graph))
    assert expert_kinds(made) == (vocab.EXPERT_KINDS | {vocab.RoleJournalist}) - {vocab.ThinkTank}


def test_every_kind_is_called_by_its_notation_and_its_plural() -> None:
    plurals = {
        "university": "universities", "think tank": "think tanks", "research lab": "research labs",
        "company": "companies", "government or party": "governments", "media": "the media",
        "civil society": "NGOs", "international organisation": "international organizations",
        "financial institution": "banks",
    }  # fmt: skip
    assert {
        kind: kinds.organization_kind(plurals[kind].lower()) for kind in vocab.ORGANIZATION_KINDS
    } == vocab.ORGANIZATION_KINDS
    assert {kind: kinds.organization_kind(kind) for kind in plurals} == vocab.ORGANIZATION_KINDS
    unlike = {"spokesperson": "spokespeople", "military": "soldiers", "clergy": "clerics", "other": "others"}
    roles = {kind: kinds.role_kind(unlike.get(kind, kind + "s")) for kind in vocab.ROLE_KINDS}
    assert roles == vocab.ROLE_KINDS
    assert {kind: kinds.role_kind(kind) for kind in vocab.ROLE_KINDS} == vocab.ROLE_KINDS


def test_no_word_means_two_kinds() -> None:
    words = "scientists analysts executives officials banks media agencies news agencies fund managers"
    for word in words.split():
        patterns = [*kinds.ROLE_WORDS, *kinds.ORGANIZATION_WORDS]
        assert sum(bool(re.fullmatch(pattern, word)) for pattern in patterns) <= 1
