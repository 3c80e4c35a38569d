"""An interpreter sees the threads that were handed to her, and no others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("talk", "0004_her_last_question")]

    operations = [
        migrations.AddField("conversation", "handed_to", models.UUIDField(null=True)),
        migrations.AddIndex(
            "conversation",
            models.Index(
                condition=models.Q(("handed_to__isnull", False)),
                fields=["handed_to"],
                name="handed",
            ),
        ),
    ]
