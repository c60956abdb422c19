"""Scripts, styles and the like, served under /static/ with addresses that change with their content.

`url_for("static", filename="style.css")` gives `/static/style.css?v=<hash>`. With the hash of what is served
now a browser may keep a file for good; without, it asks each time whether the file has changed (ETag). Files
are kept in memory, as they are and as gzip: there are few. Under `drawing/` stand the scripts and styles of
graph/assets, which draw the page of a view and the live graph alike.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from flask import Flask, Response, abort, request
from werkzeug.security import safe_join

import sayso.graph

__all__ = ["install"]

STATIC = Path(__file__).parent / "static"
DRAWING = Path(sayso.graph.__file__).parent / "assets"

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
}
_SQUEEZED = frozenset((".js", ".css", ".txt", ".md", ".svg"))
_SMALL = 1_000  # bytes that are not worth squeezing
_FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class _File:
    changed: int
    body: bytes
    squeezed: bytes | None
    digest: str
    type: str


def install(app: Flask) -> None:
    """Makes an app that has no static folder of its own serve ours, as the endpoint "static"."""
    kept: dict[Path, _File] = {}

    def file_of(filename: str) -> _File | None:
        path = _place(filename)
        if path is None:
            return None
        changed = path.stat().st_mtime_ns
        found = kept.get(path)
        if found is None or found.changed != changed:
            found = kept[path] = _read(path, changed)
        return found

    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=_sender(file_of))

    @app.url_defaults
    def with_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values and (found := file_of(values["filename"])):
            values["v"] = found.digest


def _sender(file_of: Callable[[str], _File | None]) -> Callable[[str], Response]:
    def send(filename: str) -> Response:
        found = file_of(filename)
        if found is None:
            abort(404, description=f"there is no file {filename!r}")
        squeezed = found.squeezed if request.accept_encodings["gzip"] > 0 else None
        response = Response(found.body if squeezed is None else squeezed, content_type=found.type)
        if found.squeezed is not None:
            response.vary.add("Accept-Encoding")
        if squeezed is not None:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Cache-Control"] = _FOR_GOOD if request.args.get("v") == found.digest else "no-cache"
        # what is squeezed is another representation: it has a tag of its own
        response.set_etag(found.digest + ("-gzip" if squeezed is not None else ""))
        return cast(Response, response.make_conditional(request))

    return send


def _place(filename: str) -> Path | None:
    """Where the file of this name stands; None where there is none, or it is not for others."""
    folder, inside = STATIC, filename
    if filename.startswith("drawing/"):
        folder, inside = DRAWING, filename.removeprefix("drawing/")
        if not inside.endswith((".js", ".css")):
            return None
    joined = safe_join(str(folder), inside)
    if joined is None:
        return None
    try:
        return Path(joined) if Path(joined).is_file() else None
    except (OSError, ValueError):  # no name that a file could have
        return None


def _read(path: Path, changed: int) -> _File:
    body = path.read_bytes()
    type = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    squeezed = None
    if path.suffix in _SQUEEZED and len(body) > _SMALL:
        squeezed = gzip.compress(body, 9, mtime=0)
    return _File(changed, body, squeezed, hashlib.sha256(body).hexdigest()[:16], type)
