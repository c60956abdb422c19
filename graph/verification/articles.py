"""The graph of one article held against its text and against itself."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

from sayso.graph import iris, vocab
from sayso.graph.model import Span
from sayso.graph.upkeep import duplicates
from sayso.graph.verification.contract import CONTRACT, Property
from sayso.graph.verification.named_graphs import NamedGraph, Rows

__all__ = ["check_article"]

_ANEW = "read the article anew"

_FURNITURE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)

_NODES = ("statement", "affiliation", "assignment", "stance", "appearance", "link")
"""The prefixes of nodes that are named after their article."""

_PLACES: Mapping[str, Mapping[str, Property]] = {
    name: {kind: properties[name] for kind, properties in CONTRACT.items() if name in properties}
    for name in sorted({name for properties in CONTRACT.values() for name in properties})
}
"""The classes that may have a property, by property."""

_OWNED = (
    (vocab.TopicAssignment, vocab.topicAssignment, "no statement has this topic"),
    (vocab.Stance, vocab.stance, "no statement takes this stance"),
    (vocab.Appearance, vocab.mentions, "its article does not mention it"),
)


def check_article(graph: NamedGraph, topics: Collection[str], base: str) -> None:
    """Notes in `graph` all that is wrong with it; `topics` are the concepts that there are.

    What refers to other graphs but for topics and classes is not looked at.
    """
    article = graph.article
    assert article is not None
    types = graph.classes()
    text = _text(graph, article)
    if text is not None and not graph.findings:  # of another text the keys are others
        _keys(graph, article, text)
    strangers = _own_nodes(graph, article, types, base)
    _records(graph, types, strangers)
    _links(graph, article, types, topics, base)
    spans = _spans(graph, article, types, text)
    _statements(graph, types, spans)


def _text(graph: NamedGraph, article: str) -> str | None:
    text = next(iter(graph.of(vocab.nif_isString).get(article, ())), None)
    if text is None:
        return None
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    for noted in graph.of(vocab.textSha256).get(article, ()):
        if noted != digest:
            graph.find("text-hash", article, f"the text has the SHA-256 {digest}, noted is {noted}: {_ANEW}")
    for noted in graph.of(vocab.inputSha256).get(article, ()):
        if len(noted) != 64 or noted.strip("0123456789abcdef"):
            graph.find("text-hash", article, f"the hash of the input is {noted!r}, no SHA-256: {_ANEW}")
    for noted in graph.of(vocab.textLength).get(article, ()):
        if noted != str(len(text)):
            graph.find(
                "text-length", article, f"the text has {len(text)} characters, noted are {noted}: {_ANEW}"
            )
    return text


def _keys(graph: NamedGraph, article: str, text: str) -> None:
    """The keys by which copies of the article are found."""
    furniture = next(iter(graph.of(vocab.furniture).get(article, ())), "")
    spans = [_FURNITURE.fullmatch(one) for one in furniture.split()]
    places = [(int(one[1]), int(one[2])) for one in spans if one is not None]
    if len(places) < len(spans):
        graph.find("copy", article, f"the furniture of {article} is {furniture!r}, no stretches: {_ANEW}")
        return
    wanted = duplicates.keys(duplicates.shingles(text, places))
    given = {*graph.of(vocab.duplicateKey).get(article, ())}
    for key in sorted(given ^ wanted):
        what = f"{vocab.duplicateKey} of {article} is {'' if key in given else 'not '}{key}"
        graph.find("copy", article, f"{what}, other than its text wants: {_ANEW}")


def _own_nodes(graph: NamedGraph, article: str, types: Mapping[str, str], base: str) -> set[str]:
    """Those that are none of its own."""
    name = article.removeprefix(f"{base}article/")
    if types.get(article) != vocab.Article:
        graph.find("own-node", article, f"the graph {graph.iri} does not hold its article {article}: {_ANEW}")
    starts = (f"{article}#char=", *(f"{base}{prefix}/{name}-" for prefix in _NODES))
    strangers = {
        node
        for rows in graph.rows.values()
        for node in rows
        if not node.startswith(starts) and node != article
    }
    for node in sorted(strangers):
        graph.find("own-node", node, f"{node} is no node of the article {article}: {_ANEW}")
    return strangers


def _records(graph: NamedGraph, types: Mapping[str, str], strangers: Collection[str]) -> None:
    """Whether each node has the properties of its class, as often as it may."""
    by_class: dict[str, list[str]] = {}
    for node, kinds in graph.of(vocab.rdf_type).items():
        by_class.setdefault(types[node], []).append(node)
        if len(kinds) > 1:
            graph.find("complete", node, f"{node} is of {len(kinds)} classes, {' and '.join(kinds)}: {_ANEW}")
    for kind in sorted(by_class.keys() - CONTRACT.keys()):
        for node in by_class[kind]:
            graph.find("known-term", node, f"{node} is a {kind}, which no article has: {_ANEW}")
    for predicate, rows in graph.rows.items():
        places = _PLACES.get(predicate)
        if places is None:
            for node in rows:
                graph.find("known-term", node, f"{node} has {predicate}, which no article has: {_ANEW}")
            continue
        for node, values in rows.items():
            wanted = places.get(types.get(node, ""))
            if wanted is None:
                if node not in types and node not in strangers:
                    graph.find("complete", node, f"{node} has {predicate} but no class: {_ANEW}")
                elif types.get(node) in CONTRACT:
                    graph.find("known-term", node, f"{node}, a {types[node]}, has {predicate}: {_ANEW}")
                continue
            if wanted.most is not None and len(values) > wanted.most:
                given = ", ".join(sorted(values))
                graph.find("complete", node, f"{node} has {predicate} {len(values)} times ({given}): {_ANEW}")
            if wanted.of:
                for value in values:
                    if value not in wanted.of:
                        graph.find(
                            "value", node, f"{predicate} of {node} is {value}, not of its list: {_ANEW}"
                        )
    for kind, nodes in by_class.items():
        for predicate, wanted in CONTRACT.get(kind, {}).items():
            if wanted.least:
                having = graph.of(predicate)
                if len(having) < len(nodes) or any(node not in having for node in nodes):
                    for node in nodes:
                        if node not in having:
                            graph.find("complete", node, f"{node} has no {predicate}: {_ANEW}")
    for node, numbers in graph.of(vocab.confidence).items():
        for number in numbers:
            if not _is_chance(number):
                graph.find(
                    "confidence", node, f"the confidence of {node} is {number}, not from 0 to 1: {_ANEW}"
                )


def _is_chance(number: str) -> bool:
    try:
        return 0 <= float(number) <= 1
    except ValueError:
        return True  # told by "value"


def _links(
    graph: NamedGraph, article: str, types: Mapping[str, str], topics: Collection[str], base: str
) -> None:
    concepts = {vocab.skos_Concept: topics}
    for predicate, rows in graph.rows.items():
        for kind, wanted in _PLACES.get(predicate, {}).items():
            if not wanted.to or wanted.to == {vocab.ExtractionRun} or predicate == vocab.nif_referenceContext:
                continue
            known = next((concepts[one] for one in wanted.to if one in concepts), None)
            for node, values in rows.items():
                if types.get(node) != kind:
                    continue
                for value in values:
                    if known is not None:
                        if value not in known:
                            graph.find(
                                "link", node, f"{predicate} of {node} is {value}, which is not there: {_ANEW}"
                            )
                    elif types.get(value) not in wanted.to:
                        graph.find("link", node, _stray(predicate, node, value, types, wanted))
    names = {
        iris.expand(name, base)
        for values in graph.of(vocab.nameId).values()
        for name in values
        if ":" in name
    }
    for node, values in graph.of(vocab.toward).items():
        for value in values:
            if value not in topics and value not in names:
                graph.find("link", node, f"{node} is toward {value}, no topic and nobody here: {_ANEW}")
    for kind, predicate, message in _OWNED:
        owned = Counter(value for values in graph.of(predicate).values() for value in values)
        for node, its in types.items():
            if its == kind and owned[node] != 1:
                why = f"to {owned[node]} at once" if owned[node] else f"to nothing, {message}"
                graph.find("belonging", node, f"{node} belongs {why}: {_ANEW}")
    for node, values in graph.of(vocab.nameId).items():
        for value in values:
            if node not in _names_of(value, article, base):
                graph.find("belonging", node, f"{node} has the name id {value!r}, which another has: {_ANEW}")


def _names_of(name_id: str, article: str, base: str) -> tuple[str, ...]:
    """What the appearance with this name id may be called."""
    prefix, _, local = name_id.partition(":")
    name = article.removeprefix(f"{base}article/")
    local = local.removeprefix(f"{name}-")
    prefixes = {"organization": ("org", "organization"), "unnamed": ("unnamed", "unnamed-person")}
    return tuple(f"{base}appearance/{name}-{one}-{local}" for one in prefixes.get(prefix, (prefix,)))


def _stray(predicate: str, node: str, value: str, types: Mapping[str, str], wanted: Property) -> str:
    start = f"{predicate} of {node} is {value}, "
    if value in types:
        return f"{start}a {types[value]}, not a {' or a '.join(sorted(wanted.to))}: {_ANEW}"
    return f"{start}which is not there: {_ANEW}"


def _spans(graph: NamedGraph, article: str, types: Mapping[str, str], text: str | None) -> dict[str, Span]:
    """The offsets of each span that has them."""
    begins, ends = graph.of(vocab.nif_beginIndex), graph.of(vocab.nif_endIndex)
    words, contexts = graph.of(vocab.nif_anchorOf), graph.of(vocab.nif_referenceContext)
    found: dict[str, Span] = {}
    length = 0 if text is None else len(text)
    used = {
        value
        for predicate, places in _PLACES.items()
        if any(vocab.TextSpan in one.to for one in places.values())
        for values in graph.of(predicate).values()
        for value in values
    }
    for span, kind in types.items():
        if kind != vocab.TextSpan:
            continue
        try:
            (begin,), (end,) = map(int, begins.get(span, ())), map(int, ends.get(span, ()))
        except ValueError:
            continue  # none, several or no numbers: told by "complete" and "value"
        found[span] = begin, end
        if span != f"{article}#char={begin},{end}":
            wanted = iris.span_iri(article, begin, end)
            graph.find("span-name", span, f"{span} is named so, but is {wanted} by its offsets: {_ANEW}")
        elif contexts.get(span, [article]) != [article]:
            others = " and ".join(sorted(contexts[span]))
            graph.find("span-name", span, f"{span} is said to be of {others}: {_ANEW}")
        if span not in used:
            graph.find("span-use", span, f"{span} is evidence of nothing: {_ANEW}")
        if text is None:
            continue
        if not 0 <= begin < end <= length:
            graph.find(
                "span-place", span, f"{span} is not within the {length} characters of the text: {_ANEW}"
            )
        elif span in words and words[span][0] != text[begin:end]:
            told, stands = _short(words[span][0]), _short(text[begin:end])
            graph.find("span-words", span, f"{span} is said to be {told}, but the text has {stands}: {_ANEW}")
    return found


def _short(words: str) -> str:
    return repr(words if len(words) <= 60 else f"{words[:57]}…")


def _statements(graph: NamedGraph, types: Mapping[str, str], spans: Mapping[str, Span]) -> None:
    sentences, cues = graph.of(vocab.sentence), graph.of(vocab.cue)
    contents, sources = graph.of(vocab.content), graph.of(vocab.speakerMention)
    going_on, kinds = graph.of(vocab.continues), graph.of(vocab.cueType)
    speakers, antecedents = graph.of(vocab.speakerAppearance), graph.of(vocab.antecedent)
    possible, capacities = graph.of(vocab.possibleSpeakerAppearance), graph.of(vocab.capacityGiven)
    found = graph.of(vocab.coreference)
    for node, kind in types.items():
        if kind != vocab.Statement:
            continue
        sentence = _places(sentences, node, spans)
        cue, content = _places(cues, node, spans), _places(contents, node, spans)
        for one in cue:
            if sentence and not any(_within(one, other) for other in sentence):
                graph.find("cue-place", node, f"the cue of {node} at {one} is not in its sentence: {_ANEW}")
        _own_words(graph, node, content, cue)
        if node in going_on or node not in cues or vocab.CueNone in kinds.get(node, ()):
            _guess(graph, node, going_on, node in cues, kinds.get(node, ()), found.get(node, ()), spans)
        if node in speakers:
            if node not in sources and node not in antecedents:
                who = speakers[node][0]
                graph.find(
                    "shown-speaker", node, f"no words show that {who} is the speaker of {node}: {_ANEW}"
                )
        elif node not in possible:
            for what, claimed in (
                ("the role of its speaker", node in capacities),
                ("where its speaker is named", node in antecedents),
                ("who goes on speaking", any(one in speakers for one in going_on.get(node, ()))),
                (
                    "how its speaker was found",
                    bool({vocab.CorefFullName, vocab.CorefSurname} & {*found.get(node, ())}),
                ),
            ):
                if claimed:
                    graph.find("nobody", node, f"{node} names nobody, and yet {what}: {_ANEW}")


def _guess(
    graph: NamedGraph,
    node: str,
    going_on: Rows,
    has_cue: bool,
    kinds: Iterable[str],
    found: Iterable[str],
    spans: Mapping[str, Span],
) -> None:
    """What goes on from another statement has no cue, stands behind it, and is marked as carried on."""
    contents = graph.of(vocab.content)
    before = going_on.get(node)
    if before is None:
        what = "has no cue" if not has_cue else f"has a cue of the kind {vocab.CueNone}"
        graph.find("guess", node, f"{node} {what} and goes on from no statement: {_ANEW}")
        return
    if has_cue or list(kinds) != [vocab.CueNone]:
        graph.find("guess", node, f"{node} goes on from {before[0]} and has a cue of its own: {_ANEW}")
    elif node in graph.of(vocab.speakerAppearance) and list(found) != [vocab.CorefCarried]:
        graph.find("guess", node, f"{node} goes on from {before[0]} and is not marked as carried on: {_ANEW}")
    own, others = _places(contents, node, spans), _places(contents, before[0], spans)
    if own and others and min(others) >= min(own):
        graph.find("guess", node, f"{node} goes on from {before[0]}, which does not stand before it: {_ANEW}")


def _own_words(graph: NamedGraph, node: str, content: list[Span], cue: list[Span]) -> None:
    """What is said may stand around the cue, but is more than that, and no part of it counts twice."""
    for one in content:
        if any(_within(one, other) for other in cue):
            graph.find("own-words", node, f"the content of {node} at {one} is but its cue: {_ANEW}")
    if len(content) > 1:
        for one, other in pairwise(sorted(content)):
            if _overlap(one, other):
                graph.find(
                    "own-words", node, f"the content of {node} has {one} and {other} in common: {_ANEW}"
                )


def _places(rows: Rows, node: str, spans: Mapping[str, Span]) -> list[Span]:
    return [spans[one] for one in rows.get(node, ()) if one in spans]


def _within(one: Span, other: Span) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
