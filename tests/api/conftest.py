"""A graph of invented articles, one of them hostile, served over a socket; and pages of it in a browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from apiflask import APIFlask
from jinja2 import StrictUndefined
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request

from sayso.api.app import create_app
from sayso.api.running.server import Server, listen
from sayso.api.service import InlineService
from sayso.graph.model import (
    Affiliation,
    Article,
    Entity,
    Extraction,
    Span,
    Stance,
    Statement,
    TopicAssignment,
)
from sayso.graph.store import Store

SALT = (
    "Salt pans to close\n\n"
    'Ines Kov, director of the Salt Institute, said that the pans "would not outlast the AI chips in their '
    'pumps". She added that Karl Ober believes nobody will miss them.\n\n'
    "It will be a quiet end. Karl Ober, a minister, welcomed the rule on AI chips.\n"
)
WRECK = (
    'Wreck </title><script>window.fell = 1</script> <img src=x onerror="window.fell=2">\n\n'
    "Rae \u202eOkon\u202c <b>said</b> that <script>window.fell = 3</script> the \u2028AI chips sank.\n"
)
LONG = "Dr. " + "Aurelio-Bartholomew " * 40 + "Quist"
MIDST = (
    f"{LONG} said that the tide is late. The boat to the outer banks cast off an hour behind its plan on "
    "Friday morning. Those who waited on the quay stood in the rain, and the stall had no more tea by nine. "
    "Another boat takes over next week, as the owner wrote on a board. Until then there is one trip a day."
)


def _span(text: str, words: str, after: int = 0) -> Span:
    begin = text.index(words, after)
    return begin, begin + len(words)


def _salt() -> Extraction:
    def at(words: str, after: int = 0) -> Span:
        return _span(SALT, words, after)

    kov, ober, institute = "person:ines-kov", "person:karl-ober", "org:salt-institute"
    chips = at("AI chips")
    said = at('the pans "would not outlast the AI chips in their pumps"')
    topic = TopicAssignment("topic:ai-chips", "own-words", 0.9, chips, rule="label")
    guessed = TopicAssignment("topic:ai-chips", "heading", 0.4, at("Salt pans"), rule="label")
    added = at("She added that Karl Ober believes nobody will miss them.")
    people = (
        Entity(kov, "person", "Ines Kov", (at("Ines Kov"),)),
        Entity(ober, "person", "Karl Ober", (at("Karl Ober"), at("Karl Ober", added[1]))),
        Entity(institute, "organization", "Salt Institute", (at("Salt Institute"),)),
    )
    roles = (
        Affiliation(
            at("Ines Kov"), kov, at("Salt Institute"), institute, at("director"), "director", "scientist"
        ),
        Affiliation(at("Karl Ober", added[1]), ober, None, None, at("minister"), "minister", "official"),
    )
    common: dict[str, Any] = {"quote_type": "indirect", "cue_type": "say", "rule": "that", "confidence": 0.9}
    first = Statement(
        id="statement:salt-first", source=(at("Ines Kov"),), cue=(at("said"),), content=(said,),
        sentence=(at("Ines Kov")[0], said[1] + 1), speaker_id=kov, coreference="full-name", capacity=(0,),
        topics=(topic,), stance=(Stance("topic:ai-chips", "negative", 0.8, at("not outlast"), "words"),),
        **{**common, "quote_type": "mixed"},
    )  # fmt: skip
    second = Statement(
        id="statement:salt-second", source=(at("She"),), cue=(at("added"),),
        content=(at("that Karl Ober believes nobody will miss them"),), sentence=added, speaker_id=kov,
        coreference="pronoun", antecedent=at("Ines Kov"), capacity=(0,), topics=(guessed,), **common,
    )  # fmt: skip
    third = Statement(
        id="statement:salt-third", source=(at("Karl Ober"),), cue=(at("believes"),),
        content=(at("nobody will miss them"),), sentence=added, speaker_id=ober, relayed_by_id=kov,
        coreference="full-name", **{**common, "cue_type": "belief"},
    )  # fmt: skip
    fourth = Statement(
        id="statement:salt-fourth", source=(), cue=(), content=(at("It will be a quiet end"),),
        sentence=at("It will be a quiet end."), speaker_id=kov, continues="statement:salt-second",
        possible_speaker_id=ober, coreference="carried", **{**common, "confidence": 0.45},
    )  # fmt: skip
    welcomed = at("Karl Ober", added[1])
    chips = at("AI chips", welcomed[1])
    fifth = Statement(
        id="statement:salt-fifth", source=(welcomed,), cue=(at("welcomed"),),
        content=(at("the rule on AI chips"),), sentence=(welcomed[0], len(SALT) - 1), speaker_id=ober,
        coreference="full-name", capacity=(1,), topics=(replace(topic, evidence=chips),),
        stance=(Stance("topic:ai-chips", "positive", 0.9, at("welcomed"), "words"),),
        **{**common, "cue_type": "praise"},
    )  # fmt: skip
    article = Article(
        "salt", "salt.txt", SALT, "Salt pans to close", "2026-03-02", "metadata", "Coast Courier",
        "Ada Vane", "https://coast.example/salt?a=1&b=2",
    )  # fmt: skip
    return Extraction(article, people, roles, (first, second, third, fourth, fifth), run="r")


def _wreck() -> Extraction:
    def at(words: str, after: int = 0) -> Span:
        return _span(WRECK, words, after)

    okon = "person:rae-okon"
    content = at("<script>window.fell = 3</script> the \u2028AI chips sank")
    said = Statement(
        id="statement:wreck-said", source=(at("Rae \u202eOkon\u202c"),), cue=(at("said"),),
        content=(content,),
        sentence=(at("Rae")[0], len(WRECK) - 1), quote_type="indirect", cue_type="say", speaker_id=okon,
        coreference="full-name", rule="<b>that", confidence=0.7,
        topics=(TopicAssignment("topic:ai-chips", "own-words", 0.9, at("AI chips"), rule="meaning"),),
    )  # fmt: skip
    article = Article(
        "wreck", "wreck<b>.txt", WRECK, WRECK.split("\n")[0], "2026-03-04", "metadata", "Gull <i>& Sons",
        '"><script>window.fell = 4</script>', "javascript:window.fell=5",
    )  # fmt: skip
    person = Entity(okon, "person", "Rae \u202eOkon\u202c <b>", (at("Rae \u202eOkon\u202c"),))
    return Extraction(article, (person,), (), (said,), run="r")


def _tide(name: str, outlet: str, published: str) -> Extraction:
    source = (0, len(LONG))
    content = _span(MIDST, "the tide is late")
    quist = "person:quist"
    said = Statement(
        id=f"statement:{name}-said", source=(source,), cue=(_span(MIDST, "said"),), content=(content,),
        sentence=(0, content[1] + 1), quote_type="indirect", cue_type="say", speaker_id=quist,
        coreference="full-name", rule="that", confidence=0.9,
    )  # fmt: skip
    article = Article(name, f"{name}.txt", MIDST, "Tide " * 60, published, "metadata", outlet)
    return Extraction(article, (Entity(quist, "person", LONG, (source,)),), (), (said,), run="r")


@pytest.fixture(scope="session")
def salt_store() -> Iterator[Store]:
    """Invented articles: one of several people with guesses, one hostile, one carried twice. Read only."""
    with Store.memory() as store:
        for extraction in (
            _salt(),
            _wreck(),
            _tide("tide", "Tide Post", "2026-05-01"),
            _tide("tide-again", "Late Herald", "2026-05-02"),
        ):
            store.replace(extraction)
        store.refresh_derived()
        yield store


@contextmanager
def _serving(app: APIFlask) -> Iterator[str]:
    at_once = app.extensions["sayso.direct"].at_once
    server = Server(app, listen("127.0.0.1", 0), threads=6, grace=5, at_once=at_once)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.addresses[0][1]}"
    server.stop()
    thread.join(30)
    assert not thread.is_alive()


@pytest.fixture(scope="session")
def serving() -> Callable[[APIFlask], AbstractContextManager[str]]:
    """Serves an app as `sayso serve` does, until the block ends; the address."""
    return _serving


@pytest.fixture(scope="session")
def salt_address(salt_store: Store) -> Iterator[str]:
    """The address of a server on them, whose templates may use no name that is not there."""
    app = create_app(InlineService(salt_store))
    app.jinja_env.undefined = StrictUndefined
    with _serving(app) as address:
        yield address


@dataclass
class Visit:
    """A page of the server in a browser, what it complained of, and what it asked of others."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.origin + path)
        return self.page

    def watch(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:")):
            self.elsewhere.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append("a dialog opened")
        dialog.dismiss()


@pytest.fixture
def visit_salt(browser: Browser, salt_address: str) -> Iterator[Callable[..., Visit]]:
    """Opens a path of the server; keywords are those of a browser context, such as color_scheme."""
    contexts: list[BrowserContext] = []

    def opened(path: str, **about: Any) -> Visit:
        contexts.append(browser.new_context(**{"reduced_motion": "reduce", **about}))
        contexts[-1].set_default_timeout(8_000)
        visit = Visit(contexts[-1].new_page(), salt_address)
        visit.watch()
        visit.go(path)
        return visit

    yield opened
    for context in contexts:
        context.close()
