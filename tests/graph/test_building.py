"""Building: only what is new or changed is extracted, and a killed build goes on."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from sayso.graph import iris, vocab
from sayso.graph.asking.lookup import topic_scheme
from sayso.graph.building import BuildReport, build
from sayso.graph.changes.run_log import builds
from sayso.graph.model import (
    Affiliation,
    Article,
    Entity,
    Extraction,
    Rejection,
    Stance,
    Statement,
    TopicAssignment,
)
from sayso.graph.names import slug
from sayso.graph.store import Store
from sayso.graph.topics.scheme import TopicScheme

SCHEME = TopicScheme.load()


class Extractor:
    """Takes the first two words for a person's name and the rest for what was said; notes whom it read."""

    def __init__(self, run: str = "r1", fail_at: str | None = None) -> None:
        self.run = run
        self.read: list[str] = []
        self._fail_at = fail_at

    def __call__(self, articles: Iterable[Article]) -> Iterator[Extraction | Rejection]:
        for article in articles:
            if article.id == self._fail_at:
                raise KeyboardInterrupt
            self.read.append(article.id)
            name = " ".join(article.text.split()[:2])
            if not name:
                yield Rejection(article.source, "is empty: leave it out")
                continue
            person = f"person:{name.lower().replace(' ', '-')}"
            end = len(article.text)
            yield Extraction(
                article,
                (Entity(person, "person", name, ((0, len(name)),)),),
                (Affiliation((0, len(name)), person, role=(0, 1), role_text="clerk"),),
                (
                    Statement(
                        f"statement:{article.id}-{len(name)}-{end}",
                        ((0, len(name)),),
                        (),
                        ((len(name), end),),
                        (0, end),
                        "indirect",
                        "none",
                        speaker_id=person,
                        topics=(TopicAssignment("topic:ai-chips", "own-words", 0.5),),
                    ),
                ),
                self.run,
                (("version", self.run),),
            )


def article(name: str, text: str) -> Article:
    return Article(name, f"{name}.txt", text, published="2024-01-01", outlet="The Gull")


ONE = article("one", "Mara Voss said no.")
TWO = article("two", "Ivo Brandt said yes.")
THREE = article("three", "Mara Voss said maybe.")


def built(articles: Iterable[Article | Rejection], store: Store | None = None, run: str = "r1") -> Store:
    store = store or Store.memory()
    build(articles, Extractor(run), store, run=run)
    return store


@pytest.fixture
def store() -> Store:
    return Store.memory()


def test_new_articles_are_added(store: Store) -> None:
    assert build([ONE, TWO], Extractor(), store, run="r1") == BuildReport(added=("one", "two"))
    assert store.counts()["statements"] == 2
    assert not store.derived_is_stale


def test_building_twice_reads_nothing_and_changes_nothing(store: Store) -> None:
    build([ONE, TWO], Extractor(), store, run="r1")
    before, extractor = store.canonical(), Extractor()
    assert build([TWO, ONE], extractor, store, run="r1") == BuildReport(unchanged=("two", "one"))
    assert extractor.read == []
    assert store.canonical() == before


@pytest.mark.parametrize(
    "change",
    [{"text": "Mara Voss said perhaps."}, {"title": "No!"}, {"published": "2024-02-02"}, {"outlet": None}],
)
def test_an_article_with_other_text_or_metadata_is_replaced(store: Store, change: dict[str, str]) -> None:
    changed = replace(ONE, **change)  # type: ignore[arg-type]  # fields are strings
    build([ONE, TWO], Extractor(), store, run="r1")
    extractor = Extractor()
    report = build([changed, TWO], extractor, store, run="r1")
    assert report == BuildReport(changed=("one",), unchanged=("two",))
    assert extractor.read == ["one"]
    assert store.canonical() == built([changed, TWO]).canonical()


def test_another_run_reads_everything_again_and_leaves_nothing_of_the_old_one(store: Store) -> None:
    build([ONE, TWO], Extractor(), store, run="r1")
    assert build([ONE, TWO], Extractor("r2"), store, run="r2").changed == ("one", "two")
    assert store.canonical() == built([ONE, TWO], run="r2").canonical()


def test_a_withdrawn_article_leaves_no_trace(store: Store) -> None:
    build([ONE, TWO, THREE], Extractor(), store, run="r1")
    report = build([], Extractor(), store, run="r1", remove=["two", "article:three", "four"])
    assert report == BuildReport(
        removed=("two", "three"), not_found=("four",), sources=("two.txt", "three.txt")
    )
    assert store.canonical() == built([ONE]).canonical()


def test_an_article_can_be_withdrawn_by_the_name_of_its_file(store: Store) -> None:
    build([ONE, TWO], Extractor(), store, run="r1")
    assert build([], Extractor(), store, run="r1", remove=["two.txt"]).removed == ("two",)


def test_a_withdrawn_article_that_comes_again_is_told_once_with_the_time(store: Store) -> None:
    one, two = article("one", "Mara Voss spoke"), article("two", "Ivo Brandt spoke")
    build([one, two], Extractor(), store, run="r1")
    assert build([one], Extractor(), store, run="r1", remove=["two"]).returned == ()
    time = builds(store)[-1].started
    assert build([one, two], Extractor(), store, run="r1").returned == (("two", time),)
    assert build([one, two], Extractor(), store, run="r2").returned == ()
    again = build([one, two], Extractor(), store, run="r2", remove=["one.txt"])
    assert (again.sources, again.returned) == (("one.txt",), (("one", builds(store)[-1].started),))


def test_what_is_rejected_is_told_and_the_rest_goes_on(store: Store) -> None:
    unread = Rejection("pic.txt", "is binary: leave it out")
    half = article("half", "Mara \ud83d said so.")
    again = replace(ONE, source="copy/one.txt", text="Other words here.")
    report = build([unread, ONE, article("empty", ""), half, again, TWO], Extractor(), store, run="r1")
    assert report.added == ("one", "two")
    assert [rejection.source for rejection in report.rejected] == [
        "pic.txt",
        "empty.txt",
        "half.txt",
        "copy/one.txt",
    ]
    assert report.rejected[0] == unread
    assert report.rejected[3].reason == "has the id one, as one.txt does: give it another name"


def test_progress_is_told_article_by_article(store: Store) -> None:
    build([ONE], Extractor(), store, run="r1")
    told: list[tuple[str, str]] = []
    build(
        [ONE, Rejection("x", "y"), replace(ONE, id="two"), replace(TWO, id="three")],
        Extractor(),
        store,
        run="r1",
        progress=lambda what, outcome: told.append((getattr(what, "id", what.source), outcome)),
    )
    assert told == [("one", "unchanged"), ("x", "rejected"), ("two", "added"), ("three", "added")]


def test_a_build_that_was_killed_goes_on_and_ends_in_the_same_bytes(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        build([ONE, TWO, THREE], Extractor(fail_at="three"), store, run="r1")
    extractor = Extractor()
    report = build([ONE, TWO, THREE], extractor, store, run="r1")
    assert report == BuildReport(added=("three",), unchanged=("one", "two"))
    assert extractor.read == ["three"]
    assert store.canonical() == built([ONE, TWO, THREE]).canonical()


def test_what_was_there_when_a_build_was_interrupted_can_be_asked(store: Store) -> None:
    with pytest.raises(KeyboardInterrupt):
        build([ONE, TWO], Extractor(fail_at="two"), store, run="r1")
    assert store.query("ASK { ?p skos:prefLabel 'Mara Voss' ; sayso:said ?s }")


def test_derived_triples_that_a_kill_left_stale_are_made_by_the_next_build(store: Store) -> None:
    for extraction in Extractor()([ONE, TWO]):
        assert isinstance(extraction, Extraction)
        store.replace(extraction)  # and here the process ends
    build([ONE, TWO], Extractor(), store, run="r1")
    assert store.canonical() == built([ONE, TWO]).canonical()


def test_articles_are_read_as_they_come(store: Store) -> None:
    seen: list[int] = []

    def endless() -> Iterator[Article]:
        for number in range(50):
            seen.append(store.counts()["articles"])
            yield article(f"a{number}", f"Mara Voss said {number}.")

    build(endless(), Extractor(), store, run="r1")
    assert seen == list(range(50))


def test_topics_come_with_the_build(store: Store) -> None:
    build([ONE], Extractor(), store, run="r1", scheme=SCHEME)
    assert store.query("ASK { person:mara-voss sayso:commentedOn/skos:prefLabel ?label }")


def test_a_build_is_logged_outside_the_comparison(store: Store) -> None:
    before = Store.memory().canonical()
    build([ONE], Extractor(), store, run="r1")
    log = [
        row["c"].value
        for row in store.query("SELECT ?c { ?b sayso:counted ?c ; prov:startedAtTime ?t } ORDER BY ?c")
    ]
    assert log == ["added=1", "changed=0", "copies=0", "rejected=0", "removed=0"]
    build([], Extractor(), store, run="r1", remove=["one"])
    assert store.canonical() == before


names = st.sampled_from(["Mara Voss", "Ivo Brandt", "Pol Adair"])
corpora = st.dictionaries(
    st.sampled_from("abcde"), st.tuples(names, st.sampled_from(["said no", "said yes"])), max_size=4
)


@settings(max_examples=15, deadline=None)
@given(corpora, corpora)
def test_whatever_was_there_before_the_graph_is_that_of_its_articles(
    before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> None:
    def articles(corpus: dict[str, tuple[str, str]]) -> list[Article]:
        return [article(name, " ".join(words)) for name, words in corpus.items()]

    store = built(articles(before))
    build(
        reversed(articles(after)), Extractor(), store, run="r1", remove=sorted(before.keys() - after.keys())
    )
    assert store.canonical() == built(articles(after)).canonical()


def test_a_large_graph_is_settled_in_several_transactions_and_what_is_past_goes_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([ONE, TWO], Extractor(), store, run="r1")
    monkeypatch.setattr("sayso.graph.store._IN_BULK", 3)
    changed = replace(ONE, text="Pol Adair said no.")
    for extraction in Extractor()([changed]):
        assert isinstance(extraction, Extraction)
        store.replace(extraction)
    reopened = Store(store.handle, store.base)

    class Killed(BaseException):
        pass

    class Handle:
        """A store that dies as soon as anything comes in bulk."""

        def __getattr__(self, name: str) -> object:
            return getattr(store.handle, name)

        def __contains__(self, quad: Quad) -> bool:
            return quad in store.handle

        def bulk_extend(self, quads: Iterable[Quad]) -> None:
            raise Killed

    monkeypatch.setattr(reopened, "_handle", Handle())
    with pytest.raises(Killed):
        reopened.refresh_derived()
    assert store.derived_is_stale
    assert not store.query("ASK { ?who skos:prefLabel 'Mara Voss' }")
    Store(store.handle, store.base).refresh_derived()
    assert store.canonical() == built([changed, TWO]).canonical()


class Newsroom:
    """Reads sentences such as "Mara Voss of Vellin backs floods": who, where, for or against, and what."""

    _PEOPLE = ("Mara Voss", "M. Voss", "Voss Mara", "Jon Hale", "Jon Hale Jr.")
    _BODIES = ("Vellin", "Vellin University", "Ministry of Trade")
    _VIEWS: ClassVar = {"backs": "positive", "fights": "negative", "names": None}
    sentences = st.builds(
        "{} of {} {} {}".format,
        st.sampled_from(_PEOPLE),
        st.sampled_from(_BODIES),
        st.sampled_from(sorted(_VIEWS)),
        st.sampled_from(("floods", "ai-chips")),
    )

    def __call__(self, articles: Iterable[Article]) -> Iterator[Extraction]:
        for article in articles:
            yield self._extraction(article)

    def _extraction(self, article: Article) -> Extraction:
        entities: dict[str, Entity] = {}
        affiliations: list[Affiliation] = []
        statements: list[Statement] = []
        start = 0
        for line in article.text.splitlines(keepends=True):
            found = re.match(r"(.+?) of (.+) (backs|fights|names) (\S+)", line)
            if found is not None:
                who, where = ((start + begin, start + end) for begin, end in (found.span(1), found.span(2)))
                content = (start + found.start(4), start + found.end(4))
                person, body = f"person:{slug(found[1])}", f"org:{slug(found[2])}"
                for name, kind, words, mention in (
                    (person, "person", found[1], who),
                    (body, "organization", found[2], where),
                ):
                    mentions = (*(entities[name].mentions if name in entities else ()), mention)
                    entities[name] = Entity(name, kind, words, mentions)
                affiliations.append(Affiliation(who, person, where, body, role_text="member"))
                topic, view = f"topic:{found[4]}", self._VIEWS[found[3]]
                statements.append(
                    Statement(
                        f"statement:{article.id}-{content[0]}-{content[1]}",
                        (who,),
                        (),
                        (content,),
                        (start, content[1]),
                        "indirect",
                        "none",
                        speaker_id=person,
                        capacity=(len(affiliations) - 1,),
                        topics=(TopicAssignment(topic, "own-words", 0.5, rule="label"),),
                        stance=(Stance(topic, view, 0.5),) if view else (),
                    )
                )
            start += len(line)
        facts = (tuple(entities.values()), tuple(affiliations), tuple(statements))
        return Extraction(article, *facts, "r1", (("version", "r1"),))


# What follows a text where there is room for it: two articles that share so much are copies.
WIRE = "\n" + " ".join(f"The {number}th paragraph of the wire report was long." for number in range(40))
published = st.none() | st.sampled_from(["2024-01-01", "2024-01-02", "2025-06-07"])
articles_by_text = st.builds(
    lambda lines, date, outlet, wire: Article(
        "", "", "\n".join(lines) + WIRE * wire, published=date, outlet=outlet
    ),
    st.lists(Newsroom.sentences, min_size=1, max_size=3),
    published,
    st.none() | st.sampled_from(["The Gull", "Vellin"]),
    st.booleans(),
)
newsrooms = st.dictionaries(st.sampled_from("abcdef"), articles_by_text, min_size=1, max_size=5)


@pytest.fixture(scope="module")
def blank() -> list[Quad]:
    """What a new graph holds: the vocabulary and the topics, which take time to read."""
    return list(Store.memory().handle)


@settings(max_examples=15, deadline=None)
@given(
    newsrooms,
    st.lists(st.tuples(newsrooms, st.sets(st.sampled_from("abcdef")), st.booleans()), max_size=3),
    st.randoms(use_true_random=False),
)
def test_order_increments_and_detours_do_not_matter(
    blank: list[Quad],
    corpus: dict[str, Article],
    detours: list[tuple[dict[str, Article], set[str], bool]],
    chance: random.Random,
) -> None:
    def named(articles: dict[str, Article]) -> list[Article]:
        found = [replace(one, id=name, source=f"{name}.txt") for name, one in articles.items()]
        chance.shuffle(found)
        return found

    def new() -> Store:
        handle = pyoxigraph.Store()
        handle.extend(blank)
        return Store(handle, iris.DEFAULT_BASE)

    at_once, store = new(), new()
    build(sorted(named(corpus), key=lambda one: one.source), Newsroom(), at_once, run="r1")
    there: set[str] = set()
    for articles, withdrawn, reopened in detours:
        build(named(articles), Newsroom(), store, run="r1", remove=sorted(withdrawn & there))
        there = (there - withdrawn) | articles.keys()
        if reopened:  # what came before is then not known any more
            store = Store(store.handle, store.base)
    waiting = named(corpus)
    build((), Newsroom(), store, run="r1", remove=sorted(there - corpus.keys()))
    while waiting:
        cut = chance.randint(1, len(waiting))
        build(waiting[:cut], Newsroom(), store, run="r1")
        waiting = waiting[cut:]
    assert store.canonical() == at_once.canonical()
    assert orphans(store) == []


def test_a_build_tells_which_articles_are_copies_of_which(store: Store) -> None:
    one, two = (article(name, "Mara Voss of Vellin backs floods" + WIRE) for name in ("one", "two"))
    later = replace(two, published="2024-02-02")
    assert build([later, THREE, one], Newsroom(), store, run="r1").copies == (("two", "one"),)
    assert build([one, later], Newsroom(), store, run="r1").copies == ()


def orphans(store: Store) -> list[str]:
    """What is said beside the articles' graphs of nodes that no article has, of runs that read none."""
    articles = iris.article_graph("", store.base)
    kinds = ("article", "appearance", "statement", "affiliation", "assignment", "stance", "run")
    prefixes = tuple(iris.expand(f"{kind}:", store.base) for kind in kinds)
    there: set[object] = set()
    others: list[Quad] = []
    for quad in store.handle.quads_for_pattern(None, None, None, None):
        assert isinstance(quad.graph_name, NamedNode)
        if quad.graph_name.value.startswith(articles):
            there.update((quad.subject, quad.object))
        elif quad.graph_name.value not in (iris.log_graph(store.base), iris.history_graph(store.base)):
            others.append(quad)
    return [
        str(quad)
        for quad in others
        for node in (quad.subject, quad.object)
        if isinstance(node, NamedNode) and node.value.startswith(prefixes) and node not in there
    ]


def test_the_look_for_orphans_finds_one(store: Store) -> None:
    build([ONE], Extractor(), store, run="r1")
    assert orphans(store) == []
    graph = NamedNode(iris.derived_graph(store.base))
    gone = NamedNode(iris.expand("statement:gone-1-2", store.base))
    store.handle.add(Quad(gone, NamedNode(vocab.said), gone, graph))
    assert len(orphans(store)) == 2


LONG = "Mara Voss said that " + " ".join(f"word{number}" for number in range(60))
OTHER = "Ivo Brandt said that " + " ".join(f"other{number}" for number in range(60))


def test_another_article_does_not_take_the_place_of_one_with_its_id() -> None:
    store = built([article("news", LONG)])
    before = store.canonical()
    report = build([article("news", OTHER)], Extractor(), store, run="r1")
    assert report.changed == ()
    assert [rejection.source for rejection in report.rejected] == ["news.txt"]
    assert "--remove news" in report.rejected[0].reason
    assert store.canonical() == before


def test_a_new_version_takes_the_place_of_the_old_one() -> None:
    store = built([article("news", LONG)])
    report = build([article("news", LONG + " and more")], Extractor(), store, run="r1")
    assert report.changed == ("news",)


def test_topics_that_articles_still_have_stay_when_the_scheme_changes(tmp_path: Path) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        '<https://example.org/tea> a skos:Concept ; skos:prefLabel "tea"@en .',
        encoding="utf-8",
    )
    store = built([ONE])
    build([TWO], Extractor(), store, run="r1", scheme=TopicScheme.load([own], shipped=False))
    asked = "ASK { topic:ai-chips skos:broader+ topic:technology ; skos:prefLabel ?label }"
    assert bool(store.query(asked))
    assert bool(store.query('ASK { <https://example.org/tea> skos:prefLabel "tea"@en }'))
    assert not bool(store.query("ASK { topic:floods skos:prefLabel ?label }"))


def test_the_topics_of_a_graph_are_read_back_as_they_went_in() -> None:
    store = built([ONE])
    by_iri = {concept.iri: concept for concept in SCHEME}
    for concept in topic_scheme(store):
        whole = by_iri[concept.iri]
        assert concept == replace(
            whole,
            alt_labels=tuple(sorted(whole.alt_labels)),
            weak_labels=tuple(sorted(whole.weak_labels)),
            requires=tuple(sorted(whole.requires)),
            referred_to_as=tuple(sorted(whole.referred_to_as)),
        )


def test_removing_leaves_the_topics_alone() -> None:
    store = built([ONE, TWO])
    topics = "SELECT (COUNT(*) AS ?n) { ?t a skos:Concept }"
    before = [row["n"].value for row in store.query(topics)]
    build((), Extractor(), store, run="", remove=["one"])
    assert [row["n"].value for row in store.query(topics)] == before
