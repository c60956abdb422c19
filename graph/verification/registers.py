"""The graphs beside the articles held against them: runs, index, and what readers have decided."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from sayso.graph import iris, vocab
from sayso.graph.acts import act_id
from sayso.graph.identity.reading import Reading, is_resolved
from sayso.graph.identity.resolution import blocking_keys
from sayso.graph.ledger import parse
from sayso.graph.verification.consequences import Gathered
from sayso.graph.verification.named_graphs import NamedGraph

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


def check_index(index: NamedGraph, said: Gathered, reading: Reading, base: str) -> None:
    """Notes keys of names that are missing, and keys that no name has."""
    start = f"{base}name/"
    keys = index.of(vocab.blockingKey)
    names = {one for found in said.of(vocab.nameId).values() for one in found if is_resolved(one)}
    for name_id in sorted(names):
        wanted = Counter(set(blocking_keys(name_id, reading.names(name_id))))
        given = Counter(keys.get(start + name_id, ()))
        for key in sorted(wanted - given):
            index.find("index", start + name_id, f"the index lacks {key!r} for {name_id}: {_ANEW}")
        for key in sorted(given - wanted):
            index.find(
                "index", start + name_id, f"the index has {key!r} for {name_id}, which it is not: {_ANEW}"
            )
    for node in sorted(keys.keys() - {start + one for one in names}):
        index.find("index", node, f"the index has {node}, which nobody is called: {_ANEW}")


def check_curation(curation: NamedGraph, base: str) -> None:
    """Notes where acts and ledger do not agree, and confirmed links that are not, or are without a reader."""
    text = next(iter(curation.of(vocab.ledger).get(curation.iri, ())), "")
    wanted = {iris.expand(act_id(line), base) for line in parse(text, base=base).lines}
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
    confirmed = set(_confirmed(curation))
    for node, values in curation.of(vocab.owl_sameAs).items():
        for value in values:
            if (node, value) not in confirmed:
                curation.find("same-as", node, f"{node} is {value}, which no reader has confirmed: {_ANEW}")
    for node, value in sorted(confirmed):
        if value not in curation.of(vocab.owl_sameAs).get(node, ()):
            curation.find("same-as", node, f"{node} is not {value}, though a reader says so: {_ANEW}")


def _confirmed(curation: NamedGraph) -> Iterable[tuple[str, str]]:
    for link, states in curation.of(vocab.reviewStatus).items():
        if vocab.Confirmed in states:
            for node in curation.of(vocab.linkOf).get(link, ()):
                for candidate in curation.of(vocab.candidate).get(link, ()):
                    yield node, candidate
