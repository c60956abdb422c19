"""Topics of statements: what matches, on which basis, and what must not match."""

import re
import time
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.topics import Topics
from sayso.graph.topics.scheme import Concept, TopicScheme

Found = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def topics() -> Topics:
    for attribute in ("statements", "units", "entities"):
        if not Doc.has_extension(attribute):
            Doc.set_extension(attribute, default=None)
    return Topics(TopicScheme.load())


def _annotated(nlp: Language, marked: str) -> Doc:
    """A parsed text whose statements stand in «»: each has its own speaker unless it opens with "+".

    A "+" means that the statement goes on from the one before. A line that starts with "#" is a heading.
    """
    plain, contents = "", []
    for part in re.split(r"(«\+?[^»]*»)", marked):
        if part.startswith("«"):
            words = part[1:-1].removeprefix("+")
            contents.append((len(plain), len(plain) + len(words), part.startswith("«+")))
            plain += words
        else:
            plain += part
    doc = nlp(plain)
    doc._.units = [
        {
            "kind": "heading" if line.group()[0] == "#" else "paragraph",
            "start": line.start(),
            "end": line.end(),
        }
        for line in re.finditer(r"[^\n]+", plain)
    ]
    statements: list[dict[str, Any]] = []
    for number, (start, end, goes_on) in enumerate(contents):
        sentence = next(s for s in doc.sents if s.start_char <= start < s.end_char)
        statements.append(
            {
                "content": [[start, end]],
                "sentence": [sentence.start_char, sentence.end_char],
                "speaker_id": statements[-1]["speaker_id"] if goes_on else f"person:{number}",
                "continues": number - 1 if goes_on else None,
            }
        )
    doc._.statements = statements
    return doc


def _last(topics: Topics, nlp: Language, marked: str) -> Found:
    """Topic, basis and words of the last statement of a marked text."""
    doc = topics(_annotated(nlp, marked))
    return [
        (topic["topic"].removeprefix("topic:"), topic["basis"], doc.text[slice(*topic["evidence"])])
        for topic in doc._.statements[-1]["topics"]
    ]


OWN_WORDS: list[tuple[str, list[tuple[str, str]]]] = [
    ("He said «chip sanctions hurt everybody».", [("chip-export-controls", "chip sanctions")]),
    (
        "He said «sanctions on foreign chips hurt everybody».",
        [("chip-export-controls", "sanctions on foreign chips")],
    ),
    (
        "He said «curbs imposed on chips hurt everybody».",
        [("chip-export-controls", "curbs imposed on chips")],
    ),
    ("He said «the export of chips will stop».", [("chip-export-controls", "export of chips")]),
    ("He said «the sanctions on Russia work».", [("trade-and-sanctions", "sanctions")]),
    ("He said «the sanctions slow the makers of AI».", [("chip-export-controls", "sanctions")]),
    (
        "He said «large new language models are costly».",
        [("large-language-models", "large new language models")],
    ),
    ("He said «LLMs are costly».", [("large-language-models", "LLMs")]),
    (
        "He said «rules for artificial intelligence come too late».",
        [("ai-governance", "rules for artificial intelligence")],
    ),
    ("He said «interest rates must rise».", [("interest-rates", "interest rates")]),
    ("He said «the interest rate must rise».", [("interest-rates", "interest rate")]),
    ("He said «the river would flood the town».", []),
    ("He said «floods had cut off the town».", [("floods", "floods")]),
    ("He said «farming suffers most».", [("agriculture", "farming")]),
    (
        "He said «China still lags behind the United States».",
        [("us-china-ai-gap", "China still lags behind the United States")],
    ),
    ("He said «the pay gap in China has grown».", [("wages", "pay gap")]),
    ("He said «they let us down».", []),
    (
        "He said «chips were served, and the sanctions came later».",
        [("semiconductors", "chips"), ("chip-export-controls", "sanctions")],
    ),
    (
        "He said «banks, dykes, algorithms and schools fail alike».",
        [("banking", "banks"), ("floods", "dykes"), ("ai-algorithms", "algorithms"), ("schools", "schools")],
    ),
]


@pytest.mark.parametrize(("marked", "expected"), OWN_WORDS, ids=[marked for marked, _ in OWN_WORDS])
def test_own_words(topics: Topics, nlp: Language, marked: str, expected: list[tuple[str, str]]) -> None:
    found = _last(topics, nlp, marked)
    assert sorted(found) == sorted((topic, "own-words", words) for topic, words in expected)


CONTEXT: list[tuple[str, Found]] = [
    # the rest of the sentence
    ("Asked about inflation, she said «it would pass».", [("inflation", "sentence", "inflation")]),
    ("While the minister «praised the tax cuts», the guild said «little would change».", []),
    # the sentence before, by a noun that gathers it up
    (
        "They put sanctions on AI chips. She said «it was an isolated and petty approach».",
        [("chip-export-controls", "neighbouring-sentence", "sanctions on AI chips")],
    ),
    (
        "They put sanctions on AI chips. She said «such measures would backfire».",
        [("chip-export-controls", "neighbouring-sentence", "sanctions on AI chips")],
    ),
    # across a change of speaker by such a noun alone
    (
        "Traders fear «that sanctions on AI chips will spread». She said «these measures would backfire».",
        [("chip-export-controls", "neighbouring-sentence", "sanctions on AI chips")],
    ),
    ("Traders fear «that sanctions on AI chips will spread». She said «this would backfire».", []),
    (
        "They put sanctions on AI chips. She said «this would backfire on exports of AI products».",
        [("ai-product-export", "own-words", "exports of AI products")],
    ),
    # not across a paragraph, a heading, or a change of subject
    ("They put sanctions on AI chips.\nShe said «it was a petty approach».", []),
    ("They put sanctions on AI chips. She said «her dog was ill».", []),
    (
        "She said «the evening had been a success».\nMeanwhile, they put curbs on AI chips.",
        [],
    ),
    # going on without a cue
    (
        "He named «three needs: data sets, talent and computing power». «+The first two aspects are good.»",
        [
            ("ai-talent", "neighbouring-sentence", "talent"),
            ("computing-power", "neighbouring-sentence", "computing power"),
            ("training-data", "neighbouring-sentence", "data sets"),
        ],
    ),
    (
        "He said «the wind farms were too few». «+Twice as many could stand by May.»",
        [("renewable-energy", "neighbouring-sentence", "wind farms")],
    ),
    # a heading settles what a weak label means, and does nothing else
    (
        "# Chip makers in trouble\nHe said «the American sanctions were felt».",
        [
            ("chip-export-controls", "heading", "American sanctions"),
            ("trade-and-sanctions", "own-words", "sanctions"),
        ],
    ),
    ("# Chip makers in trouble\nHe said «the mood was low».", []),
]


@pytest.mark.parametrize(("marked", "expected"), CONTEXT, ids=[marked for marked, _ in CONTEXT])
def test_context(topics: Topics, nlp: Language, marked: str, expected: Found) -> None:
    assert sorted(_last(topics, nlp, marked)) == expected


def test_the_words_of_a_name_are_no_topic(topics: Topics, nlp: Language) -> None:
    doc = _annotated(nlp, "He said «the Institute for Energy Policy would move».")
    start = doc.text.index("Institute")
    doc._.entities = [
        {"kind": "organization", "mentions": [[start, start + len("Institute for Energy Policy")]]}
    ]
    topics(doc)
    assert doc._.statements[0]["topics"] == []


def test_a_scheme_of_ones_own_gives_full_iris(nlp: Language, topics: Topics) -> None:
    boats = Concept("https://example.org/boats", "boats", "boats")
    found = _last(Topics(TopicScheme((boats,), "")), nlp, "He said «a boat had sunk».")
    assert found == [("https://example.org/boats", "own-words", "boat")]


def test_a_text_without_statements_is_left_alone(topics: Topics, nlp: Language) -> None:
    doc = nlp("Sanctions on chips.")
    doc._.statements = []
    assert topics(doc)._.statements == []


def test_five_thousand_more_concepts_cost_no_more(topics: Topics, nlp: Language) -> None:
    more = tuple(
        Concept(f"https://example.org/{n:05}", str(n), f"subject{n} matter{n % 70}", (f"matter{n} case",))
        for n in range(5000)
    )
    large = Topics(TopicScheme((*topics.scheme.concepts, *more), ""))
    text = (
        "Chip makers fear sanctions, he said. «Curbs on chips and rules for AI help nobody in this case.» "
        * 40
    )
    doc = _annotated(nlp, text)
    seconds = {}
    for name, component in (("small", topics), ("large", large)):
        component.find(doc, doc._.statements)  # fills the cache of words
        runs = []
        for _ in range(5):
            start = time.perf_counter()
            component.find(doc, doc._.statements)
            runs.append(time.perf_counter() - start)
        seconds[name] = min(runs)
    assert large.find(doc, doc._.statements) == topics.find(doc, doc._.statements)
    assert seconds["large"] < 2 * seconds["small"]


def test_cost_is_linear_in_a_hostile_text(topics: Topics, nlp: Language) -> None:
    def seconds(times: int) -> float:
        words = ["chip", "ban", "export", "sanction", "AI", "rule", "gap", "China", "US", "lag"] * times
        doc = Doc(nlp.vocab, words=words, tags=["NN"] * len(words), sent_starts=None)
        doc._.statements = [
            {
                "content": [[0, len(doc.text)]],
                "sentence": [0, len(doc.text)],
                "speaker_id": None,
                "continues": None,
            }
        ]
        start = time.perf_counter()
        topics(doc)
        return time.perf_counter() - start

    seconds(50)
    assert seconds(2000) < 10 * 4 * seconds(200)
