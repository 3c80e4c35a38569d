"""What staff wrote about an issue lies sealed.

Sealing needs public halves alone, so what is there is sealed here; the clear columns are emptied,
then dropped, and 0005 rewrites the tables. Older write-ahead logs and back-ups still hold them.
"""

import re
import unicodedata
from hashlib import blake2b
from typing import Any
from uuid import uuid4

import django.db.models.deletion
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import migrations, models
from django.utils import timezone

SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
BUCKETS = (64, 256, 1024, 4096)


def bind(purpose: str, *parts: Any) -> bytes:
    raws = [str(part).encode() for part in (f"ilm/1/{purpose}", *parts)]
    return b"".join(len(raw).to_bytes(2, "big") + raw for raw in raws)


def seal(public: bytes, data: bytes, context: bytes) -> bytes:
    size = next(b for b in BUCKETS if len(data) + 4 <= b)
    padded = len(data).to_bytes(4, "big") + data + bytes(size - len(data) - 4)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes(public))
    return b"\x01" + SUITE.encrypt(padded, key, info=context)


def seal_remarks(apps: Any, editor: Any) -> None:
    on = editor.connection.alias
    issues = apps.get_model("cases", "Issue").objects.using(on)
    remarks = apps.get_model("cases", "Remark").objects.using(on)
    keys = apps.get_model("vault", "DataKey").objects.using(on)
    written = issues.exclude(other_text="", urgency_reason="").select_related("case__site")
    for issue in written.iterator():
        key = keys.get(pk=issue.case.key_id)
        for kind, text in (("other", issue.other_text), ("urgency", issue.urgency_reason)):
            if text:
                row = uuid4()
                place = ("field", "cases_remark", row, "text", key.pk, key.generation)
                remarks.create(
                    id=row, org_id=issue.org_id, case_id=issue.case_id, leaf=issue.leaf, kind=kind,
                    key_id=key.pk, sealed=seal(key.public, text.encode(), bind(*place)),
                    written_at=timezone.now(),
                )  # fmt: skip
        if issue.other_text:
            find_without(apps, on, issue.case)
        issues.filter(pk=issue.pk).update(other_text="", urgency_reason="")


def find_without(apps: Any, on: str, case: Any) -> None:
    """Hashed words of what is sealed now would give it away; the next step indexes in full."""
    said = unicodedata.normalize("NFKC", f"{case.ref} {case.site.name} {case.summary}").casefold()
    found = {
        int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), signed=True)
        for word in re.findall(r"\w+", said)
    }
    rows = apps.get_model("cases", "Case").objects.using(on)
    rows.filter(pk=case.pk).update(words=sorted(found))


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_fewer_indexes"), ("vault", "0005_locks_and_recovery")]

    operations = [
        migrations.CreateModel(
            "Remark",
            [
                (
                    "id",
                    models.UUIDField(
                        default=uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("org_id", models.UUIDField(db_index=True)),
                ("leaf", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("other", "Other"), ("urgency", "Urgency")], max_length=8
                    ),
                ),
                ("key_id", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("written_by", models.UUIDField(null=True)),
                ("written_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="cases.case",
                    ),
                ),
            ],
            options={"ordering": ("written_at", "id")},
        ),
        migrations.RunSQL("set constraints all immediate", "set constraints all immediate"),
        migrations.RunPython(seal_remarks, migrations.RunPython.noop),
        migrations.RemoveField("issue", "other_text"),
        migrations.RemoveField("issue", "urgency_reason"),
    ]
