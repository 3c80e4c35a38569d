"""The exact words in her language, and what her yes is bound to.

What was shown before is bound as it stands: nobody could change a text then.
"""

import hashlib
from typing import Any

from django.db import migrations, models


def bind_what_was_shown(apps: Any, editor: Any) -> None:
    rows = apps.get_model("disclosure", "Disclosure").objects.using(editor.connection.alias)
    for row in rows.exclude(status__in=("drafted", "refused")).iterator():
        parts = (row.text, row.language, row.translation, row.translated_into)
        each = "".join(hashlib.sha256(part.encode()).hexdigest() for part in parts)
        rows.filter(pk=row.pk).update(shown_words=hashlib.sha256(each.encode()).hexdigest())


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0002_consent_purpose")]

    operations = [
        migrations.AddField(
            "disclosure", "translation", models.TextField(blank=True, default="")
        ),
        migrations.AddField(
            "disclosure",
            "translated_into",
            models.CharField(blank=True, default="", max_length=8),
        ),
        migrations.AddField("disclosure", "translated_by", models.UUIDField(null=True)),
        migrations.AddField(
            "disclosure", "shown_words", models.CharField(blank=True, default="", max_length=64)
        ),
        migrations.AddField("disclosure", "dropped", models.JSONField(default=dict)),
        migrations.RunSQL("set constraints all immediate", "set constraints all immediate"),
        migrations.RunPython(bind_what_was_shown, migrations.RunPython.noop),
        migrations.AddConstraint(
            "disclosure",
            models.CheckConstraint(
                name="translation_has_a_translator",
                condition=models.Q(
                    ("translated_by__isnull", True), ("translated_into", ""), ("translation", "")
                )
                | (
                    ~models.Q(("translation", ""))
                    & ~models.Q(("translated_into", ""))
                    & models.Q(("translated_by__isnull", False))
                ),
            ),
        ),
        migrations.AddConstraint(
            "disclosure",
            models.CheckConstraint(
                name="agreed_words_were_shown",
                condition=~models.Q(("status__in", ("shown", "approved")))
                | ~models.Q(("shown_words", "")),
            ),
        ),
    ]
