"""What somebody means by one or two words: a statement, a place in an article, somebody, or a topic.

meant(store, "statement:port-plan-118-165")     # also its IRI, or a beginning that only it has
meant(store, "port-plan:120")                   # what was read at a character of an article
meant(store, "Tomas Brandt", "floods")          # what he said on a topic
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal

from sayso.errors import QueryError
from sayso.graph import iris, vocab
from sayso.graph.asking.finding import NameIndex, topics, unknown
from sayso.graph.asking.lookup import topic_scheme
from sayso.graph.facts import Facts
from sayso.graph.reasons.tracing import Tracer
from sayso.graph.store import Store
from sayso.graph.topics.scheme import TopicScheme

__all__ = ["SPEAKERS", "Meant", "Topics", "article_named", "meant", "one_speaker", "statements_of"]

SPEAKERS = (vocab.Person, vocab.Organization, vocab.Outlet, vocab.Platform)
_OTHERS = (vocab.Collective, vocab.UnnamedPerson, vocab.Document)
_SHOWN = 8  # candidates in a message
_LONGEST = 60  # characters of a candidate's words

_PLACE = re.compile(r"(?:article:)?(?P<article>[^\s/]+):(?P<begin>\d{1,9})(?:[-–,](?P<end>\d{1,9}))?")
_SPAN = re.compile(r"(?P<article>.+)#char=(?P<begin>\d{1,9})(?:,(?P<end>\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Meant:
    """What the words were taken for.

    `kind` is "statement" (one, or several at one place), "identity", "two identities" or "speaker and topic";
    the others are IRIs. `told` says it in words.
    """

    kind: str
    told: str
    statements: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class Topics:
    """Finds topics of one graph by IRI, notation ("floods", "topic:floods") or label."""

    def __init__(self, store: Store) -> None:
        self._facts = Facts(store.handle)
        self.scheme: TopicScheme = topic_scheme(store)

    def named(self, text: str) -> list[str]:
        """The IRIs of the topics that are called so; several where the label is that of several."""
        scheme = self.scheme
        led = self._led(scheme.iri(text))
        if led in scheme:
            return [scheme[led].iri]
        return [concept.iri for concept in topics(scheme, text)]

    def _led(self, iri: str) -> str:
        """The topic that has taken the place of another."""
        for predicate in (vocab.skos_exactMatch, vocab.dcterms_isReplacedBy):
            if ":" in iri and " " not in iri and not set(iri) & set('<>"{}|^`\\'):
                later = self._facts.value(iri, predicate)
                if later is not None:
                    return later
        return iri

    def near(self, text: str) -> list[str]:
        """The labels that are spelt or made alike, for "did you mean"."""
        found = [one.concept.label for one in self.scheme.find(text, limit=3)]
        return list(dict.fromkeys((*found, *self.scheme.suggestions(text))))[:4]


def meant(store: Store, first: str, second: str | None = None) -> Meant:
    """What one or two words stand for.

    Raises QueryError where they stand for nothing, with what is called alike, or for several, with these.
    """
    if second is None:
        return _one(store, first)
    return _two(store, first, second)


def _one(store: Store, text: str) -> Meant:
    short = iris.compact(text.strip(), store.base)
    if short.startswith("statement:"):
        return _by_id(store, short)
    place = _at_place(store, short)
    if place is not None:
        return place
    index = NameIndex(store)
    found = _speakers(index, short, store.base)
    if found:
        return _identity(store, index, text, found)
    if re.fullmatch(r"\S+-\d+(?:-\d*)*", short) and ":" not in short:
        begun = _beginning(store, f"statement:{short}")
        if begun:
            return _by_id(store, f"statement:{short}")
    if _article(store, short.removeprefix("article:")) is not None:
        raise QueryError(
            f"{text!r} is an article: give a place in it, such as {short.removeprefix('article:')}:120, "
            "or a statement of it"
        )
    if Topics(store).named(short):
        raise QueryError(f"{text!r} is a topic: say whose statements on it, as in sayso why PERSON {text!r}")
    raise QueryError(unknown(text, index.close(short, SPEAKERS)))


def _two(store: Store, first: str, second: str) -> Meant:
    one, other = (iris.compact(text.strip(), store.base) for text in (first, second))
    topics_named = Topics(store)
    index = NameIndex(store)
    on_topic = topics_named.named(other) if not other.startswith(tuple(_prefixes())) else []
    if one.startswith("statement:") or _at_place(store, one) is not None:
        found = _one(store, one)
        if not on_topic:
            raise QueryError(_no_topic(topics_named, second))
        told = f"{found.told}, and the topic {_topic(topics_named, on_topic[0])}"
        return Meant("statement", told, found.statements, topics=tuple(on_topic))
    who, _ = _match(index, one, store.base)
    others, exact = _match(index, other, store.base)
    if on_topic and others and exact and len(others) == 1 and not _is_only_a_topic(other):
        raise QueryError(
            f"{second!r} is a topic ({topics_named.scheme.curie(on_topic[0])}) and somebody "
            f"({iris.compact(others[0], store.base)}): give one of these"
        )
    if not who and others and not on_topic:
        turned = topics_named.named(one)
        if turned:  # the topic first, then the person
            return _speaker_and_topic(store, index, topics_named, second, others, first, turned)
    if not who:
        raise QueryError(unknown(first, index.close(one, SPEAKERS)))
    if on_topic:
        return _speaker_and_topic(store, index, topics_named, first, who, second, on_topic)
    if not others:
        near = " or ".join(map(repr, (*topics_named.near(other), *index.close(other, SPEAKERS, limit=2))))
        hint = f"; did you mean {near}?" if near else ""
        raise QueryError(f"{second!r} is neither a topic nor somebody in this graph{hint}")
    a, b = _only(store, index, first, who), _only(store, index, second, others)
    told = f"two names: {_called(store, index, a)} and {_called(store, index, b)}"
    return Meant("two identities", told, speakers=(a, b))


def _speaker_and_topic(
    store: Store,
    index: NameIndex,
    known: Topics,
    text: str,
    who: Sequence[str],
    topic_text: str,
    on_topic: Sequence[str],
) -> Meant:
    speaker = _only(store, index, text, who)
    topic = one_topic(known, topic_text, on_topic)
    told = f"{_called(store, index, speaker)} and the topic {_topic(known, topic)}"
    return Meant("speaker and topic", told, speakers=(speaker,), topics=(topic,))


def one_topic(known: Topics, text: str, found: Sequence[str]) -> str:
    """The only topic of those found. Raises QueryError for several."""
    if len(found) > 1:
        labels = ", ".join(_topic(known, iri) for iri in found[:_SHOWN])
        raise QueryError(f"{text!r} may be one of {len(found)} topics: {labels}; give one of these")
    return found[0]


def _no_topic(known: Topics, text: str) -> str:
    near = " or ".join(map(repr, known.near(text)))
    return f"no topic {text!r} in this graph" + (f"; did you mean {near}?" if near else "")


def _topic(known: Topics, iri: str) -> str:
    return f"{known.scheme[iri].label} ({known.scheme.curie(iri)})"


def _is_only_a_topic(text: str) -> bool:
    return text.startswith("topic:")


def _prefixes() -> tuple[str, ...]:
    return (
        "person:",
        "organization:",
        "org:",
        "outlet:",
        "platform:",
        "collective:",
        "unnamed:",
        "document:",
    )


# -- somebody


def _match(index: NameIndex, text: str, base: str) -> tuple[tuple[str, ...], bool]:
    if text.startswith(_prefixes()):  # the very id goes before those that only end like it
        whole = iris.expand(text, base)
        if index.match(whole, (*SPEAKERS, *_OTHERS)).iris == (whole,):
            return (whole,), True
    for classes in (SPEAKERS, _OTHERS):
        found = index.match(text, classes)
        if found.iris:
            return found.iris, found.exact
    return (), False


def _speakers(index: NameIndex, text: str, base: str) -> tuple[str, ...]:
    return _match(index, text, base)[0]


def one_speaker(store: Store, text: str) -> str | None:
    """The IRI of the only one who is called so, None for nobody. Raises QueryError for several."""
    index = NameIndex(store)
    found = _speakers(index, iris.compact(text.strip(), store.base), store.base)
    return _only(store, index, text, found) if found else None


def _only(store: Store, index: NameIndex, text: str, found: Sequence[str]) -> str:
    if len(found) > 1:
        ids = ", ".join(iris.compact(iri, store.base) for iri in found[:6])
        more = f" and {len(found) - 6} more" if len(found) > 6 else ""
        raise QueryError(f"{text!r} may be one of {len(found)}: {ids}{more}; give one of these")
    return found[0]


def _called(store: Store, index: NameIndex, iri: str) -> str:
    name = index.label(iri, (*SPEAKERS, *_OTHERS))
    return f"{name} ({iris.compact(iri, store.base)})"


def _identity(store: Store, index: NameIndex, text: str, found: Sequence[str]) -> Meant:
    who = _only(store, index, text, found)
    return Meant("identity", _called(store, index, who), speakers=(who,))


# -- statements


def statements_of(store: Store, article: str) -> list[str]:
    """The IRIs of an article's statements, in the order of the text."""
    tracer = Tracer(store)
    found = tracer.facts.subjects(vocab.article, article)
    return sorted(found, key=lambda one: (_extent(tracer, one), one))


def _extent(tracer: Tracer, statement: str) -> tuple[int, int]:
    values = tracer.facts.values
    spans = [
        words
        for predicate in (vocab.content, vocab.cue, vocab.speakerMention)
        for words in tracer.words(values(statement, predicate))
    ]
    return min((one.start for one in spans), default=0), max((one.end for one in spans), default=0)


def _by_id(store: Store, short: str) -> Meant:
    facts = Facts(store.handle)
    whole = iris.expand(short, store.base)
    if facts.value(whole, vocab.article) is not None:
        return Meant("statement", f"the statement {short}", (whole,))
    begun = _beginning(store, short)
    if len(begun) == 1:
        found = iris.compact(begun[0], store.base)
        return Meant("statement", f"the statement {found}, the only one that begins so", tuple(begun))
    if begun:
        raise QueryError(
            f"{short!r} begins {len(begun)} statements: {_candidates(store, begun)}; give one of these"
        )
    raise QueryError(f"no statement {short!r} in this graph{_instead(store, short)}")


def _instead(store: Store, short: str) -> str:
    """What there is in the place of a statement that is gone."""
    local = short.partition(":")[2]
    pieces = re.fullmatch(r"(.+?)-(\d{1,9})-\d+(?:-\d+)?", local)
    if pieces is None:
        return "; a statement's id is its article's and two numbers, such as statement:port-plan-118-165"
    article = _article(store, pieces[1])
    if article is None:
        return f": article {pieces[1]!r} is not in it, so it was never built into this graph, or withdrawn"
    there = statements_of(store, article)
    if not there:
        return f": article {pieces[1]!r} has no statements"
    tracer = Tracer(store)
    place = int(pieces[2])
    near = sorted(there, key=lambda one: abs(_extent(tracer, one)[0] - place))[:3]
    return f" (it may have been read anew); the nearest there: {_candidates(store, near)}"


def _candidates(store: Store, statements: Sequence[str]) -> str:
    tracer = Tracer(store)
    told = []
    for one in statements[:_SHOWN]:
        content = " … ".join(words.text for words in tracer.words(tracer.facts.values(one, vocab.content)))
        content = " ".join(content.split())
        if len(content) > _LONGEST:
            content = content[: _LONGEST - 1].rstrip() + "…"
        told.append(f"{iris.compact(one, store.base)} (“{content}”)")
    more = f" and {len(statements) - _SHOWN} more" if len(statements) > _SHOWN else ""
    return ", ".join(told) + more


def _beginning(store: Store, short: str) -> list[str]:
    """The statements whose ids begin so."""
    start = Literal(iris.expand(short, store.base))
    query = f"?s a <{vocab.Statement}> FILTER (STRSTARTS(STR(?s), {start}))"
    return [iri for (iri,) in Facts(store.handle).rows(query, "s")]


def article_named(store: Store, text: str) -> str | None:
    """The IRI of the article with this id, IRI or file name; None if the graph has none."""
    short = iris.compact(text.strip(), store.base)
    return _article(store, short.removeprefix("article:"))


def _article(store: Store, name: str) -> str | None:
    facts = Facts(store.handle)
    iri = iris.article_iri(name, store.base)
    if facts.value(iri, vocab.textSha256) is not None:
        return iri
    called = facts.subjects(vocab.sourceName, name, literal=True)
    return called[0] if len(called) == 1 else None


def _at_place(store: Store, text: str) -> Meant | None:
    """The statements at a place of an article; None if the text names no place in an article known."""
    match = _SPAN.fullmatch(text)
    article = None
    if match is not None:
        article = _article(store, iris.compact(match["article"], store.base).removeprefix("article:"))
    else:
        match = _PLACE.fullmatch(text)
        if match is not None:
            article = _article(store, match["article"])
    if match is None:
        return None
    if article is None:
        if _SPAN.fullmatch(text) or text.startswith("article:"):
            raise QueryError(
                f"no article {match['article']!r} in this graph: it was never built, or withdrawn"
            )
        return None
    begin = int(match["begin"])
    end = int(match["end"]) if match["end"] else begin + 1
    short = iris.compact(article, store.base)
    tracer = Tracer(store)
    length = len(tracer.text(article))
    if begin >= length:
        raise QueryError(f"{short} has {length} characters, so there is nothing at {begin}")
    found = _standing(tracer, article, begin, max(end, begin + 1))
    if not found:
        around = " ".join(tracer.text(article)[max(0, begin - 30) : end + 30].split())
        near = sorted(
            tracer.facts.subjects(vocab.article, article),
            key=lambda one: (abs(_extent(tracer, one)[0] - begin), one),
        )[:3]
        nearest = f"; the nearest are {_candidates(store, near)}" if near else "; it has no statements at all"
        raise QueryError(f"no statement stands at character {begin} of {short} (“… {around} …”){nearest}")
    ids = ", ".join(iris.compact(one, store.base) for one in found)
    many = "the statement" if len(found) == 1 else f"{len(found)} statements"
    return Meant(
        "statement",
        f"character {begin} of {short}, where {many} stand{'s' * (len(found) == 1)}: {ids}",
        tuple(found),
    )


def _standing(tracer: Tracer, article: str, begin: int, end: int) -> list[str]:
    """The statements of which some part stands there, the innermost first; else those of that sentence."""
    parts: list[tuple[int, str]] = []
    sentences: list[tuple[int, str]] = []
    for statement in tracer.facts.subjects(vocab.article, article):
        values = tracer.facts.values
        for predicate in (vocab.content, vocab.cue, vocab.speakerMention):
            for words in tracer.words(values(statement, predicate)):
                if words.start < end and begin < words.end:
                    parts.append((words.end - words.start, statement))
        for words in tracer.words(values(statement, vocab.sentence)):
            if words.start < end and begin < words.end:
                sentences.append((words.end - words.start, statement))
    return list(dict.fromkeys(statement for _, statement in sorted(parts or sentences)))
