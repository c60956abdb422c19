"""What the encoder is told of each word."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.encoder.features import COLUMNS, FEATURES, OFFSETS, Proposal, looks, words_of
from sayso.extract.quotations import quotations

TEXT = "Angela Merkel said the dam holds."


def _column(doc: Doc, name: str, proposals: list[Proposal]) -> list[int]:
    return [int(row[COLUMNS.index(name) - 1]) for row in words_of(doc, proposals).columns]


def test_the_rules_roles_are_begun_and_gone_on_with(nlp: Language) -> None:
    proposal = Proposal([(0, 13)], (14, 18), [(19, 32)], 0.5)
    roles = _column(nlp(TEXT), "rule", [proposal])
    level = 6  # the second of four
    assert roles == [2 + level, 3 + level, 4 + level, 6 + level, 7 + level, 7 + level, 1]


def test_a_surer_proposal_has_the_say(nlp: Language) -> None:
    weak, sure = Proposal([], (14, 18), [(19, 32)], 0.3), Proposal([], (19, 22), [(0, 18)], 0.9)
    doc = nlp(TEXT)
    assert _column(doc, "rule", [weak, sure]) == _column(doc, "rule", [sure, weak])
    assert _column(doc, "rule", [sure, weak])[0] == 6 + 18


def test_the_grammar_is_the_parsers(nlp: Language) -> None:
    doc = nlp(TEXT)
    kinds, heads = _column(doc, "kind", []), _column(doc, "head", [])
    assert kinds[0] == kinds[1] != kinds[2]
    assert heads[0] % 2 == 0  # a sentence begins here
    assert all(head % 2 == 1 for head in heads[1:])
    assert _column(doc, "name", []) == [2, 3, 1, 1, 1, 1, 1]


def test_an_unparsed_text_has_no_grammar(nlp: Language) -> None:
    columns = words_of(nlp.make_doc(TEXT), []).columns
    assert not columns[:, [0, 1, 2, 4]].any()


@given(st.text(alphabet="aA1 “”‘’'\"«»\n.", max_size=120))
def test_every_character_has_a_look(text: str) -> None:
    found = looks(text, quotations(text))
    assert len(found) == len(text)
    assert not len(found) or (found.min() >= 0 and found.max() < 16)


def test_the_columns_share_one_table_without_overlap(nlp: Language) -> None:
    words = words_of(nlp(TEXT), [Proposal([(0, 13)], (14, 18), [(19, 32)], 0.99)])
    rows = words.at(np.array([0, 15, 32])) + OFFSETS[1:]
    assert (rows >= OFFSETS[1:]).all()
    assert (rows[:, :-1] < OFFSETS[2:]).all()
    assert (rows[:, -1] < FEATURES).all()
