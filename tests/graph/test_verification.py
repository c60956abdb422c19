"""A graph is proved anew: each kind of damage is found by the check meant for it, and by no other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from sayso.graph.analysis.analyses import analyse
from sayso.graph.analysis.results import write
from sayso.graph.changes.run_log import RunLog
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
)
from sayso.graph.names import slug
from sayso.graph.store import Store
from sayso.graph.verification.checks import CHECKS
from sayso.graph.verification.shapes import violations
from sayso.graph.verification.verifying import users_graphs, verify

FACTS = (("sayso", "0.1.0"), ("model", "none"))

FIRST = (
    "Mara Voss, an economist at Halden University, told the Coast Post that the new quay would carry the "
    "cranes for forty years and that the harbour needs it. It will also bring work to the old town. Asked "
    "whether the money was there, nobody in the council answered. It is believed that the tide is rising."
)
SECOND = (
    "Jon Hale of the Ministry of Trade warned that the new quay sinks. “We should not build it,” said Hale. "
    "His office praised the ferry."
)
THIRD = "M. Voss said that the lock leaks. Mara Voss, who used to lead Halden University, smiled."


class Text:
    """An article's text, and where words stand in it."""

    def __init__(self, name: str, text: str, date: str | None, outlet: str | None) -> None:
        self.name = name
        self.text = text
        self.article = Article(name, f"{name}.txt", text, published=date, outlet=outlet)

    def __call__(self, words: str) -> Span:
        begin = self.text.index(words)
        return begin, begin + len(words)

    def entity(self, kind: str, name: str, *mentions: str, words: str | None = None) -> Entity:
        prefix = {"organization": "org", "unnamed-person": "unnamed"}.get(kind, kind)
        places = tuple(self(one) for one in (mentions or (words or name,)))
        return Entity(f"{prefix}:{slug(name)}", kind, name, places)

    def statement(
        self, sentence: str, source: str | None, cue: str | None, content: str, kind: str, **more: object
    ) -> Statement:
        start = self(sentence)[0]

        def at(words: str) -> Span:
            begin = self.text.index(words, start)
            return begin, begin + len(words)

        begin, end = at(content)
        statement = Statement(
            id=f"statement:{self.name}-{begin}-{end}",
            source=(at(source),) if source else (),
            cue=(at(cue),) if cue else (),
            content=((begin, end),),
            sentence=self(sentence),
            quote_type="indirect",
            cue_type=kind,
            confidence=0.8,
            rule="verb",
        )
        return replace(statement, **more)  # type: ignore[arg-type]


def topic(name: str, evidence: Span, confidence: float = 0.9) -> TopicAssignment:
    return TopicAssignment(f"topic:{name}", "own-words", confidence, evidence, "label")


def view(name: str, polarity: str, evidence: Span) -> Stance:
    return Stance(f"topic:{name}", polarity, 0.7, evidence, "verb")


def first(name: str = "quay", date: str | None = "2024-03-01", outlet: str | None = "The Gull") -> Extraction:
    """Mara Voss for the quay: with role, channel, a guess carried on, and two statements by nobody."""
    text = Text(name, FIRST, date, outlet)
    sentence = FIRST[: FIRST.index(" It will")]
    said = text.statement(
        sentence,
        "Mara Voss",
        "told the Coast Post",
        "that the new quay would carry the cranes for forty years",
        "say",
        speaker_id="person:mara-voss",
        coreference="full-name",
        antecedent=text("Mara Voss"),
        capacity=(0,),
        channel=(Channel("told-to", "Coast Post", "outlet:coast-post", text("the Coast Post")),),
        topics=(topic("ai-chips", text("new quay")),),
        stance=(view("ai-chips", "positive", text("would carry")),),
    )
    guess = text.statement(
        "It will also bring work to the old town.",
        None,
        None,
        "It will also bring work to the old town.",
        "none",
        speaker_id="person:mara-voss",
        coreference="carried",
        antecedent=text("Mara Voss"),
        continues=said.id,
        confidence=0.4,
        rule="goes on",
    )
    return Extraction(
        text.article,
        (
            replace(
                text.entity("person", "Mara Voss"),
                gender="female",
                identifiers=("wikidata:Q42", "wikidata:Q43"),
            ),
            replace(text.entity("organization", "Halden University"), organization_kind="university"),
            text.entity("outlet", "Coast Post"),
        ),
        (
            Affiliation(
                text("Mara Voss"),
                "person:mara-voss",
                text("Halden University"),
                "org:halden-university",
                text("economist"),
                "economist",
                "scientist",
                confidence=0.9,
                rule="apposition",
            ),
        ),
        (
            said,
            guess,
            text.statement(
                "Asked whether the money was there, nobody in the council answered.",
                None,
                "Asked",
                "whether the money was there",
                "question",
            ),
            text.statement(
                "It is believed that the tide is rising.",
                None,
                "is believed",
                "that the tide is rising",
                "impersonal",
            ),
        ),
        "run1",
        FACTS,
    )


def second() -> Extraction:
    """Jon Hale against the quay, and an unresolved second reading."""
    text = Text("doubts", SECOND, "2024-03-05", "Coast Post")
    return Extraction(
        text.article,
        (
            text.entity("person", "Jon Hale", "Jon Hale", "Hale."),
            replace(text.entity("organization", "Ministry of Trade"), place="France"),
            text.entity("collective", "doubts-office", words="His office"),
        ),
        (
            Affiliation(
                text("Jon Hale"),
                "person:jon-hale",
                text("Ministry of Trade"),
                "org:ministry-of-trade",
                confidence=0.8,
                rule="of",
            ),
        ),
        (
            text.statement(
                "Jon Hale of the Ministry of Trade warned that the new quay sinks.",
                "Jon Hale",
                "warned",
                "that the new quay sinks",
                "warning",
                speaker_id="person:jon-hale",
                coreference="full-name",
                antecedent=text("Jon Hale"),
                capacity=(0,),
                topics=(topic("ai-chips", text("new quay")), topic("floods", text("sinks"))),
                stance=(view("ai-chips", "negative", text("sinks")),),
                due="2031",
                due_evidence=text("new"),
            ),
            text.statement(
                "“We should not build it,” said Hale.",
                "Hale",
                "said",
                "“We should not build it,”",
                "say",
                quote_type="direct",
                speaker_id="person:jon-hale",
                possible_speaker_id="collective:doubts-office",
                coreference="surname",
                antecedent=text("Jon Hale"),
                stance=(Stance("person:jon-hale", "neutral", 0.5, None, "verb"),),
            ),
        ),
        "run1",
        FACTS,
    )


def third() -> Extraction:
    """Mara Voss by another name, with a former role, in an undated article by another run."""
    text = Text("lock", THIRD, None, None)
    return Extraction(
        text.article,
        (
            replace(text.entity("person", "Mara Voss", "M. Voss", "Mara Voss"), aliases=("M. Voss",)),
            text.entity("organization", "Halden University"),
        ),
        (
            Affiliation(
                text("Mara Voss"),
                "person:mara-voss",
                text("Halden University"),
                "org:halden-university",
                former=True,
                confidence=0.7,
                rule="clause",
            ),
        ),
        (
            text.statement(
                "M. Voss said that the lock leaks.",
                "M. Voss",
                "said",
                "that the lock leaks",
                "say",
                speaker_id="person:mara-voss",
                coreference="surname",
                antecedent=text("M. Voss"),
            ),
        ),
        "run2",
        FACTS,
    )


def republished() -> Extraction:
    """The first article, as another outlet carried it the next day."""
    return first("quay-again", "2024-03-02", "Harbour Wire")


LEDGER = """\
link person:mara-voss wikidata:Q42  # her page
reject link person:mara-voss wikidata:Q43
confirm statement:lock-13-32
rename organization:ministry-of-trade "Trade Ministry"
merge person:jon-hale person:nobody-here
apart person:jon-hale person:mara-voss
"""


def build(extractions: Sequence[Extraction], ledger: str = "") -> Store:
    store = Store.memory()
    for extraction in extractions:
        store.replace(extraction)
    store.set_ledger(ledger)
    store.refresh_derived()
    return store


@pytest.fixture(scope="module")
def clean() -> Iterator[Store]:
    with build((first(), second(), third(), republished()), LEDGER) as store:
        yield store


def damaged(clean: Store, update: str) -> Store:
    """A copy of the clean graph with this SPARQL update done to it."""
    handle = pyoxigraph.Store()
    handle.extend(quad for quad in clean.handle if not quad.graph_name.value.endswith("/ontology"))
    names = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in clean.prefixes.items())
    before = set(handle)
    handle.update(f"BASE <{clean.base}>\n{names}{update}")
    assert set(handle) != before, "the update does nothing"
    return Store(handle, clean.base, read_only=True)


def checks_of(store: Store) -> set[str]:
    return {finding.check for finding in verify(store)}


def drop(graph: str, pattern: str) -> str:
    return f"WITH <graph/{graph}> DELETE {{ {pattern} }} WHERE {{ {pattern} }}"


def add(graph: str, triples: str) -> str:
    return f"INSERT DATA {{ GRAPH <graph/{graph}> {{ {triples} }} }}"


def swap(graph: str, start: str, value: str) -> str:
    """The value of a subject's property is another."""
    return f"{drop(graph, f'{start} ?old')} ; {add(graph, f'{start} {value}')}"


def everywhere(name: str, value: str) -> str:
    """The values of a property are another one, of whatever has it in the derived graph."""
    return (
        f"WITH <graph/derived> DELETE {{ ?node {name} ?old }} INSERT {{ ?node {name} {value} }} "
        f"WHERE {{ ?node {name} ?old }}"
    )


def text_as(expression: str) -> str:
    return (
        "DELETE { GRAPH ?g { ?a nif:isString ?text } } INSERT { GRAPH ?g { ?a nif:isString ?new } } WHERE "
        f"{{ GRAPH ?g {{ ?a nif:isString ?text }} FILTER(?a = <article/quay>) BIND({expression} AS ?new) }}"
    )


QUAY, DOUBTS, LOCK = "article/quay", "article/doubts", "article/lock"
HALF = "<statement/lock-13-32>"
NEW = "<statement/quay-66-122>"
GUESS = "<statement/quay-154-194>"
NOBODY = "<statement/quay-277-300>"
COPY = "<statement/quay-again-66-122>"
SPAN = "<article/quay#char=0,9>"
DOUBT = "<statement/doubts-41-64>"
MARA, JON = "<person/mara-voss>", "<person/jon-hale>"

OTHERS = ("analysis", "curation", "history", "index", "log", "ontology", "runs", "topics")

DAMAGE = [
    # the text
    ("a word of the text is another", text_as('REPLACE(?text, "carry", "drift")'), "text-hash span-words"),
    ("the text is cut short", text_as("SUBSTR(?text, 1, 290)"), "text-hash text-length span-place"),
    ("the text is gone", drop(QUAY, "<article/quay> nif:isString ?t"), "complete"),
    ("the hash is another", swap(QUAY, "<article/quay> sayso:textSha256", f'"{"0" * 64}"'), "text-hash"),
    ("the hash of the input is none", swap(QUAY, "<article/quay> sayso:inputSha256", '"abc"'), "text-hash"),
    ("the length is another", swap(QUAY, "<article/quay> sayso:textLength", "7"), "text-length"),
    # spans
    (
        "a span is shifted",
        f"{swap(QUAY, f'{SPAN} nif:beginIndex', '1')} ; {swap(QUAY, f'{SPAN} nif:endIndex', '10')}",
        "span-name span-words",
    ),
    ("the words of a span are others", swap(QUAY, f"{SPAN} nif:anchorOf", '"Mary Voss"'), "span-words"),
    ("a span ends behind the text", swap(QUAY, f"{SPAN} nif:endIndex", "9999"), "span-name span-place"),
    ("a span is empty", swap(QUAY, f"{SPAN} nif:endIndex", "0"), "span-name span-place"),
    (
        "a span is of another article",
        swap(QUAY, f"{SPAN} nif:referenceContext", "<article/lock>"),
        "span-name",
    ),
    (
        "a span is evidence of nothing",
        add(
            QUAY,
            "<article/quay#char=0,4> a sayso:TextSpan ; nif:beginIndex 0 ; nif:endIndex 4 ; "
            'nif:anchorOf "Mara" ; nif:referenceContext <article/quay>',
        ),
        "span-use",
    ),
    ("a span has no words", drop(QUAY, f"{SPAN} nif:anchorOf ?t"), "complete"),
    ("a span has two ends", add(QUAY, f"{SPAN} nif:endIndex 99"), "complete"),
    # links
    ("a content is not there", add(LOCK, f"{HALF} sayso:content <article/lock#char=1,2>"), "link"),
    ("a content is of another article", add(LOCK, f"{HALF} sayso:content {SPAN}"), "link"),
    (
        "evidence of a role is of another article",
        add(LOCK, f"<affiliation/lock-34-79> sayso:evidence {SPAN}"),
        "link",
    ),
    (
        "a topic rests on an appearance",
        add(QUAY, f"<assignment/quay-66-122-ai-chips> sayso:evidence {MARA}"),
        "link",
    ),
    ("a statement is of another article", swap(QUAY, f"{NEW} sayso:article", "<article/lock>"), "link date"),
    (
        "a topic is of no scheme",
        swap(DOUBTS, "<assignment/doubts-41-64-floods> sayso:topic", "topic:no-such-topic"),
        "link shortcut",
    ),
    (
        "a stance is toward nothing",
        swap(DOUBTS, "<stance/doubts-66-91-jon-hale> sayso:toward", "<person/somebody-else>"),
        "link",
    ),
    (
        "a speaker does not appear",
        swap(LOCK, f"{HALF} sayso:speakerAppearance", "<appearance/lock-person-nobody>"),
        "link resolved",
    ),
    (
        "a speaker is a span",
        swap(LOCK, f"{HALF} sayso:speakerAppearance", "<article/lock#char=0,7>"),
        "link resolved",
    ),
    (
        "a capacity is no role",
        add(LOCK, f"{HALF} sayso:capacityGiven <article/lock#char=0,7>"),
        "link resolved",
    ),
    # records
    ("a run is not described", drop("runs", "<run/run2> ?p ?o"), "run"),
    ("of a run nothing is known", drop("runs", "<run/run2> sayso:runFact ?o"), "run"),
    ("a run read no article", add("runs", '<run/old> a sayso:ExtractionRun ; sayso:runFact "a=b"'), "run"),
    ("a statement has no run", drop(LOCK, f"{HALF} sayso:extractedBy ?run"), "complete"),
    ("a statement has no rule", drop(LOCK, f"{HALF} sayso:rule ?rule"), "complete"),
    ("a statement has no words", drop(LOCK, f"{HALF} sayso:content ?words"), "complete span-use"),
    (
        "a statement has two sentences",
        add(LOCK, f"{HALF} sayso:sentence <article/lock#char=0,7>"),
        "complete",
    ),
    ("a confidence is more than sure", swap(LOCK, f"{HALF} sayso:confidence", "1.5"), "confidence"),
    (
        "a confidence is below zero",
        swap(LOCK, "<affiliation/lock-34-79> sayso:confidence", "-0.1"),
        "confidence",
    ),
    ("a confidence is a word", swap(LOCK, f"{HALF} sayso:confidence", '"high"'), "value"),
    ("a date is none", swap(LOCK, f"{HALF} sayso:due", '"soon"^^xsd:gYear'), "value"),
    ("a quote type is of another list", swap(LOCK, f"{HALF} sayso:quoteType", "sayso:CueSay"), "value"),
    (
        "a kind of role is of another list",
        swap(QUAY, "<affiliation/quay-0-44> sayso:roleKind", "sayso:Media"),
        "value",
    ),
    ("a name is an IRI", swap(LOCK, "<article/lock> sayso:sourceName", "<article/lock>"), "value"),
    (
        "an appearance has no name",
        drop(LOCK, "<appearance/lock-org-halden-university> sayso:name ?n"),
        "complete",
    ),
    (
        "an article does not mention somebody",
        drop(LOCK, "?a sayso:mentions <appearance/lock-person-mara-voss>"),
        "belonging",
    ),
    ("a stance is nobody's", drop(DOUBTS, "?s sayso:stance <stance/doubts-66-91-jon-hale>"), "belonging"),
    (
        "two statements have one topic assignment",
        add(DOUBTS, "<statement/doubts-66-91> sayso:topicAssignment <assignment/doubts-41-64-ai-chips>"),
        "belonging",
    ),
    ("a property is not of the vocabulary", add(LOCK, f"{HALF} <https://example.org/likes> 1"), "known-term"),
    ("a property is of another class", add(LOCK, f"{HALF} sayso:roleKind sayso:RoleOther"), "known-term"),
    ("a node has two classes", add(LOCK, f"{HALF} a sayso:Rumour"), "complete"),
    (
        "a speaker stands in an article's graph",
        add(LOCK, f"{HALF} sayso:possibleSpeaker {MARA}"),
        "known-term",
    ),
    # graphs
    ("a triple stands in two graphs", add("runs", f"{HALF} sayso:speaker {MARA}"), "one-graph known-term"),
    ("a triple stands in the default graph", f"INSERT DATA {{ {HALF} sayso:saidAt 'here' }}", "known-graph"),
    ("there is a graph of another name", add("mine", "<urn:a> <urn:b> <urn:c>"), "known-graph"),
    (
        "there is a graph of another base",
        "INSERT DATA { GRAPH <https://example.org/graph/derived> { <a> <b> <c> } }",
        "known-graph",
    ),
    (
        "a path leads to a graph",
        "INSERT DATA { GRAPH <https://w3id.org/sayso/data/x/../graph/derived> { <a> <b> <c> } }",
        "known-graph",
    ),
    ("there is a blank node", add(LOCK, f"{HALF} sayso:due []"), "no-blank-node"),
    (
        "an article's graph tells of another",
        add(LOCK, "<statement/doubts-66-91> sayso:tenure 'acting'"),
        "own-node",
    ),
    ("an article's graph has no article", add("article/ghost", "<article/lock> sayso:age 7"), "own-node"),
    # statements
    ("a cue stands elsewhere", add(LOCK, f"{HALF} sayso:cue <article/lock#char=34,43>"), "cue-place"),
    ("a content is its cue", add(LOCK, f"{HALF} sayso:content <article/lock#char=8,12>"), "own-words"),
    ("words are said twice", add(QUAY, f"{NEW} sayso:content <article/quay#char=84,95>"), "own-words"),
    ("a statement lost its cue", drop(LOCK, f"{HALF} sayso:cue ?cue"), "guess span-use"),
    ("a cue is of no kind", swap(LOCK, f"{HALF} sayso:cueType", "sayso:CueNone"), "guess"),
    ("a guess has a kind of cue", swap(QUAY, f"{GUESS} sayso:cueType", "sayso:CueSay"), "guess"),
    ("a guess is not marked", swap(QUAY, f"{GUESS} sayso:coreference", "sayso:CorefFullName"), "guess"),
    ("a guess goes on from what follows", swap(QUAY, f"{GUESS} sayso:continues", NOBODY), "guess"),
    ("a guess goes on from itself", swap(QUAY, f"{GUESS} sayso:continues", GUESS), "guess"),
    (
        "no words show the speaker",
        f"{drop(LOCK, f'{HALF} sayso:speakerMention ?m')} ; {drop(LOCK, f'{HALF} sayso:antecedent ?m')}",
        "shown-speaker",
    ),
    (
        "nobody speaks in a role",
        f"{add(QUAY, f'{NOBODY} sayso:capacityGiven <affiliation/quay-0-44>')} ; "
        f"{add('derived', f'{NOBODY} sayso:inCapacity <affiliation/quay-0-44>')}",
        "nobody",
    ),
    ("nobody is named", add(QUAY, f"{NOBODY} sayso:antecedent {SPAN}"), "nobody"),
    ("nobody is called by a surname", add(QUAY, f"{NOBODY} sayso:coreference sayso:CorefSurname"), "nobody"),
    # what follows
    ("what is derived is old", add("log", "<graph/derived> sayso:stale true"), "fresh"),
    ("somebody else speaks", swap("derived", f"{HALF} sayso:speaker", JON), "resolved shortcut"),
    ("nobody speaks any more", drop("derived", f"{HALF} sayso:speaker ?who"), "resolved shortcut"),
    ("two people speak", add("derived", f"{HALF} sayso:speaker {JON}"), "complete resolved shortcut"),
    ("a copy has a speaker", add("derived", f"{COPY} sayso:speaker {MARA}"), "resolved shortcut"),
    ("nobody is told", drop("derived", f"{NEW} sayso:toldTo ?outlet"), "resolved"),
    (
        "the publisher is another",
        swap("derived", "<article/quay> sayso:publishedBy", "<outlet/coast-post>"),
        "resolved shortcut",
    ),
    ("somebody said nothing", drop("derived", f"{MARA} sayso:said {HALF}"), "shortcut"),
    ("somebody commented on something", add("derived", f"{MARA} sayso:commentedOn topic:floods"), "shortcut"),
    ("an outlet quotes somebody", add("derived", f"<outlet/the-gull> sayso:quotes {JON}"), "shortcut"),
    (
        "who carries a copy quotes nobody",
        drop("derived", "<outlet/harbour-wire> sayso:quotes ?who"),
        "shortcut",
    ),
    (
        "somebody works somewhere",
        add("derived", f"{JON} sayso:affiliatedWith <organization/halden-university>"),
        "shortcut",
    ),
    (
        "a body is a part of another",
        add(
            "derived",
            "<organization/halden-university> org:subOrganizationOf <organization/ministry-of-trade>",
        ),
        "shortcut",
    ),
    (
        "a statement has another date",
        swap("derived", f"{NEW} sayso:effectiveDate", '"2020-01-01"^^xsd:date'),
        "date",
    ),
    ("a statement has no date", drop("derived", f"{NEW} sayso:effectiveDate ?d"), "date"),
    (
        "an affiliation was seen later",
        swap("derived", "<affiliation/quay-0-44> sayso:lastObserved", '"2030-01-01"^^xsd:date'),
        "date",
    ),
    (
        "an appearance is nobody's",
        drop("derived", "<appearance/lock-org-halden-university> sayso:appearanceOf ?w"),
        "identity resolved",
    ),
    ("somebody has no name", drop("derived", f"{JON} skos:prefLabel ?n"), "identity"),
    ("somebody has two names", add("derived", f"{JON} skos:prefLabel 'Hale'"), "complete identity"),
    ("somebody has no type", drop("derived", f"{JON} a ?t"), "identity"),
    ("somebody is two things", add("derived", f"{JON} a sayso:Organization"), "identity"),
    ("somebody has another name", swap("derived", f"{MARA} skos:prefLabel", "'Nobody'"), "name"),
    ("somebody has an invented name", add("derived", f"{MARA} skos:altLabel 'Nobody'"), "name"),
    ("somebody is something else", swap("derived", f"{JON} a", "sayso:Document"), "name"),
    (
        "a body is of another kind",
        swap("derived", "<organization/halden-university> sayso:organizationKind", "sayso:Media"),
        "name",
    ),
    ("nobody is told of", add("derived", "<person/ghost> a sayso:Person ; skos:prefLabel 'Ghost'"), "orphan"),
    (
        "a statement is dated that is not there",
        add("derived", "<statement/ghost> sayso:dateBasis 'said'"),
        "orphan date",
    ),
    (
        "a derived node is of another class",
        add("derived", "<person/ghost> a sayso:Rumour"),
        "known-term orphan",
    ),
    (
        "an article was deleted by hand",
        "DROP GRAPH <graph/article/lock>",
        "orphan link name resolved date run",
    ),
    ("a decision is without outcome", drop("derived", "?d sayso:outcome ?o"), "complete"),
    (
        "a decision does not hold",
        everywhere("sayso:outcome", "sayso:Same"),
        "decision",
    ),
    (
        "a decision is about one",
        drop("derived", "?d sayso:between <appearance/doubts-person-jon-hale>"),
        "decision",
    ),
    ("a decision has no reason", drop("derived", "?d sayso:reason ?o"), "complete"),
    (
        "a side of a disagreement is of others",
        everywhere("sayso:statementA", "<statement/lock-13-32>"),
        "disagreement",
    ),
    ("a disagreement has no stance", drop("derived", "?d sayso:stanceB ?o"), "complete disagreement"),
    ("only one disagrees", drop("derived", f"{MARA} sayso:disagreesWith {JON}"), "disagreement"),
    (
        "the opposed pairs are others",
        swap("derived", "topic:ai-chips sayso:opposedPairs", "7"),
        "disagreement",
    ),
    (
        "a disagreement spans years",
        everywhere("sayso:daysBetween", "400"),
        "disagreement",
    ),
    ("a statement is not carried", drop("derived", f"{NEW} sayso:carriedIn ?a"), "copy"),
    (
        "a copy is of a copy",
        swap("derived", f"{COPY} sayso:copyOf", "<statement/quay-again-201-228>"),
        "copy",
    ),
    ("a copy is of nothing", swap("derived", f"{COPY} sayso:copyOf", "<statement/ghost>"), "copy link"),
    (
        "an article is republished from nowhere",
        swap("derived", "<article/quay-again> sayso:republishedFrom", "<article/ghost>"),
        "copy link",
    ),
    (
        "an article is not republished",
        drop("derived", "<article/quay-again> sayso:republishedFrom ?a"),
        "copy",
    ),
    (
        "a name leads to nobody",
        add("derived", "<person/old> dcterms:isReplacedBy <person/ghost>"),
        "replaced",
    ),
    ("somebody is replaced", add("derived", f"{JON} dcterms:isReplacedBy {MARA}"), "replaced"),
    # index and curation
    ("a key is missing", drop("index", "<name/person:jon-hale> sayso:blockingKey ?key"), "index"),
    ("a name is not in the index", drop("index", "<name/person:jon-hale> sayso:indexedName ?name"), "index"),
    ("a record is missing", drop("index", "<name/person:jon-hale> sayso:appearanceRecord ?one"), "index"),
    ("a voice is another's", add("index", "<voices/topic:tariffs> sayso:voiceRecord '[]'"), "index"),
    ("a key is another's", add("index", "<name/person:jon-hale> sayso:blockingKey 'orr'"), "index"),
    ("nobody is called so", add("index", "<name/person:ghost> sayso:blockingKey 'ghost'"), "index"),
    (
        "an act is missing",
        drop("curation", "?act a sayso:CurationAct ; sayso:lineNumber 1"),
        "complete ledger",
    ),
    ("the ledger lost its lines", drop("curation", "?graph sayso:ledger ?text"), "ledger same-as"),
    ("a review is by nobody", add("curation", f"{NEW} sayso:reviewStatus sayso:Confirmed"), "ledger"),
    ("a review is of no state", swap("curation", f"{HALF} sayso:reviewStatus", "sayso:Certain"), "value"),
    (
        "somebody is the same as another",
        add("curation", f"{JON} owl:sameAs <https://example.org/jon>"),
        "same-as",
    ),
    ("a confirmed link is not followed", drop("curation", f"{MARA} owl:sameAs ?x"), "same-as"),
    (
        "a link is confirmed by a line on something else",
        f"WITH <graph/curation> INSERT {{ {JON} owl:sameAs <https://example.org/jon> . "
        f"<link/x> a sayso:EntityLink ; sayso:linkOf {JON} ; sayso:candidate <https://example.org/jon> ; "
        "sayso:confidence 1.0 ; sayso:reviewStatus sayso:Confirmed ; sayso:decidedBy ?act } "
        "WHERE { ?act sayso:lineNumber 3 }",
        "same-as",
    ),
    # the graphs that are no article's
    *(
        (f"an invented fact stands in {graph}", add(graph, f"{JON} sayso:said {HALF}"), "known-term")
        for graph in OTHERS
    ),
    *(
        (f"a strange word stands in {graph}", add(graph, "<urn:x> <https://example.org/likes> 1"), checks)
        for graph, checks in (*((graph, "known-term") for graph in OTHERS), ("derived", "known-term orphan"))
    ),
    ("a strange word is derived", add("derived", f"{JON} <https://example.org/likes> 1"), "known-term"),
    (
        "the graph says a strange word of itself",
        add("derived", "<graph/derived> <https://example.org/likes> 1"),
        "known-term",
    ),
    (
        "an outside identifier is derived",
        add("derived", f"{JON} owl:sameAs <https://example.org/jon>"),
        "known-term",
    ),
    ("a statement has another name", add("derived", f"{HALF} skos:altLabel 'Half'"), "known-term"),
    ("a person is measured", add("analysis", f"{JON} sayso:scoreValue 1.0"), "complete"),
    ("a topic is a person", add("topics", f"{JON} a sayso:Organization"), "known-term"),
    ("a topic is no topic", add("topics", f"{JON} skos:altLabel 'Jon'@en"), "complete"),
    ("the window of disagreements is gone", drop("derived", "?g sayso:disagreementWindow ?d"), "complete"),
    # what is copied, by the texts
    (
        "an article is republished from another",
        swap("derived", "<article/quay-again> sayso:republishedFrom", "<article/doubts>"),
        "copy",
    ),
    (
        "an article is republished from one unlike it",
        add(
            "derived",
            "<article/doubts> sayso:republishedFrom <article/quay> ; sayso:orderBasis 'published' ; "
            "sayso:overlap 0.9",
        ),
        "copy",
    ),
    (
        "nobody knows which of two articles was first",
        swap("derived", "<article/quay-again> sayso:orderBasis", "'undecided'"),
        "copy",
    ),
    (
        "two articles have less in common",
        swap("derived", "<article/quay-again> sayso:overlap", "0.7"),
        "copy",
    ),
    (
        "a copy is of what another says",
        f"{swap('derived', f'{COPY} sayso:copyOf', DOUBT)} ; "
        f"{drop('derived', f'{NEW} sayso:carriedIn ?a')} ; "
        f"{add('derived', f'{DOUBT} sayso:carriedIn <article/quay-again>')} ; "
        f"{add('derived', f'<outlet/harbour-wire> sayso:quotes {JON}')}",
        "copy",
    ),
    ("a key is gone", drop(QUAY, "<article/quay> sayso:duplicateKey ?key"), "copy"),
    ("a key is of another text", add(QUAY, "<article/quay> sayso:duplicateKey '00-00'"), "copy"),
    ("more is passed over", add(QUAY, "<article/quay> sayso:furniture '0-200'"), "copy"),
    ("nobody knows what is passed over", add(QUAY, "<article/quay> sayso:furniture 'x'"), "copy"),
]


@pytest.mark.parametrize(("update", "checks"), [row[1:] for row in DAMAGE], ids=[row[0] for row in DAMAGE])
def test_damage_is_found_by_the_checks_meant_for_it(clean: Store, update: str, checks: str) -> None:
    assert checks_of(damaged(clean, update)) == set(checks.split())


def test_results_and_what_the_log_tells_are_nothing_to_find() -> None:
    with build((first(), second(), third(), republished()), LEDGER) as store:
        log = RunLog(store, "run1")
        store.rewrite_log(log.added("quay", 4, 1))
        log.end({"new": 1}, [("nothing.txt", "it is empty")])
        store.set_ledger(store.ledger, "readers.ledger")
        for view, measure in (("person-topic", "pagerank"), ("statements", "voices")):
            assert write(store, analyse(store, view, measure))
        assert list(verify(store)) == []


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { GRAPH <urn:mine> { <urn:a> <urn:b> 1 } GRAPH <person/mine> { <urn:a> <urn:b> 1 } }",
        "INSERT DATA { GRAPH <urn:mine> { [] a sayso:Person ; sayso:nameId 1 ; sayso:duplicateKey 'x' } }",
        "INSERT { GRAPH <urn:mine> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { GRAPH <urn:mine> { ?s ?p 'x', <urn:x> } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    ],
    ids=["plain", "blank nodes", "all again", "something else of all"],
)
def test_users_own_graphs_are_told_and_change_nothing(clean: Store, update: str) -> None:
    with damaged(clean, update) as store:
        assert list(verify(store)) == []
        named = {quad.graph_name.value for quad in store.handle if "/graph/" not in quad.graph_name.value}
        assert set(users_graphs(store)) == named
    assert checks_of(damaged(clean, f"{update} ; {drop(LOCK, f'{HALF} sayso:cue ?cue')}")) == {
        "guess",
        "span-use",
    }


def test_a_build_goes_on_beside_blank_nodes_of_users() -> None:
    with build((first(), second()), LEDGER) as store:
        before = store.canonical()
        own = "GRAPH <urn:mine> { [] a sayso:Person ; sayso:nameId 'x' ; sayso:appearanceOf [] }"
        names = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in store.prefixes.items())
        store.handle.update(f"{names} INSERT DATA {{ {own} }}")
        store.set_disagreement_window(store.disagreement_window + 1)  # has everything made anew
        store.refresh_derived()
        store.set_disagreement_window(store.disagreement_window - 1)
        store.refresh_derived()
        assert list(verify(store)) == []
        store.handle.update("DROP GRAPH <urn:mine>")
        assert store.canonical() == before


def test_the_shapes_pass_over_users_own_graphs(clean: Store) -> None:
    with damaged(clean, "INSERT DATA { GRAPH <urn:mine> { <urn:a> a sayso:Statement } }") as store:
        assert not list(violations(store, ["urn:a"]))


def test_every_check_finds_some_damage() -> None:
    assert {check for _, _, checks in DAMAGE for check in checks.split()} == set(CHECKS)


def test_withdrawn_and_replaced_articles_leave_nothing_to_find() -> None:
    with build((first(), second(), third(), republished()), LEDGER) as store:
        for article in ("quay", "doubts", "lock", "quay-again"):
            store.remove(article)
            store.refresh_derived()
            assert list(verify(store)) == [], f"without {article}"
        store.replace(first("lock", None, "Coast Post"))
        store.refresh_derived()
        assert list(verify(store)) == []


PEOPLE = ("Mara Voss", "M. Voss", "Jon Hale", "Jon Hale Jr.", "Ann Lee")
BODIES = ("Halden University", "Halden", "Ministry of Trade", "Coast Post")


def drawn(name: str, people: Sequence[tuple[str, str, str, bool, bool]], date: str | None) -> Extraction:
    """An article in which each of `people` (name, organisation, stance, former, going on) says something."""
    said = {
        number: f"{person} of {body} said it would {view} in year {number}. It may be soon, number {number}."
        for number, (person, body, view, _, _) in enumerate(people)
    }
    text = Text(name, " ".join(said.values()), date, BODIES[3])
    entities: dict[str, Entity] = {}
    roles, statements = [], []
    for number, (person, body, view_, former, goes_on) in enumerate(people):
        begin = text(said[number])[0]
        who, where = (begin, begin + len(person)), text(said[number])[0] + len(person) + 4
        place = (where, where + len(body))
        kind = "outlet" if body == "Coast Post" else "organization"
        one = Entity(f"person:{slug(person)}", "person", person, (who,))
        other = Entity(f"{kind.replace('anization', '')}:{slug(body)}", kind, body, (place,))
        for entity in (one, other):
            known = entities.get(entity.id)
            entities[entity.id] = replace(
                entity, mentions=((*known.mentions, *entity.mentions) if known else entity.mentions)
            )
        roles.append(Affiliation(who, one.id, place, other.id, former=former, confidence=0.5, rule="of"))
        statement = text.statement(
            said[number].partition(" It")[0],
            person,
            "said",
            f"it would {view_} in year {number}",
            "say",
            speaker_id=one.id,
            coreference="full-name",
            capacity=(number,),
            topics=(topic("ai-chips", who),),
            stance=(view("ai-chips", "positive" if view_ == "rise" else "negative", place),),
        )
        statements.append(statement)
        if goes_on:
            words = f"It may be soon, number {number}."
            statements.append(
                text.statement(
                    words, None, None, words, "none", speaker_id=one.id, coreference="carried",
                    antecedent=who, continues=statement.id,
                )
            )  # fmt: skip
    return Extraction(text.article, tuple(entities.values()), tuple(roles), tuple(statements), "run1", FACTS)


voices = st.tuples(
    st.sampled_from(PEOPLE),
    st.sampled_from(BODIES),
    st.sampled_from(("rise", "sink")),
    st.booleans(),
    st.booleans(),
)
articles = st.builds(
    drawn,
    st.sampled_from(("a", "a-b", "b", "a-b-c")),
    st.lists(voices, min_size=1, max_size=3, unique_by=lambda one: one[0]),
    st.none() | st.sampled_from(("2024-01-02", "2024-02-03", "2025-07-08")),
)
LINES = (
    "merge person:m-voss person:mara-voss",
    "apart person:jon-hale person:jon-hale-jr",
    "split person:mara-voss article:a-b",
    'rename person:mara-voss "Dr Voss"',
    "kind organization:halden think-tank",
    "reject person:ann-lee",
    "reject statement:a-0-4",
    "link organization:halden wikidata:Q42",
    "reject link person:mara-voss wikidata:Q43",
    "merge organization:halden outlet:coast-post",
    "merge organization:halden organization:halden-university",
)


@pytest.fixture(scope="module")
def empty() -> Iterator[Store]:
    with Store.memory() as store:
        yield store


@settings(max_examples=25, deadline=None)
@given(
    st.lists(articles, min_size=1, max_size=5),
    st.lists(st.sampled_from(LINES), max_size=4, unique=True).map("\n".join),
)
def test_whatever_is_read_and_decided_there_is_nothing_to_find(
    empty: Store, made: list[Extraction], ledger: str
) -> None:
    for article in empty.articles():
        empty.remove(article)
    for extraction in made:
        empty.replace(extraction)
    empty.set_ledger(ledger)
    empty.refresh_derived()
    assert list(verify(empty)) == []


def test_a_clean_graph_has_no_findings(clean: Store) -> None:
    assert list(verify(clean)) == []
    assert clean.query("ASK { ?copy sayso:copyOf ?original . ?one sayso:disagreesWith ?other }")
    assert clean.query("ASK { ?who owl:sameAs ?page . ?statement sayso:continues ?before }")


BEYOND_SHACL = {
    # SHACL sees one graph of triples: no named graphs, no key of a name, no line of a ledger, and only the
    # properties that a shape names
    *("one-graph", "known-graph", "own-node", "known-term", "no-blank-node", "fresh", "index", "ledger"),
    *("replaced", "run", "name"),
}
"""The checks of which the shapes say little or nothing."""

UNSHAPED = {
    "a stance is toward nothing",
    "a date is none",
    "a node has two classes",
    "nobody is told",
    "who carries a copy quotes nobody",
    "a confirmed link is not followed",
    "an article is not republished",
    "an article is republished from nowhere",
    "a statement is not carried",
    "a disagreement spans years",
    "the opposed pairs are others",
    "only one disagrees",
    "a statement is dated that is not there",
    "somebody has no type",
    "an appearance is nobody's",
    "an affiliation was seen later",
    "an article is republished from another",
    "an article is republished from one unlike it",
    "nobody knows which of two articles was first",
    "two articles have less in common",
    "a copy is of what another says",
    "a key is gone",
    "a key is of another text",
    "more is passed over",
    "nobody knows what is passed over",
    "the window of disagreements is gone",
    "a link is confirmed by a line on something else",
    "a person is measured",
    "a topic is no topic",
}
"""What the shapes do not say though they might, or say of a neighbour of what was damaged."""

SHAPED = [row for row in DAMAGE if row[0] not in UNSHAPED and not BEYOND_SHACL.intersection(row[2].split())]


@pytest.mark.slow
@pytest.mark.parametrize("update", [row[1] for row in SHAPED], ids=[row[0] for row in SHAPED])
def test_what_shacl_can_say_the_shapes_find_too(clean: Store, update: str) -> None:
    store = damaged(clean, update)
    old = {quad for quad in clean.handle if not quad.graph_name.value.endswith("/ontology")}
    changed = {term for quad in old ^ {*store.handle} for term in (quad.subject, quad.object)}
    nodes = {term.value for term in changed if isinstance(term, NamedNode)}
    assert list(violations(store, nodes))


@pytest.mark.slow
def test_a_clean_graph_conforms_to_the_shapes(clean: Store) -> None:
    assert list(violations(clean)) == []
