"""The run log: what each build did to each article, in the log graph, which no comparison looks at.

    for build in builds(store):
        build.name, build.counts["changed"]
    entries(store, build.name)[0].findings

What a build did to an article is written in the same transaction as the article, so that a build that was
killed has told all that it did. An entry is one JSON object. The log is bounded: words are cut short, an
entry tells some twenty findings and counts the others, a build tells so much and counts the rest, and of
older builds the counts alone stay. Of a withdrawn article no entry keeps a word.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from sayso.errors import StoreError
from sayso.graph import iris, vocab
from sayso.graph.changes.differences import ArticleDifference, Change, FindingDifference
from sayso.graph.store import Store

__all__ = ["Build", "Entry", "RunLog", "builds", "entries", "find_build", "withdrawn"]

_KEPT = 50  # builds of which the log tells more than counts
_MOST_ENTRIES = 10_000
_MOST_DETAILS = 2_000_000  # characters of one build's entries with findings
_MOST_FINDINGS = 20
_MOST_CHANGES = 6
_LONGEST = 80

_SIDES = ("old", "new")
_WORDS = ("findings", "changes")  # what of an entry holds words of its article

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a build did to one article: "added", "changed", "removed" or "rejected".

    `article` is its id, of a rejected input its source. `why` tells what differed ("text", "metadata",
    "run"), or why it was rejected. `counts` are by what and kind, such as "came statement"; `findings` are
    JSON objects with `what`, `kind`, `words`, `who`, `rule` and `changes`, and `more` counts those that are
    left out.
    """

    article: str
    what: str
    why: tuple[str, ...] = ()
    statements: int = 0
    affiliations: int = 0
    same: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[Json, ...] = ()
    findings: tuple[Json, ...] = ()
    more: int = 0
    runs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Build:
    """A build in the log. `ended` is None where it was cut off or goes on; `facts` hold its run."""

    name: str
    started: str
    ended: str | None
    run: str
    counts: Mapping[str, int]


class RunLog:
    """Writes what one build does. Nothing is written of a build that does nothing."""

    def __init__(self, store: Store, run: str) -> None:
        self._store = store
        self._run = run
        self._started = datetime.now(UTC)
        self.name = self._started.strftime("%Y%m%dT%H%M%S%fZ")
        self._entries = 0
        self._details = 0

    def added(self, article_id: str, statements: int, affiliations: int) -> list[Quad]:
        """What to write with a new article."""
        return self._entry(Entry(article_id, "added", statements=statements, affiliations=affiliations))

    def changed(self, article_id: str, difference: ArticleDifference | None) -> list[Quad]:
        """What to write with an article that takes the place of an older state of itself."""
        if difference is None:
            return self._entry(Entry(article_id, "changed", ("run",)))
        runs = (difference.old or "", difference.new or "")
        counts = {
            f"{what} {kind}": count
            for kind in ("statement", "affiliation")
            for what in ("came", "went", "moved", "changed")
            if (count := difference.count(what, kind))
        }
        # what only moved is counted; the offsets are in the graph
        told = [one for one in difference.findings if one.what != "moved"]
        told.sort(key=lambda one: one.only_surer is not None)  # what matters least is cut first
        return self._entry(
            Entry(
                article_id,
                "changed",
                difference.why,
                difference.statements,
                difference.affiliations,
                difference.same,
                counts,
                tuple(map(_change, difference.changes[:_MOST_CHANGES])),
                tuple(map(_finding, told[:_MOST_FINDINGS])),
                len(told[_MOST_FINDINGS:]),
                runs if runs[0] != runs[1] else (),
            )
        )

    def told(self, article_ids: Collection[str]) -> dict[str, list[Quad]]:
        """The entries that hold words of these articles, by id. Reads the whole log once."""
        found: dict[str, list[Quad]] = {article_id: [] for article_id in article_ids}
        for quad in _logged(self._store) if found else ():
            # most entries hold no words, and need not be read
            if any(f'"{name}": ' in _text(quad) for name in _WORDS):
                record = _json(quad)
                article_id = record.get("article")
                if isinstance(article_id, str) and article_id in found and any(map(record.get, _WORDS)):
                    found[article_id].append(quad)
        return found

    def removed(
        self, article_id: str, statements: int, affiliations: int, told: Iterable[Quad]
    ) -> tuple[list[Quad], list[Quad]]:
        """What to write as an article is withdrawn, and what of `told` the log is to tell no more."""
        counts = {"went statement": statements, "went affiliation": affiliations}
        counts = {name: count for name, count in counts.items() if count}
        new = self._entry(Entry(article_id, "removed", counts=counts))
        gone = list(told)
        for quad in gone:
            bare = {name: value for name, value in _json(quad).items() if name not in (*_WORDS, "more")}
            new.append(Quad(quad.subject, quad.predicate, _literal(bare), quad.graph_name))
        return new, gone

    def end(self, counts: Mapping[str, int], rejected: Iterable[tuple[str, str]]) -> None:
        """Writes what a build did in all, and what it left out: pairs of source and reason.

        Of builds that are long past the counts alone are kept.
        """
        if not any(counts.values()):
            return
        new = [
            quad for source, reason in rejected for quad in self._entry(Entry(source, "rejected", (reason,)))
        ]
        new += [*self._start(), self._quad(vocab.prov_endedAtTime, _time(datetime.now(UTC)))]
        new += [self._quad(vocab.counted, Literal(f"{name}={count}")) for name, count in counts.items()]
        names = sorted({build.name for build in builds(self._store)} | {self.name})
        old = {iris.expand(f"build:{name}", self._store.base) for name in names[:-_KEPT]}
        gone = (
            [
                quad
                for quad in _logged(self._store)
                if isinstance(quad.subject, NamedNode) and quad.subject.value in old
            ]
            if old
            else []
        )
        self._store.rewrite_log(new, gone)

    def _entry(self, entry: Entry) -> list[Quad]:
        first = self._start() if self._entries == 0 else []
        if self._entries >= _MOST_ENTRIES:
            return first
        record = _record(entry)
        text = json.dumps(record, ensure_ascii=False)
        if record.get("findings"):
            if self._details + len(text) > _MOST_DETAILS:
                record["more"] = entry.more + len(record.pop("findings"))
            else:
                self._details += len(text)
        record["n"] = self._entries
        self._entries += 1
        return [*first, self._quad(vocab.logEntry, _literal(record))]

    def _start(self) -> list[Quad]:
        return [
            self._quad(vocab.prov_startedAtTime, _time(self._started)),
            self._quad(vocab.runFact, Literal(f"run={self._run}")),
        ]

    def _quad(self, predicate: str, value: Literal) -> Quad:
        base = self._store.base
        node = NamedNode(iris.expand(f"build:{self.name}", base))
        return Quad(node, NamedNode(predicate), value, NamedNode(iris.log_graph(base)))


# -- reading


def builds(store: Store) -> list[Build]:
    """The builds that the log knows, the oldest first."""
    base = store.base
    start = iris.expand("build:", base)
    log = NamedNode(iris.log_graph(base))
    found: dict[str, dict[str, list[str]]] = {}
    for predicate in (vocab.prov_startedAtTime, vocab.prov_endedAtTime, vocab.runFact, vocab.counted):
        for quad in store.handle.quads_for_pattern(None, NamedNode(predicate), None, log):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                name = quad.subject.value.removeprefix(start)
                found.setdefault(name, {}).setdefault(predicate, []).append(quad.object.value)
    return [_build(name, found[name]) for name in sorted(found) if vocab.prov_startedAtTime in found[name]]


def _build(name: str, about: Mapping[str, list[str]]) -> Build:
    runs = [fact.partition("=")[2] for fact in about.get(vocab.runFact, ()) if fact.startswith("run=")]
    counts = dict(fact.split("=", 1) for fact in sorted(about.get(vocab.counted, ())) if "=" in fact)
    return Build(
        name=name,
        started=min(about[vocab.prov_startedAtTime]),
        ended=max(about.get(vocab.prov_endedAtTime, ()), default=None),
        run=min(runs, default=""),
        counts={what: int(count) for what, count in counts.items() if count.isdigit()},
    )


def find_build(store: Store, name: str) -> Build:
    """The build of this name, or of the only one that begins so; "last" is the latest. Raises StoreError."""
    known = builds(store)
    if not known:
        raise StoreError("the log of this graph tells of no build")
    name = name.removeprefix("build:")
    if name == "last":
        return known[-1]
    found = [build for build in known if build.name == name] or [
        build for build in known if name and build.name.startswith(name)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise StoreError(
            f"{len(found)} builds begin with {name!r}: give more of the name, as 'sayso log' shows it"
        )
    raise StoreError(f"no build {name!r} in the log: 'sayso log' lists them, the latest is {known[-1].name}")


def entries(store: Store, build: str) -> list[Entry]:
    """What a build did to articles, in the order in which it did it."""
    node = NamedNode(iris.expand(f"build:{build}", store.base))
    found = [(quad, _json(quad)) for quad in _logged(store, node)]
    found.sort(key=lambda pair: (_number(pair[1].get("n")), str(pair[0].object)))
    return [entry for quad, _ in found if (entry := _read(quad)) is not None]


def withdrawn(store: Store, article_ids: Collection[str]) -> dict[str, str]:
    """When those of these articles that were ever withdrawn last were, as an ISO 8601 time, by id.

    As far back as the log tells of articles.
    """
    found: dict[str, str] = {}
    for build in builds(store):
        if article_ids and (build.ended is None or build.counts.get("removed")):
            gone = (entry.article for entry in entries(store, build.name) if entry.what == "removed")
            found |= {article_id: build.started for article_id in gone if article_id in article_ids}
    return found


def _logged(store: Store, node: NamedNode | None = None) -> Iterator[Quad]:
    log = NamedNode(iris.log_graph(store.base))
    return iter(list(store.handle.quads_for_pattern(node, NamedNode(vocab.logEntry), None, log)))


def _text(quad: Quad) -> str:
    assert isinstance(quad.object, Literal)
    return quad.object.value


def _json(quad: Quad) -> Json:
    try:
        found = json.loads(_text(quad))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _number(found: object) -> int:
    """A count in an entry; 0 if it is none, as what somebody else wrote into the log may be."""
    return found if isinstance(found, int) else 0


def _read(quad: Quad) -> Entry | None:
    found = _json(quad)
    if "article" not in found:
        return None
    return Entry(
        article=str(found["article"]),
        what=str(found.get("what", "")),
        why=tuple(found.get("why", ())),
        statements=found.get("statements", 0),
        affiliations=found.get("affiliations", 0),
        same=found.get("same", 0),
        counts=found.get("counts", {}),
        changes=tuple(found.get("changes", ())),
        findings=tuple(found.get("findings", ())),
        more=found.get("more", 0),
        runs=tuple(found.get("runs", ())),
    )


# -- writing


def _record(entry: Entry) -> Json:
    """What differs from nothing, in a fixed order."""
    found: Json = {"article": entry.article, "what": entry.what}
    found["why"] = [_short(why, 300) for why in entry.why]
    found |= {"statements": entry.statements, "affiliations": entry.affiliations, "same": entry.same}
    found |= {"counts": dict(entry.counts), "changes": list(entry.changes), "findings": list(entry.findings)}
    found |= {"more": entry.more, "runs": list(entry.runs)}
    return {name: value for name, value in found.items() if value}


def _finding(one: FindingDifference) -> Json:
    """What became of a statement or an affiliation, in few words."""
    found: Json = {
        "what": one.what,
        "kind": one.finding.kind,
        "id": one.finding.id,
        "words": _short(one.finding.words),
        "who": _short(one.finding.who or ""),
        "rule": one.finding.rule,
        "changes": [_change(change) for change in one.changes[:_MOST_CHANGES]],
    }
    if one.instead is not None:
        found["instead"] = {"words": _short(one.instead.words), "rule": one.instead.rule}
    return {name: value for name, value in found.items() if value}


def _change(change: Change) -> Json:
    found = {"name": change.name, "key": change.key, "old": change.old, "new": change.new}
    found |= {"old_rule": change.old_rule, "new_rule": change.new_rule}
    # "" on a side is something that is said without more, None is nothing
    return {name: _short(value) for name, value in found.items() if value or (name in _SIDES and value == "")}


def _short(text: str, longest: int = _LONGEST) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _literal(record: Mapping[str, Any]) -> Literal:
    # the name of a file may hold half a surrogate pair, which no literal can
    return Literal(json.dumps(record, ensure_ascii=False).encode(errors="replace").decode())


def _time(time: datetime) -> Literal:
    return Literal(time.isoformat(), datatype=NamedNode(vocab.xsd_dateTime))
