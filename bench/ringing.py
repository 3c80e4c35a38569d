"""People who call the hotline and speak for two seconds, while everything is killed."""

import subprocess
import time
import uuid
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.calls import SCENARIO
from bench.harness import Database
from bench.intake import NAME
from bench.people import INSISTS, People
from tests.gateways.hotline import NUMBER, HotlineGateway
from tests.gateways.kannel import free_port
from tests.gateways.phone import free_pair, voice, write

ACCOUNT, TOKEN = "ACbench", "bench-token-of-the-hotline"
AT_ONCE = 4
SECOND = 16_000  # bytes of one second, as it lies in the spool
LOOK = 0.2  # seconds between two looks into the spool
SPEAKS = '<pause milliseconds="3000"/>'
PROMPT = 0.3  # seconds of each sentence: a machine that speaks takes what the others need
ACCOUNTS = "select id from talk_channelaccount where channel = 'voice'"
SOUNDS = """select m.external_id, a.state from talk_message m
 join talk_attachment a on a.message_id = m.id where m.account_id = %s"""
HANGS_UP = """
<send retrans="500"><![CDATA[
BYE [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:+9599[call_number]@[local_ip]:[local_port]>;tag=[pid]x[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
[routes]
Call-ID: [call_id]
CSeq: 9 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200" timeout="5000"/>
</scenario>
"""


class Calls(People):
    """`told`: recordings of which a second is on the gateway's disk, whatever happens then."""

    at_once = 1

    def __init__(self, folder: Path, port: int, public: bytes) -> None:
        super().__init__("voice")
        hook = f"http://127.0.0.1:{port}/hooks/voice/{NAME}/"
        number = {"hook": hook, "ended": f"{hook}?step=ended", "account": ACCOUNT, "token": TOKEN}
        self.folder, self.public, self.number = folder, public, number
        self.gateway = HotlineGateway(
            folder / "gateway", None, number=number, allow=["@127.0.0.1"], public=public
        )
        self.callers: subprocess.Popen[bytes] | None = None

    @property
    def account(self) -> dict[str, str]:
        return {
            "account_sid": ACCOUNT, "auth_token": TOKEN, "sender": NUMBER, "languages": "en",
            "api_url": f"http://127.0.0.1:{self.gateway.door}",
        }  # fmt: skip

    def kill(self) -> None:
        self.gateway.kill()
        self.gateway.start()

    def start(self) -> None:
        begin = SCENARIO.read_text().partition('<pause milliseconds="9000"/>')[0]
        self.folder.joinpath("call.xml").write_text(
            begin.replace('"2000"', '"3000"') + SPEAKS + HANGS_UP
        )
        self.keep_up()
        super().start()

    def stop(self) -> None:
        super().stop()
        self.send_home()

    def send_home(self) -> None:
        """Whatever happened, no caller stays behind."""
        self.over.set()
        if self.callers:
            self.callers.kill()
            self.callers.wait()

    def keep_up(self) -> None:
        """Four callers at a time, again and again."""
        if self.over.is_set() or (self.callers and self.callers.poll() is None):
            return
        command = [
            "sipp", f"127.0.0.1:{self.gateway.sip}", "-s", NUMBER, "-i", "127.0.0.1",
            "-p", str(free_port()), "-mi", "127.0.0.1", "-mp", str(free_pair()), "-r", "1", "-l",
            str(AT_ONCE), "-sf", "call.xml", "-nostdin", "-max_invite_retrans", "3",
            "-max_retrans", "4", "-recv_timeout", "12000",
        ]  # fmt: skip
        with self.folder.joinpath("sipp.log").open("wb") as log:
            self.callers = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)

    def _go(self) -> None:
        """See what lies in the spool."""
        while not self.over.wait(LOOK):
            for file in (self.gateway.folder / "spool").glob("RE*.sealed"):
                with suppress(FileNotFoundError):
                    if file.stat().st_size > SECOND:
                        self.told.add(file.stem)

    def record(self, desk: Any) -> None:
        """Every sentence of the hotline, short."""
        from ilm.channels.voice.prompts import PROMPTS
        from ilm.talk import phoning
        from ilm.wall.entering import entering, hang_up

        sound = write(self.folder / "prompt.wav", voice(1, PROMPT)).read_bytes()
        with entering("desk", desk.supervisor.user_id):
            for name in sorted(PROMPTS):
                phoning.keep_prompt("en", name, sound, by=desk.supervisor)
        hang_up()

    def heard(self, database: Database, desk: Any) -> Counter[str]:
        """The recordings whose sound is kept at the desk, by the names that the gateway gave.

        One that met a gateway or a desk that was away is fetched up to two minutes later.
        """
        until = time.monotonic() + INSISTS
        while True:
            states = self._states(database)
            kept = Counter(name for name, state in states if state == "kept")
            if self.told <= set(kept) or time.monotonic() > until:
                self.missing = {n: [s for m, s in states if m == n] for n in self.told - set(kept)}
                return kept
            time.sleep(1)

    def _states(self, database: Database) -> list[tuple[str, str]]:
        from ilm.talk.accounts import named

        with database.connect() as admin:
            [[account]] = admin.execute(ACCOUNTS).fetchall()
            rows = admin.execute(SOUNDS, [account]).fetchall()
        names = {named(uuid.UUID(str(account)), each): each for each in self.told}
        return [(names.get(row, row), state) for row, state in rows]
