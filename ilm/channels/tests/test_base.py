import pytest

from ilm.channels import CHANNELS
from ilm.channels.base import RawRequest, Rejected
from ilm.channels.naming import delivery_key
from ilm.channels.tests.made import HERE, fixture


def test_the_doors() -> None:
    social = {"line", "messenger", "telegram", "viber", "whatsapp"}
    assert social | {"africas-talking", "kannel", "twilio", "phone", "web"} <= CHANNELS.keys()


@pytest.mark.parametrize("slug", CHANNELS)
def test_each_folder_is_whole(slug: str) -> None:
    folder = HERE / slug.replace("-", "_")
    assert "read on 20" in (folder / "README.md").read_text()
    assert [*(folder / "fixtures").iterdir()]
    assert [*(folder / "tests").glob("test_*.py")]


def test_headers_know_no_case_and_are_not_shown() -> None:
    raw = RawRequest("POST", "https://ilm.test/", {"X-SECRET": "s3cret"}, b"her words")
    assert raw.header("x-Secret") == "s3cret"
    assert "s3cret" not in repr(raw)
    assert "her words" not in repr(raw)


def test_a_repeat_has_the_same_key() -> None:
    assert delivery_key(CHANNELS["telegram"], fixture("telegram", "voice")) == "update_id:684402003"
    same, other = fixture("whatsapp", "voice"), fixture("whatsapp", "photo")
    assert delivery_key(CHANNELS["whatsapp"], same) == delivery_key(CHANNELS["whatsapp"], same)
    assert delivery_key(CHANNELS["whatsapp"], same) != delivery_key(CHANNELS["whatsapp"], other)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'{"update_id":{}}', b'{"update_id":Infinity}', b"\xff", b"[" * 100_000],
)
def test_even_rubbish_has_a_key(body: bytes) -> None:
    raw = RawRequest("POST", "https://ilm.test/", {}, body)
    assert delivery_key(CHANNELS["telegram"], raw).startswith("sha256:")


@pytest.mark.parametrize("slug", ["phone", "web"])
def test_nothing_is_delivered_where_nobody_signs(slug: str) -> None:
    with pytest.raises(Rejected):
        CHANNELS[slug]().verify(RawRequest("POST", "https://ilm.test/", {}, b"{}"))
