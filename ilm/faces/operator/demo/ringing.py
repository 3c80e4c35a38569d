"""A few calls to the demonstration's hotline: nobody's number, nobody's voice."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal, NamedTuple
from uuid import uuid4

from ilm.channels.base import Called
from ilm.faces.operator.demo.network import Network
from ilm.kit import clock
from ilm.talk.accounts import named
from ilm.talk.models import Call, ChannelAccount
from ilm.talk.receiving import receive
from ilm.wall.entering import entering

OUR = "+6620000001"


class Rung(NamedTuple):
    """One call. `hours` ago; what it came to, as the hooks and the parse process find it."""

    number: str
    hours: int
    language: str
    outcome: str
    seconds: int
    status: Literal["completed", "missed"] = "completed"
    wish: Literal["", "morning", "evening"] = ""


CALLS = (
    Rung("+959000070001", 30, "my", "", 0, "missed"),
    Rung("+855000070002", 26, "km", "call_back", 44, wish="evening"),
    Rung("+977000070003", 9, "ne", "", 12),
    Rung("+959000070004", 5, "my", "talked", 410),
)


def ring(network: Network) -> int:
    """Each call at each hotline; how many."""
    hotlines = [row for (_, channel), row in network.accounts.items() if channel == "voice"]
    for account in hotlines:
        for one in CALLS:
            _call(account, one)
    return len(hotlines) * len(CALLS)


def _call(account: ChannelAccount, one: Rung) -> None:
    at, sid = clock.now() - timedelta(hours=one.hours), f"CAdemo{uuid4().hex}"
    with clock.set_to(at):
        with entering("owner"):
            Call(
                org_id=account.org_id, account_id=account.pk, sid=named(account.pk, sid),
                state="menu", outcome=one.outcome, language=one.language, began_at=at,
                state_at=at,
            ).save(force_insert=True)  # fmt: skip
        begun = Called(external_id=sid, address=one.number, to=OUR, status="ringing", at=at,
                       wish=one.wish)  # fmt: skip
        over = replace(begun, status=one.status, seconds=one.seconds, wish="")
        with entering("parse"):
            receive(account, [begun, over], received_at=at)
