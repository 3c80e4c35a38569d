"""Which headers each face sends: a change here is a decision, so it is written down twice."""

import pytest
from django.test import Client

from ilm.faces.headers import as_bytes, as_bytes_to, headers_for

SAME = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
UNKEPT = {"Cache-Control": "no-store"}
UNFOUND = {"X-Robots-Tag": "noindex, nofollow"}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; media-src 'self' blob:; connect-src 'self'; "
)
END = (
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types "
)
OPEN = {
    "Content-Security-Policy": f"{CSP}worker-src 'self'; manifest-src 'self'; {END}ilm-sw",
    "Referrer-Policy": "no-referrer",
}
SIGNED_IN = {
    "Content-Security-Policy": f"{CSP}{END}default",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), "
    "microphone=(), payment=(), usb=(), publickey-credentials-get=(self), "
    "publickey-credentials-create=(self)",
}
ALL_OFF = {
    "Permissions-Policy": "accelerometer=(), camera=(), geolocation=(), gyroscope=(), "
    "microphone=(), payment=(), usb=()"
}
RECORDS = {
    "Permissions-Policy": "accelerometer=(), camera=(self), geolocation=(), gyroscope=(), "
    "microphone=(self), payment=(), usb=()"
}
EXPECTED = {
    "/": SAME | UNKEPT | OPEN | ALL_OFF,
    "/w/report/": SAME | UNKEPT | UNFOUND | OPEN | RECORDS,
    "/hooks/whatsapp/x/": SAME | UNKEPT | UNFOUND | OPEN | ALL_OFF,
    "/desk/": SAME | UNKEPT | UNFOUND | SIGNED_IN,
    "/respond/": SAME | UNKEPT | UNFOUND | SIGNED_IN,
    "/buy/": SAME | UNKEPT | UNFOUND | SIGNED_IN,
    "/authority/": SAME | UNKEPT | UNFOUND | SIGNED_IN,
    "/door/login/": SAME | UNKEPT | UNFOUND | SIGNED_IN,
    "/static/css/worker.css": SAME | OPEN | ALL_OFF,
}


@pytest.mark.parametrize("path", EXPECTED)
def test_headers_of_a_face(path: str) -> None:
    assert headers_for(path) == EXPECTED[path]


@pytest.mark.parametrize("path", EXPECTED)
def test_over_tls_browsers_are_told_to_stay_there(path: str, settings) -> None:
    settings.IS_TLS = True
    two_years = "max-age=63072000; includeSubDomains"
    assert headers_for(path)["Strict-Transport-Security"] == two_years


@pytest.mark.django_db(databases=["owner", "default"])
@pytest.mark.parametrize("path", ["/", "/w/", "/door/login/", "/desk/", "/nowhere/"])
def test_real_pages_carry_them(path: str) -> None:
    answer = Client().get(path)
    for name, value in headers_for(path).items():
        assert value in answer.headers[name]
    assert "Server" not in answer.headers


@pytest.mark.parametrize("path", EXPECTED)
def test_nothing_runs_from_inside_a_page(path: str) -> None:
    policy = headers_for(path)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "*" not in policy


def test_outside_django_no_word_of_tls_under_the_onion_name(settings) -> None:
    settings.ONION, settings.IS_TLS = f"{'a' * 56}.onion", True
    as_bytes.cache_clear()
    try:
        for host, is_told in ((settings.ONION, False), ("ilm.example", True)):
            for asked in (host, f"{host.upper()}:80"):
                given = dict(as_bytes_to({"headers": [(b"host", asked.encode())]}, "/hooks/"))
                assert (b"strict-transport-security" in given) == is_told
                assert given[b"content-security-policy"]
    finally:
        as_bytes.cache_clear()
