from datetime import UTC, datetime

import pytest

from ilm.channels import CHANNELS
from ilm.channels.base import RawRequest
from ilm.channels.naming import as_it_came, delivery_key, form_of, kept, query_of

AT = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
KANNEL = CHANNELS["kannel"]


def post(query: str, body: bytes = b"help") -> RawRequest:
    return RawRequest("POST", f"https://ilm.test/hooks/kannel/demo/s3cret/?{query}", {}, body)


def test_what_is_kept_makes_the_request_again_but_for_its_secret() -> None:
    raw = post("id=7&sender=%2B959", b"first\nsecond")
    stored = kept(KANNEL, raw)
    again = as_it_came(KANNEL, stored, received_at=AT)
    assert b"s3cret" not in stored
    assert (query_of(again), again.body, again.received_at) == (query_of(raw), raw.body, AT)


def test_where_the_address_says_nothing_the_body_alone_is_kept() -> None:
    raw = RawRequest("POST", "https://ilm.test/hooks/whatsapp/demo/?x=1", {}, b"{}")
    assert kept(CHANNELS["whatsapp"], raw) == b"{}"
    assert as_it_came(CHANNELS["whatsapp"], b"{}", received_at=AT).body == b"{}"


def test_a_repeat_is_named_by_what_it_tells_and_names_nobody() -> None:
    once, late = post("id=7&sender=1&ts=1"), post("id=7&sender=1&ts=2")
    assert delivery_key(KANNEL, once) == delivery_key(KANNEL, late)
    assert delivery_key(KANNEL, once) != delivery_key(KANNEL, post("id=8&sender=1&ts=1"))
    taken, here = post("part=7&status=8"), post("part=7&status=1")
    assert delivery_key(KANNEL, taken) != delivery_key(KANNEL, here)
    assert len(delivery_key(KANNEL, post("id=" + "9" * 900))) <= 120


def test_without_a_name_the_bytes_are_its_name() -> None:
    assert delivery_key(KANNEL, post("")).startswith("sha256:")
    assert delivery_key(KANNEL, post("a=1")) != delivery_key(KANNEL, post("a=2"))


def test_an_address_stands_in_no_repr() -> None:
    assert "s3cret" not in repr(post("id=7"))


@pytest.mark.parametrize("form", ["&".join(["a=1"] * 300), "", "%%%", "=", "\udcff"])
def test_what_is_no_form_has_no_fields(form: str) -> None:
    raw = RawRequest("POST", f"https://ilm.test/?{form}", {}, form.encode(errors="replace"))
    assert query_of(raw).keys() <= {"", "%%%", "?", "\udcff"}
    assert form_of(raw).keys() <= {"", "%%%", "?", "\udcff"}


def test_the_first_of_a_name_counts() -> None:
    assert query_of(post("a=1&a=2&b=")) == {"a": "1", "b": ""}
