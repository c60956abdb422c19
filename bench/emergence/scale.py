"""How long proposing topics takes, by the number of statements without one.

    python bench/emergence/scale.py [STATEMENTS …]

Makes a graph in memory with so many invented statements (a hundred speakers, ten statements an article; a
third about one of forty matters, the rest made of words of their own), proposes topics for it, and prints a
table. Nothing is read from disk but the models. One core.
"""

import random
import resource
import sys
import time
from collections.abc import Iterable, Iterator

from sayso.extract import pipeline
from sayso.extract.embedding import SentenceEmbedder
from sayso.extract.key_phrases import KeyPhrase, phrases_of
from sayso.extract.topic_likeness import TopicLikeness
from sayso.graph.model import Article, Entity, Extraction, Statement
from sayso.graph.store import Store
from sayso.graph.topics.emergence import propose

BEFORE = (
    "We will not accept",
    "Nobody had foreseen",
    "The town must talk about",
    "It is time to mend",
    "I like",
)
AFTER = (
    "before the winter",
    "in spite of everything",
    "and that is that",
    "as long as it lasts",
    "next year",
)
FIRST = ("hive", "ferry", "market", "harbour", "tram", "orchard", "library", "quarry")
SECOND = ("permits", "fares", "inspections", "stalls", "repairs")
SYLLABLES = ("ba", "cor", "den", "fi", "gra", "hol", "ki", "lum", "mo", "nar", "pel", "ru", "sti", "tav")


def main(sizes: list[int]) -> None:
    """Print a row for each size."""
    nlp = pipeline.load(attributions="rules")
    embedder = SentenceEmbedder.load()
    print(f"{'statements':>10} {'proposals':>9} {'tagging s':>9} {'all s':>7} {'peak MB':>8}")
    for size in sizes:
        store = Store.memory()
        for article in articles(size):
            store.replace(article)
        store.refresh_derived()
        tagging = 0.0

        def timed(texts: Iterable[str]) -> Iterator[list[KeyPhrase]]:
            nonlocal tagging
            stream = phrases_of(nlp, texts)
            while True:
                start = time.perf_counter()
                phrases = next(stream, None)
                tagging += time.perf_counter() - start
                if phrases is None:
                    return
                yield phrases

        start = time.perf_counter()
        found = propose(store, timed, vectors=embedder.embed, likeness=TopicLikeness(embedder))
        whole = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{size:>10,} {len(found):>9} {tagging:>9.1f} {whole:>7.1f} {peak:>8.0f}", flush=True)


def articles(statements: int) -> Iterator[Extraction]:
    """The invented articles, the same each time."""
    chance = random.Random(7)
    for number in range(statements // 10):
        text, said, people = "", [], {}
        for _ in range(10):
            speaker = f"Person {chance.randrange(100)}"
            matter = f"{chance.choice(FIRST)} {chance.choice(SECOND)}"
            if chance.random() > 1 / 3:
                matter = " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(2))
            content = f"{chance.choice(BEFORE)} the {matter} {chance.choice(AFTER)}"
            begin = len(text)
            text += f"{speaker}: {content}.\n"
            name = "person:" + speaker.lower().replace(" ", "-")
            end = begin + len(speaker)
            people.setdefault(name, Entity(name, "person", speaker, ((begin, end),)))
            said.append(
                Statement(
                    id=f"statement:n{number}-{begin}",
                    source=((begin, end),),
                    cue=(),
                    content=((end + 2, len(text) - 2),),
                    sentence=(begin, len(text) - 1),
                    quote_type="direct",
                    cue_type="say",
                    speaker_id=name,
                )
            )
        article = Article(f"n{number}", f"n{number}.txt", text, published="2025-05-01", outlet="The Gull")
        yield Extraction(article, tuple(people.values()), (), tuple(said), run="bench")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000])
