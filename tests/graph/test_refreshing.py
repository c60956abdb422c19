"""What is derived: the same however the articles came, and by a look at few of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.graph import vocab
from sayso.graph.model import (
    Affiliation,
    Article,
    Channel,
    Entity,
    Extraction,
    Span,
    Stance,
    Statement,
    TopicAssignment,
    Unit,
)
from sayso.graph.names import slug
from sayso.graph.store import Store
from sayso.graph.upkeep.duplicates import keys, likeness, shingles

PEOPLE = (
    "Mara Voss",
    "Voss Mara",
    "M. Voss",
    "Jon Hale Jr.",
    "Jon Hale Sr.",
    "Jon Hale",
    "Bill Orr",
    "William Orr",
)
BODIES = ("Tidal Laboratory", "Vellin University", "Vellin Corp.", "Vellin", "Ministry of Trade")
KINDS = {"Vellin": "outlet"}
DATES = (None, None, "2024-01-02", "2024-02-06", "2024-05-01", "2025-07-08")
VIEWS = (
    *(("topic:ai-chips", "positive"),) * 3,
    *(("topic:ai-chips", "negative"),) * 3,
    ("topic:floods", "mixed"),
    ("person:mara-voss", "positive"),
    ("person:mara-voss", "negative"),
    ("org:tidal-laboratory", "negative"),
)
LABELLED = TopicAssignment("topic:ai-chips", "own-words", 1.0, rule="label")
TOPICS = ("topic:ai-chips", "topic:floods", "https://example.org/topics#rain")
RULES = ("", "label", "weak-label", "meaning", "label-and-meaning")
WHOLE: tuple[Span, ...] = ((0, 4),)
SPLIT: tuple[Span, ...] = ((0, 2), (5, 9))


def extraction(
    name: str,
    people: Sequence[tuple[str, str | None, str | None]],
    date: str | None,
    outlet: str | None,
    views: Sequence[tuple[str, str]] = (),
    guesses: Sequence[str] = (),
    topics: Sequence[Sequence[TopicAssignment]] = ((LABELLED,), (), (LABELLED,)),
    contents: Sequence[Sequence[Span]] = (),
) -> Extraction:
    """An article in which each of `people` (name, organisation, role kind) says something.

    `views` are the stances of one after the other; of `guesses` likewise "continues" and "somebody else", of
    `topics` what each speaks about, and of `contents` where it stands, from the start of the sentence.
    """
    text = ""
    entities: list[Entity] = []
    affiliations: list[Affiliation] = []
    statements: list[Statement] = []
    bodies: dict[str, Entity] = {}
    for index, (person, body, role) in enumerate(people):
        start = len(text)
        text += f"{person} of {body} said it would rain. "
        who = Entity(f"person:{slug(person)}", "person", person, ((start, start + len(person)),))
        if any(other.id == who.id for other in entities):
            continue
        entities.append(who)
        if body is not None:
            kind = KINDS.get(body, "organization")
            prefix = "org" if kind == "organization" else kind
            bodies.setdefault(body, Entity(f"{prefix}:{slug(body)}", kind, body, ()))
            affiliations.append(
                Affiliation(
                    person=(start, start + len(person)),
                    person_id=who.id,
                    organization_id=bodies[body].id,
                    role_text=role,
                    role_kind=role,
                    rule="of",
                )
            )
        guess = guesses[index] if index < len(guesses) else ""
        content = contents[index] if index < len(contents) else WHOLE
        statements.append(
            Statement(
                id=f"statement:{name}-{start}-{start + 4}",
                source=((start, start + len(person)),),
                cue=((start, start + 4),),
                content=tuple((start + first, start + end) for first, end in content),
                sentence=(start, start + 10),
                quote_type="indirect",
                cue_type="say",
                speaker_id=who.id,
                capacity=(len(affiliations) - 1,) if body is not None else (),
                channel=(Channel("told-to", "Vellin", "outlet:vellin"),) if index else (),
                topics=tuple(topics[index]) if index < len(topics) else (),
                stance=tuple(Stance(*view, 0.5 + index / 10) for view in views[index : index + 1]),
                continues=statements[-1].id if guess == "continues" and statements else None,
                possible_speaker_id=entities[0].id if guess == "somebody else" and index else None,
            )
        )
    return Extraction(
        Article(name, f"{name}.txt", text, published=date, outlet=outlet),
        (*entities, *bodies.values()),
        tuple(affiliations),
        tuple(statements),
        run="r1",
    )


STORY = (
    "The harbour of the old town will be closed to all larger ships from the first day of next month",
    "a new wall of stone and steel is to rise out of the shallow water before the storms of autumn come",
    "nobody had asked the fishing families whether they would rather move their boats to the river",
    "the cost of the whole work has doubled twice since the plans were drawn eleven years ago",
    "any delay would leave four thousand houses without shelter when the spring tide returns",
    "it was too early to tell who would pay for the bridge that has to be taken down first",
)


def story(
    name: str,
    order: Sequence[int],
    speakers: Sequence[str | None],
    date: str | None,
    outlet: str | None,
    own: str,
    guess: str,
) -> Extraction:
    """An article of these sentences of one story, each said by somebody; `own` is put in the second place."""
    text = ""
    entities: dict[str, Entity] = {}
    statements: list[Statement] = []
    for place, index in enumerate(order):
        start, who = len(text), speakers[place % len(speakers)]
        text += f"{who or 'Somebody'} said {STORY[index]}{own if place == 1 else ''}. "
        content = (text.index("said", start) + 5, len(text) - 2)
        speaker = None
        if who is not None:
            kind = "collective" if who == "Officials" else "person"
            speaker = f"collective:{name}-officials" if kind == "collective" else f"person:{slug(who)}"
            mention = (start, start + len(who))
            mentions = (*entities[speaker].mentions, mention) if speaker in entities else (mention,)
            entities[speaker] = Entity(speaker, kind, who, mentions)
        statements.append(
            Statement(
                id=f"statement:{name}-{content[0]}-{content[1]}",
                source=((start, start + 4),),
                cue=((content[0] - 5, content[0] - 1),),
                content=(content,),
                sentence=(start, len(text) - 1),
                quote_type="indirect",
                cue_type="say",
                speaker_id=speaker,
                channel=(Channel("told-to", "Vellin", "outlet:vellin"),) if guess == "channel" else (),
                topics=(LABELLED,) if index % 2 else (),
                stance=(Stance(*VIEWS[index * 3 % 6], 0.5),) if index % 2 else (),
                continues=statements[-1].id if guess == "continues" and statements else None,
                possible_speaker_id=next(iter(entities), None) if guess == "somebody else" else None,
            )
        )
    return Extraction(
        Article(name, f"{name}.txt", text, published=date, outlet=outlet),
        tuple(entities.values()),
        (),
        tuple(statements),
        run="r1",
    )


COMMON = 300
OWN = {"a0": 500, "a1": 151, "a2": 146, "a3": 152}  # a0 is about as much like the others as a copy has to be


def long_article(
    name: str, edits: int = 0, passed_over: int = 0, date: str | None = "2024-01-02", speaks: bool = False
) -> Extraction:
    """One of a few long texts that have most words in common, with single words of these changed.

    After few edits most texts are found by the same keys as before. `passed_over` words are page furniture.
    """
    shared = [f"c{number}" for number in range(COMMON)]
    for number in range(edits):
        shared[30 * number + 40] = f"edited{name}"
    text = "Mara Voss said that all of the harbour would be closed. " if speaks else ""
    start = len(text) + len(" ".join(shared[: COMMON // 2])) + 1
    end = start + len(" ".join(shared[COMMON // 2 : COMMON // 2 + passed_over]))
    text += " ".join((*shared, *(f"{name}x{number}" for number in range(OWN[name]))))
    who = Entity("person:mara-voss", "person", "Mara Voss", ((0, 9),))
    statement = Statement(
        f"statement:{name}-20-54", ((0, 9),), ((10, 14),), ((20, 54),), (0, 55), "indirect", "say", who.id
    )
    return Extraction(
        Article(
            name,
            f"{name}.txt",
            text,
            published=date,
            units=(Unit("furniture", start, end),) if passed_over else (),
        ),
        (who,) if speaks else (),
        statements=(statement,) if speaks else (),
        run="r1",
    )


voices = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.none() | st.sampled_from(BODIES),
        st.none() | st.sampled_from(("scientist", "politician", "athlete")),
    ),
    min_size=2,
    max_size=3,
    unique_by=lambda one: one[0],
)
assignments = st.builds(
    TopicAssignment,
    st.sampled_from((*TOPICS[:1] * 4, *TOPICS[1:])),
    st.sampled_from(sorted(vocab.TOPIC_BASES)),
    st.sampled_from((0.4, 1.0)),
    rule=st.sampled_from(RULES),
)
versions = st.builds(
    extraction,
    st.sampled_from([f"a{number}" for number in range(5)]),
    voices,
    st.sampled_from(DATES),
    st.none() | st.sampled_from(("Vellin", "The Gull")),
    st.tuples(*(st.sampled_from(VIEWS) for _ in range(3))),
    st.tuples(*(st.sampled_from(("", "", "continues", "somebody else")) for _ in range(3))),
    st.tuples(*(st.lists(assignments, max_size=2) for _ in range(3))),
    st.tuples(*(st.sampled_from((WHOLE, SPLIT)) for _ in range(3))),
)
stories = st.builds(
    story,
    st.sampled_from([f"a{number}" for number in range(5)]),
    st.sampled_from(
        ((0, 1, 2, 3, 4, 5),) * 4 + ((0, 1, 2), (3, 4, 5), (0, 1, 2, 3), (2, 3, 4, 5), (5, 4, 3))
    ),
    st.sampled_from(((*PEOPLE[:2], None),) * 4 + ((*PEOPLE[:3], "Officials"), ("M. Voss",), ("Bill Orr",))),
    st.sampled_from(DATES),
    st.none() | st.sampled_from(("Vellin", "The Gull")),
    st.sampled_from(("", "", " now", ", and this at a time when nobody has any money to give away")),
    st.sampled_from(("", "", "channel", "continues", "somebody else")),
)
articles = versions | stories
# which long article is changed, and in what; None withdraws it
edits = st.tuples(
    st.sampled_from(("a0", "a0", "a0", *OWN)),
    st.sampled_from(
        [{"edits": number} for number in (2, 3, 4)] * 3 + [{"passed_over": 0}, {"passed_over": 4}]
    )
    | st.sampled_from(({"date": "2024-01-01"}, {"date": "2024-01-02"}, {"date": None}))
    | st.sampled_from(({"speaks": True}, {"speaks": False}, None)),
)
LINES = (
    "merge person:m-voss person:mara-voss",
    "merge person:mara-voss person:jon-hale",
    "apart person:bill-orr person:william-orr",
    "split person:mara-voss article:a1",
    "split person:jon-hale-jr article:a2 article:a3",
    'rename person:mara-voss "Dr Voss"',
    "kind organization:vellin-university think-tank",
    "reject person:bill-orr",
    "reject statement:a1-0-4",
    "reject statement:a1-15-111",
    "reject statement:a2-15-111",
    "confirm statement:a2-0-4",
    "link organization:vellin-university wikidata:Q42",
    "reject link person:mara-voss wikidata:Q43",
    "merge organization:vellin-university outlet:vellin",
)
ledgers = st.lists(st.sampled_from(LINES), max_size=4, unique=True).map("\n".join)


@dataclass(frozen=True)
class Decided:
    """A new ledger."""

    text: str


# a step adds or replaces an article, withdraws one (by name), takes another ledger or another window of days
# for disagreements; after most of them what follows is settled
steps = st.lists(
    st.tuples(
        st.one_of([articles] * 6)
        | st.sampled_from([f"a{number}" for number in range(5)])
        | st.builds(Decided, ledgers)
        | st.sampled_from((0, 40, 90)),
        st.sampled_from((True, True, False)),
    ),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def stores() -> Iterator[tuple[Store, Store]]:
    with Store.memory() as one, Store.memory() as other:
        yield one, other


def emptied(store: Store) -> Store:
    for article in store.articles():
        store.remove(article)
    store.set_ledger("")
    store.set_disagreement_window(90)
    store.refresh_derived()
    return store


Step = tuple[Extraction | str | Decided | int, bool]


@given(st.lists(articles, min_size=2, max_size=4), steps)
@settings(max_examples=100, deadline=None)
def test_however_a_graph_came_about_it_is_the_same(
    stores: tuple[Store, Store], first: list[Extraction], steps: list[Step]
) -> None:
    assert_same_at_once(stores, [*((one, one is first[-1]) for one in first), *steps])


@given(st.lists(edits, min_size=2, max_size=8))
@settings(max_examples=60, deadline=None)
def test_however_long_texts_are_edited_the_graph_is_the_same(
    stores: tuple[Store, Store], edits: list[tuple[str, dict[str, Any] | None]]
) -> None:
    versions: dict[str, dict[str, Any]] = {name: {} for name in OWN}
    versions["a0"] = {"edits": 2}
    steps: list[Step] = [(long_article(name, **versions[name]), True) for name in OWN]
    for name, change in edits:
        versions[name] |= change or {}
        steps.append((name if change is None else long_article(name, **versions[name]), True))
    assert_same_at_once(stores, steps)


@pytest.mark.parametrize("how", ["edits", "passed_over"])
def test_an_original_edited_so_little_that_its_keys_stay_may_be_none_any_more(
    stores: tuple[Store, Store], how: str
) -> None:
    crossed = 0
    changes: list[dict[str, Any]] = [{how: number} for number in range(7)]
    versions = [long_article("a0", **change) for change in changes]
    for less, more in pairwise(versions):
        for copy in (long_article(name, date="2024-01-03") for name in ("a1", "a2", "a3")):
            texts = [shingles(one.article.text, one.article.furniture) for one in (less, more, copy)]
            before, after = likeness(texts[0], texts[2]), likeness(texts[1], texts[2])
            if before.is_copy and not after.is_copy and keys(texts[0]) == keys(texts[1]):
                crossed += 1
                assert_same_at_once(stores, [(less, True), (copy, True), (more, True)])
    assert crossed


def assert_same_at_once(stores: tuple[Store, Store], steps: Sequence[Step]) -> None:
    """That these steps lead to the graph that is made at once of what is there in the end."""
    cut, whole = map(emptied, stores)
    last: dict[str, Extraction] = {}
    for step, settles in steps:
        if isinstance(step, str):
            cut.remove(step)
            last.pop(step, None)
        elif isinstance(step, Decided):
            cut.set_ledger(step.text)
        elif isinstance(step, int):
            cut.set_disagreement_window(step)
        else:
            cut.replace(step)
            last[step.article.id] = step
        if settles:
            cut.refresh_derived()
    cut.refresh_derived()
    for name in sorted(last, reverse=True):
        whole.replace(last[name])
    whole.set_ledger(cut.ledger)
    whole.set_disagreement_window(cut.disagreement_window)
    whole._changes = None  # everything at once
    whole.refresh_derived()
    assert cut.canonical() == whole.canonical()


def grounds(store: Store) -> list[set[str]]:
    """What each disagreement rests on."""
    found: dict[str, set[str]] = {}
    for row in store.query("SELECT ?d ?basis { ?d a sayso:Disagreement ; sayso:basis ?basis }"):
        found.setdefault(row["d"].value, set()).add(row["basis"].value)
    return [found[node] for node in sorted(found)]


@pytest.mark.parametrize("date", [None, "2024-01-02"])
@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ((("own-words", "label"),), [set()]),
        ((("heading", "label"),), [{vocab.InHeading}]),
        ((("neighbouring-sentence", "weak-label"),), [{vocab.InContext}]),
        ((("heading", "label"), ("own-words", "label")), [set()]),
        ((("own-words", "meaning"),), []),
        ((("heading", "meaning"), ("own-words", "label")), [set()]),
        ((("heading", "meaning"), ("neighbouring-sentence", "meaning")), []),
    ],
)
def test_an_article_read_anew_changes_what_disagreements_rest_on(
    found: Sequence[tuple[str, str]], expected: list[set[str]], date: str | None
) -> None:
    people = (("Mara Voss", None, None), ("Bill Orr", None, None))
    views = (("topic:ai-chips", "positive"), ("topic:ai-chips", "negative"))
    topics = [TopicAssignment("topic:ai-chips", basis, 0.5, rule=rule) for basis, rule in found]
    together = vocab.InSameArticle if date is None else vocab.ByDates
    with Store.memory() as store:
        for first, second, outcome in (
            ([LABELLED], [LABELLED], [set()]),
            (topics, [LABELLED], expected),
            ([LABELLED], topics, expected),
            ([LABELLED], [LABELLED], [set()]),
        ):
            store.replace(
                extraction("a1", people, date, None, views, (), (first, second), contents=(SPLIT, WHOLE))
            )
            store.refresh_derived()
            assert grounds(store) == [{together, *one} for one in outcome]


def identities(store: Store) -> set[str]:
    return {row["who"].value for row in store.query("SELECT DISTINCT ?who { ?a sayso:appearanceOf ?who }")}


def leading(store: Store) -> set[str]:
    """The IRIs that lead to an identity that is there."""
    query = "SELECT DISTINCT ?old { ?old dcterms:isReplacedBy+ ?who . ?a sayso:appearanceOf ?who }"
    return {row["old"].value for row in store.query(query)}


@given(st.lists(versions, min_size=2, max_size=6, unique_by=lambda one: one.article.id), ledgers)
@settings(max_examples=60, deadline=None)
def test_an_iri_that_was_given_keeps_leading_to_somebody(
    stores: tuple[Store, Store], articles: list[Extraction], ledger: str
) -> None:
    store = emptied(stores[0])
    given_out: set[str] = set()
    for article in articles:
        store.replace(article)
        store.refresh_derived()
        given_out |= identities(store)
        assert given_out <= identities(store) | leading(store)
    store.set_ledger("\n".join(line for line in ledger.splitlines() if not line.startswith("reject")))
    store.refresh_derived()
    assert given_out <= identities(store) | leading(store)


def test_a_later_namesake_takes_no_iri_away() -> None:
    with Store.memory() as store:
        store.replace(
            extraction("a1", [("Jon Hale Sr.", "Tidal Laboratory", "scientist")], "2024-01-02", None)
        )
        store.refresh_derived()
        store.replace(extraction("a2", [("Jon Hale Sr.", "Vellin Corp.", "athlete")], "2025-07-08", None))
        store.refresh_derived()
        people = sorted(iri.rpartition("/")[2] for iri in identities(store) if "/person/" in iri)
        first = store.query(
            "SELECT ?who { <https://w3id.org/sayso/data/statement/a1-0-4> sayso:speaker ?who }"
        )
        assert people == ["jon-hale-sr", "jon-hale-sr-in-a2"]
        assert [row["who"].value.rpartition("/")[2] for row in first] == ["jon-hale-sr"]
