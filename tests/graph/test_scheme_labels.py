"""Labels of thesauri made ready for texts."""

import time

import pytest

from sayso.graph.topics.concepts import Concept
from sayso.graph.topics.scheme_labels import ready, told_apart


@pytest.mark.parametrize(
    ("label", "alts", "weak", "requires", "kinds"),
    [
        ("herring", (), (), (), []),
        ("Mercury (planet)", (), ("Mercury",), ("heavenly bodies", "planet"), ["qualifier"]),
        ("cranes [birds]", (), ("cranes",), ("birds", "heavenly bodies"), ["qualifier"]),
        ("World Health Organization (WHO)", ("World Health Organization", "WHO"), (), (), []),
        ("cranes (large) birds", (), (), (), []),
        ("cranes (large) (birds)", (), ("cranes (large)",), ("birds", "heavenly bodies"), ["qualifier"]),
        ("cranes (large (birds))", (), (), (), []),
        ("cranes (…)", (), (), (), []),
        ("(birds)", (), (), (), []),
        ("GDP (gross domestic product)", ("GDP", "gross domestic product"), (), (), []),
        ("policy, foreign", ("foreign policy",), (), (), []),
        ("crime, law and justice", (), (), (), []),
        ("seas, rivers, lakes", (), (), (), []),
        ("AGRICULTURAL POLICY", ("agricultural policy",), (), (), ["capitals"]),
        ("EU BUDGETS", ("EU budgets",), (), (), ["capitals"]),
        ("NATO", (), (), (), []),
        ("GPT-4", (), (), (), []),
        ("GPT-3.5", (), (), (), []),
        ("who", ("WHO",), ("who",), (), ["common-word"]),
        ("It", ("IT",), ("It",), (), ["common-word"]),
        ("eu", ("EU",), ("eu",), (), ["common-word"]),
        ("other", (), ("other",), (), ["common-word"]),
        ("2020", (), ("2020",), (), ["common-word"]),
        ("x", (), ("x",), (), ["common-word"]),
        ("5G", (), (), (), []),
        ("IT", (), (), (), []),
    ],
)
def test_a_label_gets_the_forms_that_texts_have(
    label: str, alts: tuple[str, ...], weak: tuple[str, ...], requires: tuple[str, ...], kinds: list[str]
) -> None:
    concept, remarks = ready(Concept("ex:c", "c", label), ["heavenly bodies"])
    assert concept == Concept("ex:c", "c", label, alt_labels=alts, weak_labels=weak, requires=requires)
    assert [remark.kind for remark in remarks] == kinds


@pytest.mark.parametrize(
    "label",
    ["a(" + "b" * 50_000, "a(" + "b" * 50_000 + ")x)", "a" + "(" * 50_000 + "b", "a" + "(b)" * 20_000],
)
def test_a_long_label_in_brackets_is_read_at_once(label: str) -> None:
    start = time.process_time()
    ready(Concept("ex:c", "c", label))
    assert time.process_time() - start < 2


def test_what_counts_only_in_company_is_no_strong_label() -> None:
    concept, _ = ready(Concept("ex:c", "c", "who", alt_labels=("health body", "various")))
    assert concept.strong_labels == ("health body", "WHO")
    assert concept.labels_in_need == ()


def test_labels_that_an_author_put_in_need_are_left_alone() -> None:
    concept = Concept("ex:c", "c", "it", requires=("computer",))
    assert ready(concept) == (concept, ())
    assert concept.labels_in_need == ("it",)


def _apart(*concepts: Concept, **contexts: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    changed = {concept.iri: concept for concept in concepts}
    for concept, _ in told_apart(changed | {}, contexts):
        changed[concept.iri] = concept
    return {iri: (c.strong_labels, c.weak_labels, c.requires) for iri, c in changed.items()}


def test_homographs_count_beside_words_that_tell_them_apart() -> None:
    bird = Concept("bird", "1", "crane", alt_labels=("whooping crane",))
    machine = Concept("machine", "2", "Cranes", alt_labels=("hoist",))
    assert _apart(bird, machine, bird=["birds", "animals"], machine=["building machines"]) == {
        "bird": (("whooping crane",), ("crane",), ("animal", "bird", "whooping")),
        "machine": (("hoist",), ("Cranes",), ("building", "hoist", "machine")),
    }


def test_a_label_that_one_prefers_is_its_own_and_the_others_need_company() -> None:
    ferries = Concept("ferries", "1", "ferries")
    shipping = Concept("shipping", "2", "shipping", alt_labels=("ferry",))
    assert _apart(ferries, shipping) == {
        "ferries": (("ferries",), (), ()),
        "shipping": (("shipping",), ("ferry",), ("shipping",)),
    }


def test_a_label_in_need_is_not_its_own_company() -> None:
    one = Concept("one", "1", "charge on roads", alt_labels=("toll", "charge"))
    two = Concept("two", "2", "charge on batteries", alt_labels=("toll", "charge"))
    assert _apart(one, two)["one"] == (("charge on roads",), ("charge", "toll"), ("road",))


@pytest.mark.parametrize(("first", "second"), [("damage", "damages"), ("animal breeding", "breeding animal")])
def test_labels_that_only_look_alike_are_left_alone(first: str, second: str) -> None:
    assert list(told_apart({"a": Concept("a", "1", first), "b": Concept("b", "2", second)}, {})) == []


def test_a_label_that_nothing_tells_apart_counts_for_none() -> None:
    one = Concept("one", "1", "tolls", alt_labels=("charge",))
    two = Concept("two", "2", "tolls on roads", alt_labels=("charge",))
    assert _apart(one, two)["one"] == (("tolls",), ("charge",), ())
    assert _apart(one, two)["two"] == (("tolls on roads",), ("charge",), ("road",))


def test_many_labels_in_common_are_told_apart_in_one_pass() -> None:
    shared = tuple(f"word{number} thing{number}" for number in range(3000))
    wide = {name: Concept(name, name, f"the {name} list", alt_labels=shared) for name in ("one", "two")}
    deep = {str(number): Concept(str(number), str(number), "crane") for number in range(10_000)}
    start = time.process_time()
    remarks = [remark for concepts in (wide, deep) for _, remark in told_apart(concepts, {})]
    assert time.process_time() - start < 5
    assert len(remarks) == 2 * 3000 + 10_000
    assert remarks[-1].what == "'crane' is a label of 0, 1 and 9997 more, too"
