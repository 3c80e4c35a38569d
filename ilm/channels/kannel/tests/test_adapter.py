from datetime import UTC, datetime
from uuid import UUID

import icu
import pytest

from ilm.channels.base import (
    Answer,
    Blocked,
    Broken,
    Event,
    Malformed,
    MediaOut,
    MediaRef,
    Other,
    Outgoing,
    RawRequest,
    Receipt,
    Rejected,
    Retry,
    Said,
    SendError,
    Unknown,
    Unreachable,
    Unreadable,
)
from ilm.channels.kannel.adapter import Kannel
from ilm.channels.kannel.trying import trouble
from ilm.channels.naming import delivery_key
from ilm.channels.tests.made import Scripted, asked

KEY = UUID(int=7)
HER = "+959000000001"
SECRET = "kannel-secret-of-the-test"
HOOK = f"https://ilm.test/hooks/kannel/demo/{SECRET}/"
channel = Kannel(
    send_url="http://kannel.test/cgi-bin/sendsms", username="ilm", password="pa55word",
    sender="1800", secret=SECRET, hook_url=HOOK,
)  # fmt: skip
TAKEN = Answer(202, b"0: Accepted for delivery")
BURMESE = "သင့်စာကို လက်ခံရရှိပါပြီ။ ၂၄ နာရီအတွင်း ပြန်လည်ဆက်သွယ်ပေးပါမည်။ "


def heard(name: str) -> list[Event]:
    return list(channel.parse(asked("kannel", name)))


def at(path: str) -> RawRequest:
    return RawRequest("POST", f"https://ilm.test{path}?id=1", {}, b"x")


def test_it_knows_who_speaks() -> None:
    channel.verify(asked("kannel", "text_burmese"))
    assert channel.greet(asked("kannel", "text_burmese")) is None


@pytest.mark.parametrize("given", ["", "guess", SECRET[:-1], SECRET.upper(), f"{SECRET}/more"])
def test_who_has_not_the_secret_is_rejected_and_does_not_learn_it(given: str) -> None:
    with pytest.raises(Rejected) as why:
        channel.verify(at(f"/hooks/kannel/demo/{given}/"))
    assert SECRET not in str(why.value)


def test_a_short_secret_lets_nobody_in() -> None:
    weak = Kannel(send_url="x", username="x", password="x", sender="1", secret="short")
    with pytest.raises(Rejected):
        weak.verify(at("/hooks/kannel/demo/short/"))


def test_it_hears_burmese() -> None:
    assert heard("text_burmese") == [
        Said(
            address=HER,
            external_id="f3ca91c0-1111-4222-8333-944455556666",
            at=datetime(2026, 11, 22, 9, 46, 20, tzinfo=UTC),
            text="နှစ်လလုံး လစာ မရသေးပါဘူး။ ကူညီပေးပါ။ 😀",
        )
    ]


def test_stop_is_kept_and_stops() -> None:
    said, blocked = heard("stop")
    assert isinstance(said, Said)
    assert isinstance(blocked, Blocked)
    assert blocked.address == HER


def test_an_older_charset_is_read() -> None:
    [said] = heard("latin")
    assert isinstance(said, Said)
    assert said.text == "caça"


@pytest.mark.parametrize(("name", "kind"), [("broken", "broken-message"), ("empty", "empty")])
def test_what_it_leaves_alone(name: str, kind: str) -> None:
    [event] = heard(name)
    assert isinstance(event, Other)
    assert event.kind == kind


@pytest.mark.parametrize(
    ("code", "status"),
    [("4", "accepted"), ("8", "sent"), ("1", "delivered"), ("2", "failed"), ("16", "failed")],
)
def test_reports_name_our_part(code: str, status: str) -> None:
    [receipt] = heard(f"report_{code}")
    assert isinstance(receipt, Receipt)
    assert (receipt.status, receipt.key, receipt.external_id) == (status, str(KEY), str(KEY))
    assert receipt.code == (f"dlr-{code}" if status == "failed" else "")


def test_a_report_that_nobody_knows_is_counted() -> None:
    [event] = channel.parse(RawRequest("GET", f"{HOOK}?part=1&status=99", {}, b""))
    assert isinstance(event, Other)
    assert event.kind == "report-99"


def test_her_words_cannot_play_a_report() -> None:
    forged = RawRequest(
        "POST", f"{HOOK}?id=9&sender={HER[1:]}&ts=1", {}, f"part={KEY}&status=1".encode()
    )
    [said] = channel.parse(forged)
    assert isinstance(said, Said)
    assert said.text.startswith("part=")


def test_a_repeat_has_the_same_key() -> None:
    once = asked("kannel", "text_burmese")
    assert delivery_key(channel, once) == delivery_key(channel, asked("kannel", "text_burmese"))
    assert delivery_key(channel, once) != delivery_key(channel, asked("kannel", "stop"))


@pytest.mark.parametrize("query", ["", "id=", "sender=1", "part="])
def test_it_says_what_it_cannot_read(query: str) -> None:
    with pytest.raises(Unreadable):
        channel.parse(RawRequest("POST", f"{HOOK}?{query}", {}, b"x"))


@pytest.mark.parametrize(
    "query", ["id=1", "id=1&sender=%00", "id=1&sender=1&ts=x", "part=1&status=1"]
)
def test_no_hole_breaks_it(query: str) -> None:
    [event] = channel.parse(RawRequest("POST", f"{HOOK}?{query}", {}, b"x"))
    assert isinstance(event, Other)
    assert event.why


def test_our_clock_stands_in_for_theirs() -> None:
    now = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
    [said] = channel.parse(
        RawRequest("POST", f"{HOOK}?id=1&sender=1800&charset=none", {}, b"x", now)
    )
    assert isinstance(said, Said)
    assert said.at == now


def test_it_sends_one_call_and_asks_for_reports_that_repeat_no_words() -> None:
    http = Scripted([TAKEN])
    [part] = channel.render(Outgoing(address=HER, text="We heard you. 1 = yes"))
    assert channel.send(part, key=KEY, http=http).external_id == str(KEY)
    [(url, (method, fields, _))] = http.asked
    assert (url, method) == ("http://kannel.test/cgi-bin/sendsms", "GET")
    assert (fields["to"], fields["from"], fields["coding"]) == (HER, "1800", "0")
    assert fields["dlr-url"] == f"{HOOK}?part={KEY}&status=%d&ts=%T"
    assert "%A" not in fields["dlr-url"]


def test_without_an_address_it_asks_for_no_report() -> None:
    http = Scripted([TAKEN])
    mute = Kannel(send_url="u", username="x", password="x", sender="1", secret=SECRET)
    mute.send(mute.render(Outgoing(address=HER, text="x"))[0], key=KEY, http=http)
    assert "dlr-url" not in http.asked[0][1][1]


@pytest.mark.parametrize(
    ("length", "calls", "counted"), [(70, 1, 1), (71, 1, 2), (402, 1, 6), (403, 2, 6)]
)
def test_what_is_too_long_for_one_call_is_several(length: int, calls: int, counted: int) -> None:
    parts = channel.render(Outgoing(address=HER, text="က" * length))
    assert (len(parts), parts[0].counted) == (calls, counted)
    assert {part.payload["coding"] for part in parts} == {"2"}
    assert "".join(part.text for part in parts) == "က" * length


@pytest.mark.parametrize("letter", ["👩‍👩‍👧", "ကြို့", "é"])
def test_no_letter_is_cut(letter: str) -> None:
    parts = channel.render(Outgoing(address=HER, text=letter * 500))
    assert all(part.text == letter * (len(part.text) // len(letter)) for part in parts)


def test_words_are_cut_between_words() -> None:
    parts = channel.render(Outgoing(address=HER, text=BURMESE * 8))
    assert "".join(part.text for part in parts) == BURMESE * 8
    words = icu.BreakIterator.createLineInstance(icu.Locale.getRoot())
    words.setText(BURMESE * 8)
    assert len(parts[0].text) in set(words)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (Outgoing(address=HER), Malformed),
        (Outgoing(address="AIS", text="x"), Unreachable),
        (
            Outgoing(
                address=HER, media=(MediaOut(kind="image", mime_type="image/jpeg", content=b""),)
            ),
            Malformed,
        ),
    ],
)
def test_what_it_cannot_carry(message: Outgoing, error: type[SendError]) -> None:
    with pytest.raises(error):
        channel.render(message)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(403, b"Authorization failed for sendsms"), Broken),
        (Answer(503, b"Temporal failure, try again later."), Retry),
        (Answer(404, b"Not routable. Do not try again."), Unreachable),
        (Answer(400, b"Sender missing and no global set, rejected"), Malformed),
        (Answer(500, b""), Unknown),
        (Unknown("no answer"), Unknown),
        (Retry(5), Retry),
    ],
)
def test_what_its_no_means(answer: Answer | SendError, error: type[SendError]) -> None:
    [part] = channel.render(Outgoing(address=HER, text="her secret words"))
    with pytest.raises(error) as told:
        channel.send(part, key=KEY, http=Scripted([answer]))
    assert not any(word in str(told.value) for word in ("pa55word", HER, "secret words", SECRET))


def test_it_has_no_files_and_keeps_its_secrets() -> None:
    with pytest.raises(Unreachable):
        channel.media(MediaRef(external_id="x", kind="image"), http=Scripted([]))
    assert not any(word in repr(channel) for word in ("pa55word", SECRET))


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(400, b"Missing receiver number, rejected"), ""),
        (Answer(403, b"Authorization failed for sendsms"), "user-allow-ip"),
        (Answer(404, b"Unknown request."), "/cgi-bin/sendsms"),
        (Answer(503, b""), "bearerbox"),
        (Answer(200, b"<html>"), "not the smsbox"),
    ],
)
def test_the_try_says_in_plain_words_what_is_wrong(answer: Answer, says: str) -> None:
    told = trouble(channel, http=Scripted([answer]))
    assert says in told if says else told == ""
    assert "pa55word" not in told
