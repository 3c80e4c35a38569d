"""R4: her code, and the proof that is made from it, lie nowhere: searched in all that is written."""

import io
import re
from base64 import b64encode
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from ilm.faces.jobs.tests.make import parse_all
from ilm.faces.worker import tokens
from ilm.faces.worker.tests.make import taker
from ilm.vault import receipts
from ilm.wall.entering import entering, tell
from tests.stolen.looking import layers, seen
from tests.test_markers import everything_written
from tests.test_stolen import logged  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db(transaction=True, databases=["owner", "default"])


def shapes(raw: bytes) -> set[bytes]:
    return {raw, raw.hex().encode(), raw.hex().upper().encode(), b64encode(raw)[:20]}


def walked(client: Client) -> bytes:
    """A report, her code typed well and badly, in the form and in an address, and an act; the code."""
    org, _ = taker(name="Mangrove House (demo)")
    given = {"token": tokens.new_token(), "text": "They took it."}
    page = client.post(f"{reverse('worker:report')}?org={org.slug}", given).content.decode()
    code = re.search(r"<output[^>]*>([\d ]+)<", page)[1]
    receipt = receipts.read(code)
    parse_all()
    url = reverse("worker:receipt")
    for typed in (code, code[:-1], code + "1", code.replace(" ", "")):
        client.post(url, {"token": tokens.new_token(), "receipt": typed})
    for path in (f"/w/{code}/", f"/w/receipt/?receipt={code}", f"/nowhere/{code.replace(' ', '')}"):
        client.get(path)
        client.post(path)
    proof = receipts.proof(receipt).hex()
    act = {"token": tokens.new_token(), "proof": proof, "act": "say", "text": "And more."}
    assert client.post(reverse("worker:thread"), act).status_code == 200
    assert client.post(reverse("worker:replies"), {"proof": proof}).status_code == 200
    parse_all()
    return receipt


def found(places: list[tuple[str, bytes]], receipt: bytes) -> list[str]:
    code = receipts.show(receipt)
    said = {where for where, _ in seen(places, [code, code.replace(" ", ""), code[:14]])}
    raw = shapes(receipt) | shapes(receipts.proof(receipt))
    for where, data in places:
        if any(shape in layer for layer in layers(data, 1) for shape in raw):
            said.add(where)
    return sorted(said)


def test_her_code_is_written_nowhere(tmp_path: Path, logged: io.StringIO, settings) -> None:  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    receipt = walked(Client(raise_request_exception=False))
    assert found(list(everything_written(tmp_path, logged)), receipt) == []


@pytest.mark.parametrize("how", ["code", "proof"])
def test_one_that_is_kept_is_found(how: str, tmp_path: Path, logged, settings) -> None:  # noqa: F811
    settings.MEDIA_ROOT = tmp_path / "media"
    receipt = walked(Client())
    with entering("owner"):
        if how == "code":
            tell("update parties_organisation set name = %s", [receipts.show(receipt)])
        else:
            tell("update vault_receipt set public = %s", [receipts.proof(receipt)])
    assert "dump" in found(list(everything_written(tmp_path, logged)), receipt)
