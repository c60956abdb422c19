"""Why an answer that somebody expects is missing: the nearest statement, and what stopped it.

why_not(store, "Fang Han", "chip-export-controls")

All ways in which an answer can be missing are tried, and told the most specific first. What is told stands in
the graph: nothing is read from text anew but which words of a label stand where.
"""

from pyoxigraph import Literal

from sayso.graph import iris, vocab
from sayso.graph.asking.expertise import changed, expert_kinds
from sayso.graph.asking.finding import NameIndex
from sayso.graph.asking.lookup import Meaning
from sayso.graph.changes.run_log import Build, Entry, builds, entries
from sayso.graph.reasons.absence import KINDS, Absence, Evidence, Obstacle
from sayso.graph.reasons.asked import asked_after, counted, sentence_at
from sayso.graph.reasons.exclusions import left_out
from sayso.graph.reasons.meant import SPEAKERS, Topics, article_named, one_speaker, one_topic
from sayso.graph.reasons.near_topics import MOST_READ
from sayso.graph.reasons.obstacles import obstacles
from sayso.graph.reasons.tracing import Tracer
from sayso.graph.store import Store

__all__ = ["why_not"]

_SHOWN = 6  # obstacles
_PLACES = 3  # pieces of evidence


def why_not(
    store: Store,
    who: str,
    topic: str,
    *,
    article: str | None = None,
    experts: str | None = None,
    meaning: Meaning | None = None,
) -> Absence:
    """Why nothing that `who` said on `topic` is answered; with `article`, why nothing in that article.

    `experts` are the kinds that count as expert, as `asking.questions.ask` takes them. `meaning` weighs words
    by what they mean. Raises QueryError for a name that several have.
    """
    known = Topics(store)
    speaker = one_speaker(store, who)
    topics = known.named(topic)
    on = one_topic(known, topic, topics) if topics else None
    tracer = Tracer(store)
    stopped: list[Obstacle] = []
    told = []
    where = None
    if article is not None:
        where = article_named(store, article)
        if where is None:
            stopped.append(_no_article(store, article))
    if speaker is None:
        stopped.append(_nobody(store, tracer, who))
        told.append(f"{who!r}, whom nothing here is called")
    else:
        named = tracer.named(speaker)
        told.append(f"{named.name} ({named.id})")
    if on is None:
        stopped.append(_no_topic(known, topic, meaning))
        told.append(f"{topic!r}, which is no topic here")
    else:
        told.append(f"the topic {known.scheme[on].label} ({known.scheme.curie(on)})")
    taken_for = " and ".join(told)
    unread = 0
    found: tuple[str, ...] = ()
    if not stopped and speaker is not None and on is not None:
        asked = asked_after(store, tracer, known, speaker, on, where)
        answers = asked.answers()
        found = tuple(map(asked.id, answers))
        kinds = expert_kinds(store)
        if experts is not None:
            kinds = changed(kinds, experts)
        unread = 0 if answers else max(0, len(asked.originals) - MOST_READ)
        reasons = left_out(asked, answers, kinds) if answers else obstacles(asked, meaning)
        stopped.extend(reasons)
    stopped.sort(key=lambda one: KINDS.index(one.kind))
    nearest = next((one.statement for one in stopped if one.statement is not None), None)
    return Absence(
        taken_for=taken_for,
        speaker=None if speaker is None else tracer.named(speaker),
        topic=None if on is None else tracer.named(on),
        found=found,
        obstacles=tuple(stopped[:_SHOWN]),
        nearest=None
        if nearest is None
        else tracer.provenance(iris.expand(nearest, store.base), [] if on is None else [on]),
        unread=unread,
    )


# -- what is not there at all


def _no_article(store: Store, name: str) -> Obstacle:
    from rapidfuzz import fuzz, process

    short = iris.compact(name.strip(), store.base).removeprefix("article:")
    logged = _logged(store, short)
    if logged is not None:
        build, entry = logged
        what = "withdrawn" if entry.what == "removed" else f"left out: {'; '.join(entry.why)}"
        return Obstacle(
            "no-such-article",
            f"the article {short!r} is not in this graph: the build of {build.started[:19]} has it as {what}",
            remedies=(
                f"see all that this build did: sayso log {build.name}",
                "build it again: sayso build FILE",
            ),
        )
    ids = [iri.rpartition("/")[2] for (iri,) in Tracer(store).facts.rows(f"?a a <{vocab.Article}>", "a")]
    near = process.extract(short, ids, scorer=fuzz.WRatio, score_cutoff=70, limit=3)
    hint = f"; the nearest are {', '.join(one for one, _, _ in near)}" if near else ""
    return Obstacle(
        "no-such-article",
        f"no article {short!r} is in this graph, and its log tells of none{hint}",
        remedies=("build it: sayso build FILE (if it is left out, that says why)",),
    )


def _logged(store: Store, name: str) -> tuple[Build, Entry] | None:
    """The last build that withdrew an article of this name, or left it out."""
    for build in sorted(builds(store), key=lambda one: one.name, reverse=True):
        for entry in entries(store, build.name):
            names = (entry.article, entry.article.rpartition("/")[2])
            if entry.what in ("removed", "rejected") and name in names:
                return build, entry
    return None


def _withdrawn(store: Store) -> list[str]:
    """The articles that builds have withdrawn and that did not come back."""
    gone = {
        entry.article
        for build in builds(store)
        for entry in entries(store, build.name)
        if entry.what == "removed"
    }
    return sorted(one for one in gone if article_named(store, one) is None)


def _nobody(store: Store, tracer: Tracer, name: str) -> Obstacle:
    near = NameIndex(store).close(name, SPEAKERS, limit=4)
    hint = f"; the nearest names are {', '.join(near)}" if near else ""
    words = " ".join(name.split())
    evidence: list[Evidence] = []
    articles = 0
    if len(words) > 2 and ":" not in words:
        query = f"?a <{vocab.nif_isString}> ?t FILTER (CONTAINS(LCASE(?t), LCASE({Literal(words)})))"
        texts = [iri for (iri,) in tracer.facts.rows(query, "a")]
        articles = len(texts)
        for text in texts[:_PLACES]:
            begin = tracer.text(text).casefold().find(words.casefold())
            if begin >= 0:
                what = "where the words stand"
                evidence.append(
                    Evidence(iris.compact(text, store.base), what, sentence_at(tracer, text, begin))
                )
    if articles:
        told = (
            f"nobody in this graph is called {name!r}; the words stand in {counted(articles, 'article')}, "
            f"but were not read as the name of somebody{hint}"
        )
        remedies = ["if it is a name, put it into a list of names and build again with --gazetteer names.csv"]
    else:
        told = f"nobody in this graph is called {name!r}, and no article of it has these words{hint}"
        gone = _withdrawn(store)
        if gone:
            many = (
                "an article that it had was" if len(gone) == 1 else f"{len(gone)} articles that it had were"
            )
            told += f"; {many} withdrawn ({', '.join(gone[:5])})"
        remedies = ["build the articles that name them into this graph: sayso build FOLDER"]
    if near:
        remedies.insert(0, f"ask with one of these names, such as {near[0]!r}")
    return Obstacle("nobody-called-so", told, evidence=tuple(evidence), remedies=tuple(remedies))


def _no_topic(known: Topics, text: str, meaning: Meaning | None) -> Obstacle:
    near = known.near(text)
    if meaning is not None:
        near += [known.scheme[iri].label for iri, _ in list(meaning(text))[:3] if iri in known.scheme]
    near = list(dict.fromkeys(near))[:5]
    hint = f"; the nearest are {', '.join(near)}" if near else ""
    return Obstacle(
        "no-such-topic",
        f"no topic of this graph has the label, notation or IRI {text!r}{hint}",
        remedies=(
            *((f"ask with one of these, such as {near[0]!r}",) if near else ()),
            "write a concept of your own into a SKOS file and build again with --topics FILE (what a file "
            "calls retired or proposed is left out: sayso topics check FILE tells what)",
        ),
    )
