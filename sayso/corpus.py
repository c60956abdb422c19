"""From files to a graph: reading, extraction and the store tied together.

This is the one module that knows all three; the command line and notebooks call it.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sayso.config import Settings
from sayso.graph.building import BuildReport
from sayso.graph.model import Article, Extraction, Rejection

if TYPE_CHECKING:
    from sayso.graph.store import Store

__all__ = ["build", "extract"]


def extract(
    paths: Iterable[str | Path],
    settings: Settings = Settings(),  # noqa: B008 - frozen, so sharing it is safe
) -> Iterator[Extraction | Rejection]:
    """What each article says, in the order of the paths; see `extract.reading.read` for what a path may be.

    Lazy, in the memory of one batch. Costs about a fifth of a second for an article of 700 words.
    """
    from sayso.extract import pipeline, reading

    nlp = pipeline.load(
        settings.model,
        attributions=settings.attributions,
        schemes=[str(path) for path in settings.topics],
        shipped_scheme=settings.shipped_topics,
        topic_method=settings.topic_method,
        gazetteers=[str(path) for path in settings.gazetteers],
    )
    yield from pipeline.extractions(nlp, reading.read(paths, force_language=settings.force_language))


def build(
    paths: Iterable[str | Path],
    graph: str | Path,
    settings: Settings = Settings(),  # noqa: B008 - frozen, so sharing it is safe
    *,
    remove: Iterable[str] = (),
    progress: Callable[[Article | Rejection, str], None] | None = None,
) -> BuildReport:
    """Bring the graph in the folder `graph` up to date with the articles at `paths`.

    New articles are added, changed ones replaced, unchanged ones not even extracted; `remove` withdraws
    articles by id. A run that was killed goes on where it was when it is called again. `progress` is called
    with each article or rejection and what became of it. The curation ledger is that of `settings`, else the
    one beside the articles (see `sayso.ledgers`). Where no article can be read, no graph is made.
    """
    from sayso import ledgers
    from sayso.graph import building, folder
    from sayso.graph.remote.endpoints import is_remote
    from sayso.graph.store import Store

    paths, remove = list(paths), list(remove)
    if not paths:
        with Store.open(Path(graph), base=settings.base) as store:
            ledgers.put_in_force(store, (), settings.ledger)
            _set_window(store, settings.disagreement_window)
            return building.build(
                (), lambda articles: iter(()), store, run="", remove=remove, progress=progress
            )

    from sayso.extract import pipeline, reading

    nlp = pipeline.load(
        settings.model,
        attributions=settings.attributions,
        schemes=[str(path) for path in settings.topics],
        shipped_scheme=settings.shipped_topics,
        topic_method=settings.topic_method,
        gazetteers=[str(path) for path in settings.gazetteers],
    )
    topics: Any = nlp.get_pipe("sayso_topics")
    articles = reading.read(paths, force_language=settings.force_language)
    if not is_remote(graph) and folder.marked(Path(graph)) is None:
        refused, rest = _until_an_article(articles)
        if rest is None:
            for one in refused:
                if progress is not None:
                    progress(one, "rejected")
            return BuildReport(rejected=tuple(refused), not_found=tuple(remove))
        articles = rest
    with Store.open(Path(graph), create=True, base=settings.base) as store:
        ledgers.put_in_force(store, paths, settings.ledger)
        _set_window(store, settings.disagreement_window)
        return building.build(
            articles,
            lambda articles: pipeline.extractions(nlp, articles),
            store,
            run=pipeline.run_id(pipeline.run_facts(nlp)),
            scheme=topics.scheme,
            remove=remove,
            progress=progress,
        )


def _until_an_article(
    articles: Iterator[Article | Rejection],
) -> tuple[list[Rejection], Iterator[Article | Rejection] | None]:
    """What is refused before the first article, and all of them with it; None where there is no article."""
    refused: list[Rejection] = []
    for one in articles:
        if isinstance(one, Article):
            return refused, chain(refused, (one,), articles)
        refused.append(one)
    return refused, None


def _set_window(store: "Store", days: int | None) -> None:
    if days is not None:
        store.set_disagreement_window(days)
