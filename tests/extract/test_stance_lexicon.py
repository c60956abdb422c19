"""The words that judge."""

import pytest

from sayso.extract.stance_lexicon import CLASSES, load_stance_lexicon, read_stance_lexicon


def test_the_shipped_table_is_sound() -> None:
    lexicon = load_stance_lexicon()
    assert {kind for kind, _, _ in lexicon.signs} == set(CLASSES)
    assert set(lexicon.signs.values()) == {1, -1}


@pytest.mark.parametrize(
    ("kind", "word", "preposition", "sign"),
    [
        ("quality", "harmful", "", -1),
        ("quality", "short-sighted", "", -1),
        ("attitude", "support", "", 1),
        ("attitude", "vote", "against", -1),
        ("attitude", "vote", "", 0),
        ("change", "ban", "on", -1),
        ("thing", "job", "", 1),
        ("quality", "blue", "", 0),
    ],
)
def test_a_word_judges_one_of_its_arguments(kind: str, word: str, preposition: str, sign: int) -> None:
    assert load_stance_lexicon().sign(kind, word, preposition) == sign


def test_prepositions_may_be_demanded_or_allowed() -> None:
    lexicon = read_stance_lexicon(["# a comment", "", "change\t-\tof on\tban", "attitude\t+\t!for\tvote"])
    assert lexicon.signs == {
        ("change", "ban", "of"): -1,
        ("change", "ban", "on"): -1,
        ("change", "ban", ""): -1,
        ("attitude", "vote", "for"): 1,
    }


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["colour\t+\t-\tblue"], "no class 'colour' with sign '\\+'"),
        (["merit\t*\t-\tgem"], "no class 'merit' with sign '\\*'"),
        (["merit\t+\t-\tgem", "merit\t-\t-\tgem"], "'gem' is both good and bad"),
    ],
)
def test_an_unsound_table_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_stance_lexicon(lines)
