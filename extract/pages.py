"""HTML pages: the text of the article on them, and what the page says about it.

The text is the title, then headings and paragraphs with a blank line between; menus, scripts, hidden text and
the like are left out by trafilatura, what furniture it lets through is set aside later as in any text.
"""

import functools
import json
import logging
import re
from collections.abc import Iterator
from configparser import ConfigParser
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sayso.errors import InputError
from sayso.extract.dates import parse_date

__all__ = ["Page", "declared_encoding", "read_page"]

logger = logging.getLogger(__name__)

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.I
)
_SPACE = re.compile(r"\s+")
_ARTICLE_TYPES = ("Article", "Report", "BlogPosting", "LiveBlogPosting", "WebPage")
_DATE_KEYS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "date",
    "dc.date", "dc.date.issued", "dcterms.date", "dcterms.created", "dcterms.issued", "pubdate",
    "publishdate", "publish_date", "publish-date", "publication_date", "article_date_original",
    "sailthru.date", "parsely-pub-date", "citation_publication_date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_TITLE_KEYS = ("og:title", "twitter:title", "headline", "dc.title", "parsely-title")
_AUTHOR_KEYS = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "byl",
    "sailthru.author",
)
_OUTLET_KEYS = (
    "og:site_name",
    "application-name",
    "publisher",
    "dc.publisher",
    "article:publisher",
    "twitter:site",
)
_BY = re.compile(r"^\s*(?:by|von|written by)\s+", re.IGNORECASE)
_BLOCKS = ("p", "head", "item", "quote", "row", "code")
_MAX_ELEMENTS = 30_000
# What a reader of the page does not see. trafilatura leaves it out in most pages, but not in short ones.
_HIDDEN = (
    "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none') "
    "or contains(translate(@style, ' ', ''), 'visibility:hidden')][not(self::html or self::body)]"
)
_MAX_JSON_LD = 200_000


@dataclass(frozen=True, slots=True)
class Page:
    """What was read from an HTML page; `published` is an ISO date from the page's metadata."""

    text: str
    title: str | None
    published: str | None
    outlet: str | None
    author: str | None
    url: str | None


def declared_encoding(raw: bytes) -> str | None:
    """The encoding that a page's first bytes declare, if any."""
    match = _CHARSET.search(raw[:4096])
    return match[1].decode("ascii") if match else None


def read_page(html: str) -> Page:
    """The article on a page.

    Costs 3 to 10 ms for a usual page. Raises InputError if the page cannot be parsed, is far larger than a
    page with an article ever is, or holds no article.
    """
    # trafilatura is heavy to import, and only pages need it.
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    tree = load_html(html)
    if tree is None:
        raise InputError("is no HTML that can be parsed: save the page again, or as plain text")
    # trafilatura needs a second for ten thousand elements; a long news page has three thousand.
    if sum(1 for _ in islice(tree.iter(), _MAX_ELEMENTS + 1)) > _MAX_ELEMENTS:
        raise InputError(
            f"has more than {_MAX_ELEMENTS:,} HTML elements: save the article alone, or as plain text"
        )
    facts = _Facts.of(tree)
    for element in tree.xpath(_HIDDEN):
        element.drop_tree()
    try:
        document: Any = bare_extraction(tree, include_comments=False, include_tables=True, config=_settings())
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        logger.debug("trafilatura failed", exc_info=True)
        raise InputError("is HTML that cannot be read: save the page again, or as plain text") from error
    blocks = list(_blocks(document.body)) if document is not None and document.body is not None else []
    if not blocks:
        raise InputError("holds no article text: save the page in full, or as plain text")
    if facts.title is not None and _letters(blocks[0]) != _letters(facts.title):
        blocks.insert(0, facts.title)
    return Page("\n\n".join(blocks), facts.title, facts.published, facts.outlet, facts.author, facts.url)


@functools.cache
def _settings() -> ConfigParser:
    """trafilatura's settings, but that a short article is no reason to take the page's whole text instead."""
    from trafilatura.settings import use_config

    settings = use_config()
    settings["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "40"
    return settings


def _blocks(body: Any) -> Iterator[str]:
    """Headings and paragraphs of trafilatura's tree, as single lines in page order."""
    for element in body.iter(*_BLOCKS):
        if any(parent.tag == "row" for parent in element.iterancestors()):
            continue  # came with its row
        if element.tag != "row" and next(element.iterdescendants(*_BLOCKS), None) is not None:
            continue  # what is inside comes by itself
        texts = [" ".join(cell.itertext()) for cell in element.iter("cell")] or ["".join(element.itertext())]
        line = _SPACE.sub(" ", " ".join(texts)).strip()
        if line:
            yield line


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


@dataclass(frozen=True, slots=True)
class _Facts:
    title: str | None
    published: str | None
    outlet: str | None
    author: str | None
    url: str | None

    @classmethod
    def of(cls, tree: Any) -> "_Facts":
        """What the head of a page, its JSON-LD and its marked elements say; the body is not searched."""
        meta = _meta(tree)
        linked = _linked(tree)
        published = _first_date([meta.get(key) for key in _DATE_KEYS[:3]])
        published = published or _first_date([linked.get("datePublished"), linked.get("dateCreated")])
        published = published or _first_date([meta.get(key) for key in _DATE_KEYS[3:]])
        published = published or _first_date(_marked_times(tree))
        title = _clean(linked.get("headline")) or _first(meta, _TITLE_KEYS)
        outlet = (
            _first(meta, _OUTLET_KEYS[:1]) or _name(linked.get("publisher")) or _first(meta, _OUTLET_KEYS[1:])
        )
        title = title or _element(tree, "//h1") or _element(tree, "/html/head/title")
        if title and outlet:
            title = _without_outlet(title, outlet)
        author = _first(meta, _AUTHOR_KEYS) or _name(linked.get("author"))
        author = author or _element(tree, "//a[@rel='author'] | //*[@itemprop='author']")
        if author is not None:
            author = _BY.sub("", author)
        return cls(title, published, outlet.lstrip("@") if outlet else None, author or None, _url(tree, meta))


def _meta(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        value = element.get("content")
        if key and value and value.strip():
            found.setdefault(key.strip().lower(), value)
    return found


def _linked(tree: Any) -> dict[str, Any]:
    """The first JSON-LD object that describes an article."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        source = script.text or ""
        if len(source) > _MAX_JSON_LD:
            continue
        try:
            loaded = json.loads(source)
        except (ValueError, RecursionError):
            continue
        waiting = [loaded]
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting.extend(node[:50])
            elif isinstance(node, dict):
                kinds = node.get("@type")
                names = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
                if any(str(name).endswith(_ARTICLE_TYPES) for name in names) and "headline" in node:
                    return node
                waiting.append(node.get("@graph"))
    return {}


def _marked_times(tree: Any) -> list[str | None]:
    times = tree.xpath(
        "//time[@pubdate or @itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content"
    )
    return [str(value) for value in times[:3]]


def _first_date(values: list[Any]) -> str | None:
    return next((date for date in map(parse_date, values) if date is not None), None)


def _first(meta: dict[str, str], keys: tuple[str, ...]) -> str | None:
    values = (_clean(meta.get(key)) for key in keys)
    return next((value for value in values if value is not None), None)


def _name(value: Any) -> str | None:
    """The name in a JSON-LD value: a string, an object with a name, or a list of either."""
    if isinstance(value, list):
        names = [name for name in map(_name, value[:5]) if name]
        return ", ".join(names) or None
    return _clean(value.get("name")) if isinstance(value, dict) else _clean(value)


def _clean(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > 500:
        return None
    text = _SPACE.sub(" ", value).strip()
    return None if not text or text.startswith(("http://", "https://")) else text


def _element(tree: Any, path: str) -> str | None:
    found = tree.xpath(path)
    return _clean(" ".join(found[0].itertext())) if found else None


def _without_outlet(title: str, outlet: str) -> str:
    for mark in (" | ", " - ", " – ", " — ", " · "):
        head, found, tail = title.rpartition(mark)
        if found and _letters(tail) == _letters(outlet):
            return head.strip()
    return title


def _url(tree: Any, meta: dict[str, str]) -> str | None:
    candidates = [*tree.xpath("//link[@rel='canonical']/@href"), meta.get("og:url")]
    return next(
        (
            str(url).strip()
            for url in candidates
            if url and str(url).strip().startswith(("http://", "https://"))
        ),
        None,
    )
