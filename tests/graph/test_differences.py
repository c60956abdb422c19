"""What differs between two states: by article, and in what follows from all articles."""

import json
from collections.abc import Iterable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat

from sayso import differing
from sayso.errors import InputError, StoreError
from sayso.graph.changes.derived_differences import (
    DerivedDifference,
    DerivedState,
    IdentityChange,
    Told,
    derived_difference,
)
from sayso.graph.changes.differences import (
    ArticleDifference,
    Change,
    Difference,
    FindingDifference,
    RunDifference,
    article_difference,
    compare,
)
from sayso.graph.changes.states import ArticleState, Finding, Side, open_side, state
from sayso.graph.mapping import quads
from sayso.graph.model import (
    Affiliation,
    Article,
    Entity,
    Extraction,
    Span,
    Stance,
    Statement,
    TopicAssignment,
)
from sayso.graph.names import slug
from sayso.graph.record import to_json
from sayso.graph.store import Store

FIRST = "Mara Voss said that the wall would hold. "
SECOND = "Ivo Brandt, a clerk at Harbour Bank, warned that the wall was too low for a storm. "
THIRD = "Mara Voss said that the sea was calm. "


def spoken(text: str, sentences: Iterable[str], name: str = "wall", **given: object) -> Extraction:
    """An article in which the first two words of each sentence name who says what stands behind "that"."""
    entities: dict[str, Entity] = {}
    affiliations: list[Affiliation] = []
    statements: list[Statement] = []
    for sentence in sentences:
        start = text.index(sentence)
        who = " ".join(sentence.split()[:2]).rstrip(",")
        person = f"person:{slug(who)}"
        mention = (start, start + len(who))
        known = entities.get(person)
        mentions = (*(known.mentions if known else ()), mention)
        entities[person] = Entity(person, "person", who, mentions)
        if " clerk at " in sentence:
            bank = start + sentence.index("Harbour Bank")
            entities["org:harbour-bank"] = Entity("org:harbour-bank", "organization", "Harbour Bank", ())
            affiliations.append(
                Affiliation(
                    mention,
                    person,
                    (bank, bank + 12),
                    "org:harbour-bank",
                    role_text="clerk",
                    rule="apposition",
                )
            )
        begin, end = start + sentence.index("that ") + 5, start + len(sentence.rstrip()) - 1
        cue = begin - 5
        statements.append(
            Statement(
                f"statement:{name}-{begin}-{end}",
                (mention,),
                ((cue, cue + 4),),
                ((begin, end),),
                (start, end + 1),
                "indirect",
                "say",
                speaker_id=person,
                topics=(TopicAssignment("topic:floods", "own-words", 0.5, rule="label"),),
                confidence=0.8,
                rule="cue-verb",
            )
        )
    facts = {"run": "r1", "run_facts": (("sayso", "1"), ("model", "small")), **given}
    return Extraction(
        Article(name, f"{name}.txt", text, published="2024-01-01"),
        tuple(entities.values()),
        tuple(affiliations),
        tuple(statements),
        **facts,  # type: ignore[arg-type]  # the fields of an extraction
    )


def told(extraction: Extraction) -> ArticleState:
    return state(quads(extraction), extraction.article.id)


def differ(old: Extraction, new: Extraction, *ignore: str) -> ArticleDifference:
    found = article_difference(told(old), told(new), ignore=ignore)
    assert found is not None
    return found


def with_statement(extraction: Extraction, number: int, **given: object) -> Extraction:
    statements = list(extraction.statements)
    statements[number] = replace(statements[number], **given)  # type: ignore[arg-type]  # fields of a statement
    return replace(extraction, statements=tuple(statements))


OLD = spoken(FIRST + SECOND, [FIRST, SECOND])


def test_an_article_that_another_run_reads_alike_is_the_same() -> None:
    assert article_difference(told(OLD), told(replace(OLD, run="r2"))) is None


def test_what_stands_below_a_new_line_has_moved() -> None:
    found = differ(OLD, spoken("Today. " + FIRST + SECOND, [FIRST, SECOND]))
    assert [(one.what, one.finding.kind, one.changes) for one in found.findings] == [
        ("moved", "statement", ()),
        ("moved", "statement", ()),
        ("moved", "affiliation", ()),
    ]
    assert (found.what, found.why, found.same) == ("changed", ("text",), 0)
    begins = [(one.old.content[0][0], one.new.content[0][0]) for one in found.findings if one.old and one.new]
    assert [new - old for old, new in begins] == [7, 7, 7]


def test_a_statement_that_is_put_in_came_and_what_stands_above_is_the_same() -> None:
    found = differ(OLD, spoken(FIRST + SECOND + THIRD, [FIRST, SECOND, THIRD]))
    assert [(one.what, one.finding.words, one.finding.who) for one in found.findings] == [
        ("came", "the sea was calm", "Mara Voss")
    ]
    assert found.same == 3


def test_a_statement_and_an_affiliation_that_are_gone_went() -> None:
    found = differ(OLD, spoken(FIRST, [FIRST]))
    assert [(one.what, one.finding.kind, one.finding.words, one.finding.rule) for one in found.findings] == [
        ("went", "statement", "the wall was too low for a storm", "cue-verb"),
        ("went", "affiliation", "Ivo Brandt: clerk, Harbour Bank", "apposition"),
    ]


CHANGES = [
    (
        {"speaker_id": "person:ivo-brandt"},
        Change("speaker", "", "Mara Voss (person:mara-voss)", "Ivo Brandt (person:ivo-brandt)"),
    ),
    ({"speaker_id": None}, Change("speaker", "", "Mara Voss (person:mara-voss)", None)),
    (
        {"possible_speaker_id": "person:ivo-brandt"},
        Change("possible speaker", "", None, "Ivo Brandt (person:ivo-brandt)"),
    ),
    ({"confidence": 0.25}, Change("confidence", "", "0.8", "0.25")),
    ({"rule": "colon"}, Change("rule", "", "cue-verb", "colon")),
    ({"quote_type": "direct"}, Change("quote type", "", "indirect", "direct")),
    ({"cue_type": "warning"}, Change("cue type", "", "say", "warning")),
    ({"certainty": "possible"}, Change("certainty", "", "certain", "possible")),
    ({"polarity": "negated"}, Change("polarity", "", "affirmative", "negated")),
    ({"coreference": "pronoun"}, Change("speaker found by", "", None, "pronoun")),
    ({"due": "2030"}, Change("due", "", None, "2030")),
    ({"capacity": (0,)}, Change("role", "clerk, Harbour Bank", None, "")),
    ({"topics": ()}, Change("topic", "topic:floods", "own-words, 0.5", None, "label")),
    (
        {"topics": (TopicAssignment("topic:floods", "sentence", 0.5, rule="meaning"),)},
        Change("topic", "topic:floods", "own-words, 0.5", "sentence, 0.5", "label", "meaning"),
    ),
    (
        {"stance": (Stance("topic:floods", "negative", 0.7, rule="cue"),)},
        Change("stance", "topic:floods", None, "negative, 0.7", "", "cue"),
    ),
]


@pytest.mark.parametrize(
    ("given", "change"), CHANGES, ids=[f"{c.name}-{n}" for n, (_, c) in enumerate(CHANGES)]
)
def test_what_is_read_otherwise_is_told_with_both_sides_and_their_rules(
    given: dict[str, object], change: Change
) -> None:
    found = differ(OLD, with_statement(OLD, 0, **given))
    assert [(one.what, one.changes) for one in found.findings] == [("changed", (change,))]


def test_a_statement_read_to_its_end_is_the_same_one_with_other_words() -> None:
    content = OLD.statements[1].content[0]
    found = differ(
        OLD, with_statement(OLD, 1, content=((content[0], content[1] - 12),), id="statement:x-1-2")
    )
    (one,) = found.findings
    assert one.what == "changed"
    assert one.changes == (Change("words", "", "the wall was too low for a storm", "the wall was too low"),)


def test_what_is_read_as_part_of_another_statement_says_which() -> None:
    whole = (OLD.statements[0].content[0][0], OLD.statements[1].content[0][1])
    long = replace(with_statement(OLD, 0, content=(whole,), rule="quotation"))
    found = differ(OLD, replace(long, statements=long.statements[:1]))
    gone = {one.finding.words: one for one in found.findings if one.what == "went"}
    (one,) = gone.values()
    assert one.instead is not None
    assert one.instead.words.startswith("the wall would hold. Ivo Brandt")
    assert one.instead.rule == "quotation"


def test_the_same_words_said_twice_are_told_apart_by_place_and_speaker() -> None:
    other = FIRST.replace("Mara Voss", "Ivo Brandt")
    both = spoken(FIRST + other, [FIRST, other])
    found = differ(both, replace(both, statements=both.statements[1:]))
    assert [(one.what, one.finding.who) for one in found.findings] == [("went", "Mara Voss")]
    moved = spoken("Now: " + other + FIRST, [other, FIRST])
    assert [one.what for one in differ(both, moved).findings] == ["moved", "moved"]


def test_a_statement_that_goes_on_from_another_tells_it_by_its_words() -> None:
    first = OLD.statements[0].id
    old, new = (
        with_statement(one, 1, continues=one.statements[0].id, cue=())
        for one in (OLD, spoken("Today. " + FIRST + SECOND, [FIRST, SECOND]))
    )
    assert {one.what for one in differ(old, new).findings} == {"moved"}
    assert Change("goes on from", "", None, "the wall would hold") in (
        differ(OLD, with_statement(OLD, 1, continues=first)).findings[0].changes
    )


def test_metadata_counts_too() -> None:
    new = replace(OLD, article=replace(OLD.article, title="Walls", published="2024-02-02"))
    assert differ(OLD, new).changes == (
        Change("date", "", "2024-01-01", "2024-02-02"),
        Change("title", "", None, "Walls"),
    )
    assert differ(OLD, new).why == ("metadata",)


def test_what_is_to_be_ignored_does_not_count() -> None:
    surer = with_statement(
        OLD, 0, confidence=0.9, topics=(TopicAssignment("topic:floods", "own-words", 0.6, rule="label"),)
    )
    assert len(differ(OLD, surer).findings[0].changes) == 2
    assert article_difference(told(OLD), told(surer), ignore=["confidence"]) is None


names = st.sampled_from(["Mara Voss", "Ivo Brandt", "Pol Adair"])
sayings = st.sampled_from(["the wall would hold", "the sea was calm", "it was late", "it was too late"])
sentences = st.lists(st.builds("{} said that {}. ".format, names, sayings), max_size=6, unique=True)


@settings(max_examples=40, deadline=None)
@given(sentences, sentences, st.sampled_from(["", "Today. ", "So it was: "]))
def test_every_finding_of_either_side_is_told_once(old: list[str], new: list[str], start: str) -> None:
    before = told(spoken("".join(old), old))
    after = told(spoken(start + "".join(new), new))
    found = article_difference(before, after)
    same = len(before.findings) if found is None else found.same
    listed = () if found is None else found.findings
    assert same + sum(one.old is not None for one in listed) == len(before.findings)
    assert same + sum(one.new is not None for one in listed) == len(after.findings)
    back = article_difference(after, before)
    turned = {"came": "went", "went": "came"}
    assert sorted(turned.get(one.what, one.what) for one in (back.findings if back else ())) == sorted(
        one.what for one in listed
    )
    assert article_difference(before, before) is None


def finding(number: int, words: str, at: int) -> Finding:
    span: Span = (at, at + len(words))
    return Finding("statement", f"statement:a-{number}", words, "Mara Voss", "cue", (span,), (span,), ())


@pytest.mark.parametrize("alike", ["the same words over and over", "word{} is put behind word{}"])
def test_an_article_with_very_many_statements_takes_time_by_their_number(alike: str) -> None:
    # with all pairs looked at, this would take minutes
    sides = [
        ArticleState(
            "a", "a.txt", "r", f"text-{side}", (),
            tuple(finding(n, alike.format(n * step, n), n * 10) for n in range(4000)),
        )
        for side, step in enumerate((1, 3))
    ]  # fmt: skip
    found = article_difference(*sides)
    listed = () if found is None else found.findings
    assert sum(one.old is not None for one in listed) <= 4000


# -- sides


def other(name: str, text: str = FIRST) -> Extraction:
    return spoken(text, [text], name)


def graph(folder: Path, extractions: Iterable[Extraction]) -> Path:
    with Store.open(folder, create=True) as store:
        for extraction in extractions:
            store.replace(extraction)
        store.refresh_derived()
    return folder


def records(path: Path, extractions: Iterable[Extraction]) -> Path:
    lines = (json.dumps(to_json(extraction)) for extraction in extractions)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


NEW = replace(with_statement(OLD, 0, speaker_id="person:ivo-brandt"), run="r2", run_facts=(("sayso", "2"),))
SIDES = {
    "old": [OLD, other("gone"), other("kept")],
    "new": [NEW, other("kept"), other("fresh", THIRD)],
}
KINDS = ("graph", "records.jsonl", "dump.nq", "dump.trig")


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both sides in each form: `old/graph`, `old/records.jsonl`, `old/dump.nq` and so on."""
    folder = tmp_path_factory.mktemp("sides")
    for name, extractions in SIDES.items():
        (folder / name).mkdir()
        records(folder / name / "records.jsonl", extractions)
        with Store.open(graph(folder / name / "graph", extractions), read_only=True) as store:
            (folder / name / "dump.nq").write_bytes(store.dump(RdfFormat.N_QUADS))
            (folder / name / "dump.trig").write_bytes(store.dump(RdfFormat.TRIG))
    return folder


@pytest.mark.parametrize("one", KINDS)
@pytest.mark.parametrize("two", KINDS)
def test_graphs_records_and_dumps_are_compared_with_each_other(sides: Path, one: str, two: str) -> None:
    with open_side(sides / "old" / one) as before, open_side(sides / "new" / two) as after:
        found = compare(before, after)
        assert compare(before, before).is_none and compare(after, after).is_none
    assert [(article.id, article.what, article.statements) for article in found.articles] == [
        ("fresh", "came", 1),
        ("gone", "went", 1),
        ("wall", "changed", 2),
    ]
    assert found.runs == (RunDifference("r1", "r2", 1, (("model", "small", None), ("sayso", "1", "2"))),)
    assert found.counts() == {
        "articles": {"came": 1, "went": 1, "changed": 1, "same": 1},
        "statements": {"came": 1, "went": 1, "moved": 0, "changed": 1},
        "affiliations": {"came": 0, "went": 0, "moved": 0, "changed": 0},
    }
    assert found.changed() == {"speaker": 1}
    assert (found.derived is None) == ("records.jsonl" in (one, two))


def test_a_graph_with_another_base_says_the_same(sides: Path, tmp_path: Path) -> None:
    with Store.open(tmp_path / "other", create=True, base="https://kg.example/") as store:
        for extraction in SIDES["old"]:
            store.replace(extraction)
        store.refresh_derived()
    with open_side(sides / "old" / "graph") as before, open_side(tmp_path / "other") as after:
        assert compare(before, after).is_none


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.jsonl", "{}\n", "line 1 of .*a.jsonl is no extraction record"),
        ("a.jsonl", "[1]\n", "line 1 of .*a.jsonl is no extraction record"),
        ("a.jsonl", "\n\nno\n", "line 3 of .*a.jsonl is no extraction record"),
        ("a.nq", "no quads", "cannot read .*a.nq"),
        ("a.nq", "<a:s> <a:p> <a:o> <a:g> .\n", "is no dump of a graph"),
        ("a.csv", "a,b\n", "no graph folder, no file of extraction records"),
    ],
)
def test_a_side_that_cannot_be_read_is_told_in_one_line(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        open_side(tmp_path / name)
    assert "\n" not in str(caught.value)


WHOLE = to_json(
    replace(
        with_statement(
            OLD,
            0,
            stance=(Stance("topic:floods", "for", 0.5),),
            topics=(TopicAssignment("topic:floods", "own-words", 1.0),),
        ),
        run_facts=(("model", "small"),),
    )
)
ODD: tuple[Any, ...] = (
    None,
    "",
    0,
    -1,
    10**30,
    float("nan"),
    True,
    [],
    {},
    "x",
    [1],
    [["a", 1]],
    [[0, 10**9]],
    "\ud800",
    "a b",
)


def steps(found: object) -> list[tuple[str | int, ...]]:
    """The ways to all that a record holds."""
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(found, dict):
        inner = found.items()
    elif isinstance(found, list):
        inner = enumerate(found)
    return [(key, *rest) for key, value in inner for rest in [(), *steps(value)]]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(steps(WHOLE)), st.sampled_from(ODD))
@example(("statements", 0, "confidence"), "x")
@example(("run_facts", "model"), [])
@example(("statements", 0, "continues"), [])
@example(("article",), [1])
@example(("run",), {})
def test_a_record_with_a_damaged_field_is_told_in_one_line_or_compared(
    tmp_path_factory: pytest.TempPathFactory, way: tuple[str | int, ...], odd: object
) -> None:
    damaged = json.loads(json.dumps(WHOLE))
    place = damaged
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = odd
    file = tmp_path_factory.getbasetemp() / "damaged.jsonl"
    file.write_text(json.dumps(damaged) + "\n", encoding="utf-8")
    whole = tmp_path_factory.getbasetemp() / "whole.jsonl"
    whole.write_text(json.dumps(WHOLE) + "\n", encoding="utf-8")
    try:
        with open_side(whole) as before, open_side(file) as after:
            differing.show(compare(before, after), StringIO(), everything=True)
    except InputError as error:
        assert "line 1 of" in str(error) and "\n" not in str(error)


def test_records_that_are_gone_as_they_are_compared_are_told(tmp_path: Path) -> None:
    with open_side(records(tmp_path / "a.jsonl", [OLD])) as side:
        (tmp_path / "a.jsonl").unlink()
        with pytest.raises(InputError, match="cannot read "):
            side.article("wall")


def test_two_records_of_one_article_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two records of the article wall, in lines 1 and 2"):
        open_side(records(tmp_path / "a.jsonl", [OLD, OLD]))


def test_a_side_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no graph in"):
        open_side(tmp_path / "nothing")
    with pytest.raises(InputError, match="cannot read"):
        open_side(tmp_path / "nothing.jsonl")


def test_an_empty_file_is_a_side_without_articles(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("", encoding="utf-8")
    with open_side(tmp_path / "a.jsonl") as empty, open_side(records(tmp_path / "b.jsonl", [OLD])) as one:
        assert [article.what for article in compare(empty, one).articles] == ["came"]


# -- what follows from all articles

BEFORE = DerivedState(
    identities={
        "appearance:a-1": "person:ann-lee",
        "appearance:b-1": "person:a-lee",
        "appearance:c-1": "person:bo",
    },
    names={"person:ann-lee": "Ann Lee", "person:a-lee": "A. Lee", "person:bo": "Bo"},
    topics={"topic:tea": "tea", "topic:rain": "rain"},
    disagreements=frozenset({("person:bo", "person:ann-lee", "topic:tea")}),
    copies=frozenset({("b", "a")}),
)
SAME = Told(("appearance:a-1", "appearance:b-1"), "same", "0.9", "machine", ("name: A. is Ann (+2.0)",))
APART = Told(("appearance:a-1", "appearance:b-1"), "different", "1", "ledger line 3", ())
MERGED = replace(
    BEFORE,
    identities={**BEFORE.identities, "appearance:b-1": "person:ann-lee"},
    decisions=(SAME,),
)
IDENTITIES = [
    (
        BEFORE,
        MERGED,
        IdentityChange(
            "merged",
            (("person:a-lee", "A. Lee"), ("person:ann-lee", "Ann Lee")),
            (("person:ann-lee", "Ann Lee"),),
            (SAME,),
        ),
    ),
    (
        MERGED,
        replace(BEFORE, decisions=(APART,)),
        IdentityChange(
            "parted",
            (("person:ann-lee", "Ann Lee"),),
            (("person:a-lee", "A. Lee"), ("person:ann-lee", "Ann Lee")),
            (APART,),
        ),
    ),
    (
        BEFORE,
        replace(BEFORE, names={**BEFORE.names, "person:bo": "Bo Kim"}),
        IdentityChange("renamed", (("person:bo", "Bo"),), (("person:bo", "Bo Kim"),)),
    ),
    (
        BEFORE,
        replace(BEFORE, identities={**BEFORE.identities, "appearance:d-1": "person:cy"}),
        IdentityChange("came", (), (("person:cy", "person:cy"),)),
    ),
    (
        BEFORE,
        replace(BEFORE, identities={"appearance:a-1": "person:ann-lee", "appearance:b-1": "person:a-lee"}),
        IdentityChange("went", (("person:bo", "Bo"),), ()),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "change"), IDENTITIES, ids=[change.what for *_, change in IDENTITIES])
def test_who_became_somebody_else(old: DerivedState, new: DerivedState, change: IdentityChange) -> None:
    assert derived_difference(old, new).identities == (change,)


def test_a_disagreement_of_somebody_renamed_is_the_same() -> None:
    new = replace(
        BEFORE,
        identities={**BEFORE.identities, "appearance:c-1": "person:bo-kim"},
        names={**BEFORE.names, "person:bo-kim": "Bo Kim"},
        disagreements=frozenset({("person:bo-kim", "person:ann-lee", "topic:tea")}),
    )
    found = derived_difference(BEFORE, new)
    assert (found.disagreements_came, found.disagreements_went) == ((), ())


def test_topics_disagreements_and_copies_come_and_go() -> None:
    new = replace(
        BEFORE,
        topics={"topic:tea": "black tea", "topic:snow": "snow"},
        disagreements=frozenset({("person:bo", "person:ann-lee", "topic:snow")}),
        copies=frozenset({("c", "a")}),
    )
    assert derived_difference(BEFORE, new) == DerivedDifference(
        topics_came=(("topic:snow", "snow"),),
        topics_went=(("topic:rain", "rain"),),
        topics_renamed=(("topic:tea", "tea", "black tea"),),
        disagreements_came=(("person:bo", "person:ann-lee", "topic:snow"),),
        disagreements_went=(("person:bo", "person:ann-lee", "topic:tea"),),
        copies_came=(("c", "a"),),
        copies_went=(("b", "a"),),
    )
    assert derived_difference(BEFORE, new).names == {
        "person:ann-lee": "Ann Lee",
        "person:bo": "Bo",
        "topic:snow": "snow",
        "topic:tea": "black tea",
    }
    assert derived_difference(BEFORE, BEFORE).is_none


def test_a_line_of_the_ledger_is_what_merged_two() -> None:
    old, new = Store.memory(), Store.memory()
    for store in (old, new):
        store.replace(OLD)
        store.replace(other("b", FIRST.replace("Mara", "Maria")))
    new.set_ledger("merge person:mara-voss person:maria-voss\n")
    for store in (old, new):
        store.refresh_derived()
    found = compare(Side("old", old.base, old), Side("new", new.base, new))
    assert found.articles == () and not found.is_none
    assert found.derived is not None
    (change,) = found.derived.identities
    assert (change.what, [one for one, _ in change.old]) == (
        "merged",
        ["person:mara-voss", "person:maria-voss"],
    )
    assert [told.by for told in change.why] == ["ledger line 1"]


def test_a_difference_without_articles_counts_nothing() -> None:
    none = Difference((), 3)
    assert none.is_none
    assert none.counts()["articles"] == {"came": 0, "went": 0, "changed": 0, "same": 3}
    assert FindingDifference("came", None, finding(1, "so", 0)).finding.words == "so"
