"""Why an answer is missing: the most specific reason first, with its evidence and what can be done."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import pytest

from sayso.errors import QueryError
from sayso.graph.building import build
from sayso.graph.model import Article, Extraction, Rejection
from sayso.graph.reasons.absence import KINDS, Absence
from sayso.graph.reasons.missing import why_not
from sayso.graph.reasons.nearness import Around, Near, nearest_label
from sayso.graph.store import Store
from sayso.graph.topics.concepts import Concept

TOPIC = "https://w3id.org/sayso/topic/"


Filled = Callable[..., Store]


def kinds(found: Absence) -> list[str]:
    return [one.kind for one in found.obstacles]


@pytest.mark.parametrize(
    ("who", "topic", "kind", "statement", "told"),
    [
        (
            "Ola Berg",
            "trade controls and sanctions",
            "rejected-statement",
            "sanctions",
            "line 2 of the ledger",
        ),
        ("Fang Han", "wages", "possible-speaker", "unions", "the first is Ola Berg (person:ola-berg)"),
        ("Ola Berg", "insurance", "relayed", "insurance", "the words are those of Fang Han"),
        ("Halden University", "floods", "member", "river", "by people in a role there"),
        ("Ridge Bank", "tariffs", "member", "tariffs", "(1 of them in a former role)"),
        (
            "Fang Han",
            "nuclear power",
            "unresolved-speaker",
            "nuclear",
            "“A person close to them” could not be led",
        ),
        (
            "Ola Berg",
            "chip export controls",
            "label-in-need",
            "sanctions",
            "it counts only beside one of AI, GPU",
        ),
        ("Fang Han", "energy", "label-near-by", "insurance", "only where it has no topic of its own"),
        ("F. Han", "floods", "somebody-else", "river", "by somebody else: Fang Han"),
        ("Fang Han", "tariffs", "somebody-else", "tariffs", "by somebody else: F. Han"),
        ("Ida Moe", "wages", "never-speaks", None, "is named in 2 articles, but no statement there was read"),
        (
            "Fang Han",
            "schools",
            "nothing-near",
            None,
            "on chip export controls (4), insurance (2) and floods (1)",
        ),
        (
            "Fang Hann",
            "floods",
            "nobody-called-so",
            None,
            "no article of it has these words; the nearest names are",
        ),
        (
            "The cellars",
            "floods",
            "nobody-called-so",
            None,
            "the words stand in 1 article, but were not read as",
        ),
        ("Fang Han", "flods", "no-such-topic", None, "the nearest are floods"),
    ],
)
def test_the_most_specific_reason_comes_first(
    newsroom: Store,
    said: dict[str, str],
    who: str,
    topic: str,
    kind: str,
    statement: str | None,
    told: str,
) -> None:
    found = why_not(newsroom, who, topic)
    first = found.obstacles[0]
    assert (first.kind, first.statement) == (kind, said.get(statement or ""))
    assert told in first.told
    assert found.found == ()
    assert found.remedies
    assert kinds(found) == sorted(kinds(found), key=KINDS.index)
    assert (None if found.nearest is None else found.nearest.id) == next(
        (one.statement for one in found.obstacles if one.statement), None
    )


def test_words_that_were_no_name_are_shown_where_they_stand(newsroom: Store) -> None:
    evidence = why_not(newsroom, "The cellars", "floods").obstacles[0].evidence[0]
    assert (evidence.article, evidence.words.text) == ("article:flood", "The cellars were still wet.")


def test_an_answer_that_is_there_is_not_called_missing(newsroom: Store) -> None:
    found = why_not(newsroom, "Ola Berg", "wages")
    assert found.found == ("statement:vote-430-478",)
    assert kinds(found) == ["not-expert", "guess-only"]
    assert "“mayor”, which is of the kind “politician”" in found.obstacles[0].told
    assert '--experts "+politician"' in found.remedies[0]


def test_who_counts_as_expert_can_be_changed(newsroom: Store) -> None:
    assert kinds(why_not(newsroom, "Ola Berg", "wages", experts="+politician")) == ["guess-only"]


def test_it_is_asked_in_one_article_alone(newsroom: Store) -> None:
    assert why_not(newsroom, "Fang Han", "chip export controls", article="flood").found == ()
    assert why_not(newsroom, "Fang Han", "chip export controls", article="vote").found == (
        "statement:vote-114-183",
        "statement:vote-66-102",
    )
    assert kinds(why_not(newsroom, "Fang Han", "chip export controls", article="wire")) == ["copy", "copy"]


def test_a_copy_leads_to_its_original(newsroom: Store) -> None:
    first = why_not(newsroom, "Fang Han", "insurance", article="wire").obstacles[0]
    assert (first.kind, first.statement) == ("copy", "statement:wire-524-563")
    assert "it repeats statement:vote-524-563 of an earlier article" in first.told
    assert "as the words of Fang Han (person:fang-han)" in first.told


def test_meaning_tells_by_how_much_it_missed(newsroom: Store) -> None:
    def meaning(words: str) -> Sequence[tuple[str, float]]:
        return ((TOPIC + "wages", 0.6), (TOPIC + "schools", 0.3)) if "notice" in words else ()

    found = why_not(newsroom, "Fang Han", "schools", meaning=meaning)
    assert found.obstacles[0].kind == "meaning"
    assert found.obstacles[0].statement == "statement:vote-114-183"
    assert "schools comes second" in found.obstacles[0].told
    assert "with 0.30 of 1, 0.20 short of even, after wages (0.60)" in found.obstacles[0].told


def test_a_meaning_that_is_sure_and_was_not_taken_says_so(newsroom: Store) -> None:
    found = why_not(newsroom, "Fang Han", "schools", meaning=lambda words: ((TOPIC + "schools", 0.96),))
    told = found.obstacles[0].told
    assert "schools comes first for what is said, with 0.96 of 1. That weighs the words by themselves" in told
    assert told.endswith("and it did not take the topic")
    assert "would do" not in told


def test_a_meaning_that_is_none_is_not_told(newsroom: Store) -> None:
    found = why_not(newsroom, "Fang Han", "schools", meaning=lambda words: ((TOPIC + "schools", 0.02),))
    assert kinds(found) == ["nothing-near"]


def test_several_of_a_name_are_named(newsroom: Store) -> None:
    with pytest.raises(QueryError) as error:
        why_not(newsroom, "Han", "floods")
    assert "may be one of 2: person:f-han, person:fang-han" in str(error.value)


def test_what_a_namesake_said_is_told_with_the_line_that_would_join_them(filled: Filled) -> None:
    with filled("vote", "ferry", lines="split person:fang-han article:ferry") as store:
        found = why_not(store, "person:fang-han", "banking")
        first = found.obstacles[0]
        assert (first.kind, first.statement) == ("namesake", "statement:ferry-47-99")
        assert "a statement on it is by Fang Han (person:fang-han-in-ferry)" in first.told
        assert "merge person:fang-han person:fang-han-in-ferry" in found.remedies[1]


def test_a_date_that_is_missing_is_told(filled: Filled) -> None:
    with filled("ferry") as store:
        assert kinds(why_not(store, "Fang Han", "banking")) == ["not-expert", "undated"]


def test_a_rejected_person_says_nothing(filled: Filled) -> None:
    with filled("ferry", lines="reject person:fang-han") as store:
        first = why_not(store, "Fang Han", "banking").obstacles[0]
        assert first.kind == "nobody-called-so"


def test_an_article_that_was_withdrawn_is_told_from_the_log(
    filled: Filled, stories: dict[str, Extraction]
) -> None:
    with filled() as store:

        def extract(articles: Iterable[Article | Rejection]) -> Iterator[Extraction | Rejection]:
            for one in articles:
                yield one if isinstance(one, Rejection) else stories[one.id]

        unread = Rejection("poem.txt", "is not in English")
        build([unread, stories["vote"].article, stories["flood"].article], extract, store, run="r1")
        build([], extract, store, run="r1", remove=["flood"])
        gone = why_not(store, "Fang Han", "floods", article="flood").obstacles[0]
        assert gone.kind == "no-such-article"
        assert gone.told.endswith("has it as withdrawn")
        assert (
            why_not(store, "Fang Han", "floods", article="poem.txt")
            .obstacles[0]
            .told.endswith("has it as left out: is not in English")
        )
        assert "its log tells of none" in why_not(store, "Fang Han", "floods", article="x").obstacles[0].told
        assert (
            "an article that it had was withdrawn (flood)"
            in why_not(store, "F. Han", "tariffs").obstacles[0].told
        )


# -- labels near by

FLOODS = Concept(
    "t:floods",
    "floods",
    "floods",
    ("flood defences", "high water"),
    ("banks",),
    ("river",),
)
TEXT = (
    "Rain. High water came. The keeper of the flood walls said the banks held and defences of the old town "
    "stood; Flood Defences Ltd agreed.\n\nIn May a river rose. The banks held."
)


def near(content: str, *names: str) -> Near | None:
    begin = TEXT.rindex(content) if content == "In May a river rose" else TEXT.index(content)
    start = max(TEXT.rfind(". ", 0, begin) + 2 if ". " in TEXT[:begin] else 0, TEXT.rfind("\n", 0, begin) + 1)
    line = TEXT.find("\n", begin)
    spans = tuple((TEXT.index(name), TEXT.index(name) + len(name)) for name in names)
    paragraph = TEXT.rfind("\n", 0, begin) + 1, len(TEXT) if line < 0 else line
    sentence = start, TEXT.index(".", begin) + 1
    return nearest_label([FLOODS], Around(TEXT, ((begin, begin + len(content)),), sentence, paragraph, spans))


@pytest.mark.parametrize(
    ("content", "names", "label", "level", "words", "told"),
    [
        ("High water came", (), "high water", "content", ["High water"], ((), 0, (), "")),
        ("the banks held", (), "banks", "content", ["banks"], ((), 0, ("river",), "")),
        (
            "the flood walls said the banks held and defences",
            (),
            "flood defences",
            "content",
            ["flood", "defences"],
            ((), 6, (), ""),
        ),
        ("In May a river rose", (), "banks", "paragraph", ["banks"], ((), 0, (), "")),
        (
            "Flood Defences Ltd agreed",
            ("Flood Defences Ltd",),
            "floods",
            "sentence",
            ["flood"],
            ((), 0, (), ""),
        ),
    ],
)
def test_the_nearest_label_is_told_with_where_it_stands(
    content: str,
    names: tuple[str, ...],
    label: str,
    level: str,
    words: list[str],
    told: tuple[tuple[str, ...], int, tuple[str, ...], str],
) -> None:
    found = near(content, *names)
    assert found is not None
    assert (found.label, found.level, [one.text for one in found.words]) == (label, level, words)
    assert (found.missing, found.gap, found.needs, found.in_name) == told


def test_words_of_a_name_alone_are_told_as_such() -> None:
    text = "The Flood Defences Ltd agreed."
    found = nearest_label([FLOODS], Around(text, ((0, 29),), (0, 30), (0, 30), ((4, 22),)))
    assert found is not None
    assert (found.label, found.in_name) == ("flood defences", "Flood Defences Ltd")


def test_no_word_is_no_label() -> None:
    text = "He left."
    assert nearest_label([FLOODS], Around(text, ((0, 7),), (0, 8), (0, 8))) is None
