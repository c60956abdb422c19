"""The curation ledger: its lines, and what they do to identities."""

import os
import stat
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.graph import vocab
from sayso.graph.identity.appearances import Appearance, Capacity, Decision, Identity, Reason, Resolution
from sayso.graph.upkeep.curation import Curated, apply
from sayso.graph.upkeep.ledger import (
    Ledger,
    Line,
    append,
    connected,
    format_line,
    lines_about,
    parse,
    read,
)

# ------------------------------------------------------------------------------------------------ lines

READ = [
    ("merge person:ethan-tu person:du-yijin", Line("merge", ("person:ethan-tu", "person:du-yijin"))),
    (
        "  Merge  person:a\tperson:b person:c  # one and the same, A. Berg, 3 May ",
        Line("merge", ("person:a", "person:b", "person:c"), note="one and the same, A. Berg, 3 May"),
    ),
    ("apart person:a person:b", Line("apart", ("person:a", "person:b"))),
    (
        "split person:john-smith article:a3 article:a7",
        Line("split", ("person:john-smith", "article:a3", "article:a7")),
    ),
    ('rename person:x "New Name"', Line("rename", ("person:x",), "New Name")),
    ("rename person:x “New Name”", Line("rename", ("person:x",), "New Name")),
    ("rename person:x New Name # note", Line("rename", ("person:x",), "New Name", "note")),
    (r'rename person:x "J. \"Jack\" \\ Doe # 2"', Line("rename", ("person:x",), 'J. "Jack" \\ Doe # 2')),
    ("kind organization:x outlet", Line("kind", ("organization:x",), "outlet")),
    ("kind organization:x think-tank", Line("kind", ("organization:x",), "think tank")),
    ('kind organization:x "Think tank"', Line("kind", ("organization:x",), "think tank")),
    ("kind organization:x party", Line("kind", ("organization:x",), "government or party")),
    ("kind org:x person", Line("kind", ("organization:x",), "person")),
    ("confirm statement:a3-10-42", Line("confirm", ("statement:a3-10-42",))),
    ("confirm person:x", Line("confirm", ("person:x",))),
    (
        "reject affiliation:a3-x-1 statement:a3-1-2",
        Line("reject", ("affiliation:a3-x-1", "statement:a3-1-2")),
    ),
    ("link person:x wikidata:Q42", Line("link", ("person:x",), "wikidata:Q42")),
    ("link person:x https://www.wikidata.org/wiki/Q42", Line("link", ("person:x",), "wikidata:Q42")),
    ("link organization:x ror:05dxps055", Line("link", ("organization:x",), "ror:05dxps055")),
    (
        "link person:x https://example.org/people?id=7#top",
        Line("link", ("person:x",), "https://example.org/people?id=7#top"),
    ),
    (
        "reject link person:x orcid:0000-0002-1825-009X",
        Line("reject link", ("person:x",), "orcid:0000-0002-1825-009X"),
    ),
    (
        "merge https://w3id.org/sayso/data/person/a https://w3id.org/sayso/data/person/b",
        Line("merge", ("person:a", "person:b")),
    ),
]


@pytest.mark.parametrize(("text", "line"), READ, ids=[text for text, _ in READ])
def test_a_line_is_read(text: str, line: Line) -> None:
    assert parse(text) == Ledger((line,))


BROKEN = [
    ("marge person:a person:b", "unknown decision 'marge': did you mean 'merge'?"),
    ("xyz", "unknown decision 'xyz': a line begins with one of merge, apart, split"),
    ("merge person:a", "it wants two or more names"),
    ("merge person:a person:a", "it names the same twice"),
    ("merge person:a collective:b", "'collective:b' is not what is wanted here: person:…"),
    ("merge a b", "'a' is not what is wanted here: person:…"),
    ("merge person:a https://elsewhere.example/person/b", "is not what is wanted here"),
    ("merge person:a person:b#why", "a note wants a blank before its #"),
    ("merge person:a person:b\u200b", "holds a sign that no name has"),
    ("split person:a", "it wants a name and one or more articles"),
    ("split person:a person:b", "'person:b' is not what is wanted here: article:…"),
    ("rename person:a", "it wants a name and the new name in quotation marks"),
    ('rename person:a ""', "it wants a name and the new name in quotation marks"),
    ('rename person:a John "Jack" Doe', "it wants a name and the new name in quotation marks"),
    ('rename person:a "John', "a quotation mark is not closed"),
    ('rename person:a "Jo\u202ehn"', "a character that cannot be seen"),
    ("kind organization:a zoo", "unknown kind 'zoo': take one of person, organization, outlet"),
    ("confirm", "it wants what is meant"),
    ("confirm article:a3", "'article:a3' is not what is wanted here: statement:…"),
    ("link person:a", "it wants a name and an identifier"),
    ("link person:a wikidata:42", "'wikidata:42' is no identifier: write wikidata:…, ror:…"),
    ("link person:a https://exa mple.org/", "it wants a name and an identifier"),
    ("reject link person:a", "it wants a name and an identifier"),
    ("merge person:\udcff person:b", "it is not UTF-8"),
]


@pytest.mark.parametrize(("text", "reason"), BROKEN, ids=[repr(text) for text, _ in BROKEN])
def test_a_broken_line_is_reported_with_its_number_and_the_rest_is_read(text: str, reason: str) -> None:
    ledger = parse(f"# head\n\nconfirm person:a\n{text}\nconfirm person:b")
    assert [(line.names, line.number) for line in ledger.lines] == [(("person:a",), 3), (("person:b",), 5)]
    (problem,) = ledger.problems
    assert (problem.number, problem.text) == (4, text)
    assert reason in problem.reason


def test_comments_blank_lines_a_mark_at_the_beginning_and_windows_line_ends_are_no_lines() -> None:
    assert parse("\ufeff# head\r\n\r\n   \r\n  # more\r\n").lines == ()
    assert parse("\ufeffconfirm person:a\r\n").lines == (Line("confirm", ("person:a",)),)


def test_iris_of_the_graph_s_own_base_are_names() -> None:
    ledger = parse("confirm https://news.example/data/person/a", base="https://news.example/data/")
    assert ledger.lines == (Line("confirm", ("person:a",)),)


IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
WHO = st.builds("{}:{}".format, st.sampled_from(["person", "organization", "outlet", "platform"]), IDS)
NODES = st.one_of(WHO, st.builds("{}:{}".format, st.sampled_from(["statement", "affiliation"]), IDS))
ARTICLES = st.builds("article:{}".format, IDS)
VISIBLE = st.characters(exclude_categories=["C", "Z"])
WORDS = st.text(st.one_of(VISIBLE, st.just(" ")), min_size=1, max_size=30).map(str.strip).filter(bool)
NOTES = st.one_of(st.just(""), WORDS)
KINDS = st.sampled_from(["person", "outlet", *vocab.ORGANIZATION_KINDS])
IDENTIFIERS = st.sampled_from(["wikidata:Q1", "ror:05dxps055", "viaf:12", "https://example.org/x#y"])
SEVERAL = st.lists(WHO, min_size=2, max_size=4, unique=True).map(tuple)
LINES = st.one_of(
    st.builds(Line, st.sampled_from(["merge", "apart"]), SEVERAL, note=NOTES),
    st.builds(
        lambda who, where, note: Line("split", (who, *where), note=note),
        WHO,
        st.lists(ARTICLES, min_size=1, max_size=3),
        NOTES,
    ),
    st.builds(Line, st.just("rename"), st.tuples(WHO), WORDS, NOTES),
    st.builds(Line, st.just("kind"), st.tuples(WHO), KINDS, NOTES),
    st.builds(
        Line,
        st.sampled_from(["confirm", "reject"]),
        st.lists(NODES, min_size=1, max_size=3).map(tuple),
        note=NOTES,
    ),
    st.builds(Line, st.sampled_from(["link", "reject link"]), st.tuples(WHO), IDENTIFIERS, NOTES),
)


@given(LINES)
def test_what_is_written_is_read_back(line: Line) -> None:
    assert parse(format_line(line)) == Ledger((line,))


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from(["merge", "rename", "#", '"', "\\", "“", " ", "\n", "person:a"]))
    )
)
def test_any_text_is_read_without_an_error(text: str | list[str]) -> None:
    text = text if isinstance(text, str) else " ".join(text)
    ledger = parse(text)
    assert len(ledger.lines) + len(ledger.problems) <= text.count("\n") + 1


@pytest.mark.parametrize(
    "line",
    [
        Line("rename", ("person:a",), "two\nlines"),
        Line("confirm", ("person:a",), note="x\nmerge person:a person:b"),
        Line("merge", ("person:a",)),
        Line("burn", ("person:a",)),
    ],
)
def test_what_would_not_be_read_back_is_not_written(line: Line) -> None:
    with pytest.raises(ValueError, match="no line of a ledger"):
        format_line(line)


# ------------------------------------------------------------------------------------------------- file


@given(st.binary(max_size=200), st.lists(LINES, max_size=3))
def test_appending_never_alters_what_stands_there(
    tmp_path_factory: pytest.TempPathFactory, old: bytes, lines: list[Line]
) -> None:
    path = tmp_path_factory.mktemp("ledger") / "sayso.ledger"
    path.write_bytes(old)
    before = len(read(path).lines)
    append(path, lines)
    new = path.read_bytes()
    assert new.startswith(old)
    assert (new == old) == (not lines)
    assert read(path).lines[before:] == tuple(lines)
    assert [one.name for one in path.parent.iterdir()] == ["sayso.ledger"]


def test_a_ledger_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "sayso.ledger"
    assert read(path) == Ledger()
    append(path, [Line("confirm", ("person:a",), note="seen")])
    assert path.read_bytes() == b"confirm person:a  # seen\n"


def test_a_missing_line_end_is_added_and_those_of_windows_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "sayso.ledger"
    path.write_bytes(b"confirm person:a\r\nconfirm person:b")
    append(path, [Line("confirm", ("person:c",))])
    assert path.read_bytes() == b"confirm person:a\r\nconfirm person:b\r\nconfirm person:c\r\n"


@pytest.mark.skipif(os.name == "nt", reason="modes and links are those of POSIX")
def test_the_mode_of_the_file_and_a_link_to_it_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "sayso.ledger"
    real.write_bytes(b"")
    real.chmod(0o640)
    link.symlink_to(real)
    append(link, [Line("confirm", ("person:a",))])
    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert real.read_bytes() == b"confirm person:a\n"


def test_a_line_that_is_not_utf_8_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sayso.ledger"
    path.write_bytes(b"# caf\xe9\nconfirm person:a\n")
    ledger = read(path)
    assert ledger.lines == (Line("confirm", ("person:a",)),)
    assert [problem.number for problem in ledger.problems] == [1]


# -------------------------------------------------------------------------------------------- identities


def appearance(name_id: str, article: str, published: str | None = None) -> Appearance:
    prefix, _, local = name_id.partition(":")
    return Appearance(f"appearance:{article}-{prefix}-{local}", name_id, local, article, published=published)


def world(*identities: Iterable[str], decisions: Iterable[tuple[str, str, str]] = ()) -> "World":
    """Each identity as "name@article" of its appearances, the earliest first; articles are in order."""
    known: dict[str, Appearance] = {}
    members: dict[str, list[Appearance]] = {}
    for texts in identities:
        parts = [text.rpartition("@") for text in texts]
        mine = [appearance(name if ":" in name else f"person:{name}", article) for name, _, article in parts]
        known.update((one.id, one) for one in mine)
        first = mine[0]
        own = first.name_id if first.name_id not in members else f"{first.name_id}-in-{first.article}"
        members[own] = mine
    made = []
    for own, mine in sorted(members.items()):
        elsewhere = {one.name_id for other, ones in members.items() if other != own for one in ones}
        old = {one.name_id for one in mine} - elsewhere - members.keys()
        made.append(Identity(own, tuple(sorted(one.id for one in mine)), tuple(sorted(old))))
    names = {f"{one.name_id.removeprefix('person:')}@{one.article}": one.id for one in known.values()}
    told = tuple(
        Decision(names[first], names[second], outcome, 0.6, (Reason("name", "alike", 1.0),))
        for first, second, outcome in decisions
    )
    return World(Resolution(tuple(made), told), known)


class World:
    """A resolution and its appearances."""

    def __init__(self, resolution: Resolution, known: dict[str, Appearance]) -> None:
        self.resolution = resolution
        self.known = known

    def curated(self, text: str, *, partial: bool = False, exists: Iterable[str] | None = None) -> Curated:
        nodes = None if exists is None else set(exists).__contains__
        return apply(parse(text), self.resolution, self.known, partial=partial, exists=nodes)

    def who(self, text: str) -> dict[str, str]:
        """After a ledger, the articles of each identity: {"ethan-tu": "a1 a2"}."""
        return {
            identity.id.removeprefix("person:"): " ".join(
                sorted(self.known[one].article for one in identity.appearances)
            )
            for identity in self.curated(text).identities
        }

    def idle(self, text: str) -> list[tuple[int, str, bool]]:
        return [(idle.line.number, idle.reason, idle.partly) for idle in self.curated(text).idle]


TU = world(("ethan-tu@a1", "ethan-tu@a2"), ("du-yijin@a3",), ("li-na@a4",))
ONE_TU = world(("ethan-tu@a1", "du-yijin@a2", "ethan-tu@a3", "tu-yijin@a4"))
SMITHS = world(("john-smith@a1", "john-smith@a2", "john-smith@a3"), ("john-smith@a5", "john-smith@a6"))

PARTITIONS = [
    # merge
    (TU, "merge person:ethan-tu person:du-yijin", {"ethan-tu": "a1 a2 a3", "li-na": "a4"}),
    (TU, "merge person:du-yijin person:ethan-tu", {"du-yijin": "a1 a2 a3", "li-na": "a4"}),
    (TU, "merge person:li-na person:du-yijin person:ethan-tu", {"li-na": "a1 a2 a3 a4"}),
    (
        TU,
        "merge person:ethan-tu person:du-yijin\nmerge person:li-na person:du-yijin",
        {"li-na": "a1 a2 a3 a4"},
    ),
    (SMITHS, "merge person:john-smith person:john-smith-in-a5", {"john-smith": "a1 a2 a3 a5 a6"}),
    (SMITHS, "merge person:john-smith-in-a6 person:john-smith-in-a2", {"john-smith-in-a5": "a1 a2 a3 a5 a6"}),
    # the user's choice of name, where the machine has put them together already
    (ONE_TU, "merge person:du-yijin person:ethan-tu", {"du-yijin": "a1 a2 a3 a4"}),
    # apart: of what the machine keeps apart anyway, and of what it has put together
    (TU, "apart person:ethan-tu person:du-yijin", {"ethan-tu": "a1 a2", "du-yijin": "a3", "li-na": "a4"}),
    (ONE_TU, "apart person:ethan-tu person:du-yijin", {"ethan-tu": "a1 a3 a4", "du-yijin": "a2"}),
    (ONE_TU, "apart person:du-yijin person:ethan-tu", {"ethan-tu": "a1 a3 a4", "du-yijin": "a2"}),
    (
        ONE_TU,
        "apart person:ethan-tu person:du-yijin person:tu-yijin",
        {"ethan-tu": "a1 a3", "du-yijin": "a2", "tu-yijin": "a4"},
    ),
    (
        SMITHS,  # nothing tells with which of the two article a2 goes: with the first
        "apart person:john-smith-in-a1 person:john-smith-in-a3",
        {"john-smith": "a1 a2", "john-smith-in-a3": "a3", "john-smith-in-a5": "a5 a6"},
    ),
    # split
    (
        SMITHS,
        "split person:john-smith article:a2 article:a3",
        {"john-smith": "a1", "john-smith-in-a2": "a2 a3", "john-smith-in-a5": "a5 a6"},
    ),
    (
        SMITHS,
        "split person:john-smith article:a1",
        {"john-smith": "a2 a3", "john-smith-in-a1": "a1", "john-smith-in-a5": "a5 a6"},
    ),
    (
        SMITHS,
        "split person:john-smith article:a3\nmerge person:john-smith-in-a5 person:john-smith-in-a3",
        {"john-smith": "a1 a2", "john-smith-in-a5": "a3 a5 a6"},
    ),
    # what was split out stays out when the rest is merged, in whatever order
    (
        SMITHS,
        "split person:john-smith article:a3\nmerge person:john-smith person:john-smith-in-a5",
        {"john-smith": "a1 a2 a5 a6", "john-smith-in-a3": "a3"},
    ),
    (
        SMITHS,
        "merge person:john-smith person:john-smith-in-a5\nsplit person:john-smith article:a3",
        {"john-smith": "a1 a2 a5 a6", "john-smith-in-a3": "a3"},
    ),
    # a split of what a reader has merged
    (
        SMITHS,
        "merge person:john-smith person:john-smith-in-a5\nsplit person:john-smith article:a6",
        {"john-smith": "a1 a2 a3 a5", "john-smith-in-a6": "a6"},
    ),
    (
        SMITHS,
        "merge person:john-smith-in-a1 person:john-smith-in-a5\nsplit person:john-smith article:a1",
        {"john-smith": "a2 a3 a5 a6", "john-smith-in-a1": "a1"},
    ),
    (
        TU,
        "merge person:ethan-tu person:du-yijin\nsplit person:ethan-tu article:a3",
        {"ethan-tu": "a1 a2", "du-yijin": "a3", "li-na": "a4"},
    ),
    # the later wins
    (
        TU,
        "merge person:ethan-tu person:du-yijin\napart person:du-yijin person:ethan-tu",
        {"ethan-tu": "a1 a2", "du-yijin": "a3", "li-na": "a4"},
    ),
    (
        TU,
        "apart person:du-yijin person:ethan-tu\nmerge person:ethan-tu person:du-yijin",
        {"ethan-tu": "a1 a2 a3", "li-na": "a4"},
    ),
    (
        SMITHS,
        "split person:john-smith article:a2\nmerge person:john-smith person:john-smith-in-a2",
        {"john-smith": "a1 a2 a3", "john-smith-in-a5": "a5 a6"},
    ),
    (
        TU,
        "merge person:ethan-tu person:li-na\nmerge person:li-na person:du-yijin\n"
        "apart person:ethan-tu person:du-yijin",
        {"ethan-tu": "a1 a2", "li-na": "a3 a4"},
    ),
    # what is kept apart is not put together by way of a third
    (
        TU,
        "apart person:ethan-tu person:du-yijin\nmerge person:ethan-tu person:li-na\n"
        "merge person:li-na person:du-yijin",
        {"li-na": "a1 a2 a3 a4"},
    ),
]


@pytest.mark.parametrize(("start", "text", "wanted"), PARTITIONS, ids=[text for _, text, _ in PARTITIONS])
def test_who_is_who_after_the_ledger(start: World, text: str, wanted: dict[str, str]) -> None:
    assert start.who(text) == wanted


def test_of_two_named_by_article_each_keeps_what_is_more_like_it() -> None:
    mayor = Capacity("organization:halden", ("City of Halden",), role="mayor", role_kind="politician")
    striker = Capacity("organization:norr", ("Norr United",), role="striker", role_kind="athlete")
    known = {
        one.id: one
        for one in (
            replace(appearance("person:john-smith", article), name="John Smith", capacities=(capacity,))
            for article, capacity in (("a1", mayor), ("a2", striker), ("a3", mayor), ("a4", striker))
        )
    }
    start = World(Resolution((Identity("person:john-smith", tuple(sorted(known))),)), known)
    assert start.who("apart person:john-smith-in-a1 person:john-smith-in-a4") == {
        "john-smith": "a1 a3",
        "john-smith-in-a2": "a2 a4",
    }


def test_of_several_names_in_one_merge_only_the_contradicted_pair_is_lost() -> None:
    text = "merge person:ethan-tu person:du-yijin person:li-na\napart person:ethan-tu person:li-na"
    assert TU.who(text) == {"ethan-tu": "a1 a2 a3", "li-na": "a4"}
    assert TU.idle(text) == [(1, "line 2 says otherwise, and the later wins", True)]


def test_other_ids_of_a_merged_identity_lead_to_it() -> None:
    (tu, _) = TU.curated("merge person:du-yijin person:ethan-tu").identities
    assert (tu.id, tu.replaced) == ("person:du-yijin", ("person:ethan-tu",))
    (smith,) = SMITHS.curated("merge person:john-smith person:john-smith-in-a5").identities
    assert smith.replaced == ("person:john-smith-in-a5",)
    (one,) = ONE_TU.curated("merge person:du-yijin person:ethan-tu").identities
    assert one.replaced == ("person:ethan-tu", "person:tu-yijin")


def test_a_name_that_was_taken_out_leads_no_longer_to_the_rest() -> None:
    du, tu = ONE_TU.curated("apart person:ethan-tu person:du-yijin").identities
    assert (du.id, du.replaced) == ("person:du-yijin", ())
    assert (tu.id, tu.replaced) == ("person:ethan-tu", ("person:tu-yijin",))


def test_the_id_of_a_split_that_was_undone_leads_back() -> None:
    text = "split person:john-smith article:a2\nmerge person:john-smith person:john-smith-in-a2"
    smith, _ = SMITHS.curated(text).identities
    assert (smith.id, smith.replaced) == ("person:john-smith", ("person:john-smith-in-a2",))


def test_a_person_and_an_organisation_that_are_put_together_are_what_is_named_first() -> None:
    both = world(("person:halden@a1",), ("organization:halden@a2",))
    curated = both.curated("merge organization:halden person:halden")
    assert [identity.id for identity in curated.identities] == ["organization:halden"]
    assert curated.kinds == {"organization:halden": "organization"}
    told = both.curated("merge organization:halden person:halden\nkind organization:halden company")
    assert told.kinds == {"organization:halden": "company"}


IDLE = [
    (TU, "merge person:ethan-tu person:nobody", "there is no person:nobody, or no longer", False),
    (
        TU,
        "merge person:ethan-tu person:du-yijin person:nobody",
        "there is no person:nobody, or no longer",
        True,
    ),
    (TU, "rename person:nobody X", "there is no person:nobody, or no longer", False),
    (TU, "apart person:ethan-tu person:ethan-tu-in-a1-in-a9", "there is no", False),
    (world(("du-yijin@a1",)), "apart person:du-yijin person:du-yijin-in-a1", "the very same", False),
    (SMITHS, "split person:john-smith article:a5", "person:john-smith does not appear in article:a5", False),
    (
        SMITHS,
        "split person:john-smith article:a1 article:a9",
        "person:john-smith does not appear in article:a9",
        True,
    ),
    (SMITHS, "split person:john-smith-in-a5 article:a5 article:a6", "nobody would be left", False),
    (
        world(("tu@a1", "x@a2"), ("li@a3", "x@a4")),
        "rename person:x Y",
        "person:x is a name of several: take one of person:li, person:tu",
        False,
    ),
    (TU, "confirm statement:gone", "there is no statement:gone, or no longer", False),
    (TU, "confirm statement:there statement:gone", "there is no statement:gone", True),
]


@pytest.mark.parametrize(("start", "text", "reason", "partly"), IDLE, ids=[text for _, text, *_ in IDLE])
def test_a_line_that_does_not_apply_is_reported_and_the_rest_applies(
    start: World, text: str, reason: str, partly: bool
) -> None:
    curated = start.curated(f"{text}\nconfirm statement:last", exists=["statement:there", "statement:last"])
    (idle,) = curated.idle
    assert idle.line.number == 1
    assert reason in idle.reason
    assert idle.partly == partly
    assert curated.reviews["statement:last"].status == "confirmed"
    assert any(act.line.number == 1 for act in curated.acts) == partly


def test_names_kinds_links_and_reviews_are_by_the_ids_of_now() -> None:
    curated = TU.curated(
        "\n".join(
            (
                'rename person:du-yijin "Ethan Tu"',
                "kind person:du-yijin person",
                "link person:du-yijin wikidata:Q7",
                "reject link person:ethan-tu wikidata:Q8",
                "confirm person:du-yijin statement:a1-1-2",
                "reject affiliation:a1-3-4",
                "merge person:ethan-tu person:du-yijin",
            )
        )
    )
    assert curated.names == {"person:ethan-tu": "Ethan Tu"}
    assert curated.kinds == {"person:ethan-tu": "person"}
    assert [(link.identifier, link.status) for link in curated.links["person:ethan-tu"]] == [
        ("wikidata:Q7", "confirmed"),
        ("wikidata:Q8", "rejected"),
    ]
    assert {name: (review.status, review.line.number) for name, review in curated.reviews.items()} == {
        "person:ethan-tu": ("confirmed", 5),
        "statement:a1-1-2": ("confirmed", 5),
        "affiliation:a1-3-4": ("rejected", 6),
    }
    assert curated.idle == ()


def test_of_two_lines_on_the_same_thing_the_later_counts_and_the_earlier_is_reported() -> None:
    text = "rename person:ethan-tu A\nrename person:ethan-tu B\nconfirm statement:s statement:t\n"
    text += "reject statement:s"
    curated = TU.curated(text)
    assert curated.names == {"person:ethan-tu": "B"}
    assert curated.reviews["statement:s"].status == "rejected"
    assert [(idle.line.number, idle.reason, idle.partly) for idle in curated.idle] == [
        (1, "line 2 says anew what is to hold of person:ethan-tu", False),
        (3, "line 4 says anew what is to hold of statement:s", True),
    ]
    assert [(act.line.number, act.about) for act in curated.acts] == [
        (2, ("person:ethan-tu",)),
        (3, ("statement:t",)),
        (4, ("statement:s",)),
    ]


def test_two_identifiers_of_one_are_two_links() -> None:
    curated = TU.curated(
        "link person:li-na wikidata:Q1\nlink person:li-na viaf:2\nreject link person:li-na viaf:2"
    )
    assert [(link.identifier, link.status) for link in curated.links["person:li-na"]] == [
        ("viaf:2", "rejected"),
        ("wikidata:Q1", "confirmed"),
    ]


# --------------------------------------------------------------------------------------------- decisions


def told(curated: Curated) -> list[tuple[str, str, str, str]]:
    return [
        (one.first.removeprefix("appearance:"), one.second.removeprefix("appearance:"), one.outcome, one.by)
        for one in curated.decisions
    ]


def test_a_reader_s_decision_stands_for_the_machine_s_and_keeps_its_reasons() -> None:
    start = world(("tu@a1",), ("du@a2",), decisions=[("tu@a1", "du@a2", "undecided")])
    curated = start.curated("merge person:tu person:du  # same lab")
    (decision,) = curated.decisions
    assert (decision.outcome, decision.by, decision.confidence) == ("same", "ledger line 1", 1.0)
    assert [reason.kind for reason in decision.reasons] == ["ledger", "name"]
    assert decision.reasons[0].text == "same lab"
    assert told(start.curated("apart person:du person:tu")) == [
        ("a1-person-tu", "a2-person-du", "different", "ledger line 1")
    ]


def test_what_follows_from_two_lines_is_decided_too() -> None:
    start = world(
        ("tu@a1",),
        ("du@a2",),
        ("li@a3",),
        ("xu@a4",),
        decisions=[("tu@a1", "li@a3", "undecided"), ("tu@a1", "xu@a4", "undecided")],
    )
    assert told(start.curated("merge person:tu person:du\napart person:du person:li")) == [
        ("a1-person-tu", "a2-person-du", "same", "ledger line 1"),
        ("a1-person-tu", "a3-person-li", "different", "ledger line 2"),
        ("a1-person-tu", "a4-person-xu", "undecided", "machine"),
        ("a2-person-du", "a3-person-li", "different", "ledger line 2"),
    ]


def test_a_merge_of_the_machine_that_a_reader_undoes_is_decided_by_the_reader() -> None:
    start = world(("tu@a1", "du@a2"), decisions=[("tu@a1", "du@a2", "same")])
    assert told(start.curated("apart person:tu person:du")) == [
        ("a1-person-tu", "a2-person-du", "different", "ledger line 1")
    ]
    assert told(start.curated("split person:tu article:a2")) == [
        ("a1-person-tu", "a2-person-du", "different", "ledger line 1")
    ]


def test_an_overruled_line_decides_nothing() -> None:
    curated = TU.curated("merge person:ethan-tu person:du-yijin\napart person:ethan-tu person:du-yijin")
    assert told(curated) == [("a1-person-ethan-tu", "a3-person-du-yijin", "different", "ledger line 2")]
    assert [(idle.line.number, idle.reason) for idle in curated.idle] == [
        (1, "line 2 says otherwise, and the later wins")
    ]


# -------------------------------------------------------------------------------------------------- parts


def test_of_a_part_the_lines_about_others_are_passed_over() -> None:
    text = (
        "merge person:x person:y\nrename person:z Z\nconfirm person:w\nmerge person:ethan-tu person:du-yijin"
    )
    assert [idle.line.number for idle in TU.curated(text).idle] == [1, 2, 3]
    part = TU.curated(text, partial=True)
    assert part.idle == ()
    assert [act.line.number for act in part.acts] == [4]


def test_lines_tie_names_together() -> None:
    ledger = parse(
        "merge person:a person:b\nrename person:c C\napart person:john-smith-in-a3 person:b\n"
        "confirm statement:s"
    )
    assert connected(ledger) == (
        frozenset({"person:a", "person:b", "person:john-smith", "person:john-smith-in-a3"}),
        frozenset({"person:c"}),
    )
    assert [line.number for line in lines_about(ledger, "person:john-smith")] == [3]


# -------------------------------------------------------------------------------------------------- laws

SIX = ("p@a1", "p@a2", "q@a3"), ("q@a4", "p@a5"), ("r@a6",), ("s@a7", "t@a8")
NAMES = st.sampled_from(
    ["person:p", "person:q-in-a4", "person:q-in-a3", "person:p-in-a2", "person:r", "person:s", "person:t"]
)
PAIRS = st.lists(NAMES, min_size=2, max_size=3, unique=True).map(tuple)
EDITS = st.one_of(
    st.builds(Line, st.sampled_from(["merge", "apart"]), PAIRS),
    st.builds(
        lambda who, where: Line("split", (who, f"article:{where}")),
        NAMES,
        st.sampled_from([f"a{number}" for number in range(1, 9)]),
    ),
    st.builds(Line, st.just("rename"), st.tuples(NAMES), st.just("New")),
)


def numbered(lines: Iterable[Line]) -> str:
    return "\n".join(map(format_line, lines))


def test_an_empty_ledger_changes_nothing() -> None:
    start = world(*SIX, decisions=[("p@a1", "q@a4", "undecided")])
    empty = Curated(start.resolution.identities, start.resolution.decisions)
    assert start.curated("") == empty
    assert start.curated("# only this\n") == empty
    about_nobody = start.curated("rename person:nobody X")
    assert about_nobody.identities == empty.identities and about_nobody.decisions == empty.decisions


@given(st.lists(EDITS, max_size=6))
def test_everybody_is_in_one_identity_and_no_id_leads_to_two(lines: list[Line]) -> None:
    start = world(*SIX)
    curated = start.curated(numbered(lines))
    everybody = [one for identity in curated.identities for one in identity.appearances]
    assert sorted(everybody) == sorted(start.known)
    ids = [name for identity in curated.identities for name in (identity.id, *identity.replaced)]
    assert len(ids) == len(set(ids))
    assert {identity.id for identity in start.resolution.identities} <= set(ids)


@given(st.lists(EDITS, max_size=6))
def test_every_line_either_applies_or_is_reported(lines: list[Line]) -> None:
    curated = world(*SIX).curated(numbered(lines))
    told = {act.line.number for act in curated.acts} | {idle.line.number for idle in curated.idle}
    assert told == set(range(1, len(lines) + 1))


@given(
    st.lists(EDITS, max_size=5),
    st.sampled_from(["merge", "apart"]),
    st.permutations(["person:s", "person:r", "person:p"]),
)
def test_the_last_line_always_holds(lines: list[Line], verb: str, names: list[str]) -> None:
    start = world(*SIX)
    text = numbered([*lines, Line(verb, tuple(names))])
    curated = start.curated(text)
    assert [idle.line.number for idle in curated.idle if idle.line.number == len(lines) + 1] == []


@given(PAIRS)
def test_merging_is_symmetric(names: tuple[str, ...]) -> None:
    start = world(*SIX)
    partitions = {
        frozenset(identity.appearances for identity in start.curated(f"merge {' '.join(order)}").identities)
        for order in permutations(names)
    }
    assert len(partitions) == 1


@given(
    st.lists(st.builds(Line, st.just("merge"), PAIRS), max_size=5).flatmap(
        lambda lines: st.tuples(st.just(lines), st.permutations(lines))
    )
)
def test_the_order_of_merges_matters_for_names_only(orders: tuple[list[Line], list[Line]]) -> None:
    start = world(*SIX)
    one, other = (start.curated(numbered(lines)).identities for lines in orders)
    assert {identity.appearances for identity in one} == {identity.appearances for identity in other}


@given(st.lists(EDITS, max_size=5))
def test_a_part_is_curated_as_the_whole(lines: list[Line]) -> None:
    """What the lines tie together may be looked at alone."""
    start = world(*SIX)
    text = numbered(lines)
    whole = start.curated(text).identities
    groups = connected(parse(text))
    tied: list[set[str]] = []
    for identity in start.resolution.identities:
        names = {start.known[one].name_id for one in identity.appearances}
        names |= {name for group in groups if names & group for name in group}
        joined = [other for other in tied if other & names]
        tied = [other for other in tied if not other & names] + [names.union(*joined)]
    parts: list[Identity] = []
    for names in tied:
        known = {key: one for key, one in start.known.items() if one.name_id in names}
        resolution = Resolution(
            tuple(one for one in start.resolution.identities if one.appearances[0] in known)
        )
        parts.extend(apply(parse(text), resolution, known, partial=True).identities)
    assert sorted(parts, key=lambda identity: identity.id) == list(whole)
