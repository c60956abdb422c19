"""The run log: what each build did to each article, in few words, and not more than is wanted."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from sayso.errors import StoreError
from sayso.graph import iris, vocab
from sayso.graph.building import build
from sayso.graph.changes import run_log
from sayso.graph.changes.run_log import builds, entries, find_build
from sayso.graph.model import Article, Entity, Extraction, Rejection, Statement
from sayso.graph.store import Store


def extracted(article: Article, run: str) -> Extraction:
    """Each line is a statement by whom its first word names."""
    start = 0
    entities: dict[str, Entity] = {}
    statements = []
    for line in article.text.splitlines(keepends=True):
        name = line.split()[0]
        mention = (start, start + len(name))
        entities[name] = Entity(f"person:{name.lower()}", "person", name, (mention,))
        content = (mention[1] + 1, start + len(line.rstrip()))
        statements.append(
            Statement(
                f"statement:{article.id}-{content[0]}-{content[1]}",
                (mention,),
                (),
                (content,),
                (start, content[1]),
                "indirect",
                "none",
                speaker_id=entities[name].id,
                rule=f"rule-{run}",
            )
        )
        start += len(line)
    return Extraction(article, tuple(entities.values()), (), tuple(statements), run, (("version", run),))


def article(name: str, *lines: str) -> Article:
    return Article(name, f"{name}.txt", "".join(f"{line}\n" for line in lines))


ONE = article("one", "Mara saw the wall", "Ivo heard the sea")
TWO = article("two", "Pol was late")


def built(store: Store, *articles: Article | Rejection, run: str = "r1", remove: Iterable[str] = ()) -> str:
    """Builds, and the name of the build in the log."""

    def extract(needed: Iterable[Article]) -> Iterator[Extraction]:
        return (extracted(one, run) for one in needed)

    build(articles, extract, store, run=run, remove=remove)
    return builds(store)[-1].name


@pytest.fixture
def store() -> Store:
    return Store.memory()


def test_a_build_tells_what_it_did_to_each_article_in_order(store: Store) -> None:
    built(store, ONE, TWO)
    lost = Rejection("pic.png", "is no text: leave it out")
    changed = article("one", "Today it rains", "Mara saw the wall", "Ivo heard nothing")
    last = built(store, lost, article("three", "Ada spoke"), changed, remove=["two"])
    told = entries(store, last)
    assert [(entry.article, entry.what, entry.why) for entry in told] == [
        ("two", "removed", ()),
        ("three", "added", ()),
        ("one", "changed", ("text",)),
        ("pic.png", "rejected", ("is no text: leave it out",)),
    ]
    assert told[0].counts == {"went statement": 1}
    assert told[1].statements == 1
    assert told[2].counts == {
        "came statement": 2,
        "went statement": 1,
        "moved statement": 1,
    }
    assert [(one["what"], one["words"], one["who"], one["rule"]) for one in told[2].findings] == [
        ("came", "it rains", "Today", "rule-r1"),
        ("went", "heard the sea", "Ivo", "rule-r1"),
        ("came", "heard nothing", "Ivo", "rule-r1"),
    ]
    (first, second) = builds(store)
    assert first.counts == {"added": 2, "changed": 0, "copies": 0, "rejected": 0, "removed": 0}
    assert second.counts == {"added": 1, "changed": 1, "copies": 0, "rejected": 1, "removed": 1}
    assert (second.run, second.ended is not None) == ("r1", True)


def test_another_run_tells_which_and_what_it_read_otherwise(store: Store) -> None:
    built(store, ONE)
    (entry,) = entries(store, built(store, ONE, run="r2"))
    assert (entry.why, entry.runs, entry.counts) == (("run",), ("r1", "r2"), {"changed statement": 2})
    assert entry.findings[0]["changes"] == [{"name": "rule", "old": "rule-r1", "new": "rule-r2"}]


def test_a_build_that_changes_nothing_is_not_in_the_log(store: Store) -> None:
    built(store, ONE)
    built(store, ONE)
    assert len(builds(store)) == 1


def test_what_a_killed_build_did_is_in_the_log(store: Store) -> None:
    def killed(needed: Iterable[Article]) -> Iterator[Extraction]:
        for one in needed:
            if one.id == "two":
                raise KeyboardInterrupt
            yield extracted(one, "r1")

    with pytest.raises(KeyboardInterrupt):
        build([ONE, TWO], killed, store, run="r1")
    (cut,) = builds(store)
    assert (cut.ended, cut.counts) == (None, {})
    assert [entry.article for entry in entries(store, cut.name)] == ["one"]


def test_a_withdrawn_article_leaves_no_word_in_the_log(store: Store) -> None:
    built(store, article("one", "Mara whispered xyzzy"), TWO)
    second = built(store, article("one", "Mara shouted plugh"))
    assert "xyzzy" in _log(store) and "plugh" in _log(store)
    built(store, remove=["one"])
    assert "xyzzy" not in _log(store) and "plugh" not in _log(store)
    (entry,) = entries(store, second)
    assert (entry.what, entry.counts, entry.findings) == ("changed", entry.counts, ())
    assert entry.counts


def test_withdrawing_an_article_leaves_the_order_of_the_log(store: Store) -> None:
    built(store, ONE, TWO, article("three", "Ada spoke"))
    changed = [article(name, "Pol was early") for name in ("three", "two", "one")]
    second = built(store, *changed)
    built(store, remove=["one", "two"])
    told = entries(store, second)
    assert [entry.article for entry in told] == ["three", "two", "one"]
    assert [bool(entry.findings) for entry in told] == [True, False, False]


def test_withdrawing_many_articles_reads_the_log_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"a{number}" for number in range(5)]
    built(store, *(article(name, "Mara spoke") for name in names))
    read: list[tuple[object, ...]] = []
    reading = run_log._logged

    def counted(*those: Any) -> Any:
        read.append(those)
        return reading(*those)

    monkeypatch.setattr(run_log, "_logged", counted)
    build([], lambda needed: iter(()), store, run="r1", remove=names)
    assert sum(len(those) == 1 for those in read) == 1


@pytest.mark.parametrize("number", ['"7"', "null", "[1]", "{}"])
def test_an_entry_that_somebody_else_wrote_into_the_log_is_read(store: Store, number: str) -> None:
    name = built(store, ONE, TWO)
    odd = Literal(f'{{"article": "odd", "what": "added", "n": {number}}}')
    log = NamedNode(iris.log_graph(store.base))
    node = NamedNode(iris.expand(f"build:{name}", store.base))
    store.rewrite_log([Quad(node, NamedNode(vocab.logEntry), odd, log)], ())
    assert sorted(entry.article for entry in entries(store, name)) == ["odd", "one", "two"]


def test_an_entry_cuts_words_and_counts_what_it_leaves_out(store: Store) -> None:
    built(store, article("one", "Mara spoke"))
    long = "Mara " + "a" * 1000
    many = [f"Ivo said {number}" for number in range(100)]
    (entry,) = entries(store, built(store, article("one", "Mara spoke", long, *many)))
    assert (len(entry.findings), entry.more) == (20, 81)
    assert entry.counts == {"came statement": 101}
    assert max(len(one["words"]) for one in entry.findings) == 80
    assert len(_log(store)) < 6000


def test_a_build_tells_so_many_articles_and_counts_the_rest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_log, "_MOST_ENTRIES", 3)
    name = built(store, *(article(f"a{number}", "Mara spoke") for number in range(5)))
    assert [entry.article for entry in entries(store, name)] == ["a0", "a1", "a2"]
    assert builds(store)[0].counts["added"] == 5


def test_a_build_tells_so_many_findings_and_counts_the_rest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [article(f"a{number}", "Mara spoke") for number in range(3)]
    built(store, *articles)
    monkeypatch.setattr(run_log, "_MOST_DETAILS", 600)
    changed = [replace(one, text="Ivo spoke up\n") for one in articles]
    told = entries(store, built(store, *changed))
    assert [len(entry.findings) > 0 for entry in told] == [True, False, False]
    assert [entry.more > 0 for entry in told] == [False, True, True]
    assert all(entry.counts for entry in told)


def test_of_old_builds_the_counts_alone_stay(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_log, "_KEPT", 2)
    names = [built(store, article("one", f"Mara said {number}")) for number in range(4)]
    assert [len(entries(store, name)) for name in names] == [0, 0, 1, 1]
    assert [build.counts["added"] + build.counts["changed"] for build in builds(store)] == [1, 1, 1, 1]


def test_the_log_is_no_part_of_the_comparison(store: Store) -> None:
    built(store, ONE)
    once = store.canonical()
    built(store, replace(ONE, text="Mara was away\n"))
    built(store, ONE)
    assert store.canonical() == once
    assert len(builds(store)) == 3


def test_a_build_is_found_by_the_start_of_its_name(store: Store) -> None:
    with pytest.raises(StoreError, match="tells of no build"):
        find_build(store, "last")
    first, second = built(store, ONE), built(store, TWO)
    assert [find_build(store, name).name for name in ("last", second, f"build:{first}")] == [
        second,
        second,
        first,
    ]
    with pytest.raises(StoreError, match="2 builds begin with '2'"):
        find_build(store, "2")
    with pytest.raises(StoreError, match="no build 'x' in the log"):
        find_build(store, "x")


def test_a_file_name_that_is_no_unicode_can_be_told(store: Store) -> None:
    name = built(store, ONE, Rejection("b\udcff.txt", "is binary: leave it out"))
    assert [entry.article for entry in entries(store, name)] == ["one", "b?.txt"]


def _log(store: Store) -> str:
    """All that the log says, as one text."""
    rows = store.query(f"SELECT ?e {{ GRAPH <{iris.log_graph(store.base)}> {{ ?b <{vocab.logEntry}> ?e }} }}")
    return json.dumps([json.loads(row["e"].value) for row in rows], ensure_ascii=False)
