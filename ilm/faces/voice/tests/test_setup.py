"""The gateway's file says what is wrong with it, and where may be called."""

from pathlib import Path

import pytest

from ilm.faces.voice.posting import signature
from ilm.faces.voice.setup import Setup, Sip
from ilm.faces.voice.tests.made import setup
from ilm.kit.errors import Refused

GOOD = """
allow = ["+66", "@phones.test"]
[sip]
domain = "trunk.test"
[[number]]
number = "+6620000001"
hook = "https://app.test/hooks/voice/main/"
account = "ACtest"
token = "s3cret"
"""


def read(folder: Path, text: str, *, public: bytes = b"key") -> Setup:
    (folder / "voice.toml").write_text(text)
    return Setup.read(folder / "voice.toml", public=public, spool=folder)


def test_a_file_is_read_and_shows_no_secret(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found.of("ACtest") is found.to("sip:+6620000001@here") is found.to("006620000001")
    assert (found.to("hotline"), found.to("100")) == (found.numbers[0], None)
    assert "s3cret" not in repr(found)
    assert found.numbers[0].ended_url == found.numbers[0].hook


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("[[number]]", "[[number"), "no TOML"),
        (("https://", "http://"), "http"),
        (('token = "s3cret"', 'token = ""'), "token"),
        (('"+66"', '"sip:"'), "allow"),
        (('"+66"', '"+"'), "allow"),
        (('domain = "trunk.test"', "registers = true"), "domain"),
        (('domain = "trunk.test"', 'transport = "tls"'), "certificate"),
        (('domain = "trunk.test"', 'media = "loud"'), "media"),
        (('domain = "trunk.test"', "colour = 1"), "colour"),
        (('account = "ACtest"', ""), "lacks"),
        ((GOOD[GOOD.index("[[") :], ""), "number"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        read(tmp_path, GOOD.replace(*change))


def test_without_a_file_or_a_key_nothing_is_begun(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"parse\.public"):
        read(tmp_path, GOOD, public=b"")
    with pytest.raises(Refused, match="cannot be read"):
        Setup.read(tmp_path / "none", public=b"key", spool=tmp_path)


@pytest.mark.parametrize(
    ("target", "uri"),
    [
        ("+66812345678", "sip:+66812345678@trunk.test"),
        ("sip:ann@phones.test", "sip:ann@phones.test"),
        ("sip:ann@phones.test;transport=tls", "sip:ann@phones.test;transport=tls"),
        ("+882161234567", ""),  # premium
        ("0066812345678", ""),
        ("sip:ann@elsewhere.test", ""),
        ("sip:ann@phones.test.elsewhere.test", ""),
        ("sip:ann@phones.test\r\nX: y", ""),
        ("sip:+88216@phones.test@elsewhere.test", ""),
        ("", ""),
    ],
)
def test_only_what_is_allowed_is_called(tmp_path: Path, target: str, uri: str) -> None:
    assert setup(tmp_path).uri(target) == uri


def test_numbers_need_a_trunk_and_keep_its_transport(tmp_path: Path) -> None:
    assert setup(tmp_path, sip=Sip()).uri("+66812345678") == ""
    tls = Sip(domain="trunk.test", transport="tls", certificate="x")
    assert setup(tmp_path, sip=tls).uri("+66812345678").endswith("@trunk.test;transport=tls")


def test_our_signature_is_theirs() -> None:
    """The example of Twilio's own documentation."""
    form = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+14158675310", "Digits": "1234",
        "From": "+14158675310", "To": "+18005551212",
    }  # fmt: skip
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, form) == "GvWf1cFY/Q7PnoempGyD5oXAezc="


def test_the_page_on_the_gateway_names_each_verb_and_the_file_each_setting() -> None:
    from dataclasses import fields

    from ilm.faces.voice.documents import INSIDE
    from ilm.faces.voice.setup import Number

    pages = Path(__file__).parents[4] / "docs"
    told = (pages / "reference/twiml.md").read_text()
    nouns = {noun for inside in INSIDE.values() for noun in inside}
    assert [verb for verb in {*INSIDE, *nouns} if f"`{verb}`" not in told] == []
    how = (pages / "how-to/set-up-the-hotline.md").read_text()
    asked = [each.name for kind in (Sip, Number) for each in fields(kind)]
    assert [name for name in asked if f"{name} = " not in how and name != "ended"] == []
