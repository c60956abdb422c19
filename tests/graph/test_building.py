"""Building: only what is new or changed is extracted, and a killed build goes on."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.graph.asking.lookup import topic_scheme
from sayso.graph.building import BuildReport, build
from sayso.graph.model import Affiliation, Article, Entity, Extraction, Rejection, Statement, TopicAssignment
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
    assert report == BuildReport(removed=("two", "three"), not_found=("four",))
    assert store.canonical() == built([ONE]).canonical()


def test_an_article_can_be_withdrawn_by_the_name_of_its_file(store: Store) -> None:
    build([ONE, TWO], Extractor(), store, run="r1")
    assert build([], Extractor(), store, run="r1", remove=["two.txt"]).removed == ("two",)


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
