"""A browser that is cut off from every network, and pages opened in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route

from sayso.graph.model import Affiliation, Article, Entity, Extraction, Span, Statement, TopicAssignment, Unit
from sayso.graph.store import Store

Open = Callable[..., "Visit"]


@dataclass
class Visit:
    """A page that was opened from its file, what it complained of, and what it asked of the network."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self) -> None:
        page = self.page
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("dialog", self._dialog)
        page.route("**", self._asked)
        page.goto(self.address)
        page.wait_for_selector("html[data-ready]")

    def find(self, name: str) -> str:
        """Types into the search field, takes the first hit and gives the details."""
        self.page.fill("#search", name)
        self.page.press("#search", "Enter")
        return self.page.inner_text("#details")

    def _asked(self, route: Route) -> None:
        if route.request.url == self.address:
            route.continue_()
        else:
            self.requests.append(route.request.url)
            route.abort()

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append("a dialog opened")
        dialog.dismiss()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a page from a file; keywords are those of a browser context, such as color_scheme."""
    contexts: list[BrowserContext] = []

    def opened(content: str, **about: object) -> Visit:
        file = tmp_path / f"page-{len(contexts)}.html"
        file.write_text(content, encoding="utf-8")
        contexts.append(browser.new_context(offline=True, reduced_motion="reduce", **about))  # type: ignore[arg-type]  # as they come
        visit = Visit(contexts[-1].new_page(), file.as_uri())
        visit.open()
        return visit

    yield opened
    for context in contexts:
        context.close()


HOSTILE = (
    "Ferry </title><script>alert(1)</script> sunk\n\n"
    'Ines Kov, director of the Salt Alliance, said "the ferry </script><img src=x onerror=alert(2)> is '
    '\u202esafe\u2028". She added that nobody swims.\n\n'
    "It will be the last one. Karl Ober denied that the ferry sank.\n"
)


TIDE = (
    "The ferry to the outer islands left the harbour an hour behind its plan on Friday morning. Passengers "
    "waited on the pier in the rain, and the kiosk sold out of coffee before nine. A second boat is to take "
    "over the route next week, the company wrote on its board. Until then the old one goes once a day."
)


def _span(words: str, after: int = 0) -> Span:
    begin = HOSTILE.index(words, after)
    return begin, begin + len(words)


def extractions() -> list[Extraction]:
    """An article that means ill, with four statements, one of them a guess; and a plain one with its copy."""
    article = Article(
        id="ferry",
        source="ferry<b>.txt",
        text=HOSTILE,
        title="Ferry </title><script>alert(1)</script> sunk",
        published="2026-03-02",
        date_basis="metadata",
        outlet="Coast <i>Courier",
        url="javascript:alert(3)",
        units=(Unit("title", 0, HOSTILE.index("\n")),),
    )
    kov, board = "person:ines-kov", "org:salt-alliance"
    said = _span('"the ferry </script><img src=x onerror=alert(2)> is \u202esafe\u2028"')
    topic = TopicAssignment("topic:ai-chips", "own-words", 0.9, _span("ferry", said[0]))
    guessed = TopicAssignment("topic:ai-chips", "heading", 0.4, _span("Ferry"))
    first = Statement(
        id="statement:ferry-first", source=(_span("Ines Kov"),), cue=(_span("said"),), content=(said,),
        sentence=(_span("Ines Kov")[0], said[1] + 1), quote_type="direct", cue_type="say", speaker_id=kov,
        coreference="full-name", capacity=(0,), topics=(topic,), confidence=0.95, rule="direct",
    )  # fmt: skip
    added = _span("added that nobody swims.")
    second = Statement(
        id="statement:ferry-second", source=(_span("She"),), cue=(_span("added"),),
        content=(_span("nobody swims"),), sentence=(_span("She")[0], added[1]), quote_type="indirect",
        cue_type="say", speaker_id=kov, coreference="pronoun", topics=(guessed,), confidence=0.8, rule="that",
    )  # fmt: skip
    third = Statement(
        id="statement:ferry-third", source=(), cue=(), content=(_span("It will be the last one"),),
        sentence=_span("It will be the last one."), quote_type="indirect", cue_type="say", speaker_id=kov,
        continues="statement:ferry-second", topics=(topic,), confidence=0.45, rule="continuation",
    )  # fmt: skip
    fourth = Statement(
        id="statement:ferry-fourth", source=(_span("Karl Ober"),), cue=(_span("denied"),),
        content=(_span("the ferry sank"),), sentence=_span("Karl Ober denied that the ferry sank."),
        quote_type="indirect", cue_type="denial", speaker_id="person:karl-ober", topics=(topic,),
        confidence=0.9, rule="that",
    )  # fmt: skip
    people = (
        Entity(kov, "person", "Ines Kov", (_span("Ines Kov"),)),
        Entity("person:karl-ober", "person", "Karl Ober", (_span("Karl Ober"),)),
        Entity(board, "organization", "Salt Alliance", (_span("Salt Alliance"),)),
    )
    role = Affiliation(
        _span("Ines Kov"), kov, _span("Salt Alliance"), board, _span("director"), "director", confidence=0.9
    )
    text = "Olga Nic said the tide is late. " + TIDE
    tide = Extraction(
        Article("tide", "tide.txt", text, "Tide", "2026-05-01", "metadata", "Tide Post", url="https://tide.example/1"),
        (Entity("person:olga-nic", "person", "Olga Nic", ((0, 8),)),),
        statements=(
            Statement(
                id="statement:tide-first", source=((0, 8),), cue=((9, 13),), content=((14, 30),),
                sentence=(0, 31), quote_type="indirect", cue_type="say", speaker_id="person:olga-nic",
                topics=(TopicAssignment("topic:accidents", "own-words", 0.9, (18, 22)),), rule="that",
            ),
        ),
    )  # fmt: skip
    # word for word, a day later, elsewhere
    copied = replace(
        tide,
        article=replace(
            tide.article, id="tide-again", outlet="Late Herald", published="2026-05-02", url=None
        ),
        statements=tuple(replace(one, id="statement:tide-again-first") for one in tide.statements),
    )
    return [Extraction(article, people, (role,), (first, second, third, fourth)), tide, copied]


@pytest.fixture(scope="session")
def ferry() -> Iterator[Store]:
    """A graph of invented articles, one of them hostile, one carried twice; do not write to it."""
    with Store.memory() as store:
        for extraction in extractions():
            store.replace(extraction)
        store.refresh_derived()
        yield store
