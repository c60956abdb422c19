"""Graphs that are exported: a made-up newsroom with copies and disputes, and one full of hostile words."""

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.graph.model import (
    Affiliation,
    Article,
    Entity,
    Extraction,
    Stance,
    Statement,
    TopicAssignment,
    Unit,
)
from sayso.graph.store import Store

ROOT = Path(__file__).parents[3]

HOSTILE_NAME = "=cmd|' /C calc'!A1 [[Zoë]] <b>𐐷</b> \u202eevil $x$"
HOSTILE_WORDS = (
    '"]]> <script>alert(1)</script> ![x](http://x.example/y.png) [[Home]] #tag `c` %%'
    "\u0000\x1f %% שלום 🐟 C:\\n\\N &amp;"
)
TEXT = f"{HOSTILE_NAME}, head of CON, said {HOSTILE_WORDS} and more."


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Store]:
    """Thirty articles of `bench/newsroom.py` with a ledger; do not write to it."""
    extractions = runpy.run_path(str(ROOT / "bench" / "newsroom.py"))["extractions"]
    with Store.memory() as store:
        for extraction in extractions(30, 4):
            store.replace(extraction)
        store.refresh_derived()
        persons = [row[0].value for row in store.query("SELECT ?p { ?p a sayso:Person } ORDER BY ?p")]
        local = persons[0].rpartition("/")[2]
        told = [
            row[0].value
            for row in store.query("SELECT ?s { ?a sayso:topic ?t . ?s sayso:topicAssignment ?a }")
        ]
        rejected = min(told).rpartition("/")[2]
        store.set_ledger(
            f"link person:{local} wikidata:Q42\nreject link person:{local} wikidata:Q43\n"
            f"reject statement:{rejected}\n"
        )
        store.refresh_derived()
        yield store


@pytest.fixture(scope="session")
def hostile() -> Iterator[Store]:
    """One article in which every word is chosen to do harm; do not write to it."""
    begin = len(HOSTILE_NAME) + len(", head of CON, said ")
    end = begin + len(HOSTILE_WORDS)
    article = Article(
        "a1",
        "a1.txt",
        TEXT,
        title=HOSTILE_WORDS,
        published="2026-03-02",
        date_basis="metadata",
        outlet="CON",
        url="http://x.example/a)b(<>|\"'",
        units=(Unit("paragraph", 0, len(TEXT)),),
    )
    name = (0, len(HOSTILE_NAME))
    con = TEXT.index("CON")
    extraction = Extraction(
        article,
        entities=(
            Entity("person:evil", "person", HOSTILE_NAME, (name,), aliases=("a|b]]", "-1+1")),
            Entity("person:evil-2", "person", HOSTILE_NAME.upper(), ()),
            Entity("org:con", "organization", "CON", ((con, con + 3),), organization_kind="company"),
        ),
        affiliations=(
            Affiliation(name, "person:evil", (con, con + 3), "org:con", None, "@head", "executive"),
        ),
        statements=(
            Statement(
                f"statement:a1-{begin}-{end}",
                source=(name,),
                cue=((begin - 5, begin - 1),),
                content=((begin, end),),
                sentence=(0, len(TEXT)),
                quote_type="direct",
                cue_type="say",
                speaker_id="person:evil",
                capacity=(0,),
                topics=(TopicAssignment("topic:ai-chips", "own-words", 0.9, (begin, end), "label"),),
                stance=(Stance("topic:ai-chips", "negative", 0.8, (begin, end), "verb"),),
            ),
        ),
        run="r1",
        run_facts=(("sayso", "test"),),
    )
    with Store.memory() as store:
        store.replace(extraction)
        store.refresh_derived()
        yield store
