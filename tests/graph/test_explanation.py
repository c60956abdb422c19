"""An extraction laid out for reading: no character is lost, every mark is shown, every id has its words."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Dialog, Page

from sayso.graph.explanation import Entry, Explanation, Step, explain
from sayso.graph.model import Article, Channel, Entity, Extraction, Span, Statement, TopicAssignment, Unit
from sayso.graph.pages.explanation_page import html
from sayso.graph.topics.scheme import TopicScheme

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff]")


def place(text: str, words: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def said(identity: str, content: tuple[Span, ...], **fields: Any) -> Statement:
    whole: dict[str, Any] = {
        "source": (),
        "cue": (),
        "sentence": content[0],
        "quote_type": "indirect",
        "cue_type": "say",
        "confidence": 0.9,
        "rule": "that",
    }
    return Statement(id=identity, content=content, **(whole | fields))


TEXT = (
    "Dredging <b>\n\n"
    "Tomás Brandt spoke. He said that Okafor had warned “the beds will go”, and wept. "
    "They will not return.\n\n"
    "Related links"
)
BRANDT = Entity("person:tomas-brandt", "person", "Tomás Brandt", (place(TEXT, "Tomás Brandt"),))
OKAFOR = Entity("person:nadia-okafor", "person", "Nadia Okafor", (place(TEXT, "Okafor"),))
OUTER = said(
    "outer",
    (place(TEXT, "that Okafor had warned “the beds will go”, and wept"),),
    source=(place(TEXT, "He"),),
    cue=(place(TEXT, "said"),),
    speaker_id=BRANDT.id,
    coreference="pronoun",
    antecedent=place(TEXT, "Tomás Brandt"),
    channel=(Channel("told-to", "Northern Tide", "outlet:northern-tide"),),
    topics=(TopicAssignment("topic:ai-governance", "heading", 0.4, place(TEXT, "beds")),),
    certainty="possible",
)
INNER = said(
    "inner",
    (place(TEXT, "“the beds will go”"),),
    source=(place(TEXT, "Okafor"),),
    cue=(place(TEXT, "had warned"),),
    speaker_id=OKAFOR.id,
    relayed_by_id=BRANDT.id,
    quote_type="direct",
    rule="encoder",
    confidence=0.7,
)
GUESS = said(
    "guess",
    (place(TEXT, "They will not return."),),
    continues="outer",
    possible_speaker_id=OKAFOR.id,
    confidence=0.3,
    cue_type="none",
)
EXTRACTION = Extraction(
    Article(
        "story",
        "story.txt",
        TEXT,
        units=(
            Unit("title", *place(TEXT, "Dredging <b>")),
            Unit("paragraph", TEXT.index("Tomás"), TEXT.index("\n\nRelated")),
            Unit("furniture", *place(TEXT, "Related links")),
        ),
    ),
    entities=(BRANDT, OKAFOR),
    statements=(GUESS, INNER, OUTER),
    run="0123456789ab",
)


def facts(entry: Entry) -> dict[str, str]:
    return {fact.label: fact.text for fact in (*entry.traits, *entry.facts)}


def test_entries_are_numbered_as_they_begin_and_stand_at_their_paragraph() -> None:
    told = explain(EXTRACTION)
    assert [(e.number, e.statement.id) for e in told.entries] == [(1, "outer"), (2, "inner"), (3, "guess")]
    assert [(block.kind, len(block.entries)) for block in told.blocks] == [
        ("title", 0),
        ("paragraph", 3),
        ("furniture", 0),
    ]


def test_a_pronoun_leads_to_the_name_it_goes_back_to() -> None:
    outer = explain(EXTRACTION).entries[0]
    assert (outer.speaker, outer.speaker_kind) == ("Tomás Brandt", "person")
    assert outer.chain == (
        Step("He", place(TEXT, "He"), "pronoun"),
        Step("Tomás Brandt", place(TEXT, "Tomás Brandt"), None),
    )


def test_a_pronoun_leads_over_a_surname_to_the_full_name() -> None:
    text = "Tang Lan came. Later Tang rose, and he said no."
    person = Entity(
        "person:tang-lan", "person", "Tang Lan", (place(text, "Tang Lan"), place(text, "Tang", 1))
    )
    statement = said(
        "one",
        (place(text, "no"),),
        source=(place(text, "he"),),
        speaker_id=person.id,
        coreference="pronoun",
        antecedent=place(text, "Tang", 1),
    )
    told = explain(Extraction(Article("a", "a.txt", text), (person,), statements=(statement,)))
    assert [(step.words, step.basis) for step in told.entries[0].chain] == [
        ("he", "pronoun"),
        ("Tang", "short for"),
        ("Tang Lan", None),
    ]


def test_facts_say_what_is_known_and_what_is_doubtful() -> None:
    outer, inner, guess = explain(EXTRACTION, scheme=TopicScheme.load()).entries
    assert facts(outer) == {
        "quote type": "indirect",
        "cue type": "say",
        "certainty": "possible",
        "polarity": "affirmative",
        "rule": "that",
        "channel": "told to Northern Tide",
        "topic": "AI governance (“beds”, heading: a guess, 0.40)",
    }
    assert facts(inner)["relayed"] == "by Tomás Brandt, inside 1"
    assert facts(inner)["rule"] == "encoder"
    assert (guess.guess, guess.speaker, facts(guess)["perhaps"]) == (True, None, "Nadia Okafor")
    assert facts(guess)["a guess"] == "goes on from 1 without a cue"
    assert [fact.label for fact in guess.facts if fact.doubtful] == ["perhaps", "a guess"]


def test_less_sure_statements_can_be_left_out() -> None:
    told = explain(EXTRACTION, least_confidence=0.8)
    assert ([entry.statement.id for entry in told.entries], told.hidden) == (["outer"], 2)


def test_speakers_come_with_their_numbers_and_nobody_comes_last() -> None:
    found = [(speaker.name, speaker.numbers) for speaker in explain(EXTRACTION).speakers]
    assert found == [("Tomás Brandt", (1,)), ("Nadia Okafor", (2,)), (None, (3,))]


def test_paragraphs_that_a_statement_goes_through_stay_together() -> None:
    text = "“One.\n\n“Two,” she said.\n\nThree."
    units = (Unit("paragraph", 0, 5), Unit("paragraph", 7, 23), Unit("paragraph", 25, 31))
    statement = said("one", ((0, 5), (7, 13)), source=((14, 17),), cue=((18, 22),))
    told = explain(Extraction(Article("a", "a.txt", text, units=units), statements=(statement,)))
    assert ["".join(segment.text for segment in block.segments) for block in told.blocks] == [
        "“One.\n\n“Two,” she said.\n\n",
        "Three.",
    ]


# -- laws ------------------------------------------------------------------------------------------------

texts = st.text(st.sampled_from("ab <&\"'\n\t\r\x00\x1b\x85\u202e\u200d\u2028\ud800\ufffd😀é"), max_size=40)


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    """Any text with any statements: overlapping, nested, empty and outside the text."""
    text = draw(texts)
    offset = st.integers(-2, len(text) + 2)
    span = st.tuples(offset, offset).map(lambda pair: (min(pair), max(pair)))
    spans = st.lists(span, max_size=2).map(tuple)
    edges = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    kinds = st.sampled_from(["title", "heading", "paragraph", "furniture"])
    units = tuple(Unit(draw(kinds), *pair) for pair in zip(edges[::2], edges[1::2], strict=False))
    statements = tuple(
        said(
            f"s{number}",
            draw(st.lists(span, min_size=1, max_size=3).map(tuple)),
            source=draw(spans),
            cue=draw(spans),
            antecedent=draw(st.none() | span),
            continues=draw(st.none() | st.just("s0")),
        )
        for number in range(draw(st.integers(0, 4)))
    )
    return Extraction(Article("a", "a.txt", text, units=units), statements=statements)


@given(extractions())
def test_the_blocks_together_are_the_text(extraction: Extraction) -> None:
    told = explain(extraction)
    pieces = [segment for block in told.blocks for segment in block.segments]
    assert "".join(piece.text for piece in pieces) == extraction.article.text
    assert all(one.end == other.start for one, other in pairwise(pieces))
    assert len(told.entries) == len(extraction.statements)


@given(extractions())
def test_a_character_has_exactly_the_marks_of_the_spans_round_it(extraction: Extraction) -> None:
    told = explain(extraction)
    shown = {
        (offset, mark.part, number)
        for block in told.blocks
        for segment in block.segments
        for offset in range(segment.start, segment.end)
        for mark in segment.marks
        for number in mark.numbers
        if mark.part != "name"
    }
    expected = {
        (offset, part, entry.number)
        for entry in told.entries
        for part in ("source", "cue", "content")
        for start, end in getattr(entry.statement, part)
        for offset in range(max(0, start), min(end, len(extraction.article.text)))
    }
    assert shown == expected


class _Text(HTMLParser):
    """The text of the article in a page: what stands in elements of class "text", but for the numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = [name for _, names in self.open for name in names.split()]
        if "text" in classes and "n" not in classes:
            self.text += data


@given(extractions())
def test_the_page_without_its_markup_is_the_text(extraction: Extraction) -> None:
    page = html([explain(extraction)])
    page.encode("utf-8")
    reader = _Text()
    reader.feed(page)
    reader.close()
    safe = re.sub("[\r\x00\x1b\x85\u202e\u2028\ud800]", "\ufffd", extraction.article.text)
    assert (reader.text, reader.open) == (safe, [])


@given(extractions())
def test_every_link_of_the_page_leads_somewhere(extraction: Extraction) -> None:
    page = html([explain(extraction)])
    anchors = re.findall(r' id="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    inside = [s for s in extraction.statements if _has_text(s, len(extraction.article.text))]
    dangling = set(re.findall(r' href="#([^"]+)"', page)) - set(anchors)
    assert not dangling or len(inside) < len(extraction.statements)


def _has_text(statement: Statement, length: int) -> bool:
    spans = (*statement.source, *statement.cue, *statement.content)
    spans += (statement.antecedent,) if statement.antecedent else ()
    return all(0 <= start < end <= length for start, end in spans)


# -- the page --------------------------------------------------------------------------------------------


def test_the_page_trusts_nothing_but_its_own_style() -> None:
    page = html([explain(EXTRACTION)])
    policy = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)[0].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.findall(r"<script|<link|<img|<iframe|\sstyle=|\son\w+=|https?://", page)


class Visit:
    """An opened page, what it complained of, and what it asked of the network."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(address)

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append("a dialog opened")
        dialog.dismiss()

    def style(self, selector: str, name: str) -> str:
        return str(self.page.eval_on_selector(selector, f"e => getComputedStyle(e).{name}"))


def visit(browser: Browser, folder: Path, *explanations: Explanation, scripts: bool = True) -> Visit:
    file = folder / "page.html"
    file.write_text(html(explanations), encoding="utf-8")
    page = browser.new_context(offline=True, java_script_enabled=scripts, reduced_motion="reduce").new_page()
    return Visit(page, file.as_uri())


@pytest.mark.browser
def test_the_browser_shows_marks_and_asks_nothing_of_the_network(browser: Browser, tmp_path: Path) -> None:
    seen = visit(browser, tmp_path, explain(EXTRACTION))
    assert (seen.faults, seen.requests) == ([], [seen.address])
    looks = {part: seen.style(f".block .t.{part}", "color") for part in ("source", "cue", "content")}
    assert len(set(looks.values())) == 3
    assert seen.style(".block .t.d2", "backgroundColor") != seen.style(".block .t.d1", "backgroundColor")
    assert seen.style(".block .t.guess", "borderBottomStyle") == "dashed"


@pytest.mark.browser
def test_pointing_at_an_entry_points_at_its_words_and_the_other_way_round(
    browser: Browser, tmp_path: Path
) -> None:
    seen = visit(browser, tmp_path, explain(EXTRACTION))
    assert seen.style(".t.cue.k1", "opacity") == "1"
    seen.page.hover("#a1-e2 .traits")
    assert (seen.style(".t.cue.k1:not(.k2)", "opacity"), seen.style(".t.cue.k2", "opacity")) == ("0.45", "1")
    seen.page.hover(".t.source.k1")
    assert seen.style("#a1-e1", "boxShadow") != "none"
    assert seen.style("#a1-e2", "boxShadow") == "none"


@pytest.mark.browser
def test_numbers_and_entries_lead_to_each_other_without_scripts(browser: Browser, tmp_path: Path) -> None:
    seen = visit(browser, tmp_path, explain(EXTRACTION), scripts=False)
    seen.page.click(".n.cue >> nth=1")
    assert seen.page.url.endswith("#a1-e2")
    seen.page.click("#a1-e2 .number")
    target = seen.page.url.partition("#")[2]
    assert seen.page.inner_text(f"#{target}") == "Okafor"


HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror=alert(2)> "><svg onload=alert(3)> {{ 7 * 7 }} '
    "\x1b[31mred\x1b[0m \u202egnissorc\u202c said </style></div> ]]> --> &amp; “no”"
)


@pytest.mark.browser
def test_hostile_text_stays_text_everywhere(browser: Browser, tmp_path: Path) -> None:
    whole = 0, len(HOSTILE)
    person = Entity("person:x", HOSTILE, HOSTILE, (whole,))
    statement = said(
        "x",
        (whole, (3, 9)),
        source=((0, 25),),
        cue=(place(HOSTILE, "said"),),
        speaker_id=person.id,
        possible_speaker_id=HOSTILE,
        coreference=HOSTILE,
        relayed_by_id=person.id,
        channel=(Channel(HOSTILE, HOSTILE, HOSTILE),),
        topics=(TopicAssignment(HOSTILE, HOSTILE, 0.5),),
        quote_type=HOSTILE,
        cue_type=HOSTILE,
        rule=HOSTILE,
    )
    fields: dict[str, str] = dict.fromkeys(("title", "published", "outlet", "author", "url"), HOSTILE)
    article = Article(HOSTILE, HOSTILE, HOSTILE, units=(Unit(HOSTILE, *whole),), **fields)
    extraction = Extraction(article, (person,), (), (statement,), HOSTILE, ((HOSTILE, HOSTILE),))
    seen = visit(browser, tmp_path, explain(extraction), explain(extraction))
    assert (seen.faults, seen.requests) == ([], [seen.address])
    assert seen.page.locator("script, img, svg").count() == 0
    assert not UNPRINTABLE.search(seen.page.content())
    assert "{{ 7 * 7 }}" in seen.page.inner_text("#a1 .text")
    assert seen.page.get_attribute(".text .odd >> nth=2", "title") == "U+202E RIGHT-TO-LEFT OVERRIDE"
