"""A file is not fetched from our own network, whoever says that it lies there."""

import http.server
import threading
from collections.abc import Iterator

import pytest

from ilm.channels.base import Malformed, MediaSource
from ilm.channels.http import HttpxClient, leads_inside


@pytest.fixture
def secret() -> Iterator[str]:
    """Something of ours that listens on this machine alone."""

    class Page(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"internal")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_file_inside_is_refused_unless_its_host_is_named(secret: str) -> None:
    with HttpxClient() as client, pytest.raises(Malformed, match="our own network"):
        client.fetch(MediaSource(url=secret))
    with HttpxClient(reaches=("127.0.0.1",)) as client:
        assert client.fetch(MediaSource(url=secret)) == b"internal"


@pytest.mark.parametrize("url", [
    "http://127.0.0.1/", "http://127.1/", "http://localhost:13000/status", "http://[::1]/",
    "http://10.0.0.8/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/",
    "http://[fe80::1]/", "http://0.0.0.0/", "https://[::ffff:127.0.0.1]/",
])  # fmt: skip
def test_what_leads_inside(url: str) -> None:
    assert leads_inside(url)


def test_what_does_not() -> None:
    assert not leads_inside("https://1.1.1.1/file")
    assert not leads_inside("https://nowhere.invalid/file")
    assert not leads_inside("http://127.0.0.1/", but=("127.0.0.1",))
