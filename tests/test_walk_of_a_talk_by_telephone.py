"""She speaks with one of us: real telephones, our gateway, the hooks, a database."""

# ruff: noqa: F811 - fixtures are imported by name

import time
from pathlib import Path

import pytest

from ilm.channels.http import HttpxClient
from ilm.faces.jobs.sending import join_wanted
from ilm.talk import joining, phoning
from ilm.talk.models import Call, CallBack, Conversation
from ilm.wall.entering import entering
from tests.gateways.kannel import until
from tests.gateways.phone import NEEDS, Phone, is_here, likeness, share, silence, voice, write
from tests.test_walk_through_a_gateway import (  # noqa: F401 - fixtures
    HERS,
    THEIRS,
    desk,
    fetched,
    gateway,
    in_place,
    over,
    phone,
    rows,
    words,
)

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["owner"]),
    pytest.mark.skipif(not is_here(), reason=NEEDS),
]


def test_a_voice_mail_hears_nobody_and_she_reaches_whoever_takes_calls(
    gateway, phone, desk, tmp_path: Path
) -> None:
    says = write(tmp_path / "theirs.wav", *[THEIRS] * 12, silence(60))
    with (
        Phone(tmp_path / "mail", says, name="mail", answers=True) as mail,
        Phone(tmp_path / "agent", says, name="agent", answers=True) as agent,
    ):
        for member, there, speaks in (
            (desk.supervisor, mail, ["my"]),
            (desk.worker, agent, ["th"]),
        ):
            with entering("desk", member.user_id):
                phoning.take_calls(address=there.address, languages=speaks, by=member)
        phone.dial(gateway.address)
        in_place("menu")
        phone.press("2")
        mail.happened("CALL_ESTABLISHED", seconds=40)
        assert rows(Call)[0].state == "ringing"
        mail.happened("CALL_CLOSED", seconds=40)  # it pressed no key
        assert share(HERS, mail.heard()) == 0
        agent.happened("CALL_ESTABLISHED", seconds=40)
        time.sleep(1)
        agent.press("1")
        in_place("talking")
        assert rows(Call)[0].agent == desk.worker.user_id
        time.sleep(9)
        agent.hang_up()
        phone.happened("CALL_CLOSED")
    assert over().outcome == "talked"
    assert share(THEIRS, phone.heard()) > 0.7
    assert share(HERS, agent.heard()) > 0.7
    assert rows(CallBack) == []


def test_an_interpreter_joins_and_stays_when_the_first_leaves(
    gateway, phone, desk, tmp_path: Path
) -> None:
    says = write(tmp_path / "theirs.wav", silence(180))  # so that the third is heard alone
    third_says = write(tmp_path / "third.wav", *[voice(5, 4)] * 20, silence(60))
    with (
        Phone(tmp_path / "agent", says, name="agent", answers=True) as agent,
        Phone(tmp_path / "third", third_says, name="third", answers=True) as third,
    ):
        with entering("desk", desk.worker.user_id):
            phoning.take_calls(address=agent.address, by=desk.worker)
        phone.dial(gateway.address)
        in_place("menu")
        phone.press("2")
        agent.happened("CALL_ESTABLISHED", seconds=40)
        time.sleep(1)
        agent.press("1")
        in_place("talking")
        with entering("desk", desk.worker.user_id):
            joining.bring_in(rows(Call)[0], address=third.address, by=desk.worker)
        with HttpxClient() as http:
            assert join_wanted(http) == 1
        agent.happened("CALL_CLOSED", seconds=40)
        agent.happened("CALL_ESTABLISHED", seconds=40, times=2)
        time.sleep(2)  # each is told to press a key: no voice mail does
        phone.press("1")  # she agrees that somebody joins
        until(lambda: rows(Call)[0].agreed == "join", "her yes is not heard")
        with HttpxClient() as http:
            assert join_wanted(http) == 1
        third.happened("CALL_ESTABLISHED", seconds=40)
        time.sleep(2)
        third.press("1")
        agent.press("1")
        time.sleep(12)
        agent.hang_up()
        time.sleep(8)
        phone.hang_up()
        third.happened("CALL_CLOSED", seconds=40)
        assert share(voice(5, 4), phone.heard()) > 0.5
        assert share(HERS, third.heard()) > 0.5
    assert over().outcome == "talked"
    assert len(rows(Conversation)) == 1


def test_a_talk_is_recorded_after_her_yes(gateway, phone, desk, tmp_path: Path) -> None:
    says = write(tmp_path / "theirs.wav", *[THEIRS] * 30, silence(60))
    with Phone(tmp_path / "agent", says, name="agent", answers=True) as agent:
        with entering("desk", desk.worker.user_id):
            phoning.take_calls(address=agent.address, by=desk.worker)
        phone.dial(gateway.address)
        in_place("menu")
        phone.press("2")
        agent.happened("CALL_ESTABLISHED", seconds=40)
        time.sleep(1)
        agent.press("1")
        in_place("talking")
        with entering("desk", desk.worker.user_id):
            joining.ask_to_record(rows(Call)[0], by=desk.worker)
        with HttpxClient() as http:
            assert join_wanted(http) == 1
        agent.happened("CALL_ESTABLISHED", seconds=40, times=2)
        time.sleep(2)
        agent.press("1")
        assert [*(gateway.folder / "spool").glob("*.sealed")] == []  # not before her yes
        phone.press("1")
        until(lambda: [*(gateway.folder / "spool").glob("*.sealed")], "nothing is recorded")
        time.sleep(10)
        phone.hang_up()
        agent.happened("CALL_CLOSED", seconds=40, times=2)
    assert over().outcome == "talked"
    both = fetched(desk)
    heard = [max(likeness(v[at : at + 4000], both) for at in range(0, 28_000, 4000))
             for v in (HERS, THEIRS, voice(9, 4))]  # fmt: skip
    assert min(heard[:2]) > 0.5 > 2 * heard[2]  # both at once, and nobody else
    assert [*(gateway.folder / "spool").iterdir()] == []
