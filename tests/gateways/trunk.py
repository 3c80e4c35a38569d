"""A trunk: Debian's Kamailio, where our gateway registers by digest and calls come through."""

import shutil
import subprocess
from pathlib import Path
from typing import Self

from tests.gateways.phone import free_pair

USER, PASSWORD = "hotline", "s3cret-of-the-trunk"
MODULES = ("tm", "tmx", "sl", "rr", "pv", "maxfwd", "usrloc", "registrar", "auth", "textops",
           "siputils", "kex")  # fmt: skip
ROUTES = """
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("HOST", "PASSWORD", "0")) { www_challenge("HOST", "0"); exit; }
    save("location");
    exit;
  }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("404", "Not here");
    exit;
  }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  record_route();
  $ru = "sip:USER@HOST:PORT";
  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
  t_relay();
}
"""


class Trunk:
    """All numbers lead to whoever is registered as `USER`."""

    def __init__(self, folder: Path, *, on: str = "127.0.0.1") -> None:
        self.folder, self.port, self.on = folder, free_pair(), on

    @property
    def place(self) -> str:
        return f"{self.on}:{self.port}"

    def __enter__(self) -> Self:
        lines = ["#!KAMAILIO", "debug=1", "log_stderror=yes", "fork=no", "children=1",
                 f"listen=udp:{self.place}", *(f'loadmodule "{each}.so"' for each in MODULES),
                 'modparam("usrloc", "db_mode", 0)']  # fmt: skip
        words = {"HOST": self.on, "PORT": str(self.port), "USER": USER, "PASSWORD": PASSWORD}
        routes = ROUTES
        for word, value in words.items():
            routes = routes.replace(word, value)
        file = self.folder / "kamailio.cfg"
        file.write_text("\n".join(lines) + "\n" + routes)
        command = [shutil.which("kamailio") or "kamailio", "-DD", "-E", "-f", str(file),
                   "-m", "64", "-M", "8", "-Y", str(self.folder)]  # fmt: skip
        with (self.folder / "kamailio.log").open("wb") as log:
            self._child = subprocess.Popen(command, stdout=log, stderr=log)
        return self

    def __exit__(self, *_: object) -> None:
        self._child.terminate()
        try:
            self._child.wait(10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
