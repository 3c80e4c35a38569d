"""Browser and server write the same bytes."""

import json
import unicodedata
from base64 import b64decode as un64
from importlib.resources import files
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from playwright.sync_api import Page

from ilm.vault import receipts, saying
from ilm.vault.sealing import bind, new_pair, pad, private_key, seal, unpad, unseal
from ilm.vault.tests.phone import STORY, b64

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text())


def test_browser_seals_and_python_opens_and_back(page: Page) -> None:
    pair, place = new_pair(), bind("field", "talk_message", "m1", "body", "k1", 1)
    sealed = page.evaluate(
        """async ([pub, words]) => { const { seal, pad, bind, un64, b64 } = ilmSeal;
        return b64(await seal(un64(pub), pad(new TextEncoder().encode(words)),
          bind('field', 'talk_message', 'm1', 'body', 'k1', 1))); }""",
        [b64(pair.public), STORY],
    )
    assert unpad(unseal(pair.private, un64(sealed), place)).decode() == STORY
    key = private_key(pair.private)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    given = [b64(raw) for raw in (der, pair.public, seal(pair.public, pad(STORY.encode()), place))]
    opened = page.evaluate(
        """async given => { const [der, pub, sealed] = given.map(ilmSeal.un64);
        const curve = { name: 'ECDH', namedCurve: 'P-256' };
        const key = await crypto.subtle.importKey('pkcs8', der, curve, false, ['deriveBits']);
        const place = ilmSeal.bind('field', 'talk_message', 'm1', 'body', 'k1', 1);
        return new TextDecoder().decode(ilmSeal.unpad(await ilmSeal.open(key, pub, sealed, place))); }""",
        given,
    )
    assert opened == STORY


def test_contexts_padding_and_receipts_agree(page: Page) -> None:
    got = page.evaluate(
        """async ([receipt, shown]) => { const { bind, pad, unpad, hex, un64 } = ilmSeal;
        const raw = ilmReceipt.read(shown), utf8 = s => new TextEncoder().encode(s);
        return [hex(bind('field', 'person', 'r1', 'name', 'k1', 1)), hex(pad(utf8('abc'))),
          hex(raw), ilmReceipt.show(un64(receipt)), hex(await ilmReceipt.lookup(raw)),
          [0, 60, 61, 65532, 65533, 70000].map(n => unpad(pad(new Uint8Array(n))).length
            && pad(new Uint8Array(n)).length)]; }""",
        [b64(bytes.fromhex(VECTORS["receipt"])), VECTORS["receipt_shown"]],
    )
    assert got[:5] == [
        VECTORS[name] for name in ("bind", "pad", "receipt", "receipt_shown", "receipt_lookup")
    ]
    assert got[5] == [0, *(len(pad(bytes(n))) for n in (60, 61, 65532, 65533, 70000))]


def test_padding_that_lies_is_denied_in_the_browser_too(page: Page) -> None:
    tried = "b => { try { ilmSeal.unpad(Uint8Array.from(b)); return 1; } catch (e) { return 0; } }"
    lies = ([0, 0, 0], [0, 0, 0, 2, 1], [0, 0, 0, 1, 1, 1])
    assert [page.evaluate(tried, lie) for lie in lies] == [0, 0, 0]
    assert page.evaluate(tried, [0, 0, 0, 1, 7, 0]) == 1


def test_receipts_read_the_same_at_the_ends_of_their_range(page: Page) -> None:
    for receipt in (bytes(16), b"\xff" * 16, receipts.new_receipt()):
        shown = page.evaluate("r => ilmReceipt.show(ilmSeal.un64(r))", b64(receipt))
        assert shown == receipts.show(receipt)
        assert page.evaluate("s => ilmSeal.b64(ilmReceipt.read(s))", shown) == b64(receipt)
    wrong = "9" * 39 + receipts._luhn("9" * 39)
    tried = "s => { try { ilmReceipt.read(s); return 'read'; } catch (e) { return e.message; } }"
    assert page.evaluate(tried, wrong) == "mistyped"
    assert page.evaluate(tried, "12 34") == "mistyped"


def test_every_script_of_the_basic_plane_is_read(page: Page) -> None:
    zeros = [chr(c) for c in range(0x10000) if unicodedata.decimal(chr(c), None) == 0]
    shown, digits = VECTORS["receipt_shown"], "0123456789"
    for zero in [*zeros, "\U00010d30", "\U00011136", "\U0001e950"]:
        typed = shown.translate({ord(d): ord(zero) + int(d) for d in digits})
        got = page.evaluate("s => ilmSeal.hex(ilmReceipt.read(s))", typed)
        assert got == VECTORS["receipt"], hex(ord(zero))


def test_rfc9180_known_answer_in_the_browser(page: Page) -> None:
    path = files("cryptography_vectors") / "HPKE" / "test-vectors.json"
    suite = {"mode": 0, "kem_id": 16, "kdf_id": 1, "aead_id": 2}
    known = next(v for v in json.loads(path.read_text()) if suite.items() <= v.items())
    first, raw = known["encryptions"][0], bytes.fromhex
    key = private_key(raw(known["skEm"]))
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    wanted = (known["pkEm"], known["pkRm"], known["info"], first["aad"], first["pt"])
    got = page.evaluate(
        """async given => { const [der, pub, to, info, aad, data] = given.map(ilmSeal.un64);
        const curve = { name: 'ECDH', namedCurve: 'P-256' };
        const pair = { privateKey: await crypto.subtle.importKey('pkcs8', der, curve, false, ['deriveBits']),
          publicKey: await crypto.subtle.importKey('raw', pub, curve, true, []) };
        return ilmSeal.b64(await ilmSeal.hpkeSeal(to, data, info, aad, pair)); }""",
        [b64(der), *(b64(raw(value)) for value in wanted)],
    )
    assert un64(got) == raw(known["enc"]) + raw(first["ct"])


def test_a_changed_byte_is_denied_in_the_browser_too(page: Page) -> None:
    mine = receipts.issue()
    sealed = seal(mine.public, pad(b"x"), bind("reply", "m1", 1))
    tried = """async given => { const [receipt, pub, locked, sealed] = given.map(ilmSeal.un64);
        return ilmReceipt.openReply(receipt, pub, locked, sealed, 'm1', 1).then(() => 1, () => 0); }"""
    right = [mine.receipt, mine.public, mine.locked, sealed]
    assert page.evaluate(tried, [b64(raw) for raw in right]) == 1
    for part in range(1, 4):
        for at in (0, -1):
            wrong = [bytearray(raw) for raw in right]
            wrong[part][at] ^= 1
            assert page.evaluate(tried, [b64(bytes(raw)) for raw in wrong]) == 0


def test_a_signature_of_ours_is_checked_alike_in_the_browser(page: Page) -> None:
    page.goto("http://localhost/w/receipt/")
    words, public = VECTORS["text"], VECTORS["public"]
    other = new_pair().public.hex()
    tried = """([signers, mark, message, thread, words]) =>
        ilmSaid.isSaid(signers, mark, message, thread, words)"""
    right = [[other, public], VECTORS["said_signature"], "m1", "c1", words]
    for at, wrong in ((None, None), (0, [other]), (0, []), (1, "00" * 64), (1, ""), (2, "m2"),
                      (3, "c2"), (4, words + " ")):  # fmt: skip
        given = list(right)
        if at is not None:
            given[at] = wrong
        by = [bytes.fromhex(each) for each in given[0]]
        ours = saying.is_signed(by, *given[1:])
        assert page.evaluate(tried, given) == ours == (at is None), given
