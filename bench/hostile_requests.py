# ruff: noqa: E501 -- a request is a line
"""Requests that mean harm, as a table: what is sent, and with what it must be answered.

`CASES` are run by `bench/hostile`, which weighs and times the server meanwhile, and by the tests. Each is
answered within the server's limit of time and a second more; none may be cut off, end the server, or make it
ask anybody else: `Stage.trap` is a port on which somebody listens who must hear nothing.
"""

import contextlib
import gzip
import http.client
import re
import socket
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).parent))
from served import Reply, exchange, read_reply

from sayso.graph.model import Article, Entity, Extraction, Statement, Unit
from sayso.graph.store import Store

__all__ = ["CASES", "Case", "Stage", "ordinary", "plant"]

FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
ENDED = (503, 504)
ANSWERED_OR_ENDED = (200, 400, 503, 504)
NOT_THERE = (400, 404)
BODY = 100_000_000
EVIL = (
    '<script>alert("title")</script>',
    '"><img src=x onerror=alert(1)>',
    "</script><svg/onload=alert(2)>",
    "'><b onmouseover=alert(3)>Herald</b>",
    "javascript:alert(4)",
)
SCHEMES = ("javascript:", "data:text", "vbscript:")


@dataclass(frozen=True, slots=True)
class Stage:
    """Where it is played: the server's port, the port that must stay silent, the limit in seconds.

    `spare` is how many seconds more an answer may take.
    """

    port: int
    trap: int
    limit: float
    spare: float = 1.0


@dataclass(frozen=True, slots=True)
class Case:
    """One request, or several that belong together.

    `send` gives the answer, None when the connection was closed without one; that is right only where
    `closed` is true. `check` says what is wrong with an answer of the right status, "" for nothing.
    """

    kind: str
    name: str
    send: Callable[[Stage], Reply | None]
    statuses: tuple[int, ...]
    closed: bool = False
    check: Callable[[Reply], str] = lambda _: ""

    def wrong(self, reply: Reply | None, seconds: float, stage: Stage) -> str:
        """What is wrong with this answer after so many seconds, "" for nothing."""
        if seconds > stage.limit + stage.spare:
            return f"took {seconds:.1f} s, the limit is {stage.limit:g} s"
        if reply is None:
            return "" if self.closed else "closed without an answer"
        if reply.status not in self.statuses:
            return f"answered {reply.status}: {reply.body[:200]!r}"
        if not reply.whole:
            return f"cut off after {len(reply.body):,} bytes"
        return self.check(reply)


def plant(store: Store) -> None:
    """Adds an article whose title, words, names and outlet are markup."""
    title, name, words, outlet, link = EVIL
    text = f"{title}\n\n{name} said that {words} would come."
    at = len(title) + 2
    said = at + len(name) + 1
    start, end = said + 5, len(text) - 1
    person = Entity("person:mallory", "person", name, ((at, at + len(name)),))
    statement = Statement(
        id=f"statement:evil-{start}-{end}",
        source=((at, at + len(name)),),
        cue=((said, said + 4),),
        content=((start, end),),
        sentence=(at, len(text)),
        quote_type="indirect",
        cue_type="say",
        speaker_id="person:mallory",
        coreference="full-name",
        rule="test",
    )
    units = (Unit("title", 0, len(title)), Unit("paragraph", at, len(text)))
    article = Article(
        "evil", "evil.txt", text, title=title, published="2024-05-06", date_basis="metadata",
        outlet=outlet, author=name, url=link, units=units,
    )  # fmt: skip
    store.replace(Extraction(article, (person,), (), (statement,), run="evil"))


# -- how requests are made


def sent(stage: Stage, request: bytes) -> Reply | None:
    """The answer to these bytes, None when the connection is closed without one."""
    try:
        return exchange(stage.port, request, timeout=stage.limit + 5)
    except (ConnectionError, http.client.HTTPException):
        return None


def message(stage: Stage, line: str, headers: str = "", body: bytes = b"") -> bytes:
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    head = f"{line}\r\nHost: 127.0.0.1:{stage.port}\r\nConnection: close\r\n{length}{headers}\r\n"
    return head.encode("latin-1") + body


def query(kind: str, name: str, text: str, statuses: Iterable[int], accept: str = "*/*") -> Case:
    """A query by POST; `TRAP` in it becomes the URL where nothing may arrive."""

    def send(stage: Stage) -> Reply | None:
        body = urlencode({"query": text.replace("TRAP", f"http://127.0.0.1:{stage.trap}/")}).encode()
        return sent(stage, message(stage, "POST /sparql HTTP/1.1", f"{FORM}Accept: {accept}\r\n", body))

    return Case(kind, name, send, tuple(statuses))


def raw(
    kind: str,
    name: str,
    line: str,
    statuses: Iterable[int],
    *,
    headers: str = "",
    body: bytes = b"",
    closed: bool = False,
    check: Callable[[Reply], str] = lambda _: "",
) -> Case:
    """A request line with headers, as they stand; `TRAP` in either becomes the host that must stay silent."""

    def send(stage: Stage) -> Reply | None:
        where = f"127.0.0.1:{stage.trap}"
        return sent(stage, message(stage, line.replace("TRAP", where), headers.replace("TRAP", where), body))

    return Case(kind, name, send, tuple(statuses), closed, check)


def plain(
    kind: str,
    name: str,
    request: bytes,
    statuses: Iterable[int],
    *,
    check: Callable[[Reply], str] = lambda _: "",
) -> Case:
    """Bytes as they stand, which may have no answer; `PORT` becomes the server's."""
    return Case(
        kind,
        name,
        lambda stage: sent(stage, request.replace(b"PORT", str(stage.port).encode())),
        tuple(statuses),
        True,
        check,
    )


def page(name: str, path: str, statuses: Iterable[int] = (200,)) -> Case:
    """A page as browsers get it, in which nothing that was planted may be alive."""
    return raw(
        "scripts", name, f"GET {path} HTTP/1.1", statuses, headers="Accept: text/html\r\n", check=inert
    )


class _Tags(HTMLParser):
    """Finds what would run in a page: `alive` holds it."""

    def __init__(self) -> None:
        super().__init__()
        self.alive: list[str] = []
        self._runs = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip().lower() for name, value in attributes}
        self._runs = tag == "script" and given.get("type", "module") in ("module", "text/javascript")
        self.alive += [f"<{tag} {name}>" for name in given if name.startswith("on") or name == "style"]
        self.alive += [f"<{tag} {value[:40]}>" for value in given.values() if value.startswith(SCHEMES)]
        if given.get("src", "").startswith(("x", "http:", "https:", "//")) or tag in (
            "base",
            "iframe",
            "object",
        ):
            self.alive.append(f"<{tag} {given}>")

    def handle_data(self, text: str) -> None:
        if self._runs and text.strip():
            self.alive.append(f"<script>{text[:40]}")

    def handle_endtag(self, tag: str) -> None:
        self._runs = False


def inert(reply: Reply) -> str:
    """For pages that may show nothing that runs, and may fetch nothing."""
    tags = _Tags()
    if reply.headers.get("content-type", "").startswith("text/html"):
        tags.feed(reply.body.decode("utf-8", "replace"))
        tags.close()
    if tags.alive:
        return f"markup is alive: {tags.alive[:3]}"
    policy = reply.headers.get("content-security-policy", "")
    if "script-src 'self'" not in policy or "unsafe" in policy:
        return f"the content security policy is {policy!r}"
    if reply.headers.get("x-content-type-options") != "nosniff":
        return "no X-Content-Type-Options: nosniff"
    return ""


def shown(reply: Reply) -> str:
    """For pages that must show what was planted, as text."""
    return inert(reply) or ("" if b"&lt;" in reply.body else "what was planted is not shown")


def no_secret(reply: Reply) -> str:
    if b"root:" in reply.body or b"{% block" in reply.body or b"def create_app" in reply.body:
        return "a file was given away"
    return ""


def no_header(reply: Reply) -> str:
    return "a header was smuggled in" if "x-evil" in reply.headers else ""


def no_way_out(reply: Reply) -> str:
    there = reply.headers.get("location", "")
    host = urlsplit(there).hostname or ""
    return f"leads to {there}" if "evil" in host or there.startswith(("//", "/\\", "\\")) else ""


# -- several connections that belong together


def among(crowd: int, request: Callable[[Stage], bytes], drip: bytes) -> Callable[[Stage], Reply | None]:
    """Opens so many connections that send the beginning of a request and then a byte now and then.

    The answer is that to an ordinary query from somebody else meanwhile.
    """

    def send(stage: Stage) -> Reply | None:
        with contextlib.ExitStack() as stack:
            slow = []
            for _ in range(crowd):
                with contextlib.suppress(OSError):
                    one = socket.create_connection(("127.0.0.1", stage.port), timeout=2)
                    slow.append(stack.enter_context(one))
                    one.sendall(request(stage))
            reply = None
            for _ in range(3):
                for one in slow:
                    with contextlib.suppress(OSError):
                        one.sendall(drip)
                reply = ordinary(stage)
                if reply.status != 200:
                    break
                time.sleep(0.1)
            return reply

    return send


def ordinary(stage: Stage, timeout: float = 10, text: str = "ASK { ?person a sayso:Person }") -> Reply:
    """An ordinary small query from another address of this machine."""
    begin = time.perf_counter()
    target = "/sparql?" + urlencode({"query": text})
    with socket.create_connection(
        ("127.0.0.1", stage.port), timeout=timeout, source_address=("127.0.0.2", 0)
    ) as connection:
        connection.sendall(message(stage, f"GET {target} HTTP/1.1"))
        return read_reply(connection, begin)


def half(stage: Stage) -> Reply | None:
    """A chunk that is announced and does not come: who sends it has closed its side."""
    begin = time.perf_counter()
    head = f"{FORM}Transfer-Encoding: chunked\r\n"
    with socket.create_connection(("127.0.0.1", stage.port), timeout=stage.limit + 5) as connection:
        connection.sendall(message(stage, "POST /sparql HTTP/1.1", head) + b"f" * 20 + b"\r\nquery=")
        connection.shutdown(socket.SHUT_WR)
        try:
            return read_reply(connection, begin)
        except (ConnectionError, http.client.HTTPException):
            return None


def large_answer(stage: Stage) -> bytes:
    text = "SELECT ?a ?b ?c WHERE { ?a ?b ?c } LIMIT 5000"
    return message(stage, f"GET /sparql?{urlencode({'query': text})} HTTP/1.1")


def _worst(replies: Iterable[Reply | None]) -> Reply | None:
    """The answer that is least like one: none, cut off, or of the highest status."""
    ordered = sorted(
        replies, key=lambda one: (one is not None, one is None or one.whole, -(one.status if one else 0))
    )
    return ordered[0]


def many_at_once(stage: Stage) -> Reply | None:
    with ThreadPoolExecutor(64) as pool:
        request = message(stage, f"GET /sparql?{urlencode({'query': 'ASK { ?s a sayso:Person }'})} HTTP/1.1")
        return _worst(pool.map(lambda _: sent(stage, request), range(256)))


def costly_at_once(stage: Stage) -> Reply | None:
    """Runaway queries of one client, and an ordinary one of another, whose answer counts."""
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(CASES_BY_NAME["a product counted"].send, stage) for _ in range(8)]
        time.sleep(0.3)
        reply = ordinary(stage, stage.limit + 5)
        ended = _worst(one.result() for one in running)
        if ended is None or ended.status not in ENDED:
            return ended
        return replace(reply, seconds=ended.seconds)


def abandoned(stage: Stage) -> Reply | None:
    """Clients that ask for the whole world and are gone."""
    text = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"})
    for _ in range(30):
        with socket.create_connection(("127.0.0.1", stage.port), timeout=5) as connection:
            connection.sendall(message(stage, f"GET /sparql?{text} HTTP/1.1"))
    return ordinary(stage, stage.limit + 5)


def pipelined(stage: Stage) -> Reply | None:
    one = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{stage.port}\r\n\r\n".encode()
    last = message(stage, "GET /healthz?last HTTP/1.1")
    begin = time.perf_counter()
    with socket.create_connection(("127.0.0.1", stage.port), timeout=stage.limit + 5) as connection:
        connection.sendall(one * 50 + last)
        received = bytearray()
        with contextlib.suppress(ConnectionError):
            while piece := connection.recv(1 << 16):
                received += piece
    number = len(re.findall(rb"(?m)^HTTP/1\.1 200 ", received))
    return Reply(200 if number == 51 else 500, {}, bytes(received[-300:]), True, time.perf_counter() - begin)


def flood(kind: str, name: str, head: str, piece: bytes, statuses: Iterable[int]) -> Case:
    """A body of 100 MB, of which only as much is sent as the server takes."""

    def send(stage: Stage) -> Reply | None:
        begin = time.perf_counter()
        with socket.create_connection(("127.0.0.1", stage.port), timeout=stage.limit + 5) as connection:
            try:
                connection.sendall(f"{head}\r\nHost: 127.0.0.1:{stage.port}\r\n\r\n".encode())
                connection.setblocking(False)
                given = 0
                while given < BODY and time.perf_counter() < begin + stage.limit:
                    try:
                        given += connection.send(piece)
                    except BlockingIOError:
                        time.sleep(0.01)
                    with contextlib.suppress(BlockingIOError):
                        if connection.recv(1, socket.MSG_PEEK):
                            break  # the answer is there
            except ConnectionError:
                pass
            connection.settimeout(stage.limit + 5)
            try:
                return read_reply(connection, begin)
            except (ConnectionError, http.client.HTTPException):
                return None

    return Case(kind, name, send, tuple(statuses), closed=True)


# -- the table

PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
DOUBLING = "BIND('0123456789' AS ?v0) " + " ".join(
    f"BIND(CONCAT(?v{at}, ?v{at}) AS ?v{at + 1})" for at in range(40)
)
REPLACING = "BIND('aaaaaaaaaa' AS ?v0) " + " ".join(
    f"BIND(REPLACE(?v{at}, 'a', 'aaaaaaaaaaaaaaaa') AS ?v{at + 1})" for at in range(8)
)
DIGITS = " ".join(f"VALUES ?d{at} {{ {' '.join(map(str, range(10)))} }}" for at in range(12))
MANY = " ".join(f"<urn:x:{at}>" for at in range(20_000))
CHAIN = "1" + " + 1" * 50_000


def nested(opening: str, inner: str, closing: str, depth: int = 3_000) -> str:
    return opening * depth + inner + closing * depth


RUNAWAYS = [
    query("costly", "an endless path", "SELECT * { ?a (!<x:y>)* ?b }", ENDED),
    query("costly", "a path of paths, counted", "SELECT (COUNT(*) AS ?n) { ?a (((!<x:y>)*)*)+ ?b }", ENDED),
    query("costly", "a path to and fro", "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)+ ?b }", ENDED),
    query("costly", "a path in EXISTS", "SELECT * { ?a ?b ?c FILTER EXISTS { ?c (!<x:y>|^!<x:y>)* <x:z> } }", ENDED),
    query("costly", "a product counted", f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}", ENDED),
    query("costly", "distinct ones of a product", f"SELECT (COUNT(DISTINCT ?f) AS ?n) {{ {PRODUCT} }}", ENDED),
    query("costly", "a product in order", f"SELECT * {{ {PRODUCT} }} ORDER BY ?c ?f LIMIT 10", ENDED),
    query("costly", "a product in random order", f"SELECT * {{ {PRODUCT} }} ORDER BY RAND() LIMIT 1", ENDED),
    query("costly", "a product without duplicates", f"SELECT DISTINCT ?a ?d {{ {PRODUCT} }}", ENDED),
    query("costly", "a product as groups", f"SELECT ?a ?d (COUNT(*) AS ?n) {{ {PRODUCT} }} GROUP BY ?a ?d", ENDED),
    query("costly", "a product of VALUES", f"SELECT (SUM(?d0) AS ?n) {{ {DIGITS} }}", ENDED),
    query("costly", "a product hashed", f"SELECT (MAX(SHA512(STR(?c))) AS ?n) {{ {PRODUCT} }}", ENDED),
    query("costly", "MINUS of a product", "SELECT * { ?a ?b ?c . ?d ?e ?f MINUS { ?a ?x ?y . ?d ?z ?w } }", ENDED),
    query("costly", "OPTIONAL that never fits", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f FILTER(?c = ?a) } }", ENDED),
    query("costly", "NOT EXISTS without an end", "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f FILTER(?c = ?d && ?a = ?f && ?c != ?c) } }", ENDED),
    query("costly", "CONSTRUCT of a product", f"CONSTRUCT {{ ?a ?e ?i }} WHERE {{ {PRODUCT} }}", ENDED),
    query("costly", "DESCRIBE of a product", f"DESCRIBE ?a ?d ?g {{ {PRODUCT} }}", ENDED),
    query("costly", "ASK that is never true", f"ASK {{ {PRODUCT} FILTER(STR(?c) = CONCAT(STR(?f), 'x', STR(?i))) }}", ENDED),
    query("costly", "rows without an end, as CSV", f"SELECT * {{ {PRODUCT} }}", ENDED, "text/csv"),
    query("costly", "rows without an end, as a page", f"SELECT * {{ {PRODUCT} }} ORDER BY ?c ?f", ENDED, "text/html"),
    query("costly", "OFFSET far away", f"SELECT * {{ {PRODUCT} }} OFFSET 999999999999 LIMIT 1", ENDED),
    query("costly", "GROUP_CONCAT of a product", f"SELECT (GROUP_CONCAT(STR(?c)) AS ?t) {{ {PRODUCT} }}", ENDED),
]  # fmt: skip

LARGE = [
    query("large", "a literal doubled forty times", f"SELECT (STRLEN(?v40) AS ?n) {{ {DOUBLING} }}", ENDED),
    query("large", "a literal blown up by REPLACE", f"SELECT (STRLEN(?v8) AS ?n) {{ {REPLACING} }}", ENDED),
    query("large", "a literal in each row", "SELECT (CONCAT(?v16, STR(?o)) AS ?t) { " + DOUBLING.split(" BIND(CONCAT(?v16")[0] + " ?s ?p ?o }", ENDED),
    query("large", "GROUP_CONCAT of everything", "SELECT (GROUP_CONCAT(CONCAT(STR(?s), STR(?o)); separator='; ') AS ?t) { ?s ?p ?o }", ANSWERED_OR_ENDED),
    query("large", "DESCRIBE of everything", "DESCRIBE ?s { ?s ?p ?o }", ANSWERED_OR_ENDED),
    query("large", "CONSTRUCT of everything, as RDF/XML", "CONSTRUCT WHERE { ?s ?p ?o }", ANSWERED_OR_ENDED, "application/rdf+xml"),
    query("large", "everything, as a page", "SELECT * { ?s ?p ?o }", ANSWERED_OR_ENDED, "text/html"),
    query("large", "a giant IN list", f"SELECT * {{ ?s ?p ?o FILTER(?o IN ({MANY.replace(' ', ', ')})) }}", ANSWERED_OR_ENDED),
    query("large", "giant VALUES", f"SELECT (COUNT(*) AS ?n) {{ VALUES ?s {{ {MANY} }} VALUES ?o {{ {MANY} }} }}", ANSWERED_OR_ENDED),
    query("large", "a thousand variables", "SELECT " + " ".join(f"?x{at}" for at in range(1000)) + " { ?s ?p ?o }", ANSWERED_OR_ENDED),
    query("large", "a comment of 900 kB", "ASK { ?s ?p ?o } #" + "x" * 900_000, (200, 400, 413)),
    query("large", "a number of 90,000 digits", f"SELECT ({'9' * 90_000} AS ?n) {{}}", (200, 400)),
    query("large", "a variable of 90,000 letters", f"SELECT * {{ ?s ?p ?{'x' * 90_000} }} LIMIT 1", (200, 400)),
]  # fmt: skip

DEEP = [
    query("deep", "brackets", f"SELECT * {{ ?s ?p ?o FILTER({nested('(', '1', ')')}) }}", (400,)),
    query("deep", "groups", f"SELECT * {nested('{', '?s ?p ?o', '}')}", (400,)),
    query("deep", "OPTIONAL", f"SELECT * {{ {nested('OPTIONAL { ?s ?p ?o ', '', '}')} }}", (400,)),
    query("deep", "UNION", f"SELECT * {{ {{}} {'UNION {} ' * 5000} }}", (400,)),
    query("deep", "MINUS", f"SELECT * {{ ?s ?p ?o {nested('MINUS { ?s ?p ?o ', '', '}')} }}", (400,)),
    query("deep", "NOT", f"SELECT * {{ ?s ?p ?o FILTER({'!' * 20_000}?o) }}", (400,)),
    query("deep", "EXISTS", f"SELECT * {{ ?s ?p ?o {nested('FILTER EXISTS { ?s ?p ?o ', '', '}')} }}", (400,)),
    query("deep", "subqueries", f"SELECT * {{ {nested('{ SELECT * { ', '?s ?p ?o', '} }', 1_500)} }}", (400,)),
    query("deep", "sums", f"SELECT ({CHAIN} AS ?n) {{}}", (400,)),
    query("deep", "lists", f"SELECT * {{ ?s ?p {nested('( ', '', ')')} }}", (400,)),
    query("deep", "blank nodes", f"SELECT * {{ ?s ?p {nested('[ ?p ', '1', ']')} }}", (400,)),
    query("deep", "paths", f"SELECT * {{ ?s {nested('(', '<x:y>', ')*')} ?o }}", (400,)),
    query("deep", "a path of 5,000 steps", f"SELECT * {{ ?s <x:y>{'/<x:y>' * 5000} ?o }}", (400,)),
    query("deep", "filters in a row", "SELECT * { ?s ?p ?o " + "FILTER(?o) " * 5000 + "}", (400,)),
    query("deep", "quoted triples", f"SELECT * {{ {nested('<< ', '?s ?p ?o', ' ?p ?o >>')} ?p ?o }}", (400,)),
]  # fmt: skip

PATTERNS = [
    query("patterns", "a pattern that backtracks", "SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), '^(([a-z ])+.)+[A-Z]([a-z])+$') } LIMIT 3", ANSWERED_OR_ENDED),
    query("patterns", "nested repetitions", "SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), '((a{1000}){1000}){1000}') }", ANSWERED_OR_ENDED),
    query("patterns", "a pattern doubled forty times", f"SELECT * {{ {DOUBLING} FILTER REGEX('x', ?v40) }}", ENDED),
    query("patterns", "a pattern made anew in each row", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER REGEX(STR(?o), CONCAT('(', STR(?c), '|.*)*$')) }", ANSWERED_OR_ENDED),
    query("patterns", "REPLACE of everything by everything", "SELECT (REPLACE(STR(?o), '(.*)*', '$1$1$1$1') AS ?t) { ?s ?p ?o }", ANSWERED_OR_ENDED),
]  # fmt: skip

CALLS = [
    query("calls", f"SERVICE {name}", text, (400,))
    for name, text in (
        ("plain", "SELECT * { SERVICE <TRAP> { ?s ?p ?o } }"),
        ("SILENT", "SELECT * { SERVICE SILENT <TRAP> { ?s ?p ?o } }"),
        ("in a subquery", "SELECT * { { SELECT ?s { SERVICE <TRAP> { ?s ?p ?o } } } }"),
        ("at a variable", "SELECT * { VALUES ?g { <TRAP> } SERVICE ?g { ?s ?p ?o } }"),
        ("at a bound variable", "SELECT * { BIND(<TRAP> AS ?g) SERVICE SILENT ?g { ?s ?p ?o } }"),
        ("by a prefix", "PREFIX t: <TRAP> SELECT * { SERVICE t: { ?s ?p ?o } }"),
        ("against a base", "BASE <TRAP> SELECT * { SERVICE <x> { ?s ?p ?o } }"),
        ("without spaces", "SELECT*{SERVICE<TRAP>{?s?p?o}}"),
        ("grown onto a word", "SELECT * { FILTER(trueSERVICE<TRAP>{?s ?p ?o}) }"),
        ("in mixed letters", "SELECT * { sErViCe <TRAP> { ?s ?p ?o } }"),
        ("after a comment", "SELECT * { # a comment\nSERVICE <TRAP> { ?s ?p ?o } }"),
        ("after a comment and a return", "SELECT * { # a comment\rSERVICE <TRAP> { ?s ?p ?o } }"),
        ("with a comment inside", "SELECT * { SERVICE # x\n <TRAP> # y\n { ?s ?p ?o } }"),
        ("after a tricky string", "SELECT * { ?s ?p '''it's''\\'''' . SERVICE <TRAP> { ?s ?p ?o } }"),
        ("after a comparison like an IRI", "SELECT * { FILTER(1<2&&'>'='>') SERVICE <TRAP> { ?s ?p ?o } }"),
        ("in EXISTS", "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <TRAP> { ?s ?p ?o } } }"),
        ("in MINUS", "ASK { ?s ?p ?o MINUS { SERVICE SILENT <TRAP> { ?s ?p ?o } } }"),
        ("in CONSTRUCT", "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <TRAP> { ?s ?p ?o } }"),
        ("in DESCRIBE", "DESCRIBE ?s { SERVICE <TRAP> { ?s ?p ?o } }"),
        ("in GRAPH", "SELECT * { GRAPH ?g { SERVICE <TRAP> { ?s ?p ?o } } }"),
        ("after a zero-width space", "SELECT * { \u200bSERVICE <TRAP> { ?s ?p ?o } }"),
        ("written by escapes", "SELECT * { \\u0053ERVICE <TRAP> { ?s ?p ?o } }"),
        ("with long escapes", "SELECT * { \\U00000053\\u0045RVICE <TRAP> { ?s ?p ?o } }"),
        ("with an escaped brace", "SELECT * { SERVICE <TRAP> \\u007b ?s ?p ?o } }"),
        ("with a long s", "SELECT * { \u017fERVICE <TRAP> { ?s ?p ?o } }"),
    )
] + [
    query("calls", "SERVICE in a string only", "SELECT ('SERVICE <TRAP> { ?s ?p ?o }' AS ?t) {}", (200, 400)),
    query("calls", "LOAD as a query", "LOAD <TRAP>", (400,)),
    query("calls", "LOAD of a file as a query", "LOAD <file:///etc/passwd>", (400,)),
    query("calls", "LOAD after a query", "SELECT * {} ; LOAD <TRAP>", (400,)),
    query("calls", "FROM elsewhere", "SELECT * FROM <TRAP> { ?s ?p ?o } LIMIT 1", (400,)),
    query("calls", "FROM NAMED elsewhere", "SELECT * FROM NAMED <TRAP> { GRAPH ?g { ?s ?p ?o } } LIMIT 1", (400,)),
    query("calls", "FROM a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o } LIMIT 1", (400,)),
    query("calls", "GRAPH elsewhere", "SELECT * { GRAPH <TRAP> { ?s ?p ?o } } LIMIT 1", (200, 400)),
    query("calls", "a function elsewhere", "SELECT (<TRAP>(1) AS ?x) {}", (200, 400)),
    raw("calls", "default-graph-uri elsewhere", "GET /sparql?query=ASK%7B%7D&default-graph-uri=http://TRAP/ HTTP/1.1", (400,)),
    raw("calls", "named-graph-uri elsewhere", "GET /sparql?query=ASK%7B%7D&named-graph-uri=http://TRAP/ HTTP/1.1", (400,)),
    raw("calls", "default-graph-uri of a file", "GET /sparql?query=ASK%7B%7D&default-graph-uri=file:///etc/passwd HTTP/1.1", (400,)),
    raw("calls", "a resource elsewhere", "GET /resource?iri=http://TRAP/ HTTP/1.1", NOT_THERE),
    raw("calls", "a resource that is a file", "GET /resource?iri=file:///etc/passwd HTTP/1.1", NOT_THERE, check=no_secret),
    raw("calls", "asked to be a proxy", "GET http://TRAP/ HTTP/1.1", (200, 400, 403, 404, 421), closed=True),
    raw("calls", "asked to be a tunnel", "CONNECT TRAP HTTP/1.1", (400, 404, 405, 501), closed=True),
]  # fmt: skip

WRITES = [
    raw("writes", f"an update, {name}", f"POST {path} HTTP/1.1", (400, 401, 403, 404, 405, 415), headers=headers, body=body)
    for name, path, headers, body in (
        ("direct, at the query's place", "/sparql", "Content-Type: application/sparql-update\r\n", b"CLEAR ALL"),
        ("as a form, at the query's place", "/sparql", FORM, b"update=CLEAR+ALL"),
        ("as a query", "/sparql", FORM, b"query=CLEAR+ALL"),
        ("without a token", "/update", "Content-Type: application/sparql-update\r\n", b"CLEAR ALL"),
        ("with a wrong token", "/update", "Content-Type: application/sparql-update\r\nAuthorization: Bearer x\r\n", b"CLEAR ALL"),
        ("with half a header", "/update", "Content-Type: application/sparql-update\r\nAuthorization: Bearer\r\n", b"CLEAR ALL"),
        ("with a basic password", "/update", f"{FORM}Authorization: Basic eDp5\r\n", b"update=CLEAR+ALL"),
        ("that loads", "/update", f"{FORM}", b"update=LOAD+%3Cfile:///etc/passwd%3E"),
    )
] + [
    raw("writes", f"{method} of a graph {name}", f"{method} {path} HTTP/1.1", (400, 401, 403, 404, 405, 415), headers="Content-Type: text/turtle\r\n", body=b"<x:a> <x:b> <x:c> .")
    for method, name, path in (
        ("PUT", "without a token", "/graphs?default"),
        ("DELETE", "without a token", "/graphs?default"),
        ("POST", "of a file", "/graphs?graph=file:///etc/passwd"),
        ("PUT", "at the query's place", "/sparql?default"),
    )
]  # fmt: skip

BODIES = [
    flood("bodies", "100 MB of a query", f"POST /sparql HTTP/1.1\r\nContent-Type: application/sparql-query\r\nContent-Length: {BODY}", b"#" * 65536, (400, 413)),
    flood("bodies", "100 MB of a form", f"POST /sparql HTTP/1.1\r\n{FORM.strip()}\r\nContent-Length: {BODY}", b"a=1&" * 16384, (400, 413)),
    flood("bodies", "100 MB of an update", f"POST /update HTTP/1.1\r\nContent-Type: application/sparql-update\r\nContent-Length: {BODY}", b"#" * 65536, (400, 401, 403, 404, 405, 413, 415)),
    flood("bodies", "100 MB in chunks", "POST /sparql HTTP/1.1\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked", b"10000\r\n" + b"#" * 65536 + b"\r\n", (400, 411, 413)),
    flood("bodies", "100 MB to a page", f"POST / HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: {BODY}", b"#" * 65536, (400, 404, 405, 413)),
    raw("bodies", "100 MB packed by gzip", "POST /sparql HTTP/1.1", (400, 413, 415), headers="Content-Type: application/sparql-query\r\nContent-Encoding: gzip\r\n", body=gzip.compress(b"#" * BODY, 1)[:900_000]),
    raw("bodies", "not UTF-8", "POST /sparql HTTP/1.1", (400,), headers="Content-Type: application/sparql-query\r\n", body=b"SELECT * { ?s ?p '\xff\xfe' }"),
    raw("bodies", "not UTF-8 in a form", "POST /sparql HTTP/1.1", (200, 400), headers=FORM, body=b"query=SELECT+*+%7B+%3Fs+%3Fp+%27%FF%27+%7D"),
    raw("bodies", "a lone surrogate", "POST /sparql HTTP/1.1", (200, 400), headers=FORM, body=b"query=ASK+%7B+%3Fs+%3Fp+%27%5CuD800%27+%7D"),
    raw("bodies", "NUL in the query", "GET /sparql?query=ASK%00%7B%7D HTTP/1.1", (400,)),
    raw("bodies", "5,000 parameters", "POST /sparql HTTP/1.1", (400, 413), headers=FORM, body=b"&".join(b"query=ASK%%7B%%7D%d" % at for at in range(5000))),
    raw("bodies", "many parts", "POST /sparql HTTP/1.1", (400, 413, 415), headers="Content-Type: multipart/form-data; boundary=x\r\n", body=b'--x\r\nContent-Disposition: form-data; name="query"\r\n\r\n1\r\n' * 5000 + b"--x--"),
    raw("bodies", "an unknown character set", "POST /sparql HTTP/1.1", (200, 400, 415), headers="Content-Type: application/sparql-query; charset=utf-7\r\n", body=b"ASK {}"),
    raw("bodies", "no type", "POST /sparql HTTP/1.1", (400, 415), body=b"ASK {}"),
]  # fmt: skip

HOST = b"Host: 127.0.0.1:PORT\r\nConnection: close\r\n"
HEADS = [
    plain("heads", "a foreign Host", b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", (400, 403, 421)),
    plain("heads", "two Hosts", b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + HOST + b"\r\n", (200, 400, 403, 421)),
    plain("heads", "a Host with a path", b"GET / HTTP/1.1\r\nHost: 127.0.0.1/../@evil.example\r\nConnection: close\r\n\r\n", (400, 403, 421)),
    plain("heads", "no Host", b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", (400, 403, 421)),
    plain("heads", "a foreign X-Forwarded-Host", b"GET /people/mallory HTTP/1.1\r\n" + HOST + b"X-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n\r\n", (200, 303, 400, 404), check=lambda reply: "believes X-Forwarded-Host" if b"evil.example" in reply.body else no_way_out(reply)),
    plain("heads", "a header of 1 MB", b"GET / HTTP/1.1\r\n" + HOST + b"X-Long: " + b"x" * 1_000_000 + b"\r\n\r\n", (400, 413, 431)),
    plain("heads", "20,000 headers", b"GET / HTTP/1.1\r\n" + HOST + b"X-A: b\r\n" * 20_000 + b"\r\n", (200, 400, 413, 431)),
    plain("heads", "a path of 1 MB", b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", (400, 404, 413, 414, 431)),
    plain("heads", "a header without an end", b"GET / HTTP/1.1\r\n" + HOST + b"X-Folded: a\r\n b\r\n\tc\r\n\r\n", (200, 400)),
    plain("heads", "a NUL in a header", b"GET / HTTP/1.1\r\n" + HOST + b"X-Nul: a\0b\r\n\r\n", (200, 400)),
    plain("heads", "a space before the colon", b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length : 5\r\n\r\nhello", (200, 400)),
    plain("heads", "both lengths (smuggling)", b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Type: application/sparql-query\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nX: y\r\n\r\n", (400, 501)),
    plain("heads", "two Content-Lengths", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nContent-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}", (400,)),
    plain("heads", "a negative Content-Length", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nContent-Length: -1\r\n\r\nASK {}", (400,)),
    plain("heads", "a giant Content-Length", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999999999999999\r\n\r\nASK {}", (400, 413)),
    plain("heads", "an unknown Transfer-Encoding", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", (400, 415, 501)),
    plain("heads", "a broken chunk", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\nnothex\r\nASK {}\r\n0\r\n\r\n", (400, 413)),
    Case("heads", "a chunk of 2^80 bytes that do not come", half, (400, 413), closed=True),
    plain("heads", "an unknown Expect", b"POST /sparql HTTP/1.1\r\n" + HOST + b"Expect: 200-evil\r\nContent-Type: application/sparql-query\r\nContent-Length: 6\r\n\r\nASK {}", (200, 400, 417)),
    plain("heads", "HTTP/0.9", b"GET /\r\n\r\n", (200, 400, 403, 421, 505)),
    plain("heads", "HTTP/9.9", b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", (200, 400, 505)),
    plain("heads", "HTTP/2 out of nowhere", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 30, (400, 404, 405, 505)),
    plain("heads", "a TLS greeting", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xab" * 500 + b"\r\n\r\n", (400,)),
    plain("heads", "noise", bytes(range(256)) * 200 + b"\r\n\r\n", (400, 404, 413, 431)),
    raw("heads", "BREW", "BREW /sparql HTTP/1.1", (400, 405, 501)),
    raw("heads", "TRACE", "TRACE / HTTP/1.1", (400, 405, 501), headers="Cookie: secret\r\n", check=lambda reply: "echoes the request" if b"secret" in reply.body else ""),
    raw("heads", "an Accept of 100 kB", "GET /sparql?query=ASK%7B%7D HTTP/1.1", (200, 400, 406, 413, 431), headers=f"Accept: {'text/x;q=0.1,' * 8000}text/y\r\n", closed=True),
    raw("heads", "an Accept of noise", "GET /sparql?query=ASK%7B%7D HTTP/1.1", (200, 400, 406), headers="Accept: ;;;q=nan,*/*;q=1e999,text/\xff;q=-1,,,=\r\n"),
    raw("heads", "50,000 ranges", "GET /static/style.css HTTP/1.1", (200, 206, 400, 413, 416, 431), headers=f"Range: bytes={'0-0,' * 15_000}0-1\r\n", closed=True),
    raw("heads", "a giant If-None-Match", "GET /sparql?query=ASK%7B%7D HTTP/1.1", (200, 400, 413, 431), headers=f"If-None-Match: {'W/x, ' * 10_000}\r\n", closed=True),
    raw("heads", "a forged cookie", "GET / HTTP/1.1", (200,), headers="Cookie: session=" + "a" * 5000 + "\r\n"),
    raw("heads", "a line for the log", "GET /healthz?%0a127.0.0.1%20-%20admin%20%22GET%20/forged HTTP/1.1", (200, 400), headers='User-Agent: x\x1b[31m" 200 forged\r\nReferer: forged\tline\r\n'),
]  # fmt: skip

PATHS = [
    *(raw("paths", f"out of the folder: {path}", f"GET {path} HTTP/1.1", (301, 308, 400, 404), check=no_secret) for path in (
        "/static/../../../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "/static/....//....//etc/passwd",
        "/static/..%5c..%5c..%5cetc%5cpasswd",
        "/static/%252e%252e/%252e%252e/etc/passwd",
        "/static//etc/passwd",
        "/static/../templates/front.html",
        "/static/%2e%2e/templates/front.html",
        "/static/../app.py",
        "/static/style.css%00.html",
        "/static/%c0%ae%c0%ae/app.py",
        "/articles/..%2f..%2fetc%2fpasswd",
        "/articles/%00",
        "/graph/../../etc/passwd.html",
    )),
    raw("paths", "a redirect out: two slashes", "GET //evil.example/people/ HTTP/1.1", (200, 301, 302, 303, 307, 308, 400, 404), check=no_way_out),
    raw("paths", "a redirect out: backslashes", "GET /\\evil.example/%2e%2e HTTP/1.1", (400, 404), check=no_way_out, closed=True),
    raw("paths", "a redirect out: an IRI", "GET /resource?iri=https://evil.example/x HTTP/1.1", NOT_THERE, check=no_way_out),
    raw("paths", "a redirect out: a name", "GET /data/person///evil.example HTTP/1.1", (301, 308, 400, 404), check=no_way_out),
    raw("paths", "a header in a name", "GET /people/x%0d%0aX-Evil:%201 HTTP/1.1", NOT_THERE, check=no_header),
    raw("paths", "a header in a format", "GET /sparql?query=ASK%7B%7D&format=json%0d%0aX-Evil:%201 HTTP/1.1", (200, 400, 406), check=no_header),
    raw("paths", "a header in a view", "GET /graph/overview%0d%0aX-Evil:%201.gexf HTTP/1.1", NOT_THERE, check=no_header),
    raw("paths", "a name of 60 kB", f"GET /people/{'a' * 60_000} HTTP/1.1", (400, 404, 413, 414, 431), closed=True),
    raw("paths", "a name that closes the IRI", "GET /people/x%3E%20%7D%20SERVICE%20%3Chttp://TRAP/%3E%20%7B HTTP/1.1", NOT_THERE),
    raw("paths", "a topic that closes a string", "GET /experts?topic=%22%20%7D%20SERVICE%20%3Chttp://TRAP/%3E%20%7B%20%3Fs%20%3Fp%20%3Fo HTTP/1.1", NOT_THERE),
    raw("paths", "an IRI that is none", "GET /resource?iri=%3Cx%3E%20%7B%7D HTTP/1.1", NOT_THERE),
]  # fmt: skip

LOOKUPS = [
    *(raw("look-ups", name, f"GET {path} HTTP/1.1", statuses, headers="Accept: application/json\r\n", closed=True) for name, path, statuses in (
        ("a forged cursor", "/statements?cursor=" + "QUFB" * 30, (400, 422)),
        ("a cursor of pickle", "/statements?cursor=gASVIAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAV0b3VjaJSFlFKULg", (400, 422)),
        ("a cursor of SPARQL", "/statements?cursor=%22%7D%20SERVICE%20%3Chttp://x%3E", (400, 422)),
        ("a limit of 10^30", "/statements?limit=1" + "0" * 30, (400, 422)),
        ("a limit below nothing", "/statements?limit=-1", (400, 422)),
        ("a limit of NaN", "/experts?topic=banking&limit=NaN", (400, 404, 422)),
        ("a limit of 5,000 digits", "/statements?limit=" + "9" * 5000, (400, 422)),
        ("dates of no calendar", "/statements?since=9999-99-99&until=-0001-00-00", (400, 422)),
        ("a search of 60 kB", "/search?q=" + "a%20" * 15_000, (200, 400, 413, 414, 422, 431)),
        ("a search for signs", "/search?q=" + quote("(((.*+?^${}|\\[[[\"'%_\u0000\u202e\U0001f600"), (200, 400, 422)),
        ("a search for nothing", "/search?q=", (200, 400, 422)),
        ("a question of 60 kB", "/ask?q=who%20" + "said%20that%20who%20" * 3_000, (400, 413, 414, 422, 431)),
        ("a question that repeats", "/ask?q=" + "who%20said%20what%20about%20" * 40, (200, 400, 404, 422)),
        ("an unknown view", "/graph/__class__.json", NOT_THERE),
        ("an unknown format", "/graph/overview.exe", (400, 404, 406)),
        ("an unknown type", "/sparql?query=ASK%7B%7D&format=" + "x" * 5000, (200, 400, 406)),
    )),
]  # fmt: skip

SCRIPTS = [
    replace(page("in an article", "/articles/evil"), check=shown),
    replace(page("in a person's name", "/people/mallory"), check=shown),
    replace(page("in rows", "/sparql?query=" + quote("SELECT ?o { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'alert')) }")), check=shown),
    page("in a search", "/search?q=" + quote(EVIL[0])),
    page("in a question", "/ask?q=" + quote(f"what did {EVIL[1]} say?"), (200, 400, 404)),
    page("in an error", "/people/" + quote(EVIL[2], safe=""), (404,)),
    page("in a query that is none", "/sparql?query=" + quote(f"SELECT {EVIL[0]}"), (400,)),
    page("in an unknown parameter", "/statements?cursor=" + quote(EVIL[3]), (400, 422)),
    page("in an unknown path", "/" + quote(EVIL[1]), (400, 404)),
    page("in a resource", "/resource?iri=" + quote("javascript:alert(4)"), NOT_THERE),
    page("on the front page", "/"),
]  # fmt: skip

CROWDS = [
    Case("crowds", "200 silent connections", among(200, lambda stage: b"", b""), (200,)),
    Case("crowds", "60 slow headers", among(60, lambda stage: b"GET / HTTP/1.1\r\nX-Slow: ", b"x"), (200,)),
    Case("crowds", "60 slow bodies", among(60, lambda stage: f"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:{stage.port}\r\n{FORM}Content-Length: 9000\r\n\r\nquery=".encode(), b"x"), (200,)),
    Case("crowds", "60 slow chunks", among(60, lambda stage: f"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:{stage.port}\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n".encode(), b"1\r\nx\r\n"), (200,)),
    Case("crowds", "30 that do not read", among(30, large_answer, b""), (200,)),
    Case("crowds", "256 queries at once", many_at_once, (200, 429, 503)),
    Case("crowds", "30 that are gone", abandoned, (200,)),
    Case("crowds", "8 costly queries at once", costly_at_once, (200,)),
    Case("crowds", "51 requests in one go", pipelined, (200,)),
]  # fmt: skip

CASES = (
    RUNAWAYS + LARGE + DEEP + PATTERNS + CALLS + WRITES + BODIES + HEADS + PATHS + LOOKUPS + SCRIPTS + CROWDS
)
CASES_BY_NAME = {case.name: case for case in CASES}
