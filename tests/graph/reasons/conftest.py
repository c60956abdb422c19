"""A small newsroom, made by hand: who says what is told, so that every reason is known."""

import re
from collections.abc import Callable, Iterator

import pytest

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
from sayso.graph.store import Store
from sayso.graph.topics.scheme import TopicScheme

RUN = (("sayso", "0.1.0"), ("model", "en_core_web_sm 3.8"), ("sayso_attributions", "extractor=encoder"))


class Writer:
    """Builds an extraction out of words that stand in its text."""

    def __init__(self, name: str, text: str, date: str | None, outlet: str | None, title: str) -> None:
        self.article = Article(
            name,
            f"{name}.txt",
            text,
            title,
            date,
            "metadata" if date else None,
            outlet,
            url=f"https://{name}.example",
        )
        self.entities: list[Entity] = []
        self.affiliations: list[Affiliation] = []
        self.statements: list[Statement] = []

    def at(self, words: str, after: str = "") -> Span:
        """Where words stand first, behind others."""
        begin = self.article.text.index(words, self.article.text.index(after))
        return begin, begin + len(words)

    def entity(
        self, name_id: str, name: str, *others: str, kind: str = "person", sector: str | None = None
    ) -> None:
        mentions = tuple(self.at(words) for words in (name, *others))
        self.entities.append(Entity(name_id, kind, name, mentions, organization_kind=sector))

    def role(self, person: str, words: str, role: str, kind: str, place: str, former: bool = False) -> int:
        name = next(one.name for one in self.entities if one.id == person)
        self.affiliations.append(
            Affiliation(
                self.at(name),
                person,
                self.at(words),
                place,
                self.at(role),
                role,
                kind,
                None,
                former,
                0.9,
                "apposition",
            )
        )
        return len(self.affiliations) - 1

    def said(self, source: str, cue: str, content: str, **more: object) -> str:
        """A statement; its source stands before its content, in one sentence."""
        said = self.at(content)
        text = self.article.text
        begin = max(place.end() for place in re.finditer(r"(?<=[a-z])\. |\n|^", text[: said[0]]))
        stop = text.index(".", said[1] - 1) + 1
        mention = (text.index(source, begin), text.index(source, begin) + len(source)) if source else None
        word = (text.index(cue, begin), text.index(cue, begin) + len(cue)) if cue else None
        values = {"rule": "encoder", "confidence": 0.9, "quote_type": "indirect", "cue_type": "say"} | more
        statement = Statement(
            id=f"statement:{self.article.id}-{said[0]}-{said[1]}",
            source=(mention,) if mention else (),
            cue=(word,) if word else (),
            content=(said,),
            sentence=(begin, stop),
            **values,  # type: ignore[arg-type]
        )
        self.statements.append(statement)
        return statement.id

    def extraction(self) -> Extraction:
        return Extraction(
            self.article,
            tuple(self.entities),
            tuple(self.affiliations),
            tuple(self.statements),
            run="r1",
            run_facts=RUN,
        )


VOTE = """\
Who wants chips

Fang Han, a physicist at Halden University, said that chip export controls would fail. She added that the \
rules had come too late for anybody to notice the difference. Nobody asked the engineers.

Ola Berg, mayor of Halden, told the Tide that the sanctions had emptied the harbour. It was feared that the \
flood defences of the town would not hold. The welders went home early.

Energy bills rose. Ola Berg wanted to speak with the unions about wages in the yard, and he repeated what \
Fang Han had told him, that the insurance of the yard was void. A person close to them doubted that nuclear \
plants would return. Ida Moe listened.
"""

FLOOD = """\
After the water

Fang Han, a physicist at Halden University, warned that the river would be back by 2027. The cellars were \
still wet.

F. Han, an analyst at Ridge Bank, said that tariffs on steel would bite.
"""


def vote(name: str = "vote", date: str = "2025-03-01", outlet: str = "Harbour Post") -> Extraction:
    w = Writer(name, VOTE, date, outlet, "Who wants chips")
    w.entity("person:fang-han", "Fang Han")
    w.entity("org:halden-university", "Halden University", kind="organization", sector="university")
    w.entity("person:ola-berg", "Ola Berg")
    w.entity("org:halden", "Halden", kind="organization", sector="government or party")
    w.entity("outlet:tide", "the Tide", kind="outlet")
    w.entity("person:ida-moe", "Ida Moe")
    physicist = w.role(
        "person:fang-han", "Halden University", "physicist", "scientist", "org:halden-university"
    )
    mayor = w.role("person:ola-berg", "Halden,", "mayor", "politician", "org:halden")
    w.said(
        "Fang Han, a physicist at Halden University",
        "said",
        "that chip export controls would fail",
        speaker_id="person:fang-han",
        coreference="full-name",
        capacity=(physicist,),
        certainty="probable",
        topics=(
            TopicAssignment(
                "topic:chip-export-controls", "own-words", 0.9, w.at("chip export controls"), "label"
            ),
        ),
        stance=(Stance("topic:chip-export-controls", "negative", 0.6, w.at("fail"), "words"),),
    )
    w.said(
        "She",
        "added",
        "that the rules had come too late for anybody to notice the difference",
        speaker_id="person:fang-han",
        coreference="pronoun",
        antecedent=w.at("Fang Han"),
        capacity=(physicist,),
        topics=(
            TopicAssignment(
                "topic:chip-export-controls",
                "neighbouring-sentence",
                0.5,
                w.at("chip export controls"),
                "label",
            ),
        ),
    )
    w.said(
        "Ola Berg, mayor of Halden",
        "told",
        "that the sanctions had emptied the harbour",
        speaker_id="person:ola-berg",
        coreference="full-name",
        capacity=(mayor,),
        channel=(Channel("told-to", "the Tide", "outlet:tide", w.at("the Tide")),),
        topics=(TopicAssignment("topic:trade-and-sanctions", "own-words", 0.9, w.at("sanctions"), "label"),),
    )
    w.said(
        "",
        "was feared",
        "that the flood defences of the town would not hold",
        cue_type="hearsay",
        rule="hearsay",
        topics=(TopicAssignment("topic:floods", "own-words", 0.9, w.at("flood defences"), "label"),),
    )
    w.said(
        "Ola Berg",
        "wanted",
        "to speak with the unions about wages in the yard",
        speaker_id="person:ola-berg",
        possible_speaker_id="person:fang-han",
        coreference="full-name",
        capacity=(mayor,),
        topics=(TopicAssignment("topic:wages", "own-words", 0.9, w.at("wages"), "label"),),
    )
    w.said(
        "Fang Han",
        "had told",
        "that the insurance of the yard was void",
        speaker_id="person:fang-han",
        relayed_by_id="person:ola-berg",
        coreference="full-name",
        topics=(TopicAssignment("topic:insurance", "own-words", 0.9, w.at("insurance"), "label"),),
    )
    w.said(
        "A person close to them",
        "doubted",
        "that nuclear plants would return",
        topics=(TopicAssignment("topic:nuclear-power", "own-words", 0.9, w.at("nuclear plants"), "meaning"),),
    )
    return w.extraction()


def flood() -> Extraction:
    w = Writer("flood", FLOOD, "2025-05-01", "Harbour Post", "After the water")
    w.entity("person:fang-han", "Fang Han")
    w.entity("org:halden-university", "Halden University", kind="organization", sector="university")
    w.entity("person:f-han", "F. Han")
    w.entity("org:ridge-bank", "Ridge Bank", kind="organization", sector="financial institution")
    physicist = w.role(
        "person:fang-han", "Halden University", "physicist", "scientist", "org:halden-university"
    )
    analyst = w.role("person:f-han", "Ridge Bank", "analyst", "analyst", "org:ridge-bank", former=True)
    first = w.said(
        "Fang Han, a physicist at Halden University",
        "warned",
        "that the river would be back by 2027",
        cue_type="warning",
        speaker_id="person:fang-han",
        coreference="full-name",
        capacity=(physicist,),
        due="2027",
        due_evidence=w.at("by 2027"),
        topics=(
            TopicAssignment("topic:floods", "own-words", 0.6, w.at("the river would be back"), "meaning"),
        ),
    )
    w.said(
        "",
        "",
        "The cellars were still wet",
        speaker_id="person:fang-han",
        coreference="carried",
        continues=first,
        confidence=0.3,
        cue_type="none",
        rule="continuation:taken-up",
    )
    w.said(
        "F. Han, an analyst at Ridge Bank",
        "said",
        "that tariffs on steel would bite",
        speaker_id="person:f-han",
        coreference="full-name",
        capacity=(analyst,),
        topics=(TopicAssignment("topic:tariffs", "own-words", 0.9, w.at("tariffs"), "label"),),
    )
    return w.extraction()


FERRY = """\
Boats

Fang Han, a plumber at Ridge Bank, said that the banking licences of the ferry had been sold.
"""


def ferry() -> Extraction:
    """Another Fang Han, of whom little is known, with a statement on banking."""
    w = Writer("ferry", FERRY, None, None, "Boats")
    w.entity("person:fang-han", "Fang Han")
    w.entity("org:ridge-bank", "Ridge Bank", kind="organization", sector="financial institution")
    w.role("person:fang-han", "Ridge Bank", "plumber", "worker", "org:ridge-bank")
    w.said(
        "Fang Han, a plumber at Ridge Bank",
        "said",
        "that the banking licences of the ferry had been sold",
        speaker_id="person:fang-han",
        coreference="full-name",
        topics=(TopicAssignment("topic:banking", "own-words", 0.9, w.at("banking"), "label"),),
    )
    return w.extraction()


LEDGER = """\
merge person:fang-han person:nobody-here
reject statement:{name}-{begin}-{end}  # misheard, A. Berg
confirm statement:{name}-{first}-{last}
"""


def ledger() -> str:
    """The mayor's words on sanctions are rejected, the physicist's first confirmed."""
    one, two = STORIES["vote"].statements[2].content[0], STORIES["vote"].statements[0].content[0]
    return LEDGER.format(name="vote", begin=one[0], end=one[1], first=two[0], last=two[1])


STORIES = {
    "vote": vote(),
    "wire": vote("wire", "2025-03-04", "Inland Wire"),
    "flood": flood(),
    "ferry": ferry(),
}


def fill(*names: str, lines: str = "") -> Store:
    store = Store.memory()
    store.load_topics(TopicScheme.load())
    for name in names:
        store.replace(STORIES[name])
    store.set_ledger(lines)
    store.refresh_derived()
    return store


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Store]:
    """Two articles and a copy of the first, with a ledger; do not write to it."""
    with fill("vote", "wire", "flood", lines=ledger()) as store:
        yield store


@pytest.fixture
def filled() -> Callable[..., Store]:
    """Makes a graph of stories by name, with `lines` of a ledger."""
    return fill


@pytest.fixture
def stories() -> dict[str, Extraction]:
    """The stories by name."""
    return STORIES


@pytest.fixture(scope="session")
def said() -> dict[str, str]:
    """The ids of the newsroom's statements, by a word of each."""
    found = {}
    for name in ("vote", "flood", "wire"):
        extraction = STORIES[name]
        for statement in extraction.statements:
            begin, end = statement.content[0]
            words = extraction.article.text[begin:end]
            word = next(
                one
                for one in (
                    "controls",
                    "rules",
                    "sanctions",
                    "flood",
                    "unions",
                    "insurance",
                    "nuclear",
                    "river",
                    "cellars",
                    "tariffs",
                )
                if one in words
            )
            found["wire " * (extraction.article.id == "wire") + word] = statement.id
    return found
