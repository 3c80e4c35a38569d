"""Our gateway as a process of its own, and an application that answers it as its test wants."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

import httpx
from aiohttp import web

from ilm.faces.voice.posting import signature
from ilm.vault.recordings import Opened, open_recording
from ilm.vault.sealing import new_pair
from tests.gateways.kannel import free_port, until
from tests.gateways.phone import free_pair

ROOT = Path(__file__).parents[2]
ACCOUNT, TOKEN, NUMBER = "ACtest", "s3cret-of-the-hotline", "+6620000001"
Post = dict[str, str]
Script = Mapping[str, str | Callable[[Post], str]]


class Application:
    """`script`: path → what stands in the Response, or what makes it of a post."""

    def __init__(self, script: Script, sounds: Mapping[str, Path] | None = None) -> None:
        self.script, self.sounds = dict(script), dict(sounds or {})
        self.port, self.posts, self.forged = free_port(), [], 0
        self.fails: dict[str, int] = {}  # path → how many more posts are answered 503

    posts: list[Post]

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def told(self, path: str, **fields: str) -> list[Post]:
        """The posts that came to a path and hold these fields."""
        wanted = {"path": path, **fields}.items()
        return [post for post in list(self.posts) if wanted <= post.items()]

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _open(self) -> None:
        app = web.Application()
        app.router.add_post("/{path:.*}", self._post)
        app.router.add_get("/{path:.*}", self._get)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def _post(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        if request.headers.get("X-Twilio-Signature") != signature(TOKEN, str(request.url), form):
            self.forged += 1
            return web.Response(status=403)
        if self.fails.get(request.path, 0) > 0:
            self.fails[request.path] -= 1
            return web.Response(status=503)
        post = {"path": request.path, **form}
        self.posts.append(post)
        said = self.script.get(request.path, "")
        body = said(post) if callable(said) else said
        text = body if body.startswith("<?") else f"<Response>{body}</Response>"
        return web.Response(text=text, content_type="text/xml")

    async def _get(self, request: web.Request) -> web.StreamResponse:
        file = self.sounds.get(request.path)
        return web.FileResponse(file) if file else web.Response(status=404)


class HotlineGateway:
    """`ilm voice`, on ports of its own."""

    def __init__(
        self, folder: Path, application: Application | None, *, public: bytes = b"", **setup: Any
    ) -> None:
        """Without an application of ours `number` says who answers. `public`: to whom it seals."""
        self.folder, self.application = folder, application
        self.sip, self.door = free_pair(), setup.pop("port", 0) or free_port()
        self.pair = new_pair()
        keys = folder / "keys"
        keys.mkdir(parents=True)
        (keys / "parse.public").write_bytes(public or self.pair.public)
        self.on = setup.get("sip", {}).get("address", "127.0.0.1")
        sip = {"port": self.sip, **setup.pop("sip", {})}
        number = {"number": NUMBER, "account": ACCOUNT, "token": TOKEN, **setup.pop("number", {})}
        if application is not None:
            number |= {"hook": application.at("/call"), "ended": application.at("/ended")}
        top = {"door": f"127.0.0.1:{self.door}", "spool": str(folder / "spool"), **setup}
        lines = [*_toml(top), "[sip]", *_toml(sip), "[[number]]", *_toml(number)]
        (folder / "voice.toml").write_text("\n".join(lines))
        self.env = {
            **os.environ, "ILM_KEYS": str(keys), "ILM_VAR": str(folder), "ILM_TESTING": "1",
            "ILM_VOICE": str(folder / "voice.toml"), "ILM_PGHOST": "/nowhere",
        }  # fmt: skip

    @property
    def address(self) -> str:
        return f"sip:{NUMBER}@{self.on}:{self.sip}"

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.door}/2010-04-01/Accounts/{ACCOUNT}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        with (self.folder / "gateway.log").open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "manage.py", "voice", "--grace", "1"], cwd=ROOT, env=self.env,
                stdout=log, stderr=log,
            )  # fmt: skip
        try:
            until(self._is_up, "the gateway does not start")
        except RuntimeError:
            self.kill()
            raise RuntimeError(self.log()[-2000:]) from None

    def _is_up(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.door}/healthz").status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        self.child.terminate()
        self._reap()

    def kill(self) -> None:
        self.child.kill()
        self._reap()

    def _reap(self) -> None:
        try:
            self.child.wait(15)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def log(self) -> str:
        return (self.folder / "gateway.log").read_text(errors="replace")

    def post(self, path: str, **form: str) -> httpx.Response:
        return httpx.post(f"{self.home}{path}", data=form, auth=(ACCOUNT, TOKEN))

    def recording(self, post: Post) -> Opened:
        """What is told of in a post, fetched and opened by the one key that opens it."""
        fetched = httpx.get(post["RecordingUrl"], auth=(ACCOUNT, TOKEN))
        assert fetched.status_code == 200, fetched.text
        return open_recording(self.pair.private, fetched.content, post["RecordingSid"])


def _toml(told: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {json.dumps(value)}" for name, value in told.items()]
