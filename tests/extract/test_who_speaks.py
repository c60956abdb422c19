"""Who speaks in whole passages: text on the left, a word of what is said and its speaker on the right."""

from collections.abc import Iterator

import pytest
from spacy.language import Language

from sayso.extract.extraction import extraction
from sayso.extract.pipeline import load
from sayso.graph.model import Article, Unit


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Language]:
    nlp = load(attributions="rules")
    for name in ("sayso_topics", "sayso_modality", "sayso_continuations"):
        nlp.remove_pipe(name)
    yield nlp


def read(pipeline: Language, text: str) -> dict[str, tuple[str | None, str | None]]:
    """What is said, and (speaker, second reading) for each statement; the shortest of equal ones is kept."""
    units = []
    at = 0
    for line in text.split("\n"):
        if line:
            units.append(Unit("title" if line.startswith("# ") else "paragraph", at, at + len(line)))
        at += len(line) + 1
    article = Article("a", "a.txt", text, units=tuple(units))
    doc = pipeline.make_doc(text)
    doc.user_data["sayso_units"] = [
        {"kind": unit.kind, "start": unit.start, "end": unit.end} for unit in article.units
    ]
    for _, component in pipeline.pipeline:
        doc = component(doc)
    found = extraction(doc, article)
    said = [
        (text[s.content[0][0] : s.content[-1][1]], (s.speaker_id, s.possible_speaker_id))
        for s in found.statements
    ]
    return dict(sorted(said, key=lambda pair: -len(pair[0])))


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        pytest.param(
            "Yun Seong-min, a professor at Hanbit University, spoke first.\nMei Qiaolin, who "
            "chairs the board of "
            "the Tide Alliance, said the fleet would grow. Mei urged members to wait. The "
            "professor declined to "
            "say that ports were full.",
            "ports",
            ("person:mei-qiaolin", "person:yun-seong-min"),
            id="a role that nobody holds near by is that of who is speaking",
        ),
        pytest.param(
            "Nadia Okafor, an economist, met Otto Brandt, a welder. The economist said prices would fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="the economist",
        ),
        pytest.param(
            "Norvia Bank kept its rate on Monday.\nNadia Okafor, an economist at Calder Bank, was pleased."
            "\nThe bank said prices would fall.",
            "prices",
            ("org:norvia-bank", "org:calder-bank"),
            id="the bank that acted, not the employer of somebody a paragraph ago",
        ),
        pytest.param(
            "Nadia Okafor, an economist at Calder Bank, was pleased.\nGoldman Sachs cut 300 jobs on Monday."
            "\nThe bank said prices would fall.",
            "prices",
            ("org:goldman-sachs", "org:calder-bank"),
            id="the bank that acted, though its name does not say that it is one",
        ),
        pytest.param(
            "Norvia Bank kept its rate on Monday.\nNadia Okafor, an economist at Calder Bank, was pleased. "
            "The bank said prices would fall.",
            "prices",
            ("org:calder-bank", None),
            id="the bank named last, in the same paragraph",
        ),
        pytest.param(
            "Ngozi Clarke and Paul Clarke met on Monday. The two Clarkes said that prices would fall.",
            "prices",
            ("collective:a-two-clarkes", None),
            id="a family name in the plural is a group",
        ),
        pytest.param(
            "Nadia Okafor runs the yard. The founder of Halden Steel said prices would fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="a role told in the next sentence",
        ),
        pytest.param(
            "Nadia Okafor met Otto Brandt. The latter said prices would fall.",
            "prices",
            ("person:otto-brandt", None),
            id="the latter",
        ),
        pytest.param(
            "Nadia Okafor met Otto Brandt. The former said prices would fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="the former",
        ),
        pytest.param(
            "Marcus Hale founded the yard in 1970. His son, Peter Hale, runs it. The elder Hale said "
            "prices would fall.",
            "prices",
            ("person:marcus-hale", None),
            id="the elder",
        ),
        pytest.param(
            "Marcus Hale founded the yard in 1970. His son, Peter Hale, runs it. The younger Hale said "
            "prices would fall.",
            "prices",
            ("person:peter-hale", None),
            id="the younger",
        ),
        pytest.param(
            "Marcus Hale Sr. founded the yard. Marcus Hale Jr. runs it. The younger Hale said "
            "prices would fall.",
            "prices",
            ("person:marcus-hale-jr", None),
            id="the younger of two of one name",
        ),
        pytest.param(
            "Marcus Hale founded the yard. His son, Peter, said prices would fall.",
            "prices",
            ("person:peter", None),
            id="a son by his given name",
        ),
        pytest.param(
            "Ada Falk and Otto Falk run the bakery. Ada said prices would fall.",
            "prices",
            ("person:ada-falk", None),
            id="a given name of two of one surname",
        ),
        pytest.param(
            "Ada Falk and Otto Falk run the bakery. Falk said prices would fall.",
            "prices",
            (None, "person:otto-falk"),
            id="a surname of two stays open",
        ),
        pytest.param(
            "Mr. Ben Arden met Ms. Cleo Vance on Monday. She said prices would fall.",
            "prices",
            ("person:cleo-vance", None),
            id="titles tell he from she",
        ),
        pytest.param(
            "Businesswoman Ruvo Tenk met chairman Ilo Marsk on Monday. She said prices would fall.",
            "prices",
            ("person:ruvo-tenk", None),
            id="a role tells he from she",
        ),
        pytest.param(
            "Ruvo Tenk met Ilo Marsk and Edo Parr on Monday. They argued for hours. He said "
            "prices would fall.",
            "prices",
            (None, "person:ruvo-tenk"),
            id="a pronoun among three stays open",
        ),
        pytest.param(
            "The Ministry of Fisheries closed the bay. The ministry said stocks were low.",
            "stocks",
            ("org:ministry-of-fisheries", None),
            id="the ministry",
        ),
        pytest.param(
            "The French finance ministry published the budget. The ministry said prices would fall.",
            "prices",
            ("org:french-finance-ministry", None),
            id="a ministry in small letters",
        ),
        pytest.param(
            "Halden Steel bought the Tide Bank. The company said prices would fall.",
            "prices",
            ("org:halden-steel", None),
            id="the company is not the bank it bought",
        ),
        pytest.param(
            "The Institute of World Trade (IWT) met in Rome. The IWT said prices would fall.",
            "prices",
            ("org:institute-of-world-trade", None),
            id="an acronym",
        ),
        pytest.param(
            "Brightwater Energy, formerly Penn Gas, met its lenders. Penn Gas said prices would fall.",
            "prices",
            ("org:brightwater-energy", None),
            id="a former name",
        ),
        pytest.param(
            "# Okafor warns of weak bridges\nNadia Okafor, an engineer, spoke on Monday. Okafor said "
            "prices would fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="met in the title first",
        ),
        pytest.param(
            "Nadia Okafor runs the yard.\nQ: What will happen?\nA: I think prices will fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="an answer in an interview with one person",
        ),
        pytest.param(
            "Otto Brandt spoke with Nadia Okafor, who runs the yard.\nBRANDT: Will it "
            "close?\nOKAFOR: I think "
            "prices will fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="a transcript with surnames",
        ),
        pytest.param(
            "Otto Brandt spoke with Nadia Okafor, who runs the yard.\nOtto Brandt: Will it close?\n"
            "Nadia Okafor: I believe that prices will fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="a transcript with full names",
        ),
        pytest.param(
            "Nadia Okafor was asked about the yard. “I think prices will fall,” she said.",
            "prices will",
            ("person:nadia-okafor", None),
            id="I within quotation marks",
        ),
        pytest.param(
            "Chairman Otto Brandt listened. His deputy, Ines Pratt, said prices would fall.",
            "prices",
            ("person:ines-pratt", None),
            id="his deputy, by name",
        ),
        pytest.param(
            "Otto Brandt, the mayor of Lisbon, opened the fair. The mayor said prices would fall.",
            "prices",
            ("person:otto-brandt", None),
            id="the mayor",
        ),
        pytest.param(
            "Jean-Pierre Lefèvre-Dumas resigned on Sunday. Lefèvre-Dumas said prices would fall.",
            "prices",
            ("person:jean-pierre-lefevre-dumas", None),
            id="a double surname",
        ),
        pytest.param(
            "Pieter van den Berg resigned on Sunday. Van den Berg said prices would fall.",
            "prices",
            ("person:pieter-van-den-berg", None),
            id="a particle at the start of a sentence",
        ),
        pytest.param(
            "Sheikh Khalid bin Rashid received the guests. Sheikh Khalid said prices would fall.",
            "prices",
            ("person:khalid-bin-rashid", None),
            id="a sheikh's given name",
        ),
        pytest.param(
            "Suharyanto, a farmer in Java, lost his crop. Suharyanto said prices would fall.",
            "prices",
            ("person:suharyanto", None),
            id="a single name",
        ),
        pytest.param(
            'William "Bill" Garrity coached the club. Garrity said prices would fall.',
            "prices",
            ("person:william-garrity", None),
            id="a nickname",
        ),
        pytest.param(
            "According to engineer Nadia Okafor, prices will fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="according to a role and a name",
        ),
        pytest.param(
            "Otto Brandt and Nadia Okafor, both economists, spoke. Brandt said wages would rise. She said "
            "prices would fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="she is not the man who spoke last",
        ),
        pytest.param(
            "Nadia Okafor said wages would rise. “It will hurt,” added the economist. She said "
            "prices would fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="an epithet and a pronoun in a row",
        ),
        pytest.param(
            "Xu Lin, an entrepreneur from Hangzhou, runs three shops. The entrepreneur believes "
            "prices will fall.",
            "prices",
            ("person:xu-lin", None),
            id="the entrepreneur",
        ),
        pytest.param(
            "The Harbour Times asked Nadia Okafor about the yard. The newspaper said prices would fall.",
            "prices",
            ("org:harbour-times", None),
            id="the newspaper",
        ),
        pytest.param(
            "Zhou Lan, the founder of Halden Steel, spoke for the mill towns, stating, “A slow furnace "
            "ruins no steel,” as reported by Reuters.",
            "furnace",
            ("person:zhou-lan", None),
            id="who states it, not who reports it",
        ),
        pytest.param(
            "“A slow furnace ruins no steel,” said Zhou Lan, as reported by Reuters.",
            "furnace",
            ("person:zhou-lan", None),
            id="who said it, not who reports it",
        ),
        pytest.param(
            "Dr. Amos Tuttle and Dr. Ines Pratt treat the patients. Dr. Pratt said prices would fall.",
            "prices",
            ("person:ines-pratt", None),
            id="two doctors",
        ),
        pytest.param(
            "Senator Ines Pratt met Governor Otto Brandt. The governor said prices would fall. "
            "The senator said "
            "wages would rise.",
            "wages",
            ("person:ines-pratt", None),
            id="the senator and the governor",
        ),
        pytest.param(
            "A welder said wages would rise. The welder said prices would fall.",
            "prices",
            ("unnamed:a-welder", None),
            id="an unnamed person again",
        ),
        pytest.param(
            "Nadia Okafor teaches at Lund University. The university said prices would fall.",
            "prices",
            ("org:lund-university", None),
            id="the university",
        ),
        pytest.param(
            "Nadia Okafor, director of the Tide Institute, spoke. The director said prices would fall.",
            "prices",
            ("person:nadia-okafor", None),
            id="the director",
        ),
        pytest.param(
            "Nadia Okafor is the chief economist at Halden Steel, where Otto Brandt is chairman. "
            "The chairman "
            "said prices would fall.",
            "prices",
            ("person:otto-brandt", None),
            id="the chairman",
        ),
    ],
)
def test_the_speaker_of_a_passage(
    pipeline: Language, text: str, word: str, expected: tuple[str | None, str | None]
) -> None:
    said = read(pipeline, text)
    found = [speakers for content, speakers in said.items() if word in content]
    assert found[-1:] == [expected], said


def test_the_first_person_of_an_article_is_its_writer_and_no_source(pipeline: Language) -> None:
    text = "# Why I left the yard\nI believe that prices will fall next year. I wrote so in May."
    assert {speaker for speaker, _ in read(pipeline, text).values()} <= {None}
