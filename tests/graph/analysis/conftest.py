"""A small press that the analysis is tried on: who says what for or against what, in which outlet, when."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest

from sayso.graph.model import Affiliation, Article, Entity, Extraction, Stance, Statement, TopicAssignment
from sayso.graph.names import slug
from sayso.graph.store import Store


@dataclass(frozen=True)
class Said:
    """One statement: by whom, the words, on which topics, and the stance toward the first of them."""

    who: str
    words: str
    topics: tuple[str, ...] = ()
    stance: str | None = None
    toward: str | None = None


POSTS = {
    "Ada Brandt": ("Tidal Lab", "research lab", "Norway"),
    "Ines Kolar": ("Vellin Water", "company", None),
    "Petra Lund": ("Ministry of Rivers", "government or party", "Norway"),
}


def article(name: str, outlet: str | None, date: str | None, said: Sequence[Said]) -> Extraction:
    """An article of these statements; who has a post in `POSTS` speaks in it."""
    text = f"What {name} tells of the summer. "
    mentions: dict[str, list[tuple[int, int]]] = {}
    entities: dict[str, Entity] = {}
    affiliations: list[Affiliation] = []
    capacity: dict[str, int] = {}
    statements = []
    for one in said:
        who = f"person:{slug(one.who)}"
        post = POSTS.get(one.who)
        start = len(text)
        text += one.who
        mention = (start, len(text))
        mentions.setdefault(one.who, []).append(mention)
        if post is not None and one.who not in capacity:
            place, kind, country = post
            begin = len(text) + len(" of ")
            text += f" of {place}"
            where = (begin, len(text))
            organization = f"organization:{slug(place)}"
            entities[place] = Entity(organization, "organization", place, (where,), kind, place=country)
            capacity[one.who] = len(affiliations)
            affiliations.append(Affiliation(mention, who, where, organization, role_text="head"))
        begin = len(text) + len(" said that ")
        text += f" said that {one.words}. "
        content = (begin, len(text) - 2)
        toward = one.toward or (f"topic:{one.topics[0]}" if one.topics else None)
        statements.append(
            Statement(
                f"statement:{name}-{content[0]}-{content[1]}",
                (mention,),
                ((begin - 10, begin - 6),),
                (content,),
                (start, len(text) - 1),
                "indirect",
                "say",
                who,
                capacity=(capacity[one.who],) if one.who in capacity else (),
                topics=tuple(
                    TopicAssignment(f"topic:{topic}", "own-words", 1.0, rule="label") for topic in one.topics
                ),
                stance=(Stance(toward, one.stance, 1.0),) if one.stance and toward else (),
            )
        )
    persons = tuple(
        Entity(f"person:{slug(who)}", "person", who, tuple(spans)) for who, spans in mentions.items()
    )
    return Extraction(
        Article(name, f"{name}.txt", text, title=name, published=date, outlet=outlet),
        (*persons, *entities.values()),
        tuple(affiliations),
        tuple(statements),
        run="r1",
    )


RAIN = "the reservoirs of the northern valleys would be empty by the end of August unless it rained"
LEAK = "her company had mended 40 kilometres of leaking pipes since the drought of last summer began"
CALM = "there was no reason to keep people from watering their gardens on two evenings of the week"
DEAR = "the price of drinking water would have to rise by a third before anybody built a second dam"
BATH = "the swimming baths of our town would stay open whatever the ministry of finance wanted"

DROUGHT = (
    Said("Ada Brandt", RAIN, ("floods",), "positive"),
    Said("Ines Kolar", LEAK, ("floods", "energy"), "positive"),
    Said("Petra Lund", CALM, ("floods",), "negative"),
    Said("Ada Brandt", DEAR, ("energy",), "negative"),
)


def press() -> list[Extraction]:
    """Four articles, of which "wire" is first and "echo" carries it on."""
    return [
        article("wire", "Vellin Courier", "2025-01-10", DROUGHT),
        article("echo", "Coast Radio", "2025-01-11", DROUGHT),
        article(
            "town",
            "Coast Radio",
            "2025-05-02",
            (
                Said("Jonas Falk", BATH, ("tourism",), "positive"),
                Said("Petra Lund", "nobody had asked the ministry about baths", ("tourism",), "negative"),
            ),
        ),
        article("undated", None, None, (Said("Jonas Falk", "the mayor had known all along", ("energy",)),)),
    ]


@pytest.fixture
def extractions() -> list[Extraction]:
    """The articles of `press`, to write them to a store of one's own."""
    return press()


@pytest.fixture
def dated() -> Iterator[Callable[[Sequence[str]], Store]]:
    """Makes a store of one statement for each date, by Ada Brandt on floods."""
    with Store.memory() as store:

        def made(dates: Sequence[str]) -> Store:
            for number, date in enumerate(dates):
                words = f"the reservoir of valley number {number} would be empty soon"
                said = Said("Ada Brandt", words, ("floods",))
                store.replace(article(f"day-{number}", None, date, (said,)))
            store.refresh_derived()
            return store

        yield made


@pytest.fixture(scope="session")
def small_press() -> Iterator[Store]:
    """The store of `press`; do not write to it."""
    with Store.memory() as store:
        for one in press():
            store.replace(one)
        store.refresh_derived()
        yield store
