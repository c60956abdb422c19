"""What a graph, a dump or extraction records say of each article, as plain values that can be compared.

    old, new = open_side("graph-before"), open_side("records.jsonl")
    old.article("chips-story").findings[0].words

Whatever a side is, its articles are read from the same quads: a record becomes what `graph.mapping` makes of
it. What is read is what the article says by its own names; who that is over all articles is another matter
(`Side.graph`).
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from pyoxigraph import Literal, NamedNode, Quad

from sayso.errors import InputError
from sayso.graph import iris, vocab
from sayso.graph.dumps import DUMPS, load
from sayso.graph.mapping import quads, run_quads
from sayso.graph.model import Extraction, Span
from sayso.graph.record import from_json
from sayso.graph.remote.endpoints import is_remote
from sayso.graph.store import Store

__all__ = ["ArticleState", "Finding", "Side", "Trait", "open_side", "state"]

RECORDS = frozenset({".jsonl", ".ndjson"})
# What fields of the wrong type, or offsets outside the text, lead to.
_DAMAGE = (ValueError, TypeError, AttributeError, LookupError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True, order=True)
class Trait:
    """One thing that is said of a statement, an affiliation or an article, in words.

    Of what there may be several of, such as topics, `key` tells which and `value` the rest; else it is empty.
    `rule` is what decided this, where it is told apart from the rule of the whole.
    """

    name: str
    key: str
    value: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement or an affiliation (`kind`) as one article gives it.

    `words` is the content of a statement, "person: role, organisation" of an affiliation; `who` speaks, or
    is affiliated. `content` is where it stands and `places` all the spans it rests on, in code points.
    """

    kind: str
    id: str
    words: str
    who: str | None
    rule: str
    content: tuple[Span, ...]
    places: tuple[Span, ...]
    traits: tuple[Trait, ...]


@dataclass(frozen=True, slots=True)
class ArticleState:
    """An article with all that was found in it, statements first, each kind in the order of the text.

    `text` is the SHA-256 of its text; `traits` are its title, date and so on.
    """

    id: str
    source: str
    run: str
    text: str
    traits: tuple[Trait, ...]
    findings: tuple[Finding, ...]

    def count(self, kind: str) -> int:
        """How many statements, or affiliations, it has."""
        return sum(finding.kind == kind for finding in self.findings)


class Side:
    """One side of a comparison: articles that are read when they are asked for. A context manager.

    `name` is what the user called it; `graph` is the store behind it, None for records.
    """

    def __init__(self, name: str, base: str, graph: Store | None = None) -> None:
        self.name = name
        self.base = base
        self.graph = graph

    @property
    def ids(self) -> list[str]:
        """The ids of all articles, sorted."""
        assert self.graph is not None
        return list(self.graph.articles())

    def quads(self, article_id: str) -> Iterable[Quad]:
        """What is said of an article in its own graph."""
        assert self.graph is not None
        graph = NamedNode(iris.article_graph(article_id, self.base))
        return self.graph.handle.quads_for_pattern(None, None, None, graph)

    def article(self, article_id: str) -> ArticleState:
        """What was found in an article."""
        return state(self.quads(article_id), article_id, self.base)

    def run_facts(self) -> dict[str, dict[str, str]]:
        """What is known of each run: fact by name, by the run's id."""
        assert self.graph is not None
        graph = NamedNode(iris.runs_graph(self.base))
        return _run_facts(self.graph.handle.quads_for_pattern(None, None, None, graph), self.base)

    def close(self) -> None:
        """Lets go of the graph, if it is one."""
        if self.graph is not None:
            self.graph.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Records(Side):
    """A file of extraction records: where each begins is remembered, and read again when it is asked for."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), iris.DEFAULT_BASE)
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        self._facts: dict[str, dict[str, str]] = {}
        place = 0
        try:
            with path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    if line.strip():
                        extraction = self._extraction(line, number)
                        self._add(extraction, place, number)
                    place += len(line)
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror}") from error

    def _add(self, extraction: Extraction, place: int, number: int) -> None:
        name = extraction.article.id
        if name in self._places:
            raise InputError(
                f"{self._path} has two records of the article {name}, in lines {self._places[name][1]} and "
                f"{number}: take one out"
            )
        self._places[name] = place, number
        if extraction.run not in self._facts:
            facts = self._fit(number, lambda: run_quads(extraction, self.base))
            self._facts.update(_run_facts(facts, self.base))

    def _extraction(self, line: bytes, number: int) -> Extraction:
        try:
            extraction = from_json(json.loads(line))
            for name, value in (("article", extraction.article.id), ("run", extraction.run)):
                if not isinstance(value, str):
                    raise ValueError(f"its field {name!r} is no text")
            return extraction
        except _DAMAGE as error:
            why = " ".join(str(error).split())
            raise InputError(
                f"line {number} of {self._path} is no extraction record ({why}): make it with 'sayso extract'"
            ) from error

    @property
    def ids(self) -> list[str]:
        return sorted(self._places)

    def quads(self, article_id: str) -> Iterable[Quad]:
        place, number = self._places[article_id]
        try:
            with self._path.open("rb") as file:
                file.seek(place)
                line = file.readline()
        except OSError as error:
            raise InputError(f"cannot read {self._path}: {error.strerror}") from error
        extraction = self._extraction(line, number)
        return self._fit(number, lambda: quads(extraction, self.base))

    def _fit(self, number: int, made: Callable[[], Iterable[Quad]]) -> list[Quad]:
        """What is made of a record, whose fields may be of any type. Raises InputError."""
        try:
            return list(made())
        except _DAMAGE as error:
            why = " ".join(str(error).split())
            raise InputError(
                f"line {number} of {self._path} cannot be read ({why}): make it with 'sayso extract'"
            ) from error

    def run_facts(self) -> dict[str, dict[str, str]]:
        return self._facts


def open_side(path: str | Path) -> Side:
    """A graph (a folder or a URL), extraction records (.jsonl) or a dump (.nq, .trig), to be compared.

    A dump is read into memory. Raises StoreError and InputError.
    """
    if is_remote(path):
        store = Store.open(path, read_only=True)
        return Side(str(path), store.base, store)
    path = Path(path)
    if path.suffix.lower() in RECORDS and not path.is_dir():
        return _Records(path)
    if path.suffix.lower() in DUMPS and not path.is_dir():
        store = load(path)
        return Side(str(path), store.base, store)
    if path.is_file():
        raise InputError(
            f"{path} is no graph folder, no file of extraction records (.jsonl) and no dump (.nq, .trig)"
        )
    store = Store.open(path, read_only=True)
    return Side(str(path), store.base, store)


def _run_facts(found: Iterable[Quad], base: str) -> dict[str, dict[str, str]]:
    start = iris.run_iri("", base)
    runs: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in found:
        if quad.predicate.value == vocab.runFact and isinstance(quad.subject, NamedNode):
            name, _, value = _text(quad.object).partition("=")
            runs[quad.subject.value.removeprefix(start)][name] = value
    return dict(runs)


# -- one article


def state(found: Iterable[Quad], article_id: str, base: str = iris.DEFAULT_BASE) -> ArticleState:
    """What the quads of an article's graph say; of what a graph lacks nothing is said."""
    return _Reader(found, base).state(article_id)


_ARTICLE = (
    ("title", vocab.schema_headline),
    ("date", vocab.schema_datePublished),
    ("date basis", vocab.dateBasis),
    ("outlet", vocab.publishedByAppearance),
    ("author", vocab.schema_author),
    ("url", vocab.schema_url),
    ("source", vocab.sourceName),
)
_LISTED = {
    iri: notation
    for notations in (
        vocab.QUOTE_TYPES,
        vocab.CUE_TYPES,
        vocab.CERTAINTIES,
        vocab.POLARITIES,
        vocab.STANCES,
        vocab.COREFERENCES,
        vocab.TOPIC_BASES,
        vocab.ROLE_KINDS,
    )
    for notation, iri in notations.items()
}
_STATEMENT = (
    ("speaker", vocab.speakerAppearance),
    ("possible speaker", vocab.possibleSpeakerAppearance),
    ("relayed by", vocab.relayedByAppearance),
    ("speaker found by", vocab.coreference),
    ("quote type", vocab.quoteType),
    ("cue type", vocab.cueType),
    ("certainty", vocab.certainty),
    ("polarity", vocab.polarity),
    ("due", vocab.due),
    ("confidence", vocab.confidence),
    ("rule", vocab.rule),
)
_AFFILIATION = (
    ("person", vocab.memberAppearance),
    ("organization", vocab.organizationAppearance),
    ("within", vocab.withinOrganizationAppearance),
    ("role", vocab.roleLabel),
    ("role kind", vocab.roleKind),
    ("former", vocab.former),
    ("tenure", vocab.tenure),
    ("confidence", vocab.confidence),
    ("rule", vocab.rule),
)
_CHANNELS = (
    ("told to", vocab.toldToAppearance),
    ("interview with", vocab.interviewWithAppearance),
    ("posted on", vocab.postedOnAppearance),
    ("reported by", vocab.reportedByAppearance),
)
_SPANS = (
    vocab.content,
    vocab.cue,
    vocab.speakerMention,
    vocab.sentence,
    vocab.antecedent,
    vocab.dueEvidence,
    vocab.channelMention,
)
_PLACE = re.compile(r"#char=(\d{1,18}),(\d{1,18})$")


class _Reader:
    """The quads of one article by subject and property."""

    def __init__(self, found: Iterable[Quad], base: str) -> None:
        self._base = base
        self._facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for quad in found:
            if isinstance(quad.subject, NamedNode):
                self._facts[quad.subject.value][quad.predicate.value].append(_text(quad.object))

    def state(self, article_id: str) -> ArticleState:
        node = iris.article_iri(article_id, self._base)
        found: dict[str, list[Finding]] = {vocab.Statement: [], vocab.Affiliation: []}
        for subject, about in self._facts.items():
            kinds = about.get(vocab.rdf_type, ())
            if vocab.Statement in kinds:
                found[vocab.Statement].append(self._statement(subject))
            elif vocab.Affiliation in kinds:
                found[vocab.Affiliation].append(self._affiliation(subject))
        for those in found.values():
            those.sort(key=lambda one: (one.content, one.places, one.id))
        statements = self._with_what_they_continue(found[vocab.Statement])
        run = self._value(node, vocab.extractedBy) or ""
        return ArticleState(
            id=article_id,
            source=self._value(node, vocab.sourceName) or "",
            run=run.removeprefix(iris.run_iri("", self._base)),
            text=self._value(node, vocab.textSha256) or "",
            traits=tuple(self._traits(node, _ARTICLE)),
            findings=(*statements, *found[vocab.Affiliation]),
        )

    def _statement(self, node: str) -> Finding:
        content = self._spans(node, (vocab.content,))
        traits = [*self._traits(node, _STATEMENT)]
        for name, predicate in (("cue", vocab.cue), ("named as", vocab.speakerMention)):
            words = self._words(node, predicate)
            if words:
                traits.append(Trait(name, "", words))
        for capacity in self._values(node, vocab.capacityGiven):
            traits.append(Trait("role", self._role(capacity), ""))
        for name, predicate in _CHANNELS:
            traits += [
                Trait("channel", f"{name} {self._name(who)}", "") for who in self._values(node, predicate)
            ]
        for assignment in self._values(node, vocab.topicAssignment):
            told = (self._listed(assignment, vocab.basis), self._sure(assignment))
            topic = iris.compact(self._value(assignment, vocab.topic) or "", self._base)
            traits.append(Trait("topic", topic, ", ".join(told), self._value(assignment, vocab.rule) or ""))
        for stance in self._values(node, vocab.stance):
            told = (self._listed(stance, vocab.stancePolarity), self._sure(stance))
            toward = iris.compact(self._value(stance, vocab.toward) or "", self._base)
            traits.append(Trait("stance", toward, ", ".join(told), self._value(stance, vocab.rule) or ""))
        goes_on_from = self._value(node, vocab.continues)
        if goes_on_from is not None:
            traits.append(Trait("goes on from", "", goes_on_from))
        who = self._value(node, vocab.speakerAppearance)
        return Finding(
            kind="statement",
            id=iris.compact(node, self._base),
            words=self._words(node, vocab.content),
            who=None if who is None else self._called(who),
            rule=self._value(node, vocab.rule) or "",
            content=content,
            places=self._spans(node, _SPANS),
            traits=tuple(sorted(traits)),
        )

    def _with_what_they_continue(self, statements: list[Finding]) -> Iterator[Finding]:
        """Statements that go on from others tell these by their words: an id changes with every offset."""
        words = {iris.expand(one.id, self._base): one.words for one in statements}
        for one in statements:
            traits = tuple(
                replace(trait, value=words.get(trait.value, "")) if trait.name == "goes on from" else trait
                for trait in one.traits
            )
            yield one if traits == one.traits else replace(one, traits=traits)

    def _affiliation(self, node: str) -> Finding:
        person = self._value(node, vocab.memberAppearance)
        who = self._called(person) if person is not None else None
        places = self._spans(node, (vocab.evidence,))
        return Finding(
            kind="affiliation",
            id=iris.compact(node, self._base),
            words=f"{who or 'somebody'}: {self._role(node)}",
            who=who,
            rule=self._value(node, vocab.rule) or "",
            content=places,
            places=places,
            traits=tuple(sorted(self._traits(node, _AFFILIATION))),
        )

    def _role(self, affiliation: str) -> str:
        parts = [self._value(affiliation, vocab.roleLabel) or ""]
        for predicate in (vocab.organizationAppearance, vocab.withinOrganizationAppearance):
            body = self._value(affiliation, predicate)
            parts.append("" if body is None else self._called(body))
        told = ", ".join(part for part in parts if part) or "member"
        return f"formerly {told}" if self._value(affiliation, vocab.former) == "true" else told

    def _traits(self, node: str, wanted: Iterable[tuple[str, str]]) -> Iterator[Trait]:
        for name, predicate in wanted:
            for value in self._values(node, predicate):
                yield Trait(name, "", self._told(predicate, value))

    def _told(self, predicate: str, value: str) -> str:
        return self._name(value) if predicate.endswith("Appearance") else _LISTED.get(value, value)

    def _listed(self, node: str, predicate: str) -> str:
        value = self._value(node, predicate) or ""
        return _LISTED.get(value, value)

    def _sure(self, node: str) -> str:
        return self._value(node, vocab.confidence) or ""

    def _called(self, appearance: str) -> str:
        """What the article calls somebody."""
        return self._value(appearance, vocab.name) or self._name_id(appearance)

    def _name(self, appearance: str) -> str:
        """The same with the id, which tells apart who has one name."""
        return f"{self._called(appearance)} ({self._name_id(appearance)})"

    def _name_id(self, appearance: str) -> str:
        return self._value(appearance, vocab.nameId) or iris.compact(appearance, self._base)

    def _words(self, node: str, predicate: str) -> str:
        """The words of all the spans, in the order of the text; parts that stand apart with an ellipsis."""
        spans = sorted((span, iri) for iri in self._values(node, predicate) if (span := _span(iri)))
        texts = (self._value(iri, vocab.nif_anchorOf) or "" for _, iri in spans)
        return " … ".join(" ".join(text.split()) for text in texts)

    def _spans(self, node: str, predicates: Iterable[str]) -> tuple[Span, ...]:
        found = (_span(iri) for predicate in predicates for iri in self._values(node, predicate))
        return tuple(sorted(span for span in found if span is not None))

    def _values(self, node: str, predicate: str) -> list[str]:
        about = self._facts.get(node)
        return sorted(about.get(predicate, ())) if about else []

    def _value(self, node: str, predicate: str) -> str | None:
        return next(iter(self._values(node, predicate)), None)


def _span(iri: str) -> Span | None:
    found = _PLACE.search(iri)
    return (int(found[1]), int(found[2])) if found else None


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
