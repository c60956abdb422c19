"""The graphs beside the articles held against them: runs, index, and what readers have decided."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad

from sayso.graph import iris, vocab
from sayso.graph.facts import Facts
from sayso.graph.identity.appearances import Appearance
from sayso.graph.identity.reading import Reading
from sayso.graph.upkeep.acts import act_id
from sayso.graph.upkeep.disagreements import Voice
from sayso.graph.upkeep.disputes import voices_of
from sayso.graph.upkeep.ledger import Line, parse
from sayso.graph.upkeep.name_index import name_quads, voice_quads
from sayso.graph.verification.consequences import Gathered
from sayso.graph.verification.named_graphs import NamedGraph
from sayso.graph.verification.other_graphs import check_classes

__all__ = ["check_curation", "check_index", "check_runs"]

_ANEW = "build the graph anew"


def check_runs(runs: NamedGraph, said: Gathered, *, stale: bool) -> None:
    """Notes runs without description or facts, and idle ones, which stand only while the graph is stale."""
    used: dict[str, list[str]] = defaultdict(list)
    for node, values in said.of(vocab.extractedBy).items():
        for value in values:
            used[value].append(node)
    kinds, facts = runs.of(vocab.rdf_type), runs.of(vocab.runFact)
    for run, nodes in sorted(used.items()):
        if vocab.ExtractionRun not in kinds.get(run, ()):
            what = f"{run}, by which {nodes[0]} was read ({len(nodes)} nodes in all), is not described"
            runs.find("run", run, f"{what}: read its articles anew")
        elif run not in facts:
            runs.find("run", run, f"nothing is known of the run {run} but its name: read its articles anew")
    if not stale:
        for run in sorted(kinds.keys() - used.keys()):
            runs.find("run", run, f"no article was read by the run {run}: {_ANEW}")


def check_index(index: NamedGraph, facts: Facts, base: str) -> None:
    """Notes keys and records of names and voices that are missing, and those that nothing stands for."""
    called: dict[str, list[Appearance]] = defaultdict(list)
    for appearance in Reading(facts, base).all():
        called[appearance.name_id].append(appearance)
    wanted = {_told(quad) for name_id, those in called.items() for quad in name_quads(name_id, those, base)}
    wanted.update(_told(quad) for quad in voice_quads(_voices(facts, base), base))
    given = {
        (node, predicate, value)
        for predicate in _INDEXED
        for node, values in index.of(predicate).items()
        for value in values
    }
    for node, predicate, value in sorted(wanted - given):
        what = _INDEXED[predicate]
        index.find("index", node, f"the index lacks the {what} {value!r} of {node}: {_ANEW}")
    for node, predicate, value in sorted(given - wanted):
        what = _INDEXED[predicate]
        index.find("index", node, f"the index has for {node} the {what} {value!r}, for nothing: {_ANEW}")


_INDEXED = {
    vocab.blockingKey: "key",
    vocab.indexedName: "name",
    vocab.appearanceRecord: "appearance",
    vocab.voiceRecord: "voice",
}


def _told(quad: Quad) -> tuple[str, str, str]:
    assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
    return quad.subject.value, quad.predicate.value, quad.object.value


def _voices(facts: Facts, base: str) -> Iterator[Voice]:
    """Who is for and against what, by what the graph says of speakers and stances."""

    def resolved(node: str) -> str | None:
        return facts.value(node, vocab.appearanceOf)

    for statement in facts.all_subjects(vocab.stance):
        article = facts.value(statement, vocab.article)
        others = facts.values(statement, vocab.possibleSpeaker)
        date = facts.value(statement, vocab.effectiveDate)
        for speaker in facts.values(statement, vocab.speaker) if article else ():
            yield from voices_of(facts, article or "", statement, speaker, others, date, resolved, base)


def check_curation(curation: NamedGraph, base: str) -> None:
    """Notes where acts and ledger do not agree, and confirmed links that are not, or are without a reader."""
    text = next(iter(curation.of(vocab.ledger).get(curation.iri, ())), "")
    lines = {iris.expand(act_id(line), base): line for line in parse(text, base=base).lines}
    wanted = lines.keys()
    acts = {node for node, kinds in curation.of(vocab.rdf_type).items() if vocab.CurationAct in kinds}
    for act in sorted(wanted - acts):
        curation.find("ledger", act, f"a line of the ledger has no act {act}: {_ANEW}")
    for act in sorted(acts - wanted):
        curation.find("ledger", act, f"the act {act} is no line of the ledger: {_ANEW}")
    decided = curation.of(vocab.decidedBy)
    for node, values in decided.items():
        for value in values:
            if value not in acts:
                curation.find("ledger", node, f"{node} was decided by {value}, which is not there: {_ANEW}")
    states = frozenset(vocab.REVIEW_STATES.values())
    for node, values in curation.of(vocab.reviewStatus).items():
        for value in values:
            if value not in states:
                curation.find("value", node, f"the review of {node} is {value}, no such state: {_ANEW}")
        if len(values) > 1:
            curation.find("complete", node, f"{node} has {len(values)} states of review: {_ANEW}")
        if node not in decided:
            curation.find("ledger", node, f"{node} was reviewed by nobody: {_ANEW}")
    check_classes(curation, base)
    confirmed = set(_confirmed(curation, lines))
    for node, values in curation.of(vocab.owl_sameAs).items():
        for value in values:
            if (node, value) not in confirmed:
                curation.find("same-as", node, f"{node} is {value}, which no reader has confirmed: {_ANEW}")
    for node, value in sorted(confirmed):
        if value not in curation.of(vocab.owl_sameAs).get(node, ()):
            curation.find("same-as", node, f"{node} is not {value}, though a reader says so: {_ANEW}")


def _confirmed(curation: NamedGraph, lines: Mapping[str, Line]) -> Iterable[tuple[str, str]]:
    """Who is what by a line of the ledger that says so."""
    for link, states in curation.of(vocab.reviewStatus).items():
        if vocab.Confirmed in states:
            by = [lines[act] for act in curation.of(vocab.decidedBy).get(link, ()) if act in lines]
            said = {iris.outside(line.value) for line in by if line.verb == "link" and line.value is not None}
            for node in curation.of(vocab.linkOf).get(link, ()):
                for candidate in said.intersection(curation.of(vocab.candidate).get(link, ())):
                    yield node, candidate
