#!/usr/bin/env python3
"""Made-up news by the thousand, for benches: whole articles with what they say, as the extractor gives it.

    bench/newsroom.py GRAPH [--articles N | --triples N] [--seed S]

Writes them into a graph folder through the real mapping, store and refresh, and prints what it holds. As a
module, `extractions(articles, seed)` yields them.

People, organisations, outlets and topics follow Zipf's law: a few are everywhere. An article has a title,
paragraphs of one to three statements by one person each (named in full, then by surname or pronoun), roles
with their words, topics with theirs, stances, a date and an outlet. One in twenty is a copy of an earlier one
as outlets make them: the same day or the next, word for word, cut, or with a paragraph of its own. Every
span holds the words that it is said to hold. Everything depends on the seed alone.
"""

import argparse
import itertools
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from sayso.graph import iris
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
    Unit,
)
from sayso.graph.names import slug
from sayso.graph.store import Store
from sayso.graph.topics.scheme import Concept, TopicScheme

__all__ = ["QUADS_IN_AN_ARTICLE", "extractions"]

QUADS_IN_AN_ARTICLE = 490
"""About how many quads a graph has for each article, derived ones included."""

_FIRST_DAY = date(2022, 1, 1)
_DAYS = 1400
_COPIES = 0.05
_RUN = "newsroom"
_RUN_FACTS = (("sayso", "made up"), ("model", "none"))

_GIVEN = {
    "female": "Ada Berta Clara Dora Edda Flora Greta Hilda Ines Judith Klara Lydia Marta Nora Olga Petra",
    "male": "Adam Boris Carl Denis Emil Felix Georg Henry Igor Jonas Kurt Leon Max Niels Otto Pavel Robert",
}
_HEADS, _TAILS = (
    text.split()
    for text in (
        "Bar Cor Dal Fen Gar Hol Kel Lan Mor Nor Pel Ros Sal Tor Var",
        "by dale ek far gren hart ison kov lund man nic oja quist ros ström",
    )
)
_MIDDLES = ("", "a", "en", "i", "ob", "ur", "el", "av", "im", "os")
_SECTORS = {
    "university": ("University of {}", "scientist", ("professor", "lecturer", "researcher")),
    "think tank": ("{} Institute", "analyst", ("senior fellow", "analyst", "research director")),
    "company": ("{} Industries", "executive", ("chief executive", "vice president", "head of research")),
    "government or party": ("Ministry of {}", "official", ("minister", "deputy minister", "adviser")),
    "financial institution": ("{} Bank", "analyst", ("chief economist", "strategist", "analyst")),
    "civil society": ("{} Alliance", "activist", ("campaigner", "director", "coordinator")),
}
_COUNTRIES = ("Norway", "Japan", "Brazil", "France", "Kenya", "China", "United States", "India")
_CUES = (
    ("said", "say"),
    ("said", "say"),
    ("told reporters", "say"),
    ("argued", "claim"),
    ("warned", "warning"),
)
_CUES += (("added", "say"), ("noted", "factive"), ("predicted", "speculation"), ("denied", "denial"))
_BASES = (("own-words", 7), ("sentence", 2), ("neighbouring-sentence", 1))
_STANCES = ("positive", "negative", "unclear", "unclear")
_WORDS_TEXT = (
    "harbour ledger winter factory bridge council harvest signal border market engine valley "
    "contract season teacher hospital turbine forest railway archive budget festival laboratory "
    "pipeline shipment committee village satellite museum reactor orchard ferry treaty currency "
    "inspector tunnel glacier campaign union warehouse pension drought registry island workshop "
    "printer canal voyage election quarry observatory "
)
_WORDS = _WORDS_TEXT.split()
_VERBS = ("delay", "support", "weaken", "repay", "protect", "replace", "extend", "question", "slow")


def extractions(articles: int, seed: int = 7) -> Iterator[Extraction]:
    """So many articles with all that they say, in order of id; needs memory for the recent ones alone."""
    draw = random.Random(seed)
    scheme = sorted(TopicScheme.load(), key=lambda concept: concept.iri)
    draw.shuffle(scheme)
    people, organizations = max(articles // 2, 20), max(articles // 12, 12)
    world = _World(
        draw,
        scheme,
        person=_zipf(draw, people),
        organization=_zipf(draw, organizations),
        outlet=_zipf(draw, max(5, min(200, articles // 40))),
        topic=_zipf(draw, len(scheme)),
    )
    recent: list[Extraction] = []
    for number in range(articles):
        if recent and draw.random() < _COPIES:
            yield _copy(draw.choice(recent), number, world)
            continue
        made = _article(number, world)
        recent = [*recent[-49:], made]
        yield made


@dataclass(frozen=True, slots=True)
class _World:
    draw: random.Random
    scheme: list[Concept]
    person: Callable[[], int]
    organization: Callable[[], int]
    outlet: Callable[[], int]
    topic: Callable[[], int]


@dataclass(slots=True)
class _Page:
    """An article as it is being written."""

    text: str = ""
    units: list[Unit] = field(default_factory=list)
    mentions: dict[str, list[Span]] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)

    def write(self, words: str) -> Span:
        begin = len(self.text)
        self.text += words
        return begin, len(self.text)

    def name(self, entity: Entity, words: str) -> Span:
        span = self.write(words)
        self.entities.setdefault(entity.id, entity)
        self.mentions.setdefault(entity.id, []).append(span)
        return span


def _article(number: int, world: _World) -> Extraction:
    draw, page, name = world.draw, _Page(), f"n{number:06d}"
    published = _FIRST_DAY + timedelta(days=draw.randrange(_DAYS))
    outlet = _outlet(world.outlet())
    heading = " ".join(draw.sample(_WORDS, 4)).capitalize()
    page.units.append(Unit("title", *page.write(heading)))
    page.write("\n\n")
    affiliations: list[Affiliation] = []
    statements: list[Statement] = []
    speakers: set[int] = set()
    while len(speakers) < draw.randint(2, 5):
        speakers.add(world.person())
        if len(speakers) == 1 and draw.random() < 0.2:
            break
    for person in sorted(speakers):
        begin = len(page.text)
        _paragraph(name, person, published, page, world, affiliations, statements)
        page.units.append(Unit("paragraph", begin, len(page.text)))
        page.write("\n\n")
    entities = (replace(one, mentions=tuple(page.mentions[one.id])) for one in page.entities.values())
    return Extraction(
        Article(
            id=name,
            source=f"{name}.txt",
            text=page.text,
            title=heading,
            published=published.isoformat(),
            date_basis="metadata",
            outlet=outlet,
            url=f"https://news.example/{name}",
            units=tuple(page.units),
        ),
        tuple(sorted(entities, key=lambda one: one.id)),
        tuple(affiliations),
        tuple(statements),
        _RUN,
        _RUN_FACTS,
    )


def _paragraph(
    article: str,
    person: int,
    published: date,
    page: _Page,
    world: _World,
    affiliations: list[Affiliation],
    statements: list[Statement],
) -> None:
    draw = world.draw
    full, surname, gender = _person(person)
    who = Entity(f"person:{slug(full)}", "person", full, (), gender=gender)
    # whom somebody works for is theirs; a few change it half-way
    employer = random.Random(person + (1_000_000 if person % 20 == 0 and published.year > 2023 else 0))
    place = int(employer.random() ** 3 * max(len(world.scheme), 12))
    organization, sector, kind, roles = _organization(place)
    where = Entity(
        f"org:{slug(organization)}",
        "organization",
        organization,
        (),
        organization_kind=sector,
        place=_COUNTRIES[place % len(_COUNTRIES)],
    )
    role_words = roles[person % len(roles)]
    antecedent: Span | None = None
    for turn in range(draw.randint(1, 3)):
        begin = len(page.text)
        if turn == 0:
            source = page.name(who, full)
            antecedent, how = source, "full-name"
            page.write(", ")
            role = page.write(role_words)
            page.write(" at the ")
            at = page.name(where, organization)
            page.write(", ")
            affiliations.append(
                Affiliation(
                    source, who.id, at, where.id, role, role_words, kind, confidence=0.9, rule="apposition"
                )
            )
        elif turn == 1:
            source, how = page.name(who, surname), "surname"
            page.write(" ")
        else:
            source, how = page.name(who, "She" if gender == "female" else "He"), "pronoun"
            page.write(" ")
        words, cue_type = draw.choice(_CUES)
        cue = page.write(words)
        quoted = draw.random() < 0.3
        page.write(", “" if quoted else " that ")
        concept = world.scheme[world.topic()]
        content, label, verb = _content(page, concept, draw)
        page.write(".” " if quoted else ". ")
        topics, stances = [], []
        if draw.random() < 0.8:
            basis = draw.choices([name for name, _ in _BASES], [share for _, share in _BASES])[0]
            topic = iris.compact(concept.iri)
            topics.append(TopicAssignment(topic, basis, round(draw.uniform(0.5, 0.95), 2), label, "label"))
            polarity = draw.choice(_STANCES)
            if polarity != "unclear" or draw.random() < 0.3:
                stances.append(Stance(topic, polarity, 0.7, verb, "judging"))
        channel: tuple[Channel, ...] = ()
        if draw.random() < 0.05:
            outlet = _outlet(world.outlet())
            channel = (Channel("told-to", outlet, f"outlet:{slug(outlet)}"),)
        statements.append(
            Statement(
                id=f"statement:{article}-{content[0]}-{content[1]}",
                source=(source,),
                cue=(cue,),
                content=(content,),
                sentence=(begin, len(page.text) - 1),
                quote_type="direct" if quoted else "indirect",
                cue_type=cue_type,
                speaker_id=who.id,
                coreference=how,
                antecedent=antecedent if how != "full-name" else None,
                capacity=(len(affiliations) - 1,),
                channel=channel,
                topics=tuple(topics),
                certainty=draw.choice(("certain", "certain", "certain", "probable", "possible")),
                stance=tuple(stances),
                confidence=round(draw.uniform(0.55, 0.99), 2),
                rule="cue-verb",
            )
        )


def _content(page: _Page, concept: Concept, draw: random.Random) -> tuple[Span, Span, Span]:
    """Writes what is said about a topic: all of it, the words of the topic, and the judging verb."""
    begin = len(page.text)
    page.write(f"the {draw.choice(_WORDS)} and the {draw.choice(_WORDS)} ")
    page.write(draw.choice(("would ", "could ", "will ", "did ")))
    verb = page.write(draw.choice(_VERBS))
    page.write(" ")
    label = page.write(concept.label or "trade")
    page.write(f" in the {draw.choice(_WORDS)} of {draw.choice(_WORDS)} {draw.randrange(2, 4000)}")
    return (begin, len(page.text)), label, verb


def _copy(first: Extraction, number: int, world: _World) -> Extraction:
    """The same story in another outlet: word for word, cut after some paragraphs, or with one of its own."""
    draw, name = world.draw, f"n{number:06d}"
    article, text = first.article, first.article.text
    units = list(article.units)
    change = draw.choice(("none", "cut", "more"))
    if change == "cut" and len(units) > 3:
        units = units[:-1]
        text = text[: units[-1].end + 2]
    elif change == "more":
        more = f"Readers of {_outlet(world.outlet())} may write to the {draw.choice(_WORDS)} desk."
        units.append(Unit("paragraph", len(text), len(text) + len(more)))
        text += more
    end = len(text)
    statements = tuple(
        replace(one, id=f"statement:{name}-{one.content[0][0]}-{one.content[0][1]}")
        for one in first.statements
        if one.sentence[1] <= end
    )
    entities = (
        replace(one, mentions=tuple(span for span in one.mentions if span[1] <= end))
        for one in first.entities
    )
    published = date.fromisoformat(article.published or "") + timedelta(days=draw.randrange(2))
    return Extraction(
        replace(
            article,
            id=name,
            source=f"{name}.txt",
            text=text,
            outlet=_outlet(world.outlet()),
            published=published.isoformat(),
            url=f"https://news.example/{name}",
            units=tuple(units),
        ),
        tuple(one for one in entities if one.mentions),
        tuple(one for one in first.affiliations if one.person[1] <= end),
        statements,
        _RUN,
        _RUN_FACTS,
    )


def _zipf(draw: random.Random, count: int) -> Callable[[], int]:
    """Draws numbers below `count`, the n-th with a weight of 1/(n+2)."""
    weights = list(itertools.accumulate(1 / (number + 2) for number in range(count)))
    return lambda: draw.choices(range(count), cum_weights=weights)[0]


def _person(number: int) -> tuple[str, str, str]:
    gender = ("female", "male")[number % 2]
    given = _GIVEN[gender].split()
    surname = _coined(number)
    return f"{given[number // 2 % len(given)]} {surname}", surname, gender


def _organization(number: int) -> tuple[str, str, str, tuple[str, ...]]:
    sector = list(_SECTORS)[number % len(_SECTORS)]
    pattern, kind, roles = _SECTORS[sector]
    return pattern.format(_coined(number * 31 + 7)), sector, kind, roles


def _outlet(number: int) -> str:
    return f"{_coined(number * 17 + 3)} {('Courier', 'Herald', 'Post', 'Times', 'Daily')[number % 5]}"


def _coined(number: int) -> str:
    """A name that no other number has."""
    number, tail = divmod(number, len(_TAILS))
    number, middle = divmod(number, len(_MIDDLES))
    number, head = divmod(number, len(_HEADS))
    name = _HEADS[head] + _MIDDLES[middle] + _TAILS[tail]
    return name if not number else f"{_coined(number - 1)}-{name}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("graph", type=Path, help="the folder to make")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--articles", type=int)
    size.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    articles = arguments.articles or max(arguments.triples // QUADS_IN_AN_ARTICLE, 20)
    began = time.monotonic()
    with Store.open(arguments.graph, create=True) as store:
        for number, made in enumerate(extractions(articles, arguments.seed), 1):
            store.replace(made)
            if number % 500 == 0:
                print(f"{number} of {articles} articles, {time.monotonic() - began:.0f} s", file=sys.stderr)
        written = time.monotonic()
        store.refresh_derived()
        print(
            f"{arguments.graph}: {written - began:.0f} s for the articles, "
            f"{time.monotonic() - written:.0f} s for what is derived"
        )
        for what, count in store.counts().items():
            print(f"{count:>12,} {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
