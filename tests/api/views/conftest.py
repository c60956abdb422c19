"""A small newsroom with one hostile article, served over a socket, and pages of it opened in a browser."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request

from sayso.api.app import create_app
from sayso.api.service import InlineService
from sayso.graph.model import Article, Entity, Extraction, Statement, TopicAssignment
from sayso.graph.record import from_json
from sayso.graph.store import Store

NEWSROOM = Path(__file__).parents[2] / "graph" / "newsroom.jsonl"
HOSTILE = (
    'Rae <b>Okon</b> said <img src=x onerror="window.fell=1"> </script><script>window.fell=2</script> sank.'
)


def hostile() -> Extraction:
    """One statement whose speaker, words, title and outlet are markup."""
    topic = TopicAssignment("topic:ai-chips", "own-words", 0.9, (21, 24))
    said = Statement(
        id="statement:wreck-said", source=((0, 15),), cue=((16, 20),), content=((21, len(HOSTILE) - 1),),
        sentence=(0, len(HOSTILE)), quote_type="indirect", cue_type="say", speaker_id="person:rae-okon",
        coreference="full-name", rule="test", topics=(topic,),
    )  # fmt: skip
    article = Article(
        "wreck", "wreck.txt", HOSTILE, "<script>window.fell=3</script>", "2024-05-01", "metadata", "<i>Gull"
    )
    return Extraction(
        article, (Entity("person:rae-okon", "person", "Rae <b>Okon</b>", ((0, 15),)),), (), (said,), run="r"
    )


@pytest.fixture(scope="package")
def newsroom() -> Iterator[Store]:
    with Store.memory() as store:
        lines = NEWSROOM.read_text(encoding="utf-8").strip().split("\n")
        for extraction in (*(from_json(json.loads(line)) for line in lines), hostile()):
            store.replace(extraction)
        store.refresh_derived()
        yield store


@pytest.fixture(scope="package")
def served(newsroom: Store, serving: Callable[[APIFlask], AbstractContextManager[str]]) -> Iterator[str]:
    """The address of a server on the newsroom."""
    with serving(create_app(InlineService(newsroom))) as address:
        yield address


@dataclass
class Visit:
    """A page of the server in a browser, what it complained of, and what it asked of others."""

    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._asked)
        self.page.goto(self.origin + path)

    @property
    def fell(self) -> Any:
        """What markup of an article did, had it run."""
        return self.page.evaluate("window.fell")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "blob:")):
            self.elsewhere.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append("a dialog opened")
        dialog.dismiss()


Open = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Open]:
    """Opens a path of the server; keywords are those of a browser context, such as color_scheme."""
    contexts: list[BrowserContext] = []

    def opened(path: str, **about: Any) -> Visit:
        contexts.append(browser.new_context(**{"reduced_motion": "reduce", **about}))
        made = Visit(contexts[-1].new_page(), served)
        made.open(path)
        return made

    yield opened
    for context in contexts:
        context.close()
