"""A worker speaks with one of us: who is rung, who takes her, whom she lets in, what is kept."""

# ruff: noqa: F811 - fixtures are imported by name

from xml.etree.ElementTree import Element

import pytest

from ilm.channels.http import HttpxClient
from ilm.channels.voice.prompts import DRAFTS
from ilm.duty import presence
from ilm.duty.tests import make as duty
from ilm.faces.jobs.sending import join_wanted
from ilm.faces.jobs.tests.make import parse_all
from ilm.kit import clock
from ilm.kit.errors import Refused
from ilm.ledger.models import Entry
from ilm.parties.tests import make as parties
from ilm.talk import joining, phoning
from ilm.talk.models import Attachment, Call, CallBack, Contact, Conversation, Prompt
from ilm.wall.entering import entering
from tests.gateways.calling import OUR, Caller, take
from tests.test_walk_of_a_call import (  # noqa: F401 - fixtures
    desk,
    fetch_all,
    hook,
    provider,
    rows,
    spoken,
)

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner"])


def test_agents_on_shift_are_rung_in_turn_and_others_hear_their_place(hook, desk) -> None:
    for member, address in ((desk.supervisor, "sip:a@x.test"), (desk.worker, "sip:b@x.test")):
        with entering("desk", member.user_id):
            phoning.take_calls(address=address, by=member)
    rung, callers = [], [Caller(hook, sid=f"CA{n}", who=f"+95900000000{n}") for n in range(3)]
    for caller in callers:
        menu = caller.press(caller.hear(CallStatus="ringing"), "1")
        found = caller.press(menu, "2")
        rung += [each.text for each in found.iter("Sip")]
        last = found
    assert sorted(rung) == ["sip:a@x.test", "sip:b@x.test"]
    assert "number" in spoken(last)
    assert last.find("Redirect") is not None
    machine = callers[0].hear(f"{hook}?step=dialed&lang=my&n=9&t=0", DialCallStatus="completed")
    assert machine.find("Hangup") is None  # a voice mail answered: she is not through
    assert {c.state for c in rows(Call)} == {"ringing", "waiting"}
    assert [c.outcome for c in rows(Call) if c.outcome] == []


def rung_for(caller: Caller, desk: parties.Desk) -> tuple[Element, str]:
    """What rings after the menu's 2, and whose it is."""
    for member, address in ((desk.supervisor, "sip:a@x.test"), (desk.worker, "sip:b@x.test")):
        with entering("desk", member.user_id):
            phoning.take_calls(address=address, by=member)
    menu = caller.press(caller.hear(CallStatus="ringing"), "1")
    [rung] = caller.press(menu, "2").iter("Sip")
    return rung, rung.text or ""


def test_whoever_takes_the_call_has_the_thread_and_the_ledger_knows_her(hook, desk) -> None:
    caller = Caller(hook)
    rung, address = rung_for(caller, desk)
    who = desk.supervisor if address == "sip:a@x.test" else desk.worker
    assert [each.tag for each in take(rung, "5")] == ["Gather", "Hangup"]
    parse_all()
    [call], [thread] = rows(Call), rows(Conversation)
    assert (call.state, call.outcome, thread.claimed_by) == ("ringing", "", None)
    assert len(take(rung)) == 0
    assert len(take(rung)) == 0  # a repeat hears the same
    parse_all()
    [call], [thread] = rows(Call), rows(Conversation)
    assert (call.state, call.outcome, call.agent) == ("talking", "talked", who.user_id)
    assert thread.claimed_by == who.user_id
    entries = [e for e in rows(Entry) if e.verb == "call.answered"]
    assert [e.facts for e in entries] == [{"agent": str(who.user_id)}]
    done = caller.hear(f"{hook}?step=dialed&lang=my&n=9&t=0", DialCallStatus="completed")
    assert done.find("Hangup") is not None
    caller.end()
    assert len(rows(Conversation)) == len(rows(Contact)) == 1  # whoever took it is no contact
    assert rows(CallBack) == []


def test_a_key_that_comes_too_late_or_for_another_call_puts_nobody_through(hook, desk) -> None:
    caller = Caller(hook)
    rung, _ = rung_for(caller, desk)
    other = rung.get("url").replace("call=CA1", "call=CA2")
    rung.set("url", other)
    assert [each.tag for each in take(rung)] == ["Hangup"]
    rung.set("url", other.replace("call=CA2", "call=CA1"))
    caller.end()
    assert [each.tag for each in take(rung)] == ["Hangup"]
    assert [c.outcome for c in rows(Call)] == ["left"]
    assert [due.because for due in rows(CallBack)] == ["missed"]


def test_an_interpreter_is_brought_in_and_everybody_meets_in_a_room(hook, provider, desk) -> None:
    caller = Caller(hook)
    ringing, rung = rung_for(caller, desk)
    take(ringing)
    talks, other = (desk.supervisor, desk.worker)[:: 1 if rung == "sip:a@x.test" else -1]
    [call] = rows(Call)
    for who, given in ((other, {"address": "sip:i@x.test"}), (talks, {"address": "who"}),
                       (talks, {"address": "+19005550123"})):  # fmt: skip
        with entering("desk", who.user_id), pytest.raises(Refused):
            joining.bring_in(call, by=who, **given)
    with entering("desk", talks.user_id):
        joining.bring_in(call, address="+66810000000", by=talks)
    assert join_all() == 1
    assert join_all() == 0  # nobody is rung before she has agreed
    moved, mine = provider.placed
    room = caller.press(caller.hear(moved["Url"]), "1")
    assert [each.text for each in room.iter("Conference")] == [str(call.pk)]
    assert join_all() == 1
    third = provider.placed[-1]
    assert (mine["To"], third["To"]) == (rung, "+66810000000")
    one_of_us = Caller(hook, sid="CAours2", who=OUR)
    asked = one_of_us.hear(third["Url"], Direction="outbound-api")
    assert list(asked.iter("Conference")) == []  # a voice mail would keep what she says
    assert "press 1" in spoken(asked)
    there = asked.find("Gather").get("action")
    joined = one_of_us.hear(there, Direction="outbound-api", Digits="1")
    assert [each.text for each in joined.iter("Conference")] == [str(call.pk)]
    parse_all()
    assert len(rows(Conversation)) == 1
    assert [e.facts for e in rows(Entry) if e.verb == "call.asked_in"] == [{"agreed": "join"}]


def join_all() -> int:
    with HttpxClient(reaches=("127.0.0.1",)) as http:
        return join_wanted(http)


def test_whom_to_bring_in_is_forgotten_with_a_call_that_ends_unasked(hook, desk) -> None:
    caller = Caller(hook)
    ringing, rung = rung_for(caller, desk)
    take(ringing)
    talks = desk.supervisor if rung == "sip:a@x.test" else desk.worker
    with entering("desk", talks.user_id):
        joining.bring_in(rows(Call)[0], address="+66810000000", by=talks)
    join_all()
    [call] = rows(Call)
    assert (call.wants is None, call.wants_yes) == (False, True)
    caller.end()  # she hangs up while she is asked
    [call] = rows(Call)
    assert (call.wants, call.wants_yes, join_all()) == (None, False, 0)


@pytest.mark.parametrize("key", ["2", "1"])
def test_a_third_is_rung_and_a_talk_recorded_only_once_she_agrees(
    hook, provider, desk, key: str
) -> None:
    caller = Caller(hook)
    ringing, rung = rung_for(caller, desk)
    take(ringing)
    talks = desk.supervisor if rung == "sip:a@x.test" else desk.worker
    with entering("desk", talks.user_id):
        joining.bring_in(rows(Call)[0], address="+66810000000", by=talks)
    join_all()
    caller.press(caller.hear(provider.placed[0]["Url"]), "2")
    assert (join_all(), len(provider.placed)) == (0, 2)  # she said no: the third is never rung
    assert rows(Call)[0].wants is None
    with entering("desk", talks.user_id):
        joining.ask_to_record(rows(Call)[0], by=talks)
    assert join_all() == 1
    asks = caller.hear(provider.placed[2]["Url"])
    assert DRAFTS["my"]["may_record"] in spoken(asks)  # she chose Burmese
    [room] = caller.press(asks, key).iter("Conference")
    [call] = rows(Call)
    assert (call.agreed, call.state) == ("record" if key == "1" else "no", "talking")
    assert bool(room.get("record")) == (key == "1")
    if key == "1":
        url = f"{provider.url}/2010-04-01/Accounts/AC0001/Recordings/RE1"
        told = {"RecordingSid": "RE1", "RecordingUrl": url, "RecordingDuration": "2"}
        caller.tell(room.get("recordingStatusCallback"), RecordingStatus="completed", **told)
    caller.end()
    fetch_all()
    assert len(rows(Attachment)) == (1 if key == "1" else 0)
    assert len(rows(Conversation)) == 1


def test_nobody_is_asked_for_a_yes_in_a_language_she_does_not_speak(hook, desk) -> None:
    caller = Caller(hook)
    ringing, rung = rung_for(caller, desk)
    take(ringing)
    talks = desk.supervisor if rung == "sip:a@x.test" else desk.worker
    with entering("owner"):
        Call.objects.update(language="km")
    with entering("desk", talks.user_id), pytest.raises(Refused, match="in her language"):
        joining.ask_to_record(rows(Call)[0], by=talks)
    with entering("owner"):
        Prompt.objects.create(
            org_id=desk.org_id, language="km", name="may_record", token="t" * 43, sound=b"x",
            made_at=clock.now(),
        )  # fmt: skip
    with entering("desk", talks.user_id):
        joining.ask_to_record(rows(Call)[0], by=talks)
    assert rows(Call)[0].wants is not None


def test_once_a_shift_has_begun_only_who_is_on_it_and_not_on_a_break_is_rung(hook, desk) -> None:
    for member, address in ((desk.supervisor, "sip:a@x.test"), (desk.worker, "sip:b@x.test")):
        with entering("desk", member.user_id):
            phoning.take_calls(address=address, by=member)
    shift, rung = duty.on_shift(desk), []
    for n in range(3):
        caller = Caller(hook, sid=f"CA{n}", who=f"+95900000000{n}")
        menu = caller.press(caller.hear(CallStatus="ringing"), "1")
        found = caller.press(menu, "2")
        rung.append([each.text for each in found.iter("Sip")])
        if n == 0:
            caller.end()
            with entering("desk", desk.worker.user_id):
                presence.rest(shift, by=desk.worker)
    assert rung == [["sip:b@x.test"], [], []]
    assert "Nobody can take your call" in spoken(found)  # she is not left to wait


def test_no_row_of_the_desk_brings_a_third_in_without_her_yes(hook, provider, desk) -> None:
    caller = Caller(hook)
    ringing, rung = rung_for(caller, desk)
    take(ringing)
    talks = desk.supervisor if rung == "sip:a@x.test" else desk.worker
    with entering("desk", talks.user_id):
        joining.bring_in(rows(Call)[0], address="+66810000000", by=talks)
    join_all()
    with entering("desk", talks.user_id):
        kept = Call.objects.get().wants
        Call.objects.update(wants_yes=False)  # while she is asked
    assert (join_all(), len(provider.placed)) == (0, 2)
    caller.press(caller.hear(provider.placed[0]["Url"]), "2")
    with entering("desk", talks.user_id):
        Call.objects.update(wants=kept, wants_yes=False)  # after her no
    assert (join_all(), len(provider.placed)) == (0, 2)
