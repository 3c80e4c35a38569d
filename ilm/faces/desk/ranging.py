"""A part of a file, for players that ask for parts: without, Safari plays nothing (RFC 9110)."""

import re

from django.http import HttpRequest, HttpResponse

ONE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


def in_part(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The one range that was asked for (206), 416 where it lies outside, else the whole."""
    answer["Accept-Ranges"] = "bytes"
    asked = ONE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not (asked[1] or asked[2]):
        return answer  # none, several, or one that is not understood: the whole is right
    whole = len(answer.content)
    first = int(asked[1]) if asked[1] else max(0, whole - int(asked[2]))
    last = min(int(asked[2]), whole - 1) if asked[1] and asked[2] else whole - 1
    if first >= whole or last < first:
        answer.status_code, answer.content = 416, b""
        answer["Content-Range"] = f"bytes */{whole}"
        return answer
    answer.status_code, answer.content = 206, answer.content[first : last + 1]
    answer["Content-Range"] = f"bytes {first}-{last}/{whole}"
    return answer
