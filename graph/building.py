"""Bringing a graph up to date with a set of articles: only what is new or changed is extracted.

    report = build(articles, extract, store, run="3f2a…")
    report.added, report.changed, report.unchanged, report.rejected

`extract` makes extractions of articles; this module knows nothing of how. A build that was killed goes on
where it was when it is called again: what an article says is written in one transaction, together with what
the run log tells of it, and what follows from all of them is made anew at the end.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode, Quad

from sayso.graph import iris, vocab
from sayso.graph.asking.lookup import topic_scheme
from sayso.graph.changes.differences import article_difference
from sayso.graph.changes.run_log import RunLog, withdrawn
from sayso.graph.changes.states import ArticleState, state
from sayso.graph.facts import Facts
from sayso.graph.mapping import fingerprint, quads
from sayso.graph.model import Article, Extraction, Rejection
from sayso.graph.store import Store
from sayso.graph.topics.scheme import TopicScheme
from sayso.graph.upkeep.acts import act_id
from sayso.graph.upkeep.ledger import format_line, parse

__all__ = ["BuildReport", "Extract", "build"]

logger = logging.getLogger(__name__)

Extract = Callable[[Iterable[Article]], Iterator[Extraction | Rejection]]
"""Yields an Extraction or a Rejection for each article, in order; it may read some articles ahead."""

_FEW_RUNS = 30
_SHARE_OF_A_VERSION = 0.05

_Progress = Callable[[Article | Rejection, str], None]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, by article id in the order in which it was done.

    `rejected` are the inputs that were left out, with the reason; `not_found` the names that were to be
    removed and were not there. `ledger` tells of each line of the curation ledger that cannot be read or does
    not apply. `copies` are the added and changed articles that republish others: pairs of ids, the copy and
    what it is a copy of. `sources` are the names of the sources of what was removed, in the same order: where
    they stay, a later build adds the articles again. `returned` are the added articles that were withdrawn
    before: pairs of an id and the time, ISO 8601.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    not_found: tuple[str, ...] = ()
    ledger: tuple[str, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    returned: tuple[tuple[str, str], ...] = ()


def build(
    articles: Iterable[Article | Rejection],
    extract: Extract,
    store: Store,
    *,
    run: str,
    scheme: TopicScheme | None = None,
    remove: Iterable[str] = (),
    progress: _Progress | None = None,
) -> BuildReport:
    """Reads `articles` to the end and writes into `store` what `extract` makes of those that need it.

    An article needs it unless the store has it with the same text and metadata from the same `run`. One whose
    text has nothing in common with the stored article of its id is refused, not put in its place. `scheme`
    takes the place of the topics in the store, but for those that articles there still have. `remove` are ids
    or source names of articles, withdrawn first. `progress` is called with each article or rejection and
    "added", "changed", "unchanged" or "rejected". Needs the memory of what `extract` reads ahead, and of one
    short line for each article.
    """
    log = RunLog(store, run)
    if scheme is not None:
        store.load_topics(_with_topics_in_use(scheme, store))
    removed, not_found = _remove(store, remove, log)
    work = _Work(store, run, progress)
    try:
        for result in extract(work.needed(articles)):
            if isinstance(result, Extraction):
                store.replace(result, log=work.told(result, log))
            work.done(result)
    finally:
        # also when somebody interrupts a long build: what is there can then be asked
        logger.debug("settling what follows from all articles")
        store.refresh_derived()
    copies = tuple(_copies(store, (*work.added, *work.changed)))
    for copy, original in copies:
        logger.debug("%s is a copy of %s", copy, original)
    report = BuildReport(
        added=tuple(work.added),
        changed=tuple(work.changed),
        unchanged=tuple(work.unchanged),
        removed=tuple(removed),
        sources=tuple(removed.values()),
        rejected=tuple(work.rejected),
        not_found=tuple(not_found),
        ledger=tuple(remarks(store)),
        copies=copies,
        returned=tuple(withdrawn(store, frozenset(work.added)).items()),
    )
    names = ("added", "changed", "removed", "rejected", "copies")
    rejected = ((one.source, one.reason) for one in report.rejected)
    log.end({name: len(getattr(report, name)) for name in names}, rejected)
    return report


def remarks(store: Store) -> Iterator[str]:
    """What is to be said of the graph's curation ledger: the lines that cannot be read or do not apply."""
    ledger = parse(store.ledger, base=store.base)
    found = [(problem.number, problem.text, problem.reason) for problem in ledger.problems]
    facts = Facts(store.handle)
    for line in ledger.lines:
        act = iris.expand(act_id(line), store.base)
        found.extend((line.number, format_line(line), why) for why in facts.values(act, vocab.idleBecause))
    for number, text, reason in sorted(found):
        yield f"line {number}: {text}: {reason}"


class _Work:
    """Which articles need extraction, and what became of each."""

    def __init__(self, store: Store, run: str, progress: _Progress | None) -> None:
        self.added: list[str] = []
        self.changed: list[str] = []
        self.unchanged: list[str] = []
        self.rejected: list[Rejection] = []
        self._store = store
        self._known = store.fingerprints()
        self._run = run
        self._progress = progress
        self._sources: dict[str, str] = {}

    def needed(self, articles: Iterable[Article | Rejection]) -> Iterator[Article]:
        for article in articles:
            refused = article if isinstance(article, Rejection) else self._refuse(article)
            if refused is not None:
                self.done(refused)
                continue
            assert isinstance(article, Article)
            self._sources[article.id] = article.source
            if self._known.get(article.id) == (fingerprint(article), self._run):
                self.unchanged.append(article.id)
                self._tell(article, "unchanged")
            else:
                logger.debug("reading %s", article.id)
                yield article

    def told(self, result: Extraction, log: RunLog) -> list[Quad]:
        """What the log tells of an extraction that is about to be written."""
        name, store = result.article.id, self._store
        if name not in self._known:
            return log.added(name, len(result.statements), len(result.affiliations))
        now = state(quads(result, store.base), name, store.base)
        return log.changed(name, article_difference(_stored(store, name), now))

    def done(self, result: Extraction | Rejection) -> None:
        if isinstance(result, Rejection):
            self.rejected.append(result)
            self._tell(result, "rejected")
        elif result.article.id in self._known:
            self.changed.append(result.article.id)
            self._tell(result.article, "changed")
        else:
            self.added.append(result.article.id)
            self._tell(result.article, "added")

    def _refuse(self, article: Article) -> Rejection | None:
        if article.id in self._sources:
            other = self._sources[article.id]
            return Rejection(
                article.source, f"has the id {article.id}, as {other} does: give it another name"
            )
        if not _is_unicode(article):
            return Rejection(article.source, "holds half a surrogate pair, which is no character: mend it")
        if article.id in self._known and _is_another(article.text, _text(self._store, article.id)):
            return Rejection(
                article.source,
                f"has the id {article.id}, but nothing in common with the article of that id in the graph: "
                f"rename it, or withdraw the other with --remove {article.id}",
            )
        return None

    def _tell(self, what: Article | Rejection, outcome: str) -> None:
        logger.debug("%s %s", what.source if isinstance(what, Rejection) else what.id, outcome)
        if self._progress is not None:
            self._progress(what, outcome)


def _is_another(new: str, old: str) -> bool:
    """Whether two texts are different articles rather than two versions of one.

    Told by runs of three words: a rewritten article keeps some, articles that only share a file name do not.
    Texts of a few words are given the benefit of the doubt.
    """
    if new == old:
        return False
    runs = [_runs(text) for text in (new, old)]
    smaller = min(map(len, runs))
    return smaller >= _FEW_RUNS and len(runs[0] & runs[1]) < _SHARE_OF_A_VERSION * smaller


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return set(zip(words, words[1:], words[2:], strict=False))


def _text(store: Store, article_id: str) -> str:
    node = NamedNode(iris.article_iri(article_id, store.base))
    found = store.handle.quads_for_pattern(node, NamedNode(vocab.nif_isString), None, None)
    return next((quad.object.value for quad in found if isinstance(quad.object, Literal)), "")


def _with_topics_in_use(scheme: TopicScheme, store: Store) -> TopicScheme:
    """`scheme` and, of the topics in the store, those that articles there still have, with what is above."""
    known = topic_scheme(store)
    assigned = store.handle.quads_for_pattern(None, NamedNode(vocab.topic), None, None)
    used = {quad.object.value for quad in assigned if isinstance(quad.object, NamedNode)}
    for iri in sorted(used):
        used |= known.broader_transitive(iri)
    kept = [concept for concept in known if concept.iri in used and concept.iri not in scheme]
    return replace(scheme, concepts=(*scheme.concepts, *kept)) if kept else scheme


def _is_unicode(article: Article) -> bool:
    parts = (article.text, article.source, article.title, article.outlet, article.author, article.url)
    try:
        for part in parts:
            (part or "").encode()
    except UnicodeEncodeError:
        return False
    return True


def _stored(store: Store, article_id: str) -> ArticleState:
    graph = NamedNode(iris.article_graph(article_id, store.base))
    return state(store.handle.quads_for_pattern(None, None, None, graph), article_id, store.base)


def _copies(store: Store, article_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    facts = Facts(store.handle)
    for article_id in article_ids:
        node = iris.article_iri(article_id, store.base)
        for original in facts.values(node, vocab.republishedFrom):
            yield article_id, iris.compact(original, store.base).removeprefix("article:")


def _remove(store: Store, names: Iterable[str], log: RunLog) -> tuple[dict[str, str], list[str]]:
    """The sources of what was removed, by id, and the names of what was not there."""
    meant = [(name, (name.removeprefix("article:"), *_called(store, name))) for name in names]
    told = log.told({article_id for _, ids in meant for article_id in ids})
    removed: dict[str, str] = {}
    not_found: list[str] = []
    for name, ids in meant:
        before = len(removed)
        for article_id in dict.fromkeys(ids):
            source = _withdraw(store, article_id, log, told[article_id])
            if source is not None:
                removed[article_id] = source
        if len(removed) == before:
            not_found.append(name)
    return removed, not_found


def _withdraw(store: Store, article_id: str, log: RunLog, told: Iterable[Quad]) -> str | None:
    """The source of an article that is now gone, as what the log has `told` of it; None if there was none."""
    old = _stored(store, article_id)
    if not old.text:
        return None
    new, gone = log.removed(article_id, old.count("statement"), old.count("affiliation"), told)
    return old.source if store.remove(article_id, log=new, unlog=gone) else None


def _called(store: Store, source: str) -> list[str]:
    """The ids of the articles that were read from a source of this name."""
    found = store.handle.quads_for_pattern(None, NamedNode(vocab.sourceName), Literal(source), None)
    subjects = [quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)]
    return sorted(iris.compact(iri, store.base).removeprefix("article:") for iri in subjects)
