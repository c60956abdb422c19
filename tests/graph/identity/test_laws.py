"""Laws of resolution: order, components, lookup, ids."""

from collections.abc import Iterable, Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.graph.identity.appearances import Appearance, Capacity, Decision, Identity
from sayso.graph.identity.names import blocking_keys, compatible
from sayso.graph.identity.person_names import read_person_name
from sayso.graph.identity.person_relations import relation
from sayso.graph.identity.resolution import resolve
from sayso.graph.names import slug

GIVEN = ["Bill", "William", "W.", "Mohammed", "Muhammad", "Jean-Claude", "Jean", "J.", "Jo", "Wei", "Maria"]
FAMILY = ["Tate", "Zelensky", "Zelenskyy", "Schröder", "Schroeder", "Li", "Garcia", "Garcia Lopez", "van Dam"]
PERSONS = st.builds(
    lambda given, middle, family, tail: " ".join(filter(None, (given, middle, family, tail))),
    st.sampled_from([*GIVEN, ""]),
    st.sampled_from(["", "", "B.", "Ann"]),
    st.sampled_from(FAMILY),
    st.sampled_from(["", "", "", "Jr."]),
)
BODIES = st.sampled_from(
    [
        "Ministry of Finance", "French Finance Ministry", "Finance Ministry of Italy", "Harlow University",
        "University of Harlow", "Harlow", "IWT", "Institute of World Trade", "Irish Wind Turbines",
        "Brightline", "The Brightline Corp.", "Lumen", "Supreme Court", "Supreme Court of India",
    ]
)  # fmt: skip
CAPACITIES = st.builds(
    lambda name, kind: Capacity(f"organization:{slug(name)}", (name,), role_kind=kind),
    BODIES,
    st.sampled_from(["scientist", "athlete", "official", "executive", None]),
)


@st.composite
def appearances(draw: st.DrawFn) -> list[Appearance]:
    """A corpus of up to eight articles; no name id comes twice in one."""
    found: dict[tuple[str, str], Appearance] = {}
    people: dict[str, list[str]] = {}
    for number in range(draw(st.integers(1, 14))):
        article = draw(st.sampled_from("abcdefgh"))
        person = draw(st.booleans())
        name = draw(PERSONS if person else BODIES)
        name_id = f"{'person' if person else draw(st.sampled_from(['organization', 'outlet']))}:{slug(name)}"
        people.setdefault(article, []).append(name_id)
        found[article, name_id] = Appearance(
            id=f"appearance:{article}-{number}",
            name_id=name_id,
            name=name,
            article=article,
            aliases=() if person else tuple(draw(st.lists(BODIES, max_size=1))),
            published=draw(st.sampled_from([None, "2020-01-01", "2025-06-30"])),
            gender=draw(st.sampled_from([None, None, "male", "female"])) if person else None,
            age=draw(st.sampled_from([None, None, 40, 70])) if person else None,
            place=draw(st.sampled_from([None, None, "France", "Italy"])),
            capacities=tuple(draw(st.lists(CAPACITIES, max_size=2))) if person else (),
            members=()
            if person
            else tuple(draw(st.lists(st.sampled_from(["person:x", "person:y"]), max_size=1))),
            companions=tuple(
                draw(st.lists(st.sampled_from(["person:u", "person:v", "organization:w"]), max_size=3))
            ),
        )
    return list(found.values())


def names_of(some: Iterable[Appearance]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for appearance in some:
        names.setdefault(appearance.name_id, set()).update((appearance.name, *appearance.aliases))
    return names


def components(names: dict[str, set[str]]) -> Iterator[set[str]]:
    """The name ids that are compatible with each other, directly or over others."""
    waiting = set(names)
    while waiting:
        found = {min(waiting)}
        edge = set(found)
        while edge:
            edge = {
                other
                for other in waiting - found
                if any(compatible(one, names[one], other, names[other]) for one in edge)
            }
            found |= edge
        waiting -= found
        yield found


@settings(max_examples=80, deadline=None)
@given(appearances(), st.randoms(use_true_random=False))
def test_the_order_of_appearances_does_not_matter(some: list[Appearance], random: object) -> None:
    mixed = list(some)
    random.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis' Random
    assert resolve(mixed) == resolve(some)


@settings(max_examples=80, deadline=None)
@given(appearances())
def test_what_is_not_compatible_has_no_bearing_on_each_other(some: list[Appearance]) -> None:
    apart: list[Identity] = []
    decisions: list[Decision] = []
    for ids in components(names_of(some)):
        part = resolve([appearance for appearance in some if appearance.name_id in ids])
        apart += part.identities
        decisions += part.decisions
    whole = resolve(some)
    assert sorted(apart, key=lambda identity: identity.id) == list(whole.identities)
    assert sorted(decisions, key=lambda one: (one.first, one.second)) == list(whole.decisions)


@settings(max_examples=80, deadline=None)
@given(appearances())
def test_everybody_is_in_one_identity_with_an_id_of_its_own(some: list[Appearance]) -> None:
    identities = resolve(some).identities
    assert sorted(member for one in identities for member in one.appearances) == sorted(
        one.id for one in some
    )
    ids = [one.id for one in identities] + [old for one in identities for old in one.replaced]
    assert len(ids) == len(set(ids))


@settings(max_examples=150, deadline=None)
@given(st.lists(PERSONS, min_size=1, max_size=3), st.lists(PERSONS, min_size=1, max_size=3))
def test_compatible_names_share_a_key(names: list[str], others: list[str]) -> None:
    first, second = f"person:{slug(names[0])}", f"person:{slug(others[0])}"
    assert compatible(first, names, second, others) == compatible(second, others, first, names)
    if compatible(first, names, second, others):
        assert set(blocking_keys(first, names)) & set(blocking_keys(second, others))


@settings(max_examples=400, deadline=None)
@given(PERSONS | st.text(max_size=20), PERSONS | st.text(max_size=20))
def test_names_go_together_either_way_round_and_are_found_by_their_keys(one: str, other: str) -> None:
    found = relation(one, other)
    assert found == relation(other, one)
    shared = set(blocking_keys("person:a", [one])) & set(blocking_keys("person:b", [other]))
    assert not found.possible or shared, found


@given(st.text())
def test_any_text_is_a_name_of_somebody(text: str) -> None:
    name = read_person_name(text)
    assert name.family
    assert relation(text, text).possible
