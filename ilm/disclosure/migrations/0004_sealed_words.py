"""Words before release, and what a worker keeps back, lie sealed.

Sealing needs public halves alone, so what is there is sealed here; the clear columns are emptied,
then dropped, and 0005 rewrites the tables. Older write-ahead logs and back-ups still hold them.
"""

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import migrations, models

SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
BUCKETS = (64, 256, 1024, 4096, 16384, 65536)


def bind(purpose: str, *parts: Any) -> bytes:
    raws = [p if isinstance(p, bytes) else str(p).encode() for p in (f"ilm/1/{purpose}", *parts)]
    return b"".join(len(raw).to_bytes(2, "big") + raw for raw in raws)


def seal(public: bytes, said: Any, context: bytes) -> bytes:
    data = json.dumps(said, ensure_ascii=False).encode()
    need = len(data) + 4
    size = next((b for b in BUCKETS if need <= b), -(-need // BUCKETS[-1]) * BUCKETS[-1])
    padded = len(data).to_bytes(4, "big") + data + bytes(size - need)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes(public))
    return b"\x01" + SUITE.encrypt(padded, key, info=context)


def as_shown_before(row: Any) -> str:
    parts = (row.text, row.language, row.translation, row.translated_into)
    each = "".join(hashlib.sha256(part.encode()).hexdigest() for part in parts)
    return hashlib.sha256(each.encode()).hexdigest()


def seal_words(apps: Any, editor: Any) -> None:
    on = editor.connection.alias
    rows = apps.get_model("disclosure", "Disclosure").objects.using(on)
    keys = apps.get_model("vault", "DataKey").objects.using(on)
    held = apps.get_model("vault", "Receipt").objects.using(on)
    for row in rows.select_related("issue__case").iterator():
        key = keys.get(pk=row.issue.case.key_id)
        said = {n: getattr(row, n) for n in ("text", "translation", "traits", "dropped")}
        place = ("field", "disclosure_disclosure", row.pk, "words", key.pk, key.generation)
        words = seal(key.public, said, bind(*place))
        parts = (hashlib.sha256(words).digest(), row.language, row.translated_into)
        mark = hashlib.sha256(bind("mark", row.pk, *parts)).hexdigest()
        new = {
            "key_id": key.pk, "words": words, "mark": mark, "for_reporter": None,
            "told": row.traits if row.status == "released" else {},
            "text": "", "translation": "", "traits": {}, "dropped": {},
        }  # fmt: skip
        if row.shown_words and row.shown_words == as_shown_before(row):
            new["shown_words"] = mark
        if receipt := held.filter(alias_id=row.alias_id).first() if row.alias_id else None:
            hers = {"text": row.translation or row.text}
            hers |= {"original": row.text} if row.translation else {}
            new["for_reporter"] = seal(receipt.public, hers, bind("reply", row.pk, 1))
        rows.filter(pk=row.pk).update(**new)


def seal_kept_back(apps: Any, editor: Any) -> None:
    on = editor.connection.alias
    rows = apps.get_model("disclosure", "Consent").objects.using(on)
    keys = apps.get_model("vault", "DataKey").objects.using(on)
    threads = apps.get_model("talk", "Conversation").objects.using(on)
    for row in rows.exclude(withheld=[]).iterator():
        thread = threads.filter(alias_id=row.alias_id).first()
        key = keys.get(pk=thread.key_id) if thread else a_key_of_its_own(apps, on, row.org_id)
        place = ("field", "disclosure_consent", row.pk, "kept_back", key.pk, key.generation)
        sealed = seal(key.public, list(row.withheld), bind(*place))
        rows.filter(pk=row.pk).update(key_id=key.pk, kept_back=sealed, withheld=[])


def a_key_of_its_own(apps: Any, on: str, org_id: UUID) -> Any:
    """She has no thread: a data key that the organisation alone can open, as intake makes one."""
    org_keys = apps.get_model("vault", "OrgKey").objects.using(on)
    org = org_keys.filter(org_id=org_id, purpose="talk").order_by("-epoch").first()
    made, key_id = ec.generate_private_key(ec.SECP256R1()), uuid4()
    numbers = made.public_key().public_numbers()
    point = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    private = made.private_numbers().private_value.to_bytes(32, "big")
    context = bind("grant", org_id, "talk", org.epoch, key_id, 1)
    to = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes(org.public))
    granted = b"\x01" + SUITE.encrypt(private, to, info=context)
    owned = {"org_id": org_id, "purpose": "talk", "generation": 1}
    apps.get_model("vault", "Grant").objects.using(on).create(
        key_id=key_id, epoch=org.epoch, sealed=granted, **owned
    )
    keys = apps.get_model("vault", "DataKey").objects.using(on)
    return keys.create(id=key_id, public=point, **owned)


TRANSLATED = ~models.Q(("translated_into", "")) & models.Q(("translated_by__isnull", False))


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0003_her_language"),
        ("cases", "0003_fewer_indexes"),
        ("talk", "0004_her_last_question"),
        ("vault", "0005_locks_and_recovery"),
    ]

    operations = [
        migrations.AddField("disclosure", "key_id", models.UUIDField(null=True)),
        migrations.AddField("disclosure", "words", models.BinaryField(null=True)),
        migrations.AddField("disclosure", "for_reporter", models.BinaryField(null=True)),
        migrations.AddField("disclosure", "mark", models.CharField(default="", max_length=64)),
        migrations.AddField("disclosure", "told", models.JSONField(default=dict)),
        migrations.AddField("consent", "key_id", models.UUIDField(null=True)),
        migrations.AddField("consent", "kept_back", models.BinaryField(null=True)),
        migrations.RemoveConstraint("disclosure", "translation_has_a_translator"),
        migrations.RunSQL("set constraints all immediate", "set constraints all immediate"),
        migrations.RunPython(seal_words, migrations.RunPython.noop),
        migrations.RunPython(seal_kept_back, migrations.RunPython.noop),
        migrations.RemoveField("disclosure", "text"),
        migrations.RemoveField("disclosure", "translation"),
        migrations.RemoveField("disclosure", "traits"),
        migrations.RemoveField("disclosure", "dropped"),
        migrations.RemoveField("consent", "withheld"),
        migrations.AlterField("disclosure", "key_id", models.UUIDField()),
        migrations.AlterField("disclosure", "words", models.BinaryField()),
        migrations.AlterField("disclosure", "mark", models.CharField(max_length=64)),
        migrations.AddConstraint(
            "disclosure",
            models.CheckConstraint(
                name="translation_has_a_translator",
                condition=models.Q(("translated_by__isnull", True), ("translated_into", ""))
                | TRANSLATED,
            ),
        ),
    ]
