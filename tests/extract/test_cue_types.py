"""What kind of saying a cue is: source in [], cue in {}, content in «»."""

import re

import pytest
from spacy.language import Language

from sayso.extract.cue_types import cue_type
from sayso.extract.cues import CUE_TYPES, Lexicon, load_lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def _type(nlp: Language, lexicon: Lexicon, marked: str) -> str:
    text = ""
    spans: dict[str, list[list[int]]] = {"[": [], "{": [], "«": []}
    opened: list[tuple[str, int]] = []
    for piece in re.split(r"([\[\]{}«»])", marked):
        if piece in spans:
            opened.append((piece, len(text)))
        elif piece in "]}»" and piece:
            kind, start = opened.pop()
            spans[kind].append([start, len(text)])
        else:
            text += piece
    (cue,) = spans["{"]
    return cue_type(nlp(text), cue, spans["["], spans["«"], lexicon)


TYPES = [
    ("[The minister] {said} «that the port would reopen».", "say"),
    ("[The minister] {told} the council «that the port would reopen».", "say"),
    ("[Norvik] {confirmed} «that it would build a plant in Dresden».", "factive"),
    ("[Prosecutors] {allege} «that the group laundered money».", "claim"),
    ("[The minister] {stressed} «that nothing had been decided».", "emphasis"),
    ("[Analysts] {believe} «demand will recover».", "belief"),
    ("[Analysts] {doubt} «that demand will recover».", "belief"),
    ("[Taipei] {fears} «the rules could hurt exports».", "concern"),
    ("[The watchdog] {warned of} «a rise in online fraud».", "warning"),
    ("[Brussels] {threatened} «to impose fines».", "warning"),
    ("[Hanoi] {condemned} «the sinking of a boat».", "criticism"),
    ("[The president] {praised} «the engineers».", "praise"),
    ("[The association] {predicts} «that sales will double».", "speculation"),
    ("[Seoul] {called for} «an end to the tests».", "directive"),
    ("[Seoul] {called on} «the North to end its tests».", "directive"),
    ("[Seoul] {called} «the tests a provocation».", "say"),
    ("[Regulators] {ordered} «the lender to raise capital».", "directive"),
    ("[Tokyo] {asked} «the United States to lift the duties».", "directive"),
    ("[Tokyo] {asked} «whether the duties would be lifted».", "question"),
    ("[Tokyo] {asked for} «more time».", "directive"),
    ("[The trade ministry] {denied} «that it had halted shipments».", "denial"),
    ("[The firm] {declined} «to comment on the report».", "denial"),
    ("[Warsaw] {plans} «to host the summit».", "attitude"),
    ("[Delhi] {ruled out} «a return to the pact».", "denial"),
    ("[The bank] {pointed out} «that wages are rising».", "factive"),
    # nouns
    ("[Sato] {expressed confidence} «that the rocket would fly again».", "belief"),
    ("[Ministers] {voiced} «doubts about the timetable».", "belief"),
    ("[The union] {expressed concern about} «the safety of the crews».", "concern"),
    ("[The premier] {issued a warning} «that reserves were low».", "warning"),
    ("[Petrov] {repeated his claim} «that the sanctions had failed».", "claim"),
    ("[Critics] {rejected} «the claim that the money was well spent».", "denial"),
    ("[Her] {call for} «a ban on the chemicals» won support.", "directive"),
    ("[The bank]’s {warning} «that credit would dry up» was ignored.", "warning"),
    ("[The ministry]’s {statement} «that talks were over» surprised many.", "nominal"),
    ("[His] {view is} «that the tax should go».", "belief"),
    # adjectives
    ("[The minister] {is adamant} «that the budget will balance».", "claim"),
    ("[Garcia] {is confident} «that the deal will be signed».", "belief"),
    ("[Executives] {were convinced} «that the shortage was over».", "belief"),
    ("[Residents] {are worried about} «the noise».", "concern"),
    ("[Wang] {was critical of} «the slow response».", "criticism"),
    ("[The board] {is willing} «to consider a higher bid».", "attitude"),
    # prepositions
    ("{According to} [Ana Ruiz], «exports fell».", "say"),
    ("«Exports fell», {according to} [a report by the customs office].", "document"),
    ("{In the view of} [many economists], «the currency is overvalued».", "belief"),
    ("{In the words of} [one diplomat], «the summit was a waste of time».", "say"),
    ("{For} [Haddad], «the law is a threat».", "belief"),
    ("{In} [a new survey], «most firms said they would hire».", "document"),
    # documents
    ("[The report] {says} «that exports fell».", "document"),
    ("[A study] {found} «that heat pumps pay off».", "document"),
    ("[A poll] {showed} «that voters want change».", "document"),
    ("[Satellite images] {reveal} «that the base has been extended».", "document"),
    ("[The draft law] {says} «that data must stay in Europe».", "document"),
    ("[The letter] {warned} «that funds were short».", "warning"),
    ("[Researchers] {found} «that the vaccine protects».", "factive"),
    # nobody
    ("It {is believed} «that the hackers came from abroad».", "impersonal"),
    ("«The move» {was widely seen} «as a rebuke».", "impersonal"),
    ("«The drug» {is said} «to cost a fortune».", "hearsay"),
    ("It {was reported} «that three tankers had been hit».", "hearsay"),
    ("«Dozens of villages are» {reportedly} «under water».", "hearsay"),
    ("{Rumours} «that the bank is insolvent» sent its shares lower.", "hearsay"),
    ("{Rumour has it} «that the bank is insolvent».", "hearsay"),
    ("There are {fears} «that the river will burst its banks».", "concern"),
    # passives with a source, order turned round, no words at all
    ("«The bridge» {was described} by [inspectors] «as unsafe».", "say"),
    ("«The plan» {was criticised} by [environmental groups].", "criticism"),
    ("«The reforms have failed», {argues} [Marta Nowak].", "claim"),
    ("[Ruiz]{:} «The port is shut»", "say"),
    ("«The port is shut.» {—} [Ruiz]", "say"),
]


@pytest.mark.parametrize(("marked", "expected"), TYPES, ids=[marked for marked, _ in TYPES])
def test_a_cue_has_its_type(nlp: Language, lexicon: Lexicon, marked: str, expected: str) -> None:
    assert expected in CUE_TYPES
    assert _type(nlp, lexicon, marked) == expected


def test_a_doc_without_words_has_a_type(nlp: Language, lexicon: Lexicon) -> None:
    assert cue_type(nlp.make_doc(""), [0, 0], [], [], lexicon) == "say"
