"""How a graph is served: plain values that the command line, a file or a program gives.

`current_service()`, `current_settings()` and `current_pages()` are what the request that is being answered
belongs to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, cast

from flask import Response, current_app

from sayso.api.service import Service

__all__ = ["Pages", "Settings", "current_pages", "current_service", "current_settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What one app does and refuses.

    `hosts` are the host names under which it answers (None: any); a page from elsewhere must not be able to
    read a graph that is served on this machine only (DNS rebinding). `union` is whether queries see the union
    of all named graphs, as everywhere in Sayso, or the default graph alone, as a plain SPARQL dataset has it.
    `update_token` switches on updates and the Graph Store Protocol for those who send it; `token` is wanted
    of everybody, for everything. `origins` is what pages of other origins may read ("*": all, "": none).
    `rate` is how many requests a second one client may send (None: as many as it likes), `concurrent` how
    many requests may be in work at once; with more, the next are told to come again (None: no limit).
    `cache_bytes` is how much of small answers is kept for those who ask the same again (0: nothing).
    `public_url` is where others see this server, if that is not what they send as Host; `behind_proxy` takes
    the client's address, the scheme and the request's id from what a proxy says (X-Forwarded-For,
    X-Forwarded-Proto, X-Request-ID): only for servers that nobody reaches but through it.
    """

    hosts: tuple[str, ...] | None = None
    union: bool = True
    token: str | None = None
    update_token: str | None = None
    origins: str = "*"
    max_request_bytes: int = 1_000_000
    max_url_bytes: int = 32_768
    rate: float | None = None
    concurrent: int | None = None
    cache_bytes: int = 16_000_000
    public_url: str | None = None
    behind_proxy: bool = False


class Pages(NamedTuple):
    """What makes pages, given to the app by those who do: other rooms hand in records and errors.

    `page(kind, record)` and `error(status, message, near=…, examples=…)`; see `web.rendering`.
    """

    page: Callable[..., Response]
    error: Callable[..., Response]


def current_pages() -> Pages:
    return cast(Pages, current_app.extensions["sayso.pages"])


def current_service() -> Service:
    return cast(Service, current_app.extensions["sayso.service"])


def current_settings() -> Settings:
    return cast(Settings, current_app.extensions["sayso.settings"])
