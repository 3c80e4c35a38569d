"""One style sheet and one script per page, small on the wire: half of a first visit is headers.

Each asset is files put after each other, without comments and indents, brotli at its best, made
once per process and kept by the browser under its hash. Pages are pressed too, where nothing of
hers is on them (README).
"""

import hashlib
import re
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import NamedTuple

import brotli  # type: ignore[import-untyped]
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

_SEALING = ("worker/exit.js", "worker/seal.js", "worker/receipt.js", "worker/effort.js")
BUNDLES = {
    "look.css": ("css/worker.css",),
    "leave.js": ("worker/exit.js",),
    "report.js": (*_SEALING, "worker/report.js", "worker/record.js"),
    "thread.js": (*_SEALING, "worker/said.js", "worker/status.js"),
    "call.js": ("worker/exit.js", "js/webcall.js", "worker/call.js"),
    "sw.js": ("worker/sw.js",),
    "work.js": ("worker/work.js",),
    "wait.css": ("css/wait.css",),
}
BY_NAME = frozenset({"sw.js", "work.js"})  # scripts ask for these, and know no hash
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_UNREAD = re.compile(r"^/\*.*?\*/\n|^[ \t]+(?:/\*.*?\*/\n)?", re.MULTILINE | re.DOTALL)
FOR_EVER = "public, max-age=31536000, immutable"


class Asset(NamedTuple):
    plain: bytes
    pressed: bytes
    version: str


@cache
def bundle(name: str) -> Asset:
    """The asset of that name; KeyError for a name not in BUNDLES."""
    whole = "".join(Path(str(finders.find(path))).read_text() for path in BUNDLES[name])
    plain = _UNREAD.sub("", whole).encode()
    pressed = brotli.compress(plain, mode=brotli.MODE_TEXT)
    return Asset(plain, pressed, hashlib.sha256(plain).hexdigest()[:8])


def address(name: str) -> str:
    """Where a page finds the asset as it is now."""
    return f"{reverse(f'worker:{name}')}?v={bundle(name).version}"


def takes_brotli(request: HttpRequest) -> bool:
    offered = request.headers.get("Accept-Encoding", "").split(",")
    return "br" in {one.partition(";")[0].strip() for one in offered}


def serve(request: HttpRequest, name: str) -> HttpResponse:
    """The asset itself. What scripts ask for is asked for anew each time; the rest is kept."""
    found, kind = bundle(name), Path(name).suffix
    response = HttpResponse(found.plain, content_type=TYPES[kind])
    if takes_brotli(request):
        response.content = found.pressed
        response["Content-Encoding"] = "br"
    patch_vary_headers(response, ["Accept-Encoding"])
    if name in BY_NAME:
        response["Cache-Control"] = "no-cache"
        return response
    response["Cache-Control"] = FOR_EVER
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


def pressed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Brotli for a page that was asked for, never for one that answers what she sent."""

    @wraps(view)
    def small(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "GET" and response.status_code == 200 and takes_brotli(request):
            response.content = brotli.compress(response.content, quality=6)
            response["Content-Encoding"] = "br"
        patch_vary_headers(response, ["Accept-Encoding", "Accept-Language"])
        return response

    return small
