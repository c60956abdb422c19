"""Numbers of records: what they count, what of it is a guess, and what there is beside what is listed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from sayso.api.lookups import agents, topics
from sayso.api.lookups.agents import agent
from sayso.api.lookups.directory import directory
from sayso.api.lookups.experts import experts
from sayso.api.lookups.statements import statements
from sayso.api.lookups.topics import topic
from sayso.graph.model import Channel, Extraction, TopicAssignment
from sayso.graph.store import Store
from sayso.graph.topics.scheme import TopicScheme


@pytest.fixture(scope="module")
def dense(newsroom_articles: list[Extraction]) -> Store:
    """The articles of the other tests, in which an outlet is also told what stands in another, and a topic is
    given beside one that is above it."""
    store = Store.memory()
    store.load_topics(TopicScheme.load())
    told = Channel("told-to", "The Gull", "outlet:the-gull")
    above = TopicAssignment("topic:trade-and-sanctions", "heading", 0.5)
    for article in newsroom_articles:
        said = article.statements
        if article.article.id == "quayside":
            said = tuple(replace(one, channel=(*one.channel, told)) for one in said)
        elif article.article.id == "chips-and-small-firms":
            said = (*said[:-1], replace(said[-1], topics=(*said[-1].topics, above)))
            said = (replace(said[0], topics=(*said[0].topics, above)), *said[1:])
        store.replace(replace(article, statements=said))
    # who runs a paper may be the one node of both
    store.set_ledger(
        "merge person:ivo-brandt person:pol-adair\nmerge organization:vellin-university outlet:vellin-courier"
    )
    store.refresh_derived()
    return store


def records(store: Store) -> Iterator[Any]:
    """Of all who speak or are spoken of, and of all topics that somebody speaks on; and the experts."""
    known = directory(store)
    for iri, name in sorted(known.names.items()):
        if name.kind != "topic":
            yield agent(store, iri)
        elif known.count(iri):
            yield topic(store, iri)
    yield experts(store)
    yield experts(store, topic="chip export controls", since="2024-03")


def counts(record: Any) -> Iterator[Any]:
    """The entries of its lists that lead to statements."""
    for value in record.values():
        for entry in value if isinstance(value, list) else ():
            if isinstance(entry, dict) and entry.get("href", "").startswith("/statements?"):
                yield entry


def following(store: Store, href: str, **more: str) -> int:
    total: int = statements(store, {**dict(parse_qsl(urlsplit(href).query)), **more}, limit=1)["total"]
    return total


@pytest.mark.parametrize("which", ["store", "dense"])
def test_following_an_href_gives_the_count(which: str, request: pytest.FixtureRequest) -> None:
    store = request.getfixturevalue(which)
    found = [entry for record in records(store) for entry in counts(record)]
    assert len(found) > 40
    for entry in found:
        count = entry["count"] if "count" in entry else entry["statements"]
        assert (entry["href"], following(store, entry["href"])) == (entry["href"], count)


def test_beside_every_count_stands_how_many_of_these_hold_a_guess(store: Store) -> None:
    found = [entry for record in records(store) for entry in counts(record)]
    assert [
        entry for entry in found if entry["guesses"] != following(store, entry["href"], guess="yes")
    ] == []
    assert len([entry for entry in found if entry["guesses"]]) > 20


def test_who_is_ranked_tells_how_much_of_it_is_a_guess(store: Store) -> None:
    told = topic(store, directory(store).topic_names["chip-export-controls"])
    assert told is not None
    assert (told["statements"]["total"], told["guesses"]) == (4, 1)
    said = [(one["who"]["id"], one["count"], one["guesses"]) for one in told["speakers"]]
    assert said == [("person:ivo-brandt", 2, 0), ("person:mara-voss", 2, 1)]
    ranked = [(one["who"]["id"], one["count"], one["guesses"]) for one in experts(store)["experts"]]
    assert ranked == [("person:mara-voss", 4, 2), ("person:ivo-brandt", 1, 0)]


def test_a_record_tells_how_many_there_are_of_what_it_lists(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = list(records(store))[:-2]
    monkeypatch.setattr(agents, "LISTED", 1)
    monkeypatch.setattr(topics, "LISTED", 1)
    cut = list(records(store))[:-2]
    lists = {name for record in whole for name in record["totals"]}
    assert lists == {
        "topics", "outlets", "people", "speakers", "related", "mentioned_with", "disagreements",
    }  # fmt: skip
    for one, all_of_it in zip(cut, whole, strict=True):
        for name, total in one["totals"].items():
            assert (len(one[name]), total) == (min(1, total), len(all_of_it[name]))
