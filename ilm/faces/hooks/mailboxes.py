"""Waits at every mailbox: each letter is sealed and committed before the mailbox hears of it.

A process of its own, as `ilm_intake`. How far a mailbox was read is written by the transaction that
keeps the letter, so whatever is killed, at any moment, a letter is a delivery exactly once.
"""

import logging
import threading
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
from imapclient.exceptions import IMAPClientError, LoginError

from ilm.channels.email.adapter import Email
from ilm.channels.email.mailbox import Mailbox
from ilm.kit import clock
from ilm.talk.accounts import adapter
from ilm.talk.arriving import KEEP, Arrival, columns
from ilm.wall.arrays import ANY_ARRAY, Array
from ilm.wall.lines import place

log = logging.getLogger(__name__)
LOOK = 5.0  # seconds between two looks for accounts that were opened or closed
AGAIN = (1.0, 5.0, 30.0, 60.0)  # seconds before a broken line is tried again, longer each time
OPEN = "select id, org_id, credentials from talk_channelaccount where channel = 'email' and is_open"
WHERE = "select validity, last_uid from talk_mailbox where account_id = %s"
READ = """
insert into talk_mailbox (id, org_id, account_id, validity, last_uid, looked_at, trouble)
values (%s, %s, %s, %s, %s, %s, '') on conflict (account_id) do update
 set validity = excluded.validity, last_uid = excluded.last_uid, looked_at = excluded.looked_at,
     trouble = ''
"""
TROUBLE = """
insert into talk_mailbox (id, org_id, account_id, validity, last_uid, looked_at, trouble)
values (%s, %s, %s, 0, 0, %s, %s) on conflict (account_id) do update set trouble = excluded.trouble
"""


class Account(NamedTuple):
    id: UUID
    org_id: UUID
    credentials: bytes


@dataclass
class Watch:
    """One account and the thread that waits at its mailbox."""

    account: Account
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    def begin(self) -> "Watch":
        self.thread = threading.Thread(target=_kept_up, args=(self.account, self.stop), daemon=True)
        self.thread.start()
        return self


def run(stop: threading.Event) -> None:
    """Until `stop` is set: wait at the mailbox of every open account."""
    watched: dict[Account, Watch] = {}
    while not stop.is_set():
        try:
            _follow(watched)
        except (psycopg.Error, OSError) as error:
            log.warning("mail: %s", type(error).__name__)
        stop.wait(LOOK)
    for watch in watched.values():
        watch.stop.set()
    for watch in watched.values():
        if watch.thread is not None:
            watch.thread.join(2)


def _follow(watched: dict[Account, Watch]) -> None:
    """Begin at the accounts that are new or changed, stop at those that are closed."""
    with _link() as link:
        rows = link.execute(OPEN, binary=True).fetchall()
    accounts = {Account(pk, org, bytes(locked)) for pk, org, locked in rows}
    for gone in set(watched) - accounts:
        watched.pop(gone).stop.set()
    for new in accounts - set(watched):
        watched[new] = Watch(new).begin()


def _kept_up(account: Account, stop: threading.Event) -> None:
    """A line that broke is begun again; what came meanwhile is read then."""
    tries = 0
    while not stop.is_set():
        try:
            with _link() as link:
                for _ in read(account, link, stop):
                    tries = 0
        except Exception as error:
            log.warning("mailbox %s: %s", account.id, type(error).__name__)
            _tell(account, error)
            stop.wait(AGAIN[min(tries, len(AGAIN) - 1)])
            tries += 1


def read(account: Account, link: psycopg.Connection[Any], stop: threading.Event) -> Any:
    """Keep what came, then wait for more; yields after each round how many letters it had."""
    box = Mailbox(_adapter(account))
    try:
        validity, last = link.execute(WHERE, [account.id]).fetchone() or (0, 0)
        if validity != box.validity:
            last = 0  # the server numbers anew: letters that we had are known by their names
        while not stop.is_set():
            kept = 0
            for uid, raw in box.after(last):
                _keep(account, link, box.validity, uid, raw)
                last, kept = uid, kept + 1
                box.mark_seen(uid)
            _looked(account, link, box.validity, last)
            yield kept
            if not kept:
                box.wait(stop.is_set)
    finally:
        box.close()


def _keep(
    account: Account, link: psycopg.Connection[Any], validity: int, uid: int, raw: bytes
) -> None:
    arrival = Arrival(account.org_id, account.id, "email", f"uid:{validity}.{uid}", raw)
    with link.transaction():
        link.execute(KEEP, columns([arrival]), binary=True)
        _looked(account, link, validity, uid)


def _looked(account: Account, link: psycopg.Connection[Any], validity: int, last: int) -> None:
    row = (uuid4(), account.org_id, account.id, validity, last, clock.now())
    link.execute(READ, row)


def _tell(account: Account, error: Exception) -> None:
    """Why nobody reads there, for whoever looks at the accounts. Never the server's own words."""
    try:
        with _link() as link:
            link.execute(TROUBLE, [uuid4(), account.org_id, account.id, clock.now(), _code(error)])
    except (psycopg.Error, OSError) as why:
        log.warning("mailbox %s: %s", account.id, type(why).__name__)


def _code(error: Exception) -> str:
    if isinstance(error, LoginError):
        return "login_refused"
    return "unreadable" if isinstance(error, IMAPClientError) else type(error).__name__[:40]


def _adapter(account: Account) -> Email:
    found = adapter(account.id, "email", account.credentials)
    if not isinstance(found, Email):
        raise TypeError("This account is not one for mail.")
    return found


def _link() -> psycopg.Connection[Any]:
    link = psycopg.connect(**place("intake"), autocommit=True)
    link.adapters.register_dumper(Array, ANY_ARRAY)
    return link
